//! Virtual functions of a link: `IFLA_VFINFO_LIST`, `IFLA_VF_PORTS`, `IFLA_PORT_SELF`  (linux/if_link.h)

use crate::names::ETH_P;
use crate::schema::{Case::*, *};

/// `IFLA_VFINFO_LIST`.
pub(super) static IFLA_VF_INFO: Set =
    set("IFLA_VF_INFO", &[attr(1, "IFLA_VF_INFO", nest(&IFLA_VF)).repeats()]);

static IFLA_VF: Set = set(
    "IFLA_VF",
    &[
        attr(
            1,
            "IFLA_VF_MAC",
            select(
                "ifi_type",
                &[
                    (OneOf(&[0, 1]), fixed(&IFLA_VF_MAC_ETHER)),
                    (Is(32), fixed(&IFLA_VF_MAC_INFINIBAND)),
                    (Otherwise, fixed(&IFLA_VF_MAC)),
                ],
            ),
        ),
        attr(2, "IFLA_VF_VLAN", fixed(&IFLA_VF_VLAN)),
        attr(3, "IFLA_VF_TX_RATE", fixed(&IFLA_VF_TX_RATE)),
        attr(4, "IFLA_VF_SPOOFCHK", fixed(&IFLA_VF_SPOOFCHK)),
        attr(5, "IFLA_VF_LINK_STATE", fixed(&IFLA_VF_LINK_STATE)),
        attr(6, "IFLA_VF_RATE", fixed(&IFLA_VF_RATE)),
        attr(7, "IFLA_VF_RSS_QUERY_EN", fixed(&IFLA_VF_RSS_QUERY_EN)),
        attr(8, "IFLA_VF_STATS", nest(&IFLA_VF_STATS)),
        attr(9, "IFLA_VF_TRUST", fixed(&IFLA_VF_TRUST)),
        attr(10, "IFLA_VF_IB_NODE_GUID", fixed(&IFLA_VF_GUID)),
        attr(11, "IFLA_VF_IB_PORT_GUID", fixed(&IFLA_VF_GUID)),
        attr(12, "IFLA_VF_VLAN_LIST", nest(&IFLA_VF_VLAN_INFOS)),
        attr(
            13,
            "IFLA_VF_BROADCAST",
            select(
                "ifi_type",
                &[
                    (OneOf(&[0, 1]), fixed(&IFLA_VF_BROADCAST_ETHER)),
                    (Is(32), fixed(&IFLA_VF_BROADCAST_INFINIBAND)),
                    (Otherwise, fixed(&IFLA_VF_BROADCAST)),
                ],
            ),
        ),
    ],
);

static IFLA_VF_VLAN_INFOS: Set =
    set("IFLA_VF_VLAN_INFO", &[attr(1, "IFLA_VF_VLAN_INFO", fixed(&IFLA_VF_VLAN_INFO)).repeats()]);

static IFLA_VF_STATS: Set = set(
    "IFLA_VF_STATS",
    &[
        attr(0, "IFLA_VF_STATS_RX_PACKETS", U64.unit(Unit::Packets)),
        attr(1, "IFLA_VF_STATS_TX_PACKETS", U64.unit(Unit::Packets)),
        attr(2, "IFLA_VF_STATS_RX_BYTES", U64.unit(Unit::Bytes)),
        attr(3, "IFLA_VF_STATS_TX_BYTES", U64.unit(Unit::Bytes)),
        attr(4, "IFLA_VF_STATS_BROADCAST", U64.unit(Unit::Packets)),
        attr(5, "IFLA_VF_STATS_MULTICAST", U64.unit(Unit::Packets)),
        attr(6, "IFLA_VF_STATS_PAD", PAD),
        attr(7, "IFLA_VF_STATS_RX_DROPPED", U64.unit(Unit::Packets)),
        attr(8, "IFLA_VF_STATS_TX_DROPPED", U64.unit(Unit::Packets)),
    ],
);

/// `IFLA_VF_PORTS`.
pub(super) static IFLA_VF_PORT: Set = set("IFLA_VF_PORT", &[attr(1, "IFLA_VF_PORT", nest(&IFLA_PORT))]);

/// `IFLA_PORT_*`: the port of one virtual function, or of the link itself (`IFLA_PORT_SELF`).
pub(super) static IFLA_PORT: Set = set(
    "IFLA_PORT",
    &[
        attr(1, "IFLA_PORT_VF", S32),
        attr(2, "IFLA_PORT_PROFILE", TEXT),
        attr(3, "IFLA_PORT_VSI_TYPE", fixed(&IFLA_PORT_VSI)),
        attr(4, "IFLA_PORT_INSTANCE_UUID", OPAQUE),
        attr(5, "IFLA_PORT_HOST_UUID", OPAQUE),
        attr(
            6,
            "IFLA_PORT_REQUEST",
            select("@len", &[(Is(1), U8.name(&PORT_REQUEST)), (Otherwise, U16.name(&PORT_REQUEST))]),
        ),
        attr(7, "IFLA_PORT_RESPONSE", U16.name(&PORT_RESPONSE)),
    ],
);

