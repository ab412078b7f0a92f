//! ICMP  (linux/icmp.h)

use super::INTERNET;
use crate::schema::{Case::*, *};

pub(super) static ICMPHDR: Struct = layout(
    "icmphdr",
    8,
    &[field("type", U8.name(&ICMP)), field("code", CODE), field("checksum", BE16.hex()), field("un", UN)],
)
.may_be_cut()
.then(&[field("data", select("type", &[(OneOf(ERRORS), INTERNET), (Otherwise, OPAQUE)]))]);

/// Errors quote the beginning of the packet that they are about.
const ERRORS: &[u64] = &[3, 4, 5, 11, 12];

const CODE: Kind = select("type", CODES);

const CODES: &[(Case, Kind)] = &[
    (Is(3), U8.name(&ICMP_UNREACH)),
    (Is(5), U8.name(&ICMP_REDIR)),
    (Is(11), U8.name(&ICMP_EXC)),
    (Otherwise, U8),
];

const UN: Kind = select("type", UNIONS);

const UNIONS: &[(Case, Kind)] = &[
    (OneOf(&[0, 8, 13, 14, 15, 16, 17, 18]), fixed(&ECHO)),
    (Is(3), fixed(&FRAG)),
    (Is(5), fixed(&GATEWAY)),
    (Is(12), fixed(&POINTER)),
    (Otherwise, opaque(4)),
];

static ECHO: Struct = layout("", 4, &[field("id", BE16), field("sequence", BE16)]);
static FRAG: Struct = layout("", 4, &[field("__unused", pad(2)), field("mtu", BE16)]);
static GATEWAY: Struct = layout("", 4, &[field("gateway", IP4)]);
/// The byte of the quoted packet that is wrong.
static POINTER: Struct = layout("", 4, &[field("pointer", U8), field("", pad(3))]);

static ICMP: Names = names(&[
    (0, "ICMP_ECHOREPLY"),
    (3, "ICMP_DEST_UNREACH"),
    (4, "ICMP_SOURCE_QUENCH"),
    (5, "ICMP_REDIRECT"),
    (8, "ICMP_ECHO"),
    (11, "ICMP_TIME_EXCEEDED"),
    (12, "ICMP_PARAMETERPROB"),
    (13, "ICMP_TIMESTAMP"),
    (14, "ICMP_TIMESTAMPREPLY"),
    (15, "ICMP_INFO_REQUEST"),
    (16, "ICMP_INFO_REPLY"),
    (17, "ICMP_ADDRESS"),
    (18, "ICMP_ADDRESSREPLY"),
    (42, "ICMP_EXT_ECHO"),
    (43, "ICMP_EXT_ECHOREPLY"),
]);

static ICMP_UNREACH: Names = names(&[
    (0, "ICMP_NET_UNREACH"),
    (1, "ICMP_HOST_UNREACH"),
    (2, "ICMP_PROT_UNREACH"),
    (3, "ICMP_PORT_UNREACH"),
    (4, "ICMP_FRAG_NEEDED"),
    (5, "ICMP_SR_FAILED"),
    (6, "ICMP_NET_UNKNOWN"),
    (7, "ICMP_HOST_UNKNOWN"),
    (8, "ICMP_HOST_ISOLATED"),
    (9, "ICMP_NET_ANO"),
    (10, "ICMP_HOST_ANO"),
    (11, "ICMP_NET_UNR_TOS"),
    (12, "ICMP_HOST_UNR_TOS"),
    (13, "ICMP_PKT_FILTERED"),
    (14, "ICMP_PREC_VIOLATION"),
    (15, "ICMP_PREC_CUTOFF"),
]);

static ICMP_REDIR: Names = names(&[
    (0, "ICMP_REDIR_NET"),
    (1, "ICMP_REDIR_HOST"),
    (2, "ICMP_REDIR_NETTOS"),
    (3, "ICMP_REDIR_HOSTTOS"),
]);

static ICMP_EXC: Names = names(&[(0, "ICMP_EXC_TTL"), (1, "ICMP_EXC_FRAGTIME")]);
