//! Settings of interfaces: `RTM_*NETCONF`, struct netconfmsg, `NETCONFA_*`  (linux/netconf.h)

use crate::names::AF;
use crate::schema::{Class::*, *};
use crate::wire::{self, Endian};

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(80, "RTM_NEWNETCONF", New, &BODY),
    msg(81, "RTM_DELNETCONF", Delete, &BODY),
    msg(82, "RTM_GETNETCONF", Get, &BODY),
]);

static BODY: Body = body(fixed(&NETCONFMSG), nest(&NETCONFA));

static NETCONFMSG: Struct = layout("netconfmsg", 1, &[field("ncm_family", U8.name(&AF))]);

/// `NETCONFA_*`.
static NETCONFA: Set = set(
    "NETCONFA",
    &[
        attr(1, "NETCONFA_IFINDEX", gloss(&IFINDEX, all_or_default)).key(),
        attr(2, "NETCONFA_FORWARDING", S32.bool()),
        attr(3, "NETCONFA_RP_FILTER", S32),
        attr(4, "NETCONFA_MC_FORWARDING", S32.bool()),
        attr(5, "NETCONFA_PROXY_NEIGH", S32.bool()),
        attr(6, "NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN", S32.bool()),
        attr(7, "NETCONFA_INPUT", S32.bool()),
        attr(8, "NETCONFA_BC_FORWARDING", S32.bool()),
        attr(9, "NETCONFA_FORCE_FORWARDING", S32.bool()),
    ],
);

static IFINDEX: Kind = S32.interface();

/// Two numbers mean all interfaces and the default.
fn all_or_default(payload: &[u8], endian: Endian, out: &mut dyn core::fmt::Write) -> core::fmt::Result {
    match wire::uint(payload, endian) {
        Some(0xffff_ffff) => out.write_str("NETCONFA_IFINDEX_ALL"),
        Some(0xffff_fffe) => out.write_str("NETCONFA_IFINDEX_DEFAULT"),
        _ => Ok(()),
    }
}
