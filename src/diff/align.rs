//! Which items of two sequences correspond.
//!
//! An exact alignment takes time that grows with the product of both lengths. Here that product is bounded. A common
//! beginning and a common end are cut off, and items that occur once in both divide the rest. Only pieces with at most
//! [`CELLS`] pairs are aligned exactly. Longer pieces that cannot be divided are aligned greedily, looking [`WINDOW`] items
//! ahead. So the time grows with the sum of the lengths (times a logarithm for the division).

use std::collections::HashMap;
use std::ops::Range;

/// Pairs of items that one exact alignment looks at. A piece of `n` and `m` items costs at most 128 steps for each of them.
const CELLS: usize = 1 << 14;
/// Items that the greedy alignment looks ahead.
const WINDOW: usize = 64;
/// How often a piece is divided.
const DIVISIONS: usize = 24;

/// An item, by numbers: items with the same number are alike in that respect.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item<'i> {
    /// Everything.
    pub(super) whole: u32,
    /// Its kind and its key.
    pub(super) key: u32,
    /// Its kind: only items of one kind can correspond.
    pub(super) kind: u32,
    /// The parts of its key, ascending.
    pub(super) keys: &'i [u32],
}

/// A place in one or both sequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pair {
    /// These correspond.
    Both(usize, usize),
    /// The first sequence has this one, the second does not.
    First(usize),
    /// The second sequence has this one, the first does not.
    Second(usize),
}

/// Returns how two sequences correspond: every item of both once, each sequence in its order.
pub(super) fn align(first: &[Item<'_>], second: &[Item<'_>]) -> Vec<Pair> {
    let mut aligner = Aligner { first, second, pairs: Vec::new(), steps: 0 };
    aligner.piece(0..first.len(), 0..second.len(), DIVISIONS);
    aligner.pairs
}

struct Aligner<'a> {
    first: &'a [Item<'a>],
    second: &'a [Item<'a>],
    pairs: Vec<Pair>,
    /// Pairs of items that were looked at, for tests.
    steps: usize,
}

impl<'a> Aligner<'a> {
    fn item(&self, at: usize) -> Option<&'a Item<'a>> {
        self.first.get(at)
    }

    fn other(&self, at: usize) -> Option<&'a Item<'a>> {
        self.second.get(at)
    }

    fn is_same(&self, first: usize, second: usize) -> bool {
        matches!((self.item(first), self.other(second)), (Some(a), Some(b)) if a.whole == b.whole)
    }

    /// Aligns a piece of both.
    fn piece(&mut self, mut first: Range<usize>, mut second: Range<usize>, divisions: usize) {
        while !first.is_empty() && !second.is_empty() && self.is_same(first.start, second.start) {
            self.pairs.push(Pair::Both(first.start, second.start));
            first.start += 1;
            second.start += 1;
            self.steps += 1;
        }
        let mut same_at_end = 0;
        while !first.is_empty() && !second.is_empty() && self.is_same(first.end - 1, second.end - 1) {
            first.end -= 1;
            second.end -= 1;
            same_at_end += 1;
            self.steps += 1;
        }
        let ends = (first.end, second.end);
        if first.is_empty() || second.is_empty() {
            self.alone(first, second);
        } else if first.len().saturating_mul(second.len()) <= CELLS {
            self.exact(first, second);
        } else {
            let anchors = if divisions > 0 { self.anchors(&first, &second) } else { Vec::new() };
            if anchors.is_empty() {
                self.greedy(first, second);
            } else {
                let (mut a, mut b) = (first.start, second.start);
                for (at, other) in anchors {
                    self.piece(a..at, b..other, divisions - 1);
                    self.pairs.push(Pair::Both(at, other));
                    (a, b) = (at + 1, other + 1);
                }
                self.piece(a..first.end, b..second.end, divisions - 1);
            }
        }
        self.pairs.extend((0..same_at_end).map(|at| Pair::Both(ends.0 + at, ends.1 + at)));
    }

    fn alone(&mut self, first: Range<usize>, second: Range<usize>) {
        self.pairs.extend(first.map(Pair::First));
        self.pairs.extend(second.map(Pair::Second));
    }

