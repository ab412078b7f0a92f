//! `MAC80211_HWSIM`: simulated radios, and the program that is the air between them
//! (the kernel's own drivers/net/wireless/virtual/mac80211_hwsim.h)

use super::nl80211::{
    CIPHERS, NL80211_PMSR_ATTR, NL80211_PMSR_PEER_ATTR, NL80211_PMSR_STATUS, NL80211_RATE_INFO_EHT_GI,
    NL80211_RATE_INFO_EHT_RU_ALLOC, NL80211_RATE_INFO_HE_GI, NL80211_RATE_INFO_HE_RU_ALLOC, results,
};
use crate::family::shared::ieee80211::AIR_FRAME;
use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("MAC80211_HWSIM", &COMMANDS).module("mac80211_hwsim");

/// A radio that is made is acknowledged with its number in place of an error.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "HWSIM_CMD_REGISTER", New, &BODY),
    msg(2, "HWSIM_CMD_FRAME", New, &BODY),
    msg(3, "HWSIM_CMD_TX_INFO_FRAME", New, &BODY),
    msg(4, "HWSIM_CMD_NEW_RADIO", New, &BODY),
    msg(5, "HWSIM_CMD_DEL_RADIO", Delete, &BODY),
    msg(6, "HWSIM_CMD_GET_RADIO", Get, &BODY),
    msg(7, "HWSIM_CMD_ADD_MAC_ADDR", Other, &BODY),
    msg(8, "HWSIM_CMD_DEL_MAC_ADDR", Other, &BODY),
    msg(9, "HWSIM_CMD_START_PMSR", Other, &BODY),
    msg(10, "HWSIM_CMD_ABORT_PMSR", Other, &BODY),
    msg(11, "HWSIM_CMD_REPORT_PMSR", New, &BODY),
]));

static BODY: Body = headless(nest(&HWSIM_ATTR));

static HWSIM_ATTR: Set = set(
    "HWSIM_ATTR",
    &[
        attr(1, "HWSIM_ATTR_ADDR_RECEIVER", MAC),
        attr(2, "HWSIM_ATTR_ADDR_TRANSMITTER", MAC),
        attr(3, "HWSIM_ATTR_FRAME", AIR_FRAME),
        attr(4, "HWSIM_ATTR_FLAGS", U32.flags(&HWSIM_TX)),
        attr(5, "HWSIM_ATTR_RX_RATE", U32),
        attr(6, "HWSIM_ATTR_SIGNAL", S32.unit(Unit::DecibelMilliwatt)),
        attr(7, "HWSIM_ATTR_TX_INFO", Kind::Array(&TX_RATES)),
        attr(8, "HWSIM_ATTR_COOKIE", U64.hex()),
        attr(9, "HWSIM_ATTR_CHANNELS", U32),
        attr(10, "HWSIM_ATTR_RADIO_ID", U32).key(),
        attr(11, "HWSIM_ATTR_REG_HINT_ALPHA2", TEXT),
        attr(12, "HWSIM_ATTR_REG_CUSTOM_REG", U32),
        attr(13, "HWSIM_ATTR_REG_STRICT_REG", FLAG),
        attr(14, "HWSIM_ATTR_SUPPORT_P2P_DEVICE", FLAG),
        attr(15, "HWSIM_ATTR_USE_CHANCTX", FLAG),
        attr(16, "HWSIM_ATTR_DESTROY_RADIO_ON_CLOSE", FLAG),
        attr(17, "HWSIM_ATTR_RADIO_NAME", TEXT).key(),
        attr(18, "HWSIM_ATTR_NO_VIF", FLAG),
        attr(19, "HWSIM_ATTR_FREQ", U32.unit(Unit::Megahertz)),
        attr(20, "HWSIM_ATTR_PAD", PAD),
        attr(21, "HWSIM_ATTR_TX_INFO_FLAGS", Kind::Array(&TX_RATE_FLAGS)),
        attr(22, "HWSIM_ATTR_PERM_ADDR", MAC),
        attr(23, "HWSIM_ATTR_IFTYPE_SUPPORT", U32.flags(&IFTYPES)),
        attr(24, "HWSIM_ATTR_CIPHER_SUPPORT", Kind::Array(&CIPHERS)),
        attr(25, "HWSIM_ATTR_MLO_SUPPORT", FLAG),
        attr(26, "HWSIM_ATTR_PMSR_SUPPORT", nest(&NL80211_PMSR_ATTR)),
        attr(27, "HWSIM_ATTR_PMSR_REQUEST", nest(&PMSR_REQUEST)),
        attr(28, "HWSIM_ATTR_PMSR_RESULT", nest(&PMSR_RESULT)),
        attr(29, "HWSIM_ATTR_MULTI_RADIO", FLAG),
        attr(30, "HWSIM_ATTR_SUPPORT_NAN_DEVICE", FLAG),
        attr(31, "HWSIM_ATTR_SUPPORT_BACKGROUND_RADAR", FLAG),
    ],
);

