//! `-i`: live capture on an nlmon interface.

use super::SharedFilter;
use crate::capture::own_interface::OwnInterface;
use crate::capture::{families, nlmon, process};
use crate::cli::Cli;
use crate::drive::{Outcome, drive};
use crate::exit::Failure;
use crate::outlet::OutputFile;
use crate::progress::Progress;
use crate::setup::{Stream, outlet_or, pipeline};

/// Listens until a signal asks for an end.
pub(super) fn listen(
    cli: &Cli,
    name: Option<&str>,
    filter: &SharedFilter,
    spool: Option<OutputFile>,
) -> Result<Outcome, Failure> {
    // Dropped after the listener: that removes the interface.
    let made = match name {
        Some(_) => None,
        None => Some(OwnInterface::make().map_err(Failure::usage)?),
    };
    let name = name.or(made.as_ref().map(OwnInterface::name)).unwrap_or_default();
    // Ask before the listener is open, or it would capture the question too.
    let families = families::ask_with_policies();
    let mut listener = nlmon::Listener::open(name).map_err(Failure::usage)?;
    let (outlet, terminal) = outlet_or(cli, Stream::Out, spool)?;
    let pipeline = pipeline(cli, terminal, filter)
        .knowing_families(&families)
        .asking_processes(process::of_port)
        .into(outlet);
    Ok(drive(&mut listener, Box::new(pipeline), Progress::none()))
}
