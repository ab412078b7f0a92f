//! A comment that stands by itself: a call that moved no message, the end of a process, messages that were lost.

use std::fmt::Write;

use nltrace_decoders::wire::Endian;

use super::{CallWords, MARK, escape, hex, unescaped, words, write_call, write_peer};
use crate::datagram::{Caller, Direction, Notice, NoticeKind, Outcome, Timestamp};

/// The contents of such a comment.
#[derive(Clone, Debug)]
pub(crate) struct EventComment {
    caller: Option<Caller>,
    what: NoticeKind,
    outcome: Outcome,
    is_alone: bool,
}

/// Returns the word for an event.
fn name(what: &NoticeKind) -> &'static str {
    match what {
        NoticeKind::Socket { .. } => "socket",
        NoticeKind::Bind(_) => "bind",
        NoticeKind::Connect(_) => "connect",
        NoticeKind::SockName(_) => "getsockname",
        NoticeKind::SetOption { .. } => "setsockopt",
        NoticeKind::Close => "close",
        NoticeKind::Transfer { direction: Direction::Send, .. } => "send",
        NoticeKind::Transfer { .. } => "receive",
        NoticeKind::Exited(_) => "exit",
        NoticeKind::Killed(..) => "killed",
        NoticeKind::Blind(_) => "blind",
        NoticeKind::ExtendedAck(_) => "extack",
        NoticeKind::ExtendedAckSet => "extack_set",
        NoticeKind::ExtendedAcksRead => "extack_read",
        NoticeKind::Lost(_) => "lost",
        NoticeKind::Interface { .. } => "interface",
        NoticeKind::Family { .. } => "family",
    }
}

impl EventComment {
    /// Appends the comment of a notice.
    pub(crate) fn write(notice: &Notice<'_>, out: &mut String) {
        out.push_str(MARK);
        let _ = write!(out, "event={} ", name(&notice.what));
        let before = out.len();
        if let Some(caller) = notice.caller {
            write_call(caller, notice.outcome, out);
        }
        if !notice.is_alone {
            out.push_str(" others=1");
        }
        let _ = match &notice.what {
            NoticeKind::Socket { kind, protocol } => write!(out, " kind={kind} of={protocol}"),
            NoticeKind::Bind(Some(address))
            | NoticeKind::Connect(Some(address))
            | NoticeKind::SockName(Some(address)) => {
                write_peer(*address, out);
                Ok(())
            }
            NoticeKind::SetOption { level, option, value, len } => {
                if let Some(value) = value {
                    let _ = write!(out, " value={value}");
                }
                write!(out, " level={level} option={option} optlen={len}")
            }
            NoticeKind::Transfer { flags, room, rcvbuf, .. } => {
                if let Some(rcvbuf) = rcvbuf {
                    let _ = write!(out, " rcvbuf={rcvbuf}");
                }
                write!(out, " flags={flags:#x} room={room}")
            }
            NoticeKind::Exited(status) => write!(out, " status={status}"),
            NoticeKind::Killed(signal, core) => write!(out, " signal={signal} core={}", u8::from(*core)),
            NoticeKind::ExtendedAckSet | NoticeKind::ExtendedAcksRead => Ok(()),
            NoticeKind::Blind(sentence) | NoticeKind::ExtendedAck(sentence) => {
                out.push_str(" text=");
                escape(sentence, out);
                Ok(())
            }
            NoticeKind::Lost(count) => write!(out, " count={count}"),
            NoticeKind::Interface { index, name } => {
                let _ = write!(out, " index={index} name=");
                escape(name, out);
                Ok(())
            }
            NoticeKind::Family { message, endian } => {
                out.push_str(if *endian == Endian::Big {
                    " order=big bytes="
                } else {
                    " order=little bytes="
                });
                message.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
            }
            NoticeKind::Bind(None)
            | NoticeKind::Connect(None)
            | NoticeKind::SockName(None)
            | NoticeKind::Close => Ok(()),
        };
        // An event without a process has no words before its own.
        if out[before..].starts_with(' ') {
            out.remove(before);
        }
    }

