//! The byte layer: where messages and attributes begin and end, without meaning.
//!
//! The functions are nom parsers over slices, and iterators over them. Offsets are positions in the given slice.
//! Mirrors `struct nlmsghdr` and `struct nlattr` of linux/netlink.h, and `struct genlmsghdr` of linux/genetlink.h.

use core::error::Error;
use core::fmt;

use nom::IResult;
use nom::bytes::complete::take;
use nom::number::complete::{be_u16, be_u32, be_u64, le_u16, u8 as any_u8};

/// Length of `struct nlmsghdr`, in bytes.
pub const NLMSG_HDRLEN: usize = 16;
/// Length of `struct nlattr`, in bytes.
pub const NLA_HDRLEN: usize = 4;
/// Set in `nla_type`: the payload is a nest of attributes.
pub const NLA_F_NESTED: u16 = 0x8000;
/// Set in `nla_type`: the payload is in network byte order.
pub const NLA_F_NET_BYTEORDER: u16 = 0x4000;
/// Set in `nla_type`, only in `RDMA_NL_LS` (rdma/rdma_netlink.h): a receiver that does not know the attribute must give up.
pub const RDMA_NLA_F_MANDATORY: u16 = 0x2000;
/// The bits of `nla_type` that are the attribute's number.
pub const NLA_TYPE_MASK: u16 = 0x3fff;

/// The byte order of the machine whose messages these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Endian {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
}

impl Endian {
    /// The byte order of the machine this runs on.
    pub const NATIVE: Endian = if cfg!(target_endian = "big") { Endian::Big } else { Endian::Little };
}

/// Returns `n` rounded up to the alignment of messages and attributes, 4 bytes (`NLMSG_ALIGN`, `NLA_ALIGN`).
#[must_use]
pub const fn align(n: usize) -> usize {
    n.saturating_add(3) & !3
}

/// The rest of the input, and the value read from it.
pub type Parsed<'a, T> = Result<(&'a [u8], T), TooShort>;

/// The input ends before the end of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooShort;

impl fmt::Display for TooShort {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the input is too short")
    }
}

impl Error for TooShort {}

/// Hides nom's error type: the parsers here fail only if bytes are missing.
#[inline]
fn parsed<'a, T>(result: IResult<&'a [u8], T>) -> Parsed<'a, T> {
    result.map_err(|_| TooShort)
}

/// Returns a 16-bit integer in the byte order given.
///
/// # Errors
///
/// There are fewer than 2 bytes.
#[inline]
pub fn u16(input: &[u8], endian: Endian) -> Parsed<'_, u16> {
    let (input, bytes) = parsed(take(2usize)(input))?;
    let number = bytes.try_into().map_or(0, u16::from_le_bytes);
    Ok((input, if endian == Endian::Big { number.swap_bytes() } else { number }))
}

/// Returns a 32-bit integer in the byte order given.
///
/// # Errors
///
/// There are fewer than 4 bytes.
#[inline]
pub fn u32(input: &[u8], endian: Endian) -> Parsed<'_, u32> {
    let (input, bytes) = parsed(take(4usize)(input))?;
    let number = bytes.try_into().map_or(0, u32::from_le_bytes);
    Ok((input, if endian == Endian::Big { number.swap_bytes() } else { number }))
}

/// Returns an unsigned integer made of the whole slice; `None` unless that is 1 to 8 bytes.
#[must_use]
#[inline]
pub fn uint(bytes: &[u8], endian: Endian) -> Option<u64> {
    // The common widths take one load each: this runs for every field that is shown.
    let number = match *bytes {
        [byte] => return Some(byte.into()),
        [a, b] => u16::from_le_bytes([a, b]).into(),
        [a, b, c, d] => u32::from_le_bytes([a, b, c, d]).into(),
        [a, b, c, d, e, f, g, h] => u64::from_le_bytes([a, b, c, d, e, f, g, h]),
        [_, _, _, ..] if bytes.len() < 8 => bytes.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b)),
        _ => return None,
    };
    Some(match endian {
        Endian::Little => number,
        Endian::Big => number.swap_bytes() >> (64 - 8 * bytes.len()),
    })
}

