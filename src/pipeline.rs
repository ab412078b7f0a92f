//! One datagram's way through the rooms: cut into messages, decoded, paired, shown.

mod lines;
mod share;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use nltrace_decoders::control::{NLMSG_DONE, NLMSG_ERROR};
use nltrace_decoders::decode::{Context, NLM_F_ACK_TLVS, Remembering, decode, pieces};
use nltrace_decoders::family;
use nltrace_decoders::generic::Ids;
use nltrace_decoders::tape::Tape;
use nltrace_decoders::wire::{self, MessageHeader, Piece, message_header};

use crate::datagram::{Caller, Datagram, Direction, Notice, NoticeKind, Observation, Outcome, Timestamp};
use crate::filter::withheld::{Sent, Withheld};
use crate::filter::{Filter, Message, Subject};
use crate::outlet::Outlet;
use crate::recent::Recent;
use crate::render::{Event, Origin, Renderer, pcapng};
use crate::session::{self, AskFamilies, AskName, Interfaces, Part, ReadList, Serial, Session};

pub(crate) use self::share::Share;

/// Output that is gathered before it is written.
const FULL: usize = 64 << 10;
/// Room for it.
const ROOM: usize = FULL + FULL / 4;
/// Room that is kept once it was needed: JSON of a datagram of 32 KiB, as the kernel fills them, takes half of it.
const KEPT: usize = 1 << 20;
/// Processes that are remembered to have used netlink.
const USERS: usize = 1 << 14;

/// What is shown of what a source hands on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    /// Messages.
    Messages,
    /// And the calls around them.
    Calls,
    /// And what is of little use to eyes: messages that were only peeked at, since they come again when they are read,
    /// and the end of processes that never used netlink.
    Everything,
}

/// What stands between a source and the output.
pub(crate) struct Pipeline {
    session: Session,
    remembering: Remembering,
    /// For the request that an error complains about.
    request_tape: Tape,
    renderer: Renderer,
    buffer: Vec<u8>,
    /// For -w, and what it has gathered.
    packets: Option<pcapng::Packets>,
    captured: Vec<u8>,
    outlet: Option<Outlet>,
    show: Show,
    /// Leave out exits, and what cannot be seen.
    quiet: bool,
    /// Processes that used netlink.
    users: Recent<i32, ()>,
    filter: Option<Arc<Filter>>,
    /// Requests that the filter refused, for errors that it will not.
    withheld: Withheld,
    begun: Begun,
    /// For lines: the requests that the messages of the call answer which is told next, by sequence number and port id.
    answered: HashMap<(u32, u32), Vec<u8>>,
    /// For lines: a message of that call is kept by the filter.
    keeps_call: bool,
}

/// What has been done with the datagram that is being read.
#[derive(Default)]
struct Begun {
    /// It is in the capture that is written.
    captured: bool,
    /// The line above its messages is shown.
    shown: bool,
    /// A copy, for the requests in it that are withheld.
    sent: Option<Arc<Sent>>,
}

impl Pipeline {
    /// A pipeline without an outlet: what it makes is gathered until it is taken ([`Pipeline::swap`]).
    pub(crate) fn new(renderer: Renderer, show: Show, is_captured: bool) -> Pipeline {
        Pipeline {
            session: Session::new(false),
            remembering: Remembering::default(),
            request_tape: Tape::new(),
            renderer,
            buffer: Vec::with_capacity(ROOM),
            packets: is_captured.then(pcapng::Packets::default),
            captured: Vec::new(),
            outlet: None,
            show,
            quiet: false,
            users: Recent::new(USERS),
            filter: None,
            withheld: Withheld::default(),
            begun: Begun::default(),
            answered: HashMap::new(),
            keeps_call: false,
        }
    }

    /// The same pipeline, with a session that tells more.
    pub(crate) fn with(self, session: Session) -> Pipeline {
        Pipeline { session, ..self }
    }

    /// The same pipeline, asking the kernel for the names of interfaces and families, and reading other names from lists.
    /// `home` is the network namespace that nltrace is in.
    pub(crate) fn asking(
        mut self,
        ask: AskName,
        read: ReadList,
        families: AskFamilies,
        home: u64,
    ) -> Pipeline {
        self.session.ask_by(ask, read, families, home);
        self
    }

    /// The same pipeline, knowing what the kernel said of its families.
    pub(crate) fn told(mut self, families: &[u8]) -> Pipeline {
        self.session.tell_families(families);
        self
    }

    /// The same pipeline, showing only what a filter keeps.
    pub(crate) fn through(self, filter: Option<Arc<Filter>>) -> Pipeline {
        Pipeline { filter, ..self }
    }

