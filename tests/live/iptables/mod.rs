//! iptables-nft, ip6tables-nft, ebtables-nft and arptables-nft with their extensions, in a network namespace of their own: what a
//! command line asks for, and what nltrace prints of the rule that carries it.
//!
//! Each rule has a chain of its own, whose name identifies it. A rule that the tools or the kernel refuse is skipped with a
//! message.

mod bridge;
mod matches;
mod targets;

use std::fmt::Write as _;

use serde_json::Value;

use super::objects::{at, in_namespace};
use bridge::BRIDGE_AND_ARP;
use matches::MATCHES;
use targets::TARGETS;

/// A rule: tool, table, arguments, and the extension with the values that its struct must have.
struct Rule(&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const V4: &str = "iptables-nft";
const V6: &str = "ip6tables-nft";
const EB: &str = "ebtables-nft";
const ARP: &str = "arptables-nft";

/// The objects that rules refer to.
const GROUND: &str =
    "ip link add b0 type bridge; ipset create s hash:ip,port; ipset create t hash:ip timeout 9;";

/// Returns whether a field has the expected text: its value, the names of its flags, or its digits in another base.
fn says(field: &Value, expected: &str) -> bool {
    if let Some(flags) = field["flags"].as_array() {
        return flags.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("|") == expected;
    }
    ["value", "raw_value"].iter().filter_map(|key| field.get(key)).any(|value| match value {
        Value::String(text) => text == expected,
        other => format!("{other}") == expected,
    })
}

/// The extension's name and the fields of its struct, of all matches and targets in a rule.
fn extensions<'a>(fields: &'a Value, found: &mut Vec<(&'a str, &'a Value)>) {
    for field in fields.as_array().into_iter().flatten() {
        let inner = &field["fields"];
        for (name, info) in [("NFTA_MATCH_NAME", "NFTA_MATCH_INFO"), ("NFTA_TARGET_NAME", "NFTA_TARGET_INFO")]
        {
            if let Some(name) = at(inner, name).and_then(|name| name["value"].as_str()) {
                found.push((name, at(inner, info).map_or(&Value::Null, |info| &info["fields"])));
            }
        }
        extensions(inner, found);
    }
}

/// Runs each rule under nltrace and compares; returns how many were compared.
fn compare(rules: &[Rule]) -> usize {
    let mut script = GROUND.to_owned();
    for (at, Rule(tool, table, arguments, ..)) in rules.iter().enumerate() {
        let _ = writeln!(
            script,
            "{{ {tool} -t {table} -N r{at} && {tool} -t {table} -A r{at} {arguments}; }} 2>r.err >&2 || \
             {{ echo \"REFUSED r{at} $(head -n 1 r.err)\"; }}"
        );
    }
    let folder =
        std::env::temp_dir().join(format!("nltrace-iptables-{}-{}", std::process::id(), rules.len()));
    std::fs::create_dir_all(&folder).unwrap();
    let run = in_namespace(&format!("cd {} && {{ {script} }}; true", folder.display()));
    std::fs::remove_dir_all(&folder).unwrap();
    let refused: Vec<&str> = run.stdout.lines().filter_map(|line| line.strip_prefix("REFUSED ")).collect();
    let (mut compared, mut wrong) = (0, Vec::new());
    for (nth, Rule(tool, _, arguments, extension, expected)) in rules.iter().enumerate() {
        let chain = format!("r{nth}");
        // A rule that the kernel refuses was sent too. ebtables gives a new chain a rule of its own.
        let sent = run.message_records().filter(|record| {
            record["type"] == "NFT_MSG_NEWRULE"
                && record["direction"] == "send"
                && at(&record["fields"], "NFTA_RULE_CHAIN").is_some_and(|name| name["value"] == *chain)
        });
        let carries = |record: &&Value| {
            let mut found = Vec::new();
            extensions(&record["fields"], &mut found);
            found.iter().any(|(name, _)| name == extension)
        };
        let mut sent = sent.peekable();
        if sent.peek().is_none() {
            let line = refused.iter().find(|line| line.split(' ').next() == Some(chain.as_str()));
            eprintln!("SKIPPED {tool} {arguments}: {}", line.unwrap_or(&"no rule was sent"));
            continue;
        }
        let Some(record) = sent.find(carries) else {
            eprintln!("SKIPPED {tool} {arguments}: the tool says it without the extension {extension}");
            continue;
        };
        let text = record.to_string();
        for bad in ["\"raw\":", "\"state\":", "\"lints\":", "\"name\":null"] {
            if text.contains(bad) {
                wrong.push(format!("{tool} {arguments}: {bad} in {text}"));
            }
        }
        let mut found = Vec::new();
        extensions(&record["fields"], &mut found);
        let Some((_, info)) = found.iter().find(|(name, _)| name == extension) else { continue };
        for line in *expected {
            let (path, value) = line.split_once('=').unwrap();
            let field = at(info, path);
            if !field.is_some_and(|field| says(field, value)) {
                wrong.push(format!("{tool} {arguments}: {line}, but {}", field.unwrap_or(info)));
            }
        }
        compared += 1;
    }
    assert!(wrong.is_empty(), "{} values differ:\n{}", wrong.len(), wrong.join("\n"));
    eprintln!("{compared} of {} rules compared", rules.len());
    compared
}

#[test]
fn matches_of_iptables() {
    compare(MATCHES);
}

#[test]
fn targets_of_iptables() {
    compare(TARGETS);
}

#[test]
fn extensions_of_ebtables_and_arptables() {
    compare(BRIDGE_AND_ARP);
}
