//! Information elements: an identifier, a length, and what the standard makes of the bytes  (IEEE 802.11, linux/ieee80211.h)
//!
//! Those that no row explains are shown as bytes.

use core::fmt::{self, Write};

use super::eid::{WLAN_EID, WLAN_EID_EXT};
use super::{
    BYTES, eht, he, ht, hwmp, measurement, multi_link, neighbor, network, qos, roam, rsn, schedule, uhr,
    vendor,
};
use crate::schema::{Case::*, *};
use crate::wire::Endian;

/// Elements that follow each other.
pub(crate) static ELEMENTS: Kind = records_packed(&ELEMENT, "datalen", 1, 2);

/// Elements in a list of attributes.
pub(crate) static LISTS: List = list(ELEMENTS);

static ELEMENT: Struct =
    layout("element", 2, &[field("id", U8.name(&WLAN_EID)), field("datalen", U8.unit(Unit::Bytes))])
        .then(&[field("data", select("id", &DATA))]);

/// What an element has, by its identifier.
pub(super) static DATA: [(Case, Kind); 107] = [
    (Is(0), TEXT),
    (OneOf(&[1, 50]), RATES),
    (Is(3), U8),
    (Is(5), fixed(&network::TIM)),
    (Is(6), LE16.unit(Unit::TimeUnits)),
    (Is(7), fixed(&network::COUNTRY)),
    (Is(10), Kind::Array(&IDS)),
    (Is(11), fixed(&network::QBSS_LOAD)),
    (Is(12), fixed(&qos::EDCA_PARAM_SET)),
    (Is(13), fixed(&qos::TSPEC)),
    (Is(14), fixed(&qos::TCLAS)),
    (Is(15), fixed(&qos::SCHEDULE)),
    (Is(16), OPAQUE),
    (Is(32), U8.unit(Unit::Decibel)),
    (Is(33), fixed(&network::PWR_CAPABILITY)),
    (Is(35), fixed(&network::TPC_REPORT)),
    (Is(36), Kind::Array(&network::SUPPORTED_CHANNELS)),
    (Is(37), fixed(&network::CHANNEL_SWITCH)),
    (Is(38), fixed(&measurement::MEASURE_REQUEST)),
    (Is(39), fixed(&measurement::MEASURE_REPORT)),
    (Is(40), fixed(&network::QUIET)),
    (Is(41), fixed(&network::IBSS_DFS)),
    (Is(42), U8.flags(&WLAN_ERP)),
    (Is(43), LE32.unit(Unit::TimeUnits)),
    (OneOf(&[44, 63, 64, 65, 53, 66, 89, 94, 106, 109, 200, 237, 239]), U8),
    (Is(45), fixed(&ht::HT_CAP)),
    (Is(46), qos::QOS_INFO),
    (Is(48), fixed(&rsn::RSN)),
    (OneOf(&[51, 73]), fixed(&network::CLASS_AND_CHANNELS)),
    (Is(52), fixed(&neighbor::NEIGHBOR_REPORT)),
    (Is(54), fixed(&roam::MOBILITY_DOMAIN)),
    (Is(55), roam::FAST_BSS_TRANSITION),
    (Is(56), fixed(&roam::TIMEOUT_INTERVAL)),
    (Is(57), fixed(&roam::RIC_DATA)),
    (Is(59), Kind::Array(&BYTES)),
    (Is(60), fixed(&network::EXT_CHANSWITCH_ANN)),
    (Is(61), fixed(&ht::HT_OPERATION)),
    (Is(62), U8.name(&ht::CHANNEL_OFFSET)),
    (Is(67), fixed(&network::AVAILABLE_CAPACITY)),
    (Is(68), fixed(&network::AC_ACCESS_DELAY)),
    (Is(69), fixed(&network::TIME_ADVERTISEMENT)),
    (Is(70), fixed(&measurement::RRM_ENABLED_CAPABILITIES)),
    (Is(71), fixed(&MULTIPLE_BSSID)),
    (Is(72), U8.flags(&WLAN_BSS_COEX)),
    (Is(74), fixed(&OVERLAP_BSS_SCAN_PARAM)),
    (Is(75), fixed(&roam::RIC_DESCRIPTOR)),
    (Is(76), fixed(&rsn::MMIE)),
    (Is(83), network::NON_TX_BSSID_CAP),
    (Is(84), ELEMENTS),
    (Is(85), fixed(&network::MULTI_BSSID_IDX)),
    (Is(90), fixed(&network::BSS_MAX_IDLE_PERIOD)),
    (OneOf(&[91, 92]), OPAQUE),
    (Is(93), fixed(&network::WNM_SLEEP_MODE)),
    (Is(95), fixed(&network::TIM_BCAST_RESP)),
    (Is(97), fixed(&network::CHANNEL_USAGE)),
    (Is(98), TEXT),
    (Is(101), fixed(&network::LINK_ID)),
    (Is(102), fixed(&network::WAKEUP_SCHEDULE)),
    (Is(104), fixed(&network::CHAN_SWITCH_TIMING)),
    (Is(105), fixed(&network::PTI_CONTROL)),
    (Is(107), network::INTERWORKING),
    (Is(108), network::ADVERTISEMENT_PROTOCOL),
    (Is(110), qos::QOS_MAP),
    (Is(111), fixed(&network::ROAMING_CONSORTIUM)),
    (Is(112), OPAQUE),
    (Is(113), fixed(&hwmp::MESH_CONFIG)),
    (Is(114), TEXT),
    (Is(115), fixed(&hwmp::LINK_METRIC_REPORT)),
    (Is(116), fixed(&hwmp::CONGESTION_NOTIFICATION)),
    (Is(117), hwmp::PEER_MGMT),
    (Is(118), fixed(&hwmp::CHAN_SWITCH_PARAM)),
    (Is(119), LE16.unit(Unit::TimeUnits)),
    (Is(120), fixed(&hwmp::BEACON_TIMING)),
    (Is(125), fixed(&hwmp::GANN)),
    (Is(126), fixed(&hwmp::RANN)),
    (Is(127), fixed(&EXT_CAPA)),
    (Is(130), fixed(&hwmp::PREQ)),
    (Is(131), fixed(&hwmp::PREP)),
    (Is(132), fixed(&hwmp::PERR)),
    (Is(137), fixed(&hwmp::PXU)),
    (Is(138), fixed(&hwmp::PXUC)),
    (Is(139), fixed(&hwmp::AMPE)),
    (Is(140), OPAQUE),
    (Is(141), fixed(&network::DESTINATION_URI)),
    (Is(185), fixed(&qos::SCS_DESC)),
    (Is(191), fixed(&ht::VHT_CAP)),
    (Is(192), fixed(&ht::VHT_OPERATION)),
    (Is(193), fixed(&network::EXTENDED_BSS_LOAD)),
    (Is(194), fixed(&network::WIDE_BW_CHANNEL_SWITCH)),
    (Is(195), fixed(&TX_POWER_ENVELOPE)),
    (Is(196), network::CHANNEL_SWITCH_WRAPPER),
    (Is(197), LE16),
    (Is(199), U8.parts(&ht::OPMODE_NOTIF)),
    (Is(201), neighbor::REDUCED),
    (Is(210), OPAQUE),
    (Is(211), fixed(&network::AID_RESPONSE)),
    (Is(213), fixed(&network::S1G_BCN_COMPAT)),
    (Is(214), LE16.unit(Unit::TimeUnits)),
    (Is(216), fixed(&schedule::TWT)),
    (Is(217), fixed(&ht::S1G_CAPABILITIES)),
    (Is(221), vendor::VENDOR_SPECIFIC),
    (Is(232), fixed(&network::S1G_OPERATION)),
    (Is(240), fixed(&network::FILS_INDICATION)),
    // The rest of the element before, which had no more room.
    (Is(242), OPAQUE),
    (Is(244), fixed(&rsn::RSNX)),
    (Is(255), fixed(&EXTENSION)),
    (Otherwise, RAW),
];

