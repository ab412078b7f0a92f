//! `prio`, `pfifo_fast`: bands by the priority of packets  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::*;

pub(super) const PRIO: Qdisc = Qdisc::new("prio", fixed(&TC_PRIO_QOPT_AND_NEST));
pub(super) const PFIFO_FAST: Qdisc = Qdisc::new("pfifo_fast", fixed(&TC_PRIO_QOPT));

/// `fq` has it too.
pub(super) static TC_PRIO_QOPT: Struct = layout("tc_prio_qopt", 20, &PRIO_QOPT);

/// `tc` still sends the nest that once held more, empty.
static TC_PRIO_QOPT_AND_NEST: Struct =
    layout("tc_prio_qopt", 20, &PRIO_QOPT).then(&[field("", nest(&TCA_OPTIONS))]);

static PRIO_QOPT: [Field; 2] = [field("bands", S32), field("priomap", Kind::Array(&PRIOMAP))];

/// The band of each of the priorities `TC_PRIO_*`.
static PRIOMAP: Array = array_of(16, U8);

static TCA_OPTIONS: Set = set("TCA_OPTIONS", &[attr(2, "TCA_OPTIONS", nest(&NONE)).distinct()]);
static NONE: Set = set("TCA_OPTIONS", &[]);
