//! `OVS_KEY_ATTR_*`: what a packet of a flow looks like, and which of its bits are looked at.

use super::super::tunnel::{ERSPAN_OPTS, GENEVE_OPTS};
use crate::names::{ETH_P, IPPROTO};
use crate::schema::*;

/// The values of a packet.
pub(crate) static OVS_KEY_ATTR: Set = set("OVS_KEY_ATTR", &VALUES);

/// The masks of the values. As masks they are shown without names of values.
pub(crate) static MASK: Set = set("OVS_KEY_ATTR", &MASKS);

static VALUES: [Attr; 32] = rows(&Kinds {
    nested: nest(&OVS_KEY_ATTR),
    port: U32,
    ether_type: BE16.name(&ETH_P),
    ipv4: fixed(&IPV4),
    ipv6: fixed(&IPV6),
    arp: fixed(&ARP),
    tuple4: fixed(&TUPLE_IPV4),
    tuple6: fixed(&TUPLE_IPV6),
});

static MASKS: [Attr; 32] = rows(&Kinds {
    nested: nest(&MASK),
    port: U32.hex(),
    ether_type: BE16.hex(),
    ipv4: fixed(&IPV4_MASK),
    ipv6: fixed(&IPV6_MASK),
    arp: fixed(&ARP_MASK),
    tuple4: fixed(&TUPLE_IPV4_MASK),
    tuple6: fixed(&TUPLE_IPV6_MASK),
});

/// Where the two differ.
struct Kinds {
    nested: Kind,
    port: Kind,
    ether_type: Kind,
    ipv4: Kind,
    ipv6: Kind,
    arp: Kind,
    tuple4: Kind,
    tuple6: Kind,
}

const fn rows(kinds: &Kinds) -> [Attr; 32] {
    [
        attr(1, "OVS_KEY_ATTR_ENCAP", kinds.nested),
        attr(2, "OVS_KEY_ATTR_PRIORITY", U32.hex()),
        attr(3, "OVS_KEY_ATTR_IN_PORT", kinds.port),
        attr(4, "OVS_KEY_ATTR_ETHERNET", fixed(&ETHERNET)),
        attr(5, "OVS_KEY_ATTR_VLAN", BE16.hex()),
        attr(6, "OVS_KEY_ATTR_ETHERTYPE", kinds.ether_type),
        attr(7, "OVS_KEY_ATTR_IPV4", kinds.ipv4),
        attr(8, "OVS_KEY_ATTR_IPV6", kinds.ipv6),
        attr(9, "OVS_KEY_ATTR_TCP", fixed(&TCP)),
        attr(10, "OVS_KEY_ATTR_UDP", fixed(&UDP)),
        attr(11, "OVS_KEY_ATTR_ICMP", fixed(&ICMP)),
        attr(12, "OVS_KEY_ATTR_ICMPV6", fixed(&ICMPV6)),
        attr(13, "OVS_KEY_ATTR_ARP", kinds.arp),
        attr(14, "OVS_KEY_ATTR_ND", fixed(&ND)),
        attr(15, "OVS_KEY_ATTR_SKB_MARK", U32.hex()),
        attr(16, "OVS_KEY_ATTR_TUNNEL", nest(&OVS_TUNNEL_KEY_ATTR)),
        attr(17, "OVS_KEY_ATTR_SCTP", fixed(&SCTP)),
        attr(18, "OVS_KEY_ATTR_TCP_FLAGS", BE16.hex()),
        attr(19, "OVS_KEY_ATTR_DP_HASH", U32.hex()),
        attr(20, "OVS_KEY_ATTR_RECIRC_ID", U32.hex()),
        attr(21, "OVS_KEY_ATTR_MPLS", Kind::Array(&LABELS)),
        attr(22, "OVS_KEY_ATTR_CT_STATE", U32.flags(&OVS_CS_F)),
        attr(23, "OVS_KEY_ATTR_CT_ZONE", U16),
        attr(24, "OVS_KEY_ATTR_CT_MARK", U32.hex()),
        attr(25, "OVS_KEY_ATTR_CT_LABELS", OPAQUE),
        attr(26, "OVS_KEY_ATTR_CT_ORIG_TUPLE_IPV4", kinds.tuple4),
        attr(27, "OVS_KEY_ATTR_CT_ORIG_TUPLE_IPV6", kinds.tuple6),
        attr(28, "OVS_KEY_ATTR_NSH", nest(&OVS_NSH_KEY_ATTR)),
        attr(29, "OVS_KEY_ATTR_PACKET_TYPE", BE32.hex()),
        // Of the switch in programs; the kernel's has none, and is asked whether it has.
        attr(30, "OVS_KEY_ATTR_ND_EXTENSIONS", fixed(&ND_EXTENSIONS)),
        attr(31, "OVS_KEY_ATTR_TUNNEL_INFO", RAW),
        attr(32, "OVS_KEY_ATTR_IPV6_EXTHDRS", fixed(&IPV6_EXTHDRS)),
    ]
}

