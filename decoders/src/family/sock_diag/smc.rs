//! SMC sockets: struct `smc_diag_req`, `smc_diag_msg`, `SMC_DIAG_*`  (linux/smc_diag.h)
//!
//! The message does not contain the family of its addresses: an IPv4 address is followed by zeros.

use super::{COOKIE, SHUTDOWN};
use crate::family::shared::smc::{SMC_CLC_DECL, SMC_ROLE};
use crate::names::AF;
use crate::schema::{Case::*, *};

/// `struct smc_diag_req`.
pub(super) static SMC_DIAG_REQ: Struct = layout(
    "smc_diag_req",
    52,
    &[
        field("diag_family", U8.name(&AF)),
        field("pad", pad(2)),
        field("diag_ext", U8.flags(&EXT)),
        field("id", fixed(&INET_DIAG_SOCKID)),
    ],
);

/// `struct smc_diag_msg`.
pub(super) static SMC_DIAG_MSG: Struct = layout(
    "smc_diag_msg",
    64,
    &[
        field("diag_family", U8.name(&AF)),
        field("diag_state", U8.name(&SMC_STATE)),
        field("diag_mode", U8.name(&SMC_DIAG_MODE)),
        field("diag_shutdown", U8.flags(&SHUTDOWN)),
        field("id", fixed(&INET_DIAG_SOCKID)),
        field("diag_uid", U32),
        field("diag_inode", U64),
    ],
);

static INET_DIAG_SOCKID: Struct = layout(
    "inet_diag_sockid",
    48,
    &[
        field("idiag_sport", BE16),
        field("idiag_dport", BE16),
        field("idiag_src", ADDRESS),
        field("idiag_dst", ADDRESS),
        field("idiag_if", U32.interface()),
        field("idiag_cookie", COOKIE),
    ],
);

const ADDRESS: Kind = Kind::Peek(&WORDS, &ADDRESS_BY_WORDS);

static WORDS: Struct =
    layout("smc_address", 16, &[field("", pad(4)), field("word_1", U32), field("words_2_3", U64)]);

static ADDRESS_BY_WORDS: Kind = select("words_2_3", ADDRESS_CASES);

const ADDRESS_CASES: &[(Case, Kind)] =
    &[(Is(0), select("word_1", &[(Is(0), IP4_OF_16), (Otherwise, IP6)])), (Otherwise, IP6)];

/// `SMC_DIAG_*`.
pub(super) static SMC_DIAG: Set = set(
    "SMC_DIAG",
    &[
        attr(1, "SMC_DIAG_CONNINFO", fixed(&SMC_DIAG_CONNINFO)),
        attr(2, "SMC_DIAG_LGRINFO", fixed(&SMC_DIAG_LGRINFO)),
        attr(3, "SMC_DIAG_SHUTDOWN", U8.flags(&SHUTDOWN)),
        attr(4, "SMC_DIAG_DMBINFO", fixed(&SMCD_DIAG_DMBINFO)),
        attr(5, "SMC_DIAG_FALLBACK", fixed(&SMC_DIAG_FALLBACK)),
    ],
);

static SMC_DIAG_CONNINFO: Struct = layout(
    "smc_diag_conninfo",
    76,
    &[
        field("token", U32.hex()),
        field("sndbuf_size", U32.unit(Unit::Bytes)),
        field("rmbe_size", U32.unit(Unit::Bytes)),
        field("peer_rmbe_size", U32.unit(Unit::Bytes)),
        field("rx_prod", fixed(&SMC_DIAG_CURSOR)),
        field("rx_cons", fixed(&SMC_DIAG_CURSOR)),
        field("tx_prod", fixed(&SMC_DIAG_CURSOR)),
        field("tx_cons", fixed(&SMC_DIAG_CURSOR)),
        field("rx_prod_flags", U8.flags(&PRODUCER_FLAGS)),
        field("rx_conn_state_flags", U8.flags(&CONN_STATE_FLAGS)),
        field("tx_prod_flags", U8.flags(&PRODUCER_FLAGS)),
        field("tx_conn_state_flags", U8.flags(&CONN_STATE_FLAGS)),
        field("tx_prep", fixed(&SMC_DIAG_CURSOR)),
        field("tx_sent", fixed(&SMC_DIAG_CURSOR)),
        field("tx_fin", fixed(&SMC_DIAG_CURSOR)),
    ],
);

