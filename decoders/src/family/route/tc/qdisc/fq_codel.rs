//! `fq_codel`: controlled delay for each flow  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::{Case::Is, *};

pub(super) const FQ_CODEL: Qdisc =
    Qdisc { xstats: XSTATS, class_xstats: XSTATS, ..Qdisc::new("fq_codel", nest(&TCA_FQ_CODEL)) };

static TCA_FQ_CODEL: Set = set(
    "TCA_FQ_CODEL",
    &[
        attr(1, "TCA_FQ_CODEL_TARGET", U32.unit(Unit::Microseconds)),
        attr(2, "TCA_FQ_CODEL_LIMIT", U32.unit(Unit::Packets)),
        attr(3, "TCA_FQ_CODEL_INTERVAL", U32.unit(Unit::Microseconds)),
        attr(4, "TCA_FQ_CODEL_ECN", U32.bool()),
        attr(5, "TCA_FQ_CODEL_FLOWS", U32),
        attr(6, "TCA_FQ_CODEL_QUANTUM", U32.unit(Unit::Bytes)),
        attr(7, "TCA_FQ_CODEL_CE_THRESHOLD", U32.unit(Unit::Microseconds)),
        attr(8, "TCA_FQ_CODEL_DROP_BATCH_SIZE", U32.unit(Unit::Packets)),
        attr(9, "TCA_FQ_CODEL_MEMORY_LIMIT", U32.unit(Unit::Bytes)),
        attr(10, "TCA_FQ_CODEL_CE_THRESHOLD_SELECTOR", U8.hex()),
        attr(11, "TCA_FQ_CODEL_CE_THRESHOLD_MASK", U8.hex()),
    ],
);

/// Its first member selects the member of its union.
const XSTATS: Kind = Kind::Peek(&TC_FQ_CODEL_XSTATS_QDISC, &UNION);

static UNION: Kind =
    select("type", &[(Is(0), fixed(&TC_FQ_CODEL_XSTATS_QDISC)), (Is(1), fixed(&TC_FQ_CODEL_XSTATS_CLASS))]);

static TC_FQ_CODEL_XSTATS_QDISC: Struct = layout(
    "tc_fq_codel_xstats",
    40,
    &[field("type", U32.name(&TCA_FQ_CODEL_XSTATS)), field("qdisc_stats", fixed(&TC_FQ_CODEL_QD_STATS))],
)
.grown_from(28);

static TC_FQ_CODEL_XSTATS_CLASS: Struct = layout(
    "tc_fq_codel_xstats",
    40,
    &[
        field("type", U32.name(&TCA_FQ_CODEL_XSTATS)),
        field("class_stats", fixed(&TC_FQ_CODEL_CL_STATS)),
        field("", pad(12)),
    ],
)
.grown_from(28);

static TC_FQ_CODEL_QD_STATS: Struct = layout(
    "tc_fq_codel_qd_stats",
    36,
    &[
        field("maxpacket", U32.unit(Unit::Bytes)),
        field("drop_overlimit", U32),
        field("ecn_mark", U32),
        field("new_flow_count", U32),
        field("new_flows_len", U32),
        field("old_flows_len", U32),
        field("ce_mark", U32),
        field("memory_usage", U32.unit(Unit::Bytes)),
        field("drop_overmemory", U32),
    ],
)
.grown_from(24);

static TC_FQ_CODEL_CL_STATS: Struct = layout(
    "tc_fq_codel_cl_stats",
    24,
    &[
        field("deficit", S32.unit(Unit::Bytes)),
        field("ldelay", U32.unit(Unit::Microseconds)),
        field("count", U32),
        field("lastcount", U32),
        field("dropping", U32.bool()),
        field("drop_next", S32.unit(Unit::Microseconds)),
    ],
);

static TCA_FQ_CODEL_XSTATS: Names =
    names(&[(0, "TCA_FQ_CODEL_XSTATS_QDISC"), (1, "TCA_FQ_CODEL_XSTATS_CLASS")]);
