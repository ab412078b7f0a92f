//! Rows of bytes without offsets, among text: print_hex_dump with DUMP_PREFIX_NONE, a program's own debug output, a line of
//! digits in a sentence, gdb's and od's words with their offsets left out.
//!
//! Only what makes messages counts: anything else in a text may look like digits.

use super::Paste;
use crate::capture::hex::cell::{Cells, is_hex, pairs};
use crate::capture::hex::choice::Readings;
use crate::capture::hex::effort::step;
use crate::capture::hex::payload;
use crate::capture::hex::piece::{PastedPiece, PastedPieces};
use crate::capture::hex::text::lines;
use crate::guess::lengths::{Fit, fit};
use nltrace_decoders::wire::{NLMSG_HDRLEN, align};

/// What may be around a word.
const PUNCTUATION: &[char] = &[',', ';', '.', ')', ']', '}', '>', '"', '\'', '|'];
/// Rows of fewer bytes begin no message.
const SHORT: usize = 4;
/// Fewer bytes with marks between them are an address or a time.
const SHORTEST: usize = 8;
/// The largest message.
const LONGEST: usize = 1 << 24;

/// Words of one width, beside each other in a line.
struct Run<'t> {
    words: Vec<&'t str>,
    start: usize,
    end: usize,
    /// Lines of text precede it.
    apart: bool,
    /// Its first word has a name before it, and may be a number rather than bytes: `len=92`.
    labelled: bool,
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
    let mut budget = runs.len().saturating_mul(8).saturating_add(256);
    while at < runs.len() && budget > 0 {
        match message(runs.get(at..).unwrap_or_default(), &mut budget) {
            // A header alone, of a machine of the other byte order, is four numbers of something else.
            Some((piece, _)) if piece.bytes.len() <= NLMSG_HDRLEN && fit(&piece.bytes) <= Fit::Other => {
                at += 1
            }
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
    for whole in line.split_whitespace() {
        let at = whole.as_ptr() as usize - line.as_ptr() as usize;
        let gap = at - end;
        end = at + whole.len();
        if let Some(words) = divided(whole) {
            best = longer(best, open.take());
            let run = Run { words, start: start + at, end: start + end, apart: false, labelled: false };
            best = longer(best, Some(run));
            continue;
        }
        // `msg=5c`, `<5c`, `bytes:5c00…`.
        let word = whole.rsplit(['=', '<', '[', '{', '(', '"', '\'', '>', ':']).find(|part| !part.is_empty());
        let word = word.unwrap_or(whole).trim_matches(PUNCTUATION);
        let is_first = word.len() == whole.len() || !whole.starts_with(word);
        let at = word.as_ptr() as usize - line.as_ptr() as usize;
        let digits = word.strip_prefix("0x").unwrap_or(word);
        // An offset, an address.
        let is_label = whole.ends_with(':');
        let is_word = is_hex(digits)
            && !is_label
            && (matches!(digits.len(), 2 | 4 | 8 | 16)
                || digits.len() % 2 == 0 && (digits.len() > 8 || whole.ends_with('>')));
        let begins = whole.len() > word.len() && is_first && !whole.starts_with(word);
        let goes_on = !begins
            && open.as_ref().is_some_and(|run| {
                run.words.first().is_some_and(|first| {
                    let width = first.trim_start_matches("0x").len();
                    width == digits.len() || digits.len() == 2 || digits.len() < width && whole.ends_with('>')
                }) && !(run.labelled
                    && run.words.len() == 1
                    && line.get(..at).is_some_and(|before| before.ends_with('\t')))
                    && (gap == 1 || gap == 2 && matches!(run.words.len(), 4 | 8 | 12))
            });
        if is_word && goes_on {
            if let Some(run) = &mut open {
                run.words.push(word);
                run.end = start + end;
            }
        } else {
            best = longer(best, open.take());
            open = is_word.then(|| Run {
                words: vec![word],
                start: start + at,
                end: start + end,
                apart: false,
                labelled: begins,
            });
        }
        // `[… 2026] 5c 00`: a bracket ends what it closes.
        if whole.ends_with([']', ')', '}', '>']) {
            let is_number = |run: &Run<'_>| run.words.len() == 1 && run.bytes() < 8;
            best = longer(best, open.take().filter(|run| !is_number(run)));
        }
    }
    best = longer(best, open);
    best
}

/// Returns the bytes of a word that has a mark between them: `20:00:00:00`, `20-00-00-00`, `0x20,0x00,`.
fn divided(whole: &str) -> Option<Vec<&str>> {
    let whole = whole.trim_matches(PUNCTUATION);
    let pair = whole.get(..2).filter(|pair| *pair != "0x").map_or(4, |_| 2);
    let mark =
        whole.get(pair..)?.chars().next().filter(|mark| matches!(mark, ':' | '-' | ',' | ';' | '|'))?;
    let words: Vec<&str> = whole.split(mark).collect();
    let is_byte = |word: &&str| word.len() == pair && is_hex(word.strip_prefix("0x").unwrap_or(word));
    (words.len() >= SHORTEST && words.iter().all(is_byte)).then_some(words)
}

fn longer<'t>(one: Option<Run<'t>>, other: Option<Run<'t>>) -> Option<Run<'t>> {
    match (one, other) {
        // A date precedes the bytes.
        (Some(one), Some(other)) if other.bytes() >= one.bytes() => Some(other),
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
    let found = from(runs, 0, budget);
    if found.is_none() && first.labelled { from(runs, 1, budget) } else { found }
}

/// Returns the same, without some words at the beginning.
fn from(runs: &[Run<'_>], skipped: usize, budget: &mut usize) -> Option<(PastedPiece, usize)> {
    let first = runs.first()?;
    // Words of several bytes are mostly numbers of a machine like this one.
    let is_words =
        first.words.first().is_some_and(|word| matches!(word.trim_start_matches("0x").len(), 4 | 8 | 16));
    let orders: &[Cells] = if is_words { &[Cells::Hex, Cells::HexSwapped] } else { &[Cells::Hex] };
    let mut readings = Readings::default();
    let mut used: Vec<(Vec<u8>, usize, usize)> = Vec::new();
    for cells in orders {
        let mut head = Vec::new();
        // A cooked header takes a row of its own.
        for (at, run) in runs.iter().enumerate().take(2) {
            let is_empty = payload(&head).1.is_empty();
            let skipped = if at == 0 { skipped } else { 0 };
            if is_empty && !run.words.iter().skip(skipped).all(|word| cell(*cells, word, &mut head)) {
                break;
            }
        }
        for wanted in lengths(&head) {
            let Some((bytes, end, rows)) = whole(runs, (*cells, skipped), wanted, budget) else { continue };
            if readings.add(bytes.clone()) {
                used.push((bytes, end, rows));
            }
        }
    }
    let best = readings.best()?;
    let (bytes, end, rows) = used.into_iter().find(|(bytes, ..)| *bytes == best)?;
    Some((PastedPiece::whole(bytes, first.start..end), rows.max(1)))
}

/// Returns a message of a length, and those that follow it in the same rows: the bytes, where they end, and how many rows they take.
fn whole(
    runs: &[Run<'_>],
    (cells, skipped): (Cells, usize),
    wanted: usize,
    budget: &mut usize,
) -> Option<(Vec<u8>, usize, usize)> {
    let width = runs.first()?.bytes();
    let mut bytes: Vec<u8> = Vec::new();
    let mut wanted = wanted;
    // What is whole, and the place and number of rows then.
    let mut best: Option<(usize, usize, usize)> = None;
    for (at, run) in runs.iter().enumerate() {
        // A row of few bytes is the last one, or a number in a sentence.
        let is_number = run.bytes() < SHORT && bytes.len() + run.bytes() != wanted;
        // Digits in one and digits in pairs are of different texts.
        let is_long = |run: &Run<'_>| run.words.first().is_some_and(|word| word.len() > 18);
        if at > 0 && (run.apart || is_number || is_long(run) && !is_long(runs.first()?))
            || *budget == 0
            || !run
                .words
                .iter()
                .skip(if at == 0 { skipped } else { 0 })
                .all(|word| cell(cells, word, &mut bytes))
        {
            break;
        }
        step();
        *budget = budget.saturating_sub(1);
        let last = run.bytes();
        if wanted > LONGEST {
            break;
        }
        while bytes.len() >= wanted {
            best = Some((wanted, run.end, at + 1));
            let next = align(wanted);
            let Some(len) = bytes.get(next..).and_then(|header| lengths(header).next()) else { break };
            wanted = next.saturating_add(len);
        }
        // The end of a row that is shorter than the first is the end of a datagram.
        let is_over = best.is_some_and(|(end, ..)| align(end) >= bytes.len() && last < width);
        let Some((end, ..)) = best else { continue };
        if is_over || wanted == end && bytes.len() >= align(end) + 4 {
            break;
        }
        // The next message begins in the next row, if the one there is one.
        if wanted == end
            && let Some(next) = runs.get(at + 1).filter(|next| !next.apart)
        {
            let mut header = bytes.get(align(end)..).unwrap_or_default().to_vec();
            let is_read = next.words.iter().all(|word| cell(cells, word, &mut header));
            let Some(len) = lengths(&header).next().filter(|_| is_read) else { break };
            wanted = align(end).saturating_add(len);
        }
    }
    let (len, end, rows) = best?;
    // Zeros may follow, which programs send with the message.
    let is_padded =
        bytes.get(len..).is_some_and(|rest| rest.iter().all(|byte| *byte == 0)) && bytes.len() - len >= 4;
    if !is_padded {
        bytes.truncate(len);
    }
    Some((bytes, end, rows))
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
