//! What iptables' matches look for: structs by name and revision  (linux/netfilter/xt_*.h)
//!
//! Each is filled up to a multiple of 8 bytes, and what the kernel keeps there for itself means nothing.

use super::super::super::status::IPS;
use crate::family::xt::XT_ADDRTYPE_INFO_V1;
use crate::names::IPPROTO;
use crate::schema::{Case::*, *};

pub(super) const BY_NAME: &[(Case, Kind)] = &[
    (Named("addrtype"), select("NFTA_MATCH_REV", ADDRTYPE)),
    (Named("comment"), fixed(&XT_COMMENT_INFO)),
    (Named("connmark"), select("NFTA_MATCH_REV", CONNMARK)),
    (Named("conntrack"), select("NFTA_MATCH_REV", CONNTRACK)),
    (Named("icmp"), fixed(&IPT_ICMP)),
    (Named("icmp6"), fixed(&IP6T_ICMP)),
    (Named("length"), fixed(&XT_LENGTH_INFO)),
    (Named("mac"), fixed(&XT_MAC_INFO)),
    (Named("mark"), select("NFTA_MATCH_REV", MARK)),
    (Named("multiport"), select("NFTA_MATCH_REV", MULTIPORT)),
    (Named("owner"), select("NFTA_MATCH_REV", OWNER)),
    (Named("physdev"), fixed(&XT_PHYSDEV_INFO)),
    (Named("recent"), select("NFTA_MATCH_REV", RECENT)),
    (Named("set"), select("NFTA_MATCH_REV", SET)),
    (Named("statistic"), fixed(&XT_STATISTIC_INFO)),
    (Named("tcp"), fixed(&XT_TCP)),
    (Named("udp"), fixed(&XT_UDP)),
    (Otherwise, RAW),
];

/// `union nf_inet_addr`.
pub(super) const ADDRESS: Kind = select("nfgen_family", ADDRESSES);
const ADDRESSES: &[(Case, Kind)] = &[(Is(10), IP6), (Otherwise, IP4_OF_16)];

const FILL: &[Field] = &[field("", PAD)];

const ADDRTYPE: &[(Case, Kind)] = &[(Is(1), fixed(&XT_ADDRTYPE_INFO_V1)), (Otherwise, RAW)];

static XT_COMMENT_INFO: Struct = layout("xt_comment_info", 256, &[field("comment", text(256))]);

const CONNMARK: &[(Case, Kind)] = &[(Is(1), fixed(&XT_CONNMARK_MTINFO1)), (Otherwise, RAW)];

static XT_CONNMARK_MTINFO1: Struct = layout(
    "xt_connmark_mtinfo1",
    12,
    &[field("mark", U32.hex()), field("mask", U32.hex()), field("invert", U8.bool()), field("", pad(3))],
)
.then(FILL);

const CONNTRACK: &[(Case, Kind)] = &[(Is(3), fixed(&XT_CONNTRACK_MTINFO3)), (Otherwise, RAW)];

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

static CODES: Array = array_of(2, U8);

static IPT_ICMP: Struct = layout(
    "ipt_icmp",
    4,
    &[field("type", U8), field("code", Kind::Array(&CODES)), field("invflags", U8.hex())],
)
.then(FILL);

static IP6T_ICMP: Struct = layout(
    "ip6t_icmp",
    4,
    &[field("type", U8), field("code", Kind::Array(&CODES)), field("invflags", U8.hex())],
)
.then(FILL);

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

static XT_MAC_INFO: Struct =
    layout("xt_mac_info", 12, &[field("srcaddr", MAC), field("", pad(2)), field("invert", U32.bool())])
        .then(FILL);

const MARK: &[(Case, Kind)] = &[(Is(1), fixed(&XT_MARK_MTINFO1)), (Otherwise, RAW)];

static XT_MARK_MTINFO1: Struct = layout(
    "xt_mark_mtinfo1",
    12,
    &[field("mark", U32.hex()), field("mask", U32.hex()), field("invert", U8.bool()), field("", pad(3))],
)
.then(FILL);

