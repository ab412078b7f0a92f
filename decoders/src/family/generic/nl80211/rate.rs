//! Bitrates: what was used, and what may be; what holds for each TID  (linux/nl80211.h)

use super::wiphy::NL80211_BAND;
use crate::family::shared::ieee80211::{BYTES, RATES};
use crate::schema::{Case::*, *};

pub(super) static NL80211_RATE_INFO: Set = set(
    "NL80211_RATE_INFO",
    &[
        attr(1, "NL80211_RATE_INFO_BITRATE", U16.unit(Unit::HundredKilobitsPerSecond)),
        attr(2, "NL80211_RATE_INFO_MCS", U8),
        attr(3, "NL80211_RATE_INFO_40_MHZ_WIDTH", FLAG),
        attr(4, "NL80211_RATE_INFO_SHORT_GI", FLAG),
        attr(5, "NL80211_RATE_INFO_BITRATE32", U32.unit(Unit::HundredKilobitsPerSecond)),
        attr(6, "NL80211_RATE_INFO_VHT_MCS", U8),
        attr(7, "NL80211_RATE_INFO_VHT_NSS", U8),
        attr(8, "NL80211_RATE_INFO_80_MHZ_WIDTH", FLAG),
        attr(9, "NL80211_RATE_INFO_80P80_MHZ_WIDTH", FLAG),
        attr(10, "NL80211_RATE_INFO_160_MHZ_WIDTH", FLAG),
        attr(11, "NL80211_RATE_INFO_10_MHZ_WIDTH", FLAG),
        attr(12, "NL80211_RATE_INFO_5_MHZ_WIDTH", FLAG),
        attr(13, "NL80211_RATE_INFO_HE_MCS", U8),
        attr(14, "NL80211_RATE_INFO_HE_NSS", U8),
        attr(15, "NL80211_RATE_INFO_HE_GI", U8.name(&NL80211_RATE_INFO_HE_GI)),
        attr(16, "NL80211_RATE_INFO_HE_DCM", U8.bool()),
        attr(17, "NL80211_RATE_INFO_HE_RU_ALLOC", U8.name(&NL80211_RATE_INFO_HE_RU_ALLOC)),
        attr(18, "NL80211_RATE_INFO_320_MHZ_WIDTH", FLAG),
        attr(19, "NL80211_RATE_INFO_EHT_MCS", U8),
        attr(20, "NL80211_RATE_INFO_EHT_NSS", U8),
        attr(21, "NL80211_RATE_INFO_EHT_GI", U8.name(&NL80211_RATE_INFO_EHT_GI)),
        attr(22, "NL80211_RATE_INFO_EHT_RU_ALLOC", U8.name(&NL80211_RATE_INFO_EHT_RU_ALLOC)),
        attr(23, "NL80211_RATE_INFO_S1G_MCS", U8),
        attr(24, "NL80211_RATE_INFO_S1G_NSS", U8),
        attr(25, "NL80211_RATE_INFO_1_MHZ_WIDTH", FLAG),
        attr(26, "NL80211_RATE_INFO_2_MHZ_WIDTH", FLAG),
        attr(27, "NL80211_RATE_INFO_4_MHZ_WIDTH", FLAG),
        attr(28, "NL80211_RATE_INFO_8_MHZ_WIDTH", FLAG),
        attr(29, "NL80211_RATE_INFO_16_MHZ_WIDTH", FLAG),
        attr(30, "NL80211_RATE_INFO_UHR_MCS", U8),
        attr(31, "NL80211_RATE_INFO_UHR_ELR", FLAG),
        attr(32, "NL80211_RATE_INFO_UHR_IM", FLAG),
    ],
);

pub(in crate::family::generic) static NL80211_RATE_INFO_HE_GI: Names = names(&[
    (0, "NL80211_RATE_INFO_HE_GI_0_8"),
    (1, "NL80211_RATE_INFO_HE_GI_1_6"),
    (2, "NL80211_RATE_INFO_HE_GI_3_2"),
]);

pub(super) static NL80211_RATE_INFO_HE_LTF: Names = names(&[
    (0, "NL80211_RATE_INFO_HE_1XLTF"),
    (1, "NL80211_RATE_INFO_HE_2XLTF"),
    (2, "NL80211_RATE_INFO_HE_4XLTF"),
]);

