//! `hhf`: heavy hitters apart from the rest  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::*;

pub(super) const HHF: Qdisc = Qdisc { xstats: fixed(&TC_HHF_XSTATS), ..Qdisc::new("hhf", nest(&TCA_HHF)) };

static TCA_HHF: Set = set(
    "TCA_HHF",
    &[
        attr(1, "TCA_HHF_BACKLOG_LIMIT", U32.unit(Unit::Packets)),
        attr(2, "TCA_HHF_QUANTUM", U32.unit(Unit::Bytes)),
        attr(3, "TCA_HHF_HH_FLOWS_LIMIT", U32),
        attr(4, "TCA_HHF_RESET_TIMEOUT", U32.unit(Unit::Microseconds)),
        attr(5, "TCA_HHF_ADMIT_BYTES", U32.unit(Unit::Bytes)),
        attr(6, "TCA_HHF_EVICT_TIMEOUT", U32.unit(Unit::Microseconds)),
        attr(7, "TCA_HHF_NON_HH_WEIGHT", U32),
    ],
);

static TC_HHF_XSTATS: Struct = layout(
    "tc_hhf_xstats",
    16,
    &[
        field("drop_overlimit", U32),
        field("hh_overlimit", U32),
        field("hh_tot_count", U32),
        field("hh_cur_count", U32),
    ],
);
