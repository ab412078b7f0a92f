//! `netdev`: queues and their users  (linux/netdev.h)

use crate::schema::{Case::*, Class::*, *};

pub(super) static FAMILY: Generic = generic("netdev", &COMMANDS);

static COMMANDS: Commands = commands(&numbered([
    msg(1, "NETDEV_CMD_DEV_GET", Get, &DEV),
    msg(2, "NETDEV_CMD_DEV_ADD_NTF", Other, &DEV),
    msg(3, "NETDEV_CMD_DEV_DEL_NTF", Other, &DEV),
    msg(4, "NETDEV_CMD_DEV_CHANGE_NTF", Other, &DEV),
    msg(5, "NETDEV_CMD_PAGE_POOL_GET", Get, &PAGE_POOL),
    msg(6, "NETDEV_CMD_PAGE_POOL_ADD_NTF", Other, &PAGE_POOL),
    msg(7, "NETDEV_CMD_PAGE_POOL_DEL_NTF", Other, &PAGE_POOL),
    msg(8, "NETDEV_CMD_PAGE_POOL_CHANGE_NTF", Other, &PAGE_POOL),
    msg(9, "NETDEV_CMD_PAGE_POOL_STATS_GET", Get, &PAGE_POOL_STATS),
    msg(10, "NETDEV_CMD_QUEUE_GET", Get, &QUEUE),
    msg(11, "NETDEV_CMD_NAPI_GET", Get, &NAPI),
    msg(12, "NETDEV_CMD_QSTATS_GET", Get, &QSTATS),
    msg(13, "NETDEV_CMD_BIND_RX", Get, &DMABUF).changing(),
    msg(14, "NETDEV_CMD_NAPI_SET", New, &NAPI),
    msg(15, "NETDEV_CMD_BIND_TX", Get, &DMABUF).changing(),
    msg(16, "NETDEV_CMD_QUEUE_CREATE", Get, &QUEUE).changing(),
]));

static DEV: Body = headless(nest(&NETDEV_A_DEV));
static PAGE_POOL: Body = headless(nest(&NETDEV_A_PAGE_POOL));
static PAGE_POOL_STATS: Body = headless(nest(&NETDEV_A_PAGE_POOL_STATS));
static QUEUE: Body = headless(nest(&NETDEV_A_QUEUE));
static NAPI: Body = headless(nest(&NETDEV_A_NAPI));
static QSTATS: Body = headless(nest(&NETDEV_A_QSTATS));
static DMABUF: Body = headless(nest(&NETDEV_A_DMABUF));

static NETDEV_A_DEV: Set = set(
    "NETDEV_A_DEV",
    &[
        attr(1, "NETDEV_A_DEV_IFINDEX", U32.interface()).key(),
        attr(2, "NETDEV_A_DEV_PAD", PAD),
        attr(3, "NETDEV_A_DEV_XDP_FEATURES", U64.flags(&NETDEV_XDP_ACT)),
        attr(4, "NETDEV_A_DEV_XDP_ZC_MAX_SEGS", U32).limits(&Limits::at_least(1)),
        attr(5, "NETDEV_A_DEV_XDP_RX_METADATA_FEATURES", U64.flags(&NETDEV_XDP_RX_METADATA)),
        attr(6, "NETDEV_A_DEV_XSK_FEATURES", U64.flags(&NETDEV_XSK_FLAGS)),
    ],
);

static NETDEV_XDP_ACT: Names = names(&[
    (0x1, "NETDEV_XDP_ACT_BASIC"),
    (0x2, "NETDEV_XDP_ACT_REDIRECT"),
    (0x4, "NETDEV_XDP_ACT_NDO_XMIT"),
    (0x8, "NETDEV_XDP_ACT_XSK_ZEROCOPY"),
    (0x10, "NETDEV_XDP_ACT_HW_OFFLOAD"),
    (0x20, "NETDEV_XDP_ACT_RX_SG"),
    (0x40, "NETDEV_XDP_ACT_NDO_XMIT_SG"),
]);

static NETDEV_XDP_RX_METADATA: Names = names(&[
    (0x1, "NETDEV_XDP_RX_METADATA_TIMESTAMP"),
    (0x2, "NETDEV_XDP_RX_METADATA_HASH"),
    (0x4, "NETDEV_XDP_RX_METADATA_VLAN_TAG"),
]);

