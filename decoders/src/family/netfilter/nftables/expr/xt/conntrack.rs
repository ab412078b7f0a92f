//! Matches and targets for the connection table: states, counts, labels, helpers
//! (linux/netfilter/xt_{cluster,connbytes,connlabel,connlimit,conntrack,CT,helper,state}.h)

use super::super::super::super::status::IPS;
use super::{ADDRESS, ANY, FILL, MATCH_REV, TARGET_REV};
use crate::names::IPPROTO;
use crate::schema::{Case::*, *};

pub(super) const CONNTRACK: Kind = select(MATCH_REV, CONNTRACK_REVISIONS);
const CONNTRACK_REVISIONS: &[(Case, Kind)] = &[
    (Is(1), fixed(&XT_CONNTRACK_MTINFO1)),
    (Is(2), fixed(&XT_CONNTRACK_MTINFO2)),
    (Is(3), fixed(&XT_CONNTRACK_MTINFO3)),
    (ANY, RAW),
    (Otherwise, select("@len", CONNTRACK_SIZES)),
];
const CONNTRACK_SIZES: &[(Case, Kind)] = &[
    (Is(152), fixed(&XT_CONNTRACK_MTINFO1)),
    (Is(160), fixed(&XT_CONNTRACK_MTINFO2)),
    (Is(168), fixed(&XT_CONNTRACK_MTINFO3)),
    (Otherwise, RAW),
];

static XT_CONNTRACK_MTINFO1: Struct = layout(
    "xt_conntrack_mtinfo1",
    152,
    &[
        field("origsrc_addr", ADDRESS),
        field("origsrc_mask", ADDRESS),
        field("origdst_addr", ADDRESS),
        field("origdst_mask", ADDRESS),
        field("replsrc_addr", ADDRESS),
        field("replsrc_mask", ADDRESS),
        field("repldst_addr", ADDRESS),
        field("repldst_mask", ADDRESS),
        field("expires_min", U32.unit(Unit::Seconds)),
        field("expires_max", U32.unit(Unit::Seconds)),
        field("l4proto", U16.name(&IPPROTO)),
        field("origsrc_port", BE16),
        field("origdst_port", BE16),
        field("replsrc_port", BE16),
        field("repldst_port", BE16),
        field("match_flags", U16.flags(&XT_CONNTRACK)),
        field("invert_flags", U16.flags(&XT_CONNTRACK)),
        field("state_mask", U8.flags(&XT_CONNTRACK_STATE)),
        field("status_mask", U8.flags(&IPS)),
    ],
);

static XT_CONNTRACK_MTINFO2: Struct = layout(
    "xt_conntrack_mtinfo2",
    156,
    &[
        field("origsrc_addr", ADDRESS),
        field("origsrc_mask", ADDRESS),
        field("origdst_addr", ADDRESS),
        field("origdst_mask", ADDRESS),
        field("replsrc_addr", ADDRESS),
        field("replsrc_mask", ADDRESS),
        field("repldst_addr", ADDRESS),
        field("repldst_mask", ADDRESS),
        field("expires_min", U32.unit(Unit::Seconds)),
        field("expires_max", U32.unit(Unit::Seconds)),
        field("l4proto", U16.name(&IPPROTO)),
        field("origsrc_port", BE16),
        field("origdst_port", BE16),
        field("replsrc_port", BE16),
        field("repldst_port", BE16),
        field("match_flags", U16.flags(&XT_CONNTRACK)),
        field("invert_flags", U16.flags(&XT_CONNTRACK)),
        field("state_mask", U16.flags(&XT_CONNTRACK_STATE)),
        field("status_mask", U16.flags(&IPS)),
        field("", pad(2)),
    ],
)
.then(FILL);

