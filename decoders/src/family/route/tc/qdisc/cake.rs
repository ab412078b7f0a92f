//! `cake`, `cake_mq`: shaping, flow isolation and active queue management in one  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::*;

pub(super) const CAKE: Qdisc = cake("cake");
/// One `cake` for each queue of a device, with the options of all.
pub(super) const CAKE_MQ: Qdisc = cake("cake_mq");

const fn cake(name: &'static str) -> Qdisc {
    Qdisc {
        xstats: nest(&TCA_CAKE_STATS),
        class_xstats: nest(&TCA_CAKE_STATS),
        ..Qdisc::new(name, nest(&TCA_CAKE))
    }
}

/// RAW is there or is not: its value means nothing.
static TCA_CAKE: Set = set(
    "TCA_CAKE",
    &[
        attr(1, "TCA_CAKE_PAD", PAD),
        attr(2, "TCA_CAKE_BASE_RATE64", U64.unit(Unit::BytesPerSecond)),
        attr(3, "TCA_CAKE_DIFFSERV_MODE", U32.name(&CAKE_DIFFSERV)),
        attr(4, "TCA_CAKE_ATM", U32.name(&CAKE_ATM)),
        attr(5, "TCA_CAKE_FLOW_MODE", U32.name(&CAKE_FLOW)),
        attr(6, "TCA_CAKE_OVERHEAD", S32.unit(Unit::Bytes)),
        attr(7, "TCA_CAKE_RTT", U32.unit(Unit::Microseconds)),
        attr(8, "TCA_CAKE_TARGET", U32.unit(Unit::Microseconds)),
        attr(9, "TCA_CAKE_AUTORATE", U32.bool()),
        attr(10, "TCA_CAKE_MEMORY", U32.unit(Unit::Bytes)),
        attr(11, "TCA_CAKE_NAT", U32.bool()),
        attr(12, "TCA_CAKE_RAW", U32),
        attr(13, "TCA_CAKE_WASH", U32.bool()),
        attr(14, "TCA_CAKE_MPU", U32.unit(Unit::Bytes)),
        attr(15, "TCA_CAKE_INGRESS", U32.bool()),
        attr(16, "TCA_CAKE_ACK_FILTER", U32.name(&CAKE_ACK)),
        attr(17, "TCA_CAKE_SPLIT_GSO", U32.bool()),
        attr(18, "TCA_CAKE_FWMARK", U32.hex()),
    ],
);

/// The first ten and the last are of the qdisc, the others of a class: one flow.
static TCA_CAKE_STATS: Set = set(
    "TCA_CAKE_STATS",
    &[
        attr(1, "TCA_CAKE_STATS_PAD", PAD),
        attr(2, "TCA_CAKE_STATS_CAPACITY_ESTIMATE64", U64.unit(Unit::BytesPerSecond)),
        attr(3, "TCA_CAKE_STATS_MEMORY_LIMIT", U32.unit(Unit::Bytes)),
        attr(4, "TCA_CAKE_STATS_MEMORY_USED", U32.unit(Unit::Bytes)),
        attr(5, "TCA_CAKE_STATS_AVG_NETOFF", U32.unit(Unit::Bytes)),
        attr(6, "TCA_CAKE_STATS_MIN_NETLEN", U32.unit(Unit::Bytes)),
        attr(7, "TCA_CAKE_STATS_MAX_NETLEN", U32.unit(Unit::Bytes)),
        attr(8, "TCA_CAKE_STATS_MIN_ADJLEN", U32.unit(Unit::Bytes)),
        attr(9, "TCA_CAKE_STATS_MAX_ADJLEN", U32.unit(Unit::Bytes)),
        attr(10, "TCA_CAKE_STATS_TIN_STATS", Kind::List(&TINS)),
        attr(11, "TCA_CAKE_STATS_DEFICIT", S32.unit(Unit::Bytes)),
        attr(12, "TCA_CAKE_STATS_COBALT_COUNT", U32),
        attr(13, "TCA_CAKE_STATS_DROPPING", U32.bool()),
        attr(14, "TCA_CAKE_STATS_DROP_NEXT_US", S32.unit(Unit::Microseconds)),
        attr(15, "TCA_CAKE_STATS_P_DROP", U32.unit(Unit::Of32)),
        attr(16, "TCA_CAKE_STATS_BLUE_TIMER_US", S32.unit(Unit::Microseconds)),
        attr(17, "TCA_CAKE_STATS_ACTIVE_QUEUES", U32),
    ],
);

