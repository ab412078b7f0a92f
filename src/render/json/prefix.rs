//! The beginnings of fields in JSON: name, type and place. All messages of a shape share them, so they are written once.

use nltrace_decoders::tape::{Field, Role, State, Tape};

use super::{number, symbol_text};

/// The number of cached messages, a power of two: each place keeps its last.
const SHAPES: usize = 2048;
/// The number of bytes of all beyond which no place is filled that was empty.
const BYTES: usize = 1 << 20;

/// The beginnings of the fields of messages, by shape.
#[derive(Default)]
pub(super) struct Prefixes {
    kept: Vec<MessagePrefixes>,
    /// Bytes of those.
    bytes: usize,
}

/// The beginnings of the fields of a message, in sequence. Empty for a message without a shape.
#[derive(Default)]
pub(super) struct MessagePrefixes {
    shape: Option<u64>,
    /// The last other shape that would have this place.
    missed: Option<u64>,
    text: Vec<u8>,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Prefixes {
    /// Takes those of a message, to be given back. A shape that comes once is not worth it, nor is one for which there is no room.
    pub(super) fn take(&mut self, tape: &Tape) -> MessagePrefixes {
        let Some(shape) = tape.shape else { return MessagePrefixes::default() };
        if self.kept.is_empty() {
            self.kept.resize_with(SHAPES, MessagePrefixes::default);
        }
        let is_full = self.bytes > BYTES;
        let Some(place) = self.place(shape) else { return MessagePrefixes::default() };
        if place.shape == Some(shape) {
            return std::mem::take(place);
        }
        let is_again = place.missed.replace(shape) == Some(shape);
        if !is_again || is_full && place.text.is_empty() {
            return MessagePrefixes::default();
        }
        let mut taken = std::mem::take(place);
        self.bytes -= taken.size();
        taken.make(shape, tape);
        self.bytes += taken.size();
        taken
    }

    /// Takes them back.
    pub(super) fn put(&mut self, taken: MessagePrefixes) {
        if let Some(place) = taken.shape.and_then(|shape| self.place(shape)) {
            *place = taken;
        }
    }

    fn place(&mut self, shape: u64) -> Option<&mut MessagePrefixes> {
        self.kept.get_mut(usize::try_from(shape).unwrap_or(0) % SHAPES)
    }
}

impl MessagePrefixes {
    fn make(&mut self, shape: u64, tape: &Tape) {
        self.shape = Some(shape);
        self.text.clear();
        self.ends.clear();
        for field in tape.fields() {
            prefix(field, &mut self.text);
            self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        }
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn size(&self) -> usize {
        self.text.len() + size_of_val(self.ends.as_slice())
    }

    /// Writes the beginning of the field at a position of the tape.
    #[inline]
    pub(super) fn write(&self, at: usize, field: &Field, out: &mut Vec<u8>) {
        let end = self.ends.get(at).map(|end| *end as usize);
        let start =
            at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).map(|end| *end as usize));
        match start.zip(end).and_then(|(start, end)| self.text.get(start..end)) {
            Some(text) => out.extend_from_slice(text),
            None => prefix(field, out),
        }
    }
}

/// Writes name, type and place of a field.
fn prefix(field: &Field, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"name\":");
    name(field, out);
    if field.role == Role::Attribute {
        out.extend_from_slice(b",\"type_id\":");
        number(field.id(), out);
        nla_flags(field, out);
    }
    out.extend_from_slice(b",\"offset\":");
    number(field.start, out);
    out.extend_from_slice(b",\"len\":");
    number(field.len, out);
}

fn name(field: &Field, out: &mut Vec<u8>) {
    match field.name {
        "" if field.role == Role::Element
            || field.role == Role::Attribute && field.state != State::Unknown =>
        {
            out.extend_from_slice(b"\"[");
            number(if field.role == Role::Attribute { field.id() } else { field.index }, out);
            out.extend_from_slice(b"]\"");
        }
        "" => out.extend_from_slice(b"null"),
        name => symbol_text(name, out),
    }
}

fn nla_flags(field: &Field, out: &mut Vec<u8>) {
    for (at, (_, name)) in field.flags().enumerate() {
        if at == 0 {
            out.extend_from_slice(b",\"nla_flags\":");
        }
        out.push(if at == 0 { b'[' } else { b',' });
        symbol_text(name, out);
    }
    if field.flags().next().is_some() {
        out.push(b']');
    }
}
