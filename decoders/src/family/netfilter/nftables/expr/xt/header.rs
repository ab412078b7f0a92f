//! The IP header and the link layer's: addresses, length, class of service, time to live
//! (linux/netfilter/xt_{addrtype,dscp,DSCP,ecn,iprange,length,mac}.h, linux/netfilter_ipv4/ipt_{ECN,TTL,ttl}.h)

use super::{ADDRESS, ANY, FILL, MATCH_REV, TARGET_REV};
use crate::family::xt::{XT_ADDRTYPE, XT_ADDRTYPE_INFO_V1};
use crate::schema::{Case::*, *};

pub(super) const ADDRTYPE: Kind = select(MATCH_REV, ADDRTYPE_REVISIONS);
const ADDRTYPE_REVISIONS: &[(Case, Kind)] = &[
    (Is(0), fixed(&XT_ADDRTYPE_INFO)),
    (Is(1), fixed(&XT_ADDRTYPE_INFO_V1)),
    (ANY, RAW),
    (Otherwise, select("@len", ADDRTYPE_SIZES)),
];
const ADDRTYPE_SIZES: &[(Case, Kind)] =
    &[(Is(8), fixed(&XT_ADDRTYPE_INFO_V1)), (Otherwise, fixed(&XT_ADDRTYPE_INFO))];

static XT_ADDRTYPE_INFO: Struct = layout(
    "xt_addrtype_info",
    12,
    &[
        field("source", U16.flags(&XT_ADDRTYPE)),
        field("dest", U16.flags(&XT_ADDRTYPE)),
        field("invert_source", U32.bool()),
        field("invert_dest", U32.bool()),
    ],
)
.then(FILL);

pub(super) const IPRANGE: Kind = fixed(&XT_IPRANGE_MTINFO);

static XT_IPRANGE_MTINFO: Struct = layout(
    "xt_iprange_mtinfo",
    68,
    &[
        field("src_min", ADDRESS),
        field("src_max", ADDRESS),
        field("dst_min", ADDRESS),
        field("dst_max", ADDRESS),
        field("flags", U8.flags(&IPRANGE_FLAGS)),
        field("", pad(3)),
    ],
)
.then(FILL);

static IPRANGE_FLAGS: Names = names(&[
    (0x1, "IPRANGE_SRC"),
    (0x2, "IPRANGE_DST"),
    (0x10, "IPRANGE_SRC_INV"),
    (0x20, "IPRANGE_DST_INV"),
]);

pub(super) const LENGTH: Kind = fixed(&XT_LENGTH_INFO);

static XT_LENGTH_INFO: Struct = layout(
    "xt_length_info",
    6,
    &[
        field("min", U16.unit(Unit::Bytes)),
        field("max", U16.unit(Unit::Bytes)),
        field("invert", U8.bool()),
        field("", pad(1)),
    ],
)
.then(FILL);

pub(super) const MAC_MATCH: Kind = fixed(&XT_MAC_INFO);

static XT_MAC_INFO: Struct =
    layout("xt_mac_info", 12, &[field("srcaddr", MAC), field("", pad(2)), field("invert", U32.bool())])
        .then(FILL);

pub(super) const DSCP_MATCH: Kind = fixed(&XT_DSCP_MATCH_INFO);

static XT_DSCP_MATCH_INFO: Struct =
    layout("xt_dscp_info", 2, &[field("dscp", U8.hex()), field("invert", U8.bool())]).then(FILL);

pub(super) const DSCP_TARGET: Kind = fixed(&XT_DSCP_INFO);

static XT_DSCP_INFO: Struct = layout("xt_DSCP_info", 1, &[field("dscp", U8.hex())]).then(FILL);

pub(super) const TOS_MATCH: Kind = select(MATCH_REV, TOS_MATCH_REVISIONS);
const TOS_MATCH_REVISIONS: &[(Case, Kind)] = &[(Is(0), RAW), (Otherwise, fixed(&XT_TOS_MATCH_INFO))];

static XT_TOS_MATCH_INFO: Struct = layout(
    "xt_tos_match_info",
    3,
    &[field("tos_mask", U8.hex()), field("tos_value", U8.hex()), field("invert", U8.bool())],
)
.then(FILL);

pub(super) const TOS_TARGET: Kind = select(TARGET_REV, TOS_TARGET_REVISIONS);
const TOS_TARGET_REVISIONS: &[(Case, Kind)] = &[(Is(0), RAW), (Otherwise, fixed(&XT_TOS_TARGET_INFO))];

static XT_TOS_TARGET_INFO: Struct =
    layout("xt_tos_target_info", 2, &[field("tos_value", U8.hex()), field("tos_mask", U8.hex())]).then(FILL);

pub(super) const ECN_MATCH: Kind = fixed(&XT_ECN_INFO);

/// `proto` is the TCP header's bit ECE, in a union of one member.
static XT_ECN_INFO: Struct = layout(
    "xt_ecn_info",
    4,
    &[
        field("operation", U8.flags(&XT_ECN_OP)),
        field("invert", U8.flags(&XT_ECN_OP)),
        field("ip_ect", U8),
        field("proto", U8),
    ],
)
.then(FILL);

static XT_ECN_OP: Names =
    names(&[(0x1, "XT_ECN_OP_MATCH_IP"), (0x10, "XT_ECN_OP_MATCH_ECE"), (0x20, "XT_ECN_OP_MATCH_CWR")]);

pub(super) const ECN_TARGET: Kind = fixed(&IPT_ECN_INFO);

static IPT_ECN_INFO: Struct = layout(
    "ipt_ECN_info",
    3,
    &[
        field("operation", U8.flags(&IPT_ECN_OP)),
        field("ip_ect", U8),
        field(
            "proto",
            U8.bit_fields(&[part("ece", 1, Show::Bool), part("cwr", 1, Show::Bool), part("", 6, Show::Dec)]),
        ),
    ],
)
.then(FILL);

static IPT_ECN_OP: Names =
    names(&[(0x1, "IPT_ECN_OP_SET_IP"), (0x10, "IPT_ECN_OP_SET_ECE"), (0x20, "IPT_ECN_OP_SET_CWR")]);

pub(super) const TTL_MATCH: Kind = fixed(&IPT_TTL_MATCH_INFO);

static IPT_TTL_MATCH_INFO: Struct =
    layout("ipt_ttl_info", 2, &[field("mode", U8.name(&IPT_TTL_MATCH)), field("ttl", U8)]).then(FILL);

static IPT_TTL_MATCH: Names =
    names(&[(0, "IPT_TTL_EQ"), (1, "IPT_TTL_NE"), (2, "IPT_TTL_LT"), (3, "IPT_TTL_GT")]);

pub(super) const TTL_TARGET: Kind = fixed(&IPT_TTL_INFO);

static IPT_TTL_INFO: Struct =
    layout("ipt_TTL_info", 2, &[field("mode", U8.name(&IPT_TTL)), field("ttl", U8)]).then(FILL);

static IPT_TTL: Names = names(&[(0, "IPT_TTL_SET"), (1, "IPT_TTL_INC"), (2, "IPT_TTL_DEC")]);
