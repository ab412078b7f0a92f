//! README.md's first screen is real: the command it shows is run, and its output compared.

use std::process::Command;

/// Returns the text without the parts that change from run to run: times, ids, and line breaks.
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

/// The picture shows nltrace's output for its capture. CONTRIBUTING.md explains how to make it.
#[test]
fn the_picture_is_real() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO_BIN_EXE_nltrace"))
        .env("TZ", "UTC")
        .args(["--color", "never", "--width", "108", "--messages-only", "-q", "-r"])
        .arg(root.join("testdata/lessons/sockets.pcapng"))
        .output()
        .unwrap();
    let picture = std::fs::read_to_string(root.join("docs/picture.svg")).unwrap();
    let mut shown = String::new();
    for line in picture.lines().filter(|line| line.starts_with("<text ")) {
        for part in line.split('<').skip(1) {
            shown.push_str(part.split_once('>').expect("a tag ends").1);
        }
        shown.push('\n');
    }
    let shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    let (prompt, shown) = shown.split_once('\n').expect("the command stands above");
    assert_eq!(prompt, "$ nltrace -- ss -tl");
    assert_eq!(shown, String::from_utf8(output.stdout).unwrap());
    assert!(picture.contains("prefers-color-scheme:dark") && picture.contains("class=\"c"), "it has colours");
    assert!(include_str!("../README.md").contains("(docs/picture.svg)"));
}
