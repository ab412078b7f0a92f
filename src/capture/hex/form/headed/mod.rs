//! Messages with a decoded header and a body of bytes: partly decoded messages of strace, Go's `%+v` and NLDEBUG,
//! Rust's `{:?}` of netlink-packet's headers, the logs of Open vSwitch.
//!
//! The reader rebuilds the header from its members, the body from strings and lists, and from structs whose members give all
//! of their bytes: `nlattr`, `nlmsgerr`, `nfgenmsg`, `genlmsghdr`. Other decoded structs cannot be rebuilt.

mod header;

use nltrace_decoders::control::{NLMSG_DONE, NLMSG_ERROR};
use nltrace_decoders::names::NETLINK_GENERIC;
use nltrace_decoders::wire::{NLA_F_NESTED, NLA_F_NET_BYTEORDER, NLMSG_HDRLEN, align};

use super::Paste;
use crate::capture::hex::call::{StraceCall, StraceCalls};
use crate::capture::hex::cell::is_hex;
use crate::capture::hex::effort::step;
use crate::capture::hex::escape::{self, Rules};
use crate::capture::hex::names::{error, error_attribute};
use crate::capture::hex::piece::{PastedPiece, PastedPieces};
use crate::capture::hex::text::Error;
use crate::capture::hex::token::{Lexeme, LexemeKind};
use header::{Header, canonical, header, member, number, parse, value_end};

/// Brackets in brackets, at most.
const DEEPEST: usize = 48;
/// The largest message. Longer ones are not written by hand, and a header that claims more is wrong.
const LONGEST: usize = 1 << 24;

/// Reads the messages of a text.
pub(super) fn read(paste: &Paste<'_>) -> Option<PastedPieces> {
    let text = paste.text;
    let tokens = paste.tokens();
    let mut found = PastedPieces::default();
    let mut calls = StraceCalls::new(text);
    let mut seen = false;
    let mut missing = None;
    let mut at = 0;
    // Where the message before ended, and in which call.
    let mut last: Option<(usize, usize)> = None;
    while let Some(token) = tokens.get(at) {
        let Some((header, following)) = header(text, tokens, at) else {
            at += 1;
            continue;
        };
        seen = true;
        // FRR's `nlmsghdr [len=…]` precedes decoded attributes.
        if at
            .checked_sub(1)
            .and_then(|before| tokens.get(before))
            .is_some_and(|word| word.is(text, "nlmsghdr"))
        {
            missing.get_or_insert((token.start(), token.start()));
            at = following.max(at + 1);
            last = None;
            continue;
        }
        let call = calls.at(token.start());
        let mut reader = HeaderedReader { text, tokens, cut: false, missing: None };
        let mut message = header.bytes();
        let end = match header.payload {
            Some(payload) => {
                let payload = reader.innermost(payload);
                reader.value(payload, &mut message, 0);
                following
            }
            None => reader.body(following, &header, &mut message),
        };
        let start = token.start();
        let stop = tokens.get(end.saturating_sub(1)).map_or(start, |token| token.end());
        let len = usize::try_from(header.len).unwrap_or(usize::MAX);
        if let Some(gap) = reader.missing.filter(|_| message.len() != len) {
            // What follows the gap has no place.
            missing.get_or_insert((gap, start));
            at = end.max(at + 1);
            last = None;
            continue;
        }
        let is_short = len > message.len() && len < LONGEST;
        // A log contains only the header, or a string was cut.
        let cut = is_short && (reader.cut || message.len() == NLMSG_HDRLEN || header.is_log);
        if is_short && !cut {
            missing.get_or_insert((start, start));
        }
        let follows = last.is_some_and(|(before, _)| only_brackets(text, tokens, before, at));
        match found.pieces.last_mut().filter(|piece| follows && !piece.cut) {
            Some(piece) => {
                piece.bytes.resize(align(piece.bytes.len()), 0);
                piece.bytes.extend(message);
                piece.cut = cut;
                piece.span.end = stop;
                piece.protocol = piece.protocol.or(header.protocol);
                piece.family = piece.family.or(header.family);
            }
            None => {
                let protocol = calls.protocol(call).or(header.protocol);
                let direction = call.and_then(StraceCall::direction);
                found.pieces.push(PastedPiece {
                    direction,
                    cut,
                    protocol,
                    family: header.family,
                    ..PastedPiece::whole(message, start..stop)
                });
            }
        }
        last = Some((end, start));
        at = end.max(at + 1);
    }
    if let Some(at) = text.find("nlmsg_len=").filter(|_| !seen) {
        missing.get_or_insert((at, at));
        seen = true;
    }
    if let Some((gap, _)) = missing {
        let who = match () {
            () if text.contains("nlmsg_") || text.contains("NLM_F_") => "strace",
            () if text.contains("nlmsghdr [len=") => "FRR",
            () => "a program",
        };
        let what = format!(
            "{who} has decoded this message, its bytes are not here: run strace with -e write=all -e read=all, or nltrace"
        );
        found.error = Some(Error::at(text, gap, what));
    }
    found.error = found.error.or_else(|| paste.unfinished().cloned());
    found.is_sure = seen;
    seen.then_some(found)
}

