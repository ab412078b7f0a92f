//! Information elements: an identifier, a length, and what the standard makes of the bytes  (IEEE 802.11, linux/ieee80211.h)
//!
//! Beacons, scan results and requests to associate are full of them. Those that no row explains are shown as bytes.

use core::fmt::{self, Write};

use super::eid::{WLAN_EID, WLAN_EID_EXT};
use super::key::{AKM_LIST, CIPHER_LIST, WLAN_CIPHER_SUITE};
use super::{BYTES, RATES, eht, he, ht};
use crate::schema::{Case::*, *};
use crate::wire::Endian;

/// Elements that follow each other.
pub(super) const ELEMENTS: Kind = records_packed(&ELEMENT, "datalen", 1, 2);

/// Elements in a list of attributes.
pub(super) static LISTS: List = list(ELEMENTS);

static ELEMENT: Struct =
    layout("element", 2, &[field("id", U8.name(&WLAN_EID)), field("datalen", U8.unit(Unit::Bytes))])
        .then(&[field("data", select("id", &DATA))]);

static DATA: [(Case, Kind); 41] = [
    (Is(0), TEXT),
    (OneOf(&[1, 50]), RATES),
    (Is(3), U8),
    (Is(5), fixed(&TIM)),
    (Is(6), LE16.unit(Unit::TimeUnits)),
    (Is(7), fixed(&COUNTRY)),
    (Is(10), Kind::Array(&IDS)),
    (Is(11), fixed(&QBSS_LOAD)),
    (Is(32), U8.unit(Unit::Decibel)),
    (Is(33), fixed(&PWR_CAPABILITY)),
    (Is(35), fixed(&TPC_REPORT)),
    (Is(36), Kind::Array(&SUPPORTED_CHANNELS)),
    (Is(37), fixed(&CHANNEL_SWITCH)),
    (Is(42), U8.flags(&WLAN_ERP)),
    (Is(45), fixed(&ht::HT_CAP)),
    (Is(46), U8.hex()),
    (Is(48), fixed(&RSN)),
    (Is(54), fixed(&MOBILITY_DOMAIN)),
    (Is(56), fixed(&TIMEOUT_INTERVAL)),
    (Is(59), Kind::Array(&BYTES)),
    (Is(60), fixed(&EXT_CHANSWITCH_ANN)),
    (Is(61), fixed(&ht::HT_OPERATION)),
    (Is(62), U8.name(&ht::CHANNEL_OFFSET)),
    (Is(70), fixed(&RRM_ENABLED_CAPABILITIES)),
    (Is(71), fixed(&MULTIPLE_BSSID)),
    (Is(72), U8.flags(&WLAN_BSS_COEX)),
    (Is(74), fixed(&OVERLAP_BSS_SCAN_PARAM)),
    (Is(90), fixed(&BSS_MAX_IDLE_PERIOD)),
    (Is(113), fixed(&MESH_CONFIG)),
    (Is(114), TEXT),
    (Is(119), LE16.unit(Unit::TimeUnits)),
    (Is(127), fixed(&EXT_CAPA)),
    (Is(191), fixed(&ht::VHT_CAP)),
    (Is(192), fixed(&ht::VHT_OPERATION)),
    (Is(195), fixed(&TX_POWER_ENVELOPE)),
    (Is(197), LE16),
    (Is(199), U8.parts(&ht::OPMODE_NOTIF)),
    (Is(221), VENDOR_SPECIFIC),
    (Is(244), fixed(&RSNX)),
    (Is(255), fixed(&EXTENSION)),
    (Otherwise, RAW),
];

/// `struct ieee80211_tim_ie`: for which stations the access point holds frames.
static TIM: Struct = layout(
    "ieee80211_tim_ie",
    3,
    &[field("dtim_count", U8), field("dtim_period", U8), field("bitmap_ctrl", U8.hex())],
)
.then(&[field("virtual_map", OPAQUE)]);

/// A country, the environment (` `: any, `O`: outdoors, `I`: indoors), and power limits by channel.
static COUNTRY: Struct =
    layout("", 3, &[field("country_string", text(3))]).then(&[field("triplets", Kind::Array(&TRIPLETS))]);

static TRIPLETS: Array = array(fixed(&TRIPLET));

/// `struct ieee80211_country_ie_triplet`: channels and a limit.
static TRIPLET: Struct = layout(
    "ieee80211_country_ie_triplet",
    3,
    &[
        field("first_channel", U8),
        field("num_channels", U8),
        field("max_power", S8.unit(Unit::DecibelMilliwatt)),
    ],
);

/// Identifiers of elements that are asked for.
static IDS: Array = array(U8.name(&WLAN_EID));

