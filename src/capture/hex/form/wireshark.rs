//! Wireshark's fields: PDML (`-T pdml`), in which each field has its place and bytes, and the details of packets without the
//! bytes (`-V`), which hold none.

use super::Paste;
use crate::capture::hex::cell::pairs;
use crate::capture::hex::effort::step;
use crate::capture::hex::piece::{PastedPiece, PastedPieces};
use crate::capture::hex::text::{Error, lines};
use crate::capture::hex::{COOKED_HEADER, payload};
use crate::guess::lengths::fits_some;

/// The longest packet. Longer ones are not written by hand, and a field that claims a place after them is wrong.
const LONGEST: usize = 1 << 24;

/// A packet being put together of its fields.
#[derive(Default)]
struct DissectedPacket {
    bytes: Vec<u8>,
    /// Which bytes a field has given.
    given: Vec<bool>,
    start: usize,
}

/// Reads the packets of a text.
pub(super) fn read(paste: &Paste<'_>) -> Option<PastedPieces> {
    let text = paste.text;
    if text.contains("<pdml") || text.contains("<field name=\"netlink") {
        return Some(fields(text));
    }
    let at = text.find("Linux netlink (cooked header)")?;
    // With the bytes pane, a dump follows each packet's details; a dump of some data is in few.
    let dumps = lines(text).filter(|(_, line)| line.trim_start().starts_with("0000  ")).count();
    let has_dump = dumps >= text.matches("Linux netlink (cooked header)").count();
    let what =
        "Wireshark's details hold no bytes: export the packet bytes too (tshark -x), or a capture file";
    let error = (!has_dump).then(|| Error::at(text, at, what))?;
    Some(PastedPieces { error: Some(error), is_sure: true, ..PastedPieces::default() })
}

/// Reads PDML.
fn fields(text: &str) -> PastedPieces {
    let mut found = PastedPieces { is_sure: true, ..PastedPieces::default() };
    let mut open = DissectedPacket::default();
    let mut missing = 0;
    for (at, _) in text.match_indices('<') {
        step();
        let rest = text.get(at..).unwrap_or_default();
        if rest.starts_with("<packet") {
            open = DissectedPacket { start: at, ..DissectedPacket::default() };
        } else if rest.starts_with("</packet") {
            missing += std::mem::take(&mut open).finish(at, &mut found);
        } else if rest.starts_with("<field") {
            let tag = rest.get(..rest.find(['\n', '>']).unwrap_or(rest.len())).unwrap_or_default();
            open.add(tag);
        }
    }
    missing += open.finish(text.len(), &mut found);
    if missing > 0 {
        found.notes.push(format!("bytes that no field shows are taken for zeros: {missing}"));
    }
    if found.pieces.is_empty() {
        let what = "these fields have no bytes: PDML has them in value=\"…\"";
        found.error = Some(Error::at(text, text.find("<field").unwrap_or(0), what));
    }
    found
}

impl DissectedPacket {
    /// Adds the bytes of a field, if it has some.
    fn add(&mut self, tag: &str) {
        let number = |name| attribute(tag, name)?.parse::<usize>().ok();
        // A field of some bits has a mask, and the value of these bits alone.
        let value = attribute(tag, "unmaskedvalue").or_else(|| attribute(tag, "value"));
        let Some(bytes) = value.and_then(|value| pairs(value.as_bytes())) else { return };
        let (Some(pos), Some(size)) = (number("pos"), number("size")) else { return };
        let end = pos.saturating_add(size);
        // The number and the time of a packet have a size that is not theirs.
        if size != bytes.len() || end > LONGEST {
            return;
        }
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
            self.given.resize(end, false);
        }
        if let (Some(place), Some(given)) = (self.bytes.get_mut(pos..end), self.given.get_mut(pos..end)) {
            place.copy_from_slice(&bytes);
            given.fill(true);
        }
    }

    /// Adds the packet to what was found. Returns how many of its bytes no field has given.
    fn finish(mut self, end: usize, found: &mut PastedPieces) -> usize {
        if self.bytes.is_empty() {
            return 0;
        }
        // The address in a cooked header has no fields of its own, and says nothing.
        let missing = self.given.iter().skip(COOKED_HEADER).filter(|given| !**given).count();
        // The padding of the last attribute has no field.
        if !fits_some(payload(&self.bytes).1) {
            self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        }
        found.pieces.push(PastedPiece::whole(self.bytes, self.start..end));
        missing
    }
}

/// Returns the value of an attribute of a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = tag;
    loop {
        let at = rest.find(name)?;
        let (before, following) = rest.split_at(at);
        let following = following.get(name.len()..)?;
        if before.ends_with(' ')
            && let Some(value) = following.strip_prefix("=\"")
        {
            return value.split('"').next();
        }
        rest = following;
    }
}
