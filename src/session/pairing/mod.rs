//! Finds the request that a message answers.
//!
//! The sequence number alone is not enough. Programs start counting at the current second, so many requests of a capture share
//! a number, and a notification repeats the number and port id of its cause. So the type must fit (a new or delete request is
//! answered by an error or acknowledgement only, a get request also by messages of its group), an error must echo the
//! request's header, and the port id must be the one seen earlier in the conversation. If several requests remain,
//! `evidence` compares their contents with the answer; if that does not decide, the answer is marked as a guess.
//!
//! Requests are stored in a ring: in a capture a message costs one look-up and no allocation.

mod evidence;
mod report;
mod request;
mod room;

use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroU16;

use nltrace_decoders::control::{
    NLM_F_ACK, NLM_F_DUMP, NLM_F_DUMP_INTR, NLM_F_MULTI, NLMSG_DONE, NLMSG_ERROR, NLMSG_MIN_TYPE,
};
use nltrace_decoders::family;
use nltrace_decoders::generic::{Ids, owner};
use nltrace_decoders::schema::{Answers, Class, Exchange, Traits, WithoutPort};
use nltrace_decoders::wire::MessageHeader;

use evidence::{Fitting, LOOKED_AT};
use report::Reports;
pub(crate) use report::RequestReport;
use request::{Request, acknowledges};
use room::Room;

use super::role::{Answer, MessageRole, Serial, Unanswered};
use super::sockets::NumberedRequest;
use crate::datagram::{Datagram, Direction, asks};

/// Requests that are kept whatever becomes of them, the newest ones.
const REQUESTS: usize = 1024;
/// Older requests that are kept because an answer must come, or more of it.
const WAITING: usize = 4096;

/// A conversation: a socket, or in a capture, which knows none, a protocol; and a sequence number.
type Key = (u64, u32);

/// The requests that were seen.
#[derive(Default)]
pub(crate) struct Pairing {
    /// The last of them; each lies where its serial says, and the oldest gives way to the newest.
    ring: Vec<Request>,
    /// Older ones that wait for an answer, by their serials.
    waiting: BTreeMap<u64, Request>,
    /// Those of `waiting` that wait no more: their bytes are needed until the answer has been read.
    answered: Vec<u64>,
    /// How many requests were forgotten that waited for an answer.
    forgotten: u64,
    /// How many there were: the newest one's serial.
    made: u64,
    /// The newest request with each key, by its serial.
    latest: HashMap<Key, u64>,
    room: Room,
    /// What was looked up last: the messages of a dump follow each other.
    recent: Option<(Key, u64)>,
    /// Counts datagrams.
    datagram: u64,
    reports: Reports,
}

impl Pairing {
    /// A datagram begins.
    pub(crate) fn datagram(&mut self) {
        self.datagram += 1;
    }

    /// Whether no request was forgotten for want of room.
    pub(crate) fn remembers_all(&self) -> bool {
        self.made <= REQUESTS as u64
    }

    /// The bytes of a request.
    pub(crate) fn bytes(&self, serial: Serial) -> Option<&[u8]> {
        self.get(serial.0).map(|request| request.bytes.as_slice()).filter(|bytes| !bytes.is_empty())
    }

    /// The newest request with a key; 0 for none.
    fn newest(&mut self, key: Key) -> u64 {
        match self.recent {
            Some((known, serial)) if known == key => serial,
            _ => {
                let serial = self.latest.get(&key).copied().unwrap_or(0);
                self.recent = Some((key, serial));
                serial
            }
        }
    }

    fn get(&self, serial: u64) -> Option<&Request> {
        let slot = usize::try_from(serial.checked_sub(1)?).ok()? % REQUESTS;
        let newest = self.ring.get(slot).filter(|request| request.serial == serial);
        newest.or_else(|| self.waiting.get(&serial))
    }

