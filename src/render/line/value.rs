//! Values in a line: integers, addresses, structs, by what the tape says they are.

use nltrace_decoders::names;
use nltrace_decoders::schema::{Kind, Look, Order, Show, Struct, Unit};
use nltrace_decoders::tape::{Field, Role};
use nltrace_decoders::value::{Integer, parts};
use nltrace_decoders::wire::{self, Endian, NLA_F_NET_BYTEORDER, align};

use super::message::{self, List, Scene, Types, is_member, is_unknown, key, raw};
use super::over::{self, How};
use super::pen::{self, Base, Pen};
use crate::render::text;

/// The payload of an attribute.
pub(super) fn attribute(scene: &Scene<'_>, at: usize, start: usize, end: usize, pen: &mut Pen) {
    let field = &scene.fields()[at];
    let how = over::of(field.name);
    if is_unknown(field) || how.contains(&How::Bytes) || over::is_stranger(field) {
        return raw(scene, start, end, pen);
    }
    if how.contains(&How::Text) {
        return string(scene, start, end, pen);
    }
    if how.contains(&How::Numbers) {
        return numbers(scene, start, end, pen);
    }
    if how.contains(&How::Longs) {
        return longs(scene, start, end, pen);
    }
    if how.contains(&How::Doubtful) && message::is_no_list(scene, start, end) {
        return raw(scene, start, end, pen);
    }
    if how.contains(&How::U32) {
        static NUMBER: Kind = nltrace_decoders::schema::U32;
        return of_kind(scene, at, &NUMBER, start, end, how, pen);
    }
    of_kind(scene, at, field.kind, start, end, how, pen);
}

fn of_kind(
    scene: &Scene<'_>,
    at: usize,
    kind: &'static Kind,
    start: usize,
    end: usize,
    how: &'static [How],
    pen: &mut Pen,
) {
    let field = &scene.fields()[at];
    let len = end - start;
    match kind {
        Kind::Int { width, .. } => {
            let is_ticks = matches!(kind, Kind::Int { show: Show::Unit(Unit::ClockTicks), .. });
            let is_any = *width == 0 || is_ticks || how.contains(&How::AnyLength);
            let width = if is_any { len } else { (*width).into() };
            if len < width || width > 8 {
                raw(scene, start, end, pen);
            } else if scene.is_there(start, width) {
                integer(scene, field, kind, start, start + width, how, pen);
            } else {
                pen.address(scene.addr(start));
            }
        }
        Kind::Text { .. } => string(scene, start, end, pen),
        Kind::Bytes { look, .. } => {
            let need = match look {
                Look::Ip4 => 4,
                Look::Ip6 | Look::Ip4Of16 => 16,
                Look::Mac => len,
                Look::Opaque | Look::SocketName => return raw(scene, start, end, pen),
            };
            if len < need || (*look == Look::Mac && len > 32) {
                raw(scene, start, end, pen);
            } else if scene.is_there(start, need) {
                bytes(*look, scene.slice(start, start + need), None, pen);
            } else {
                pen.address(scene.addr(start));
            }
        }
        Kind::Struct(of) => structure(scene, at, of, start, end, pen),
        Kind::Nest(set) => {
            let list = below(scene, at, start, end);
            message::attributes(scene, &list, &Types::Set(set), pen);
        }
        Kind::List(of) => {
            let list = below(scene, at, start, end);
            message::attributes(scene, &list, &Types::Names(of.names), pen);
        }
        Kind::Array(array) => message::array(scene, at, array, start, end, pen),
        Kind::Records { of, .. } => records(scene, at, of, start, end, pen),
        Kind::Gloss(of, _) => of_kind(scene, at, of, start, end, how, pen),
        Kind::Sized { of, .. } => of_kind(scene, at, of, start, end, how, pen),
        _ => raw(scene, start, end, pen),
    }
}

fn below(scene: &Scene<'_>, at: usize, start: usize, end: usize) -> List {
    let field = &scene.fields()[at];
    let depth = field.depth + 1;
    List { lo: at + 1, hi: scene.end_of(at), depth, start, end }
}

/// A string that ends with a NUL.
fn string(scene: &Scene<'_>, start: usize, end: usize, pen: &mut Pen) {
    let len = end - start;
    if !scene.is_there(start, len.min(pen.limit + 1)) {
        return pen.address(scene.addr(start));
    }
    pen.string(scene.slice(start, end.min(scene.readable)), len);
}

