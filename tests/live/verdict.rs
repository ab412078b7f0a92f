//! The verdict at the end of a trace: the failures and their reasons, in the last lines.

use std::fs;
use std::process::Command;

use serde_json::Value;

use super::run::{bounded, scratch};

/// Returns whether a script succeeds here.
fn succeeds(script: &str) -> bool {
    let mut shell = Command::new("sh");
    shell.args(["-c", script]);
    bounded(shell).0.success()
}

/// Returns nltrace's output for a shell command in a network namespace of its own.
fn trace(options: &[&str], command: &str) -> String {
    let output = scratch("verdict");
    let mut run = Command::new("unshare");
    run.args(["-rn", env!("CARGO_BIN_EXE_nltrace"), "-o"]).arg(&output).args(options);
    run.args(["--", "sh", "-c", command]).env("COLUMNS", "2000");
    bounded(run);
    let text = fs::read_to_string(&output).unwrap_or_default();
    let _ = fs::remove_file(output);
    text
}

/// Returns the lines of the verdict.
fn verdict(options: &[&str], command: &str) -> Vec<String> {
    let text = trace(options, command);
    let at = text.rfind("nltrace: ").filter(|at| *at == 0 || text.as_bytes()[at - 1] == b'\n');
    text[at.unwrap_or(text.len())..].lines().map(str::to_owned).collect()
}

/// Python that opens netlink sockets: `s` speaks `NETLINK_ROUTE`.
fn python(program: &str) -> String {
    format!("exec python3 -c 'import os, socket\ns = socket.socket(16, 3, 0)\n{program}'")
}

fn is_possible() -> bool {
    let possible = succeeds("unshare -rn ip -V && python3 -V");
    if !possible {
        eprintln!("skipped: this needs ip(8), python3 and namespaces for users");
    }
    possible
}

#[test]
fn a_failed_request_is_named_with_its_reason() {
    if !is_possible() {
        return;
    }
    let command = "exec ip route add 10.0.0.0/8 via 192.0.2.1";
    let lines = verdict(&[], command);
    assert_eq!(
        lines,
        [
            "nltrace: 1 of 1 request failed",
            "  RTM_NEWROUTE 10.0.0.0/8 via 192.0.2.1: ENETUNREACH \"Nexthop has invalid gateway\""
        ]
    );
    for options in [&["-q"][..], &["-F", "line"], &["--bytes", "rust"], &["-F", "line", "-v"]] {
        assert_eq!(verdict(options, command), [""; 0], "{options:?}");
    }
    for options in [&["-F", "hex"][..], &["-C"], &["-e", "error"], &["--messages-only"], &["-v"]] {
        assert_eq!(verdict(options, command).get(1), lines.get(1), "{options:?}");
    }
}

#[test]
fn the_same_failure_is_told_once() {
    if !is_possible() {
        return;
    }
    let lines = verdict(&[], "for i in 1 2 3; do ip link show dev nosuch; done; ip link show lo");
    assert!(lines[0].starts_with("nltrace: 3 of "), "{lines:?}");
    assert_eq!(
        lines[1..],
        [
            "  RTM_GETLINK nosuch: ENODEV (No such device)  ×3",
            "    no interface is called \"nosuch\" in this network namespace"
        ]
    );
}

#[test]
fn a_probe_is_no_failure() {
    if !is_possible() {
        return;
    }
    let text = trace(&[], "exec ip link show lo");
    assert!(!text.contains("nltrace: "), "{text}");
    if text.contains("NLMSG_ERROR") {
        assert!(text.contains("a probe of iproute2, which expects it"), "{text}");
    }
}

#[test]
fn a_program_that_refuses_by_itself_is_named() {
    if !is_possible() {
        return;
    }
    assert_eq!(
        verdict(&[], "exec ip addr add 10.0.0.300/24 dev lo"),
        ["nltrace: ip exited with 1; it sent no request: the kernel was not asked"]
    );
    // The shell ends as its last command did. The statuses of the others are no failure of the whole.
    assert_eq!(
        verdict(&[], "false; exit 3"),
        ["nltrace: sh exited with 3; it sent no request: the kernel was not asked"]
    );
    let [of_children] = verdict(&[], "ip addr show lo; exit 3").try_into().unwrap();
    let (sent, failed) = of_children.split_once(", and none of the ").unwrap();
    assert_eq!(sent, "nltrace: sh exited with 3; it sent no request");
    assert!(failed.ends_with(" of other processes failed"), "{of_children}");
    assert_eq!(verdict(&[], "false; ip addr show lo"), [""; 0]);
    let killed = verdict(&[], &python("os.kill(os.getpid(), 9)"));
    assert_eq!(
        killed,
        ["nltrace: python3 was killed by SIGKILL; it sent no request: the kernel was not asked"]
    );
}