static IFLA_VF_MAC: Struct = layout("ifla_vf_mac", 36, &[field("vf", U32), field("mac", lladdr(32))]);

/// An Ethernet link's address is the first six bytes of the member. Requests do not contain the link's type; the kernel reads
/// nothing else from them.
static IFLA_VF_MAC_ETHER: Struct =
    layout("ifla_vf_mac", 36, &[field("vf", U32), field("mac", MAC), field("", pad(26))]);

static IFLA_VF_MAC_INFINIBAND: Struct =
    layout("ifla_vf_mac", 36, &[field("vf", U32), field("mac", lladdr(20)), field("", pad(12))]);

static IFLA_VF_BROADCAST: Struct = layout("ifla_vf_broadcast", 32, &[field("broadcast", lladdr(32))]);

static IFLA_VF_BROADCAST_ETHER: Struct =
    layout("ifla_vf_broadcast", 32, &[field("broadcast", MAC), field("", pad(26))]);

static IFLA_VF_BROADCAST_INFINIBAND: Struct =
    layout("ifla_vf_broadcast", 32, &[field("broadcast", lladdr(20)), field("", pad(12))]);

static IFLA_VF_VLAN: Struct =
    layout("ifla_vf_vlan", 12, &[field("vf", U32), field("vlan", U32), field("qos", U32)]);

static IFLA_VF_VLAN_INFO: Struct = layout(
    "ifla_vf_vlan_info",
    16,
    &[
        field("vf", U32),
        field("vlan", U32),
        field("qos", U32),
        field("vlan_proto", BE16.name(&ETH_P)),
        field("", pad(2)),
    ],
);

static IFLA_VF_TX_RATE: Struct =
    layout("ifla_vf_tx_rate", 8, &[field("vf", U32), field("rate", U32.unit(Unit::MegabitsPerSecond))]);

static IFLA_VF_RATE: Struct = layout(
    "ifla_vf_rate",
    12,
    &[
        field("vf", U32),
        field("min_tx_rate", U32.unit(Unit::MegabitsPerSecond)),
        field("max_tx_rate", U32.unit(Unit::MegabitsPerSecond)),
    ],
);

static IFLA_VF_SPOOFCHK: Struct = layout("ifla_vf_spoofchk", 8, &[field("vf", U32), field("setting", U32)]);

static IFLA_VF_LINK_STATE: Struct =
    layout("ifla_vf_link_state", 8, &[field("vf", U32), field("link_state", U32.name(&IFLA_VF_LINK_STATES))]);

static IFLA_VF_RSS_QUERY_EN: Struct =
    layout("ifla_vf_rss_query_en", 8, &[field("vf", U32), field("setting", U32)]);

static IFLA_VF_TRUST: Struct = layout("ifla_vf_trust", 8, &[field("vf", U32), field("setting", U32)]);

static IFLA_VF_GUID: Struct =
    layout("ifla_vf_guid", 16, &[field("vf", U32), field("", pad(4)), field("guid", U64.hex())]);

static IFLA_PORT_VSI: Struct = layout(
    "ifla_port_vsi",
    8,
    &[
        field("vsi_mgr_id", U8),
        field("vsi_type_id", opaque(3)),
        field("vsi_type_version", U8),
        field("pad", pad(3)),
    ],
);

static IFLA_VF_LINK_STATES: Names = names(&[
    (0, "IFLA_VF_LINK_STATE_AUTO"),
    (1, "IFLA_VF_LINK_STATE_ENABLE"),
    (2, "IFLA_VF_LINK_STATE_DISABLE"),
]);

static PORT_REQUEST: Names = names(&[
    (0, "PORT_REQUEST_PREASSOCIATE"),
    (1, "PORT_REQUEST_PREASSOCIATE_RR"),
    (2, "PORT_REQUEST_ASSOCIATE"),
    (3, "PORT_REQUEST_DISASSOCIATE"),
]);

static PORT_RESPONSE: Names = names(&[
    (0, "PORT_VDP_RESPONSE_SUCCESS"),
    (1, "PORT_VDP_RESPONSE_INVALID_FORMAT"),
    (2, "PORT_VDP_RESPONSE_INSUFFICIENT_RESOURCES"),
    (3, "PORT_VDP_RESPONSE_UNUSED_VTID"),
    (4, "PORT_VDP_RESPONSE_VTID_VIOLATION"),
    (5, "PORT_VDP_RESPONSE_VTID_VERSION_VIOALTION"),
    (6, "PORT_VDP_RESPONSE_OUT_OF_SYNC"),
    (256, "PORT_PROFILE_RESPONSE_SUCCESS"),
    (257, "PORT_PROFILE_RESPONSE_INPROGRESS"),
    (258, "PORT_PROFILE_RESPONSE_INVALID"),
    (259, "PORT_PROFILE_RESPONSE_BADSTATE"),
    (260, "PORT_PROFILE_RESPONSE_INSUFFICIENT_RESOURCES"),
    (261, "PORT_PROFILE_RESPONSE_ERROR"),
]);
