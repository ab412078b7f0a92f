//! One datagram's way: it is cut into messages, and each is decoded, paired and shown.

use std::ops::Range;

use nltrace_decoders::control::{NLMSG_DONE, NLMSG_ERROR};
use nltrace_decoders::decode::pieces;
use nltrace_decoders::schema::Traits;
use nltrace_decoders::wire::{MessageHeader, Piece, message_header};

use crate::datagram::{Call, Datagram, Notice, Observation};
use crate::event::{Event, Last, Rest};
use crate::filter::withheld::StoredRequest;
use crate::secret;
use crate::session::{self, Arrival, Finding, MessageRole, Passage, Serial, Session};

use super::delivery::Delivery;
use super::facts::{
    changes, context, explain, fails, is_bare, is_whole, last_answer, netns, precedes_a_part, subject,
};
use super::notices::NoticeRules;
use super::presenter::Presenter;
use super::recording::Recording;
use super::selection::Selection;
use super::tapes::Tapes;

/// How far a pipeline processes what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// It decodes and shows it.
    Show,
    /// It learns what later messages need, and shows nothing: another pipeline does.
    Skim,
}

/// Takes observations through the rooms.
pub(super) struct Processor {
    pub(super) session: Session,
    pub(super) tapes: Tapes,
    pub(super) selection: Selection,
    pub(super) notices: NoticeRules,
    pub(super) presenter: Presenter,
    pub(super) recording: Recording,
    /// The last message of the current datagram ended inside a key or password.
    pub(super) ends_in_secret: bool,
}

impl Processor {
    /// Processes an observation and gathers the output. At [`Depth::Skim`] there is none. If one datagram makes too much
    /// output, the output goes to `delivery` at once.
    pub(super) fn process(&mut self, observation: &Observation<'_>, depth: Depth, delivery: &mut Delivery) {
        match observation {
            Observation::Datagram(datagram) => self.datagram(datagram, depth, delivery),
            Observation::Notice(notice) => self.notice(notice, depth),
            // Captures, which several pipelines read, have no calls.
            Observation::Call(call) => self.call(call),
        }
    }

    /// Processes a call that moved no message, or the end of a process.
    fn notice(&mut self, notice: &Notice<'_>, depth: Depth) {
        let findings = self.session.notice(notice);
        let is_user = self.notices.observe(notice);
        self.show_due(depth);
        if depth == Depth::Skim {
            self.recording.skim(notice);
            if self.notices.shows_calls() && !self.selection.refuses_notice(notice) {
                self.fold(notice, &findings, depth);
            }
            return;
        }
        self.recording.asked(&mut self.session, notice.when, notice.caller);
        let is_refused = !notice.what.is_hidden() && self.selection.refuses_notice(notice);
        self.presenter.count(notice, is_refused);
        if is_refused {
            return;
        }
        self.selection.count_notice(notice);
        self.recording.notice(notice);
        if !self.notices.shows(notice, is_user) || self.fold(notice, &findings, depth) {
            return;
        }
        if !self.notices.silences(notice) {
            self.presenter.notice(notice, &findings, self.session.ids());
        }
    }

    /// Holds back a call that prepares a socket. Returns whether it did; if not, the calls of that socket are shown first.
    fn fold(&mut self, notice: &Notice<'_>, findings: &[Finding], depth: Depth) -> bool {
        let (holds, due) = self.notices.hold(notice, !findings.is_empty());
        if depth == Depth::Show {
            self.presenter.preambles(&due, self.session.ids());
        }
        holds
    }

    /// Processes a datagram.
    fn datagram(&mut self, datagram: &Datagram<'_>, depth: Depth, delivery: &mut Delivery) {
        self.selection.begin(datagram);
        self.recording.begin();
        self.presenter.reset();
        self.ends_in_secret = false;
        self.pieces(datagram, depth, delivery);
        if depth == Depth::Skim {
            if self.recording.wants() {
                self.selection.was_captured();
            }
            return;
        }
        if self.presenter.has_begun() && !self.notices.hide(datagram) {
            self.presenter.end(datagram, &mut self.session);
        }
        self.recording.asked(&mut self.session, datagram.when, datagram.caller);
        self.recording.datagram(datagram);
        if self.recording.wants() {
            self.selection.was_captured();
        }
    }

