//! Rows on narrow terminals: the meaning of bytes is below them, not beside them.

use super::margin::{self, brackets, place};
use super::{INDENT, Sheet, WIDE, meaning};
use crate::render::page::{Page, spaces};
use crate::render::palette::{Palette, Role};
use crate::render::rows::{Row, RowKind};
use crate::render::text;

/// Narrower pages have the meaning of bytes below them.
const NARROW: usize = 64;

/// Returns whether a page of this width is narrow.
pub(super) fn is_narrow(width: usize) -> bool {
    width < NARROW
}

/// Returns the names of the columns.
pub(super) fn heading(digits: usize) -> String {
    format!("{:INDENT$}{:>digits$}  bytes, then their meaning", "", "at")
}

/// Writes a row: its offset and bytes, and below them its label and meaning.
pub(super) fn row(page: &mut Page, palette: &Palette, sheet: &Sheet<'_>, row: &Row, width: usize) {
    let bytes = sheet.event.message.get(row.start()..row.end()).unwrap_or_default();
    let field = &sheet.event.tape.fields()[row.field()];
    let is_hidden = field.is_secret() && matches!(row.what, RowKind::Member | RowKind::Payload);
    let shown = if is_hidden { bytes.get(..bytes.len().min(WIDE)).unwrap_or_default() } else { bytes };
    let left = INDENT + sheet.digits + 2;
    let columns = left + 2 * row.level();
    // Half as many where the brackets of many levels leave no room for all.
    let wide = if columns + 3 * WIDE > width { WIDE / 2 } else { WIDE };
    page.beside(columns, columns, |out, margin| {
        if shown.is_empty() {
            spaces(left, out);
        } else {
            place(palette, sheet.digits, row.start(), out);
        }
        brackets(palette, row, true, out);
        for (at, _) in shown.chunks(wide).enumerate().skip(1) {
            margin.row(|out| {
                place(palette, sheet.digits, row.start() + at * wide, out);
                brackets(palette, row, false, out);
            });
        }
        margin.filler(|out| {
            spaces(left, out);
            brackets(palette, row, false, out);
        });
    });
    let role = margin::bytes_role(row, field);
    for chunk in shown.chunks(wide) {
        page.word(0);
        page.piece(role, |out| match is_hidden {
            true => out.push_str(vec!["**"; chunk.len()].join(" ").as_str()),
            false => text::separated(chunk, " ", out),
        });
        page.next_line();
    }
    let label = margin::label(sheet.event.tape, row);
    if !label.is_empty() && !row.what.is_title() {
        page.word(0);
        page.piece(margin::label_role(row, field), |out| out.push_str(&label));
        page.piece(Role::Plain, |out| out.push(' '));
    }
    meaning::of_row(page, sheet, row, bytes);
    page.end();
}
