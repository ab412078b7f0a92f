//! Bytes with their numbers, as a loop writes them: `buf[0] = 0x24`, `0: 24`, `[0]=36 [1]=0`.

use std::ops::Range;

use super::Paste;
use crate::capture::hex::cell::is_hex;
use crate::capture::hex::choice::Readings;
use crate::capture::hex::piece::{PastedPiece, PastedPieces};
use crate::capture::hex::token::{Lexeme, LexemeKind};

/// Fewer elements are no message.
const FEWEST: usize = 16;

/// Elements whose numbers follow each other.
#[derive(Default)]
struct Elements<'t> {
    values: Vec<&'t str>,
    span: Range<usize>,
}

/// Reads the elements of a text.
pub(super) fn read(paste: &Paste<'_>) -> Option<PastedPieces> {
    let text = paste.text;
    let tokens = paste.tokens();
    let mut found = PastedPieces::default();
    let mut open = Elements::default();
    for at in 0..tokens.len() {
        let Some((index, value)) = element(text, tokens.get(at..).unwrap_or_default()) else { continue };
        if index != open.values.len() {
            found.pieces.extend(std::mem::take(&mut open).read());
            if index != 0 {
                continue;
            }
        }
        if open.values.is_empty() {
            open.span.start = tokens.get(at).map_or(0, |token| token.start());
        }
        open.values.push(value.text(text));
        open.span.end = value.end();
    }
    found.pieces.extend(open.read());
    (!found.pieces.is_empty()).then_some(found)
}

/// Returns the number and the value of the element that begins with a token: `[0] = 0x24`, `0: 0x24`.
fn element<'t>(text: &str, tokens: &'t [Lexeme]) -> Option<(usize, &'t Lexeme)> {
    let index = |token: &Lexeme| token.text(text).parse::<usize>().ok();
    let (index, value) = match tokens {
        [open, number, close, mark, value, ..]
            if open.is(text, "[") && close.is(text, "]") && (mark.is(text, "=") || mark.is(text, ":")) =>
        {
            (index(number)?, value)
        }
        [number, mark, value, ..] if mark.is(text, ":") => (index(number)?, value),
        _ => return None,
    };
    let digits = value.text(text);
    let is_number = is_hex(digits.strip_prefix("0x").unwrap_or(digits)) && digits.len() < 5;
    (is_number && value.kind == LexemeKind::Word).then_some((index, value))
}

impl Elements<'_> {
    /// Returns the bytes, read in the base in which they are messages.
    fn read(self) -> Option<PastedPiece> {
        if self.values.len() < FEWEST {
            return None;
        }
        let bytes = |radix: u32| -> Option<Vec<u8>> {
            let byte = |value: &&str| match value.strip_prefix("0x") {
                Some(digits) => u8::from_str_radix(digits, 16).ok(),
                None => u8::from_str_radix(value, radix).ok(),
            };
            self.values.iter().map(byte).collect()
        };
        let mut readings = Readings::default();
        for bytes in [bytes(10), bytes(16)].into_iter().flatten() {
            readings.add(bytes);
        }
        Some(PastedPiece::whole(readings.best()?, self.span))
    }
}
