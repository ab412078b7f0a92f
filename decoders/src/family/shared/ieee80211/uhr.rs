//! Capabilities and settings of UHR  (IEEE 802.11bn, linux/ieee80211-uhr.h)
//!
//! The draft has grown: the first kernels have five bytes of MAC and one of PHY capabilities, later ones six and five.

use super::WORD;
use super::eht::{ONLY_20MHZ, SUPP_BW};
use super::qos::CW;
use crate::schema::{Case::*, *};

/// MAC capabilities, PHY capabilities, and of an access point more where it extends its bandwidth.
pub(crate) static UHR_CAP: Kind = select("@len", CAP_BY_LENGTH);

static CAP_BY_LENGTH: &[(Case, Kind)] =
    &[(UpTo(10), fixed(&UHR_CAP_FIRST)), (Otherwise, fixed(&UHR_CAP_LATER))];

static UHR_CAP_FIRST: Struct = layout(
    "ieee80211_uhr_cap",
    6,
    &[field("mac", fixed(&MAC_CAP_FIRST)), field("phy", U8.flags(&PHY_CAP_FIRST))],
)
.then(&[field("variable", RAW)]);

static UHR_CAP_LATER: Struct =
    layout("ieee80211_uhr_cap", 11, &[field("mac", fixed(&UHR_MAC_CAP)), field("phy", fixed(&PHY_CAP))])
        .then(&[field("variable", fixed(&DBE))]);

/// `IEEE80211_UHR_MAC_CAP*`, byte by byte.
pub(crate) static UHR_MAC_CAP: Struct = layout(
    "",
    6,
    &[
        field("uhr_mac_cap0", U8.flags(&UHR_MAC_CAP0)),
        field("uhr_mac_cap1", U8.flags(&UHR_MAC_CAP1)),
        field("uhr_mac_cap2", U8.parts(&UHR_MAC_CAP2)),
        field("uhr_mac_cap3", U8.parts(&UHR_MAC_CAP3)),
        field("uhr_mac_cap4", U8.parts(&UHR_MAC_CAP4)),
        field("uhr_mac_cap5", U8.hex()),
    ],
)
.grown_from(5);

static MAC_CAP_FIRST: Struct = layout(
    "",
    5,
    &[
        field("uhr_mac_cap0", U8.flags(&UHR_MAC_CAP0)),
        field("uhr_mac_cap1", U8.flags(&UHR_MAC_CAP1)),
        field("uhr_mac_cap2", U8.parts(&UHR_MAC_CAP2)),
        field("uhr_mac_cap3", U8.parts(&UHR_MAC_CAP3)),
        field("uhr_mac_cap4", U8.parts(&UHR_MAC_CAP4)),
    ],
);

static UHR_MAC_CAP0: Names = names(&[
    (0x01, "IEEE80211_UHR_MAC_CAP0_DPS_SUPP"),
    (0x02, "IEEE80211_UHR_MAC_CAP0_DPS_ASSIST_SUPP"),
    (0x04, "IEEE80211_UHR_MAC_CAP0_DPS_AP_STATIC_HCM_SUPP"),
    (0x08, "IEEE80211_UHR_MAC_CAP0_ML_PM_SUPP"),
    (0x10, "IEEE80211_UHR_MAC_CAP0_NPCA_SUPP"),
    (0x20, "IEEE80211_UHR_MAC_CAP0_ENH_BSR_SUPP"),
    (0x40, "IEEE80211_UHR_MAC_CAP0_ADD_MAP_TID_SUPP"),
    (0x80, "IEEE80211_UHR_MAC_CAP0_EOTSP_SUPP"),
]);

static UHR_MAC_CAP1: Names = names(&[
    (0x01, "IEEE80211_UHR_MAC_CAP1_DSO_SUPP"),
    (0x02, "IEEE80211_UHR_MAC_CAP1_PEDCA_SUPP"),
    (0x04, "IEEE80211_UHR_MAC_CAP1_DBE_SUPP"),
    (0x08, "IEEE80211_UHR_MAC_CAP1_UL_LLI_SUPP"),
    (0x10, "IEEE80211_UHR_MAC_CAP1_P2P_LLI_SUPP"),
    (0x20, "IEEE80211_UHR_MAC_CAP1_PUO_SUPP"),
    (0x40, "IEEE80211_UHR_MAC_CAP1_AP_PUO_SUPP"),
    (0x80, "IEEE80211_UHR_MAC_CAP1_DUO_SUPP"),
]);

