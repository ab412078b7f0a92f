//! Connection tracking: `CTA_*`  (linux/netfilter/nfnetlink_conntrack.h)

use super::status::{IPS, SCTP_CONNTRACK, TCP_CONNTRACK};
use super::{NFGENMSG, of};
use crate::names::IPPROTO;
use crate::schema::{Class::*, *};

const fn ct(number: u16) -> u16 {
    of(1, number)
}

/// The message types. The statistics of a processor have its number in `res_id`.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(ct(0), "IPCTNL_MSG_CT_NEW", New, &BODY),
    msg(ct(1), "IPCTNL_MSG_CT_GET", Get, &BODY).answered_by(ct(0)),
    msg(ct(2), "IPCTNL_MSG_CT_DELETE", Delete, &BODY),
    msg(ct(3), "IPCTNL_MSG_CT_GET_CTRZERO", Get, &BODY).answered_by(ct(0)).changing(),
    msg(ct(4), "IPCTNL_MSG_CT_GET_STATS_CPU", Get, &OF_PROCESSOR),
    msg(ct(5), "IPCTNL_MSG_CT_GET_STATS", Get, &GLOBAL),
    msg(ct(6), "IPCTNL_MSG_CT_GET_DYING", Get, &BODY).answered_by(ct(0)),
    msg(ct(7), "IPCTNL_MSG_CT_GET_UNCONFIRMED", Get, &BODY).answered_by(ct(0)),
]);

static BODY: Body = body(fixed(&NFGENMSG), nest(&CTA));
static OF_PROCESSOR: Body = body(fixed(&NFGENMSG), nest(&CTA_STATS));
static GLOBAL: Body = body(fixed(&NFGENMSG), nest(&CTA_STATS_GLOBAL));

/// A connection.
pub(super) static CTA: Set = set(
    "CTA",
    &[
        attr(1, "CTA_TUPLE_ORIG", nest(&CTA_TUPLE)),
        attr(2, "CTA_TUPLE_REPLY", nest(&CTA_TUPLE)),
        attr(3, "CTA_STATUS", BE32.flags(&IPS)),
        attr(4, "CTA_PROTOINFO", nest(&CTA_PROTOINFO)),
        attr(5, "CTA_HELP", nest(&CTA_HELP)),
        attr(6, "CTA_NAT_SRC", nest(&CTA_NAT)),
        attr(7, "CTA_TIMEOUT", BE32.unit(Unit::Seconds)),
        attr(8, "CTA_MARK", BE32.hex()),
        attr(9, "CTA_COUNTERS_ORIG", nest(&CTA_COUNTERS)),
        attr(10, "CTA_COUNTERS_REPLY", nest(&CTA_COUNTERS)),
        attr(11, "CTA_USE", BE32),
        // A hash; conntrack shows it as a number.
        attr(12, "CTA_ID", BE32).key(),
        attr(13, "CTA_NAT_DST", nest(&CTA_NAT)),
        attr(14, "CTA_TUPLE_MASTER", nest(&CTA_TUPLE)),
        attr(15, "CTA_SEQ_ADJ_ORIG", nest(&CTA_SEQADJ)),
        attr(16, "CTA_SEQ_ADJ_REPLY", nest(&CTA_SEQADJ)),
        attr(17, "CTA_SECMARK", BE32),
        attr(18, "CTA_ZONE", BE16).key(),
        attr(19, "CTA_SECCTX", nest(&CTA_SECCTX)),
        attr(20, "CTA_TIMESTAMP", nest(&CTA_TIMESTAMP)),
        attr(21, "CTA_MARK_MASK", BE32.hex()),
        attr(22, "CTA_LABELS", OPAQUE),
        attr(23, "CTA_LABELS_MASK", OPAQUE),
        attr(24, "CTA_SYNPROXY", nest(&CTA_SYNPROXY)),
        attr(25, "CTA_FILTER", nest(&CTA_FILTER)),
        attr(26, "CTA_STATUS_MASK", BE32.flags(&IPS)),
        attr(27, "CTA_TIMESTAMP_EVENT", BE64.unit(Unit::Nanoseconds)),
    ],
);

/// One direction of a connection: addresses, and what distinguishes connections between them.
pub(super) static CTA_TUPLE: Set = set(
    "CTA_TUPLE",
    &[
        attr(1, "CTA_TUPLE_IP", nest(&CTA_IP)),
        attr(2, "CTA_TUPLE_PROTO", nest(&CTA_PROTO)),
        attr(3, "CTA_TUPLE_ZONE", BE16),
    ],
);

