//! Lines with offsets: hexdump, xxd, od in every base and width, tcpdump -x and -X, Wireshark's, the kernel's
//! print_hex_dump, gdb's x, Go's spew, strace's `-e read=`, `-e write=`; also with the prefix of a log before each line.
//!
//! The offset of the next line gives the number of bytes in a line; the rest of the line is text. The reader tries the
//! possible meanings of a word (bytes, numbers of several bytes, base, order) until the offsets fit and the bytes are messages.

mod row;
mod words;

use super::Paste;
use super::repeats::MOST_IN_ALL;
use crate::capture::hex::call::StraceCall;
use crate::capture::hex::cell::{ALL, Cells, characters, is_hex};
use crate::capture::hex::choice::Readings;
use crate::capture::hex::piece::{PastedPiece, PastedPieces};
use crate::capture::hex::text::{Error, lines, unquoted};
use crate::datagram::Direction;
use row::{DumpLine, row};
use words::{Trouble, words};

/// Lines are not longer than this in any dump.
const LONGEST_LINE: u64 = 256;
/// The largest number of bytes that `*` may replace.
const LONGEST_STAR: usize = 1 << 20;

/// Reads the dumps of a text.
pub(super) fn read(paste: &Paste<'_>) -> Option<PastedPieces> {
    let dumps = dumps(paste.text);
    let is_one = dumps
        .iter()
        .flat_map(|dump| &dump.rows)
        .any(|row| !row.is_end() && (row.marked || row.offset.bytes().all(|digit| digit == b'0')));
    if !is_one || are_scattered(&dumps) {
        return None;
    }
    let mut found = PastedPieces::default();
    let mut last = None;
    let mut total = 0;
    for dump in dumps {
        if dump.rows.iter().all(DumpLine::is_end) {
            continue;
        }
        let (piece, error) = dump.read(paste.text);
        if let Some(piece) = piece {
            total += piece.bytes.len();
            if total > paste.text.len() + MOST_IN_ALL {
                let what =
                    "lines that * replaces stand for more than 16 MiB; split the text into shorter parts";
                found.error = Some(Error::at(paste.text, piece.span.start, what));
                break;
            }
            // tcpdump writes what it can't print twice: once because of that, once because of -x.
            let is_twin = dump.is_tcpdump()
                && dump.follows
                && last.is_some()
                && found.pieces.last().is_some_and(|last: &PastedPiece| last.bytes == piece.bytes);
            if is_twin {
                if let Some(known) = found.pieces.last_mut() {
                    known.span.end = piece.span.end;
                }
            } else {
                found.pieces.push(piece);
            }
        }
        last = Some(());
        if error.is_some() {
            found.error = error;
            break;
        }
    }
    Some(found)
}

/// Returns whether the rows have addresses that do not ascend: the kernel hashes those that it prints. Then they say nothing.
fn are_scattered(dumps: &[Dump<'_>]) -> bool {
    let is_address = |dump: &&Dump<'_>| match dump.rows.as_slice() {
        [row] => row.marked && row.offset.len() >= 8 && row.number(16) != Some(0),
        _ => false,
    };
    dumps.len() > 1 && dumps.iter().filter(is_address).count() * 2 > dumps.len()
}

/// Lines that belong together.
struct Dump<'t> {
    rows: Vec<DumpLine<'t>>,
    direction: Option<Direction>,
    /// Only a dump precedes it.
    follows: bool,
}

/// Cuts a text into dumps: one ends where offsets begin again, or where another text and another offset come.
fn dumps(text: &str) -> Vec<Dump<'_>> {
    let mut dumps: Vec<Dump<'_>> = Vec::new();
    let mut direction = None;
    let (mut between, mut gap, mut starred) = (true, false, false);
    for (start, line) in lines(text) {
        let Some(mut row) = row(start, line) else {
            let (_, bare) = unquoted(line);
            // After a line's number too.
            let is_star = bare.is_empty() && line.contains('*')
                || line.len() < 64
                    && line.ends_with([' ', '\t', ':', '*'])
                    && line.split_whitespace().count() < 3
                    && line.trim_end_matches('*').ends_with([' ', '\t', ':']);
            if is_star {
                starred = !dumps.is_empty();
            } else if !bare.is_empty() {
                direction = StraceCall::of(line).map_or(direction, |call| call.direction());
                (between, gap) = (true, true);
            }
            continue;
        };
        row.starred = std::mem::take(&mut starred);
        let goes_on = dumps.last().is_some_and(|dump| {
            let Some(first) = dump.rows.first().and_then(|row| row.number(16)) else { return false };
            let Some(last) = dump.rows.last() else { return false };
            let here = row.number(16).unwrap_or(u64::MAX);
            let before = dump.rows.iter().rev().nth(1);
            let step = here.saturating_sub(last.number(16).unwrap_or(0));
            // Lines of another kind between the rows are od's, if the offsets go on in their base.
            let is_usual = before.map(|before| {
                [16, 10, 8].iter().any(|base| {
                    let number = |row: &DumpLine<'_>| row.number(*base);
                    match (number(before), number(last), number(&row)) {
                        (Some(before), Some(last), Some(here)) => {
                            here.checked_sub(last).is_some_and(|step| last.checked_sub(before) == Some(step))
                        }
                        _ => false,
                    }
                })
            });
            !last.is_end()
                && here > first
                && (row.starred || row.is_end() || step <= LONGEST_LINE)
                && (!gap
                    || row.starred
                    || is_usual.map_or(step <= LONGEST_LINE, |is_usual| is_usual || row.is_end()))
        });
        gap = false;
        if goes_on {
            if let Some(dump) = dumps.last_mut() {
                dump.rows.push(row);
            }
            continue;
        }
        if row.is_end() {
            continue;
        }
        row.starred = false;
        dumps.push(Dump { rows: vec![row], direction, follows: !between });
        between = false;
    }
    dumps
}

