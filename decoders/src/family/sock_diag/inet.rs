//! Internet sockets: struct `inet_diag_req`, `inet_diag_req_v2`, `inet_diag_msg`, `INET_DIAG_*`  (linux/inet_diag.h)
//!
//! TCP, UDP, UDP-Lite, raw, SCTP, DCCP and MPTCP sockets. The protocol of a reply is in its request.

use super::inet_info::*;
use super::{COOKIE, MEMINFO, QUEUE, SHUTDOWN, TCP_STATE, TCPF, bytecode};
use crate::names::{AF, IPPROTO};
use crate::schema::{Case::*, *};

/// `inet_diag_req_v2`; `inet_diag_req_raw` where raw sockets are asked for.
pub(super) const REQUEST_HEAD: Kind = select("sdiag_protocol", REQUEST_HEADS);

const REQUEST_HEADS: &[(Case, Kind)] =
    &[(Is(255), fixed(&INET_DIAG_REQ_RAW)), (Otherwise, fixed(&INET_DIAG_REQ_V2))];

/// The requests `TCPDIAG_GETSOCK` and `DCCPDIAG_GETSOCK`.
pub(super) static OLD_REQUEST: Body = body(fixed(&INET_DIAG_REQ_V1), nest(&INET_DIAG_REQ));

/// The replies.
pub(super) static REPLY: Body = body(fixed(&INET_DIAG_MSG), nest(&INET_DIAG));

static INET_DIAG_REQ_V2: Struct = layout(
    "inet_diag_req_v2",
    56,
    &[
        field("sdiag_family", U8.name(&AF)),
        field("sdiag_protocol", U8.name(&IPPROTO)).key(),
        field("idiag_ext", U8.flags(&EXT)),
        field("pad", pad(1)),
        field("idiag_states", U32.flags(&TCPF)),
        field("id", fixed(&INET_DIAG_SOCKID)),
    ],
);

static INET_DIAG_REQ_RAW: Struct = layout(
    "inet_diag_req_raw",
    56,
    &[
        field("sdiag_family", U8.name(&AF)),
        field("sdiag_protocol", U8.name(&IPPROTO)).key(),
        field("idiag_ext", U8.flags(&EXT)),
        field("sdiag_raw_protocol", U8.name(&IPPROTO)),
        field("idiag_states", U32.flags(&TCPF)),
        field("id", fixed(&INET_DIAG_SOCKID)),
    ],
);

/// `struct inet_diag_req`, the first version.
static INET_DIAG_REQ_V1: Struct = layout(
    "inet_diag_req",
    60,
    &[
        field("idiag_family", U8.name(&AF)),
        field("idiag_src_len", U8),
        field("idiag_dst_len", U8),
        field("idiag_ext", U8.flags(&EXT)),
        field("id", fixed(&INET_DIAG_SOCKID)),
        field("idiag_states", U32.flags(&TCPF)),
        field("idiag_dbs", U32.hex()),
    ],
);

/// `struct inet_diag_msg`.
pub(super) static INET_DIAG_MSG: Struct = layout(
    "inet_diag_msg",
    72,
    &[
        field("idiag_family", U8.name(&AF)),
        field("idiag_state", select("INET_DIAG_PEERS", STATE)).key(),
        field("idiag_timer", U8.name(&IDIAG_TIMER)),
        field("idiag_retrans", U8),
        field("id", fixed(&INET_DIAG_SOCKID)),
        field("idiag_expires", U32.unit(Unit::Milliseconds)),
        field("idiag_rqueue", select("idiag_state", QUEUE)),
        field("idiag_wqueue", select("idiag_state", QUEUE)),
        field("idiag_uid", U32),
        field("idiag_inode", U32),
    ],
);

/// Only an SCTP association has peers, and it has states of its own; the socket it belongs to has those of all sockets.
const STATE: &[(Case, Kind)] = &[(OneOf(&[2, 10]), U8.name(&SCTP_STATE)), (Otherwise, U8.name(&TCP_STATE))];

/// `struct inet_diag_sockid`.
static INET_DIAG_SOCKID: Struct = layout(
    "inet_diag_sockid",
    48,
    &[
        field("idiag_sport", BE16).key(),
        field("idiag_dport", BE16).key(),
        field("idiag_src", select("idiag_family", ADDRESS)).key(),
        field("idiag_dst", select("idiag_family", ADDRESS)).key(),
        field("idiag_if", U32.interface()),
        field("idiag_cookie", COOKIE),
    ],
);