#[test]
fn calls_fail_too() {
    if !is_possible() {
        return;
    }
    for (program, wanted) in [
        ("socket.socket(16, 3, 30)", "  socket 30: EPROTONOSUPPORT (Protocol not supported)"),
        ("s.setsockopt(270, 99, 1)", "  setsockopt 99: ENOPROTOOPT (Protocol not available)"),
        (
            "s.sendto(b\"\\x20\\0\\0\\0\\x12\\0\\x01\\0\" + b\"\\0\" * 24, (4444444, 0))",
            "  sendto: ECONNREFUSED (Connection refused)",
        ),
    ] {
        let command = python(program);
        let lines = verdict(&[], &command);
        assert_eq!(lines.get(..2), Some(&["nltrace: 1 call failed".to_owned(), wanted.to_owned()][..]));
        let errno = wanted.split([' ', ':']).find(|word| word.starts_with('E')).unwrap();
        for filter in ["error", errno] {
            let found = trace(&["-e", filter], &command);
            assert!(found.contains(&format!("= -1 {errno}")), "{filter}: {found}");
        }
        assert!(!trace(&["-e", "EXFULL"], &command).contains("= -1"));
        assert!(trace(&["-c"], &command).contains(&format!(
            "1 failed call: {}",
            wanted.trim().split(' ').next().unwrap().trim_end_matches(':')
        )));
        let summary: Value = serde_json::from_str(&trace(&["-c", "-F", "json"], &command)).unwrap();
        assert_eq!(summary["failed_calls"][0]["error"], errno);
    }
    // Nothing to read yet is everyday life.
    let waits = python("try: s.recv(65536, 64)\nexcept OSError: pass");
    let text = trace(&["-e", "error"], &waits);
    assert_eq!(text, "", "EAGAIN");
    assert!(trace(&["-e", "EAGAIN"], &waits).contains("= -1 EAGAIN"));
}

#[test]
fn a_message_that_the_kernel_ignores_is_named() {
    if !is_possible() {
        return;
    }
    let lines = verdict(&[], &python("s.send(b\"\\0\\0\\0\\x20\\0\\x12\\0\\5\" + b\"\\0\" * 24)"));
    assert_eq!(lines.first().map(String::as_str), Some("nltrace: the kernel ignores 1 message"), "{lines:?}");
    assert!(lines[1].contains("the header is in the wrong byte order"), "{lines:?}");
    let lines = verdict(&[], &python("s.send(b\"\\x20\\0\\0\\0\\x12\\0\\0\\0\" + b\"\\0\" * 24)"));
    assert!(lines[1].contains("request-flag") && lines[2].contains("set NLM_F_REQUEST"), "{lines:?}");
}

#[test]
fn it_is_an_event_in_json() {
    if !is_possible() {
        return;
    }
    let text = trace(&["-F", "json"], "exec ip link add x type nosuchkind");
    let event: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(event["event"], "verdict");
    assert_eq!((event["requests"].as_u64(), event["failed"].as_u64()), (Some(2), Some(1)));
    let failure = &event["failures"][0];
    assert_eq!(failure["type"], "RTM_NEWLINK");
    assert_eq!(failure["about"], "x kind nosuchkind");
    assert_eq!((failure["error"].as_str(), failure["errno"].as_i64()), (Some("EOPNOTSUPP"), Some(95)));
    assert_eq!(failure["message"], "Unknown device type");
    assert!(failure["advice"].as_str().unwrap().ends_with("modprobe rtnl-link-nosuchkind"));
    let text = trace(&["-F", "json"], "exec ip addr add 10.0.0.300/24 dev lo");
    let event: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!((event["event"].as_str(), event["comm"].as_str()), (Some("verdict"), Some("ip")));
    assert_eq!(event["status"], 1);
    for options in [&["-F", "json", "-q"][..], &["-F", "json", "--messages-only"]] {
        assert!(!trace(options, "exec ip link add x type nosuchkind").contains("\"verdict\""));
    }
}

/// The kernel says that the MTU is too large. The answer that the program read before says what the interface accepts.
#[test]
fn an_mtu_is_held_against_what_the_interface_accepts() {
    if !is_possible() {
        return;
    }
    let command = "ip link add name va type veth peer name vb && exec ip link set va mtu 70000";
    if !succeeds("unshare -rn ip link add name va type veth peer name vb") {
        eprintln!("skipped: this kernel has no veth");
        return;
    }
    let lines = verdict(&[], command);
    assert!(lines.iter().any(|line| line.contains("IFLA_MTU of 68..65535")), "{lines:?}");
}

