//! Lists of numbers in brackets: arrays of C, Go and Rust, Python's `bytes([…])` and lists of `hex()`, Java's signed bytes, and
//! Node's `<Buffer 20 00 …>`.
//!
//! Decimal numbers are taken for bytes in a list only; where they could be hexadecimal just as well, the lengths decide.

use std::borrow::Cow;

use super::Paste;
use super::repeats::{MOST_IN_ALL, repeats};
use crate::capture::hex::cell::is_hex;
use crate::capture::hex::choice::Readings;
use crate::capture::hex::escape::{self, Rules};
use crate::capture::hex::payload;
use crate::capture::hex::piece::{PastedPiece, PastedPieces};
use crate::capture::hex::text::{Error, HOW, unknown};
use crate::capture::hex::token::{Lexeme, LexemeKind};
use crate::guess::lengths::{byte_order, fits_some};
use nltrace_decoders::wire::{self, NLMSG_HDRLEN};

/// The largest message.
const LONGEST: usize = 1 << 24;
const TOO_MUCH: &str = "abridged elements stand for more than 16 MiB; split the text into shorter parts";

/// Reads the lists of a text.
pub(super) fn read(paste: &Paste<'_>) -> Option<PastedPieces> {
    let text = paste.text;
    let tokens = paste.tokens();
    if let Some(error) = paste.unfinished() {
        return Some(PastedPieces::error(error.clone()));
    }
    if let Some(found) = buffers(text, tokens) {
        return Some(found);
    }
    let is_list = |token: &Lexeme| token.kind == LexemeKind::Open || is_quoted_list(text, token);
    tokens.iter().any(is_list).then_some(())?;
    let tokens = &*without_casts(text, tokens);
    let mut found = PastedPieces::default();
    let mut open = None;
    let mut total = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            LexemeKind::Open => open = Some(at),
            // A member of a log's line: `data="[32 0 …]"`.
            LexemeKind::Text { .. } if is_quoted_list(text, token) => {
                let words = token.text(text).trim_matches(['[', ']']).split([' ', ',']);
                let bytes: Option<Vec<u8>> =
                    words.filter(|word| !word.is_empty()).map(|word| word.parse().ok()).collect();
                let bytes = bytes.filter(|bytes| fits_some(payload(bytes).1));
                found.pieces.extend(bytes.map(|bytes| PastedPiece::part(bytes, token.start()..token.end())));
            }
            LexemeKind::Close => {
                let Some(start) = open.take() else { continue };
                let inside = tokens.get(start + 1..at).unwrap_or_default();
                match list(text, inside) {
                    Ok(Some(bytes)) => {
                        total += bytes.len();
                        if total > text.len() + MOST_IN_ALL {
                            found.error = Some(Error::at(text, token.start(), TOO_MUCH));
                            break;
                        }
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
    // The end of the paste may be missing.
    if let Some(start) = open.filter(|_| found.error.is_none())
        && let Some(piece) = unclosed(text, tokens, start)
    {
        found.pieces.push(piece);
    }
    if found.pieces.is_empty() && found.error.is_none() {
        let at = tokens.first().map_or(0, |first| first.start());
        found.error = Some(Error::at(text, at, format!("there are no bytes in these lists; {HOW}")));
    }
    Some(found)
}

/// Returns the bytes of a list whose end is missing, if they begin a message.
fn unclosed(text: &str, tokens: &[Lexeme], start: usize) -> Option<PastedPiece> {
    let inside = tokens.get(start + 1..)?;
    let bytes = list(text, inside).ok()??;
    let message = payload(&bytes).1;
    let len = wire::u32(message, byte_order(message)).ok().and_then(|(_, len)| usize::try_from(len).ok())?;
    let is_begin = message.len() >= NLMSG_HDRLEN && message.len() < len && len < LONGEST;
    let span = tokens.get(start)?.start()..inside.last()?.end();
    is_begin.then(|| PastedPiece { cut: true, ..PastedPiece::part(bytes, span) })
}

/// Returns whether a string holds a list.
fn is_quoted_list(text: &str, token: &Lexeme) -> bool {
    matches!(token.kind, LexemeKind::Text { .. })
        && token.text(text).strip_prefix('[').is_some_and(|inside| inside.ends_with(']') && inside.len() > 32)
}

/// Returns the tokens without types in brackets: `(byte) 0xff`.
fn without_casts<'t>(text: &str, tokens: &'t [Lexeme]) -> Cow<'t, [Lexeme]> {
    const TYPES: &[&str] = &["byte", "char", "uint8_t", "u8", "uint8", "unsigned", "__u8"];
    let is_cast = |at: usize| match tokens.get(at..at + 3) {
        Some([open, name, close]) => {
            open.is(text, "(") && close.is(text, ")") && TYPES.contains(&name.text(text))
        }
        _ => false,
    };
    if !(0..tokens.len()).any(is_cast) {
        return Cow::Borrowed(tokens);
    }
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if is_cast(at) {
            at += 3;
        } else {
            kept.push(*token);
            at += 1;
        }
    }
    Cow::Owned(kept)
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
#[derive(Clone, Copy)]
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
    // `['5c', '00', …]`: digits in quotes are hexadecimal if some have letters or all are pairs.
    let strings = || inside.iter().filter(|token| matches!(token.kind, LexemeKind::Text { .. }));
    let is_pairs = strings().count() >= 4
        && strings().all(|token| matches!(token.text(text).len(), 1 | 2) && is_hex(token.text(text)))
        && strings().any(|token| token.text(text).len() == 2);
    let mut at = 0;
    let commas = inside.iter().filter(|token| token.kind == LexemeKind::Comma).count();
    let mut last = LexemeKind::Open;
    while let Some(token) = inside.get(at) {
        at += 1;
        // Where most numbers have a comma between them, a number without one is the rest of another: the line was broken there.
        if commas > 8 && (last, token.kind) == (LexemeKind::Word, LexemeKind::Word) {
            odd.get_or_insert(token.start());
        }
        last = token.kind;
        match token.kind {
            LexemeKind::Comma => (),
            LexemeKind::Mark if token.is(text, "-") => negative = true,
            // gdb: `0x0 <repeats 15 times>`.
            LexemeKind::Mark if token.is(text, "<") => {
                match repeats(text, inside.get(at..).unwrap_or_default()) {
                    Some(count) => {
                        let last = numbers.last().copied();
                        let room = MOST_IN_ALL / 16 - numbers.len().min(MOST_IN_ALL / 16);
                        numbers.extend(last.iter().cycle().take((count - 1).min(room) * last.iter().len()));
                        at += 4;
                    }
                    None => {
                        odd.get_or_insert(token.start());
                    }
                }
            }
            LexemeKind::Text { .. } if is_pairs => {
                numbers.push(Number {
                    digits: token.text(text),
                    hex: true,
                    negative: false,
                    at: token.start(),
                });
            }
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
    // Rust writes the type of a number after it, C that it is unsigned.
    let suffixes = ["_u8", "u8", "UL", "U", "u"];
    let bare = suffixes.iter().find_map(|suffix| word.strip_suffix(suffix)).unwrap_or(word);
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
    // Nobody writes decimal numbers with a zero before each.
    let is_padded = in_pairs && numbers.iter().any(|number| number.digits.starts_with('0'));
    if is_padded || in_pairs && !fits(&decimal) {
        return other.map_err(not_understood);
    }
    let mut readings = Readings::default();
    for bytes in [&decimal, &other].into_iter().flatten() {
        readings.add(bytes.clone());
    }
    if let Some(best) = readings.best() {
        return Ok(best);
    }
    decimal.map_err(|at| Error::at(text, at, "this is more than a byte holds"))
}
