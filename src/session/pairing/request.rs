//! A request that was sent, and what can be its answer by type and flags.

use nltrace_decoders::control::{NLM_F_ACK, NLM_F_DUMP, NLM_F_ECHO, NLMSG_DONE, NLMSG_ERROR, NLMSG_MIN_TYPE};
use nltrace_decoders::generic::Owner;
use nltrace_decoders::names::{
    NETLINK_AUDIT, NETLINK_FIB_LOOKUP, NETLINK_ISCSI, NETLINK_NETFILTER, NETLINK_ROUTE, NETLINK_SOCK_DIAG,
    NETLINK_XFRM,
};
use nltrace_decoders::schema::Class;
use nltrace_decoders::wire::{MessageHeader, NLMSG_HDRLEN, message_header};

use super::Key;
use crate::datagram::{Datagram, Timestamp};
use crate::session::role::Unanswered;

/// The audit system's rules: all of them are told, whether a dump is asked for or not.
const AUDIT_LIST_RULES: u16 = 1013;
/// Data centre bridging: what sets is answered as what gets.
const RTM_GETDCB: u16 = 78;

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
    /// Of generic netlink: whose it was.
    pub(super) owner: Option<Owner>,
    pub(super) key: Key,
    /// Its number among all requests, from 1 on.
    pub(super) serial: u64,
    /// The request before it with the same key; 0 for none.
    pub(super) previous: u64,
    pub(super) when: Timestamp,
    /// The port id of its answers, once there was one.
    pub(super) port: Option<u32>,
    pub(super) answers: u32,
    /// Datagrams they came in.
    pub(super) reads: u32,
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
    /// The process that sent it, 0 if that is not known.
    pub(super) pid: i32,
}

impl Request {
    /// Whether it asks for all of something.
    pub(super) fn is_dump(&self) -> bool {
        if self.protocol == Some(NETLINK_AUDIT) {
            return self.header.kind == AUDIT_LIST_RULES;
        }
        match self.class {
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
        match protocol {
            // Who deletes a chain deletes its rules: all that is sure is the subsystem.
            Some(NETLINK_NETFILTER) => self.header.kind >> 8 == kind >> 8,
            // What destroys a socket and what tells of one are neighbours by chance.
            Some(NETLINK_SOCK_DIAG) => false,
            Some(NETLINK_XFRM) => self.header.kind == kind,
            _ => self.same_group(kind),
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
        match header.kind {
            // The kernel fills in the request itself, and sends it back.
            _ if protocol == Some(NETLINK_FIB_LOOKUP) => *header == self.header,
            _ if protocol == Some(NETLINK_ISCSI) => header.kind == self.header.kind,
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
            _ => match (self.class, protocol) {
                (None, _) => true,
                // What asks is told what is there, or by a message of its own type; of what is gone others are told.
                (Some(Class::Get), Some(NETLINK_ROUTE)) => {
                    header.kind == self.header.kind || self.same_group(header.kind) && header.kind & 3 == 0
                }
                (Some(class), Some(NETLINK_ROUTE)) if class.changes() => {
                    self.same_group(header.kind)
                        && (self.header.flags & NLM_F_ECHO != 0 || self.header.kind & !3 == RTM_GETDCB & !3)
                }
                (Some(Class::Get), Some(NETLINK_NETFILTER)) => {
                    header.kind == self.answer.unwrap_or(self.header.kind)
                }
                (Some(Class::New | Class::Delete), Some(NETLINK_NETFILTER)) => {
                    header.kind == self.header.kind && self.header.flags & NLM_F_ECHO != 0
                }
                // What makes or deletes has no answer but an acknowledgement: others are told of it.
                (Some(Class::New | Class::Delete), Some(NETLINK_XFRM)) => false,
                (_, Some(NETLINK_XFRM)) => header.kind == self.answer.unwrap_or(self.header.kind),
                (_, Some(NETLINK_SOCK_DIAG)) => {
                    header.kind == self.header.kind && same_family(&self.bytes, message)
                }
                _ => header.kind == self.header.kind,
            },
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
