//! Reads the value of a field by its kind: the one place where bytes become numbers and text.

use core::net::IpAddr;

use crate::control;
use crate::schema::{Kind, Look, Names, Order, Part, Show};
use crate::tape::{Field, Role, State, Tape};
use crate::wire::{self, Endian, NLA_F_NET_BYTEORDER};

/// A field's value. `Display` writes it in words, as nltrace's tree does.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Value<'a> {
    /// No value: a flag, an empty nest, padding.
    Empty,
    /// An integer and its presentation.
    Integer(Integer),
    /// A string: the bytes up to its NUL, or to its end if it has none; and the bytes after the NUL, if they are not all
    /// zero.
    Text(&'a [u8], &'a [u8]),
    /// Bytes with a presentation, such as an address.
    Bytes(Look, &'a [u8]),
    /// Bytes without an explanation.
    Raw(&'a [u8]),
    /// The type of a message: number and name.
    MessageType(u16, Option<&'a str>),
    /// A key or password, with its length; [`reveal`] reads it.
    Hidden(usize),
}

/// An integer that was read.
#[derive(Clone, Copy, Debug)]
pub struct Integer {
    /// Its value; sign-extended where it is signed.
    pub raw: u64,
    /// Whether `raw` is to be read as a two's complement number.
    pub signed: bool,
    /// Its width in bytes.
    pub width: u8,
    /// Its meaning.
    pub show: Show,
    /// The byte order of the message. The order of bit-fields depends on it.
    pub endian: Endian,
}

impl Integer {
    /// Returns the name of the value, if it has one: of an enumeration, or of an error.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        match self.show {
            Show::Name(names) => names.get(self.raw),
            // 0 means success, and a positive number has no name.
            Show::Errno if self.as_signed() < 0 => {
                crate::names::errno(self.as_signed().unsigned_abs()).map(|(name, _)| name)
            }
            _ => None,
        }
    }

    /// Returns the value as a signed number.
    #[must_use]
    pub fn as_signed(&self) -> i64 {
        i64::from_ne_bytes(self.raw.to_ne_bytes())
    }

    /// Returns the value as the bits it has in its own width, without the sign's extension.
    #[must_use]
    #[inline]
    pub fn bits(&self) -> u64 {
        self.raw & self.all_ones()
    }

    /// Returns a number of the same width with all its bits set.
    #[must_use]
    #[inline]
    pub fn all_ones(&self) -> u64 {
        u64::MAX.checked_shr(64 - 8 * u32::from(self.width.clamp(1, 8))).unwrap_or(u64::MAX)
    }
}

/// Typed accessors: each returns `None` if the value has another type.
impl<'a> Value<'a> {
    /// Returns the number, or the number of a symbol; `None` for a negative one.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Value::Integer(integer) if integer.signed => u64::try_from(integer.as_signed()).ok(),
            Value::Integer(integer) => Some(integer.raw),
            Value::MessageType(id, _) => Some((*id).into()),
            _ => None,
        }
    }

    /// Returns the number, or the number of a symbol; `None` for one above `i64::MAX`.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Value::Integer(integer) if integer.signed => Some(integer.as_signed()),
            _ => self.as_u64().and_then(|number| i64::try_from(number).ok()),
        }
    }

    /// Returns a boolean, if the tables declare the number as one and it is 0 or 1.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Integer(Integer { show: Show::Bool, raw: raw @ 0..=1, .. }) => Some(*raw == 1),
            _ => None,
        }
    }

    /// Returns the name of the number: of an enumeration, an error or a message type.
    #[must_use]
    pub fn symbol(&self) -> Option<&'a str> {
        match self {
            Value::Integer(integer) => integer.name(),
            Value::MessageType(_, name) => *name,
            _ => None,
        }
    }

    /// Returns the names of the bits that are set, and the bits that have no name.
    #[must_use]
    pub fn flags(&self) -> Option<(impl Iterator<Item = &'static str> + Clone + use<>, u64)> {
        match self {
            Value::Integer(integer @ Integer { show: Show::Flags(names), .. }) => {
                Some(flags(names, integer.bits()))
            }
            _ => None,
        }
    }

    /// Returns a string up to its NUL, if it is UTF-8.
    #[must_use]
    pub fn as_str(&self) -> Option<&'a str> {
        match self {
            Value::Text(text, _) => str::from_utf8(text).ok(),
            _ => None,
        }
    }

    /// Returns an IPv4 or IPv6 address.
    #[must_use]
    pub fn as_ip(&self) -> Option<IpAddr> {
        match self {
            Value::Bytes(Look::Ip4 | Look::Ip4Of16, bytes) => {
                bytes.first_chunk::<4>().map(|octets| IpAddr::from(*octets))
            }
            Value::Bytes(Look::Ip6, bytes) => <[u8; 16]>::try_from(*bytes).ok().map(IpAddr::from),
            _ => None,
        }
    }

    /// Returns a hardware address of six bytes. [`Value::as_bytes`] returns one of any length.
    #[must_use]
    pub fn as_mac(&self) -> Option<[u8; 6]> {
        match self {
            Value::Bytes(Look::Mac, bytes) => (*bytes).try_into().ok(),
            _ => None,
        }
    }

    /// Returns the bytes of a string up to its NUL, of an address, and of what has no structure or is not explained.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&'a [u8]> {
        match self {
            Value::Text(bytes, _) | Value::Bytes(_, bytes) | Value::Raw(bytes) => Some(bytes),
            _ => None,
        }
    }
}

