//! The verdict at the end of a trace: the failures, their subjects and reasons, and advice.
//!
//! It gathers failures while messages are shown and groups those that are alike. Memory is bounded: of many kinds of failure
//! the first few keep their words, and some thousand are counted.

use std::borrow::Cow;
use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, VecDeque};
use std::hash::{Hash, Hasher};

use nix::libc;
use nltrace_decoders::names;
use nltrace_decoders::schema::Traits;

use super::page::Page;
use super::palette::{Palette, Role};
use super::{escape, keys, remarks, words};
use crate::datagram::{Caller, Datagram, Direction, Notice, NoticeKind, Timestamp};
use crate::event::Event;
use crate::session::{Fault, Finding, of_call};

/// Kinds of failure that are shown.
const SHOWN: usize = 5;
/// Kinds that are counted.
const KINDS: usize = 4096;
/// Processes whose requests are counted.
const PROCESSES: usize = 4096;
/// Processes whose ends are remembered.
const ENDED: usize = 16;

/// How a verdict is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// In lines of so many columns, with colours or without.
    Lines {
        /// Use colours.
        colour: bool,
        /// Columns.
        width: usize,
    },
    /// As a JSON object.
    Json,
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Exited(i32),
    Killed(i32),
}

/// A process that ended.
#[derive(Clone)]
struct Ended {
    when: Timestamp,
    comm: String,
    pid: i32,
    end: End,
}

/// Failures that are alike.
struct Failure {
    /// Where the first of them was: the packet's number, and how many failures came before it in the same packet.
    first: (u64, u64),
    count: u64,
    /// `None` for those that are only counted.
    words: Option<Words>,
}

/// A failure in words.
#[derive(Default)]
struct Words {
    is_call: bool,
    /// The message type or the call.
    name: String,
    /// Its subject.
    about: String,
    errno: i32,
    text: Option<String>,
    /// The attribute that the kernel points at, with its value; or the missing one.
    offender: Option<String>,
    policy: Option<String>,
    advice: Option<String>,
}

/// Gathers failures.
pub(crate) struct Verdict {
    form: Form,
    requests: u64,
    failed: u64,
    calls: u64,
    ignored: u64,
    kinds: HashMap<u64, Failure>,
    /// Requests of each process.
    processes: HashMap<i32, u64>,
    /// The processes that ended last; the last of them mostly is the program.
    ended: VecDeque<Ended>,
    /// The packet that is read, and failures in it.
    place: (u64, u64),
    /// Errors that a filter did not keep.
    unseen: u64,
}

impl Verdict {
    /// Returns a verdict that will be written in this form.
    pub(crate) fn new(form: Form) -> Verdict {
        Verdict {
            form,
            requests: 0,
            failed: 0,
            calls: 0,
            ignored: 0,
            kinds: HashMap::new(),
            processes: HashMap::new(),
            ended: VecDeque::new(),
            place: (0, 0),
            unseen: 0,
        }
    }

    /// Counts a request.
    pub(crate) fn request(&mut self, datagram: &Datagram<'_>, traits: Traits) {
        if traits.has(Traits::BATCH_BEGIN) || traits.has(Traits::BATCH_END) {
            return;
        }
        self.requests += 1;
        let has_room = self.processes.len() < PROCESSES;
        if let Some(pid) = datagram.caller.map(|caller| caller.pid)
            && (has_room || self.processes.contains_key(&pid))
        {
            *self.processes.entry(pid).or_default() += 1;
        }
    }

    /// Counts an error that the filter refused.
    pub(crate) fn refused(&mut self) {
        self.unseen += 1;
    }

