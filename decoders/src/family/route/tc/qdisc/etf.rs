//! `etf`: packets leave at the time their sender gave  (linux/pkt_sched.h)

use super::{CLOCK, Qdisc};
use crate::schema::*;

pub(super) const ETF: Qdisc = Qdisc::new("etf", nest(&TCA_ETF));

static TCA_ETF: Set = set("TCA_ETF", &[attr(1, "TCA_ETF_PARMS", fixed(&TC_ETF_QOPT))]);

static TC_ETF_QOPT: Struct = layout(
    "tc_etf_qopt",
    12,
    &[
        field("delta", S32.unit(Unit::Nanoseconds)),
        field("clockid", S32.name(&CLOCK)),
        field("flags", U32.flags(&TC_ETF)),
    ],
);

static TC_ETF: Names =
    names(&[(0x1, "TC_ETF_DEADLINE_MODE_ON"), (0x2, "TC_ETF_OFFLOAD_ON"), (0x4, "TC_ETF_SKIP_SOCK_CHECK")]);
