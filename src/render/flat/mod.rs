//! `-F flat`: one object per message with the attributes by name, for jq, DuckDB and pandas. docs/json.md documents the form.
//!
//! Every line has the same members, so that readers that look at the first lines only know them all; what does not apply is
//! `null`. What the kernel puts into a message is in `head` and `attrs` alone, so no name can hide a member of nltrace's.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use nltrace_decoders::control::flag_names;
use nltrace_decoders::generic::{Ids, Owner};
use nltrace_decoders::names;
use nltrace_decoders::value::error;

use super::format::Format;
use super::member::{
    direction, flag_list, hex_text, key, member, number, optional, symbol_text, times, write_notes,
};
use super::{escape, keys, remarks, stack, text};
use crate::datagram::{Caller, Datagram, Direction, Frame, Notice, NoticeKind, Outcome};
use crate::event::{Event, Rest};
use crate::session::{Answer, Fault, Finding, MessageRole};

mod value;

use value::Values;

/// The format.
pub(crate) struct Flat {
    /// Constants are numbers.
    is_raw: bool,
    /// Leave out lines that are not messages.
    messages_only: bool,
    values: Values,
}

impl Flat {
    /// Returns a renderer. With `is_raw` constants are numbers; with `messages_only` it writes only messages.
    pub(crate) fn new(is_raw: bool, messages_only: bool) -> Flat {
        Flat { is_raw, messages_only, values: Values::new(is_raw) }
    }
}

impl Format for Flat {
    /// Writes a line for a datagram of which there is not one byte.
    fn datagram(&mut self, datagram: &Datagram<'_>, _: &Ids, out: &mut Vec<u8>) {
        if datagram.bytes.is_empty() && !self.messages_only {
            self.event(datagram, "unread", datagram.whole_len as u64, None, out);
        }
    }

    fn message(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        if self.messages_only && !event.is_whole {
            return;
        }
        let datagram = event.datagram;
        out.push(b'{');
        times(datagram.when, out);
        member("packet", datagram.number, out);
        member("number", event.number(), out);
        out.extend_from_slice(if event.is_whole {
            b",\"event\":null".as_slice()
        } else {
            b",\"event\":\"malformed\""
        });
        origin(datagram.caller, out);
        self.direction_and_protocol(datagram, out);
        member("len", event.header.len, out);
        self.header(event, out);
        self.role(event, out);
        self.outcome(event, out);
        self.values.message(event, out);
        let notes = remarks::notes(event);
        if !notes.is_empty() {
            write_notes(&notes, out);
        }
        if !event.findings.is_empty() {
            lints(event.findings, out);
        }
        if !datagram.stack.is_empty() {
            self::stack(datagram.stack, out);
        }
        out.extend_from_slice(b"}\n");
    }

    /// Writes a line for bytes that are no message. After messages they are left out: no program reads them.
    fn rest(&mut self, rest: &Rest<'_>, out: &mut Vec<u8>) {
        if !rest.is_tail && !self.messages_only {
            self.event(rest.datagram, "malformed", rest.bytes.len() as u64, Some(rest.bytes), out);
        }
    }

    /// Writes a line for messages that were lost. Other calls are not of this form.
    fn notice(&mut self, notice: &Notice<'_>, _: &[Finding], _: &Ids, out: &mut Vec<u8>) {
        let lost = match notice.what {
            NoticeKind::Lost(count) => Some(count),
            NoticeKind::Transfer { direction: Direction::Receive, .. }
                if notice.outcome == Outcome::Failed(nix::libc::ENOBUFS) =>
            {
                None
            }
            _ => return,
        };
        if self.messages_only {
            return;
        }
        out.push(b'{');
        times(notice.when, out);
        out.extend_from_slice(b",\"packet\":null,\"number\":null,\"event\":\"lost\"");
        origin(notice.caller, out);
        if let Some(count) = lost {
            member("datagrams", count, out);
        }
        out.extend_from_slice(b"}\n");
    }

    fn growth(&self) -> usize {
        8
    }
}

