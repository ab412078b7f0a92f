//! Datagrams from bytes that were pasted: any form in which tools and programs write bytes down.
//!
//! Each file in `form` reads one form, and `recognise` takes the one whose bytes are messages. What comes out are byte
//! strings (`piece`); here they become datagrams: a cooked header is taken off, the byte order is the one that makes lengths
//! add up, and the protocol is the text's, the cooked header's, the user's, or the one that fits best (`guess`).

mod call;
mod cell;
mod choice;
mod dress;
mod effort;
mod escape;
mod form;
mod names;
mod piece;
mod recognise;
mod source;
mod text;
mod token;
mod wrap;

use nltrace_decoders::names::{NETLINK_GENERIC, NETLINK_KOBJECT_UEVENT};
use nltrace_decoders::schema::Generic;
use nltrace_decoders::wire;

use crate::datagram::{Cut, Datagram, Direction};
use crate::guess::families::FamilyGuess;
use crate::guess::lengths::{byte_order, fits_some, is_complete, is_uevent};
use crate::guess::{Candidate, Guesser, Scores, Verdict};
use piece::{PastedPiece, PastedPieces};
pub(crate) use source::Text;
use text::Error;
pub(crate) use wrap::{PastePlace, UnknownPlace};

/// Bytes of the header of a captured packet.
const COOKED_HEADER: usize = 16;
const ARPHRD_NETLINK: u16 = 824;
/// `PACKET_*` are less than this.
const PACKET_TYPES: u16 = 8;
/// Datagrams that are looked at for their protocol.
const GUESSED: usize = 256;
/// A datagram's own candidate must fit this much better than that of the others around it to be believed.
const FOREIGN: i32 = 24;

/// A datagram of one's own bytes.
struct Parcel {
    bytes: Vec<u8>,
    direction: Direction,
    cut: bool,
    protocol: Option<u16>,
}

/// Pasted bytes.
pub(crate) struct Pasted {
    parcels: Vec<Parcel>,
    next: usize,
    /// The assumptions about them, a sentence each.
    pub(crate) notes: Vec<String>,
    /// Families of generic netlink that the text names.
    pub(crate) families: Vec<(u16, &'static Generic)>,
    /// Families of generic netlink that numbers are taken for.
    pub(crate) guessed: Vec<(u16, &'static Generic)>,
    /// The first part that could not be read.
    pub(crate) error: Option<Error>,
}

/// The user's statements about the bytes.
#[derive(Clone, Copy, Default)]
pub(crate) struct PasteOptions<'a> {
    /// The protocol of what does not state its own.
    pub(crate) protocol: Option<u16>,
    /// A family of generic netlink was named, for numbers that nothing else explains.
    pub(crate) names_family: bool,
    /// Numbers of families of generic netlink that were given.
    pub(crate) families: &'a [(u16, &'static Generic)],
    /// The bytes are less than a message.
    pub(crate) place: Option<&'a PastePlace>,
}

impl Pasted {
    /// Reads what was pasted: text, or bytes as they are.
    pub(crate) fn read(input: &[u8], options: PasteOptions<'_>) -> Pasted {
        let found = match std::str::from_utf8(input) {
            Ok(text) if options.place.is_some() => recognise::parts(text),
            Ok(text) if !is_raw(input) => recognise::recognise(text),
            _ if is_raw(input) => {
                PastedPieces::pieces(vec![PastedPiece::whole(input.to_vec(), 0..input.len())])
            }
            _ => recognise::recognise(&String::from_utf8_lossy(input)),
        };
        Pasted::of(found, options)
    }

