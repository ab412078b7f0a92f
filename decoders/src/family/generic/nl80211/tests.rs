//! Messages made by hand: what a simulated radio of an older kernel does not send.

use super::FAMILY;
use crate::family::generic::testing::{attribute, decoded, values};

const NEW_WIPHY: (u8, u16) = (3, 2);

const TRIGGER_SCAN: (u8, u16) = (33, 5);

const NEW_SCAN_RESULTS: (u8, u16) = (34, 2);

const FRAME: (u8, u16) = (59, 0);

const EXTERNAL_AUTH: (u8, u16) = (127, 0);

const CONTROL_PORT_FRAME: (u8, u16) = (129, 0);

const CONTROL_PORT_FRAME_TX_STATUS: (u8, u16) = (139, 0);

fn nested(path: &[u16], payload: &[u8]) -> Vec<u8> {
    path.iter().rev().fold(payload.to_vec(), |inner, kind| attribute(*kind, &inner))
}

#[test]
fn features_of_any_number() {
    for (bytes, last) in [
        (&[0x01_u8, 0x02][..], "NL80211_EXT_FEATURE_VHT_IBSS|NL80211_EXT_FEATURE_FILS_STA"),
        (&[0, 0, 0, 0, 0, 0, 0, 0x80], "NL80211_EXT_FEATURE_SECURE_NAN"),
    ] {
        let decoded = decoded(&FAMILY, NEW_WIPHY, &[&attribute(217, bytes)]);
        assert_eq!(values(&decoded, "NL80211_ATTR_EXT_FEATURES"), [last]);
    }
    let long = [1, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x08];
    let decoded = decoded(&FAMILY, NEW_WIPHY, &[&attribute(217, &long)]);
    assert_eq!(values(&decoded, "bits_0_63"), ["NL80211_EXT_FEATURE_VHT_IBSS"]);
    assert_eq!(values(&decoded, "bits_64_71"), ["NL80211_EXT_FEATURE_OWE_OFFLOAD"]);
    assert_eq!(values(&decoded, "bits_72_79"), ["NL80211_EXT_FEATURE_PROBE_AP"]);
}

#[test]
fn what_is_set_is_a_flag_where_it_can_be_set() {
    let asked = decoded(&FAMILY, (25, 5), &[&attribute(28, &[1])]);
    assert_eq!(values(&asked, "NL80211_ATTR_BSS_CTS_PROT"), ["1"]);
    // A flag has no value, and a number without bytes would be too short. The test fails if any field is too short.
    let supported = decoded(&FAMILY, NEW_WIPHY, &[&nested(&[341, 28], &[])]);
    assert!(values(&supported, "NL80211_ATTR_BSS_CTS_PROT").is_empty());
}

#[test]
fn coalescing_and_makers_commands_of_a_device_and_to_it() {
    let support: Vec<u8> = [3, 4, 1, 64, 128, 100].iter().flat_map(|n: &u32| n.to_le_bytes()).collect();
    let vendor = [0x74, 0x13, 0, 0, 1, 0, 0, 0];
    let of_device = decoded(&FAMILY, NEW_WIPHY, &[&attribute(182, &support), &nested(&[197, 1], &vendor)]);
    assert_eq!(values(&of_device, "max_rules"), ["3"]);
    assert_eq!(values(&of_device, "max_pattern_len"), ["64"]);
    assert_eq!(values(&of_device, "vendor_id"), ["4980"]);
    let pattern = [attribute(2, &[0xff]), attribute(3, &[12, 0, 0, 0])].concat();
    let rule =
        [attribute(1, &[50, 0, 0, 0]), attribute(2, &[1, 0, 0, 0]), nested(&[3, 1], &pattern)].concat();
    let set = decoded(&FAMILY, (101, 5), &[&nested(&[182, 1], &rule)]);
    assert_eq!(values(&set, "NL80211_ATTR_COALESCE_RULE_CONDITION"), ["NL80211_COALESCE_CONDITION_NO_MATCH"]);
    assert_eq!(values(&set, "NL80211_PKTPAT_OFFSET"), ["12"]);
}

#[test]
fn sae_is_told_in_either_byte_order() {
    for bytes in [[0x08, 0xac, 0x0f, 0], [0, 0x0f, 0xac, 0x08]] {
        let decoded = decoded(&FAMILY, EXTERNAL_AUTH, &[&attribute(76, &bytes)]);
        assert_eq!(values(&decoded, "NL80211_ATTR_AKM_SUITES"), ["WLAN_AKM_SUITE_SAE"]);
    }
}

