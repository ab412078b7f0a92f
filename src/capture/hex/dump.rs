//! Lines with offsets: hexdump -C, hexdump, xxd, od, tcpdump -x and -X, Wireshark's, gdb's, strace's `-e read=`, `-e write=`.
//!
//! The next line's offset says how many bytes a line has: what stands behind them is text, whatever it looks like.

use super::{Error, Found, Piece, guess};
use crate::datagram::Direction;

/// Lines are not longer than this in any dump.
const LONGEST_LINE: u64 = 256;

/// A line of a dump.
#[derive(Clone, Copy)]
struct Row<'t> {
    /// The offset as it is written, without prefix and colon.
    offset: &'t str,
    /// Where the bytes begin in the whole text.
    start: usize,
    /// The bytes, and what is behind them.
    rest: &'t str,
    /// The offset ends with a colon, or strace's bar stands before it: no other tool writes 16-bit words so.
    marked: bool,
    /// tcpdump's `0x0000:`.
    tcpdump: bool,
}

/// Whether a text holds a dump.
pub(super) fn is_one(text: &str) -> bool {
    lines(text).any(|(start, line)| {
        row(start, line).is_some_and(|row| {
            !row.rest.trim().is_empty() && (row.marked || row.offset.bytes().all(|digit| digit == b'0'))
        })
    })
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let here = start;
        start += line.len();
        (here, line.trim_end())
    })
}

fn is_hex(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Reads a line as one of a dump.
fn row(start: usize, line: &str) -> Option<Row<'_>> {
    let trimmed = line.trim_start();
    let indent = line.len() - trimmed.len();
    if let Some(rest) = trimmed.strip_prefix("| ") {
        let rest = rest.strip_suffix('|').unwrap_or(rest);
        let (offset, bytes) = rest.split_once("  ")?;
        let start = start + indent + 2 + offset.len() + 2;
        return is_hex(offset).then_some(Row { offset, start, rest: bytes, marked: true, tcpdump: false });
    }
    let end = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
    let (mut word, mut rest) = trimmed.split_at(end);
    // gdb: `0x7ffe <buffer+8>:`.
    if word.starts_with("0x") && rest.starts_with(" <") {
        let close = rest.find(">:")?;
        rest = rest.get(close + 2..)?;
    } else if let Some(before) = word.strip_suffix(':') {
        word = before;
    } else {
        // Without a colon it is an offset only if it can't be bytes: more digits than those have that follow.
        let next = rest.split_whitespace().next();
        let digits = next.map_or(2, str::len);
        let fits =
            is_hex(word) && word.len() >= 4 && (word.len() > 4 || digits == 2) && matches!(digits, 2 | 4);
        let fits = fits && next.is_none_or(is_hex) && (next.is_some() || word.len() >= 6);
        let start = start + line.len() - rest.len();
        return fits.then_some(Row { offset: word, start, rest, marked: false, tcpdump: false });
    }
    let offset = word.strip_prefix("0x").unwrap_or(word);
    let next = rest.split_whitespace().next().unwrap_or_default();
    let byte = next.strip_prefix("0x").unwrap_or(next);
    let start = start + line.len() - rest.len();
    let fits = is_hex(offset) && offset.len() >= 3 && is_hex(byte);
    fits.then_some(Row { offset, start, rest, marked: true, tcpdump: word.starts_with("0x") })
}

/// What the bytes of a line are.
struct Bytes {
    bytes: Vec<u8>,
    /// Digits of the longest group.
    group: usize,
    /// Where, in the whole text, something stands that should be a byte.
    bad: Option<usize>,
    /// Where, in the whole text, more bytes stand than the limit.
    over: Option<usize>,
}

/// Reads the bytes of a line: as many as `limit`, or up to a gap.
fn bytes(row: &Row<'_>, limit: Option<u64>) -> Bytes {
    let mut found = Bytes { bytes: Vec::new(), group: 0, bad: None, over: None };
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    let mut at = 0;
    let mut first = true;
    while found.bytes.len() < limit {
        let rest = &row.rest[at..];
        let gap = rest.len() - rest.trim_start().len();
        let here = at + gap;
        let word = row.rest[here..].split_whitespace().next().unwrap_or_default();
        // Two spaces divide bytes from text, or eight bytes from eight.
        if word.is_empty() || (!first && gap > 1 && !(gap == 2 && found.bytes.len() == 8)) {
            break;
        }
        let digits = word.strip_prefix("0x").unwrap_or(word);
        if !is_hex(digits) || !matches!(digits.len(), 2 | 4 | 6 | 8) {
            if gap <= 1 {
                found.bad = Some(row.start + here);
            }
            break;
        }
        found.group = found.group.max(digits.len());
        for pair in digits.as_bytes().chunks(2) {
            let byte = std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
            found.bytes.push(byte.unwrap_or_default());
        }
        at = here + word.len();
        first = false;
    }
    let rest = &row.rest[at..];
    let next = rest.split_whitespace().next().unwrap_or_default();
    let beside =
        rest.len() - rest.trim_start().len() == 1 && matches!(next.len(), 2 | 4 | 6 | 8) && is_hex(next);
    if found.bytes.len() == limit.saturating_add(1) && found.group == 4 && !row.marked {
        // The last of 16-bit words may have a byte too many.
        return found;
    }
    if found.bytes.len() > limit || (found.bytes.len() == limit && beside) {
        found.over = Some(row.start + at);
    }
    found.bytes.truncate(limit);
    found
}

