//! `ife`: metadata carried in an Ethernet frame of its own  (linux/tc_act/tc_ife.h, linux/ife.h)

use super::{TCF_T, generic};
use crate::names::ETH_P;
use crate::schema::{Case::*, *};

pub(super) const KIND: (Case, Kind) = (Named("ife"), nest(&TCA_IFE));

static TCA_IFE: Set = set(
    "TCA_IFE",
    &[
        attr(1, "TCA_IFE_PARMS", fixed(&TC_IFE)),
        attr(2, "TCA_IFE_TM", fixed(&TCF_T)),
        attr(3, "TCA_IFE_DMAC", MAC),
        attr(4, "TCA_IFE_SMAC", MAC),
        attr(5, "TCA_IFE_TYPE", U16.name(&ETH_P)),
        attr(6, "TCA_IFE_METALST", nest(&IFE_META)),
        attr(7, "TCA_IFE_PAD", PAD),
    ],
);

/// The metadata to carry; an empty attribute takes the packet's own value.
static IFE_META: Set = set(
    "IFE_META",
    &[
        attr(1, "IFE_META_SKBMARK", select("@len", &[(Is(0), FLAG), (Otherwise, U32.hex())])),
        attr(2, "IFE_META_HASHID", select("@len", &[(Is(0), FLAG), (Otherwise, U32.hex())])),
        attr(3, "IFE_META_PRIO", select("@len", &[(Is(0), FLAG), (Otherwise, U32.handle())])),
        attr(4, "IFE_META_QMAP", select("@len", &[(Is(0), FLAG), (Otherwise, U16)])),
        attr(5, "IFE_META_TCINDEX", select("@len", &[(Is(0), FLAG), (Otherwise, U16.hex())])),
    ],
);

static TC_IFE: Struct =
    layout("tc_ife", 24, &generic::<7>(&[field("flags", U16.name(&IFE)), field("", pad(2))]));

static IFE: Names = names(&[(0, "IFE_DECODE"), (1, "IFE_ENCODE")]);
