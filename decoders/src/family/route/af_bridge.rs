//! `IFLA_AF_SPEC` of the bridge family: `IFLA_BRIDGE_*` with VLANs, MRP, CFM and MST  (linux/if_bridge.h,
//! linux/mrp_bridge.h, linux/cfm_bridge.h)

use super::kind::bridge::{BR_STATE, BRIDGE_VLAN_INFO as VLAN_FLAGS};
use crate::schema::*;

/// `IFLA_BRIDGE_*`.
pub(super) static IFLA_BRIDGE: Set = set(
    "IFLA_BRIDGE",
    &[
        attr(0, "IFLA_BRIDGE_FLAGS", U16.flags(&BRIDGE_FLAGS)),
        attr(1, "IFLA_BRIDGE_MODE", U16.name(&BRIDGE_MODE)),
        attr(2, "IFLA_BRIDGE_VLAN_INFO", fixed(&BRIDGE_VLAN_INFO)).repeats(),
        attr(3, "IFLA_BRIDGE_VLAN_TUNNEL_INFO", nest(&IFLA_BRIDGE_VLAN_TUNNEL)),
        attr(4, "IFLA_BRIDGE_MRP", nest(&IFLA_BRIDGE_MRP)),
        attr(5, "IFLA_BRIDGE_CFM", nest(&IFLA_BRIDGE_CFM)),
        attr(6, "IFLA_BRIDGE_MST", nest(&IFLA_BRIDGE_MST)),
    ],
);

static IFLA_BRIDGE_VLAN_TUNNEL: Set = set(
    "IFLA_BRIDGE_VLAN_TUNNEL",
    &[
        attr(1, "IFLA_BRIDGE_VLAN_TUNNEL_ID", U32),
        attr(2, "IFLA_BRIDGE_VLAN_TUNNEL_VID", U16),
        attr(3, "IFLA_BRIDGE_VLAN_TUNNEL_FLAGS", U16.flags(&VLAN_FLAGS)),
    ],
);

static IFLA_BRIDGE_MRP: Set = set(
    "IFLA_BRIDGE_MRP",
    &[
        attr(1, "IFLA_BRIDGE_MRP_INSTANCE", nest(&IFLA_BRIDGE_MRP_INSTANCE)),
        attr(2, "IFLA_BRIDGE_MRP_PORT_STATE", nest(&IFLA_BRIDGE_MRP_PORT_STATE)),
        attr(3, "IFLA_BRIDGE_MRP_PORT_ROLE", nest(&IFLA_BRIDGE_MRP_PORT_ROLE)),
        attr(4, "IFLA_BRIDGE_MRP_RING_STATE", nest(&IFLA_BRIDGE_MRP_RING_STATE)),
        attr(5, "IFLA_BRIDGE_MRP_RING_ROLE", nest(&IFLA_BRIDGE_MRP_RING_ROLE)),
        attr(6, "IFLA_BRIDGE_MRP_START_TEST", nest(&IFLA_BRIDGE_MRP_START_TEST)),
        attr(7, "IFLA_BRIDGE_MRP_INFO", nest(&IFLA_BRIDGE_MRP_INFO)),
        attr(8, "IFLA_BRIDGE_MRP_IN_ROLE", nest(&IFLA_BRIDGE_MRP_IN_ROLE)),
        attr(9, "IFLA_BRIDGE_MRP_IN_STATE", nest(&IFLA_BRIDGE_MRP_IN_STATE)),
        attr(10, "IFLA_BRIDGE_MRP_START_IN_TEST", nest(&IFLA_BRIDGE_MRP_START_IN_TEST)),
    ],
);

static IFLA_BRIDGE_MRP_INSTANCE: Set = set(
    "IFLA_BRIDGE_MRP_INSTANCE",
    &[
        attr(1, "IFLA_BRIDGE_MRP_INSTANCE_RING_ID", U32),
        attr(2, "IFLA_BRIDGE_MRP_INSTANCE_P_IFINDEX", U32.interface()),
        attr(3, "IFLA_BRIDGE_MRP_INSTANCE_S_IFINDEX", U32.interface()),
        attr(4, "IFLA_BRIDGE_MRP_INSTANCE_PRIO", U16.hex()),
    ],
);

static IFLA_BRIDGE_MRP_PORT_STATE: Set = set(
    "IFLA_BRIDGE_MRP_PORT_STATE",
    &[attr(1, "IFLA_BRIDGE_MRP_PORT_STATE_STATE", U32.name(&BR_MRP_PORT_STATE))],
);

