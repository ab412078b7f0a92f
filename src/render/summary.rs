//! `-c`: a table of message types with counts, sizes, errors and the latency of answers.
//!
//! The results of a request (answers, errors, the messages of a dump, the time to the first answer) are in the request's row,
//! with answers of any type. There is one row per message type.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]
#![allow(
    clippy::indexing_slicing,
    reason = "rows and columns are found by positions that this file hands out"
)]

use std::cmp::Reverse;
use std::fmt::Write;

use foldhash::{HashMap, HashMapExt};
use nltrace_decoders::control;
use nltrace_decoders::control::{NLM_F_DUMP, NLM_F_REQUEST};
use nltrace_decoders::generic::{Ids, Name, Owner};
use nltrace_decoders::value::error;

use super::explained::UnexplainedByShape;
use super::failed_calls::FailedCalls;
use super::format::{Format, same};
use super::histogram::Histogram;
use super::palette::{Palette, Role};
use super::unseen::Unseen;
use super::{escape, text};
use crate::datagram::{Datagram, Notice};
use crate::event::Event;
use crate::session::Finding;
use crate::tables;

/// Rows there can be. A capture of noise has no more types worth telling apart; the others are counted in one row.
const ROWS: usize = 1024;

/// Protocols whose types have places of their own; all that the kernel has are among them.
const SHELVES: u16 = 32;

/// How a summary is written.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    /// A table, in colours or not, of so many columns.
    Table(bool, usize),
    /// One JSON object.
    Json,
}

/// The order of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Most messages first.
    Messages,
    /// Most bytes.
    Bytes,
    /// Most errors.
    Errors,
    /// Longest median time to the first answer.
    Latency,
    /// By protocol and name.
    Name,
}

/// Counts of what was seen.
pub(crate) struct Summary {
    form: Form,
    order: Order,
    /// Rows that are shown, if not all are.
    top: Option<usize>,
    rows: Vec<Row>,
    /// The row of each type, by protocol and number; one more than its position.
    places: Vec<Vec<u16>>,
    /// The same of each command of generic netlink, and of protocols that the kernel does not have.
    commands: HashMap<Key, u16>,
    unexplained: UnexplainedByShape,
    failed_calls: FailedCalls,
    unseen: Unseen,
}

/// Which messages a row counts.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key {
    protocol: Option<u16>,
    kind: u16,
    /// The generic netlink family, if its name is known.
    family: Option<Name>,
    /// The generic netlink command, and whether it is numbered as those of the kernel's messages.
    command: Option<(u8, bool)>,
}

impl Key {
    fn of_type(protocol: Option<u16>, kind: u16) -> Key {
        Key { protocol, kind, ..Key::default() }
    }

    fn of_command(protocol: Option<u16>, owner: &Owner, to_kernel: bool) -> Key {
        let list = |to_kernel| owner.family.map(|family| family.commands(owner.turn(to_kernel)).0);
        let differ = match (list(true), list(to_kernel)) {
            (Some(asked), Some(here)) => !std::ptr::eq(asked, here),
            _ => false,
        };
        let command = owner.cmd.map(|cmd| (cmd, differ));
        Key { protocol, kind: owner.id, family: owner.name, command }
    }
}

/// The counts of one message type.
#[derive(Default)]
struct Row {
    /// `None` for the row of all others.
    key: Option<Key>,
    name: Option<&'static str>,
    /// Of generic netlink: whose they are.
    owner: Option<Owner>,
    messages: u64,
    bytes: u64,
    unexplained: u64,
    answered: u64,
    errors: u64,
    dumps: u64,
    dumped: u64,
    times: Histogram,
}

impl Summary {
    /// Returns an empty summary.
    pub(crate) fn new(form: Form) -> Summary {
        Summary {
            form,
            order: Order::Messages,
            top: None,
            rows: Vec::new(),
            places: Vec::new(),
            commands: HashMap::new(),
            unexplained: UnexplainedByShape::default(),
            failed_calls: FailedCalls::default(),
            unseen: Unseen::default(),
        }
    }

