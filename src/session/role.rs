//! The role of a message in its conversation.

use std::time::Duration;

use nltrace_decoders::generic::Owner;

/// The role of a message in its conversation.
#[derive(Clone, Copy)]
pub(crate) enum MessageRole {
    /// It asks.
    Request,
    /// It answers.
    Answer(Answer),
    /// It reports a change to all listeners.
    Notification {
        /// The type of the request that made the change, if it was observed.
        cause: Option<&'static str>,
    },
    /// It looks like an answer, to something that was not asked or had its answer.
    Stray,
    /// The role is unknown.
    Unknown,
}

/// Where a request is, as long as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Serial(pub(super) u64);

impl Serial {
    /// Returns the place among all requests that were kept, counted from 1.
    pub(crate) fn number(self) -> u64 {
        self.0
    }

    /// Returns the serial of a place; 0 is that of a request which no session keeps.
    pub(crate) const fn of(number: u64) -> Serial {
        Serial(number)
    }
}

/// The request that a message answers, and the progress of its answers.
#[derive(Clone, Copy)]
pub(crate) struct Answer {
    /// The request's type, where it has a name.
    pub(crate) request: Option<&'static str>,
    /// Its number.
    pub(crate) request_id: u16,
    /// Of generic netlink: whose it was.
    pub(crate) owner: Option<Owner>,
    /// The number of its packet in the source.
    pub(crate) packet: u64,
    /// The time since it was sent.
    pub(crate) after: Duration,
    /// Whether it is the first answer to it.
    pub(crate) is_first: bool,
    /// Answers there were, with this one.
    pub(crate) count: u32,
    /// Datagrams they came in.
    pub(crate) reads: u32,
    /// The request asked for all of something.
    pub(crate) is_dump: bool,
    /// No answer follows.
    pub(crate) is_last: bool,
    /// This message, or one before it, reports that the listed objects changed during the dump.
    pub(crate) interrupted: bool,
    /// It is the first to say so.
    pub(crate) tells_interruption: bool,
    /// Another request could have caused this answer, and nothing distinguishes them.
    pub(crate) is_guess: bool,
    /// Where the request is.
    pub(crate) serial: Serial,
}

/// A request that has no answer.
pub(crate) struct Unanswered {
    /// Its type.
    pub(crate) request: Option<&'static str>,
    /// Its number.
    pub(crate) request_id: u16,
    /// Of generic netlink: whose it was.
    pub(crate) owner: Option<Owner>,
    /// Its sequence number.
    pub(crate) seq: u32,
    /// Answers that were read, if it is a dump that was not read to its end.
    pub(crate) answers: u32,
}
