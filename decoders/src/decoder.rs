//! The entry point of the library: takes bytes of a protocol, returns messages.

use alloc::vec::Vec;
use core::error::Error;
use core::fmt;

use crate::decode::{Context, Pieces, decode, pieces};
use crate::family;
use crate::generic::Ids;
use crate::message::{Message, MessageRef};
use crate::schema::Family;
use crate::tape::Tape;
use crate::wire::{Endian, Piece};

/// Decodes messages of one protocol.
///
/// ```
/// use nltrace_decoders::Decoder;
///
/// // RTM_NEWLINK: struct nlmsghdr, struct ifinfomsg, IFLA_IFNAME "lo".
/// let bytes = [
///     &[40, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
///     &[0, 0, 4, 3, 1, 0, 0, 0, 0x49, 0, 1, 0, 0, 0, 0, 0],
///     &[7, 0, 3, 0, b'l', b'o', 0, 0],
/// ]
/// .concat();
/// let message = Decoder::route().decode(bytes);
/// assert_eq!(message.type_name(), Some("RTM_NEWLINK"));
/// assert_eq!(message.get("IFLA_IFNAME").unwrap().value().as_str(), Some("lo"));
/// assert_eq!(message.get("ifi_type").unwrap().value().to_string(), "ARPHRD_LOOPBACK");
/// ```
#[derive(Clone, Debug)]
pub struct Decoder {
    family: Option<&'static Family>,
    endian: Endian,
    to_kernel: Option<bool>,
    request: Option<Vec<u8>>,
    ids: Ids,
    /// Keys and passwords are shown.
    secrets: bool,
}

impl Decoder {
    /// Returns a decoder of a protocol by its number, the third argument of `socket()`. Of a protocol without tables it
    /// decodes headers and control messages.
    #[must_use]
    pub fn new(protocol: u16) -> Decoder {
        Decoder::with(family::by_protocol(protocol))
    }

    /// Returns a decoder by tables, for example those that [`crate::runtime`] makes.
    #[must_use]
    pub fn of(tables: &'static Family) -> Decoder {
        Decoder::with(Some(tables))
    }

    fn with(family: Option<&'static Family>) -> Decoder {
        let ids = Ids::new(family.map_or(&[], |family| family.generic));
        Decoder { family, endian: Endian::NATIVE, to_kernel: None, request: None, ids, secrets: false }
    }

    /// Returns a decoder of `NETLINK_ROUTE`: links, addresses, routes, neighbours, traffic control.
    #[must_use]
    pub fn route() -> Decoder {
        Decoder::of(&family::route::FAMILY)
    }

    /// Returns a decoder of `NETLINK_GENERIC`. It knows the ids that are the same everywhere; see [`Decoder::learn`].
    #[must_use]
    pub fn generic() -> Decoder {
        Decoder::of(&family::generic::FAMILY)
    }

    /// Returns a decoder of `NETLINK_NETFILTER`.
    #[must_use]
    pub fn netfilter() -> Decoder {
        Decoder::of(&family::netfilter::FAMILY)
    }

    /// Returns a decoder of `NETLINK_SOCK_DIAG`: sockets.
    #[must_use]
    pub fn sock_diag() -> Decoder {
        Decoder::of(&family::sock_diag::FAMILY)
    }

    /// Returns a decoder of `NETLINK_XFRM`: IPsec.
    #[must_use]
    pub fn xfrm() -> Decoder {
        Decoder::of(&family::xfrm::FAMILY)
    }

    /// Sets the byte order of the machine that sent the messages. Without this, it is that of the machine that decodes them.
    #[must_use]
    pub fn endian(self, endian: Endian) -> Decoder {
        Decoder { endian, ..self }
    }

    /// Declares that messages go to the kernel. Without a direction, `NLM_F_REQUEST` decides.
    #[must_use]
    pub fn to_kernel(self) -> Decoder {
        Decoder { to_kernel: Some(true), ..self }
    }

    /// Makes values of keys and passwords readable. Without this, they are [`Value::Hidden`](crate::Value::Hidden).
    #[must_use]
    pub fn show_secrets(self) -> Decoder {
        Decoder { secrets: true, ..self }
    }

    /// Declares that messages come from the kernel. Without a direction, `NLM_F_REQUEST` decides.
    #[must_use]
    pub fn from_kernel(self) -> Decoder {
        Decoder { to_kernel: Some(false), ..self }
    }

    /// Sets the request that the messages answer: the meaning of some answers depends on it.
    #[must_use]
    pub fn answering(self, request: impl Into<Vec<u8>>) -> Decoder {
        Decoder { request: Some(request.into()), ..self }
    }

