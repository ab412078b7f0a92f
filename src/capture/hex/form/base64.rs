//! Base64, alone, in lines, or a word among others; the alphabet of URLs too.

use super::Paste;
use crate::capture::hex::payload;
use crate::capture::hex::piece::{PastedPiece, PastedPieces};
use crate::capture::hex::text::lines;
use crate::guess::lengths::fits_some;

/// Fewer characters hold no message.
const SHORTEST: usize = 20;

/// Reads what in a text is base64 of messages.
pub(super) fn read(paste: &Paste<'_>) -> Option<PastedPieces> {
    let text = paste.text;
    let is_digit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_' | '=');
    // Joins its lines.
    let whole: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let all = Some(whole).filter(|whole| whole.chars().all(is_digit)).and_then(|whole| messages(&whole));
    if let Some(bytes) = all {
        return Some(PastedPieces::pieces(vec![PastedPiece::whole(bytes, 0..text.len())]));
    }
    // JSON may write `\/` and `\u002b`.
    if text.contains("\\/") || text.contains("\\u002") {
        let plain = ["/", "+", "="].iter().zip(["\\/", "\\u002b", "\\u003d"]);
        let plain = plain.fold(text.to_owned(), |text, (plain, escaped)| text.replace(escaped, plain));
        let words = plain.split(|c: char| !is_digit(c)).filter_map(messages);
        let pieces: Vec<PastedPiece> = words.map(|bytes| PastedPiece::whole(bytes, 0..text.len())).collect();
        return (!pieces.is_empty()).then(|| PastedPieces::pieces(pieces));
    }
    let mut pieces = Vec::new();
    // Lines of nothing else: a part of MIME, PEM, YAML.
    let mut block = String::new();
    let mut begun = 0;
    for (start, line) in lines(text).chain([(text.len(), "-")]) {
        // Quotes and tables put marks around it.
        let line = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '|'));
        if !line.is_empty() && line.chars().all(is_digit) && line != "-" {
            if block.is_empty() {
                begun = start;
            }
            block.push_str(line);
            continue;
        }
        if let Some(bytes) = messages(&block) {
            pieces.push(PastedPiece::whole(bytes, begun..start.saturating_sub(1).max(begun)));
        }
        block.clear();
    }
    if !pieces.is_empty() {
        return Some(PastedPieces::pieces(pieces));
    }
    for word in text.split(|c: char| !is_digit(c)) {
        // A member's name: `data=`.
        let named = word.trim_end_matches('=').rfind('=').map_or(0, |at| at + 1);
        let word = word.get(named..).unwrap_or_default();
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        if let Some(bytes) = messages(word) {
            pieces.push(PastedPiece::whole(bytes, at..at + word.len()));
        }
    }
    (!pieces.is_empty()).then(|| PastedPieces::pieces(pieces))
}

/// Returns the bytes of base64, if they are messages.
fn messages(digits: &str) -> Option<Vec<u8>> {
    let bytes = decode(digits)?;
    fits_some(payload(&bytes).1).then_some(bytes)
}

fn decode(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.trim_end_matches('=');
    if digits.len() < SHORTEST || digits.len() % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3);
    let mut bits = 0u32;
    let mut held = 0;
    for digit in digits.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(bits.checked_shr(held)?.to_le_bytes().first().copied()?);
        }
    }
    Some(bytes)
}
