//! Strings that are bytes: with escapes, as strace prints them and languages write them, or of hexadecimal digits, as in
//! `bytes.fromhex("28 00")` and JSON; and escapes without quotes.

use super::Paste;
use super::repeats::{MOST_IN_ALL, repeats};
use crate::capture::hex::call::{StraceCall, StraceCalls};
use crate::capture::hex::cell::{is_hex, pairs};
use crate::capture::hex::escape::{self, Rules, one};
use crate::capture::hex::piece::{PastedPiece, PastedPieces};
use crate::capture::hex::text::{Error, lines, unquoted};
use crate::capture::hex::token::{Lexeme, LexemeKind};
use crate::guess::lengths::{fits_some, is_complete};
use nltrace_decoders::wire::{self, Endian};

/// Strings with at least this many hexadecimal digits are bytes anywhere; shorter ones may be words.
const DIGITS: usize = 32;
/// The longest run of equal bytes that gdb abridges.
const LONGEST: usize = 1 << 20;
/// Strings in strace's output that are not messages.
const OTHERS: &[&str] = &["cmsg_data", "sa_data", "msg_name", "msg_control", "sun_path"];

/// Reads the strings of a text by the rules of C.
pub(super) fn read(paste: &Paste<'_>) -> Option<PastedPieces> {
    if !paste.text.contains(['"', '\'']) {
        return paste.text.contains("\\x").then(|| {
            // What gives messages counts.
            let with = bare(paste.text, Between::Bytes);
            let are_messages =
                |found: &PastedPieces| found.pieces.iter().all(|piece| fits_some(&piece.bytes));
            if with.error.is_none() && are_messages(&with) {
                with
            } else {
                bare(paste.text, Between::Comments)
            }
        });
    }
    of_rules(paste, Rules::C)
}

/// Reads the strings of a text by the rules of Rust, if that makes a difference.
pub(super) fn read_rust(paste: &Paste<'_>) -> Option<PastedPieces> {
    let is_octal = |at: &(usize, &str)| paste.text.as_bytes().get(at.0 + 2).is_some_and(u8::is_ascii_digit);
    paste.text.match_indices("\\0").any(|at| is_octal(&at)).then_some(())?;
    of_rules(paste, Rules::Rust)
}

/// Reads the strings of a text whose escapes are decimal, if they can be.
pub(super) fn read_decimal(paste: &Paste<'_>) -> Option<PastedPieces> {
    // An escape that is no octal number shows it.
    let is_decimal = |(at, _): (usize, &str)| {
        let digits = paste.text.as_bytes().get(at + 1..).unwrap_or_default();
        let mut digits = digits.iter().take(3).take_while(|byte| byte.is_ascii_digit());
        digits.any(|byte| *byte > b'7')
    };
    paste.text.match_indices('\\').any(is_decimal).then_some(())?;
    of_rules(paste, Rules::Decimal)
}

/// Reads the strings of a text by some rules.
fn of_rules(paste: &Paste<'_>, rules: Rules) -> Option<PastedPieces> {
    let found = strings(paste.text, paste.tokens(), rules);
    match paste.unfinished().cloned() {
        Some(error) => Some(PastedPieces { error: Some(error), ..found.unwrap_or_default() }),
        None => found,
    }
}

/// What is between escapes that have no quotes around them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Between {
    /// All characters are bytes, as bpftrace writes them.
    Bytes,
    /// Words are a comment.
    Comments,
}

