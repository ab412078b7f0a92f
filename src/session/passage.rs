//! A message on its way through the session.

use super::lint::Finding;
use super::role::{MessageRole, Serial};
use crate::datagram::Datagram;
use nltrace_decoders::wire::MessageHeader;

/// A message that has entered the session: its role is known, and nothing was learned from it.
///
/// It is finished by [`Session::read`](super::Session::read) or [`Session::skim`](super::Session::skim), which learn the same
/// from it.
#[must_use = "the session learns from a message when it is read or skimmed"]
pub(crate) struct Arrival<'m> {
    pub(super) datagram: &'m Datagram<'m>,
    pub(super) header: MessageHeader,
    pub(super) message: &'m [u8],
    /// The message has all bytes that its header claims.
    pub(super) is_whole: bool,
    pub(super) role: MessageRole,
}

/// A message from which the session has learned. [`Session::leave`](super::Session::leave) finishes it after it was shown.
#[must_use = "a message may change names, which the session learns when it leaves"]
pub(crate) struct Passage<'m> {
    /// The datagram that holds it.
    pub(crate) datagram: &'m Datagram<'m>,
    /// Its header.
    pub(crate) header: MessageHeader,
    /// Its bytes.
    pub(crate) message: &'m [u8],
    /// The message has all bytes that its header claims.
    pub(crate) is_whole: bool,
    /// Its role in its conversation.
    pub(crate) role: MessageRole,
    /// Where it is stored, if it is a request that can be answered.
    pub(crate) serial: Option<Serial>,
    /// The findings of lints; empty if the message was skimmed.
    pub(crate) findings: Vec<Finding>,
}

impl<'m> Arrival<'m> {
    /// Returns the message's role in its conversation.
    pub(crate) fn role(&self) -> &MessageRole {
        &self.role
    }

    pub(super) fn passage(self, serial: Option<Serial>, findings: Vec<Finding>) -> Passage<'m> {
        let Arrival { datagram, header, message, is_whole, role } = self;
        Passage { datagram, header, message, is_whole, role, serial, findings }
    }
}