    /// Returns items that occur once in each piece and correspond, in the order of both: by everything, or by their keys.
    fn anchors(&mut self, first: &Range<usize>, second: &Range<usize>) -> Vec<(usize, usize)> {
        let by: [fn(&Item<'_>) -> u32; 2] = [|item| item.whole, |item| item.key];
        for number in by {
            self.steps += first.len() + second.len();
            let mut places: HashMap<u32, (u32, usize, u32, usize)> = HashMap::new();
            for at in first.clone() {
                let Some(item) = self.item(at) else { continue };
                let place = places.entry(number(item)).or_default();
                (place.0, place.1) = (place.0.saturating_add(1), at);
            }
            for at in second.clone() {
                let Some(item) = self.other(at) else { continue };
                let place = places.entry(number(item)).or_default();
                (place.2, place.3) = (place.2.saturating_add(1), at);
            }
            let once = places.into_values().filter(|(a, _, b, _)| *a == 1 && *b == 1);
            let mut once: Vec<(usize, usize)> = once.map(|(_, at, _, other)| (at, other)).collect();
            once.sort_unstable();
            let anchors = ascending(&once);
            if !anchors.is_empty() {
                return anchors;
            }
        }
        Vec::new()
    }

    /// Aligns a piece so that as much as possible corresponds.
    fn exact(&mut self, first: Range<usize>, second: Range<usize>) {
        let columns = second.len() + 1;
        // The best sum from a pair of places to the end.
        let mut best = vec![0_u32; (first.len() + 1) * columns];
        let cell = |row: usize, column: usize| row * columns + column;
        let read = |best: &[u32], row, column| best.get(cell(row, column)).copied().unwrap_or(0);
        let score = |at: usize, other: usize| match (self.first.get(at), self.second.get(other)) {
            (Some(a), Some(b)) => score(a, b),
            _ => 0,
        };
        for row in (0..first.len()).rev() {
            for column in (0..second.len()).rev() {
                let score = score(first.start + row, second.start + column);
                let both = if score > 0 { score + read(&best, row + 1, column + 1) } else { 0 };
                let sum = both.max(read(&best, row + 1, column)).max(read(&best, row, column + 1));
                if let Some(place) = best.get_mut(cell(row, column)) {
                    *place = sum;
                }
            }
        }
        let (mut row, mut column) = (0, 0);
        let mut pairs = Vec::new();
        while row < first.len() && column < second.len() {
            let here = read(&best, row, column);
            let score = score(first.start + row, second.start + column);
            if score > 0 && here == score + read(&best, row + 1, column + 1) {
                pairs.push(Pair::Both(first.start + row, second.start + column));
                (row, column) = (row + 1, column + 1);
            } else if here == read(&best, row + 1, column) {
                pairs.push(Pair::First(first.start + row));
                row += 1;
            } else {
                pairs.push(Pair::Second(second.start + column));
                column += 1;
            }
        }
        self.steps += first.len() * second.len();
        self.pairs.extend(pairs);
        self.alone(first.start + row..first.end, second.start + column..second.end);
    }

    /// Aligns a piece by looking for each item among the next few of the other sequence.
    fn greedy(&mut self, first: Range<usize>, second: Range<usize>) {
        let mut next = second.start;
        for at in first {
            let Some(item) = self.item(at) else { continue };
            let view = next..second.end.min(next + WINDOW);
            self.steps += view.len();
            let mut found: Option<(u32, usize)> = None;
            for other in view {
                let score = self.other(other).map_or(0, |other| score(item, other));
                if score > found.map_or(0, |(score, _)| score) {
                    found = Some((score, other));
                }
                if score == SAME {
                    break;
                }
            }
            match found {
                // Only the kind is the same: the item can correspond only to the next one.
                Some((score, other)) if score > KIND || other == next => {
                    self.alone(0..0, next..other);
                    self.pairs.push(Pair::Both(at, other));
                    next = other + 1;
                }
                _ => self.pairs.push(Pair::First(at)),
            }
        }
        self.alone(0..0, next..second.end);
    }
}

/// The score of items that are the same.
const SAME: u32 = 1000;
/// The score of items that have nothing in common but their kind.
const KIND: u32 = 10;
/// The addition to that if their keys are the same.
const KEYS: u32 = 60;

/// Returns how well two items correspond; 0 if they cannot.
fn score(first: &Item<'_>, second: &Item<'_>) -> u32 {
    if first.whole == second.whole {
        return SAME;
    }
    if first.kind != second.kind {
        return 0;
    }
    if first.key == second.key {
        return KIND + KEYS;
    }
    let most = first.keys.len().max(second.keys.len());
    let shared = shared(first.keys, second.keys);
    let part = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    KIND + KEYS.saturating_mul(part(shared)).checked_div(part(most)).unwrap_or(0)
}

/// Returns how many numbers two ascending lists share.
fn shared(mut first: &[u32], mut second: &[u32]) -> usize {
    let mut count = 0;
    while let ([a, rest @ ..], [b, others @ ..]) = (first, second) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => first = rest,
            std::cmp::Ordering::Greater => second = others,
            std::cmp::Ordering::Equal => {
                count += 1;
                (first, second) = (rest, others);
            }
        }
    }
    count
}

