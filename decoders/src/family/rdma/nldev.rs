//! `RDMA_NLDEV_ATTR_*`: one set for all commands, and for the nests inside it  (rdma/rdma_netlink.h)

use super::names::*;
use crate::schema::{Case::*, *};

pub(super) static RDMA_NLDEV: Set = set(
    "RDMA_NLDEV_ATTR",
    &[
        attr(0, "RDMA_NLDEV_ATTR_PAD", PAD),
        attr(1, "RDMA_NLDEV_ATTR_DEV_INDEX", U32),
        attr(2, "RDMA_NLDEV_ATTR_DEV_NAME", TEXT),
        attr(3, "RDMA_NLDEV_ATTR_PORT_INDEX", U32),
        attr(4, "RDMA_NLDEV_ATTR_CAP_FLAGS", U64.hex()),
        attr(5, "RDMA_NLDEV_ATTR_FW_VERSION", TEXT),
        attr(6, "RDMA_NLDEV_ATTR_NODE_GUID", U64.hex()),
        attr(7, "RDMA_NLDEV_ATTR_SYS_IMAGE_GUID", U64.hex()),
        attr(8, "RDMA_NLDEV_ATTR_SUBNET_PREFIX", U64.hex()),
        attr(9, "RDMA_NLDEV_ATTR_LID", U32.hex()),
        attr(10, "RDMA_NLDEV_ATTR_SM_LID", U32.hex()),
        attr(11, "RDMA_NLDEV_ATTR_LMC", U8),
        attr(12, "RDMA_NLDEV_ATTR_PORT_STATE", U8.name(&IB_PORT)),
        attr(13, "RDMA_NLDEV_ATTR_PORT_PHYS_STATE", U8.name(&IB_PORT_PHYS_STATE)),
        attr(14, "RDMA_NLDEV_ATTR_DEV_NODE_TYPE", U8.name(&RDMA_NODE)),
        attr(15, "RDMA_NLDEV_ATTR_RES_SUMMARY", nest(&RDMA_NLDEV)),
        attr(16, "RDMA_NLDEV_ATTR_RES_SUMMARY_ENTRY", nest(&RDMA_NLDEV)),
        attr(17, "RDMA_NLDEV_ATTR_RES_SUMMARY_ENTRY_NAME", TEXT),
        attr(18, "RDMA_NLDEV_ATTR_RES_SUMMARY_ENTRY_CURR", U64),
        attr(19, "RDMA_NLDEV_ATTR_RES_QP", nest(&RDMA_NLDEV)),
        attr(20, "RDMA_NLDEV_ATTR_RES_QP_ENTRY", nest(&RDMA_NLDEV)),
        attr(21, "RDMA_NLDEV_ATTR_RES_LQPN", U32),
        attr(22, "RDMA_NLDEV_ATTR_RES_RQPN", U32),
        attr(23, "RDMA_NLDEV_ATTR_RES_RQ_PSN", U32),
        attr(24, "RDMA_NLDEV_ATTR_RES_SQ_PSN", U32),
        attr(25, "RDMA_NLDEV_ATTR_RES_PATH_MIG_STATE", U8.name(&IB_MIG)),
        attr(26, "RDMA_NLDEV_ATTR_RES_TYPE", U8.name(&IB_QPT)),
        attr(27, "RDMA_NLDEV_ATTR_RES_STATE", RES_STATE_KIND),
        attr(28, "RDMA_NLDEV_ATTR_RES_PID", U32),
        attr(29, "RDMA_NLDEV_ATTR_RES_KERN_NAME", TEXT),
        attr(30, "RDMA_NLDEV_ATTR_RES_CM_ID", nest(&RDMA_NLDEV)),
        attr(31, "RDMA_NLDEV_ATTR_RES_CM_ID_ENTRY", nest(&RDMA_NLDEV)),
        attr(32, "RDMA_NLDEV_ATTR_RES_PS", U32.name(&RDMA_PS)),
        attr(33, "RDMA_NLDEV_ATTR_RES_SRC_ADDR", SOCKADDR),
        attr(34, "RDMA_NLDEV_ATTR_RES_DST_ADDR", SOCKADDR),
        attr(35, "RDMA_NLDEV_ATTR_RES_CQ", nest(&RDMA_NLDEV)),
        attr(36, "RDMA_NLDEV_ATTR_RES_CQ_ENTRY", nest(&RDMA_NLDEV)),
        attr(37, "RDMA_NLDEV_ATTR_RES_CQE", U32),
        attr(38, "RDMA_NLDEV_ATTR_RES_USECNT", U64),
        attr(39, "RDMA_NLDEV_ATTR_RES_POLL_CTX", U8.name(&IB_POLL)),
        attr(40, "RDMA_NLDEV_ATTR_RES_MR", nest(&RDMA_NLDEV)),
        attr(41, "RDMA_NLDEV_ATTR_RES_MR_ENTRY", nest(&RDMA_NLDEV)),
        attr(42, "RDMA_NLDEV_ATTR_RES_RKEY", U32.hex()),
        attr(43, "RDMA_NLDEV_ATTR_RES_LKEY", U32.hex()),
        attr(44, "RDMA_NLDEV_ATTR_RES_IOVA", U64.hex()),
        attr(45, "RDMA_NLDEV_ATTR_RES_MRLEN", U64.unit(Unit::Bytes)),
        attr(46, "RDMA_NLDEV_ATTR_RES_PD", nest(&RDMA_NLDEV)),
        attr(47, "RDMA_NLDEV_ATTR_RES_PD_ENTRY", nest(&RDMA_NLDEV)),
        attr(48, "RDMA_NLDEV_ATTR_RES_LOCAL_DMA_LKEY", U32.hex()),
        attr(49, "RDMA_NLDEV_ATTR_RES_UNSAFE_GLOBAL_RKEY", U32.hex()),
        attr(50, "RDMA_NLDEV_ATTR_NDEV_INDEX", U32.interface()),
        attr(51, "RDMA_NLDEV_ATTR_NDEV_NAME", TEXT),
        attr(52, "RDMA_NLDEV_ATTR_DRIVER", nest(&RDMA_NLDEV)),
        attr(53, "RDMA_NLDEV_ATTR_DRIVER_ENTRY", nest(&RDMA_NLDEV)),
        attr(54, "RDMA_NLDEV_ATTR_DRIVER_STRING", TEXT),
        attr(55, "RDMA_NLDEV_ATTR_DRIVER_PRINT_TYPE", U8.name(&RDMA_NLDEV_PRINT_TYPE)),
        attr(56, "RDMA_NLDEV_ATTR_DRIVER_S32", S32),
        attr(57, "RDMA_NLDEV_ATTR_DRIVER_U32", U32),
        attr(58, "RDMA_NLDEV_ATTR_DRIVER_S64", S64),
        attr(59, "RDMA_NLDEV_ATTR_DRIVER_U64", U64),
        attr(60, "RDMA_NLDEV_ATTR_RES_PDN", U32),
        attr(61, "RDMA_NLDEV_ATTR_RES_CQN", U32),
        attr(62, "RDMA_NLDEV_ATTR_RES_MRN", U32),
        attr(63, "RDMA_NLDEV_ATTR_RES_CM_IDN", U32),
        attr(64, "RDMA_NLDEV_ATTR_RES_CTXN", U32),
        attr(65, "RDMA_NLDEV_ATTR_LINK_TYPE", TEXT),
        attr(66, "RDMA_NLDEV_SYS_ATTR_NETNS_MODE", U8),
        attr(67, "RDMA_NLDEV_ATTR_DEV_PROTOCOL", TEXT),
        attr(68, "RDMA_NLDEV_NET_NS_FD", U32),
        attr(69, "RDMA_NLDEV_ATTR_CHARDEV_TYPE", TEXT),
        attr(70, "RDMA_NLDEV_ATTR_CHARDEV_NAME", TEXT),
        attr(71, "RDMA_NLDEV_ATTR_CHARDEV_ABI", U64),
        attr(72, "RDMA_NLDEV_ATTR_CHARDEV", U64.device()),
        attr(73, "RDMA_NLDEV_ATTR_UVERBS_DRIVER_ID", U32),
        attr(74, "RDMA_NLDEV_ATTR_STAT_MODE", U32.name(&RDMA_COUNTER_MODE)),
        attr(75, "RDMA_NLDEV_ATTR_STAT_RES", U32),
        attr(76, "RDMA_NLDEV_ATTR_STAT_AUTO_MODE_MASK", U32.flags(&RDMA_COUNTER_MASK)),
        attr(77, "RDMA_NLDEV_ATTR_STAT_COUNTER", nest(&RDMA_NLDEV)),
        attr(78, "RDMA_NLDEV_ATTR_STAT_COUNTER_ENTRY", nest(&RDMA_NLDEV)),
        attr(79, "RDMA_NLDEV_ATTR_STAT_COUNTER_ID", U32),
        attr(80, "RDMA_NLDEV_ATTR_STAT_HWCOUNTERS", nest(&RDMA_NLDEV)),
        attr(81, "RDMA_NLDEV_ATTR_STAT_HWCOUNTER_ENTRY", nest(&RDMA_NLDEV)),
        attr(82, "RDMA_NLDEV_ATTR_STAT_HWCOUNTER_ENTRY_NAME", TEXT),
        attr(83, "RDMA_NLDEV_ATTR_STAT_HWCOUNTER_ENTRY_VALUE", U64),
        attr(84, "RDMA_NLDEV_ATTR_DEV_DIM", U8.bool()),
        attr(85, "RDMA_NLDEV_ATTR_RES_RAW", OPAQUE),
        attr(86, "RDMA_NLDEV_ATTR_RES_CTX", nest(&RDMA_NLDEV)),
        attr(87, "RDMA_NLDEV_ATTR_RES_CTX_ENTRY", nest(&RDMA_NLDEV)),
        attr(88, "RDMA_NLDEV_ATTR_RES_SRQ", nest(&RDMA_NLDEV)),
        attr(89, "RDMA_NLDEV_ATTR_RES_SRQ_ENTRY", nest(&RDMA_NLDEV)),
        attr(90, "RDMA_NLDEV_ATTR_RES_SRQN", U32),
        attr(91, "RDMA_NLDEV_ATTR_MIN_RANGE", U32),
        attr(92, "RDMA_NLDEV_ATTR_MAX_RANGE", U32),
        attr(93, "RDMA_NLDEV_SYS_ATTR_COPY_ON_FORK", U8.bool()),
        attr(94, "RDMA_NLDEV_ATTR_STAT_HWCOUNTER_INDEX", U32),
        attr(95, "RDMA_NLDEV_ATTR_STAT_HWCOUNTER_DYNAMIC", U8.bool()),
        attr(96, "RDMA_NLDEV_SYS_ATTR_PRIVILEGED_QKEY_MODE", U8.bool()),
        attr(97, "RDMA_NLDEV_ATTR_DRIVER_DETAILS", U8.bool()),
        attr(98, "RDMA_NLDEV_ATTR_RES_SUBTYPE", TEXT),
        attr(99, "RDMA_NLDEV_ATTR_DEV_TYPE", U8.name(&RDMA_DEVICE_TYPE)),
        attr(100, "RDMA_NLDEV_ATTR_PARENT_NAME", TEXT),
        attr(101, "RDMA_NLDEV_ATTR_NAME_ASSIGN_TYPE", U8.name(&RDMA_NAME_ASSIGN_TYPE)),
        attr(102, "RDMA_NLDEV_ATTR_EVENT_TYPE", U8.name(&RDMA_EVENT)),
        attr(103, "RDMA_NLDEV_SYS_ATTR_MONITOR_MODE", U8.bool()),
        attr(104, "RDMA_NLDEV_ATTR_STAT_OPCOUNTER_ENABLED", U8.bool()),
        attr(105, "RDMA_NLDEV_ATTR_FRMR_POOLS", nest(&RDMA_NLDEV)),
        attr(106, "RDMA_NLDEV_ATTR_FRMR_POOL_ENTRY", nest(&RDMA_NLDEV)),
        attr(107, "RDMA_NLDEV_ATTR_FRMR_POOL_KEY", nest(&RDMA_NLDEV)),
        attr(108, "RDMA_NLDEV_ATTR_FRMR_POOL_KEY_ATS", U8.bool()),
        attr(109, "RDMA_NLDEV_ATTR_FRMR_POOL_KEY_ACCESS_FLAGS", U32.hex()),
        attr(110, "RDMA_NLDEV_ATTR_FRMR_POOL_KEY_VENDOR_KEY", U64.hex()),
        attr(111, "RDMA_NLDEV_ATTR_FRMR_POOL_KEY_NUM_DMA_BLOCKS", U64),
        attr(112, "RDMA_NLDEV_ATTR_FRMR_POOL_QUEUE_HANDLES", U32),
        attr(113, "RDMA_NLDEV_ATTR_FRMR_POOL_MAX_IN_USE", U64),
        attr(114, "RDMA_NLDEV_ATTR_FRMR_POOL_IN_USE", U64),
        attr(115, "RDMA_NLDEV_ATTR_FRMR_POOLS_AGING_PERIOD", U32.unit(Unit::Seconds)),
        attr(116, "RDMA_NLDEV_ATTR_FRMR_POOL_PINNED_HANDLES", U32),
        attr(117, "RDMA_NLDEV_ATTR_FRMR_POOL_KEY_KERNEL_VENDOR_KEY", U64.hex()),
        attr(118, "RDMA_NLDEV_ATTR_RES_SUMMARY_ENTRY_MAX", U64),
    ],
);

