//! Constants and functions that rows are written with. They build the values of the vocabulary and check the consistency of a
//! table at compile time.

use core::num::NonZeroU16;

use super::*;
use crate::wire::NLA_TYPE_MASK;

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
/// `__be32` of a two's complement number.
pub const SBE32: Kind = int(4, true, Order::Big);
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
/// A hardware address of any length.
pub const LLADDR: Kind = Kind::Bytes { look: Look::Mac, size: 0 };
/// `struct in_addr`.
pub const IP4: Kind = Kind::Bytes { look: Look::Ip4, size: 4 };
/// `struct in6_addr`.
pub const IP6: Kind = Kind::Bytes { look: Look::Ip6, size: 16 };
/// `__be32 [4]` whose first element is an IPv4 address.
pub const IP4_OF_16: Kind = Kind::Bytes { look: Look::Ip4Of16, size: 16 };
/// `sun_path` as long as the attribute, without a NUL at its end.
pub const SOCKET_NAME: Kind = Kind::Bytes { look: Look::SocketName, size: 0 };
/// `NLA_FLAG`.
pub const FLAG: Kind = Kind::Flag;
/// All that is left means nothing.
pub const PAD: Kind = Kind::Pad { size: 0 };
/// Nothing is known about this layout.
pub const NOTHING: Body = Body { head: PAD, attrs: RAW };

impl Kind {
    const fn with(self, show: Show) -> Kind {
        match self {
            Kind::Int { width, signed, order, .. } => Kind::Int { width, signed, order, show },
            _ => panic!("only integers take a presentation"),
        }
    }
    /// Shows the value in hexadecimal.
    #[must_use]
    pub const fn hex(self) -> Kind {
        self.with(Show::Hex)
    }
    /// Returns one of these.
    #[must_use]
    pub const fn name(self, names: &'static Names) -> Kind {
        self.with(Show::Name(names))
    }
    /// Returns a set of these.
    #[must_use]
    pub const fn flags(self, names: &'static Names) -> Kind {
        self.with(Show::Flags(names))
    }
    /// Returns several values in one integer, from the least significant bit.
    #[must_use]
    pub const fn parts(self, parts: &'static [Part]) -> Kind {
        self.with(Show::Parts(parts))
    }
    /// Returns C bit-fields, in the order in which the struct declares them.
    #[must_use]
    pub const fn bit_fields(self, parts: &'static [Part]) -> Kind {
        self.with(Show::BitFields(parts))
    }
    /// Returns an interface index.
    #[must_use]
    pub const fn interface(self) -> Kind {
        self.with(Show::Interface)
    }
    /// Returns a traffic control handle.
    #[must_use]
    pub const fn handle(self) -> Kind {
        self.with(Show::Handle)
    }
    /// Returns 0 or a negative `errno`.
    #[must_use]
    pub const fn errno(self) -> Kind {
        self.with(Show::Errno)
    }
    /// Returns a quantity.
    #[must_use]
    pub const fn unit(self, unit: Unit) -> Kind {
        self.with(Show::Unit(unit))
    }
    /// Yes or no.
    #[must_use]
    pub const fn bool(self) -> Kind {
        self.with(Show::Bool)
    }
    /// Returns a device number.
    #[must_use]
    pub const fn device(self) -> Kind {
        self.with(Show::Device)
    }

    /// Returns the width in bytes in a struct, in an array, or as a message's head; `None` if it depends on the message.
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
            Kind::Array(Array { of, count: Count::Fixed(n) | Count::Of(_, n), .. }) => match of.width() {
                Some(width) => Some(width * *n as usize),
                None => None,
            },
            Kind::Select { cases: [(_, first), rest @ ..], .. } => {
                // Tables that refer to each other have a case without a width first: the others are not looked at.
                let Some(width) = first.width() else { return None };
                let mut rest: &[(Case, Kind)] = rest;
                while let [(_, kind), others @ ..] = rest {
                    match kind.width() {
                        Some(other) if other == width => rest = others,
                        _ => return None,
                    }
                }
                Some(width)
            }
            Kind::Gloss(of, _) | Kind::Peek(_, of) => of.width(),
            Kind::MessageType => Some(2),
            _ => None,
        }
    }
}

