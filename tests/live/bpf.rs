//! Capture with eBPF: the same messages as by ptrace, of every process, and losses that are counted.
//!
//! Needs root and a kernel with BTF; skipped with a message otherwise.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use super::python::CLIENT;
use super::run::{Run, bounded, ended, patience, plain, scenario, scratch, trace_by, trace_with};

/// Returns whether eBPF may be used here. Says that a test is skipped if not.
pub(super) fn is_possible(test: &str) -> bool {
    let mut probe = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    probe.args(["--via", "bpf", "-q", "--", "true"]);
    let (status, _, stderr) = bounded(probe);
    let is_root = nix::unistd::geteuid().is_root();
    if is_root && Path::new("/sys/kernel/btf/vmlinux").exists() {
        // Whatever the kernel refuses to root is a fault of the program, unless a container took the rights away.
        assert!(status.success() || stderr.contains("needs root"), "{stderr}");
    }
    if !status.success() {
        eprintln!("SKIPPED {test}: {}", stderr.trim());
    }
    status.success()
}

/// Returns the part that two runs of one program must have in common. Addresses differ. With `clocked`, sequence numbers
/// differ too: they count from the second in which the program starts.
fn shape(run: &Run, clocked: bool) -> Vec<String> {
    const KEYS: [&str; 11] =
        ["syscall", "fd", "event", "direction", "type", "protocol", "len", "flags", "errno", "notes", "seq"];
    let keys = KEYS.get(..if clocked { KEYS.len() - 1 } else { KEYS.len() }).unwrap_or_default();
    let printed = |record: &Value| {
        let text: Vec<String> = keys.iter().map(|key| record[key].to_string()).collect();
        let text = text.join(" ");
        let mut parts = text.split("0x");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| {
            text + "ADDRESS" + part.trim_start_matches(|c: char| c.is_ascii_hexdigit())
        })
    };
    // Only eBPF sees that the kernel set a text.
    run.records.iter().filter(|record| record["event"] != "extack").map(printed).collect()
}

/// Asserts that a program's messages and calls are the same by both.
fn same(command: &[String], clocked: bool) {
    let by_ptrace = trace_with(&["--via", "ptrace"], command);
    let by_bpf = trace_with(&["--via", "bpf"], command);
    assert_eq!(by_ptrace.status, by_bpf.status, "{}", by_bpf.stderr);
    let (one, other) = (shape(&by_ptrace, clocked), shape(&by_bpf, clocked));
    assert!(one.len() > 3, "{one:?}");
    for (at, (one, other)) in one.iter().zip(&other).enumerate() {
        assert_eq!(one, other, "record {at} of {command:?}");
    }
    assert_eq!(one.len(), other.len(), "{command:?}");
}

/// Every call that can carry a message, in Python; the same client that is compared with what it must print elsewhere.
#[test]
fn a_python_client_is_seen_as_by_ptrace() {
    if is_possible("a_python_client_is_seen_as_by_ptrace") {
        same(&["python3".to_owned(), "-c".to_owned(), CLIENT.to_owned()], false);
    }
}

#[test]
fn scenarios_are_seen_as_by_ptrace() {
    if !is_possible("scenarios_are_seen_as_by_ptrace") {
        return;
    }
    for name in ["write_read", "vectors", "unbound", "duplicates", "exec", "hole", "peek", "many"] {
        same(&scenario(name), false);
    }
}

#[test]
fn clients_in_c_and_go_are_seen_as_by_ptrace() {
    if !is_possible("clients_in_c_and_go_are_seen_as_by_ptrace") {
        return;
    }
    if Command::new("ip").arg("-V").output().is_ok() {
        same(&["ip", "link", "show", "lo"].map(str::to_owned), true);
        same(&["ip", "link", "add", "x", "type", "nosuch"].map(str::to_owned), true);
    } else {
        eprintln!("SKIPPED in part: clients_in_c_and_go_are_seen_as_by_ptrace: there is no ip");
    }
    let program = scratch("go.out");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/live/client.go");
    let mut build = Command::new("go");
    build
        .args(["build", "-o"])
        .arg(&program)
        .arg(source)
        .env("GOFLAGS", "-mod=mod")
        .env("GO111MODULE", "off");
    if !build.output().is_ok_and(|output| output.status.success()) {
        return eprintln!(
            "SKIPPED in part: clients_in_c_and_go_are_seen_as_by_ptrace: go builds nothing here"
        );
    }
    // Its threads run at random, so the order of calls is no criterion.
    let sorted = |via: &str| {
        let run = trace_with(&["--via", via], &[program.to_string_lossy().into_owned()]);
        let mut printed = run.exchanged();
        printed.sort();
        printed
    };
    let (one, other) = (sorted("ptrace"), sorted("bpf"));
    let _ = fs::remove_file(&program);
    assert!(!one.is_empty());
    assert_eq!(one, other);
}

