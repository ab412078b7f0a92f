//! The overview for people: as much as fits on the terminal.

use super::phrases::{clock, rounded, size, span, talker_words};
use super::records::{Failure, Slow, Talk, Talker};
use super::report::Report;
use crate::render::palette::{Palette, Role};
use crate::render::text::{self, count, escaped};
use crate::session::lint::Severity;

/// Columns of a timeline that goes to no terminal.
const COLUMNS: usize = 80;
/// Lines of an overview that goes to no terminal, or to one that does not say how many it has.
const LINES: usize = 23;
/// Rows of each list of a verbose overview.
const VERBOSE: usize = 40;
/// Columns before a timeline.
const LABEL: usize = 8;

/// How the text looks.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    /// Use colours.
    pub(crate) colour: bool,
    /// The columns at which lines are cut; `None`: never.
    pub(crate) columns: Option<usize>,
    /// The lines of the terminal.
    pub(crate) lines: Option<usize>,
    /// Show more than fits on a screen.
    pub(crate) verbose: bool,
    /// The rows of each list, if that was asked for.
    pub(crate) rows: Option<usize>,
    /// Draw the timeline in ASCII.
    pub(crate) ascii: bool,
}

/// Writes lines, each cut at the last column.
struct Canvas<'a> {
    palette: Palette,
    columns: usize,
    used: usize,
    out: &'a mut Vec<u8>,
}

impl Canvas<'_> {
    /// Adds text that is safe to print.
    fn put(&mut self, role: Role, text: &str) {
        let room = self.columns.saturating_sub(self.used);
        let wide = text.chars().count();
        if wide <= room {
            self.used += wide;
            return self.palette.paint(role, text, self.out);
        }
        if room > 0 {
            let mut cut: String = text.chars().take(room - 1).collect();
            cut.push('…');
            self.palette.paint(role, &cut, self.out);
            self.used = self.columns;
        }
    }

    fn end(&mut self) {
        self.used = 0;
        while self.out.last() == Some(&b' ') {
            self.out.pop();
        }
        self.out.push(b'\n');
    }

    fn title(&mut self, text: &str, aside: &str) {
        self.put(Role::Message, text);
        if !aside.is_empty() {
            self.put(Role::Note, "  ");
            self.put(Role::Note, aside);
        }
        self.end();
    }

    /// Writes `and 12 more` below a list of which not everything is shown.
    fn more(&mut self, hidden: usize, what: &str) {
        if hidden > 0 {
            self.put(Role::Note, &format!("  and {hidden} more {what}: -v, --top N"));
            self.end();
        }
    }
}

/// Writes the overview.
pub(super) fn write(report: &Report<'_>, look: &Look, out: &mut Vec<u8>) {
    let columns = look.columns.unwrap_or(usize::MAX);
    let canvas = &mut Canvas { palette: Palette::new(look.colour), columns, used: 0, out };
    if report.packets == 0 && report.lost == 0 {
        canvas.put(Role::Note, "no messages");
        return canvas.end();
    }
    head(report, canvas);
    let has_time = report.span.is_some();
    if has_time {
        timeline(report, look, canvas);
    }
    let lengths = [report.talkers.len(), report.failures.len(), report.slow.len()];
    let below = usize::from(report.interruptions + report.unfinished_count > 0)
        + usize::from(!report.lints.is_empty())
        + usize::from(!report.unannounced.is_empty());
    let rows = rows(look, 2 + if has_time { 4 } else { 0 } + below, lengths);
    talkers(report, rows[0], canvas);
    failures(report, rows[1], canvas);
    slow(report, rows[2], canvas);
    dumps(report, look, canvas);
    lints(report, look, canvas);
    unannounced(report, look, canvas);
}

