//! `-F hex`: the wire format, taught. Every byte of a message with its offset, in wire order, beside what it is.
//!
//! Offsets are decimal and count from the message's first byte, as `nla_len`, `NLMSGERR_ATTR_OFFS` and the JSON's do. A
//! bracket holds together what belongs together: a struct, an attribute, a message in a message.

use std::fmt::Write;
use std::iter::repeat_n;

use nltrace_decoders::generic::Ids;
use nltrace_decoders::schema::{Kind, Look, Order, Show};
use nltrace_decoders::tape::{Field, Role as Place, State};
use nltrace_decoders::value::{Integer, Value, flags, parts, read};
use nltrace_decoders::wire::{self, Endian, NLA_F_NESTED, NLA_F_NET_BYTEORDER};

use super::calls::Calls;
use super::clock::Time;
use super::page::Page;
use super::palette::{Palette, Role};
use super::rows::{self, Row, Rows, What};
use super::seam::Seams;
use super::{Event, escape, remarks, text, words};
use crate::datagram::{Datagram, Notice};
use crate::session::Finding;

/// Bytes in a line.
const WIDE: usize = 8;
/// Columns before the offset.
const INDENT: usize = 2;
/// Labels longer than this do not move the values of their neighbours.
const LABEL: usize = 19;

/// Annotated bytes.
pub(crate) struct Hex {
    palette: Palette,
    calls: Calls,
    page: Page,
    rows: Rows,
    /// Columns of the labels of each group.
    labels: Vec<usize>,
    /// The columns are named once.
    seams: Seams,
}

/// What the rows of one message share.
struct Sheet<'a> {
    event: &'a Event<'a>,
    /// Columns of an offset.
    digits: usize,
    /// Where the attribute begins that an error complains about, if it is echoed here.
    offender: Option<usize>,
}

impl Hex {
    /// A renderer.
    pub(crate) fn new(colour: bool, width: usize, time: Time, verbose: bool) -> Hex {
        Hex {
            palette: Palette::new(colour),
            calls: Calls::new(time, verbose),
            page: Page::new(Palette::new(colour), width),
            rows: Rows::default(),
            labels: Vec::new(),
            seams: Seams::default(),
        }
    }

    /// Writes the line above a datagram's messages.
    pub(crate) fn datagram(&mut self, datagram: &Datagram<'_>, ids: &Ids, out: &mut Vec<u8>) {
        self.seams.gap(out);
        self.calls.datagram(&mut self.page, datagram, ids);
        self.page.pour(out);
    }

    /// Writes an event in one line.
    pub(crate) fn notice(&mut self, notice: &Notice<'_>, ids: &Ids, out: &mut Vec<u8>) {
        self.calls.notice(&mut self.page, notice, ids);
        self.page.pour(out);
    }

    /// Writes a message.
    pub(crate) fn message(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        self.headline(event);
        self.page.pour(out);
        let mut rows = std::mem::take(&mut self.rows);
        let sheet =
            Sheet { event, digits: digits(event.message.len()), offender: offender(event).or(marked(event)) };
        self.heading(sheet.digits, out);
        let list = rows.of(event.tape).to_vec();
        self.labels.clear();
        self.labels.resize(rows.groups(), 0);
        for row in &list {
            let wide = label(&sheet, row).chars().count();
            if wide <= LABEL {
                self.labels[row.group] = self.labels[row.group].max(wide);
            }
        }
        for row in &list {
            self.row(&sheet, row);
        }
        self.rows = rows;
        remarks::below(&mut self.page, event, INDENT);
        self.page.pour(out);
    }

    /// Writes what lints found.
    pub(crate) fn findings(&mut self, findings: &[Finding], out: &mut Vec<u8>) {
        remarks::findings(&mut self.page, findings, INDENT);
        self.page.pour(out);
    }

