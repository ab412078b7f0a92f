//! The result of decoding: a flat list of fields with byte spans, cleared and reused from message to message.
//!
//! The order is preorder: a field with parts precedes them, and they are one level deeper. A field without parts is a
//! leaf, and **every byte of the message belongs to exactly one leaf**, headers and padding included. A field holds no
//! value: [`crate::value`] computes it from the kind and the bytes.

use crate::generic::Owner;
use crate::schema::{Class, Family, Kind, Marks, Msg, Set};
use crate::wire::{
    Endian, NLA_F_NESTED, NLA_F_NET_BYTEORDER, NLA_HDRLEN, NLA_TYPE_MASK, RDMA_NLA_F_MANDATORY,
};
use alloc::vec::Vec;

/// The role of a field in its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A member of the message's own header, `struct nlmsghdr`.
    Header,
    /// A member of a struct, or the struct that is a message's head.
    Member,
    /// An attribute, from the first byte of its header; a leaf of this role owns header and payload.
    Attribute,
    /// The four bytes before the payload of an attribute that has parts.
    AttributeHeader,
    /// The value of an attribute or element that has other parts too: extra bytes, or a length that is wrong.
    Value,
    /// An element of an array, or a record.
    Element,
    /// Alignment between fields.
    Padding,
}

/// The result of decoding a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// Decoded as its kind.
    Good,
    /// The tables have no row for it.
    Unknown,
    /// It is shorter than its kind needs.
    Short,
    /// Bytes after the value.
    Extra,
    /// Its length reaches past the end of the message, which was cut.
    Cut,
    /// Its kind depends on a field that is missing, or that has a value without a case.
    Unselected,
    /// An attribute was expected, but these bytes are none (fewer than 4, or a length below 4).
    Malformed,
    /// It is nested deeper than the limit.
    TooDeep,
    /// The rest of a message that has more fields than anything real.
    TooMany,
}

/// One field of a message.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The kernel's name; empty for elements without one and for attributes unknown.
    pub name: &'static str,
    /// Its kind, with choices resolved.
    pub kind: &'static Kind,
    /// Offset of its first byte in the message.
    pub start: u32,
    /// Its length in bytes. For an attribute: header and payload, without padding.
    pub len: u32,
    /// `nla_type` with its bits for attributes; the position for elements.
    pub index: u16,
    /// Facts about its row.
    pub marks: Marks,
    /// The number of fields that enclose it.
    pub depth: u8,
    /// Its role.
    pub role: Role,
    /// The result of its decoding.
    pub state: State,
}

/// The bits of `nla_type` that are flags.
const NLA_FLAGS: [(u16, &str); 3] = [
    (NLA_F_NESTED, "NLA_F_NESTED"),
    (NLA_F_NET_BYTEORDER, "NLA_F_NET_BYTEORDER"),
    (RDMA_NLA_F_MANDATORY, "RDMA_NLA_F_MANDATORY"),
];

impl Field {
    /// Returns the number of an attribute, without the bits that are flags.
    #[must_use]
    pub fn id(&self) -> u16 {
        self.flags().fold(self.index & NLA_TYPE_MASK, |id, (bit, _)| id & !bit)
    }
    /// Returns the flag bits in an attribute's type. The bit of NETLINK_RDMA counts only for known attributes: no known number
    /// is as large.
    pub fn flags(&self) -> impl Iterator<Item = (u16, &'static str)> + use<> {
        let own = if self.name.is_empty() { 0 } else { RDMA_NLA_F_MANDATORY };
        let set = self.index & (NLA_F_NESTED | NLA_F_NET_BYTEORDER | own);
        NLA_FLAGS.into_iter().filter(move |(bit, _)| set & bit != 0)
    }
    /// Returns whether it holds a key or password, or a part of one.
    #[must_use]
    #[inline]
    pub fn is_secret(&self) -> bool {
        self.marks.has(Marks::SECRET)
    }
    /// Returns the offset after its last byte.
    #[must_use]
    pub fn end(&self) -> usize {
        self.span().end
    }
    /// Returns the range of its bytes in the message.
    #[must_use]
    #[inline]
    pub fn span(&self) -> core::ops::Range<usize> {
        let start = self.start as usize;
        start..start + self.len as usize
    }
    /// Returns the range of its value in the message, without an attribute's header.
    #[must_use]
    #[inline]
    pub fn payload(&self) -> core::ops::Range<usize> {
        let span = self.span();
        match self.role {
            Role::Attribute => (span.start + NLA_HDRLEN).min(span.end)..span.end,
            _ => span,
        }
    }
}

/// Returns the index after the parts of the field at `at`.
#[must_use]
#[inline]
pub fn end_of(fields: &[Field], at: usize) -> usize {
    let Some(field) = fields.get(at) else { return at };
    let mut end = at + 1;
    while fields.get(end).is_some_and(|part| part.depth > field.depth) {
        end += 1;
    }
    end
}

