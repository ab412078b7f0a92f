//! `bridge`: Ethernet bridges and their ports  (linux/if_link.h, linux/if_bridge.h)

use super::LinkKind;
use crate::names::ETH_P;
use crate::schema::*;

pub(super) static KIND: LinkKind =
    LinkKind::new("bridge", nest(&IFLA_BR)).with_slaves("bridge_slave", nest(&IFLA_BRPORT));

static IFLA_BR: Set = set(
    "IFLA_BR",
    &[
        attr(1, "IFLA_BR_FORWARD_DELAY", U32.unit(Unit::ClockTicks)),
        attr(2, "IFLA_BR_HELLO_TIME", U32.unit(Unit::ClockTicks)),
        attr(3, "IFLA_BR_MAX_AGE", U32.unit(Unit::ClockTicks)),
        attr(4, "IFLA_BR_AGEING_TIME", U32.unit(Unit::ClockTicks)),
        attr(5, "IFLA_BR_STP_STATE", U32.name(&BR_STP)),
        attr(6, "IFLA_BR_PRIORITY", U16),
        attr(7, "IFLA_BR_VLAN_FILTERING", U8.bool()),
        attr(8, "IFLA_BR_VLAN_PROTOCOL", BE16.name(&ETH_P)),
        attr(9, "IFLA_BR_GROUP_FWD_MASK", U16.hex()),
        attr(10, "IFLA_BR_ROOT_ID", fixed(&IFLA_BRIDGE_ID)),
        attr(11, "IFLA_BR_BRIDGE_ID", fixed(&IFLA_BRIDGE_ID)),
        attr(12, "IFLA_BR_ROOT_PORT", U16),
        attr(13, "IFLA_BR_ROOT_PATH_COST", U32),
        attr(14, "IFLA_BR_TOPOLOGY_CHANGE", U8.bool()),
        attr(15, "IFLA_BR_TOPOLOGY_CHANGE_DETECTED", U8.bool()),
        attr(16, "IFLA_BR_HELLO_TIMER", U64.unit(Unit::ClockTicks)),
        attr(17, "IFLA_BR_TCN_TIMER", U64.unit(Unit::ClockTicks)),
        attr(18, "IFLA_BR_TOPOLOGY_CHANGE_TIMER", U64.unit(Unit::ClockTicks)),
        attr(19, "IFLA_BR_GC_TIMER", U64.unit(Unit::ClockTicks)),
        attr(20, "IFLA_BR_GROUP_ADDR", LLADDR),
        attr(21, "IFLA_BR_FDB_FLUSH", FLAG),
        attr(22, "IFLA_BR_MCAST_ROUTER", U8.name(&MDB_RTR_TYPE)),
        attr(23, "IFLA_BR_MCAST_SNOOPING", U8.bool()),
        attr(24, "IFLA_BR_MCAST_QUERY_USE_IFADDR", U8.bool()),
        attr(25, "IFLA_BR_MCAST_QUERIER", U8.bool()),
        attr(26, "IFLA_BR_MCAST_HASH_ELASTICITY", U32),
        attr(27, "IFLA_BR_MCAST_HASH_MAX", U32),
        attr(28, "IFLA_BR_MCAST_LAST_MEMBER_CNT", U32),
        attr(29, "IFLA_BR_MCAST_STARTUP_QUERY_CNT", U32),
        attr(30, "IFLA_BR_MCAST_LAST_MEMBER_INTVL", U64.unit(Unit::ClockTicks)),
        attr(31, "IFLA_BR_MCAST_MEMBERSHIP_INTVL", U64.unit(Unit::ClockTicks)),
        attr(32, "IFLA_BR_MCAST_QUERIER_INTVL", U64.unit(Unit::ClockTicks)),
        attr(33, "IFLA_BR_MCAST_QUERY_INTVL", U64.unit(Unit::ClockTicks)),
        attr(34, "IFLA_BR_MCAST_QUERY_RESPONSE_INTVL", U64.unit(Unit::ClockTicks)),
        attr(35, "IFLA_BR_MCAST_STARTUP_QUERY_INTVL", U64.unit(Unit::ClockTicks)),
        attr(36, "IFLA_BR_NF_CALL_IPTABLES", U8.bool()),
        attr(37, "IFLA_BR_NF_CALL_IP6TABLES", U8.bool()),
        attr(38, "IFLA_BR_NF_CALL_ARPTABLES", U8.bool()),
        attr(39, "IFLA_BR_VLAN_DEFAULT_PVID", U16),
        attr(40, "IFLA_BR_PAD", PAD),
        attr(41, "IFLA_BR_VLAN_STATS_ENABLED", U8.bool()),
        attr(42, "IFLA_BR_MCAST_STATS_ENABLED", U8.bool()),
        attr(43, "IFLA_BR_MCAST_IGMP_VERSION", U8),
        attr(44, "IFLA_BR_MCAST_MLD_VERSION", U8),
        attr(45, "IFLA_BR_VLAN_STATS_PER_PORT", U8.bool()),
        attr(46, "IFLA_BR_MULTI_BOOLOPT", fixed(&BR_BOOLOPT_MULTI)),
        attr(47, "IFLA_BR_MCAST_QUERIER_STATE", nest(&BRIDGE_QUERIER)),
        attr(48, "IFLA_BR_FDB_N_LEARNED", U32),
        attr(49, "IFLA_BR_FDB_MAX_LEARNED", U32),
        attr(50, "IFLA_BR_STP_MODE", U32.name(&BR_STP_MODE)),
    ],
);

