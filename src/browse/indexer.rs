//! Reads a capture in order, pairs its messages, and extends the index.
//!
//! It learns the same facts as a pipeline. It reads requests, because lints look at them, and skims other messages.

use std::collections::{BTreeMap, HashMap};

use nltrace_decoders::control::{NLMSG_DONE, NLMSG_ERROR};
use nltrace_decoders::decode::{Context, Remembering, pieces};
use nltrace_decoders::wire::{MessageHeader, Piece};

use super::index::{AnswerCounts, CaptureIndex, EntryKind, Extra, NotificationNote, flag};
use crate::datagram::{Datagram, Notice, NoticeKind, Observation, Outcome};
use crate::pipeline::{context, fails, is_bare, is_whole, precedes_a_part};
use crate::render::Format;
use crate::render::brief::{self, Brief};
use crate::render::clock::Time;
use crate::secret;
use crate::session::{Answer, Finding, MessageRole, Serial, Session};

/// Rows of requests that are kept before those are dropped that the session has forgotten: it keeps fewer.
const ROWS: usize = 1 << 14;

/// Extends an index by what it is given in order.
pub(super) struct Indexer {
    session: Session,
    remembering: Remembering,
    /// The row of each request, by its serial.
    rows: BTreeMap<u64, u32>,
    /// Decides which notices have a line.
    brief: Brief,
    line: Vec<u8>,
    ends_in_secret: bool,
    shows_secrets: bool,
    /// Counts of the items that had no room in the index.
    dropped: HashMap<&'static str, u64>,
}

impl Indexer {
    /// Returns an indexer that learns as this session does.
    pub(super) fn new(mut session: Session, shows_secrets: bool) -> Indexer {
        session.keep_journal();
        let style = brief::Style { colour: false, columns: None, verbose: false, time: Time::None };
        Indexer {
            session,
            remembering: Remembering::default(),
            rows: BTreeMap::new(),
            brief: Brief::new(style),
            line: Vec::new(),
            ends_in_secret: false,
            shows_secrets,
            dropped: HashMap::new(),
        }
    }

    /// Returns sentences about the items that had no room in the index.
    pub(super) fn dropped(&self) -> Vec<String> {
        let mut sentences: Vec<String> = self
            .dropped
            .iter()
            .map(|(what, count)| format!("{count} {what} had no room in the index"))
            .collect();
        sentences.sort();
        sentences
    }

    /// Takes the observation of the last record of the index.
    pub(super) fn take(&mut self, observation: &Observation<'_>, index: &mut CaptureIndex) {
        match observation {
            Observation::Datagram(datagram) => {
                index.note_packet(datagram.number);
                self.datagram(datagram, index);
            }
            Observation::Notice(notice) => self.notice(notice, index),
            Observation::Call(_) => (),
        }
        // A message that makes names doubtful affects the messages after it.
        self.learned(index.items(), index);
    }

    fn notice(&mut self, notice: &Notice<'_>, index: &mut CaptureIndex) {
        let findings = self.session.notice(notice);
        if notice.what.is_hidden() || matches!(notice.what, NoticeKind::ExtendedAck(_)) {
            return;
        }
        self.line.clear();
        self.brief.notice(notice, &findings, self.session.ids(), &mut self.line);
        if self.line.is_empty() {
            return;
        }
        let failed = matches!(notice.outcome, Outcome::Failed(_))
            || matches!(notice.what, NoticeKind::Lost(_) | NoticeKind::Killed(..));
        index.add_notice(if failed { flag::FAILED } else { 0 });
    }

    fn datagram(&mut self, datagram: &Datagram<'_>, index: &mut CaptureIndex) {
        if datagram.is_peek() {
            return self.session.peek(datagram);
        }
        self.session.datagram(datagram);
        self.ends_in_secret = false;
        let pieces = pieces(datagram.bytes, &context(datagram, &MessageRole::Unknown, self.session.ids()));
        for (at, piece) in pieces.enumerate() {
            match piece {
                Piece::Message { header, start, next, .. } => {
                    let message = datagram.bytes.get(start..next).unwrap_or_default();
                    if self.ends_in_secret && !is_whole(&header, message.len(), datagram) {
                        self.rest(datagram, message, true, index);
                    } else {
                        self.message(datagram, header, (message, next), index);
                    }
                }
                Piece::Rest { start, end } => {
                    let bytes = datagram.bytes.get(start..end).unwrap_or_default();
                    self.rest(datagram, bytes, at > 0, index);
                }
            }
        }
    }

    fn rest(&mut self, datagram: &Datagram<'_>, bytes: &[u8], is_tail: bool, index: &mut CaptureIndex) {
        let findings = self.session.rest(datagram, bytes, is_tail);
        let item = if is_tail && bytes.iter().all(|byte| *byte == 0) {
            index.add_hidden()
        } else {
            let kind = if is_tail { EntryKind::Tail } else { EntryKind::Rest };
            let secret = if self.ends_in_secret { flag::SECRET } else { 0 };
            let failed = if findings.is_empty() { 0 } else { flag::FAILED };
            index.add_row(kind, secret | failed, None).0
        };
        self.keep(item, findings, Extra::default(), index);
    }

