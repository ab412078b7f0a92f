//! `codel`: controlled delay  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::*;

pub(super) const CODEL: Qdisc =
    Qdisc { xstats: fixed(&TC_CODEL_XSTATS), ..Qdisc::new("codel", nest(&TCA_CODEL)) };

static TCA_CODEL: Set = set(
    "TCA_CODEL",
    &[
        attr(1, "TCA_CODEL_TARGET", U32.unit(Unit::Microseconds)),
        attr(2, "TCA_CODEL_LIMIT", U32.unit(Unit::Packets)),
        attr(3, "TCA_CODEL_INTERVAL", U32.unit(Unit::Microseconds)),
        attr(4, "TCA_CODEL_ECN", U32.bool()),
        attr(5, "TCA_CODEL_CE_THRESHOLD", U32.unit(Unit::Microseconds)),
    ],
);

static TC_CODEL_XSTATS: Struct = layout(
    "tc_codel_xstats",
    36,
    &[
        field("maxpacket", U32.unit(Unit::Bytes)),
        field("count", U32),
        field("lastcount", U32),
        field("ldelay", U32.unit(Unit::Microseconds)),
        field("drop_next", S32.unit(Unit::Microseconds)),
        field("drop_overlimit", U32),
        field("ecn_mark", U32),
        field("dropping", U32.bool()),
        field("ce_mark", U32),
    ],
)
.grown_from(32);
