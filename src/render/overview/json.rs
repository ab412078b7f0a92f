//! The overview as one JSON object.

use nltrace_decoders::names;

use super::Overview;
use super::records::{Slow, Talker};
use super::report::Report;
use crate::render::escape;
use crate::render::member::{key, member, nine_digits, number, optional, symbol_text};

/// Columns of the timeline.
const COLUMNS: usize = 100;
/// Rows of each list.
const ROWS: usize = 100;

/// Writes all data.
pub(super) fn write(overview: &Overview, out: &mut Vec<u8>) {
    let report = overview.report();
    out.extend_from_slice(b"{\"overview\":{\"begin\":");
    time(report.span.map(|(begin, _)| begin), out);
    key("end", out);
    time(report.span.map(|(_, end)| end), out);
    member("duration_ns", report.duration(), out);
    for (name, count) in [
        ("packets", report.packets),
        ("messages", report.messages),
        ("bytes", report.bytes),
        ("requests", report.requests),
        ("answers", report.answers),
        ("notifications", report.notifications),
        ("errors", report.errors),
        ("probes", report.probes),
        ("lost", report.lost),
        ("overruns", report.overruns),
    ] {
        member(name, count, out);
    }
    timeline(&report, out);
    talkers(&report, out);
    failures(&report, out);
    slow(report.slow, out);
    latencies(&report, out);
    dumps(&report, out);
    rest(&report, out);
    overview.failed_calls.json(out);
    overview.unseen.json(out);
    out.extend_from_slice(b"}}\n");
}

fn time(when: Option<crate::datagram::Timestamp>, out: &mut Vec<u8>) {
    match when {
        Some(when) => {
            number(when.as_secs(), out);
            out.push(b'.');
            out.extend(nine_digits(when));
        }
        None => out.extend_from_slice(b"null"),
    }
}

/// Writes a list: `write` writes one of its elements, of which there are at most [`ROWS`].
fn list<T>(
    name: &str,
    items: impl IntoIterator<Item = T>,
    out: &mut Vec<u8>,
    write: impl Fn(T, &mut Vec<u8>),
) {
    key(name, out);
    out.push(b'[');
    for (at, item) in items.into_iter().take(ROWS).enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write(item, out);
    }
    out.push(b']');
}

fn timeline(report: &Report<'_>, out: &mut Vec<u8>) {
    let columns = report.timeline(COLUMNS);
    key("timeline", out);
    out.extend_from_slice(b"{\"columns\":");
    number(columns.len(), out);
    for (name, of) in [("messages", 0), ("errors", 1), ("lost", 2)] {
        list(name, &columns, out, |bin, out| {
            number(
                match of {
                    0 => bin.messages,
                    1 => bin.errors,
                    _ => bin.lost,
                },
                out,
            );
        });
    }
    out.push(b'}');
}

fn talkers(report: &Report<'_>, out: &mut Vec<u8>) {
    list("talkers", &report.talkers, out, |(talker, talk), out| {
        out.push(b'{');
        self::talker(talker, out);
        key("comm", out);
        optional(talk.comm.as_deref(), out);
        member("requests", talk.requests, out);
        member("messages", talk.messages, out);
        member("bytes", talk.bytes, out);
        member("errors", talk.errors, out);
        out.push(b'}');
    });
    let more: u64 = report.talkers.iter().skip(ROWS).map(|(_, talk)| talk.messages).sum();
    member("other_talkers", report.other_talkers + more, out);
}

/// Writes who it is, without a comma before.
fn talker(talker: &Talker, out: &mut Vec<u8>) {
    match talker {
        Talker::Process(pid, netns) => {
            out.extend_from_slice(b"\"pid\":");
            number(*pid, out);
            member("netns", *netns, out);
        }
        Talker::Port(protocol, port) => {
            out.extend_from_slice(b"\"portid\":");
            number(*port, out);
            key("protocol", out);
            match protocol.map(|number| (number, crate::tables::protocol_name(number))) {
                Some((_, Some(name))) => symbol_text(name, out),
                Some((protocol, None)) => number(protocol, out),
                None => out.extend_from_slice(b"null"),
            }
        }
        Talker::Kernel => out.extend_from_slice(b"\"portid\":0,\"kernel\":true"),
        Talker::NoPort => out.extend_from_slice(b"\"portid\":0,\"kernel\":false"),
    }
}