pub(super) static ETHERNET: Struct =
    layout("ovs_key_ethernet", 12, &[field("eth_src", MAC), field("eth_dst", MAC)]);

const PROTO: Kind = U8.name(&IPPROTO);
const FRAG: Kind = U8.name(&OVS_FRAG_TYPE);

const fn ipv4(proto: Kind, frag: Kind) -> [Field; 6] {
    [
        field("ipv4_src", IP4),
        field("ipv4_dst", IP4),
        field("ipv4_proto", proto),
        field("ipv4_tos", U8.hex()),
        field("ipv4_ttl", U8),
        field("ipv4_frag", frag),
    ]
}

static IPV4: Struct = layout("ovs_key_ipv4", 12, &IPV4_MEMBERS);
static IPV4_MEMBERS: [Field; 6] = ipv4(PROTO, FRAG);
static IPV4_MASK: Struct = layout("ovs_key_ipv4", 12, &IPV4_BITS);
static IPV4_BITS: [Field; 6] = ipv4(U8.hex(), U8.hex());

const fn ipv6(proto: Kind, frag: Kind) -> [Field; 7] {
    [
        field("ipv6_src", IP6),
        field("ipv6_dst", IP6),
        field("ipv6_label", BE32.hex()),
        field("ipv6_proto", proto),
        field("ipv6_tclass", U8.hex()),
        field("ipv6_hlimit", U8),
        field("ipv6_frag", frag),
    ]
}

static IPV6: Struct = layout("ovs_key_ipv6", 40, &IPV6_MEMBERS);
static IPV6_MEMBERS: [Field; 7] = ipv6(PROTO, FRAG);
static IPV6_MASK: Struct = layout("ovs_key_ipv6", 40, &IPV6_BITS);
static IPV6_BITS: [Field; 7] = ipv6(U8.hex(), U8.hex());

const fn arp(op: Kind) -> [Field; 6] {
    [
        field("arp_sip", IP4),
        field("arp_tip", IP4),
        field("arp_op", op),
        field("arp_sha", MAC),
        field("arp_tha", MAC),
        field("", pad(2)),
    ]
}

static ARP: Struct = layout("ovs_key_arp", 24, &ARP_MEMBERS);
static ARP_MEMBERS: [Field; 6] = arp(BE16);
static ARP_MASK: Struct = layout("ovs_key_arp", 24, &ARP_BITS);
static ARP_BITS: [Field; 6] = arp(BE16.hex());

const fn tuple(
    src: &'static str,
    dst: &'static str,
    proto: &'static str,
    address: Kind,
    number: Kind,
) -> [Field; 6] {
    [
        field(src, address),
        field(dst, address),
        field("src_port", BE16),
        field("dst_port", BE16),
        field(proto, number),
        field("", pad(3)),
    ]
}

const fn tuple4(number: Kind) -> [Field; 6] {
    tuple("ipv4_src", "ipv4_dst", "ipv4_proto", IP4, number)
}

const fn tuple6(number: Kind) -> [Field; 6] {
    tuple("ipv6_src", "ipv6_dst", "ipv6_proto", IP6, number)
}

static TUPLE_IPV4: Struct = layout("ovs_key_ct_tuple_ipv4", 16, &TUPLE_IPV4_MEMBERS);
static TUPLE_IPV4_MEMBERS: [Field; 6] = tuple4(PROTO);
static TUPLE_IPV4_MASK: Struct = layout("ovs_key_ct_tuple_ipv4", 16, &TUPLE_IPV4_BITS);
static TUPLE_IPV4_BITS: [Field; 6] = tuple4(U8.hex());
static TUPLE_IPV6: Struct = layout("ovs_key_ct_tuple_ipv6", 40, &TUPLE_IPV6_MEMBERS);
static TUPLE_IPV6_MEMBERS: [Field; 6] = tuple6(PROTO);
static TUPLE_IPV6_MASK: Struct = layout("ovs_key_ct_tuple_ipv6", 40, &TUPLE_IPV6_BITS);
static TUPLE_IPV6_BITS: [Field; 6] = tuple6(U8.hex());

static TCP: Struct = layout("ovs_key_tcp", 4, &[field("tcp_src", BE16), field("tcp_dst", BE16)]);
static UDP: Struct = layout("ovs_key_udp", 4, &[field("udp_src", BE16), field("udp_dst", BE16)]);
static SCTP: Struct = layout("ovs_key_sctp", 4, &[field("sctp_src", BE16), field("sctp_dst", BE16)]);
static ICMP: Struct = layout("ovs_key_icmp", 2, &[field("icmp_type", U8), field("icmp_code", U8)]);
static ICMPV6: Struct = layout("ovs_key_icmpv6", 2, &[field("icmpv6_type", U8), field("icmpv6_code", U8)]);

