//! ARP: hardware addresses of protocol addresses  (linux/if_arp.h)

use super::ETHERTYPE;
use crate::names::ARPHRD;
use crate::schema::{Case::*, *};

/// The addresses are as long as the header says.
pub(super) static ARPHDR: Struct = layout(
    "arphdr",
    8,
    &[
        field("ar_hrd", BE16.name(&ARPHRD)),
        field("ar_pro", ETHERTYPE),
        field("ar_hln", U8.unit(Unit::Bytes)),
        field("ar_pln", U8.unit(Unit::Bytes)),
        field("ar_op", BE16.name(&ARPOP)),
    ],
)
.may_be_cut()
.then(&[
    field("ar_sha", sized("ar_hln", &HARDWARE)),
    field("ar_sip", sized("ar_pln", &PROTOCOL)),
    field("ar_tha", sized("ar_hln", &HARDWARE)),
    field("ar_tip", sized("ar_pln", &PROTOCOL)),
    field("trailer", OPAQUE),
]);

static HARDWARE: Kind = LLADDR;
static PROTOCOL: Kind = select("@len", &[(Is(4), IP4), (Is(16), IP6), (Otherwise, OPAQUE)]);

static ARPOP: Names = names(&[
    (1, "ARPOP_REQUEST"),
    (2, "ARPOP_REPLY"),
    (3, "ARPOP_RREQUEST"),
    (4, "ARPOP_RREPLY"),
    (8, "ARPOP_InREQUEST"),
    (9, "ARPOP_InREPLY"),
    (10, "ARPOP_NAK"),
]);