static QBSS_LOAD: Struct = layout(
    "ieee80211_bss_load_elem",
    5,
    &[field("sta_count", LE16), field("channel_util", U8.unit(Unit::Of255)), field("avail_adm_capa", LE16)],
);

static PWR_CAPABILITY: Struct = layout(
    "",
    2,
    &[
        field("min_tx_power", S8.unit(Unit::DecibelMilliwatt)),
        field("max_tx_power", S8.unit(Unit::DecibelMilliwatt)),
    ],
);

static TPC_REPORT: Struct = layout(
    "ieee80211_tpc_report_ie",
    2,
    &[field("tx_power", S8.unit(Unit::DecibelMilliwatt)), field("link_margin", S8.unit(Unit::Decibel))],
);

static SUPPORTED_CHANNELS: Array = array(fixed(&CHANNEL_RANGE));

/// The first channel of a range, and how many.
pub(super) static CHANNEL_RANGE: Struct =
    layout("", 2, &[field("first_channel", U8), field("num_channels", U8)]);

static CHANNEL_SWITCH: Struct =
    layout("ieee80211_channel_sw_ie", 3, &[field("mode", U8), field("new_ch_num", U8), field("count", U8)]);

static EXT_CHANSWITCH_ANN: Struct = layout(
    "ieee80211_ext_chansw_ie",
    4,
    &[field("mode", U8), field("new_operating_class", U8), field("new_ch_num", U8), field("count", U8)],
);

static WLAN_ERP: Names = names(&[
    (0x1, "WLAN_ERP_NON_ERP_PRESENT"),
    (0x2, "WLAN_ERP_USE_PROTECTION"),
    (0x4, "WLAN_ERP_BARKER_PREAMBLE"),
]);

/// Security: the cipher for groups, then lists with their own lengths. Any number of lists may be omitted from the end.
static RSN: Struct = layout(
    "",
    8,
    &[
        field("version", LE16),
        field("group_cipher", BE32.name(&WLAN_CIPHER_SUITE)),
        field("pairwise_count", LE16),
    ],
)
.grown_from(2)
.then(&[field("pairwise_ciphers", Kind::Array(&CIPHER_LIST)), field("akm", fixed(&RSN_AKM))]);

static RSN_AKM: Struct = layout("", 2, &[field("akm_count", LE16)])
    .then(&[field("akm_suites", Kind::Array(&AKM_LIST)), field("rsn", fixed(&RSN_CAPABILITIES))]);

static RSN_CAPABILITIES: Struct =
    layout("", 4, &[field("capabilities", LE16.parts(&RSN_CAPS)), field("pmkid_count", LE16)])
        .grown_from(2)
        .then(&[
            field("pmkids", Kind::Array(&PMKIDS)),
            field("group_mgmt_cipher", BE32.name(&WLAN_CIPHER_SUITE)),
        ]);

static RSN_CAPS: [Part; 10] = [
    part("preauth", 1, Show::Bool),
    part("no_pairwise", 1, Show::Bool),
    part("ptksa_replay_counters", 2, Show::Dec),
    part("gtksa_replay_counters", 2, Show::Dec),
    part("mfp_required", 1, Show::Bool),
    part("mfp_capable", 1, Show::Bool),
    part("joint_multi_band", 1, Show::Bool),
    part("peerkey", 1, Show::Bool),
    part("spp_amsdu", 2, Show::Dec),
    part("", 4, Show::Dec),
];

static PMKIDS: Array = array_counted("pmkid_count", 0, opaque(16));

/// `WLAN_RSNX_CAPA_*`, and the length of the field in front of them.
static RSNX: Struct = layout("", 1, &[field("capab", U8.parts(&RSNX_CAPAB))]).then(&[field("more", RAW)]);

static RSNX_CAPAB: [Part; 5] = [
    part("length", 4, Show::Dec),
    part("WLAN_RSNX_CAPA_PROTECTED_TWT", 1, Show::Bool),
    part("WLAN_RSNX_CAPA_SAE_H2E", 1, Show::Bool),
    part("sae_pk", 1, Show::Bool),
    part("", 1, Show::Dec),
];

static MOBILITY_DOMAIN: Struct = layout("", 3, &[field("mdid", LE16.hex()), field("ft_capab", U8.hex())]);

/// `struct ieee80211_timeout_interval_ie`.
static TIMEOUT_INTERVAL: Struct = layout(
    "ieee80211_timeout_interval_ie",
    5,
    &[field("type", U8.name(&WLAN_TIMEOUT)), field("value", LE32)],
);

static WLAN_TIMEOUT: Names = names(&[
    (1, "WLAN_TIMEOUT_REASSOC_DEADLINE"),
    (2, "WLAN_TIMEOUT_KEY_LIFETIME"),
    (3, "WLAN_TIMEOUT_ASSOC_COMEBACK"),
]);

