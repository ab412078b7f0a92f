//! The wiring: what the command line asks for, from source to output.

use std::cell::RefCell;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use crate::capture::file::{self, Input, Reader};
use crate::capture::ptrace::{Options, Tracer};
use crate::capture::{hex, nlmon};
use crate::cli::{self, Cli, Format};
use crate::datagram::{Datagram, Seen};
use crate::exit;
use crate::filter::Filter;
use crate::list;
use crate::manual;
use crate::outlet::Outlet;
use crate::pipeline::Pipeline;
use crate::progress::Progress;
use crate::setup::{Stream, colour, columns, outlet, pipeline, written};
use crate::workers::{self, Workers};

/// A file smaller than this is read before threads are worth starting.
const SMALL: u64 = 512 << 10;

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
        (Some(path), ..) => read(cli, path, &filter),
        (None, Some(name), _) => listen(cli, name, &filter),
        (None, None, Some(text)) => paste(cli, text, &filter),
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
    let options =
        Options { seccomp: !cli.no_seccomp, follow: !cli.no_follow, calls: cli.format == Format::Line };
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
    let pipeline = RefCell::new(pipeline(cli, terminal, filter).into(outlet));
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

fn listen(cli: &Cli, name: &str, filter: &Option<Arc<Filter>>) -> ExitCode {
    let mut listener = match nlmon::Listener::open(name) {
        Ok(listener) => listener,
        Err(error) => {
            exit::complain(&error);
            return exit::code(exit::USAGE);
        }
    };
    let (outlet, terminal) = match outlet(cli, Stream::Out) {
        Ok(outlet) => outlet,
        Err(code) => return code,
    };
    let pipeline = RefCell::new(pipeline(cli, terminal, filter).into(outlet));
    let mut code = exit::SUCCESS;
    loop {
        let mut flushed = Ok(());
        let result = match listener.next(&mut || flushed = pipeline.borrow_mut().flush()) {
            Ok(Some(datagram)) => pipeline.borrow_mut().take(&Seen::Datagram(datagram)),
            Ok(None) => break,
            Err(error) => {
                exit::complain(format_args!("{name}: {error}"));
                code = exit::INCOMPLETE;
                break;
            }
        };
        if let Err(code) = written(flushed.and(result)) {
            return code;
        }
    }
    let result = pipeline.borrow_mut().finish();
    let nlmon::Counts { packets, drops } = listener.counts();
    if drops > 0 {
        exit::complain(format_args!("the kernel dropped {drops} of {packets} datagrams: they came too fast"));
        code = exit::INCOMPLETE;
    } else if !cli.quiet {
        exit::remark(format_args!("{packets} datagrams, none dropped"));
    }
    match written(result) {
        Ok(()) => exit::code(code),
        Err(code) => code,
    }
}

fn read(cli: &Cli, path: &Path, filter: &Option<Arc<Filter>>) -> ExitCode {
    let name = path.display();
    let (outlet, terminal) = match outlet(cli, Stream::Out) {
        Ok(outlet) => outlet,
        Err(code) => return code,
    };
    let small = std::fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() < SMALL);
    let threads = match cli.threads {
        // Literals are numbered one behind the other, and the time since the one told before hangs on what all have told.
        _ if cli.bytes.is_some() || cli.time == cli::Time::Delta => 1,
        Some(threads) => usize::from(threads),
        None if small => 1,
        None => workers::count(),
    };
    let decoders = RefCell::new(Decoders::start(threads, || pipeline(cli, terminal, filter), outlet));
    // What is there is shown before a pipe is waited for.
    let failed = RefCell::new(None);
    let on_wait = || {
        if let Err(error) = decoders.borrow_mut().hand_on() {
            failed.borrow_mut().get_or_insert(error);
        }
    };
    let on_wait = Box::new(on_wait);
    let mut reader = match Input::open(path, on_wait).map_err(file::Error::Io).and_then(Reader::new) {
        Ok(reader) => reader,
        Err(error) => {
            exit::complain(format_args!("{name}: {error}"));
            return exit::code(exit::INCOMPLETE);
        }
    };
    let mut progress = Progress::new(!cli.quiet && terminal.is_none());
    let mut damage = None;
    while failed.borrow().is_none() {
        match reader.next() {
            Ok(Some(mut datagram)) => {
                datagram.protocol = cli.protocol.or(datagram.protocol);
                if let Err(error) = decoders.borrow_mut().take(datagram) {
                    failed.borrow_mut().get_or_insert(error);
                }
            }
            Ok(None) => break,
            Err(error) => {
                damage = Some(error);
                break;
            }
        }
        progress.tick(|| reader.progress());
    }
    let passed_over = reader.passed_over();
    drop(reader);
    // If the writer has ended its error says why; that nothing could be handed on any more is what follows from it.
    let result = decoders.into_inner().finish().and_then(|()| failed.into_inner().map_or(Ok(()), Err));
    progress.end();
    if let Err(code) = written(result) {
        return code;
    }
    if let Some(sentence) = passed_over.filter(|_| !cli.quiet) {
        exit::remark(format_args!("{name}: {sentence}"));
    }
    match damage {
        None => exit::code(exit::SUCCESS),
        Some(error) => {
            exit::complain(format_args!("{name}: {error}"));
            exit::code(exit::INCOMPLETE)
        }
    }
}

/// One pipeline, or several in threads of their own.
enum Decoders {
    One(Box<Pipeline>),
    Several(Workers),
}

impl Decoders {
    fn start(threads: usize, pipeline: impl Fn() -> Pipeline, outlet: Outlet) -> Decoders {
        match threads {
            0 | 1 => Decoders::One(Box::new(pipeline().into(outlet))),
            _ => Decoders::Several(Workers::start((0..threads).map(|_| pipeline()).collect(), outlet)),
        }
    }

    fn take(&mut self, datagram: Datagram<'_>) -> io::Result<()> {
        match self {
            Decoders::One(pipeline) => pipeline.take(&Seen::Datagram(datagram)),
            Decoders::Several(workers) => workers.take(&datagram),
        }
    }

    fn hand_on(&mut self) -> io::Result<()> {
        match self {
            Decoders::One(pipeline) => pipeline.flush(),
            Decoders::Several(workers) => workers.hand_on(),
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Decoders::One(mut pipeline) => pipeline.finish(),
            Decoders::Several(workers) => {
                let (pipelines, outlet, result) = workers.finish();
                result?;
                let mut pipelines = pipelines.into_iter();
                let Some(mut all) = pipelines.next() else { return Ok(()) };
                pipelines.for_each(|pipeline| all.absorb(pipeline));
                all.into(outlet).finish()
            }
        }
    }
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
    let mut pasted = hex::Pasted::read(&String::from_utf8_lossy(&input), cli.protocol);
    match pasted.taken {
        hex::Taken::Told => (),
        hex::Taken::For(name) => exit::remark(format_args!("taken for {name}; --protocol says otherwise")),
        hex::Taken::Unclear if pasted.is_empty() => (),
        hex::Taken::Unclear => exit::remark("the bytes don't tell their protocol; --protocol NAME does"),
    }
    let mut pipeline = pipeline(cli, terminal, filter).into(outlet);
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
            exit::code(failed)
        }
        None => exit::code(exit::SUCCESS),
    }
}