fn failures(report: &Report<'_>, out: &mut Vec<u8>) {
    list("failures", &report.failures, out, |failure, out| {
        out.extend_from_slice(b"{\"count\":");
        number(failure.count, out);
        member("packet", failure.first, out);
        key("type", out);
        escape::json(failure.request.as_bytes(), out);
        key("error", out);
        optional(names::errno(failure.errno.into()).map(|(name, _)| name), out);
        member("errno", failure.errno, out);
        key("text", out);
        optional(failure.text.as_deref(), out);
        key("offender", out);
        optional(failure.offender.as_deref(), out);
        key("about", out);
        escape::json(failure.about.as_bytes(), out);
        key("probe", out);
        out.extend_from_slice(if failure.is_probe { b"true}" } else { b"false}" });
    });
    let more: u64 = report.failures.iter().skip(ROWS).map(|failure| failure.count).sum();
    member("other_failures", report.other_failures + more, out);
}

fn slow(slow: &[Slow], out: &mut Vec<u8>) {
    list("slowest", slow, out, |slow, out| {
        out.extend_from_slice(b"{\"latency_ns\":");
        number(slow.took, out);
        member("packet", slow.packet, out);
        member("answer_packet", slow.answer, out);
        member("messages", slow.messages, out);
        key("type", out);
        escape::json(slow.request.words().as_bytes(), out);
        out.push(b',');
        talker(&slow.talker, out);
        out.push(b'}');
    });
}

fn latencies(report: &Report<'_>, out: &mut Vec<u8>) {
    list("latencies", &report.latencies, out, |(request, times), out| {
        out.extend_from_slice(b"{\"type\":");
        escape::json(request.words().as_bytes(), out);
        member("requests", times.count(), out);
        key("latency_ns", out);
        let [min, median] = [times.least(), times.percentile(50)].map(Option::unwrap_or_default);
        let [late, max] = [times.percentile(99), times.most()].map(Option::unwrap_or_default);
        out.extend_from_slice(b"{\"min\":");
        number(min, out);
        member("median", median, out);
        member("p99", late, out);
        member("max", max, out);
        out.extend_from_slice(b"}}");
    });
}

fn dumps(report: &Report<'_>, out: &mut Vec<u8>) {
    for (name, count, dumps) in [
        ("interrupted", report.interruptions, report.interrupted),
        ("unfinished", report.unfinished_count, &report.unfinished),
    ] {
        key(name, out);
        out.extend_from_slice(b"{\"count\":");
        number(count, out);
        list("dumps", dumps, out, |(packet, request), out| {
            out.extend_from_slice(b"{\"packet\":");
            number(*packet, out);
            key("type", out);
            escape::json(request.words().as_bytes(), out);
            out.push(b'}');
        });
        out.push(b'}');
    }
}

fn rest(report: &Report<'_>, out: &mut Vec<u8>) {
    list("lints", &report.lints, out, |(name, lint), out| {
        out.extend_from_slice(b"{\"name\":");
        symbol_text(name, out);
        key("severity", out);
        symbol_text(lint.severity.name(), out);
        member("count", lint.count, out);
        key("packet", out);
        match lint.first {
            Some(packet) => number(packet, out),
            None => out.extend_from_slice(b"null"),
        }
        out.push(b'}');
    });
    list("unannounced", &report.unannounced, out, |(id, count, first), out| {
        out.extend_from_slice(b"{\"type_id\":");
        number(*id, out);
        member("messages", *count, out);
        member("packet", *first, out);
        out.push(b'}');
    });
}
