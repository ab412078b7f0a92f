//! One message in full: its lines of fields, each with the bytes that it is about.

use std::ops::Range;

use nltrace_decoders::control::flag_names;
use nltrace_decoders::path::path_at;
use nltrace_decoders::tape::{Field, Role as Place};
use ratatui::text::Line;

use super::archive::{Archive, ItemView};
use super::index::{EntryKind, Shared, flag};
use super::paint;
use crate::event::{Event, Rest};
use crate::render::calls::Calls;
use crate::render::clock::Time;
use crate::render::page::Page;
use crate::render::palette::{Palette, Role};
use crate::render::rows::{self, Row, RowKind as What, Rows};
use crate::render::{remarks, text, words};
use crate::session::Fault;

/// Lines of fields of one message. A longer message is cut, with a note.
const LINES: usize = 20_000;
/// Bytes of hexadecimal in a line; the bytes are all beside it.
const LIMIT: usize = 64;
/// Columns of a page on which nothing is wrapped.
const ENDLESS: usize = usize::MAX / 2;

/// How text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// Use colours.
    pub(crate) colour: bool,
    /// Write other characters in ASCII.
    pub(crate) ascii: bool,
    /// Which time is shown.
    pub(crate) time: Time,
}

/// A line of a message's fields.
#[derive(Clone, Debug)]
pub(super) struct FieldLine {
    /// Its text.
    pub(super) line: Line<'static>,
    /// The bytes that it is about.
    pub(super) bytes: Range<usize>,
    /// Those of its value.
    pub(super) payload: Range<usize>,
    /// How many lines it is under.
    pub(super) level: usize,
    /// It is about the form and not the content: lengths, types, padding.
    pub(super) is_form: bool,
    /// Its parts are hidden at first.
    pub(super) is_folded: bool,
    /// An error complains about it.
    pub(super) is_blamed: bool,
}

/// A message in full.
#[derive(Clone, Debug, Default)]
pub(super) struct MessageSheet {
    /// The process and call that moved it: one line or two.
    pub(super) origin: Vec<Line<'static>>,
    /// The line with its type.
    pub(super) headline: Line<'static>,
    /// Remarks about the whole message.
    pub(super) remarks: Vec<Line<'static>>,
    /// Its fields.
    pub(super) fields: Vec<FieldLine>,
    /// Its bytes; secrets are 0.
    pub(super) bytes: Vec<u8>,
    /// Bytes that are hidden.
    pub(super) secrets: Vec<Range<usize>>,
}

/// The facts in an answer about its request.
struct Blame {
    remarks: Vec<Line<'static>>,
    /// Where in the request.
    offset: Option<u32>,
}

/// Makes the sheet of a message, as wide as `columns` where it is wrapped.
pub(super) fn of_item(
    archive: &mut Archive,
    shared: &Shared,
    item: u32,
    look: Look,
    columns: usize,
) -> Option<MessageSheet> {
    let of = shared.read(|index| index.row(index.item(item)?.row));
    let blame = of
        .filter(|of| {
            of.kind == EntryKind::Exchange && of.first == item && of.last != item && of.has(flag::FAILED)
        })
        .and_then(|of| blame(archive, of.last, look, columns));
    archive.item(item, |shown| match shown {
        ItemView::Message(event) => of_message(&event, blame.as_ref(), look, columns),
        ItemView::Rest(rest) => of_rest(&rest, look, columns),
    })
}

/// Makes the sheet of a notice.
pub(super) fn of_notice(
    archive: &mut Archive,
    record: u32,
    look: Look,
    columns: usize,
) -> Option<MessageSheet> {
    archive.notice(record, |notice, ids| {
        let mut page = Page::new(Palette::new(look.colour), columns);
        Calls::new(look.time, true).notice(&mut page, notice, ids);
        let mut lines = poured(&mut page, look);
        let headline = if lines.is_empty() { Line::default() } else { lines.remove(0) };
        MessageSheet { headline, remarks: lines, ..MessageSheet::default() }
    })
}

/// Reads the facts in an answer about its request.
fn blame(archive: &mut Archive, answer: u32, look: Look, columns: usize) -> Option<Blame> {
    archive.item(answer, |shown| {
        let ItemView::Message(event) = shown else { return None };
        let fault = event.fault.as_ref()?;
        let mut page = Page::new(Palette::new(look.colour), columns);
        write_fault(&mut page, &event, fault);
        remarks::below(&mut page, &event, 0);
        let offset = fault.offender.as_ref().map(|offender| offender.offset);
        Some(Blame { remarks: poured(&mut page, look), offset })
    })?
}

/// Writes an error, and the attribute that it points at.
fn write_fault(page: &mut Page, event: &Event<'_>, fault: &Fault<'_>) {
    page.begin(0);
    page.say(Role::Name, "error");
    remarks::error(page, fault);
    page.end();
    for field in event.tape.body() {
        if let Some(words) = remarks::blame(event, field) {
            page.begin(0);
            page.say(Role::Name, field.name);
            page.sentence(2, Role::Error, &words);
            page.end();
        }
    }
}

