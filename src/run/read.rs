//! `-r`: a capture, by one core or several.

use std::cell::RefCell;
use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use crate::capture::file::{self, Input, Reader};
use crate::cli::{Cli, Time};
use crate::datagram::Observation;
use crate::exit;
use crate::filter::Filter;
use crate::outlet::Outlet;
use crate::pipeline::Pipeline;
use crate::progress::Progress;
use crate::setup::{Stream, outlet, pipeline, written};
use crate::workers::{self, Workers};

/// A file smaller than this is read before threads are worth starting.
const SMALL: u64 = 512 << 10;

/// Reads a capture.
pub(super) fn read(cli: &Cli, path: &Path, filter: &Option<Arc<Filter>>) -> ExitCode {
    let name = path.display();
    let (outlet, terminal) = match outlet(cli, Stream::Out) {
        Ok(outlet) => outlet,
        Err(code) => return code,
    };
    let small = std::fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() < SMALL);
    let threads = match cli.threads {
        // The time since the one told before hangs on what all have told.
        _ if cli.time == Time::Delta => 1,
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
        let mut len = 0;
        match reader.next() {
            Ok(Some(mut seen)) => {
                if let Observation::Datagram(datagram) = &mut seen {
                    datagram.protocol = cli.protocol.map(|protocol| protocol.number).or(datagram.protocol);
                    len = datagram.bytes.len();
                }
                if let Err(error) = decoders.borrow_mut().take(&seen) {
                    failed.borrow_mut().get_or_insert(error);
                }
            }
            Ok(None) => break,
            Err(error) => {
                damage = Some(error);
                break;
            }
        }
        progress.tick(len, || reader.progress());
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
        if threads < 2 {
            return Decoders::One(Box::new(pipeline().into(outlet)));
        }
        Decoders::Several(Workers::start((0..threads).map(|_| pipeline()).collect(), outlet))
    }

    fn take(&mut self, seen: &Observation<'_>) -> io::Result<()> {
        match self {
            Decoders::One(pipeline) => pipeline.take(seen),
            Decoders::Several(workers) => workers.take(seen),
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
