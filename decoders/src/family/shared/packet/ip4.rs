//! IPv4  (linux/ip.h)

use super::{BY_PROTOCOL, carried};
use crate::names::IPPROTO;
use crate::schema::{Case::*, *};

pub(super) static IPHDR: Struct = layout(
    "iphdr",
    20,
    &[
        field("", U8.parts(&[part("ihl", 4, Show::Dec), part("version", 4, Show::Dec)])),
        field("tos", U8.hex()),
        field("tot_len", BE16.unit(Unit::Bytes)),
        field("id", BE16),
        field("frag_off", BE16.parts(&FRAG_OFF)),
        field("ttl", U8),
        field("protocol", U8.name(&IPPROTO)),
        field("check", BE16.hex()),
        field("saddr", IP4),
        field("daddr", IP4),
    ],
)
.may_be_cut()
.then(&[
    field("options", up_to("ihl", 4, 0, &OPTIONS)),
    carried(up_to("tot_len", 1, 0, &CARRIED)),
    field("trailer", OPAQUE),
]);

/// `IP_OFFSET`, in units of eight bytes, `IP_MF`, `IP_DF` and `IP_CE`.
static FRAG_OFF: [Part; 4] = [
    part("offset", 13, Show::Dec),
    part("mf", 1, Show::Bool),
    part("df", 1, Show::Bool),
    part("ce", 1, Show::Bool),
];

/// Only the first fragment begins with a header.
static CARRIED: Kind = select("offset", &[(Is(0), select("protocol", &BY_PROTOCOL)), (Otherwise, OPAQUE)]);

static OPTIONS: Kind = options(&OPTION, "olen", 0, 2);

static OPTION: Struct =
    layout("ip_option", 2, &[field("optval", U8.name(&IPOPT)), field("olen", U8.unit(Unit::Bytes))]).then(&[
        field(
            "data",
            select("optval", &[(OneOf(&[7, 131, 137]), fixed(&ROUTE)), (Is(148), BE16), (Otherwise, OPAQUE)]),
        ),
    ]);

/// A route: the first address that is not used yet is `pointer` bytes from the option's first byte, counted from 1.
static ROUTE: Struct =
    layout("", 1, &[field("pointer", U8)]).then(&[field("addresses", Kind::Array(&ADDRESSES))]);

static ADDRESSES: Array = array(IP4);

static IPOPT: Names = names(&[
    (0, "IPOPT_END"),
    (1, "IPOPT_NOOP"),
    (7, "IPOPT_RR"),
    (68, "IPOPT_TIMESTAMP"),
    (130, "IPOPT_SEC"),
    (131, "IPOPT_LSRR"),
    (134, "IPOPT_CIPSO"),
    (136, "IPOPT_SID"),
    (137, "IPOPT_SSRR"),
    (148, "IPOPT_RA"),
]);
