//! Bytes without offsets: plain digits, lists of numbers, strings with escapes; as programs are written with, and as
//! strace prints them.
//!
//! Around them may stand what a language or a tool wants there: names, types, comments. Decimal numbers are taken for
//! bytes in a list only; where they could be hexadecimal just as well, the lengths must decide.

use super::{Error, Found, Piece, dump, guess};
use crate::datagram::Direction;

/// Strings of at least so many hexadecimal digits are bytes, whatever they stand in: shorter ones may be words.
const DIGITS: usize = 32;

const HOW: &str =
    "paste bytes in hexadecimal, a dump with offsets, a list of numbers, or strings with escapes";

/// What stands in the text.
#[derive(Debug, PartialEq)]
enum Token {
    /// A string: its bytes, whether it has escapes, whether dots behind it say that it was cut.
    Text {
        bytes: Vec<u8>,
        escaped: bool,
        cut: bool,
    },
    /// `0x28`.
    Hex(String),
    /// Digits, and letters up to f.
    Digits(String),
    /// A name.
    Word,
    Open,
    Close,
    Comma,
    /// Anything else.
    Other,
}

/// Reads the bytes of a text.
pub(super) fn read(text: &str) -> Found {
    if !text.contains(['"', '\'']) && text.contains("\\x") {
        return bare(text);
    }
    let tokens = match tokens(text) {
        Ok(tokens) => tokens,
        Err(error) => return (Vec::new(), Some(error)),
    };
    let strings = strings(text, &tokens);
    if !strings.is_empty() {
        return (strings, None);
    }
    if text.contains("nlmsg_len=") {
        let at = text.find("nlmsg_len=").unwrap_or(0);
        let what =
            "strace has decoded this message, its bytes are not here: run it with -e write=all -e read=all";
        return (Vec::new(), Some(Error::at(text, at, what)));
    }
    if tokens.iter().any(|(token, _)| *token == Token::Open) {
        return lists(text, &tokens);
    }
    match top(text, &tokens) {
        Ok(pieces) => (pieces, None),
        Err(error) => (Vec::new(), Some(error)),
    }
}

/// Escapes without quotes, as the inside of a string.
fn bare(text: &str) -> Found {
    let mut bytes = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            at += c.len_utf8();
        } else if c == '\\' {
            at = escape(text, at, &mut bytes);
        } else {
            let what = format!("\"{}\" is no escape: put strings in quotes", c.escape_debug());
            return (vec![Piece { bytes, ..Piece::default() }], Some(Error::at(text, at, what)));
        }
    }
    (vec![Piece { bytes, ..Piece::default() }], None)
}

/// Reads the escape at `at`; returns where it ends.
fn escape(text: &str, at: usize, bytes: &mut Vec<u8>) -> usize {
    let rest = &text[at + 1..];
    let Some(c) = rest.chars().next() else { return text.len() };
    let digits = |from: usize, most: usize, radix: u32| {
        let count = rest[from..].chars().take(most).take_while(|c| c.is_digit(radix)).count();
        (u32::from_str_radix(&rest[from..from + count], radix).unwrap_or(0), from + count)
    };
    let simple = match c {
        'n' => b'\n',
        't' => b'\t',
        'r' => b'\r',
        'v' => 0x0b,
        'f' => 0x0c,
        'a' => 0x07,
        'b' => 0x08,
        'e' => 0x1b,
        'x' => {
            let (value, end) = digits(1, 2, 16);
            bytes.push((value & 0xff) as u8);
            return at + 1 + end;
        }
        '0'..='7' => {
            let (value, end) = digits(0, 3, 8);
            bytes.push((value & 0xff) as u8);
            return at + 1 + end;
        }
        'u' | 'U' => {
            let (from, most) = match (rest[1..].starts_with('{'), c) {
                (true, _) => (2, 6),
                (false, 'u') => (1, 4),
                (false, _) => (1, 8),
            };
            let (value, end) = digits(from, most, 16);
            match (u8::try_from(value), char::from_u32(value)) {
                (Ok(byte), _) => bytes.push(byte),
                (_, Some(c)) => bytes.extend(c.encode_utf8(&mut [0; 4]).as_bytes()),
                _ => (),
            }
            let closes = from == 2 && rest.get(end..).is_some_and(|rest| rest.starts_with('}'));
            return at + 1 + end + usize::from(closes);
        }
        // The string goes on in the next line, behind what indents it.
        '\n' | '\r' => {
            let rest = rest.trim_start();
            return text.len() - rest.len();
        }
        other => {
            bytes.extend(other.encode_utf8(&mut [0; 4]).as_bytes());
            return at + 1 + other.len_utf8();
        }
    };
    bytes.push(simple);
    at + 2
}

