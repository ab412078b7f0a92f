//! Unsolicited messages: notifications, with the group and the namespace that they come from, and answers without a request.

use std::fs;
use std::process::Command;

use serde_json::Value;

use super::run::{bounded, scratch};

/// Listens with `NETLINK_PKTINFO` and `NETLINK_LISTEN_ALL_NSID` while links change here and in another namespace, whose
/// id is 7.
const LISTENER: &str = r#"
import os, socket, struct
SOL_NETLINK, PKTINFO, LISTEN_ALL_NSID, RTNLGRP_LINK = 270, 3, 8, 1
listener = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
listener.setsockopt(SOL_NETLINK, PKTINFO, 1)
listener.setsockopt(SOL_NETLINK, LISTEN_ALL_NSID, 1)
listener.bind((0, RTNLGRP_LINK))
os.system("ip -n other link set lo up; ip link set lo up")
for _ in range(2):
    listener.recvmsg(65536, 256)
"#;

/// Listens for addresses while ip(8) adds one, and takes the sender's address with the notification: the kernel puts the group there.
const ADDRESSES: &str = r#"
import os, socket
RTMGRP_IPV4_IFADDR = 0x10
listener = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
listener.bind((0, RTMGRP_IPV4_IFADDR))
os.system("ip addr add 127.9.9.9/32 dev lo")
listener.recvfrom(65536)
"#;

/// Gets an acknowledgement and an error that the kernel never sent: root may send to anybody.
const FORGER: &str = r#"
import socket, struct
victim = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
victim.bind((0, 0))
forger = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
for errno in 0, -22:
    port = victim.getsockname()[0]
    forged = struct.pack("=IHHII i IHHII", 36, 2, 0x100, 99, port, errno, 32, 16, 5, 99, 0)
    forger.sendto(forged, (port, 0))
    victim.recv(65536)
"#;

/// Returns nltrace's output for a Python program in a network namespace beside another.
fn shown(format: &str, program: &str) -> Option<String> {
    let output = scratch(format);
    let before = "mount -t tmpfs none /run && mkdir /run/netns && ip netns add other && ip netns set other 7 || exit 99
        exec \"$@\"";
    let mut run = Command::new("unshare");
    run.args(["-rnm", "sh", "-c", before, "sh", env!("CARGO_BIN_EXE_nltrace"), "-F", format, "-o"]);
    run.arg(&output).args(["--no-follow", "--", "python3", "-c", program]).env("COLUMNS", "2000");
    let (status, _, err) = bounded(run);
    let text = fs::read_to_string(&output).unwrap_or_default();
    let _ = fs::remove_file(output);
    if !status.success() {
        eprintln!("SKIPPED: needs python3, ip(8), and namespaces in which to mount: {err}");
        return None;
    }
    Some(text)
}

fn received(json: &str) -> Vec<Value> {
    let messages = json.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    messages.filter(|message| message["direction"] == "receive" && message.get("event").is_none()).collect()
}

#[test]
fn notifications_say_where_they_come_from() {
    let Some(json) = shown("json", LISTENER) else { return };
    let messages = received(&json);
    assert_eq!(messages.len(), 2, "{json}");
    for message in &messages {
        assert_eq!(message["notification"]["group"], "RTNLGRP_LINK", "{message}");
        assert_eq!(message["notification"]["group_id"], 1, "{message}");
    }
    assert_eq!(messages[0]["nsid"], 7, "{}", messages[0]);
    assert!(messages[1].get("nsid").is_none(), "{}", messages[1]);
    let tree = shown("tree", LISTENER).unwrap_or_default();
    assert!(tree.contains("group RTNLGRP_LINK  nsid 7"), "{tree}");
    assert_eq!(tree.matches("group RTNLGRP_LINK").count(), 2, "{tree}");
}

#[test]
fn a_notification_has_its_group_and_its_sender() {
    let Some(json) = shown("json", ADDRESSES) else { return };
    let messages = received(&json);
    assert_eq!(messages.len(), 1, "{json}");
    let notification = &messages[0]["notification"];
    assert_eq!(notification["group"], "RTNLGRP_IPV4_IFADDR", "{json}");
    assert_eq!(notification["group_id"], 5, "{json}");
    // The kernel's own port id. The header has that of ip(8), which requested the change.
    assert_eq!(notification["sender"], 0, "{json}");
    assert!(messages[0]["portid"].as_u64().is_some_and(|portid| portid > 0), "{json}");
}

#[test]
fn what_answers_nothing_is_told_as_such() {
    let Some(json) = shown("json", FORGER) else { return };
    let messages = received(&json);
    assert_eq!(messages.len(), 2, "{json}");
    assert!(messages.iter().all(|message| message.get("answers") == Some(&Value::Null)), "{json}");
    let tree = shown("tree", FORGER).unwrap_or_default();
    assert!(
        tree.contains("NLMSG_ERROR  seq=99") && tree.contains("an acknowledgement that nobody waits for")
    );
    assert!(tree.contains("answers nothing that still waits"), "{tree}");
}
