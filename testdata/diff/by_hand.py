# A hand-made batch: table, chain and rule that should drop TCP port 23, as nft does it.
import socket, struct
NFNL_SUBSYS_NFTABLES = 10
def attr(kind, payload, nested=False):
    length = 4 + len(payload)
    return struct.pack("=HH", length, kind | (0x8000 if nested else 0)) + payload + bytes(-length % 4)
def text(kind, value): return attr(kind, value.encode() + b"\0")
def be32(kind, value): return attr(kind, struct.pack(">I", value))
def nest(kind, *attrs): return attr(kind, b"".join(attrs), True)
seq = 0
def message(kind, flags, family, attrs=b"", res=0):
    global seq
    body = struct.pack("=BBH", family, 0, socket.htons(res)) + attrs
    seq += 1
    return struct.pack("=IHHII", 16 + len(body), kind, 1 | flags, seq, 0) + body
def nft(command, flags, attrs): return message(NFNL_SUBSYS_NFTABLES << 8 | command, flags, 2, attrs)
def expression(name, *attrs): return nest(1, text(1, name), nest(2, *attrs))
ACK, CREATE = 4, 0x400
batch = message(16, 0, 0, res=NFNL_SUBSYS_NFTABLES)
batch += nft(0, ACK | CREATE, text(1, "t"))
batch += nft(3, ACK | CREATE, text(1, "t") + text(3, "c") + nest(4, be32(1, 1), be32(2, 0)) + text(7, "filter"))
batch += nft(6, ACK | CREATE, text(1, "t") + text(2, "c") + nest(4,
    expression("payload", be32(1, 1), be32(2, 2), be32(3, 2), be32(4, 2)),
    expression("cmp", be32(1, 1), be32(2, 0), nest(3, attr(1, struct.pack("=H", 23)))),
    expression("immediate", be32(1, 0), nest(2, nest(2, be32(1, 0))))))
batch += message(17, 0, 0, res=NFNL_SUBSYS_NFTABLES)
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
s.send(batch)
s.settimeout(1)
try:
    while True: s.recv(65536)
except TimeoutError: pass
