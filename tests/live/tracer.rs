//! The calls that the tracer must see, and the behaviour that it must not disturb.

use std::os::fd::AsRawFd;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::time::{Duration, Instant};

use super::run::{Run, bounded, ended, plain, scenario, scratch, trace, trace_with};

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

fn sh(script: &str) -> Vec<String> {
    vec!["sh".to_owned(), "-c".to_owned(), script.to_owned()]
}

/// Checks that the run succeeded, and reported exactly these messages: `syscall type seq` each.
fn expect(run: &Run, printed: &[&str]) {
    assert!(run.status.success(), "{:?}\n{}\n{}", run.status, run.stdout, run.stderr);
    assert_eq!(run.exchanged(), printed);
    assert!(run.message_records().all(|record| record["protocol"] == "NETLINK_ROUTE"));
}

#[test]
fn write_and_read() {
    expect(&trace("write_read"), &["write 18 1", "read 16 1"]);
}

#[test]
fn without_a_filter() {
    expect(&trace_with(&["--no-seccomp"], &scenario("write_read")), &["write 18 1", "read 16 1"]);
}

#[test]
fn several_buffers_are_one_datagram() {
    expect(&trace("vectors"), &["writev 18 1", "readv 16 1"]);
}

#[test]
fn many_datagrams_in_one_call() {
    let printed = ["sendmmsg 18 1", "sendmmsg 18 2", "sendmmsg 18 3"];
    let answers = ["recvmmsg 16 1", "recvmmsg 16 2", "recvmmsg 16 3"];
    expect(&trace("many"), &[printed, answers].concat());
}

#[test]
fn the_first_send_of_an_unbound_socket() {
    expect(&trace("unbound"), &["sendto 18 1", "recvfrom 16 1"]);
}

#[test]
fn another_network_namespace() {
    let run = trace("other_namespace");
    if run.stdout.contains("SKIP") {
        eprintln!("SKIPPED another_network_namespace: needs the privilege to make one");
        return;
    }
    expect(&run, &["write 18 1", "read 16 1", "write 18 2", "read 16 2"]);
}

#[test]
fn a_descriptor_received_over_a_unix_socket() {
    expect(&trace("passed"), &["write 18 1", "read 16 1"]);
}

#[test]
fn duplicated_descriptors() {
    let printed = ["write 18 1", "read 16 1", "write 18 2", "read 16 2", "write 18 3", "read 16 3"];
    expect(&trace("duplicates"), &printed);
}

#[test]
fn a_descriptor_inherited_over_exec() {
    expect(&trace("exec"), &["write 18 1", "read 16 1"]);
}

#[test]
fn a_descriptor_inherited_from_before() {
    use nix::sys::socket::{AddressFamily, SockFlag, SockProtocol, SockType, socket};
    let (kind, protocol) = (SockType::Raw, SockProtocol::NetlinkRoute);
    let socket = socket(AddressFamily::Netlink, kind, SockFlag::empty(), protocol).unwrap();
    expect(&trace(&format!("use_fd:{}", socket.as_raw_fd())), &["write 18 1", "read 16 1"]);
}

#[test]
fn two_hundred_threads() {
    let run = trace("threads:200");
    assert!(run.status.success(), "{}", run.stderr);
    let messages = run.messages();
    for seq in 0..200 {
        let of_seq: Vec<_> = messages.iter().filter(|message| message.seq == seq).collect();
        assert_eq!(of_seq.len(), 2, "of {seq}: {of_seq:?}");
        assert_eq!((of_seq[0].direction.as_str(), of_seq[1].direction.as_str()), ("send", "receive"));
    }
    assert_eq!(messages.len(), 400);
}

#[test]
fn exec_from_a_thread_that_does_not_lead() {
    expect(&trace("exec_in_thread"), &["write 18 1", "read 16 1"]);
}

#[test]
fn stopped_and_continued() {
    expect(&trace("stopped"), &["write 18 1", "read 16 1"]);
}

#[test]
fn interrupted_and_restarted() {
    expect(&trace("interrupted"), &["write 18 1", "recvfrom 16 1"]);
}

#[test]
fn a_hole_in_memory() {
    let run = trace("hole");
    assert!(run.status.success(), "{}", run.stderr);
    let printed = ["sendto 18 1", "sendto 18 2", "sendto 18 2", "recvfrom 16 1"];
    assert_eq!(run.exchanged(), printed, "what lies before the hole is kept");
}

#[test]
fn peeks() {
    let run = trace("peek");
    expect(&run, &["sendto 18 1", "recvfrom 16 1", "recvfrom 16 1"]);
    let events = run.records.iter().filter(|record| record["syscall"] == "recvfrom");
    let events: Vec<bool> = events.map(|record| record.get("event").is_some()).collect();
    assert_eq!(
        events,
        [true, false, false, true],
        "the peek with no buffer, and the failed one, are notices"
    );
}