static IFLA_BRIDGE_MRP_PORT_ROLE: Set = set(
    "IFLA_BRIDGE_MRP_PORT_ROLE",
    &[attr(1, "IFLA_BRIDGE_MRP_PORT_ROLE_ROLE", U32.name(&BR_MRP_PORT_ROLE))],
);

static IFLA_BRIDGE_MRP_RING_STATE: Set = set(
    "IFLA_BRIDGE_MRP_RING_STATE",
    &[
        attr(1, "IFLA_BRIDGE_MRP_RING_STATE_RING_ID", U32),
        attr(2, "IFLA_BRIDGE_MRP_RING_STATE_STATE", U32.name(&BR_MRP_RING_STATE)),
    ],
);

static IFLA_BRIDGE_MRP_RING_ROLE: Set = set(
    "IFLA_BRIDGE_MRP_RING_ROLE",
    &[
        attr(1, "IFLA_BRIDGE_MRP_RING_ROLE_RING_ID", U32),
        attr(2, "IFLA_BRIDGE_MRP_RING_ROLE_ROLE", U32.name(&BR_MRP_RING_ROLE)),
    ],
);

static IFLA_BRIDGE_MRP_START_TEST: Set = set(
    "IFLA_BRIDGE_MRP_START_TEST",
    &[
        attr(1, "IFLA_BRIDGE_MRP_START_TEST_RING_ID", U32),
        attr(2, "IFLA_BRIDGE_MRP_START_TEST_INTERVAL", U32.unit(Unit::Microseconds)),
        attr(3, "IFLA_BRIDGE_MRP_START_TEST_MAX_MISS", U32),
        attr(4, "IFLA_BRIDGE_MRP_START_TEST_PERIOD", U32.unit(Unit::Microseconds)),
        attr(5, "IFLA_BRIDGE_MRP_START_TEST_MONITOR", U32.bool()),
    ],
);

static IFLA_BRIDGE_MRP_INFO: Set = set(
    "IFLA_BRIDGE_MRP_INFO",
    &[
        attr(1, "IFLA_BRIDGE_MRP_INFO_RING_ID", U32),
        attr(2, "IFLA_BRIDGE_MRP_INFO_P_IFINDEX", U32.interface()),
        attr(3, "IFLA_BRIDGE_MRP_INFO_S_IFINDEX", U32.interface()),
        attr(4, "IFLA_BRIDGE_MRP_INFO_PRIO", U16.hex()),
        attr(5, "IFLA_BRIDGE_MRP_INFO_RING_STATE", U32.name(&BR_MRP_RING_STATE)),
        attr(6, "IFLA_BRIDGE_MRP_INFO_RING_ROLE", U32.name(&BR_MRP_RING_ROLE)),
        attr(7, "IFLA_BRIDGE_MRP_INFO_TEST_INTERVAL", U32.unit(Unit::Microseconds)),
        attr(8, "IFLA_BRIDGE_MRP_INFO_TEST_MAX_MISS", U32),
        attr(9, "IFLA_BRIDGE_MRP_INFO_TEST_MONITOR", U32.bool()),
        attr(10, "IFLA_BRIDGE_MRP_INFO_I_IFINDEX", U32.interface()),
        attr(11, "IFLA_BRIDGE_MRP_INFO_IN_STATE", U32.name(&BR_MRP_IN_STATE)),
        attr(12, "IFLA_BRIDGE_MRP_INFO_IN_ROLE", U32.name(&BR_MRP_IN_ROLE)),
        attr(13, "IFLA_BRIDGE_MRP_INFO_IN_TEST_INTERVAL", U32.unit(Unit::Microseconds)),
        attr(14, "IFLA_BRIDGE_MRP_INFO_IN_TEST_MAX_MISS", U32),
    ],
);

static IFLA_BRIDGE_MRP_IN_STATE: Set = set(
    "IFLA_BRIDGE_MRP_IN_STATE",
    &[
        attr(1, "IFLA_BRIDGE_MRP_IN_STATE_IN_ID", U32),
        attr(2, "IFLA_BRIDGE_MRP_IN_STATE_STATE", U32.name(&BR_MRP_IN_STATE)),
    ],
);

