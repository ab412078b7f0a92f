//! The fields of a message: name, place and value.

use nltrace_decoders::schema::{Kind, Part, Show};
use nltrace_decoders::tape::{Field, Role, State, end_of};
use nltrace_decoders::value::{Integer, Value, parts, read};

use super::prefix::MessagePrefixes;
use super::{Json, flag_list, number, raw, symbol_text};
use crate::event::Event;
use crate::render::{escape, text, words};

impl Json {
    /// Writes the fields from `at` on that are `depth` deep. Returns where they end.
    pub(super) fn fields(
        &mut self,
        event: &Event<'_>,
        prefixes: &MessagePrefixes,
        mut at: usize,
        depth: u8,
        out: &mut Vec<u8>,
    ) -> usize {
        let mut first = true;
        while let Some(field) = event.tape.fields().get(at).filter(|field| field.depth >= depth) {
            let is_leaf = !event.tape.has_parts(at);
            let hidden = matches!(field.role, Role::Padding | Role::AttributeHeader)
                || (is_leaf && field.role == Role::Member && matches!(field.kind, Kind::Pad { .. }));
            if hidden {
                at += 1;
                continue;
            }
            if !first {
                out.push(b',');
            }
            first = false;
            if let Some((list, integer)) = words::nameless_parts(event, field).filter(|_| is_leaf) {
                self.parts(event, field, list, &integer, out);
                at += 1;
                continue;
            }
            prefixes.write(at, field, out);
            at += 1;
            let behind_header = at + usize::from(field.role == Role::Attribute);
            let value =
                event.tape.fields().get(behind_header).filter(|part| !is_leaf && part.role == Role::Value);
            let value = value.filter(|part| part.name == field.name && part.depth > field.depth);
            if is_leaf {
                self.value(event, field, out);
            } else if let Some(value) = value {
                self.value(event, value, out);
                if !value.is_secret() {
                    out.extend_from_slice(b",\"extra\":");
                    out.push(b'"');
                    escape::hex(event.message.get(value.end()..field.end()).unwrap_or_default(), out);
                    out.push(b'"');
                }
                at = end_of(event.tape.fields(), at - 1);
            } else {
                out.extend_from_slice(b",\"fields\":");
                out.push(b'[');
                at = self.fields(event, prefixes, at, depth + 1, out);
                out.push(b']');
            }
            self.gloss(event, field, out);
            self.state(field, out);
            out.push(b'}');
        }
        at
    }

    /// Writes the values packed into an integer, as fields.
    fn parts(
        &mut self,
        event: &Event<'_>,
        field: &Field,
        list: &'static [Part],
        integer: &Integer,
        out: &mut Vec<u8>,
    ) {
        for (at, (name, part)) in parts(list, integer).enumerate() {
            if at > 0 {
                out.push(b',');
            }
            out.extend_from_slice(b"{\"name\":");
            match name {
                "" => out.extend_from_slice(b"null"),
                name => escape::json(name.as_bytes(), out),
            }
            out.extend_from_slice(b",\"offset\":");
            number(field.start, out);
            out.extend_from_slice(b",\"len\":");
            number(field.len, out);
            self.integer(event, field, &part, out);
            out.push(b'}');
        }
    }

    fn state(&mut self, field: &Field, out: &mut Vec<u8>) {
        let note: &[u8] = match field.state {
            State::Short => b"short",
            State::Extra => b"extra",
            State::Cut => b"cut",
            State::Unselected => b"unselected",
            State::Malformed => b"malformed",
            State::TooDeep => b"too deep",
            State::TooMany => b"too many",
            _ => return,
        };
        out.extend_from_slice(b",\"state\":\"");
        out.extend(note);
        out.push(b'"');
    }

    fn gloss(&mut self, event: &Event<'_>, field: &Field, out: &mut Vec<u8>) {
        if let Kind::Gloss(_, gloss) = field.kind
            && !field.is_secret()
        {
            self.scratch.clear();
            let payload = event.message.get(field.payload()).unwrap_or_default();
            if gloss(payload, event.tape.endian, &mut self.scratch).is_ok() && !self.scratch.is_empty() {
                out.extend_from_slice(b",\"gloss\":");
                escape::json(self.scratch.as_bytes(), out);
            }
        }
    }

    pub(super) fn value(&mut self, event: &Event<'_>, field: &Field, out: &mut Vec<u8>) {
        match read(field, event.message, event.tape) {
            Value::Integer(integer) => self.integer(event, field, &integer, out),
            Value::Text(text, rest) => {
                out.extend_from_slice(b",\"value\":");
                escape::json(text, out);
                if !rest.is_empty() {
                    out.extend_from_slice(b",\"extra\":");
                    out.push(b'"');
                    escape::hex(rest, out);
                    out.push(b'"');
                }
            }
            Value::Bytes(look, bytes) => {
                self.scratch.clear();
                text::bytes(look, bytes, &mut self.scratch);
                out.extend_from_slice(b",\"value\":");
                escape::json(self.scratch.as_bytes(), out);
            }
            Value::Raw(bytes) => raw(bytes, out),
            Value::Hidden(_) => out.extend_from_slice(b",\"hidden\":true"),
            Value::MessageType(id, name) => symbol(name, u64::from(id), out),
            _ if matches!(field.kind, Kind::Flag) => out.extend_from_slice(b",\"value\":true"),
            _ => out.extend_from_slice(b",\"fields\":[]"),
        }
    }

    fn integer(&mut self, event: &Event<'_>, field: &Field, integer: &Integer, out: &mut Vec<u8>) {
        match integer.show {
            Show::Flags(names) => {
                out.extend_from_slice(b",\"flags\":");
                flag_list(names, integer.raw, out);
                out.extend_from_slice(b",\"raw_value\":");
                any_number(integer, out);
            }
            Show::Parts(list) | Show::BitFields(list) => {
                out.extend_from_slice(b",\"raw_value\":");
                any_number(integer, out);
                out.extend_from_slice(b",\"fields\":");
                out.push(b'[');
                self.parts(event, field, list, integer, out);
                out.push(b']');
            }
            Show::Bool if integer.raw <= 1 => {
                out.extend_from_slice(b",\"value\":");
                out.extend(if integer.raw == 1 { b"true".as_slice() } else { b"false".as_slice() });
                out.extend_from_slice(b",\"raw_value\":");
                any_number(integer, out);
            }
            _ => {
                out.extend_from_slice(b",\"value\":");
                if let Some(name) = integer.name() {
                    symbol_text(name, out);
                    out.extend_from_slice(b",\"raw_value\":");
                } else if let Some(text) = text::special(integer) {
                    escape::json(text.as_bytes(), out);
                    out.extend_from_slice(b",\"raw_value\":");
                }
                any_number(integer, out);
                if let Some(name) = words::called(event, field, integer) {
                    out.extend_from_slice(b",\"called\":");
                    escape::json(name.as_bytes(), out);
                }
            }
        }
    }
}

fn any_number(integer: &Integer, out: &mut Vec<u8>) {
    if integer.signed {
        number(integer.as_signed(), out);
    } else {
        number(integer.raw, out);
    }
}

fn symbol(name: Option<&str>, raw: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"value\":");
    if let Some(name) = name {
        escape::json(name.as_bytes(), out);
        out.extend_from_slice(b",\"raw_value\":");
    }
    number(raw, out);
}
