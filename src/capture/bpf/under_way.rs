//! Sends that have begun and not ended. A thread has one at a time.

use std::collections::{BTreeSet, HashMap};

use super::record::{Head, Mark, kind};

/// A send that takes longer is no longer waited for: it is blocked, or the record of its end was lost.
pub(super) const PATIENCE: u64 = 1_000_000_000;
/// Datagrams of one call that the kernel's half records at most.
const MOST_DATAGRAMS: u64 = 1024;

/// The marks of sends that are under way.
#[derive(Debug, Default)]
pub(super) struct UnderWay {
    by_thread: HashMap<u32, Mark>,
    /// When they began, and their threads.
    by_time: BTreeSet<(u64, u32)>,
}

impl UnderWay {
    /// Notes the beginning of a send.
    pub(super) fn begin(&mut self, mark: Mark) {
        if let Some(before) = self.by_thread.insert(mark.tid, mark) {
            self.by_time.remove(&(before.time, before.tid));
        }
        self.by_time.insert((mark.time, mark.tid));
    }

    /// Notes the end of a thread's send. Returns its mark.
    pub(super) fn end(&mut self, tid: u32) -> Option<Mark> {
        let mark = self.by_thread.remove(&tid)?;
        self.by_time.remove(&(mark.time, tid));
        Some(mark)
    }

    /// Returns the mark of a recorded send. A call that sends several datagrams ends with the last of them.
    pub(super) fn end_of(&mut self, head: &Head) -> Option<Mark> {
        let is_of_several = head.shape() == kind::MESSAGES && head.result > 0;
        let count = if is_of_several { head.result.unsigned_abs().min(MOST_DATAGRAMS) } else { 1 };
        if u64::from(head.index) + 1 < count {
            return self.by_thread.get(&head.tid).copied();
        }
        self.end(head.tid)
    }

    /// Returns when the oldest of them began. Forgets those that are too old to wait for at the time `now`.
    pub(super) fn first(&mut self, now: u64) -> Option<u64> {
        while let Some((time, tid)) = self.by_time.first().copied() {
            if time.saturating_add(PATIENCE) >= now {
                return Some(time);
            }
            self.end(tid);
        }
        None
    }

    /// Forgets all of them.
    pub(super) fn clear(&mut self) {
        self.by_thread.clear();
        self.by_time.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(time: u64, tid: u32) -> Mark {
        Mark { time, tid, portid: 0, kind: kind::BEGUN }
    }

    #[test]
    fn a_call_with_several_datagrams_ends_with_the_last() {
        let mut sends = UnderWay::default();
        sends.begin(mark(5, 7));
        let of =
            |index| Head { tid: 7, index, result: 2, kind: kind::SEND | kind::MESSAGES, ..Head::default() };
        assert_eq!(sends.end_of(&of(0)), Some(mark(5, 7)));
        assert_eq!(sends.first(6), Some(5));
        assert_eq!(sends.end_of(&of(1)), Some(mark(5, 7)));
        assert_eq!((sends.first(6), sends.end(7)), (None, None));
    }

    #[test]
    fn a_thread_that_begins_again_has_ended_before() {
        let mut sends = UnderWay::default();
        sends.begin(mark(5, 7));
        sends.begin(mark(8, 7));
        assert_eq!(sends.first(9), Some(8));
        assert_eq!(sends.first(9 + PATIENCE), None, "too old");
        assert_eq!(sends.end(7), None);
    }
}
