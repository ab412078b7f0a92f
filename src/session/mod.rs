//! What one message knows of another, and of the socket it went through.
//!
//! - `pairing`: which request a message answers, and what else it is (`part`): a notification, or an answer to nothing;
//! - `errors`: what an error says of its cause, in the request's own names;
//! - `sockets`: the options a program set, and what it leaves undone;
//! - `lint`: what is wrong or fragile in what a program sends and does;
//! - `names`: what interfaces are called;
//! - `families`: which families of generic netlink have which numbers.

mod errors;
mod families;
pub(crate) mod lint;
mod names;
mod pairing;
mod part;
mod sockets;
#[cfg(test)]
mod tests;

use nltrace_decoders::control::{NLM_F_DUMP, NLMSG_DONE, NLMSG_ERROR};
use nltrace_decoders::generic::Ids;
use nltrace_decoders::names::NETLINK_ROUTE;
use nltrace_decoders::schema::{Class, Generic};
use nltrace_decoders::tape::Tape;
use nltrace_decoders::wire::MessageHeader;

use crate::datagram::{Datagram, Direction, Notice, NoticeKind, Outcome};

pub(crate) use errors::{Fault, Offender, fault, path, points_at};
pub(crate) use families::AskFamilies;
pub(crate) use lint::Finding;
pub(crate) use names::{AskName, Interfaces, ReadList};
pub(crate) use part::{Answer, Part, Serial};

use families::Families;
use lint::table::{
    DUMP_INTERRUPTED, DUMP_UNFINISHED, MESSAGE_LENGTH, RECEIVE_TRUNCATED, SEQUENCE_REUSED, TRAILING_BYTES,
};
use lint::{Sent, Severity};
use pairing::Pairing;
use sockets::Sockets;

/// What is remembered between messages.
pub(crate) struct Session {
    pairing: Pairing,
    sockets: Sockets,
    interfaces: Interfaces,
    families: Families,
    /// What was found in the last message, or of the last call.
    findings: Vec<Finding>,
    /// Tell all findings, not only the worst.
    lint: bool,
    /// What was found in the datagram as a whole, for its first message.
    whole: Vec<Finding>,
    /// Where the message that was looked at last is kept, if it is a request that can be answered.
    kept: Option<Serial>,
}

/// A message, and what it is read with.
pub(crate) struct Seen<'a> {
    /// The datagram it came in.
    pub(crate) datagram: &'a Datagram<'a>,
    /// Its header.
    pub(crate) header: &'a MessageHeader,
    /// Its bytes.
    pub(crate) message: &'a [u8],
    /// Its fields.
    pub(crate) tape: &'a Tape,
    /// There are all bytes that its header claims.
    pub(crate) is_whole: bool,
}

impl Session {
    /// A session that tells all that lints find, or only the worst.
    pub(crate) fn new(lint: bool) -> Session {
        Session {
            pairing: Pairing::default(),
            sockets: Sockets::default(),
            interfaces: Interfaces::default(),
            families: Families::default(),
            findings: Vec::new(),
            lint,
            whole: Vec::new(),
            kept: None,
        }
    }

    /// A datagram begins.
    pub(crate) fn datagram(&mut self, datagram: &Datagram<'_>) {
        self.pairing.datagram();
        self.whole.clear();
        self.sockets.datagram(datagram, &mut self.whole);
        self.forget_left();
        if to_kernel(datagram) {
            lint::datagram(datagram, &mut self.whole);
        }
    }

    /// Forgets the names of network namespaces in which there is no socket any more.
    fn forget_left(&mut self) {
        while let Some(netns) = self.sockets.left_namespace() {
            self.interfaces.forget(netns);
        }
    }

    /// A message is about to be read: the kernel is asked for what that takes, if it is to be.
    pub(crate) fn meet(&mut self, datagram: &Datagram<'_>, header: &MessageHeader) {
        self.families.meet(datagram, header);
    }

    /// A datagram was looked at and stays queued; it is not shown before it is read.
    pub(crate) fn peek(&mut self, datagram: &Datagram<'_>) {
        self.whole.clear();
        self.sockets.datagram(datagram, &mut self.whole);
    }

    /// Says what part a message has in its conversation.
    pub(crate) fn place(&mut self, datagram: &Datagram<'_>, header: &MessageHeader, message: &[u8]) -> Part {
        let part = self.pairing.place(datagram, header, message);
        let is_answer =
            datagram.direction == Direction::Receive && matches!(header.kind, NLMSG_ERROR | NLMSG_DONE);
        match (&part, datagram.socket()) {
            // All that this socket asked was seen, and this was not.
            (Part::Unknown, Some(socket))
                if is_answer && self.sockets.is_known(socket.inode) && self.pairing.remembers_all() =>
            {
                Part::Stray
            }
            _ => part,
        }
    }

    /// The request that a message answers.
    pub(crate) fn request(&self, part: &Part) -> Option<&[u8]> {
        match part {
            Part::Answer(answer) => self.pairing.bytes(answer.serial),
            _ => None,
        }
    }