/// Identifiers of elements that are asked for.
static IDS: Array = array(U8.name(&WLAN_EID));

static WLAN_ERP: Names = names(&[
    (0x1, "WLAN_ERP_NON_ERP_PRESENT"),
    (0x2, "WLAN_ERP_USE_PROTECTION"),
    (0x4, "WLAN_ERP_BARKER_PREAMBLE"),
]);

static MULTIPLE_BSSID: Struct = layout("", 1, &[field("max_bssid_indicator", U8)])
    .then(&[field("profiles", records_packed(&ELEMENT, "datalen", 1, 2))]);

static WLAN_BSS_COEX: Names =
    names(&[(0x1, "WLAN_BSS_COEX_INFORMATION_REQUEST"), (0x2, "WLAN_BSS_COEX_FORTY_MHZ_INTOLERANT")]);

static OVERLAP_BSS_SCAN_PARAM: Struct = layout(
    "",
    14,
    &[
        field("passive_dwell", LE16.unit(Unit::TimeUnits)),
        field("active_dwell", LE16.unit(Unit::TimeUnits)),
        field("trigger_scan_interval", LE16.unit(Unit::Seconds)),
        field("passive_total_per_channel", LE16.unit(Unit::TimeUnits)),
        field("active_total_per_channel", LE16.unit(Unit::TimeUnits)),
        field("width_transition_delay_factor", LE16),
        field("activity_threshold", LE16),
    ],
);

