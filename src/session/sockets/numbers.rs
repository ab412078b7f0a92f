//! The sequence numbers of one socket: whether they distinguish its answers, and whether the program checks them.
//!
//! The check itself cannot be observed. Two cases show that it is missing: all requests have one number, or the program
//! continues after the answer to an older request as if it were the answer to the last one.

use std::time::Duration;

use crate::session::lint::Finding;
use crate::session::lint::table::{SEQUENCE_CONSTANT, SEQUENCE_UNCHECKED};
use crate::session::role::Serial;
use crate::tables;

/// The number of consecutive answers that belong to an older request before this is reported.
const LATE: u32 = 3;

/// The numbers of one socket's requests.
#[derive(Default)]
pub(super) struct SequenceNumbers {
    first: Option<u32>,
    /// Requests with the first one's number that are answered by one message, one at a time.
    same: u32,
    /// There was another number.
    differ: bool,
    /// The last request that must be answered.
    newest: Option<Serial>,
    /// Datagrams read since, and whether any answered it, or an older one.
    read: u32,
    is_new: bool,
    is_old: bool,
    /// How often in a row one was read that answered an older one.
    late: u32,
}

/// A request that must be answered.
#[derive(Clone, Copy)]
pub(crate) struct NumberedRequest {
    /// Its number.
    pub(crate) seq: u32,
    /// Where it is.
    pub(crate) serial: Serial,
    /// The protocol.
    pub(crate) protocol: Option<u16>,
    /// It asks for all of something.
    pub(crate) is_dump: bool,
    /// When it was sent.
    pub(crate) when: Duration,
}

impl SequenceNumbers {
    /// Notes that a request was sent.
    pub(super) fn asked(&mut self, asked: &NumberedRequest) -> Option<Finding> {
        self.turn();
        self.newest = Some(asked.serial);
        let first = *self.first.get_or_insert(asked.seq);
        self.differ |= first != asked.seq;
        // The end of a dump cannot be confused with other answers. A program that uses the time in seconds as its number soon
        // has another one.
        let is_second = asked.when.as_secs().abs_diff(asked.seq.into()) <= 1;
        // 0 is libmnl's word for not comparing; nft and iptables ask with it until they have a batch to number.
        let is_before_batch = asked.seq == 0 && has_batches(asked.protocol);
        if asked.is_dump || self.differ || is_second || is_before_batch {
            return None;
        }
        self.same += 1;
        (self.same == 2).then(|| Finding::of(&SEQUENCE_CONSTANT, format!("all have seq={first}")))
    }

    /// Notes that a datagram was read.
    pub(super) fn read(&mut self) {
        self.read += 1;
    }

    /// Notes that the datagram has an answer to a request.
    pub(super) fn answered(&mut self, request: Serial) {
        let is_newest = self.newest == Some(request);
        self.is_new |= is_newest;
        self.is_old |= !is_newest;
    }

    /// Called between two requests.
    fn turn(&mut self) {
        let is_late = self.read == 1 && self.is_old && !self.is_new;
        self.late = if is_late { self.late + 1 } else { 0 };
        (self.read, self.is_new, self.is_old) = (0, false, false);
    }

    /// Notes that the socket is closed, with answers unread or not.
    pub(super) fn close(&mut self, is_unread: bool) -> Option<Finding> {
        self.turn();
        let reported = is_unread && self.late >= LATE;
        reported.then(|| {
            let text = format!("the last {} answers that were read were those of older requests", self.late);
            Finding::of(&SEQUENCE_UNCHECKED, text).noted()
        })
    }
}

/// Returns whether changes go in batches in a protocol.
fn has_batches(protocol: Option<u16>) -> bool {
    protocol.and_then(tables::by_protocol).is_some_and(|family| family.exchange.batches)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_795_237_161;

    fn asked(seq: u32, serial: u64, is_dump: bool, second: u64) -> NumberedRequest {
        NumberedRequest {
            seq,
            serial: Serial(serial),
            protocol: Some(0),
            is_dump,
            when: Duration::from_secs(NOW + second),
        }
    }

    /// Returns how often requests with these numbers, a second each, are found to have but one.
    fn reported(seqs: &[u32]) -> usize {
        let mut numbers = SequenceNumbers::default();
        let requests = (0..).zip(seqs).map(|(at, seq)| asked(*seq, at + 1, false, at));
        requests.filter_map(|request| numbers.asked(&request)).count()
    }

    #[test]
    fn one_number_for_all_is_told_once() {
        assert_eq!(reported(&[0, 0, 0, 0]), 1);
        assert_eq!(reported(&[7]), 0, "one request needs no other number");
        assert_eq!(reported(&[0, 1, 1, 1]), 0, "a probe and a number");
        let now = NOW as u32;
        assert_eq!(reported(&[now, now, now + 1]), 0, "it counts seconds");
        assert_eq!(reported(&[now, now, now, now]), 1, "it looked at the clock once");
    }

    #[test]
    fn dumps_tell_their_ends() {
        let mut numbers = SequenceNumbers::default();
        let found: Vec<Finding> =
            (1..9).filter_map(|serial| numbers.asked(&asked(123_456, serial, true, 0))).collect();
        assert!(found.is_empty());
    }

    /// Plays requests and reads (of the answer to the request of this serial), then closes.
    fn closed(play: &[Option<u64>], is_unread: bool) -> bool {
        let mut numbers = SequenceNumbers::default();
        let mut serial = 0;
        for step in play {
            match step {
                None => {
                    serial += 1;
                    let _ = numbers.asked(&asked(serial as u32, serial, false, 0));
                }
                Some(answered) => {
                    numbers.read();
                    numbers.answered(Serial(*answered));
                }
            }
        }
        numbers.close(is_unread).is_some()
    }

    #[test]
    fn late_answers_are_found() {
        let lags = [None, None, Some(1), None, Some(2), None, Some(3)];
        assert!(closed(&lags, true));
        assert!(!closed(&lags, false), "all was read");
        assert!(!closed(&lags[..5], true), "once is chance");
        let in_time = [None, Some(1), None, Some(2), None, Some(3), None, Some(4)];
        assert!(!closed(&in_time, true));
        let catches_up = [&lags[..], &[Some(4), None, Some(5), None]].concat();
        assert!(!closed(&catches_up, true));
        let many_at_once = [None, None, None, None, Some(1), Some(2), None, Some(3), Some(4)];
        assert!(!closed(&many_at_once, true), "it asks ahead");
    }
}
