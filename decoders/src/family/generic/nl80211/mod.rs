//! `nl80211`: wireless networks  (linux/nl80211.h, IEEE 802.11)
//!
//! One set of attributes serves all commands. Elements and frames of the standard, which the kernel forwards, are decoded too.

mod ap;
mod attr;
mod feature;
mod frame;
mod ftm;
mod key;
mod mesh;
mod nan;
mod rate;
mod regulatory;
mod scan;
mod station;
#[cfg(test)]
mod tests;
mod vendor;
mod wake;
mod wiphy;

/// Used by simulated radios (`MAC80211_HWSIM`) too.
pub(super) use self::{
    ftm::{NL80211_PMSR_ATTR, NL80211_PMSR_PEER_ATTR, NL80211_PMSR_STATUS, results},
    key::CIPHERS,
    rate::{
        NL80211_RATE_INFO_EHT_GI, NL80211_RATE_INFO_EHT_RU_ALLOC, NL80211_RATE_INFO_HE_GI,
        NL80211_RATE_INFO_HE_RU_ALLOC,
    },
};

use self::attr::{NL80211_ATTR, NL80211_IFTYPE};
use self::key::CIPHER;
use crate::schema::{Case::*, Class::*, *};

pub(super) static FAMILY: Generic = generic("nl80211", &COMMANDS).module("cfg80211");

