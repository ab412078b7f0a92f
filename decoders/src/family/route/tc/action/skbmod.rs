//! `skbmod`: a packet's Ethernet header  (linux/tc_act/tc_skbmod.h)

use super::{TCF_T, generic};
use crate::names::ETH_P;
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("skbmod"), nest(&TCA_SKBMOD));

static TCA_SKBMOD: Set = set(
    "TCA_SKBMOD",
    &[
        attr(1, "TCA_SKBMOD_TM", fixed(&TCF_T)),
        attr(2, "TCA_SKBMOD_PARMS", fixed(&TC_SKBMOD)),
        attr(3, "TCA_SKBMOD_DMAC", MAC),
        attr(4, "TCA_SKBMOD_SMAC", MAC),
        attr(5, "TCA_SKBMOD_ETYPE", U16.name(&ETH_P)),
        attr(6, "TCA_SKBMOD_PAD", PAD),
    ],
);

static TC_SKBMOD: Struct =
    layout("tc_skbmod", 32, &generic::<7>(&[field("", pad(4)), field("flags", U64.flags(&SKBMOD_F))]));

static SKBMOD_F: Names = names(&[
    (0x1, "SKBMOD_F_DMAC"),
    (0x2, "SKBMOD_F_SMAC"),
    (0x4, "SKBMOD_F_ETYPE"),
    (0x8, "SKBMOD_F_SWAPMAC"),
    (0x10, "SKBMOD_F_ECN"),
]);
