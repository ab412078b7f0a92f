//! Remarks about a message, for the formats that people read: the request that it answers, the cause of an error, findings of
//! lints.

use std::borrow::Cow;
use std::fmt::Write;

use nltrace_decoders::control::{NLMSG_ERROR, NLMSG_MIN_TYPE};
use nltrace_decoders::tape::Field;
use nltrace_decoders::value;

use super::calls::group_name;
use super::page::{NO_BREAK, Page};
use super::palette::Role;
use super::text::escaped;
use super::{stack, text, words};
use crate::datagram::{Cut, Datagram, Frame, Outcome};
use crate::event::Event;
use crate::session::lint::Severity;
use crate::session::{Author, Fault, Finding, MessageRole, Offender};

/// Returns the role of a message in its conversation, if it is worth a remark: which request it answers, at the first message
/// of a dump and at its end.
pub(crate) fn part(event: &Event<'_>) -> Option<String> {
    let answer = match &event.role {
        MessageRole::Answer(answer) => answer,
        MessageRole::Notification { cause } => {
            let author = event.author.map(author);
            let is_bare = cause.is_none() && event.datagram.group.is_some();
            let words = match cause {
                Some(cause) => Some(format!("notification of {cause}")),
                None => (!is_bare || author.is_some()).then(|| "notification".to_owned()),
            };
            return words.map(|words| author.map_or_else(|| words.clone(), |by| format!("{words}, {by}")));
        }
        MessageRole::Stray
            if event.header.kind == NLMSG_ERROR && event.message.get(16..20) == Some(&[0; 4]) =>
        {
            return Some("an acknowledgement that nobody waits for".to_owned());
        }
        MessageRole::Stray => return Some("answers nothing that still waits".to_owned()),
        _ => return None,
    };
    if !answer.is_first && event.header.kind >= NLMSG_MIN_TYPE {
        return None;
    }
    let mut words = match (answer.request, &answer.owner) {
        (Some(name), _) => format!("answers {name}"),
        (None, Some(owner)) => format!("answers {owner}"),
        (None, None) => "answers a request".to_owned(),
    };
    // Bytes that were pasted have no time.
    if !event.datagram.when.is_zero() {
        let after = text::duration(answer.after.as_nanos()).replace(' ', &NO_BREAK.to_string());
        let _ = write!(words, " after {after}");
    }
    if answer.is_guess {
        words.push_str(", or another with its number: a guess");
    }
    let is_failed_end = event.header.kind == NLMSG_ERROR || event.fault.is_some();
    if answer.is_dump && answer.is_last && (answer.count > 1 || !is_failed_end) {
        let messages = answer.count.saturating_sub(1);
        let plural = |n: u32| if n == 1 { "" } else { "s" };
        let _ = write!(words, ", {messages} message{}", plural(messages));
        if answer.reads > 1 && messages > 0 {
            let _ = write!(words, " in {} datagrams", answer.reads);
        }
        if answer.interrupted {
            words.push_str(", inconsistent: repeat it");
        }
    }
    Some(words)
}

/// Returns the cause of a notification: `by ip[15551]`.
pub(crate) fn author(author: &Author) -> String {
    let name = author.comm.as_deref().map(escaped).unwrap_or_default();
    let guess = if author.is_guess { " (guess)" } else { "" };
    format!("by {name}[{}]{guess}", author.pid)
}

/// Returns a remark about a generic netlink family without a name, whose name is a guess, or without a table of its own.
pub(crate) fn unannounced(event: &Event<'_>) -> Option<String> {
    let owner = event.tape.owner.as_ref()?;
    if owner.name.is_none() {
        return Some(format!("family {} was not announced", owner.id));
    }
    if owner.is_guess {
        return Some(format!("family {} is a guess", owner.id));
    }
    owner.family.filter(|family| family.is_policy).map(|_| "types by the kernel's policy".to_owned())
}

/// Returns the remark about the cause of an error at the field that it concerns: the culprit, what is missing, the accepted
/// values.
pub(crate) fn blame(event: &Event<'_>, field: &Field) -> Option<String> {
    let fault = event.fault.as_ref().filter(|_| field.depth == 0)?;
    let words = match field.name {
        "NLMSGERR_ATTR_OFFS" => offender(event, fault, fault.offender.as_ref()?),
        "NLMSGERR_ATTR_MISS_TYPE" => format!("missing: {}", fault.missing.as_ref()?.words()),
        "NLMSGERR_ATTR_POLICY" => fault.policy.clone()?,
        _ => return None,
    };
    Some(escaped(&words))
}

/// Returns whether a message is an acknowledgement.
pub(crate) fn acknowledges(event: &Event<'_>) -> bool {
    event.header.kind == NLMSG_ERROR
        && value::error(event.message, event.tape).is_some_and(|error| error >= 0)
}

/// Adds an error's number to a line, and the kernel's words for it.
pub(crate) fn error(page: &mut Page, fault: &Fault<'_>) {
    let role = match fault.errno {
        _ if fault.probe.is_some() => Role::Note,
        0 => Role::Flag,
        _ => Role::Error,
    };
    let mut number = String::new();
    if fault.errno == 0 {
        number.push('0');
    } else {
        nltrace_decoders::words::errno(fault.errno.into(), &mut number);
    }
    page.sentence(2, role, &number);
    if let Some(text) = fault.text {
        page.put(2, Role::Name, "NLMSGERR_ATTR_MSG");
        page.sentence(2, role, &quoted(text));
    }
}

