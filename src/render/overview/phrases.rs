//! Times, sizes and talkers in words, as the forms of the overview for people show them.

use std::fmt::Write;

use super::records::Talker;
use crate::datagram::Timestamp;
use crate::render::clock::{Clock, Time};
use crate::render::text::{self, escaped};

/// Returns who exchanges messages: `ip[42]`, `port 42 ROUTE`, with unprintable characters escaped.
pub(super) fn talker_words(talker: &Talker, comm: Option<&str>) -> String {
    let comm = comm.map(escaped);
    match (talker, comm) {
        (Talker::Process(pid, _), Some(comm)) => format!("{comm}[{pid}]"),
        (Talker::Process(pid, _), None) => format!("[{pid}]"),
        (Talker::Port(protocol, port), comm) => {
            let name = protocol.and_then(crate::tables::protocol_name);
            let mut words = format!("port {port}");
            if let Some(name) = name {
                let _ = write!(words, " {}", name.strip_prefix("NETLINK_").unwrap_or(name));
            }
            if let Some(comm) = comm {
                let _ = write!(words, " {comm}");
            }
            words
        }
        (Talker::Kernel, _) => "the kernel".to_owned(),
        (Talker::NoPort, _) => "requests without port id".to_owned(),
    }
}

/// Returns the time of day, with milliseconds.
pub(super) fn clock(when: Timestamp) -> String {
    let mut text = String::new();
    Clock::new(Time::Day).tell(when, &mut text);
    text.truncate("00:00:00.000".len());
    text
}

/// Returns a time span as people say it: `1 h 12 min`, `2 min 3 s`, `1.5 ms`.
pub(super) fn span(nanoseconds: u64) -> String {
    let seconds = nanoseconds / 1_000_000_000;
    match seconds {
        0..120 => text::duration(rounded(nanoseconds).into()),
        120..7200 => format!("{} min {} s", seconds / 60, seconds % 60),
        7200..172_800 => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
        _ => format!("{} days {} h", seconds / 86_400, seconds / 3600 % 24),
    }
}

/// Returns a number with what it counts, in the singular or plural: `1 message`.
pub(super) fn number_of(number: u64, noun: &str) -> String {
    text::count(usize::try_from(number).unwrap_or(usize::MAX), noun)
}

/// Returns a number to three digits.
pub(super) fn rounded(number: u64) -> u64 {
    let unit = 10u64.pow(number.checked_ilog10().unwrap_or(0).saturating_sub(2));
    number.saturating_add(unit / 2) / unit * unit
}

/// Returns a number of bytes in the unit that suits it.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match UNITS.into_iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => {
            let tenths = u128::from(bytes) * 10 / u128::from(unit);
            if tenths < 100 {
                format!("{}.{} {name}", tenths / 10, tenths % 10)
            } else {
                format!("{} {name}", tenths / 10)
            }
        }
        None => format!("{bytes} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_short() {
        assert_eq!(span(1_500_000), "1.5 ms");
        assert_eq!(span(125_000_000_000), "2 min 5 s");
        assert_eq!(span(8_000_000_000_000), "2 h 13 min");
        assert_eq!(span(u64::MAX), "213503 days 23 h");
        assert_eq!(
            [size(1023), size(1536), size(20 << 20), size(u64::MAX)].join(" "),
            "1023 B 1.5 KiB 20 MiB 16777215 TiB"
        );
    }
}
