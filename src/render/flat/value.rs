//! The value of a field as JSON: an object of names, a list, a string, a number.

use std::collections::HashMap;

use nltrace_decoders::path;
use nltrace_decoders::schema::{Kind, Marks, Part, Show};
use nltrace_decoders::tape::{Field, Role, State, end_of};
use nltrace_decoders::value::{Integer, Value, parts, read};

use crate::event::Event;
use crate::render::member::{flag_list, hex_text, key, member, number, optional, symbol_text};
use crate::render::{escape, text, words};

/// So many members are compared with each other to find a name that repeats; more are looked up.
const FEW: usize = 64;

/// Writes the values of one message after the other.
pub(super) struct Values {
    /// Constants are numbers.
    is_raw: bool,
    /// Members of the objects that are being written, the outermost first.
    members: Vec<JsonMember>,
    /// Facts about fields that have no place in their values: a list of objects, without its brackets.
    details: Vec<u8>,
    scratch: String,
}

/// A member of an object.
#[derive(Clone, Copy)]
struct JsonMember {
    name: &'static str,
    /// Of an attribute or element without a name: its number.
    number: u16,
    role: Role,
    /// The field's place on the tape.
    at: usize,
    /// The value, if it is some bits of the field.
    part: Option<Integer>,
    /// The next member of the same name, 0 for none.
    next: usize,
    /// A member before it has the same name: it is in the list of that one.
    is_repeat: bool,
    /// It is a list even if it occurs once.
    is_list: bool,
}

impl JsonMember {
    fn is_same(&self, other: &JsonMember) -> bool {
        self.number == other.number && self.role == other.role && self.name == other.name
    }

    /// Returns a number below 256 that members of the same name share.
    fn mark(&self) -> usize {
        (self.name.as_ptr().addr() >> 2 ^ self.name.len() ^ usize::from(self.number)) & 0xff
    }

    fn key(&self, out: &mut Vec<u8>) {
        out.push(b'"');
        self.name(out);
        out.extend_from_slice(b"\":");
    }

    /// Names are those of paths: `#17` of an attribute without a name, `[3]` of an element.
    fn name(&self, out: &mut Vec<u8>) {
        match (self.name, self.role) {
            ("", Role::Attribute) => {
                out.push(b'#');
                number(self.number, out);
            }
            ("", _) => {
                out.push(b'[');
                number(self.number, out);
                out.push(b']');
            }
            (name, _) => out.extend_from_slice(name.as_bytes()),
        }
    }
}

impl Values {
    /// Returns a writer. With `is_raw` constants are numbers.
    pub(super) fn new(is_raw: bool) -> Values {
        Values { is_raw, members: Vec::new(), details: Vec::new(), scratch: String::new() }
    }

    /// Writes the fixed structs of a message as one object, its attributes as another, and what neither can hold.
    pub(super) fn message(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        self.members.clear();
        self.details.clear();
        let first = event.tape.fields().len() - event.tape.body().len();
        self.collect(event, first, 0, true);
        self.link(0);
        key("head", out);
        self.object(event, 0, |member| member.role != Role::Attribute, out);
        key("attrs", out);
        self.object(event, 0, |member| member.role == Role::Attribute, out);
        if !self.details.is_empty() {
            key("details", out);
            out.push(b'[');
            out.append(&mut self.details);
            out.push(b']');
        }
    }

    /// Gathers the members of an object: the fields from `at` on that are `depth` deep. With `is_message`, the members of a
    /// struct among them are taken for the message's own.
    fn collect(&mut self, event: &Event<'_>, mut at: usize, depth: u8, is_message: bool) {
        let fields = event.tape.fields();
        while let Some(field) = fields.get(at).filter(|field| field.depth >= depth) {
            let end = end_of(fields, at);
            let is_leaf = end == at + 1;
            let is_struct = !is_leaf && field.role == Role::Member && matches!(field.kind, Kind::Struct(_));
            if is_hidden(field, is_leaf) {
                at = end;
                continue;
            }
            if is_struct && is_message {
                self.state(field);
                self.collect(event, at + 1, depth + 1, false);
            } else if let Some((list, integer)) = words::nameless_parts(event, field).filter(|_| is_leaf) {
                self.collect_parts(field, at, list, &integer);
            } else if is_nameless(field) {
                self.bytes_without_name(event, field);
            } else {
                let number = match field.role {
                    _ if !field.name.is_empty() => 0,
                    Role::Attribute => field.id(),
                    _ => field.index,
                };
                let is_record = field.role == Role::Element && matches!(field.kind, Kind::Records { .. });
                self.members.push(JsonMember {
                    name: field.name,
                    number,
                    role: field.role,
                    at,
                    part: None,
                    next: 0,
                    is_repeat: false,
                    is_list: is_record || field.marks.has(Marks::REPEATS),
                });
            }
            at = end;
        }
    }

