//! The only place that prints bytes from outside, with the library's `escape`: no message can drive a terminal.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::fmt::Write;

pub(crate) use nltrace_decoders::escape::plain;
use nltrace_decoders::escape::{hex_escape, is_harmless};

/// Appends a JSON string, quotes included. Bytes that are not UTF-8 become the characters with their numbers.
pub(crate) fn json(bytes: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    if bytes.iter().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\')) {
        out.extend_from_slice(bytes);
        out.push(b'"');
        return;
    }
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            json_char(c, out);
        }
        for byte in chunk.invalid() {
            json_char(char::from(*byte), out);
        }
    }
    out.push(b'"');
}

fn json_char(c: char, out: &mut Vec<u8>) {
    match c {
        '"' => out.extend(b"\\\""),
        '\\' => out.extend(b"\\\\"),
        '\n' => out.extend(b"\\n"),
        '\t' => out.extend(b"\\t"),
        c if is_harmless(c) => {
            let mut buffer = [0; 4];
            out.extend(c.encode_utf8(&mut buffer).as_bytes());
        }
        c => {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let mut digits = String::with_capacity(6);
                let _ = write!(digits, "\\u{unit:04x}");
                out.extend(digits.as_bytes());
            }
        }
    }
}

/// Appends text of an HTML document, or of an attribute's value in quotes. Characters that would drive the text around them are
/// written as escapes, as in other formats.
pub(crate) fn html(text: &str, out: &mut Vec<u8>) {
    let mut safe = String::new();
    plain(text, &mut safe);
    for c in safe.chars() {
        match c {
            '&' => out.extend(b"&amp;"),
            '<' => out.extend(b"&lt;"),
            '>' => out.extend(b"&gt;"),
            '"' => out.extend(b"&quot;"),
            '\'' => out.extend(b"&#39;"),
            c => out.extend(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}

/// Appends every byte as `\xNN`.
pub(crate) fn hex_escaped(bytes: &[u8], out: &mut String) {
    for byte in bytes {
        hex_escape(*byte, out);
    }
}

/// Appends bytes as the inside of a C string. All but printable ASCII is escaped, in octal if there is no letter for it, with
/// no more digits than the following byte requires; at the end that is `next`.
pub(crate) fn octal(bytes: &[u8], next: Option<u8>, out: &mut String) {
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' | b'\\' => {
                out.push('\\');
                out.push(char::from(*byte));
            }
            b'\n' => out.push_str("\\n"),
            b'\t' => out.push_str("\\t"),
            b'\r' => out.push_str("\\r"),
            0x0b => out.push_str("\\v"),
            0x0c => out.push_str("\\f"),
            b' '..=b'~' => out.push(char::from(*byte)),
            _ => {
                let _ = match bytes.get(at + 1).copied().or(next) {
                    Some(b'0'..=b'7') => write!(out, "\\{byte:03o}"),
                    _ => write!(out, "\\{byte:o}"),
                };
            }
        }
    }
}

/// Appends two hexadecimal digits a byte.
pub(crate) fn hex(bytes: &[u8], out: &mut Vec<u8>) {
    let digit = |half: u8| if half < 10 { b'0' + half } else { b'a' - 10 + half };
    out.extend(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_strings_are_utf_8() {
        let mut out = Vec::new();
        json(b"a\x1b\xff\"", &mut out);
        assert_eq!(out, "\"a\\u001bÿ\\\"\"".as_bytes());
    }

    #[test]
    fn html_is_text() {
        let mut out = Vec::new();
        html("</style><b a='\"&µ\u{202e}\n", &mut out);
        let expected = "&lt;/style&gt;&lt;b a=&#39;&quot;&amp;µ\\u{202e}\\u{a}";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
