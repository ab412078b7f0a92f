//! `route`: the realms of the packet's route  (linux/pkt_cls.h)

use super::super::action::ACTIONS;
use super::super::action::police::TCA_POLICE;
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("route"), nest(&TCA_ROUTE4));

static TCA_ROUTE4: Set = set(
    "TCA_ROUTE4",
    &[
        attr(1, "TCA_ROUTE4_CLASSID", U32.handle()),
        attr(2, "TCA_ROUTE4_TO", U32),
        attr(3, "TCA_ROUTE4_FROM", U32),
        attr(4, "TCA_ROUTE4_IIF", U32.interface()),
        attr(5, "TCA_ROUTE4_POLICE", nest(&TCA_POLICE)),
        attr(6, "TCA_ROUTE4_ACT", Kind::List(&ACTIONS)),
    ],
);