    /// Gathers C bit-fields, which stand among the members of their struct.
    fn collect_parts(&mut self, field: &Field, at: usize, list: &'static [Part], integer: &Integer) {
        for (name, part) in parts(list, integer) {
            if name.is_empty() {
                self.bits_without_name(field, part.raw);
                continue;
            }
            self.members.push(JsonMember {
                name,
                number: 0,
                role: Role::Member,
                at,
                part: Some(part),
                next: 0,
                is_repeat: false,
                is_list: false,
            });
        }
    }

    /// Finds members that have the same name.
    fn link(&mut self, base: usize) {
        let count = self.members.len() - base;
        if count > FEW {
            return self.link_many(base);
        }
        let mut marks = [0u64; 4];
        for at in base..self.members.len() {
            let Some(member) = self.members.get(at).copied() else { return };
            let (word, bit) = (member.mark() / 64, 1u64 << (member.mark() % 64));
            let Some(marks) = marks.get_mut(word) else { return };
            if *marks & bit != 0 {
                let before = self.members.get(base..at).unwrap_or_default();
                if let Some(last) = before.iter().rposition(|other| other.is_same(&member)) {
                    self.join(base + last, at);
                }
            }
            *marks |= bit;
        }
    }

    fn link_many(&mut self, base: usize) {
        let mut last: HashMap<(&'static str, u16, bool), usize> = HashMap::new();
        for at in base..self.members.len() {
            let Some(member) = self.members.get(at).copied() else { return };
            let name = (member.name, member.number, member.role == Role::Attribute);
            if let Some(before) = last.insert(name, at) {
                self.join(before, at);
            }
        }
    }

    fn join(&mut self, before: usize, at: usize) {
        if let Some(member) = self.members.get_mut(before) {
            member.next = at;
        }
        if let Some(member) = self.members.get_mut(at) {
            member.is_repeat = true;
        }
    }

    /// Writes those of the members from `base` on that are wanted as an object.
    fn object(&mut self, event: &Event<'_>, base: usize, wants: fn(&JsonMember) -> bool, out: &mut Vec<u8>) {
        out.push(b'{');
        let mut first = true;
        let end = self.members.len();
        for at in base..end {
            let Some(member) = self.members.get(at).copied() else { break };
            if member.is_repeat || !wants(&member) {
                continue;
            }
            if !first {
                out.push(b',');
            }
            first = false;
            member.key(out);
            if member.next == 0 && !member.is_list {
                self.member(event, &member, out);
                self.called(event, &member, out);
                continue;
            }
            out.push(b'[');
            let mut next = at;
            while let Some(member) = self.members.get(next).copied() {
                if next != at {
                    out.push(b',');
                }
                self.member(event, &member, out);
                if member.next == 0 {
                    break;
                }
                next = member.next;
            }
            out.push(b']');
        }
        out.push(b'}');
    }

    fn member(&mut self, event: &Event<'_>, member: &JsonMember, out: &mut Vec<u8>) {
        match (&member.part, event.tape.fields().get(member.at)) {
            (Some(part), Some(field)) => self.integer(field, part, out),
            _ => self.value(event, member.at, out),
        }
    }

    /// Writes what a number is called as a member of its own: `"RTA_OIF":2,"RTA_OIF_name":"eth0"`.
    fn called(&self, event: &Event<'_>, member: &JsonMember, out: &mut Vec<u8>) {
        let Some(field) = event.tape.fields().get(member.at) else { return };
        if !matches!(field.kind, Kind::Int { show: Show::Interface | Show::Name(_), .. }) {
            return;
        }
        let Value::Integer(integer) = read(field, event.message, event.tape) else { return };
        if let Some(name) = words::called(event, field, &integer) {
            out.extend_from_slice(b",\"");
            member.name(out);
            out.extend_from_slice(b"_name\":");
            escape::json(name.as_bytes(), out);
        }
    }

    /// Writes the value of the field at `at`.
    fn value(&mut self, event: &Event<'_>, at: usize, out: &mut Vec<u8>) {
        let fields = event.tape.fields();
        let Some(field) = fields.get(at) else { return out.extend_from_slice(b"null") };
        self.state(field);
        if !event.tape.has_parts(at) {
            return self.scalar(event, field, out);
        }
        let after_header = at + 1 + usize::from(field.role == Role::Attribute);
        let value = fields.get(after_header).filter(|part| part.role == Role::Value);
        if let Some(value) = value.filter(|part| part.name == field.name && part.depth > field.depth) {
            let extra = event.message.get(value.end()..field.end()).unwrap_or_default();
            if !value.is_secret() {
                self.detail(field, "extra", |out| hex_text(extra, out));
            }
            return self.scalar(event, value, out);
        }
        if is_list(field) {
            return self.list(event, field, at, out);
        }
        let base = self.members.len();
        self.collect(event, at + 1, field.depth + 1, matches!(field.kind, Kind::Message));
        if let Kind::List(list) = inner(field.kind)
            && list.names.is_some_and(|names| names.entries().len() == 1)
        {
            // A field whose elements all have one name is a list of them.
            self.members.iter_mut().skip(base).for_each(|member| member.is_list = true);
        }
        self.link(base);
        self.object(event, base, |_| true, out);
        self.members.truncate(base);
    }

    /// Writes the elements of a field as a list.
    fn list(&mut self, event: &Event<'_>, field: &Field, at: usize, out: &mut Vec<u8>) {
        let fields = event.tape.fields();
        let end = end_of(fields, at);
        let (mut at, mut count) = (at + 1, 0u32);
        let (mut first, mut is_counted) = (0, true);
        let begin = at;
        out.push(b'[');
        while let Some(element) = fields.get(at).filter(|_| at < end) {
            let next = end_of(fields, at);
            if is_hidden(element, next == at + 1) {
            } else if is_nameless(element) {
                self.bytes_without_name(event, element);
            } else {
                if count > 0 {
                    out.push(b',');
                }
                if element.role == Role::Attribute {
                    first = if count == 0 { u32::from(element.id()) } else { first };
                    is_counted &= first <= 1 && u32::from(element.id()) == first.saturating_add(count);
                }
                self.value(event, at, out);
                count += 1;
            }
            at = next;
        }
        out.push(b']');
        if !is_counted {
            let elements = fields.get(begin..end).unwrap_or_default();
            let depth = field.depth + 1;
            let elements = elements.iter().filter(|part| part.depth == depth && part.role == Role::Attribute);
            self.detail(field, "indexes", |out| {
                out.push(b'[');
                for (at, element) in elements.enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    number(element.id(), out);
                }
                out.push(b']');
            });
        }
    }

