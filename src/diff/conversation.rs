//! A conversation that was recorded to be compared.

use std::collections::HashSet;
use std::sync::Arc;

use super::message::NormalMessage;

/// A message with its result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) message: NormalMessage,
    /// The error that the kernel answered a request with.
    pub(super) error: Option<KernelError>,
    /// The number of its packet.
    pub(super) packet: u64,
}

/// An error of the kernel's. Its text differs from kernel to kernel, so that only the number is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KernelError {
    pub(super) errno: u32,
    pub(super) text: String,
}

/// One place of a conversation.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) message: Arc<NormalMessage>,
    pub(super) error: Option<KernelError>,
    pub(super) packet: u64,
}

/// The messages of a conversation, in their order. Messages that are the same are held once, so memory grows with the different
/// messages, and by some 60 bytes with each other one.
#[derive(Debug, Default)]
pub(crate) struct Conversation {
    pub(super) places: Vec<Place>,
    distinct: HashSet<Arc<NormalMessage>>,
}

impl Conversation {
    /// Adds a message at the end.
    pub(super) fn push(&mut self, entry: Entry) {
        let Entry { message, error, packet } = entry;
        let message = match self.distinct.get(&message) {
            Some(known) => Arc::clone(known),
            None => {
                let message = Arc::new(message);
                self.distinct.insert(Arc::clone(&message));
                message
            }
        };
        self.places.push(Place { message, error, packet });
    }

    /// Returns how many messages there are.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }
}
