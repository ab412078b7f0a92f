//! `red`: random early detection  (linux/pkt_sched.h)

use super::{Qdisc, SCELL_TABLE, TC_RED};
use crate::schema::*;

pub(super) const RED: Qdisc = Qdisc { xstats: fixed(&TC_RED_XSTATS), ..Qdisc::new("red", nest(&TCA_RED)) };

static TCA_RED: Set = set(
    "TCA_RED",
    &[
        attr(1, "TCA_RED_PARMS", fixed(&TC_RED_QOPT)),
        attr(2, "TCA_RED_STAB", Kind::Array(&SCELL_TABLE)),
        attr(3, "TCA_RED_MAX_P", U32.unit(Unit::Of32)),
        attr(4, "TCA_RED_FLAGS", fixed(&TC_RED_FLAGS)),
        attr(5, "TCA_RED_EARLY_DROP_BLOCK", U32),
        attr(6, "TCA_RED_MARK_BLOCK", U32),
    ],
);

static TC_RED_QOPT: Struct = layout(
    "tc_red_qopt",
    16,
    &[
        field("limit", U32.unit(Unit::Bytes)),
        field("qth_min", U32.unit(Unit::Bytes)),
        field("qth_max", U32.unit(Unit::Bytes)),
        field("Wlog", U8),
        field("Plog", U8),
        field("Scell_log", U8),
        field("flags", U8.flags(&TC_RED)),
    ],
);

static TC_RED_FLAGS: Struct =
    layout("nla_bitfield32", 8, &[field("value", U32.flags(&TC_RED)), field("selector", U32.flags(&TC_RED))]);

static TC_RED_XSTATS: Struct = layout(
    "tc_red_xstats",
    16,
    &[field("early", U32), field("pdrop", U32), field("other", U32), field("marked", U32)],
);