    /// The same pipeline, without exits and remarks if it is to be quiet.
    pub(crate) fn quietly(self, quiet: bool) -> Pipeline {
        Pipeline { quiet, ..self }
    }

    /// The same pipeline, writing to an outlet.
    pub(crate) fn into(self, outlet: Outlet) -> Pipeline {
        Pipeline { outlet: Some(outlet), ..self }
    }

    /// Takes what a source hands on.
    pub(crate) fn take(&mut self, seen: &Observation<'_>) -> io::Result<()> {
        self.show(seen);
        if self.buffer.len() >= FULL || self.captured.len() >= FULL { self.flush() } else { Ok(()) }
    }

    /// Takes what a source hands on; what it makes of it is gathered.
    pub(crate) fn show(&mut self, seen: &Observation<'_>) {
        match seen {
            Observation::Datagram(datagram) => self.datagram(datagram),
            Observation::Notice(notice) => self.notice(notice),
            Observation::Call(call) => self.call(call),
        }
    }

    /// Writes what is gathered.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        let Some(outlet) = &mut self.outlet else { return Ok(()) };
        let result = outlet.put(&self.buffer, &self.captured);
        // One message may have been a thousand times as long as all others.
        for buffer in [&mut self.buffer, &mut self.captured] {
            buffer.clear();
            buffer.shrink_to(KEPT);
        }
        result
    }

    /// Writes what can only be said at the end, and all that is gathered.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.renderer.finish(&mut self.buffer);
        self.flush()
    }

    fn notice(&mut self, notice: &Notice<'_>) {
        self.session.notice(notice);
        let is_user = self.is_user(notice);
        self.capture_asked(notice.when, notice.caller);
        let is_hidden = notice.what.is_hidden();
        let refuses = |filter: &Arc<Filter>| !filter.keeps_notice(notice);
        if !is_hidden && self.filter.as_ref().is_some_and(refuses) {
            return;
        }
        if let Some(packets) = &mut self.packets {
            packets.notice(notice, &mut self.captured);
        }
        let is_remark =
            matches!(notice.what, NoticeKind::Exited(_) | NoticeKind::Killed(..) | NoticeKind::Blind(_));
        let is_shown = match self.show {
            Show::Messages => false,
            Show::Calls => is_user,
            Show::Everything => true,
        };
        if !is_shown || is_hidden || self.quiet && is_remark {
            return;
        }
        let origin = Origin { when: notice.when, caller: notice.caller, direction: None };
        let in_lines = self.renderer.line().is_some();
        if !in_lines {
            self.renderer.notice(notice, self.session.ids(), &mut self.buffer);
        }
        self.renderer.findings(origin, self.session.findings(), &mut self.buffer);
        if in_lines {
            self.renderer.notice(notice, self.session.ids(), &mut self.buffer);
        }
    }

    /// Whether a process is worth telling of: one that ends must have used netlink, unless it was killed.
    fn is_user(&mut self, notice: &Notice<'_>) -> bool {
        let Some(caller) = notice.caller else { return true };
        match notice.what {
            NoticeKind::Exited(_) => self.users.remove(&caller.pid).is_some(),
            NoticeKind::Killed(..) => {
                self.users.remove(&caller.pid);
                true
            }
            _ => {
                self.users.insert(caller.pid, ());
                true
            }
        }
    }

    /// Shows the datagram around a message, the first time; it is captured when its end is reached.
    fn begin(&mut self, datagram: &Datagram<'_>) {
        if !self.begun.shown {
            self.renderer.datagram(datagram, self.session.ids(), &mut self.buffer);
        }
        (self.begun.captured, self.begun.shown) = (true, true);
        self.keeps_call = true;
    }

    /// Captures what the kernel was asked for: what is captured next wants it.
    fn capture_asked(&mut self, when: Timestamp, caller: Option<&Caller>) {
        for what in self.session.asked() {
            let notice = Notice { when, caller, what, outcome: Outcome::None, is_alone: true };
            if let Some(packets) = &mut self.packets {
                packets.notice(&notice, &mut self.captured);
            }
        }
    }

    /// Captures a datagram that was begun.
    fn capture(&mut self, datagram: &Datagram<'_>) {
        self.capture_asked(datagram.when, datagram.caller);
        if let Some(packets) = self.packets.as_mut().filter(|_| self.begun.captured) {
            packets.packet(datagram, &mut self.captured);
            self.begun.sent.iter().for_each(|sent| sent.was_captured());
        }
    }

    /// Whether bytes that are no message are to be shown: those behind messages go with them.
    fn keeps_rest(&self, datagram: &Datagram<'_>) -> bool {
        let Some(filter) = &self.filter else { return true };
        self.begun.shown || filter.keeps(&Subject::bytes(datagram))
    }

    /// Takes a datagram.
    pub(crate) fn datagram(&mut self, datagram: &Datagram<'_>) {
        self.begun = Begun::default();
        self.pieces(datagram);
        let is_hidden = datagram.is_peek() && self.show != Show::Everything;
        if self.begun.shown && !is_hidden {
            self.line_of(datagram);
        }
        self.capture(datagram);
    }

    /// Shows what is in a datagram.
    fn pieces(&mut self, datagram: &Datagram<'_>) {
        if let Some(caller) = datagram.caller {
            self.users.put(caller.pid, || ());
        }
        if self.filter.is_none() {
            self.begin(datagram);
        }
        if datagram.is_peek() && self.show != Show::Everything {
            return self.session.peek(datagram);
        }
        self.session.datagram(datagram);
        let mut is_tail = false;
        let pieces = pieces(datagram.bytes, &context(datagram, &Part::Unknown, self.session.ids()));
        for piece in pieces {
            match piece {
                Piece::Message { header, start, next, .. } => {
                    let is_whole = is_whole(&header, next - start, datagram);
                    self.message(datagram, header, start..next, is_whole);
                }
                Piece::Rest { start, end } => {
                    let bytes = datagram.bytes.get(start..end).unwrap_or_default();
                    self.rest(datagram, bytes, is_tail);
                }
            }
            is_tail = true;
        }
    }

    /// A datagram of a capture in a line; those of a call that is traced are shown with it.
    fn line_of(&mut self, datagram: &Datagram<'_>) {
        let is_recorded = self.renderer.line().is_some_and(|line| line.is_recorded());
        if is_recorded || datagram.caller.is_none() {
            self.line(None, netns(datagram), |line, knowledge, out| line.datagram(datagram, knowledge, out));
        }
    }

    fn rest(&mut self, datagram: &Datagram<'_>, bytes: &[u8], is_tail: bool) {
        self.session.rest(datagram, bytes, is_tail);
        if self.keeps_rest(datagram) {
            self.begin(datagram);
            self.renderer.rest(datagram, bytes, is_tail, &mut self.buffer);
            let (when, caller) = (datagram.when, datagram.caller);
            let origin = Origin { when, caller, direction: Some(datagram.direction) };
            self.renderer.findings(origin, self.session.findings(), &mut self.buffer);
        }
    }

    /// Keeps a request that is not shown, until it is known that it did not fail.
    fn withhold(&mut self, datagram: &Datagram<'_>, serial: Serial, span: Range<usize>) {
        if self.begun.sent.is_none() {
            self.begun.sent = Sent::of(datagram, self.begun.captured);
        }
        if let Some(sent) = &self.begun.sent {
            self.withheld.keep(serial, sent, span);
        }
    }

    /// Shows the request that was withheld, since what answers it is an error that is shown; and where that points, if it does.
    fn show_request(&mut self, serial: Serial, points_at: Option<u32>) {
        let Some(request) = self.withheld.take(serial) else { return };
        let sent = request.datagram();
        let message = sent.bytes.get(request.span.clone()).unwrap_or_default();
        let Ok((_, header)) = message_header(message, sent.endian) else { return };
        if let Some(packets) = self.packets.as_mut().filter(|_| request.to_be_captured()) {
            packets.packet(&sent, &mut self.captured);
        }
        self.renderer.datagram(&sent, self.session.ids(), &mut self.buffer);
        let aside = self.renderer.line().map(|line| line.swap_remarks(Vec::new()));
        decode(message, &context(&sent, &Part::Request, self.session.ids()), &mut self.request_tape);
        let (datagram, tape, is_whole) = (&sent, &self.request_tape, true);
        let seen = session::Seen { datagram, header: &header, message, tape, is_whole };
        let findings = self.session.again(&seen);
        let event = Event {
            datagram,
            header,
            message,
            tape,
            is_whole,
            part: Part::Request,
            fault: None,
            mark: points_at.and_then(|offset| session::path(tape.fields(), offset)).map(|(_, at)| at),
            findings: &findings,
            interfaces: self.session.interfaces(),
            ids: self.session.ids(),
            netns: netns(&sent),
        };
        self.renderer.message(&event, &mut self.buffer);
        match request.line() {
            Some(line) => self.buffer.extend(line),
            None => self.line_of(&sent),
        }
        if let (Some(line), Some(aside)) = (self.renderer.line(), aside) {
            line.swap_remarks(aside);
        }
        // The datagram of the error is another.
        self.begun.shown = false;
    }

    fn message(
        &mut self,
        datagram: &Datagram<'_>,
        header: MessageHeader,
        span: Range<usize>,
        is_whole: bool,
    ) {
        let message = datagram.bytes.get(span.clone()).unwrap_or_default();
        self.session.meet(datagram, &header);
        let part = self.session.place(datagram, &header, message);
        let request = self.session.request(&part);
        if let Some(request) = request.filter(|_| self.renderer.line().is_some()) {
            self.answered.insert((header.seq, header.portid), request.to_vec());
        }
        let told = Context { request, ..context(datagram, &part, self.session.ids()) };
        self.remembering.decode(message, &told);
        let seen =
            session::Seen { datagram, header: &header, message, tape: self.remembering.tape(), is_whole };
        self.session.observe(&seen, &part);
        if let Some(filter) = self.filter.clone() {
            let subject =
                subject(datagram, header, message, self.remembering.tape(), self.session.interfaces());
            let failed = subject.error().is_some_and(|error| error < 0);
            let keeps = filter.keeps(&subject);
            if filter.is_about_errors() {
                match (&part, self.session.kept()) {
                    (Part::Answer(answer), _) if keeps && failed => {
                        self.show_request(
                            answer.serial,
                            session::points_at(message, self.remembering.tape()),
                        );
                    }
                    (Part::Request, Some(serial)) if !keeps => self.withhold(datagram, serial, span),
                    _ => (),
                }
            }
            if !keeps {
                return self.session.shown(datagram, header.kind, message, &part);
            }
        }
        self.begin(datagram);
        let advice = if is_bare(&header, message, datagram) { self.session.advice(datagram) } else { None };
        let mut fault = None;
        if matches!(header.kind, NLMSG_ERROR | NLMSG_DONE) {
            let request = self.session.request(&part);
            let told = Context { request, ..context(datagram, &part, self.session.ids()) };
            fault = session::fault(message, &told, self.remembering.tape(), &mut self.request_tape);
        }
        if let Some(fault) = &mut fault {
            fault.advice = fault.advice.or(advice);
        }
        let event = Event {
            datagram,
            header,
            message,
            tape: self.remembering.tape(),
            is_whole,
            part,
            mark: fault.as_ref().and_then(|fault| fault.offender.as_ref()).and_then(|offender| offender.echo),
            fault,
            findings: self.session.findings(),
            interfaces: self.session.interfaces(),
            ids: self.session.ids(),
            netns: netns(datagram),
        };
        self.renderer.message(&event, &mut self.buffer);
        self.session.shown(datagram, header.kind, message, &part);
    }
}