/// `BRIDGE_QUERIER_*`: the querier of memberships, of a bridge or of one of its VLANs.
pub(in crate::family::route) static BRIDGE_QUERIER: Set = set(
    "BRIDGE_QUERIER",
    &[
        attr(1, "BRIDGE_QUERIER_IP_ADDRESS", IP4),
        attr(2, "BRIDGE_QUERIER_IP_PORT", U32.interface()),
        attr(3, "BRIDGE_QUERIER_IP_OTHER_TIMER", U64.unit(Unit::ClockTicks)),
        attr(4, "BRIDGE_QUERIER_PAD", PAD),
        attr(5, "BRIDGE_QUERIER_IPV6_ADDRESS", IP6),
        attr(6, "BRIDGE_QUERIER_IPV6_PORT", U32.interface()),
        attr(7, "BRIDGE_QUERIER_IPV6_OTHER_TIMER", U64.unit(Unit::ClockTicks)),
    ],
);

/// `IFLA_BRPORT_*`: a port, as slave data and as `IFLA_PROTINFO` of the bridge family.
pub(in crate::family::route) static IFLA_BRPORT: Set = set(
    "IFLA_BRPORT",
    &[
        attr(1, "IFLA_BRPORT_STATE", U8.name(&BR_STATE)),
        attr(2, "IFLA_BRPORT_PRIORITY", U16),
        attr(3, "IFLA_BRPORT_COST", U32),
        attr(4, "IFLA_BRPORT_MODE", U8.name(&BRIDGE_MODE)),
        attr(5, "IFLA_BRPORT_GUARD", U8.bool()),
        attr(6, "IFLA_BRPORT_PROTECT", U8.bool()),
        attr(7, "IFLA_BRPORT_FAST_LEAVE", U8.bool()),
        attr(8, "IFLA_BRPORT_LEARNING", U8.bool()),
        attr(9, "IFLA_BRPORT_UNICAST_FLOOD", U8.bool()),
        attr(10, "IFLA_BRPORT_PROXYARP", U8.bool()),
        attr(11, "IFLA_BRPORT_LEARNING_SYNC", U8.bool()),
        attr(12, "IFLA_BRPORT_PROXYARP_WIFI", U8.bool()),
        attr(13, "IFLA_BRPORT_ROOT_ID", fixed(&IFLA_BRIDGE_ID)),
        attr(14, "IFLA_BRPORT_BRIDGE_ID", fixed(&IFLA_BRIDGE_ID)),
        attr(15, "IFLA_BRPORT_DESIGNATED_PORT", U16.hex()),
        attr(16, "IFLA_BRPORT_DESIGNATED_COST", U16),
        attr(17, "IFLA_BRPORT_ID", U16.hex()),
        attr(18, "IFLA_BRPORT_NO", U16.hex()),
        attr(19, "IFLA_BRPORT_TOPOLOGY_CHANGE_ACK", U8.bool()),
        attr(20, "IFLA_BRPORT_CONFIG_PENDING", U8.bool()),
        attr(21, "IFLA_BRPORT_MESSAGE_AGE_TIMER", U64.unit(Unit::ClockTicks)),
        attr(22, "IFLA_BRPORT_FORWARD_DELAY_TIMER", U64.unit(Unit::ClockTicks)),
        attr(23, "IFLA_BRPORT_HOLD_TIMER", U64.unit(Unit::ClockTicks)),
        attr(24, "IFLA_BRPORT_FLUSH", FLAG),
        attr(25, "IFLA_BRPORT_MULTICAST_ROUTER", U8.name(&MDB_RTR_TYPE)),
        attr(26, "IFLA_BRPORT_PAD", PAD),
        attr(27, "IFLA_BRPORT_MCAST_FLOOD", U8.bool()),
        attr(28, "IFLA_BRPORT_MCAST_TO_UCAST", U8.bool()),
        attr(29, "IFLA_BRPORT_VLAN_TUNNEL", U8.bool()),
        attr(30, "IFLA_BRPORT_BCAST_FLOOD", U8.bool()),
        attr(31, "IFLA_BRPORT_GROUP_FWD_MASK", U16.hex()),
        attr(32, "IFLA_BRPORT_NEIGH_SUPPRESS", U8.bool()),
        attr(33, "IFLA_BRPORT_ISOLATED", U8.bool()),
        attr(34, "IFLA_BRPORT_BACKUP_PORT", U32.interface()),
        attr(35, "IFLA_BRPORT_MRP_RING_OPEN", U8.bool()),
        attr(36, "IFLA_BRPORT_MRP_IN_OPEN", U8.bool()),
        attr(37, "IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT", U32),
        attr(38, "IFLA_BRPORT_MCAST_EHT_HOSTS_CNT", U32),
        attr(39, "IFLA_BRPORT_LOCKED", U8.bool()),
        attr(40, "IFLA_BRPORT_MAB", U8.bool()),
        attr(41, "IFLA_BRPORT_MCAST_N_GROUPS", U32),
        attr(42, "IFLA_BRPORT_MCAST_MAX_GROUPS", U32),
        attr(43, "IFLA_BRPORT_NEIGH_VLAN_SUPPRESS", U8.bool()),
        attr(44, "IFLA_BRPORT_BACKUP_NHID", U32),
        attr(45, "IFLA_BRPORT_NEIGH_FORWARD_GRAT", U8.bool()),
    ],
);

