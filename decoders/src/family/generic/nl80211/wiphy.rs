//! Abilities of a device: bands, channels, rates, combinations of interfaces, radios  (linux/nl80211.h)

use super::{IFTYPES, regulatory};
use crate::family::shared::ieee80211::{ELEMENTS, eht, he, ht, uhr};
use crate::schema::*;

pub(super) static NL80211_BAND: Names = names(&[
    (0, "NL80211_BAND_2GHZ"),
    (1, "NL80211_BAND_5GHZ"),
    (2, "NL80211_BAND_60GHZ"),
    (3, "NL80211_BAND_6GHZ"),
    (4, "NL80211_BAND_S1GHZ"),
    (5, "NL80211_BAND_LC"),
]);

/// The same as bits.
pub(super) static BAND_BITS: Names = names(&[
    (1, "NL80211_BAND_2GHZ"),
    (1 << 1, "NL80211_BAND_5GHZ"),
    (1 << 2, "NL80211_BAND_60GHZ"),
    (1 << 3, "NL80211_BAND_6GHZ"),
    (1 << 4, "NL80211_BAND_S1GHZ"),
    (1 << 5, "NL80211_BAND_LC"),
]);

pub(super) static NL80211_BAND_ATTR: Set = set(
    "NL80211_BAND_ATTR",
    &[
        attr(1, "NL80211_BAND_ATTR_FREQS", Kind::List(&CHANNELS)),
        attr(2, "NL80211_BAND_ATTR_RATES", Kind::List(&BITRATES)),
        attr(3, "NL80211_BAND_ATTR_HT_MCS_SET", fixed(&ht::MCS_INFO)),
        attr(4, "NL80211_BAND_ATTR_HT_CAPA", U16.parts(&ht::HT_CAP_INFO)),
        attr(5, "NL80211_BAND_ATTR_HT_AMPDU_FACTOR", U8),
        attr(6, "NL80211_BAND_ATTR_HT_AMPDU_DENSITY", U8),
        attr(7, "NL80211_BAND_ATTR_VHT_MCS_SET", fixed(&ht::VHT_MCS_INFO)),
        attr(8, "NL80211_BAND_ATTR_VHT_CAPA", U32.parts(&ht::VHT_CAP_INFO)),
        attr(9, "NL80211_BAND_ATTR_IFTYPE_DATA", Kind::List(&BY_IFTYPES)),
        attr(10, "NL80211_BAND_ATTR_EDMG_CHANNELS", U8.hex()),
        attr(11, "NL80211_BAND_ATTR_EDMG_BW_CONFIG", U8),
        attr(12, "NL80211_BAND_ATTR_S1G_MCS_NSS_SET", fixed(&ht::S1G_MCS_NSS_SET)),
        attr(13, "NL80211_BAND_ATTR_S1G_CAPA", Kind::Array(&ht::S1G_CAPA)),
    ],
);

pub(super) static NL80211_BAND_IFTYPE_ATTR: Set = set(
    "NL80211_BAND_IFTYPE_ATTR",
    &[
        attr(1, "NL80211_BAND_IFTYPE_ATTR_IFTYPES", Kind::List(&IFTYPES)),
        attr(2, "NL80211_BAND_IFTYPE_ATTR_HE_CAP_MAC", fixed(&he::MAC_CAP_INFO)),
        attr(3, "NL80211_BAND_IFTYPE_ATTR_HE_CAP_PHY", fixed(&he::PHY_CAP_INFO)),
        attr(4, "NL80211_BAND_IFTYPE_ATTR_HE_CAP_MCS_SET", fixed(&he::MCS_NSS_SUPP)),
        attr(5, "NL80211_BAND_IFTYPE_ATTR_HE_CAP_PPE", fixed(&he::PPE_THRES)),
        attr(6, "NL80211_BAND_IFTYPE_ATTR_HE_6GHZ_CAPA", LE16.parts(&he::HE_6GHZ_CAPA)),
        attr(7, "NL80211_BAND_IFTYPE_ATTR_VENDOR_ELEMS", ELEMENTS),
        attr(8, "NL80211_BAND_IFTYPE_ATTR_EHT_CAP_MAC", fixed(&eht::MAC_CAP_INFO)),
        attr(9, "NL80211_BAND_IFTYPE_ATTR_EHT_CAP_PHY", fixed(&eht::PHY_CAP_INFO)),
        attr(10, "NL80211_BAND_IFTYPE_ATTR_EHT_CAP_MCS_SET", eht::MCS_NSS),
        attr(11, "NL80211_BAND_IFTYPE_ATTR_EHT_CAP_PPE", fixed(&eht::PPE_THRES)),
        attr(12, "NL80211_BAND_IFTYPE_ATTR_UHR_CAP_MAC", fixed(&uhr::UHR_MAC_CAP)),
        attr(13, "NL80211_BAND_IFTYPE_ATTR_UHR_CAP_PHY", uhr::UHR_PHY_CAP),
    ],
);

