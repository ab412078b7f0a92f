//! A program must not notice nltrace, and nltrace's parent must see the program's stops and end. Also covers programs that
//! nltrace may not inspect. The programs are below the tests.

use std::io::{BufRead, BufReader, Lines};
use std::os::fd::AsRawFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use nix::libc;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

use super::run::{Run, bounded, ended, plain, scenario, scratch, trace, trace_with};
use super::tracee::{exit_now, getlink, route, unforked_fork, write_read};

const NLTRACE: &str = env!("CARGO_BIN_EXE_nltrace");

fn sh(script: &str) -> Vec<String> {
    ["sh", "-c", script].map(str::to_owned).to_vec()
}

/// nltrace, tracing a command whose output can be read.
fn started(command: &[String]) -> (Child, Pid, Lines<BufReader<ChildStdout>>) {
    let mut nltrace = Command::new(NLTRACE);
    nltrace.args(["-o", "/dev/null", "--"]).args(command).stdout(Stdio::piped()).process_group(0);
    let mut child = nltrace.spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let pid = Pid::from_raw(child.id().cast_signed());
    (child, pid, lines)
}

fn until(lines: &mut Lines<BufReader<ChildStdout>>, word: &str) {
    assert!(lines.map_while(Result::ok).any(|line| line.contains(word)), "{word}");
}

/// Returns true if this user has the rights that a test needs. Otherwise prints that the test is skipped.
fn can(test: &str, what: &str, command: &str) -> bool {
    let works = plain(&sh(command)).status.success();
    if !works {
        eprintln!("SKIPPED {test}: needs {what}");
    }
    works
}

#[test]
fn signals_for_nltrace_alone_reach_the_command() {
    let (mut child, pid, mut lines) = started(&scenario("names_signals"));
    until(&mut lines, "ready");
    let realtime = libc::SIGRTMIN() + 3;
    let numbers = [
        libc::SIGUSR1,
        libc::SIGUSR2,
        libc::SIGIO,
        libc::SIGVTALRM,
        libc::SIGPROF,
        libc::SIGWINCH,
        libc::SIGCONT,
        libc::SIGALRM,
        libc::SIGURG,
        libc::SIGHUP,
        libc::SIGTSTP,
        // These end nltrace only if they report a fault or a limit of its own.
        libc::SIGABRT,
        libc::SIGXCPU,
        libc::SIGTRAP,
        realtime,
    ];
    for number in numbers {
        // SAFETY: no memory is involved.
        assert_eq!(unsafe { libc::kill(pid.as_raw(), number) }, 0);
        until(&mut lines, &format!("signal {number} value 0"));
    }
    // The value of a queued signal goes along.
    let value = libc::sigval { sival_ptr: 4711 as *mut libc::c_void };
    // SAFETY: the value is a number, which nothing uses as an address.
    assert_eq!(unsafe { libc::sigqueue(pid.as_raw(), realtime, value) }, 0);
    until(&mut lines, &format!("signal {realtime} value 4711"));
    kill(pid, Signal::SIGTERM).unwrap();
    assert_eq!(ended(&mut child).code(), Some(5));
}

/// A limit of nltrace's own is reported by the kernel, and not by another process: it ends nltrace, and the program with it.
#[test]
fn a_limit_of_nltraces_own_ends_it() {
    let endless = ["dd", "if=/dev/zero", "of=/dev/null", "bs=1", "status=none"];
    // Each call stops, so nltrace works all the time.
    let mut child = Command::new(NLTRACE).args(["-q", "--no-seccomp", "--"]).args(endless).spawn().unwrap();
    let limit = libc::rlimit { rlim_cur: 1, rlim_max: 20 };
    // SAFETY: the kernel only reads the limit.
    let set = unsafe {
        libc::prlimit(child.id().cast_signed(), libc::RLIMIT_CPU, &raw const limit, std::ptr::null_mut())
    };
    assert_eq!(set, 0);
    let status = ended(&mut child);
    assert_eq!(status.signal(), Some(libc::SIGXCPU), "{status}");
}

