//! Names of bits and counters: `ETHTOOL_A_STRSET_*`  (linux/ethtool_netlink_generated.h)

use super::HEADER;
use crate::schema::*;

pub(super) static STRSET: Body = headless(nest(&ETHTOOL_A_STRSET));

static ETHTOOL_A_STRSET: Set = set(
    "ETHTOOL_A_STRSET",
    &[
        attr(1, "ETHTOOL_A_STRSET_HEADER", HEADER),
        attr(2, "ETHTOOL_A_STRSET_STRINGSETS", nest(&ETHTOOL_A_STRINGSETS)),
        attr(3, "ETHTOOL_A_STRSET_COUNTS_ONLY", FLAG),
    ],
);

static ETHTOOL_A_STRINGSETS: Set = set(
    "ETHTOOL_A_STRINGSETS",
    &[attr(1, "ETHTOOL_A_STRINGSETS_STRINGSET", nest(&ETHTOOL_A_STRINGSET)).repeats()],
);

static ETHTOOL_A_STRINGSET: Set = set(
    "ETHTOOL_A_STRINGSET",
    &[
        attr(1, "ETHTOOL_A_STRINGSET_ID", U32.name(&ETH_SS)),
        attr(2, "ETHTOOL_A_STRINGSET_COUNT", U32),
        attr(3, "ETHTOOL_A_STRINGSET_STRINGS", nest(&ETHTOOL_A_STRINGS)).repeats(),
    ],
);

static ETHTOOL_A_STRINGS: Set =
    set("ETHTOOL_A_STRINGS", &[attr(1, "ETHTOOL_A_STRINGS_STRING", nest(&ETHTOOL_A_STRING)).repeats()]);

static ETHTOOL_A_STRING: Set = set(
    "ETHTOOL_A_STRING",
    &[attr(1, "ETHTOOL_A_STRING_INDEX", U32), attr(2, "ETHTOOL_A_STRING_VALUE", TEXT)],
);

pub(super) static ETH_SS: Names = names(&[
    (0, "ETH_SS_TEST"),
    (1, "ETH_SS_STATS"),
    (2, "ETH_SS_PRIV_FLAGS"),
    (3, "ETH_SS_NTUPLE_FILTERS"),
    (4, "ETH_SS_FEATURES"),
    (5, "ETH_SS_RSS_HASH_FUNCS"),
    (6, "ETH_SS_TUNABLES"),
    (7, "ETH_SS_PHY_STATS"),
    (8, "ETH_SS_PHY_TUNABLES"),
    (9, "ETH_SS_LINK_MODES"),
    (10, "ETH_SS_MSG_CLASSES"),
    (11, "ETH_SS_WOL_MODES"),
    (12, "ETH_SS_SOF_TIMESTAMPING"),
    (13, "ETH_SS_TS_TX_TYPES"),
    (14, "ETH_SS_TS_RX_FILTERS"),
    (15, "ETH_SS_UDP_TUNNEL_TYPES"),
    (16, "ETH_SS_STATS_STD"),
    (17, "ETH_SS_STATS_ETH_PHY"),
    (18, "ETH_SS_STATS_ETH_MAC"),
    (19, "ETH_SS_STATS_ETH_CTRL"),
    (20, "ETH_SS_STATS_RMON"),
    (21, "ETH_SS_STATS_PHY"),
    (22, "ETH_SS_TS_FLAGS"),
]);