/// `struct nlmsghdr`: the header of every message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageHeader {
    /// `nlmsg_len`: length of the message, header included, as the sender claims it.
    pub len: u32,
    /// `nlmsg_type`: a control message (below 16) or a type of the protocol.
    pub kind: u16,
    /// `nlmsg_flags`: `NLM_F_*`.
    pub flags: u16,
    /// `nlmsg_seq`: sequence number, which a reply repeats.
    pub seq: u32,
    /// `nlmsg_pid`: port id of the sender, 0 for the kernel.
    pub portid: u32,
}

/// Reads a message header.
///
/// # Errors
///
/// There are fewer than 16 bytes.
#[inline]
pub fn message_header(input: &[u8], endian: Endian) -> Parsed<'_, MessageHeader> {
    // Each message's header is read a dozen times: one check of the length is enough.
    if let Some((head, rest)) = input.split_first_chunk::<NLMSG_HDRLEN>() {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *head;
        let word = |bytes: [u8; 4]| match endian {
            Endian::Little => u32::from_le_bytes(bytes),
            Endian::Big => u32::from_be_bytes(bytes),
        };
        let half = |bytes: [u8; 2]| match endian {
            Endian::Little => u16::from_le_bytes(bytes),
            Endian::Big => u16::from_be_bytes(bytes),
        };
        let (len, kind, flags) = (word([a, b, c, d]), half([e, f]), half([g, h]));
        let (seq, portid) = (word([i, j, k, l]), word([m, n, o, p]));
        return Ok((rest, MessageHeader { len, kind, flags, seq, portid }));
    }
    let (input, len) = u32(input, endian)?;
    let (input, kind) = u16(input, endian)?;
    let (input, flags) = u16(input, endian)?;
    let (input, seq) = u32(input, endian)?;
    let (input, portid) = u32(input, endian)?;
    Ok((input, MessageHeader { len, kind, flags, seq, portid }))
}

/// A piece of a datagram, as [`messages`] returns it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A message whose header could be read.
    Message {
        /// Its header.
        header: MessageHeader,
        /// Offset of its first byte in the datagram.
        start: usize,
        /// Offset after its last available byte: smaller than `nlmsg_len` claims if the datagram was cut.
        end: usize,
        /// Offset after its padding, where the next message begins.
        next: usize,
    },
    /// Bytes that do not form a message: shorter than a header, or with an `nlmsg_len` that is too small.
    Rest {
        /// Offset of the first byte.
        start: usize,
        /// Offset after the last byte.
        end: usize,
    },
}

/// Cuts a datagram into messages. Every byte belongs to exactly one piece (padding to the message before it).
///
/// An `nlmsg_len` below 16 is invalid, as for the kernel (`NLMSG_OK`): from there to the end the bytes are a
/// [`Piece::Rest`]. Programs that send a whole buffer leave such a tail of zeros. If `nlmsg_len` reaches past the end of
/// the datagram, the message is cut there. The caller knows whether the datagram was cut or the length is wrong.
#[must_use]
pub fn messages(datagram: &[u8], endian: Endian) -> Messages<'_> {
    Messages { datagram, endian, at: 0 }
}

/// The iterator that [`messages`] returns.
#[derive(Clone, Debug)]
pub struct Messages<'a> {
    datagram: &'a [u8],
    endian: Endian,
    at: usize,
}

impl Iterator for Messages<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let start = self.at;
        let rest = self.datagram.get(start..).filter(|rest| !rest.is_empty())?;
        let whole = self.datagram.len();
        let header = message_header(rest, self.endian).ok().map(|(_, header)| header);
        let Some((header, claimed)) = header
            .and_then(|header| Some((header, usize::try_from(header.len).ok()?)))
            .filter(|(_, claimed)| *claimed >= NLMSG_HDRLEN)
        else {
            self.at = whole;
            return Some(Piece::Rest { start, end: whole });
        };
        let end = start.saturating_add(claimed).min(whole);
        self.at = align(end).min(whole);
        Some(Piece::Message { header, start, end, next: self.at })
    }
}

