//! Where strace writes a row otherwise than its kind implies, by the row's name.
//!
//! Attributes are named by themselves, members by their struct and name. What is not listed is written as its kind says.

/// How a row is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// Unsigned, whatever it means.
    Decimal,
    /// Two's complement, whatever it means.
    Signed,
    /// Hexadecimal, whatever it means.
    Hex,
    /// A number without a name is commented so.
    Unknown(&'static str),
    /// A number without a name stands alone.
    Bare,
    /// A number without a name is decimal.
    UnknownDecimal,
    /// An integer of any length up to 8 bytes.
    AnyLength,
    /// Bytes as `\x` escapes.
    Bytes,
    /// Bytes as numbers in a list.
    Numbers,
    /// A string.
    Text,
    /// A reserved member, that is shown if it is not zero.
    Reserved,
    /// Not shown.
    Hidden,
    /// Shown if it is not zero.
    NotZero,
    /// Under another name.
    Named(&'static str),
    /// In network byte order, but without a word of that.
    Plain,
    /// Elements without the names of their positions.
    NotIndexed,
}

use How::*;

/// The rows.
static ROWS: &[(&str, &[How])] = &[
];

/// How the row of this name is written.
pub(super) fn of(name: &str) -> &'static [How] {
    ROWS.iter().find(|row| row.0 == name).map_or(&[], |row| row.1)
}

/// What strace's comment says of unknown types of a set, where that is not the set's name.
static SETS: &[(&str, &str)] = &[];

/// The comment for an unknown type of a set.
pub(super) fn set(name: &str) -> Option<&'static str> {
    SETS.iter().find(|row| row.0 == name).map(|row| row.1)
}

/// Names of types that are in no set here, since no message has them: the zero of an enum.
static ATTRIBUTES: &[(&str, u16, &str)] = &[];

/// The name of a type that the set lacks.
pub(super) fn attribute(set: &str, id: u16) -> Option<&'static str> {
    ATTRIBUTES.iter().find(|row| (row.0, row.1) == (set, id)).map(|row| row.2)
}
