//! Measures the cost of tracing: `cargo bench --bench tracing`.
//!
//! Prints a table of ratios to the same work untraced, with strace beside it where it is installed, and a floor: the
//! kernel's cost for the filters and stops alone (`floor.rs`). Untraced and traced runs take turns, and a ratio is the
//! median of those of each turn, so that other work of the machine affects all alike. The table also has processor time, of
//! program and tracer together, which depends less on other work. strace shows no netlink in `read` and `write` unless it is
//! asked to; where pipes are read and written, the last column is strace with these calls too. Under `--via bpf` the time of nltrace itself is not in
//! the ratio (`ebpf.rs`): it runs beside the program. A second table, `rates`, shows how many messages nltrace keeps up
//! with. A number after `--` is the number of turns; a word selects the work.

mod ebpf;
mod floor;

use std::env;
use std::fs;
use std::io::{self, Read, Write};
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use ebpf::Watcher;
use floor::{FLOOR, Floor};
use nix::libc;
use nix::sys::socket::{AddressFamily, MsgFlags, SockFlag, SockProtocol, SockType, recv, send, socket};

/// The environment variable that tells this program, run again, which work to do.
const WORK: &str = "NLTRACE_BENCH_WORK";

/// Turns that are taken unless the command line says otherwise.
const TURNS: usize = 7;

fn main() {
    if let Some(code) = floor::asked() {
        std::process::exit(code);
    }
    if let Ok(work) = env::var(WORK) {
        let (name, count) = work.split_once(' ').expect("a name and a number");
        let count = count.parse().expect("a number");
        match name {
            "pairs" => pairs(count),
            "dumps" => dumps(count),
            "pipes" => pipes(count),
            "sandboxed" => sandboxed(count),
            "reused" => reused(count),
            "sockets" => sockets(count),
            "busy" => busy(count),
            _ => panic!("no such work: {name}"),
        }
        return;
    }
    let words: Vec<String> = env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let turns = words.iter().find_map(|word| word.parse().ok()).unwrap_or(TURNS).max(1);
    let wanted = words.iter().find(|word| word.parse::<usize>().is_err());
    let own = env::current_exe().expect("the benchmark has a path");
    let play = |work: &str| {
        let mut command = Command::new(&own);
        command.env(WORK, work);
        command
    };
    let program = |words: &str| {
        let mut words = words.split(' ');
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words);
        command
    };
    let work = [
        ("20,000 RTM_GETLINK request + reply pairs", play("pairs 20000"), Floor::Stops),
        ("500 RTM_GETLINK dumps", play("dumps 500"), Floor::Stops),
        (
            "dd bs=1 count=200000 (no netlink)",
            program("dd if=/dev/zero of=/dev/null bs=1 count=200000 status=none"),
            Floor::Filter,
        ),
        ("200,000 pipe writes and reads beside a netlink socket", play("pipes 200000"), Floor::Filters),
        ("the same, by a program with a seccomp filter of its own", play("sandboxed 200000"), Floor::Filters),
        (
            "the same, where 50 closed netlink sockets had the pipe's numbers",
            play("reused 200000"),
            Floor::Filters,
        ),
        ("10,000 netlink sockets open at once, a pair on each", play("sockets 10000"), Floor::Stops),
        ("1,000 pairs beside 6 busy processes", play("busy 1000"), Floor::Stops),
        ("start-up, on true", program("true"), Floor::Filter),
    ];
    let strace_is_here = Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_ok();
    println!("median of {turns} turns (least to most)\n");
    println!(
        "| work | untraced | nltrace | --via bpf | floor | strace | strace --seccomp-bpf | that, read and write too |\n\
         |---|---|---|---|---|---|---|---|"
    );
    for (name, command, floor) in &work {
        if wanted.is_some_and(|wanted| !name.contains(wanted.as_str())) {
            continue;
        }
        // Short work wants more turns, and its time rather than a ratio.
        let is_short = name.starts_with("start-up");
        let turns = if is_short { turns * 10 } else { turns };
        measure(name, command, *floor, turns, strace_is_here);
    }
    if wanted.is_none_or(|wanted| "rates".contains(wanted.as_str())) {
        ebpf::rates(&[
            ("RTM_GETLINK request + reply pairs", play("pairs 300000")),
            ("RTM_GETLINK dumps", play("dumps 30000")),
        ]);
    }
}

