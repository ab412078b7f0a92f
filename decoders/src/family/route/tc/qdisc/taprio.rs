//! `taprio`: gates that open and close on a schedule (IEEE 802.1Qbv)  (linux/pkt_sched.h)

use super::mqprio::TC_MQPRIO_QOPT;
use super::{CLOCK, Qdisc, TC_FP};
use crate::schema::*;

pub(super) const TAPRIO: Qdisc = Qdisc {
    xstats: nest(&TCA_TAPRIO_OFFLOAD_STATS),
    class_xstats: nest(&TCA_TAPRIO_OFFLOAD_STATS),
    ..Qdisc::new("taprio", nest(&TCA_TAPRIO_ATTR))
};

static TCA_TAPRIO_ATTR: Set = set(
    "TCA_TAPRIO_ATTR",
    &[
        attr(1, "TCA_TAPRIO_ATTR_PRIOMAP", fixed(&TC_MQPRIO_QOPT)),
        attr(2, "TCA_TAPRIO_ATTR_SCHED_ENTRY_LIST", nest(&TCA_TAPRIO_SCHED)),
        attr(3, "TCA_TAPRIO_ATTR_SCHED_BASE_TIME", S64.unit(Unit::Nanoseconds)),
        attr(4, "TCA_TAPRIO_ATTR_SCHED_SINGLE_ENTRY", nest(&TCA_TAPRIO_SCHED)),
        attr(5, "TCA_TAPRIO_ATTR_SCHED_CLOCKID", S32.name(&CLOCK)),
        attr(6, "TCA_TAPRIO_ATTR_PAD", PAD),
        attr(7, "TCA_TAPRIO_ATTR_ADMIN_SCHED", nest(&TCA_TAPRIO_ATTR)),
        attr(8, "TCA_TAPRIO_ATTR_SCHED_CYCLE_TIME", S64.unit(Unit::Nanoseconds)),
        attr(9, "TCA_TAPRIO_ATTR_SCHED_CYCLE_TIME_EXTENSION", S64.unit(Unit::Nanoseconds)),
        attr(10, "TCA_TAPRIO_ATTR_FLAGS", U32.flags(&TCA_TAPRIO_ATTR_FLAG)),
        attr(11, "TCA_TAPRIO_ATTR_TXTIME_DELAY", U32.unit(Unit::Nanoseconds)),
        attr(12, "TCA_TAPRIO_ATTR_TC_ENTRY", nest(&TCA_TAPRIO_TC_ENTRY)).repeats(),
    ],
);

static TCA_TAPRIO_SCHED: Set =
    set("TCA_TAPRIO_SCHED", &[attr(1, "TCA_TAPRIO_SCHED_ENTRY", nest(&TCA_TAPRIO_SCHED_ENTRY)).repeats()]);

static TCA_TAPRIO_SCHED_ENTRY: Set = set(
    "TCA_TAPRIO_SCHED_ENTRY",
    &[
        attr(1, "TCA_TAPRIO_SCHED_ENTRY_INDEX", U32),
        attr(2, "TCA_TAPRIO_SCHED_ENTRY_CMD", U8.name(&TC_TAPRIO_CMD)),
        attr(3, "TCA_TAPRIO_SCHED_ENTRY_GATE_MASK", U32.hex()),
        attr(4, "TCA_TAPRIO_SCHED_ENTRY_INTERVAL", U32.unit(Unit::Nanoseconds)),
    ],
);

static TCA_TAPRIO_TC_ENTRY: Set = set(
    "TCA_TAPRIO_TC_ENTRY",
    &[
        attr(1, "TCA_TAPRIO_TC_ENTRY_INDEX", U32),
        attr(2, "TCA_TAPRIO_TC_ENTRY_MAX_SDU", U32.unit(Unit::Bytes)),
        attr(3, "TCA_TAPRIO_TC_ENTRY_FP", U32.name(&TC_FP)),
    ],
);

static TCA_TAPRIO_OFFLOAD_STATS: Set = set(
    "TCA_TAPRIO_OFFLOAD_STATS",
    &[
        attr(1, "TCA_TAPRIO_OFFLOAD_STATS_PAD", PAD),
        attr(2, "TCA_TAPRIO_OFFLOAD_STATS_WINDOW_DROPS", U64),
        attr(3, "TCA_TAPRIO_OFFLOAD_STATS_TX_OVERRUNS", U64),
    ],
);

static TC_TAPRIO_CMD: Names = names(&[
    (0, "TC_TAPRIO_CMD_SET_GATES"),
    (1, "TC_TAPRIO_CMD_SET_AND_HOLD"),
    (2, "TC_TAPRIO_CMD_SET_AND_RELEASE"),
]);

static TCA_TAPRIO_ATTR_FLAG: Names =
    names(&[(0x1, "TCA_TAPRIO_ATTR_FLAG_TXTIME_ASSIST"), (0x2, "TCA_TAPRIO_ATTR_FLAG_FULL_OFFLOAD")]);
