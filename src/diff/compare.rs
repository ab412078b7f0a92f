//! The differences between two messages, attribute by attribute.

use std::collections::HashMap;
use std::hash::Hash;

use super::align::{Item, Pair, align};
use super::message::{Content, NormalField};

/// One difference between two messages: a field that one of them lacks, or that has another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change<'n> {
    /// The names from the outermost field to this one, with dots between them.
    pub(super) path: String,
    /// The field in the first message, and in the second; at least one of them has it.
    pub(super) first: Option<&'n NormalField>,
    pub(super) second: Option<&'n NormalField>,
}

/// Returns the differences between two lists of fields.
pub(super) fn changes<'n>(first: &'n [NormalField], second: &'n [NormalField]) -> Vec<Change<'n>> {
    let mut found = Vec::new();
    lists(first, second, "", &mut found);
    found
}

/// Gives equal things the same number.
#[derive(Debug)]
pub(super) struct Numbers<T>(HashMap<T, u32>);

impl<T> Default for Numbers<T> {
    fn default() -> Numbers<T> {
        Numbers(HashMap::new())
    }
}

impl<T: Hash + Eq> Numbers<T> {
    /// Returns the number of a value. Equal values have the same number.
    pub(super) fn of(&mut self, thing: T) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(thing).or_insert(next)
    }
}

/// Compares fields beside each other: as a set those whose names occur once, as a sequence all others.
fn lists<'n>(first: &'n [NormalField], second: &'n [NormalField], path: &str, found: &mut Vec<Change<'n>>) {
    let mut count: HashMap<&str, (usize, usize)> = HashMap::new();
    first.iter().for_each(|node| count.entry(&node.name).or_default().0 += 1);
    second.iter().for_each(|node| count.entry(&node.name).or_default().1 += 1);
    let is_ordered = |node: &&NormalField| {
        node.is_ordered || count.get(&*node.name).is_some_and(|(first, second)| *first > 1 || *second > 1)
    };
    let mut others: HashMap<&str, &'n NormalField> = HashMap::new();
    others.extend(second.iter().filter(|node| !is_ordered(node)).map(|node| (&*node.name, node)));
    for node in first.iter().filter(|node| !is_ordered(node)) {
        pair(Some(node), others.remove(&*node.name), step(path, &node.name), found);
    }
    let is_left = |node: &&NormalField| !is_ordered(node) && others.contains_key(&*node.name);
    for node in second.iter().filter(is_left) {
        pair(None, Some(node), step(path, &node.name), found);
    }
    let first: Vec<&NormalField> = first.iter().filter(is_ordered).collect();
    let second: Vec<&NormalField> = second.iter().filter(is_ordered).collect();
    if first.is_empty() && second.is_empty() {
        return;
    }
    let mut numbers = Sequence::default();
    let (items, other_items) = (numbers.items(&first), numbers.items(&second));
    for place in align(&items, &other_items) {
        let (at, other, node) = match place {
            Pair::Both(at, other) => (first.get(at), second.get(other), (at, first.get(at))),
            Pair::First(at) => (first.get(at), None, (at, first.get(at))),
            Pair::Second(other) => (None, second.get(other), (other, second.get(other))),
        };
        let (position, Some(named)) = node else { continue };
        let step = step(path, &format!("{}[{position}]", named.name));
        pair(at.copied(), other.copied(), step, found);
    }
}

fn step(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// Compares two fields that correspond.
fn pair<'n>(
    first: Option<&'n NormalField>,
    second: Option<&'n NormalField>,
    path: String,
    found: &mut Vec<Change<'n>>,
) {
    if let (Some(a), Some(b)) = (first, second) {
        if a == b {
            return;
        }
        if let (Content::Parts(a_parts), Content::Parts(b_parts)) = (&a.content, &b.content)
            && a.note == b.note
        {
            return lists(a_parts, b_parts, &path, found);
        }
    }
    found.push(Change { path, first, second });
}

/// The numbers of fields in a sequence.
#[derive(Default)]
struct Sequence<'n> {
    whole: Numbers<&'n NormalField>,
    keys: Numbers<(&'n str, String)>,
    kinds: Numbers<&'n str>,
}

impl<'n> Sequence<'n> {
    fn items(&mut self, nodes: &[&'n NormalField]) -> Vec<Item<'static>> {
        let mut item = |node: &&'n NormalField| Item {
            whole: self.whole.of(node),
            key: self.keys.of((&node.name, first_value(node))),
            kind: self.kinds.of(&node.name),
            keys: &[],
        };
        nodes.iter().map(&mut item).collect()
    }
}

/// Returns the first value in a field. In most lists it names the element: the name of an expression, a kind.
fn first_value(node: &NormalField) -> String {
    let mut node = node;
    while let Some(part) = node.content.parts().first() {
        node = part;
    }
    let mut text = node.name.clone().into_owned();
    text.push(' ');
    node.content.write(&mut text);
    text
}