/// Measures one sort of work and prints its row.
fn measure(name: &str, command: &Command, floor: Floor, turns: usize, strace_is_here: bool) {
    let is_short = name.starts_with("start-up");
    let trace = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{}.txt", std::process::id()));
    let nltrace = |command: &Command| under(env!("CARGO_BIN_EXE_nltrace"), &["-o"], Some(&trace), command);
    let strace = |calls: &str, more: &[&str], command: &Command| {
        let options = [&["-f", "-e", calls, "-o", "/dev/null"], more].concat();
        under("strace", &options, None, command)
    };
    let own = env::current_exe().expect("the benchmark has a path");
    let bare = |command: &Command| {
        let mut bare = under(&own.to_string_lossy(), &[], None, command);
        bare.env(FLOOR, floor.name());
        bare
    };
    let (mut plain, mut ours, mut watched, mut least) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut theirs, mut filtered, mut alike) = (Vec::new(), Vec::new(), Vec::new());
    let milliseconds = Took { passed: 0.001, used: 0.001 };
    for turn in 0..turns {
        let untraced = time(&mut again(command));
        plain.push(untraced.per(&milliseconds));
        let scale = if is_short { &milliseconds } else { &untraced };
        ours.push(time(&mut nltrace(command)).per(scale));
        // The program alone: nltrace begins before it and ends after it.
        if let Some(watcher) = Watcher::start(&["-q"]) {
            watched.push(time(&mut again(command)).per(scale));
            let _ = watcher.end();
        }
        least.push(time(&mut bare(command)).per(scale));
        // strace's turns are long, and its ratio is not what is to be found out here.
        if strace_is_here && (is_short || turn % 3 == 0) {
            theirs.push(time(&mut strace("trace=%network", &[], command)).per(scale));
            filtered.push(time(&mut strace("trace=%network", &["--seccomp-bpf"], command)).per(scale));
            if matches!(floor, Floor::Filters) {
                alike.push(
                    time(&mut strace("trace=%network,read,write", &["--seccomp-bpf"], command)).per(scale),
                );
            }
        }
        let _ = fs::remove_file(&trace);
    }
    let unit = if is_short { " ms" } else { "x" };
    let columns = [&ours, &watched, &least, &theirs, &filtered, &alike].map(|took| middle(took, unit));
    let row = [&[middle(&plain, " ms")][..], &columns].concat();
    println!("| {name} | {} |", row.join(" | "));
    let _ = io::stdout().flush();
}

/// Returns the same command, to be run again.
fn again(command: &Command) -> Command {
    let mut copy = Command::new(command.get_program());
    copy.args(command.get_args());
    for (name, value) in command.get_envs() {
        copy.env(name, value.unwrap_or_default());
    }
    copy
}

/// Returns the same command under a tracer.
fn under(tracer: &str, options: &[&str], output: Option<&Path>, command: &Command) -> Command {
    let mut traced = Command::new(tracer);
    traced.args(options).args(output).arg("--").arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        traced.env(name, value.unwrap_or_default());
    }
    traced
}

/// The time that a run took.
struct Took {
    /// Seconds that passed.
    passed: f64,
    /// Seconds of processors.
    used: f64,
}

impl Took {
    fn per(&self, scale: &Took) -> Took {
        Took { passed: self.passed / scale.passed, used: self.used / scale.used }
    }
}

fn time(command: &mut Command) -> Took {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let (start, before) = (Instant::now(), used_by_children());
    let status = command.status();
    let took = Took { passed: start.elapsed().as_secs_f64(), used: used_by_children() - before };
    assert!(status.is_ok_and(|status| status.success()), "{command:?} failed");
    took
}

/// Seconds of processors that children which have ended, and theirs, have used.
fn used_by_children() -> f64 {
    // SAFETY: the struct is made of integers, and the call fills it.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_CHILDREN, &raw mut usage);
        usage
    };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// Returns the median, how far the others are from it, and the median of processors' time.
fn middle(took: &[Took], unit: &str) -> String {
    let sorted = |of: fn(&Took) -> f64| {
        let mut values: Vec<f64> = took.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values
    };
    let (passed, used) = (sorted(|took| took.passed), sorted(|took| took.used));
    let (Some(first), Some(last)) = (passed.first(), passed.last()) else { return "none".to_owned() };
    let (Some(median), Some(used)) = (passed.get(passed.len() / 2), used.get(used.len() / 2)) else {
        return "none".to_owned();
    };
    format!("{median:.2}{unit} ({first:.2}–{last:.2}), processors {used:.2}{unit}")
}

/// Returns a NETLINK_ROUTE socket.
fn route() -> std::os::fd::OwnedFd {
    let (kind, protocol) = (SockType::Raw, SockProtocol::NetlinkRoute);
    socket(AddressFamily::Netlink, kind, SockFlag::SOCK_CLOEXEC, protocol).expect("a netlink socket")
}

