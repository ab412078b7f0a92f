//! `-F hex` explains the wire format: every byte of a message with its offset and meaning, in wire order.
//!
//! Offsets are decimal and count from the message's first byte, as `nla_len`, `NLMSGERR_ATTR_OFFS` and the JSON's do. A
//! bracket marks the extent of a struct, an attribute, or a message in a message.
//!
//! `margin` writes the left columns: offset, bytes, brackets and name. `meaning` writes the meaning of the bytes,
//! `integer` that of numbers. `narrow` writes rows where there is no room for meanings beside bytes.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]
#![allow(clippy::indexing_slicing, reason = "rows are found by their own fields and groups")]

mod integer;
mod key;
mod layout;
mod margin;
mod meaning;
mod narrow;

use nltrace_decoders::generic::Ids;
use nltrace_decoders::value::{Value, read};
use nltrace_decoders::wire::Endian;

use super::calls::Calls;
use super::clock::Time;
use super::format::Format;
use super::memo::{LineKey, Lines};
use super::page::{Page, spaces};
use super::palette::{Palette, Role};
use super::rows::{Row, RowKind};
use super::seam::Seams;
use super::{remarks, text, words};
use crate::datagram::{Datagram, Notice};
use crate::event::{Event, Knowledge, Rest};
use crate::session::Finding;
use layout::{KeyedRow, RowLayouts};
use margin::{brackets, dump};

/// Bytes in a line.
const WIDE: usize = 8;
/// Columns before the offset.
const INDENT: usize = 2;
/// Labels longer than this do not move the values of their neighbours.
const LABEL: usize = 19;

/// Rows that are cached, and the most bytes of them.
const CACHED: (usize, usize) = (1 << 12, 1 << 18);

/// Annotated bytes.
pub(crate) struct Hex {
    palette: Palette,
    calls: Calls,
    page: Page,
    /// Columns of the page.
    width: usize,
    layouts: RowLayouts,
    /// Rows as they were written, without the offset.
    lines: Lines,
    /// The columns are named once.
    seams: Seams,
    /// Number the messages of a packet.
    is_verbose: bool,
}

/// The data that the rows of one message share.
struct Sheet<'a> {
    event: &'a Event<'a>,
    /// Columns of an offset.
    digits: usize,
    /// Where the attribute begins that an error complains about, if it is echoed here.
    offender: Option<usize>,
}

impl Hex {
    /// Returns a renderer.
    pub(crate) fn new(colour: bool, width: usize, time: Time, verbose: bool) -> Hex {
        Hex {
            palette: Palette::new(colour),
            calls: Calls::new(time, verbose),
            page: Page::new(Palette::new(colour), width),
            width,
            layouts: RowLayouts::default(),
            lines: Lines::new(CACHED.0, CACHED.1),
            seams: Seams::default(),
            is_verbose: verbose,
        }
    }
}

impl Format for Hex {
    fn show_namespaces(&mut self) {
        self.calls.show_namespaces();
    }

    /// Writes the line above a datagram's messages.
    fn datagram(&mut self, datagram: &Datagram<'_>, ids: &Ids, out: &mut Vec<u8>) {
        self.seams.gap(out);
        self.calls.datagram(&mut self.page, datagram, ids);
        self.page.pour(out);
    }

    /// Writes a notice in one line, and below it what lints found.
    fn notice(&mut self, notice: &Notice<'_>, findings: &[Finding], ids: &Ids, out: &mut Vec<u8>) {
        self.calls.notice(&mut self.page, notice, ids);
        remarks::findings(&mut self.page, findings, INDENT);
        self.page.pour(out);
    }

