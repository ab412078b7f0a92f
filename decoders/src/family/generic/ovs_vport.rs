//! `ovs_vport`: ports of a switch of Open vSwitch  (linux/openvswitch.h)

use super::ovs::{OVS_HEADER, PIDS};
use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("ovs_vport", &COMMANDS).module("openvswitch").header(&OVS_HEADER);

/// Changes are notified with the commands that request them, and answered too.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "OVS_VPORT_CMD_NEW", Get, &BODY).changing(),
    msg(2, "OVS_VPORT_CMD_DEL", Get, &BODY).changing(),
    msg(3, "OVS_VPORT_CMD_GET", Get, &BODY),
    msg(4, "OVS_VPORT_CMD_SET", Get, &BODY).changing(),
]));

static BODY: Body = headless(nest(&OVS_VPORT_ATTR));

static OVS_VPORT_ATTR: Set = set(
    "OVS_VPORT_ATTR",
    &[
        attr(1, "OVS_VPORT_ATTR_PORT_NO", U32),
        attr(2, "OVS_VPORT_ATTR_TYPE", U32.name(&OVS_VPORT_TYPE)).key(),
        attr(3, "OVS_VPORT_ATTR_NAME", TEXT).subject(),
        attr(4, "OVS_VPORT_ATTR_OPTIONS", nest(&OVS_TUNNEL_ATTR)),
        attr(5, "OVS_VPORT_ATTR_UPCALL_PID", Kind::Array(&PIDS)),
        attr(6, "OVS_VPORT_ATTR_STATS", fixed(&STATS)),
        attr(7, "OVS_VPORT_ATTR_PAD", PAD),
        attr(8, "OVS_VPORT_ATTR_IFINDEX", U32.interface()),
        attr(9, "OVS_VPORT_ATTR_NETNSID", S32),
        attr(10, "OVS_VPORT_ATTR_UPCALL_STATS", nest(&OVS_VPORT_UPCALL_ATTR)),
    ],
);

static OVS_VPORT_TYPE: Names = names(&[
    (0, "OVS_VPORT_TYPE_UNSPEC"),
    (1, "OVS_VPORT_TYPE_NETDEV"),
    (2, "OVS_VPORT_TYPE_INTERNAL"),
    (3, "OVS_VPORT_TYPE_GRE"),
    (4, "OVS_VPORT_TYPE_VXLAN"),
    (5, "OVS_VPORT_TYPE_GENEVE"),
]);

static OVS_TUNNEL_ATTR: Set = set(
    "OVS_TUNNEL_ATTR",
    &[
        // In the machine's own order.
        attr(1, "OVS_TUNNEL_ATTR_DST_PORT", U16),
        attr(2, "OVS_TUNNEL_ATTR_EXTENSION", nest(&OVS_VXLAN_EXT)),
    ],
);

static OVS_VXLAN_EXT: Set = set("OVS_VXLAN_EXT", &[attr(1, "OVS_VXLAN_EXT_GBP", FLAG)]);

static STATS: Struct = layout(
    "ovs_vport_stats",
    64,
    &[
        field("rx_packets", U64.unit(Unit::Packets)),
        field("tx_packets", U64.unit(Unit::Packets)),
        field("rx_bytes", U64.unit(Unit::Bytes)),
        field("tx_bytes", U64.unit(Unit::Bytes)),
        field("rx_errors", U64),
        field("tx_errors", U64),
        field("rx_dropped", U64.unit(Unit::Packets)),
        field("tx_dropped", U64.unit(Unit::Packets)),
    ],
);

static OVS_VPORT_UPCALL_ATTR: Set = set(
    "OVS_VPORT_UPCALL_ATTR",
    &[attr(0, "OVS_VPORT_UPCALL_ATTR_SUCCESS", U64), attr(1, "OVS_VPORT_UPCALL_ATTR_FAIL", U64)],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_port_of_a_tunnel() {
        let options = [attribute(1, &[0xb5, 0x12]), attribute(2, &attribute(1, b""))].concat();
        let kind = attribute(2, &[4, 0, 0, 0]);
        let decoded = decoded(&FAMILY, (1, 5), &[&[4, 0, 0, 0], &kind, &attribute(4, &options)]);
        assert_eq!(values(&decoded, "OVS_VPORT_ATTR_TYPE"), ["OVS_VPORT_TYPE_VXLAN"]);
        assert_eq!(values(&decoded, "OVS_TUNNEL_ATTR_DST_PORT"), ["4789"]);
    }
}
