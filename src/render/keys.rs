//! The key fields of a message in one line: `10.0.0.0/8 via 192.0.2.1 dev eth0 mtu 1400`.
//!
//! Their rows mark these fields (`.key()`, `.subject()`), so that a new family gets the line without code. A message
//! without such rows shows its first fields. The line reads like a command: the object first, then addresses and names,
//! devices, numbers, and symbols last.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::borrow::Cow;

use nltrace_decoders::schema::{Kind, Marks, Set, Show, Struct, Unit};
use nltrace_decoders::tape::{Field, Role as Place, State, end_of};
use nltrace_decoders::value::{Value, read};
use nltrace_decoders::words::WordStyle;

use super::palette::{Palette, Role};
use super::{escape, words};
use crate::event::Event;

/// Fields that are shown of one message.
const MOST: usize = 12;
/// Fields that are shown of a message without key fields.
const OTHERS: usize = 4;
/// Members that are shown of a struct that is a key field as a whole.
const MEMBERS: usize = 4;
/// Fields of one message that are looked at: a request with thousands of elements is as quick as others.
const LOOKED_AT: usize = 4096;
/// Bytes of a key field that are shown in hexadecimal.
const BYTES: usize = 16;
/// Columns of the key fields inside a longer sentence.
const COLUMNS: usize = 56;

/// Values that nearly every message of their type has: they say nothing.
const USUAL: &[&str] = &["RT_TABLE_MAIN", "RTN_UNICAST", "FR_ACT_TO_TBL"];

/// How fields are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Labels {
    /// Short words: `via 192.0.2.1 mtu 1400`.
    Short,
    /// The kernel's names: `RTA_GATEWAY=192.0.2.1`.
    Whole,
}

/// The kinds of key fields, in the order in which they are shown. Symbols come last: they are often obvious.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// The object of the message.
    Subject,
    /// An address or name.
    Name,
    /// An interface.
    Device,
    Number,
    Symbol,
}

/// A field that sums its message up.
#[derive(Clone, Debug, PartialEq, Eq)]
struct KeyField {
    /// Its short name; empty if its value says enough.
    label: Cow<'static, str>,
    /// The kernel's name.
    name: &'static str,
    value: String,
    rank: Rank,
    is_member: bool,
}

