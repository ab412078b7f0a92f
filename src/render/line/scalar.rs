//! Scalars in a line: integers and their names, addresses, times, errors.

use nltrace_decoders::names;
use nltrace_decoders::schema::{Kind, Look, Order, Show, Unit};
use nltrace_decoders::tape::{Field, Role};
use nltrace_decoders::value::{Integer, parts};
use nltrace_decoders::wire::{self, Endian, NLA_F_NET_BYTEORDER};

use super::over::{self, How};
use super::pen::{self, Base, Comment, Pen};
use super::scene::Scene;
use crate::render::text;

/// Writes an address or identifier. In a struct an IPv6 address is written with the member that holds it.
pub(super) fn bytes(look: Look, bytes: &[u8], name: Option<&str>, pen: &mut Pen) {
    let of = if look == Look::Ip4Of16 { bytes.get(..4).unwrap_or(bytes) } else { bytes };
    if pen.constants != pen::Constants::Abbrev {
        pen.hex_string(of, of.len());
        if pen.constants == pen::Constants::Raw {
            return;
        }
        pen.say(" /* ");
    }
    pen.say(match look {
        Look::Ip4 | Look::Ip4Of16 => "inet_addr(\"",
        Look::Ip6 => "inet_pton(AF_INET6, \"",
        _ => "",
    });
    text::bytes(look, bytes, &mut pen.text);
    match (look, name) {
        (Look::Ip4 | Look::Ip4Of16, _) | (Look::Ip6, None) => pen.say("\")"),
        (Look::Ip6, Some(name)) => pen.write(format_args!("\", &{name})")),
        _ => (),
    }
    if pen.constants == pen::Constants::Verbose {
        pen.say(" */");
    }
}

pub(super) fn integer(
    scene: &Scene<'_>,
    field: &Field,
    kind: &'static Kind,
    start: usize,
    end: usize,
    how: &'static [How],
    pen: &mut Pen,
) {
    let Kind::Int { signed, order, show, .. } = kind else { return };
    let bytes = scene.slice(start, end);
    let is_attribute = field.role == Role::Attribute;
    let endian = match order {
        Order::Big => Endian::Big,
        Order::Little => Endian::Little,
        Order::Host if is_attribute && field.index & NLA_F_NET_BYTEORDER != 0 => Endian::Big,
        Order::Host => scene.tape.endian,
    };
    let unsigned = wire::uint(bytes, endian).unwrap_or(0);
    let width = u8::try_from(bytes.len()).unwrap_or(8);
    let wrap = match (order, bytes.len()) {
        (Order::Big, 2) => Some("htons("),
        (Order::Big, 4) => Some("htonl("),
        (Order::Big, 8) => Some("htobe64("),
        _ => None,
    };
    let is_signed = *signed;
    let unused = 64 - 8 * u32::from(width.clamp(1, 8));
    let raw =
        if is_signed { ((unsigned << unused).cast_signed() >> unused).cast_unsigned() } else { unsigned };
    if let Some(wrap) = wrap {
        pen.say(wrap);
    }
    number(
        scene,
        &Integer { raw, signed: is_signed, width, show: *show, endian: scene.tape.endian },
        unsigned,
        is_attribute,
        how,
        pen,
    );
    if wrap.is_some() {
        pen.say(")");
    }
}

fn number(
    scene: &Scene<'_>,
    integer: &Integer,
    unsigned: u64,
    is_attribute: bool,
    how: &'static [How],
    pen: &mut Pen,
) {
    for how in how {
        match how {
            How::Names(names) => {
                let name = names.get(unsigned);
                let derived = if name.is_none() { pen::unknown(names) } else { None };
                return pen.constant(unsigned, name, derived.as_deref(), Base::Hex);
            }
            How::Commands(own) => {
                let names = if let Show::Name(names) = integer.show { names } else { *own };
                let name = names.get(unsigned);
                let derived = if name.is_none() { pen::unknown_of_first(names) } else { None };
                return pen.constant(unsigned, name, derived.as_deref(), Base::Hex);
            }
            How::Flags(names) => return pen.flags(unsigned, names, Comment::Common(names)),
            How::Shifts(less) => {
                let Show::Flags(names) = integer.show else { continue };
                return pen.shifted(unsigned, names, *less);
            }
            How::Id if unsigned == u64::from(u32::MAX) => return pen.say("-1"),
            How::Device => {
                return pen.write(format_args!("makedev({:#x}, {:#x})", unsigned >> 20, unsigned & 0xf_ffff));
            }
            How::Descriptor => {
                let fd = i32::try_from(integer.raw.cast_signed()).unwrap_or(-1);
                pen.number(integer.raw, if integer.signed { Base::Signed } else { Base::Decimal });
                if let Some(file) = (scene.descriptor)(fd) {
                    pen.file(&file);
                }
                return;
            }
            How::Padded => return pen.write(format_args!("{unsigned:#08x}")),
            How::Ticks(a_second) => return clock(unsigned, *a_second, pen),
            _ => (),
        }
    }
    if over::has(how, &How::Commented) && pen.constants == pen::Constants::Abbrev {
        pen.constants = pen::Constants::Verbose;
        meant(scene, integer, unsigned, is_attribute, how, pen);
        pen.constants = pen::Constants::Abbrev;
        return;
    }
    meant(scene, integer, unsigned, is_attribute, how, pen);
}

