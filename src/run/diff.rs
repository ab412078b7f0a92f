//! `--diff`: the differences between two conversations, each from a capture or a command.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::read::guessed_families;
use super::{SharedFilter, filter, paste};
use crate::capture::file::Capture;
use crate::capture::hex::Text;
use crate::capture::ptrace::{Options, Programs, Tracer};
use crate::capture::{families, interface, iproute2};
use crate::cli::Cli;
use crate::diff::{Conversation, Fingerprint, compare};
use crate::drive::{Outcome, drive};
use crate::exit::{self, ExitStatus, Failure, USAGE};
use crate::progress::Progress;
use crate::setup::{Stream, diff_look, outlet, recording};

/// The status of a comparison that found a difference.
const DIFFERENT: ExitStatus = ExitStatus::Code(1);
/// The status of a comparison in which something went wrong, as diff(1) has it.
const TROUBLE: ExitStatus = ExitStatus::Code(USAGE as i32);
/// Runs a command, with its own output on standard error: standard output is for the differences.
const REDIRECTED: &str = "exec \"$@\" >&2";

/// Where a conversation comes from.
enum Side {
    Capture(PathBuf),
    /// The words of a command, and how it is called.
    Command(Vec<OsString>, String),
}

impl Side {
    fn name(&self) -> String {
        match self {
            Side::Capture(path) => path.display().to_string(),
            Side::Command(_, name) => name.clone(),
        }
    }
}

/// Reports why two conversations could not be compared. Returns the exit status.
pub(super) fn report(failure: &Failure) -> ExitStatus {
    failure.report();
    TROUBLE
}

/// Compares the two sides of the command line. Returns the exit status.
pub(super) fn diff(cli: &Cli, captures: &[PathBuf]) -> Result<ExitStatus, Failure> {
    let filter = filter(cli)?.map(Arc::new);
    let sides = sides(captures, &cli.command)?;
    for side in &sides {
        if let (Side::Capture(path), Some(output)) = (side, &cli.output)
            && path == output
        {
            let path = path.display();
            return Err(Failure::usage(format_args!("{path}: it is to be read, and -o would replace it")));
        }
    }
    let fingerprint = Fingerprint::default();
    let mut status = ExitStatus::SUCCESS;
    let mut conversations = Vec::new();
    for side in &sides {
        let conversation = Arc::new(Mutex::new(Conversation::default()));
        let recorded = Arc::clone(&conversation);
        let mut outcome = record(cli, side, &filter, recorded, fingerprint.clone())?;
        let exit = outcome.take_exit();
        status = status.or(outcome.report(cli.quiet));
        if let Some(ExitStatus::Code(126 | 127)) = exit {
            status = TROUBLE;
        }
        conversations.push(conversation);
    }
    let (mut outlet, terminal) = outlet(cli, Stream::Out)?;
    let look = diff_look(cli, terminal);
    let names = sides.each_ref().map(Side::name);
    let [Some(first), Some(second)] = [0, 1].map(|at| conversations.get(at)) else { return Ok(TROUBLE) };
    let [first, second] = [first, second].map(|one| one.lock().unwrap_or_else(PoisonError::into_inner));
    if first.len() + second.len() == 0 && !cli.quiet {
        let more = if cli.verbose { "" } else { "; -v compares answers and notifications too" };
        exit::remark(format_args!("there are no requests to compare{more}"));
    }
    let [first_name, second_name] = &names;
    let found = compare(&first, &second, (first_name, second_name), &look, &mut |lines| {
        outlet.shown.put(lines);
    });
    match outlet.losses().into_iter().next() {
        Some(loss) if loss.is_closed_stdout() => return Ok(ExitStatus::CLOSED_PIPE),
        Some(loss) => return Err(Failure::incomplete(loss)),
        None => (),
    }
    Ok(match status {
        ExitStatus::SUCCESS if found.is_same() => ExitStatus::SUCCESS,
        ExitStatus::SUCCESS => DIFFERENT,
        _ => TROUBLE,
    })
}

/// Returns the two sides that the command line names.
fn sides(captures: &[PathBuf], command: &[OsString]) -> Result<[Side; 2], Failure> {
    let capture = |path: &PathBuf| Side::Capture(path.clone());
    match (captures, command) {
        ([first, second], []) => Ok([capture(first), capture(second)]),
        ([first], [_, ..]) => {
            let words: Vec<String> = command.iter().map(|word| word.to_string_lossy().into_owned()).collect();
            Ok([capture(first), Side::Command(redirected(command), words.join(" "))])
        }
        ([], [first, second]) => Ok([shell(first)?, shell(second)?]),
        ([], []) => Err(Failure::usage(
            "--diff compares two captures, a capture and a command (--diff FILE -- COMMAND), or two commands in quotes",
        )),
        ([], _) => Err(Failure::usage(
            "--diff without a capture compares two commands, each in quotes: --diff -- 'ip link' 'ip addr'",
        )),
        ([_], []) => Err(Failure::usage("--diff compares with a second capture, or with a command after --")),
        _ => Err(Failure::usage("--diff compares two conversations; here are two captures and a command")),
    }
}

/// Returns a command for a shell.
fn shell(text: &OsString) -> Result<Side, Failure> {
    let name = text.to_string_lossy().into_owned();
    if Path::new(text).is_file() && !name.contains(' ') && is_no_program(Path::new(text)) {
        return Err(Failure::usage(format_args!(
            "{name}: this is a file and no program; captures follow --diff: --diff A B"
        )));
    }
    let words = [OsString::from("sh"), OsString::from("-c"), text.clone()];
    Ok(Side::Command(redirected(&words), name))
}

/// Returns whether a file cannot be run.
fn is_no_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|about| about.permissions().mode() & 0o111 == 0)
}

fn redirected(command: &[OsString]) -> Vec<OsString> {
    let shell = ["sh", "-c", REDIRECTED, "sh"].into_iter().map(OsString::from);
    shell.chain(command.iter().cloned()).collect()
}

/// Records the conversation of one side.
fn record(
    cli: &Cli,
    side: &Side,
    filter: &SharedFilter,
    conversation: Arc<Mutex<Conversation>>,
    fingerprint: Fingerprint,
) -> Result<Outcome, Failure> {
    let pipeline = recording(cli, filter, conversation, fingerprint);
    match side {
        Side::Capture(path) => {
            if let Some(pasted) = paste::log(path, cli) {
                let pipeline = pipeline.of_paste(&pasted.families).guessing(&pasted.guessed);
                let mut text = Text::new(pasted, path.display().to_string());
                return Ok(drive(&mut text, Box::new(pipeline), Progress::none()));
            }
            let mut capture = Capture::open(path, cli.protocol())?;
            let pipeline = pipeline.guessing(&guessed_families(cli, path));
            Ok(drive(&mut capture, Box::new(pipeline), Progress::new(!cli.quiet)))
        }
        Side::Command(command, _) => {
            let options = Options {
                seccomp: !cli.no_seccomp,
                follow: !cli.no_follow,
                unwatched: false,
                extack: cli.extack,
                stacks: false,
                calls: false,
                descriptors: None,
                apart: false,
            };
            let tracer = Tracer::launch(command, &options);
            let tracer = tracer.map_err(|error| Failure::with_status(error.exit_code(), error))?;
            let home = interface::namespace();
            let pipeline = pipeline.asking(interface::name, iproute2::names, families::ask, home);
            Ok(drive(&mut Programs::new(tracer), Box::new(pipeline), Progress::none()))
        }
    }
}
