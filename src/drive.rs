//! The one loop of the program: takes observations from a source, hands them to a sink, and reports how both ended.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::cell::RefCell;
use std::io;
use std::rc::Rc;

use crate::datagram::Observation;
use crate::exit::{ExitStatus, Failure, remark};
use crate::outlet::Loss;
use crate::progress::Progress;
use crate::sink::Sink;
use crate::source::{Ending, Source};

/// How a source and its sink ended.
#[must_use = "an outcome is to be reported"]
pub(crate) struct Outcome {
    /// Why the source could not go on.
    failure: Option<Failure>,
    /// The source's own account of its end; `None` if the output failed before that.
    ending: Option<Ending>,
    /// The parts that outputs are missing.
    losses: Vec<Loss>,
    /// A remark about the output.
    remarks: Vec<String>,
}

/// A sink, and whether it takes anything more.
struct Output {
    sink: Box<dyn Sink>,
    is_closed: bool,
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
        self.is_closed |= result.is_err();
    }
}

/// Hands all observations of a source to a sink.
///
/// Output is flushed before the source waits. If the output fails, a source is left, unless a traced program depends on it.
pub(crate) fn drive(source: &mut dyn Source, sink: Box<dyn Sink>, mut progress: Progress) -> Outcome {
    let output = Rc::new(RefCell::new(Output { sink, is_closed: false }));
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
        if output.borrow().is_closed && !source.outlives_output() {
            is_left = true;
            break;
        }
        progress.tick(len, || source.progress());
    }
    let ending = (!is_left).then(|| source.end());
    let losses = output.borrow_mut().sink.finish();
    let remarks = output.borrow().sink.remarks();
    progress.end();
    Outcome { failure, ending, losses, remarks }
}

impl Outcome {
    /// Takes the way in which the traced program ended, if there is one: it is then not reported as nltrace's own status.
    pub(crate) fn take_exit(&mut self) -> Option<ExitStatus> {
        self.ending.as_mut().and_then(|ending| ending.exit.take())
    }

    /// Prints what went wrong and, unless nltrace is to be quiet, what else should be known. Returns how to exit.
    ///
    /// A standard output that nobody reads any more ends nltrace as it ends other programs, unless a program is traced: that keeps
    /// its status, but nltrace does not end with success if something is missing.
    pub(crate) fn report(self, quiet: bool) -> ExitStatus {
        let traces = self.ending.as_ref().is_some_and(|ending| ending.exit.is_some());
        let mut status = ExitStatus::SUCCESS;
        for loss in &self.losses {
            if loss.is_closed_stdout() && !traces {
                status = status.or(ExitStatus::CLOSED_PIPE);
            } else {
                status = Failure::incomplete(loss).report();
            }
        }
        if !quiet {
            self.remarks.iter().for_each(remark);
        }
        let Some(Ending { remarks, losses, exit }) = self.ending else { return status };
        status = exit.map_or(status, |exit| exit.or(status));
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
