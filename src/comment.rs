//! What stands beside a packet that nltrace wrote: who moved the datagram, with which call, and how that ended.
//!
//! It is a packet's comment, which Wireshark shows: `nltrace pid=1912 comm=ip syscall=sendmsg …`. Whoever writes it and
//! whoever reads it meet here. Keys that are not known are passed over, so that a capture from a newer nltrace can be read.

use std::fmt::Write;

use crate::datagram::{Caller, Cut, Datagram, Direction, Learned, NetlinkAddress, Outcome, SocketInfo};

/// What a comment begins with.
const MARK: &str = "nltrace ";

/// The protocol in a packet's header where it is not known; no protocol has this number.
pub(crate) const UNKNOWN_PROTOCOL: u16 = u16::MAX;

/// The calls that move datagrams. Callers name theirs out of this list.
const SYSCALLS: [&str; 16] = [
    "send",
    "sendto",
    "sendmsg",
    "sendmmsg",
    "write",
    "writev",
    "pwritev2",
    "recv",
    "recvfrom",
    "recvmsg",
    "recvmmsg",
    "recvmmsg_time64",
    "read",
    "readv",
    "preadv2",
    "sendfile",
];

const LEARNED: [(Learned, &str); 4] = [
    (Learned::SockDiag, "sock_diag"),
    (Learned::SocketCall, "socket"),
    (Learned::PidfdGetfd, "pidfd_getfd"),
    (Learned::Unknown, "unknown"),
];

/// What a comment says.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    caller: Option<Caller>,
    direction: Direction,
    whole_len: Option<usize>,
    cut: Option<Cut>,
    room: Option<u64>,
    base_addr: u64,
    outcome: Outcome,
    peer: Option<NetlinkAddress>,
    flags: u32,
    group: Option<u32>,
    nsid: Option<i32>,
}

/// Appends the comment of a datagram; nothing if there is nothing to say that a capture does not.
pub(crate) fn write(datagram: &Datagram<'_>, out: &mut String) {
    let Some(caller) = datagram.caller else { return };
    let _ = write!(out, "{MARK}pid={} tid={} comm=", caller.pid, caller.tid);
    for byte in caller.comm.bytes() {
        match byte {
            b'!'..=b'$' | b'&'..=b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02x}");
            }
        }
    }
    let _ = write!(out, " fd={} syscall={}", caller.fd, caller.syscall);
    match datagram.direction {
        Direction::Send => out.push_str(" direction=send"),
        Direction::Receive => out.push_str(" direction=receive"),
        Direction::Unknown => (),
    }
    let _ = match datagram.outcome {
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
    let _ = write!(out, " netns={} flags={:#x}", caller.netns, datagram.flags);
    if let Some(peer) = datagram.peer {
        let _ = write!(out, " peer={} peer_groups={:#x}", peer.portid, peer.groups);
    }
    if let Some(group) = datagram.group {
        let _ = write!(out, " group={group}");
    }
    if let Some(nsid) = datagram.nsid {
        let _ = write!(out, " nsid={nsid}");
    }
    if let Some(room) = datagram.room {
        let _ = write!(out, " room={room}");
    }
    let _ = write!(out, " addr={:#x}", datagram.base_addr);
    if let Some(cut) = datagram.cut {
        let _ = write!(out, " len={}", datagram.whole_len);
        let _ = match cut {
            Cut::Buffer => write!(out, " cut=buffer"),
            Cut::Memory { addr } => write!(out, " cut=memory unreadable={addr:#x}"),
            Cut::Snaplen => write!(out, " cut=snaplen"),
            Cut::Limit => write!(out, " cut=limit"),
        };
    }
}