/// nltrace at work on the whole machine; its records are in a file.
struct Watch {
    nltrace: Child,
    output: std::path::PathBuf,
}

impl Watch {
    /// Begins, and waits until the programs are attached.
    fn begin(options: &[&str]) -> Watch {
        let output = scratch("json");
        let mut command = Command::new(env!("CARGO_BIN_EXE_nltrace"));
        command.args(["--all", "-v", "-F", "json", "-o"]).arg(&output).args(options);
        let mut nltrace = command.stderr(Stdio::piped()).spawn().expect("nltrace starts");
        let mut line = String::new();
        let mut stderr = BufReader::new(nltrace.stderr.take().expect("it is piped"));
        stderr.read_line(&mut line).expect("stderr is read");
        assert!(line.contains("eBPF"), "{line}");
        nltrace.stderr = Some(stderr.into_inner());
        Watch { nltrace, output }
    }

    /// Ends it as ^C does. Returns its status, its standard error, and its output.
    fn end(mut self) -> (Option<i32>, String, String) {
        kill(Pid::from_raw(self.nltrace.id().cast_signed()), Signal::SIGTERM).expect("it is there");
        let status = ended(&mut self.nltrace);
        let mut said = String::new();
        let _ = self.nltrace.stderr.take().expect("it is piped").read_to_string(&mut said);
        let text = fs::read_to_string(&self.output).unwrap_or_default();
        let _ = fs::remove_file(&self.output);
        (status.code(), said, text)
    }
}

/// nltrace with no more than these hooks.
fn with_hooks(hooks: &str) -> Command {
    let mut nltrace = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    nltrace.env("NLTRACE_BPF_HOOKS", hooks);
    nltrace
}

/// Returns what nltrace says of the hooks that it uses, with no more than these; `None` if the kernel refuses them.
fn chosen(hooks: &str) -> Option<String> {
    let mut nltrace = with_hooks(hooks);
    nltrace.args(["--via", "bpf", "-v", "-o", "/dev/null", "--", "true"]);
    let (status, _, stderr) = bounded(nltrace);
    status.success().then_some(stderr)
}

/// Every sort of hook shows the same messages as ptrace: those that the kernel refuses are named.
#[test]
fn every_sort_of_hook_shows_the_same() {
    const TEST: &str = "every_sort_of_hook_shows_the_same";
    if !is_possible(TEST) {
        return;
    }
    for (hooks, words) in [
        ("fentry", "eBPF: fentry at netlink_sendmsg and netlink_recvmsg"),
        ("calls", "eBPF: no fentry (NLTRACE_BPF_HOOKS is set), "),
        ("all", "the tracepoints that all system calls pass"),
    ] {
        let Some(said) = chosen(hooks) else {
            assert_eq!(hooks, "fentry", "only fentry may be refused");
            eprintln!("SKIPPED in part: {TEST}: this kernel refuses fentry");
            continue;
        };
        assert!(said.contains(words), "{said}");
        for name in ["write_read", "vectors", "unbound", "duplicates", "hole", "peek", "many"] {
            let command = scenario(name);
            let by_ptrace = shape(&trace_with(&["--via", "ptrace"], &command), false);
            let by_bpf = shape(&trace_by(with_hooks(hooks), &["--via", "bpf"], &command), false);
            assert!(by_ptrace.len() > 3, "{by_ptrace:?}");
            assert_eq!(by_ptrace, by_bpf, "{name} by {hooks}");
        }
    }
}

