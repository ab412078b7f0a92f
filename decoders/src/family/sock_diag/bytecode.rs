//! The filter of `INET_DIAG_REQ_BYTECODE`: struct `inet_diag_bc_op`, `INET_DIAG_BC_*`  (linux/inet_diag.h)
//!
//! An operation that holds goes on `yes` bytes further, one that does not `no` bytes further; a socket is wanted where
//! that arrives at the very end. A condition's operand stands right behind it, and `yes` steps over it.

use crate::names::AF;
use crate::schema::{Case::*, *};

/// The operations.
pub(super) const BYTECODE: Kind = records(&INET_DIAG_BC_OP, "yes");

static INET_DIAG_BC_OP: Struct = layout(
    "inet_diag_bc_op",
    4,
    &[
        field("code", U8.name(&INET_DIAG_BC)),
        field("yes", U8.unit(Unit::Bytes)),
        field("no", U16.unit(Unit::Bytes)),
    ],
)
.then(&[field("operand", select("code", OPERAND))]);

const OPERAND: &[(Case, Kind)] = &[
    (OneOf(&[NOP, JMP, AUTO]), PAD),
    (OneOf(&[S_GE, S_LE, D_GE, D_LE, S_EQ, D_EQ]), fixed(&PORT)),
    (OneOf(&[S_COND, D_COND]), fixed(&INET_DIAG_HOSTCOND)),
    (Is(DEV_COND), U32.interface()),
    (Is(MARK_COND), fixed(&INET_DIAG_MARKCOND)),
    (Is(CGROUP_COND), U64),
];

/// A port is the `no` of an operation of its own.
static PORT: Struct =
    layout("inet_diag_bc_op", 4, &[field("code", pad(1)), field("yes", pad(1)), field("no", U16)]);

static INET_DIAG_HOSTCOND: Struct = layout(
    "inet_diag_hostcond",
    8,
    &[
        field("family", U8.name(&AF)),
        field("prefix_len", U8.unit(Unit::Bits)),
        field("", pad(2)),
        field("port", S32),
    ],
)
.then(&[field("addr", select("family", &[(Is(0), PAD), (Is(2), IP4), (Is(10), IP6)]))]);

static INET_DIAG_MARKCOND: Struct =
    layout("inet_diag_markcond", 8, &[field("mark", U32.hex()), field("mask", U32.hex())]);

static INET_DIAG_BC: Names = names(&[
    (NOP, "INET_DIAG_BC_NOP"),
    (JMP, "INET_DIAG_BC_JMP"),
    (S_GE, "INET_DIAG_BC_S_GE"),
    (S_LE, "INET_DIAG_BC_S_LE"),
    (D_GE, "INET_DIAG_BC_D_GE"),
    (D_LE, "INET_DIAG_BC_D_LE"),
    (AUTO, "INET_DIAG_BC_AUTO"),
    (S_COND, "INET_DIAG_BC_S_COND"),
    (D_COND, "INET_DIAG_BC_D_COND"),
    (DEV_COND, "INET_DIAG_BC_DEV_COND"),
    (MARK_COND, "INET_DIAG_BC_MARK_COND"),
    (S_EQ, "INET_DIAG_BC_S_EQ"),
    (D_EQ, "INET_DIAG_BC_D_EQ"),
    (CGROUP_COND, "INET_DIAG_BC_CGROUP_COND"),
]);

const NOP: u64 = 0;
const JMP: u64 = 1;
const S_GE: u64 = 2;
const S_LE: u64 = 3;
const D_GE: u64 = 4;
const D_LE: u64 = 5;
const AUTO: u64 = 6;
const S_COND: u64 = 7;
const D_COND: u64 = 8;
const DEV_COND: u64 = 9;
const MARK_COND: u64 = 10;
const S_EQ: u64 = 11;
const D_EQ: u64 = 12;
const CGROUP_COND: u64 = 13;
