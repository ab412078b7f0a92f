//! `--browse`: builds a browser, and the source whose messages it shows.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use nix::fcntl::OFlag;
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, dup2_stderr, dup2_stdin, dup2_stdout, pipe2};

use nltrace_decoders::schema::Generic;

use super::read::guessed_families;
use super::{observe, paste};
use crate::browse::{Browser, Feed, Look, Meaning, ProgramOutput, Settings, Spool, spawn};
use crate::capture::file::Capture;
use crate::capture::iproute2;
use crate::cli::{Cli, STRACE_R, SourceName};
use crate::exit::{ExitStatus, Failure};
use crate::filter::Filter;
use crate::outlet::OutputFile;
use crate::setup::{colour, in_ascii, session_of, time};

/// How long a program may take to end when the browser is left.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often that is looked at.
const PAUSE: Duration = Duration::from_millis(20);
/// Columns that say that there is a terminal.
const SOME: Option<usize> = Some(80);

/// Browses the source that the command line names.
pub(super) fn browse(cli: &Cli) -> Result<ExitStatus, Failure> {
    let no_terminal = "--browse needs a terminal; -F brief prints the same lines anywhere";
    let tty = File::options().read(true).write(true).open("/dev/tty");
    let tty = tty.map_err(|_| Failure::usage(no_terminal))?;
    let filter = filter(cli)?;
    match cli.source() {
        SourceName::File(path) => read(cli, path, tty, filter),
        _ => live(cli, tty, filter),
    }
}

/// Returns the filter of the command line, and the expression that it is.
fn filter(cli: &Cli) -> Result<Option<(String, Filter)>, Failure> {
    let Some(filter) = super::filter(cli)? else { return Ok(None) };
    let mut parts: Vec<String> = cli.expressions().map(str::to_owned).collect();
    if cli.failed_only || cli.successful_only {
        parts.push(if cli.failed_only { "error" } else { "not error" }.to_owned());
    }
    let text = match parts.as_slice() {
        [one] => one.clone(),
        parts => parts.iter().map(|part| format!("({part})")).collect::<Vec<_>>().join(" and "),
    };
    Ok(Some((text, filter)))
}

/// Browses a capture.
fn read(cli: &Cli, path: &Path, tty: File, filter: Option<(String, Filter)>) -> Result<ExitStatus, Failure> {
    if paste::log(path, cli).is_some() {
        let path = path.display();
        return Err(Failure::usage(format_args!(
            "{path}: --browse shows captures; -r without it reads pasted bytes"
        )));
    }
    // Report a bad file before the browser takes the screen. A pipe can be read only once, so it is not checked.
    if std::fs::metadata(path).is_ok_and(|about| about.is_file()) || path != Path::new("-") && !path.exists()
    {
        let opened = Capture::open(path, cli.protocol());
        opened.map_err(|failure| if path.exists() { failure } else { failure.because(STRACE_R) })?;
    }
    let named = |error: io::Error| Failure::usage(format_args!("{}: {error}", path.display()));
    let guessed = guessed_families(cli, path);
    let feed = Feed::open(path).map_err(named)?;
    let settings = settings(cli, feed, filter, (None, guessed));
    let browser = Browser::start(tty, settings, false).map_err(terminal)?;
    browser.wait().map_err(terminal)?;
    Ok(ExitStatus::SUCCESS)
}

fn terminal(error: io::Error) -> Failure {
    Failure::incomplete(format_args!("the terminal: {error}"))
}