    /// Returns the same summary with its rows in another order, and only so many of them.
    pub(crate) fn sorted(self, order: Order, top: Option<usize>) -> Summary {
        Summary { order, top, ..self }
    }

    fn sort(&mut self) {
        self.rows.sort_by_key(|row| (Reverse(row.messages), Reverse(row.bytes), row.key));
        match self.order {
            Order::Messages => (),
            Order::Bytes => self.rows.sort_by_key(|row| Reverse(row.bytes)),
            Order::Errors => self.rows.sort_by_key(|row| Reverse(row.errors)),
            Order::Latency => self.rows.sort_by_key(|row| Reverse(row.times.percentile(50))),
            Order::Name => self.rows.sort_by_cached_key(Row::title),
        }
    }

    /// Returns the row of a type or command.
    fn row(&mut self, key: Key) -> &mut Row {
        // A shelf for each of the kernel's protocols. A capture of noise has more protocols than memory has shelves.
        if key.command.is_some() || key.protocol.is_some_and(|protocol| protocol >= SHELVES) {
            let at = match self.commands.get(&key).copied() {
                Some(at) => at,
                None => {
                    let at = self.add_row(key);
                    // Those that share a row need no place of their own: a capture of noise has very many.
                    if self.rows.len() <= ROWS {
                        self.commands.insert(key, at);
                    }
                    at
                }
            };
            return &mut self.rows[usize::from(at) - 1];
        }
        let shelf = key.protocol.map_or(0, |protocol| usize::from(protocol) + 1);
        if self.places.len() <= shelf {
            self.places.resize_with(shelf + 1, Vec::new);
        }
        let places = &mut self.places[shelf];
        let at = usize::from(key.kind);
        if places.len() <= at {
            places.resize(at + 1, 0);
        }
        if places[at] == 0 {
            self.places[shelf][at] = self.add_row(key);
        }
        &mut self.rows[usize::from(self.places[shelf][at]) - 1]
    }

    /// Makes a row, or finds the one for all others. Returns one more than its position.
    fn add_row(&mut self, key: Key) -> u16 {
        if self.rows.len() < ROWS {
            self.rows.push(Row { key: Some(key), ..Row::default() });
        } else if self.rows.len() == ROWS {
            self.rows.push(Row::default());
        }
        u16::try_from(self.rows.len()).unwrap_or(u16::MAX)
    }

