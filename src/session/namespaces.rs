//! Whether a trace has more than one network namespace.

use crate::datagram::Caller;

/// The network namespaces of a trace.
#[derive(Debug, Default)]
pub(super) struct NamespaceCount {
    first: u64,
    are_several: bool,
}

impl NamespaceCount {
    /// Records the namespace of a caller. Returns true if it is the second one.
    pub(super) fn observe(&mut self, caller: Option<&Caller>) -> bool {
        let Some(netns) = caller.map(|caller| caller.netns).filter(|netns| *netns != 0) else { return false };
        if self.first == 0 {
            self.first = netns;
        }
        let is_second = !self.are_several && self.first != netns;
        self.are_several |= is_second;
        is_second
    }
}