/// What a datagram, and a message's part in its conversation, say about the message.
fn context<'a>(datagram: &Datagram<'_>, part: &Part, ids: &'a Ids) -> Context<'a> {
    let family = datagram.protocol.and_then(family::by_protocol);
    let to_kernel = match part {
        Part::Notification { .. } | Part::Answer(_) => Some(false),
        _ => (datagram.direction == Direction::Send).then_some(true),
    };
    Context { family, endian: datagram.endian, to_kernel, request: None, ids: Some(ids) }
}

/// A message, as the filter is asked about it.
fn subject<'a>(
    datagram: &'a Datagram<'_>,
    header: MessageHeader,
    bytes: &'a [u8],
    tape: &'a Tape,
    interfaces: &'a Interfaces,
) -> Subject<'a> {
    Subject::message(datagram, Message { header, bytes, tape, interfaces, netns: netns(datagram) })
}

fn netns(datagram: &Datagram<'_>) -> u64 {
    datagram.caller.map_or(0, |caller| caller.netns)
}

/// Whether there are all bytes of a message that its header claims, as far as they were kept.
fn is_whole(header: &MessageHeader, there: usize, datagram: &Datagram<'_>) -> bool {
    let is_cut = datagram.whole_len > datagram.bytes.len() || datagram.cut.is_some();
    header.len as usize <= there || is_cut
}

/// Whether a message is an error that says nothing of its cause.
fn is_bare(header: &MessageHeader, message: &[u8], datagram: &Datagram<'_>) -> bool {
    header.kind == NLMSG_ERROR && header.flags & NLM_F_ACK_TLVS == 0 && fails(message, datagram)
}

/// Whether an `NLMSG_ERROR` is an error, which is negative, and no acknowledgement.
fn fails(message: &[u8], datagram: &Datagram<'_>) -> bool {
    let error = message.get(16..20).and_then(|error| wire::uint(error, datagram.endian));
    error.is_some_and(|error| error > i32::MAX as u64)
}
