//! Datagrams from bytes that were pasted: any form in which tools and programs write bytes down.
//!
//! Two rooms read them: `dump` for lines with offsets, `literal` for digits, lists and strings. What comes out are byte
//! strings; here they become datagrams: a cooked header is taken off, the byte order is the one that makes lengths add up
//! (`guess`), and the protocol is the cooked header's, the user's, or the only one whose tables fit.

use nltrace_decoders::wire;

use crate::datagram::{Cut, Datagram, Direction};

mod dump;
mod guess;
mod literal;
mod source;

pub(crate) use source::{Origin, Text};

const COOKED_HEADER: usize = 16;
const ARPHRD_NETLINK: u16 = 824;
/// `PACKET_*` are less than this.
const PACKET_TYPES: u16 = 8;

/// Something that can't be understood, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Error {
    /// Counted from 1.
    line: usize,
    /// Counted from 1, in characters.
    column: usize,
    what: String,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.what)
    }
}

impl Error {
    /// An error at a byte offset of the text.
    fn at(text: &str, offset: usize, what: impl Into<String>) -> Error {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Error { line, column, what: what.into() }
    }
}

/// Bytes as they were found.
#[derive(Debug, Default, PartialEq, Eq)]
struct Piece {
    bytes: Vec<u8>,
    /// What the system call around them says.
    direction: Option<Direction>,
    /// It was cut where it was written down.
    cut: bool,
    /// It may be one of several that make one message: a line, a string, a list.
    part: bool,
}

/// What was found: pieces, up to where something could not be understood.
type Found = (Vec<Piece>, Option<Error>);

/// A datagram of one's own bytes.
struct Parcel {
    bytes: Vec<u8>,
    direction: Direction,
    cut: bool,
    protocol: Option<u16>,
}

/// Which protocol the bytes were taken for, where they don't say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// All is said, by a cooked header or the user.
    Told,
    /// The only one whose tables fit.
    For(&'static str),
    /// None, or several.
    Unclear,
}

/// Pasted bytes.
pub(crate) struct Pasted {
    parcels: Vec<Parcel>,
    next: usize,
    /// Which protocol they were taken for.
    pub(crate) taken: Taken,
    /// What could not be understood behind them.
    pub(crate) error: Option<Error>,
}

impl Pasted {
    /// Reads a text; `protocol` is what the user says, whatever the bytes do.
    pub(crate) fn read(text: &str, protocol: Option<u16>) -> Pasted {
        let (pieces, mut error) = if dump::is_one(text) { dump::read(text) } else { literal::read(text) };
        let mut parcels: Vec<Parcel> =
            joined(pieces).into_iter().map(|piece| parcel(piece, protocol)).collect();
        if parcels.is_empty() && error.is_none() {
            error = Some(Error::at(text, 0, "there are no bytes"));
        }
        let taken = take(&mut parcels);
        Pasted { parcels, next: 0, taken, error }
    }

    /// Whether nothing was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.parcels.is_empty()
    }

    /// Whether all datagrams were handed on.
    fn is_at_end(&self) -> bool {
        self.next >= self.parcels.len()
    }

    /// The next datagram; `None` at the end.
    pub(crate) fn next(&mut self) -> Option<Datagram<'_>> {
        let parcel = self.parcels.get(self.next)?;
        self.next += 1;
        Some(Datagram {
            direction: parcel.direction,
            protocol: parcel.protocol,
            endian: guess::byte_order(&parcel.bytes),
            bytes: &parcel.bytes,
            whole_len: parcel.bytes.len(),
            cut: parcel.cut.then_some(Cut::Snaplen),
            ..Datagram::of_capture()
        })
    }
}

/// Parts that make one message, put together: as long as its length says that something is missing.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut whole: Vec<Piece> = Vec::new();
    for piece in pieces {
        match whole.last_mut() {
            Some(last)
                if last.part && piece.part && !last.cut && !guess::is_complete(payload(&last.bytes).1) =>
            {
                last.bytes.extend(piece.bytes);
                last.cut = piece.cut;
            }
            _ => whole.push(piece),
        }
    }
    whole
}

/// The protocol of a cooked header, and the bytes behind it.
fn payload(bytes: &[u8]) -> (Option<u16>, &[u8]) {
    match wire::cooked_header(bytes) {
        Ok((rest, cooked)) if cooked.arphrd == ARPHRD_NETLINK && cooked.packet_type < PACKET_TYPES => {
            (Some(cooked.protocol), rest)
        }
        _ => (None, bytes),
    }
}

fn parcel(mut piece: Piece, protocol: Option<u16>) -> Parcel {
    let (cooked, _) = payload(&piece.bytes);
    if cooked.is_some() {
        piece.bytes.drain(..COOKED_HEADER);
    }
    let direction = piece.direction.unwrap_or(Direction::Unknown);
    Parcel { bytes: piece.bytes, direction, cut: piece.cut, protocol: protocol.or(cooked) }
}

/// Finds the protocol of parcels that don't have one: what is pasted together came from one socket.
fn take(parcels: &mut [Parcel]) -> Taken {
    let unsaid = || parcels.iter().filter(|parcel| parcel.protocol.is_none());
    if unsaid().next().is_none() {
        return Taken::Told;
    }
    let Some(family) = guess::family(unsaid().map(|parcel| (parcel.bytes.as_slice(), parcel.direction)))
    else {
        return Taken::Unclear;
    };
    for parcel in parcels.iter_mut() {
        parcel.protocol.get_or_insert(family.protocol);
    }
    Taken::For(family.name)
}

#[cfg(test)]
mod tests;
