//! Scans: what is looked for, and what was found; surveys  (linux/nl80211.h)

use super::{station, wiphy, wiphy::NL80211_BAND};
use crate::family::shared::ieee80211::{ELEMENTS, RATES, frame};
use crate::schema::*;

pub(super) static NL80211_BSS: Set = set(
    "NL80211_BSS",
    &[
        attr(1, "NL80211_BSS_BSSID", MAC),
        attr(2, "NL80211_BSS_FREQUENCY", U32.unit(Unit::Megahertz)),
        attr(3, "NL80211_BSS_TSF", U64.unit(Unit::Microseconds)),
        attr(4, "NL80211_BSS_BEACON_INTERVAL", U16.unit(Unit::TimeUnits)),
        attr(5, "NL80211_BSS_CAPABILITY", U16.flags(&frame::WLAN_CAPABILITY)),
        attr(6, "NL80211_BSS_INFORMATION_ELEMENTS", ELEMENTS),
        attr(7, "NL80211_BSS_SIGNAL_MBM", S32.unit(Unit::Millibelmilliwatt)),
        attr(8, "NL80211_BSS_SIGNAL_UNSPEC", U8),
        attr(9, "NL80211_BSS_STATUS", U32.name(&NL80211_BSS_STATUS)),
        attr(10, "NL80211_BSS_SEEN_MS_AGO", U32.unit(Unit::Milliseconds)),
        attr(11, "NL80211_BSS_BEACON_IES", ELEMENTS),
        attr(12, "NL80211_BSS_CHAN_WIDTH", U32.name(&NL80211_BSS_CHAN_WIDTH)),
        attr(13, "NL80211_BSS_BEACON_TSF", U64.unit(Unit::Microseconds)),
        attr(14, "NL80211_BSS_PRESP_DATA", FLAG),
        attr(15, "NL80211_BSS_LAST_SEEN_BOOTTIME", U64.unit(Unit::Nanoseconds)),
        attr(16, "NL80211_BSS_PAD", PAD),
        attr(17, "NL80211_BSS_PARENT_TSF", U64.unit(Unit::Microseconds)),
        attr(18, "NL80211_BSS_PARENT_BSSID", MAC),
        attr(19, "NL80211_BSS_CHAIN_SIGNAL", Kind::List(&station::CHAINS)),
        attr(20, "NL80211_BSS_FREQUENCY_OFFSET", U32.unit(Unit::Kilohertz)),
        attr(21, "NL80211_BSS_MLO_LINK_ID", U8),
        attr(22, "NL80211_BSS_MLD_ADDR", MAC),
        attr(23, "NL80211_BSS_USE_FOR", U32.flags(&NL80211_BSS_USE_FOR)),
        attr(24, "NL80211_BSS_CANNOT_USE_REASONS", U64.flags(&NL80211_BSS_CANNOT_USE)),
    ],
);

pub(super) static NL80211_BSS_STATUS: Names = names(&[
    (0, "NL80211_BSS_STATUS_AUTHENTICATED"),
    (1, "NL80211_BSS_STATUS_ASSOCIATED"),
    (2, "NL80211_BSS_STATUS_IBSS_JOINED"),
]);

pub(super) static NL80211_BSS_CHAN_WIDTH: Names = names(&[
    (0, "NL80211_BSS_CHAN_WIDTH_20"),
    (1, "NL80211_BSS_CHAN_WIDTH_10"),
    (2, "NL80211_BSS_CHAN_WIDTH_5"),
    (3, "NL80211_BSS_CHAN_WIDTH_1"),
    (4, "NL80211_BSS_CHAN_WIDTH_2"),
]);

pub(super) static NL80211_BSS_USE_FOR: Names =
    names(&[(0x1, "NL80211_BSS_USE_FOR_NORMAL"), (0x2, "NL80211_BSS_USE_FOR_MLD_LINK")]);

pub(super) static NL80211_BSS_CANNOT_USE: Names = names(&[
    (0x1, "NL80211_BSS_CANNOT_USE_NSTR_NONPRIMARY"),
    (0x2, "NL80211_BSS_CANNOT_USE_6GHZ_PWR_MISMATCH"),
]);

pub(super) static NL80211_BSS_SELECT_ATTR: Set = set(
    "NL80211_BSS_SELECT_ATTR",
    &[
        attr(1, "NL80211_BSS_SELECT_ATTR_RSSI", FLAG),
        attr(2, "NL80211_BSS_SELECT_ATTR_BAND_PREF", U32.name(&wiphy::NL80211_BAND)),
        attr(3, "NL80211_BSS_SELECT_ATTR_RSSI_ADJUST", fixed(&RSSI_ADJUST)),
    ],
);