    /// Takes note of what a message says that others need, and looks for what is wrong with it.
    pub(crate) fn observe(&mut self, seen: &Seen<'_>, part: &Part) {
        let Seen { datagram, header, message, tape, .. } = seen;
        self.findings.clear();
        self.findings.append(&mut self.whole);
        self.kept = None;
        self.learn(datagram, header, message, part);
        if let Some(caller) = datagram.caller {
            self.interfaces.look_up(caller, message, tape);
        }
        if datagram.direction == Direction::Receive && !seen.is_whole && datagram.cut.is_none() {
            // recv() does not say that it cut a message; the message does.
            let text = format!("{} bytes of {} were read, the rest is lost", message.len(), header.len);
            self.findings.push(Finding::of(&RECEIVE_TRUNCATED, text));
        }
        let inode = datagram.socket().map(|socket| socket.inode);
        if let (Part::Answer(answer), Some(inode)) = (part, inode)
            && !datagram.is_peek()
        {
            self.sockets.answered(inode, answer);
        }
        match part {
            Part::Request => self.asks(seen),
            Part::Answer(answer) if answer.tells_interruption => {
                self.findings.push(Finding::of(&DUMP_INTERRUPTED, "").noted());
            }
            Part::Unknown if datagram.direction == Direction::Send && to_kernel(datagram) => {
                self.check(seen);
            }
            _ => (),
        }
        self.keep_worst();
    }

    /// Takes note of a message that another shows, as showing it would.
    pub(crate) fn skim(
        &mut self,
        datagram: &Datagram<'_>,
        header: &MessageHeader,
        message: &[u8],
        is_whole: bool,
    ) -> Part {
        let part = self.place(datagram, header, message);
        self.kept = None;
        self.learn(datagram, header, message, &part);
        if matches!(part, Part::Request) && to_kernel(datagram) {
            self.keep(datagram, header, message, is_whole);
            if matches!(datagram.outcome, Outcome::Failed(_)) {
                self.pairing.failed();
            }
        }
        self.shown(datagram, header.kind, message, &part);
        part
    }

    fn learn(&mut self, datagram: &Datagram<'_>, header: &MessageHeader, message: &[u8], part: &Part) {
        if datagram.protocol == Some(NETLINK_ROUTE) && !matches!(part, Part::Request) {
            let netns = datagram.caller.map_or(0, |caller| caller.netns);
            self.interfaces.observe(netns, header.kind, message, datagram.endian);
        }
        self.families.observe(datagram, message, part);
    }

    /// Keeps a request. Returns the type of one with the same number that still waits for its answer.
    fn keep(
        &mut self,
        datagram: &Datagram<'_>,
        header: &MessageHeader,
        message: &[u8],
        is_whole: bool,
    ) -> Option<u16> {
        // At one that is longer than what was sent the kernel does not look, and answers nothing.
        if !is_whole && datagram.cut.is_none() {
            return None;
        }
        let (serial, reused) = self.pairing.keep(datagram, header, message, self.families.ids());
        self.kept = Some(serial);
        reused
    }

    /// Where the message that was looked at last is kept, if it is a request that can be answered.
    pub(crate) fn kept(&self) -> Option<Serial> {
        self.kept
    }

    /// A request.
    fn asks(&mut self, seen: &Seen<'_>) {
        let Seen { datagram, header, message, .. } = seen;
        if !to_kernel(datagram) {
            return;
        }
        self.check(seen);
        let inode = datagram.socket().map(|socket| socket.inode);
        if let Some(inode) = inode
            && header.flags & NLM_F_DUMP != 0
            && seen.tape.message.is_none_or(|message| message.class == Class::Get)
            && let Some(other) = self.pairing.unfinished_dump(inode)
        {
            let name = other.request.unwrap_or("a dump");
            self.findings.push(Finding::of(&DUMP_UNFINISHED, format!("{name} seq={}", other.seq)).noted());
        }
        let reused = self.keep(datagram, header, message, seen.is_whole);
        if matches!(datagram.outcome, Outcome::Failed(_)) {
            self.pairing.failed();
        }
        let Some(inode) = inode else { return };
        let mut found = None;
        if let (Some(asked), Outcome::Returned(_)) =
            (self.kept.and_then(|it| self.pairing.asked(it, datagram.protocol)), datagram.outcome)
        {
            found = self.sockets.asked(inode, &asked);
        }
        // One that has the number of one that waits is told of as such.
        if reused.is_some() {
            found = Some(Finding::of(&SEQUENCE_REUSED, format!("seq={}", header.seq)).noted());
        }
        self.findings.extend(found);
    }

    fn check(&mut self, seen: &Seen<'_>) {
        let Seen { datagram, header, message, tape, is_whole } = *seen;
        let sent = Sent {
            header,
            message,
            tape,
            is_whole,
            is_cut: datagram.cut.is_some(),
            strict: datagram.socket().and_then(|socket| self.sockets.strict(socket.inode)),
        };
        lint::message(&sent, &mut self.findings);
    }

