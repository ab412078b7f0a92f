//! A client in another language, which uses each of the calls that can carry a message.

use super::run::{plain, trace_with};

/// Asks for the loopback interface, each time another way. Sequence numbers tell the ways apart.
pub(super) const CLIENT: &str = r#"
import ctypes, os, socket, struct, threading

libc = ctypes.CDLL(None, use_errno=True)

def route():
    return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)

def getlink(seq):
    return struct.pack("=IHHII BxHiII", 32, 18, 1, seq, 0, 0, 0, 1, 0, 0)

class Iovec(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("len", ctypes.c_size_t)]

class Msghdr(ctypes.Structure):
    _fields_ = [("name", ctypes.c_void_p), ("namelen", ctypes.c_uint), ("iov", ctypes.POINTER(Iovec)), ("iovlen", ctypes.c_size_t),
                ("control", ctypes.c_void_p), ("controllen", ctypes.c_size_t), ("flags", ctypes.c_int)]

class Mmsghdr(ctypes.Structure):
    _fields_ = [("hdr", Msghdr), ("len", ctypes.c_uint)]

alive = []

def mmsghdrs(*datagrams):
    headers = (Mmsghdr * len(datagrams))()
    for at, buffers in enumerate(datagrams):
        memory = [ctypes.create_string_buffer(buffer, len(buffer)) for buffer in buffers]
        iov = (Iovec * len(buffers))(*[Iovec(ctypes.cast(part, ctypes.c_void_p), len(part)) for part in memory])
        alive.append((memory, iov))
        headers[at].hdr.iov, headers[at].hdr.iovlen = iov, len(buffers)
    return headers

one = route()
os.write(one.fileno(), getlink(1))
os.read(one.fileno(), 65536)

request = getlink(2)
os.writev(one.fileno(), [request[:5], request[5:16], request[16:17], request[17:]])
os.readv(one.fileno(), [bytearray(7), bytearray(30), bytearray(65536)])

request = getlink(3)
one.sendmsg([request[:9], b"", request[9:]])
one.recvmsg_into([bytearray(3), bytearray(65536)])

requests = mmsghdrs([getlink(4)[:4], getlink(4)[4:]], [getlink(5)])
assert libc.sendmmsg(one.fileno(), requests, 2, 0) == 2
replies = mmsghdrs([bytes(16), bytes(65536)], [bytes(65536)])
assert libc.recvmmsg(one.fileno(), replies, 2, 0, None) == 2

one.send(getlink(6))
one.recvfrom(65536)

def in_thread(seq, enter=lambda: None):
    def run():
        enter()
        own = route()
        own.send(getlink(seq))
        own.recv(65536)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()

in_thread(7)

def elsewhere():
    CLONE_NEWNET = 0x40000000
    if libc.unshare(CLONE_NEWNET):
        print("no namespace")

in_thread(8, elsewhere)
"#;

#[test]
fn a_python_client() {
    let command = ["python3", "-c", CLIENT].map(str::to_owned);
    let version = ["sh", "-c", "python3 --version"].map(str::to_owned);
    if !plain(&version).status.success() {
        eprintln!("SKIPPED a_python_client: needs python3");
        return;
    }
    let run = trace_with(&[], &command);
    assert!(run.status.success(), "{}", run.stderr);
    if run.stdout.contains("no namespace") {
        eprintln!("a_python_client: in one network namespace only, as another needs root");
    }
    let printed = [
        "write 18 1",
        "read 16 1",
        "writev 18 2",
        "readv 16 2",
        "sendmsg 18 3",
        "recvmsg 16 3",
        "sendmmsg 18 4",
        "sendmmsg 18 5",
        "recvmmsg 16 4",
        "recvmmsg 16 5",
        "sendto 18 6",
        "recvfrom 16 6",
        "sendto 18 7",
        "recvfrom 16 7",
        "sendto 18 8",
        "recvfrom 16 8",
    ];
    assert_eq!(run.exchanged(), printed);
    // However the bytes were spread, each message is whole: the name is read out of the far end of a reply.
    let name = |record: &serde_json::Value| {
        let fields = record["fields"].as_array().into_iter().flatten();
        fields
            .filter(|field| field["name"] == "IFLA_IFNAME")
            .map(|field| field["value"].to_string())
            .collect()
    };
    let replies = run.message_records().filter(|record| record["type_id"] == 16);
    assert_eq!(replies.map(name).collect::<Vec<String>>(), ["\"lo\""; 8]);
}
