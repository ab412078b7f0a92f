//! `dsmark`: marks the DS field by class, in kernels before 6.8  (linux/pkt_sched.h of the time)

use super::Qdisc;
use crate::schema::*;

pub(super) const DSMARK: Qdisc =
    Qdisc { class: nest(&TCA_DSMARK), ..Qdisc::new("dsmark", nest(&TCA_DSMARK)) };

static TCA_DSMARK: Set = set(
    "TCA_DSMARK",
    &[
        attr(1, "TCA_DSMARK_INDICES", U16),
        attr(2, "TCA_DSMARK_DEFAULT_INDEX", U16),
        attr(3, "TCA_DSMARK_SET_TC_INDEX", FLAG),
        attr(4, "TCA_DSMARK_MASK", U8.hex()),
        attr(5, "TCA_DSMARK_VALUE", U8.hex()),
    ],
);
