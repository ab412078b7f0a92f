//! Gives a format what it shows, and the verdict what it counts.

use std::cell::RefCell;

use nltrace_decoders::generic::Ids;
use nltrace_decoders::path::path_at;
use nltrace_decoders::tape::Tape;
use nltrace_decoders::wire::MessageHeader;

use super::facts::netns;
use super::preamble::Preamble;
use super::share::{FULL, Share};
use super::tapes::Tapes;
use crate::datagram::{Call, Caller, Datagram, Direction, Notice, Outcome};
use crate::event::{Event, ExchangeEvent, Knowledge, Last, Rest};
use crate::filter::withheld::StoredRequest;
use crate::render::Format;
use crate::render::verdict::Verdict;
use crate::secret;
use crate::session::{Finding, MessageRole, RequestReport, Serial, Session};

/// The initial capacity for output.
const ROOM: usize = FULL + FULL / 4;

/// A format, the verdict, and the output of both.
pub(super) struct Presenter {
    pub(super) format: Box<dyn Format>,
    /// Printed at the end, if there is one.
    verdict: Option<Verdict>,
    /// Output that was not written yet.
    pub(super) out: Vec<u8>,
    /// The heading of the current datagram was shown.
    is_begun: bool,
}

impl Presenter {
    pub(super) fn new(format: Box<dyn Format>) -> Presenter {
        Presenter { format, verdict: None, out: Vec::with_capacity(ROOM), is_begun: false }
    }

    pub(super) fn judge(&mut self, verdict: Option<Verdict>) {
        self.verdict = verdict;
    }

    /// Returns the verdict, to count something in it.
    pub(super) fn verdict(&mut self) -> Option<&mut Verdict> {
        self.verdict.as_mut()
    }

    /// Returns whether the heading of the current datagram was shown.
    pub(super) fn has_begun(&self) -> bool {
        self.is_begun
    }

    /// Forgets that a heading was shown: another datagram begins, or a message of another was shown.
    pub(super) fn reset(&mut self) {
        self.is_begun = false;
    }

    /// Shows the heading of a datagram, once.
    pub(super) fn begin(&mut self, datagram: &Datagram<'_>, ids: &Ids) {
        if !self.is_begun {
            if let Some(verdict) = &mut self.verdict {
                verdict.datagram(datagram);
            }
            self.format.datagram(datagram, ids, &mut self.out);
        }
        self.is_begun = true;
    }

    /// Shows a message.
    pub(super) fn message(&mut self, event: &Event<'_>) {
        if let Some(verdict) = &mut self.verdict {
            verdict.message(event);
        }
        self.format.message(event, &mut self.out);
    }

    /// Shows bytes that are no message.
    pub(super) fn rest(&mut self, rest: &Rest<'_>) {
        if let Some(verdict) = &mut self.verdict {
            verdict.ignored(rest.datagram, rest.findings);
        }
        self.format.rest(rest, &mut self.out);
    }

    /// Shows the end of a datagram.
    pub(super) fn end(&mut self, datagram: &Datagram<'_>, session: &mut Session) {
        self.with_names(datagram.caller, netns(datagram), session, |format, names, out| {
            format.end_datagram(datagram, names, out);
        });
    }

    /// Shows a notice.
    pub(super) fn notice(&mut self, notice: &Notice<'_>, findings: &[Finding], ids: &Ids) {
        self.format.notice(notice, findings, ids, &mut self.out);
    }

    /// Counts a notice in the verdict. A notice that the filter refuses counts only if it is the end of a program.
    pub(super) fn count(&mut self, notice: &Notice<'_>, is_refused: bool) {
        if let Some(verdict) = &mut self.verdict
            && (!is_refused || notice.outcome == Outcome::Returned(0))
        {
            verdict.notice(notice);
        }
    }

    /// Shows the calls that prepared sockets.
    pub(super) fn preambles(&mut self, preambles: &[Preamble], ids: &Ids) {
        for preamble in preambles {
            self.format.preamble(&preamble.notices(), ids, &mut self.out);
        }
    }

    /// Shows a call. Returns what was shown before it, in bytes.
    pub(super) fn call(&mut self, call: &Call<'_>, session: &mut Session) -> usize {
        let before = self.out.len();
        self.with_names(Some(call.caller), call.caller.netns, session, |format, names, out| {
            format.call(call, names, out);
        });
        before
    }

