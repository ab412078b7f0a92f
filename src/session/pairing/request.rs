//! A stored request, and the types and flags of its possible answers.

use nltrace_decoders::control::{
    NLM_F_ACK, NLM_F_DUMP, NLM_F_DUMP_INTR, NLM_F_ECHO, NLM_F_MULTI, NLMSG_DONE, NLMSG_ERROR, NLMSG_MIN_TYPE,
};
use nltrace_decoders::generic::Owner;
use nltrace_decoders::schema::{Answers, Causes, Class, Traits};
use nltrace_decoders::wire::{Endian, MessageHeader, NLMSG_HDRLEN, message_header};

use super::exchange_of;
use crate::datagram::{Caller, Datagram, Frame, Timestamp};
use crate::session::role::{Answer, Serial, Unanswered};

/// Identifies a conversation: the inode of a socket (in a capture, which knows no sockets, the protocol) and a sequence number.
pub(super) type Key = (u64, u32);

/// The offset of the echoed request in an error: after the error number.
pub(super) const ECHO: usize = NLMSG_HDRLEN + 4;

/// Returns whether request and reply of `NETLINK_SOCK_DIAG` are about sockets of one family, by their first bytes: all of ss's
/// requests have one sequence number. TIPC's replies begin with an attribute, and SMC's may have another's family.
fn same_family(request: &[u8], reply: &[u8]) -> bool {
    const AF_TIPC: u8 = 30;
    const AF_SMC: u8 = 43;
    match (request.get(NLMSG_HDRLEN), reply.get(NLMSG_HDRLEN..NLMSG_HDRLEN + 4)) {
        (Some(&AF_SMC), _) => true,
        (Some(&AF_TIPC), Some([_, _, one, other])) => matches!((one & 0x7f, other & 0x7f), (2, 0) | (0, 2)),
        (Some(family), Some([first, ..])) => family == first,
        _ => true,
    }
}

/// Returns whether an `NLMSG_ERROR` is an acknowledgement: its number is 0.
pub(super) fn acknowledges(message: &[u8]) -> bool {
    message.get(NLMSG_HDRLEN..ECHO) == Some(&[0; 4])
}

/// Counts the answers to a request.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) answers: u32,
    /// Datagrams that held answers.
    reads: u32,
    /// Bytes of the answers.
    pub(super) bytes: u64,
    /// The number of the datagram that held the last answer.
    last: u64,
    /// The listed objects changed during the dump.
    interrupted: bool,
    /// The last answer was one of several, whose end has not come. devlink sends tables, resources and diagnoses so, although
    /// the request is not a dump.
    many: bool,
}

/// A request that was sent.
pub(super) struct Request {
    /// All of it; nothing if there was no room for it any more.
    pub(super) bytes: Vec<u8>,
    pub(super) header: MessageHeader,
    pub(super) protocol: Option<u16>,
    pub(super) class: Option<Class>,
    pub(super) name: Option<&'static str>,
    /// The type of its answers, if a table names one.
    pub(super) answer: Option<u16>,
    /// Facts about its type.
    pub(super) traits: Traits,
    /// Of generic netlink: whose it was.
    pub(super) owner: Option<Owner>,
    pub(super) key: Key,
    /// Its number among all requests, from 1 on.
    pub(super) serial: u64,
    /// The request before it with the same key; 0 for none.
    pub(super) previous: u64,
    pub(super) when: Timestamp,
    /// The number of its packet in the source.
    pub(super) packet: u64,
    /// The port id of its answers, once there was one.
    pub(super) port: Option<u32>,
    /// The answers so far.
    pub(super) tally: Tally,
    /// Answers may follow.
    pub(super) open: bool,
    /// Its port id may be another's.
    pub(super) guessed: bool,
    /// A line about the exchange is due, or was printed.
    pub(super) is_reported: bool,
    /// The filter keeps the request or one of its answers.
    pub(super) is_kept: bool,
    /// Byte order of its integers.
    pub(super) endian: Endian,
    /// The call that sent it, if exchanges are followed.
    pub(super) caller: Option<Box<Caller>>,
    /// The stack of that call, if exchanges are followed and stacks are read.
    pub(super) stack: Box<[Frame]>,
    /// The process that sent it, 0 if that is not known.
    pub(super) pid: i32,
}

impl Request {
    /// Returns a placeholder for a request that was moved. It has no serial, so nobody finds it.
    pub(super) fn gone() -> Request {
        Request {
            bytes: Vec::new(),
            header: MessageHeader { len: 0, kind: 0, flags: 0, seq: 0, portid: 0 },
            protocol: None,
            class: None,
            name: None,
            answer: None,
            traits: Traits::NONE,
            owner: None,
            key: (0, 0),
            serial: 0,
            previous: 0,
            when: Timestamp::ZERO,
            packet: 0,
            port: None,
            tally: Tally::default(),
            open: false,
            is_reported: true,
            is_kept: false,
            endian: Endian::NATIVE,
            caller: None,
            stack: Box::default(),
            guessed: false,
            pid: 0,
        }
    }

    /// Returns whether it asks for all of something.
    pub(super) fn is_dump(&self) -> bool {
        match self.class {
            _ if self.traits.has(Traits::DUMPS) => true,
            // The audit system does not look at the flag.
            _ if exchange_of(self.protocol).acknowledges_first => false,
            Some(Class::Get) => self.header.flags & NLM_F_DUMP != 0,
            // One of the bits alone means another thing to what makes or deletes.
            None => self.header.flags & NLM_F_DUMP == NLM_F_DUMP,
            _ => false,
        }
    }

    /// Returns whether the kernel must answer it.
    pub(super) fn expects(&self) -> bool {
        self.header.flags & NLM_F_ACK != 0 || self.is_dump() || self.class == Some(Class::Get)
    }

