//! Which form a text has: each that may be it reads the text, and the one whose bytes are netlink messages is taken.
//!
//! The lengths in the messages decide, so that a form need not know of the others. Where they decide nothing, the order of
//! the forms does: what can hardly be anything else comes first. What a form left over in the text is read again, for a
//! paste may hold a line of strace's and a hexdump below it; there only bytes count whose lengths add up.

use std::borrow::Cow;
use std::ops::Range;

use super::call::unwrapped;
use super::dress::{DRESSES, strings_of, without_times};
use super::form::{FORMS, Paste};
use super::piece::{PastedPiece, PastedPieces};
use super::text::{Error, plain};
use super::{joined, payload};
use crate::guess::lengths::{Fit, begin_with_message, fit, fits_some, is_complete};

/// How often what is left of a text is read again.
const ROUNDS: usize = 4;
/// How often strings in strings are read.
const STRINGS: usize = 2;
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
    /// Messages, and bytes after them that are none.
    Trailed,
    /// Some of the bytes are messages, up to an error.
    Stopped,
    /// Some of the bytes are messages.
    Some,
    /// All are messages, in the byte order of another machine, or with zeros after them.
    Fair,
    /// All are messages.
    All,
}

fn worth(found: &PastedPieces) -> Worth {
    let fitting = found.pieces.iter().filter(|piece| is_message(piece)).count();
    let begins = |piece: &PastedPiece| is_message(piece) || begin_with_message(payload(&piece.bytes).1);
    match (fitting, found.pieces.len(), found.error.is_some()) {
        (fitting, all, false) if fitting < all && found.pieces.iter().all(begins) => Worth::Trailed,
        (0, ..) if found.is_sure => Worth::Sure,
        (_, 0, _) => Worth::Nothing,
        (0, _, true) => Worth::Broken,
        (0, _, false) => Worth::Bytes,
        (_, _, true) => Worth::Stopped,
        (fitting, all, false) if fitting == all => {
            let is_native = |piece: &PastedPiece| piece.cut || fit(payload(&piece.bytes).1) == Fit::Native;
            if found.pieces.iter().all(is_native) { Worth::All } else { Worth::Fair }
        }
        _ => Worth::Some,
    }
}

/// Returns whether the lengths in the bytes add up, as far as they are there.
fn is_message(piece: &PastedPiece) -> bool {
    let (_, bytes) = payload(&piece.bytes);
    fits_some(bytes) || piece.cut && bytes.len() >= SHORTEST && !is_complete(bytes)
}

/// Reads a text in the form that fits best: as it is, or without what is around the paste.
pub(super) fn recognise(text: &str) -> PastedPieces {
    let plain = &*plain(text);
    let (mut best, bare) = undressed(plain);
    // A log may hold a text in a string, and that strings.
    for text in [Some(plain), bare.as_deref()].into_iter().flatten() {
        let mut inner = Cow::Borrowed(text);
        for _ in 0..STRINGS {
            if best.worth > Some(Worth::Picked) {
                break;
            }
            let Some(inside) = strings_of(&inner) else { break };
            best = best.better(undressed(&inside).0);
            inner = Cow::Owned(inside);
        }
    }
    let mut found = best.found;
    if found.pieces.is_empty() && found.error.is_none() {
        found.error = Some(Error::at(plain, 0, "there are no bytes"));
    }
    found
}

/// Returns the best reading of a text as it is and without its dress, and the text without any dress.
fn undressed(text: &str) -> (TextReading, Option<String>) {
    // A time before each line is no byte, so what follows it comes first.
    let mut best = match without_times(text) {
        Some(timeless) => TextReading::of(&timeless),
        None => TextReading::of(text),
    };
    if !best.is_good() {
        best = TextReading::of(text).better(best);
    }
    let mut bare = None;
    for undress in DRESSES {
        if best.is_good() {
            break;
        }
        let Some(less) = undress(bare.as_deref().unwrap_or(text)) else { continue };
        best = best.better(TextReading::of(&less));
        bare = Some(less);
    }
    (best, bare)
}

/// What a text was read as, and how well that holds.
struct TextReading {
    found: PastedPieces,
    worth: Option<Worth>,
    /// Bytes of messages.
    bytes: usize,
}

impl TextReading {
    fn of(text: &str) -> TextReading {
        let (found, worth) = read(text);
        let messages = found.pieces.iter().filter(|piece| is_message(piece));
        let bytes = messages.map(|piece| piece.bytes.len()).sum();
        TextReading { found, worth, bytes }
    }

    /// Returns whether nothing better is to be expected.
    fn is_good(&self) -> bool {
        self.worth >= Some(Worth::Fair)
    }

    /// Returns the one whose bytes are messages rather; of two that hold messages the one that has more of them, or is read further.
    fn better(self, other: TextReading) -> TextReading {
        let is_more = if self.bytes > 0 {
            (other.bytes, other.worth) > (self.bytes, self.worth)
        } else {
            other.worth > self.worth
        };
        // Bytes that are no messages prove nothing.
        if is_more && other.bytes > 0 { other } else { self }
    }
}