    /// Writes the calls that prepared a socket in one line.
    fn preamble(&mut self, notices: &[Notice<'_>], ids: &Ids, out: &mut Vec<u8>) {
        self.calls.preamble(&mut self.page, notices, ids);
        self.page.pour(out);
    }

    /// Writes a message.
    fn message(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        self.headline(event);
        self.page.pour(out);
        let layout = self.layouts.take(event.tape, event.message.len());
        let sheet = Sheet { event, digits: layout.digits, offender: offender(event).or(marked(event)) };
        self.heading(sheet.digits, out);
        for keyed in &layout.rows {
            let labels = layout.columns_of_labels(&keyed.row);
            if narrow::is_narrow(self.width) {
                narrow::row(&mut self.page, &self.palette, &sheet, &keyed.row, self.width);
                self.page.pour(out);
            } else {
                self.wide_row(&sheet, keyed, labels, out);
            }
        }
        self.layouts.put(layout);
        remarks::below(&mut self.page, event, INDENT);
        self.page.pour(out);
    }

    /// Writes which code moved the datagram, if that was asked for.
    fn end_datagram(&mut self, datagram: &Datagram<'_>, _: &Knowledge<'_>, out: &mut Vec<u8>) {
        if !datagram.stack.is_empty() {
            remarks::stack(&mut self.page, datagram.stack, INDENT);
            self.page.pour(out);
        }
    }

    /// Writes bytes that are no message.
    fn rest(&mut self, rest: &Rest<'_>, out: &mut Vec<u8>) {
        let Rest { bytes, is_tail, findings, .. } = *rest;
        let what = if is_tail { "after the messages" } else { "no message" };
        let zeros = is_tail && bytes.iter().all(|byte| *byte == 0);
        let all = if zeros { ", all 0" } else { "" };
        self.page.begin(INDENT);
        self.page.sentence(0, Role::Note, &format!("{what}: {}{all}", text::count(bytes.len(), "byte")));
        self.page.end();
        let digits = digits(bytes.len());
        let shown = if zeros { &[] } else { bytes };
        for (at, chunk) in shown.chunks(WIDE).enumerate() {
            let columns = margin::columns(digits, 0);
            let palette = &self.palette;
            self.page.beside(columns, columns, |out, margin| {
                dump(palette, Role::Unknown, digits, at * WIDE, chunk, out);
                margin.filler(|out| dump(palette, Role::Unknown, digits, 0, &[], out));
            });
            self.page.word(0);
            self.page.piece(Role::Unknown, |out| printable(chunk, out));
            self.page.end();
        }
        remarks::findings(&mut self.page, findings, INDENT);
        self.page.pour(out);
    }

    fn seams(&mut self) -> Option<&mut Seams> {
        Some(&mut self.seams)
    }

    fn growth(&self) -> usize {
        32
    }
}

impl Hex {
    fn headline(&mut self, event: &Event<'_>) {
        let page = &mut self.page;
        page.begin(INDENT);
        words::message_type(page, event);
        let order = match event.tape.endian {
            Endian::Little => "little-endian",
            Endian::Big => "big-endian",
        };
        page.sentence(2, Role::Plain, &format!("{}, {order}", text::count(event.message.len(), "byte")));
        for part in remarks::part(event).into_iter().chain(remarks::unannounced(event)) {
            page.sentence(2, Role::Note, &part);
        }
        if let Some(number) = remarks::number(event).filter(|_| self.is_verbose) {
            page.put(2, Role::Note, &number);
        }
        page.end();
    }

    /// Names the columns, once.
    fn heading(&mut self, digits: usize, out: &mut Vec<u8>) {
        self.seams.heading(out, |out| {
            let text = if narrow::is_narrow(self.width) {
                narrow::heading(digits)
            } else {
                format!("{:INDENT$}{:>digits$}  {:<3$}  meaning", "", "at", "bytes", WIDE * 3 - 1)
            };
            self.palette.paint(Role::Note, &text, out);
            out.push(b'\n');
        });
    }