pub(super) static NL80211_FREQUENCY_ATTR: Set = set(
    "NL80211_FREQUENCY_ATTR",
    &[
        attr(1, "NL80211_FREQUENCY_ATTR_FREQ", U32.unit(Unit::Megahertz)),
        attr(2, "NL80211_FREQUENCY_ATTR_DISABLED", FLAG),
        attr(3, "NL80211_FREQUENCY_ATTR_NO_IR", FLAG),
        // Sent with NO_IR, for programs older than that name.
        attr(4, "__NL80211_FREQUENCY_ATTR_NO_IBSS", FLAG),
        attr(5, "NL80211_FREQUENCY_ATTR_RADAR", FLAG),
        attr(6, "NL80211_FREQUENCY_ATTR_MAX_TX_POWER", U32.unit(Unit::Millibelmilliwatt)),
        attr(7, "NL80211_FREQUENCY_ATTR_DFS_STATE", U32.name(&NL80211_DFS)),
        attr(8, "NL80211_FREQUENCY_ATTR_DFS_TIME", U32.unit(Unit::Milliseconds)),
        attr(9, "NL80211_FREQUENCY_ATTR_NO_HT40_MINUS", FLAG),
        attr(10, "NL80211_FREQUENCY_ATTR_NO_HT40_PLUS", FLAG),
        attr(11, "NL80211_FREQUENCY_ATTR_NO_80MHZ", FLAG),
        attr(12, "NL80211_FREQUENCY_ATTR_NO_160MHZ", FLAG),
        attr(13, "NL80211_FREQUENCY_ATTR_DFS_CAC_TIME", U32.unit(Unit::Milliseconds)),
        attr(14, "NL80211_FREQUENCY_ATTR_INDOOR_ONLY", FLAG),
        attr(15, "NL80211_FREQUENCY_ATTR_IR_CONCURRENT", FLAG),
        attr(16, "NL80211_FREQUENCY_ATTR_NO_20MHZ", FLAG),
        attr(17, "NL80211_FREQUENCY_ATTR_NO_10MHZ", FLAG),
        attr(18, "NL80211_FREQUENCY_ATTR_WMM", Kind::List(&WMM_RULES)),
        attr(19, "NL80211_FREQUENCY_ATTR_NO_HE", FLAG),
        attr(20, "NL80211_FREQUENCY_ATTR_OFFSET", U32.unit(Unit::Kilohertz)),
        attr(21, "NL80211_FREQUENCY_ATTR_1MHZ", FLAG),
        attr(22, "NL80211_FREQUENCY_ATTR_2MHZ", FLAG),
        attr(23, "NL80211_FREQUENCY_ATTR_4MHZ", FLAG),
        attr(24, "NL80211_FREQUENCY_ATTR_8MHZ", FLAG),
        attr(25, "NL80211_FREQUENCY_ATTR_16MHZ", FLAG),
        attr(26, "NL80211_FREQUENCY_ATTR_NO_320MHZ", FLAG),
        attr(27, "NL80211_FREQUENCY_ATTR_NO_EHT", FLAG),
        attr(28, "NL80211_FREQUENCY_ATTR_PSD", S8.unit(Unit::DecibelMilliwatt)),
        attr(29, "NL80211_FREQUENCY_ATTR_DFS_CONCURRENT", FLAG),
        attr(30, "NL80211_FREQUENCY_ATTR_NO_6GHZ_VLP_CLIENT", FLAG),
        attr(31, "NL80211_FREQUENCY_ATTR_NO_6GHZ_AFC_CLIENT", FLAG),
        attr(32, "NL80211_FREQUENCY_ATTR_CAN_MONITOR", FLAG),
        attr(33, "NL80211_FREQUENCY_ATTR_ALLOW_6GHZ_VLP_AP", FLAG),
        attr(34, "NL80211_FREQUENCY_ATTR_ALLOW_20MHZ_ACTIVITY", FLAG),
        attr(35, "NL80211_FREQUENCY_ATTR_NO_4MHZ", FLAG),
        attr(36, "NL80211_FREQUENCY_ATTR_NO_8MHZ", FLAG),
        attr(37, "NL80211_FREQUENCY_ATTR_NO_16MHZ", FLAG),
        attr(38, "NL80211_FREQUENCY_ATTR_S1G_NO_PRIMARY", FLAG),
        attr(39, "NL80211_FREQUENCY_ATTR_NO_UHR", FLAG),
        attr(40, "NL80211_FREQUENCY_ATTR_CAC_START_TIME", U64.unit(Unit::Nanoseconds)),
        attr(41, "NL80211_FREQUENCY_ATTR_PAD", PAD),
    ],
);