/// Extended capabilities, byte by byte: as many as the sender has.
pub(crate) static EXT_CAPA: Struct = layout(
    "",
    16,
    &[
        field("ext_capa1", U8.flags(&EXT_CAPA1)),
        field("ext_capa2", U8.flags(&EXT_CAPA2)),
        field("ext_capa3", U8.flags(&EXT_CAPA3)),
        field("ext_capa4", U8.flags(&EXT_CAPA4)),
        field("ext_capa5", U8.flags(&EXT_CAPA5)),
        field("ext_capa6", U8.flags(&EXT_CAPA6)),
        field("ext_capa7", U8.flags(&EXT_CAPA7)),
        field("ext_capa8", U8.flags(&EXT_CAPA8)),
        field("ext_capa9", U8.flags(&EXT_CAPA9)),
        field("ext_capa10", U8.flags(&EXT_CAPA10)),
        field("ext_capa11", U8.flags(&EXT_CAPA11)),
        field("ext_capa12", U8.flags(&EXT_CAPA12)),
        field("ext_capa13", U8.hex()),
        field("ext_capa14", U8.hex()),
        field("ext_capa15", U8.hex()),
        field("ext_capa16", U8.hex()),
    ],
)
.grown_from(0);

static EXT_CAPA1: Names = names(&[
    (0x01, "WLAN_EXT_CAPAB_20_40_COEX"),
    (0x04, "WLAN_EXT_CAPA1_EXT_CHANNEL_SWITCHING"),
    (0x10, "WLAN_EXT_CAPAB_PSMP"),
    (0x40, "WLAN_EXT_CAPAB_S_PSMP"),
    (0x80, "WLAN_EXT_CAPAB_EVENT"),
]);

static EXT_CAPA2: Names = names(&[
    (0x01, "WLAN_EXT_CAPAB_DIAGNOSTICS"),
    (0x02, "WLAN_EXT_CAPAB_MULTICAST_DIAG"),
    (0x04, "WLAN_EXT_CAPAB_LOCATION_TRACKING"),
    (0x08, "WLAN_EXT_CAPAB_FMS"),
    (0x10, "WLAN_EXT_CAPAB_PROXY_ARP"),
    (0x20, "WLAN_EXT_CAPAB_COLL_INTERF_REP"),
    (0x40, "WLAN_EXT_CAPAB_CIVIC_LOC"),
    (0x80, "WLAN_EXT_CAPAB_GEOSPATIAL_LOC"),
]);