/// Reads escapes without quotes, as the inside of a string. Comment lines may be between them, and `.` ends the string, as in
/// pyroute2's files.
fn bare(text: &str, between: Between) -> PastedPieces {
    let mut found = PastedPieces::default();
    let mut open = false;
    for (start, line) in lines(text) {
        let (skipped, escapes) = unquoted(line);
        if line.trim() == "." {
            open = false;
            continue;
        }
        if escapes.is_empty() || skipped > 0 && line.trim_start().starts_with(['#', ';']) {
            open &= !escapes.is_empty();
            continue;
        }
        let Some(first) = escapes.find("\\x") else {
            open = false;
            continue;
        };
        let (mut bytes, end) = escaped(escapes, first, between);
        let tail = escapes.get(end..).unwrap_or_default();
        let span = start..start + line.len();
        let mut is_comment = tail.is_empty() || tail.starts_with(['.', ' ', '\t']) || first > 0;
        match found.pieces.last_mut().filter(|_| open) {
            Some(last) => {
                last.bytes.extend(bytes);
                last.span.end = span.end;
            }
            None => {
                if !fits_some(&bytes) {
                    let before = escapes.get(..first).unwrap_or_default();
                    if let Some(whole) = completed(before, &bytes, tail) {
                        bytes = whole;
                        is_comment = true;
                    }
                }
                found.pieces.push(PastedPiece::part(bytes, span));
            }
        }
        open = true;
        if !is_comment {
            let c = tail.chars().next().unwrap_or(' ');
            let what = format!("\"{}\" is no escape: put strings in quotes", c.escape_debug());
            found.error = Some(Error::at(text, start + skipped + end, what));
            break;
        }
    }
    found
}

/// Returns the bytes of the escapes in a line, and where the last of them ends.
fn escaped(line: &str, first: usize, between: Between) -> (Vec<u8>, usize) {
    let last = line.rfind("\\x").unwrap_or(first);
    let mut bytes = Vec::new();
    let mut at = first;
    let mut is_comment = false;
    while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
        let c = rest.chars().next().unwrap_or(' ');
        if c == '\\' && !(between == Between::Comments && rest.starts_with("\\ ")) {
            at += one(rest, Rules::C, &mut bytes);
            is_comment = false;
        } else if at > last {
            break;
        } else {
            // A word after a space is a comment; one beside an escape is bytes.
            is_comment |= c.is_whitespace() && between == Between::Comments;
            if !is_comment {
                bytes.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
            at += c.len_utf8();
        }
    }
    (bytes, at)
}

/// Returns a message whose first or last bytes have no escape, because they can be printed: `t\x00\x00\x00…\x00eth0`.
fn completed(before: &str, bytes: &[u8], tail: &str) -> Option<Vec<u8>> {
    let is_printable = |byte: &u8| (0x20..0x7f).contains(byte);
    let tail = tail.split(char::is_whitespace).next().unwrap_or_default();
    (0..4).find_map(|count| {
        let (label, begin) = before.as_bytes().split_at_checked(before.len().checked_sub(count)?)?;
        let is_begin = count == 0 || label.last().is_none_or(u8::is_ascii_whitespace);
        (is_begin && begin.iter().all(is_printable)).then_some(())?;
        let mut whole = [begin, bytes].concat();
        let end = tail.as_bytes().get(..missing(&whole)).unwrap_or_default();
        whole.extend(end);
        fits_some(&whole).then_some(whole)
    })
}

/// Returns how many bytes a message lacks, by its length.
fn missing(bytes: &[u8]) -> usize {
    let len = wire::u32(bytes, Endian::NATIVE).ok().and_then(|(_, len)| usize::try_from(len).ok());
    len.and_then(|len| len.checked_sub(bytes.len())).unwrap_or(0)
}

