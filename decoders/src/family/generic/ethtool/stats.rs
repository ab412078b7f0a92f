//! Counters that standards define: `ETHTOOL_A_STATS_*`  (linux/ethtool_netlink.h)

use super::{HEADER, bitset, pause::ETHTOOL_MAC_STATS_SRC, strings::ETH_SS};
use crate::schema::{Case::*, *};

pub(super) static STATS: Body = headless(nest(&ETHTOOL_A_STATS));

static ETHTOOL_A_STATS: Set = set(
    "ETHTOOL_A_STATS",
    &[
        attr(1, "ETHTOOL_A_STATS_PAD", PAD),
        attr(2, "ETHTOOL_A_STATS_HEADER", HEADER),
        attr(3, "ETHTOOL_A_STATS_GROUPS", nest(&bitset::STATS_GROUPS)),
        attr(4, "ETHTOOL_A_STATS_GRP", nest(&ETHTOOL_A_STATS_GRP)),
        attr(5, "ETHTOOL_A_STATS_SRC", U32.name(&ETHTOOL_MAC_STATS_SRC)),
    ],
);

static ETHTOOL_A_STATS_GRP: Set = set(
    "ETHTOOL_A_STATS_GRP",
    &[
        attr(1, "ETHTOOL_A_STATS_GRP_PAD", PAD),
        attr(2, "ETHTOOL_A_STATS_GRP_ID", U32.name(&bitset::ETHTOOL_STATS)),
        attr(3, "ETHTOOL_A_STATS_GRP_SS_ID", U32.name(&ETH_SS)),
        attr(4, "ETHTOOL_A_STATS_GRP_STAT", select("ETHTOOL_A_STATS_GRP_ID", BY_GROUP)).repeats(),
        attr(5, "ETHTOOL_A_STATS_GRP_HIST_RX", nest(&ETHTOOL_A_STATS_GRP_HIST)),
        attr(6, "ETHTOOL_A_STATS_GRP_HIST_TX", nest(&ETHTOOL_A_STATS_GRP_HIST)),
    ],
);

/// A nest for each bucket; its attributes are numbered on from those around it.
static ETHTOOL_A_STATS_GRP_HIST: Set = set(
    "ETHTOOL_A_STATS_GRP_HIST",
    &[
        attr(1, "ETHTOOL_A_STATS_GRP_PAD", PAD),
        attr(7, "ETHTOOL_A_STATS_GRP_HIST_BKT_LOW", U32.unit(Unit::Bytes)),
        attr(8, "ETHTOOL_A_STATS_GRP_HIST_BKT_HI", U32.unit(Unit::Bytes)),
        attr(9, "ETHTOOL_A_STATS_GRP_HIST_VAL", U64.unit(Unit::Packets)),
    ],
);

/// Each nest holds one counter.
const BY_GROUP: &[(Case, Kind)] = &[
    (Is(0), nest(&ETHTOOL_A_STATS_ETH_PHY)),
    (Is(1), nest(&ETHTOOL_A_STATS_ETH_MAC)),
    (Is(2), nest(&ETHTOOL_A_STATS_ETH_CTRL)),
    (Is(3), nest(&ETHTOOL_A_STATS_RMON)),
    (Is(4), nest(&ETHTOOL_A_STATS_PHY)),
    (Otherwise, Kind::List(&UNNAMED)),
];

static UNNAMED: List = list(U64);

static ETHTOOL_A_STATS_ETH_PHY: Set =
    set("ETHTOOL_A_STATS_ETH_PHY", &[attr(0, "ETHTOOL_A_STATS_ETH_PHY_5_SYM_ERR", U64)]);

