//! `-F brief`: one line for each exchange, to follow what happens.
//!
//! A request and its answers share a line, which is printed when the last answer comes, or after a second without one. The
//! columns are time, process, result and latency. The type and the key fields follow, and are cut at the end of a terminal's
//! line. The deciding columns come first, so that the cut never hides them.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

mod fit;

use std::fmt::Write;

use nltrace_decoders::control::{NLM_F_DUMP, NLMSG_DONE, NLMSG_ERROR, NLMSG_MIN_TYPE};
use nltrace_decoders::generic::{Ids, Owner};
use nltrace_decoders::names;
use nltrace_decoders::schema::Class;

use self::fit::{cut, wrap};
use super::calls::{Calls, group_name, namespace};
use super::clock::{Clock, Time};
use super::format::Format;
use super::keys::{self, Labels};
use super::page::Page;
use super::palette::{Palette, Role};
use super::{escape, remarks, stack, text};
use crate::datagram::{Caller, Direction, Notice, NoticeKind, Outcome, Timestamp};
use crate::event::{Event, ExchangeEvent, Last, Rest};
use crate::session::{Finding, MessageRole};

/// Columns of the process, of the result, and of the latency.
const WHO: usize = 14;
const RESULT: usize = 9;
const LATENCY: usize = 6;
/// Columns of a network namespace, where there are several: an inode has ten digits.
const NETNS: usize = 10;

/// The look of lines.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    /// Use colours.
    pub(crate) colour: bool,
    /// The columns at which lines are cut: the terminal's, or those of `--width`. `None` leaves lines whole.
    pub(crate) columns: Option<usize>,
    /// Show the kernel's names of fields and whole lines, and calls that moved no message.
    pub(crate) verbose: bool,
    /// Which time is shown.
    pub(crate) time: Time,
}

/// The brief format.
pub(crate) struct Brief {
    style: Style,
    palette: Palette,
    clock: Clock,
    /// The line that is being written.
    line: String,
    /// There are several network namespaces: each line names its own.
    namespaces: bool,
    /// Writes notices that have no words in this file.
    calls: Calls,
    page: Page,
}

/// The columns before the text of a line.
struct Columns<'a> {
    when: Timestamp,
    who: &'a str,
    caller: Option<&'a Caller>,
    result: (Role, &'a str),
    latency: &'a str,
}

impl Brief {
    /// Returns a renderer.
    pub(crate) fn new(style: Style) -> Brief {
        Brief {
            style,
            palette: Palette::new(style.colour),
            clock: Clock::new(style.time),
            line: String::new(),
            namespaces: false,
            calls: Calls::new(Time::None, false),
            page: Page::new(Palette::new(false), usize::MAX / 2),
        }
    }

    /// Writes the type and the key fields of a message, without columns.
    pub(crate) fn summary(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        self.message_type(event);
        self.author(event);
        self.keys(event, None);
        if let Some(fault) = event.fault.as_ref().filter(|fault| fault.errno != 0) {
            let name = text::errno_name(fault.errno.unsigned_abs());
            self.line.push_str("  ");
            self.palette.add(Role::Error, &name, &mut self.line);
        }
        self.end(out);
    }

    /// Begins a line with its columns.
    fn begin(&mut self, columns: &Columns<'_>) {
        let Columns { when, who, caller, result, latency } = *columns;
        if self.clock.tells() && !when.is_zero() {
            let before = self.line.len();
            let clock = &mut self.clock;
            self.palette.piece(Role::Origin, &mut self.line, |out| {
                let start = out.len();
                clock.tell(when, out);
                // Milliseconds are enough for reading along.
                out.truncate(out.len().saturating_sub(3).max(start));
            });
            if self.line.len() > before {
                self.line.push(' ');
            }
        }
        self.column(Role::Origin, who, WHO, false);
        if self.namespaces {
            let name = caller.and_then(namespace).unwrap_or_default();
            self.column(Role::Note, &name, NETNS, false);
        }
        self.column(result.0, result.1, RESULT, false);
        self.column(Role::Origin, latency, LATENCY, true);
    }

    /// Writes a column and the space after it. A longer text moves the following columns.
    fn column(&mut self, role: Role, text: &str, width: usize, right: bool) {
        let spaces = width.saturating_sub(text.chars().count());
        let pad = |out: &mut String| out.extend(std::iter::repeat_n(' ', spaces));
        if right {
            pad(&mut self.line);
        }
        self.palette.add(role, text, &mut self.line);
        if !right {
            pad(&mut self.line);
        }
        self.line.push(' ');
    }