    /// Reads a comment; `None` if it is not one of these, or of an event that is not known.
    pub(crate) fn parse(text: &str) -> Option<EventComment> {
        let mut call = CallWords::new();
        let mut read = EventWords::default();
        let mut has_caller = false;
        for (key, value) in words(text)? {
            if call.read(key, value)? {
                has_caller = true;
            } else {
                read.read(key, value)?;
            }
        }
        let (outcome, peer) = (call.outcome, call.peer);
        let what = match read.event {
            "socket" => NoticeKind::Socket { kind: read.kind, protocol: read.of },
            "bind" => NoticeKind::Bind(peer),
            "connect" => NoticeKind::Connect(peer),
            "getsockname" => NoticeKind::SockName(peer),
            "setsockopt" => NoticeKind::SetOption {
                level: read.level,
                option: read.option,
                value: read.value,
                len: read.optlen,
            },
            "close" => NoticeKind::Close,
            "send" | "receive" => NoticeKind::Transfer {
                direction: if read.event == "send" { Direction::Send } else { Direction::Receive },
                flags: read.flags,
                room: read.room,
                rcvbuf: read.rcvbuf,
            },
            "exit" => NoticeKind::Exited(read.status),
            "killed" => NoticeKind::Killed(read.signal, read.core),
            "blind" => NoticeKind::Blind(unescaped(read.text)),
            "extack" => NoticeKind::ExtendedAck(unescaped(read.text)),
            "extack_set" => NoticeKind::ExtendedAckSet,
            "extack_read" => NoticeKind::ExtendedAcksRead,
            "lost" => NoticeKind::Lost(read.count),
            "interface" => NoticeKind::Interface { index: read.index, name: unescaped(read.name) },
            "family" => NoticeKind::Family { message: bytes(read.bytes)?, endian: read.order? },
            _ => return None,
        };
        let caller = has_caller.then(|| call.caller());
        if caller.is_none() && !matches!(what, NoticeKind::Lost(_) | NoticeKind::Family { .. }) {
            return None;
        }
        Some(EventComment { caller, what, outcome, is_alone: !read.others })
    }

    /// Returns the notice it was, at this time.
    pub(crate) fn notice(&self, when: Timestamp) -> Notice<'_> {
        let EventComment { caller, what, outcome, is_alone } = self;
        Notice { when, caller: caller.as_ref(), what: what.clone(), outcome: *outcome, is_alone: *is_alone }
    }
}

/// The words of events, but for those of a call.
#[derive(Default)]
struct EventWords<'t> {
    event: &'t str,
    others: bool,
    kind: i32,
    of: i32,
    level: i32,
    option: i32,
    value: Option<i32>,
    optlen: u32,
    flags: u32,
    room: u64,
    rcvbuf: Option<u32>,
    status: i32,
    signal: i32,
    core: bool,
    text: &'t str,
    count: u64,
    index: u32,
    name: &'t str,
    order: Option<Endian>,
    bytes: &'t str,
}

impl<'t> EventWords<'t> {
    /// Reads one; `None` if its value is no such thing.
    fn read(&mut self, key: &str, value: &'t str) -> Option<()> {
        match key {
            "event" => self.event = value,
            "others" => self.others = true,
            "kind" => self.kind = value.parse().ok()?,
            "of" => self.of = value.parse().ok()?,
            "level" => self.level = value.parse().ok()?,
            "option" => self.option = value.parse().ok()?,
            "value" => self.value = Some(value.parse().ok()?),
            "optlen" => self.optlen = value.parse().ok()?,
            "flags" => self.flags = u32::try_from(hex(value)?).ok()?,
            "room" => self.room = value.parse().ok()?,
            "rcvbuf" => self.rcvbuf = Some(value.parse().ok()?),
            "status" => self.status = value.parse().ok()?,
            "signal" => self.signal = value.parse().ok()?,
            "core" => self.core = value == "1",
            "text" => self.text = value,
            "count" => self.count = value.parse().ok()?,
            "index" => self.index = value.parse().ok()?,
            "name" => self.name = value,
            "order" => self.order = Some(if value == "big" { Endian::Big } else { Endian::Little }),
            "bytes" => self.bytes = value,
            _ => (),
        }
        Some(())
    }
}

