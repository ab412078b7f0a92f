//! A stored request, and the types and flags of its possible answers.

use nltrace_decoders::control::{NLM_F_ACK, NLM_F_DUMP, NLM_F_ECHO, NLMSG_DONE, NLMSG_ERROR, NLMSG_MIN_TYPE};
use nltrace_decoders::generic::Owner;
use nltrace_decoders::schema::{Answers, Causes, Class, Traits};
use nltrace_decoders::wire::{Endian, MessageHeader, NLMSG_HDRLEN, message_header};

use super::{Key, exchange_of};
use crate::datagram::{Caller, Datagram, Timestamp};
use crate::session::role::Unanswered;

/// Where an error echoes the request: behind its number.
pub(super) const ECHO: usize = NLMSG_HDRLEN + 4;

/// Whether request and reply of `NETLINK_SOCK_DIAG` are about sockets of one family, as far as their first bytes tell: all
/// of ss's requests have one number. TIPC's replies begin with an attribute, and SMC's may have another's family.
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

/// Whether an `NLMSG_ERROR` is an acknowledgement: its number is 0.
pub(super) fn acknowledges(message: &[u8]) -> bool {
    message.get(NLMSG_HDRLEN..ECHO) == Some(&[0; 4])
}

/// A request that was sent.
pub(super) struct Request {
    /// All of it; nothing if there was no room for it any more.
    pub(super) bytes: Vec<u8>,
    pub(super) header: MessageHeader,
    pub(super) protocol: Option<u16>,
    pub(super) class: Option<Class>,
    pub(super) name: Option<&'static str>,
    /// The type of its answers, where a table says so.
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
    pub(super) answers: u32,
    /// Datagrams they came in.
    pub(super) reads: u32,
    /// Bytes of its answers.
    pub(super) answered_bytes: u64,
    /// The datagram that held its last answer.
    pub(super) last: u64,
    /// What is listed changed meanwhile.
    pub(super) interrupted: bool,
    /// Its answers so far are some of several, whose end is to come. It need not be a dump for that: devlink tells tables,
    /// resources and diagnoses so.
    pub(super) many: bool,
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
    /// The process that sent it, 0 if that is not known.
    pub(super) pid: i32,
}

impl Request {
    /// What is left where a request was that is kept elsewhere now: it has no serial, so nobody finds it.
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
            answers: 0,
            reads: 0,
            last: 0,
            interrupted: false,
            many: false,
            open: false,
            answered_bytes: 0,
            is_reported: true,
            is_kept: false,
            endian: Endian::NATIVE,
            caller: None,
            guessed: false,
            pid: 0,
        }
    }

    /// Whether it asks for all of something.
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

    /// Whether the kernel must answer it.
    pub(super) fn expects(&self) -> bool {
        self.header.flags & NLM_F_ACK != 0 || self.is_dump() || self.class == Some(Class::Get)
    }

    fn same_group(&self, kind: u16) -> bool {
        // Families of generic netlink stand in no groups.
        if self.owner.is_some() { self.header.kind == kind } else { self.header.kind & !3 == kind & !3 }
    }

    /// Whether a message can tell of what this request brought about.
    pub(super) fn can_cause(&self, kind: u16, protocol: Option<u16>) -> bool {
        match exchange_of(protocol).causes {
            Causes::Group => self.same_group(kind),
            Causes::Subsystem => self.header.kind >> 8 == kind >> 8,
            Causes::OwnType => self.header.kind == kind,
            Causes::Nothing => false,
        }
    }

    /// Whether a message can be its answer, the port id aside.
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
            NLMSG_DONE => self.is_dump() || self.many,
            0..NLMSG_MIN_TYPE => false,
            _ => match self.class {
                None => true,
                Some(class) => self.is_answered_by(answers, class, header.kind, message),
            },
        }
    }

    /// Whether a message of this type can be the answer to a request of this class. The answer to a get is of what is there;
    /// deletions are sent only as notifications. What a change brought about is sent to others.
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

    /// What is told of it if nobody reads on.
    pub(super) fn unanswered(&self) -> Unanswered {
        Unanswered {
            request: self.name,
            request_id: self.header.kind,
            owner: self.owner,
            seq: self.header.seq,
            answers: self.answers,
        }
    }
}
