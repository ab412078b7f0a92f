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
mod requests;
mod room;

use std::num::NonZeroU16;

use nltrace_decoders::control::{NLM_F_DUMP, NLM_F_MULTI, NLMSG_MIN_TYPE};
use nltrace_decoders::generic::{Ids, owner};
use nltrace_decoders::schema::{Answers, Class, Exchange, Traits, WithoutPort};
use nltrace_decoders::wire::MessageHeader;

use evidence::{Fitting, LOOKED_AT, likeliest};
use report::Reports;
pub(crate) use report::RequestReport;
use request::{Key, Request, Tally};
use requests::Requests;

use super::role::{Answer, MessageRole, Serial, Unanswered};
use super::sockets::NumberedRequest;
use crate::datagram::{Datagram, Direction, Timestamp, asks};
use crate::tables;

/// Requests, and the messages that answer them.
#[derive(Default)]
pub(crate) struct Pairing {
    requests: Requests,
    reports: Reports,
    /// The number of the current datagram.
    datagram: u64,
}

impl Pairing {
    /// Called before the messages of a datagram.
    pub(crate) fn datagram(&mut self, when: Timestamp) {
        self.datagram += 1;
        self.reports.tick(when, &mut self.requests);
    }

    /// Returns whether no request was dropped for lack of space.
    pub(crate) fn remembers_all(&self) -> bool {
        self.requests.has_all()
    }

    /// Returns the bytes of a request.
    pub(crate) fn bytes(&self, serial: Serial) -> Option<&[u8]> {
        self.requests.get(serial.0).map(|request| request.bytes.as_slice()).filter(|bytes| !bytes.is_empty())
    }

