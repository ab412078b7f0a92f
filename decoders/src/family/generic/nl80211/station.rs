//! Stations: what is known of them, their flags, TDLS, connection quality  (linux/nl80211.h)

use super::{mesh, rate};
use crate::family::shared::ieee80211::CHANNEL_RANGE;
use crate::schema::*;

pub(super) static NL80211_STA_INFO: Set = set(
    "NL80211_STA_INFO",
    &[
        attr(1, "NL80211_STA_INFO_INACTIVE_TIME", U32.unit(Unit::Milliseconds)),
        attr(2, "NL80211_STA_INFO_RX_BYTES", U32.unit(Unit::Bytes)),
        attr(3, "NL80211_STA_INFO_TX_BYTES", U32.unit(Unit::Bytes)),
        attr(4, "NL80211_STA_INFO_LLID", U16),
        attr(5, "NL80211_STA_INFO_PLID", U16),
        attr(6, "NL80211_STA_INFO_PLINK_STATE", U8.name(&mesh::NL80211_PLINK)),
        attr(7, "NL80211_STA_INFO_SIGNAL", S8.unit(Unit::DecibelMilliwatt)),
        attr(8, "NL80211_STA_INFO_TX_BITRATE", nest(&rate::NL80211_RATE_INFO)),
        attr(9, "NL80211_STA_INFO_RX_PACKETS", U32),
        attr(10, "NL80211_STA_INFO_TX_PACKETS", U32),
        attr(11, "NL80211_STA_INFO_TX_RETRIES", U32),
        attr(12, "NL80211_STA_INFO_TX_FAILED", U32),
        attr(13, "NL80211_STA_INFO_SIGNAL_AVG", S8.unit(Unit::DecibelMilliwatt)),
        attr(14, "NL80211_STA_INFO_RX_BITRATE", nest(&rate::NL80211_RATE_INFO)),
        attr(15, "NL80211_STA_INFO_BSS_PARAM", nest(&NL80211_STA_BSS_PARAM)),
        attr(16, "NL80211_STA_INFO_CONNECTED_TIME", U32.unit(Unit::Seconds)),
        attr(17, "NL80211_STA_INFO_STA_FLAGS", fixed(&NL80211_STA_FLAG_UPDATE)),
        attr(18, "NL80211_STA_INFO_BEACON_LOSS", U32),
        attr(19, "NL80211_STA_INFO_T_OFFSET", S64.unit(Unit::Microseconds)),
        attr(20, "NL80211_STA_INFO_LOCAL_PM", U32.name(&mesh::NL80211_MESH_POWER)),
        attr(21, "NL80211_STA_INFO_PEER_PM", U32.name(&mesh::NL80211_MESH_POWER)),
        attr(22, "NL80211_STA_INFO_NONPEER_PM", U32.name(&mesh::NL80211_MESH_POWER)),
        attr(23, "NL80211_STA_INFO_RX_BYTES64", U64.unit(Unit::Bytes)),
        attr(24, "NL80211_STA_INFO_TX_BYTES64", U64.unit(Unit::Bytes)),
        attr(25, "NL80211_STA_INFO_CHAIN_SIGNAL", Kind::List(&CHAINS)),
        attr(26, "NL80211_STA_INFO_CHAIN_SIGNAL_AVG", Kind::List(&CHAINS)),
        attr(27, "NL80211_STA_INFO_EXPECTED_THROUGHPUT", U32.unit(Unit::KilobitsPerSecond)),
        attr(28, "NL80211_STA_INFO_RX_DROP_MISC", U64),
        attr(29, "NL80211_STA_INFO_BEACON_RX", U64),
        attr(30, "NL80211_STA_INFO_BEACON_SIGNAL_AVG", S8.unit(Unit::DecibelMilliwatt)),
        attr(31, "NL80211_STA_INFO_TID_STATS", Kind::List(&BY_TID)),
        attr(32, "NL80211_STA_INFO_RX_DURATION", U64.unit(Unit::Microseconds)),
        attr(33, "NL80211_STA_INFO_PAD", PAD),
        attr(34, "NL80211_STA_INFO_ACK_SIGNAL", S8.unit(Unit::DecibelMilliwatt)),
        attr(35, "NL80211_STA_INFO_ACK_SIGNAL_AVG", S8.unit(Unit::DecibelMilliwatt)),
        attr(36, "NL80211_STA_INFO_RX_MPDUS", U32),
        attr(37, "NL80211_STA_INFO_FCS_ERROR_COUNT", U32),
        attr(38, "NL80211_STA_INFO_CONNECTED_TO_GATE", U8.bool()),
        attr(39, "NL80211_STA_INFO_TX_DURATION", U64.unit(Unit::Microseconds)),
        attr(40, "NL80211_STA_INFO_AIRTIME_WEIGHT", U16),
        attr(41, "NL80211_STA_INFO_AIRTIME_LINK_METRIC", U32),
        attr(42, "NL80211_STA_INFO_ASSOC_AT_BOOTTIME", U64.unit(Unit::Nanoseconds)),
        attr(43, "NL80211_STA_INFO_CONNECTED_TO_AS", U8.bool()),
    ],
);