/// Fields that cross the end of a byte are shown in two parts, low bits first.
static UHR_MAC_CAP2: [Part; 2] = [
    part("flags", 6, Show::Flags(&UHR_MAC_CAP2_FLAGS)),
    part("IEEE80211_UHR_MAC_CAP2_UHR_OM_PU_TO_LOW", 2, Show::Dec),
];

static UHR_MAC_CAP2_FLAGS: Names = names(&[
    (0x01, "IEEE80211_UHR_MAC_CAP2_OMC_UL_MU_DIS_RX_SUPP"),
    (0x02, "IEEE80211_UHR_MAC_CAP2_AOM_SUPP"),
    (0x04, "IEEE80211_UHR_MAC_CAP2_IFCS_LOC_SUPP"),
    (0x08, "IEEE80211_UHR_MAC_CAP2_UHR_TRS_SUPP"),
    (0x10, "IEEE80211_UHR_MAC_CAP2_TXSPG_SUPP"),
    (0x20, "IEEE80211_UHR_MAC_CAP2_TXOP_RET_IN_TXSPG"),
]);

static UHR_MAC_CAP3: [Part; 3] = [
    part("IEEE80211_UHR_MAC_CAP3_UHR_OM_PU_TO_HIGH", 2, Show::Dec),
    part("IEEE80211_UHR_MAC_CAP3_PARAM_UPD_ADV_NOTIF_INTV", 3, Show::Dec),
    part("IEEE80211_UHR_MAC_CAP3_UPD_IND_TIM_INTV_LOW", 3, Show::Dec),
];

static UHR_MAC_CAP4: [Part; 5] = [
    part("IEEE80211_UHR_MAC_CAP4_UPD_IND_TIM_INTV_HIGH", 2, Show::Dec),
    part("IEEE80211_UHR_MAC_CAP4_BOUNDED_ESS", 1, Show::Bool),
    part("IEEE80211_UHR_MAC_CAP4_BTM_ASSURANCE", 1, Show::Bool),
    part("IEEE80211_UHR_MAC_CAP4_CO_BF_SUPP", 1, Show::Bool),
    part("others", 3, Show::Hex),
];

/// The PHY capabilities alone.
pub(crate) static UHR_PHY_CAP: Kind = select("@len", PHY_BY_LENGTH);

static PHY_BY_LENGTH: &[(Case, Kind)] = &[(UpTo(1), U8.flags(&PHY_CAP_FIRST)), (Otherwise, fixed(&PHY_CAP))];

static PHY_CAP_FIRST: Names = names(&[
    (0x01, "IEEE80211_UHR_PHY_CAP_MAX_NSS_RX_SND_NDP_LE80"),
    (0x02, "IEEE80211_UHR_PHY_CAP_MAX_NSS_RX_DL_MU_LE80"),
    (0x04, "IEEE80211_UHR_PHY_CAP_MAX_NSS_RX_SND_NDP_160"),
    (0x08, "IEEE80211_UHR_PHY_CAP_MAX_NSS_RX_DL_MU_160"),
    (0x10, "IEEE80211_UHR_PHY_CAP_MAX_NSS_RX_SND_NDP_320"),
    (0x20, "IEEE80211_UHR_PHY_CAP_MAX_NSS_RX_DL_MU_320"),
    (0x40, "IEEE80211_UHR_PHY_CAP_ELR_RX"),
    (0x80, "IEEE80211_UHR_PHY_CAP_ELR_TX"),
]);

/// `struct ieee80211_uhr_cap_phy`.
static PHY_CAP: Struct = layout(
    "ieee80211_uhr_cap_phy",
    5,
    &[field("cap", LE32.parts(&PHY_CAP_BITS)), field("reserved", U8.hex())],
);

static PHY_CAP_BITS: [Part; 6] = [
    part("flags", 13, Show::Flags(&PHY_CAP_LOW)),
    part("IEEE80211_UHR_PHY_CAP_UEQM_TX_MAX_NSS", 2, Show::Dec),
    part("IEEE80211_UHR_PHY_CAP_UEQM_RX_MAX_NSS", 2, Show::Dec),
    part("", 1, Show::Dec),
    part("coordination", 5, Show::Flags(&PHY_CAP_COORDINATION)),
    part("dru", 9, Show::Flags(&PHY_CAP_DRU)),
];