    /// Datagrams of what a form found.
    fn of(mut found: PastedPieces, options: PasteOptions<'_>) -> Pasted {
        if let Some(place) = options.place {
            for piece in &mut found.pieces {
                piece.bytes = place.wrap(&piece.bytes);
                piece.protocol = Some(place.protocol());
                piece.family = place.family();
            }
        }
        let mut families: Vec<(u16, &'static Generic)> = Vec::new();
        for family in found.pieces.iter().filter_map(|piece| piece.family) {
            if families.iter().all(|(known, _)| *known != family.0) {
                families.push(family);
            }
        }
        let stated: Vec<u16> = families.iter().chain(options.families).map(|(id, _)| *id).collect();
        let stated = |id: u16| stated.contains(&id);
        let mut parcels: Vec<Parcel> = found
            .pieces
            .into_iter()
            .map(|piece| parcel(piece, options.protocol))
            .filter(|parcel| !parcel.bytes.is_empty())
            .collect();
        let mut notes = std::mem::take(&mut found.notes);
        let mut guesser = None;
        let mut guessed_families = Vec::new();
        guess_protocols(&mut parcels, &mut guesser, &mut notes);
        if !options.names_family {
            let mut guess = FamilyGuess::new(guesser);
            for parcel in parcels.iter().filter(|parcel| parcel.protocol == Some(NETLINK_GENERIC)) {
                guess.observe(&parcel.bytes, byte_order(&parcel.bytes), parcel.direction);
            }
            let guessed = guess.finish(stated);
            notes.extend(guessed.notes);
            notes.extend(guessed.doubts);
            guessed_families = guessed.families;
        }
        Pasted { parcels, next: 0, notes, families, guessed: guessed_families, error: found.error }
    }

    /// Returns whether there is any message.
    pub(crate) fn has_messages(&self) -> bool {
        self.parcels.iter().any(|parcel| fits_some(&parcel.bytes) || parcel.cut)
    }

    /// Returns whether all datagrams were handed on.
    fn is_at_end(&self) -> bool {
        self.next >= self.parcels.len()
    }

    /// Returns the next datagram; `None` at the end.
    pub(crate) fn next(&mut self) -> Option<Datagram<'_>> {
        let parcel = self.parcels.get(self.next)?;
        self.next += 1;
        Some(Datagram {
            direction: parcel.direction,
            protocol: parcel.protocol,
            endian: byte_order(&parcel.bytes),
            bytes: &parcel.bytes,
            whole_len: parcel.bytes.len(),
            cut: parcel.cut.then_some(Cut::Snaplen),
            ..Datagram::of_capture()
        })
    }
}

/// Returns whether bytes are messages as they are, and no text.
fn is_raw(input: &[u8]) -> bool {
    let is_text = input.iter().all(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | 0x1b | 0x20..));
    !is_text
        && !input.is_empty()
        && (fits_some(payload(input).1) || std::str::from_utf8(input).is_err() && input.contains(&0))
}

/// Joins the parts of a message, as long as its length shows that something is missing.
fn joined(pieces: Vec<PastedPiece>) -> Vec<PastedPiece> {
    let mut whole: Vec<PastedPiece> = Vec::new();
    for piece in pieces {
        match whole.last_mut() {
            Some(last)
                if last.part
                    && piece.part
                    && !last.cut
                    && last.direction == piece.direction
                    && !is_complete(payload(&last.bytes).1) =>
            {
                last.bytes.extend(piece.bytes);
                last.cut = piece.cut;
                last.span.end = piece.span.end;
            }
            _ => whole.push(piece),
        }
    }
    whole
}

/// Returns the protocol of a cooked header, and the bytes after it.
fn payload(bytes: &[u8]) -> (Option<u16>, &[u8]) {
    match wire::cooked_header(bytes) {
        Ok((rest, cooked)) if cooked.arphrd == ARPHRD_NETLINK && cooked.packet_type < PACKET_TYPES => {
            (Some(cooked.protocol), rest)
        }
        _ => (None, bytes),
    }
}

