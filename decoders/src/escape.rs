//! Escapes bytes from outside, so that no message can control the terminal.

use alloc::string::String;
use core::fmt::Write;

/// Appends `bytes` as the inside of a quoted string, with C escapes for bytes that cannot be printed.
///
/// Valid UTF-8 stays readable. Control characters are escaped, and so are characters that reorder or hide text (bidirectional
/// controls, zero width), quotes and backslashes.
pub fn quoted(bytes: &[u8], out: &mut String) {
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                '\r' => out.push_str("\\r"),
                c if is_harmless(c) => out.push(c),
                c => match u8::try_from(u32::from(c)) {
                    Ok(byte @ 0..0x80) => hex_escape(byte, out),
                    _ => {
                        let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
                    }
                },
            }
        }
        for byte in chunk.invalid() {
            hex_escape(*byte, out);
        }
    }
}

/// Appends `text` with its unprintable characters escaped: for names that come from outside.
pub fn plain(text: &str, out: &mut String) {
    for c in text.chars() {
        if is_harmless(c) {
            out.push(c);
        } else {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        }
    }
}

/// Appends a byte as `\xNN`.
pub fn hex_escape(byte: u8, out: &mut String) {
    let _ = write!(out, "\\x{byte:02x}");
}

/// Returns whether a character is printable, and neither a control nor a format character that changes how its
/// neighbours are shown.
#[must_use]
pub fn is_harmless(c: char) -> bool {
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
}