/// Returns a longest choice of pairs, which ascend by their first numbers, whose second numbers ascend too.
fn ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // Of the choices of each length the one that ends lowest: where it ends; and for each pair the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let second = |at: usize| pairs.get(at).map_or(usize::MAX, |(_, second)| *second);
    for at in 0..pairs.len() {
        let len = ends.partition_point(|end| second(*end) < second(at));
        before.push(len.checked_sub(1).and_then(|last| ends.get(last)).copied());
        match ends.get_mut(len) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut chosen = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(at) = next {
        chosen.extend(pairs.get(at));
        next = before.get(at).copied().flatten();
    }
    chosen.reverse();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Items of words: `kind:key=value`.
    fn items(words: &[(u32, u32, u32)]) -> Vec<Item<'static>> {
        words
            .iter()
            .map(|(kind, key, whole)| Item { kind: *kind, key: *key, whole: *whole, keys: &[] })
            .collect()
    }

    fn steps(first: &[Item<'_>], second: &[Item<'_>]) -> (Vec<Pair>, usize) {
        let mut aligner = Aligner { first, second, pairs: Vec::new(), steps: 0 };
        aligner.piece(0..first.len(), 0..second.len(), DIVISIONS);
        (aligner.pairs, aligner.steps)
    }

    /// Checks that each item occurs once and in its order, and that pairs are of one kind.
    fn is_alignment(first: &[Item<'_>], second: &[Item<'_>], pairs: &[Pair]) {
        let (mut a, mut b) = (0, 0);
        for pair in pairs {
            let (at, other) = match *pair {
                Pair::Both(at, other) => (Some(at), Some(other)),
                Pair::First(at) => (Some(at), None),
                Pair::Second(other) => (None, Some(other)),
            };
            if let (Some(at), Some(other)) = (at, other) {
                assert!(score(&first[at], &second[other]) > 0, "{pair:?} are of different kinds");
            }
            if let Some(at) = at {
                assert_eq!(at, a);
                a += 1;
            }
            if let Some(other) = other {
                assert_eq!(other, b);
                b += 1;
            }
        }
        assert_eq!((a, b), (first.len(), second.len()));
    }

    #[test]
    fn the_best_alignment_of_short_sequences() {
        let first = items(&[(1, 1, 1), (2, 2, 2), (3, 3, 3)]);
        let second = items(&[(2, 2, 20), (3, 3, 3), (4, 4, 4)]);
        assert_eq!(
            align(&first, &second),
            [Pair::First(0), Pair::Both(1, 0), Pair::Both(2, 1), Pair::Second(2)]
        );
        // The key decides among items of one kind.
        let first = items(&[(1, 5, 1), (1, 6, 2)]);
        let second = items(&[(1, 6, 3)]);
        assert_eq!(align(&first, &second), [Pair::First(0), Pair::Both(1, 0)]);
        // So does a part of the key.
        let keyed = |whole, keys| Item { kind: 1, key: whole, whole, keys };
        let (first, second) = ([keyed(1, &[7][..]), keyed(2, &[8, 9])], [keyed(3, &[9, 10][..])]);
        assert_eq!(align(&first, &second), [Pair::First(0), Pair::Both(1, 0)]);
        assert_eq!(align(&[], &second), [Pair::Second(0)]);
        assert_eq!(align(&first, &[]), [Pair::First(0), Pair::First(1)]);
    }

    #[test]
    fn work_grows_with_the_length() {
        const LEN: u32 = 100_000;
        // A small generator: the same numbers in every run.
        let mut state = 1_u32;
        let mut random = move |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % below
        };
        let of =
            |numbers: Vec<u32>| items(&numbers.iter().map(|n| (n % 7, n % 1001, *n)).collect::<Vec<_>>());
        let ascending: Vec<u32> = (0..LEN).collect();
        let cases: Vec<(&str, Vec<u32>, Vec<u32>)> = vec![
            (
                "one is missing",
                ascending.clone(),
                ascending.iter().copied().filter(|n| *n != 50_000).collect(),
            ),
            (
                "every 50th differs",
                ascending.clone(),
                ascending.iter().map(|n| n + u32::from(n % 50 == 0) * LEN * 2).collect(),
            ),
            ("reversed", ascending.clone(), ascending.iter().rev().copied().collect()),
            ("nothing in common", ascending.clone(), ascending.iter().map(|n| n + LEN * 7000).collect()),
            (
                "all the same but for their values",
                vec![7; LEN as usize],
                ascending.iter().map(|n| 7000 * (n + 2)).collect(),
            ),
            (
                "two in turn",
                (0..LEN).map(|n| n % 2).collect(),
                (0..LEN).map(|n| 1 - n % 2).chain([5]).collect(),
            ),
            (
                "random, of few",
                (0..LEN).map(|_| random(10)).collect(),
                (0..LEN).map(|_| random(10)).collect(),
            ),
            (
                "random, of many",
                (0..LEN).map(|_| random(LEN)).collect(),
                (0..LEN).map(|_| random(LEN)).collect(),
            ),
        ];
        for (case, first, second) in cases {
            let (first, second) = (of(first), of(second));
            let (pairs, steps) = steps(&first, &second);
            is_alignment(&first, &second, &pairs);
            let bound = 200 * (first.len() + second.len());
            assert!(steps <= bound, "{case}: {steps} steps of {bound}");
        }
    }
}
