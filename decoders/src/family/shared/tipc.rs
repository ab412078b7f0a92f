//! Sockets of TIPC, in `NETLINK_SOCK_DIAG` and in the family `TIPCv2`  (linux/tipc_netlink.h)

use crate::names::SOCK;
use crate::schema::*;

pub(crate) static TIPC_NLA_SOCK: Set = set(
    "TIPC_NLA_SOCK",
    &[
        attr(1, "TIPC_NLA_SOCK_ADDR", U32.hex()),
        attr(2, "TIPC_NLA_SOCK_REF", U32).key(),
        attr(3, "TIPC_NLA_SOCK_CON", nest(&TIPC_NLA_CON)),
        attr(4, "TIPC_NLA_SOCK_HAS_PUBL", FLAG),
        attr(5, "TIPC_NLA_SOCK_STAT", nest(&TIPC_NLA_SOCK_STAT)),
        attr(6, "TIPC_NLA_SOCK_TYPE", U32.name(&SOCK)),
        attr(7, "TIPC_NLA_SOCK_INO", U32),
        attr(8, "TIPC_NLA_SOCK_UID", U32),
        attr(9, "TIPC_NLA_SOCK_TIPC_STATE", U32.name(&TIPC_STATE)),
        attr(10, "TIPC_NLA_SOCK_COOKIE", U64.hex()),
        attr(11, "TIPC_NLA_SOCK_PAD", PAD),
        attr(12, "TIPC_NLA_SOCK_GROUP", nest(&TIPC_NLA_SOCK_GROUP)),
    ],
);

static TIPC_NLA_CON: Set = set(
    "TIPC_NLA_CON",
    &[
        attr(1, "TIPC_NLA_CON_FLAG", FLAG),
        attr(2, "TIPC_NLA_CON_NODE", U32.hex()),
        attr(3, "TIPC_NLA_CON_SOCK", U32),
        attr(4, "TIPC_NLA_CON_TYPE", U32),
        attr(5, "TIPC_NLA_CON_INST", U32),
    ],
);

static TIPC_NLA_SOCK_STAT: Set = set(
    "TIPC_NLA_SOCK_STAT",
    &[
        attr(0, "TIPC_NLA_SOCK_STAT_RCVQ", U32),
        attr(1, "TIPC_NLA_SOCK_STAT_SENDQ", U32),
        attr(2, "TIPC_NLA_SOCK_STAT_LINK_CONG", FLAG),
        attr(3, "TIPC_NLA_SOCK_STAT_CONN_CONG", FLAG),
        attr(4, "TIPC_NLA_SOCK_STAT_DROP", U32),
    ],
);

static TIPC_NLA_SOCK_GROUP: Set = set(
    "TIPC_NLA_SOCK_GROUP",
    &[
        attr(0, "TIPC_NLA_SOCK_GROUP_ID", U32),
        attr(1, "TIPC_NLA_SOCK_GROUP_OPEN", FLAG),
        attr(2, "TIPC_NLA_SOCK_GROUP_NODE_SCOPE", FLAG),
        attr(3, "TIPC_NLA_SOCK_GROUP_CLUSTER_SCOPE", FLAG),
        attr(4, "TIPC_NLA_SOCK_GROUP_INSTANCE", U32),
        attr(5, "TIPC_NLA_SOCK_GROUP_BC_SEND_NEXT", U32),
    ],
);

/// The kernel's own names for the states it uses, whose numbers are those of `TCP_*`.
static TIPC_STATE: Names = names(&[
    (1, "TIPC_ESTABLISHED"),
    (2, "TIPC_CONNECTING"),
    (7, "TIPC_OPEN"),
    (8, "TIPC_DISCONNECTING"),
    (10, "TIPC_LISTEN"),
]);
