//! Statistics that qdiscs, classes and actions share: `TCA_STATS_*`  (linux/gen_stats.h)

use crate::schema::*;

/// `TCA_STATS_*`, in `TCA_STATS2` and `TCA_ACT_STATS`.
pub(super) static TCA_STATS: Set = set(
    "TCA_STATS",
    &[
        attr(1, "TCA_STATS_BASIC", fixed(&GNET_STATS_BASIC)),
        attr(2, "TCA_STATS_RATE_EST", fixed(&GNET_STATS_RATE_EST)),
        attr(3, "TCA_STATS_QUEUE", fixed(&GNET_STATS_QUEUE)),
        attr(4, "TCA_STATS_APP", RAW),
        attr(5, "TCA_STATS_RATE_EST64", fixed(&GNET_STATS_RATE_EST64)),
        attr(6, "TCA_STATS_PAD", PAD),
        attr(7, "TCA_STATS_BASIC_HW", fixed(&GNET_STATS_BASIC)),
        attr(8, "TCA_STATS_PKT64", U64.unit(Unit::Packets)),
    ],
);

static GNET_STATS_BASIC: Struct = layout(
    "gnet_stats_basic",
    16,
    &[field("bytes", U64.unit(Unit::Bytes)), field("packets", U32.unit(Unit::Packets)), field("", pad(4))],
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
static TC_LINKLAYER: Names =
    names(&[(0, "TC_LINKLAYER_UNAWARE"), (1, "TC_LINKLAYER_ETHERNET"), (2, "TC_LINKLAYER_ATM")]);
