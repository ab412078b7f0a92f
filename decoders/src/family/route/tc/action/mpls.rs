//! `mpls`: MPLS labels pushed, popped, changed  (linux/tc_act/tc_mpls.h)

use super::{TCF_T, generic};
use crate::names::ETH_P;
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("mpls"), nest(&TCA_MPLS));

static TCA_MPLS: Set = set(
    "TCA_MPLS",
    &[
        attr(1, "TCA_MPLS_TM", fixed(&TCF_T)),
        attr(2, "TCA_MPLS_PARMS", fixed(&TC_MPLS)),
        attr(3, "TCA_MPLS_PAD", PAD),
        attr(4, "TCA_MPLS_PROTO", BE16.name(&ETH_P)),
        attr(5, "TCA_MPLS_LABEL", U32),
        attr(6, "TCA_MPLS_TC", U8),
        attr(7, "TCA_MPLS_TTL", U8),
        attr(8, "TCA_MPLS_BOS", U8.bool()),
    ],
);

static TC_MPLS: Struct = layout("tc_mpls", 24, &generic::<6>(&[field("m_action", S32.name(&TCA_MPLS_ACT))]));

static TCA_MPLS_ACT: Names = names(&[
    (1, "TCA_MPLS_ACT_POP"),
    (2, "TCA_MPLS_ACT_PUSH"),
    (3, "TCA_MPLS_ACT_MODIFY"),
    (4, "TCA_MPLS_ACT_DEC_TTL"),
    (5, "TCA_MPLS_ACT_MAC_PUSH"),
]);
