//! The table that libmnl's `mnl_nlmsg_fprintf` writes, as `nft --debug=mnl` and conntrack's tests do: four bytes a line.
//!
//! It shows the lower four flags as letters and omits the others.

use super::Paste;
use crate::capture::hex::cell::is_hex;
use crate::capture::hex::piece::{PastedPiece, PastedPieces};
use crate::capture::hex::text::{Error, lines};
use nltrace_decoders::wire::{NLA_F_NESTED, NLA_F_NET_BYTEORDER};

/// Reads the tables of a text.
pub(super) fn read(paste: &Paste<'_>) -> Option<PastedPieces> {
    let text = paste.text;
    text.contains("| message length |").then_some(())?;
    let mut pieces: Vec<PastedPiece> = Vec::new();
    let mut error = None;
    let mut last_end = 0;
    for (start, line) in lines(text) {
        let plain = without_colours(line);
        let Some((left, right)) = columns(&plain) else { continue };
        let wrong = |what: &str| Some(Error::at(text, start, what));
        let bytes = match row(left, right) {
            Some(bytes) => bytes,
            None => {
                error = wrong("this row of the table can't be understood");
                break;
            }
        };
        if right.contains("message length") {
            let is_rule = |c: char| c == '-' || c.is_whitespace();
            let between = text.get(last_end..start).unwrap_or_default();
            let follows = !pieces.is_empty() && between.trim_matches(is_rule).is_empty();
            if !follows {
                pieces.push(PastedPiece::whole(Vec::new(), start..start));
            }
        }
        let Some(piece) = pieces.last_mut() else {
            error = wrong("a row of the table before the message's length");
            break;
        };
        piece.bytes.extend(bytes);
        piece.span.end = start + line.len();
        last_end = piece.span.end;
    }
    Some(PastedPieces { pieces, error, is_sure: true })
}

/// Returns the two columns of a row: the value and its description.
fn columns(line: &str) -> Option<(&str, &str)> {
    let mut parts = line.trim_start().strip_prefix('|')?.split("|\t|");
    let left = parts.next()?;
    let right = parts.next()?;
    Some((left.trim(), right))
}

/// Returns the bytes of a row.
fn row(left: &str, right: &str) -> Option<Vec<u8>> {
    let number = |text: &str| text.trim().parse::<u32>().ok();
    if right.contains("type | flags") {
        let (kind, letters) = left.split_once('|')?;
        let kind = u16::try_from(number(kind)?).ok()?;
        let bit = |letter, bit| if letters.contains(letter) { bit } else { 0 };
        let flags: u16 = bit('R', 1) | bit('M', 2) | bit('A', 4) | bit('E', 8);
        return Some([kind.to_le_bytes(), flags.to_le_bytes()].concat());
    }
    if right.contains("flags") {
        let mut parts = left.split('|');
        let len = u16::try_from(number(parts.next()?)?).ok()?;
        let letters = parts.next()?;
        let kind = u16::try_from(number(parts.next()?)?).ok()?;
        let bit = |letter, bit| if letters.contains(letter) { bit } else { 0 };
        let kind = kind | bit('N', NLA_F_NESTED) | bit('B', NLA_F_NET_BYTEORDER);
        return Some([len.to_le_bytes(), kind.to_le_bytes()].concat());
    }
    let words: Vec<&str> = left.split_whitespace().collect();
    match words.as_slice() {
        [number] => Some(number.parse::<u32>().ok()?.to_le_bytes().to_vec()),
        words if words.iter().all(|word| word.len() == 2 && is_hex(word)) => {
            words.iter().map(|word| u8::from_str_radix(word, 16).ok()).collect()
        }
        _ => None,
    }
}

/// Returns a line without the escapes by which terminals colour it.
fn without_colours(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once('\x1b') {
        out.push_str(before);
        let end = behind.find(|c: char| c.is_ascii_alphabetic()).map_or(behind.len(), |at| at + 1);
        rest = behind.get(end..).unwrap_or_default();
    }
    out + rest
}
