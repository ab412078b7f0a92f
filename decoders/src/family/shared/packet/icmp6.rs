//! ICMPv6: errors, echoes, neighbour discovery, multicast listeners  (linux/icmpv6.h, net/ndisc.h)

use super::{DATA, INTERNET};
use crate::family::shared::nd_opt::ND_OPTS;
use crate::schema::{Case::*, *};

pub(super) static ICMP6HDR: Struct = layout(
    "icmp6hdr",
    8,
    &[
        field("icmp6_type", U8.name(&ICMPV6)),
        field("icmp6_code", CODE),
        field("icmp6_cksum", BE16.hex()),
        field("icmp6_dataun", DATAUN),
    ],
)
.may_be_cut()
.then(&[field("data", select("icmp6_type", &BODIES))]);

const CODE: Kind = select("icmp6_type", CODES);

const CODES: &[(Case, Kind)] = &[
    (Is(1), U8.name(&ICMPV6_UNREACH)),
    (Is(3), U8.name(&ICMPV6_EXC)),
    (Is(4), U8.name(&ICMPV6_PARAM)),
    (Otherwise, U8),
];

const DATAUN: Kind = select("icmp6_type", DATAUNIONS);

const DATAUNIONS: &[(Case, Kind)] = &[
    (OneOf(&[128, 129]), fixed(&ECHO)),
    (Is(2), fixed(&MTU)),
    (Is(4), fixed(&POINTER)),
    (OneOf(&[130, 131, 132]), fixed(&MLD)),
    (Is(134), fixed(&ROUTER)),
    (Is(136), fixed(&NEIGHBOUR)),
    (Is(143), fixed(&MLD2)),
    (Otherwise, opaque(4)),
];

static ECHO: Struct = layout("", 4, &[field("identifier", BE16), field("sequence", BE16)]);
static MTU: Struct = layout("", 4, &[field("icmp6_mtu", BE32.unit(Unit::Bytes))]);
static POINTER: Struct = layout("", 4, &[field("icmp6_pointer", BE32)]);
static MLD: Struct =
    layout("", 4, &[field("icmp6_maxdelay", BE16.unit(Unit::Milliseconds)), field("reserved", pad(2))]);
static MLD2: Struct = layout("", 4, &[field("reserved", pad(2)), field("mld2r_ngrec", BE16)]);

/// `struct icmpv6_nd_ra`.
static ROUTER: Struct = layout(
    "",
    4,
    &[
        field("hop_limit", U8),
        field(
            "",
            U8.parts(&[
                part("reserved", 3, Show::Dec),
                part("router_pref", 2, Show::Name(&ICMPV6_ROUTER_PREF)),
                part("home_agent", 1, Show::Bool),
                part("other", 1, Show::Bool),
                part("managed", 1, Show::Bool),
            ]),
        ),
        field("rt_lifetime", BE16.unit(Unit::Seconds)),
    ],
);

/// `struct icmpv6_nd_advt`.
static NEIGHBOUR: Struct = layout(
    "",
    4,
    &[field(
        "",
        BE32.parts(&[
            part("reserved", 29, Show::Hex),
            part("override", 1, Show::Bool),
            part("solicited", 1, Show::Bool),
            part("router", 1, Show::Bool),
        ]),
    )],
);

static BODIES: [(Case, Kind); 8] = [
    (OneOf(&[1, 2, 3, 4]), INTERNET),
    (OneOf(&[130, 131, 132]), fixed(&MLD_MSG)),
    (Is(133), ND_OPTS),
    (Is(134), fixed(&RA_MSG)),
    (OneOf(&[135, 136]), fixed(&ND_MSG)),
    (Is(137), fixed(&RD_MSG)),
    (Is(143), MLD2_GRECS),
    (Otherwise, OPAQUE),
];

/// After the head of `struct nd_msg`.
static ND_MSG: Struct = layout("", 16, &[field("target", IP6)]).may_be_cut().then(&[field("opt", ND_OPTS)]);

/// After the head of `struct rd_msg`.
static RD_MSG: Struct =
    layout("", 32, &[field("target", IP6), field("dest", IP6)]).may_be_cut().then(&[field("opt", ND_OPTS)]);

/// After the head of `struct ra_msg`.
static RA_MSG: Struct = layout(
    "",
    8,
    &[
        field("reachable_time", BE32.unit(Unit::Milliseconds)),
        field("retrans_timer", BE32.unit(Unit::Milliseconds)),
    ],
)
.may_be_cut()
.then(&[field("opt", ND_OPTS)]);

