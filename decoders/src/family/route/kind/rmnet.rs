//! `rmnet`: multiplexed channels of a Qualcomm modem  (linux/if_link.h)

use super::LinkKind;
use crate::schema::*;

pub(super) static KIND: LinkKind = LinkKind::new("rmnet", nest(&IFLA_RMNET));

static IFLA_RMNET: Set = set(
    "IFLA_RMNET",
    &[attr(1, "IFLA_RMNET_MUX_ID", U16), attr(2, "IFLA_RMNET_FLAGS", fixed(&IFLA_RMNET_FLAGS))],
);

static IFLA_RMNET_FLAGS: Struct = layout(
    "ifla_rmnet_flags",
    8,
    &[field("flags", U32.flags(&RMNET_FLAGS)), field("mask", U32.flags(&RMNET_FLAGS))],
);

static RMNET_FLAGS: Names = names(&[
    (0x1, "RMNET_FLAGS_INGRESS_DEAGGREGATION"),
    (0x2, "RMNET_FLAGS_INGRESS_MAP_COMMANDS"),
    (0x4, "RMNET_FLAGS_INGRESS_MAP_CKSUMV4"),
    (0x8, "RMNET_FLAGS_EGRESS_MAP_CKSUMV4"),
    (0x10, "RMNET_FLAGS_INGRESS_MAP_CKSUMV5"),
    (0x20, "RMNET_FLAGS_EGRESS_MAP_CKSUMV5"),
]);
