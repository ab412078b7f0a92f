//! The tables as a dictionary: rows by name, what they contain, and names that are similar to a misspelt one.
//!
//! Names in `-e` and `--list` are looked up here before anything runs. The tables are walked once and searched linearly: a
//! lookup takes microseconds, and a run without names costs nothing.

use std::sync::LazyLock;

use nltrace_decoders::generic::GENLMSGHDR;
use nltrace_decoders::names;
use nltrace_decoders::schema::{Attr, Family, Field, Framing, Generic, Kind, Msg, Names, Part, Set, Struct};
use nltrace_decoders::walk::{Item, Tables, tables};

use crate::tables;

pub(crate) mod nearest;
pub(crate) mod words;

/// The tables, walked.
pub(crate) struct Lexicon {
    tables: Tables,
    /// Tables of names by which the elements of a list or array are called, and what these elements are.
    positions: Vec<(&'static Names, &'static Kind, usize)>,
}

/// The things that a name can denote. The number is the part of the tables that contains it.
#[derive(Clone, Copy)]
pub(crate) enum Entry {
    /// A protocol.
    Family(&'static Family),
    /// A family of generic netlink.
    Generic(&'static Generic),
    /// A message type, or a command; `None` for one that all protocols share.
    Message(Option<&'static Family>, &'static Msg),
    /// A struct.
    Struct(&'static Struct, usize),
    /// A set of attributes, by what their names begin with.
    Set(&'static Set),
    /// An attribute.
    Attribute(&'static Set, &'static Attr, usize),
    /// A member of a struct, or what follows it.
    Member(&'static Struct, &'static Field, usize),
    /// Some bits of an integer.
    Part(&'static Part, usize),
    /// An element of a list or array, by its position's name.
    Position(&'static str, &'static Kind, usize),
    /// One of a list of names; whether they are bits.
    Value(&'static Names, u64, bool),
}

impl Lexicon {
    /// Returns the tables of all protocols.
    pub(crate) fn new() -> Lexicon {
        let tables = tables(tables::families());
        let positions = tables
            .items()
            .enumerate()
            .filter_map(|(at, item)| match item {
                Item::List(list) => list.names.map(|names| (names, &list.of, at)),
                Item::Array(array) => array.names.map(|names| (names, &array.of, at)),
                _ => None,
            })
            .collect();
        Lexicon { tables, positions }
    }

    /// Returns the tables of all protocols, walked once for every filter on the command line.
    pub(crate) fn shared() -> &'static Lexicon {
        static SHARED: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);
        &SHARED
    }

    /// Returns the parts of the tables.
    pub(crate) fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Returns everything that has this name, the nearest to a protocol first.
    pub(crate) fn look_up(&self, name: &str) -> Vec<Entry> {
        let mut found = Vec::new();
        self.each(|candidate, entry| {
            if candidate == name {
                found.push(entry());
            }
        });
        found
    }

    /// Returns all entries with this name, ignoring case.
    pub(crate) fn look_up_ignoring_case(&self, name: &str) -> Vec<Entry> {
        let mut found = Vec::new();
        self.each(|candidate, entry| {
            if candidate.eq_ignore_ascii_case(name) {
                found.push(entry());
            }
        });
        found
    }

    /// Returns every name.
    pub(crate) fn all_names(&self) -> Vec<&'static str> {
        let mut found = Vec::new();
        self.each(|name, _| found.push(name));
        found
    }

    /// Calls `take` with every name, and a function that returns its entry.
    fn each(&self, mut take: impl FnMut(&'static str, &dyn Fn() -> Entry)) {
        for (at, item) in self.tables.items().enumerate() {
            match item {
                Item::Family(family) => take(family.name, &|| Entry::Family(family)),
                Item::Generic(family) => {
                    take(family.name, &|| Entry::Generic(family));
                    for (_, _, cmd) in family.lists() {
                        take(cmd.name, &|| Entry::Member(&GENLMSGHDR, cmd, at));
                    }
                }
                Item::Message(message) => {
                    take(message.name, &|| Entry::Message(family_of(message), message));
                }
                Item::Struct(of) => {
                    take(of.name, &|| Entry::Struct(of, at));
                    for row in of.fields.iter().chain(of.tail).filter(|row| !row.name.is_empty()) {
                        take(row.name, &|| Entry::Member(of, row, at));
                    }
                }
                Item::Set(set) => {
                    take(set.name, &|| Entry::Set(set));
                    for row in set.attrs {
                        take(row.name, &|| Entry::Attribute(set, row, at));
                    }
                }
                Item::Parts { parts, .. } => {
                    for part in parts.iter().filter(|part| !part.name.is_empty()) {
                        take(part.name, &|| Entry::Part(part, at));
                    }
                }
                Item::Names { names, flags } => {
                    for (value, name) in names.entries() {
                        take(name, &|| Entry::Value(names, *value, flags));
                    }
                }
                _ => (),
            }
        }
        for (names, of, at) in &self.positions {
            for (_, name) in names.entries() {
                take(name, &|| Entry::Position(name, of, *at));
            }
        }
        for (value, name) in names::NETLINK.entries() {
            if !tables::families().iter().any(|family| u64::from(family.protocol) == *value) {
                take(name, &|| Entry::Value(&names::NETLINK, *value, false));
            }
        }
    }
}

/// Returns the protocol that a message type belongs to.
fn family_of(message: &'static Msg) -> Option<&'static Family> {
    let belongs = |family: &&&'static Family| {
        family.message(message.id).is_some_and(|found| std::ptr::eq(found, message))
            || family.generic.iter().any(|generic| has_command(generic, message))
            || matches!(family.framing, Framing::Bare(bare) if std::ptr::eq(bare, message))
    };
    tables::families().iter().find(belongs).copied()
}

/// Returns whether a message type is a command of a family.
pub(crate) fn has_command(family: &Generic, message: &Msg) -> bool {
    let mut lists = family.lists();
    lists.any(|(_, commands, _)| commands.list.iter().any(|command| std::ptr::eq(command, message)))
}

/// Returns the number of an error's name.
pub(crate) fn errno(name: &str) -> Option<u64> {
    (1..=4200).find(|number| names::errno(*number).is_some_and(|(found, _)| found == name))
}

/// Returns the number of a protocol, by its name whole or without `NETLINK_`; old names count too.
pub(crate) fn protocol(name: &str) -> Option<u64> {
    let is = |known: &str| known == name || known.strip_prefix("NETLINK_") == Some(name);
    names::NETLINK.entries().iter().find(|(_, known)| is(known)).map(|(number, _)| *number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_with_what_they_are() {
        let lexicon = Lexicon::new();
        let found = lexicon.look_up("IFLA_MTU");
        assert!(matches!(found.as_slice(), [Entry::Attribute(set, ..)] if set.name == "IFLA"));
        assert!(matches!(lexicon.look_up("ifinfomsg").as_slice(), [Entry::Struct(..), ..]));
        assert!(matches!(lexicon.look_up("NETLINK_ROUTE").as_slice(), [Entry::Family(_), ..]));
        let found = lexicon.look_up("RTM_NEWLINK");
        assert!(matches!(found.as_slice(), [Entry::Message(Some(family), _)] if family.protocol == 0));
        let found = lexicon.look_up("IPV4_DEVCONF_FORWARDING");
        assert!(found.iter().any(|entry| matches!(entry, Entry::Position(..))));
        assert!(lexicon.look_up("IFLA_MUT").is_empty());
    }

    #[test]
    fn errors_and_protocols_by_name() {
        assert_eq!(errno("EINVAL"), Some(22));
        assert_eq!(errno("ENONE"), None);
        assert_eq!(protocol("SOCK_DIAG"), protocol("NETLINK_SOCK_DIAG"));
        assert_eq!(protocol("NETLINK_ROUTE"), Some(0));
    }
}
