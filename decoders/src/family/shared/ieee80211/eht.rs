//! Capabilities and settings of EHT, and of devices with several links  (IEEE 802.11be, linux/ieee80211-eht.h)

use crate::schema::{Case::*, *};

/// `struct ieee80211_eht_cap_elem`, then modulations and padding. The size of the modulations depends on the widths in the element of
/// HE: without padding the rest has their length, and a station with 320 MHz has all three.
pub(crate) static EHT_CAP: Kind = Kind::Peek(&CAP_BITS, &CAP);

static CAP_BITS: Struct = layout(
    "",
    11,
    &[
        field("", opaque(2)),
        field(
            "cap0",
            U8.parts(&[part("", 1, Show::Bool), part("is_320mhz", 1, Show::Bool), part("", 6, Show::Hex)]),
        ),
        field("", opaque(4)),
        field(
            "cap5",
            U8.parts(&[part("", 3, Show::Hex), part("has_ppe", 1, Show::Bool), part("", 4, Show::Hex)]),
        ),
        field("", opaque(3)),
    ],
);

static CAP: Kind = fixed(&CAP_ELEM);

static CAP_ELEM: Struct = layout(
    "ieee80211_eht_cap_elem",
    11,
    &[field("mac_cap_info", fixed(&MAC_CAP_INFO)), field("phy_cap_info", fixed(&PHY_CAP_INFO))],
)
.then(&[field("optional", select("has_ppe", &[(Is(0), MCS_NSS), (Otherwise, WITH_PPE)]))]);

/// Thresholds of no widths take two bytes of zeros.
static WITH_PPE: Kind = select("@len", WITH_PPE_CASES);

static WITH_PPE_CASES: &[(Case, Kind)] = &[
    (Is(5), fixed(&ONE_WIDTH)),
    (Is(6), Kind::Peek(&AFTER_4, &OF_6)),
    (Is(8), Kind::Peek(&AFTER_6, &OF_8)),
    (Otherwise, OTHER_PPE),
];

static AFTER_4: Struct = layout("", 6, &[field("", opaque(4)), field("thresholds", LE16)]);

static OF_6: Kind = select("thresholds", &[(Is(0), fixed(&WITHOUT_WIDTHS)), (Otherwise, fixed(&ONE_WIDTH))]);

static AFTER_6: Struct = layout("", 8, &[field("", opaque(6)), field("thresholds", LE16)]);

static OF_8: Kind = select("thresholds", &[(Is(0), fixed(&TWO_WIDTHS)), (Otherwise, RAW)]);

static OTHER_PPE: Kind = select("is_320mhz", OTHER_PPE_CASES);

static OTHER_PPE_CASES: &[(Case, Kind)] = &[(Is(1), fixed(&ALL_WIDTHS)), (Otherwise, RAW)];

static WITHOUT_WIDTHS: Struct =
    layout("", 4, &[field("bw_20", fixed(&ONLY_20MHZ))]).then(&[field("ppe", fixed(&PPE_THRES))]);

static ONE_WIDTH: Struct =
    layout("", 3, &[field("bw_80", fixed(&SUPP_BW))]).then(&[field("ppe", fixed(&PPE_THRES))]);

static TWO_WIDTHS: Struct =
    layout("", 6, &[field("bw_80", fixed(&SUPP_BW)), field("bw_160", fixed(&SUPP_BW))])
        .then(&[field("ppe", fixed(&PPE_THRES))]);

static ALL_WIDTHS: Struct = layout(
    "",
    9,
    &[field("bw_80", fixed(&SUPP_BW)), field("bw_160", fixed(&SUPP_BW)), field("bw_320", fixed(&SUPP_BW))],
)
.then(&[field("ppe", fixed(&PPE_THRES))]);

/// `IEEE80211_EHT_MAC_CAP*`, byte by byte.
pub(crate) static MAC_CAP_INFO: Struct = layout(
    "",
    2,
    &[field("eht_mac_cap0", U8.parts(&EHT_MAC_CAP0)), field("eht_mac_cap1", U8.parts(&EHT_MAC_CAP1))],
);