static CTA_IP: Set = set(
    "CTA_IP",
    &[
        attr(1, "CTA_IP_V4_SRC", IP4).key(),
        attr(2, "CTA_IP_V4_DST", IP4).key(),
        attr(3, "CTA_IP_V6_SRC", IP6).key(),
        attr(4, "CTA_IP_V6_DST", IP6).key(),
    ],
);

static CTA_PROTO: Set = set(
    "CTA_PROTO",
    &[
        attr(1, "CTA_PROTO_NUM", U8.name(&IPPROTO)).key(),
        attr(2, "CTA_PROTO_SRC_PORT", BE16).key(),
        attr(3, "CTA_PROTO_DST_PORT", BE16).key(),
        attr(4, "CTA_PROTO_ICMP_ID", BE16),
        attr(5, "CTA_PROTO_ICMP_TYPE", U8),
        attr(6, "CTA_PROTO_ICMP_CODE", U8),
        attr(7, "CTA_PROTO_ICMPV6_ID", BE16),
        attr(8, "CTA_PROTO_ICMPV6_TYPE", U8),
        attr(9, "CTA_PROTO_ICMPV6_CODE", U8),
    ],
);

static CTA_PROTOINFO: Set = set(
    "CTA_PROTOINFO",
    &[
        attr(1, "CTA_PROTOINFO_TCP", nest(&CTA_PROTOINFO_TCP)),
        attr(2, "CTA_PROTOINFO_DCCP", nest(&CTA_PROTOINFO_DCCP)),
        attr(3, "CTA_PROTOINFO_SCTP", nest(&CTA_PROTOINFO_SCTP)),
    ],
);

static CTA_PROTOINFO_TCP: Set = set(
    "CTA_PROTOINFO_TCP",
    &[
        attr(1, "CTA_PROTOINFO_TCP_STATE", U8.name(&TCP_CONNTRACK)),
        attr(2, "CTA_PROTOINFO_TCP_WSCALE_ORIGINAL", U8),
        attr(3, "CTA_PROTOINFO_TCP_WSCALE_REPLY", U8),
        attr(4, "CTA_PROTOINFO_TCP_FLAGS_ORIGINAL", fixed(&NF_CT_TCP_FLAGS)),
        attr(5, "CTA_PROTOINFO_TCP_FLAGS_REPLY", fixed(&NF_CT_TCP_FLAGS)),
    ],
);

/// Of the flags those in the mask are meant.
static NF_CT_TCP_FLAGS: Struct = layout(
    "nf_ct_tcp_flags",
    2,
    &[field("flags", U8.flags(&IP_CT_TCP_FLAG)), field("mask", U8.flags(&IP_CT_TCP_FLAG))],
);

static IP_CT_TCP_FLAG: Names = names(&[
    (0x1, "IP_CT_TCP_FLAG_WINDOW_SCALE"),
    (0x2, "IP_CT_TCP_FLAG_SACK_PERM"),
    (0x4, "IP_CT_TCP_FLAG_CLOSE_INIT"),
    (0x8, "IP_CT_TCP_FLAG_BE_LIBERAL"),
    (0x10, "IP_CT_TCP_FLAG_DATA_UNACKNOWLEDGED"),
    (0x20, "IP_CT_TCP_FLAG_MAXACK_SET"),
    (0x40, "IP_CT_EXP_CHALLENGE_ACK"),
    (0x80, "IP_CT_TCP_SIMULTANEOUS_OPEN"),
]);

/// Kernels up to 6.15.
static CTA_PROTOINFO_DCCP: Set = set(
    "CTA_PROTOINFO_DCCP",
    &[
        attr(1, "CTA_PROTOINFO_DCCP_STATE", U8),
        attr(2, "CTA_PROTOINFO_DCCP_ROLE", U8),
        attr(3, "CTA_PROTOINFO_DCCP_HANDSHAKE_SEQ", BE64),
        attr(4, "CTA_PROTOINFO_DCCP_PAD", PAD),
    ],
);

static CTA_PROTOINFO_SCTP: Set = set(
    "CTA_PROTOINFO_SCTP",
    &[
        attr(1, "CTA_PROTOINFO_SCTP_STATE", U8.name(&SCTP_CONNTRACK)),
        attr(2, "CTA_PROTOINFO_SCTP_VTAG_ORIGINAL", BE32.hex()),
        attr(3, "CTA_PROTOINFO_SCTP_VTAG_REPLY", BE32.hex()),
    ],
);