/// A signal that is blocked when nltrace starts is blocked in the command, too, and waits there.
#[test]
fn blocked_signals_reach_the_command() {
    let mut nltrace = Command::new(NLTRACE);
    nltrace.args(["-o", "/dev/null", "--"]).args(scenario("names_signals")).stdout(Stdio::piped());
    block(&mut nltrace, libc::SIGUSR1);
    let mut child = nltrace.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    until(&mut lines, "ready");
    let pid = Pid::from_raw(child.id().cast_signed());
    kill(pid, Signal::SIGUSR1).unwrap();
    until(&mut lines, &format!("signal {} value", libc::SIGUSR1));
    kill(pid, Signal::SIGTERM).unwrap();
    assert_eq!(ended(&mut child).code(), Some(5));
}

/// Has a command start with a signal blocked.
fn block(command: &mut Command, signal: libc::c_int) {
    // SAFETY: sigprocmask may be called between fork and exec, and the set is a local.
    unsafe {
        command.pre_exec(move || {
            let mut set: libc::sigset_t = std::mem::zeroed();
            libc::sigaddset(&raw mut set, signal);
            libc::sigprocmask(libc::SIG_BLOCK, &raw const set, std::ptr::null_mut());
            Ok(())
        });
    }
}

/// alarm(2) survives exec: it is the program's, which can ask how much is left of it.
#[test]
fn an_alarm_from_before_is_the_programs() {
    for (seconds, command) in [(1, sh("sleep 30")), (100, scenario("asks_for_its_alarm"))] {
        let mut nltrace = Command::new(NLTRACE);
        nltrace.args(["-o", "/dev/null", "--"]).args(&command);
        // SAFETY: alarm may be called between fork and exec.
        unsafe {
            nltrace.pre_exec(move || {
                libc::alarm(seconds);
                Ok(())
            });
        }
        let (status, stdout, stderr) = bounded(nltrace);
        if seconds == 1 {
            assert_eq!(status.signal(), Some(libc::SIGALRM), "{status:?} {stderr}");
        } else {
            assert!(stdout.contains("alarm left: true"), "{stdout} {stderr}");
        }
    }
}

/// nltrace's parent sees that the command has stopped, and continues it by continuing nltrace.
#[test]
fn stops_are_seen_and_ended_through_nltrace() {
    for signal in [Signal::SIGSTOP, Signal::SIGTSTP, Signal::SIGTTIN, Signal::SIGTTOU] {
        let name = signal.as_str().trim_start_matches("SIG");
        let (mut child, pid, _lines) = started(&sh(&format!("kill -{name} $$; exit 6")));
        assert_eq!(waitpid(pid, Some(WaitPidFlag::WUNTRACED)), Ok(WaitStatus::Stopped(pid, signal)));
        std::thread::sleep(Duration::from_millis(100));
        kill(pid, Signal::SIGCONT).unwrap();
        assert_eq!(ended(&mut child).code(), Some(6), "{name}");
    }
}

/// nltrace is stopped then, but must serve the other processes, and the command itself, if they go on without it.
#[test]
fn a_stopped_command_is_continued_by_its_own_child() {
    let script = "(sleep 0.3; ip link >/dev/null 2>&1; kill -CONT $$) & kill -STOP $$; wait; exit 6";
    let (mut child, ..) = started(&sh(script));
    assert_eq!(ended(&mut child).code(), Some(6));
}

