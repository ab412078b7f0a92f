//! Tables that the families of Open vSwitch share: their header, and the keys and actions of flows  (linux/openvswitch.h)

use crate::schema::*;

pub(super) mod action;
pub(super) mod key;

/// The datapath that is meant, by its interface.
pub(super) static OVS_HEADER: Struct = layout("ovs_header", 4, &[field("dp_ifindex", S32.interface())]);

pub(super) static OVS_FLOW_STATS: Struct = layout(
    "ovs_flow_stats",
    16,
    &[field("n_packets", U64.unit(Unit::Packets)), field("n_bytes", U64.unit(Unit::Bytes))],
);

/// Port ids of netlink sockets.
pub(super) static PIDS: Array = array(U32);