    fn headline(&mut self, event: &Event<'_>) {
        let page = &mut self.page;
        page.begin(INDENT);
        words::message_type(page, event);
        let order = match event.tape.endian {
            Endian::Little => "little-endian",
            Endian::Big => "big-endian",
        };
        page.sentence(2, Role::Plain, &format!("{} bytes, {order}", event.message.len()));
        for part in remarks::part(event).into_iter().chain(remarks::unannounced(event)) {
            page.sentence(2, Role::Note, &part);
        }
        page.end();
    }

    /// Names the columns, once.
    fn heading(&mut self, digits: usize, out: &mut Vec<u8>) {
        self.seams.heading(out, |out| {
            let text = format!("{:INDENT$}{:>digits$}  {:<3$}  meaning", "", "at", "bytes", WIDE * 3 - 1);
            self.palette.paint(Role::Note, &text, out);
            out.push(b'\n');
        });
    }

    /// What in a piece of output hangs on the pieces before it.
    pub(crate) fn seams(&mut self) -> &mut Seams {
        &mut self.seams
    }

    /// Writes bytes that are no message.
    pub(crate) fn rest(&mut self, bytes: &[u8], is_tail: bool, out: &mut Vec<u8>) {
        let what = if is_tail { "behind the messages" } else { "no message" };
        let zeros = is_tail && bytes.iter().all(|byte| *byte == 0);
        let all = if zeros { ", all 0" } else { "" };
        self.page.begin(INDENT);
        self.page.sentence(0, Role::Note, &format!("{what}: {} bytes{all}", bytes.len()));
        self.page.end();
        if zeros {
            return self.page.pour(out);
        }
        let digits = digits(bytes.len());
        for (at, chunk) in bytes.chunks(WIDE).enumerate() {
            let margin = self.margin(Role::Unknown, digits, at * WIDE, chunk, "");
            let columns = INDENT + digits + 2 + WIDE * 3 + 1;
            self.page.beside([margin], " ".to_owned(), columns);
            self.page.put(0, Role::Unknown, &printable(chunk));
            self.page.end();
        }
        self.page.pour(out);
    }

    /// The left of a line: offset, bytes, brackets.
    fn margin(&self, role: Role, digits: usize, at: usize, bytes: &[u8], brackets: &str) -> String {
        let mut line = " ".repeat(INDENT);
        if bytes.is_empty() {
            line.extend(repeat_n(' ', digits + 2));
        } else {
            self.palette.add(Role::Origin, &format!("{at:>digits$}"), &mut line);
            line.push_str("  ");
        }
        let mut hex = String::with_capacity(WIDE * 3);
        text::separated(bytes, " ", &mut hex);
        let rest = (WIDE * 3 + 1).saturating_sub(hex.len());
        if !hex.is_empty() {
            self.palette.add(role, &hex, &mut line);
        }
        line.extend(repeat_n(' ', rest));
        if !brackets.is_empty() {
            self.palette.add(Role::Origin, brackets, &mut line);
        }
        line
    }

    fn row(&mut self, sheet: &Sheet<'_>, row: &Row) {
        let message = sheet.event.message;
        let bytes = message.get(row.start..row.end).unwrap_or_default();
        let field = &sheet.event.tape.fields()[row.field];
        let role = bytes_role(row, field);
        let wide = self.labels[row.group];
        let label = label(sheet, row);
        // What goes on below this row: of the groups that it opens, and not of those that it closes.
        let first = brackets(row, true);
        let next = brackets(row, false);
        let gap = if label.is_empty() && row.group == 0 { 0 } else { wide + 2 };
        let mut margin = Vec::with_capacity(bytes.len() / WIDE + 1);
        for (at, chunk) in bytes.chunks(WIDE).enumerate() {
            let brackets = if at == 0 { &first } else { &next };
            margin.push(self.margin(role, sheet.digits, row.start + at * WIDE, chunk, brackets));
        }
        if margin.is_empty() {
            margin.push(self.margin(role, sheet.digits, 0, &[], &first));
        }
        let filler = self.margin(role, sheet.digits, 0, &[], &next);
        let is_title = matches!(row.what, What::Title | What::HeaderTitle | What::StructTitle);
        let gap = if is_title { 0 } else { gap };
        for (at, line) in margin.iter_mut().enumerate() {
            let label = if at == 0 && !is_title { label.as_str() } else { "" };
            let role = if field.state == State::Good { Role::Name } else { Role::Unknown };
            let role = if row.what == What::Padding { Role::Note } else { role };
            if !label.is_empty() {
                self.palette.add(role, label, line);
            }
            let used = label.chars().count();
            line.extend(repeat_n(' ', gap.saturating_sub(used).max(usize::from(used > 0) * 2)));
        }
        let columns = INDENT + sheet.digits + 2 + WIDE * 3 + 1 + 2 * row.level;
        // Where what is packed into a value stands: under its label.
        let below = (format!("{filler}  "), columns + 2);
        let filler = format!("{filler}{:gap$}", "");
        let columns = columns + gap;
        self.page.beside(margin, filler, columns);
        if gap > 0 && label.chars().count() + 2 > gap {
            self.page.over(label.chars().count() + 2 - gap);
        }
        self.meaning(sheet, row, (bytes, &below));
        self.page.end();
    }

