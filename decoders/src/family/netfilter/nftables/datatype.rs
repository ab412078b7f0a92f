//! nft's types of keys and data: its own numbers, which the kernel stores for it  (nft's include/datatype.h)

use core::fmt;

use crate::schema::*;
use crate::wire::{self, Endian};

/// A type of keys. Of a concatenation each part takes six bits, the first the highest.
pub(super) const KEY: Kind = gloss(&NUMBER, in_words);

static NUMBER: Kind = BE32;

/// A type of data; one means something to the kernel, too: what a map holds are verdicts.
pub(super) const DATA: Kind = gloss(&NAMED, in_words);

static NAMED: Kind = BE32.name(&NFT_DATA);

static NFT_DATA: Names = names(&[(0xffff_ff00, "NFT_DATA_VERDICT")]);

const SHIFTS: [u32; 6] = [30, 24, 18, 12, 6, 0];

/// Writes the names of the parts, or nothing if there is one that has none.
fn in_words(payload: &[u8], _: Endian, out: &mut dyn fmt::Write) -> fmt::Result {
    let Ok((_, number)) = wire::u32(payload, Endian::Big) else { return Ok(()) };
    let parts = || {
        let all = SHIFTS.iter().map(move |shift| number >> shift & 0x3f);
        all.skip_while(|part| *part == 0)
    };
    if parts().any(|part| TYPES.get(part.into()).is_none()) {
        return Ok(());
    }
    for (at, part) in parts().enumerate() {
        let between = if at > 0 { " . " } else { "" };
        write!(out, "{between}{}", TYPES.get(part.into()).unwrap_or_default())?;
    }
    Ok(())
}

/// The types as nft's language has them.
static TYPES: Names = names(&[
    (1, "verdict"),
    (2, "nf_proto"),
    (3, "bitmask"),
    (4, "integer"),
    (5, "string"),
    (6, "ll_addr"),
    (7, "ipv4_addr"),
    (8, "ipv6_addr"),
    (9, "ether_addr"),
    (10, "ether_type"),
    (11, "arp_op"),
    (12, "inet_proto"),
    (13, "inet_service"),
    (14, "icmp_type"),
    (15, "tcp_flag"),
    (16, "dccp_pkttype"),
    (17, "mh_type"),
    (18, "time"),
    (19, "mark"),
    (20, "iface_index"),
    (21, "iface_type"),
    (22, "realm"),
    (23, "classid"),
    (24, "uid"),
    (25, "gid"),
    (26, "ct_state"),
    (27, "ct_dir"),
    (28, "ct_status"),
    (29, "icmpv6_type"),
    (30, "ct_label"),
    (31, "pkt_type"),
    (32, "icmp_code"),
    (33, "icmpv6_code"),
    (34, "icmpx_code"),
    (35, "devgroup"),
    (36, "dscp"),
    (37, "ecn"),
    (38, "fib_addrtype"),
    (39, "boolean"),
    (40, "ct_event"),
    (41, "ifname"),
    (42, "igmp_type"),
    (43, "time"),
    (44, "hour"),
    (45, "day"),
    (46, "cgroupsv2"),
]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_concatenations() {
        let said = |number: u32| {
            let mut out = String::new();
            in_words(&number.to_be_bytes(), Endian::Little, &mut out).unwrap();
            out
        };
        assert_eq!(said(7), "ipv4_addr");
        assert_eq!(said(7 << 6 | 13), "ipv4_addr . inet_service");
        assert_eq!(said(41 << 12 | 7 << 6 | 13), "ifname . ipv4_addr . inet_service");
        assert_eq!(said(63), "");
        assert_eq!(said(7 << 12 | 13), "", "a part of no type");
        assert_eq!(said(0xffff_ff00), "");
        assert_eq!(said(0), "");
    }
}
