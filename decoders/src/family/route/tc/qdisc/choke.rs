//! `choke`: random early detection that meets flows with themselves  (linux/pkt_sched.h)

use super::{Qdisc, SCELL_TABLE, TC_RED};
use crate::schema::*;

pub(super) const CHOKE: Qdisc =
    Qdisc { xstats: fixed(&TC_CHOKE_XSTATS), ..Qdisc::new("choke", nest(&TCA_CHOKE)) };

static TCA_CHOKE: Set = set(
    "TCA_CHOKE",
    &[
        attr(1, "TCA_CHOKE_PARMS", fixed(&TC_CHOKE_QOPT)),
        attr(2, "TCA_CHOKE_STAB", Kind::Array(&SCELL_TABLE)),
        attr(3, "TCA_CHOKE_MAX_P", U32.unit(Unit::Of32)),
    ],
);

/// As struct tc_red_qopt, which counts bytes.
static TC_CHOKE_QOPT: Struct = layout(
    "tc_choke_qopt",
    16,
    &[
        field("limit", U32.unit(Unit::Packets)),
        field("qth_min", U32.unit(Unit::Packets)),
        field("qth_max", U32.unit(Unit::Packets)),
        field("Wlog", U8),
        field("Plog", U8),
        field("Scell_log", U8),
        field("flags", U8.flags(&TC_RED)),
    ],
);

static TC_CHOKE_XSTATS: Struct = layout(
    "tc_choke_xstats",
    20,
    &[
        field("early", U32),
        field("pdrop", U32),
        field("other", U32),
        field("marked", U32),
        field("matched", U32),
    ],
);
