//! `ethtool`: abilities and settings of network devices  (linux/ethtool_netlink_generated.h)
//!
//! Requests and the kernel's messages number their commands separately: number 3 sets `LINKINFO`, or notifies of that change.

mod bitset;
mod cable;
mod device;
mod fec;
mod link;
mod link_modes;
mod mm;
mod module;
mod pause;
mod phy;
mod pse;
mod queues;
mod rss;
mod stats;
mod strings;
mod timestamps;
mod tunnel;

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("ethtool", &REQUESTS).replies(&REPLIES);

static REQUESTS: Commands = commands(&numbered([
    msg(1, "ETHTOOL_MSG_STRSET_GET", Get, &strings::STRSET),
    msg(2, "ETHTOOL_MSG_LINKINFO_GET", Get, &link::LINKINFO),
    msg(3, "ETHTOOL_MSG_LINKINFO_SET", New, &link::LINKINFO),
    msg(4, "ETHTOOL_MSG_LINKMODES_GET", Get, &link::LINKMODES),
    msg(5, "ETHTOOL_MSG_LINKMODES_SET", New, &link::LINKMODES),
    msg(6, "ETHTOOL_MSG_LINKSTATE_GET", Get, &link::LINKSTATE),
    msg(7, "ETHTOOL_MSG_DEBUG_GET", Get, &device::DEBUG),
    msg(8, "ETHTOOL_MSG_DEBUG_SET", New, &device::DEBUG),
    msg(9, "ETHTOOL_MSG_WOL_GET", Get, &device::WOL),
    msg(10, "ETHTOOL_MSG_WOL_SET", New, &device::WOL),
    msg(11, "ETHTOOL_MSG_FEATURES_GET", Get, &device::FEATURES),
    msg(12, "ETHTOOL_MSG_FEATURES_SET", New, &device::FEATURES),
    msg(13, "ETHTOOL_MSG_PRIVFLAGS_GET", Get, &device::PRIVFLAGS),
    msg(14, "ETHTOOL_MSG_PRIVFLAGS_SET", New, &device::PRIVFLAGS),
    msg(15, "ETHTOOL_MSG_RINGS_GET", Get, &queues::RINGS),
    msg(16, "ETHTOOL_MSG_RINGS_SET", New, &queues::RINGS),
    msg(17, "ETHTOOL_MSG_CHANNELS_GET", Get, &queues::CHANNELS),
    msg(18, "ETHTOOL_MSG_CHANNELS_SET", New, &queues::CHANNELS),
    msg(19, "ETHTOOL_MSG_COALESCE_GET", Get, &queues::COALESCE),
    msg(20, "ETHTOOL_MSG_COALESCE_SET", New, &queues::COALESCE),
    msg(21, "ETHTOOL_MSG_PAUSE_GET", Get, &pause::PAUSE),
    msg(22, "ETHTOOL_MSG_PAUSE_SET", New, &pause::PAUSE),
    msg(23, "ETHTOOL_MSG_EEE_GET", Get, &pause::EEE),
    msg(24, "ETHTOOL_MSG_EEE_SET", New, &pause::EEE),
    msg(25, "ETHTOOL_MSG_TSINFO_GET", Get, &timestamps::TSINFO),
    msg(26, "ETHTOOL_MSG_CABLE_TEST_ACT", New, &cable::TEST),
    msg(27, "ETHTOOL_MSG_CABLE_TEST_TDR_ACT", New, &cable::TDR),
    msg(28, "ETHTOOL_MSG_TUNNEL_INFO_GET", Get, &tunnel::TUNNEL_INFO),
    msg(29, "ETHTOOL_MSG_FEC_GET", Get, &fec::FEC),
    msg(30, "ETHTOOL_MSG_FEC_SET", New, &fec::FEC),
    msg(31, "ETHTOOL_MSG_MODULE_EEPROM_GET", Get, &module::EEPROM),
    msg(32, "ETHTOOL_MSG_STATS_GET", Get, &stats::STATS),
    msg(33, "ETHTOOL_MSG_PHC_VCLOCKS_GET", Get, &timestamps::PHC_VCLOCKS),
    msg(34, "ETHTOOL_MSG_MODULE_GET", Get, &module::MODULE),
    msg(35, "ETHTOOL_MSG_MODULE_SET", New, &module::MODULE),
    msg(36, "ETHTOOL_MSG_PSE_GET", Get, &pse::PSE),
    msg(37, "ETHTOOL_MSG_PSE_SET", New, &pse::PSE),
    msg(38, "ETHTOOL_MSG_RSS_GET", Get, &rss::RSS),
    msg(39, "ETHTOOL_MSG_PLCA_GET_CFG", Get, &phy::PLCA),
    msg(40, "ETHTOOL_MSG_PLCA_SET_CFG", New, &phy::PLCA),
    msg(41, "ETHTOOL_MSG_PLCA_GET_STATUS", Get, &phy::PLCA),
    msg(42, "ETHTOOL_MSG_MM_GET", Get, &mm::MM),
    msg(43, "ETHTOOL_MSG_MM_SET", New, &mm::MM),
    msg(44, "ETHTOOL_MSG_MODULE_FW_FLASH_ACT", New, &module::FW_FLASH),
    msg(45, "ETHTOOL_MSG_PHY_GET", Get, &phy::PHY),
    msg(46, "ETHTOOL_MSG_TSCONFIG_GET", Get, &timestamps::TSCONFIG),
    msg(47, "ETHTOOL_MSG_TSCONFIG_SET", New, &timestamps::TSCONFIG),
    msg(48, "ETHTOOL_MSG_RSS_SET", New, &rss::RSS),
    msg(49, "ETHTOOL_MSG_RSS_CREATE_ACT", New, &rss::RSS),
    msg(50, "ETHTOOL_MSG_RSS_DELETE_ACT", Delete, &rss::RSS),
    msg(51, "ETHTOOL_MSG_MSE_GET", Get, &phy::MSE),
]));

