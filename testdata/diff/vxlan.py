from pyroute2 import IPRoute
with IPRoute() as ip:
    ip.link("add", ifname="vx0", kind="vxlan", vxlan_id=42, vxlan_group="239.1.1.1", vxlan_port=4789)
