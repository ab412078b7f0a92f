//! Cuts a datagram into messages. The message headers give the lengths, except in a few protocols.

use super::Context;
use crate::schema::Framing;
use crate::wire::{self, MessageHeader, Messages, Piece, message_header};

/// The pieces of a datagram; returned by [`pieces`].
#[derive(Clone, Debug)]
pub enum Pieces<'a> {
    /// By the messages' own lengths.
    Messages(Messages<'a>),
    /// The whole datagram, once.
    One(Option<Piece>),
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        match self {
            Pieces::Messages(messages) => messages.next(),
            Pieces::One(piece) => piece.take(),
        }
    }
}

/// Returns how datagrams of the protocol hold messages, in this direction.
pub(super) fn of(context: &Context<'_>) -> Framing {
    match context.family.map(|family| family.framing) {
        Some(Framing::OnePerDatagram) if context.to_kernel == Some(true) => Framing::Messages,
        Some(framing) => framing,
        None => Framing::Messages,
    }
}

/// Cuts a datagram into messages, as [`wire::messages`] does. In some protocols the length in the header is meaningless, and
/// the datagram is one message. If there is no header, the returned one has the datagram's length and is 0 otherwise.
#[must_use]
pub fn pieces<'a>(datagram: &'a [u8], context: &Context<'_>) -> Pieces<'a> {
    let end = datagram.len();
    let one = |header| Pieces::One(Some(Piece::Message { header, start: 0, end, next: end }));
    match (of(context), message_header(datagram, context.endian)) {
        (Framing::Bare(_), _) if end == 0 => Pieces::One(None),
        (Framing::Bare(_), _) => {
            let len = u32::try_from(end).unwrap_or(u32::MAX);
            one(MessageHeader { len, kind: 0, flags: 0, seq: 0, portid: 0 })
        }
        (Framing::OnePerDatagram, Ok((_, header))) => one(header),
        _ => Pieces::Messages(wire::messages(datagram, context.endian)),
    }
}
