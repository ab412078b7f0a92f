//! Differences and messages in text, in the form of a unified diff.

use super::compare::Change;
use super::conversation::{Entry, KernelError, Place};
use super::difference::{Difference, Outcome};
use super::message::{NormalField, NormalMessage, NormalRole};
use crate::render::palette::{Palette, Role};
use crate::render::{escape, text};

/// Key fields that name a message above its differences.
const KEYS: usize = 4;

/// The colours of the first conversation's lines, and of the second's.
const FIRST: Role = Role::Unknown;
const SECOND: Role = Role::Text;

/// Writes the names of the conversations, as a unified diff has them.
pub(super) fn write_names(names: (&str, &str), palette: &Palette, out: &mut Vec<u8>) {
    for (role, sign, name) in [(FIRST, "--- ", names.0), (SECOND, "+++ ", names.1)] {
        palette.paint(role, &format!("{sign}{}", text::escaped(name)), out);
        out.push(b'\n');
    }
}

/// Writes a difference and how often it occurs.
pub(super) fn write_difference(
    difference: &Difference<'_>,
    count: u64,
    palette: &Palette,
    out: &mut Vec<u8>,
) {
    match difference {
        Difference::Changed(first, second, changes) => {
            let packets = format!("packet {} | packet {}", first.packet, second.packet);
            write_heading(&first.message, &packets, count, palette, out);
            write_changes(changes, palette, out);
            if errno(first) != errno(second) {
                for (place, sign) in [(first, Sign::FIRST), (second, Sign::SECOND)] {
                    let text = place.error.as_ref().map_or_else(|| "0".to_owned(), error_words);
                    sign.line(&format!("error = {text}"), palette, out);
                }
            }
        }
        Difference::Moved(first, second) => {
            let packets = format!("in another order: packet {} | packet {}", first.packet, second.packet);
            write_heading(&first.message, &packets, count, palette, out);
        }
        Difference::First(place) => write_only(place, "only in the first", &Sign::FIRST, count, palette, out),
        Difference::Second(place) => {
            write_only(place, "only in the second", &Sign::SECOND, count, palette, out);
        }
    }
}