/// Answers and notifications.
static REPLIES: Commands = commands(&numbered([
    msg(1, "ETHTOOL_MSG_STRSET_GET_REPLY", Other, &strings::STRSET),
    msg(2, "ETHTOOL_MSG_LINKINFO_GET_REPLY", Other, &link::LINKINFO),
    msg(3, "ETHTOOL_MSG_LINKINFO_NTF", Other, &link::LINKINFO),
    msg(4, "ETHTOOL_MSG_LINKMODES_GET_REPLY", Other, &link::LINKMODES),
    msg(5, "ETHTOOL_MSG_LINKMODES_NTF", Other, &link::LINKMODES),
    msg(6, "ETHTOOL_MSG_LINKSTATE_GET_REPLY", Other, &link::LINKSTATE),
    msg(7, "ETHTOOL_MSG_DEBUG_GET_REPLY", Other, &device::DEBUG),
    msg(8, "ETHTOOL_MSG_DEBUG_NTF", Other, &device::DEBUG),
    msg(9, "ETHTOOL_MSG_WOL_GET_REPLY", Other, &device::WOL),
    msg(10, "ETHTOOL_MSG_WOL_NTF", Other, &device::WOL),
    msg(11, "ETHTOOL_MSG_FEATURES_GET_REPLY", Other, &device::FEATURES),
    msg(12, "ETHTOOL_MSG_FEATURES_SET_REPLY", Other, &device::FEATURES),
    msg(13, "ETHTOOL_MSG_FEATURES_NTF", Other, &device::FEATURES),
    msg(14, "ETHTOOL_MSG_PRIVFLAGS_GET_REPLY", Other, &device::PRIVFLAGS),
    msg(15, "ETHTOOL_MSG_PRIVFLAGS_NTF", Other, &device::PRIVFLAGS),
    msg(16, "ETHTOOL_MSG_RINGS_GET_REPLY", Other, &queues::RINGS),
    msg(17, "ETHTOOL_MSG_RINGS_NTF", Other, &queues::RINGS),
    msg(18, "ETHTOOL_MSG_CHANNELS_GET_REPLY", Other, &queues::CHANNELS),
    msg(19, "ETHTOOL_MSG_CHANNELS_NTF", Other, &queues::CHANNELS),
    msg(20, "ETHTOOL_MSG_COALESCE_GET_REPLY", Other, &queues::COALESCE),
    msg(21, "ETHTOOL_MSG_COALESCE_NTF", Other, &queues::COALESCE),
    msg(22, "ETHTOOL_MSG_PAUSE_GET_REPLY", Other, &pause::PAUSE),
    msg(23, "ETHTOOL_MSG_PAUSE_NTF", Other, &pause::PAUSE),
    msg(24, "ETHTOOL_MSG_EEE_GET_REPLY", Other, &pause::EEE),
    msg(25, "ETHTOOL_MSG_EEE_NTF", Other, &pause::EEE),
    msg(26, "ETHTOOL_MSG_TSINFO_GET_REPLY", Other, &timestamps::TSINFO),
    msg(27, "ETHTOOL_MSG_CABLE_TEST_NTF", Other, &cable::TEST_NTF),
    msg(28, "ETHTOOL_MSG_CABLE_TEST_TDR_NTF", Other, &cable::TDR_NTF),
    msg(29, "ETHTOOL_MSG_TUNNEL_INFO_GET_REPLY", Other, &tunnel::TUNNEL_INFO),
    msg(30, "ETHTOOL_MSG_FEC_GET_REPLY", Other, &fec::FEC),
    msg(31, "ETHTOOL_MSG_FEC_NTF", Other, &fec::FEC),
    msg(32, "ETHTOOL_MSG_MODULE_EEPROM_GET_REPLY", Other, &module::EEPROM),
    msg(33, "ETHTOOL_MSG_STATS_GET_REPLY", Other, &stats::STATS),
    msg(34, "ETHTOOL_MSG_PHC_VCLOCKS_GET_REPLY", Other, &timestamps::PHC_VCLOCKS),
    msg(35, "ETHTOOL_MSG_MODULE_GET_REPLY", Other, &module::MODULE),
    msg(36, "ETHTOOL_MSG_MODULE_NTF", Other, &module::MODULE),
    msg(37, "ETHTOOL_MSG_PSE_GET_REPLY", Other, &pse::PSE),
    msg(38, "ETHTOOL_MSG_RSS_GET_REPLY", Other, &rss::RSS),
    msg(39, "ETHTOOL_MSG_PLCA_GET_CFG_REPLY", Other, &phy::PLCA),
    msg(40, "ETHTOOL_MSG_PLCA_GET_STATUS_REPLY", Other, &phy::PLCA),
    msg(41, "ETHTOOL_MSG_PLCA_NTF", Other, &phy::PLCA),
    msg(42, "ETHTOOL_MSG_MM_GET_REPLY", Other, &mm::MM),
    msg(43, "ETHTOOL_MSG_MM_NTF", Other, &mm::MM),
    msg(44, "ETHTOOL_MSG_MODULE_FW_FLASH_NTF", Other, &module::FW_FLASH),
    msg(45, "ETHTOOL_MSG_PHY_GET_REPLY", Other, &phy::PHY),
    msg(46, "ETHTOOL_MSG_PHY_NTF", Other, &phy::PHY),
    msg(47, "ETHTOOL_MSG_TSCONFIG_GET_REPLY", Other, &timestamps::TSCONFIG),
    msg(48, "ETHTOOL_MSG_TSCONFIG_SET_REPLY", Other, &timestamps::TSCONFIG),
    msg(49, "ETHTOOL_MSG_PSE_NTF", Other, &pse::PSE_NTF),
    msg(50, "ETHTOOL_MSG_RSS_NTF", Other, &rss::RSS),
    msg(51, "ETHTOOL_MSG_RSS_CREATE_ACT_REPLY", Other, &rss::RSS),
    msg(52, "ETHTOOL_MSG_RSS_CREATE_NTF", Other, &rss::RSS),
    msg(53, "ETHTOOL_MSG_RSS_DELETE_NTF", Other, &rss::RSS),
    msg(54, "ETHTOOL_MSG_MSE_GET_REPLY", Other, &phy::MSE),
]));