static XT_CONNTRACK_MTINFO3: Struct = layout(
    "xt_conntrack_mtinfo3",
    164,
    &[
        field("origsrc_addr", ADDRESS),
        field("origsrc_mask", ADDRESS),
        field("origdst_addr", ADDRESS),
        field("origdst_mask", ADDRESS),
        field("replsrc_addr", ADDRESS),
        field("replsrc_mask", ADDRESS),
        field("repldst_addr", ADDRESS),
        field("repldst_mask", ADDRESS),
        field("expires_min", U32.unit(Unit::Seconds)),
        field("expires_max", U32.unit(Unit::Seconds)),
        field("l4proto", U16.name(&IPPROTO)),
        field("origsrc_port", U16),
        field("origdst_port", U16),
        field("replsrc_port", U16),
        field("repldst_port", U16),
        field("match_flags", U16.flags(&XT_CONNTRACK)),
        field("invert_flags", U16.flags(&XT_CONNTRACK)),
        field("state_mask", U16.flags(&XT_CONNTRACK_STATE)),
        field("status_mask", U16.flags(&IPS)),
        field("origsrc_port_high", U16),
        field("origdst_port_high", U16),
        field("replsrc_port_high", U16),
        field("repldst_port_high", U16),
        field("", pad(2)),
    ],
)
.then(FILL);

static XT_CONNTRACK: Names = names(&[
    (0x1, "XT_CONNTRACK_STATE"),
    (0x2, "XT_CONNTRACK_PROTO"),
    (0x4, "XT_CONNTRACK_ORIGSRC"),
    (0x8, "XT_CONNTRACK_ORIGDST"),
    (0x10, "XT_CONNTRACK_REPLSRC"),
    (0x20, "XT_CONNTRACK_REPLDST"),
    (0x40, "XT_CONNTRACK_STATUS"),
    (0x80, "XT_CONNTRACK_EXPIRES"),
    (0x100, "XT_CONNTRACK_ORIGSRC_PORT"),
    (0x200, "XT_CONNTRACK_ORIGDST_PORT"),
    (0x400, "XT_CONNTRACK_REPLSRC_PORT"),
    (0x800, "XT_CONNTRACK_REPLDST_PORT"),
    (0x1000, "XT_CONNTRACK_DIRECTION"),
    (0x2000, "XT_CONNTRACK_STATE_ALIAS"),
]);

/// States; those between are made of numbers (`XT_CONNTRACK_STATE_BIT`) and have no names of their own.
static XT_CONNTRACK_STATE: Names = names(&[
    (0x1, "XT_CONNTRACK_STATE_INVALID"),
    (0x2, "IP_CT_ESTABLISHED"),
    (0x4, "IP_CT_RELATED"),
    (0x8, "IP_CT_NEW"),
    (0x40, "XT_CONNTRACK_STATE_SNAT"),
    (0x80, "XT_CONNTRACK_STATE_DNAT"),
    (0x100, "XT_CONNTRACK_STATE_UNTRACKED"),
]);

pub(super) const STATE: Kind = fixed(&XT_STATE_INFO);

static XT_STATE_INFO: Struct =
    layout("xt_state_info", 4, &[field("statemask", U32.flags(&XT_CONNTRACK_STATE))]).then(FILL);

pub(super) const CLUSTER: Kind = fixed(&XT_CLUSTER_MATCH_INFO);

static XT_CLUSTER_MATCH_INFO: Struct = layout(
    "xt_cluster_match_info",
    16,
    &[
        field("total_nodes", U32),
        field("node_mask", U32.hex()),
        field("hash_seed", U32.hex()),
        field("flags", U32.flags(&XT_CLUSTER_F)),
    ],
);

static XT_CLUSTER_F: Names = names(&[(0x1, "XT_CLUSTER_F_INV")]);

pub(super) const CONNBYTES: Kind = fixed(&XT_CONNBYTES_INFO);

/// A range whose ends are exchanged is inverted.
static XT_CONNBYTES_INFO: Struct = layout(
    "xt_connbytes_info",
    24,
    &[
        field("count", fixed(&COUNT)),
        field("what", U8.name(&XT_CONNBYTES)),
        field("direction", U8.name(&XT_CONNBYTES_DIR)),
        field("", pad(6)),
    ],
);

