//! `--all` and `--via bpf`: observes processes with eBPF.

use std::collections::BTreeSet;

use super::SharedFilter;
use crate::capture::bpf::{Capture, Only, Options, Whose};
use crate::capture::{families, interface, iproute2, process};
use crate::cli::{Cli, FormatName, Via};
use crate::drive::{Outcome, drive};
use crate::exit::{self, Failure};
use crate::outlet::OutputFile;
use crate::progress::Progress;
use crate::setup::{Stream, outlet_or, pipeline};

/// Captures until the followed processes have ended, or a signal asks for an end.
pub(super) fn capture(
    cli: &Cli,
    whose: Whose,
    filter: &SharedFilter,
    spool: Option<OutputFile>,
) -> Result<Outcome, Failure> {
    if cli.all && cli.via == Via::Ptrace {
        return Err(Failure::usage("--all needs eBPF: ptrace sees only the programs that it stops"));
    }
    if cli.stack {
        return Err(Failure::usage("-k needs ptrace: eBPF captures do not read the stacks of programs"));
    }
    if cli.spent {
        return Err(Failure::usage("-T needs ptrace: eBPF records when a call returned, not when it began"));
    }
    if cli.extack {
        return Err(Failure::usage(
            "--extack needs ptrace: eBPF reads the kernel's reasons and changes no program",
        ));
    }
    let (outlet, terminal) = outlet_or(cli, if cli.all { Stream::Out } else { Stream::Err }, spool)?;
    let scope = filter.as_ref().map(|filter| filter.scope()).unwrap_or_default();
    let options = Options {
        buffer: cli.buffer,
        follow: !cli.no_follow,
        calls: cli.format == FormatName::Line,
        protocols: scope.protocols.as_ref().map_or(u32::MAX, protocol_bits),
        only: Only {
            pids: values(scope.pids),
            uids: values(scope.uids),
            netns: values(scope.netns),
            comms: scope.comms.map(|comms| comms.into_iter().collect()),
        },
    };
    let mut capture =
        Capture::start(&whose, &options).map_err(|error| Failure::with_status(error.exit_code(), error))?;
    if cli.verbose {
        exit::remark(capture.chosen());
    }
    let home = interface::namespace();
    let pipeline =
        pipeline(cli, terminal, filter).asking(interface::name, iproute2::names, families::ask, home);
    let pipeline = pipeline.asking_processes(process::of_port);
    Ok(drive(&mut capture, Box::new(pipeline.into(outlet)), Progress::none()))
}

fn values(wanted: Option<BTreeSet<u64>>) -> Option<Vec<u64>> {
    wanted.map(|values| values.into_iter().collect())
}

/// Returns a bit for each protocol; the kernel has 32.
fn protocol_bits(protocols: &BTreeSet<u64>) -> u32 {
    protocols.iter().filter(|protocol| **protocol < 32).fold(0, |bits, protocol| bits | 1 << protocol)
}