    fn get_mut(&mut self, serial: u64) -> Option<&mut Request> {
        let slot = usize::try_from(serial.checked_sub(1)?).ok()? % REQUESTS;
        let newest = self.ring.get_mut(slot).filter(|request| request.serial == serial);
        newest.or_else(|| self.waiting.get_mut(&serial))
    }

    /// Says what part a message has, and takes note of it.
    pub(crate) fn place(
        &mut self,
        datagram: &Datagram<'_>,
        header: &MessageHeader,
        message: &[u8],
    ) -> MessageRole {
        if exchange_of(datagram.protocol).answers == Answers::Returned
            && datagram.direction != Direction::Send
            && let (Some(found), _) = self.find(datagram, header, message)
        {
            return self
                .answered(found, datagram, header, message)
                .map_or(MessageRole::Unknown, MessageRole::Answer);
        }
        if kernel_asks(datagram, header) {
            return MessageRole::Notification { cause: None };
        }
        let sends = match datagram.direction {
            Direction::Send => true,
            Direction::Receive => false,
            Direction::Unknown => asks(datagram.protocol, header),
        };
        if sends {
            if datagram.direction == Direction::Unknown
                && let Some(part) = self.copied(datagram, header, message)
            {
                return part;
            }
            return if asks(datagram.protocol, header) { MessageRole::Request } else { MessageRole::Unknown };
        }
        let is_multicast =
            datagram.group.is_some_and(|g| g != 0) || datagram.peer.is_some_and(|peer| peer.groups != 0);
        if is_multicast {
            return MessageRole::Notification { cause: None };
        }
        if asks(datagram.protocol, header) {
            return self.copied(datagram, header, message).unwrap_or(MessageRole::Unknown);
        }
        let socket = datagram.socket();
        let is_foreign =
            socket.and_then(|socket| socket.portid).is_some_and(|portid| portid != header.portid);
        let is_control = header.kind < NLMSG_MIN_TYPE;
        let is_nobodys = header.portid == 0 && !is_control;
        if (is_nobodys || is_foreign) && !answers_without_port(datagram, header) {
            return if is_control { MessageRole::Unknown } else { MessageRole::Notification { cause: None } };
        }
        let (found, cause) = self.find(datagram, header, message);
        if let Some(found) = found {
            return self
                .answered(found, datagram, header, message)
                .map_or(MessageRole::Unknown, MessageRole::Answer);
        }
        match cause {
            Some(cause) => MessageRole::Notification { cause },
            None if socket.is_some_and(|socket| self.latest.contains_key(&(socket.inode, header.seq))) => {
                MessageRole::Stray
            }
            None => MessageRole::Unknown,
        }
    }

    /// The request that a message answers, and whether that is a guess; and the type of the one that may have caused it, if
    /// that has a name.
    fn find(
        &mut self,
        datagram: &Datagram<'_>,
        header: &MessageHeader,
        message: &[u8],
    ) -> (Option<(u64, bool)>, Option<Option<&'static str>>) {
        let key = key(datagram, header.seq);
        let is_without_port = answers_without_port(datagram, header);
        let mut serial = self.newest(key);
        let (mut fitting, mut cause) = (Fitting::default(), None);
        for _ in 0..LOOKED_AT {
            let Some(request) = self.get(serial).filter(|request| request.key == key) else { break };
            if request.open && request.fits(header, message, datagram.protocol, datagram) {
                // Who asks for all gets many; whoever it is can ask for one meanwhile.
                let is_many = header.flags & NLM_F_MULTI != 0;
                let suits = header.kind < NLMSG_MIN_TYPE || is_many == request.is_dump();
                match request.port {
                    Some(port) if (port == header.portid || is_without_port) && suits => {
                        return (Some((serial, request.guessed)), None);
                    }
                    Some(port) if port != header.portid => (),
                    _ => fitting.add(serial),
                }
            } else if request.class.is_some_and(Class::changes)
                && header.kind >= NLMSG_MIN_TYPE
                && header.flags & NLM_F_MULTI == 0
                && request.can_cause(header.kind, datagram.protocol)
                && request.port.is_none_or(|port| port == header.portid)
            {
                cause = cause.or(Some(request.name));
            }
            serial = request.previous;
        }
        (self.likeliest(fitting.serials(), datagram, header, message), cause)
    }

