//! What `-w` writes: read back it is what was seen, and other programs open it.

use std::path::PathBuf;
use std::process::Command;

use super::{made, messages, nltrace, texts};

fn scratch(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()))
}

/// Messages, and no events: a capture has none.
fn of_messages(json: &str) -> Vec<String> {
    let is_message = |line: &&str| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        line.get("event").is_none_or(|event| event == "malformed")
    };
    json.lines().filter(is_message).map(str::to_owned).collect()
}

#[test]
fn a_trace_reads_back_as_it_was() {
    for command in
        [&["ip", "addr"][..], &["ip", "route", "get", "fibmatch", "192.0.2.1", "oif", "lo"], &["ss", "-tnl"]]
    {
        if Command::new(command[0]).arg("-V").output().is_err() {
            eprintln!("skipped: {} is not installed", command[0]);
            continue;
        }
        let (capture, json, tree) = (scratch("back.pcapng"), scratch("back.json"), scratch("back.tree"));
        // Twice: as JSON, and as people see it.
        for (format, shown) in [("json", &json), ("tree", &tree)] {
            let output = Command::new(env!("CARGO_BIN_EXE_nltrace"))
                .args(["-F", format, "--messages-only", "-w"])
                .arg(&capture)
                .arg("-o")
                .arg(shown)
                .arg("--")
                .args(command)
                .env("TZ", "UTC")
                .env("COLUMNS", "100")
                .output()
                .unwrap();
            let err = String::from_utf8(output.stderr).unwrap();
            if err.contains("ptrace") {
                eprintln!("skipped: no tracing here: {err}");
                return;
            }
            let traced = std::fs::read_to_string(shown).unwrap();
            let bytes = std::fs::read(&capture).unwrap();
            let (read, err, code) = texts(&nltrace(&["-F", format, "--messages-only"], &bytes));
            assert_eq!((err.as_str(), code), ("", Some(0)));
            assert!(!read.is_empty(), "{command:?}");
            if format == "json" {
                assert_eq!(of_messages(&read), of_messages(&traced), "{command:?}");
            } else {
                assert_eq!(read, traced, "{command:?}");
            }
        }
        for path in [capture, json, tree] {
            std::fs::remove_file(path).unwrap();
        }
    }
}

#[test]
fn a_capture_that_is_written_again_says_the_same() {
    for threads in ["1", "2"] {
        for name in ["control/errors", "route/link", "sock_diag/sock_diag", "captures/malformed"] {
            let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name);
            let capture = std::fs::read(path.with_extension("pcap")).unwrap();
            let again = scratch("again.pcapng");
            let arguments = ["-F", "json", "--threads", threads, "-w", again.to_str().unwrap()];
            let first = nltrace(&arguments, &capture);
            assert_eq!(first.status.code(), Some(0));
            let second = nltrace(&["-F", "json"], &std::fs::read(&again).unwrap());
            std::fs::remove_file(again).unwrap();
            assert!(first.stdout == second.stdout, "{name}");
        }
    }
}

/// JSON without what interfaces are called: messages that are cut away may have told it.
fn nameless(json: &[u8]) -> String {
    let mut parts = std::str::from_utf8(json).unwrap().split(",\"called\":\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('"').unwrap().1)
}

#[test]
fn a_filter_cuts_a_capture() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/captures/rtnl-link.pcap");
    let capture = std::fs::read(path).unwrap();
    for threads in ["1", "2"] {
        let arguments = ["--threads", threads, "-e", "type == RTM_DELLINK", "-F", "json"];
        let kept = nltrace(&[&arguments[..], &["-o", "/dev/null", "-w", "-"]].concat(), &capture).stdout;
        assert!(kept.len() < capture.len() / 4, "{} of {}", kept.len(), capture.len());
        let shown = nameless(&nltrace(&arguments, &capture).stdout);
        assert!(!shown.is_empty());
        assert_eq!(shown, nameless(&nltrace(&arguments, &kept).stdout));
    }
}

#[test]
fn what_a_killed_nltrace_leaves_can_be_read() {
    let capture = scratch("killed.pcapng");
    let mut child = Command::new(env!("CARGO_BIN_EXE_nltrace"))
        .args(["-F", "json", "-w"])
        .arg(&capture)
        .args(["-r", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut input, &made::simple(1..=5)).unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
    // What is shown is captured.
    for _ in 0..5 {
        lines.next().unwrap().unwrap();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(messages(&std::fs::read(&capture).unwrap()).len(), 5);
    std::fs::remove_file(capture).unwrap();
}

#[test]
fn both_outputs_cannot_be_one() {
    let (_, err, code) = texts(&nltrace(&["-w", "-"], &made::simple([1])));
    assert_eq!(code, Some(2));
    assert!(err.contains("can't both go to standard output"), "{err}");
    let output = nltrace(&["-w", "-", "-o", "/dev/null"], &made::simple([1, 2]));
    assert_eq!(messages(&output.stdout).len(), 2);
}

#[test]
fn listening_says_what_is_missing() {
    let listen = |name: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_nltrace")).args(["-i", name]).output().unwrap();
        (String::from_utf8(output.stderr).unwrap(), output.status.code())
    };
    let (err, code) = listen("nosuch0");
    assert_eq!(
        err,
        "nltrace: error: there is no interface nosuch0; `ip link add nosuch0 type nlmon; ip link set nosuch0 up` makes one\n"
    );
    assert_eq!(code, Some(2));
    let (err, code) = listen("lo");
    assert_eq!(code, Some(2));
    let may = err.contains("lo is not an nlmon interface; `ip link add nlmon0 type nlmon;");
    assert!(may || err.contains("CAP_NET_RAW"), "{err}");
}

/// Opening an output empties it: not the file that is to be read, nor what the other output goes to.
#[test]
fn a_file_is_not_for_two() {
    let file = scratch("twice.pcap");
    let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/captures/errors.pcap"))
        .expect("the fixture can be read");
    std::fs::write(&file, &bytes).unwrap();
    let name = file.to_str().unwrap();
    for arguments in
        [&["-r", name, "-o", name][..], &["-r", name, "-w", name], &["-w", name, "-o", name, "true"]]
    {
        let output = Command::new(env!("CARGO_BIN_EXE_nltrace")).args(arguments).output().unwrap();
        let (_, err, code) = texts(&output);
        assert_eq!(code, Some(2), "{arguments:?}");
        assert!(err.contains("one file") && err.lines().count() == 1, "{err}");
        assert_eq!(std::fs::read(&file).unwrap(), bytes, "{arguments:?}");
    }
    let _ = std::fs::remove_file(file);
}