/// The set or struct that a field belongs to: names of a set begin alike.
#[derive(Clone, Copy)]
enum Surroundings {
    Set(&'static Set),
    Struct(&'static Struct),
    Other,
}

/// Appends the key fields of a message and the words of an error, each after a space. In a line that may be cut the words follow
/// the object of the message, so that neither is lost.
pub(crate) fn write(
    event: &Event<'_>,
    labels: Labels,
    error: Option<&str>,
    is_cut: bool,
    palette: &Palette,
    out: &mut String,
) {
    let fields = key_fields(event, None, labels);
    let objects = fields.iter().take_while(|field| field.rank == Rank::Subject).count();
    let first = if is_cut { objects.max(1).min(fields.len()) } else { fields.len() };
    let (object, others) = fields.split_at(first);
    let add = |fields: &[KeyField], out: &mut String| {
        for field in fields {
            out.push(' ');
            field.write(labels, palette, out);
        }
    };
    add(object, out);
    if let Some(error) = error {
        out.push(' ');
        palette.add(Role::Error, error, out);
    }
    add(others, out);
}

/// Returns the key fields of a message for a place inside a sentence: short, without colours, and without a field that the
/// sentence shows elsewhere.
pub(crate) fn plain(event: &Event<'_>, but: Option<&Field>) -> String {
    let palette = Palette::new(false);
    let (mut text, mut columns) = (String::new(), 0);
    for field in key_fields(event, but, Labels::Short) {
        let mut word = String::new();
        field.write(Labels::Short, &palette, &mut word);
        let width = word.chars().count();
        if columns > 0 && columns + 1 + width > COLUMNS {
            text.push_str(" …");
            break;
        }
        if columns > 0 {
            text.push(' ');
        }
        text.push_str(&word);
        columns += 1 + width;
    }
    text
}

impl KeyField {
    fn write(&self, labels: Labels, palette: &Palette, out: &mut String) {
        let (label, mark) = match labels {
            Labels::Short => (&*self.label, " "),
            Labels::Whole => (self.name, "="),
        };
        if !label.is_empty() {
            palette.add(Role::Name, label, out);
            out.push_str(if self.value.is_empty() { "" } else { mark });
        }
        let role = match self.rank {
            Rank::Subject | Rank::Name | Rank::Device => Role::Text,
            Rank::Number => Role::Number,
            Rank::Symbol => Role::Flag,
        };
        palette.add(role, &self.value, out);
    }
}

fn key_fields(event: &Event<'_>, but: Option<&Field>, labels: Labels) -> Vec<KeyField> {
    let place = |field: &Field| (field.start, field.len, field.depth);
    let fields = event.tape.fields();
    let has_keys = fields.iter().take(LOOKED_AT).any(is_key);
    let most = if has_keys { MOST } else { OTHERS };
    let mut found: Vec<KeyField> = Vec::new();
    // The nests and structs around the current field.
    let mut open: Vec<(u8, Surroundings)> = Vec::new();
    let mut at = 0;
    while let Some(field) = fields.get(at).filter(|_| at < LOOKED_AT && found.len() < most) {
        while open.last().is_some_and(|(depth, _)| *depth >= field.depth) {
            open.pop();
        }
        let scope = open.last().map_or_else(|| outermost(event), |(_, scope)| *scope);
        // The type says the command.
        let is_command = matches!(scope, Surroundings::Struct(of) if of.name == "genlmsghdr");
        let is_wanted = if has_keys { is_key(field) } else { is_first(event, at) && !is_command };
        let end = end_of(fields, at);
        if but.is_some_and(|but| place(but) == place(field)) {
            at = end;
            continue;
        }
        if is_wanted && let Some((value, rank)) = value(event, at, end) {
            add(&mut found, field, scope, value, rank);
            at = end;
            continue;
        }
        if end > at + 1 {
            open.push((field.depth, inside(field.kind)));
        }
        at += 1;
    }
    lengths(&mut found);
    if labels == Labels::Short {
        handle(&mut found);
        found.retain(|field| field.rank != Rank::Symbol || !USUAL.contains(&&*field.value));
        relabel(&mut found);
    }
    found.sort_by_key(|field| field.rank);
    found
}

/// Gives the fields the words of commands: the object has none, the next hop is `via`, an interface is `dev`.
fn relabel(found: &mut [KeyField]) {
    let mut has_subject = false;
    let mut has_device = false;
    for field in found {
        match (field.rank, &*field.label) {
            (Rank::Subject, _) if !has_subject => {
                has_subject = true;
                field.label = Cow::Borrowed("");
            }
            (Rank::Subject, _) => field.rank = Rank::Name,
            (Rank::Device, "index" | "ifindex" | "oif" | "dev_index") if !has_device => {
                has_device = true;
                field.label = Cow::Borrowed("dev");
            }
            (_, "gateway") => field.label = Cow::Borrowed("via"),
            (Rank::Symbol, "nfgen_family" | "sdiag_family") => field.label = Cow::Borrowed("family"),
            _ => (),
        }
    }
}

/// Returns whether the row of a field says that it is a key field.
fn is_key(field: &Field) -> bool {
    field.marks.has(Marks::KEY)
        && matches!(field.role, Place::Member | Place::Attribute | Place::Element)
        && field.state != State::Malformed
}

/// Returns whether a field can represent a message that has no key fields: a leaf with a name and a value.
fn is_first(event: &Event<'_>, at: usize) -> bool {
    event.tape.fields().get(at).is_some_and(|field| {
        matches!(field.role, Place::Member | Place::Attribute)
            && !field.name.is_empty()
            && !event.tape.has_parts(at)
            && !matches!(field.kind, Kind::Pad { .. })
            && field.state == State::Good
    })
}

/// Adds a field, unless another says the same.
fn add(found: &mut Vec<KeyField>, field: &Field, scope: Surroundings, value: String, rank: Rank) {
    let label = label(field, scope);
    let is_member = field.role == Place::Member;
    // A number alone is no object: `dev 7`.
    let is_name = rank < Rank::Number && value.bytes().any(|byte| !byte.is_ascii_digit());
    let rank = if is_name && field.marks.has(Marks::SUBJECT) { Rank::Subject } else { rank };
    // An address and the local address are mostly one; a label repeats the interface's name.
    if let Some(other) = found.iter_mut().find(|other| other.rank < Rank::Number && other.value == value)
        && rank < Rank::Number
    {
        if rank == Rank::Subject {
            other.rank = rank;
        }
        return;
    }
    // An attribute has room for a value that is too large for a member of the head.
    let same =
        found.iter_mut().find(|other| other.label == label && (other.is_member || other.value == value));
    match same {
        Some(other) => (other.value, other.rank, other.name) = (value, rank, field.name),
        None => found.push(KeyField { label, name: field.name, value, rank, is_member }),
    }
}

/// Writes the lengths of prefixes after their addresses, as people write them.
fn lengths(found: &mut Vec<KeyField>) {
    let mut at = 0;
    while let Some(field) = found.get(at) {
        let address = match field.label.strip_suffix("_len") {
            Some(of) => found.iter().position(|other| other.label == of && other.rank < Rank::Number),
            None if field.label == "prefixlen" => found
                .iter()
                .position(|other| matches!(&*other.label, "local" | "address") && other.rank < Rank::Number),
            None => None,
        };
        match address {
            Some(address) => {
                let field = found.remove(at);
                let address = if address > at { address - 1 } else { address };
                if let Some(address) = found.get_mut(address) {
                    address.value.push('/');
                    address.value.push_str(&field.value);
                }
            }
            None => at += 1,
        }
    }
}

/// Joins the bus and name of a device, as devlink(8) writes them: `pci/0000:01:00.0`.
fn handle(found: &mut Vec<KeyField>) {
    let of = |label: &str| found.iter().position(|field| field.label == label);
    let (Some(bus), Some(device)) = (of("bus_name"), of("dev_name")) else { return };
    let Some(value) = found.get(device).map(|field| field.value.clone()) else { return };
    if let Some(field) = found.get_mut(bus) {
        field.value = format!("{}/{value}", field.value);
        field.rank = Rank::Subject;
        found.remove(device);
    }
}

/// Returns the set of a message's own attributes.
fn outermost(event: &Event<'_>) -> Surroundings {
    event.tape.attributes.map_or(Surroundings::Other, Surroundings::Set)
}

/// Returns the set or struct that the parts of a field of this kind belong to.
fn inside(kind: &'static Kind) -> Surroundings {
    match kind {
        Kind::Nest(set) => Surroundings::Set(set),
        Kind::Struct(of) | Kind::Records { of, .. } | Kind::Strings(of) => Surroundings::Struct(of),
        Kind::Gloss(inner, _) | Kind::Sized { of: inner, .. } | Kind::Peek(_, inner) => inside(inner),
        _ => Surroundings::Other,
    }
}

/// Returns the name of a field without the prefix that it shares with the names beside it.
fn label(field: &Field, scope: Surroundings) -> Cow<'static, str> {
    let name = field.name;
    let short = match (field.role, scope) {
        (Place::Member, Surroundings::Struct(of)) => {
            let first = name.split_once('_').filter(|(prefix, _)| {
                of.fields.iter().all(|other| {
                    other.name.is_empty()
                        || other.name.starts_with('_')
                        || other.name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('_'))
                })
            });
            first.map(|(_, rest)| rest)
        }
        (Place::Member, _) => None,
        (_, Surroundings::Set(set)) => name
            .strip_prefix(set.name)
            .and_then(|rest| rest.strip_prefix('_'))
            .or_else(|| name.split_once('_').map(|(_, rest)| rest)),
        _ => name.split_once('_').map(|(_, rest)| rest),
    };
    let short = short.filter(|short| !short.is_empty()).unwrap_or(name);
    if short.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(short.to_ascii_lowercase())
    } else {
        Cow::Borrowed(short)
    }
}