fn settings(
    cli: &Cli,
    feed: Feed,
    filter: Option<(String, Filter)>,
    (output, guessed): (Option<ProgramOutput>, Vec<(u16, &'static Generic)>),
) -> Settings {
    let (lint, protocols) = (cli.lint, cli.protocols.clone());
    let meaning = Meaning {
        session: Arc::new(move || {
            let mut session = session_of(lint, &protocols);
            guessed.iter().for_each(|(id, family)| session.guess(*id, family));
            session
        }),
        protocol: cli.protocol(),
        lists: cli.source().is_live().then_some(iproute2::names),
        shows_secrets: cli.show_secrets,
    };
    let look = Look { colour: colour(cli, SOME), ascii: in_ascii(), time: time(cli) };
    let mut safe = String::new();
    nltrace_decoders::escape::plain(&cli.source().title(), &mut safe);
    Settings { feed, meaning, look, title: safe, filter, output }
}

/// Browses a live source.
fn live(cli: &Cli, tty: File, filter: Option<(String, Filter)>) -> Result<ExitStatus, Failure> {
    let spool = Spool::new().map_err(|error| {
        Failure::usage(format_args!("a temporary file can't be made: {error}; TMPDIR says where"))
    })?;
    let is_command = matches!(cli.source(), SourceName::Command(..));
    let (aside, output) = Aside::take().map_err(terminal)?;
    let output = is_command.then_some(output);
    let settings = settings(cli, Feed::Spool(spool.clone()), filter, (output, Vec::new()));
    let mut browser = Browser::start(tty, settings, is_command).map_err(terminal)?;
    let leaves = browser.leaves();
    let has_ended = Arc::new(AtomicBool::new(false));
    let ended = Arc::clone(&has_ended);
    // When the user leaves the browser, ask the source to end.
    spawn(move || {
        leaves.wait();
        end_source(&ended);
    });
    let captured = OutputFile::new("the temporary file", Box::new(spool.writer()));
    let observed = observe(cli, &None, Some(captured));
    has_ended.store(true, Ordering::Relaxed);
    if let Err(failure) = &observed {
        spool.close(Some(failure.message().to_owned()));
        if spool.is_empty() {
            browser.leave();
        }
    }
    browser.program_ended();
    let was_left = browser.is_left();
    let waited = browser.wait().map_err(terminal);
    drop(aside);
    waited?;
    let status = observed?.report(false);
    // A user who leaves the browser has asked for the program's end.
    Ok(if was_left && is_command { ExitStatus::SUCCESS } else { status })
}

/// Asks the source, and with it the program, to end, with the signal that a user would send. If they ignore it, they end
/// with nltrace.
fn end_source(has_ended: &AtomicBool) {
    let since = Instant::now();
    if !has_ended.load(Ordering::Relaxed) {
        // A failure has no reader left.
        let _ = kill(Pid::this(), Signal::SIGTERM);
    }
    while !has_ended.load(Ordering::Relaxed) {
        if since.elapsed() > PATIENCE {
            ExitStatus::SUCCESS.leave();
        }
        std::thread::sleep(PAUSE);
    }
}

/// The saved standard streams, while the program's output goes into a pipe instead of the terminal.
struct Aside {
    saved: [Option<OwnedFd>; 3],
}

impl Aside {
    /// Takes the streams that are the terminal's: a program gets no input from it, and its output is kept.
    fn take() -> io::Result<(Aside, ProgramOutput)> {
        let (reading, writing) = pipe2(OFlag::O_CLOEXEC)?;
        let mut aside = Aside { saved: [None, None, None] };
        let [stdin, stdout, stderr] = &mut aside.saved;
        if io::stdin().is_terminal() {
            *stdin = Some(io::stdin().as_fd().try_clone_to_owned()?);
            dup2_stdin(File::open("/dev/null")?)?;
        }
        if io::stdout().is_terminal() {
            *stdout = Some(io::stdout().as_fd().try_clone_to_owned()?);
            dup2_stdout(&writing)?;
        }
        if io::stderr().is_terminal() {
            *stderr = Some(io::stderr().as_fd().try_clone_to_owned()?);
            dup2_stderr(&writing)?;
        }
        Ok((aside, ProgramOutput::start(File::from(reading))))
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        let [stdin, stdout, stderr] = &self.saved;
        // A stream that can't be given back is closed by the end of nltrace, which is near.
        let _ = stdin.as_ref().map(dup2_stdin);
        let _ = stdout.as_ref().map(dup2_stdout);
        let _ = stderr.as_ref().map(dup2_stderr);
    }
}
