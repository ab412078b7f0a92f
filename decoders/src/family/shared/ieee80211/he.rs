//! Capabilities and settings of HE  (IEEE 802.11ax, linux/ieee80211-he.h)

use super::ht::{MCS_MAP, SM_PS, streams};
use super::qos::{ACI_AIFSN, CW};
use crate::schema::*;

/// `struct ieee80211_he_cap_elem`, then modulations and padding. Bits say for which widths there are modulations, and whether there is
/// padding.
pub(crate) static HE_CAP: Kind = Kind::Peek(&CAP_BITS, &CAP);

static CAP_BITS: Struct = layout(
    "",
    17,
    &[
        field("", opaque(6)),
        field(
            "cap0",
            U8.parts(&[
                part("", 3, Show::Hex),
                part("is_160", 1, Show::Bool),
                part("is_80p80", 1, Show::Bool),
                part("", 3, Show::Hex),
            ]),
        ),
        field("", opaque(10)),
    ],
);

static CAP: Kind = fixed(&CAP_ELEM);

static CAP_ELEM: Struct = layout(
    "ieee80211_he_cap_elem",
    17,
    &[field("mac_cap_info", fixed(&MAC_CAP_INFO)), field("phy_cap_info", fixed(&PHY_CAP_INFO))],
)
.then(&[field("optional", fixed(&OPTIONAL))]);

/// Modulations up to 80 MHz, for wider channels, and thresholds of padding.
static OPTIONAL: Struct = layout("", 4, &[field("rx_mcs_80", HE_MCS_MAP), field("tx_mcs_80", HE_MCS_MAP)])
    .then(&[
        field("mcs_160", sized_in_units("is_160", 4, &MCS_160)),
        field("mcs_80p80", sized_in_units("is_80p80", 4, &MCS_80P80)),
        field("ppe", fixed(&PPE_THRES)),
    ]);

static MCS_160: Kind = fixed(&MCS_160_STRUCT);

static MCS_160_STRUCT: Struct =
    layout("", 4, &[field("rx_mcs_160", HE_MCS_MAP), field("tx_mcs_160", HE_MCS_MAP)]);

static MCS_80P80: Kind = fixed(&MCS_80P80_STRUCT);

static MCS_80P80_STRUCT: Struct =
    layout("", 4, &[field("rx_mcs_80p80", HE_MCS_MAP), field("tx_mcs_80p80", HE_MCS_MAP)]);

/// `IEEE80211_HE_MAC_CAP*`, byte by byte.
pub(crate) static MAC_CAP_INFO: Struct = layout(
    "",
    6,
    &[
        field("he_mac_cap0", U8.flags(&HE_MAC_CAP0)),
        field("he_mac_cap1", U8.flags(&HE_MAC_CAP1)),
        field("he_mac_cap2", U8.flags(&HE_MAC_CAP2)),
        field("he_mac_cap3", U8.flags(&HE_MAC_CAP3)),
        field("he_mac_cap4", U8.flags(&HE_MAC_CAP4)),
        field("he_mac_cap5", U8.flags(&HE_MAC_CAP5)),
    ],
);

/// `IEEE80211_HE_PHY_CAP*`, byte by byte.
pub(crate) static PHY_CAP_INFO: Struct = layout(
    "",
    11,
    &[
        field("he_phy_cap0", U8.flags(&HE_PHY_CAP0)),
        field("he_phy_cap1", U8.flags(&HE_PHY_CAP1)),
        field("he_phy_cap2", U8.flags(&HE_PHY_CAP2)),
        field("he_phy_cap3", U8.flags(&HE_PHY_CAP3)),
        field("he_phy_cap4", U8.flags(&HE_PHY_CAP4)),
        field("he_phy_cap5", U8.flags(&HE_PHY_CAP5)),
        field("he_phy_cap6", U8.flags(&HE_PHY_CAP6)),
        field("he_phy_cap7", U8.flags(&HE_PHY_CAP7)),
        field("he_phy_cap8", U8.flags(&HE_PHY_CAP8)),
        field("he_phy_cap9", U8.parts(&HE_PHY_CAP9)),
        field("he_phy_cap10", U8.flags(&HE_PHY_CAP10)),
    ],
);

