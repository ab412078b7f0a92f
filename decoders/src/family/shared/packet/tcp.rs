//! TCP  (linux/tcp.h, net/tcp.h)

use super::DATA;
use crate::schema::{Case::*, *};

pub(super) static TCPHDR: Struct = layout(
    "tcphdr",
    20,
    &[
        field("source", BE16),
        field("dest", BE16),
        field("seq", BE32),
        field("ack_seq", BE32),
        field(
            "",
            U8.parts(&[part("ae", 1, Show::Bool), part("res1", 3, Show::Dec), part("doff", 4, Show::Dec)]),
        ),
        field("", U8.parts(&FLAGS)),
        field("window", BE16),
        field("check", BE16.hex()),
        field("urg_ptr", BE16),
    ],
)
.may_be_cut()
.then(&[field("options", up_to("doff", 4, 0, &OPTIONS)), DATA]);

static FLAGS: [Part; 8] = [
    part("fin", 1, Show::Bool),
    part("syn", 1, Show::Bool),
    part("rst", 1, Show::Bool),
    part("psh", 1, Show::Bool),
    part("ack", 1, Show::Bool),
    part("urg", 1, Show::Bool),
    part("ece", 1, Show::Bool),
    part("cwr", 1, Show::Bool),
];

static OPTIONS: Kind = options(&OPTION, "opsize", 0, 2);

static OPTION: Struct =
    layout("tcp_option", 2, &[field("opcode", U8.name(&TCPOPT)), field("opsize", U8.unit(Unit::Bytes))])
        .then(&[field(
            "data",
            select(
                "opcode",
                &[
                    (Is(2), BE16.unit(Unit::Bytes)),
                    (Is(3), U8),
                    (Is(5), Kind::Array(&SACK)),
                    (Is(8), fixed(&TIMESTAMP)),
                    (Is(30), fixed(&MPTCP)),
                    (Otherwise, OPAQUE),
                ],
            ),
        )]);

static SACK: Array = array(fixed(&TCP_SACK_BLOCK_WIRE));

static TCP_SACK_BLOCK_WIRE: Struct =
    layout("tcp_sack_block_wire", 8, &[field("start_seq", BE32), field("end_seq", BE32)]);

/// RFC 7323.
static TIMESTAMP: Struct = layout("", 8, &[field("tsval", BE32), field("tsecr", BE32)]);

/// RFC 8684.
static MPTCP: Struct = layout(
    "",
    1,
    &[field(
        "",
        U8.parts(&[part("version_or_flags", 4, Show::Hex), part("subtype", 4, Show::Name(&MPTCP_SUBTYPE))]),
    )],
)
.then(&[DATA]);

static MPTCP_SUBTYPE: Names = names(&[
    (0, "MPTCPOPT_MP_CAPABLE"),
    (1, "MPTCPOPT_MP_JOIN"),
    (2, "MPTCPOPT_DSS"),
    (3, "MPTCPOPT_ADD_ADDR"),
    (4, "MPTCPOPT_RM_ADDR"),
    (5, "MPTCPOPT_MP_PRIO"),
    (6, "MPTCPOPT_MP_FAIL"),
    (7, "MPTCPOPT_MP_FASTCLOSE"),
    (8, "MPTCPOPT_RST"),
]);

static TCPOPT: Names = names(&[
    (0, "TCPOPT_EOL"),
    (1, "TCPOPT_NOP"),
    (2, "TCPOPT_MSS"),
    (3, "TCPOPT_WINDOW"),
    (4, "TCPOPT_SACK_PERM"),
    (5, "TCPOPT_SACK"),
    (8, "TCPOPT_TIMESTAMP"),
    (19, "TCPOPT_MD5SIG"),
    (29, "TCPOPT_AO"),
    (30, "TCPOPT_MPTCP"),
    (34, "TCPOPT_FASTOPEN"),
    (172, "TCPOPT_ACCECN0"),
    (174, "TCPOPT_ACCECN1"),
    (254, "TCPOPT_EXP"),
]);