/// `IEEE80211_EHT_PHY_CAP*`, byte by byte.
pub(crate) static PHY_CAP_INFO: Struct = layout(
    "",
    9,
    &[
        field("eht_phy_cap0", U8.parts(&EHT_PHY_CAP0)),
        field("eht_phy_cap1", U8.parts(&EHT_PHY_CAP1)),
        field("eht_phy_cap2", U8.parts(&EHT_PHY_CAP2)),
        field("eht_phy_cap3", U8.parts(&EHT_PHY_CAP3)),
        field("eht_phy_cap4", U8.parts(&EHT_PHY_CAP4)),
        field("eht_phy_cap5", U8.parts(&EHT_PHY_CAP5)),
        field("eht_phy_cap6", U8.parts(&EHT_PHY_CAP6)),
        field("eht_phy_cap7", U8.flags(&EHT_PHY_CAP7)),
        field("eht_phy_cap8", U8.flags(&EHT_PHY_CAP8)),
    ],
);

static EHT_MAC_CAP0: [Part; 2] = [
    part("flags", 6, Show::Flags(&EHT_MAC_CAP0_FLAGS)),
    part("IEEE80211_EHT_MAC_CAP0_MAX_MPDU_LEN", 2, Show::Dec),
];

static EHT_MAC_CAP0_FLAGS: Names = names(&[
    (0x01, "IEEE80211_EHT_MAC_CAP0_EPCS_PRIO_ACCESS"),
    (0x02, "IEEE80211_EHT_MAC_CAP0_OM_CONTROL"),
    (0x04, "IEEE80211_EHT_MAC_CAP0_TRIG_TXOP_SHARING_MODE1"),
    (0x08, "IEEE80211_EHT_MAC_CAP0_TRIG_TXOP_SHARING_MODE2"),
    (0x10, "IEEE80211_EHT_MAC_CAP0_RESTRICTED_TWT"),
    (0x20, "IEEE80211_EHT_MAC_CAP0_SCS_TRAFFIC_DESC"),
]);

static EHT_MAC_CAP1: [Part; 7] = [
    part("IEEE80211_EHT_MAC_CAP1_MAX_AMPDU_LEN", 1, Show::Dec),
    part("IEEE80211_EHT_MAC_CAP1_EHT_TRS", 1, Show::Bool),
    part("IEEE80211_EHT_MAC_CAP1_TXOP_RET", 1, Show::Bool),
    part("IEEE80211_EHT_MAC_CAP1_TWO_BQRS", 1, Show::Bool),
    part("IEEE80211_EHT_MAC_CAP1_EHT_LINK_ADAPT", 2, Show::Dec),
    part("IEEE80211_EHT_MAC_CAP1_UNSOL_EPCS_PRIO_ACCESS", 1, Show::Bool),
    part("", 1, Show::Dec),
];

/// Fields that cross the end of a byte are shown in two parts, low bits first.
static EHT_PHY_CAP0: [Part; 2] = [
    part("flags", 7, Show::Flags(&EHT_PHY_CAP0_FLAGS)),
    part("IEEE80211_EHT_PHY_CAP0_BEAMFORMEE_SS_80MHZ", 1, Show::Dec),
];

static EHT_PHY_CAP0_FLAGS: Names = names(&[
    (0x02, "IEEE80211_EHT_PHY_CAP0_320MHZ_IN_6GHZ"),
    (0x04, "IEEE80211_EHT_PHY_CAP0_242_TONE_RU_GT20MHZ"),
    (0x08, "IEEE80211_EHT_PHY_CAP0_NDP_4_EHT_LFT_32_GI"),
    (0x10, "IEEE80211_EHT_PHY_CAP0_PARTIAL_BW_UL_MU_MIMO"),
    (0x20, "IEEE80211_EHT_PHY_CAP0_SU_BEAMFORMER"),
    (0x40, "IEEE80211_EHT_PHY_CAP0_SU_BEAMFORMEE"),
]);

static EHT_PHY_CAP1: [Part; 3] = [
    part("IEEE80211_EHT_PHY_CAP1_BEAMFORMEE_SS_80MHZ", 2, Show::Dec),
    part("IEEE80211_EHT_PHY_CAP1_BEAMFORMEE_SS_160MHZ", 3, Show::Dec),
    part("IEEE80211_EHT_PHY_CAP1_BEAMFORMEE_SS_320MHZ", 3, Show::Dec),
];

