//! What a request is about, in a few words: the values of its key fields.

use nltrace_decoders::schema::{Kind, Look, Marks, Show};
use nltrace_decoders::tape::{Field, Role as Place};
use nltrace_decoders::value::{Value, read};

use super::words;
use crate::event::Event;

/// Key fields that are shown, at most, and columns that they take.
const FIELDS: usize = 5;
const COLUMNS: usize = 56;

/// Returns the values of a request's key fields: `v0`, `10.0.0.0/8 RTA_GATEWAY=192.0.2.1`. Leaves out one field, which is
/// shown elsewhere.
pub(crate) fn keys(event: &Event<'_>, but: Option<&Field>) -> String {
    let mut text = String::new();
    let mut count = 0;
    let mut names_link = false;
    for field in event.tape.body() {
        let is_other =
            but.is_none_or(|but| (but.start, but.len, but.depth) != (field.start, field.len, field.depth));
        if !field.marks.has(Marks::KEY) || !is_other || count >= FIELDS {
            continue;
        }
        let Some(word) = word(event, field, names_link) else { continue };
        // IFA_LOCAL is mostly IFA_ADDRESS.
        if text.split(' ').any(|before| before == word) {
            continue;
        }
        if !text.is_empty() && text.chars().count() + word.chars().count() > COLUMNS {
            text.push_str(" …");
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&word);
        names_link |= matches!(field.kind, Kind::Int { show: Show::Interface, .. }) && field.depth <= 1;
        count += 1;
    }
    text
}

/// Returns a key field in a word; `None` for one that says nothing.
fn word(event: &Event<'_>, field: &Field, names_link: bool) -> Option<String> {
    let value = read(field, event.message, event.tape);
    match (&value, field.kind, field.role) {
        (Value::Integer(integer), Kind::Int { show: Show::Interface, .. }, _) => {
            if integer.raw == 0 {
                return None;
            }
            let name = words::called(event, field, integer);
            let word = name.map_or_else(|| format!("{}={}", field.name, integer.raw), super::text::escaped);
            Some(if names_link { format!("{}={word}", field.name) } else { word })
        }
        (Value::Integer(integer), Kind::Int { show: Show::Handle, .. }, Place::Member)
            if integer.raw != 0 =>
        {
            Some(format!("{}={}", field.name, words::plain(event, field)))
        }
        // Heads are full of numbers that are what they mostly are.
        (_, _, Place::Member | Place::Header) => None,
        (Value::Text(text, _), ..) => Some(super::text::escaped(&String::from_utf8_lossy(text))),
        (_, Kind::Bytes { look: Look::Ip4 | Look::Ip6 | Look::Ip4Of16, .. }, _)
            if field.name.ends_with("DST")
                || field.name.ends_with("ADDRESS")
                || field.name.ends_with("LOCAL") =>
        {
            Some(words::plain(event, field) + &prefix(event, field))
        }
        (Value::Hidden(_) | Value::Empty | Value::Raw(_), ..) => None,
        _ => {
            let value = words::plain(event, field);
            (!value.is_empty() && value.chars().count() < COLUMNS).then(|| format!("{}={value}", field.name))
        }
    }
}

/// The length of a prefix, which the head of the message has.
fn prefix(event: &Event<'_>, field: &Field) -> String {
    let member = match field.name {
        "RTA_DST" => "rtm_dst_len",
        "FRA_DST" => "dst_len",
        "IFA_LOCAL" | "IFA_ADDRESS" => "ifa_prefixlen",
        _ => return String::new(),
    };
    let len = event.tape.body().iter().find(|head| head.name == member && head.role == Place::Member);
    match len.map(|len| read(len, event.message, event.tape)) {
        Some(Value::Integer(len)) => format!("/{}", len.raw),
        _ => String::new(),
    }
}