/// Reads the value of a leaf. A field with parts has none. Keys and passwords stay hidden.
#[must_use]
#[inline]
pub fn read<'a>(field: &Field, message: &'a [u8], tape: &'a Tape) -> Value<'a> {
    if field.is_secret() { Value::Hidden(field.payload().len()) } else { reveal(field, message, tape) }
}

/// Reads the value of a leaf as [`read`] does, keys and passwords too.
#[must_use]
#[inline]
pub fn reveal<'a>(field: &Field, message: &'a [u8], tape: &'a Tape) -> Value<'a> {
    if let Some(integer) = any_integer(field, message, tape) {
        return Value::Integer(integer);
    }
    let payload = message.get(field.payload()).unwrap_or_default();
    match field.state {
        State::Good | State::Extra | State::Cut => (),
        _ => return Value::Raw(payload),
    }
    let attribute = if field.role == Role::Attribute { field.index } else { 0 };
    of_kind(field.kind, payload, attribute, tape)
}

/// Reads the value of a leaf that is an integer and as long as its kind wants it: what most are.
#[must_use]
#[inline]
pub fn integer(field: &Field, message: &[u8], tape: &Tape) -> Option<Integer> {
    if field.is_secret() { None } else { any_integer(field, message, tape) }
}

#[inline]
fn any_integer(field: &Field, message: &[u8], tape: &Tape) -> Option<Integer> {
    let Kind::Int { width, signed, order, show } = field.kind else { return None };
    let payload = message.get(field.payload())?;
    if field.state != State::Good || payload.len() != usize::from(*width) {
        return None;
    }
    let attribute = if field.role == Role::Attribute { field.index } else { 0 };
    let raw = wire::uint(payload, endian_of(*order, attribute, tape))?;
    let raw = if *signed { sign_extend(raw, *width) } else { raw };
    Some(Integer { raw, signed: *signed, width: *width, show: *show, endian: tape.endian })
}

/// Returns the byte order of an integer in an attribute of a type; of another, 0.
#[inline]
fn endian_of(order: Order, attribute: u16, tape: &Tape) -> Endian {
    match order {
        Order::Big => Endian::Big,
        Order::Little => Endian::Little,
        Order::Host if attribute & NLA_F_NET_BYTEORDER != 0 => Endian::Big,
        Order::Host => tape.endian,
    }
}

fn of_kind<'a>(kind: &'static Kind, payload: &'a [u8], attribute: u16, tape: &'a Tape) -> Value<'a> {
    match kind {
        Kind::Int { width, signed, order, show } => {
            let wanted = usize::from(*width);
            if wanted != 0 && payload.len() != wanted {
                return Value::Raw(payload);
            }
            match wire::uint(payload, endian_of(*order, attribute, tape)) {
                Some(raw) => {
                    let width = u8::try_from(payload.len()).unwrap_or(8);
                    let raw = if *signed { sign_extend(raw, width) } else { raw };
                    Value::Integer(Integer { raw, signed: *signed, width, show: *show, endian: tape.endian })
                }
                None => Value::Raw(payload),
            }
        }
        Kind::Text { .. } => {
            let end = payload.iter().position(|byte| *byte == 0);
            let (text, rest) = payload.split_at(end.unwrap_or(payload.len()));
            Value::Text(text, if rest.iter().any(|byte| *byte != 0) { rest } else { &[] })
        }
        Kind::Bytes { look, size } => match (look, payload.len()) {
            (Look::Ip4, 4) | (Look::Ip6 | Look::Ip4Of16, 16) | (Look::Mac, 1..=64) => {
                Value::Bytes(*look, payload)
            }
            (Look::Opaque | Look::SocketName, 1..) => Value::Bytes(*look, payload),
            (Look::Opaque | Look::Mac | Look::SocketName, 0) if *size == 0 => Value::Empty,
            _ => Value::Raw(payload),
        },
        Kind::MessageType => {
            let id = wire::u16(payload, tape.endian).map_or(0, |(_, id)| id);
            Value::MessageType(id, message_name(tape, id))
        }
        Kind::Gloss(of, _) => of_kind(of, payload, attribute, tape),
        Kind::Raw => Value::Raw(payload),
        _ => Value::Empty,
    }
}