/// Measurements that a station can make, bit by bit.
static RRM_ENABLED_CAPABILITIES: Struct = layout(
    "",
    5,
    &[
        field("rrm_cap0", U8.hex()),
        field("rrm_cap1", U8.hex()),
        field("rrm_cap2", U8.hex()),
        field("rrm_cap3", U8.hex()),
        field("rrm_cap4", U8.hex()),
    ],
);

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

/// `struct ieee80211_bss_max_idle_period_ie`: in thousands of time units.
static BSS_MAX_IDLE_PERIOD: Struct = layout(
    "ieee80211_bss_max_idle_period_ie",
    3,
    &[field("max_idle_period", LE16), field("idle_options", U8.flags(&IDLE_OPTIONS))],
);

static IDLE_OPTIONS: Names = names(&[(0x1, "WLAN_IDLE_OPTIONS_PROTECTED_KEEP_ALIVE")]);

/// `struct ieee80211_meshconf_ie`.
static MESH_CONFIG: Struct = layout(
    "ieee80211_meshconf_ie",
    7,
    &[
        field("meshconf_psel", U8),
        field("meshconf_pmetric", U8),
        field("meshconf_congest", U8),
        field("meshconf_synch", U8),
        field("meshconf_auth", U8),
        field("meshconf_form", U8.parts(&MESHCONF_FORM)),
        field("meshconf_cap", U8.flags(&MESHCONF_CAPAB)),
    ],
);

static MESHCONF_FORM: [Part; 3] = [
    part("connected_to_gate", 1, Show::Bool),
    part("peerings", 6, Show::Dec),
    part("connected_to_as", 1, Show::Bool),
];

static MESHCONF_CAPAB: Names = names(&[
    (0x1, "IEEE80211_MESHCONF_CAPAB_ACCEPT_PLINKS"),
    (0x8, "IEEE80211_MESHCONF_CAPAB_FORWARDING"),
    (0x20, "IEEE80211_MESHCONF_CAPAB_TBTT_ADJUSTING"),
    (0x40, "IEEE80211_MESHCONF_CAPAB_POWER_SAVE_LEVEL"),
]);

/// Extended capabilities, byte by byte: as many as the sender has.
pub(super) static EXT_CAPA: Struct = layout(
    "",
    16,
    &[
        field("ext_capa1", U8.flags(&EXT_CAPA1)),
        field("ext_capa2", U8.hex()),
        field("ext_capa3", U8.flags(&EXT_CAPA3)),
        field("ext_capa4", U8.flags(&EXT_CAPA4)),
        field("ext_capa5", U8.flags(&EXT_CAPA5)),
        field("ext_capa6", U8.hex()),
        field("ext_capa7", U8.hex()),
        field("ext_capa8", U8.flags(&EXT_CAPA8)),
        field("ext_capa9", U8.flags(&EXT_CAPA9)),
        field("ext_capa10", U8.flags(&EXT_CAPA10)),
        field("ext_capa11", U8.flags(&EXT_CAPA11)),
        field("ext_capa12", U8.hex()),
        field("ext_capa13", U8.hex()),
        field("ext_capa14", U8.hex()),
        field("ext_capa15", U8.hex()),
        field("ext_capa16", U8.hex()),
    ],
)
.grown_from(0);

static EXT_CAPA1: Names = names(&[(0x04, "WLAN_EXT_CAPA1_EXT_CHANNEL_SWITCHING")]);

static EXT_CAPA3: Names = names(&[
    (0x04, "WLAN_EXT_CAPA3_TIMING_MEASUREMENT_SUPPORT"),
    (0x40, "WLAN_EXT_CAPA3_MULTI_BSSID_SUPPORT"),
]);

static EXT_CAPA4: Names = names(&[
    (0x10, "WLAN_EXT_CAPA4_TDLS_BUFFER_STA"),
    (0x20, "WLAN_EXT_CAPA4_TDLS_PEER_PSM"),
    (0x40, "WLAN_EXT_CAPA4_TDLS_CHAN_SWITCH"),
]);

static EXT_CAPA5: Names = names(&[
    (0x20, "WLAN_EXT_CAPA5_TDLS_ENABLED"),
    (0x40, "WLAN_EXT_CAPA5_TDLS_PROHIBITED"),
    (0x80, "WLAN_EXT_CAPA5_TDLS_CH_SW_PROHIBITED"),
]);

static EXT_CAPA8: Names = names(&[
    (0x20, "WLAN_EXT_CAPA8_TDLS_WIDE_BW_ENABLED"),
    (0x40, "WLAN_EXT_CAPA8_OPMODE_NOTIF"),
    (0x80, "WLAN_EXT_CAPA8_MAX_MSDU_IN_AMSDU_LSB"),
]);