static EHT_PHY_CAP2: [Part; 3] = [
    part("IEEE80211_EHT_PHY_CAP2_SOUNDING_DIM_80MHZ", 3, Show::Dec),
    part("IEEE80211_EHT_PHY_CAP2_SOUNDING_DIM_160MHZ", 3, Show::Dec),
    part("IEEE80211_EHT_PHY_CAP2_SOUNDING_DIM_320MHZ", 2, Show::Dec),
];

static EHT_PHY_CAP3: [Part; 2] = [
    part("IEEE80211_EHT_PHY_CAP3_SOUNDING_DIM_320MHZ", 1, Show::Dec),
    part("flags", 7, Show::Flags(&EHT_PHY_CAP3_FLAGS)),
];

/// Counted from the second bit.
static EHT_PHY_CAP3_FLAGS: Names = names(&[
    (0x01, "IEEE80211_EHT_PHY_CAP3_NG_16_SU_FEEDBACK"),
    (0x02, "IEEE80211_EHT_PHY_CAP3_NG_16_MU_FEEDBACK"),
    (0x04, "IEEE80211_EHT_PHY_CAP3_CODEBOOK_4_2_SU_FDBK"),
    (0x08, "IEEE80211_EHT_PHY_CAP3_CODEBOOK_7_5_MU_FDBK"),
    (0x10, "IEEE80211_EHT_PHY_CAP3_TRIG_SU_BF_FDBK"),
    (0x20, "IEEE80211_EHT_PHY_CAP3_TRIG_MU_BF_PART_BW_FDBK"),
    (0x40, "IEEE80211_EHT_PHY_CAP3_TRIG_CQI_FDBK"),
]);

static EHT_PHY_CAP4: [Part; 2] =
    [part("flags", 4, Show::Flags(&EHT_PHY_CAP4_FLAGS)), part("IEEE80211_EHT_PHY_CAP4_MAX_NC", 4, Show::Dec)];

static EHT_PHY_CAP4_FLAGS: Names = names(&[
    (0x01, "IEEE80211_EHT_PHY_CAP4_PART_BW_DL_MU_MIMO"),
    (0x02, "IEEE80211_EHT_PHY_CAP4_PSR_SR_SUPP"),
    (0x04, "IEEE80211_EHT_PHY_CAP4_POWER_BOOST_FACT_SUPP"),
    (0x08, "IEEE80211_EHT_PHY_CAP4_EHT_MU_PPDU_4_EHT_LTF_08_GI"),
]);

static EHT_PHY_CAP5: [Part; 3] = [
    part("flags", 4, Show::Flags(&EHT_PHY_CAP5_FLAGS)),
    part("IEEE80211_EHT_PHY_CAP5_COMMON_NOMINAL_PKT_PAD", 2, Show::Dec),
    part("IEEE80211_EHT_PHY_CAP5_MAX_NUM_SUPP_EHT_LTF", 2, Show::Dec),
];

static EHT_PHY_CAP5_FLAGS: Names = names(&[
    (0x01, "IEEE80211_EHT_PHY_CAP5_NON_TRIG_CQI_FEEDBACK"),
    (0x02, "IEEE80211_EHT_PHY_CAP5_TX_LESS_242_TONE_RU_SUPP"),
    (0x04, "IEEE80211_EHT_PHY_CAP5_RX_LESS_242_TONE_RU_SUPP"),
    (0x08, "IEEE80211_EHT_PHY_CAP5_PPE_THRESHOLD_PRESENT"),
]);

static EHT_PHY_CAP6: [Part; 3] = [
    part("IEEE80211_EHT_PHY_CAP6_MAX_NUM_SUPP_EHT_LTF", 3, Show::Dec),
    part("IEEE80211_EHT_PHY_CAP6_MCS15_SUPP", 4, Show::Hex),
    part("IEEE80211_EHT_PHY_CAP6_EHT_DUP_6GHZ_SUPP", 1, Show::Bool),
];