impl<'t> Dump<'t> {
    fn is_tcpdump(&self) -> bool {
        self.rows.first().is_some_and(|row| row.tcpdump)
    }

    /// Returns the bytes, read as what makes them messages.
    fn read(&self, text: &str) -> (Option<PastedPiece>, Option<Error>) {
        let span = self.span();
        let piece = |bytes: Vec<u8>| PastedPiece {
            direction: self.direction,
            ..PastedPiece::whole(bytes, span.clone())
        };
        let mut consistent = None;
        let mut readings = Readings::default();
        let mut trouble = None;
        for cells in ALL.iter().filter(|cells| self.may_have(**cells)) {
            for base in [16, 8, 10] {
                match self
                    .bytes(*cells, base, self.rows.len().min(3))
                    .and_then(|_| self.bytes(*cells, base, self.rows.len()))
                {
                    Ok(bytes) => {
                        // Numbers of other bases count as bytes only if they make messages.
                        let is_hex = matches!(cells, Cells::Hex | Cells::HexSwapped);
                        if is_hex && consistent.is_none() {
                            consistent = Some(bytes.clone());
                        }
                        readings.add(bytes);
                    }
                    Err(wrong) => {
                        trouble.get_or_insert(wrong);
                    }
                }
            }
        }
        for base in [8, 10, 16] {
            if let Some(bytes) = self.characters(base) {
                readings.add(bytes);
            }
        }
        if let Some(bytes) = readings.best() {
            return (Some(piece(bytes)), None);
        }
        match (consistent, trouble) {
            // Words of 16 bits are as likely in either order.
            (Some(_), _) if self.has_words() => {
                let what =
                    "16-bit words, which may be bytes in either order: paste hexdump -C, od -tx1 or xxd";
                (None, Some(Error::at(text, self.rows.first().map_or(0, |row| row.line), what)))
            }
            (Some(bytes), _) => (Some(piece(bytes)), None),
            (None, Some(trouble)) => {
                let found = Some(trouble.bytes).filter(|bytes| !bytes.is_empty()).map(piece);
                (found, Some(Error::at(text, trouble.at, trouble.what)))
            }
            (None, None) => (None, None),
        }
    }

    /// Returns whether its words may be such cells.
    fn may_have(&self, cells: Cells) -> bool {
        let rows = self.rows.iter().take(3);
        // od writes the text beside the numbers between `>` and `<`.
        let words =
            |row: &DumpLine<'t>| row.rest.split_whitespace().take_while(|word| !word.starts_with('>'));
        cells.may_be(rows.flat_map(words).filter(|word| !word.starts_with('\'')))
    }

    /// Returns the bytes of rows of characters, as `od -c` and `hexdump -c` write them.
    fn characters(&self, base: u32) -> Option<Vec<u8>> {
        let mut bytes: Vec<u8> = Vec::new();
        let first = self.rows.first()?.number(base)?;
        for row in &self.rows {
            let at = usize::try_from(row.number(base)?.checked_sub(first)?).ok()?;
            let last = bytes.len().checked_sub(at);
            match last {
                Some(0) => (),
                _ if row.starred && (1..LONGEST_STAR).contains(&at.saturating_sub(bytes.len())) => {
                    let line = bytes.get(bytes.len().checked_sub(16)?..)?.to_vec();
                    let missing = at - bytes.len();
                    bytes.extend(line.iter().cycle().take(missing));
                }
                // Spaces at the end of a line are characters too.
                _ if at > bytes.len() && at - bytes.len() < 16 => bytes.resize(at, b' '),
                _ => return None,
            }
            if row.is_end() {
                break;
            }
            bytes.extend(characters(row.rest)?);
        }
        Some(bytes)
    }

