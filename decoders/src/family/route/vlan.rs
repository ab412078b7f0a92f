//! VLANs of bridges and ports: `RTM_*VLAN`, struct br_vlan_msg, `BRIDGE_VLANDB_*`  (linux/if_bridge.h)

use super::af_bridge::BRIDGE_VLAN_INFO;
use super::kind::bridge::{BR_STATE, BRIDGE_QUERIER, MDB_RTR_TYPE};
use super::mdb::MDBA_ROUTER;
use crate::names::AF;
use crate::schema::{Class::*, *};

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(112, "RTM_NEWVLAN", New, &VLANDB).strict(),
    msg(113, "RTM_DELVLAN", Delete, &VLANDB).strict(),
    msg_pair(114, "RTM_GETVLAN", Get, &DUMP, &VLANDB).strict(),
]);

static VLANDB: Body = body(fixed(&BR_VLAN_MSG), nest(&BRIDGE_VLANDB));
static DUMP: Body = body(fixed(&BR_VLAN_MSG), nest(&BRIDGE_VLANDB_DUMP));

static BR_VLAN_MSG: Struct = layout(
    "br_vlan_msg",
    8,
    &[
        field("family", U8.name(&AF)),
        field("reserved1", pad(1)),
        field("reserved2", pad(2)),
        field("ifindex", U32.interface()).key(),
    ],
);

static BRIDGE_VLANDB_DUMP: Set =
    set("BRIDGE_VLANDB_DUMP", &[attr(1, "BRIDGE_VLANDB_DUMP_FLAGS", U32.flags(&BRIDGE_VLANDB_DUMPF))]);

static BRIDGE_VLANDB: Set = set(
    "BRIDGE_VLANDB",
    &[
        attr(1, "BRIDGE_VLANDB_ENTRY", nest(&BRIDGE_VLANDB_ENTRY)).repeats(),
        attr(2, "BRIDGE_VLANDB_GLOBAL_OPTIONS", nest(&BRIDGE_VLANDB_GOPTS)).repeats(),
    ],
);

static BRIDGE_VLANDB_ENTRY: Set = set(
    "BRIDGE_VLANDB_ENTRY",
    &[
        attr(1, "BRIDGE_VLANDB_ENTRY_INFO", fixed(&BRIDGE_VLAN_INFO)).key(),
        attr(2, "BRIDGE_VLANDB_ENTRY_RANGE", U16),
        attr(3, "BRIDGE_VLANDB_ENTRY_STATE", U8.name(&BR_STATE)),
        attr(4, "BRIDGE_VLANDB_ENTRY_TUNNEL_INFO", nest(&BRIDGE_VLANDB_TINFO)),
        attr(5, "BRIDGE_VLANDB_ENTRY_STATS", nest(&BRIDGE_VLANDB_STATS)),
        attr(6, "BRIDGE_VLANDB_ENTRY_MCAST_ROUTER", U8.name(&MDB_RTR_TYPE)),
        attr(7, "BRIDGE_VLANDB_ENTRY_MCAST_N_GROUPS", U32),
        attr(8, "BRIDGE_VLANDB_ENTRY_MCAST_MAX_GROUPS", U32),
        attr(9, "BRIDGE_VLANDB_ENTRY_NEIGH_SUPPRESS", U8.bool()),
        attr(10, "BRIDGE_VLANDB_ENTRY_NEIGH_FORWARD_GRAT", U8.bool()),
    ],
);

static BRIDGE_VLANDB_TINFO: Set = set(
    "BRIDGE_VLANDB_TINFO",
    &[attr(1, "BRIDGE_VLANDB_TINFO_ID", U32), attr(2, "BRIDGE_VLANDB_TINFO_CMD", U32.name(&TUNNEL_CMD))],
);

static BRIDGE_VLANDB_STATS: Set = set(
    "BRIDGE_VLANDB_STATS",
    &[
        attr(1, "BRIDGE_VLANDB_STATS_RX_BYTES", U64.unit(Unit::Bytes)),
        attr(2, "BRIDGE_VLANDB_STATS_RX_PACKETS", U64.unit(Unit::Packets)),
        attr(3, "BRIDGE_VLANDB_STATS_TX_BYTES", U64.unit(Unit::Bytes)),
        attr(4, "BRIDGE_VLANDB_STATS_TX_PACKETS", U64.unit(Unit::Packets)),
        attr(5, "BRIDGE_VLANDB_STATS_PAD", PAD),
    ],
);

static BRIDGE_VLANDB_GOPTS: Set = set(
    "BRIDGE_VLANDB_GOPTS",
    &[
        attr(1, "BRIDGE_VLANDB_GOPTS_ID", U16),
        attr(2, "BRIDGE_VLANDB_GOPTS_RANGE", U16),
        attr(3, "BRIDGE_VLANDB_GOPTS_MCAST_SNOOPING", U8.bool()),
        attr(4, "BRIDGE_VLANDB_GOPTS_MCAST_IGMP_VERSION", U8),
        attr(5, "BRIDGE_VLANDB_GOPTS_MCAST_MLD_VERSION", U8),
        attr(6, "BRIDGE_VLANDB_GOPTS_MCAST_LAST_MEMBER_CNT", U32),
        attr(7, "BRIDGE_VLANDB_GOPTS_MCAST_STARTUP_QUERY_CNT", U32),
        attr(8, "BRIDGE_VLANDB_GOPTS_MCAST_LAST_MEMBER_INTVL", U64.unit(Unit::ClockTicks)),
        attr(9, "BRIDGE_VLANDB_GOPTS_PAD", PAD),
        attr(10, "BRIDGE_VLANDB_GOPTS_MCAST_MEMBERSHIP_INTVL", U64.unit(Unit::ClockTicks)),
        attr(11, "BRIDGE_VLANDB_GOPTS_MCAST_QUERIER_INTVL", U64.unit(Unit::ClockTicks)),
        attr(12, "BRIDGE_VLANDB_GOPTS_MCAST_QUERY_INTVL", U64.unit(Unit::ClockTicks)),
        attr(13, "BRIDGE_VLANDB_GOPTS_MCAST_QUERY_RESPONSE_INTVL", U64.unit(Unit::ClockTicks)),
        attr(14, "BRIDGE_VLANDB_GOPTS_MCAST_STARTUP_QUERY_INTVL", U64.unit(Unit::ClockTicks)),
        attr(15, "BRIDGE_VLANDB_GOPTS_MCAST_QUERIER", U8.bool()),
        attr(16, "BRIDGE_VLANDB_GOPTS_MCAST_ROUTER_PORTS", nest(&MCAST_ROUTER_PORTS)),
        attr(17, "BRIDGE_VLANDB_GOPTS_MCAST_QUERIER_STATE", nest(&BRIDGE_QUERIER)),
        attr(18, "BRIDGE_VLANDB_GOPTS_MSTI", U16),
    ],
);

/// The nest of the multicast database, inside the VLAN's own.
static MCAST_ROUTER_PORTS: Set = set("MDBA", &[attr(2, "MDBA_ROUTER", nest(&MDBA_ROUTER))]);

static BRIDGE_VLANDB_DUMPF: Names =
    names(&[(0x1, "BRIDGE_VLANDB_DUMPF_STATS"), (0x2, "BRIDGE_VLANDB_DUMPF_GLOBAL")]);

/// Message types as verbs: the mapping to a tunnel is set or removed.
static TUNNEL_CMD: Names = names(&[(17, "RTM_DELLINK"), (19, "RTM_SETLINK")]);
