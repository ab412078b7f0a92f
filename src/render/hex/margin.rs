//! The left columns of a row: offset, bytes, brackets and name.

use std::borrow::Cow;

use nltrace_decoders::schema::{Kind, Show};
use nltrace_decoders::tape::{Field, Role as Place, State, Tape};

use super::{INDENT, WIDE};
use crate::render::page::spaces;
use crate::render::palette::{Palette, Role};
use crate::render::rows::{self, Row, RowKind};
use crate::render::text;

/// Returns how many columns offset, bytes and brackets take.
pub(super) fn columns(digits: usize, level: usize) -> usize {
    INDENT + digits + 2 + WIDE * 3 + 1 + 2 * level
}

/// Writes the offset and the bytes of a line, filled with spaces.
pub(super) fn dump(palette: &Palette, role: Role, digits: usize, at: usize, bytes: &[u8], out: &mut String) {
    if bytes.is_empty() {
        return spaces(columns(digits, 0), out);
    }
    place(palette, digits, at, out);
    self::bytes(palette, role, bytes, out);
}

/// Writes the bytes of a line, filled with spaces.
pub(super) fn bytes(palette: &Palette, role: Role, bytes: &[u8], out: &mut String) {
    palette.piece(role, out, |out| text::separated(bytes, " ", out));
    spaces((WIDE * 3 + 2).saturating_sub(bytes.len() * 3), out);
}

/// Writes stars for the bytes of a secret, in one line however long it is.
pub(super) fn hidden(palette: &Palette, role: Role, len: usize, out: &mut String) {
    palette.piece(role, out, |out| {
        for at in 0..len {
            out.push_str(if at > 0 { " **" } else { "**" });
        }
    });
    spaces((WIDE * 3 + 2).saturating_sub(len * 3), out);
}

/// Writes the offset of a row.
pub(super) fn place(palette: &Palette, digits: usize, at: usize, out: &mut String) {
    spaces(INDENT, out);
    palette.piece(Role::Note, out, |out| {
        let mut buffer = itoa::Buffer::new();
        let number = buffer.format(at);
        spaces(digits.saturating_sub(number.len()), out);
        out.push_str(number);
    });
    spaces(2, out);
}

/// Writes the offset of a row into finished output.
pub(super) fn place_in(palette: &Palette, digits: usize, at: usize, out: &mut Vec<u8>) {
    let mut buffer = itoa::Buffer::new();
    let number = buffer.format(at).as_bytes();
    // One addition costs less than one for each part.
    let mut text = [b' '; 32];
    let end = INDENT + digits;
    match text.get_mut(end.saturating_sub(number.len())..end) {
        Some(cell) if palette.is_plain() => {
            cell.copy_from_slice(number);
            out.extend_from_slice(text.get(..end + 2).unwrap_or_default());
        }
        _ => {
            let mut text = String::new();
            place(palette, digits, at, &mut text);
            out.extend_from_slice(text.as_bytes());
        }
    }
}

/// The brackets of the groups that neither begin nor end with a row.
const BAR: &str = "│ ";
const BARS: &str = "│ │ │ │ │ │ │ │ ";

/// Writes the brackets left of a row, or (not `first`) left of the lines in which it goes on.
pub(super) fn brackets(palette: &Palette, row: &Row, first: bool, out: &mut String) {
    if row.level() == 0 {
        return;
    }
    palette.piece(Role::Note, out, |out| {
        let ends = row.closes().max(if first { row.opens() } else { 0 }).min(row.level());
        let mut bars = row.level() - ends;
        while bars > 0 {
            let some = bars.min(BARS.len() / BAR.len());
            out.push_str(BARS.get(..some * BAR.len()).unwrap_or_default());
            bars -= some;
        }
        for level in row.level() - ends..row.level() {
            let opens = first && level >= row.level() - row.opens();
            let closes = level >= row.level() - row.closes();
            out.push_str(match (opens, closes) {
                (true, true) => "╶ ",
                (true, false) => "┌ ",
                (false, true) if first => "└ ",
                (false, true) => "  ",
                (false, false) => BAR,
            });
        }
    });
}

/// Returns how many columns a label takes.
pub(super) fn columns_of(label: &str) -> usize {
    if label.is_ascii() { label.len() } else { label.chars().count() }
}

/// Returns the label of a row.
pub(super) fn label(tape: &Tape, row: &Row) -> Cow<'static, str> {
    let field = &tape.fields()[row.field()];
    let words = match row.what {
        RowKind::Title | RowKind::HeaderTitle | RowKind::StructTitle => "",
        RowKind::Length => "nla_len",
        RowKind::Type => "nla_type",
        RowKind::Payload => "payload",
        RowKind::Padding => "padding",
        RowKind::Member if field.role == Place::Value && field.state != State::Extra => "payload",
        RowKind::Member => match (rows::name(field), field.state) {
            (name, _) if !name.is_empty() => return name,
            (_, State::Extra) => "extra",
            (_, State::Malformed | State::Cut) => "no attribute",
            _ if matches!(field.kind, Kind::Pad { .. }) => "padding",
            _ if matches!(field.kind, Kind::Int { show: Show::Parts(_) | Show::BitFields(_), .. }) => "bits",
            _ => "unknown",
        },
    };
    words.into()
}

/// Returns the colour of what a row is called.
pub(super) fn label_role(row: &Row, field: &Field) -> Role {
    match field.state {
        _ if row.what == RowKind::Padding => Role::Note,
        State::Good => Role::Name,
        _ => Role::Unknown,
    }
}

/// Returns the colour of bytes.
pub(super) fn bytes_role(row: &Row, field: &Field) -> Role {
    match row.what {
        RowKind::Padding => Role::Note,
        RowKind::Length | RowKind::Type | RowKind::Title | RowKind::HeaderTitle | RowKind::StructTitle => {
            Role::Plain
        }
        _ if matches!(field.kind, Kind::Pad { .. }) => Role::Note,
        _ if field.state != State::Good => Role::Unknown,
        _ => match field.kind {
            Kind::Raw => Role::Unknown,
            Kind::Text { .. } | Kind::Bytes { .. } => Role::Text,
            _ => Role::Number,
        },
    }
}
