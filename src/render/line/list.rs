//! Lists: sequences of attributes, and arrays of elements without headers.

use nltrace_decoders::names;
use nltrace_decoders::schema::{Array, Names, Set};
use nltrace_decoders::tape::Role;
use nltrace_decoders::wire::{self, align};

use super::over::{self, How};
use super::pen::{self, Base, Pen};
use super::scene::{Scene, raw};
use super::value;

/// Returns whether bytes in the place of attributes do not begin with a valid attribute.
pub(super) fn is_no_list(scene: &Scene<'_>, start: usize, end: usize) -> bool {
    end - start < 4 || scene.is_there(start, 4) && !(4..=end - start).contains(&usize::from(scene.u16(start)))
}

/// The names of attribute types.
#[derive(Clone, Copy)]
pub(super) enum Types {
    /// They are a set's.
    Set(&'static Set),
    /// They have these names, or none.
    Names(Option<&'static Names>),
    /// Nobody knows.
    None,
}

/// Attributes on the tape and in the message.
pub(super) struct AttributeList {
    pub(super) lo: usize,
    pub(super) hi: usize,
    pub(super) depth: u8,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Writes attributes in sequence.
pub(super) fn attributes(scene: &Scene<'_>, list: &AttributeList, types: &Types, pen: &mut Pen) {
    let (mut at, mut count, mut is_list) = (list.start, 0, false);
    let mut parts = scene
        .parts(list.lo, list.hi, list.depth)
        .filter(|at| scene.fields()[*at].role == Role::Attribute)
        .peekable();
    loop {
        let rest = list.end - at;
        if rest < 4 {
            raw(scene, at, list.end, pen);
            break;
        }
        if !scene.is_there(at, 4) {
            if is_list {
                pen.hole(scene.addr(at))
            } else {
                pen.address(scene.addr(at))
            }
            break;
        }
        count += 1;
        if count > pen.limit && !pen.verbose {
            pen.say("...");
            break;
        }
        let (claimed, kind) = (usize::from(scene.u16(at)), scene.u16(at + 2));
        let next = if claimed >= 4 { rest.saturating_sub(align(claimed)) } else { 0 };
        if next > 0 && !is_list {
            pen.say("[");
            is_list = true;
        }
        let len = claimed.min(rest);
        while parts.next_if(|part| (scene.fields()[*part].start as usize) < at).is_some() {}
        let part = parts.peek().copied().filter(|part| scene.fields()[*part].start as usize == at);
        if len > 4 {
            pen.say("[");
        }
        attribute_head(claimed, kind, types, pen);
        if len > 4 {
            pen.say(", ");
            match part {
                Some(part) => value::attribute(scene, part, at + 4, at + len, pen),
                None => raw(scene, at + 4, at + len, pen),
            }
            pen.say("]");
        }
        if next == 0 {
            break;
        }
        pen.say(", ");
        at += align(claimed);
    }
    if is_list {
        pen.say("]");
    }
}

fn attribute_head(len: usize, kind: u16, types: &Types, pen: &mut Pen) {
    const BITS: [(u16, &str); 3] = [
        (wire::NLA_F_NESTED, "NLA_F_NESTED"),
        (wire::NLA_F_NET_BYTEORDER, "NLA_F_NET_BYTEORDER"),
        (wire::RDMA_NLA_F_MANDATORY, "RDMA_NLA_F_MANDATORY"),
    ];
    pen.say("{nla_len=");
    pen.decimal(len as u64);
    pen.say(", nla_type=");
    let mask = if let Types::Set(set) = types { set.mask } else { wire::NLA_TYPE_MASK };
    for (bit, name) in BITS {
        if kind & bit & !mask != 0 {
            pen.constant(bit.into(), Some(name), None, Base::Hex);
            pen.say("|");
        }
    }
    let id = kind & mask;
    let number = u64::from(id);
    match types {
        Types::Set(set) => {
            let known = set.get(id).map(|row| row.name).filter(|_| !over::is_newer(set.name, id));
            let by_family = if set.name == "AF" { names::AF.get(number) } else { None };
            match known.or(by_family).or_else(|| over::attribute(set.name, id)) {
                None if id == 0 => pen.constant(0, Some(&format!("{}_UNSPEC", set.name)), None, Base::Hex),
                None => {
                    let stem = over::set(set.name).unwrap_or(set.name);
                    pen.constant(number, None, Some(&format!("{stem}_???")), Base::Hex);
                }
                name => pen.constant(number, name, None, Base::Hex),
            }
        }
        Types::Names(Some(list)) => {
            let is_family = list.entries().first().is_some_and(|entry| entry.1.starts_with("AF_"));
            let name = if is_family { names::AF.get(number) } else { list.get(number) };
            let unknown = match name {
                None if is_family => pen::unknown(&names::AF),
                None => pen::unknown(list),
                Some(_) => None,
            };
            pen.constant(number, name, unknown.as_deref(), Base::Hex);
        }
        Types::Names(None) | Types::None => pen.constant(number, None, None, Base::Hex),
    }
    pen.say("}");
}

/// Elements without headers of their own.
pub(super) fn array(scene: &Scene<'_>, at: usize, array: &Array, start: usize, end: usize, pen: &mut Pen) {
    let width = array.of.width().unwrap_or(1).max(1);
    let count = (end - start) / width;
    if count == 0 {
        return raw(scene, start, end, pen);
    }
    if !scene.is_there(start, width) {
        return pen.address(scene.addr(start));
    }
    let fields = scene.fields();
    let depth = fields[at].depth + 1;
    let parts =
        scene.parts(at + 1, scene.end_of(at), depth).filter(|part| fields[*part].role == Role::Element);
    let how = over::of(fields[at].name);
    let last = how.iter().find_map(|how| match how {
        How::UpTo(last) => Some(*last),
        _ => None,
    });
    pen.say("[");
    for (index, part) in parts.enumerate() {
        if index > 0 {
            pen.say(", ");
        }
        if index >= pen.limit && !pen.verbose {
            pen.say("...");
            break;
        }
        let from = start + index * width;
        if !scene.is_there(from, width) {
            pen.hole(scene.addr(from));
            break;
        }
        if let Some(names) = array.names {
            let number = u64::from(array.base) + index as u64;
            let name = names.get(number).filter(|_| last.is_none_or(|last| number <= last));
            let unknown = if name.is_none() { pen::unknown(names) } else { None };
            pen.say("[");
            match (name, array.base) {
                // Positions are counted from 0, and these names are not.
                (Some(name), 1..) => {
                    let name = format!("{name}-{}", array.base);
                    pen.constant(index as u64, Some(&name), None, Base::Decimal);
                }
                _ => pen.constant(index as u64, name, unknown.as_deref(), Base::Decimal),
            }
            pen.say("]=");
        }
        value::element(scene, part, fields[at].name, pen);
    }
    pen.say("]");
}

/// Writes a list of `unsigned long`.
pub(super) fn longs(scene: &Scene<'_>, start: usize, end: usize, pen: &mut Pen) {
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

/// Writes bytes as a list of numbers.
pub(super) fn numbers(scene: &Scene<'_>, start: usize, end: usize, pen: &mut Pen) {
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