/// A list of `unsigned long`.
fn longs(scene: &Scene<'_>, start: usize, end: usize, pen: &mut Pen) {
    let count = (end - start) / 8;
    if count == 0 {
        return raw(scene, start, end, pen);
    }
    if !scene.is_there(start, 8) {
        return pen.address(scene.addr(start));
    }
    pen.say("[");
    for index in 0..count {
        let at = start + 8 * index;
        if index > 0 {
            pen.say(", ");
        }
        if index >= pen.limit && !pen.verbose {
            pen.say("...");
            break;
        }
        if !scene.is_there(at, 8) {
            pen.hole(scene.addr(at));
            break;
        }
        pen.hex(wire::uint(scene.slice(at, at + 8), scene.tape.endian).unwrap_or(0));
    }
    pen.say("]");
}

/// Bytes as a list of numbers.
fn numbers(scene: &Scene<'_>, start: usize, end: usize, pen: &mut Pen) {
    if !scene.is_there(start, 1) {
        return pen.address(scene.addr(start));
    }
    pen.say("[");
    for at in start..end {
        if at > start {
            pen.say(", ");
        }
        if at - start >= pen.limit && !pen.verbose {
            pen.say("...");
            break;
        }
        if !scene.is_there(at, 1) {
            pen.hole(scene.addr(at));
            break;
        }
        pen.decimal(scene.slice(at, at + 1).first().copied().unwrap_or(0).into());
    }
    pen.say("]");
}

/// A struct, and what follows it in the same payload.
fn structure(scene: &Scene<'_>, at: usize, of: &'static Struct, start: usize, end: usize, pen: &mut Pen) {
    let len = end - start;
    let how = over::of(of.name);
    let least = how.iter().find_map(|how| match how {
        How::Least(least) => Some(*least),
        _ => None,
    });
    if len < least.unwrap_or(of.oldest) {
        let first = of.fields.first().and_then(|row| row.kind.width());
        if how.contains(&How::FirstAlone)
            && first.is_some_and(|width| width <= len)
            && let Some(part) = scene
                .parts(at + 1, scene.end_of(at), scene.fields()[at].depth + 1)
                .find(|part| is_member(&scene.fields()[*part], end))
        {
            return match first.filter(|width| scene.is_there(start, *width)) {
                Some(_) => inline(
                    scene,
                    part,
                    scene.fields()[part].kind,
                    over::of(scene.fields()[at].name),
                    None,
                    pen,
                ),
                None => pen.address(scene.addr(start)),
            };
        }
        return raw(scene, start, end, pen);
    }
    let size = len.min(of.size);
    if !scene.is_there(start, size) {
        return pen.address(scene.addr(start));
    }
    let depth = scene.fields()[at].depth + 1;
    let parts: Vec<usize> = scene.parts(at + 1, scene.end_of(at), depth).collect();
    let tail = start + align(of.size);
    let has_tail =
        !of.tail.is_empty() && (if how.contains(&How::TailInside) { start + of.size } else { tail }) < end;
    let has_brackets = has_tail && !how.contains(&How::TailInside) && !how.contains(&How::NoBrackets);
    if has_brackets {
        pen.say("[");
    }
    let is_bare = how.contains(&How::Bare1);
    if let Some(part) =
        parts.iter().copied().find(|part| is_member(&scene.fields()[*part], end)).filter(|_| is_bare)
    {
        inline(scene, part, scene.fields()[part].kind, &[], None, pen);
    } else {
        pen.say("{");
        members(scene, &parts, of, start + of.size, pen);
        let inside =
            parts.iter().copied().find(|part| scene.fields()[*part].start as usize >= start + of.size);
        if let Some(part) = inside.filter(|_| how.contains(&How::TailInside)) {
            pen.say(", ");
            member(scene, part, of, pen);
            pen.say("}");
            return;
        }
        pen.say("}");
    }
    if how.contains(&How::Rest) && start + of.size < end {
        pen.say(", ");
        raw(scene, start + of.size, end, pen);
    }
    if has_tail {
        for part in parts.iter().copied().filter(|part| !is_member(&scene.fields()[*part], start + of.size)) {
            let field = &scene.fields()[part];
            if matches!(field.role, Role::Padding | Role::AttributeHeader) {
                continue;
            }
            if field.role == Role::Attribute {
                pen.say(", ");
                let types = match of.tail.last().map(|row| row.kind) {
                    Some(Kind::Nest(set)) => Types::Set(set),
                    Some(Kind::List(list)) => Types::Names(list.names),
                    _ => Types::None,
                };
                let list = List { lo: part, hi: scene.end_of(at), depth, start: field.start as usize, end };
                message::attributes(scene, &list, &types, pen);
                break;
            }
            pen.say(", ");
            of_kind(scene, part, field.kind, field.start as usize, field.end(), &[], pen);
        }
    }
    if has_brackets {
        pen.say("]");
    }
}

