//! The vocabulary in which every netlink message is described.
//!
//! A description is plain `static` data. Inconsistent tables (ids out of order, a struct whose members do not add up, an
//! unsorted list of names) are compile errors. `tests/uapi.rs` compares the tables with the kernel's headers and BTF.
//!
//! Reading a table aloud should give the header's meaning: byte order, width and presentation are words in the row
//! (`BE16`, `U32.flags(&IFF)`, `U32.unit(Unit::Microseconds)`).

use crate::wire::Endian;

mod debug;
mod generic;
mod limits;
mod marks;
mod message;
mod words;

pub use generic::*;
pub use limits::*;
pub use marks::*;
pub use message::*;
pub use words::*;

/// The layout and the meaning of a value.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// An attribute without payload; its presence is the value (`NLA_FLAG`).
    Flag,
    /// An integer.
    Int {
        /// Width in bytes, 1 to 8; 0 for the width of the payload (`NLA_UINT`, `NLA_SINT`).
        width: u8,
        /// Whether it is a two's complement number.
        signed: bool,
        /// Its byte order.
        order: Order,
        /// How it is meant.
        show: Show,
    },
    /// A string up to its first NUL; in a struct, a `char` array of `size` bytes. 0: as long as the attribute.
    Text {
        /// Bytes it takes in a struct.
        size: u16,
    },
    /// Bytes with a presentation, such as an address. `size` as for [`Kind::Text`].
    Bytes {
        /// How they are shown.
        look: Look,
        /// Bytes they take in a struct.
        size: u16,
    },
    /// Bytes whose meaning the kernel knows and these tables do not: not explained, and counted so.
    Raw,
    /// A struct, and the parts after it.
    Struct(&'static Struct),
    /// Attributes of one set.
    Nest(&'static Set),
    /// Attributes whose type is a number that names nothing but a position or key; each payload is of one kind.
    List(&'static List),
    /// Elements of one kind without headers of their own.
    Array(&'static Array),
    /// Structs that contain their own length in a member: `struct rtnexthop`, the options of a packet's header.
    Records {
        /// The struct; its tail fills the record.
        of: &'static Struct,
        /// The member that holds the record's length.
        len: &'static str,
        /// Bytes that one of the member counts.
        times: u8,
        /// Bytes that it does not count.
        more: u8,
        /// The next record begins at a multiple of so many bytes.
        align: u8,
        /// A record whose first byte is less than this is that byte alone, without a length: the options of an IPv4 or TCP
        /// header that pad others.
        single: u8,
    },
    /// Strings that follow each other, each with a NUL at its end. The rows of the struct's tail name them in order; the struct
    /// has no members. The last name serves for all further strings.
    Strings(&'static Struct),
    /// Bytes whose number is in a member of the struct. Only a row in a struct's tail can be this.
    Sized {
        /// The member.
        by: &'static str,
        /// The kind of these bytes.
        of: &'static Kind,
        /// The units and the start of the member's count.
        measure: Measure,
    },
    /// Meaning chosen by the value of a name: a member (`ifi_type`) or attribute (`IFLA_INFO_KIND`) of this struct or
    /// nest, of those around it, of the message's head, or of the request that is answered; or one of the names that
    /// begin with `@`: see [`select`].
    Select {
        /// The name.
        by: &'static str,
        /// The kinds by value. The first case that applies is used.
        cases: &'static [(Case, Kind)],
    },
    /// Brings the members of a struct at the same place into scope and does not consume them: a family byte selects the struct
    /// that it is the first byte of.
    Peek(&'static Struct, &'static Kind),
    /// A kind, with a sentence about the whole of it for people to read: a filter in words, a program disassembled.
    Gloss(&'static Kind, Gloss),
    /// A whole netlink message of the same protocol: the request that an error echoes.
    Message,
    /// The `nlmsg_type` of a header: the family knows the names.
    MessageType,
    /// Bytes that mean nothing: alignment, reserved members. Explained, not shown.
    Pad {
        /// Bytes it takes in a struct; 0 for all.
        size: u16,
    },
}

/// The units that a length member counts, and where the count starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Units of so many bytes, from where the row begins.
    Units(u8),
    /// Units of `times` bytes, from where the struct begins; `more` are not counted. A length of 0 reaches to the end: packets
    /// that are too long for the member have none.
    FromStruct {
        /// Bytes of a unit.
        times: u8,
        /// Bytes that the member does not count.
        more: u8,
    },
}

/// Writes a sentence about a payload; writes nothing where it has nothing to say.
pub type Gloss = fn(payload: &[u8], endian: Endian, out: &mut dyn core::fmt::Write) -> core::fmt::Result;

/// Byte order of an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The machine's own; big-endian where the attribute has `NLA_F_NET_BYTEORDER`.
    Host,
    /// Network byte order.
    Big,
    /// Little-endian on every machine.
    Little,
}

/// The meaning of an integer.
#[derive(Clone, Copy, Debug)]
pub enum Show {
    /// A number.
    Dec,
    /// A number best read in hexadecimal: masks, marks, cookies.
    Hex,
    /// One of a list of names.
    Name(&'static Names),
    /// A set of bits with names.
    Flags(&'static Names),
    /// Several values in one integer, the first in the least significant bits.
    Parts(&'static [Part]),
    /// C bit-fields: as [`Show::Parts`] on a little-endian machine, from the other end on a big-endian one.
    BitFields(&'static [Part]),
    /// An interface index; 0 means no interface.
    Interface,
    /// A traffic control handle: `major:minor`.
    Handle,
    /// 0 or a negative `errno`.
    Errno,
    /// A quantity.
    Unit(Unit),
    /// Yes or no.
    Bool,
    /// A device number as `stat` gives it, in the kernel's own 12:20 bits: `major:minor`.
    Device,
}

/// The unit of a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Kibibytes.
    Kibibytes,
    /// Packets.
    Packets,
    /// Seconds.
    Seconds,
    /// Hundredths of a second: `USER_HZ` clock ticks.
    ClockTicks,
    /// The kernel's own ticks, whose length its configuration decides (`CONFIG_HZ`).
    Jiffies,
    /// Milliseconds.
    Milliseconds,
    /// Microseconds.
    Microseconds,
    /// Nanoseconds.
    Nanoseconds,
    /// The packet scheduler's ticks of 64 ns (`PSCHED_SHIFT` 6).
    SchedTicks,
    /// Bytes per second.
    BytesPerSecond,
    /// Bits per second.
    BitsPerSecond,
    /// Kilobits per second.
    KilobitsPerSecond,
    /// Megabits per second.
    MegabitsPerSecond,
    /// Hundredths.
    Percent,
    /// A probability, of 2^32 - 1.
    Of32,
    /// Hertz.
    Hertz,
    /// Megahertz.
    Megahertz,
    /// Kilohertz.
    Kilohertz,
    /// Bits, as in a key or prefix length.
    Bits,
    /// Degrees Celsius in thousandths.
    Millidegrees,
    /// Hundredths of a decibel-milliwatt.
    Millibelmilliwatt,
    /// Decibel-milliwatts.
    DecibelMilliwatt,
    /// Halves of a decibel-milliwatt.
    HalfDecibelMilliwatt,
    /// Quarters of a decibel-milliwatt.
    QuarterDecibelMilliwatt,
    /// Decibels.
    Decibel,
    /// Hundredths of a decibel.
    Millibel,
    /// Hundreds of kilobits per second.
    HundredKilobitsPerSecond,
    /// IEEE 802.11's time units of 1024 µs.
    TimeUnits,
    /// Picoseconds.
    Picoseconds,
    /// Millimetres.
    Millimetres,
    /// A part of 255.
    Of255,
}

/// How bytes are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Look {
    /// Bytes without structure, to the kernel too: cookies, keys, identifiers.
    Opaque,
    /// A hardware address of any length, pairs of digits with colons.
    Mac,
    /// An IPv4 address.
    Ip4,
    /// An IPv6 address.
    Ip6,
    /// An IPv4 address in the first four of 16 bytes; the others mean nothing.
    Ip4Of16,
    /// The name of a Unix socket: a path, or an abstract name that begins with a NUL, for which people write `@`.
    SocketName,
}

/// A value in some bits of an integer.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Its name; empty for bits without meaning.
    pub name: &'static str,
    /// Bits it takes.
    pub bits: u8,
    /// Its meaning.
    pub show: Show,
    /// Its byte order, where the integer around it has another.
    pub order: Order,
}

/// Numbers and their names, in ascending order.
///
/// In a set of flags each number is the mask of a bit (or of several, which then must all be set).
pub struct Names {
    entries: &'static [(u64, &'static str)],
}

impl Names {
    /// Returns the name of `value`.
    #[must_use]
    pub fn get(&self, value: u64) -> Option<&'static str> {
        let first = self.entries.first()?.0;
        let guess = usize::try_from(value.wrapping_sub(first)).ok().and_then(|i| self.entries.get(i));
        let entry = match guess {
            Some(entry) if entry.0 == value => entry,
            _ => self.entries.get(self.entries.binary_search_by_key(&value, |entry| entry.0).ok()?)?,
        };
        Some(entry.1)
    }

    /// Returns all numbers and names, ascending.
    #[must_use]
    pub const fn entries(&self) -> &'static [(u64, &'static str)] {
        self.entries
    }
}