/// Returns `char name[size]`.
#[must_use]
pub const fn text(size: u16) -> Kind {
    Kind::Text { size }
}
/// Returns `__u8 name[size]` without structure.
#[must_use]
pub const fn opaque(size: u16) -> Kind {
    Kind::Bytes { look: Look::Opaque, size }
}
/// Returns a hardware address of up to `size` bytes.
#[must_use]
pub const fn lladdr(size: u16) -> Kind {
    Kind::Bytes { look: Look::Mac, size }
}
/// Returns `size` bytes that mean nothing.
#[must_use]
pub const fn pad(size: u16) -> Kind {
    Kind::Pad { size }
}
/// Returns `size` bytes that the kernel keeps for itself in a struct that programs fill: a pointer, a cache. They mean nothing to programs.
#[must_use]
pub const fn kernel_only(size: u16) -> Kind {
    Kind::Pad { size }
}
/// Attributes of one set.
#[must_use]
pub const fn nest(set: &'static Set) -> Kind {
    Kind::Nest(set)
}
/// Returns a struct.
#[must_use]
pub const fn fixed(of: &'static Struct) -> Kind {
    Kind::Struct(of)
}
/// Structs with a length of their own, in bytes; each padded to 4.
#[must_use]
pub const fn records(of: &'static Struct, len: &'static str) -> Kind {
    Kind::Records { of, len, times: 1, more: 0, align: 4, single: 0 }
}
/// Structs with a length of their own, which counts units of `times` bytes and leaves out `more`; nothing between them.
#[must_use]
pub const fn records_packed(of: &'static Struct, len: &'static str, times: u8, more: u8) -> Kind {
    Kind::Records { of, len, times, more, align: 1, single: 0 }
}
/// Structs with a length of their own in bytes, and between them structs whose first byte is less than `single` and which have no
/// other bytes.
#[must_use]
pub const fn options(of: &'static Struct, len: &'static str, more: u8, single: u8) -> Kind {
    Kind::Records { of, len, times: 1, more, align: 1, single }
}
/// Returns texts, each with the NUL that ends it, by the names of what follows the struct.
#[must_use]
pub const fn strings(of: &'static Struct) -> Kind {
    assert!(of.fields.is_empty() && !of.tail.is_empty(), "names of texts follow a struct without members");
    Kind::Strings(of)
}
/// Returns bytes whose number is in the member `by`.
#[must_use]
pub const fn sized(by: &'static str, of: &'static Kind) -> Kind {
    Kind::Sized { by, of, measure: Measure::Units(1) }
}
/// Returns bytes whose number is in the member `by`, in units of `times` bytes.
#[must_use]
pub const fn sized_in_units(by: &'static str, times: u8, of: &'static Kind) -> Kind {
    Kind::Sized { by, of, measure: Measure::Units(times) }
}
/// Returns bytes up to an offset from the beginning of the struct. The member `by` holds it in units of `times` bytes and leaves
/// out `more`.
#[must_use]
pub const fn up_to(by: &'static str, times: u8, more: u8, of: &'static Kind) -> Kind {
    Kind::Sized { by, of, measure: Measure::FromStruct { times, more } }
}
/// Returns a kind that depends on the value of a name. A name in lower case is a member or a part of one, one in upper case an
/// attribute, and `ATTRIBUTE.member` a member of the struct that an attribute holds. Special names: `@len` is the payload's
/// length; `@nested` is 1 if the attribute has `NLA_F_NESTED`; `@request` is 1 in messages to the kernel; `@dump` is 1 in dump
/// requests; `@type` and `@port` are in the message's header; `@head` is the first of the cases' numbers of bytes after which
/// attributes fill the message to its end; `@counted` is the first of the cases' offsets at which two bytes, in network order,
/// count all bytes after them. A struct has the value of its first member.
#[must_use]
pub const fn select(by: &'static str, cases: &'static [(Case, Kind)]) -> Kind {
    Kind::Select { by, cases }
}
/// Returns a kind, and a sentence about it.
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
/// Returns so many elements.
#[must_use]
pub const fn array_of(count: u16, of: Kind) -> Array {
    Array { count: Count::Fixed(count), ..array(of) }
}
/// Returns as many elements as the member `count` has, plus `more`.
#[must_use]
pub const fn array_counted(count: &'static str, more: u16, of: Kind) -> Array {
    Array { count: Count::Member(count, more), ..array(of) }
}
/// Returns as many elements as the member `count` has, in an array of `room` elements.
#[must_use]
pub const fn array_with_room(count: &'static str, room: u16, of: Kind) -> Array {
    Array { count: Count::Of(count, room), ..array(of) }
}
/// Returns a value in some bits.
#[must_use]
pub const fn part(name: &'static str, bits: u8, show: Show) -> Part {
    Part { name, bits, show, order: Order::Host }
}
/// Returns a value of whole bytes in some bits of an integer. It is in network byte order, while the integer may not be: `tcm_info`'s
/// protocol.
#[must_use]
pub const fn part_be(name: &'static str, bits: u8, show: Show) -> Part {
    assert!(bits.is_multiple_of(8), "only whole bytes have an order");
    Part { name, bits, show, order: Order::Big }
}
/// Returns an attribute.
#[must_use]
pub const fn attr(id: u16, name: &'static str, kind: Kind) -> Attr {
    Attr { id, marks: Marks::NONE, name, kind, limits: None }
}
impl Attr {
    const fn marked(self, mark: Marks) -> Attr {
        Attr { marks: self.marks.with(mark), ..self }
    }
    /// Says which values the kernel accepts in requests.
    #[must_use]
    pub const fn limits(self, limits: &'static Limits) -> Attr {
        Attr { limits: Some(limits), ..self }
    }
    /// Says that one request may hold several of it.
    #[must_use]
    pub const fn repeats(self) -> Attr {
        self.marked(Marks::REPEATS)
    }
    /// Says that the kernel refuses the string without a NUL at its end.
    #[must_use]
    pub const fn nul_terminated(self) -> Attr {
        self.marked(Marks::NUL_TERMINATED)
    }
    /// Says that the kernel refuses the nest without `NLA_F_NESTED`.
    #[must_use]
    pub const fn must_nest(self) -> Attr {
        self.marked(Marks::MUST_NEST)
    }
    /// Says that it holds a key or password, which is printed only on demand.
    #[must_use]
    pub const fn secret(self) -> Attr {
        self.marked(Marks::SECRET)
    }
    /// Says that it belongs in a summary of the message in one line.
    #[must_use]
    pub const fn key(self) -> Attr {
        self.marked(Marks::KEY)
    }
    /// Says that the message is about it: a summary in one line shows its value first, without a name.
    #[must_use]
    pub const fn subject(self) -> Attr {
        self.marked(Marks::KEY.with(Marks::SUBJECT))
    }
    /// Says that the kernel takes each attribute of the nest once.
    #[must_use]
    pub const fn distinct(self) -> Attr {
        self.marked(Marks::DISTINCT)
    }
    /// Returns the name of an interface, of 15 bytes at most.
    #[must_use]
    pub const fn interface_name(self) -> Attr {
        self.marked(Marks::INTERFACE_NAME)
    }
    /// Says that common programs send it twice with the same value.
    #[must_use]
    pub const fn resent(self) -> Attr {
        self.marked(Marks::RESENT)
    }
    /// Says that common programs send more bytes than the kernel reads.
    #[must_use]
    pub const fn overlong(self) -> Attr {
        self.marked(Marks::OVERLONG)
    }
}
impl Field {
    const fn marked(self, mark: Marks) -> Field {
        Field { marks: self.marks.with(mark), ..self }
    }
    /// Says that it holds a key or password, which is printed only on demand.
    #[must_use]
    pub const fn secret(self) -> Field {
        self.marked(Marks::SECRET)
    }
    /// Says that it belongs in a summary of the message in one line.
    #[must_use]
    pub const fn key(self) -> Field {
        self.marked(Marks::KEY)
    }
    /// Says that the message is about it: a summary in one line shows its value first, without a name.
    #[must_use]
    pub const fn subject(self) -> Field {
        self.marked(Marks::KEY.with(Marks::SUBJECT))
    }
    /// Says that a struct in this place has its own name instead of the row's.
    #[must_use]
    pub const fn own_name(self) -> Field {
        self.marked(Marks::OWN_NAME)
    }
    /// Says that strict checks refuse a dump request in which it is not 0.
    #[must_use]
    pub const fn strict_zero(self) -> Field {
        self.marked(Marks::STRICT_ZERO)
    }
    /// Says that it narrows a dump under strict checks; without them the kernel ignores it.
    #[must_use]
    pub const fn strict_filter(self) -> Field {
        self.marked(Marks::STRICT_FILTER)
    }
}
/// Returns a member of a struct.
#[must_use]
pub const fn field(name: &'static str, kind: Kind) -> Field {
    let width = match kind.width() {
        Some(width) => width,
        None => 0,
    };
    assert!(width <= u16::MAX as usize, "wider than any payload");
    #[expect(clippy::cast_possible_truncation, reason = "asserted")]
    let width = width as u16;
    Field { name, kind, width, marks: Marks::NONE }
}

