//! Faults around a traced program, and faults that tracing must not cause.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use super::run::{
    Message, Run, bounded, ended, ignores_interrupts, plain, scenario, scratch, trace, trace_with,
};

fn events<'a>(run: &'a Run, event: &'a str) -> impl Iterator<Item = &'a Value> {
    run.records.iter().filter(move |record| record["event"] == event)
}

/// nltrace reports the same datagrams and bytes of messages that the program counts itself.
#[test]
fn the_same_from_both_sides() {
    let run = trace("ledger");
    assert!(run.status.success(), "{}", run.stderr);
    for (word, direction) in [("sent", "send"), ("received", "receive")] {
        let printed: Vec<u64> = run
            .message_records()
            .filter(|record| record["direction"] == direction)
            .map(|record| record["len"].as_u64().unwrap())
            .collect();
        assert_eq!([printed.len() as u64, printed.iter().sum()][..], run.printed(word), "{direction}");
    }
}

/// A socket whose buffer overflows: the reported losses are the missing messages, and each ENOBUFS comes with the buffer's
/// size.
#[test]
fn messages_that_were_lost() {
    let run = trace("overrun");
    assert!(run.status.success(), "{}", run.stderr);
    let [errors, drops, rcvbuf] = run.printed("overrun")[..] else { panic!("{}", run.stdout) };
    assert!(drops > 0 && errors > 0, "{}", run.stdout);
    let printed: Vec<&Value> =
        events(&run, "receive").filter(|record| record["error"] == "ENOBUFS").collect();
    assert_eq!(printed.len() as u64, errors);
    assert!(printed.iter().all(|record| record["rcvbuf"] == rcvbuf), "{printed:?}");
    let count =
        |direction| run.messages().iter().filter(|message| message.direction == direction).count() as u64;
    let lost = count("send") - count("receive");
    // Some kernels count an answer for which there is no room twice.
    assert!(drops == lost || drops == 2 * lost, "the socket counts {drops} drops, {lost} are missing");
    let tree = tree(&scenario("overrun"));
    let words = format!("ENOBUFS: messages were lost; the receive buffer is {rcvbuf} B");
    assert!(tree.split_whitespace().collect::<Vec<_>>().join(" ").contains(&words), "{tree}");
}

/// Returns nltrace's tree output for a command.
fn tree(command: &[String]) -> String {
    let output = scratch("txt");
    let mut nltrace = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    nltrace.arg("-o").arg(&output).arg("--").args(command);
    bounded(nltrace);
    let text = std::fs::read_to_string(&output).unwrap();
    let _ = std::fs::remove_file(output);
    text
}

/// Buffers that are too small: nltrace reports how much was lost if the call asked for it.
#[test]
fn messages_that_were_cut() {
    let run = trace("truncated");
    assert!(run.status.success(), "{}", run.stderr);
    let [whole] = run.printed("whole")[..] else { panic!("{}", run.stdout) };
    let notes: Vec<String> = run
        .message_records()
        .filter(|record| record["direction"] == "receive")
        .map(|record| record["notes"].to_string())
        .collect();
    assert_eq!(notes.len(), 2);
    assert!(notes[0].contains(&format!("{} bytes were lost", whole - 40)), "{notes:?}");
    assert!(notes[1].contains("at least 1 byte was lost"), "{notes:?}");
}

#[test]
fn addresses_that_cannot_be_read() {
    let run = trace("bad_addresses");
    assert!(run.status.success(), "{}", run.stderr);
    for event in ["bind", "connect"] {
        let printed: Vec<&Value> = events(&run, event).collect();
        assert_eq!(printed.len(), 1, "{event}");
        assert_eq!(
            (printed[0]["error"].as_str(), printed[0].get("portid")),
            (Some("EFAULT"), None),
            "{event}"
        );
    }
}

