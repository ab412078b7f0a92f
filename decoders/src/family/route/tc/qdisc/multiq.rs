//! `multiq`: a band for each queue of a device  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::*;

pub(super) const MULTIQ: Qdisc = Qdisc::new("multiq", fixed(&TC_MULTIQ_QOPT));

static TC_MULTIQ_QOPT: Struct = layout("tc_multiq_qopt", 4, &[field("bands", U16), field("max_bands", U16)]);
