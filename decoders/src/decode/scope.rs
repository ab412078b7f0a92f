//! What a name says: the value of a member or attribute, among siblings and in what encloses them, read or unread.

use super::shapes::Log;
use crate::schema::{Case, Kind, Order, Set, Struct, U16, U32};
use crate::wire::{self, Endian, NLA_F_NET_BYTEORDER, NLA_HDRLEN};

/// Something whose names can be looked up.
#[derive(Clone, Copy)]
pub(super) enum Frame {
    Members { of: &'static Struct, start: usize, end: usize },
    Attributes { set: &'static Set, start: usize, end: usize },
    Top,
}

/// The chain of what encloses a field, innermost first.
pub(super) struct Scope<'s> {
    pub(super) frame: Frame,
    pub(super) parent: Option<&'s Scope<'s>>,
}

pub(super) static TOP: Scope<'static> = Scope { frame: Frame::Top, parent: None };

/// What a name says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Said<'a> {
    Number(u64),
    Text(&'a [u8]),
}

impl Case {
    pub(super) fn fits(&self, said: Option<Said<'_>>) -> bool {
        match (self, said) {
            (Case::Otherwise, _) => true,
            (Case::Is(n), Some(Said::Number(m))) => *n == m,
            (Case::OneOf(list), Some(Said::Number(m))) => list.contains(&m),
            (Case::UpTo(n), Some(Said::Number(m))) => m <= *n,
            (Case::Named(name), Some(Said::Text(text))) => name.as_bytes() == text,
            (Case::Prefix(name), Some(Said::Text(text))) => text.starts_with(name.as_bytes()),
            _ => false,
        }
    }
}

/// Bytes in which names can be looked up: the message itself, or the request it answers.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) endian: Endian,
    /// Of attributes that stand there more than once, the last that begins before this is asked, or else the first.
    pub(super) before: usize,
    /// Where is looked.
    pub(super) log: &'a Log,
}

impl<'a> View<'a> {
    /// Some of the bytes, of which who looks at them takes note.
    pub(super) fn slice(self, start: usize, end: usize) -> &'a [u8] {
        self.bytes.get(start..end.min(self.bytes.len())).unwrap_or_default()
    }

    /// The type in the message's header.
    pub(super) fn kind(self, header: usize) -> Option<Said<'a>> {
        self.read(&U16, header + 4, header + 6, 0)
    }

    /// The port id in the message's header.
    pub(super) fn port(self, header: usize) -> Option<Said<'a>> {
        self.read(&U32, header + 12, header + 16, 0)
    }

    /// The value of a scalar of this kind in these bytes.
    pub(super) fn read(self, kind: &Kind, start: usize, end: usize, attribute: u16) -> Option<Said<'a>> {
        match kind {
            Kind::Int { width, order, .. } => {
                let width = usize::from(*width);
                let payload = self.slice(start, end);
                let payload = if width == 0 { payload } else { payload.get(..width)? };
                let endian = match order {
                    Order::Big => Endian::Big,
                    Order::Little => Endian::Little,
                    Order::Host if attribute & NLA_F_NET_BYTEORDER != 0 => Endian::Big,
                    Order::Host => self.endian,
                };
                self.log.note(start, payload.len());
                wire::uint(payload, endian).map(Said::Number)
            }
            Kind::Text { .. } => {
                let payload = self.slice(start, end);
                self.log.note(start, payload.len());
                payload.split(|byte| *byte == 0).next().map(Said::Text)
            }
            Kind::Gloss(of, _) => self.read(of, start, end, attribute),
            Kind::Struct(of) => self.first(&of.fields.first()?.kind, start, end, attribute),
            Kind::Select { cases: [(_, first), ..], .. } => self.read(first, start, end, attribute),
            Kind::Peek(of, _) => self.read(&of.fields.first()?.kind, start, end, attribute),
            Kind::Array(of) => self.first(&of.of, start, end, attribute),
            _ => None,
        }
    }

    /// The value of what the bytes begin with.
    fn first(self, kind: &Kind, start: usize, end: usize, attribute: u16) -> Option<Said<'a>> {
        let next = start.checked_add(kind.width()?).filter(|next| *next <= end)?;
        self.read(kind, start, next, attribute)
    }

    pub(super) fn member(self, name: &str, of: &Struct, start: usize, end: usize) -> Option<Said<'a>> {
        let mut at = start;
        for field in of.fields {
            let next = at + field.width();
            if field.name == name {
                return if next <= end { self.read(&field.kind, at, next, 0) } else { None };
            }
            at = next;
        }
        None
    }

    fn attribute(self, name: &str, set: &Set, start: usize, end: usize) -> Option<Said<'a>> {
        let row = set.named(name)?;
        let mut said = None;
        let mut at = start;
        loop {
            self.log.note(at, NLA_HDRLEN.min(end.saturating_sub(at)));
            let Some(attribute) = wire::attribute(self.slice(at, end), self.endian) else { return said };
            if at >= self.before && said.is_some() {
                return said;
            }
            let next = at + NLA_HDRLEN + attribute.payload;
            if attribute.kind & set.mask == row.id {
                said = self.read(&row.kind, at + NLA_HDRLEN, next, attribute.kind);
            }
            at = next + attribute.padding;
        }
    }

    /// The first of the cases' numbers of bytes behind which attributes add up to the end; of a message that was cut, as far
    /// as it can be seen.
    pub(super) fn head(
        self,
        cases: &[(Case, Kind)],
        start: usize,
        end: usize,
        cut: bool,
    ) -> Option<Said<'a>> {
        let lengths = cases.iter().filter_map(|(case, _)| match case {
            Case::Is(len) => Some(*len),
            _ => None,
        });
        let fits = |len: &u64| {
            let begin = usize::try_from(*len).unwrap_or(usize::MAX).saturating_add(start);
            begin <= end && self.adds_up(begin, end, cut)
        };
        lengths.into_iter().find(fits).map(Said::Number)
    }

    /// Whether attributes fill this place to its end. Of what was cut the last need not be whole, but a part of one must be
    /// there.
    fn adds_up(self, start: usize, end: usize, cut: bool) -> bool {
        let mut at = start;
        while at < end {
            self.log.note(at, NLA_HDRLEN.min(end - at));
            match wire::attribute(self.slice(at, end), self.endian) {
                Some(attribute) if usize::from(attribute.len) <= NLA_HDRLEN + attribute.payload => {
                    at += NLA_HDRLEN + attribute.payload + attribute.padding;
                }
                Some(_) => return cut,
                None => return cut && at > start && end - at < NLA_HDRLEN,
            }
        }
        !cut || at > start
    }

    /// What a name says in the chain of scopes. Members are in lower case and attributes in upper case, so that only
    /// frames of the right sort are searched.
    pub(super) fn look_up(self, name: &str, scope: &Scope<'_>) -> Option<Said<'a>> {
        let member = name.as_bytes().first().is_some_and(|byte| byte.is_ascii_lowercase() || *byte == b'_');
        let mut scope = Some(scope);
        while let Some(here) = scope {
            let said = match here.frame {
                Frame::Members { of, start, end } if member => self.member(name, of, start, end),
                Frame::Attributes { set, start, end } if !member => self.attribute(name, set, start, end),
                _ => None,
            };
            if said.is_some() {
                return said;
            }
            scope = here.parent;
        }
        None
    }
}