/// Returns the value of a key field with its rank; `None` for a 0 that only says that nothing is set, and for a nest whose
/// own fields are shown.
fn value(event: &Event<'_>, at: usize, end: usize) -> Option<(String, Rank)> {
    let fields = event.tape.fields();
    let field = fields.get(at)?;
    let parts = fields.get(at + 1..end).unwrap_or_default();
    if parts.is_empty() {
        return leaf(event, field);
    }
    if parts.iter().any(is_key) {
        return None;
    }
    // A sentence about the whole: a packet summed up.
    if let Some(text) = words::gloss(event, field) {
        return Some((text, Rank::Name));
    }
    if let Some(own) = parts.iter().find(|part| part.role == Place::Value && part.name == field.name) {
        return leaf(event, own);
    }
    let direct = |part: &&Field| {
        part.depth == field.depth + 1 && !matches!(part.role, Place::AttributeHeader | Place::Padding)
    };
    let count = parts.iter().filter(direct).count();
    let are_leaves = parts.iter().all(|part| part.depth == field.depth + 1);
    if matches!(inside(field.kind), Surroundings::Struct(_)) || are_leaves && count <= MEMBERS {
        let values = parts.iter().filter(direct).filter_map(|part| leaf(event, part)).take(MEMBERS);
        let values: Vec<String> = values.map(|(value, _)| value).filter(|value| !value.is_empty()).collect();
        return (!values.is_empty()).then(|| (format!("{{{}}}", values.join(" ")), Rank::Number));
    }
    // Of a short list, such as the members of a group, the first member of each says most.
    if count <= MEMBERS && parts.iter().all(|part| part.depth <= field.depth + 2) {
        let is_first = |at: &usize| *at > 0 && parts.get(at - 1).is_some_and(|before| direct(&before));
        let firsts = (0..parts.len()).filter(is_first).filter_map(|at| leaf(event, parts.get(at)?));
        let values: Vec<String> = firsts.map(|(value, _)| value).collect();
        if values.len() == count {
            return Some((format!("[{}]", values.join(" ")), Rank::Number));
        }
    }
    Some((format!("[{count}]"), Rank::Number))
}