/// Returns the name of a message type of the tape's protocol, control messages included. Of generic netlink these are families;
/// what a message is called is its command's name, [`Tape::message`].
#[must_use]
pub fn message_name(tape: &Tape, id: u16) -> Option<&str> {
    if let Some(owner) = tape.owner.as_ref().filter(|owner| owner.id == id) {
        return owner.name();
    }
    let of_family = tape.family.and_then(|family| family.message(id));
    of_family.or_else(|| control::MESSAGES.iter().find(|msg| msg.id == id)).map(|msg| msg.name)
}

/// Returns the error of an `NLMSG_ERROR` or `NLMSG_DONE`: 0 or a negative errno. `None` for other messages.
#[must_use]
pub fn error(message: &[u8], tape: &Tape) -> Option<i64> {
    let found = tape.message?;
    let is_control = matches!(found.id, control::NLMSG_ERROR | control::NLMSG_DONE)
        && control::MESSAGES.iter().any(|known| core::ptr::eq(known, found));
    let field = tape.body().first().filter(|_| is_control)?;
    match read(field, message, tape) {
        Value::Integer(integer) if matches!(integer.show, Show::Errno) => Some(integer.as_signed()),
        _ => None,
    }
}

#[inline]
fn sign_extend(raw: u64, width: u8) -> u64 {
    let unused = 64 - 8 * u32::from(width.clamp(1, 8));
    let shifted = i64::from_ne_bytes((raw << unused).to_ne_bytes()) >> unused;
    u64::from_ne_bytes(shifted.to_ne_bytes())
}

/// Returns the names of the bits set in `raw`, ascending, and the bits that have no name.
///
/// A mask of several bits replaces their names if all are set: `NLM_F_DUMP`, not `NLM_F_ROOT|NLM_F_MATCH`.
pub fn flags(names: &'static Names, raw: u64) -> (impl Iterator<Item = &'static str> + Clone + use<>, u64) {
    let mut rest = raw;
    let mut chosen = 0u64;
    for (at, (mask, _)) in names.entries().iter().enumerate().rev() {
        if *mask != 0 && rest & mask == *mask {
            rest &= !mask;
            chosen |= 1u64.checked_shl(u32::try_from(at).unwrap_or(u32::MAX)).unwrap_or(0);
        }
    }
    let entries = names.entries().iter().enumerate();
    (
        entries.filter(move |(at, _)| chosen >> (at & 63) & 1 == 1 && *at < 64).map(|(_, (_, name))| *name),
        rest,
    )
}

/// A value in some bits of an integer.
#[derive(Clone, Copy, Debug)]
pub struct Bits {
    /// Its name; empty for set bits that have none.
    pub name: &'static str,
    /// Its lowest bit in the integer.
    pub low: u32,
    /// How many bits it takes.
    pub wide: u32,
    /// The value.
    pub value: Integer,
}

/// Returns the values packed into an integer, in the order in which they are declared. Bits without a name are among them where
/// one of them is set: a newer kernel may give them a meaning.
pub fn bits(parts: &'static [Part], integer: &Integer) -> impl Iterator<Item = Bits> + Clone + use<> {
    let from_top = matches!(integer.show, Show::BitFields(_)) && integer.endian == Endian::Big;
    let width = 8 * u32::from(integer.width);
    let endian = integer.endian;
    let raw = integer.raw;
    let bytes = integer.width;
    let used: u32 = parts.iter().map(|part| u32::from(part.bits)).sum();
    let declared = parts.iter().map(|part| (part.name, u32::from(part.bits), part.show, part.order));
    let rest = ("", width.saturating_sub(used), Show::Hex, Order::Host);
    let mut at = 0u32;
    declared.chain([rest]).filter_map(move |(name, wide, show, order)| {
        let low = if from_top { width.saturating_sub(at + wide) } else { at };
        at += wide;
        if wide == 0 {
            return None;
        }
        let mask = u64::MAX.checked_shr(64 - wide.min(64)).unwrap_or(u64::MAX);
        let value = raw.checked_shr(low).unwrap_or(0) & mask;
        let swapped = matches!((order, endian), (Order::Big, Endian::Little) | (Order::Little, Endian::Big));
        let value =
            if swapped { value.swap_bytes().checked_shr(64 - wide.min(64)).unwrap_or(0) } else { value };
        let show = if name.is_empty() { Show::Hex } else { show };
        let value = Integer { raw: value, signed: false, width: bytes, show, endian };
        (!name.is_empty() || value.raw != 0).then_some(Bits { name, low, wide, value })
    })
}

