//! Members of JSON objects, for the formats that write JSON.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use nltrace_decoders::schema::Names;
use nltrace_decoders::value::flags;

use super::escape;
use crate::datagram::{Direction, Timestamp};

/// Appends a comma, a name and a colon.
pub(super) fn key(name: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

/// Appends a number.
pub(super) fn number(value: impl itoa::Integer, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// Appends a member that is a number.
pub(super) fn member(name: &str, value: impl itoa::Integer, out: &mut Vec<u8>) {
    key(name, out);
    number(value, out);
}

/// Appends a string, or `null`.
pub(super) fn optional(name: Option<&str>, out: &mut Vec<u8>) {
    match name {
        Some(name) => escape::json(name.as_bytes(), out),
        None => out.extend_from_slice(b"null"),
    }
}

/// Appends a string of the tables: nothing in it needs an escape.
pub(super) fn symbol_text(name: &'static str, out: &mut Vec<u8>) {
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.push(b'"');
}

/// Appends bytes as a string of hexadecimal digits.
pub(super) fn hex_text(bytes: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    escape::hex(bytes, out);
    out.push(b'"');
}

/// Appends a list of the names of the bits that are set; bits without a name are one number in hexadecimal.
pub(super) fn flag_list(list: &'static Names, bits: u64, out: &mut Vec<u8>) {
    let (known, rest) = flags(list, bits);
    out.push(b'[');
    let mut first = true;
    for name in known {
        if !first {
            out.push(b',');
        }
        first = false;
        symbol_text(name, out);
    }
    if rest != 0 {
        if !first {
            out.push(b',');
        }
        escape::json(format!("{rest:#x}").as_bytes(), out);
    }
    out.push(b']');
}

/// Appends `"time"` in seconds with nine decimals and `"time_ns"` as an integer, without a comma before them.
pub(super) fn times(when: Timestamp, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\"time\":");
    number(when.as_secs(), out);
    out.push(b'.');
    let nanoseconds = nine_digits(when);
    out.extend(nanoseconds);
    key("time_ns", out);
    if when.as_secs() > 0 {
        number(when.as_secs(), out);
        out.extend(nanoseconds);
    } else {
        number(when.subsec_nanos(), out);
    }
}

/// Returns the nanoseconds of a time since its last full second, in digits.
pub(super) fn nine_digits(when: Timestamp) -> [u8; 9] {
    let mut digits = [b'0'; 9];
    let mut rest = when.subsec_nanos();
    for digit in digits.iter_mut().rev() {
        // A digit is below 10.
        *digit += u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    digits
}

/// Returns a direction as a string.
pub(super) fn direction(direction: Direction) -> &'static [u8] {
    match direction {
        Direction::Send => b"\"send\"",
        Direction::Receive => b"\"receive\"",
        Direction::Unknown => b"\"unknown\"",
    }
}

/// Appends a netlink protocol as a member: its name, its number if it has none, or `null`.
pub(super) fn protocol(protocol: Option<u16>, out: &mut Vec<u8>) {
    key("protocol", out);
    match protocol {
        Some(number) => match crate::tables::protocol_name(number) {
            Some(name) => escape::json(name.as_bytes(), out),
            None => self::number(number, out),
        },
        None => out.extend_from_slice(b"null"),
    }
}

/// Appends a list of strings as the member `notes`.
pub(super) fn write_notes(notes: &[String], out: &mut Vec<u8>) {
    key("notes", out);
    out.push(b'[');
    for (at, note) in notes.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        escape::json(note.as_bytes(), out);
    }
    out.push(b']');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_exact() {
        let text = |seconds, nanoseconds| {
            let mut out = Vec::new();
            times(Timestamp::new(seconds, nanoseconds), &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(text(1_795_237_161, 5), "\"time\":1795237161.000000005,\"time_ns\":1795237161000000005");
        assert_eq!(text(0, 70), "\"time\":0.000000070,\"time_ns\":70");
        assert_eq!(text(u64::MAX, 0), format!("\"time\":{0}.000000000,\"time_ns\":{0}000000000", u64::MAX));
    }
}
