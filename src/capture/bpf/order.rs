//! Puts the records of several processors in order.
//!
//! The ring holds records in the order in which they were reserved, and that is the order of cause and effect with one
//! exception: a send is recorded when it returns, and by then another thread may have received its answer. So a send
//! leaves a mark when it begins, and nothing later than that is handed on before it has ended. Without fentry a `write` leaves no mark, as
//! the tracepoints of sockets report it when it has been handled; the kernel's reasons for refusing it precede it in the
//! ring, and so may its answer. It is moved before them, so that a reason and an answer follow their request.
//!
//! Times never step back: a record that comes too late for its place has the time of the record before it.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::record::{Body, HEAD, Head, Mark, kind};
use super::under_way::UnderWay;
use super::unmarked::Unmarked;

/// A record may be reserved this much later than its time, in nanoseconds: an interrupt, or another virtual machine that
/// takes the processor, comes between the two.
const SLACK: u64 = 5_000_000;
/// Bytes of records that wait; with more, the oldest are handed on whatever is still under way.
const ROOM: usize = 8 << 20;
/// Buffers that are kept to be used again.
const SPARES: usize = 1024;
/// The longest of them.
const SPARE_ROOM: usize = 16 << 10;
/// Threads whose reasons wait for the end of a call.
const MOST_REASONS: usize = 1024;
/// The most bytes of one datagram that are put together.
const LIMIT: usize = 17 << 20;

/// One record, whole.
#[derive(Debug)]
pub(super) struct Record {
    /// Its head.
    pub(super) head: Head,
    /// All of it, the head included.
    bytes: Vec<u8>,
    /// Records that were lost before it on its lane.
    pub(super) lost: u64,
}

impl Record {
    /// Returns the data that was moved.
    fn data(&self) -> &[u8] {
        Body::of(&self.head, self.body()).data
    }

    /// Whether a socket has received it.
    fn is_received_by(&self, socket: u64) -> bool {
        self.head.inode == socket && self.head.is_transfer() && self.head.kind & kind::RECEIVE != 0
    }

    /// Returns the bytes after the head.
    pub(super) fn body(&self) -> &[u8] {
        self.bytes.get(HEAD..).unwrap_or_default()
    }
}

/// Records that wait for their turn.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// Time, number of arrival, place in `slots`.
    queue: BinaryHeap<Reverse<(u64, u64, usize)>>,
    slots: Vec<Option<Record>>,
    free: Vec<usize>,
    serial: u64,
    /// Bytes in `slots`.
    held: usize,
    /// Sends that are under way.
    begun: UnderWay,
    /// When the kernel gave the first reason in the call that a thread is in.
    reasons: HashMap<u32, u64>,
    /// Sends without a mark, and the answers that came before them.
    unmarked: Unmarked,
    /// The time of the record that was handed on last.
    last: u64,
    /// Records whose remaining parts are still to come, by lane.
    partial: HashMap<u32, Record>,
    /// Records each lane has lost, as its records say.
    dropped: HashMap<u32, u32>,
    /// Records lost that were handed on.
    pub(super) lost: u64,
    spares: Vec<Vec<u8>>,
}

