//! Access points: access control, colours, several networks in one beacon, power limits  (linux/nl80211.h)

use crate::family::shared::ieee80211::{ELEMENTS, FRAME, he::SR_CONTROL};
use crate::schema::*;

pub(super) static NL80211_HIDDEN_SSID: Names = names(&[
    (0, "NL80211_HIDDEN_SSID_NOT_IN_USE"),
    (1, "NL80211_HIDDEN_SSID_ZERO_LEN"),
    (2, "NL80211_HIDDEN_SSID_ZERO_CONTENTS"),
]);

pub(super) static NL80211_ACL_POLICY: Names =
    names(&[(0, "NL80211_ACL_POLICY_ACCEPT_UNLESS_LISTED"), (1, "NL80211_ACL_POLICY_DENY_UNLESS_LISTED")]);

pub(super) static NL80211_CONN_FAIL: Names =
    names(&[(0, "NL80211_CONN_FAIL_MAX_CLIENTS"), (1, "NL80211_CONN_FAIL_BLOCKED_CLIENT")]);

pub(super) static NL80211_AP_SETTINGS: Names = names(&[
    (0x1, "NL80211_AP_SETTINGS_EXTERNAL_AUTH_SUPPORT"),
    (0x2, "NL80211_AP_SETTINGS_SA_QUERY_OFFLOAD_SUPPORT"),
]);

pub(super) static NL80211_HE_BSS_COLOR_ATTR: Set = set(
    "NL80211_HE_BSS_COLOR_ATTR",
    &[
        attr(1, "NL80211_HE_BSS_COLOR_ATTR_COLOR", U8),
        attr(2, "NL80211_HE_BSS_COLOR_ATTR_DISABLED", FLAG),
        attr(3, "NL80211_HE_BSS_COLOR_ATTR_PARTIAL", FLAG),
    ],
);

pub(super) static NL80211_HE_OBSS_PD_ATTR: Set = set(
    "NL80211_HE_OBSS_PD_ATTR",
    &[
        attr(1, "NL80211_HE_OBSS_PD_ATTR_MIN_OFFSET", U8),
        attr(2, "NL80211_HE_OBSS_PD_ATTR_MAX_OFFSET", U8),
        attr(3, "NL80211_HE_OBSS_PD_ATTR_NON_SRG_MAX_OFFSET", U8),
        attr(4, "NL80211_HE_OBSS_PD_ATTR_BSS_COLOR_BITMAP", LE64.hex()),
        attr(5, "NL80211_HE_OBSS_PD_ATTR_PARTIAL_BSSID_BITMAP", LE64.hex()),
        attr(6, "NL80211_HE_OBSS_PD_ATTR_SR_CTRL", U8.flags(&SR_CONTROL)),
    ],
);

pub(super) static NL80211_MBSSID_CONFIG_ATTR: Set = set(
    "NL80211_MBSSID_CONFIG_ATTR",
    &[
        attr(1, "NL80211_MBSSID_CONFIG_ATTR_MAX_INTERFACES", U8),
        attr(2, "NL80211_MBSSID_CONFIG_ATTR_MAX_EMA_PROFILE_PERIODICITY", U8),
        attr(3, "NL80211_MBSSID_CONFIG_ATTR_INDEX", U8),
        attr(4, "NL80211_MBSSID_CONFIG_ATTR_TX_IFINDEX", U32.interface()),
        attr(5, "NL80211_MBSSID_CONFIG_ATTR_EMA", FLAG),
        attr(6, "NL80211_MBSSID_CONFIG_ATTR_TX_LINK_ID", U8),
    ],
);

pub(super) static NL80211_FILS_DISCOVERY_ATTR: Set = set(
    "NL80211_FILS_DISCOVERY_ATTR",
    &[
        attr(1, "NL80211_FILS_DISCOVERY_ATTR_INT_MIN", U32.unit(Unit::TimeUnits)),
        attr(2, "NL80211_FILS_DISCOVERY_ATTR_INT_MAX", U32.unit(Unit::TimeUnits)),
        attr(3, "NL80211_FILS_DISCOVERY_ATTR_TMPL", FRAME),
    ],
);

pub(super) static NL80211_UNSOL_BCAST_PROBE_RESP_ATTR: Set = set(
    "NL80211_UNSOL_BCAST_PROBE_RESP_ATTR",
    &[
        attr(1, "NL80211_UNSOL_BCAST_PROBE_RESP_ATTR_INT", U32.unit(Unit::TimeUnits)),
        attr(2, "NL80211_UNSOL_BCAST_PROBE_RESP_ATTR_TMPL", FRAME),
    ],
);

pub(super) static NL80211_S1G_SHORT_BEACON_ATTR: Set = set(
    "NL80211_S1G_SHORT_BEACON_ATTR",
    &[
        attr(1, "NL80211_S1G_SHORT_BEACON_ATTR_HEAD", RAW),
        attr(2, "NL80211_S1G_SHORT_BEACON_ATTR_TAIL", ELEMENTS),
    ],
);

pub(super) static NL80211_SAR_ATTR: Set = set(
    "NL80211_SAR_ATTR",
    &[
        attr(1, "NL80211_SAR_ATTR_TYPE", U32.name(&NL80211_SAR_TYPE)),
        attr(2, "NL80211_SAR_ATTR_SPECS", Kind::List(&SAR_SPECS)),
    ],
);

pub(super) static NL80211_SAR_TYPE: Names = names(&[(0, "NL80211_SAR_TYPE_POWER")]);

pub(super) static NL80211_SAR_ATTR_SPECS: Set = set(
    "NL80211_SAR_ATTR_SPECS",
    &[
        attr(1, "NL80211_SAR_ATTR_SPECS_POWER", S32.unit(Unit::QuarterDecibelMilliwatt)),
        attr(2, "NL80211_SAR_ATTR_SPECS_RANGE_INDEX", U32),
        attr(3, "NL80211_SAR_ATTR_SPECS_START_FREQ", U32.unit(Unit::Kilohertz)),
        attr(4, "NL80211_SAR_ATTR_SPECS_END_FREQ", U32.unit(Unit::Kilohertz)),
    ],
);

/// Limits of power by range of frequencies.
static SAR_SPECS: List = list(nest(&NL80211_SAR_ATTR_SPECS));

/// Which priority a packet has: exceptions (a code point, a priority), then for each of eight priorities a range of code points.
pub(super) static QOS_MAP: Array = array(fixed(&QOS_MAP_PAIR));

static QOS_MAP_PAIR: Struct = layout("", 2, &[field("low", U8), field("high", U8)]);
