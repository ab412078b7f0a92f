//! `plug`: holds packets until released  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::*;

pub(super) const PLUG: Qdisc = Qdisc::new("plug", fixed(&TC_PLUG_QOPT));

static TC_PLUG_QOPT: Struct =
    layout("tc_plug_qopt", 8, &[field("action", S32.name(&TCQ_PLUG)), field("limit", U32.unit(Unit::Bytes))]);

static TCQ_PLUG: Names = names(&[
    (0, "TCQ_PLUG_BUFFER"),
    (1, "TCQ_PLUG_RELEASE_ONE"),
    (2, "TCQ_PLUG_RELEASE_INDEFINITE"),
    (3, "TCQ_PLUG_LIMIT"),
]);