/// Returns a list of names; numbers that do not ascend are a compile error.
#[must_use]
pub const fn names(entries: &'static [(u64, &'static str)]) -> Names {
    let mut rest = entries;
    while let [first, tail @ ..] = rest {
        if let [second, ..] = tail {
            assert!(first.0 < second.0, "names must stand in ascending order");
        }
        rest = tail;
    }
    Names { entries }
}

/// When a case of a [`Kind::Select`] applies.
#[derive(Clone, Copy, Debug)]
pub enum Case {
    /// The number is this.
    Is(u64),
    /// The number is one of these.
    OneOf(&'static [u64]),
    /// The number is this or less.
    UpTo(u64),
    /// The number has all these bits.
    Has(u64),
    /// The string is this.
    Named(&'static str),
    /// The string begins with this.
    Prefix(&'static str),
    /// Always, also if the name is not found.
    Otherwise,
}

/// A member of a struct.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The kernel's name.
    pub name: &'static str,
    /// Its kind.
    pub kind: Kind,
    /// Width in bytes; 0 if it depends on the message. The kind contains it too, but only after a walk.
    width: u16,
    /// Facts that its kind does not show.
    pub marks: Marks,
}

impl Field {
    /// Returns its width in bytes, 0 if that depends on the message. Members of a struct's fixed part have fixed widths.
    #[must_use]
    #[inline]
    pub const fn width(&self) -> usize {
        self.width as usize
    }
}

/// A struct of the kernel's.
pub struct Struct {
    /// The kernel's name, without `struct`.
    pub name: &'static str,
    /// Bytes it takes where it is whole.
    pub size: usize,
    /// Bytes it took in the oldest kernel: fewer are a fault, more without a whole last member too.
    pub oldest: usize,
    /// Its members, without gaps.
    pub fields: &'static [Field],
    /// Rows that follow the struct in the same payload: nests at the next multiple of 4, others at once. All but the last must
    /// contain their length.
    pub tail: &'static [Field],
}

/// An attribute.
#[derive(Clone, Copy, Debug)]
pub struct Attr {
    /// Its number, `nla_type`.
    pub id: u16,
    /// Facts that its kind does not show.
    pub marks: Marks,
    /// The kernel's name.
    pub name: &'static str,
    /// The kind of its payload.
    pub kind: Kind,
    /// What the kernel accepts in it; `None` if these tables know of no limit.
    pub limits: Option<&'static Limits>,
}

/// A set of attributes: one enum of the kernel's.
pub struct Set {
    /// The common prefix of its names: `IFLA`, `IFLA_INFO`.
    pub name: &'static str,
    /// The attributes, ids ascending.
    pub attrs: &'static [Attr],
    /// The bits of `nla_type` that are the number.
    pub mask: u16,
}

impl Set {
    /// Returns the attribute for an `nla_type`.
    #[must_use]
    #[inline]
    pub fn of_type(&self, kind: u16) -> Option<&'static Attr> {
        self.get(kind & self.mask)
    }

    /// Returns the attribute with a number.
    #[must_use]
    #[inline]
    pub fn get(&self, id: u16) -> Option<&'static Attr> {
        let first = self.attrs.first()?.id;
        match self.attrs.get(usize::from(id.wrapping_sub(first))) {
            Some(attr) if attr.id == id => Some(attr),
            _ => self.attrs.get(self.attrs.binary_search_by_key(&id, |attr| attr.id).ok()?),
        }
    }

