//! Sentences about fields: what a field is for, how its value is laid out, and what the kernel checks.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use nltrace_decoders::purpose;
use nltrace_decoders::schema::{Kind, Marks, Order, Show};
use nltrace_decoders::tape::{Field, Role, State};
use nltrace_decoders::wire::{Endian, NLA_F_NET_BYTEORDER};

/// Returns what a field is for, in a sentence. `scope` is the set or struct that it belongs to.
pub(super) fn purpose(field: &Field, scope: Option<&str>) -> Option<&'static str> {
    match (field.role, scope) {
        _ if field.name.is_empty() => None,
        (Role::Attribute, _) => purpose::of(field.name),
        (Role::Header | Role::Member, Some(scope)) => purpose::of_member(scope, field.name),
        // The number and the request in an error stand in struct nlmsgerr, which is no field of its own.
        (Role::Member, None) => purpose::of_member("nlmsgerr", field.name),
        _ => None,
    }
}

/// Returns a sentence about the layout of a field. `of` is the name of the set or struct that it holds.
pub(super) fn layout(field: &Field, of: Option<&str>) -> String {
    match (field.role, inner(field.kind), of) {
        (Role::AttributeHeader, ..) => {
            "struct nlattr: nla_len (2 bytes) counts these four bytes and the payload, nla_type (2 bytes) names the attribute."
                .to_owned()
        }
        (Role::Padding, ..) => "Padding: the next field begins at a multiple of 4. nla_len does not count it.".to_owned(),
        (_, Kind::Pad { .. }, _) => "Reserved or alignment: these bytes carry nothing.".to_owned(),
        (_, Kind::Message, _) => "A whole netlink message inside this one.".to_owned(),
        (Role::Attribute, Kind::Nest(_) | Kind::List(_), Some(of)) => {
            format!("A nest: its payload is again attributes, each with its own header, named {of}_*.")
        }
        (_, Kind::Nest(_) | Kind::List(_), _) => {
            "A nest: its payload is again attributes, each with its own header.".to_owned()
        }
        (Role::Attribute, Kind::Struct(_), Some(of)) => format!("An attribute whose payload is struct {of}."),
        (_, Kind::Struct(_), Some(of)) => format!("struct {of}: fixed members, one after the other, without headers."),
        (_, Kind::Flag, _) => "A flag: the attribute has no payload, its presence is the value.".to_owned(),
        (Role::Attribute, ..) => "An attribute: four bytes of header, then its value.".to_owned(),
        (Role::Element, ..) => "An element of an array: elements have no header.".to_owned(),
        (Role::Header, ..) => "A member of struct nlmsghdr, which begins every netlink message.".to_owned(),
        _ => String::new(),
    }
}

/// Returns what the tables know of the kernel's checks, and what happened to this field; one phrase for each fact.
pub(super) fn checks(field: &Field) -> Vec<&'static str> {
    let facts = [
        (Marks::NUL_TERMINATED, "must end in NUL (NLA_NUL_STRING)"),
        (Marks::MUST_NEST, "needs NLA_F_NESTED"),
        (Marks::REPEATS, "may occur several times"),
        (Marks::DISTINCT, "its attributes occur once each"),
        (Marks::INTERFACE_NAME, "at most 15 characters (IFNAMSIZ - 1)"),
        (Marks::STRICT_ZERO, "must be 0 in a strict dump request"),
        (Marks::STRICT_FILTER, "narrows a strict dump"),
        (Marks::SECRET, "a key or password"),
    ];
    let state = match field.state {
        State::Good => None,
        State::Unknown => Some("the tables have no row for it"),
        State::Short => Some("shorter than its type"),
        State::Extra => Some("bytes after its value"),
        State::Cut => Some("cut: it reaches past the end of the message"),
        State::Unselected => Some("nothing in the message says what it is"),
        State::Malformed => Some("no attribute: its length is impossible"),
        State::TooDeep => Some("nested too deep to be read"),
        State::TooMany => Some("too many fields: the rest of the message"),
        _ => None,
    };
    facts.into_iter().filter(|(mark, _)| field.marks.has(*mark)).map(|(_, fact)| fact).chain(state).collect()
}

/// Returns the byte order of an integer in a message: `l`, `b`, or nothing for other fields.
pub(super) fn order(field: &Field, endian: Endian) -> &'static str {
    let Kind::Int { order, .. } = inner(field.kind) else {
        return if matches!(field.kind, Kind::MessageType) { of_endian(endian) } else { "" };
    };
    match order {
        Order::Big => "b",
        Order::Little => "l",
        Order::Host if field.role == Role::Attribute && field.index & NLA_F_NET_BYTEORDER != 0 => "b",
        Order::Host => of_endian(endian),
    }
}

/// Returns the letter of a byte order.
pub(super) fn of_endian(endian: Endian) -> &'static str {
    match endian {
        Endian::Little => "l",
        Endian::Big => "b",
    }
}

/// Returns how the page shows a field, as a letter: number, symbol, text, error, unknown, padding, header, flag, group.
pub(super) fn look(field: &Field, is_leaf: bool) -> &'static str {
    match (field.role, inner(field.kind)) {
        (Role::AttributeHeader, _) => "h",
        (Role::Padding, _) | (_, Kind::Pad { .. }) => "p",
        _ if !is_leaf => "g",
        _ if field.state != State::Good && field.state != State::Extra => "u",
        (_, Kind::Flag) => "f",
        (_, Kind::Raw) => "u",
        (_, Kind::Int { show: Show::Errno, .. }) => "e",
        (_, Kind::Int { show: Show::Name(_) | Show::Flags(_) | Show::Bool, .. } | Kind::MessageType) => "s",
        (_, Kind::Text { .. } | Kind::Bytes { .. }) => "t",
        _ => "n",
    }
}

/// Returns a kind without what only surrounds it.
pub(super) fn inner(kind: &'static Kind) -> &'static Kind {
    match kind {
        Kind::Gloss(of, _) | Kind::Peek(_, of) | Kind::Sized { of, .. } => inner(of),
        other => other,
    }
}
