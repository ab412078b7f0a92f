//! `-F html`: one self-contained page that shows a conversation, its messages and their bytes. docs/html.md describes it.
//!
//! The page is written as a stream: head, styles and script first, then one line of data for each message as it comes. `data`
//! writes such a line, `fields` the fields of messages, `explain` sentences about them; `page` holds the page around the data.
//! The script reads the lines when the page is opened. It puts text from outside into the page as text only.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

mod data;
mod explain;
mod fields;
mod page;

use nltrace_decoders::control::NLM_F_DUMP;
use nltrace_decoders::generic::Ids;
use nltrace_decoders::schema::Verb;

use super::calls::Calls;
use super::clock::Time;
use super::format::Format;
use super::page::Page;
use super::palette::{Palette, Role};
use super::{keys, remarks, stack, text, words};
use crate::datagram::{Caller, Datagram, Direction, Notice, NoticeKind, Timestamp};
use crate::event::{Event, Rest};
use crate::recent::Recent;
use crate::session::lint::Severity;
use crate::session::{Answer, Fault, Finding, MessageRole, Serial};
use data::DataLine;
use fields::Fields;

/// Sockets and exchanges that are remembered; one that was forgotten gets a new number.
const SOCKETS: usize = 1 << 12;
const EXCHANGES: usize = 1 << 15;
/// Bytes of what is no message that are shown.
const REST: usize = 256;

/// The subject of the page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Style {
    /// The command or file.
    pub(crate) title: String,
    /// Messages that the page holds; those after them are counted.
    pub(crate) limit: u64,
    /// The page begins in lesson mode.
    pub(crate) lesson: bool,
}

/// The page.
pub(crate) struct Html {
    style: Style,
    /// The time of the first message or call, once there was one.
    start: Option<Timestamp>,
    is_begun: bool,
    fields: Fields,
    sockets: Recent<SocketKey, u32>,
    next_socket: u32,
    exchanges: Recent<Serial, u32>,
    next_exchange: u32,
    shown: u64,
    left_out: u64,
    events: u64,
    events_left_out: u64,
    calls: Calls,
    words: Page,
    line: DataLine,
}

/// The known facts of a socket: process, inode or descriptor, protocol. A capture has only the protocol.
type SocketKey = (i32, u64, Option<u16>);

impl Html {
    /// Returns a page without messages.
    pub(crate) fn new(style: Style) -> Html {
        Html {
            style,
            start: None,
            is_begun: false,
            fields: Fields::new(),
            sockets: Recent::new(SOCKETS),
            next_socket: 0,
            exchanges: Recent::new(EXCHANGES),
            next_exchange: 0,
            shown: 0,
            left_out: 0,
            events: 0,
            events_left_out: 0,
            calls: Calls::new(Time::None, false),
            words: Page::new(Palette::new(false), usize::MAX / 2),
            line: DataLine::default(),
        }
    }
}

impl Format for Html {
    /// Shows a datagram of which there is not one byte: no message stands for it.
    fn datagram(&mut self, datagram: &Datagram<'_>, ids: &Ids, out: &mut Vec<u8>) {
        if datagram.bytes.is_empty() {
            self.calls.datagram(&mut self.words, datagram, ids);
            let protocol = datagram.protocol;
            self.event(datagram.when, datagram.caller, protocol, datagram.whole_len > 0, &[], out);
        }
    }

    /// Writes a message: one line for the list, and one with its bytes and values, which the page reads when it is opened.
    fn message(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        if self.shown >= self.style.limit {
            self.left_out += 1;
            return;
        }
        self.shown += 1;
        let datagram = event.datagram;
        let time = self.time(datagram.when, out);
        let socket = self.socket(datagram.caller, datagram.protocol, out);
        let exchange = self.exchange_number(event);
        self.words.begin(0);
        words::message_type(&mut self.words, event);
        let kind = self.words.take();
        let line = &mut self.line;
        line.begin('m');
        line.number(time);
        line.number(socket);
        let direction = match datagram.direction {
            Direction::Unknown => datagram.inferred_direction(),
            direction => direction,
        };
        line.number(u8::from(direction != Direction::Send));
        line.text(role(&event.role));
        line.number(exchange);
        line.text(kind);
        line.text(keys::plain(event, None));
        line.text(verb(event));
        line.number(event.message.len());
        answer(event.answers(), line);
        fault(event, line);
        line.text(datagram.caller.map_or("", |caller| caller.syscall));
        line.array(|line| notes(event).iter().for_each(|note| line.text(note)));
        line.array(|line| findings(event.findings, line));
        line.write(out);
        let layout = self.fields.layout(event.tape, line, out);
        line.begin('f');
        line.number(layout);
        line.base64(fields::bytes(event));
        self.fields.values(event, line);
        match event.mark {
            Some(mark) => line.number(mark),
            None => line.null(),
        }
        line.write(out);
        if let Some(message) = event.tape.message {
            self.fields.meet(message.name);
        }
        self.fields.symbols(&mut self.line, out);
    }