static IFLA_BRIDGE_MRP_IN_ROLE: Set = set(
    "IFLA_BRIDGE_MRP_IN_ROLE",
    &[
        attr(1, "IFLA_BRIDGE_MRP_IN_ROLE_RING_ID", U32),
        attr(2, "IFLA_BRIDGE_MRP_IN_ROLE_IN_ID", U16),
        attr(3, "IFLA_BRIDGE_MRP_IN_ROLE_ROLE", U32.name(&BR_MRP_IN_ROLE)),
        attr(4, "IFLA_BRIDGE_MRP_IN_ROLE_I_IFINDEX", U32.interface()),
    ],
);

static IFLA_BRIDGE_MRP_START_IN_TEST: Set = set(
    "IFLA_BRIDGE_MRP_START_IN_TEST",
    &[
        attr(1, "IFLA_BRIDGE_MRP_START_IN_TEST_IN_ID", U32),
        attr(2, "IFLA_BRIDGE_MRP_START_IN_TEST_INTERVAL", U32.unit(Unit::Microseconds)),
        attr(3, "IFLA_BRIDGE_MRP_START_IN_TEST_MAX_MISS", U32),
        attr(4, "IFLA_BRIDGE_MRP_START_IN_TEST_PERIOD", U32.unit(Unit::Microseconds)),
    ],
);