    /// Processes the messages of a datagram, and the bytes between them.
    fn pieces(&mut self, datagram: &Datagram<'_>, depth: Depth, delivery: &mut Delivery) {
        self.notices.datagram(datagram);
        if let Some(preamble) = self.notices.before_datagram(datagram)
            && depth == Depth::Show
        {
            self.presenter.preambles(&[preamble], self.session.ids());
        }
        if self.selection.is_all() && depth == Depth::Show {
            self.begin(datagram);
        }
        if self.notices.hide(datagram) {
            return self.session.peek(datagram);
        }
        self.session.datagram(datagram);
        self.show_due(depth);
        let pieces = pieces(datagram.bytes, &context(datagram, &MessageRole::Unknown, self.session.ids()));
        for (index, piece) in pieces.enumerate() {
            match piece {
                Piece::Message { header, start, next, .. } => {
                    let bytes = datagram.bytes.get(start..next).unwrap_or_default();
                    if self.ends_in_secret && !is_whole(&header, bytes.len(), datagram) {
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
            delivery.relieve(&mut self.presenter, &mut self.recording);
        }
        // The filter was not asked about a datagram that has neither messages nor a rest.
        if datagram.bytes.is_empty() && depth == Depth::Show && self.accepts_rest(datagram) {
            self.begin(datagram);
        }
    }

    /// Shows the heading of a datagram, once, and marks it for the capture.
    fn begin(&mut self, datagram: &Datagram<'_>) {
        self.presenter.begin(datagram, self.session.ids());
        self.recording.want();
        self.selection.accept_call();
    }

    /// Returns whether bytes that are no message are shown: bytes that follow a message are shown with it.
    fn accepts_rest(&self, datagram: &Datagram<'_>) -> bool {
        self.selection.is_all() || self.presenter.has_begun() || self.selection.accepts_bytes(datagram)
    }

    /// Processes bytes that are no message.
    fn rest(&mut self, datagram: &Datagram<'_>, bytes: &[u8], is_tail: bool, depth: Depth) {
        let findings = self.session.rest(datagram, bytes, is_tail);
        if depth == Depth::Show && self.accepts_rest(datagram) {
            self.begin(datagram);
            let zeros = if self.ends_in_secret { vec![0; bytes.len()] } else { Vec::new() };
            let bytes = if self.ends_in_secret { &zeros } else { bytes };
            self.presenter.rest(&Rest { datagram, bytes, is_tail, findings: &findings });
        }
    }

    /// Processes a call. Its datagrams were processed before.
    fn call(&mut self, call: &Call<'_>) {
        let (accepts, sent) = self.selection.call(call);
        if !accepts && sent.is_none() {
            return self.presenter.format.pass_over_call();
        }
        let before = self.presenter.call(call, &mut self.session);
        if let Some(sent) = sent.filter(|_| !accepts) {
            sent.keep_call(self.presenter.out.split_off(before));
        }
    }

    /// Processes a message.
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
        if self.selection.is_all()
            && depth == Depth::Show
            && !self.presenter.format.shows(arrival.role(), header.kind)
        {
            let passage = self.session.skim(arrival);
            self.end_exchange(&passage, false);
            return self.session.leave(passage);
        }
        let passage = self.pass(arrival, datagram, (&header, message, place.1.end), depth);
        if depth == Depth::Show
            && matches!(passage.role, MessageRole::Request)
            && let Some(verdict) = self.presenter.verdict()
        {
            let traits = self.tapes.current().message.map_or(Traits::NONE, |message| message.traits);
            verdict.request(datagram, traits);
        }
        let index = place.0;
        let accepts = self.judge(&passage, place, depth);
        if accepts {
            let is_bare = is_bare(&header, message, datagram);
            let advice = if is_bare { self.session.advice(datagram) } else { None };
            if depth == Depth::Show {
                self.show_message(&passage, index, advice);
            }
        } else if depth == Depth::Show
            && header.kind == NLMSG_ERROR
            && fails(message, datagram)
            && let Some(verdict) = self.presenter.verdict()
        {
            verdict.refused();
        }
        if depth == Depth::Show {
            self.end_exchange(&passage, accepts);
        }
        self.session.leave(passage);
    }

    /// Takes a message through the session, at one of two depths.
    fn pass<'m>(
        &mut self,
        arrival: Arrival<'m>,
        datagram: &Datagram<'_>,
        (header, message, end): (&MessageHeader, &[u8], usize),
        depth: Depth,
    ) -> Passage<'m> {
        match depth {
            Depth::Show => {
                if let Some(request) = self.session.request(arrival.role()) {
                    self.presenter.format.answers(header, request);
                }
                self.tapes.decode(datagram, arrival.role(), message, &self.session);
                self.ends_in_secret = self.tapes.end_in_secret();
                self.session.read(arrival, self.tapes.current())
            }
            Depth::Skim => {
                self.ends_in_secret = false;
                if !self.tapes.shows_secrets() && precedes_a_part(datagram, end) {
                    self.tapes.decode(datagram, arrival.role(), message, &self.session);
                    self.ends_in_secret = self.tapes.end_in_secret();
                }
                self.session.skim(arrival)
            }
        }
    }