/// Elements as a beacon has them: name, rates, channel, security, a maker's own, one of the extensions.
fn elements() -> Vec<u8> {
    [
        &[0, 4, b'h', b'o', b'm', b'e'][..],
        &[1, 3, 0x82, 11, 12],
        &[3, 1, 6],
        &[5, 4, 0, 2, 1, 0],
        &[7, 6, b'D', b'E', b' ', 1, 13, 20],
        &[
            48, 26, 1, 0, 0, 15, 172, 4, 1, 0, 0, 15, 172, 4, 2, 0, 0, 15, 172, 2, 0, 15, 172, 8, 0x80, 0, 0,
            0,
        ],
        &[42, 1, 6],
        &[221, 7, 0, 0x50, 0xf2, 2, 0, 1, 0],
        &[255, 3, 59, 0x3f, 0x36],
    ]
    .concat()
}

#[test]
fn elements_of_a_beacon() {
    let bss = [
        attribute(1, &[2, 0, 0, 0, 0, 0]),
        attribute(7, &(-3_500_i32).to_le_bytes()),
        attribute(6, &elements()),
    ];
    let decoded = decoded(&FAMILY, NEW_SCAN_RESULTS, &[&nested(&[47], &bss.concat())]);
    assert_eq!(values(&decoded, "NL80211_BSS_BSSID"), ["02:00:00:00:00:00"]);
    assert_eq!(values(&decoded, "NL80211_BSS_SIGNAL_MBM"), ["-3500"]);
    assert_eq!(values(&decoded, "country_string"), ["DE "]);
    assert_eq!(values(&decoded, "max_power"), ["20"]);
    assert_eq!(values(&decoded, "group_cipher"), ["WLAN_CIPHER_SUITE_CCMP"]);
    assert_eq!(values(&decoded, "akm_count"), ["2"]);
    assert_eq!(values(&decoded, "dtim_period"), ["2"]);
    assert_eq!(values(&decoded, "qos_info"), ["0"]);
    assert_eq!(values(&decoded, "ext_id"), ["WLAN_EID_EXT_HE_6GHZ_CAPA"]);
    let ids = [
        "SSID",
        "SUPP_RATES",
        "DS_PARAMS",
        "TIM",
        "COUNTRY",
        "RSN",
        "ERP_INFO",
        "VENDOR_SPECIFIC",
        "EXTENSION",
    ];
    assert_eq!(values(&decoded, "id"), ids.map(|id| format!("WLAN_EID_{id}")));
    assert!(decoded.contains(&("data", "home".to_owned())), "the network's name");
    assert!(decoded.contains(&("data", "WLAN_ERP_USE_PROTECTION|WLAN_ERP_BARKER_PREAMBLE".to_owned())));
}

/// Returns the head of a management frame of a type, to a station from an access point.
fn head(kind: u8) -> Vec<u8> {
    [&[kind, 0, 0x3a, 0x01][..], &[2, 0, 0, 0, 1, 0], &[2, 0, 0, 0, 0, 0], &[2, 0, 0, 0, 0, 0], &[0x10, 0x02]]
        .concat()
}

#[test]
fn management_frames() {
    let beacon = [head(0x80), vec![0; 8], vec![100, 0, 0x11, 0x04], elements()].concat();
    let beacon = decoded(&FAMILY, FRAME, &[&attribute(51, &beacon)]);
    assert_eq!(values(&beacon, "frame_control"), ["IEEE80211_STYPE_BEACON"]);
    assert_eq!(values(&beacon, "beacon_int"), ["100"]);
    let capabilities = "WLAN_CAPABILITY_ESS|WLAN_CAPABILITY_PRIVACY|WLAN_CAPABILITY_SHORT_SLOT_TIME";
    assert_eq!(values(&beacon, "capab_info"), [capabilities]);
    assert_eq!(values(&beacon, "id").len(), 9);
    let response = [head(0x10), vec![0x11, 4, 0, 0, 1, 0xc0], vec![0, 1, b'x']].concat();
    let response = decoded(&FAMILY, FRAME, &[&attribute(51, &response)]);
    assert_eq!(values(&response, "status_code"), ["WLAN_STATUS_SUCCESS"]);
    assert_eq!(values(&response, "id"), ["WLAN_EID_SSID"]);
    let leave = decoded(&FAMILY, FRAME, &[&attribute(51, &[head(0xc0), vec![3, 0]].concat())]);
    assert_eq!(values(&leave, "reason_code"), ["WLAN_REASON_DEAUTH_LEAVING"]);
    let commit = [head(0xb0), vec![3, 0, 1, 0, 126, 0, 19, 0], vec![7; 96]].concat();
    let commit = decoded(&FAMILY, FRAME, &[&attribute(51, &commit)]);
    assert_eq!(values(&commit, "auth_alg"), ["WLAN_AUTH_SAE"]);
    assert_eq!(values(&commit, "status_code"), ["WLAN_STATUS_SAE_HASH_TO_ELEMENT"]);
    assert_eq!(values(&commit, "group"), ["19"]);
}

