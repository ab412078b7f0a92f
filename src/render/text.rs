//! Values in words: what the tree and JSON share of how a value reads.

use std::borrow::Cow;
use std::fmt::Write;
use std::net::Ipv6Addr;

use nltrace_decoders::family;
use nltrace_decoders::generic::Ids;
use nltrace_decoders::schema::{Look, Show, Unit};
use nltrace_decoders::value::{Integer, flags};

use super::escape;
use crate::datagram::Datagram;

/// The name of a multicast group; of generic netlink with its family's before it, `nlctrl:notify`.
pub(crate) fn group<'a>(protocol: Option<u16>, group: u32, ids: &'a Ids) -> Option<Cow<'a, str>> {
    let tables = family::by_protocol(protocol?)?;
    if tables.generic.is_empty() {
        return tables.groups.get(group.into()).map(Cow::Borrowed);
    }
    ids.group(group).map(|(family, name)| Cow::Owned(format!("{family}:{name}")))
}

/// Appends a number in decimal.
#[inline]
pub(crate) fn decimal(integer: &Integer, out: &mut String) {
    if integer.signed {
        out.push_str(itoa::Buffer::new().format(integer.as_signed()));
    } else {
        unsigned(integer.raw, out);
    }
}

/// Appends a number in decimal.
#[inline]
pub(crate) fn unsigned(number: u64, out: &mut String) {
    // Half of all numbers have one digit.
    match number {
        0..10 => out.push(char::from(b'0' + number as u8)),
        _ => out.push_str(itoa::Buffer::new().format(number)),
    }
}

/// Appends a number in hexadecimal, `0x` before it.
pub(crate) fn hexadecimal(raw: u64, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.push_str("0x");
    let digits = (64 - raw.leading_zeros()).div_ceil(4).max(1);
    for at in (0..digits).rev() {
        out.push(char::from(DIGITS[(raw >> (4 * at) & 15) as usize]));
    }
}

/// Appends the names of the bits that are set, and the rest as a number; `0` where no bit is.
pub(crate) fn flag_names(names: &'static nltrace_decoders::schema::Names, raw: u64, out: &mut String) {
    if raw == 0 {
        return out.push('0');
    }
    if raw == u64::from(u32::MAX) || raw == u64::MAX {
        // All bits are none in particular: a mask that lets everything through.
        let _ = write!(out, "{raw:#x}");
        return;
    }
    if raw.is_power_of_two()
        && let Some(name) = names.get(raw)
    {
        return out.push_str(name);
    }
    let (known, rest) = flags(names, raw);
    let mut first = true;
    for name in known {
        if !first {
            out.push('|');
        }
        first = false;
        out.push_str(name);
    }
    if rest != 0 {
        if !first {
            out.push('|');
        }
        let _ = write!(out, "{rest:#x}");
    } else if first {
        out.push('0');
    }
}

/// Appends an address or identifier as people write it. Bytes of the wrong length are hexadecimal.
pub(crate) fn bytes(look: Look, bytes: &[u8], out: &mut String) {
    match (look, bytes) {
        (Look::Ip4, [a, b, c, d]) | (Look::Ip4Of16, [a, b, c, d, ..]) => {
            for (at, byte) in [a, b, c, d].into_iter().enumerate() {
                if at > 0 {
                    out.push('.');
                }
                let digit = |n: u8| char::from(b'0' + n);
                if *byte >= 100 {
                    out.push(digit(byte / 100));
                }
                if *byte >= 10 {
                    out.push(digit(byte / 10 % 10));
                }
                out.push(digit(byte % 10));
            }
        }
        (Look::Ip6, _) if bytes.len() == 16 => {
            let mut octets = [0; 16];
            octets.copy_from_slice(bytes);
            let _ = write!(out, "{}", Ipv6Addr::from(octets));
        }
        (Look::Mac, _) => separated(bytes, ":", out),
        (Look::SocketName, [0, ..]) => {
            for part in bytes.split(|byte| *byte == 0).skip(1) {
                out.push('@');
                escape::quoted(part, out);
            }
        }
        (Look::SocketName, _) => {
            escape::quoted(bytes.split(|byte| *byte == 0).next().unwrap_or_default(), out);
        }
        _ => separated(bytes, "", out),
    }
}