const MULTIPORT: &[(Case, Kind)] = &[(Is(1), fixed(&XT_MULTIPORT_V1)), (Otherwise, RAW)];

/// A port with a flag is the first of a range.
static XT_MULTIPORT_V1: Struct = layout(
    "xt_multiport_v1",
    48,
    &[
        field("flags", U8.name(&XT_MULTIPORT)),
        field("count", U8),
        field("ports", Kind::Array(&MULTIPORT_PORTS)),
        field("pflags", Kind::Array(&MULTIPORT_FLAGS)),
        field("invert", U8.bool()),
    ],
);

static XT_MULTIPORT: Names =
    names(&[(0, "XT_MULTIPORT_SOURCE"), (1, "XT_MULTIPORT_DESTINATION"), (2, "XT_MULTIPORT_EITHER")]);

static MULTIPORT_PORTS: Array = array_of(15, U16);
static MULTIPORT_FLAGS: Array = array_of(15, U8);

const OWNER: &[(Case, Kind)] = &[(Is(1), fixed(&XT_OWNER_MATCH_INFO)), (Otherwise, RAW)];

static XT_OWNER_MATCH_INFO: Struct = layout(
    "xt_owner_match_info",
    20,
    &[
        field("uid_min", U32),
        field("uid_max", U32),
        field("gid_min", U32),
        field("gid_max", U32),
        field("match", U8.flags(&XT_OWNER)),
        field("invert", U8.flags(&XT_OWNER)),
        field("", pad(2)),
    ],
)
.then(FILL);

static XT_OWNER: Names = names(&[
    (0x1, "XT_OWNER_UID"),
    (0x2, "XT_OWNER_GID"),
    (0x4, "XT_OWNER_SOCKET"),
    (0x8, "XT_OWNER_SUPPL_GROUPS"),
]);

static XT_PHYSDEV_INFO: Struct = layout(
    "xt_physdev_info",
    66,
    &[
        field("physindev", text(16)),
        field("in_mask", opaque(16)),
        field("physoutdev", text(16)),
        field("out_mask", opaque(16)),
        field("invert", U8.flags(&XT_PHYSDEV_OP)),
        field("bitmask", U8.flags(&XT_PHYSDEV_OP)),
    ],
)
.then(FILL);

static XT_PHYSDEV_OP: Names = names(&[
    (0x1, "XT_PHYSDEV_OP_IN"),
    (0x2, "XT_PHYSDEV_OP_OUT"),
    (0x4, "XT_PHYSDEV_OP_BRIDGED"),
    (0x8, "XT_PHYSDEV_OP_ISIN"),
    (0x10, "XT_PHYSDEV_OP_ISOUT"),
]);

const RECENT: &[(Case, Kind)] = &[(Is(1), fixed(&XT_RECENT_MTINFO_V1)), (Otherwise, RAW)];

static XT_RECENT_MTINFO_V1: Struct = layout(
    "xt_recent_mtinfo_v1",
    228,
    &[
        field("seconds", U32.unit(Unit::Seconds)),
        field("hit_count", U32),
        field("check_set", U8.flags(&XT_RECENT)),
        field("invert", U8.bool()),
        field("name", text(200)),
        field("side", U8.name(&XT_RECENT_SIDE)),
        field("", pad(1)),
        field("mask", ADDRESS),
    ],
)
.then(FILL);

static XT_RECENT: Names = names(&[
    (0x1, "XT_RECENT_CHECK"),
    (0x2, "XT_RECENT_SET"),
    (0x4, "XT_RECENT_UPDATE"),
    (0x8, "XT_RECENT_REMOVE"),
    (0x10, "XT_RECENT_TTL"),
    (0x20, "XT_RECENT_REAP"),
]);

static XT_RECENT_SIDE: Names = names(&[(0, "XT_RECENT_SOURCE"), (1, "XT_RECENT_DEST")]);

const SET: &[(Case, Kind)] = &[
    (OneOf(&[1, 2]), fixed(&XT_SET_INFO_MATCH_V1)),
    (Is(4), fixed(&XT_SET_INFO_MATCH_V4)),
    (Otherwise, RAW),
];

