//! Pasted bytes as a source.

use super::Pasted;
use crate::datagram::Observation;
use crate::exit::Failure;
use crate::source::{Ending, OnWait, Source};

/// A pasted text, or a file that is not a capture.
pub(crate) struct Text {
    pasted: Pasted,
    /// How errors name it.
    name: String,
}

impl Text {
    /// Returns a source of the datagrams in pasted bytes.
    pub(crate) fn new(pasted: Pasted, name: impl Into<String>) -> Text {
        Text { pasted, name: name.into() }
    }
}

impl Source for Text {
    /// Nothing is waited for: the text was read whole.
    fn on_wait(&mut self, _: OnWait) {}

    fn next(&mut self) -> Result<Option<Observation<'_>>, Failure> {
        let Text { pasted, name } = self;
        // The parts before the error come first.
        if pasted.is_at_end()
            && let Some(error) = pasted.error.take()
        {
            return Err(Failure::incomplete(format_args!("{name}: {error}")));
        }
        Ok(pasted.next().map(Observation::Datagram))
    }

    fn end(&mut self) -> Ending {
        Ending::default()
    }
}
