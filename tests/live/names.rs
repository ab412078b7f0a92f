//! The names of numbers in every format: interfaces as named by the kernel, routing tables and protocols by the
//! administrator.

use std::fs;
use std::process::Command;

use super::run::{bounded, scratch};

/// The lists are this namespace's own, and so are the interfaces.
const BEFORE: &str = "mount -t tmpfs none /etc/iproute2 &&
    echo '77 uplink' > /etc/iproute2/rt_tables && echo '111 by-hand' > /etc/iproute2/rt_protos &&
    ip link add v0 type veth peer name v1 && ip addr add 10.0.0.1/24 dev v0 && ip link set v0 up";

/// Returns nltrace's output for a command that adds a route, in a format.
fn shown(format: &str) -> Option<String> {
    let output = scratch(format);
    let script = format!("{BEFORE} || exit 99; exec \"$@\"");
    let mut run = Command::new("unshare");
    run.args(["-rnm", "sh", "-c", &script, "sh", env!("CARGO_BIN_EXE_nltrace"), "-F", format, "-o"]);
    run.arg(&output).args(["--", "ip", "route", "add", "10.9.0.0/16", "dev", "v0", "table", "77"]);
    run.args(["proto", "111"]).env("COLUMNS", "2000");
    let (status, _, err) = bounded(run);
    let text = fs::read_to_string(&output).unwrap_or_default();
    let _ = fs::remove_file(output);
    if !status.success() {
        eprintln!("SKIPPED names: needs ip(8), and namespaces in which to mount: {err}");
        return None;
    }
    Some(text)
}

#[test]
fn names_are_in_every_format() {
    let Some(tree) = shown("tree") else { return };
    for printed in ["rtm_table=77 (uplink)", "rtm_protocol=111 (by-hand)", "(v0)"] {
        assert!(tree.contains(printed), "{printed}: {tree}");
    }
    let hex = shown("hex").unwrap_or_default();
    for printed in ["77 (uplink)", "111 (by-hand)", "(v0)"] {
        assert!(hex.contains(printed), "{printed}: {hex}");
    }
    let json = shown("json").unwrap_or_default();
    let messages = json.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let route = messages.into_iter().find(|message| message["type"] == "RTM_NEWROUTE").expect("a route");
    let find = |fields: &serde_json::Value, name: &str| {
        let found = fields.as_array().unwrap().iter().find(|field| field["name"] == name);
        found.unwrap_or_else(|| panic!("no {name}: {fields}")).clone()
    };
    let head = find(&route["fields"], "rtmsg")["fields"].clone();
    for (field, value, called) in [("rtm_table", 77, "uplink"), ("rtm_protocol", 111, "by-hand")] {
        let field = find(&head, field);
        assert_eq!((&field["value"], &field["called"]), (&value.into(), &called.into()));
    }
    let interface = find(&route["fields"], "RTA_OIF");
    assert!(interface["value"].is_u64() && interface["called"] == "v0", "{interface}");
    let line = shown("line").unwrap_or_default();
    assert!(line.contains("if_nametoindex(\"v0\")"), "{line}");
}
