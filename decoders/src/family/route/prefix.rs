//! Prefixes that routers advertise: `RTM_NEWPREFIX`, struct prefixmsg, `PREFIX_*`  (linux/rtnetlink.h)

use super::addr::LIFETIME;
use crate::family::shared::nd_opt::ND_OPT;
use crate::names::AF;
use crate::schema::{Class::*, *};

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[msg(52, "RTM_NEWPREFIX", New, &BODY)]);

static BODY: Body = body(fixed(&PREFIXMSG), nest(&PREFIX));

static PREFIXMSG: Struct = layout(
    "prefixmsg",
    12,
    &[
        field("prefix_family", U8.name(&AF)),
        field("prefix_pad1", pad(1)),
        field("prefix_pad2", pad(2)),
        field("prefix_ifindex", S32.interface()).key(),
        field("prefix_type", U8.name(&ND_OPT)),
        field("prefix_len", U8),
        field("prefix_flags", U8.flags(&IF_PREFIX)),
        field("prefix_pad3", pad(1)),
    ],
);

/// `PREFIX_*`.
static PREFIX: Set = set(
    "PREFIX",
    &[attr(1, "PREFIX_ADDRESS", IP6).subject(), attr(2, "PREFIX_CACHEINFO", fixed(&PREFIX_CACHEINFO))],
);

static PREFIX_CACHEINFO: Struct =
    layout("prefix_cacheinfo", 8, &[field("preferred_time", LIFETIME), field("valid_time", LIFETIME)]);

/// Older kernels say what they made of the router's flags, newer ones hand on the flags themselves.
static IF_PREFIX: Names = names(&[
    (0x1, "IF_PREFIX_ONLINK"),
    (0x2, "IF_PREFIX_AUTOCONF"),
    (0x10, "preferpd"),
    (0x20, "routeraddr"),
    (0x40, "autoconf"),
    (0x80, "onlink"),
]);