    /// What the bytes of a row say.
    fn meaning(&mut self, sheet: &Sheet<'_>, row: &Row, (bytes, below): (&[u8], &(String, usize))) {
        let page = &mut self.page;
        let event = sheet.event;
        let field = &event.tape.fields()[row.field];
        match row.what {
            What::HeaderTitle => {
                page.put(0, Role::Plain, "struct");
                page.put(1, Role::Message, "nlmsghdr");
            }
            What::StructTitle => {
                page.put(0, Role::Plain, "struct");
                page.put(1, Role::Message, rows::struct_name(field.kind).unwrap_or_default());
            }
            What::Title => title(page, sheet, field),
            What::Padding => page.sentence(0, Role::Note, "to a multiple of 4"),
            What::Length => {
                let claimed = wire::uint(bytes, event.tape.endian).unwrap_or(0);
                page.put(0, Role::Number, &claimed.to_string());
                if claimed > u64::from(field.len) {
                    page.sentence(1, Role::Error, &format!("but {} bytes are here", field.len));
                }
                if sheet.offender == Some(row.start) {
                    page.sentence(2, Role::Error, "← NLMSGERR_ATTR_OFFS");
                }
            }
            What::Type => {
                self.attribute_type(field);
                // Said here of what has parts; of what has none, behind its value.
                if event.tape.has_parts(row.field)
                    && let Some(gloss) = words::gloss(event, field)
                {
                    self.page.next_line();
                    self.page.sentence(0, Role::Note, &gloss);
                }
            }
            What::Member | What::Payload => {
                self.value(event, field, below);
                self.remarks(sheet, field);
            }
        }
    }

    /// `nla_type`: name, number and bits.
    fn attribute_type(&mut self, field: &Field) {
        let page = &mut self.page;
        match (field.name, field.state) {
            ("", State::Unknown) => {
                page.say(Role::Unknown, &field.id().to_string());
                page.sentence(1, Role::Note, "unknown here");
            }
            ("", _) => page.put(0, Role::Number, &field.id().to_string()),
            (name, _) => {
                page.put(0, Role::Message, name);
                page.put(1, Role::Note, &format!("= {}", field.id()));
            }
        }
        for (bit, name) in [(NLA_F_NESTED, "NLA_F_NESTED"), (NLA_F_NET_BYTEORDER, "NLA_F_NET_BYTEORDER")] {
            if field.index & bit != 0 {
                page.put(1, Role::Plain, "|");
                page.put(1, Role::Flag, name);
                page.put(1, Role::Note, &format!("= {bit:#x}"));
            }
        }
    }