/// Netlink's functions see what io_uring and splice move; tracepoints report its length.
#[test]
fn what_rings_and_splice_move_is_seen() {
    const TEST: &str = "what_rings_and_splice_move_is_seen";
    if !is_possible(TEST) {
        return;
    }
    for (name, word, blind) in [("ring_pair", "ringed", "io_uring_enter"), ("splices", "spliced", "splice")] {
        for hooks in ["fentry", "calls"] {
            if chosen(hooks).is_none() {
                eprintln!("SKIPPED in part: {TEST}: this kernel refuses {hooks}");
                continue;
            }
            let run = trace_by(with_hooks(hooks), &["--via", "bpf"], &scenario(name));
            if run.stdout.contains("SKIP") {
                eprintln!("SKIPPED in part: {TEST}: this kernel has no io_uring");
                continue;
            }
            let count = run.printed(word)[0];
            let moved: Vec<&Value> =
                run.message_records().filter(|record| record["syscall"] == blind).collect();
            let is_blind = |record: &&Value| record["event"] == "blind";
            let untold = run.records.iter().filter(is_blind).count() as u64;
            if hooks == "fentry" {
                assert_eq!((moved.len() as u64, untold), (count, 0), "{name}: {:?}", run.records);
                for record in moved {
                    let is_known = ["RTM_GETLINK", "RTM_NEWLINK"].iter().any(|name| record["type"] == *name);
                    assert!(is_known, "{record}");
                }
            } else {
                assert!(moved.is_empty() && (untold >= count || untold == 1), "{name}: {:?}", run.records);
            }
        }
    }
}

/// The C program's way of asking for the loopback interface, many times.
fn ask(times: u32) {
    ask_for(1, times);
}

/// Asks for an interface that is not there, many times, under a name that no other process has: the answers are short.
pub(super) fn ask_nothing(argument: &str) {
    fs::write("/proc/self/comm", "nlt-crowd").expect("a thread may be named");
    fs::write("/proc/thread-self/comm", "nlt-crowd").expect("a thread may be named");
    ask_for(u32::MAX >> 1, argument.parse().expect("a number"));
}

fn ask_for(interface: u32, times: u32) {
    use nix::sys::socket::{AddressFamily, MsgFlags, SockFlag, SockProtocol, SockType, recv, send, socket};
    use std::os::fd::AsRawFd;
    let (kind, protocol) = (SockType::Raw, SockProtocol::NetlinkRoute);
    let socket = socket(AddressFamily::Netlink, kind, SockFlag::SOCK_CLOEXEC, protocol).expect("a socket");
    let mut buffer = [0; 8192];
    for seq in 0..times {
        let mut message = [0u8; 32];
        message[..4].copy_from_slice(&32u32.to_ne_bytes());
        message[4..8].copy_from_slice(&[18, 0, 1, 0]);
        message[8..12].copy_from_slice(&seq.to_ne_bytes());
        message[20..24].copy_from_slice(&interface.to_ne_bytes());
        send(socket.as_raw_fd(), &message, MsgFlags::empty()).expect("send");
        recv(socket.as_raw_fd(), &mut buffer, MsgFlags::empty()).expect("recv");
    }
}

/// Played by this binary, run again.
pub(super) fn play(argument: &str) {
    ask(argument.parse().expect("a number"));
}

/// Starts processes that each ask so many times, and waits for them.
fn crowd(processes: u32, times: u32) -> Vec<u32> {
    let start = |_| {
        let words = scenario(&format!("ask:{times}"));
        Command::new(&words[0]).args(&words[1..]).stdout(Stdio::null()).spawn().expect("it starts")
    };
    let mut children: Vec<Child> = (0..processes).map(start).collect();
    children.iter_mut().for_each(|child| assert!(ended(child).success()));
    children.iter().map(Child::id).collect()
}

