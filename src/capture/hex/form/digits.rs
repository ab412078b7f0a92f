//! Digits only: without separators, or in pairs separated by spaces, colons or commas.

use super::Paste;
use crate::capture::hex::cell::{is_hex, pairs};
use crate::capture::hex::choice::Readings;
use crate::capture::hex::piece::{PastedPiece, PastedPieces};
use crate::capture::hex::text::{Error, unknown};
use crate::capture::hex::token::{Lexeme, LexemeKind};

/// Reads a text of digits.
pub(super) fn read(paste: &Paste<'_>) -> Option<PastedPieces> {
    let text = paste.text;
    let tokens = paste.tokens();
    if let Some(error) = paste.unfinished() {
        return Some(PastedPieces::error(error.clone()));
    }
    Some(read_tokens(text, tokens).unwrap_or_else(PastedPieces::error))
}

/// Returns the digits of a word, and whether it begins with `0x`.
fn word(text: &str) -> Option<(&str, bool)> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => is_hex(digits).then_some((digits, true)),
        // An assembler's `5ch`.
        None if text.len() == 3 && text.ends_with(['h', 'H']) => {
            let digits = text.get(..2)?;
            is_hex(digits).then_some((digits, false))
        }
        None => is_hex(text).then_some((text, false)),
    }
}

/// Returns whether a mark is the sign of a number: `-91`.
fn is_sign(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let before = text.get(..at).and_then(|before| before.chars().next_back()).unwrap_or(' ');
    rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        && before.is_whitespace()
}

fn read_tokens(text: &str, tokens: &[Lexeme]) -> Result<PastedPieces, Error> {
    let mut words = Vec::new();
    let mut commas = false;
    for token in tokens {
        let at = token.start();
        match token.kind {
            LexemeKind::Word => match word(token.text(text)) {
                Some((digits, hex)) => words.push((digits, hex, at)),
                None => return Err(Error::at(text, at, unknown(text, at))),
            },
            LexemeKind::Comma => commas = true,
            LexemeKind::Mark if is_sign(text, at) => return Err(Error::at(text, at, unknown(text, at))),
            LexemeKind::Mark
                if matches!(token.text(text), ":" | "-" | ";" | "\\" | ">" | "." | "`" | "|" | "%" | "$") => {
            }
            LexemeKind::Text { .. } => {
                return Err(Error::at(text, at.saturating_sub(1), unknown(text, at.saturating_sub(1))));
            }
            _ => return Err(Error::at(text, at, unknown(text, at))),
        }
    }
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
        return Ok(PastedPieces::default());
    };
    let span = first.start()..last.end();
    if words.iter().any(|(_, hex, _)| *hex) {
        let mut bytes = Vec::new();
        for (digits, hex, at) in &words {
            // All of it in one: `0x28000000…`.
            if *hex && digits.len() > 8 {
                bytes.extend(
                    pairs(digits.as_bytes())
                        .ok_or_else(|| Error::at(text, *at, "an odd number of digits"))?,
                );
                continue;
            }
            let value = if *hex { u32::from_str_radix(digits, 16).ok() } else { digits.parse().ok() };
            let byte = value.and_then(|value| u8::try_from(value).ok()).ok_or_else(|| {
                Error::at(
                    text,
                    *at,
                    "this is wider than a byte, and bytes have an order: paste them one by one",
                )
            })?;
            bytes.push(byte);
        }
        return Ok(PastedPieces::pieces(vec![PastedPiece::whole(bytes, span)]));
    }
    // Nobody writes 00 and 0 beside each other: a line was broken, or a letter is one of the text beside the bytes.
    let is_padded = |digits: &str| digits.len() == 2 && digits.starts_with('0');
    if let Some((_, _, at)) = words.iter().find(|(digits, ..)| digits.len() == 1)
        && words.iter().filter(|(digits, ..)| is_padded(digits)).take(2).count() == 2
    {
        return Err(Error::at(text, *at, unknown(text, *at)));
    }
    if commas || words.iter().any(|(digits, ..)| digits.len() == 1) {
        if words.is_empty() {
            return Ok(PastedPieces::default());
        }
        return Ok(PastedPieces::pieces(vec![PastedPiece::whole(numbers(text, &words)?, span)]));
    }
    // A paragraph for each message, or as lines come.
    let mut pieces: Vec<PastedPiece> = Vec::new();
    let mut following = 0;
    for (digits, _, at) in &words {
        let Some(bytes) = pairs(digits.as_bytes()) else {
            return Err(Error::at(text, *at, format!("\"{digits}\" has an odd number of digits")));
        };
        let paragraph = text.get(following..*at).unwrap_or_default().matches('\n').count() > 1;
        following = at + digits.len();
        match pieces.last_mut() {
            Some(last) if !paragraph => {
                last.bytes.extend(&bytes);
                last.span.end = following;
            }
            _ => pieces.push(PastedPiece::part(bytes, *at..following)),
        }
    }
    Ok(PastedPieces::pieces(pieces))
}

/// Reads numbers with commas between them: hexadecimal if there are letters or exactly two digits each; otherwise the base that
/// gives messages.
fn numbers(text: &str, words: &[(&str, bool, usize)]) -> Result<Vec<u8>, Error> {
    let read = |radix: u32| -> Result<Vec<u8>, usize> {
        words.iter().map(|(digits, _, at)| u8::from_str_radix(digits, radix).map_err(|_| *at)).collect()
    };
    let not_understood = |at| Error::at(text, at, unknown(text, at));
    let in_pairs = words.iter().all(|(digits, ..)| digits.len() == 2);
    let has_letters = words.iter().any(|(digits, ..)| digits.bytes().any(|byte| byte.is_ascii_alphabetic()));
    if in_pairs || has_letters {
        return read(16).map_err(not_understood);
    }
    let mut readings = Readings::default();
    for bytes in [read(10), read(16)].into_iter().flatten() {
        readings.add(bytes);
    }
    readings.best().ok_or_else(|| {
        let at = words.first().map_or(0, |(_, _, at)| *at);
        Error::at(text, at, "decimal or hexadecimal? Write 0x before each byte, or two digits")
    })
}
