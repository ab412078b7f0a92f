//! TIPC sockets: struct `tipc_sock_diag_req`, `TIPC_NLA_SOCK`  (linux/tipc_sockets_diag.h, linux/tipc_netlink.h)
//!
//! A reply has no head: its first byte is an attribute's length, not a family.

use super::TCPF;
use crate::family::shared::tipc::TIPC_NLA_SOCK;
use crate::names::AF;
use crate::schema::*;

/// `struct tipc_sock_diag_req`.
pub(super) static TIPC_SOCK_DIAG_REQ: Struct = layout(
    "tipc_sock_diag_req",
    8,
    &[
        field("sdiag_family", U8.name(&AF)),
        field("sdiag_protocol", U8),
        field("pad", pad(2)),
        field("tidiag_states", U32.flags(&TCPF)),
    ],
);

/// `TIPC_NLA_*`, as far as sockets go.
pub(super) static TIPC_NLA: Set = set("TIPC_NLA", &[attr(2, "TIPC_NLA_SOCK", nest(&TIPC_NLA_SOCK))]);
