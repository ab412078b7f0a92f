//! Families of generic netlink whose numbers the traced program knows, and never asks for.

use super::run::{Run, plain, trace_with};

/// Sends a command that no family has to the one with the number given, joins nlctrl's group, and binds to it.
const CLIENT: &str = r#"
import socket, struct, sys
one = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16)
one.send(struct.pack("=IHHIIBBH", 20, int(sys.argv[1]), 5, 7, 0, 250, 1, 0))
one.recv(65536)
one.setsockopt(270, 1, 16)
two = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16)
two.bind((0, 1 << 15))
"#;

fn words(command: &[&str]) -> Vec<String> {
    command.iter().map(|word| (*word).to_owned()).collect()
}

/// Returns a family that is not nlctrl, as `genl` lists it: name and number.
fn family() -> Option<(String, u16)> {
    let listed = plain(&words(&["sh", "-c", "genl ctrl list"]));
    let mut lines = listed.stdout.lines();
    while let Some(line) = lines.next() {
        let Some(name) = line.strip_prefix("Name: ").filter(|name| *name != "nlctrl") else { continue };
        let id = lines.next()?.trim().strip_prefix("ID: 0x")?.split(' ').next()?;
        return Some((name.trim().to_owned(), u16::from_str_radix(id, 16).ok()?));
    }
    None
}

#[test]
fn the_kernel_is_asked_for_what_the_program_does_not_ask() {
    let Some((name, id)) = family() else {
        eprintln!("SKIPPED the_kernel_is_asked_for_what_the_program_does_not_ask: needs genl of iproute2");
        return;
    };
    let Run { records, status, stderr, .. } =
        trace_with(&[], &words(&["python3", "-c", CLIENT, &id.to_string()]));
    if !status.success() {
        eprintln!("SKIPPED the_kernel_is_asked_for_what_the_program_does_not_ask: needs python3: {stderr}");
        return;
    }
    let request = records.iter().find(|record| record["direction"] == "send").unwrap();
    assert_eq!((&request["type_id"], &request["family"]), (&id.into(), &name.clone().into()), "{request}");
    let error = records.iter().find(|record| record["direction"] == "receive").unwrap();
    assert_eq!((&error["type"], &error["family"]), (&"NLMSG_ERROR".into(), &name.into()), "{error}");
    assert_eq!(error["error"]["name"], "EOPNOTSUPP");
    // nltrace's own request is not among the program's.
    assert_eq!(records.iter().filter(|record| record["direction"].is_string()).count(), 2);
    let joined = records.iter().find(|record| record["option"] == "NETLINK_ADD_MEMBERSHIP").unwrap();
    assert_eq!(joined["group"], "nlctrl:notify");
    let bound = records.iter().find(|record| record["event"] == "bind").unwrap();
    assert_eq!(bound["groups"], serde_json::json!(["nlctrl:notify"]));
}
