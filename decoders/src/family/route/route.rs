//! Routes: `RTM_*ROUTE`, struct rtmsg, `RTA_*`, `RTAX_*`  (linux/rtnetlink.h)
//!
//! Unicast and multicast routes of every family share the message; the type of addresses depends on the family.

use super::encap::{self, MPLS_LABELS};
use crate::names::{AF, IPPROTO};
use crate::schema::{Case::*, Class::*, *};
use crate::wire::{self, Endian};

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(24, "RTM_NEWROUTE", New, &BODY).is(Traits::DIRTY_PADDING),
    msg(25, "RTM_DELROUTE", Delete, &BODY).is(Traits::DIRTY_PADDING),
    msg(26, "RTM_GETROUTE", Get, &BODY)
        .is(Traits::HEAD_ALONE)
        .is(Traits::SHORT_DUMP)
        .is(Traits::DIRTY_PADDING),
]);

static BODY: Body = body(fixed(&RTMSG), nest(&RTA));

static RTMSG: Struct = layout(
    "rtmsg",
    12,
    &[
        field("rtm_family", U8.name(&AF)),
        field("rtm_dst_len", U8).key().strict_zero(),
        field("rtm_src_len", U8).strict_zero(),
        field("rtm_tos", U8.hex()).strict_zero(),
        field("rtm_table", U8.name(&RT_TABLE)).key().strict_filter(),
        field("rtm_protocol", U8.name(&RTPROT)).strict_filter(),
        field("rtm_scope", U8.name(&RT_SCOPE)).strict_zero(),
        field("rtm_type", U8.name(&RTN)).key().strict_filter(),
        field("rtm_flags", select("rtm_family", FLAGS)),
    ],
);

/// `RTA_*`, of a route and of each next hop in `RTA_MULTIPATH`.
static RTA: Set = set(
    "RTA",
    &[
        attr(1, "RTA_DST", select("rtm_family", ADDRESS)).subject(),
        attr(2, "RTA_SRC", select("rtm_family", ADDRESS)).key(),
        attr(3, "RTA_IIF", U32.interface()),
        attr(4, "RTA_OIF", U32.interface()).key(),
        attr(5, "RTA_GATEWAY", select("rtm_family", GATEWAY)).key(),
        attr(6, "RTA_PRIORITY", U32).key(),
        attr(7, "RTA_PREFSRC", select("rtm_family", ADDRESS)).key(),
        attr(8, "RTA_METRICS", nest(&RTAX)).distinct(),
        attr(9, "RTA_MULTIPATH", records(&RTNEXTHOP, "rtnh_len")).key(),
        attr(10, "RTA_PROTOINFO", U32),
        attr(11, "RTA_FLOW", REALMS),
        attr(12, "RTA_CACHEINFO", fixed(&RTA_CACHEINFO)),
        attr(13, "RTA_SESSION", fixed(&RTA_SESSION)),
        attr(14, "RTA_MP_ALGO", U32),
        attr(15, "RTA_TABLE", U32.name(&RT_TABLE)).key(),
        attr(16, "RTA_MARK", U32.hex()),
        attr(17, "RTA_MFC_STATS", fixed(&RTA_MFC_STATS)),
        attr(18, "RTA_VIA", fixed(&RTVIA)).key(),
        attr(19, "RTA_NEWDST", select("rtm_family", ADDRESS)),
        attr(20, "RTA_PREF", U8.name(&ICMPV6_ROUTER_PREF)),
        attr(21, "RTA_ENCAP_TYPE", U16.name(&encap::LWTUNNEL_ENCAP)),
        attr(22, "RTA_ENCAP", select("RTA_ENCAP_TYPE", encap::ENCAP)),
        // A unicast route's lifetime in requests; a multicast route's in the kernel's messages.
        attr(
            23,
            "RTA_EXPIRES",
            select("@len", &[(Is(4), U32.unit(Unit::Seconds)), (Otherwise, U64.unit(Unit::ClockTicks))]),
        ),
        attr(24, "RTA_PAD", PAD),
        attr(25, "RTA_UID", U32),
        attr(26, "RTA_TTL_PROPAGATE", U8.bool()),
        attr(27, "RTA_IP_PROTO", U8.name(&IPPROTO)),
        attr(28, "RTA_SPORT", BE16),
        attr(29, "RTA_DPORT", BE16),
        attr(30, "RTA_NH_ID", U32).key(),
        attr(31, "RTA_FLOWLABEL", BE32.hex()),
        attr(32, "RTA_DEL_REASON", U32.name(&RT_DEL_REASON)),
    ],
);

