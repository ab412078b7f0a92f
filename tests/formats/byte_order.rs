//! The lint `byte-order`: what cannot be meant as it is has a finding, and what may be meant has none.

use super::support::nltrace;
use crate::wire::{attribute, message};

const RTM_NEWLINK: u16 = 16;
const RTM_SETLINK: u16 = 19;
const RTM_NEWTFILTER: u16 = 44;
const RTM_SETNEIGHTBL: u16 = 67;
const NFULNL_MSG_CONFIG: u16 = 0x401;
const NFT_MSG_DELRULE: u16 = 0xa08;

/// Returns whether the lint finds something in a request.
fn is_found(protocol: &str, kind: u16, body: &[u8]) -> bool {
    let bytes = message(kind, 5, 7, 0, body);
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let output = nltrace(&["--lint", "--protocol", protocol, "-x", &hex], b"");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("nla_len is"), "{text}");
    text.contains("byte-order")
}

fn nest(kind: u16, parts: &[Vec<u8>]) -> Vec<u8> {
    attribute(kind | 0x8000, &parts.concat())
}

/// Returns the body of a request for a link of a kind.
fn link(kind: &str, data: &[Vec<u8>]) -> Vec<u8> {
    let kind = attribute(1, &[kind.as_bytes(), b"\0"].concat());
    [vec![0; 16], nest(18, &[kind, nest(2, data)])].concat()
}

/// Returns the body of a request for a filter of a kind.
fn filter(kind: &str, options: &[Vec<u8>]) -> Vec<u8> {
    let kind = attribute(1, &[kind.as_bytes(), b"\0"].concat());
    [vec![0; 20], kind, nest(2, options)].concat()
}

#[test]
fn numbers_of_the_log() {
    let found = |kind, value: &[u8]| {
        is_found("NETFILTER", NFULNL_MSG_CONFIG, &[vec![0; 4], attribute(kind, value)].concat())
    };
    // NFULA_CFG_NLBUFSIZ, _TIMEOUT, _QTHRESH, _FLAGS.
    for (kind, number) in [(3, 4096u32), (4, 100), (5, 1)] {
        assert!(found(kind, &number.to_le_bytes()), "{kind}: {number} in host order");
        assert!(!found(kind, &number.to_be_bytes()), "{kind}: {number}");
    }
    // The kernel accepts up to 131,072, so 512 may be meant.
    assert!(!found(3, &131_072u32.to_be_bytes()) && !found(3, &131_072u32.to_le_bytes()));
    assert!(found(6, &[1, 0]) && !found(6, &[0, 1]));
}

/// The limits of a row show swapped bytes in host order too.
#[test]
fn limits_of_rows() {
    // NDTPA_INTERVAL_PROBE_TIME_MS accepts a day.
    let found = |time: [u8; 8]| {
        let parameters = nest(6, &[attribute(19, &time)]);
        is_found("ROUTE", RTM_SETNEIGHTBL, &[vec![0; 4], parameters].concat())
    };
    assert!(found(1000u64.to_be_bytes()) && !found(1000u64.to_le_bytes()));
    // Too large in both orders, or hardly too large: no swapped bytes.
    assert!(!found([0xff; 8]) && !found(86_400_001u64.to_le_bytes()));
}

#[test]
fn ids_of_vlans() {
    let vlan = |id: u16| is_found("ROUTE", RTM_NEWLINK, &link("vlan", &[attribute(1, &id.to_le_bytes())]));
    let bridge = |id: u16| {
        let info = attribute(2, &[[0, 0], id.to_le_bytes()].concat());
        is_found("ROUTE", RTM_SETLINK, &[vec![7], vec![0; 15], nest(26, &[info])].concat())
    };
    let flower =
        |id: u16| is_found("ROUTE", RTM_NEWTFILTER, &filter("flower", &[attribute(23, &id.to_le_bytes())]));
    for found in [&vlan as &dyn Fn(u16) -> bool, &bridge, &flower] {
        assert!(found(100u16.swap_bytes()) && found(1000u16.swap_bytes()));
        // Both orders of 10 are VLANs.
        assert!([10, 100, 1000, 4094, 10u16.swap_bytes()].iter().all(|id| !found(*id)));
    }
}

#[test]
fn ethertypes_ports_and_handles() {
    let flower = |kind, value: [u8; 2]| {
        is_found("ROUTE", RTM_NEWTFILTER, &filter("flower", &[attribute(kind, &value)]))
    };
    // TCA_FLOWER_KEY_ETH_TYPE, TCA_FLOWER_KEY_TCP_DST.
    for (kind, number) in [(8, 0x800u16), (8, 0x86dd), (19, 443)] {
        assert!(flower(kind, number.to_le_bytes()), "{kind}: {number} in host order");
        assert!(!flower(kind, number.to_be_bytes()), "{kind}: {number}");
    }
    let rule = |handle: [u8; 8]| {
        let names = [attribute(1, b"t\0"), attribute(2, b"c\0")].concat();
        is_found("NETFILTER", NFT_MSG_DELRULE, &[vec![2, 0, 0, 0], names, attribute(3, &handle)].concat())
    };
    assert!(rule(5u64.to_le_bytes()) && !rule(5u64.to_be_bytes()));
}