pub(super) static NL80211_STA_BSS_PARAM: Set = set(
    "NL80211_STA_BSS_PARAM",
    &[
        attr(1, "NL80211_STA_BSS_PARAM_CTS_PROT", FLAG),
        attr(2, "NL80211_STA_BSS_PARAM_SHORT_PREAMBLE", FLAG),
        attr(3, "NL80211_STA_BSS_PARAM_SHORT_SLOT_TIME", FLAG),
        attr(4, "NL80211_STA_BSS_PARAM_DTIM_PERIOD", U8),
        attr(5, "NL80211_STA_BSS_PARAM_BEACON_INTERVAL", U16.unit(Unit::TimeUnits)),
    ],
);

pub(super) static NL80211_TID_STATS: Set = set(
    "NL80211_TID_STATS",
    &[
        attr(1, "NL80211_TID_STATS_RX_MSDU", U64),
        attr(2, "NL80211_TID_STATS_TX_MSDU", U64),
        attr(3, "NL80211_TID_STATS_TX_MSDU_RETRIES", U64),
        attr(4, "NL80211_TID_STATS_TX_MSDU_FAILED", U64),
        attr(5, "NL80211_TID_STATS_PAD", PAD),
        attr(6, "NL80211_TID_STATS_TXQ_STATS", nest(&NL80211_TXQ_STATS)),
    ],
);

pub(super) static NL80211_TXQ_STATS: Set = set(
    "NL80211_TXQ_STATS",
    &[
        attr(1, "NL80211_TXQ_STATS_BACKLOG_BYTES", U32.unit(Unit::Bytes)),
        attr(2, "NL80211_TXQ_STATS_BACKLOG_PACKETS", U32.unit(Unit::Packets)),
        attr(3, "NL80211_TXQ_STATS_FLOWS", U32),
        attr(4, "NL80211_TXQ_STATS_DROPS", U32),
        attr(5, "NL80211_TXQ_STATS_ECN_MARKS", U32),
        attr(6, "NL80211_TXQ_STATS_OVERLIMIT", U32),
        attr(7, "NL80211_TXQ_STATS_OVERMEMORY", U32),
        attr(8, "NL80211_TXQ_STATS_COLLISIONS", U32),
        attr(9, "NL80211_TXQ_STATS_TX_BYTES", U32.unit(Unit::Bytes)),
        attr(10, "NL80211_TXQ_STATS_TX_PACKETS", U32),
        attr(11, "NL80211_TXQ_STATS_MAX_FLOWS", U32),
    ],
);

pub(super) static NL80211_STA_FLAG: Set = set(
    "NL80211_STA_FLAG",
    &[
        attr(1, "NL80211_STA_FLAG_AUTHORIZED", FLAG),
        attr(2, "NL80211_STA_FLAG_SHORT_PREAMBLE", FLAG),
        attr(3, "NL80211_STA_FLAG_WME", FLAG),
        attr(4, "NL80211_STA_FLAG_MFP", FLAG),
        attr(5, "NL80211_STA_FLAG_AUTHENTICATED", FLAG),
        attr(6, "NL80211_STA_FLAG_TDLS_PEER", FLAG),
        attr(7, "NL80211_STA_FLAG_ASSOCIATED", FLAG),
        attr(8, "NL80211_STA_FLAG_SPP_AMSDU", FLAG),
    ],
);

/// The same as bits.
pub(super) static STA_FLAG_BITS: Names = names(&[
    (1 << 1, "NL80211_STA_FLAG_AUTHORIZED"),
    (1 << 2, "NL80211_STA_FLAG_SHORT_PREAMBLE"),
    (1 << 3, "NL80211_STA_FLAG_WME"),
    (1 << 4, "NL80211_STA_FLAG_MFP"),
    (1 << 5, "NL80211_STA_FLAG_AUTHENTICATED"),
    (1 << 6, "NL80211_STA_FLAG_TDLS_PEER"),
    (1 << 7, "NL80211_STA_FLAG_ASSOCIATED"),
    (1 << 8, "NL80211_STA_FLAG_SPP_AMSDU"),
]);