impl Origin {
    /// Reads a comment; `None` if nltrace did not write it.
    pub(crate) fn parse(text: &str) -> Option<Origin> {
        let mut origin = Origin {
            caller: None,
            direction: Direction::Unknown,
            whole_len: None,
            cut: None,
            room: None,
            base_addr: 0,
            outcome: Outcome::None,
            peer: None,
            flags: 0,
            group: None,
            nsid: None,
        };
        let mut caller =
            Caller { pid: 0, tid: 0, comm: String::new(), syscall: "?", fd: -1, socket: None, netns: 0 };
        let mut socket = SocketInfo { inode: 0, protocol: None, portid: None, learned: Learned::Unknown };
        for (key, value) in text.strip_prefix(MARK)?.split(' ').filter_map(|word| word.split_once('=')) {
            match key {
                "pid" => caller.pid = value.parse().ok()?,
                "tid" => caller.tid = value.parse().ok()?,
                "comm" => caller.comm = unescaped(value),
                "fd" => caller.fd = value.parse().ok()?,
                "syscall" => {
                    caller.syscall = SYSCALLS.iter().find(|name| **name == value).copied().unwrap_or("?");
                }
                "direction" => {
                    origin.direction = match value {
                        "send" => Direction::Send,
                        "receive" => Direction::Receive,
                        _ => Direction::Unknown,
                    };
                }
                "result" => origin.outcome = Outcome::Returned(value.parse().ok()?),
                "errno" => origin.outcome = Outcome::Failed(value.parse().ok()?),
                "unfinished" => origin.outcome = Outcome::Unfinished,
                "inode" => {
                    socket.inode = value.parse().ok()?;
                    caller.socket = Some(socket);
                }
                "portid" => socket.portid = Some(value.parse().ok()?),
                "protocol" => socket.protocol = Some(value.parse().ok()?),
                "learned" => {
                    if let Some((learned, _)) = LEARNED.iter().find(|(_, by)| *by == value) {
                        socket.learned = *learned;
                    }
                }
                "netns" => caller.netns = value.parse().ok()?,
                "flags" => origin.flags = u32::try_from(hex(value)?).ok()?,
                "peer" => peer(&mut origin).portid = value.parse().ok()?,
                "peer_groups" => peer(&mut origin).groups = u32::try_from(hex(value)?).ok()?,
                "group" => origin.group = Some(value.parse().ok()?),
                "nsid" => origin.nsid = Some(value.parse().ok()?),
                "room" => origin.room = Some(value.parse().ok()?),
                "addr" => origin.base_addr = hex(value)?,
                "len" => origin.whole_len = Some(value.parse().ok()?),
                "cut" => {
                    origin.cut = match value {
                        "buffer" => Some(Cut::Buffer),
                        "memory" => Some(Cut::Memory { addr: 0 }),
                        "limit" => Some(Cut::Limit),
                        _ => Some(Cut::Snaplen),
                    };
                }
                "unreadable" => origin.cut = Some(Cut::Memory { addr: hex(value)? }),
                _ => (),
            }
        }
        caller.socket = caller.socket.map(|of| SocketInfo { inode: of.inode, ..socket });
        origin.caller = Some(caller);
        Some(origin)
    }

    /// Tells a datagram that was read what stood beside it.
    pub(crate) fn apply<'a>(&'a self, datagram: &mut Datagram<'a>) {
        datagram.caller = self.caller.as_ref();
        datagram.direction = self.direction;
        datagram.whole_len = self.whole_len.unwrap_or(datagram.whole_len).max(datagram.bytes.len());
        datagram.cut = self.cut.or(datagram.cut);
        datagram.room = self.room;
        datagram.base_addr = self.base_addr;
        datagram.outcome = self.outcome;
        datagram.peer = self.peer;
        datagram.flags = self.flags;
        datagram.group = self.group;
        datagram.nsid = self.nsid;
    }
}

fn peer(origin: &mut Origin) -> &mut NetlinkAddress {
    origin.peer.get_or_insert(NetlinkAddress { portid: 0, groups: 0 })
}

fn hex(value: &str) -> Option<u64> {
    u64::from_str_radix(value.strip_prefix("0x")?, 16).ok()
}

/// A command's name, `%xx` being a byte.
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

#[cfg(test)]
mod tests {
    use nltrace_decoders::wire::Endian;

    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let caller = Caller {
            pid: 1912,
            tid: 1913,
            comm: "a %b=\u{fc}".to_owned(),
            syscall: "recvmsg",
            fd: 3,
            socket: Some(SocketInfo {
                inode: 77,
                protocol: Some(4),
                portid: Some(u32::MAX),
                learned: Learned::SocketCall,
            }),
            netns: 4_026_531_840,
        };
        let datagram = Datagram {
            caller: Some(&caller),
            direction: Direction::Receive,
            protocol: Some(4),
            endian: Endian::Little,
            bytes: &[1, 2],
            whole_len: 4096,
            cut: Some(Cut::Memory { addr: 0x7fff_0000 }),
            room: Some(8192),
            base_addr: 0x7ffe_ffff,
            outcome: Outcome::Failed(105),
            peer: Some(NetlinkAddress { portid: 5, groups: 1 << 31 }),
            flags: 0x22,
            group: Some(3),
            nsid: Some(-1),
            ..Datagram::of_capture()
        };
        let mut text = String::new();
        write(&datagram, &mut text);
        let origin = Origin::parse(&text).unwrap();
        let bare = Datagram { protocol: Some(4), bytes: &[1, 2], whole_len: 2, ..Datagram::of_capture() };
        let mut read = Datagram { endian: Endian::Little, ..bare };
        origin.apply(&mut read);
        assert_eq!(format!("{read:?}"), format!("{datagram:?}"));
    }

    #[test]
    fn comments_of_others_say_nothing() {
        assert!(Origin::parse("seen at the door").is_none());
        assert!(Origin::parse("nltrace pid=x").is_none());
        assert!(Origin::parse("nltrace pid=1 later=2 comm").is_some());
    }
}
