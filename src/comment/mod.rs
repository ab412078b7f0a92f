//! The comments in a capture that nltrace wrote, which Wireshark shows as they are: who moved a
//! datagram, with which call, and how that ended (`packet`); and what is no datagram (`event`).
//!
//! Each is words of the form `key=value`: `nltrace pid=1912 comm=ip syscall=sendmsg …`. Whoever writes them and whoever reads
//! them meet here. Keys that are not known are passed over, so that a capture from a newer nltrace can be read.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::fmt::Write;

use crate::datagram::{Caller, KernelOrigin, LearnedBy, NetlinkAddress, Outcome, SocketInfo};

mod event;
mod packet;

pub(crate) use event::EventComment;
pub(crate) use packet::PacketComment;

/// The beginning of a comment.
const MARK: &str = "nltrace ";

/// The longest text of a comment, in bytes: names are much shorter, and so are sentences.
const LONGEST_TEXT: usize = 4096;

/// The protocol in a packet's header where it is not known; no protocol has this number.
pub(crate) const UNKNOWN_PROTOCOL: u16 = u16::MAX;

/// The calls that a capture names. Callers name theirs out of this list.
pub(crate) const SYSCALLS: [&str; 39] = [
    "bind",
    "close",
    "close_range",
    "connect",
    "dup",
    "dup2",
    "dup3",
    "execve",
    "exit",
    "fcntl",
    "fcntl64",
    "getsockname",
    "getsockopt",
    "io_uring_enter",
    "io_uring_setup",
    "pidfd_getfd",
    "prctl",
    "preadv2",
    "pwritev2",
    "read",
    "readv",
    "recv",
    "recvfrom",
    "recvmmsg",
    "recvmmsg_time64",
    "recvmsg",
    "seccomp",
    "send",
    "sendfile",
    "sendfile64",
    "sendmmsg",
    "sendmsg",
    "sendto",
    "setsockopt",
    "socket",
    "socketcall",
    "splice",
    "write",
    "writev",
];

const LEARNED: [(LearnedBy, &str); 5] = [
    (LearnedBy::SockDiag, "sock_diag"),
    (LearnedBy::SocketCall, "socket"),
    (LearnedBy::PidfdGetfd, "pidfd_getfd"),
    (LearnedBy::Kernel, "kernel"),
    (LearnedBy::Unknown, "unknown"),
];

/// Appends who made a call, on which socket, and how it ended.
fn write_call(caller: &Caller, outcome: Outcome, out: &mut String) {
    let _ = write!(out, "pid={} tid={} comm=", caller.pid, caller.tid);
    escape(&caller.comm, out);
    let _ = write!(out, " fd={} syscall={}", caller.fd, caller.syscall);
    let _ = match outcome {
        Outcome::Returned(value) => write!(out, " result={value}"),
        Outcome::Failed(errno) => write!(out, " errno={errno}"),
        Outcome::Unfinished => write!(out, " unfinished=1"),
        Outcome::None => Ok(()),
    };
    if let Some(socket) = &caller.socket {
        let _ = write!(out, " inode={}", socket.inode);
        if let Some(portid) = socket.portid {
            let _ = write!(out, " portid={portid}");
        }
        if let Some(protocol) = socket.protocol {
            let _ = write!(out, " protocol={protocol}");
        }
        if let Some((_, by)) = LEARNED.iter().find(|(learned, _)| *learned == socket.learned) {
            let _ = write!(out, " learned={by}");
        }
    }
    let _ = write!(out, " netns={}", caller.netns);
    if let Some(origin) = &caller.origin {
        let _ = write!(out, " uid={} cgroup={} cookie={}", origin.uid, origin.cgroup, origin.cookie);
        if let Some(path) = &origin.cgroup_path {
            out.push_str(" cgroup_path=");
            escape(path, out);
        }
    }
    if let Some(name) = &caller.namespace {
        out.push_str(" netns_name=");
        escape(name, out);
    }
}

fn write_peer(peer: NetlinkAddress, out: &mut String) {
    let _ = write!(out, " peer={} peer_groups={:#x}", peer.portid, peer.groups);
}

