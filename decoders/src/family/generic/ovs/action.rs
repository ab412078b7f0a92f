//! `OVS_ACTION_ATTR_*`: what becomes of the packets of a flow.

use super::key::{ETHERNET, LABEL, MASKED, OVS_KEY_ATTR};
use crate::names::ETH_P;
use crate::schema::{Case::*, *};

pub(crate) static OVS_ACTION_ATTR: Set = set(
    "OVS_ACTION_ATTR",
    &[
        attr(1, "OVS_ACTION_ATTR_OUTPUT", U32),
        attr(2, "OVS_ACTION_ATTR_USERSPACE", nest(&OVS_USERSPACE_ATTR)),
        attr(3, "OVS_ACTION_ATTR_SET", nest(&OVS_KEY_ATTR)),
        attr(4, "OVS_ACTION_ATTR_PUSH_VLAN", fixed(&PUSH_VLAN)),
        attr(5, "OVS_ACTION_ATTR_POP_VLAN", FLAG),
        attr(6, "OVS_ACTION_ATTR_SAMPLE", nest(&OVS_SAMPLE_ATTR)),
        attr(7, "OVS_ACTION_ATTR_RECIRC", U32.hex()),
        attr(8, "OVS_ACTION_ATTR_HASH", fixed(&HASH)),
        attr(9, "OVS_ACTION_ATTR_PUSH_MPLS", fixed(&PUSH_MPLS)),
        attr(10, "OVS_ACTION_ATTR_POP_MPLS", BE16.name(&ETH_P)),
        attr(11, "OVS_ACTION_ATTR_SET_MASKED", nest(&MASKED)),
        attr(12, "OVS_ACTION_ATTR_CT", nest(&OVS_CT_ATTR)),
        attr(13, "OVS_ACTION_ATTR_TRUNC", fixed(&TRUNC)),
        attr(14, "OVS_ACTION_ATTR_PUSH_ETH", fixed(&PUSH_ETH)),
        attr(15, "OVS_ACTION_ATTR_POP_ETH", FLAG),
        attr(16, "OVS_ACTION_ATTR_CT_CLEAR", FLAG),
        attr(17, "OVS_ACTION_ATTR_PUSH_NSH", nest(&OVS_KEY_ATTR)),
        attr(18, "OVS_ACTION_ATTR_POP_NSH", FLAG),
        attr(19, "OVS_ACTION_ATTR_METER", U32),
        attr(20, "OVS_ACTION_ATTR_CLONE", nest(&OVS_ACTION_ATTR)),
        attr(21, "OVS_ACTION_ATTR_CHECK_PKT_LEN", nest(&OVS_CHECK_PKT_LEN_ATTR)),
        attr(22, "OVS_ACTION_ATTR_ADD_MPLS", fixed(&ADD_MPLS)),
        attr(23, "OVS_ACTION_ATTR_DEC_TTL", nest(&OVS_DEC_TTL_ATTR)),
        attr(24, "OVS_ACTION_ATTR_DROP", U32),
        attr(25, "OVS_ACTION_ATTR_PSAMPLE", nest(&OVS_PSAMPLE_ATTR)),
    ],
);

static OVS_USERSPACE_ATTR: Set = set(
    "OVS_USERSPACE_ATTR",
    &[
        attr(1, "OVS_USERSPACE_ATTR_PID", U32),
        attr(2, "OVS_USERSPACE_ATTR_USERDATA", OPAQUE),
        attr(3, "OVS_USERSPACE_ATTR_EGRESS_TUN_PORT", U32),
        attr(4, "OVS_USERSPACE_ATTR_ACTIONS", FLAG),
    ],
);

static PUSH_VLAN: Struct = layout(
    "ovs_action_push_vlan",
    4,
    &[field("vlan_tpid", BE16.name(&ETH_P)), field("vlan_tci", BE16.hex())],
);

static OVS_SAMPLE_ATTR: Set = set(
    "OVS_SAMPLE_ATTR",
    &[
        attr(1, "OVS_SAMPLE_ATTR_PROBABILITY", U32.unit(Unit::Of32)),
        attr(2, "OVS_SAMPLE_ATTR_ACTIONS", nest(&OVS_ACTION_ATTR)),
    ],
);

static HASH: Struct = layout(
    "ovs_action_hash",
    8,
    &[field("hash_alg", U32.name(&OVS_HASH_ALG)), field("hash_basis", U32.hex())],
);

static OVS_HASH_ALG: Names = names(&[(0, "OVS_HASH_ALG_L4"), (1, "OVS_HASH_ALG_SYM_L4")]);

static PUSH_MPLS: Struct = layout(
    "ovs_action_push_mpls",
    8,
    &[field("mpls_lse", BE32.parts(&LABEL)), field("mpls_ethertype", BE16.name(&ETH_P)), field("", pad(2))],
);