    /// Notifications of next hops, filters and actions carry their request's flags, `NLM_F_REQUEST` and all, and its
    /// sender's port id, which the request itself did not have; and so do answers to who asks for one filter or chain.
    fn copied(
        &mut self,
        datagram: &Datagram<'_>,
        header: &MessageHeader,
        message: &[u8],
    ) -> Option<MessageRole> {
        let key = key(datagram, header.seq);
        let serial = *self.latest.get(&key).filter(|_| header.portid != 0)?;
        let request = self.get(serial).filter(|request| {
            request.key == key
                && request.port.is_none_or(|port| port == header.portid)
                && request.header.flags == header.flags
        })?;
        let is_other = request.header.portid != header.portid;
        let is_asked = request.class == Some(Class::Get) && exchange_of(datagram.protocol).copies_flags;
        let answers_itself = request.traits.has(Traits::ANSWERS_ITSELF) && is_other;
        if is_asked && request.open && (request.header.kind != header.kind || answers_itself) {
            if !request.fits(header, message, datagram.protocol, datagram) {
                return None;
            }
            return self.answered((serial, false), datagram, header, message).map(MessageRole::Answer);
        }
        let is_one = is_other
            && request.can_cause(header.kind, datagram.protocol)
            && request.class.is_some_and(Class::changes);
        is_one.then_some(MessageRole::Notification { cause: request.name })
    }

    fn answered(
        &mut self,
        (serial, is_guess): (u64, bool),
        datagram: &Datagram<'_>,
        header: &MessageHeader,
        message: &[u8],
    ) -> Option<Answer> {
        let now = self.datagram;
        let request = self.get_mut(serial)?;
        let is_peek = datagram.is_peek();
        let interrupts = header.flags & NLM_F_DUMP_INTR != 0;
        let before = (
            request.answers,
            request.reads,
            request.last,
            request.interrupted,
            request.many,
            request.answered_bytes,
        );
        request.port = request.port.or(Some(header.portid));
        let answers_after =
            exchange_of(request.protocol).acknowledges_first && request.class == Some(Class::Get);
        let acknowledged_first = answers_after && header.kind == NLMSG_ERROR && acknowledges(message);
        let is_dump = request.is_dump();
        // Several answers to what is no dump have an end, and an acknowledgement behind it.
        let acknowledged_last =
            header.kind == NLMSG_DONE && !is_dump && request.header.flags & NLM_F_ACK != 0;
        let goes_on = acknowledged_first || acknowledged_last;
        request.many = match header.kind {
            NLMSG_DONE => false,
            0..NLMSG_MIN_TYPE => request.many,
            _ => request.many || header.flags & NLM_F_MULTI != 0,
        };
        request.answers += u32::from(!acknowledged_first);
        request.reads += u32::from(request.last != now);
        request.answered_bytes += message.len() as u64;
        request.last = now;
        let tells_interruption = interrupts && !request.interrupted;
        request.interrupted |= interrupts;
        let is_last = match header.kind {
            NLMSG_ERROR | NLMSG_DONE => !goes_on,
            _ if exchange_of(datagram.protocol).answers == Answers::Returned => true,
            _ if answers_after => !is_dump,
            _ => {
                !is_dump
                    && request.class.is_some()
                    && header.flags & NLM_F_MULTI == 0
                    && request.header.flags & NLM_F_ACK == 0
            }
        };
        request.open = !is_last || is_peek;
        request.guessed = is_guess;
        let answer = Answer {
            request: request.name,
            request_id: request.header.kind,
            owner: request.owner,
            packet: request.packet,
            after: datagram.when.saturating_sub(request.when),
            is_first: request.answers == 1,
            count: request.answers,
            reads: request.reads,
            is_dump,
            is_last,
            interrupted: request.interrupted,
            tells_interruption,
            is_guess,
            serial: Serial(serial),
        };
        let waits_no_more = !request.open;
        if is_peek {
            (
                request.answers,
                request.reads,
                request.last,
                request.interrupted,
                request.many,
                request.answered_bytes,
            ) = before;
        }
        if waits_no_more && self.waiting.contains_key(&serial) {
            self.answered.push(serial);
        }
        Some(answer)
    }