static COUNT: Struct = layout("count", 16, &[field("from", U64), field("to", U64)]);

static XT_CONNBYTES: Names =
    names(&[(0, "XT_CONNBYTES_PKTS"), (1, "XT_CONNBYTES_BYTES"), (2, "XT_CONNBYTES_AVGPKT")]);

static XT_CONNBYTES_DIR: Names =
    names(&[(0, "XT_CONNBYTES_DIR_ORIGINAL"), (1, "XT_CONNBYTES_DIR_REPLY"), (2, "XT_CONNBYTES_DIR_BOTH")]);

pub(super) const CONNLABEL: Kind = fixed(&XT_CONNLABEL_MTINFO);

static XT_CONNLABEL_MTINFO: Struct =
    layout("xt_connlabel_mtinfo", 4, &[field("bit", U16), field("options", U16.flags(&XT_CONNLABEL_OP))])
        .then(FILL);

static XT_CONNLABEL_OP: Names = names(&[(0x1, "XT_CONNLABEL_OP_INVERT"), (0x2, "XT_CONNLABEL_OP_SET")]);

pub(super) const CONNLIMIT: Kind = fixed(&XT_CONNLIMIT_INFO);

static XT_CONNLIMIT_INFO: Struct = layout(
    "xt_connlimit_info",
    32,
    &[
        field("mask", ADDRESS),
        field("limit", U32),
        field("flags", U32.flags(&XT_CONNLIMIT)),
        field("data", kernel_only(8)),
    ],
);

static XT_CONNLIMIT: Names = names(&[(0x1, "XT_CONNLIMIT_INVERT"), (0x2, "XT_CONNLIMIT_DADDR")]);

pub(super) const HELPER: Kind = fixed(&XT_HELPER_INFO);

static XT_HELPER_INFO: Struct =
    layout("xt_helper_info", 36, &[field("invert", S32.bool()), field("name", text(30)), field("", pad(2))])
        .then(FILL);

pub(super) const CT: Kind = select(TARGET_REV, CT_REVISIONS);
const CT_REVISIONS: &[(Case, Kind)] = &[
    (Is(0), fixed(&XT_CT_TARGET_INFO)),
    (OneOf(&[1, 2]), fixed(&XT_CT_TARGET_INFO_V1)),
    (ANY, RAW),
    (Otherwise, select("@len", CT_SIZES)),
];
const CT_SIZES: &[(Case, Kind)] =
    &[(UpTo(40), fixed(&XT_CT_TARGET_INFO)), (Otherwise, fixed(&XT_CT_TARGET_INFO_V1))];

static XT_CT_TARGET_INFO: Struct = layout(
    "xt_ct_target_info",
    40,
    &[
        field("flags", U16.flags(&XT_CT)),
        field("zone", U16),
        field("ct_events", U32.hex()),
        field("exp_events", U32.hex()),
        field("helper", text(16)),
        field("", pad(4)),
        field("ct", kernel_only(8)),
    ],
);

static XT_CT_TARGET_INFO_V1: Struct = layout(
    "xt_ct_target_info_v1",
    72,
    &[
        field("flags", U16.flags(&XT_CT)),
        field("zone", U16),
        field("ct_events", U32.hex()),
        field("exp_events", U32.hex()),
        field("helper", text(16)),
        field("timeout", text(32)),
        field("", pad(4)),
        field("ct", kernel_only(8)),
    ],
);

static XT_CT: Names = names(&[
    (0x1, "XT_CT_NOTRACK"),
    (0x2, "XT_CT_NOTRACK_ALIAS"),
    (0x4, "XT_CT_ZONE_DIR_ORIG"),
    (0x8, "XT_CT_ZONE_DIR_REPL"),
    (0x10, "XT_CT_ZONE_MARK"),
]);