pub(super) static NL80211_DFS: Names =
    names(&[(0, "NL80211_DFS_USABLE"), (1, "NL80211_DFS_UNAVAILABLE"), (2, "NL80211_DFS_AVAILABLE")]);

pub(super) static NL80211_WMMR: Set = set(
    "NL80211_WMMR",
    &[
        attr(1, "NL80211_WMMR_CW_MIN", U16),
        attr(3, "NL80211_WMMR_AIFSN", U8),
        attr(4, "NL80211_WMMR_TXOP", U16.unit(Unit::Microseconds)),
    ],
);

pub(super) static NL80211_BITRATE_ATTR: Set = set(
    "NL80211_BITRATE_ATTR",
    &[
        attr(1, "NL80211_BITRATE_ATTR_RATE", U32.unit(Unit::HundredKilobitsPerSecond)),
        attr(2, "NL80211_BITRATE_ATTR_2GHZ_SHORTPREAMBLE", FLAG),
    ],
);

pub(super) static NL80211_TXQ_ATTR: Set = set(
    "NL80211_TXQ_ATTR",
    &[
        attr(1, "NL80211_TXQ_ATTR_AC", U8.name(&NL80211_AC)),
        attr(2, "NL80211_TXQ_ATTR_TXOP", U16),
        attr(3, "NL80211_TXQ_ATTR_CWMIN", U16),
        attr(4, "NL80211_TXQ_ATTR_CWMAX", U16),
        attr(5, "NL80211_TXQ_ATTR_AIFS", U8),
    ],
);

pub(super) static NL80211_AC: Names =
    names(&[(0, "NL80211_AC_VO"), (1, "NL80211_AC_VI"), (2, "NL80211_AC_BE"), (3, "NL80211_AC_BK")]);

pub(super) static NL80211_IFACE_COMB: Set = set(
    "NL80211_IFACE_COMB",
    &[
        attr(1, "NL80211_IFACE_COMB_LIMITS", Kind::List(&LIMITS)),
        attr(2, "NL80211_IFACE_COMB_MAXNUM", U32),
        attr(3, "NL80211_IFACE_COMB_STA_AP_BI_MATCH", FLAG),
        attr(4, "NL80211_IFACE_COMB_NUM_CHANNELS", U32),
        attr(5, "NL80211_IFACE_COMB_RADAR_DETECT_WIDTHS", U32.flags(&WIDTH_BITS)),
        attr(6, "NL80211_IFACE_COMB_RADAR_DETECT_REGIONS", U32.flags(&regulatory::REGION_BITS)),
        attr(7, "NL80211_IFACE_COMB_BI_MIN_GCD", U32.unit(Unit::TimeUnits)),
    ],
);

pub(super) static NL80211_IFACE_LIMIT: Set = set(
    "NL80211_IFACE_LIMIT",
    &[attr(1, "NL80211_IFACE_LIMIT_MAX", U32), attr(2, "NL80211_IFACE_LIMIT_TYPES", Kind::List(&IFTYPES))],
);

pub(super) static NL80211_WIPHY_RADIO_ATTR: Set = set(
    "NL80211_WIPHY_RADIO_ATTR",
    &[
        attr(1, "NL80211_WIPHY_RADIO_ATTR_INDEX", U32),
        attr(2, "NL80211_WIPHY_RADIO_ATTR_FREQ_RANGE", nest(&NL80211_WIPHY_RADIO_FREQ_ATTR)),
        attr(3, "NL80211_WIPHY_RADIO_ATTR_INTERFACE_COMBINATION", nest(&NL80211_IFACE_COMB)),
        attr(4, "NL80211_WIPHY_RADIO_ATTR_ANTENNA_MASK", U32.hex()),
        attr(5, "NL80211_WIPHY_RADIO_ATTR_RTS_THRESHOLD", U32.unit(Unit::Bytes)),
    ],
);