static NETDEV_XSK_FLAGS: Names = names(&[
    (0x1, "NETDEV_XSK_FLAGS_TX_TIMESTAMP"),
    (0x2, "NETDEV_XSK_FLAGS_TX_CHECKSUM"),
    (0x4, "NETDEV_XSK_FLAGS_TX_LAUNCH_TIME_FIFO"),
]);

/// The time of detachment is in seconds since boot.
static NETDEV_A_PAGE_POOL: Set = set(
    "NETDEV_A_PAGE_POOL",
    &[
        attr(1, "NETDEV_A_PAGE_POOL_ID", UINT).key(),
        attr(2, "NETDEV_A_PAGE_POOL_IFINDEX", U32.interface()),
        attr(3, "NETDEV_A_PAGE_POOL_NAPI_ID", UINT),
        attr(4, "NETDEV_A_PAGE_POOL_INFLIGHT", UINT),
        attr(5, "NETDEV_A_PAGE_POOL_INFLIGHT_MEM", UINT.unit(Unit::Bytes)),
        attr(6, "NETDEV_A_PAGE_POOL_DETACH_TIME", UINT.unit(Unit::Seconds)),
        attr(7, "NETDEV_A_PAGE_POOL_DMABUF", U32),
        attr(8, "NETDEV_A_PAGE_POOL_IO_URING", nest(&NETDEV_A_IO_URING_PROVIDER_INFO)),
    ],
);

static NETDEV_A_IO_URING_PROVIDER_INFO: Set = set(
    "NETDEV_A_IO_URING_PROVIDER_INFO",
    &[attr(1, "NETDEV_A_IO_URING_PROVIDER_INFO_RX_BUF_LEN", UINT.unit(Unit::Bytes))],
);

/// The attributes of the pool say which pool this is.
static NETDEV_A_PAGE_POOL_STATS: Set = set(
    "NETDEV_A_PAGE_POOL_STATS",
    &[
        attr(1, "NETDEV_A_PAGE_POOL_STATS_INFO", nest(&NETDEV_A_PAGE_POOL)),
        attr(8, "NETDEV_A_PAGE_POOL_STATS_ALLOC_FAST", UINT),
        attr(9, "NETDEV_A_PAGE_POOL_STATS_ALLOC_SLOW", UINT),
        attr(10, "NETDEV_A_PAGE_POOL_STATS_ALLOC_SLOW_HIGH_ORDER", UINT),
        attr(11, "NETDEV_A_PAGE_POOL_STATS_ALLOC_EMPTY", UINT),
        attr(12, "NETDEV_A_PAGE_POOL_STATS_ALLOC_REFILL", UINT),
        attr(13, "NETDEV_A_PAGE_POOL_STATS_ALLOC_WAIVE", UINT),
        attr(14, "NETDEV_A_PAGE_POOL_STATS_RECYCLE_CACHED", UINT),
        attr(15, "NETDEV_A_PAGE_POOL_STATS_RECYCLE_CACHE_FULL", UINT),
        attr(16, "NETDEV_A_PAGE_POOL_STATS_RECYCLE_RING", UINT),
        attr(17, "NETDEV_A_PAGE_POOL_STATS_RECYCLE_RING_FULL", UINT),
        attr(18, "NETDEV_A_PAGE_POOL_STATS_RECYCLE_RELEASED_REFCNT", UINT),
    ],
);

static NETDEV_A_NAPI: Set = set(
    "NETDEV_A_NAPI",
    &[
        attr(1, "NETDEV_A_NAPI_IFINDEX", U32.interface()),
        attr(2, "NETDEV_A_NAPI_ID", U32).key(),
        attr(3, "NETDEV_A_NAPI_IRQ", U32),
        attr(4, "NETDEV_A_NAPI_PID", U32),
        attr(5, "NETDEV_A_NAPI_DEFER_HARD_IRQS", U32).limits(&Limits::at_most(2147483647)),
        attr(6, "NETDEV_A_NAPI_GRO_FLUSH_TIMEOUT", UINT.unit(Unit::Nanoseconds)),
        attr(7, "NETDEV_A_NAPI_IRQ_SUSPEND_TIMEOUT", UINT.unit(Unit::Nanoseconds)),
        attr(8, "NETDEV_A_NAPI_THREADED", UINT.name(&NETDEV_NAPI_THREADED)),
    ],
);

