//! The escapes of strings, by the rules of C (which strace, Python and Go share, as far as bytes go) or those of Rust.

use std::borrow::Cow;

use super::effort::step;

/// The language whose escapes are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rules {
    /// `\0` to `\377` are octal.
    C,
    /// `\0` is a NUL without further digits.
    Rust,
    /// `\0` to `\255` are decimal, as in OCaml and Lua.
    Decimal,
}

/// Returns the bytes of the text between two quotes.
pub(super) fn bytes(text: &str, rules: Rules) -> Vec<u8> {
    let text = &*unwrapped(text);
    let mut out = Vec::with_capacity(text.len() / 2);
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (plain, escape) = rest.split_at(at);
        out.extend(plain.as_bytes());
        let len = one(escape, rules, &mut out);
        rest = escape.get(len..).unwrap_or_default();
    }
    out.extend(rest.as_bytes());
    out
}

/// Returns a string without the breaks that a terminal or an e-mail put into it. A backslash before a break belongs to the escape that
/// was broken, unless another escape follows, as in C.
fn unwrapped(text: &str) -> Cow<'_, str> {
    // A break between lines of text is a byte.
    if !text.contains('\n') || !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let last = text.matches('\n').count();
    for (at, line) in text.split('\n').enumerate() {
        // What the break added is not what the quotes hold.
        let line = if at > 0 { line.trim_start_matches([' ', '\t']) } else { line };
        let line = if at < last { line.trim_end_matches([' ', '\t', '\r']) } else { line };
        let is_odd = out.len() - out.trim_end_matches('\\').len();
        if is_odd % 2 == 1 && (line.starts_with('\\') || line.is_empty()) {
            out.pop();
        }
        out.push_str(line);
    }
    Cow::Owned(out)
}

/// Reads the escape that a text begins with; returns its length.
pub(super) fn one(text: &str, rules: Rules, out: &mut Vec<u8>) -> usize {
    step();
    let rest = text.get(1..).unwrap_or_default();
    let Some(c) = rest.chars().next() else { return text.len() };
    let number = |from: usize, most: usize, radix: u32| {
        let digits = rest.get(from..).unwrap_or_default();
        let count = digits.chars().take(most).take_while(|c| c.is_digit(radix)).count();
        let value = digits.get(..count).and_then(|digits| u32::from_str_radix(digits, radix).ok());
        (value.unwrap_or(0), from + count)
    };
    let low = |value: u32| value.to_le_bytes().first().copied().unwrap_or_default();
    let simple = match c {
        'n' => b'\n',
        't' => b'\t',
        'r' => b'\r',
        'v' => 0x0b,
        'f' => 0x0c,
        'a' => 0x07,
        'b' => 0x08,
        'e' => 0x1b,
        '0' if rules == Rules::Rust => 0,
        'x' => {
            let (value, end) = number(1, 2, 16);
            out.push(low(value));
            return 1 + end;
        }
        '0'..='9' if rules == Rules::Decimal => {
            let (value, end) = number(0, 3, 10);
            out.push(low(value));
            return 1 + end;
        }
        '0'..='7' => {
            let (value, end) = number(0, 3, 8);
            out.push(low(value));
            return 1 + end;
        }
        'u' | 'U' => {
            let (from, most) = match (rest.get(1..).is_some_and(|rest| rest.starts_with('{')), c) {
                (true, _) => (2, 6),
                (false, 'u') => (1, 4),
                (false, _) => (1, 8),
            };
            let (value, end) = number(from, most, 16);
            match (u8::try_from(value), char::from_u32(value)) {
                (Ok(byte), _) => out.push(byte),
                (_, Some(c)) => out.extend(c.encode_utf8(&mut [0; 4]).as_bytes()),
                _ => (),
            }
            return 1 + end + usize::from(from == 2);
        }
        // The string continues in the next line, after its indent.
        '\n' | '\r' => return text.len() - rest.trim_start().len(),
        other => {
            out.extend(other.encode_utf8(&mut [0; 4]).as_bytes());
            return 1 + other.len_utf8();
        }
    };
    out.push(simple);
    2
}

/// Adds the text in a string of JSON. Escapes that JSON does not have stay as they are.
pub(super) fn unescaped(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        step();
        let (plain, escape) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = escape.chars().skip(1);
        let code = || u32::from_str_radix(escape.get(2..6)?, 16).ok().and_then(char::from_u32);
        let (c, len) = match chars.next() {
            Some('n') => ('\n', 2),
            Some('t') => ('\t', 2),
            Some('r') => ('\r', 2),
            Some(c @ ('"' | '\\' | '/')) => (c, 2),
            Some('u') => code().map_or(('\\', 1), |c| (c, 6)),
            _ => ('\\', 1),
        };
        out.push(c);
        rest = escape.get(len..).unwrap_or_default();
    }
    out.push_str(rest);
}