pub(super) static NL80211_WIPHY_RADIO_FREQ_ATTR: Set = set(
    "NL80211_WIPHY_RADIO_FREQ_ATTR",
    &[
        attr(1, "NL80211_WIPHY_RADIO_FREQ_ATTR_START", U32.unit(Unit::Kilohertz)),
        attr(2, "NL80211_WIPHY_RADIO_FREQ_ATTR_END", U32.unit(Unit::Kilohertz)),
    ],
);

pub(super) static NL80211_CHAN: Names = names(&[
    (0, "NL80211_CHAN_NO_HT"),
    (1, "NL80211_CHAN_HT20"),
    (2, "NL80211_CHAN_HT40MINUS"),
    (3, "NL80211_CHAN_HT40PLUS"),
]);

pub(super) static NL80211_CHAN_WIDTH: Names = names(&[
    (0, "NL80211_CHAN_WIDTH_20_NOHT"),
    (1, "NL80211_CHAN_WIDTH_20"),
    (2, "NL80211_CHAN_WIDTH_40"),
    (3, "NL80211_CHAN_WIDTH_80"),
    (4, "NL80211_CHAN_WIDTH_80P80"),
    (5, "NL80211_CHAN_WIDTH_160"),
    (6, "NL80211_CHAN_WIDTH_5"),
    (7, "NL80211_CHAN_WIDTH_10"),
    (8, "NL80211_CHAN_WIDTH_1"),
    (9, "NL80211_CHAN_WIDTH_2"),
    (10, "NL80211_CHAN_WIDTH_4"),
    (11, "NL80211_CHAN_WIDTH_8"),
    (12, "NL80211_CHAN_WIDTH_16"),
    (13, "NL80211_CHAN_WIDTH_320"),
]);

/// The same as bits.
pub(super) static WIDTH_BITS: Names = names(&[
    (1, "NL80211_CHAN_WIDTH_20_NOHT"),
    (1 << 1, "NL80211_CHAN_WIDTH_20"),
    (1 << 2, "NL80211_CHAN_WIDTH_40"),
    (1 << 3, "NL80211_CHAN_WIDTH_80"),
    (1 << 4, "NL80211_CHAN_WIDTH_80P80"),
    (1 << 5, "NL80211_CHAN_WIDTH_160"),
    (1 << 6, "NL80211_CHAN_WIDTH_5"),
    (1 << 7, "NL80211_CHAN_WIDTH_10"),
    (1 << 8, "NL80211_CHAN_WIDTH_1"),
    (1 << 9, "NL80211_CHAN_WIDTH_2"),
    (1 << 10, "NL80211_CHAN_WIDTH_4"),
    (1 << 11, "NL80211_CHAN_WIDTH_8"),
    (1 << 12, "NL80211_CHAN_WIDTH_16"),
    (1 << 13, "NL80211_CHAN_WIDTH_320"),
]);

pub(super) static NL80211_AP_SME: Names = names(&[(0x1, "NL80211_AP_SME_SA_QUERY_OFFLOAD")]);

pub(super) static NL80211_PROBE_RESP_OFFLOAD_SUPPORT: Names = names(&[
    (0x1, "NL80211_PROBE_RESP_OFFLOAD_SUPPORT_WPS"),
    (0x2, "NL80211_PROBE_RESP_OFFLOAD_SUPPORT_WPS2"),
    (0x4, "NL80211_PROBE_RESP_OFFLOAD_SUPPORT_P2P"),
    (0x8, "NL80211_PROBE_RESP_OFFLOAD_SUPPORT_80211U"),
]);

/// Bands by number.
pub(super) static BANDS: List = list_by(&NL80211_BAND, nest(&NL80211_BAND_ATTR));

static CHANNELS: List = list(nest(&NL80211_FREQUENCY_ATTR));

static BITRATES: List = list(nest(&NL80211_BITRATE_ATTR));

/// The differences between types of interfaces.
static BY_IFTYPES: List = list(nest(&NL80211_BAND_IFTYPE_ATTR));

/// How long to wait before sending, by access category.
static WMM_RULES: List = list_by(&NL80211_AC, nest(&NL80211_WMMR));

/// Queues, in a list whose numbers mean nothing.
pub(super) static TXQ_PARAMS: List = list(nest(&NL80211_TXQ_ATTR));

/// Which interfaces can be at once.
pub(super) static COMBINATIONS: List = list(nest(&NL80211_IFACE_COMB));

static LIMITS: List = list(nest(&NL80211_IFACE_LIMIT));

/// Radios of one device.
pub(super) static RADIOS: List = list(nest(&NL80211_WIPHY_RADIO_ATTR));
