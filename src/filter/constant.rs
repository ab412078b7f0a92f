//! Constants: the values of a filter, ready to be compared with those of messages.

use nltrace_decoders::schema::{Names, Show};
use nltrace_decoders::value::Integer;

use crate::session::Interfaces;

/// A value, ready to be compared with.
#[derive(Clone, PartialEq)]
pub(crate) enum Constant {
    /// A number.
    Number(i128),
    /// What a symbol is in each of these lists of names.
    Symbol(Lists),
    /// Message types, of a protocol or of all.
    Type(Option<u16>, u16),
    /// A command of generic netlink: its family has a number of its own on every machine.
    Command(&'static str),
    /// The interface of this name.
    Interface(String),
    /// A text.
    Text(Vec<u8>),
    /// An address, and how many bits of it count.
    Address(Vec<u8>, usize),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A number from the first to the second.
    Range(i128, i128),
}

/// Lists of names, and what a symbol is in each.
#[derive(Clone)]
pub(crate) struct Lists(pub(crate) Vec<(&'static Names, u64)>);

impl PartialEq for Lists {
    fn eq(&self, other: &Lists) -> bool {
        self.0.len() == other.0.len()
            && self.0.iter().zip(&other.0).all(|(a, b)| std::ptr::eq(a.0, b.0) && a.1 == b.1)
    }
}

impl Lists {
    /// Returns the symbol's value in the list by which an integer is shown.
    pub(super) fn of(&self, show: Show) -> Option<u64> {
        let (Show::Name(names) | Show::Flags(names)) = show else { return None };
        self.0.iter().find(|(list, _)| std::ptr::eq(*list, names)).map(|(_, value)| *value)
    }
}

/// What a comparison needs to know beside the value.
#[derive(Clone, Copy)]
pub(crate) struct Circumstances<'a> {
    /// The protocol, by which message types are told apart.
    pub(crate) protocol: Option<u16>,
    /// The interfaces that are known by name, and the namespace in which.
    pub(crate) interfaces: Option<(&'a Interfaces, u64)>,
}

/// Returns an integer with the sign that it is read with.
pub(super) fn of_integer(integer: &Integer) -> i128 {
    if integer.signed { i128::from(integer.as_signed()) } else { i128::from(integer.raw) }
}
