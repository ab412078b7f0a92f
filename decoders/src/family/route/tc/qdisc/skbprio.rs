//! `skbprio`: drops what has the lowest priority  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::*;

pub(super) const SKBPRIO: Qdisc = Qdisc::new("skbprio", fixed(&TC_SKBPRIO_QOPT));

static TC_SKBPRIO_QOPT: Struct = layout("tc_skbprio_qopt", 4, &[field("limit", U32.unit(Unit::Packets))]);
