//! Traffic control: `RTM_*TFILTER`, struct tcmsg, `TCA_*`  (linux/rtnetlink.h)

use crate::schema::{Class::*, *};

pub(super) mod action;
mod ematch;
mod filter;
mod stats;

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(44, "RTM_NEWTFILTER", New, &BODY),
    msg(45, "RTM_DELTFILTER", Delete, &BODY),
    msg(46, "RTM_GETTFILTER", Get, &BODY),
]);

static BODY: Body = body(fixed(&TCMSG), nest(&TCA));

static TCMSG: Struct = layout(
    "tcmsg",
    20,
    &[
        field("tcm_family", U8),
        field("tcm__pad1", pad(1)),
        field("tcm__pad2", pad(2)),
        field("tcm_ifindex", S32.interface()),
        field("tcm_handle", U32.handle()),
        field("tcm_parent", U32.handle()),
        field("tcm_info", U32),
    ],
);

static TCA: Set =
    set("TCA", &[attr(1, "TCA_KIND", TEXT), attr(2, "TCA_OPTIONS", select("TCA_KIND", &filter::OPTIONS))]);