/// An address by the family of the socket; in a request, by the family that is asked for.
const ADDRESS: &[(Case, Kind)] = &[
    (Is(2), IP4_OF_16),
    (Is(10), IP6),
    (Otherwise, select("sdiag_family", &[(Is(2), IP4_OF_16), (Is(10), IP6), (Otherwise, opaque(16))])),
];

/// `INET_DIAG_REQ_*`: what a request narrows its question by.
pub(super) static INET_DIAG_REQ: Set = set(
    "INET_DIAG_REQ",
    &[
        attr(1, "INET_DIAG_REQ_BYTECODE", bytecode::BYTECODE),
        attr(2, "INET_DIAG_REQ_SK_BPF_STORAGES", nest(&SK_DIAG_BPF_STORAGE_REQ)),
        attr(3, "INET_DIAG_REQ_PROTOCOL", U32.name(&IPPROTO)),
    ],
);

static SK_DIAG_BPF_STORAGE_REQ: Set =
    set("SK_DIAG_BPF_STORAGE_REQ", &[attr(1, "SK_DIAG_BPF_STORAGE_REQ_MAP_FD", U32)]);

/// `INET_DIAG_*`.
pub(super) static INET_DIAG: Set = set(
    "INET_DIAG",
    &[
        attr(1, "INET_DIAG_MEMINFO", fixed(&INET_DIAG_MEMINFO)),
        attr(2, "INET_DIAG_INFO", INFO),
        attr(3, "INET_DIAG_VEGASINFO", fixed(&TCPVEGAS_INFO)),
        attr(4, "INET_DIAG_CONG", TEXT),
        attr(5, "INET_DIAG_TOS", U8.hex()),
        attr(6, "INET_DIAG_TCLASS", U8.hex()),
        attr(7, "INET_DIAG_SKMEMINFO", Kind::Array(&MEMINFO)),
        attr(8, "INET_DIAG_SHUTDOWN", U8.flags(&SHUTDOWN)),
        attr(9, "INET_DIAG_DCTCPINFO", fixed(&TCP_DCTCP_INFO)),
        attr(10, "INET_DIAG_PROTOCOL", U8.name(&IPPROTO)),
        attr(11, "INET_DIAG_SKV6ONLY", U8.bool()),
        attr(12, "INET_DIAG_LOCALS", Kind::Array(&SOCKADDRS)),
        attr(13, "INET_DIAG_PEERS", Kind::Array(&SOCKADDRS)),
        attr(14, "INET_DIAG_PAD", PAD),
        attr(15, "INET_DIAG_MARK", U32.hex()),
        attr(16, "INET_DIAG_BBRINFO", fixed(&TCP_BBR_INFO)),
        attr(17, "INET_DIAG_CLASS_ID", U32.handle()),
        attr(18, "INET_DIAG_MD5SIG", Kind::Array(&MD5SIGS)),
        attr(19, "INET_DIAG_ULP_INFO", nest(&INET_ULP_INFO)),
        attr(20, "INET_DIAG_SK_BPF_STORAGES", nest(&SK_DIAG_BPF_STORAGE_REP)),
        attr(21, "INET_DIAG_CGROUP_ID", U64),
        attr(22, "INET_DIAG_SOCKOPT", fixed(&INET_DIAG_SOCKOPT)),
    ],
);

/// `INET_DIAG_INFO`, by the protocol in the message itself (notification of a closed socket), or in the request, or else by
/// length: no two of the structs ever had the same length.
const INFO: Kind = select("INET_DIAG_PROTOCOL", INFO_AS_IT_SAYS);

const INFO_AS_IT_SAYS: &[(Case, Kind)] = &[
    (Is(6), fixed(&TCP_INFO)),
    (Is(132), fixed(&SCTP_INFO)),
    (Otherwise, select("INET_DIAG_REQ_PROTOCOL", INFO_AS_ASKED)),
];

const INFO_AS_ASKED: &[(Case, Kind)] = &[
    (Is(6), fixed(&TCP_INFO)),
    (Is(132), fixed(&SCTP_INFO)),
    (Is(262), fixed(&MPTCP_INFO)),
    (Otherwise, select("sdiag_protocol", INFO_AS_ASKED_IN_THE_HEAD)),
];

