//! The requests that may still be answered: the newest ones, and older ones that wait. Their number and bytes are bounded.

use std::collections::BTreeMap;

use foldhash::HashMap;

use super::request::{Key, Request};
use super::room::Room;
use crate::session::role::Unanswered;

/// The newest requests are kept, answered or not. This is their number.
pub(super) const REQUESTS: usize = 1024;
/// The largest number of older requests, which wait for an answer or for more of it.
const WAITING: usize = 4096;

/// Requests by serial number and by conversation.
#[derive(Default)]
pub(super) struct Requests {
    /// The newest requests. The slot of a request follows from its serial, so that the newest replaces the oldest.
    ring: Vec<Request>,
    /// Older requests that wait for an answer, by serial. The nodes of the tree are half empty, so they hold no requests.
    waiting: BTreeMap<u64, Box<Request>>,
    /// Requests in `waiting` that no longer wait. They are removed later, because their bytes are needed to decode the answer.
    settled: Vec<u64>,
    /// How many requests were dropped that waited for an answer.
    forgotten: u64,
    /// The serial of the newest request.
    made: u64,
    /// The newest request of each conversation, by its serial.
    latest: HashMap<Key, u64>,
    /// The last lookup in `latest`. The messages of a dump follow each other, so most lookups repeat the last one.
    recent: Option<(Key, u64)>,
    room: Room,
}

impl Requests {
    /// Returns whether no request was dropped.
    pub(super) fn has_all(&self) -> bool {
        self.made <= REQUESTS as u64
    }

    /// Returns how many requests were dropped that waited for an answer.
    pub(super) fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// Returns the serial of the newest request.
    pub(super) fn made(&self) -> u64 {
        self.made
    }

    /// Returns the serial of the newest request of a conversation, 0 for none. Remembers the lookup.
    pub(super) fn newest(&mut self, key: Key) -> u64 {
        match self.recent {
            Some((known, serial)) if known == key => serial,
            _ => {
                let serial = self.latest.get(&key).copied().unwrap_or(0);
                self.recent = Some((key, serial));
                serial
            }
        }
    }

    /// Returns the serial of the newest request of a conversation.
    pub(super) fn latest(&self, key: Key) -> Option<u64> {
        self.latest.get(&key).copied()
    }

    pub(super) fn get(&self, serial: u64) -> Option<&Request> {
        let slot = usize::try_from(serial.checked_sub(1)?).ok()? % REQUESTS;
        let newest = self.ring.get(slot).filter(|request| request.serial == serial);
        newest.or_else(|| self.waiting.get(&serial).map(Box::as_ref))
    }

    pub(super) fn get_mut(&mut self, serial: u64) -> Option<&mut Request> {
        let slot = usize::try_from(serial.checked_sub(1)?).ok()? % REQUESTS;
        let newest = self.ring.get_mut(slot).filter(|request| request.serial == serial);
        newest.or_else(|| self.waiting.get_mut(&serial).map(Box::as_mut))
    }

