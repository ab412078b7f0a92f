//! Packet sockets: struct `packet_diag_req`, `packet_diag_msg`, `PACKET_DIAG_*`  (linux/packet_diag.h)

use super::{COOKIE, MEMINFO};
use crate::bpf::PROGRAM;
use crate::names::{AF, ETH_P, SOCK};
use crate::schema::{Case::*, *};

/// `struct packet_diag_req`.
pub(super) static PACKET_DIAG_REQ: Struct = layout(
    "packet_diag_req",
    20,
    &[
        field("sdiag_family", U8.name(&AF)),
        field("sdiag_protocol", U8),
        field("pad", pad(2)),
        field("pdiag_ino", U32),
        field("pdiag_show", U32.flags(&PACKET_SHOW)),
        field("pdiag_cookie", COOKIE),
    ],
);

/// `struct packet_diag_msg`; the protocol is in the machine's byte order here.
pub(super) static PACKET_DIAG_MSG: Struct = layout(
    "packet_diag_msg",
    16,
    &[
        field("pdiag_family", U8.name(&AF)),
        field("pdiag_type", U8.name(&SOCK)),
        field("pdiag_num", U16.name(&ETH_P)),
        field("pdiag_ino", U32),
        field("pdiag_cookie", COOKIE),
    ],
);

/// `PACKET_DIAG_*`.
pub(super) static PACKET_DIAG: Set = set(
    "PACKET_DIAG",
    &[
        attr(0, "PACKET_DIAG_INFO", fixed(&PACKET_DIAG_INFO)),
        attr(1, "PACKET_DIAG_MCLIST", Kind::Array(&MCLIST)),
        attr(2, "PACKET_DIAG_RX_RING", fixed(&PACKET_DIAG_RING)),
        attr(3, "PACKET_DIAG_TX_RING", fixed(&PACKET_DIAG_RING)),
        attr(4, "PACKET_DIAG_FANOUT", U32.parts(FANOUT)),
        attr(5, "PACKET_DIAG_UID", U32),
        attr(6, "PACKET_DIAG_MEMINFO", Kind::Array(&MEMINFO)),
        attr(7, "PACKET_DIAG_FILTER", PROGRAM),
    ],
);

static PACKET_DIAG_INFO: Struct = layout(
    "packet_diag_info",
    24,
    &[
        field("pdi_index", U32.interface()),
        field("pdi_version", U32.name(&TPACKET)),
        field("pdi_reserve", U32.unit(Unit::Bytes)),
        field("pdi_copy_thresh", U32.unit(Unit::Bytes)),
        field("pdi_tstamp", U32.flags(&SOF_TIMESTAMPING)),
        field("pdi_flags", U32.flags(&PDI)),
    ],
);

/// Structs without headers of their own, though the attribute is made as a nest.
static MCLIST: Array = array(PACKET_DIAG_MCLIST);

const PACKET_DIAG_MCLIST: Kind = Kind::Peek(&MCLIST_HEAD, &MCLIST_BY_LENGTH);

static MCLIST_BY_LENGTH: Kind = select("pdmc_alen", MCLIST_CASES);

const MCLIST_CASES: &[(Case, Kind)] = &[(Is(6), fixed(&MCLIST_OF_6)), (Otherwise, fixed(&MCLIST_OF_32))];

static MCLIST_HEAD: Struct = layout(
    "packet_diag_mclist_head",
    12,
    &[field("pdmc_index", U32), field("pdmc_count", U32), field("pdmc_type", U16), field("pdmc_alen", U16)],
);

static MCLIST_OF_6: Struct = layout(
    "packet_diag_mclist",
    44,
    &[
        field("pdmc_index", U32.interface()),
        field("pdmc_count", U32),
        field("pdmc_type", U16.name(&PACKET_MR)),
        field("pdmc_alen", U16.unit(Unit::Bytes)),
        field("pdmc_addr", MAC),
        field("", pad(26)),
    ],
);

static MCLIST_OF_32: Struct = layout(
    "packet_diag_mclist",
    44,
    &[
        field("pdmc_index", U32.interface()),
        field("pdmc_count", U32),
        field("pdmc_type", U16.name(&PACKET_MR)),
        field("pdmc_alen", U16.unit(Unit::Bytes)),
        field("pdmc_addr", lladdr(32)),
    ],
);

