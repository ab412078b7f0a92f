//! `bareudp`: UDP around one protocol  (linux/if_link.h)

use super::LinkKind;
use crate::names::ETH_P;
use crate::schema::*;

pub(super) static KIND: LinkKind = LinkKind::new("bareudp", nest(&IFLA_BAREUDP));

static IFLA_BAREUDP: Set = set(
    "IFLA_BAREUDP",
    &[
        attr(1, "IFLA_BAREUDP_PORT", BE16),
        attr(2, "IFLA_BAREUDP_ETHERTYPE", BE16.name(&ETH_P)),
        attr(3, "IFLA_BAREUDP_SRCPORT_MIN", U16),
        attr(4, "IFLA_BAREUDP_MULTIPROTO_MODE", FLAG),
    ],
);