static NETDEV_NAPI_THREADED: Names = names(&[
    (0, "NETDEV_NAPI_THREADED_DISABLED"),
    (1, "NETDEV_NAPI_THREADED_ENABLED"),
    (2, "NETDEV_NAPI_THREADED_BUSY_POLL"),
]);

static NETDEV_A_QUEUE: Set = set(
    "NETDEV_A_QUEUE",
    &[
        attr(1, "NETDEV_A_QUEUE_ID", U32).key(),
        attr(2, "NETDEV_A_QUEUE_IFINDEX", U32.interface()).key(),
        attr(3, "NETDEV_A_QUEUE_TYPE", U32.name(&NETDEV_QUEUE_TYPE)),
        attr(4, "NETDEV_A_QUEUE_NAPI_ID", U32),
        attr(5, "NETDEV_A_QUEUE_DMABUF", U32),
        attr(6, "NETDEV_A_QUEUE_IO_URING", nest(&NETDEV_A_IO_URING_PROVIDER_INFO)),
        attr(7, "NETDEV_A_QUEUE_XSK", nest(&NETDEV_A_XSK_INFO)),
        attr(8, "NETDEV_A_QUEUE_LEASE", nest(&NETDEV_A_LEASE)),
    ],
);

static NETDEV_QUEUE_TYPE: Names = names(&[(0, "NETDEV_QUEUE_TYPE_RX"), (1, "NETDEV_QUEUE_TYPE_TX")]);

/// It has no attributes: it is present or absent.
static NETDEV_A_XSK_INFO: Set = set("NETDEV_A_XSK_INFO", &[]);

/// The queue of another device that serves a queue. If it is in another namespace, its number belongs to that.
static NETDEV_A_LEASE: Set = set(
    "NETDEV_A_LEASE",
    &[
        attr(
            1,
            "NETDEV_A_LEASE_IFINDEX",
            select("NETDEV_A_LEASE_NETNS_ID", &[(UpTo(u64::MAX), U32), (Otherwise, U32.interface())]),
        )
        .limits(&Limits::at_least(1)),
        attr(2, "NETDEV_A_LEASE_QUEUE", nest(&NETDEV_A_QUEUE)),
        attr(3, "NETDEV_A_LEASE_NETNS_ID", S32).limits(&Limits::at_least(0)),
    ],
);

