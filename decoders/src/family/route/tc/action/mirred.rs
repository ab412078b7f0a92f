//! `mirred`: packets mirrored or redirected to another interface  (linux/tc_act/tc_mirred.h)

use super::{TCF_T, generic};
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("mirred"), nest(&TCA_MIRRED));

static TCA_MIRRED: Set = set(
    "TCA_MIRRED",
    &[
        attr(1, "TCA_MIRRED_TM", fixed(&TCF_T)),
        attr(2, "TCA_MIRRED_PARMS", fixed(&TC_MIRRED)),
        attr(3, "TCA_MIRRED_PAD", PAD),
        attr(4, "TCA_MIRRED_BLOCKID", U32),
    ],
);

static TC_MIRRED: Struct = layout(
    "tc_mirred",
    28,
    &generic::<7>(&[field("eaction", S32.name(&EACTION)), field("ifindex", U32.interface())]),
);

static EACTION: Names = names(&[
    (1, "TCA_EGRESS_REDIR"),
    (2, "TCA_EGRESS_MIRROR"),
    (3, "TCA_INGRESS_REDIR"),
    (4, "TCA_INGRESS_MIRROR"),
]);