#[test]
fn every_message_of_many_processes_is_there_once_and_in_order() {
    if !is_possible("every_message_of_many_processes_is_there_once_and_in_order") {
        return;
    }
    const PROCESSES: u32 = 20;
    const TIMES: u32 = 500;
    let watch = Watch::begin(&["-q", "-e", "type == RTM_GETLINK or type == RTM_NEWLINK"]);
    let pids = crowd(PROCESSES, TIMES);
    std::thread::sleep(Duration::from_millis(200));
    let (status, said, text) = watch.end();
    assert_eq!(status, Some(0), "{said}");
    // `env` becomes the test binary, which keeps its process id.
    let mut next = std::collections::HashMap::new();
    let mut before = 0.0;
    for line in text.lines() {
        let record: Value = serde_json::from_str(line).expect("JSON");
        let time = record["time"].as_f64().unwrap_or(0.0);
        assert!(time >= before, "times go on: {before} {time}");
        before = time;
        let pid = u32::try_from(record["pid"].as_u64().unwrap_or(0)).unwrap_or(0);
        if !pids.contains(&pid) {
            continue;
        }
        let expected = next.entry(pid).or_insert((0u64, "RTM_GETLINK"));
        let seen = (record["seq"].as_u64().unwrap_or(u64::MAX), record["type"].as_str().unwrap_or(""));
        assert_eq!(seen, *expected, "process {pid}");
        *expected =
            if seen.1 == "RTM_GETLINK" { (seen.0, "RTM_NEWLINK") } else { (seen.0 + 1, "RTM_GETLINK") };
    }
    assert_eq!(next.len() as u32, PROCESSES);
    assert!(next.values().all(|(seq, _)| *seq == u64::from(TIMES)), "{next:?}");
}

/// 200 processes that ask 1,000 times each: every request and every answer is counted, and none is lost. The ring has room for
/// all of them, as nltrace may get no processor meanwhile.
#[test]
fn the_messages_of_200_processes_are_counted() {
    if !is_possible("the_messages_of_200_processes_are_counted") {
        return;
    }
    const PROCESSES: u32 = 200;
    const TIMES: u32 = 1000;
    let comm = "comm == \"nlt-crowd\"";
    let watch = Watch::begin(&["-c", "--buffer", "256M", "-e", comm]);
    let start = |_| {
        let words = scenario(&format!("ask_nothing:{TIMES}"));
        Command::new(&words[0]).args(&words[1..]).stdout(Stdio::null()).spawn().expect("it starts")
    };
    let mut children: Vec<Child> = (0..PROCESSES).map(start).collect();
    children.iter_mut().for_each(|child| assert!(ended(child).success()));
    let (status, said, text) = watch.end();
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("none lost"), "{said}");
    let counts: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(counts["total"]["messages"], u64::from(2 * PROCESSES * TIMES), "{counts}");
    assert_eq!(counts["total"]["errors"], u64::from(PROCESSES * TIMES), "{counts}");
}

#[test]
fn a_ring_that_is_too_small_says_what_is_missing_and_where() {
    if !is_possible("a_ring_that_is_too_small_says_what_is_missing_and_where") {
        return;
    }
    let watch = Watch::begin(&["-q", "--buffer", "64K"]);
    let nltrace = Pid::from_raw(watch.nltrace.id().cast_signed());
    // While it is stopped nothing leaves the ring.
    kill(nltrace, Signal::SIGSTOP).expect("it is there");
    ask(200);
    kill(nltrace, Signal::SIGCONT).expect("it is there");
    let own = format!("\"pid\":{}", std::process::id());
    let is_shown = |text: &str| {
        let after = text.split_once("\"event\":\"lost\"").map(|(_, after)| after);
        after.is_some_and(|after| after.contains(&own))
    };
    // Once there is room again, the next record brings the count.
    let start = Instant::now();
    while !is_shown(&fs::read_to_string(&watch.output).unwrap_or_default()) {
        assert!(start.elapsed() < patience(), "a loss and what came after it are shown");
        std::thread::sleep(Duration::from_millis(50));
        ask(1);
    }
    let (status, said, text) = watch.end();
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("were lost") && said.contains("--buffer"), "{said}");
    let (before, _) = text.split_once("\"event\":\"lost\"").expect("a loss is shown in its place");
    assert!(before.contains(&own), "before it, what found room");
    let records: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let lost: u64 = records.iter().filter_map(|record| record["datagrams"].as_u64()).sum();
    assert!(lost >= 200, "{lost}");
}