fn of_message(event: &Event<'_>, blame: Option<&Blame>, look: Look, columns: usize) -> MessageSheet {
    let mut page = Page::new(Palette::new(look.colour), columns);
    Calls::new(look.time, true).datagram(&mut page, event.datagram, event.ids);
    let origin = poured(&mut page, look);
    let mut sheet = MessageSheet {
        origin,
        headline: headline(event, look),
        bytes: event.message.to_vec(),
        secrets: event.tape.secrets().collect(),
        ..MessageSheet::default()
    };
    if let Some(blame) = blame {
        sheet.remarks.extend(blame.remarks.iter().cloned());
    }
    if let Some(fault) = &event.fault {
        write_fault(&mut page, event, fault);
    }
    remarks::below(&mut page, event, 0);
    sheet.remarks.extend(poured(&mut page, look));
    let offset = blame.and_then(|blame| blame.offset);
    let blamed =
        offset.and_then(|offset| path_at(event.tape.fields(), offset)).map(|(_, at)| at).or(event.mark);
    sheet.fields = fields(event, blamed, look);
    sheet
}

/// Returns the type of a message, its flags, and its part in the conversation.
fn headline(event: &Event<'_>, look: Look) -> Line<'static> {
    let mut page = Page::new(Palette::new(look.colour), ENDLESS);
    page.begin(0);
    words::message_type(&mut page, event);
    if remarks::acknowledges(event) {
        page.put(2, Role::Text, "acknowledged");
    }
    if event.header.flags != 0 {
        page.word(2);
        let names = flag_names(event.tape.class());
        page.piece(Role::Flag, |out| text::flag_names(names, u64::from(event.header.flags), out));
    }
    for part in remarks::part(event).into_iter().chain(remarks::unannounced(event)) {
        page.sentence(2, Role::Note, &part);
    }
    let there = event.message.len();
    if event.header.len as usize > there {
        page.sentence(2, Role::Error, &format!("nlmsg_len={}, but {there} bytes are here", event.header.len));
    }
    look.line(&line_of(&mut page))
}

/// Ends the line of a page, and takes it.
fn line_of(page: &mut Page) -> String {
    page.end();
    let mut out = Vec::new();
    page.pour(&mut out);
    String::from_utf8_lossy(out.trim_ascii_end()).into_owned()
}

fn of_rest(rest: &Rest<'_>, look: Look, columns: usize) -> MessageSheet {
    let mut page = Page::new(Palette::new(look.colour), columns);
    let what = if rest.is_tail { "bytes after the messages" } else { "bytes that are no message" };
    let headline = Line::from(format!("{} {what}", rest.bytes.len()));
    remarks::findings(&mut page, rest.findings, 0);
    MessageSheet {
        headline,
        remarks: poured(&mut page, look),
        bytes: rest.bytes.to_vec(),
        ..MessageSheet::default()
    }
}

/// Returns the lines on a page.
fn poured(page: &mut Page, look: Look) -> Vec<Line<'static>> {
    let mut out = Vec::new();
    page.pour(&mut out);
    String::from_utf8_lossy(&out).lines().map(|line| look.line(line)).collect()
}

impl Look {
    /// Makes a line of text that a format has written.
    pub(super) fn line(self, text: &str) -> Line<'static> {
        if self.ascii && !text.is_ascii() {
            let ascii = crate::outlet::in_ascii(text.as_bytes());
            return paint::line(&String::from_utf8_lossy(&ascii));
        }
        paint::line(text)
    }
}

/// Makes the lines of a message's fields.
fn fields(event: &Event<'_>, blamed: Option<usize>, look: Look) -> Vec<FieldLine> {
    let mut rows = Rows::default();
    let mut writer = Writer { event, palette: Palette::new(look.colour), look, blamed, lines: Vec::new() };
    let rows = rows.of(event.tape);
    for (at, row) in rows.iter().enumerate() {
        if writer.lines.len() >= LINES {
            writer.cut(rows.len() - at, row);
            break;
        }
        writer.row(row);
    }
    writer.lines
}

/// Writes the lines of fields.
struct Writer<'a> {
    event: &'a Event<'a>,
    palette: Palette,
    look: Look,
    blamed: Option<usize>,
    lines: Vec<FieldLine>,
}

