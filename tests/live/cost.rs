//! Counts the system calls that nltrace makes for tracing. `cargo bench --bench tracing` measures the time.

use std::collections::HashMap;
use std::process::Command;
use std::time::Duration;

use super::run::{bounded, ended, plain, scenario, scratch};

/// Returns how often nltrace makes each system call while it traces a scenario, as strace counts them; `None` without strace.
fn calls(scenario_name: &str) -> Option<HashMap<String, u64>> {
    let (counts, output) = (scratch("counts"), scratch("txt"));
    let mut strace = Command::new("strace");
    // Without -f it is nltrace that is traced, and not the program, whose tracer nltrace is.
    strace.args(["-c", "-U", "name,calls", "-o"]).arg(&counts);
    strace.arg(env!("CARGO_BIN_EXE_nltrace")).arg("-o").arg(&output).arg("--").args(scenario(scenario_name));
    strace.env("LC_ALL", "C");
    let is_there = Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success());
    if !is_there {
        return None;
    }
    let (status, stdout, stderr) = bounded(strace);
    let table = std::fs::read_to_string(&counts).unwrap_or_default();
    let _ = (std::fs::remove_file(counts), std::fs::remove_file(output));
    assert!(status.success(), "{stdout} {stderr}");
    let row = |line: &str| {
        let (name, count) = line.trim().split_once(' ')?;
        Some((name.to_owned(), count.trim().parse().ok()?))
    };
    Some(table.lines().filter_map(row).collect())
}

/// A pair of request and reply has four stops. For each nltrace waits, asks for its kind and resumes the thread. It reads
/// memory once for each buffer, and does not look up descriptors, names of interfaces and namespaces again.
#[test]
fn system_calls_of_a_pair() {
    const PAIRS: u64 = 500;
    let (Some(few), Some(many)) = (calls("asks:10"), calls(&format!("asks:{}", 10 + PAIRS))) else {
        eprintln!("SKIPPED system_calls_of_a_pair: needs strace, to count them");
        return;
    };
    let more = |name: &str| {
        let count = |of: &HashMap<String, u64>| of.get(name).copied().unwrap_or(0);
        count(&many).saturating_sub(count(&few))
    };
    // A few more or less: threads and libraries of the program are not always the same.
    assert!((8 * PAIRS - 20..8 * PAIRS + 20).contains(&more("ptrace")), "{many:?}");
    assert!((2 * PAIRS - 5..2 * PAIRS + 5).contains(&more("process_vm_readv")), "{many:?}");
    // How often nltrace sleeps depends on time, and each sleep takes a few calls; there are no others.
    let waiting =
        ["ptrace", "process_vm_readv", "wait4", "sched_yield", "rt_sigaction", "rt_sigtimedwait", "write"];
    let others: Vec<_> = many.keys().filter(|name| !waiting.contains(&name.as_str())).collect();
    let rest: u64 = others.iter().filter(|name| **name != "total").map(|name| more(name)).sum();
    assert!(rest < 40, "{rest} others of {many:?}");
    assert!(more("write") < PAIRS / 4, "{many:?}");
}

/// A program that stops all the time leaves nltrace no moment in which it would sleep. nltrace writes its output soon all
/// the same, to a file as well as to a reader that watches.
#[test]
fn what_was_seen_is_written_soon() {
    for to_file in [true, false] {
        let (output, others) = (scratch("tree"), scratch("other"));
        let create = |path| std::fs::File::create(path).expect("the target directory can be written");
        let mut nltrace = Command::new(env!("CARGO_BIN_EXE_nltrace"));
        if to_file {
            nltrace.arg("-o").arg(&output).stderr(create(&others));
        } else {
            nltrace.stderr(create(&output));
        }
        nltrace.args(["--no-seccomp", "--"]).args(scenario("busy:4")).stdout(create(&others));
        let mut child = nltrace.spawn().expect("nltrace starts");
        let is_written =
            || std::fs::read_to_string(&output).is_ok_and(|text| text.contains("answers RTM_GETLINK"));
        while !is_written() {
            assert_eq!(child.try_wait().expect("it is our child"), None, "to a file: {to_file}");
            std::thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(child.try_wait().expect("it is our child"), None, "the program is still at it");
        let _ = child.kill();
        ended(&mut child);
        let _ = (std::fs::remove_file(output), std::fs::remove_file(others));
    }
}

/// Help, manual page and README describe the effect of killing nltrace on a program, and the cost of `-p`.
#[test]
fn what_it_costs_is_said_beforehand() {
    let said = |option: &str| plain(&[env!("CARGO_BIN_EXE_nltrace"), option].map(str::to_owned)).stdout;
    for text in [said("--help"), said("--man"), include_str!("../../README.md").to_owned()] {
        let text = text.replace('\\', "");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for words in
            ["ENOSYS", "killed if nltrace is killed", "lives on if nltrace is killed", "gets a", "-p"]
        {
            let words = if words == "gets a" {
                ["gets no filter", "cannot install a seccomp filter"]
            } else {
                [words; 2]
            };
            assert!(words.iter().any(|words| text.contains(words)), "{words:?} in {text}");
        }
    }
}
