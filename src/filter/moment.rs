//! Times as people write them in a filter: a time of day, seconds, a duration with its unit.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

/// Nanoseconds of a second.
const SECOND: i128 = 1_000_000_000;
/// Seconds below this count from the first packet, others from 1970: three years.
const EPOCH: i128 = 100_000_000;

/// The moment from which a written time counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeOrigin {
    /// 1970.
    Epoch,
    /// The first packet.
    Start,
    /// The last midnight of the local time zone.
    Midnight,
}

/// A time, to the precision in which it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The first nanosecond.
    pub(crate) first: i128,
    /// The last nanosecond that reads the same.
    pub(crate) last: i128,
}

impl Moment {
    fn new(first: i128, unit: i128) -> Moment {
        Moment { first, last: first.saturating_add(unit.max(1) - 1) }
    }
}

/// Parses `14:03`, `14:03:22.5`, seconds since the first packet (`10`, `0.25`) or since 1970 (`1795241141.4`).
pub(crate) fn moment(text: &str) -> Option<(TimeOrigin, Moment)> {
    let Some((hours, rest)) = text.split_once(':') else {
        let (nanoseconds, unit) = decimal(text, SECOND)?;
        let origin = if nanoseconds < EPOCH * SECOND { TimeOrigin::Start } else { TimeOrigin::Epoch };
        return Some((origin, Moment::new(nanoseconds, unit)));
    };
    let below = |text: &str, limit: i128| {
        text.parse::<u8>().ok().map(i128::from).filter(|value| *value < limit && text.len() <= 2)
    };
    let hours = below(hours, 24)?;
    let (minutes, seconds) = match rest.split_once(':') {
        Some((minutes, seconds)) => (below(minutes, 60)?, Some(decimal(seconds, SECOND)?)),
        None => (below(rest, 60)?, None),
    };
    let (seconds, unit) = seconds.unwrap_or((0, 60 * SECOND));
    let whole = (hours * 60 + minutes) * 60 * SECOND + seconds;
    (seconds < 60 * SECOND).then_some((TimeOrigin::Midnight, Moment::new(whole, unit)))
}

/// Parses a duration: `1ms`, `20us`, `0.5s`; without a unit it is in seconds.
pub(crate) fn duration(text: &str) -> Option<Moment> {
    let units = [("ns", 1), ("us", 1000), ("ms", 1_000_000), ("s", SECOND), ("", SECOND)];
    let (digits, size) =
        units.into_iter().find_map(|(unit, size)| text.strip_suffix(unit).map(|digits| (digits, size)))?;
    let (nanoseconds, unit) = decimal(digits, size)?;
    Some(Moment::new(nanoseconds, unit))
}

/// Returns a decimal number of units of so many nanoseconds in nanoseconds, and the size of its last digit.
fn decimal(text: &str, unit: i128) -> Option<(i128, i128)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_long = whole.len() > 18 || fraction.len() > 9;
    if whole.is_empty() || is_long || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let (mut sum, mut size) = (whole.parse::<i128>().ok()? * unit, unit);
    for digit in fraction.bytes() {
        size /= 10;
        sum += i128::from(digit - b'0') * size;
    }
    Some((sum, size.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_people_write_them() {
        let minute = 60 * SECOND;
        let at = |origin, first, unit| Some((origin, Moment::new(first, unit)));
        assert_eq!(moment("14:03"), at(TimeOrigin::Midnight, (14 * 60 + 3) * minute, minute));
        assert_eq!(moment("0:00:22.104"), at(TimeOrigin::Midnight, 22 * SECOND + 104_000_000, 1_000_000));
        assert_eq!(moment("10"), at(TimeOrigin::Start, 10 * SECOND, SECOND));
        assert_eq!(moment("0.25"), at(TimeOrigin::Start, SECOND / 4, SECOND / 100));
        assert_eq!(
            moment("1795241141.5"),
            at(TimeOrigin::Epoch, 1_795_241_141 * SECOND + SECOND / 2, SECOND / 10)
        );
        assert_eq!(moment("1795241141.123456789").map(|(_, moment)| moment.last - moment.first), Some(0));
        for wrong in
            ["", ".", "24:00", "1:60", "1:00:60", "-1", "1e3", "1:2:3:4", "0x10", "1.0000000001", "١"]
        {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn durations_have_units() {
        assert_eq!(duration("1ms").map(|moment| moment.first), Some(1_000_000));
        assert_eq!(duration("1.5us"), Some(Moment::new(1500, 100)));
        assert_eq!(duration("2").map(|moment| moment.first), Some(2 * SECOND));
        assert_eq!(duration("7ns"), Some(Moment::new(7, 1)));
        for wrong in ["ms", "1 ms", "1min", "-1s", "s"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn no_text_is_too_strange() {
        let mut strange = crate::strange::Strange::new(&["14:03:22", "10.5", "1ms", "1795241141.4"]);
        let mut found = 0;
        for _ in 0..crate::strange::TEXTS {
            let text = strange.text();
            found += usize::from(moment(&text).is_some()) + usize::from(duration(&text).is_some());
        }
        assert!(found > 0, "some are times");
    }
}
