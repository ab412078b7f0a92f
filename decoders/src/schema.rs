//! The vocabulary in which every netlink message is described.
//!
//! A description is plain `static` data. What a table can say wrong in itself (ids out of order, a struct whose members
//! do not add up, an unsorted list of names) is a compile error here; what it can say wrong about the kernel is held
//! against headers and BTF by `tests/uapi.rs`.
//!
//! Reading a table aloud should give the header's meaning: byte order, width and presentation are words in the row
//! (`BE16`, `U32.flags(&IFF)`, `U32.unit(Unit::Microseconds)`).

use crate::wire::Endian;

/// How a value is laid out and what it means.
#[derive(Clone, Copy)]
pub enum Kind {
    /// An attribute whose presence says it all (`NLA_FLAG`): no payload.
    Flag,
    /// An integer.
    Int {
        /// Bytes it takes, 1 to 8; 0 for "as many as there are" (`NLA_UINT`, `NLA_SINT`).
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
    /// Bytes with a look of their own. `size` as for [`Kind::Text`].
    Bytes {
        /// What they are.
        look: Look,
        /// Bytes they take in a struct.
        size: u16,
    },
    /// Bytes whose meaning the kernel knows and these tables do not: not explained, and counted so.
    Raw,
    /// A struct, and what follows it.
    Struct(&'static Struct),
    /// Attributes of one set.
    Nest(&'static Set),
    /// Attributes whose type is a number that names nothing but a position or key; each payload is of one kind.
    List(&'static List),
    /// Elements of one kind without headers of their own.
    Array(&'static Array),
    /// Structs that tell their own length (a member of each): `struct rtnexthop`, the options of a packet's header.
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
    },
    /// As many bytes as a member of the struct says: only what follows a struct can be so.
    Sized {
        /// The member.
        by: &'static str,
        /// What the bytes are.
        of: &'static Kind,
    },
    /// Meaning chosen by the value of a name: a member (`ifi_type`) or attribute (`IFLA_INFO_KIND`) of this struct or
    /// nest, of those around it, of the message's head, or of the request that is answered; or one of the names that
    /// begin with `@`: see [`select`].
    Select {
        /// The name.
        by: &'static str,
        /// What its values make of the bytes; the first that fits is taken.
        cases: &'static [(Case, Kind)],
    },
    /// Brings the members of a struct at the same place into scope, without taking them: a family byte that says which
    /// struct it is the first byte of.
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

/// Writes a sentence about a payload; writes nothing where it has nothing to say.
pub type Gloss = fn(payload: &[u8], endian: Endian, out: &mut dyn std::fmt::Write) -> std::fmt::Result;

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

/// What an integer stands for.
#[derive(Clone, Copy)]
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
    /// An interface index; 0 is none.
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

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// Bits, as in a key or prefix length.
    Bits,
    /// Degrees Celsius in thousandths.
    Millidegrees,
    /// Hundredths of a decibel-milliwatt.
    Millibelmilliwatt,
}

/// What bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy)]
pub struct Part {
    /// Its name; empty for bits without meaning.
    pub name: &'static str,
    /// Bits it takes.
    pub bits: u8,
    /// What it stands for.
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
    /// The name of `value`.
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

    /// All numbers and names, ascending.
    #[must_use]
    pub const fn entries(&self) -> &'static [(u64, &'static str)] {
        self.entries
    }
}

/// A list of names; numbers that do not ascend are a compile error.
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
#[derive(Clone, Copy)]
pub enum Case {
    /// The number is this.
    Is(u64),
    /// The number is one of these.
    OneOf(&'static [u64]),
    /// The number is this or less.
    UpTo(u64),
    /// The string is this.
    Named(&'static str),
    /// The string begins with this.
    Prefix(&'static str),
    /// Always: whatever the name says, or if it says nothing.
    Otherwise,
}

/// A member of a struct.
#[derive(Clone, Copy)]
pub struct Field {
    /// The kernel's name.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Bytes it takes; 0 where that depends on the message. The kind says so too, but only after a walk.
    width: u32,
}

impl Field {
    /// Bytes it takes; 0 where that depends on the message, which members of a struct's fixed part do not.
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
    /// What follows in the same payload, from the next multiple of 4 (nests) or at once. All but the last must tell
    /// their length.
    pub tail: &'static [Field],
}

/// An attribute.
#[derive(Clone, Copy)]
pub struct Attr {
    /// Its number, `nla_type`.
    pub id: u16,
    /// The kernel's name.
    pub name: &'static str,
    /// What its payload is.
    pub kind: Kind,
}

/// A set of attributes: one enum of the kernel's.
pub struct Set {
    /// What the names begin with: `IFLA`, `IFLA_INFO`.
    pub name: &'static str,
    /// The attributes, ids ascending.
    pub attrs: &'static [Attr],
}

impl Set {
    /// The attribute with this number.
    #[must_use]
    #[inline]
    pub fn get(&self, id: u16) -> Option<&'static Attr> {
        let first = self.attrs.first()?.id;
        match self.attrs.get(usize::from(id.wrapping_sub(first))) {
            Some(attr) if attr.id == id => Some(attr),
            _ => self.attrs.get(self.attrs.binary_search_by_key(&id, |attr| attr.id).ok()?),
        }
    }

    /// The attribute with this name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&'static Attr> {
        self.attrs.iter().find(|attr| attr.name == name)
    }
}

/// Attributes that are all of one kind.
pub struct List {
    /// What each payload is.
    pub of: Kind,
    /// Names of the types, where they have some.
    pub names: Option<&'static Names>,
}

/// Elements that are all of one kind and width.
pub struct Array {
    /// What each is.
    pub of: Kind,
    /// Names of the positions, counted from `base`.
    pub names: Option<&'static Names>,
    /// The number of the first position.
    pub base: u16,
    /// How many.
    pub count: Count,
}

/// How many elements an array has.
#[derive(Clone, Copy)]
pub enum Count {
    /// As many as fit in what is left.
    Rest,
    /// So many.
    Fixed(u16),
    /// As a member in scope says, and so many more.
    Member(&'static str, u16),
}

/// What a message type does, and so what the upper bits of `nlmsg_flags` mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Asks: `NLM_F_ROOT`, `NLM_F_MATCH`, `NLM_F_ATOMIC`, `NLM_F_DUMP`.
    Get,
    /// Makes or changes: `NLM_F_REPLACE`, `NLM_F_EXCL`, `NLM_F_CREATE`, `NLM_F_APPEND`.
    New,
    /// Removes: `NLM_F_NONREC`, `NLM_F_BULK`.
    Delete,
    /// Acknowledges: `NLM_F_CAPPED`, `NLM_F_ACK_TLVS`.
    Ack,
    /// None of these: the bits that all share.
    Other,
}

/// What stands behind a message's header.
#[derive(Clone, Copy)]
pub struct Body {
    /// The fixed head: a struct, or what chooses one.
    pub head: Kind,
    /// What follows at the next multiple of 4: a nest, or what chooses one.
    pub attrs: Kind,
}

/// A message type.
pub struct Msg {
    /// `nlmsg_type`.
    pub id: u16,
    /// The kernel's name.
    pub name: &'static str,
    /// What it does.
    pub class: Class,
    /// What it carries to the kernel.
    pub request: &'static Body,
    /// What it carries from the kernel.
    pub reply: &'static Body,
}

/// A netlink protocol.
pub struct Family {
    /// `NETLINK_*`, third argument of `socket()`.
    pub protocol: u16,
    /// The kernel's name.
    pub name: &'static str,
    /// Message types, ids ascending; lists one behind the other.
    pub messages: &'static [&'static [Msg]],
    /// Multicast groups, by number.
    pub groups: &'static Names,
    /// The general head that old programs' dump requests have in place of a message's own: known by its size, which
    /// with padding is 4 bytes.
    pub general: Option<&'static Struct>,
}

impl Family {
    /// The message type with this number.
    #[must_use]
    pub fn message(&self, id: u16) -> Option<&'static Msg> {
        self.messages.iter().find_map(|list| {
            let first = list.first()?.id;
            match list.get(usize::from(id.wrapping_sub(first))) {
                Some(msg) if msg.id == id => Some(msg),
                _ => list.get(list.binary_search_by_key(&id, |msg| msg.id).ok()?),
            }
        })
    }
}

const fn int(width: u8, signed: bool, order: Order) -> Kind {
    Kind::Int { width, signed, order, show: Show::Dec }
}

/// `__u8`.
pub const U8: Kind = int(1, false, Order::Host);
/// `__u16`.
pub const U16: Kind = int(2, false, Order::Host);
/// `__u32`.
pub const U32: Kind = int(4, false, Order::Host);
/// `__u64`.
pub const U64: Kind = int(8, false, Order::Host);
/// `__s8`.
pub const S8: Kind = int(1, true, Order::Host);
/// `__s16`.
pub const S16: Kind = int(2, true, Order::Host);
/// `__s32`.
pub const S32: Kind = int(4, true, Order::Host);
/// `__s64`.
pub const S64: Kind = int(8, true, Order::Host);
/// `__be16`.
pub const BE16: Kind = int(2, false, Order::Big);
/// `__be32`.
pub const BE32: Kind = int(4, false, Order::Big);
/// `__be64`.
pub const BE64: Kind = int(8, false, Order::Big);
/// `__le16`.
pub const LE16: Kind = int(2, false, Order::Little);
/// `__le32`.
pub const LE32: Kind = int(4, false, Order::Little);
/// `__le64`.
pub const LE64: Kind = int(8, false, Order::Little);
/// `NLA_UINT`: four or eight bytes, as the value needs.
pub const UINT: Kind = int(0, false, Order::Host);
/// `NLA_SINT`: four or eight bytes, as the value needs.
pub const SINT: Kind = int(0, true, Order::Host);
/// `NLA_STRING` or `NLA_NUL_STRING`.
pub const TEXT: Kind = Kind::Text { size: 0 };
/// Bytes that have no structure to the kernel either.
pub const OPAQUE: Kind = Kind::Bytes { look: Look::Opaque, size: 0 };
/// Bytes that these tables do not explain.
pub const RAW: Kind = Kind::Raw;
/// A hardware address: six bytes in a struct, any length in an attribute.
pub const MAC: Kind = Kind::Bytes { look: Look::Mac, size: 6 };
/// A hardware address of whatever length there is.
pub const LLADDR: Kind = Kind::Bytes { look: Look::Mac, size: 0 };
/// `struct in_addr`.
pub const IP4: Kind = Kind::Bytes { look: Look::Ip4, size: 4 };
/// `struct in6_addr`.
pub const IP6: Kind = Kind::Bytes { look: Look::Ip6, size: 16 };
/// `__be32 [4]` of which the first is an IPv4 address.
pub const IP4_OF_16: Kind = Kind::Bytes { look: Look::Ip4Of16, size: 16 };
/// `sun_path` as long as the attribute, without a NUL behind it.
pub const SOCKET_NAME: Kind = Kind::Bytes { look: Look::SocketName, size: 0 };
/// `NLA_FLAG`.
pub const FLAG: Kind = Kind::Flag;
/// All that is left means nothing.
pub const PAD: Kind = Kind::Pad { size: 0 };
/// Nothing stands here, or nothing that is known.
pub const NOTHING: Body = Body { head: PAD, attrs: RAW };

impl Kind {
    const fn with(self, show: Show) -> Kind {
        match self {
            Kind::Int { width, signed, order, .. } => Kind::Int { width, signed, order, show },
            _ => panic!("only integers take a presentation"),
        }
    }
    /// Shown in hexadecimal.
    #[must_use]
    pub const fn hex(self) -> Kind {
        self.with(Show::Hex)
    }
    /// One of these.
    #[must_use]
    pub const fn name(self, names: &'static Names) -> Kind {
        self.with(Show::Name(names))
    }
    /// A set of these.
    #[must_use]
    pub const fn flags(self, names: &'static Names) -> Kind {
        self.with(Show::Flags(names))
    }
    /// Several values in one integer, from the least significant bit.
    #[must_use]
    pub const fn parts(self, parts: &'static [Part]) -> Kind {
        self.with(Show::Parts(parts))
    }
    /// C bit-fields, in the order in which the struct declares them.
    #[must_use]
    pub const fn bit_fields(self, parts: &'static [Part]) -> Kind {
        self.with(Show::BitFields(parts))
    }
    /// An interface index.
    #[must_use]
    pub const fn interface(self) -> Kind {
        self.with(Show::Interface)
    }
    /// A traffic control handle.
    #[must_use]
    pub const fn handle(self) -> Kind {
        self.with(Show::Handle)
    }
    /// 0 or a negative `errno`.
    #[must_use]
    pub const fn errno(self) -> Kind {
        self.with(Show::Errno)
    }
    /// A quantity.
    #[must_use]
    pub const fn unit(self, unit: Unit) -> Kind {
        self.with(Show::Unit(unit))
    }
    /// Yes or no.
    #[must_use]
    pub const fn bool(self) -> Kind {
        self.with(Show::Bool)
    }
    /// A device number.
    #[must_use]
    pub const fn device(self) -> Kind {
        self.with(Show::Device)
    }

