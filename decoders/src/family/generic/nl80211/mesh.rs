//! Mesh networks: their settings, peers and paths  (linux/nl80211.h)

use crate::family::shared::ieee80211::ELEMENTS;
use crate::schema::{Case::*, *};

pub(super) static NL80211_MESHCONF: Set = set(
    "NL80211_MESHCONF",
    &[
        attr(1, "NL80211_MESHCONF_RETRY_TIMEOUT", U16.unit(Unit::Milliseconds)),
        attr(2, "NL80211_MESHCONF_CONFIRM_TIMEOUT", U16.unit(Unit::Milliseconds)),
        attr(3, "NL80211_MESHCONF_HOLDING_TIMEOUT", U16.unit(Unit::Milliseconds)),
        attr(4, "NL80211_MESHCONF_MAX_PEER_LINKS", U16),
        attr(5, "NL80211_MESHCONF_MAX_RETRIES", U8),
        attr(6, "NL80211_MESHCONF_TTL", U8),
        attr(7, "NL80211_MESHCONF_AUTO_OPEN_PLINKS", U8.bool()),
        attr(8, "NL80211_MESHCONF_HWMP_MAX_PREQ_RETRIES", U8),
        attr(9, "NL80211_MESHCONF_PATH_REFRESH_TIME", U32.unit(Unit::Milliseconds)),
        attr(10, "NL80211_MESHCONF_MIN_DISCOVERY_TIMEOUT", U16.unit(Unit::Milliseconds)),
        attr(11, "NL80211_MESHCONF_HWMP_ACTIVE_PATH_TIMEOUT", U32.unit(Unit::TimeUnits)),
        attr(12, "NL80211_MESHCONF_HWMP_PREQ_MIN_INTERVAL", U16.unit(Unit::TimeUnits)),
        attr(13, "NL80211_MESHCONF_HWMP_NET_DIAM_TRVS_TIME", U16.unit(Unit::TimeUnits)),
        attr(14, "NL80211_MESHCONF_HWMP_ROOTMODE", U8),
        attr(15, "NL80211_MESHCONF_ELEMENT_TTL", U8),
        attr(16, "NL80211_MESHCONF_HWMP_RANN_INTERVAL", U16.unit(Unit::TimeUnits)),
        attr(17, "NL80211_MESHCONF_GATE_ANNOUNCEMENTS", U8.bool()),
        attr(18, "NL80211_MESHCONF_HWMP_PERR_MIN_INTERVAL", U16.unit(Unit::TimeUnits)),
        attr(19, "NL80211_MESHCONF_FORWARDING", U8.bool()),
        attr(20, "NL80211_MESHCONF_RSSI_THRESHOLD", S32.unit(Unit::DecibelMilliwatt)),
        attr(21, "NL80211_MESHCONF_SYNC_OFFSET_MAX_NEIGHBOR", U32.unit(Unit::Microseconds)),
        attr(22, "NL80211_MESHCONF_HT_OPMODE", select("@len", &[(Is(2), U16.hex()), (Otherwise, U32.hex())])),
        attr(23, "NL80211_MESHCONF_HWMP_PATH_TO_ROOT_TIMEOUT", U32.unit(Unit::TimeUnits)),
        attr(24, "NL80211_MESHCONF_HWMP_ROOT_INTERVAL", U16.unit(Unit::TimeUnits)),
        attr(25, "NL80211_MESHCONF_HWMP_CONFIRMATION_INTERVAL", U16.unit(Unit::TimeUnits)),
        attr(26, "NL80211_MESHCONF_POWER_MODE", U32.name(&NL80211_MESH_POWER)),
        attr(27, "NL80211_MESHCONF_AWAKE_WINDOW", U16.unit(Unit::TimeUnits)),
        attr(28, "NL80211_MESHCONF_PLINK_TIMEOUT", U32.unit(Unit::Seconds)),
        attr(29, "NL80211_MESHCONF_CONNECTED_TO_GATE", U8.bool()),
        attr(30, "NL80211_MESHCONF_NOLEARN", U8.bool()),
        attr(31, "NL80211_MESHCONF_CONNECTED_TO_AS", U8.bool()),
    ],
);

