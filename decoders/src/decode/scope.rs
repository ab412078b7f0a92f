//! Looks up the value of a member or attribute by name, among siblings (before or after) and in the enclosing levels.

use alloc::vec::Vec;
use core::cell::{Cell, RefCell};

use super::shapes::log::Log;
use super::steps;
use crate::schema::{Attr, Case, Kind, Order, Set, Show, Struct, U16, U32};
use crate::wire::{self, Endian, NLA_F_NET_BYTEORDER, NLA_HDRLEN};

/// Something whose names can be looked up.
#[derive(Clone, Copy)]
pub(super) enum Frame<'s> {
    Members { of: &'static Struct, start: usize, end: usize },
    Attributes { set: &'static Set, start: usize, end: usize, found: &'s Searches },
    Top,
}

/// Searches among the attributes of one level, one for each name. A search continues where the last one for its name stopped,
/// so that all searches together pass each attribute at most twice.
#[derive(Default)]
pub(super) struct Searches {
    first: Cell<Option<Search>>,
    /// Few sets have more than one attribute that others depend on.
    more: RefCell<Vec<Search>>,
}

/// A search for one attribute.
#[derive(Clone, Copy)]
struct Search {
    row: &'static Attr,
    /// Attributes that begin before this have been passed, and the last readable one of this row has this payload.
    passed: usize,
    last: Option<AttributePayload>,
    /// The first readable attribute at or after `from`. It is searched for only if there is none before.
    from: usize,
    ahead: Option<Option<AttributePayload>>,
}

/// The payload of an attribute.
#[derive(Clone, Copy)]
struct AttributePayload {
    at: usize,
    end: usize,
    kind: u16,
}

impl Searches {
    /// Returns the search for a row: the current one, or a new one.
    fn search(&self, row: &'static Attr, start: usize) -> Search {
        let is_it = |search: &Search| core::ptr::eq(search.row, row);
        let more = || self.more.borrow().iter().find(|search| is_it(search)).copied();
        self.first.get().filter(is_it).or_else(more).unwrap_or_else(|| Search::new(row, start))
    }

    fn keep(&self, search: Search) {
        if self.first.get().is_none_or(|first| core::ptr::eq(first.row, search.row)) {
            return self.first.set(Some(search));
        }
        let mut more = self.more.borrow_mut();
        match more.iter_mut().find(|known| core::ptr::eq(known.row, search.row)) {
            Some(known) => *known = search,
            None => more.push(search),
        }
    }
}

impl Search {
    fn new(row: &'static Attr, start: usize) -> Search {
        Search { row, passed: start, last: None, from: start, ahead: None }
    }
}

/// A chain of enclosing levels, innermost first.
pub(super) struct Scope<'s> {
    pub(super) frame: Frame<'s>,
    pub(super) parent: Option<&'s Scope<'s>>,
}

pub(super) const TOP: Scope<'static> = Scope { frame: Frame::Top, parent: None };

/// The value of a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reading<'a> {
    Number(u64),
    Text(&'a [u8]),
}

impl Case {
    pub(super) fn fits(&self, reading: Option<Reading<'_>>) -> bool {
        match (self, reading) {
            (Case::Otherwise, _) => true,
            (Case::Is(n), Some(Reading::Number(m))) => *n == m,
            (Case::OneOf(list), Some(Reading::Number(m))) => list.contains(&m),
            (Case::UpTo(n), Some(Reading::Number(m))) => m <= *n,
            (Case::Has(n), Some(Reading::Number(m))) => m & n == *n,
            (Case::Named(name), Some(Reading::Text(text))) => name.as_bytes() == text,
            (Case::Prefix(name), Some(Reading::Text(text))) => text.starts_with(name.as_bytes()),
            _ => false,
        }
    }
}

/// Bytes in which names can be looked up: the message itself, or the request it answers.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) endian: Endian,
    /// If an attribute occurs more than once, the last one that begins before this offset counts, or else the first.
    pub(super) before: usize,
    /// Records which bytes are read.
    pub(super) log: &'a Log,
}

/// Bytes of a text that are read where it selects something. No table has a name as long.
const LONGEST_NAME: usize = 64;

