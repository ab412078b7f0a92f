//! The wiring: what the command line asks for, from source to output.

mod capture;
mod listen;
mod read;

use std::cell::RefCell;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use crate::capture::ptrace::{Options, Tracer};
use crate::capture::{families, hex, interface, iproute2};
use crate::cli::{self, Cli, Format};
use crate::datagram::Observation;
use crate::exit;
use crate::filter::Filter;
use crate::list;
use crate::manual;
use crate::setup::{Stream, colour, columns, find_descriptors, outlet, pipeline, written};

/// Does what the command line says.
pub(crate) fn run(cli: &Cli) -> ExitCode {
    if let Some(code) = tell(cli) {
        return code;
    }
    let filter = match cli.filter.as_deref().map(Filter::compile).transpose() {
        Ok(filter) => filter.map(Arc::new),
        Err(error) => {
            exit::complain(error);
            return exit::code(exit::USAGE);
        }
    };
    match (&cli.read, &cli.interface, &cli.hex) {
        (Some(path), ..) => read::read(cli, path, &filter),
        (None, Some(name), _) => listen::listen(cli, name, &filter),
        (None, None, Some(text)) => paste(cli, text, &filter),
        (None, None, None) if capture::is_asked(cli) => capture::capture(cli, &filter),
        (None, None, None) => trace(cli, &filter),
    }
}

/// Ends without having begun: with help or the version, which was asked for, or a complaint.
pub(crate) fn refuse(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        exit::complain(cli::complaint(error));
        return exit::code(exit::USAGE);
    }
    let _ = error.print();
    exit::code(exit::SUCCESS)
}

/// Says what needs no messages: completions, the manual page, what the tables hold. `None` if none of it is asked for.
fn tell(cli: &Cli) -> Option<ExitCode> {
    let mut out = Vec::new();
    if let Some(shell) = cli.completions {
        manual::completions(shell, &mut out);
    } else if cli.man {
        if let Err(error) = manual::man(&mut out) {
            exit::complain(error);
            return Some(exit::code(exit::INCOMPLETE));
        }
    } else if let Some(what) = &cli.list {
        let colour = colour(cli, columns(&io::stdout()));
        if let Err(error) = list::list(what.as_deref(), colour, &mut out) {
            exit::complain(error);
            return Some(exit::code(exit::USAGE));
        }
    } else {
        return None;
    }
    let mut stdout = io::stdout().lock();
    let result = stdout.write_all(&out).and_then(|()| stdout.flush());
    Some(written(result).map_or_else(|code| code, |()| exit::code(exit::SUCCESS)))
}

fn trace(cli: &Cli, filter: &Option<Arc<Filter>>) -> ExitCode {
    let (outlet, terminal) = match outlet(cli, Stream::Err) {
        Ok(outlet) => outlet,
        Err(code) => return code,
    };
    let options = Options {
        seccomp: !cli.no_seccomp,
        follow: !cli.no_follow,
        unwatched: cli.output.as_deref().is_some_and(Path::is_file),
        calls: cli.format == Format::Line,
        descriptors: find_descriptors(cli),
    };
    let started = match cli.attach.as_slice() {
        [] => Tracer::launch(&cli.command, &options),
        pids => Tracer::attach(pids, &options),
    };
    let mut tracer = match started {
        Ok(tracer) => tracer,
        Err(error) => {
            exit::complain(&error);
            return exit::code(u8::try_from(error.exit_code()).unwrap_or(exit::INCOMPLETE));
        }
    };
    // The tracer says when it is about to wait; what is gathered is written then, and so is seen at once.
    let home = interface::namespace();
    let asking =
        pipeline(cli, terminal, filter).asking(interface::name, iproute2::names, families::ask, home);
    let pipeline = RefCell::new(asking.into(outlet));
    let mut trouble = None;
    loop {
        let seen = tracer.next(&mut || {
            let _ = pipeline.borrow_mut().flush();
        });
        match seen {
            Ok(Some(seen)) => {
                if let Err(error) = pipeline.borrow_mut().take(&seen) {
                    // The traced program must not suffer from an output that fails: tell it once and go on.
                    trouble.get_or_insert(error);
                }
            }
            Ok(None) => break,
            Err(error) => {
                let _ = pipeline.borrow_mut().finish();
                exit::complain(&error);
                return exit::code(exit::INCOMPLETE);
            }
        }
    }
    if let Err(error) = pipeline.borrow_mut().finish() {
        trouble.get_or_insert(error);
    }
    if let Some(error) = trouble.filter(|error| error.kind() != ErrorKind::BrokenPipe) {
        exit::complain(format_args!("can't write: {error}"));
    }
    tracer.exit().leave()
}

/// Decodes bytes that were pasted.
fn paste(cli: &Cli, argument: &str, filter: &Option<Arc<Filter>>) -> ExitCode {
    let mut input = Vec::new();
    let (name, failed) = if argument == "-" {
        if let Err(error) = io::Read::read_to_end(&mut io::stdin().lock(), &mut input) {
            exit::complain(format_args!("standard input: {error}"));
            return exit::code(exit::INCOMPLETE);
        }
        ("standard input", exit::INCOMPLETE)
    } else {
        input.extend(argument.as_bytes());
        ("-x", exit::USAGE)
    };
    let (outlet, terminal) = match outlet(cli, Stream::Out) {
        Ok(outlet) => outlet,
        Err(code) => return code,
    };
    let mut pasted =
        hex::Pasted::read(&String::from_utf8_lossy(&input), cli.protocol.map(|protocol| protocol.number));
    match pasted.taken {
        _ if cli.quiet => (),
        hex::Taken::Told => (),
        hex::Taken::For(name) => exit::remark(format_args!("taken for {name}; --protocol says otherwise")),
        hex::Taken::Unclear if pasted.is_empty() => (),
        hex::Taken::Unclear => exit::remark("the bytes don't tell their protocol; --protocol NAME does"),
    }
    let mut pipeline = pipeline(cli, terminal, filter).into(outlet);
    while let Some(datagram) = pasted.next() {
        if let Err(code) = written(pipeline.take(&Observation::Datagram(datagram))) {
            return code;
        }
    }
    if let Err(code) = written(pipeline.finish()) {
        return code;
    }
    match &pasted.error {
        Some(error) => {
            exit::complain(format_args!("{name}: {error}"));
            exit::code(failed)
        }
        None => exit::code(exit::SUCCESS),
    }
}
