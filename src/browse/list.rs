//! The place in the list of exchanges: the unfolded rows, the chosen line, and the first line on the screen.

use std::collections::BTreeMap;

use super::index::{CaptureIndex, EntryKind, NONE, Shared};
use super::scan::Sieve;

/// Rows that are unfolded at the same time.
const UNFOLDED: usize = 256;

/// A line of the list: a row, or one of the messages in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Spot {
    /// The row.
    pub(super) row: u32,
    /// 0 for the row's own line, else the place among its messages.
    pub(super) sub: usize,
}

/// The list.
#[derive(Default)]
pub(super) struct ExchangeList {
    /// The rows that are unfolded, with their messages. The first is the request, which the row's own line represents.
    unfolded: BTreeMap<u32, Vec<u32>>,
    /// The first line on the screen.
    pub(super) top: Spot,
    /// The chosen line.
    pub(super) cursor: Spot,
    /// Stays at the end as lines are added.
    pub(super) follows: bool,
    /// Columns that are scrolled away on the left.
    pub(super) left: usize,
    /// The rows that the filter keeps, if there is one.
    pub(super) sieve: Option<Sieve>,
}

impl ExchangeList {
    /// Returns the number of rows that the filter keeps.
    pub(super) fn count(&self, shared: &Shared) -> usize {
        match &self.sieve {
            Some(sieve) => sieve.read(super::scan::SievedRows::len),
            None => shared.read(CaptureIndex::rows) as usize,
        }
    }

    /// Returns the row's place among those, counted from 1.
    pub(super) fn ordinal(&self, row: u32) -> usize {
        match &self.sieve {
            Some(sieve) => sieve.read(|kept| kept.rows().partition_point(|known| *known <= row)),
            None => row as usize + 1,
        }
    }

    /// Returns the first row at or after one.
    pub(super) fn at_or_after(&self, row: u32, shared: &Shared) -> Option<u32> {
        match &self.sieve {
            Some(sieve) => sieve.read(|kept| kept.next(row)),
            None => Some(row).filter(|row| *row < shared.read(CaptureIndex::rows)),
        }
    }

    /// Returns the last row before one.
    pub(super) fn before(&self, row: u32, shared: &Shared) -> Option<u32> {
        match &self.sieve {
            Some(sieve) => sieve.read(|kept| kept.before(row)),
            None => row.min(shared.read(CaptureIndex::rows)).checked_sub(1),
        }
    }

    fn messages(&self, row: u32) -> usize {
        self.unfolded.get(&row).map_or(0, |messages| messages.len().saturating_sub(1))
    }

    /// Returns whether a row's messages are shown.
    pub(super) fn is_unfolded(&self, row: u32) -> bool {
        self.unfolded.contains_key(&row)
    }

    /// Returns the message of a line; `None` for a notice.
    pub(super) fn item(&self, spot: Spot, shared: &Shared) -> Option<u32> {
        match spot.sub {
            0 => shared
                .read(|index| index.row(spot.row))
                .filter(|of| of.kind != EntryKind::Notice)
                .map(|of| of.first),
            sub => self.unfolded.get(&spot.row)?.get(sub).copied(),
        }
    }

    /// Returns the line after one.
    pub(super) fn next(&self, spot: Spot, shared: &Shared) -> Option<Spot> {
        if spot.sub < self.messages(spot.row) {
            return Some(Spot { sub: spot.sub + 1, ..spot });
        }
        self.at_or_after(spot.row.checked_add(1)?, shared).map(|row| Spot { row, sub: 0 })
    }

    /// Returns the line before one.
    pub(super) fn previous(&self, spot: Spot, shared: &Shared) -> Option<Spot> {
        if spot.sub > 0 {
            return Some(Spot { sub: spot.sub - 1, ..spot });
        }
        let row = self.before(spot.row, shared)?;
        Some(Spot { row, sub: self.messages(row) })
    }

    /// Goes so many lines down, or up where that is negative.
    pub(super) fn step(&mut self, lines: isize, shared: &Shared) {
        for _ in 0..lines.unsigned_abs() {
            let there =
                if lines > 0 { self.next(self.cursor, shared) } else { self.previous(self.cursor, shared) };
            match there {
                Some(there) => self.cursor = there,
                None => break,
            }
        }
        self.follows = lines > 0 && self.next(self.cursor, shared).is_none();
    }

    /// Goes to the first line.
    pub(super) fn first(&mut self, shared: &Shared) {
        self.cursor = Spot { row: self.at_or_after(0, shared).unwrap_or(0), sub: 0 };
        self.follows = false;
    }

    /// Goes to the last line, and stays there.
    pub(super) fn last(&mut self, shared: &Shared) {
        if let Some(row) = self.before(NONE, shared) {
            self.cursor = Spot { row, sub: self.messages(row) };
        }
        self.follows = true;
    }

    /// Goes to a message of a row; unfolds the row, if it takes that.
    pub(super) fn go_to(&mut self, row: u32, item: Option<u32>, shared: &Shared) {
        self.cursor = Spot { row, sub: 0 };
        self.follows = false;
        let Some(item) = item else { return };
        if shared.read(|index| index.row(row)).is_some_and(|of| of.first == item) {
            return;
        }
        self.unfold(row, shared);
        let messages = self.unfolded.get(&row).map(Vec::as_slice).unwrap_or_default();
        self.cursor.sub = messages.iter().position(|known| *known == item).unwrap_or(0);
    }

