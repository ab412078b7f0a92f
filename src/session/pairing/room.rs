//! Bounds the bytes of stored requests. The oldest bytes are dropped first.

/// The largest number of bytes. A request whose bytes are dropped keeps its header.
const BYTES: usize = 4 << 20;
/// The capacity of a buffer that is used again. Few requests are longer.
const AGAIN: usize = 512;

/// How many bytes are stored, and which were dropped.
#[derive(Default)]
pub(super) struct Room {
    /// The bytes of all requests together.
    taken: usize,
    /// The serial of the last request whose bytes were dropped, or of an earlier one.
    dropped: u64,
}

impl Room {
    /// Empties the buffer of a request that is replaced.
    pub(super) fn reuse(&mut self, bytes: &mut Vec<u8>) {
        self.taken -= bytes.len();
        bytes.clear();
        bytes.shrink_to(AGAIN);
    }

    /// Skips the requests before the oldest one that is stored.
    pub(super) fn begin_at(&mut self, oldest: u64) {
        self.dropped = self.dropped.max(oldest.saturating_sub(1));
    }

    /// Returns the serial of the request whose bytes are to be dropped for `len` bytes of request `newest`.
    pub(super) fn next_to_drop(&mut self, len: usize, newest: u64) -> Option<u64> {
        let drops = self.taken + len > BYTES && self.dropped + 1 < newest;
        self.dropped += u64::from(drops);
        drops.then_some(self.dropped)
    }

    /// Counts bytes that are stored.
    pub(super) fn take(&mut self, len: usize) {
        self.taken += len;
    }

    /// Counts bytes that are no longer stored.
    pub(super) fn release(&mut self, len: usize) {
        self.taken -= len;
    }

    /// Returns the bytes that are stored.
    #[cfg(test)]
    pub(super) fn taken(&self) -> usize {
        self.taken
    }
}
