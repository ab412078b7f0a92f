//! The role of a message in its conversation: `"answers"`, `"latency"`, `"notification"`, `"error"`, `"lints"`. Members that
//! do not apply are absent.

use nltrace_decoders::names;

use super::{Json, key, member, nine_digits, number, optional, symbol_text};
use crate::datagram::{Direction, Frame};
use crate::event::Event;
use crate::render::demangle::demangled;
use crate::render::{escape, text};
use crate::session::{Answer, Fault, Finding, MessageRole};

/// Writes all that there is.
pub(super) fn write(json: &mut Json, event: &Event<'_>, out: &mut Vec<u8>) {
    match &event.role {
        MessageRole::Answer(answer) => answers(answer, event.header.seq, out),
        MessageRole::Notification { cause } => {
            out.extend_from_slice(b",\"notification\":{");
            let mut first = true;
            if let Some(group) = event.datagram.notified_group() {
                out.extend_from_slice(b"\"group\":");
                optional(text::group(event.datagram.protocol, group, event.ids).as_deref(), out);
                member("group_id", group, out);
                first = false;
            }
            if let Some(sender) =
                event.datagram.peer.filter(|_| event.datagram.direction == Direction::Receive)
            {
                out.extend_from_slice(if first { b"\"sender\":" } else { b",\"sender\":" });
                number(sender.portid, out);
                first = false;
            }
            if let Some(cause) = cause {
                out.extend_from_slice(if first { b"\"cause\":" } else { b",\"cause\":" });
                optional(Some(cause), out);
                first = false;
            }
            if let Some(author) = event.author {
                out.extend_from_slice(if first { b"\"by\":{\"pid\":" } else { b",\"by\":{\"pid\":" });
                number(author.pid, out);
                key("comm", out);
                optional(author.comm.as_deref(), out);
                key("guess", out);
                out.extend_from_slice(if author.is_guess { b"true}" } else { b"false}" });
            }
            out.push(b'}');
        }
        MessageRole::Stray => out.extend_from_slice(b",\"answers\":null"),
        MessageRole::Request | MessageRole::Unknown => (),
    }
    if let Some(nsid) = event.datagram.nsid {
        member("nsid", nsid, out);
    }
    if let Some(fault) = &event.fault {
        error(json, event, fault, out);
    }
    if !event.findings.is_empty() {
        findings(event.findings, out);
    }
    stack(event.datagram.stack, out);
}

/// Writes which code moved the message.
fn stack(frames: &[Frame], out: &mut Vec<u8>) {
    if frames.is_empty() {
        return;
    }
    key("stack", out);
    for (at, Frame { function, offset, module }) in frames.iter().enumerate() {
        out.extend_from_slice(if at == 0 { b"[{\"function\":" } else { b",{\"function\":" });
        optional(function.as_deref(), out);
        if let Some(name) = function.as_deref().and_then(demangled) {
            key("demangled", out);
            optional(Some(&name), out);
        }
        member("offset", *offset, out);
        key("module", out);
        optional(Some(&**module).filter(|module| !module.is_empty()), out);
        out.push(b'}');
    }
    out.push(b']');
}

fn answers(answer: &Answer, seq: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"answers\":{\"type\":");
    match answer.request {
        Some(name) => symbol_text(name, out),
        None => out.extend_from_slice(b"null"),
    }
    member("type_id", answer.request_id, out);
    if let (None, Some(cmd)) = (answer.request, answer.owner.and_then(|owner| owner.cmd)) {
        member("cmd", cmd, out);
    }
    member("seq", seq, out);
    member("packet", answer.packet, out);
    if answer.is_guess {
        key("guess", out);
        out.extend_from_slice(b"true");
    }
    if answer.is_dump {
        key("dump", out);
        out.extend_from_slice(b"true");
        member("message", answer.count, out);
        if answer.is_last {
            member("messages", answer.count - 1, out);
            member("datagrams", answer.reads, out);
        }
        if answer.interrupted {
            key("interrupted", out);
            out.extend_from_slice(b"true");
        }
    }
    out.push(b'}');
    key("latency", out);
    seconds(answer.after, out);
}

/// Writes a time in seconds, to the nanosecond.
fn seconds(time: std::time::Duration, out: &mut Vec<u8>) {
    number(time.as_secs(), out);
    out.push(b'.');
    out.extend(nine_digits(time));
}

fn error(json: &mut Json, event: &Event<'_>, fault: &Fault<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"error\":{\"name\":");
    optional(names::errno(u64::from(fault.errno.unsigned_abs())).map(|(name, _)| name), out);
    member("errno", fault.errno, out);
    if let Some((text, is_unsolicited)) = fault.reason() {
        key("message", out);
        escape::json(text, out);
        if is_unsolicited {
            key("unsolicited", out);
            out.extend_from_slice(b"true");
        }
    }
    if let Some(offender) = &fault.offender {
        out.extend_from_slice(b",\"offender\":{\"path\":");
        escape::json(offender.path.as_bytes(), out);
        member("offset", offender.offset, out);
        if let Some(field) = offender.field {
            json.value(&event.of_request(fault), &field, out);
        }
        out.push(b'}');
    }
    if let Some(missing) = &fault.missing {
        key("missing", out);
        escape::json(missing.name.as_bytes(), out);
        if let Some(nest) = &missing.nest {
            key("missing_in", out);
            escape::json(nest.as_bytes(), out);
        }
    }
    if let Some(policy) = &fault.policy {
        key("policy", out);
        escape::json(policy.as_bytes(), out);
    }
    if let Some(probe) = fault.probe {
        key("probe", out);
        escape::json(probe.as_bytes(), out);
    }
    let advice: Vec<&str> = fault.advice.as_deref().into_iter().chain(fault.unasked).collect();
    if !advice.is_empty() {
        key("advice", out);
        escape::json(advice.join("; ").as_bytes(), out);
    }
    out.push(b'}');
}

/// Writes what lints found.
pub(super) fn findings(findings: &[Finding], out: &mut Vec<u8>) {
    key("lints", out);
    out.push(b'[');
    for (at, finding) in findings.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        out.extend_from_slice(b"{\"name\":");
        escape::json(finding.lint.name.as_bytes(), out);
        key("severity", out);
        escape::json(finding.lint.severity.name().as_bytes(), out);
        if !finding.path.is_empty() {
            key("path", out);
            escape::json(finding.path.as_bytes(), out);
            member("offset", finding.offset, out);
        }
        key("text", out);
        let text = if finding.text.is_empty() { finding.lint.reason } else { finding.text.as_str() };
        escape::json(text.as_bytes(), out);
        key("fix", out);
        escape::json(finding.lint.fix.as_bytes(), out);
        out.push(b'}');
    }
    out.push(b']');
}
