//! Transport headers: ports, flags, options, security parameters
//! (linux/netfilter/xt_{dccp,esp,ipcomp,l2tp,multiport,sctp,tcpmss,tcpudp,TCPMSS,TCPOPTSTRIP}.h, ip_tables.h, ipt_ah.h, ip6t_ah.h)

use super::{ANY, FILL, MATCH_REV, RANGE_8, RANGE_16, RANGE_32};
use crate::schema::{Case::*, *};

pub(super) const TCP: Kind = fixed(&XT_TCP);

static XT_TCP: Struct = layout(
    "xt_tcp",
    12,
    &[
        field("spts", Kind::Array(&RANGE_16)),
        field("dpts", Kind::Array(&RANGE_16)),
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

pub(super) const UDP: Kind = fixed(&XT_UDP);

static XT_UDP: Struct = layout(
    "xt_udp",
    10,
    &[
        field("spts", Kind::Array(&RANGE_16)),
        field("dpts", Kind::Array(&RANGE_16)),
        field("invflags", U8.flags(&XT_UDP_INV)),
        field("", pad(1)),
    ],
)
.then(FILL);

static XT_UDP_INV: Names = names(&[(0x1, "XT_UDP_INV_SRCPT"), (0x2, "XT_UDP_INV_DSTPT")]);

pub(super) const MULTIPORT: Kind = select(MATCH_REV, MULTIPORT_REVISIONS);
const MULTIPORT_REVISIONS: &[(Case, Kind)] = &[
    (Is(0), fixed(&XT_MULTIPORT)),
    (Is(1), fixed(&XT_MULTIPORT_V1)),
    (ANY, RAW),
    (Otherwise, select("@len", MULTIPORT_SIZES)),
];
const MULTIPORT_SIZES: &[(Case, Kind)] =
    &[(UpTo(32), fixed(&XT_MULTIPORT)), (Otherwise, fixed(&XT_MULTIPORT_V1))];

static XT_MULTIPORT: Struct = layout(
    "xt_multiport",
    32,
    &[
        field("flags", U8.name(&XT_MULTIPORT_SIDE)),
        field("count", U8),
        field("ports", Kind::Array(&MULTIPORT_PORTS)),
    ],
);

/// A port with a flag is the first of a range.
static XT_MULTIPORT_V1: Struct = layout(
    "xt_multiport_v1",
    48,
    &[
        field("flags", U8.name(&XT_MULTIPORT_SIDE)),
        field("count", U8),
        field("ports", Kind::Array(&MULTIPORT_PORTS)),
        field("pflags", Kind::Array(&MULTIPORT_FLAGS)),
        field("invert", U8.bool()),
    ],
);

static XT_MULTIPORT_SIDE: Names =
    names(&[(0, "XT_MULTIPORT_SOURCE"), (1, "XT_MULTIPORT_DESTINATION"), (2, "XT_MULTIPORT_EITHER")]);

static MULTIPORT_PORTS: Array = array_of(15, U16);
static MULTIPORT_FLAGS: Array = array_of(15, U8);

pub(super) const ICMP: Kind = fixed(&IPT_ICMP);

static IPT_ICMP: Struct = layout(
    "ipt_icmp",
    4,
    &[field("type", U8), field("code", Kind::Array(&RANGE_8)), field("invflags", U8.hex())],
)
.then(FILL);

pub(super) const ICMP6: Kind = fixed(&IP6T_ICMP);

static IP6T_ICMP: Struct = layout(
    "ip6t_icmp",
    4,
    &[field("type", U8), field("code", Kind::Array(&RANGE_8)), field("invflags", U8.hex())],
)
.then(FILL);

pub(super) const DCCP: Kind = fixed(&XT_DCCP_INFO);

static XT_DCCP_INFO: Struct = layout(
    "xt_dccp_info",
    16,
    &[
        field("dpts", Kind::Array(&RANGE_16)),
        field("spts", Kind::Array(&RANGE_16)),
        field("flags", U16.flags(&XT_DCCP)),
        field("invflags", U16.flags(&XT_DCCP)),
        field("typemask", U16.hex()),
        field("option", U8),
        field("", pad(1)),
    ],
);

static XT_DCCP: Names = names(&[
    (0x1, "XT_DCCP_SRC_PORTS"),
    (0x2, "XT_DCCP_DEST_PORTS"),
    (0x4, "XT_DCCP_TYPE"),
    (0x8, "XT_DCCP_OPTION"),
]);

pub(super) const SCTP: Kind = fixed(&XT_SCTP_INFO);

/// The header reserves a word of `chunkmap` for each byte of 256 bits; eight of them are in use.
static XT_SCTP_INFO: Struct = layout(
    "xt_sctp_info",
    292,
    &[
        field("dpts", Kind::Array(&RANGE_16)),
        field("spts", Kind::Array(&RANGE_16)),
        field("chunkmap", Kind::Array(&BITMAP)),
        field("", pad(224)),
        field("chunk_match_type", U32.name(&SCTP_CHUNK_MATCH)),
        field("flag_info", Kind::Array(&SCTP_FLAGS)),
        field("flag_count", S32),
        field("flags", U32.flags(&XT_SCTP)),
        field("invflags", U32.flags(&XT_SCTP)),
    ],
)
.then(FILL);

/// A bit for each of 256 types, the first in the least significant bit.
static BITMAP: Array = array_of(8, U32.hex());

static SCTP_FLAGS: Array = array_with_room("flag_count", 4, fixed(&XT_SCTP_FLAG_INFO));

static XT_SCTP_FLAG_INFO: Struct = layout(
    "xt_sctp_flag_info",
    3,
    &[field("chunktype", U8), field("flag", U8.hex()), field("flag_mask", U8.hex())],
);

static SCTP_CHUNK_MATCH: Names =
    names(&[(1, "SCTP_CHUNK_MATCH_ANY"), (2, "SCTP_CHUNK_MATCH_ALL"), (4, "SCTP_CHUNK_MATCH_ONLY")]);

static XT_SCTP: Names =
    names(&[(0x1, "XT_SCTP_SRC_PORTS"), (0x2, "XT_SCTP_DEST_PORTS"), (0x4, "XT_SCTP_CHUNK_TYPES")]);

pub(super) const ESP: Kind = fixed(&XT_ESP);

static XT_ESP: Struct = layout(
    "xt_esp",
    12,
    &[field("spis", Kind::Array(&RANGE_32)), field("invflags", U8.flags(&XT_ESP_INV)), field("", pad(3))],
)
.then(FILL);

static XT_ESP_INV: Names = names(&[(0x1, "XT_ESP_INV_SPI")]);

pub(super) const IPCOMP: Kind = fixed(&XT_IPCOMP);

static XT_IPCOMP: Struct = layout(
    "xt_ipcomp",
    12,
    &[
        field("spis", Kind::Array(&RANGE_32)),
        field("invflags", U8.flags(&XT_IPCOMP_INV)),
        field("hdrres", U8.bool()),
        field("", pad(2)),
    ],
)
.then(FILL);

static XT_IPCOMP_INV: Names = names(&[(0x1, "XT_IPCOMP_INV_SPI")]);

pub(super) const AH: Kind = select("nfgen_family", AH_FAMILIES);
const AH_FAMILIES: &[(Case, Kind)] = &[(Is(10), fixed(&IP6T_AH)), (Otherwise, fixed(&IPT_AH))];

static IPT_AH: Struct = layout(
    "ipt_ah",
    12,
    &[field("spis", Kind::Array(&RANGE_32)), field("invflags", U8.flags(&IPT_AH_INV)), field("", pad(3))],
)
.then(FILL);

static IPT_AH_INV: Names = names(&[(0x1, "IPT_AH_INV_SPI")]);

static IP6T_AH: Struct = layout(
    "ip6t_ah",
    16,
    &[
        field("spis", Kind::Array(&RANGE_32)),
        field("hdrlen", U32.unit(Unit::Bytes)),
        field("hdrres", U8.bool()),
        field("invflags", U8.flags(&IP6T_AH_INV)),
        field("", pad(2)),
    ],
);

static IP6T_AH_INV: Names = names(&[(0x1, "IP6T_AH_INV_SPI"), (0x2, "IP6T_AH_INV_LEN")]);

pub(super) const L2TP: Kind = fixed(&XT_L2TP_INFO);

static XT_L2TP_INFO: Struct = layout(
    "xt_l2tp_info",
    12,
    &[
        field("tid", U32),
        field("sid", U32),
        field("version", U8),
        field("type", U8.name(&XT_L2TP_TYPE)),
        field("flags", U8.flags(&XT_L2TP)),
        field("", pad(1)),
    ],
)
.then(FILL);

static XT_L2TP_TYPE: Names = names(&[(0, "XT_L2TP_TYPE_CONTROL"), (1, "XT_L2TP_TYPE_DATA")]);

static XT_L2TP: Names =
    names(&[(0x1, "XT_L2TP_TID"), (0x2, "XT_L2TP_SID"), (0x4, "XT_L2TP_VERSION"), (0x8, "XT_L2TP_TYPE")]);

pub(super) const TCPMSS_MATCH: Kind = fixed(&XT_TCPMSS_MATCH_INFO);

static XT_TCPMSS_MATCH_INFO: Struct = layout(
    "xt_tcpmss_match_info",
    6,
    &[
        field("mss_min", U16.unit(Unit::Bytes)),
        field("mss_max", U16.unit(Unit::Bytes)),
        field("invert", U8.bool()),
        field("", pad(1)),
    ],
)
.then(FILL);

pub(super) const TCPMSS_TARGET: Kind = fixed(&XT_TCPMSS_INFO);

/// The largest segment, or one that fits the path.
static XT_TCPMSS_INFO: Struct = layout("xt_tcpmss_info", 2, &[field("mss", U16.name(&XT_TCPMSS))]).then(FILL);

static XT_TCPMSS: Names = names(&[(0xffff, "XT_TCPMSS_CLAMP_PMTU")]);

pub(super) const TCPOPTSTRIP: Kind = fixed(&XT_TCPOPTSTRIP_TARGET_INFO);

static XT_TCPOPTSTRIP_TARGET_INFO: Struct =
    layout("xt_tcpoptstrip_target_info", 32, &[field("strip_bmap", Kind::Array(&BITMAP))]);