static HE_MAC_CAP0: Names = names(&[
    (0x01, "IEEE80211_HE_MAC_CAP0_HTC_HE"),
    (0x02, "IEEE80211_HE_MAC_CAP0_TWT_REQ"),
    (0x04, "IEEE80211_HE_MAC_CAP0_TWT_RES"),
    (0x08, "IEEE80211_HE_MAC_CAP0_DYNAMIC_FRAG_LEVEL_1"),
    (0x10, "IEEE80211_HE_MAC_CAP0_DYNAMIC_FRAG_LEVEL_2"),
    (0x18, "IEEE80211_HE_MAC_CAP0_DYNAMIC_FRAG_LEVEL_3"),
    (0x20, "IEEE80211_HE_MAC_CAP0_MAX_NUM_FRAG_MSDU_2"),
    (0x40, "IEEE80211_HE_MAC_CAP0_MAX_NUM_FRAG_MSDU_4"),
    (0x60, "IEEE80211_HE_MAC_CAP0_MAX_NUM_FRAG_MSDU_8"),
    (0x80, "IEEE80211_HE_MAC_CAP0_MAX_NUM_FRAG_MSDU_16"),
    (0xa0, "IEEE80211_HE_MAC_CAP0_MAX_NUM_FRAG_MSDU_32"),
    (0xc0, "IEEE80211_HE_MAC_CAP0_MAX_NUM_FRAG_MSDU_64"),
    (0xe0, "IEEE80211_HE_MAC_CAP0_MAX_NUM_FRAG_MSDU_UNLIMITED"),
]);

static HE_MAC_CAP1: Names = names(&[
    (0x01, "IEEE80211_HE_MAC_CAP1_MIN_FRAG_SIZE_128"),
    (0x02, "IEEE80211_HE_MAC_CAP1_MIN_FRAG_SIZE_256"),
    (0x03, "IEEE80211_HE_MAC_CAP1_MIN_FRAG_SIZE_512"),
    (0x04, "IEEE80211_HE_MAC_CAP1_TF_MAC_PAD_DUR_8US"),
    (0x08, "IEEE80211_HE_MAC_CAP1_TF_MAC_PAD_DUR_16US"),
    (0x10, "IEEE80211_HE_MAC_CAP1_MULTI_TID_AGG_RX_QOS_2"),
    (0x20, "IEEE80211_HE_MAC_CAP1_MULTI_TID_AGG_RX_QOS_3"),
    (0x30, "IEEE80211_HE_MAC_CAP1_MULTI_TID_AGG_RX_QOS_4"),
    (0x40, "IEEE80211_HE_MAC_CAP1_MULTI_TID_AGG_RX_QOS_5"),
    (0x50, "IEEE80211_HE_MAC_CAP1_MULTI_TID_AGG_RX_QOS_6"),
    (0x60, "IEEE80211_HE_MAC_CAP1_MULTI_TID_AGG_RX_QOS_7"),
    (0x70, "IEEE80211_HE_MAC_CAP1_MULTI_TID_AGG_RX_QOS_8"),
    (0x80, "IEEE80211_HE_MAC_CAP1_LINK_ADAPTATION"),
]);

static HE_MAC_CAP2: Names = names(&[
    (0x01, "IEEE80211_HE_MAC_CAP2_LINK_ADAPTATION"),
    (0x02, "IEEE80211_HE_MAC_CAP2_ALL_ACK"),
    (0x04, "IEEE80211_HE_MAC_CAP2_TRS"),
    (0x08, "IEEE80211_HE_MAC_CAP2_BSR"),
    (0x10, "IEEE80211_HE_MAC_CAP2_BCAST_TWT"),
    (0x20, "IEEE80211_HE_MAC_CAP2_32BIT_BA_BITMAP"),
    (0x40, "IEEE80211_HE_MAC_CAP2_MU_CASCADING"),
    (0x80, "IEEE80211_HE_MAC_CAP2_ACK_EN"),
]);

