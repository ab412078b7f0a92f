//! `INET_DIAG_INFO` and its like: `tcp_info`, `sctp_info`, `mptcp_info`, congestion controls' own
//! (linux/tcp.h, linux/sctp.h, linux/mptcp.h, linux/inet_diag.h)

use super::TCP_STATE;
use crate::names::AF;
use crate::schema::{Case::*, *};
use crate::wire::Endian;

/// `struct tcp_info`.
pub(super) static TCP_INFO: Struct = layout(
    "tcp_info",
    280,
    &[
        field("tcpi_state", U8.name(&TCP_STATE)),
        field("tcpi_ca_state", U8.name(&TCP_CA)),
        field("tcpi_retransmits", U8),
        field("tcpi_probes", U8),
        field("tcpi_backoff", U8),
        field("tcpi_options", U8.flags(&TCPI_OPT)),
        field("", U8.bit_fields(TCPI_WSCALE)),
        field("", U8.bit_fields(TCPI_LIMITS)),
        field("tcpi_rto", U32.unit(Unit::Microseconds)),
        field("tcpi_ato", U32.unit(Unit::Microseconds)),
        field("tcpi_snd_mss", U32.unit(Unit::Bytes)),
        field("tcpi_rcv_mss", U32.unit(Unit::Bytes)),
        field("tcpi_unacked", select("tcpi_state", UNACKED)),
        field("tcpi_sacked", select("tcpi_state", SACKED)),
        field("tcpi_lost", U32.unit(Unit::Packets)),
        field("tcpi_retrans", U32.unit(Unit::Packets)),
        field("tcpi_fackets", U32.unit(Unit::Packets)),
        field("tcpi_last_data_sent", U32.unit(Unit::Milliseconds)),
        field("tcpi_last_ack_sent", U32.unit(Unit::Milliseconds)),
        field("tcpi_last_data_recv", U32.unit(Unit::Milliseconds)),
        field("tcpi_last_ack_recv", U32.unit(Unit::Milliseconds)),
        field("tcpi_pmtu", U32.unit(Unit::Bytes)),
        field("tcpi_rcv_ssthresh", U32.unit(Unit::Bytes)),
        field("tcpi_rtt", U32.unit(Unit::Microseconds)),
        field("tcpi_rttvar", U32.unit(Unit::Microseconds)),
        field("tcpi_snd_ssthresh", U32.unit(Unit::Packets)),
        field("tcpi_snd_cwnd", U32.unit(Unit::Packets)),
        field("tcpi_advmss", U32.unit(Unit::Bytes)),
        field("tcpi_reordering", U32.unit(Unit::Packets)),
        field("tcpi_rcv_rtt", U32.unit(Unit::Microseconds)),
        field("tcpi_rcv_space", U32.unit(Unit::Bytes)),
        field("tcpi_total_retrans", U32.unit(Unit::Packets)),
        field("tcpi_pacing_rate", U64.unit(Unit::BytesPerSecond)),
        field("tcpi_max_pacing_rate", U64.unit(Unit::BytesPerSecond)),
        field("tcpi_bytes_acked", U64.unit(Unit::Bytes)),
        field("tcpi_bytes_received", U64.unit(Unit::Bytes)),
        field("tcpi_segs_out", U32.unit(Unit::Packets)),
        field("tcpi_segs_in", U32.unit(Unit::Packets)),
        field("tcpi_notsent_bytes", U32.unit(Unit::Bytes)),
        field("tcpi_min_rtt", U32.unit(Unit::Microseconds)),
        field("tcpi_data_segs_in", U32.unit(Unit::Packets)),
        field("tcpi_data_segs_out", U32.unit(Unit::Packets)),
        field("tcpi_delivery_rate", U64.unit(Unit::BytesPerSecond)),
        field("tcpi_busy_time", U64.unit(Unit::Microseconds)),
        field("tcpi_rwnd_limited", U64.unit(Unit::Microseconds)),
        field("tcpi_sndbuf_limited", U64.unit(Unit::Microseconds)),
        field("tcpi_delivered", U32.unit(Unit::Packets)),
        field("tcpi_delivered_ce", U32.unit(Unit::Packets)),
        field("tcpi_bytes_sent", U64.unit(Unit::Bytes)),
        field("tcpi_bytes_retrans", U64.unit(Unit::Bytes)),
        field("tcpi_dsack_dups", U32.unit(Unit::Packets)),
        field("tcpi_reord_seen", U32),
        field("tcpi_rcv_ooopack", U32.unit(Unit::Packets)),
        field("tcpi_snd_wnd", U32.unit(Unit::Bytes)),
        field("tcpi_rcv_wnd", U32.unit(Unit::Bytes)),
        field("tcpi_rehash", U32),
        field("tcpi_total_rto", U16),
        field("tcpi_total_rto_recoveries", U16),
        field("tcpi_total_rto_time", U32.unit(Unit::Milliseconds)),
        field("tcpi_received_ce", U32.unit(Unit::Packets)),
        field("tcpi_delivered_e1_bytes", U32.unit(Unit::Bytes)),
        field("tcpi_delivered_e0_bytes", U32.unit(Unit::Bytes)),
        field("tcpi_delivered_ce_bytes", U32.unit(Unit::Bytes)),
        field("tcpi_received_e1_bytes", U32.unit(Unit::Bytes)),
        field("tcpi_received_e0_bytes", U32.unit(Unit::Bytes)),
        field("tcpi_received_ce_bytes", U32.unit(Unit::Bytes)),
        field("", U32.bit_fields(TCPI_ACCECN)),
    ],
)
.grown_from(104);

