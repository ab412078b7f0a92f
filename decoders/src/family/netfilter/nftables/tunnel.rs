//! Tunnel headers for packets, as an object: `NFTA_TUNNEL_KEY_*`

use crate::schema::*;

pub(super) static NFTA_TUNNEL_KEY: Set = set(
    "NFTA_TUNNEL_KEY",
    &[
        attr(1, "NFTA_TUNNEL_KEY_ID", BE32),
        attr(2, "NFTA_TUNNEL_KEY_IP", nest(&NFTA_TUNNEL_KEY_IP)),
        attr(3, "NFTA_TUNNEL_KEY_IP6", nest(&NFTA_TUNNEL_KEY_IP6)),
        attr(4, "NFTA_TUNNEL_KEY_FLAGS", BE32.flags(&NFT_TUNNEL_F)),
        attr(5, "NFTA_TUNNEL_KEY_TOS", U8.hex()),
        attr(6, "NFTA_TUNNEL_KEY_TTL", U8),
        attr(7, "NFTA_TUNNEL_KEY_SPORT", BE16),
        attr(8, "NFTA_TUNNEL_KEY_DPORT", BE16),
        attr(9, "NFTA_TUNNEL_KEY_OPTS", nest(&NFTA_TUNNEL_KEY_OPTS)),
    ],
);

static NFT_TUNNEL_F: Names = names(&[
    (0x1, "NFT_TUNNEL_F_ZERO_CSUM_TX"),
    (0x2, "NFT_TUNNEL_F_DONT_FRAGMENT"),
    (0x4, "NFT_TUNNEL_F_SEQ_NUMBER"),
]);

static NFTA_TUNNEL_KEY_IP: Set = set(
    "NFTA_TUNNEL_KEY_IP",
    &[attr(1, "NFTA_TUNNEL_KEY_IP_SRC", IP4), attr(2, "NFTA_TUNNEL_KEY_IP_DST", IP4)],
);

static NFTA_TUNNEL_KEY_IP6: Set = set(
    "NFTA_TUNNEL_KEY_IP6",
    &[
        attr(1, "NFTA_TUNNEL_KEY_IP6_SRC", IP6),
        attr(2, "NFTA_TUNNEL_KEY_IP6_DST", IP6),
        attr(3, "NFTA_TUNNEL_KEY_IP6_FLOWLABEL", BE32.hex()),
    ],
);

/// Options of one kind of tunnel; of Geneve's there may be several.
static NFTA_TUNNEL_KEY_OPTS: Set = set(
    "NFTA_TUNNEL_KEY_OPTS",
    &[
        attr(1, "NFTA_TUNNEL_KEY_OPTS_VXLAN", nest(&NFTA_TUNNEL_KEY_VXLAN)),
        attr(2, "NFTA_TUNNEL_KEY_OPTS_ERSPAN", nest(&NFTA_TUNNEL_KEY_ERSPAN)),
        attr(3, "NFTA_TUNNEL_KEY_OPTS_GENEVE", nest(&NFTA_TUNNEL_KEY_GENEVE)),
    ],
);

static NFTA_TUNNEL_KEY_VXLAN: Set =
    set("NFTA_TUNNEL_KEY_VXLAN", &[attr(1, "NFTA_TUNNEL_KEY_VXLAN_GBP", BE32.hex())]);

static NFTA_TUNNEL_KEY_ERSPAN: Set = set(
    "NFTA_TUNNEL_KEY_ERSPAN",
    &[
        attr(1, "NFTA_TUNNEL_KEY_ERSPAN_VERSION", BE32),
        attr(2, "NFTA_TUNNEL_KEY_ERSPAN_V1_INDEX", BE32),
        attr(3, "NFTA_TUNNEL_KEY_ERSPAN_V2_HWID", U8),
        attr(4, "NFTA_TUNNEL_KEY_ERSPAN_V2_DIR", U8),
    ],
);

static NFTA_TUNNEL_KEY_GENEVE: Set = set(
    "NFTA_TUNNEL_KEY_GENEVE",
    &[
        attr(1, "NFTA_TUNNEL_KEY_GENEVE_CLASS", BE16.hex()),
        attr(2, "NFTA_TUNNEL_KEY_GENEVE_TYPE", U8.hex()),
        attr(3, "NFTA_TUNNEL_KEY_GENEVE_DATA", OPAQUE),
    ],
);
