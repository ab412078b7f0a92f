//! PHYs: a list, turns on a shared line, quality of the signal  (linux/ethtool_netlink_generated.h)

use super::HEADER;
use crate::schema::*;

pub(super) static PHY: Body = headless(nest(&ETHTOOL_A_PHY));
pub(super) static PLCA: Body = headless(nest(&ETHTOOL_A_PLCA));
pub(super) static MSE: Body = headless(nest(&ETHTOOL_A_MSE));

static ETHTOOL_A_PHY: Set = set(
    "ETHTOOL_A_PHY",
    &[
        attr(1, "ETHTOOL_A_PHY_HEADER", HEADER),
        attr(2, "ETHTOOL_A_PHY_INDEX", U32),
        attr(3, "ETHTOOL_A_PHY_DRVNAME", TEXT),
        attr(4, "ETHTOOL_A_PHY_NAME", TEXT),
        attr(5, "ETHTOOL_A_PHY_UPSTREAM_TYPE", U32.name(&PHY_UPSTREAM)),
        attr(6, "ETHTOOL_A_PHY_UPSTREAM_INDEX", U32),
        attr(7, "ETHTOOL_A_PHY_UPSTREAM_SFP_NAME", TEXT),
        attr(8, "ETHTOOL_A_PHY_DOWNSTREAM_SFP_NAME", TEXT),
    ],
);

static PHY_UPSTREAM: Names = names(&[(0, "PHY_UPSTREAM_MAC"), (1, "PHY_UPSTREAM_PHY")]);

/// Timers are in bit times.
static ETHTOOL_A_PLCA: Set = set(
    "ETHTOOL_A_PLCA",
    &[
        attr(1, "ETHTOOL_A_PLCA_HEADER", HEADER),
        attr(2, "ETHTOOL_A_PLCA_VERSION", U16.hex()),
        attr(3, "ETHTOOL_A_PLCA_ENABLED", U8.bool()),
        attr(4, "ETHTOOL_A_PLCA_STATUS", U8.bool()),
        attr(5, "ETHTOOL_A_PLCA_NODE_CNT", U32).limits(&Limits::from_to(1, 255)),
        attr(6, "ETHTOOL_A_PLCA_NODE_ID", U32).limits(&Limits::at_most(255)),
        attr(7, "ETHTOOL_A_PLCA_TO_TMR", U32).limits(&Limits::at_most(255)),
        attr(8, "ETHTOOL_A_PLCA_BURST_CNT", U32).limits(&Limits::at_most(255)),
        attr(9, "ETHTOOL_A_PLCA_BURST_TMR", U32).limits(&Limits::at_most(255)),
    ],
);

static ETHTOOL_A_MSE: Set = set(
    "ETHTOOL_A_MSE",
    &[
        attr(1, "ETHTOOL_A_MSE_HEADER", HEADER),
        attr(2, "ETHTOOL_A_MSE_CAPABILITIES", nest(&ETHTOOL_A_MSE_CAPABILITIES)),
        attr(3, "ETHTOOL_A_MSE_CHANNEL_A", nest(&ETHTOOL_A_MSE_SNAPSHOT)),
        attr(4, "ETHTOOL_A_MSE_CHANNEL_B", nest(&ETHTOOL_A_MSE_SNAPSHOT)),
        attr(5, "ETHTOOL_A_MSE_CHANNEL_C", nest(&ETHTOOL_A_MSE_SNAPSHOT)),
        attr(6, "ETHTOOL_A_MSE_CHANNEL_D", nest(&ETHTOOL_A_MSE_SNAPSHOT)),
        attr(7, "ETHTOOL_A_MSE_WORST_CHANNEL", nest(&ETHTOOL_A_MSE_SNAPSHOT)),
        attr(8, "ETHTOOL_A_MSE_LINK", nest(&ETHTOOL_A_MSE_SNAPSHOT)),
    ],
);

/// The rate is the time between two measurements, in picoseconds.
static ETHTOOL_A_MSE_CAPABILITIES: Set = set(
    "ETHTOOL_A_MSE_CAPABILITIES",
    &[
        attr(1, "ETHTOOL_A_MSE_CAPABILITIES_MAX_AVERAGE_MSE", UINT),
        attr(2, "ETHTOOL_A_MSE_CAPABILITIES_MAX_PEAK_MSE", UINT),
        attr(3, "ETHTOOL_A_MSE_CAPABILITIES_REFRESH_RATE_PS", UINT),
        attr(4, "ETHTOOL_A_MSE_CAPABILITIES_NUM_SYMBOLS", UINT),
    ],
);

static ETHTOOL_A_MSE_SNAPSHOT: Set = set(
    "ETHTOOL_A_MSE_SNAPSHOT",
    &[
        attr(1, "ETHTOOL_A_MSE_SNAPSHOT_AVERAGE_MSE", UINT),
        attr(2, "ETHTOOL_A_MSE_SNAPSHOT_PEAK_MSE", UINT),
        attr(3, "ETHTOOL_A_MSE_SNAPSHOT_WORST_PEAK_MSE", UINT),
    ],
);