/// Structs with lengths of their own, each with what follows it.
fn records(scene: &Scene<'_>, at: usize, of: &'static Struct, start: usize, end: usize, pen: &mut Pen) {
    if end - start < of.size {
        return raw(scene, start, end, pen);
    }
    let fields = scene.fields();
    let depth = fields[at].depth + 1;
    let parts =
        scene.parts(at + 1, scene.end_of(at), depth).filter(|part| fields[*part].role == Role::Element);
    let (mut is_list, mut next) = (false, start);
    for part in parts {
        let field = &fields[part];
        let from = field.start as usize;
        if from > start {
            pen.say(", ");
        }
        if !scene.is_there(from, of.size) {
            pen.address(scene.addr(from));
            next = end;
            break;
        }
        if from == start && field.end() < end {
            pen.say("[");
            is_list = true;
        }
        structure(scene, part, of, from, field.end(), pen);
        next = end.min(start + align(field.end() - start));
    }
    if next == start {
        // It claims less than its own length: it is shown, and ends the list.
        is_list = true;
        pen.say("[{");
        let mut from = start;
        for (index, row) in of.fields.iter().enumerate() {
            let Kind::Int { width, .. } = row.kind else { break };
            let to = from + usize::from(width);
            if index > 0 {
                pen.say(", ");
            }
            pen.say(row.name);
            pen.say("=");
            integer(
                scene,
                &fields[at],
                &row.kind,
                from,
                to,
                over::of(&format!("{}.{}", of.name, row.name)),
                pen,
            );
            from = to;
        }
        pen.say("}");
    }
    if is_list {
        pen.say("]");
    }
}

/// The members of a struct that can be read, with their names.
pub(super) fn members(scene: &Scene<'_>, parts: &[usize], of: &Struct, end: usize, pen: &mut Pen) {
    let mut is_first = true;
    for part in parts {
        let field = &scene.fields()[*part];
        if !is_member(field, end) || is_hidden(scene, of, field) {
            continue;
        }
        if !is_first {
            pen.say(", ");
        }
        is_first = false;
        member(scene, *part, of, pen);
    }
}

fn is_hidden(scene: &Scene<'_>, of: &Struct, field: &Field) -> bool {
    let how = over::of(&key(of, field));
    let is_zero = scene.slice(field.start as usize, field.end()).iter().all(|byte| *byte == 0);
    let is_pad = matches!(field.kind, Kind::Pad { .. });
    let is_reserved = how.contains(&How::Reserved) || how.contains(&How::ReservedBytes);
    how.contains(&How::Hidden)
        || (is_pad && !is_reserved && !how.contains(&How::Shown))
        || (is_zero && (is_reserved || how.contains(&How::NotZero)))
}

/// A member of a struct, with its name.
pub(super) fn member(scene: &Scene<'_>, at: usize, of: &Struct, pen: &mut Pen) {
    let field = &scene.fields()[at];
    let how = over::of(&key(of, field));
    let name = how.iter().find_map(|how| match how {
        How::Named(name) => Some(*name),
        _ => None,
    });
    // An IPv6 address is a call that names the member itself.
    if !matches!(field.kind, Kind::Bytes { look: Look::Ip6, .. }) || pen.constants == pen::Constants::Raw {
        pen.say(name.unwrap_or(field.name));
        pen.say("=");
    }
    let sized = how.iter().find_map(|how| match how {
        How::Sized(by) => Some(*by),
        _ => None,
    });
    if let Some(by) = sized {
        let before = scene.fields()[..at].iter().rev().find(|before| before.name == by);
        let len = before.map_or(0, |by| {
            wire::uint(scene.slice(by.start as usize, by.end()), scene.tape.endian).unwrap_or(0)
        });
        let start = field.start as usize;
        let room = scene
            .fields()
            .get(at + 1)
            .map_or(field.end(), |next| if next.depth == field.depth { next.end() } else { field.end() });
        return raw(scene, start, room.min(start.saturating_add(usize::try_from(len).unwrap_or(0))), pen);
    }
    inline(scene, at, field.kind, how, Some(field.name), pen);
}

