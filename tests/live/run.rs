//! Runs a program under nltrace and reads the output.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

/// More than any test here takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The environment variable that selects the scenario when this binary is run again.
pub(super) const SCENARIO: &str = "NLTRACE_TEST_SCENARIO";

/// The result of a run.
pub(super) struct Run {
    /// The JSON objects nltrace wrote.
    pub(super) records: Vec<Value>,
    /// How it ended.
    pub(super) status: ExitStatus,
    /// The output of the program.
    pub(super) stdout: String,
    /// The complaints of the program and of nltrace.
    pub(super) stderr: String,
}

/// A message, as far as these tests look at it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Message {
    pub(super) syscall: String,
    pub(super) direction: String,
    pub(super) type_id: u64,
    pub(super) seq: u64,
}

impl Run {
    /// Returns the messages, in the order in which they were seen.
    pub(super) fn messages(&self) -> Vec<Message> {
        let text = |record: &Value, key: &str| record[key].as_str().unwrap_or_default().to_owned();
        self.message_records()
            .map(|record| Message {
                syscall: text(record, "syscall"),
                direction: text(record, "direction"),
                type_id: record["type_id"].as_u64().unwrap_or(u64::MAX),
                seq: record["seq"].as_u64().unwrap_or(u64::MAX),
            })
            .collect()
    }

    /// Returns the records that are messages.
    pub(super) fn message_records(&self) -> impl Iterator<Item = &Value> {
        self.records.iter().filter(|record| record.get("event").is_none())
    }

    /// Returns the numbers that the program printed after a word.
    pub(super) fn printed(&self, word: &str) -> Vec<u64> {
        let line = self.stdout.lines().find_map(|line| line.split_once(word)).map(|(_, rest)| rest);
        let line = line.unwrap_or_else(|| panic!("no {word:?} in {:?} {}", self.stdout, self.stderr));
        line.split_whitespace().map_while(|number| number.parse().ok()).collect()
    }

    /// Messages as `syscall type seq`, the form in which tests state what they expect.
    pub(super) fn exchanged(&self) -> Vec<String> {
        let printed = |message: Message| format!("{} {} {}", message.syscall, message.type_id, message.seq);
        self.messages().into_iter().map(printed).collect()
    }
}

/// Returns the command that plays a scenario when it is run.
pub(crate) fn scenario(name: &str) -> Vec<String> {
    let own = std::env::current_exe().expect("the test binary has a path");
    let own = own.to_str().expect("in UTF-8").to_owned();
    let arguments = ["--exact", "live::tracee::play", "--nocapture", "--test-threads=1", "--quiet"];
    ["env".to_owned(), format!("{SCENARIO}={name}"), own]
        .into_iter()
        .chain(arguments.map(str::to_owned))
        .collect()
}

/// Traces a scenario.
pub(super) fn trace(name: &str) -> Run {
    trace_with(&[], &scenario(name))
}

/// Traces a command with options.
pub(super) fn trace_with(options: &[&str], command: &[String]) -> Run {
    trace_by(Command::new(env!("CARGO_BIN_EXE_nltrace")), options, command)
}

/// Traces a command with options, by an nltrace that may have an environment of its own.
pub(super) fn trace_by(mut nltrace: Command, options: &[&str], command: &[String]) -> Run {
    let output = scratch("json");
    nltrace.args(["-F", "json", "-o"]).arg(&output).args(options).arg("--").args(command);
    let (status, stdout, stderr) = bounded(nltrace);
    let text = fs::read_to_string(&output).unwrap_or_default();
    let _ = fs::remove_file(&output);
    let parse = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    Run { records: text.lines().map(parse).collect(), status, stdout, stderr }
}

/// Runs a command without nltrace.
pub(super) fn plain(command: &[String]) -> Run {
    let mut plain = Command::new(&command[0]);
    plain.args(&command[1..]);
    let (status, stdout, stderr) = bounded(plain);
    Run { records: Vec::new(), status, stdout, stderr }
}

/// Returns a path for a file of one test.
pub(crate) fn scratch(extension: &str) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{count}.{extension}", std::process::id()))
}

/// How long to wait for an end that must come; emulated machines (`tests/vm`) need longer.
pub(crate) fn patience() -> Duration {
    let seconds = std::env::var("NLTRACE_TEST_PATIENCE").ok().and_then(|seconds| seconds.parse().ok());
    seconds.map_or(PATIENCE, Duration::from_secs)
}

/// Runs a command to its end, which must come.
pub(super) fn bounded(mut command: Command) -> (ExitStatus, String, String) {
    let (out, err) = (scratch("out"), scratch("err"));
    let create = |path| File::create(path).expect("the target directory can be written");
    command.stdin(Stdio::null()).stdout(create(&out)).stderr(create(&err));
    let mut child = command.spawn().expect("the command starts");
    let status = ended(&mut child);
    let read = |path: PathBuf| {
        let bytes = fs::read(&path).unwrap_or_default();
        let _ = fs::remove_file(path);
        String::from_utf8_lossy(&bytes).into_owned()
    };
    (status, read(out), read(err))
}

/// Waits for a child's end, which must come.
pub(crate) fn ended(child: &mut Child) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("it is our child") {
            return status;
        }
        if start.elapsed() > patience() {
            let _ = child.kill();
            let _ = child.wait();
            panic!("process {} did not end", child.id());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Returns whether SIGINT is ignored, as in a job that a shell without job control runs in the background: programs inherit that, and a
/// test that interrupts one would wait for ever. Says that the test is skipped.
pub(crate) fn ignores_interrupts(test: &str) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    let is_ignored = ignored & 1 << (nix::libc::SIGINT - 1) != 0;
    if is_ignored {
        eprintln!("SKIPPED {test}: SIGINT is ignored here; run the tests in the foreground");
    }
    is_ignored
}
