//! README.md's first screen is real: the command it shows is run, and its output compared.

use std::process::Command;

/// The text without what differs from run to run: times, ids, and where lines were wrapped.
fn normal(text: &str) -> String {
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let varies = ["seq=", "portid=", "nlmsg_seq=", "ip["];
        let is_time = word.len() == 15 && word.as_bytes()[2] == b':' && word.as_bytes()[8] == b'.';
        match varies.iter().find(|start| word.starts_with(**start)) {
            _ if is_time => words.push("TIME".to_owned()),
            Some(start) => words.push(format!("{start}N")),
            None if word.starts_with("3<NETLINK") => words.push("3<NETLINK:[ROUTE:N]>".to_owned()),
            None if word == "µs" || word == "ms" => {
                words.pop();
                words.push("AFTER".to_owned());
            }
            None => words.push(word.to_owned()),
        }
    }
    words.join(" ")
}

#[test]
fn the_output_on_the_first_screen_is_real() {
    let namespace = Command::new("unshare").args(["-rn", "ip", "-V"]).output();
    if !namespace.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: this needs ip(8), and unshare(1) to make a user and a network namespace");
        return;
    }
    let readme = include_str!("../README.md");
    let (before, after) = readme.split_once("<!-- output:").expect("the mark stands before the output");
    let command = before.rsplit('`').nth(1).expect("the command stands before the mark");
    let output = after.split("```").nth(1).expect("the output is a block");
    let output = output.trim_start_matches("text\n");
    let arguments = command.strip_prefix("nltrace ").expect("it is a command of ours").split(' ');
    let path = super::live::run::scratch("readme");
    let ip = Command::new("unshare")
        .args(["-rn", env!("CARGO_BIN_EXE_nltrace"), "-o"])
        .arg(&path)
        .args(arguments)
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&ip.stderr), "Error: Nexthop has invalid gateway.\n", "ip's own");
    let trace = std::fs::read_to_string(&path).unwrap();
    let _ = std::fs::remove_file(path);
    assert_eq!(normal(&trace), normal(output), "\n--- real:\n{trace}\n--- README:\n{output}");
}
