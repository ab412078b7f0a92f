//! `ipvlan`, `ipvtap`: several interfaces with one hardware address  (linux/if_link.h)

use super::LinkKind;
use crate::schema::*;

pub(super) static IPVLAN: LinkKind = LinkKind::new("ipvlan", nest(&IFLA_IPVLAN));
pub(super) static IPVTAP: LinkKind = LinkKind::new("ipvtap", nest(&IFLA_IPVLAN));

static IFLA_IPVLAN: Set = set(
    "IFLA_IPVLAN",
    &[
        attr(1, "IFLA_IPVLAN_MODE", U16.name(&IPVLAN_MODE)),
        attr(2, "IFLA_IPVLAN_FLAGS", U16.flags(&IPVLAN_F)),
    ],
);

static IPVLAN_MODE: Names = names(&[(0, "IPVLAN_MODE_L2"), (1, "IPVLAN_MODE_L3"), (2, "IPVLAN_MODE_L3S")]);

static IPVLAN_F: Names = names(&[(0x1, "IPVLAN_F_PRIVATE"), (0x2, "IPVLAN_F_VEPA")]);
