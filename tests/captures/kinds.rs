//! Links of kinds that take modules, from Debian's kernel 6.1 by way of an nlmon interface (`tests/vm`): what nltrace reads in each
//! answer is what `ip -d -j link` printed of it.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::messages;

/// The prefixes of a kind's attributes.
const PREFIXES: &[(&str, &str)] = &[
    ("vlan", "IFLA_VLAN_"),
    ("bond", "IFLA_BOND_"),
    ("vrf", "IFLA_VRF_"),
    ("ipvlan", "IFLA_IPVLAN_"),
    ("ipvtap", "IFLA_IPVLAN_"),
    ("geneve", "IFLA_GENEVE_"),
    ("gtp", "IFLA_GTP_"),
    ("macsec", "IFLA_MACSEC_"),
    ("tun", "IFLA_TUN_"),
    ("gre", "IFLA_GRE_"),
    ("gretap", "IFLA_GRE_"),
    ("erspan", "IFLA_GRE_"),
    ("ip6gre", "IFLA_GRE_"),
    ("ipip", "IFLA_IPTUN_"),
    ("sit", "IFLA_IPTUN_"),
    ("ip6tnl", "IFLA_IPTUN_"),
    ("vti", "IFLA_VTI_"),
    ("vti6", "IFLA_VTI_"),
    ("xfrm", "IFLA_XFRM_"),
];

/// Where ip's word is not the attribute's.
const CALLED: &[(&str, &str)] = &[
    ("peer_notify_delay", "PEER_NOTIF_DELAY"),
    ("arp_missed_max", "MISSED_MAX"),
    ("hsize", "PDP_HASHSIZE"),
    ("user", "OWNER"),
    ("numqueues", "NUM_QUEUES"),
    ("numdisabled", "NUM_DISABLED_QUEUES"),
    ("external", "COLLECT_METADATA"),
    ("prefix", "6RD_PREFIX"),
    ("prefixlen", "6RD_PREFIXLEN"),
    // A boolean of its own there is a flag here, or some bits.
    ("private", "FLAGS"),
    ("vepa", "FLAGS"),
    ("iseq", "IFLAGS"),
    ("oseq", "OFLAGS"),
    ("icsum", "IFLAGS"),
    ("ocsum", "OFLAGS"),
    ("tclass", "FLOWINFO"),
    ("flowlabel", "FLOWINFO"),
];

/// The flags that ip prints as booleans.
const FLAGS: &[(&str, &str)] = &[
    ("private", "IPVLAN_F_PRIVATE"),
    ("vepa", "IPVLAN_F_VEPA"),
    ("iseq", "GRE_SEQ"),
    ("oseq", "GRE_SEQ"),
    ("icsum", "GRE_CSUM"),
    ("ocsum", "GRE_CSUM"),
];

/// The words of ip for values, where our word does not end like them.
const WORDS: &[(&str, &str)] = &[
    ("GOING_BACK", "BOND_LINK_BACK"),
    ("any", "0.0.0.0"),
    ("any", "::"),
    ("any", "IPPROTO_IP"),
    ("root", "0"),
    ("egress", "1"),
];

/// Returns the letters and digits of a word.
fn bare(word: &str) -> String {
    word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

fn number(text: &str) -> Option<u64> {
    match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        // Keys are written as addresses.
        None if text.starts_with("0.0.0.") => text["0.0.0.".len()..].parse().ok(),
        None => text.parse().ok(),
    }
}

fn named<'v>(fields: &'v Value, name: &str) -> Option<&'v Value> {
    fields["fields"].as_array()?.iter().find(|field| field["name"] == name)
}