impl Order {
    /// Takes the bytes of one entry of the ring.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        if let Some(mark) = Mark::parse(bytes) {
            match mark.kind {
                kind::BEGUN => self.begun.begin(mark),
                kind::ENDED => drop(self.begun.end(mark.tid)),
                _ => (),
            }
            return;
        }
        let Some(head) = Head::parse(bytes) else { return };
        if head.kind == kind::MORE {
            let data = bytes.get(HEAD..).unwrap_or_default();
            let data = data.get(..head.data as usize).unwrap_or(data);
            // Without a beginning, that was lost, and counted.
            let Some(mut record) = self.partial.remove(&head.lane) else { return };
            if record.bytes.len() < LIMIT {
                record.bytes.extend_from_slice(data);
            }
            record.head.flags |= head.flags;
            (record.head.room, record.head.whole, record.head.base) = (head.room, head.whole, head.base);
            record.head.args = head.args;
            if head.is_last() {
                self.queue(record);
            } else {
                self.partial.insert(head.lane, record);
            }
            return;
        }
        // The rest of the datagram before was lost.
        if let Some(record) = self.partial.remove(&head.lane) {
            self.queue(record);
        }
        let before = self.dropped.insert(head.lane, head.dropped).unwrap_or(0);
        let lost = u64::from(head.dropped.wrapping_sub(before));
        let mut copy = self.spares.pop().unwrap_or_default();
        copy.extend_from_slice(bytes);
        let record = Record { head, bytes: copy, lost };
        if head.is_last() {
            self.queue(record);
        } else {
            self.partial.insert(head.lane, record);
        }
    }

    fn queue(&mut self, mut record: Record) {
        let head = &mut record.head;
        let is_send = head.is_transfer() && head.kind & kind::SEND != 0;
        let mark = if is_send { self.begun.end_of(head) } else { None };
        if let Some(mark) = mark {
            (head.time, head.before) = (mark.time, mark.portid);
        }
        if head.kind == kind::EXTACK {
            if self.reasons.len() < MOST_REASONS {
                self.reasons.entry(head.tid).or_insert(head.time);
            }
        } else if let Some(reason) = self.take_reason(head.tid)
            && is_send
        {
            head.time = head.time.min(reason.saturating_sub(1));
        }
        if is_send && mark.is_none() {
            let (socket, before) = (head.inode, head.time);
            let data = Body::of(&record.head, record.bytes.get(HEAD..).unwrap_or_default()).data;
            let received = self.slots.iter().flatten().filter(|other| other.is_received_by(socket));
            let received = received.map(|other| (other.data(), other.head.time));
            if let Some(answered) = self.unmarked.sent(socket, data, received) {
                record.head.time = before.min(answered.saturating_sub(1));
            }
        } else if record.head.kind < kind::BEGUN && record.head.kind & kind::RECEIVE != 0 {
            self.unmarked.received(record.head.inode, record.data(), record.head.time);
        }
        let time = record.head.time;
        self.held += record.bytes.len();
        self.serial += 1;
        let slot = match self.free.pop() {
            Some(slot) => slot,
            None => {
                self.slots.push(None);
                self.slots.len() - 1
            }
        };
        if let Some(place) = self.slots.get_mut(slot) {
            *place = Some(record);
            self.queue.push(Reverse((time, self.serial, slot)));
        }
    }

    fn take_reason(&mut self, tid: u32) -> Option<u64> {
        if self.reasons.is_empty() { None } else { self.reasons.remove(&tid) }
    }

    /// Returns the next record, if none that is older can come. `seen` is when the ring was looked at: all records that were
    /// reserved before are here.
    pub(super) fn next(&mut self, seen: u64) -> Option<Record> {
        let begun = self.begun.first(seen);
        let Reverse((time, ..)) = *self.queue.peek()?;
        let settled = seen.saturating_sub(SLACK);
        let until = begun.map_or(settled, |begun| settled.min(begun));
        if time > until && self.held < ROOM {
            return None;
        }
        let Reverse((_, _, slot)) = self.queue.pop()?;
        self.free.push(slot);
        let mut record = self.slots.get_mut(slot)?.take()?;
        record.head.time = record.head.time.max(self.last);
        self.last = record.head.time;
        self.held = self.held.saturating_sub(record.bytes.len());
        self.lost += record.lost;
        Some(record)
    }

    /// Returns whether records wait for their turn.
    pub(super) fn is_waiting(&self) -> bool {
        !self.queue.is_empty()
    }

    /// Notes that nothing more will come: records of which a part is missing are as whole as they will be.
    pub(super) fn finish(&mut self) {
        self.begun.clear();
        let partial: Vec<u32> = self.partial.keys().copied().collect();
        for lane in partial {
            if let Some(record) = self.partial.remove(&lane) {
                self.queue(record);
            }
        }
    }

    /// Takes back a record that was handed on, for its buffer.
    pub(super) fn recycle(&mut self, record: Record) {
        let mut bytes = record.bytes;
        if self.spares.len() < SPARES && bytes.capacity() <= SPARE_ROOM {
            bytes.clear();
            self.spares.push(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::LAST;
    use super::super::under_way::PATIENCE;
    use super::*;

    const NOW: u64 = 10 * PATIENCE;

    fn record(time: u64, cpu: u32, kind: u8, dropped: u32, flags: u8, data: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; HEAD];
        bytes[..8].copy_from_slice(&time.to_ne_bytes());
        bytes[112..116].copy_from_slice(&dropped.to_ne_bytes());
        bytes[120..124].copy_from_slice(&7u32.to_ne_bytes());
        bytes[140..144].copy_from_slice(&cpu.to_ne_bytes());
        bytes[172..176].copy_from_slice(&(data.len() as u32).to_ne_bytes());
        (bytes[178], bytes[179]) = (kind, flags);
        bytes.extend(data);
        bytes
    }

    fn mark(time: u64, kind: u8) -> Vec<u8> {
        [&time.to_ne_bytes()[..], &7u32.to_ne_bytes(), &3u32.to_ne_bytes(), &u64::from(kind).to_ne_bytes()]
            .concat()
    }

    fn times(order: &mut Order, seen: u64) -> Vec<u64> {
        std::iter::from_fn(|| order.next(seen)).map(|record| record.head.time).collect()
    }

    const GOT: u8 = kind::RECEIVE | kind::PLAIN;
    const SENT: u8 = kind::SEND | kind::PLAIN;

    #[test]
    fn records_of_two_processors_are_merged_by_time() {
        let mut order = Order::default();
        for (time, cpu) in [(NOW - 20 * SLACK, 0), (NOW - 30 * SLACK, 1), (NOW - 10 * SLACK, 1)] {
            order.take(&record(time, cpu, GOT, 0, LAST, b""));
        }
        assert_eq!(times(&mut order, NOW), [NOW - 30 * SLACK, NOW - 20 * SLACK, NOW - 10 * SLACK]);
    }

    #[test]
    fn an_answer_waits_for_its_request() {
        let mut order = Order::default();
        let (begun, answered) = (NOW - 50 * SLACK, NOW - 40 * SLACK);
        order.take(&mark(begun, kind::BEGUN));
        order.take(&record(answered, 1, GOT, 0, LAST, b""));
        assert_eq!(times(&mut order, NOW), [0_u64; 0], "the send is still under way");
        order.take(&record(begun, 0, SENT, 0, LAST, b""));
        assert_eq!(times(&mut order, NOW), [begun, answered]);
        order.take(&mark(begun, kind::BEGUN));
        order.take(&record(answered, 1, GOT, 0, LAST, b""));
        order.take(&mark(begun, kind::ENDED));
        assert_eq!(times(&mut order, NOW), [answered], "a signal interrupted the send");
    }

    #[test]
    fn a_send_without_an_end_is_not_waited_for_for_ever() {
        let mut order = Order::default();
        order.take(&mark(5, kind::BEGUN));
        order.take(&record(6, 1, GOT, 0, LAST, b""));
        assert_eq!(times(&mut order, 6 + 2 * SLACK), [0_u64; 0]);
        assert_eq!(times(&mut order, NOW), [6]);
    }

    #[test]
    fn times_never_step_back() {
        let mut order = Order::default();
        order.take(&record(NOW - 20 * SLACK, 0, GOT, 0, LAST, b""));
        assert_eq!(times(&mut order, NOW), [NOW - 20 * SLACK]);
        order.take(&record(NOW - 30 * SLACK, 1, GOT, 0, LAST, b"late"));
        order.take(&record(NOW - 10 * SLACK, 1, GOT, 0, LAST, b""));
        assert_eq!(times(&mut order, NOW), [NOW - 20 * SLACK, NOW - 10 * SLACK]);
    }

    #[test]
    fn a_reason_follows_the_write_that_it_is_about() {
        let mut order = Order::default();
        let (reason, written) = (NOW - 50 * SLACK, NOW - 49 * SLACK);
        order.take(&record(NOW - 60 * SLACK, 0, SENT, 0, LAST, b""));
        order.take(&record(reason, 0, kind::EXTACK, 0, LAST, b"no"));
        order.take(&record(reason + 1, 0, kind::EXTACK, 0, LAST, b"no, really"));
        order.take(&record(written, 0, SENT, 0, LAST, b""));
        // The reason was used up.
        order.take(&record(written + 1, 0, SENT, 0, LAST, b""));
        let kinds: Vec<(u64, u8)> = std::iter::from_fn(|| order.next(NOW))
            .map(|record| (record.head.time, record.head.kind))
            .collect();
        let (before, extack) = (NOW - 60 * SLACK, kind::EXTACK);
        let expected =
            [(before, SENT), (reason - 1, SENT), (reason, extack), (reason + 1, extack), (written + 1, SENT)];
        assert_eq!(kinds, expected);
    }

    /// A record of a socket, from a thread, whose data begins with a message of a number.
    fn message(time: u64, tid: u32, kind: u8, seq: u32) -> Vec<u8> {
        let mut data = [0; 16];
        data[8..12].copy_from_slice(&seq.to_ne_bytes());
        let mut bytes = record(time, tid, kind, 0, LAST, &data);
        bytes[16..24].copy_from_slice(&5u64.to_ne_bytes());
        bytes[120..124].copy_from_slice(&tid.to_ne_bytes());
        bytes
    }

    #[test]
    fn an_answer_follows_the_write_that_it_answers() {
        let mut order = Order::default();
        let at = |number: u64| NOW - 60 * SLACK + number;
        // The socket's first write, and a later one: another thread has received the answers before they were reported.
        for (first, seq) in [(10, 1), (20, 2)] {
            order.take(&message(at(first), 8, GOT, seq));
            order.take(&message(at(first + 1), 8, GOT, seq));
            order.take(&message(at(first + 2), 7, SENT, seq));
        }
        // A program that numbers all its requests alike, and a notification.
        order.take(&message(at(30), 8, GOT, 0));
        order.take(&message(at(31), 7, SENT, 2));
        let seen: Vec<(u64, u8)> = std::iter::from_fn(|| order.next(NOW))
            .map(|record| (record.head.time - at(0), record.head.kind))
            .collect();
        let pair = |first| [(first - 1, SENT), (first, GOT), (first + 1, GOT)];
        assert_eq!(seen, [pair(10).as_slice(), &pair(20), &[(30, GOT), (31, SENT)]].concat());
    }

    #[test]
    fn long_data_is_put_together() {
        let mut order = Order::default();
        order.take(&record(1, 0, GOT, 0, 0, b"one"));
        order.take(&record(2, 1, GOT, 0, LAST, b"other"));
        order.take(&record(1, 0, kind::MORE, 0, 0, b"two"));
        order.take(&record(1, 0, kind::MORE, 0, LAST, b"three"));
        let bodies: Vec<Vec<u8>> =
            std::iter::from_fn(|| order.next(NOW)).map(|record| record.body().to_vec()).collect();
        assert_eq!(bodies, [b"onetwothree".to_vec(), b"other".to_vec()]);
    }

    #[test]
    fn drops_are_counted_where_they_are() {
        let mut order = Order::default();
        order.take(&record(1, 0, GOT, 0, LAST, b""));
        order.take(&record(2, 0, GOT, 12, LAST, b""));
        order.take(&record(3, 1, GOT, 0, LAST, b""));
        order.take(&record(4, 0, GOT, 12, LAST, b""));
        let lost: Vec<u64> = std::iter::from_fn(|| order.next(NOW)).map(|record| record.lost).collect();
        assert_eq!((lost, order.lost), (vec![0, 12, 0, 0], 12));
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut order = Order::default();
        order.take(&mark(1, kind::BEGUN));
        let long = vec![0; 1 << 20];
        for time in 2..40 {
            order.take(&record(time, 0, GOT, 0, LAST, &long));
        }
        assert!(times(&mut order, 100).len() >= 20);
        order.finish();
        assert!(order.is_waiting());
    }
}
