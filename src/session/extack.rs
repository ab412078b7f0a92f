//! The kernel's extended-ACK texts, as a tracepoint brings them: which request each is about.
//!
//! The kernel sets a text while it handles a request, in the thread that sent it; for a dump, in the thread that receives. So a
//! text belongs to the request that its thread has sent last. Where that was sent in one datagram with others nothing
//! says which of them the text is about, and it is kept for none.

use super::role::Serial;
use crate::datagram::Timestamp;
use crate::recent::Recent;

/// Threads and requests that are remembered.
const MOST: usize = 1024;

/// A request that a thread has sent.
#[derive(Clone, Copy, Debug)]
struct SendCall {
    serial: Serial,
    /// When its datagram was sent.
    when: Timestamp,
    /// It was alone in its datagram.
    is_alone: bool,
}

/// What was said about requests.
#[derive(Debug)]
pub(super) struct Texts {
    sent: Recent<i32, SendCall>,
    texts: Recent<Serial, String>,
}

impl Default for Texts {
    fn default() -> Texts {
        Texts { sent: Recent::new(MOST), texts: Recent::new(MOST) }
    }
}

impl Texts {
    /// A thread has sent a request.
    pub(super) fn sent(&mut self, tid: i32, when: Timestamp, serial: Serial) {
        let is_alone = self.sent.get(&tid).is_none_or(|before| before.when != when);
        self.sent.insert(tid, SendCall { serial, when, is_alone });
    }

    /// The kernel has set a text in a thread.
    pub(super) fn said(&mut self, tid: i32, text: &str) {
        if let Some(sent) = self.sent.get(&tid).filter(|sent| sent.is_alone) {
            self.texts.insert(sent.serial, text.to_owned());
        }
    }

    /// The text about a request, if there is one.
    pub(super) fn about(&self, serial: Serial) -> Option<&str> {
        self.texts.get(&serial).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_about_the_request_that_its_thread_sent_last() {
        let mut texts = Texts::default();
        let at = Timestamp::from_secs;
        texts.said(1, "before any request");
        texts.sent(1, at(1), Serial(10));
        texts.sent(2, at(2), Serial(20));
        texts.said(1, "first");
        texts.said(2, "second");
        assert_eq!((texts.about(Serial(10)), texts.about(Serial(20))), (Some("first"), Some("second")));
        // Two requests in one datagram.
        texts.sent(1, at(3), Serial(30));
        texts.sent(1, at(3), Serial(31));
        texts.said(1, "which?");
        assert_eq!((texts.about(Serial(30)), texts.about(Serial(31))), (None, None));
    }
}
