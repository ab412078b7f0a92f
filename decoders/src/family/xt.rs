//! Matches of iptables, which rules of nftables and filters of traffic control use (linux/netfilter/xt_*.h)

use crate::schema::*;

/// `addrtype` from its first revision on: what the routing tables say of addresses.
pub(super) static XT_ADDRTYPE_INFO_V1: Struct = layout(
    "xt_addrtype_info_v1",
    8,
    &[
        field("source", U16.flags(&XT_ADDRTYPE)),
        field("dest", U16.flags(&XT_ADDRTYPE)),
        field("flags", U32.flags(&XT_ADDRTYPE_FLAGS)),
    ],
);

pub(super) static XT_ADDRTYPE: Names = names(&[
    (0x1, "XT_ADDRTYPE_UNSPEC"),
    (0x2, "XT_ADDRTYPE_UNICAST"),
    (0x4, "XT_ADDRTYPE_LOCAL"),
    (0x8, "XT_ADDRTYPE_BROADCAST"),
    (0x10, "XT_ADDRTYPE_ANYCAST"),
    (0x20, "XT_ADDRTYPE_MULTICAST"),
    (0x40, "XT_ADDRTYPE_BLACKHOLE"),
    (0x80, "XT_ADDRTYPE_UNREACHABLE"),
    (0x100, "XT_ADDRTYPE_PROHIBIT"),
    (0x200, "XT_ADDRTYPE_THROW"),
    (0x400, "XT_ADDRTYPE_NAT"),
    (0x800, "XT_ADDRTYPE_XRESOLVE"),
]);

static XT_ADDRTYPE_FLAGS: Names = names(&[
    (0x1, "XT_ADDRTYPE_INVERT_SOURCE"),
    (0x2, "XT_ADDRTYPE_INVERT_DEST"),
    (0x4, "XT_ADDRTYPE_LIMIT_IFACE_IN"),
    (0x8, "XT_ADDRTYPE_LIMIT_IFACE_OUT"),
]);
