//! The header of a message in text: members with names, in strace's, Go's, Rust's and Open vSwitch's spelling, or numbers in sequence.

use nltrace_decoders::names::{NETLINK_GENERIC, NETLINK_NETFILTER};
use nltrace_decoders::schema::Generic;
use nltrace_decoders::wire::NLMSG_HDRLEN;

use crate::capture::hex::effort::step;
use crate::capture::hex::names::{flag, message_type, subsystem};
use crate::capture::hex::token::{Lexeme, LexemeKind};

/// A header as it is written.
#[derive(Default)]
pub(super) struct Header {
    pub(super) len: u64,
    pub(super) kind: u16,
    pub(super) flags: u16,
    pub(super) seq: u32,
    pub(super) portid: u32,
    pub(super) protocol: Option<u16>,
    pub(super) family: Option<(u16, &'static Generic)>,
    /// The token where a member that holds the body begins.
    pub(super) payload: Option<usize>,
    /// It is in a log that has only the header.
    pub(super) is_log: bool,
}

impl Header {
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = u32::try_from(self.len).unwrap_or(u32::MAX).to_le_bytes().to_vec();
        bytes.extend(self.kind.to_le_bytes());
        bytes.extend(self.flags.to_le_bytes());
        bytes.extend(self.seq.to_le_bytes());
        bytes.extend(self.portid.to_le_bytes());
        bytes
    }
}

/// Returns the header whose bracket opens at a token, and the token after its closing bracket.
pub(super) fn header(text: &str, tokens: &[Lexeme], open: usize) -> Option<(Header, usize)> {
    let bracket = tokens.get(open).filter(|token| token.kind == LexemeKind::Open)?;
    let Some((name, _)) = member(text, tokens, open + 1) else { return positional(text, tokens, open) };
    matches!(canonical(name), "len" | "length").then_some(())?;
    let mut header = Header { is_log: bracket.is(text, "("), ..Header::default() };
    let mut known = 0;
    let mut at = open + 1;
    while let Some((name, value)) = member(text, tokens, at) {
        let end = value_end(text, tokens, value, header.is_log);
        match canonical(name) {
            "len" | "length" => {
                header.len = number(text, tokens, value)?;
                known += 1;
            }
            "type" | "message_type" => {
                kind(text, tokens, value, end, &mut header)?;
                known += 1;
            }
            "flags" => {
                header.flags = flags(text, tokens, value, end, header.is_log);
                known += 1;
            }
            // Open vSwitch writes it in hexadecimal.
            "seq" if header.is_log => {
                header.seq =
                    u32::from_str_radix(tokens.get(value)?.text(text).trim_start_matches("0x"), 16).ok()?;
            }
            "seq" | "sequence" | "sequence_number" => header.seq = low(number(text, tokens, value)?),
            "pid" | "port" | "portid" | "port_number" => header.portid = low(number(text, tokens, value)?),
            "payload" | "data" => {
                header.payload = Some(value);
                at = end;
                break;
            }
            _ if known < 3 => return None,
            _ => (),
        }
        at = end;
        if tokens.get(at).is_some_and(|token| token.kind == LexemeKind::Comma) {
            at += 1;
        }
        let is_body = |token: &Lexeme| token.is(text, "genl") || token.is(text, "error");
        if header.is_log && known == 3 && tokens.get(at).is_some_and(is_body) {
            break;
        }
    }
    if known < 3 || header.len < NLMSG_HDRLEN as u64 {
        return None;
    }
    let at = match header.payload {
        Some(_) => at,
        None if header.is_log => {
            tokens.get(at..)?.iter().position(|token| token.kind == LexemeKind::Close)? + at + 1
        }
        None if tokens.get(at)?.kind == LexemeKind::Close => at + 1,
        None => return None,
    };
    Some((header, at))
}

/// Reads Go's `%v` of a header: `{32 unknown(18) request|dump 7 0}`, with a list of bytes after it.
fn positional(text: &str, tokens: &[Lexeme], open: usize) -> Option<(Header, usize)> {
    tokens.get(open).filter(|token| token.is(text, "{"))?;
    let len = parse(tokens.get(open + 1)?.text(text)).filter(|len| *len >= NLMSG_HDRLEN as u64)?;
    // The type, in brackets if it has no name.
    let is_unknown = tokens.get(open + 3)?.is(text, "(");
    let kind_end = open + if is_unknown { 6 } else { 3 };
    let close = (kind_end..kind_end + 40)
        .find(|at| tokens.get(*at).is_none_or(|token| token.kind == LexemeKind::Close))?;
    tokens.get(close + 1).filter(|token| token.is(text, "["))?;
    let seq = close.checked_sub(2).filter(|seq| *seq > kind_end)?;
    let mut header = Header { len, ..Header::default() };
    kind(text, tokens, open + 2, kind_end, &mut header)?;
    header.flags = flags(text, tokens, kind_end, seq, false);
    header.seq = low(number(text, tokens, seq)?);
    header.portid = low(number(text, tokens, seq + 1)?);
    header.payload = Some(close + 1);
    Some((header, close + 1))
}

