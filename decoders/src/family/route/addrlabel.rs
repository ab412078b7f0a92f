//! Labels for the choice of IPv6 addresses: `RTM_*ADDRLABEL`, struct ifaddrlblmsg, `IFAL_*`  (linux/if_addrlabel.h)

use super::addr::ADDRESS;
use crate::names::AF;
use crate::schema::{Class::*, *};

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(72, "RTM_NEWADDRLABEL", New, &BODY),
    msg(73, "RTM_DELADDRLABEL", Delete, &BODY),
    msg(74, "RTM_GETADDRLABEL", Get, &BODY),
]);

static BODY: Body = body(fixed(&IFADDRLBLMSG), nest(&IFAL));

static IFADDRLBLMSG: Struct = layout(
    "ifaddrlblmsg",
    12,
    &[
        field("ifal_family", U8.name(&AF)),
        field("__ifal_reserved", pad(1)),
        field("ifal_prefixlen", U8),
        field("ifal_flags", U8.hex()),
        field("ifal_index", U32.interface()).key(),
        field("ifal_seq", U32),
    ],
);

/// `IFAL_*`.
static IFAL: Set = set(
    "IFAL",
    &[attr(1, "IFAL_ADDRESS", select("ifal_family", ADDRESS)).subject(), attr(2, "IFAL_LABEL", U32).key()],
);