#[test]
fn killed_in_mid_call() {
    let run = trace("killed");
    assert_eq!(run.status.signal(), Some(9));
    assert_eq!(run.exchanged(), ["write 18 1", "read 16 1"]);
}

#[test]
fn descriptors_shared_between_processes() {
    expect(&trace("shared_descriptors"), &["write 18 1", "read 16 1", "write 18 2", "read 16 2"]);
}

#[test]
fn a_program_with_a_filter_of_its_own() {
    expect(&trace("sandboxed"), &["write 18 1", "read 16 1"]);
}

#[test]
fn forks_among_threads() {
    let run = trace("forks");
    assert!(run.status.success(), "{:?} {}", run.status, run.stderr);
    let mut printed = run.messages();
    printed.sort_by_key(|message| (message.seq, message.type_id));
    let expected: Vec<u64> = (0..400).filter(|seq| seq % 100 < 40).flat_map(|seq| [seq, seq]).collect();
    assert_eq!(printed.iter().map(|message| message.seq).collect::<Vec<_>>(), expected);
}

#[test]
fn hundreds_of_sockets() {
    let run = trace("sockets:300");
    assert!(run.status.success(), "{}", run.stderr);
    assert_eq!(run.messages().len(), 600);
}

#[test]
fn a_number_that_is_used_again() {
    expect(&trace("reused"), &["write 18 1", "read 16 1", "write 18 2", "read 16 2"]);
}

#[test]
fn a_rain_of_signals() {
    let run = trace("signals");
    assert!(run.status.success(), "{:?} {}", run.status, run.stderr);
    let seqs: Vec<u64> = run.messages().iter().map(|message| message.seq).collect();
    assert_eq!(seqs, (0..300).flat_map(|seq| [seq, seq]).collect::<Vec<_>>());
}

#[test]
fn a_daemon_is_waited_for() {
    expect(&trace("daemon"), &["write 18 1", "read 16 1"]);
}

#[test]
fn the_program_cannot_tell() {
    let (without, with) = (plain(&scenario("environment")), trace("environment"));
    assert_eq!(with.stdout, without.stdout);
    assert_eq!(with.status, without.status);
    for script in [
        "echo out; echo err >&2; exit 7",
        "kill -TERM $$",
        "kill -SEGV $$",
        "yes | head -n 1",
        "trap 'echo caught; exit 3' INT; kill -INT $$",
        "sleep 0.1 & wait; echo $?",
        "exit 255",
    ] {
        let (without, with) = (plain(&sh(script)), trace_with(&[], &sh(script)));
        assert_eq!(with.stdout, without.stdout, "{script}");
        assert_eq!(with.stderr, without.stderr, "{script}");
        assert_eq!(with.status.code(), without.status.code(), "{script}");
        assert_eq!(with.status.signal(), without.status.signal(), "{script}");
    }
}

#[test]
fn sigpipe_is_what_it_was() {
    let script = sh("sed -n s/^SigIgn:.//p /proc/self/status");
    assert_eq!(trace_with(&[], &script).stdout, plain(&script).stdout);
}

#[test]
fn closed_descriptors_stay_closed() {
    let nltrace = env!("CARGO_BIN_EXE_nltrace");
    let out = scratch("closed");
    let script = |prefix: &str| sh(&format!("{prefix} ls /proc/self/fd 0<&- 2>&-; rm -f {}", out.display()));
    let with = plain(&script(&format!("{nltrace} -F json -o {} --", out.display())));
    assert_eq!(with.stdout, plain(&script("")).stdout);
}

/// A program has one tracer: nltrace that is traced itself can trace nothing, and says by whom it is.
#[test]
fn nltrace_under_nltrace() {
    let nltrace = env!("CARGO_BIN_EXE_nltrace");
    let run = trace_with(&[], &[nltrace, "--", "true"].map(str::to_owned));
    assert_eq!(run.status.code(), Some(2));
    assert!(run.stderr.lines().count() == 1 && run.stderr.contains("one tracer"), "{}", run.stderr);
}

#[test]
fn no_such_program() {
    for (program, code) in [("nosuchprogram", 127), ("/nosuch/program", 127), ("/etc/passwd", 126)] {
        let run = trace_with(&[], &words(program));
        assert_eq!(run.status.code(), Some(code), "{program}");
        assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
        assert!(run.stderr.contains(program), "{}", run.stderr);
    }
}