/// Tins, counted from 1.
static TINS: List = list(nest(&TCA_CAKE_TIN_STATS));

static TCA_CAKE_TIN_STATS: Set = set(
    "TCA_CAKE_TIN_STATS",
    &[
        attr(1, "TCA_CAKE_TIN_STATS_PAD", PAD),
        attr(2, "TCA_CAKE_TIN_STATS_SENT_PACKETS", U32),
        attr(3, "TCA_CAKE_TIN_STATS_SENT_BYTES64", U64.unit(Unit::Bytes)),
        attr(4, "TCA_CAKE_TIN_STATS_DROPPED_PACKETS", U32),
        attr(5, "TCA_CAKE_TIN_STATS_DROPPED_BYTES64", U64.unit(Unit::Bytes)),
        attr(6, "TCA_CAKE_TIN_STATS_ACKS_DROPPED_PACKETS", U32),
        attr(7, "TCA_CAKE_TIN_STATS_ACKS_DROPPED_BYTES64", U64.unit(Unit::Bytes)),
        attr(8, "TCA_CAKE_TIN_STATS_ECN_MARKED_PACKETS", U32),
        attr(9, "TCA_CAKE_TIN_STATS_ECN_MARKED_BYTES64", U64.unit(Unit::Bytes)),
        attr(10, "TCA_CAKE_TIN_STATS_BACKLOG_PACKETS", U32),
        attr(11, "TCA_CAKE_TIN_STATS_BACKLOG_BYTES", U32.unit(Unit::Bytes)),
        attr(12, "TCA_CAKE_TIN_STATS_THRESHOLD_RATE64", U64.unit(Unit::BytesPerSecond)),
        attr(13, "TCA_CAKE_TIN_STATS_TARGET_US", U32.unit(Unit::Microseconds)),
        attr(14, "TCA_CAKE_TIN_STATS_INTERVAL_US", U32.unit(Unit::Microseconds)),
        attr(15, "TCA_CAKE_TIN_STATS_WAY_INDIRECT_HITS", U32),
        attr(16, "TCA_CAKE_TIN_STATS_WAY_MISSES", U32),
        attr(17, "TCA_CAKE_TIN_STATS_WAY_COLLISIONS", U32),
        attr(18, "TCA_CAKE_TIN_STATS_PEAK_DELAY_US", U32.unit(Unit::Microseconds)),
        attr(19, "TCA_CAKE_TIN_STATS_AVG_DELAY_US", U32.unit(Unit::Microseconds)),
        attr(20, "TCA_CAKE_TIN_STATS_BASE_DELAY_US", U32.unit(Unit::Microseconds)),
        attr(21, "TCA_CAKE_TIN_STATS_SPARSE_FLOWS", U32),
        attr(22, "TCA_CAKE_TIN_STATS_BULK_FLOWS", U32),
        attr(23, "TCA_CAKE_TIN_STATS_UNRESPONSIVE_FLOWS", U32),
        attr(24, "TCA_CAKE_TIN_STATS_MAX_SKBLEN", U32.unit(Unit::Bytes)),
        attr(25, "TCA_CAKE_TIN_STATS_FLOW_QUANTUM", U32.unit(Unit::Bytes)),
    ],
);

static CAKE_FLOW: Names = names(&[
    (0, "CAKE_FLOW_NONE"),
    (1, "CAKE_FLOW_SRC_IP"),
    (2, "CAKE_FLOW_DST_IP"),
    (3, "CAKE_FLOW_HOSTS"),
    (4, "CAKE_FLOW_FLOWS"),
    (5, "CAKE_FLOW_DUAL_SRC"),
    (6, "CAKE_FLOW_DUAL_DST"),
    (7, "CAKE_FLOW_TRIPLE"),
]);

static CAKE_DIFFSERV: Names = names(&[
    (0, "CAKE_DIFFSERV_DIFFSERV3"),
    (1, "CAKE_DIFFSERV_DIFFSERV4"),
    (2, "CAKE_DIFFSERV_DIFFSERV8"),
    (3, "CAKE_DIFFSERV_BESTEFFORT"),
    (4, "CAKE_DIFFSERV_PRECEDENCE"),
]);

static CAKE_ACK: Names = names(&[(0, "CAKE_ACK_NONE"), (1, "CAKE_ACK_FILTER"), (2, "CAKE_ACK_AGGRESSIVE")]);

static CAKE_ATM: Names = names(&[(0, "CAKE_ATM_NONE"), (1, "CAKE_ATM_ATM"), (2, "CAKE_ATM_PTM")]);
