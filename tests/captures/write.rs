//! Captures written with `-w`: reading them back shows the original messages, and other programs open them.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{made, messages, nltrace, texts};

/// Returns a new path for each call.
fn scratch(name: &str) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{number}-{name}", std::process::id()))
}

/// Traces a command. Returns the output and the written capture; `None`, with a message, where that can't be done.
fn traced(command: &[&str], arguments: &[&str]) -> Option<(String, Vec<u8>)> {
    let (capture, shown) = (scratch("back.pcapng"), scratch("back.shown"));
    let output = Command::new(env!("CARGO_BIN_EXE_nltrace"))
        .args(arguments)
        .arg("-w")
        .arg(&capture)
        .arg("-o")
        .arg(&shown)
        .arg("--")
        .args(command)
        .env("TZ", "UTC")
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    if err.contains("ptrace") || err.contains("nltrace: error") {
        eprintln!("skipped: {command:?} can't be traced here: {err}");
        return None;
    }
    let result = (std::fs::read_to_string(&shown).unwrap(), std::fs::read(&capture).unwrap());
    for path in [capture, shown] {
        std::fs::remove_file(path).unwrap();
    }
    Some(result)
}

/// Reads a capture back. Checks that one thread and several give the same.
fn read_back(arguments: &[&str], capture: &[u8]) -> String {
    let of = |threads| {
        let (out, err, code) = texts(&nltrace(&[arguments, &["--threads", threads]].concat(), capture));
        assert_eq!((err.as_str(), code), ("", Some(0)), "{arguments:?}");
        out
    };
    let one = of("1");
    assert!(one == of("3"), "{arguments:?}: several threads differ");
    one
}

const COMMANDS: [&[&str]; 7] = [
    &["ip", "addr"],
    // Interfaces whose names are in no message.
    &["ip", "route", "show", "table", "all"],
    &["ip", "route", "get", "fibmatch", "127.0.0.2"],
    &["ip", "link", "add", "nosuch", "type", "nosuchkind"],
    &["sh", "-c", "ss -tnl; ip rule; kill -9 $$"],
    // Sends fail, and received data is cut, left unread, or absent.
    &["python3", "-c", TROUBLED],
    // Families of generic netlink whose names are in no message.
    &["python3", "-c", UNASKED],
];

const UNASKED: &str = "
import socket, struct
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16)
s.setsockopt(270, 1, 5)
for family in range(17, 25):
    s.send(struct.pack('=IHHIIBBH', 20, family, 0x301, family, 0, 1, 1, 0))
    s.recv(65536)
";

/// The lines of the advice have one of these.
const ADVICE: [&str; 3] = [
    "did not ask for extended ACKs",
    "NETLINK_EXT_ACK",
    // For users without access to the kernel's tracepoint, the same sentence continues in a second line.
    "shows the kernel's reason all the same if it runs as root, or with --extack",
];

const TROUBLED: &str = "
import socket, struct
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
try: s.bind((0, 1 << 20)); s.recv(1, socket.MSG_DONTWAIT)
except OSError: pass
def dump(kind, seq): return struct.pack('=IHHIIB3x', 20, kind, 0x301, seq, 0, 0)
s.send(dump(18, 1)); s.recv(60); s.recv(0, socket.MSG_PEEK)
try:
    for seq in range(40): s.send(dump(18, seq)); s.send(dump(22, seq))
    while True: s.recv(65536, socket.MSG_DONTWAIT)
except OSError: pass
try: s.send(b'x' * 3); s.sendto(dump(18, 9), (2 ** 31, 0))
except OSError: pass
other = s.dup()
other.close()
";

#[test]
fn a_trace_reads_back_as_it_was() {
    for command in COMMANDS {
        if Command::new("sh")
            .args(["-c", &format!("command -v {}", command[0])])
            .output()
            .unwrap()
            .stdout
            .is_empty()
        {
            eprintln!("skipped: {} is not installed", command[0]);
            continue;
        }
        // As programs see it, as people do, and every byte.
        for arguments in [
            &["-F", "json"][..],
            &["-F", "json", "--messages-only"],
            &["-F", "json", "--lint"],
            &["-F", "tree"],
            &["-F", "tree", "-v", "--lint"],
            &["-F", "tree", "-q"],
            &["-F", "hex"],
            &["-e", "error"],
            &["-e", "syscall == bind or error"],
            &["-c"],
            &["--bytes", "c"],
        ] {
            let Some((traced, capture)) = traced(command, arguments) else { return };
            let read = read_back(arguments, &capture);
            if arguments.contains(&"-e") {
                // The capture has no calls that the filter refused, so reading it gives no advice for them.
                // It does not have the ends of processes either, but the verdict reports them.
                // Nor does it hold the requests that did not fail, which the verdict counts.
                let is_end = |line: &str| {
                    line.starts_with("nltrace: ")
                        && (line.contains("; it sent no request") || line.ends_with(" failed"))
                };
                let without = |text: &str| -> Vec<String> {
                    text.lines()
                        .filter(|line| !is_end(line) && !ADVICE.iter().any(|part| line.contains(part)))
                        .map(str::to_owned)
                        .collect()
                };
                assert_eq!(without(&read), without(&traced), "{command:?} {arguments:?}");
            } else {
                assert_eq!(read, traced, "{command:?} {arguments:?}");
            }
        }
    }
}

