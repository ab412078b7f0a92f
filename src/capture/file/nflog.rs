//! `LINKTYPE_NFLOG`, as tcpdump -i nflog records it. A packet holds `nfgenmsg` and the attributes of an `NFULNL_MSG_PACKET`
//! without the message header. This module adds a header, so that the packet is decoded as the original message.

use nltrace_decoders::names::NETLINK_NETFILTER;
use nltrace_decoders::wire::{Endian, NLMSG_HDRLEN};

use crate::datagram::{Cut, Datagram};

const LINKTYPE_NFLOG: u32 = 239;
/// `NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_PACKET`.
const NFULNL_MSG_PACKET: u16 = 4 << 8;
/// `struct nfgenmsg`.
const NFGENMSG: usize = 4;

/// Makes a message of a packet, in `out`. Returns false if it is of another link type or has no head.
pub(super) fn message(link: u32, packet: &[u8], whole_len: usize, order: Endian, out: &mut Vec<u8>) -> bool {
    if link != LINKTYPE_NFLOG || packet.len() < NFGENMSG {
        return false;
    }
    let len = u32::try_from(NLMSG_HDRLEN + whole_len.max(packet.len())).unwrap_or(u32::MAX);
    let (len, kind) = match order {
        Endian::Little => (len.to_le_bytes(), NFULNL_MSG_PACKET.to_le_bytes()),
        Endian::Big => (len.to_be_bytes(), NFULNL_MSG_PACKET.to_be_bytes()),
    };
    out.clear();
    out.extend(len);
    out.extend(kind);
    out.extend([0; NLMSG_HDRLEN - 6]);
    out.extend_from_slice(packet);
    true
}

/// Returns the datagram of a message that was made.
pub(super) fn datagram(bytes: &[u8], whole_len: usize, order: Endian) -> Datagram<'_> {
    let whole_len = (NLMSG_HDRLEN + whole_len).max(bytes.len());
    Datagram {
        protocol: Some(NETLINK_NETFILTER),
        endian: order,
        bytes,
        whole_len,
        cut: (whole_len > bytes.len()).then_some(Cut::Snaplen),
        ..Datagram::of_capture()
    }
}
