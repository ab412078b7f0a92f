//! Time as people read it.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use crate::datagram::Timestamp;
use crate::local_time::time_of_day;

/// The form of times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Time {
    /// None.
    None,
    /// The time of day, in the local time zone.
    #[default]
    Day,
    /// Seconds since 1970.
    Epoch,
    /// Seconds since the previously printed time.
    Delta,
}

/// Writes times, with microseconds.
#[derive(Default)]
pub(crate) struct Clock {
    time: Time,
    second: u64,
    text: [u8; 8],
    last: Option<Timestamp>,
}

impl Clock {
    /// Returns a clock that prints times in a form.
    pub(crate) fn new(time: Time) -> Clock {
        Clock { time, ..Clock::default() }
    }

    /// Returns whether it prints anything.
    pub(crate) fn tells(&self) -> bool {
        self.time != Time::None
    }

    /// Appends a time; nothing, if none is wanted.
    pub(crate) fn tell(&mut self, when: Timestamp, out: &mut String) {
        match self.time {
            Time::None => (),
            Time::Day => self.time_of_day(when, out),
            Time::Epoch => seconds(when, 10, out),
            Time::Delta => {
                // Calls of several threads may end in another order than they are printed in.
                let since = when.saturating_sub(self.last.unwrap_or(when));
                self.last = Some(when);
                seconds(since, 3, out);
            }
        }
    }

    /// Appends `14:03:22.104512`.
    fn time_of_day(&mut self, when: Timestamp, out: &mut String) {
        if self.second != when.as_secs() || self.text[0] == 0 {
            self.second = when.as_secs();
            self.text = local(self.second);
        }
        out.push_str(std::str::from_utf8(&self.text).unwrap_or("--:--:--"));
        microseconds(when, out);
    }
}

/// Appends seconds and microseconds, the seconds in so many columns.
fn seconds(time: Timestamp, width: usize, out: &mut String) {
    let mut buffer = itoa::Buffer::new();
    let seconds = buffer.format(time.as_secs());
    out.extend(std::iter::repeat_n(' ', width.saturating_sub(seconds.len())));
    out.push_str(seconds);
    microseconds(time, out);
}

/// Appends `.104512`.
fn microseconds(time: Timestamp, out: &mut String) {
    out.push('.');
    let mut digits = [b'0'; 6];
    let mut rest = time.subsec_micros();
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.push_str(std::str::from_utf8(&digits).unwrap_or("------"));
}

/// Returns `HH:MM:SS` of a time since the epoch, in the local time zone.
fn local(second: u64) -> [u8; 8] {
    let Some(parts) = time_of_day(second) else { return *b"--:--:--" };
    let [hour, minute, second] = parts.map(|value| [b'0' + value / 10 % 10, b'0' + value % 10]);
    [hour[0], hour[1], b':', minute[0], minute[1], b':', second[0], second[1]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_since_the_last_and_since_the_epoch() {
        let tell = |clock: &mut Clock, nanoseconds| {
            let mut out = String::new();
            clock.tell(Timestamp::new(1_795_237_161, nanoseconds), &mut out);
            out
        };
        let mut clock = Clock::new(Time::Delta);
        assert_eq!(tell(&mut clock, 5_000), "  0.000000");
        assert_eq!(tell(&mut clock, 1_234_567), "  0.001229");
        assert_eq!(tell(&mut clock, 0), "  0.000000");
        assert_eq!(tell(&mut Clock::new(Time::Epoch), 1_999), "1795237161.000001");
        assert_eq!(tell(&mut Clock::new(Time::None), 0), "");
    }
}