fn tokens(text: &str) -> Result<Vec<(Token, usize)>, Error> {
    let mut tokens = Vec::new();
    let mut at = 0;
    // An apostrophe that nothing closes: those after it were all escaped when its end was sought, so nothing closes them either.
    let mut is_unclosed = false;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let start = at;
        let token = match c {
            _ if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '#' | '/' if c == '#' || rest.starts_with("//") => {
                at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            '/' if rest.starts_with("/*") => {
                at += rest.find("*/").map_or(rest.len(), |end| end + 2);
                continue;
            }
            '"' | '\'' if c == '"' || !is_unclosed => {
                let (token, end) = quoted(text, at, c)?;
                is_unclosed |= token == Token::Other;
                at = end;
                tokens.push((token, start));
                continue;
            }
            '{' | '[' => Token::Open,
            '}' | ']' => Token::Close,
            ',' => Token::Comma,
            _ if c.is_ascii_alphanumeric() || c == '_' => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                at += end;
                tokens.push((word(&rest[..end]), start));
                continue;
            }
            _ => Token::Other,
        };
        at += c.len_utf8();
        tokens.push((token, start));
    }
    Ok(tokens)
}

fn word(text: &str) -> Token {
    // Rust says the type of a number behind it.
    let bare = text.strip_suffix("_u8").or_else(|| text.strip_suffix("u8")).unwrap_or(text);
    if let Some(digits) = bare.strip_prefix("0x").or_else(|| bare.strip_prefix("0X")) {
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Token::Hex(digits.to_owned());
        }
    } else if !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Token::Digits(bare.to_owned());
    }
    Token::Word
}

/// The string that begins with the quote at `start`, and where it ends.
fn quoted(text: &str, start: usize, quote: char) -> Result<(Token, usize), Error> {
    let mut bytes = Vec::new();
    let mut escaped = false;
    let mut at = start + 1;
    // Python has strings in three quotes; what is in them is the same.
    while let Some(c) = text[at..].chars().next() {
        if c == quote {
            at += 1;
            let cut = text[at..].starts_with("...");
            return Ok((Token::Text { bytes, escaped, cut }, at));
        }
        if c == '\\' {
            escaped = true;
            at = escape(text, at, &mut bytes);
        } else {
            let mut buffer = [0; 4];
            bytes.extend(c.encode_utf8(&mut buffer).as_bytes());
            at += c.len_utf8();
        }
    }
    if quote == '\'' {
        // An apostrophe, or a lifetime.
        return Ok((Token::Other, start + 1));
    }
    Err(Error::at(text, start, "this string does not end"))
}

/// A system call as strace tells it.
#[derive(Clone, Copy)]
pub(super) struct Call<'t>(&'t str);

impl Call<'_> {
    /// Which way its bytes go.
    pub(super) fn direction(self) -> Option<Direction> {
        dump::direction(self.0)
    }
}

/// The system call of a line of strace's.
pub(super) fn call(line: &str) -> Option<Call<'_>> {
    let mut rest = line.trim_start();
    // `[pid 17] `, `17 `, `14:03:22.1 `, `<... recvmsg resumed>`.
    if let Some(resumed) = rest.find("<... ") {
        let name = rest[resumed + 5..].split(' ').next()?;
        return rest.contains(" resumed>").then_some(Call(name));
    }
    if let Some(behind) = rest.strip_prefix("[pid ").and_then(|pid| pid.split_once("] ")) {
        rest = behind.1.trim_start();
    }
    while rest.starts_with(|c: char| c.is_ascii_digit()) {
        let (stamp, behind) = rest.split_once(' ')?;
        stamp.bytes().all(|byte| byte.is_ascii_digit() || b":.".contains(&byte)).then_some(())?;
        rest = behind.trim_start();
    }
    let name = &rest[..rest.find('(')?];
    let is_name = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let is_call = rest.contains(") = ") || rest.contains(")  = ") || rest.contains(" <unfinished ...>");
    (is_name && is_call).then_some(Call(name))
}

