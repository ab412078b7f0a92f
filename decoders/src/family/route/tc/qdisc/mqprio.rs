//! `mqprio`: traffic classes on the queues of a device  (linux/pkt_sched.h)

use super::{Qdisc, TC_FP};
use crate::schema::*;

pub(super) const MQPRIO: Qdisc = Qdisc::new("mqprio", fixed(&TC_MQPRIO_QOPT_AND_ATTRS));

static TC_MQPRIO_QOPT_AND_ATTRS: Struct =
    layout("tc_mqprio_qopt", 82, &MQPRIO_QOPT).then(&[field("", nest(&TCA_MQPRIO))]);

/// `taprio` has it too, as an attribute.
pub(super) static TC_MQPRIO_QOPT: Struct = layout("tc_mqprio_qopt", 82, &MQPRIO_QOPT);

static MQPRIO_QOPT: [Field; 5] = [
    field("num_tc", U8),
    field("prio_tc_map", Kind::Array(&PRIO_TC_MAP)),
    field("hw", U8.name(&TC_MQPRIO_HW_OFFLOAD)),
    field("count", Kind::Array(&QUEUES)),
    field("offset", Kind::Array(&QUEUES)),
];

static PRIO_TC_MAP: Array = array_of(16, U8);
static QUEUES: Array = array_of(16, U16);

static TCA_MQPRIO: Set = set(
    "TCA_MQPRIO",
    &[
        attr(1, "TCA_MQPRIO_MODE", U16.name(&TC_MQPRIO_MODE)),
        attr(2, "TCA_MQPRIO_SHAPER", U16.name(&TC_MQPRIO_SHAPER)),
        attr(3, "TCA_MQPRIO_MIN_RATE64", nest(&TCA_MQPRIO_MIN_RATE64)),
        attr(4, "TCA_MQPRIO_MAX_RATE64", nest(&TCA_MQPRIO_MAX_RATE64)),
        attr(5, "TCA_MQPRIO_TC_ENTRY", nest(&TCA_MQPRIO_TC_ENTRY)).repeats(),
    ],
);

/// The rate of each traffic class, in an attribute of the same name as the nest.
static TCA_MQPRIO_MIN_RATE64: Set =
    set("TCA_MQPRIO", &[attr(3, "TCA_MQPRIO_MIN_RATE64", U64.unit(Unit::BytesPerSecond)).repeats()]);

static TCA_MQPRIO_MAX_RATE64: Set =
    set("TCA_MQPRIO", &[attr(4, "TCA_MQPRIO_MAX_RATE64", U64.unit(Unit::BytesPerSecond)).repeats()]);

static TCA_MQPRIO_TC_ENTRY: Set = set(
    "TCA_MQPRIO_TC_ENTRY",
    &[attr(1, "TCA_MQPRIO_TC_ENTRY_INDEX", U32), attr(2, "TCA_MQPRIO_TC_ENTRY_FP", U32.name(&TC_FP))],
);

static TC_MQPRIO_HW_OFFLOAD: Names =
    names(&[(0, "TC_MQPRIO_HW_OFFLOAD_NONE"), (1, "TC_MQPRIO_HW_OFFLOAD_TCS")]);

static TC_MQPRIO_MODE: Names = names(&[(0, "TC_MQPRIO_MODE_DCB"), (1, "TC_MQPRIO_MODE_CHANNEL")]);

static TC_MQPRIO_SHAPER: Names = names(&[(0, "TC_MQPRIO_SHAPER_DCB"), (1, "TC_MQPRIO_SHAPER_BW_RATE")]);
