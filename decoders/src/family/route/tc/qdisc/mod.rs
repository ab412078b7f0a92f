//! Qdiscs: what `TCA_OPTIONS` and `TCA_XSTATS` hold, by `TCA_KIND`. One file per qdisc, one line here.

use super::CLOCK;
use super::stats::{RATE_TABLE, TC_RATESPEC};
use crate::schema::{Case::Named, *};

mod atm;
mod bare;
mod cake;
mod cbq;
mod cbs;
mod choke;
mod codel;
mod drr;
mod dsmark;
mod dualpi2;
mod etf;
mod ets;
mod fifo;
mod fq;
mod fq_codel;
mod fq_pie;
mod gred;
mod hfsc;
mod hhf;
mod htb;
mod mqprio;
mod multiq;
mod netem;
mod pie;
mod plug;
mod prio;
mod qfq;
mod red;
mod sfb;
mod sfq;
mod skbprio;
mod taprio;
mod tbf;

/// Every qdisc.
const QDISCS: [Qdisc; 43] = [
    fifo::BFIFO,
    fifo::PFIFO,
    fifo::PFIFO_HEAD_DROP,
    prio::PFIFO_FAST,
    prio::PRIO,
    bare::NOQUEUE,
    bare::NOOP,
    bare::BLACKHOLE,
    bare::TEQL,
    bare::MQ,
    bare::INGRESS,
    bare::CLSACT,
    mqprio::MQPRIO,
    multiq::MULTIQ,
    taprio::TAPRIO,
    cbs::CBS,
    etf::ETF,
    ets::ETS,
    htb::HTB,
    hfsc::HFSC,
    drr::DRR,
    qfq::QFQ,
    tbf::TBF,
    red::RED,
    gred::GRED,
    sfb::SFB,
    sfq::SFQ,
    choke::CHOKE,
    codel::CODEL,
    fq::FQ,
    fq_codel::FQ_CODEL,
    fq_pie::FQ_PIE,
    pie::PIE,
    cake::CAKE,
    cake::CAKE_MQ,
    dualpi2::DUALPI2,
    hhf::HHF,
    netem::NETEM,
    plug::PLUG,
    skbprio::SKBPRIO,
    cbq::CBQ,
    dsmark::DSMARK,
    atm::ATM,
];

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
    /// A qdisc that has `TCA_OPTIONS` alone.
    const fn new(name: &'static str, options: Kind) -> Qdisc {
        Qdisc { kind: Named(name), options, xstats: RAW, class: RAW, class_xstats: RAW }
    }
}

/// `TCA_OPTIONS` of qdiscs by `TCA_KIND`.
pub(super) static OPTIONS: [(Case, Kind); QDISCS.len()] = cases(Part::Options);
/// `TCA_XSTATS` and `TCA_STATS_APP` of qdiscs by `TCA_KIND`.
pub(super) static XSTATS: [(Case, Kind); QDISCS.len()] = cases(Part::Xstats);
/// `TCA_OPTIONS` of classes by `TCA_KIND`.
pub(super) static CLASS_OPTIONS: [(Case, Kind); QDISCS.len()] = cases(Part::Class);
/// `TCA_XSTATS` and `TCA_STATS_APP` of classes by `TCA_KIND`.
pub(super) static CLASS_XSTATS: [(Case, Kind); QDISCS.len()] = cases(Part::ClassXstats);

enum Part {
    Options,
    Xstats,
    Class,
    ClassXstats,
}

#[expect(clippy::indexing_slicing, reason = "runs in the compiler, where a slip is an error")]
const fn cases(part: Part) -> [(Case, Kind); QDISCS.len()] {
    let mut cases = [(Case::Otherwise, RAW); QDISCS.len()];
    let mut at = 0;
    while at < QDISCS.len() {
        let Qdisc { kind, options, xstats, class, class_xstats } = QDISCS[at];
        let body = match part {
            Part::Options => options,
            Part::Xstats => xstats,
            Part::Class => class,
            Part::ClassXstats => class_xstats,
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
