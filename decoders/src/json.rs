//! Feature `serde`: serialises a message in the documented form of `nltrace -F json`, without the members that only nltrace has
//! (times, processes, conversations).
//!
//! A field has `"name"`, `"offset"` and `"len"`, and one of `"value"` (with `"raw_value"`, the number, beside a symbol), `"flags"`
//! (with `"raw_value"`), `"fields"` and `"raw"`. An attribute has `"type_id"`, and `"nla_flags"` if it has some.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::message::{Children, FieldRef, Message, MessageRef, Note};
use crate::names;
use crate::schema::{Framing, Kind, Names, Show};
use crate::tape::{Role, State};
use crate::value::{Integer, Value, flags};
use crate::words;

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.view().serialize(to)
    }
}

impl Serialize for MessageRef<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        let protocol = self.protocol().map(|family| family.protocol);
        match protocol.map(|number| (number, names::NETLINK.get(number.into()))) {
            Some((_, Some(name))) => map.serialize_entry("protocol", name)?,
            Some((number, None)) => map.serialize_entry("protocol", &number)?,
            None => map.serialize_entry("protocol", &())?,
        }
        match self.header() {
            Some(header) => {
                map.serialize_entry("len", &header.len)?;
                map.serialize_entry("type", &self.type_name())?;
                map.serialize_entry("type_id", &header.kind)?;
                if let Some(name) = self.family_name() {
                    map.serialize_entry("family", name)?;
                }
                let names = crate::control::flag_names(self.tape().class());
                map.serialize_entry("flags", &FlagList(names, header.flags.into()))?;
                map.serialize_entry("flags_id", &header.flags)?;
                map.serialize_entry("seq", &header.seq)?;
                map.serialize_entry("portid", &header.portid)?;
            }
            None => {
                let is_bare = self.protocol().is_some_and(|of| matches!(of.framing, Framing::Bare(_)));
                map.serialize_entry("len", &self.bytes().len())?;
                let event = if is_bare { self.type_name() } else { Some("malformed") };
                map.serialize_entry("event", &event)?;
            }
        }
        map.serialize_entry("fields", &JsonList(self.children()))?;
        let notes = self.notes().into_iter().filter(|note| matches!(note, Note::Longer { .. }));
        map.serialize_entry("notes", &notes.map(|note| note.to_string()).collect::<Vec<_>>())?;
        map.end()
    }
}

/// Fields in an array.
struct JsonList<'m>(Children<'m>);

impl Serialize for JsonList<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.clone())
    }
}

impl Serialize for FieldRef<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        let has_name = self.kernel_name().is_some()
            || self.role() == Role::Element
            || self.role() == Role::Attribute && self.state() != State::Unknown;
        map.serialize_entry("name", &has_name.then(|| self.name()))?;
        if let Some(id) = self.id() {
            map.serialize_entry("type_id", &id)?;
            let flags: Vec<&str> = self.type_flags().collect();
            if !flags.is_empty() {
                map.serialize_entry("nla_flags", &flags)?;
            }
        }
        map.serialize_entry("offset", &self.offset())?;
        map.serialize_entry("len", &self.span().len())?;
        if self.has_parts() {
            map.serialize_entry("fields", &JsonList(self.children()))?;
        } else {
            value(self, &mut map)?;
        }
        if !self.extra().is_empty() {
            map.serialize_entry("extra", &hex(self.extra()))?;
        }
        if let Some(gloss) = self.gloss() {
            map.serialize_entry("gloss", &gloss)?;
        }
        let state = if self.is_packed() { State::Good } else { self.state() };
        if let Some(state) = state_name(state) {
            map.serialize_entry("state", state)?;
        }
        map.end()
    }
}

fn value<M: SerializeMap>(field: &FieldRef<'_>, map: &mut M) -> Result<(), M::Error> {
    match field.value() {
        Value::Empty if matches!(field.kind(), Kind::Flag) => map.serialize_entry("value", &true),
        Value::Empty => map.serialize_entry("fields", &[(); 0]),
        Value::Integer(integer) => self::integer(field, &integer, map),
        Value::Text(text, _) => map.serialize_entry("value", &string(text)),
        Value::Bytes(look, bytes) => {
            let mut text = String::new();
            words::bytes(look, bytes, &mut text);
            map.serialize_entry("value", &text)
        }
        Value::Raw(bytes) => map.serialize_entry("raw", &hex(bytes)),
        Value::Hidden(_) => map.serialize_entry("hidden", &true),
        Value::MessageType(id, Some(name)) => {
            map.serialize_entry("value", name)?;
            map.serialize_entry("raw_value", &id)
        }
        Value::MessageType(id, None) => map.serialize_entry("value", &id),
    }
}

fn integer<M: SerializeMap>(field: &FieldRef<'_>, integer: &Integer, map: &mut M) -> Result<(), M::Error> {
    match integer.show {
        Show::Flags(names) => map.serialize_entry("flags", &FlagList(names, integer.raw))?,
        Show::Parts(_) | Show::BitFields(_) => {
            number("raw_value", integer, map)?;
            return map.serialize_entry("fields", &JsonList(field.children()));
        }
        Show::Bool if integer.raw <= 1 => map.serialize_entry("value", &(integer.raw == 1))?,
        _ => match integer.name().map(str::to_owned).or_else(|| words::special(integer)) {
            Some(text) => map.serialize_entry("value", &text)?,
            None => return number("value", integer, map),
        },
    }
    number("raw_value", integer, map)
}

fn number<M: SerializeMap>(key: &str, integer: &Integer, map: &mut M) -> Result<(), M::Error> {
    match integer.signed {
        true => map.serialize_entry(key, &integer.as_signed()),
        false => map.serialize_entry(key, &integer.raw),
    }
}

/// The names of the bits that are set, and the other bits as a hexadecimal number.
struct FlagList(&'static Names, u64);

impl Serialize for FlagList {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (known, rest) = flags(self.0, self.1);
        let mut list = to.serialize_seq(None)?;
        for name in known {
            list.serialize_element(name)?;
        }
        if rest != 0 {
            list.serialize_element(&format!("{rest:#x}"))?;
        }
        list.end()
    }
}

fn state_name(state: State) -> Option<&'static str> {
    match state {
        State::Good | State::Unknown => None,
        State::Short => Some("short"),
        State::Extra => Some("extra"),
        State::Cut => Some("cut"),
        State::Unselected => Some("unselected"),
        State::Malformed => Some("malformed"),
        State::TooDeep => Some("too deep"),
        State::TooMany => Some("too many"),
    }
}

/// Returns bytes as a string. A byte that is not UTF-8 becomes the character with its number.
fn string(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| char::from(*byte)));
    }
    text
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    words::separated(bytes, "", &mut text);
    text
}