/// `struct nlattr`, and the place of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// `nla_len` as sent: header and payload, without padding.
    pub len: u16,
    /// `nla_type` as sent: number and `NLA_F_*` bits.
    pub kind: u16,
    /// Length of the available payload; less than `len - 4` if the attribute was cut.
    pub payload: usize,
    /// Bytes of padding after the payload, 0 to 3; the last attribute may lack them.
    pub padding: usize,
}

/// Returns the types and payloads of attributes, up to the first that is invalid or incomplete.
pub fn attributes(bytes: &[u8], endian: Endian) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = bytes;
    core::iter::from_fn(move || {
        let attribute = attribute(rest, endian)?;
        let end = NLA_HDRLEN + attribute.payload;
        if usize::from(attribute.len) > end {
            return None;
        }
        let payload = rest.get(NLA_HDRLEN..end)?;
        rest = rest.get(end + attribute.padding..)?;
        Some((attribute.kind & NLA_TYPE_MASK, payload))
    })
}

/// Returns the payload of the first attribute of a type, up to the first that is invalid or incomplete.
#[must_use]
pub fn find_attribute(bytes: &[u8], kind: u16, endian: Endian) -> Option<&[u8]> {
    attributes(bytes, endian).find(|(found, _)| *found == kind).map(|(_, payload)| payload)
}

/// Reads the attribute at the start of `input`; returns `None` for fewer than 4 bytes or an `nla_len` below 4.
///
/// If `nla_len` reaches past the end of `input`, the payload is cut there.
#[must_use]
#[inline]
pub fn attribute(input: &[u8], endian: Endian) -> Option<Attribute> {
    let ([a, b, c, d], rest) = input.split_first_chunk::<NLA_HDRLEN>()?;
    let (len, kind) = match endian {
        Endian::Little => (u16::from_le_bytes([*a, *b]), u16::from_le_bytes([*c, *d])),
        Endian::Big => (u16::from_be_bytes([*a, *b]), u16::from_be_bytes([*c, *d])),
    };
    let claimed = usize::from(len).checked_sub(NLA_HDRLEN)?;
    let payload = claimed.min(rest.len());
    let padding = (align(payload) - payload).min(rest.len() - payload);
    Some(Attribute { len, kind, payload, padding })
}

/// `struct genlmsghdr`: follows the message header in generic netlink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GenericHeader {
    /// `cmd`: the family's command.
    pub cmd: u8,
    /// `version`: of the family.
    pub version: u8,
}

/// Reads a generic netlink header and its two reserved bytes.
///
/// # Errors
///
/// There are fewer than 4 bytes.
pub fn generic_header(input: &[u8]) -> Parsed<'_, GenericHeader> {
    parsed(genlmsghdr(input))
}

fn genlmsghdr(input: &[u8]) -> IResult<&[u8], GenericHeader> {
    let (input, cmd) = any_u8(input)?;
    let (input, version) = any_u8(input)?;
    let (input, _reserved) = le_u16(input)?;
    Ok((input, GenericHeader { cmd, version }))
}

/// The 16-byte header before a datagram in a capture of `LINKTYPE_NETLINK`; big-endian on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CookedHeader {
    /// Packet type as in `sockaddr_ll`: 4, `PACKET_OUTGOING`, in recordings of nlmon, for either direction.
    pub packet_type: u16,
    /// `ARPHRD_NETLINK`, 824.
    pub arphrd: u16,
    /// The netlink protocol, `NETLINK_*`.
    pub protocol: u16,
}

/// Reads a cooked header. The address in its middle is junk in real files and is skipped.
///
/// # Errors
///
/// There are fewer than 16 bytes.
pub fn cooked_header(input: &[u8]) -> Parsed<'_, CookedHeader> {
    parsed(sll(input))
}

