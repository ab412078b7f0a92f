//! Large messages made to cost much: nests, repeats, selectors before, after and without what they select, errors that echo errors,
//! and lengths that are wrong. The same choices make the same message. The fuzz target `heavy` uses this file too.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use nltrace_decoders::family::FAMILIES;
use nltrace_decoders::generic::Ids;
use nltrace_decoders::schema::{Body, Case, Framing, Generic, Kind, Set, Struct};
use nltrace_decoders::wire::Endian;

/// Nests below this depth are filled no further: more than the interpreter follows.
const DEEPEST: usize = 60;
/// Bytes that the payload of an attribute can have.
const PAYLOAD: usize = 65_528;

/// Bytes to choose by. When they are used up, others follow that depend on all of them.
pub(crate) struct Choices<'a> {
    bytes: std::slice::Iter<'a, u8>,
    state: u64,
}

impl<'a> Choices<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Choices<'a> {
        let state = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |state, byte| {
            (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Choices { bytes: bytes.iter(), state: state | 1 }
    }

    fn byte(&mut self) -> u8 {
        if let Some(byte) = self.bytes.next() {
            return *byte;
        }
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state.to_be_bytes()[2]
    }

    /// Returns a number below `count`; 0 if that is 0.
    fn below(&mut self, count: usize) -> usize {
        let choice = usize::from(u16::from_be_bytes([self.byte(), self.byte()]));
        if count == 0 { 0 } else { choice % count }
    }

    fn once_in(&mut self, many: u8) -> bool {
        self.byte() % many == 1
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        list.get(self.below(list.len())).copied()
    }
}

/// A message, and its protocol and byte order.
pub(crate) struct Heavy {
    pub(crate) protocol: u16,
    pub(crate) endian: Endian,
    pub(crate) message: Vec<u8>,
}

/// Returns the number of a family: its own, or one made up.
pub(crate) fn number_of(family: &'static Generic) -> u16 {
    let place =
        FAMILIES.iter().flat_map(|protocol| protocol.generic).position(|found| std::ptr::eq(*found, family));
    family.id.unwrap_or(100 + place.unwrap_or(0) as u16)
}

/// Returns all families by those numbers, as nlctrl announces them.
pub(crate) fn ids() -> Ids {
    let families =
        FAMILIES.iter().find(|family| !family.generic.is_empty()).map_or(&[][..], |family| family.generic);
    let mut ids = Ids::new(families);
    for family in families {
        let mut name = family.name.as_bytes().to_vec();
        name.resize((name.len() + 1).next_multiple_of(4), 0);
        let len = name.len() as u8;
        let [low, high] = number_of(family).to_le_bytes();
        let message = [
            &[32 + len, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0][..],
            &[6, 0, 1, 0, low, high, 0, 0, 4 + len, 0, 2, 0],
            &name,
        ];
        ids.observe(&message.concat(), Endian::Little);
        assert!(ids.knows(number_of(family)), "{}", family.name);
    }
    ids
}

/// A row that a message can be of.
struct Sort {
    protocol: u16,
    kind: u16,
    /// Of generic netlink: the command and the family's own header.
    generic: Option<(u8, &'static Kind)>,
    body: &'static Body,
    is_request: bool,
}

static SORTS: LazyLock<Vec<Sort>> = LazyLock::new(|| {
    let mut sorts = Vec::new();
    for family in FAMILIES.iter().filter(|family| matches!(family.framing, Framing::Messages)) {
        for message in family.messages.iter().copied().flatten() {
            for (body, is_request) in [(message.request, true), (message.reply, false)] {
                let protocol = family.protocol;
                sorts.push(Sort { protocol, kind: message.id, generic: None, body, is_request });
            }
        }
        for generic in family.generic {
            let kind = number_of(generic);
            for (_, commands, _) in generic.lists() {
                for command in commands.list {
                    let cmd = u8::try_from(command.id).unwrap_or(0);
                    for (body, is_request) in [(command.request, true), (command.reply, false)] {
                        let generic = Some((cmd, &generic.header));
                        sorts.push(Sort { protocol: family.protocol, kind, generic, body, is_request });
                    }
                }
            }
        }
    }
    sorts
});

/// The rows with choices between kinds by an attribute, at the top or a few nests below.
static CHOOSING: LazyLock<Vec<&Sort>> =
    LazyLock::new(|| SORTS.iter().filter(|sort| leads_to_a_choice(&sort.body.attrs, 3)).collect());

/// Makes a message of about `size` bytes.
pub(crate) fn heavy(choices: &[u8], size: usize) -> Heavy {
    let mut choices = Choices::new(choices);
    let endian = if choices.once_in(4) { Endian::Big } else { Endian::Little };
    let sort = match choices.once_in(3) {
        true => SORTS.get(choices.below(SORTS.len())),
        false => choices.of(&CHOOSING),
    };
    let sort = sort.expect("the tables have messages");
    let mut writer = Writer { choices, endian, out: Vec::with_capacity(size + 64) };
    let echoes = match writer.choices.below(8) {
        0 => 1,
        1 => 45,
        2 => size / 40,
        _ => 0,
    };
    for _ in 0..echoes {
        writer.header(2, 0x200);
        writer.out.extend([0xea, 0xff, 0xff, 0xff]);
    }
    let flags = if sort.is_request {
        [1, 5, 0x301][writer.choices.below(3)]
    } else {
        [0, 2][writer.choices.below(2)]
    };
    writer.header(sort.kind, flags);
    if let Some((cmd, header)) = sort.generic {
        writer.out.extend([cmd, 1, 0, 0]);
        writer.plain(header);
    }
    writer.plain(&sort.body.head);
    writer.pad();
    writer.fill(&sort.body.attrs, size, 0);
    // Lengths of the echoed part and of the whole; one may be wrong.
    for at in 0..=echoes {
        let start = at * 20;
        let len = writer.out.len() - start;
        let len = if writer.choices.once_in(60) {
            len.wrapping_add(writer.choices.below(64)).wrapping_sub(32)
        } else {
            len
        };
        writer.put(start, 4, len as u64);
    }
    Heavy { protocol: sort.protocol, endian, message: writer.out }
}

struct Writer<'a> {
    choices: Choices<'a>,
    endian: Endian,
    out: Vec<u8>,
}

impl Writer<'_> {
    fn put(&mut self, at: usize, width: usize, value: u64) {
        for (place, byte) in value.to_le_bytes().into_iter().take(width).enumerate() {
            let place = if self.endian == Endian::Big { width - 1 - place } else { place };
            if let Some(to) = self.out.get_mut(at + place) {
                *to = byte;
            }
        }
    }