impl Writer<'_> {
    fn row(&mut self, row: &Row) {
        let Some(field) = self.event.tape.fields().get(row.field()) else { return };
        let above = row.level().saturating_sub(1);
        let span = row.start()..row.end();
        match row.what {
            What::HeaderTitle => {
                let header = self.event.tape.fields().iter().skip(row.field());
                let end = header.take_while(|field| field.role == Place::Header).map(Field::end).max();
                let bytes = row.start()..end.unwrap_or(row.start());
                let value = format!("{} bytes", bytes.len());
                self.add("nlmsghdr", &value, field, (bytes.clone(), bytes), above);
                if let Some(line) = self.lines.last_mut() {
                    line.is_folded = true;
                }
            }
            What::Title => {
                let of = rows::struct_name(field.kind);
                let name = rows::name(field);
                let value = match of {
                    Some(of) if of != field.name => format!("struct {of}"),
                    _ => String::new(),
                };
                let name = if name.is_empty() { "…" } else { &*name };
                self.add(name, &value, field, (field.span(), field.span()), above);
                self.blame(row.field());
            }
            What::StructTitle => {
                let of = rows::struct_name(field.kind).unwrap_or_default();
                self.add(&format!("struct {of}"), "", field, (field.payload(), field.payload()), above);
                self.form();
            }
            What::Length => {
                let value = if self.event.tape.has_parts(row.field()) {
                    rows::struct_name(field.kind).map_or(String::new(), |of| format!("struct {of}"))
                } else {
                    self.value(field)
                };
                let name = match field.name {
                    "" => format!("#{}", field.id()),
                    name => name.to_owned(),
                };
                self.add(&name, &value, field, (field.span(), field.payload()), above);
                self.blame(row.field());
                let claimed = nltrace_decoders::wire::uint(
                    self.event.message.get(span.clone()).unwrap_or_default(),
                    self.event.tape.endian,
                );
                let value = claimed.map_or(String::new(), |claimed| claimed.to_string());
                self.add("nla_len", &value, field, (span.clone(), span), row.level());
                self.form();
            }
            What::Type => {
                let mut value = field.id().to_string();
                for (_, name) in field.flags() {
                    value.push_str(" | ");
                    value.push_str(name);
                }
                self.add("nla_type", &value, field, (span.clone(), span), row.level());
                self.form();
            }
            What::Payload => {
                self.add("payload", "", field, (span.clone(), span), row.level());
                self.form();
            }
            What::Padding => {
                self.add("padding", "", field, (span.clone(), span), row.level());
                self.form();
            }
            What::Member => {
                let name = rows::name(field);
                let name = match (field.role, &*name) {
                    (Place::Value, _) => "value",
                    (_, "") => "…",
                    (_, name) => name,
                };
                let value = self.value(field);
                self.add(name, &value, field, (span.clone(), span), row.level());
                self.blame(row.field());
            }
        }
    }

    /// Returns the value of a leaf in words, and the remarks about it.
    fn value(&self, field: &Field) -> String {
        let mut page = Page::new(self.palette.clone(), ENDLESS);
        page.begin(0);
        words::value(&mut page, self.event, field, LIMIT, false);
        if let Some(gloss) = words::gloss(self.event, field) {
            page.sentence(2, Role::Note, &gloss);
        }
        if let Some(note) = words::state_note(field) {
            page.put(1, Role::Note, note.trim_start());
        }
        if let Some(blame) = remarks::blame(self.event, field) {
            page.put(1, Role::Plain, "→");
            page.sentence(1, Role::Error, &blame);
        }
        line_of(&mut page)
    }

    fn add(
        &mut self,
        name: &str,
        value: &str,
        field: &Field,
        (bytes, payload): (Range<usize>, Range<usize>),
        level: usize,
    ) {
        let mut text = " ".repeat(2 * level);
        let role =
            if field.state == nltrace_decoders::tape::State::Good { Role::Name } else { Role::Unknown };
        self.palette.add(role, name, &mut text);
        if !value.is_empty() {
            text.push_str("  ");
            text.push_str(value);
        }
        let line = self.look.line(&text);
        let (is_form, is_folded, is_blamed) = (false, false, false);
        self.lines.push(FieldLine { line, bytes, payload, level, is_form, is_folded, is_blamed });
    }

    /// Marks the last line as one about the form.
    fn form(&mut self) {
        self.lines.iter_mut().last().into_iter().for_each(|line| line.is_form = true);
    }

    /// Marks the last line, if an error complains about this field.
    fn blame(&mut self, field: usize) {
        if self.blamed == Some(field)
            && let Some(line) = self.lines.last_mut()
        {
            line.is_blamed = true;
            let mark = "  ← the kernel points here";
            let mut text = String::new();
            self.palette.add(Role::Error, mark, &mut text);
            line.line.spans.extend(self.look.line(&text).spans);
        }
    }

    /// Adds a note that lines are left out.
    fn cut(&mut self, count: usize, row: &Row) {
        let Some(field) = self.event.tape.fields().get(row.field()) else { return };
        let bytes = row.start()..self.event.message.len();
        self.add("…", &format!("{count} more rows are not shown here"), field, (bytes.clone(), bytes), 0);
    }
}

impl MessageSheet {
    /// Returns the smallest field that holds a byte, among those that are shown.
    pub(super) fn line_at(&self, byte: usize, shows_form: bool) -> Option<usize> {
        let lines = self.fields.iter().enumerate().filter(|(_, line)| shows_form || !line.is_form);
        let holding = lines.filter(|(_, line)| line.bytes.contains(&byte));
        holding.min_by_key(|(at, line)| (line.bytes.len(), usize::MAX - at)).map(|(at, _)| at)
    }

    /// Returns all that it says, in plain lines.
    pub(super) fn plain(&self) -> Vec<String> {
        let fields = self.fields.iter().filter(|line| !line.is_form).map(|line| &line.line);
        std::iter::once(&self.headline).chain(&self.remarks).chain(fields).map(paint::plain).collect()
    }
}
