//! How long connections are remembered in each of their states: `CTA_TIMEOUT_*`  (linux/netfilter/nfnetlink_cttimeout.h)

use crate::schema::{Case::*, *};

/// The timeouts of a transport protocol, by its number.
pub(super) const BY_PROTOCOL: &[(Case, Kind)] = &[
    (Is(1), nest(&CTA_TIMEOUT_ICMP)),
    (Is(6), nest(&CTA_TIMEOUT_TCP)),
    (Is(17), nest(&CTA_TIMEOUT_UDP)),
    (Is(33), nest(&CTA_TIMEOUT_DCCP)),
    (Is(47), nest(&CTA_TIMEOUT_GRE)),
    (Is(58), nest(&CTA_TIMEOUT_ICMPV6)),
    (Is(132), nest(&CTA_TIMEOUT_SCTP)),
    (Is(136), nest(&CTA_TIMEOUT_UDPLITE)),
    (Otherwise, nest(&CTA_TIMEOUT_GENERIC)),
];

const SECONDS: Kind = BE32.unit(Unit::Seconds);

static CTA_TIMEOUT_GENERIC: Set =
    set("CTA_TIMEOUT_GENERIC", &[attr(1, "CTA_TIMEOUT_GENERIC_TIMEOUT", SECONDS)]);

static CTA_TIMEOUT_TCP: Set = set(
    "CTA_TIMEOUT_TCP",
    &[
        attr(1, "CTA_TIMEOUT_TCP_SYN_SENT", SECONDS),
        attr(2, "CTA_TIMEOUT_TCP_SYN_RECV", SECONDS),
        attr(3, "CTA_TIMEOUT_TCP_ESTABLISHED", SECONDS),
        attr(4, "CTA_TIMEOUT_TCP_FIN_WAIT", SECONDS),
        attr(5, "CTA_TIMEOUT_TCP_CLOSE_WAIT", SECONDS),
        attr(6, "CTA_TIMEOUT_TCP_LAST_ACK", SECONDS),
        attr(7, "CTA_TIMEOUT_TCP_TIME_WAIT", SECONDS),
        attr(8, "CTA_TIMEOUT_TCP_CLOSE", SECONDS),
        attr(9, "CTA_TIMEOUT_TCP_SYN_SENT2", SECONDS),
        attr(10, "CTA_TIMEOUT_TCP_RETRANS", SECONDS),
        attr(11, "CTA_TIMEOUT_TCP_UNACK", SECONDS),
    ],
);

static CTA_TIMEOUT_UDP: Set = set(
    "CTA_TIMEOUT_UDP",
    &[attr(1, "CTA_TIMEOUT_UDP_UNREPLIED", SECONDS), attr(2, "CTA_TIMEOUT_UDP_REPLIED", SECONDS)],
);

static CTA_TIMEOUT_UDPLITE: Set = set(
    "CTA_TIMEOUT_UDPLITE",
    &[attr(1, "CTA_TIMEOUT_UDPLITE_UNREPLIED", SECONDS), attr(2, "CTA_TIMEOUT_UDPLITE_REPLIED", SECONDS)],
);

static CTA_TIMEOUT_ICMP: Set = set("CTA_TIMEOUT_ICMP", &[attr(1, "CTA_TIMEOUT_ICMP_TIMEOUT", SECONDS)]);

static CTA_TIMEOUT_ICMPV6: Set = set("CTA_TIMEOUT_ICMPV6", &[attr(1, "CTA_TIMEOUT_ICMPV6_TIMEOUT", SECONDS)]);

static CTA_TIMEOUT_GRE: Set = set(
    "CTA_TIMEOUT_GRE",
    &[attr(1, "CTA_TIMEOUT_GRE_UNREPLIED", SECONDS), attr(2, "CTA_TIMEOUT_GRE_REPLIED", SECONDS)],
);

static CTA_TIMEOUT_DCCP: Set = set(
    "CTA_TIMEOUT_DCCP",
    &[
        attr(1, "CTA_TIMEOUT_DCCP_REQUEST", SECONDS),
        attr(2, "CTA_TIMEOUT_DCCP_RESPOND", SECONDS),
        attr(3, "CTA_TIMEOUT_DCCP_PARTOPEN", SECONDS),
        attr(4, "CTA_TIMEOUT_DCCP_OPEN", SECONDS),
        attr(5, "CTA_TIMEOUT_DCCP_CLOSEREQ", SECONDS),
        attr(6, "CTA_TIMEOUT_DCCP_CLOSING", SECONDS),
        attr(7, "CTA_TIMEOUT_DCCP_TIMEWAIT", SECONDS),
    ],
);

static CTA_TIMEOUT_SCTP: Set = set(
    "CTA_TIMEOUT_SCTP",
    &[
        attr(1, "CTA_TIMEOUT_SCTP_CLOSED", SECONDS),
        attr(2, "CTA_TIMEOUT_SCTP_COOKIE_WAIT", SECONDS),
        attr(3, "CTA_TIMEOUT_SCTP_COOKIE_ECHOED", SECONDS),
        attr(4, "CTA_TIMEOUT_SCTP_ESTABLISHED", SECONDS),
        attr(5, "CTA_TIMEOUT_SCTP_SHUTDOWN_SENT", SECONDS),
        attr(6, "CTA_TIMEOUT_SCTP_SHUTDOWN_RECD", SECONDS),
        attr(7, "CTA_TIMEOUT_SCTP_SHUTDOWN_ACK_SENT", SECONDS),
        attr(8, "CTA_TIMEOUT_SCTP_HEARTBEAT_SENT", SECONDS),
        attr(9, "CTA_TIMEOUT_SCTP_HEARTBEAT_ACKED", SECONDS),
    ],
);
