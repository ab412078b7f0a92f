//! The text of values: numbers, sets of flags, addresses.
//!
//! [`Value`] and [`Integer`] write their words into a [`WordSink`], each with its [`WordRole`]. `Display` is one such sink; a
//! program that colours its output is another. So all of them print the same text.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use core::fmt::{self, Write};
use core::net::Ipv6Addr;

use crate::escape;
use crate::names;
use crate::schema::{Look, Names, Show, Unit};
use crate::value::{Integer, Value, flags, parts};

/// The role of a piece of text, for programs that colour it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WordRole {
    /// Punctuation.
    Plain,
    /// The name of a message type.
    Message,
    /// The name of a member.
    Name,
    /// A number.
    Number,
    /// A symbol: one of an enumeration, flags.
    Symbol,
    /// A string or an address.
    Text,
    /// An error.
    Error,
    /// Bytes that the tables do not explain.
    Unknown,
    /// A remark beside the value.
    Note,
}

/// Receives the words of a value.
pub trait WordSink {
    /// Takes the piece of text that `write` appends.
    fn piece(&mut self, role: WordRole, write: impl FnOnce(&mut String));

    /// Takes a space at which a long value may be broken into lines.
    fn space(&mut self);

    /// Takes a piece of text.
    #[inline]
    fn say(&mut self, role: WordRole, text: &str) {
        self.piece(role, |out| out.push_str(text));
    }
}

impl WordSink for String {
    #[inline]
    fn piece(&mut self, _: WordRole, write: impl FnOnce(&mut String)) {
        write(self);
    }

    #[inline]
    fn space(&mut self) {
        self.push(' ');
    }
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordStyle {
    /// The largest number of bytes written in hexadecimal. If there are more, the number of all of them follows.
    pub limit: usize,
    /// Other values are on the same line, so the text is shorter.
    pub beside: bool,
}

impl Default for WordStyle {
    /// Returns everything, at full length.
    fn default() -> WordStyle {
        WordStyle { limit: usize::MAX, beside: false }
    }
}

impl Value<'_> {
    /// Writes the value in words.
    #[inline]
    pub fn write(&self, style: WordStyle, out: &mut impl WordSink) {
        match *self {
            Value::Empty => (),
            Value::Integer(integer) => integer.write(style.beside, out),
            Value::Text(text, rest) => out.piece(WordRole::Text, |out| {
                out.push('"');
                escape::quoted(text, out);
                if !rest.is_empty() {
                    escape::quoted(rest, out);
                }
                out.push('"');
            }),
            Value::Bytes(look, all) => out.piece(WordRole::Text, |out| {
                let shown = all.get(..style.limit).unwrap_or(all);
                bytes(look, shown, out);
                if shown.len() < all.len() {
                    let _ = write!(out, "… ({} bytes)", all.len());
                }
            }),
            Value::Raw(bytes) => out.piece(WordRole::Unknown, |out| hex(bytes, style.limit, out)),
            Value::Hidden(0) => (),
            Value::Hidden(len) => out.say(WordRole::Unknown, &hidden(len)),
            Value::MessageType(id, name) => match name {
                Some(name) => out.say(WordRole::Message, name),
                None => out.piece(WordRole::Unknown, |out| unsigned(id.into(), out)),
            },
        }
    }
}

/// Returns the text that replaces a key or password of so many bytes.
#[must_use]
pub fn hidden(len: usize) -> String {
    format!("(hidden, {len} {})", if len == 1 { "byte" } else { "bytes" })
}

