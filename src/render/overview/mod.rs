//! `--overview`: what is in a capture or trace, on one screen: how much, who, when, what failed, what was slow.
//!
//! This file gathers counts while messages pass, in bounded memory, so that several pipelines can do it in turn; `records` has what
//! it keeps. `report` makes the data of the overview from them; `text`, `json` and `html` write these data, `html` with `plots`.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use nltrace_decoders::generic::Ids;
use nltrace_decoders::value::error;

use super::failed_calls::FailedCalls;
use super::format::{Format, same};
use super::histogram::Histogram;
use super::page::Page;
use super::palette::Palette;
use super::unseen::Unseen;
use super::{keys, words};
use crate::datagram::{Datagram, Direction, Notice, NoticeKind, Outcome, Timestamp};
use crate::event::{Event, Rest};
use crate::session::{Answer, Fault, Finding, MessageRole, Serial};

mod html;
mod json;
mod markup;
mod phrases;
mod plots;
mod ranking;
mod records;
mod report;
mod text;
mod timeline;

use ranking::{Firsts, Ranking};
use records::{Failure, LintCount, OpenDump, RequestType, Slow, Talk, Talker};
use timeline::{Bin, Timeline};

pub(crate) use text::Look;

/// Requests whose answers took longest that are kept.
const SLOW: usize = 64;
/// Dumps that are followed at the same time; of more, the oldest are counted as not finished.
const DUMPS: usize = 1 << 14;
/// The longest text of the kernel's that is kept, in bytes.
const TEXT: usize = 256;
/// Kinds of errors whose words are kept.
const KINDS: usize = 4096;
/// A live overview waits so long between two pictures, so that the terminal can follow.
const PAUSE: Duration = Duration::from_millis(100);
/// And is drawn so often if it never has to wait.
const BUSY: Duration = Duration::from_secs(1);

/// How an overview is written.
#[derive(Clone, Debug)]
pub(crate) enum Form {
    /// For people.
    Text(Look),
    /// One JSON object.
    Json,
    /// A page with plots: its title, and the most rows of each list.
    Html(String, usize),
}

/// Gathers the counts of an overview.
pub(crate) struct Overview {
    form: Form,
    span: Option<(Timestamp, Timestamp)>,
    packets: u64,
    messages: u64,
    bytes: u64,
    requests: u64,
    answers: u64,
    notifications: u64,
    errors: u64,
    probes: u64,
    /// Datagrams that the capture lost.
    lost: u64,
    /// Receives that failed because messages were lost.
    overruns: u64,
    timeline: Timeline,
    talkers: Ranking<Talker, Talk>,
    failures: HashMap<String, Failure>,
    /// Errors of kinds that are not kept.
    other_failures: u64,
    /// Sorted, the longest first.
    slow: Vec<Slow>,
    latencies: Ranking<RequestType, Histogram>,
    dumps: HashMap<Serial, OpenDump>,
    forgotten_dumps: u64,
    interrupted: Firsts<RequestType>,
    lints: BTreeMap<&'static str, LintCount>,
    /// By number: how many messages, and the first packet.
    unannounced: BTreeMap<u16, (u64, u64)>,
    failed_calls: FailedCalls,
    unseen: Unseen,
    live: Option<Live>,
}

/// The picture of a live overview.
struct Live {
    /// Lines that are on the terminal.
    lines: usize,
    drawn: Instant,
    /// Something happened since it was drawn.
    is_old: bool,
}

impl Overview {
    /// Returns an empty overview. A live one is drawn again and again, at the same place of a terminal.
    pub(crate) fn new(form: Form, is_live: bool) -> Overview {
        Overview {
            form,
            span: None,
            packets: 0,
            messages: 0,
            bytes: 0,
            requests: 0,
            answers: 0,
            notifications: 0,
            errors: 0,
            probes: 0,
            lost: 0,
            overruns: 0,
            timeline: Timeline::default(),
            talkers: Ranking::new(|talk: &Talk| talk.messages),
            failures: HashMap::new(),
            other_failures: 0,
            slow: Vec::new(),
            latencies: Ranking::new(Histogram::count),
            dumps: HashMap::new(),
            forgotten_dumps: 0,
            interrupted: Firsts::default(),
            lints: BTreeMap::new(),
            unannounced: BTreeMap::new(),
            failed_calls: FailedCalls::default(),
            unseen: Unseen::default(),
            live: is_live.then(|| Live { lines: 0, drawn: Instant::now(), is_old: false }),
        }
    }