/// Returns whether ip's value and a field of ours say the same.
fn same(key: &str, theirs: &Value, field: &Value) -> bool {
    let raw = field.get("raw_value").unwrap_or(&field["value"]).as_u64();
    if let Some((_, flag)) = FLAGS.iter().find(|(known, _)| *known == key) {
        return *theirs == field["flags"].as_array().is_some_and(|flags| flags.contains(&(*flag).into()));
    }
    match (key, theirs) {
        ("tclass", Value::String(text)) => number(text) == raw.map(|raw| raw >> 20),
        ("flowlabel", Value::String(text)) => number(text) == raw.map(|raw| raw & 0xf_ffff),
        // Digits of a hardware address and a port.
        ("sci", Value::String(digits)) => u64::from_str_radix(digits, 16).ok() == raw,
        ("flags", Value::Array(flags)) => {
            let ours = named(field, "flags").unwrap()["flags"].as_array().unwrap();
            let ends =
                |flag: &Value| ours.iter().any(|own| own.as_str().unwrap().ends_with(flag.as_str().unwrap()));
            flags.len() == ours.len() && flags.iter().all(ends)
        }
        (_, Value::Array(list)) => {
            let ours = field["fields"].as_array().unwrap();
            let pairs = list.iter().zip(ours).all(|(theirs, own)| match theirs {
                Value::Object(members) => {
                    members.iter().all(|(key, value)| named(own, key).unwrap()["value"] == *value)
                }
                _ => own["value"] == *theirs,
            });
            list.len() == ours.len() && pairs
        }
        (_, Value::Bool(theirs)) => field["value"] == *theirs,
        (_, Value::Number(theirs)) => raw == theirs.as_u64(),
        (_, Value::Null) => field["value"].as_str().is_some_and(|word| word.ends_with("_NONE")),
        (_, Value::String(text)) => match &field["value"] {
            Value::Bool(own) => (text == "on") == *own,
            Value::Number(own) => {
                number(text) == own.as_u64() || WORDS.contains(&(text.as_str(), &own.to_string()))
            }
            Value::String(own) => bare(own).ends_with(&bare(text)) || WORDS.contains(&(text.as_str(), own)),
            _ => false,
        },
        _ => false,
    }
}

#[test]
fn as_ip_prints_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/captures");
    let mut kinds = BTreeSet::new();
    let mut values = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "jsonl") {
            continue;
        }
        let answers: Vec<Value> = messages(&std::fs::read(path.with_extension("pcap")).unwrap())
            .into_iter()
            .filter(|message| message["type"] == "RTM_NEWLINK" && message["answers"].is_object())
            .collect();
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            let link: Value = serde_json::from_str(line).unwrap();
            let link = &link[0];
            let name = link["ifname"].as_str().unwrap();
            let is_it = |answer: &&Value| named(answer, "IFLA_IFNAME").unwrap()["value"] == name;
            // ip asked for it last, after all that was done to it.
            let answer = answers.iter().rev().find(is_it).unwrap();
            assert_eq!(answer["notes"].to_string(), "[]", "{name}");
            let about = named(answer, "IFLA_LINKINFO").unwrap();
            for (what, data, suffix) in
                [("info_kind", "info_data", ""), ("info_slave_kind", "info_slave_data", "of a slave")]
            {
                let (Some(kind), Some(theirs)) =
                    (link["linkinfo"][what].as_str(), link["linkinfo"].get(data))
                else {
                    continue;
                };
                let attribute = if suffix.is_empty() { "IFLA_INFO_DATA" } else { "IFLA_INFO_SLAVE_DATA" };
                let ours = named(about, attribute).unwrap();
                let prefix = match (kind, suffix.is_empty()) {
                    ("bond", false) => "IFLA_BOND_SLAVE_",
                    ("vrf", false) => "IFLA_VRF_PORT_",
                    (_, true) => PREFIXES.iter().find(|(known, _)| *known == kind).expect(kind).1,
                    (kind, false) => panic!("a slave of {kind}"),
                };
                for (key, theirs) in theirs.as_object().unwrap() {
                    // Told by name there, by number here.
                    if key == "active_slave" {
                        continue;
                    }
                    let word = CALLED.iter().find(|(known, _)| known == key).map(|(_, word)| *word);
                    let attribute = format!("{prefix}{}", word.unwrap_or(&key.to_ascii_uppercase()));
                    let field = named(ours, &attribute).unwrap_or_else(|| {
                        panic!("{name}: {kind} {suffix}: {key}: no {attribute} in {ours}")
                    });
                    assert!(same(key, theirs, field), "{name}: {kind}: {key} is {theirs}, here {field}");
                    values += 1;
                }
                kinds.insert(format!("{kind}{suffix}"));
            }
        }
    }
    // A test of too few links would prove nothing.
    assert_eq!(kinds.len(), PREFIXES.len() + 2, "{kinds:?}");
    assert!(values > 150, "{values}");
}

/// An error with the kernel's text, from a module.
#[test]
fn a_vlan_id_out_of_range() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/captures/link-vlan.pcap");
    let found = messages(&std::fs::read(path).unwrap());
    let errors: Vec<&str> = found.iter().filter_map(|message| message["error"]["message"].as_str()).collect();
    assert_eq!(errors, ["8021q: Invalid VLAN id", "8021q: VLAN properties not specified"]);
    let refused = found.iter().find(|message| message["error"]["name"] == "ERANGE").unwrap();
    assert_eq!(refused["answers"]["type"], "RTM_NEWLINK");
}
