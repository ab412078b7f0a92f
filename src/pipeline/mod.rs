//! One datagram's way through the rooms: cut into messages, decoded, paired, shown.

mod preamble;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;

use nltrace_decoders::control::{NLMSG_DONE, NLMSG_ERROR};
use nltrace_decoders::decode::{Context, NLM_F_ACK_TLVS, Remembering, decode, pieces};
use nltrace_decoders::family;
use nltrace_decoders::generic::Ids;
use nltrace_decoders::path::path_at;
use nltrace_decoders::schema::{Generic, Traits};
use nltrace_decoders::tape::Tape;
use nltrace_decoders::wire::{self, MessageHeader, Piece, message_header};

use crate::datagram::{
    Call, Caller, Datagram, Direction, Notice, NoticeKind, Observation, Outcome, Timestamp,
};
use crate::event::{Event, ExchangeEvent, Knowledge, Last, Rest};
use crate::exit;
use crate::filter::withheld::{DatagramCopy, RequestStore, StoredRequest};
use crate::filter::{Filter, Message, Subject};
use crate::outlet::{Loss, Outlet};
use crate::recent::Recent;
use crate::render::seam::Seams;
use crate::render::verdict::Verdict;
use crate::render::{Format, pcapng};
use crate::secret;
use crate::session::{
    self, AskFamilies, AskName, AskProcess, Finding, Interfaces, MessageRole, Passage, ReadList,
    RequestReport, Serial, Session,
};
use crate::sink::Sink;
use preamble::{Preamble, Preambles};

/// Output that is gathered before it is written.
const FULL: usize = 64 << 10;
/// Room for it.
const ROOM: usize = FULL + FULL / 4;
/// Output that a worker gathers of one datagram before it hands on a part.
const PART: usize = 512 << 10;
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

/// What several pipelines make in turn: a share of the output.
#[derive(Default)]
pub(crate) struct Share {
    /// For the output.
    pub(crate) shown: Vec<u8>,
    /// The places in it that depend on the shares before it.
    pub(crate) seams: Seams,
    /// For the capture that is written.
    pub(crate) captured: Vec<u8>,
    /// Whether more of the same share follows.
    pub(crate) is_part: bool,
}

/// How far a pipeline goes with what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// It decodes and shows it.
    Show,
    /// It learns what later messages need, and shows nothing: another pipeline does.
    Skim,
}

/// What stands between a source and the output.
pub(crate) struct Pipeline {
    session: Session,
    remembering: Remembering,
    /// For the request that is shown with its answers.
    exchange_tape: Tape,
    /// For the request that an error complains about.
    request_tape: Tape,
    format: Box<dyn Format>,
    buffer: Vec<u8>,
    /// For -w, and what it has gathered.
    packets: Option<pcapng::Packets>,
    captured: Vec<u8>,
    outlet: Option<Outlet>,
    /// Where parts of a share go that one datagram makes too long.
    parts: Option<SyncSender<Share>>,
    show: Show,
    /// Leave out exits, and what cannot be seen.
    quiet: bool,
    /// Processes that used netlink.
    users: Recent<i32, ()>,
    filter: Option<Arc<Filter>>,
    /// Requests that the filter refused, for errors that it will not.
    withheld: RequestStore,
    begun: DatagramState,
    /// The filter keeps a message of the call that comes next.
    keeps_call: bool,
    /// Keys and passwords are shown.
    shows_secrets: bool,
    /// What will be said at the end, if anything.
    verdict: Option<Verdict>,
    /// Calls that prepare a socket, which are shown in one line; `None` if each is shown at once.
    preambles: Option<Preambles>,
}

/// What has been done with the datagram that is being read.
#[derive(Default)]
struct DatagramState {
    /// It is in the capture that is written.
    captured: bool,
    /// The line above its messages is shown.
    shown: bool,
    /// A copy, for the requests in it that are withheld.
    sent: Option<Arc<DatagramCopy>>,
    /// Its last message ended inside a key or password.
    ends_in_secret: bool,
    /// A message in it holds one.
    holds_secret: bool,
}