    /// Ends the line: cuts it at the end of a terminal's, or wraps it there if everything is to be shown.
    fn end(&mut self, out: &mut Vec<u8>) {
        let kept = self.line.trim_end_matches(' ').len();
        self.line.truncate(kept);
        match self.style.columns {
            Some(columns) if self.style.verbose => wrap(&self.line, columns, out),
            Some(columns) => cut(&self.line, columns, self.palette.off(), out),
            None => out.extend_from_slice(self.line.as_bytes()),
        }
        out.push(b'\n');
        self.line.clear();
    }

    /// Appends the type of a message, in the colour of its effect.
    fn message_type(&mut self, event: &Event<'_>) {
        let owner = event.tape.owner.filter(|owner| owner.id == event.header.kind);
        let role = match event.tape.class() {
            Class::New => Role::Send,
            Class::Delete => Role::Unknown,
            Class::Get => Role::Receive,
            _ => Role::Message,
        };
        match (event.tape.message, owner) {
            (Some(message), owner) => {
                if let Some(name) = owner.as_ref().and_then(Owner::name) {
                    escape::plain(name, &mut self.line);
                    self.line.push(' ');
                }
                self.palette.add(role, message.name, &mut self.line);
                if owner.is_some_and(|owner| owner.is_guess) {
                    self.line.push('?');
                }
            }
            (None, Some(owner)) => {
                let mut name = String::new();
                escape::plain(&owner.to_string(), &mut name);
                self.palette.add(Role::Unknown, &name, &mut self.line);
            }
            (None, None) => {
                let number = format!("type {}", event.header.kind);
                self.palette.add(Role::Unknown, &number, &mut self.line);
            }
        }
    }

    /// Appends the key fields of a message, and the kernel's words for an error.
    fn keys(&mut self, event: &Event<'_>, error: Option<&str>) {
        let labels = if self.style.verbose { Labels::Whole } else { Labels::Short };
        let is_cut = self.style.columns.is_some() && !self.style.verbose;
        keys::write(event, labels, error, is_cut, &self.palette, &mut self.line);
    }

    /// Appends two spaces and words of nltrace's own.
    fn note(&mut self, words: &str) {
        self.line.push_str("  ");
        self.palette.add(Role::Note, words, &mut self.line);
    }

    /// Appends the cause of a notification.
    fn author(&mut self, event: &Event<'_>) {
        if let Some(author) = event.author {
            self.line.push(' ');
            let words = super::remarks::author(author);
            self.palette.add(Role::Message, &words, &mut self.line);
        }
    }

    /// Writes the number of a message's packet.
    fn packet(&mut self, event: &Event<'_>) {
        if self.style.verbose && event.datagram.number > 0 {
            let number = remarks::number(event).unwrap_or_else(|| format!("#{}", event.datagram.number));
            self.line.push_str("  ");
            self.palette.add(Role::Note, &number, &mut self.line);
        }
    }

    /// Writes a message that is no part of an exchange.
    fn alone(&mut self, event: &Event<'_>, result: (Role, &str)) {
        let who = who(event.datagram.caller, 0);
        self.begin(&Columns {
            when: event.datagram.when,
            who: &who,
            caller: event.datagram.caller,
            result,
            latency: "",
        });
        self.message_type(event);
        self.author(event);
        self.keys(event, None);
        if let MessageRole::Notification { cause } = event.role {
            if let Some(group) = event.datagram.notified_group() {
                let group = group_name(event.datagram.protocol, group, event.ids);
                self.note(&group);
            }
            if let Some(cause) = cause {
                self.note(&format!("of {cause}"));
            }
        }
    }
}

impl Format for Brief {
    fn show_namespaces(&mut self) {
        self.namespaces = true;
    }

    /// Writes a message that is no part of an exchange: a notification, or an answer without a request.
    fn message(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        let failed = matches!(event.datagram.outcome, Outcome::Failed(_));
        match event.role {
            MessageRole::Request if event.is_whole => return,
            MessageRole::Answer(_) => return,
            MessageRole::Notification { .. } => self.alone(event, (Role::Note, "notified")),
            MessageRole::Request => {
                self.alone(event, (Role::Error, "malformed"));
                if !failed {
                    self.note("nlmsg_len is more than there is");
                }
            }
            MessageRole::Stray => self.alone(event, (Role::Note, "stray")),
            MessageRole::Unknown => {
                let word = match event.datagram.direction {
                    Direction::Send => "sent",
                    _ => "received",
                };
                self.alone(event, (Role::Note, word));
            }
        }
        if let Some(fault) = event.fault.as_ref().filter(|fault| fault.errno != 0) {
            let name = names::errno(u64::from(fault.errno.unsigned_abs())).map_or("error", |(name, _)| name);
            self.line.push_str("  ");
            self.palette.add(Role::Error, name, &mut self.line);
        }
        self.packet(event);
        self.end(out);
    }

