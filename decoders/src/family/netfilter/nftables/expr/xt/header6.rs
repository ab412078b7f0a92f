//! The IPv6 header and its extension headers  (linux/netfilter_ipv6/ip6t_*.h)

use super::{ANY, FILL, MATCH_REV, NO_INFO, RANGE_8, RANGE_32};
use crate::names::IPPROTO;
use crate::schema::{Case::*, *};

pub(super) const HL_MATCH: Kind = fixed(&IP6T_HL_MATCH_INFO);

static IP6T_HL_MATCH_INFO: Struct =
    layout("ip6t_hl_info", 2, &[field("mode", U8.name(&IP6T_HL_MATCH)), field("hop_limit", U8)]).then(FILL);

static IP6T_HL_MATCH: Names =
    names(&[(0, "IP6T_HL_EQ"), (1, "IP6T_HL_NE"), (2, "IP6T_HL_LT"), (3, "IP6T_HL_GT")]);

pub(super) const HL_TARGET: Kind = fixed(&IP6T_HL_INFO);

static IP6T_HL_INFO: Struct =
    layout("ip6t_HL_info", 2, &[field("mode", U8.name(&IP6T_HL)), field("hop_limit", U8)]).then(FILL);

static IP6T_HL: Names = names(&[(0, "IP6T_HL_SET"), (1, "IP6T_HL_INC"), (2, "IP6T_HL_DEC")]);

/// The kernel reserves an `int` that it does not read.
pub(super) const EUI64: Kind = NO_INFO;

pub(super) const FRAG: Kind = fixed(&IP6T_FRAG);

static IP6T_FRAG: Struct = layout(
    "ip6t_frag",
    16,
    &[
        field("ids", Kind::Array(&RANGE_32)),
        field("hdrlen", U32.unit(Unit::Bytes)),
        field("flags", U8.flags(&IP6T_FRAG_FLAGS)),
        field("invflags", U8.flags(&IP6T_FRAG_INV)),
        field("", pad(2)),
    ],
);

static IP6T_FRAG_FLAGS: Names = names(&[
    (0x1, "IP6T_FRAG_IDS"),
    (0x2, "IP6T_FRAG_LEN"),
    (0x4, "IP6T_FRAG_RES"),
    (0x8, "IP6T_FRAG_FST"),
    (0x10, "IP6T_FRAG_MF"),
    (0x20, "IP6T_FRAG_NMF"),
]);

static IP6T_FRAG_INV: Names = names(&[(0x1, "IP6T_FRAG_INV_IDS"), (0x2, "IP6T_FRAG_INV_LEN")]);

pub(super) const RT: Kind = fixed(&IP6T_RT);

static IP6T_RT: Struct = layout(
    "ip6t_rt",
    280,
    &[
        field("rt_type", U32),
        field("segsleft", Kind::Array(&RANGE_32)),
        field("hdrlen", U32.unit(Unit::Bytes)),
        field("flags", U8.flags(&IP6T_RT_FLAGS)),
        field("invflags", U8.flags(&IP6T_RT_INV)),
        field("", pad(2)),
        field("addrs", Kind::Array(&HOPS)),
        field("addrnr", U8),
        field("", pad(3)),
    ],
);

static HOPS: Array = array_with_room("addrnr", 16, IP6);

static IP6T_RT_FLAGS: Names = names(&[
    (0x1, "IP6T_RT_TYP"),
    (0x2, "IP6T_RT_SGS"),
    (0x4, "IP6T_RT_LEN"),
    (0x8, "IP6T_RT_RES"),
    (0x10, "IP6T_RT_FST"),
    (0x20, "IP6T_RT_FST_NSTRICT"),
]);

static IP6T_RT_INV: Names =
    names(&[(0x1, "IP6T_RT_INV_TYP"), (0x2, "IP6T_RT_INV_SGS"), (0x4, "IP6T_RT_INV_LEN")]);

/// Hop-by-hop and destination options.
pub(super) const OPTS: Kind = fixed(&IP6T_OPTS);

static IP6T_OPTS: Struct = layout(
    "ip6t_opts",
    40,
    &[
        field("hdrlen", U32.unit(Unit::Bytes)),
        field("flags", U8.flags(&IP6T_OPTS_FLAGS)),
        field("invflags", U8.flags(&IP6T_OPTS_INV)),
        field("opts", Kind::Array(&OPTIONS)),
        field("optsnr", U8),
        field("", pad(1)),
    ],
);

/// The option's type in the high byte, its length in the low one; 255 is any length.
static OPTIONS: Array = array_with_room("optsnr", 16, U16.hex());

static IP6T_OPTS_FLAGS: Names =
    names(&[(0x1, "IP6T_OPTS_LEN"), (0x2, "IP6T_OPTS_OPTS"), (0x4, "IP6T_OPTS_NSTRICT")]);

static IP6T_OPTS_INV: Names = names(&[(0x1, "IP6T_OPTS_INV_LEN")]);