static HWSIM_TX: Names =
    names(&[(0x1, "HWSIM_TX_CTL_REQ_TX_STATUS"), (0x2, "HWSIM_TX_CTL_NO_ACK"), (0x4, "HWSIM_TX_STAT_ACK")]);

/// Rates that are to be tried one after the other; an index of -1 ends them.
static TX_RATES: Array = array(fixed(&HWSIM_TX_RATE));
static TX_RATE_FLAGS: Array = array(fixed(&HWSIM_TX_RATE_FLAG));

static HWSIM_TX_RATE: Struct = layout("hwsim_tx_rate", 2, &[field("idx", S8), field("count", U8)]);

static HWSIM_TX_RATE_FLAG: Struct =
    layout("hwsim_tx_rate_flag", 3, &[field("idx", S8), field("flags", U16.flags(&MAC80211_HWSIM_TX_RC))]);

static MAC80211_HWSIM_TX_RC: Names = names(&[
    (0x1, "MAC80211_HWSIM_TX_RC_USE_RTS_CTS"),
    (0x2, "MAC80211_HWSIM_TX_RC_USE_CTS_PROTECT"),
    (0x4, "MAC80211_HWSIM_TX_RC_USE_SHORT_PREAMBLE"),
    (0x8, "MAC80211_HWSIM_TX_RC_MCS"),
    (0x10, "MAC80211_HWSIM_TX_RC_GREEN_FIELD"),
    (0x20, "MAC80211_HWSIM_TX_RC_40_MHZ_WIDTH"),
    (0x40, "MAC80211_HWSIM_TX_RC_DUP_DATA"),
    (0x80, "MAC80211_HWSIM_TX_RC_SHORT_GI"),
    (0x100, "MAC80211_HWSIM_TX_RC_VHT_MCS"),
    (0x200, "MAC80211_HWSIM_TX_RC_80_MHZ_WIDTH"),
    (0x400, "MAC80211_HWSIM_TX_RC_160_MHZ_WIDTH"),
]);

/// `NL80211_IFTYPE_*` as bits.
static IFTYPES: Names = names(&[
    (1 << 1, "NL80211_IFTYPE_ADHOC"),
    (1 << 2, "NL80211_IFTYPE_STATION"),
    (1 << 3, "NL80211_IFTYPE_AP"),
    (1 << 4, "NL80211_IFTYPE_AP_VLAN"),
    (1 << 5, "NL80211_IFTYPE_WDS"),
    (1 << 6, "NL80211_IFTYPE_MONITOR"),
    (1 << 7, "NL80211_IFTYPE_MESH_POINT"),
    (1 << 8, "NL80211_IFTYPE_P2P_CLIENT"),
    (1 << 9, "NL80211_IFTYPE_P2P_GO"),
    (1 << 10, "NL80211_IFTYPE_P2P_DEVICE"),
    (1 << 11, "NL80211_IFTYPE_OCB"),
    (1 << 12, "NL80211_IFTYPE_NAN"),
]);

/// Here the numbers of two lists are in one set, and a peer is not in a list.
static PMSR_REQUEST: Set =
    set("HWSIM_ATTR_PMSR_REQUEST", &[attr(273, "NL80211_ATTR_PEER_MEASUREMENTS", nest(&MEASUREMENTS))]);

static MEASUREMENTS: Set = set(
    "NL80211_ATTR_PEER_MEASUREMENTS",
    &[
        attr(5, "NL80211_PMSR_ATTR_PEERS", nest(&NL80211_PMSR_PEER_ATTR)),
        attr(6, "NL80211_ATTR_MAC", MAC).key(),
        attr(215, "NL80211_ATTR_MAC_MASK", MAC),
        attr(272, "NL80211_ATTR_TIMEOUT", U32.unit(Unit::Milliseconds)),
    ],
);

