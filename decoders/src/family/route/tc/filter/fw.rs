//! `fw`: the class that the packet's mark names  (linux/pkt_cls.h)

use super::super::action::ACTIONS;
use super::super::action::police::TCA_POLICE;
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("fw"), nest(&TCA_FW));

static TCA_FW: Set = set(
    "TCA_FW",
    &[
        attr(1, "TCA_FW_CLASSID", U32.handle()),
        attr(2, "TCA_FW_POLICE", nest(&TCA_POLICE)),
        attr(3, "TCA_FW_INDEV", TEXT),
        attr(4, "TCA_FW_ACT", Kind::List(&ACTIONS)),
        attr(5, "TCA_FW_MASK", U32.hex()),
    ],
);
