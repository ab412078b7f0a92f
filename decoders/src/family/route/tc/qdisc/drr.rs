//! `drr`: deficit round robin  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::*;

pub(super) const DRR: Qdisc =
    Qdisc { class: nest(&TCA_DRR), class_xstats: fixed(&TC_DRR_STATS), ..Qdisc::new("drr", nest(&TCA_DRR)) };

static TCA_DRR: Set = set("TCA_DRR", &[attr(1, "TCA_DRR_QUANTUM", U32.unit(Unit::Bytes))]);

static TC_DRR_STATS: Struct = layout("tc_drr_stats", 4, &[field("deficit", U32.unit(Unit::Bytes))]);