static PHY_CAP_LOW: Names = names(&[
    (0x0001, "IEEE80211_UHR_PHY_CAP_MAX_NSS_RX_SND_NDP_LE80"),
    (0x0002, "IEEE80211_UHR_PHY_CAP_MAX_NSS_RX_DL_MU_LE80"),
    (0x0004, "IEEE80211_UHR_PHY_CAP_MAX_NSS_RX_SND_NDP_160"),
    (0x0008, "IEEE80211_UHR_PHY_CAP_MAX_NSS_RX_DL_MU_160"),
    (0x0010, "IEEE80211_UHR_PHY_CAP_MAX_NSS_RX_SND_NDP_320"),
    (0x0020, "IEEE80211_UHR_PHY_CAP_MAX_NSS_RX_DL_MU_320"),
    (0x0040, "IEEE80211_UHR_PHY_CAP_ELR_TX"),
    (0x0080, "IEEE80211_UHR_PHY_CAP_ELR_RX"),
    (0x0100, "IEEE80211_UHR_PHY_CAP_PART_BW_DL_MUMIMO"),
    (0x0200, "IEEE80211_UHR_PHY_CAP_PART_BW_UL_MUMIMO"),
    (0x0400, "IEEE80211_UHR_PHY_CAP_MCS15"),
    (0x0800, "IEEE80211_UHR_PHY_CAP_2XLDPC_TX"),
    (0x1000, "IEEE80211_UHR_PHY_CAP_2XLDPC_RX"),
]);

static PHY_CAP_COORDINATION: Names = names(&[
    (0x01, "IEEE80211_UHR_PHY_CAP_CO_BF_JOINT_SOUNDING"),
    (0x02, "IEEE80211_UHR_PHY_CAP_IM_TX"),
    (0x04, "IEEE80211_UHR_PHY_CAP_IM_RX"),
    (0x08, "IEEE80211_UHR_PHY_CAP_CO_SR_MODE_1"),
    (0x10, "IEEE80211_UHR_PHY_CAP_CO_SR_MODE_2"),
]);

static PHY_CAP_DRU: Names = names(&[
    (0x001, "IEEE80211_UHR_PHY_CAP_DRU_DBW_20_IN_PBW_20"),
    (0x002, "IEEE80211_UHR_PHY_CAP_DRU_DBW_40_IN_PBW_40"),
    (0x004, "IEEE80211_UHR_PHY_CAP_DRU_DBW_80_IN_PBW_80"),
    (0x008, "IEEE80211_UHR_PHY_CAP_DRU_DBW_80_IN_PBW_160"),
    (0x010, "IEEE80211_UHR_PHY_CAP_DRU_DBW_80_IN_PBW_320"),
    (0x020, "IEEE80211_UHR_PHY_CAP_DRU_DBW_20_IN_PBW_GE80"),
    (0x040, "IEEE80211_UHR_PHY_CAP_DRU_DBW_40_IN_PBW_GE80"),
    (0x080, "IEEE80211_UHR_PHY_CAP_DRU_DBW_60_IN_PBW_GE80"),
    (0x100, "IEEE80211_UHR_PHY_CAP_DRU_RRU_HYBRID_MODE"),
]);

/// `struct ieee80211_uhr_cap_dbe`: how far an access point extends its bandwidth.
static DBE: Struct = layout("ieee80211_uhr_cap_dbe", 1, &[field("cap", U8.parts(&DBE_CAP))])
    .then(&[field("eht_mcs_map", Kind::Array(&EHT_MAPS))]);

static DBE_CAP: [Part; 4] = [
    part("IEEE80211_UHR_MAC_CAP_DBE_MAX_BW", 3, Show::Dec),
    part("IEEE80211_UHR_MAC_CAP_DBE_EHT_MCS_MAP_160_PRES", 1, Show::Bool),
    part("IEEE80211_UHR_MAC_CAP_DBE_EHT_MCS_MAP_320_PRES", 1, Show::Bool),
    part("", 3, Show::Dec),
];

static EHT_MAPS: Array = array(fixed(&SUPP_BW));

