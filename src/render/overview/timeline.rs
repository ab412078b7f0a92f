//! Counts over time, of a span that is not known beforehand, in a bounded number of bins.

/// Bins there can be. They become twice as wide whenever there would be more.
const BINS: u64 = 4096;

/// The events of one bin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bin {
    /// Messages.
    pub(crate) messages: u64,
    /// Errors among them.
    pub(crate) errors: u64,
    /// Messages and datagrams that were lost.
    pub(crate) lost: u64,
}

impl Bin {
    fn add(&mut self, other: Bin) {
        self.messages += other.messages;
        self.errors += other.errors;
        self.lost += other.lost;
    }
}

/// Counts over time.
///
/// A bin holds 2^`shift` nanoseconds and begins at a multiple of that, so that the counts are the same in whatever order, and by
/// however many, they were made.
#[derive(Debug, Default)]
pub(crate) struct Timeline {
    shift: u32,
    /// The number of the first bin, counted from 1970.
    first: u64,
    bins: Vec<Bin>,
}

impl Timeline {
    /// Counts something that happened so many nanoseconds after 1970.
    pub(crate) fn add(&mut self, time: u64, what: Bin) {
        let at = time >> self.shift;
        if let Some(bin) =
            at.checked_sub(self.first).and_then(|at| self.bins.get_mut(usize::try_from(at).ok()?))
        {
            return bin.add(what);
        }
        self.make_room(time, time);
        let at = (time >> self.shift).saturating_sub(self.first);
        if let Some(bin) = usize::try_from(at).ok().and_then(|at| self.bins.get_mut(at)) {
            bin.add(what);
        }
    }

    /// Adds the counts of another.
    pub(crate) fn absorb(&mut self, other: &Timeline) {
        while self.shift < other.shift {
            self.coarsen();
        }
        for (at, bin) in (other.first..).zip(&other.bins).filter(|(_, bin)| **bin != Bin::default()) {
            self.add(at << other.shift, *bin);
        }
    }

    /// Makes bins from one time to another.
    fn make_room(&mut self, from: u64, to: u64) {
        loop {
            let (from, to) = (from >> self.shift, to >> self.shift);
            let count = self.bins.len() as u64;
            let (first, last) = match count {
                0 => (from, to),
                _ => (self.first.min(from), (self.first + count - 1).max(to)),
            };
            if last - first >= BINS {
                self.coarsen();
                continue;
            }
            let before = if count == 0 { 0 } else { self.first - first };
            self.bins.splice(0..0, (0..before).map(|_| Bin::default()));
            self.bins.resize(usize::try_from(last - first + 1).unwrap_or(1), Bin::default());
            self.first = first;
            return;
        }
    }

    /// Makes bins twice as wide.
    fn coarsen(&mut self) {
        let old = std::mem::take(&mut self.bins);
        let odd = usize::try_from(self.first & 1).unwrap_or(0);
        self.bins.resize((old.len() + odd).div_ceil(2), Bin::default());
        for (at, bin) in old.into_iter().enumerate() {
            if let Some(wide) = self.bins.get_mut((at + odd) / 2) {
                wide.add(bin);
            }
        }
        self.first >>= 1;
        self.shift += 1;
    }

    /// Returns the counts in so many columns that have the same width, from one time to another.
    pub(crate) fn columns(&self, (from, to): (u64, u64), count: usize) -> Vec<Bin> {
        let mut columns = vec![Bin::default(); count.max(1)];
        let span = u128::from(to.saturating_sub(from)) + 1;
        for (at, bin) in (self.first..).zip(&self.bins) {
            // The middle of the bin, so that each column gets about as many bins as the others.
            let middle = (at << self.shift).saturating_add((1 << self.shift) / 2).clamp(from, to) - from;
            let column = u128::from(middle) * columns.len() as u128 / span;
            if let Some(column) = usize::try_from(column).ok().and_then(|column| columns.get_mut(column)) {
                column.add(*bin);
            }
        }
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Bin = Bin { messages: 1, errors: 0, lost: 0 };

    fn of(times: &[u64]) -> Timeline {
        let mut timeline = Timeline::default();
        times.iter().for_each(|time| timeline.add(*time, ONE));
        timeline
    }

    fn messages(timeline: &Timeline, span: (u64, u64), count: usize) -> Vec<u64> {
        timeline.columns(span, count).iter().map(|bin| bin.messages).collect()
    }

    #[test]
    fn nothing_is_lost_however_long_it_takes() {
        let times: Vec<u64> = (0..64).map(|bit| 1u64 << bit).chain([0, u64::MAX, 7, 7]).collect();
        let timeline = of(&times);
        assert!(timeline.bins.len() as u64 <= BINS);
        let all: u64 = timeline.bins.iter().map(|bin| bin.messages).sum();
        assert_eq!(all, times.len() as u64);
    }

    #[test]
    fn columns_have_the_same_width() {
        let timeline = of(&(0..10_000u64).map(|at| 1_000_000_000 + at * 1000).collect::<Vec<_>>());
        let columns = messages(&timeline, (1_000_000_000, 1_009_999_000), 10);
        assert!(columns.iter().all(|count| (995..=1005).contains(count)), "{columns:?}");
        assert_eq!(messages(&of(&[5]), (5, 5), 4), [1, 0, 0, 0]);
    }

    #[test]
    fn shares_add_up_to_the_whole() {
        let times: Vec<u64> = (0..5000u64).map(|at| (at * at * 7919) % 10_000_000_000).collect();
        let whole = of(&times);
        let (one, other): (Vec<u64>, Vec<u64>) = times.iter().partition(|time| **time % 3 == 0);
        for (one, other) in [(&one, &other), (&other, &one)] {
            let mut sum = of(one);
            sum.absorb(&of(other));
            assert_eq!((sum.shift, sum.first, &sum.bins), (whole.shift, whole.first, &whole.bins));
        }
    }
}
