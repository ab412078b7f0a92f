//! `tunnel_key`: what a tunnel device puts around a packet  (linux/tc_act/tc_tunnel_key.h)

use super::{TCF_T, generic};
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("tunnel_key"), nest(&TCA_TUNNEL_KEY));

static TCA_TUNNEL_KEY: Set = set(
    "TCA_TUNNEL_KEY",
    &[
        attr(1, "TCA_TUNNEL_KEY_TM", fixed(&TCF_T)),
        attr(2, "TCA_TUNNEL_KEY_PARMS", fixed(&TC_TUNNEL_KEY)),
        attr(3, "TCA_TUNNEL_KEY_ENC_IPV4_SRC", IP4),
        attr(4, "TCA_TUNNEL_KEY_ENC_IPV4_DST", IP4),
        attr(5, "TCA_TUNNEL_KEY_ENC_IPV6_SRC", IP6),
        attr(6, "TCA_TUNNEL_KEY_ENC_IPV6_DST", IP6),
        attr(7, "TCA_TUNNEL_KEY_ENC_KEY_ID", BE32),
        attr(8, "TCA_TUNNEL_KEY_PAD", PAD),
        attr(9, "TCA_TUNNEL_KEY_ENC_DST_PORT", BE16),
        attr(10, "TCA_TUNNEL_KEY_NO_CSUM", U8.bool()),
        attr(11, "TCA_TUNNEL_KEY_ENC_OPTS", nest(&TCA_TUNNEL_KEY_ENC_OPTS)),
        attr(12, "TCA_TUNNEL_KEY_ENC_TOS", U8.hex()),
        attr(13, "TCA_TUNNEL_KEY_ENC_TTL", U8),
        attr(14, "TCA_TUNNEL_KEY_NO_FRAG", FLAG),
    ],
);

static TCA_TUNNEL_KEY_ENC_OPTS: Set = set(
    "TCA_TUNNEL_KEY_ENC_OPTS",
    &[
        attr(1, "TCA_TUNNEL_KEY_ENC_OPTS_GENEVE", nest(&TCA_TUNNEL_KEY_ENC_OPT_GENEVE)),
        attr(2, "TCA_TUNNEL_KEY_ENC_OPTS_VXLAN", nest(&TCA_TUNNEL_KEY_ENC_OPT_VXLAN)),
        attr(3, "TCA_TUNNEL_KEY_ENC_OPTS_ERSPAN", nest(&TCA_TUNNEL_KEY_ENC_OPT_ERSPAN)),
    ],
);

static TCA_TUNNEL_KEY_ENC_OPT_GENEVE: Set = set(
    "TCA_TUNNEL_KEY_ENC_OPT_GENEVE",
    &[
        attr(1, "TCA_TUNNEL_KEY_ENC_OPT_GENEVE_CLASS", BE16.hex()),
        attr(2, "TCA_TUNNEL_KEY_ENC_OPT_GENEVE_TYPE", U8.hex()),
        attr(3, "TCA_TUNNEL_KEY_ENC_OPT_GENEVE_DATA", OPAQUE),
    ],
);

static TCA_TUNNEL_KEY_ENC_OPT_VXLAN: Set =
    set("TCA_TUNNEL_KEY_ENC_OPT_VXLAN", &[attr(1, "TCA_TUNNEL_KEY_ENC_OPT_VXLAN_GBP", U32.hex())]);

static TCA_TUNNEL_KEY_ENC_OPT_ERSPAN: Set = set(
    "TCA_TUNNEL_KEY_ENC_OPT_ERSPAN",
    &[
        attr(1, "TCA_TUNNEL_KEY_ENC_OPT_ERSPAN_VER", U8),
        attr(2, "TCA_TUNNEL_KEY_ENC_OPT_ERSPAN_INDEX", BE32),
        attr(3, "TCA_TUNNEL_KEY_ENC_OPT_ERSPAN_DIR", U8),
        attr(4, "TCA_TUNNEL_KEY_ENC_OPT_ERSPAN_HWID", U8),
    ],
);

static TC_TUNNEL_KEY: Struct =
    layout("tc_tunnel_key", 24, &generic::<6>(&[field("t_action", S32.name(&TCA_TUNNEL_KEY_ACT))]));

static TCA_TUNNEL_KEY_ACT: Names = names(&[(1, "TCA_TUNNEL_KEY_ACT_SET"), (2, "TCA_TUNNEL_KEY_ACT_RELEASE")]);