    /// Returns the attribute with a name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&'static Attr> {
        self.attrs.iter().find(|attr| attr.name == name)
    }
}

/// Attributes that are all of one kind.
pub struct List {
    /// The kind of each payload.
    pub of: Kind,
    /// Names of the types, where they have some.
    pub names: Option<&'static Names>,
}

/// Elements that are all of one kind and width.
pub struct Array {
    /// The kind of each element.
    pub of: Kind,
    /// Names of the positions, counted from `base`.
    pub names: Option<&'static Names>,
    /// The number of the first position.
    pub base: u16,
    /// How many.
    pub count: Count,
}

/// How many elements an array has.
#[derive(Clone, Copy, Debug)]
pub enum Count {
    /// As many as fit in the remaining bytes.
    Rest,
    /// So many.
    Fixed(u16),
    /// As many as a member in scope has, plus a number.
    Member(&'static str, u16),
    /// As many as a member in scope has, in an array of fixed size. The remaining elements have no meaning.
    Of(&'static str, u16),
}

#[cfg(test)]
mod tests {
    use super::Case::{Is, Otherwise};
    use super::*;

    static SPARSE: Names = names(&[(1, "one"), (2, "two"), (9, "nine")]);

    #[test]
    fn names_dense_and_sparse() {
        assert_eq!(SPARSE.get(1), Some("one"));
        assert_eq!(SPARSE.get(9), Some("nine"));
        assert_eq!(SPARSE.get(0), None);
        assert_eq!(SPARSE.get(3), None);
        assert_eq!(SPARSE.get(u64::MAX), None);
    }

    static GAPS: Set = set("X", &[attr(1, "X_A", U8), attr(4, "X_D", U8), attr(5, "X_E", U8)]);

    #[test]
    fn sets_with_gaps() {
        assert_eq!(GAPS.get(4).map(|attr| attr.name), Some("X_D"));
        assert_eq!(GAPS.get(5).map(|attr| attr.name), Some("X_E"));
        assert!(GAPS.get(2).is_none());
        assert!(GAPS.get(0).is_none());
        assert_eq!(GAPS.named("X_E").map(|attr| attr.id), Some(5));
    }

    #[test]
    fn widths() {
        static PAIRS: Array = array_of(3, BE16);
        assert_eq!(Kind::Array(&PAIRS).width(), Some(6));
        assert_eq!(UINT.width(), None);
        static CODE: Struct = layout("code", 4, &[field("code", U32)]);
        assert_eq!(Kind::Peek(&CODE, &U32).width(), Some(4));
        assert_eq!(text(16).width(), Some(16));
        static HEAD: Struct = layout("x", 1, &[field("a", U8)]);
        static CHOICE: Kind = select("a", &[(Is(0), IP4), (Otherwise, U32)]);
        assert_eq!(Kind::Peek(&HEAD, &CHOICE).width(), Some(4));
        static LONG: Struct = layout("long", 4, &[field("a", U32)]).then(&[field("b", TEXT)]);
        assert_eq!(fixed(&LONG).width(), None);
        assert_eq!(select("a", &[(Case::Is(1), IP4), (Case::Is(2), U32)]).width(), Some(4));
        assert_eq!(select("a", &[(Case::Is(1), IP4), (Case::Is(2), IP6)]).width(), None);
    }
}
