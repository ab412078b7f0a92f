//! The events of one stop, kept until the caller asks for them.
//!
//! A stop's datagrams and notices share one caller and one buffer, which are used again for the next stop: a message
//! costs no allocation here.

use std::collections::VecDeque;
use std::time::Duration;

use super::load::{Load, Payload};
use super::record::Record;
use super::sys;
use crate::capture::stack::{Snapshot, Stacks};
use crate::datagram::{Call, Caller, Datagram, Direction, Frame, Notice, NoticeKind, Observation, Outcome};
use nltrace_decoders::wire::Endian;

#[derive(Debug)]
enum StopEvent {
    Datagram(Payload, Direction, Outcome),
    Notice(NoticeKind, Outcome),
    /// A notice of another thread's, such as a process's end.
    Other(Box<Caller>, NoticeKind, Outcome),
    /// The call itself.
    Call(Box<Record>, Outcome),
}

/// The events of one stop that are still to be handed on.
#[derive(Debug)]
pub(crate) struct StopBatch {
    /// When it happened.
    pub(crate) when: Duration,
    /// The thread that stopped.
    pub(crate) caller: Caller,
    /// The caller of the notice that was handed on last, if that was another thread's.
    other: Box<Caller>,
    /// Whether no other thread was traced then.
    pub(crate) is_alone: bool,
    /// The bytes.
    pub(crate) load: Load,
    /// The call that was handed on last.
    record: Box<Record>,
    /// The stack's raw material, taken before the thread goes on.
    pub(crate) snapshot: Option<Snapshot>,
    stack: Vec<Frame>,
    items: VecDeque<StopEvent>,
}

impl StopBatch {
    /// Returns an empty batch.
    pub(crate) fn new() -> StopBatch {
        let caller = Caller::new(0, 0, String::new(), "");
        StopBatch {
            when: Duration::ZERO,
            other: Box::new(caller.clone()),
            caller,
            is_alone: true,
            load: Load::default(),
            record: Box::default(),
            snapshot: None,
            stack: Vec::new(),
            items: VecDeque::new(),
        }
    }

    /// Sets the time to now.
    pub(crate) fn stamp(&mut self) {
        (self.snapshot, self.stack) = (None, Vec::new());
        self.when = sys::now();
    }

    /// Adds a datagram whose bytes are in the load.
    pub(crate) fn datagram(&mut self, part: Payload, direction: Direction, outcome: Outcome) {
        self.items.push_back(StopEvent::Datagram(part, direction, outcome));
    }

    /// Adds a notice.
    pub(crate) fn notice(&mut self, what: NoticeKind, outcome: Outcome) {
        self.items.push_back(StopEvent::Notice(what, outcome));
    }

    /// Adds a notice of another caller.
    pub(crate) fn other(&mut self, caller: Caller, what: NoticeKind, outcome: Outcome) {
        self.items.push_back(StopEvent::Other(Box::new(caller), what, outcome));
    }

    /// Adds the call itself.
    pub(crate) fn call(&mut self, record: Box<Record>, outcome: Outcome) {
        self.items.push_back(StopEvent::Call(record, outcome));
    }

    /// Returns true if there is nothing to hand on.
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns the next event.
    pub(crate) fn pop(&mut self) -> Option<Observation<'_>> {
        let (when, is_alone) = (self.when, self.is_alone);
        if let Some(snapshot) = self.snapshot.take() {
            self.stack = Stacks::frames(&snapshot);
        }
        Some(match self.items.pop_front()? {
            StopEvent::Datagram(part, direction, outcome) => Observation::Datagram(Datagram {
                number: 0,
                when,
                caller: Some(&self.caller),
                direction,
                protocol: self.caller.socket.and_then(|socket| socket.protocol),
                endian: Endian::NATIVE,
                bytes: self.load.bytes.get(part.start..part.start + part.len).unwrap_or_default(),
                whole_len: part.whole_len,
                cut: part.cut,
                room: (direction == Direction::Receive).then_some(part.room),
                base_addr: part.base_addr,
                outcome,
                peer: part.peer,
                flags: part.flags,
                group: part.group,
                nsid: part.nsid,
                stack: &self.stack,
            }),
            StopEvent::Notice(what, outcome) => {
                Observation::Notice(Notice { when, caller: Some(&self.caller), what, outcome, is_alone })
            }
            StopEvent::Other(caller, what, outcome) => {
                self.other = caller;
                Observation::Notice(Notice { when, caller: Some(&self.other), what, outcome, is_alone })
            }
            StopEvent::Call(record, outcome) => {
                self.record = record;
                let Record { begun, socket, args, word, before, after, files } = &*self.record;
                Observation::Call(Call {
                    begun: *begun,
                    ended: when,
                    caller: &self.caller,
                    socket: *socket,
                    args: *args,
                    word: *word,
                    outcome,
                    before,
                    after,
                    files,
                    stack: &self.stack,
                    is_alone,
                })
            }
        })
    }
}
