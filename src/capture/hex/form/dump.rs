//! Lines with offsets: hexdump, xxd, od in every base and width, tcpdump -x and -X, Wireshark's, the kernel's
//! print_hex_dump, gdb's x, Go's spew, strace's `-e read=`, `-e write=`; also with the prefix of a log before each line.
//!
//! The offset of the next line gives the number of bytes in a line; the rest of the line is text. The reader tries the
//! possible meanings of a word (bytes, numbers of several bytes, base, order) until the offsets fit and the bytes are messages.

use super::Paste;
use super::repeats::MOST_IN_ALL;
use crate::capture::hex::call::StraceCall;
use crate::capture::hex::cell::{ALL, Cells, characters, is_hex};
use crate::capture::hex::choice::Readings;
use crate::capture::hex::piece::{PastedPiece, PastedPieces};
use crate::capture::hex::text::{Error, lines, unquoted};
use crate::datagram::Direction;

/// Lines are not longer than this in any dump.
const LONGEST_LINE: u64 = 256;
/// Words before the offset that are looked at: the time, the host, the program, the prefix.
const PREFIX_WORDS: usize = 12;
/// The largest number of bytes that `*` may replace.
const LONGEST_STAR: usize = 1 << 20;

/// A line of a dump.
#[derive(Clone, Copy)]
struct DumpLine<'t> {
    /// The offset as it is written, without prefix and colon.
    offset: &'t str,
    /// Where the line begins in the text.
    line: usize,
    /// Where the offset begins in the text.
    start: usize,
    /// Where the words begin in the text.
    words: usize,
    /// The words and the rest of the line.
    rest: &'t str,
    /// The offset ends with a colon, or strace's bar precedes it.
    marked: bool,
    /// tcpdump's `0x0000:`.
    tcpdump: bool,
    /// A `*` precedes it.
    starred: bool,
}

impl DumpLine<'_> {
    fn is_end(&self) -> bool {
        self.rest.trim().is_empty()
    }

    fn number(&self, radix: u32) -> Option<u64> {
        u64::from_str_radix(self.offset, radix).ok()
    }

    fn end(&self) -> usize {
        self.words + self.rest.len()
    }
}

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

/// Reads a line as one of a dump.
fn row(line_start: usize, line: &str) -> Option<DumpLine<'_>> {
    let trimmed = line.trim_start();
    let indent = line.len() - trimmed.len();
    let none = DumpLine {
        offset: "",
        line: line_start,
        start: 0,
        words: 0,
        rest: "",
        marked: true,
        tcpdump: false,
        starred: false,
    };
    if let Some(rest) = trimmed.strip_prefix("| ") {
        let inner = rest.strip_suffix('|').unwrap_or(rest);
        let (offset, words) = inner.split_once("  ")?;
        if is_hex(offset) {
            let start = line_start + indent + 2;
            return Some(DumpLine { offset, start, words: start + offset.len() + 2, rest: words, ..none });
        }
    }
    let (skipped, bare) = unquoted(line);
    if let Some(row) = unmarked(line_start + skipped, bare) {
        return Some(DumpLine { line: line_start, ..row });
    }
    let mut at = skipped;
    for number in 0..PREFIX_WORDS {
        let rest = line.get(at..)?;
        let gap = rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let len = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (word, following) = rest.split_at(len);
        if let Some(row) = marked(line_start + at + gap, word, following) {
            return Some(DumpLine { line: line_start, ..row });
        }
        // A line's number, or the name of a file, before hexdump's line.
        let glued = word.rfind(':').map_or(0, |colon| colon + 1);
        let offset = word.get(glued..).unwrap_or_default();
        if (number > 0 || glued > 0)
            && offset.len() == 8
            && offset.starts_with("0000")
            && following.starts_with("  ")
            && let Some(row) = unmarked(line_start + at + gap + glued, rest.get(glued..).unwrap_or_default())
        {
            return Some(DumpLine { line: line_start, ..row });
        }
        at += gap + len;
    }
    None
}

/// Returns an offset with a colon: `00000010:`, `0x0010:`, gdb's `0x7ffe <buffer+8>:`.
fn marked<'t>(start: usize, word: &'t str, following: &'t str) -> Option<DumpLine<'t>> {
    let (word, rest) = if word.starts_with("0x") && following.starts_with(" <") {
        let close = following.find(">:")?;
        (word, following.get(close + 2..)?)
    } else {
        // `skb:00000010:` has its prefix before it.
        let word = word.strip_suffix(':')?;
        (word, following)
    };
    let offset = word.rsplit(':').next().unwrap_or(word);
    let start = start + word.len() - offset.len();
    let tcpdump = offset.starts_with("0x");
    let offset = offset.strip_prefix("0x").unwrap_or(offset);
    let next = rest.split_whitespace().next().unwrap_or_default();
    let number = next.strip_prefix("0x").or_else(|| next.strip_prefix('-')).unwrap_or(next);
    let words = rest.as_ptr() as usize - word.as_ptr() as usize;
    let words = start + words - (word.len() - offset.len() - if tcpdump { 2 } else { 0 });
    let fits = is_hex(offset) && offset.len() >= 3 && is_hex(number);
    fits.then_some(DumpLine { offset, line: 0, start, words, rest, marked: true, tcpdump, starred: false })
}

