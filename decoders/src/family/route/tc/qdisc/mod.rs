//! Qdiscs: what `TCA_OPTIONS` and `TCA_XSTATS` hold, by `TCA_KIND`. One file per qdisc, one line here.

use super::CLOCK;
use super::stats::{RATE_TABLE, TC_RATESPEC};
use crate::schema::{Case::Named, *};

files! {
    /// Every qdisc.
    const QDISCS: [Qdisc];

    mod fifo: BFIFO, PFIFO, PFIFO_HEAD_DROP;
    mod prio: PFIFO_FAST, PRIO;
    mod bare: NOQUEUE, NOOP, BLACKHOLE, TEQL, MQ, INGRESS, CLSACT;
    mod mqprio: MQPRIO;
    mod multiq: MULTIQ;
    mod taprio: TAPRIO;
    mod cbs: CBS;
    mod etf: ETF;
    mod ets: ETS;
    mod htb: HTB;
    mod hfsc: HFSC;
    mod drr: DRR;
    mod qfq: QFQ;
    mod tbf: TBF;
    mod red: RED;
    mod gred: GRED;
    mod sfb: SFB;
    mod sfq: SFQ;
    mod choke: CHOKE;
    mod codel: CODEL;
    mod fq: FQ;
    mod fq_codel: FQ_CODEL;
    mod fq_pie: FQ_PIE;
    mod pie: PIE;
    mod cake: CAKE, CAKE_MQ;
    mod dualpi2: DUALPI2;
    mod hhf: HHF;
    mod netem: NETEM;
    mod plug: PLUG;
    mod skbprio: SKBPRIO;
    mod cbq: CBQ;
    mod dsmark: DSMARK;
    mod atm: ATM;
}

/// A qdisc and what it puts into its messages and into those of its classes.
struct Qdisc {
    /// `TCA_KIND`.
    kind: Case,
    /// `TCA_OPTIONS` of the qdisc.
    options: Kind,
    /// `TCA_XSTATS` and `TCA_STATS_APP` of the qdisc.
    xstats: Kind,
    /// `TCA_OPTIONS` of its classes.
    class: Kind,
    /// `TCA_XSTATS` and `TCA_STATS_APP` of its classes.
    class_xstats: Kind,
}

impl Qdisc {
    /// Returns a qdisc that has `TCA_OPTIONS` alone.
    const fn new(name: &'static str, options: Kind) -> Qdisc {
        Qdisc { kind: Named(name), options, xstats: RAW, class: RAW, class_xstats: RAW }
    }
}

/// `TCA_OPTIONS` of qdiscs by `TCA_KIND`.
pub(super) static OPTIONS: [(Case, Kind); QDISCS.len()] = cases(QdiscPart::Options);
/// `TCA_XSTATS` and `TCA_STATS_APP` of qdiscs by `TCA_KIND`.
pub(super) static XSTATS: [(Case, Kind); QDISCS.len()] = cases(QdiscPart::Xstats);
/// `TCA_OPTIONS` of classes by `TCA_KIND`.
pub(super) static CLASS_OPTIONS: [(Case, Kind); QDISCS.len()] = cases(QdiscPart::Class);
/// `TCA_XSTATS` and `TCA_STATS_APP` of classes by `TCA_KIND`.
pub(super) static CLASS_XSTATS: [(Case, Kind); QDISCS.len()] = cases(QdiscPart::ClassXstats);

enum QdiscPart {
    Options,
    Xstats,
    Class,
    ClassXstats,
}

#[expect(clippy::indexing_slicing, reason = "runs in the compiler, where a slip is an error")]
const fn cases(part: QdiscPart) -> [(Case, Kind); QDISCS.len()] {
    let mut cases = [(Case::Otherwise, RAW); QDISCS.len()];
    let mut at = 0;
    while at < QDISCS.len() {
        let Qdisc { kind, options, xstats, class, class_xstats } = QDISCS[at];
        let body = match part {
            QdiscPart::Options => options,
            QdiscPart::Xstats => xstats,
            QdiscPart::Class => class,
            QdiscPart::ClassXstats => class_xstats,
        };
        cases[at] = (kind, body);
        at += 1;
    }
    cases
}

/// `TC_RED_*`: what red and its relatives do besides dropping early.
static TC_RED: Names = names(&[
    (0x1, "TC_RED_ECN"),
    (0x2, "TC_RED_HARDDROP"),
    (0x4, "TC_RED_ADAPTATIVE"),
    (0x8, "TC_RED_NODROP"),
]);

/// By how much an average shrinks with each idle cell: 256 logarithms.
static SCELL_TABLE: Array = array(U8);

/// `TC_FP_*`: how frames of a traffic class share the wire.
static TC_FP: Names = names(&[(1, "TC_FP_EXPRESS"), (2, "TC_FP_PREEMPTIBLE")]);
