//! A packet's comment: who moved the datagram, with which call, and what else a capture's packet has no room for.

use std::fmt::Write;

use super::{CallWords, MARK, hex, words, write_call, write_peer};
use crate::datagram::{Caller, Cut, Datagram, Direction, NetlinkAddress, Outcome};

/// The contents of a comment.
#[derive(Clone, Debug)]
pub(crate) struct PacketComment {
    caller: Caller,
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

impl PacketComment {
    /// Appends the comment of a datagram; nothing if there is nothing to say that a capture does not.
    pub(crate) fn write(datagram: &Datagram<'_>, out: &mut String) {
        let Some(caller) = datagram.caller else { return };
        out.push_str(MARK);
        write_call(caller, datagram.outcome, out);
        match datagram.direction {
            Direction::Send => out.push_str(" direction=send"),
            Direction::Receive => out.push_str(" direction=receive"),
            Direction::Unknown => (),
        }
        let _ = write!(out, " flags={:#x}", datagram.flags);
        if let Some(peer) = datagram.peer {
            write_peer(peer, out);
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

    /// Reads a comment; `None` if it is not one of these.
    pub(crate) fn parse(text: &str) -> Option<PacketComment> {
        let mut call = CallWords::new();
        let (mut direction, mut whole_len, mut cut, mut base_addr) = (Direction::Unknown, None, None, 0);
        let (mut flags, mut group, mut nsid, mut room) = (0, None, None, None);
        for (key, value) in words(text)? {
            if call.read(key, value)? {
                continue;
            }
            match key {
                "direction" => {
                    direction = match value {
                        "send" => Direction::Send,
                        "receive" => Direction::Receive,
                        _ => Direction::Unknown,
                    };
                }
                "flags" => flags = u32::try_from(hex(value)?).ok()?,
                "group" => group = Some(value.parse().ok()?),
                "nsid" => nsid = Some(value.parse().ok()?),
                "room" => room = Some(value.parse().ok()?),
                "addr" => base_addr = hex(value)?,
                "len" => whole_len = Some(value.parse().ok()?),
                "cut" => {
                    cut = match value {
                        "buffer" => Some(Cut::Buffer),
                        "memory" => Some(Cut::Memory { addr: 0 }),
                        "limit" => Some(Cut::Limit),
                        _ => Some(Cut::Snaplen),
                    };
                }
                "unreadable" => cut = Some(Cut::Memory { addr: hex(value)? }),
                _ => (),
            }
        }
        let (outcome, peer) = (call.outcome, call.peer);
        let caller = call.caller();
        Some(PacketComment {
            caller,
            direction,
            whole_len,
            cut,
            room,
            base_addr,
            outcome,
            peer,
            flags,
            group,
            nsid,
        })
    }

    /// Tells a datagram that was read what stood beside it.
    pub(crate) fn apply<'a>(&'a self, datagram: &mut Datagram<'a>) {
        datagram.caller = Some(&self.caller);
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

#[cfg(test)]
mod tests {
    use nltrace_decoders::wire::Endian;

    use super::*;
    use crate::datagram::{LearnedBy, SocketInfo};

    #[test]
    fn what_is_written_is_read() {
        let caller = Caller {
            fd: 3,
            socket: Some(SocketInfo {
                inode: 77,
                protocol: Some(4),
                portid: Some(u32::MAX),
                learned: LearnedBy::SocketCall,
            }),
            netns: 4_026_531_840,
            namespace: Some("my ns".into()),
            ..Caller::new(1912, 1913, "a %b=\u{fc}".to_owned(), "recvmsg")
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
        PacketComment::write(&datagram, &mut text);
        let origin = PacketComment::parse(&text).unwrap();
        let bare = Datagram { protocol: Some(4), bytes: &[1, 2], whole_len: 2, ..Datagram::of_capture() };
        let mut read = Datagram { endian: Endian::Little, ..bare };
        origin.apply(&mut read);
        assert_eq!(format!("{read:?}"), format!("{datagram:?}"));
    }

    #[test]
    fn comments_of_others_say_nothing() {
        assert!(PacketComment::parse("seen at the door").is_none());
        assert!(PacketComment::parse("nltrace pid=x").is_none());
        assert!(PacketComment::parse("nltrace pid=1 later=2 comm").is_some());
    }
}
