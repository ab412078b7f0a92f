//! Devices with several links: the multi-link element, and which traffic uses which link  (IEEE 802.11be, linux/ieee80211-eht.h)

use super::eht::{EML_CAPABILITY, MLD_CAPA_AND_OPS};
use super::frame::WLAN_CAPABILITY;
use super::{ADDRESS, BYTE, ELEMENTS, LE24, WORD};
use crate::schema::{Case::*, *};

/// `struct ieee80211_multi_link_elem`: the type in its first bits says which parts there can be.
pub(super) static MULTI_LINK: Kind = Kind::Peek(&TYPE_HEAD, &BY_TYPE);

static TYPE_HEAD: Struct = layout("", 2, &[field("ml_control", LE16.parts(&TYPE_BITS))]);

static TYPE_BITS: [Part; 2] =
    [part("ml_type", 3, Show::Name(&ML_CONTROL_TYPE)), part("others", 13, Show::Hex)];

static ML_CONTROL_TYPE: Names = names(&[
    (0, "IEEE80211_ML_CONTROL_TYPE_BASIC"),
    (1, "IEEE80211_ML_CONTROL_TYPE_PREQ"),
    (2, "IEEE80211_ML_CONTROL_TYPE_RECONF"),
    (3, "IEEE80211_ML_CONTROL_TYPE_TDLS"),
    (4, "IEEE80211_ML_CONTROL_TYPE_PRIO_ACCESS"),
]);

static BY_TYPE: Kind = select(
    "ml_type",
    &[
        (Is(0), fixed(&BASIC)),
        (Is(1), fixed(&PROBE_REQUEST)),
        (Is(2), fixed(&RECONFIGURATION)),
        (Is(3), fixed(&TDLS)),
        (Is(4), fixed(&PRIORITY_ACCESS)),
        (Otherwise, fixed(&OTHER)),
    ],
);

const ELEM: &str = "ieee80211_multi_link_elem";

/// The part that all links share has a length, which counts itself.
static COMMON_LEN: Field = field("common_len", U8.unit(Unit::Bytes));

static BASIC: Struct = layout(ELEM, 3, &[field("control", LE16.parts(&BASIC_CONTROL)), COMMON_LEN]).then(&[
    field("common", up_to("common_len", 1, 2, &BASIC_COMMON)),
    field("links", records_packed(&BASIC_LINK, "length", 1, 2)),
]);

static BASIC_CONTROL: [Part; 10] = [
    part("type", 3, Show::Name(&ML_CONTROL_TYPE)),
    part("", 1, Show::Dec),
    part("has_link_id", 1, Show::Bool),
    part("has_bss_param_ch_cnt", 1, Show::Bool),
    part("has_med_sync_delay", 1, Show::Bool),
    part("has_eml_capa", 1, Show::Bool),
    part("has_mld_capa_op", 1, Show::Bool),
    part("has_mld_id", 1, Show::Bool),
    part("has_ext_mld_capa_op", 1, Show::Bool),
    part("", 5, Show::Dec),
];

static BASIC_COMMON: Kind = fixed(&BASIC_COMMON_INFO);

/// `struct ieee80211_mle_basic_common_info`, without its length.
static BASIC_COMMON_INFO: Struct = layout("", 6, &[field("mld_mac_addr", MAC)]).then(&[
    field("link_id", sized_in_units("has_link_id", 1, &LINK_ID)),
    field("bss_param_ch_cnt", sized_in_units("has_bss_param_ch_cnt", 1, &BYTE)),
    field("med_sync_delay", sized_in_units("has_med_sync_delay", 2, &MED_SYNC_DELAY)),
    field("eml_capa", sized_in_units("has_eml_capa", 2, &EML_CAPA)),
    field("mld_capa_op", sized_in_units("has_mld_capa_op", 2, &MLD_CAPA)),
    field("mld_id", sized_in_units("has_mld_id", 1, &BYTE)),
    field("ext_mld_capa_op", sized_in_units("has_ext_mld_capa_op", 2, &EXT_MLD_CAPA)),
    field("more", RAW),
]);

static LINK_ID: Kind = U8.parts(&[part("link_id", 4, Show::Dec), part("", 4, Show::Dec)]);

static MED_SYNC_DELAY: Kind = LE16.parts(&[
    part("IEEE80211_MED_SYNC_DELAY_DURATION", 8, Show::Dec),
    part("IEEE80211_MED_SYNC_DELAY_SYNC_OFDM_ED_THRESH", 4, Show::Dec),
    part("IEEE80211_MED_SYNC_DELAY_SYNC_MAX_NUM_TXOPS", 4, Show::Dec),
]);

static EML_CAPA: Kind = LE16.parts(&EML_CAPABILITY);