/// Returns a name before `=` or `:`, and where its value begins.
pub(super) fn member<'t>(text: &'t str, tokens: &[Lexeme], at: usize) -> Option<(&'t str, usize)> {
    step();
    let mut at = at;
    while tokens.get(at)?.is(text, ".") {
        at += 1;
    }
    let name = tokens.get(at).filter(|token| token.kind == LexemeKind::Word)?;
    tokens.get(at + 1).filter(|mark| mark.is(text, "=") || mark.is(text, ":"))?;
    Some((name.text(text), at + 2))
}

/// Returns a member's name as all libraries would have it.
pub(super) fn canonical(name: &str) -> &str {
    let bare = name.strip_prefix("nlmsg_").or_else(|| name.strip_prefix("nl_")).unwrap_or(name);
    match bare {
        "Len" | "Length" => "len",
        "Type" => "type",
        "Flags" => "flags",
        "Seq" | "Sequence" => "seq",
        "Pid" | "PID" => "pid",
        "Data" | "Payload" => "data",
        other => other,
    }
}

/// Returns where the value that begins at a token ends: at a comma, a closing bracket or the next member.
pub(super) fn value_end(text: &str, tokens: &[Lexeme], start: usize, is_log: bool) -> usize {
    let mut depth = 0usize;
    let mut at = start;
    while let Some(token) = tokens.get(at) {
        step();
        match token.kind {
            LexemeKind::Open => depth += 1,
            LexemeKind::Close if depth == 0 => return at,
            LexemeKind::Close => depth -= 1,
            LexemeKind::Comma if depth == 0 => return at,
            LexemeKind::Word if depth == 0 && at > start && member(text, tokens, at).is_some() => return at,
            LexemeKind::Word
                if depth == 0
                    && is_log
                    && at > start
                    && (token.is(text, "genl") || token.is(text, "error")) =>
            {
                return at;
            }
            _ => (),
        }
        if at - start > 4096 {
            return at;
        }
        at += 1;
    }
    at
}

pub(super) fn number(text: &str, tokens: &[Lexeme], at: usize) -> Option<u64> {
    let token = tokens.get(at)?;
    if token.is(text, "-") {
        return number(text, tokens, at + 1).map(u64::wrapping_neg);
    }
    parse(token.text(text))
}

pub(super) fn parse(word: &str) -> Option<u64> {
    let word = word.strip_suffix("u32").or_else(|| word.strip_suffix("u16")).unwrap_or(word);
    match word.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => word.parse().ok(),
    }
}

fn low(number: u64) -> u32 {
    u32::try_from(number & 0xffff_ffff).unwrap_or_default()
}

/// Reads `nlmsg_type`: a number, a name, or `NFNL_SUBSYS_NFTABLES<<8|NFT_MSG_GETCHAIN`.
fn kind(text: &str, tokens: &[Lexeme], start: usize, end: usize, header: &mut Header) -> Option<()> {
    let mut value: Option<u16> = None;
    for at in (start..end).rev() {
        let Some(word) = tokens.get(at).filter(|token| token.kind == LexemeKind::Word) else { continue };
        let is_shift = at > start && tokens.get(at - 1).is_some_and(|mark| mark.is(text, "<"));
        let word = word.text(text);
        if is_shift {
            continue;
        }
        if let Some(number) = parse(word).and_then(|number| u16::try_from(number).ok()) {
            // The text after a number is its interpretation; before a number it is `unknown(`.
            value = Some(number);
            header.protocol = None;
        } else if let Some(found) = message_type(word) {
            value = Some(found.id);
            header.protocol = found.protocol;
            header.family = found.family.map(|family| (found.id, family));
        } else if let Some(subsystem) = subsystem(word) {
            header.protocol = Some(NETLINK_NETFILTER);
            // A message's name includes its subsystem.
            value = value.map(|value| if value < 256 { subsystem << 8 | value } else { value });
        }
    }
    header.kind = value?;
    // Open vSwitch writes the number and the name.
    if let Some((_, family)) = header.family {
        header.protocol = Some(NETLINK_GENERIC);
        header.family = Some((header.kind, family));
    }
    Some(())
}

/// Reads `nlmsg_flags`: names, numbers, or both. In Open vSwitch's log the number is hexadecimal.
fn flags(text: &str, tokens: &[Lexeme], start: usize, end: usize, is_log: bool) -> u16 {
    let words =
        tokens.get(start..end).unwrap_or_default().iter().filter(|token| token.kind == LexemeKind::Word);
    let mut flags = 0;
    for (at, word) in words.enumerate() {
        let word = word.text(text);
        if is_log {
            if at == 0 {
                flags = u16::from_str_radix(word, 16).unwrap_or(0);
            }
            continue;
        }
        match parse(word).and_then(|number| u16::try_from(number).ok()) {
            // `5[REQUEST][ACK]`: the number is all.
            Some(number) if at == 0 => flags = number,
            Some(number) => flags |= number,
            None => flags |= flag(word).unwrap_or(0),
        }
    }
    flags
}