/// Under the filter a command cannot live without its tracer, and must not half live; without one it goes on.
#[test]
fn a_killed_tracer_takes_its_command_along() {
    for (options, dies) in [(&[][..], true), (&["--no-seccomp"], false)] {
        let mark = format!("98765.{}{}", u8::from(dies), std::process::id());
        let mut nltrace = Command::new(env!("CARGO_BIN_EXE_nltrace"));
        nltrace.args(["-o", "/dev/null"]).args(options).args(["--", "sleep", &mark]);
        let mut nltrace = nltrace.spawn().unwrap();
        let running = || {
            let processes = std::fs::read_dir("/proc").unwrap().flatten();
            let is_it = |path: &std::path::Path| {
                std::fs::read_to_string(path.join("cmdline"))
                    .is_ok_and(|line| line == format!("sleep\0{mark}\0"))
            };
            let mut found = processes.map(|process| process.path()).filter(|path| is_it(path));
            found.next().and_then(|path| path.file_name()?.to_str()?.parse().ok())
        };
        let until = |wanted: bool| {
            let start = Instant::now();
            while running().is_some() != wanted {
                assert!(start.elapsed() < Duration::from_secs(20), "running: {}", !wanted);
                std::thread::sleep(Duration::from_millis(5));
            }
        };
        until(true);
        nltrace.kill().unwrap();
        ended(&mut nltrace);
        if dies {
            until(false);
        } else {
            std::thread::sleep(Duration::from_millis(100));
            let pid = nix::unistd::Pid::from_raw(running().expect("it lives on"));
            let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
            assert!(status.contains("State:\tS") && status.contains("TracerPid:\t0"), "{status}");
            nix::sys::signal::kill(pid, nix::sys::signal::SIGKILL).unwrap();
        }
    }
}

/// Children that nltrace does not show run unhindered.
#[test]
fn children_left_out() {
    let run = trace_with(&["--no-follow"], &scenario("daemon"));
    assert!(run.status.success());
    assert_eq!(run.exchanged(), [""; 0]);
    let run = trace_with(&["--no-follow"], &scenario("exec"));
    expect(&run, &["write 18 1", "read 16 1"]);
}

#[test]
fn a_signal_for_nltrace_reaches_the_command() {
    let script = "trap 'echo got it; exit 5' TERM; kill -TERM $PPID; while :; do :; done";
    let run = trace_with(&[], &sh(script));
    assert_eq!((run.stdout.as_str(), run.status.code()), ("got it\n", Some(5)));
}

#[test]
fn a_pipeline_of_tools() {
    if bounded_ok("ip") && bounded_ok("ss") {
        let run = trace_with(&[], &sh("ip link >/dev/null & ss -tl >/dev/null & wait; kill -TERM $$"));
        assert_eq!(run.status.signal(), Some(15));
        for (comm, type_id) in [("ip", 18), ("ss", 20)] {
            let seen =
                run.message_records().any(|record| record["comm"] == comm && record["type_id"] == type_id);
            assert!(seen, "{comm} sent {type_id}");
        }
    } else {
        eprintln!("SKIPPED a_pipeline_of_tools: needs ip and ss of iproute2");
    }
}

fn bounded_ok(tool: &str) -> bool {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("command -v {tool}")]);
    bounded(command).0.success()
}

/// The terminal's stop: the shell that waits for nltrace must see it stop, and go on when it is continued.
#[test]
fn job_control() {
    use nix::sys::signal::{Signal, killpg};
    use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
    use std::os::unix::process::CommandExt;
    let mut nltrace = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    nltrace.args(["-o", "/dev/null", "--"]).args(sh("kill -TSTP $$; exit 6")).process_group(0);
    let mut nltrace = nltrace.spawn().unwrap();
    let pid = nix::unistd::Pid::from_raw(nltrace.id().cast_signed());
    assert_eq!(waitpid(pid, Some(WaitPidFlag::WUNTRACED)), Ok(WaitStatus::Stopped(pid, Signal::SIGTSTP)));
    killpg(pid, Signal::SIGCONT).unwrap();
    assert_eq!(ended(&mut nltrace).code(), Some(6));
}

/// Started with SIGCHLD ignored, as some supervisors do, nltrace must still learn how its command ended.
#[test]
fn sigchld_ignored_from_the_start() {
    let ignoring = ["env", "--ignore-signal=CHLD"].map(str::to_owned);
    if !plain(&[&ignoring[..], &words("true")].concat()).status.success() {
        eprintln!("SKIPPED sigchld_ignored_from_the_start: needs env of coreutils 8.31");
        return;
    }
    let nltrace = words(concat!(env!("CARGO_BIN_EXE_nltrace"), " -o /dev/null --"));
    // grep's own status is 2, as there is one file that it cannot read.
    let grep = words("grep -sh SigIgn /proc/self/status /nonexistent");
    let (without, with) =
        (plain(&[&ignoring[..], &grep].concat()), plain(&[&ignoring[..], &nltrace, &grep].concat()));
    assert_eq!((with.status.code(), without.status.code()), (Some(2), Some(2)));
    assert_eq!(with.stdout, without.stdout);
}
