//! Queues: rings, channels, and when they interrupt  (linux/ethtool_netlink_generated.h)

use super::HEADER;
use crate::schema::*;

pub(super) static RINGS: Body = headless(nest(&ETHTOOL_A_RINGS));
pub(super) static CHANNELS: Body = headless(nest(&ETHTOOL_A_CHANNELS));
pub(super) static COALESCE: Body = headless(nest(&ETHTOOL_A_COALESCE));

static ETHTOOL_A_RINGS: Set = set(
    "ETHTOOL_A_RINGS",
    &[
        attr(1, "ETHTOOL_A_RINGS_HEADER", HEADER),
        attr(2, "ETHTOOL_A_RINGS_RX_MAX", U32),
        attr(3, "ETHTOOL_A_RINGS_RX_MINI_MAX", U32),
        attr(4, "ETHTOOL_A_RINGS_RX_JUMBO_MAX", U32),
        attr(5, "ETHTOOL_A_RINGS_TX_MAX", U32),
        attr(6, "ETHTOOL_A_RINGS_RX", U32),
        attr(7, "ETHTOOL_A_RINGS_RX_MINI", U32),
        attr(8, "ETHTOOL_A_RINGS_RX_JUMBO", U32),
        attr(9, "ETHTOOL_A_RINGS_TX", U32),
        attr(10, "ETHTOOL_A_RINGS_RX_BUF_LEN", U32.unit(Unit::Bytes)).limits(&Limits::at_least(1)),
        attr(11, "ETHTOOL_A_RINGS_TCP_DATA_SPLIT", U8.name(&ETHTOOL_TCP_DATA_SPLIT)),
        attr(12, "ETHTOOL_A_RINGS_CQE_SIZE", U32.unit(Unit::Bytes)).limits(&Limits::at_least(1)),
        attr(13, "ETHTOOL_A_RINGS_TX_PUSH", U8.bool()),
        attr(14, "ETHTOOL_A_RINGS_RX_PUSH", U8.bool()),
        attr(15, "ETHTOOL_A_RINGS_TX_PUSH_BUF_LEN", U32.unit(Unit::Bytes)),
        attr(16, "ETHTOOL_A_RINGS_TX_PUSH_BUF_LEN_MAX", U32.unit(Unit::Bytes)),
        attr(17, "ETHTOOL_A_RINGS_HDS_THRESH", U32.unit(Unit::Bytes)),
        attr(18, "ETHTOOL_A_RINGS_HDS_THRESH_MAX", U32.unit(Unit::Bytes)),
    ],
);

static ETHTOOL_TCP_DATA_SPLIT: Names = names(&[
    (0, "ETHTOOL_TCP_DATA_SPLIT_UNKNOWN"),
    (1, "ETHTOOL_TCP_DATA_SPLIT_DISABLED"),
    (2, "ETHTOOL_TCP_DATA_SPLIT_ENABLED"),
]);

static ETHTOOL_A_CHANNELS: Set = set(
    "ETHTOOL_A_CHANNELS",
    &[
        attr(1, "ETHTOOL_A_CHANNELS_HEADER", HEADER),
        attr(2, "ETHTOOL_A_CHANNELS_RX_MAX", U32),
        attr(3, "ETHTOOL_A_CHANNELS_TX_MAX", U32),
        attr(4, "ETHTOOL_A_CHANNELS_OTHER_MAX", U32),
        attr(5, "ETHTOOL_A_CHANNELS_COMBINED_MAX", U32),
        attr(6, "ETHTOOL_A_CHANNELS_RX_COUNT", U32),
        attr(7, "ETHTOOL_A_CHANNELS_TX_COUNT", U32),
        attr(8, "ETHTOOL_A_CHANNELS_OTHER_COUNT", U32),
        attr(9, "ETHTOOL_A_CHANNELS_COMBINED_COUNT", U32),
    ],
);