    fn scalar(&mut self, event: &Event<'_>, field: &Field, out: &mut Vec<u8>) {
        match read(field, event.message, event.tape) {
            Value::Integer(integer) => self.integer(field, &integer, out),
            Value::Text(text, rest) => {
                escape::json(text, out);
                if !rest.is_empty() {
                    self.detail(field, "extra", |out| hex_text(rest, out));
                }
            }
            Value::Bytes(look, bytes) => {
                self.scratch.clear();
                text::bytes(look, bytes, &mut self.scratch);
                escape::json(self.scratch.as_bytes(), out);
            }
            Value::Raw(bytes) => hex_text(bytes, out),
            Value::Hidden(_) => {
                out.extend_from_slice(b"null");
                self.detail(field, "hidden", |out| out.extend_from_slice(b"true"));
            }
            Value::MessageType(_, Some(name)) if !self.is_raw => escape::json(name.as_bytes(), out),
            Value::MessageType(id, _) => number(id, out),
            _ => out.extend_from_slice(match inner(field.kind) {
                Kind::Flag => b"true",
                Kind::Bytes { .. } => b"\"\"",
                Kind::List(_) | Kind::Array(_) | Kind::Records { .. } if is_list(field) => b"[]",
                _ => b"{}",
            }),
        }
    }

