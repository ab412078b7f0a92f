//! `sfb`: stochastic fair blue  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::*;

pub(super) const SFB: Qdisc = Qdisc { xstats: fixed(&TC_SFB_XSTATS), ..Qdisc::new("sfb", nest(&TCA_SFB)) };

static TCA_SFB: Set = set("TCA_SFB", &[attr(1, "TCA_SFB_PARMS", fixed(&TC_SFB_QOPT))]);

/// `increment` and `decrement` are probabilities of 65535.
static TC_SFB_QOPT: Struct = layout(
    "tc_sfb_qopt",
    36,
    &[
        field("rehash_interval", U32.unit(Unit::Milliseconds)),
        field("warmup_time", U32.unit(Unit::Milliseconds)),
        field("max", U32.unit(Unit::Packets)),
        field("bin_size", U32.unit(Unit::Packets)),
        field("increment", U32),
        field("decrement", U32),
        field("limit", U32.unit(Unit::Packets)),
        field("penalty_rate", U32),
        field("penalty_burst", U32.unit(Unit::Packets)),
    ],
);

static TC_SFB_XSTATS: Struct = layout(
    "tc_sfb_xstats",
    36,
    &[
        field("earlydrop", U32),
        field("penaltydrop", U32),
        field("bucketdrop", U32),
        field("queuedrop", U32),
        field("childdrop", U32),
        field("marked", U32),
        field("maxqlen", U32.unit(Unit::Packets)),
        field("maxprob", U32),
        field("avgprob", U32),
    ],
);