    fn json(&self, total: &Row, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"summary\":[");
        for (at, row) in self.rows.iter().enumerate() {
            out.extend_from_slice(if at > 0 { b",{" } else { b"{" });
            out.extend_from_slice(b"\"protocol\":");
            escape::json(row.protocol().as_bytes(), out);
            match (row.name, row.key) {
                (Some(name), _) => {
                    out.extend_from_slice(b",\"type\":");
                    escape::json(name.as_bytes(), out);
                }
                (None, _) => out.extend_from_slice(b",\"type\":null"),
            }
            if let Some(key) = row.key {
                out.extend(format!(",\"type_id\":{}", key.kind).as_bytes());
            }
            if let Some(owner) = &row.owner {
                if let Some(name) = owner.name() {
                    out.extend_from_slice(b",\"family\":");
                    escape::json(name.as_bytes(), out);
                }
                if let (None, Some(cmd)) = (row.name, owner.cmd) {
                    out.extend(format!(",\"cmd\":{cmd}").as_bytes());
                }
            }
            row.json(out);
            out.push(b'}');
        }
        out.extend_from_slice(b"],\"total\":{");
        let mut counts = Vec::new();
        total.json(&mut counts);
        out.extend(counts.strip_prefix(b",").unwrap_or(&counts));
        out.push(b'}');
        self.failed_calls.json(out);
        self.unseen.json(out);
        out.extend_from_slice(b"}\n");
    }

    /// Writes the table. If it is wider than so many columns, what matters least to eyes is left out: JSON has all.
    fn table(&self, palette: &Palette, width: usize, total: &Row, out: &mut Vec<u8>) {
        let mut lines: Vec<[String; COLUMNS]> = vec![HEADS.map(str::to_owned)];
        lines.extend(self.rows.iter().map(Row::cells));
        let mut last = total.cells();
        last[COLUMNS - 1] = "total".to_owned();
        lines.push(last);
        let wide = |at: usize| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or(0);
        let widths: [usize; COLUMNS] = std::array::from_fn(wide);
        // Columns without values are left out, but the column of unexplained bytes stays.
        let has =
            |at: usize| at < 3 || at == COLUMNS - 1 || lines[1..].iter().any(|line| !line[at].is_empty());
        let mut kept: [bool; COLUMNS] = std::array::from_fn(has);
        let is_explained = total.unexplained == 0;
        let needless = LEAST.into_iter().filter(|column| HEADS[*column] != "unexpl." || is_explained);
        let mut left_out = 0;
        for column in needless.filter(|column| has(*column)) {
            let taken: usize = (0..COLUMNS).filter(|at| kept[*at]).map(|at| widths[at] + 1).sum();
            if taken <= width + 1 {
                break;
            }
            kept[column] = false;
            left_out += 1;
        }
        let shown = |at: usize| kept[at];
        // Names of types are never cut, but the line beneath the heads is.
        let rule = |out: &mut Vec<u8>| {
            let start = out.len();
            for (at, wide) in widths.iter().enumerate().filter(|(at, _)| shown(*at)) {
                out.extend_from_slice(if at > 0 { b" " } else { b"" });
                out.resize((out.len() + wide).min(start.saturating_add(width)).max(out.len()), b'-');
            }
            out.push(b'\n');
        };
        let count = lines.len();
        for (line, cells) in lines.iter().enumerate() {
            if line == 1 || line == count - 1 {
                rule(out);
            }
            for (at, cell) in cells.iter().enumerate().filter(|(at, _)| shown(*at)) {
                out.extend_from_slice(if at > 0 { b" " } else { b"" });
                if at < COLUMNS - 1 {
                    out.resize(out.len() + widths[at] - cell.chars().count(), b' ');
                }
                let role = match at {
                    _ if line == 0 => Role::Note,
                    2 | 4 if cell != "0" => Role::Error,
                    at if at == COLUMNS - 1 => Role::Message,
                    _ => Role::Number,
                };
                palette.paint(role, cell, out);
            }
            if line == 0 && left_out > 0 {
                palette.paint(Role::Note, &format!(" (-v: {left_out} more)"), out);
            }
            out.push(b'\n');
        }
    }
}

/// Columns that a narrow table leaves out, first those that matter least: min, 99%, dumped, dumps, unexpl., bytes.
const LEAST: [usize; 6] = [7, 9, 6, 5, 2, 1];

impl Format for Summary {
    fn datagram(&mut self, datagram: &Datagram<'_>, _: &Ids, _: &mut Vec<u8>) {
        self.failed_calls.add(datagram.caller, datagram.outcome);
        self.unseen.datagram(datagram);
    }

    fn notice(&mut self, notice: &Notice<'_>, _: &[Finding], _: &Ids, _: &mut Vec<u8>) {
        self.failed_calls.add(notice.caller, notice.outcome);
        self.unseen.notice(notice);
    }