static SMC_DIAG_CURSOR: Struct =
    layout("smc_diag_cursor", 8, &[field("reserved", pad(2)), field("wrap", U16), field("count", U32)]);

static SMC_DIAG_LGRINFO: Struct =
    layout("smc_diag_lgrinfo", 147, &[field("lnk", Kind::Array(&LINKS)), field("role", U8.name(&SMC_ROLE))]);

static LINKS: Array = array_of(1, fixed(&SMC_DIAG_LINKINFO));

static SMC_DIAG_LINKINFO: Struct = layout(
    "smc_diag_linkinfo",
    146,
    &[
        field("link_id", U8),
        field("ibname", text(64)),
        field("ibport", U8),
        field("gid", text(40)),
        field("peer_gid", text(40)),
    ],
);

static SMCD_DIAG_DMBINFO: Struct = layout(
    "smcd_diag_dmbinfo",
    56,
    &[
        field("linkid", U32.hex()),
        field("", pad(4)),
        field("peer_gid", U64.hex()),
        field("my_gid", U64.hex()),
        field("token", U64.hex()),
        field("peer_token", U64.hex()),
        field("peer_gid_ext", U64.hex()),
        field("my_gid_ext", U64.hex()),
    ],
)
.grown_from(40);

static SMC_DIAG_FALLBACK: Struct = layout(
    "smc_diag_fallback",
    8,
    &[field("reason", U32.name(&SMC_CLC_DECL)), field("peer_diagnosis", U32.name(&SMC_CLC_DECL))],
);

/// `1 << (SMC_DIAG_* - 1)`: attributes that are asked for.
static EXT: Names = names(&[
    (0x1, "SMC_DIAG_CONNINFO"),
    (0x2, "SMC_DIAG_LGRINFO"),
    (0x4, "SMC_DIAG_SHUTDOWN"),
    (0x8, "SMC_DIAG_DMBINFO"),
    (0x10, "SMC_DIAG_FALLBACK"),
]);

static SMC_STATE: Names = names(&[
    (1, "SMC_ACTIVE"),
    (2, "SMC_INIT"),
    (7, "SMC_CLOSED"),
    (10, "SMC_LISTEN"),
    (20, "SMC_PEERCLOSEWAIT1"),
    (21, "SMC_PEERCLOSEWAIT2"),
    (22, "SMC_APPCLOSEWAIT1"),
    (23, "SMC_APPCLOSEWAIT2"),
    (24, "SMC_APPFINCLOSEWAIT"),
    (25, "SMC_PEERFINCLOSEWAIT"),
    (26, "SMC_PEERABORTWAIT"),
    (27, "SMC_PROCESSABORT"),
]);

static SMC_DIAG_MODE: Names =
    names(&[(0, "SMC_DIAG_MODE_SMCR"), (1, "SMC_DIAG_MODE_FALLBACK_TCP"), (2, "SMC_DIAG_MODE_SMCD")]);

/// Members of the kernel's `smc_cdc_producer_flags`, laid out alike on every machine.
static PRODUCER_FLAGS: Names = names(&[
    (0x8, "failover_validation"),
    (0x10, "cons_curs_upd_req"),
    (0x20, "urg_data_present"),
    (0x40, "urg_data_pending"),
    (0x80, "write_blocked"),
]);

/// Members of the kernel's `smc_cdc_conn_state_flags`, laid out alike on every machine.
static CONN_STATE_FLAGS: Names =
    names(&[(0x20, "peer_conn_abort"), (0x40, "peer_conn_closed"), (0x80, "peer_done_writing")]);
