//! Random messages that the tables can explain: a walk through the tables that writes the rows it meets.

use std::collections::HashMap;

use nltrace_decoders::family::FAMILIES;
use nltrace_decoders::schema::{
    Attr, Body, Case, Count, Field, Framing, Generic, Kind, List, Look, Names, Order, Part, Set, Show,
    Struct, Turn,
};
use nltrace_decoders::walk::{Item, tables};
use nltrace_decoders::wire::{Endian, NLA_F_NESTED};

use super::heavy::number_of;

/// Nests deeper than this are left empty; far more than any table asks for, less than the interpreter takes.
const DEEPEST: usize = 14;
/// A message longer than this grows no more.
const LONGEST: usize = 6000;

/// Choices, taken from bytes. Zeros follow when the bytes are used up, and choose the quickest end.
struct Choices<'a> {
    bytes: std::slice::Iter<'a, u8>,
}

impl<'a> Choices<'a> {
    fn new(bytes: &'a [u8]) -> Choices<'a> {
        Choices { bytes: bytes.iter() }
    }

    fn byte(&mut self) -> u8 {
        self.bytes.next().copied().unwrap_or(0)
    }

    fn up_to(&mut self, count: usize) -> usize {
        let choice = usize::from(u16::from_be_bytes([self.byte(), self.byte()]));
        if count == 0 { 0 } else { choice % count }
    }

    /// Returns true once in so many.
    fn once_in(&mut self, many: u8) -> bool {
        self.byte() % many == 1
    }

    fn fill(&mut self, len: usize, out: &mut Vec<u8>) {
        for _ in 0..len {
            out.push(self.byte());
        }
    }
}

/// The values that choices by a name test for.
#[derive(Default)]
pub(crate) struct Wanted {
    by_name: HashMap<&'static str, Vec<Case>>,
}

impl Wanted {
    pub(crate) fn new() -> Wanted {
        let mut by_name: HashMap<&'static str, Vec<Case>> = HashMap::new();
        for item in tables(FAMILIES).items() {
            if let Item::Select { by, cases } = item {
                by_name.entry(by).or_default().extend(cases.iter().map(|(case, _)| *case));
            }
        }
        Wanted { by_name }
    }

