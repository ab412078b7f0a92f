//! `vxlan`: VXLAN tunnels  (linux/if_link.h)

use super::LinkKind;
use crate::family::route::link::LINK;
use crate::schema::{Case::*, *};

pub(super) static KIND: LinkKind = LinkKind::new("vxlan", nest(&IFLA_VXLAN));

static IFLA_VXLAN: Set = set(
    "IFLA_VXLAN",
    &[
        attr(1, "IFLA_VXLAN_ID", U32),
        attr(2, "IFLA_VXLAN_GROUP", IP4),
        attr(3, "IFLA_VXLAN_LINK", LINK),
        attr(4, "IFLA_VXLAN_LOCAL", IP4),
        attr(5, "IFLA_VXLAN_TTL", U8),
        attr(6, "IFLA_VXLAN_TOS", U8.hex()),
        attr(7, "IFLA_VXLAN_LEARNING", U8.bool()),
        attr(8, "IFLA_VXLAN_AGEING", U32.unit(Unit::Seconds)),
        attr(9, "IFLA_VXLAN_LIMIT", U32),
        attr(10, "IFLA_VXLAN_PORT_RANGE", fixed(&IFLA_VXLAN_PORT_RANGE)),
        attr(11, "IFLA_VXLAN_PROXY", U8.bool()),
        attr(12, "IFLA_VXLAN_RSC", U8.bool()),
        attr(13, "IFLA_VXLAN_L2MISS", U8.bool()),
        attr(14, "IFLA_VXLAN_L3MISS", U8.bool()),
        attr(15, "IFLA_VXLAN_PORT", BE16),
        attr(16, "IFLA_VXLAN_GROUP6", IP6),
        attr(17, "IFLA_VXLAN_LOCAL6", IP6),
        attr(18, "IFLA_VXLAN_UDP_CSUM", U8.bool()),
        attr(19, "IFLA_VXLAN_UDP_ZERO_CSUM6_TX", U8.bool()),
        attr(20, "IFLA_VXLAN_UDP_ZERO_CSUM6_RX", U8.bool()),
        attr(21, "IFLA_VXLAN_REMCSUM_TX", U8.bool()),
        attr(22, "IFLA_VXLAN_REMCSUM_RX", U8.bool()),
        attr(23, "IFLA_VXLAN_GBP", FLAG),
        attr(24, "IFLA_VXLAN_REMCSUM_NOPARTIAL", FLAG),
        attr(25, "IFLA_VXLAN_COLLECT_METADATA", U8.bool()),
        attr(26, "IFLA_VXLAN_LABEL", BE32.hex()),
        attr(27, "IFLA_VXLAN_GPE", FLAG),
        attr(28, "IFLA_VXLAN_TTL_INHERIT", select("@len", &[(Is(0), FLAG), (Otherwise, U8.bool())])),
        attr(29, "IFLA_VXLAN_DF", U8.name(&VXLAN_DF)),
        attr(30, "IFLA_VXLAN_VNIFILTER", U8.bool()),
        attr(31, "IFLA_VXLAN_LOCALBYPASS", U8.bool()),
        attr(32, "IFLA_VXLAN_LABEL_POLICY", U32.name(&VXLAN_LABEL)),
        attr(33, "IFLA_VXLAN_RESERVED_BITS", fixed(&VXLANHDR)),
        attr(34, "IFLA_VXLAN_MC_ROUTE", U8.bool()),
    ],
);

static IFLA_VXLAN_PORT_RANGE: Struct =
    layout("ifla_vxlan_port_range", 4, &[field("low", BE16), field("high", BE16)]);

/// `struct vxlanhdr`, as a mask of bits that must be zero.
static VXLANHDR: Struct =
    layout("vxlanhdr", 8, &[field("vx_flags", BE32.hex()), field("vx_vni", BE32.hex())]);

static VXLAN_DF: Names = names(&[(0, "VXLAN_DF_UNSET"), (1, "VXLAN_DF_SET"), (2, "VXLAN_DF_INHERIT")]);

static VXLAN_LABEL: Names = names(&[(0, "VXLAN_LABEL_FIXED"), (1, "VXLAN_LABEL_INHERIT")]);
