//! `gre`, `gretap`, `erspan` and their kin over IPv6: GRE tunnels  (linux/if_tunnel.h)

use super::LinkKind;
use super::tunnel::{ADDRESS, IP6_TNL_F, TUNNEL_ENCAP, TUNNEL_ENCAP_FLAG};
use crate::family::route::link::LINK;
use crate::schema::*;

pub(super) static GRE: LinkKind = LinkKind::new("gre", nest(&IFLA_GRE));
pub(super) static GRETAP: LinkKind = LinkKind::new("gretap", nest(&IFLA_GRE));
pub(super) static ERSPAN: LinkKind = LinkKind::new("erspan", nest(&IFLA_GRE));
pub(super) static IP6GRE: LinkKind = LinkKind::new("ip6gre", nest(&IFLA_GRE));
pub(super) static IP6GRETAP: LinkKind = LinkKind::new("ip6gretap", nest(&IFLA_GRE));
pub(super) static IP6ERSPAN: LinkKind = LinkKind::new("ip6erspan", nest(&IFLA_GRE));

static IFLA_GRE: Set = set(
    "IFLA_GRE",
    &[
        attr(1, "IFLA_GRE_LINK", LINK),
        attr(2, "IFLA_GRE_IFLAGS", BE16.flags(&GRE_BITS)),
        attr(3, "IFLA_GRE_OFLAGS", BE16.flags(&GRE_BITS)),
        attr(4, "IFLA_GRE_IKEY", BE32),
        attr(5, "IFLA_GRE_OKEY", BE32),
        attr(6, "IFLA_GRE_LOCAL", ADDRESS),
        attr(7, "IFLA_GRE_REMOTE", ADDRESS),
        attr(8, "IFLA_GRE_TTL", U8),
        attr(9, "IFLA_GRE_TOS", U8.hex()),
        attr(10, "IFLA_GRE_PMTUDISC", U8.bool()),
        attr(11, "IFLA_GRE_ENCAP_LIMIT", U8),
        attr(12, "IFLA_GRE_FLOWINFO", BE32.hex()),
        attr(13, "IFLA_GRE_FLAGS", U32.flags(&IP6_TNL_F)),
        attr(14, "IFLA_GRE_ENCAP_TYPE", U16.name(&TUNNEL_ENCAP)),
        attr(15, "IFLA_GRE_ENCAP_FLAGS", U16.flags(&TUNNEL_ENCAP_FLAG)),
        attr(16, "IFLA_GRE_ENCAP_SPORT", BE16),
        attr(17, "IFLA_GRE_ENCAP_DPORT", BE16),
        attr(18, "IFLA_GRE_COLLECT_METADATA", FLAG),
        attr(19, "IFLA_GRE_IGNORE_DF", U8.bool()),
        attr(20, "IFLA_GRE_FWMARK", U32.hex()),
        attr(21, "IFLA_GRE_ERSPAN_INDEX", U32.hex()),
        attr(22, "IFLA_GRE_ERSPAN_VER", U8),
        attr(23, "IFLA_GRE_ERSPAN_DIR", U8),
        attr(24, "IFLA_GRE_ERSPAN_HWID", U16.hex()),
    ],
);

/// Flags of the GRE header.
static GRE_BITS: Names = names(&[
    (0x80, "GRE_ACK"),
    (0x800, "GRE_STRICT"),
    (0x1000, "GRE_SEQ"),
    (0x2000, "GRE_KEY"),
    (0x4000, "GRE_ROUTING"),
    (0x8000, "GRE_CSUM"),
]);