/// nltrace does not wait for children that its process had before it became nltrace.
#[test]
fn children_that_are_not_traced_are_not_waited_for() {
    let start = Instant::now();
    let run = plain(&sh(&format!("sleep 40 & exec {NLTRACE} -o /dev/null -- true")));
    assert!(run.status.success() && start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

/// Nothing that needs a signal writes the output: it is there soon while the program sleeps.
#[test]
fn output_is_written_soon_without_an_alarm() {
    let output = scratch("soon");
    let mut nltrace = Command::new(NLTRACE);
    nltrace.arg("-o").arg(&output).arg("--").args(scenario("asks_and_sleeps")).stdout(Stdio::piped());
    block(&mut nltrace, libc::SIGALRM);
    let mut child = nltrace.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    until(&mut lines, "asked");
    let start = Instant::now();
    let is_there = || std::fs::read_to_string(&output).is_ok_and(|text| text.contains("RTM_NEWLINK"));
    while !is_there() {
        assert!(start.elapsed() < Duration::from_secs(2), "the program sleeps longer");
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    ended(&mut child);
    let _ = std::fs::remove_file(output);
}

/// The kernel refuses calls for which a program's own filter asks a tracer, because there is none. Under nltrace it does too.
#[test]
fn a_filter_that_asks_for_a_tracer_finds_none() {
    for options in [&[][..], &["--no-seccomp"]] {
        let run = trace_with(options, &scenario("asks_for_a_tracer"));
        assert!(run.stdout.contains("as without a tracer"), "{options:?}: {} {}", run.stdout, run.stderr);
        assert_eq!(run.exchanged(), ["write 18 1", "read 16 1"], "{options:?}");
    }
}

/// The note is in every format.
#[test]
fn strict_seccomp_is_said_to_need_another_way() {
    for format in ["tree", "json", "line", "hex"] {
        let mut nltrace = Command::new(NLTRACE);
        nltrace.args(["-F", format, "--"]).args(scenario("alone:strict"));
        let (_, stdout, stderr) = bounded(nltrace);
        assert!(stderr.contains("--no-seccomp"), "{format}: {stdout} {stderr}");
    }
    let run = trace_with(&["--no-seccomp"], &scenario("alone:strict"));
    assert!(run.stdout.contains("strict"), "{} {}", run.stdout, run.stderr);
}

/// An array that ends at an unmapped page: nltrace shows the messages that the kernel reached, and no more.
#[test]
fn arrays_that_run_into_a_hole() {
    let run = trace("array_hole");
    let sends = ["sendmmsg 18 1", "sendmmsg 18 2", "sendmmsg 18 3"];
    let receives = ["recvmmsg 16 1", "recvmmsg 16 2", "recvmmsg 16 3"];
    assert_eq!(run.exchanged(), [sends, receives].concat(), "{} {}", run.stdout, run.stderr);
}

/// A call that names a terabyte and is refused costs neither nltrace's memory nor its time, in any format.
#[test]
fn a_call_that_names_a_terabyte() {
    for format in ["tree", "line"] {
        let output = scratch(format);
        let script = format!(
            "ulimit -v 1000000; exec {NLTRACE} -F {format} -o {} -- {}",
            output.display(),
            scenario("terabyte").join(" ")
        );
        let run = plain(&sh(&script));
        assert!(run.stdout.contains("ends well"), "{format}: {} {}", run.stdout, run.stderr);
        assert!(std::fs::metadata(&output).unwrap().len() < 1 << 20, "{format}");
        let _ = std::fs::remove_file(output);
    }
}

/// nltrace attaches while threads come and go, each time.
#[test]
fn attached_to_a_maker_of_threads() {
    let mut maker = Command::new("env");
    let words = scenario("makes_threads");
    let mut maker = maker.args(&words[1..]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(maker.stdout.take().unwrap()).lines();
    until(&mut lines, "ready");
    for round in 0..15 {
        let mut nltrace = Command::new(NLTRACE);
        nltrace.args(["-o", "/dev/null", "-p", &maker.id().to_string()]).stderr(Stdio::piped());
        let nltrace = nltrace.spawn().unwrap();
        std::thread::sleep(Duration::from_millis(60));
        let _ = kill(Pid::from_raw(nltrace.id().cast_signed()), Signal::SIGTERM);
        let output = nltrace.wait_with_output().unwrap();
        let printed = String::from_utf8_lossy(&output.stderr);
        assert!(!printed.contains("error"), "round {round}: {printed}");
    }
    maker.kill().unwrap();
    ended(&mut maker);
}

/// A process whose first thread has ended lives on in the others, and can be attached to.
#[test]
fn attached_to_a_process_without_its_first_thread() {
    let words = scenario("leaderless");
    let mut program = Command::new("env").args(&words[1..]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    until(&mut lines, "ready");
    let output = scratch("json");
    let mut nltrace = Command::new(NLTRACE);
    nltrace.args(["-F", "json", "-o"]).arg(&output).args(["-p", &program.id().to_string()]);
    let (status, _, stderr) = bounded(nltrace);
    assert!(status.success(), "{stderr}");
    let text = std::fs::read_to_string(&output).unwrap_or_default();
    let _ = std::fs::remove_file(output);
    assert!(text.contains("RTM_NEWLINK"), "{text} {stderr}");
    assert!(ended(&mut program).success());
}

/// Of a process that waits for notifications nltrace says so at once: nothing else would come before the first.
#[test]
fn attached_to_a_process_that_waits() {
    let mut monitor = Command::new("ip").args(["monitor", "link"]).stdout(Stdio::null()).spawn().unwrap();
    let pid = monitor.id();
    let waits = || {
        let state = std::fs::read_to_string(format!("/proc/{pid}/wchan")).unwrap_or_default();
        state.contains("recv") || state.contains("netlink") || state.contains("datagram")
    };
    let start = std::time::Instant::now();
    while !waits() && start.elapsed() < Duration::from_secs(5) {
        std::thread::yield_now();
    }
    let mut nltrace = Command::new(NLTRACE);
    nltrace.args(["-o", "/dev/null", "-p", &pid.to_string()]).stderr(Stdio::piped());
    let mut nltrace = nltrace.spawn().unwrap();
    let line = BufReader::new(nltrace.stderr.take().unwrap()).lines().next().unwrap().unwrap();
    monitor.kill().unwrap();
    ended(&mut monitor);
    nltrace.wait().unwrap();
    assert!(
        line.starts_with(&format!("nltrace: note: attached to ip[{pid}]; waits in recvmsg on ")),
        "{line}"
    );
    assert!(line.ends_with(&format!("<NETLINK:[ROUTE:{pid}]>")), "{line}");
}

#[test]
fn threads_of_the_kernel_are_called_so() {
    if std::fs::read_to_string("/proc/2/comm").is_ok_and(|comm| comm == "kthreadd\n") {
        let run = plain(&[NLTRACE, "-p", "2"].map(str::to_owned));
        assert!(run.stderr.contains("thread of the kernel"), "{}", run.stderr);
        assert_eq!(run.status.code(), Some(2));
    } else {
        eprintln!("SKIPPED threads_of_the_kernel_are_called_so: process 2 is none here");
    }
}

/// A process of one thread: its sockets are young, and every call stops as long as they are.
#[test]
fn sockets_of_a_process_of_one_thread() {
    let pairs = |seqs: &[u32]| -> Vec<String> {
        seqs.iter().flat_map(|seq| [format!("write 18 {seq}"), format!("read 16 {seq}")]).collect()
    };
    for (name, seqs) in [
        ("write_read", &[1][..]),
        ("duplicates", &[1, 2, 3]),
        ("exec", &[1]),
        ("passed", &[1]),
        ("reused", &[1, 2]),
        ("other_calls", &[1, 2, 3]),
        ("sandboxed", &[1]),
        ("spawns_threads", &[1, 2, 3, 4]),
    ] {
        let run = trace(&format!("alone:{name}"));
        assert!(run.status.success(), "{name}: {} {}", run.stdout, run.stderr);
        let mut printed = run.exchanged();
        if name == "spawns_threads" {
            printed.sort_by_key(|line| line.rsplit(' ').next().map(str::to_owned));
        }
        assert_eq!(printed, pairs(seqs), "{name}");
    }
}

/// Checks the result for a program that nltrace could not inspect: all its pairs, or the reason and the remedy.
fn all_or_why(run: &Run, pairs: usize) {
    let printed = run.message_records().count();
    let why = run.records.iter().filter(|record| record["event"] == "blind").count();
    assert!(
        printed == 2 * pairs || why == 1,
        "{printed} messages, {why} reasons: {} {}",
        run.stdout,
        run.stderr
    );
}

/// A daemon that starts as root and becomes another user, in a container without CAP_SYS_PTRACE.
#[test]
fn a_daemon_that_drops_its_privileges() {
    let test = "a_daemon_that_drops_its_privileges";
    let without = "setpriv --bounding-set -sys_ptrace --inh-caps -all";
    if !can(test, "root, and setpriv of util-linux", &format!("[ $(id -u) = 0 ] && {without} true")) {
        return;
    }
    let output = scratch("json");
    let nltrace = format!("{without} {NLTRACE} -F json -o {} -- ", output.display());
    let run = plain(&sh(&(nltrace + &scenario("drops").join(" "))));
    let text = std::fs::read_to_string(&output).unwrap_or_default();
    let _ = std::fs::remove_file(output);
    assert!(run.status.success(), "{} {}", run.stdout, run.stderr);
    for direction in ["send", "receive"] {
        let direction = format!("\"direction\":\"{direction}\"");
        assert_eq!(text.matches(&direction).count(), 11, "{text}");
    }
}

/// A program that is not dumpable any more, traced by an ordinary user.
#[test]
fn a_program_that_is_not_dumpable() {
    all_or_why(&trace("hides"), 5);
    let Some(run) = by_nobody("a_program_that_is_not_dumpable", &scenario("hides")) else { return };
    assert_eq!(run.message_records().count(), 10, "{} {}", run.stdout, run.stderr);
}

/// A program whose file may be executed and not read: its memory is closed to its own user.
#[test]
fn a_program_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let test = "a_program_that_may_not_be_read";
    let folder = std::env::temp_dir().join(format!("nltrace-{}", std::process::id()));
    let program = folder.join("program");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o111)).unwrap();
    let mut command = scenario("write_read");
    command[2] = program.to_str().unwrap().to_owned();
    let run = by_nobody(test, &command);
    let _ = std::fs::remove_dir_all(folder);
    let Some(run) = run else { return };
    let blind: Vec<_> = run.records.iter().filter(|record| record["event"] == "blind").collect();
    assert_eq!(blind.len(), 1, "{}", run.stderr);
    let note = blind[0]["notes"].to_string();
    assert!(note.contains("cannot be read") && note.contains("CAP_SYS_PTRACE"), "{note}");
    assert!(run.stderr.contains("the bytes of 2 netlink calls are missing"), "{}", run.stderr);
}

/// Traces a command as the user nobody. Returns `None`, with a message, where the test cannot become that user, or that user
/// cannot reach these programs.
fn by_nobody(test: &str, command: &[String]) -> Option<Run> {
    let mut words = Vec::new();
    if nix::unistd::geteuid().is_root() {
        let nobody = "setpriv --reuid 65534 --regid 65534 --clear-groups --";
        if !can(test, "setpriv, and a folder that nobody can reach", &format!("{nobody} {NLTRACE} --version"))
        {
            return None;
        }
        words.extend(nobody.split(' ').map(str::to_owned));
    }
    words.extend([NLTRACE, "-F", "json", "--"].map(str::to_owned));
    words.extend_from_slice(command);
    let mut run = plain(&words);
    run.records = run.stderr.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    Some(run)
}

/// A new pid namespace with the old one's /proc, whose numbers are others' here.
#[test]
fn a_proc_of_another_pid_namespace() {
    let unshared = if nix::unistd::geteuid().is_root() { "unshare -pf" } else { "unshare -Urpf" };
    if !can("a_proc_of_another_pid_namespace", "a pid namespace", &format!("{unshared} true")) {
        return;
    }
    let output = scratch("json");
    let nltrace = format!("{unshared} {NLTRACE} -F json -o {} -- ", output.display());
    let run = plain(&sh(&(nltrace + &scenario("sockets:20").join(" "))));
    let text = std::fs::read_to_string(&output).unwrap_or_default();
    let _ = std::fs::remove_file(output);
    assert!(run.status.success(), "{} {}", run.stdout, run.stderr);
    assert_eq!(text.matches("\"direction\":\"receive\"").count(), 20, "{text} {}", run.stderr);
}

/// Plays a scenario; false if it is none of these.
pub(super) fn play(name: &str, argument: &str) -> bool {
    match name {
        "names_signals" => names_signals(),
        "asks_for_its_alarm" => {
            // SAFETY: no memory is involved.
            let left = unsafe { libc::alarm(0) };
            println!("alarm left: {}", (1..=100).contains(&left));
        }
        "asks_and_sleeps" => {
            write_read(&route(), 1);
            println!("asked");
            std::thread::sleep(Duration::from_secs(3));
        }
        "asks_for_a_tracer" => asks_for_a_tracer(),
        "strict" => strict(),
        "array_hole" => array_hole(),
        "terabyte" => terabyte(),
        "makes_threads" => makes_threads(),
        "leaderless" => leaderless(),
        "alone" => alone(argument),
        "other_calls" => other_calls(),
        "spawns_threads" => {
            write_read(&route(), 1);
            let held = route();
            std::thread::scope(|scope| {
                scope.spawn(|| (2..=4).for_each(|seq| write_read(&held, seq)));
            });
        }
        "drops" => drops(),
        "hides" => {
            // SAFETY: no memory is involved.
            assert_eq!(unsafe { libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0) }, 0);
            let socket = route();
            (1..=5).for_each(|seq| write_read(&socket, seq));
        }
        _ => return false,
    }
    true
}

/// Names each signal that reaches it, with its value, until SIGTERM.
fn names_signals() {
    extern "C" fn name(number: libc::c_int, info: *mut libc::siginfo_t, _context: *mut libc::c_void) {
        // SAFETY: the kernel passes a valid siginfo; write and _exit are calls that a handler may make.
        unsafe {
            let value =
                if (*info).si_code == libc::SI_QUEUE { (*info).si_value().sival_ptr as usize } else { 0 };
            let text = format!("signal {number} value {value}\n");
            libc::write(1, text.as_ptr().cast(), text.len());
            if number == libc::SIGTERM {
                libc::_exit(5);
            }
        }
    }
    for number in
        (1..=64).filter(|number| ![libc::SIGKILL, libc::SIGSTOP, libc::SIGCHLD, 32, 33].contains(number))
    {
        // SAFETY: the action is initialised, and its handler is above. The threads that it interrupts sleep, so they do not hold
        // the allocator.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction =
                name as extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut libc::c_void) as usize;
            action.sa_flags = libc::SA_SIGINFO;
            libc::sigaction(number, &raw const action, std::ptr::null_mut());
        }
    }
    // Signals that were blocked from the start, and came meanwhile, are delivered now.
    nix::sys::signal::SigSet::empty().thread_set_mask().expect("sigprocmask");
    println!("ready");
    // A test that fails must not leave it running.
    std::thread::sleep(Duration::from_secs(50));
}

