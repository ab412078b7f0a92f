//! `fq_pie`: PIE for each flow  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::*;

pub(super) const FQ_PIE: Qdisc =
    Qdisc { xstats: fixed(&TC_FQ_PIE_XSTATS), ..Qdisc::new("fq_pie", nest(&TCA_FQ_PIE)) };

static TCA_FQ_PIE: Set = set(
    "TCA_FQ_PIE",
    &[
        attr(1, "TCA_FQ_PIE_LIMIT", U32.unit(Unit::Packets)),
        attr(2, "TCA_FQ_PIE_FLOWS", U32),
        attr(3, "TCA_FQ_PIE_TARGET", U32.unit(Unit::Microseconds)),
        attr(4, "TCA_FQ_PIE_TUPDATE", U32.unit(Unit::Microseconds)),
        attr(5, "TCA_FQ_PIE_ALPHA", U32),
        attr(6, "TCA_FQ_PIE_BETA", U32),
        attr(7, "TCA_FQ_PIE_QUANTUM", U32.unit(Unit::Bytes)),
        attr(8, "TCA_FQ_PIE_MEMORY_LIMIT", U32.unit(Unit::Bytes)),
        attr(9, "TCA_FQ_PIE_ECN_PROB", U32.unit(Unit::Percent)),
        attr(10, "TCA_FQ_PIE_ECN", U32.bool()),
        attr(11, "TCA_FQ_PIE_BYTEMODE", U32.bool()),
        attr(12, "TCA_FQ_PIE_DQ_RATE_ESTIMATOR", U32.bool()),
    ],
);

static TC_FQ_PIE_XSTATS: Struct = layout(
    "tc_fq_pie_xstats",
    36,
    &[
        field("packets_in", U32),
        field("dropped", U32),
        field("overlimit", U32),
        field("overmemory", U32),
        field("ecn_mark", U32),
        field("new_flow_count", U32),
        field("new_flows_len", U32),
        field("old_flows_len", U32),
        field("memory_usage", U32.unit(Unit::Bytes)),
    ],
);