static MLD_CAPA: Kind = LE16.parts(&MLD_CAPA_AND_OPS);

static EXT_MLD_CAPA: Kind = LE16.parts(&[
    part("IEEE80211_EHT_ML_EXT_MLD_CAPA_OP_PARAM_UPDATE", 1, Show::Bool),
    part("IEEE80211_EHT_ML_EXT_MLD_CAPA_OP_RECO_MAX_LINKS", 4, Show::Dec),
    part("IEEE80211_EHT_ML_EXT_MLD_CAPA_NSTR_UPDATE", 1, Show::Bool),
    part("IEEE80211_EHT_ML_EXT_MLD_CAPA_EMLSR_ENA_ON_ONE_LINK", 1, Show::Bool),
    part("IEEE80211_EHT_ML_EXT_MLD_CAPA_BTM_MLD_RECO_MULTI_AP", 1, Show::Bool),
    part("", 8, Show::Dec),
]);

static BASIC_LINK: Struct =
    layout("mle_subelement", 2, &[field("id", U8.name(&MLE_SUBELEM)), field("length", U8.unit(Unit::Bytes))])
        .then(&[field("data", select("id", &[(Is(0), fixed(&BASIC_STA)), (Otherwise, RAW)]))]);

static MLE_SUBELEM: Names = names(&[
    (0, "IEEE80211_MLE_SUBELEM_PER_STA_PROFILE"),
    (221, "IEEE80211_MLE_SUBELEM_VENDOR_SPECIFIC"),
    (254, "IEEE80211_MLE_SUBELEM_FRAGMENT"),
]);

/// `struct ieee80211_mle_per_sta_profile`: the length counts itself.
static BASIC_STA: Struct = layout(
    "ieee80211_mle_per_sta_profile",
    3,
    &[field("control", LE16.parts(&STA_CONTROL)), field("sta_info_len", U8.unit(Unit::Bytes))],
)
.then(&[field("sta_info", up_to("sta_info_len", 1, 2, &BASIC_STA_INFO)), field("profile", PROFILE)]);

/// `IEEE80211_MLE_STA_CONTROL_*`
static STA_CONTROL: [Part; 10] = [
    part("link_id", 4, Show::Dec),
    part("complete_profile", 1, Show::Bool),
    part("has_sta_mac_addr", 1, Show::Bool),
    part("has_beacon_int", 1, Show::Bool),
    part("has_tsf_offs", 1, Show::Bool),
    part("has_dtim_info", 1, Show::Bool),
    part("has_nstr_link_pair", 1, Show::Bool),
    part("nstr_bitmap_size", 1, Show::Dec),
    part("has_bss_param_change_cnt", 1, Show::Bool),
    part("", 4, Show::Dec),
];

static BASIC_STA_INFO: Kind = fixed(&BASIC_STA_INFO_STRUCT);

static BASIC_STA_INFO_STRUCT: Struct = layout("", 0, &[]).then(&[
    field("sta_mac_addr", sized_in_units("has_sta_mac_addr", 6, &ADDRESS)),
    field("beacon_int", sized_in_units("has_beacon_int", 2, &BEACON_INT)),
    field("tsf_offs", sized_in_units("has_tsf_offs", 8, &TSF_OFFSET)),
    field("dtim_info", sized_in_units("has_dtim_info", 2, &DTIM_INFO)),
    field("nstr_bitmap", sized_in_units("has_nstr_link_pair", 1, &BYTE)),
    field("nstr_bitmap_high", sized_in_units("nstr_bitmap_size", 1, &BYTE)),
    field("bss_param_change_cnt", sized_in_units("has_bss_param_change_cnt", 1, &BYTE)),
    field("more", RAW),
]);

static BEACON_INT: Kind = LE16.unit(Unit::TimeUnits);

static TSF_OFFSET: Kind = Kind::Int { width: 8, signed: true, order: Order::Little, show: Show::Dec };

static DTIM_INFO: Kind = fixed(&DTIM);

static DTIM: Struct = layout("", 2, &[field("dtim_count", U8), field("dtim_period", U8)]);

/// What the link's own frame would have: capabilities, in answers a status, and the elements that differ.
static PROFILE: Kind = select("frame_control", PROFILE_BY_FRAME);

static PROFILE_BY_FRAME: &[(Case, Kind)] = &[
    (OneOf(&[0x10, 0x30]), fixed(&ASSOC_RESP_PROFILE)),
    (Is(0x40), ELEMENTS),
    (Otherwise, fixed(&PROFILE_HEAD)),
];

static ASSOC_RESP_PROFILE: Struct = layout(
    "",
    4,
    &[
        field("capab_info", LE16.flags(&WLAN_CAPABILITY)),
        field("status_code", LE16.name(&super::code::WLAN_STATUS)),
    ],
)
.then(&[field("variable", ELEMENTS)]);