pub(in crate::family::generic) static NL80211_RATE_INFO_HE_RU_ALLOC: Names = names(&[
    (0, "NL80211_RATE_INFO_HE_RU_ALLOC_26"),
    (1, "NL80211_RATE_INFO_HE_RU_ALLOC_52"),
    (2, "NL80211_RATE_INFO_HE_RU_ALLOC_106"),
    (3, "NL80211_RATE_INFO_HE_RU_ALLOC_242"),
    (4, "NL80211_RATE_INFO_HE_RU_ALLOC_484"),
    (5, "NL80211_RATE_INFO_HE_RU_ALLOC_996"),
    (6, "NL80211_RATE_INFO_HE_RU_ALLOC_2x996"),
]);

pub(in crate::family::generic) static NL80211_RATE_INFO_EHT_GI: Names = names(&[
    (0, "NL80211_RATE_INFO_EHT_GI_0_8"),
    (1, "NL80211_RATE_INFO_EHT_GI_1_6"),
    (2, "NL80211_RATE_INFO_EHT_GI_3_2"),
]);

pub(super) static NL80211_RATE_INFO_EHT_LTF: Names = names(&[
    (0, "NL80211_RATE_INFO_EHT_1XLTF"),
    (1, "NL80211_RATE_INFO_EHT_2XLTF"),
    (2, "NL80211_RATE_INFO_EHT_4XLTF"),
    (3, "NL80211_RATE_INFO_EHT_6XLTF"),
    (4, "NL80211_RATE_INFO_EHT_8XLTF"),
]);

pub(in crate::family::generic) static NL80211_RATE_INFO_EHT_RU_ALLOC: Names = names(&[
    (0, "NL80211_RATE_INFO_EHT_RU_ALLOC_26"),
    (1, "NL80211_RATE_INFO_EHT_RU_ALLOC_52"),
    (2, "NL80211_RATE_INFO_EHT_RU_ALLOC_52P26"),
    (3, "NL80211_RATE_INFO_EHT_RU_ALLOC_106"),
    (4, "NL80211_RATE_INFO_EHT_RU_ALLOC_106P26"),
    (5, "NL80211_RATE_INFO_EHT_RU_ALLOC_242"),
    (6, "NL80211_RATE_INFO_EHT_RU_ALLOC_484"),
    (7, "NL80211_RATE_INFO_EHT_RU_ALLOC_484P242"),
    (8, "NL80211_RATE_INFO_EHT_RU_ALLOC_996"),
    (9, "NL80211_RATE_INFO_EHT_RU_ALLOC_996P484"),
    (10, "NL80211_RATE_INFO_EHT_RU_ALLOC_996P484P242"),
    (11, "NL80211_RATE_INFO_EHT_RU_ALLOC_2x996"),
    (12, "NL80211_RATE_INFO_EHT_RU_ALLOC_2x996P484"),
    (13, "NL80211_RATE_INFO_EHT_RU_ALLOC_3x996"),
    (14, "NL80211_RATE_INFO_EHT_RU_ALLOC_3x996P484"),
    (15, "NL80211_RATE_INFO_EHT_RU_ALLOC_4x996"),
]);

pub(super) static NL80211_TXRATE: Set = set(
    "NL80211_TXRATE",
    &[
        attr(1, "NL80211_TXRATE_LEGACY", RATES),
        attr(2, "NL80211_TXRATE_HT", Kind::Array(&BYTES)),
        attr(3, "NL80211_TXRATE_VHT", fixed(&NL80211_TXRATE_VHT)),
        attr(4, "NL80211_TXRATE_GI", U8.name(&NL80211_TXRATE_GI)),
        attr(5, "NL80211_TXRATE_HE", fixed(&NL80211_TXRATE_HE)),
        attr(6, "NL80211_TXRATE_HE_GI", U8.name(&NL80211_RATE_INFO_HE_GI)),
        attr(7, "NL80211_TXRATE_HE_LTF", U8.name(&NL80211_RATE_INFO_HE_LTF)),
        attr(8, "NL80211_TXRATE_EHT", fixed(&NL80211_TXRATE_EHT)),
        attr(9, "NL80211_TXRATE_EHT_GI", U8.name(&NL80211_RATE_INFO_EHT_GI)),
        attr(10, "NL80211_TXRATE_EHT_LTF", U8.name(&NL80211_RATE_INFO_EHT_LTF)),
    ],
);

pub(super) static NL80211_TXRATE_GI: Names = names(&[
    (0, "NL80211_TXRATE_DEFAULT_GI"),
    (1, "NL80211_TXRATE_FORCE_SGI"),
    (2, "NL80211_TXRATE_FORCE_LGI"),
]);

