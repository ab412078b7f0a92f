//! `vlan`: VLAN interfaces (802.1Q and 802.1ad)  (linux/if_link.h)

use super::LinkKind;
use crate::names::ETH_P;
use crate::schema::*;

pub(super) static KIND: LinkKind = LinkKind::new("vlan", nest(&IFLA_VLAN));

static IFLA_VLAN: Set = set(
    "IFLA_VLAN",
    &[
        attr(1, "IFLA_VLAN_ID", U16),
        attr(2, "IFLA_VLAN_FLAGS", fixed(&IFLA_VLAN_FLAGS)),
        attr(3, "IFLA_VLAN_EGRESS_QOS", nest(&IFLA_VLAN_QOS)),
        attr(4, "IFLA_VLAN_INGRESS_QOS", nest(&IFLA_VLAN_QOS)),
        attr(5, "IFLA_VLAN_PROTOCOL", BE16.name(&ETH_P)),
    ],
);

static IFLA_VLAN_QOS: Set =
    set("IFLA_VLAN_QOS", &[attr(1, "IFLA_VLAN_QOS_MAPPING", fixed(&IFLA_VLAN_QOS_MAPPING)).repeats()]);

static IFLA_VLAN_FLAGS: Struct = layout(
    "ifla_vlan_flags",
    8,
    &[field("flags", U32.flags(&VLAN_FLAG)), field("mask", U32.flags(&VLAN_FLAG))],
);

static IFLA_VLAN_QOS_MAPPING: Struct =
    layout("ifla_vlan_qos_mapping", 8, &[field("from", U32), field("to", U32)]);

static VLAN_FLAG: Names = names(&[
    (0x1, "VLAN_FLAG_REORDER_HDR"),
    (0x2, "VLAN_FLAG_GVRP"),
    (0x4, "VLAN_FLAG_LOOSE_BINDING"),
    (0x8, "VLAN_FLAG_MVRP"),
    (0x10, "VLAN_FLAG_BRIDGE_BINDING"),
]);