    /// Writes bytes that are no message.
    fn rest(&mut self, rest: &Rest<'_>, out: &mut Vec<u8>) {
        let Rest { datagram, bytes, is_tail, findings } = *rest;
        let zeros = is_tail && bytes.iter().all(|byte| *byte == 0);
        let what = if is_tail { "after the messages" } else { "no message" };
        self.words.begin(0);
        self.words.sentence(0, Role::Plain, &format!("{what}: {}", text::count(bytes.len(), "byte")));
        self.words.word(1);
        self.words.piece(Role::Unknown, |out| match zeros {
            true => out.push_str("all 0"),
            false => words::hex(bytes, REST, out),
        });
        self.words.end();
        self.event(datagram.when, datagram.caller, datagram.protocol, !is_tail, findings, out);
    }

    /// Writes a call that moved no message, the end of a process, or that messages were lost.
    fn notice(&mut self, notice: &Notice<'_>, findings: &[Finding], ids: &Ids, out: &mut Vec<u8>) {
        self.calls.notice(&mut self.words, notice, ids);
        let is_fault = notice.outcome.failure().is_some()
            || matches!(notice.what, NoticeKind::Lost(_) | NoticeKind::Blind(_) | NoticeKind::Killed(..));
        let protocol = notice.socket().and_then(|socket| socket.protocol);
        self.event(notice.when, notice.caller, protocol, is_fault, findings, out);
    }

    /// Writes the end of the data: what the page leaves out.
    fn finish(&mut self, out: &mut Vec<u8>) {
        self.begin(Timestamp::ZERO, out);
        let line = &mut self.line;
        line.begin('e');
        line.number(self.left_out);
        line.number(self.events_left_out);
        line.write(out);
        page::end(out);
    }

    fn growth(&self) -> usize {
        8
    }
}

impl Html {
    /// Writes the page up to its data, once.
    fn begin(&mut self, start: Timestamp, out: &mut Vec<u8>) {
        if self.is_begun {
            return;
        }
        self.is_begun = true;
        self.start = Some(start);
        page::begin(out);
        let line = &mut self.line;
        line.begin('h');
        line.text(env!("CARGO_PKG_VERSION"));
        line.text(text::escaped(&self.style.title));
        line.number(u8::from(self.style.lesson));
        line.number(self.style.limit);
        // Seconds and nanoseconds: together they are more than a number of JavaScript's holds.
        line.number(start.as_secs());
        line.number(start.subsec_nanos());
        line.write(out);
    }

    /// Returns a time in nanoseconds after the first. It is negative for what was noted late.
    fn time(&mut self, when: Timestamp, out: &mut Vec<u8>) -> i64 {
        self.begin(when, out);
        let start = self.start.unwrap_or_default();
        let nanoseconds = |later: Timestamp, earlier: Timestamp| {
            i64::try_from(later.saturating_sub(earlier).as_nanos()).unwrap_or(i64::MAX)
        };
        if when >= start { nanoseconds(when, start) } else { -nanoseconds(start, when) }
    }

    /// Returns the number of a socket, which is written if it is new.
    fn socket(&mut self, caller: Option<&Caller>, protocol: Option<u16>, out: &mut Vec<u8>) -> u32 {
        let key = caller.map_or((0, 0, protocol), |caller| {
            let inode = caller.socket.map(|socket| socket.inode);
            let number = inode.unwrap_or_else(|| u64::from(caller.fd.cast_unsigned()));
            (caller.pid, number, caller.socket.and_then(|socket| socket.protocol).or(protocol))
        });
        if let Some(number) = self.sockets.get(&key) {
            return *number;
        }
        let number = self.next_socket;
        self.next_socket += 1;
        self.sockets.insert(key, number);
        let line = &mut self.line;
        line.begin('s');
        line.number(key.0);
        line.optional(caller.map(|caller| text::escaped(&caller.comm)));
        line.number(caller.map_or(-1, |caller| caller.fd));
        let name = key.2.map(|number| crate::render::calls::protocol_name(Some(number)).into_owned());
        line.optional(name);
        line.write(out);
        number
    }

    /// Returns the number of the exchange that a message belongs to; 0 for none. A request and its answers have the same.
    fn exchange_number(&mut self, event: &Event<'_>) -> u32 {
        let serial = event.answers().map(|answer| answer.serial).or(event.serial);
        let Some(serial) = serial else { return 0 };
        if let Some(number) = self.exchanges.get(&serial) {
            return *number;
        }
        self.next_exchange += 1;
        self.exchanges.insert(serial, self.next_exchange);
        self.next_exchange
    }

    /// Writes what is no message, in the words that stand on the page `self.words`.
    fn event(
        &mut self,
        when: Timestamp,
        caller: Option<&Caller>,
        protocol: Option<u16>,
        is_fault: bool,
        found: &[Finding],
        out: &mut Vec<u8>,
    ) {
        let mut words = Vec::new();
        self.words.pour(&mut words);
        if self.events >= self.style.limit {
            self.events_left_out += 1;
            return;
        }
        self.events += 1;
        let time = self.time(when, out);
        let socket = self.socket(caller, protocol, out);
        let line = &mut self.line;
        line.begin('x');
        line.number(time);
        line.number(socket);
        line.number(u8::from(is_fault));
        line.text(words.trim_ascii_end());
        line.array(|line| findings(found, line));
        line.write(out);
    }
}

