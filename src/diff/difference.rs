//! The differences between two conversations: finds the messages that correspond, and the differences between them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::align::{Item, Pair, align};
use super::compare::{Change, Numbers, changes};
use super::conversation::{Conversation, Place};
use super::message::{KeyValue, NormalMessage, NormalRole};

/// The counts of a comparison.
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

/// Returns the differences between two conversations, each once with the number of times it occurs, in their order; and the
/// sums.
pub(super) fn differences<'c>(
    first: &'c Conversation,
    second: &'c Conversation,
) -> (Vec<(Difference<'c>, u64)>, Outcome) {
    let mut numbering = Numbering::default();
    let first_rows = numbering.rows(first);
    let second_rows = numbering.rows(second);
    let keys = &numbering.keys;
    let first_items: Vec<Item<'_>> = first_rows.iter().map(|row| row.item(keys)).collect();
    let second_items: Vec<Item<'_>> = second_rows.iter().map(|row| row.item(keys)).collect();
    let mut outcome = Outcome::default();
    let found = of_items(first, second, (&first_items, &second_items), &mut outcome);
    (found, outcome)
}

/// Returns the differences, each once with the number of times it occurs, in the order of the conversations.
fn of_items<'c>(
    first: &'c Conversation,
    second: &'c Conversation,
    (first_items, second_items): (&[Item<'_>], &[Item<'_>]),
    outcome: &mut Outcome,
) -> Vec<(Difference<'c>, u64)> {
    let pairs = pairs(first, second, (first_items, second_items));
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
    let mut moved_to = HashSet::new();
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
    let whole =
        |items: &[Item<'_>], at: Option<usize>| at.and_then(|at| items.get(at)).map(|item| item.whole);
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

/// Returns which messages correspond, in the order of the first conversation.
///
/// Messages whose order matters are aligned apart from all others: a question may come before a change or after it.
fn pairs(
    first: &Conversation,
    second: &Conversation,
    (first_items, second_items): (&[Item<'_>], &[Item<'_>]),
) -> Vec<Pair> {
    let mut placed: Vec<((usize, bool), Pair)> = Vec::new();
    for is_ordered in [true, false] {
        let of = |conversation: &Conversation| -> Vec<usize> {
            let places = conversation.places.iter().enumerate();
            places.filter(|(_, place)| place.message.is_ordered == is_ordered).map(|(at, _)| at).collect()
        };
        // There is an item for each place.
        let (first, second) = (of(first), of(second));
        let items: Vec<Item<'_>> = first.iter().filter_map(|at| first_items.get(*at).copied()).collect();
        let others: Vec<Item<'_>> = second.iter().filter_map(|at| second_items.get(*at).copied()).collect();
        let mut before = (0, false);
        for pair in align(&items, &others) {
            let (at, other) = match pair {
                Pair::Both(at, other) => (first.get(at), second.get(other)),
                Pair::First(at) => (first.get(at), None),
                Pair::Second(other) => (None, second.get(other)),
            };
            let pair = match (at, other) {
                (Some(at), Some(other)) => Pair::Both(*at, *other),
                (Some(at), None) => Pair::First(*at),
                (None, Some(other)) => Pair::Second(*other),
                (None, None) => continue,
            };
            // A message that only the second has keeps its predecessor from there.
            before = at.map_or((before.0, true), |at| (*at, false));
            placed.push((before, pair));
        }
    }
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, pair)| pair).collect()
}

/// Gives messages of both conversations the numbers by which they are aligned.
#[derive(Default)]
struct Numbering<'c> {
    whole: Numbers<(u32, Option<u32>)>,
    messages: Numbers<&'c NormalMessage>,
    keys_as_one: Numbers<(u32, &'c [KeyValue])>,
    kinds: Numbers<(NormalRole, &'c str, &'c str)>,
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