    /// Counts a message.
    fn message(&mut self, event: &Event<'_>, _: &mut Vec<u8>) {
        let protocol = event.datagram.protocol;
        let kind = event.header.kind;
        let failed = error(event.message, event.tape).is_some_and(|error| error < 0);
        let is_dump = event.header.flags & NLM_F_DUMP == NLM_F_DUMP
            && event.header.flags & NLM_F_REQUEST != 0
            && event
                .tape
                .message
                .is_some_and(|message| message.class == nltrace_decoders::schema::Class::Get);
        let owner = event.tape.owner.filter(|owner| owner.id == kind);
        let key = match &owner {
            Some(owner) => Key::of_command(protocol, owner, is_to_kernel(event, owner)),
            None => Key::of_type(protocol, kind),
        };
        let unexplained = self.unexplained.of(event.message, event.tape);
        let row = self.row(key);
        row.belongs_to(event.tape.message.map(|message| message.name), owner);
        row.messages += 1;
        row.bytes += event.message.len() as u64;
        row.unexplained += unexplained;
        row.dumps += u64::from(is_dump);
        match event.answers() {
            Some(answer) => {
                let key = match &answer.owner {
                    Some(owner) => Key::of_command(protocol, owner, true),
                    None => Key::of_type(protocol, answer.request_id),
                };
                let request = self.row(key);
                request.belongs_to(answer.request, answer.owner);
                request.errors += u64::from(failed);
                if answer.is_first {
                    request.answered += 1;
                    // A guess may be another program's answer, so its latency does not count.
                    if !answer.is_guess {
                        request.times.add(answer.after);
                    }
                }
                let is_control = control::MESSAGES.iter().any(|message| message.id == kind);
                request.dumped += u64::from(answer.is_dump && !is_control);
            }
            None => row.errors += u64::from(failed),
        }
    }

    /// Adds the counts of another.
    fn absorb(&mut self, other: Box<dyn Format>) {
        let Some(other) = same::<Summary>(other) else { return };
        self.failed_calls.absorb(other.failed_calls);
        self.unseen.absorb(other.unseen);
        for theirs in other.rows {
            let ours = match theirs.key {
                Some(key) => self.row(key),
                None => match self.rows.iter().position(|row| row.key.is_none()) {
                    Some(at) => &mut self.rows[at],
                    None => {
                        self.rows.push(theirs);
                        continue;
                    }
                },
            };
            ours.add(theirs);
        }
    }

    /// Writes the summary.
    fn finish(&mut self, out: &mut Vec<u8>) {
        self.sort();
        self.places.clear();
        let mut total = Row::default();
        for row in &self.rows {
            total.count(row);
        }
        self.rows.truncate(self.top.unwrap_or(usize::MAX));
        match self.form {
            Form::Json => self.json(&total, out),
            Form::Table(colour, width) => {
                let palette = Palette::new(colour);
                self.table(&palette, width, &total, out);
                self.failed_calls.lines(&palette, out);
                self.unseen.lines(&palette, out);
            }
        }
    }
}

const COLUMNS: usize = 12;
const HEADS: [&str; COLUMNS] = [
    "messages", "bytes", "unexpl.", "answered", "errors", "dumps", "dumped", "min", "median", "99%", "max",
    "type",
];

impl Row {
    /// Notes whose messages these are, unless the row stands for all others.
    fn belongs_to(&mut self, name: Option<&'static str>, owner: Option<Owner>) {
        if self.key.is_some() {
            self.name = self.name.or(name);
            self.owner = self.owner.or(owner);
        }
    }

    fn count(&mut self, other: &Row) {
        self.messages += other.messages;
        self.bytes += other.bytes;
        self.unexplained += other.unexplained;
        self.answered += other.answered;
        self.errors += other.errors;
        self.dumps += other.dumps;
        self.dumped += other.dumped;
    }

    fn add(&mut self, other: Row) {
        self.count(&other);
        self.belongs_to(other.name, other.owner);
        self.times.absorb(other.times);
    }

    fn protocol(&self) -> String {
        match self.key {
            None => "others".to_owned(),
            Some(Key { protocol: None, .. }) => "?".to_owned(),
            Some(Key { protocol: Some(number), .. }) => match tables::by_protocol(number) {
                Some(family) => family.name.to_owned(),
                None => {
                    crate::tables::protocol_name(number).map_or_else(|| number.to_string(), str::to_owned)
                }
            },
        }
    }