static EHT_PHY_CAP7: Names = names(&[
    (0x01, "IEEE80211_EHT_PHY_CAP7_20MHZ_STA_RX_NDP_WIDER_BW"),
    (0x02, "IEEE80211_EHT_PHY_CAP7_NON_OFDMA_UL_MU_MIMO_80MHZ"),
    (0x04, "IEEE80211_EHT_PHY_CAP7_NON_OFDMA_UL_MU_MIMO_160MHZ"),
    (0x08, "IEEE80211_EHT_PHY_CAP7_NON_OFDMA_UL_MU_MIMO_320MHZ"),
    (0x10, "IEEE80211_EHT_PHY_CAP7_MU_BEAMFORMER_80MHZ"),
    (0x20, "IEEE80211_EHT_PHY_CAP7_MU_BEAMFORMER_160MHZ"),
    (0x40, "IEEE80211_EHT_PHY_CAP7_MU_BEAMFORMER_320MHZ"),
    (0x80, "IEEE80211_EHT_PHY_CAP7_TB_SOUNDING_FDBK_RATE_LIMIT"),
]);

static EHT_PHY_CAP8: Names = names(&[
    (0x01, "IEEE80211_EHT_PHY_CAP8_RX_1024QAM_WIDER_BW_DL_OFDMA"),
    (0x02, "IEEE80211_EHT_PHY_CAP8_RX_4096QAM_WIDER_BW_DL_OFDMA"),
]);

/// Modulations: of stations with 20 MHz alone four bytes, else three for each width (80, 160, 320 MHz).
pub(crate) static MCS_NSS: Kind = select("@len", BY_LENGTH);

static BY_LENGTH: &[(Case, Kind)] = &[(Is(4), fixed(&ONLY_20MHZ)), (Otherwise, Kind::Array(&BY_WIDTH))];

pub(super) static ONLY_20MHZ: Struct = layout(
    "ieee80211_eht_mcs_nss_supp_20mhz_only",
    4,
    &[
        field("rx_tx_mcs7_max_nss", U8.parts(&RX_TX)),
        field("rx_tx_mcs9_max_nss", U8.parts(&RX_TX)),
        field("rx_tx_mcs11_max_nss", U8.parts(&RX_TX)),
        field("rx_tx_mcs13_max_nss", U8.parts(&RX_TX)),
    ],
);

static BY_WIDTH: Array = array(fixed(&SUPP_BW));

pub(super) static SUPP_BW: Struct = layout(
    "ieee80211_eht_mcs_nss_supp_bw",
    3,
    &[
        field("rx_tx_mcs9_max_nss", U8.parts(&RX_TX)),
        field("rx_tx_mcs11_max_nss", U8.parts(&RX_TX)),
        field("rx_tx_mcs13_max_nss", U8.parts(&RX_TX)),
    ],
);

static RX_TX: [Part; 2] = [part("rx", 4, Show::Dec), part("tx", 4, Show::Dec)];

/// Thresholds of padding: a head of nine bits, then values of three bits each.
pub(crate) static PPE_THRES: Struct =
    layout("", 2, &[field("ppe_thres", LE16.parts(&PPE_THRES_HEAD))]).then(&[field("ppet", OPAQUE)]);

static PPE_THRES_HEAD: [Part; 3] =
    [part("nss", 4, Show::Dec), part("ru_index_bitmask", 5, Show::Hex), part("first_bits", 7, Show::Hex)];

/// `struct ieee80211_eht_operation`; what follows depends on bits of its parameters.
pub(crate) static EHT_OPERATION: Struct = layout(
    "ieee80211_eht_operation",
    5,
    &[field("params", U8.parts(&EHT_OPER)), field("basic_mcs_nss", fixed(&ONLY_20MHZ))],
)
.then(&[
    field("info", sized_in_units("info_present", 3, &OPERATION_INFO_KIND)),
    field("dis_subch_bitmap", sized_in_units("disabled_subchannel_bitmap_present", 2, &BITMAP)),
]);

static OPERATION_INFO_KIND: Kind = fixed(&OPERATION_INFO);

/// `struct ieee80211_eht_operation_info`.
static OPERATION_INFO: Struct = layout(
    "ieee80211_eht_operation_info",
    3,
    &[field("control", U8.parts(&OPERATION_CONTROL)), field("ccfs0", U8), field("ccfs1", U8)],
);

