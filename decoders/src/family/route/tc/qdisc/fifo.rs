//! `bfifo`, `pfifo`, `pfifo_head_drop`: one queue with a limit  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::*;

pub(super) const BFIFO: Qdisc = Qdisc::new("bfifo", fixed(&TC_FIFO_QOPT_BYTES));
pub(super) const PFIFO: Qdisc = Qdisc::new("pfifo", fixed(&TC_FIFO_QOPT_PACKETS));
pub(super) const PFIFO_HEAD_DROP: Qdisc = Qdisc::new("pfifo_head_drop", fixed(&TC_FIFO_QOPT_PACKETS));

static TC_FIFO_QOPT_BYTES: Struct = layout("tc_fifo_qopt", 4, &[field("limit", U32.unit(Unit::Bytes))]);
static TC_FIFO_QOPT_PACKETS: Struct = layout("tc_fifo_qopt", 4, &[field("limit", U32.unit(Unit::Packets))]);
