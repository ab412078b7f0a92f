//! `cbq`: classes that share a link, in kernels before 6.8  (linux/pkt_sched.h of the time)

use super::{Qdisc, RATE_TABLE, TC_RATESPEC};
use crate::schema::*;

pub(super) const CBQ: Qdisc = Qdisc {
    xstats: fixed(&TC_CBQ_XSTATS),
    class: nest(&TCA_CBQ),
    class_xstats: fixed(&TC_CBQ_XSTATS),
    ..Qdisc::new("cbq", nest(&TCA_CBQ))
};

static TCA_CBQ: Set = set(
    "TCA_CBQ",
    &[
        attr(1, "TCA_CBQ_LSSOPT", fixed(&TC_CBQ_LSSOPT)),
        attr(2, "TCA_CBQ_WRROPT", fixed(&TC_CBQ_WRROPT)),
        attr(3, "TCA_CBQ_FOPT", fixed(&TC_CBQ_FOPT)),
        attr(4, "TCA_CBQ_OVL_STRATEGY", fixed(&TC_CBQ_OVL)),
        attr(5, "TCA_CBQ_RATE", fixed(&TC_RATESPEC)),
        attr(6, "TCA_CBQ_RTAB", Kind::Array(&RATE_TABLE)),
        attr(7, "TCA_CBQ_POLICE", fixed(&TC_CBQ_POLICE)),
    ],
);

static TC_CBQ_LSSOPT: Struct = layout(
    "tc_cbq_lssopt",
    20,
    &[
        field("change", U8.flags(&TCF_CBQ_LSS_CHANGE)),
        field("flags", U8.flags(&TCF_CBQ_LSS)),
        field("ewma_log", U8),
        field("level", U8),
        field("maxidle", U32.unit(Unit::SchedTicks)),
        field("minidle", U32.unit(Unit::SchedTicks)),
        field("offtime", U32.unit(Unit::SchedTicks)),
        field("avpkt", U32.unit(Unit::Bytes)),
    ],
);

static TC_CBQ_WRROPT: Struct = layout(
    "tc_cbq_wrropt",
    12,
    &[
        field("flags", U8.hex()),
        field("priority", U8),
        field("cpriority", U8),
        field("__reserved", pad(1)),
        field("allot", U32.unit(Unit::Bytes)),
        field("weight", U32.unit(Unit::BytesPerSecond)),
    ],
);

static TC_CBQ_FOPT: Struct = layout(
    "tc_cbq_fopt",
    12,
    &[field("split", U32.handle()), field("defmap", U32.hex()), field("defchange", U32.hex())],
);

static TC_CBQ_OVL: Struct = layout(
    "tc_cbq_ovl",
    8,
    &[
        field("strategy", U8.name(&TC_CBQ_OVL_STRATEGY)),
        field("priority2", U8),
        field("pad", pad(2)),
        field("penalty", U32.unit(Unit::SchedTicks)),
    ],
);

static TC_CBQ_POLICE: Struct =
    layout("tc_cbq_police", 4, &[field("police", U8), field("__res1", pad(1)), field("__res2", pad(2))]);

static TC_CBQ_XSTATS: Struct = layout(
    "tc_cbq_xstats",
    16,
    &[
        field("borrows", U32),
        field("overactions", U32),
        field("avgidle", S32.unit(Unit::SchedTicks)),
        field("undertime", S32.unit(Unit::SchedTicks)),
    ],
);

static TCF_CBQ_LSS: Names = names(&[(0x1, "TCF_CBQ_LSS_BOUNDED"), (0x2, "TCF_CBQ_LSS_ISOLATED")]);

/// Which of the other members are to be taken.
static TCF_CBQ_LSS_CHANGE: Names = names(&[
    (0x1, "TCF_CBQ_LSS_FLAGS"),
    (0x2, "TCF_CBQ_LSS_EWMA"),
    (0x4, "TCF_CBQ_LSS_MAXIDLE"),
    (0x8, "TCF_CBQ_LSS_MINIDLE"),
    (0x10, "TCF_CBQ_LSS_OFFTIME"),
    (0x20, "TCF_CBQ_LSS_AVPKT"),
]);

static TC_CBQ_OVL_STRATEGY: Names = names(&[
    (0, "TC_CBQ_OVL_CLASSIC"),
    (1, "TC_CBQ_OVL_DELAY"),
    (2, "TC_CBQ_OVL_LOWPRIO"),
    (3, "TC_CBQ_OVL_DROP"),
    (4, "TC_CBQ_OVL_RCLASSIC"),
]);