#[test]
fn actions() {
    let action = |body: &[u8]| decoded(&FAMILY, FRAME, &[&attribute(51, &[&head(0xd0), body].concat())]);
    let ask = action(&[3, 0, 7, 0x02, 0x10, 0, 0, 0x50, 0]);
    assert_eq!(values(&ask, "category"), ["WLAN_CATEGORY_BACK"]);
    assert_eq!(values(&ask, "action_code"), ["WLAN_ACTION_ADDBA_REQ"]);
    assert_eq!(values(&ask, "dialog_token"), ["7"]);
    let end = action(&[3, 2, 0, 0x08, 37, 0]);
    assert_eq!(values(&end, "reason_code"), ["WLAN_REASON_QSTA_NOT_USE"]);

    let switch = action(&[0, 4, 37, 3, 1, 11, 5]);
    assert_eq!(values(&switch, "action_code"), ["WLAN_ACTION_SPCT_CHL_SWITCH"]);
    assert_eq!(values(&switch, "new_ch_num"), ["11"]);
    // The number of an action is another's in another category.
    let query = action(&[8, 0, 0xab, 0xcd]);
    assert_eq!(values(&query, "action_code"), ["WLAN_ACTION_SA_QUERY_REQUEST"]);
    assert_eq!(values(&query, "trans_id"), ["ab:cd"]);
    let ranked = action(&[5, 4, 9, 0, 2, b'h', b'i']);
    assert_eq!(values(&ranked, "action_code"), ["WLAN_RRM_NEIGHBOR_REPORT_REQUEST"]);
    assert_eq!(values(&ranked, "data"), ["hi"]);

    let go = action(&[10, 7, 1, 5, 10, 0, 255]);
    assert_eq!(
        values(&go, "req_mode"),
        ["WNM_BSS_TM_REQ_PREF_CAND_LIST_INCLUDED|WNM_BSS_TM_REQ_DISASSOC_IMMINENT"]
    );
    let gone = action(&[10, 8, 1, 0, 0, 2, 0, 0, 0, 0, 9]);
    assert_eq!(values(&gone, "target_bssid"), ["02:00:00:00:00:09"]);
    // Vendor actions have the vendor's identifier in place of a number.
    let maker = action(&[127, 0x50, 0x6f, 0x9a]);
    assert_eq!(values(&maker, "oui"), ["50:6f:9a"]);
    let meet = action(&[15, 1, 0x10, 0]);
    assert_eq!(values(&meet, "action_code"), ["WLAN_SP_MESH_PEERING_OPEN"]);
    assert_eq!(values(&meet, "capab_info"), ["WLAN_CAPABILITY_PRIVACY"]);
}

#[test]
fn the_control_port_has_frames_of_another_sort() {
    let start = decoded(&FAMILY, CONTROL_PORT_FRAME, &[&attribute(51, &[2, 1, 0, 0])]);
    assert_eq!(values(&start, "type"), ["IEEE802_1X_TYPE_EAPOL_START"]);
    let sent = [&[2, 0, 0, 0, 1, 0][..], &[2, 0, 0, 0, 0, 0], &[0x88, 0x8e], &[2, 1, 0, 0]].concat();
    let sent = decoded(&FAMILY, CONTROL_PORT_FRAME_TX_STATUS, &[&attribute(51, &sent)]);
    assert_eq!(values(&sent, "h_proto"), ["ETH_P_PAE"]);
    assert_eq!(values(&sent, "type"), ["IEEE802_1X_TYPE_EAPOL_START"]);
}