static EXT_CAPA9: Names = names(&[(0x01, "WLAN_EXT_CAPA9_MAX_MSDU_IN_AMSDU_MSB")]);

static EXT_CAPA10: Names = names(&[
    (0x20, "WLAN_EXT_CAPA10_TWT_REQUESTER_SUPPORT"),
    (0x40, "WLAN_EXT_CAPA10_TWT_RESPONDER_SUPPORT"),
    (0x80, "WLAN_EXT_CAPA10_OBSS_NARROW_BW_RU_TOLERANCE_SUPPORT"),
]);

static EXT_CAPA11: Names =
    names(&[(0x01, "WLAN_EXT_CAPA11_EMA_SUPPORT"), (0x08, "WLAN_EXT_CAPA11_BCN_PROTECT")]);

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

/// A maker's identifier, and what that makes of the rest.
const VENDOR_SPECIFIC: Kind = Kind::Peek(&OUI_AND_TYPE, &VENDORS);

static OUI_AND_TYPE: Struct = layout("", 4, &[field("oui_and_type", BE32)]);

static VENDORS: Kind = select(
    "oui_and_type",
    &[(Is(0x0050_f201), fixed(&WPA)), (Is(0x0050_f202), fixed(&WMM)), (Otherwise, fixed(&VENDOR))],
);

static VENDOR: Struct = layout("", 4, &[field("oui", lladdr(3)), field("oui_type", U8)])
    .grown_from(3)
    .then(&[field("data", RAW)]);

/// The first security element, from before [`RSN`]: the same, with Microsoft's suites.
static WPA: Struct = layout(
    "",
    12,
    &[
        field("oui", lladdr(3)),
        field("oui_type", U8),
        field("version", LE16),
        field("group_cipher", BE32.hex()),
        field("pairwise_count", LE16),
    ],
)
.grown_from(6)
.then(&[field("pairwise_ciphers", Kind::Array(&WPA_CIPHERS)), field("akm", fixed(&WPA_AKM))]);

static WPA_CIPHERS: Array = array_counted("pairwise_count", 0, BE32.hex());

static WPA_AKM: Struct = layout("", 2, &[field("akm_count", LE16)])
    .then(&[field("akm_suites", Kind::Array(&WPA_AKMS)), field("capabilities", LE16.hex())]);

static WPA_AKMS: Array = array_counted("akm_count", 0, BE32.hex());

/// `struct ieee80211_wmm_param_ie`; without parameters, what a station sends.
static WMM: Struct = layout(
    "",
    7,
    &[
        field("oui", lladdr(3)),
        field("oui_type", U8),
        field("oui_subtype", U8),
        field("version", U8),
        field("qos_info", U8.hex()),
    ],
)
.then(&[field("reserved", pad(1)), field("ac", Kind::Array(&WMM_ACS))]);

static WMM_ACS: Array = array(fixed(&WMM_AC));

static WMM_AC: Struct = layout(
    "ieee80211_wmm_ac_param",
    4,
    &[field("aci_aifsn", U8.parts(&ACI_AIFSN)), field("cw", U8.parts(&CW)), field("txop_limit", LE16)],
);

/// Of an access category: how long a station waits.
pub(super) static ACI_AIFSN: [Part; 4] = [
    part("aifsn", 4, Show::Dec),
    part("acm", 1, Show::Bool),
    part("aci", 2, Show::Dec),
    part("", 1, Show::Dec),
];

/// Exponents of the contention window.
pub(super) static CW: [Part; 2] = [part("ecw_min", 4, Show::Dec), part("ecw_max", 4, Show::Dec)];

/// Elements with an extended identifier.
static EXTENSION: Struct = layout("", 1, &[field("ext_id", U8.name(&WLAN_EID_EXT))]).then(&[field(
    "data",
    select(
        "ext_id",
        &[
            (Is(35), fixed(&he::HE_CAP)),
            (Is(36), fixed(&he::HE_OPERATION)),
            (Is(38), fixed(&he::MU_EDCA_PARAM_SET)),
            (Is(39), fixed(&he::HE_SPR)),
            (Is(42), fixed(&he::BSS_COLOR_CHANGE)),
            (Is(59), LE16.parts(&he::HE_6GHZ_CAPA)),
            (Is(106), fixed(&eht::EHT_OPERATION)),
            (Is(108), fixed(&eht::EHT_CAP)),
            (Otherwise, RAW),
        ],
    ),
)]);

/// Writes rates of 500 kbit/s as people say them, those that every station must have with a star: `1* 2* 5.5 11 Mbit/s`.
pub(super) fn rates_in_words(payload: &[u8], _: Endian, out: &mut dyn Write) -> fmt::Result {
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
