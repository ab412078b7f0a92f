//! What Go's spew writes of a `netlink.Message` or a `syscall.NetlinkMessage`: the header's members with their types, and a
//! dump of the data.

use super::Paste;
use crate::capture::hex::cell::is_hex;
use crate::capture::hex::names::{flag, message_type};
use crate::capture::hex::piece::{PastedPiece, PastedPieces};
use crate::capture::hex::text::{Error, lines};
use nltrace_decoders::wire::NLMSG_HDRLEN;

/// A message being put together.
struct SpewedMessage {
    bytes: Vec<u8>,
    start: usize,
    /// Bytes of data that spew announces.
    wanted: Option<usize>,
    protocol: Option<u16>,
}

/// Reads the messages of a text.
pub(super) fn read(paste: &Paste<'_>) -> Option<PastedPieces> {
    let text = paste.text;
    let is_one = ["Header: (netlink.Header) {", "Header: (syscall.NlMsghdr) {", "Header: (unix.NlMsghdr) {"]
        .iter()
        .any(|begin| text.contains(begin));
    is_one.then_some(())?;
    let mut found = PastedPieces { is_sure: true, ..PastedPieces::default() };
    let mut open: Option<SpewedMessage> = None;
    for (start, line) in lines(text) {
        let bare = line.trim_start();
        if bare.starts_with("Header: (") {
            found.pieces.extend(open.take().map(|message| message.finish(start)));
            open = Some(SpewedMessage { bytes: vec![0; NLMSG_HDRLEN], start, wanted: None, protocol: None });
            continue;
        }
        let Some(message) = &mut open else { continue };
        let result = match &message.wanted {
            Some(_) if bare.starts_with('}') => {
                found.pieces.extend(open.take().map(|message| message.finish(start)));
                continue;
            }
            Some(wanted) => {
                let missing = wanted.saturating_sub(message.bytes.len() - NLMSG_HDRLEN);
                row(bare, missing, &mut message.bytes)
            }
            None => message.member(bare),
        };
        if result.is_none() {
            found.error = Some(Error::at(text, start, "this line can't be understood"));
            break;
        }
    }
    found.pieces.extend(open.take().map(|message| message.finish(text.len())));
    Some(found)
}

impl SpewedMessage {
    /// Reads a member of the header, or the beginning of the data.
    fn member(&mut self, line: &str) -> Option<()> {
        let Some((name, value)) = line.split_once(": (") else { return Some(()) };
        if name == "Data" {
            let len = value.split_once("(len=").map_or("0", |(_, len)| len);
            let digits = len.split(|c: char| !c.is_ascii_digit()).next()?;
            self.wanted = Some(digits.parse().ok()?);
            return Some(());
        }
        let (_, value) = value.split_once(") ")?;
        let value = value.trim_end_matches(',');
        match name {
            "Length" | "Len" => self.put(0, &value.parse::<u32>().ok()?.to_le_bytes()),
            "Type" => {
                let number =
                    value.rsplit('(').next().and_then(|number| number.trim_end_matches(')').parse().ok());
                let kind = match number {
                    Some(number) => number,
                    None => {
                        let hint = message_type(value)?;
                        self.protocol = hint.protocol;
                        hint.id
                    }
                };
                self.put(4, &kind.to_le_bytes());
            }
            "Flags" => {
                let mut flags = 0u16;
                for word in value.split('|') {
                    let number = match word.strip_prefix("0x") {
                        Some(digits) => u16::from_str_radix(digits, 16).ok(),
                        None => word.parse().ok(),
                    };
                    flags |= number.or_else(|| flag(word))?;
                }
                self.put(6, &flags.to_le_bytes());
            }
            "Sequence" | "Seq" => self.put(8, &value.parse::<u32>().ok()?.to_le_bytes()),
            "PID" | "Pid" => self.put(12, &value.parse::<u32>().ok()?.to_le_bytes()),
            _ => (),
        }
        Some(())
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        if let Some(place) = self.bytes.get_mut(at..at + bytes.len()) {
            place.copy_from_slice(bytes);
        }
    }

    fn finish(self, end: usize) -> PastedPiece {
        let len = self.bytes.first_chunk().map_or(0, |len| u32::from_le_bytes(*len) as usize);
        let cut = self.bytes.len() < len;
        PastedPiece { cut, protocol: self.protocol, ..PastedPiece::whole(self.bytes, self.start..end) }
    }
}

/// Reads a line of the dump: an offset, and as many bytes as are missing.
fn row(line: &str, missing: usize, out: &mut Vec<u8>) -> Option<()> {
    let mut words = line.split_whitespace();
    words.next().filter(|offset| is_hex(offset))?;
    for word in words.take(missing.min(16)) {
        if word.starts_with('|') {
            break;
        }
        out.push(u8::from_str_radix(word, 16).ok().filter(|_| word.len() == 2)?);
    }
    Some(())
}