/// Returns how many rows each list gets: all of it if there is room, or else a fair share. A list also has a title.
fn rows(look: &Look, taken: usize, lengths: [usize; 3]) -> [usize; 3] {
    if let Some(rows) = look.rows {
        return [rows; 3];
    }
    if look.verbose {
        return [VERBOSE; 3];
    }
    let lists = lengths.iter().filter(|length| **length > 0).count();
    let mut room = look.lines.unwrap_or(LINES + 1).saturating_sub(1 + taken + lists);
    let mut rows = [0; 3];
    // One row for each list in turn, as long as there is room.
    loop {
        let before = room;
        for (rows, length) in rows.iter_mut().zip(lengths) {
            if *rows < length && room > 0 {
                *rows += 1;
                room -= 1;
            }
        }
        if room == before {
            return rows.map(|rows| rows.max(1));
        }
    }
}

fn head(report: &Report<'_>, canvas: &mut Canvas<'_>) {
    if let Some((begin, end)) = report.span {
        canvas.put(Role::Time, &clock(begin));
        canvas.put(Role::Note, " – ");
        canvas.put(Role::Time, &clock(end));
        canvas.put(Role::Number, &format!("   {}", span(report.duration())));
        canvas.put(Role::Note, "   ");
    }
    let packets = usize::try_from(report.packets).unwrap_or(usize::MAX);
    canvas.put(Role::Number, &report.messages.to_string());
    let noun = if report.messages == 1 { "message" } else { "messages" };
    canvas.put(Role::Plain, &format!(" {noun} in {}, ", count(packets, "packet")));
    canvas.put(Role::Number, &size(report.bytes));
    canvas.end();
    let parts = [
        (report.requests, "request", Role::Number),
        (report.answers, "answer", Role::Number),
        (report.notifications, "notification", Role::Number),
        (report.errors, "error", Role::Error),
        (report.probes, "expected error", Role::Number),
        (report.lost, "datagram lost", Role::Error),
        (report.overruns, "receive buffer overrun", Role::Error),
    ];
    let shown = parts.into_iter().enumerate().filter(|(at, (number, ..))| *at < 4 || *number > 0);
    for (at, (_, (number, noun, role))) in shown.enumerate() {
        if at > 0 {
            canvas.put(Role::Plain, ", ");
        }
        canvas.put(if number == 0 { Role::Note } else { role }, &number.to_string());
        let noun = match noun {
            noun if number == 1 => noun.to_owned(),
            "datagram lost" => "datagrams lost".to_owned(),
            noun => format!("{noun}s"),
        };
        canvas.put(Role::Plain, &format!(" {noun}"));
    }
    canvas.end();
}

fn timeline(report: &Report<'_>, look: &Look, canvas: &mut Canvas<'_>) {
    let wide = look.columns.unwrap_or(COLUMNS).saturating_sub(LABEL).clamp(8, 1000);
    let bins = report.timeline(wide);
    let all: Vec<u64> = bins.iter().map(|bin| bin.messages).collect();
    let errors: Vec<u64> = bins.iter().map(|bin| bin.errors).collect();
    let lost: Vec<u64> = bins.iter().map(|bin| bin.lost).collect();
    for (label, role, counts) in
        [("all", Role::Receive, &all), ("errors", Role::Error, &errors), ("lost", Role::Error, &lost)]
    {
        canvas.put(Role::Note, &format!("{label:<LABEL$}"));
        canvas.put(role, &sparkline(counts, look.ascii));
        canvas.end();
    }
    let Some((begin, end)) = report.span else { return };
    let most = all.iter().max().copied().unwrap_or(0);
    let each = span(report.duration() / u64::try_from(wide).unwrap_or(1).max(1));
    let [begin, end] = [begin, end].map(clock);
    let noun = if most == 1 { "message" } else { "messages" };
    let room = wide.saturating_sub(begin.len() + end.len());
    canvas.put(Role::Note, &format!("{:LABEL$}", ""));
    canvas.put(Role::Time, &begin);
    canvas.put(Role::Note, &format!("{:^room$}", format!("at most {most} {noun} in {each}")));
    canvas.put(Role::Time, &end);
    canvas.end();
}

