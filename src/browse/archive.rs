//! Messages of an indexed capture, at any place, each with the meaning that it had when it came.
//!
//! Meaning depends on earlier messages in three ways: the request that a message answers is the first message of its row; names
//! of interfaces and families are made again from the list of changes; all else was kept by the indexer.

use std::borrow::Cow;
use std::fs::File;
use std::sync::Arc;

use nltrace_decoders::control::{NLMSG_DONE, NLMSG_ERROR};
use nltrace_decoders::decode::{Context, Remembering, decode, pieces};
use nltrace_decoders::generic::Ids;
use nltrace_decoders::tape::Tape;
use nltrace_decoders::wire::{self, MessageHeader, Piece};

use super::index::{
    AnswerCounts, CaptureIndex, EntryKind, Extra, NONE, NotificationNote, Place, Row, Shared, flag, wide,
};
use crate::capture::file::{Input, Reader};
use crate::datagram::{Notice, Observation, Timestamp};
use crate::event::{Event, ExchangeEvent, Last, Rest};
use crate::filter::{Message, Subject};
use crate::pipeline::{changes, context, is_whole, netns};
use crate::secret;
use crate::session::{self, Answer, Fault, MessageRole, ReadList, Serial, Session};

/// Facts for decoding messages that the capture does not hold.
#[derive(Clone)]
pub(crate) struct Meaning {
    /// Makes a session in the state that the first message finds.
    pub(crate) session: Arc<dyn Fn() -> Session + Send + Sync>,
    /// The protocol of datagrams that do not state theirs.
    pub(crate) protocol: Option<u16>,
    /// Reads the administrator's lists of names; `None` for captures, which may come from another machine.
    pub(crate) lists: Option<ReadList>,
    /// Shows keys and passwords.
    pub(crate) shows_secrets: bool,
}

/// A message of the capture, as it is shown.
#[expect(clippy::large_enum_variant, reason = "one at a time, on the stack")]
pub(super) enum ItemView<'a> {
    /// A message.
    Message(Event<'a>),
    /// Bytes that are no message.
    Rest(Rest<'a>),
}

/// Reads messages at any place.
pub(super) struct Archive {
    shared: Arc<Shared>,
    records: Records,
    /// For requests, while an answer to them is read.
    requests: Records,
    knowledge: NamesAt,
    meaning: Meaning,
    remembering: Remembering,
    fault_tape: Tape,
    request_tape: Tape,
    request: Vec<u8>,
}

/// Reads records at any place.
struct Records {
    file: File,
    reader: Option<Reader<'static>>,
    layout: Option<usize>,
    protocol: Option<u16>,
}

/// Names, as they were known when some message came.
struct NamesAt {
    session: Session,
    /// Changes that were made.
    applied: usize,
}

/// The facts in the index about one message.
struct ItemFacts {
    of: Row,
    /// Its place among the pieces of its datagram.
    ordinal: u32,
    first_answer: bool,
    counts: AnswerCounts,
    note: NotificationNote,
    extra: Extra,
}

impl Records {
    fn new(file: File, protocol: Option<u16>) -> Records {
        Records { file, reader: None, layout: None, protocol }
    }

    /// Reads the record at a place.
    fn read(&mut self, shared: &Shared, place: &Place) -> Option<Observation<'_>> {
        if self.reader.is_none() {
            let file = self.file.try_clone().ok()?;
            self.reader = Some(Reader::new(Input::random(file)).ok()?);
            self.layout = None;
        }
        let reader = self.reader.as_mut()?;
        let layout = match self.layout {
            Some(known) if known == place.layout => None,
            _ => Some(shared.read(|index| index.layout(place.layout).cloned())?),
        };
        self.layout = Some(place.layout);
        reader.seek(place.offset, layout.as_ref());
        let mut observation = reader.next().ok().flatten()?;
        if let Observation::Datagram(datagram) = &mut observation {
            datagram.protocol = datagram.protocol.or(self.protocol);
            datagram.number = place.packet;
        }
        Some(observation)
    }

    /// Forgets the bytes that were read ahead of a file that grows.
    fn forget(&mut self) {
        self.reader.iter_mut().for_each(Reader::forget);
    }
}

impl NamesAt {
    /// Restores the names as they were known at a message.
    fn go_to(&mut self, shared: &Shared, item: u32, meaning: &Meaning) {
        let wanted = shared.read(|index| index.known_at(item));
        if wanted < self.applied {
            *self = NamesAt::new(meaning);
        }
        if wanted > self.applied {
            let changes = shared.read(|index| index.changes(self.applied, wanted).to_vec());
            changes.iter().for_each(|(_, change)| self.session.repeat(change));
            self.applied = wanted;
        }
    }

