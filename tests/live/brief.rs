//! `-F brief`: a line for each exchange of real programs, and the cause of a notification.

use std::process::Command;

/// Runs a script in a network namespace of its own; `None`, with a message, where that is not possible.
fn script(text: &str) -> Option<String> {
    let output = Command::new("unshare")
        .args(["-rn", "sh", "-c", text])
        .env("NLTRACE", env!("CARGO_BIN_EXE_nltrace"))
        .output();
    match output {
        Ok(output) if output.status.success() => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        other => {
            eprintln!("skipped: {other:?}");
            None
        }
    }
}

#[test]
fn an_exchange_is_a_line() {
    let text = "$NLTRACE -q -F brief -- ip link set lo mtu 1400 2>&1; \
        $NLTRACE -q -F brief -- ip route add 10.0.0.0/8 via 192.0.2.1 2>&1; true";
    let Some(text) = script(text) else { return };
    let line =
        |words: &[&str]| text.lines().filter(|line| words.iter().all(|word| line.contains(word))).count();
    assert_eq!(line(&["ip[", " ok ", "RTM_NEWLINK", " lo mtu 1400"]), 1, "{text}");
    assert_eq!(line(&["ip[", "ENETUNREACH", "RTM_NEWROUTE", "10.0.0.0/8 via 192.0.2.1"]), 1, "{text}");
    assert_eq!(line(&["NLMSG_ERROR"]), 0, "{text}");
}

/// The process that makes a change is traced with the one that hears of it.
#[test]
fn a_notification_names_the_process_of_the_trace_that_caused_it() {
    // The monitor listens before the change is made, and is ended once it has printed it.
    let text = "ip link set lo up; $NLTRACE -q -F FORMAT -- timeout 20 sh -c 'O=$(mktemp); ip -o monitor > $O & M=$!; \
        until grep -qE \"^[0-9a-f]+ 0 +$M +[0-9a-f]*[1-9a-f]\" /proc/net/netlink; do sleep 0.05; done; \
        ip addr add 192.0.2.7/24 dev lo; \
        until grep -q 192.0.2.7 $O; do sleep 0.05; done; kill $M; rm $O; wait' 2>&1; true";
    for format in ["brief", "tree", "json"] {
        let Some(text) = script(&text.replace("FORMAT", format)) else { return };
        if format == "json" {
            let of = |line: &str| serde_json::from_str::<serde_json::Value>(line).ok();
            let by = text.lines().filter_map(of).find_map(|message| {
                let by = &message["notification"]["by"];
                (message["type"] == "RTM_NEWADDR" && by["pid"] != 0 && !by["pid"].is_null())
                    .then(|| (by.clone(), message["portid"].clone()))
            });
            let (by, portid) = by.unwrap_or_else(|| panic!("{text}"));
            assert_eq!((by["comm"].as_str(), by["guess"].as_bool()), (Some("ip"), Some(false)));
            assert_eq!(by["pid"], portid);
            continue;
        }
        let found = text
            .lines()
            .any(|line| line.contains("RTM_NEWADDR") && line.contains("by ip[") && !line.contains("(guess)"));
        assert!(found, "{format}: {text}");
    }
}

#[test]
fn a_failed_call_and_an_exit_have_lines() {
    let Some(text) = script("$NLTRACE -F brief -- ip -6 route get 2001:db8::1 2>&1; true") else {
        return;
    };
    assert!(text.lines().any(|line| line.contains("exited") && line.contains("ip[")), "{text}");
}
