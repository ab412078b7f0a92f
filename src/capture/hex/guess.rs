//! What bytes that come without a word about them are: their byte order, their protocol.

use nltrace_decoders::control::NLMSG_MIN_TYPE;
use nltrace_decoders::decode::{Context, decode};
use nltrace_decoders::family::FAMILIES;
use nltrace_decoders::schema::{Family, Framing, Kind};
use nltrace_decoders::tape::{Role, State, Tape};
use nltrace_decoders::wire::{self, Endian, NLMSG_HDRLEN, Piece, messages};

use crate::datagram::Direction;

/// Whether the lengths of messages add up to the bytes there are. Zeros may follow: programs send whole buffers.
pub(super) fn fits(bytes: &[u8], endian: Endian) -> bool {
    !bytes.is_empty()
        && messages(bytes, endian).enumerate().all(|(at, piece)| match piece {
            Piece::Message { header, start, end, .. } => header.len as usize == end - start,
            Piece::Rest { start, end } => {
                at > 0 && bytes.get(start..end).is_some_and(|rest| rest.iter().all(|byte| *byte == 0))
            }
        })
}

/// Whether no message in these bytes lacks its end.
pub(super) fn is_complete(bytes: &[u8]) -> bool {
    let endian = byte_order(bytes);
    bytes.len() >= NLMSG_HDRLEN
        && messages(bytes, endian).all(|piece| match piece {
            Piece::Message { header, start, end, .. } => header.len as usize <= end - start,
            Piece::Rest { start, end } => end - start >= NLMSG_HDRLEN || start == 0,
        })
}

/// The byte order that makes the lengths add up, or else gives the first the likelier length.
pub(super) fn byte_order(bytes: &[u8]) -> Endian {
    let other = match Endian::NATIVE {
        Endian::Little => Endian::Big,
        Endian::Big => Endian::Little,
    };
    let first = |endian| wire::u32(bytes, endian).map_or(u32::MAX, |(_, len)| len);
    match (fits(bytes, Endian::NATIVE), fits(bytes, other)) {
        (true, _) => Endian::NATIVE,
        (false, true) => other,
        (false, false) if first(other) < first(Endian::NATIVE) && first(other) >= 16 => other,
        (false, false) => Endian::NATIVE,
    }
}

/// The only protocol whose tables know all messages and whose structs have their lengths; at second best, one in which
/// some attributes are unknown.
pub(super) fn family<'a>(datagrams: impl Iterator<Item = (&'a [u8], Direction)>) -> Option<&'static Family> {
    let mut scores = vec![Score::default(); FAMILIES.len()];
    let mut tape = Tape::new();
    for (bytes, direction) in datagrams {
        for (family, score) in FAMILIES.iter().zip(&mut scores) {
            // To a protocol without message headers anything fits.
            score.wrong += usize::from(matches!(family.framing, Framing::Bare(_)));
            score.add(family, bytes, direction, &mut tape);
        }
    }
    let only = |fits: &dyn Fn(&Score) -> bool| {
        let mut fitting = FAMILIES.iter().zip(&scores).filter(|(_, score)| fits(score));
        let (family, _) = fitting.next()?;
        fitting.next().is_none().then_some(*family)
    };
    only(&|score| score.wrong == 0 && score.unknown == 0)
        .or_else(|| only(&|score| score.wrong == 0 && score.strange == 0))
}

/// How badly a protocol's tables fit.
#[derive(Clone, Copy, Default)]
struct Score {
    /// Fields with a length that can't be.
    wrong: usize,
    /// Fields that no table knows.
    unknown: usize,
    /// Message types that no table knows.
    strange: usize,
}

impl Score {
    fn add(&mut self, family: &'static Family, bytes: &[u8], direction: Direction, tape: &mut Tape) {
        let endian = byte_order(bytes);
        let to_kernel = (direction == Direction::Send).then_some(true);
        for piece in messages(bytes, endian) {
            let Piece::Message { header, start, next, .. } = piece else { continue };
            let message = bytes.get(start..next).unwrap_or_default();
            let context = Context { family: Some(family), endian, to_kernel, request: None, ids: None };
            decode(message, &context, tape);
            if header.kind >= NLMSG_MIN_TYPE && tape.message.is_none() {
                self.strange += 1;
                self.unknown += 1;
            }
            for field in tape.fields() {
                // What a table passes over in silence is no proof that it fits.
                let passed = matches!(field.kind, Kind::Pad { .. }) && field.role == Role::Member;
                self.unknown +=
                    usize::from(passed && field.name.is_empty() && field.depth == 0 && field.len > 3);
                match field.state {
                    State::Good | State::Cut => (),
                    State::Unknown | State::Unselected => self.unknown += 1,
                    _ => self.wrong += 1,
                }
            }
        }
    }
}