/// Returns bytes in hexadecimal.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::datagram::{LearnedBy, NetlinkAddress, SocketInfo};

    #[test]
    fn what_is_written_is_read() {
        let socket =
            SocketInfo { inode: 77, protocol: Some(15), portid: Some(4), learned: LearnedBy::SockDiag };
        let caller = Caller {
            fd: 3,
            socket: Some(socket),
            netns: 4_026_531_840,
            ..Caller::new(1912, 1913, "two words".to_owned(), "setsockopt")
        };
        let address = Some(NetlinkAddress { portid: 5, groups: 1 << 31 });
        let (direction, flags) = (Direction::Receive, 0x40);
        for what in [
            NoticeKind::Socket { kind: 0x80003, protocol: -1 },
            NoticeKind::Bind(address),
            NoticeKind::Bind(None),
            NoticeKind::Connect(address),
            NoticeKind::SockName(address),
            NoticeKind::SockName(None),
            NoticeKind::SetOption { level: 270, option: 11, value: Some(-1), len: 4 },
            NoticeKind::SetOption { level: 1, option: 26, value: None, len: 16 },
            NoticeKind::Close,
            NoticeKind::Transfer { direction, flags, room: 0, rcvbuf: None },
            NoticeKind::Transfer { direction, flags, room: u64::MAX, rcvbuf: Some(212_992) },
            NoticeKind::Transfer { direction: Direction::Send, flags, room: 1, rcvbuf: None },
            NoticeKind::Exited(-1),
            NoticeKind::Killed(11, true),
            NoticeKind::Blind("100% \u{fc}=x, and more\n".to_owned()),
            NoticeKind::Lost(u64::MAX),
            NoticeKind::Interface { index: 7, name: "a b".to_owned() },
            NoticeKind::Interface { index: 7, name: String::new() },
            NoticeKind::Family { message: (0..=255).collect(), endian: Endian::Big },
            NoticeKind::Family { message: Vec::new(), endian: Endian::Little },
        ] {
            for outcome in [Outcome::Returned(-1), Outcome::Failed(105), Outcome::Unfinished, Outcome::None] {
                for is_alone in [true, false] {
                    let what = what.clone();
                    let notice = Notice {
                        when: Duration::from_secs(1),
                        caller: Some(&caller),
                        what,
                        outcome,
                        is_alone,
                    };
                    let mut text = String::new();
                    EventComment::write(&notice, &mut text);
                    assert!(text.is_ascii() && !text.contains("  "), "{text}");
                    let event = EventComment::parse(&text).unwrap();
                    assert_eq!(format!("{:?}", event.notice(notice.when)), format!("{notice:?}"), "{text}");
                }
            }
        }
    }

    #[test]
    fn what_nobody_did() {
        let (what, outcome) = (NoticeKind::Lost(3), Outcome::None);
        let notice = Notice { when: Duration::ZERO, caller: None, what, outcome, is_alone: true };
        let mut text = String::new();
        EventComment::write(&notice, &mut text);
        assert_eq!(text, "nltrace event=lost count=3");
        let read = EventComment::parse(&text).unwrap();
        assert_eq!(format!("{:?}", read.notice(Duration::ZERO)), format!("{notice:?}"));
    }

    #[test]
    fn comments_of_others_say_nothing() {
        for text in
            ["seen at the door", "nltrace pid=1 comm=x", "nltrace event=close", "nltrace event=danced pid=1"]
        {
            assert!(EventComment::parse(text).is_none(), "{text}");
        }
        assert!(EventComment::parse("nltrace event=close pid=1 later=2").is_some());
    }
}