static PACKET_DIAG_RING: Struct = layout(
    "packet_diag_ring",
    28,
    &[
        field("pdr_block_size", U32.unit(Unit::Bytes)),
        field("pdr_block_nr", U32),
        field("pdr_frame_size", U32.unit(Unit::Bytes)),
        field("pdr_frame_nr", U32),
        field("pdr_retire_tmo", U32.unit(Unit::Milliseconds)),
        field("pdr_sizeof_priv", U32.unit(Unit::Bytes)),
        field("pdr_features", U32.flags(&TP_FT_REQ)),
    ],
);

/// A fanout group's number and kind.
const FANOUT: &[Part] =
    &[part("id", 16, Show::Dec), part("type", 8, Show::Name(&PACKET_FANOUT)), part("", 8, Show::Dec)];

static PACKET_SHOW: Names = names(&[
    (0x1, "PACKET_SHOW_INFO"),
    (0x2, "PACKET_SHOW_MCLIST"),
    (0x4, "PACKET_SHOW_RING_CFG"),
    (0x8, "PACKET_SHOW_FANOUT"),
    (0x10, "PACKET_SHOW_MEMINFO"),
    (0x20, "PACKET_SHOW_FILTER"),
]);

static TPACKET: Names = names(&[(0, "TPACKET_V1"), (1, "TPACKET_V2"), (2, "TPACKET_V3")]);

static PDI: Names = names(&[
    (0x1, "PDI_RUNNING"),
    (0x2, "PDI_AUXDATA"),
    (0x4, "PDI_ORIGDEV"),
    (0x8, "PDI_VNETHDR"),
    (0x10, "PDI_LOSS"),
]);

static SOF_TIMESTAMPING: Names = names(&[
    (0x1, "SOF_TIMESTAMPING_TX_HARDWARE"),
    (0x2, "SOF_TIMESTAMPING_TX_SOFTWARE"),
    (0x4, "SOF_TIMESTAMPING_RX_HARDWARE"),
    (0x8, "SOF_TIMESTAMPING_RX_SOFTWARE"),
    (0x10, "SOF_TIMESTAMPING_SOFTWARE"),
    (0x20, "SOF_TIMESTAMPING_SYS_HARDWARE"),
    (0x40, "SOF_TIMESTAMPING_RAW_HARDWARE"),
    (0x80, "SOF_TIMESTAMPING_OPT_ID"),
    (0x100, "SOF_TIMESTAMPING_TX_SCHED"),
    (0x200, "SOF_TIMESTAMPING_TX_ACK"),
    (0x400, "SOF_TIMESTAMPING_OPT_CMSG"),
    (0x800, "SOF_TIMESTAMPING_OPT_TSONLY"),
    (0x1000, "SOF_TIMESTAMPING_OPT_STATS"),
    (0x2000, "SOF_TIMESTAMPING_OPT_PKTINFO"),
    (0x4000, "SOF_TIMESTAMPING_OPT_TX_SWHW"),
    (0x8000, "SOF_TIMESTAMPING_BIND_PHC"),
    (0x1_0000, "SOF_TIMESTAMPING_OPT_ID_TCP"),
    (0x2_0000, "SOF_TIMESTAMPING_OPT_RX_FILTER"),
    (0x4_0000, "SOF_TIMESTAMPING_TX_COMPLETION"),
]);

static PACKET_MR: Names = names(&[
    (0, "PACKET_MR_MULTICAST"),
    (1, "PACKET_MR_PROMISC"),
    (2, "PACKET_MR_ALLMULTI"),
    (3, "PACKET_MR_UNICAST"),
]);

static PACKET_FANOUT: Names = names(&[
    (0, "PACKET_FANOUT_HASH"),
    (1, "PACKET_FANOUT_LB"),
    (2, "PACKET_FANOUT_CPU"),
    (3, "PACKET_FANOUT_ROLLOVER"),
    (4, "PACKET_FANOUT_RND"),
    (5, "PACKET_FANOUT_QM"),
    (6, "PACKET_FANOUT_CBPF"),
    (7, "PACKET_FANOUT_EBPF"),
]);

static TP_FT_REQ: Names = names(&[(0x1, "TP_FT_REQ_FILL_RXHASH")]);
