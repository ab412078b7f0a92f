//! The tracer as a source.

use super::tracer::Tracer;
use crate::datagram::Observation;
use crate::exit::Failure;
use crate::source::{Ending, OnWait, Source};

/// Running programs, traced.
pub(crate) struct Programs {
    tracer: Tracer,
    on_wait: OnWait,
}

impl Programs {
    /// Returns a source of these programs' observations.
    pub(crate) fn new(tracer: Tracer) -> Programs {
        Programs { tracer, on_wait: Box::new(|| ()) }
    }
}

impl Source for Programs {
    fn on_wait(&mut self, hook: OnWait) {
        self.on_wait = hook;
    }

    fn next(&mut self) -> Result<Option<Observation<'_>>, Failure> {
        self.tracer.next(&mut self.on_wait).map_err(Failure::incomplete)
    }

    fn end(&mut self) -> Ending {
        let remarks = self.tracer.unseen().into_iter().chain(self.tracer.unread_texts()).collect();
        Ending { remarks, exit: Some(self.tracer.exit()), ..Ending::default() }
    }

    fn outlives_output(&self) -> bool {
        true
    }
}
