//! Bytes as a form finds them in the text.

use std::ops::Range;

use nltrace_decoders::schema::Generic;

use super::text::Error;
use crate::datagram::Direction;

/// Bytes of a message, of several, or of a part of one.
#[derive(Clone, Debug, Default)]
pub(super) struct PastedPiece {
    /// The bytes.
    pub(super) bytes: Vec<u8>,
    /// The direction, by the system call around them.
    pub(super) direction: Option<Direction>,
    /// They were cut where they were written down.
    pub(super) cut: bool,
    /// They may be one of several parts that make one message: a line, a string, a list.
    pub(super) part: bool,
    /// The protocol, by the text.
    pub(super) protocol: Option<u16>,
    /// A family of generic netlink that the text names, and the number that its messages have in these bytes.
    pub(super) family: Option<(u16, &'static Generic)>,
    /// Where they are in the text.
    pub(super) span: Range<usize>,
}

impl PastedPiece {
    /// Returns bytes at a place in the text, which may be a part of a message.
    pub(super) fn part(bytes: Vec<u8>, span: Range<usize>) -> PastedPiece {
        PastedPiece { bytes, span, part: true, ..PastedPiece::default() }
    }

    /// Returns bytes at a place in the text, which are a datagram.
    pub(super) fn whole(bytes: Vec<u8>, span: Range<usize>) -> PastedPiece {
        PastedPiece { bytes, span, ..PastedPiece::default() }
    }
}

/// The result of a form: pieces, up to the first part that could not be read.
#[derive(Debug, Default)]
pub(super) struct PastedPieces {
    /// The pieces.
    pub(super) pieces: Vec<PastedPiece>,
    /// Where reading stopped, and why.
    pub(super) error: Option<Error>,
    /// Sentences about what was left out.
    pub(super) notes: Vec<String>,
    /// Rows that hold numbers were passed over: they may belong to the bytes.
    pub(super) skips_rows: bool,
    /// The text is of this form for certain, even if it holds no bytes: other forms would read something else in it.
    pub(super) is_sure: bool,
}

impl PastedPieces {
    /// Nothing but an error.
    pub(super) fn error(error: Error) -> PastedPieces {
        PastedPieces { error: Some(error), ..PastedPieces::default() }
    }

    /// PastedPieces, all of them.
    pub(super) fn pieces(pieces: Vec<PastedPiece>) -> PastedPieces {
        PastedPieces { pieces, ..PastedPieces::default() }
    }
}