/// An address, by the route's family.
const ADDRESS: &[(Case, Kind)] = &[
    (OneOf(&[2, 128]), IP4),
    (OneOf(&[10, 129]), IP6),
    (Is(28), MPLS_LABELS),
    // DECnet.
    (Is(12), LE16.hex()),
    // Phonet and MCTP: a byte.
    (OneOf(&[35, 45]), U8.hex()),
];

/// The same for a gateway, which in MCTP is in a network of its own.
const GATEWAY: &[(Case, Kind)] =
    &[(Is(2), IP4), (Is(10), IP6), (Is(12), LE16.hex()), (Is(45), fixed(&MCTP_FQ_ADDR))];

/// `RTAX_*`: metrics.
static RTAX: Set = set(
    "RTAX",
    &[
        attr(1, "RTAX_LOCK", U32.flags(&LOCKED)),
        attr(2, "RTAX_MTU", U32.unit(Unit::Bytes)).key(),
        attr(3, "RTAX_WINDOW", U32.unit(Unit::Bytes)),
        attr(4, "RTAX_RTT", gloss(&U32, |payload, endian, out| milliseconds(payload, endian, 8, out))),
        attr(5, "RTAX_RTTVAR", gloss(&U32, |payload, endian, out| milliseconds(payload, endian, 4, out))),
        attr(6, "RTAX_SSTHRESH", U32.unit(Unit::Packets)),
        attr(7, "RTAX_CWND", U32.unit(Unit::Packets)),
        attr(8, "RTAX_ADVMSS", U32.unit(Unit::Bytes)),
        attr(9, "RTAX_REORDERING", U32.unit(Unit::Packets)),
        attr(10, "RTAX_HOPLIMIT", U32),
        attr(11, "RTAX_INITCWND", U32.unit(Unit::Packets)),
        attr(12, "RTAX_FEATURES", U32.flags(&RTAX_FEATURE)),
        attr(13, "RTAX_RTO_MIN", U32.unit(Unit::Milliseconds)),
        attr(14, "RTAX_INITRWND", U32.unit(Unit::Packets)),
        attr(15, "RTAX_QUICKACK", U32.bool()),
        attr(16, "RTAX_CC_ALGO", TEXT),
        attr(17, "RTAX_FASTOPEN_NO_COOKIE", U32.bool()),
    ],
);

/// Round trip times are kept in fractions of a millisecond.
fn milliseconds(
    payload: &[u8],
    endian: Endian,
    parts: u64,
    out: &mut dyn core::fmt::Write,
) -> core::fmt::Result {
    match wire::uint(payload, endian) {
        Some(n) if n.is_multiple_of(parts) => write!(out, "{} ms", n / parts),
        Some(n) => write!(out, "{}.{:03} ms", n / parts, n % parts * 1000 / parts),
        None => Ok(()),
    }
}

/// A next hop of several. `rtnh_hops` is one less than its weight; in a multicast route the least TTL.
static RTNEXTHOP: Struct = layout(
    "rtnexthop",
    8,
    &[
        field("rtnh_len", U16.unit(Unit::Bytes)),
        field("rtnh_flags", U8.flags(&RTNH_F)),
        field("rtnh_hops", U8),
        field("rtnh_ifindex", S32.interface()),
    ],
)
.then(&[field("", nest(&RTA))]);

/// A gateway of another family than the route's.
static RTVIA: Struct = layout("rtvia", 2, &[field("rtvia_family", U16.name(&AF))])
    .then(&[field("rtvia_addr", select("rtvia_family", &[(Is(2), IP4), (Is(10), IP6), (Is(17), LLADDR)]))]);