impl Flat {
    /// Writes what the message's header says.
    fn header(&self, event: &Event<'_>, out: &mut Vec<u8>) {
        let owner = event.tape.owner.as_ref().filter(|owner| owner.id == event.header.kind);
        let of_type = owner.and_then(|owner| owner.cmd).map_or(event.header.kind, u16::from);
        key("type", out);
        symbol(event.tape.message.map(|message| message.name), of_type, self.is_raw, out);
        if event.is_bare() {
            return out.extend_from_slice(
                b",\"type_id\":null,\"family\":null,\"flags\":null,\"seq\":null,\"portid\":null",
            );
        }
        member("type_id", event.header.kind, out);
        key("family", out);
        optional(event.tape.owner.as_ref().and_then(Owner::name), out);
        if event.tape.owner.is_some_and(|owner| owner.is_guess) {
            out.extend_from_slice(b",\"guess\":true");
        }
        key("flags", out);
        if self.is_raw {
            number(event.header.flags, out);
        } else {
            flag_list(flag_names(event.tape.class()), u64::from(event.header.flags), out);
        }
        member("seq", event.header.seq, out);
        member("portid", event.header.portid, out);
    }

    fn direction_and_protocol(&self, datagram: &Datagram<'_>, out: &mut Vec<u8>) {
        key("direction", out);
        out.extend_from_slice(direction(datagram.direction));
        key("protocol", out);
        match datagram.protocol {
            Some(protocol) => symbol(crate::tables::protocol_name(protocol), protocol, self.is_raw, out),
            None => out.extend_from_slice(b"null"),
        }
    }

    /// Writes what the message is in its conversation. A latency that is a guess is none.
    fn role(&self, event: &Event<'_>, out: &mut Vec<u8>) {
        key("answers", out);
        match event.answers() {
            Some(answer) => answers(answer, self.is_raw, out),
            None => out.extend_from_slice(b"null"),
        }
        key("latency_ns", out);
        match event.answers().filter(|answer| !answer.is_guess) {
            Some(answer) => number(answer.after.as_nanos(), out),
            None => out.extend_from_slice(b"null"),
        }
        key("notification", out);
        match event.role {
            MessageRole::Notification { cause } => notification(event, cause, out),
            _ => out.extend_from_slice(b"null"),
        }
    }

    /// Writes how it ended: the errno of a message that has one, or of the call that moved it.
    fn outcome(&self, event: &Event<'_>, out: &mut Vec<u8>) {
        let of_message = error(event.message, event.tape).map(|error| error.min(0).unsigned_abs());
        let errno = of_message.or(match event.datagram.outcome {
            Outcome::Failed(errno) => Some(errno.unsigned_abs().into()),
            _ => None,
        });
        key("errno", out);
        match errno {
            Some(errno) => number(errno, out),
            None => out.extend_from_slice(b"null"),
        }
        key("error", out);
        let name = errno.filter(|errno| *errno > 0).and_then(names::errno);
        optional(name.map(|(name, _)| name), out);
        key("text", out);
        match event.fault.as_ref().and_then(Fault::reason) {
            Some((text, _)) => escape::json(text, out),
            None => out.extend_from_slice(b"null"),
        }
        key("fault", out);
        match &event.fault {
            Some(fault) => self::fault(event, fault, out),
            None => out.extend_from_slice(b"null"),
        }
    }

    /// Writes a line that is no message.
    fn event(
        &self,
        datagram: &Datagram<'_>,
        name: &'static str,
        len: u64,
        bytes: Option<&[u8]>,
        out: &mut Vec<u8>,
    ) {
        out.push(b'{');
        times(datagram.when, out);
        member("packet", datagram.number, out);
        out.extend_from_slice(b",\"number\":null");
        key("event", out);
        symbol_text(name, out);
        origin(datagram.caller, out);
        self.direction_and_protocol(datagram, out);
        member("len", len, out);
        if let Some(bytes) = bytes {
            key("raw", out);
            hex_text(bytes, out);
        }
        out.extend_from_slice(b"}\n");
    }
}

