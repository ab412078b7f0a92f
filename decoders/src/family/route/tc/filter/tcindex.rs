//! `tcindex`: the class that the packet's index (DSCP) names; kernels up to 6.2  (linux/pkt_cls.h)

use super::super::action::ACTIONS;
use super::super::action::police::TCA_POLICE;
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("tcindex"), nest(&TCA_TCINDEX));

static TCA_TCINDEX: Set = set(
    "TCA_TCINDEX",
    &[
        attr(1, "TCA_TCINDEX_HASH", U32),
        attr(2, "TCA_TCINDEX_MASK", U16.hex()),
        attr(3, "TCA_TCINDEX_SHIFT", U32),
        attr(4, "TCA_TCINDEX_FALL_THROUGH", U32.bool()),
        attr(5, "TCA_TCINDEX_CLASSID", U32.handle()),
        attr(6, "TCA_TCINDEX_POLICE", nest(&TCA_POLICE)),
        attr(7, "TCA_TCINDEX_ACT", Kind::List(&ACTIONS)),
    ],
);