/// Returns an offset without a colon: only what can't be bytes, since it has more digits than those that follow.
fn unmarked(start: usize, line: &str) -> Option<DumpLine<'_>> {
    let len = line.find(char::is_whitespace).unwrap_or(line.len());
    let (word, rest) = line.split_at(len);
    // Windows writes addresses in halves, Android writes 0x before them.
    let short = word.rsplit('`').next().unwrap_or(word);
    let short = short.strip_prefix("0x").unwrap_or(short);
    let skipped = word.len() - short.len();
    // Netty draws a table.
    let is_table = short.ends_with('|');
    let (word, start, len) = (short.trim_end_matches('|'), start + skipped, len - skipped);
    if !is_hex(word) || word.len() < 4 {
        return None;
    }
    // OpenSSL writes a dash after the offset.
    let dashed = rest.strip_prefix(" - ").filter(|rest| rest.starts_with(|c: char| c.is_ascii_hexdigit()));
    if let Some(rest) = dashed.filter(|_| !is_table) {
        let words = start + len + 3;
        return Some(DumpLine {
            offset: word,
            line: 0,
            start,
            words,
            rest,
            marked: true,
            tcpdump: false,
            starred: false,
        });
    }
    let next = rest.split_whitespace().next();
    let is_prefixed = skipped > 0 || is_table;
    let fits = match next {
        // The last row of hexyl has an offset alone.
        Some(_) if is_table && rest.chars().all(|c| c == ' ' || c == '|') => {
            let words = start + len;
            let end = DumpLine {
                offset: word,
                line: 0,
                start,
                words,
                rest: "",
                marked: true,
                tcpdump: false,
                starred: false,
            };
            return (word.len() >= 8).then_some(end);
        }
        Some(next) if is_prefixed => {
            let (pair, rest) = next.split_once('-').unwrap_or((next, ""));
            word.len() >= 8 && pair.len() == 2 && is_hex(pair) && (rest.is_empty() || is_hex(rest))
        }
        Some(_) if matches!(word.len(), 6..=8) && characters(rest).is_some() => true,
        None => word.len() >= 6,
        Some(next) => {
            let number = next.strip_prefix('-').unwrap_or(next);
            let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
            // od's offsets have seven digits, or six; its words may have more if they are decimal or octal.
            let is_od =
                matches!(word.len(), 6 | 7) && (is_number || is_hex(next) && matches!(next.len(), 8 | 16));
            is_hex(number)
                && (matches!(number.len(), 2 | 4) && (word.len() > 4 || number.len() == 2) || is_od)
                || word.len() == 8
                    && is_hex(number)
                    && word.starts_with("0000")
                    && matches!(number.len(), 8 | 16)
                    && rest.starts_with("  ")
        }
    };
    let words = start + len;
    fits.then_some(DumpLine {
        offset: word,
        line: 0,
        start,
        words,
        rest,
        marked: is_prefixed,
        tcpdump: false,
        starred: false,
    })
}

/// The reason why words could not be read as such cells.
struct Trouble {
    /// Where in the text.
    at: usize,
    what: String,
    /// The bytes before it.
    bytes: Vec<u8>,
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
fn words(
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
        // The debugger of Windows puts a dash between eight bytes and eight.
        let word = match word.split_once('-') {
            Some((pair, more)) if is_hex_digits && pair.len() == 2 && (more.is_empty() || is_hex(more)) => {
                pair
            }
            _ => {
                word.strip_prefix('-').filter(|word| is_hex_digits && at > 0 && is_hex(word)).unwrap_or(word)
            }
        };
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
            // More digits, equal to the bytes, follow the last byte to the end of the line: text has other words too.
            let is_digits = |word: &str| matches!(word.len(), 2 | 4 | 8) && is_hex(word);
            let is_equal = |other: &str| other.len() == word.len() && is_digits(other);
            let is_text = || is_text_of(rest, out.get(begin..).unwrap_or_default());
            if have == limit
                && gap == 1
                && is_hex_digits
                && rest.split_whitespace().all(is_equal)
                && !is_text()
            {
                let at = row.words + at;
                let what = "more digits than the offsets have bytes for: is this hexadecimal?";
                return Err(Trouble { at, what: what.to_owned(), bytes: Vec::new() });
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
    let have = out.len() - begin;
    if have > limit {
        // The last word may have a byte too many, or the words are of another width.
        if have - limit < 8 && !(cells == Cells::Hex && row.marked) {
            return Ok(());
        }
        let what = "more digits than the offsets have bytes for: is this hexadecimal?".to_owned();
        return Err(Trouble { at: row.words, what, bytes: Vec::new() });
    }
    Ok(())
}
