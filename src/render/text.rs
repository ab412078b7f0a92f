//! Values in words: what the tree and JSON share of how a value reads.

use std::fmt::Write;
use std::net::Ipv6Addr;

use nltrace_decoders::schema::{Look, Show, Unit};
use nltrace_decoders::value::{Integer, flags};

use super::escape;
use crate::datagram::Datagram;

/// Appends a number in decimal.
pub(crate) fn decimal(integer: &Integer, out: &mut String) {
    let mut buffer = itoa::Buffer::new();
    out.push_str(if integer.signed {
        buffer.format(integer.as_signed())
    } else {
        buffer.format(integer.raw)
    });
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
                out.push_str(itoa::Buffer::new().format(*byte));
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

/// What a unit's number is followed by, as tc(8) and ip(8) write it where they do.
pub(crate) fn suffix(unit: Unit) -> &'static str {
    match unit {
        Unit::Bytes => " B",
        Unit::Kibibytes => " KiB",
        Unit::Packets => " p",
        Unit::Seconds => " s",
        Unit::ClockTicks => " ticks",
        Unit::Milliseconds => " ms",
        Unit::Microseconds => " µs",
        Unit::Nanoseconds => " ns",
        Unit::SchedTicks => " × 64 ns",
        Unit::BytesPerSecond => " B/s",
        Unit::BitsPerSecond => " bit/s",
        Unit::KilobitsPerSecond => " kbit/s",
        Unit::MegabitsPerSecond => " Mbit/s",
        Unit::Percent => " %",
        Unit::Of32 => " / 2^32",
        Unit::Hertz => " Hz",
        Unit::Megahertz => " MHz",
        Unit::Bits => " bits",
        Unit::Millidegrees => " m°C",
        Unit::Millibelmilliwatt => " mBm",
    }
}

/// A quantity in the form people say it, where that differs from the number with its unit: `10.00 s`, `1.5 Gbit/s`.
pub(crate) fn aside(unit: Unit, raw: u64) -> Option<String> {
    let value = raw as f64;
    match unit {
        Unit::ClockTicks if raw > 0 && raw < u64::from(u32::MAX) => {
            Some(format!("{}.{:02} s", raw / 100, raw % 100))
        }
        Unit::Of32 if raw > 0 => Some(format!("{:.3} %", value / f64::from(u32::MAX) * 100.0)),
        Unit::SchedTicks if raw > 0 => Some(duration(value * 64.0)),
        Unit::Nanoseconds if (10_000..u64::MAX).contains(&raw) => Some(duration(value)),
        Unit::Microseconds if raw >= 10_000 && raw < u64::from(u32::MAX) => Some(duration(value * 1e3)),
        Unit::Milliseconds if raw >= 10_000 && raw < u64::from(u32::MAX) => Some(duration(value * 1e6)),
        Unit::BytesPerSecond if raw > 0 && raw < u64::MAX && raw != u64::from(u32::MAX) => {
            Some(rate(value * 8.0))
        }
        Unit::BitsPerSecond if raw >= 10_000 => Some(rate(value)),
        _ => None,
    }
}

/// A time in the unit that suits it, to three places at most.
pub(crate) fn duration(nanoseconds: f64) -> String {
    let (scaled, unit) = match nanoseconds {
        n if n < 1e3 => (n, "ns"),
        n if n < 1e6 => (n / 1e3, "µs"),
        n if n < 1e9 => (n / 1e6, "ms"),
        n => (n / 1e9, "s"),
    };
    format!("{} {unit}", short(scaled))
}

/// A number with three places, without the zeros at its end.
fn short(value: f64) -> String {
    let mut text = format!("{value:.3}");
    let kept = text.trim_end_matches('0').trim_end_matches('.').len();
    text.truncate(kept);
    text
}

fn rate(bits: f64) -> String {
    let (scaled, unit) = match bits {
        b if b < 1e3 => (b, ""),
        b if b < 1e6 => (b / 1e3, "k"),
        b if b < 1e9 => (b / 1e6, "M"),
        b => (b / 1e9, "G"),
    };
    format!("{} {unit}bit/s", short(scaled))
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
    }
}