#[test]
fn a_scan_by_kilohertz_and_by_name() {
    let frequencies = nested(&[292, 0], &2_437_000_u32.to_le_bytes());
    let decoded = decoded(
        &FAMILY,
        TRIGGER_SCAN,
        &[&frequencies, &nested(&[45, 1], b"home"), &attribute(158, &[0, 0x20, 0, 0])],
    );
    assert_eq!(values(&decoded, "NL80211_ATTR_SCAN_FLAGS"), ["NL80211_SCAN_FLAG_FREQ_KHZ"]);
    assert!(decoded.iter().any(|(_, value)| value == "2437000"));
    assert!(decoded.iter().any(|(_, value)| value == "home"));
}

#[test]
fn limits_of_power_links_and_radios() {
    let spec = [attribute(1, &44_i32.to_le_bytes()), attribute(2, &[1, 0, 0, 0])].concat();
    let sar = [attribute(1, &[0; 4]), nested(&[2, 0], &spec)].concat();
    let told_sar = decoded(&FAMILY, (140, 5), &[&nested(&[300], &sar)]);
    assert_eq!(values(&told_sar, "NL80211_SAR_ATTR_SPECS_POWER"), ["44"]);
    let link = [attribute(313, &[1]), attribute(6, &[2, 0, 0, 0, 9, 0])].concat();
    let links = decoded(&FAMILY, (5, 0), &[&nested(&[312, 1], &link)]);
    assert_eq!(values(&links, "NL80211_ATTR_MLO_LINK_ID"), ["1"]);
    let radio = [attribute(1, &[0; 4]), nested(&[2, 1], &5_150_000_u32.to_le_bytes())].concat();
    let radios = decoded(&FAMILY, NEW_WIPHY, &[&nested(&[331, 0], &radio)]);
    assert_eq!(values(&radios, "NL80211_WIPHY_RADIO_FREQ_ATTR_START"), ["5150000"]);
}

#[test]
fn peers_that_are_measured() {
    let result = [attribute(13, &(-20_i64).to_le_bytes()), attribute(16, &1500_i64.to_le_bytes())].concat();
    let response = [attribute(2, &[0; 4]), nested(&[1, 1], &result)].concat();
    let peer = [attribute(1, &[2, 0, 0, 0, 7, 0]), nested(&[4], &response)].concat();
    let decoded = decoded(&FAMILY, (132, 0), &[&nested(&[273, 5, 0], &peer)]);
    assert_eq!(values(&decoded, "NL80211_PMSR_RESP_ATTR_STATUS"), ["NL80211_PMSR_STATUS_SUCCESS"]);
    assert_eq!(values(&decoded, "NL80211_PMSR_FTM_RESP_ATTR_RTT_AVG"), ["-20"]);
    assert_eq!(values(&decoded, "NL80211_PMSR_FTM_RESP_ATTR_DIST_AVG"), ["1500"]);
}

/// The elements of a found network.
fn network(elements: &[u8]) -> Vec<(&'static str, String)> {
    decoded(&FAMILY, NEW_SCAN_RESULTS, &[&attribute(42, elements)])
}

const LINK_ADDRESS: [u8; 6] = [2, 0, 0, 0, 2, 0];

#[test]
fn links_of_a_device_have_profiles() {
    // A station with its own address, beacon interval and DTIM, and the rates that differ.
    let station = [&[0x71, 1, 11][..], &LINK_ADDRESS, &[100, 0, 0, 3], &[0x31, 4], &[1, 1, 0x8c]].concat();
    let station = [&[0, u8::try_from(station.len()).unwrap()][..], &station].concat();
    let element = [&[107, 0x90, 1, 12][..], &LINK_ADDRESS, &[5], &[3, 0], &[0x61, 0], &station].concat();
    let decoded = network(&[&[255, u8::try_from(element.len()).unwrap()][..], &element].concat());
    assert_eq!(values(&decoded, "mld_mac_addr"), ["02:00:00:00:02:00"]);
    assert_eq!(values(&decoded, "sta_mac_addr"), ["02:00:00:00:02:00"]);
    assert_eq!(values(&decoded, "beacon_int"), ["100"]);
    assert_eq!(values(&decoded, "dtim_period"), ["3"]);
    assert_eq!(values(&decoded, "id").last(), Some(&"WLAN_EID_SUPP_RATES"));
}