    fn number(&mut self, width: usize, value: u64) {
        let at = self.out.len();
        self.out.resize(at + width, 0);
        self.put(at, width, value);
    }

    fn header(&mut self, kind: u16, flags: u16) {
        self.number(4, 0);
        self.number(2, kind.into());
        self.number(2, flags.into());
        self.number(4, 7);
        let port = self.choices.below(2) as u64;
        self.number(4, port);
    }

    fn pad(&mut self) {
        self.out.resize(self.out.len().next_multiple_of(4), 0);
    }

    /// Fills the rest of `size` bytes with attributes of a kind.
    fn fill(&mut self, kind: &'static Kind, size: usize, depth: usize) {
        match kind {
            _ if depth > DEEPEST => self.bytes(size),
            Kind::Nest(set) => {
                while self.out.len() + 4 <= size {
                    self.some_of(set, size, depth);
                }
            }
            Kind::List(list) => {
                while self.out.len() + 4 <= size {
                    let id = self.choices.below(12) as u16;
                    self.repeated(id, &list.of, size, depth);
                }
            }
            Kind::Select { cases, .. } => {
                match self.choices.of(&cases.iter().map(|(_, kind)| kind).collect::<Vec<_>>()) {
                    Some(kind) => self.fill(kind, size, depth),
                    None => self.bytes(size),
                }
            }
            Kind::Gloss(of, _) | Kind::Peek(_, of) | Kind::Sized { of, .. } => self.fill(of, size, depth),
            Kind::Struct(of) => self.a_struct(of, size, depth),
            Kind::Array(array) => {
                let width = array.of.width().unwrap_or(1).max(1);
                while self.out.len() + width <= size {
                    self.plain(&array.of);
                }
            }
            Kind::Records { of, len, times, more, .. } => {
                while self.out.len() + of.size.max(1) <= size {
                    let start = self.out.len();
                    let end = (start + of.size + 4 * self.choices.below(6)).min(size);
                    self.a_struct(of, end, depth + 1);
                    self.pad();
                    let units = (self.out.len() - start).saturating_sub(usize::from(*more))
                        / usize::from((*times).max(1));
                    self.member(of, len, start, units as u64);
                }
            }
            _ => self.bytes(size),
        }
    }

