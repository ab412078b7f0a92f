//! `simple`: a text for the kernel's log  (linux/tc_act/tc_defact.h)

use super::{TCF_T, generic};
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("simple"), nest(&TCA_DEF));

static TCA_DEF: Set = set(
    "TCA_DEF",
    &[
        attr(1, "TCA_DEF_TM", fixed(&TCF_T)),
        attr(2, "TCA_DEF_PARMS", fixed(&TC_DEFACT)),
        attr(3, "TCA_DEF_DATA", TEXT),
        attr(4, "TCA_DEF_PAD", PAD),
    ],
);

static TC_DEFACT: Struct = layout("tc_defact", 20, &generic::<5>(&[]));