    fn integer(&mut self, field: &Field, integer: &Integer, out: &mut Vec<u8>) {
        match integer.show {
            Show::Flags(names) if !self.is_raw => flag_list(names, integer.bits(), out),
            Show::Parts(list) | Show::BitFields(list) => {
                let mut first = true;
                out.push(b'{');
                for (name, part) in parts(list, integer) {
                    if name.is_empty() {
                        self.bits_without_name(field, part.raw);
                        continue;
                    }
                    if !first {
                        out.push(b',');
                    }
                    first = false;
                    symbol_text(name, out);
                    out.push(b':');
                    self.integer(field, &part, out);
                }
                out.push(b'}');
            }
            Show::Bool if integer.raw <= 1 => {
                out.extend_from_slice(if integer.raw == 1 { b"true" } else { b"false" });
            }
            _ => {
                let name = integer.name().filter(|_| !self.is_raw);
                let special = if self.is_raw || name.is_some() { None } else { text::special(integer) };
                match (name, special) {
                    (Some(name), _) => symbol_text(name, out),
                    (None, Some(text)) => escape::json(text.as_bytes(), out),
                    (None, None) if integer.signed => number(integer.as_signed(), out),
                    (None, None) => number(integer.raw, out),
                }
            }
        }
    }

    /// Takes note of a field that was not decoded as its kind.
    fn state(&mut self, field: &Field) {
        if let Some(state) = state_name(field.state) {
            self.detail(field, "state", |out| symbol_text(state, out));
        }
    }

    /// Takes note of bytes that have no name.
    fn bytes_without_name(&mut self, event: &Event<'_>, field: &Field) {
        let state = state_name(field.state).unwrap_or("unknown");
        self.begin_detail(field);
        key("state", &mut self.details);
        symbol_text(state, &mut self.details);
        if field.is_secret() {
            key("hidden", &mut self.details);
            self.details.extend_from_slice(b"true}");
            return;
        }
        key("raw", &mut self.details);
        hex_text(event.message.get(field.payload()).unwrap_or_default(), &mut self.details);
        self.details.push(b'}');
    }

    /// Takes note of bits that are set and have no name.
    fn bits_without_name(&mut self, field: &Field, bits: u64) {
        self.detail(field, "bits", |out| escape::json(format!("{bits:#x}").as_bytes(), out));
    }

    fn begin_detail(&mut self, field: &Field) {
        if !self.details.is_empty() {
            self.details.push(b',');
        }
        self.details.extend_from_slice(b"{\"name\":");
        let name = (!is_nameless(field)).then(|| path::name(field));
        optional(name.as_deref(), &mut self.details);
        member("offset", field.start, &mut self.details);
    }

    fn detail(&mut self, field: &Field, name: &str, write: impl FnOnce(&mut Vec<u8>)) {
        self.begin_detail(field);
        key(name, &mut self.details);
        write(&mut self.details);
        self.details.push(b'}');
    }
}

/// Returns whether a field is none of its own: padding, or the header of an attribute.
fn is_hidden(field: &Field, is_leaf: bool) -> bool {
    matches!(field.role, Role::Padding | Role::AttributeHeader)
        || is_leaf && field.role == Role::Member && matches!(field.kind, Kind::Pad { .. })
}

/// Returns whether a field has neither a name nor a number.
fn is_nameless(field: &Field) -> bool {
    field.name.is_empty() && !matches!(field.role, Role::Attribute | Role::Element)
}

/// Returns the kind of which another is a variant.
fn inner(kind: &'static Kind) -> &'static Kind {
    match kind {
        Kind::Gloss(of, _) | Kind::Peek(_, of) | Kind::Sized { of, .. } => inner(of),
        _ => kind,
    }
}

/// Returns whether the parts of a field are elements without names.
fn is_list(field: &Field) -> bool {
    match inner(field.kind) {
        Kind::List(list) => list.names.is_none(),
        Kind::Array(array) => array.names.is_none(),
        // Each record has the kind of all.
        Kind::Records { .. } => field.role != Role::Element,
        _ => false,
    }
}

fn state_name(state: State) -> Option<&'static str> {
    Some(match state {
        State::Short => "short",
        State::Extra => "extra",
        State::Cut => "cut",
        State::Unselected => "unselected",
        State::Malformed => "malformed",
        State::TooDeep => "too deep",
        State::TooMany => "too many",
        _ => return None,
    })
}