/// The fields of one message, in preorder.
#[derive(Clone, Debug)]
pub struct Tape {
    pub(crate) fields: Vec<Field>,
    /// A field is marked as secret.
    pub(crate) has_secret: bool,
    /// The protocol's tables; `None` if it has none.
    pub family: Option<&'static Family>,
    /// Byte order of the message.
    pub endian: Endian,
    /// The row of the message's type; `None` if it is unknown.
    pub message: Option<&'static Msg>,
    /// The generic netlink family and command of the message, or of the request that an error echoes.
    pub owner: Option<Owner>,
    /// The attribute set of the message type, also if the message has no attributes.
    pub attributes: Option<&'static Set>,
    /// The number of the message's shape, if [`Remembering`](crate::decode::Remembering) stored it. Two messages with the same
    /// number have the same fields.
    pub shape: Option<u64>,
}

impl Default for Tape {
    fn default() -> Tape {
        Tape::new()
    }
}

impl Tape {
    /// The capacity that is kept from message to message.
    const ROOM: usize = 1 << 13;

    /// Returns a tape without fields.
    #[must_use]
    pub fn new() -> Tape {
        Tape {
            fields: Vec::new(),
            has_secret: false,
            family: None,
            endian: Endian::NATIVE,
            message: None,
            owner: None,
            attributes: None,
            shape: None,
        }
    }

    /// Removes the fields and keeps the memory, unless the message was very large.
    pub fn clear(&mut self) {
        self.clear_fields();
        self.has_secret = false;
        self.family = None;
        self.message = None;
        self.owner = None;
        self.attributes = None;
        self.shape = None;
    }

    /// Removes the fields alone.
    pub(crate) fn clear_fields(&mut self) {
        self.fields.clear();
        self.fields.shrink_to(Tape::ROOM);
    }

    /// Removes the fields of the last message before one of this protocol and byte order.
    pub(crate) fn begin(&mut self, family: Option<&'static Family>, endian: Endian) {
        self.clear();
        (self.family, self.endian) = (family, endian);
    }

    /// Returns the class of the message's type; [`Class::Other`] if the type is unknown. A generic netlink command is a get request
    /// unless its family declares another class.
    #[must_use]
    pub fn class(&self) -> Class {
        let unknown = if self.owner.is_some() { Class::Get } else { Class::Other };
        self.message.map_or(unknown, |message| message.class)
    }

    /// Returns all fields.
    #[must_use]
    #[inline]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Returns the fields without those of the message's own header.
    #[must_use]
    pub fn body(&self) -> &[Field] {
        let headers =
            self.fields.iter().take_while(|field| field.role == Role::Header && field.depth == 0).count();
        self.fields.get(headers..).unwrap_or_default()
    }

    /// Returns the number of fields.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Returns whether the tape is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Returns whether the field at `at` has parts.
    #[must_use]
    #[inline]
    pub fn has_parts(&self, at: usize) -> bool {
        match (self.fields.get(at), self.fields.get(at + 1)) {
            (Some(field), Some(next)) => next.depth > field.depth,
            _ => false,
        }
    }

    /// Returns the leaves: each byte of the message is in one of them.
    pub fn leaves(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().enumerate().filter(|(at, _)| !self.has_parts(*at)).map(|(_, field)| field)
    }

    /// Returns the ranges of keys and passwords in the message.
    pub fn secrets(&self) -> impl Iterator<Item = core::ops::Range<usize>> {
        let is_secret =
            |field: &Field| field.is_secret() && !matches!(field.role, Role::AttributeHeader | Role::Padding);
        // Few messages hold a secret.
        let fields = if self.has_secret { self.fields.as_slice() } else { &[] };
        let marked = fields.iter().enumerate().filter(move |(_, field)| is_secret(field));
        let leaves = marked.filter(|(at, _)| !self.has_parts(*at)).map(|(_, field)| field.payload());
        leaves.filter(|span| !span.is_empty())
    }

    /// Makes [`read`](crate::value::read) show keys and passwords of this message.
    pub fn reveal_secrets(&mut self) {
        for field in &mut self.fields {
            field.marks = field.marks.without(Marks::SECRET);
        }
        self.has_secret = false;
    }

    /// Marks the parts of secret fields as secret, and bytes without explanation that follow one: they may be the rest
    /// of it.
    pub(crate) fn spread_secrets(&mut self) {
        if !self.has_secret {
            return;
        }
        let Some(first) = self.fields.iter().position(Field::is_secret) else { return };
        // The depth of the secret field that the next fields may be parts of.
        let mut inside = None;
        for field in self.fields.iter_mut().skip(first) {
            if inside.is_some_and(|depth| field.depth <= depth) {
                inside = None;
            }
            let is_rest = matches!(field.state, State::Extra | State::Malformed | State::Cut)
                || field.state == State::Unknown && field.name.is_empty();
            if inside.is_some() || is_rest {
                field.marks = field.marks.with(Marks::SECRET);
            }
            if inside.is_none() && field.is_secret() {
                inside = Some(field.depth);
            }
        }
    }

    #[inline]
    pub(crate) fn push(&mut self, field: Field) {
        self.has_secret |= field.is_secret();
        self.fields.push(field);
    }

    pub(crate) fn get_mut(&mut self, at: usize) -> Option<&mut Field> {
        self.fields.get_mut(at)
    }
}