static EXT_CAPA3: Names = names(&[
    (0x01, "WLAN_EXT_CAPAB_TFS"),
    (0x02, "WLAN_EXT_CAPAB_WNM_SLEEP_MODE"),
    (0x04, "WLAN_EXT_CAPAB_TIM_BROADCAST"),
    (0x08, "WLAN_EXT_CAPAB_BSS_TRANSITION"),
    (0x10, "WLAN_EXT_CAPAB_QOS_TRAFFIC"),
    (0x20, "WLAN_EXT_CAPAB_AC_STA_COUNT"),
    (0x40, "WLAN_EXT_CAPA3_MULTI_BSSID_SUPPORT"),
    (0x80, "WLAN_EXT_CAPA3_TIMING_MEASUREMENT_SUPPORT"),
]);

static EXT_CAPA4: Names = names(&[
    (0x01, "WLAN_EXT_CAPAB_CHANNEL_USAGE"),
    (0x02, "WLAN_EXT_CAPAB_SSID_LIST"),
    (0x04, "WLAN_EXT_CAPAB_DMS"),
    (0x08, "WLAN_EXT_CAPAB_UTC_TSF_OFFSET"),
    (0x10, "WLAN_EXT_CAPA4_TDLS_BUFFER_STA"),
    (0x20, "WLAN_EXT_CAPA4_TDLS_PEER_PSM"),
    (0x40, "WLAN_EXT_CAPA4_TDLS_CHAN_SWITCH"),
    (0x80, "WLAN_EXT_CAPAB_INTERWORKING"),
]);

static EXT_CAPA5: Names = names(&[
    (0x01, "WLAN_EXT_CAPAB_QOS_MAP"),
    (0x02, "WLAN_EXT_CAPAB_EBR"),
    (0x04, "WLAN_EXT_CAPAB_SSPN_INTERFACE"),
    (0x10, "WLAN_EXT_CAPAB_MSGCF"),
    (0x20, "WLAN_EXT_CAPA5_TDLS_ENABLED"),
    (0x40, "WLAN_EXT_CAPA5_TDLS_PROHIBITED"),
    (0x80, "WLAN_EXT_CAPA5_TDLS_CH_SW_PROHIBITED"),
]);

static EXT_CAPA6: Names = names(&[
    (0x01, "WLAN_EXT_CAPAB_REJECT_UNADMITTED"),
    (0x02, "WLAN_EXT_CAPAB_SERVICE_INTERVAL_1"),
    (0x04, "WLAN_EXT_CAPAB_SERVICE_INTERVAL_2"),
    (0x08, "WLAN_EXT_CAPAB_SERVICE_INTERVAL_4"),
    (0x10, "WLAN_EXT_CAPAB_IDENTIFIER_LOC"),
    (0x20, "WLAN_EXT_CAPAB_UAPSD_COEX"),
    (0x40, "WLAN_EXT_CAPAB_WNM_NOTIFICATION"),
    (0x80, "WLAN_EXT_CAPAB_QAB"),
]);

static EXT_CAPA7: Names = names(&[
    (0x01, "WLAN_EXT_CAPAB_UTF_8_SSID"),
    (0x02, "WLAN_EXT_CAPAB_QMF_ACTIVATED"),
    (0x04, "WLAN_EXT_CAPAB_QMF_RECONFIG"),
    (0x08, "WLAN_EXT_CAPAB_ROBUST_AV_STREAMING"),
    (0x10, "WLAN_EXT_CAPAB_ADVANCED_GCR"),
    (0x20, "WLAN_EXT_CAPAB_MESH_GCR"),
    (0x40, "WLAN_EXT_CAPAB_SCS"),
    (0x80, "WLAN_EXT_CAPAB_QLOAD_REPORT"),
]);