/// A command that starts an operation with a cookie, or that creates an interface, is answered as a query is.
static COMMANDS: Commands = commands(&numbered([
    msg(0, "NL80211_CMD_UNSPEC", Get, &BODY),
    msg(1, "NL80211_CMD_GET_WIPHY", Get, &BODY),
    msg(2, "NL80211_CMD_SET_WIPHY", New, &BODY),
    msg(3, "NL80211_CMD_NEW_WIPHY", Get, &BODY),
    msg(4, "NL80211_CMD_DEL_WIPHY", Delete, &BODY),
    msg(5, "NL80211_CMD_GET_INTERFACE", Get, &BODY),
    msg(6, "NL80211_CMD_SET_INTERFACE", New, &BODY),
    msg(7, "NL80211_CMD_NEW_INTERFACE", Get, &BODY).changing(),
    msg(8, "NL80211_CMD_DEL_INTERFACE", Delete, &BODY),
    msg(9, "NL80211_CMD_GET_KEY", Get, &BODY),
    msg(10, "NL80211_CMD_SET_KEY", New, &BODY),
    msg(11, "NL80211_CMD_NEW_KEY", New, &BODY),
    msg(12, "NL80211_CMD_DEL_KEY", Delete, &BODY),
    msg(13, "NL80211_CMD_GET_BEACON", Get, &BODY),
    msg(14, "NL80211_CMD_SET_BEACON", New, &BODY),
    msg(15, "NL80211_CMD_START_AP", New, &BODY),
    msg(16, "NL80211_CMD_STOP_AP", Delete, &BODY),
    msg(17, "NL80211_CMD_GET_STATION", Get, &BODY),
    msg(18, "NL80211_CMD_SET_STATION", New, &BODY),
    msg(19, "NL80211_CMD_NEW_STATION", New, &BODY),
    msg(20, "NL80211_CMD_DEL_STATION", Delete, &BODY),
    msg(21, "NL80211_CMD_GET_MPATH", Get, &BODY),
    msg(22, "NL80211_CMD_SET_MPATH", New, &BODY),
    msg(23, "NL80211_CMD_NEW_MPATH", New, &BODY),
    msg(24, "NL80211_CMD_DEL_MPATH", Delete, &BODY),
    msg(25, "NL80211_CMD_SET_BSS", New, &BODY),
    msg(26, "NL80211_CMD_SET_REG", New, &BODY),
    msg(27, "NL80211_CMD_REQ_SET_REG", New, &BODY),
    msg(28, "NL80211_CMD_GET_MESH_CONFIG", Get, &BODY),
    msg(29, "NL80211_CMD_SET_MESH_CONFIG", New, &BODY),
    msg(30, "NL80211_CMD_SET_MGMT_EXTRA_IE", New, &BODY),
    msg(31, "NL80211_CMD_GET_REG", Get, &BODY),
    msg(32, "NL80211_CMD_GET_SCAN", Get, &BODY),
    msg(33, "NL80211_CMD_TRIGGER_SCAN", New, &BODY),
    msg(34, "NL80211_CMD_NEW_SCAN_RESULTS", Get, &BODY),
    msg(35, "NL80211_CMD_SCAN_ABORTED", New, &BODY),
    msg(36, "NL80211_CMD_REG_CHANGE", New, &BODY),
    msg(37, "NL80211_CMD_AUTHENTICATE", New, &BODY),
    msg(38, "NL80211_CMD_ASSOCIATE", New, &BODY),
    msg(39, "NL80211_CMD_DEAUTHENTICATE", New, &BODY),
    msg(40, "NL80211_CMD_DISASSOCIATE", New, &BODY),
    msg(41, "NL80211_CMD_MICHAEL_MIC_FAILURE", New, &BODY),
    msg(42, "NL80211_CMD_REG_BEACON_HINT", New, &BODY),
    msg(43, "NL80211_CMD_JOIN_IBSS", New, &BODY),
    msg(44, "NL80211_CMD_LEAVE_IBSS", Delete, &BODY),
    msg(45, "NL80211_CMD_TESTMODE", Get, &BODY).changing(),
    msg(46, "NL80211_CMD_CONNECT", New, &BODY),
    msg(47, "NL80211_CMD_ROAM", New, &BODY),
    msg(48, "NL80211_CMD_DISCONNECT", New, &BODY),
    msg(49, "NL80211_CMD_SET_WIPHY_NETNS", New, &BODY),
    msg(50, "NL80211_CMD_GET_SURVEY", Get, &BODY),
    msg(51, "NL80211_CMD_NEW_SURVEY_RESULTS", Get, &BODY),
    msg(52, "NL80211_CMD_SET_PMKSA", New, &BODY),
    msg(53, "NL80211_CMD_DEL_PMKSA", Delete, &BODY),
    msg(54, "NL80211_CMD_FLUSH_PMKSA", Delete, &BODY),
    msg(55, "NL80211_CMD_REMAIN_ON_CHANNEL", Get, &BODY).changing(),
    msg(56, "NL80211_CMD_CANCEL_REMAIN_ON_CHANNEL", New, &BODY),
    msg(57, "NL80211_CMD_SET_TX_BITRATE_MASK", New, &BODY),
    msg(58, "NL80211_CMD_REGISTER_FRAME", New, &BODY),
    msg(59, "NL80211_CMD_FRAME", Get, &BODY).changing(),
    msg(60, "NL80211_CMD_FRAME_TX_STATUS", New, &BODY),
    msg(61, "NL80211_CMD_SET_POWER_SAVE", New, &BODY),
    msg(62, "NL80211_CMD_GET_POWER_SAVE", Get, &BODY),
    msg(63, "NL80211_CMD_SET_CQM", New, &BODY),
    msg(64, "NL80211_CMD_NOTIFY_CQM", New, &BODY),
    msg(65, "NL80211_CMD_SET_CHANNEL", New, &BODY),
    msg(66, "NL80211_CMD_SET_WDS_PEER", New, &BODY),
    msg(67, "NL80211_CMD_FRAME_WAIT_CANCEL", New, &BODY),
    msg(68, "NL80211_CMD_JOIN_MESH", New, &BODY),
    msg(69, "NL80211_CMD_LEAVE_MESH", Delete, &BODY),
    msg(70, "NL80211_CMD_UNPROT_DEAUTHENTICATE", New, &BODY),
    msg(71, "NL80211_CMD_UNPROT_DISASSOCIATE", New, &BODY),
    msg(72, "NL80211_CMD_NEW_PEER_CANDIDATE", New, &BODY),
    msg(73, "NL80211_CMD_GET_WOWLAN", Get, &BODY),
    msg(74, "NL80211_CMD_SET_WOWLAN", New, &BODY),
    msg(75, "NL80211_CMD_START_SCHED_SCAN", Get, &BODY).changing(),
    msg(76, "NL80211_CMD_STOP_SCHED_SCAN", Delete, &BODY),
    msg(77, "NL80211_CMD_SCHED_SCAN_RESULTS", New, &BODY),
    msg(78, "NL80211_CMD_SCHED_SCAN_STOPPED", New, &BODY),
    msg(79, "NL80211_CMD_SET_REKEY_OFFLOAD", New, &BODY),
    msg(80, "NL80211_CMD_PMKSA_CANDIDATE", New, &BODY),
    msg(81, "NL80211_CMD_TDLS_OPER", New, &BODY),
    msg(82, "NL80211_CMD_TDLS_MGMT", New, &BODY),
    msg(83, "NL80211_CMD_UNEXPECTED_FRAME", New, &BODY),
    msg(84, "NL80211_CMD_PROBE_PEER", Get, &BODY),
    msg(85, "NL80211_CMD_REGISTER_BEACONS", New, &BODY),
    msg(86, "NL80211_CMD_UNEXPECTED_4ADDR_FRAME", New, &BODY),
    msg(87, "NL80211_CMD_SET_NOACK_MAP", New, &BODY),
    msg(88, "NL80211_CMD_CH_SWITCH_NOTIFY", New, &BODY),
    msg(89, "NL80211_CMD_START_P2P_DEVICE", New, &BODY),
    msg(90, "NL80211_CMD_STOP_P2P_DEVICE", Delete, &BODY),
    msg(91, "NL80211_CMD_CONN_FAILED", New, &BODY),
    msg(92, "NL80211_CMD_SET_MCAST_RATE", New, &BODY),
    msg(93, "NL80211_CMD_SET_MAC_ACL", New, &BODY),
    msg(94, "NL80211_CMD_RADAR_DETECT", New, &BODY),
    msg(95, "NL80211_CMD_GET_PROTOCOL_FEATURES", Get, &BODY),
    msg(96, "NL80211_CMD_UPDATE_FT_IES", New, &BODY),
    msg(97, "NL80211_CMD_FT_EVENT", New, &BODY),
    msg(98, "NL80211_CMD_CRIT_PROTOCOL_START", Get, &BODY).changing(),
    msg(99, "NL80211_CMD_CRIT_PROTOCOL_STOP", New, &BODY),
    msg(100, "NL80211_CMD_GET_COALESCE", Get, &BODY),
    msg(101, "NL80211_CMD_SET_COALESCE", New, &BODY),
    msg(102, "NL80211_CMD_CHANNEL_SWITCH", New, &BODY),
    msg(103, "NL80211_CMD_VENDOR", Get, &BODY).changing(),
    msg(104, "NL80211_CMD_SET_QOS_MAP", New, &BODY),
    msg(105, "NL80211_CMD_ADD_TX_TS", New, &BODY),
    msg(106, "NL80211_CMD_DEL_TX_TS", Delete, &BODY),
    msg(107, "NL80211_CMD_GET_MPP", Get, &BODY),
    msg(108, "NL80211_CMD_JOIN_OCB", New, &BODY),
    msg(109, "NL80211_CMD_LEAVE_OCB", Delete, &BODY),
    msg(110, "NL80211_CMD_CH_SWITCH_STARTED_NOTIFY", New, &BODY),
    msg(111, "NL80211_CMD_TDLS_CHANNEL_SWITCH", New, &BODY),
    msg(112, "NL80211_CMD_TDLS_CANCEL_CHANNEL_SWITCH", New, &BODY),
    msg(113, "NL80211_CMD_WIPHY_REG_CHANGE", New, &BODY),
    msg(114, "NL80211_CMD_ABORT_SCAN", New, &BODY),
    msg(115, "NL80211_CMD_START_NAN", New, &BODY),
    msg(116, "NL80211_CMD_STOP_NAN", Delete, &BODY),
    msg(117, "NL80211_CMD_ADD_NAN_FUNCTION", Get, &BODY).changing(),
    msg(118, "NL80211_CMD_DEL_NAN_FUNCTION", Delete, &BODY),
    msg(119, "NL80211_CMD_CHANGE_NAN_CONFIG", New, &BODY),
    msg(120, "NL80211_CMD_NAN_MATCH", New, &BODY),
    msg(121, "NL80211_CMD_SET_MULTICAST_TO_UNICAST", New, &BODY),
    msg(122, "NL80211_CMD_UPDATE_CONNECT_PARAMS", New, &BODY),
    msg(123, "NL80211_CMD_SET_PMK", New, &BODY),
    msg(124, "NL80211_CMD_DEL_PMK", Delete, &BODY),
    msg(125, "NL80211_CMD_PORT_AUTHORIZED", New, &BODY),
    msg(126, "NL80211_CMD_RELOAD_REGDB", New, &BODY),
    msg(127, "NL80211_CMD_EXTERNAL_AUTH", New, &BODY),
    msg(128, "NL80211_CMD_STA_OPMODE_CHANGED", New, &BODY),
    msg(129, "NL80211_CMD_CONTROL_PORT_FRAME", Get, &BODY).changing(),
    msg(130, "NL80211_CMD_GET_FTM_RESPONDER_STATS", Get, &BODY),
    msg(131, "NL80211_CMD_PEER_MEASUREMENT_START", Get, &BODY).changing(),
    msg(132, "NL80211_CMD_PEER_MEASUREMENT_RESULT", New, &BODY),
    msg(133, "NL80211_CMD_PEER_MEASUREMENT_COMPLETE", New, &BODY),
    msg(134, "NL80211_CMD_NOTIFY_RADAR", New, &BODY),
    msg(135, "NL80211_CMD_UPDATE_OWE_INFO", New, &BODY),
    msg(136, "NL80211_CMD_PROBE_MESH_LINK", New, &BODY),
    msg(137, "NL80211_CMD_SET_TID_CONFIG", New, &BODY),
    msg(138, "NL80211_CMD_UNPROT_BEACON", New, &BODY),
    msg(139, "NL80211_CMD_CONTROL_PORT_FRAME_TX_STATUS", New, &BODY),
    msg(140, "NL80211_CMD_SET_SAR_SPECS", New, &BODY),
    msg(141, "NL80211_CMD_OBSS_COLOR_COLLISION", New, &BODY),
    msg(142, "NL80211_CMD_COLOR_CHANGE_REQUEST", New, &BODY),
    msg(143, "NL80211_CMD_COLOR_CHANGE_STARTED", New, &BODY),
    msg(144, "NL80211_CMD_COLOR_CHANGE_ABORTED", New, &BODY),
    msg(145, "NL80211_CMD_COLOR_CHANGE_COMPLETED", New, &BODY),
    msg(146, "NL80211_CMD_SET_FILS_AAD", New, &BODY),
    msg(147, "NL80211_CMD_ASSOC_COMEBACK", New, &BODY),
    msg(148, "NL80211_CMD_ADD_LINK", New, &BODY),
    msg(149, "NL80211_CMD_REMOVE_LINK", Delete, &BODY),
    msg(150, "NL80211_CMD_ADD_LINK_STA", New, &BODY),
    msg(151, "NL80211_CMD_MODIFY_LINK_STA", New, &BODY),
    msg(152, "NL80211_CMD_REMOVE_LINK_STA", Delete, &BODY),
    msg(153, "NL80211_CMD_SET_HW_TIMESTAMP", New, &BODY),
    msg(154, "NL80211_CMD_LINKS_REMOVED", New, &BODY),
    msg(155, "NL80211_CMD_SET_TID_TO_LINK_MAPPING", New, &BODY),
    msg(156, "NL80211_CMD_ASSOC_MLO_RECONF", New, &BODY),
    msg(157, "NL80211_CMD_EPCS_CFG", New, &BODY),
    msg(158, "NL80211_CMD_NAN_NEXT_DW_NOTIFICATION", New, &BODY),
    msg(159, "NL80211_CMD_NAN_CLUSTER_JOINED", New, &BODY),
    msg(160, "NL80211_CMD_INCUMBENT_SIGNAL_DETECT", New, &BODY),
    msg(161, "NL80211_CMD_NAN_SET_LOCAL_SCHED", New, &BODY),
    msg(162, "NL80211_CMD_NAN_SCHED_UPDATE_DONE", New, &BODY),
    msg(163, "NL80211_CMD_NAN_SET_PEER_SCHED", New, &BODY),
    msg(164, "NL80211_CMD_NAN_ULW_UPDATE", New, &BODY),
    msg(165, "NL80211_CMD_NAN_CHANNEL_EVAC", New, &BODY),
    msg(166, "NL80211_CMD_START_PD", New, &BODY),
    msg(167, "NL80211_CMD_STOP_PD", Delete, &BODY),
]));

static BODY: Body = headless(nest(&NL80211_ATTR));

/// Commands that a device knows.
static COMMANDS_KNOWN: List = list(U32.name(&COMMANDS.names));

/// Types of interfaces, each a flag.
static IFTYPES: List = list_by(&NL80211_IFTYPE, FLAG);

/// By type of interface, attributes of the same set again.
static FRAME_TYPES: List = list_by(&NL80211_IFTYPE, nest(&NL80211_ATTR));

/// Attributes of the same set again, in a list whose numbers mean nothing.
static BY_NUMBER: List = list(nest(&NL80211_ATTR));

/// Hardware addresses.
static ADDRESSES: List = list(MAC);

/// Places in a frame.
static OFFSETS: Array = array(U16.unit(Unit::Bytes));

/// A value; in a description of possible settings, a flag.
const NUMBER_OR_FLAG: Kind = select("@len", &[(Is(0), FLAG), (Otherwise, U8)]);
