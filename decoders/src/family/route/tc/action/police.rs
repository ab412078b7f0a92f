//! `police`: a rate that packets must keep to; also what classifiers carry in `TCA_*_POLICE`  (linux/pkt_cls.h)

use super::super::stats::{RATE_TABLE, TC_RATESPEC};
use super::{CODE, TCF_T};
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("police"), nest(&TCA_POLICE));

/// `TCA_POLICE_*`.
pub(in super::super) static TCA_POLICE: Set = set(
    "TCA_POLICE",
    &[
        attr(1, "TCA_POLICE_TBF", fixed(&TC_POLICE)),
        attr(2, "TCA_POLICE_RATE", Kind::Array(&RATE_TABLE)),
        attr(3, "TCA_POLICE_PEAKRATE", Kind::Array(&RATE_TABLE)),
        attr(4, "TCA_POLICE_AVRATE", U32.unit(Unit::BytesPerSecond)),
        attr(5, "TCA_POLICE_RESULT", CODE),
        attr(6, "TCA_POLICE_TM", fixed(&TCF_T)),
        attr(7, "TCA_POLICE_PAD", PAD),
        attr(8, "TCA_POLICE_RATE64", U64.unit(Unit::BytesPerSecond)),
        attr(9, "TCA_POLICE_PEAKRATE64", U64.unit(Unit::BytesPerSecond)),
        attr(10, "TCA_POLICE_PKTRATE64", U64),
        attr(11, "TCA_POLICE_PKTBURST64", U64.unit(Unit::SchedTicks)),
    ],
);

static TC_POLICE: Struct = layout(
    "tc_police",
    56,
    &[
        field("index", U32),
        field("action", CODE),
        field("limit", U32.unit(Unit::Bytes)),
        field("burst", U32.unit(Unit::SchedTicks)),
        field("mtu", U32.unit(Unit::Bytes)),
        field("rate", fixed(&TC_RATESPEC)),
        field("peakrate", fixed(&TC_RATESPEC)),
        field("refcnt", S32),
        field("bindcnt", S32),
        field("capab", U32.hex()),
    ],
);
