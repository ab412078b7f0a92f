//! Actions on a packet: dup, flow_offload, fwd, log, masq, nat, queue, redir, reject, synproxy, tproxy

use super::REGISTER;
use crate::names::NFPROTO;
use crate::schema::{Case::*, *};

pub(super) static NFTA_DUP: Set =
    set("NFTA_DUP", &[attr(1, "NFTA_DUP_SREG_ADDR", REGISTER), attr(2, "NFTA_DUP_SREG_DEV", REGISTER)]);

pub(super) static NFTA_FLOW: Set = set("NFTA_FLOW", &[attr(1, "NFTA_FLOW_TABLE_NAME", TEXT)]);

pub(super) static NFTA_FWD: Set = set(
    "NFTA_FWD",
    &[
        attr(1, "NFTA_FWD_SREG_DEV", REGISTER),
        attr(2, "NFTA_FWD_SREG_ADDR", REGISTER),
        attr(3, "NFTA_FWD_NFPROTO", BE32.name(&NFPROTO)),
    ],
);

/// Logs to the kernel's log or, with a group, to its listeners.
pub(super) static NFTA_LOG: Set = set(
    "NFTA_LOG",
    &[
        attr(1, "NFTA_LOG_GROUP", BE16),
        attr(2, "NFTA_LOG_PREFIX", TEXT),
        attr(3, "NFTA_LOG_SNAPLEN", BE32.unit(Unit::Bytes)),
        attr(4, "NFTA_LOG_QTHRESHOLD", BE16.unit(Unit::Packets)),
        attr(5, "NFTA_LOG_LEVEL", BE32.name(&NFT_LOGLEVEL)),
        attr(6, "NFTA_LOG_FLAGS", BE32.flags(&NF_LOG)),
    ],
);

static NFT_LOGLEVEL: Names = names(&[
    (0, "NFT_LOGLEVEL_EMERG"),
    (1, "NFT_LOGLEVEL_ALERT"),
    (2, "NFT_LOGLEVEL_CRIT"),
    (3, "NFT_LOGLEVEL_ERR"),
    (4, "NFT_LOGLEVEL_WARNING"),
    (5, "NFT_LOGLEVEL_NOTICE"),
    (6, "NFT_LOGLEVEL_INFO"),
    (7, "NFT_LOGLEVEL_DEBUG"),
    (8, "NFT_LOGLEVEL_AUDIT"),
]);

/// The parts of a packet to log  (linux/netfilter/nf_log.h).
pub(super) static NF_LOG: Names = names(&[
    (0x1, "NF_LOG_TCPSEQ"),
    (0x2, "NF_LOG_TCPOPT"),
    (0x4, "NF_LOG_IPOPT"),
    (0x8, "NF_LOG_UID"),
    (0x10, "NF_LOG_NFLOG"),
    (0x20, "NF_LOG_MACDECODE"),
]);

pub(super) static NFTA_MASQ: Set = set(
    "NFTA_MASQ",
    &[
        attr(1, "NFTA_MASQ_FLAGS", BE32.flags(&NF_NAT_RANGE)),
        attr(2, "NFTA_MASQ_REG_PROTO_MIN", REGISTER),
        attr(3, "NFTA_MASQ_REG_PROTO_MAX", REGISTER),
    ],
);

pub(super) static NFTA_NAT: Set = set(
    "NFTA_NAT",
    &[
        attr(1, "NFTA_NAT_TYPE", BE32.name(&NFT_NAT)),
        attr(2, "NFTA_NAT_FAMILY", BE32.name(&NFPROTO)),
        attr(3, "NFTA_NAT_REG_ADDR_MIN", REGISTER),
        attr(4, "NFTA_NAT_REG_ADDR_MAX", REGISTER),
        attr(5, "NFTA_NAT_REG_PROTO_MIN", REGISTER),
        attr(6, "NFTA_NAT_REG_PROTO_MAX", REGISTER),
        attr(7, "NFTA_NAT_FLAGS", BE32.flags(&NF_NAT_RANGE)),
    ],
);

static NFT_NAT: Names = names(&[(0, "NFT_NAT_SNAT"), (1, "NFT_NAT_DNAT")]);

/// How addresses and ports are chosen  (linux/netfilter/nf_nat.h).
pub(super) static NF_NAT_RANGE: Names = names(&[
    (0x1, "NF_NAT_RANGE_MAP_IPS"),
    (0x2, "NF_NAT_RANGE_PROTO_SPECIFIED"),
    (0x4, "NF_NAT_RANGE_PROTO_RANDOM"),
    (0x8, "NF_NAT_RANGE_PERSISTENT"),
    (0x10, "NF_NAT_RANGE_PROTO_RANDOM_FULLY"),
    (0x20, "NF_NAT_RANGE_PROTO_OFFSET"),
    (0x40, "NF_NAT_RANGE_NETMAP"),
]);

