//! Pasted bytes as a source.

use super::Pasted;
use crate::datagram::Observation;
use crate::exit::{self, Failure};
use crate::source::{OnWait, Source};

/// Where a text came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The command line.
    Argument,
    /// Standard input.
    Stdin,
}

impl Origin {
    /// How messages name it, and the exit status if it cannot be understood.
    fn blame(self) -> (&'static str, u8) {
        match self {
            Origin::Argument => ("-x", exit::USAGE),
            Origin::Stdin => ("standard input", exit::INCOMPLETE),
        }
    }
}

/// A pasted text.
pub(crate) struct Text {
    pasted: Pasted,
    origin: Origin,
}

impl Text {
    /// A source of the datagrams in pasted bytes.
    pub(crate) fn new(pasted: Pasted, origin: Origin) -> Text {
        Text { pasted, origin }
    }
}

impl Source for Text {
    /// Nothing is waited for: the text was read whole.
    fn on_wait(&mut self, _: OnWait) {}

    fn next(&mut self) -> Result<Option<Observation<'_>>, Failure> {
        let Text { pasted, origin } = self;
        let (name, status) = origin.blame();
        // What was understood before the error comes first.
        if pasted.is_at_end()
            && let Some(error) = pasted.error.take()
        {
            return Err(Failure::with_status(status, format_args!("{name}: {error}")));
        }
        Ok(pasted.next().map(Observation::Datagram))
    }
}