/// Of a listening socket (`TCP_LISTEN`) these are its accept queue, in connections, and how many fit in.
const UNACKED: &[(Case, Kind)] = &[(Is(10), gloss(&U32, accept_queue)), (Otherwise, U32.unit(Unit::Packets))];
const SACKED: &[(Case, Kind)] =
    &[(Is(10), gloss(&U32, accept_queue_limit)), (Otherwise, U32.unit(Unit::Packets))];

fn accept_queue(_: &[u8], _: Endian, out: &mut dyn core::fmt::Write) -> core::fmt::Result {
    out.write_str("connections in the accept queue")
}

fn accept_queue_limit(_: &[u8], _: Endian, out: &mut dyn core::fmt::Write) -> core::fmt::Result {
    out.write_str("limit of the accept queue")
}

const TCPI_WSCALE: &[Part] = &[part("tcpi_snd_wscale", 4, Show::Dec), part("tcpi_rcv_wscale", 4, Show::Dec)];

const TCPI_LIMITS: &[Part] = &[
    part("tcpi_delivery_rate_app_limited", 1, Show::Bool),
    part("tcpi_fastopen_client_fail", 2, Show::Name(&TCP_FASTOPEN_CLIENT_FAIL)),
    part("", 5, Show::Dec),
];

const TCPI_ACCECN: &[Part] = &[
    part("tcpi_ecn_mode", 2, Show::Name(&TCPI_ECN_MODE)),
    part("tcpi_accecn_opt_seen", 2, Show::Name(&TCP_ACCECN_OPT)),
    part("tcpi_accecn_fail_mode", 4, Show::Flags(&TCP_ACCECN_FAIL)),
    part("tcpi_options2", 24, Show::Hex),
];

