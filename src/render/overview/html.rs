//! The overview as a page, with plots. It has no script: a browser draws it, and its policy allows its one style sheet only.

use nltrace_decoders::names;

use super::Overview;
use super::markup::Markup;
use super::phrases::{clock, number_of, size, span, talker_words};
use super::plots::{self, more};
use super::records::{Failure, Slow};
use super::report::Report;
use crate::render::palette::Palette;
use crate::render::policy;
use crate::render::text::errno_name;

/// Colours are those of `-F html`.
const STYLE: &str = concat!(include_str!("../html/colours.css"), include_str!("page.css"));
/// Packets that one line names.
const NAMED: usize = 40;

/// Writes the page. Lists have at most so many rows.
pub(super) fn write(overview: &Overview, title: &str, rows: usize, out: &mut Vec<u8>) {
    let report = overview.report();
    let mut lines = Vec::new();
    let palette = Palette::new(false);
    overview.failed_calls.lines(&palette, &mut lines);
    overview.unseen.lines(&palette, &mut lines);
    let page = &mut Markup::new(out);
    begin(title, page);
    page.open("body", &[]);
    page.open("header", &[]);
    page.element("h1", &[], title);
    head(&report, page);
    page.close("header");
    page.open("main", &[]);
    plots::over_time(&report, page);
    plots::latencies(&report, rows, page);
    plots::errors(&report, rows, page);
    failures(&report, rows, page);
    slow(&report, rows, page);
    talkers(&report, rows, page);
    rest(&report, &String::from_utf8_lossy(&lines), page);
    page.close("main");
    let hint =
        "#N is a packet: nltrace -r FILE -e 'packet == N' prints it. Made by nltrace --overview -F html.";
    page.element("footer", &[], hint);
    page.own("</body>\n</html>\n");
}

fn begin(title: &str, page: &mut Markup<'_>) {
    let policy = format!(
        "default-src 'none'; style-src '{}'; base-uri 'none'; form-action 'none'",
        policy::hash(STYLE)
    );
    page.own("<!DOCTYPE html>\n");
    page.open("html", &[("lang", "en")]);
    page.own("\n<head>\n<meta charset=\"utf-8\">\n");
    page.open("meta", &[("http-equiv", "Content-Security-Policy"), ("content", &policy)]);
    page.own("\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.own("<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"nltrace\">\n");
    page.element("title", &[], &format!("{title} – overview"));
    page.own("<style>");
    page.own(STYLE);
    page.own("</style>\n</head>\n");
}

fn head(report: &Report<'_>, page: &mut Markup<'_>) {
    let mut words = String::new();
    if let Some((begin, end)) = report.span {
        words = format!("{} – {}, {}: ", clock(begin), clock(end), span(report.duration()));
    }
    words.push_str(&format!(
        "{} in {}, {}",
        number_of(report.messages, "message"),
        number_of(report.packets, "packet"),
        size(report.bytes)
    ));
    page.element("p", &[], &words);
    page.open("dl", &[("class", "counts")]);
    for (number, word, is_bad) in [
        (report.requests, "requests", false),
        (report.answers, "answers", false),
        (report.notifications, "notifications", false),
        (report.errors, "errors", true),
        (report.probes, "expected errors", false),
        (report.lost, "datagrams lost", true),
        (report.overruns, "receive buffer overruns", true),
        (report.interruptions, "interrupted dumps", true),
        (report.unfinished_count, "unfinished dumps", true),
    ] {
        if number > 0 || !is_bad && word != "expected errors" || word == "errors" {
            page.open("div", &[("class", if is_bad && number > 0 { "bad" } else { "" })]);
            page.element("dt", &[], word);
            page.element("dd", &[], &number.to_string());
            page.close("div");
        }
    }
    page.close("dl");
}