/// An instruction of a packet filter, as the macro that makes it.
fn instruction(scene: &Scene<'_>, at: usize, pen: &mut Pen) {
    let start = scene.fields()[at].start as usize;
    let bytes = scene.slice(start, start + 8);
    let (Some(code), [_, _, jt, jf, ..]) = (scene.fields().get(at + 1), bytes) else { return };
    let jumps = (*jt, *jf) != (0, 0);
    pen.say(if jumps { "BPF_JUMP(" } else { "BPF_STMT(" });
    inline(scene, at + 1, code.kind, &[], None, pen);
    pen.say(", ");
    let k = scene.u32(start + 4);
    const SKF_AD_OFF: u32 = 0xffff_f000;
    let ancillary = k.checked_sub(SKF_AD_OFF).and_then(|k| nltrace_decoders::bpf::SKF_AD.get(k.into()));
    match ancillary {
        Some(name) => pen.constant(k.into(), Some(&format!("SKF_AD_OFF+{name}")), None, Base::Hex),
        None => pen.hex(k.into()),
    }
    if jumps {
        pen.write(format_args!(", {jt:#x}, {jf:#x}"));
    }
    pen.say(")");
}

/// An element of an array.
pub(super) fn element(scene: &Scene<'_>, at: usize, of: &str, pen: &mut Pen) {
    inline(scene, at, scene.fields()[at].kind, over::of(of), None, pen);
}

fn inline(
    scene: &Scene<'_>,
    at: usize,
    kind: &'static Kind,
    how: &'static [How],
    name: Option<&str>,
    pen: &mut Pen,
) {
    let field = &scene.fields()[at];
    let (start, end) = (field.start as usize, field.end());
    if how.contains(&How::Numbers) {
        return numbers(scene, start, end, pen);
    }
    if how.contains(&How::Bytes) || how.contains(&How::ReservedBytes) {
        return raw(scene, start, end, pen);
    }
    match kind {
        Kind::Int { .. } => integer(scene, field, kind, start, end, how, pen),
        Kind::Text { .. } => {
            let bytes = scene.slice(start, end);
            let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
            let shown = text.get(..pen.limit).unwrap_or(text);
            pen.quoted(shown, text.get(shown.len()).copied());
            if text.len() == bytes.len() || shown.len() < text.len() {
                pen.say("...");
            }
        }
        Kind::Bytes { look: Look::Opaque, .. } => raw(scene, start, end, pen),
        Kind::Bytes { look, .. } => {
            let len = match look {
                Look::Ip4 => 4,
                Look::Ip6 | Look::Ip4Of16 => 16,
                _ => end - start,
            };
            bytes(*look, scene.slice(start, start + len), name, pen);
        }
        Kind::Struct(of) if over::of(of.name).contains(&How::Instruction) => instruction(scene, at, pen),
        Kind::Struct(of) => {
            let parts: Vec<usize> = scene.parts(at + 1, scene.end_of(at), field.depth + 1).collect();
            pen.say("{");
            members(scene, &parts, of, end, pen);
            pen.say("}");
        }
        Kind::Array(array) => message::array(scene, at, array, start, end, pen),
        Kind::Gloss(of, _) => inline(scene, at, of, how, name, pen),
        Kind::Pad { .. } if end - start <= 8 => {
            let number = wire::uint(scene.slice(start, end), scene.tape.endian).unwrap_or(0);
            if how.contains(&How::Shown) { pen.decimal(number) } else { pen.hex(number) }
        }
        _ => raw(scene, start, end, pen),
    }
}

/// An address or identifier. In a struct an IPv6 address is written with the member that holds it.
pub(super) fn bytes(look: Look, bytes: &[u8], name: Option<&str>, pen: &mut Pen) {
    let mut address = String::new();
    text::bytes(look, bytes, &mut address);
    let of = if look == Look::Ip4Of16 { bytes.get(..4).unwrap_or(bytes) } else { bytes };
    if pen.constants != pen::Constants::Abbrev {
        pen.hex_string(of, of.len());
        if pen.constants == pen::Constants::Raw {
            return;
        }
        pen.say(" /* ");
    }
    match (look, name) {
        (Look::Ip4 | Look::Ip4Of16, _) => pen.write(format_args!("inet_addr(\"{address}\")")),
        (Look::Ip6, Some(name)) => {
            pen.write(format_args!("inet_pton(AF_INET6, \"{address}\", &{name})"));
        }
        (Look::Ip6, None) => pen.write(format_args!("inet_pton(AF_INET6, \"{address}\")")),
        _ => pen.say(&address),
    }
    if pen.constants == pen::Constants::Verbose {
        pen.say(" */");
    }
}

