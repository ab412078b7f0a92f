//! `rsvp`, `rsvp6`: flows that were reserved for; kernels up to 6.2  (linux/pkt_cls.h)

use super::super::action::ACTIONS;
use super::super::action::police::TCA_POLICE;
use crate::names::IPPROTO;
use crate::schema::{Case::*, *};

pub(super) const KIND: (Case, Kind) = (Prefix("rsvp"), nest(&TCA_RSVP));

static TCA_RSVP: Set = set(
    "TCA_RSVP",
    &[
        attr(1, "TCA_RSVP_CLASSID", U32.handle()),
        attr(2, "TCA_RSVP_DST", select("TCA_KIND", ADDRESS)),
        attr(3, "TCA_RSVP_SRC", select("TCA_KIND", ADDRESS)),
        attr(4, "TCA_RSVP_PINFO", fixed(&TC_RSVP_PINFO)),
        attr(5, "TCA_RSVP_POLICE", nest(&TCA_POLICE)),
        attr(6, "TCA_RSVP_ACT", Kind::List(&ACTIONS)),
    ],
);

const ADDRESS: &[(Case, Kind)] = &[(Named("rsvp"), IP4), (Named("rsvp6"), IP6)];

static TC_RSVP_PINFO: Struct = layout(
    "tc_rsvp_pinfo",
    28,
    &[
        field("dpi", fixed(&TC_RSVP_GPI)),
        field("spi", fixed(&TC_RSVP_GPI)),
        field("protocol", U8.name(&IPPROTO)),
        field("tunnelid", U8),
        field("tunnelhdr", U8),
        field("pad", pad(1)),
    ],
);

static TC_RSVP_GPI: Struct =
    layout("tc_rsvp_gpi", 12, &[field("key", BE32.hex()), field("mask", BE32.hex()), field("offset", S32)]);
