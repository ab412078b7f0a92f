//! `nat`: stateless address translation  (linux/tc_act/tc_nat.h)

use super::{TCF_T, generic};
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("nat"), nest(&TCA_NAT));

static TCA_NAT: Set = set(
    "TCA_NAT",
    &[
        attr(1, "TCA_NAT_PARMS", fixed(&TC_NAT)),
        attr(2, "TCA_NAT_TM", fixed(&TCF_T)),
        attr(3, "TCA_NAT_PAD", PAD),
    ],
);

static TC_NAT: Struct = layout(
    "tc_nat",
    36,
    &generic::<9>(&[
        field("old_addr", IP4),
        field("new_addr", IP4),
        field("mask", IP4),
        field("flags", U32.flags(&TCA_NAT_FLAG)),
    ]),
);

static TCA_NAT_FLAG: Names = names(&[(0x1, "TCA_NAT_FLAG_EGRESS")]);