static EXT_CAPA8: Names = names(&[
    (0x01, "WLAN_EXT_CAPAB_ALTERNATE_EDCA"),
    (0x02, "WLAN_EXT_CAPAB_UNPROT_TXOP"),
    (0x04, "WLAN_EXT_CAPAB_PROT_TXOP"),
    (0x10, "WLAN_EXT_CAPAB_PROT_QLOAD_REPORT"),
    (0x20, "WLAN_EXT_CAPA8_TDLS_WIDE_BW_ENABLED"),
    (0x40, "WLAN_EXT_CAPA8_OPMODE_NOTIF"),
    (0x80, "WLAN_EXT_CAPA8_MAX_MSDU_IN_AMSDU_LSB"),
]);

static EXT_CAPA9: Names = names(&[
    (0x01, "WLAN_EXT_CAPA9_MAX_MSDU_IN_AMSDU_MSB"),
    (0x02, "WLAN_EXT_CAPAB_CHANNEL_SCHEDULE_MGMT"),
    (0x04, "WLAN_EXT_CAPAB_GEODB_INBAND"),
    (0x08, "WLAN_EXT_CAPAB_NETWORK_CHANNEL_CONTROL"),
    (0x10, "WLAN_EXT_CAPAB_WHITE_SPACE_MAP"),
    (0x20, "WLAN_EXT_CAPAB_CHANNEL_AVAIL_QUERY"),
    (0x40, "WLAN_EXT_CAPAB_FTM_RESPONDER"),
    (0x80, "WLAN_EXT_CAPA9_FTM_INITIATOR"),
]);

static EXT_CAPA10: Names = names(&[
    (0x01, "WLAN_EXT_CAPAB_FILS"),
    (0x02, "WLAN_EXT_CAPAB_EXT_SPECTRUM_MGMT"),
    (0x04, "WLAN_EXT_CAPAB_FUTURE_CHAN_GUIDANCE"),
    (0x08, "WLAN_EXT_CAPAB_PAD"),
    (0x20, "WLAN_EXT_CAPA10_TWT_REQUESTER_SUPPORT"),
    (0x40, "WLAN_EXT_CAPA10_TWT_RESPONDER_SUPPORT"),
    (0x80, "WLAN_EXT_CAPA10_OBSS_NARROW_BW_RU_TOLERANCE_SUPPORT"),
]);

static EXT_CAPA11: Names = names(&[
    (0x01, "WLAN_EXT_CAPAB_COMPLETE_NON_TX_PROFILES"),
    (0x02, "WLAN_EXT_CAPAB_SAE_PW_ID"),
    (0x04, "WLAN_EXT_CAPAB_SAE_PW_ID_EXCLUSIVELY"),
    (0x08, "WLAN_EXT_CAPA11_EMA_SUPPORT"),
    (0x10, "WLAN_EXT_CAPA11_BCN_PROTECT"),
    (0x20, "WLAN_EXT_CAPAB_MSCS"),
    (0x40, "WLAN_EXT_CAPAB_OCT"),
    (0x80, "WLAN_EXT_CAPAB_LOCAL_MAC_POLICY"),
]);

static EXT_CAPA12: Names = names(&[(0x02, "WLAN_EXT_CAPAB_TWT_PARAMETERS_RANGE")]);

/// Power limits by width of the channel, in half decibel-milliwatts.
static TX_POWER_ENVELOPE: Struct = layout("ieee80211_tx_pwr_env", 1, &[field("info", U8.parts(&TPE_INFO))])
    .then(&[field("variable", Kind::Array(&TPE_POWERS))]);

static TPE_INFO: [Part; 3] = [
    part("count", 3, Show::Dec),
    part("interpretation", 3, Show::Name(&TPE)),
    part("category", 2, Show::Dec),
];

