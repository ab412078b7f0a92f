//! Values in coloured words, as the formats for eyes share them: a value reads the same in the tree and beside its bytes.

use std::fmt::Write;

use nltrace_decoders::generic::Owner;
use nltrace_decoders::names;
use nltrace_decoders::schema::{Kind, Show};
use nltrace_decoders::tape::{Field, State};
use nltrace_decoders::value::{Integer, Value, parts, read};

use super::page::Page;
use super::palette::{Palette, Role};
use super::{Event, escape, text};

/// Adds the name of the message's type to the word; of generic netlink its family's before it.
pub(crate) fn message_type(page: &mut Page, event: &Event<'_>) {
    let owner = event.tape.owner.filter(|owner| owner.id == event.header.kind);
    match (event.tape.message, owner) {
        (Some(message), owner) => {
            if let Some(name) = owner.as_ref().and_then(Owner::name) {
                page.say(Role::Plain, name);
                page.say(Role::Plain, " ");
            }
            page.say(Role::Message, message.name);
        }
        (None, Some(owner)) => page.say(Role::Unknown, &owner.to_string()),
        (None, None) => page.piece(Role::Unknown, |out| {
            let _ = write!(out, "type {}", event.header.kind);
        }),
    }
}

/// The value of a leaf, without colours.
pub(crate) fn plain(event: &Event<'_>, field: &Field) -> String {
    let mut page = Page::new(Palette::new(false), usize::MAX / 2);
    value(&mut page, event, field, 32, true);
    page.take()
}

/// The name of a socket option.
pub(crate) fn socket_option(level: i32, option: i32) -> Option<&'static str> {
    match (level, option) {
        (nix::libc::SOL_NETLINK, _) => names::NETLINK_OPTION.get(u64::try_from(option).ok()?),
        (nix::libc::SOL_SOCKET, _) => names::SO.get(u64::try_from(option).ok()?),
        _ => None,
    }
}

/// The sentence that the tables have about the whole of a field.
pub(crate) fn gloss(event: &Event<'_>, field: &Field) -> Option<String> {
    let Kind::Gloss(_, gloss) = field.kind else { return None };
    let mut text = String::new();
    let payload = event.message.get(field.payload()).unwrap_or_default();
    gloss(payload, event.tape.endian, &mut text).ok().filter(|()| !text.is_empty())?;
    let mut safe = String::new();
    escape::plain(&text, &mut safe);
    Some(safe)
}

/// Adds the value of a leaf to the word; shorter where it stands `beside` others.
///
/// Bytes that are shown in hexadecimal end at `limit`.
pub(crate) fn value(page: &mut Page, event: &Event<'_>, field: &Field, limit: usize, beside: bool) {
    match read(field, event.message, event.tape) {
        Value::Empty => (),
        Value::Integer(integer) => self::integer_of(page, event, field, &integer, beside),
        Value::Text(text, rest) => {
            page.piece(Role::Text, |out| {
                out.push('"');
                escape::quoted(text, out);
                if !rest.is_empty() {
                    escape::quoted(rest, out);
                }
                out.push('"');
            });
        }
        Value::Bytes(look, bytes) => page.piece(Role::Text, |out| {
            let shown = bytes.get(..limit).unwrap_or(bytes);
            text::bytes(look, shown, out);
            if shown.len() < bytes.len() {
                let _ = write!(out, "… ({} bytes)", bytes.len());
            }
        }),
        Value::Raw(bytes) => page.piece(Role::Unknown, |out| hex(bytes, limit, out)),
        Value::MessageType(id, name) => match name {
            Some(name) => page.say(Role::Message, name),
            None => page.say(Role::Unknown, &id.to_string()),
        },
    }
}

/// Adds an integer that is a field to the word, and what it is called.
#[inline]
pub(crate) fn integer_of(page: &mut Page, event: &Event<'_>, field: &Field, integer: &Integer, beside: bool) {
    if let Show::Dec = integer.show {
        return page.piece(Role::Number, |out| text::decimal(integer, out));
    }
    self::integer(page, event, integer, beside);
    name_of(page, event, field, integer);
}

/// What a number that has no name of the kernel's is called: an interface, or what the administrator names.
pub(crate) fn called<'a>(event: &'a Event<'_>, field: &Field, integer: &Integer) -> Option<&'a str> {
    match integer.show {
        Show::Interface => {
            let index = u32::try_from(integer.raw).ok()?;
            event.interfaces.name(event.netns, index).filter(|name| !name.is_empty())
        }
        Show::Name(_) if integer.name().is_none() => event.interfaces.called(field.name, integer.raw),
        _ => None,
    }
}

