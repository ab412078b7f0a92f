//! `-x`: bytes that were pasted.

use std::io::{self, Read};

use super::SharedFilter;
use crate::capture::hex::{Origin, Pasted, Taken, Text};
use crate::cli::Cli;
use crate::drive::{Outcome, drive};
use crate::exit::{self, Failure};
use crate::progress::Progress;
use crate::setup::{Stream, outlet, pipeline};

/// Decodes pasted bytes: the argument, or standard input if it is `-`.
pub(super) fn paste(cli: &Cli, argument: &str, filter: &SharedFilter) -> Result<Outcome, Failure> {
    let mut input = Vec::new();
    let origin = if argument == "-" {
        let read = io::stdin().lock().read_to_end(&mut input);
        read.map_err(|error| Failure::incomplete(format_args!("standard input: {error}")))?;
        Origin::Stdin
    } else {
        input.extend(argument.as_bytes());
        Origin::Argument
    };
    let (outlet, terminal) = outlet(cli, Stream::Out)?;
    let protocol = cli.protocol.map(|protocol| protocol.number);
    let pasted = Pasted::read(&String::from_utf8_lossy(&input), protocol);
    match pasted.taken {
        _ if cli.quiet => (),
        Taken::Told => (),
        Taken::For(name) => exit::remark(format_args!("taken for {name}; --protocol says otherwise")),
        Taken::Unclear if pasted.is_empty() => (),
        Taken::Unclear => exit::remark("the bytes don't tell their protocol; --protocol NAME does"),
    }
    let pipeline = pipeline(cli, terminal, filter).into(outlet);
    Ok(drive(&mut Text::new(pasted, origin), Box::new(pipeline), Progress::none()))
}