pub(super) static NFTA_QUEUE: Set = set(
    "NFTA_QUEUE",
    &[
        attr(1, "NFTA_QUEUE_NUM", BE16),
        attr(2, "NFTA_QUEUE_TOTAL", BE16),
        attr(3, "NFTA_QUEUE_FLAGS", BE16.flags(&NFT_QUEUE_FLAG)),
        attr(4, "NFTA_QUEUE_SREG_QNUM", REGISTER),
    ],
);

static NFT_QUEUE_FLAG: Names = names(&[(0x1, "NFT_QUEUE_FLAG_BYPASS"), (0x2, "NFT_QUEUE_FLAG_CPU_FANOUT")]);

pub(super) static NFTA_REDIR: Set = set(
    "NFTA_REDIR",
    &[
        attr(1, "NFTA_REDIR_REG_PROTO_MIN", REGISTER),
        attr(2, "NFTA_REDIR_REG_PROTO_MAX", REGISTER),
        attr(3, "NFTA_REDIR_FLAGS", BE32.flags(&NF_NAT_RANGE)),
    ],
);

pub(super) static NFTA_REJECT: Set = set(
    "NFTA_REJECT",
    &[
        attr(1, "NFTA_REJECT_TYPE", BE32.name(&NFT_REJECT)),
        attr(2, "NFTA_REJECT_ICMP_CODE", select("NFTA_REJECT_TYPE", CODE)),
    ],
);

static NFT_REJECT: Names =
    names(&[(0, "NFT_REJECT_ICMP_UNREACH"), (1, "NFT_REJECT_TCP_RST"), (2, "NFT_REJECT_ICMPX_UNREACH")]);

/// A code of the family's own ICMP, or one that covers both.
const CODE: &[(Case, Kind)] =
    &[(Is(0), select("nfgen_family", OWN_CODE)), (Is(2), U8.name(&NFT_REJECT_ICMPX)), (Otherwise, U8)];
const OWN_CODE: &[(Case, Kind)] =
    &[(Is(2), U8.name(&ICMP_UNREACH)), (Is(10), U8.name(&ICMPV6_UNREACH)), (Otherwise, U8)];

static NFT_REJECT_ICMPX: Names = names(&[
    (0, "NFT_REJECT_ICMPX_NO_ROUTE"),
    (1, "NFT_REJECT_ICMPX_PORT_UNREACH"),
    (2, "NFT_REJECT_ICMPX_HOST_UNREACH"),
    (3, "NFT_REJECT_ICMPX_ADMIN_PROHIBITED"),
]);

/// Codes of `ICMP_DEST_UNREACH`  (linux/icmp.h).
static ICMP_UNREACH: Names = names(&[
    (0, "ICMP_NET_UNREACH"),
    (1, "ICMP_HOST_UNREACH"),
    (2, "ICMP_PROT_UNREACH"),
    (3, "ICMP_PORT_UNREACH"),
    (9, "ICMP_NET_ANO"),
    (10, "ICMP_HOST_ANO"),
    (13, "ICMP_PKT_FILTERED"),
]);

/// Codes of `ICMPV6_DEST_UNREACH`  (linux/icmpv6.h).
static ICMPV6_UNREACH: Names = names(&[
    (0, "ICMPV6_NOROUTE"),
    (1, "ICMPV6_ADM_PROHIBITED"),
    (2, "ICMPV6_NOT_NEIGHBOUR"),
    (3, "ICMPV6_ADDR_UNREACH"),
    (4, "ICMPV6_PORT_UNREACH"),
    (5, "ICMPV6_POLICY_FAIL"),
    (6, "ICMPV6_REJECT_ROUTE"),
]);

/// Answers for a server until a client has shown itself.
pub(in super::super) static NFTA_SYNPROXY: Set = set(
    "NFTA_SYNPROXY",
    &[
        attr(1, "NFTA_SYNPROXY_MSS", BE16.unit(Unit::Bytes)),
        attr(2, "NFTA_SYNPROXY_WSCALE", U8),
        attr(3, "NFTA_SYNPROXY_FLAGS", BE32.flags(&NF_SYNPROXY_OPT)),
    ],
);

/// Options of the server  (linux/netfilter/nf_synproxy.h).
pub(super) static NF_SYNPROXY_OPT: Names = names(&[
    (0x1, "NF_SYNPROXY_OPT_MSS"),
    (0x2, "NF_SYNPROXY_OPT_WSCALE"),
    (0x4, "NF_SYNPROXY_OPT_SACK_PERM"),
    (0x8, "NF_SYNPROXY_OPT_TIMESTAMP"),
    (0x10, "NF_SYNPROXY_OPT_ECN"),
]);

pub(super) static NFTA_TPROXY: Set = set(
    "NFTA_TPROXY",
    &[
        attr(1, "NFTA_TPROXY_FAMILY", BE32.name(&NFPROTO)),
        attr(2, "NFTA_TPROXY_REG_ADDR", REGISTER),
        attr(3, "NFTA_TPROXY_REG_PORT", REGISTER),
    ],
);
