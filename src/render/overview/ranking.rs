//! Counts by key, in bounded memory.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::Hash;

/// Keys that are kept when there are too many: those with most.
const KEPT: usize = 4096;
/// So many are too many.
const MOST: usize = 2 * KEPT;

/// Values by key. Of too many keys those with the least weight are dropped, and their weight is kept.
pub(crate) struct Ranking<K, V> {
    values: HashMap<K, V>,
    weight: fn(&V) -> u64,
    /// The weight of what was dropped.
    dropped: u64,
}

impl<K: Copy + Eq + Hash + Ord, V> Ranking<K, V> {
    pub(crate) fn new(weight: fn(&V) -> u64) -> Ranking<K, V> {
        Ranking { values: HashMap::new(), weight, dropped: 0 }
    }

    /// Returns the value of a key, after making it if there is none.
    pub(crate) fn entry(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        if self.values.len() >= MOST && !self.values.contains_key(&key) {
            self.prune();
        }
        self.values.entry(key).or_insert_with(make)
    }

    fn prune(&mut self) {
        let weight = self.weight;
        let mut keys: Vec<(Reverse<u64>, K)> =
            self.values.iter().map(|(key, value)| (Reverse(weight(value)), *key)).collect();
        keys.sort_unstable();
        for (Reverse(weight), key) in keys.into_iter().skip(KEPT) {
            self.values.remove(&key);
            self.dropped += weight;
        }
    }

    /// Adds the values of another.
    pub(crate) fn absorb(&mut self, other: Ranking<K, V>, add: impl Fn(&mut V, V)) {
        self.dropped += other.dropped;
        for (key, theirs) in other.values {
            match self.values.get_mut(&key) {
                Some(ours) => add(ours, theirs),
                None => {
                    self.entry(key, || theirs);
                }
            }
        }
    }

    /// Returns the keys and values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.values.iter()
    }

    /// Returns the weight of what was dropped.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped
    }
}

/// The first of some things, by a number, and how many there were.
pub(crate) struct Firsts<T> {
    list: Vec<(u64, T)>,
    count: u64,
}

/// Things that are kept.
const FIRSTS: usize = 256;

impl<T> Default for Firsts<T> {
    fn default() -> Firsts<T> {
        Firsts { list: Vec::new(), count: 0 }
    }
}

impl<T> Firsts<T> {
    pub(crate) fn add(&mut self, number: u64, what: T) {
        self.count += 1;
        self.keep(number, what);
    }

    fn keep(&mut self, number: u64, what: T) {
        let at = self.list.partition_point(|(known, _)| *known <= number);
        if at < FIRSTS {
            self.list.insert(at, (number, what));
            self.list.truncate(FIRSTS);
        }
    }

    pub(crate) fn absorb(&mut self, other: Firsts<T>) {
        self.count += other.count;
        other.list.into_iter().for_each(|(number, what)| self.keep(number, what));
    }

    pub(crate) fn list(&self) -> &[(u64, T)] {
        &self.list
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_with_most_stay_and_nothing_is_lost() {
        let mut ranking: Ranking<u64, u64> = Ranking::new(|count| *count);
        for round in 0..100_000u64 {
            *ranking.entry(round % 5, || 0) += 1;
            *ranking.entry(1000 + round, || 0) += 1;
        }
        assert!(ranking.values.len() <= MOST);
        assert!((0..5).all(|key| ranking.values.get(&key) == Some(&20_000)));
        assert_eq!(ranking.values.values().sum::<u64>() + ranking.dropped(), 200_000);
        let mut other: Ranking<u64, u64> = Ranking::new(|count| *count);
        *other.entry(3, || 0) += 7;
        ranking.absorb(other, |ours, theirs| *ours += theirs);
        assert_eq!(ranking.values.get(&3), Some(&20_007));
    }

    #[test]
    fn the_first_are_the_same_in_any_order() {
        let (mut one, mut other) = (Firsts::default(), Firsts::default());
        for number in (0..2000u64).rev() {
            if number % 3 == 0 { one.add(number, number) } else { other.add(number, number) }
        }
        one.absorb(other);
        assert_eq!(one.count(), 2000);
        assert!(one.list().iter().map(|(number, _)| *number).eq(0..256));
    }
}
