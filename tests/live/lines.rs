//! strace's line of living programs.

use std::fs;
use std::process::Command;

use super::run::{bounded, scenario, scratch};

/// Returns the lines nltrace writes of a command.
fn lines(options: &[&str], command: &[String]) -> Vec<String> {
    let output = scratch("line");
    let mut nltrace = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    nltrace.args(["-F", "line", "-o"]).arg(&output).args(options).arg("--").args(command);
    bounded(nltrace);
    let text = fs::read_to_string(&output).unwrap_or_default();
    let _ = fs::remove_file(output);
    text.lines().map(normal).collect()
}

/// Returns the line without the number of whose it is.
fn normal(line: &str) -> String {
    match line.strip_prefix("[pid ").and_then(|rest| rest.split_once("] ")) {
        Some((_, rest)) => format!("[pid N] {rest}"),
        None => line.to_owned(),
    }
}

const REQUEST: &str = "{nlmsg_len=32, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=1, nlmsg_pid=0}, \
    {ifi_family=AF_UNSPEC, ifi_type=0, ifi_index=";

#[test]
fn calls_and_the_end() {
    let all = lines(&[], &scenario("unbound"));
    let socket = all.iter().find(|line| line.contains("socket(")).expect("it makes a socket");
    assert!(
        socket.contains("socket(AF_NETLINK, SOCK_RAW") && socket.contains(", NETLINK_ROUTE) = "),
        "{socket}"
    );
    let sent = all.iter().find(|line| line.contains("sendto(")).expect("it sends");
    assert!(sent.contains(REQUEST), "{sent}");
    let end = "], 32, 0, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 32";
    assert!(sent.ends_with(end), "{sent}");
    let got = all.iter().find(|line| line.contains("recvfrom(")).expect("it receives");
    assert!(got.contains("nlmsg_type=RTM_NEWLINK") && got.contains(", 8192, 0, NULL, NULL) = "), "{got}");
    // There were several threads: from then on each line of a file says whose it is.
    assert_eq!(all.last().map(String::as_str), Some("[pid N] +++ exited with 0 +++"));
}

#[test]
fn only_the_calls_that_are_asked_for() {
    let some = lines(&["--calls", "recvfrom,openat"], &scenario("unbound"));
    assert!(some.iter().any(|line| line.contains("recvfrom(")));
    assert!(some.iter().all(|line| line.contains("recvfrom(") || line.contains("+++")), "{some:#?}");
}

/// A buffer that runs into memory that can't be read, as the scenario has it: whole, from byte 24 on, and with a length
/// that is a lie.
#[test]
fn what_cannot_be_read() {
    let all = lines(&["--calls", "sendto"], &scenario("hole"));
    let sent: Vec<&String> = all.iter().filter(|line| line.contains("sendto(")).collect();
    assert_eq!(sent.len(), 3, "{all:#?}");
    assert!(sent[0].contains(REQUEST) && sent[0].ends_with("= 32"), "{}", sent[0]);
    let cut = "nlmsg_seq=2, nlmsg_pid=0}, {ifi_family=AF_UNSPEC, 0x";
    assert!(sent[1].contains(cut), "{}", sent[1]);
    assert!(sent[1].ends_with("}], 32, 0, NULL, 0) = -1 EFAULT (Bad address)"), "{}", sent[1]);
    assert!(
        sent[2].contains(cut) && sent[2].contains("4611686018427387904, 0, NULL, 0) = -1 "),
        "{}",
        sent[2]
    );
}

#[test]
fn receives_that_are_peeks_or_fail() {
    let all = lines(&["--calls", "recvfrom"], &scenario("peek"));
    assert!(all[0].contains(", 0, MSG_PEEK|MSG_TRUNC, NULL, NULL) = "), "{}", all[0]);
    let failed = all.iter().find(|line| line.contains("EAGAIN")).expect("nothing is left to receive");
    assert!(
        failed.contains("MSG_DONTWAIT, NULL, NULL) = -1 EAGAIN (Resource temporarily unavailable)"),
        "{failed}"
    );
}

#[test]
fn whose_lines_are_whose() {
    let script = "true & wait; kill -TERM $$".to_owned();
    let all = lines(&[], &["sh".to_owned(), "-c".to_owned(), script]);
    assert_eq!(all, ["[pid N] +++ exited with 0 +++", "[pid N] +++ killed by SIGTERM +++"]);
}

#[test]
fn interrupted_calls_are_told_each_time() {
    let all = lines(&["--calls", "recvfrom"], &scenario("interrupted"));
    assert!(all.iter().any(|line| line.contains(" = ? ERESTART")), "{all:#?}");
}

/// A remark is a comment at the end of the line, and only on request.
#[test]
fn remarks_are_comments() {
    let comment = |options: &[&str], program: &str, call: &str| -> Vec<String> {
        let all = lines(options, &scenario(program));
        let of_call = all.iter().filter(|line| line.starts_with(call) || line.contains(&format!("] {call}")));
        of_call.filter_map(|line| Some(line.rsplit_once(" /* ")?.1.strip_suffix(" */")?.to_owned())).collect()
    };
    let short = "failing:own-without-extended-acks";
    let answer = comment(&["-v"], short, "recvfrom(");
    assert_eq!(answer.len(), 1, "{answer:?}");
    // Microseconds, or on a busy machine milliseconds.
    let printed = if nix::unistd::geteuid().is_root() {
        "the program did not ask for extended ACKs: setsockopt(SOL_NETLINK, NETLINK_EXT_ACK)"
    } else {
        // The kernel refuses a user without privileges before it looks at anything else.
        "not only in the program's own"
    };
    assert!(answer[0].starts_with("answers RTM_NEWLINK after ") && answer[0].contains(printed), "{answer:?}");
    assert!(comment(&[], short, "recvfrom(").is_empty());
    let padding = comment(&["-v", "--lint"], "broken:padding", "sendto(");
    assert_eq!(padding.len(), 1, "{padding:?}");
    assert!(padding[0].starts_with("hint: padding: padding: "), "{padding:?}");
    assert!(padding[0].ends_with("-> clear the buffer first"), "{padding:?}");
    // --lint shows lints without -v too.
    assert_eq!(comment(&["--lint"], "broken:padding", "sendto("), padding);
    assert!(comment(&["-v"], "broken:padding", "sendto(").is_empty());
    let unread = comment(&["-v", "--lint"], "broken:answer-unread", "close(");
    assert_eq!(unread.len(), 1, "{unread:?}");
    assert!(unread[0].starts_with("warning: answer-unread: RTM_GETLINK seq=1 has no answer"), "{unread:?}");
}

/// nltrace looks up a descriptor before the program can replace it.
#[test]
fn descriptors_in_messages() {
    let all = lines(&["-y", "--calls", "sendto,recvfrom"], &scenario("replaced"));
    let sent = all.iter().filter(|line| line.contains("sendto("));
    let printed =
        sent.filter(|line| line.contains("nla_type=IFLA_XDP_FD}, ") && line.contains("</dev/null>]"));
    assert_eq!(printed.count(), 50, "{all:#?}");
    // The answer repeats the request, but the program has closed the number by then.
    let got: Vec<&String> = all.iter().filter(|line| line.contains("recvfrom(")).collect();
    assert!(got.len() == 50 && got.iter().all(|line| !line.contains("</dev/")), "{got:#?}");
    let numbers = lines(&["--calls", "sendto"], &scenario("replaced"));
    assert!(numbers.iter().all(|line| !line.contains("</dev/")), "{numbers:#?}");
}