fn leaf(event: &Event<'_>, field: &Field) -> Option<(String, Rank)> {
    let style = WordStyle { limit: BYTES, beside: true };
    let mut out = String::new();
    match read(field, event.message, event.tape) {
        Value::Integer(integer) => {
            if integer.raw == 0 && field.role == Place::Member {
                return None;
            }
            if let Some(name) = words::called(event, field, &integer) {
                escape::plain(name, &mut out);
                return Some((out, Rank::Device));
            }
            match integer.show {
                // A size in a command has no unit.
                Show::Unit(Unit::Bytes) => out.push_str(&integer.raw.to_string()),
                _ => integer.write(true, &mut out),
            }
            let rank = match integer.show {
                Show::Name(_) if integer.name().is_some() => Rank::Symbol,
                Show::Flags(_) | Show::Bool => Rank::Symbol,
                Show::Interface => Rank::Device,
                _ => Rank::Number,
            };
            Some((out, rank))
        }
        value @ Value::Text(..) => {
            value.write(style, &mut out);
            let bare = out.trim_matches('"');
            let is_simple = !bare.is_empty()
                && bare.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\');
            Some((if is_simple { bare.to_owned() } else { out }, Rank::Name))
        }
        Value::Bytes(..)
            if field.role == Place::Member
                && event
                    .message
                    .get(field.payload())
                    .is_some_and(|bytes| bytes.iter().all(|byte| *byte == 0)) =>
        {
            None
        }
        value @ Value::Bytes(..) => {
            value.write(style, &mut out);
            Some((out, Rank::Name))
        }
        value => {
            value.write(style, &mut out);
            Some((out, Rank::Number))
        }
    }
}
