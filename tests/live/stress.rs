//! Heavy load for a long time: no message may be lost, no process left stopped, and memory must stay flat.

use std::io::{BufRead, BufReader};
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::libc;
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, kill, sigaction};
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::{ForkResult, Pid, read, write};

use super::run::{Run, scenario, scratch};
use super::tracee::{exit_now, getlink, lasting, route, unforked_fork};

/// Threads that work while they are interrupted, stopped and continued at random; and processes that come and go.
///
/// Not run by default, as it takes a minute:
/// `cargo test --release --test main -- --ignored --nocapture stress`
#[test]
#[ignore = "takes more than a minute"]
fn stress() {
    let seconds: u64 =
        std::env::var("NLTRACE_STRESS_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
    let output = scratch("json");
    let mut nltrace = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    nltrace.args(["-F", "json", "-o"]).arg(&output).arg("--").args(scenario(&format!("stress:{seconds}")));
    let out = scratch("out");
    nltrace.stdin(Stdio::null()).stdout(std::fs::File::create(&out).unwrap());
    let mut nltrace = nltrace.spawn().unwrap();
    let pid = nltrace.id();
    // Resident memory a third of the way, and the most of it.
    let rss = |name: &str| {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0)
    };
    let (start, mut early, mut peak) = (Instant::now(), 0, 0);
    let status = loop {
        if let Some(status) = nltrace.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > Duration::from_secs(seconds) / 3 && early == 0 {
            early = rss("VmRSS:");
        }
        peak = peak.max(rss("VmHWM:"));
        assert!(start.elapsed() < Duration::from_secs(seconds * 10 + 120), "it does not end");
        std::thread::sleep(Duration::from_millis(50));
    };
    let took = start.elapsed();
    assert!(status.success(), "{status:?}");
    let stdout = std::fs::read_to_string(&out).unwrap();
    let run = Run { records: Vec::new(), status, stdout, stderr: String::new() };
    let ([pairs], [signals, stops]) = (&run.printed("pairs")[..], &run.printed("signals")[..]) else {
        panic!("{}", run.stdout)
    };
    // Read line by line: there are many.
    let (mut sends, mut receives, mut exits) = (0u64, 0u64, 0u64);
    for line in BufReader::new(std::fs::File::open(&output).unwrap()).lines() {
        let line = line.unwrap();
        match () {
            () if line.contains("\"event\":\"exit\"") || line.contains("\"event\":\"killed\"") => exits += 1,
            () if line.contains("\"event\"") => (),
            () if line.contains("\"direction\":\"send\"") => sends += 1,
            () => receives += 1,
        }
    }
    let _ = (std::fs::remove_file(&output), std::fs::remove_file(&out));
    println!(
        "{took:.1?}: {pairs} pairs, {signals} signals, {stops} stops; printed: {sends} sends, {receives} receives, \
         {exits} processes' ends; memory {early} kB after a third, {peak} kB at most"
    );
    assert_eq!((sends, receives), (*pairs, *pairs), "no message is lost and none invented");
    assert_eq!(exits, 1001, "each process's end is reported");
    assert!(peak < early + 1024, "memory is flat");
    let left = std::fs::read_dir("/proc").unwrap().flatten().filter(|process| {
        std::fs::read_to_string(process.path().join("status"))
            .is_ok_and(|status| status.contains(&format!("TracerPid:\t{pid}\n")))
    });
    assert_eq!(left.count(), 0, "no process is left over");
}