    /// Takes note of a time. Bytes that were pasted have none.
    fn time(&mut self, when: Timestamp) {
        if when.is_zero() {
            return;
        }
        self.span = Some(match self.span {
            Some((begin, end)) => (begin.min(when), end.max(when)),
            None => (when, when),
        });
    }

    fn count(&mut self, when: Timestamp, what: Bin) {
        if !when.is_zero() {
            self.timeline.add(nanoseconds(when), what);
        }
    }

    fn findings(&mut self, findings: &[Finding], packet: Option<u64>) {
        for finding in findings {
            let lint = finding.lint;
            let first = LintCount { severity: lint.severity, count: 0, first: packet };
            let known = self.lints.entry(lint.name).or_insert(first);
            known.count += 1;
            known.first = earlier(known.first, packet);
        }
    }

    fn talk(&mut self, event: &Event<'_>, failed: bool) {
        let datagram = event.datagram;
        let talker = Talker::of(event);
        let talk = self.talkers.entry(talker, Talk::default);
        talk.messages += 1;
        talk.bytes += event.message.len() as u64;
        talk.errors += u64::from(failed);
        talk.requests += u64::from(match talker {
            // The requests of a socket mostly have no port id; its answers have.
            Talker::Port(..) => event.answers().is_some_and(|answer| answer.is_first),
            _ => matches!(event.role, MessageRole::Request),
        });
        let comm = match (datagram.caller, event.author) {
            (Some(caller), _) => Some(caller.comm.as_str()),
            (None, Some(author)) if talker != Talker::Kernel => author.comm.as_deref(),
            _ => None,
        };
        // A process has another name once it runs another program.
        if let Some(comm) = comm.filter(|comm| talk.comm.as_deref() != Some(comm)) {
            talk.comm = Some(comm.to_owned());
        }
    }

    fn answer(&mut self, event: &Event<'_>, answer: &Answer) {
        let request = RequestType::of(answer);
        if answer.tells_interruption {
            self.interrupted.add(answer.packet, request);
        }
        if answer.is_dump && answer.is_first != answer.is_last {
            let dump = OpenDump { begins: answer.is_first, packet: answer.packet, request };
            self.dump(answer.serial, dump);
        }
        // Which request a guess answers is not known, so nor is how long that took.
        if answer.is_last && !answer.is_guess && !event.datagram.when.is_zero() {
            let messages = answer.count.saturating_sub(u32::from(answer.is_dump));
            self.latencies.entry(request, Histogram::default).add(answer.after);
            self.keep_slow(Slow {
                took: nanoseconds(answer.after),
                packet: answer.packet,
                answer: event.datagram.number,
                messages,
                talker: Talker::of(event),
                request,
            });
        }
    }

    /// Takes note of the begin or the end of a dump. What has both is forgotten.
    fn dump(&mut self, serial: Serial, dump: OpenDump) {
        match self.dumps.get(&serial) {
            Some(known) if known.begins != dump.begins => {
                self.dumps.remove(&serial);
            }
            Some(_) => (),
            None => {
                if self.dumps.len() >= DUMPS {
                    self.forget_dumps();
                }
                self.dumps.insert(serial, dump);
            }
        }
    }

    /// Forgets the older half of the dumps that are followed.
    fn forget_dumps(&mut self) {
        let mut packets: Vec<u64> = self.dumps.values().map(|dump| dump.packet).collect();
        let middle = packets.len() / 2;
        let (_, middle, _) = packets.select_nth_unstable(middle);
        let middle = *middle;
        let before = self.dumps.values().filter(|dump| dump.begins && dump.packet < middle).count();
        self.forgotten_dumps += before as u64;
        self.dumps.retain(|_, dump| dump.packet >= middle);
    }

