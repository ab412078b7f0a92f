//! The one loop of the program: takes observations from a source, hands them to a sink, and reports how both ended.

use std::cell::RefCell;
use std::io::{self, ErrorKind};
use std::rc::Rc;

use crate::datagram::Observation;
use crate::exit::{ExitStatus, Failure, remark};
use crate::progress::Progress;
use crate::sink::Sink;
use crate::source::{Ending, Source};

/// How a source and its sink ended.
#[must_use = "an outcome is to be reported"]
pub(crate) struct Outcome {
    /// Why the source could not go on.
    failure: Option<Failure>,
    /// What the source reports of itself; `None` if it was left before its end because the output failed.
    ending: Option<Ending>,
    written: io::Result<()>,
}

/// A sink, and the error that it returned last.
struct Output {
    sink: Box<dyn Sink>,
    error: Option<io::Error>,
}

impl Output {
    fn take(&mut self, observation: &Observation<'_>) {
        let result = self.sink.take(observation);
        self.note(result);
    }

    fn flush(&mut self) {
        let result = self.sink.flush();
        self.note(result);
    }

    fn note(&mut self, result: io::Result<()>) {
        if let Err(error) = result {
            self.error.get_or_insert(error);
        }
    }

    /// Finishes. The error of a thread that wrote comes at the end and is the cause of those before, so it is the one that
    /// counts.
    fn finish(&mut self) -> io::Result<()> {
        self.sink.finish()?;
        self.error.take().map_or(Ok(()), Err)
    }
}

/// Hands all observations of a source to a sink.
///
/// Output is flushed before the source waits. If the output fails, a source is left, unless a traced program depends on it.
pub(crate) fn drive(source: &mut dyn Source, sink: Box<dyn Sink>, mut progress: Progress) -> Outcome {
    let output = Rc::new(RefCell::new(Output { sink, error: None }));
    let flushed = Rc::clone(&output);
    source.on_wait(Box::new(move || flushed.borrow_mut().flush()));
    let (mut failure, mut is_left) = (None, false);
    let mut count = 0;
    loop {
        let mut len = 0;
        match source.next() {
            Ok(Some(mut observation)) => {
                if let Observation::Datagram(datagram) = &mut observation {
                    count += 1;
                    len = datagram.bytes.len();
                    datagram.number = datagram.number.max(count);
                }
                output.borrow_mut().take(&observation);
            }
            Ok(None) => break,
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
        if output.borrow().error.is_some() && !source.outlives_output() {
            is_left = true;
            break;
        }
        progress.tick(len, || source.progress());
    }
    let ending = (!is_left).then(|| source.end());
    let written = output.borrow_mut().finish();
    progress.end();
    Outcome { failure, ending, written }
}

impl Outcome {
    /// Prints what went wrong and, unless nltrace is to be quiet, what else should be known. Returns how to exit.
    ///
    /// A pipe that nobody reads any more is no error: there is nobody to report it to.
    pub(crate) fn report(self, quiet: bool) -> ExitStatus {
        let mut status = ExitStatus::SUCCESS;
        if let Err(error) = self.written
            && error.kind() != ErrorKind::BrokenPipe
        {
            status = Failure::writing(&error).report();
        }
        let Some(Ending { remarks, losses, exit }) = self.ending else { return status };
        status = exit.unwrap_or(status);
        if !quiet {
            remarks.iter().for_each(remark);
        }
        if let Some(failure) = self.failure {
            status = failure.report();
        }
        if let Some(losses) = losses {
            status = Failure::incomplete(losses).report();
        }
        status
    }
}