/// 200 threads that ask and ask, 1,000 processes that do so once or more, and signals of all sorts for both.
pub(super) fn play(seconds: u64) {
    static SEEN: AtomicU64 = AtomicU64::new(0);
    extern "C" fn count(_signal: libc::c_int) {
        SEEN.fetch_add(1, Ordering::Relaxed);
    }
    let shared = shared_counter();
    for (signal, flags) in [(Signal::SIGUSR1, SaFlags::SA_RESTART), (Signal::SIGUSR2, SaFlags::empty())] {
        let action = SigAction::new(SigHandler::Handler(count), flags, SigSet::empty());
        // SAFETY: the handler increments a number.
        unsafe { sigaction(signal, &action) }.expect("sigaction");
    }
    let end = Instant::now() + Duration::from_secs(seconds);
    let own = Pid::this();
    // The sender of the signals is a process of its own, so that it does not stop itself when it stops the others.
    let ForkResult::Parent { child: sender } = unforked_fork() else {
        let (mut dice, mut signals, mut stops) = (12345u32, 0u32, 0u32);
        while Instant::now() < end {
            dice ^= dice << 13;
            dice ^= dice >> 17;
            dice ^= dice << 5;
            let signal = match dice % 16 {
                0 => Signal::SIGSTOP,
                1..=4 => Signal::SIGUSR2,
                5 => Signal::SIGCONT,
                6 => Signal::SIGWINCH,
                _ => Signal::SIGUSR1,
            };
            let _ = kill(own, signal);
            signals += 1;
            if signal == Signal::SIGSTOP {
                stops += 1;
                std::thread::sleep(Duration::from_millis(2));
                let _ = kill(own, Signal::SIGCONT);
            }
            std::thread::sleep(Duration::from_micros(u64::from(dice % 2000)));
        }
        let _ = kill(own, Signal::SIGCONT);
        println!("signals {signals} {stops}");
        let _ = std::io::Write::flush(&mut std::io::stdout());
        exit_now(0);
    };
    let ask = move |socket: &OwnedFd, seq: u32| {
        let mut buffer = [0; 8192];
        // A signal may come before anything has moved; then it is done again.
        while retry(|| write(socket, &getlink(seq))).is_err() {}
        while retry(|| read(socket, &mut buffer)).is_err() {}
        shared.fetch_add(1, Ordering::Relaxed);
    };
    let threads: Vec<_> = (0..200u32)
        .map(|thread| {
            std::thread::spawn(move || {
                let mut seq = 0;
                while Instant::now() < end {
                    let socket = lasting();
                    for _ in 0..10 {
                        ask(&socket, seq);
                        seq += 1;
                    }
                    // As many as a machine can do that others use too.
                    std::thread::sleep(Duration::from_millis(u64::from(20 + thread % 30)));
                }
            })
        })
        .collect();
    let each = Duration::from_secs(seconds) / 1100;
    let mut made = 0;
    while made < 999 {
        if let ForkResult::Child = unforked_fork() {
            let socket = route();
            (0..3).for_each(|seq| ask(&socket, seq));
            exit_now(0);
        }
        made += 1;
        std::thread::sleep(each);
        while let Ok(WaitStatus::Exited(pid, code)) =
            waitpid(None, Some(nix::sys::wait::WaitPidFlag::WNOHANG))
        {
            assert!(code == 0, "{pid} {code}");
        }
    }
    threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    let _ = sender;
    while let Ok(status) = waitpid(None, None).or_else(|error| match error {
        Errno::EINTR => Ok(WaitStatus::StillAlive),
        error => Err(error),
    }) {
        assert!(matches!(status, WaitStatus::Exited(_, 0) | WaitStatus::StillAlive), "{status:?}");
    }
    println!("pairs {}", shared.load(Ordering::Relaxed));
    assert!(SEEN.load(Ordering::Relaxed) > 0, "signals came");
}

/// Makes a call again as long as a signal interrupts it.
fn retry(mut call: impl FnMut() -> nix::Result<usize>) -> nix::Result<usize> {
    loop {
        match call() {
            Err(Errno::EINTR) => {}
            other => return other,
        }
    }
}

/// Returns a number that processes share with their children.
fn shared_counter() -> &'static AtomicU64 {
    use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous};
    let protection = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
    let len = std::num::NonZeroUsize::new(4096).expect("not zero");
    // SAFETY: a new mapping, which is never taken away, of zeros: a valid number.
    unsafe {
        mmap_anonymous(None, len, protection, MapFlags::MAP_SHARED)
            .expect("mmap")
            .cast::<AtomicU64>()
            .as_ref()
    }
}