    fn keep_slow(&mut self, slow: Slow) {
        if self.slow.len() >= SLOW && self.slow.last().is_some_and(|least| !slow.is_slower(least)) {
            return;
        }
        let at = self.slow.partition_point(|known| known.is_slower(&slow));
        self.slow.insert(at, slow);
        self.slow.truncate(SLOW);
    }

    fn failure(&mut self, event: &Event<'_>, fault: &Fault<'_>) {
        let is_probe = fault.probe.is_some();
        if is_probe {
            self.probes += 1;
        } else {
            self.errors += 1;
        }
        let request = event.of_request(fault);
        let name = match event.answers() {
            Some(answer) => RequestType::of(answer).words(),
            None => type_words(&request),
        };
        let text = fault.reason().map(|(text, _)| shortened(text));
        let missing = fault.missing.as_ref().map(|missing| format!("missing: {}", missing.words()));
        let offender = missing.or_else(|| fault.offender.as_ref().map(|offender| offender.path.clone()));
        let errno = fault.errno.unsigned_abs();
        let key = format!("{name}\0{errno}\0{text:?}\0{offender:?}\0{is_probe}");
        let packet = event.datagram.number;
        let count = self.failures.len();
        match self.failures.get_mut(&key) {
            Some(known) => known.count += 1,
            None if count >= KINDS => self.other_failures += 1,
            None => {
                let field = fault.offender.as_ref().and_then(|offender| offender.field);
                let about = keys::plain(&request, field.as_ref());
                let failure = Failure {
                    request: name,
                    errno,
                    text,
                    offender,
                    is_probe,
                    count: 1,
                    first: packet,
                    about,
                };
                self.failures.insert(key, failure);
            }
        }
    }

    /// Draws a live overview, over the one before it.
    fn draw(&mut self, out: &mut Vec<u8>) {
        let Form::Text(look) = self.form.clone() else { return };
        let Some(live) = &self.live else { return };
        if live.lines > 0 {
            // To the first line of the picture, and clear all below.
            out.extend_from_slice(format!("\x1b[{}F\x1b[J", live.lines).as_bytes());
        }
        let before = out.len();
        text::write(&self.report(), &look, out);
        let lines = out.get(before..).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count();
        self.live = Some(Live { lines, drawn: Instant::now(), is_old: false });
    }
}

impl Format for Overview {
    fn datagram(&mut self, datagram: &Datagram<'_>, _: &Ids, out: &mut Vec<u8>) {
        if datagram.is_peek() {
            return;
        }
        self.packets += 1;
        self.time(datagram.when);
        self.failed_calls.add(datagram.caller, datagram.outcome);
        self.unseen.datagram(datagram);
        if let Some(live) = &mut self.live {
            live.is_old = true;
            if live.drawn.elapsed() > BUSY {
                self.draw(out);
            }
        }
    }

    fn message(&mut self, event: &Event<'_>, _: &mut Vec<u8>) {
        let datagram = event.datagram;
        if datagram.is_peek() {
            return;
        }
        self.messages += 1;
        self.bytes += event.message.len() as u64;
        let fault = event.fault.as_ref().filter(|fault| fault.errno > 0);
        let is_error = fault.map_or_else(
            || error(event.message, event.tape).is_some_and(|error| error < 0),
            |fault| fault.probe.is_none(),
        );
        self.count(datagram.when, Bin { messages: 1, errors: is_error.into(), lost: 0 });
        self.talk(event, is_error);
        match &event.role {
            MessageRole::Request => self.requests += 1,
            MessageRole::Answer(answer) => {
                self.answers += 1;
                let answer = *answer;
                self.answer(event, &answer);
            }
            MessageRole::Notification { .. } => self.notifications += 1,
            MessageRole::Stray | MessageRole::Unknown => (),
        }
        if let Some(fault) = fault {
            self.failure(event, fault);
        }
        self.findings(event.findings, Some(datagram.number));
        if let Some(owner) = event.tape.owner.as_ref().filter(|owner| owner.name.is_none()) {
            let known = self.unannounced.entry(owner.id).or_insert((0, datagram.number));
            *known = (known.0 + 1, known.1.min(datagram.number));
        }
    }

    fn rest(&mut self, rest: &Rest<'_>, _: &mut Vec<u8>) {
        self.findings(rest.findings, Some(rest.datagram.number));
    }