/// Returns a set whose ids must ascend: a slip is a compile error.
#[must_use]
pub const fn set(name: &'static str, attrs: &'static [Attr]) -> Set {
    let mut rest = attrs;
    while let [first, tail @ ..] = rest {
        if let [second, ..] = tail {
            assert!(first.id < second.id, "attribute ids must ascend");
        }
        rest = tail;
    }
    Set { name, attrs, mask: NLA_TYPE_MASK }
}

impl Set {
    /// Says that `nla_type` has a bit of the protocol's own beside those that all share.
    #[must_use]
    pub const fn with_flag(self, bit: u16) -> Set {
        Set { mask: self.mask & !bit, ..self }
    }
}

/// Returns a struct whose members must add up to `size`: a slip is a compile error.
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
    /// Returns a struct that grew: older kernels' took `oldest` bytes, and any number of whole members more.
    #[must_use]
    pub const fn grown_from(self, oldest: usize) -> Struct {
        assert!(oldest <= self.size, "a struct only grows");
        Struct { oldest, ..self }
    }
    /// Returns a header of a packet, which may be cut after any member.
    #[must_use]
    pub const fn may_be_cut(self) -> Struct {
        self.grown_from(0)
    }
    /// Sets the rows that follow the struct in the same payload.
    #[must_use]
    pub const fn then(self, tail: &'static [Field]) -> Struct {
        Struct { tail, ..self }
    }
}