pub(super) static NL80211_MESH_POWER: Names = names(&[
    (0, "NL80211_MESH_POWER_UNKNOWN"),
    (1, "NL80211_MESH_POWER_ACTIVE"),
    (2, "NL80211_MESH_POWER_LIGHT_SLEEP"),
    (3, "NL80211_MESH_POWER_DEEP_SLEEP"),
]);

pub(super) static NL80211_MESH_SETUP: Set = set(
    "NL80211_MESH_SETUP",
    &[
        attr(1, "NL80211_MESH_SETUP_ENABLE_VENDOR_PATH_SEL", U8.bool()),
        attr(2, "NL80211_MESH_SETUP_ENABLE_VENDOR_METRIC", U8.bool()),
        attr(3, "NL80211_MESH_SETUP_IE", ELEMENTS),
        attr(4, "NL80211_MESH_SETUP_USERSPACE_AUTH", FLAG),
        attr(5, "NL80211_MESH_SETUP_USERSPACE_AMPE", FLAG),
        attr(6, "NL80211_MESH_SETUP_ENABLE_VENDOR_SYNC", U8.bool()),
        attr(7, "NL80211_MESH_SETUP_USERSPACE_MPM", FLAG),
        attr(8, "NL80211_MESH_SETUP_AUTH_PROTOCOL", U8),
    ],
);

pub(super) static NL80211_MPATH_INFO: Set = set(
    "NL80211_MPATH_INFO",
    &[
        attr(1, "NL80211_MPATH_INFO_FRAME_QLEN", U32.unit(Unit::Packets)),
        attr(2, "NL80211_MPATH_INFO_SN", U32),
        attr(3, "NL80211_MPATH_INFO_METRIC", U32),
        attr(4, "NL80211_MPATH_INFO_EXPTIME", U32.unit(Unit::Milliseconds)),
        attr(5, "NL80211_MPATH_INFO_FLAGS", U8.flags(&NL80211_MPATH_FLAG)),
        attr(6, "NL80211_MPATH_INFO_DISCOVERY_TIMEOUT", U32.unit(Unit::Milliseconds)),
        attr(7, "NL80211_MPATH_INFO_DISCOVERY_RETRIES", U8),
        attr(8, "NL80211_MPATH_INFO_HOP_COUNT", U8),
        attr(9, "NL80211_MPATH_INFO_PATH_CHANGE", U32),
    ],
);

pub(super) static NL80211_MPATH_FLAG: Names = names(&[
    (0x1, "NL80211_MPATH_FLAG_ACTIVE"),
    (0x2, "NL80211_MPATH_FLAG_RESOLVING"),
    (0x4, "NL80211_MPATH_FLAG_SN_VALID"),
    (0x8, "NL80211_MPATH_FLAG_FIXED"),
    (0x10, "NL80211_MPATH_FLAG_RESOLVED"),
]);

pub(super) static NL80211_PLINK: Names = names(&[
    (0, "NL80211_PLINK_LISTEN"),
    (1, "NL80211_PLINK_OPN_SNT"),
    (2, "NL80211_PLINK_OPN_RCVD"),
    (3, "NL80211_PLINK_CNF_RCVD"),
    (4, "NL80211_PLINK_ESTAB"),
    (5, "NL80211_PLINK_HOLDING"),
    (6, "NL80211_PLINK_BLOCKED"),
]);

pub(super) static NL80211_PLINK_ACTION: Names = names(&[
    (0, "NL80211_PLINK_ACTION_NO_ACTION"),
    (1, "NL80211_PLINK_ACTION_OPEN"),
    (2, "NL80211_PLINK_ACTION_BLOCK"),
]);
