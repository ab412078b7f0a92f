//! `xfrm`: interfaces for IPsec policies  (linux/if_link.h)

use super::LinkKind;
use crate::family::route::link::LINK;
use crate::schema::*;

pub(super) static KIND: LinkKind = LinkKind::new("xfrm", nest(&IFLA_XFRM));

static IFLA_XFRM: Set = set(
    "IFLA_XFRM",
    &[
        attr(1, "IFLA_XFRM_LINK", LINK),
        attr(2, "IFLA_XFRM_IF_ID", U32.hex()),
        attr(3, "IFLA_XFRM_COLLECT_METADATA", FLAG),
    ],
);