static PROFILE_HEAD: Struct =
    layout("", 2, &[field("capab_info", LE16.flags(&WLAN_CAPABILITY))]).then(&[field("variable", ELEMENTS)]);

static PROBE_REQUEST: Struct = layout(ELEM, 3, &[field("control", LE16.parts(&PREQ_CONTROL)), COMMON_LEN])
    .then(&[
        field("common", up_to("common_len", 1, 2, &PREQ_COMMON)),
        field("links", records_packed(&PREQ_LINK, "length", 1, 2)),
    ]);

static PREQ_CONTROL: [Part; 4] = [
    part("type", 3, Show::Name(&ML_CONTROL_TYPE)),
    part("", 1, Show::Dec),
    part("has_mld_id", 1, Show::Bool),
    part("others", 11, Show::Hex),
];

static PREQ_COMMON: Kind = fixed(&PREQ_COMMON_INFO);

static PREQ_COMMON_INFO: Struct =
    layout("", 0, &[]).then(&[field("mld_id", sized_in_units("has_mld_id", 1, &BYTE)), field("more", RAW)]);

static PREQ_LINK: Struct =
    layout("mle_subelement", 2, &[field("id", U8.name(&MLE_SUBELEM)), field("length", U8.unit(Unit::Bytes))])
        .then(&[field("data", select("id", &[(Is(0), fixed(&PREQ_STA)), (Otherwise, RAW)]))]);

static PREQ_STA: Struct =
    layout("", 2, &[field("control", LE16.parts(&PREQ_STA_CONTROL))]).then(&[field("profile", ELEMENTS)]);

static PREQ_STA_CONTROL: [Part; 3] =
    [part("link_id", 4, Show::Dec), part("complete_profile", 1, Show::Bool), part("", 11, Show::Dec)];

static RECONFIGURATION: Struct =
    layout(ELEM, 3, &[field("control", LE16.parts(&RECONF_CONTROL)), COMMON_LEN]).then(&[
        field("common", up_to("common_len", 1, 2, &RECONF_COMMON)),
        field("links", records_packed(&RECONF_LINK, "length", 1, 2)),
    ]);

static RECONF_CONTROL: [Part; 7] = [
    part("type", 3, Show::Name(&ML_CONTROL_TYPE)),
    part("", 1, Show::Dec),
    part("has_mld_mac_addr", 1, Show::Bool),
    part("has_eml_capa", 1, Show::Bool),
    part("has_mld_capa_op", 1, Show::Bool),
    part("has_ext_mld_capa_op", 1, Show::Bool),
    part("others", 8, Show::Hex),
];

static RECONF_COMMON: Kind = fixed(&RECONF_COMMON_INFO);

static RECONF_COMMON_INFO: Struct = layout("", 0, &[]).then(&[
    field("mld_mac_addr", sized_in_units("has_mld_mac_addr", 6, &ADDRESS)),
    field("eml_capa", sized_in_units("has_eml_capa", 2, &EML_CAPA)),
    field("mld_capa_op", sized_in_units("has_mld_capa_op", 2, &MLD_CAPA)),
    field("ext_mld_capa_op", sized_in_units("has_ext_mld_capa_op", 2, &EXT_MLD_CAPA)),
    field("more", RAW),
]);

static RECONF_LINK: Struct =
    layout("mle_subelement", 2, &[field("id", U8.name(&MLE_SUBELEM)), field("length", U8.unit(Unit::Bytes))])
        .then(&[field("data", select("id", &[(Is(0), fixed(&RECONF_STA)), (Otherwise, RAW)]))]);

static RECONF_STA: Struct = layout(
    "",
    3,
    &[field("control", LE16.parts(&RECONF_STA_CONTROL)), field("sta_info_len", U8.unit(Unit::Bytes))],
)
.then(&[field("sta_info", up_to("sta_info_len", 1, 2, &RECONF_STA_INFO)), field("profile", PROFILE)]);

/// `IEEE80211_MLE_STA_RECONF_CONTROL_*`
static RECONF_STA_CONTROL: [Part; 8] = [
    part("link_id", 4, Show::Dec),
    part("complete_profile", 1, Show::Bool),
    part("has_sta_mac_addr", 1, Show::Bool),
    part("has_removal_timer", 1, Show::Bool),
    part("operation", 4, Show::Name(&RECONF_OPERATION)),
    part("has_oper_params", 1, Show::Bool),
    part("nstr_bitmap_size", 1, Show::Dec),
    part("", 3, Show::Dec),
];