    /// Assigns an id to a generic netlink family. The kernel assigns ids at boot or when a module is loaded.
    #[must_use]
    pub fn family_id(mut self, id: u16, name: &str) -> Decoder {
        self.ids.insert(id, name);
        self
    }

    /// Learns ids of generic netlink families from a message of the kernel's `nlctrl`. Other messages change nothing.
    pub fn learn(&mut self, message: &[u8]) {
        self.ids.observe(message, self.endian);
    }

    /// Returns the facts that the interpreter needs beside a message's bytes.
    #[must_use]
    pub fn context(&self) -> Context<'_> {
        Context {
            family: self.family,
            endian: self.endian,
            to_kernel: self.to_kernel,
            request: self.request.as_deref(),
            ids: Some(&self.ids),
        }
    }

    /// Decodes one message. `bytes` begin with its header and end with it, or with its padding, or where it was cut.
    ///
    /// This never fails: what is short, malformed or unknown becomes a field with a [`State`](crate::tape::State), and
    /// [`Message::notes`] lists such fields.
    #[must_use]
    pub fn decode(&self, bytes: impl Into<Vec<u8>>) -> Message {
        let bytes = bytes.into();
        let mut tape = Tape::new();
        self.interpret(&bytes, &mut tape);
        Message::new(bytes, tape)
    }

    /// Decodes one message into a tape that is used again, without an allocation for each message.
    pub fn decode_into<'m>(&self, bytes: &'m [u8], tape: &'m mut Tape) -> MessageRef<'m> {
        self.interpret(bytes, tape);
        MessageRef::new(bytes, tape)
    }

    fn interpret(&self, bytes: &[u8], tape: &mut Tape) {
        decode(bytes, &self.context(), tape);
        if self.secrets {
            tape.reveal_secrets();
        }
    }

    /// Decodes the messages of a datagram: what one `recv` or one packet of a capture holds. Of generic netlink, it learns
    /// ids from each message that does not go to the kernel.
    ///
    /// ```
    /// # use nltrace_decoders::Decoder;
    /// let done = [20, 0, 0, 0, 3, 0, 2, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    /// let datagram = [&done[..], &done, &[0; 4]].concat();
    /// let mut decoder = Decoder::route();
    /// let mut messages = decoder.datagram(&datagram);
    /// assert_eq!(messages.next().unwrap().unwrap().type_name(), Some("NLMSG_DONE"));
    /// assert_eq!(messages.next().unwrap().unwrap().error(), Some(0));
    /// let rest = messages.next().unwrap().unwrap_err();
    /// assert_eq!((rest.offset(), rest.bytes()), (40, &[0; 4][..]));
    /// ```
    pub fn datagram<'d>(&'d mut self, datagram: &'d [u8]) -> Datagram<'d> {
        let pieces = pieces(datagram, &self.context());
        Datagram { decoder: self, bytes: datagram, pieces }
    }
}

/// The messages of a datagram, as [`Decoder::datagram`] returns them.
#[derive(Debug)]
pub struct Datagram<'d> {
    decoder: &'d mut Decoder,
    bytes: &'d [u8],
    pieces: Pieces<'d>,
}

impl<'d> Iterator for Datagram<'d> {
    type Item = Result<Message, NoMessage<'d>>;

    fn next(&mut self) -> Option<Result<Message, NoMessage<'d>>> {
        Some(match self.pieces.next()? {
            Piece::Message { start, next, .. } => {
                let bytes = self.bytes.get(start..next).unwrap_or_default();
                if self.decoder.to_kernel != Some(true) {
                    self.decoder.learn(bytes);
                }
                Ok(self.decoder.decode(bytes))
            }
            Piece::Rest { start, end } => {
                let bytes = self.bytes.get(start..end).unwrap_or_default();
                Err(NoMessage { offset: start, bytes })
            }
        })
    }
}

/// Bytes of a datagram that do not form a message: fewer than a header has, or with a length that is too small.
///
/// Programs that send a whole buffer leave such bytes after their messages; the kernel ignores them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoMessage<'d> {
    offset: usize,
    bytes: &'d [u8],
}

impl<'d> NoMessage<'d> {
    /// Returns the offset of the first of them in the datagram.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Returns the bytes.
    #[must_use]
    pub fn bytes(&self) -> &'d [u8] {
        self.bytes
    }
}

impl fmt::Display for NoMessage<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} bytes at offset {} are no netlink message", self.bytes.len(), self.offset)
    }
}

impl Error for NoMessage<'_> {}