/// Returns a call's name, its messages, and its result.
fn of_call(line: &str) -> (String, String, String) {
    let line = match line.strip_prefix("[pid ").and_then(|line| line.split_once("] ")) {
        Some((_, line)) => line,
        None => line,
    };
    let name: String = line.chars().take_while(|c| *c != '(').collect();
    let messages = line.split_once("iov_base=[").map_or("", |(_, rest)| {
        rest.split(", iov_len=").next().unwrap_or(rest).split(", ...}]").next().unwrap_or(rest)
    });
    (name, messages.to_owned(), line.rsplit("= ").next().unwrap_or_default().to_owned())
}

/// A capture has no addresses and lengths of buffers. The lines show `...` for them and everything else unchanged.
#[test]
fn a_trace_reads_back_in_lines() {
    let Some((traced, capture)) = traced(&["ip", "route", "get", "127.0.0.2"], &["-F", "line"]) else {
        return;
    };
    let read = read_back(&["-F", "line"], &capture);
    assert!(
        traced.contains("nlmsg_type=RTM_GETROUTE") && traced.contains("if_nametoindex(\"lo\")"),
        "{traced}"
    );
    for (traced, read) in traced.lines().zip(read.lines()) {
        assert!(read.starts_with("[pid "), "{read}");
        assert_eq!(of_call(traced), of_call(read), "{traced}\n{read}");
    }
    assert_eq!(traced.lines().count(), read.lines().count());
    let sends = read_back(&["-F", "line", "--calls", "sendmsg", "-yy"], &capture);
    assert!(
        sends
            .lines()
            .all(|line| line.contains("<NETLINK:[ROUTE:") && line.contains("] sendmsg(")
                || line.contains("+++")),
        "{sends}"
    );
}

/// Asks and goes away, and asks again.
const UNREAD: &str = "
import socket, struct
for seq in (1, 2):
    s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    s.send(struct.pack('=IHHIIB3x', 20, 18, 0x301, seq, 0, 0))
    s.close()
";

/// Remarks on calls that are left out are left out too, and not attached to the next call.
#[test]
fn remarks_stay_with_their_call() {
    for (command, asks, tells, remark) in [
        (
            &["ip", "link", "add", "nosuch", "type", "nosuchkind"][..],
            "sendmsg",
            "recvmsg",
            "answers RTM_NEWLINK",
        ),
        (&["python3", "-c", UNREAD], "sendto", "close", "has no answer"),
    ] {
        let Some((_, capture)) = traced(command, &["-F", "line", "-v"]) else { return };
        let of = |call| read_back(&["-F", "line", "-v", "--lint", "--calls", call], &capture);
        let (asks, tells) = (of(asks), of(tells));
        assert!(asks.contains("nlmsg_type=RTM_") && !asks.contains(remark), "{asks}");
        assert!(tells.contains(remark), "{tells}");
    }
}

/// Other programs skip blocks that are no packets.
#[test]
fn what_is_no_packet_is_nothing_to_others() {
    let Some((_, capture)) = traced(&["ip", "addr"], &["-q"]) else { return };
    let count = |what: &[u8]| capture.windows(what.len()).filter(|window| *window == what).count();
    let packets = count(b" direction=");
    assert!(count(b"nltrace event=") > 3 && packets > 3);
    let file = scratch("others.pcapng");
    std::fs::write(&file, &capture).unwrap();
    for (program, arguments) in
        [("tshark", &["-T", "fields", "-e", "frame.number", "-r"][..]), ("capinfos", &["-Mc"])]
    {
        let Ok(output) = Command::new(program).args(arguments).arg(&file).env("LC_ALL", "C").output() else {
            eprintln!("skipped: {program} is not installed");
            continue;
        };
        let (out, err, code) = texts(&output);
        let err: String = err.lines().filter(|line| !line.starts_with("Running as user")).collect();
        assert_eq!((err.as_str(), code), ("", Some(0)), "{program}");
        let last = out.split_whitespace().next_back().unwrap();
        assert_eq!(last, packets.to_string(), "{program}: {out}");
    }
    std::fs::remove_file(file).unwrap();
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

/// Returns JSON without the names of interfaces, which may come from messages that are left out, and without packet numbers.
fn nameless(json: &[u8]) -> String {
    let mut parts = std::str::from_utf8(json).unwrap().split(",\"called\":\"");
    let first = parts.next().unwrap_or_default().to_owned();
    let text = parts.fold(first, |text, part| text + part.split_once('"').unwrap().1);
    // Packets are renumbered where some are left out.
    let mut parts = text.split(",\"packet\":");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.trim_start_matches(|c: char| c.is_ascii_digit()))
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
    // Every message shown is also captured.
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

/// Opening an output empties it, so it must not be the input, nor the file of the other output.
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