/// Which device it is, and what the answer should hold: first in almost every message.
const HEADER: Kind = nest(&ETHTOOL_A_HEADER);

static ETHTOOL_A_HEADER: Set = set(
    "ETHTOOL_A_HEADER",
    &[
        attr(1, "ETHTOOL_A_HEADER_DEV_INDEX", U32.interface()).subject(),
        attr(2, "ETHTOOL_A_HEADER_DEV_NAME", TEXT).limits(&Limits::up_to(127)).subject(),
        attr(3, "ETHTOOL_A_HEADER_FLAGS", U32.flags(&ETHTOOL_FLAG)),
        attr(4, "ETHTOOL_A_HEADER_PHY_INDEX", U32).limits(&Limits::at_least(1)),
    ],
);

static ETHTOOL_FLAG: Names = names(&[
    (0x1, "ETHTOOL_FLAG_COMPACT_BITSETS"),
    (0x2, "ETHTOOL_FLAG_OMIT_REPLY"),
    (0x4, "ETHTOOL_FLAG_STATS"),
]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn requests_and_answers_count_apart() {
        let header = attribute(1, &attribute(2, b"eth0\0"));
        let asked = decoded(&FAMILY, (16, 1), &[&header, &attribute(9, &[0, 1, 0, 0])]);
        assert_eq!(values(&asked, "cmd"), ["ETHTOOL_MSG_RINGS_SET"]);
        assert_eq!(values(&asked, "ETHTOOL_A_RINGS_TX"), ["256"]);
        let header = [attribute(1, &[2, 0, 0, 0]), attribute(2, b"eth0\0")].concat();
        let answered = decoded(&FAMILY, (16, 0), &[&attribute(1, &header)]);
        assert_eq!(values(&answered, "cmd"), ["ETHTOOL_MSG_RINGS_GET_REPLY"]);
        assert_eq!(values(&answered, "ETHTOOL_A_HEADER_DEV_NAME"), ["eth0"]);
    }
}