    /// Bytes it takes in a struct, in an array, or as a message's head; `None` where that depends on the message.
    #[must_use]
    #[inline]
    pub const fn width(&self) -> Option<usize> {
        match self {
            Kind::Int { width, .. } if *width > 0 => Some(*width as usize),
            _ => self.width_of_others(),
        }
    }

    const fn width_of_others(&self) -> Option<usize> {
        match self {
            Kind::Text { size } | Kind::Bytes { size, .. } | Kind::Pad { size } if *size > 0 => {
                Some(*size as usize)
            }
            Kind::Struct(of) if of.tail.is_empty() => Some(of.size),
            Kind::Array(Array { of, count: Count::Fixed(n), .. }) => match of.width() {
                Some(width) => Some(width * *n as usize),
                None => None,
            },
            Kind::Select { cases: [(_, first), rest @ ..], .. } => {
                let width = first.width();
                let mut rest: &[(Case, Kind)] = rest;
                while let [(_, kind), others @ ..] = rest {
                    match (kind.width(), width) {
                        (Some(a), Some(b)) if a == b => rest = others,
                        _ => return None,
                    }
                }
                width
            }
            Kind::Gloss(of, _) | Kind::Peek(_, of) => of.width(),
            Kind::MessageType => Some(2),
            _ => None,
        }
    }
}

/// `char name[size]`.
#[must_use]
pub const fn text(size: u16) -> Kind {
    Kind::Text { size }
}
/// `__u8 name[size]` without structure.
#[must_use]
pub const fn opaque(size: u16) -> Kind {
    Kind::Bytes { look: Look::Opaque, size }
}
/// A hardware address of up to `size` bytes.
#[must_use]
pub const fn lladdr(size: u16) -> Kind {
    Kind::Bytes { look: Look::Mac, size }
}
/// `size` bytes that mean nothing.
#[must_use]
pub const fn pad(size: u16) -> Kind {
    Kind::Pad { size }
}
/// Attributes of one set.
#[must_use]
pub const fn nest(set: &'static Set) -> Kind {
    Kind::Nest(set)
}
/// A struct.
#[must_use]
pub const fn fixed(of: &'static Struct) -> Kind {
    Kind::Struct(of)
}
/// Structs with a length of their own, in bytes; each padded to 4.
#[must_use]
pub const fn records(of: &'static Struct, len: &'static str) -> Kind {
    Kind::Records { of, len, times: 1, more: 0, align: 4 }
}
/// Structs with a length of their own, which counts units of `times` bytes and leaves out `more`; nothing between them.
#[must_use]
pub const fn records_packed(of: &'static Struct, len: &'static str, times: u8, more: u8) -> Kind {
    Kind::Records { of, len, times, more, align: 1 }
}
/// As many bytes as the member `by` says.
#[must_use]
pub const fn sized(by: &'static str, of: &'static Kind) -> Kind {
    Kind::Sized { by, of }
}
/// Meaning chosen by the value of a name. A name in lower case is a member, one in upper case an attribute; `@len` is
/// the payload's length, `@nested` 1 where the attribute has `NLA_F_NESTED`, `@request` 1 in what goes to the kernel, `@dump`
/// 1 in what asks for all of something. A struct has the value of its first member.
#[must_use]
pub const fn select(by: &'static str, cases: &'static [(Case, Kind)]) -> Kind {
    Kind::Select { by, cases }
}
/// A kind, and a sentence about it.
#[must_use]
pub const fn gloss(of: &'static Kind, write: Gloss) -> Kind {
    Kind::Gloss(of, write)
}
/// Attributes numbered 0, 1, 2, … or by anything that has no names, each of one kind.
#[must_use]
pub const fn list(of: Kind) -> List {
    List { of, names: None }
}
/// Attributes whose types are these names, each of one kind.
#[must_use]
pub const fn list_by(names: &'static Names, of: Kind) -> List {
    List { of, names: Some(names) }
}
/// Elements up to the end.
#[must_use]
pub const fn array(of: Kind) -> Array {
    assert!(of.width().is_some(), "elements of an array need a width");
    Array { of, names: None, base: 0, count: Count::Rest }
}
/// Elements up to the end, whose positions have names; the first position has the number `base`.
#[must_use]
pub const fn array_by(names: &'static Names, base: u16, of: Kind) -> Array {
    Array { names: Some(names), base, ..array(of) }
}
/// So many elements.
#[must_use]
pub const fn array_of(count: u16, of: Kind) -> Array {
    Array { count: Count::Fixed(count), ..array(of) }
}
/// As many elements as the member `count` says, and `more`.
#[must_use]
pub const fn array_counted(count: &'static str, more: u16, of: Kind) -> Array {
    Array { count: Count::Member(count, more), ..array(of) }
}
/// A value in some bits.
#[must_use]
pub const fn part(name: &'static str, bits: u8, show: Show) -> Part {
    Part { name, bits, show, order: Order::Host }
}
/// A value of whole bytes in some bits, in network byte order whatever that of the integer: `tcm_info`'s protocol.
#[must_use]
pub const fn part_be(name: &'static str, bits: u8, show: Show) -> Part {
    assert!(bits.is_multiple_of(8), "only whole bytes have an order");
    Part { name, bits, show, order: Order::Big }
}
/// An attribute.
#[must_use]
pub const fn attr(id: u16, name: &'static str, kind: Kind) -> Attr {
    Attr { id, name, kind }
}
/// A member of a struct.
#[must_use]
pub const fn field(name: &'static str, kind: Kind) -> Field {
    let width = match kind.width() {
        Some(width) => width,
        None => 0,
    };
    assert!(width <= u16::MAX as usize, "wider than any payload");
    #[expect(clippy::cast_possible_truncation, reason = "asserted")]
    let width = width as u32;
    Field { name, kind, width }
}

/// A set whose ids must ascend: a slip is a compile error.
#[must_use]
pub const fn set(name: &'static str, attrs: &'static [Attr]) -> Set {
    let mut rest = attrs;
    while let [first, tail @ ..] = rest {
        if let [second, ..] = tail {
            assert!(first.id < second.id, "attribute ids must ascend");
        }
        rest = tail;
    }
    Set { name, attrs }
}

/// A struct whose members must add up to `size`: a slip is a compile error.
#[must_use]
pub const fn layout(name: &'static str, size: usize, fields: &'static [Field]) -> Struct {
    let mut sum = 0;
    let mut rest = fields;
    while let [first, tail @ ..] = rest {
        match first.kind.width() {
            Some(width) => sum += width,
            None => panic!("a struct's member needs a width, the same in all cases"),
        }
        rest = tail;
    }
    assert!(sum == size, "members do not add up to the struct's size");
    Struct { name, size, oldest: size, fields, tail: &[] }
}

impl Struct {
    /// A struct that grew: older kernels' took `oldest` bytes, and any number of whole members more.
    #[must_use]
    pub const fn grown_from(self, oldest: usize) -> Struct {
        assert!(oldest <= self.size, "a struct only grows");
        Struct { oldest, ..self }
    }
    /// What follows the struct in the same payload.
    #[must_use]
    pub const fn then(self, tail: &'static [Field]) -> Struct {
        Struct { tail, ..self }
    }
}

/// A message type that carries the same both ways. Lists of them must ascend: see [`messages`].
#[must_use]
pub const fn msg(id: u16, name: &'static str, class: Class, body: &'static Body) -> Msg {
    Msg { id, name, class, request: body, reply: body }
}
/// A message type that carries one thing to the kernel and another from it.
#[must_use]
pub const fn msg_pair(
    id: u16,
    name: &'static str,
    class: Class,
    request: &'static Body,
    reply: &'static Body,
) -> Msg {
    Msg { id, name, class, request, reply }
}
/// A list of message types whose ids must ascend: a slip is a compile error.
#[must_use]
pub const fn messages(list: &'static [Msg]) -> &'static [Msg] {
    let mut rest = list;
    while let [first, tail @ ..] = rest {
        if let [second, ..] = tail {
            assert!(first.id < second.id, "message types must ascend");
        }
        rest = tail;
    }
    list
}
/// A message's body: its head, and the attributes behind it.
#[must_use]
pub const fn body(head: Kind, attrs: Kind) -> Body {
    Body { head, attrs }
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