/// Data that goes between descriptors inside the kernel cannot be read; that it did is said.
#[test]
fn splices() {
    let run = trace("splices");
    assert!(run.status.success(), "{}", run.stderr);
    let count = run.printed("spliced")[0];
    let printed: Vec<&Value> = events(&run, "blind").collect();
    assert_eq!(printed.len() as u64, count, "{printed:?}");
    assert!(printed.iter().all(|record| record["syscall"] == "splice"), "{printed:?}");
}

/// Messages through a ring are no system calls. nltrace says once that a program has a ring.
#[test]
fn rings() {
    let run = trace("ring");
    assert_eq!(run.exchanged(), ["write 18 1", "read 16 1"]);
    if run.stdout.contains("SKIP") {
        eprintln!("SKIPPED rings: this kernel gives none");
        return;
    }
    let printed: Vec<&Value> = events(&run, "blind").collect();
    assert_eq!(printed.len(), 1, "{printed:?}");
    assert!(printed[0]["notes"].to_string().contains("ring"), "{printed:?}");
}

/// Numbers that become a pipe's and a socket's again, by every call that can do so, and by another thread's.
#[test]
fn numbers_that_change_hands() {
    for scenario in ["changing_hands", "racing_hands"] {
        let run = trace(scenario);
        assert!(run.status.success(), "{}", run.stderr);
        let seqs: Vec<u64> = run.messages().iter().map(|message| message.seq).collect();
        let expected: Vec<u64> = (1..=run.printed("last")[0]).flat_map(|seq| [seq, seq]).collect();
        assert_eq!(seqs, expected, "{scenario}");
    }
}

#[test]
fn the_first_thread_ends_first() {
    let run = trace("leader_ends");
    assert!(run.status.success(), "{:?} {}", run.status, run.stderr);
    assert_eq!(run.exchanged(), ["write 18 1", "read 16 1"]);
}

#[test]
fn vfork_and_spawn() {
    let run = trace("spawns");
    assert!(run.status.success(), "{:?} {}", run.status, run.stderr);
    assert_eq!(run.exchanged(), ["write 18 1", "read 16 1"].repeat(3));
}

#[test]
fn thousands_of_short_lived_children() {
    let run = trace("children:2000");
    assert!(run.status.success(), "{:?} {}", run.status, run.stderr);
    let mut seqs: Vec<u64> = run.messages().iter().map(|message| message.seq).collect();
    seqs.sort_unstable();
    assert_eq!(seqs, (0..2000).flat_map(|seq| [seq, seq]).collect::<Vec<_>>());
    assert_eq!(events(&run, "exit").count(), 2001);
}

#[test]
fn no_new_privileges() {
    let mut command = ["setpriv", "--no-new-privs"].map(str::to_owned).to_vec();
    command.extend(scenario("write_read"));
    if !plain(&command).status.success() {
        eprintln!("SKIPPED no_new_privileges: needs setpriv of util-linux");
        return;
    }
    assert_eq!(trace_with(&[], &command).exchanged(), ["write 18 1", "read 16 1"]);
}

/// A program in pid, mount, user and network namespaces of its own.
#[test]
fn namespaces_of_its_own() {
    let command = [unshared(), scenario("write_read")].concat();
    if !plain(&command).status.success() {
        eprintln!("SKIPPED namespaces_of_its_own: needs unshare of util-linux, and the privilege");
        return;
    }
    assert_eq!(trace_with(&[], &command).exchanged(), ["write 18 1", "read 16 1"]);
}

fn unshared() -> Vec<String> {
    "unshare --user --map-root-user --net --mount --pid --fork --mount-proc"
        .split(' ')
        .map(str::to_owned)
        .collect()
}

/// Returns the command that runs another as the user nobody; `None`, with a message, if there is none.
fn as_nobody(test: &str) -> Option<Vec<String>> {
    if !nix::unistd::geteuid().is_root() {
        return Some(Vec::new());
    }
    let setpriv = "setpriv --reuid 65534 --regid 65534 --clear-groups --";
    let words: Vec<String> = setpriv.split(' ').map(str::to_owned).collect();
    let nltrace = [env!("CARGO_BIN_EXE_nltrace").to_owned(), "--version".to_owned()];
    let works = plain(&[words.clone(), nltrace.to_vec()].concat()).status.success();
    if !works {
        eprintln!("SKIPPED {test}: needs setpriv, and a directory that nobody can reach");
    }
    works.then_some(words)
}

