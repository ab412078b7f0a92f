//! The same program under strace and under nltrace: the messages must be the same ones.

use std::process::Command;

use super::run::{bounded, scratch, trace_with};

/// `(sent, received)` messages that strace tells of, by what it prints for a message's header. strace leaves nothing
/// to tell what a peek's buffer held, so the commands compared here are counted by their `nlmsg_len=`.
fn strace(command: &[&str]) -> Option<(usize, usize)> {
    let output = scratch("strace");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-s", "100000", "-e", "trace=sendto,sendmsg,recvfrom,recvmsg", "-o"]);
    strace.arg(&output).args(command);
    if Command::new("strace").arg("-V").output().is_err() {
        return None;
    }
    let (status, _, _) = bounded(strace);
    let text = std::fs::read_to_string(&output).unwrap_or_default();
    let _ = std::fs::remove_file(output);
    if !status.success() {
        return None;
    }
    let count = |call: &str| {
        let lines = text.lines().filter(|line| line.contains(call));
        lines.map(|line| line.matches("nlmsg_len=").count()).sum::<usize>()
    };
    Some((count(" send"), count(" recv")))
}

#[test]
fn as_many_messages_as_strace() {
    for command in [
        &["ip", "link"][..],
        &["ip", "addr"],
        &["ip", "route", "get", "127.0.0.1"],
        &["ip", "rule"],
        &["ss", "-tlnie"],
        &["ss", "-xa"],
    ] {
        let Some(strace) = strace(command) else {
            eprintln!(
                "SKIPPED as_many_messages_as_strace {command:?}: needs strace, and the command to work"
            );
            continue;
        };
        let command: Vec<String> = command.iter().map(|word| (*word).to_owned()).collect();
        let messages = trace_with(&[], &command).messages();
        let sent = messages.iter().filter(|message| message.direction == "send").count();
        assert_eq!((sent, messages.len() - sent), strace, "{command:?}");
    }
}
