//! `ctinfo`: a connection's mark restores DSCP and mark  (linux/tc_act/tc_ctinfo.h)

use super::{TCF_T, generic};
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("ctinfo"), nest(&TCA_CTINFO));

static TCA_CTINFO: Set = set(
    "TCA_CTINFO",
    &[
        attr(1, "TCA_CTINFO_PAD", PAD),
        attr(2, "TCA_CTINFO_TM", fixed(&TCF_T)),
        attr(3, "TCA_CTINFO_ACT", fixed(&TC_CTINFO)),
        attr(4, "TCA_CTINFO_ZONE", U16),
        attr(5, "TCA_CTINFO_PARMS_DSCP_MASK", U32.hex()),
        attr(6, "TCA_CTINFO_PARMS_DSCP_STATEMASK", U32.hex()),
        attr(7, "TCA_CTINFO_PARMS_CPMARK_MASK", U32.hex()),
        attr(8, "TCA_CTINFO_STATS_DSCP_SET", U64),
        attr(9, "TCA_CTINFO_STATS_DSCP_ERROR", U64),
        attr(10, "TCA_CTINFO_STATS_CPMARK_SET", U64),
    ],
);

static TC_CTINFO: Struct = layout("tc_ctinfo", 20, &generic::<5>(&[]));