    fn case(&self, name: &str, choices: &mut Choices<'_>) -> Option<Case> {
        let cases = self.by_name.get(name)?;
        cases.get(choices.up_to(cases.len())).copied()
    }
}

/// The value that was written under a name.
#[derive(Clone, Copy)]
enum Said {
    Number(u64),
    Text(&'static str),
}

fn fits(case: Case, said: Said) -> bool {
    match (case, said) {
        (Case::Is(number), Said::Number(said)) => number == said,
        (Case::OneOf(numbers), Said::Number(said)) => numbers.contains(&said),
        (Case::UpTo(number), Said::Number(said)) => said <= number,
        (Case::Has(bits), Said::Number(said)) => said & bits == bits,
        (Case::Named(text), Said::Text(said)) => text == said,
        (Case::Prefix(text), Said::Text(said)) => said.starts_with(text),
        _ => false,
    }
}

/// Writes a message.
pub(crate) struct Writer<'a, 'c> {
    wanted: &'a Wanted,
    choices: Choices<'c>,
    endian: Endian,
    /// The values that were written in the nests around, by name.
    said: Vec<(&'static str, Said)>,
    /// The values that must still be written, for choices made before the name that they depend on.
    promised: Vec<(&'static str, Case)>,
}

impl<'a, 'c> Writer<'a, 'c> {
    pub(crate) fn new(wanted: &'a Wanted, choices: &'c [u8], endian: Endian) -> Writer<'a, 'c> {
        Writer { wanted, choices: Choices::new(choices), endian, said: Vec::new(), promised: Vec::new() }
    }

    /// Returns a message of some protocol: its number, and the message.
    pub(crate) fn message(&mut self) -> (u16, Vec<u8>) {
        // The first has half of all attributes.
        let first = self.choices.once_in(4);
        let family = if first { FAMILIES[0] } else { FAMILIES[self.choices.up_to(FAMILIES.len())] };
        if !family.generic.is_empty() {
            let generic = family.generic[self.choices.up_to(family.generic.len())];
            return (family.protocol, self.generic(generic));
        }
        if let Framing::Bare(message) = family.framing {
            let mut out = Vec::new();
            self.body(message.reply, &mut out);
            return (family.protocol, out);
        }
        let all: Vec<_> = family.messages.iter().copied().flatten().collect();
        let message = all[self.choices.up_to(all.len())];
        let mut out = vec![0; 4];
        self.number(2, Order::Host, message.id.into(), &mut out);
        let flags = [1, 0, 2, 0x301, 0x405][self.choices.up_to(5)];
        self.number(2, Order::Host, flags, &mut out);
        self.choices.fill(8, &mut out);
        self.body(if flags & 1 == 1 { message.request } else { message.reply }, &mut out);
        let len = out.len() as u64;
        self.number_at(0, 4, Order::Host, len, &mut out);
        (family.protocol, out)
    }

    /// Writes a message of a family of generic netlink. A family without a fixed number gets the number from [`ids`].
    fn generic(&mut self, family: &'static Generic) -> Vec<u8> {
        let mut out = vec![0; 4];
        self.number(2, Order::Host, number_of(family).into(), &mut out);
        let flags = [1, 0, 2, 0x301, 0x405][self.choices.up_to(5)];
        self.number(2, Order::Host, flags, &mut out);
        self.choices.fill(8, &mut out);
        let turn = match out.get(12..16) {
            _ if flags & 1 == 1 => Turn::Asked,
            Some([0, 0, 0, 0]) => Turn::Unasked,
            _ => Turn::Answered,
        };
        let list = family.commands(turn).0.list;
        let command = &list[self.choices.up_to(list.len())];
        out.extend([command.id as u8, 1, 0, 0]);
        self.kind("", &family.header, 0, &mut out);
        let body = if flags & 1 == 1 { command.request } else { command.reply };
        self.body(body, &mut out);
        let len = out.len() as u64;
        self.number_at(0, 4, Order::Host, len, &mut out);
        out
    }

    fn body(&mut self, body: &'static Body, out: &mut Vec<u8>) {
        self.kind("", &body.head, 0, out);
        out.resize(out.len().next_multiple_of(4), 0);
        self.kind("", &body.attrs, 0, out);
    }

    fn number(&mut self, width: usize, order: Order, value: u64, out: &mut Vec<u8>) {
        let at = out.len();
        out.resize(at + width, 0);
        self.number_at(at, width, order, value, out);
    }

    fn number_at(&mut self, at: usize, width: usize, order: Order, value: u64, out: &mut [u8]) {
        let big = order == Order::Big || (order == Order::Host && self.endian == Endian::Big);
        for (place, byte) in value.to_le_bytes().iter().take(width).enumerate() {
            let place = if big { width - 1 - place } else { place };
            if let Some(to) = out.get_mut(at + place) {
                *to = *byte;
            }
        }
    }

    /// Returns the case that a name is to be written for.
    fn case(&mut self, name: &str) -> Option<Case> {
        match self.promised.iter().rev().find(|(promised, _)| *promised == name) {
            Some((_, case)) => Some(*case),
            None => self.wanted.case(name, &mut self.choices),
        }
    }

    /// Returns a number that means something, or any.
    fn meaning(&mut self, name: &'static str, show: Show) -> u64 {
        if let Some(case) = self.case(name) {
            match case {
                Case::Is(number) | Case::UpTo(number) | Case::Has(number) => return number,
                Case::OneOf(numbers) => return numbers[self.choices.up_to(numbers.len())],
                _ => (),
            }
        }
        match show {
            Show::Name(names) | Show::Flags(names) if !self.choices.once_in(5) => self.one_of(names),
            Show::Parts(parts) | Show::BitFields(parts) => self.of_parts(parts),
            _ => u64::from(self.choices.byte()) << (8 * self.choices.up_to(8)),
        }
    }

    fn one_of(&mut self, names: &'static Names) -> u64 {
        let entries = names.entries();
        entries.get(self.choices.up_to(entries.len())).map_or(0, |(value, _)| *value)
    }

    fn of_parts(&mut self, parts: &'static [Part]) -> u64 {
        let mut raw = 0;
        let mut low = 0;
        for part in parts {
            raw |= self.meaning(part.name, part.show).checked_shl(low).unwrap_or(0);
            low += u32::from(part.bits);
        }
        raw
    }

    fn kind(&mut self, name: &'static str, kind: &'static Kind, depth: usize, out: &mut Vec<u8>) {
        if depth > DEEPEST || out.len() > LONGEST {
            return;
        }
        match kind {
            Kind::Flag | Kind::Message => (),
            Kind::Int { width, order, show, .. } => {
                let width = if *width == 0 { [4, 8][self.choices.up_to(2)] } else { usize::from(*width) };
                let value = self.meaning(name, *show);
                self.said.push((name, Said::Number(value)));
                self.number(width, *order, value, out);
            }
            Kind::MessageType => self.choices.fill(2, out),
            Kind::Text { size } => self.text(name, usize::from(*size), out),
            Kind::Bytes { look, size } => {
                let len = match (size, look) {
                    (0, Look::Mac) => 6,
                    (0, _) => self.choices.up_to(20),
                    (size, _) => usize::from(*size),
                };
                self.choices.fill(len, out);
            }
            Kind::Raw => {
                let len = self.choices.up_to(12);
                self.choices.fill(len, out);
            }
            Kind::Pad { size } => out.resize(out.len() + usize::from(*size), 0),
            Kind::Struct(of) => self.a_struct(of, depth, out),
            Kind::Nest(set) => self.nest(set, depth, out),
            Kind::List(list) => self.list(list, depth, out),
            Kind::Array(array) => {
                let count = match array.count {
                    Count::Fixed(count) | Count::Of(_, count) => usize::from(count),
                    _ => self.choices.up_to(4),
                };
                for _ in 0..count {
                    self.kind("", &array.of, depth + 1, out);
                }
            }
            Kind::Records { of, len, times, more, .. } => {
                for _ in 0..self.choices.up_to(3) {
                    let start = out.len();
                    self.a_struct(of, depth + 1, out);
                    let units =
                        (out.len() - start).saturating_sub(usize::from(*more)) / usize::from((*times).max(1));
                    self.member(of, len, start, units as u64, out);
                    out.resize(out.len().next_multiple_of(4), 0);
                }
            }
            Kind::Select { by, cases } => {
                let said = self.said.iter().rev().find(|(name, _)| name == by).map(|(_, said)| *said);
                let chosen = said.and_then(|said| cases.iter().find(|(case, _)| fits(*case, said)));
                let any = cases.get(self.choices.up_to(cases.len()));
                if said.is_none()
                    && let Some((case, _)) = any
                {
                    self.promised.push((by, *case));
                }
                if let Some((_, kind)) = chosen.or(any) {
                    self.kind(name, kind, depth, out);
                }
            }
            Kind::Peek(_, inner) | Kind::Gloss(inner, _) => self.kind(name, inner, depth, out),
            Kind::Sized { of, .. } => self.kind(name, of, depth, out),
            Kind::Strings(_) => {
                for _ in 0..self.choices.up_to(4) {
                    self.text("", 0, out);
                }
            }
        }
    }

    fn text(&mut self, name: &'static str, size: usize, out: &mut Vec<u8>) {
        let start = out.len();
        match self.case(name) {
            Some(Case::Named(text) | Case::Prefix(text)) => {
                self.said.push((name, Said::Text(text)));
                out.extend(text.bytes());
            }
            _ => {
                let len = self.choices.up_to(8);
                self.choices.fill(len, out);
            }
        }
        if size > 0 {
            out.resize(start + size, 0);
        } else if !self.choices.once_in(4) {
            out.push(0);
        }
    }

    fn a_struct(&mut self, of: &'static Struct, depth: usize, out: &mut Vec<u8>) {
        for Field { name, kind, .. } in of.fields {
            let start = out.len();
            self.kind(name, kind, depth + 1, out);
            // A choice may have written less or more than the member takes.
            out.resize(start + kind.width().unwrap_or(out.len() - start), 0);
        }
        for Field { name, kind, .. } in of.tail {
            if self.choices.once_in(3) {
                break;
            }
            self.kind(name, kind, depth + 1, out);
        }
    }

    fn member(&mut self, of: &'static Struct, name: &str, start: usize, value: u64, out: &mut [u8]) {
        let mut at = start;
        for field in of.fields {
            let width = field.kind.width().unwrap_or(0);
            if field.name == name
                && let Kind::Int { order, .. } = field.kind
            {
                self.number_at(at, width, order, value, out);
            }
            at += width;
        }
    }

    fn nest(&mut self, set: &'static Set, depth: usize, out: &mut Vec<u8>) {
        let (said, promised) = (self.said.len(), self.promised.len());
        for _ in 0..self.choices.up_to(8) {
            let Some(attr) = self.one_with_parts(set) else { return };
            let id = if self.choices.once_in(40) { attr.id + 1 } else { attr.id };
            self.attribute(attr.name, id, &attr.kind, depth, out);
        }
        // The values that these depend on follow them: the order does not matter.
        while let Some((name, _)) =
            self.promised.get(promised..).and_then(|promised| promised.last().copied())
        {
            if let Some(attr) = set.named(name) {
                self.attribute(attr.name, attr.id, &attr.kind, depth, out);
                self.promised.retain(|(promised, _)| *promised != name);
            } else {
                // Some nest around has it, or nothing any more.
                break;
            }
        }
        self.said.truncate(said);
    }

    /// Picks an attribute, preferably one with parts: most of the tables is reached through a few of them.
    fn one_with_parts(&mut self, set: &'static Set) -> Option<&'static Attr> {
        let is_scalar =
            |kind: &Kind| matches!(kind, Kind::Int { .. } | Kind::Text { .. } | Kind::Bytes { .. });
        let mut found = set.attrs.get(self.choices.up_to(set.attrs.len()))?;
        for _ in 0..3 {
            if is_scalar(&found.kind) {
                found = set.attrs.get(self.choices.up_to(set.attrs.len()))?;
            }
        }
        Some(found)
    }

    fn list(&mut self, list: &'static List, depth: usize, out: &mut Vec<u8>) {
        for index in 0..self.choices.up_to(4) {
            let id = list.names.map_or(index as u64 + 1, |names| self.one_of(names));
            self.attribute("", u16::try_from(id).unwrap_or(1), &list.of, depth, out);
        }
    }

    fn attribute(
        &mut self,
        name: &'static str,
        id: u16,
        kind: &'static Kind,
        depth: usize,
        out: &mut Vec<u8>,
    ) {
        let start = out.len();
        let nested = if self.choices.once_in(3) { NLA_F_NESTED } else { 0 };
        out.extend([0, 0]);
        self.number(2, Order::Host, u64::from(id | nested), out);
        self.kind(name, kind, depth + 1, out);
        if self.choices.once_in(30) {
            // Cut, or with extra bytes after it.
            let len = self.choices.up_to(out.len() + 6 - start);
            out.resize(start + 4 + len, 0xee);
        }
        let len = (out.len() - start) as u64;
        self.number_at(start, 2, Order::Host, len, out);
        out.resize(out.len().next_multiple_of(4), 0);
    }
}
