//! Lists of numbers in brackets: arrays of C, Go and Rust, Python's `bytes([…])` and lists of `hex()`, Java's signed bytes, and
//! Node's `<Buffer 20 00 …>`.
//!
//! Decimal numbers are taken for bytes in a list only; where they could be hexadecimal just as well, the lengths decide.

use super::Paste;
use crate::capture::hex::cell::is_hex;
use crate::capture::hex::escape::{self, Rules};
use crate::capture::hex::payload;
use crate::capture::hex::piece::{PastedPiece, PastedPieces};
use crate::capture::hex::text::{Error, HOW, unknown};
use crate::capture::hex::token::{Lexeme, LexemeKind};
use crate::guess::lengths::fits_some;

/// Reads the lists of a text.
pub(super) fn read(paste: &Paste<'_>) -> Option<PastedPieces> {
    let text = paste.text;
    let tokens = match paste.tokens() {
        Ok(tokens) => tokens,
        Err(error) => return Some(PastedPieces::error(error.clone())),
    };
    if let Some(found) = buffers(text, tokens) {
        return Some(found);
    }
    tokens.iter().any(|token| token.kind == LexemeKind::Open).then_some(())?;
    let mut found = PastedPieces::default();
    let mut open = None;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            LexemeKind::Open => open = Some(at),
            LexemeKind::Close => {
                let Some(start) = open.take() else { continue };
                let inside = tokens.get(start + 1..at).unwrap_or_default();
                match list(text, inside) {
                    Ok(Some(bytes)) => {
                        let start = tokens.get(start).map_or(0, |open| open.start());
                        found.pieces.push(PastedPiece::part(bytes, start..token.end()));
                    }
                    Ok(None) => (),
                    Err(wrong) => {
                        found.error = Some(wrong);
                        break;
                    }
                }
            }
            _ => (),
        }
    }
    if found.pieces.is_empty() && found.error.is_none() {
        let at = tokens.first().map_or(0, |first| first.start());
        found.error = Some(Error::at(text, at, format!("there are no bytes in these lists; {HOW}")));
    }
    Some(found)
}

/// Node's buffers, in which dots say that some bytes are left out.
fn buffers(text: &str, tokens: &[Lexeme]) -> Option<PastedPieces> {
    let mut pieces = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let is_one = token.is(text, "Buffer")
            && at.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|mark| mark.is(text, "<"));
        if !is_one {
            continue;
        }
        let mut bytes = Vec::new();
        let mut end = token.end();
        let words = tokens.get(at + 1..).unwrap_or_default();
        let mut cut = false;
        for word in words {
            end = word.end();
            match u8::from_str_radix(word.text(text), 16) {
                Ok(byte) if word.end() - word.start() == 2 => bytes.push(byte),
                _ => {
                    cut = word.is(text, ".");
                    break;
                }
            }
        }
        pieces.push(PastedPiece { cut, ..PastedPiece::part(bytes, token.start()..end) });
    }
    (!pieces.is_empty()).then(|| PastedPieces::pieces(pieces))
}

/// A number of a list.
struct Number<'t> {
    digits: &'t str,
    hex: bool,
    negative: bool,
    at: usize,
}

/// Returns the bytes of a list; `None` for what is something else in brackets: a size, an index, a struct.
fn list(text: &str, inside: &[Lexeme]) -> Result<Option<Vec<u8>>, Error> {
    let mut numbers = Vec::new();
    let mut odd = None;
    let mut negative = false;
    let mut characters = 0usize;
    for token in inside {
        match token.kind {
            LexemeKind::Comma => (),
            LexemeKind::Mark if token.is(text, "-") => negative = true,
            LexemeKind::Text { .. } => {
                let inside = token.text(text);
                let (digits, hex) = prefixed(inside);
                if hex || inside.bytes().all(|byte| byte.is_ascii_digit()) && inside.len() > 1 {
                    numbers.push(Number { digits, hex, negative: false, at: token.start() });
                } else {
                    characters += 1;
                    numbers.push(Number { digits: inside, hex: false, negative: false, at: token.start() });
                }
            }
            LexemeKind::Word if number(token.text(text)).is_some() => {
                let (digits, hex) = number(token.text(text)).unwrap_or_default();
                numbers.push(Number {
                    digits,
                    hex,
                    negative: std::mem::take(&mut negative),
                    at: token.start(),
                });
            }
            _ => {
                odd.get_or_insert(token.start());
            }
        }
    }
    if numbers.len() < 2 {
        return Ok(None);
    }
    let is_prefixed = numbers.iter().any(|number| number.hex);
    if let Some(at) = odd {
        // `[u8; 40]` is a type; a name among bytes is something nobody here knows the value of.
        return if is_prefixed && numbers.len() > 4 {
            Err(Error::at(text, at, unknown(text, at)))
        } else {
            Ok(None)
        };
    }
    if is_prefixed || characters > 0 {
        // A list of texts is not a list of bytes.
        if characters == numbers.len() {
            return Ok(None);
        }
        return numbers.iter().map(|number| prefixed_byte(text, number)).collect::<Result<_, _>>().map(Some);
    }
    plain(text, &numbers).map(Some)
}

