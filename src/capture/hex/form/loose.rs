//! Rows of bytes without offsets, among text: print_hex_dump with DUMP_PREFIX_NONE, a program's own debug output, a line of
//! digits in a sentence, gdb's and od's words with their offsets left out.
//!
//! Only what makes messages counts: anything else in a text may look like digits.

use super::Paste;
use crate::capture::hex::cell::{Cells, is_hex, pairs};
use crate::capture::hex::payload;
use crate::capture::hex::piece::{PastedPiece, PastedPieces};
use crate::capture::hex::text::lines;
use crate::guess::lengths::fits_some;

/// Rows of fewer bytes begin no message.
const SHORT: usize = 4;

/// Words of one width, beside each other in a line.
struct Run<'t> {
    words: Vec<&'t str>,
    start: usize,
    end: usize,
    /// Lines of text precede it.
    apart: bool,
}

/// Reads the rows of a text.
pub(super) fn read(paste: &Paste<'_>) -> Option<PastedPieces> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    let mut apart = true;
    for (start, line) in lines(paste.text) {
        match longest(start, line) {
            Some(run) => runs.push(Run { apart: std::mem::take(&mut apart), ..run }),
            None if line.trim().is_empty() => apart = true,
            None => (),
        }
    }
    let mut pieces = Vec::new();
    let mut at = 0;
    // Rows that begin no message are many, and each may claim a length: what is read in vain is bounded.
    let mut budget = runs.len().saturating_mul(4).saturating_add(10_000);
    while at < runs.len() && budget > 0 {
        match message(runs.get(at..).unwrap_or_default(), &mut budget) {
            Some((piece, used)) => {
                pieces.push(piece);
                at += used;
            }
            None => at += 1,
        }
    }
    (!pieces.is_empty()).then(|| PastedPieces::pieces(pieces))
}

/// Returns the longest run of words of hexadecimal digits of one width in a line.
fn longest(start: usize, line: &str) -> Option<Run<'_>> {
    let mut best: Option<Run<'_>> = None;
    let mut open: Option<Run<'_>> = None;
    let mut end = 0;
    for word in line.split_whitespace() {
        let at = word.as_ptr() as usize - line.as_ptr() as usize;
        let gap = at - end;
        end = at + word.len();
        let digits = word.strip_prefix("0x").unwrap_or(word).trim_end_matches([',', ';']);
        let is_word = is_hex(digits) && matches!(digits.len(), 2 | 4 | 8 | 16)
            || is_hex(digits) && digits.len() > 16 && digits.len() % 2 == 0;
        let goes_on = open.as_ref().is_some_and(|run| {
            run.words.first().is_some_and(|first| {
                first.trim_start_matches("0x").len() == digits.len() || digits.len() == 2
            }) && (gap == 1 || gap == 2 && run.words.len() == 8)
        });
        if is_word && goes_on {
            if let Some(run) = &mut open {
                run.words.push(word.trim_end_matches([',', ';']));
                run.end = start + end;
            }
            continue;
        }
        best = longer(best, open.take());
        if is_word {
            open = Some(Run {
                words: vec![word.trim_end_matches([',', ';'])],
                start: start + at,
                end: start + end,
                apart: false,
            });
        }
    }
    best = longer(best, open);
    best
}

fn longer<'t>(one: Option<Run<'t>>, other: Option<Run<'t>>) -> Option<Run<'t>> {
    match (one, other) {
        (Some(one), Some(other)) if other.bytes() > one.bytes() => Some(other),
        (Some(one), _) => Some(one),
        (None, other) => other,
    }
}

impl Run<'_> {
    fn bytes(&self) -> usize {
        self.words.iter().map(|word| word.trim_start_matches("0x").len() / 2).sum()
    }
}

/// Returns the message that begins with the first of these rows, and how many rows it takes.
fn message(runs: &[Run<'_>], budget: &mut usize) -> Option<(PastedPiece, usize)> {
    let first = runs.first().filter(|run| run.bytes() >= SHORT)?;
    for cells in [Cells::Hex, Cells::HexSwapped] {
        let mut head = Vec::new();
        // A cooked header takes a row of its own.
        for run in runs.iter().take(2) {
            let is_empty = payload(&head).1.is_empty();
            if is_empty && !run.words.iter().all(|word| cell(cells, word, &mut head)) {
                break;
            }
        }
        for wanted in lengths(&head) {
            let mut bytes = Vec::new();
            let mut end = first.end;
            let mut used = 0;
            for run in runs {
                // A row of few bytes is the last one, or a number in a sentence.
                let is_number = run.bytes() < SHORT && bytes.len() + run.bytes() != wanted;
                if used > 0 && (run.apart || is_number)
                    || !run.words.iter().all(|word| cell(cells, word, &mut bytes))
                {
                    break;
                }
                *budget = budget.saturating_sub(1);
                (end, used) = (run.end, used + 1);
                if bytes.len() >= wanted || *budget == 0 {
                    break;
                }
            }
            // The text beside the last bytes may be digits too, and one row may contain several messages.
            let is_one = fits_some(payload(&bytes).1);
            if !is_one {
                bytes.truncate(wanted);
            }
            if is_one || bytes.len() == wanted && fits_some(payload(&bytes).1) {
                return Some((PastedPiece::whole(bytes, first.start..end), used.max(1)));
            }
        }
    }
    None
}

/// Returns the lengths that the header in a row may claim for its message.
fn lengths(row: &[u8]) -> impl Iterator<Item = usize> + use<> {
    let (_, message) = payload(row);
    let before = row.len() - message.len();
    let len: Option<[u8; 4]> = message.get(..4).and_then(|len| len.try_into().ok());
    let both = len.map(|len| [u32::from_le_bytes(len), u32::from_be_bytes(len)]);
    both.into_iter()
        .flatten()
        .filter(|len| (16..1 << 24).contains(len))
        .filter_map(move |len| usize::try_from(len).ok().map(|len| len.saturating_add(before)))
}

fn cell(cells: Cells, word: &str, bytes: &mut Vec<u8>) -> bool {
    if word.len() > 18 {
        let digits = word.trim_start_matches("0x");
        return pairs(digits.as_bytes()).is_some_and(|more| {
            bytes.extend(more);
            true
        });
    }
    cells.read(word, bytes).is_some()
}
