//! The only place that prints what came from outside: bytes of messages, names of programs and files, arguments, sentences of a
//! capture. Nothing of it can drive a terminal, or hide or reorder the text beside it.

use std::fmt::Write;

/// Appends `bytes` as the inside of a quoted string, C escapes for what is not printable.
///
/// Valid UTF-8 stays readable; control characters, and those that reorder or hide text (bidirectional controls, zero
/// width), are escaped, as are quotes and backslashes.
pub(crate) fn quoted(bytes: &[u8], out: &mut String) {
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                '\r' => out.push_str("\\r"),
                c if is_harmless(c) => out.push(c),
                c if u32::from(c) < 0x80 => hex_escape(u32::from(c) as u8, out),
                c => {
                    let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
                }
            }
        }
        for byte in chunk.invalid() {
            hex_escape(*byte, out);
        }
    }
}

/// Appends `text` in one line, with what is not printable escaped: for names and sentences that come from outside.
pub(crate) fn plain(text: &str, out: &mut String) {
    for c in text.chars() {
        if is_harmless(c) {
            out.push(c);
        } else {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        }
    }
}

/// Appends `text` with a space in place of what is not printable: each character stays one, so that another line can point at it.
pub(crate) fn in_place(text: &str, out: &mut String) {
    out.extend(text.chars().map(|c| if is_harmless(c) { c } else { ' ' }));
}

/// Appends a JSON string, quotes included. Bytes that are not UTF-8 stand for the character of their number.
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

/// Appends every byte as `\xNN`.
pub(crate) fn hex_escaped(bytes: &[u8], out: &mut String) {
    for byte in bytes {
        hex_escape(*byte, out);
    }
}

/// Appends bytes as the inside of a C string: all but printable ASCII is escaped, in octal where there is no letter for it,
/// with no more digits than the byte behind it, `next` at the end, makes necessary.
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
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        out.push(DIGITS[usize::from(byte >> 4)]);
        out.push(DIGITS[usize::from(byte & 15)]);
    }
}

fn hex_escape(byte: u8, out: &mut String) {
    let _ = write!(out, "\\x{byte:02x}");
}

/// Printable, and neither a control nor a format character that changes how its neighbours are shown.
fn is_harmless(c: char) -> bool {
    !c.is_control()
        && !matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote(bytes: &[u8]) -> String {
        let mut out = String::new();
        quoted(bytes, &mut out);
        out
    }

    #[test]
    fn nothing_drives_a_terminal() {
        assert_eq!(quote(b"eth0"), "eth0");
        assert_eq!(quote(b"\x1b[31mred\x07"), "\\x1b[31mred\\x07");
        assert_eq!(quote("a\u{202e}b".as_bytes()), "a\\u{202e}b");
        assert_eq!(quote(b"\xff\"\\\n"), "\\xff\\\"\\\\\\n");
        assert_eq!(quote("naïve".as_bytes()), "naïve");
        assert_eq!(quote("\u{9b}31m".as_bytes()), "\\u{9b}31m");
    }

    #[test]
    fn json_strings_are_utf_8() {
        let mut out = Vec::new();
        json(b"a\x1b\xff\"", &mut out);
        assert_eq!(out, "\"a\\u001bÿ\\\"\"".as_bytes());
    }
}