static PMSR_RESULT: Set =
    set("HWSIM_ATTR_PMSR_RESULT", &[attr(5, "NL80211_PMSR_ATTR_PEERS", Kind::List(&PEERS))]);

static PEERS: List = list(nest(&PEER));

static PEER: Set = set(
    "NL80211_PMSR_PEER_ATTR",
    &[attr(1, "NL80211_PMSR_PEER_ATTR_ADDR", MAC), attr(4, "NL80211_PMSR_PEER_ATTR_RESP", nest(&RESPONSE))],
);

static RESPONSE: Set = set(
    "NL80211_PMSR_RESP_ATTR",
    &[
        attr(1, "NL80211_PMSR_RESP_ATTR_DATA", nest(&DATA)),
        attr(2, "NL80211_PMSR_RESP_ATTR_STATUS", U32.name(&NL80211_PMSR_STATUS)),
        attr(3, "NL80211_PMSR_RESP_ATTR_HOST_TIME", U64.unit(Unit::Nanoseconds)),
        attr(4, "NL80211_PMSR_RESP_ATTR_AP_TSF", U64.unit(Unit::Microseconds)),
        attr(5, "NL80211_PMSR_RESP_ATTR_FINAL", FLAG),
    ],
);

static DATA: Set = set("NL80211_PMSR_TYPE", &[attr(1, "NL80211_PMSR_TYPE_FTM", nest(&RESULTS))]);

static RESULTS: Set = set("NL80211_PMSR_FTM_RESP_ATTR", const { &results(&HWSIM_RATE_INFO_ATTR) });

static HWSIM_RATE_INFO_ATTR: Set = set(
    "HWSIM_RATE_INFO_ATTR",
    &[
        attr(1, "HWSIM_RATE_INFO_ATTR_FLAGS", U8.flags(&RATE_INFO_FLAGS)),
        attr(2, "HWSIM_RATE_INFO_ATTR_MCS", U8),
        attr(3, "HWSIM_RATE_INFO_ATTR_LEGACY", U16.unit(Unit::HundredKilobitsPerSecond)),
        attr(4, "HWSIM_RATE_INFO_ATTR_NSS", U8),
        attr(5, "HWSIM_RATE_INFO_ATTR_BW", U8.name(&RATE_INFO_BW)),
        attr(6, "HWSIM_RATE_INFO_ATTR_HE_GI", U8.name(&NL80211_RATE_INFO_HE_GI)),
        attr(7, "HWSIM_RATE_INFO_ATTR_HE_DCM", U8.bool()),
        attr(8, "HWSIM_RATE_INFO_ATTR_HE_RU_ALLOC", U8.name(&NL80211_RATE_INFO_HE_RU_ALLOC)),
        attr(9, "HWSIM_RATE_INFO_ATTR_N_BOUNDED_CH", U8),
        attr(10, "HWSIM_RATE_INFO_ATTR_EHT_GI", U8.name(&NL80211_RATE_INFO_EHT_GI)),
        attr(11, "HWSIM_RATE_INFO_ATTR_EHT_RU_ALLOC", U8.name(&NL80211_RATE_INFO_EHT_RU_ALLOC)),
    ],
);

/// Of the kernel's own net/cfg80211.h, as the widths are.
static RATE_INFO_FLAGS: Names = names(&[
    (0x1, "RATE_INFO_FLAGS_MCS"),
    (0x2, "RATE_INFO_FLAGS_VHT_MCS"),
    (0x4, "RATE_INFO_FLAGS_SHORT_GI"),
    (0x8, "RATE_INFO_FLAGS_DMG"),
    (0x10, "RATE_INFO_FLAGS_HE_MCS"),
    (0x20, "RATE_INFO_FLAGS_EDMG"),
    (0x40, "RATE_INFO_FLAGS_EXTENDED_SC_DMG"),
    (0x80, "RATE_INFO_FLAGS_EHT_MCS"),
]);