static RECONF_OPERATION: Names = names(&[
    (0, "IEEE80211_MLE_STA_RECONF_CONTROL_OPERATION_TYPE_AP_REM"),
    (1, "IEEE80211_MLE_STA_RECONF_CONTROL_OPERATION_TYPE_OP_PARAM_UPDATE"),
    (2, "IEEE80211_MLE_STA_RECONF_CONTROL_OPERATION_TYPE_ADD_LINK"),
    (3, "IEEE80211_MLE_STA_RECONF_CONTROL_OPERATION_TYPE_DEL_LINK"),
    (4, "IEEE80211_MLE_STA_RECONF_CONTROL_OPERATION_TYPE_NSTR_STATUS"),
]);

static RECONF_STA_INFO: Kind = fixed(&RECONF_STA_INFO_STRUCT);

static RECONF_STA_INFO_STRUCT: Struct = layout("", 0, &[]).then(&[
    field("sta_mac_addr", sized_in_units("has_sta_mac_addr", 6, &ADDRESS)),
    field("removal_timer", sized_in_units("has_removal_timer", 2, &WORD)),
    field("more", RAW),
]);

static TDLS: Struct = layout(ELEM, 3, &[field("control", LE16.parts(&OTHER_CONTROL)), COMMON_LEN])
    .then(&[field("common", up_to("common_len", 1, 2, &AP_MLD))]);

static AP_MLD: Kind = fixed(&AP_MLD_INFO);

static AP_MLD_INFO: Struct = layout("", 6, &[field("ap_mld_mac_addr", MAC)]).then(&[field("more", RAW)]);

static PRIORITY_ACCESS: Struct = layout(ELEM, 3, &[field("control", LE16.parts(&OTHER_CONTROL)), COMMON_LEN])
    .then(&[
        field("common", up_to("common_len", 1, 2, &AP_MLD)),
        field("links", records_packed(&PRIORITY_LINK, "length", 1, 2)),
    ]);

static OTHER_CONTROL: [Part; 2] =
    [part("type", 3, Show::Name(&ML_CONTROL_TYPE)), part("others", 13, Show::Hex)];

static PRIORITY_LINK: Struct =
    layout("mle_subelement", 2, &[field("id", U8.name(&MLE_SUBELEM)), field("length", U8.unit(Unit::Bytes))])
        .then(&[field("data", select("id", &[(Is(0), fixed(&PRIORITY_STA)), (Otherwise, RAW)]))]);

static PRIORITY_STA: Struct =
    layout("", 2, &[field("control", LE16.parts(&PRIORITY_STA_CONTROL))]).then(&[field("profile", ELEMENTS)]);

static PRIORITY_STA_CONTROL: [Part; 2] = [part("link_id", 4, Show::Dec), part("", 12, Show::Dec)];

static OTHER: Struct =
    layout(ELEM, 2, &[field("control", LE16.parts(&OTHER_CONTROL))]).then(&[field("variable", RAW)]);

/// `struct ieee80211_ttlm_elem`: for each TID, a bit for each link it may use. Flags say what else is there.
pub(super) static TID_TO_LINK_MAPPING: Struct =
    layout("ieee80211_ttlm_elem", 1, &[field("control", U8.parts(&TTLM_CONTROL))]).then(&[field(
        "optional",
        select("default_mapping", &[(Is(1), fixed(&TTLM_TIMES)), (Otherwise, fixed(&TTLM_MAP))]),
    )]);

static TTLM_CONTROL: [Part; 6] = [
    part("direction", 2, Show::Name(&TTLM_DIRECTION)),
    part("default_mapping", 1, Show::Bool),
    part("has_switch_time", 1, Show::Bool),
    part("has_expected_duration", 1, Show::Bool),
    part("short_maps", 1, Show::Bool),
    part("", 2, Show::Dec),
];

static TTLM_DIRECTION: Names = names(&[
    (0, "IEEE80211_TTLM_DIRECTION_DOWN"),
    (1, "IEEE80211_TTLM_DIRECTION_UP"),
    (2, "IEEE80211_TTLM_DIRECTION_BOTH"),
]);

static TTLM_TIMES: Struct = layout("", 0, &[]).then(&[
    field("switch_time", sized_in_units("has_switch_time", 2, &WORD)),
    field("expected_duration", sized_in_units("has_expected_duration", 3, &DURATION)),
]);

static TTLM_MAP: Struct = layout("", 1, &[field("presence", U8.hex())]).then(&[
    field("switch_time", sized_in_units("has_switch_time", 2, &WORD)),
    field("expected_duration", sized_in_units("has_expected_duration", 3, &DURATION)),
    field(
        "maps",
        select("short_maps", &[(Is(1), Kind::Array(&SHORT_MAPS)), (Otherwise, Kind::Array(&MAPS))]),
    ),
]);

static DURATION: Kind = LE24;

static SHORT_MAPS: Array = array(U8.hex());

static MAPS: Array = array(LE16.hex());