static MCTP_FQ_ADDR: Struct =
    layout("mctp_fq_addr", 8, &[field("net", U32), field("eid", U8.hex()), field("", pad(3))]);

static RTA_CACHEINFO: Struct = layout(
    "rta_cacheinfo",
    32,
    &[
        field("rta_clntref", U32),
        field("rta_lastuse", U32.unit(Unit::ClockTicks)),
        field("rta_expires", S32.unit(Unit::ClockTicks)),
        field("rta_error", S32.errno()),
        field("rta_used", U32),
        field("rta_id", U32),
        field("rta_ts", U32),
        field("rta_tsage", U32),
    ],
);

/// The session of a resource reservation; current kernels neither read nor write it.
static RTA_SESSION: Struct = layout(
    "rta_session",
    8,
    &[
        field("proto", U8.name(&IPPROTO)),
        field("pad1", pad(1)),
        field("pad2", pad(2)),
        field(
            "u",
            select(
                "proto",
                &[
                    (Is(1), fixed(&RTA_SESSION_ICMPT)),
                    (OneOf(&[50, 51]), U32.hex()),
                    (Otherwise, fixed(&RTA_SESSION_PORTS)),
                ],
            ),
        ),
    ],
);
static RTA_SESSION_PORTS: Struct = layout("ports", 4, &[field("sport", U16), field("dport", U16)]);
static RTA_SESSION_ICMPT: Struct =
    layout("icmpt", 4, &[field("type", U8), field("code", U8), field("ident", U16)]);

static RTA_MFC_STATS: Struct = layout(
    "rta_mfc_stats",
    24,
    &[
        field("mfcs_packets", U64.unit(Unit::Packets)),
        field("mfcs_bytes", U64.unit(Unit::Bytes)),
        field("mfcs_wrong_if", U64.unit(Unit::Packets)),
    ],
);

/// `RTA_FLOW`: the realms a route goes to and comes from.
pub(super) const REALMS: Kind = U32.parts(&[part("to", 16, Show::Dec), part("from", 16, Show::Dec)]);

/// `RTN_*`: types of routes, and of neighbours.
pub(in crate::family) static RTN: Names = names(&[
    (0, "RTN_UNSPEC"),
    (1, "RTN_UNICAST"),
    (2, "RTN_LOCAL"),
    (3, "RTN_BROADCAST"),
    (4, "RTN_ANYCAST"),
    (5, "RTN_MULTICAST"),
    (6, "RTN_BLACKHOLE"),
    (7, "RTN_UNREACHABLE"),
    (8, "RTN_PROHIBIT"),
    (9, "RTN_THROW"),
    (10, "RTN_NAT"),
    (11, "RTN_XRESOLVE"),
]);

/// `RTPROT_*`: the creator of a route, a rule, a neighbour.
pub(super) static RTPROT: Names = names(&[
    (0, "RTPROT_UNSPEC"),
    (1, "RTPROT_REDIRECT"),
    (2, "RTPROT_KERNEL"),
    (3, "RTPROT_BOOT"),
    (4, "RTPROT_STATIC"),
    (8, "RTPROT_GATED"),
    (9, "RTPROT_RA"),
    (10, "RTPROT_MRT"),
    (11, "RTPROT_ZEBRA"),
    (12, "RTPROT_BIRD"),
    (13, "RTPROT_DNROUTED"),
    (14, "RTPROT_XORP"),
    (15, "RTPROT_NTK"),
    (16, "RTPROT_DHCP"),
    (17, "RTPROT_MROUTED"),
    (18, "RTPROT_KEEPALIVED"),
    (42, "RTPROT_BABEL"),
    (84, "RTPROT_OVN"),
    (99, "RTPROT_OPENR"),
    (186, "RTPROT_BGP"),
    (187, "RTPROT_ISIS"),
    (188, "RTPROT_OSPF"),
    (189, "RTPROT_RIP"),
    (192, "RTPROT_EIGRP"),
]);

