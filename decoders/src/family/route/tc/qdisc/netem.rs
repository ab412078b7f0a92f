//! `netem`: delay, loss, duplication, reordering  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::*;

pub(super) const NETEM: Qdisc =
    Qdisc { xstats: fixed(&TC_NETEM_XSTATS), ..Qdisc::new("netem", fixed(&TC_NETEM_QOPT)) };

/// Its times are too coarse and too short for some: `TCA_NETEM_LATENCY64` and `JITTER64` then count.
static TC_NETEM_QOPT: Struct = layout(
    "tc_netem_qopt",
    24,
    &[
        field("latency", U32.unit(Unit::SchedTicks)),
        field("limit", U32.unit(Unit::Packets)),
        field("loss", U32.unit(Unit::Of32)),
        field("gap", U32.unit(Unit::Packets)),
        field("duplicate", U32.unit(Unit::Of32)),
        field("jitter", U32.unit(Unit::SchedTicks)),
    ],
)
.then(&[field("", nest(&TCA_NETEM))]);

static TCA_NETEM: Set = set(
    "TCA_NETEM",
    &[
        attr(1, "TCA_NETEM_CORR", fixed(&TC_NETEM_CORR)),
        attr(2, "TCA_NETEM_DELAY_DIST", Kind::Array(&DISTRIBUTION)),
        attr(3, "TCA_NETEM_REORDER", fixed(&TC_NETEM_REORDER)),
        attr(4, "TCA_NETEM_CORRUPT", fixed(&TC_NETEM_CORRUPT)),
        attr(5, "TCA_NETEM_LOSS", nest(&NETEM_LOSS)),
        attr(6, "TCA_NETEM_RATE", fixed(&TC_NETEM_RATE)),
        attr(7, "TCA_NETEM_ECN", U32.bool()),
        attr(8, "TCA_NETEM_RATE64", U64.unit(Unit::BytesPerSecond)),
        attr(9, "TCA_NETEM_PAD", PAD),
        attr(10, "TCA_NETEM_LATENCY64", S64.unit(Unit::Nanoseconds)),
        attr(11, "TCA_NETEM_JITTER64", S64.unit(Unit::Nanoseconds)),
        attr(12, "TCA_NETEM_SLOT", fixed(&TC_NETEM_SLOT)),
        attr(13, "TCA_NETEM_SLOT_DIST", Kind::Array(&DISTRIBUTION)),
        attr(14, "TCA_NETEM_PRNG_SEED", U64.hex()),
    ],
);

static NETEM_LOSS: Set = set(
    "NETEM_LOSS",
    &[attr(1, "NETEM_LOSS_GI", fixed(&TC_NETEM_GIMODEL)), attr(2, "NETEM_LOSS_GE", fixed(&TC_NETEM_GEMODEL))],
);

/// Deviations from the mean, in 8192ths of the jitter.
static DISTRIBUTION: Array = array(S16);

static TC_NETEM_CORR: Struct = layout(
    "tc_netem_corr",
    12,
    &[
        field("delay_corr", U32.unit(Unit::Of32)),
        field("loss_corr", U32.unit(Unit::Of32)),
        field("dup_corr", U32.unit(Unit::Of32)),
    ],
);

static TC_NETEM_REORDER: Struct = layout(
    "tc_netem_reorder",
    8,
    &[field("probability", U32.unit(Unit::Of32)), field("correlation", U32.unit(Unit::Of32))],
);

static TC_NETEM_CORRUPT: Struct = layout(
    "tc_netem_corrupt",
    8,
    &[field("probability", U32.unit(Unit::Of32)), field("correlation", U32.unit(Unit::Of32))],
);

static TC_NETEM_RATE: Struct = layout(
    "tc_netem_rate",
    16,
    &[
        field("rate", U32.unit(Unit::BytesPerSecond)),
        field("packet_overhead", S32.unit(Unit::Bytes)),
        field("cell_size", U32.unit(Unit::Bytes)),
        field("cell_overhead", S32.unit(Unit::Bytes)),
    ],
);

static TC_NETEM_SLOT: Struct = layout(
    "tc_netem_slot",
    40,
    &[
        field("min_delay", S64.unit(Unit::Nanoseconds)),
        field("max_delay", S64.unit(Unit::Nanoseconds)),
        field("max_packets", S32.unit(Unit::Packets)),
        field("max_bytes", S32.unit(Unit::Bytes)),
        field("dist_delay", S64.unit(Unit::Nanoseconds)),
        field("dist_jitter", S64.unit(Unit::Nanoseconds)),
    ],
);

static TC_NETEM_GIMODEL: Struct = layout(
    "tc_netem_gimodel",
    20,
    &[
        field("p13", U32.unit(Unit::Of32)),
        field("p31", U32.unit(Unit::Of32)),
        field("p32", U32.unit(Unit::Of32)),
        field("p14", U32.unit(Unit::Of32)),
        field("p23", U32.unit(Unit::Of32)),
    ],
);

static TC_NETEM_GEMODEL: Struct = layout(
    "tc_netem_gemodel",
    16,
    &[
        field("p", U32.unit(Unit::Of32)),
        field("r", U32.unit(Unit::Of32)),
        field("h", U32.unit(Unit::Of32)),
        field("k1", U32.unit(Unit::Of32)),
    ],
);

static TC_NETEM_XSTATS: Struct = layout(
    "tc_netem_xstats",
    56,
    &[
        field("delayed", U64),
        field("dropped", U64),
        field("corrupted", U64),
        field("duplicated", U64),
        field("reordered", U64),
        field("ecn_marked", U64),
        field("allocation_errors", U64),
    ],
);