/// Draws counts as bars. What is not 0 is visible.
fn sparkline(counts: &[u64], ascii: bool) -> String {
    let levels: [char; 9] = if ascii {
        [' ', '.', ':', '-', '=', '+', '*', '#', '@']
    } else {
        [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
    };
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let level = |count: u64| (u128::from(count) * 8).div_ceil(u128::from(most));
    let bar = |count: &u64| usize::try_from(level(*count)).ok().and_then(|level| levels.get(level).copied());
    counts.iter().map(|count| bar(count).unwrap_or(' ')).collect()
}

fn talkers(report: &Report<'_>, rows: usize, canvas: &mut Canvas<'_>) {
    let several = {
        let mut namespaces = report.talkers.iter().filter_map(|(talker, _)| match talker {
            Talker::Process(_, netns) => Some(netns),
            _ => None,
        });
        let first = namespaces.next();
        namespaces.any(|netns| Some(netns) != first)
    };
    canvas.title("Who", "messages, bytes, requests, errors");
    let shown = report.talkers.get(..rows).unwrap_or(&report.talkers);
    let names: Vec<String> =
        shown.iter().map(|(talker, talk)| talker_words(talker, talk.comm.as_deref())).collect();
    let wide = names.iter().map(|name| name.chars().count()).max().unwrap_or(0).min(28);
    for ((talker, talk), name) in shown.iter().zip(&names) {
        let Talk { messages, bytes, requests, errors, .. } = talk;
        canvas.put(Role::Plain, "  ");
        canvas.put(Role::Origin, &format!("{name:<wide$}"));
        canvas.put(Role::Number, &format!(" {messages:>8} {:>9} {requests:>7}", size(*bytes)));
        canvas.put(if *errors > 0 { Role::Error } else { Role::Note }, &format!(" {errors:>6}"));
        if let (Talker::Process(_, netns @ 1..), true) = (talker, several) {
            canvas.put(Role::Note, &format!("  netns {netns}"));
        }
        canvas.end();
    }
    if rows >= VERBOSE {
        canvas.more(report.talkers.len().saturating_sub(rows), "talkers");
    }
}

fn failures(report: &Report<'_>, rows: usize, canvas: &mut Canvas<'_>) {
    if report.failures.is_empty() {
        return;
    }
    let kinds = count(report.failures.len(), "kind");
    canvas.title("Errors", &format!("{kinds}; #N is the packet with the first"));
    for failure in report.failures.iter().take(rows) {
        let Failure { request, errno, text, offender, is_probe, count, first, about } = failure;
        canvas.put(Role::Number, &format!("  {count:>6}×"));
        canvas.put(Role::Note, &format!(" #{first:<5} "));
        canvas.put(Role::Message, &escaped(request));
        if !about.is_empty() && *count == 1 {
            canvas.put(Role::Text, &format!(" {about}"));
        }
        let role = if *is_probe { Role::Note } else { Role::Error };
        canvas.put(role, &format!(" {}", text::errno_name(*errno)));
        if let Some(text) = text {
            canvas.put(role, &format!(" \"{}\"", escaped(text)));
        }
        if let Some(offender) = offender {
            canvas.put(Role::Name, &format!(" {}", escaped(offender)));
        }
        if *is_probe {
            canvas.put(Role::Note, " (expected)");
        }
        canvas.end();
    }
    if rows >= VERBOSE {
        canvas.more(report.failures.len().saturating_sub(rows), "kinds");
    }
}

fn slow(report: &Report<'_>, rows: usize, canvas: &mut Canvas<'_>) {
    if report.slow.is_empty() {
        return;
    }
    canvas.title("Slowest", "time to the last answer; #N is the packet of the request");
    for Slow { took, packet, messages, talker, request, .. } in report.slow.iter().take(rows) {
        let comm = report.talkers.iter().find(|(known, _)| known == talker);
        let comm = comm.and_then(|(_, talk)| talk.comm.as_deref());
        canvas.put(Role::Number, &format!("  {:>8}", text::duration(rounded(*took).into())));
        canvas.put(Role::Note, &format!(" #{packet:<5} "));
        canvas.put(Role::Message, &request.words());
        if *messages > 1 {
            canvas.put(Role::Plain, &format!(", {messages} messages"));
        }
        canvas.put(Role::Origin, &format!("  {}", talker_words(talker, comm)));
        canvas.end();
    }
}

/// Packets that one line names.
const NAMED: usize = 4;

fn packets(packets: impl Iterator<Item = u64>, look: &Look, total: u64) -> String {
    let limit = if look.verbose { VERBOSE } else { NAMED };
    let named: Vec<String> = packets.take(limit).map(|packet| format!("#{packet}")).collect();
    let more = total > named.len() as u64;
    format!("{}{}", named.join(" "), if more { " …" } else { "" })
}

fn dumps(report: &Report<'_>, look: &Look, canvas: &mut Canvas<'_>) {
    if report.interruptions + report.unfinished_count == 0 {
        return;
    }
    canvas.put(Role::Message, "Dumps");
    for (total, word, list) in [
        (report.interruptions, "interrupted", report.interrupted),
        (report.unfinished_count, "not finished", report.unfinished.as_slice()),
    ] {
        if total > 0 {
            canvas.put(Role::Error, &format!("  {total} {word} "));
            canvas.put(Role::Note, &packets(list.iter().map(|(packet, _)| *packet), look, total));
        }
    }
    canvas.end();
}

fn lints(report: &Report<'_>, look: &Look, canvas: &mut Canvas<'_>) {
    if report.lints.is_empty() {
        return;
    }
    canvas.put(Role::Message, "Lints");
    for (at, (name, lint)) in report.lints.iter().enumerate() {
        if at > 0 && look.verbose {
            canvas.end();
            canvas.put(Role::Plain, "     ");
        }
        let role = if lint.severity == Severity::Error { Role::Error } else { Role::Plain };
        canvas.put(Role::Number, &format!("  {}×", lint.count));
        canvas.put(role, &format!(" {name}"));
        if let Some(first) = lint.first {
            canvas.put(Role::Note, &format!(" #{first}"));
        }
    }
    canvas.end();
}

fn unannounced(report: &Report<'_>, look: &Look, canvas: &mut Canvas<'_>) {
    if report.unannounced.is_empty() {
        return;
    }
    canvas.put(Role::Message, "Families not announced");
    for (id, messages, first) in report.unannounced.iter().take(if look.verbose { VERBOSE } else { NAMED }) {
        canvas.put(Role::Unknown, &format!("  {id}"));
        canvas.put(Role::Note, &format!(" ({messages}× #{first})"));
    }
    if !look.verbose && report.unannounced.len() > NAMED {
        canvas.put(Role::Note, " …");
    }
    canvas.put(Role::Note, "  --protocol NUMBER=NAME");
    canvas.end();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_show_what_is_not_nothing() {
        assert_eq!(sparkline(&[0, 1, 4, 8, 1000], false), " ▁▁▁█");
        assert_eq!(sparkline(&[0, 1, 2, 4, 8], false), " ▁▂▄█");
        assert_eq!(sparkline(&[0, 0], false), "  ");
        assert_eq!(sparkline(&[0, 1, 2, 4, 8], true), " .:=@");
        assert_eq!(sparkline(&[u64::MAX, 1], false), "█▁");
    }

    #[test]
    fn lists_share_the_screen() {
        let look = |lines| Look {
            colour: false,
            columns: Some(80),
            lines,
            verbose: false,
            rows: None,
            ascii: false,
        };
        assert_eq!(rows(&look(Some(24)), 7, [2, 20, 20]), [2, 6, 5]);
        assert_eq!(rows(&look(Some(24)), 7, [0, 0, 3]), [1, 1, 3]);
        assert_eq!(rows(&look(Some(5)), 7, [9, 9, 9]), [1, 1, 1]);
        assert_eq!(rows(&Look { rows: Some(9), ..look(None) }, 7, [9, 9, 9]), [9; 3]);
    }
}
