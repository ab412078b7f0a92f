//! `-F brief`: the key fields of a message in one line.

use super::support::stdout;
use crate::wire::attribute;

/// Returns a request of `NETLINK_ROUTE` in hexadecimal: type, body.
fn request(kind: u16, body: &[&[u8]]) -> String {
    let body = body.concat();
    let len = u32::try_from(16 + body.len()).unwrap();
    let head = [&len.to_le_bytes()[..], &kind.to_le_bytes(), &[5, 0], &[1, 0, 0, 0], &[0; 4]].concat();
    head.iter().chain(&body).map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the line of a request from its type on.
fn line(options: &[&str], protocol: &str, hex: &str) -> String {
    let text = stdout(&[&["-F", "brief", "--protocol", protocol, "-x", hex], options].concat(), b"");
    let at = ["RTM_", "NFT_", "devlink "].iter().find_map(|name| text.find(name));
    text[at.unwrap_or_else(|| panic!("{text}"))..].trim_end().to_owned()
}

#[test]
fn key_fields_read_like_a_command() {
    let route = [2u8, 8, 0, 0, 254, 4, 0, 1, 0, 0, 0, 0];
    let gateway = attribute(5, &[192, 0, 2, 1]);
    let oif = attribute(4, &[77, 0, 0, 0]);
    let mtu = attribute(8, &attribute(2, &1400u32.to_le_bytes()));
    let route = request(24, &[&route, &oif, &mtu, &gateway, &attribute(1, &[10, 0, 0, 0])]);
    let link = [0u8; 16];
    let named = |name: &[u8]| attribute(3, name);
    let kind = attribute(18, &attribute(1, b"dummy\0"));
    let address = [2u8, 24, 0, 0, 9, 0, 0, 0];
    let local = [attribute(1, &[192, 0, 2, 7]), attribute(2, &[192, 0, 2, 7])].concat();
    for (protocol, hex, wanted) in [
        ("ROUTE", &route, "RTM_NEWROUTE 10.0.0.0/8 via 192.0.2.1 dev 77 mtu 1400"),
        ("ROUTE", &request(16, &[&link, &named(b"d0\0"), &kind]), "RTM_NEWLINK d0 kind dummy"),
        ("ROUTE", &request(16, &[&link[..4], &[77, 0, 0, 0], &link[..8]]), "RTM_NEWLINK dev 77"),
        ("ROUTE", &request(20, &[&address, &local]), "RTM_NEWADDR 192.0.2.7/24 dev 9"),
        (
            "NETFILTER",
            &request(0xa03, &[&[2, 0, 0, 0], &attribute(1, b"t\0"), &attribute(3, b"in\0")]),
            "NFT_MSG_NEWCHAIN in table t family NFPROTO_IPV4",
        ),
        (
            "devlink",
            &request(28, &[&[1, 1, 0, 0], &attribute(1, b"pci\0"), &attribute(2, b"0000:01:00.0\0")]),
            "devlink DEVLINK_CMD_GET pci/0000:01:00.0",
        ),
    ] {
        let line = line(&[], protocol, hex);
        assert!(line == wanted || line.starts_with(&format!("{wanted}  ")), "{line}");
    }
    let whole = line(&["-v"], "ROUTE", &route);
    for word in ["RTA_DST=10.0.0.0/8", "RTA_GATEWAY=192.0.2.1", "rtm_table=RT_TABLE_MAIN"] {
        assert!(whole.contains(word), "{whole}");
    }
}

/// A name from outside is no object of its own, and cannot bring control characters along.
#[test]
fn names_from_outside_are_safe() {
    let hex = request(16, &[&[0; 16], &attribute(3, b"a b\x1b[2J\0")]);
    assert_eq!(line(&[], "ROUTE", &hex), "RTM_NEWLINK \"a b\\x1b[2J\"  no answer yet");
    let hex = request(16, &[&[0; 16], &attribute(3, b"7\0")]);
    assert_eq!(line(&[], "ROUTE", &hex), "RTM_NEWLINK ifname 7  no answer yet");
}