/// Adds what a number is called to the word, in brackets, if it is called something.
pub(crate) fn name_of(page: &mut Page, event: &Event<'_>, field: &Field, integer: &Integer) {
    if let Some(name) = called(event, field, integer) {
        page.piece(Role::Note, |out| {
            out.push_str(" (");
            escape::plain(name, out);
            out.push(')');
        });
    }
}

/// Adds an integer to the word.
pub(crate) fn integer(page: &mut Page, event: &Event<'_>, integer: &Integer, beside: bool) {
    match integer.show {
        Show::Dec | Show::Interface => page.piece(Role::Number, |out| text::decimal(integer, out)),
        Show::Hex if integer.raw < 10 => page.piece(Role::Number, |out| text::decimal(integer, out)),
        Show::Hex => page.piece(Role::Number, |out| text::hexadecimal(truncated(integer), out)),
        Show::Name(names) => match names.get(integer.raw) {
            Some(name) => page.say(Role::Flag, name),
            None => page.piece(Role::Number, |out| text::decimal(integer, out)),
        },
        Show::Flags(names) => {
            let role = if integer.raw == 0 { Role::Number } else { Role::Flag };
            page.piece(role, |out| text::flag_names(names, truncated(integer), out));
        }
        Show::Parts(list) | Show::BitFields(list) => {
            page.say(Role::Plain, "{");
            for (at, (name, part)) in parts(list, integer, event.tape).enumerate() {
                if at > 0 {
                    page.space();
                }
                if name.is_empty() {
                    page.piece(Role::Unknown, |out| text::hexadecimal(part.raw, out));
                    continue;
                }
                page.say(Role::Name, name);
                page.say(Role::Plain, "=");
                self::integer(page, event, &part, true);
            }
            page.say(Role::Plain, "}");
        }
        Show::Handle | Show::Device => {
            if let Some(text) = text::special(integer) {
                page.say(Role::Number, &text);
            }
        }
        Show::Errno if integer.name().is_none() => {
            page.piece(Role::Number, |out| text::decimal(integer, out))
        }
        Show::Errno => page.piece(Role::Error, |out| errno_words(integer.as_signed(), out)),
        // All bits set is not so many bytes a second, but no limit at all.
        Show::Unit(_) if integer.width >= 4 && integer.raw == all_ones(integer) => {
            page.piece(Role::Number, |out| {
                let _ = write!(out, "{:#x}", integer.raw);
            });
        }
        Show::Unit(unit) => {
            page.piece(Role::Number, |out| {
                text::decimal(integer, out);
                out.push_str(if beside { "" } else { " " });
                out.push_str(text::suffix(unit, beside));
            });
            if !beside && let Some(aside) = text::aside(unit, integer.raw) {
                page.say(Role::Note, &format!(" ({aside})"));
            }
        }
        Show::Bool => match integer.raw {
            0 => page.say(Role::Flag, "false"),
            1 => page.say(Role::Flag, "true"),
            _ => page.piece(Role::Number, |out| text::decimal(integer, out)),
        },
    }
}

/// What is said about a field that did not go as its kind says; begins with a space.
pub(crate) fn state_note(field: &Field) -> Option<&'static str> {
    match field.state {
        State::Good | State::Unknown | State::Extra => None,
        State::Short => Some(" (too short)"),
        State::Cut => Some(" (cut)"),
        State::Unselected => Some(" (nothing says what this is)"),
        State::Malformed => Some(" (malformed)"),
        State::TooDeep => Some(" (nested too deep)"),
    }
}

/// A number of the same width with all its bits set.
fn all_ones(integer: &Integer) -> u64 {
    u64::MAX.checked_shr(64 - 8 * u32::from(integer.width.clamp(1, 8))).unwrap_or(u64::MAX)
}

/// A signed number as the bits it has in its own width.
pub(crate) fn truncated(integer: &Integer) -> u64 {
    integer.raw & all_ones(integer)
}

/// Appends bytes in hexadecimal, up to `limit` of them.
pub(crate) fn hex(bytes: &[u8], limit: usize, out: &mut String) {
    let shown = bytes.get(..limit).unwrap_or(bytes);
    text::separated(shown, " ", out);
    if shown.len() < bytes.len() {
        let _ = write!(out, " … ({} bytes)", bytes.len());
    }
}

/// Appends the name of an error and what it means.
pub(crate) fn errno_words(errno: i64, out: &mut String) {
    match names::errno(errno.unsigned_abs()) {
        Some((name, meaning)) => {
            let _ = write!(out, "{name} ({meaning})");
        }
        None => {
            let _ = write!(out, "{errno}");
        }
    }
}
