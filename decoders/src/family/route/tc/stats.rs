//! Tables that qdiscs, classes, filters and actions share: statistics, estimators, rates (linux/gen_stats.h, linux/pkt_sched.h)

use crate::schema::*;

/// `TCA_STATS2` of filters and `TCA_ACT_STATS`: neither has statistics of its own kind.
pub(super) static TCA_STATS: Set = set("TCA_STATS", &with(RAW));

/// Returns `TCA_STATS_*`, with the kind's own `TCA_STATS_APP`.
pub(super) const fn with(app: Kind) -> [Attr; 8] {
    [
        attr(1, "TCA_STATS_BASIC", fixed(&GNET_STATS_BASIC)),
        attr(2, "TCA_STATS_RATE_EST", fixed(&GNET_STATS_RATE_EST)),
        attr(3, "TCA_STATS_QUEUE", fixed(&GNET_STATS_QUEUE)),
        attr(4, "TCA_STATS_APP", app),
        attr(5, "TCA_STATS_RATE_EST64", fixed(&GNET_STATS_RATE_EST64)),
        attr(6, "TCA_STATS_PAD", PAD),
        attr(7, "TCA_STATS_BASIC_HW", fixed(&GNET_STATS_BASIC)),
        attr(8, "TCA_STATS_PKT64", U64.unit(Unit::Packets)),
    ]
}

/// `struct tc_stats`: what `TCA_STATS2` replaced, still sent beside it.
pub(super) static TC_STATS: Struct = layout(
    "tc_stats",
    40,
    &[
        field("bytes", U64.unit(Unit::Bytes)),
        field("packets", U32),
        field("drops", U32),
        field("overlimits", U32),
        field("bps", U32.unit(Unit::BytesPerSecond)),
        field("pps", U32),
        field("qlen", U32.unit(Unit::Packets)),
        field("backlog", U32.unit(Unit::Bytes)),
        field("", pad(4)),
    ],
)
.grown_from(36);

static GNET_STATS_BASIC: Struct = layout(
    "gnet_stats_basic",
    16,
    &[field("bytes", U64.unit(Unit::Bytes)), field("packets", U32), field("", pad(4))],
)
.grown_from(12);

static GNET_STATS_RATE_EST: Struct =
    layout("gnet_stats_rate_est", 8, &[field("bps", U32.unit(Unit::BytesPerSecond)), field("pps", U32)]);

static GNET_STATS_RATE_EST64: Struct =
    layout("gnet_stats_rate_est64", 16, &[field("bps", U64.unit(Unit::BytesPerSecond)), field("pps", U64)]);

static GNET_STATS_QUEUE: Struct = layout(
    "gnet_stats_queue",
    20,
    &[
        field("qlen", U32.unit(Unit::Packets)),
        field("backlog", U32.unit(Unit::Bytes)),
        field("drops", U32),
        field("requeues", U32),
        field("overlimits", U32),
    ],
);

/// `struct tc_estimator`: `interval` is the logarithm of a number of seconds: -2 is a quarter.
pub(super) static TC_ESTIMATOR: Struct =
    layout("tc_estimator", 2, &[field("interval", S8), field("ewma_log", U8)]);

/// `struct tc_ratespec`: a rate, and how lengths are rounded and counted.
pub(super) static TC_RATESPEC: Struct = layout(
    "tc_ratespec",
    12,
    &[
        field("cell_log", U8),
        field("linklayer", U8.name(&TC_LINKLAYER)),
        field("overhead", U16.unit(Unit::Bytes)),
        field("cell_align", S16),
        field("mpu", U16.unit(Unit::Bytes)),
        field("rate", U32.unit(Unit::BytesPerSecond)),
    ],
);

/// `TC_LINKLAYER_*`.
pub(super) static TC_LINKLAYER: Names =
    names(&[(0, "TC_LINKLAYER_UNAWARE"), (1, "TC_LINKLAYER_ETHERNET"), (2, "TC_LINKLAYER_ATM")]);

/// Times on the wire by sizes of packets, in the scheduler's ticks of 64 ns: 256 of them, too many for a unit each.
pub(super) static RATE_TABLE: Array = array(U32);
