//! `-F json`: one object per message, one per line. docs/json.md documents the form and its stability.

use nltrace_decoders::control::flag_names;
use nltrace_decoders::generic::{Ids, Owner};
use nltrace_decoders::names;
use nltrace_decoders::schema::Names;
use nltrace_decoders::value::flags;

use super::format::Format;
use super::{escape, remarks, text, words};
use crate::datagram::{
    Caller, Cut, Datagram, Direction, LearnedBy, NetlinkAddress, Notice, Outcome, Timestamp,
};
use crate::event::{Event, Rest};
use crate::session::Finding;

mod conversation;
mod fields;
mod notice;

/// The JSON format.
pub(crate) struct Json {
    /// Leave out what is not a message.
    pub(crate) messages_only: bool,
    scratch: String,
}

impl Json {
    /// A renderer; with `messages_only` it leaves out events.
    pub(crate) fn new(messages_only: bool) -> Json {
        Json { messages_only, scratch: String::new() }
    }
}

impl Format for Json {
    /// Writes an event of a datagram of which there is not one byte: no message stands for it.
    fn datagram(&mut self, datagram: &Datagram<'_>, _: &Ids, out: &mut Vec<u8>) {
        if self.messages_only || !datagram.bytes.is_empty() {
            return;
        }
        origin(datagram.when, datagram.caller, out);
        out.extend_from_slice(b",\"event\":\"unread\",\"direction\":");
        out.extend(direction(datagram.direction));
        protocol(datagram.protocol, out);
        key("len", out);
        number(datagram.whole_len as u64, out);
        let mut notes = Vec::new();
        if datagram.whole_len == 0 {
            notes.push("the datagram is empty".to_owned());
        }
        of_datagram(datagram, &mut notes);
        write_notes(&notes, out);
        out.extend_from_slice(b"}\n");
    }

    /// Writes a message.
    fn message(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        if self.messages_only && (!event.is_whole || event.is_bare()) {
            return;
        }
        let datagram = event.datagram;
        origin(datagram.when, datagram.caller, out);
        out.extend_from_slice(b",\"direction\":");
        out.extend(direction(datagram.direction));
        protocol(datagram.protocol, out);
        key("len", out);
        number(event.header.len, out);
        if event.is_bare() {
            key("event", out);
            optional(event.tape.message.map(|message| message.name), out);
        } else {
            self.header(event, out);
        }
        key("fields", out);
        out.push(b'[');
        let first = event.tape.fields().len() - event.tape.body().len();
        self.fields(event, first, 0, out);
        out.push(b']');
        self.notes(event, out);
        conversation::write(self, event, out);
        out.extend_from_slice(b"}\n");
    }

    /// Writes bytes that are no message. After messages they are left out: no program reads them.
    fn rest(&mut self, rest: &Rest<'_>, out: &mut Vec<u8>) {
        if self.messages_only {
            return;
        }
        let datagram = rest.datagram;
        if !rest.is_tail {
            self.malformed(datagram, rest.bytes, out);
        }
        self.findings((datagram.when, datagram.caller), Some(datagram.direction), rest.findings, out);
    }

    fn notice(&mut self, notice: &Notice<'_>, findings: &[Finding], ids: &Ids, out: &mut Vec<u8>) {
        if self.messages_only {
            return;
        }
        self.write_notice(notice, ids, out);
        self.findings((notice.when, notice.caller), None, findings, out);
    }

    fn growth(&self) -> usize {
        16
    }
}

impl Json {
    /// What a message's header says.
    fn header(&self, event: &Event<'_>, out: &mut Vec<u8>) {
        key("type", out);
        optional(event.tape.message.map(|message| message.name), out);
        if event.is_whole {
            key("type_id", out);
        } else {
            out.extend_from_slice(b",\"event\":\"malformed\"");
            key("type_number", out);
        }
        number(event.header.kind, out);
        if let Some(name) = event.tape.owner.as_ref().and_then(Owner::name) {
            key("family", out);
            escape::json(name.as_bytes(), out);
        }
        key("flags", out);
        flag_list(flag_names(event.tape.class()), u64::from(event.header.flags), out);
        key("flags_id", out);
        number(event.header.flags, out);
        key("seq", out);
        number(event.header.seq, out);
        key("portid", out);
        number(event.header.portid, out);
    }

    /// Writes what lints found, where it belongs to no message.
    fn findings(
        &mut self,
        (when, caller): (Timestamp, Option<&Caller>),
        way: Option<Direction>,
        findings: &[Finding],
        out: &mut Vec<u8>,
    ) {
        if findings.is_empty() {
            return;
        }
        origin(when, caller, out);
        out.extend_from_slice(b",\"event\":\"lint\"");
        if let Some(way) = way {
            out.extend_from_slice(b",\"direction\":");
            out.extend(direction(way));
        }
        out.extend_from_slice(b",\"notes\":[]");
        conversation::findings(findings, out);
        out.extend_from_slice(b"}\n");
    }

    fn notes(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        let mut notes: Vec<String> = Vec::new();
        let there = event.message.len() as u64;
        if u64::from(event.header.len) > there {
            notes.push(format!("nlmsg_len is {}, but there are {there} bytes", event.header.len));
        }
        of_datagram(event.datagram, &mut notes);
        notes.extend(remarks::unannounced(event));
        write_notes(&notes, out);
    }

