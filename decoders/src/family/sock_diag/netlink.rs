//! Netlink sockets: struct `netlink_diag_req`, `netlink_diag_msg`, `NETLINK_DIAG_*`  (linux/netlink_diag.h)

use core::fmt::{Result, Write};

use super::{COOKIE, MEMINFO};
use crate::family::by_protocol;
use crate::names::{AF, NETLINK, SOCK};
use crate::schema::{Case::*, *};
use crate::wire::Endian;

/// `struct netlink_diag_req`.
pub(super) static NETLINK_DIAG_REQ: Struct = layout(
    "netlink_diag_req",
    20,
    &[
        field("sdiag_family", U8.name(&AF)),
        field("sdiag_protocol", select("sdiag_protocol", PROTOCOL)),
        field("pad", pad(2)),
        field("ndiag_ino", U32),
        field("ndiag_show", U32.flags(&NDIAG_SHOW)),
        field("ndiag_cookie", COOKIE),
    ],
);

/// One protocol, or all of them.
const PROTOCOL: &[(Case, Kind)] = &[(Is(255), U8.name(&NDIAG_PROTO)), (Otherwise, U8.name(&NETLINK))];

static NDIAG_PROTO: Names = names(&[(255, "NDIAG_PROTO_ALL")]);

/// `struct netlink_diag_msg`.
pub(super) static NETLINK_DIAG_MSG: Struct = layout(
    "netlink_diag_msg",
    28,
    &[
        field("ndiag_family", U8.name(&AF)),
        field("ndiag_type", U8.name(&SOCK)),
        field("ndiag_protocol", U8.name(&NETLINK)),
        field("ndiag_state", U8.name(&NETLINK_STATE)),
        field("ndiag_portid", U32),
        field("ndiag_dst_portid", U32),
        field("ndiag_dst_group", U32),
        field("ndiag_ino", U32),
        field("ndiag_cookie", COOKIE),
    ],
);

/// `NETLINK_DIAG_*`.
pub(super) static NETLINK_DIAG: Set = set(
    "NETLINK_DIAG",
    &[
        attr(0, "NETLINK_DIAG_MEMINFO", Kind::Array(&MEMINFO)),
        attr(1, "NETLINK_DIAG_GROUPS", select("ndiag_protocol", GROUPS)),
        attr(2, "NETLINK_DIAG_RX_RING", fixed(&NETLINK_DIAG_RING)),
        attr(3, "NETLINK_DIAG_TX_RING", fixed(&NETLINK_DIAG_RING)),
        attr(4, "NETLINK_DIAG_FLAGS", U32.flags(&NDIAG_FLAG)),
    ],
);

/// A bitmap of `unsigned long`, as long as its protocol has groups, by the names that protocol has for them.
const GROUPS: &[(Case, Kind)] = &[
    (Is(0), gloss(&BITMAP, groups::<0>)),
    (Is(4), gloss(&BITMAP, groups::<4>)),
    (Is(5), gloss(&BITMAP, groups::<5>)),
    (Is(6), gloss(&BITMAP, groups::<6>)),
    (Is(7), gloss(&BITMAP, groups::<7>)),
    (Is(9), gloss(&BITMAP, groups::<9>)),
    (Is(11), gloss(&BITMAP, groups::<11>)),
    (Is(12), gloss(&BITMAP, groups::<12>)),
    (Is(15), gloss(&BITMAP, groups::<15>)),
    (Is(18), gloss(&BITMAP, groups::<18>)),
    (Is(20), gloss(&BITMAP, groups::<20>)),
    (Otherwise, gloss(&BITMAP, groups::<{ u16::MAX }>)),
];

static BITMAP: Kind = Kind::Array(&WORDS);

static WORDS: Array = array(U32.hex());

static NETLINK_DIAG_RING: Struct = layout(
    "netlink_diag_ring",
    16,
    &[
        field("ndr_block_size", U32.unit(Unit::Bytes)),
        field("ndr_block_nr", U32),
        field("ndr_frame_size", U32.unit(Unit::Bytes)),
        field("ndr_frame_nr", U32),
    ],
);

/// A socket that was never connected has the state that all sockets begin with.
static NETLINK_STATE: Names =
    names(&[(0, "NETLINK_UNCONNECTED"), (1, "NETLINK_CONNECTED"), (7, "TCP_CLOSE")]);

static NDIAG_SHOW: Names = names(&[
    (0x1, "NDIAG_SHOW_MEMINFO"),
    (0x2, "NDIAG_SHOW_GROUPS"),
    (0x4, "NDIAG_SHOW_RING_CFG"),
    (0x8, "NDIAG_SHOW_FLAGS"),
]);

static NDIAG_FLAG: Names = names(&[
    (0x1, "NDIAG_FLAG_CB_RUNNING"),
    (0x2, "NDIAG_FLAG_PKTINFO"),
    (0x4, "NDIAG_FLAG_BROADCAST_ERROR"),
    (0x8, "NDIAG_FLAG_NO_ENOBUFS"),
    (0x10, "NDIAG_FLAG_LISTEN_ALL_NSID"),
    (0x20, "NDIAG_FLAG_CAP_ACK"),
]);

/// Writes which groups of a protocol are in a bitmap; a group without a name by its number.
fn groups<const PROTOCOL: u16>(payload: &[u8], endian: Endian, out: &mut dyn Write) -> Result {
    let names = by_protocol(PROTOCOL).map(|family| family.groups);
    let word = if payload.len().is_multiple_of(8) { 8 } else { 4 };
    let mut first = true;
    for group in 1..=8 * payload.len() {
        let bit = group - 1;
        let byte = match endian {
            Endian::Little => bit / 8,
            Endian::Big => (bit / 8) / word * word + word - 1 - bit / 8 % word,
        };
        if payload.get(byte).is_none_or(|byte| byte >> (bit % 8) & 1 == 0) {
            continue;
        }
        if !first {
            out.write_char('|')?;
        }
        first = false;
        let number = u64::try_from(group).unwrap_or(u64::MAX);
        match names.and_then(|names| names.get(number)) {
            Some(name) => out.write_str(name)?,
            None => write!(out, "{group}")?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_both_byte_orders() {
        let mut bitmap = [0; 8];
        bitmap[0] = 0x41;
        bitmap[4] = 0x80;
        let mut out = String::new();
        groups::<0>(&bitmap, Endian::Little, &mut out).unwrap();
        assert_eq!(out, "RTNLGRP_LINK|RTNLGRP_IPV4_ROUTE|40");
        bitmap.reverse();
        out.clear();
        groups::<0>(&bitmap, Endian::Big, &mut out).unwrap();
        assert_eq!(out, "RTNLGRP_LINK|RTNLGRP_IPV4_ROUTE|40");
    }
}
