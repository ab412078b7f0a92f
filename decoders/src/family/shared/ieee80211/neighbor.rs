//! Neighbouring access points  (IEEE 802.11, 9.4.2.36 and 9.4.2.169)

use super::{ht, multi_link};
use crate::schema::{Case::*, *};

/// A neighbour, with optional subelements.
pub(super) static NEIGHBOR_REPORT: Struct = layout(
    "",
    13,
    &[
        field("bssid", MAC),
        field("bssid_info", LE32.parts(&BSSID_INFO)),
        field("operating_class", U8),
        field("channel", U8),
        field("phy_type", U8),
    ],
)
.then(&[field("subelements", records_packed(&SUBELEMENT, "length", 1, 2))]);

static BSSID_INFO: [Part; 16] = [
    part("reachability", 2, Show::Dec),
    part("security", 1, Show::Bool),
    part("key_scope", 1, Show::Bool),
    part("spectrum_management", 1, Show::Bool),
    part("qos", 1, Show::Bool),
    part("apsd", 1, Show::Bool),
    part("radio_measurement", 1, Show::Bool),
    part("delayed_ba", 1, Show::Bool),
    part("immediate_ba", 1, Show::Bool),
    part("mobility_domain", 1, Show::Bool),
    part("ht", 1, Show::Bool),
    part("vht", 1, Show::Bool),
    part("ftm", 1, Show::Bool),
    part("he", 1, Show::Bool),
    part("er_bss", 1, Show::Bool),
    part("others", 16, Show::Hex),
];

static SUBELEMENT: Struct =
    layout("subelement", 2, &[field("id", U8.name(&WNM_NEIGHBOR)), field("length", U8.unit(Unit::Bytes))])
        .then(&[field("data", select("id", &DATA))]);

/// hostapd's names.
static WNM_NEIGHBOR: Names = names(&[
    (1, "WNM_NEIGHBOR_TSF"),
    (2, "WNM_NEIGHBOR_CONDENSED_COUNTRY_STRING"),
    (3, "WNM_NEIGHBOR_BSS_TRANSITION_CANDIDATE"),
    (4, "WNM_NEIGHBOR_BSS_TERMINATION_DURATION"),
    (5, "WNM_NEIGHBOR_BEARING"),
    (6, "WNM_NEIGHBOR_WIDE_BW_CHAN"),
    (39, "WNM_NEIGHBOR_MEASUREMENT_REPORT"),
    (45, "WNM_NEIGHBOR_HT_CAPAB"),
    (61, "WNM_NEIGHBOR_HT_OPER"),
    (62, "WNM_NEIGHBOR_SECONDARY_CHAN_OFFSET"),
    (66, "WNM_NEIGHBOR_MEASUREMENT_PILOT"),
    (70, "WNM_NEIGHBOR_RRM_ENABLED_CAPAB"),
    (71, "WNM_NEIGHBOR_MULTIPLE_BSSID"),
    (191, "WNM_NEIGHBOR_VHT_CAPAB"),
    (192, "WNM_NEIGHBOR_VHT_OPER"),
    (201, "WNM_NEIGHBOR_MULTI_LINK"),
    (221, "WNM_NEIGHBOR_VENDOR_SPECIFIC"),
]);

static DATA: [(Case, Kind); 14] = [
    (Is(1), fixed(&TSF)),
    (Is(2), text(2)),
    (Is(3), U8),
    (Is(4), fixed(&TERMINATION)),
    (Is(5), LE16),
    (Is(6), fixed(&WIDE_BANDWIDTH)),
    (Is(39), fixed(&super::measurement::MEASURE_REPORT)),
    (Is(45), fixed(&ht::HT_CAP)),
    (Is(61), fixed(&ht::HT_OPERATION)),
    (Is(62), U8.name(&ht::CHANNEL_OFFSET)),
    (Is(191), fixed(&ht::VHT_CAP)),
    (Is(192), fixed(&ht::VHT_OPERATION)),
    (Is(201), multi_link::MULTI_LINK),
    (Otherwise, RAW),
];

static TSF: Struct =
    layout("", 4, &[field("tsf_offset", LE16), field("beacon_int", LE16.unit(Unit::TimeUnits))]);

/// When a network ends, and for how many minutes.
pub(super) static TERMINATION: Struct =
    layout("", 10, &[field("termination_tsf", LE64), field("duration", LE16)]);

/// A wide channel: its width, and the middles of its one or two parts.
pub(super) static WIDE_BANDWIDTH: Struct = layout(
    "",
    3,
    &[field("channel_width", U8), field("center_freq_seg0", U8), field("center_freq_seg1", U8)],
);

/// Neighbours as parts of a request.
pub(super) static NEIGHBOR_LIST: Kind = records_packed(&NEIGHBOR, "length", 1, 2);

static NEIGHBOR: Struct = layout(
    "subelement",
    2,
    &[field("id", U8.name(&super::eid::WLAN_EID)), field("length", U8.unit(Unit::Bytes))],
)
.then(&[field("data", select("id", &[(Is(52), fixed(&NEIGHBOR_REPORT)), (Otherwise, RAW)]))]);

/// Access points in short, those of one channel at a time. Their number and the length of each are in front of them.
pub(super) static REDUCED: Kind = Kind::Peek(&TBTT_HEAD, &BY_LENGTH);

static TBTT_HEAD: Struct = layout("", 2, &[field("tbtt_info_header", LE16.parts(&TBTT_INFO_HEADER))]);

static TBTT_INFO_HEADER: [Part; 5] = [
    part("type", 2, Show::Dec),
    part("filtered", 1, Show::Bool),
    part("", 1, Show::Dec),
    part("count", 4, Show::Dec),
    part("info_length", 8, Show::Unit(Unit::Bytes)),
];

