//! `ipip`, `sit`, `ip6tnl`: IP in IP  (linux/if_tunnel.h)

use super::LinkKind;
use super::tunnel::{ADDRESS, IP6_TNL_F, TUNNEL_ENCAP, TUNNEL_ENCAP_FLAG};
use crate::family::route::link::LINK;
use crate::names::IPPROTO;
use crate::schema::{Case::*, *};

pub(super) static IPIP: LinkKind = LinkKind::new("ipip", nest(&IFLA_IPTUN));
pub(super) static SIT: LinkKind = LinkKind::new("sit", nest(&IFLA_IPTUN));
pub(super) static IP6TNL: LinkKind = LinkKind::new("ip6tnl", nest(&IFLA_IPTUN));

static IFLA_IPTUN: Set = set(
    "IFLA_IPTUN",
    &[
        attr(1, "IFLA_IPTUN_LINK", LINK),
        attr(2, "IFLA_IPTUN_LOCAL", ADDRESS),
        attr(3, "IFLA_IPTUN_REMOTE", ADDRESS),
        attr(4, "IFLA_IPTUN_TTL", U8),
        attr(5, "IFLA_IPTUN_TOS", U8.hex()),
        attr(6, "IFLA_IPTUN_ENCAP_LIMIT", U8),
        attr(7, "IFLA_IPTUN_FLOWINFO", BE32.hex()),
        attr(
            8,
            "IFLA_IPTUN_FLAGS",
            select("@len", &[(Is(2), U16.flags(&SIT_FLAGS)), (Otherwise, U32.flags(&IP6_TNL_F))]),
        ),
        attr(9, "IFLA_IPTUN_PROTO", U8.name(&IPPROTO)),
        attr(10, "IFLA_IPTUN_PMTUDISC", U8.bool()),
        attr(11, "IFLA_IPTUN_6RD_PREFIX", IP6),
        attr(12, "IFLA_IPTUN_6RD_RELAY_PREFIX", IP4),
        attr(13, "IFLA_IPTUN_6RD_PREFIXLEN", U16),
        attr(14, "IFLA_IPTUN_6RD_RELAY_PREFIXLEN", U16),
        attr(15, "IFLA_IPTUN_ENCAP_TYPE", U16.name(&TUNNEL_ENCAP)),
        attr(16, "IFLA_IPTUN_ENCAP_FLAGS", U16.flags(&TUNNEL_ENCAP_FLAG)),
        attr(17, "IFLA_IPTUN_ENCAP_SPORT", BE16),
        attr(18, "IFLA_IPTUN_ENCAP_DPORT", BE16),
        attr(19, "IFLA_IPTUN_COLLECT_METADATA", FLAG),
        attr(20, "IFLA_IPTUN_FWMARK", U32.hex()),
    ],
);

/// The flag of an ISATAP tunnel: `__be16` by type, but never swapped.
static SIT_FLAGS: Names = names(&[(0x1, "SIT_ISATAP")]);
