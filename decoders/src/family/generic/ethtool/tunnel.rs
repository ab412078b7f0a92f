//! UDP tunnels that a device offloads: `ETHTOOL_A_TUNNEL_*`  (linux/ethtool_netlink_generated.h)

use super::{HEADER, bitset};
use crate::schema::*;

pub(super) static TUNNEL_INFO: Body = headless(nest(&ETHTOOL_A_TUNNEL_INFO));

static ETHTOOL_A_TUNNEL_INFO: Set = set(
    "ETHTOOL_A_TUNNEL_INFO",
    &[
        attr(1, "ETHTOOL_A_TUNNEL_INFO_HEADER", HEADER),
        attr(2, "ETHTOOL_A_TUNNEL_INFO_UDP_PORTS", nest(&ETHTOOL_A_TUNNEL_UDP)),
    ],
);

static ETHTOOL_A_TUNNEL_UDP: Set =
    set("ETHTOOL_A_TUNNEL_UDP", &[attr(1, "ETHTOOL_A_TUNNEL_UDP_TABLE", nest(&ETHTOOL_A_TUNNEL_UDP_TABLE))]);

static ETHTOOL_A_TUNNEL_UDP_TABLE: Set = set(
    "ETHTOOL_A_TUNNEL_UDP_TABLE",
    &[
        attr(1, "ETHTOOL_A_TUNNEL_UDP_TABLE_SIZE", U32),
        attr(2, "ETHTOOL_A_TUNNEL_UDP_TABLE_TYPES", nest(&bitset::UDP_TUNNELS)),
        attr(3, "ETHTOOL_A_TUNNEL_UDP_TABLE_ENTRY", nest(&ETHTOOL_A_TUNNEL_UDP_ENTRY)).repeats(),
    ],
);

static ETHTOOL_A_TUNNEL_UDP_ENTRY: Set = set(
    "ETHTOOL_A_TUNNEL_UDP_ENTRY",
    &[
        attr(1, "ETHTOOL_A_TUNNEL_UDP_ENTRY_PORT", BE16),
        attr(2, "ETHTOOL_A_TUNNEL_UDP_ENTRY_TYPE", U32.name(&bitset::ETHTOOL_UDP_TUNNEL_TYPE)),
    ],
);
