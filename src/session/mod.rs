//! Relations between messages, and between messages and their sockets.
//!
//! - `pairing`: which request a message answers, and what else it is (`part`): a notification, or an answer to nothing;
//! - `errors`: the cause of an error, in the names of the request; `echo`: how much of the request it repeats;
//! - `advice`: advice about errors; `probes`: errors that programs expect;
//! - `sockets`: the options of traced sockets, and their unread answers;
//! - `lint`: faults and fragile habits of programs;
//! - `names`: names of interfaces;
//! - `families`: generic netlink family ids.

mod advice;
mod echo;
mod errors;
mod extack;
mod families;
pub(crate) mod lint;
mod names;
mod namespaces;
mod pairing;
mod passage;
mod probes;
mod processes;
mod role;
mod sockets;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use nix::libc;
use nltrace_decoders::control::{NLM_F_DUMP, NLMSG_DONE, NLMSG_ERROR};
use nltrace_decoders::generic::Ids;
use nltrace_decoders::names::NETLINK_ROUTE;
use nltrace_decoders::schema::{Class, Generic};
use nltrace_decoders::tape::Tape;
use nltrace_decoders::wire::{MessageHeader, message_header};

use crate::datagram::{Caller, Datagram, Direction, Notice, NoticeKind, Outcome};

pub(crate) use advice::{is_ignored, of_call};
pub(crate) use echo::Echo;
pub(crate) use errors::{Fault, Offender, fault, points_at, text};
pub(crate) use families::{AskFamilies, FamilyChange};
pub(crate) use lint::Finding;
pub(crate) use names::{AskName, Interfaces, NameChange, ReadList};
pub(crate) use pairing::RequestReport;
pub(crate) use passage::{Arrival, Passage};
pub(crate) use processes::{AskProcess, Author};
pub(crate) use role::{Answer, MessageRole, Serial};

use families::Families;
use lint::table::{
    BATCH_MISSING, DUMP_INTERRUPTED, DUMP_UNFINISHED, RECEIVE_TRUNCATED, REQUESTS_FORGOTTEN, SEQUENCE_REUSED,
};
use lint::{Inspector, SentMessage};
use namespaces::NamespaceCount;
use pairing::Pairing;
use processes::Processes;
use sockets::Sockets;

/// The knowledge that is kept between messages.
pub(crate) struct Session {
    pairing: Pairing,
    namespaces: NamespaceCount,
    sockets: Sockets,
    interfaces: Interfaces,
    families: Families,
    processes: Processes,
    texts: extack::Texts,
    inspector: Inspector,
}

/// A change of the names that a session knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KnowledgeChange {
    /// Of an interface's.
    Interface(NameChange),
    /// Of a generic netlink family's.
    Family(FamilyChange),
}

impl Session {
    /// Returns a session that shows all findings of lints (`lint`), or only the worst.
    pub(crate) fn new(lint: bool) -> Session {
        Session {
            pairing: Pairing::default(),
            namespaces: NamespaceCount::default(),
            sockets: Sockets::default(),
            interfaces: Interfaces::default(),
            families: Families::default(),
            processes: Processes::default(),
            texts: extack::Texts::default(),
            inspector: Inspector::new(lint),
        }
    }

    /// Records the network namespace of a caller. Returns true if it is the second one of the trace.
    pub(crate) fn is_second_namespace(&mut self, caller: Option<&Caller>) -> bool {
        self.namespaces.observe(caller)
    }

    /// Follows exchanges, for a format that has a line for each.
    pub(crate) fn follow_exchanges(&mut self) {
        self.pairing.follow_exchanges();
    }

    /// Returns the requests whose line is due since this was called, although no last answer came.
    pub(crate) fn due(&mut self) -> Vec<Serial> {
        self.pairing.due()
    }

    /// Makes the lines of all requests due: nothing more comes.
    pub(crate) fn end_exchanges(&mut self) {
        self.pairing.end_exchanges();
    }

    /// Takes note that the filter keeps a request or one of its answers.
    pub(crate) fn keep_exchange(&mut self, serial: Serial) {
        self.pairing.keep_exchange(serial);
    }

    /// Asks for the interface names in a request that is shown after its answer: the request itself made them doubtful.
    pub(crate) fn name_again(&mut self, serial: Serial, tape: &Tape) {
        if let Some(RequestReport { caller: Some(caller), message, .. }) = self.pairing.exchange(serial) {
            self.interfaces.look_up(caller, message, tape);
        }
    }