fn prefixed(word: &str) -> (&str, bool) {
    match word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        Some(digits) if is_hex(digits) => (digits, true),
        _ => (word, false),
    }
}

/// Returns the digits of a word, and whether it begins with `0x`.
fn number(word: &str) -> Option<(&str, bool)> {
    // Rust writes the type of a number after it.
    let bare = word.strip_suffix("_u8").or_else(|| word.strip_suffix("u8")).unwrap_or(word);
    let (digits, hex) = prefixed(bare);
    (hex || is_hex(digits)).then_some((digits, hex))
}

/// Returns a number in a list with `0x`: others in it are decimal.
fn prefixed_byte(text: &str, number: &Number<'_>) -> Result<u8, Error> {
    let wide = || {
        Error::at(
            text,
            number.at,
            "this is wider than a byte, and bytes have an order: paste them one by one",
        )
    };
    if number.hex {
        let byte = u8::from_str_radix(number.digits, 16).map_err(|_| wide())?;
        return Ok(if number.negative { byte.wrapping_neg() } else { byte });
    }
    match number.digits.parse::<i64>() {
        Ok(value) => byte(value, number.negative).ok_or_else(wide),
        Err(_) => match escape::bytes(number.digits, Rules::C).as_slice() {
            [byte] => Ok(*byte),
            _ if is_hex(number.digits) => Err(Error::at(text, number.at, unknown(text, number.at))),
            _ => Err(Error::at(text, number.at, "a string among numbers")),
        },
    }
}

/// Returns a byte as a number from -128 to 255.
fn byte(value: i64, negative: bool) -> Option<u8> {
    let value = if negative { -value } else { value };
    (-128..256).contains(&value).then(|| value.to_le_bytes().first().copied())?
}

/// Reads numbers without `0x`: decimal, or two hexadecimal digits each.
fn plain(text: &str, numbers: &[Number<'_>]) -> Result<Vec<u8>, Error> {
    let decimal = || -> Result<Vec<u8>, usize> {
        let each = |number: &Number<'_>| {
            number.digits.parse().ok().and_then(|value| byte(value, number.negative)).ok_or(number.at)
        };
        numbers.iter().map(each).collect()
    };
    let hexadecimal = || -> Result<Vec<u8>, usize> {
        numbers.iter().map(|number| u8::from_str_radix(number.digits, 16).map_err(|_| number.at)).collect()
    };
    let in_pairs = numbers.iter().all(|number| number.digits.len() == 2 && !number.negative);
    let has_letters =
        numbers.iter().any(|number| number.digits.bytes().any(|byte| byte.is_ascii_alphabetic()));
    let fits = |bytes: &Result<Vec<u8>, usize>| bytes.as_ref().is_ok_and(|bytes| fits_some(payload(bytes).1));
    let not_understood = |at| Error::at(text, at, unknown(text, at));
    if has_letters {
        // Numbers with letters are hexadecimal all; the others then must not have three digits.
        return hexadecimal().map_err(not_understood);
    }
    let (decimal, other) = (decimal(), hexadecimal());
    if fits(&other) && !fits(&decimal) || in_pairs && !fits(&decimal) {
        return other.map_err(not_understood);
    }
    decimal.map_err(|at| Error::at(text, at, "this is more than a byte holds"))
}
