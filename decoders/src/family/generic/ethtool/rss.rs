//! How packets are spread over queues: `ETHTOOL_A_RSS_*`  (linux/ethtool_netlink_generated.h)

use super::HEADER;
use crate::schema::*;

pub(super) static RSS: Body = headless(nest(&ETHTOOL_A_RSS));

static ETHTOOL_A_RSS: Set = set(
    "ETHTOOL_A_RSS",
    &[
        attr(1, "ETHTOOL_A_RSS_HEADER", HEADER),
        attr(2, "ETHTOOL_A_RSS_CONTEXT", U32).limits(&Limits::at_least(1)),
        attr(3, "ETHTOOL_A_RSS_HFUNC", U32.flags(&ETH_RSS_HASH)),
        attr(4, "ETHTOOL_A_RSS_INDIR", Kind::Array(&INDIR)),
        attr(5, "ETHTOOL_A_RSS_HKEY", OPAQUE),
        attr(6, "ETHTOOL_A_RSS_INPUT_XFRM", U32.flags(&RXH_XFRM)),
        attr(7, "ETHTOOL_A_RSS_START_CONTEXT", U32),
        attr(8, "ETHTOOL_A_RSS_FLOW_HASH", nest(&ETHTOOL_A_FLOW)),
    ],
);

/// A queue for each value of the hash.
static INDIR: Array = array(U32);

/// Bits; exactly one is set.
static ETH_RSS_HASH: Names =
    names(&[(0x1, "ETH_RSS_HASH_TOP_BIT"), (0x2, "ETH_RSS_HASH_XOR_BIT"), (0x4, "ETH_RSS_HASH_CRC32_BIT")]);

static RXH_XFRM: Names = names(&[(0x1, "RXH_XFRM_SYM_XOR"), (0x2, "RXH_XFRM_SYM_OR_XOR")]);

static ETHTOOL_A_FLOW: Set = set(
    "ETHTOOL_A_FLOW",
    &[
        attr(1, "ETHTOOL_A_FLOW_ETHER", UINT.flags(&RXH)),
        attr(2, "ETHTOOL_A_FLOW_IP4", UINT.flags(&RXH)),
        attr(3, "ETHTOOL_A_FLOW_IP6", UINT.flags(&RXH)),
        attr(4, "ETHTOOL_A_FLOW_TCP4", UINT.flags(&RXH)),
        attr(5, "ETHTOOL_A_FLOW_TCP6", UINT.flags(&RXH)),
        attr(6, "ETHTOOL_A_FLOW_UDP4", UINT.flags(&RXH)),
        attr(7, "ETHTOOL_A_FLOW_UDP6", UINT.flags(&RXH)),
        attr(8, "ETHTOOL_A_FLOW_SCTP4", UINT.flags(&RXH)),
        attr(9, "ETHTOOL_A_FLOW_SCTP6", UINT.flags(&RXH)),
        attr(10, "ETHTOOL_A_FLOW_AH4", UINT.flags(&RXH)),
        attr(11, "ETHTOOL_A_FLOW_AH6", UINT.flags(&RXH)),
        attr(12, "ETHTOOL_A_FLOW_ESP4", UINT.flags(&RXH)),
        attr(13, "ETHTOOL_A_FLOW_ESP6", UINT.flags(&RXH)),
        attr(14, "ETHTOOL_A_FLOW_AH_ESP4", UINT.flags(&RXH)),
        attr(15, "ETHTOOL_A_FLOW_AH_ESP6", UINT.flags(&RXH)),
        attr(16, "ETHTOOL_A_FLOW_GTPU4", UINT.flags(&RXH)),
        attr(17, "ETHTOOL_A_FLOW_GTPU6", UINT.flags(&RXH)),
        attr(18, "ETHTOOL_A_FLOW_GTPC4", UINT.flags(&RXH)),
        attr(19, "ETHTOOL_A_FLOW_GTPC6", UINT.flags(&RXH)),
        attr(20, "ETHTOOL_A_FLOW_GTPC_TEID4", UINT.flags(&RXH)),
        attr(21, "ETHTOOL_A_FLOW_GTPC_TEID6", UINT.flags(&RXH)),
        attr(22, "ETHTOOL_A_FLOW_GTPU_EH4", UINT.flags(&RXH)),
        attr(23, "ETHTOOL_A_FLOW_GTPU_EH6", UINT.flags(&RXH)),
        attr(24, "ETHTOOL_A_FLOW_GTPU_UL4", UINT.flags(&RXH)),
        attr(25, "ETHTOOL_A_FLOW_GTPU_UL6", UINT.flags(&RXH)),
        attr(26, "ETHTOOL_A_FLOW_GTPU_DL4", UINT.flags(&RXH)),
        attr(27, "ETHTOOL_A_FLOW_GTPU_DL6", UINT.flags(&RXH)),
    ],
);

static RXH: Names = names(&[
    (0x2, "RXH_L2DA"),
    (0x4, "RXH_VLAN"),
    (0x8, "RXH_L3_PROTO"),
    (0x10, "RXH_IP_SRC"),
    (0x20, "RXH_IP_DST"),
    (0x40, "RXH_L4_B_0_1"),
    (0x80, "RXH_L4_B_2_3"),
    (0x100, "RXH_GTP_TEID"),
    (0x200, "RXH_IP6_FL"),
    (0x8000_0000, "RXH_DISCARD"),
]);