static HE_MAC_CAP3: Names = names(&[
    (0x02, "IEEE80211_HE_MAC_CAP3_OMI_CONTROL"),
    (0x04, "IEEE80211_HE_MAC_CAP3_OFDMA_RA"),
    (0x08, "IEEE80211_HE_MAC_CAP3_MAX_AMPDU_LEN_EXP_EXT_1"),
    (0x10, "IEEE80211_HE_MAC_CAP3_MAX_AMPDU_LEN_EXP_EXT_2"),
    (0x18, "IEEE80211_HE_MAC_CAP3_MAX_AMPDU_LEN_EXP_EXT_3"),
    (0x20, "IEEE80211_HE_MAC_CAP3_AMSDU_FRAG"),
    (0x40, "IEEE80211_HE_MAC_CAP3_FLEX_TWT_SCHED"),
    (0x80, "IEEE80211_HE_MAC_CAP3_RX_CTRL_FRAME_TO_MULTIBSS"),
]);

static HE_MAC_CAP4: Names = names(&[
    (0x01, "IEEE80211_HE_MAC_CAP4_BSRP_BQRP_A_MPDU_AGG"),
    (0x02, "IEEE80211_HE_MAC_CAP4_QTP"),
    (0x04, "IEEE80211_HE_MAC_CAP4_BQR"),
    (0x08, "IEEE80211_HE_MAC_CAP4_PSR_RESP"),
    (0x10, "IEEE80211_HE_MAC_CAP4_NDP_FB_REP"),
    (0x20, "IEEE80211_HE_MAC_CAP4_OPS"),
    (0x40, "IEEE80211_HE_MAC_CAP4_AMSDU_IN_AMPDU"),
    (0x80, "IEEE80211_HE_MAC_CAP4_MULTI_TID_AGG_TX_QOS_B39"),
]);

static HE_MAC_CAP5: Names = names(&[
    (0x01, "IEEE80211_HE_MAC_CAP5_MULTI_TID_AGG_TX_QOS_B40"),
    (0x02, "IEEE80211_HE_MAC_CAP5_MULTI_TID_AGG_TX_QOS_B41"),
    (0x04, "IEEE80211_HE_MAC_CAP5_SUBCHAN_SELECTIVE_TRANSMISSION"),
    (0x08, "IEEE80211_HE_MAC_CAP5_UL_2x996_TONE_RU"),
    (0x10, "IEEE80211_HE_MAC_CAP5_OM_CTRL_UL_MU_DATA_DIS_RX"),
    (0x20, "IEEE80211_HE_MAC_CAP5_HE_DYNAMIC_SM_PS"),
    (0x40, "IEEE80211_HE_MAC_CAP5_PUNCTURED_SOUNDING"),
    (0x80, "IEEE80211_HE_MAC_CAP5_HT_VHT_TRIG_FRAME_RX"),
]);

static HE_PHY_CAP0: Names = names(&[
    (0x02, "IEEE80211_HE_PHY_CAP0_CHANNEL_WIDTH_SET_40MHZ_IN_2G"),
    (0x04, "IEEE80211_HE_PHY_CAP0_CHANNEL_WIDTH_SET_40MHZ_80MHZ_IN_5G"),
    (0x08, "IEEE80211_HE_PHY_CAP0_CHANNEL_WIDTH_SET_160MHZ_IN_5G"),
    (0x10, "IEEE80211_HE_PHY_CAP0_CHANNEL_WIDTH_SET_80PLUS80_MHZ_IN_5G"),
    (0x20, "IEEE80211_HE_PHY_CAP0_CHANNEL_WIDTH_SET_RU_MAPPING_IN_2G"),
    (0x40, "IEEE80211_HE_PHY_CAP0_CHANNEL_WIDTH_SET_RU_MAPPING_IN_5G"),
]);