    /// Writes the offset of a row, and the row as it was written before, or writes and caches it. Most rows of a conversation
    /// repeat: headers of attributes, zeros, names. `labels` is how many columns the labels of its group take.
    fn wide_row(&mut self, sheet: &Sheet<'_>, keyed: &KeyedRow, labels: usize, out: &mut Vec<u8>) {
        let KeyedRow { row, key } = keyed;
        let event = sheet.event;
        let bytes = event.message.get(row.start()..row.end()).unwrap_or_default();
        if !bytes.is_empty() {
            margin::place_in(&self.palette, sheet.digits, row.start(), out);
        }
        // What is said about errors is not cached.
        let key = key.filter(|_| sheet.offender.is_none() && event.fault.is_none());
        let Some((key, field)) = key.zip(event.tape.fields().get(row.field())) else {
            self.row(sheet, row, labels);
            return self.page.pour(out);
        };
        let (numbers, used) = key.numbers(field, row, (event.netns, event.interfaces.changes()));
        let key = LineKey::new(numbers.get(..used).unwrap_or(&numbers), bytes);
        if let Some(text) = self.lines.find(&key) {
            return out.extend_from_slice(text.as_bytes());
        }
        let mark = self.page.mark();
        self.row(sheet, row, labels);
        if self.lines.is_again(&key) {
            self.lines.keep(&key, self.page.lines_since(mark));
        }
        self.page.pour(out);
    }

    /// Writes a row without its offset.
    fn row(&mut self, sheet: &Sheet<'_>, row: &Row, labels: usize) {
        let Sheet { event, digits, .. } = *sheet;
        let bytes = event.message.get(row.start()..row.end()).unwrap_or_default();
        let field = &event.tape.fields()[row.field()];
        let is_hidden = field.is_secret() && matches!(row.what, RowKind::Member | RowKind::Payload);
        let (first, mut more) = bytes.split_at(bytes.len().min(WIDE));
        if is_hidden {
            more = &[];
        }
        let role = margin::bytes_role(row, field);
        let label = margin::label(event.tape, row);
        let used = margin::columns_of(&label);
        let has_place = !row.what.is_title() && (used > 0 || row.group() > 0);
        let gap = if has_place { labels + 2 } else { 0 };
        // A label longer than its neighbours' moves its own value only.
        let over = if used > 0 { (used + 2).saturating_sub(gap) } else { 0 };
        let columns = margin::columns(digits, row.level());
        let palette = &self.palette;
        self.page.beside(columns, columns + gap, |out, margin| {
            if first.is_empty() {
                spaces(margin::columns(digits, 0), out);
            } else if is_hidden {
                margin::hidden(palette, role, first.len(), out);
            } else {
                margin::bytes(palette, role, first, out);
            }
            brackets(palette, row, true, out);
            if used > 0 {
                palette.add(margin::label_role(row, field), &label, out);
            }
            spaces(gap + over - used, out);
            // The groups that continue below this row: those that it opens, not those that it closes.
            for (at, chunk) in more.chunks(WIDE).enumerate() {
                margin.row(|out| {
                    dump(palette, role, digits, row.start() + (at + 1) * WIDE, chunk, out);
                    brackets(palette, row, false, out);
                });
            }
            margin.filler(|out| {
                spaces(margin::columns(digits, 0), out);
                brackets(palette, row, false, out);
            });
        });
        self.page.over(over);
        meaning::of_row(&mut self.page, sheet, row, bytes);
        self.page.end();
    }
}

/// Returns where in this message the attribute begins that `NLMSGERR_ATTR_OFFS` points at.
fn offender(event: &Event<'_>) -> Option<usize> {
    let top = |name: &str| event.tape.body().iter().find(|field| field.name == name && field.depth == 0);
    let offset = top("NLMSGERR_ATTR_OFFS")?;
    let echo = top("msg")?;
    let Value::Integer(offset) = read(offset, event.message, event.tape) else { return None };
    let at = echo.span().start.checked_add(usize::try_from(offset.raw).ok()?)?;
    (offset.raw > 0 && at < echo.end()).then_some(at)
}

/// Returns where the field begins that the answer complains about, of a request that is shown with it.
fn marked(event: &Event<'_>) -> Option<usize> {
    let field = event.tape.fields().get(event.mark.filter(|_| event.fault.is_none())?)?;
    Some(field.start as usize)
}

/// Columns that offsets take.
fn digits(len: usize) -> usize {
    len.max(1000).to_string().len()
}

/// Appends bytes as a terminal may show them, dots for the others: `|....eth0|`.
fn printable(bytes: &[u8], out: &mut String) {
    out.push('|');
    out.extend(bytes.iter().map(|byte| if matches!(byte, 0x20..0x7f) { char::from(*byte) } else { '.' }));
    out.push('|');
}
