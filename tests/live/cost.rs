//! What tracing costs, as ratios to the same work untraced, in one run, with strace beside it.
//!
//! Not run by default, as a busy machine makes nonsense of it:
//! `cargo test --release --test main -- --ignored --nocapture what_tracing_costs`

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::run::scenario;

/// The shortest of some runs: what the work takes when nothing else gets in the way.
fn shortest(runs: u32, prefix: &[&str], command: &[String]) -> Option<Duration> {
    let mut best = None;
    for _ in 0..runs {
        let mut words = prefix.iter().copied().chain(command.iter().map(String::as_str));
        let mut command = Command::new(words.next()?);
        command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        let status = command.status().ok()?;
        let took = start.elapsed();
        if !status.success() {
            return None;
        }
        best = Some(best.map_or(took, |best: Duration| best.min(took)));
    }
    best
}

#[test]
#[ignore = "a measurement: it wants a quiet machine and --release"]
fn what_tracing_costs() {
    let dd = "dd if=/dev/zero of=/dev/null bs=1 count=200000";
    let work = [
        ("20,000 RTM_GETLINK request + reply pairs", scenario("pairs:20000")),
        ("500 RTM_GETLINK dumps", scenario("dumps:500")),
        ("dd bs=1 count=200000 (no netlink)", dd.split(' ').map(str::to_owned).collect()),
        ("200,000 pipe reads and writes beside a netlink socket", scenario("pipes:200000")),
        ("start-up on true", vec!["true".to_owned()]),
    ];
    let nltrace = [env!("CARGO_BIN_EXE_nltrace"), "-o", "/dev/null", "--"];
    let strace = ["strace", "-f", "-e", "trace=%network", "-o", "/dev/null"];
    let strace_is_here = Command::new("strace").arg("-V").output().is_ok();
    println!("| work | untraced | nltrace | strace |\n|---|---|---|---|");
    for (name, command) in work {
        let untraced = shortest(5, &[], &command).expect("the work can be done");
        let ratio = |traced: Option<Duration>| {
            let Some(traced) = traced else { return "failed".to_owned() };
            format!("{:.2}x", traced.as_secs_f64() / untraced.as_secs_f64())
        };
        let ours = ratio(shortest(5, &nltrace, &command));
        let theirs =
            if strace_is_here { ratio(shortest(2, &strace, &command)) } else { "none here".to_owned() };
        println!("| {name} | {:.1} ms | {ours} | {theirs} |", untraced.as_secs_f64() * 1000.0);
    }
}