    fn new(meaning: &Meaning) -> NamesAt {
        let mut session = (meaning.session)();
        if let Some(lists) = meaning.lists {
            session.ask_by(|_, _| None, lists, |_| Vec::new(), 0);
        }
        NamesAt { session, applied: 0 }
    }
}

impl Archive {
    /// Returns an archive of a capture that is being indexed.
    pub(super) fn new(file: &File, shared: &Arc<Shared>, meaning: &Meaning) -> std::io::Result<Archive> {
        Ok(Archive {
            shared: Arc::clone(shared),
            records: Records::new(file.try_clone()?, meaning.protocol),
            requests: Records::new(file.try_clone()?, meaning.protocol),
            knowledge: NamesAt::new(meaning),
            meaning: meaning.clone(),
            remembering: Remembering::default(),
            fault_tape: Tape::new(),
            request_tape: Tape::new(),
            request: Vec::new(),
        })
    }

    /// Forgets the bytes that were read ahead, because the file has grown.
    pub(super) fn forget(&mut self) {
        self.records.forget();
        self.requests.forget();
    }

    /// Reads the record that a message is in, or a notice.
    pub(super) fn record<T>(&mut self, record: u32, take: impl FnOnce(&Observation<'_>) -> T) -> Option<T> {
        let place = self.shared.read(|index| index.place(record))?;
        self.records.read(&self.shared, &place).map(|observation| take(&observation))
    }

    /// Shows the notice that a record is, with the families that are known then.
    pub(super) fn notice<T>(&mut self, record: u32, take: impl FnOnce(&Notice<'_>, &Ids) -> T) -> Option<T> {
        let place = self.shared.read(|index| index.place(record))?;
        self.knowledge.go_to(&self.shared, place.first, &self.meaning);
        match self.records.read(&self.shared, &place)? {
            Observation::Notice(notice) => Some(take(&notice, self.knowledge.session.ids())),
            _ => None,
        }
    }

    /// Returns the time of the first record; 0 if there is none.
    pub(super) fn start(&mut self) -> Timestamp {
        let Some(place) = self.shared.read(|index| index.place(0)) else { return Timestamp::ZERO };
        match self.records.read(&self.shared, &place) {
            Some(Observation::Datagram(datagram)) => datagram.when,
            Some(Observation::Notice(notice)) => notice.when,
            _ => Timestamp::ZERO,
        }
    }

    /// Shows a message, or bytes that are none.
    pub(super) fn item<T>(&mut self, item: u32, take: impl FnOnce(ItemView<'_>) -> T) -> Option<T> {
        let (facts, place) = self.facts(item)?;
        self.knowledge.go_to(&self.shared, item, &self.meaning);
        self.shown(item, &facts, &place, take)
    }

    /// Shows each message of a record, in order: quicker than one by one.
    pub(super) fn items(&mut self, record: u32, mut take: impl FnMut(u32, ItemView<'_>)) {
        let range = self.shared.read(|index| {
            let first = index.place(record)?.first;
            let end = index.place(record + 1).map_or(index.items(), |next| next.first);
            Some(first..end)
        });
        for item in range.into_iter().flatten() {
            self.item(item, |shown| take(item, shown));
        }
    }

    /// Returns the facts in the index about a message, and its place.
    fn facts(&self, item: u32) -> Option<(ItemFacts, Place)> {
        self.shared.read(|index| {
            let place = index.place(index.record_of(item)?)?;
            let row = index.item(item)?.row;
            let of =
                index.row(row).unwrap_or(Row { first: item, last: item, kind: EntryKind::Tail, flags: 0 });
            let second = index.item(of.first).map_or(NONE, |first| first.next);
            let counts = index.counts(row).unwrap_or(AnswerCounts { answers: 1, reads: 1, bytes: 0 });
            let note = match of.kind {
                EntryKind::Notification => index.note(of.last).cloned().unwrap_or_default(),
                _ => NotificationNote::default(),
            };
            let extra = index.extra(item).cloned().unwrap_or_default();
            let ordinal = item - place.first;
            Some((ItemFacts { of, ordinal, first_answer: second == item, counts, note, extra }, place))
        })
    }

    /// Shows a piece of a datagram.
    fn shown<T>(
        &mut self,
        item: u32,
        facts: &ItemFacts,
        place: &Place,
        take: impl FnOnce(ItemView<'_>) -> T,
    ) -> Option<T> {
        let is_answer = facts.of.kind == EntryKind::Exchange && facts.of.first != item;
        let mut asked = None;
        if is_answer {
            asked = Some(self.load_request(facts.of.first)?);
        }
        let Archive {
            shared,
            records,
            knowledge,
            meaning,
            remembering,
            fault_tape,
            request_tape,
            request,
            ..
        } = self;
        let session = &knowledge.session;
        let ids = session.ids();
        let Observation::Datagram(datagram) = records.read(shared, place)? else { return None };
        let datagram = &datagram;
        let mut cut = pieces(datagram.bytes, &context(datagram, &MessageRole::Unknown, ids));
        let piece = cut.nth(wide(facts.ordinal))?;
        let (header, span) = match piece {
            Piece::Message { header, start, next, .. } => (Some(header), start..next),
            Piece::Rest { start, end } => (None, start..end),
        };
        let bytes = datagram.bytes.get(span).unwrap_or_default();
        let header = match (facts.of.kind, header) {
            (EntryKind::Rest | EntryKind::Tail, _) | (_, None) => {
                let zeros = if facts.of.has(flag::SECRET) { vec![0; bytes.len()] } else { Vec::new() };
                let bytes = if zeros.is_empty() { bytes } else { &zeros };
                let is_tail = facts.of.kind == EntryKind::Tail;
                let rest = Rest { datagram, bytes, is_tail, findings: &facts.extra.findings };
                return Some(take(ItemView::Rest(rest)));
            }
            (_, Some(header)) => header,
        };
        let role = facts.role(item, datagram.when, asked.as_ref(), request_tape);
        let request = asked.as_ref().map(|_| request.as_slice());
        let context = Context { request, ..context(datagram, &role, ids) };
        remembering.decode(bytes, &context);
        if meaning.shows_secrets {
            remembering.reveal_secrets();
        }
        let tape = remembering.tape();
        let (mut fault, mut echo) = (None, None);
        if matches!(header.kind, NLMSG_ERROR | NLMSG_DONE) {
            if let Some(request) = request.filter(|_| !facts.of.has(flag::GUESS)) {
                echo = session::Echo::of(bytes, tape, request);
            }
            let comm = datagram.caller.map(|caller| caller.comm.as_str());
            fault = session::fault(bytes, &context, tape, fault_tape, meaning.shows_secrets, comm);
        }
        if let Some(fault) = &mut fault {
            let explained = session.explain(datagram, fault, facts.extra.is_outside_batch);
            facts.extra.complete(fault, explained);
        }
        let message = &*secret::masked(bytes, tape);
        let event = Event {
            datagram,
            index: wide(facts.ordinal),
            serial: None,
            header,
            message,
            tape,
            is_whole: is_whole(&header, bytes.len(), datagram),
            role,
            mark: fault.as_ref().and_then(|fault| fault.offender.as_ref()).and_then(|offender| offender.echo),
            fault,
            echo,
            findings: &facts.extra.findings,
            author: facts.note.author.as_ref(),
            interfaces: session.interfaces(),
            ids,
            netns: netns(datagram),
        };
        Some(take(ItemView::Message(event)))
    }

    /// Reads a request into its buffer, and decodes it.
    fn load_request(&mut self, item: u32) -> Option<RequestHead> {
        let (facts, place) = self.facts(item)?;
        let ids = self.knowledge.session.ids();
        let Observation::Datagram(datagram) = self.requests.read(&self.shared, &place)? else { return None };
        let mut cut = pieces(datagram.bytes, &context(&datagram, &MessageRole::Unknown, ids));
        let Piece::Message { header, start, next, .. } = cut.nth(wide(facts.ordinal))? else { return None };
        self.request.clear();
        self.request.extend_from_slice(datagram.bytes.get(start..next).unwrap_or_default());
        decode(&self.request, &context(&datagram, &MessageRole::Request, ids), &mut self.request_tape);
        Some(RequestHead { header, when: datagram.when })
    }

    /// Shows the line of an exchange: its request and its answers.
    pub(super) fn exchange<T>(&mut self, row: u32, take: impl FnOnce(&ExchangeEvent<'_>) -> T) -> Option<T> {
        let (of, counts) = self.shared.read(|index| Some((index.row(row)?, index.counts(row))))?;
        let mut port = None;
        let mut last = None;
        let mut bytes = 0;
        if of.last != of.first {
            let ended = of.has(flag::ENDED);
            (port, last, bytes) = self.item(of.last, |shown| match shown {
                ItemView::Message(event) => {
                    (Some(event.header.portid), ended.then(|| last_of(&event)).flatten(), event.message.len())
                }
                ItemView::Rest(_) => (None, None, 0),
            })?;
        }
        let answers = match counts {
            Some(counts) => (counts.answers, counts.bytes),
            None => (u32::from(of.last != of.first), bytes as u64),
        };
        // The names are those that were known when the last answer came; as long as it has not come, those of now.
        let (facts, place) = self.facts(of.first)?;
        let until = if of.has(flag::ENDED) { of.last } else { self.shared.read(CaptureIndex::items) };
        self.knowledge.go_to(&self.shared, until, &self.meaning);
        self.shown(of.first, &facts, &place, |shown| match shown {
            ItemView::Message(event) => Some(take(&ExchangeEvent {
                port: port.unwrap_or(event.header.portid),
                request: event,
                last,
                expects: of.has(flag::EXPECTS),
                answers,
            })),
            ItemView::Rest(_) => None,
        })?
    }
}

/// The facts about a request that showing an answer needs.
struct RequestHead {
    header: MessageHeader,
    when: Timestamp,
}

impl ItemFacts {
    /// Returns the role of a message. `request` is the tape of the request that it answers.
    fn role(&self, item: u32, when: Timestamp, asked: Option<&RequestHead>, request: &Tape) -> MessageRole {
        match (self.of.kind, asked) {
            (EntryKind::Exchange, Some(asked)) => {
                MessageRole::Answer(self.answer(item, when, asked, request))
            }
            (EntryKind::Exchange | EntryKind::Malformed, _) => MessageRole::Request,
            (EntryKind::Notification, _) => MessageRole::Notification { cause: self.note.cause },
            (EntryKind::Stray, _) => MessageRole::Stray,
            _ => MessageRole::Unknown,
        }
    }

    /// Returns how a message answers its request.
    fn answer(&self, item: u32, when: Timestamp, asked: &RequestHead, request: &Tape) -> Answer {
        let is_last = item == self.of.last && self.of.has(flag::ENDED);
        // The types that every protocol has, such as NLMSG_NOOP, ask for nothing.
        let known = match request.owner {
            Some(owner) => owner.command(true),
            None => request.family.and_then(|family| family.message(asked.header.kind)),
        };
        Answer {
            request: known.map(|message| message.name),
            request_id: asked.header.kind,
            owner: request.owner,
            after: when.saturating_sub(asked.when),
            is_first: self.first_answer,
            count: if self.first_answer { 1 } else { self.counts.answers },
            reads: self.counts.reads,
            is_dump: self.of.has(flag::DUMP),
            is_last,
            interrupted: self.of.has(flag::INTERRUPTED) && is_last,
            tells_interruption: false,
            is_guess: self.of.has(flag::GUESS),
            serial: Serial::of(0),
            // Nothing here shows the numbers of packets.
            packet: 0,
        }
    }
}

impl Extra {
    /// Adds to a fault what was known when its message was read.
    fn complete<'f>(&'f self, fault: &mut Fault<'f>, explained: Option<Cow<'static, str>>) {
        let is_probe = fault.probe.is_some();
        let unsolicited = self.unsolicited.as_deref();
        fault.unsolicited = unsolicited.filter(|_| fault.text.is_none() && fault.errno != 0);
        fault.advice = explained.or(fault.advice.take()).filter(|_| !is_probe);
        fault.unasked = self.unasked.filter(|_| !is_probe && fault.unsolicited.is_none());
    }
}

/// Returns the last answer, as the line of an exchange shows it.
fn last_of(event: &Event<'_>) -> Option<Last<'static>> {
    let answer = *event.answers()?;
    let is_control = matches!(event.header.kind, NLMSG_ERROR | NLMSG_DONE);
    let (mut errno, mut text) = (0, None);
    if is_control {
        let error = event.message.get(16..20).and_then(|bytes| wire::uint(bytes, event.tape.endian));
        let error = error.and_then(|error| u32::try_from(error).ok()).map_or(0, u32::cast_signed);
        errno = if error < 0 { error.unsigned_abs() } else { 0 };
        text = session::text(event.tape, event.message)
            .map(|text| String::from_utf8_lossy(text).into_owned().into());
    }
    let name = event.tape.message.filter(|_| !answer.is_dump).map(|message| message.name);
    let is_probe = event.fault.as_ref().is_some_and(|fault| fault.probe.is_some());
    Some(Last { answer, name, errno, text, is_probe })
}

/// Returns a message, as a filter looks at it.
pub(super) fn subject<'a>(event: &'a Event<'_>, start: Timestamp) -> Subject<'a> {
    let Event { header, message: bytes, tape, interfaces, netns, .. } = *event;
    let latency = event.answers().filter(|answer| !answer.is_guess).map(|answer| answer.after);
    let changes = changes(event.datagram.protocol, header, &event.role, tape);
    let message = Message { header, bytes, tape, latency, interfaces, netns, changes };
    Subject::message(event.datagram, start, message)
}
