//! A capture as a source.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use super::{Error, Input, Reader};
use crate::datagram::Observation;
use crate::exit::Failure;
use crate::source::{Ending, OnWait, Source};

/// A capture: a file or a pipe.
pub(crate) struct Capture {
    /// How messages name it.
    name: String,
    reader: Reader<'static>,
    /// The input calls this from the middle of a read; it is set after the input was opened.
    on_wait: Rc<RefCell<OnWait>>,
    /// The protocol of datagrams that do not state theirs.
    protocol: Option<u16>,
}

impl Capture {
    /// Opens a capture and reads its header; `-` is standard input.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is no capture.
    pub(crate) fn open(path: &Path, protocol: Option<u16>) -> Result<Capture, Failure> {
        let on_wait: Rc<RefCell<OnWait>> = Rc::new(RefCell::new(Box::new(|| ())));
        let hook = Rc::clone(&on_wait);
        let name = path.display().to_string();
        let reader = Input::open(path, Box::new(move || hook.borrow_mut()()))
            .map_err(Error::Io)
            .and_then(Reader::new)
            .map_err(|error| match error {
                // It is a capture without anything to show.
                Error::Damaged { .. } => Failure::incomplete(format_args!("{name}: {error}")),
                _ => Failure::usage(format_args!("{name}: {error}")),
            })?;
        Ok(Capture { name, reader, on_wait, protocol })
    }
}

impl Source for Capture {
    fn on_wait(&mut self, hook: OnWait) {
        *self.on_wait.borrow_mut() = hook;
    }

    fn next(&mut self) -> Result<Option<Observation<'_>>, Failure> {
        let name = &self.name;
        let next = self.reader.next();
        let mut next = next.map_err(|error| Failure::incomplete(format_args!("{name}: {error}")))?;
        if let Some(Observation::Datagram(datagram)) = &mut next {
            datagram.protocol = datagram.protocol.or(self.protocol);
        }
        Ok(next)
    }

    fn end(&mut self) -> Ending {
        let sentence = self.reader.passed_over();
        let remarks = sentence.map(|sentence| format!("{}: {sentence}", self.name)).into_iter().collect();
        let losses = self.reader.too_large().map(|sentence| format!("{}: {sentence}", self.name));
        Ending { remarks, losses, ..Ending::default() }
    }

    fn progress(&self) -> Option<(u64, Option<u64>)> {
        Some(self.reader.progress())
    }
}
