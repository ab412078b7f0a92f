//! Sends that leave no mark when they begin: a `write`, which the tracepoints of sockets report once it has been handled.
//!
//! Another thread may have received the answer by then, and its record comes first in the ring. An answer repeats the request's sequence
//! number. So a received datagram whose number no known send of its socket has is remembered, and the send with that number moves before it.

use std::collections::VecDeque;

use crate::recent::Recent;

/// Sockets that are remembered to have sent without a mark.
const SOCKETS: usize = 1024;
/// Numbers that are remembered of each.
const NUMBERS: usize = 64;

/// What one socket sent and received.
#[derive(Debug, Default)]
struct CallNumbers {
    sent: VecDeque<u32>,
    /// Numbers of received datagrams without a known send, and when they came.
    unexplained: VecDeque<(u32, u64)>,
}

/// Sockets that send without a mark.
#[derive(Debug)]
pub(super) struct Unmarked {
    sockets: Recent<u64, CallNumbers>,
}

impl Default for Unmarked {
    fn default() -> Unmarked {
        Unmarked { sockets: Recent::new(SOCKETS) }
    }
}

impl Unmarked {
    /// Notes a received datagram, if its socket is known to send without a mark.
    pub(super) fn received(&mut self, socket: u64, data: &[u8], time: u64) {
        let Some(numbers) = self.sockets.get_mut(&socket) else { return };
        // Number 0 is a notification's.
        let Some(number) = sequence(data).filter(|number| *number != 0) else { return };
        if !numbers.sent.contains(&number) {
            bounded(&mut numbers.unexplained, (number, time));
        }
    }

    /// Notes a send. Returns the time that it must precede, if its answer has been received; `earlier` gives number and time of the
    /// datagrams that wait for their turn, of which nothing was noted before the socket's first send.
    pub(super) fn sent<'a>(
        &mut self,
        socket: u64,
        data: &[u8],
        earlier: impl Iterator<Item = (&'a [u8], u64)>,
    ) -> Option<u64> {
        let number = sequence(data)?;
        let numbers = match self.sockets.get_mut(&socket) {
            Some(numbers) => numbers,
            None => {
                let mut numbers = CallNumbers::default();
                for (data, time) in earlier {
                    if let Some(number) = sequence(data) {
                        bounded(&mut numbers.unexplained, (number, time));
                    }
                }
                self.sockets.put(socket, || numbers)
            }
        };
        let first = numbers.unexplained.iter().filter(|(other, _)| *other == number).map(|(_, at)| *at).min();
        numbers.unexplained.retain(|(other, _)| *other != number);
        bounded(&mut numbers.sent, number);
        first
    }
}

fn bounded<T>(queue: &mut VecDeque<T>, item: T) {
    if queue.len() >= NUMBERS {
        queue.pop_front();
    }
    queue.push_back(item);
}

/// The sequence number of the first message.
fn sequence(data: &[u8]) -> Option<u32> {
    data.get(8..12)?.try_into().ok().map(u32::from_ne_bytes)
}