/// Plays another scenario in a process of one thread.
fn alone(name: &str) {
    if let nix::unistd::ForkResult::Child = unforked_fork() {
        if !super::tracee::play_one(name) {
            exit_now(3);
        }
        exit_now(0);
    }
    let status = waitpid(None, None).expect("a child");
    assert!(matches!(status, WaitStatus::Exited(_, 0)), "{status:?}");
}

/// Calls that are none of netlink's beside a socket, more than nltrace has patience for.
fn other_calls() {
    let socket = route();
    write_read(&socket, 1);
    for _ in 0..2000 {
        // SAFETY: no memory is involved.
        unsafe { libc::syscall(libc::SYS_getppid) };
    }
    write_read(&socket, 2);
    write_read(&nix::unistd::dup(&socket).expect("dup"), 3);
}

/// Puts a filter on itself.
fn filter_itself(filter: &mut [libc::sock_filter]) {
    let program = libc::sock_fprog { len: filter.len() as u16, filter: filter.as_mut_ptr() };
    // SAFETY: the program and its instructions outlive the calls, and the kernel copies them.
    unsafe {
        assert_eq!(libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
        assert_eq!(libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &raw const program), 0);
    }
}

fn asks_for_a_tracer() {
    let op = |code: u32, k: u32, jt: u8, jf: u8| libc::sock_filter { code: code as u16, jt, jf, k };
    filter_itself(&mut [
        op(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0, 0),
        op(libc::BPF_JMP | libc::BPF_JEQ, libc::SYS_getppid as u32, 0, 1),
        op(libc::BPF_RET, libc::SECCOMP_RET_TRACE | 7, 0, 0),
        op(libc::BPF_RET, libc::SECCOMP_RET_ALLOW, 0, 0),
    ]);
    write_read(&route(), 1);
    // SAFETY: no memory is involved.
    let parent = unsafe { libc::syscall(libc::SYS_getppid) };
    if parent == -1 && nix::errno::Errno::last() == nix::errno::Errno::ENOSYS {
        println!("as without a tracer");
    }
}