#[test]
fn other_network_namespaces_are_seen_and_open_sockets_known() {
    if !is_possible("other_network_namespaces_are_seen_and_open_sockets_known") {
        return;
    }
    let watch = Watch::begin(&["-q"]);
    let there = Command::new("unshare").args(["-n", "ip", "link", "show", "lo"]).output();
    std::thread::sleep(Duration::from_millis(200));
    let (_, _, text) = watch.end();
    if !there.is_ok_and(|output| output.status.success()) {
        return eprintln!(
            "SKIPPED other_network_namespaces_are_seen_and_open_sockets_known: needs unshare and ip"
        );
    }
    let own = fs::read_link("/proc/self/ns/net").expect("a namespace").to_string_lossy().into_owned();
    let is_there = |line: &str| {
        let record: Value = serde_json::from_str(line).expect("JSON");
        let netns = record["netns"].as_u64().unwrap_or(0);
        record["comm"] == "ip"
            && record["type"] == "RTM_NEWLINK"
            && netns != 0
            && !own.contains(&netns.to_string())
    };
    assert!(text.lines().any(is_there), "{text}");
}

#[test]
fn the_kernels_text_stands_with_the_error_of_a_program_that_did_not_ask() {
    if !is_possible("the_kernels_text_stands_with_the_error_of_a_program_that_did_not_ask") {
        return;
    }
    let client = "import socket,struct\n\
        s=socket.socket(16,3,0)\n\
        info=struct.pack('=HH',11,1)+b'nosuch\\0\\0'\n\
        body=struct.pack('=BxHiII',0,0,0,0,0)+struct.pack('=HH',4+len(info),18)+info\n\
        s.send(struct.pack('=IHHII',16+len(body),16,0x605,7,0)+body)\n\
        s.recv(8192)";
    let command = ["unshare", "-n", "python3", "-c", client].map(str::to_owned);
    let run = trace_with(&["--via", "bpf"], &command);
    let error = run.records.iter().find(|record| record["type"] == "NLMSG_ERROR").expect("it is refused");
    assert_eq!(error["error"]["message"], "Unknown device type", "{error}");
    assert_eq!(error["error"]["unsolicited"], true, "{error}");
    assert!(run.records.iter().any(|record| record["event"] == "extack"));
}

/// A refused request by `sendto` and by `write`, then one that is refused without a reason: what is said about the errors is
/// the same by both sources.
#[test]
fn reasons_and_advice_are_those_of_ptrace() {
    if !is_possible("reasons_and_advice_are_those_of_ptrace") {
        return;
    }
    let client = "import os,socket,struct\n\
        s=socket.socket(16,3,0)\n\
        info=struct.pack('=HH',11,1)+b'nosuch\\0\\0'\n\
        body=struct.pack('=BxHiII',0,0,0,0,0)+struct.pack('=HH',4+len(info),18)+info\n\
        for seq in 7,8:\n\
        \x20m=struct.pack('=IHHII',16+len(body),16,0x605,seq,0)+body\n\
        \x20s.send(m) if seq==7 else os.write(s.fileno(),m)\n\
        \x20s.recv(8192)\n\
        s.send(struct.pack('=IHHIIBxHiII',32,18,1,9,0,0,0,0x7ffffff1,0,0)); s.recv(8192)";
    let command = ["unshare", "-n", "python3", "-c", client].map(str::to_owned);
    let errors = |via: &str| -> Vec<Value> {
        let run = trace_with(&["--via", via], &command);
        let is_error = |record: &&Value| record["type"] == "NLMSG_ERROR";
        run.records.iter().filter(is_error).map(|record| record["error"].clone()).collect()
    };
    let by_bpf = errors("bpf");
    assert_eq!(by_bpf.len(), 3, "{by_bpf:?}");
    for error in &by_bpf[..2] {
        assert_eq!(error["message"], "Unknown device type", "{error}");
    }
    assert!(by_bpf[2]["message"].is_null(), "{by_bpf:?}");
    assert_eq!(errors("ptrace"), by_bpf);
}

/// Returns the messages of a JSON output.
fn messages(text: &str) -> Vec<Value> {
    let parse = |line| serde_json::from_str(line).expect("JSON");
    text.lines().map(parse).filter(|record: &Value| record.get("event").is_none()).collect()
}