/// Returns a text of the kernel's in quotation marks.
pub(crate) fn quoted(text: &[u8]) -> String {
    let mut words = "\"".to_owned();
    nltrace_decoders::escape::quoted(text, &mut words);
    words.push('"');
    words
}

/// Returns the field that an error points at, with its value.
pub(super) fn offence(event: &Event<'_>) -> Option<String> {
    let fault = event.fault.as_ref()?;
    Some(escaped(&offender(event, fault, fault.offender.as_ref()?)))
}

/// Returns the path that an error points at, and its value unless it is a nest.
fn offender(event: &Event<'_>, fault: &Fault<'_>, offender: &Offender) -> String {
    let request = event.of_request(fault);
    match offender.field {
        Some(field) => {
            let value = words::plain(&request, &field);
            if value.is_empty() { offender.path.clone() } else { format!("{} = {value}", offender.path) }
        }
        None => offender.path.clone(),
    }
}

/// Returns all remarks about a message except findings of lints: for formats that have one place for them.
pub(crate) fn sentences(event: &Event<'_>) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    if let Some(group) = event.datagram.group.filter(|group| *group != 0) {
        parts.push(format!("group {}", group_name(event.datagram.protocol, group, event.ids)));
    }
    parts.extend(event.datagram.nsid.map(|nsid| format!("nsid {nsid}")));
    parts.extend(part(event));
    parts.extend(unannounced(event));
    parts.extend(event.tape.body().iter().filter_map(|field| blame(event, field)));
    if let Some(fault) = &event.fault {
        parts.extend(unsolicited(fault));
        parts.extend(fault.probe.map(str::to_owned));
        parts.extend(fault.advice.as_deref().map(escaped));
        parts.extend(fault.unasked.map(str::to_owned));
    }
    parts
}

/// Returns a finding in a sentence.
pub(crate) fn finding(finding: &Finding) -> String {
    let Finding { lint, .. } = finding;
    format!("{}: {}: {} → {}", lint.severity.name(), lint.name, escaped(&finding.words()), lint.fix)
}

/// Returns the kernel's reason, where it was not sent to the program.
fn unsolicited(fault: &Fault<'_>) -> Option<String> {
    Some(format!("the kernel's reason, which the program did not ask for: {}", escaped(fault.unsolicited?)))
}

/// Writes lines about the whole message: the kernel's text, advice, and findings of lints.
pub(crate) fn below(page: &mut Page, event: &Event<'_>, indent: usize) {
    if let Some(words) = event.fault.as_ref().and_then(unsolicited) {
        page.begin(indent);
        page.sentence(0, Role::Error, &words);
        page.end();
    }
    if let Some(fault) = &event.fault {
        for text in [fault.probe.map(Cow::Borrowed), fault.advice.clone(), fault.unasked.map(Cow::Borrowed)]
            .into_iter()
            .flatten()
        {
            page.begin(indent);
            page.sentence(0, Role::Note, &escaped(&text));
            page.end();
        }
    }
    findings(page, event.findings, indent);
}

/// Writes which code moved a datagram, a line for each call on the stack.
pub(crate) fn stack(page: &mut Page, frames: &[Frame], indent: usize) {
    for frame in frames {
        let mut words = String::new();
        stack::frame(frame, &mut words);
        page.begin(indent);
        page.put(0, Role::Note, ">");
        page.put(1, Role::Note, &words);
        page.end();
    }
}

/// Writes what lints found, a line each.
pub(crate) fn findings(page: &mut Page, findings: &[Finding], indent: usize) {
    for finding in findings {
        let role = if finding.lint.severity == Severity::Error { Role::Error } else { Role::Note };
        page.begin(indent);
        page.say(role, finding.lint.severity.name());
        page.say(role, ":");
        page.put(1, role, finding.lint.name);
        page.sentence(2, Role::Plain, &escaped(&finding.words()));
        page.put(1, Role::Plain, "→");
        page.sentence(1, Role::Note, finding.lint.fix);
        page.end();
    }
}

/// Returns the number of a message that is not the first of its packet: `#4711.2`.
pub(crate) fn number(event: &Event<'_>) -> Option<String> {
    (event.index > 0).then(|| format!("#{}.{}", event.datagram.number, event.number()))
}

/// Returns the notes about a message as a whole and about its datagram.
pub(crate) fn notes(event: &Event<'_>) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    let there = event.message.len() as u64;
    if u64::from(event.header.len) > there {
        notes.push(format!("nlmsg_len is {}, but there are {there} bytes", event.header.len));
    }
    datagram_notes(event.datagram, &mut notes);
    notes.extend(unannounced(event));
    notes
}

/// Adds the notes about the datagram around a message, or around nothing.
pub(crate) fn datagram_notes(datagram: &Datagram<'_>, notes: &mut Vec<String>) {
    match datagram.cut {
        Some(Cut::Buffer) => notes.push(text::truncated(datagram)),
        Some(Cut::Memory { addr }) => notes.push(format!("memory at {addr:#x} could not be read")),
        Some(Cut::Snaplen) => notes.push("the capture kept only part of the datagram".to_owned()),
        Some(Cut::Limit) => notes.push("only the beginning of a very long datagram was kept".to_owned()),
        None => (),
    }
    if datagram.is_peek() {
        notes.push("MSG_PEEK: the message stays queued".to_owned());
    }
    match datagram.outcome {
        Outcome::Failed(errno) => {
            notes.push(format!("the call failed: {}", text::errno_name(errno.unsigned_abs())))
        }
        Outcome::Unfinished => notes.push("the call did not return".to_owned()),
        _ => (),
    }
}