static BY_LENGTH: Kind = select(
    "info_length",
    &[
        (Is(0), RAW),
        (Is(1), fixed(&AP_1)),
        (Is(2), fixed(&AP_2)),
        (Is(3), fixed(&AP_3)),
        (Is(4), fixed(&AP_4)),
        (Is(5), fixed(&AP_5)),
        (Is(6), fixed(&AP_6)),
        (Is(7), fixed(&AP_7)),
        (Is(8), fixed(&AP_8)),
        (Is(9), fixed(&AP_9)),
        (Is(10), fixed(&AP_10)),
        (Is(11), fixed(&AP_11)),
        (Is(12), fixed(&AP_12)),
        (Is(13), fixed(&AP_13)),
        (Is(16), fixed(&AP_16)),
        (Otherwise, fixed(&AP_OTHER)),
    ],
);

const HEAD: [Field; 3] = [
    field("tbtt_info_header", LE16.parts(&TBTT_INFO_HEADER)),
    field("operating_class", U8),
    field("channel", U8),
];

const fn neighbor_ap(tail: &'static [Field; 2]) -> Struct {
    layout("ieee80211_neighbor_ap_info", 4, &HEAD).then(tail)
}

const fn tail(infos: &'static Array) -> [Field; 2] {
    [field("tbtt_infos", Kind::Array(infos)), field("more", Kind::Peek(&TBTT_HEAD, &BY_LENGTH))]
}

static AP_OTHER: Struct = layout("ieee80211_neighbor_ap_info", 4, &HEAD).then(&[field("tbtt_infos", RAW)]);

static OFFSET: Field = field("tbtt_offset", U8.unit(Unit::TimeUnits));
static BSSID: Field = field("bssid", MAC);
static SHORT_SSID: Field = field("short_ssid", LE32.hex());
static PARAMS: Field = field("bss_params", U8.flags(&RNR_TBTT_PARAMS));
static PSD: Field = field("psd_20", S8.unit(Unit::HalfDecibelMilliwatt));
static MLD: Field = field("mld_params", fixed(&MLD_PARAMS));

static RNR_TBTT_PARAMS: Names = names(&[
    (0x01, "IEEE80211_RNR_TBTT_PARAMS_OCT_RECOMMENDED"),
    (0x02, "IEEE80211_RNR_TBTT_PARAMS_SAME_SSID"),
    (0x04, "IEEE80211_RNR_TBTT_PARAMS_MULTI_BSSID"),
    (0x08, "IEEE80211_RNR_TBTT_PARAMS_TRANSMITTED_BSSID"),
    (0x10, "IEEE80211_RNR_TBTT_PARAMS_COLOC_ESS"),
    (0x20, "IEEE80211_RNR_TBTT_PARAMS_PROBE_ACTIVE"),
    (0x40, "IEEE80211_RNR_TBTT_PARAMS_COLOC_AP"),
]);

/// `struct ieee80211_rnr_mld_params`.
static MLD_PARAMS: Struct = layout(
    "ieee80211_rnr_mld_params",
    3,
    &[field("mld_id", U8), field("params", LE16.parts(&RNR_MLD_PARAMS))],
);

static RNR_MLD_PARAMS: [Part; 5] = [
    part("link_id", 4, Show::Dec),
    part("bss_change_count", 8, Show::Dec),
    part("updates_included", 1, Show::Bool),
    part("disabled_link", 1, Show::Bool),
    part("", 2, Show::Dec),
];

macro_rules! tbtt {
    ($ap:ident, $tail:ident, $infos:ident, $info:ident, $len:literal, $fields:expr) => {
        static $ap: Struct = neighbor_ap(&$tail);
        static $tail: [Field; 2] = tail(&$infos);
        static $infos: Array = array_counted("count", 1, fixed(&$info));
        static $info: Struct = layout("", $len, $fields);
    };
}

tbtt!(AP_1, TAIL_1, INFOS_1, INFO_1, 1, &[OFFSET]);
tbtt!(AP_2, TAIL_2, INFOS_2, INFO_2, 2, &[OFFSET, PARAMS]);
tbtt!(AP_3, TAIL_3, INFOS_3, INFO_3, 3, &[MLD]);
tbtt!(AP_4, TAIL_4, INFOS_4, INFO_4, 4, &[OFFSET, MLD]);
tbtt!(AP_5, TAIL_5, INFOS_5, INFO_5, 5, &[OFFSET, SHORT_SSID]);
tbtt!(AP_6, TAIL_6, INFOS_6, INFO_6, 6, &[OFFSET, SHORT_SSID, PARAMS]);
tbtt!(AP_7, TAIL_7, INFOS_7, INFO_7, 7, &[OFFSET, BSSID]);
tbtt!(AP_8, TAIL_8, INFOS_8, INFO_8, 8, &[OFFSET, BSSID, PARAMS]);
tbtt!(AP_9, TAIL_9, INFOS_9, INFO_9, 9, &[OFFSET, BSSID, PARAMS, PSD]);
tbtt!(AP_10, TAIL_10, INFOS_10, INFO_10, 10, &[OFFSET, BSSID, MLD]);
tbtt!(AP_11, TAIL_11, INFOS_11, INFO_11, 11, &[OFFSET, BSSID, SHORT_SSID]);
tbtt!(AP_12, TAIL_12, INFOS_12, INFO_12, 12, &[OFFSET, BSSID, SHORT_SSID, PARAMS]);
tbtt!(AP_13, TAIL_13, INFOS_13, INFO_13, 13, &[OFFSET, BSSID, SHORT_SSID, PARAMS, PSD]);
tbtt!(AP_16, TAIL_16, INFOS_16, INFO_16, 16, &[OFFSET, BSSID, SHORT_SSID, PARAMS, PSD, MLD]);