    fn cells(&self) -> [String; COLUMNS] {
        let some = |count: u64| if count > 0 { count.to_string() } else { String::new() };
        let time =
            |time: Option<u64>| time.map_or_else(String::new, |time| text::duration(rounded(time).into()));
        [
            self.messages.to_string(),
            self.bytes.to_string(),
            self.unexplained.to_string(),
            some(self.answered),
            some(self.errors),
            some(self.dumps),
            some(self.dumped),
            time(self.times.least()),
            time(self.times.percentile(50)),
            time(self.times.percentile(99)),
            time(self.times.most()),
            self.title(),
        ]
    }

    /// Returns its protocol and message type.
    fn title(&self) -> String {
        let mut name = self.protocol();
        let _ = match (self.name, &self.owner, self.key) {
            (Some(of_type), Some(owner), _) => {
                let mark = if owner.is_guess { "?" } else { "" };
                write!(name, " {} {of_type}{mark}", owner.name().unwrap_or_default())
            }
            (Some(of_type), None, _) => write!(name, " {of_type}"),
            (None, Some(owner), _) => write!(name, " {owner}"),
            (None, None, Some(key)) => write!(name, " type {}", key.kind),
            (None, None, None) => Ok(()),
        };
        name
    }

    fn json(&self, out: &mut Vec<u8>) {
        let mut text = String::new();
        for (key, count) in [
            ("messages", self.messages),
            ("bytes", self.bytes),
            ("unexplained", self.unexplained),
            ("answered", self.answered),
            ("errors", self.errors),
            ("dumps", self.dumps),
            ("dumped", self.dumped),
        ] {
            let _ = write!(text, ",\"{key}\":{count}");
        }
        if let (Some(least), Some(median), Some(late), Some(most)) =
            (self.times.least(), self.times.percentile(50), self.times.percentile(99), self.times.most())
        {
            let _ = write!(
                text,
                ",\"latency_ns\":{{\"min\":{least},\"median\":{median},\"p99\":{late},\"max\":{most}}}"
            );
        }
        out.extend(text.as_bytes());
    }
}

/// Returns whether a command is of those that the kernel is asked with.
fn is_to_kernel(event: &Event<'_>, owner: &Owner) -> bool {
    match (event.tape.message, owner.command(true)) {
        (Some(found), Some(asked)) => std::ptr::eq(found, asked),
        _ => event.header.flags & NLM_F_REQUEST != 0,
    }
}

/// Rounds a time to three digits: the resolution of a class is no better.
fn rounded(time: u64) -> u64 {
    let digits = time.checked_ilog10().unwrap_or(0);
    let unit = 10u64.pow(digits.saturating_sub(2));
    (time + unit / 2) / unit * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits() {
        assert_eq!(rounded(0), 0);
        assert_eq!(rounded(999), 999);
        assert_eq!(rounded(12_345), 12_300);
        assert_eq!(rounded(99_960), 100_000);
    }

    #[test]
    fn noise_has_no_more_rows_than_memory_allows() {
        let mut summary = Summary::new(Form::Table(false, usize::MAX >> 1));
        for kind in 0..4000 {
            summary.row(Key::of_type(Some(0), kind)).messages += 1;
        }
        assert_eq!(summary.rows.len(), ROWS + 1);
        let mut strange = Summary::new(Form::Table(false, usize::MAX >> 1));
        for protocol in 0..4000 {
            strange.row(Key::of_type(Some(protocol), u16::MAX)).messages += 1;
        }
        assert_eq!(strange.rows.iter().map(|row| row.messages).sum::<u64>(), 4000);
        assert!(strange.places.len() <= usize::from(SHELVES) + 1 && strange.commands.len() <= ROWS);
        let mut other = Summary::new(Form::Json);
        other.absorb(Box::new(summary));
        assert_eq!(other.rows.iter().map(|row| row.messages).sum::<u64>(), 4000);
    }
}