#[test]
fn a_filter_leaves_out_what_it_cannot_want_and_nothing_else() {
    if !is_possible("a_filter_leaves_out_what_it_cannot_want_and_nothing_else") {
        return;
    }
    let client = "import ctypes,os,socket,struct\n\
        ctypes.CDLL(None).prctl(15,b'nlt-wanted',0,0,0)\n\
        for protocol,kind in (0,18),(16,3):\n\
        \x20s=socket.socket(16,3,protocol)\n\
        \x20s.send(struct.pack('=IHHIIBxHiII',32,18,1,7,0,0,0,1,0,0) if protocol==0 else\n\
        \x20\x20struct.pack('=IHHIIBBH',20,16,0x301,8,0,3,1,0))\n\
        \x20s.recv(1<<16)";
    let own = fs::read_link("/proc/self/ns/net").expect("a namespace").to_string_lossy().into_owned();
    let own: String = own.chars().filter(char::is_ascii_digit).collect();
    let run = |expression: &str| {
        let watch = Watch::begin(&["-q", "-e", expression]);
        for _ in 0..2 {
            let mut python = Command::new("python3");
            python.args(["-c", client]);
            assert!(python.status().expect("python3 starts").success());
        }
        std::thread::sleep(Duration::from_millis(100));
        let (status, said, text) = watch.end();
        assert_eq!(status, Some(0), "{said}");
        messages(&text)
    };
    let wanted = "comm == \"nlt-wanted\"";
    let all = run(wanted);
    assert!(all.iter().all(|record| record["comm"] == "nlt-wanted"));
    let count = |records: &[Value], protocol: &str| {
        records.iter().filter(|record| record["protocol"] == protocol).count()
    };
    assert_eq!(count(&all, "NETLINK_ROUTE"), 4, "{all:?}");
    let generic = count(&all, "NETLINK_GENERIC");
    assert!(generic > 4, "{generic}");
    // An answer is still read by its request.
    let answers = all.iter().filter(|record| record["answers"].is_object()).count();
    assert_eq!(answers, all.len() - 4, "{all:?}");
    let uid = nix::unistd::geteuid();
    for (expression, is_wanted) in [
        (format!("uid == {uid} and {wanted}"), true),
        (format!("uid == 4294967290 and {wanted}"), false),
        (format!("netns == {own} and {wanted}"), true),
        (format!("netns == 5 and {wanted}"), false),
        (format!("(type == RTM_NEWLINK or pid == 1) and {wanted}"), true),
    ] {
        let found = run(&expression);
        assert_eq!(!found.is_empty(), is_wanted, "{expression}: {found:?}");
    }
    let route = run(&format!("{wanted} and protocol == ROUTE"));
    assert_eq!((count(&route, "NETLINK_ROUTE"), route.len()), (4, 4), "{route:?}");
}

#[test]
fn user_cgroup_and_cookie_are_read_in_the_kernel() {
    if !is_possible("user_cgroup_and_cookie_are_read_in_the_kernel") {
        return;
    }
    // SO_COOKIE has the kernel give the socket one.
    let client = "import os,socket,struct\n\
        s=socket.socket(16,3,0)\n\
        print('cookie',struct.unpack('Q',s.getsockopt(1,57,8))[0])\n\
        os.setuid(12345)\n\
        s.send(struct.pack('=IHHIIBxHiII',32,18,1,7,0,0,0,1,0,0)); s.recv(1<<16)";
    let capture = scratch("pcapng");
    let options = ["--via", "bpf", "-w", capture.to_str().expect("in UTF-8")];
    let run = trace_with(&options, &["python3", "-c", client].map(str::to_owned));
    let cookie = run.printed("cookie")[0];
    let mut read = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    read.args(["-F", "json", "-e", "uid == 12345", "-r"]).arg(&capture);
    let (_, text, err) = bounded(read);
    let _ = fs::remove_file(&capture);
    let recorded = messages(&text);
    assert_eq!(recorded.len(), 2, "a capture holds it: {text} {err}");
    for record in run.message_records().chain(&recorded) {
        assert_eq!(record["uid"], 12345, "{record}");
        assert_eq!(record["cookie"], cookie, "{record}");
        assert!(record["cgroup_id"].as_u64().is_some_and(|id| id > 0), "{record}");
    }
}

