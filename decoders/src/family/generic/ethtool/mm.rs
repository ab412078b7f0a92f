//! Frames that give way to others: `ETHTOOL_A_MM_*`, IEEE 802.3's MAC merge  (linux/ethtool_netlink_generated.h)

use super::HEADER;
use crate::schema::*;

pub(super) static MM: Body = headless(nest(&ETHTOOL_A_MM));

static ETHTOOL_A_MM: Set = set(
    "ETHTOOL_A_MM",
    &[
        attr(1, "ETHTOOL_A_MM_HEADER", HEADER),
        attr(2, "ETHTOOL_A_MM_PMAC_ENABLED", U8.bool()),
        attr(3, "ETHTOOL_A_MM_TX_ENABLED", U8.bool()),
        attr(4, "ETHTOOL_A_MM_TX_ACTIVE", U8.bool()),
        attr(5, "ETHTOOL_A_MM_TX_MIN_FRAG_SIZE", U32.unit(Unit::Bytes)).limits(&Limits::from_to(60, 252)),
        attr(6, "ETHTOOL_A_MM_RX_MIN_FRAG_SIZE", U32.unit(Unit::Bytes)),
        attr(7, "ETHTOOL_A_MM_VERIFY_ENABLED", U8.bool()),
        attr(8, "ETHTOOL_A_MM_VERIFY_STATUS", U8.name(&ETHTOOL_MM_VERIFY_STATUS)),
        attr(9, "ETHTOOL_A_MM_VERIFY_TIME", U32.unit(Unit::Milliseconds)).limits(&Limits::from_to(1, 128)),
        attr(10, "ETHTOOL_A_MM_MAX_VERIFY_TIME", U32.unit(Unit::Milliseconds)),
        attr(11, "ETHTOOL_A_MM_STATS", nest(&ETHTOOL_A_MM_STAT)),
    ],
);

static ETHTOOL_MM_VERIFY_STATUS: Names = names(&[
    (0, "ETHTOOL_MM_VERIFY_STATUS_UNKNOWN"),
    (1, "ETHTOOL_MM_VERIFY_STATUS_INITIAL"),
    (2, "ETHTOOL_MM_VERIFY_STATUS_VERIFYING"),
    (3, "ETHTOOL_MM_VERIFY_STATUS_SUCCEEDED"),
    (4, "ETHTOOL_MM_VERIFY_STATUS_FAILED"),
    (5, "ETHTOOL_MM_VERIFY_STATUS_DISABLED"),
]);

static ETHTOOL_A_MM_STAT: Set = set(
    "ETHTOOL_A_MM_STAT",
    &[
        attr(1, "ETHTOOL_A_MM_STAT_PAD", PAD),
        attr(2, "ETHTOOL_A_MM_STAT_REASSEMBLY_ERRORS", U64),
        attr(3, "ETHTOOL_A_MM_STAT_SMD_ERRORS", U64),
        attr(4, "ETHTOOL_A_MM_STAT_REASSEMBLY_OK", U64),
        attr(5, "ETHTOOL_A_MM_STAT_RX_FRAG_COUNT", U64),
        attr(6, "ETHTOOL_A_MM_STAT_TX_FRAG_COUNT", U64),
        attr(7, "ETHTOOL_A_MM_STAT_HOLD_COUNT", U64),
    ],
);