    /// Keeps a request. Returns where, and the type of one with the same number that still waits for its answer.
    pub(crate) fn keep(
        &mut self,
        datagram: &Datagram<'_>,
        header: &MessageHeader,
        message: &[u8],
        ids: &Ids,
    ) -> (Serial, Option<u16>) {
        let key = key(datagram, header.seq);
        let previous = self.newest(key);
        let pid = datagram.caller.map_or(0, |caller| caller.pid);
        let reused = self
            .get(previous)
            .filter(|request| request.key == key && request.open && request.expects() && request.answers == 0)
            .map(|request| request.header.kind);
        let family = datagram.protocol.and_then(family::by_protocol);
        let owner = family.and_then(|family| owner(family, Some(ids), message, datagram.endian));
        let known = match owner {
            Some(owner) => owner.command(true),
            None => family.and_then(|family| family.message(header.kind)),
        };
        // Whatever a command does, the kernel takes these bits for a dump.
        let is_dump = owner.is_some() && header.flags & NLM_F_DUMP == NLM_F_DUMP;
        let unknown = if is_dump { Class::Get } else { Class::Other };
        let class = known.map(|message| message.class).or(family.map(|_| unknown));
        self.make_way();
        self.tidy();
        self.made += 1;
        let serial = self.made;
        self.reports.add(serial);
        let slot = usize::try_from(serial - 1).unwrap_or(0) % REQUESTS;
        let mut bytes = Vec::new();
        let mut gone = None;
        if let Some(old) = self.ring.get_mut(slot) {
            if old.open && old.expects() {
                let mut old = std::mem::replace(old, Request::gone());
                old.bytes.shrink_to_fit();
                self.waiting.insert(old.serial, old);
            } else {
                bytes = std::mem::take(&mut old.bytes);
                gone = Some((old.key, old.serial));
            }
        }
        if let Some((key, serial)) = gone {
            self.forget(key, serial);
        }
        self.make_room(&mut bytes, message.len());
        bytes.extend_from_slice(message);
        let request = Request {
            bytes,
            header: *header,
            protocol: datagram.protocol,
            class,
            name: known.map(|message| message.name),
            answer: known.and_then(|message| message.answer).map(NonZeroU16::get),
            traits: known.map_or(Traits::NONE, |message| message.traits),
            owner,
            key,
            serial,
            previous,
            when: datagram.when,
            packet: datagram.number,
            port: None,
            answers: 0,
            reads: 0,
            answered_bytes: 0,
            is_reported: false,
            is_kept: false,
            endian: datagram.endian,
            caller: self.reports.caller(datagram),
            last: 0,
            interrupted: false,
            many: false,
            open: true,
            guessed: false,
            pid,
        };
        match self.ring.get_mut(slot) {
            Some(old) => *old = request,
            None => self.ring.push(request),
        }
        self.latest.insert(key, serial);
        self.recent = Some((key, serial));
        (Serial(serial), reused)
    }

    /// A request is no more: it is not found by its number any longer.
    fn forget(&mut self, key: Key, serial: u64) {
        if self.latest.get(&key) == Some(&serial) {
            self.latest.remove(&key);
            self.recent = None;
        }
    }

    /// Forgets older requests that wait no more, and, if there are too many, the oldest that does.
    fn tidy(&mut self) {
        for serial in std::mem::take(&mut self.answered) {
            if let Some(request) = self.waiting.remove(&serial) {
                self.release(request.bytes.len());
                self.forget(request.key, serial);
            }
        }
        while self.waiting.len() >= WAITING {
            let Some((serial, request)) = self.waiting.pop_first() else { return };
            self.release(request.bytes.len());
            self.forget(request.key, serial);
            self.forgotten += 1;
        }
    }