#[test]
fn uhr_of_either_size() {
    let first = decoded(&FAMILY, NEW_WIPHY, &[&attribute(347, &[0x10, 0x80, 0, 0, 0x10, 0x40])]);
    assert_eq!(values(&first, "uhr_mac_cap0"), ["IEEE80211_UHR_MAC_CAP0_NPCA_SUPP"]);
    assert_eq!(values(&first, "phy"), ["IEEE80211_UHR_PHY_CAP_ELR_RX"]);
    let later = decoded(
        &FAMILY,
        NEW_WIPHY,
        &[&attribute(347, &[0x10, 0x84, 0, 0, 0x10, 0, 0x40, 0, 0, 0, 0, 0x0b, 1, 2, 3])],
    );
    assert_eq!(
        values(&later, "uhr_mac_cap1"),
        ["IEEE80211_UHR_MAC_CAP1_DBE_SUPP|IEEE80211_UHR_MAC_CAP1_DUO_SUPP"]
    );
    assert_eq!(values(&later, "cap"), ["64", "11"]);
    // DPS, NPCA with punctured channels, P-EDCA and DBE.
    let operation = [0, 0x0f, 1, 1, 1, 1, 1, 0, 0, 0, 2, 0, 0x80, 0, 7, 0, 0x42, 3, 0, 0x0a, 9, 0];
    let decoded = decoded(&FAMILY, NEW_WIPHY, &[&attribute(350, &operation)]);
    assert_eq!(values(&decoded, "dps"), ["1"]);
    assert_eq!(values(&decoded, "dis_subch_bmap"), ["7", "9"]);
    assert_eq!(values(&decoded, "params").len(), 4);
}

#[test]
fn neighbours_in_short_are_as_long_as_their_header_says() {
    for len in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16_u8] {
        let infos = vec![1; usize::from(len) * 2];
        let once = [&[0x10, len, 131, 5][..], &infos].concat();
        let twice = [&once[..], &once].concat();
        let decoded = network(&[&[201, u8::try_from(twice.len()).unwrap()][..], &twice].concat());
        assert_eq!(values(&decoded, "operating_class"), ["131", "131"], "{len}");
    }
}

/// A message of the key handshake, as the control port has it.
fn handshake(information: u16, mic: usize, key_data: &[u8]) -> Vec<u8> {
    let len = u16::try_from(key_data.len()).unwrap().to_be_bytes();
    let body = [&[2][..], &information.to_be_bytes(), &[0; 74], &vec![0; mic], &len, key_data].concat();
    [&[2, 3][..], &u16::try_from(body.len()).unwrap().to_be_bytes(), &body].concat()
}

#[test]
fn key_data_is_plain_or_secret() {
    let pmkid = [&[0xdd, 20, 0, 0x0f, 0xac, 4][..], &[7; 16]].concat();
    for mic in [16, 24] {
        let decoded =
            decoded(&FAMILY, CONTROL_PORT_FRAME, &[&attribute(51, &handshake(0x008a, mic, &pmkid))]);
        assert_eq!(values(&decoded, "pmkid"), ["07:07:07:07:07:07:07:07:07:07:07:07:07:07:07:07"], "{mic}");
    }
    let key = [&[0xdd, 8, 0, 0x0f, 0xac, 1][..], &[1, 0, 9, 9]].concat();
    for (information, secret) in [(0x008a, "key"), (0x13ca, "key_data")] {
        let message = handshake(information, 16, &key);
        let decoded = decoded(&FAMILY, CONTROL_PORT_FRAME, &[&attribute(51, &message)]);
        assert!(!values(&decoded, secret).is_empty(), "{secret}");
    }
}

#[test]
fn a_fragment_of_an_element_is_data() {
    let elements = [&[0, 2, b'a', b'b'][..], &[242, 3, 1, 2, 3]].concat();
    // NL80211_CMD_TRIGGER_SCAN with NL80211_ATTR_IE.
    let sent = decoded(&FAMILY, (33, 1), &[&attribute(42, &elements)]);
    assert_eq!(values(&sent, "id"), ["WLAN_EID_SSID", "WLAN_EID_FRAGMENT"]);
    assert_eq!(values(&sent, "data"), ["ab", "01:02:03"]);
}
