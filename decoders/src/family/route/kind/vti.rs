//! `vti`, `vti6`: virtual tunnel interfaces of IPsec  (linux/if_tunnel.h)

use super::LinkKind;
use super::tunnel::ADDRESS;
use crate::family::route::link::LINK;
use crate::schema::*;

pub(super) static VTI: LinkKind = LinkKind::new("vti", nest(&IFLA_VTI));
pub(super) static VTI6: LinkKind = LinkKind::new("vti6", nest(&IFLA_VTI));

static IFLA_VTI: Set = set(
    "IFLA_VTI",
    &[
        attr(1, "IFLA_VTI_LINK", LINK),
        attr(2, "IFLA_VTI_IKEY", BE32),
        attr(3, "IFLA_VTI_OKEY", BE32),
        attr(4, "IFLA_VTI_LOCAL", ADDRESS),
        attr(5, "IFLA_VTI_REMOTE", ADDRESS),
        attr(6, "IFLA_VTI_FWMARK", U32.hex()),
    ],
);
