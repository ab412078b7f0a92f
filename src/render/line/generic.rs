//! Generic netlink in a line: a family in place of a type, and `struct genlmsghdr`.

use nltrace_decoders::generic::{GENL_HDRLEN, Owner};
use nltrace_decoders::schema::{Class, Kind, Show};
use nltrace_decoders::tape::Role;
use nltrace_decoders::wire::align;

use super::list::{AttributeList, Types, attributes};
use super::pen::{Base, Pen, unknown};
use super::scene::{Scene, raw};
use super::value;

/// Returns the family of a message type, if it is one.
pub(super) fn owner(scene: &Scene<'_>, kind: u16) -> Option<Owner> {
    scene.tape.owner.filter(|owner| owner.id == kind)
}

/// Writes a family in place of the type.
pub(super) fn message_type(owner: &Owner, pen: &mut Pen) {
    pen.constant(owner.id.into(), owner.name(), Some("GENERIC_FAMILY_???"), Base::Hex);
}

/// Returns the class of a command, which determines the meaning of its message's flags.
pub(super) fn class(owner: &Owner, to_kernel: bool) -> Class {
    owner.command(to_kernel).map_or(Class::Get, |command| command.class)
}

/// Writes the bytes after a message's header. `types` are those of its attributes.
pub(super) fn body(
    scene: &Scene<'_>,
    (lo, hi): (usize, usize),
    (start, end): (usize, usize),
    types: &Types,
    pen: &mut Pen,
) {
    if end - start < GENL_HDRLEN {
        return raw(scene, start, end, pen);
    }
    if !scene.is_there(start, GENL_HDRLEN) {
        return pen.address(scene.addr(start));
    }
    let fields = scene.fields();
    let depth = fields[lo].depth;
    let parts: Vec<usize> =
        scene.parts(lo, hi, depth).filter(|at| fields[*at].start as usize >= start).collect();
    header(scene, start, parts.first().and_then(|at| fields.get(at + 1)).map(|cmd| cmd.kind), pen);
    let mut next = start + GENL_HDRLEN;
    // The family's own header, if it has one.
    if let Some(at) = parts.get(1).copied()
        && let Kind::Struct(of) = fields[at].kind
        && fields[at].role == Role::Member
    {
        pen.say(", ");
        if end - next < of.size {
            return raw(scene, next, end, pen);
        }
        if !scene.is_there(next, of.size) {
            return pen.address(scene.addr(next));
        }
        let members = scene.parts(at + 1, scene.end_of(at), depth + 1);
        pen.say("{");
        value::members(scene, members, of, next + of.size, pen);
        pen.say("}");
        next += align(of.size);
    }
    if next < end {
        pen.say(", ");
        let following = parts.iter().copied().find(|at| fields[*at].start as usize >= next);
        // Without a table, strace's form is used.
        let lo = if matches!(types, Types::None) { hi } else { following.unwrap_or(hi) };
        attributes(scene, &AttributeList { lo, hi, depth, start: next, end }, types, pen);
    }
}

/// Writes `struct genlmsghdr`; `cmd` as its family has it.
fn header(scene: &Scene<'_>, start: usize, cmd: Option<&Kind>, pen: &mut Pen) {
    let [number, version] = scene.pair(start);
    let reserved = scene.u16(start + 2);
    pen.say("{cmd=");
    match cmd {
        Some(Kind::Int { show: Show::Name(names), .. }) => {
            pen.constant(number.into(), names.get(number.into()), unknown(names).as_deref(), Base::Hex);
        }
        _ => pen.hex(number.into()),
    }
    pen.write(format_args!(", version={version}"));
    if reserved != 0 {
        pen.write(format_args!(", reserved={reserved:#x}"));
    }
    pen.say("}");
}
