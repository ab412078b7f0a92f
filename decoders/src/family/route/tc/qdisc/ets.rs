//! `ets`: strict bands before bands that share (IEEE 802.1Qaz)  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::*;

pub(super) const ETS: Qdisc = Qdisc { class: nest(&TCA_ETS), ..Qdisc::new("ets", nest(&TCA_ETS)) };

/// The lists hold the bands as attributes of the same set.
static TCA_ETS: Set = set(
    "TCA_ETS",
    &[
        attr(1, "TCA_ETS_NBANDS", U8),
        attr(2, "TCA_ETS_NSTRICT", U8),
        attr(3, "TCA_ETS_QUANTA", nest(&TCA_ETS)),
        attr(4, "TCA_ETS_QUANTA_BAND", U32.unit(Unit::Bytes)).repeats(),
        attr(5, "TCA_ETS_PRIOMAP", nest(&TCA_ETS)),
        attr(6, "TCA_ETS_PRIOMAP_BAND", U8).repeats(),
    ],
);