fn sll(input: &[u8]) -> IResult<&[u8], CookedHeader> {
    let (input, packet_type) = be_u16(input)?;
    let (input, arphrd) = be_u16(input)?;
    let (input, _address_len) = be_u16(input)?;
    let (input, _address) = be_u64(input)?;
    let (input, protocol) = be_u16(input)?;
    Ok((input, CookedHeader { packet_type, arphrd, protocol }))
}

/// Reads the second sort of cooked header (`LINKTYPE_LINUX_SLL2`), 20 bytes, and keeps the same members.
///
/// # Errors
///
/// There are fewer than 20 bytes.
pub fn cooked_header_2(input: &[u8]) -> Parsed<'_, CookedHeader> {
    parsed(sll2(input))
}

fn sll2(input: &[u8]) -> IResult<&[u8], CookedHeader> {
    let (input, protocol) = be_u16(input)?;
    let (input, _reserved) = be_u16(input)?;
    let (input, _interface) = be_u32(input)?;
    let (input, arphrd) = be_u16(input)?;
    let (input, packet_type) = any_u8(input)?;
    let (input, _address_len) = any_u8(input)?;
    let (input, _address) = be_u64(input)?;
    Ok((input, CookedHeader { packet_type: packet_type.into(), arphrd, protocol }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_of_every_width() {
        assert_eq!(uint(&[1], Endian::Big), Some(1));
        assert_eq!(uint(&[1, 2, 3], Endian::Big), Some(0x01_02_03));
        assert_eq!(uint(&[1, 2, 3], Endian::Little), Some(0x03_02_01));
        assert_eq!(uint(&[0xff; 8], Endian::Little), Some(u64::MAX));
        assert_eq!(uint(&[], Endian::Little), None);
        assert_eq!(uint(&[0; 9], Endian::Little), None);
    }

    #[test]
    fn messages_own_every_byte() {
        let mut bytes = vec![17, 0, 0, 0, 3, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0];
        bytes.extend([20, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
        let pieces: Vec<Piece> = messages(&bytes, Endian::Little).collect();
        assert!(matches!(pieces[0], Piece::Message { start: 0, end: 17, next: 20, .. }));
        assert!(matches!(pieces[1], Piece::Message { start: 20, end: 37, next: 37, .. }));
        assert_eq!(pieces.len(), 2);
    }

    #[test]
    fn a_length_too_small_is_no_message() {
        let bytes = [[15, 0, 0, 0], [16, 0, 0, 0], [0; 4], [0; 4], [7; 4]].concat();
        let pieces: Vec<Piece> = messages(&bytes, Endian::Little).collect();
        assert_eq!(pieces, [Piece::Rest { start: 0, end: 20 }]);
    }

    #[test]
    fn attributes_cut_and_unpadded() {
        let whole = attribute(&[5, 0, 1, 0x80, 7, 0, 0, 0], Endian::Little);
        assert_eq!(whole, Some(Attribute { len: 5, kind: 0x8001, payload: 1, padding: 3 }));
        let cut = attribute(&[9, 0, 1, 0, 7], Endian::Little);
        assert_eq!(cut, Some(Attribute { len: 9, kind: 1, payload: 1, padding: 0 }));
        assert_eq!(attribute(&[3, 0, 1, 0], Endian::Little), None);
        assert_eq!(attribute(&[4, 0, 1], Endian::Little), None);
    }

    #[test]
    fn the_cooked_header_is_big_endian() {
        let mut bytes = [0u8; 16];
        bytes[1] = 4;
        bytes[2..4].copy_from_slice(&824u16.to_be_bytes());
        bytes[15] = 4;
        let (rest, header) = cooked_header(&bytes).unwrap();
        assert!(rest.is_empty());
        assert_eq!(header, CookedHeader { packet_type: 4, arphrd: 824, protocol: 4 });
    }
}