static IFLA_BRIDGE_ID: Struct = layout("ifla_bridge_id", 8, &[field("prio", BE16.hex()), field("addr", MAC)]);

static BR_BOOLOPT_MULTI: Struct = layout(
    "br_boolopt_multi",
    8,
    &[field("optval", U32.flags(&BR_BOOLOPT)), field("optmask", U32.flags(&BR_BOOLOPT))],
);

/// `BR_BOOLOPT_*`: numbers of bits.
static BR_BOOLOPT: Names = names(&[
    (0x1, "BR_BOOLOPT_NO_LL_LEARN"),
    (0x2, "BR_BOOLOPT_MCAST_VLAN_SNOOPING"),
    (0x4, "BR_BOOLOPT_MST_ENABLE"),
    (0x8, "BR_BOOLOPT_MDB_OFFLOAD_FAIL_NOTIFICATION"),
    (0x10, "BR_BOOLOPT_FDB_LOCAL_VLAN_0"),
]);

static BR_STP: Names = names(&[(0, "BR_NO_STP"), (1, "BR_KERNEL_STP"), (2, "BR_USER_STP")]);

static BRIDGE_MODE: Names = names(&[(0, "BRIDGE_MODE_UNSPEC"), (1, "BRIDGE_MODE_HAIRPIN")]);

static BR_STP_MODE: Names =
    names(&[(0, "BR_STP_MODE_AUTO"), (1, "BR_STP_MODE_USER"), (2, "BR_STP_MODE_KERNEL")]);

