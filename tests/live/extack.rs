//! The kernel's reasons for errors of programs that never ask for them: read from the tracepoint, or asked for with `--extack`.

use std::os::fd::AsRawFd;
use std::process::Command;

use nix::sys::socket::{MsgFlags, recv, send};
use serde_json::Value;

use super::run::{Run, bounded, scenario, scratch, trace_with};
use super::tracee::route;

/// The kernel's text about an attribute that has no value.
const REASON: &str = "Attribute failed policy validation";

/// RTM_NEWLINK for an interface that is not there, with an IFLA_MTU of no bytes.
fn refused(seq: u32) -> Vec<u8> {
    let mut message = Vec::from(36u32.to_ne_bytes());
    message.extend(16u16.to_ne_bytes());
    message.extend(5u16.to_ne_bytes());
    message.extend(seq.to_ne_bytes());
    message.extend([0; 8]);
    message.extend(0x7fff_fff1u32.to_ne_bytes());
    message.extend([0; 8]);
    message.extend(4u16.to_ne_bytes());
    message.extend(4u16.to_ne_bytes());
    message
}

/// Sends requests that are refused, from one thread or, for children, from one process after another; prints the lengths of
/// the answers.
pub(super) fn play(argument: &str) {
    let talk = |seq: u32| {
        let socket = route();
        send(socket.as_raw_fd(), &refused(seq), MsgFlags::empty()).expect("send");
        let mut buffer = [0; 8192];
        let len = recv(socket.as_raw_fd(), &mut buffer, MsgFlags::empty()).expect("recv");
        println!("answer {len}");
    };
    match argument {
        "threads" => {
            let threads: Vec<_> = (1..=4).map(|seq| std::thread::spawn(move || talk(seq))).collect();
            threads.into_iter().for_each(|thread| thread.join().expect("it ends"));
        }
        "child" => {
            // SAFETY: this program has one thread.
            match unsafe { nix::unistd::fork() }.expect("fork") {
                nix::unistd::ForkResult::Child => {
                    talk(1);
                    std::process::exit(0);
                }
                nix::unistd::ForkResult::Parent { child } => {
                    nix::sys::wait::waitpid(child, None).expect("it ends");
                }
            }
        }
        _ => talk(1),
    }
}

fn errors(run: &Run) -> Vec<&Value> {
    run.message_records().map(|record| &record["error"]).filter(|error| !error.is_null()).collect()
}

fn events<'a>(run: &'a Run, name: &'a str) -> impl Iterator<Item = &'a Value> {
    run.records.iter().filter(move |record| record["event"] == name)
}

/// Returns true if nltrace may not read the tracepoint here: what it advises says so.
fn may_not(run: &Run) -> bool {
    let printed = errors(run)
        .iter()
        .any(|error| error["advice"].as_str().is_some_and(|text| text.contains("--extack")));
    if printed || !nix::unistd::geteuid().is_root() {
        eprintln!("SKIPPED: reading the kernel's reasons takes root, and a kernel that lets root trace");
    }
    printed || !nix::unistd::geteuid().is_root()
}

#[test]
fn a_program_that_never_asked_is_explained() {
    for (scene, count) in [("reasons", 1), ("reasons:threads", 4), ("reasons:child", 1)] {
        let run = trace_with(&[], &scenario(scene));
        if may_not(&run) {
            return;
        }
        let errors = errors(&run);
        assert_eq!(errors.len(), count, "{scene}: {:#?}", run.records);
        for error in errors {
            assert_eq!(error["message"], REASON, "{scene}: {error}");
            assert_eq!(error["unsolicited"], true, "{scene}: {error}");
            let advice = error["advice"].as_str().unwrap_or_default();
            assert!(!advice.contains("NETLINK_EXT_ACK"), "{scene}: {error}");
        }
        // The program got what it gets without nltrace: an error that only repeats the request.
        let got = run.stdout.matches("answer 56").count();
        assert_eq!(got, count, "{scene}: {}", run.stdout);
    }
}

#[test]
fn a_capture_keeps_the_reason() {
    for options in [&[][..], &["-e", "error"]] {
        let capture = scratch("pcapng");
        let written = [options, &["-w", capture.to_str().expect("in UTF-8")]].concat();
        let run = trace_with(&written, &scenario("reasons"));
        if may_not(&run) {
            return;
        }
        let mut read = Command::new(env!("CARGO_BIN_EXE_nltrace"));
        let (status, text, err) = bounded({
            read.args(options).arg("-r").arg(&capture);
            read
        });
        assert!(status.success(), "{err}");
        let marked = format!("the kernel's reason, which the program did not ask for: {REASON}");
        assert_eq!(text.matches(&marked).count(), 1, "{options:?}: {text}");
        let _ = std::fs::remove_file(capture);
    }
}

#[test]
fn without_the_right_the_program_can_be_made_to_ask() {
    let drop = ["setpriv", "--bounding-set=-sys_admin,-perfmon"].map(str::to_owned);
    let is_root = nix::unistd::geteuid().is_root();
    let can_drop =
        Command::new(&drop[0]).args([&drop[1], "true"]).output().is_ok_and(|out| out.status.success());
    if is_root && !can_drop {
        return eprintln!("SKIPPED without_the_right_the_program_can_be_made_to_ask: needs setpriv(1)");
    }
    let traced = |options: &[&str]| -> Run {
        let output = scratch("json");
        let mut command: Vec<String> = if is_root { drop.to_vec() } else { Vec::new() };
        command.extend([env!("CARGO_BIN_EXE_nltrace"), "-F", "json", "-o"].map(str::to_owned));
        command.push(output.to_str().expect("in UTF-8").to_owned());
        command.extend(options.iter().map(|option| (*option).to_owned()));
        command.push("--".to_owned());
        command.extend(scenario("reasons"));
        let mut run = Command::new(&command[0]);
        run.args(&command[1..]);
        let (status, stdout, stderr) = bounded(run);
        let text = std::fs::read_to_string(&output).unwrap_or_default();
        let _ = std::fs::remove_file(output);
        let records = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        Run { records, status, stdout, stderr }
    };
    for option in [&["--extack"][..], &["--extack", "--no-seccomp"]] {
        let run = traced(option);
        assert!(run.status.success(), "{}", run.stderr);
        assert_eq!(events(&run, "extack_set").count(), 1, "{:#?}", run.records);
        let errors = errors(&run);
        assert_eq!(errors.len(), 1, "{:#?}", run.records);
        // Without CAP_NET_ADMIN the kernel refuses before it looks at the request, and gives no reason.
        if errors[0]["name"] != "EPERM" {
            assert_eq!(errors[0]["message"], REASON, "{:#?}", run.records);
            assert_eq!(errors[0]["unsolicited"], Value::Null, "{:#?}", run.records);
            assert!(!run.stdout.contains("answer 56"), "the program gets the attributes too: {}", run.stdout);
        }
    }
    let run = traced(&[]);
    assert_eq!(events(&run, "extack_set").count(), 0, "nothing is set unasked: {:#?}", run.records);
    assert!(run.stdout.contains("answer 56"), "{}", run.stdout);
    let errors = errors(&run);
    let advice = errors[0]["advice"].as_str().unwrap_or_default();
    assert!(errors[0]["name"] == "EPERM" || advice.contains("as root, or with --extack"), "{advice}");
}