/// After the head of `struct mld_msg`; the second version's queries have more.
static MLD_MSG: Struct = layout("", 16, &[field("mld_mca", IP6)]).may_be_cut().then(&[DATA]);

/// The first group of `struct mld2_report`; the others are bytes.
const MLD2_GRECS: Kind = Kind::Struct(&MLD2_GREC);

static MLD2_GREC: Struct = layout(
    "mld2_grec",
    20,
    &[
        field("grec_type", U8.name(&MLD2_TYPE)),
        field("grec_auxwords", U8),
        field("grec_nsrcs", BE16),
        field("grec_mca", IP6),
    ],
)
.may_be_cut()
.then(&[
    field("grec_src", Kind::Array(&SOURCES)),
    field("grec_aux", sized_in_units("grec_auxwords", 4, &AUXILIARY)),
    DATA,
]);

static SOURCES: Array = array_counted("grec_nsrcs", 0, IP6);
static AUXILIARY: Kind = OPAQUE;

static MLD2_TYPE: Names = names(&[
    (1, "MLD2_MODE_IS_INCLUDE"),
    (2, "MLD2_MODE_IS_EXCLUDE"),
    (3, "MLD2_CHANGE_TO_INCLUDE"),
    (4, "MLD2_CHANGE_TO_EXCLUDE"),
    (5, "MLD2_ALLOW_NEW_SOURCES"),
    (6, "MLD2_BLOCK_OLD_SOURCES"),
]);

static ICMPV6: Names = names(&[
    (1, "ICMPV6_DEST_UNREACH"),
    (2, "ICMPV6_PKT_TOOBIG"),
    (3, "ICMPV6_TIME_EXCEED"),
    (4, "ICMPV6_PARAMPROB"),
    (128, "ICMPV6_ECHO_REQUEST"),
    (129, "ICMPV6_ECHO_REPLY"),
    (130, "ICMPV6_MGM_QUERY"),
    (131, "ICMPV6_MGM_REPORT"),
    (132, "ICMPV6_MGM_REDUCTION"),
    (133, "NDISC_ROUTER_SOLICITATION"),
    (134, "NDISC_ROUTER_ADVERTISEMENT"),
    (135, "NDISC_NEIGHBOUR_SOLICITATION"),
    (136, "NDISC_NEIGHBOUR_ADVERTISEMENT"),
    (137, "NDISC_REDIRECT"),
    (139, "ICMPV6_NI_QUERY"),
    (140, "ICMPV6_NI_REPLY"),
    (143, "ICMPV6_MLD2_REPORT"),
    (144, "ICMPV6_DHAAD_REQUEST"),
    (145, "ICMPV6_DHAAD_REPLY"),
    (146, "ICMPV6_MOBILE_PREFIX_SOL"),
    (147, "ICMPV6_MOBILE_PREFIX_ADV"),
    (151, "ICMPV6_MRDISC_ADV"),
    (152, "ICMPV6_MRDISC_SOL"),
    (160, "ICMPV6_EXT_ECHO_REQUEST"),
    (161, "ICMPV6_EXT_ECHO_REPLY"),
]);

static ICMPV6_ROUTER_PREF: Names = names(&[
    (0, "ICMPV6_ROUTER_PREF_MEDIUM"),
    (1, "ICMPV6_ROUTER_PREF_HIGH"),
    (2, "ICMPV6_ROUTER_PREF_INVALID"),
    (3, "ICMPV6_ROUTER_PREF_LOW"),
]);

static ICMPV6_UNREACH: Names = names(&[
    (0, "ICMPV6_NOROUTE"),
    (1, "ICMPV6_ADM_PROHIBITED"),
    (2, "ICMPV6_NOT_NEIGHBOUR"),
    (3, "ICMPV6_ADDR_UNREACH"),
    (4, "ICMPV6_PORT_UNREACH"),
    (5, "ICMPV6_POLICY_FAIL"),
    (6, "ICMPV6_REJECT_ROUTE"),
]);

static ICMPV6_EXC: Names = names(&[(0, "ICMPV6_EXC_HOPLIMIT"), (1, "ICMPV6_EXC_FRAGTIME")]);

static ICMPV6_PARAM: Names = names(&[
    (0, "ICMPV6_HDR_FIELD"),
    (1, "ICMPV6_UNK_NEXTHDR"),
    (2, "ICMPV6_UNK_OPTION"),
    (3, "ICMPV6_HDR_INCOMP"),
]);
