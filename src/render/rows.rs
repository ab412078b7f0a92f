//! The rows of a message in wire order, shared by `-F hex` and `--bytes`.
//!
//! The tape's leaves in rows, and the header of an attribute in two of them. Every byte of the message is in one row.
//! Rows come in groups, one in the other: a struct, an attribute, a message in a message.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]
#![allow(clippy::indexing_slicing, reason = "fields are found by positions on their own tape")]

use std::borrow::Cow;

use nltrace_decoders::schema::Kind;
use nltrace_decoders::tape::{Field, Role, Tape, end_of};
use nltrace_decoders::wire::NLA_HDRLEN;

/// The contents of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// No bytes: the name of a group.
    Title,
    /// No bytes: the name of the group that is a message's header.
    HeaderTitle,
    /// No bytes: the name of the struct that is an attribute's payload.
    StructTitle,
    /// `nla_len`.
    Length,
    /// `nla_type`.
    Type,
    /// The payload of an attribute, where it has no parts.
    Payload,
    /// A member, element or record that has no parts.
    Member,
    /// Alignment.
    Padding,
}

impl RowKind {
    /// Returns whether it is the name of a group.
    pub(crate) fn is_title(self) -> bool {
        matches!(self, RowKind::Title | RowKind::HeaderTitle | RowKind::StructTitle)
    }
}

/// Some bytes that say one thing. A message can have a million of them, so they are small.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// The kind of row.
    pub(crate) what: RowKind,
    level: u16,
    opens: u16,
    closes: u16,
    field: u32,
    start: u32,
    end: u32,
    group: u32,
}

impl Row {
    /// Returns position of the field on the tape.
    pub(crate) fn field(&self) -> usize {
        self.field as usize
    }

    /// Returns offset of the first of the bytes in the message.
    pub(crate) fn start(&self) -> usize {
        self.start as usize
    }

    /// Returns offset after the last of them.
    pub(crate) fn end(&self) -> usize {
        self.end as usize
    }

    /// Returns how many groups it is in.
    pub(crate) fn level(&self) -> usize {
        self.level.into()
    }

    /// Returns how many of those begin with it: the innermost ones.
    pub(crate) fn opens(&self) -> usize {
        self.opens.into()
    }

    /// Returns how many of those end with it: the innermost ones.
    pub(crate) fn closes(&self) -> usize {
        self.closes.into()
    }

    /// Returns the innermost group.
    pub(crate) fn group(&self) -> usize {
        self.group as usize
    }
}

/// The rows of a message. Kept from message to message for its memory.
#[derive(Default)]
pub(crate) struct Rows {
    rows: Vec<Row>,
    /// The groups that are open, and where each begins.
    open: Vec<(usize, usize)>,
    groups: usize,
}

impl Rows {
    /// Takes a message apart.
    pub(crate) fn of(&mut self, tape: &Tape) -> &[Row] {
        self.rows.clear();
        self.open.clear();
        self.groups = 0;
        self.fields(tape, 0, tape.len());
        &self.rows
    }

    /// Returns the number of groups; the number 0 means no group.
    pub(crate) fn groups(&self) -> usize {
        self.groups + 1
    }

    /// Fields side by side.
    fn fields(&mut self, tape: &Tape, start: usize, end: usize) {
        let mut at = start;
        while at < end {
            let field = &tape.fields()[at];
            let next = end_of(tape.fields(), at);
            if field.role == Role::Header {
                let headers = tape.fields()[at..end].iter().take_while(|field| field.role == Role::Header);
                let following = at + headers.count();
                self.open();
                self.row(RowKind::HeaderTitle, at, field.span().start, field.span().start);
                for at in at..following {
                    let span = tape.fields()[at].span();
                    self.row(RowKind::Member, at, span.start, span.end);
                }
                self.close();
                at = following;
                continue;
            }
            self.field(tape, at, next);
            at = next;
        }
    }

    /// A field, and its parts up to `next`.
    fn field(&mut self, tape: &Tape, at: usize, next: usize) {
        let field = &tape.fields()[at];
        let (start, end) = (field.span().start, field.span().end);
        match field.role {
            Role::AttributeHeader => (),
            Role::Padding => self.row(RowKind::Padding, at, start, end),
            Role::Attribute => {
                self.open();
                let (mid, content) = ((start + NLA_HDRLEN / 2).min(end), (start + NLA_HDRLEN).min(end));
                self.row(RowKind::Length, at, start, mid);
                self.row(RowKind::Type, at, mid, content);
                if next > at + 1 && struct_name(field.kind).is_some() {
                    self.open();
                    self.row(RowKind::StructTitle, at, content, content);
                    let following = behind_members(tape, at + 1, next);
                    self.fields(tape, at + 1, following);
                    self.close();
                    self.fields(tape, following, next);
                } else if next > at + 1 {
                    self.fields(tape, at + 1, next);
                } else if content < end {
                    self.row(RowKind::Payload, at, content, end);
                }
                self.close();
            }
            _ if next > at + 1 => {
                self.open();
                self.row(RowKind::Title, at, start, start);
                self.fields(tape, at + 1, next);
                self.close();
            }
            _ if start < end => self.row(RowKind::Member, at, start, end),
            _ => (),
        }
    }

    fn open(&mut self) {
        self.groups += 1;
        self.open.push((self.groups, self.rows.len()));
    }

    fn close(&mut self) {
        if let (Some(_), Some(last)) = (self.open.pop(), self.rows.last_mut()) {
            last.closes = last.closes.saturating_add(1);
        }
    }

    fn row(&mut self, what: RowKind, field: usize, start: usize, end: usize) {
        let here = self.rows.len();
        let long = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let short = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        self.rows.push(Row {
            what,
            field: long(field),
            start: long(start),
            end: long(end),
            level: short(self.open.len()),
            opens: short(self.open.iter().rev().take_while(|(_, first)| *first == here).count()),
            closes: 0,
            group: long(self.open.last().map_or(0, |(group, _)| *group)),
        });
    }
}

/// Returns where the members of a struct end, from `start` on, and what follows it in the same payload begins.
fn behind_members(tape: &Tape, start: usize, end: usize) -> usize {
    let mut at = start;
    while at < end && !matches!(tape.fields()[at].role, Role::Attribute | Role::Padding) {
        at = end_of(tape.fields(), at);
    }
    at
}

/// Returns the name of a field, or the number of an attribute or element without one.
pub(crate) fn name(field: &Field) -> Cow<'static, str> {
    match (field.name, field.role) {
        ("", Role::Attribute) => format!("#{}", field.id()).into(),
        ("", Role::Element) => format!("[{}]", field.index).into(),
        (name, _) => name.into(),
    }
}

/// Returns the name of the struct that a kind is.
pub(crate) fn struct_name(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Struct(of) => Some(of.name),
        Kind::Gloss(of, _) | Kind::Peek(_, of) => struct_name(of),
        _ => None,
    }
}