    /// Writes a datagram that holds no message.
    fn malformed(&mut self, datagram: &Datagram<'_>, bytes: &[u8], out: &mut Vec<u8>) {
        origin(datagram.when, datagram.caller, out);
        out.extend_from_slice(b",\"event\":\"malformed\",\"direction\":");
        out.extend(direction(datagram.direction));
        protocol(datagram.protocol, out);
        key("len", out);
        number(bytes.len() as u64, out);
        raw(bytes, out);
        out.extend_from_slice(
            b",\"notes\":[\"no netlink message: nlmsg_len is too small or the header is cut\"]}\n",
        );
    }

    fn address(&mut self, address: &NetlinkAddress, protocol: Option<u16>, ids: &Ids, out: &mut Vec<u8>) {
        member("portid", address.portid, out);
        member("groups_id", address.groups, out);
        key("groups", out);
        out.push(b'[');
        let mut first = true;
        for group in address.group_numbers() {
            if !first {
                out.push(b',');
            }
            first = false;
            match text::group(protocol, group, ids) {
                Some(name) => escape::json(name.as_bytes(), out),
                None => number(group, out),
            }
        }
        out.push(b']');
    }
}

/// Adds what is to be noted of the datagram around a message, or around nothing.
fn of_datagram(datagram: &Datagram<'_>, notes: &mut Vec<String>) {
    match datagram.cut {
        Some(Cut::Buffer) => notes.push(text::truncated(datagram)),
        Some(Cut::Memory { addr }) => notes.push(format!("memory at {addr:#x} could not be read")),
        Some(Cut::Snaplen) => notes.push("the capture kept only part of the datagram".to_owned()),
        Some(Cut::Limit) => notes.push("only the beginning of a very long datagram was kept".to_owned()),
        None => (),
    }
    if datagram.is_peek() {
        notes.push("MSG_PEEK: the message stays queued".to_owned());
    }
    match datagram.outcome {
        Outcome::Failed(errno) => {
            notes.push(format!("the call failed: {}", text::errno_name(errno.unsigned_abs())))
        }
        Outcome::Unfinished => notes.push("the call did not return".to_owned()),
        _ => (),
    }
}

fn write_notes(notes: &[String], out: &mut Vec<u8>) {
    key("notes", out);
    out.push(b'[');
    for (at, note) in notes.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        escape::json(note.as_bytes(), out);
    }
    out.push(b']');
}

/// A string out of the tables: nothing in it needs an escape.
fn symbol_text(name: &'static str, out: &mut Vec<u8>) {
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.push(b'"');
}

fn origin(when: Timestamp, caller: Option<&Caller>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"time\":");
    number(when.as_secs(), out);
    out.push(b'.');
    let mut digits = [b'0'; 9];
    let mut rest = when.subsec_nanos();
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.extend(digits);
    if let Some(caller) = caller {
        member("pid", caller.pid, out);
        member("tid", caller.tid, out);
        key("comm", out);
        escape::json(caller.comm.as_bytes(), out);
        if !caller.syscall.is_empty() {
            if caller.fd >= 0 {
                member("fd", caller.fd, out);
            }
            key("syscall", out);
            escape::json(caller.syscall.as_bytes(), out);
        }
        if caller.netns != 0 {
            member("netns", caller.netns, out);
        }
        if let Some(name) = &caller.namespace {
            key("netns_name", out);
            escape::json(name.as_bytes(), out);
        }
        if let Some(socket) = caller.socket {
            member("inode", socket.inode, out);
            key("learned", out);
            out.extend(match socket.learned {
                LearnedBy::SockDiag => b"\"sock_diag\"".as_slice(),
                LearnedBy::SocketCall => b"\"socket\"",
                LearnedBy::PidfdGetfd => b"\"pidfd_getfd\"",
                LearnedBy::Kernel => b"\"kernel\"",
                LearnedBy::Unknown => b"null",
            });
        }
    }
}

fn direction(direction: Direction) -> &'static [u8] {
    match direction {
        Direction::Send => b"\"send\"",
        Direction::Receive => b"\"receive\"",
        Direction::Unknown => b"\"unknown\"",
    }
}

fn protocol(protocol: Option<u16>, out: &mut Vec<u8>) {
    key("protocol", out);
    match protocol {
        Some(number) => match names::NETLINK.get(u64::from(number)) {
            Some(name) => escape::json(name.as_bytes(), out),
            None => self::number(number, out),
        },
        None => out.extend_from_slice(b"null"),
    }
}

fn key(name: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

fn number(value: impl itoa::Integer, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

fn member(name: &str, value: impl itoa::Integer, out: &mut Vec<u8>) {
    key(name, out);
    number(value, out);
}

fn optional(name: Option<&str>, out: &mut Vec<u8>) {
    match name {
        Some(name) => escape::json(name.as_bytes(), out),
        None => out.extend_from_slice(b"null"),
    }
}

fn raw(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"raw\":\"");
    escape::hex(bytes, out);
    out.push(b'"');
}

fn flag_list(list: &'static Names, bits: u64, out: &mut Vec<u8>) {
    let (known, rest) = flags(list, bits);
    out.push(b'[');
    let mut first = true;
    for name in known {
        if !first {
            out.push(b',');
        }
        first = false;
        symbol_text(name, out);
    }
    if rest != 0 {
        if !first {
            out.push(b',');
        }
        escape::json(format!("{rest:#x}").as_bytes(), out);
    }
    out.push(b']');
}
