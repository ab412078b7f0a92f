//! Assigns the kernel's extended-ACK texts, which a tracepoint reports, to requests.
//!
//! The kernel sets a text while it handles a request, in the thread that sent it; for a later part of a dump, in the thread
//! that receives, which may be another one. So a text belongs to the last request of its thread or, if its call is on another
//! socket, to the last request on that socket. If that request was sent in one datagram with others, the text cannot be
//! assigned, and is dropped.

use super::role::Serial;
use crate::datagram::{Caller, Timestamp};
use crate::recent::Recent;

/// Threads and requests that are remembered.
const MOST: usize = 1024;

/// A request that was sent last, by a thread or on a socket.
#[derive(Clone, Copy, Debug)]
struct SendCall {
    serial: Serial,
    /// When its datagram was sent.
    when: Timestamp,
    /// It was alone in its datagram.
    is_alone: bool,
    /// The socket's inode, where it is known.
    socket: Option<u64>,
}

/// The texts about requests.
#[derive(Debug)]
pub(super) struct Texts {
    by_thread: Recent<i32, SendCall>,
    by_socket: Recent<u64, SendCall>,
    texts: Recent<Serial, String>,
}

impl Default for Texts {
    fn default() -> Texts {
        Texts { by_thread: Recent::new(MOST), by_socket: Recent::new(MOST), texts: Recent::new(MOST) }
    }
}

impl Texts {
    /// Notes a request that was sent.
    pub(super) fn sent(&mut self, caller: &Caller, when: Timestamp, serial: Serial) {
        let socket = caller.socket.map(|socket| socket.inode);
        let is_other = |before: &SendCall| before.when != when || before.socket != socket;
        let is_alone = self.by_thread.get(&caller.tid).is_none_or(is_other);
        let sent = SendCall { serial, when, is_alone, socket };
        self.by_thread.insert(caller.tid, sent);
        if let Some(socket) = socket {
            self.by_socket.insert(socket, sent);
        }
    }

    /// Records a text that the kernel has set in a caller's thread.
    pub(super) fn record(&mut self, caller: &Caller, text: &str) {
        let own = self.by_thread.get(&caller.tid);
        let sent = match caller.socket.map(|socket| socket.inode) {
            Some(socket) => {
                own.filter(|sent| sent.socket == Some(socket)).or_else(|| self.by_socket.get(&socket))
            }
            None => own,
        };
        if let Some(sent) = sent.filter(|sent| sent.is_alone) {
            self.texts.insert(sent.serial, text.to_owned());
        }
    }

    /// Returns the text about a request, if there is one.
    pub(super) fn about(&self, serial: Serial) -> Option<&str> {
        self.texts.get(&serial).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datagram::{LearnedBy, SocketInfo};

    fn caller(tid: i32, inode: u64) -> Caller {
        let socket = SocketInfo { inode, protocol: Some(0), portid: None, learned: LearnedBy::Unknown };
        let socket = (inode != 0).then_some(socket);
        Caller { fd: 3, socket, ..Caller::new(1, tid, String::new(), "sendto") }
    }

    #[test]
    fn a_text_is_about_the_request_that_its_thread_sent_last() {
        let mut texts = Texts::default();
        let at = Timestamp::from_secs;
        let (one, other) = (caller(1, 0), caller(2, 0));
        texts.record(&one, "before any request");
        texts.sent(&one, at(1), Serial(10));
        texts.sent(&other, at(2), Serial(20));
        texts.record(&one, "first");
        texts.record(&other, "second");
        assert_eq!((texts.about(Serial(10)), texts.about(Serial(20))), (Some("first"), Some("second")));
        // Two requests in one datagram.
        texts.sent(&one, at(3), Serial(30));
        texts.sent(&one, at(3), Serial(31));
        texts.record(&one, "which?");
        assert_eq!((texts.about(Serial(30)), texts.about(Serial(31))), (None, None));
    }

    #[test]
    fn a_thread_that_only_receives_hears_of_what_was_sent_on_its_socket() {
        let mut texts = Texts::default();
        let at = Timestamp::from_secs;
        texts.sent(&caller(2, 8), at(1), Serial(1));
        texts.sent(&caller(1, 7), at(2), Serial(2));
        texts.record(&caller(2, 7), "of a dump");
        assert_eq!((texts.about(Serial(1)), texts.about(Serial(2))), (None, Some("of a dump")));
    }
}