/// Reads a text in the form that fits best.
fn read(text: &str) -> (PastedPieces, Option<Worth>) {
    let mut best = PastedPieces::default();
    let mut highest = None;
    let text = &*unwrapped(text);
    let paste = Paste::new(text);
    for form in FORMS {
        let Some(found) = (form.read)(&paste) else { continue };
        let found = PastedPieces {
            pieces: joined(found.pieces),
            error: found.error.map(|error| error.read_as(form.name)),
            ..found
        };
        let worth = worth(&found);
        let worth = if form.picks || found.skips_rows { worth.min(Worth::Picked) } else { worth };
        if highest.is_none_or(|highest| worth > highest) {
            (best, highest) = (found, Some(worth));
        }
        if highest == Some(Worth::All) {
            break;
        }
    }
    if highest == Some(Worth::Some) {
        leave_out_fragments(&mut best);
    }
    if highest >= Some(Worth::Picked) {
        read_the_rest(text, &mut best.pieces);
    }
    (best, highest)
}

/// Reads a text that holds less than messages: the first form that reads all of it, or gets furthest.
pub(super) fn parts(text: &str) -> PastedPieces {
    let mut best = PastedPieces::default();
    let text = &*plain(text);
    let paste = Paste::new(text);
    for form in FORMS.iter().filter(|form| !form.picks) {
        let Some(mut found) = (form.read)(&paste) else { continue };
        found.error = found.error.map(|error| error.read_as(form.name));
        found.pieces = concatenated(text, found.pieces);
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

/// Leaves out what is no message beside messages: the log of a parser shows a message, and then each part of it again.
fn leave_out_fragments(found: &mut PastedPieces) {
    let before = found.pieces.len();
    // What strace cut, or shows of a call, is no fragment of a log.
    let is_kept = |piece: &PastedPiece| piece.cut || piece.direction.is_some() || !piece.part;
    found
        .pieces
        .retain(|piece| is_kept(piece) || is_message(piece) || begin_with_message(payload(&piece.bytes).1));
    let fragments = before - found.pieces.len();
    if fragments > 0 {
        found.notes.push(format!("{fragments} other lists or strings are no messages, and left out"));
    }
}

/// Joins strings that a language joins: with a `+` between them, or nothing.
fn concatenated(text: &str, pieces: Vec<PastedPiece>) -> Vec<PastedPiece> {
    let mut joined: Vec<PastedPiece> = Vec::new();
    for piece in pieces {
        let is_joint = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '+' | '\\' | '.' | 'b');
        match joined.last_mut() {
            Some(last)
                if last.part
                    && piece.part
                    && !last.cut
                    && text
                        .get(last.span.end..piece.span.start)
                        .is_some_and(|between| !between.is_empty() && between.chars().all(is_joint)) =>
            {
                last.bytes.extend(piece.bytes);
                last.cut = piece.cut;
                last.span.end = piece.span.end;
            }
            _ => joined.push(piece),
        }
    }
    joined
}

/// Reads what a form left over, and adds what are messages.
fn read_the_rest(text: &str, pieces: &mut Vec<PastedPiece>) {
    let mut rest = text.as_bytes().to_vec();
    let mut fresh = 0;
    for _ in 0..ROUNDS {
        blank(&mut rest, pieces.iter().skip(fresh).map(|piece| piece.span.clone()).collect());
        fresh = pieces.len();
        let mut places: Vec<usize> = (0..pieces.len()).collect();
        places.sort_by_key(|at| pieces.get(*at).map_or(0, |piece| piece.span.start));
        let Ok(left) = std::str::from_utf8(&rest) else { return };
        let paste = Paste::new(left);
        let better = FORMS.iter().filter(|form| form.is_strict).find_map(|form| {
            let mut found = (form.read)(&paste)?;
            found.pieces = joined(found.pieces);
            found.pieces.retain(|piece| piece.bytes.len() >= SHORTEST && is_message(piece));
            (!found.pieces.is_empty()).then_some(found.pieces)
        });
        let Some(found) = better else { break };
        let mut twins = Vec::new();
        for piece in found {
            // The same bytes, written twice: by strace as a string and as a dump.
            let at = places.partition_point(|at| {
                pieces.get(*at).is_some_and(|known| known.span.start < piece.span.start)
            });
            let near = places.get(at.saturating_sub(2)..(at + 2).min(places.len())).unwrap_or_default();
            let is_twin = near.iter().filter_map(|at| pieces.get(*at)).any(|known| {
                known.bytes.starts_with(&piece.bytes) && is_near(text, &known.span, &piece.span)
            });
            if is_twin {
                twins.push(piece.span);
            } else {
                pieces.push(piece);
            }
        }
        blank(&mut rest, twins);
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

/// Replaces places in a text, and their lines, by spaces. Each byte is looked at once, however many places a line has.
fn blank(text: &mut [u8], mut spans: Vec<Range<usize>>) {
    spans.sort_by_key(|span| span.start);
    let mut done = 0;
    for span in spans {
        if span.end < done {
            continue;
        }
        let start = span.start.max(done);
        let before = text.get(done..start).and_then(|before| before.iter().rposition(|byte| *byte == b'\n'));
        let start = before.map_or(done, |at| done + at + 1);
        let end = span.end.max(start);
        let following =
            text.get(end..).and_then(|following| following.iter().position(|byte| *byte == b'\n'));
        let end = following.map_or(text.len(), |at| end + at);
        for byte in text.get_mut(start..end).unwrap_or_default() {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        done = end;
    }
}