static ADD_MPLS: Struct = layout(
    "ovs_action_add_mpls",
    8,
    &[
        field("mpls_lse", BE32.parts(&LABEL)),
        field("mpls_ethertype", BE16.name(&ETH_P)),
        field("tun_flags", U16.flags(&OVS_MPLS_TUNNEL_FLAG)),
    ],
);

static OVS_MPLS_TUNNEL_FLAG: Names = names(&[(0x1, "OVS_MPLS_L3_TUNNEL_FLAG_MASK")]);

static TRUNC: Struct = layout("ovs_action_trunc", 4, &[field("max_len", U32.unit(Unit::Bytes))]);

static PUSH_ETH: Struct = layout("ovs_action_push_eth", 12, &[field("addresses", fixed(&ETHERNET))]);

static OVS_CT_ATTR: Set = set(
    "OVS_CT_ATTR",
    &[
        attr(1, "OVS_CT_ATTR_COMMIT", FLAG),
        attr(2, "OVS_CT_ATTR_ZONE", U16),
        attr(3, "OVS_CT_ATTR_MARK", fixed(&MARK)),
        attr(4, "OVS_CT_ATTR_LABELS", fixed(&LABELS)),
        attr(5, "OVS_CT_ATTR_HELPER", TEXT),
        attr(6, "OVS_CT_ATTR_NAT", nest(&OVS_NAT_ATTR)),
        attr(7, "OVS_CT_ATTR_FORCE_COMMIT", FLAG),
        attr(8, "OVS_CT_ATTR_EVENTMASK", U32.flags(&IPCT)),
        attr(9, "OVS_CT_ATTR_TIMEOUT", TEXT),
    ],
);

static IPCT: Names = names(&[
    (0x1, "IPCT_NEW"),
    (0x2, "IPCT_RELATED"),
    (0x4, "IPCT_DESTROY"),
    (0x8, "IPCT_REPLY"),
    (0x10, "IPCT_ASSURED"),
    (0x20, "IPCT_PROTOINFO"),
    (0x40, "IPCT_HELPER"),
    (0x80, "IPCT_MARK"),
    (0x100, "IPCT_SEQADJ"),
    (0x200, "IPCT_SECMARK"),
    (0x400, "IPCT_LABEL"),
    (0x800, "IPCT_SYNPROXY"),
]);

/// Of net/openvswitch/conntrack.c, as the next.
static MARK: Struct = layout("md_mark", 8, &[field("value", U32.hex()), field("mask", U32.hex())]);
static LABELS: Struct = layout("md_labels", 32, &[field("value", opaque(16)), field("mask", opaque(16))]);

static OVS_NAT_ATTR: Set = set(
    "OVS_NAT_ATTR",
    &[
        attr(1, "OVS_NAT_ATTR_SRC", FLAG),
        attr(2, "OVS_NAT_ATTR_DST", FLAG),
        attr(3, "OVS_NAT_ATTR_IP_MIN", ADDRESS),
        attr(4, "OVS_NAT_ATTR_IP_MAX", ADDRESS),
        attr(5, "OVS_NAT_ATTR_PROTO_MIN", U16),
        attr(6, "OVS_NAT_ATTR_PROTO_MAX", U16),
        attr(7, "OVS_NAT_ATTR_PERSISTENT", FLAG),
        attr(8, "OVS_NAT_ATTR_PROTO_HASH", FLAG),
        attr(9, "OVS_NAT_ATTR_PROTO_RANDOM", FLAG),
    ],
);

const ADDRESS: Kind = select("@len", &[(Is(4), IP4), (Otherwise, IP6)]);

static OVS_CHECK_PKT_LEN_ATTR: Set = set(
    "OVS_CHECK_PKT_LEN_ATTR",
    &[
        attr(1, "OVS_CHECK_PKT_LEN_ATTR_PKT_LEN", U16.unit(Unit::Bytes)),
        attr(2, "OVS_CHECK_PKT_LEN_ATTR_ACTIONS_IF_GREATER", nest(&OVS_ACTION_ATTR)),
        attr(3, "OVS_CHECK_PKT_LEN_ATTR_ACTIONS_IF_LESS_EQUAL", nest(&OVS_ACTION_ATTR)),
    ],
);

static OVS_DEC_TTL_ATTR: Set =
    set("OVS_DEC_TTL_ATTR", &[attr(1, "OVS_DEC_TTL_ATTR_ACTION", nest(&OVS_ACTION_ATTR))]);

static OVS_PSAMPLE_ATTR: Set = set(
    "OVS_PSAMPLE_ATTR",
    &[attr(1, "OVS_PSAMPLE_ATTR_GROUP", U32), attr(2, "OVS_PSAMPLE_ATTR_COOKIE", OPAQUE)],
);