/// The parts of a call that are read.
struct CallWords {
    caller: Caller,
    socket: SocketInfo,
    outcome: Outcome,
    peer: Option<NetlinkAddress>,
}

impl CallWords {
    fn new() -> CallWords {
        let caller = Caller::new(0, 0, String::new(), "?");
        let socket = SocketInfo { inode: 0, protocol: None, portid: None, learned: LearnedBy::Unknown };
        CallWords { caller, socket, outcome: Outcome::None, peer: None }
    }

    /// Reads one word. The outer `None`: the value is no such thing; false: the key is not of a call.
    fn read(&mut self, key: &str, value: &str) -> Option<bool> {
        let caller = &mut self.caller;
        match key {
            "pid" => caller.pid = value.parse().ok()?,
            "tid" => caller.tid = value.parse().ok()?,
            "comm" => caller.comm = unescaped(value),
            "fd" => caller.fd = value.parse().ok()?,
            "syscall" => {
                caller.syscall = SYSCALLS.iter().find(|name| **name == value).copied().unwrap_or("?");
            }
            "result" => self.outcome = Outcome::Returned(value.parse().ok()?),
            "errno" => self.outcome = Outcome::Failed(value.parse().ok()?),
            "unfinished" => self.outcome = Outcome::Unfinished,
            "inode" => {
                self.socket.inode = value.parse().ok()?;
                caller.socket = Some(self.socket);
            }
            "portid" => self.socket.portid = Some(value.parse().ok()?),
            "protocol" => self.socket.protocol = Some(value.parse().ok()?),
            "learned" => {
                if let Some((learned, _)) = LEARNED.iter().find(|(_, by)| *by == value) {
                    self.socket.learned = *learned;
                }
            }
            "netns" => caller.netns = value.parse().ok()?,
            "uid" => self.origin().uid = value.parse().ok()?,
            "cgroup" => self.origin().cgroup = value.parse().ok()?,
            "cookie" => self.origin().cookie = value.parse().ok()?,
            "cgroup_path" => self.origin().cgroup_path = Some(unescaped(value).into()),
            "netns_name" => caller.namespace = Some(unescaped(value).into()),
            "peer" => self.peer().portid = value.parse().ok()?,
            "peer_groups" => self.peer().groups = u32::try_from(hex(value)?).ok()?,
            _ => return Some(false),
        }
        Some(true)
    }

    fn peer(&mut self) -> &mut NetlinkAddress {
        self.peer.get_or_insert(NetlinkAddress { portid: 0, groups: 0 })
    }

    fn origin(&mut self) -> &mut KernelOrigin {
        let unknown = KernelOrigin { uid: 0, cgroup: 0, cgroup_path: None, cookie: 0 };
        self.caller.origin.get_or_insert(unknown)
    }

    fn caller(self) -> Caller {
        Caller { socket: self.caller.socket.map(|_| self.socket), ..self.caller }
    }
}

/// Returns the words of a comment; `None` if nltrace did not write it.
fn words(text: &str) -> Option<impl Iterator<Item = (&str, &str)>> {
    Some(text.strip_prefix(MARK)?.split(' ').filter_map(|word| word.split_once('=')))
}

fn hex(value: &str) -> Option<u64> {
    u64::from_str_radix(value.strip_prefix("0x")?, 16).ok()
}

/// Appends a text as one word, with `%xx` for what may not stand in one. Of a text longer than any of nltrace's own the beginning
/// is written, so that a comment is never longer than a block can hold.
fn escape(text: &str, out: &mut String) {
    let cut = (0..=text.len().min(LONGEST_TEXT)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    for byte in text.bytes().take(cut) {
        match byte {
            b'!'..=b'$' | b'&'..=b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02x}");
            }
        }
    }
}

/// Returns a text that was one word, `%xx` being a byte.
fn unescaped(value: &str) -> String {
    let mut parts = value.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (byte, rest) = part.split_at_checked(2).unwrap_or(("", part));
        bytes.extend(u8::from_str_radix(byte, 16));
        bytes.extend(rest.as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