/// Traces a command as the user nobody. The records go to standard error.
fn nobody_traces(nobody: &[String], command: &[&str]) -> Run {
    let nltrace = [env!("CARGO_BIN_EXE_nltrace"), "-F", "json", "--"];
    let words = nltrace.iter().chain(command).map(|word| (*word).to_owned());
    let mut run = plain(&nobody.iter().cloned().chain(words).collect::<Vec<_>>());
    run.records = run.stderr.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    run
}

#[test]
fn traced_by_nobody() {
    let Some(nobody) = as_nobody("traced_by_nobody") else { return };
    let ip = nobody_traces(&nobody, &["ip", "link"]);
    if ip.status.code() == Some(127) {
        eprintln!("SKIPPED traced_by_nobody: needs ip of iproute2");
        return;
    }
    assert!(ip.status.success(), "{}", ip.stderr);
    assert!(ip.message_records().any(|record| record["type"] == "RTM_NEWLINK"));
    // Somebody else's process, which pid 1 is.
    if !nix::unistd::geteuid().is_root() {
        return;
    }
    let nltrace = [env!("CARGO_BIN_EXE_nltrace"), "-p", "1"].map(str::to_owned);
    let run = plain(&[nobody, nltrace.to_vec()].concat());
    assert_eq!(run.status.code(), Some(2));
    assert!(run.stderr.contains("process 1: may not be traced"), "{}", run.stderr);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
}

/// A program that would have privileges runs without them, and that is said.
#[test]
fn set_user_id() {
    use std::os::unix::fs::MetadataExt;
    let Some(nobody) = as_nobody("set_user_id") else { return };
    let programs = ["/usr/bin/su", "/usr/bin/mount", "/usr/bin/passwd", "/usr/bin/chsh", "/bin/su"];
    let is_set =
        |path: &&&str| std::fs::metadata(path).is_ok_and(|file| file.uid() == 0 && file.mode() & 0o4000 != 0);
    let Some(program) = programs.iter().find(is_set) else {
        eprintln!("SKIPPED set_user_id: finds no program that sets its user id");
        return;
    };
    let run = nobody_traces(&nobody, &[program, "--version"]);
    let printed: Vec<&Value> = events(&run, "blind").collect();
    assert_eq!(printed.len(), 1, "{}", run.stderr);
    let note = printed[0]["notes"].to_string();
    assert!(note.contains("runs without its privileges: set-user-ID"), "{note}");
}

/// A program that serves a line of its input with a request each.
struct Served {
    program: Child,
    tell: ChildStdin,
    lines: Box<dyn Iterator<Item = String>>,
}

