//! `connmark`: a connection's mark becomes the packet's  (linux/tc_act/tc_connmark.h)

use super::{TCF_T, generic};
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("connmark"), nest(&TCA_CONNMARK));

static TCA_CONNMARK: Set = set(
    "TCA_CONNMARK",
    &[
        attr(1, "TCA_CONNMARK_PARMS", fixed(&TC_CONNMARK)),
        attr(2, "TCA_CONNMARK_TM", fixed(&TCF_T)),
        attr(3, "TCA_CONNMARK_PAD", PAD),
    ],
);

static TC_CONNMARK: Struct =
    layout("tc_connmark", 24, &generic::<7>(&[field("zone", U16), field("", pad(2))]));