static ETHTOOL_A_COALESCE: Set = set(
    "ETHTOOL_A_COALESCE",
    &[
        attr(1, "ETHTOOL_A_COALESCE_HEADER", HEADER),
        attr(2, "ETHTOOL_A_COALESCE_RX_USECS", U32.unit(Unit::Microseconds)),
        attr(3, "ETHTOOL_A_COALESCE_RX_MAX_FRAMES", U32.unit(Unit::Packets)),
        attr(4, "ETHTOOL_A_COALESCE_RX_USECS_IRQ", U32.unit(Unit::Microseconds)),
        attr(5, "ETHTOOL_A_COALESCE_RX_MAX_FRAMES_IRQ", U32.unit(Unit::Packets)),
        attr(6, "ETHTOOL_A_COALESCE_TX_USECS", U32.unit(Unit::Microseconds)),
        attr(7, "ETHTOOL_A_COALESCE_TX_MAX_FRAMES", U32.unit(Unit::Packets)),
        attr(8, "ETHTOOL_A_COALESCE_TX_USECS_IRQ", U32.unit(Unit::Microseconds)),
        attr(9, "ETHTOOL_A_COALESCE_TX_MAX_FRAMES_IRQ", U32.unit(Unit::Packets)),
        attr(10, "ETHTOOL_A_COALESCE_STATS_BLOCK_USECS", U32.unit(Unit::Microseconds)),
        attr(11, "ETHTOOL_A_COALESCE_USE_ADAPTIVE_RX", U8.bool()),
        attr(12, "ETHTOOL_A_COALESCE_USE_ADAPTIVE_TX", U8.bool()),
        attr(13, "ETHTOOL_A_COALESCE_PKT_RATE_LOW", U32),
        attr(14, "ETHTOOL_A_COALESCE_RX_USECS_LOW", U32.unit(Unit::Microseconds)),
        attr(15, "ETHTOOL_A_COALESCE_RX_MAX_FRAMES_LOW", U32.unit(Unit::Packets)),
        attr(16, "ETHTOOL_A_COALESCE_TX_USECS_LOW", U32.unit(Unit::Microseconds)),
        attr(17, "ETHTOOL_A_COALESCE_TX_MAX_FRAMES_LOW", U32.unit(Unit::Packets)),
        attr(18, "ETHTOOL_A_COALESCE_PKT_RATE_HIGH", U32),
        attr(19, "ETHTOOL_A_COALESCE_RX_USECS_HIGH", U32.unit(Unit::Microseconds)),
        attr(20, "ETHTOOL_A_COALESCE_RX_MAX_FRAMES_HIGH", U32.unit(Unit::Packets)),
        attr(21, "ETHTOOL_A_COALESCE_TX_USECS_HIGH", U32.unit(Unit::Microseconds)),
        attr(22, "ETHTOOL_A_COALESCE_TX_MAX_FRAMES_HIGH", U32.unit(Unit::Packets)),
        attr(23, "ETHTOOL_A_COALESCE_RATE_SAMPLE_INTERVAL", U32.unit(Unit::Seconds)),
        attr(24, "ETHTOOL_A_COALESCE_USE_CQE_MODE_TX", U8.bool()),
        attr(25, "ETHTOOL_A_COALESCE_USE_CQE_MODE_RX", U8.bool()),
        attr(26, "ETHTOOL_A_COALESCE_TX_AGGR_MAX_BYTES", U32.unit(Unit::Bytes)),
        attr(27, "ETHTOOL_A_COALESCE_TX_AGGR_MAX_FRAMES", U32.unit(Unit::Packets)),
        attr(28, "ETHTOOL_A_COALESCE_TX_AGGR_TIME_USECS", U32.unit(Unit::Microseconds)),
        attr(29, "ETHTOOL_A_COALESCE_RX_PROFILE", nest(&ETHTOOL_A_PROFILE)),
        attr(30, "ETHTOOL_A_COALESCE_TX_PROFILE", nest(&ETHTOOL_A_PROFILE)),
        attr(31, "ETHTOOL_A_COALESCE_RX_CQE_FRAMES", U32.unit(Unit::Packets)),
        attr(32, "ETHTOOL_A_COALESCE_RX_CQE_NSECS", U32.unit(Unit::Nanoseconds)),
    ],
);

static ETHTOOL_A_PROFILE: Set = set(
    "ETHTOOL_A_PROFILE",
    &[attr(1, "ETHTOOL_A_PROFILE_IRQ_MODERATION", nest(&ETHTOOL_A_IRQ_MODERATION)).repeats()],
);

static ETHTOOL_A_IRQ_MODERATION: Set = set(
    "ETHTOOL_A_IRQ_MODERATION",
    &[
        attr(1, "ETHTOOL_A_IRQ_MODERATION_USEC", U32.unit(Unit::Microseconds)),
        attr(2, "ETHTOOL_A_IRQ_MODERATION_PKTS", U32.unit(Unit::Packets)),
        attr(3, "ETHTOOL_A_IRQ_MODERATION_COMPS", U32),
    ],
);
