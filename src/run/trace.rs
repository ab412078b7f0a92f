//! No `-r`, `-i` or `-x`: running programs.

use std::path::Path;

use super::SharedFilter;
use crate::capture::ptrace::{Options, Programs, Tracer};
use crate::capture::{families, interface, iproute2};
use crate::cli::{Cli, FormatName};
use crate::drive::{Outcome, drive};
use crate::exit::Failure;
use crate::progress::Progress;
use crate::setup::{Stream, find_descriptors, outlet, pipeline};

/// Traces a command, or processes that run already.
pub(super) fn trace(cli: &Cli, filter: &SharedFilter) -> Result<Outcome, Failure> {
    let (outlet, terminal) = outlet(cli, Stream::Err)?;
    let options = Options {
        seccomp: !cli.no_seccomp,
        follow: !cli.no_follow,
        unwatched: cli.output.as_deref().is_some_and(Path::is_file),
        calls: cli.format == FormatName::Line,
        descriptors: find_descriptors(cli),
    };
    let started = match cli.attach.as_slice() {
        [] => Tracer::launch(&cli.command, &options),
        pids => Tracer::attach(pids, &options),
    };
    let tracer = started.map_err(|error| Failure::with_status(error.exit_code(), error))?;
    let home = interface::namespace();
    let pipeline =
        pipeline(cli, terminal, filter).asking(interface::name, iproute2::names, families::ask, home);
    Ok(drive(&mut Programs::new(tracer), Box::new(pipeline.into(outlet)), Progress::none()))
}