    /// Takes a message that is shown. Takes note of it if it is an error.
    pub(crate) fn message(&mut self, event: &Event<'_>) {
        if event.datagram.is_peek() {
            return;
        }
        self.ignored(event.datagram, event.findings);
        let Some(fault) = event.fault.as_ref().filter(|fault| fault.errno > 0 && fault.probe.is_none())
        else {
            return;
        };
        self.failed += 1;
        let request = event.of_request(fault);
        let field = fault.offender.as_ref().and_then(|offender| offender.field);
        let about = keys::plain(&request, field.as_ref());
        let name = request_name(&request);
        let text = fault.text.map(|text| String::from_utf8_lossy(text).into_owned());
        let text = text.or(fault.unsolicited.map(str::to_owned));
        let key = (0, &name, &about, fault.errno, &text);
        let place = event.datagram;
        self.add(place.number, &key, || Words {
            name: name.clone(),
            about: about.clone(),
            errno: fault.errno,
            text: text.clone(),
            offender: offender(event, fault),
            policy: fault.policy.clone(),
            advice: fault.advice.as_deref().or(fault.unasked).map(str::to_owned),
            is_call: false,
        });
    }

    /// Takes note of a send or receive that failed.
    pub(crate) fn datagram(&mut self, datagram: &Datagram<'_>) {
        if let (Some(errno), Some(caller)) = (datagram.outcome.failure(), datagram.caller) {
            self.call(datagram.number, caller, datagram.protocol, String::new(), None, errno);
        }
    }

    /// Takes note of messages that the kernel ignores, according to the findings of lints.
    pub(crate) fn ignored(&mut self, datagram: &Datagram<'_>, findings: &[Finding]) {
        for finding in findings.iter().filter(|finding| crate::session::is_ignored(finding)) {
            self.ignored += 1;
            let about = finding.words();
            let key = (1, finding.lint.name, &about);
            self.add(datagram.number, &key, || Words {
                name: format!("{}:", finding.lint.name),
                about: about.clone(),
                advice: Some(finding.lint.fix.to_owned()),
                is_call: true,
                ..Words::default()
            });
        }
    }

    /// Takes note of a call that failed, and of how a process ended.
    pub(crate) fn notice(&mut self, notice: &Notice<'_>) {
        let Some(caller) = notice.caller else { return };
        let end = match notice.what {
            NoticeKind::Exited(status) => Some(End::Exited(status)),
            NoticeKind::Killed(signal, _) => Some(End::Killed(signal)),
            _ => None,
        };
        if let Some(end) = end {
            return self.ended(Ended { when: notice.when, comm: caller.comm.clone(), pid: caller.pid, end });
        }
        let Some(errno) = notice.outcome.failure() else { return };
        let of_socket = caller.socket.and_then(|socket| socket.protocol);
        let (protocol, about, advice) = match &notice.what {
            NoticeKind::Socket { protocol, .. } => {
                let number = u16::try_from(*protocol).ok();
                let name = number.and_then(crate::tables::protocol_name);
                (number, name.map_or_else(|| protocol.to_string(), str::to_owned), None)
            }
            // Programs that may not force a size fall back to one that needs no privilege.
            NoticeKind::SetOption { level: libc::SOL_SOCKET, option, .. }
                if matches!(*option, libc::SO_SNDBUFFORCE | libc::SO_RCVBUFFORCE) && errno == libc::EPERM =>
            {
                return;
            }
            NoticeKind::SetOption { level, option, .. } => {
                let name = words::socket_option(*level, *option);
                (of_socket, name.map_or_else(|| option.to_string(), str::to_owned), None)
            }
            NoticeKind::Bind(Some(to)) => {
                (of_socket, format!("portid={} groups={:#x}", to.portid, to.groups), None)
            }
            NoticeKind::Transfer { direction: Direction::Receive, rcvbuf: Some(size), .. }
                if errno == libc::ENOBUFS =>
            {
                let advice = format!(
                    "messages were lost: its receive buffer (SO_RCVBUF) has {size} bytes; \
                    a larger one, then dump again"
                );
                (of_socket, String::new(), Some(advice))
            }
            NoticeKind::Interface { .. } | NoticeKind::Family { .. } => return,
            _ => (of_socket, String::new(), None),
        };
        self.call(self.place.0, caller, protocol, about, advice, errno);
    }

