//! A bounded map, for entries that can be learned again and whose end may never be observed.
//!
//! An entry is dropped after a number of other insertions. So memory is bounded, and the contents depend only on insertions,
//! not on lookups.

use std::hash::Hash;

use foldhash::{HashMap, HashMapExt};

/// A map of recent insertions. It holds at most twice as many entries as its limit.
#[derive(Debug)]
pub(crate) struct Recent<K, V> {
    most: usize,
    young: HashMap<K, V>,
    old: HashMap<K, V>,
}

impl<K: Copy + Eq + Hash, V> Recent<K, V> {
    /// Returns an empty map, in which an entry lives until at least so many others were put in.
    pub(crate) fn new(most: usize) -> Recent<K, V> {
        Recent { most, young: HashMap::new(), old: HashMap::new() }
    }

    /// Returns the entry of a key.
    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.young.get(key).or_else(|| self.old.get(key))
    }

    /// Returns true if there is something under a key.
    pub(crate) fn contains(&self, key: &K) -> bool {
        self.get(key).is_some()
    }

    /// Returns the entry of a key for modification, which does not count as an insertion.
    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        match self.young.get_mut(key) {
            Some(value) => Some(value),
            None => self.old.get_mut(key),
        }
    }

    /// Puts something in. Returns what was there before.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let before = self.old.remove(&key);
        self.make_room(&key);
        self.young.insert(key, value).or(before)
    }

    /// Puts in again what is there under a key, or what `make` makes.
    pub(crate) fn put(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let before = self.old.remove(&key);
        self.make_room(&key);
        self.young.entry(key).or_insert_with(|| before.unwrap_or_else(make))
    }

    fn make_room(&mut self, key: &K) {
        if self.young.len() >= self.most && !self.young.contains_key(key) {
            std::mem::swap(&mut self.young, &mut self.old);
            self.young.clear();
        }
    }

    /// Takes out what is there under a key.
    pub(crate) fn remove(&mut self, key: &K) -> Option<V> {
        self.young.remove(key).or_else(|| self.old.remove(key))
    }

    /// Takes out all that `keeps` refuses.
    pub(crate) fn retain(&mut self, mut keeps: impl FnMut(&K, &mut V) -> bool) {
        self.young.retain(&mut keeps);
        self.old.retain(keeps);
    }

    /// Returns all that is there, to be changed.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.young.values_mut().chain(self.old.values_mut())
    }

    /// Returns the number of entries.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_entries_leave_the_last() {
        let mut map = Recent::new(100);
        for n in 0..1_000_000 {
            map.insert(n, n + 1);
            assert!(map.len() <= 200);
        }
        for n in 999_900..1_000_000 {
            assert_eq!(map.get(&n), Some(&(n + 1)));
        }
        assert!(!map.contains(&0));
    }

    #[test]
    fn what_is_put_in_again_stays() {
        let mut map = Recent::new(10);
        map.insert(0, "first");
        for n in 1..1000 {
            map.insert(n, "other");
            assert_eq!(*map.put(0, || "made anew"), "first");
            assert_eq!(map.insert(n, "again"), Some("other"));
        }
        assert!(map.len() <= 20);
    }

    /// Several readers of one capture must forget the same, though each looks up only what it shows.
    #[test]
    fn looking_up_is_not_putting_in() {
        let (mut one, mut other) = (Recent::new(4), Recent::new(4));
        for n in 0..100 {
            one.insert(n, ());
            other.insert(n, ());
            one.get(&(n - 3));
            one.get_mut(&(n - 7));
            assert_eq!(one.get(&(n - 6)).is_some(), other.get(&(n - 6)).is_some());
        }
        assert_eq!(one.len(), other.len());
    }

    #[test]
    fn taken_out_is_gone_from_both_ends() {
        let mut map = Recent::new(2);
        for n in 0..4 {
            map.insert(n, n);
        }
        assert_eq!((map.remove(&0), map.remove(&3)), (Some(0), Some(3)));
        map.values_mut().for_each(|value| *value *= 10);
        map.retain(|key, value| (*key, *value) != (1, 10));
        assert_eq!((map.get(&1), map.get(&2), map.len()), (None, Some(&20), 1));
    }
}