/// Writes a constant: a number if constants are to be numbers, or else always a string, so that a column has one type.
fn symbol(name: Option<&'static str>, number: u16, is_raw: bool, out: &mut Vec<u8>) {
    match name {
        _ if is_raw => self::number(number, out),
        Some(name) => symbol_text(name, out),
        None => {
            out.push(b'"');
            self::number(number, out);
            out.push(b'"');
        }
    }
}

/// Writes who moved it. A capture that knows nobody has no such members.
fn origin(caller: Option<&Caller>, out: &mut Vec<u8>) {
    let Some(caller) = caller else { return };
    member("pid", caller.pid, out);
    member("tid", caller.tid, out);
    key("comm", out);
    escape::json(caller.comm.as_bytes(), out);
    member("fd", caller.fd, out);
    key("syscall", out);
    escape::json(caller.syscall.as_bytes(), out);
    member("netns", caller.netns, out);
    key("inode", out);
    match caller.socket {
        Some(socket) => number(socket.inode, out),
        None => out.extend_from_slice(b"null"),
    }
}

fn answers(answer: &Answer, is_raw: bool, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"type\":");
    let of_type = answer.owner.and_then(|owner| owner.cmd).map_or(answer.request_id, u16::from);
    symbol(answer.request, of_type, is_raw, out);
    member("packet", answer.packet, out);
    if answer.is_dump {
        member("message", answer.count, out);
    }
    for (name, holds) in [
        ("guess", answer.is_guess),
        ("dump", answer.is_dump),
        ("last", answer.is_last),
        ("interrupted", answer.interrupted),
    ] {
        key(name, out);
        out.extend_from_slice(if holds { b"true" } else { b"false" });
    }
    out.push(b'}');
}

fn notification(event: &Event<'_>, cause: Option<&'static str>, out: &mut Vec<u8>) {
    let datagram = event.datagram;
    let group = datagram.notified_group();
    out.extend_from_slice(b"{\"group\":");
    let name = group.and_then(|group| text::group(datagram.protocol, group, event.ids));
    optional(name.as_deref(), out);
    key("group_id", out);
    match group {
        Some(group) => number(group, out),
        None => out.extend_from_slice(b"null"),
    }
    key("sender", out);
    match datagram.peer.filter(|_| datagram.direction == Direction::Receive) {
        Some(sender) => number(sender.portid, out),
        None => out.extend_from_slice(b"null"),
    }
    key("cause", out);
    optional(cause, out);
    if let Some(author) = event.author {
        member("pid", author.pid, out);
        key("comm", out);
        optional(author.comm.as_deref(), out);
        key("guess", out);
        out.extend_from_slice(if author.is_guess { b"true" } else { b"false" });
    }
    out.push(b'}');
}

/// Writes what is known of the cause of an error.
fn fault(event: &Event<'_>, fault: &Fault<'_>, out: &mut Vec<u8>) {
    let request = event.of_request(fault);
    let field = fault.offender.as_ref().and_then(|offender| offender.field);
    out.extend_from_slice(b"{\"about\":");
    escape::json(keys::plain(&request, field.as_ref()).as_bytes(), out);
    key("offender", out);
    optional(fault.offender.as_ref().map(|offender| offender.path.as_str()), out);
    key("missing", out);
    optional(fault.missing.as_ref().map(|missing| missing.words()).as_deref(), out);
    key("policy", out);
    optional(fault.policy.as_deref(), out);
    key("probe", out);
    optional(fault.probe, out);
    key("advice", out);
    optional(fault.advice.as_deref().or(fault.unasked), out);
    out.push(b'}');
}

fn lints(findings: &[Finding], out: &mut Vec<u8>) {
    key("lints", out);
    out.push(b'[');
    for (at, finding) in findings.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        escape::json(finding.lint.name.as_bytes(), out);
    }
    out.push(b']');
}

/// Writes which code moved the message, the innermost call first.
fn stack(frames: &[Frame], out: &mut Vec<u8>) {
    key("stack", out);
    out.push(b'[');
    let mut words = String::new();
    for (at, frame) in frames.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        words.clear();
        stack::frame(frame, &mut words);
        escape::json(words.as_bytes(), out);
    }
    out.push(b']');
}
