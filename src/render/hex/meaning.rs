//! The meaning of a row's bytes: titles, attribute types, values and remarks.

use nltrace_decoders::schema::{Kind, Look};
use nltrace_decoders::tape::{Field, Role as Place, State};
use nltrace_decoders::value::{Value, read};
use nltrace_decoders::wire;

use super::{Sheet, WIDE, integer, printable};
use crate::event::Event;
use crate::render::page::Page;
use crate::render::palette::Role;
use crate::render::rows::{self, Row, RowKind};
use crate::render::{remarks, text, words};

/// Writes the meaning of a row's bytes.
pub(super) fn of_row(page: &mut Page, sheet: &Sheet<'_>, row: &Row, bytes: &[u8]) {
    let event = sheet.event;
    let field = &event.tape.fields()[row.field()];
    match row.what {
        RowKind::HeaderTitle => {
            page.put(0, Role::Plain, "struct");
            page.put(1, Role::Message, "nlmsghdr");
        }
        RowKind::StructTitle => {
            page.put(0, Role::Plain, "struct");
            page.put(1, Role::Message, rows::struct_name(field.kind).unwrap_or_default());
        }
        RowKind::Title => title(page, sheet, field),
        RowKind::Padding => page.sentence(0, Role::Note, "to a multiple of 4"),
        RowKind::Length => {
            let claimed = wire::uint(bytes, event.tape.endian).unwrap_or(0);
            page.word(0);
            page.piece(Role::Number, |out| text::unsigned(claimed, out));
            if claimed > u64::from(field.len) {
                page.sentence(1, Role::Error, &format!("but {} bytes are here", field.len));
            }
            if sheet.offender == Some(row.start()) {
                page.sentence(2, Role::Error, "← NLMSGERR_ATTR_OFFS");
            }
        }
        RowKind::Type => {
            attribute_type(page, field);
            // A field with parts gets its remark here, others after their value.
            if event.tape.has_parts(row.field())
                && let Some(gloss) = words::gloss(event, field)
            {
                page.next_line();
                page.sentence(0, Role::Note, &gloss);
            }
        }
        RowKind::Member | RowKind::Payload => {
            value(page, event, field);
            remarks(page, sheet, field);
        }
    }
}

/// Writes `nla_type`: name, number and bits.
fn attribute_type(page: &mut Page, field: &Field) {
    match (field.name, field.state) {
        ("", State::Unknown) => {
            page.say(Role::Unknown, &field.id().to_string());
            page.sentence(1, Role::Note, "unknown here");
        }
        ("", _) => page.put(0, Role::Number, &field.id().to_string()),
        (name, _) => {
            page.put(0, Role::Message, name);
            page.word(1);
            page.piece(Role::Note, |out| {
                out.push_str("= ");
                text::unsigned(field.id().into(), out);
            });
        }
    }
    for (bit, name) in field.flags() {
        page.put(1, Role::Plain, "|");
        page.put(1, Role::Flag, name);
        page.put(1, Role::Note, &format!("= {bit:#x}"));
    }
}

/// Writes the value of a leaf: the tree's words, and their numbers.
fn value(page: &mut Page, event: &Event<'_>, field: &Field) {
    match read(field, event.message, event.tape) {
        Value::Raw(bytes) => {
            for (at, chunk) in bytes.chunks(WIDE).enumerate() {
                if at > 0 {
                    page.next_line();
                }
                page.word(0);
                page.piece(Role::Unknown, |out| printable(chunk, out));
            }
        }
        Value::Bytes(Look::Opaque, _) => page.sentence(0, Role::Note, "no structure"),
        Value::Empty if matches!(field.kind, Kind::Pad { .. }) => {
            page.sentence(0, Role::Note, "not used");
        }
        Value::Integer(integer) => integer::explained(page, event, field, &integer),
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

/// Writes the remarks after a value.
fn remarks(page: &mut Page, sheet: &Sheet<'_>, field: &Field) {
    let event = sheet.event;
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
            if !event.is_whole && event.datagram.is_sent() {
                page.sentence(1, Role::Note, "(the kernel does not read this as a message)");
            }
        }
    }
    if let Some(words) = remarks::blame(event, field) {
        page.put(1, Role::Plain, "→");
        // A long path is broken after its dots.
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

/// Writes the state of a malformed field.
fn state(page: &mut Page, field: &Field) {
    if let Some(note) = words::state_note(field) {
        page.sentence(1, Role::Note, note.trim_start());
    }
}