fn strict() {
    write_read(&route(), 1);
    // SAFETY: in strict mode write and exit are all that is left, and only this thread is in it.
    unsafe {
        let text: &[u8] =
            if libc::prctl(libc::PR_SET_SECCOMP, 1, 0, 0, 0) == 0 { b"strict\n" } else { b"refused\n" };
        libc::write(1, text.as_ptr().cast(), text.len());
        libc::syscall(libc::SYS_exit, 0);
    }
}

/// Three elements at the end of a page, the next of which is not there, in calls that claim ten.
fn array_hole() {
    use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous, munmap};
    let socket = route();
    let len = std::num::NonZeroUsize::new(8192).expect("not zero");
    let protection = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
    let messages: Vec<[u8; 32]> = (1..=3).map(getlink).collect();
    let mut buffers = vec![[0u8; 8192]; 3];
    let mut vectors: Vec<libc::iovec> = messages
        .iter()
        .map(|message| libc::iovec { iov_base: message.as_ptr().cast_mut().cast(), iov_len: 32 })
        .collect();
    // SAFETY: the mapping is this function's; its second page is given back, and only the first is written. Vectors and
    // buffers live to the end of the function.
    unsafe {
        let page = mmap_anonymous(None, len, protection, MapFlags::MAP_PRIVATE).expect("mmap");
        munmap(page.byte_add(4096), 4096).expect("munmap");
        let elements = page.byte_add(4096).cast::<libc::mmsghdr>().sub(3).as_ptr();
        for (at, vector) in vectors.iter_mut().enumerate() {
            let mut element: libc::mmsghdr = std::mem::zeroed();
            (element.msg_hdr.msg_iov, element.msg_hdr.msg_iovlen) = (vector, 1);
            elements.add(at).write(element);
        }
        assert_eq!(libc::sendmmsg(socket.as_raw_fd(), elements, 10, 0), 3);
        for (vector, buffer) in vectors.iter_mut().zip(&mut buffers) {
            *vector = libc::iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: 8192 };
        }
        let got =
            libc::recvmmsg(socket.as_raw_fd(), elements, 10, libc::MSG_DONTWAIT as _, std::ptr::null_mut());
        assert_eq!(got, 3);
    }
}

