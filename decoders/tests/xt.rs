//! Extensions of iptables in revisions that no tool of today sends: each struct by name, revision, family and size.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a test that fails is meant to panic"
)]

use nltrace_decoders::schema::{Case, Kind};
use nltrace_decoders::tape::State;
use nltrace_decoders::walk::{Item, tables};
use nltrace_decoders::{Decoder, Endian, Message};

const IPV4: u8 = 2;
const ARP: u8 = 3;
const BRIDGE: u8 = 7;
const IPV6: u8 = 10;

fn attribute(kind: u16, payload: &[u8]) -> Vec<u8> {
    let mut bytes = (payload.len() as u16 + 4).to_le_bytes().to_vec();
    bytes.extend(kind.to_le_bytes());
    bytes.extend(payload);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

fn text(text: &str) -> Vec<u8> {
    [text.as_bytes(), &[0]].concat()
}

/// Returns a rule of one expression, `match` or `target`, with these bytes.
fn rule(family: u8, kind: &str, name: &str, revision: Option<u32>, info: &[u8]) -> Message {
    let revision = revision.map_or_else(Vec::new, |revision| attribute(2, &revision.to_be_bytes()));
    let data = [attribute(1, &text(name)), revision, attribute(3, info)].concat();
    let expression = [attribute(1, &text(kind)), attribute(0x8002, &data)].concat();
    let body = [vec![family, 0, 0, 0], attribute(0x8004, &attribute(0x8001, &expression))].concat();
    let mut message = (body.len() as u32 + 16).to_le_bytes().to_vec();
    message.extend(0x0a06u16.to_le_bytes());
    message.extend([1, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    message.extend(body);
    Decoder::netfilter().endian(Endian::Little).to_kernel().decode(message)
}

/// Returns the value of a member, in words.
fn member(message: &Message, kind: &str, path: &str) -> String {
    let attribute = if kind == "match" { "NFTA_MATCH_INFO" } else { "NFTA_TARGET_INFO" };
    let found = message.fields().find(|field| field.name() == attribute).unwrap();
    let whole = format!("{}.{path}", found.path());
    message.get(&whole).unwrap_or_else(|| panic!("{whole}")).value().to_string()
}

/// Returns bytes with some of them set.
fn bytes(len: usize, set: &[(usize, &[u8])]) -> Vec<u8> {
    let mut bytes = vec![0; len];
    for (at, some) in set {
        bytes.get_mut(*at..at + some.len()).unwrap().copy_from_slice(some);
    }
    bytes
}

/// An extension, its revisions with the size of each, and a family.
type Extension = (u8, &'static str, &'static str, &'static [(u32, usize)]);

const EXTENSIONS: &[Extension] = &[
    (IPV4, "match", "addrtype", &[(0, 16), (1, 8)]),
    (IPV4, "match", "ah", &[(0, 16)]),
    (IPV6, "match", "ah", &[(0, 16)]),
    (IPV4, "match", "cgroup", &[(0, 8), (1, 4112), (2, 528)]),
    (IPV4, "match", "conntrack", &[(1, 152), (2, 160), (3, 168)]),
    (IPV4, "match", "hashlimit", &[(1, 56), (2, 304), (3, 312)]),
    (IPV4, "match", "ipvs", &[(0, 40)]),
    (IPV4, "match", "l2tp", &[(0, 16)]),
    (IPV4, "match", "limit", &[(0, 40)]),
    (BRIDGE, "match", "limit", &[(0, 32)]),
    (IPV4, "match", "multiport", &[(0, 32), (1, 48)]),
    (IPV4, "match", "nfacct", &[(0, 40), (1, 40)]),
    (IPV4, "match", "recent", &[(0, 216), (1, 232)]),
    (IPV4, "match", "set", &[(0, 32), (1, 8), (2, 8), (3, 48), (4, 48)]),
    (IPV4, "match", "socket", &[(0, 0), (1, 8), (2, 8), (3, 8)]),
    (IPV6, "match", "srh", &[(0, 16), (1, 112)]),
    (IPV4, "match", "state", &[(0, 8)]),
    (IPV4, "match", "string", &[(0, 160), (1, 160)]),
    (IPV4, "match", "udp", &[(0, 16)]),
    (IPV4, "match", "udplite", &[(0, 16)]),
    (IPV4, "target", "CLUSTERIP", &[(0, 64)]),
    (IPV4, "target", "CT", &[(0, 40), (1, 72), (2, 72)]),
    (IPV4, "target", "DNAT", &[(0, 24), (1, 40), (2, 48)]),
    (IPV6, "target", "DNAT", &[(1, 40), (2, 48)]),
    (IPV4, "target", "IDLETIMER", &[(0, 40), (1, 48)]),
    (IPV4, "target", "LED", &[(0, 40)]),
    (IPV4, "target", "NFLOG", &[(0, 80)]),
    (IPV4, "target", "NFQUEUE", &[(0, 8), (1, 8), (2, 8), (3, 8)]),
    (IPV4, "target", "NOTRACK", &[(0, 0)]),
    (IPV4, "target", "SET", &[(0, 64), (1, 8), (2, 16), (3, 24)]),
    (IPV4, "target", "TPROXY", &[(0, 16), (1, 32)]),
    (IPV4, "target", "TRACE", &[(0, 0)]),
    (IPV4, "target", "ULOG", &[(0, 56)]),
    (ARP, "target", "mangle", &[(0, 48)]),
];

#[test]
fn every_revision_has_a_struct_of_its_size() {
    for (family, kind, name, revisions) in EXTENSIONS {
        for (revision, size) in *revisions {
            for revision in [Some(*revision), None] {
                let message = rule(*family, kind, name, revision, &vec![0; *size]);
                for field in message.fields() {
                    assert_eq!(field.state(), State::Good, "{name} {revision:?} of {size}: {}", field.path());
                }
            }
        }
    }
}

#[test]
fn a_revision_that_no_kernel_has_is_not_explained() {
    let message = rule(IPV4, "match", "set", Some(9), &[0; 48]);
    assert!(message.fields().any(|field| field.state() == State::Unknown));
}

#[test]
fn old_revisions() {
    let message = rule(IPV4, "match", "multiport", Some(0), &bytes(32, &[(0, &[1, 2, 22, 0, 80, 0])]));
    assert_eq!(member(&message, "match", "ports.[1]"), "80");

    let cfg2 = bytes(304, &[(0, b"h"), (256, &5_000_000_000u64.to_le_bytes()), (272, &[4, 0, 0, 0])]);
    let message = rule(IPV4, "match", "hashlimit", Some(2), &cfg2);
    assert_eq!(member(&message, "match", "cfg.avg"), "5000000000");
    assert_eq!(member(&message, "match", "cfg.mode"), "XT_HASHLIMIT_HASH_SIP");

    let cfg1 = bytes(56, &[(0, b"h"), (20, &2500u32.to_le_bytes()), (44, &[24, 32])]);
    let message = rule(IPV4, "match", "hashlimit", Some(1), &cfg1);
    assert_eq!(member(&message, "match", "cfg.avg"), "2500");

    let counters = bytes(48, &[(0, &[7, 0, 1, 2]), (8, &[4]), (16, &9u64.to_le_bytes())]);
    let message = rule(IPV4, "match", "set", Some(3), &counters);
    assert_eq!(member(&message, "match", "packets.op"), "IPSET_COUNTER_GT");
    assert_eq!(member(&message, "match", "packets.value"), "9");

    let message = rule(IPV4, "target", "NFQUEUE", Some(2), &[5, 0, 3, 0, 1, 0, 0, 0]);
    assert_eq!(member(&message, "target", "bypass"), "true");

    let node = bytes(64, &[(0, &[1]), (4, &[1, 0, 0x5e, 0, 0, 1, 2, 0, 1, 0, 2, 0]), (48, &[1])]);
    let message = rule(IPV4, "target", "CLUSTERIP", Some(0), &node);
    assert_eq!(member(&message, "target", "local_nodes.[0]"), "2");
    assert_eq!(member(&message, "target", "hash_mode"), "CLUSTERIP_HASHMODE_SIP_SPT");

    let message = rule(BRIDGE, "match", "limit", None, &bytes(32, &[(0, &2000u32.to_le_bytes())]));
    assert_eq!(member(&message, "match", "avg"), "2000");

    let lamp = bytes(40, &[(0, b"netfilter-x"), (27, &[1]), (28, &1000u32.to_le_bytes())]);
    let message = rule(IPV4, "target", "LED", Some(0), &lamp);
    assert_eq!(member(&message, "target", "id"), "\"netfilter-x\"");
    assert_eq!(member(&message, "target", "always_blink"), "true");
}

#[test]
fn a_hash_table_of_among() {
    let mut info = bytes(12 + 1032 + 12, &[(0, &[12]), (12 + 1028, &[1])]);
    info.get_mut(1044..).unwrap().copy_from_slice(&[0, 0, 2, 0, 0, 0, 0, 5, 10, 0, 0, 1]);
    let message = rule(BRIDGE, "match", "among", Some(0), &info);
    for field in message.fields() {
        assert_eq!(field.state(), State::Good, "{}", field.path());
    }
    assert!(message.fields().any(|field| field.name() == "ip" && field.value().to_string() == "10.0.0.1"));
}

/// A list out of order may name an extension twice, and the second is never chosen.
#[test]
fn every_extension_is_named_once() {
    let all = tables(nltrace_decoders::family::FAMILIES);
    let count = |attribute: &str| {
        let cases = all.items().find_map(|item| match item {
            Item::Set(set) => set.named(attribute).and_then(|row| match row.kind {
                Kind::Select { cases, .. } => Some(cases),
                _ => None,
            }),
            _ => None,
        });
        let names: Vec<&str> = cases
            .unwrap()
            .iter()
            .filter_map(|(case, _)| if let Case::Named(name) = case { Some(*name) } else { None })
            .collect();
        assert!(names.is_sorted_by(|one, next| one < next), "{names:?}");
        names.len()
    };
    assert_eq!((count("NFTA_MATCH_INFO"), count("NFTA_TARGET_INFO")), (72, 46));
}
