//! Unix sockets: struct `unix_diag_req`, `unix_diag_msg`, `UNIX_DIAG_*`  (linux/unix_diag.h)

use super::{COOKIE, MEMINFO, QUEUE, SHUTDOWN, TCP_STATE, TCPF};
use crate::names::{AF, SOCK};
use crate::schema::*;

/// `struct unix_diag_req`.
pub(super) static UNIX_DIAG_REQ: Struct = layout(
    "unix_diag_req",
    24,
    &[
        field("sdiag_family", U8.name(&AF)),
        field("sdiag_protocol", U8),
        field("pad", pad(2)),
        field("udiag_states", U32.flags(&TCPF)),
        field("udiag_ino", U32),
        field("udiag_show", U32.flags(&UDIAG_SHOW)),
        field("udiag_cookie", COOKIE),
    ],
);

/// `struct unix_diag_msg`.
pub(super) static UNIX_DIAG_MSG: Struct = layout(
    "unix_diag_msg",
    16,
    &[
        field("udiag_family", U8.name(&AF)),
        field("udiag_type", U8.name(&SOCK)),
        field("udiag_state", U8.name(&TCP_STATE)),
        field("pad", pad(1)),
        field("udiag_ino", U32),
        field("udiag_cookie", COOKIE),
    ],
);

/// `UNIX_DIAG_*`.
pub(super) static UNIX_DIAG: Set = set(
    "UNIX_DIAG",
    &[
        attr(0, "UNIX_DIAG_NAME", SOCKET_NAME).key(),
        attr(1, "UNIX_DIAG_VFS", fixed(&UNIX_DIAG_VFS)),
        attr(2, "UNIX_DIAG_PEER", U32),
        attr(3, "UNIX_DIAG_ICONS", Kind::Array(&ICONS)),
        attr(4, "UNIX_DIAG_RQLEN", fixed(&UNIX_DIAG_RQLEN)),
        attr(5, "UNIX_DIAG_MEMINFO", Kind::Array(&MEMINFO)),
        attr(6, "UNIX_DIAG_SHUTDOWN", U8.flags(&SHUTDOWN)),
        attr(7, "UNIX_DIAG_UID", U32),
    ],
);

static UNIX_DIAG_VFS: Struct =
    layout("unix_diag_vfs", 8, &[field("udiag_vfs_ino", U32), field("udiag_vfs_dev", U32.device())]);

/// Inodes of connections that wait to be accepted.
static ICONS: Array = array(U32);

static UNIX_DIAG_RQLEN: Struct = layout(
    "unix_diag_rqlen",
    8,
    &[
        field("udiag_rqueue", select("udiag_state", QUEUE)),
        field("udiag_wqueue", select("udiag_state", QUEUE)),
    ],
);

static UDIAG_SHOW: Names = names(&[
    (0x1, "UDIAG_SHOW_NAME"),
    (0x2, "UDIAG_SHOW_VFS"),
    (0x4, "UDIAG_SHOW_PEER"),
    (0x8, "UDIAG_SHOW_ICONS"),
    (0x10, "UDIAG_SHOW_RQLEN"),
    (0x20, "UDIAG_SHOW_MEMINFO"),
    (0x40, "UDIAG_SHOW_UID"),
]);