/// Returns a message type that carries the same both ways. Lists of them must ascend: see [`messages`].
#[must_use]
pub const fn msg(id: u16, name: &'static str, class: Class, body: &'static Body) -> Msg {
    msg_pair(id, name, class, body, body)
}
/// Returns a message type that carries one thing to the kernel and another from it.
#[must_use]
pub const fn msg_pair(
    id: u16,
    name: &'static str,
    class: Class,
    request: &'static Body,
    reply: &'static Body,
) -> Msg {
    Msg { id, name, class, request, reply, answer: None, traits: Traits::NONE, needs: None }
}
impl Msg {
    /// Sets the type of the messages that answer it.
    #[must_use]
    pub const fn answered_by(self, id: u16) -> Msg {
        Msg { answer: NonZeroU16::new(id), ..self }
    }
    /// Sets the capability that a process needs for it.
    #[must_use]
    pub const fn needs(self, capability: Capability) -> Msg {
        Msg { needs: Some(capability), ..self }
    }
    /// Says that these facts hold for it.
    #[must_use]
    pub const fn is(self, traits: Traits) -> Msg {
        Msg { traits: self.traits.with(traits), ..self }
    }
    /// Says that the kernel has always checked its attributes strictly.
    #[must_use]
    pub const fn strict(self) -> Msg {
        self.is(Traits::STRICT)
    }
    /// Marks it as changing state, although its class suggests otherwise.
    #[must_use]
    pub const fn changing(self) -> Msg {
        self.is(Traits::CHANGES)
    }
    /// Marks it as changing nothing, although its class suggests otherwise.
    #[must_use]
    pub const fn harmless(self) -> Msg {
        self.is(Traits::HARMLESS)
    }
}
/// Returns a list of message types whose ids must ascend: a slip is a compile error.
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
/// Returns a message's layout: its head and the attributes after it.
#[must_use]
pub const fn body(head: Kind, attrs: Kind) -> Body {
    Body { head, attrs }
}
