//! `fq`: fair queueing with pacing  (linux/pkt_sched.h)

use super::Qdisc;
use super::prio::TC_PRIO_QOPT;
use crate::schema::*;

pub(super) const FQ: Qdisc = Qdisc { xstats: fixed(&TC_FQ_QD_STATS), ..Qdisc::new("fq", nest(&TCA_FQ)) };

static TCA_FQ: Set = set(
    "TCA_FQ",
    &[
        attr(1, "TCA_FQ_PLIMIT", U32.unit(Unit::Packets)),
        attr(2, "TCA_FQ_FLOW_PLIMIT", U32.unit(Unit::Packets)),
        attr(3, "TCA_FQ_QUANTUM", U32.unit(Unit::Bytes)),
        attr(4, "TCA_FQ_INITIAL_QUANTUM", U32.unit(Unit::Bytes)),
        attr(5, "TCA_FQ_RATE_ENABLE", U32.bool()),
        attr(6, "TCA_FQ_FLOW_DEFAULT_RATE", U32.unit(Unit::BytesPerSecond)),
        attr(7, "TCA_FQ_FLOW_MAX_RATE", U32.unit(Unit::BytesPerSecond)),
        attr(8, "TCA_FQ_BUCKETS_LOG", U32),
        attr(9, "TCA_FQ_FLOW_REFILL_DELAY", U32.unit(Unit::Microseconds)),
        attr(10, "TCA_FQ_ORPHAN_MASK", U32.hex()),
        attr(11, "TCA_FQ_LOW_RATE_THRESHOLD", U32.unit(Unit::BytesPerSecond)),
        attr(12, "TCA_FQ_CE_THRESHOLD", U32.unit(Unit::Microseconds)),
        attr(13, "TCA_FQ_TIMER_SLACK", U32.unit(Unit::Nanoseconds)),
        attr(14, "TCA_FQ_HORIZON", U32.unit(Unit::Microseconds)),
        attr(15, "TCA_FQ_HORIZON_DROP", U8.bool()),
        attr(16, "TCA_FQ_PRIOMAP", fixed(&TC_PRIO_QOPT)),
        attr(17, "TCA_FQ_WEIGHTS", Kind::Array(&WEIGHTS)),
        attr(18, "TCA_FQ_OFFLOAD_HORIZON", U32.unit(Unit::Microseconds)),
    ],
);

/// One for each of the three bands.
static WEIGHTS: Array = array(S32);

static TC_FQ_QD_STATS: Struct = layout(
    "tc_fq_qd_stats",
    152,
    &[
        field("gc_flows", U64),
        field("highprio_packets", U64),
        field("tcp_retrans", U64),
        field("throttled", U64),
        field("flows_plimit", U64),
        field("pkts_too_long", U64),
        field("allocation_errors", U64),
        field("time_next_delayed_flow", S64.unit(Unit::Nanoseconds)),
        field("flows", U32),
        field("inactive_flows", U32),
        field("throttled_flows", U32),
        field("unthrottle_latency_ns", U32.unit(Unit::Nanoseconds)),
        field("ce_mark", U64),
        field("horizon_drops", U64),
        field("horizon_caps", U64),
        field("fastpath_packets", U64),
        field("band_drops", Kind::Array(&BAND_DROPS)),
        field("band_pkt_count", Kind::Array(&BAND_PKT_COUNT)),
        field("pad", pad(4)),
    ],
)
.grown_from(80);

static BAND_DROPS: Array = array_of(3, U64);
static BAND_PKT_COUNT: Array = array_of(3, U32);