#[test]
fn the_last_lines_have_the_answer() {
    if !is_possible() {
        return;
    }
    for (command, failure, advice) in [
        (
            "ip rule del from 10.1.1.1 table 77",
            "RTM_DELRULE src 10.1.1.1/32 table 77: ENOENT (No such file or directory)",
            "there is no such rule",
        ),
        (
            "ip route get 203.0.113.9",
            "RTM_GETROUTE 203.0.113.9/32: ENETUNREACH (Network is unreachable)",
            "no route leads there",
        ),
        (
            "ip link del lo",
            "RTM_DELLINK lo: EOPNOTSUPP (Operation not supported)",
            "only links that a request has made can be deleted: no hardware, and not lo",
        ),
        ("ip nexthop add id 7 group 99", "RTM_NEWNEXTHOP id 7 group [99]: EINVAL \"Invalid nexthop id\"", ""),
        (
            "ip link set lo netns 999999",
            "RTM_NEWLINK lo net_ns_pid 999999: ESRCH (No such process)",
            "no process has the id in IFLA_NET_NS_PID, so its network namespace is not known",
        ),
        (
            "ip xfrm state delete src 1.1.1.1 dst 2.2.2.2 proto esp spi 7",
            "XFRM_MSG_DELSA daddr 2.2.2.2 srcaddr 1.1.1.1 spi 7 proto IPPROTO_ESP: ESRCH (No such process)",
            "there is no such security association",
        ),
        (
            "tc class add dev lo parent 1: classid 1:1 htb rate 1mbit",
            "RTM_NEWTCLASS kind htb dev lo handle 1:1 parent 1: ENOENT (No such file or directory)",
            "perhaps no qdisc or class of the interface has the handle in tcm_parent",
        ),
        (
            "bridge vlan add dev lo vid 5",
            "RTM_SETLINK lo: EOPNOTSUPP (Operation not supported)",
            "the interface is no port of a bridge, and its driver has no bridge of its own",
        ),
        (
            "nft add rule inet nosuch input accept",
            "NFT_MSG_NEWRULE chain input family NFPROTO_INET: ENOENT (No such file or directory)  NFTA_RULE_TABLE=\"nosuch\"",
            "there is no table \"nosuch\" in this family; nothing in its batch was done",
        ),
        (
            "ethtool -C lo rx-usecs 5",
            "ETHTOOL_MSG_COALESCE_SET lo: EOPNOTSUPP (Operation not supported)",
            "the interface's driver does not support it, or this kernel has no such command",
        ),
        (
            "iptables-nft -A NOSUCH -j ACCEPT",
            "NFT_MSG_GETCHAIN NOSUCH table filter family NFPROTO_IPV4: ENOENT (No such file or directory)",
            "there is no such chain",
        ),
        (
            "ipset add nosuch 1.1.1.1",
            "IPSET_CMD_HEADER nosuch family NFPROTO_IPV4: ENOENT (No such file or directory)",
            "there is no such set",
        ),
    ] {
        let (tool, _) = command.split_once(' ').unwrap();
        if !succeeds(&format!("command -v {tool}")) {
            eprintln!("skipped: there is no {tool}");
            continue;
        }
        let lines = verdict(&[], &format!("exec {command}"));
        let errno = failure
            .split([' ', ':'])
            .find(|word| word.starts_with('E') && *word != "ETHTOOL_MSG_COALESCE_SET");
        if !lines.iter().any(|line| line.contains(errno.unwrap())) {
            eprintln!("skipped: this kernel answers {command} otherwise: {lines:?}");
            continue;
        }
        let wanted: Vec<String> = [format!("  {failure}"), format!("    {advice}")]
            .into_iter()
            .filter(|line| !line.trim().is_empty())
            .collect();
        assert_eq!(lines.get(1..), Some(wanted.as_slice()), "{command}");
    }
}

#[test]
fn what_tools_only_try_is_no_failure() {
    if !is_possible() {
        return;
    }
    for command in ["ss -a", "iptables-nft -S", "iptables-nft -D INPUT -s 1.2.3.4 -j DROP"] {
        if succeeds(&format!("command -v {}", command.split(' ').next().unwrap())) {
            let text = trace(&[], &format!("exec {command} > /dev/null"));
            assert!(!text.contains("requests failed\n") || text.contains("none of its"), "{command}: {text}");
        }
    }
}