/// Returns the same as [`bits`], without the positions of the bits.
pub fn parts(
    parts: &'static [Part],
    integer: &Integer,
) -> impl Iterator<Item = (&'static str, Integer)> + Clone + use<> {
    bits(parts, integer).map(|bits| (bits.name, bits.value))
}

/// Returns whether bits are set that have no name among the values packed into an integer.
#[must_use]
pub fn nameless(integer: &Integer) -> bool {
    match integer.show {
        Show::Parts(list) | Show::BitFields(list) => {
            bits(list, integer).any(|bits| bits.name.is_empty() || nameless(&bits.value))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{names, part};

    static BITS: Names = names(&[(1, "A"), (2, "B"), (4, "C"), (6, "BC"), (0x80, "H")]);

    #[test]
    fn a_mask_of_several_bits_stands_for_them() {
        let (found, rest) = flags(&BITS, 0x16 | 0x80);
        assert_eq!(found.collect::<Vec<_>>(), ["BC", "H"]);
        assert_eq!(rest, 0x10);
        let (found, rest) = flags(&BITS, 5);
        assert_eq!(found.collect::<Vec<_>>(), ["A", "C"]);
        assert_eq!(rest, 0);
    }

    static SCALES: [Part; 2] = [part("snd", 4, Show::Dec), part("rcv", 4, Show::Dec)];

    #[test]
    fn bit_fields_lie_the_other_way_round_on_a_big_endian_machine() {
        for (endian, expected) in [(Endian::Little, [0xa, 0x7]), (Endian::Big, [0x7, 0xa])] {
            let show = Show::BitFields(&SCALES);
            let integer = Integer { raw: 0x7a, signed: false, width: 1, show, endian };
            let values: Vec<u64> = parts(&SCALES, &integer).map(|(_, part)| part.raw).collect();
            assert_eq!(values, expected);
        }
    }

    static LIMITS: [Part; 2] = [part("limited", 1, Show::Bool), part("", 5, Show::Dec)];

    /// Bits that the list leaves without a name, or does not reach, are there where they are set.
    #[test]
    fn bits_without_a_name_are_there_where_they_are_set() {
        let parts = |raw, endian| {
            let integer = Integer { raw, signed: false, width: 1, show: Show::BitFields(&LIMITS), endian };
            let parts = bits(&LIMITS, &integer);
            let parts: Vec<_> = parts.map(|bits| (bits.name, bits.low, bits.wide, bits.value.raw)).collect();
            (parts, nameless(&integer))
        };
        assert_eq!(parts(1, Endian::Little), (vec![("limited", 0, 1, 1)], false));
        assert_eq!(parts(0x06, Endian::Little), (vec![("limited", 0, 1, 0), ("", 1, 5, 3)], true));
        assert_eq!(parts(0x81, Endian::Little), (vec![("limited", 0, 1, 1), ("", 6, 2, 2)], true));
        assert_eq!(parts(0xfc, Endian::Big).0, [("limited", 7, 1, 1), ("", 2, 5, 31)]);
        assert_eq!(parts(0x03, Endian::Big).0, [("limited", 7, 1, 0), ("", 0, 2, 3)]);
    }

    static INFO: [Part; 2] =
        [crate::schema::part_be("protocol", 16, Show::Hex), part("priority", 16, Show::Dec)];

    #[test]
    fn a_part_may_have_a_byte_order_of_its_own() {
        for (endian, raw) in [(Endian::Little, 0x0007_0008), (Endian::Big, 0x0007_0800)] {
            let integer = Integer { raw, signed: false, width: 4, show: Show::Parts(&INFO), endian };
            let values: Vec<u64> = parts(&INFO, &integer).map(|(_, part)| part.raw).collect();
            assert_eq!(values, [0x0800, 7]);
        }
    }

    #[test]
    fn a_socket_has_a_name_of_any_length() {
        let tape = Tape::new();
        static NAME: Kind = crate::schema::SOCKET_NAME;
        assert!(matches!(of_kind(&NAME, b"\0a", 0, &tape), Value::Bytes(Look::SocketName, b"\0a")));
        assert!(matches!(of_kind(&NAME, b"", 0, &tape), Value::Empty));
    }

    #[test]
    fn an_error_is_negative() {
        let number = |raw: i64| Integer {
            raw: raw.cast_unsigned(),
            signed: true,
            width: 4,
            show: Show::Errno,
            endian: Endian::NATIVE,
        };
        assert_eq!(number(-22).name(), Some("EINVAL"));
        assert_eq!(number(22).name(), None);
        assert_eq!(number(0).name(), None);
    }

    #[test]
    fn negative_numbers_of_every_width() {
        assert_eq!(sign_extend(0xff, 1), u64::MAX);
        assert_eq!(sign_extend(0x7f, 1), 0x7f);
        assert_eq!(sign_extend(0xffff_ffea, 4), (-22i64).cast_unsigned());
    }
}