impl Served {
    fn start(command: &[String]) -> Served {
        let mut program = Command::new(&command[0]);
        let mut program =
            program.args(&command[1..]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let tell = program.stdin.take().unwrap();
        let lines = BufReader::new(program.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut served = Served { program, tell, lines: Box::new(lines) };
        served.until("ready");
        served
    }

    fn until(&mut self, word: &str) {
        assert!(self.lines.any(|line| line.contains(word)), "{word}");
    }

    fn line(&mut self) {
        writeln!(self.tell).unwrap();
    }

    /// Returns the process that was started, or its last descendant where that only makes namespaces.
    fn pid(&self) -> u32 {
        let mut pid = self.program.id();
        while let Ok(children) = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"))
            && let Some(child) = children.split_whitespace().next()
        {
            pid = child.parse().unwrap();
        }
        pid
    }
}

fn threads(pid: u32) -> Vec<String> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap().flatten();
    tasks.filter_map(|task| std::fs::read_to_string(task.path().join("status")).ok()).collect()
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Attaches to a process; returns once all its threads are traced.
fn attach(pid: u32, output: &std::path::Path) -> Child {
    let mut nltrace = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    nltrace.args(["-F", "json", "-o"]).arg(output).args(["-p", &pid.to_string()]);
    let nltrace = nltrace.spawn().unwrap();
    let traced = format!("TracerPid:\t{}\n", nltrace.id());
    wait_until("all threads become traced", || {
        let threads = threads(pid);
        threads.len() >= 2 && threads.iter().all(|status| status.contains(&traced))
    });
    // The blocked thread has to have come back to its receive.
    std::thread::sleep(Duration::from_millis(200));
    nltrace
}

/// Attaches to a process that is blocked in a receive, lets it work, ends nltrace in some way, and has the process finish
/// untraced.
fn attach_to(command: &[String], end: Signal) {
    let mut served = Served::start(command);
    let pid = served.pid();
    let filters = || -> Vec<String> {
        let line =
            |status: String| status.lines().find(|line| line.starts_with("Seccomp")).map(str::to_owned);
        threads(pid).into_iter().filter_map(line).collect()
    };
    let before = filters();
    let output = scratch("json");
    let mut nltrace = attach(pid, &output);
    served.line();
    served.until("served");
    // The request, and its answer.
    wait_until("what was seen is written", || {
        std::fs::read_to_string(&output)
            .is_ok_and(|text| text.matches("\"seq\":2,").count() > 1 && text.ends_with('\n'))
    });
    kill(Pid::from_raw(nltrace.id().cast_signed()), end).unwrap();
    assert_eq!(ended(&mut nltrace).signal(), Some(end as i32));
    for status in threads(pid) {
        assert!(status.contains("TracerPid:\t0\n") && !status.contains("State:\tt"), "{status}");
    }
    assert_eq!(filters()[..], before[..filters().len()], "no filter is left over");
    served.line();
    served.until("done");
    assert!(ended(&mut served.program).success());
    let text = std::fs::read_to_string(&output).unwrap();
    let _ = std::fs::remove_file(output);
    let printed = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        Some((record.get("type_id")?.as_u64()?, record.get("seq")?.as_u64()?))
    };
    let mut printed: Vec<_> = text.lines().filter_map(printed).collect();
    printed.sort_unstable();
    assert_eq!(printed, [(16, 1), (16, 2), (18, 1), (18, 2)]);
}

#[test]
fn attached_and_left_on_each_signal() {
    for end in [Signal::SIGINT, Signal::SIGTERM] {
        if end == Signal::SIGINT && ignores_interrupts("attached_and_left_on_each_signal, of SIGINT") {
            continue;
        }
        attach_to(&scenario("serve"), end);
    }
}

/// A killed nltrace cannot detach. The process goes on anyway.
#[test]
fn attached_and_killed() {
    attach_to(&scenario("serve"), Signal::SIGKILL);
}

#[test]
fn attached_to_another_world() {
    if !plain(&[unshared(), vec!["true".to_owned()]].concat()).status.success() {
        eprintln!("SKIPPED attached_to_another_world: needs unshare of util-linux, and the privilege");
        return;
    }
    if ignores_interrupts("attached_to_another_world") {
        return;
    }
    attach_to(&[unshared(), scenario("serve")].concat(), Signal::SIGINT);
}

#[test]
fn attached_to_several() {
    let mut all: Vec<Served> = (0..3).map(|_| Served::start(&scenario("serve"))).collect();
    let output = scratch("json");
    let mut nltrace = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    nltrace.args(["-F", "json", "-o"]).arg(&output);
    for served in &all {
        nltrace.args(["-p", &served.pid().to_string()]);
    }
    let mut nltrace = nltrace.spawn().unwrap();
    let traced = format!("TracerPid:\t{}\n", nltrace.id());
    wait_until("all are traced", || {
        all.iter().all(|served| threads(served.pid()).iter().all(|status| status.contains(&traced)))
    });
    std::thread::sleep(Duration::from_millis(200));
    for _ in 0..2 {
        all.iter_mut().for_each(Served::line);
    }
    all.iter_mut().for_each(|served| served.until("done"));
    let pids: Vec<u64> = all.iter().map(|served| u64::from(served.pid())).collect();
    all.iter_mut().for_each(|served| assert!(ended(&mut served.program).success()));
    // No traced process is left.
    assert_eq!(ended(&mut nltrace).code(), Some(0));
    let text = std::fs::read_to_string(&output).unwrap();
    let _ = std::fs::remove_file(output);
    for pid in pids {
        let mark = format!("\"pid\":{pid},");
        let printed = text.lines().filter(|line| line.contains(&mark) && line.contains("\"type_id\""));
        assert_eq!(printed.count(), 6, "of {pid}");
    }
}

/// A process that is stopped when nltrace comes, and when it goes, stays so.
#[test]
fn attached_to_a_stopped_process() {
    let mut served = Served::start(&scenario("serve"));
    let pid = Pid::from_raw(served.pid().cast_signed());
    kill(pid, Signal::SIGSTOP).unwrap();
    let stopped = |traced: bool| {
        let letter = if traced { "State:\tt" } else { "State:\tT" };
        threads(pid.as_raw().cast_unsigned()).iter().all(|status| status.contains(letter))
    };
    wait_until("it stops", || stopped(false));
    let output = scratch("json");
    let mut nltrace = attach(pid.as_raw().cast_unsigned(), &output);
    assert!(stopped(true) || stopped(false));
    kill(Pid::from_raw(nltrace.id().cast_signed()), Signal::SIGTERM).unwrap();
    ended(&mut nltrace);
    wait_until("it is stopped as it was", || stopped(false));
    kill(pid, Signal::SIGCONT).unwrap();
    served.line();
    served.until("served");
    served.line();
    served.until("done");
    assert!(ended(&mut served.program).success());
    let _ = std::fs::remove_file(output);
}

#[test]
fn traced_already() {
    let mut served = Served::start(&scenario("serve"));
    let output = scratch("json");
    let mut first = attach(served.pid(), &output);
    let mut second = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    second.args(["-p", &served.pid().to_string()]);
    let (status, _, stderr) = bounded(second);
    assert_eq!(status.code(), Some(2));
    assert!(stderr.contains(&format!("traced by process {} already", first.id())), "{stderr}");
    kill(Pid::from_raw(first.id().cast_signed()), Signal::SIGTERM).unwrap();
    ended(&mut first);
    served.line();
    served.until("served");
    served.line();
    served.until("done");
    assert!(ended(&mut served.program).success());
    let _ = std::fs::remove_file(output);
}

/// A process that lives under a filter of its own, which kills for calls nltrace makes elsewhere: -p makes none.
#[test]
fn attached_to_a_sandbox() {
    let mut served = Served::start(&scenario("sandboxed_serve"));
    let output = scratch("json");
    let mut nltrace = attach(served.pid(), &output);
    served.line();
    served.until("served");
    kill(Pid::from_raw(nltrace.id().cast_signed()), Signal::SIGTERM).unwrap();
    ended(&mut nltrace);
    served.line();
    served.until("done");
    assert!(ended(&mut served.program).success());
    let text = std::fs::read_to_string(&output).unwrap();
    assert_eq!(text.lines().filter(|line| line.contains("\"seq\":2,")).count(), 2, "{text}");
    let _ = std::fs::remove_file(output);
}

#[test]
fn messages_are_of_whom_they_are_said_to_be() {
    let run = trace("threads:20");
    let mut by_thread: Vec<(u64, Message)> =
        run.message_records().map(|record| record["tid"].as_u64().unwrap()).zip(run.messages()).collect();
    by_thread.sort();
    for pair in by_thread.chunks(2) {
        assert_eq!(
            (pair[0].0, pair[0].1.seq),
            (pair[1].0, pair[1].1.seq),
            "a thread's own request and reply"
        );
    }
}
