//! The same work watched by eBPF: what it costs the program, and how many messages nltrace keeps up with.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// nltrace at work on this process and its children.
pub(crate) struct Watcher {
    nltrace: Child,
    output: PathBuf,
}

impl Watcher {
    /// Begins, and waits until its programs are attached; `None` if this machine does not let it.
    pub(crate) fn start(options: &[&str]) -> Option<Watcher> {
        let name = format!("bench-ebpf-{}.txt", std::process::id());
        let output = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let mut command = Command::new(env!("CARGO_BIN_EXE_nltrace"));
        command.args(["--via", "bpf", "-v", "-p", &std::process::id().to_string(), "-o"]).arg(&output);
        command.args(options).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut nltrace = command.spawn().ok()?;
        let mut said = BufReader::new(nltrace.stderr.take()?);
        let mut line = String::new();
        said.read_line(&mut line).ok()?;
        if !line.contains("eBPF:") {
            let _ = nltrace.wait();
            return None;
        }
        nltrace.stderr = Some(said.into_inner());
        Some(Watcher { nltrace, output })
    }

    /// Ends it as ^C does, once it has handled what came before. Returns what it wrote and what it said.
    pub(crate) fn end(mut self) -> (String, String) {
        let _ = kill(Pid::from_raw(self.nltrace.id().cast_signed()), Signal::SIGINT);
        let mut said = String::new();
        if let Some(mut stderr) = self.nltrace.stderr.take() {
            let _ = stderr.read_to_string(&mut said);
        }
        let _ = self.nltrace.wait();
        let written = fs::read_to_string(&self.output).unwrap_or_default();
        let _ = fs::remove_file(&self.output);
        (written, said)
    }
}

/// Prints how many messages per second nltrace keeps up with while a program sends and receives as fast as it can.
pub(crate) fn rates(work: &[(&str, Command)]) {
    println!("\n| work | output | messages | per second | lost |\n|---|---|---|---|---|");
    for (name, command) in work {
        for (output, options) in [("-c", &["-c", "-F", "json"][..]), ("-F json", &["-q", "-F", "json"])] {
            let Some(watcher) = Watcher::start(options) else {
                println!("| {name} | {output} | not possible here | | |");
                continue;
            };
            let start = Instant::now();
            let status = super::again(command).stdin(Stdio::null()).stdout(Stdio::null()).status();
            assert!(status.is_ok_and(|status| status.success()), "{command:?} failed");
            let (written, said) = watcher.end();
            let seconds = start.elapsed().as_secs_f64();
            let messages = match output {
                "-c" => total(&written),
                _ => written.lines().filter(|line| !line.contains("\"event\":")).count() as u64,
            };
            let lost = said.lines().find(|line| line.contains("were lost")).unwrap_or("none");
            let rate = messages as f64 / seconds / 1000.0;
            println!("| {name} | {output} | {messages} | {rate:.0},000 | {lost} |");
        }
    }
}

/// Returns the messages that a summary in JSON counts.
fn total(summary: &str) -> u64 {
    let after = summary.split_once("\"total\":{\"messages\":").map_or("", |(_, after)| after);
    after.split(|c: char| !c.is_ascii_digit()).next().and_then(|count| count.parse().ok()).unwrap_or(0)
}
