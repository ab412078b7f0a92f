//! `bond`: bonds and their slaves  (linux/if_link.h, linux/if_bonding.h)

use super::LinkKind;
use crate::schema::*;

pub(super) static KIND: LinkKind =
    LinkKind::new("bond", nest(&IFLA_BOND)).with_slaves("bond_slave", nest(&IFLA_BOND_SLAVE));

static IFLA_BOND: Set = set(
    "IFLA_BOND",
    &[
        attr(1, "IFLA_BOND_MODE", U8.name(&BOND_MODE)),
        attr(2, "IFLA_BOND_ACTIVE_SLAVE", U32.interface()),
        attr(3, "IFLA_BOND_MIIMON", U32.unit(Unit::Milliseconds)),
        attr(4, "IFLA_BOND_UPDELAY", U32.unit(Unit::Milliseconds)),
        attr(5, "IFLA_BOND_DOWNDELAY", U32.unit(Unit::Milliseconds)),
        attr(6, "IFLA_BOND_USE_CARRIER", U8.bool()),
        attr(7, "IFLA_BOND_ARP_INTERVAL", U32.unit(Unit::Milliseconds)),
        attr(8, "IFLA_BOND_ARP_IP_TARGET", Kind::List(&ARP_IP_TARGETS)),
        attr(9, "IFLA_BOND_ARP_VALIDATE", U32.name(&BOND_ARP_VALIDATE)),
        attr(10, "IFLA_BOND_ARP_ALL_TARGETS", U32.name(&BOND_ARP_TARGETS)),
        attr(11, "IFLA_BOND_PRIMARY", U32.interface()),
        attr(12, "IFLA_BOND_PRIMARY_RESELECT", U8.name(&BOND_PRI_RESELECT)),
        attr(13, "IFLA_BOND_FAIL_OVER_MAC", U8.name(&BOND_FOM)),
        attr(14, "IFLA_BOND_XMIT_HASH_POLICY", U8.name(&BOND_XMIT_POLICY)),
        attr(15, "IFLA_BOND_RESEND_IGMP", U32),
        attr(16, "IFLA_BOND_NUM_PEER_NOTIF", U8),
        attr(17, "IFLA_BOND_ALL_SLAVES_ACTIVE", U8.bool()),
        attr(18, "IFLA_BOND_MIN_LINKS", U32),
        attr(19, "IFLA_BOND_LP_INTERVAL", U32.unit(Unit::Seconds)),
        attr(20, "IFLA_BOND_PACKETS_PER_SLAVE", U32.unit(Unit::Packets)),
        attr(21, "IFLA_BOND_AD_LACP_RATE", U8.name(&AD_LACP)),
        attr(22, "IFLA_BOND_AD_SELECT", U8.name(&BOND_AD)),
        attr(23, "IFLA_BOND_AD_INFO", nest(&IFLA_BOND_AD_INFO)),
        attr(24, "IFLA_BOND_AD_ACTOR_SYS_PRIO", U16),
        attr(25, "IFLA_BOND_AD_USER_PORT_KEY", U16),
        attr(26, "IFLA_BOND_AD_ACTOR_SYSTEM", LLADDR),
        attr(27, "IFLA_BOND_TLB_DYNAMIC_LB", U8.bool()),
        attr(28, "IFLA_BOND_PEER_NOTIF_DELAY", U32.unit(Unit::Milliseconds)),
        attr(29, "IFLA_BOND_AD_LACP_ACTIVE", U8.bool()),
        attr(30, "IFLA_BOND_MISSED_MAX", U8),
        attr(31, "IFLA_BOND_NS_IP6_TARGET", Kind::List(&NS_IP6_TARGETS)),
        attr(32, "IFLA_BOND_COUPLED_CONTROL", U8.bool()),
        attr(33, "IFLA_BOND_BROADCAST_NEIGH", U8.bool()),
        attr(34, "IFLA_BOND_LACP_STRICT", U8.bool()),
    ],
);

static ARP_IP_TARGETS: List = list(IP4);
static NS_IP6_TARGETS: List = list(IP6);

static IFLA_BOND_AD_INFO: Set = set(
    "IFLA_BOND_AD_INFO",
    &[
        attr(1, "IFLA_BOND_AD_INFO_AGGREGATOR", U16),
        attr(2, "IFLA_BOND_AD_INFO_NUM_PORTS", U16),
        attr(3, "IFLA_BOND_AD_INFO_ACTOR_KEY", U16),
        attr(4, "IFLA_BOND_AD_INFO_PARTNER_KEY", U16),
        attr(5, "IFLA_BOND_AD_INFO_PARTNER_MAC", LLADDR),
    ],
);

static IFLA_BOND_SLAVE: Set = set(
    "IFLA_BOND_SLAVE",
    &[
        attr(1, "IFLA_BOND_SLAVE_STATE", U8.name(&BOND_STATE)),
        attr(2, "IFLA_BOND_SLAVE_MII_STATUS", U8.name(&BOND_LINK)),
        attr(3, "IFLA_BOND_SLAVE_LINK_FAILURE_COUNT", U32),
        attr(4, "IFLA_BOND_SLAVE_PERM_HWADDR", LLADDR),
        attr(5, "IFLA_BOND_SLAVE_QUEUE_ID", U16),
        attr(6, "IFLA_BOND_SLAVE_AD_AGGREGATOR_ID", U16),
        attr(7, "IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE", U8.flags(&LACP_STATE)),
        attr(8, "IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE", U16.flags(&LACP_STATE)),
        attr(9, "IFLA_BOND_SLAVE_PRIO", S32),
        attr(10, "IFLA_BOND_SLAVE_ACTOR_PORT_PRIO", U16),
        attr(11, "IFLA_BOND_SLAVE_AD_CHURN_ACTOR_STATE", U8.name(&AD_CHURN)),
        attr(12, "IFLA_BOND_SLAVE_AD_CHURN_PARTNER_STATE", U8.name(&AD_CHURN)),
    ],
);