/// Returns the letter of a role.
fn role(role: &MessageRole) -> &'static str {
    match role {
        MessageRole::Request => "q",
        MessageRole::Answer(_) => "a",
        MessageRole::Notification { .. } => "n",
        MessageRole::Stray => "s",
        MessageRole::Unknown => "u",
    }
}

/// Returns what a request does, in a word; nothing for other messages.
fn verb(event: &Event<'_>) -> &'static str {
    let Some(message) = event.tape.message.filter(|_| matches!(event.role, MessageRole::Request)) else {
        return "";
    };
    match message.verb(event.header.flags & NLM_F_DUMP != 0) {
        Verb::New => "new",
        Verb::Set => "set",
        Verb::Delete => "delete",
        Verb::Flush => "flush",
        Verb::Get => "get",
        Verb::Dump => "dump",
        Verb::Other => "",
    }
}

/// Adds how a message answers its request: latency in nanoseconds, and facts as letters. `null` for what is no answer.
fn answer(answer: Option<&Answer>, line: &mut DataLine) {
    let Some(answer) = answer else { return line.null() };
    line.number(u64::try_from(answer.after.as_nanos()).unwrap_or(u64::MAX));
    let facts =
        [(answer.is_dump, 'd'), (answer.is_last, 'l'), (answer.is_guess, 'g'), (answer.interrupted, 'i')];
    let facts: String = facts.into_iter().filter(|(holds, _)| *holds).map(|(_, letter)| letter).collect();
    line.text(facts);
}

/// Adds what an error says: its name and meaning, the kernel's reason, what it points at, what would help. `null` for no error.
fn fault(event: &Event<'_>, line: &mut DataLine) {
    let Some(fault) = &event.fault else { return line.null() };
    line.array(|line| {
        let mut words = String::new();
        if fault.errno != 0 {
            nltrace_decoders::words::errno(fault.errno.into(), &mut words);
        }
        line.text(words);
        line.optional(fault.reason().map(|(reason, _)| {
            let mut words = String::new();
            nltrace_decoders::escape::quoted(reason, &mut words);
            words
        }));
        match &fault.offender {
            Some(offender) => {
                line.text(remarks::offence(event).unwrap_or_default());
                line.number(offender.offset);
            }
            None => {
                line.null();
                line.null();
            }
        }
        line.array(|line| advice(fault).iter().for_each(|sentence| line.text(sentence)));
        line.number(u8::from(fault.probe.is_some() || fault.errno == 0));
    });
}

/// Returns what is said about the cause of an error.
fn advice(fault: &Fault<'_>) -> Vec<String> {
    let missing = fault.missing.as_ref().map(|missing| format!("missing: {}", missing.words()));
    let unasked = fault.reason().filter(|(_, is_unasked)| *is_unasked);
    let unasked = unasked.map(|_| "The program did not ask for the kernel's reason.".to_owned());
    let sentences = [
        missing,
        fault.policy.clone(),
        unasked,
        fault.probe.map(str::to_owned),
        fault.advice.as_deref().map(str::to_owned),
        fault.unasked.map(str::to_owned),
    ];
    sentences.into_iter().flatten().map(|sentence| text::escaped(&sentence)).collect()
}

/// Returns sentences about a message that no other part of its line has.
fn notes(event: &Event<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let datagram = event.datagram;
    if let Some(group) = datagram.notified_group() {
        notes.push(format!("group {}", super::calls::group_name(datagram.protocol, group, event.ids)));
    }
    notes.extend(datagram.nsid.map(|nsid| format!("nsid {nsid}")));
    if !matches!(event.role, MessageRole::Answer(Answer { is_guess: false, interrupted: false, .. })) {
        notes.extend(remarks::part(event));
    }
    notes.extend(remarks::unannounced(event));
    let there = event.message.len();
    if event.header.len as usize > there {
        notes.push(format!("nlmsg_len is {}, but {there} bytes are here", event.header.len));
    }
    if datagram.whole_len > datagram.bytes.len() || datagram.cut.is_some() {
        notes.push("part of the datagram is missing".to_owned());
    }
    if let Some(errno) = datagram.outcome.failure() {
        notes.push(format!("the call failed: {}", text::errno_name(errno.unsigned_abs())));
    }
    notes.extend(fields::missing(event));
    for frame in datagram.stack {
        let mut words = "> ".to_owned();
        stack::frame(frame, &mut words);
        notes.push(words);
    }
    notes
}

/// Adds what lints found: pairs of a sentence and whether it is an error.
fn findings(findings: &[Finding], line: &mut DataLine) {
    for finding in findings {
        line.text(remarks::finding(finding));
        line.number(u8::from(finding.lint.severity == Severity::Error));
    }
}
