ip link add d0 type bridge
ip link set d0 up
ip addr add 192.0.2.1/24 dev d0
ip route replace 198.51.100.0/24 via 192.0.2.254
