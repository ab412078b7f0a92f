//! What the pipeline remembers.

use super::*;

impl Pipeline {
    /// How much is remembered of sockets, descriptors, interfaces, bytes of requests, processes, and answers to a call.
    pub(crate) fn weight(&self) -> [usize; 6] {
        let [sockets, descriptors, interfaces, requests] = self.session.weight();
        [sockets, descriptors, interfaces, requests, self.users.len(), self.answered.len()]
    }
}
