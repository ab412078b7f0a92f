//! Forward error correction: `ETHTOOL_A_FEC_*`  (linux/ethtool_netlink_generated.h)

use super::{
    HEADER,
    link_modes::{LINK_MODE, LINK_MODES},
};
use crate::schema::*;

pub(super) static FEC: Body = headless(nest(&ETHTOOL_A_FEC));

static ETHTOOL_A_FEC: Set = set(
    "ETHTOOL_A_FEC",
    &[
        attr(1, "ETHTOOL_A_FEC_HEADER", HEADER),
        attr(2, "ETHTOOL_A_FEC_MODES", nest(&LINK_MODES)),
        attr(3, "ETHTOOL_A_FEC_AUTO", U8.bool()),
        attr(4, "ETHTOOL_A_FEC_ACTIVE", U32.name(&LINK_MODE)),
        attr(5, "ETHTOOL_A_FEC_STATS", nest(&ETHTOOL_A_FEC_STAT)),
    ],
);

static ETHTOOL_A_FEC_STAT: Set = set(
    "ETHTOOL_A_FEC_STAT",
    &[
        attr(1, "ETHTOOL_A_FEC_STAT_PAD", PAD),
        attr(2, "ETHTOOL_A_FEC_STAT_CORRECTED", Kind::Array(&LANES)),
        attr(3, "ETHTOOL_A_FEC_STAT_UNCORR", Kind::Array(&LANES)),
        attr(4, "ETHTOOL_A_FEC_STAT_CORR_BITS", Kind::Array(&LANES)),
        attr(5, "ETHTOOL_A_FEC_STAT_HIST", nest(&ETHTOOL_A_FEC_HIST)).repeats(),
    ],
);

/// Of the whole link, then of each lane.
static LANES: Array = array(U64);

static ETHTOOL_A_FEC_HIST: Set = set(
    "ETHTOOL_A_FEC_HIST",
    &[
        attr(1, "ETHTOOL_A_FEC_HIST_PAD", PAD),
        attr(2, "ETHTOOL_A_FEC_HIST_BIN_LOW", U32),
        attr(3, "ETHTOOL_A_FEC_HIST_BIN_HIGH", U32),
        attr(4, "ETHTOOL_A_FEC_HIST_BIN_VAL", UINT),
        attr(5, "ETHTOOL_A_FEC_HIST_BIN_VAL_PER_LANE", Kind::Array(&PER_LANE)),
    ],
);

/// Of each lane.
static PER_LANE: Array = array(U64);