    /// Spaces between two words, and after how many bytes there may be one more.
    fn gaps(&self) -> (usize, usize) {
        let Some(row) = self.rows.first() else { return (1, 8) };
        let mut words = row.rest.trim_start();
        let mut usual = None;
        let mut count = 0;
        let step = self.rows.get(1).and_then(|next| next.number(16)?.checked_sub(row.number(16)?));
        while let Some(at) = words.find(char::is_whitespace) {
            let (word, rest) = words.split_at(at);
            let following = rest.trim_start();
            let gap = rest.len() - following.len();
            count += 1;
            match usual {
                _ if !is_hex(word) => break,
                None if is_hex(following.split_whitespace().next().unwrap_or_default()) => usual = Some(gap),
                None => break,
                // QEMU writes four and four.
                Some(usual) if gap == usual + 1 && word.len() == 2 && count == 4 => {
                    return (usual, if step.is_some_and(|step| step > 4) { 4 } else { 8 });
                }
                Some(_) => (),
            }
            words = following;
        }
        let usual = usual.unwrap_or(1);
        // A row of one word, and text beside it.
        (if step.is_none() || usual > 8 { 1 } else { usual }, 8)
    }

    fn span(&self) -> std::ops::Range<usize> {
        let start = self.rows.first().map_or(0, |row| row.line);
        let end = self.rows.last().map_or(start, DumpLine::end);
        start..end
    }

    /// Returns true for hexdump's lines without a colon, whose words have four digits.
    fn has_words(&self) -> bool {
        self.rows.first().is_some_and(|row| {
            !row.marked && row.rest.split_whitespace().next().is_some_and(|word| word.len() == 4)
        })
    }

    /// Returns the bytes of the first rows, if the words are such cells and offsets have this base.
    fn bytes(&self, cells: Cells, base: u32, rows: usize) -> Result<Vec<u8>, Trouble> {
        let mut bytes: Vec<u8> = Vec::new();
        let mut expected = None;
        let mut stride: Option<u64> = None;
        let mut last = 0;
        let gaps = self.gaps();
        for (at, row) in self.rows.iter().enumerate().take(rows) {
            let trouble = |at: usize, what: &str, bytes: &[u8]| Trouble {
                at,
                what: what.to_owned(),
                bytes: bytes.to_vec(),
            };
            let Some(here) = row.number(base) else {
                return Err(trouble(row.start, "this is no offset", &bytes));
            };
            if let Some(expected) = expected.filter(|expected| *expected != here) {
                let missing = here.checked_sub(expected).and_then(|missing| usize::try_from(missing).ok());
                match missing {
                    Some(missing)
                        if row.starred
                            && last > 0
                            && missing <= LONGEST_STAR
                            && bytes.len() + missing <= MOST_IN_ALL =>
                    {
                        let start = bytes.len() - last;
                        let copy = bytes.get(start..).unwrap_or_default().to_vec();
                        bytes.extend(copy.iter().cycle().take(missing));
                    }
                    // The last word may hold a byte less than it has room for.
                    _ if row.is_end()
                        && here < expected
                        && expected - here < 8
                        && (!cells.is_plain() || ends_with_zeros(&bytes, expected - here)) =>
                    {
                        let over = usize::try_from(expected - here).unwrap_or(0);
                        bytes.truncate(bytes.len().saturating_sub(over));
                    }
                    _ => {
                        let what = format!(
                            "this offset should be {expected:#x}: a line before it lacks bytes, or has too many"
                        );
                        return Err(trouble(row.start, &what, &bytes));
                    }
                }
            }
            if row.is_end() {
                break;
            }
            let next = self.rows.get(at + 1).filter(|next| !next.starred);
            let step = next.and_then(|next| next.number(base)).and_then(|next| next.checked_sub(here));
            let is_last = next.is_none_or(DumpLine::is_end);
            let step = step.filter(|step| (1..=LONGEST_LINE).contains(step));
            let start = bytes.len();
            words(row, cells, step.or(stride), gaps, &mut bytes)?;
            let len = bytes.len() - start;
            stride = stride.or(Some(len as u64));
            if step.is_some_and(|step| (len as u64) < step) && !is_last {
                let what =
                    format!("a line with {len} bytes before an offset that is {} more", step.unwrap_or(0));
                let at = next.map_or(row.start, |next| next.start);
                let expected = here.saturating_add(len as u64);
                let what = if cells.is_plain() {
                    format!(
                        "this offset should be {expected:#x}: a line before it lacks bytes, or has too many"
                    )
                } else {
                    what
                };
                return Err(trouble(at, &what, &bytes));
            }
            last = len;
            expected = Some(here.saturating_add(len as u64));
        }
        Ok(bytes)
    }
}

fn ends_with_zeros(bytes: &[u8], count: u64) -> bool {
    let start = usize::try_from(count).ok().and_then(|count| bytes.len().checked_sub(count));
    start.and_then(|start| bytes.get(start..)).is_some_and(|tail| tail.iter().all(|byte| *byte == 0))
}
