//! `ovs_datapath`: switches of Open vSwitch  (linux/openvswitch.h)

use super::ovs::{OVS_HEADER, PIDS};
use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic =
    generic("ovs_datapath", &COMMANDS).module("openvswitch").header(&OVS_HEADER);

/// Changes are notified with the commands that request them, and answered too.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "OVS_DP_CMD_NEW", Get, &BODY).changing(),
    msg(2, "OVS_DP_CMD_DEL", Get, &BODY).changing(),
    msg(3, "OVS_DP_CMD_GET", Get, &BODY),
    msg(4, "OVS_DP_CMD_SET", Get, &BODY).changing(),
]));

static BODY: Body = headless(nest(&OVS_DP_ATTR));

static OVS_DP_ATTR: Set = set(
    "OVS_DP_ATTR",
    &[
        attr(1, "OVS_DP_ATTR_NAME", TEXT).subject(),
        attr(2, "OVS_DP_ATTR_UPCALL_PID", U32),
        attr(3, "OVS_DP_ATTR_STATS", fixed(&STATS)),
        attr(4, "OVS_DP_ATTR_MEGAFLOW_STATS", fixed(&MEGAFLOW_STATS)),
        attr(5, "OVS_DP_ATTR_USER_FEATURES", U32.flags(&OVS_DP_F)),
        attr(6, "OVS_DP_ATTR_PAD", PAD),
        attr(7, "OVS_DP_ATTR_MASKS_CACHE_SIZE", U32),
        attr(8, "OVS_DP_ATTR_PER_CPU_PIDS", Kind::Array(&PIDS)),
        attr(9, "OVS_DP_ATTR_IFINDEX", S32.interface()),
    ],
);

static STATS: Struct = layout(
    "ovs_dp_stats",
    32,
    &[
        field("n_hit", U64.unit(Unit::Packets)),
        field("n_missed", U64.unit(Unit::Packets)),
        field("n_lost", U64.unit(Unit::Packets)),
        field("n_flows", U64),
    ],
);

static MEGAFLOW_STATS: Struct = layout(
    "ovs_dp_megaflow_stats",
    32,
    &[
        field("n_mask_hit", U64),
        field("n_masks", U32),
        field("", pad(4)),
        field("n_cache_hit", U64),
        field("", pad(8)),
    ],
);

static OVS_DP_F: Names = names(&[
    (0x1, "OVS_DP_F_UNALIGNED"),
    (0x2, "OVS_DP_F_VPORT_PIDS"),
    (0x4, "OVS_DP_F_TC_RECIRC_SHARING"),
    (0x8, "OVS_DP_F_DISPATCH_UPCALL_PER_CPU"),
]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_switch() {
        let pids = attribute(8, &[1, 0, 0, 0, 2, 0, 0, 0]);
        let decoded = decoded(
            &FAMILY,
            (1, 5),
            &[&[0; 4], &attribute(1, b"br0\0"), &attribute(5, &[8, 0, 0, 0]), &pids],
        );
        assert_eq!(values(&decoded, "OVS_DP_ATTR_NAME"), ["br0"]);
        assert_eq!(values(&decoded, "OVS_DP_ATTR_USER_FEATURES"), ["OVS_DP_F_DISPATCH_UPCALL_PER_CPU"]);
        assert_eq!(values(&decoded, ""), ["1", "2"]);
    }
}