static BOND_MODE: Names = names(&[
    (0, "BOND_MODE_ROUNDROBIN"),
    (1, "BOND_MODE_ACTIVEBACKUP"),
    (2, "BOND_MODE_XOR"),
    (3, "BOND_MODE_BROADCAST"),
    (4, "BOND_MODE_8023AD"),
    (5, "BOND_MODE_TLB"),
    (6, "BOND_MODE_ALB"),
]);

static BOND_ARP_VALIDATE: Names = names(&[
    (0, "BOND_ARP_VALIDATE_NONE"),
    (1, "BOND_ARP_VALIDATE_ACTIVE"),
    (2, "BOND_ARP_VALIDATE_BACKUP"),
    (3, "BOND_ARP_VALIDATE_ALL"),
    (4, "BOND_ARP_FILTER"),
    (5, "BOND_ARP_FILTER_ACTIVE"),
    (6, "BOND_ARP_FILTER_BACKUP"),
]);

static BOND_ARP_TARGETS: Names = names(&[(0, "BOND_ARP_TARGETS_ANY"), (1, "BOND_ARP_TARGETS_ALL")]);

static BOND_PRI_RESELECT: Names = names(&[
    (0, "BOND_PRI_RESELECT_ALWAYS"),
    (1, "BOND_PRI_RESELECT_BETTER"),
    (2, "BOND_PRI_RESELECT_FAILURE"),
]);

static BOND_FOM: Names = names(&[(0, "BOND_FOM_NONE"), (1, "BOND_FOM_ACTIVE"), (2, "BOND_FOM_FOLLOW")]);

static BOND_XMIT_POLICY: Names = names(&[
    (0, "BOND_XMIT_POLICY_LAYER2"),
    (1, "BOND_XMIT_POLICY_LAYER34"),
    (2, "BOND_XMIT_POLICY_LAYER23"),
    (3, "BOND_XMIT_POLICY_ENCAP23"),
    (4, "BOND_XMIT_POLICY_ENCAP34"),
    (5, "BOND_XMIT_POLICY_VLAN_SRCMAC"),
]);

static AD_LACP: Names = names(&[(0, "AD_LACP_SLOW"), (1, "AD_LACP_FAST")]);

static BOND_AD: Names =
    names(&[(0, "BOND_AD_STABLE"), (1, "BOND_AD_BANDWIDTH"), (2, "BOND_AD_COUNT"), (3, "BOND_AD_PRIO")]);

static BOND_STATE: Names = names(&[(0, "BOND_STATE_ACTIVE"), (1, "BOND_STATE_BACKUP")]);

static BOND_LINK: Names =
    names(&[(0, "BOND_LINK_UP"), (1, "BOND_LINK_FAIL"), (2, "BOND_LINK_DOWN"), (3, "BOND_LINK_BACK")]);

static LACP_STATE: Names = names(&[
    (0x1, "LACP_STATE_LACP_ACTIVITY"),
    (0x2, "LACP_STATE_LACP_TIMEOUT"),
    (0x4, "LACP_STATE_AGGREGATION"),
    (0x8, "LACP_STATE_SYNCHRONIZATION"),
    (0x10, "LACP_STATE_COLLECTING"),
    (0x20, "LACP_STATE_DISTRIBUTING"),
    (0x40, "LACP_STATE_DEFAULTED"),
    (0x80, "LACP_STATE_EXPIRED"),
]);

static AD_CHURN: Names = names(&[(0, "AD_CHURN_MONITOR"), (1, "AD_CHURN"), (2, "AD_NO_CHURN")]);

/// `BOND_XSTATS_*`: statistics of a bond or slave in `RTM_NEWSTATS`.
pub(in crate::family::route) static BOND_XSTATS: Set =
    set("BOND_XSTATS", &[attr(1, "BOND_XSTATS_3AD", nest(&BOND_3AD_STAT))]);

static BOND_3AD_STAT: Set = set(
    "BOND_3AD_STAT",
    &[
        attr(0, "BOND_3AD_STAT_LACPDU_RX", U64),
        attr(1, "BOND_3AD_STAT_LACPDU_TX", U64),
        attr(2, "BOND_3AD_STAT_LACPDU_UNKNOWN_RX", U64),
        attr(3, "BOND_3AD_STAT_LACPDU_ILLEGAL_RX", U64),
        attr(4, "BOND_3AD_STAT_MARKER_RX", U64),
        attr(5, "BOND_3AD_STAT_MARKER_TX", U64),
        attr(6, "BOND_3AD_STAT_MARKER_RESP_RX", U64),
        attr(7, "BOND_3AD_STAT_MARKER_RESP_TX", U64),
        attr(8, "BOND_3AD_STAT_MARKER_UNKNOWN_RX", U64),
        attr(9, "BOND_3AD_STAT_PAD", PAD),
    ],
);