static OPERATION_CONTROL: [Part; 2] =
    [part("IEEE80211_EHT_OPER_CHAN_WIDTH", 3, Show::Name(&OPER_CHAN_WIDTH)), part("", 5, Show::Dec)];

static OPER_CHAN_WIDTH: Names = names(&[
    (0, "IEEE80211_EHT_OPER_CHAN_WIDTH_20MHZ"),
    (1, "IEEE80211_EHT_OPER_CHAN_WIDTH_40MHZ"),
    (2, "IEEE80211_EHT_OPER_CHAN_WIDTH_80MHZ"),
    (3, "IEEE80211_EHT_OPER_CHAN_WIDTH_160MHZ"),
    (4, "IEEE80211_EHT_OPER_CHAN_WIDTH_320MHZ"),
]);

static BITMAP: Kind = LE16.hex();

/// `struct ieee80211_bandwidth_indication`: the width after a switch of the channel.
pub(super) static BANDWIDTH_INDICATION: Struct = layout(
    "ieee80211_bandwidth_indication",
    4,
    &[field("params", U8.parts(&BANDWIDTH_PARAMS)), field("info", fixed(&OPERATION_INFO))],
)
.then(&[field("dis_subch_bitmap", sized_in_units("has_dis_subch", 2, &BITMAP))]);

static BANDWIDTH_PARAMS: [Part; 3] =
    [part("", 1, Show::Dec), part("has_dis_subch", 1, Show::Bool), part("others", 6, Show::Hex)];

static EHT_OPER: [Part; 7] = [
    part("info_present", 1, Show::Bool),
    part("disabled_subchannel_bitmap_present", 1, Show::Bool),
    part("IEEE80211_EHT_OPER_EHT_DEF_PE_DURATION", 1, Show::Bool),
    part("IEEE80211_EHT_OPER_GROUP_ADDRESSED_BU_IND_LIMIT", 1, Show::Bool),
    part("IEEE80211_EHT_OPER_GROUP_ADDRESSED_BU_IND_EXP", 2, Show::Dec),
    part("IEEE80211_EHT_OPER_MCS15_DISABLE", 1, Show::Bool),
    part("", 1, Show::Dec),
];

/// `IEEE80211_EML_CAP_*`: what a device with several links can do with few radios.
pub(crate) static EML_CAPABILITY: [Part; 7] = [
    part("IEEE80211_EML_CAP_EMLSR_SUPP", 1, Show::Bool),
    part("IEEE80211_EML_CAP_EMLSR_PADDING_DELAY", 3, Show::Dec),
    part("IEEE80211_EML_CAP_EMLSR_TRANSITION_DELAY", 3, Show::Dec),
    part("IEEE80211_EML_CAP_EMLMR_SUPPORT", 1, Show::Bool),
    part("IEEE80211_EML_CAP_EMLMR_DELAY", 3, Show::Dec),
    part("IEEE80211_EML_CAP_TRANSITION_TIMEOUT", 4, Show::Dec),
    part("", 1, Show::Dec),
];

/// `IEEE80211_MLD_CAP_OP_*`.
pub(crate) static MLD_CAPA_AND_OPS: [Part; 7] = [
    part("IEEE80211_MLD_CAP_OP_MAX_SIMUL_LINKS", 4, Show::Dec),
    part("IEEE80211_MLD_CAP_OP_SRS_SUPPORT", 1, Show::Bool),
    part("IEEE80211_MLD_CAP_OP_TID_TO_LINK_MAP_NEG_SUPP", 2, Show::Dec),
    part("IEEE80211_MLD_CAP_OP_FREQ_SEP_TYPE_IND", 5, Show::Dec),
    part("IEEE80211_MLD_CAP_OP_AAR_SUPPORT", 1, Show::Bool),
    part("IEEE80211_MLD_CAP_OP_LINK_RECONF_SUPPORT", 1, Show::Bool),
    part("others", 2, Show::Hex),
];

/// For each TID the links it may use, a bit each.
pub(crate) static LINKS_BY_TID: Array = array_of(8, U16.hex());