/// `struct ieee80211_uhr_operation`; bits of its parameters say what follows.
pub(crate) static UHR_OPERATION: Struct = layout(
    "ieee80211_uhr_operation",
    6,
    &[field("params", LE16.parts(&OPER_PARAMS)), field("basic_mcs_nss_set", fixed(&ONLY_20MHZ))],
)
.then(&[
    field("dps", sized_in_units("has_dps", 4, &DPS)),
    field("more", select("has_npca", &[(Is(1), fixed(&NPCA)), (Otherwise, AFTER_NPCA)])),
]);

static AFTER_NPCA: Kind = select("has_pedca", AFTER_NPCA_CASES);

static AFTER_NPCA_CASES: &[(Case, Kind)] = &[(Is(1), fixed(&PEDCA)), (Otherwise, fixed(&DBE_INFO))];

static OPER_PARAMS: [Part; 11] = [
    part("IEEE80211_UHR_OPER_PARAMS_DPS_ENA", 1, Show::Bool),
    part("IEEE80211_UHR_OPER_PARAMS_NPCA_ENA", 1, Show::Bool),
    part("IEEE80211_UHR_OPER_PARAMS_PEDCA_ENA", 1, Show::Bool),
    part("IEEE80211_UHR_OPER_PARAMS_DBE_ENA", 1, Show::Bool),
    part("IEEE80211_UHR_OPER_PARAMS_DBE_BW", 3, Show::Dec),
    part("has_duo", 1, Show::Bool),
    part("has_dps", 1, Show::Bool),
    part("has_npca", 1, Show::Bool),
    part("has_pedca", 1, Show::Bool),
    part("has_dbe", 1, Show::Bool),
    part("", 4, Show::Dec),
];

/// `struct ieee80211_uhr_dps_info`.
static DPS: Kind = LE32.parts(&[
    part("IEEE80211_UHR_DPS_PADDING_DELAY", 6, Show::Dec),
    part("", 2, Show::Dec),
    part("IEEE80211_UHR_DPS_TRANSITION_DELAY", 6, Show::Dec),
    part("", 2, Show::Dec),
    part("IEEE80211_UHR_DPS_ICF_REQUIRED", 1, Show::Bool),
    part("IEEE80211_UHR_DPS_PARAMETERIZED_FLAG", 1, Show::Bool),
    part("IEEE80211_UHR_DPS_LC_MODE_BW", 3, Show::Dec),
    part("IEEE80211_UHR_DPS_LC_MODE_NSS", 4, Show::Dec),
    part("IEEE80211_UHR_DPS_LC_MODE_MCS", 4, Show::Dec),
    part("IEEE80211_UHR_DPS_MOBILE_AP_DPS_STATIC_HCM", 1, Show::Bool),
    part("", 2, Show::Dec),
]);

/// `struct ieee80211_uhr_npca_info`.
static NPCA: Struct = layout("ieee80211_uhr_npca_info", 4, &[field("params", LE32.parts(&NPCA_PARAMS))])
    .then(&[
        field("dis_subch_bmap", sized_in_units("has_dis_subch_bmap", 2, &WORD)),
        field("more", AFTER_NPCA),
    ]);

static NPCA_PARAMS: [Part; 8] = [
    part("IEEE80211_UHR_NPCA_PARAMS_PRIMARY_CHAN_OFFS", 4, Show::Dec),
    part("IEEE80211_UHR_NPCA_PARAMS_MIN_DUR_THRESH", 4, Show::Dec),
    part("IEEE80211_UHR_NPCA_PARAMS_SWITCH_DELAY", 6, Show::Dec),
    part("IEEE80211_UHR_NPCA_PARAMS_SWITCH_BACK_DELAY", 6, Show::Dec),
    part("IEEE80211_UHR_NPCA_PARAMS_INIT_QSRC", 2, Show::Dec),
    part("IEEE80211_UHR_NPCA_PARAMS_MOPLEN", 1, Show::Bool),
    part("has_dis_subch_bmap", 1, Show::Bool),
    part("", 8, Show::Dec),
];

/// `struct ieee80211_uhr_p_edca_info`.
static PEDCA: Struct = layout(
    "ieee80211_uhr_p_edca_info",
    3,
    &[field("p_edca_ec", U8.parts(&CW)), field("params", LE16.parts(&PEDCA_PARAMS))],
)
.then(&[field("dbe", fixed(&DBE_INFO))]);

