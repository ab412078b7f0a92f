//! A line of a dump: its offset, and the words after it.

use crate::capture::hex::cell::{characters, is_hex};
use crate::capture::hex::text::unquoted;

/// Words before the offset that are looked at: the time, the host, the program, the prefix.
const PREFIX_WORDS: usize = 12;

/// A line of a dump.
#[derive(Clone, Copy, Default)]
pub(super) struct DumpLine<'t> {
    /// The offset as it is written, without prefix and colon.
    pub(super) offset: &'t str,
    /// Where the line begins in the text.
    pub(super) line: usize,
    /// Where the offset begins in the text.
    pub(super) start: usize,
    /// Where the words begin in the text.
    pub(super) words: usize,
    /// The words and the rest of the line.
    pub(super) rest: &'t str,
    /// The offset ends with a colon, or strace's bar precedes it.
    pub(super) marked: bool,
    /// tcpdump's `0x0000:`.
    pub(super) tcpdump: bool,
    /// A `*` precedes it.
    pub(super) starred: bool,
}

impl DumpLine<'_> {
    /// Returns whether it holds an offset and nothing else: the end of a dump.
    pub(super) fn is_end(&self) -> bool {
        self.rest.trim().is_empty()
    }

    /// Returns its offset in a base.
    pub(super) fn number(&self, radix: u32) -> Option<u64> {
        u64::from_str_radix(self.offset, radix).ok()
    }

    /// Returns where it ends in the text.
    pub(super) fn end(&self) -> usize {
        self.words + self.rest.len()
    }
}

/// Reads a line as one of a dump.
pub(super) fn row(line_start: usize, line: &str) -> Option<DumpLine<'_>> {
    let trimmed = line.trim_start();
    let indent = line.len() - trimmed.len();
    let none = DumpLine { line: line_start, marked: true, ..DumpLine::default() };
    if let Some(rest) = trimmed.strip_prefix("| ") {
        let inner = rest.strip_suffix('|').unwrap_or(rest);
        let (offset, words) = inner.split_once("  ")?;
        if is_hex(offset) {
            let start = line_start + indent + 2;
            return Some(DumpLine { offset, start, words: start + offset.len() + 2, rest: words, ..none });
        }
    }
    let (skipped, bare) = untagged(line);
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

/// Returns a line without what precedes the paste in a page or a chat: quotes, a backtick, a tag such as `<pre>`.
fn untagged(line: &str) -> (usize, &str) {
    let (_, bare) = unquoted(line);
    let bare = bare.trim_start_matches('`');
    let tag = bare.strip_prefix('<').and_then(|rest| rest.split_once('>'));
    let is_tag = |name: &str| name.len() < 8 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    let bare = tag.filter(|(name, _)| is_tag(name)).map_or(bare, |(_, bare)| bare);
    (line.len() - bare.len(), bare)
}

/// Returns an offset with a colon: `00000010:`, `0x0010:`, gdb's `0x7ffe <buffer+8>:`.
fn marked<'t>(start: usize, word: &'t str, following: &'t str) -> Option<DumpLine<'t>> {
    let (word, rest) = if word.starts_with("0x") && following.starts_with(" <") {
        let close = following.find(">:")?;
        (word, following.get(close + 2..)?)
    } else {
        // `skb:00000010:` and `<pre>00000010:` have something before it.
        let word = word.strip_suffix(':')?;
        (word, following)
    };
    let glued = word.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| at + 1);
    let offset = word.get(glued..).unwrap_or_default();
    let start = start + word.len() - offset.len();
    let tcpdump = offset.starts_with("0x");
    let offset = offset.strip_prefix("0x").unwrap_or(offset);
    let next = rest.split_whitespace().next().unwrap_or_default();
    let number = next.strip_prefix("0x").or_else(|| next.strip_prefix('-')).unwrap_or(next);
    let words = rest.as_ptr() as usize - word.as_ptr() as usize;
    let words = start + words - (word.len() - offset.len() - if tcpdump { 2 } else { 0 });
    let fits = is_hex(offset) && offset.len() >= 3 && is_hex(number);
    fits.then_some(DumpLine { offset, start, words, rest, marked: true, tcpdump, ..DumpLine::default() })
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
    let offset = short.trim_end_matches('|');
    if !is_hex(offset) || offset.len() < 4 {
        return None;
    }
    let found = DumpLine { offset, start: start + skipped, words: start + len, rest, ..DumpLine::default() };
    // OpenSSL writes a dash after the offset.
    let dashed = rest.strip_prefix(" - ").filter(|rest| rest.starts_with(|c: char| c.is_ascii_hexdigit()));
    if let Some(rest) = dashed.filter(|_| !is_table) {
        return Some(DumpLine { words: found.words + 3, rest, marked: true, ..found });
    }
    // The last row of hexyl has an offset alone.
    if is_table && !rest.trim().is_empty() && rest.chars().all(|c| c == ' ' || c == '|') {
        return (offset.len() >= 8).then_some(DumpLine { rest: "", marked: true, ..found });
    }
    let marked = skipped > 0 || is_table;
    let fits = match rest.split_whitespace().next() {
        Some(next) if marked => {
            let (pair, more) = next.split_once('-').unwrap_or((next, ""));
            offset.len() >= 8 && pair.len() == 2 && is_hex(pair) && (more.is_empty() || is_hex(more))
        }
        Some(next) => is_offset_of(offset, next, rest),
        None => offset.len() >= 6,
    };
    fits.then_some(DumpLine { marked, ..found })
}

/// Returns whether digits are the offset of the words after it, by the widths that tools give both.
fn is_offset_of(offset: &str, next: &str, rest: &str) -> bool {
    let number = next.strip_prefix('-').unwrap_or(next);
    let is_decimal = number.bytes().all(|byte| byte.is_ascii_digit());
    // od's offsets have seven digits, or six; its words may have more if they are decimal or octal.
    let is_od = matches!(offset.len(), 6 | 7) && (is_decimal || is_hex(next) && matches!(next.len(), 8 | 16));
    let is_shorter = matches!(number.len(), 2 | 4) && (offset.len() > 4 || number.len() == 2);
    let is_wide = offset.len() == 8
        && offset.starts_with("0000")
        && matches!(number.len(), 8 | 16)
        && rest.starts_with("  ");
    matches!(offset.len(), 6..=8) && characters(rest).is_some()
        || is_hex(number) && (is_shorter || is_od || is_wide)
}