static TPE: Names = names(&[
    (0, "IEEE80211_TPE_LOCAL_EIRP"),
    (1, "IEEE80211_TPE_LOCAL_EIRP_PSD"),
    (2, "IEEE80211_TPE_REG_CLIENT_EIRP"),
    (3, "IEEE80211_TPE_REG_CLIENT_EIRP_PSD"),
]);

static TPE_POWERS: Array = array(S8.unit(Unit::HalfDecibelMilliwatt));

/// Elements with an extended identifier.
static EXTENSION: Struct = layout("", 1, &[field("ext_id", U8.name(&WLAN_EID_EXT))])
    .then(&[field("data", select("ext_id", &EXTENDED))]);

static EXTENDED: [(Case, Kind); 30] = [
    (OneOf(&[1, 37, 41, 45, 46]), U8),
    (OneOf(&[3, 4, 5, 8, 12, 13, 33, 57, 93]), OPAQUE),
    (Is(60), Kind::Array(&BYTES)),
    (Is(11), Kind::Array(&network::ESTIMATED_SERVICE)),
    (Is(32), fixed(&network::OWE_DH_PARAM)),
    (Is(35), he::HE_CAP),
    (Is(36), fixed(&he::HE_OPERATION)),
    (Is(38), fixed(&he::MU_EDCA_PARAM_SET)),
    (Is(39), he::HE_SPR),
    (Is(42), fixed(&he::BSS_COLOR_CHANGE)),
    (Is(52), network::MAX_CHANNEL_SWITCH_TIME),
    (Is(54), fixed(&network::OCI)),
    (Is(55), fixed(&network::MULTIPLE_BSSID_CONFIGURATION)),
    (Is(56), fixed(&network::NON_INHERITANCE)),
    (Is(58), Kind::Array(&network::SHORT_SSIDS)),
    (Is(59), LE16.parts(&he::HE_6GHZ_CAPA)),
    (Is(88), fixed(&qos::MSCS_DESC)),
    (Is(92), Kind::Array(&network::GROUPS)),
    (Is(106), fixed(&eht::EHT_OPERATION)),
    (Is(107), multi_link::MULTI_LINK),
    (Is(108), eht::EHT_CAP),
    (Is(109), fixed(&multi_link::TID_TO_LINK_MAPPING)),
    (Is(110), Kind::Array(&network::LINK_BITMAPS)),
    (Is(114), BE32.name(&super::suite::WLAN_AKM_SUITE)),
    (Is(135), fixed(&eht::BANDWIDTH_INDICATION)),
    (Is(151), fixed(&uhr::UHR_OPERATION)),
    (Is(152), uhr::UHR_CAP),
    (Is(154), fixed(&uhr::SMD_INFO)),
    (Is(157), uhr::MODE_CHANGE),
    (Otherwise, RAW),
];

/// Rates of 500 kbit/s; the upper bit marks those that every station must have.
pub(crate) static RATES: Kind = gloss(&RATE_BYTES, rates_in_words);

static RATE_BYTES: Kind = Kind::Array(&RATE_ARRAY);

static RATE_ARRAY: Array = array(U8);

/// Writes rates of 500 kbit/s as people say them, those that every station must have with a star: `1* 2* 5.5 11 Mbit/s`.
pub(crate) fn rates_in_words(payload: &[u8], _: Endian, out: &mut dyn Write) -> fmt::Result {
    for (at, rate) in payload.iter().enumerate() {
        if at > 0 {
            out.write_char(' ')?;
        }
        let halves = rate & 0x7f;
        write!(out, "{}", halves / 2)?;
        if halves % 2 == 1 {
            out.write_str(".5")?;
        }
        if rate & 0x80 != 0 {
            out.write_char('*')?;
        }
    }
    if payload.is_empty() { Ok(()) } else { out.write_str(" Mbit/s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_as_people_say_them() {
        let mut out = String::new();
        rates_in_words(&[0x82, 0x84, 11, 0x96, 108], Endian::Little, &mut out).unwrap();
        assert_eq!(out, "1* 2* 5.5 11* 54 Mbit/s");
    }
}
