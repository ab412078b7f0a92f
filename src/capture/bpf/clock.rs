//! Converts the kernel's monotonic time into the time of day.
//!
//! The two clocks differ by a constant until somebody sets the time of day or the machine sleeps. Each measurement of that
//! constant is off by the time that passes between its readings, so a new one replaces the last only if they really differ.
//! Without this, times in the output would step back by a microsecond now and then.

use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

/// A change below this is an error of measurement.
const STEP: Duration = Duration::from_millis(1);
/// Readings of which the quickest counts.
const TRIES: u32 = 5;

/// The time of day at which the monotonic clock was 0.
#[derive(Debug, Default)]
pub(super) struct EpochClock {
    pub(super) epoch: Duration,
    /// How far off `epoch` may be; `None` before the first measurement.
    error: Option<Duration>,
}

impl EpochClock {
    /// Measures, and takes the result if the clock was set since the last measurement.
    pub(super) fn look(&mut self) {
        let tries = if self.error.is_none() { TRIES } else { 1 };
        let measured = (0..tries).filter_map(|_| measure()).min_by_key(|(_, error)| *error);
        if let Some((epoch, error)) = measured {
            self.take(epoch, error);
        }
    }

    fn take(&mut self, epoch: Duration, error: Duration) {
        let tolerance = self.error.map(|known| known + error + STEP);
        if tolerance.is_none_or(|tolerance| self.epoch.abs_diff(epoch) > tolerance) {
            (self.epoch, self.error) = (epoch, Some(error));
        }
    }
}

/// Reads the time of day between two readings of the monotonic clock. Returns the difference, and how far off it may be.
fn measure() -> Option<(Duration, Duration)> {
    let monotonic = || clock_gettime(ClockId::CLOCK_MONOTONIC).map(Duration::from).ok();
    let before = monotonic()?;
    let day = clock_gettime(ClockId::CLOCK_REALTIME).map(Duration::from).ok()?;
    let error = monotonic()?.saturating_sub(before);
    Some((day.saturating_sub(before), error))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MICRO: Duration = Duration::from_micros(1);

    #[test]
    fn errors_of_measurement_change_nothing() {
        let mut clock = EpochClock::default();
        let first = Duration::from_secs(1_700_000_000);
        clock.take(first, MICRO);
        clock.take(first - MICRO, MICRO);
        clock.take(first + 3 * MICRO, MICRO);
        // The reader was not running between two readings for 20 ms.
        clock.take(first + Duration::from_millis(20), Duration::from_millis(20));
        assert_eq!(clock.epoch, first);
    }

    #[test]
    fn a_clock_that_was_set_is_followed() {
        let mut clock = EpochClock::default();
        let first = Duration::from_secs(1_700_000_000);
        clock.take(first, MICRO);
        clock.take(first + Duration::from_secs(60), MICRO);
        assert_eq!(clock.epoch, first + Duration::from_secs(60));
        clock.take(first - Duration::from_secs(5), MICRO);
        assert_eq!(clock.epoch, first - Duration::from_secs(5));
    }
}
