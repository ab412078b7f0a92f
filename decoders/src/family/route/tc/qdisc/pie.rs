//! `pie`: proportional integral controller  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::{
    Case::{Otherwise, UpTo},
    *,
};

pub(super) const PIE: Qdisc = Qdisc { xstats: select("@len", &XSTATS), ..Qdisc::new("pie", nest(&TCA_PIE)) };

static TCA_PIE: Set = set(
    "TCA_PIE",
    &[
        attr(1, "TCA_PIE_TARGET", U32.unit(Unit::Microseconds)),
        attr(2, "TCA_PIE_LIMIT", U32.unit(Unit::Packets)),
        attr(3, "TCA_PIE_TUPDATE", U32.unit(Unit::Microseconds)),
        attr(4, "TCA_PIE_ALPHA", U32),
        attr(5, "TCA_PIE_BETA", U32),
        attr(6, "TCA_PIE_ECN", U32.bool()),
        attr(7, "TCA_PIE_BYTEMODE", U32.bool()),
        attr(8, "TCA_PIE_DQ_RATE_ESTIMATOR", U32.bool()),
    ],
);

/// Kernels before 5.0 had a shorter one with other places, not this one cut.
static XSTATS: [(Case, Kind); 2] =
    [(UpTo(32), fixed(&TC_PIE_XSTATS_OLD)), (Otherwise, fixed(&TC_PIE_XSTATS))];

/// `prob` is a probability of 2^64.
static TC_PIE_XSTATS: Struct = layout(
    "tc_pie_xstats",
    40,
    &[
        field("prob", U64),
        field("delay", U32.unit(Unit::Microseconds)),
        field("avg_dq_rate", U32.unit(Unit::BytesPerSecond)),
        field("dq_rate_estimating", U32.bool()),
        field("packets_in", U32),
        field("dropped", U32),
        field("overlimit", U32),
        field("maxq", U32.unit(Unit::Packets)),
        field("ecn_mark", U32),
    ],
);

/// As it was before 5.0: `prob` is a probability of 2^32.
static TC_PIE_XSTATS_OLD: Struct = layout(
    "tc_pie_xstats",
    32,
    &[
        field("prob", U32.unit(Unit::Of32)),
        field("delay", U32.unit(Unit::Microseconds)),
        field("avg_dq_rate", U32.unit(Unit::BytesPerSecond)),
        field("packets_in", U32),
        field("dropped", U32),
        field("overlimit", U32),
        field("maxq", U32.unit(Unit::Packets)),
        field("ecn_mark", U32),
    ],
);