const INFO_AS_ASKED_IN_THE_HEAD: &[(Case, Kind)] = &[
    (OneOf(&[6, 33]), fixed(&TCP_INFO)),
    (Is(132), fixed(&SCTP_INFO)),
    (Otherwise, select("@len", INFO_BY_LENGTH)),
];

const INFO_BY_LENGTH: &[(Case, Kind)] =
    &[(UpTo(96), fixed(&MPTCP_INFO)), (Is(368), fixed(&SCTP_INFO)), (Otherwise, fixed(&TCP_INFO))];

/// `INET_ULP_INFO_*`: the protocol on top of a TCP socket.
static INET_ULP_INFO: Set = set(
    "INET_ULP_INFO",
    &[
        attr(1, "INET_ULP_INFO_NAME", TEXT),
        attr(2, "INET_ULP_INFO_TLS", nest(&TLS_INFO)),
        attr(3, "INET_ULP_INFO_MPTCP", nest(&MPTCP_SUBFLOW_ATTR)),
    ],
);

static TLS_INFO: Set = set(
    "TLS_INFO",
    &[
        attr(1, "TLS_INFO_VERSION", U16.name(&TLS_VERSION)),
        attr(2, "TLS_INFO_CIPHER", U16.name(&TLS_CIPHER)),
        attr(3, "TLS_INFO_TXCONF", U16.name(&TLS_CONF)),
        attr(4, "TLS_INFO_RXCONF", U16.name(&TLS_CONF)),
        attr(5, "TLS_INFO_ZC_RO_TX", FLAG),
        attr(6, "TLS_INFO_RX_NO_PAD", FLAG),
        attr(7, "TLS_INFO_TX_MAX_PAYLOAD_LEN", U16.unit(Unit::Bytes)),
    ],
);

static MPTCP_SUBFLOW_ATTR: Set = set(
    "MPTCP_SUBFLOW_ATTR",
    &[
        attr(1, "MPTCP_SUBFLOW_ATTR_TOKEN_REM", U32.hex()),
        attr(2, "MPTCP_SUBFLOW_ATTR_TOKEN_LOC", U32.hex()),
        attr(3, "MPTCP_SUBFLOW_ATTR_RELWRITE_SEQ", U32),
        attr(4, "MPTCP_SUBFLOW_ATTR_MAP_SEQ", U64),
        attr(5, "MPTCP_SUBFLOW_ATTR_MAP_SFSEQ", U32),
        attr(6, "MPTCP_SUBFLOW_ATTR_SSN_OFFSET", U32),
        attr(7, "MPTCP_SUBFLOW_ATTR_MAP_DATALEN", U16.unit(Unit::Bytes)),
        attr(8, "MPTCP_SUBFLOW_ATTR_FLAGS", U32.flags(&MPTCP_SUBFLOW_FLAG)),
        attr(9, "MPTCP_SUBFLOW_ATTR_ID_REM", U8),
        attr(10, "MPTCP_SUBFLOW_ATTR_ID_LOC", U8),
        attr(11, "MPTCP_SUBFLOW_ATTR_PAD", PAD),
    ],
);

static SK_DIAG_BPF_STORAGE_REP: Set =
    set("SK_DIAG_BPF_STORAGE_REP", &[attr(1, "SK_DIAG_BPF_STORAGE", nest(&SK_DIAG_BPF_STORAGE))]);

static SK_DIAG_BPF_STORAGE: Set = set(
    "SK_DIAG_BPF_STORAGE",
    &[
        attr(1, "SK_DIAG_BPF_STORAGE_PAD", PAD),
        attr(2, "SK_DIAG_BPF_STORAGE_MAP_ID", U32),
        attr(3, "SK_DIAG_BPF_STORAGE_MAP_VALUE", OPAQUE),
    ],
);

static INET_DIAG_MEMINFO: Struct = layout(
    "inet_diag_meminfo",
    16,
    &[
        field("idiag_rmem", U32.unit(Unit::Bytes)),
        field("idiag_wmem", U32.unit(Unit::Bytes)),
        field("idiag_fmem", U32.unit(Unit::Bytes)),
        field("idiag_tmem", U32.unit(Unit::Bytes)),
    ],
);

static INET_DIAG_SOCKOPT: Struct = layout(
    "inet_diag_sockopt",
    2,
    &[field("", U8.bit_fields(SOCKOPT_0)), field("", U8.bit_fields(SOCKOPT_1))],
);

