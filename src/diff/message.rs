//! A message without the values that change from run to run: a tree of names and values that can be compared.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};

use nltrace_decoders::control::flag_names;
use nltrace_decoders::message::{FieldRef, MessageRef, problem};
use nltrace_decoders::names;
use nltrace_decoders::schema::{Marks, Show, Traits};
use nltrace_decoders::tape::Role;
use nltrace_decoders::value::Value;
use nltrace_decoders::wire::{self, Piece};
use nltrace_decoders::words::{self, WordStyle};

use crate::event::Event;
use crate::render::escape;

/// A hash that keys and passwords are compared by: they are never kept or shown. Each run of nltrace has another.
pub(crate) type Fingerprint = RandomState;

/// The role of a message in its conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum NormalRole {
    /// A request to the kernel.
    Request,
    /// A message to another process.
    Sent,
    /// An answer.
    Answer,
    /// A notification.
    Notification,
    /// A received message of which nothing more is known.
    Received,
    /// Bytes that are no message.
    Bytes,
}

/// A message that can be compared with those of another conversation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct NormalMessage {
    pub(super) part: NormalRole,
    /// `NETLINK_*`, or the protocol's number.
    pub(super) protocol: Cow<'static, str>,
    /// The name of its type; of generic netlink after that of its family.
    pub(super) name: String,
    /// Whether its place among other messages matters: a request that changes something, or a message to another process.
    pub(super) is_ordered: bool,
    /// The bits of `nlmsg_flags`, as a member; then the message's fields.
    pub(super) nodes: Vec<NormalField>,
    /// The key fields, which distinguish messages of one type.
    pub(super) keys: Vec<KeyValue>,
}

/// A key field and its value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct KeyValue {
    pub(super) name: Cow<'static, str>,
    pub(super) value: String,
}

/// A field: an attribute, a member, an element.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct NormalField {
    /// The kernel's name; `#17` for an attribute without one, nothing for an element.
    pub(super) name: Cow<'static, str>,
    /// Whether its place among its siblings matters.
    pub(super) is_ordered: bool,
    /// Whether it is a member that is 0, which mostly says that nothing is set.
    pub(super) is_zero_member: bool,
    /// Remarks about its form: a flag of its type that the kernel looks at, a wrong length, extra bytes.
    pub(super) note: String,
    pub(super) content: Content,
}

/// The content of a field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Content {
    /// Nothing: a flag, an empty nest.
    Empty,
    /// A number, and its meaning in words.
    Number { is_negative: bool, raw: u64, text: String },
    /// The name of an interface, where the message has its index.
    Interface(String),
    /// A string.
    Text(Vec<u8>),
    /// Something else in words: an address, bytes.
    Words(String),
    /// A key or password: its length and its fingerprint.
    Hidden(usize, u64),
    /// Parts.
    Parts(Vec<NormalField>),
}

impl Content {
    /// Appends the value in words; nothing if it has parts or is empty.
    pub(super) fn write(&self, out: &mut String) {
        match self {
            Content::Empty | Content::Parts(_) => (),
            Content::Number { text, .. } | Content::Words(text) => out.push_str(text),
            Content::Interface(name) => escape::plain(name, out),
            Content::Text(bytes) => {
                out.push('"');
                nltrace_decoders::escape::quoted(bytes, out);
                out.push('"');
            }
            Content::Hidden(len, _) => out.push_str(&words::hidden(*len)),
        }
    }

    /// Returns the parts.
    pub(super) fn parts(&self) -> &[NormalField] {
        match self {
            Content::Parts(parts) => parts,
            _ => &[],
        }
    }
}

/// Makes messages comparable.
pub(super) struct Normalizer {
    fingerprint: Fingerprint,
    /// Whether the flags of attributes' types are compared where the kernel does not look at them.
    pub(super) verbose: bool,
}

impl Normalizer {
    /// Returns a normaliser. Conversations that are compared need the same fingerprint.
    pub(super) fn new(fingerprint: Fingerprint, verbose: bool) -> Normalizer {
        Normalizer { fingerprint, verbose }
    }

