//! `-x`: pasted bytes; also `-r` for files that are not captures but contain messages.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use nltrace_decoders::schema::Generic;

use super::SharedFilter;
use crate::capture::hex::{PasteOptions, PastePlace, Pasted, Text, UnknownPlace};
use crate::cli::Cli;
use crate::drive::{Outcome, drive};
use crate::exit::{self, Failure};
use crate::lexicon::Lexicon;
use crate::lexicon::nearest::{did_you_mean, nearest};
use crate::progress::Progress;
use crate::setup::{Stream, outlet, pipeline};

/// Longer pastes and logs are not read: they are held whole, and reading them takes up to 14 times as much memory.
const LONGEST: u64 = 64 << 20;

/// Decodes pasted bytes: the argument, or standard input if it is `-`.
pub(super) fn paste(cli: &Cli, argument: &str, filter: &SharedFilter) -> Result<Outcome, Failure> {
    let mut input = Vec::new();
    let name = if argument == "-" {
        let read = io::stdin().lock().take(LONGEST + 1).read_to_end(&mut input);
        read.map_err(|error| Failure::usage(format_args!("standard input: {error}")))?;
        if input.len() as u64 > LONGEST {
            return Err(Failure::usage(format_args!("standard input: {}", too_long())));
        }
        "standard input"
    } else {
        input.extend(argument.as_bytes());
        "-x"
    };
    let place = cli.part.as_deref().map(place).transpose().map_err(Failure::usage)?;
    let families = families(cli);
    let options = PasteOptions { place: place.as_ref(), families: &families, ..options(cli) };
    let mut pasted = Pasted::read(&input, options);
    if let (Some(place), Some(name)) = (&place, &cli.part) {
        pasted.notes.push(place.note(name));
    }
    show(cli, pasted, name, filter)
}

/// Returns the place that `--as` names. The error suggests similar names.
fn place(name: &str) -> Result<PastePlace, String> {
    PastePlace::named(name).map_err(|UnknownPlace { reason, word, names }| {
        let near = match names.as_slice() {
            [] => did_you_mean(&nearest(&word, Lexicon::shared().all_names())),
            // An empty word is near to all.
            _ if word.is_empty() => {
                did_you_mean(&names.iter().take(3).map(String::as_str).collect::<Vec<_>>())
            }
            _ => did_you_mean(&nearest(&word, names.iter().map(String::as_str))),
        };
        format!("--as: {reason}; {}", near.unwrap_or_else(|| "nltrace --list looks names up".to_owned()))
    })
}

/// Returns the message for a paste or a log that is too long to read.
fn too_long() -> String {
    format!("more than {} MiB of text; split it into shorter parts", LONGEST >> 20)
}

/// Returns why a file that is no capture was not read as a log; `None` if its length is not the reason.
pub(super) fn refusal(path: &Path) -> Option<String> {
    let about = std::fs::metadata(path).ok().filter(|about| about.is_file() && about.len() > LONGEST)?;
    let mut head = Vec::new();
    File::open(path).ok()?.take(4).read_to_end(&mut head).ok()?;
    (!is_capture(&head)).then(|| format!("; as a log it is too long: {} bytes, {}", about.len(), too_long()))
}

/// Reads a file that is no capture: a log of strace's, messages one after the other as rtmon writes them, any paste.
/// Returns `None` if it holds no messages.
pub(super) fn log(path: &Path, cli: &Cli) -> Option<Pasted> {
    let about = std::fs::metadata(path).ok().filter(|about| about.is_file() && about.len() <= LONGEST)?;
    let mut input = Vec::with_capacity(usize::try_from(about.len()).ok()?);
    let mut file = File::open(path).ok()?;
    file.by_ref().take(4).read_to_end(&mut input).ok()?;
    if is_capture(&input) {
        return None;
    }
    file.take(LONGEST).read_to_end(&mut input).ok()?;
    let families = families(cli);
    Some(Pasted::read(&input, PasteOptions { families: &families, ..options(cli) }))
        .filter(|pasted| pasted.has_messages())
}

/// Returns whether a file begins as captures do, packed or not.
fn is_capture(head: &[u8]) -> bool {
    const MAGIC: &[&[u8]] = &[
        &[0x0a, 0x0d, 0x0d, 0x0a],
        &[0xa1, 0xb2],
        &[0xd4, 0xc3, 0xb2, 0xa1],
        &[0x4d, 0x3c, 0xb2, 0xa1],
        &[0x34, 0xcd, 0xb2, 0xa1],
        &[0x1f, 0x8b],
        &[0x28, 0xb5, 0x2f, 0xfd],
    ];
    MAGIC.iter().any(|magic| head.starts_with(magic))
}

/// Returns the families of generic netlink whose numbers the user gives.
fn families(cli: &Cli) -> Vec<(u16, &'static Generic)> {
    cli.protocols.iter().filter_map(|protocol| protocol.id.zip(protocol.family)).collect()
}

/// Returns the user's statements about the bytes.
fn options(cli: &Cli) -> PasteOptions<'static> {
    let names_family =
        cli.protocols.iter().any(|protocol| protocol.family.is_some() && protocol.id.is_none());
    PasteOptions { protocol: cli.protocol(), names_family, ..PasteOptions::default() }
}

/// Shows pasted messages.
pub(super) fn show(cli: &Cli, pasted: Pasted, name: &str, filter: &SharedFilter) -> Result<Outcome, Failure> {
    let (outlet, terminal) = outlet(cli, Stream::Out)?;
    if !cli.quiet {
        pasted.notes.iter().for_each(exit::remark);
    }
    let pipeline =
        pipeline(cli, terminal, filter).of_paste(&pasted.families).guessing(&pasted.guessed).into(outlet);
    Ok(drive(&mut Text::new(pasted, name), Box::new(pipeline), Progress::none()))
}
