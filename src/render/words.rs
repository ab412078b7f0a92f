//! Coloured values, shared by the tree and `-F hex`.

use std::fmt::Write;

use nltrace_decoders::generic::Owner;
use nltrace_decoders::names;
use nltrace_decoders::schema::{Kind, Names, Part, Show};
use nltrace_decoders::tape::{self, Field, State};
use nltrace_decoders::value::{Integer, Value, read};
pub(crate) use nltrace_decoders::words::hex;
use nltrace_decoders::words::{WordRole, WordSink, WordStyle};

use super::page::Page;
use super::palette::{Palette, Role};
use super::{escape, text};
use crate::event::Event;

/// `MSG_*`  (linux/socket.h)
pub(crate) static MSG: Names = nltrace_decoders::schema::names(&[
    (0x1, "MSG_OOB"),
    (0x2, "MSG_PEEK"),
    (0x4, "MSG_DONTROUTE"),
    (0x8, "MSG_CTRUNC"),
    (0x10, "MSG_PROBE"),
    (0x20, "MSG_TRUNC"),
    (0x40, "MSG_DONTWAIT"),
    (0x80, "MSG_EOR"),
    (0x100, "MSG_WAITALL"),
    (0x200, "MSG_FIN"),
    (0x400, "MSG_SYN"),
    (0x800, "MSG_CONFIRM"),
    (0x1000, "MSG_RST"),
    (0x2000, "MSG_ERRQUEUE"),
    (0x4000, "MSG_NOSIGNAL"),
    (0x8000, "MSG_MORE"),
    (0x10000, "MSG_WAITFORONE"),
    (0x40000, "MSG_BATCH"),
    (0x4000000, "MSG_ZEROCOPY"),
    (0x20000000, "MSG_FASTOPEN"),
    (0x40000000, "MSG_CMSG_CLOEXEC"),
]);

/// The bits of a socket's type that are flags.
const SOCK_FLAGS: [(i32, &str); 2] =
    [(nix::libc::SOCK_CLOEXEC, "SOCK_CLOEXEC"), (nix::libc::SOCK_NONBLOCK, "SOCK_NONBLOCK")];

/// Returns the names of a socket's type and of its flags, and the bits that have no name.
pub(crate) fn socket_kind(kind: i32) -> (Vec<&'static str>, i32) {
    let name = u64::try_from(kind & 0xf).ok().and_then(|kind| names::SOCK.get(kind));
    let mut rest = if name.is_some() { kind & !0xf } else { kind };
    let mut found: Vec<&str> = name.into_iter().collect();
    for (bit, name) in SOCK_FLAGS {
        if rest & bit != 0 {
            rest &= !bit;
            found.push(name);
        }
    }
    (found, rest)
}

/// Returns the name of a level of socket options.
pub(crate) fn socket_level(level: i32) -> Option<&'static str> {
    match level {
        nix::libc::SOL_NETLINK => Some("SOL_NETLINK"),
        nix::libc::SOL_SOCKET => Some("SOL_SOCKET"),
        _ => None,
    }
}

/// Adds the name of the message's type to the word; of generic netlink its family's before it, and a `?` after it if the family is a
/// guess.
pub(crate) fn message_type(page: &mut Page, event: &Event<'_>) {
    let owner = event.tape.owner.filter(|owner| owner.id == event.header.kind);
    match (event.tape.message, owner) {
        (Some(message), owner) => {
            if let Some(name) = owner.as_ref().and_then(Owner::name) {
                page.say(Role::Plain, name);
                page.say(Role::Plain, " ");
            }
            page.say(Role::Message, message.name);
            if owner.is_some_and(|owner| owner.is_guess) {
                page.say(Role::Plain, "?");
            }
        }
        (None, Some(owner)) => page.say(Role::Unknown, &owner.to_string()),
        (None, None) => page.piece(Role::Unknown, |out| {
            let _ = write!(out, "type {}", event.header.kind);
        }),
    }
}

