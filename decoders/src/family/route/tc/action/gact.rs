//! `gact`: a verdict, now and then another  (linux/tc_act/tc_gact.h)

use super::{CODE, TCF_T, generic};
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("gact"), nest(&TCA_GACT));

static TCA_GACT: Set = set(
    "TCA_GACT",
    &[
        attr(1, "TCA_GACT_TM", fixed(&TCF_T)),
        attr(2, "TCA_GACT_PARMS", fixed(&TC_GACT)),
        attr(3, "TCA_GACT_PROB", fixed(&TC_GACT_P)),
        attr(4, "TCA_GACT_PAD", PAD),
    ],
);

static TC_GACT: Struct = layout("tc_gact", 20, &generic::<5>(&[]));

static TC_GACT_P: Struct =
    layout("tc_gact_p", 8, &[field("ptype", U16.name(&PGACT)), field("pval", U16), field("paction", CODE)]);

static PGACT: Names = names(&[(0, "PGACT_NONE"), (1, "PGACT_NETRAND"), (2, "PGACT_DETERM")]);
