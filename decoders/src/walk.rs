//! Visits every part of the tables once: for tests, lists of names and the support table.
//!
//! Tables refer to each other and some to themselves (the peer of a veth is a whole link again), so they form a
//! graph. [`tables`] visits it breadth first and identifies each part by its address. The path by which a part was
//! first reached is one of the shortest paths to it.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use crate::control;
use crate::generic::GENLMSGHDR;
use crate::schema::{
    Array, Body, Case, Class, Family, Field, Framing, Generic, Kind, List, Msg, Names, Part, Set, Show,
    Struct,
};

/// A part of the tables.
#[derive(Clone, Copy, Debug)]
pub enum Item {
    /// A protocol.
    Family(&'static Family),
    /// A family of generic netlink.
    Generic(&'static Generic),
    /// A message type, or a command.
    Message(&'static Msg),
    /// The layout after a message's header, in one direction.
    Body(&'static Body),
    /// A struct.
    Struct(&'static Struct),
    /// A set of attributes.
    Set(&'static Set),
    /// Attributes that are all of one kind.
    List(&'static List),
    /// Elements that are all of one kind.
    Array(&'static Array),
    /// A choice.
    Select {
        /// The name that chooses.
        by: &'static str,
        /// The cases.
        cases: &'static [(Case, Kind)],
    },
    /// A struct whose members come into scope for a kind.
    Peek(&'static Struct, &'static Kind),
    /// A list of names.
    Names {
        /// The list.
        names: &'static Names,
        /// Whether they are bits of a set, where this list was first reached.
        flags: bool,
    },
    /// Values in the bits of an integer.
    Parts {
        /// The values.
        parts: &'static [Part],
        /// Whether they are C bit-fields.
        bit_fields: bool,
    },
}

/// A part of the tables, and how it was reached.
#[derive(Debug)]
pub struct Visit {
    /// The part.
    pub item: Item,
    /// The part through which it was first reached, as its position; `None` for where the walk began.
    pub from: Option<usize>,
    /// The step from there: a row's name, a case in brackets; empty where the part needs no more words.
    step: String,
}

/// Everything that can be reached.
#[derive(Debug, Default)]
pub struct Tables {
    visits: Vec<Visit>,
    known: BTreeMap<Key, usize>,
    /// For each part, those that refer to it.
    above: Vec<Vec<usize>>,
}

/// The sort of a part and the address of its table, and of a second table if one address is ambiguous.
type Key = (u8, usize, usize);

impl Item {
    fn key(&self) -> Key {
        fn of<T>(sort: u8, table: &'static T) -> Key {
            (sort, core::ptr::from_ref(table).addr(), 0)
        }
        match *self {
            Item::Family(family) => of(0, family),
            Item::Message(message) => of(1, message),
            Item::Body(body) => of(2, body),
            Item::Struct(of_kernel) => of(3, of_kernel),
            Item::Set(set) => of(4, set),
            Item::List(list) => of(5, list),
            Item::Array(array) => of(6, array),
            Item::Select { by, cases } => (7, cases.as_ptr().addr(), by.as_ptr().addr()),
            Item::Peek(head, kind) => (8, core::ptr::from_ref(head).addr(), core::ptr::from_ref(kind).addr()),
            Item::Names { names, .. } => of(9, names),
            Item::Parts { parts, .. } => (10, parts.as_ptr().addr(), parts.len()),
            Item::Generic(family) => of(11, family),
        }
    }
}

/// Returns everything that can be reached from these protocols, and the parts that all protocols share.
#[must_use]
pub fn tables(families: &[&'static Family]) -> Tables {
    let mut tables = Tables::default();
    for family in families {
        tables.reach(Item::Family(family), None, family.name);
    }
    tables.reach(Item::Struct(&control::NLMSGHDR), None, control::NLMSGHDR.name);
    tables.reach(Item::Set(&control::NLMSGERR_ATTR), None, control::NLMSGERR_ATTR.name);
    for message in control::MESSAGES {
        tables.reach(Item::Message(message), None, message.name);
    }
    for class in Class::ALL {
        if let Kind::Int { show, .. } = control::flags(class) {
            tables.show(*show, None, "nlmsg_flags");
        }
    }
    // New parts are appended, so the loop ends when all parts have been visited.
    let mut at = 0;
    while let Some(item) = tables.visits.get(at).map(|visit| visit.item) {
        tables.parts_of(item, at);
        at += 1;
    }
    tables
}

impl Tables {
    /// Returns everything, the nearest to a protocol first.
    #[must_use]
    pub fn visits(&self) -> &[Visit] {
        &self.visits
    }

    /// Returns every item, without how it was reached.
    pub fn items(&self) -> impl Iterator<Item = Item> + '_ {
        self.visits.iter().map(|visit| visit.item)
    }

    /// Returns how a part was first reached: names with slashes between, cases in brackets.
    #[must_use]
    pub fn path(&self, at: usize) -> String {
        let mut steps = Vec::new();
        let mut next = self.visits.get(at);
        while let Some(visit) = next {
            steps.push(visit.step.as_str());
            next = visit.from.and_then(|from| self.visits.get(from));
        }
        let mut path = String::new();
        for step in steps.into_iter().rev().filter(|step| !step.is_empty()) {
            if !path.is_empty() && !step.starts_with('[') {
                path.push('/');
            }
            path.push_str(step);
        }
        path
    }

    /// Returns all parts that can enclose a part, the part itself first.
    #[must_use]
    pub fn around(&self, at: usize) -> Vec<usize> {
        let mut seen = vec![false; self.visits.len()];
        let mut found = vec![at];
        let mut next = 0;
        while let Some(here) = found.get(next).copied() {
            next += 1;
            for above in self.above.get(here).into_iter().flatten() {
                if let Some(seen) = seen.get_mut(*above).filter(|seen| !**seen) {
                    *seen = true;
                    found.push(*above);
                }
            }
        }
        found
    }

    fn reach(&mut self, item: Item, from: Option<usize>, step: &str) {
        let next = self.visits.len();
        let at = *self.known.entry(item.key()).or_insert(next);
        if at == next {
            self.visits.push(Visit { item, from, step: step.to_owned() });
            self.above.push(Vec::new());
        }
        if let (Some(above), Some(from)) = (self.above.get_mut(at), from) {
            above.push(from);
        }
    }

    fn parts_of(&mut self, item: Item, at: usize) {
        let from = Some(at);
        match item {
            Item::Family(family) => {
                for message in family.messages.iter().copied().flatten() {
                    self.reach(Item::Message(message), from, message.name);
                }
                if let Framing::Bare(message) = family.framing {
                    self.reach(Item::Message(message), from, message.name);
                }
                self.reach(Item::Names { names: family.groups, flags: false }, from, "groups");
                if let Some(general) = family.general {
                    self.reach(Item::Struct(general), from, general.name);
                }
                if !family.generic.is_empty() {
                    self.reach(Item::Struct(&GENLMSGHDR), from, GENLMSGHDR.name);
                }
                for generic in family.generic {
                    self.reach(Item::Generic(generic), from, generic.name);
                }
            }
            Item::Generic(family) => {
                self.kind(&family.header, at, "");
                for (_, commands, _) in family.lists() {
                    for command in commands.list {
                        self.reach(Item::Message(command), from, command.name);
                    }
                    self.reach(Item::Names { names: &commands.names, flags: false }, from, "cmd");
                }
            }
            Item::Message(message) => {
                self.reach(Item::Body(message.request), from, "");
                self.reach(Item::Body(message.reply), from, "");
            }
            Item::Body(body) => {
                self.kind(&body.head, at, "");
                self.kind(&body.attrs, at, "");
            }
            Item::Struct(of) => {
                for Field { name, kind, .. } in of.fields.iter().chain(of.tail) {
                    self.kind(kind, at, name);
                }
            }
            Item::Set(set) => {
                for attr in set.attrs {
                    self.kind(&attr.kind, at, attr.name);
                }
            }
            Item::List(list) => {
                self.kind(&list.of, at, "[]");
                self.names(list.names, at);
            }
            Item::Array(array) => {
                self.kind(&array.of, at, "[]");
                self.names(array.names, at);
            }
            Item::Select { cases, .. } => {
                for (case, kind) in cases {
                    self.kind(kind, at, &label(case));
                }
            }
            Item::Peek(head, inner) => {
                self.reach(Item::Struct(head), from, "");
                self.kind(inner, at, "");
            }
            Item::Parts { parts, .. } => {
                for part in parts {
                    self.show(part.show, from, part.name);
                }
            }
            Item::Names { .. } => (),
        }
    }

    fn names(&mut self, names: Option<&'static Names>, at: usize) {
        if let Some(names) = names {
            self.reach(Item::Names { names, flags: false }, Some(at), "");
        }
    }

    fn kind(&mut self, kind: &'static Kind, at: usize, step: &str) {
        let from = Some(at);
        let mut kind = kind;
        while let Kind::Gloss(inner, _) | Kind::Sized { of: inner, .. } = kind {
            kind = inner;
        }
        match kind {
            Kind::Int { show, .. } => self.show(*show, from, step),
            Kind::Struct(of) | Kind::Records { of, .. } | Kind::Strings(of) => {
                // A head and an element have no name but their struct's.
                let step = if step.is_empty() { of.name } else { step };
                self.reach(Item::Struct(of), from, step);
            }
            Kind::Nest(set) => self.reach(Item::Set(set), from, step),
            Kind::List(list) => self.reach(Item::List(list), from, step),
            Kind::Array(array) => self.reach(Item::Array(array), from, step),
            Kind::Select { by, cases } => self.reach(Item::Select { by, cases }, from, step),
            Kind::Peek(head, inner) => self.reach(Item::Peek(head, inner), from, step),
            Kind::Gloss(..)
            | Kind::Sized { .. }
            | Kind::Flag
            | Kind::Text { .. }
            | Kind::Bytes { .. }
            | Kind::Raw
            | Kind::Message
            | Kind::MessageType
            | Kind::Pad { .. } => (),
        }
    }

    fn show(&mut self, show: Show, from: Option<usize>, step: &str) {
        match show {
            Show::Name(names) => self.reach(Item::Names { names, flags: false }, from, step),
            Show::Flags(names) => self.reach(Item::Names { names, flags: true }, from, step),
            Show::Parts(parts) => self.reach(Item::Parts { parts, bit_fields: false }, from, step),
            Show::BitFields(parts) => self.reach(Item::Parts { parts, bit_fields: true }, from, step),
            _ => (),
        }
    }
}

fn label(case: &Case) -> String {
    match case {
        Case::Is(number) => format!("[{number}]"),
        Case::OneOf(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
            format!("[{}]", numbers.join(","))
        }
        Case::UpTo(number) => format!("[..{number}]"),
        Case::Has(number) => format!("[&{number:#x}]"),
        Case::Named(name) => format!("[{name}]"),
        Case::Prefix(name) => format!("[{name}*]"),
        Case::Otherwise => "[*]".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::family::FAMILIES;
    use crate::schema::{
        Case::{Named, Otherwise},
        Exchange, FLAG, TEXT, U8, attr, body, field, fixed, layout, msg, names, nest, select, set,
    };

    /// A nest that holds itself by way of a choice, as a veth's peer does.
    static ROUND: Set = set(
        "ROUND",
        &[
            attr(1, "ROUND_KIND", TEXT),
            attr(2, "ROUND_DATA", select("ROUND_KIND", &[(Named("again"), nest(&ROUND)), (Otherwise, FLAG)])),
        ],
    );
    static HEAD: Struct = layout("head", 1, &[field("head_family", U8.name(&WORDS))]);
    static WORDS: Names = names(&[(1, "ONE")]);
    static BODY: Body = body(fixed(&HEAD), nest(&ROUND));
    static MESSAGES: &[Msg] =
        &[msg(16, "MSG_NEW", Class::New, &BODY), msg(17, "MSG_DEL", Class::Delete, &BODY)];
    static ROUNDABOUT: Family = Family {
        protocol: 99,
        name: "ROUNDABOUT",
        messages: &[MESSAGES],
        groups: &WORDS,
        general: None,
        generic: &[],
        unnamed: &[],
        framing: Framing::Messages,
        exchange: Exchange::PLAIN,
    };

    #[test]
    fn what_holds_itself_is_met_once() {
        let tables = tables(&[&ROUNDABOUT]);
        let at = |wanted: fn(&Item) -> bool| {
            let found: Vec<usize> =
                (0..tables.visits.len()).filter(|at| wanted(&tables.visits[*at].item)).collect();
            assert_eq!(found.len(), 1);
            found[0]
        };
        let set = at(|item| matches!(item, Item::Set(set) if set.name == "ROUND"));
        assert_eq!(tables.path(set), "ROUNDABOUT/MSG_NEW");
        let choice = at(|item| matches!(item, Item::Select { by: "ROUND_KIND", .. }));
        assert_eq!(tables.path(choice), "ROUNDABOUT/MSG_NEW/ROUND_DATA");
        let around = tables.around(choice);
        assert!(around.contains(&set), "its own set stands around it, and the message's head before it");
        assert!(around.iter().any(
            |at| matches!(tables.visits[*at].item, Item::Body(body) if core::ptr::eq(body, &raw const BODY))
        ));
    }

    #[test]
    fn all_protocols_are_walked() {
        let tables = tables(FAMILIES);
        for family in FAMILIES {
            assert!(
                tables.items().any(|item| matches!(item, Item::Family(found) if found.name == family.name))
            );
        }
        assert!(tables.items().any(|item| matches!(item, Item::Set(set) if set.name == "NLMSGERR_ATTR")));
    }
}
