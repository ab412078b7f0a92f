//! Tables built at run time, for a family that a program reads from a file or queries from the kernel.
//!
//! The interpreter takes tables with a static lifetime, like those of [`crate::family`]. The functions here leak
//! their arguments to get it, so build each table once. They check what the constant functions of
//! [`crate::schema`] check at compile time, and return an error where those stop the compiler.
//!
//! ```
//! use nltrace_decoders::schema::{Class, TEXT, U32};
//! use nltrace_decoders::{Decoder, runtime};
//!
//! let set = runtime::set("FOO_ATTR", vec![(1, "FOO_ATTR_NAME".into(), TEXT), (2, "FOO_ATTR_SIZE".into(), U32)])?;
//! let family = runtime::generic("foo", vec![(1, "FOO_CMD_GET".into(), Class::Get, Some(set))])?;
//! let decoder = Decoder::of(runtime::generic_protocol(vec![family])).family_id(30, "foo");
//! # let bytes = [
//! #     &28u32.to_ne_bytes()[..], &30u16.to_ne_bytes(), &1u16.to_ne_bytes(), &[0; 8],
//! #     &[1, 1, 0, 0], &8u16.to_ne_bytes(), &2u16.to_ne_bytes(), &7u32.to_ne_bytes(),
//! # ].concat();
//! let message = decoder.decode(bytes);
//! assert_eq!(message.type_name(), Some("FOO_CMD_GET"));
//! assert_eq!(message.get("FOO_ATTR_SIZE").unwrap().value().as_u64(), Some(7));
//! # Ok::<(), runtime::TableError>(())
//! ```

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::error::Error;
use core::fmt;

use crate::schema::{
    self, Body, Class, Commands, Exchange, Family, Field, Framing, Generic, Kind, Msg, NOTHING, Names, Set,
    Struct,
};

/// Moves a value to a place where it stays until the program ends.
pub fn keep<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// Moves values to a place where they stay until the program ends.
pub fn keep_all<T>(values: Vec<T>) -> &'static [T] {
    Vec::leak(values)
}

/// Moves a text to a place where it stays until the program ends.
#[must_use]
pub fn keep_text(text: impl Into<String>) -> &'static str {
    String::leak(text.into())
}

/// Makes a list of names; numbers in any order.
///
/// # Errors
///
/// Two names have the same number.
pub fn names(rows: Vec<(u64, String)>) -> Result<&'static Names, TableError> {
    let rows = ascending(rows, |(number, _)| *number)?;
    let rows = rows.into_iter().map(|(number, name)| (number, keep_text(name))).collect();
    Ok(keep(schema::names(keep_all(rows))))
}

/// Makes a set of attributes; numbers in any order.
///
/// # Errors
///
/// Two attributes have the same number.
pub fn set(name: &str, rows: Vec<(u16, String, Kind)>) -> Result<&'static Set, TableError> {
    let rows = ascending(rows, |(id, ..)| (*id).into())?;
    let rows = rows.into_iter().map(|(id, name, kind)| schema::attr(id, keep_text(name), kind)).collect();
    Ok(keep(schema::set(keep_text(name), keep_all(rows))))
}

/// Makes a struct of its members in order, padding included; an empty name is for bytes without one.
///
/// # Errors
///
/// The width of a member depends on the message, or is more than a payload can be.
pub fn layout(name: &str, members: Vec<(String, Kind)>) -> Result<&'static Struct, TableError> {
    let mut size = 0usize;
    let mut fields: Vec<Field> = Vec::with_capacity(members.len());
    for (name, kind) in members {
        let width = kind.width().filter(|width| *width <= usize::from(u16::MAX));
        match width {
            Some(width) => size = size.saturating_add(width),
            None => return Err(TableError::Width { member: name }),
        }
        fields.push(schema::field(keep_text(name), kind));
    }
    Ok(keep(schema::layout(keep_text(name), size, keep_all(fields))))
}

/// A message type of [`protocol`]: it carries the same both ways.
#[derive(Clone, Debug)]
pub struct TypeRow {
    /// `nlmsg_type`.
    pub id: u16,
    /// The name.
    pub name: String,
    /// Its class.
    pub class: Class,
    /// The struct after the message's header.
    pub head: Option<&'static Struct>,
    /// The attributes after that.
    pub attributes: Option<&'static Set>,
}

/// Makes a protocol of its message types. Its datagrams hold messages one after the other.
///
/// # Errors
///
/// Two types have the same number.
pub fn protocol(number: u16, name: &str, types: Vec<TypeRow>) -> Result<&'static Family, TableError> {
    let types = ascending(types, |row| row.id.into())?;
    let list = types.into_iter().map(|row| {
        let head = row.head.map_or(schema::PAD, schema::fixed);
        let body = keep(schema::body(head, attributes(row.attributes)));
        schema::msg(row.id, keep_text(row.name), row.class, body)
    });
    let list = schema::messages(keep_all(list.collect()));
    Ok(keep(Family { messages: keep_all(vec![list]), ..empty(number, keep_text(name)) }))
}