    /// Shows the messages of a row. Returns false if it has no more than its line shows.
    pub(super) fn unfold(&mut self, row: u32, shared: &Shared) -> bool {
        let messages = shared.read(|index| index.messages(row, usize::MAX));
        if messages.len() < 2 {
            return false;
        }
        if self.unfolded.len() >= UNFOLDED && !self.unfolded.contains_key(&row) {
            let farthest = self.unfolded.keys().max_by_key(|known| known.abs_diff(row)).copied();
            farthest.and_then(|farthest| self.unfolded.remove(&farthest));
        }
        self.unfolded.insert(row, messages);
        true
    }

    /// Hides the messages of a row again.
    pub(super) fn fold(&mut self, row: u32) {
        self.unfolded.remove(&row);
        if self.cursor.row == row {
            self.cursor.sub = 0;
        }
        if self.top.row == row {
            self.top.sub = 0;
        }
    }

    /// Takes in new rows, and makes the chosen line one of `height` on the screen. Returns those lines.
    pub(super) fn settle(&mut self, height: usize, shared: &Shared) -> Vec<Spot> {
        let rows: Vec<u32> = self.unfolded.keys().copied().collect();
        for row in rows {
            let there = self.messages(row) + 1;
            let grown = shared.read(|index| index.messages(row, there + 1).len() > there);
            if grown {
                self.unfold(row, shared);
            }
        }
        if self.follows {
            self.last(shared);
        }
        // The filter may have another opinion of the row that was chosen.
        let near = self.at_or_after(self.cursor.row, shared).or_else(|| self.before(self.cursor.row, shared));
        match near {
            Some(row) if row != self.cursor.row => self.cursor = Spot { row, sub: 0 },
            _ => self.cursor.sub = self.cursor.sub.min(self.messages(self.cursor.row)),
        }
        if near.is_none() {
            return Vec::new();
        }
        let top = self.at_or_after(self.top.row, shared).unwrap_or(self.cursor.row);
        if top != self.top.row {
            self.top = Spot { row: top, sub: 0 };
        }
        self.top.sub = self.top.sub.min(self.messages(self.top.row));
        if self.cursor < self.top {
            self.top = self.cursor;
        }
        let mut spots = self.lines(height, shared);
        if !spots.contains(&self.cursor) {
            self.top = self.cursor;
            for _ in 1..height {
                match self.previous(self.top, shared) {
                    Some(there) => self.top = there,
                    None => break,
                }
            }
            spots = self.lines(height, shared);
        }
        // A screen that has become taller, or a list that was filtered, shows the lines above.
        while spots.len() < height
            && let Some(there) = self.previous(self.top, shared)
        {
            self.top = there;
            spots.insert(0, there);
        }
        spots
    }

    fn lines(&self, height: usize, shared: &Shared) -> Vec<Spot> {
        let mut spots = Vec::new();
        let mut at = Some(self.top).filter(|_| height > 0);
        while let Some(spot) = at {
            spots.push(spot);
            at = if spots.len() < height { self.next(spot, shared) } else { None };
        }
        spots
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three exchanges: of one, two and three messages.
    fn shared() -> Shared {
        let shared = Shared::default();
        shared.extend(|index| {
            index.add_record(0, None);
            let rows: Vec<u32> = (0..3).map(|_| index.add_row(EntryKind::Exchange, 0, None).1).collect();
            for row in [rows[1], rows[2], rows[2]] {
                index.add_to(row, 0, None);
            }
        });
        shared
    }

    fn spots(list: &mut ExchangeList, height: usize, shared: &Shared) -> Vec<(u32, usize)> {
        list.settle(height, shared).into_iter().map(|spot| (spot.row, spot.sub)).collect()
    }

    #[test]
    fn unfolded_rows_have_lines_for_their_answers() {
        let (shared, mut list) = (shared(), ExchangeList::default());
        assert_eq!(spots(&mut list, 9, &shared), [(0, 0), (1, 0), (2, 0)]);
        assert!(!list.unfold(0, &shared) && list.unfold(2, &shared) && list.unfold(1, &shared));
        let all = [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2)];
        assert_eq!(spots(&mut list, 9, &shared), all);
        list.last(&shared);
        assert_eq!(spots(&mut list, 2, &shared), all[4..]);
        list.step(-2, &shared);
        assert_eq!((list.cursor, list.follows), (Spot { row: 2, sub: 0 }, false));
        assert_eq!(spots(&mut list, 2, &shared), all[3..5]);
        list.step(-9, &shared);
        assert_eq!(spots(&mut list, 3, &shared), all[..3]);
        list.step(2, &shared);
        list.fold(1);
        assert_eq!(list.cursor, Spot { row: 1, sub: 0 });
        assert_eq!(spots(&mut list, 9, &shared), [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2)]);
    }

    #[test]
    fn what_is_added_is_followed_from_the_end_only() {
        let (shared, mut list) = (shared(), ExchangeList::default());
        list.step(1, &shared);
        assert!(!list.follows);
        list.step(1, &shared);
        assert!(list.follows);
        shared.extend(|index| index.add_row(EntryKind::Stray, 0, None));
        assert_eq!(spots(&mut list, 2, &shared), [(2, 0), (3, 0)]);
        assert_eq!(list.cursor.row, 3);
    }

    #[test]
    fn an_empty_list_has_no_lines() {
        let (shared, mut list) = (Shared::default(), ExchangeList::default());
        assert!(spots(&mut list, 9, &shared).is_empty());
        list.step(1, &shared);
        list.last(&shared);
        list.step(-1, &shared);
        assert!(spots(&mut list, 9, &shared).is_empty());
        assert!(spots(&mut list, 0, &self::shared()).is_empty());
    }
}
