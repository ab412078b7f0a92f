//! `seg6`: segment routing over IPv6, with the routing header that is put into packets
//! (linux/seg6.h, linux/seg6_iptunnel.h)

use super::super::route::RT_TABLE;
use crate::names::IPPROTO;
use crate::schema::{Case::*, *};

pub(super) static SEG6_IPTUNNEL: Set = set(
    "SEG6_IPTUNNEL",
    &[
        attr(1, "SEG6_IPTUNNEL_SRH", fixed(&SEG6_IPTUNNEL_ENCAP)),
        attr(2, "SEG6_IPTUNNEL_SRC", IP6),
        attr(3, "SEG6_IPTUNNEL_TABLE", U32.name(&RT_TABLE)),
    ],
);

static SEG6_IPTUNNEL_ENCAP: Struct =
    layout("seg6_iptunnel_encap", 4, &[field("mode", S32.name(&SEG6_IPTUN_MODE))])
        .then(&[field("srh", fixed(&IPV6_SR_HDR))]);

/// The segment routing header, as in packets: its segments, the last first, and options.
pub(super) static IPV6_SR_HDR: Struct = layout(
    "ipv6_sr_hdr",
    8,
    &[
        field("nexthdr", U8.name(&IPPROTO)),
        field("hdrlen", U8),
        field("type", U8.name(&IPV6_SRCRT)),
        field("segments_left", U8),
        field("first_segment", U8),
        field("flags", U8.flags(&SR6_FLAG1)),
        field("tag", BE16.hex()),
    ],
)
.then(&[field("segments", Kind::Array(&SEGMENTS)), field("tlvs", records_packed(&SR6_TLV, "len", 1, 2))]);

static SEGMENTS: Array = array_counted("first_segment", 1, IP6);

static SR6_TLV: Struct = layout("sr6_tlv", 2, &[field("type", U8.name(&SR6_TLV_TYPE)), field("len", U8)])
    .then(&[field(
        "data",
        select("type", &[(Is(4), PAD), (Is(5), fixed(&SR6_TLV_HMAC)), (Otherwise, OPAQUE)]),
    )]);

static SR6_TLV_HMAC: Struct = layout(
    "sr6_tlv_hmac",
    38,
    &[
        field("d", BE16.parts(&[part("", 15, Show::Dec), part("d", 1, Show::Bool)])),
        field("hmackeyid", BE32),
        field("hmac", opaque(32)),
    ],
);

static SEG6_IPTUN_MODE: Names = names(&[
    (0, "SEG6_IPTUN_MODE_INLINE"),
    (1, "SEG6_IPTUN_MODE_ENCAP"),
    (2, "SEG6_IPTUN_MODE_L2ENCAP"),
    (3, "SEG6_IPTUN_MODE_ENCAP_RED"),
    (4, "SEG6_IPTUN_MODE_L2ENCAP_RED"),
]);

/// `IPV6_SRCRT_TYPE_*`: types of routing headers  (linux/ipv6.h)
pub(super) static IPV6_SRCRT: Names = names(&[
    (0, "IPV6_SRCRT_TYPE_0"),
    (2, "IPV6_SRCRT_TYPE_2"),
    (3, "IPV6_SRCRT_TYPE_3"),
    (4, "IPV6_SRCRT_TYPE_4"),
]);

static SR6_FLAG1: Names = names(&[
    (0x8, "SR6_FLAG1_HMAC"),
    (0x10, "SR6_FLAG1_ALERT"),
    (0x20, "SR6_FLAG1_OAM"),
    (0x40, "SR6_FLAG1_PROTECTED"),
]);

static SR6_TLV_TYPE: Names = names(&[
    (1, "SR6_TLV_INGRESS"),
    (2, "SR6_TLV_EGRESS"),
    (3, "SR6_TLV_OPAQUE"),
    (4, "SR6_TLV_PADDING"),
    (5, "SR6_TLV_HMAC"),
]);

#[cfg(test)]
mod tests {
    use crate::family::route::FAMILY;
    use crate::family::testing::{attribute, decoded, values};

    #[test]
    fn segments_and_what_stands_behind_them() {
        let route = [10, 32, 0, 0, 254, 4, 0, 1, 0, 0, 0, 0];
        let srh = [
            &[1, 0, 0, 0][..],          // mode: encap
            &[0, 11, 4, 1, 1, 8, 0, 7], // 11 units of 8 bytes after these, two segments, an HMAC, tag 7
            &[0; 15],
            &[0xb], // the last segment
            &[0; 15],
            &[0xa],   // the first
            &[4, 14], // padding
            &[0; 14],
            &[5, 38, 0x80, 0, 0, 0, 0, 5], // HMAC, D bit, key 5
            &[0xee; 32],
        ]
        .concat();
        let encap = [attribute(21, &[5, 0]), attribute(22, &attribute(1, &srh))].concat();
        let decoded = decoded(&FAMILY, (24, 0), &[&route, &encap]);
        assert_eq!(values(&decoded, ""), ["::b", "::a"]);
        assert_eq!(values(&decoded, "len"), ["14", "38"]);
        assert_eq!(values(&decoded, "hmackeyid"), ["5"]);
        assert_eq!(values(&decoded, "tag"), ["7"]);
    }
}
