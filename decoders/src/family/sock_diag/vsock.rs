//! Sockets of virtual machines: struct `vsock_diag_req`, `vsock_diag_msg`  (linux/vm_sockets_diag.h)

use super::{COOKIE, SHUTDOWN, TCP_STATE, TCPF};
use crate::names::{AF, SOCK};
use crate::schema::*;

/// `struct vsock_diag_req`; `vdiag_show` has no bits.
pub(super) static VSOCK_DIAG_REQ: Struct = layout(
    "vsock_diag_req",
    24,
    &[
        field("sdiag_family", U8.name(&AF)),
        field("sdiag_protocol", U8),
        field("pad", pad(2)),
        field("vdiag_states", U32.flags(&TCPF)),
        field("vdiag_ino", U32),
        field("vdiag_show", U32.hex()),
        field("vdiag_cookie", COOKIE),
    ],
);

/// `struct vsock_diag_msg`; no attributes follow.
pub(super) static VSOCK_DIAG_MSG: Struct = layout(
    "vsock_diag_msg",
    32,
    &[
        field("vdiag_family", U8.name(&AF)),
        field("vdiag_type", U8.name(&SOCK)),
        field("vdiag_state", U8.name(&TCP_STATE)),
        field("vdiag_shutdown", U8.flags(&SHUTDOWN)),
        field("vdiag_src_cid", U32.name(&VMADDR_CID)),
        field("vdiag_src_port", U32.name(&VMADDR_PORT)),
        field("vdiag_dst_cid", U32.name(&VMADDR_CID)),
        field("vdiag_dst_port", U32.name(&VMADDR_PORT)),
        field("vdiag_ino", U32),
        field("vdiag_cookie", COOKIE),
    ],
);

static VMADDR_CID: Names = names(&[
    (0, "VMADDR_CID_HYPERVISOR"),
    (1, "VMADDR_CID_LOCAL"),
    (2, "VMADDR_CID_HOST"),
    (0xffff_ffff, "VMADDR_CID_ANY"),
]);

static VMADDR_PORT: Names = names(&[(0xffff_ffff, "VMADDR_PORT_ANY")]);