    fn exchange(&mut self, exchange: &ExchangeEvent<'_>, out: &mut Vec<u8>) {
        let event = &exchange.request;
        let who = match (event.datagram.caller, exchange.port) {
            // Nothing answered it, and the program left the port id to the kernel.
            (None, 0) => "port ?".to_owned(),
            (caller, port) => who(caller, port),
        };
        let (messages, _) = exchange.answers;
        let counted;
        let (role, result) = match &exchange.last {
            Some(Last { errno: errno @ 1.., is_probe, .. }) => {
                counted = text::errno_name(*errno);
                (if *is_probe { Role::Note } else { Role::Error }, counted.as_str())
            }
            Some(last) if last.answer.is_dump => {
                let count = last.answer.count.saturating_sub(1);
                counted = format!("{count} msg{}", if count == 1 { "" } else { "s" });
                (Role::Number, counted.as_str())
            }
            Some(_) => (Role::Text, "ok"),
            None if messages > 0 && !exchange.expects => (Role::Text, "ok"),
            None if messages > 0 => (Role::Note, "unfinished"),
            None if exchange.expects => (Role::Error, "waits"),
            None => (Role::Note, "sent"),
        };
        let latency = exchange.last.as_ref().map(|last| latency(last.answer.after.as_nanos()));
        let latency = latency.filter(|_| !event.datagram.when.is_zero()).unwrap_or_default();
        self.begin(&Columns {
            when: event.datagram.when,
            who: &who,
            caller: event.datagram.caller,
            result: (role, result),
            latency: &latency,
        });
        self.message_type(event);
        if event.header.flags & NLM_F_DUMP != 0 && event.tape.class() == Class::Get {
            self.palette.add(Role::Note, " dump", &mut self.line);
        }
        if exchange.last.as_ref().is_some_and(|last| last.is_probe) {
            self.palette.add(Role::Note, " (a probe)", &mut self.line);
        }
        let error = exchange.last.as_ref().and_then(|last| last.text.as_deref()).map(|text| {
            let mut safe = String::from("\"");
            escape::plain(text, &mut safe);
            safe.push('"');
            safe
        });
        self.keys(event, error.as_deref());
        self.answered(exchange);
        self.packet(event);
        self.end(out);
        for frame in event.datagram.stack {
            let mut words = String::from("    > ");
            stack::frame(frame, &mut words);
            self.palette.add(Role::Note, &words, &mut self.line);
            self.end(out);
        }
    }

    /// Reports bytes that are no message. Leaves out bytes that follow messages.
    fn rest(&mut self, rest: &Rest<'_>, out: &mut Vec<u8>) {
        if rest.is_tail {
            return;
        }
        let who = who(rest.datagram.caller, 0);
        let result = (Role::Unknown, "malformed");
        self.begin(&Columns {
            when: rest.datagram.when,
            who: &who,
            caller: rest.datagram.caller,
            result,
            latency: "",
        });
        let _ = write!(self.line, "{} bytes that are no message", rest.bytes.len());
        self.end(out);
    }

    /// Writes calls that failed, ends of processes and lost messages; with `-v` all calls.
    fn notice(&mut self, notice: &Notice<'_>, _: &[Finding], ids: &Ids, out: &mut Vec<u8>) {
        let failed = match notice.outcome {
            // A nonblocking socket has nothing to read: no failure.
            Outcome::Failed(nix::libc::EAGAIN) => None,
            Outcome::Failed(errno) => Some(errno),
            _ => None,
        };
        let result = match (&notice.what, failed) {
            (NoticeKind::Lost(_), _) => (Role::Error, "lost".to_owned()),
            (NoticeKind::Exited(_), _) => (Role::Note, "exited".to_owned()),
            (NoticeKind::Killed(..), _) => (Role::Error, "killed".to_owned()),
            (NoticeKind::Blind(_), _) => (Role::Error, "unseen".to_owned()),
            (_, Some(errno)) => (Role::Error, text::errno_name(errno.unsigned_abs())),
            _ if self.style.verbose => (Role::Note, "call".to_owned()),
            _ => return,
        };
        let who = who(notice.caller, 0);
        self.begin(&Columns {
            when: notice.when,
            who: &who,
            caller: notice.caller,
            result: (result.0, &result.1),
            latency: "",
        });
        match &notice.what {
            NoticeKind::Lost(count) => {
                let _ =
                    write!(self.line, "{count} datagram{} missing here", if *count == 1 { "" } else { "s" });
            }
            NoticeKind::Exited(status) => {
                let _ = write!(self.line, "with {status}");
            }
            NoticeKind::Killed(signal, core) => {
                let name = nix::sys::signal::Signal::try_from(*signal);
                let name =
                    name.map_or_else(|_| format!("signal {signal}"), |signal| signal.as_str().to_owned());
                let _ = write!(self.line, "by {name}{}", if *core { " (core dumped)" } else { "" });
            }
            NoticeKind::Blind(sentence) => escape::plain(sentence, &mut self.line),
            _ => {
                let anonymous = Notice { caller: None, ..notice.clone() };
                self.calls.notice(&mut self.page, &anonymous, ids);
                let mut words = Vec::new();
                self.page.pour(&mut words);
                let words = String::from_utf8_lossy(&words);
                let call = notice.caller.map_or("", |caller| caller.syscall);
                let rest = words.trim().split_once(' ').map_or("", |(_, rest)| rest);
                self.palette.add(Role::Message, call, &mut self.line);
                let _ = write!(self.line, " {rest}");
            }
        }
        self.end(out);
    }

