//! The format that records a conversation: each message without the values that change from run to run, each request with
//! its error.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use nltrace_decoders::control::{NLMSG_DONE, NLMSG_ERROR};

use super::conversation::{Conversation, Entry, KernelError};
use super::message::{Fingerprint, NormalMessage, NormalRole, Normalizer};
use super::{json, report};
use crate::datagram::Direction;
use crate::event::{Event, ExchangeEvent, Rest};
use crate::render::Format;
use crate::render::palette::Palette;
use crate::session::{MessageRole, Serial};

/// Messages that wait for the result of a request before them.
const WAITING: usize = 4096;

/// The destination of messages.
pub(crate) enum Destination {
    /// They are written as lines.
    Text(Box<Palette>),
    /// They are written as JSON.
    Json,
    /// They are kept, to be compared.
    Conversation(Arc<Mutex<Conversation>>),
}

/// Which messages are recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Breadth {
    /// Sent messages: requests, each with its error, and messages to other processes.
    Sent,
    /// All messages: answers and notifications too.
    All,
}

/// The format that records a conversation.
pub(crate) struct Recorder {
    target: Destination,
    scope: Breadth,
    normalizer: Normalizer,
    waiting: VecDeque<UnfinishedRecord>,
    /// The number of the first message that waits.
    first: u64,
    /// The numbers of requests that wait.
    requests: HashMap<Serial, u64>,
}

/// A message that is not written yet.
struct UnfinishedRecord {
    entry: Entry,
    /// A request whose result is not known.
    open: Option<Serial>,
}

impl Recorder {
    /// Returns a recorder. Conversations that are compared need the same fingerprint.
    pub(crate) fn new(target: Destination, scope: Breadth, fingerprint: Fingerprint) -> Recorder {
        Recorder {
            target,
            scope,
            normalizer: Normalizer::new(fingerprint, scope == Breadth::All),
            waiting: VecDeque::new(),
            first: 0,
            requests: HashMap::new(),
        }
    }

    fn add(&mut self, message: NormalMessage, packet: u64, open: Option<Serial>) {
        if let Some(serial) = open {
            self.requests.insert(serial, self.first + self.waiting.len() as u64);
        }
        let entry = Entry { message, error: None, packet };
        self.waiting.push_back(UnfinishedRecord { entry, open });
    }

    /// Takes note of the result of a request.
    fn end(&mut self, serial: Serial, error: Option<KernelError>) {
        let Some(number) = self.requests.remove(&serial) else { return };
        let at = number.checked_sub(self.first).and_then(|at| usize::try_from(at).ok());
        if let Some(waiting) = at.and_then(|at| self.waiting.get_mut(at)) {
            waiting.open = None;
            waiting.entry.error = error;
        }
    }

    /// Writes the messages at the front whose results are known.
    fn write_due(&mut self, out: &mut Vec<u8>) {
        while let Some(front) = self.waiting.front() {
            if front.open.is_some() && self.waiting.len() <= WAITING {
                break;
            }
            self.write_first(out);
        }
    }

    fn write_first(&mut self, out: &mut Vec<u8>) {
        let Some(UnfinishedRecord { entry, open, .. }) = self.waiting.pop_front() else { return };
        self.first += 1;
        if let Some(serial) = open {
            self.requests.remove(&serial);
        }
        match &self.target {
            Destination::Text(palette) => {
                report::write_message(&entry, self.normalizer.verbose, palette, out)
            }
            Destination::Json => json::write_message(&entry, out),
            Destination::Conversation(conversation) => {
                conversation.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
            }
        }
    }
}

impl Format for Recorder {
    fn message(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        let is_end = matches!(event.header.kind, NLMSG_ERROR | NLMSG_DONE) && !event.is_bare();
        let part = match event.role {
            MessageRole::Request => Some(NormalRole::Request),
            MessageRole::Answer(answer) => {
                // The exchange ends after this. Only here is a reason known that no program asked for.
                if is_end {
                    self.end(answer.serial, error(event));
                }
                Some(NormalRole::Answer).filter(|_| !is_end)
            }
            MessageRole::Notification { .. } => Some(NormalRole::Notification),
            MessageRole::Unknown if event.datagram.direction == Direction::Send => Some(NormalRole::Sent),
            MessageRole::Stray | MessageRole::Unknown => Some(NormalRole::Received),
        };
        let is_sent = matches!(part, Some(NormalRole::Request | NormalRole::Sent));
        if let Some(part) = part.filter(|_| is_sent || self.scope == Breadth::All) {
            let message = self.normalizer.message(event, part);
            let open = event.serial.filter(|_| part == NormalRole::Request);
            self.add(message, event.datagram.number, open);
        }
        self.write_due(out);
    }

    fn rest(&mut self, rest: &Rest<'_>, out: &mut Vec<u8>) {
        // Programs send whole buffers: zeros after a message mean nothing.
        let is_padding = rest.is_tail && rest.bytes.iter().all(|byte| *byte == 0);
        if is_padding || !(rest.datagram.is_sent() || self.scope == Breadth::All) {
            return;
        }
        let message = self.normalizer.bytes(rest.datagram.protocol, rest.bytes);
        self.add(message, rest.datagram.number, None);
        self.write_due(out);
    }

    /// Answers that repeat state need not be decoded if only requests are compared.
    fn shows(&self, role: &MessageRole, kind: u16) -> bool {
        self.scope == Breadth::All
            || match role {
                MessageRole::Answer(answer) => matches!(kind, NLMSG_ERROR | NLMSG_DONE) || answer.is_last,
                MessageRole::Notification { .. } => false,
                MessageRole::Request | MessageRole::Stray | MessageRole::Unknown => true,
            }
    }

    fn shows_exchanges(&self) -> bool {
        true
    }

    /// Takes the result of a request whose answer the filter refused, or that has waited for long: one in a batch gets no
    /// answer if it succeeds.
    fn exchange(&mut self, exchange: &ExchangeEvent<'_>, out: &mut Vec<u8>) {
        let Some(serial) = exchange.request.serial else { return };
        let last = exchange.last.as_ref().filter(|last| last.errno != 0);
        let error = last.map(|last| KernelError {
            errno: last.errno,
            text: last.text.as_deref().unwrap_or_default().to_owned(),
        });
        self.end(serial, error);
        self.write_due(out);
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        while !self.waiting.is_empty() {
            self.write_first(out);
        }
    }
}

/// Returns the error that a message reports.
fn error(event: &Event<'_>) -> Option<KernelError> {
    let fault = event.fault.as_ref().filter(|fault| fault.errno != 0)?;
    let text = fault.reason().map(|(text, _)| String::from_utf8_lossy(text).into_owned());
    Some(KernelError { errno: fault.errno.unsigned_abs(), text: text.unwrap_or_default() })
}
