//! Fields without a name, or deeper than any real one, are shown too.

use super::made::{self, Order, record};
use super::{nltrace, texts};
use crate::wire::{self, attribute};

/// Prints one message of a protocol in a format.
fn printed(protocol: u16, message: &[u8], format: &str) -> String {
    let (out, err) = printed_and_noted(protocol, message, &format.split(' ').collect::<Vec<_>>());
    assert_eq!(err, "", "{out}");
    out
}

/// Returns the output in a format, with more options after it, and the notes on standard error.
fn printed_and_noted(protocol: u16, message: &[u8], format: &[&str]) -> (String, String) {
    let mut packet = vec![0, 4, 3, 0x38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    packet.extend(protocol.to_be_bytes());
    packet.extend(message);
    let mut file = made::pcap(Order::Little, false, 0, made::NETLINK);
    file.extend(record(Order::Little, (1, 0), &packet, packet.len()));
    let (out, err, code) = texts(&nltrace(&[&["-F"], format].concat(), &file));
    assert_eq!(code, Some(0), "{out}{err}");
    (out, err)
}

fn message(kind: u16, flags: u16, body: &[u8]) -> Vec<u8> {
    wire::message(kind, flags, 7, 1, body)
}

/// Returns a TCP socket in a dump, with one attribute.
fn socket(attribute: &[u8]) -> Vec<u8> {
    message(20, 2, &[&[2, 10, 0, 0], &[0; 68][..], attribute].concat())
}

#[test]
fn bits_without_a_name_in_every_format() {
    // INET_DIAG_SOCKOPT: the upper five bits of the second byte have no name. tcp_info: those of byte 7.
    let mut info = [0; 104];
    info[7] = 0xf8;
    for bytes in [socket(&attribute(22, &[0, 0xf8])), socket(&attribute(2, &info))] {
        assert!(printed(4, &bytes, "tree").contains("0x1f"));
        assert!(printed(4, &bytes, "line").contains("0x1f /* ??? */"));
        assert!(printed(4, &bytes, "hex").contains("3-7  0x1f no name for it"));
        let json: serde_json::Value = serde_json::from_str(&printed(4, &bytes, "json")).unwrap();
        assert!(json.to_string().contains("\"value\":31"), "{json}");
    }
    let coverage = |bits| {
        let bytes = socket(&attribute(22, &[0, bits]));
        let mut packet = vec![0, 4, 3, 0x38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4];
        packet.extend(bytes);
        let mut file = made::pcap(Order::Little, false, 0, made::NETLINK);
        file.extend(record(Order::Little, (1, 0), &packet, packet.len()));
        texts(&nltrace(&["--coverage"], &file)).0
    };
    assert!(coverage(7).contains("\"unexplained\":[]"), "{}", coverage(7));
    assert!(coverage(0xf8).contains("INET_DIAG_SOCKOPT"), "{}", coverage(0xf8));
}

#[test]
fn a_line_keeps_what_follows_a_value() {
    let nexthop = attribute(12, &[&[0; 32][..], &[0xde, 0xad]].concat());
    let route = message(24, 2, &[&[2, 0, 0, 0, 254, 3, 0, 1, 0, 0, 0, 0], &nexthop[..]].concat());
    assert!(printed(0, &route, "line -v").contains(r#"}, "\xde\xad"]"#), "{}", printed(0, &route, "line -v"));
    // The same after an integer and an address, of which the kernel reads the first bytes.
    let mtu = [attribute(4, &[0xdc, 5, 0, 0, 0xde, 0xad]), attribute(4, &[0xdc, 5, 0, 0])].concat();
    let link = printed(0, &message(16, 2, &[&[0; 16][..], &mtu].concat()), "line -v");
    assert!(link.contains(r#"nla_type=IFLA_MTU}, 1500, "\xde\xad"], [{nla_len=8"#), "{link}");
    let gateway = attribute(5, &[10, 0, 0, 1, 0xde, 0xad]);
    let route = message(24, 2, &[&[2, 0, 0, 0, 254, 3, 0, 1, 0, 0, 0, 0], &gateway[..]].concat());
    let route = printed(0, &route, "line -v");
    assert!(route.contains(r#"inet_addr("10.0.0.1"), "\xde\xad"]"#), "{route}");
    // Without -v, lines have strace's form. nltrace counts the fields that they leave out.
    let link = message(16, 2, &[&[0; 16][..], &mtu].concat());
    let (shown, noted) = printed_and_noted(0, &link, &["line"]);
    assert!(shown.contains("nla_type=IFLA_MTU}, 1500], [{nla_len=8"), "{shown}");
    assert!(noted.contains("note: 1 value is followed by bytes that these lines"), "{noted}");
    // The length of this operation is less than the operation's own.
    let code = attribute(1, &[7, 2, 4, 0, 0xde, 0xad, 0xbe, 0xef]);
    let dump = message(20, 0x301, &[&[2, 6, 0, 0, 255, 255, 255, 255], &[0; 48][..], &code].concat());
    let line = printed(4, &dump, "line -v");
    assert!(line.contains(r#"yes=2, no=4}, "\xde\xad\xbe\xef"]"#), "{line}");
}

#[test]
fn errors_echoed_in_errors_nest_to_the_limit() {
    let levels = 300usize;
    let mut bytes = Vec::new();
    for level in 0..levels {
        bytes.extend(u32::try_from((levels - level) * 20 + 16).unwrap().to_le_bytes());
        bytes.extend([2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0xea, 0xff, 0xff, 0xff]);
    }
    bytes.extend(message(18, 0x301, &[]));
    let json = printed(0, &bytes, "json");
    // The failure is a line of its own.
    let json: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    let (mut fields, mut depth) = (&json["fields"], 0);
    while let Some(inner) =
        fields.as_array().and_then(|fields| fields.iter().find(|field| field["name"] == "msg"))
    {
        (fields, depth) = (&inner["fields"], depth + 1);
        if let Some(state) = inner.get("state") {
            assert_eq!(state, "too deep");
        }
    }
    assert_eq!(json["fields"].as_array().map(Vec::len), Some(2), "an error and what it echoes");
    assert!((30..60).contains(&depth), "{depth}");
    // So deep, the page has no room left for three words in a line.
    let says_so = |text: &str| {
        text.split_whitespace()
            .filter(|word| !word.starts_with('│'))
            .collect::<Vec<_>>()
            .join(" ")
            .contains("(nested too deep)")
    };
    assert!(says_so(&printed(0, &bytes, "tree")));
    // Its rows have a bracket for each level, and the bytes below the limit are there.
    let hex = printed(0, &bytes, "hex");
    let rows = hex.lines().filter(|line| line.contains("ea ff ff ff") && line.contains("error"));
    assert!(rows.count() >= 30, "{hex}");
    assert!(says_so(&hex), "{hex}");
    let last = hex.lines().rev().find_map(|line| line.trim_start().split(' ').next()?.parse::<usize>().ok());
    assert!(last.is_some_and(|last| (bytes.len() - 8..bytes.len()).contains(&last)), "{last:?}");
    assert!(printed(0, &bytes, "line").contains(r"\xea\xff\xff\xff"));
}

/// A datagram of which no byte was kept is an event, and summaries count it.
#[test]
fn a_datagram_without_bytes_is_an_event() {
    let head = [0, 4, 3, 0x38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let mut file = made::pcap(Order::Little, false, 0, made::NETLINK);
    // The packet had 100 bytes more.
    let mut cut = record(Order::Little, (1, 0), &head, 16);
    cut[12..16].copy_from_slice(&116u32.to_le_bytes());
    file.extend(cut);
    file.extend(record(Order::Little, (2, 0), &head, 16));
    for options in [&["-F", "json"][..], &["-F", "json", "-e", "protocol == ROUTE"]] {
        let (out, _, _) = texts(&nltrace(options, &file));
        let events: Vec<serde_json::Value> =
            out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(events.len(), 2, "{out}");
        assert!(events.iter().all(|event| event["event"] == "unread"), "{out}");
        assert_eq!((&events[0]["len"], &events[1]["len"]), (&100.into(), &0.into()));
        assert!(events[0]["notes"][0].as_str().unwrap().contains("only part"), "{out}");
        assert!(events[1]["notes"][0].as_str().unwrap().contains("empty"), "{out}");
    }
    assert_eq!(texts(&nltrace(&["-F", "json", "--messages-only"], &file)).0, "");
    for options in [&["-c"][..], &["-c", "-F", "json"], &["--coverage"]] {
        let (out, _, _) = texts(&nltrace(options, &file));
        assert!(out.contains("kept only part of a datagram"), "{options:?}: {out}");
    }
}

/// The words of a value depend on another part of the message.
#[test]
fn values_that_depend_on_others() {
    let mut info = [0; 104];
    (info[0], info[24], info[28]) = (10, 2, 128);
    let tree = printed(4, &socket(&attribute(2, &info)), "tree");
    assert!(tree.contains("tcpi_unacked=2 (connections") || tree.contains("tcpi_unacked=2("), "{tree}");
    info[0] = 1;
    assert!(printed(4, &socket(&attribute(2, &info)), "tree").contains("tcpi_unacked=2p"));
    // Answers to look-ups, of IPv4 and IPv6.
    let head = |family| [family, 32, 0, 0, 254, 0, 0, 5, 0, 2, 0, 0x20];
    assert!(printed(0, &message(24, 0, &head(2)), "tree").contains("RTM_F_CLONED|RTCF_MULTICAST"));
    assert!(printed(0, &message(24, 0, &head(10)), "tree").contains("RTM_F_CLONED|RTM_F_OFFLOAD_FAILED"));
    let mut fib = head(2);
    fib[9] = 0;
    assert!(printed(0, &message(24, 0, &fib), "tree").contains("rtm_flags=RTM_F_OFFLOAD_FAILED"));
}
