//! Rows of numbers without offsets, as `od -An` and hexdump with a format of one's own write them: any base, width and byte
//! order; also the characters of `od -c`.
//!
//! The reading is the one whose bytes are messages. `*` stands for rows like the one before it; without offsets, only the
//! message's length gives their number.

use super::Paste;
use crate::capture::hex::cell::{ALL, Cells, are_names, characters, is_hex, named};
use crate::capture::hex::choice::Readings;
use crate::capture::hex::payload;
use crate::capture::hex::piece::{PastedPiece, PastedPieces};
use crate::capture::hex::text::{Error, lines, unquoted};
use crate::guess::lengths::fits_some;
use nltrace_decoders::wire::{Endian, Piece, messages};

/// The largest message whose length replaces a `*`.
const LONGEST: usize = 1 << 20;

/// Rows of numbers that follow each other.
#[derive(Default)]
struct NumberRows<'t> {
    /// The text of each row; `None` for a `*`.
    rows: Vec<Option<&'t str>>,
    start: usize,
    end: usize,
}

/// Reads the rows of a text.
pub(super) fn read(paste: &Paste<'_>) -> Option<PastedPieces> {
    let mut pieces = Vec::new();
    let mut open = NumberRows::default();
    let mut names: Option<NamedCharacters> = None;
    let mut skips_rows = false;
    for (start, line) in lines(paste.text) {
        let (skipped, bare) = unquoted(line);
        let is_star = bare.is_empty() && line.contains('*') && !open.rows.is_empty();
        // Rows of characters begin where the line does.
        let row = if skipped > 0
            && characters(line).is_none()
            && line.get(..skipped).is_some_and(|quote| !quote.trim().is_empty())
        {
            bare
        } else {
            line
        };
        let (offset, cells) = row.split_at(row.find(' ').unwrap_or(0));
        let has_offset = is_hex(offset) && offset.len() > 5;
        if are_names(row) || has_offset && are_names(cells) {
            let names = names.get_or_insert_with(|| NamedCharacters { start, ..NamedCharacters::default() });
            names.add(if has_offset { cells } else { row });
            names.end = start + line.len();
            continue;
        }
        if !is_star && !is_row(row) {
            skips_rows |= !open.finish(&mut pieces);
            open = NumberRows::default();
            skips_rows |= !bare.is_empty() && row.bytes().filter(u8::is_ascii_digit).count() >= 4;
            continue;
        }
        if open.rows.is_empty() {
            open.start = start;
        }
        open.rows.push((!is_star).then_some(row));
        open.end = start + line.len();
    }
    skips_rows |= !open.finish(&mut pieces);
    if let Some(names) = names.filter(|_| pieces.is_empty()) {
        return Some(names.finish(paste.text));
    }
    (!pieces.is_empty()).then(|| PastedPieces { skips_rows, ..PastedPieces::pieces(pieces) })
}

/// Characters by their names, as `od -a` writes them.
#[derive(Default)]
struct NamedCharacters {
    bytes: Vec<u8>,
    start: usize,
    end: usize,
}

impl NamedCharacters {
    /// Adds the cells of a row.
    fn add(&mut self, cells: &str) {
        self.bytes.extend(cells.split_whitespace().filter_map(named));
    }

    /// Returns the bytes if their lengths add up, and the error that they lack a bit.
    fn finish(self, text: &str) -> PastedPieces {
        let what = "od -a leaves out the highest bit of each byte, so what is above 127 reads as less: paste od -tx1 or od -c";
        let error = Some(Error::at(text, self.start, what));
        let is_message = fits_some(payload(&self.bytes).1);
        let piece = is_message.then(|| PastedPiece::whole(self.bytes, self.start..self.end));
        PastedPieces { pieces: piece.into_iter().collect(), error, is_sure: true, ..PastedPieces::default() }
    }
}

/// Returns whether a line holds nothing but numbers, or nothing but characters in columns.
fn is_row(line: &str) -> bool {
    let is_number = |word: &str| {
        let word = word.trim_end_matches(',');
        let word = word.strip_prefix('-').unwrap_or(word);
        is_hex(word.strip_prefix("0x").unwrap_or(word))
    };
    let mut words = line.split_whitespace().peekable();
    words.peek().is_some() && words.all(is_number) || characters(line).is_some()
}