/// `struct mptcp_info`.
pub(super) static MPTCP_INFO: Struct = layout(
    "mptcp_info",
    96,
    &[
        field("mptcpi_subflows", U8),
        field("mptcpi_add_addr_signal", U8),
        field("mptcpi_add_addr_accepted", U8),
        field("mptcpi_subflows_max", U8),
        field("mptcpi_add_addr_signal_max", U8),
        field("mptcpi_add_addr_accepted_max", U8),
        field("", pad(2)),
        field("mptcpi_flags", U32.flags(&MPTCP_INFO_FLAG)),
        field("mptcpi_token", U32.hex()),
        field("mptcpi_write_seq", U64),
        field("mptcpi_snd_una", U64),
        field("mptcpi_rcv_nxt", U64),
        field("mptcpi_local_addr_used", U8),
        field("mptcpi_local_addr_max", U8),
        field("mptcpi_csum_enabled", U8.bool()),
        field("", pad(1)),
        field("mptcpi_retransmits", U32.unit(Unit::Packets)),
        field("mptcpi_bytes_retrans", U64.unit(Unit::Bytes)),
        field("mptcpi_bytes_sent", U64.unit(Unit::Bytes)),
        field("mptcpi_bytes_received", U64.unit(Unit::Bytes)),
        field("mptcpi_bytes_acked", U64.unit(Unit::Bytes)),
        field("mptcpi_subflows_total", U8),
        field("mptcpi_endp_laminar_max", U8),
        field("mptcpi_endp_fullmesh_max", U8),
        field("reserved", pad(1)),
        field("mptcpi_last_data_sent", U32.unit(Unit::Milliseconds)),
        field("mptcpi_last_data_recv", U32.unit(Unit::Milliseconds)),
        field("mptcpi_last_ack_recv", U32.unit(Unit::Milliseconds)),
    ],
)
.grown_from(40);

/// `struct sctp_info`.
pub(super) static SCTP_INFO: Struct = layout(
    "sctp_info",
    368,
    &[
        field("sctpi_tag", U32.hex()),
        field("sctpi_state", U32.name(&SCTP_STATE)),
        field("sctpi_rwnd", U32.unit(Unit::Bytes)),
        field("sctpi_unackdata", U16),
        field("sctpi_penddata", U16),
        field("sctpi_instrms", U16),
        field("sctpi_outstrms", U16),
        field("sctpi_fragmentation_point", U32.unit(Unit::Bytes)),
        field("sctpi_inqueue", U32),
        field("sctpi_outqueue", U32),
        field("sctpi_overall_error", U32),
        field("sctpi_max_burst", U32),
        field("sctpi_maxseg", U32.unit(Unit::Bytes)),
        field("sctpi_peer_rwnd", U32.unit(Unit::Bytes)),
        field("sctpi_peer_tag", U32.hex()),
        field("sctpi_peer_capable", U8.flags(&SCTP_PEER_CAPABLE)),
        field("sctpi_peer_sack", U8.bool()),
        field("__reserved1", pad(2)),
        field("sctpi_isacks", U64),
        field("sctpi_osacks", U64),
        field("sctpi_opackets", U64),
        field("sctpi_ipackets", U64),
        field("sctpi_rtxchunks", U64),
        field("sctpi_outofseqtsns", U64),
        field("sctpi_idupchunks", U64),
        field("sctpi_gapcnt", U64),
        field("sctpi_ouodchunks", U64),
        field("sctpi_iuodchunks", U64),
        field("sctpi_oodchunks", U64),
        field("sctpi_iodchunks", U64),
        field("sctpi_octrlchunks", U64),
        field("sctpi_ictrlchunks", U64),
        field("sctpi_p_address", SOCKADDR),
        field("sctpi_p_state", S32.name(&SCTP_SPINFO_STATE)),
        field("sctpi_p_cwnd", U32.unit(Unit::Bytes)),
        field("sctpi_p_srtt", U32.unit(Unit::Jiffies)),
        field("sctpi_p_rto", U32.unit(Unit::Milliseconds)),
        field("sctpi_p_hbinterval", U32.unit(Unit::Jiffies)),
        field("sctpi_p_pathmaxrxt", U32),
        field("sctpi_p_sackdelay", U32.unit(Unit::Milliseconds)),
        field("sctpi_p_sackfreq", U32),
        field("sctpi_p_ssthresh", U32.unit(Unit::Bytes)),
        field("sctpi_p_partial_bytes_acked", U32.unit(Unit::Bytes)),
        field("sctpi_p_flight_size", U32.unit(Unit::Bytes)),
        field("sctpi_p_error", U16),
        field("__reserved2", pad(2)),
        field("sctpi_s_autoclose", U32.unit(Unit::Seconds)),
        field("sctpi_s_adaptation_ind", U32.hex()),
        field("sctpi_s_pd_point", U32.unit(Unit::Bytes)),
        field("sctpi_s_nodelay", U8.bool()),
        field("sctpi_s_disable_fragments", U8.bool()),
        field("sctpi_s_v4mapped", U8.bool()),
        field("sctpi_s_frag_interleave", U8),
        field("sctpi_s_type", U32.name(&SCTP_SOCKET)),
        field("__reserved3", pad(4)),
    ],
);

