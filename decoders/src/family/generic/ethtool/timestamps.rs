//! Time stamps and clocks: `ETHTOOL_A_TSINFO_*`, `ETHTOOL_A_TSCONFIG_*`, `ETHTOOL_A_PHC_VCLOCKS_*`  (linux/ethtool_netlink_generated.h)

use super::{HEADER, bitset};
use crate::schema::*;

pub(super) static TSINFO: Body = headless(nest(&ETHTOOL_A_TSINFO));
pub(super) static TSCONFIG: Body = headless(nest(&ETHTOOL_A_TSCONFIG));
pub(super) static PHC_VCLOCKS: Body = headless(nest(&ETHTOOL_A_PHC_VCLOCKS));

static ETHTOOL_A_TSINFO: Set = set(
    "ETHTOOL_A_TSINFO",
    &[
        attr(1, "ETHTOOL_A_TSINFO_HEADER", HEADER),
        attr(2, "ETHTOOL_A_TSINFO_TIMESTAMPING", nest(&bitset::TIMESTAMPING)),
        attr(3, "ETHTOOL_A_TSINFO_TX_TYPES", nest(&bitset::TX_TYPES)),
        attr(4, "ETHTOOL_A_TSINFO_RX_FILTERS", nest(&bitset::RX_FILTERS)),
        attr(5, "ETHTOOL_A_TSINFO_PHC_INDEX", U32),
        attr(6, "ETHTOOL_A_TSINFO_STATS", nest(&ETHTOOL_A_TS_STAT)),
        attr(7, "ETHTOOL_A_TSINFO_HWTSTAMP_PROVIDER", nest(&ETHTOOL_A_TS_HWTSTAMP_PROVIDER)),
        attr(8, "ETHTOOL_A_TSINFO_HWTSTAMP_SOURCE", U32.name(&HWTSTAMP_SOURCE)),
        attr(9, "ETHTOOL_A_TSINFO_HWTSTAMP_PHYINDEX", U32),
    ],
);

static ETHTOOL_A_TS_STAT: Set = set(
    "ETHTOOL_A_TS_STAT",
    &[
        attr(1, "ETHTOOL_A_TS_STAT_TX_PKTS", UINT.unit(Unit::Packets)),
        attr(2, "ETHTOOL_A_TS_STAT_TX_LOST", UINT.unit(Unit::Packets)),
        attr(3, "ETHTOOL_A_TS_STAT_TX_ERR", UINT.unit(Unit::Packets)),
        attr(4, "ETHTOOL_A_TS_STAT_TX_ONESTEP_PKTS_UNCONFIRMED", UINT.unit(Unit::Packets)),
    ],
);

static ETHTOOL_A_TS_HWTSTAMP_PROVIDER: Set = set(
    "ETHTOOL_A_TS_HWTSTAMP_PROVIDER",
    &[
        attr(1, "ETHTOOL_A_TS_HWTSTAMP_PROVIDER_INDEX", U32),
        attr(2, "ETHTOOL_A_TS_HWTSTAMP_PROVIDER_QUALIFIER", U32.name(&HWTSTAMP_PROVIDER_QUALIFIER)),
    ],
);

static HWTSTAMP_PROVIDER_QUALIFIER: Names =
    names(&[(0, "HWTSTAMP_PROVIDER_QUALIFIER_PRECISE"), (1, "HWTSTAMP_PROVIDER_QUALIFIER_APPROX")]);

static HWTSTAMP_SOURCE: Names = names(&[(1, "HWTSTAMP_SOURCE_NETDEV"), (2, "HWTSTAMP_SOURCE_PHYLIB")]);

static ETHTOOL_A_TSCONFIG: Set = set(
    "ETHTOOL_A_TSCONFIG",
    &[
        attr(1, "ETHTOOL_A_TSCONFIG_HEADER", HEADER),
        attr(2, "ETHTOOL_A_TSCONFIG_HWTSTAMP_PROVIDER", nest(&ETHTOOL_A_TS_HWTSTAMP_PROVIDER)),
        attr(3, "ETHTOOL_A_TSCONFIG_TX_TYPES", nest(&bitset::TX_TYPES)),
        attr(4, "ETHTOOL_A_TSCONFIG_RX_FILTERS", nest(&bitset::RX_FILTERS)),
        attr(5, "ETHTOOL_A_TSCONFIG_HWTSTAMP_FLAGS", nest(&bitset::HWTSTAMP_FLAGS)),
    ],
);

static ETHTOOL_A_PHC_VCLOCKS: Set = set(
    "ETHTOOL_A_PHC_VCLOCKS",
    &[
        attr(1, "ETHTOOL_A_PHC_VCLOCKS_HEADER", HEADER),
        attr(2, "ETHTOOL_A_PHC_VCLOCKS_NUM", U32),
        attr(3, "ETHTOOL_A_PHC_VCLOCKS_INDEX", Kind::Array(&CLOCKS)),
    ],
);

/// Numbers of clocks: `/dev/ptpN`.
static CLOCKS: Array = array(S32);