/// Returns whether only brackets and commas are between two messages: then they were in one datagram.
fn only_brackets(text: &str, tokens: &[Lexeme], from: usize, to: usize) -> bool {
    tokens.get(from..to).is_some_and(|between| {
        !between.is_empty()
            && between.iter().all(|token| match token.kind {
                LexemeKind::Open | LexemeKind::Close | LexemeKind::Comma => token.text(text) != ")",
                _ => false,
            })
    })
}

/// Rebuilds what follows a header.
struct HeaderedReader<'t> {
    text: &'t str,
    tokens: &'t [Lexeme],
    /// Something was cut where it was written.
    cut: bool,
    /// The place of a decoded part without bytes.
    missing: Option<usize>,
}

impl<'t> HeaderedReader<'t> {
    fn is(&self, at: usize, what: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is(self.text, what))
    }

    fn kind(&self, at: usize) -> Option<LexemeKind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// Reads the body of a message: everything from its header to the bracket that closes both. Returns the token after it.
    fn body(&mut self, start: usize, header: &Header, out: &mut Vec<u8>) -> usize {
        let mut at = start;
        // `{Header:{…} Data:[…]}` of Go, `header: NetlinkHeader {…}, payload: …` of Rust, with or without a comma.
        if let Some((name, value)) =
            member(self.text, self.tokens, at).or_else(|| member(self.text, self.tokens, at + 1))
            && matches!(canonical(name), "data" | "payload")
        {
            let open = self.open(value);
            return self.value(open, out, 0);
        }
        if header.is_log {
            return if header.kind == NLMSG_ERROR {
                self.error_log(at, out)
            } else {
                self.generic_log(at, out)
            };
        }
        let begun = out.len();
        while self.kind(at) == Some(LexemeKind::Comma) {
            at += 1;
            if self::header(self.text, self.tokens, at).is_some()
                || self.kind(at) == Some(LexemeKind::Open)
                    && self::header(self.text, self.tokens, at + 1).is_some()
            {
                // The next message.
                return at;
            }
            at = match (header.kind, out.len() == begun, self.kind(at)) {
                // A lone number after the header: the error of NLMSG_DONE.
                (NLMSG_DONE, true, Some(LexemeKind::Word | LexemeKind::Mark)) => self.errno(at, out),
                (NLMSG_ERROR, true, Some(LexemeKind::Open)) => self.error(at, out),
                _ => self.value(at, out, 0),
            };
        }
        at
    }

    /// Open vSwitch: `genl(cmd=3,version=1)`, inside the bracket of the header or after it.
    fn generic_log(&mut self, at: usize, out: &mut Vec<u8>) -> usize {
        let start = self.tokens.get(..at).unwrap_or_default().len().saturating_sub(8);
        let window = self.tokens.get(start..(at + 8).min(self.tokens.len())).unwrap_or_default();
        let mut bytes = [None, None];
        for (offset, token) in window.iter().enumerate() {
            for (name, byte) in ["cmd", "version"].iter().zip(&mut bytes) {
                if token.is(self.text, name) {
                    *byte = number(self.text, self.tokens, start + offset + 2)
                        .and_then(|value| u8::try_from(value).ok());
                }
            }
        }
        if let [Some(cmd), Some(version)] = bytes {
            out.extend([cmd, version, 0, 0]);
        }
        self.cut = true;
        at
    }

    /// Returns the first opening bracket from a token on, over a type's name: `[]uint8{`.
    fn open(&self, at: usize) -> usize {
        let mut at = at;
        for _ in 0..12 {
            match self.kind(at) {
                Some(LexemeKind::Open)
                    if self.kind(at + 1) == Some(LexemeKind::Close)
                        && self.kind(at + 2) == Some(LexemeKind::Word) =>
                {
                    at += 2
                }
                Some(LexemeKind::Word | LexemeKind::Mark) => at += 1,
                _ => break,
            }
        }
        at
    }

    /// Open vSwitch: `error(-2(No such file or directory), in-reply-to(nl(len:44, …)))`.
    fn error_log(&mut self, at: usize, out: &mut Vec<u8>) -> usize {
        const FAR: usize = 64;
        self.cut = true;
        let start = at.saturating_sub(FAR);
        let before = self.tokens.get(start..at).unwrap_or_default();
        let Some(error) = before.iter().rposition(|token| token.is(self.text, "error")) else { return at };
        // Past the bracket.
        let value = start + error + 2;
        let is_negative = self.is(value, "-");
        let digits =
            self.tokens.get(value + usize::from(is_negative)).map_or("", |token| token.text(self.text));
        let Some(number) = digits.parse::<i32>().ok() else { return at };
        out.extend(if is_negative { -number } else { number }.to_le_bytes());
        for next in at..at + FAR {
            if self.kind(next) == Some(LexemeKind::Open)
                && let Some((header, following)) =
                    header(self.text, self.tokens, next).filter(|(header, _)| header.is_log)
            {
                out.extend(header.bytes());
                return following;
            }
        }
        at
    }

    /// Returns the bracket that holds the bytes of a payload in wrappers: `Payload(Buffer([…]))`.
    fn innermost(&self, at: usize) -> usize {
        let mut next = at;
        for _ in 0..12 {
            let is_wrapper = self.kind(next) == Some(LexemeKind::Word)
                && self
                    .tokens
                    .get(next)
                    .is_some_and(|word| word.text(self.text).starts_with(char::is_alphabetic));
            match self.kind(next) {
                _ if is_wrapper && self.is(next + 1, "(") => next += 2,
                Some(LexemeKind::Open)
                    if self.is(next, "(") && self.kind(next + 1) == Some(LexemeKind::Open) =>
                {
                    next += 1;
                }
                _ => break,
            }
        }
        next
    }

    /// Returns the errno of a header alone: `-ENOENT`, `0`.
    fn errno(&mut self, at: usize, out: &mut Vec<u8>) -> usize {
        let end = value_end(self.text, self.tokens, at, false);
        let negative = self.is(at, "-");
        let word = self.tokens.get(at + usize::from(negative)).map_or("", |token| token.text(self.text));
        let value = parse(word).and_then(|value| i32::try_from(value).ok()).or_else(|| error(word));
        match value {
            Some(value) => out.extend(if negative { -value } else { value }.to_le_bytes()),
            None => self.cut = true,
        }
        end
    }

    /// Reads `{error=-EEXIST, msg=[{nlmsg_len=…}, "…"]}`, and the attributes after it if they are bytes.
    fn error(&mut self, open: usize, out: &mut Vec<u8>) -> usize {
        let Some((name, value)) = member(self.text, self.tokens, open + 1) else {
            return self.value(open, out, 0);
        };
        if name != "error" {
            return self.value(open, out, 0);
        }
        let mut at = self.errno(value, out);
        if self.kind(at) == Some(LexemeKind::Comma)
            && let Some(("msg", value)) = member(self.text, self.tokens, at + 1)
        {
            let inner = if self::header(self.text, self.tokens, value).is_some() { value } else { value + 1 };
            match self::header(self.text, self.tokens, inner) {
                Some((header, following)) => {
                    out.extend(header.bytes());
                    at = if inner == value { following } else { self.body(following, &header, out) };
                    // The bracket around the request.
                    at += usize::from(inner != value && self.kind(at) == Some(LexemeKind::Close));
                    out.resize(align(out.len()), 0);
                }
                None => {
                    self.missing.get_or_insert(self.at(value));
                }
            }
        }
        self.close(open, at)
    }

    fn at(&self, token: usize) -> usize {
        self.tokens.get(token).map_or(self.text.len(), |token| token.start())
    }

    /// Returns the token after the bracket that closes the one at `open`, searching from `at` on.
    fn close(&self, open: usize, at: usize) -> usize {
        let mut depth = 1usize;
        let mut next = at.max(open + 1);
        // The tokens between were read before, and are balanced.
        while let Some(kind) = self.kind(next) {
            step();
            match kind {
                LexemeKind::Open => depth += 1,
                LexemeKind::Close => depth -= 1,
                _ => (),
            }
            next += 1;
            if depth == 0 {
                break;
            }
        }
        next
    }

    /// Reads a value: a string, a list of numbers, one or more attributes, a struct. Returns the token after it.
    fn value(&mut self, at: usize, out: &mut Vec<u8>, depth: usize) -> usize {
        let Some(token) = self.tokens.get(at) else { return at };
        match token.kind {
            LexemeKind::Text { cut, .. } => {
                out.extend(escape::bytes(token.text(self.text), Rules::C));
                self.cut |= cut;
                // The dots are marks.
                let mut next = at + 1;
                while self.is(next, ".") {
                    next += 1;
                }
                next
            }
            LexemeKind::Open if depth < DEEPEST => self.bracket(at, out, depth),
            LexemeKind::Open => self.close(at, at + 1),
            _ => {
                // `...`, or the address of unreadable memory.
                let is_dots = self.is(at, ".");
                let is_address = token.text(self.text).starts_with("0x");
                self.cut |= is_dots || is_address;
                if !is_dots && !is_address {
                    self.missing.get_or_insert(token.start());
                }
                value_end(self.text, self.tokens, at, false).max(at + 1)
            }
        }
    }

    fn bracket(&mut self, open: usize, out: &mut Vec<u8>, depth: usize) -> usize {
        if let Some(end) = self.numbers(open, out) {
            return end;
        }
        if let Some((name, _)) = member(self.text, self.tokens, open + 1) {
            return match name {
                // An attribute without payload.
                "nla_len" => self.attribute(open, out).unwrap_or_else(|| self.close(open, open + 1)),
                "nfgen_family" => self.nfgenmsg(open, out),
                "cmd" => self.genlmsghdr(open, out),
                _ => {
                    self.missing.get_or_insert(self.at(open));
                    self.close(open, open + 1)
                }
            };
        }
        // `[{nla_len=…}, payload]`, or a list of such.
        let is_attribute = member(self.text, self.tokens, open + 2)
            .is_some_and(|(name, _)| name == "nla_len")
            && self.is(open + 1, "{");
        let mut at = open + 1;
        if is_attribute
            && self.kind(self.close(open + 1, open + 2)) == Some(LexemeKind::Comma)
            && !self.is_list(open)
        {
            let start = out.len();
            at = self.attribute(open + 1, out).unwrap_or(open + 2);
            let len = out
                .get(start..start + 2)
                .map_or(0, |len| len.iter().rev().fold(0, |len, byte| len << 8 | usize::from(*byte)));
            while self.kind(at) == Some(LexemeKind::Comma) {
                at = match self.small_number(at + 1).filter(|_| out.len() - start == 4 && len == 8) {
                    // Offsets and types in extended acknowledgements.
                    Some(number) => {
                        out.extend(number.to_le_bytes());
                        at + 2
                    }
                    None => self.value(at + 1, out, depth + 1),
                };
            }
            // strace leaves out the NUL at the end of a text.
            if out.len() - start + 1 == len && self.missing.is_none() && !self.cut {
                out.push(0);
            }
            if out.len() - start < len && self.missing.is_none() && !self.cut {
                self.missing = Some(self.at(open));
            }
            out.resize(align(out.len()), 0);
            return self.close(open, at);
        }
        while let Some(kind) = self.kind(at) {
            match kind {
                LexemeKind::Close => return at + 1,
                LexemeKind::Comma => at += 1,
                _ => {
                    at = self.value(at, out, depth + 1);
                    out.resize(align(out.len()), 0);
                }
            }
        }
        at
    }

    /// Returns a decimal number that is all of a value.
    fn small_number(&self, at: usize) -> Option<u32> {
        let is_whole = self.kind(at + 1) == Some(LexemeKind::Close);
        self.tokens.get(at).filter(|_| is_whole)?.text(self.text).parse().ok()
    }

    /// Returns whether a bracket holds several attributes that are headers alone.
    fn is_list(&self, open: usize) -> bool {
        let following = self.close(open + 1, open + 2);
        self.kind(following) == Some(LexemeKind::Comma)
            && (member(self.text, self.tokens, following + 2).is_some_and(|(name, _)| name == "nla_len")
                && self.is(following + 1, "{"))
            && self.attribute_len(open + 1) == Some(4)
    }

    fn attribute_len(&self, open: usize) -> Option<u64> {
        let (_, value) = member(self.text, self.tokens, open + 1)?;
        number(self.text, self.tokens, value)
    }

    /// Writes `{nla_len=8, nla_type=NLA_F_NESTED|0x2}`: only numbers can be rebuilt.
    fn attribute(&mut self, open: usize, out: &mut Vec<u8>) -> Option<usize> {
        let len = self.attribute_len(open)?;
        let (_, value) = member(self.text, self.tokens, open + 1)?;
        let comma = value_end(self.text, self.tokens, value, false);
        let (_, value) = member(self.text, self.tokens, comma + 1)?;
        let end = value_end(self.text, self.tokens, value, false);
        let mut kind = 0;
        for word in self.tokens.get(value..end)?.iter().filter(|token| token.kind == LexemeKind::Word) {
            kind |= match word.text(self.text) {
                "NLA_F_NESTED" => NLA_F_NESTED,
                "NLA_F_NET_BYTEORDER" => NLA_F_NET_BYTEORDER,
                word => match error_attribute(word).or_else(|| u16::try_from(parse(word)?).ok()) {
                    Some(number) => number,
                    None => {
                        self.missing.get_or_insert(self.at(open));
                        0
                    }
                },
            };
        }
        out.extend(u16::try_from(len).unwrap_or(u16::MAX).to_le_bytes());
        out.extend(kind.to_le_bytes());
        Some(self.close(open, end))
    }

    /// Writes `{nfgen_family=AF_INET, version=NFNETLINK_V0, res_id=htons(10)}`.
    fn nfgenmsg(&mut self, open: usize, out: &mut Vec<u8>) -> usize {
        let end = self.close(open, open + 1);
        let mut bytes = [0; 4];
        for word in self
            .tokens
            .get(open..end)
            .unwrap_or_default()
            .iter()
            .filter(|token| token.kind == LexemeKind::Word)
        {
            let word = word.text(self.text);
            let family = match word {
                "AF_INET" | "NFPROTO_IPV4" => Some(2),
                "AF_UNIX" | "NFPROTO_INET" => Some(1),
                "NFPROTO_ARP" => Some(3),
                "NFPROTO_NETDEV" => Some(5),
                "AF_BRIDGE" | "NFPROTO_BRIDGE" => Some(7),
                "AF_INET6" | "NFPROTO_IPV6" => Some(10),
                _ => None,
            };
            if let (Some(family), [first, ..]) = (family, &mut bytes) {
                *first = family;
            }
            let id = match word {
                "NFNL_SUBSYS_NFTABLES" => Some(10),
                "NFNL_SUBSYS_NONE" => Some(0),
                _ => parse(word).and_then(|id| u16::try_from(id).ok()),
            };
            if let Some(id) = id {
                let [_, _, high, low] = &mut bytes;
                [*high, *low] = id.to_be_bytes();
            }
        }
        out.extend(bytes);
        end
    }

    /// Writes `{cmd=CTRL_CMD_GETFAMILY, version=1}`.
    fn genlmsghdr(&mut self, open: usize, out: &mut Vec<u8>) -> usize {
        let end = self.close(open, open + 1);
        let words = self
            .tokens
            .get(open..end)
            .unwrap_or_default()
            .iter()
            .filter(|token| token.kind == LexemeKind::Word);
        let mut numbers = words.filter_map(|word| {
            let word = word.text(self.text);
            parse(word).or_else(|| command(word).map(u64::from)).and_then(|number| u8::try_from(number).ok())
        });
        match (numbers.next(), numbers.next()) {
            (Some(cmd), Some(version)) => out.extend([cmd, version, 0, 0]),
            _ => {
                self.missing.get_or_insert(self.at(open));
            }
        }
        end
    }

    /// Returns a list of nothing but numbers: bytes.
    fn numbers(&self, open: usize, out: &mut Vec<u8>) -> Option<usize> {
        let start = out.len();
        let mut at = open + 1;
        loop {
            let token = self.tokens.get(at)?;
            match token.kind {
                LexemeKind::Comma => (),
                LexemeKind::Word => {
                    let word = token.text(self.text);
                    let byte = match word.strip_prefix("0x") {
                        Some(digits) => u8::from_str_radix(digits, 16).ok(),
                        None => word.parse().ok(),
                    };
                    match byte {
                        Some(byte) => out.push(byte),
                        None => {
                            out.truncate(start);
                            return None;
                        }
                    }
                }
                LexemeKind::Close if out.len() > start || at == open + 1 => return Some(at + 1),
                _ => {
                    out.truncate(start);
                    return None;
                }
            }
            at += 1;
        }
    }
}

/// Returns a command of nlctrl, which is all that strace decodes of generic netlink.
fn command(name: &str) -> Option<u8> {
    let generic = crate::tables::by_protocol(NETLINK_GENERIC)?.generic;
    let nlctrl = generic.iter().find(|family| family.name == "nlctrl")?;
    let (number, _) = nlctrl.requests.names.entries().iter().find(|(_, known)| *known == name)?;
    u8::try_from(*number).ok().filter(|_| !is_hex(name))
}