fn strings(text: &str, tokens: &[Lexeme], rules: Rules) -> Option<PastedPieces> {
    let mut pieces: Vec<PastedPiece> = Vec::new();
    let mut calls = StraceCalls::new(text);
    let mut room = MOST_IN_ALL;
    let mut depth = 0usize;
    // Wireshark's JSON contains the bytes of each field; those of the frame are complete.
    let key = text.contains("\"frame_raw\"").then_some("frame_raw");
    let mut is_wanted = key.is_none();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            LexemeKind::Open => depth += 1,
            LexemeKind::Close => depth = depth.saturating_sub(1),
            _ => (),
        }
        let LexemeKind::Text { escaped, cut } = token.kind else { continue };
        let inside = token.text(text);
        if let Some(key) = key {
            if tokens.get(at + 1).is_some_and(|next| next.is(text, ":")) {
                is_wanted = inside == key;
                continue;
            }
            if !is_wanted {
                continue;
            }
        }
        let call = calls.at(token.start());
        if inside.is_empty() || is_character(text, tokens, at, depth) || is_other(text, tokens, at) {
            continue;
        }
        if call.is_some_and(|call| call.direction().is_none()) {
            continue;
        }
        let direction = call.and_then(StraceCall::direction);
        let is_wanting = || pieces.last().is_some_and(|last| !is_complete(&last.bytes));
        let digits = digits(inside).or_else(|| parts(text, tokens, at));
        let bytes = match digits {
            Some(bytes) if !escaped => bytes,
            // Text without escapes counts where bytes are expected: `"eth0"` after a header.
            _ if escaped || call.is_some() || is_wanting() => escape::bytes(inside, rules),
            _ => continue,
        };
        let mut bytes = bytes;
        let mut is_abridged = false;
        // gdb: `'\000' <repeats 11 times>`.
        if tokens.get(at + 1).is_some_and(|mark| mark.is(text, "<"))
            && let Some(count) = repeats(text, tokens.get(at + 2..).unwrap_or_default())
        {
            let wanted = bytes.len().saturating_mul(count);
            let len = wanted.min(LONGEST).min(room);
            room -= len;
            is_abridged = len < wanted;
            bytes = bytes.iter().copied().cycle().take(len).collect();
        }
        let span = token.start()..token.end();
        let protocol = calls.protocol(call);
        let cut = cut || is_abridged;
        pieces.push(PastedPiece { direction, cut, protocol, ..PastedPiece::part(bytes, span) });
    }
    (!pieces.is_empty()).then(|| PastedPieces::pieces(pieces))
}

/// Returns bytes of digits that are one of several strings which a program joins: `"2000" + "0000"`.
fn parts(text: &str, tokens: &[Lexeme], at: usize) -> Option<Vec<u8>> {
    let is_part = |at: usize, least: usize| {
        let token = tokens.get(at)?;
        let inside = token.text(text);
        let is_text = matches!(token.kind, LexemeKind::Text { escaped: false, .. });
        (is_text && inside.len() >= least && is_hex(inside)).then(|| pairs(inside.as_bytes()))?
    };
    let is_joint = |at: usize| tokens.get(at).is_some_and(|mark| mark.is(text, "+") || mark.is(text, "\\"));
    let is_long = |at: usize| is_part(at, 4).is_some();
    let following = is_long(at + 1) || is_joint(at + 1) && is_long(at + 2);
    let before = at
        .checked_sub(1)
        .is_some_and(|one| is_long(one) || is_joint(one) && one.checked_sub(1).is_some_and(is_long));
    is_part(at, 2).filter(|_| following || before)
}

/// Returns whether a string is a character among numbers: `{ 0x28, '\0' }`.
fn is_character(text: &str, tokens: &[Lexeme], at: usize, depth: usize) -> bool {
    let Some(token) = tokens.get(at) else { return false };
    let beside = |token: Option<&Lexeme>| {
        token.is_some_and(|token| {
            matches!(token.kind, LexemeKind::Comma | LexemeKind::Open | LexemeKind::Close)
        })
    };
    let is_single = token
        .start()
        .checked_sub(1)
        .and_then(|quote| text.get(quote..))
        .is_some_and(|text| text.starts_with('\''));
    depth > 0
        && is_single
        && token.end() - token.start() <= 4
        && beside(at.checked_sub(1).and_then(|before| tokens.get(before)))
        && beside(tokens.get(at + 1))
}

/// Returns whether a string is a member of a call's arguments that holds no message.
fn is_other(text: &str, tokens: &[Lexeme], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|before| tokens.get(before));
    before(1).is_some_and(|mark| mark.is(text, "="))
        && before(2).is_some_and(|name| OTHERS.contains(&name.text(text)))
}

/// Returns bytes written as digits in a string.
fn digits(text: &str) -> Option<Vec<u8>> {
    let plain: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b':').collect();
    let plain = plain.strip_prefix(b"0x").unwrap_or(&plain);
    (plain.len() >= DIGITS && plain.iter().all(u8::is_ascii_hexdigit)).then(|| pairs(plain))?
}
