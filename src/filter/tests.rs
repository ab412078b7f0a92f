//! Filters on messages of the captures, and the errors of expressions.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use expect_test::{Expect, expect};
use nltrace_decoders::decode::{Context, decode};
use nltrace_decoders::tape::Tape;
use nltrace_decoders::wire::{Endian, message_header};
use proptest::prelude::*;

use super::eval::{Message, Node, Subject};
use super::*;
use crate::datagram::Direction;
use crate::session::Interfaces;
use crate::strange::{Strange, TEXTS};
use crate::tables;

/// Returns one message of attributes, as the tests of decoders make them.
fn message(kind: u16, flags: u16, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let mut bytes = (16 + body.len() as u32).to_le_bytes().to_vec();
    bytes.extend(kind.to_le_bytes());
    bytes.extend(flags.to_le_bytes());
    bytes.extend(7u32.to_le_bytes());
    bytes.extend(42u32.to_le_bytes());
    bytes.extend(body);
    bytes
}

fn attribute(kind: u16, payload: &[u8]) -> Vec<u8> {
    let mut bytes = (4 + payload.len() as u16).to_le_bytes().to_vec();
    bytes.extend(kind.to_le_bytes());
    bytes.extend(payload);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

/// Returns a VLAN on top of another link, as the kernel tells of it.
fn link() -> Vec<u8> {
    let vlan = [attribute(1, &5u16.to_le_bytes()), attribute(5, &[0x81, 0])].concat();
    let info = [attribute(1, b"vlan\0"), attribute(2, &vlan)].concat();
    message(
        16,
        2,
        &[
            &[0, 0, 1, 0, 3, 0, 0, 0, 0x43, 0, 1, 0, 0, 0, 0, 0],
            &attribute(3, b"eth0.5\0"),
            &attribute(4, &1500u32.to_le_bytes()),
            &attribute(5, &2u32.to_le_bytes()),
            &attribute(16, &[6]),
            &attribute(1, &[2, 0xfc, 0, 0, 0, 1]),
            &attribute(18, &info),
        ],
    )
}

/// Returns a route to 10.1.128.0/17 over two gateways, asked for.
fn route() -> Vec<u8> {
    let hop = |last: u8| {
        let mut hop = vec![16, 0, 0, 0, 2, 0, 0, 0];
        hop.extend(attribute(5, &[192, 0, 2, last]));
        hop
    };
    let hops = [hop(1), hop(2)].concat();
    message(
        24,
        0x605,
        &[&[2, 17, 0, 0, 254, 3, 0, 1, 0, 0, 0, 0], &attribute(1, &[10, 1, 128, 0]), &attribute(9, &hops)],
    )
}

/// Returns whether a filter keeps a message of NETLINK_ROUTE.
fn keeps(text: &str, bytes: &[u8]) -> bool {
    let filter = Filter::compile(text).unwrap_or_else(|error| panic!("{error}"));
    let mut tape = Tape::new();
    let context = Context {
        family: tables::by_protocol(0),
        endian: Endian::Little,
        to_kernel: None,
        request: None,
        ids: None,
    };
    decode(bytes, &context, &mut tape);
    let mut interfaces = Interfaces::default();
    interfaces.learn(0, 2, "eth0");
    let (_, header) = message_header(bytes, Endian::Little).unwrap();
    let message = Message {
        header,
        bytes,
        tape: &tape,
        latency: Some(Duration::from_micros(1500)),
        interfaces: &interfaces,
        netns: 0,
        changes: false,
    };
    filter.keeps(&Subject {
        caller: None,
        protocol: Some(0),
        direction: Some(Direction::Send),
        outcome: Outcome::None,
        packet: Some(4711),
        when: Timestamp::new(1_795_241_141, 500_000_000),
        start: Timestamp::new(1_795_241_131, 0),
        message: Some(message),
    })
}

fn holds(bytes: &[u8], yes: &[&str], no: &[&str]) {
    for text in yes {
        assert!(keeps(text, bytes), "{text} holds");
    }
    for text in no {
        assert!(!keeps(text, bytes), "{text} does not hold");
    }
}

#[test]
fn headers() {
    holds(
        &link(),
        &[
            "type == RTM_NEWLINK",
            "type == 16",
            "type in {RTM_DELLINK, RTM_NEWLINK}",
            "type in 16..19",
            "type != RTM_GETLINK",
            "protocol == ROUTE",
            "protocol == NETLINK_ROUTE and protocol < 1",
            "NETLINK_ROUTE",
            "RTM_NEWLINK",
            "seq == 7 && portid == 0x2a",
            "flags == NLM_F_MULTI",
            "flags has NLM_F_MULTI and not flags has NLM_F_MULTI|NLM_F_ACK",
            "flags & NLM_F_MULTI|NLM_F_ACK",
            "NLM_F_MULTI",
            "send",
            "direction == send",
            "len > 100",
        ],
        &[
            "type == RTM_DELLINK",
            "type == NLMSG_ERROR",
            "type != RTM_NEWLINK",
            "protocol == SOCK_DIAG",
            "NETLINK_AUDIT",
            "receive",
            "error",
            "not send",
            "NLM_F_ACK",
            // Messages of a capture have no process.
            "pid == 1",
            "pid != 1",
            "syscall == bind",
        ],
    );
}

#[test]
fn values_of_every_type() {
    holds(
        &link(),
        &[
            "IFLA_MTU == 1500",
            "IFLA_MTU >= 0x5dc",
            "IFLA_MTU in 1000..1500",
            "IFLA_MTU in {9000, 1500}",
            "IFLA_IFNAME == \"eth0.5\"",
            "IFLA_IFNAME == eth0.5",
            "IFLA_IFNAME ~ '0.'",
            "IFLA_IFNAME in {a, eth0.5}",
            "IFLA_ADDRESS == 02:fc:00:00:00:01",
            "IFLA_OPERSTATE == IF_OPER_UP",
            "IFLA_OPERSTATE == 6",
            "IF_OPER_UP",
            "ifi_flags has IFF_UP",
            "ifi_flags & IFF_UP|IFF_LOOPBACK",
            "ifi_flags == IFF_UP|IFF_BROADCAST|IFF_RUNNING|0x10000",
            "IFF_UP and not IFF_LOOPBACK",
            "ifi_index == 3",
            "ifinfomsg.ifi_index == 3",
            "ifinfomsg",
            "ifi_type == ARPHRD_ETHER",
            "IFLA_LINK == eth0",
            "IFLA_LINK == \"eth0\"",
            "IFLA_VLAN_PROTOCOL == ETH_P_8021Q",
            "IFLA_VLAN_PROTOCOL == 0x8100",
        ],
        &[
            "IFLA_MTU < 1500",
            "IFLA_MTU != 1500",
            "IFLA_IFNAME == \"eth0\"",
            "IFLA_IFNAME ~ eth1",
            "IFLA_ADDRESS != 02:fc:00:00:00:01",
            "ifi_flags has IFF_UP|IFF_LOOPBACK",
            "IFLA_LINK == lo",
            // A missing field is neither equal nor unequal.
            "IFLA_MASTER == 1",
            "IFLA_MASTER != 1",
        ],
    );
}

/// Long lists are searched another way than short ones, and say the same.
#[test]
fn long_lists_hold_what_short_ones_do() {
    let numbers = || (100_000..100_020).map(|number| number.to_string()).collect::<Vec<_>>();
    let names = || (0..20).map(|number| format!("other{number}")).collect::<Vec<_>>();
    let addresses = || (0..20).map(|number| format!("172.16.{number}.0/24")).collect::<Vec<_>>();
    let hardware = || (0..20).map(|number| format!("02:00:00:00:00:{number:02}")).collect::<Vec<_>>();
    let types = || {
        (20..40).map(|kind| if kind == 24 { "16".to_owned() } else { kind.to_string() }).collect::<Vec<_>>()
    };
    for (bytes, path, others, is_in, is_out) in [
        (link(), "IFLA_MTU", numbers(), "1500", "1501"),
        (link(), "IFLA_MTU", numbers(), "1000..1500", "1000..1499"),
        (link(), "IFLA_IFNAME", names(), "eth0.5", "eth0"),
        (link(), "IFLA_OPERSTATE", numbers_below(), "IF_OPER_UP", "IF_OPER_DOWN"),
        (link(), "IFLA_LINK", names(), "eth0", "lo"),
        (link(), "IFLA_ADDRESS", hardware(), "02:fc:00:00:00:01", "02:fc:00:00:00:02"),
        (link(), "type", types(), "RTM_NEWLINK", "RTM_DELLINK"),
        (route(), "RTA_DST", addresses(), "10.1.128.0/17", "10.1.0.0/17"),
        (route(), "type", types(), "RTM_NEWROUTE", "RTM_DELROUTE"),
    ] {
        for (value, wanted) in [(is_in, true), (is_out, false)] {
            for place in [0, 10, 20] {
                let mut list: Vec<String> = others.iter().filter(|other| *other != "16").cloned().collect();
                list.insert(place.min(list.len()), value.to_owned());
                let text = format!("{path} in {{{}}}", list.join(", "));
                assert_eq!(keeps(&text, &bytes), wanted, "{text}");
                let short = format!("{path} in {{{value}}}");
                assert_eq!(keeps(&short, &bytes), wanted, "{short}");
            }
        }
    }
}

/// Numbers of states that no link here has.
fn numbers_below() -> Vec<String> {
    (20..40).map(|number| number.to_string()).collect()
}

/// The name is 2^64 - 1 in its list, and the member has 32 bits. Its struct is the payload of an attribute.
#[test]
fn a_name_for_a_negative_number_is_that_number() {
    let gact = attribute(2, &[&[0; 8][..], &[255, 255, 255, 255], &[0; 8]].concat());
    let action = attribute(1, &[attribute(1, b"gact\0"), attribute(2, &gact)].concat());
    let bytes = message(48, 2, &[&[0; 4], &attribute(1, &action)]);
    holds(
        &bytes,
        &[
            "TC_ACT_UNSPEC",
            "action == TC_ACT_UNSPEC",
            "action == -1",
            "tc_gact",
            "tc_gact.action == TC_ACT_UNSPEC",
            "TCA_GACT_PARMS.action == TC_ACT_UNSPEC",
        ],
        &["action == TC_ACT_OK", "TC_ACT_OK", "tc_gact.action == 0", "tc_mirred"],
    );
}

#[test]
fn paths_and_presence() {
    holds(
        &link(),
        &[
            "IFLA_LINKINFO",
            "IFLA_LINKINFO.IFLA_INFO_KIND == \"vlan\"",
            "IFLA_LINKINFO.IFLA_VLAN_ID == 5",
            "IFLA_LINKINFO.IFLA_INFO_DATA.IFLA_VLAN_ID in 1..10",
            "not IFLA_MASTER",
        ],
        &["IFLA_LINKINFO.IFLA_MTU", "IFLA_INFO_SLAVE_KIND", "RTA_MULTIPATH"],
    );
    holds(
        &route(),
        &[
            "RTA_MULTIPATH",
            "RTA_MULTIPATH.RTA_GATEWAY == 192.0.2.2",
            "RTA_GATEWAY == 192.0.2.1 and RTA_GATEWAY == 192.0.2.2",
            "RTA_GATEWAY != 192.0.2.1",
            "RTA_DST in 10.0.0.0/8",
            "RTA_DST in {192.168.0.0/16, 10.1.192.0/17}",
            "RTA_DST == 10.1.128.0",
            "RTN_UNICAST",
            "rtm_table == RT_TABLE_MAIN",
            "rtm_family == AF_INET",
            "NLM_F_CREATE and NLM_F_EXCL",
        ],
        &[
            "RTA_DST in 10.0.0.0/16",
            "RTA_DST in ::/0",
            "RTA_GATEWAY == 192.0.2.3",
            "RTN_BLACKHOLE",
            "NLM_F_DUMP",
        ],
    );
}

#[test]
fn packets_times_and_latencies() {
    // The message is packet 4711, 10.5 s after the first, and answers after 1.5 ms.
    holds(
        &route(),
        &[
            "packet == 4711",
            "packet in 4000..5000",
            "time > 10",
            "time == 10",
            "time == 10.5",
            "time in 10.2..11",
            "time < 1795241142",
            "time >= 1795241141.5",
            "time > 0:00 or time == 0:00",
            "latency > 1ms",
            "latency == 1.5ms",
            "latency <= 0.0015",
            "latency in 1ms..2ms",
        ],
        &[
            "packet == 4712",
            "time < 10.5",
            "time != 10",
            "time == 10.4",
            "time in 1..9",
            "time > 1795241142",
            "latency > 2ms",
            "text ~ \"mtu\"",
            "errno == 22",
            "errno == 0",
        ],
    );
}

#[test]
fn wrong_times_are_refused_at_their_place() {
    for (text, at) in [
        ("time > noon", 7..11),
        ("time in {10, 14:03}", 13..18),
        ("time in 11..10", 8..10),
        ("time ~ 10", 0..4),
        ("latency > 1h", 10..12),
        ("errno == EINVL", 9..14),
        ("packet == x", 10..11),
    ] {
        let error = Filter::compile(text).err().unwrap_or_else(|| panic!("{text} is refused"));
        assert_eq!(error.span, at, "{text}: {error}");
    }
}

#[test]
fn errors_say_what_they_are_about() {
    let echo = route();
    let failed = message(2, 0, &[&(-17i32).to_le_bytes(), &echo]);
    let acknowledged = message(2, 0x100, &[&[0; 4], &echo[..16]]);
    holds(
        &failed,
        &[
            "error",
            "errno",
            "error == EEXIST",
            "error == 17",
            "errno == EEXIST",
            "errno == 17",
            "errno > 0",
            "errno in {EINVAL, EEXIST}",
            "error == -17",
            "error != EINVAL",
            "EEXIST",
            "RTA_MULTIPATH",
        ],
        &["errno == 0", "errno != EEXIST", "error == EINVAL", "error == 0", "EINVAL", "type == RTM_NEWROUTE"],
    );
    holds(&acknowledged, &["error == 0", "NLM_F_CAPPED"], &["error", "NLM_F_CREATE"]);
}

/// Names are compared by where they lie; that finds the same fields as their letters.
#[test]
fn names_are_found_by_where_they_lie() {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for capture in ["route/link.pcap", "route/route.pcap", "route/tc.pcap", "sock_diag/sock_diag.pcap"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(capture);
        let bytes = std::fs::read(path).unwrap();
        // Records begin after a header of 24 bytes, each with 16 and the 16 of an nlmon frame.
        let mut at = 24;
        while let Some(head) = bytes.get(at..at + 32) {
            let size = u32::from_le_bytes([head[8], head[9], head[10], head[11]]) as usize;
            let protocol = u16::from_be_bytes([head[30], head[31]]);
            let message = &bytes[at + 32..at + 16 + size];
            at += 16 + size;
            let Ok((_, header)) = message_header(message, Endian::Little) else { continue };
            let len = (header.len as usize).min(message.len());
            let message = &message[..len];
            let context = Context {
                family: tables::by_protocol(protocol),
                endian: Endian::Little,
                to_kernel: None,
                request: None,
                ids: None,
            };
            let mut tape = Tape::new();
            decode(message, &context, &mut tape);
            let names: std::collections::BTreeSet<&str> =
                tape.body().iter().map(|field| field.name).filter(|name| !name.is_empty()).collect();
            for name in names.into_iter().filter(|name| !matches!(*name, "error" | "msg")) {
                let count = counts.entry(name.to_owned()).or_default();
                *count += 1;
                // Once or twice a name is enough, and tells its tables.
                if *count > 2 || pseudo::Pseudo::named(name).is_some() {
                    continue;
                }
                let filter = Filter::compile(name).unwrap_or_else(|error| panic!("{error}"));
                let interfaces = Interfaces::default();
                let subject = Subject {
                    caller: None,
                    protocol: Some(protocol),
                    direction: None,
                    outcome: Outcome::None,
                    packet: None,
                    when: Timestamp::ZERO,
                    start: Timestamp::ZERO,
                    message: Some(Message {
                        header,
                        bytes: message,
                        tape: &tape,
                        latency: None,
                        interfaces: &interfaces,
                        netns: 0,
                        changes: false,
                    }),
                };
                assert!(filter.keeps(&subject), "{capture}: {name} is in the message");
                assert!(!matches!(filter.root, Node::And(_)));
            }
        }
    }
    assert!(counts.len() > 300, "{}", counts.len());
}

fn complains(text: &str, expected: Expect) {
    let error = Filter::compile(text).err().unwrap_or_else(|| panic!("{text} is wrong"));
    expected.assert_eq(&error.to_string());
}

#[test]
fn complaints_show_the_spot_and_what_was_meant() {
    complains(
        "type == RTM_NEWLINK and IFLA_MUT < 1500",
        expect![[r#"
        -e: nothing is called IFLA_MUT
          type == RTM_NEWLINK and IFLA_MUT < 1500
                                  ^^^^^^^^
          did you mean IFLA_MTU, IFLA_MAP or IFLA_MCTP?"#]],
    );
    complains(
        "IFLA_MTU == \"x\"",
        expect![[r#"
        -e: "x" does not fit here
          IFLA_MTU == "x"
                      ^^^
          IFLA_MTU: u32"#]],
    );
    complains(
        "IFLA_MTU == 5000000000",
        expect![[r#"
        -e: u32 holds 0 to 4294967295
          IFLA_MTU == 5000000000
                      ^^^^^^^^^^
          IFLA_MTU: u32"#]],
    );
    complains(
        "IFLA_OPERSTATE == UP",
        expect![[r#"
        -e: UP is none of IF_OPER_*
          IFLA_OPERSTATE == UP
                            ^^
          did you mean IF_OPER_UP?"#]],
    );
    complains(
        "type == RTM_NEWLIK",
        expect![[r#"
        -e: RTM_NEWLIK is no message type
          type == RTM_NEWLIK
                  ^^^^^^^^^^
          did you mean RTM_NEWLINK?"#]],
    );
    complains(
        "error == EINVALL",
        expect![[r#"
        -e: EINVALL is the name of no error
          error == EINVALL
                   ^^^^^^^
          did you mean EINVAL?"#]],
    );
    complains(
        "IFLA_LINKINFO.RTA_DST",
        expect![[r#"
        -e: RTA_DST never occurs inside IFLA_LINKINFO
          IFLA_LINKINFO.RTA_DST
                        ^^^^^^^
          inside it stand IFLA_INFO_KIND, IFLA_INFO_DATA, IFLA_INFO_XSTATS, IFLA_INFO_SLAVE_KIND, IFLA_INFO_SLAVE_DATA"#]],
    );
    complains(
        "RTA_MULTIPATH == 1",
        expect![[r#"
        -e: RTA_MULTIPATH (records of struct rtnexthop) has no value to compare
          RTA_MULTIPATH == 1
          ^^^^^^^^^^^^^
          alone it asks whether the message has it; inside it stand rtnh_len, rtnh_flags, rtnh_hops, rtnh_ifindex"#]],
    );
    complains(
        "IFLA_IFNAME < eth0",
        expect![[r#"
        -e: `<` does not go with IFLA_IFNAME (string)
          IFLA_IFNAME < eth0
          ^^^^^^^^^^^
          IFLA_IFNAME == … compares it; only numbers have an order"#]],
    );
    complains(
        "IFLA_MTU ~ 15",
        expect![[r#"
        -e: `~` does not go with IFLA_MTU (u32)
          IFLA_MTU ~ 15
          ^^^^^^^^
          IFLA_MTU == … compares it"#]],
    );
    complains(
        "RTA_DST == 10.0.0.0/8",
        expect![[r#"
        -e: `==` compares whole addresses; `in` takes a prefix
          RTA_DST == 10.0.0.0/8
                     ^^^^^^^^^^
          RTA_DST: IPv4 address"#]],
    );
    complains(
        "RTA_DST in 10.0.0.0/33",
        expect![[r#"
        -e: a prefix of this is 0 to 32 bits long
          RTA_DST in 10.0.0.0/33
                     ^^^^^^^^^^^
          RTA_DST: IPv4 address"#]],
    );
    complains(
        "RTM_NEWLINK.IFLA_MTU < 3",
        expect![[r#"
        -e: RTM_NEWLINK is a message type, and no field
          RTM_NEWLINK.IFLA_MTU < 3
          ^^^^^^^^^^^
          type == RTM_NEWLINK and IFLA_MTU …"#]],
    );
    complains(
        "IF_OPER_UP == 6",
        expect![[r#"
        -e: IF_OPER_UP is a value, and no field
          IF_OPER_UP == 6
          ^^^^^^^^^^
          write a field before == and a value after it; a value alone keeps messages in which any field has it"#]],
    );
    complains(
        "pid",
        expect![[r#"
        -e: every message has a pid: compare it
          pid
          ^^^
          for example: pid == 1"#]],
    );
    complains(
        "IFLA == 1",
        expect![[r#"
            -e: names begin with IFLA, but none is IFLA
              IFLA == 1
              ^^^^
              for example IFLA_ADDRESS, IFLA_BROADCAST, IFLA_IFNAME, IFLA_MTU"#]],
    );
    complains(
        "a ==",
        expect![[r#"
        -e: a value is missing here
          a ==
              ^"#]],
    );
    complains(
        "\t\u{1b} == 1",
        expect![[r#"
        -e: this means nothing here
             == 1
           ^
          a text that is no name or number needs quotes: "…""#]],
    );
}

proptest! {
    // Each walks the tables, which is slow without optimization.
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Real names in any order make filters or complaints, and filters have an answer.
    #[test]
    fn no_order_of_names_is_too_strange(
        names in prop::collection::vec(prop::sample::select(vec![
            "IFLA_LINKINFO", "IFLA_INFO_DATA", "IFLA_MTU", "IFLA_ADDRESS", "IFLA_STATS64", "ifi_flags", "tcm_info", "RTA_DST",
            "RTA_MULTIPATH", "IFLA_AF_SPEC", "AF_INET", "IFLA_INET_CONF", "type", "error", "comm", "direction", "protocol",
            "RTM_NEWLINK", "NLM_F_DUMP", "IFF_UP", "EINVAL", "seq", "priority", "ifinfomsg", "IFLA", "flags", "IFLA_OPERSTATE",
        ]), 1..3),
        operator in prop::sample::select(vec!["", "==", "!=", "<", ">=", "in", "has", "&", "~"]),
        value in prop::sample::select(vec![
            "1", "-1", "0xffffffffffffffff", "lo", "\"x\"", "10.0.0.0/8", "::/0", "02:00", "RTM_NEWLINK", "IFF_UP|IFF_RUNNING",
            "1..9", "{1, 2..3, lo}", "EINVAL", "ROUTE", "send", "true", "1:2", "IF_OPER_UP", "99999999999999999999999",
        ]),
    ) {
        let path = names.join(".");
        let text = if operator.is_empty() { path } else { format!("{path} {operator} {value}") };
        match Filter::compile(&text) {
            Ok(_) => {
                for bytes in [link(), route()] {
                    // A process that is known either has the property or has it not.
                    prop_assert_ne!(keeps(&text, &bytes), keeps(&format!("not {text}"), &bytes));
                }
            }
            Err(error) => prop_assert!(text.get(error.span.clone()).is_some() && !error.message.is_empty()),
        }
    }
}

/// Text in which every error points at characters, and every filter is printed without a panic.
#[test]
fn no_expression_is_too_strange() {
    let mut strange = Strange::new(&[
        "type == RTM_NEWLINK and IFLA_MTU < 1500",
        "IFLA_LINKINFO.IFLA_INFO_KIND == \"vlan\"",
        "RTA_DST in {10.0.0.0/8, fe80::/10} or not RTA_MULTIPATH",
        "error or seq in 1..9 && !(flags has NLM_F_DUMP|NLM_F_ACK)",
        "comm ~ 'i\\'p' and pid != 0x10",
        "RTN_BLACKHOLE || genl == nlctrl",
    ]);
    let mut compiled = 0;
    for at in 0..TEXTS {
        let text = strange.text();
        let error = match parse::parse(&text) {
            // Names are held against the tables, which takes longer: for every hundredth.
            Ok(expr) if at % 100 == 0 => match check::check(&expr) {
                Ok(_) => {
                    compiled += 1;
                    continue;
                }
                Err(error) => error,
            },
            Ok(_) => continue,
            Err(error) => error,
        };
        assert!(text.get(error.span.clone()).is_some(), "{text:?}");
        if at % 10 == 0 {
            let shown = error.of(&text).to_string();
            assert!(!shown.contains(|c: char| c.is_control() && c != '\n' || c == '\u{202e}'), "{shown:?}");
        }
    }
    assert!(compiled > 0, "some are expressions");
}

/// The caret stands where the error is, however far that is.
#[test]
fn an_error_far_to_the_right() {
    let text = format!("{}(", " ".repeat(70_000));
    let shown = Filter::compile(&text).err().unwrap().to_string();
    let [_, expression, carets, ..] = shown.lines().collect::<Vec<_>>()[..] else { panic!("{shown}") };
    assert_eq!(carets.find('^'), Some(expression.len()), "right after the parenthesis");
}

#[test]
fn each_keyword_has_a_sentence_and_an_example_that_compiles() {
    for pseudo::Keyword { name, purpose, example, .. } in pseudo::KEYWORDS {
        assert!(purpose.ends_with('.') && purpose.len() > 15, "{name}: {purpose}");
        assert!(Filter::compile(example).is_ok(), "{name}: {example}");
    }
}