impl Integer {
    /// Writes the integer in words. The text is shorter if other values are on the same line.
    pub fn write(&self, beside: bool, out: &mut impl WordSink) {
        match self.show {
            Show::Dec | Show::Interface => out.piece(WordRole::Number, |out| decimal(self, out)),
            Show::Hex if self.raw < 10 => out.piece(WordRole::Number, |out| decimal(self, out)),
            Show::Hex => out.piece(WordRole::Number, |out| hexadecimal(self.bits(), out)),
            Show::Name(names) => match names.get(self.raw) {
                Some(name) => out.say(WordRole::Symbol, name),
                None => out.piece(WordRole::Number, |out| decimal(self, out)),
            },
            Show::Flags(names) => {
                let role = if self.raw == 0 { WordRole::Number } else { WordRole::Symbol };
                out.piece(role, |out| flag_names(names, self.bits(), out));
            }
            Show::Parts(list) | Show::BitFields(list) => {
                out.say(WordRole::Plain, "{");
                for (at, (name, part)) in parts(list, self).enumerate() {
                    if at > 0 {
                        out.space();
                    }
                    if name.is_empty() {
                        out.piece(WordRole::Unknown, |out| hexadecimal(part.raw, out));
                        continue;
                    }
                    out.say(WordRole::Name, name);
                    out.say(WordRole::Plain, "=");
                    part.write(true, out);
                }
                out.say(WordRole::Plain, "}");
            }
            Show::Handle | Show::Device => {
                if let Some(text) = special(self) {
                    out.say(WordRole::Number, &text);
                }
            }
            Show::Errno if self.name().is_none() => out.piece(WordRole::Number, |out| decimal(self, out)),
            Show::Errno => out.piece(WordRole::Error, |out| errno(self.as_signed(), out)),
            // All bits set means no limit, not that many bytes a second.
            Show::Unit(_) if self.width >= 4 && self.raw == self.all_ones() => {
                out.piece(WordRole::Number, |out| {
                    let _ = write!(out, "{:#x}", self.raw);
                });
            }
            Show::Unit(unit) => {
                out.piece(WordRole::Number, |out| {
                    decimal(self, out);
                    out.push_str(if beside { "" } else { " " });
                    out.push_str(suffix(unit, beside));
                });
                match aside(unit, self.raw) {
                    Some(aside) if !beside => out.piece(WordRole::Note, |out| {
                        let _ = write!(out, " ({aside})");
                    }),
                    // Nobody multiplies by 64 in the head.
                    Some(aside) if unit == Unit::SchedTicks => out.piece(WordRole::Note, |out| {
                        let _ = write!(out, "({})", aside.replace(' ', ""));
                    }),
                    _ => (),
                }
            }
            Show::Bool => match self.raw {
                0 => out.say(WordRole::Symbol, "false"),
                1 => out.say(WordRole::Symbol, "true"),
                _ => out.piece(WordRole::Number, |out| decimal(self, out)),
            },
        }
    }
}

/// The value in words, as nltrace's tree shows it.
impl fmt::Display for Value<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.write(WordStyle::default(), &mut text);
        out.pad(&text)
    }
}

/// The integer in words, as nltrace's tree shows it.
impl fmt::Display for Integer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        Integer::write(self, false, &mut text);
        out.pad(&text)
    }
}

/// Returns the lowest hexadecimal digit of a number.
#[inline]
fn digit(number: u64) -> char {
    char::from(ascii_digit(number.to_le_bytes()[0]))
}

/// Returns the lower hexadecimal digit of a byte.
#[inline]
fn ascii_digit(byte: u8) -> u8 {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    DIGITS.get(usize::from(byte & 15)).copied().unwrap_or(b'0')
}

/// Appends a number in decimal.
#[inline]
pub fn decimal(integer: &Integer, out: &mut String) {
    if integer.signed {
        out.push_str(itoa::Buffer::new().format(integer.as_signed()));
    } else {
        unsigned(integer.raw, out);
    }
}

/// Appends a number in decimal.
#[inline]
pub fn unsigned(number: u64, out: &mut String) {
    // Half of all numbers have one digit.
    match number {
        0..10 => out.push(digit(number)),
        _ => out.push_str(itoa::Buffer::new().format(number)),
    }
}

/// Appends a number in hexadecimal, `0x` before it.
pub fn hexadecimal(raw: u64, out: &mut String) {
    out.push_str("0x");
    let digits = (64 - raw.leading_zeros()).div_ceil(4).max(1);
    for at in (0..digits).rev() {
        out.push(digit(raw >> (4 * at)));
    }
}

