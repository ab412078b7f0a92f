ip link add d0 type bridge
ip addr add 192.0.2.1/24 dev d0
ip link set d0 up
ip route add 198.51.100.0/24 via 192.0.2.254