static XT_SET_INFO_MATCH_V1: Struct =
    layout("xt_set_info_match_v1", 4, &[field("match_set", fixed(&XT_SET_INFO))]).then(FILL);

static XT_SET_INFO_MATCH_V4: Struct = layout(
    "xt_set_info_match_v4",
    48,
    &[
        field("match_set", fixed(&XT_SET_INFO)),
        field("", pad(4)),
        field("packets", fixed(&IP_SET_COUNTER_MATCH)),
        field("bytes", fixed(&IP_SET_COUNTER_MATCH)),
        field("flags", U32.hex()),
        field("", pad(4)),
    ],
);

/// A set of ipset's by its index, and which of a packet's addresses and ports it is asked for.
pub(super) static XT_SET_INFO: Struct =
    layout("xt_set_info", 4, &[field("index", U16), field("dim", U8), field("flags", U8.flags(&IPSET_KOPT))]);

static IPSET_KOPT: Names = names(&[
    (0x1, "IPSET_INV_MATCH"),
    (0x2, "IPSET_DIM_ONE_SRC"),
    (0x4, "IPSET_DIM_TWO_SRC"),
    (0x8, "IPSET_DIM_THREE_SRC"),
    (0x80, "IPSET_RETURN_NOMATCH"),
]);

static IP_SET_COUNTER_MATCH: Struct = layout(
    "ip_set_counter_match",
    16,
    &[field("value", U64), field("op", U8.name(&IPSET_COUNTER)), field("", pad(7))],
);

static IPSET_COUNTER: Names = names(&[
    (0, "IPSET_COUNTER_NONE"),
    (1, "IPSET_COUNTER_EQ"),
    (2, "IPSET_COUNTER_NE"),
    (3, "IPSET_COUNTER_LT"),
    (4, "IPSET_COUNTER_GT"),
]);

/// One of so many packets, or each with a probability.
static XT_STATISTIC_INFO: Struct = layout(
    "xt_statistic_info",
    24,
    &[
        field("mode", U16.name(&XT_STATISTIC_MODE)),
        field("flags", U16.hex()),
        field("u", select("mode", &[(Is(0), fixed(&RANDOM)), (Otherwise, fixed(&NTH))])),
        field("", pad(8)),
    ],
);

static XT_STATISTIC_MODE: Names = names(&[(0, "XT_STATISTIC_MODE_RANDOM"), (1, "XT_STATISTIC_MODE_NTH")]);

/// Of 2^31.
static RANDOM: Struct = layout("random", 12, &[field("probability", U32), field("", pad(8))]);

static NTH: Struct = layout("nth", 12, &[field("every", U32), field("packet", U32), field("count", U32)]);

/// The first and the last port.
static PORTS: Array = array_of(2, U16);

static XT_TCP: Struct = layout(
    "xt_tcp",
    12,
    &[
        field("spts", Kind::Array(&PORTS)),
        field("dpts", Kind::Array(&PORTS)),
        field("option", U8),
        field("flg_mask", U8.hex()),
        field("flg_cmp", U8.hex()),
        field("invflags", U8.flags(&XT_TCP_INV)),
    ],
)
.then(FILL);

static XT_TCP_INV: Names = names(&[
    (0x1, "XT_TCP_INV_SRCPT"),
    (0x2, "XT_TCP_INV_DSTPT"),
    (0x4, "XT_TCP_INV_FLAGS"),
    (0x8, "XT_TCP_INV_OPTION"),
]);

static XT_UDP: Struct = layout(
    "xt_udp",
    10,
    &[
        field("spts", Kind::Array(&PORTS)),
        field("dpts", Kind::Array(&PORTS)),
        field("invflags", U8.flags(&XT_UDP_INV)),
        field("", pad(1)),
    ],
)
.then(FILL);

static XT_UDP_INV: Names = names(&[(0x1, "XT_UDP_INV_SRCPT"), (0x2, "XT_UDP_INV_DSTPT")]);
