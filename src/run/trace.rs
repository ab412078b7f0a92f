//! No `-r`, `-i` or `-x`: running programs.

use std::path::Path;

use nltrace_decoders::names::NETLINK;

use super::SharedFilter;
use crate::capture::ptrace::detached;
use crate::capture::ptrace::waiting::{self, Waiting};
use crate::capture::ptrace::{Options, Programs, Tracer};
use crate::capture::{families, interface, iproute2, process};
use crate::cli::{Cli, FormatName};
use crate::drive::{Outcome, drive};
use crate::exit::{self, Failure};
use crate::outlet::OutputFile;
use crate::progress::Progress;
use crate::setup::{Stream, find_descriptors, outlet_or, pipeline};

/// Traces processes that run already, or the command if there are none.
pub(super) fn trace(
    cli: &Cli,
    pids: &[i32],
    filter: &SharedFilter,
    spool: Option<OutputFile>,
) -> Result<Outcome, Failure> {
    let detached = if cli.detached { Some(detached::detach(&cli.command)?) } else { None };
    let (outlet, terminal) = outlet_or(cli, Stream::Err, spool)?;
    let options = Options {
        seccomp: !cli.no_seccomp,
        follow: !cli.no_follow,
        unwatched: cli.output.as_deref().is_some_and(Path::is_file),
        extack: cli.extack,
        stacks: cli.stack,
        calls: cli.format == FormatName::Line,
        descriptors: find_descriptors(cli),
        apart: cli.browse,
    };
    // nltrace sees a call that has begun only when it returns, which may take any time.
    let waits: Vec<Waiting> =
        if cli.quiet { Vec::new() } else { pids.iter().flat_map(|pid| waiting::calls_of(*pid)).collect() };
    let started = match (pids, &detached) {
        (_, Some(detached)) => Tracer::attach(&[detached.pid], &options),
        ([], None) => Tracer::launch(&cli.command, &options),
        (pids, None) => Tracer::attach(pids, &options),
    };
    let tracer = started.map_err(|error| Failure::with_status(error.exit_code(), error))?;
    if let Some(detached) = detached {
        detached.let_go();
    }
    if !pids.is_empty() && !cli.quiet {
        exit::remark(attached(pids, &waits));
    }
    let home = interface::namespace();
    let pipeline =
        pipeline(cli, terminal, filter).asking(interface::name, iproute2::names, families::ask, home);
    let pipeline = pipeline.asking_processes(process::of_port);
    Ok(drive(&mut Programs::new(tracer), Box::new(pipeline.into(outlet)), Progress::none()))
}

/// Waiting threads that are named one by one.
const NAMED: usize = 4;

/// Says which processes nltrace attached to, and in which calls on netlink sockets they wait.
fn attached(pids: &[i32], waits: &[Waiting]) -> String {
    let name = |pid: &i32| {
        let comm = std::fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
        format!("{}[{pid}]", comm.trim_end_matches('\n'))
    };
    let names: Vec<String> = pids.iter().map(name).collect();
    let mut text = format!("attached to {}", names.join(", "));
    for wait in waits.iter().take(NAMED) {
        let who = if *pids == [wait.tid] { String::new() } else { format!("{} ", name(&wait.tid)) };
        text += &format!("; {who}waits in {} on {}", wait.call, socket(wait));
    }
    if waits.len() > NAMED {
        text += &format!("; {} more threads wait", waits.len() - NAMED);
    }
    text
}

/// Returns `3<NETLINK:[ROUTE:1912]>`.
fn socket(wait: &Waiting) -> String {
    let protocol = match NETLINK.get(wait.protocol.into()) {
        Some(name) => name.trim_start_matches("NETLINK_").to_owned(),
        None => wait.protocol.to_string(),
    };
    format!("{}<NETLINK:[{protocol}:{}]>", wait.fd, wait.portid)
}
