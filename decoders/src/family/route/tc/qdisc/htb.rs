//! `htb`: a tree of rates and ceilings  (linux/pkt_sched.h)

use super::{Qdisc, RATE_TABLE, TC_RATESPEC};
use crate::schema::*;

pub(super) const HTB: Qdisc =
    Qdisc { class: nest(&TCA_HTB), class_xstats: fixed(&TC_HTB_XSTATS), ..Qdisc::new("htb", nest(&TCA_HTB)) };

/// PARMS, the tables and the 64-bit rates are of classes, the others of the qdisc.
static TCA_HTB: Set = set(
    "TCA_HTB",
    &[
        attr(1, "TCA_HTB_PARMS", fixed(&TC_HTB_OPT)),
        attr(2, "TCA_HTB_INIT", fixed(&TC_HTB_GLOB)),
        attr(3, "TCA_HTB_CTAB", Kind::Array(&RATE_TABLE)),
        attr(4, "TCA_HTB_RTAB", Kind::Array(&RATE_TABLE)),
        attr(5, "TCA_HTB_DIRECT_QLEN", U32.unit(Unit::Packets)),
        attr(6, "TCA_HTB_RATE64", U64.unit(Unit::BytesPerSecond)),
        attr(7, "TCA_HTB_CEIL64", U64.unit(Unit::BytesPerSecond)),
        attr(8, "TCA_HTB_PAD", PAD),
        attr(9, "TCA_HTB_OFFLOAD", FLAG),
    ],
);

static TC_HTB_OPT: Struct = layout(
    "tc_htb_opt",
    44,
    &[
        field("rate", fixed(&TC_RATESPEC)),
        field("ceil", fixed(&TC_RATESPEC)),
        field("buffer", U32.unit(Unit::SchedTicks)),
        field("cbuffer", U32.unit(Unit::SchedTicks)),
        field("quantum", U32.unit(Unit::Bytes)),
        field("level", U32),
        field("prio", U32),
    ],
);

/// `version` is the major number alone in a request; a reply has the minor one in its lower half.
static TC_HTB_GLOB: Struct = layout(
    "tc_htb_glob",
    20,
    &[
        field("version", U32.hex()),
        field("rate2quantum", U32),
        field("defcls", U32.hex()),
        field("debug", U32.hex()),
        field("direct_pkts", U32),
    ],
);

static TC_HTB_XSTATS: Struct = layout(
    "tc_htb_xstats",
    20,
    &[
        field("lends", U32),
        field("borrows", U32),
        field("giants", U32),
        field("tokens", S32.unit(Unit::SchedTicks)),
        field("ctokens", S32.unit(Unit::SchedTicks)),
    ],
);
