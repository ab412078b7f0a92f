//! `--all` and `--via bpf`: what processes do, by eBPF.

use std::cell::RefCell;
use std::process::ExitCode;
use std::sync::Arc;

use crate::capture::bpf::{Capture, Options, Whose};
use crate::capture::{families, interface, iproute2};
use crate::cli::{Cli, Format, Via};
use crate::exit;
use crate::filter::Filter;
use crate::setup::{Stream, outlet, pipeline, written};

/// Whether the command line asks for eBPF.
pub(super) fn is_asked(cli: &Cli) -> bool {
    cli.all || cli.via == Via::Bpf
}

/// Captures until the followed processes have ended, or a signal asks for an end.
pub(super) fn capture(cli: &Cli, filter: &Option<Arc<Filter>>) -> ExitCode {
    if cli.all && cli.via == Via::Ptrace {
        exit::complain("--all needs eBPF: ptrace sees only the programs that it stops");
        return exit::code(exit::USAGE);
    }
    let stream = if cli.all { Stream::Out } else { Stream::Err };
    let (outlet, terminal) = match outlet(cli, stream) {
        Ok(outlet) => outlet,
        Err(code) => return code,
    };
    let whose = match (&cli.command, &cli.attach) {
        _ if cli.all => Whose::All,
        (command, pids) if pids.is_empty() => Whose::Command(command.clone()),
        (_, pids) => Whose::Processes(pids.clone()),
    };
    let options = Options {
        buffer: cli.buffer,
        follow: !cli.no_follow,
        calls: cli.format == Format::Line,
        protocols: u32::MAX,
    };
    let mut capture = match Capture::start(&whose, &options) {
        Ok(capture) => capture,
        Err(error) => {
            exit::complain(&error);
            return exit::code(error.exit_code());
        }
    };
    if cli.verbose && !cli.quiet {
        exit::remark(capture.chosen());
    }
    let home = interface::namespace();
    let asking = pipeline(cli, terminal, filter).asking(interface::name, iproute2::names, families::ask, home);
    let pipeline = RefCell::new(asking.into(outlet));
    let mut trouble = None;
    let mut code = exit::SUCCESS;
    loop {
        let mut flushed = Ok(());
        let taken = match capture.next(&mut || flushed = pipeline.borrow_mut().flush()) {
            Ok(Some(observation)) => pipeline.borrow_mut().take(&observation),
            Ok(None) => break,
            Err(error) => {
                trouble = Some(error);
                code = exit::INCOMPLETE;
                break;
            }
        };
        if let Err(code) = written(flushed.and(taken)) {
            return code;
        }
    }
    let result = pipeline.borrow_mut().finish();
    if let Some(error) = trouble {
        exit::complain(error);
    }
    let counts = capture.counts();
    if counts.lost > 0 {
        let (lost, all) = (counts.lost, counts.lost + counts.records);
        exit::complain(format_args!("{lost} of {all} records were lost: they came too fast; --buffer makes more room"));
        code = exit::INCOMPLETE;
    } else if cli.all && !cli.quiet {
        exit::remark(format_args!("{} records, none lost", counts.records));
    }
    if let Err(code) = written(result) {
        return code;
    }
    match capture.exit().filter(|_| code == exit::SUCCESS) {
        Some(status) => status.leave(),
        None => exit::code(code),
    }
}