const SOCKOPT_0: &[Part] = &[
    part("recverr", 1, Show::Bool),
    part("is_icsk", 1, Show::Bool),
    part("freebind", 1, Show::Bool),
    part("hdrincl", 1, Show::Bool),
    part("mc_loop", 1, Show::Bool),
    part("transparent", 1, Show::Bool),
    part("mc_all", 1, Show::Bool),
    part("nodefrag", 1, Show::Bool),
];

const SOCKOPT_1: &[Part] = &[
    part("bind_address_no_port", 1, Show::Bool),
    part("recverr_rfc4884", 1, Show::Bool),
    part("defer_connect", 1, Show::Bool),
    part("", 5, Show::Dec),
];

static MD5SIGS: Array = array(fixed(&TCP_DIAG_MD5SIG));

static TCP_DIAG_MD5SIG: Struct = layout(
    "tcp_diag_md5sig",
    100,
    &[
        field("tcpm_family", U8.name(&AF)),
        field("tcpm_prefixlen", U8),
        field("tcpm_keylen", U16.unit(Unit::Bytes)),
        field(
            "tcpm_addr",
            select("tcpm_family", &[(Is(2), IP4_OF_16), (Is(10), IP6), (Otherwise, opaque(16))]),
        ),
        field("tcpm_key", opaque(80)).secret(),
    ],
);

/// `1 << (INET_DIAG_* - 1)`: attributes that are asked for.
pub(super) static EXT: Names = names(&[
    (0x1, "INET_DIAG_MEMINFO"),
    (0x2, "INET_DIAG_INFO"),
    (0x4, "INET_DIAG_VEGASINFO"),
    (0x8, "INET_DIAG_CONG"),
    (0x10, "INET_DIAG_TOS"),
    (0x20, "INET_DIAG_TCLASS"),
    (0x40, "INET_DIAG_SKMEMINFO"),
    (0x80, "INET_DIAG_SHUTDOWN"),
]);

static IDIAG_TIMER: Names = names(&[
    (0, "IDIAG_TIMER_OFF"),
    (1, "IDIAG_TIMER_ON"),
    (2, "IDIAG_TIMER_KEEPALIVE"),
    (3, "IDIAG_TIMER_TIMEWAIT"),
    (4, "IDIAG_TIMER_PROBE0"),
    (5, "IDIAG_TIMER_DELACK"),
]);

static TLS_VERSION: Names = names(&[(0x303, "TLS_1_2_VERSION"), (0x304, "TLS_1_3_VERSION")]);

static TLS_CIPHER: Names = names(&[
    (51, "TLS_CIPHER_AES_GCM_128"),
    (52, "TLS_CIPHER_AES_GCM_256"),
    (53, "TLS_CIPHER_AES_CCM_128"),
    (54, "TLS_CIPHER_CHACHA20_POLY1305"),
    (55, "TLS_CIPHER_SM4_GCM"),
    (56, "TLS_CIPHER_SM4_CCM"),
    (57, "TLS_CIPHER_ARIA_GCM_128"),
    (58, "TLS_CIPHER_ARIA_GCM_256"),
]);

static TLS_CONF: Names =
    names(&[(1, "TLS_CONF_BASE"), (2, "TLS_CONF_SW"), (3, "TLS_CONF_HW"), (4, "TLS_CONF_HW_RECORD")]);

static MPTCP_SUBFLOW_FLAG: Names = names(&[
    (0x1, "MPTCP_SUBFLOW_FLAG_MCAP_REM"),
    (0x2, "MPTCP_SUBFLOW_FLAG_MCAP_LOC"),
    (0x4, "MPTCP_SUBFLOW_FLAG_JOIN_REM"),
    (0x8, "MPTCP_SUBFLOW_FLAG_JOIN_LOC"),
    (0x10, "MPTCP_SUBFLOW_FLAG_BKUP_REM"),
    (0x20, "MPTCP_SUBFLOW_FLAG_BKUP_LOC"),
    (0x40, "MPTCP_SUBFLOW_FLAG_FULLY_ESTABLISHED"),
    (0x80, "MPTCP_SUBFLOW_FLAG_CONNECTED"),
    (0x100, "MPTCP_SUBFLOW_FLAG_MAPVALID"),
]);