    /// The value of a leaf: the tree's words, and the numbers they stand for.
    fn value(&mut self, event: &Event<'_>, field: &Field, below: &(String, usize)) {
        let page = &mut self.page;
        match read(field, event.message, event.tape) {
            Value::Raw(bytes) => {
                for (at, chunk) in bytes.chunks(WIDE).enumerate() {
                    if at > 0 {
                        page.next_line();
                    }
                    page.put(0, Role::Unknown, &printable(chunk));
                }
            }
            Value::Bytes(Look::Opaque, _) => page.sentence(0, Role::Note, "no structure"),
            Value::Empty if matches!(field.kind, Kind::Pad { .. }) => {
                page.sentence(0, Role::Note, "not used");
            }
            Value::Integer(integer) => integer_explained(page, event, field, &integer, below),
            Value::MessageType(id, name) => {
                words::value(page, event, field, usize::MAX, false);
                if name.is_some() {
                    page.put(1, Role::Note, &format!("= {id}"));
                }
            }
            Value::Text(text, rest) => {
                words::value(page, event, field, usize::MAX, false);
                match field.payload().len() - text.len() {
                    1 => page.put(1, Role::Note, "\\0"),
                    zeros @ 2.. if rest.is_empty() => page.put(1, Role::Note, &format!("\\0 ×{zeros}")),
                    _ => (),
                }
            }
            _ => {
                words::value(page, event, field, usize::MAX, false);
            }
        }
    }

    /// What is said behind a value.
    fn remarks(&mut self, sheet: &Sheet<'_>, field: &Field) {
        let event = sheet.event;
        let page = &mut self.page;
        if let Some(note) = words::state_note(field) {
            page.sentence(1, Role::Note, note.trim_start());
        } else if field.state == State::Extra {
            page.sentence(1, Role::Note, "more than its type takes");
        }
        if let Some(gloss) = words::gloss(event, field) {
            page.sentence(2, Role::Note, &gloss);
        }
        if field.name == "nlmsg_len" && field.depth == 0 {
            let there = event.message.len();
            if event.header.len as usize > there {
                page.sentence(1, Role::Error, &format!("but {there} bytes are here"));
                if !event.is_whole {
                    page.sentence(1, Role::Note, "(the kernel takes this for no message)");
                }
            }
        }
        if let Some(words) = remarks::blame(event, field) {
            page.put(1, Role::Plain, "→");
            // A path is broken behind its dots.
            let (path, value) = words.split_once(" = ").map_or((words.as_str(), None), |(a, b)| (a, Some(b)));
            for (at, step) in path.split_inclusive('.').enumerate() {
                page.sentence(usize::from(at == 0), Role::Name, step);
            }
            if let Some(value) = value {
                page.sentence(1, Role::Plain, &format!("= {value}"));
            }
        }
        if field.name == "NLMSGERR_ATTR_OFFS"
            && field.depth == 0
            && let Some(offender) = sheet.offender
        {
            page.sentence(1, Role::Note, &format!("at {offender} here"));
        }
    }
}

fn title(page: &mut Page, sheet: &Sheet<'_>, field: &Field) {
    if matches!(field.kind, Kind::Message) {
        page.put(0, Role::Message, field.name);
        page.sentence(2, Role::Note, "the request");
        if sheet.offender.is_some() {
            page.sentence(1, Role::Note, &format!("(NLMSGERR_ATTR_OFFS counts from {})", field.start));
        }
        return;
    }
    if let Kind::Records { of, .. } = field.kind
        && field.role == Place::Element
    {
        page.put(0, Role::Plain, "struct");
        page.put(1, Role::Message, of.name);
        page.put(1, Role::Note, &format!("[{}]", field.index));
        return state(page, field);
    }
    let of = rows::struct_name(field.kind);
    if of == Some(field.name) {
        page.put(0, Role::Plain, "struct");
        page.put(1, Role::Message, field.name);
    } else {
        let name = rows::name(field);
        page.put(0, Role::Message, if name.is_empty() { "…" } else { &name });
        if let Some(of) = of {
            page.sentence(2, Role::Note, &format!("struct {of}"));
        }
    }
    state(page, field);
}

/// What went wrong with a field.
fn state(page: &mut Page, field: &Field) {
    if let Some(note) = words::state_note(field) {
        page.sentence(1, Role::Note, note.trim_start());
    }
}