    /// Asks the kernel which process has a port id.
    pub(crate) fn ask_processes_by(&mut self, ask: AskProcess) {
        self.processes.ask_by(ask);
    }

    /// Returns the process that caused a notification, as far as its port id shows it.
    pub(crate) fn author(
        &mut self,
        datagram: &Datagram<'_>,
        header: &MessageHeader,
        role: &MessageRole,
    ) -> Option<Author> {
        match role {
            MessageRole::Notification { .. } => self.processes.author(datagram, header.portid),
            _ => None,
        }
    }

    /// Returns what is known of a request and its answers.
    pub(crate) fn exchange(&self, serial: Serial) -> Option<RequestReport<'_>> {
        self.pairing.exchange(serial)
    }

    /// A datagram begins.
    pub(crate) fn datagram(&mut self, datagram: &Datagram<'_>) {
        self.pairing.datagram(datagram.when);
        if let Some(caller) = datagram.caller {
            self.processes.meet(caller);
        }
        self.sockets.datagram(datagram, self.inspector.begin());
        self.forget_left();
        self.inspector.datagram(datagram);
    }

    /// Forgets the names of network namespaces without sockets.
    fn forget_left(&mut self) {
        while let Some(netns) = self.sockets.left_namespace() {
            self.interfaces.forget(netns);
        }
    }

    /// Finds the role of a message. Asks the kernel first for unknown family ids, if queries are enabled.
    pub(crate) fn enter<'m>(
        &mut self,
        datagram: &'m Datagram<'m>,
        header: MessageHeader,
        message: &'m [u8],
        is_whole: bool,
    ) -> Arrival<'m> {
        self.families.meet(datagram, &header);
        let role = self.place(datagram, &header, message);
        Arrival { datagram, header, message, is_whole, role }
    }

    /// A datagram was looked at and stays queued; it is not shown before it is read.
    pub(crate) fn peek(&mut self, datagram: &Datagram<'_>) {
        self.sockets.datagram(datagram, self.inspector.begin());
    }

    /// Returns what a message is in its conversation.
    fn place(&mut self, datagram: &Datagram<'_>, header: &MessageHeader, message: &[u8]) -> MessageRole {
        let part = self.pairing.place(datagram, header, message);
        let is_answer =
            datagram.direction == Direction::Receive && matches!(header.kind, NLMSG_ERROR | NLMSG_DONE);
        match (&part, datagram.socket()) {
            // All that this socket asked was seen, and this was not.
            (MessageRole::Unknown, Some(socket))
                if is_answer && self.sockets.is_known(socket.inode) && self.pairing.remembers_all() =>
            {
                MessageRole::Stray
            }
            _ => part,
        }
    }

    /// Returns the request that a message answers.
    pub(crate) fn request(&self, part: &MessageRole) -> Option<&[u8]> {
        match part {
            MessageRole::Answer(answer) => self.pairing.bytes(answer.serial),
            _ => None,
        }
    }

    /// Returns how much of its request an error or acknowledgement repeats, if the request is known for sure.
    pub(crate) fn echo(&self, role: &MessageRole, message: &[u8], tape: &Tape) -> Option<Echo> {
        match role {
            MessageRole::Answer(answer) if !answer.is_guess => Echo::of(message, tape, self.request(role)?),
            _ => None,
        }
    }

    /// Returns the kernel's text about the request that a message answers, if a tracepoint reported it.
    pub(crate) fn unsolicited(&self, role: &MessageRole) -> Option<&str> {
        match role {
            MessageRole::Answer(answer) => self.texts.about(answer.serial),
            _ => None,
        }
    }

    /// Returns whether the request of an error needed a batch around it and had none.
    pub(crate) fn was_outside_batch(&self, error: &Datagram<'_>, seq: u32) -> bool {
        self.inspector.was_outside_batch(error, seq)
    }

    /// Returns what explains a failure: a finding of lints about the request, or what the interface accepts. `is_outside_batch` is what
    /// [`was_outside_batch`](Session::was_outside_batch) returned when the error came.
    pub(crate) fn explain(
        &self,
        datagram: &Datagram<'_>,
        fault: &Fault<'_>,
        is_outside_batch: bool,
    ) -> Option<Cow<'static, str>> {
        let (_, header) = message_header(fault.request, datagram.endian).ok()?;
        let mut findings = Vec::new();
        if is_outside_batch {
            findings.push(Finding::of(&BATCH_MISSING, ""));
        }
        let is_whole = header.len as usize <= fault.request.len();
        // An error may repeat less of its request than was sent.
        if is_whole && fault.errno != libc::EPERM {
            self.check(datagram, (&header, fault.request, true), fault.tape, &mut findings);
        }
        advice::by_lints(fault.errno, &findings).or_else(|| {
            let netns = datagram.caller.map_or(0, |caller| caller.netns);
            let index = names::index_of(fault.request, datagram.endian)?;
            let accepted =
                self.interfaces.mtus(netns, index).filter(|_| datagram.protocol == Some(NETLINK_ROUTE))?;
            advice::of_mtu(fault.errno, fault.request, fault.tape, accepted)
        })
    }

    /// Returns whether a program expects a request of its own to fail.
    pub(crate) fn is_probe(
        caller: Option<&Caller>,
        header: &MessageHeader,
        request: &[u8],
        tape: &Tape,
        errno: u32,
    ) -> bool {
        let comm = caller.map(|caller| caller.comm.as_str());
        i32::try_from(errno).is_ok_and(|errno| probes::purpose(comm, header, request, tape, errno).is_some())
    }

    /// Learns from a message that was decoded, and looks for what is wrong with it.
    pub(crate) fn read<'m>(&mut self, arrival: Arrival<'m>, tape: &Tape) -> Passage<'m> {
        let Arrival { datagram, ref header, message, is_whole, ref role } = arrival;
        let mut findings = self.inspector.take();
        self.learn(&arrival);
        if let Some(caller) = datagram.caller {
            self.interfaces.look_up(caller, message, tape);
        }
        if datagram.direction == Direction::Receive && !is_whole && datagram.cut.is_none() {
            // recv() does not say that it cut a message; the message does.
            let text = format!("{} bytes of {} were read, the rest is lost", message.len(), header.len);
            findings.push(Finding::of(&RECEIVE_TRUNCATED, text));
        }
        match role {
            MessageRole::Request if datagram.is_addressed_to_kernel() => {
                self.check(datagram, (header, message, is_whole), tape, &mut findings);
                findings.extend(self.unfinished_dump(&arrival, tape));
            }
            MessageRole::Answer(answer) if answer.tells_interruption => {
                findings.push(Finding::of(&DUMP_INTERRUPTED, "").noted());
            }
            MessageRole::Unknown
                if datagram.direction == Direction::Send && datagram.is_addressed_to_kernel() =>
            {
                self.check(datagram, (header, message, is_whole), tape, &mut findings);
            }
            _ => (),
        }
        let (serial, found) = self.follow(&arrival);
        findings.extend(found);
        self.inspector.retain(&mut findings);
        arrival.passage(serial, findings)
    }

    /// Learns from a message that is not decoded, all that later messages need.
    pub(crate) fn skim<'m>(&mut self, arrival: Arrival<'m>) -> Passage<'m> {
        self.learn(&arrival);
        let (serial, _) = self.follow(&arrival);
        arrival.passage(serial, Vec::new())
    }

    /// Called after a message was shown or skipped: names that it may have changed are asked for again.
    pub(crate) fn leave(&mut self, passage: Passage<'_>) {
        let Passage { datagram, header, message, role, .. } = passage;
        if let (Some(caller), Some(NETLINK_ROUTE), MessageRole::Request) =
            (datagram.caller, datagram.protocol, role)
        {
            self.interfaces.doubt(caller.netns, header.kind, message, datagram.endian);
        }
    }

    /// Follows the conversation: keeps a request, and takes note of an answer. Returns where the request is kept, and what
    /// the numbers of its socket's requests give away.
    fn follow(&mut self, arrival: &Arrival<'_>) -> (Option<Serial>, Option<Finding>) {
        let Arrival { datagram, header, role, .. } = arrival;
        let inode = datagram.socket().map(|socket| socket.inode);
        match role {
            MessageRole::Answer(answer) if !datagram.is_peek() => {
                if answer.is_last {
                    self.pairing.report(answer.serial);
                }
                if let Some(inode) = inode {
                    self.sockets.answered(inode, answer);
                }
                (None, None)
            }
            MessageRole::Request if datagram.is_addressed_to_kernel() => {
                let had_forgotten = self.pairing.forgotten() > 0;
                let (serial, reused) = self.keep(arrival);
                let forgets = !had_forgotten && self.pairing.forgotten() > 0;
                let forgotten = forgets.then(|| Finding::of(&REQUESTS_FORGOTTEN, "").noted());
                if let (Some(serial), Some(caller)) = (serial, datagram.caller) {
                    self.texts.sent(caller, datagram.when, serial);
                }
                if matches!(datagram.outcome, Outcome::Failed(_)) {
                    self.pairing.failed();
                }
                let Some(inode) = inode else { return (serial, forgotten) };
                let mut found = None;
                if let (Some(sent), Outcome::Returned(_)) =
                    (serial.and_then(|it| self.pairing.asked(it, datagram.protocol)), datagram.outcome)
                {
                    found = self.sockets.asked(inode, &sent);
                }
                // A number that still waits for its answer is the worse fault.
                if reused.is_some() {
                    found = Some(Finding::of(&SEQUENCE_REUSED, format!("seq={}", header.seq)).noted());
                }
                (serial, forgotten.or(found))
            }
            _ => (None, None),
        }
    }

    /// Looks for a dump that is not read to its end when another one is requested.
    fn unfinished_dump(&self, arrival: &Arrival<'_>, tape: &Tape) -> Option<Finding> {
        let inode = arrival.datagram.socket()?.inode;
        let is_get = tape.message.is_none_or(|message| message.class == Class::Get);
        if arrival.header.flags & NLM_F_DUMP == 0 || !is_get {
            return None;
        }
        let other = self.pairing.unfinished_dump(inode)?;
        let name = other.request.unwrap_or("a dump");
        Some(Finding::of(&DUMP_UNFINISHED, format!("{name} seq={}", other.seq)).noted())
    }

    fn learn(&mut self, arrival: &Arrival<'_>) {
        let Arrival { datagram, header, message, role, .. } = arrival;
        if datagram.protocol == Some(NETLINK_ROUTE) && !matches!(role, MessageRole::Request) {
            let netns = datagram.caller.map_or(0, |caller| caller.netns);
            self.interfaces.observe(netns, header.kind, message, datagram.endian);
        }
        self.families.observe(datagram, message, role);
    }

    /// Keeps a request. Returns where, and the type of one with the same number that still waits for its answer.
    fn keep(&mut self, arrival: &Arrival<'_>) -> (Option<Serial>, Option<u16>) {
        let Arrival { datagram, header, message, is_whole, .. } = arrival;
        // At one that is longer than what was sent the kernel does not look, and answers nothing.
        if !is_whole && datagram.cut.is_none() {
            return (None, None);
        }
        let (serial, reused) = self.pairing.keep(datagram, header, message, self.families.ids());
        (Some(serial), reused)
    }

    fn check(
        &self,
        datagram: &Datagram<'_>,
        (header, message, is_whole): (&MessageHeader, &[u8], bool),
        tape: &Tape,
        findings: &mut Vec<Finding>,
    ) {
        let sent = SentMessage {
            header,
            message,
            tape,
            is_whole,
            is_cut: datagram.cut.is_some(),
            strict: datagram.socket().and_then(|socket| self.sockets.strict(socket.inode)),
        };
        lint::message(&sent, findings);
    }

    /// Returns what is wrong with a request that was read before, and is shown now.
    pub(crate) fn check_again(
        &self,
        datagram: &Datagram<'_>,
        header: &MessageHeader,
        message: &[u8],
        tape: &Tape,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.check(datagram, (header, message, true), tape, &mut findings);
        self.inspector.retain(&mut findings);
        findings
    }

    /// Checks bytes of a datagram that are no message.
    pub(crate) fn rest(&mut self, datagram: &Datagram<'_>, bytes: &[u8], is_tail: bool) -> Vec<Finding> {
        self.inspector.rest(datagram, bytes, is_tail)
    }

    /// A call, or the end of a process. Returns what is wrong with it.
    pub(crate) fn notice(&mut self, notice: &Notice<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.families.notice(notice);
        let caller = notice.caller;
        if let Some(caller) = caller {
            self.processes.meet(caller);
        }
        match &notice.what {
            NoticeKind::Family { message, endian } => {
                self.families.learn(message, *endian);
                return findings;
            }
            NoticeKind::Interface { index, name } => {
                self.interfaces.learn(caller.map_or(0, |caller| caller.netns), *index, name);
                return findings;
            }
            NoticeKind::ExtendedAck(text) => {
                if let Some(caller) = caller {
                    self.texts.record(caller, text);
                }
                return findings;
            }
            _ => (),
        }
        if let Some(inode) = self.sockets.notice(notice, &mut findings) {
            let left = self.pairing.close_socket(inode);
            self.sockets.abandoned(inode, &left, &mut findings);
        }
        if let (NoticeKind::Exited(_) | NoticeKind::Killed(..), Some(caller)) = (&notice.what, caller) {
            for inode in self.sockets.ended(caller.pid) {
                let left = self.pairing.close_socket(inode);
                self.sockets.abandoned(inode, &left, &mut findings);
            }
            let left = self.pairing.close_process(caller.pid);
            sockets::unread(&left, &mut findings);
        }
        self.forget_left();
        self.inspector.retain(&mut findings);
        findings
    }

    /// Returns advice how to get the kernel's reason for an error, once for each socket.
    pub(crate) fn advice(&mut self, datagram: &Datagram<'_>) -> Option<&'static str> {
        self.sockets.advice(datagram.socket()?.inode)
    }

    /// Returns whether there is such advice that was not given before.
    pub(crate) fn can_advise(&self, datagram: &Datagram<'_>) -> bool {
        datagram.socket().is_some_and(|socket| self.sockets.can_advise(socket.inode))
    }

    /// Returns the kernel's answers to queries since the last call.
    pub(crate) fn asked(&mut self) -> impl Iterator<Item = NoticeKind> {
        let interfaces = self.interfaces.asked().map(|(index, name)| NoticeKind::Interface { index, name });
        interfaces.chain(self.families.asked())
    }

    /// Keeps a journal of the names that are learned and forgotten: [`Session::journal`].
    pub(crate) fn keep_journal(&mut self) {
        self.interfaces.keep_journal();
        self.families.keep_journal();
    }

    /// Returns the changes of names since this was called.
    pub(crate) fn journal(&mut self) -> impl Iterator<Item = KnowledgeChange> + '_ {
        self.interfaces
            .journal()
            .map(KnowledgeChange::Interface)
            .chain(self.families.journal().map(KnowledgeChange::Family))
    }

    /// Makes a change of names that another session has recorded.
    pub(crate) fn repeat(&mut self, change: &KnowledgeChange) {
        match change {
            KnowledgeChange::Interface(change) => self.interfaces.repeat(change),
            KnowledgeChange::Family(change) => self.families.repeat(change),
        }
    }

    /// Interface names.
    pub(crate) fn interfaces(&self) -> &Interfaces {
        &self.interfaces
    }

    /// Returns the names of generic netlink families.
    pub(crate) fn ids(&self) -> &Ids {
        self.families.ids()
    }

    /// Has interface names and families asked of the kernel, and other names read from the administrator's lists. `home` is
    /// the network namespace that nltrace is in.
    pub(crate) fn ask_by(&mut self, ask: AskName, read: ReadList, families: AskFamilies, home: u64) {
        self.interfaces.ask_by(ask, read, home);
        self.families.ask_by(families);
    }

    /// Records the kernel's name of an interface in a network namespace.
    pub(crate) fn learn_interface(&mut self, netns: u64, index: u32, name: &str) {
        self.interfaces.learn_answer(netns, index, name);
    }

    /// Assigns all unknown family ids to one family.
    pub(crate) fn assume(&mut self, family: &'static Generic) {
        self.families.assume(family);
    }

    /// The messages are pasted ones.
    pub(crate) fn of_paste(&mut self) {
        self.inspector.of_paste();
    }

    /// Takes a number for that of a family of generic netlink.
    pub(crate) fn state(&mut self, id: u16, family: &'static Generic) {
        self.families.state(id, family);
    }

    /// Takes a number for that of the family which its messages fit.
    pub(crate) fn guess(&mut self, id: u16, family: &'static Generic) {
        self.families.guess(id, family);
    }

    /// Records the kernel's answer about its families.
    pub(crate) fn learn_families(&mut self, answers: &[u8]) {
        self.families.learn_asked(answers);
    }
}
