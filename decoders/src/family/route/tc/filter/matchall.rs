//! `matchall`: every packet  (linux/pkt_cls.h)

use super::super::action::ACTIONS;
use super::TCA_CLS_FLAGS;
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("matchall"), nest(&TCA_MATCHALL));

static TCA_MATCHALL: Set = set(
    "TCA_MATCHALL",
    &[
        attr(1, "TCA_MATCHALL_CLASSID", U32.handle()),
        attr(2, "TCA_MATCHALL_ACT", Kind::List(&ACTIONS)),
        attr(3, "TCA_MATCHALL_FLAGS", U32.flags(&TCA_CLS_FLAGS)),
        attr(4, "TCA_MATCHALL_PCNT", fixed(&TC_MATCHALL_PCNT)),
        attr(5, "TCA_MATCHALL_PAD", PAD),
    ],
);

static TC_MATCHALL_PCNT: Struct = layout("tc_matchall_pcnt", 8, &[field("rhit", U64)]);
