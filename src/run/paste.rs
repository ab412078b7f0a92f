//! `-x`: bytes that were pasted.

use std::io::{self, Read};
use std::process::ExitCode;
use std::sync::Arc;

use crate::capture::hex::{Pasted, Said};
use crate::cli::Cli;
use crate::datagram::Seen;
use crate::exit;
use crate::filter::Filter;
use crate::setup::{Stream, outlet, pipeline, written};

/// Decodes bytes that were pasted: the argument, or standard input.
pub(super) fn paste(cli: &Cli, argument: &str, filter: &Option<Arc<Filter>>) -> ExitCode {
    let mut input = Vec::new();
    let name = if argument == "-" {
        if let Err(error) = io::stdin().lock().read_to_end(&mut input) {
            exit::complain(format_args!("standard input: {error}"));
            return exit::code(exit::INCOMPLETE);
        }
        "standard input"
    } else {
        input.extend(argument.as_bytes());
        "-x"
    };
    let (outlet, terminal) = match outlet(cli, Stream::Out) {
        Ok(outlet) => outlet,
        Err(code) => return code,
    };
    let names_family = cli.protocol.iter().any(|protocol| protocol.family.is_some() && protocol.id.is_none());
    let said = Said { protocol: cli.protocol(), names_family };
    let mut pasted = Pasted::read(&input, said);
    if !cli.quiet {
        pasted.notes.iter().for_each(exit::remark);
    }
    let mut pipeline = pipeline(cli, terminal, filter).of_paste(&pasted.families).into(outlet);
    while let Some(datagram) = pasted.next() {
        if let Err(code) = written(pipeline.take(&Seen::Datagram(datagram))) {
            return code;
        }
    }
    if let Err(code) = written(pipeline.finish()) {
        return code;
    }
    match &pasted.error {
        Some(error) => {
            exit::complain(format_args!("{name}: {error}"));
            exit::code(exit::INCOMPLETE)
        }
        None => exit::code(exit::SUCCESS),
    }
}