pub(super) static NL80211_STA_WME: Set = set(
    "NL80211_STA_WME",
    &[attr(1, "NL80211_STA_WME_UAPSD_QUEUES", U8.hex()), attr(2, "NL80211_STA_WME_MAX_SP", U8)],
);

pub(super) static NL80211_P2P_PS: Names =
    names(&[(0, "NL80211_P2P_PS_UNSUPPORTED"), (1, "NL80211_P2P_PS_SUPPORTED")]);

pub(super) static NL80211_TDLS: Names = names(&[
    (0, "NL80211_TDLS_DISCOVERY_REQ"),
    (1, "NL80211_TDLS_SETUP"),
    (2, "NL80211_TDLS_TEARDOWN"),
    (3, "NL80211_TDLS_ENABLE_LINK"),
    (4, "NL80211_TDLS_DISABLE_LINK"),
]);

pub(super) static NL80211_TDLS_PEER: Names = names(&[
    (0x1, "NL80211_TDLS_PEER_HT"),
    (0x2, "NL80211_TDLS_PEER_VHT"),
    (0x4, "NL80211_TDLS_PEER_WMM"),
    (0x8, "NL80211_TDLS_PEER_HE"),
]);

pub(super) static NL80211_ATTR_CQM: Set = set(
    "NL80211_ATTR_CQM",
    &[
        attr(1, "NL80211_ATTR_CQM_RSSI_THOLD", Kind::Array(&THRESHOLDS)),
        attr(2, "NL80211_ATTR_CQM_RSSI_HYST", U32.unit(Unit::Decibel)),
        attr(3, "NL80211_ATTR_CQM_RSSI_THRESHOLD_EVENT", U32.name(&NL80211_CQM_RSSI)),
        attr(4, "NL80211_ATTR_CQM_PKT_LOSS_EVENT", U32.unit(Unit::Packets)),
        attr(5, "NL80211_ATTR_CQM_TXE_RATE", U32.unit(Unit::Percent)),
        attr(6, "NL80211_ATTR_CQM_TXE_PKTS", U32),
        attr(7, "NL80211_ATTR_CQM_TXE_INTVL", U32.unit(Unit::Seconds)),
        attr(8, "NL80211_ATTR_CQM_BEACON_LOSS_EVENT", FLAG),
        attr(9, "NL80211_ATTR_CQM_RSSI_LEVEL", S32.unit(Unit::DecibelMilliwatt)),
    ],
);

pub(super) static NL80211_CQM_RSSI: Names = names(&[
    (0, "NL80211_CQM_RSSI_THRESHOLD_EVENT_LOW"),
    (1, "NL80211_CQM_RSSI_THRESHOLD_EVENT_HIGH"),
    (2, "NL80211_CQM_RSSI_BEACON_LOSS_EVENT"),
]);

/// A signal for each antenna.
pub(super) static CHAINS: List = list(S8.unit(Unit::DecibelMilliwatt));

/// By TID, counted from 1; the last is what belongs to none.
static BY_TID: List = list(nest(&NL80211_TID_STATS));

/// Signal levels that cause a notification.
static THRESHOLDS: Array = array(S32.unit(Unit::DecibelMilliwatt));

/// Channels that a peer has: ranges of them.
pub(super) static CHANNELS: Array = array(fixed(&CHANNEL_RANGE));

/// Which flags are meant, and which of these are set.
pub(super) static NL80211_STA_FLAG_UPDATE: Struct = layout(
    "nl80211_sta_flag_update",
    8,
    &[field("mask", U32.flags(&STA_FLAG_BITS)), field("set", U32.flags(&STA_FLAG_BITS))],
);

/// The purpose of a TDLS frame.
pub(super) static WLAN_TDLS: Names = names(&[
    (0, "WLAN_TDLS_SETUP_REQUEST"),
    (1, "WLAN_TDLS_SETUP_RESPONSE"),
    (2, "WLAN_TDLS_SETUP_CONFIRM"),
    (3, "WLAN_TDLS_TEARDOWN"),
    (4, "WLAN_TDLS_PEER_TRAFFIC_INDICATION"),
    (5, "WLAN_TDLS_CHANNEL_SWITCH_REQUEST"),
    (6, "WLAN_TDLS_CHANNEL_SWITCH_RESPONSE"),
    (7, "WLAN_TDLS_PEER_PSM_REQUEST"),
    (8, "WLAN_TDLS_PEER_PSM_RESPONSE"),
    (9, "WLAN_TDLS_PEER_TRAFFIC_RESPONSE"),
    (10, "WLAN_TDLS_DISCOVERY_REQUEST"),
    (14, "WLAN_PUB_ACTION_TDLS_DISCOVER_RES"),
]);
