//! `geneve`: Geneve tunnels  (linux/if_link.h)

use super::LinkKind;
use crate::schema::{Case::*, *};

pub(super) static KIND: LinkKind = LinkKind::new("geneve", nest(&IFLA_GENEVE));
/// Open vSwitch asks for its own module's kind first, which speaks as the kernel's.
pub(super) static OVS: LinkKind = LinkKind::new("ovs_geneve", nest(&IFLA_GENEVE));

static IFLA_GENEVE: Set = set(
    "IFLA_GENEVE",
    &[
        attr(1, "IFLA_GENEVE_ID", U32),
        attr(2, "IFLA_GENEVE_REMOTE", IP4),
        attr(3, "IFLA_GENEVE_TTL", U8),
        attr(4, "IFLA_GENEVE_TOS", U8.hex()),
        attr(5, "IFLA_GENEVE_PORT", BE16),
        attr(6, "IFLA_GENEVE_COLLECT_METADATA", FLAG),
        attr(7, "IFLA_GENEVE_REMOTE6", IP6),
        attr(8, "IFLA_GENEVE_UDP_CSUM", U8.bool()),
        attr(9, "IFLA_GENEVE_UDP_ZERO_CSUM6_TX", U8.bool()),
        attr(10, "IFLA_GENEVE_UDP_ZERO_CSUM6_RX", U8.bool()),
        attr(11, "IFLA_GENEVE_LABEL", BE32.hex()),
        attr(12, "IFLA_GENEVE_TTL_INHERIT", select("@len", &[(Is(0), FLAG), (Otherwise, U8.bool())])),
        attr(13, "IFLA_GENEVE_DF", U8.name(&GENEVE_DF)),
        attr(14, "IFLA_GENEVE_INNER_PROTO_INHERIT", FLAG),
        attr(15, "IFLA_GENEVE_PORT_RANGE", fixed(&IFLA_GENEVE_PORT_RANGE)),
        attr(16, "IFLA_GENEVE_GRO_HINT", FLAG),
        attr(17, "IFLA_GENEVE_LOCAL", IP4),
        attr(18, "IFLA_GENEVE_LOCAL6", IP6),
    ],
);

static IFLA_GENEVE_PORT_RANGE: Struct =
    layout("ifla_geneve_port_range", 4, &[field("low", BE16), field("high", BE16)]);

static GENEVE_DF: Names = names(&[(0, "GENEVE_DF_UNSET"), (1, "GENEVE_DF_SET"), (2, "GENEVE_DF_INHERIT")]);
