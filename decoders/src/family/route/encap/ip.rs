//! `ip`: metadata for a tunnel over IPv4  (linux/lwtunnel.h)

use crate::schema::*;

pub(super) static LWTUNNEL_IP: Set = set(
    "LWTUNNEL_IP",
    &[
        attr(1, "LWTUNNEL_IP_ID", BE64),
        attr(2, "LWTUNNEL_IP_DST", IP4),
        attr(3, "LWTUNNEL_IP_SRC", IP4),
        attr(4, "LWTUNNEL_IP_TTL", U8),
        attr(5, "LWTUNNEL_IP_TOS", U8.hex()),
        attr(6, "LWTUNNEL_IP_FLAGS", BE16.flags(&TUNNEL)),
        attr(7, "LWTUNNEL_IP_PAD", PAD),
        attr(8, "LWTUNNEL_IP_OPTS", nest(&LWTUNNEL_IP_OPTS)),
    ],
);

/// `LWTUNNEL_IP_OPTS_*`, which tunnels over IPv6 have too.
pub(super) static LWTUNNEL_IP_OPTS: Set = set(
    "LWTUNNEL_IP_OPTS",
    &[
        attr(1, "LWTUNNEL_IP_OPTS_GENEVE", nest(&LWTUNNEL_IP_OPT_GENEVE)).repeats(),
        attr(2, "LWTUNNEL_IP_OPTS_VXLAN", nest(&LWTUNNEL_IP_OPT_VXLAN)),
        attr(3, "LWTUNNEL_IP_OPTS_ERSPAN", nest(&LWTUNNEL_IP_OPT_ERSPAN)),
    ],
);

static LWTUNNEL_IP_OPT_GENEVE: Set = set(
    "LWTUNNEL_IP_OPT_GENEVE",
    &[
        attr(1, "LWTUNNEL_IP_OPT_GENEVE_CLASS", BE16.hex()),
        attr(2, "LWTUNNEL_IP_OPT_GENEVE_TYPE", U8.hex()),
        attr(3, "LWTUNNEL_IP_OPT_GENEVE_DATA", OPAQUE),
    ],
);

static LWTUNNEL_IP_OPT_VXLAN: Set =
    set("LWTUNNEL_IP_OPT_VXLAN", &[attr(1, "LWTUNNEL_IP_OPT_VXLAN_GBP", U32.hex())]);

static LWTUNNEL_IP_OPT_ERSPAN: Set = set(
    "LWTUNNEL_IP_OPT_ERSPAN",
    &[
        attr(1, "LWTUNNEL_IP_OPT_ERSPAN_VER", U8),
        attr(2, "LWTUNNEL_IP_OPT_ERSPAN_INDEX", BE32),
        attr(3, "LWTUNNEL_IP_OPT_ERSPAN_DIR", U8),
        attr(4, "LWTUNNEL_IP_OPT_ERSPAN_HWID", U8.hex()),
    ],
);

/// `TUNNEL_*`: flags of a tunnel's header  (linux/if_tunnel.h)
pub(super) static TUNNEL: Names = names(&[
    (0x1, "TUNNEL_CSUM"),
    (0x2, "TUNNEL_ROUTING"),
    (0x4, "TUNNEL_KEY"),
    (0x8, "TUNNEL_SEQ"),
    (0x10, "TUNNEL_STRICT"),
    (0x20, "TUNNEL_REC"),
    (0x40, "TUNNEL_VERSION"),
    (0x80, "TUNNEL_NO_KEY"),
    (0x100, "TUNNEL_DONT_FRAGMENT"),
    (0x200, "TUNNEL_OAM"),
    (0x400, "TUNNEL_CRIT_OPT"),
    (0x800, "TUNNEL_GENEVE_OPT"),
    (0x1000, "TUNNEL_VXLAN_OPT"),
    (0x2000, "TUNNEL_NOCACHE"),
    (0x4000, "TUNNEL_ERSPAN_OPT"),
    (0x8000, "TUNNEL_GTP_OPT"),
]);