static CTA_HELP: Set = set(
    "CTA_HELP",
    &[
        attr(1, "CTA_HELP_NAME", TEXT),
        // Data that a helper outside the kernel stores.
        attr(2, "CTA_HELP_INFO", OPAQUE),
    ],
);

static CTA_NAT: Set = set(
    "CTA_NAT",
    &[
        attr(1, "CTA_NAT_V4_MINIP", IP4),
        attr(2, "CTA_NAT_V4_MAXIP", IP4),
        attr(3, "CTA_NAT_PROTO", nest(&CTA_PROTONAT)),
        attr(4, "CTA_NAT_V6_MINIP", IP6),
        attr(5, "CTA_NAT_V6_MAXIP", IP6),
    ],
);

static CTA_PROTONAT: Set =
    set("CTA_PROTONAT", &[attr(1, "CTA_PROTONAT_PORT_MIN", BE16), attr(2, "CTA_PROTONAT_PORT_MAX", BE16)]);

static CTA_COUNTERS: Set = set(
    "CTA_COUNTERS",
    &[
        attr(1, "CTA_COUNTERS_PACKETS", BE64.unit(Unit::Packets)),
        attr(2, "CTA_COUNTERS_BYTES", BE64.unit(Unit::Bytes)),
        attr(3, "CTA_COUNTERS32_PACKETS", BE32.unit(Unit::Packets)),
        attr(4, "CTA_COUNTERS32_BYTES", BE32.unit(Unit::Bytes)),
        attr(5, "CTA_COUNTERS_PAD", PAD),
    ],
);

/// The change of sequence numbers, up to a position and after it.
static CTA_SEQADJ: Set = set(
    "CTA_SEQADJ",
    &[
        attr(1, "CTA_SEQADJ_CORRECTION_POS", BE32),
        attr(2, "CTA_SEQADJ_OFFSET_BEFORE", SBE32),
        attr(3, "CTA_SEQADJ_OFFSET_AFTER", SBE32),
    ],
);

static CTA_SECCTX: Set = set("CTA_SECCTX", &[attr(1, "CTA_SECCTX_NAME", TEXT)]);

/// Since 1970.
static CTA_TIMESTAMP: Set = set(
    "CTA_TIMESTAMP",
    &[
        attr(1, "CTA_TIMESTAMP_START", BE64.unit(Unit::Nanoseconds)),
        attr(2, "CTA_TIMESTAMP_STOP", BE64.unit(Unit::Nanoseconds)),
        attr(3, "CTA_TIMESTAMP_PAD", PAD),
    ],
);

static CTA_SYNPROXY: Set = set(
    "CTA_SYNPROXY",
    &[
        attr(1, "CTA_SYNPROXY_ISN", BE32),
        attr(2, "CTA_SYNPROXY_ITS", BE32),
        attr(3, "CTA_SYNPROXY_TSOFF", BE32),
    ],
);

/// Which parts of the tuples narrow a dump, in the machine's own order.
static CTA_FILTER: Set = set(
    "CTA_FILTER",
    &[attr(1, "CTA_FILTER_ORIG_FLAGS", U32.hex()), attr(2, "CTA_FILTER_REPLY_FLAGS", U32.hex())],
);

static CTA_STATS: Set = set(
    "CTA_STATS",
    &[
        attr(1, "CTA_STATS_SEARCHED", BE32),
        attr(2, "CTA_STATS_FOUND", BE32),
        attr(3, "CTA_STATS_NEW", BE32),
        attr(4, "CTA_STATS_INVALID", BE32),
        attr(5, "CTA_STATS_IGNORE", BE32),
        attr(6, "CTA_STATS_DELETE", BE32),
        attr(7, "CTA_STATS_DELETE_LIST", BE32),
        attr(8, "CTA_STATS_INSERT", BE32),
        attr(9, "CTA_STATS_INSERT_FAILED", BE32),
        attr(10, "CTA_STATS_DROP", BE32),
        attr(11, "CTA_STATS_EARLY_DROP", BE32),
        attr(12, "CTA_STATS_ERROR", BE32),
        attr(13, "CTA_STATS_SEARCH_RESTART", BE32),
        attr(14, "CTA_STATS_CLASH_RESOLVE", BE32),
        attr(15, "CTA_STATS_CHAIN_TOOLONG", BE32),
    ],
);

static CTA_STATS_GLOBAL: Set = set(
    "CTA_STATS_GLOBAL",
    &[attr(1, "CTA_STATS_GLOBAL_ENTRIES", BE32), attr(2, "CTA_STATS_GLOBAL_MAX_ENTRIES", BE32)],
);