/// Makes a family of generic netlink of its commands: number, name, class and attributes, the same both ways.
///
/// # Errors
///
/// Two commands have the same number, or the family's name is not 1 to 15 printable ASCII characters.
pub fn generic(
    name: &str,
    commands: Vec<(u8, String, Class, Option<&'static Set>)>,
) -> Result<&'static Generic, TableError> {
    if !(1..16).contains(&name.len()) || !name.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(TableError::Name { name: name.to_owned() });
    }
    let commands = ascending(commands, |(id, ..)| (*id).into())?;
    let list: Vec<Msg> = commands
        .into_iter()
        .map(|(id, name, class, set)| {
            let body: &'static Body = keep(schema::headless(attributes(set)));
            schema::msg(id.into(), keep_text(name), class, body)
        })
        .collect();
    let names = list.iter().map(|command| (command.id.into(), command.name)).collect();
    let names = schema::names(keep_all(names));
    let commands = keep(Commands { list: keep_all(list), names });
    Ok(keep(schema::generic(keep_text(name), commands)))
}

/// Makes `NETLINK_GENERIC` with these families beside those of the library. A family replaces one of the same name.
#[must_use]
pub fn generic_protocol(families: Vec<&'static Generic>) -> &'static Family {
    let own = crate::family::generic::FAMILY.generic.iter().copied();
    let is_new = |of: &&'static Generic| families.iter().any(|family| family.name == of.name);
    let mut all: Vec<&'static Generic> = own.filter(|of| !is_new(of)).collect();
    all.extend(families.iter().copied());
    keep(Family {
        generic: keep_all(all),
        exchange: crate::family::generic::FAMILY.exchange,
        ..empty(crate::family::generic::FAMILY.protocol, crate::family::generic::FAMILY.name)
    })
}

fn empty(protocol: u16, name: &'static str) -> Family {
    Family {
        protocol,
        name,
        messages: &[],
        groups: keep(schema::names(&[])),
        general: None,
        generic: &[],
        unnamed: &[],
        framing: Framing::Messages,
        exchange: Exchange::PLAIN,
    }
}

fn attributes(set: Option<&'static Set>) -> Kind {
    set.map_or(NOTHING.attrs, schema::nest)
}

/// Returns rows in the order of their numbers.
fn ascending<T>(mut rows: Vec<T>, number: impl Fn(&T) -> u64) -> Result<Vec<T>, TableError> {
    rows.sort_by_key(&number);
    let twice = rows.windows(2).find_map(|pair| match pair {
        [first, second] if number(first) == number(second) => Some(number(first)),
        _ => None,
    });
    twice.map_or(Ok(rows), |number| Err(TableError::Twice { number }))
}

/// An error in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableError {
    /// Two rows have the same number.
    Twice {
        /// The number.
        number: u64,
    },
    /// A struct's member has no width of its own, or is wider than 65,535 bytes.
    Width {
        /// The member.
        member: String,
    },
    /// The name of a family is not 1 to 15 printable ASCII characters.
    Name {
        /// The name.
        name: String,
    },
}

impl fmt::Display for TableError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TableError::Twice { number } => write!(out, "two rows have the number {number}"),
            TableError::Width { member } => {
                write!(
                    out,
                    "the member {member:?} needs a width of 1 to 65535 bytes, the same in every message"
                )
            }
            TableError::Name { name } => {
                write!(out, "{name:?} is no family's name: 1 to 15 printable ASCII characters")
            }
        }
    }
}

impl Error for TableError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{TEXT, U8, U32};

    #[test]
    fn what_is_wrong_with_a_table_is_an_error() {
        let row = |id| (id, "X".to_owned(), U8);
        assert_eq!(set("X", vec![row(2), row(1), row(2)]).unwrap_err(), TableError::Twice { number: 2 });
        assert!(set("X", vec![row(2), row(1)]).is_ok());
        let text = || ("name".to_owned(), TEXT);
        let width = TableError::Width { member: "name".to_owned() };
        assert_eq!(layout("x", vec![text()]).unwrap_err(), width);
        assert_eq!(layout("x", vec![("a".to_owned(), U32), ("b".to_owned(), U8)]).unwrap().size, 5);
        for name in ["", "much-too-long-a-name", "\u{1b}"] {
            assert_eq!(generic(name, Vec::new()).unwrap_err(), TableError::Name { name: name.to_owned() });
        }
        assert!(names(vec![(1, "A".to_owned()), (1, "B".to_owned())]).is_err());
    }

    #[test]
    fn a_protocol_of_one_s_own() {
        let head = layout("foomsg", vec![("index".to_owned(), U32)]).unwrap();
        let attrs = set("FOO", vec![(1, "FOO_NAME".to_owned(), TEXT)]).unwrap();
        let row = TypeRow {
            id: 16,
            name: "FOO_NEW".to_owned(),
            class: Class::New,
            head: Some(head),
            attributes: Some(attrs),
        };
        let decoder = crate::Decoder::of(protocol(99, "NETLINK_FOO", vec![row]).unwrap());
        let bytes = [
            &28u32.to_ne_bytes()[..],
            &16u16.to_ne_bytes(),
            &[0; 10],
            &7u32.to_ne_bytes(),
            &6u16.to_ne_bytes(),
            &1u16.to_ne_bytes(),
            b"a\0\0\0",
        ]
        .concat();
        let message = decoder.decode(bytes);
        assert_eq!(message.type_name(), Some("FOO_NEW"));
        assert_eq!(message.get("index").unwrap().value().as_u64(), Some(7));
        assert_eq!(message.get("FOO_NAME").unwrap().value().as_str(), Some("a"));
        assert_eq!(message.notes(), []);
    }

    #[test]
    fn the_library_s_families_stay_beside_one_s_own() {
        let own = generic("nl80211", Vec::new()).unwrap();
        let all = generic_protocol(vec![own]);
        assert_eq!(all.generic.len(), crate::family::generic::FAMILIES.len());
        assert!(all.generic.iter().any(|family| family.name == "nlctrl"));
    }
}