    fn message(
        &mut self,
        datagram: &Datagram<'_>,
        header: MessageHeader,
        (message, next): (&[u8], usize),
        index: &mut CaptureIndex,
    ) {
        let is_whole = is_whole(&header, message.len(), datagram);
        let arrival = self.session.enter(datagram, header, message, is_whole);
        let role = *arrival.role();
        let reads = match &role {
            MessageRole::Request | MessageRole::Unknown => true,
            MessageRole::Answer(answer) => answer.tells_interruption || !is_whole,
            _ => !is_whole,
        };
        self.ends_in_secret = false;
        if reads || !self.shows_secrets && precedes_a_part(datagram, next) {
            let request = self.session.request(&role);
            let context = Context { request, ..context(datagram, &role, self.session.ids()) };
            self.remembering.decode(message, &context);
            self.ends_in_secret = !self.shows_secrets && secret::ends_in_secret(self.remembering.tape());
        }
        let passage = if reads {
            self.session.read(arrival, self.remembering.tape())
        } else {
            self.session.skim(arrival)
        };
        let is_error = header.kind == NLMSG_ERROR || header.kind == NLMSG_DONE;
        let failed = if is_error && fails(message, datagram) { flag::FAILED } else { 0 };
        let author = self.session.author(datagram, &header, &role);
        let item = match role {
            MessageRole::Answer(answer) => self.answer(&answer, failed, index),
            MessageRole::Request => self.request(passage.serial, &datagram.outcome, index),
            MessageRole::Notification { cause } => {
                let note = index.add_note(NotificationNote { author, cause });
                index.add_row(EntryKind::Notification, failed, Some(note)).0
            }
            MessageRole::Stray => index.add_row(EntryKind::Stray, failed, None).0,
            MessageRole::Unknown => index.add_row(EntryKind::Unknown, failed, None).0,
        };
        let mut extra = Extra::default();
        if is_error {
            extra.unsolicited = self.session.unsolicited(&role).map(Into::into);
            extra.is_outside_batch = self.session.was_outside_batch(datagram, header.seq);
        }
        if is_bare(&header, message, datagram) {
            extra.unasked = self.session.advice(datagram);
        }
        let mut passage = passage;
        let findings = std::mem::take(&mut passage.findings);
        self.keep(item, findings, extra, index);
        self.learned(item, index);
        self.session.leave(passage);
    }

    /// Adds an answer to the row of its request. Returns its item.
    fn answer(&self, answer: &Answer, failed: u8, index: &mut CaptureIndex) -> u32 {
        let Some(row) = self.rows.get(&answer.serial.number()).copied() else {
            return index.add_row(EntryKind::Unknown, failed, None).0;
        };
        let facts = [
            (flag::ENDED, answer.is_last),
            (flag::GUESS, answer.is_guess),
            (flag::INTERRUPTED, answer.interrupted),
            (flag::DUMP, answer.is_dump),
        ];
        let flags = facts.into_iter().filter(|(_, holds)| *holds).fold(failed, |all, (flag, _)| all | flag);
        let report = self.session.exchange(answer.serial).filter(|_| answer.count > 1);
        let counts = report.map(|report| AnswerCounts {
            answers: report.answers,
            reads: answer.reads,
            bytes: report.bytes,
        });
        index.add_to(row, flags, counts)
    }

    /// Adds a row for a request; a message without a serial number is none that the kernel reads. Returns its item.
    fn request(&mut self, serial: Option<Serial>, outcome: &Outcome, index: &mut CaptureIndex) -> u32 {
        let Some(serial) = serial else {
            return index.add_row(EntryKind::Malformed, flag::FAILED, None).0;
        };
        let expects = self.session.exchange(serial).is_some_and(|report| report.expects);
        let expects = if expects { flag::EXPECTS } else { 0 };
        let failed = if matches!(outcome, Outcome::Failed(_)) { flag::FAILED } else { 0 };
        let (item, row) = index.add_row(EntryKind::Exchange, expects | failed, None);
        self.rows.insert(serial.number(), row);
        if self.rows.len() > ROWS {
            let session = &self.session;
            self.rows.retain(|serial, _| session.exchange(Serial::of(*serial)).is_some());
        }
        item
    }

    /// Keeps the facts that few messages have.
    fn keep(&mut self, item: u32, findings: Vec<Finding>, extra: Extra, index: &mut CaptureIndex) {
        let has_extra = extra.unsolicited.is_some() || extra.unasked.is_some() || extra.is_outside_batch;
        if findings.is_empty() && !has_extra {
            return;
        }
        if !index.add_extra(item, Extra { findings: findings.into(), ..extra }) {
            *self.dropped.entry("remarks about messages").or_default() += 1;
        }
    }

    /// Keeps the names that were learned, which hold from a message on.
    fn learned(&mut self, from: u32, index: &mut CaptureIndex) {
        for change in self.session.journal() {
            if !index.add_change(from, change) {
                *self.dropped.entry("changes of names").or_default() += 1;
            }
        }
    }
}
