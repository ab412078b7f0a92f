//! `-r`: a capture, by one core or several.

use std::path::Path;

use nltrace_decoders::schema::Generic;

use super::{SharedFilter, paste};
use crate::capture::file::{Capture, guess_families};
use crate::cli::{Cli, FormatName, STRACE_R, Time};
use crate::drive::{Outcome, drive};
use crate::exit::{self, Failure};
use crate::progress::Progress;
use crate::setup::{Stream, outlet, pipeline};
use crate::sink::Sink;
use crate::workers::{self, Workers};

/// A file smaller than this is read before threads are worth starting.
const SMALL: u64 = 512 << 10;

/// Reads a capture.
pub(super) fn read(cli: &Cli, path: &Path, filter: &SharedFilter) -> Result<Outcome, Failure> {
    if let Some(pasted) = paste::log(path, cli) {
        return paste::show(cli, pasted, &path.display().to_string(), filter);
    }
    let (outlet, terminal) = outlet(cli, Stream::Out)?;
    let opened = Capture::open(path, cli.protocol());
    // Text for people that goes into a pipe is most likely read in a pager, on the same terminal.
    let is_paged = !cli.format.is_json() && outlet.shown.is_pipe();
    let mut capture = opened.map_err(|failure| {
        let is_missing = path != Path::new("-") && !path.exists();
        match paste::refusal(path) {
            _ if is_missing => failure.because(STRACE_R),
            Some(refusal) => failure.because(&refusal),
            None => failure,
        }
    })?;
    let guessed = guessed_families(cli, path);
    let pipeline = || pipeline(cli, terminal, filter).guessing(&guessed);
    let sink: Box<dyn Sink> = match threads(cli, path, filter) {
        0 | 1 => Box::new(pipeline().into(outlet)),
        count => Box::new(Workers::start((0..count).map(|_| pipeline()).collect(), outlet)),
    };
    Ok(drive(&mut capture, sink, Progress::new(!cli.quiet && terminal.is_none() && !is_paged)))
}

/// Guesses the families of generic netlink that a capture does not announce, and prints a note about each.
pub(super) fn guessed_families(cli: &Cli, path: &Path) -> Vec<(u16, &'static Generic)> {
    // A family without a number is meant for all numbers that nothing explains.
    let is_assumed = cli.protocols.iter().any(|protocol| protocol.family.is_some() && protocol.id.is_none());
    let is_stated = |number| is_assumed || cli.protocols.iter().any(|protocol| protocol.id == Some(number));
    let guessed = guess_families(path, cli.protocol(), is_stated);
    if !cli.quiet {
        guessed.notes.iter().for_each(exit::remark);
    }
    guessed.families
}

/// Returns how many threads decode.
fn threads(cli: &Cli, path: &Path, filter: &SharedFilter) -> usize {
    let small = std::fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() < SMALL);
    match cli.threads {
        // The names in the list of a conversation are those of one thread.
        _ if cli.conversation => 1,
        // A request is written with its result, and results are in the order of one thread.
        _ if cli.normalize => 1,
        // A page numbers its fields, messages and exchanges in the order in which they come.
        _ if cli.format == FormatName::Html && !cli.overview => 1,
        // `--time delta` depends on the timestamp that was printed before.
        _ if cli.time() == Some(Time::Delta) => 1,
        // Only a thread that decodes the whole exchange knows which of its messages the filter keeps.
        _ if cli.format == FormatName::Brief && filter.is_some() => 1,
        Some(threads) => usize::from(threads),
        None if small => 1,
        None => workers::count(),
    }
}
