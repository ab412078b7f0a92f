//! The interface between a source of observations and the rest of the program.
//!
//! A source knows nothing of decoding or output. [`drive`](crate::drive::drive) takes its observations one by one and
//! hands them to a sink.

use crate::datagram::Observation;
use crate::exit::{ExitStatus, Failure};

/// Called by a source right before it waits, so that gathered output is written first.
pub(crate) type OnWait = Box<dyn FnMut()>;

/// A source of observations: running programs, a capture, an interface, pasted bytes.
pub(crate) trait Source {
    /// Sets the function that this source calls before each wait that may be long. Called once, before the first
    /// [`Source::next`].
    fn on_wait(&mut self, hook: OnWait);

    /// Returns the next observation, or `None` at the end. The observation borrows the source's own buffers.
    ///
    /// # Errors
    ///
    /// If the source cannot go on. It is not asked again after that.
    fn next(&mut self) -> Result<Option<Observation<'_>>, Failure>;

    /// Returns what there is to report once no more observations are taken.
    fn end(&mut self) -> Ending {
        Ending::default()
    }

    /// Returns how many bytes were read, and of how many if that is known. Sources without a length return `None`.
    fn progress(&self) -> Option<(u64, Option<u64>)> {
        None
    }

    /// Returns true if the source must run to its end even if the output fails, because a traced program depends on it.
    fn outlives_output(&self) -> bool {
        false
    }
}

/// How a source ended.
#[derive(Debug, Default)]
pub(crate) struct Ending {
    /// Facts worth a note, which `-q` leaves out.
    pub(crate) remarks: Vec<String>,
    /// A sentence about lost observations, if any. The exit status is then [`INCOMPLETE`](crate::exit::INCOMPLETE).
    pub(crate) losses: Option<String>,
    /// How the traced program ended, if there is one: nltrace ends the same way.
    pub(crate) exit: Option<ExitStatus>,
}