    /// An exchange shows the request.
    fn failed_request(
        &mut self,
        _: &Event<'_>,
        _: Option<&[u8]>,
        _: &crate::event::Knowledge<'_>,
        _: &mut Vec<u8>,
    ) {
    }

    fn shows_exchanges(&self) -> bool {
        true
    }

    fn shows(&self, role: &MessageRole, kind: u16) -> bool {
        let is_control = matches!(kind, NLMSG_ERROR | NLMSG_DONE);
        !matches!(role, MessageRole::Answer(answer) if answer.is_dump && !is_control && kind >= NLMSG_MIN_TYPE)
    }

    fn growth(&self) -> usize {
        1
    }
}

impl Brief {
    /// Appends the answer's content where the result does not show it.
    fn answered(&mut self, exchange: &ExchangeEvent<'_>) {
        let (messages, bytes) = exchange.answers;
        let size = || if bytes == 1 { "1 byte".to_owned() } else { format!("{bytes} bytes") };
        let Some(last) = &exchange.last else {
            match (exchange.expects, messages) {
                (true, 0) => self.note("no answer yet"),
                (true, _) => self.note(&format!("{messages} messages, {} so far", size())),
                (false, 0) => self.note("asks for no answer"),
                (false, _) => (),
            }
            return;
        };
        if last.answer.is_dump {
            let mut words = size();
            if last.answer.reads > 1 {
                let _ = write!(words, " in {} datagrams", last.answer.reads);
            }
            if last.answer.interrupted {
                words.push_str(", inconsistent: repeat it");
            }
            self.note(&words);
        } else if let Some(name) = last.name.filter(|name| !matches!(*name, "NLMSG_ERROR" | "NLMSG_DONE")) {
            self.note(&format!("{name}, {}", size()));
        }
        if last.answer.is_guess {
            self.note("a guess: another request has its number");
        }
    }
}

/// Returns the sender of a request or the receiver of a notification: `ip[4013]`, or the port id if the capture has no
/// process.
fn who(caller: Option<&Caller>, port: u32) -> String {
    let mut out = String::new();
    match caller {
        Some(caller) => {
            escape::plain(&caller.comm, &mut out);
            let id = format!("[{}]", caller.tid);
            // A long name gives way to the number, which is unique.
            let room = WHO.saturating_sub(id.len()).max(4);
            if let Some((at, _)) = out.char_indices().nth(room) {
                out.truncate(at);
            }
            out.push_str(&id);
        }
        None if port == 0 => out.push_str("(all)"),
        None => {
            let _ = write!(out, "port {port}");
        }
    }
    out
}

/// Returns a time in at most six columns: `88µs`, `1.2ms`, `12s`.
fn latency(nanoseconds: u128) -> String {
    let (unit, name) = match nanoseconds {
        0..1_000 => return format!("{nanoseconds}ns"),
        1_000..1_000_000 => (1_000, "µs"),
        1_000_000..1_000_000_000 => (1_000_000, "ms"),
        _ => (1_000_000_000, "s"),
    };
    let whole = nanoseconds / unit;
    if whole < 10 {
        format!("{whole}.{}{name}", nanoseconds % unit * 10 / unit)
    } else {
        format!("{whole}{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latencies_take_six_columns_at_most() {
        for (time, expected) in [
            (0, "0ns"),
            (999, "999ns"),
            (1_500, "1.5µs"),
            (88_400, "88µs"),
            (999_999, "999µs"),
            (1_230_000, "1.2ms"),
            (12_000_000_000, "12s"),
        ] {
            assert_eq!(latency(time), expected);
            assert!(expected.chars().count() <= LATENCY);
        }
    }

    #[test]
    fn a_long_command_gives_way_to_its_number() {
        let comm = "NetworkManager".to_owned();
        let caller = Caller { fd: 3, ..Caller::new(7, 812_345, comm, "") };
        assert_eq!(who(Some(&caller), 0), "Networ[812345]");
        assert_eq!((who(None, 15551), who(None, 0)), ("port 15551".to_owned(), "(all)".to_owned()));
    }
}
