//! Which form a text has: each that may be it reads the text, and the one whose bytes are netlink messages is taken.
//!
//! The lengths in the messages decide, so that a form need not know of the others. Where they decide nothing, the order of
//! the forms does: what can hardly be anything else comes first. What a form left over in the text is read again, for a
//! paste may hold a line of strace's and a hexdump below it; there only bytes count whose lengths add up.

use std::ops::Range;

use super::form::{FORMS, Paste};
use super::piece::{PastedPiece, PastedPieces};
use super::text::Error;
use super::{joined, payload};
use crate::guess::lengths::{fits_some, is_complete};

/// How often what is left of a text is read again.
const ROUNDS: usize = 4;
/// Bytes of the shortest message.
const SHORTEST: usize = 16;

/// How well a form's reading holds: more is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Worth {
    /// Nothing but an error.
    Nothing,
    /// Bytes that are not messages, up to an error.
    Broken,
    /// Bytes that are not messages.
    Bytes,
    /// No bytes that are messages, but certainly this form.
    Sure,
    /// Messages, picked out of a text that may hold more.
    Picked,
    /// Some of the bytes are messages, up to an error.
    Stopped,
    /// Some of the bytes are messages.
    Some,
    /// All are messages.
    All,
}

fn worth(found: &PastedPieces) -> Worth {
    let fitting = found.pieces.iter().filter(|piece| is_message(piece)).count();
    match (fitting, found.pieces.len(), found.error.is_some()) {
        (0, ..) if found.is_sure => Worth::Sure,
        (_, 0, _) => Worth::Nothing,
        (0, _, true) => Worth::Broken,
        (0, _, false) => Worth::Bytes,
        (_, _, true) => Worth::Stopped,
        (fitting, all, false) if fitting == all => Worth::All,
        _ => Worth::Some,
    }
}

/// Returns whether the lengths in the bytes add up, as far as they are there.
fn is_message(piece: &PastedPiece) -> bool {
    let (_, bytes) = payload(&piece.bytes);
    fits_some(bytes) || piece.cut && bytes.len() >= SHORTEST && !is_complete(bytes)
}

/// Reads a text in the form that fits best.
pub(super) fn recognise(text: &str) -> PastedPieces {
    let mut best = PastedPieces::default();
    let mut highest = None;
    let paste = Paste::new(text);
    for form in FORMS {
        let Some(found) = (form.read)(&paste) else { continue };
        let found = PastedPieces {
            pieces: joined(found.pieces),
            error: found.error.map(|error| error.read_as(form.name)),
            ..found
        };
        let worth = worth(&found);
        let worth = if form.picks { worth.min(Worth::Picked) } else { worth };
        if highest.is_none_or(|highest| worth > highest) {
            (best, highest) = (found, Some(worth));
        }
        if highest == Some(Worth::All) {
            break;
        }
    }
    if highest >= Some(Worth::Picked) {
        read_the_rest(text, &mut best.pieces);
    }
    if best.pieces.is_empty() && best.error.is_none() {
        best.error = Some(Error::at(text, 0, "there are no bytes"));
    }
    best
}

/// Reads a text that holds less than messages: the first form that reads all of it, or gets furthest.
pub(super) fn parts(text: &str) -> PastedPieces {
    let mut best = PastedPieces::default();
    let paste = Paste::new(text);
    for form in FORMS.iter().filter(|form| !form.picks) {
        let Some(mut found) = (form.read)(&paste) else { continue };
        found.error = found.error.map(|error| error.read_as(form.name));
        let is_better = best.pieces.is_empty() && (best.error.is_none() || !found.pieces.is_empty());
        if found.error.is_none() && !found.pieces.is_empty() {
            return found;
        }
        if is_better {
            best = found;
        }
    }
    if best.pieces.is_empty() && best.error.is_none() {
        best.error = Some(Error::at(text, 0, "there are no bytes"));
    }
    best
}

/// Reads what a form left over, and adds what are messages.
fn read_the_rest(text: &str, pieces: &mut Vec<PastedPiece>) {
    let mut rest = text.as_bytes().to_vec();
    let mut fresh = 0;
    for _ in 0..ROUNDS {
        for piece in pieces.iter().skip(fresh) {
            blank(&mut rest, &piece.span);
        }
        fresh = pieces.len();
        let Ok(left) = std::str::from_utf8(&rest) else { return };
        let paste = Paste::new(left);
        let better = FORMS.iter().find_map(|form| {
            let mut found = (form.read)(&paste)?;
            found.pieces = joined(found.pieces);
            found.pieces.retain(|piece| piece.bytes.len() >= SHORTEST && is_message(piece));
            (!found.pieces.is_empty()).then_some(found.pieces)
        });
        let Some(found) = better else { break };
        for piece in found {
            // The same bytes, written twice: by strace as a string and as a dump.
            let is_twin = pieces.iter().any(|known| {
                known.bytes.starts_with(&piece.bytes) && is_near(text, &known.span, &piece.span)
            });
            if is_twin {
                blank(&mut rest, &piece.span);
            } else {
                pieces.push(piece);
            }
        }
        if pieces.len() == fresh {
            break;
        }
    }
    pieces.sort_by_key(|piece| piece.span.start);
}

/// Returns whether two places are at most a few lines apart.
fn is_near(text: &str, one: &Range<usize>, other: &Range<usize>) -> bool {
    let (first, second) = if one.start < other.start { (one, other) } else { (other, one) };
    let between = text.get(first.end.min(second.start)..second.start).unwrap_or_default();
    between.bytes().filter(|byte| *byte == b'\n').take(3).count() < 3
}

/// Replaces a place in a text, and its lines, by spaces.
fn blank(text: &mut [u8], span: &Range<usize>) {
    let start = text.get(..span.start).and_then(|before| before.iter().rposition(|byte| *byte == b'\n'));
    let start = start.map_or(0, |at| at + 1);
    let end = text.get(span.end..).and_then(|behind| behind.iter().position(|byte| *byte == b'\n'));
    let end = end.map_or(text.len(), |at| span.end + at);
    for byte in text.get_mut(start..end).unwrap_or_default() {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}
