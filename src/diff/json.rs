//! Differences and messages as JSON, one object in a line.

use super::conversation::{Entry, KernelError, Place};
use super::difference::{Difference, Outcome};
use super::message::{Content, NormalField, NormalMessage, NormalRole};

use crate::render::{escape, text};

/// Writes a message of one conversation.
pub(super) fn write_message(entry: &Entry, out: &mut Vec<u8>) {
    out.push(b'{');
    message(&entry.message, out);
    key("fields", out);
    fields(&entry.message.nodes, out);
    error(entry.error.as_ref(), out);
    out.extend_from_slice(b"}\n");
}

/// Writes a difference and how often it occurs.
pub(super) fn write_difference(difference: &Difference<'_>, count: u64, out: &mut Vec<u8>) {
    let (what, place) = match difference {
        Difference::Changed(first, ..) => ("changed", first),
        Difference::Moved(first, _) => ("moved", first),
        Difference::First(place) => ("only_first", place),
        Difference::Second(place) => ("only_second", place),
    };
    out.extend_from_slice(b"{\"difference\":");
    escape::json(what.as_bytes(), out);
    out.push(b',');
    message(&place.message, out);
    number("count", count, out);
    key("keys", out);
    out.push(b'{');
    for (at, field) in place.message.keys.iter().enumerate() {
        comma(at, out);
        escape::json(field.name.as_bytes(), out);
        out.push(b':');
        escape::json(field.value.as_bytes(), out);
    }
    out.push(b'}');
    let (first, second) = match difference {
        Difference::Changed(first, second, _) | Difference::Moved(first, second) => {
            (Some(first), Some(second))
        }
        Difference::First(first) => (Some(first), None),
        Difference::Second(second) => (None, Some(second)),
    };
    for (name, place) in [("first", first), ("second", second)] {
        if let Some(place) = place {
            side(name, place, matches!(difference, Difference::First(_) | Difference::Second(_)), out);
        }
    }
    if let Difference::Changed(_, _, changes) = difference {
        key("changes", out);
        out.push(b'[');
        for (at, change) in changes.iter().enumerate() {
            comma(at, out);
            out.extend_from_slice(b"{\"path\":");
            escape::json(change.path.as_bytes(), out);
            for (name, node) in [("first", change.first), ("second", change.second)] {
                if let Some(node) = node {
                    key(name, out);
                    out.push(b'{');
                    content(node, out);
                    out.push(b'}');
                }
            }
            out.push(b'}');
        }
        out.push(b']');
    }
    out.extend_from_slice(b"}\n");
}

/// Writes how many messages are the same and how many differ.
pub(super) fn write_outcome(outcome: Outcome, names: (&str, &str), out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"first\":");
    escape::json(names.0.as_bytes(), out);
    key("second", out);
    escape::json(names.1.as_bytes(), out);
    let Outcome { same, changed, moved, only } = outcome;
    for (name, count) in [
        ("same", same),
        ("changed", changed),
        ("moved", moved),
        ("only_first", only.0),
        ("only_second", only.1),
    ] {
        number(name, count, out);
    }
    out.extend_from_slice(b"}\n");
}

fn message(message: &NormalMessage, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\"role\":");
    let part = match message.part {
        NormalRole::Request => "request",
        NormalRole::Sent => "sent",
        NormalRole::Answer => "answer",
        NormalRole::Notification => "notification",
        NormalRole::Received => "received",
        NormalRole::Bytes => "bytes",
    };
    escape::json(part.as_bytes(), out);
    key("protocol", out);
    escape::json(message.protocol.as_bytes(), out);
    key("type", out);
    escape::json(message.name.as_bytes(), out);
}

fn side(name: &str, place: &Place, is_whole: bool, out: &mut Vec<u8>) {
    key(name, out);
    out.extend_from_slice(b"{\"packet\":");
    out.extend_from_slice(place.packet.to_string().as_bytes());
    error(place.error.as_ref(), out);
    if is_whole {
        key("fields", out);
        fields(&place.message.nodes, out);
    }
    out.push(b'}');
}

fn error(error: Option<&KernelError>, out: &mut Vec<u8>) {
    let Some(error) = error else { return };
    number("errno", error.errno.into(), out);
    key("error", out);
    escape::json(text::errno_name(error.errno).as_bytes(), out);
    if !error.text.is_empty() {
        key("text", out);
        escape::json(error.text.as_bytes(), out);
    }
}

fn fields(nodes: &[NormalField], out: &mut Vec<u8>) {
    out.push(b'[');
    for (at, node) in nodes.iter().enumerate() {
        comma(at, out);
        out.extend_from_slice(b"{\"name\":");
        escape::json(node.name.as_bytes(), out);
        out.push(b',');
        content(node, out);
        out.push(b'}');
    }
    out.push(b']');
}

/// Writes what a field holds: `value` for a number, string, name or words; `text` where a number has a name; `fields`.
fn content(node: &NormalField, out: &mut Vec<u8>) {
    match &node.content {
        Content::Empty => out.extend_from_slice(b"\"value\":null"),
        Content::Number { is_negative, raw, text } => {
            let digits = format!("{}{raw}", if *is_negative { "-" } else { "" });
            out.extend_from_slice(b"\"value\":");
            out.extend_from_slice(digits.as_bytes());
            if *text != digits {
                key("text", out);
                escape::json(text.as_bytes(), out);
            }
        }
        Content::Interface(name) => value(name.as_bytes(), out),
        Content::Text(bytes) => value(bytes, out),
        Content::Words(words) => value(words.as_bytes(), out),
        Content::Hidden(len, _) => {
            out.extend_from_slice(b"\"hidden\":");
            out.extend_from_slice(len.to_string().as_bytes());
        }
        Content::Parts(parts) => {
            out.extend_from_slice(b"\"fields\":");
            fields(parts, out);
        }
    }
    if !node.note.is_empty() {
        key("note", out);
        escape::json(node.note.as_bytes(), out);
    }
}

fn value(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(b"\"value\":");
    escape::json(bytes, out);
}

fn key(name: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

fn number(name: &str, number: u64, out: &mut Vec<u8>) {
    key(name, out);
    out.extend_from_slice(number.to_string().as_bytes());
}

fn comma(at: usize, out: &mut Vec<u8>) {
    if at > 0 {
        out.push(b',');
    }
}