static PEDCA_PARAMS: [Part; 5] = [
    part("IEEE80211_UHR_P_EDCA_AIFSN", 4, Show::Dec),
    part("IEEE80211_UHR_P_EDCA_CW_DS", 2, Show::Dec),
    part("IEEE80211_UHR_P_EDCA_PSRC_THRESHOLD", 3, Show::Dec),
    part("IEEE80211_UHR_P_EDCA_QSRC_THRESHOLD", 2, Show::Dec),
    part("", 5, Show::Dec),
];

/// `struct ieee80211_uhr_dbe_info`.
static DBE_INFO: Struct = layout("ieee80211_uhr_dbe_info", 1, &[field("params", U8.parts(&DBE_PARAMS))])
    .then(&[field("dis_subch_bmap", sized_in_units("has_dbe_bitmap", 2, &WORD))]);

static DBE_PARAMS: [Part; 3] = [
    part("bandwidth", 3, Show::Name(&DBE_BW)),
    part("has_dbe_bitmap", 1, Show::Bool),
    part("", 4, Show::Dec),
];

static DBE_BW: Names = names(&[
    (1, "IEEE80211_UHR_DBE_OPER_BW_40"),
    (2, "IEEE80211_UHR_DBE_OPER_BW_80"),
    (3, "IEEE80211_UHR_DBE_OPER_BW_160"),
    (4, "IEEE80211_UHR_DBE_OPER_BW_320_1"),
    (5, "IEEE80211_UHR_DBE_OPER_BW_320_2"),
]);

/// `struct ieee80211_smd_info`: a domain in which stations move without a new association.
pub(super) static SMD_INFO: Struct = layout(
    "ieee80211_smd_info",
    9,
    &[field("id", MAC), field("capa", U8.parts(&SMD_CAPA)), field("timeout", LE16.unit(Unit::TimeUnits))],
);

static SMD_CAPA: [Part; 5] = [
    part("IEEE80211_SMD_INFO_CAPA_DL_DATA_FWD", 1, Show::Bool),
    part("IEEE80211_SMD_INFO_CAPA_MAX_NUM_PREP", 3, Show::Dec),
    part("IEEE80211_SMD_INFO_CAPA_TYPE", 1, Show::Bool),
    part("IEEE80211_SMD_INFO_CAPA_PTK_PER_AP_MLD", 1, Show::Bool),
    part("", 2, Show::Dec),
];

/// Modes that a station changes: `struct ieee80211_uhr_mode_change_tuple`.
pub(super) static MODE_CHANGE: Kind = records_packed(&MODE_CHANGE_TUPLE, "mode_length", 1, 2);

static MODE_CHANGE_TUPLE: Struct =
    layout("ieee80211_uhr_mode_change_tuple", 2, &[field("control", LE16.parts(&MODE_CHANGE_CONTROL))])
        .then(&[field("variable", OPAQUE)]);

static MODE_CHANGE_CONTROL: [Part; 5] = [
    part("mode_id", 6, Show::Name(&MODE_ID)),
    part("mode_enable", 1, Show::Bool),
    part("mode_update", 1, Show::Bool),
    part("mode_length", 4, Show::Unit(Unit::Bytes)),
    part("mode_specific", 4, Show::Hex),
];

static MODE_ID: Names = names(&[
    (0, "IEEE80211_UHR_MODE_CHANGE_MODE_ID_DPS"),
    (1, "IEEE80211_UHR_MODE_CHANGE_MODE_ID_NPCA"),
    (2, "IEEE80211_UHR_MODE_CHANGE_MODE_ID_DUO"),
    (3, "IEEE80211_UHR_MODE_CHANGE_MODE_ID_DSO"),
    (4, "IEEE80211_UHR_MODE_CHANGE_MODE_ID_P_EDCA"),
    (5, "IEEE80211_UHR_MODE_CHANGE_MODE_ID_ELR_RX"),
    (6, "IEEE80211_UHR_MODE_CHANGE_MODE_ID_AOM"),
    (7, "IEEE80211_UHR_MODE_CHANGE_MODE_ID_LLI"),
    (8, "IEEE80211_UHR_MODE_CHANGE_MODE_ID_CO_BF"),
    (9, "IEEE80211_UHR_MODE_CHANGE_MODE_ID_CO_SR"),
    (10, "IEEE80211_UHR_MODE_CHANGE_MODE_ID_EMLSR"),
    (11, "IEEE80211_UHR_MODE_CHANGE_MODE_ID_DBE"),
]);
