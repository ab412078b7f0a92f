//! Link statistics on their own: `RTM_*STATS`, struct if_stats_msg, `IFLA_STATS_*`  (linux/if_link.h)

use super::kind::bond::BOND_XSTATS;
use super::kind::bridge::BRIDGE_XSTATS;
use super::link::RTNL_LINK_STATS64;
use crate::names::AF;
use crate::schema::{Class::*, *};

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(92, "RTM_NEWSTATS", New, &STATS),
    msg_pair(94, "RTM_GETSTATS", Get, &REQUEST, &STATS),
    msg_pair(95, "RTM_SETSTATS", New, &REQUEST, &STATS),
]);

static REQUEST: Body = body(fixed(&IF_STATS_MSG), nest(&IFLA_STATS_GETSET));
static STATS: Body = body(fixed(&IF_STATS_MSG), nest(&IFLA_STATS));

static IF_STATS_MSG: Struct = layout(
    "if_stats_msg",
    12,
    &[
        field("family", U8.name(&AF)),
        field("pad1", pad(1)),
        field("pad2", pad(2)),
        field("ifindex", U32.interface()).key(),
        field("filter_mask", U32.flags(&IFLA_STATS_FILTER)),
    ],
);

static IFLA_STATS_GETSET: Set = set(
    "IFLA_STATS",
    &[
        attr(1, "IFLA_STATS_GET_FILTERS", nest(&GET_FILTERS)),
        attr(2, "IFLA_STATS_SET_OFFLOAD_XSTATS_L3_STATS", U8.bool()),
    ],
);

/// Which of the statistics inside each attribute are wanted.
static GET_FILTERS: Set = set(
    "IFLA_STATS",
    &[
        attr(1, "IFLA_STATS_LINK_64", U32.hex()),
        attr(2, "IFLA_STATS_LINK_XSTATS", U32.hex()),
        attr(3, "IFLA_STATS_LINK_XSTATS_SLAVE", U32.hex()),
        attr(4, "IFLA_STATS_LINK_OFFLOAD_XSTATS", U32.flags(&IFLA_OFFLOAD_XSTATS_FILTER)),
        attr(5, "IFLA_STATS_AF_SPEC", U32.hex()),
    ],
);

/// Number 0 fills the gap before 64-bit values.
static IFLA_STATS: Set = set(
    "IFLA_STATS",
    &[
        attr(0, "IFLA_STATS_UNSPEC", PAD),
        attr(1, "IFLA_STATS_LINK_64", fixed(&RTNL_LINK_STATS64)),
        attr(2, "IFLA_STATS_LINK_XSTATS", nest(&LINK_XSTATS_TYPE)),
        attr(3, "IFLA_STATS_LINK_XSTATS_SLAVE", nest(&LINK_XSTATS_TYPE)),
        attr(4, "IFLA_STATS_LINK_OFFLOAD_XSTATS", nest(&IFLA_OFFLOAD_XSTATS)),
        attr(5, "IFLA_STATS_AF_SPEC", nest(&AF_SPEC)),
    ],
);

static LINK_XSTATS_TYPE: Set = set(
    "LINK_XSTATS_TYPE",
    &[
        attr(1, "LINK_XSTATS_TYPE_BRIDGE", nest(&BRIDGE_XSTATS)),
        attr(2, "LINK_XSTATS_TYPE_BOND", nest(&BOND_XSTATS)),
    ],
);

static IFLA_OFFLOAD_XSTATS: Set = set(
    "IFLA_OFFLOAD_XSTATS",
    &[
        attr(0, "IFLA_OFFLOAD_XSTATS_UNSPEC", PAD),
        attr(1, "IFLA_OFFLOAD_XSTATS_CPU_HIT", fixed(&RTNL_LINK_STATS64)),
        attr(2, "IFLA_OFFLOAD_XSTATS_HW_S_INFO", nest(&HW_S_INFO)),
        attr(3, "IFLA_OFFLOAD_XSTATS_L3_STATS", fixed(&RTNL_HW_STATS64)),
    ],
);

/// The hardware's support for each sort of statistics, by its number in `IFLA_OFFLOAD_XSTATS_*`.
static HW_S_INFO: Set = set(
    "IFLA_OFFLOAD_XSTATS",
    &[attr(3, "IFLA_OFFLOAD_XSTATS_L3_STATS", nest(&IFLA_OFFLOAD_XSTATS_HW_S_INFO))],
);

static IFLA_OFFLOAD_XSTATS_HW_S_INFO: Set = set(
    "IFLA_OFFLOAD_XSTATS_HW_S_INFO",
    &[
        attr(1, "IFLA_OFFLOAD_XSTATS_HW_S_INFO_REQUEST", U8.bool()),
        attr(2, "IFLA_OFFLOAD_XSTATS_HW_S_INFO_USED", U8.bool()),
    ],
);

/// By address family.
static AF_SPEC: Set = set("AF", &[attr(28, "AF_MPLS", nest(&MPLS_STATS))]);

static MPLS_STATS: Set = set(
    "MPLS_STATS",
    &[attr(0, "MPLS_STATS_UNSPEC", PAD), attr(1, "MPLS_STATS_LINK", fixed(&MPLS_LINK_STATS))],
);

static RTNL_HW_STATS64: Struct = layout(
    "rtnl_hw_stats64",
    72,
    &[
        field("rx_packets", U64),
        field("tx_packets", U64),
        field("rx_bytes", U64),
        field("tx_bytes", U64),
        field("rx_errors", U64),
        field("tx_errors", U64),
        field("rx_dropped", U64),
        field("tx_dropped", U64),
        field("multicast", U64),
    ],
);

static MPLS_LINK_STATS: Struct = layout(
    "mpls_link_stats",
    72,
    &[
        field("rx_packets", U64),
        field("tx_packets", U64),
        field("rx_bytes", U64),
        field("tx_bytes", U64),
        field("rx_errors", U64),
        field("tx_errors", U64),
        field("rx_dropped", U64),
        field("tx_dropped", U64),
        field("rx_noroute", U64),
    ],
);

/// `IFLA_STATS_*` as the bits that ask for them.
static IFLA_STATS_FILTER: Names = names(&[
    (0x1, "IFLA_STATS_LINK_64"),
    (0x2, "IFLA_STATS_LINK_XSTATS"),
    (0x4, "IFLA_STATS_LINK_XSTATS_SLAVE"),
    (0x8, "IFLA_STATS_LINK_OFFLOAD_XSTATS"),
    (0x10, "IFLA_STATS_AF_SPEC"),
]);

/// `IFLA_OFFLOAD_XSTATS_*` as the bits that ask for them.
static IFLA_OFFLOAD_XSTATS_FILTER: Names = names(&[
    (0x1, "IFLA_OFFLOAD_XSTATS_CPU_HIT"),
    (0x2, "IFLA_OFFLOAD_XSTATS_HW_S_INFO"),
    (0x4, "IFLA_OFFLOAD_XSTATS_L3_STATS"),
]);
