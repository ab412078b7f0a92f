//! Pause frames, and energy saved between packets  (linux/ethtool_netlink_generated.h)

use super::{HEADER, link_modes::LINK_MODES};
use crate::schema::*;

pub(super) static PAUSE: Body = headless(nest(&ETHTOOL_A_PAUSE));
pub(super) static EEE: Body = headless(nest(&ETHTOOL_A_EEE));

static ETHTOOL_A_PAUSE: Set = set(
    "ETHTOOL_A_PAUSE",
    &[
        attr(1, "ETHTOOL_A_PAUSE_HEADER", HEADER),
        attr(2, "ETHTOOL_A_PAUSE_AUTONEG", U8.bool()),
        attr(3, "ETHTOOL_A_PAUSE_RX", U8.bool()),
        attr(4, "ETHTOOL_A_PAUSE_TX", U8.bool()),
        attr(5, "ETHTOOL_A_PAUSE_STATS", nest(&ETHTOOL_A_PAUSE_STAT)),
        attr(6, "ETHTOOL_A_PAUSE_STATS_SRC", U32.name(&ETHTOOL_MAC_STATS_SRC)),
    ],
);

static ETHTOOL_A_PAUSE_STAT: Set = set(
    "ETHTOOL_A_PAUSE_STAT",
    &[
        attr(1, "ETHTOOL_A_PAUSE_STAT_PAD", PAD),
        attr(2, "ETHTOOL_A_PAUSE_STAT_TX_FRAMES", U64),
        attr(3, "ETHTOOL_A_PAUSE_STAT_RX_FRAMES", U64),
        attr(4, "ETHTOOL_A_PAUSE_STAT_TX_PAUSE_STORM_EVENTS", U64),
    ],
);

pub(super) static ETHTOOL_MAC_STATS_SRC: Names = names(&[
    (0, "ETHTOOL_MAC_STATS_SRC_AGGREGATE"),
    (1, "ETHTOOL_MAC_STATS_SRC_EMAC"),
    (2, "ETHTOOL_MAC_STATS_SRC_PMAC"),
]);

static ETHTOOL_A_EEE: Set = set(
    "ETHTOOL_A_EEE",
    &[
        attr(1, "ETHTOOL_A_EEE_HEADER", HEADER),
        attr(2, "ETHTOOL_A_EEE_MODES_OURS", nest(&LINK_MODES)),
        attr(3, "ETHTOOL_A_EEE_MODES_PEER", nest(&LINK_MODES)),
        attr(4, "ETHTOOL_A_EEE_ACTIVE", U8.bool()),
        attr(5, "ETHTOOL_A_EEE_ENABLED", U8.bool()),
        attr(6, "ETHTOOL_A_EEE_TX_LPI_ENABLED", U8.bool()),
        attr(7, "ETHTOOL_A_EEE_TX_LPI_TIMER", U32.unit(Unit::Microseconds)),
    ],
);