/// `RT_SCOPE_*`: how far an address or a destination is.
pub(in crate::family) static RT_SCOPE: Names = names(&[
    (0, "RT_SCOPE_UNIVERSE"),
    (200, "RT_SCOPE_SITE"),
    (253, "RT_SCOPE_LINK"),
    (254, "RT_SCOPE_HOST"),
    (255, "RT_SCOPE_NOWHERE"),
]);

/// `RT_TABLE_*`: routing tables with names.
pub(in crate::family) static RT_TABLE: Names = names(&[
    (0, "RT_TABLE_UNSPEC"),
    (252, "RT_TABLE_COMPAT"),
    (253, "RT_TABLE_DEFAULT"),
    (254, "RT_TABLE_MAIN"),
    (255, "RT_TABLE_LOCAL"),
]);

/// `RTNH_F_*`: the state of a next hop.
pub(super) static RTNH_F: Names = names(&[
    (0x1, "RTNH_F_DEAD"),
    (0x2, "RTNH_F_PERVASIVE"),
    (0x4, "RTNH_F_ONLINK"),
    (0x8, "RTNH_F_OFFLOAD"),
    (0x10, "RTNH_F_LINKDOWN"),
    (0x20, "RTNH_F_UNRESOLVED"),
    (0x40, "RTNH_F_TRAP"),
]);

/// Flags of a route, the low bits being those of its only next hop.
static RTM_F: Names = names(&[
    (0x1, "RTNH_F_DEAD"),
    (0x2, "RTNH_F_PERVASIVE"),
    (0x4, "RTNH_F_ONLINK"),
    (0x8, "RTNH_F_OFFLOAD"),
    (0x10, "RTNH_F_LINKDOWN"),
    (0x20, "RTNH_F_UNRESOLVED"),
    (0x40, "RTNH_F_TRAP"),
    (0x100, "RTM_F_NOTIFY"),
    (0x200, "RTM_F_CLONED"),
    (0x400, "RTM_F_EQUALIZE"),
    (0x800, "RTM_F_PREFIX"),
    (0x1000, "RTM_F_LOOKUP_TABLE"),
    (0x2000, "RTM_F_FIB_MATCH"),
    (0x4000, "RTM_F_OFFLOAD"),
    (0x8000, "RTM_F_TRAP"),
    (0x2000_0000, "RTM_F_OFFLOAD_FAILED"),
]);

/// The answer to an IPv4 look-up (`RTM_F_CLONED`) has flags of linux/in_route.h in the upper half.
const FLAGS: &[(Case, Kind)] = &[(Is(2), select("rtm_flags", FLAGS_OF_IP4)), (Otherwise, U32.flags(&RTM_F))];

const FLAGS_OF_IP4: &[(Case, Kind)] = &[(Has(0x200), U32.flags(&CLONED)), (Otherwise, U32.flags(&RTM_F))];

static CLONED: Names = names(&[
    (0x100, "RTM_F_NOTIFY"),
    (0x200, "RTM_F_CLONED"),
    (0x400, "RTM_F_EQUALIZE"),
    (0x800, "RTM_F_PREFIX"),
    (0x1000, "RTM_F_LOOKUP_TABLE"),
    (0x2000, "RTM_F_FIB_MATCH"),
    (0x1_0000, "RTCF_NOTIFY"),
    (0x4_0000, "RTCF_REDIRECTED"),
    (0x100_0000, "RTCF_DOREDIRECT"),
    (0x400_0000, "RTCF_DIRECTSRC"),
    (0x800_0000, "RTCF_DNAT"),
    (0x1000_0000, "RTCF_BROADCAST"),
    (0x2000_0000, "RTCF_MULTICAST"),
    (0x8000_0000, "RTCF_LOCAL"),
]);

/// Metrics that the kernel must leave alone: the bit of each is that of its number.
static LOCKED: Names = names(&[
    (0x2, "RTAX_LOCK"),
    (0x4, "RTAX_MTU"),
    (0x8, "RTAX_WINDOW"),
    (0x10, "RTAX_RTT"),
    (0x20, "RTAX_RTTVAR"),
    (0x40, "RTAX_SSTHRESH"),
    (0x80, "RTAX_CWND"),
    (0x100, "RTAX_ADVMSS"),
    (0x200, "RTAX_REORDERING"),
    (0x400, "RTAX_HOPLIMIT"),
    (0x800, "RTAX_INITCWND"),
    (0x1000, "RTAX_FEATURES"),
    (0x2000, "RTAX_RTO_MIN"),
    (0x4000, "RTAX_INITRWND"),
    (0x8000, "RTAX_QUICKACK"),
    (0x10000, "RTAX_CC_ALGO"),
    (0x20000, "RTAX_FASTOPEN_NO_COOKIE"),
]);