/// Transfers of 32-bit programs pass no tracepoint of their own; the sockets report them.
#[test]
fn transfers_of_32_bit_programs_are_seen() {
    if !is_possible("transfers_of_32_bit_programs_are_seen") {
        return;
    }
    let run = trace_with(&["--via", "bpf"], &scenario("old_calls"));
    if run.stdout.contains("SKIP") {
        return eprintln!("SKIPPED transfers_of_32_bit_programs_are_seen: this kernel has none");
    }
    if !has_socket_tracepoints() {
        return eprintln!("SKIPPED transfers_of_32_bit_programs_are_seen: needs Linux 6.3");
    }
    let printed = ["send 18 1", "recv 16 1", "sendmsg 18 2", "recvmsg 16 2", "write 18 3", "read 16 3"];
    assert_eq!(run.exchanged(), printed);
}

/// Returns whether sockets have tracepoints of their own: the kernel's description of its types names them.
fn has_socket_tracepoints() -> bool {
    let types = fs::read("/sys/kernel/btf/vmlinux").unwrap_or_default();
    types.split(|byte| *byte == 0).any(|string| string == b"btf_trace_sock_send_length")
}

/// `-e changes` keeps requests that change something, with their results and notifications, and no questions.
#[test]
fn changes_are_told_from_questions() {
    if !is_possible("changes_are_told_from_questions") || Command::new("ip").arg("-V").output().is_err() {
        return;
    }
    let script = "ip link set lo up; ip link show lo; ip link add nosuch0 type nosuch; ip route show table all; \
        ip addr add 192.0.2.1/24 dev lo";
    let command = ["unshare", "-n", "sh", "-c", script].map(str::to_owned);
    let run = trace_with(&["--via", "bpf", "--messages-only", "-e", "changes"], &command);
    let found: Vec<(&str, &str)> = run
        .message_records()
        .map(|record| {
            (record["direction"].as_str().unwrap_or_default(), record["type"].as_str().unwrap_or_default())
        })
        .collect();
    let count = |wanted| found.iter().filter(|found| **found == wanted).count();
    // ip itself sends more requests than it is asked for: probes of what the kernel knows.
    let (sent, answered) = (("send", "RTM_NEWLINK"), ("receive", "NLMSG_ERROR"));
    assert!(count(sent) >= 2 && count(("send", "RTM_NEWADDR")) == 1, "{found:?}");
    assert_eq!(count(answered), count(sent) + 1, "{found:?}");
    assert_eq!(count(answered) * 2, found.len(), "{found:?}");
}

#[test]
fn a_long_datagram_is_whole() {
    if !is_possible("a_long_datagram_is_whole") {
        return;
    }
    // 150,000 bytes go to another socket of the program: in five pieces through the ring.
    let client = "import socket,struct\n\
        a=socket.socket(16,3,2); a.bind((0,0)); b=socket.socket(16,3,2)\n\
        b.setsockopt(1,7,1<<20); a.setsockopt(1,33,1<<20)\n\
        m=struct.pack('=IHHII',150000,999,0,7,0)+bytes(i%251 for i in range(150000-16))\n\
        b.sendto(m,(a.getsockname()[0],0)); assert a.recv(1<<20)==m";
    let command = ["python3", "-c", client].map(str::to_owned);
    let run = trace_with(&["--via", "bpf"], &command);
    assert!(run.status.success(), "{}", run.stderr);
    let long: Vec<&Value> = run.message_records().filter(|record| record["len"] == 150_000).collect();
    assert_eq!(long.len(), 2, "one sent and one received");
    assert!(
        long.iter().all(|record| record["notes"].as_array().is_none_or(|notes| notes.is_empty())),
        "not cut"
    );
}

/// Without the rights nltrace names an alternative.
#[test]
fn without_rights_a_sentence_names_what_is_missing_and_what_else_there_is() {
    let mut command = Command::new("setpriv");
    command.args([
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        "--inh-caps=-all",
        "--bounding-set=-all",
    ]);
    if !nix::unistd::geteuid().is_root() {
        command = Command::new("env");
    }
    command.arg(env!("CARGO_BIN_EXE_nltrace")).args(["--all"]).stdout(Stdio::null());
    let (status, _, stderr) = bounded(command);
    if status.code() == Some(126) || status.code() == Some(127) || stderr.contains("setpriv") {
        return eprintln!(
            "SKIPPED without_rights: needs setpriv, and a binary that others may run: {stderr}"
        );
    }
    assert_eq!(status.code(), Some(2), "{stderr}");
    for words in ["CAP_BPF and CAP_PERFMON", "--via ptrace", "-i"] {
        assert!(stderr.contains(words), "{stderr}");
    }
}