/// Writes the types of two messages, and how they differ.
pub(super) fn write_pair(
    first: &NormalMessage,
    second: &NormalMessage,
    changes: &[Change<'_>],
    palette: &Palette,
    out: &mut Vec<u8>,
) {
    if first.name == second.name {
        Sign::NONE.line(&heading(first, KEYS), palette, out);
    } else {
        Sign::FIRST.line(&heading(first, KEYS), palette, out);
        Sign::SECOND.line(&heading(second, KEYS), palette, out);
    }
    write_changes(changes, palette, out);
    if changes.is_empty() && first.name == second.name {
        let words = "nothing differs but sequence number, port id, padding or the order of attributes";
        palette.paint(Role::Note, &format!("  {words}"), out);
        out.push(b'\n');
    }
}

fn write_changes(changes: &[Change<'_>], palette: &Palette, out: &mut Vec<u8>) {
    for change in changes {
        for (node, sign) in [(change.first, Sign::FIRST), (change.second, Sign::SECOND)] {
            if let Some(node) = node {
                write_node(node, &change.path, 2, &sign, palette, out);
            }
        }
    }
}

fn errno(place: &Place) -> Option<u32> {
    place.error.as_ref().map(|error| error.errno)
}

fn write_only(place: &Place, of: &str, sign: &Sign, count: u64, palette: &Palette, out: &mut Vec<u8>) {
    write_heading(&place.message, &format!("{of}: packet {}", place.packet), count, palette, out);
    for node in place.message.nodes.iter().filter(|node| !node.is_zero_member) {
        write_node(node, &node.name, 2, sign, palette, out);
    }
    if let Some(error) = &place.error {
        sign.line(&format!("error = {}", error_words(error)), palette, out);
    }
}

fn write_heading(message: &NormalMessage, about: &str, count: u64, palette: &Palette, out: &mut Vec<u8>) {
    palette.paint(Role::Message, &heading(message, KEYS), out);
    let mut rest = format!("  ({about}");
    if count > 1 {
        rest.push_str(&format!("; {count} times"));
    }
    rest.push(')');
    palette.paint(Role::Note, &rest, out);
    out.push(b'\n');
}

/// Returns the type of a message with its first key fields.
pub(super) fn heading(message: &NormalMessage, most: usize) -> String {
    let mut text = match message.part {
        NormalRole::Request | NormalRole::Sent | NormalRole::Bytes => String::new(),
        NormalRole::Answer => "answer ".to_owned(),
        NormalRole::Notification => "notification ".to_owned(),
        NormalRole::Received => "received ".to_owned(),
    };
    escape::plain(&message.name, &mut text);
    for key in message.keys.iter().filter(|key| !key.name.is_empty()).take(most) {
        text.push(' ');
        text.push_str(&key.name);
        text.push('=');
        text.push_str(&key.value);
    }
    text
}

/// The beginning of a line, and its colour.
struct Sign {
    sign: &'static str,
    role: Option<Role>,
}

impl Sign {
    const FIRST: Sign = Sign { sign: "- ", role: Some(FIRST) };
    const SECOND: Sign = Sign { sign: "+ ", role: Some(SECOND) };
    /// A line of a message that is not compared.
    const NONE: Sign = Sign { sign: "  ", role: None };

    fn line(&self, text: &str, palette: &Palette, out: &mut Vec<u8>) {
        match self.role {
            Some(role) => palette.paint(role, &format!("{}{text}", self.sign), out),
            None => out.extend_from_slice(format!("{}{text}", self.sign).as_bytes()),
        }
        out.push(b'\n');
    }
}

/// Writes a field and its parts, each in a line.
fn write_node(
    node: &NormalField,
    name: &str,
    depth: usize,
    sign: &Sign,
    palette: &Palette,
    out: &mut Vec<u8>,
) {
    let mut text = " ".repeat(depth.saturating_sub(2));
    escape::plain(name, &mut text);
    let mut value = String::new();
    node.content.write(&mut value);
    if !value.is_empty() {
        text.push_str(" = ");
        text.push_str(&value);
    }
    if !node.note.is_empty() {
        text.push_str(&format!(" ({})", node.note));
    }
    sign.line(&text, palette, out);
    let mut count = 0;
    for part in node.content.parts() {
        let is_element = part.name.is_empty();
        let name = if is_element { format!("[{count}]") } else { part.name.clone().into_owned() };
        count += usize::from(is_element);
        write_node(part, &name, depth + 2, sign, palette, out);
    }
}

/// Writes a message of one conversation as lines.
pub(super) fn write_message(entry: &Entry, verbose: bool, palette: &Palette, out: &mut Vec<u8>) {
    palette.paint(Role::Message, &heading(&entry.message, 0), out);
    out.push(b'\n');
    for node in entry.message.nodes.iter().filter(|node| verbose || !node.is_zero_member) {
        write_node(node, &node.name, 2, &Sign::NONE, palette, out);
    }
    if let Some(error) = &entry.error {
        // The kernel's words differ from version to version.
        let name = text::errno_name(error.errno);
        Sign::NONE.line(&format!("error = {name}"), palette, out);
    }
}

/// Returns an error in words: its name, and the kernel's text.
fn error_words(error: &KernelError) -> String {
    let name = text::errno_name(error.errno);
    if error.text.is_empty() { name } else { format!("{name} ({})", text::escaped(&error.text)) }
}

/// Writes how many messages are the same and how many differ.
pub(super) fn write_outcome(outcome: Outcome, out: &mut Vec<u8>) {
    let Outcome { same, changed, moved, only } = outcome;
    let mut words = Vec::new();
    for (count, what) in [
        (same, "the same"),
        (changed, "different"),
        (moved, "in another order"),
        (only.0, "only in the first"),
        (only.1, "only in the second"),
    ] {
        if count > 0 {
            words.push(format!("{count} {what}"));
        }
    }
    if words.is_empty() {
        words.push("none".to_owned());
    }
    out.extend_from_slice(format!("messages: {}\n", words.join(", ")).as_bytes());
}