static HE_PHY_CAP1: Names = names(&[
    (0x01, "IEEE80211_HE_PHY_CAP1_PREAMBLE_PUNC_RX_80MHZ_ONLY_SECOND_20MHZ"),
    (0x02, "IEEE80211_HE_PHY_CAP1_PREAMBLE_PUNC_RX_80MHZ_ONLY_SECOND_40MHZ"),
    (0x04, "IEEE80211_HE_PHY_CAP1_PREAMBLE_PUNC_RX_160MHZ_ONLY_SECOND_20MHZ"),
    (0x08, "IEEE80211_HE_PHY_CAP1_PREAMBLE_PUNC_RX_160MHZ_ONLY_SECOND_40MHZ"),
    (0x10, "IEEE80211_HE_PHY_CAP1_DEVICE_CLASS_A"),
    (0x20, "IEEE80211_HE_PHY_CAP1_LDPC_CODING_IN_PAYLOAD"),
    (0x40, "IEEE80211_HE_PHY_CAP1_HE_LTF_AND_GI_FOR_HE_PPDUS_0_8US"),
    (0x80, "IEEE80211_HE_PHY_CAP1_MIDAMBLE_RX_TX_MAX_NSTS"),
]);

static HE_PHY_CAP2: Names = names(&[
    (0x01, "IEEE80211_HE_PHY_CAP2_MIDAMBLE_RX_TX_MAX_NSTS"),
    (0x02, "IEEE80211_HE_PHY_CAP2_NDP_4x_LTF_AND_3_2US"),
    (0x04, "IEEE80211_HE_PHY_CAP2_STBC_TX_UNDER_80MHZ"),
    (0x08, "IEEE80211_HE_PHY_CAP2_STBC_RX_UNDER_80MHZ"),
    (0x10, "IEEE80211_HE_PHY_CAP2_DOPPLER_TX"),
    (0x20, "IEEE80211_HE_PHY_CAP2_DOPPLER_RX"),
    (0x40, "IEEE80211_HE_PHY_CAP2_UL_MU_FULL_MU_MIMO"),
    (0x80, "IEEE80211_HE_PHY_CAP2_UL_MU_PARTIAL_MU_MIMO"),
]);

static HE_PHY_CAP3: Names = names(&[
    (0x01, "IEEE80211_HE_PHY_CAP3_DCM_MAX_CONST_TX_BPSK"),
    (0x02, "IEEE80211_HE_PHY_CAP3_DCM_MAX_CONST_TX_QPSK"),
    (0x03, "IEEE80211_HE_PHY_CAP3_DCM_MAX_CONST_TX_16_QAM"),
    (0x04, "IEEE80211_HE_PHY_CAP3_DCM_MAX_TX_NSS_2"),
    (0x08, "IEEE80211_HE_PHY_CAP3_DCM_MAX_CONST_RX_BPSK"),
    (0x10, "IEEE80211_HE_PHY_CAP3_DCM_MAX_CONST_RX_QPSK"),
    (0x18, "IEEE80211_HE_PHY_CAP3_DCM_MAX_CONST_RX_16_QAM"),
    (0x20, "IEEE80211_HE_PHY_CAP3_DCM_MAX_RX_NSS_2"),
    (0x40, "IEEE80211_HE_PHY_CAP3_RX_PARTIAL_BW_SU_IN_20MHZ_MU"),
    (0x80, "IEEE80211_HE_PHY_CAP3_SU_BEAMFORMER"),
]);

static HE_PHY_CAP4: Names = names(&[
    (0x01, "IEEE80211_HE_PHY_CAP4_SU_BEAMFORMEE"),
    (0x02, "IEEE80211_HE_PHY_CAP4_MU_BEAMFORMER"),
    (0x0c, "IEEE80211_HE_PHY_CAP4_BEAMFORMEE_MAX_STS_UNDER_80MHZ_4"),
    (0x10, "IEEE80211_HE_PHY_CAP4_BEAMFORMEE_MAX_STS_UNDER_80MHZ_5"),
    (0x14, "IEEE80211_HE_PHY_CAP4_BEAMFORMEE_MAX_STS_UNDER_80MHZ_6"),
    (0x18, "IEEE80211_HE_PHY_CAP4_BEAMFORMEE_MAX_STS_UNDER_80MHZ_7"),
    (0x1c, "IEEE80211_HE_PHY_CAP4_BEAMFORMEE_MAX_STS_UNDER_80MHZ_8"),
    (0x60, "IEEE80211_HE_PHY_CAP4_BEAMFORMEE_MAX_STS_ABOVE_80MHZ_4"),
    (0x80, "IEEE80211_HE_PHY_CAP4_BEAMFORMEE_MAX_STS_ABOVE_80MHZ_5"),
    (0xa0, "IEEE80211_HE_PHY_CAP4_BEAMFORMEE_MAX_STS_ABOVE_80MHZ_6"),
    (0xc0, "IEEE80211_HE_PHY_CAP4_BEAMFORMEE_MAX_STS_ABOVE_80MHZ_7"),
    (0xe0, "IEEE80211_HE_PHY_CAP4_BEAMFORMEE_MAX_STS_ABOVE_80MHZ_8"),
]);