/// An integer in words; what is packed into it, a line each; and the number where the words don't say it.
fn integer_explained(
    page: &mut Page,
    event: &Event<'_>,
    field: &Field,
    integer: &Integer,
    below: &(String, usize),
) {
    let below = |page: &mut Page| {
        page.end();
        page.beside([], below.0.clone(), below.1);
    };
    let raw = words::truncated(integer);
    match integer.show {
        Show::Flags(list) if raw != 0 && raw != u64::MAX && raw != u64::from(u32::MAX) => {
            let (known, rest) = flags(list, raw);
            let masks: Vec<(u64, Option<&str>)> = known
                .map(|name| {
                    let mask = list.entries().iter().find(|entry| entry.1 == name).map_or(0, |entry| entry.0);
                    (mask, Some(name))
                })
                .chain((rest != 0).then_some((rest, None)))
                .collect();
            let many = masks.len() > 1;
            if many {
                page.put(0, Role::Number, &format!("{raw:#x}"));
                network_order(page, event, field);
            }
            let digits = format!("{raw:#x}").len();
            for (mask, name) in masks {
                if many {
                    below(page);
                }
                page.word(0);
                page.piece(Role::Number, |out| {
                    let _ = if many { write!(out, "{mask:#0digits$x}") } else { Ok(()) };
                });
                match name {
                    Some(name) => page.put(usize::from(many), Role::Flag, name),
                    None => page.sentence(usize::from(many), Role::Note, "no name for it"),
                }
                if !many {
                    page.put(1, Role::Note, &format!("= {mask:#x}"));
                    network_order(page, event, field);
                }
            }
        }
        Show::Parts(list) | Show::BitFields(list) => {
            page.piece(Role::Number, |out| {
                let _ = write!(out, "{raw:#0wide$x}", wide = 2 + 2 * usize::from(integer.width));
            });
            network_order(page, event, field);
            let from_top = matches!(integer.show, Show::BitFields(_)) && event.tape.endian == Endian::Big;
            let mut places = Vec::new();
            let mut at = 0u32;
            for part in list {
                let bits = u32::from(part.bits);
                let low =
                    if from_top { (8 * u32::from(integer.width)).saturating_sub(at + bits) } else { at };
                at += bits;
                if !part.name.is_empty() {
                    places.push((low, bits));
                }
            }
            for ((name, part), (low, bits)) in parts(list, integer, event.tape).zip(places) {
                below(page);
                page.piece(Role::Note, |out| {
                    let range = if bits == 1 { low.to_string() } else { format!("{low}-{}", low + bits - 1) };
                    let _ = write!(out, "{range:<5}");
                });
                page.say(Role::Name, name);
                page.say(Role::Plain, "=");
                words::integer(page, event, &part, true);
            }
        }
        _ => {
            words::integer(page, event, integer, false);
            words::name_of(page, event, field, integer);
            let number = match integer.show {
                // What stands in network order is best compared with its bytes digit by digit.
                Show::Name(_) if integer.name().is_none() => None,
                Show::Name(_) if is_big(field) => Some(format!("{raw:#x}")),
                Show::Name(_) => Some(integer.raw.to_string()),
                Show::Bool => (raw <= 1).then(|| raw.to_string()),
                Show::Errno => (raw != 0).then(|| integer.as_signed().to_string()),
                Show::Handle | Show::Device => Some(format!("{raw:#x}")),
                _ => None,
            };
            if let Some(number) = number {
                page.put(1, Role::Note, &format!("= {number}"));
            }
            network_order(page, event, field);
        }
    }
}

/// The byte order of an integer, as its table says it.
fn order(field: &Field) -> Order {
    let mut kind = field.kind;
    while let Kind::Gloss(of, _) | Kind::Peek(_, of) = kind {
        kind = of;
    }
    match kind {
        Kind::Int { order, .. } => *order,
        _ => Order::Host,
    }
}

fn is_big(field: &Field) -> bool {
    order(field) == Order::Big && field.payload().len() > 1
}