/// Addresses, each in a `sockaddr_storage`.
pub(super) static SOCKADDRS: Array = array(SOCKADDR);

/// `struct sockaddr_storage` as what its family makes of it.
const SOCKADDR: Kind = Kind::Peek(&SA, &SOCKADDR_BY_FAMILY);

static SOCKADDR_BY_FAMILY: Kind = select("sa_family", SOCKADDR_CASES);

const SOCKADDR_CASES: &[(Case, Kind)] = &[
    (Is(0), fixed(&SOCKADDR_NONE)),
    (Is(2), fixed(&SOCKADDR_IN)),
    (Is(10), fixed(&SOCKADDR_IN6)),
    (Otherwise, fixed(&SOCKADDR_STORAGE)),
];

static SA: Struct = layout("sockaddr", 2, &[field("sa_family", U16)]);

static SOCKADDR_STORAGE: Struct =
    layout("sockaddr_storage", 128, &[field("ss_family", U16.name(&AF)), field("__data", opaque(126))]);

/// No address at all.
static SOCKADDR_NONE: Struct =
    layout("sockaddr_storage", 128, &[field("ss_family", U16.name(&AF)), field("__data", pad(126))]);

static SOCKADDR_IN: Struct = layout(
    "sockaddr_storage",
    128,
    &[
        field("sin_family", U16.name(&AF)),
        field("sin_port", BE16),
        field("sin_addr", IP4),
        field("", pad(120)),
    ],
);

static SOCKADDR_IN6: Struct = layout(
    "sockaddr_storage",
    128,
    &[
        field("sin6_family", U16.name(&AF)),
        field("sin6_port", BE16),
        field("sin6_flowinfo", BE32.hex()),
        field("sin6_addr", IP6),
        field("sin6_scope_id", U32.interface()),
        field("", pad(100)),
    ],
);

/// `struct tcpvegas_info`.
pub(super) static TCPVEGAS_INFO: Struct = layout(
    "tcpvegas_info",
    16,
    &[
        field("tcpv_enabled", U32.bool()),
        field("tcpv_rttcnt", U32),
        field("tcpv_rtt", U32.unit(Unit::Microseconds)),
        field("tcpv_minrtt", U32.unit(Unit::Microseconds)),
    ],
);

/// `struct tcp_dctcp_info`.
pub(super) static TCP_DCTCP_INFO: Struct = layout(
    "tcp_dctcp_info",
    16,
    &[
        field("dctcp_enabled", U16.bool()),
        field("dctcp_ce_state", U16),
        field("dctcp_alpha", U32),
        field("dctcp_ab_ecn", U32.unit(Unit::Bytes)),
        field("dctcp_ab_tot", U32.unit(Unit::Bytes)),
    ],
);

/// `struct tcp_bbr_info`.
pub(super) static TCP_BBR_INFO: Struct = layout(
    "tcp_bbr_info",
    20,
    &[
        field("bbr_bw_lo", U32),
        field("bbr_bw_hi", U32),
        field("bbr_min_rtt", U32.unit(Unit::Microseconds)),
        field("bbr_pacing_gain", U32),
        field("bbr_cwnd_gain", U32),
    ],
);

static TCP_CA: Names = names(&[
    (0, "TCP_CA_Open"),
    (1, "TCP_CA_Disorder"),
    (2, "TCP_CA_CWR"),
    (3, "TCP_CA_Recovery"),
    (4, "TCP_CA_Loss"),
]);

