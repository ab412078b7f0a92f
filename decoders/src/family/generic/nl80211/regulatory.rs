//! Regulatory rules by country  (linux/nl80211.h)

use crate::schema::*;

pub(super) static NL80211_ATTR_REG_RULE: Set = set(
    "NL80211_ATTR",
    &[
        attr(1, "NL80211_ATTR_REG_RULE_FLAGS", U32.flags(&NL80211_RRF)),
        attr(2, "NL80211_ATTR_FREQ_RANGE_START", U32.unit(Unit::Kilohertz)),
        attr(3, "NL80211_ATTR_FREQ_RANGE_END", U32.unit(Unit::Kilohertz)),
        attr(4, "NL80211_ATTR_FREQ_RANGE_MAX_BW", U32.unit(Unit::Kilohertz)),
        attr(5, "NL80211_ATTR_POWER_RULE_MAX_ANT_GAIN", U32.unit(Unit::Millibel)),
        attr(6, "NL80211_ATTR_POWER_RULE_MAX_EIRP", U32.unit(Unit::Millibelmilliwatt)),
        attr(7, "NL80211_ATTR_DFS_CAC_TIME", U32.unit(Unit::Milliseconds)),
        attr(8, "NL80211_ATTR_POWER_RULE_PSD", S8.unit(Unit::DecibelMilliwatt)),
    ],
);

pub(super) static NL80211_RRF: Names = names(&[
    (0x1, "NL80211_RRF_NO_OFDM"),
    (0x2, "NL80211_RRF_NO_CCK"),
    (0x4, "NL80211_RRF_NO_INDOOR"),
    (0x8, "NL80211_RRF_NO_OUTDOOR"),
    (0x10, "NL80211_RRF_DFS"),
    (0x20, "NL80211_RRF_PTP_ONLY"),
    (0x40, "NL80211_RRF_PTMP_ONLY"),
    (0x80, "NL80211_RRF_NO_IR"),
    (0x100, "__NL80211_RRF_NO_IBSS"),
    (0x800, "NL80211_RRF_AUTO_BW"),
    (0x1000, "NL80211_RRF_IR_CONCURRENT"),
    (0x2000, "NL80211_RRF_NO_HT40MINUS"),
    (0x4000, "NL80211_RRF_NO_HT40PLUS"),
    (0x8000, "NL80211_RRF_NO_80MHZ"),
    (0x10000, "NL80211_RRF_NO_160MHZ"),
    (0x20000, "NL80211_RRF_NO_HE"),
    (0x40000, "NL80211_RRF_NO_320MHZ"),
    (0x80000, "NL80211_RRF_NO_EHT"),
    (0x100000, "NL80211_RRF_PSD"),
    (0x200000, "NL80211_RRF_DFS_CONCURRENT"),
    (0x400000, "NL80211_RRF_NO_6GHZ_VLP_CLIENT"),
    (0x800000, "NL80211_RRF_NO_6GHZ_AFC_CLIENT"),
    (0x1000000, "NL80211_RRF_ALLOW_6GHZ_VLP_AP"),
    (0x2000000, "NL80211_RRF_ALLOW_20MHZ_ACTIVITY"),
    (0x4000000, "NL80211_RRF_NO_UHR"),
]);

pub(super) static NL80211_REGDOM_SET_BY: Names = names(&[
    (0, "NL80211_REGDOM_SET_BY_CORE"),
    (1, "NL80211_REGDOM_SET_BY_USER"),
    (2, "NL80211_REGDOM_SET_BY_DRIVER"),
    (3, "NL80211_REGDOM_SET_BY_COUNTRY_IE"),
]);

pub(super) static NL80211_REGDOM_TYPE: Names = names(&[
    (0, "NL80211_REGDOM_TYPE_COUNTRY"),
    (1, "NL80211_REGDOM_TYPE_WORLD"),
    (2, "NL80211_REGDOM_TYPE_CUSTOM_WORLD"),
    (3, "NL80211_REGDOM_TYPE_INTERSECTION"),
]);

pub(super) static NL80211_DFS_REGIONS: Names = names(&[
    (0, "NL80211_DFS_UNSET"),
    (1, "NL80211_DFS_FCC"),
    (2, "NL80211_DFS_ETSI"),
    (3, "NL80211_DFS_JP"),
]);

/// The same as bits.
pub(super) static REGION_BITS: Names = names(&[
    (1, "NL80211_DFS_UNSET"),
    (1 << 1, "NL80211_DFS_FCC"),
    (1 << 2, "NL80211_DFS_ETSI"),
    (1 << 3, "NL80211_DFS_JP"),
]);

pub(super) static NL80211_USER_REG_HINT: Names = names(&[
    (0, "NL80211_USER_REG_HINT_USER"),
    (1, "NL80211_USER_REG_HINT_CELL_BASE"),
    (2, "NL80211_USER_REG_HINT_INDOOR"),
]);

pub(super) static NL80211_RADAR: Names = names(&[
    (0, "NL80211_RADAR_DETECTED"),
    (1, "NL80211_RADAR_CAC_FINISHED"),
    (2, "NL80211_RADAR_CAC_ABORTED"),
    (3, "NL80211_RADAR_NOP_FINISHED"),
    (4, "NL80211_RADAR_PRE_CAC_EXPIRED"),
    (5, "NL80211_RADAR_CAC_STARTED"),
]);

/// Rules, in a list whose numbers mean nothing.
pub(super) static RULES: List = list(nest(&NL80211_ATTR_REG_RULE));