    /// How many requests were forgotten that waited for an answer.
    pub(crate) fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// What is to be known of a request that must be answered; `None` for one that need not.
    pub(crate) fn asked(&self, serial: Serial, protocol: Option<u16>) -> Option<NumberedRequest> {
        let request = self.get(serial.0).filter(|request| request.expects())?;
        let (seq, is_dump, when) = (request.header.seq, request.is_dump(), request.when);
        Some(NumberedRequest { seq, serial, protocol, is_dump, when })
    }

    /// The request that was kept last did not reach the kernel: nothing will answer it.
    pub(crate) fn failed(&mut self) {
        let made = self.made;
        if let Some(request) = self.get_mut(made) {
            request.open = false;
        }
    }

    /// The dump of a socket that is not read to its end, when something else begins.
    pub(crate) fn unfinished_dump(&self, inode: u64) -> Option<Unanswered> {
        let open = |request: &&Request| {
            request.key.0 == inode && request.open && request.is_dump() && request.answers > 0
        };
        let all = self.ring.iter().chain(self.waiting.values());
        all.filter(open).max_by_key(|request| request.serial).map(Request::unanswered)
    }

    /// The requests of a socket that have no answer yet, or not all; they are closed.
    pub(crate) fn close_socket(&mut self, inode: u64) -> Vec<Unanswered> {
        self.close(|request| request.key.0 == inode)
    }

    /// The requests of a process that have no answer yet, or not all; they are closed.
    pub(crate) fn close_process(&mut self, pid: i32) -> Vec<Unanswered> {
        self.close(|request| request.pid == pid)
    }

    fn close(&mut self, of: impl Fn(&Request) -> bool) -> Vec<Unanswered> {
        let mut left = Vec::new();
        self.reports.end(self.ring.iter_mut().chain(self.waiting.values_mut()), &of);
        let all = self.ring.iter_mut().chain(self.waiting.values_mut());
        for request in all.filter(|request| request.open && of(request)) {
            request.open = false;
            // Of those in the ring none is in `waiting`, and for them this does nothing.
            self.answered.push(request.serial);
            // What was asked for has come, if not the acknowledgement behind it: iptables-nft does not wait for that.
            let has_come = request.answers > 0 && !request.is_dump();
            if request.expects() && !has_come {
                left.push((request.serial, request.unanswered()));
            }
        }
        left.sort_by_key(|(serial, _)| *serial);
        left.into_iter().map(|(_, request)| request).collect()
    }
}

/// Whether the kernel asks user space for something, as for the address of a neighbour: nobody answers that.
fn kernel_asks(datagram: &Datagram<'_>, header: &MessageHeader) -> bool {
    datagram.direction != Direction::Send
        && (header.seq, header.portid, header.flags & NLM_F_DUMP) == (0, 0, 0)
        && datagram.protocol.and_then(family::by_protocol).is_some_and(|family| {
            family.message(header.kind).is_some_and(|row| row.traits.has(Traits::KERNEL_ASKS))
        })
}

/// How a protocol pairs requests with what follows them.
fn exchange_of(protocol: Option<u16>) -> Exchange {
    protocol.and_then(family::by_protocol).map_or(Exchange::PLAIN, |family| family.exchange)
}

/// Whether a message may be an answer though it lacks the port id of the socket that asked.
fn answers_without_port(datagram: &Datagram<'_>, header: &MessageHeader) -> bool {
    header.portid == 0
        && match exchange_of(datagram.protocol).without_port {
            WithoutPort::Always => true,
            WithoutPort::Typed => header.kind != 0,
            WithoutPort::Never => false,
        }
}

fn key(datagram: &Datagram<'_>, seq: u32) -> Key {
    match datagram.socket() {
        Some(socket) => (socket.inode, seq),
        None => (u64::from(datagram.protocol.unwrap_or(u16::MAX)), seq),
    }
}