static HE_PHY_CAP5: Names = names(&[
    (0x01, "IEEE80211_HE_PHY_CAP5_BEAMFORMEE_NUM_SND_DIM_UNDER_80MHZ_2"),
    (0x02, "IEEE80211_HE_PHY_CAP5_BEAMFORMEE_NUM_SND_DIM_UNDER_80MHZ_3"),
    (0x03, "IEEE80211_HE_PHY_CAP5_BEAMFORMEE_NUM_SND_DIM_UNDER_80MHZ_4"),
    (0x04, "IEEE80211_HE_PHY_CAP5_BEAMFORMEE_NUM_SND_DIM_UNDER_80MHZ_5"),
    (0x05, "IEEE80211_HE_PHY_CAP5_BEAMFORMEE_NUM_SND_DIM_UNDER_80MHZ_6"),
    (0x06, "IEEE80211_HE_PHY_CAP5_BEAMFORMEE_NUM_SND_DIM_UNDER_80MHZ_7"),
    (0x07, "IEEE80211_HE_PHY_CAP5_BEAMFORMEE_NUM_SND_DIM_UNDER_80MHZ_8"),
    (0x08, "IEEE80211_HE_PHY_CAP5_BEAMFORMEE_NUM_SND_DIM_ABOVE_80MHZ_2"),
    (0x10, "IEEE80211_HE_PHY_CAP5_BEAMFORMEE_NUM_SND_DIM_ABOVE_80MHZ_3"),
    (0x18, "IEEE80211_HE_PHY_CAP5_BEAMFORMEE_NUM_SND_DIM_ABOVE_80MHZ_4"),
    (0x20, "IEEE80211_HE_PHY_CAP5_BEAMFORMEE_NUM_SND_DIM_ABOVE_80MHZ_5"),
    (0x28, "IEEE80211_HE_PHY_CAP5_BEAMFORMEE_NUM_SND_DIM_ABOVE_80MHZ_6"),
    (0x30, "IEEE80211_HE_PHY_CAP5_BEAMFORMEE_NUM_SND_DIM_ABOVE_80MHZ_7"),
    (0x38, "IEEE80211_HE_PHY_CAP5_BEAMFORMEE_NUM_SND_DIM_ABOVE_80MHZ_8"),
    (0x40, "IEEE80211_HE_PHY_CAP5_NG16_SU_FEEDBACK"),
    (0x80, "IEEE80211_HE_PHY_CAP5_NG16_MU_FEEDBACK"),
]);

static HE_PHY_CAP6: Names = names(&[
    (0x01, "IEEE80211_HE_PHY_CAP6_CODEBOOK_SIZE_42_SU"),
    (0x02, "IEEE80211_HE_PHY_CAP6_CODEBOOK_SIZE_75_MU"),
    (0x04, "IEEE80211_HE_PHY_CAP6_TRIG_SU_BEAMFORMING_FB"),
    (0x08, "IEEE80211_HE_PHY_CAP6_TRIG_MU_BEAMFORMING_PARTIAL_BW_FB"),
    (0x10, "IEEE80211_HE_PHY_CAP6_TRIG_CQI_FB"),
    (0x20, "IEEE80211_HE_PHY_CAP6_PARTIAL_BW_EXT_RANGE"),
    (0x40, "IEEE80211_HE_PHY_CAP6_PARTIAL_BANDWIDTH_DL_MUMIMO"),
    (0x80, "IEEE80211_HE_PHY_CAP6_PPE_THRESHOLD_PRESENT"),
]);