#[test]
fn a_process_that_runs_is_followed_with_its_children() {
    if !is_possible("a_process_that_runs_is_followed_with_its_children") {
        return;
    }
    let gate = scratch("gate");
    let script = format!("while [ ! -e {} ]; do sleep 0.01; done; {}", gate.display(), {
        let words = scenario("ask:3");
        words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ")
    });
    let mut shell = Command::new("sh").args(["-c", &script]).stdout(Stdio::null()).spawn().expect("sh");
    let output = scratch("json");
    let mut command = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    command
        .args(["--via", "bpf", "-v", "-F", "json", "-o"])
        .arg(&output)
        .args(["-p", &shell.id().to_string()]);
    let mut nltrace = command.stderr(Stdio::piped()).spawn().expect("nltrace starts");
    let mut line = String::new();
    let mut stderr = BufReader::new(nltrace.stderr.take().expect("it is piped"));
    stderr.read_line(&mut line).expect("stderr is read");
    let start = Instant::now();
    File::create(&gate).expect("a file");
    assert!(ended(&mut shell).success());
    assert!(ended(&mut nltrace).success(), "it ends with the process");
    assert!(start.elapsed() < Duration::from_secs(30));
    let text = fs::read_to_string(&output).unwrap_or_default();
    let is_request = |line: &&str| {
        let record: Value = serde_json::from_str(line).expect("JSON");
        record["type"] == "RTM_GETLINK"
    };
    assert_eq!(text.lines().filter(is_request).count(), 3, "{text}");
    [gate, output].iter().for_each(|path| drop(fs::remove_file(path)));
}

/// A command is started with the signals as nltrace found them, not as it needs them itself: a shell waits for SIGCHLD.
#[test]
fn a_command_has_the_signals_of_its_own() {
    if !is_possible("a_command_has_the_signals_of_its_own") {
        return;
    }
    let blocked = |run: &Run| {
        let line = run.stdout.lines().find(|line| line.starts_with("SigBlk:")).map(str::to_owned);
        line.expect("the command prints it")
    };
    let command = ["sh", "-c", "sleep 0.1 & wait; grep SigBlk /proc/self/status"].map(str::to_owned);
    assert_eq!(blocked(&trace_with(&["--via", "bpf"], &command)), blocked(&plain(&command)));
}

/// Memory beside the ring while many messages pass, by many processes: by hand, `NLTRACE_MESSAGES=100000000 cargo test --release
/// --test main -- --ignored --nocapture memory_stays_flat`.
#[test]
#[ignore = "takes minutes"]
fn memory_stays_flat() {
    if !is_possible("memory_stays_flat") {
        return;
    }
    let messages: u64 =
        std::env::var("NLTRACE_MESSAGES").ok().and_then(|number| number.parse().ok()).unwrap_or(1_000_000);
    for options in [&["-c"][..], &["-e", "error"]] {
        let watch = Watch::begin(&[&["-q"], options].concat());
        let anonymous = || {
            let status =
                fs::read_to_string(format!("/proc/{}/status", watch.nltrace.id())).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap_or_default();
            line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0)
        };
        // Two processes at a time, new ones for each turn: a pair is two messages.
        let turns = 20;
        let times = u32::try_from(messages / turns / 4).unwrap_or(u32::MAX).max(1);
        let mut seen = Vec::new();
        for _ in 0..turns {
            crowd(2, times);
            std::thread::sleep(Duration::from_millis(200));
            seen.push(anonymous());
        }
        let (status, said, _) = watch.end();
        eprintln!("{options:?}: RssAnon in KiB by twentieths of {messages} messages: {seen:?}; {said}");
        assert!(status == Some(0) || said.contains("were lost"), "{said}");
        let half = seen[seen.len() / 2..].iter().copied();
        let (least, most) = (half.clone().min().unwrap_or(0), half.max().unwrap_or(0));
        assert!(most < 40 << 10 && most - least < 4 << 10, "{seen:?}");
    }
}
