//! Values in a line: integers, addresses, structs, by their kinds on the tape.

use nltrace_decoders::bpf::SKF_AD;
use nltrace_decoders::schema::{Kind, Look, Show, Struct, Unit};
use nltrace_decoders::tape::{Field, Role, State};
use nltrace_decoders::wire::{self, align};
use nltrace_decoders::words::hidden;

use super::list::{AttributeList, Types, array, attributes, is_no_list, longs, numbers};
use super::over::{self, How};
use super::pen::{self, Base, Pen};
use super::scalar::{bytes, integer, unnamed};
use super::scene::{Scene, raw};

/// Writes the payload of an attribute.
pub(super) fn attribute(scene: &Scene<'_>, at: usize, start: usize, end: usize, pen: &mut Pen) {
    let field = &scene.fields()[at];
    if field.is_secret() {
        return pen.say(&hidden(end - start));
    }
    let how = over::of(field.name);
    if is_unknown(field) || over::has(how, &How::Bytes) || over::is_stranger(field) {
        return raw(scene, start, end, pen);
    }
    if over::has(how, &How::Numbers) {
        return numbers(scene, start, end, pen);
    }
    if over::has(how, &How::Longs) {
        return longs(scene, start, end, pen);
    }
    if over::has(how, &How::Doubtful) && is_no_list(scene, start, end) {
        return raw(scene, start, end, pen);
    }
    if over::has(how, &How::U32) {
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
    if field.is_secret() {
        return pen.say(&hidden(len));
    }
    match kind {
        Kind::Int { width, .. } => {
            let is_ticks = matches!(kind, Kind::Int { show: Show::Unit(Unit::ClockTicks), .. });
            let is_any = *width == 0 || is_ticks || over::has(how, &How::AnyLength);
            let width = if is_any { len } else { (*width).into() };
            if len < width || width > 8 {
                raw(scene, start, end, pen);
            } else if scene.is_there(start, width) {
                integer(scene, field, kind, start, start + width, how, pen);
                extra(scene, start + width, end, pen);
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
                _ => return raw(scene, start, end, pen),
            };
            if len < need || (*look == Look::Mac && len > 32) {
                raw(scene, start, end, pen);
            } else if scene.is_there(start, need) {
                bytes(*look, scene.slice(start, start + need), None, pen);
                extra(scene, start + need, end, pen);
            } else {
                pen.address(scene.addr(start));
            }
        }
        Kind::Struct(of) => structure(scene, at, of, start, end, pen),
        Kind::Nest(set) => {
            let list = below(scene, at, start, end);
            attributes(scene, &list, &Types::Set(set), pen);
        }
        Kind::List(of) => {
            let list = below(scene, at, start, end);
            attributes(scene, &list, &Types::Names(of.names), pen);
        }
        Kind::Array(of) => array(scene, at, of, start, end, pen),
        Kind::Records { of, .. } => records(scene, at, of, start, end, pen),
        Kind::Gloss(of, _) => of_kind(scene, at, of, start, end, how, pen),
        Kind::Sized { of, .. } => of_kind(scene, at, of, start, end, how, pen),
        _ => raw(scene, start, end, pen),
    }
}

/// Handles the bytes after a value. strace does not print them.
fn extra(scene: &Scene<'_>, start: usize, end: usize, pen: &mut Pen) {
    if start >= end {
        return;
    }
    if pen.verbose {
        rest(scene, start, end, pen);
    } else {
        pen.left_out += 1;
    }
}

/// Writes the bytes after a value, for those values where strace writes them too.
fn rest(scene: &Scene<'_>, start: usize, end: usize, pen: &mut Pen) {
    if start < end {
        pen.say(", ");
        raw(scene, start, end, pen);
    }
}

fn below(scene: &Scene<'_>, at: usize, start: usize, end: usize) -> AttributeList {
    let field = &scene.fields()[at];
    let depth = field.depth + 1;
    AttributeList { lo: at + 1, hi: scene.end_of(at), depth, start, end }
}

/// Writes a string that ends with a NUL.
fn string(scene: &Scene<'_>, start: usize, end: usize, pen: &mut Pen) {
    let len = end - start;
    if !scene.is_there(start, len.min(pen.limit + 1)) {
        return pen.address(scene.addr(start));
    }
    pen.string(scene.slice(start, end.min(scene.readable)), len);
}

/// Writes a struct, and what follows it in the same payload.
fn structure(scene: &Scene<'_>, at: usize, of: &'static Struct, start: usize, end: usize, pen: &mut Pen) {
    let len = end - start;
    let how = over::of(of.name);
    let least = how.iter().find_map(|how| match how {
        How::Least(least) => Some(*least),
        _ => None,
    });
    if len < least.unwrap_or(of.oldest) {
        let first = of.fields.first().and_then(|row| row.kind.width());
        if over::has(how, &How::FirstAlone)
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
    let parts = scene.parts(at + 1, scene.end_of(at), depth);
    let tail = start + align(of.size);
    let has_tail =
        !of.tail.is_empty() && (if over::has(how, &How::TailInside) { start + of.size } else { tail }) < end;
    let has_brackets = has_tail && !over::has(how, &How::TailInside) && !over::has(how, &How::NoBrackets);
    if has_brackets {
        pen.say("[");
    }
    let is_bare = over::has(how, &How::Unwrapped);
    if let Some(part) = parts.clone().find(|part| is_member(&scene.fields()[*part], end)).filter(|_| is_bare)
    {
        inline(scene, part, scene.fields()[part].kind, &[], None, pen);
    } else {
        pen.say("{");
        members(scene, parts.clone(), of, start + of.size, pen);
        let inside = parts.clone().find(|part| scene.fields()[*part].start as usize >= start + of.size);
        if let Some(part) = inside.filter(|_| over::has(how, &How::TailInside)) {
            pen.say(", ");
            member(scene, part, over::listed(of.name).member(scene.fields()[part].name), pen);
            pen.say("}");
            return;
        }
        pen.say("}");
    }
    // strace shows what follows some structs, and nothing of what follows others.
    if over::has(how, &How::Rest) {
        rest(scene, start + of.size, end, pen);
    } else if of.tail.is_empty() {
        extra(scene, start + of.size, end, pen);
    }
    if has_tail {
        for part in parts.filter(|part| !is_member(&scene.fields()[*part], start + of.size)) {
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
                let list =
                    AttributeList { lo: part, hi: scene.end_of(at), depth, start: field.start as usize, end };
                attributes(scene, &list, &types, pen);
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
            integer(scene, &fields[at], &row.kind, from, to, over::listed(of.name).member(row.name), pen);
            from = to;
        }
        pen.say("}");
        extra(scene, from, end, pen);
    }
    if is_list {
        pen.say("]");
    }
}

/// Writes the members of a struct that can be read, with their names.
pub(super) fn members(
    scene: &Scene<'_>,
    parts: impl Iterator<Item = usize>,
    of: &Struct,
    end: usize,
    pen: &mut Pen,
) {
    let listed = over::listed(of.name);
    let mut is_first = true;
    for part in parts {
        let field = &scene.fields()[part];
        let how = listed.member(field.name);
        if !is_member(field, end) || is_hidden(scene, field, how) {
            continue;
        }
        if field.name.is_empty() && unnamed(scene, field, &mut is_first, pen) {
            continue;
        }
        if !is_first {
            pen.say(", ");
        }
        is_first = false;
        member(scene, part, how, pen);
    }
}

fn is_hidden(scene: &Scene<'_>, field: &Field, how: &[How]) -> bool {
    let is_pad = matches!(field.kind, Kind::Pad { .. });
    let is_reserved = over::has(how, &How::Reserved) || over::has(how, &How::ReservedBytes);
    let is_zero = || scene.slice(field.start as usize, field.end()).iter().all(|byte| *byte == 0);
    (is_pad && !is_reserved && !over::has(how, &How::Shown)) || (is_reserved && is_zero())
}

/// Writes a member of a struct, with its name.
pub(super) fn member(scene: &Scene<'_>, at: usize, how: &'static [How], pen: &mut Pen) {
    let field = &scene.fields()[at];
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

/// Writes an instruction of a packet filter, as the macro that makes it.
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
    let ancillary = k.checked_sub(SKF_AD_OFF).and_then(|k| SKF_AD.get(k.into()));
    match ancillary {
        Some(name) => pen.constant(k.into(), Some(&format!("SKF_AD_OFF+{name}")), None, Base::Hex),
        None => pen.hex(k.into()),
    }
    if jumps {
        pen.write(format_args!(", {jt:#x}, {jf:#x}"));
    }
    pen.say(")");
}

/// Writes an element of an array.
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
    if over::has(how, &How::Numbers) {
        return numbers(scene, start, end, pen);
    }
    if over::has(how, &How::Bytes) || over::has(how, &How::ReservedBytes) {
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
        Kind::Struct(of) if over::has(over::of(of.name), &How::Instruction) => instruction(scene, at, pen),
        Kind::Struct(of) => {
            let parts = scene.parts(at + 1, scene.end_of(at), field.depth + 1);
            pen.say("{");
            members(scene, parts, of, end, pen);
            pen.say("}");
        }
        Kind::Array(of) => array(scene, at, of, start, end, pen),
        Kind::Gloss(of, _) => inline(scene, at, of, how, name, pen),
        Kind::Pad { .. } if end - start <= 8 => {
            let number = wire::uint(scene.slice(start, end), scene.tape.endian).unwrap_or(0);
            if over::has(how, &How::Shown) { pen.decimal(number) } else { pen.hex(number) }
        }
        _ => raw(scene, start, end, pen),
    }
}

/// Returns true for a struct's member that lies before `end`.
fn is_member(field: &Field, end: usize) -> bool {
    (field.start as usize) < end && matches!(field.role, Role::Member)
}

/// Returns whether a field is one that nobody knows.
fn is_unknown(field: &Field) -> bool {
    matches!(
        field.state,
        State::Unknown | State::Unselected | State::TooDeep | State::TooMany | State::Malformed
    ) && matches!(field.kind, Kind::Raw | Kind::Select { .. })
}
