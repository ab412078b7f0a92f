//! A histogram of times with exponential classes: medians of any number of times in a few kilobytes.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]
#![allow(clippy::cast_possible_truncation, reason = "classes are some hundreds")]

use std::collections::BTreeMap;
use std::time::Duration;

/// Classes between a power of two and the next: a time is off by no more than one part in so many.
const FINE: u64 = 32;
const FINE_BITS: u32 = FINE.ilog2();
/// Times of 2^43 ns, two hours, and more are one class.
const MOST_BITS: u32 = 43;
const POWERS: usize = (MOST_BITS - FINE_BITS + 1) as usize;
const CLASSES: usize = FINE as usize * POWERS;

/// Classes that a plot shows as one bar: a quarter of a power of two.
const BAR: usize = FINE as usize / 4;

/// A set of times.
#[derive(Default)]
pub(crate) struct Histogram {
    /// The classes of each power of two, once one has a time: most sets have times of a few powers. Empty until there is a time.
    powers: Vec<Option<Box<[u32; FINE as usize]>>>,
    count: u64,
    least: u64,
    most: u64,
}

impl Histogram {
    /// Adds a time.
    pub(crate) fn add(&mut self, time: Duration) {
        let time = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        if self.powers.is_empty() {
            self.powers.resize(POWERS, None);
            self.least = u64::MAX;
        }
        let class = class(time);
        if let Some(power) = self.powers.get_mut(class / FINE as usize)
            && let Some(count) =
                power.get_or_insert_with(|| Box::new([0; FINE as usize])).get_mut(class % FINE as usize)
        {
            *count = count.saturating_add(1);
        }
        self.count += 1;
        self.least = self.least.min(time);
        self.most = self.most.max(time);
    }

    /// Adds the times of another.
    pub(crate) fn absorb(&mut self, other: Histogram) {
        if self.count == 0 {
            *self = other;
        } else if other.count > 0 {
            for (ours, theirs) in self.powers.iter_mut().zip(other.powers) {
                match (ours, theirs) {
                    (Some(ours), Some(theirs)) => {
                        for (ours, theirs) in ours.iter_mut().zip(*theirs) {
                            *ours = ours.saturating_add(theirs);
                        }
                    }
                    (ours @ None, theirs) => *ours = theirs,
                    (Some(_), None) => (),
                }
            }
            self.count += other.count;
            self.least = self.least.min(other.least);
            self.most = self.most.max(other.most);
        }
    }

    /// Returns how many times were added.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Returns the bars of a plot that are not empty, by their number, with their counts.
    pub(crate) fn bars(&self) -> BTreeMap<usize, u64> {
        let mut bars = BTreeMap::new();
        for (power, counts) in self.powers.iter().enumerate() {
            for (at, count) in counts.iter().flat_map(|counts| counts.iter()).enumerate() {
                if *count > 0 {
                    *bars.entry((power * FINE as usize + at) / BAR).or_default() += u64::from(*count);
                }
            }
        }
        bars
    }

    /// Returns the shortest time; `None` of an empty set.
    pub(crate) fn least(&self) -> Option<u64> {
        (self.count > 0).then_some(self.least)
    }

    /// Returns the longest time.
    pub(crate) fn most(&self) -> Option<u64> {
        (self.count > 0).then_some(self.most)
    }

    /// Returns a percentile.
    pub(crate) fn percentile(&self, percent: u64) -> Option<u64> {
        let wanted = (self.count * percent).div_ceil(100).max(1);
        let mut seen = 0;
        for (power, counts) in self.powers.iter().enumerate() {
            for (at, count) in counts.iter().flat_map(|counts| counts.iter()).enumerate() {
                seen += u64::from(*count);
                if seen >= wanted {
                    return Some(middle(power * FINE as usize + at).clamp(self.least, self.most));
                }
            }
        }
        None
    }
}

/// Returns the number of the bar of a time.
pub(crate) fn bar(time: u64) -> usize {
    class(time) / BAR
}

/// Returns a time in the middle of a bar.
pub(crate) fn middle_of_bar(bar: usize) -> u64 {
    middle(bar * BAR + BAR / 2)
}

/// Returns the class of a time.
fn class(time: u64) -> usize {
    if time < FINE {
        return time as usize;
    }
    let power = time.ilog2();
    if power >= MOST_BITS {
        return CLASSES - 1;
    }
    let within = (time >> (power - FINE_BITS)) - FINE;
    ((u64::from(power - FINE_BITS) + 1) * FINE + within) as usize
}

/// Returns a time in the middle of a class.
fn middle(class: usize) -> u64 {
    let class = class as u64;
    let (power, within) = (class / FINE, class % FINE);
    match power.checked_sub(1) {
        None => within,
        Some(shift) => ((FINE + within) << shift) + (1 << shift) / 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_narrow_and_without_gaps() {
        let mut last = 0;
        for time in (0..2000)
            .chain((11..MOST_BITS).flat_map(|power| [(1 << power) - 1, 1 << power, (1 << power) + 1]))
        {
            let class = class(time);
            assert!(class == last || class == last + 1 || time > 2000, "{time}");
            last = class;
            assert!(middle(class).abs_diff(time) <= time / FINE, "{time} in {class}, {}", middle(class));
        }
        assert_eq!(class(u64::MAX), CLASSES - 1);
    }

    #[test]
    fn percentiles_of_what_was_added() {
        let mut all = Histogram::default();
        assert_eq!((all.least(), all.percentile(50)), (None, None));
        let mut half = Histogram::default();
        for time in 1..=1000u64 {
            let one = if time % 2 == 0 { &mut all } else { &mut half };
            one.add(Duration::from_micros(time));
        }
        all.absorb(half);
        assert_eq!((all.least(), all.most()), (Some(1000), Some(1_000_000)));
        let median = all.percentile(50).unwrap();
        assert!(median.abs_diff(500_000) < 20_000, "{median}");
        assert!(all.percentile(99).unwrap().abs_diff(990_000) < 32_000);
        let bars = all.bars();
        assert_eq!((all.count(), bars.values().sum::<u64>()), (1000, 1000));
        assert!(bars.keys().all(|number| (bar(1000)..=bar(1_000_000)).contains(number)));
        assert_eq!(bar(2_000_000) - bar(1_000_000), 4, "four bars for each doubling");
    }
}
