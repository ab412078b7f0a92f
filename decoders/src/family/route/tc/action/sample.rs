//! `sample`: one packet of so many shown to psample  (linux/tc_act/tc_sample.h)

use super::{TCF_T, generic};
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("sample"), nest(&TCA_SAMPLE));

static TCA_SAMPLE: Set = set(
    "TCA_SAMPLE",
    &[
        attr(1, "TCA_SAMPLE_TM", fixed(&TCF_T)),
        attr(2, "TCA_SAMPLE_PARMS", fixed(&TC_SAMPLE)),
        attr(3, "TCA_SAMPLE_RATE", U32),
        attr(4, "TCA_SAMPLE_TRUNC_SIZE", U32.unit(Unit::Bytes)),
        attr(5, "TCA_SAMPLE_PSAMPLE_GROUP", U32),
        attr(6, "TCA_SAMPLE_PAD", PAD),
    ],
);

static TC_SAMPLE: Struct = layout("tc_sample", 20, &generic::<5>(&[]));