static HE_PHY_CAP7: Names = names(&[
    (0x01, "IEEE80211_HE_PHY_CAP7_PSR_BASED_SR"),
    (0x02, "IEEE80211_HE_PHY_CAP7_POWER_BOOST_FACTOR_SUPP"),
    (0x04, "IEEE80211_HE_PHY_CAP7_HE_SU_MU_PPDU_4XLTF_AND_08_US_GI"),
    (0x08, "IEEE80211_HE_PHY_CAP7_MAX_NC_1"),
    (0x10, "IEEE80211_HE_PHY_CAP7_MAX_NC_2"),
    (0x18, "IEEE80211_HE_PHY_CAP7_MAX_NC_3"),
    (0x20, "IEEE80211_HE_PHY_CAP7_MAX_NC_4"),
    (0x28, "IEEE80211_HE_PHY_CAP7_MAX_NC_5"),
    (0x30, "IEEE80211_HE_PHY_CAP7_MAX_NC_6"),
    (0x38, "IEEE80211_HE_PHY_CAP7_MAX_NC_7"),
    (0x40, "IEEE80211_HE_PHY_CAP7_STBC_TX_ABOVE_80MHZ"),
    (0x80, "IEEE80211_HE_PHY_CAP7_STBC_RX_ABOVE_80MHZ"),
]);

static HE_PHY_CAP8: Names = names(&[
    (0x01, "IEEE80211_HE_PHY_CAP8_HE_ER_SU_PPDU_4XLTF_AND_08_US_GI"),
    (0x02, "IEEE80211_HE_PHY_CAP8_20MHZ_IN_40MHZ_HE_PPDU_IN_2G"),
    (0x04, "IEEE80211_HE_PHY_CAP8_20MHZ_IN_160MHZ_HE_PPDU"),
    (0x08, "IEEE80211_HE_PHY_CAP8_80MHZ_IN_160MHZ_HE_PPDU"),
    (0x10, "IEEE80211_HE_PHY_CAP8_HE_ER_SU_1XLTF_AND_08_US_GI"),
    (0x20, "IEEE80211_HE_PHY_CAP8_MIDAMBLE_RX_TX_2X_AND_1XLTF"),
    (0x40, "IEEE80211_HE_PHY_CAP8_DCM_MAX_RU_484"),
    (0x80, "IEEE80211_HE_PHY_CAP8_DCM_MAX_RU_996"),
    (0xc0, "IEEE80211_HE_PHY_CAP8_DCM_MAX_RU_2x996"),
]);

static HE_PHY_CAP10: Names = names(&[(0x01, "IEEE80211_HE_PHY_CAP10_HE_MU_M1RU_MAX_LTF")]);

static HE_PHY_CAP9: [Part; 2] = [
    part("flags", 6, Show::Flags(&HE_PHY_CAP9_FLAGS)),
    part("IEEE80211_HE_PHY_CAP9_NOMINAL_PKT_PADDING", 2, Show::Dec),
];

static HE_PHY_CAP9_FLAGS: Names = names(&[
    (0x01, "IEEE80211_HE_PHY_CAP9_LONGER_THAN_16_SIGB_OFDM_SYM"),
    (0x02, "IEEE80211_HE_PHY_CAP9_NON_TRIGGERED_CQI_FEEDBACK"),
    (0x04, "IEEE80211_HE_PHY_CAP9_TX_1024_QAM_LESS_THAN_242_TONE_RU"),
    (0x08, "IEEE80211_HE_PHY_CAP9_RX_1024_QAM_LESS_THAN_242_TONE_RU"),
    (0x10, "IEEE80211_HE_PHY_CAP9_RX_FULL_BW_SU_USING_MU_WITH_COMP_SIGB"),
    (0x20, "IEEE80211_HE_PHY_CAP9_RX_FULL_BW_SU_USING_MU_WITH_NON_COMP_SIGB"),
]);

