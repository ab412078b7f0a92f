//! `hfsc`: service curves  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::*;

pub(super) const HFSC: Qdisc = Qdisc {
    class: nest(&TCA_HFSC),
    class_xstats: fixed(&TC_HFSC_STATS),
    ..Qdisc::new("hfsc", fixed(&TC_HFSC_QOPT))
};

static TC_HFSC_QOPT: Struct = layout("tc_hfsc_qopt", 2, &[field("defcls", U16.hex())]);

static TCA_HFSC: Set = set(
    "TCA_HFSC",
    &[
        attr(1, "TCA_HFSC_RSC", fixed(&TC_SERVICE_CURVE)),
        attr(2, "TCA_HFSC_FSC", fixed(&TC_SERVICE_CURVE)),
        attr(3, "TCA_HFSC_USC", fixed(&TC_SERVICE_CURVE)),
    ],
);

static TC_SERVICE_CURVE: Struct = layout(
    "tc_service_curve",
    12,
    &[
        field("m1", U32.unit(Unit::BytesPerSecond)),
        field("d", U32.unit(Unit::Microseconds)),
        field("m2", U32.unit(Unit::BytesPerSecond)),
    ],
);

static TC_HFSC_STATS: Struct = layout(
    "tc_hfsc_stats",
    24,
    &[
        field("work", U64.unit(Unit::Bytes)),
        field("rtwork", U64.unit(Unit::Bytes)),
        field("period", U32),
        field("level", U32),
    ],
);
