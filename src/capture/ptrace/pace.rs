//! When gathered output is written: before nltrace waits, and while the traced programs keep it busy.

use std::time::{Duration, Instant};

/// How long output that nobody watches is gathered at most, but for what [`STOPS`] allows.
const GATHER: Duration = Duration::from_millis(10);

/// After so many stops without a rest, what was gathered is seen to all the same: some milliseconds.
const STOPS: u32 = 256;

/// Knows whether there is output to write, and since when.
#[derive(Debug)]
pub(super) struct Pace {
    /// Nobody watches the output, so it may be gathered for a moment.
    is_unwatched: bool,
    /// The caller has got something since it was told that nltrace goes to wait.
    unflushed: bool,
    /// Since when there has been output to write that nobody watches.
    gathered: Option<Instant>,
    /// Stops since nltrace rested last.
    stops: u32,
}

impl Pace {
    pub(super) fn new(is_unwatched: bool) -> Pace {
        Pace { is_unwatched, unflushed: false, gathered: None, stops: 0 }
    }

    /// Called when something is handed on.
    pub(super) fn handed_on(&mut self) {
        self.unflushed = true;
    }

    /// Counts a stop. Has output written if there were many without a rest.
    pub(super) fn stop(&mut self, idle: &mut dyn FnMut()) {
        self.stops += 1;
        if self.stops >= STOPS {
            self.rest(idle);
        }
    }

    /// Says that nltrace goes to wait, if something was handed on since the last time; false if not.
    pub(super) fn flush(&mut self, idle: &mut dyn FnMut()) -> bool {
        if self.unflushed {
            idle();
        }
        self.gathered = None;
        std::mem::take(&mut self.unflushed)
    }

    /// Called when no stop comes at once, or when there is no end of them: has what was handed on written, or, if nobody
    /// watches, what was handed on [`GATHER`] ago. Returns when that must be done next.
    pub(super) fn rest(&mut self, idle: &mut dyn FnMut()) -> Option<Duration> {
        self.stops = 0;
        if !self.unflushed {
            return None;
        }
        if self.is_unwatched {
            let age = self.gathered.get_or_insert_with(Instant::now).elapsed();
            if let Some(left) = GATHER.checked_sub(age).filter(|left| !left.is_zero()) {
                return Some(left);
            }
        }
        self.flush(idle);
        None
    }
}