/// A state is that of a queue pair, or of the connection that a CM identifier stands for.
const RES_STATE_KIND: Kind = select("RDMA_NLDEV_ATTR_RES_PS", STATES);
static STATES: &[(Case, Kind)] = &[(UpTo(u64::MAX), U8), (Otherwise, U8.name(&IB_QPS))];

/// `struct sockaddr_storage`, by its family.
const SOCKADDR: Kind = Kind::Peek(&SA_FAMILY, &BY_FAMILY);
static SA_FAMILY: Struct = layout("sockaddr", 2, &[field("sa_family", U16.name(&AF))]);
static BY_FAMILY: Kind = select("sa_family", SOCKADDRS);
static SOCKADDRS: &[(Case, Kind)] = &[
    (Is(2), fixed(&SOCKADDR_IN)),
    (Is(10), fixed(&SOCKADDR_IN6)),
    (Is(27), fixed(&SOCKADDR_IB)),
    (Otherwise, RAW),
];

/// Behind an address the storage is longer.
static REST: &[Field] = &[field("", PAD)];

static SOCKADDR_IN: Struct = layout(
    "sockaddr_in",
    16,
    &[field("sin_family", U16.name(&AF)), field("sin_port", BE16), field("sin_addr", IP4), field("", pad(8))],
)
.then(REST);

static SOCKADDR_IN6: Struct = layout(
    "sockaddr_in6",
    28,
    &[
        field("sin6_family", U16.name(&AF)),
        field("sin6_port", BE16),
        field("sin6_flowinfo", BE32.hex()),
        field("sin6_addr", IP6),
        field("sin6_scope_id", U32.interface()),
    ],
)
.then(REST);

/// `struct sockaddr_ib`  (rdma/ib.h)
static SOCKADDR_IB: Struct = layout(
    "sockaddr_ib",
    48,
    &[
        field("sib_family", U16.name(&AF)),
        field("sib_pkey", BE16.hex()),
        field("sib_flowinfo", BE32.hex()),
        field("sib_addr", IP6),
        field("sib_sid", BE64.hex()),
        field("sib_sid_mask", BE64.hex()),
        field("sib_scope_id", U64),
    ],
)
.then(REST);