    /// Lets a format show names of interfaces that no message has named; the kernel is asked for each once. A capture has no
    /// caller, and its interfaces are not those of this machine.
    fn with_names(
        &mut self,
        caller: Option<&Caller>,
        netns: u64,
        session: &mut Session,
        show: impl FnOnce(&mut dyn Format, &Knowledge<'_>, &mut Vec<u8>),
    ) {
        let interfaces = session.interfaces();
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
        let names = Knowledge { interface: &interface, ids: session.ids() };
        show(self.format.as_mut(), &names, &mut self.out);
        for (index, name) in asked.into_inner() {
            session.learn_interface(netns, index, &name);
        }
    }

    /// Shows a request that the filter refused, because its error is shown. `points_at` is the offset that the error names.
    pub(super) fn failed_request(
        &mut self,
        request: &StoredRequest,
        serial: Serial,
        (header, message): (MessageHeader, &[u8]),
        points_at: Option<u32>,
        session: &Session,
        tapes: &mut Tapes,
    ) {
        let sent = request.datagram();
        tapes.decode_request(&sent, message, session.ids());
        let tape = &tapes.request;
        let shown = secret::masked(message, tape);
        let findings = session.check_again(&sent, &header, message, tape);
        let mark = points_at.and_then(|offset| path_at(tape.fields(), offset)).map(|(_, at)| at);
        let event = Event {
            mark,
            findings: &findings,
            index: request.index,
            ..earlier(&sent, (serial, header), &shown, tape, session)
        };
        // In a capture only messages name interfaces. A traced program's call was shown when it was made.
        let interface = |index| {
            let name = session.interfaces().name(netns(&sent), index)?;
            Some(name.to_owned()).filter(|name| !name.is_empty())
        };
        let names = Knowledge { interface: &interface, ids: session.ids() };
        self.format.failed_request(&event, request.call().as_deref(), &names, &mut self.out);
        // The error is in another datagram.
        self.is_begun = false;
    }

    /// Shows a request with its answers.
    pub(super) fn exchange(
        &mut self,
        serial: Serial,
        last: Option<Last<'_>>,
        session: &mut Session,
        tapes: &mut Tapes,
    ) {
        let Some(report) = session.exchange(serial) else { return };
        tapes.decode_exchange(&sent(&report), report.message, session.ids());
        session.name_again(serial, &tapes.exchange);
        let Some(report) = session.exchange(serial) else { return };
        let datagram = sent(&report);
        let message = secret::masked(report.message, &tapes.exchange);
        let (caller, tape) = (report.caller, &tapes.exchange);
        let is_probe = |errno| Session::is_probe(caller, &report.header, report.message, tape, errno);
        let last = last.map(|last| Last { is_probe: is_probe(last.errno), ..last });
        let exchange = ExchangeEvent {
            request: earlier(&datagram, (serial, report.header), &message, &tapes.exchange, session),
            last,
            port: report.port.unwrap_or(report.header.portid),
            expects: report.expects,
            answers: (report.answers, report.bytes),
        };
        self.format.exchange(&exchange, &mut self.out);
    }

    /// Called when the source is about to wait.
    pub(super) fn idle(&mut self) {
        self.format.idle(&mut self.out);
    }

    /// Shows what can be said only at the end.
    pub(super) fn finish(&mut self) {
        self.format.finish(&mut self.out);
        if let Some(verdict) = &mut self.verdict {
            verdict.finish(&mut self.out);
        }
    }

    /// Begins a share of the output.
    pub(super) fn begin_share(&mut self) {
        if let Some(seams) = self.format.seams() {
            seams.begin();
        }
    }

    /// Exchanges the output for the buffers of another share.
    pub(super) fn swap(&mut self, share: &mut Share) {
        std::mem::swap(&mut self.out, &mut share.shown);
        if let Some(seams) = self.format.seams() {
            std::mem::swap(seams, &mut share.seams);
        }
    }

    /// Adds what another presenter has counted.
    pub(super) fn absorb(&mut self, other: Presenter) {
        self.format.absorb(other.format);
        if let (Some(verdict), Some(other)) = (&mut self.verdict, other.verdict) {
            verdict.absorb(other);
        }
    }
}

/// Returns a request that was sent before, as an event.
fn earlier<'a>(
    datagram: &'a Datagram<'a>,
    (serial, header): (Serial, MessageHeader),
    message: &'a [u8],
    tape: &'a Tape,
    session: &'a Session,
) -> Event<'a> {
    Event {
        datagram,
        index: 0,
        header,
        message,
        tape,
        is_whole: true,
        role: MessageRole::Request,
        serial: Some(serial),
        fault: None,
        echo: None,
        mark: None,
        findings: &[],
        author: None,
        interfaces: session.interfaces(),
        ids: session.ids(),
        netns: netns(datagram),
    }
}

/// Returns the datagram of a request that was sent before.
fn sent<'a>(report: &RequestReport<'a>) -> Datagram<'a> {
    Datagram {
        number: report.packet,
        when: report.when,
        caller: report.caller,
        stack: report.stack,
        direction: Direction::Send,
        protocol: report.protocol,
        endian: report.endian,
        bytes: report.message,
        whole_len: report.message.len(),
        ..Datagram::of_capture()
    }
}