    fn call(
        &mut self,
        number: u64,
        caller: &Caller,
        protocol: Option<u16>,
        about: String,
        advice: Option<String>,
        errno: i32,
    ) {
        self.calls += 1;
        let name = caller.syscall;
        self.add(number, &(2, name, &about, errno), || Words {
            is_call: true,
            name: name.to_owned(),
            advice: advice.or_else(|| of_call(name, protocol, errno).map(Cow::into_owned)),
            about: about.clone(),
            errno,
            ..Words::default()
        });
    }

    fn ended(&mut self, ended: Ended) {
        self.ended.push_back(ended);
        if self.ended.len() > ENDED {
            self.ended.pop_front();
        }
    }

    /// Returns the process that refused by itself, and its requests, if none failed and the program ended badly all the same. A
    /// shell ends as its last command did: that is the one to name.
    fn refused_by(&self) -> Option<(&Ended, u64)> {
        let last = self.ended.back().filter(|last| last.end != End::Exited(0) && self.unseen == 0)?;
        let requests = |ended: &Ended| self.processes.get(&ended.pid).copied().unwrap_or(0);
        let asked = self.ended.iter().rfind(|ended| ended.end == last.end && requests(ended) > 0);
        let ended = asked.unwrap_or(last);
        Some((ended, requests(ended)))
    }

    fn add(&mut self, number: u64, key: &impl Hash, words: impl FnOnce() -> Words) {
        self.place = if self.place.0 == number { (number, self.place.1 + 1) } else { (number, 0) };
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let (count, first) = (self.kinds.len(), self.place);
        if let Some(known) = self.kinds.get_mut(&hasher.finish()) {
            known.count += 1;
        } else if count < KINDS {
            let words = (count < SHOWN).then(words);
            self.kinds.insert(hasher.finish(), Failure { first, count: 1, words });
        }
    }

    /// Adds the failures that another has gathered.
    pub(crate) fn absorb(&mut self, other: Verdict) {
        self.requests += other.requests;
        self.failed += other.failed;
        self.calls += other.calls;
        self.ignored += other.ignored;
        self.unseen += other.unseen;
        for (pid, requests) in other.processes {
            *self.processes.entry(pid).or_default() += requests;
        }
        self.ended.extend(other.ended);
        self.ended.make_contiguous().sort_by_key(|ended| ended.when);
        let excess = self.ended.len().saturating_sub(ENDED);
        self.ended.drain(..excess);
        for (key, theirs) in other.kinds {
            match self.kinds.get_mut(&key) {
                Some(ours) => {
                    ours.count += theirs.count;
                    if theirs.first < ours.first {
                        (ours.first, ours.words) = (theirs.first, theirs.words);
                    }
                }
                None => {
                    self.kinds.insert(key, theirs);
                }
            }
        }
    }