static ETHTOOL_A_STATS_ETH_MAC: Set = set(
    "ETHTOOL_A_STATS_ETH_MAC",
    &[
        attr(0, "ETHTOOL_A_STATS_ETH_MAC_2_TX_PKT", U64.unit(Unit::Packets)),
        attr(1, "ETHTOOL_A_STATS_ETH_MAC_3_SINGLE_COL", U64),
        attr(2, "ETHTOOL_A_STATS_ETH_MAC_4_MULTI_COL", U64),
        attr(3, "ETHTOOL_A_STATS_ETH_MAC_5_RX_PKT", U64.unit(Unit::Packets)),
        attr(4, "ETHTOOL_A_STATS_ETH_MAC_6_FCS_ERR", U64),
        attr(5, "ETHTOOL_A_STATS_ETH_MAC_7_ALIGN_ERR", U64),
        attr(6, "ETHTOOL_A_STATS_ETH_MAC_8_TX_BYTES", U64.unit(Unit::Bytes)),
        attr(7, "ETHTOOL_A_STATS_ETH_MAC_9_TX_DEFER", U64),
        attr(8, "ETHTOOL_A_STATS_ETH_MAC_10_LATE_COL", U64),
        attr(9, "ETHTOOL_A_STATS_ETH_MAC_11_XS_COL", U64),
        attr(10, "ETHTOOL_A_STATS_ETH_MAC_12_TX_INT_ERR", U64),
        attr(11, "ETHTOOL_A_STATS_ETH_MAC_13_CS_ERR", U64),
        attr(12, "ETHTOOL_A_STATS_ETH_MAC_14_RX_BYTES", U64.unit(Unit::Bytes)),
        attr(13, "ETHTOOL_A_STATS_ETH_MAC_15_RX_INT_ERR", U64),
        attr(14, "ETHTOOL_A_STATS_ETH_MAC_18_TX_MCAST", U64),
        attr(15, "ETHTOOL_A_STATS_ETH_MAC_19_TX_BCAST", U64),
        attr(16, "ETHTOOL_A_STATS_ETH_MAC_20_XS_DEFER", U64),
        attr(17, "ETHTOOL_A_STATS_ETH_MAC_21_RX_MCAST", U64),
        attr(18, "ETHTOOL_A_STATS_ETH_MAC_22_RX_BCAST", U64),
        attr(19, "ETHTOOL_A_STATS_ETH_MAC_23_IR_LEN_ERR", U64),
        attr(20, "ETHTOOL_A_STATS_ETH_MAC_24_OOR_LEN", U64),
        attr(21, "ETHTOOL_A_STATS_ETH_MAC_25_TOO_LONG_ERR", U64),
    ],
);

static ETHTOOL_A_STATS_ETH_CTRL: Set = set(
    "ETHTOOL_A_STATS_ETH_CTRL",
    &[
        attr(0, "ETHTOOL_A_STATS_ETH_CTRL_3_TX", U64),
        attr(1, "ETHTOOL_A_STATS_ETH_CTRL_4_RX", U64),
        attr(2, "ETHTOOL_A_STATS_ETH_CTRL_5_RX_UNSUP", U64),
    ],
);

static ETHTOOL_A_STATS_RMON: Set = set(
    "ETHTOOL_A_STATS_RMON",
    &[
        attr(0, "ETHTOOL_A_STATS_RMON_UNDERSIZE", U64),
        attr(1, "ETHTOOL_A_STATS_RMON_OVERSIZE", U64),
        attr(2, "ETHTOOL_A_STATS_RMON_FRAG", U64),
        attr(3, "ETHTOOL_A_STATS_RMON_JABBER", U64),
    ],
);

static ETHTOOL_A_STATS_PHY: Set = set(
    "ETHTOOL_A_STATS_PHY",
    &[
        attr(0, "ETHTOOL_A_STATS_PHY_RX_PKTS", U64.unit(Unit::Packets)),
        attr(1, "ETHTOOL_A_STATS_PHY_RX_BYTES", U64.unit(Unit::Bytes)),
        attr(2, "ETHTOOL_A_STATS_PHY_RX_ERRORS", U64),
        attr(3, "ETHTOOL_A_STATS_PHY_TX_PKTS", U64.unit(Unit::Packets)),
        attr(4, "ETHTOOL_A_STATS_PHY_TX_BYTES", U64.unit(Unit::Bytes)),
        attr(5, "ETHTOOL_A_STATS_PHY_TX_ERRORS", U64),
    ],
);

#[cfg(test)]
mod tests {
    use crate::family::generic::ethtool::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_counter_is_of_its_group() {
        let counter = |kind| attribute(4, &attribute(kind, &[7, 0, 0, 0, 0, 0, 0, 0]));
        let of = |group, kind| {
            decoded(
                &FAMILY,
                (33, 0),
                &[&attribute(4, &[attribute(2, &[group, 0, 0, 0]), counter(kind)].concat())],
            )
        };
        assert_eq!(values(&of(1, 0), "ETHTOOL_A_STATS_ETH_MAC_2_TX_PKT"), ["7"]);
        assert_eq!(values(&of(3, 0), "ETHTOOL_A_STATS_RMON_UNDERSIZE"), ["7"]);
        // A group of a newer kernel's.
        assert!(of(9, 3).iter().any(|(_, value)| value == "7"));
    }

    #[test]
    fn a_bucket_of_a_histogram() {
        let bucket = [
            attribute(7, &[65, 0, 0, 0]),
            attribute(8, &[127, 0, 0, 0]),
            attribute(9, &[3, 0, 0, 0, 0, 0, 0, 0]),
        ];
        let decoded = decoded(&FAMILY, (33, 0), &[&attribute(4, &attribute(5, &bucket.concat()))]);
        assert_eq!(values(&decoded, "ETHTOOL_A_STATS_GRP_HIST_BKT_HI"), ["127"]);
        assert_eq!(values(&decoded, "ETHTOOL_A_STATS_GRP_HIST_VAL"), ["3"]);
    }
}