/// Returns the value of a leaf, without colours.
pub(crate) fn plain(event: &Event<'_>, field: &Field) -> String {
    let mut page = Page::new(Palette::new(false), usize::MAX / 2);
    value(&mut page, event, field, 32, true);
    page.take()
}

/// Returns the name of a socket option.
pub(crate) fn socket_option(level: i32, option: i32) -> Option<&'static str> {
    match (level, option) {
        (nix::libc::SOL_NETLINK, _) => names::NETLINK_OPTION.get(u64::try_from(option).ok()?),
        (nix::libc::SOL_SOCKET, _) => names::SO.get(u64::try_from(option).ok()?),
        _ => None,
    }
}

/// Returns the sentence that the tables have about the whole of a field.
pub(crate) fn gloss(event: &Event<'_>, field: &Field) -> Option<String> {
    let Kind::Gloss(_, gloss) = field.kind else { return None };
    if field.is_secret() {
        return None;
    }
    let mut text = String::new();
    let payload = event.message.get(field.payload()).unwrap_or_default();
    gloss(payload, event.tape.endian, &mut text).ok().filter(|()| !text.is_empty())?;
    let mut safe = String::new();
    escape::plain(&text, &mut safe);
    Some(safe)
}

/// Adds the value of a leaf to the word; shorter if it is `beside` others.
///
/// Bytes in hexadecimal end at `limit`.
pub(crate) fn value(page: &mut Page, event: &Event<'_>, field: &Field, limit: usize, beside: bool) {
    match read(field, event.message, event.tape) {
        Value::Integer(integer) => self::integer_of(page, event, field, &integer, beside),
        value => value.write(WordStyle { limit, beside }, page),
    }
}

/// Adds an integer that is a field to the word, and what it is called.
#[inline]
pub(crate) fn integer_of(page: &mut Page, event: &Event<'_>, field: &Field, integer: &Integer, beside: bool) {
    if let Show::Dec = integer.show {
        return page.piece(Role::Number, |out| text::decimal(integer, out));
    }
    integer.write(beside, page);
    name_of(page, event, field, integer);
}

/// Returns the name of a number that has no kernel name: an interface, or a name of the administrator's.
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

/// Returns the remark about a field that does not fit its kind; begins with a space.
pub(crate) fn state_note(field: &Field) -> Option<&'static str> {
    match field.state {
        State::Short => Some(" (too short)"),
        State::Cut => Some(" (cut)"),
        State::Unselected => Some(" (nothing says what this is)"),
        State::Malformed => Some(" (malformed)"),
        State::TooDeep => Some(" (nested too deep)"),
        State::TooMany => Some(" (too many fields)"),
        _ => None,
    }
}

impl WordSink for Page {
    #[inline]
    fn piece(&mut self, role: WordRole, write: impl FnOnce(&mut String)) {
        Page::piece(self, self::role(role), write);
    }

    #[inline]
    fn space(&mut self) {
        Page::space(self);
    }
}

/// Returns the role in which a word of the library's is shown.
#[inline]
fn role(role: WordRole) -> Role {
    match role {
        WordRole::Message => Role::Message,
        WordRole::Name => Role::Name,
        WordRole::Number => Role::Number,
        WordRole::Symbol => Role::Flag,
        WordRole::Text => Role::Text,
        WordRole::Error => Role::Error,
        WordRole::Unknown => Role::Unknown,
        WordRole::Note => Role::Note,
        _ => Role::Plain,
    }
}

/// Returns the C bit-fields in a member without a name, which JSON writes as members of its struct.
pub(super) fn nameless_parts(event: &Event<'_>, field: &Field) -> Option<(&'static [Part], Integer)> {
    if !field.name.is_empty() || field.role != tape::Role::Member {
        return None;
    }
    match read(field, event.message, event.tape) {
        Value::Integer(integer) => match integer.show {
            Show::Parts(list) | Show::BitFields(list) if list.iter().any(|part| !part.name.is_empty()) => {
                Some((list, integer))
            }
            _ => None,
        },
        _ => None,
    }
}