static RATE_INFO_BW: Names = names(&[
    (0, "RATE_INFO_BW_20"),
    (1, "RATE_INFO_BW_5"),
    (2, "RATE_INFO_BW_10"),
    (3, "RATE_INFO_BW_40"),
    (4, "RATE_INFO_BW_80"),
    (5, "RATE_INFO_BW_160"),
    (6, "RATE_INFO_BW_HE_RU"),
    (7, "RATE_INFO_BW_320"),
    (8, "RATE_INFO_BW_EHT_RU"),
]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, decoded_unasked, values};

    #[test]
    fn a_frame_goes_through_the_air() {
        let acknowledgement = [0xd4, 0, 0, 0, 2, 0, 0, 0, 1, 0];
        let frame = [
            attribute(2, &[2, 0, 0, 0, 0, 0]),
            attribute(3, &acknowledgement),
            attribute(4, &[3, 0, 0, 0]),
            attribute(7, &[0, 1, 0xff, 0]),
            attribute(21, &[0, 8, 0, 0xff, 0, 0]),
        ];
        let decoded = decoded_unasked(&FAMILY, 2, &[&frame.concat()]);
        assert_eq!(values(&decoded, "HWSIM_ATTR_FLAGS"), ["HWSIM_TX_CTL_REQ_TX_STATUS|HWSIM_TX_CTL_NO_ACK"]);
        assert_eq!(values(&decoded, "idx"), ["0", "-1", "0", "-1"]);
        assert_eq!(values(&decoded, "flags"), ["MAC80211_HWSIM_TX_RC_MCS"]);
        assert_eq!(values(&decoded, "frame_control"), ["IEEE80211_FTYPE_CTL|IEEE80211_STYPE_ACK"]);
    }

    #[test]
    fn packets_are_behind_llc_unless_they_are_encrypted() {
        let head = [&[2, 0, 0, 0, 0, 0][..], &[2, 0, 0, 0, 1, 0], &[2, 0, 0, 0, 0, 0], &[0, 0]].concat();
        let arp = [0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 1, 0, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2];
        let packet = [&[0xaa, 0xaa, 3, 0, 0, 0, 8, 6][..], &arp].concat();
        let plain = [&[0x08, 1, 0, 0][..], &head, &packet].concat();
        let decoded = decoded_unasked(&FAMILY, 2, &[&attribute(3, &plain)]);
        assert_eq!(values(&decoded, "ethertype"), ["ETH_P_ARP"]);
        assert_eq!(values(&decoded, "ar_op"), ["ARPOP_REQUEST"]);
        // With a priority and in several parts.
        let subframe = [&[2, 0, 0, 0, 0, 0][..], &[2, 0, 0, 0, 1, 0], &[0, 36], &packet, &[0, 0]].concat();
        let several = [&[0x88, 1, 0, 0][..], &head, &[0x85, 0], &subframe, &subframe].concat();
        let decoded = decoded_unasked(&FAMILY, 2, &[&attribute(3, &several)]);
        assert_eq!(values(&decoded, "ar_op"), ["ARPOP_REQUEST", "ARPOP_REQUEST"]);
        let secret = [&[0x08, 0x41, 0, 0][..], &head, &[1, 2, 0, 0x20, 0, 0, 0, 0, 9, 9]].concat();
        let decoded = decoded_unasked(&FAMILY, 2, &[&attribute(3, &secret)]);
        assert_eq!(values(&decoded, "encrypted"), ["01:02:00:20:00:00:00:00:09:09"]);
    }

    #[test]
    fn a_measurement_is_asked_and_reported() {
        let peer = attribute(1, &[2, 0, 0, 0, 1, 0]);
        let request = attribute(273, &[attribute(272, &[0xe8, 3, 0, 0]), attribute(5, &peer)].concat());
        let asked = decoded_unasked(&FAMILY, 9, &[&attribute(27, &request)]);
        assert_eq!(values(&asked, "NL80211_ATTR_TIMEOUT"), ["1000"]);
        assert_eq!(values(&asked, "NL80211_PMSR_PEER_ATTR_ADDR"), ["02:00:00:00:01:00"]);
        let rate = attribute(11, &[attribute(1, &[0x10]), attribute(5, &[3])].concat());
        let response = attribute(4, &attribute(1, &attribute(1, &rate)));
        let report = attribute(5, &attribute(0, &[peer, response].concat()));
        let reported = decoded(&FAMILY, (11, 1), &[&attribute(28, &report)]);
        assert_eq!(values(&reported, "HWSIM_RATE_INFO_ATTR_FLAGS"), ["RATE_INFO_FLAGS_HE_MCS"]);
        assert_eq!(values(&reported, "HWSIM_RATE_INFO_ATTR_BW"), ["RATE_INFO_BW_40"]);
    }
}