static ND: Struct =
    layout("ovs_key_nd", 28, &[field("nd_target", IP6), field("nd_sll", MAC), field("nd_tll", MAC)]);

static ND_EXTENSIONS_MEMBERS: [Field; 3] =
    [field("nd_reserved", BE32.hex()), field("nd_options_type", U8), field("", pad(3))];
static ND_EXTENSIONS: Struct = layout("ovs_key_nd_extensions", 8, &ND_EXTENSIONS_MEMBERS);

static IPV6_EXTHDRS: Struct = layout("ovs_key_ipv6_exthdrs", 2, &[field("hdrs", U16.flags(&OFPIEH12))]);

/// OpenFlow 1.2's, which the kernel's net/openvswitch/flow.h has.
static OFPIEH12: Names = names(&[
    (0x1, "OFPIEH12_NONEXT"),
    (0x2, "OFPIEH12_ESP"),
    (0x4, "OFPIEH12_AUTH"),
    (0x8, "OFPIEH12_DEST"),
    (0x10, "OFPIEH12_FRAG"),
    (0x20, "OFPIEH12_ROUTER"),
    (0x40, "OFPIEH12_HOP"),
    (0x80, "OFPIEH12_UNREP"),
    (0x100, "OFPIEH12_UNSEQ"),
]);

static LABELS: Array = array(fixed(&MPLS));
static MPLS: Struct = layout("ovs_key_mpls", 4, &[field("mpls_lse", BE32.parts(&LABEL))]);

/// A label stack entry: RFC 3032.
pub(super) static LABEL: [Part; 4] = [
    part("ttl", 8, Show::Dec),
    part("s", 1, Show::Dec),
    part("tc", 3, Show::Dec),
    part("label", 20, Show::Dec),
];

static OVS_FRAG_TYPE: Names =
    names(&[(0, "OVS_FRAG_TYPE_NONE"), (1, "OVS_FRAG_TYPE_FIRST"), (2, "OVS_FRAG_TYPE_LATER")]);
static OVS_CS_F: Names = names(&[
    (0x1, "OVS_CS_F_NEW"),
    (0x2, "OVS_CS_F_ESTABLISHED"),
    (0x4, "OVS_CS_F_RELATED"),
    (0x8, "OVS_CS_F_REPLY_DIR"),
    (0x10, "OVS_CS_F_INVALID"),
    (0x20, "OVS_CS_F_TRACKED"),
    (0x40, "OVS_CS_F_SRC_NAT"),
    (0x80, "OVS_CS_F_DST_NAT"),
]);

static OVS_NSH_KEY_ATTR: Set = set(
    "OVS_NSH_KEY_ATTR",
    &[
        attr(1, "OVS_NSH_KEY_ATTR_BASE", fixed(&NSH_BASE)),
        attr(2, "OVS_NSH_KEY_ATTR_MD1", fixed(&NSH_MD1)),
        attr(3, "OVS_NSH_KEY_ATTR_MD2", OPAQUE),
    ],
);

static NSH_BASE: Struct = layout(
    "ovs_nsh_key_base",
    8,
    &[
        field("flags", U8.hex()),
        field("ttl", U8),
        field("mdtype", U8),
        field("np", U8),
        field("path_hdr", BE32.hex()),
    ],
);

static NSH_MD1: Struct = layout("ovs_nsh_key_md1", 16, &[field("context", Kind::Array(&CONTEXT))]);
static CONTEXT: Array = array_of(4, BE32.hex());

pub(crate) static OVS_TUNNEL_KEY_ATTR: Set = set(
    "OVS_TUNNEL_KEY_ATTR",
    &[
        attr(0, "OVS_TUNNEL_KEY_ATTR_ID", BE64),
        attr(1, "OVS_TUNNEL_KEY_ATTR_IPV4_SRC", IP4),
        attr(2, "OVS_TUNNEL_KEY_ATTR_IPV4_DST", IP4),
        attr(3, "OVS_TUNNEL_KEY_ATTR_TOS", U8.hex()),
        attr(4, "OVS_TUNNEL_KEY_ATTR_TTL", U8),
        attr(5, "OVS_TUNNEL_KEY_ATTR_DONT_FRAGMENT", FLAG),
        attr(6, "OVS_TUNNEL_KEY_ATTR_CSUM", FLAG),
        attr(7, "OVS_TUNNEL_KEY_ATTR_OAM", FLAG),
        attr(8, "OVS_TUNNEL_KEY_ATTR_GENEVE_OPTS", GENEVE_OPTS),
        attr(9, "OVS_TUNNEL_KEY_ATTR_TP_SRC", BE16),
        attr(10, "OVS_TUNNEL_KEY_ATTR_TP_DST", BE16),
        attr(11, "OVS_TUNNEL_KEY_ATTR_VXLAN_OPTS", nest(&OVS_VXLAN_EXT)),
        attr(12, "OVS_TUNNEL_KEY_ATTR_IPV6_SRC", IP6),
        attr(13, "OVS_TUNNEL_KEY_ATTR_IPV6_DST", IP6),
        attr(14, "OVS_TUNNEL_KEY_ATTR_PAD", PAD),
        attr(15, "OVS_TUNNEL_KEY_ATTR_ERSPAN_OPTS", ERSPAN_OPTS),
        attr(16, "OVS_TUNNEL_KEY_ATTR_IPV4_INFO_BRIDGE", FLAG),
    ],
);