    /// Returns a message without the values that change from run to run.
    pub(super) fn message(&self, event: &Event<'_>, part: NormalRole) -> NormalMessage {
        let view = MessageRef::new(event.message, event.tape);
        let traits = event.tape.message.map_or(Traits::NONE, |message| message.traits);
        let exchange = event.tape.family.map(|family| family.exchange);
        let walk = FieldReader {
            event,
            secrets: secrets(event).unwrap_or_default(),
            fingerprint: &self.fingerprint,
            looks_at_nesting: self.verbose || traits.has(Traits::STRICT),
            looks_at_order: self.verbose || exchange.is_some_and(|exchange| exchange.byte_order_flags),
        };
        let mut keys = Vec::new();
        let mut nodes = Vec::new();
        if !event.is_bare() {
            let mut text = String::new();
            words::flag_names(flag_names(event.tape.class()), event.header.flags.into(), &mut text);
            let raw = event.header.flags.into();
            let content = Content::Number { is_negative: false, raw, text };
            nodes.push(NormalField::member("nlmsg_flags", content));
        }
        // Members of the head are siblings of its attributes, as in paths of filters.
        for field in view.children() {
            let is_head = field.role() == Role::Member && field.has_parts();
            if is_head {
                nodes.extend(walk.nodes(field.children(), &mut keys));
            }
        }
        let others = view.children().filter(|field| !(field.role() == Role::Member && field.has_parts()));
        nodes.extend(walk.nodes(others, &mut keys));
        let changes = event.tape.message.is_none_or(nltrace_decoders::schema::Msg::changes);
        NormalMessage {
            part,
            protocol: protocol(event.datagram.protocol),
            name: name(event),
            is_ordered: part == NormalRole::Sent || part == NormalRole::Request && changes,
            nodes,
            keys,
        }
    }

    /// Returns bytes that are no message.
    pub(super) fn bytes(&self, protocol_number: Option<u16>, bytes: &[u8]) -> NormalMessage {
        let mut text = String::new();
        words::hex(bytes, usize::MAX, &mut text);
        NormalMessage {
            part: NormalRole::Bytes,
            protocol: protocol(protocol_number),
            name: "bytes that are no message".to_owned(),
            is_ordered: true,
            nodes: vec![NormalField::member("bytes", Content::Words(text))],
            keys: Vec::new(),
        }
    }
}

impl NormalField {
    fn member(name: &'static str, content: Content) -> NormalField {
        let name = Cow::Borrowed(name);
        NormalField { name, is_ordered: false, is_zero_member: false, note: String::new(), content }
    }
}

fn protocol(number: Option<u16>) -> Cow<'static, str> {
    match number {
        Some(number) => match names::NETLINK.get(number.into()) {
            Some(name) => Cow::Borrowed(name),
            None => Cow::Owned(number.to_string()),
        },
        None => Cow::Borrowed("protocol unknown"),
    }
}

/// Returns the name of a message's type; of generic netlink after that of its family.
fn name(event: &Event<'_>) -> String {
    let owner = event.tape.owner.filter(|owner| owner.id == event.header.kind);
    match (event.tape.message, owner) {
        (Some(message), Some(owner)) => match owner.name() {
            Some(family) => format!("{family} {}", message.name),
            None => message.name.to_owned(),
        },
        (Some(message), None) => message.name.to_owned(),
        (None, Some(owner)) => owner.to_string(),
        (None, None) => format!("type {}", event.header.kind),
    }
}

/// Returns the bytes of a message with keys and passwords, if it has any: the event's have zeros there.
fn secrets<'a>(event: &Event<'a>) -> Option<&'a [u8]> {
    event.tape.secrets().next()?;
    let bytes = event.datagram.bytes;
    let piece = wire::messages(bytes, event.datagram.endian).nth(event.index)?;
    match piece {
        Piece::Message { start, next, .. } => bytes.get(start..next),
        Piece::Rest { .. } => None,
    }
}

/// One walk through a message.
struct FieldReader<'w> {
    event: &'w Event<'w>,
    /// The bytes with keys and passwords; empty if there are none.
    secrets: &'w [u8],
    fingerprint: &'w Fingerprint,
    looks_at_nesting: bool,
    looks_at_order: bool,
}