static RTAX_FEATURE: Names = names(&[
    (0x1, "RTAX_FEATURE_ECN"),
    (0x2, "RTAX_FEATURE_SACK"),
    (0x4, "RTAX_FEATURE_TIMESTAMP"),
    (0x8, "RTAX_FEATURE_ALLFRAG"),
    (0x10, "RTAX_FEATURE_TCP_USEC_TS"),
]);

static ICMPV6_ROUTER_PREF: Names = names(&[
    (0, "ICMPV6_ROUTER_PREF_MEDIUM"),
    (1, "ICMPV6_ROUTER_PREF_HIGH"),
    (2, "ICMPV6_ROUTER_PREF_INVALID"),
    (3, "ICMPV6_ROUTER_PREF_LOW"),
]);

static RT_DEL_REASON: Names =
    names(&[(0, "RT_DEL_REASON_UNSPEC"), (1, "RT_DEL_REASON_EXPIRED"), (2, "RT_DEL_REASON_RA_WITHDRAWN")]);

#[cfg(test)]
mod tests {
    use crate::family::route::FAMILY;
    use crate::family::testing::{attribute, decoded, values};

    const MPLS: [u8; 12] = [28, 20, 0, 0, 254, 4, 0, 1, 0, 0, 0, 0];

    #[test]
    fn gateways_of_three_families_in_one_route() {
        let ip4 = attribute(18, &[2, 0, 10, 0, 0, 1]);
        let ip6 = attribute(18, &[&[10, 0][..], &[0; 15], &[1]].concat());
        let mac = attribute(18, &[17, 0, 2, 0, 0, 0, 0, 9]);
        let hop = |via: &[u8]| {
            let len = u8::try_from(8 + via.len()).unwrap();
            [&[len, 0, 0, 0, 3, 0, 0, 0], via].concat()
        };
        let hops = attribute(9, &[hop(&ip4), hop(&ip6), hop(&mac)].concat());
        let decoded = decoded(&FAMILY, (24, 0), &[&MPLS, &hops]);
        assert_eq!(values(&decoded, "rtvia_addr"), ["10.0.0.1", "::1", "02:00:00:00:00:09"]);
        assert_eq!(values(&decoded, "rtnh_ifindex"), ["3", "3", "3"]);
    }

    #[test]
    fn a_stack_of_labels() {
        // Label 200, and under it label 100 with the bottom's bit and a TTL.
        let stack = attribute(19, &[0, 0x0c, 0x80, 0, 0, 0x06, 0x41, 64]);
        let decoded = decoded(&FAMILY, (24, 0), &[&MPLS, &stack]);
        assert_eq!(values(&decoded, ""), [(200 << 12).to_string(), (100 << 12 | 1 << 8 | 64).to_string()]);
    }

    #[test]
    fn an_encapsulation_before_its_type() {
        let multicast = [128, 32, 32, 0, 254, 0, 0, 5, 0, 0, 0, 0];
        let decoded = decoded(
            &FAMILY,
            (24, 0),
            &[
                &multicast,
                &attribute(22, &attribute(1, &[5, 0, 0, 0])),
                &attribute(21, &[10, 0]),
                &attribute(1, &[224, 0, 0, 5]),
                &attribute(23, &[44, 1, 0, 0, 0, 0, 0, 0]),
            ],
        );
        assert_eq!(values(&decoded, "LWT_XFRM_IF_ID"), ["5"]);
        assert_eq!(values(&decoded, "RTA_DST"), ["224.0.0.5"]);
        assert_eq!(values(&decoded, "RTA_EXPIRES"), ["300"]);
    }
}