/// The strings that are bytes.
fn strings(text: &str, tokens: &[(Token, usize)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut depth = 0usize;
    // The line of the last string: where it begins and ends, and its call. Many strings may stand in one.
    let mut last: Option<(usize, usize, Option<Call<'_>>)> = None;
    for (at, (token, start)) in tokens.iter().enumerate() {
        match token {
            Token::Open => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            _ => (),
        }
        let Token::Text { bytes, escaped, cut } = token else { continue };
        // A character among numbers: `{ 0x28, '\0' }`.
        let beside = |token: Option<&(Token, usize)>| {
            matches!(token, Some((Token::Comma | Token::Open | Token::Close, _)))
        };
        let character = bytes.len() == 1
            && text[*start..].starts_with('\'')
            && depth > 0
            && beside(at.checked_sub(1).and_then(|at| tokens.get(at)))
            && beside(tokens.get(at + 1));
        if character || bytes.is_empty() {
            continue;
        }
        let (line_start, _, call) = match last.filter(|(_, end, _)| start < end) {
            Some(known) => known,
            None => {
                let line_start = text[..*start].rfind('\n').map_or(0, |end| end + 1);
                let line = text[line_start..].lines().next().unwrap_or_default();
                *last.insert((line_start, line_start + line.len() + 1, call(line)))
            }
        };
        if call.is_some_and(|call| call.direction().is_none()) {
            continue;
        }
        let before = &text[line_start..*start];
        if ["cmsg_data=", "sa_data=", "msg_name="].iter().any(|member| before.ends_with(member)) {
            continue;
        }
        let direction = call.and_then(Call::direction);
        if *escaped {
            pieces.push(Piece { bytes: bytes.clone(), direction, cut: *cut, part: true });
        } else if let Some(bytes) = digits(bytes) {
            pieces.push(Piece { bytes, direction, cut: *cut, part: true });
        } else if call.is_some() || pieces.last().is_some_and(|last: &Piece| !guess::is_complete(&last.bytes))
        {
            // Text without escapes counts where bytes are wanted: `"eth0"` behind a header.
            pieces.push(Piece { bytes: bytes.clone(), direction, cut: *cut, part: true });
        }
    }
    pieces
}

/// Bytes written as digits in a string: `bytes.fromhex("28 00")`.
fn digits(text: &[u8]) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.iter().copied().filter(|byte| !byte.is_ascii_whitespace() && *byte != b':').collect();
    if digits.len() < DIGITS || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    pairs(&digits)
}

/// Two digits a byte.
fn pairs(digits: &[u8]) -> Option<Vec<u8>> {
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let byte =
        |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    digits.chunks(2).map(byte).collect()
}

/// Lists in braces or brackets that hold nothing but numbers.
fn lists(text: &str, tokens: &[(Token, usize)]) -> Found {
    let mut pieces = Vec::new();
    let mut error = None;
    let mut open = None;
    for (at, (token, _)) in tokens.iter().enumerate() {
        match token {
            Token::Open => open = Some(at),
            Token::Close => {
                let Some(start) = open.take() else { continue };
                let inside = &tokens[start + 1..at];
                match list(text, inside) {
                    Ok(Some(bytes)) => pieces.push(Piece { bytes, part: true, ..Piece::default() }),
                    Ok(None) => (),
                    Err(wrong) => {
                        error = Some(wrong);
                        break;
                    }
                }
            }
            _ => (),
        }
    }
    if pieces.is_empty() && error.is_none() {
        let at = tokens.first().map_or(0, |(_, start)| *start);
        error = Some(Error::at(text, at, format!("there are no bytes in these lists; {HOW}")));
    }
    (pieces, error)
}

/// The bytes of a list; `None` for what is something else in brackets: a size, an index, a struct.
fn list(text: &str, inside: &[(Token, usize)]) -> Result<Option<Vec<u8>>, Error> {
    let is_hex = |token: &Token| matches!(token, Token::Hex(_));
    let values = inside.iter().filter(|(token, _)| *token != Token::Comma).count();
    if values < 2 {
        return Ok(None);
    }
    let prefixed = inside.iter().any(|(token, _)| is_hex(token));
    let all = inside.iter().all(|(token, _)| {
        matches!(token, Token::Hex(_) | Token::Digits(_) | Token::Comma | Token::Text { .. })
    });
    if !all {
        let odd = inside.iter().find(|(token, _)| matches!(token, Token::Word | Token::Other));
        return match odd {
            // `[u8; 40]` is a type; a name among bytes is something nobody here knows the value of.
            Some((_, at)) if prefixed && values > 4 => Err(Error::at(text, *at, unknown(text, *at))),
            _ => Ok(None),
        };
    }
    if prefixed {
        return inside
            .iter()
            .filter_map(|(token, at)| prefixed_byte(text, token, *at).transpose())
            .collect::<Result<_, _>>()
            .map(Some);
    }
    plain(text, inside, true).map(Some)
}

/// A number in a list with `0x`: others in it are decimal.
fn prefixed_byte(text: &str, token: &Token, at: usize) -> Result<Option<u8>, Error> {
    let wide =
        || Error::at(text, at, "this is wider than a byte, and bytes have an order: paste them one by one");
    match token {
        Token::Hex(digits) => u8::from_str_radix(digits, 16).map(Some).map_err(|_| wide()),
        Token::Digits(digits) => match digits.parse::<u32>() {
            Ok(number) => u8::try_from(number).map(Some).map_err(|_| wide()),
            Err(_) => Err(Error::at(text, at, unknown(text, at))),
        },
        Token::Text { bytes, .. } => match bytes.as_slice() {
            [byte] => Ok(Some(*byte)),
            _ => Err(Error::at(text, at, "a string among numbers")),
        },
        _ => Ok(None),
    }
}

/// Numbers without `0x`: decimal, or two hexadecimal digits each.
fn plain(text: &str, tokens: &[(Token, usize)], is_list: bool) -> Result<Vec<u8>, Error> {
    let numbers: Vec<(&str, usize)> = tokens
        .iter()
        .filter_map(|(token, at)| match token {
            Token::Digits(digits) => Some((digits.as_str(), *at)),
            _ => None,
        })
        .collect();
    let read = |radix: u32| -> Result<Vec<u8>, usize> {
        numbers.iter().map(|(digits, at)| u8::from_str_radix(digits, radix).map_err(|_| *at)).collect()
    };
    let in_pairs = numbers.iter().all(|(digits, _)| digits.len() == 2);
    let hexadecimal =
        numbers.iter().find(|(digits, _)| digits.bytes().any(|byte| byte.is_ascii_alphabetic()));
    if in_pairs || hexadecimal.is_some() {
        // Numbers with letters are hexadecimal all; the others then must not have three digits.
        return read(16).map_err(|at| Error::at(text, at, unknown(text, at)));
    }
    let fits = |bytes: &Result<Vec<u8>, usize>| {
        bytes.as_ref().is_ok_and(|bytes| {
            let (_, payload) = super::payload(bytes);
            guess::fits(payload, guess::byte_order(payload))
        })
    };
    let (decimal, other) = (read(10), read(16));
    match (fits(&decimal), fits(&other)) {
        (false, true) => other.map_err(|at| Error::at(text, at, unknown(text, at))),
        (false, false) if !is_list => {
            let at = numbers.first().map_or(0, |(_, at)| *at);
            Err(Error::at(text, at, "decimal or hexadecimal? Write 0x before each byte, or two digits"))
        }
        _ => decimal.map_err(|at| Error::at(text, at, "this is more than a byte holds")),
    }
}

/// Numbers without anything around them.
fn top(text: &str, tokens: &[(Token, usize)]) -> Result<Vec<Piece>, Error> {
    for (token, at) in tokens {
        let character = text[*at..].chars().next().unwrap_or_default();
        let divides = matches!(character, ':' | '-' | ';' | '\\');
        if matches!(token, Token::Word | Token::Text { .. }) || (*token == Token::Other && !divides) {
            return Err(Error::at(text, *at, unknown(text, *at)));
        }
    }
    let commas = tokens.iter().any(|(token, _)| *token == Token::Comma);
    let short = tokens.iter().any(|(token, _)| matches!(token, Token::Digits(digits) if digits.len() == 1));
    let prefixed = tokens.iter().any(|(token, _)| matches!(token, Token::Hex(_)));
    let mut pieces = Vec::new();
    if prefixed {
        let mut bytes = Vec::new();
        for (token, at) in tokens {
            match token {
                // All of it in one: `0x28000000…`.
                Token::Hex(digits) if digits.len() > 8 => match pairs(digits.as_bytes()) {
                    Some(more) => bytes.extend(more),
                    None => return Err(Error::at(text, *at, "an odd number of digits")),
                },
                _ => bytes.extend(prefixed_byte(text, token, *at)?),
            }
        }
        pieces.push(Piece { bytes, ..Piece::default() });
        return Ok(pieces);
    }
    if commas || short {
        if tokens.iter().any(|(token, _)| matches!(token, Token::Digits(_))) {
            pieces.push(Piece { bytes: plain(text, tokens, false)?, ..Piece::default() });
        }
        return Ok(pieces);
    }
    // Digits, a paragraph for each message or as lines come.
    let mut behind = 0;
    for (token, at) in tokens {
        let Token::Digits(digits) = token else { continue };
        let Some(bytes) = pairs(digits.as_bytes()) else {
            return Err(Error::at(text, *at, format!("\"{digits}\" has an odd number of digits")));
        };
        let paragraph = text[behind..*at].matches('\n').count() > 1;
        behind = *at;
        match pieces.last_mut() {
            Some(last) if !paragraph => Piece::extend(last, &bytes),
            _ => pieces.push(Piece { bytes, part: true, ..Piece::default() }),
        }
    }
    Ok(pieces)
}

impl Piece {
    fn extend(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
    }
}

/// What is said about something that is not understood.
fn unknown(text: &str, at: usize) -> String {
    let rest = text.get(at..).unwrap_or_default();
    let word: String = rest.chars().take_while(|c| !c.is_whitespace() && *c != ',').take(24).collect();
    format!("can't understand \"{}\"; {HOW}", word.escape_debug())
}