/// RTM_GETLINK: of interface 1, which every network namespace has, or a dump of all.
fn getlink(seq: u32, flags: u16, index: u32) -> [u8; 32] {
    let mut message = [0; 32];
    message[..4].copy_from_slice(&32u32.to_ne_bytes());
    message[4..6].copy_from_slice(&18u16.to_ne_bytes());
    message[6..8].copy_from_slice(&flags.to_ne_bytes());
    message[8..12].copy_from_slice(&seq.to_ne_bytes());
    message[20..24].copy_from_slice(&index.to_ne_bytes());
    message
}

/// So many requests, one reply each.
fn pairs(count: u32) {
    let (socket, mut buffer) = (route(), [0; 8192]);
    for seq in 0..count {
        pair(&socket, seq, &mut buffer);
    }
}

/// A request and its reply.
fn pair(socket: &std::os::fd::OwnedFd, seq: u32, buffer: &mut [u8]) {
    send(socket.as_raw_fd(), &getlink(seq, 1, 1), MsgFlags::empty()).expect("send");
    recv(socket.as_raw_fd(), buffer, MsgFlags::empty()).expect("recv");
}

/// So many dumps of all links.
fn dumps(count: u32) {
    let (socket, mut buffer) = (route(), vec![0; 65536]);
    for seq in 0..count {
        send(socket.as_raw_fd(), &getlink(seq, 0x301, 0), MsgFlags::empty()).expect("send");
        while {
            let len = recv(socket.as_raw_fd(), &mut buffer, MsgFlags::empty()).expect("recv");
            !ends(&buffer[..len])
        } {}
    }
}

/// Returns true if there is an NLMSG_DONE among these messages.
fn ends(mut messages: &[u8]) -> bool {
    while let Some(&[a, b, c, d, e, f]) = messages.first_chunk() {
        if u16::from_ne_bytes([e, f]) == 3 {
            return true;
        }
        let len = u32::from_ne_bytes([a, b, c, d]).max(16).next_multiple_of(4);
        messages = messages.get(len as usize..).unwrap_or_default();
    }
    false
}

/// So many writes to a pipe and as many reads from it, by a program that has a netlink socket too.
fn pipes(count: u32) {
    let _socket = route();
    through_a_pipe(count);
}

/// The same, once the program has put a filter on itself that lets everything pass.
fn sandboxed(count: u32) {
    let mut allow = [libc::sock_filter {
        code: (libc::BPF_RET | libc::BPF_K) as u16,
        jt: 0,
        jf: 0,
        k: libc::SECCOMP_RET_ALLOW,
    }];
    let filter = libc::sock_fprog { len: 1, filter: allow.as_mut_ptr() };
    // SAFETY: the kernel copies the filter, which lives to the end of the call.
    let is_filtered = unsafe {
        libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
            && libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &raw const filter) == 0
    };
    assert!(is_filtered, "a filter");
    pipes(count);
}

/// The same, where numbers that were netlink sockets' are the pipe's.
fn reused(count: u32) {
    let sockets: Vec<_> = (0..50).map(|_| route()).collect();
    for (seq, socket) in (1..).zip(&sockets) {
        pair(socket, seq, &mut [0; 8192]);
    }
    drop(sockets);
    through_a_pipe(count);
}

/// So many sockets, a request and its reply on each.
fn sockets(count: u32) {
    let needed = u64::from(count) + 100;
    let limit = libc::rlimit { rlim_cur: needed, rlim_max: needed };
    // SAFETY: the kernel only reads the limit.
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit) }, 0, "so many descriptors");
    let mut sockets = Vec::new();
    for seq in 0..count {
        let socket = route();
        pair(&socket, seq, &mut [0; 8192]);
        sockets.push(socket);
    }
}

/// So many requests, one reply each, while other processes want the processors.
fn busy(count: u32) {
    let others: Vec<_> = (0..6)
        .map(|_| Command::new("sh").args(["-c", "while :; do :; done"]).spawn().expect("a shell"))
        .collect();
    pairs(count);
    for mut other in others {
        other.kill().and_then(|()| other.wait()).expect("it is busy until then");
    }
}

fn through_a_pipe(count: u32) {
    let (mut reader, mut writer) = io::pipe().expect("a pipe");
    for _ in 0..count {
        writer.write_all(b"x").expect("write");
        reader.read_exact(&mut [0]).expect("read");
    }
}