    fn a_struct(&mut self, of: &'static Struct, size: usize, depth: usize) {
        for field in of.fields {
            self.plain(&field.kind);
        }
        if !of.tail.is_empty() {
            self.pad();
        }
        for field in of.tail {
            if self.out.len() + 4 <= size {
                self.fill(&field.kind, size, depth + 1);
            }
        }
    }

    fn member(&mut self, of: &Struct, name: &str, start: usize, value: u64) {
        let mut at = start;
        for field in of.fields {
            if field.name == name {
                self.put(at, field.width(), value);
            }
            at += field.width();
        }
    }

    /// Writes a value with a width of its own: small numbers, because many of them select something.
    fn plain(&mut self, kind: &'static Kind) {
        match kind {
            Kind::Struct(of) => {
                for field in of.fields {
                    self.plain(&field.kind);
                }
            }
            Kind::Int { width, .. } => {
                let value = self.choices.byte() as u64 % 40;
                self.number(usize::from(*width), value);
            }
            _ => {
                for _ in 0..kind.width().unwrap_or(0) {
                    let byte = self.choices.byte() % 8;
                    self.out.push(byte);
                }
            }
        }
    }

    /// Bytes up to a place, none of them 0, all 0, or some.
    fn bytes(&mut self, size: usize) {
        let len = size.saturating_sub(self.out.len());
        let (zero, last) = [(0, 0), (7, 7), (0, 9), (1, 0)][self.choices.below(4)];
        self.out.resize(self.out.len() + len.saturating_sub(1), zero);
        if len > 0 {
            self.out.push(last);
        }
    }

    /// Attributes of a set in one of the ways that may cost much.
    fn some_of(&mut self, set: &'static Set, size: usize, depth: usize) {
        let selects: Vec<_> = set.attrs.iter().filter(|row| is_choice(&row.kind)).collect();
        let nests: Vec<_> = set.attrs.iter().filter(|row| has_parts(&row.kind)).collect();
        let leads: Vec<_> = nests.iter().copied().filter(|row| leads_to_a_choice(&row.kind, 2)).collect();
        let row = match self.choices.below(6) {
            // A row that siblings select, with or without its selector.
            0 | 1 if !selects.is_empty() => {
                let Some(row) = self.choices.of(&selects) else { return };
                let by = selector(&row.kind).and_then(|by| set.named(by));
                let cases = cases(&row.kind);
                let end = (self.out.len() + [64, 4096, PAYLOAD, size][self.choices.below(4)]).min(size);
                let how = self.choices.below(4);
                while self.out.len() + 4 <= end {
                    if let Some(by) = by.filter(|_| how == 1 || how == 2 && self.choices.once_in(20)) {
                        let case = cases.get(self.choices.below(cases.len())).map(|(case, _)| *case);
                        self.says(by.id, &by.kind, case);
                    }
                    let most = if how == 3 { size } else { self.out.len() + 4 + 4 * self.choices.below(4) };
                    self.attribute(row.id, &row.kind, most.min(size), depth);
                }
                return;
            }
            1..=3 if !leads.is_empty() => self.choices.of(&leads),
            2 | 3 if !nests.is_empty() => self.choices.of(&nests),
            _ => set.attrs.get(self.choices.below(set.attrs.len())),
        };
        match row {
            Some(row) => self.repeated(row.id, &row.kind, size, depth),
            None => self.repeated(0x3ff0, &Kind::Raw, size, depth),
        }
    }

    /// One attribute, or the same many times.
    fn repeated(&mut self, id: u16, kind: &'static Kind, size: usize, depth: usize) {
        let room = size.saturating_sub(self.out.len());
        let (times, most) = match self.choices.below(5) {
            0 => (1, room),
            1 => (room / 4, 4),
            2 => (1 + room / 16, 16),
            3 => (1 + self.choices.below(30), 4 + self.choices.below(200)),
            _ => (1, 4 + self.choices.below(64)),
        };
        for _ in 0..times {
            if self.out.len() + 4 > size {
                return;
            }
            let end = (self.out.len() + most.max(4)).min(size);
            self.attribute(id, kind, end, depth);
        }
    }

