//! The input of formats: a decoded message with its context, and bytes that are no message.

use std::borrow::Cow;

use nltrace_decoders::generic::Ids;
use nltrace_decoders::schema::Framing;
use nltrace_decoders::tape::Tape;
use nltrace_decoders::wire::MessageHeader;

use crate::datagram::Datagram;
use crate::session::{Answer, Author, Echo, Fault, Finding, Interfaces, MessageRole, Serial};

/// A message, decoded, and what is known about it.
pub(crate) struct Event<'a> {
    /// The datagram it came in.
    pub(crate) datagram: &'a Datagram<'a>,
    /// Its place among the messages of the datagram, counted from 0.
    pub(crate) index: usize,
    /// Its header.
    pub(crate) header: MessageHeader,
    /// Its bytes, padding included.
    pub(crate) message: &'a [u8],
    /// Its fields.
    pub(crate) tape: &'a Tape,
    /// Whether the kernel takes it for a message: its length is not more than what there was.
    pub(crate) is_whole: bool,
    /// Its role in its conversation: a request, an answer (with the latency), a notification.
    pub(crate) role: MessageRole,
    /// Where the session keeps it, if it is a request that can be answered: an [`Answer`] names the same place.
    pub(crate) serial: Option<Serial>,
    /// For an error: what is known of its cause.
    pub(crate) fault: Option<Fault<'a>>,
    /// For an error or acknowledgement whose request was shown before: how much of it is repeated.
    pub(crate) echo: Option<Echo>,
    /// The field that an error complains about: of the request that is repeated in it, or of a request that is shown with it.
    pub(crate) mark: Option<usize>,
    /// The findings of lints.
    pub(crate) findings: &'a [Finding],
    /// The process that caused a notification.
    pub(crate) author: Option<&'a Author>,
    /// Interface names.
    pub(crate) interfaces: &'a Interfaces,
    /// The names of generic netlink families.
    pub(crate) ids: &'a Ids,
    /// The network namespace of the names.
    pub(crate) netns: u64,
}

impl Event<'_> {
    /// Returns its number among the messages of its packet, counted from 1.
    pub(crate) fn number(&self) -> usize {
        self.index + 1
    }

    /// Returns the request that it answers, and how.
    pub(crate) fn answers(&self) -> Option<&Answer> {
        match &self.role {
            MessageRole::Answer(answer) => Some(answer),
            _ => None,
        }
    }

    /// Returns whether it has no message header: it is what its datagram is.
    pub(crate) fn is_bare(&self) -> bool {
        matches!(self.tape.family.map(|family| family.framing), Some(Framing::Bare(_)))
    }

    /// Returns the request that an error is about, as a message of its own.
    pub(crate) fn of_request<'b>(&'b self, fault: &Fault<'b>) -> Event<'b> {
        Event {
            message: fault.request,
            tape: fault.tape,
            role: MessageRole::Request,
            fault: None,
            echo: None,
            mark: None,
            findings: &[],
            author: None,
            ..*self
        }
    }
}

/// A request with its answers, for a format that has one line for them.
pub(crate) struct ExchangeEvent<'a> {
    /// The request; its datagram has the time and the call that sent it.
    pub(crate) request: Event<'a>,
    /// The last answer; `None` if there was none.
    pub(crate) last: Option<Last<'a>>,
    /// The port id of its answers, 0 if unknown.
    pub(crate) port: u32,
    /// The kernel must answer it.
    pub(crate) expects: bool,
    /// Answers there were, and bytes of them.
    pub(crate) answers: (u32, u64),
}

/// The last answer to a request.
pub(crate) struct Last<'a> {
    /// How it answers.
    pub(crate) answer: Answer,
    /// Its type, if it has a name.
    pub(crate) name: Option<&'static str>,
    /// The errno it reports, positive; 0 for none.
    pub(crate) errno: u32,
    /// The kernel's text about it.
    pub(crate) text: Option<Cow<'a, str>>,
    /// The program expects this error.
    pub(crate) is_probe: bool,
}

/// Bytes of a datagram that are no message.
pub(crate) struct Rest<'a> {
    /// The datagram they came in.
    pub(crate) datagram: &'a Datagram<'a>,
    /// The bytes.
    pub(crate) bytes: &'a [u8],
    /// Whether messages come before them in the datagram.
    pub(crate) is_tail: bool,
    /// The findings of lints.
    pub(crate) findings: &'a [Finding],
}

/// Names that a call shows and that no message of it carries.
pub(crate) struct Knowledge<'a> {
    /// Returns the name of an interface.
    pub(crate) interface: &'a dyn Fn(u32) -> Option<String>,
    /// The names of generic netlink families.
    pub(crate) ids: &'a Ids,
}
