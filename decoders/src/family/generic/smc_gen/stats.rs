//! Counters of SMC, per technology, and reasons for falling back to TCP

use crate::family::shared::smc::SMC_CLC_DECL;
use crate::schema::*;

pub(super) static SMC_NLA_STATS: Set = set(
    "SMC_NLA_STATS",
    &[
        attr(0, "SMC_NLA_STATS_PAD", PAD),
        attr(1, "SMC_NLA_STATS_SMCD_TECH", nest(&SMC_NLA_STATS_T)),
        attr(2, "SMC_NLA_STATS_SMCR_TECH", nest(&SMC_NLA_STATS_T)),
        attr(3, "SMC_NLA_STATS_CLNT_HS_ERR_CNT", U64),
        attr(4, "SMC_NLA_STATS_SRV_HS_ERR_CNT", U64),
    ],
);

static SMC_NLA_STATS_T: Set = set(
    "SMC_NLA_STATS_T",
    &[
        attr(0, "SMC_NLA_STATS_T_PAD", PAD),
        attr(1, "SMC_NLA_STATS_T_TX_RMB_SIZE", nest(&SMC_NLA_STATS_PLOAD)),
        attr(2, "SMC_NLA_STATS_T_RX_RMB_SIZE", nest(&SMC_NLA_STATS_PLOAD)),
        attr(3, "SMC_NLA_STATS_T_TXPLOAD_SIZE", nest(&SMC_NLA_STATS_PLOAD)),
        attr(4, "SMC_NLA_STATS_T_RXPLOAD_SIZE", nest(&SMC_NLA_STATS_PLOAD)),
        attr(5, "SMC_NLA_STATS_T_TX_RMB_STATS", nest(&SMC_NLA_STATS_RMB)),
        attr(6, "SMC_NLA_STATS_T_RX_RMB_STATS", nest(&SMC_NLA_STATS_RMB)),
        attr(7, "SMC_NLA_STATS_T_CLNT_V1_SUCC", U64),
        attr(8, "SMC_NLA_STATS_T_CLNT_V2_SUCC", U64),
        attr(9, "SMC_NLA_STATS_T_SRV_V1_SUCC", U64),
        attr(10, "SMC_NLA_STATS_T_SRV_V2_SUCC", U64),
        attr(11, "SMC_NLA_STATS_T_SENDPAGE_CNT", U64),
        attr(12, "SMC_NLA_STATS_T_SPLICE_CNT", U64),
        attr(13, "SMC_NLA_STATS_T_CORK_CNT", U64),
        attr(14, "SMC_NLA_STATS_T_NDLY_CNT", U64),
        attr(15, "SMC_NLA_STATS_T_URG_DATA_CNT", U64),
        attr(16, "SMC_NLA_STATS_T_RX_BYTES", U64.unit(Unit::Bytes)),
        attr(17, "SMC_NLA_STATS_T_TX_BYTES", U64.unit(Unit::Bytes)),
        attr(18, "SMC_NLA_STATS_T_RX_CNT", U64),
        attr(19, "SMC_NLA_STATS_T_TX_CNT", U64),
        attr(20, "SMC_NLA_STATS_T_RX_RMB_USAGE", UINT.unit(Unit::Bytes)),
        attr(21, "SMC_NLA_STATS_T_TX_RMB_USAGE", UINT.unit(Unit::Bytes)),
    ],
);

/// How often sizes up to so much were used.
static SMC_NLA_STATS_PLOAD: Set = set(
    "SMC_NLA_STATS_PLOAD",
    &[
        attr(0, "SMC_NLA_STATS_PLOAD_PAD", PAD),
        attr(1, "SMC_NLA_STATS_PLOAD_8K", U64),
        attr(2, "SMC_NLA_STATS_PLOAD_16K", U64),
        attr(3, "SMC_NLA_STATS_PLOAD_32K", U64),
        attr(4, "SMC_NLA_STATS_PLOAD_64K", U64),
        attr(5, "SMC_NLA_STATS_PLOAD_128K", U64),
        attr(6, "SMC_NLA_STATS_PLOAD_256K", U64),
        attr(7, "SMC_NLA_STATS_PLOAD_512K", U64),
        attr(8, "SMC_NLA_STATS_PLOAD_1024K", U64),
        attr(9, "SMC_NLA_STATS_PLOAD_G_1024K", U64),
    ],
);

static SMC_NLA_STATS_RMB: Set = set(
    "SMC_NLA_STATS_RMB",
    &[
        attr(0, "SMC_NLA_STATS_RMB_PAD", PAD),
        attr(1, "SMC_NLA_STATS_RMB_SIZE_SM_PEER_CNT", U64),
        attr(2, "SMC_NLA_STATS_RMB_SIZE_SM_CNT", U64),
        attr(3, "SMC_NLA_STATS_RMB_FULL_PEER_CNT", U64),
        attr(4, "SMC_NLA_STATS_RMB_FULL_CNT", U64),
        attr(5, "SMC_NLA_STATS_RMB_REUSE_CNT", U64),
        attr(6, "SMC_NLA_STATS_RMB_ALLOC_CNT", U64),
        attr(7, "SMC_NLA_STATS_RMB_DGRADE_CNT", U64),
    ],
);

/// One message for each reason; each has the totals.
pub(super) static SMC_NLA_FBACK_STATS: Set = set(
    "SMC_NLA_FBACK_STATS",
    &[
        attr(0, "SMC_NLA_FBACK_STATS_PAD", PAD),
        // Whether it is a server's.
        attr(1, "SMC_NLA_FBACK_STATS_TYPE", U8.bool()),
        attr(2, "SMC_NLA_FBACK_STATS_SRV_CNT", U64),
        attr(3, "SMC_NLA_FBACK_STATS_CLNT_CNT", U64),
        attr(4, "SMC_NLA_FBACK_STATS_RSN_CODE", U32.name(&SMC_CLC_DECL)),
        attr(5, "SMC_NLA_FBACK_STATS_RSN_CNT", U16),
    ],
);
