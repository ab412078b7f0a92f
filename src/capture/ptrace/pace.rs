//! When gathered output is written: before nltrace waits, and while the traced programs keep it busy.

use std::time::{Duration, Instant};

/// Unwatched output is gathered for at most this long, plus what [`STOPS`] allows.
const GATHER: Duration = Duration::from_millis(10);

/// After so many stops without a rest (some milliseconds), gathered output is checked anyway.
const STOPS: u32 = 256;

/// Knows whether there is output to write, and since when.
#[derive(Debug)]
pub(super) struct Pace {
    /// The output is unwatched, so it may be gathered for a moment.
    is_unwatched: bool,
    /// The caller has received something since `idle` was last called.
    unflushed: bool,
    /// The time since which unwatched output has been waiting to be written.
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

    /// Calls `idle` before nltrace waits, if something was handed on since the last time. Returns false if not.
    pub(super) fn flush(&mut self, idle: &mut dyn FnMut()) -> bool {
        if self.unflushed {
            idle();
        }
        self.gathered = None;
        std::mem::take(&mut self.unflushed)
    }

    /// Called when no stop comes at once, or after many stops without a rest. Has the output written that was handed on; if
    /// the output is unwatched, only what was handed on [`GATHER`] ago. Returns when that must be done next.
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