fn parcel(mut piece: PastedPiece, protocol: Option<u16>) -> Parcel {
    let (cooked, _) = payload(&piece.bytes);
    if cooked.is_some() {
        piece.bytes.drain(..COOKED_HEADER);
    }
    let uevent = is_uevent(&piece.bytes).then_some(NETLINK_KOBJECT_UEVENT);
    let direction = piece.direction.unwrap_or(Direction::Unknown);
    // A stated protocol is not overridden.
    let protocol = cooked.or(piece.protocol).or(uevent).or(protocol);
    Parcel { bytes: piece.bytes, direction, cut: piece.cut, protocol }
}

/// Finds the protocol of parcels without one. Messages that are pasted together mostly come from one socket; a datagram that
/// clearly belongs to another protocol keeps that.
fn guess_protocols(parcels: &mut [Parcel], guesser: &mut Option<Guesser>, notes: &mut Vec<String>) {
    if parcels.iter().all(|parcel| parcel.protocol.is_some()) {
        return;
    }
    let guesser = guesser.get_or_insert_with(Guesser::new);
    let unsaid = || parcels.iter().filter(|parcel| parcel.protocol.is_none()).take(GUESSED);
    let scores: Vec<Scores> = unsaid().map(|parcel| scores_of(guesser, parcel)).collect();
    let mut all: Option<Scores> = None;
    for score in &scores {
        match &mut all {
            Some(all) => all.add(score),
            None => all = Some(score.clone()),
        }
    }
    let Some(all) = all else { return };
    let mut others = parcels.iter().filter_map(|parcel| parcel.protocol);
    let stated = others.next().filter(|first| others.all(|other| other == *first));
    let (common, note) = match guesser.protocol(&all) {
        Verdict::Certain(best) => {
            (Some(best), format!("taken for {}; --protocol says otherwise", best.family.name))
        }
        Verdict::Likely(best) => {
            (Some(best), format!("fits {} best; --protocol says otherwise", best.family.name))
        }
        // A log is mostly of one socket.
        Verdict::Tie(_) | Verdict::Unclear if stated.is_some() => {
            for parcel in parcels.iter_mut().filter(|parcel| parcel.protocol.is_none()) {
                parcel.protocol = stated;
            }
            return;
        }
        Verdict::Tie(several) => {
            let names: Vec<&str> = several.iter().map(|one| one.family.name).take(4).collect();
            (
                several.first().copied(),
                format!("fits {} equally well; --protocol NAME chooses", names.join(" and ")),
            )
        }
        Verdict::Unclear => {
            (None, "the bytes do not show their protocol; --protocol NAME states it".to_owned())
        }
    };
    notes.push(note);
    let mut scores = scores.iter();
    let mut others: Vec<&str> = Vec::new();
    for parcel in parcels.iter_mut().filter(|parcel| parcel.protocol.is_none()) {
        let own = scores.next().and_then(|own| foreign(guesser, own, common));
        if let Some(own) = own.filter(|own| !others.contains(&own.family.name)) {
            others.push(own.family.name);
        }
        parcel.protocol = own.or(common).map(|candidate| candidate.family.protocol);
    }
    if !others.is_empty() {
        notes.push(format!("some of it is taken for {}", others.join(" and ")));
    }
}

/// Returns the candidate of one datagram, if that of the others does not fit it at all.
fn foreign(guesser: &Guesser, scores: &Scores, common: Option<Candidate>) -> Option<Candidate> {
    let Verdict::Certain(own) = guesser.protocol(scores) else { return None };
    let common = common?;
    if own.family.protocol == common.family.protocol {
        return None;
    }
    let lead = guesser
        .best(scores, own.family.protocol)
        .saturating_sub(guesser.best(scores, common.family.protocol));
    (lead >= FOREIGN).then_some(own)
}

fn scores_of(guesser: &mut Guesser, parcel: &Parcel) -> Scores {
    guesser.scores(&parcel.bytes, byte_order(&parcel.bytes), parcel.direction)
}

#[cfg(test)]
mod tests;