/// Writes a number by its meaning.
fn meant(
    scene: &Scene<'_>,
    integer: &Integer,
    unsigned: u64,
    is_attribute: bool,
    how: &'static [How],
    pen: &mut Pen,
) {
    let plain = if integer.signed { Base::Signed } else { Base::Decimal };
    let last = how.iter().find_map(|how| match how {
        How::UpTo(last) => Some(*last),
        _ => None,
    });
    let is_newer = last.is_some_and(|last| unsigned > last);
    let forced = how.iter().find_map(|how| match how {
        How::Decimal => Some(Base::Decimal),
        How::Hex => Some(Base::Hex),
        _ => None,
    });
    if let Some(base) = forced {
        return pen.number(unsigned, base);
    }
    let comment = how.iter().find_map(|how| match how {
        How::Unknown(comment) => Some(Some(*comment)),
        How::Bare => Some(None),
        _ => None,
    });
    match integer.show {
        Show::Hex => pen.hex(unsigned),
        Show::Name(_) if unsigned == 0 && over::has(how, &How::ZeroIsNone) => pen.say("0"),
        Show::Name(names) => {
            let name = integer.name().filter(|_| !is_newer);
            let derived = if name.is_none() && comment.is_none() { pen::unknown(names) } else { None };
            pen.constant(unsigned, name, comment.unwrap_or(derived.as_deref()), Base::Hex);
        }
        Show::Flags(names) => {
            let none = how.iter().find_map(|how| match how {
                How::None(name) => Some(*name),
                _ => None,
            });
            match none.filter(|_| unsigned == 0) {
                Some(name) => pen.constant(0, Some(name), None, Base::Hex),
                None => pen.flags(
                    unsigned,
                    names,
                    match comment {
                        None => Comment::Common(names),
                        Some(None) => Comment::None,
                        Some(Some(words)) => Comment::Words(words),
                    },
                ),
            }
        }
        Show::Interface => interface(scene, integer, plain, pen),
        Show::Errno => errno(integer.as_signed(), pen),
        Show::Unit(Unit::ClockTicks) if is_attribute => clock(unsigned, 100, pen),
        Show::Parts(list) | Show::BitFields(list) => {
            pen.say("{");
            for (at, (name, part)) in parts(list, integer).enumerate() {
                if at > 0 {
                    pen.say(", ");
                }
                if name.is_empty() {
                    nameless(&part, pen);
                    continue;
                }
                pen.say(name);
                pen.say("=");
                number(scene, &part, part.raw, is_attribute, &[], pen);
            }
            pen.say("}");
        }
        Show::Device => pen.hex(unsigned),
        Show::Dec | Show::Handle | Show::Unit(_) | Show::Bool => pen.number(integer.raw, plain),
    }
}

fn interface(scene: &Scene<'_>, integer: &Integer, plain: Base, pen: &mut Pen) {
    let index = u32::try_from(integer.raw & u64::from(u32::MAX)).unwrap_or(0);
    let name = if index == 0 { None } else { (scene.interface)(index) };
    match (pen.constants, name) {
        (pen::Constants::Raw, _) | (_, None) => pen.number(integer.raw, plain),
        (constants, Some(name)) => {
            if constants == pen::Constants::Verbose {
                pen.number(integer.raw, plain);
                pen.say(" /* ");
            }
            pen.say("if_nametoindex(");
            pen.quoted(name.as_bytes(), None);
            pen.say(")");
            if constants == pen::Constants::Verbose {
                pen.say(" */");
            }
        }
    }
}

/// Returns the bit-fields of a member without a name: those that are set. False where it has none.
pub(super) fn unnamed(scene: &Scene<'_>, field: &Field, is_first: &mut bool, pen: &mut Pen) -> bool {
    let Kind::Int { show: show @ (Show::Parts(list) | Show::BitFields(list)), width, .. } = field.kind else {
        return false;
    };
    let bytes = scene.slice(field.start as usize, field.end());
    let raw = wire::uint(bytes, scene.tape.endian).unwrap_or(0);
    let whole = Integer { raw, signed: false, width: *width, show: *show, endian: scene.tape.endian };
    for (name, part) in parts(list, &whole).filter(|(_, part)| part.raw != 0) {
        if !std::mem::take(is_first) {
            pen.say(", ");
        }
        if name.is_empty() {
            nameless(&part, pen);
            continue;
        }
        pen.say(name);
        pen.say("=");
        number(scene, &part, part.raw, false, &[], pen);
    }
    true
}

/// Bits that no name is known for.
fn nameless(part: &Integer, pen: &mut Pen) {
    pen.hex(part.raw);
    pen.say(" /* ??? */");
}

/// Writes clock ticks, and how many seconds that is.
fn clock(ticks: u64, a_second: u16, pen: &mut Pen) {
    pen.decimal(ticks);
    if ticks > 0 && pen.constants != pen::Constants::Raw {
        let (whole, part) = (ticks / u64::from(a_second), ticks % u64::from(a_second));
        let digits = if a_second == 1000 { 3 } else { 2 };
        pen.write(format_args!(" /* {whole}.{part:0digits$} s */"));
    }
}

/// Writes 0 or a negative error number.
pub(super) fn errno(number: i64, pen: &mut Pen) {
    let name = names::errno(number.unsigned_abs()).filter(|_| number < 0 && number > -4096);
    match (name, pen.constants) {
        (Some((name, _)), pen::Constants::Abbrev) => pen.write(format_args!("-{name}")),
        (Some((name, _)), pen::Constants::Verbose) => pen.write(format_args!("{number} /* -{name} */")),
        _ => pen.write(format_args!("{number}")),
    }
}
