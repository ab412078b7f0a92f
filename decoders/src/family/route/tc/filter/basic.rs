//! `basic`: extended matches alone  (linux/pkt_cls.h)

use super::super::action::ACTIONS;
use super::super::action::police::TCA_POLICE;
use super::super::ematch::TCA_EMATCH_TREE;
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("basic"), nest(&TCA_BASIC));

static TCA_BASIC: Set = set(
    "TCA_BASIC",
    &[
        attr(1, "TCA_BASIC_CLASSID", U32.handle()),
        attr(2, "TCA_BASIC_EMATCHES", nest(&TCA_EMATCH_TREE)),
        attr(3, "TCA_BASIC_ACT", Kind::List(&ACTIONS)),
        attr(4, "TCA_BASIC_POLICE", nest(&TCA_POLICE)),
        attr(5, "TCA_BASIC_PCNT", fixed(&TC_BASIC_PCNT)),
        attr(6, "TCA_BASIC_PAD", PAD),
    ],
);

static TC_BASIC_PCNT: Struct = layout("tc_basic_pcnt", 16, &[field("rcnt", U64), field("rhit", U64)]);