impl FieldReader<'_> {
    /// Returns fields in an order that depends only on their kinds: members as they are, attributes by number, and repeated
    /// attributes in the order of the message.
    fn nodes<'m>(
        &self,
        fields: impl Iterator<Item = FieldRef<'m>>,
        keys: &mut Vec<KeyValue>,
    ) -> Vec<NormalField> {
        let mut found: Vec<(u32, NormalField)> = Vec::new();
        for field in fields {
            let node = self.node(&field, keys);
            // Some programs send an attribute twice, which does no harm.
            if field.marks().has(Marks::RESENT) && found.iter().any(|(_, other)| *other == node) {
                continue;
            }
            let rank = match field.id() {
                None if !node.is_ordered => 0,
                Some(id) if !node.is_ordered => 1 + u32::from(id),
                _ => u32::MAX,
            };
            found.push((rank, node));
        }
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, node)| node).collect()
    }

    fn node(&self, field: &FieldRef<'_>, keys: &mut Vec<KeyValue>) -> NormalField {
        let marks = field.marks();
        let is_element = field.kernel_name().is_none() && !field.name().starts_with('#');
        let content = self.content(field, keys);
        let is_zero_member =
            field.role() == Role::Member && matches!(content, Content::Number { raw: 0, .. });
        let name = if is_element { Cow::Borrowed("") } else { field.name() };
        if marks.has(Marks::KEY) && !is_zero_member && !matches!(content, Content::Parts(_)) {
            let mut value = String::new();
            content.write(&mut value);
            keys.push(KeyValue { name: name.clone(), value });
        }
        NormalField {
            name,
            is_ordered: is_element && field.role() != Role::Member || marks.has(Marks::REPEATS),
            is_zero_member,
            note: self.note(field),
            content,
        }
    }

    fn content(&self, field: &FieldRef<'_>, keys: &mut Vec<KeyValue>) -> Content {
        if field.has_parts() || matches!(field.value(), Value::Integer(_)) {
            let parts = self.nodes(field.children(), keys);
            if !parts.is_empty() {
                return Content::Parts(parts);
            }
        }
        match field.value() {
            Value::Empty => Content::Empty,
            Value::Integer(integer) => {
                if let (Show::Interface, Ok(index)) = (integer.show, u32::try_from(integer.bits()))
                    && let Some(name) = self.event.interfaces.name(self.event.netns, index)
                    && !name.is_empty()
                    && index != 0
                {
                    return Content::Interface(name.to_owned());
                }
                let mut text = String::new();
                integer.write(false, &mut text);
                let is_negative = integer.signed && integer.as_signed() < 0;
                let raw = if is_negative { integer.as_signed().unsigned_abs() } else { integer.raw };
                Content::Number { is_negative, raw, text }
            }
            Value::Text(text, []) => Content::Text(text.to_owned()),
            Value::Hidden(len) => {
                let start = field.span().end.saturating_sub(len);
                let secret = self.secrets.get(start..field.span().end).unwrap_or_default();
                Content::Hidden(len, self.fingerprint.hash_one(secret))
            }
            value => {
                let mut text = String::new();
                value.write(WordStyle::default(), &mut text);
                Content::Words(text)
            }
        }
    }

    /// Returns remarks about the form of a field; nothing where the kernel does not look at the form.
    fn note(&self, field: &FieldRef<'_>) -> String {
        let mut notes: Vec<Cow<'static, str>> = Vec::new();
        let marks = field.marks();
        let looks_at = |flag: &&str| match *flag {
            "NLA_F_NESTED" => self.looks_at_nesting || marks.has(Marks::MUST_NEST),
            "NLA_F_NET_BYTEORDER" => self.looks_at_order,
            _ => true,
        };
        notes.extend(field.type_flags().filter(looks_at).map(Cow::Borrowed));
        if marks.has(Marks::NUL_TERMINATED)
            && matches!(field.value(), Value::Text(..))
            && !field.payload().contains(&0)
        {
            notes.push("no NUL".into());
        }
        if let Some(problem) = problem(field.state()) {
            notes.push(problem.into());
        }
        let extra = field.extra();
        if !extra.is_empty() && !field.is_packed() && !matches!(field.value(), Value::Text(..)) {
            let mut text = "extra ".to_owned();
            words::hex(extra, usize::MAX, &mut text);
            notes.push(text.into());
        }
        notes.join(", ")
    }
}
