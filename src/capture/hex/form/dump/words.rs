//! The words of a line of a dump, up to the text beside them.

use super::row::DumpLine;
use crate::capture::hex::cell::{Cells, is_hex};

const TOO_MANY: &str = "more digits than the offsets have bytes for: is this hexadecimal?";

/// The reason why words could not be read as such cells.
pub(super) struct Trouble {
    /// Where in the text.
    pub(super) at: usize,
    /// The reason.
    pub(super) what: String,
    /// The bytes before it.
    pub(super) bytes: Vec<u8>,
}

/// Returns whether a text beside bytes shows these bytes.
fn is_text_of(text: &str, bytes: &[u8]) -> bool {
    let text = text.strip_prefix(' ').unwrap_or(text).as_bytes();
    text.len() <= bytes.len() && text.iter().zip(bytes).all(|(shown, byte)| shown == byte || *shown == b'.')
}

/// Returns the length of a character in quotes: `'a'`, `'\''`, `'\000'`.
fn quoted(text: &str) -> usize {
    let from = if text.starts_with("'\\") { 3 } else { 2 };
    let end = text.get(from..).and_then(|rest| rest.find('\''));
    end.map_or(text.len(), |end| from + end + 1)
}

/// Reads the words of a row: as many bytes as the limit, or up to a gap.
pub(super) fn words(
    row: &DumpLine<'_>,
    cells: Cells,
    limit: Option<u64>,
    (usual, group): (usize, usize),
    out: &mut Vec<u8>,
) -> Result<(), Trouble> {
    let begin = out.len();
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    let is_hex_digits = matches!(cells, Cells::Hex | Cells::HexSwapped);
    let mut at = 0;
    let mut widest = 0;
    loop {
        let rest = row.rest.get(at..).unwrap_or_default();
        let gap = rest.len() - rest.trim_start().len();
        let word = rest.split_whitespace().next().unwrap_or_default();
        // gdb's `x/cb` writes the character after the number.
        if word.starts_with('\'') && !is_hex_digits {
            at += gap + quoted(rest.trim_start());
            continue;
        }
        let word = if is_hex_digits { undashed(word, at > 0) } else { word };
        // hexyl draws a line between eight bytes and eight, and one before the text.
        let have = out.len() - begin;
        if word == "|" && is_hex_digits && have > 0 && have.is_multiple_of(group) && have < limit && gap == 1
        {
            at += gap + 1;
            continue;
        }
        // OpenSSL's dash follows the eighth byte, even if it is the last.
        if (word.starts_with('|') || word == "-") && have > 0 {
            break;
        }
        // The dash belongs to the gap.
        let gap = gap
            + usize::from(rest.trim_start().starts_with('-') && !word.starts_with('-') && !word.is_empty());
        // Two spaces divide bytes from text, or eight bytes from eight. A short word at the end is padded.
        let is_aligned =
            cells == Cells::HexSwapped && widest > 0 && gap + word.len() == widest + 1 && is_hex(word);
        widest = widest.max(word.len());
        let is_gap = at > 0
            && gap > usual
            && !rest.starts_with('\t')
            && is_hex_digits
            && !(gap == usual + 1 && have > 0 && have.is_multiple_of(group))
            && !is_aligned;
        if word.is_empty() || is_gap {
            break;
        }
        if have >= limit {
            let here = out.get(begin..).unwrap_or_default();
            if is_too_many(cells, rest, word, here, have == limit && gap == 1) {
                return Err(Trouble { at: row.words + at, what: TOO_MANY.to_owned(), bytes: Vec::new() });
            }
            break;
        }
        if cells.read(word, out).is_none() {
            if gap <= 1 || at == 0 {
                let at = row.words + at + gap;
                let what = format!("\"{}\" is no byte in hexadecimal", word.escape_debug());
                return Err(Trouble { at, what, bytes: out.clone() });
            }
            break;
        }
        at += gap + word.len();
    }
    // The last word may have a byte too many, or the words are of another width.
    let over = (out.len() - begin).saturating_sub(limit);
    if over > 0 && (over >= 8 || cells == Cells::Hex && row.marked) {
        return Err(Trouble { at: row.words, what: TOO_MANY.to_owned(), bytes: Vec::new() });
    }
    Ok(())
}

/// Returns a word without the dash that the debugger of Windows puts between eight bytes and eight.
fn undashed(word: &str, is_inside: bool) -> &str {
    match word.split_once('-') {
        Some((pair, more)) if pair.len() == 2 && (more.is_empty() || is_hex(more)) => pair,
        _ => word.strip_prefix('-').filter(|word| is_inside && is_hex(word)).unwrap_or(word),
    }
}

/// Returns whether the rest of a row is more of its numbers, although it has as many bytes as the offsets say.
fn is_too_many(cells: Cells, rest: &str, word: &str, here: &[u8], is_next: bool) -> bool {
    if let Cells::Number { .. } = cells {
        return cells.read(word, &mut Vec::new()).is_some();
    }
    // Equal digits to the end of the line: text has other words too.
    let is_digits = |word: &str| matches!(word.len(), 2 | 4 | 8) && is_hex(word);
    let is_equal = |other: &str| other.len() == word.len() && is_digits(other);
    is_next && rest.split_whitespace().all(is_equal) && !is_text_of(rest, here)
}