/// Appends bytes in hexadecimal with something between them.
pub(crate) fn separated(bytes: &[u8], separator: &str, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (at, byte) in bytes.iter().enumerate() {
        if at > 0 {
            out.push_str(separator);
        }
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

/// The text of a number that is written in a form of its own: a handle, a device. `None` for others.
pub(crate) fn special(integer: &Integer) -> Option<String> {
    match integer.show {
        Show::Handle => Some(handle(integer.raw)),
        Show::Device => Some(format!("{}:{}", integer.raw >> 20, integer.raw & 0xf_ffff)),
        _ => None,
    }
}

/// A traffic control handle as tc writes it: `root`, `ingress`, `1:`, `1:10`.
fn handle(raw: u64) -> String {
    match raw {
        0 => "0".to_owned(),
        0xffff_ffff => "root".to_owned(),
        0xffff_fff1 => "ingress".to_owned(),
        _ if raw & 0xffff == 0 => format!("{:x}:", raw >> 16),
        _ => format!("{:x}:{:x}", raw >> 16, raw & 0xffff),
    }
}

/// What stands behind the number of a unit, as tc(8) and ip(8) write it where they do; without spaces beside other members,
/// which spaces separate.
pub(crate) fn suffix(unit: Unit, beside: bool) -> &'static str {
    match unit {
        Unit::Bytes => "B",
        Unit::Kibibytes => "KiB",
        Unit::Packets => "p",
        Unit::Seconds => "s",
        Unit::ClockTicks => "ticks",
        Unit::Milliseconds => "ms",
        Unit::Microseconds => "µs",
        Unit::Nanoseconds => "ns",
        Unit::SchedTicks if beside => "×64ns",
        Unit::SchedTicks => "× 64 ns",
        Unit::BytesPerSecond => "B/s",
        Unit::BitsPerSecond => "bit/s",
        Unit::KilobitsPerSecond => "kbit/s",
        Unit::MegabitsPerSecond => "Mbit/s",
        Unit::Percent => "%",
        Unit::Of32 if beside => "/2^32",
        Unit::Of32 => "/ 2^32",
        Unit::Hertz => "Hz",
        Unit::Megahertz => "MHz",
        Unit::Bits => "bits",
        Unit::Millidegrees => "m°C",
        Unit::Millibelmilliwatt => "mBm",
        Unit::Kilohertz => "kHz",
        Unit::DecibelMilliwatt => "dBm",
        Unit::HalfDecibelMilliwatt if beside => "×0.5dBm",
        Unit::HalfDecibelMilliwatt => "× 0.5 dBm",
        Unit::QuarterDecibelMilliwatt if beside => "×0.25dBm",
        Unit::QuarterDecibelMilliwatt => "× 0.25 dBm",
        Unit::Decibel => "dB",
        Unit::Millibel => "mB",
        Unit::HundredKilobitsPerSecond if beside => "×100kbit/s",
        Unit::HundredKilobitsPerSecond => "× 100 kbit/s",
        Unit::TimeUnits => "TU",
        Unit::Picoseconds => "ps",
        Unit::Jiffies => "jiffies",
        Unit::Millimetres => "mm",
        Unit::Of255 if beside => "/255",
        Unit::Of255 => "/ 255",
    }
}

/// A quantity in the form people say it, where that differs from the number with its unit: `10.00 s`, `1.5 Gbit/s`.
pub(crate) fn aside(unit: Unit, raw: u64) -> Option<String> {
    let times = |factor: u128| u128::from(raw) * factor;
    match unit {
        Unit::ClockTicks if raw > 0 && raw < u64::from(u32::MAX) => {
            Some(format!("{}.{:02} s", raw / 100, raw % 100))
        }
        Unit::Of32 if raw > 0 => Some(format!("{:.3} %", raw as f64 / f64::from(u32::MAX) * 100.0)),
        Unit::SchedTicks if raw > 0 => Some(duration(times(64))),
        Unit::Nanoseconds if (10_000..u64::MAX).contains(&raw) => Some(duration(raw.into())),
        Unit::Microseconds if raw >= 10_000 && raw < u64::from(u32::MAX) => Some(duration(times(1000))),
        Unit::Milliseconds if raw >= 10_000 && raw < u64::from(u32::MAX) => Some(duration(times(1_000_000))),
        Unit::BytesPerSecond if raw > 0 && raw < u64::MAX && raw != u64::from(u32::MAX) => {
            Some(scaled(times(8), &RATES))
        }
        Unit::BitsPerSecond if raw >= 10_000 => Some(scaled(raw.into(), &RATES)),
        Unit::HundredKilobitsPerSecond if raw > 0 => Some(scaled(times(100_000), &RATES)),
        Unit::TimeUnits if raw > 0 => Some(duration(times(1_024_000))),
        _ => None,
    }
}

const TIMES: [(u64, &str); 4] = [(1_000_000_000, "s"), (1_000_000, "ms"), (1000, "µs"), (1, "ns")];
const RATES: [(u64, &str); 4] =
    [(1_000_000_000, "Gbit/s"), (1_000_000, "Mbit/s"), (1000, "kbit/s"), (1, "bit/s")];

/// A time in the unit that suits it, to three places at most.
pub(crate) fn duration(nanoseconds: u128) -> String {
    scaled(nanoseconds, &TIMES)
}

/// A quantity in the largest unit that it has one of, to three places at most, rounded.
fn scaled(value: u128, units: &[(u64, &str)]) -> String {
    let value = u64::try_from(value).unwrap_or(u64::MAX);
    let unit = units.iter().find(|(size, _)| value >= *size).or(units.last());
    let (size, name) = unit.copied().unwrap_or((1, ""));
    // Thousandths.
    let (mut whole, mut rest) = (value / size, (value % size * 1000 + size / 2) / size);
    if rest == 1000 {
        (whole, rest) = (whole + 1, 0);
    }
    let mut text = String::with_capacity(24);
    text.push_str(itoa::Buffer::new().format(whole));
    if rest > 0 {
        let digits = [rest / 100, rest / 10 % 10, rest % 10].map(|digit| char::from(b'0' + digit as u8));
        let kept = digits.iter().rposition(|digit| *digit != '0').map_or(0, |last| last + 1);
        text.push('.');
        text.extend(digits.iter().take(kept));
    }
    text.push(' ');
    text.push_str(name);
    text
}

/// What to say of a datagram that was longer than the buffer it was received into.
pub(crate) fn truncated(datagram: &Datagram<'_>) -> String {
    let what = if datagram.flags & nix::libc::MSG_PEEK as u32 == 0 { "was lost" } else { "did not fit" };
    let more = datagram.whole_len.saturating_sub(datagram.bytes.len());
    match more {
        0 => format!("MSG_TRUNC: the buffer was too small, at least 1 byte {what}"),
        1 => format!("MSG_TRUNC: the buffer was too small, 1 byte {what}"),
        _ => format!("MSG_TRUNC: the buffer was too small, {more} bytes {}", what.replace("was", "were")),
    }
}

/// What to say of a receive that fails with `ENOBUFS`.
pub(crate) fn overrun(rcvbuf: Option<u32>) -> String {
    let lost = "= -1 ENOBUFS: messages were lost";
    rcvbuf.map_or_else(|| lost.to_owned(), |size| format!("{lost}; the receive buffer is {size} B"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sockets_as_ss_writes_them() {
        let mut out = String::new();
        bytes(Look::SocketName, b"/run/x\0", &mut out);
        bytes(Look::SocketName, b"\0a\x1b\0b", &mut out);
        assert_eq!(out, "/run/x@a\\x1b@b");
    }

    #[test]
    fn handles_as_tc_writes_them() {
        assert_eq!(handle(0xffff_ffff), "root");
        assert_eq!(handle(0x0001_0000), "1:");
        assert_eq!(handle(0x0001_0010), "1:10");
        assert_eq!(handle(0xffff_0000), "ffff:");
    }

    #[test]
    fn quantities_as_people_say_them() {
        assert_eq!(aside(Unit::ClockTicks, 1000).as_deref(), Some("10.00 s"));
        assert_eq!(aside(Unit::BytesPerSecond, 187_500_000).as_deref(), Some("1.5 Gbit/s"));
        assert_eq!(aside(Unit::Milliseconds, 250), None);
        assert_eq!(aside(Unit::Microseconds, 1_500_000).as_deref(), Some("1.5 s"));
        assert_eq!(aside(Unit::Nanoseconds, 999_999_999).as_deref(), Some("1000 ms"));
        assert_eq!(aside(Unit::Nanoseconds, 1_060_400).as_deref(), Some("1.06 ms"));
        assert_eq!(aside(Unit::SchedTicks, 1).as_deref(), Some("64 ns"));
        assert_eq!(aside(Unit::HundredKilobitsPerSecond, 540).as_deref(), Some("54 Mbit/s"));
        assert_eq!(aside(Unit::TimeUnits, 100).as_deref(), Some("102.4 ms"));
    }
}