    /// Returns the role of a message. Counts it if it is an answer.
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
            None if socket
                .is_some_and(|socket| self.requests.latest((socket.inode, header.seq)).is_some()) =>
            {
                MessageRole::Stray
            }
            None => MessageRole::Unknown,
        }
    }

    /// Returns the request that a message answers, and whether that is a guess; and the type of the one that may have caused it, if
    /// that has a name.
    fn find(
        &mut self,
        datagram: &Datagram<'_>,
        header: &MessageHeader,
        message: &[u8],
    ) -> (Option<(u64, bool)>, Option<Option<&'static str>>) {
        let key = key(datagram, header.seq);
        let is_without_port = answers_without_port(datagram, header);
        let mut serial = self.requests.newest(key);
        let (mut fitting, mut cause) = (Fitting::default(), None);
        for _ in 0..LOOKED_AT {
            let Some(request) = self.requests.get(serial).filter(|request| request.key == key) else { break };
            if request.open && request.fits(header, message, datagram.protocol, datagram) {
                // A dump gets many answers; the same program can send a single query meanwhile.
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
        (likeliest(&mut self.requests, fitting.serials(), datagram, header, message), cause)
    }

    /// Notifications of next hops, filters and actions copy their request's flags, including `NLM_F_REQUEST`, and have its
    /// sender's port id, which the request itself did not have. Answers to a query of one filter or chain do too.
    fn copied(
        &mut self,
        datagram: &Datagram<'_>,
        header: &MessageHeader,
        message: &[u8],
    ) -> Option<MessageRole> {
        let key = key(datagram, header.seq);
        let serial = self.requests.latest(key).filter(|_| header.portid != 0)?;
        let request = self.requests.get(serial).filter(|request| {
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
        let request = self.requests.get_mut(serial)?;
        let answer = request.answer(is_guess, datagram, self.datagram, header, message);
        if !request.open {
            self.requests.settle(serial);
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
        let previous = self.requests.newest(key);
        let pid = datagram.caller.map_or(0, |caller| caller.pid);
        let reused = self
            .requests
            .get(previous)
            .filter(|request| {
                request.key == key && request.open && request.expects() && request.tally.answers == 0
            })
            .map(|request| request.header.kind);
        let family = datagram.protocol.and_then(tables::by_protocol);
        let owner = family.and_then(|family| owner(family, Some(ids), message, datagram.endian));
        let known = match owner {
            Some(owner) => owner.command(true),
            None => family.and_then(|family| family.message(header.kind)),
        };
        // The kernel treats these bits as a dump for every command.
        let is_dump = owner.is_some() && header.flags & NLM_F_DUMP == NLM_F_DUMP;
        let unknown = if is_dump { Class::Get } else { Class::Other };
        let class = known.map(|message| message.class).or(family.map(|_| unknown));
        self.reports.make_way(&mut self.requests);
        let request = Request {
            bytes: Vec::new(),
            header: *header,
            protocol: datagram.protocol,
            class,
            name: known.map(|message| message.name),
            answer: known.and_then(|message| message.answer).map(NonZeroU16::get),
            traits: known.map_or(Traits::NONE, |message| message.traits),
            owner,
            key,
            serial: 0,
            previous,
            when: datagram.when,
            packet: datagram.number,
            port: None,
            tally: Tally::default(),
            is_reported: false,
            is_kept: false,
            endian: datagram.endian,
            caller: self.reports.caller(datagram),
            stack: self.reports.stack(datagram),
            open: true,
            guessed: false,
            pid,
        };
        let serial = self.requests.add(request, message);
        self.reports.add(serial);
        (Serial(serial), reused)
    }

    /// Returns how many requests were dropped that waited for an answer.
    pub(crate) fn forgotten(&self) -> u64 {
        self.requests.forgotten()
    }

    /// Returns a request that must be answered; `None` for others.
    pub(crate) fn asked(&self, serial: Serial, protocol: Option<u16>) -> Option<NumberedRequest> {
        let request = self.requests.get(serial.0).filter(|request| request.expects())?;
        let (seq, is_dump, when) = (request.header.seq, request.is_dump(), request.when);
        Some(NumberedRequest { seq, serial, protocol, is_dump, when })
    }

    /// Notes that the request that was kept last did not reach the kernel: nothing will answer it.
    pub(crate) fn failed(&mut self) {
        if let Some(request) = self.requests.last_mut() {
            request.open = false;
        }
    }

    /// Returns the dump of a socket that is not read to its end, when something else begins.
    pub(crate) fn unfinished_dump(&self, inode: u64) -> Option<Unanswered> {
        let open = |request: &&Request| {
            request.key.0 == inode && request.open && request.is_dump() && request.tally.answers > 0
        };
        self.requests.all().filter(open).max_by_key(|request| request.serial).map(Request::unanswered)
    }

    /// Closes the requests of a socket. Returns those that lack an answer.
    pub(crate) fn close_socket(&mut self, inode: u64) -> Vec<Unanswered> {
        self.close(|request| request.key.0 == inode)
    }

    /// Closes the requests of a process. Returns those that lack an answer.
    pub(crate) fn close_process(&mut self, pid: i32) -> Vec<Unanswered> {
        self.close(|request| request.pid == pid)
    }

    fn close(&mut self, of: impl Fn(&Request) -> bool) -> Vec<Unanswered> {
        self.reports.end(self.requests.all_mut(), &of);
        self.requests.close(of)
    }

    /// Follows exchanges from now on, for a format that has a line for each.
    pub(crate) fn follow_exchanges(&mut self) {
        self.reports.turn_on();
    }

    /// Returns the requests whose line became due since the last call although no last answer came.
    pub(crate) fn due(&mut self) -> Vec<Serial> {
        self.reports.due()
    }

    /// Makes the lines of all requests due.
    pub(crate) fn end_exchanges(&mut self) {
        self.reports.end_all(&mut self.requests);
    }

    /// Marks the line of a request as printed.
    pub(crate) fn report(&mut self, serial: Serial) {
        self.requests.report(serial.0);
    }

    /// Marks a request if the filter accepts it or one of its answers.
    pub(crate) fn keep_exchange(&mut self, serial: Serial) {
        if let Some(request) = self.requests.get_mut(serial.0) {
            request.is_kept = true;
        }
    }

    /// Returns a request and what is known of its answers.
    pub(crate) fn exchange(&self, serial: Serial) -> Option<RequestReport<'_>> {
        self.requests.get(serial.0).map(RequestReport::of)
    }

    /// Returns how many bytes of requests are stored.
    #[cfg(test)]
    pub(in crate::session) fn weight(&self) -> usize {
        self.requests.weight()
    }
}

/// Returns whether the kernel asks user space for something, as for the address of a neighbour: nobody answers that.
fn kernel_asks(datagram: &Datagram<'_>, header: &MessageHeader) -> bool {
    datagram.direction != Direction::Send
        && (header.seq, header.portid, header.flags & NLM_F_DUMP) == (0, 0, 0)
        && datagram.protocol.and_then(tables::by_protocol).is_some_and(|family| {
            family.message(header.kind).is_some_and(|row| row.traits.has(Traits::KERNEL_ASKS))
        })
}

/// Returns how a protocol pairs requests with what follows them.
fn exchange_of(protocol: Option<u16>) -> Exchange {
    protocol.and_then(tables::by_protocol).map_or(Exchange::PLAIN, |family| family.exchange)
}

/// Returns whether a message may be an answer though it lacks the port id of the socket that asked.
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
