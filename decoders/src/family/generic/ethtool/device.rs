//! Settings of a device: messages, wake-on-LAN, features, its driver's own flags  (linux/ethtool_netlink_generated.h)

use super::{HEADER, bitset};
use crate::schema::*;

pub(super) static DEBUG: Body = headless(nest(&ETHTOOL_A_DEBUG));
pub(super) static WOL: Body = headless(nest(&ETHTOOL_A_WOL));
pub(super) static FEATURES: Body = headless(nest(&ETHTOOL_A_FEATURES));
pub(super) static PRIVFLAGS: Body = headless(nest(&ETHTOOL_A_PRIVFLAGS));

static ETHTOOL_A_DEBUG: Set = set(
    "ETHTOOL_A_DEBUG",
    &[attr(1, "ETHTOOL_A_DEBUG_HEADER", HEADER), attr(2, "ETHTOOL_A_DEBUG_MSGMASK", nest(&bitset::MESSAGES))],
);

static ETHTOOL_A_WOL: Set = set(
    "ETHTOOL_A_WOL",
    &[
        attr(1, "ETHTOOL_A_WOL_HEADER", HEADER),
        attr(2, "ETHTOOL_A_WOL_MODES", nest(&bitset::WAKE)),
        attr(3, "ETHTOOL_A_WOL_SOPASS", OPAQUE).limits(&Limits::up_to(6)),
    ],
);

static ETHTOOL_A_FEATURES: Set = set(
    "ETHTOOL_A_FEATURES",
    &[
        attr(1, "ETHTOOL_A_FEATURES_HEADER", HEADER),
        attr(2, "ETHTOOL_A_FEATURES_HW", nest(&bitset::OF_THE_KERNEL)),
        attr(3, "ETHTOOL_A_FEATURES_WANTED", nest(&bitset::OF_THE_KERNEL)),
        attr(4, "ETHTOOL_A_FEATURES_ACTIVE", nest(&bitset::OF_THE_KERNEL)),
        attr(5, "ETHTOOL_A_FEATURES_NOCHANGE", nest(&bitset::OF_THE_KERNEL)),
    ],
);

static ETHTOOL_A_PRIVFLAGS: Set = set(
    "ETHTOOL_A_PRIVFLAGS",
    &[
        attr(1, "ETHTOOL_A_PRIVFLAGS_HEADER", HEADER),
        attr(2, "ETHTOOL_A_PRIVFLAGS_FLAGS", nest(&bitset::OF_THE_KERNEL)),
    ],
);
