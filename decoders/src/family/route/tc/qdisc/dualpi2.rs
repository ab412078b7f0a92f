//! `dualpi2`: a queue for low latency beside a classic one (RFC 9332)  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::*;

pub(super) const DUALPI2: Qdisc =
    Qdisc { xstats: fixed(&TC_DUALPI2_XSTATS), ..Qdisc::new("dualpi2", nest(&TCA_DUALPI2)) };

static TCA_DUALPI2: Set = set(
    "TCA_DUALPI2",
    &[
        attr(1, "TCA_DUALPI2_LIMIT", U32.unit(Unit::Packets)),
        attr(2, "TCA_DUALPI2_MEMORY_LIMIT", U32.unit(Unit::Bytes)),
        attr(3, "TCA_DUALPI2_TARGET", U32.unit(Unit::Microseconds)),
        attr(4, "TCA_DUALPI2_TUPDATE", U32.unit(Unit::Microseconds)),
        attr(5, "TCA_DUALPI2_ALPHA", U32),
        attr(6, "TCA_DUALPI2_BETA", U32),
        attr(7, "TCA_DUALPI2_STEP_THRESH_PKTS", U32.unit(Unit::Packets)),
        attr(8, "TCA_DUALPI2_STEP_THRESH_US", U32.unit(Unit::Microseconds)),
        attr(9, "TCA_DUALPI2_MIN_QLEN_STEP", U32.unit(Unit::Packets)),
        attr(10, "TCA_DUALPI2_COUPLING", U8),
        attr(11, "TCA_DUALPI2_DROP_OVERLOAD", U8.name(&TC_DUALPI2_DROP_OVERLOAD)),
        attr(12, "TCA_DUALPI2_DROP_EARLY", U8.name(&TC_DUALPI2_DROP_EARLY)),
        attr(13, "TCA_DUALPI2_C_PROTECTION", U8.unit(Unit::Percent)),
        attr(14, "TCA_DUALPI2_ECN_MASK", U8.name(&TC_DUALPI2_ECN_MASK)),
        attr(15, "TCA_DUALPI2_SPLIT_GSO", U8.name(&TC_DUALPI2_SPLIT_GSO)),
        attr(16, "TCA_DUALPI2_PAD", PAD),
    ],
);

static TC_DUALPI2_XSTATS: Struct = layout(
    "tc_dualpi2_xstats",
    48,
    &[
        field("prob", U32.unit(Unit::Of32)),
        field("delay_c", U32.unit(Unit::Microseconds)),
        field("delay_l", U32.unit(Unit::Microseconds)),
        field("packets_in_c", U32),
        field("packets_in_l", U32),
        field("maxq", U32.unit(Unit::Packets)),
        field("ecn_mark", U32),
        field("step_marks", U32),
        field("credit", S32),
        field("memory_used", U32.unit(Unit::Bytes)),
        field("max_memory_used", U32.unit(Unit::Bytes)),
        field("memory_limit", U32.unit(Unit::Bytes)),
    ],
);

static TC_DUALPI2_DROP_OVERLOAD: Names =
    names(&[(0, "TC_DUALPI2_DROP_OVERLOAD_OVERFLOW"), (1, "TC_DUALPI2_DROP_OVERLOAD_DROP")]);

static TC_DUALPI2_DROP_EARLY: Names =
    names(&[(0, "TC_DUALPI2_DROP_EARLY_DROP_DEQUEUE"), (1, "TC_DUALPI2_DROP_EARLY_DROP_ENQUEUE")]);

static TC_DUALPI2_ECN_MASK: Names = names(&[
    (1, "TC_DUALPI2_ECN_MASK_L4S_ECT"),
    (2, "TC_DUALPI2_ECN_MASK_CLA_ECT"),
    (3, "TC_DUALPI2_ECN_MASK_ANY_ECT"),
]);

static TC_DUALPI2_SPLIT_GSO: Names =
    names(&[(0, "TC_DUALPI2_SPLIT_GSO_NO_SPLIT_GSO"), (1, "TC_DUALPI2_SPLIT_GSO_SPLIT_GSO")]);