static OVS_VXLAN_EXT: Set = set("OVS_VXLAN_EXT", &[attr(1, "OVS_VXLAN_EXT_GBP", U32.hex())]);

/// The written value followed by its mask, for the keys that can be written.
pub(super) static MASKED: Set = set(
    "OVS_KEY_ATTR",
    &[
        attr(2, "OVS_KEY_ATTR_PRIORITY", Kind::Array(&TWO_NUMBERS)),
        attr(4, "OVS_KEY_ATTR_ETHERNET", fixed(&ETHERNET_MASKED)),
        attr(7, "OVS_KEY_ATTR_IPV4", fixed(&IPV4_MASKED)),
        attr(8, "OVS_KEY_ATTR_IPV6", fixed(&IPV6_MASKED)),
        attr(9, "OVS_KEY_ATTR_TCP", fixed(&TCP_MASKED)),
        attr(10, "OVS_KEY_ATTR_UDP", fixed(&UDP_MASKED)),
        attr(15, "OVS_KEY_ATTR_SKB_MARK", Kind::Array(&TWO_NUMBERS)),
        attr(17, "OVS_KEY_ATTR_SCTP", fixed(&SCTP_MASKED)),
        attr(21, "OVS_KEY_ATTR_MPLS", Kind::Array(&TWO_LABELS)),
        attr(24, "OVS_KEY_ATTR_CT_MARK", Kind::Array(&TWO_NUMBERS)),
        attr(25, "OVS_KEY_ATTR_CT_LABELS", fixed(&CT_LABELS_MASKED)),
        attr(28, "OVS_KEY_ATTR_NSH", nest(&NSH_MASKED)),
        attr(30, "OVS_KEY_ATTR_ND_EXTENSIONS", fixed(&ND_EXTENSIONS_MASKED)),
    ],
);

static TWO_NUMBERS: Array = array(U32.hex());
static TWO_LABELS: Array = array(BE32.hex());

static ETHERNET_MASKED: Struct =
    layout("ovs_key_ethernet", 12, &[field("eth_src", MAC), field("eth_dst", MAC)])
        .then(&[field("mask", fixed(&ETHERNET))]);
static IPV4_MASKED: Struct =
    layout("ovs_key_ipv4", 12, &IPV4_MEMBERS).then(&[field("mask", fixed(&IPV4_MASK))]);
static IPV6_MASKED: Struct =
    layout("ovs_key_ipv6", 40, &IPV6_MEMBERS).then(&[field("mask", fixed(&IPV6_MASK))]);
static TCP_MASKED: Struct = layout("ovs_key_tcp", 4, &[field("tcp_src", BE16), field("tcp_dst", BE16)])
    .then(&[field("mask", fixed(&TCP))]);
static UDP_MASKED: Struct = layout("ovs_key_udp", 4, &[field("udp_src", BE16), field("udp_dst", BE16)])
    .then(&[field("mask", fixed(&UDP))]);
static SCTP_MASKED: Struct = layout("ovs_key_sctp", 4, &[field("sctp_src", BE16), field("sctp_dst", BE16)])
    .then(&[field("mask", fixed(&SCTP))]);
static ND_EXTENSIONS_MASKED: Struct =
    layout("ovs_key_nd_extensions", 8, &ND_EXTENSIONS_MEMBERS).then(&[field("mask", fixed(&ND_EXTENSIONS))]);
static CT_LABELS_MASKED: Struct =
    layout("ovs_key_ct_labels", 16, &[field("ct_labels", opaque(16))]).then(&[field("mask", opaque(16))]);

static NSH_MASKED: Set = set(
    "OVS_NSH_KEY_ATTR",
    &[
        attr(1, "OVS_NSH_KEY_ATTR_BASE", Kind::Array(&TWO_BASES)),
        attr(2, "OVS_NSH_KEY_ATTR_MD1", Kind::Array(&TWO_CONTEXTS)),
    ],
);

static TWO_BASES: Array = array(fixed(&NSH_BASE));
static TWO_CONTEXTS: Array = array(fixed(&NSH_MD1));