/// `struct ieee80211_he_mcs_nss_supp`; its size depends on the widths of channels.
pub(crate) static MCS_NSS_SUPP: Struct = layout(
    "ieee80211_he_mcs_nss_supp",
    12,
    &[
        field("rx_mcs_80", HE_MCS_MAP),
        field("tx_mcs_80", HE_MCS_MAP),
        field("rx_mcs_160", HE_MCS_MAP),
        field("tx_mcs_160", HE_MCS_MAP),
        field("rx_mcs_80p80", HE_MCS_MAP),
        field("tx_mcs_80p80", HE_MCS_MAP),
    ],
)
.grown_from(4);

static HE_MCS_MAP: Kind =
    gloss(&MCS_MAP, |payload, _, out| streams(payload, &["MCS 0-7", "MCS 0-9", "MCS 0-11"], out));

/// Thresholds of padding: a head of seven bits, then values of three bits each.
pub(crate) static PPE_THRES: Struct =
    layout("", 1, &[field("ppe_thres", U8.parts(&PPE_THRES_HEAD))]).then(&[field("ppet", OPAQUE)]);

static PPE_THRES_HEAD: [Part; 3] =
    [part("nss", 3, Show::Dec), part("ru_index_bitmask", 4, Show::Hex), part("first_bit", 1, Show::Dec)];

/// `IEEE80211_HE_6GHZ_CAP_*`.
pub(crate) static HE_6GHZ_CAPA: [Part; 8] = [
    part("IEEE80211_HE_6GHZ_CAP_MIN_MPDU_START", 3, Show::Dec),
    part("IEEE80211_HE_6GHZ_CAP_MAX_AMPDU_LEN_EXP", 3, Show::Dec),
    part("IEEE80211_HE_6GHZ_CAP_MAX_MPDU_LEN", 2, Show::Dec),
    part("", 1, Show::Dec),
    part("IEEE80211_HE_6GHZ_CAP_SM_PS", 2, Show::Name(&SM_PS)),
    part("IEEE80211_HE_6GHZ_CAP_RD_RESPONDER", 1, Show::Bool),
    part("IEEE80211_HE_6GHZ_CAP_RX_ANTPAT_CONS", 1, Show::Bool),
    part("IEEE80211_HE_6GHZ_CAP_TX_ANTPAT_CONS", 1, Show::Bool),
];

/// `struct ieee80211_he_operation`; what follows depends on bits of its parameters.
pub(crate) static HE_OPERATION: Struct = layout(
    "ieee80211_he_operation",
    6,
    &[field("he_oper_params", LE32.parts(&HE_OPER_PARAMS)), field("he_mcs_nss_set", HE_MCS_MAP)],
)
.then(&[
    field("vht_oper", sized_in_units("vht_oper_info", 3, &VHT_OPER)),
    field("max_co_hosted_bssid", sized_in_units("co_hosted_bss", 1, &super::BYTE)),
    field("oper_6ghz", sized_in_units("has_6ghz_oper", 5, &OPER_6GHZ)),
]);

static VHT_OPER: Kind = fixed(&VHT_OPER_INFO);

static VHT_OPER_INFO: Struct = layout(
    "",
    3,
    &[
        field("chan_width", U8.name(&super::ht::VHT_CHANWIDTH)),
        field("center_freq_seg0_idx", U8),
        field("center_freq_seg1_idx", U8),
    ],
);

static OPER_6GHZ: Kind = fixed(&HE_6GHZ_OPER);

/// `struct ieee80211_he_6ghz_oper`.
static HE_6GHZ_OPER: Struct = layout(
    "ieee80211_he_6ghz_oper",
    5,
    &[
        field("primary", U8),
        field("control", U8.parts(&HE_6GHZ_CONTROL)),
        field("ccfs0", U8),
        field("ccfs1", U8),
        field("minrate", U8.unit(Unit::MegabitsPerSecond)),
    ],
);

static HE_6GHZ_CONTROL: [Part; 4] = [
    part("channel_width", 2, Show::Name(&HE_6GHZ_CHANWIDTH)),
    part("dup_beacon", 1, Show::Bool),
    part("reg_info", 4, Show::Dec),
    part("", 1, Show::Dec),
];