fn integer(
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
    let wrap = wrap.filter(|_| !how.contains(&How::Plain));
    let is_signed = *signed || how.contains(&How::Signed);
    let unused = 64 - 8 * u32::from(width.clamp(1, 8));
    let raw =
        if is_signed { ((unsigned << unused).cast_signed() >> unused).cast_unsigned() } else { unsigned };
    if let Some(wrap) = wrap {
        pen.say(wrap);
    }
    number(scene, &Integer { raw, signed: is_signed, width, show: *show }, unsigned, is_attribute, how, pen);
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
                let derived = pen::unknown(names);
                return pen.constant(unsigned, names.get(unsigned), derived.as_deref(), Base::Hex);
            }
            How::Flags(names) => {
                let derived = pen::unknown(names);
                return pen.flags(unsigned, names, derived.as_deref());
            }
            How::Shifts(less) => {
                let Show::Flags(names) = integer.show else { continue };
                return pen.shifted(unsigned, names, *less);
            }
            How::Id if unsigned == u64::from(u32::MAX) => return pen.say("-1"),
            How::Device => {
                return pen.write(format_args!("makedev({:#x}, {:#x})", unsigned >> 20, unsigned & 0xf_ffff));
            }
            How::Ticks(a_second) => return clock(unsigned, *a_second, pen),
            _ => (),
        }
    }
    if how.contains(&How::Commented) && pen.constants == pen::Constants::Abbrev {
        pen.constants = pen::Constants::Verbose;
        meant(scene, integer, unsigned, is_attribute, how, pen);
        pen.constants = pen::Constants::Abbrev;
        return;
    }
    meant(scene, integer, unsigned, is_attribute, how, pen);
}

/// A number as what it stands for.
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
        How::Signed => Some(Base::Signed),
        How::Hex => Some(Base::Hex),
        _ => None,
    });
    if let Some(base) = forced {
        return pen.number(if base == Base::Signed { integer.raw } else { unsigned }, base);
    }
    let comment = how.iter().find_map(|how| match how {
        How::Unknown(comment) => Some(Some(*comment)),
        How::Bare => Some(None),
        _ => None,
    });
    match integer.show {
        Show::Hex => pen.hex(unsigned),
        Show::Name(_) if unsigned == 0 && how.contains(&How::ZeroIsNone) => pen.say("0"),
        Show::Name(names) => {
            let derived = pen::unknown(names);
            let comment = comment.unwrap_or(derived.as_deref());
            let base = if how.contains(&How::UnknownDecimal) { Base::Decimal } else { Base::Hex };
            pen.constant(unsigned, integer.name().filter(|_| !is_newer), comment, base);
        }
        Show::Flags(names) => {
            let derived = pen::unknown(names);
            let none = how.iter().find_map(|how| match how {
                How::None(name) => Some(*name),
                _ => None,
            });
            match none.filter(|_| unsigned == 0) {
                Some(name) => pen.constant(0, Some(name), None, Base::Hex),
                None => pen.flags(unsigned, names, comment.unwrap_or(derived.as_deref())),
            }
        }
        Show::Interface => interface(scene, integer, plain, pen),
        Show::Errno => errno(integer.as_signed(), pen),
        Show::Unit(Unit::ClockTicks) if is_attribute => clock(unsigned, 100, pen),
        Show::Parts(list) | Show::BitFields(list) => {
            pen.say("{");
            for (at, (name, part)) in parts(list, integer, scene.tape).enumerate() {
                if at > 0 {
                    pen.say(", ");
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

/// Clock ticks, and how many seconds that is.
fn clock(ticks: u64, a_second: u16, pen: &mut Pen) {
    pen.decimal(ticks);
    if ticks > 0 && pen.constants != pen::Constants::Raw {
        let (whole, part) = (ticks / u64::from(a_second), ticks % u64::from(a_second));
        let digits = if a_second == 1000 { 3 } else { 2 };
        pen.write(format_args!(" /* {whole}.{part:0digits$} s */"));
    }
}

/// 0 or a negative error number.
pub(super) fn errno(number: i64, pen: &mut Pen) {
    let name = names::errno(number.unsigned_abs()).filter(|_| number < 0 && number > -4096);
    match (name, pen.constants) {
        (Some((name, _)), pen::Constants::Abbrev) => pen.write(format_args!("-{name}")),
        (Some((name, _)), pen::Constants::Verbose) => pen.write(format_args!("{number} /* -{name} */")),
        _ => pen.write(format_args!("{number}")),
    }
}