pub(super) static NL80211_TID_CONFIG_ATTR: Set = set(
    "NL80211_TID_CONFIG_ATTR",
    &[
        attr(1, "NL80211_TID_CONFIG_ATTR_PAD", PAD),
        attr(2, "NL80211_TID_CONFIG_ATTR_VIF_SUPP", U64.flags(&SUPPORTED)),
        attr(3, "NL80211_TID_CONFIG_ATTR_PEER_SUPP", U64.flags(&SUPPORTED)),
        attr(4, "NL80211_TID_CONFIG_ATTR_OVERRIDE", FLAG),
        attr(5, "NL80211_TID_CONFIG_ATTR_TIDS", U16.hex()),
        attr(6, "NL80211_TID_CONFIG_ATTR_NOACK", U8.name(&NL80211_TID_CONFIG)),
        attr(7, "NL80211_TID_CONFIG_ATTR_RETRY_SHORT", U8),
        attr(8, "NL80211_TID_CONFIG_ATTR_RETRY_LONG", U8),
        attr(9, "NL80211_TID_CONFIG_ATTR_AMPDU_CTRL", U8.name(&NL80211_TID_CONFIG)),
        attr(10, "NL80211_TID_CONFIG_ATTR_RTSCTS_CTRL", U8.name(&NL80211_TID_CONFIG)),
        attr(11, "NL80211_TID_CONFIG_ATTR_AMSDU_CTRL", U8.name(&NL80211_TID_CONFIG)),
        attr(12, "NL80211_TID_CONFIG_ATTR_TX_RATE_TYPE", U8.name(&NL80211_TX_RATE)),
        attr(13, "NL80211_TID_CONFIG_ATTR_TX_RATE", Kind::List(&TX_RATES)),
    ],
);

pub(super) static NL80211_TID_CONFIG: Names =
    names(&[(0, "NL80211_TID_CONFIG_ENABLE"), (1, "NL80211_TID_CONFIG_DISABLE")]);

/// The attributes as bits: which of them can be set.
pub(super) static SUPPORTED: Names = names(&[
    (1 << 1, "NL80211_TID_CONFIG_ATTR_PAD"),
    (1 << 2, "NL80211_TID_CONFIG_ATTR_VIF_SUPP"),
    (1 << 3, "NL80211_TID_CONFIG_ATTR_PEER_SUPP"),
    (1 << 4, "NL80211_TID_CONFIG_ATTR_OVERRIDE"),
    (1 << 5, "NL80211_TID_CONFIG_ATTR_TIDS"),
    (1 << 6, "NL80211_TID_CONFIG_ATTR_NOACK"),
    (1 << 7, "NL80211_TID_CONFIG_ATTR_RETRY_SHORT"),
    (1 << 8, "NL80211_TID_CONFIG_ATTR_RETRY_LONG"),
    (1 << 9, "NL80211_TID_CONFIG_ATTR_AMPDU_CTRL"),
    (1 << 10, "NL80211_TID_CONFIG_ATTR_RTSCTS_CTRL"),
    (1 << 11, "NL80211_TID_CONFIG_ATTR_AMSDU_CTRL"),
    (1 << 12, "NL80211_TID_CONFIG_ATTR_TX_RATE_TYPE"),
    (1 << 13, "NL80211_TID_CONFIG_ATTR_TX_RATE"),
]);

pub(super) static NL80211_TX_RATE: Names =
    names(&[(0, "NL80211_TX_RATE_AUTOMATIC"), (1, "NL80211_TX_RATE_LIMITED"), (2, "NL80211_TX_RATE_FIXED")]);

/// By band.
pub(super) static TX_RATES: List = list_by(&NL80211_BAND, nest(&NL80211_TXRATE));

/// Of a device, what can be set; else settings, in a list whose numbers mean nothing.
pub(super) const TID_CONFIG: Kind = select("cmd", BY_COMMAND);

const BY_COMMAND: &[(Case, Kind)] =
    &[(Is(3), nest(&NL80211_TID_CONFIG_ATTR)), (Otherwise, Kind::List(&TID_CONFIGS))];

static TID_CONFIGS: List = list(nest(&NL80211_TID_CONFIG_ATTR));

/// By number of spatial streams, a bit for each modulation.
static NL80211_TXRATE_VHT: Struct = layout("nl80211_txrate_vht", 16, &[field("mcs", Kind::Array(&MCS_8))]);

static NL80211_TXRATE_HE: Struct = layout("nl80211_txrate_he", 16, &[field("mcs", Kind::Array(&MCS_8))]);

static NL80211_TXRATE_EHT: Struct = layout("nl80211_txrate_eht", 32, &[field("mcs", Kind::Array(&MCS_16))]);

static MCS_8: Array = array_of(8, U16.hex());

static MCS_16: Array = array_of(16, U16.hex());
