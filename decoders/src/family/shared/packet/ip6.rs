//! IPv6 and its extension headers  (linux/ipv6.h, linux/seg6.h, net/ipv6.h)

use super::{BY_PROTOCOL, carried};
use crate::schema::{Case::*, *};

pub(super) static IPV6HDR: Struct = layout(
    "ipv6hdr",
    40,
    &[
        field("", U8.parts(&[part("priority", 4, Show::Hex), part("version", 4, Show::Dec)])),
        field("flow_lbl", FLOW_LBL),
        field("payload_len", BE16.unit(Unit::Bytes)),
        field("nexthdr", NEXTHDR),
        field("hop_limit", U8),
        field("saddr", IP6),
        field("daddr", IP6),
    ],
)
.may_be_cut()
.then(&[carried(sized("payload_len", &AFTER)), field("trailer", TRAILER).own_name()]);

/// A packet that is too long for the member has no length there.
static TRAILER: Kind = select("payload_len", &[(Is(0), AFTER), (Otherwise, OPAQUE)]);

/// Three bytes: the lower half of the traffic class, whose upper half is `priority`, and the flow label.
const FLOW_LBL: Kind =
    Kind::Int { width: 3, signed: false, order: Order::Big, show: Show::Parts(&FLOW_LBL_PARTS) };

static FLOW_LBL_PARTS: [Part; 2] = [part("flow", 20, Show::Hex), part("tclass", 4, Show::Hex)];

static AFTER: Kind = select("nexthdr", &BY_PROTOCOL);

/// `IPPROTO_*` with those of linux/in6.h.
const NEXTHDR: Kind = U8.name(&HEADERS);

static HEADERS: Names = names(&[
    (0, "IPPROTO_HOPOPTS"),
    (1, "IPPROTO_ICMP"),
    (2, "IPPROTO_IGMP"),
    (4, "IPPROTO_IPIP"),
    (6, "IPPROTO_TCP"),
    (17, "IPPROTO_UDP"),
    (33, "IPPROTO_DCCP"),
    (41, "IPPROTO_IPV6"),
    (43, "IPPROTO_ROUTING"),
    (44, "IPPROTO_FRAGMENT"),
    (46, "IPPROTO_RSVP"),
    (47, "IPPROTO_GRE"),
    (50, "IPPROTO_ESP"),
    (51, "IPPROTO_AH"),
    (58, "IPPROTO_ICMPV6"),
    (59, "IPPROTO_NONE"),
    (60, "IPPROTO_DSTOPTS"),
    (98, "IPPROTO_ENCAP"),
    (103, "IPPROTO_PIM"),
    (108, "IPPROTO_COMP"),
    (115, "IPPROTO_L2TP"),
    (132, "IPPROTO_SCTP"),
    (135, "IPPROTO_MH"),
    (136, "IPPROTO_UDPLITE"),
    (137, "IPPROTO_MPLS"),
    (143, "IPPROTO_ETHERNET"),
    (144, "IPPROTO_AGGFRAG"),
]);

/// Options for every hop, and those for the destination, are `struct ipv6_opt_hdr`.
const OPTIONS_HEAD: &[Field] = &[field("nexthdr", NEXTHDR), field("hdrlen", U8)];
static OPTIONS_TAIL: [Field; 2] = [field("options", up_to("hdrlen", 8, 8, &OPTIONS)), carried(AFTER)];

pub(super) static HOPOPTS: Struct =
    layout("ipv6_hopopt_hdr", 2, OPTIONS_HEAD).may_be_cut().then(&OPTIONS_TAIL);
pub(super) static DSTOPTS: Struct =
    layout("ipv6_destopt_hdr", 2, OPTIONS_HEAD).may_be_cut().then(&OPTIONS_TAIL);

static OPTIONS: Kind = options(&OPTION, "length", 2, 1);

static OPTION: Struct =
    layout("ipv6_option", 2, &[field("type", U8.name(&IPV6_TLV)), field("length", U8.unit(Unit::Bytes))])
        .then(&[field(
            "data",
            select(
                "type",
                &[
                    (Is(1), PAD),
                    (Is(5), BE16),
                    (Is(194), BE32.unit(Unit::Bytes)),
                    (Is(201), IP6),
                    (Otherwise, OPAQUE),
                ],
            ),
        )]);

static IPV6_TLV: Names = names(&[
    (0, "IPV6_TLV_PAD1"),
    (1, "IPV6_TLV_PADN"),
    (5, "IPV6_TLV_ROUTERALERT"),
    (7, "IPV6_TLV_CALIPSO"),
    (49, "IPV6_TLV_IOAM"),
    (194, "IPV6_TLV_JUMBO"),
    (201, "IPV6_TLV_HAO"),
]);

pub(super) static ROUTING: Struct = layout(
    "ipv6_rt_hdr",
    4,
    &[
        field("nexthdr", NEXTHDR),
        field("hdrlen", U8),
        field("type", U8.name(&IPV6_SRCRT)),
        field("segments_left", U8),
    ],
)
.may_be_cut()
.then(&[field("route", up_to("hdrlen", 8, 8, &ROUTE)), carried(AFTER)]);

/// After the first four bytes of a routing header.
static ROUTE: Kind = select("type", &[(Is(2), fixed(&RT2)), (Is(4), fixed(&SEGMENTS)), (Otherwise, OPAQUE)]);

/// Of `struct rt2_hdr`, for a mobile host's home address.
static RT2: Struct =
    layout("", 20, &[field("reserved", pad(4)), field("addr", IP6)]).may_be_cut().then(&[field("", PAD)]);

/// Of `struct ipv6_sr_hdr`: segments, the last of the way first.
static SEGMENTS: Struct =
    layout("", 4, &[field("first_segment", U8), field("flags", U8.hex()), field("tag", BE16.hex())])
        .may_be_cut()
        .then(&[field("segments", Kind::Array(&SEGMENT_LIST)), field("tlvs", OPAQUE)]);

static SEGMENT_LIST: Array = array_counted("first_segment", 1, IP6);

static IPV6_SRCRT: Names = names(&[
    (0, "IPV6_SRCRT_TYPE_0"),
    (2, "IPV6_SRCRT_TYPE_2"),
    (3, "IPV6_SRCRT_TYPE_3"),
    (4, "IPV6_SRCRT_TYPE_4"),
]);

pub(super) static FRAG_HDR: Struct = layout(
    "frag_hdr",
    8,
    &[
        field("nexthdr", NEXTHDR),
        field("reserved", pad(1)),
        field("frag_off", BE16.parts(&FRAG_OFF)),
        field("identification", BE32.hex()),
    ],
)
.may_be_cut()
.then(&[carried(select("offset", &[(Is(0), AFTER), (Otherwise, OPAQUE)]))]);

/// `IP6_MF` and `IP6_OFFSET`, in units of eight bytes.
static FRAG_OFF: [Part; 3] =
    [part("mf", 1, Show::Bool), part("", 2, Show::Dec), part("offset", 13, Show::Dec)];