/// The base in which offsets are written: the one in which the second is the first and as many bytes as that has.
fn base(rows: &[Row<'_>]) -> u32 {
    let mut pairs = rows.windows(2).filter_map(|pair| match pair {
        [first, second] if !first.rest.trim().is_empty() => Some((first, second)),
        _ => None,
    });
    let Some((first, second)) = pairs.next() else { return 16 };
    let count = bytes(first, None).bytes.len() as u64;
    let fits = |base: &u32| match (
        u64::from_str_radix(first.offset, *base),
        u64::from_str_radix(second.offset, *base),
    ) {
        (Ok(a), Ok(b)) => b.checked_sub(a) == Some(count),
        _ => false,
    };
    [16, 8, 10].into_iter().find(fits).unwrap_or(16)
}

/// A dump being put together.
#[derive(Default)]
struct Dump {
    piece: Piece,
    /// Offset of the first byte, and of the one expected next.
    first: u64,
    next: u64,
    /// The last line's bytes, for `*`.
    last: Vec<u8>,
    words: bool,
    /// The last word is but one byte.
    odd: bool,
    tcpdump: bool,
    /// Nothing but a dump stands before it.
    follows: bool,
}

/// Reads the dumps of a text.
pub(super) fn read(text: &str) -> Found {
    let rows: Vec<Row<'_>> = lines(text).filter_map(|(start, line)| row(start, line)).collect();
    let base = base(&rows);
    let offset = |row: &Row<'_>| u64::from_str_radix(row.offset, base).unwrap_or(u64::MAX);
    let mut dumps: Vec<Dump> = Vec::new();
    let mut error = None;
    let mut open = false;
    let mut starred = false;
    let mut between = true;
    let mut direction = None;
    let mut stride = None;
    let mut following = rows.iter().skip(1).peekable();
    for (start, line) in lines(text) {
        let Some(row) = row(start, line) else {
            if line.trim() == "*" && open {
                starred = true;
            } else if !line.trim().is_empty() {
                direction = super::literal::call(line).map_or(direction, |call| call.direction());
                between = true;
                open = false;
            }
            continue;
        };
        let here = offset(&row);
        let next = following.next().map(offset);
        if !open || dumps.last().is_none_or(|dump| here <= dump.first) {
            if row.rest.trim().is_empty() {
                continue;
            }
            let piece = Piece { direction, ..Piece::default() };
            dumps.push(Dump { piece, first: here, next: here, follows: !between, ..Dump::default() });
            (open, between, stride) = (true, false, None);
        }
        let Some(dump) = dumps.last_mut() else { continue };
        if std::mem::take(&mut starred) && !dump.last.is_empty() {
            while dump.next < here && dump.piece.bytes.len() < (1 << 24) {
                dump.piece.bytes.extend(&dump.last);
                dump.next = dump.next.saturating_add(dump.last.len() as u64);
            }
        }
        if row.rest.trim().is_empty() {
            // The last line has but an offset: the length. 16-bit words may have one byte too many.
            dump.odd = here.checked_add(1) == Some(dump.next) && dump.words;
            open = false;
            continue;
        }
        if here != dump.next {
            let what = format!(
                "this offset should be {:#x}: a line before it lacks bytes, or has too many",
                dump.next
            );
            error = Some(Error::at(text, start + line.len() - line.trim_start().len(), what));
            break;
        }
        let step =
            next.and_then(|next| next.checked_sub(here)).filter(|step| (1..=LONGEST_LINE).contains(step));
        let found = bytes(&row, step.filter(|_| !starred_next(text, start, line)).or(stride));
        if let Some(over) = found.over {
            let what = "more digits than the offsets have bytes for: is this hexadecimal?";
            error = Some(Error::at(text, over, what));
            dumps.pop();
            break;
        }
        if let Some(bad) = found.bad {
            let word = text[bad..].split_whitespace().next().unwrap_or_default();
            error =
                Some(Error::at(text, bad, format!("\"{}\" is no byte in hexadecimal", word.escape_debug())));
            dump.piece.bytes.extend(found.bytes);
            break;
        }
        dump.words |= !row.marked && found.group == 4;
        dump.tcpdump |= row.tcpdump;
        dump.next = dump.next.saturating_add(found.bytes.len() as u64);
        stride = stride.or(Some(found.bytes.len() as u64));
        dump.piece.bytes.extend(&found.bytes);
        dump.last = found.bytes;
    }
    (pieces(text, dumps, &mut error), error)
}

/// Whether the line behind this one stands for several like it.
fn starred_next(text: &str, start: usize, line: &str) -> bool {
    text.get(start + line.len()..).is_some_and(|rest| rest.trim_start().starts_with('*'))
}

fn pieces(text: &str, dumps: Vec<Dump>, error: &mut Option<Error>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for mut dump in dumps {
        // tcpdump writes what it can't print twice: once because of that, once because of -x.
        if dump.tcpdump && dump.follows && pieces.last().is_some_and(|last| last.bytes == dump.piece.bytes) {
            continue;
        }
        if dump.words {
            for pair in dump.piece.bytes.chunks_exact_mut(2) {
                pair.swap(0, 1);
            }
            if dump.odd {
                dump.piece.bytes.pop();
            }
            let (_, payload) = super::payload(&dump.piece.bytes);
            if !guess::fits(payload, guess::byte_order(payload)) {
                let what =
                    "16-bit words, which may be bytes in either order: paste hexdump -C, od -tx1 or xxd";
                error.get_or_insert_with(|| Error::at(text, 0, what));
                continue;
            }
        }
        pieces.push(dump.piece);
    }
    pieces
}

/// Which way the bytes of a system call go.
pub(super) fn direction(call: &str) -> Option<Direction> {
    if call.starts_with("send") || call.starts_with("write") || call.starts_with("pwrite") {
        Some(Direction::Send)
    } else if call.starts_with("recv") || call.starts_with("read") || call.starts_with("pread") {
        Some(Direction::Receive)
    } else {
        None
    }
}