static TCPI_OPT: Names = names(&[
    (0x1, "TCPI_OPT_TIMESTAMPS"),
    (0x2, "TCPI_OPT_SACK"),
    (0x4, "TCPI_OPT_WSCALE"),
    (0x8, "TCPI_OPT_ECN"),
    (0x10, "TCPI_OPT_ECN_SEEN"),
    (0x20, "TCPI_OPT_SYN_DATA"),
    (0x40, "TCPI_OPT_USEC_TS"),
    (0x80, "TCPI_OPT_TFO_CHILD"),
]);

static TCP_FASTOPEN_CLIENT_FAIL: Names = names(&[
    (0, "TFO_STATUS_UNSPEC"),
    (1, "TFO_COOKIE_UNAVAILABLE"),
    (2, "TFO_DATA_NOT_ACKED"),
    (3, "TFO_SYN_RETRANSMITTED"),
]);

static TCPI_ECN_MODE: Names = names(&[
    (0, "TCPI_ECN_MODE_DISABLED"),
    (1, "TCPI_ECN_MODE_RFC3168"),
    (2, "TCPI_ECN_MODE_ACCECN"),
    (3, "TCPI_ECN_MODE_PENDING"),
]);

static TCP_ACCECN_OPT: Names = names(&[
    (0, "TCP_ACCECN_OPT_NOT_SEEN"),
    (1, "TCP_ACCECN_OPT_EMPTY_SEEN"),
    (2, "TCP_ACCECN_OPT_COUNTER_SEEN"),
    (3, "TCP_ACCECN_OPT_FAIL_SEEN"),
]);

/// How the negotiation of accurate ECN failed.
static TCP_ACCECN_FAIL: Names = names(&[
    (0x1, "TCP_ACCECN_ACE_FAIL_SEND"),
    (0x2, "TCP_ACCECN_ACE_FAIL_RECV"),
    (0x4, "TCP_ACCECN_OPT_FAIL_SEND"),
    (0x8, "TCP_ACCECN_OPT_FAIL_RECV"),
]);

static MPTCP_INFO_FLAG: Names =
    names(&[(0x1, "MPTCP_INFO_FLAG_FALLBACK"), (0x2, "MPTCP_INFO_FLAG_REMOTE_KEY_RECEIVED")]);

/// `SCTP_STATE_*`: states of an association.
pub(super) static SCTP_STATE: Names = names(&[
    (0, "SCTP_STATE_CLOSED"),
    (1, "SCTP_STATE_COOKIE_WAIT"),
    (2, "SCTP_STATE_COOKIE_ECHOED"),
    (3, "SCTP_STATE_ESTABLISHED"),
    (4, "SCTP_STATE_SHUTDOWN_PENDING"),
    (5, "SCTP_STATE_SHUTDOWN_SENT"),
    (6, "SCTP_STATE_SHUTDOWN_RECEIVED"),
    (7, "SCTP_STATE_SHUTDOWN_ACK_SENT"),
]);

/// Members of the kernel's association that say what its peer is capable of.
static SCTP_PEER_CAPABLE: Names = names(&[
    (0x1, "auth_capable"),
    (0x2, "prsctp_capable"),
    (0x4, "asconf_capable"),
    (0x8, "reconf_capable"),
    (0x10, "ipv6_address"),
    (0x20, "ipv4_address"),
    (0x40, "ecn_capable"),
]);

static SCTP_SPINFO_STATE: Names = names(&[
    (0, "SCTP_INACTIVE"),
    (1, "SCTP_PF"),
    (2, "SCTP_ACTIVE"),
    (3, "SCTP_UNCONFIRMED"),
    (0xffff, "SCTP_UNKNOWN"),
]);

static SCTP_SOCKET: Names =
    names(&[(0, "SCTP_SOCKET_UDP"), (1, "SCTP_SOCKET_UDP_HIGH_BANDWIDTH"), (2, "SCTP_SOCKET_TCP")]);
