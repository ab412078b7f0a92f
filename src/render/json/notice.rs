//! What is no message, as JSON: calls that moved none, the end of a process, messages that were lost.

use nltrace_decoders::generic::Ids;

use super::{Json, errno_name, escape, key, member, optional, origin, protocol, text, words};
use crate::datagram::{Direction, Notice, Outcome, What};

impl Json {
    /// Writes an event.
    pub(crate) fn notice(&mut self, notice: &Notice<'_>, ids: &Ids, out: &mut Vec<u8>) {
        if self.messages_only {
            return;
        }
        let Some(event) = name(&notice.what) else { return };
        origin(notice.when, notice.caller, out);
        out.extend_from_slice(b",\"event\":\"");
        out.extend(event);
        out.push(b'"');
        let known = notice.socket().and_then(|socket| socket.protocol);
        let of_call = match notice.what {
            What::Socket { protocol, .. } => u16::try_from(protocol).ok(),
            _ => known,
        };
        if of_call.is_some() {
            protocol(of_call, out);
        }
        match &notice.what {
            What::Socket { kind, .. } => member("kind", *kind, out),
            What::Bind(Some(address)) | What::Connect(Some(address)) | What::SockName(Some(address)) => {
                self.address(address, known, ids, out);
            }
            What::SetOption { level, option, value, len } => {
                member("level", *level, out);
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
            What::Transfer { flags, room, rcvbuf, .. } => {
                member("call_flags", *flags, out);
                member("room", *room, out);
                if let Some(rcvbuf) = rcvbuf {
                    member("rcvbuf", *rcvbuf, out);
                }
            }
            What::Exited(status) => member("status", *status, out),
            What::Killed(signal, core) => {
                member("signal", *signal, out);
                out.extend(if *core { b",\"core\":true".as_slice() } else { b",\"core\":false".as_slice() });
            }
            What::Blind(sentence) => {
                key("notes", out);
                out.push(b'[');
                escape::json(sentence.as_bytes(), out);
                out.push(b']');
            }
            What::Lost(count) => member("datagrams", *count, out),
            What::Bind(None)
            | What::Connect(None)
            | What::SockName(None)
            | What::Close
            | What::Interface { .. }
            | What::Family { .. } => (),
        }
        match notice.outcome {
            Outcome::Returned(value) => member("result", value, out),
            Outcome::Failed(errno) => {
                key("error", out);
                escape::json(errno_name(errno).as_bytes(), out);
                member("errno", errno, out);
            }
            Outcome::Unfinished | Outcome::None => (),
        }
        out.extend_from_slice(b"}\n");
    }
}

/// What an event is called; `None` where nobody is to be shown it.
fn name(what: &What) -> Option<&'static [u8]> {
    Some(match what {
        What::Socket { .. } => b"socket",
        What::Bind(_) => b"bind",
        What::Connect(_) => b"connect",
        What::SockName(_) => b"getsockname",
        What::SetOption { .. } => b"setsockopt",
        What::Close => b"close",
        What::Transfer { direction: Direction::Send, .. } => b"send",
        What::Transfer { .. } => b"receive",
        What::Exited(_) => b"exit",
        What::Killed(..) => b"killed",
        What::Blind(_) => b"blind",
        What::Lost(_) => b"lost",
        What::Interface { .. } | What::Family { .. } => return None,
    })
}
