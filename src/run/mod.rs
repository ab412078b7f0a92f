//! Builds the source and the sink that the command line asks for, and runs the loop between them.

mod bpf;
mod browse;
mod diff;
mod listen;
mod paste;
mod read;
mod trace;

use std::io::{self, ErrorKind, Write};
use std::sync::Arc;

use crate::capture::bpf::Whose;
use crate::capture::families;
use crate::cli::{self, Cli, FormatName, SourceName, Tracing};
use crate::completions;
use crate::drive::Outcome;
use crate::exit::{self, ExitStatus, Failure};
use crate::filter::Filter;
use crate::list::{self, Look};
use crate::manual;
use crate::outlet::{OutputFile, STDOUT};
use crate::policies::KernelPolicies;
use crate::setup::{columns, look, standard};
use crate::spec;

/// The filter that all pipelines of a run share.
type SharedFilter = Option<Arc<Filter>>;

/// Carries out the command line. Returns the exit status.
pub(crate) fn run(mut cli: Cli) -> ExitStatus {
    exit::outlive_file_limits();
    if let Err(failure) = read_specs(&cli) {
        return failure.report();
    }
    if let Err(error) = cli.find_protocols() {
        return refuse(&error);
    }
    let cli = &cli;
    let ended = if needs_no_messages(cli) {
        answer(cli)
    } else if cli.browse {
        browse::browse(cli)
    } else if let Some(captures) = &cli.diff {
        return diff::diff(cli, captures).unwrap_or_else(|failure| diff::report(&failure));
    } else {
        show(cli).map(|outcome| outcome.report(cli.quiet))
    };
    ended.unwrap_or_else(|failure| failure.report())
}

/// Reads the specs of the command line, the environment and the user's configuration, before any name is looked up.
fn read_specs(cli: &Cli) -> Result<(), Failure> {
    for complaint in spec::load(&cli.spec).map_err(Failure::usage)? {
        // Nobody named this file in this run, which may not need it.
        exit::remark(format_args!("{complaint}; this spec is left out"));
    }
    Ok(())
}

/// Handles a command line that clap rejects: prints the requested help or version, or the error.
pub(crate) fn refuse(error: &clap::Error) -> ExitStatus {
    if error.use_stderr() {
        return Failure::usage(cli::complaint(error)).report();
    }
    exit::outlive_file_limits();
    let print = || match cli::short_help(error) {
        Some(text) => io::stdout().write_all(text.as_bytes()),
        None => error.print(),
    };
    match print().and_then(|()| io::stdout().flush()) {
        Ok(()) => ExitStatus::SUCCESS,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitStatus::CLOSED_PIPE,
        Err(error) => Failure::incomplete(format_args!("{STDOUT}: {error}")).report(),
    }
}

/// Shows the messages of the source that the command line names.
fn show(cli: &Cli) -> Result<Outcome, Failure> {
    let filter = filter(cli)?.map(Arc::new);
    if cli.rotate.is_some() {
        exit::note_hangups();
    }
    observe(cli, &filter, None)
}

/// Observes the source that the command line names, to its end. `spool` takes the messages of a live source in place of
/// the outputs that the command line names.
fn observe(cli: &Cli, filter: &SharedFilter, spool: Option<OutputFile>) -> Result<Outcome, Failure> {
    match cli.source() {
        SourceName::File(path) => read::read(cli, path, filter),
        SourceName::Paste(text) => paste::paste(cli, text, filter),
        SourceName::Interface(name) => listen::listen(cli, name, filter, spool),
        SourceName::Machine => bpf::capture(cli, Whose::All, filter, spool),
        SourceName::Processes(pids, Tracing::Bpf) => bpf::capture(cli, Whose::Processes(pids), filter, spool),
        SourceName::Command(words, Tracing::Bpf) => {
            bpf::capture(cli, Whose::Command(words.to_vec()), filter, spool)
        }
        SourceName::Processes(pids, Tracing::Ptrace) => trace::trace(cli, &pids, filter, spool),
        SourceName::Command(_, Tracing::Ptrace) => trace::trace(cli, &[], filter, spool),
    }
}

/// Returns the filter of messages; `None` if all are shown.
fn filter(cli: &Cli) -> Result<Option<Filter>, Failure> {
    let mut filters = Vec::new();
    for text in cli.expressions() {
        filters.push(Filter::compile(text).map_err(Failure::usage_in_lines)?);
    }
    if cli.failed_only || cli.successful_only {
        filters.push(Filter::of_outcome(cli.failed_only));
    }
    Ok(Filter::all(filters))
}

/// Returns whether the command line asks only for completions, the manual page or the dictionary.
fn needs_no_messages(cli: &Cli) -> bool {
    cli.completions.is_some() || cli.man || cli.list.is_some()
}

/// Prints output that needs no messages: completions, the manual page, the contents of the tables.
fn answer(cli: &Cli) -> Result<ExitStatus, Failure> {
    let mut out = Vec::new();
    if let Some(shell) = cli.completions {
        completions::write(shell, &mut out);
    } else if let (true, Some(what)) = (cli.man, &cli.list) {
        let what = what.as_deref().unwrap_or_default();
        list::page::page(what, &mut out).map_err(Failure::usage)?;
    } else if cli.man {
        manual::man(&mut out).map_err(Failure::incomplete)?;
    } else if let (FormatName::Ynl, Some(what)) = (cli.format, &cli.list) {
        let what =
            what.as_deref().ok_or_else(|| Failure::usage("-F ynl needs a name: --list FAMILY -F ynl"))?;
        out.extend_from_slice(list::ynl::spec(what).map_err(Failure::usage)?.as_bytes());
    } else if let Some(what) = &cli.list {
        let list_look = match cli.format {
            format if format.is_json() => Look::Json,
            _ => {
                let (colour, columns) = look(cli, columns(&io::stdout()));
                Look::Text { colour, columns }
            }
        };
        if let Err(message) = list::list(what.as_deref(), list_look, &mut out) {
            let name = what.as_deref().unwrap_or_default();
            let family = families::ask_about(name)
                .and_then(|(id, answers)| KernelPolicies::table_of(id, name, &answers));
            list::kernel_family(family.ok_or_else(|| Failure::usage(message))?, list_look, &mut out);
        }
    }
    let mut stdout = standard(STDOUT, &io::stdout())?;
    stdout.put(&out);
    match stdout.loss() {
        None => Ok(ExitStatus::SUCCESS),
        Some(loss) if loss.is_closed_stdout() => Ok(ExitStatus::CLOSED_PIPE),
        Some(loss) => Err(Failure::incomplete(loss)),
    }
}

#[cfg(test)]
mod round_trip;
