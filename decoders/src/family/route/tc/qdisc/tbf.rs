//! `tbf`: a bucket of tokens  (linux/pkt_sched.h)

use super::{Qdisc, RATE_TABLE, TC_RATESPEC};
use crate::schema::*;

pub(super) const TBF: Qdisc = Qdisc::new("tbf", nest(&TCA_TBF));

static TCA_TBF: Set = set(
    "TCA_TBF",
    &[
        attr(1, "TCA_TBF_PARMS", fixed(&TC_TBF_QOPT)),
        attr(2, "TCA_TBF_RTAB", Kind::Array(&RATE_TABLE)),
        attr(3, "TCA_TBF_PTAB", Kind::Array(&RATE_TABLE)),
        attr(4, "TCA_TBF_RATE64", U64.unit(Unit::BytesPerSecond)),
        attr(5, "TCA_TBF_PRATE64", U64.unit(Unit::BytesPerSecond)),
        attr(6, "TCA_TBF_BURST", U32.unit(Unit::Bytes)),
        attr(7, "TCA_TBF_PBURST", U32.unit(Unit::Bytes)),
        attr(8, "TCA_TBF_PAD", PAD),
    ],
);

static TC_TBF_QOPT: Struct = layout(
    "tc_tbf_qopt",
    36,
    &[
        field("rate", fixed(&TC_RATESPEC)),
        field("peakrate", fixed(&TC_RATESPEC)),
        field("limit", U32.unit(Unit::Bytes)),
        field("buffer", U32.unit(Unit::SchedTicks)),
        field("mtu", U32.unit(Unit::SchedTicks)),
    ],
);