    /// Writes it; nothing if all went well.
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        let mut kinds: Vec<Failure> = std::mem::take(&mut self.kinds).into_values().collect();
        kinds.sort_by_key(|kind| kind.first);
        kinds.truncate(SHOWN);
        let kinds: Vec<(u64, Words)> =
            kinds.into_iter().filter_map(|kind| Some((kind.count, kind.words?))).collect();
        let refused = self.refused_by().filter(|_| kinds.is_empty());
        if kinds.is_empty() && refused.is_none() {
            return;
        }
        match self.form {
            Form::Lines { colour, width } => {
                let mut page = Page::new(Palette::new(colour), width);
                self.lines(&mut page, &kinds, refused);
                page.pour(out);
            }
            Form::Json => self.json(&kinds, refused, out),
        }
    }

    fn lines(&self, page: &mut Page, kinds: &[(u64, Words)], refused: Option<(&Ended, u64)>) {
        page.begin(0);
        page.say(Role::Note, "nltrace:");
        if let Some((ended, requests)) = refused {
            page.sentence(1, Role::Error, &escaped(&ended.words(requests, self.requests)));
            return page.end();
        }
        page.sentence(1, Role::Error, &self.count());
        page.end();
        for (count, words) in kinds {
            words.lines(page, *count);
        }
        let shown: u64 = kinds.iter().map(|(count, _)| count).sum();
        let rest = (self.failed + self.calls + self.ignored).saturating_sub(shown);
        if rest > 0 {
            page.begin(2);
            page.sentence(0, Role::Note, &format!("and {rest} of other kinds: -e error shows them all"));
            page.end();
        }
    }

    /// Returns `1 of 4 requests failed, 2 calls failed`.
    fn count(&self) -> String {
        let mut parts = Vec::new();
        if self.failed > 0 {
            let all = self.requests.max(self.failed);
            let noun = if all == 1 { "request" } else { "requests" };
            parts.push(format!("{} of {all} {noun} failed", self.failed));
        }
        if self.calls > 0 {
            parts.push(format!("{} {} failed", self.calls, if self.calls == 1 { "call" } else { "calls" }));
        }
        if self.ignored > 0 {
            let noun = if self.ignored == 1 { "message" } else { "messages" };
            parts.push(format!("the kernel ignores {} {noun}", self.ignored));
        }
        parts.join(", ")
    }

    fn json(&self, kinds: &[(u64, Words)], refused: Option<(&Ended, u64)>, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"event\":\"verdict\"");
        for (name, count) in [
            ("requests", self.requests),
            ("failed", self.failed),
            ("calls_failed", self.calls),
            ("ignored", self.ignored),
        ] {
            out.extend_from_slice(format!(",\"{name}\":{count}").as_bytes());
        }
        if !kinds.is_empty() {
            out.extend_from_slice(b",\"failures\":[");
            for (at, (count, words)) in kinds.iter().enumerate() {
                out.extend_from_slice(if at > 0 { b",{" } else { b"{" });
                out.extend_from_slice(format!("\"count\":{count}").as_bytes());
                words.json(out);
                out.push(b'}');
            }
            out.push(b']');
        }
        if let Some((ended, requests)) = refused {
            out.extend_from_slice(format!(",\"pid\":{}", ended.pid).as_bytes());
            member("comm", &ended.comm, out);
            let (name, number) = match ended.end {
                End::Exited(status) => ("status", status),
                End::Killed(signal) => ("signal", signal),
            };
            out.extend_from_slice(format!(",\"{name}\":{number},\"sent\":{requests}").as_bytes());
            member("text", &ended.words(requests, self.requests), out);
        }
        out.extend_from_slice(b"}\n");
    }
}

impl Ended {
    /// Returns a sentence about this end: the process itself sent `requests`, all processes together `all`, and none failed.
    fn words(&self, requests: u64, all: u64) -> String {
        let Ended { comm, end, .. } = self;
        let end = match end {
            End::Exited(status) => format!("exited with {status}"),
            End::Killed(signal) => {
                let name = nix::sys::signal::Signal::try_from(*signal).map(|signal| signal.as_str());
                format!("was killed by {}", name.map_or_else(|_| format!("signal {signal}"), str::to_owned))
            }
        };
        match requests {
            0 if all == 0 => format!("{comm} {end}; it sent no request: the kernel was not asked"),
            0 if all == 1 => {
                format!("{comm} {end}; it sent no request, and the one of another process did not fail")
            }
            0 => format!("{comm} {end}; it sent no request, and none of the {all} of other processes failed"),
            1 => format!("{comm} {end}; its one request did not fail: it refused by itself"),
            _ => format!("{comm} {end}; none of its {requests} requests failed: it refused by itself"),
        }
    }
}

impl Words {
    fn lines(&self, page: &mut Page, count: u64) {
        page.begin(2);
        page.sentence(0, Role::Message, &escaped(&self.name));
        if !self.about.is_empty() {
            page.sentence(1, Role::Text, &escaped(&self.about));
        }
        if self.errno > 0 {
            // A handle such as `1:` ends with one.
            if !self.about.ends_with(':') {
                page.say(Role::Plain, ":");
            }
            page.sentence(1, Role::Error, &self.error());
        }
        if let Some(text) = &self.text {
            page.sentence(1, Role::Error, &remarks::quoted(text.as_bytes()));
        }
        if let Some(offender) = &self.offender {
            page.sentence(2, Role::Name, &escaped(offender));
        }
        if let Some(policy) = &self.policy {
            page.sentence(1, Role::Note, &format!("(allowed: {policy})"));
        }
        if count > 1 {
            page.put(2, Role::Note, &format!("×{count}"));
        }
        page.end();
        if let Some(advice) = &self.advice {
            page.begin(4);
            page.sentence(0, Role::Note, &escaped(advice));
            page.end();
        }
    }