impl<'a> View<'a> {
    /// Returns a part of the bytes and records that it was read.
    pub(super) fn slice(self, start: usize, end: usize) -> &'a [u8] {
        self.bytes.get(start..end.min(self.bytes.len())).unwrap_or_default()
    }

    /// Returns the type in the message's header.
    pub(super) fn kind(self, header: usize) -> Option<Reading<'a>> {
        self.read(&U16, header + 4, header + 6, 0)
    }

    /// Returns the port id in the message's header.
    pub(super) fn port(self, header: usize) -> Option<Reading<'a>> {
        self.read(&U32, header + 12, header + 16, 0)
    }

    /// Returns the value of a scalar of this kind in these bytes.
    pub(super) fn read(self, kind: &Kind, start: usize, end: usize, attribute: u16) -> Option<Reading<'a>> {
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
                wire::uint(payload, endian).map(Reading::Number)
            }
            Kind::Text { .. } => {
                let payload = self.slice(start, end.min(start.saturating_add(LONGEST_NAME)));
                steps::count(payload.len() / 8);
                self.log.note(start, payload.len());
                payload.split(|byte| *byte == 0).next().map(Reading::Text)
            }
            Kind::Gloss(of, _) => self.read(of, start, end, attribute),
            Kind::Struct(of) => self.first(&of.fields.first()?.kind, start, end, attribute),
            Kind::Select { cases: [(_, first), ..], .. } => self.read(first, start, end, attribute),
            Kind::Peek(of, _) => self.read(&of.fields.first()?.kind, start, end, attribute),
            Kind::Array(of) => self.first(&of.of, start, end, attribute),
            _ => None,
        }
    }

    /// Returns the value at the beginning of the bytes.
    fn first(self, kind: &Kind, start: usize, end: usize, attribute: u16) -> Option<Reading<'a>> {
        let next = start.checked_add(kind.width()?).filter(|next| *next <= end)?;
        self.read(kind, start, next, attribute)
    }

    pub(super) fn member(self, name: &str, of: &Struct, start: usize, end: usize) -> Option<Reading<'a>> {
        let mut at = start;
        for field in of.fields {
            steps::count(1);
            let next = at + field.width();
            if field.name == name {
                return if next <= end { self.read(&field.kind, at, next, 0) } else { None };
            }
            if let Kind::Int { show: Show::Parts(list) | Show::BitFields(list), .. } = &field.kind
                && list.iter().any(|part| part.name == name)
            {
                return if next <= end { self.part(name, &field.kind, at, next) } else { None };
            }
            at = next;
        }
        None
    }

    /// Returns the value of a part of an integer.
    fn part(self, name: &str, kind: &Kind, start: usize, end: usize) -> Option<Reading<'a>> {
        let Kind::Int { show: show @ (Show::Parts(list) | Show::BitFields(list)), width, .. } = *kind else {
            return None;
        };
        let Reading::Number(raw) = self.read(kind, start, end, 0)? else { return None };
        let from_top = matches!(show, Show::BitFields(_)) && self.endian == Endian::Big;
        let before: u32 =
            list.iter().take_while(|part| part.name != name).map(|part| u32::from(part.bits)).sum();
        // A part in another byte order selects nothing.
        let part = list.iter().find(|part| part.name == name && part.order == Order::Host)?;
        let wide = u32::from(part.bits);
        let low = if from_top { (8 * u32::from(width)).saturating_sub(before + wide) } else { before };
        let mask = u64::MAX.checked_shr(64 - wide.min(64)).unwrap_or(0);
        Some(Reading::Number(raw.checked_shr(low).unwrap_or(0) & mask))
    }

    /// The value of an attribute, or of a member of the struct that it holds.
    fn payload(
        self,
        member: Option<&str>,
        row: &Attr,
        AttributePayload { at, end, kind }: AttributePayload,
    ) -> Option<Reading<'a>> {
        match (member, &row.kind) {
            (Some(member), Kind::Struct(of)) => self.member(member, of, at, end),
            (Some(_), _) => None,
            (None, of) => self.read(of, at, end, kind),
        }
    }

    /// Returns the last readable attribute of this name that begins before [`View::before`], or else the first after it. After a dot
    /// there may be the name of a member.
    fn attribute(
        self,
        name: &str,
        set: &'static Set,
        start: usize,
        end: usize,
        found: &Searches,
    ) -> Option<Reading<'a>> {
        let (name, member) = name.split_once('.').map_or((name, None), |(name, member)| (name, Some(member)));
        let row = set.named(name)?;
        let mut search = found.search(row, start);
        if search.passed > self.before {
            // A place before the one asked about last.
            search = Search::new(row, start);
        }
        let mut at = search.passed;
        while at < self.before {
            let Some((payload, next)) = self.attribute_at(set, row, at, end) else { break };
            search.last = payload.map_or(search.last, |payload| self.readable(row, payload));
            at = next;
        }
        search.passed = at;
        let payload = search.last.or_else(|| {
            let is_known = search.from <= at
                && search
                    .ahead
                    .is_some_and(|ahead| ahead.is_none_or(|payload| payload.at - NLA_HDRLEN >= at));
            if !is_known {
                search.from = at;
                search.ahead = Some(self.first_readable(set, row, at, end));
            }
            search.ahead.flatten()
        });
        found.keep(search);
        payload.and_then(|payload| self.payload(member, row, payload))
    }

    /// Returns the attribute that begins at `at`: its payload if it is of this row, and where the next one begins.
    fn attribute_at(
        self,
        set: &Set,
        row: &Attr,
        at: usize,
        end: usize,
    ) -> Option<(Option<AttributePayload>, usize)> {
        steps::count(1);
        self.log.note(at, NLA_HDRLEN.min(end.saturating_sub(at)));
        let attribute = wire::attribute(self.slice(at, end), self.endian)?;
        let next = at + NLA_HDRLEN + attribute.payload;
        let payload = AttributePayload { at: at + NLA_HDRLEN, end: next, kind: attribute.kind };
        let is_it = attribute.kind & set.mask == row.id;
        Some((is_it.then_some(payload), next + attribute.padding))
    }

    /// Returns a payload if [`View::read`] can read it.
    fn readable(self, row: &Attr, payload: AttributePayload) -> Option<AttributePayload> {
        self.read(&row.kind, payload.at, payload.end, payload.kind).map(|_| payload)
    }

    fn first_readable(self, set: &Set, row: &Attr, start: usize, end: usize) -> Option<AttributePayload> {
        let mut at = start;
        loop {
            let (payload, next) = self.attribute_at(set, row, at, end)?;
            if let Some(payload) = payload.and_then(|payload| self.readable(row, payload)) {
                return Some(payload);
            }
            at = next;
        }
    }

    /// Returns the first of the cases' numbers of bytes after which attributes fill the message to its end. In a message that
    /// was cut, attributes up to the cut count.
    pub(super) fn head(
        self,
        cases: &[(Case, Kind)],
        start: usize,
        end: usize,
        cut: bool,
    ) -> Option<Reading<'a>> {
        let lengths = cases.iter().filter_map(|(case, _)| match case {
            Case::Is(len) => Some(*len),
            _ => None,
        });
        let fits = |len: &u64| {
            let begin = usize::try_from(*len).unwrap_or(usize::MAX).saturating_add(start);
            begin <= end && self.adds_up(begin, end, cut)
        };
        lengths.into_iter().find(fits).map(Reading::Number)
    }

    /// Returns the first of the cases' offsets at which two bytes, in network byte order, say how many bytes follow them.
    pub(super) fn counted(self, cases: &[(Case, Kind)], start: usize, end: usize) -> Option<Reading<'a>> {
        cases.iter().find_map(|(case, _)| {
            let Case::Is(offset) = case else { return None };
            let at = start.checked_add(usize::try_from(*offset).ok()?)?;
            steps::count(1);
            self.log.note(at, 2);
            let count = wire::uint(self.bytes.get(at..at.checked_add(2)?)?, wire::Endian::Big)?;
            let there = end.checked_sub(at + 2)?;
            (usize::try_from(count) == Ok(there)).then_some(Reading::Number(*offset))
        })
    }

    /// Returns whether attributes fill this place to its end. If the message was cut, the last attribute may be incomplete, but
    /// its beginning must be there.
    fn adds_up(self, start: usize, end: usize, cut: bool) -> bool {
        let mut at = start;
        while at < end {
            steps::count(1);
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

    /// Looks up a name in the chain of scopes. Members are in lower case and attributes in upper case, so only levels of that
    /// sort are searched.
    pub(super) fn look_up(self, name: &str, scope: &Scope<'_>) -> Option<Reading<'a>> {
        let member = name.as_bytes().first().is_some_and(|byte| byte.is_ascii_lowercase() || *byte == b'_');
        let mut scope = Some(scope);
        while let Some(here) = scope {
            steps::count(1);
            let reading = match here.frame {
                Frame::Members { of, start, end } if member => self.member(name, of, start, end),
                Frame::Attributes { set, start, end, found } if !member => {
                    self.attribute(name, set, start, end, found)
                }
                _ => None,
            };
            if reading.is_some() {
                return reading;
            }
            scope = here.parent;
        }
        None
    }
}