impl NumberRows<'_> {
    /// Adds the bytes of the rows. Returns whether they are messages, or too few to be any.
    fn finish(&self, pieces: &mut Vec<PastedPiece>) -> bool {
        let piece = self.read();
        let words = self.rows.iter().flatten().flat_map(|row| row.split_whitespace());
        let is_read = piece.is_some() || words.take(4).count() < 4;
        pieces.extend(piece);
        is_read
    }

    /// Returns the bytes, read as what makes them messages.
    fn read(&self) -> Option<PastedPiece> {
        let rows = || self.rows.iter().flatten();
        // Numbers with commas between them are bytes: a list.
        let is_list = rows().any(|row| row.contains(','));
        let is_in_pairs = rows()
            .next()
            .is_some_and(|row| row.split_whitespace().next().is_some_and(|word| word.len() <= 2));
        let mut readings = Readings::default();
        for cells in ALL {
            let words = rows().take(3).flat_map(|row| row.split_whitespace());
            if is_list && matches!(cells, Cells::Number { .. })
                || !cells.may_be(words.map(|word| word.trim_end_matches(',')))
            {
                continue;
            }
            let row = |row: &str, out: &mut Vec<u8>| {
                row.split_whitespace().try_for_each(|word| cells.read(word.trim_end_matches(','), out))
            };
            let width = if is_in_pairs && matches!(cells, Cells::Hex) { 1 } else { 8 };
            if let Some(bytes) = self.bytes(row) {
                readings.add(without_padding(bytes, width));
            }
        }
        if let Some(bytes) = self.characters() {
            readings.add(bytes);
        }
        match readings.best() {
            Some(bytes) => Some(PastedPiece::whole(bytes, self.start..self.end)),
            None => self.without_characters()?.read(),
        }
    }

    /// Returns the bytes of rows of characters. Spaces at the end of a row, which the text lost, are bytes too.
    fn characters(&self) -> Option<Vec<u8>> {
        const WIDTH: usize = 16;
        let row = |row: &str, out: &mut Vec<u8>| {
            out.extend(characters(row)?);
            if row.as_ptr() != self.rows.iter().flatten().next_back()?.as_ptr() && out.len() < WIDTH {
                out.resize(WIDTH, b' ');
            }
            Some(())
        };
        let mut bytes = self.bytes(row)?;
        let message = payload(&bytes).1;
        let len = nltrace_decoders::wire::u32(message, Endian::NATIVE).ok()?.1;
        let missing = usize::try_from(len).ok()?.saturating_sub(message.len());
        if missing < WIDTH {
            bytes.resize(bytes.len() + missing, b' ');
        }
        Some(bytes)
    }

    /// Returns the same without the rows of characters that `od -tx1c` writes below those of numbers.
    fn without_characters(&self) -> Option<NumberRows<'_>> {
        let is_number = |row: &str| row.split_whitespace().all(|word| word.len() == 2 && is_hex(word));
        let rows: Vec<Option<&str>> =
            self.rows.iter().filter(|row| row.is_none_or(is_number)).copied().collect();
        let is_fewer = !rows.is_empty() && rows.len() < self.rows.len();
        is_fewer.then_some(NumberRows { rows, start: self.start, end: self.end })
    }

    /// Returns the bytes of all rows.
    fn bytes(&self, read: impl Fn(&str, &mut Vec<u8>) -> Option<()>) -> Option<Vec<u8>> {
        let mut bytes: Vec<u8> = Vec::new();
        let mut line = Vec::new();
        let mut star = None;
        for row in &self.rows {
            match row {
                Some(row) => {
                    line.clear();
                    read(row, &mut line)?;
                    bytes.extend_from_slice(&line);
                }
                // Only one of several can be computed.
                None if star.is_some() => return None,
                None => star = Some((bytes.len(), line.clone())),
            }
        }
        let Some((at, line)) = star else { return Some(bytes) };
        let wanted = payload(&bytes).1;
        let before = bytes.len() - wanted.len();
        let len = usize::try_from(nltrace_decoders::wire::u32(wanted, Endian::NATIVE).ok()?.1).ok()?;
        let missing = len.saturating_add(before).min(LONGEST).checked_sub(bytes.len())?;
        bytes.splice(at..at, line.iter().copied().cycle().take(missing));
        Some(bytes)
    }
}

/// Returns bytes without the zeros that fill the last word.
fn without_padding(mut bytes: Vec<u8>, width: usize) -> Vec<u8> {
    let (_, message) = payload(&bytes);
    let before = bytes.len() - message.len();
    let end = messages(message, Endian::NATIVE).fold(message.len(), |end, piece| match piece {
        Piece::Message { end, .. } => end,
        Piece::Rest { .. } => end,
    });
    let is_padding = |rest: &[u8]| rest.len() < width && rest.iter().all(|byte| *byte == 0);
    if width > 1 && message.get(end..).is_some_and(is_padding) {
        bytes.truncate(before + end);
    }
    bytes
}