/// Appends the names of the bits that are set and the rest as a number; `0` if no bit is set.
pub fn flag_names(names: &'static Names, raw: u64, out: &mut String) {
    if raw == 0 {
        return out.push('0');
    }
    if raw == u64::from(u32::MAX) || raw == u64::MAX {
        // All bits set is a mask that lets everything through: names would say less.
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
pub fn bytes(look: Look, bytes: &[u8], out: &mut String) {
    match (look, bytes) {
        (Look::Ip4, [a, b, c, d]) | (Look::Ip4Of16, [a, b, c, d, ..]) => {
            for (at, byte) in [a, b, c, d].into_iter().enumerate() {
                if at > 0 {
                    out.push('.');
                }
                if *byte >= 100 {
                    out.push(digit((byte / 100).into()));
                }
                if *byte >= 10 {
                    out.push(digit((byte / 10 % 10).into()));
                }
                out.push(digit((byte % 10).into()));
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
pub fn separated(bytes: &[u8], separator: &str, out: &mut String) {
    let wide = 2 + separator.len();
    // Some bytes at a time are put together in a buffer: that costs less than many short additions to the text.
    let mut cells = [0; 64];
    for (turn, chunk) in bytes.chunks((cells.len() / wide).max(1)).enumerate() {
        if turn > 0 {
            out.push_str(separator);
        }
        for (cell, byte) in cells.chunks_exact_mut(wide).zip(chunk) {
            if let [high, low, rest @ ..] = cell {
                (*high, *low) = (ascii_digit(byte >> 4), ascii_digit(*byte));
                rest.copy_from_slice(separator.as_bytes());
            }
        }
        let text = cells.get(..chunk.len() * wide - separator.len()).unwrap_or_default();
        out.push_str(str::from_utf8(text).unwrap_or_default());
    }
}

/// Returns a number that is written in a form of its own, a handle or a device; `None` for others.
#[must_use]
pub fn special(integer: &Integer) -> Option<String> {
    match integer.show {
        Show::Handle => Some(handle(integer.raw)),
        Show::Device => Some(format!("{}:{}", integer.raw >> 20, integer.raw & 0xf_ffff)),
        _ => None,
    }
}

/// Returns a traffic control handle as tc writes it: `root`, `ingress`, `1:`, `1:10`.
fn handle(raw: u64) -> String {
    match raw {
        0 => "0".to_owned(),
        0xffff_ffff => "root".to_owned(),
        0xffff_fff1 => "ingress".to_owned(),
        _ if raw & 0xffff == 0 => format!("{:x}:", raw >> 16),
        _ => format!("{:x}:{:x}", raw >> 16, raw & 0xffff),
    }
}

/// Returns the unit as tc(8) and ip(8) write it where they do. `beside` leaves out spaces: other members follow on the same
/// line, separated by spaces.
#[must_use]
pub fn suffix(unit: Unit, beside: bool) -> &'static str {
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

/// Returns a quantity in customary units, if that differs from the number with its unit: `10.00 s`, `1.5 Gbit/s`.
#[must_use]
pub fn aside(unit: Unit, raw: u64) -> Option<String> {
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

/// Returns a time in the unit that suits it, to three places at most.
#[must_use]
pub fn duration(nanoseconds: u128) -> String {
    scaled(nanoseconds, &TIMES)
}

/// Returns a quantity in the largest unit that gives at least 1, rounded to three places.
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
        let digits = [rest / 100, rest / 10 % 10, rest % 10].map(digit);
        let kept = digits.iter().rposition(|digit| *digit != '0').map_or(0, |last| last + 1);
        text.push('.');
        text.extend(digits.iter().take(kept));
    }
    text.push(' ');
    text.push_str(name);
    text
}

/// Appends bytes in hexadecimal with spaces between them, `limit` of them at most.
pub fn hex(bytes: &[u8], limit: usize, out: &mut String) {
    let shown = bytes.get(..limit).unwrap_or(bytes);
    separated(shown, " ", out);
    if shown.len() < bytes.len() {
        let _ = write!(out, " … ({} bytes)", bytes.len());
    }
}

/// Appends the name of an error and its meaning.
pub fn errno(errno: i64, out: &mut String) {
    match names::errno(errno.unsigned_abs()) {
        Some((name, meaning)) => {
            let _ = write!(out, "{name} ({meaning})");
        }
        None => {
            let _ = write!(out, "{errno}");
        }
    }
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