/// `BR_STATE_*`: spanning tree state of a port.
pub(in crate::family::route) static BR_STATE: Names = names(&[
    (0, "BR_STATE_DISABLED"),
    (1, "BR_STATE_LISTENING"),
    (2, "BR_STATE_LEARNING"),
    (3, "BR_STATE_FORWARDING"),
    (4, "BR_STATE_BLOCKING"),
]);

/// `MDB_RTR_TYPE_*`: whether a multicast router is reached through a port.
pub(in crate::family::route) static MDB_RTR_TYPE: Names = names(&[
    (0, "MDB_RTR_TYPE_DISABLED"),
    (1, "MDB_RTR_TYPE_TEMP_QUERY"),
    (2, "MDB_RTR_TYPE_PERM"),
    (3, "MDB_RTR_TYPE_TEMP"),
]);

/// `BRIDGE_XSTATS_*`: statistics of a bridge or port in `RTM_NEWSTATS`.
pub(in crate::family::route) static BRIDGE_XSTATS: Set = set(
    "BRIDGE_XSTATS",
    &[
        attr(1, "BRIDGE_XSTATS_VLAN", fixed(&BRIDGE_VLAN_XSTATS)),
        attr(2, "BRIDGE_XSTATS_MCAST", fixed(&BR_MCAST_STATS)),
        attr(3, "BRIDGE_XSTATS_PAD", PAD),
        attr(4, "BRIDGE_XSTATS_STP", fixed(&BRIDGE_STP_XSTATS)),
    ],
);

static BRIDGE_VLAN_XSTATS: Struct = layout(
    "bridge_vlan_xstats",
    40,
    &[
        field("rx_bytes", U64.unit(Unit::Bytes)),
        field("rx_packets", U64.unit(Unit::Packets)),
        field("tx_bytes", U64.unit(Unit::Bytes)),
        field("tx_packets", U64.unit(Unit::Packets)),
        field("vid", U16),
        field("flags", U16.flags(&BRIDGE_VLAN_INFO)),
        field("pad2", pad(4)),
    ],
);

static BR_MCAST_STATS: Struct = layout(
    "br_mcast_stats",
    240,
    &[
        field("igmp_v1queries", DIRS),
        field("igmp_v2queries", DIRS),
        field("igmp_v3queries", DIRS),
        field("igmp_leaves", DIRS),
        field("igmp_v1reports", DIRS),
        field("igmp_v2reports", DIRS),
        field("igmp_v3reports", DIRS),
        field("igmp_parse_errors", U64),
        field("mld_v1queries", DIRS),
        field("mld_v2queries", DIRS),
        field("mld_leaves", DIRS),
        field("mld_v1reports", DIRS),
        field("mld_v2reports", DIRS),
        field("mld_parse_errors", U64),
        field("mcast_bytes", DIRS),
        field("mcast_packets", DIRS),
    ],
);

/// Counters of incoming and outgoing packets.
const DIRS: Kind = Kind::Array(&BR_MCAST_DIRS);
static BR_MCAST_DIRS: Array = Array { count: Count::Fixed(2), ..array_by(&BR_MCAST_DIR, 0, U64) };

static BRIDGE_STP_XSTATS: Struct = layout(
    "bridge_stp_xstats",
    48,
    &[
        field("transition_blk", U64),
        field("transition_fwd", U64),
        field("rx_bpdu", U64),
        field("tx_bpdu", U64),
        field("rx_tcn", U64),
        field("tx_tcn", U64),
    ],
);

static BR_MCAST_DIR: Names = names(&[(0, "BR_MCAST_DIR_RX"), (1, "BR_MCAST_DIR_TX")]);

/// `BRIDGE_VLAN_INFO_*`: flags of a VLAN on a bridge or port.
pub(in crate::family::route) static BRIDGE_VLAN_INFO: Names = names(&[
    (0x1, "BRIDGE_VLAN_INFO_MASTER"),
    (0x2, "BRIDGE_VLAN_INFO_PVID"),
    (0x4, "BRIDGE_VLAN_INFO_UNTAGGED"),
    (0x8, "BRIDGE_VLAN_INFO_RANGE_BEGIN"),
    (0x10, "BRIDGE_VLAN_INFO_RANGE_END"),
    (0x20, "BRIDGE_VLAN_INFO_BRENTRY"),
    (0x40, "BRIDGE_VLAN_INFO_ONLY_OPTS"),
]);
