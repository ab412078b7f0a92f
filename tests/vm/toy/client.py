"""Speaks to the family `toy` (toy.c): a request with every attribute, one that the kernel refuses, and a dump."""

import socket
import struct

NETLINK_GENERIC = 16
SOL_NETLINK = 270
NETLINK_ADD_MEMBERSHIP = 1
GENL_ID_CTRL = 16
CTRL_CMD_GETFAMILY = 3
CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME, CTRL_ATTR_MCAST_GROUPS, CTRL_ATTR_MCAST_GRP_ID = 1, 2, 7, 2
NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP = 0x1, 0x4, 0x300
SET, GET = 1, 2


def attribute(number, payload):
    return struct.pack("=HH", 4 + len(payload), number) + payload + bytes(-len(payload) % 4)


def nest(number, *parts):
    return attribute(number | 0x8000, b"".join(parts))


def attributes(data):
    found = {}
    while len(data) >= 4:
        length, number = struct.unpack_from("=HH", data)
        found[number & 0x3FFF] = data[4:length]
        data = data[(length + 3) & ~3 :]
    return found


def ask(sock, family, flags, command, body):
    sock.send(struct.pack("=IHHIIBBH", 20 + len(body), family, NLM_F_REQUEST | flags, ask.seq, 0, command, 1, 0) + body)
    ask.seq += 1
    return sock.recv(65536)


ask.seq = 1
sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
answer = attributes(ask(sock, GENL_ID_CTRL, 0, CTRL_CMD_GETFAMILY, attribute(CTRL_ATTR_FAMILY_NAME, b"toy\0"))[20:])
family = struct.unpack("=H", answer[CTRL_ATTR_FAMILY_ID])[0]
(group,) = attributes(answer[CTRL_ATTR_MCAST_GROUPS]).values()
listener = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
# The kernel gives no notification to a socket without a port id.
listener.bind((0, 0))
listener.settimeout(60)
listener.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, struct.unpack("=I", attributes(group)[CTRL_ATTR_MCAST_GRP_ID])[0])

ask(
    sock,
    family,
    0,
    SET,
    attribute(1, struct.pack("=B", 7))
    + attribute(2, struct.pack("=i", -2))
    + attribute(3, b"carillon\0")
    + nest(4, attribute(1, struct.pack("=H", 300)), attribute(2, struct.pack("=Q", 1 << 40)), nest(3, attribute(1, b"\x05\0")))
    + attribute(5, struct.pack("=I", 4))
    + attribute(6, b"\x01\x02\x03")
    + attribute(7, b"")
    + nest(8, nest(1, attribute(1, b"\x06\0")), nest(2, attribute(1, b"\x07\0"))),
)
listener.recv(65536)
ask(sock, family, NLM_F_ACK, SET, attribute(1, struct.pack("=B", 20)))
ask(sock, family, NLM_F_DUMP, GET, attribute(1, struct.pack("=B", 1)))
