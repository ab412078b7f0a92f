//! The interface between the loop that reads observations and the code that decodes them.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::io;

use crate::datagram::Observation;
use crate::outlet::Loss;

/// Takes observations and makes output of them: one pipeline, or several in threads of their own.
pub(crate) trait Sink {
    /// Takes an observation. Output may be gathered.
    ///
    /// # Errors
    ///
    /// Once no output takes anything more. [`Sink::finish`] returns why.
    fn take(&mut self, observation: &Observation<'_>) -> io::Result<()>;

    /// Writes what is gathered, or has it written soon.
    ///
    /// # Errors
    ///
    /// As for [`Sink::take`].
    fn flush(&mut self) -> io::Result<()>;

    /// Writes all that is left. Nothing is taken after that. Returns what the outputs lack.
    fn finish(&mut self) -> Vec<Loss>;

    /// Returns what should be known of all that was taken, once it is finished.
    fn remarks(&self) -> Vec<String>;
}