    /// What is wrong with a request that was looked at before, and is shown now.
    pub(crate) fn again(&mut self, seen: &Seen<'_>) -> Vec<Finding> {
        let others = std::mem::take(&mut self.findings);
        self.check(seen);
        self.keep_worst();
        std::mem::replace(&mut self.findings, others)
    }

    /// Bytes of a datagram that are no message.
    pub(crate) fn rest(&mut self, datagram: &Datagram<'_>, bytes: &[u8], is_tail: bool) {
        self.findings.clear();
        self.findings.append(&mut self.whole);
        if datagram.direction == Direction::Send && to_kernel(datagram) && datagram.cut.is_none() {
            if !is_tail {
                self.findings.push(Finding::of(&MESSAGE_LENGTH, ""));
            } else if bytes.iter().any(|byte| *byte != 0) {
                self.findings.push(Finding::of(&TRAILING_BYTES, format!("{} bytes", bytes.len())));
            }
        }
        self.keep_worst();
    }

    /// A call, or the end of a process.
    pub(crate) fn notice(&mut self, notice: &Notice<'_>) {
        self.findings.clear();
        self.families.notice(notice);
        let caller = notice.caller;
        match &notice.what {
            NoticeKind::Family { message, endian } => return self.families.learn(message, *endian),
            NoticeKind::Interface { index, name } => {
                return self.interfaces.learn(caller.map_or(0, |caller| caller.netns), *index, name);
            }
            _ => (),
        }
        if let Some(inode) = self.sockets.notice(notice, &mut self.findings) {
            let left = self.pairing.close_socket(inode);
            self.sockets.abandoned(inode, &left, &mut self.findings);
            self.sockets.closed(inode);
        }
        if let (NoticeKind::Exited(_) | NoticeKind::Killed(..), Some(caller)) = (&notice.what, caller) {
            for inode in self.sockets.ended(caller.pid) {
                let left = self.pairing.close_socket(inode);
                self.sockets.abandoned(inode, &left, &mut self.findings);
            }
            let left = self.pairing.close_process(caller.pid);
            sockets::unread(&left, &mut self.findings);
        }
        self.forget_left();
        self.keep_worst();
    }

    fn keep_worst(&mut self) {
        if !self.lint {
            self.findings.retain(|finding| finding.is_noted || finding.lint.severity == Severity::Error);
        }
    }

    /// What was found in the last message, or of the last call.
    pub(crate) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What the program could do to learn more of an error that tells nothing; told once for each socket.
    pub(crate) fn advice(&mut self, datagram: &Datagram<'_>) -> Option<&'static str> {
        self.sockets.advice(datagram.socket()?.inode)
    }

    /// Whether there is such advice that was not given yet.
    pub(crate) fn can_advise(&self, datagram: &Datagram<'_>) -> bool {
        datagram.socket().is_some_and(|socket| self.sockets.can_advise(socket.inode))
    }

    /// What the kernel was asked for since this was called.
    pub(crate) fn asked(&mut self) -> impl Iterator<Item = NoticeKind> {
        let interfaces = self.interfaces.asked().map(|(index, name)| NoticeKind::Interface { index, name });
        interfaces.chain(self.families.asked())
    }

    /// Interface names.
    pub(crate) fn interfaces(&self) -> &Interfaces {
        &self.interfaces
    }

    /// What families of generic netlink are called.
    pub(crate) fn ids(&self) -> &Ids {
        self.families.ids()
    }

    /// Has interface names and families asked of the kernel, and other names read from the administrator's lists. `home` is
    /// the network namespace that nltrace is in.
    pub(crate) fn ask_by(&mut self, ask: AskName, read: ReadList, families: AskFamilies, home: u64) {
        self.interfaces.ask_by(ask, read, home);
        self.families.ask_by(families);
    }

    /// Takes note of what the kernel said an interface in a network namespace is called.
    pub(crate) fn told(&mut self, netns: u64, index: u32, name: &str) {
        self.interfaces.told(netns, index, name);
    }

    /// Takes every family that nobody told of for one.
    pub(crate) fn assume(&mut self, family: &'static Generic) {
        self.families.assume(family);
    }

    /// Takes what the kernel said of its families.
    pub(crate) fn tell_families(&mut self, told: &[u8]) {
        self.families.told(told);
    }

    /// A message was shown: what it may have changed is no longer sure.
    pub(crate) fn shown(&mut self, datagram: &Datagram<'_>, kind: u16, message: &[u8], part: &Part) {
        if let (Some(caller), Some(NETLINK_ROUTE), Part::Request) = (datagram.caller, datagram.protocol, part)
        {
            self.interfaces.doubt(caller.netns, kind, message, datagram.endian);
        }
    }
}

fn to_kernel(datagram: &Datagram<'_>) -> bool {
    datagram.peer.is_none_or(|peer| peer.portid == 0 && peer.groups == 0)
}
