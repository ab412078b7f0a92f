//! `cbs`: credits that shape a stream (IEEE 802.1Qav)  (linux/pkt_sched.h)

use super::Qdisc;
use crate::schema::*;

pub(super) const CBS: Qdisc = Qdisc::new("cbs", nest(&TCA_CBS));

static TCA_CBS: Set = set("TCA_CBS", &[attr(1, "TCA_CBS_PARMS", fixed(&TC_CBS_QOPT))]);

static TC_CBS_QOPT: Struct = layout(
    "tc_cbs_qopt",
    20,
    &[
        field("offload", U8.bool()),
        field("_pad", pad(3)),
        field("hicredit", S32.unit(Unit::Bytes)),
        field("locredit", S32.unit(Unit::Bytes)),
        field("idleslope", S32.unit(Unit::KilobitsPerSecond)),
        field("sendslope", S32.unit(Unit::KilobitsPerSecond)),
    ],
);
