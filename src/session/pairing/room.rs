//! A bounded store for the bytes of requests. The oldest are dropped first.

#[cfg(test)]
use super::WAITING;
use super::{Pairing, REQUESTS};

/// Bytes of requests kept, all together; of the oldest no more is known than their headers then.
const BYTES: usize = 4 << 20;
/// Room for a request that is used again: few are longer.
const AGAIN: usize = 4 << 10;

/// How the room is used.
#[derive(Default)]
pub(super) struct Room {
    /// The bytes of all requests together.
    taken: usize,
    /// The last request whose bytes were dropped, or one before it.
    dropped: u64,
}

impl Pairing {
    /// Makes room for the bytes of the newest request, where those of another were, or none.
    pub(super) fn make_room(&mut self, bytes: &mut Vec<u8>, len: usize) {
        self.room.taken -= bytes.len();
        bytes.clear();
        bytes.shrink_to(AGAIN);
        let oldest = self
            .waiting
            .keys()
            .next()
            .copied()
            .unwrap_or(u64::MAX)
            .min(self.made.saturating_sub(REQUESTS as u64));
        self.room.dropped = self.room.dropped.max(oldest.saturating_sub(1));
        while self.room.taken + len > BYTES && self.room.dropped + 1 < self.made {
            self.room.dropped += 1;
            let dropped = self.room.dropped;
            if let Some(request) = self.get_mut(dropped) {
                let bytes = std::mem::take(&mut request.bytes);
                self.room.taken -= bytes.len();
            }
        }
        self.room.taken += len;
    }

    /// So many bytes are kept no more.
    pub(super) fn release(&mut self, len: usize) {
        self.room.taken -= len;
    }

    /// The bytes that are kept.
    #[cfg(test)]
    pub(in crate::session) fn weight(&self) -> usize {
        assert!(self.latest.len() <= REQUESTS + WAITING && self.ring.len() <= REQUESTS);
        assert!(self.waiting.len() <= WAITING);
        let all = || self.ring.iter().chain(self.waiting.values());
        assert_eq!(self.room.taken, all().map(|request| request.bytes.len()).sum::<usize>());
        all().map(|request| request.bytes.capacity()).sum()
    }
}