impl Pipeline {
    /// A pipeline without an outlet: what it makes is gathered until it is taken ([`Pipeline::swap`]).
    pub(crate) fn new(format: Box<dyn Format>, show: Show, is_captured: bool) -> Pipeline {
        Pipeline {
            session: Session::new(false),
            remembering: Remembering::default(),
            exchange_tape: Tape::new(),
            request_tape: Tape::new(),
            format,
            buffer: Vec::with_capacity(ROOM),
            packets: is_captured.then(pcapng::Packets::default),
            captured: Vec::new(),
            outlet: None,
            parts: None,
            show,
            quiet: false,
            users: Recent::new(USERS),
            filter: None,
            withheld: RequestStore::default(),
            begun: DatagramState::default(),
            keeps_call: false,
            shows_secrets: false,
            verdict: None,
            preambles: None,
        }
    }

    /// The same pipeline, showing the calls before a socket's first message in one line.
    pub(crate) fn folding(self, folds: bool) -> Pipeline {
        Pipeline { preambles: folds.then(Preambles::new), ..self }
    }

    /// The same pipeline, with a session that tells more.
    pub(crate) fn with(self, mut session: Session) -> Pipeline {
        if self.format.shows_exchanges() {
            session.follow_exchanges();
        }
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

    /// The same pipeline, asking the kernel which process has a port id.
    pub(crate) fn asking_processes(mut self, ask: AskProcess) -> Pipeline {
        self.session.ask_processes_by(ask);
        self
    }

    /// The same pipeline, knowing what the kernel said of its families.
    pub(crate) fn told(mut self, families: &[u8]) -> Pipeline {
        self.session.tell_families(families);
        self
    }

    /// The same pipeline for pasted messages, taking numbers for those of families of generic netlink.
    pub(crate) fn of_paste(mut self, families: &[(u16, &'static Generic)]) -> Pipeline {
        self.session.of_paste();
        families.iter().for_each(|(id, family)| self.session.state(*id, family));
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

    /// The same pipeline, which shows keys and passwords if it is to.
    pub(crate) fn revealing(self, shows_secrets: bool) -> Pipeline {
        Pipeline { shows_secrets, ..self }
    }

    /// The same pipeline, which ends with a verdict, if one is wanted.
    pub(crate) fn judging(self, verdict: Option<Verdict>) -> Pipeline {
        Pipeline { verdict, ..self }
    }

    /// The same pipeline, writing to an outlet.
    pub(crate) fn into(self, outlet: Outlet) -> Pipeline {
        Pipeline { outlet: Some(outlet), ..self }
    }

    /// Takes what a source hands on. What it makes of it is gathered; at [`Depth::Skim`] that is nothing.
    pub(crate) fn process(&mut self, observation: &Observation<'_>, depth: Depth) {
        let caller = match observation {
            Observation::Datagram(datagram) => datagram.caller,
            Observation::Notice(notice) => notice.caller,
            Observation::Call(call) => Some(call.caller),
        };
        if self.session.is_second_namespace(caller) {
            self.format.show_namespaces();
        }
        match observation {
            Observation::Datagram(datagram) => self.datagram(datagram, depth),
            Observation::Notice(notice) => self.notice(notice, depth),
            // Captures, which several pipelines read, have no calls.
            Observation::Call(call) => self.call(call),
        }
    }

    /// Begins a share of what several make, which others will put in order.
    pub(crate) fn begin_share(&mut self) {
        if let Some(seams) = self.format.seams() {
            seams.begin();
        }
    }

    /// How many times as long as what is read the output is, about.
    pub(crate) fn growth(&self) -> usize {
        self.format.growth()
    }

    /// Exchanges what is gathered for what another share was made of.
    pub(crate) fn swap(&mut self, share: &mut Share) {
        if let Some(packets) = &mut self.packets {
            packets.end(&mut self.captured);
        }
        std::mem::swap(&mut self.buffer, &mut share.shown);
        std::mem::swap(&mut self.captured, &mut share.captured);
        if let Some(seams) = self.format.seams() {
            std::mem::swap(seams, &mut share.seams);
        }
    }

    /// Sends parts of a share there where one datagram makes too much; nowhere, with `None`.
    pub(crate) fn send_parts(&mut self, to: Option<SyncSender<Share>>) {
        self.parts = to;
    }

    /// Hands on what is gathered in the middle of a datagram: one of many small messages makes a hundred times its length.
    fn relieve(&mut self) {
        if self.buffer.len() < FULL {
            return;
        }
        if self.outlet.is_some() {
            // An output that fails stays closed, and whoever hands on the next datagram learns of it.
            let _ = self.flush();
        } else if let Some(to) = self.parts.clone().filter(|_| self.buffer.len() >= PART) {
            let mut part = Share { is_part: true, ..Share::default() };
            self.swap(&mut part);
            // Where the writer has ended, so does the worker, with its next share.
            let _ = to.send(part);
            self.begin_share();
        }
    }

    /// Adds what another pipeline has counted.
    pub(crate) fn absorb(&mut self, other: Pipeline) {
        self.format.absorb(other.format);
        if let (Some(verdict), Some(other)) = (&mut self.verdict, other.verdict) {
            verdict.absorb(other);
        }
    }

    fn notice(&mut self, notice: &Notice<'_>, depth: Depth) {
        let findings = self.session.notice(notice);
        let is_user = self.is_user(notice);
        self.show_due(depth);
        if depth == Depth::Skim {
            self.packets.iter_mut().for_each(|packets| packets.skim(notice));
            if self.show == Show::Calls && !self.refuses(notice) {
                self.fold(notice, &findings, depth);
            }
            return;
        }
        self.capture_asked(notice.when, notice.caller);
        let is_hidden = notice.what.is_hidden();
        if !is_hidden && self.refuses(notice) {
            // Whoever filters asks about messages; how the program ended is the verdict's all the same.
            if let Some(verdict) = self.verdict.as_mut().filter(|_| notice.outcome == Outcome::Returned(0)) {
                verdict.notice(notice);
            }
            return;
        }
        if let Some(verdict) = &mut self.verdict {
            verdict.notice(notice);
        }
        if let Some(packets) = &mut self.packets {
            packets.notice(notice, &mut self.captured);
        }
        let is_remark =
            matches!(notice.what, NoticeKind::Exited(_) | NoticeKind::Killed(..) | NoticeKind::Blind(_));
        // A text stands with the error that it explains.
        let is_beside = matches!(notice.what, NoticeKind::ExtendedAck(_)) && self.show != Show::Everything;
        let is_shown = match self.show {
            _ if is_beside => false,
            Show::Messages => false,
            Show::Calls => is_user,
            Show::Everything => true,
        };
        if is_shown && !is_hidden && self.fold(notice, &findings, depth) {
            return;
        }
        if !is_shown || is_hidden || self.quiet && is_remark {
            return;
        }
        self.format.notice(notice, &findings, self.session.ids(), &mut self.buffer);
    }

    fn refuses(&self, notice: &Notice<'_>) -> bool {
        self.filter.as_ref().is_some_and(|filter| !filter.keeps_notice(notice))
    }

    /// Holds a call back that prepares a socket. Returns whether it did; if not, what is held of that socket is shown first.
    fn fold(&mut self, notice: &Notice<'_>, findings: &[Finding], depth: Depth) -> bool {
        let Some(preambles) = &mut self.preambles else { return false };
        let holds = findings.is_empty() && preambles.can_hold(notice);
        let shown =
            if holds { preambles.hold(notice).into_iter().collect() } else { preambles.before(notice) };
        self.show_preambles(&shown, depth);
        holds
    }

    fn show_preambles(&mut self, preambles: &[Preamble], depth: Depth) {
        for preamble in preambles.iter().filter(|_| depth == Depth::Show) {
            self.format.preamble(&preamble.notices(), self.session.ids(), &mut self.buffer);
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
            if let Some(verdict) = &mut self.verdict {
                verdict.datagram(datagram);
            }
            self.format.datagram(datagram, self.session.ids(), &mut self.buffer);
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
            if self.begun.holds_secret {
                remark_captured();
            }
            self.begun.sent.iter().for_each(|sent| sent.was_captured());
        }
    }

    /// Whether bytes that are no message are to be shown: those behind messages go with them.
    fn keeps_rest(&self, datagram: &Datagram<'_>) -> bool {
        let Some(filter) = &self.filter else { return true };
        self.begun.shown || filter.keeps(&Subject::bytes(datagram))
    }

    /// Takes a datagram.
    fn datagram(&mut self, datagram: &Datagram<'_>, depth: Depth) {
        self.begun = DatagramState::default();
        self.pieces(datagram, depth);
        if depth == Depth::Skim {
            if self.begun.captured {
                self.begun.sent.iter().for_each(|sent| sent.was_captured());
            }
            return;
        }
        let is_hidden = datagram.is_peek() && self.show != Show::Everything;
        if self.begun.shown && !is_hidden {
            self.with_names(datagram.caller, netns(datagram), |format, names, out| {
                format.end_datagram(datagram, names, out);
            });
        }
        self.capture(datagram);
    }

    /// Takes what is in a datagram.
    fn pieces(&mut self, datagram: &Datagram<'_>, depth: Depth) {
        if let Some(caller) = datagram.caller {
            self.users.put(caller.pid, || ());
        }
        if let Some(preamble) = self.preambles.as_mut().and_then(|held| held.before_datagram(datagram)) {
            self.show_preambles(&[preamble], depth);
        }
        if self.filter.is_none() && depth == Depth::Show {
            self.begin(datagram);
        }
        if datagram.is_peek() && self.show != Show::Everything {
            return self.session.peek(datagram);
        }
        self.session.datagram(datagram);
        self.show_due(depth);
        let pieces = pieces(datagram.bytes, &context(datagram, &MessageRole::Unknown, self.session.ids()));
        for (index, piece) in pieces.enumerate() {
            match piece {
                Piece::Message { header, start, next, .. } => {
                    let bytes = datagram.bytes.get(start..next).unwrap_or_default();
                    if self.begun.ends_in_secret && !is_whole(&header, bytes.len(), datagram) {
                        // It is more likely the rest of the key than a message.
                        self.rest(datagram, bytes, true, depth);
                        continue;
                    }
                    self.message(datagram, header, (index, start..next), depth);
                }
                Piece::Rest { start, end } => {
                    let bytes = datagram.bytes.get(start..end).unwrap_or_default();
                    self.rest(datagram, bytes, index > 0, depth);
                }
            }
            self.relieve();
        }
        // No message and no rest asked the filter about it.
        if datagram.bytes.is_empty() && depth == Depth::Show && self.keeps_rest(datagram) {
            self.begin(datagram);
        }
    }

    fn rest(&mut self, datagram: &Datagram<'_>, bytes: &[u8], is_tail: bool, depth: Depth) {
        let findings = self.session.rest(datagram, bytes, is_tail);
        if depth == Depth::Show && self.keeps_rest(datagram) {
            self.begin(datagram);
            let zeros = if self.begun.ends_in_secret { vec![0; bytes.len()] } else { Vec::new() };
            let bytes = if self.begun.ends_in_secret { &zeros } else { bytes };
            let rest = Rest { datagram, bytes, is_tail, findings: &findings };
            if let Some(verdict) = &mut self.verdict {
                verdict.ignored(datagram, &findings);
            }
            self.format.rest(&rest, &mut self.buffer);
        }
    }

    /// A call; what its datagrams hold, the filter has been asked about.
    fn call(&mut self, call: &Call<'_>) {
        let keeps = match &self.filter {
            Some(filter) => std::mem::take(&mut self.keeps_call) || filter.keeps_call(call),
            None => true,
        };
        let sent = self.begun.sent.take();
        if !keeps && sent.is_none() {
            return self.format.pass_over_call();
        }
        let before = self.buffer.len();
        self.with_names(Some(call.caller), call.caller.netns, |format, names, out| {
            format.call(call, names, out);
        });
        if let Some(sent) = sent.filter(|_| !keeps) {
            sent.keep_call(self.buffer.split_off(before));
        }
    }

    /// Has the format show something that names interfaces which no message has named. Without a caller it is a capture's,
    /// whose interfaces are not ours.
    fn with_names(
        &mut self,
        caller: Option<&Caller>,
        netns: u64,
        show: impl FnOnce(&mut dyn Format, &Knowledge<'_>, &mut Vec<u8>),
    ) {
        let interfaces = self.session.interfaces();
        // Names that the kernel was asked for, each once.
        let asked: RefCell<Vec<(u32, String)>> = RefCell::default();
        let interface = |index| {
            let mut asked = asked.borrow_mut();
            let name = match interfaces.name(netns, index) {
                Some(name) => name,
                None => {
                    if asked.iter().all(|(known, _)| *known != index) {
                        asked.push((index, interfaces.ask(caller?, index)?));
                    }
                    &asked.iter().find(|(known, _)| *known == index)?.1
                }
            };
            Some(name.to_owned()).filter(|name| !name.is_empty())
        };
        let names = Knowledge { interface: &interface, ids: self.session.ids() };
        show(self.format.as_mut(), &names, &mut self.buffer);
        for (index, name) in asked.into_inner() {
            self.session.told(netns, index, &name);
        }
    }

    /// Keeps a request that is not shown, until it is known that it did not fail.
    fn withhold(&mut self, datagram: &Datagram<'_>, serial: Serial, span: Range<usize>, index: usize) {
        if self.begun.sent.is_none() {
            self.begun.sent = DatagramCopy::of(datagram, self.begun.captured);
        }
        if let Some(sent) = &self.begun.sent {
            self.withheld.keep(serial, sent, span, index);
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
        decode(message, &context(&sent, &MessageRole::Request, self.session.ids()), &mut self.request_tape);
        if self.shows_secrets {
            self.request_tape.reveal_secrets();
        }
        let (datagram, tape, is_whole) = (&sent, &self.request_tape, true);
        let findings = self.session.check_again(datagram, &header, message, tape);
        let message = &*secret::masked(message, tape);
        let event = Event {
            datagram,
            index: request.index,
            header,
            message,
            tape,
            is_whole,
            role: MessageRole::Request,
            fault: None,
            echo: None,
            mark: points_at.and_then(|offset| path_at(tape.fields(), offset)).map(|(_, at)| at),
            findings: &findings,
            author: None,
            interfaces: self.session.interfaces(),
            ids: self.session.ids(),
            netns: netns(&sent),
        };
        // A capture's interfaces are those that messages have named; of a traced program the call was shown when it was made.
        let interface = |index| {
            let name = self.session.interfaces().name(netns(&sent), index)?;
            Some(name.to_owned()).filter(|name| !name.is_empty())
        };
        let names = Knowledge { interface: &interface, ids: self.session.ids() };
        self.format.failed_request(&event, request.call().as_deref(), &names, &mut self.buffer);
        // The datagram of the error is another.
        self.begun.shown = false;
    }

    /// Takes a message: shows it, or learns from it what later messages need.
    fn message(
        &mut self,
        datagram: &Datagram<'_>,
        header: MessageHeader,
        place: (usize, Range<usize>),
        depth: Depth,
    ) {
        let message = datagram.bytes.get(place.1.clone()).unwrap_or_default();
        let is_whole = is_whole(&header, message.len(), datagram);
        let arrival = self.session.enter(datagram, header, message, is_whole);
        if self.filter.is_none() && depth == Depth::Show && !self.format.shows(arrival.role(), header.kind) {
            let passage = self.session.skim(arrival);
            self.end_exchange(&passage, false);
            return self.session.leave(passage);
        }
        let passage = match depth {
            Depth::Show => {
                let role = arrival.role();
                let request = self.session.request(role);
                if let Some(request) = request {
                    self.format.answers(&header, request);
                }
                let context = Context { request, ..context(datagram, role, self.session.ids()) };
                self.remembering.decode(message, &context);
                self.begun.ends_in_secret =
                    !self.shows_secrets && secret::ends_in_secret(self.remembering.tape());
                self.session.read(arrival, self.remembering.tape())
            }
            Depth::Skim => {
                self.begun.ends_in_secret = false;
                if !self.shows_secrets && precedes_a_part(datagram, place.1.end) {
                    let role = arrival.role();
                    let request = self.session.request(role);
                    let context = Context { request, ..context(datagram, role, self.session.ids()) };
                    self.remembering.decode(message, &context);
                    self.begun.ends_in_secret = secret::ends_in_secret(self.remembering.tape());
                }
                self.session.skim(arrival)
            }
        };
        let index = place.0;
        if depth == Depth::Show
            && matches!(passage.role, MessageRole::Request)
            && let Some(verdict) = &mut self.verdict
        {
            let traits = self.remembering.tape().message.map_or(Traits::NONE, |message| message.traits);
            verdict.request(datagram, traits);
        }
        let keeps = self.judge(&passage, place, depth);
        if keeps {
            let is_bare = is_bare(&header, message, datagram);
            let advice = if is_bare { self.session.advice(datagram) } else { None };
            if depth == Depth::Show {
                self.show_message(&passage, index, advice);
            }
        } else if let Some(verdict) = &mut self.verdict
            && depth == Depth::Show
            && header.kind == NLMSG_ERROR
            && fails(message, datagram)
        {
            verdict.refused();
        }
        if depth == Depth::Show {
            self.end_exchange(&passage, keeps);
        }
        self.session.leave(passage);
    }

    /// Returns whether the filter keeps a message, and does what depends on that: a request that it refuses is withheld until
    /// it fails. A message that is skimmed is decoded only if something depends on the answer.
    fn judge(&mut self, passage: &Passage<'_>, (index, span): (usize, Range<usize>), depth: Depth) -> bool {
        let Passage { datagram, header, message, ref role, .. } = *passage;
        let withholds = self.filter.as_ref().is_some_and(|filter| filter.is_about_errors());
        let serial = passage.serial.filter(|_| withholds);
        if depth == Depth::Skim {
            let ends = withholds
                && matches!(role, MessageRole::Answer(_))
                && matches!(header.kind, NLMSG_ERROR | NLMSG_DONE);
            let advises = is_bare(&header, message, datagram) && self.session.can_advise(datagram);
            if serial.is_none() && !ends && !advises {
                return false;
            }
            let request = self.session.request(role);
            let context = Context { request, ..context(datagram, role, self.session.ids()) };
            self.remembering.decode(message, &context);
        }
        let Some(filter) = &self.filter else { return true };
        let tape = self.remembering.tape();
        let subject = subject(datagram, header, message, tape, self.session.interfaces());
        let failed = subject.error().is_some_and(|error| error < 0);
        let keeps = filter.keeps(&subject);
        match (role, serial) {
            (MessageRole::Answer(answer), _) if withholds && keeps && failed => match depth {
                Depth::Show => self.show_request(answer.serial, session::points_at(message, tape)),
                Depth::Skim => self.withheld.take(answer.serial).iter().for_each(StoredRequest::was_captured),
            },
            (MessageRole::Request, Some(serial)) if !keeps => self.withhold(datagram, serial, span, index),
            // Another pipeline captures it.
            (MessageRole::Request, Some(_)) if depth == Depth::Skim => self.begun.captured = true,
            _ => (),
        }
        keeps
    }

    /// Shows requests that have waited for long.
    fn show_due(&mut self, depth: Depth) {
        for serial in self.session.due() {
            if depth == Depth::Show {
                self.show_exchange(serial, None);
            }
        }
    }

    /// Takes note that the filter keeps a message, and shows the exchange that the message ends.
    fn end_exchange(&mut self, passage: &Passage<'_>, keeps: bool) {
        if !self.format.shows_exchanges() {
            return;
        }
        let answer = match &passage.role {
            MessageRole::Answer(answer) => Some(*answer),
            _ => None,
        };
        let serial = answer.map(|answer| answer.serial).or(passage.serial);
        if let Some(serial) = serial.filter(|_| keeps && self.filter.is_some()) {
            self.session.keep_exchange(serial);
        }
        self.show_due(Depth::Show);
        let Some(answer) = answer.filter(|answer| answer.is_last && !passage.datagram.is_peek()) else {
            return;
        };
        let Passage { datagram, ref header, message, .. } = *passage;
        let is_control = matches!(header.kind, NLMSG_ERROR | NLMSG_DONE);
        let (mut errno, mut text) = (0, None);
        if is_control {
            let error = message.get(16..20).and_then(|bytes| wire::uint(bytes, datagram.endian));
            let error = error.and_then(|error| u32::try_from(error).ok()).map_or(0, u32::cast_signed);
            errno = if error < 0 { error.unsigned_abs() } else { 0 };
            text = session::text(self.remembering.tape(), message)
                .map(|text| String::from_utf8_lossy(text).into_owned().into());
        }
        // The messages of a dump may not have been decoded; their end always was.
        let name = self.remembering.tape().message.filter(|_| !answer.is_dump);
        let last = Last { answer, name: name.map(|message| message.name), errno, text };
        self.show_exchange(answer.serial, Some(last));
    }

    /// Shows a request with its answers.
    fn show_exchange(&mut self, serial: Serial, last: Option<Last<'_>>) {
        let Some(report) = self.session.exchange(serial) else { return };
        if self.filter.is_some() && !report.is_kept {
            return;
        }
        let datagram = sent(&report);
        decode(
            report.message,
            &context(&datagram, &MessageRole::Request, self.session.ids()),
            &mut self.exchange_tape,
        );
        if self.shows_secrets {
            self.exchange_tape.reveal_secrets();
        }
        self.session.name_again(serial, &self.exchange_tape);
        let Some(report) = self.session.exchange(serial) else { return };
        let datagram = sent(&report);
        let request = Event {
            datagram: &datagram,
            index: 0,
            header: report.header,
            message: &secret::masked(report.message, &self.exchange_tape),
            tape: &self.exchange_tape,
            is_whole: true,
            role: MessageRole::Request,
            fault: None,
            echo: None,
            mark: None,
            findings: &[],
            author: None,
            interfaces: self.session.interfaces(),
            ids: self.session.ids(),
            netns: netns(&datagram),
        };
        let exchange = ExchangeEvent {
            request,
            last,
            port: report.port.unwrap_or(report.header.portid),
            expects: report.expects,
            answers: (report.answers, report.bytes),
        };
        self.format.exchange(&exchange, &mut self.buffer);
    }

    /// Shows a message.
    fn show_message(&mut self, passage: &Passage<'_>, index: usize, advice: Option<&'static str>) {
        let Passage { datagram, header, message, is_whole, role, ref findings, .. } = *passage;
        self.begin(datagram);
        let author = self.session.author(datagram, &header, &role);
        self.begun.holds_secret |= self.remembering.tape().secrets().next().is_some();
        if self.shows_secrets {
            self.remembering.reveal_secrets();
        }
        let (mut fault, mut echo) = (None, None);
        if matches!(header.kind, NLMSG_ERROR | NLMSG_DONE) {
            let request = self.session.request(&role);
            let context = Context { request, ..context(datagram, &role, self.session.ids()) };
            let tape = self.remembering.tape();
            if self.filter.as_ref().is_none_or(|filter| filter.is_about_errors()) {
                echo = self.session.echo(&role, message, tape);
            }
            let comm = datagram.caller.map(|caller| caller.comm.as_str());
            fault = session::fault(message, &context, tape, &mut self.request_tape, self.shows_secrets, comm);
        }
        if let Some(fault) = &mut fault {
            let found = self.session.explain(datagram, fault);
            fault.unsolicited =
                self.session.unsolicited(&role).filter(|_| fault.text.is_none() && fault.errno != 0);
            fault.advice = found.or(fault.advice.take()).filter(|_| fault.probe.is_none());
            fault.unasked = advice.filter(|_| fault.probe.is_none() && fault.unsolicited.is_none());
            // The filter may have refused the text when it came: in the capture it stands before the error that it explains.
            if let (Some(text), Some(packets), Some(_)) = (fault.unsolicited, &mut self.packets, &self.filter)
            {
                let what = NoticeKind::ExtendedAck(text.to_owned());
                let (when, caller, outcome) = (datagram.when, datagram.caller, Outcome::Returned(0));
                packets.notice(&Notice { when, caller, what, outcome, is_alone: true }, &mut self.captured);
            }
        }
        let event = Event {
            datagram,
            index,
            header,
            message: &secret::masked(message, self.remembering.tape()),
            tape: self.remembering.tape(),
            is_whole,
            role,
            mark: fault.as_ref().and_then(|fault| fault.offender.as_ref()).and_then(|offender| offender.echo),
            fault,
            echo,
            findings,
            author: author.as_ref(),
            interfaces: self.session.interfaces(),
            ids: self.session.ids(),
            netns: netns(datagram),
        };
        if let Some(verdict) = &mut self.verdict {
            verdict.message(&event);
        }
        self.format.message(&event, &mut self.buffer);
    }
}

impl Pipeline {
    /// Writes what is gathered: to the file of a process, where each has its own.
    fn flush_of(&mut self, pid: Option<i32>) -> io::Result<()> {
        let Some(outlet) = &mut self.outlet else { return Ok(()) };
        let result = if outlet.is_split() {
            outlet.put_of(pid, &self.buffer, &self.captured)
        } else {
            outlet.put(&self.buffer, &self.captured)
        };
        // One message may have been a thousand times as long as all others.
        for buffer in [&mut self.buffer, &mut self.captured] {
            buffer.clear();
            buffer.shrink_to(KEPT);
        }
        result
    }
}

impl Sink for Pipeline {
    fn take(&mut self, observation: &Observation<'_>) -> io::Result<()> {
        self.process(observation, Depth::Show);
        if self.outlet.as_ref().is_some_and(Outlet::is_split) {
            let caller = match observation {
                Observation::Datagram(datagram) => datagram.caller,
                Observation::Notice(notice) => notice.caller,
                Observation::Call(call) => Some(call.caller),
            };
            return self.flush_of(caller.map(|caller| caller.pid));
        }
        if self.buffer.len() >= FULL || self.captured.len() >= FULL { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.flush_of(None)
    }

    /// Writes what can only be said at the end, and all that is gathered.
    fn finish(&mut self) -> Vec<Loss> {
        let held = self.preambles.as_mut().map(Preambles::all).unwrap_or_default();
        self.show_preambles(&held, Depth::Show);
        self.session.end_exchanges();
        self.show_due(Depth::Show);
        self.format.finish(&mut self.buffer);
        if let Some(verdict) = &mut self.verdict {
            verdict.finish(&mut self.buffer);
        }
        // What fails is recorded by the outlet.
        let _ = self.flush();
        self.outlet.as_mut().map(Outlet::losses).unwrap_or_default()
    }

    fn remarks(&self) -> Vec<String> {
        self.format.remark().into_iter().collect()
    }
}

/// Returns the datagram of a request that was sent before.
fn sent<'a>(report: &RequestReport<'a>) -> Datagram<'a> {
    Datagram {
        when: report.when,
        caller: report.caller,
        direction: Direction::Send,
        protocol: report.protocol,
        endian: report.endian,
        bytes: report.message,
        whole_len: report.message.len(),
        ..Datagram::of_capture()
    }
}

/// What a datagram, and a message's part in its conversation, say about the message.
fn context<'a>(datagram: &Datagram<'_>, role: &MessageRole, ids: &'a Ids) -> Context<'a> {
    let family = datagram.protocol.and_then(family::by_protocol);
    let to_kernel = match role {
        MessageRole::Notification { .. } | MessageRole::Answer(_) => Some(false),
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

/// Whether what follows a message is the beginning of one that is not there to its end: after a key it is taken for the rest of that.
fn precedes_a_part(datagram: &Datagram<'_>, end: usize) -> bool {
    let rest = datagram.bytes.get(end..).unwrap_or_default();
    message_header(rest, datagram.endian).is_ok_and(|(_, header)| !is_whole(&header, rest.len(), datagram))
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

/// Prints once that a capture holds keys: its bytes are those of the messages.
fn remark_captured() {
    static SAID: AtomicBool = AtomicBool::new(false);
    if !SAID.swap(true, Ordering::Relaxed) {
        exit::remark("the capture that is written holds keys or passwords in full");
    }
}