    /// Returns whether the filter accepts a message, and does what depends on that: a request that it refuses is withheld until
    /// it fails. A message that is skimmed is decoded only if something depends on the answer.
    fn judge(&mut self, passage: &Passage<'_>, (index, span): (usize, Range<usize>), depth: Depth) -> bool {
        let Passage { datagram, header, message, ref role, .. } = *passage;
        let withholds = self.selection.withholds();
        let serial = passage.serial.filter(|_| withholds);
        if depth == Depth::Skim {
            let ends = withholds
                && matches!(role, MessageRole::Answer(_))
                && matches!(header.kind, NLMSG_ERROR | NLMSG_DONE);
            let advises = is_bare(&header, message, datagram) && self.session.can_advise(datagram);
            if serial.is_none() && !ends && !advises {
                return false;
            }
            self.tapes.decode(datagram, role, message, &self.session);
        }
        let Some(filter) = self.selection.filter() else { return true };
        let tape = self.tapes.current();
        let changes = changes(datagram.protocol, header, role, tape);
        let subject = subject(passage, self.selection.start(), tape, self.session.interfaces(), changes);
        let failed = subject.error().is_some_and(|error| error < 0);
        let accepts = filter.keeps(&subject);
        if depth == Depth::Show {
            self.selection.count(accepts);
        }
        match (role, serial) {
            (MessageRole::Answer(answer), _) if withholds && accepts && failed => match depth {
                Depth::Show => self.show_request(answer.serial, session::points_at(message, tape)),
                Depth::Skim => {
                    self.selection.take(answer.serial).iter().for_each(StoredRequest::was_captured);
                }
            },
            (MessageRole::Request, Some(serial)) if !accepts => {
                self.selection.withhold(datagram, serial, (index, span), self.recording.wants());
            }
            // Another pipeline captures it.
            (MessageRole::Request, Some(_)) if depth == Depth::Skim => self.recording.want(),
            _ => (),
        }
        accepts
    }

    /// Shows a withheld request, because the filter accepts its error. `points_at` is the offset that the error names.
    fn show_request(&mut self, serial: Serial, points_at: Option<u32>) {
        let Some(request) = self.selection.take(serial) else { return };
        let sent = request.datagram();
        let message = sent.bytes.get(request.span.clone()).unwrap_or_default();
        let Ok((_, header)) = message_header(message, sent.endian) else { return };
        if request.to_be_captured() {
            self.recording.earlier(&sent);
        }
        let message = (header, message);
        self.presenter.failed_request(&request, serial, message, points_at, &self.session, &mut self.tapes);
    }

    /// Shows requests that have waited for long.
    fn show_due(&mut self, depth: Depth) {
        for serial in self.session.due() {
            if depth == Depth::Show {
                self.show_exchange(serial, None);
            }
        }
    }

    /// Records that the filter accepts a message, and shows the exchange that the message ends.
    fn end_exchange(&mut self, passage: &Passage<'_>, accepts: bool) {
        if !self.presenter.format.shows_exchanges() {
            return;
        }
        let answer = match &passage.role {
            MessageRole::Answer(answer) => Some(*answer),
            _ => None,
        };
        let serial = answer.map(|answer| answer.serial).or(passage.serial);
        if let Some(serial) = serial.filter(|_| accepts && !self.selection.is_all()) {
            self.session.keep_exchange(serial);
        }
        self.show_due(Depth::Show);
        let Some(answer) = answer.filter(|answer| answer.is_last && !passage.datagram.is_peek()) else {
            return;
        };
        let last = last_answer(passage, answer, self.tapes.current());
        self.show_exchange(answer.serial, Some(last));
    }

    /// Shows a request with its answers, if the filter accepts one of them.
    fn show_exchange(&mut self, serial: Serial, last: Option<Last<'_>>) {
        let is_kept = self.session.exchange(serial).is_some_and(|report| report.is_kept);
        if is_kept || self.selection.is_all() {
            self.presenter.exchange(serial, last, &mut self.session, &mut self.tapes);
        }
    }

    /// Shows a message.
    fn show_message(&mut self, passage: &Passage<'_>, index: usize, advice: Option<&'static str>) {
        let Passage { datagram, header, message, is_whole, role, serial, ref findings } = *passage;
        self.begin(datagram);
        let author = self.session.author(datagram, &header, &role);
        self.recording.observe_secret(self.tapes.hold_secret());
        self.tapes.reveal_current();
        let shows_secrets = self.tapes.shows_secrets();
        let (tape, request) = self.tapes.with_request();
        let is_control = matches!(header.kind, NLMSG_ERROR | NLMSG_DONE);
        let has_echo = is_control && self.selection.is_about_errors();
        let echo = if has_echo { self.session.echo(&role, message, tape) } else { None };
        let fault = if is_control {
            explain(passage, advice, &self.session, tape, (request, shows_secrets))
        } else {
            None
        };
        // The filter may have refused the reason when it came: in the capture it comes before the error.
        if let Some(text) = fault.as_ref().and_then(|fault| fault.unsolicited)
            && !self.selection.is_all()
        {
            self.recording.reason(text, datagram);
        }
        let event = Event {
            datagram,
            index,
            header,
            message: &secret::masked(message, tape),
            tape,
            is_whole,
            role,
            serial,
            mark: fault.as_ref().and_then(|fault| fault.offender.as_ref()).and_then(|offender| offender.echo),
            fault,
            echo,
            findings,
            author: author.as_ref(),
            interfaces: self.session.interfaces(),
            ids: self.session.ids(),
            netns: netns(datagram),
        };
        self.recording.failure(&event, self.selection.is_all());
        self.presenter.message(&event);
    }

    /// Shows what can be shown only at the end.
    pub(super) fn finish(&mut self) {
        let held = self.notices.held();
        self.presenter.preambles(&held, self.session.ids());
        self.session.end_exchanges();
        self.show_due(Depth::Show);
        self.presenter.finish();
    }
}
