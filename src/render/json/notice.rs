//! Events that are not messages, as JSON: calls that moved no message, exits of processes, lost messages.

use nltrace_decoders::generic::Ids;

use super::{Json, escape, flag_list, key, member, optional, origin, protocol, symbol_text, text, words};
use crate::datagram::{Direction, Notice, NoticeKind, Outcome};

impl Json {
    /// Writes a notice as an event.
    pub(super) fn write_notice(&mut self, notice: &Notice<'_>, ids: &Ids, out: &mut Vec<u8>) {
        let Some(event) = name(&notice.what) else { return };
        origin(notice.when, notice.caller, out);
        out.extend_from_slice(b",\"event\":\"");
        out.extend(event);
        out.push(b'"');
        let known = notice.socket().and_then(|socket| socket.protocol);
        let of_call = match notice.what {
            NoticeKind::Socket { protocol, .. } => u16::try_from(protocol).ok(),
            _ => known,
        };
        if of_call.is_some() {
            protocol(of_call, out);
        }
        match &notice.what {
            NoticeKind::Socket { kind, .. } => {
                let (names, rest) = words::socket_kind(*kind);
                key("kind", out);
                list(&names, u64::from(rest.cast_unsigned()), out);
                member("kind_id", *kind, out);
            }
            NoticeKind::Bind(Some(address))
            | NoticeKind::Connect(Some(address))
            | NoticeKind::SockName(Some(address)) => {
                self.address(address, known, ids, out);
            }
            NoticeKind::SetOption { level, option, value, len } => {
                key("level", out);
                optional(words::socket_level(*level), out);
                member("level_id", *level, out);
                key("option", out);
                optional(words::socket_option(*level, *option), out);
                member("option_id", *option, out);
                member("optlen", *len, out);
                if let Some(value) = value {
                    member("value", *value, out);
                    let is_group = *level == nix::libc::SOL_NETLINK && matches!(option, 1 | 2);
                    let group = is_group.then(|| text::group(known, value.cast_unsigned(), ids));
                    if let Some(name) = group.flatten() {
                        key("group", out);
                        escape::json(name.as_bytes(), out);
                    }
                }
            }
            NoticeKind::Transfer { flags, room, rcvbuf, .. } => {
                key("call_flags", out);
                flag_list(&words::MSG, u64::from(*flags), out);
                member("call_flags_id", *flags, out);
                member("room", *room, out);
                if let Some(rcvbuf) = rcvbuf {
                    member("rcvbuf", *rcvbuf, out);
                }
            }
            NoticeKind::ExtendedAck(text) => {
                key("message", out);
                escape::json(text.as_bytes(), out);
            }
            NoticeKind::ExtendedAckSet | NoticeKind::ExtendedAcksRead => (),
            NoticeKind::Exited(status) => member("status", *status, out),
            NoticeKind::Killed(signal, core) => {
                member("signal", *signal, out);
                out.extend(if *core { b",\"core\":true".as_slice() } else { b",\"core\":false".as_slice() });
            }
            NoticeKind::Blind(sentence) => {
                key("notes", out);
                out.push(b'[');
                escape::json(sentence.as_bytes(), out);
                out.push(b']');
            }
            NoticeKind::Lost(count) => member("datagrams", *count, out),
            NoticeKind::Bind(None)
            | NoticeKind::Connect(None)
            | NoticeKind::SockName(None)
            | NoticeKind::Close
            | NoticeKind::Interface { .. }
            | NoticeKind::Family { .. } => (),
        }
        match notice.outcome {
            Outcome::Returned(value) => member("result", value, out),
            Outcome::Failed(errno) => {
                key("error", out);
                escape::json(text::errno_name(errno.unsigned_abs()).as_bytes(), out);
                member("errno", errno, out);
            }
            Outcome::Unfinished | Outcome::None => (),
        }
        out.extend_from_slice(b"}\n");
    }
}

/// Writes names of bits, and the bits without a name as one number.
fn list(names: &[&'static str], rest: u64, out: &mut Vec<u8>) {
    out.push(b'[');
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        symbol_text(name, out);
    }
    if rest != 0 {
        if !names.is_empty() {
            out.push(b',');
        }
        escape::json(format!("{rest:#x}").as_bytes(), out);
    }
    out.push(b']');
}

/// Returns the name of an event; `None` for one that is not shown.
fn name(what: &NoticeKind) -> Option<&'static [u8]> {
    Some(match what {
        NoticeKind::Socket { .. } => b"socket",
        NoticeKind::Bind(_) => b"bind",
        NoticeKind::Connect(_) => b"connect",
        NoticeKind::SockName(_) => b"getsockname",
        NoticeKind::SetOption { .. } => b"setsockopt",
        NoticeKind::Close => b"close",
        NoticeKind::Transfer { direction: Direction::Send, .. } => b"send",
        NoticeKind::Transfer { .. } => b"receive",
        NoticeKind::Exited(_) => b"exit",
        NoticeKind::Killed(..) => b"killed",
        NoticeKind::Blind(_) => b"blind",
        NoticeKind::ExtendedAck(_) => b"extack",
        NoticeKind::ExtendedAckSet => b"extack_set",
        NoticeKind::Lost(_) => b"lost",
        NoticeKind::Interface { .. } | NoticeKind::Family { .. } | NoticeKind::ExtendedAcksRead => {
            return None;
        }
    })
}