pub(super) const IPV6HEADER: Kind = fixed(&IP6T_IPV6HEADER_INFO);

static IP6T_IPV6HEADER_INFO: Struct = layout(
    "ip6t_ipv6header_info",
    3,
    &[field("matchflags", U8.flags(&MASK)), field("invflags", U8.flags(&MASK)), field("modeflag", U8)],
)
.then(FILL);

static MASK: Names = names(&[
    (1, "MASK_PROTO"),
    (2, "MASK_NONE"),
    (4, "MASK_ESP"),
    (8, "MASK_AH"),
    (16, "MASK_FRAGMENT"),
    (32, "MASK_ROUTING"),
    (64, "MASK_DSTOPTS"),
    (128, "MASK_HOPOPTS"),
]);

pub(super) const MH: Kind = fixed(&IP6T_MH);

static IP6T_MH: Struct =
    layout("ip6t_mh", 3, &[field("types", Kind::Array(&RANGE_8)), field("invflags", U8.flags(&IP6T_MH_INV))])
        .then(FILL);

static IP6T_MH_INV: Names = names(&[(0x1, "IP6T_MH_INV_TYPE")]);

pub(super) const SRH: Kind = select(MATCH_REV, SRH_REVISIONS);
const SRH_REVISIONS: &[(Case, Kind)] = &[
    (Is(0), fixed(&IP6T_SRH)),
    (Is(1), fixed(&IP6T_SRH1)),
    (ANY, RAW),
    (Otherwise, select("@len", SRH_SIZES)),
];
const SRH_SIZES: &[(Case, Kind)] = &[(UpTo(16), fixed(&IP6T_SRH)), (Otherwise, fixed(&IP6T_SRH1))];

static IP6T_SRH: Struct = layout(
    "ip6t_srh",
    10,
    &[
        field("next_hdr", U8.name(&IPPROTO)),
        field("hdr_len", U8),
        field("segs_left", U8),
        field("last_entry", U8),
        field("tag", U16),
        field("mt_flags", U16.flags(&IP6T_SRH_FLAGS)),
        field("mt_invflags", U16.flags(&IP6T_SRH_INV)),
    ],
)
.then(FILL);

static IP6T_SRH1: Struct = layout(
    "ip6t_srh1",
    108,
    &[
        field("next_hdr", U8.name(&IPPROTO)),
        field("hdr_len", U8),
        field("segs_left", U8),
        field("last_entry", U8),
        field("tag", U16),
        field("", pad(2)),
        field("psid_addr", IP6),
        field("nsid_addr", IP6),
        field("lsid_addr", IP6),
        field("psid_msk", IP6),
        field("nsid_msk", IP6),
        field("lsid_msk", IP6),
        field("mt_flags", U16.flags(&IP6T_SRH_FLAGS)),
        field("mt_invflags", U16.flags(&IP6T_SRH_INV)),
    ],
)
.then(FILL);

static IP6T_SRH_FLAGS: Names = names(&[
    (0x1, "IP6T_SRH_NEXTHDR"),
    (0x2, "IP6T_SRH_LEN_EQ"),
    (0x4, "IP6T_SRH_LEN_GT"),
    (0x8, "IP6T_SRH_LEN_LT"),
    (0x10, "IP6T_SRH_SEGS_EQ"),
    (0x20, "IP6T_SRH_SEGS_GT"),
    (0x40, "IP6T_SRH_SEGS_LT"),
    (0x80, "IP6T_SRH_LAST_EQ"),
    (0x100, "IP6T_SRH_LAST_GT"),
    (0x200, "IP6T_SRH_LAST_LT"),
    (0x400, "IP6T_SRH_TAG"),
    (0x800, "IP6T_SRH_PSID"),
    (0x1000, "IP6T_SRH_NSID"),
    (0x2000, "IP6T_SRH_LSID"),
]);

static IP6T_SRH_INV: Names = names(&[
    (0x1, "IP6T_SRH_INV_NEXTHDR"),
    (0x2, "IP6T_SRH_INV_LEN_EQ"),
    (0x4, "IP6T_SRH_INV_LEN_GT"),
    (0x8, "IP6T_SRH_INV_LEN_LT"),
    (0x10, "IP6T_SRH_INV_SEGS_EQ"),
    (0x20, "IP6T_SRH_INV_SEGS_GT"),
    (0x40, "IP6T_SRH_INV_SEGS_LT"),
    (0x80, "IP6T_SRH_INV_LAST_EQ"),
    (0x100, "IP6T_SRH_INV_LAST_GT"),
    (0x200, "IP6T_SRH_INV_LAST_LT"),
    (0x400, "IP6T_SRH_INV_TAG"),
    (0x800, "IP6T_SRH_INV_PSID"),
    (0x1000, "IP6T_SRH_INV_NSID"),
    (0x2000, "IP6T_SRH_INV_LSID"),
]);