    fn same_group(&self, kind: u16) -> bool {
        // Message types of generic netlink form no groups.
        if self.owner.is_some() { self.header.kind == kind } else { self.header.kind & !3 == kind & !3 }
    }

    /// Returns whether a message can be a notification of this request's effect.
    pub(super) fn can_cause(&self, kind: u16, protocol: Option<u16>) -> bool {
        match exchange_of(protocol).causes {
            Causes::Group => self.same_group(kind),
            Causes::Subsystem => self.header.kind >> 8 == kind >> 8,
            Causes::OwnType => self.header.kind == kind,
            Causes::Nothing => false,
        }
    }

    /// Returns whether a message can be its answer, the port id aside.
    pub(super) fn fits(
        &self,
        header: &MessageHeader,
        message: &[u8],
        protocol: Option<u16>,
        datagram: &Datagram<'_>,
    ) -> bool {
        let answers = exchange_of(protocol).answers;
        match header.kind {
            _ if answers == Answers::Returned => *header == self.header,
            _ if answers == Answers::Copied => header.kind == self.header.kind,
            // Nobody acknowledges what asks for no acknowledgement.
            NLMSG_ERROR if self.header.flags & NLM_F_ACK == 0 && acknowledges(message) => false,
            NLMSG_ERROR => match message_header(message.get(ECHO..).unwrap_or_default(), datagram.endian) {
                Ok((_, echo)) => {
                    (echo.len, echo.kind, echo.flags, echo.seq)
                        == (self.header.len, self.header.kind, self.header.flags, self.header.seq)
                }
                Err(_) => true,
            },
            NLMSG_DONE => self.is_dump() || self.tally.many,
            0..NLMSG_MIN_TYPE => false,
            _ => match self.class {
                None => true,
                Some(class) => self.is_answered_by(answers, class, header.kind, message),
            },
        }
    }

    /// Returns whether a message of this type can answer a request of this class. A get request is answered about what exists;
    /// deletions are sent only as notifications. Changes are notified to other sockets.
    fn is_answered_by(&self, answers: Answers, class: Class, kind: u16, message: &[u8]) -> bool {
        let is_own = kind == self.header.kind;
        let is_named = kind == self.answer.unwrap_or(self.header.kind);
        let echoes = self.header.flags & NLM_F_ECHO != 0;
        match (answers, class) {
            (Answers::Group, Class::Get) => is_own || self.same_group(kind) && kind & 3 == 0,
            (Answers::Group, _) if class.changes() => {
                self.same_group(kind) && (echoes || self.traits.has(Traits::ECHOES))
            }
            (Answers::Named, Class::Get) => is_named,
            (Answers::Named, Class::New | Class::Delete) => is_own && echoes,
            (Answers::NamedGets, Class::New | Class::Delete) => false,
            (Answers::NamedGets, _) => is_named,
            (Answers::SocketFamily, _) => is_own && same_family(&self.bytes, message),
            _ => is_own,
        }
    }

    /// Counts an answer and returns it. `number` is that of its datagram. A message that was only peeked at is not counted,
    /// because it comes again.
    pub(super) fn answer(
        &mut self,
        is_guess: bool,
        datagram: &Datagram<'_>,
        number: u64,
        header: &MessageHeader,
        message: &[u8],
    ) -> Answer {
        let before = self.tally;
        let is_dump = self.is_dump();
        self.port = self.port.or(Some(header.portid));
        let answers_after = exchange_of(self.protocol).acknowledges_first && self.class == Some(Class::Get);
        let acknowledged_first = answers_after && header.kind == NLMSG_ERROR && acknowledges(message);
        // Several answers to a request that is not a dump end with NLMSG_DONE, and an acknowledgement follows.
        let acknowledged_last = header.kind == NLMSG_DONE && !is_dump && self.header.flags & NLM_F_ACK != 0;
        let interrupts = header.flags & NLM_F_DUMP_INTR != 0;
        let is_one_of_many = header.flags & NLM_F_MULTI != 0;
        let tally = &mut self.tally;
        tally.many = match header.kind {
            NLMSG_DONE => false,
            0..NLMSG_MIN_TYPE => tally.many,
            _ => tally.many || is_one_of_many,
        };
        tally.answers += u32::from(!acknowledged_first);
        tally.reads += u32::from(tally.last != number);
        tally.bytes += message.len() as u64;
        tally.last = number;
        tally.interrupted |= interrupts;
        let is_last = match header.kind {
            NLMSG_ERROR | NLMSG_DONE => !acknowledged_first && !acknowledged_last,
            _ if exchange_of(datagram.protocol).answers == Answers::Returned => true,
            _ if answers_after => !is_dump,
            _ => !is_dump && self.class.is_some() && !is_one_of_many && self.header.flags & NLM_F_ACK == 0,
        };
        self.open = !is_last || datagram.is_peek();
        self.guessed = is_guess;
        let answer = Answer {
            request: self.name,
            request_id: self.header.kind,
            owner: self.owner,
            packet: self.packet,
            after: datagram.when.saturating_sub(self.when),
            is_first: self.tally.answers == 1,
            count: self.tally.answers,
            reads: self.tally.reads,
            is_dump,
            is_last,
            interrupted: self.tally.interrupted,
            tells_interruption: interrupts && !before.interrupted,
            is_guess,
            serial: Serial(self.serial),
        };
        if datagram.is_peek() {
            self.tally = before;
        }
        answer
    }

    /// Returns the request as one that has no last answer.
    pub(super) fn unanswered(&self) -> Unanswered {
        Unanswered {
            request: self.name,
            request_id: self.header.kind,
            owner: self.owner,
            seq: self.header.seq,
            answers: self.tally.answers,
        }
    }
}
