//! XDP sockets: struct `xdp_diag_req`, `xdp_diag_msg`, `XDP_DIAG_*`  (linux/xdp_diag.h)

use super::{COOKIE, MEMINFO};
use crate::names::{AF, SOCK};
use crate::schema::*;

/// `struct xdp_diag_req`.
pub(super) static XDP_DIAG_REQ: Struct = layout(
    "xdp_diag_req",
    20,
    &[
        field("sdiag_family", U8.name(&AF)),
        field("sdiag_protocol", U8),
        field("pad", pad(2)),
        field("xdiag_ino", U32),
        field("xdiag_show", U32.flags(&XDP_SHOW)),
        field("xdiag_cookie", COOKIE),
    ],
);

/// `struct xdp_diag_msg`.
pub(super) static XDP_DIAG_MSG: Struct = layout(
    "xdp_diag_msg",
    16,
    &[
        field("xdiag_family", U8.name(&AF)),
        field("xdiag_type", U8.name(&SOCK)),
        field("pad", pad(2)),
        field("xdiag_ino", U32),
        field("xdiag_cookie", COOKIE),
    ],
);

/// `XDP_DIAG_*`.
pub(super) static XDP_DIAG: Set = set(
    "XDP_DIAG",
    &[
        attr(1, "XDP_DIAG_INFO", fixed(&XDP_DIAG_INFO)),
        attr(2, "XDP_DIAG_UID", U32),
        attr(3, "XDP_DIAG_RX_RING", fixed(&XDP_DIAG_RING)),
        attr(4, "XDP_DIAG_TX_RING", fixed(&XDP_DIAG_RING)),
        attr(5, "XDP_DIAG_UMEM", fixed(&XDP_DIAG_UMEM)),
        attr(6, "XDP_DIAG_UMEM_FILL_RING", fixed(&XDP_DIAG_RING)),
        attr(7, "XDP_DIAG_UMEM_COMPLETION_RING", fixed(&XDP_DIAG_RING)),
        attr(8, "XDP_DIAG_MEMINFO", Kind::Array(&MEMINFO)),
        attr(9, "XDP_DIAG_STATS", fixed(&XDP_DIAG_STATS)),
    ],
);

static XDP_DIAG_INFO: Struct =
    layout("xdp_diag_info", 8, &[field("ifindex", U32.interface()), field("queue_id", U32)]);

static XDP_DIAG_RING: Struct = layout("xdp_diag_ring", 4, &[field("entries", U32)]);

static XDP_DIAG_UMEM: Struct = layout(
    "xdp_diag_umem",
    40,
    &[
        field("size", U64.unit(Unit::Bytes)),
        field("id", U32),
        field("num_pages", U32),
        field("chunk_size", U32.unit(Unit::Bytes)),
        field("headroom", U32.unit(Unit::Bytes)),
        field("ifindex", U32.interface()),
        field("queue_id", U32),
        field("flags", U32.flags(&XDP_DU_F)),
        field("refs", U32),
    ],
);

static XDP_DIAG_STATS: Struct = layout(
    "xdp_diag_stats",
    48,
    &[
        field("n_rx_dropped", U64.unit(Unit::Packets)),
        field("n_rx_invalid", U64.unit(Unit::Packets)),
        field("n_rx_full", U64.unit(Unit::Packets)),
        field("n_fill_ring_empty", U64),
        field("n_tx_invalid", U64.unit(Unit::Packets)),
        field("n_tx_ring_empty", U64),
    ],
);

static XDP_SHOW: Names = names(&[
    (0x1, "XDP_SHOW_INFO"),
    (0x2, "XDP_SHOW_RING_CFG"),
    (0x4, "XDP_SHOW_UMEM"),
    (0x8, "XDP_SHOW_MEMINFO"),
    (0x10, "XDP_SHOW_STATS"),
]);

static XDP_DU_F: Names = names(&[(0x1, "XDP_DU_F_ZEROCOPY")]);
