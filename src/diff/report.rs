//! Differences and messages in text, in the form of a unified diff.

use std::collections::HashMap;
use std::sync::Arc;

use super::align::{Item, Pair, align};
use super::compare::{Change, Numbers, changes};
use super::conversation::{Conversation, Entry, KernelError, Place};
use super::message::{KeyValue, Node, NormalMessage, Part};
use super::json;
use crate::render::palette::{Palette, Role};
use crate::render::{escape, text};

/// Key fields that name a message above what differs in it.
const KEYS: usize = 4;

/// How differences are written.
pub(crate) enum Look {
    /// As lines.
    Text(Palette),
    /// One JSON object for each difference.
    Json,
}

/// What a comparison found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Messages that are the same.
    pub(super) same: u64,
    /// Messages that correspond and differ.
    pub(super) changed: u64,
    /// Messages that are the same, in another order that matters.
    pub(super) moved: u64,
    /// Messages that only the first conversation has, and only the second.
    pub(super) only: (u64, u64),
}

impl Outcome {
    /// Returns whether nothing differs.
    pub(crate) fn is_same(self) -> bool {
        self.changed == 0 && self.moved == 0 && self.only == (0, 0)
    }
}

/// A difference between two conversations.
#[derive(Clone, Debug)]
pub(super) enum Difference<'c> {
    /// Messages that correspond and differ.
    Changed(&'c Place, &'c Place, Vec<Change<'c>>),
    /// The same message, at another place.
    Moved(&'c Place, &'c Place),
    /// A message that only the first conversation has.
    First(&'c Place),
    /// A message that only the second conversation has.
    Second(&'c Place),
}

/// Compares two conversations and writes what differs: each difference once, with the number of its repetitions. `names` are what
/// the conversations are called; `put` takes finished lines.
pub(crate) fn compare(
    first: &Conversation,
    second: &Conversation,
    names: (&str, &str),
    look: &Look,
    put: &mut dyn FnMut(&[u8]),
) -> Outcome {
    let mut numbering = Numbering::default();
    let first_rows = numbering.rows(first);
    let second_rows = numbering.rows(second);
    let keys = &numbering.keys;
    let first_items: Vec<Item<'_>> = first_rows.iter().map(|row| row.item(keys)).collect();
    let second_items: Vec<Item<'_>> = second_rows.iter().map(|row| row.item(keys)).collect();
    let mut outcome = Outcome::default();
    let found = differences(first, second, (&first_items, &second_items), &mut outcome);
    let mut out = Vec::new();
    if let (Look::Text(palette), false) = (look, outcome.is_same()) {
        for (role, sign, name) in [(FIRST, "--- ", names.0), (SECOND, "+++ ", names.1)] {
            palette.paint(role, &format!("{sign}{}", text::escaped(name)), &mut out);
            out.push(b'\n');
        }
    }
    for (difference, count) in &found {
        match look {
            Look::Text(palette) => write_difference(difference, *count, palette, &mut out),
            Look::Json => json::write_difference(difference, *count, &mut out),
        }
        put(&out);
        out.clear();
    }
    match look {
        Look::Text(_) => write_outcome(outcome, &mut out),
        Look::Json => json::write_outcome(outcome, names, &mut out),
    }
    put(&out);
    outcome
}

/// Returns the differences, each once with the number of times it occurs, in the order of the conversations.
fn differences<'c>(
    first: &'c Conversation,
    second: &'c Conversation,
    (first_items, second_items): (&[Item<'_>], &[Item<'_>]),
    outcome: &mut Outcome,
) -> Vec<(Difference<'c>, u64)> {
    let pairs = align(first_items, second_items);
    let mut left: HashMap<u32, Vec<usize>> = HashMap::new();
    for pair in pairs.iter().rev() {
        if let Pair::Second(other) = *pair
            && let Some(item) = second_items.get(other)
        {
            left.entry(item.whole).or_default().push(other);
        }
    }
    // A message that both have at different places was moved.
    let mut moved = HashMap::new();
    let mut moved_to = std::collections::HashSet::new();
    for pair in &pairs {
        if let Pair::First(at) = *pair
            && let Some(item) = first_items.get(at)
            && let Some(other) = left.get_mut(&item.whole).and_then(Vec::pop)
        {
            moved.insert(at, other);
            moved_to.insert(other);
        }
    }
    let mut found: Vec<(Difference<'c>, u64)> = Vec::new();
    let mut known: HashMap<(Option<u32>, Option<u32>, bool), usize> = HashMap::new();
    let whole = |items: &[Item<'_>], at: Option<usize>| at.and_then(|at| items.get(at)).map(|item| item.whole);
    for pair in pairs {
        let (at, other, is_moved) = match pair {
            Pair::Both(at, other) => (Some(at), Some(other), false),
            Pair::First(at) => (Some(at), moved.get(&at).copied(), moved.contains_key(&at)),
            Pair::Second(other) if moved_to.contains(&other) => continue,
            Pair::Second(other) => (None, Some(other), false),
        };
        let numbers = (whole(first_items, at), whole(second_items, other));
        let places =
            (at.and_then(|at| first.places.get(at)), other.and_then(|other| second.places.get(other)));
        let is_same = numbers.0 == numbers.1;
        match places {
            (Some(place), Some(_)) if is_same && !(is_moved && place.message.is_ordered) => outcome.same += 1,
            (Some(_), Some(_)) if is_same => outcome.moved += 1,
            (Some(_), Some(_)) => outcome.changed += 1,
            (Some(_), None) => outcome.only.0 += 1,
            (None, _) => outcome.only.1 += 1,
        }
        if let Some((_, count)) =
            known.get(&(numbers.0, numbers.1, is_moved)).and_then(|known| found.get_mut(*known))
        {
            *count += 1;
            continue;
        }
        let difference = match places {
            (Some(place), Some(other)) if is_same => {
                if !(is_moved && place.message.is_ordered) {
                    continue;
                }
                Difference::Moved(place, other)
            }
            (Some(place), Some(other)) => {
                Difference::Changed(place, other, changes(&place.message.nodes, &other.message.nodes))
            }
            (Some(place), None) => Difference::First(place),
            (None, Some(other)) => Difference::Second(other),
            (None, None) => continue,
        };
        known.insert((numbers.0, numbers.1, is_moved), found.len());
        found.push((difference, 1));
    }
    found
}

/// Gives messages of both conversations the numbers by which they are aligned.
#[derive(Default)]
struct Numbering<'c> {
    whole: Numbers<(u32, Option<u32>)>,
    messages: Numbers<&'c NormalMessage>,
    keys_as_one: Numbers<(u32, &'c [KeyValue])>,
    kinds: Numbers<(Part, &'c str, &'c str)>,
    key_parts: Numbers<&'c KeyValue>,
    /// The numbers of key fields of all messages, one after the other.
    keys: Vec<u32>,
}

/// The numbers of one message.
#[derive(Clone, Copy)]
struct Row {
    whole: u32,
    key: u32,
    kind: u32,
    /// Where the numbers of its key fields are.
    keys: (usize, usize),
}

impl Row {
    fn item<'k>(&self, keys: &'k [u32]) -> Item<'k> {
        let keys = keys.get(self.keys.0..self.keys.1).unwrap_or_default();
        Item { whole: self.whole, key: self.key, kind: self.kind, keys }
    }
}

impl<'c> Numbering<'c> {
    fn rows(&mut self, conversation: &'c Conversation) -> Vec<Row> {
        // Equal messages of one conversation are one object.
        let mut known: HashMap<*const NormalMessage, (u32, Row)> = HashMap::new();
        let mut rows = Vec::with_capacity(conversation.len());
        for place in &conversation.places {
            let pointer = Arc::as_ptr(&place.message);
            let (message, row) = match known.get(&pointer) {
                Some(known) => *known,
                None => {
                    let numbered = self.message(&place.message);
                    known.insert(pointer, numbered);
                    numbered
                }
            };
            let errno = place.error.as_ref().map(|error| error.errno);
            rows.push(Row { whole: self.whole.of((message, errno)), ..row });
        }
        rows
    }

    fn message(&mut self, message: &'c NormalMessage) -> (u32, Row) {
        let kind = self.kinds.of((message.part, &message.protocol, &message.name));
        let start = self.keys.len();
        for key in &message.keys {
            let number = self.key_parts.of(key);
            self.keys.push(number);
        }
        if let Some(keys) = self.keys.get_mut(start..) {
            keys.sort_unstable();
        }
        let row = Row {
            whole: 0,
            key: self.keys_as_one.of((kind, &message.keys)),
            kind,
            keys: (start, self.keys.len()),
        };
        (self.messages.of(message), row)
    }
}

/// The colours of what the first conversation has, and the second.
const FIRST: Role = Role::Unknown;
const SECOND: Role = Role::Text;

fn write_difference(difference: &Difference<'_>, count: u64, palette: &Palette, out: &mut Vec<u8>) {
    match difference {
        Difference::Changed(first, second, changes) => {
            let packets = format!("packet {} | packet {}", first.packet, second.packet);
            write_heading(&first.message, &packets, count, palette, out);
            for change in changes {
                for (node, sign) in [(change.first, Sign::FIRST), (change.second, Sign::SECOND)] {
                    if let Some(node) = node {
                        write_node(node, &change.path, 2, &sign, palette, out);
                    }
                }
            }
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
        Part::Request | Part::Sent | Part::Bytes => String::new(),
        Part::Answer => "answer ".to_owned(),
        Part::Notification => "notification ".to_owned(),
        Part::Received => "received ".to_owned(),
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

/// What a line begins with, and its colour.
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
fn write_node(node: &Node, name: &str, depth: usize, sign: &Sign, palette: &Palette, out: &mut Vec<u8>) {
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

/// Returns an error in words: its name, and what the kernel says.
fn error_words(error: &KernelError) -> String {
    let name = text::errno_name(error.errno);
    if error.text.is_empty() { name } else { format!("{name} ({})", text::escaped(&error.text)) }
}

fn write_outcome(outcome: Outcome, out: &mut Vec<u8>) {
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