    /// An attribute that ends at `size` or before.
    fn attribute(&mut self, id: u16, kind: &'static Kind, size: usize, depth: usize) {
        let start = self.out.len();
        self.number(4, 0);
        let end = size.min(start + PAYLOAD);
        if end > start + 4 {
            match kind {
                _ if depth >= DEEPEST => self.bytes(end),
                Kind::Int { width, .. } => {
                    let value = self.choices.byte() as u64 % 40;
                    self.number(usize::from(*width).max(4), value);
                }
                _ => self.fill(kind, end, depth + 1),
            }
        }
        self.close(start, id);
    }

    /// The attribute that says which case is meant.
    fn says(&mut self, id: u16, kind: &'static Kind, case: Option<Case>) {
        let start = self.out.len();
        self.number(4, 0);
        match case {
            Some(Case::Is(number) | Case::UpTo(number) | Case::Has(number)) => {
                let width = kind.width().unwrap_or(4).min(8);
                self.number(width, number);
            }
            Some(Case::OneOf([number, ..])) => {
                let width = kind.width().unwrap_or(4).min(8);
                self.number(width, *number);
            }
            Some(Case::Named(text) | Case::Prefix(text)) => {
                self.out.extend(text.bytes());
                self.out.push(0);
            }
            // A name that is as long as an attribute can be.
            _ if self.choices.once_in(3) => self.out.resize(start + 4 + 60_000, b'a'),
            _ => (),
        }
        self.close(start, id);
    }

    fn close(&mut self, start: usize, id: u16) {
        let len = self.out.len() - start;
        let len = if self.choices.once_in(200) { self.choices.below(len * 2) } else { len };
        let nested = if self.choices.once_in(3) { 0x8000 } else { 0 };
        self.put(start, 2, len.min(usize::from(u16::MAX)) as u64);
        self.put(start + 2, 2, u64::from(id | nested));
        self.pad();
    }
}

fn selector(kind: &'static Kind) -> Option<&'static str> {
    match kind {
        Kind::Select { by, .. } => Some(by),
        Kind::Gloss(of, _) | Kind::Peek(_, of) => selector(of),
        _ => None,
    }
}

fn cases(kind: &'static Kind) -> &'static [(Case, Kind)] {
    match kind {
        Kind::Select { cases, .. } => cases,
        Kind::Gloss(of, _) | Kind::Peek(_, of) => cases(of),
        _ => &[],
    }
}

/// Returns whether an attribute decides a row's kind.
fn is_choice(kind: &'static Kind) -> bool {
    selector(kind).is_some_and(|by| by.starts_with(|c: char| c.is_ascii_uppercase()))
}

thread_local! {
    /// The results for each kind: many paths lead to the same sets.
    static LEADS: RefCell<HashMap<(usize, usize), bool>> = RefCell::default();
}

/// Returns whether there is such a choice in some set below, so many nests deep.
fn leads_to_a_choice(kind: &'static Kind, deep: usize) -> bool {
    let key = (std::ptr::from_ref(kind).addr(), deep);
    if let Some(known) = LEADS.with_borrow(|leads| leads.get(&key).copied()) {
        return known;
    }
    let leads = look_for_a_choice(kind, deep);
    LEADS.with_borrow_mut(|all| all.insert(key, leads));
    leads
}

fn look_for_a_choice(kind: &'static Kind, deep: usize) -> bool {
    match kind {
        Kind::Nest(set) => set.attrs.iter().any(|row| {
            is_choice(&row.kind) || deep > 0 && has_parts(&row.kind) && leads_to_a_choice(&row.kind, deep - 1)
        }),
        Kind::List(list) => leads_to_a_choice(&list.of, deep),
        Kind::Select { cases, .. } => cases.iter().any(|(_, kind)| leads_to_a_choice(kind, deep)),
        Kind::Gloss(of, _) | Kind::Peek(_, of) => leads_to_a_choice(of, deep),
        _ => false,
    }
}

fn has_parts(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Nest(_) | Kind::List(_) | Kind::Records { .. } | Kind::Array(_) | Kind::Select { .. }
    )
}
