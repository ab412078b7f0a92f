//! `macvlan`, `macvtap`: further hardware addresses on one interface  (linux/if_link.h)

use super::LinkKind;
use crate::schema::*;

pub(super) static MACVLAN: LinkKind = LinkKind::new("macvlan", nest(&IFLA_MACVLAN));
pub(super) static MACVTAP: LinkKind = LinkKind::new("macvtap", nest(&IFLA_MACVLAN));

static IFLA_MACVLAN: Set = set(
    "IFLA_MACVLAN",
    &[
        attr(1, "IFLA_MACVLAN_MODE", U32.name(&MACVLAN_MODE)),
        attr(2, "IFLA_MACVLAN_FLAGS", U16.flags(&MACVLAN_FLAG)),
        attr(3, "IFLA_MACVLAN_MACADDR_MODE", U32.name(&MACVLAN_MACADDR)),
        attr(4, "IFLA_MACVLAN_MACADDR", LLADDR).repeats(),
        attr(5, "IFLA_MACVLAN_MACADDR_DATA", nest(&IFLA_MACVLAN)),
        attr(6, "IFLA_MACVLAN_MACADDR_COUNT", U32),
        attr(7, "IFLA_MACVLAN_BC_QUEUE_LEN", U32),
        attr(8, "IFLA_MACVLAN_BC_QUEUE_LEN_USED", U32),
        attr(9, "IFLA_MACVLAN_BC_CUTOFF", S32),
    ],
);

static MACVLAN_MODE: Names = names(&[
    (1, "MACVLAN_MODE_PRIVATE"),
    (2, "MACVLAN_MODE_VEPA"),
    (4, "MACVLAN_MODE_BRIDGE"),
    (8, "MACVLAN_MODE_PASSTHRU"),
    (16, "MACVLAN_MODE_SOURCE"),
]);

static MACVLAN_FLAG: Names = names(&[(0x1, "MACVLAN_FLAG_NOPROMISC"), (0x2, "MACVLAN_FLAG_NODST")]);

static MACVLAN_MACADDR: Names = names(&[
    (0, "MACVLAN_MACADDR_ADD"),
    (1, "MACVLAN_MACADDR_DEL"),
    (2, "MACVLAN_MACADDR_FLUSH"),
    (3, "MACVLAN_MACADDR_SET"),
]);