/// Says so where a number does not stand in the order of the others.
fn network_order(page: &mut Page, event: &Event<'_>, field: &Field) {
    match (order(field), event.tape.endian) {
        _ if field.payload().len() < 2 => (),
        (Order::Big, Endian::Little) => page.sentence(2, Role::Note, "big-endian"),
        (Order::Little, Endian::Big) => page.sentence(2, Role::Note, "little-endian"),
        _ => (),
    }
}

/// What a row is called.
fn label(sheet: &Sheet<'_>, row: &Row) -> String {
    let field = &sheet.event.tape.fields()[row.field];
    match row.what {
        What::Title | What::HeaderTitle | What::StructTitle => String::new(),
        What::Length => "nla_len".to_owned(),
        What::Type => "nla_type".to_owned(),
        What::Payload => "payload".to_owned(),
        What::Padding => "padding".to_owned(),
        What::Member if field.role == Place::Value && field.state != State::Extra => "payload".to_owned(),
        What::Member => match (rows::name(field), field.state) {
            (name, _) if !name.is_empty() => name,
            (_, State::Extra) => "extra".to_owned(),
            (_, State::Malformed | State::Cut) => "no attribute".to_owned(),
            _ if matches!(field.kind, Kind::Pad { .. }) => "padding".to_owned(),
            _ if matches!(field.kind, Kind::Int { show: Show::Parts(_) | Show::BitFields(_), .. }) => {
                "bits".to_owned()
            }
            _ => "unknown".to_owned(),
        },
    }
}

/// The colour of bytes.
fn bytes_role(row: &Row, field: &Field) -> Role {
    match row.what {
        What::Padding => Role::Note,
        What::Length | What::Type | What::Title | What::HeaderTitle | What::StructTitle => Role::Plain,
        _ if matches!(field.kind, Kind::Pad { .. }) => Role::Note,
        _ if field.state != State::Good => Role::Unknown,
        _ => match field.kind {
            Kind::Raw => Role::Unknown,
            Kind::Text { .. } | Kind::Bytes { .. } => Role::Text,
            _ => Role::Number,
        },
    }
}

/// The brackets left of a row, or (not `first`) left of the lines in which it goes on.
fn brackets(row: &Row, first: bool) -> String {
    let mut text = String::with_capacity(row.level * 4);
    for level in 0..row.level {
        let opens = first && level >= row.level - row.opens;
        let closes = level >= row.level - row.closes;
        text.push_str(match (opens, closes) {
            (true, true) => "╶ ",
            (true, false) => "┌ ",
            (false, true) if first => "└ ",
            (false, true) => "  ",
            (false, false) => "│ ",
        });
    }
    text
}

/// Where in this message the attribute begins that `NLMSGERR_ATTR_OFFS` points at.
fn offender(event: &Event<'_>) -> Option<usize> {
    let top = |name: &str| event.tape.body().iter().find(|field| field.name == name && field.depth == 0);
    let offset = top("NLMSGERR_ATTR_OFFS")?;
    let echo = top("msg")?;
    let Value::Integer(offset) = read(offset, event.message, event.tape) else { return None };
    let at = echo.span().start.checked_add(usize::try_from(offset.raw).ok()?)?;
    (offset.raw > 0 && at < echo.end()).then_some(at)
}

/// Where the field begins that the answer complains about, of a request that is shown with it.
fn marked(event: &Event<'_>) -> Option<usize> {
    let field = event.tape.fields().get(event.mark.filter(|_| event.fault.is_none())?)?;
    Some(field.start as usize)
}

/// Columns that offsets take.
fn digits(len: usize) -> usize {
    len.max(1000).to_string().len()
}

/// Bytes as a terminal may show them, dots for the others: `|....eth0|`.
fn printable(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + 2);
    text.push('|');
    let dotted: Vec<u8> =
        bytes.iter().map(|byte| if matches!(byte, 0x20..0x7f) { *byte } else { b'.' }).collect();
    escape::plain(&String::from_utf8_lossy(&dotted), &mut text);
    text.push('|');
    text
}
