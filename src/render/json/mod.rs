//! `-F json`: one object per message, one per line. docs/json.md documents the form and its stability.

use nltrace_decoders::control::flag_names;
use nltrace_decoders::generic::{Ids, Owner};

use super::format::Format;
use super::member::{
    direction, flag_list, key, member, nine_digits, number, optional, protocol, symbol_text, times,
    write_notes,
};
use super::{escape, remarks, text, words};
use crate::datagram::{Caller, Datagram, Direction, LearnedBy, NetlinkAddress, Notice, Timestamp};
use crate::event::{Event, Rest};
use crate::session::Finding;

mod conversation;
mod fields;
mod notice;
mod prefix;

use prefix::Prefixes;

/// The JSON format.
pub(crate) struct Json {
    /// Leave out what is not a message.
    pub(crate) messages_only: bool,
    scratch: String,
    prefixes: Prefixes,
}

impl Json {
    /// Returns a renderer; with `messages_only` it leaves out events.
    pub(crate) fn new(messages_only: bool) -> Json {
        Json { messages_only, scratch: String::new(), prefixes: Prefixes::default() }
    }
}

impl Format for Json {
    /// Writes an event for a datagram without any bytes, because no message represents it.
    fn datagram(&mut self, datagram: &Datagram<'_>, _: &Ids, out: &mut Vec<u8>) {
        if self.messages_only || !datagram.bytes.is_empty() {
            return;
        }
        origin_in_packet(datagram, None, out);
        out.extend_from_slice(b",\"event\":\"unread\",\"direction\":");
        out.extend(direction(datagram.direction));
        protocol(datagram.protocol, out);
        key("len", out);
        number(datagram.whole_len as u64, out);
        let mut notes = Vec::new();
        if datagram.whole_len == 0 {
            notes.push("the datagram is empty".to_owned());
        }
        remarks::datagram_notes(datagram, &mut notes);
        write_notes(&notes, out);
        out.extend_from_slice(b"}\n");
    }

    /// Writes a message.
    fn message(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        if self.messages_only && (!event.is_whole || event.is_bare()) {
            return;
        }
        let datagram = event.datagram;
        origin_in_packet(datagram, Some(event.number()), out);
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
        let prefixes = self.prefixes.take(event.tape);
        self.fields(event, &prefixes, first, 0, out);
        self.prefixes.put(prefixes);
        out.push(b']');
        write_notes(&remarks::notes(event), out);
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
    /// Writes a message's header.
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
        if event.tape.owner.is_some_and(|owner| owner.is_guess) {
            out.extend_from_slice(b",\"guess\":true");
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

    /// Writes a datagram that holds no message.
    fn malformed(&mut self, datagram: &Datagram<'_>, bytes: &[u8], out: &mut Vec<u8>) {
        origin_in_packet(datagram, None, out);
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

/// Begins an object with its time and the call that it is about.
fn origin(when: Timestamp, caller: Option<&Caller>, out: &mut Vec<u8>) {
    out.push(b'{');
    times(when, out);
    self::caller(caller, out);
}

/// Begins an object with its time, the number of its packet, the number of a message in that packet, and the call.
fn origin_in_packet(datagram: &Datagram<'_>, number: Option<usize>, out: &mut Vec<u8>) {
    out.push(b'{');
    times(datagram.when, out);
    member("packet", datagram.number, out);
    if let Some(number) = number {
        member("number", number, out);
    }
    caller(datagram.caller, out);
}

fn caller(caller: Option<&Caller>, out: &mut Vec<u8>) {
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
        if let Some(origin) = &caller.origin {
            member("uid", origin.uid, out);
            if let Some(path) = &origin.cgroup_path {
                key("cgroup", out);
                escape::json(path.as_bytes(), out);
            }
            member("cgroup_id", origin.cgroup, out);
            if origin.cookie != 0 {
                member("cookie", origin.cookie, out);
            }
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

fn raw(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"raw\":\"");
    escape::hex(bytes, out);
    out.push(b'"');
}