static HE_6GHZ_CHANWIDTH: Names = names(&[
    (0, "IEEE80211_HE_6GHZ_OPER_CTRL_CHANWIDTH_20MHZ"),
    (1, "IEEE80211_HE_6GHZ_OPER_CTRL_CHANWIDTH_40MHZ"),
    (2, "IEEE80211_HE_6GHZ_OPER_CTRL_CHANWIDTH_80MHZ"),
    (3, "IEEE80211_HE_6GHZ_OPER_CTRL_CHANWIDTH_160MHZ"),
]);

static HE_OPER_PARAMS: [Part; 11] = [
    part("dflt_pe_duration", 3, Show::Dec),
    part("twt_required", 1, Show::Bool),
    part("rts_threshold", 10, Show::Dec),
    part("vht_oper_info", 1, Show::Bool),
    part("co_hosted_bss", 1, Show::Bool),
    part("er_su_disable", 1, Show::Bool),
    part("has_6ghz_oper", 1, Show::Bool),
    part("", 6, Show::Dec),
    part("bss_color", 6, Show::Dec),
    part("partial_bss_color", 1, Show::Bool),
    part("bss_color_disabled", 1, Show::Bool),
];

/// `struct ieee80211_mu_edca_param_set`.
pub(crate) static MU_EDCA_PARAM_SET: Struct = layout(
    "ieee80211_mu_edca_param_set",
    13,
    &[
        field("mu_qos_info", U8.hex()),
        field("ac_be", fixed(&MU_EDCA_PARAM_AC_REC)),
        field("ac_bk", fixed(&MU_EDCA_PARAM_AC_REC)),
        field("ac_vi", fixed(&MU_EDCA_PARAM_AC_REC)),
        field("ac_vo", fixed(&MU_EDCA_PARAM_AC_REC)),
    ],
);

static MU_EDCA_PARAM_AC_REC: Struct = layout(
    "ieee80211_he_mu_edca_param_ac_rec",
    3,
    &[field("aifsn", U8.parts(&ACI_AIFSN)), field("ecw_min_max", U8.parts(&CW)), field("mu_edca_timer", U8)],
);

/// `struct ieee80211_he_spr`; what follows depends on its bits.
pub(crate) static HE_SPR: Kind = Kind::Peek(&SPR_BITS, &SPR);

static SPR_BITS: Struct = layout(
    "",
    1,
    &[field(
        "",
        U8.parts(&[
            part("", 2, Show::Hex),
            part("has_non_srg", 1, Show::Bool),
            part("has_srg", 1, Show::Bool),
            part("", 4, Show::Hex),
        ]),
    )],
);

static SPR: Kind = fixed(&SPR_STRUCT);

static SPR_STRUCT: Struct = layout("ieee80211_he_spr", 1, &[field("he_sr_control", U8.flags(&SR_CONTROL))])
    .then(&[
        field("non_srg_obss_pd_max_offset", sized_in_units("has_non_srg", 1, &super::BYTE)),
        field("srg", sized_in_units("has_srg", 18, &SRG)),
    ]);

static SRG: Kind = fixed(&SRG_INFO);

static SRG_INFO: Struct = layout(
    "",
    18,
    &[
        field("obss_pd_min_offset", U8),
        field("obss_pd_max_offset", U8),
        field("bss_color_bitmap", LE64.hex()),
        field("partial_bssid_bitmap", LE64.hex()),
    ],
);

/// `IEEE80211_HE_SPR_*`: transmissions that may overlap with those of neighbours.
pub(crate) static SR_CONTROL: Names = names(&[
    (0x1, "IEEE80211_HE_SPR_PSR_DISALLOWED"),
    (0x2, "IEEE80211_HE_SPR_NON_SRG_OBSS_PD_SR_DISALLOWED"),
    (0x4, "IEEE80211_HE_SPR_NON_SRG_OFFSET_PRESENT"),
    (0x8, "IEEE80211_HE_SPR_SRG_INFORMATION_PRESENT"),
    (0x10, "IEEE80211_HE_SPR_HESIGA_SR_VAL15_ALLOWED"),
]);

/// A change of colour, announced.
pub(crate) static BSS_COLOR_CHANGE: Struct =
    layout("", 2, &[field("switch_countdown", U8), field("new_bss_color", U8)]);