static IFLA_BRIDGE_CFM: Set = set(
    "IFLA_BRIDGE_CFM",
    &[
        attr(1, "IFLA_BRIDGE_CFM_MEP_CREATE", nest(&IFLA_BRIDGE_CFM_MEP_CREATE)),
        attr(2, "IFLA_BRIDGE_CFM_MEP_DELETE", nest(&IFLA_BRIDGE_CFM_MEP_DELETE)),
        attr(3, "IFLA_BRIDGE_CFM_MEP_CONFIG", nest(&IFLA_BRIDGE_CFM_MEP_CONFIG)),
        attr(4, "IFLA_BRIDGE_CFM_CC_CONFIG", nest(&IFLA_BRIDGE_CFM_CC_CONFIG)),
        attr(5, "IFLA_BRIDGE_CFM_CC_PEER_MEP_ADD", nest(&IFLA_BRIDGE_CFM_CC_PEER_MEP)),
        attr(6, "IFLA_BRIDGE_CFM_CC_PEER_MEP_REMOVE", nest(&IFLA_BRIDGE_CFM_CC_PEER_MEP)),
        attr(7, "IFLA_BRIDGE_CFM_CC_RDI", nest(&IFLA_BRIDGE_CFM_CC_RDI)),
        attr(8, "IFLA_BRIDGE_CFM_CC_CCM_TX", nest(&IFLA_BRIDGE_CFM_CC_CCM_TX)),
        attr(9, "IFLA_BRIDGE_CFM_MEP_CREATE_INFO", nest(&IFLA_BRIDGE_CFM_MEP_CREATE)),
        attr(10, "IFLA_BRIDGE_CFM_MEP_CONFIG_INFO", nest(&IFLA_BRIDGE_CFM_MEP_CONFIG)),
        attr(11, "IFLA_BRIDGE_CFM_CC_CONFIG_INFO", nest(&IFLA_BRIDGE_CFM_CC_CONFIG)),
        attr(12, "IFLA_BRIDGE_CFM_CC_RDI_INFO", nest(&IFLA_BRIDGE_CFM_CC_RDI)),
        attr(13, "IFLA_BRIDGE_CFM_CC_CCM_TX_INFO", nest(&IFLA_BRIDGE_CFM_CC_CCM_TX)),
        attr(14, "IFLA_BRIDGE_CFM_CC_PEER_MEP_INFO", nest(&IFLA_BRIDGE_CFM_CC_PEER_MEP)),
        attr(15, "IFLA_BRIDGE_CFM_MEP_STATUS_INFO", nest(&IFLA_BRIDGE_CFM_MEP_STATUS)),
        attr(16, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_INFO", nest(&IFLA_BRIDGE_CFM_CC_PEER_STATUS)),
    ],
);

static IFLA_BRIDGE_CFM_MEP_CREATE: Set = set(
    "IFLA_BRIDGE_CFM_MEP_CREATE",
    &[
        attr(1, "IFLA_BRIDGE_CFM_MEP_CREATE_INSTANCE", U32),
        attr(2, "IFLA_BRIDGE_CFM_MEP_CREATE_DOMAIN", U32.name(&BR_CFM_DOMAIN)),
        attr(3, "IFLA_BRIDGE_CFM_MEP_CREATE_DIRECTION", U32.name(&BR_CFM_MEP_DIRECTION)),
        attr(4, "IFLA_BRIDGE_CFM_MEP_CREATE_IFINDEX", U32.interface()),
    ],
);

static IFLA_BRIDGE_CFM_MEP_DELETE: Set =
    set("IFLA_BRIDGE_CFM_MEP_DELETE", &[attr(1, "IFLA_BRIDGE_CFM_MEP_DELETE_INSTANCE", U32)]);

static IFLA_BRIDGE_CFM_MEP_CONFIG: Set = set(
    "IFLA_BRIDGE_CFM_MEP_CONFIG",
    &[
        attr(1, "IFLA_BRIDGE_CFM_MEP_CONFIG_INSTANCE", U32),
        attr(2, "IFLA_BRIDGE_CFM_MEP_CONFIG_UNICAST_MAC", LLADDR),
        attr(3, "IFLA_BRIDGE_CFM_MEP_CONFIG_MDLEVEL", U32),
        attr(4, "IFLA_BRIDGE_CFM_MEP_CONFIG_MEPID", U32),
    ],
);

static IFLA_BRIDGE_CFM_CC_CONFIG: Set = set(
    "IFLA_BRIDGE_CFM_CC_CONFIG",
    &[
        attr(1, "IFLA_BRIDGE_CFM_CC_CONFIG_INSTANCE", U32),
        attr(2, "IFLA_BRIDGE_CFM_CC_CONFIG_ENABLE", U32.bool()),
        attr(3, "IFLA_BRIDGE_CFM_CC_CONFIG_EXP_INTERVAL", U32.name(&BR_CFM_CCM_INTERVAL)),
        attr(4, "IFLA_BRIDGE_CFM_CC_CONFIG_EXP_MAID", OPAQUE),
    ],
);

static IFLA_BRIDGE_CFM_CC_PEER_MEP: Set = set(
    "IFLA_BRIDGE_CFM_CC_PEER_MEP",
    &[attr(1, "IFLA_BRIDGE_CFM_CC_PEER_MEP_INSTANCE", U32), attr(2, "IFLA_BRIDGE_CFM_CC_PEER_MEPID", U32)],
);

static IFLA_BRIDGE_CFM_CC_RDI: Set = set(
    "IFLA_BRIDGE_CFM_CC_RDI",
    &[attr(1, "IFLA_BRIDGE_CFM_CC_RDI_INSTANCE", U32), attr(2, "IFLA_BRIDGE_CFM_CC_RDI_RDI", U32.bool())],
);

static IFLA_BRIDGE_CFM_CC_CCM_TX: Set = set(
    "IFLA_BRIDGE_CFM_CC_CCM_TX",
    &[
        attr(1, "IFLA_BRIDGE_CFM_CC_CCM_TX_INSTANCE", U32),
        attr(2, "IFLA_BRIDGE_CFM_CC_CCM_TX_DMAC", LLADDR),
        attr(3, "IFLA_BRIDGE_CFM_CC_CCM_TX_SEQ_NO_UPDATE", U32.bool()),
        attr(4, "IFLA_BRIDGE_CFM_CC_CCM_TX_PERIOD", U32.unit(Unit::Seconds)),
        attr(5, "IFLA_BRIDGE_CFM_CC_CCM_TX_IF_TLV", U32.bool()),
        attr(6, "IFLA_BRIDGE_CFM_CC_CCM_TX_IF_TLV_VALUE", U8),
        attr(7, "IFLA_BRIDGE_CFM_CC_CCM_TX_PORT_TLV", U32.bool()),
        attr(8, "IFLA_BRIDGE_CFM_CC_CCM_TX_PORT_TLV_VALUE", U8),
    ],
);

static IFLA_BRIDGE_CFM_MEP_STATUS: Set = set(
    "IFLA_BRIDGE_CFM_MEP_STATUS",
    &[
        attr(1, "IFLA_BRIDGE_CFM_MEP_STATUS_INSTANCE", U32),
        attr(2, "IFLA_BRIDGE_CFM_MEP_STATUS_OPCODE_UNEXP_SEEN", U32.bool()),
        attr(3, "IFLA_BRIDGE_CFM_MEP_STATUS_VERSION_UNEXP_SEEN", U32.bool()),
        attr(4, "IFLA_BRIDGE_CFM_MEP_STATUS_RX_LEVEL_LOW_SEEN", U32.bool()),
    ],
);

static IFLA_BRIDGE_CFM_CC_PEER_STATUS: Set = set(
    "IFLA_BRIDGE_CFM_CC_PEER_STATUS",
    &[
        attr(1, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_INSTANCE", U32),
        attr(2, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_PEER_MEPID", U32),
        attr(3, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_CCM_DEFECT", U32.bool()),
        attr(4, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_RDI", U32.bool()),
        attr(5, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_PORT_TLV_VALUE", U8),
        attr(6, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_IF_TLV_VALUE", U8),
        attr(7, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_SEEN", U32.bool()),
        attr(8, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_TLV_SEEN", U32.bool()),
        attr(9, "IFLA_BRIDGE_CFM_CC_PEER_STATUS_SEQ_UNEXP_SEEN", U32.bool()),
    ],
);

static IFLA_BRIDGE_MST: Set =
    set("IFLA_BRIDGE_MST", &[attr(1, "IFLA_BRIDGE_MST_ENTRY", nest(&IFLA_BRIDGE_MST_ENTRY))]);

static IFLA_BRIDGE_MST_ENTRY: Set = set(
    "IFLA_BRIDGE_MST_ENTRY",
    &[attr(1, "IFLA_BRIDGE_MST_ENTRY_MSTI", U16), attr(2, "IFLA_BRIDGE_MST_ENTRY_STATE", U8.name(&BR_STATE))],
);

/// `struct bridge_vlan_info`.
pub(super) static BRIDGE_VLAN_INFO: Struct =
    layout("bridge_vlan_info", 4, &[field("flags", U16.flags(&VLAN_FLAGS)), field("vid", U16)]);

static BRIDGE_FLAGS: Names = names(&[(0x1, "BRIDGE_FLAGS_MASTER"), (0x2, "BRIDGE_FLAGS_SELF")]);

static BRIDGE_MODE: Names =
    names(&[(0, "BRIDGE_MODE_VEB"), (1, "BRIDGE_MODE_VEPA"), (65535, "BRIDGE_MODE_UNDEF")]);

static BR_MRP_PORT_STATE: Names = names(&[
    (0, "BR_MRP_PORT_STATE_DISABLED"),
    (1, "BR_MRP_PORT_STATE_BLOCKED"),
    (2, "BR_MRP_PORT_STATE_FORWARDING"),
    (3, "BR_MRP_PORT_STATE_NOT_CONNECTED"),
]);

static BR_MRP_PORT_ROLE: Names = names(&[
    (0, "BR_MRP_PORT_ROLE_PRIMARY"),
    (1, "BR_MRP_PORT_ROLE_SECONDARY"),
    (2, "BR_MRP_PORT_ROLE_INTER"),
]);

static BR_MRP_RING_STATE: Names = names(&[(0, "BR_MRP_RING_STATE_OPEN"), (1, "BR_MRP_RING_STATE_CLOSED")]);

static BR_MRP_RING_ROLE: Names = names(&[
    (0, "BR_MRP_RING_ROLE_DISABLED"),
    (1, "BR_MRP_RING_ROLE_MRC"),
    (2, "BR_MRP_RING_ROLE_MRM"),
    (3, "BR_MRP_RING_ROLE_MRA"),
]);

static BR_MRP_IN_STATE: Names = names(&[(0, "BR_MRP_IN_STATE_OPEN"), (1, "BR_MRP_IN_STATE_CLOSED")]);

static BR_MRP_IN_ROLE: Names =
    names(&[(0, "BR_MRP_IN_ROLE_DISABLED"), (1, "BR_MRP_IN_ROLE_MIC"), (2, "BR_MRP_IN_ROLE_MIM")]);

static BR_CFM_DOMAIN: Names = names(&[(0, "BR_CFM_PORT"), (1, "BR_CFM_VLAN")]);

static BR_CFM_MEP_DIRECTION: Names =
    names(&[(0, "BR_CFM_MEP_DIRECTION_DOWN"), (1, "BR_CFM_MEP_DIRECTION_UP")]);

static BR_CFM_CCM_INTERVAL: Names = names(&[
    (0, "BR_CFM_CCM_INTERVAL_NONE"),
    (1, "BR_CFM_CCM_INTERVAL_3_3_MS"),
    (2, "BR_CFM_CCM_INTERVAL_10_MS"),
    (3, "BR_CFM_CCM_INTERVAL_100_MS"),
    (4, "BR_CFM_CCM_INTERVAL_1_SEC"),
    (5, "BR_CFM_CCM_INTERVAL_10_SEC"),
    (6, "BR_CFM_CCM_INTERVAL_1_MIN"),
    (7, "BR_CFM_CCM_INTERVAL_10_MIN"),
]);