pub(super) static NL80211_SCHED_SCAN_MATCH_ATTR: Set = set(
    "NL80211_SCHED_SCAN_MATCH_ATTR",
    &[
        attr(1, "NL80211_SCHED_SCAN_MATCH_ATTR_SSID", TEXT),
        attr(2, "NL80211_SCHED_SCAN_MATCH_ATTR_RSSI", S32.unit(Unit::DecibelMilliwatt)),
        attr(3, "NL80211_SCHED_SCAN_MATCH_ATTR_RELATIVE_RSSI", S8.unit(Unit::Decibel)),
        attr(4, "NL80211_SCHED_SCAN_MATCH_ATTR_RSSI_ADJUST", fixed(&RSSI_ADJUST)),
        attr(5, "NL80211_SCHED_SCAN_MATCH_ATTR_BSSID", MAC),
        attr(6, "NL80211_SCHED_SCAN_MATCH_PER_BAND_RSSI", Kind::List(&THRESHOLDS_BY_BAND)),
    ],
);

pub(super) static NL80211_SCHED_SCAN_PLAN: Set = set(
    "NL80211_SCHED_SCAN_PLAN",
    &[
        attr(1, "NL80211_SCHED_SCAN_PLAN_INTERVAL", U32.unit(Unit::Seconds)),
        attr(2, "NL80211_SCHED_SCAN_PLAN_ITERATIONS", U32),
    ],
);

pub(super) static NL80211_SCAN_FLAG: Names = names(&[
    (0x1, "NL80211_SCAN_FLAG_LOW_PRIORITY"),
    (0x2, "NL80211_SCAN_FLAG_FLUSH"),
    (0x4, "NL80211_SCAN_FLAG_AP"),
    (0x8, "NL80211_SCAN_FLAG_RANDOM_ADDR"),
    (0x10, "NL80211_SCAN_FLAG_FILS_MAX_CHANNEL_TIME"),
    (0x20, "NL80211_SCAN_FLAG_ACCEPT_BCAST_PROBE_RESP"),
    (0x40, "NL80211_SCAN_FLAG_OCE_PROBE_REQ_HIGH_TX_RATE"),
    (0x80, "NL80211_SCAN_FLAG_OCE_PROBE_REQ_DEFERRAL_SUPPRESSION"),
    (0x100, "NL80211_SCAN_FLAG_LOW_SPAN"),
    (0x200, "NL80211_SCAN_FLAG_LOW_POWER"),
    (0x400, "NL80211_SCAN_FLAG_HIGH_ACCURACY"),
    (0x800, "NL80211_SCAN_FLAG_RANDOM_SN"),
    (0x1000, "NL80211_SCAN_FLAG_MIN_PREQ_CONTENT"),
    (0x2000, "NL80211_SCAN_FLAG_FREQ_KHZ"),
    (0x4000, "NL80211_SCAN_FLAG_COLOCATED_6GHZ"),
]);

pub(super) static NL80211_SURVEY_INFO: Set = set(
    "NL80211_SURVEY_INFO",
    &[
        attr(1, "NL80211_SURVEY_INFO_FREQUENCY", U32.unit(Unit::Megahertz)),
        attr(2, "NL80211_SURVEY_INFO_NOISE", S8.unit(Unit::DecibelMilliwatt)),
        attr(3, "NL80211_SURVEY_INFO_IN_USE", FLAG),
        attr(4, "NL80211_SURVEY_INFO_TIME", U64.unit(Unit::Milliseconds)),
        attr(5, "NL80211_SURVEY_INFO_TIME_BUSY", U64.unit(Unit::Milliseconds)),
        attr(6, "NL80211_SURVEY_INFO_TIME_EXT_BUSY", U64.unit(Unit::Milliseconds)),
        attr(7, "NL80211_SURVEY_INFO_TIME_RX", U64.unit(Unit::Milliseconds)),
        attr(8, "NL80211_SURVEY_INFO_TIME_TX", U64.unit(Unit::Milliseconds)),
        attr(9, "NL80211_SURVEY_INFO_TIME_SCAN", U64.unit(Unit::Milliseconds)),
        attr(10, "NL80211_SURVEY_INFO_PAD", PAD),
        attr(11, "NL80211_SURVEY_INFO_TIME_BSS_RX", U64.unit(Unit::Milliseconds)),
        attr(12, "NL80211_SURVEY_INFO_FREQUENCY_OFFSET", U32.unit(Unit::Kilohertz)),
    ],
);

/// Channels in megahertz.
pub(super) static FREQUENCIES: List = list(U32.unit(Unit::Megahertz));

/// Channels in kilohertz.
pub(super) static KILOHERTZ: List = list(U32.unit(Unit::Kilohertz));

/// Names of networks.
pub(super) static SSIDS: List = list(TEXT);

/// By band.
pub(super) static RATES_BY_BAND: List = list_by(&NL80211_BAND, RATES);

/// The networks to look for; any of them matches.
pub(super) static MATCHES: List = list(nest(&NL80211_SCHED_SCAN_MATCH_ATTR));

/// By band, a signal.
static THRESHOLDS_BY_BAND: List = list_by(&NL80211_BAND, S32.unit(Unit::DecibelMilliwatt));

/// How often, one after the other.
pub(super) static PLANS: List = list(nest(&NL80211_SCHED_SCAN_PLAN));

/// A band, and by how much it is better.
pub(super) static RSSI_ADJUST: Struct = layout(
    "nl80211_bss_select_rssi_adjust",
    2,
    &[field("band", U8.name(&NL80211_BAND)), field("delta", S8.unit(Unit::Decibel))],
);