/// 1,024 messages of 1,024 buffers of 1 MiB, which are one buffer: the kernel refuses the first.
fn terabyte() {
    let socket = route();
    let mut buffer = vec![0u8; 1 << 20];
    let vector = libc::iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: buffer.len() };
    let mut vectors = vec![vector; 1024];
    // SAFETY: an all-zero header is a valid one.
    let mut element: libc::mmsghdr = unsafe { std::mem::zeroed() };
    (element.msg_hdr.msg_iov, element.msg_hdr.msg_iovlen) = (vectors.as_mut_ptr(), 1024);
    let mut elements = vec![element; 1024];
    // SAFETY: elements, vectors and the buffer live to the end of the function.
    assert_eq!(unsafe { libc::sendmmsg(socket.as_raw_fd(), elements.as_mut_ptr(), 1024, 0) }, -1);
    println!("ends well");
}

/// Threads that do nothing but make threads.
fn makes_threads() {
    for _ in 0..8 {
        std::thread::spawn(|| {
            loop {
                let _ = std::thread::spawn(|| ()).join();
            }
        });
    }
    println!("ready");
    std::thread::sleep(Duration::from_secs(60));
}

/// The first thread ends, and another works on.
fn leaderless() {
    let main = nix::unistd::getpid();
    std::thread::spawn(move || {
        let is_zombie =
            || std::fs::read_to_string(format!("/proc/{main}/stat")).is_ok_and(|stat| stat.contains(") Z "));
        while !is_zombie() {
            std::thread::sleep(Duration::from_millis(5));
        }
        println!("ready");
        let socket = route();
        for seq in 1..=20 {
            std::thread::sleep(Duration::from_millis(50));
            write_read(&socket, seq);
        }
        std::process::exit(0);
    });
    // SAFETY: both threads end here and now, or sleep for ever; nothing that others use lies on their stacks.
    unsafe { libc::syscall(libc::SYS_tgkill, main.as_raw(), main.as_raw(), 0) };
    leave_first_thread();
    std::thread::sleep(Duration::from_secs(60));
}

/// Has the first thread of this process end: a signal's handler runs in it.
fn leave_first_thread() {
    extern "C" fn leave(_signal: libc::c_int) {
        // SAFETY: ends the thread that the handler runs in.
        unsafe { libc::syscall(libc::SYS_exit, 0) };
    }
    use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, sigaction};
    let action = SigAction::new(SigHandler::Handler(leave), SaFlags::empty(), SigSet::empty());
    let main = nix::unistd::getpid().as_raw();
    // SAFETY: the handler makes one system call.
    unsafe {
        sigaction(Signal::SIGUSR2, &action).expect("sigaction");
        libc::syscall(libc::SYS_tgkill, main, main, libc::SIGUSR2);
    }
}

/// A pair as root, then ten as nobody, half of them on a socket from before.
fn drops() {
    let socket = route();
    write_read(&socket, 1);
    // SAFETY: no memory is involved; the other thread only waits.
    unsafe {
        assert_eq!(libc::syscall(libc::SYS_setgid, 65534), 0);
        assert_eq!(libc::syscall(libc::SYS_setuid, 65534), 0);
    }
    (2..=6).for_each(|seq| write_read(&socket, seq));
    let socket = route();
    (20..25).for_each(|seq| write_read(&socket, seq));
}