    /// Returns the newest request.
    pub(super) fn last_mut(&mut self) -> Option<&mut Request> {
        self.get_mut(self.made)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Request> {
        self.ring.iter().chain(self.waiting.values().map(Box::as_ref))
    }

    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut Request> {
        self.ring.iter_mut().chain(self.waiting.values_mut().map(Box::as_mut))
    }

    /// Stores a request with its bytes. Returns its serial.
    pub(super) fn add(&mut self, request: Request, message: &[u8]) -> u64 {
        self.tidy();
        self.made += 1;
        let (key, serial) = (request.key, self.made);
        let slot = usize::try_from(serial - 1).unwrap_or(0) % REQUESTS;
        let mut bytes = Vec::new();
        let mut gone = None;
        if let Some(old) = self.ring.get_mut(slot) {
            if old.open && old.expects() {
                let mut old = std::mem::replace(old, Request::gone());
                old.bytes.shrink_to_fit();
                self.waiting.insert(old.serial, Box::new(old));
            } else {
                bytes = std::mem::take(&mut old.bytes);
                gone = Some((old.key, old.serial));
            }
        }
        if let Some((key, serial)) = gone {
            self.forget(key, serial);
        }
        self.make_room(&mut bytes, message.len());
        bytes.extend_from_slice(message);
        let request = Request { bytes, serial, ..request };
        match self.ring.get_mut(slot) {
            Some(old) => *old = request,
            None => self.ring.push(request),
        }
        self.latest.insert(key, serial);
        self.recent = Some((key, serial));
        serial
    }

    /// Prepares a buffer for the bytes of the newest request, and drops the bytes of old requests if there are too many.
    fn make_room(&mut self, bytes: &mut Vec<u8>, len: usize) {
        self.room.reuse(bytes);
        let oldest = self.waiting.keys().next().copied().unwrap_or(u64::MAX);
        self.room.begin_at(oldest.min(self.made.saturating_sub(REQUESTS as u64)));
        while let Some(serial) = self.room.next_to_drop(len, self.made) {
            if let Some(request) = self.get_mut(serial) {
                let bytes = std::mem::take(&mut request.bytes);
                self.room.release(bytes.len());
            }
        }
        self.room.take(len);
    }

    /// Removes a request that was dropped from the conversations.
    fn forget(&mut self, key: Key, serial: u64) {
        if self.latest.get(&key) == Some(&serial) {
            self.latest.remove(&key);
            self.recent = None;
        }
    }

    /// Drops older requests that no longer wait and, if there are too many, those that have waited longest.
    fn tidy(&mut self) {
        for serial in std::mem::take(&mut self.settled) {
            if let Some(request) = self.waiting.remove(&serial) {
                self.room.release(request.bytes.len());
                self.forget(request.key, serial);
            }
        }
        while self.waiting.len() >= WAITING {
            let Some((serial, request)) = self.waiting.pop_first() else { return };
            self.room.release(request.bytes.len());
            self.forget(request.key, serial);
            self.forgotten += 1;
        }
    }

    /// Called when a request has its last answer: it is dropped with the next request.
    pub(super) fn settle(&mut self, serial: u64) {
        if self.waiting.contains_key(&serial) {
            self.settled.push(serial);
        }
    }

    /// Closes requests. Returns those that lack an answer, or the end of their answers, in the order in which they were sent.
    pub(super) fn close(&mut self, of: impl Fn(&Request) -> bool) -> Vec<Unanswered> {
        let mut left = Vec::new();
        let all = self.ring.iter_mut().chain(self.waiting.values_mut().map(Box::as_mut));
        for request in all.filter(|request| request.open && of(request)) {
            request.open = false;
            // For a request in the ring, which is not in `waiting`, this does nothing.
            self.settled.push(request.serial);
            // The reply may have come without the acknowledgement that follows it: iptables-nft does not wait for that.
            let has_come = request.tally.answers > 0 && !request.is_dump();
            if request.expects() && !has_come {
                left.push((request.serial, request.unanswered()));
            }
        }
        left.sort_by_key(|(serial, _)| *serial);
        left.into_iter().map(|(_, request)| request).collect()
    }

    /// Marks the line of a request as printed. Returns false if it already was.
    pub(super) fn report(&mut self, serial: u64) -> bool {
        self.get_mut(serial).is_some_and(|request| !std::mem::replace(&mut request.is_reported, true))
    }

    /// Returns how many bytes of requests are stored.
    #[cfg(test)]
    pub(super) fn weight(&self) -> usize {
        assert!(self.latest.len() <= REQUESTS + WAITING && self.ring.len() <= REQUESTS);
        assert!(self.waiting.len() <= WAITING);
        assert_eq!(self.room.taken(), self.all().map(|request| request.bytes.len()).sum::<usize>());
        self.all().map(|request| request.bytes.capacity()).sum()
    }
}
