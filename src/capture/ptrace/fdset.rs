//! Which descriptor numbers the filters of a process name: read, write and their like stop for those only.
//!
//! Filters only add up, and each costs every later call a little. So the first numbers get a filter each, later ones
//! share one in blocks, each twice as long as the one before, and at last one filter names all. That makes few filters
//! for any number of sockets. A stop too many is harmless, as each stop looks at what the descriptor is; a stop too few
//! loses messages.

use std::ops::RangeInclusive;

/// How many filters name a single number before later ones name blocks.
const SINGLE: usize = 6;
/// How many filters there are before one names everything.
const BLOCKS: usize = 12;
/// Numbers to the first block.
const BLOCK: u32 = 16;

/// A set of descriptor numbers. It only grows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FdSet {
    ranges: Vec<RangeInclusive<u32>>,
}

impl FdSet {
    /// Returns the set of these numbers.
    pub(crate) fn of(fds: &[u32]) -> FdSet {
        let ranges = match (fds.iter().min(), fds.iter().max()) {
            (Some(&first), Some(&last)) if fds.len() > 8 => vec![first..=last],
            _ => fds.iter().map(|&fd| fd..=fd).collect(),
        };
        FdSet { ranges }
    }

    /// Returns true if it has this number.
    pub(crate) fn contains(&self, fd: u32) -> bool {
        self.ranges.iter().any(|range| range.contains(&fd))
    }

    /// Returns its ranges.
    pub(crate) fn ranges(&self) -> &[RangeInclusive<u32>] {
        &self.ranges
    }

    /// Returns the range that the next filter should name, so that this number is in the set.
    pub(crate) fn plan(&self, fd: u32) -> RangeInclusive<u32> {
        match self.ranges.len() {
            0..SINGLE => fd..=fd,
            SINGLE..BLOCKS => {
                let doublings = u32::try_from(self.ranges.len() - SINGLE).unwrap_or(0);
                // Descriptors are given out from the lowest free number up.
                fd..=fd.saturating_add((BLOCK << doublings) - 1)
            }
            _ => 0..=u32::MAX,
        }
    }

    /// Returns the set that its first `filters` filters name.
    pub(crate) fn first(&self, filters: usize) -> FdSet {
        FdSet { ranges: self.ranges.iter().take(filters).cloned().collect() }
    }

    /// Adds the range that a new filter names.
    pub(crate) fn add(&mut self, range: RangeInclusive<u32>) {
        self.ranges.push(range);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_sockets_need_few_filters() {
        let mut set = FdSet::default();
        for fd in 3..10_000 {
            if !set.contains(fd) {
                set.add(set.plan(fd));
            }
            assert!(set.contains(fd));
        }
        assert!(set.ranges().len() <= BLOCKS + 1);
    }
}
