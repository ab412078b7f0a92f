//! Network identifiers that a VXLAN lets through: `RTM_*TUNNEL`, struct tunnel_msg, `VXLAN_VNIFILTER_*`  (linux/if_link.h)

use crate::names::AF;
use crate::schema::{Class::*, *};

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(120, "RTM_NEWTUNNEL", New, &BODY).strict(),
    msg(121, "RTM_DELTUNNEL", Delete, &BODY).strict(),
    msg(122, "RTM_GETTUNNEL", Get, &BODY).strict(),
]);

static BODY: Body = body(fixed(&TUNNEL_MSG), nest(&VXLAN_VNIFILTER));

static TUNNEL_MSG: Struct = layout(
    "tunnel_msg",
    8,
    &[
        field("family", U8.name(&AF)),
        field("flags", U8.flags(&TUNNEL_MSG_FLAG)),
        field("reserved2", pad(2)),
        field("ifindex", U32.interface()).key(),
    ],
);

static VXLAN_VNIFILTER: Set =
    set("VXLAN_VNIFILTER", &[attr(1, "VXLAN_VNIFILTER_ENTRY", nest(&VXLAN_VNIFILTER_ENTRY)).repeats()]);

static VXLAN_VNIFILTER_ENTRY: Set = set(
    "VXLAN_VNIFILTER_ENTRY",
    &[
        attr(1, "VXLAN_VNIFILTER_ENTRY_START", U32),
        attr(2, "VXLAN_VNIFILTER_ENTRY_END", U32),
        attr(3, "VXLAN_VNIFILTER_ENTRY_GROUP", IP4),
        attr(4, "VXLAN_VNIFILTER_ENTRY_GROUP6", IP6),
        attr(5, "VXLAN_VNIFILTER_ENTRY_STATS", nest(&VNIFILTER_ENTRY_STATS)),
    ],
);

static VNIFILTER_ENTRY_STATS: Set = set(
    "VNIFILTER_ENTRY_STATS",
    &[
        attr(1, "VNIFILTER_ENTRY_STATS_RX_BYTES", U64.unit(Unit::Bytes)),
        attr(2, "VNIFILTER_ENTRY_STATS_RX_PKTS", U64.unit(Unit::Packets)),
        attr(3, "VNIFILTER_ENTRY_STATS_RX_DROPS", U64),
        attr(4, "VNIFILTER_ENTRY_STATS_RX_ERRORS", U64),
        attr(5, "VNIFILTER_ENTRY_STATS_TX_BYTES", U64.unit(Unit::Bytes)),
        attr(6, "VNIFILTER_ENTRY_STATS_TX_PKTS", U64.unit(Unit::Packets)),
        attr(7, "VNIFILTER_ENTRY_STATS_TX_DROPS", U64),
        attr(8, "VNIFILTER_ENTRY_STATS_TX_ERRORS", U64),
        attr(9, "VNIFILTER_ENTRY_STATS_PAD", PAD),
    ],
);

static TUNNEL_MSG_FLAG: Names = names(&[(0x1, "TUNNEL_MSG_FLAG_STATS")]);
