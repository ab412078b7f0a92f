//! `sfq`: stochastic fairness queueing  (linux/pkt_sched.h)

use super::{Qdisc, TC_RED};
use crate::schema::{
    Case::{Otherwise, UpTo},
    *,
};

pub(super) const SFQ: Qdisc =
    Qdisc { class_xstats: fixed(&TC_SFQ_XSTATS), ..Qdisc::new("sfq", select("@len", &VERSIONS)) };

static VERSIONS: [(Case, Kind); 2] = [(UpTo(20), fixed(&TC_SFQ_QOPT)), (Otherwise, fixed(&TC_SFQ_QOPT_V1))];

static TC_SFQ_QOPT: Struct = layout(
    "tc_sfq_qopt",
    20,
    &[
        field("quantum", U32.unit(Unit::Bytes)),
        field("perturb_period", S32.unit(Unit::Seconds)),
        field("limit", U32.unit(Unit::Packets)),
        field("divisor", U32),
        field("flows", U32),
    ],
);

static TC_SFQ_QOPT_V1: Struct = layout(
    "tc_sfq_qopt_v1",
    72,
    &[
        field("v0", fixed(&TC_SFQ_QOPT)),
        field("depth", U32.unit(Unit::Packets)),
        field("headdrop", U32.bool()),
        field("limit", U32.unit(Unit::Bytes)),
        field("qth_min", U32.unit(Unit::Bytes)),
        field("qth_max", U32.unit(Unit::Bytes)),
        field("Wlog", U8),
        field("Plog", U8),
        field("Scell_log", U8),
        field("flags", U8.flags(&TC_RED)),
        field("max_P", U32.unit(Unit::Of32)),
        field("stats", fixed(&TC_SFQRED_STATS)),
    ],
);

static TC_SFQRED_STATS: Struct = layout(
    "tc_sfqred_stats",
    24,
    &[
        field("prob_drop", U32),
        field("forced_drop", U32),
        field("prob_mark", U32),
        field("forced_mark", U32),
        field("prob_mark_head", U32),
        field("forced_mark_head", U32),
    ],
);

static TC_SFQ_XSTATS: Struct = layout("tc_sfq_xstats", 4, &[field("allot", S32.unit(Unit::Bytes))]);