static NETDEV_A_QSTATS: Set = set(
    "NETDEV_A_QSTATS",
    &[
        attr(1, "NETDEV_A_QSTATS_IFINDEX", U32.interface()),
        attr(2, "NETDEV_A_QSTATS_QUEUE_TYPE", U32.name(&NETDEV_QUEUE_TYPE)),
        attr(3, "NETDEV_A_QSTATS_QUEUE_ID", U32),
        attr(4, "NETDEV_A_QSTATS_SCOPE", UINT.flags(&NETDEV_QSTATS_SCOPE)),
        attr(8, "NETDEV_A_QSTATS_RX_PACKETS", UINT.unit(Unit::Packets)),
        attr(9, "NETDEV_A_QSTATS_RX_BYTES", UINT.unit(Unit::Bytes)),
        attr(10, "NETDEV_A_QSTATS_TX_PACKETS", UINT.unit(Unit::Packets)),
        attr(11, "NETDEV_A_QSTATS_TX_BYTES", UINT.unit(Unit::Bytes)),
        attr(12, "NETDEV_A_QSTATS_RX_ALLOC_FAIL", UINT),
        attr(13, "NETDEV_A_QSTATS_RX_HW_DROPS", UINT),
        attr(14, "NETDEV_A_QSTATS_RX_HW_DROP_OVERRUNS", UINT),
        attr(15, "NETDEV_A_QSTATS_RX_CSUM_COMPLETE", UINT),
        attr(16, "NETDEV_A_QSTATS_RX_CSUM_UNNECESSARY", UINT),
        attr(17, "NETDEV_A_QSTATS_RX_CSUM_NONE", UINT),
        attr(18, "NETDEV_A_QSTATS_RX_CSUM_BAD", UINT),
        attr(19, "NETDEV_A_QSTATS_RX_HW_GRO_PACKETS", UINT.unit(Unit::Packets)),
        attr(20, "NETDEV_A_QSTATS_RX_HW_GRO_BYTES", UINT.unit(Unit::Bytes)),
        attr(21, "NETDEV_A_QSTATS_RX_HW_GRO_WIRE_PACKETS", UINT.unit(Unit::Packets)),
        attr(22, "NETDEV_A_QSTATS_RX_HW_GRO_WIRE_BYTES", UINT.unit(Unit::Bytes)),
        attr(23, "NETDEV_A_QSTATS_RX_HW_DROP_RATELIMITS", UINT),
        attr(24, "NETDEV_A_QSTATS_TX_HW_DROPS", UINT),
        attr(25, "NETDEV_A_QSTATS_TX_HW_DROP_ERRORS", UINT),
        attr(26, "NETDEV_A_QSTATS_TX_CSUM_NONE", UINT),
        attr(27, "NETDEV_A_QSTATS_TX_NEEDS_CSUM", UINT),
        attr(28, "NETDEV_A_QSTATS_TX_HW_GSO_PACKETS", UINT.unit(Unit::Packets)),
        attr(29, "NETDEV_A_QSTATS_TX_HW_GSO_BYTES", UINT.unit(Unit::Bytes)),
        attr(30, "NETDEV_A_QSTATS_TX_HW_GSO_WIRE_PACKETS", UINT.unit(Unit::Packets)),
        attr(31, "NETDEV_A_QSTATS_TX_HW_GSO_WIRE_BYTES", UINT.unit(Unit::Bytes)),
        attr(32, "NETDEV_A_QSTATS_TX_HW_DROP_RATELIMITS", UINT),
        attr(33, "NETDEV_A_QSTATS_TX_STOP", UINT),
        attr(34, "NETDEV_A_QSTATS_TX_WAKE", UINT),
    ],
);

static NETDEV_QSTATS_SCOPE: Names = names(&[(0x1, "NETDEV_QSTATS_SCOPE_QUEUE")]);

static NETDEV_A_DMABUF: Set = set(
    "NETDEV_A_DMABUF",
    &[
        attr(1, "NETDEV_A_DMABUF_IFINDEX", U32.interface()).limits(&Limits::at_least(1)).key(),
        attr(2, "NETDEV_A_DMABUF_QUEUES", nest(&NETDEV_A_QUEUE)).repeats(),
        attr(3, "NETDEV_A_DMABUF_FD", U32),
        attr(4, "NETDEV_A_DMABUF_ID", U32),
        attr(5, "NETDEV_A_DMABUF_RX_PAGE_SIZE", U32.unit(Unit::Bytes)),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn numbers_of_four_bytes_and_of_eight() {
        let decoded = decoded(
            &FAMILY,
            (12, 2),
            &[
                &attribute(2, &[1, 0, 0, 0]),
                &attribute(10, &[7, 0, 0, 0]),
                &attribute(11, &[0, 0, 0, 0, 1, 0, 0, 0]),
            ],
        );
        assert_eq!(values(&decoded, "NETDEV_A_QSTATS_QUEUE_TYPE"), ["NETDEV_QUEUE_TYPE_TX"]);
        assert_eq!(values(&decoded, "NETDEV_A_QSTATS_TX_PACKETS"), ["7"]);
        assert_eq!(values(&decoded, "NETDEV_A_QSTATS_TX_BYTES"), ["4294967296"]);
    }

    #[test]
    fn a_queue_behind_a_queue() {
        let queue = [attribute(1, &[3, 0, 0, 0]), attribute(3, &[0; 4])].concat();
        let lease = [attribute(1, &[5, 0, 0, 0]), attribute(2, &queue), attribute(3, &[1, 0, 0, 0])].concat();
        let decoded = decoded(&FAMILY, (10, 0), &[&attribute(7, &[]), &attribute(8, &lease)]);
        assert_eq!(values(&decoded, "NETDEV_A_QUEUE_ID"), ["3"]);
        assert_eq!(values(&decoded, "NETDEV_A_LEASE_NETNS_ID"), ["1"]);
    }
}
