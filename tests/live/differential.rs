//! The same program under strace and under nltrace: the same messages, and the same values where strace has them.
//!
//! Known differences: strace takes the zeros that iproute2 sends after a message for a message of length 0 (the kernel does
//! not), and prints `FRA_SUPPRESS_PREFIXLEN` unsigned, where -1 means none.

use std::collections::HashMap;
use std::process::Command;

use serde_json::Value;

use super::run::{bounded, scratch, trace_with};

/// Returns strace's output for a program's netlink calls, without peeks; `None` if strace or the program can't be run.
fn strace(command: &[&str]) -> Option<String> {
    if Command::new("strace").arg("-V").output().is_err() {
        return None;
    }
    let output = scratch("strace");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-v", "-s", "100000", "-e", "trace=sendto,sendmsg,recvfrom,recvmsg", "-o"]);
    strace.arg(&output).args(command);
    let (status, _, _) = bounded(strace);
    let text = std::fs::read_to_string(&output).unwrap_or_default();
    let _ = std::fs::remove_file(output);
    let calls = text.lines().filter(|line| !line.contains("MSG_PEEK"));
    status.success().then(|| calls.collect::<Vec<_>>().join("\n"))
}

/// Returns length, type and flags of each message in strace's output.
fn headers_of_strace(text: &str) -> Vec<String> {
    let headers = text.split("nlmsg_len=").skip(1).map(|rest| {
        let part = |from: &str| {
            rest.split(from).nth(1).unwrap_or_default().split(", nlmsg_").next().unwrap_or_default()
        };
        let len = rest.split(',').next().unwrap_or_default();
        format!("{len} {} {}", part("nlmsg_type="), part("nlmsg_flags="))
    });
    headers.filter(|header| !header.starts_with("0 ")).collect()
}

/// Returns the plain numbers and strings that strace prints for attributes, by name, in order; `None` for other values.
fn values_of_strace(text: &str) -> HashMap<String, Vec<Option<String>>> {
    let mut values: HashMap<String, Vec<Option<String>>> = HashMap::new();
    for part in text.split("nla_type=").skip(1) {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        let name = name.rsplit('|').next().unwrap_or_default();
        let value = rest.strip_prefix(", ").and_then(|rest| match rest.strip_prefix('"') {
            // Bytes in hexadecimal: strace does not know what they are.
            Some(text) => text.split('"').next().filter(|text| !text.starts_with("\\x")),
            None => rest.split(']').next().filter(|number| number.bytes().all(|byte| byte.is_ascii_digit())),
        });
        values
            .entry(name.to_owned())
            .or_default()
            .push(value.map(|value| value.trim_end_matches("\\0").to_owned()));
    }
    values
}

/// The same of nltrace: a number, or a string.
fn values_of_nltrace(fields: &[Value], values: &mut HashMap<String, Vec<Vec<String>>>) {
    for field in fields {
        if field.get("type_id").is_some() {
            let name = field["name"].as_str().unwrap_or_default().to_owned();
            let printed =
                [&field["value"], &field["raw_value"]].into_iter().filter_map(|value| match value {
                    Value::String(text) => Some(text.clone()),
                    Value::Number(number) => Some(number.to_string()),
                    _ => None,
                });
            values.entry(name).or_default().push(printed.collect());
        }
        values_of_nltrace(field["fields"].as_array().map(Vec::as_slice).unwrap_or_default(), values);
    }
}

/// Length, type and flags of a message, or of the one that an error echoes.
fn header(len: &Value, kind: &Value, flags: &Value) -> String {
    let flags: Vec<&str> = flags.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let flags = if flags.is_empty() { "0".to_owned() } else { flags.join("|") };
    format!("{len} {} {flags}", kind.as_str().unwrap_or("?"))
}

#[test]
fn the_same_messages_and_values_as_strace() {
    let mut compared = 0;
    for command in [
        &["ip", "-d", "link"][..],
        &["ip", "addr"],
        &["ip", "route", "get", "127.0.0.1"],
        &["ip", "route", "show", "table", "all"],
        &["ip", "rule"],
        &["ip", "neigh"],
        &["tc", "-s", "qdisc"],
        &["ss", "-tlnie"],
        &["ss", "-xa"],
    ] {
        let Some(strace) = strace(command) else {
            eprintln!("SKIPPED {command:?}: needs strace, and the command to work");
            continue;
        };
        let words: Vec<String> = command.iter().map(|word| (*word).to_owned()).collect();
        let run = trace_with(&["--messages-only"], &words);
        let peeked = |record: &&Value| record["notes"].to_string().contains("MSG_PEEK");
        let (mut headers, mut values) = (Vec::new(), HashMap::new());
        for record in run.message_records().filter(|record| !peeked(record)) {
            headers.push(header(&record["len"], &record["type"], &record["flags"]));
            let fields = record["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
            for echo in fields.iter().filter(|field| field["name"] == "msg") {
                let of = |at: usize| &echo["fields"][at];
                headers.push(header(&of(0)["value"], &of(1)["value"], &of(2)["flags"]));
            }
            values_of_nltrace(fields, &mut values);
        }
        let mut of_strace = headers_of_strace(&strace);
        if command[0] == "ss" {
            // Other programs open and close sockets between the two runs, so only the kinds of messages can be equal.
            for headers in [&mut headers, &mut of_strace] {
                headers.sort();
                headers.dedup();
            }
        }
        assert_eq!(headers, of_strace, "{command:?}");
        for (name, theirs) in values_of_strace(&strace) {
            let Some(ours) = values.get(&name).filter(|ours| ours.len() == theirs.len()) else { continue };
            for (theirs, ours) in theirs.iter().zip(ours) {
                let (Some(theirs), false) = (theirs, ours.is_empty() || name == "FRA_SUPPRESS_PREFIXLEN")
                else {
                    continue;
                };
                compared += 1;
                assert!(ours.contains(theirs), "{command:?} {name}: strace {theirs}, nltrace {ours:?}");
            }
        }
    }
    eprintln!("{compared} values compared with strace's");
}