    fn notice(&mut self, notice: &Notice<'_>, findings: &[Finding], _: &Ids, _: &mut Vec<u8>) {
        self.findings(findings, None);
        self.failed_calls.add(notice.caller, notice.outcome);
        self.unseen.notice(notice);
        let lost = match notice.what {
            NoticeKind::Lost(count) => {
                self.lost += count;
                count
            }
            NoticeKind::Transfer { direction: Direction::Receive, .. }
                if notice.outcome == Outcome::Failed(nix::libc::ENOBUFS) =>
            {
                self.overruns += 1;
                1
            }
            _ => return,
        };
        self.time(notice.when);
        self.count(notice.when, Bin { lost, ..Bin::default() });
    }

    /// Adds the counts of another.
    fn absorb(&mut self, other: Box<dyn Format>) {
        let Some(other) = same::<Overview>(other) else { return };
        let other = *other;
        if let Some((begin, end)) = other.span {
            self.time(begin);
            self.time(end);
        }
        self.packets += other.packets;
        self.messages += other.messages;
        self.bytes += other.bytes;
        self.requests += other.requests;
        self.answers += other.answers;
        self.notifications += other.notifications;
        self.errors += other.errors;
        self.probes += other.probes;
        self.lost += other.lost;
        self.overruns += other.overruns;
        self.other_failures += other.other_failures;
        self.forgotten_dumps += other.forgotten_dumps;
        self.timeline.absorb(&other.timeline);
        self.talkers.absorb(other.talkers, Talk::add);
        for (key, theirs) in other.failures {
            match self.failures.get_mut(&key) {
                Some(ours) => {
                    let count = ours.count + theirs.count;
                    if theirs.first < ours.first {
                        *ours = theirs;
                    }
                    ours.count = count;
                }
                None => {
                    self.failures.insert(key, theirs);
                }
            }
        }
        self.latencies.absorb(other.latencies, Histogram::absorb);
        other.slow.into_iter().for_each(|slow| self.keep_slow(slow));
        other.dumps.into_iter().for_each(|(serial, dump)| self.dump(serial, dump));
        self.interrupted.absorb(other.interrupted);
        for (name, theirs) in other.lints {
            let ours = self.lints.entry(name).or_insert(LintCount { count: 0, ..theirs });
            ours.count += theirs.count;
            ours.first = earlier(ours.first, theirs.first);
        }
        for (id, (count, first)) in other.unannounced {
            let ours = self.unannounced.entry(id).or_insert((0, first));
            *ours = (ours.0 + count, ours.1.min(first));
        }
        self.failed_calls.absorb(other.failed_calls);
        self.unseen.absorb(other.unseen);
    }

    /// Draws a live overview before nltrace waits. It sleeps a little first, so that what happens at once is drawn at once.
    fn idle(&mut self, out: &mut Vec<u8>) {
        let Some(live) = self.live.as_ref().filter(|live| live.is_old || live.lines == 0) else { return };
        std::thread::sleep(PAUSE.saturating_sub(live.drawn.elapsed()));
        self.draw(out);
    }

    /// Writes the overview.
    fn finish(&mut self, out: &mut Vec<u8>) {
        if self.live.is_some() {
            return self.draw(out);
        }
        match self.form.clone() {
            Form::Json => json::write(self, out),
            Form::Html(title, rows) => html::write(self, &title, rows, out),
            Form::Text(look) => {
                let palette = Palette::new(look.colour);
                text::write(&self.report(), &look, out);
                self.failed_calls.lines(&palette, out);
                self.unseen.lines(&palette, out);
            }
        }
    }
}

fn earlier(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// Returns the beginning of a text of the kernel's.
fn shortened(text: &[u8]) -> String {
    String::from_utf8_lossy(text.get(..TEXT).unwrap_or(text)).into_owned()
}

/// Returns the type of a message in words, of generic netlink with its family.
fn type_words(event: &Event<'_>) -> String {
    if event.message.is_empty() {
        return "?".to_owned();
    }
    let mut page = Page::new(Palette::new(false), usize::MAX / 2);
    words::message_type(&mut page, event);
    page.take()
}