    /// Returns `EINVAL`, and its meaning where the kernel does not say more.
    fn error(&self) -> String {
        match names::errno(self.errno.unsigned_abs().into()) {
            Some((name, _)) if self.text.is_some() => name.to_owned(),
            Some((name, meaning)) => format!("{name} ({meaning})"),
            None => self.errno.to_string(),
        }
    }

    fn json(&self, out: &mut Vec<u8>) {
        member(if self.is_call { "call" } else { "type" }, &self.name, out);
        if !self.about.is_empty() {
            member("about", &self.about, out);
        }
        if self.errno > 0 {
            let name = names::errno(self.errno.unsigned_abs().into());
            member("error", name.map_or("", |(name, _)| name), out);
            out.extend_from_slice(format!(",\"errno\":{}", self.errno).as_bytes());
        }
        for (name, value) in [
            ("message", &self.text),
            ("offender", &self.offender),
            ("policy", &self.policy),
            ("advice", &self.advice),
        ] {
            if let Some(value) = value {
                member(name, value, out);
            }
        }
    }
}

/// Returns one sentence about a failure, its object and its reason. Returns `None` if the message is no error, or one that
/// the program expects.
pub(crate) fn sentence(event: &Event<'_>) -> Option<String> {
    let fault = event.fault.as_ref().filter(|fault| fault.errno > 0 && fault.probe.is_none())?;
    let request = event.of_request(fault);
    let field = fault.offender.as_ref().and_then(|offender| offender.field);
    let words = Words {
        errno: fault.errno,
        text: fault.reason().map(|(text, _)| String::from_utf8_lossy(text).into_owned()),
        ..Words::default()
    };
    let mut sentence = escaped(&request_name(&request));
    let about = keys::plain(&request, field.as_ref());
    if !about.is_empty() {
        sentence.push(' ');
        sentence.push_str(&escaped(&about));
    }
    sentence.push_str(": ");
    sentence.push_str(&words.error());
    if let Some(text) = &words.text {
        sentence.push(' ');
        sentence.push_str(&remarks::quoted(text.as_bytes()));
    }
    if let Some(offender) = offender(event, fault) {
        sentence.push(' ');
        sentence.push_str(&escaped(&offender));
    }
    if let Some(policy) = &fault.policy {
        sentence.push_str(&format!(" (allowed: {policy})"));
    }
    if let Some(advice) = fault.advice.as_deref().or(fault.unasked) {
        sentence.push_str("; ");
        sentence.push_str(&escaped(advice));
    }
    Some(sentence)
}

/// Writes a member of a JSON object that is a string.
fn member(name: &str, value: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(format!(",\"{name}\":").as_bytes());
    escape::json(value.as_bytes(), out);
}

/// Returns the name of a request; for generic netlink with its family.
fn request_name(request: &Event<'_>) -> String {
    let mut page = Page::new(Palette::new(false), usize::MAX / 2);
    words::message_type(&mut page, request);
    page.take()
}

/// Returns the attribute that an error points at or misses.
fn offender(event: &Event<'_>, fault: &Fault<'_>) -> Option<String> {
    let missing = fault.missing.as_ref().map(|missing| format!("missing: {}", missing.words()));
    missing.or_else(|| {
        let words = remarks::offence(event)?;
        let (path, value) = words.split_once(" = ").unwrap_or((&words, ""));
        // The last name says enough, if it is one: elements and unknown attributes have numbers alone.
        let leaf = path.rsplit('.').next().filter(|leaf| leaf.starts_with(|c: char| c.is_ascii_alphabetic()));
        let equals = if value.is_empty() { "" } else { "=" };
        Some(format!("{}{equals}{value}", leaf.unwrap_or(path)))
    })
}

/// Returns text that may hold bytes from outside.
fn escaped(text: &str) -> String {
    super::text::escaped(text)
}
