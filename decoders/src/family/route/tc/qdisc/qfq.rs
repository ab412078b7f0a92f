//! `qfq`: quick fair queueing  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::*;

pub(super) const QFQ: Qdisc =
    Qdisc { class: nest(&TCA_QFQ), class_xstats: fixed(&TC_QFQ_STATS), ..Qdisc::new("qfq", nest(&TCA_QFQ)) };

static TCA_QFQ: Set =
    set("TCA_QFQ", &[attr(1, "TCA_QFQ_WEIGHT", U32), attr(2, "TCA_QFQ_LMAX", U32.unit(Unit::Bytes))]);

static TC_QFQ_STATS: Struct =
    layout("tc_qfq_stats", 8, &[field("weight", U32), field("lmax", U32.unit(Unit::Bytes))]);
