//! The door between the loop that reads observations and those who decode them.

use std::io;

use crate::datagram::Observation;

/// Takes observations and makes output of them: one pipeline, or several in threads of their own.
pub(crate) trait Sink {
    /// Takes an observation. Output may be gathered.
    ///
    /// # Errors
    ///
    /// If output cannot be written.
    fn take(&mut self, observation: &Observation<'_>) -> io::Result<()>;

    /// Writes what is gathered, or has it written soon.
    ///
    /// # Errors
    ///
    /// If output cannot be written.
    fn flush(&mut self) -> io::Result<()>;

    /// Writes all that is left. Nothing is taken after that.
    ///
    /// # Errors
    ///
    /// If output could not be written, now or in a thread before.
    fn finish(&mut self) -> io::Result<()>;
}