/// Writes a table: its heading, the names of its columns, and its rows; nothing without rows.
fn table(page: &mut Markup<'_>, heading: &str, columns: &[&str], rows: &[Vec<String>], hidden: usize) {
    if rows.is_empty() {
        return;
    }
    page.open("section", &[]);
    page.element("h2", &[], heading);
    page.open("div", &[("class", "scroll")]);
    page.open("table", &[]);
    page.open("tr", &[]);
    columns.iter().for_each(|column| page.element("th", &[("scope", "col")], column));
    page.close("tr");
    for row in rows {
        page.open("tr", &[]);
        for cell in row {
            let is_number = cell.starts_with(|c: char| c.is_ascii_digit() || c == '#');
            page.element("td", if is_number { &[("class", "number")] } else { &[] }, cell);
        }
        page.close("tr");
    }
    page.close("table");
    page.close("div");
    more(page, hidden, "row");
    page.close("section");
}

fn failures(report: &Report<'_>, rows: usize, page: &mut Markup<'_>) {
    let cells = |failure: &&Failure| {
        let Failure { request, errno, text, offender, is_probe, count, first, about } = failure;
        let meaning = names::errno((*errno).into()).map_or("", |(_, meaning)| meaning);
        let reason = text.clone().unwrap_or_else(|| meaning.to_owned());
        let expected = if *is_probe { " (expected)" } else { "" };
        vec![
            count.to_string(),
            format!("#{first}"),
            request.clone(),
            if *count == 1 { about.clone() } else { String::new() },
            format!("{}{expected}", errno_name(*errno)),
            reason,
            offender.clone().unwrap_or_default(),
        ]
    };
    let lines: Vec<Vec<String>> = report.failures.iter().take(rows).map(cells).collect();
    let columns = ["count", "first", "request", "about", "error", "reason", "attribute"];
    table(page, "Errors", &columns, &lines, report.failures.len().saturating_sub(rows));
}

fn slow(report: &Report<'_>, rows: usize, page: &mut Markup<'_>) {
    let cells = |slow: &Slow| {
        let Slow { took, packet, messages, talker, request, .. } = slow;
        let talk = report.talkers.iter().find(|(known, _)| known == talker);
        let comm = talk.and_then(|(_, talk)| talk.comm.as_deref());
        vec![
            span(*took),
            format!("#{packet}"),
            request.words(),
            messages.to_string(),
            talker_words(talker, comm),
        ]
    };
    let lines: Vec<Vec<String>> = report.slow.iter().take(rows).map(cells).collect();
    let columns = ["time", "packet", "request", "messages", "who"];
    table(page, "Slowest requests", &columns, &lines, report.slow.len().saturating_sub(rows));
}

fn talkers(report: &Report<'_>, rows: usize, page: &mut Markup<'_>) {
    let lines: Vec<Vec<String>> = report
        .talkers
        .iter()
        .take(rows)
        .map(|(talker, talk)| {
            let numbers = [
                talk.messages.to_string(),
                size(talk.bytes),
                talk.requests.to_string(),
                talk.errors.to_string(),
            ];
            [vec![talker_words(talker, talk.comm.as_deref())], numbers.to_vec()].concat()
        })
        .collect();
    let columns = ["process or port id", "messages", "bytes", "requests", "errors"];
    table(page, "Who", &columns, &lines, report.talkers.len().saturating_sub(rows));
}

/// Writes what is mostly not there: dumps, lints, families, calls.
fn rest(report: &Report<'_>, lines: &str, page: &mut Markup<'_>) {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (total, word, list) in [
        (report.interruptions, "dumps interrupted", report.interrupted),
        (report.unfinished_count, "dumps not finished", report.unfinished.as_slice()),
    ] {
        if total > 0 {
            let packets: Vec<String> =
                list.iter().take(NAMED).map(|(packet, _)| format!("#{packet}")).collect();
            rows.push(vec![total.to_string(), word.to_owned(), packets.join(" ")]);
        }
    }
    for (name, lint) in &report.lints {
        let first = lint.first.map_or_else(String::new, |first| format!("#{first}"));
        rows.push(vec![lint.count.to_string(), format!("{} {name}", lint.severity.name()), first]);
    }
    for (id, messages, first) in &report.unannounced {
        rows.push(vec![
            messages.to_string(),
            format!("messages of a family that is not announced: {id}"),
            format!("#{first}"),
        ]);
    }
    table(page, "Remarks", &["count", "what", "packets"], &rows, 0);
    for line in lines.lines() {
        page.element("p", &[("class", "more")], line);
    }
}
