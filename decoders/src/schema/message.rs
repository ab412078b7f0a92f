//! Message types and protocols: the class and the body of each message.

use core::num::NonZeroU16;

use super::*;

/// The class of a message type. The meaning of the upper bits of `nlmsg_flags` follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Asks: `NLM_F_ROOT`, `NLM_F_MATCH`, `NLM_F_ATOMIC`, `NLM_F_DUMP`.
    Get,
    /// Makes or changes: `NLM_F_REPLACE`, `NLM_F_EXCL`, `NLM_F_CREATE`, `NLM_F_APPEND`.
    New,
    /// Removes: `NLM_F_NONREC`, `NLM_F_BULK`.
    Delete,
    /// Removes, all of a kind with `NLM_F_ROOT`; `NLM_F_BULK`.
    Flush,
    /// Acknowledges: `NLM_F_CAPPED`, `NLM_F_ACK_TLVS`.
    Ack,
    /// None of these: the bits that all share.
    Other,
}

impl Class {
    /// All classes.
    pub const ALL: [Class; 6] =
        [Class::Get, Class::New, Class::Delete, Class::Flush, Class::Ack, Class::Other];

    /// Returns whether such a message changes something: it creates, modifies or removes.
    #[must_use]
    pub const fn changes(self) -> bool {
        matches!(self, Class::New | Class::Delete | Class::Flush)
    }
}

/// The layout of a message after its header.
#[derive(Clone, Copy, Debug)]
pub struct Body {
    /// The fixed head: a struct, or a selection among structs.
    pub head: Kind,
    /// The attributes, from the next multiple of 4 on: a nest, or a selection among nests.
    pub attrs: Kind,
}

/// A message type.
pub struct Msg {
    /// `nlmsg_type`.
    pub id: u16,
    /// The kernel's name.
    pub name: &'static str,
    /// Its class.
    pub class: Class,
    /// Its layout in messages to the kernel.
    pub request: &'static Body,
    /// Its layout in messages from the kernel.
    pub reply: &'static Body,
    /// The type of its answers, if the protocol has no rule for that.
    pub answer: Option<NonZeroU16>,
    /// Facts that its class does not show.
    pub traits: Traits,
    /// The capability that a process needs for it, if that differs from the protocol's.
    pub needs: Option<Capability>,
}

impl Msg {
    /// Returns whether a request of this type changes the state of its receiver.
    #[must_use]
    pub const fn changes(&self) -> bool {
        !self.traits.has(Traits::HARMLESS) && (self.class.changes() || self.traits.has(Traits::CHANGES))
    }

    /// Returns the effect of a request of this type. `is_dump` is true if its flags request all objects of a kind.
    #[must_use]
    pub fn verb(&self, is_dump: bool) -> Verb {
        match self.class {
            Class::Get if is_dump || self.traits.has(Traits::DUMPS) => Verb::Dump,
            Class::Get => Verb::Get,
            Class::Delete => Verb::Delete,
            Class::Flush => Verb::Flush,
            Class::New if self.name.split('_').any(|word| word.starts_with("SET")) => Verb::Set,
            Class::New => Verb::New,
            Class::Ack | Class::Other if self.changes() => Verb::Set,
            Class::Ack | Class::Other => Verb::Other,
        }
    }
}

/// A netlink protocol.
pub struct Family {
    /// `NETLINK_*`, third argument of `socket()`.
    pub protocol: u16,
    /// The kernel's name.
    pub name: &'static str,
    /// Message types, in lists that follow each other, ids ascending.
    pub messages: &'static [&'static [Msg]],
    /// Multicast groups, by number.
    pub groups: &'static Names,
    /// The general head that old programs' dump requests have in place of a message's own: known by its size, which
    /// with padding is 4 bytes.
    pub general: Option<&'static Struct>,
    /// Of generic netlink: the families that have tables. Their numbers are message types; see [`crate::generic`].
    pub generic: &'static [&'static Generic],
    /// Types that have no names, but a known content.
    pub unnamed: &'static [Range],
    /// How a datagram holds messages.
    pub framing: Framing,
    /// How requests are paired with their answers and notifications.
    pub exchange: Exchange,
}

/// Message types from one number to another.
#[derive(Debug)]
pub struct Range {
    /// The first.
    pub first: u16,
    /// The last.
    pub last: u16,
    /// Their layout, in both directions.
    pub body: &'static Body,
}

/// How a protocol's datagrams hold messages.
#[derive(Clone, Copy, Debug)]
pub enum Framing {
    /// Messages follow each other. Each has a header with its length.
    Messages,
    /// Messages to the kernel as in [`Framing::Messages`]. From the kernel, each datagram is one message, whatever length its
    /// header has.
    OnePerDatagram,
    /// Without headers: each datagram is the reply body of this message.
    Bare(&'static Msg),
}

impl Family {
    /// Returns the message type with this number. Those of generic netlink are families: see [`crate::generic::owner`].
    #[must_use]
    pub fn message(&self, id: u16) -> Option<&'static Msg> {
        self.messages.iter().find_map(|list| by_id(list, id))
    }

    /// Returns the layout of messages of an unknown type.
    #[must_use]
    pub fn unnamed(&self, id: u16) -> Option<&'static Body> {
        self.unnamed.iter().find(|range| (range.first..=range.last).contains(&id)).map(|range| range.body)
    }
}

pub(super) fn by_id(list: &'static [Msg], id: u16) -> Option<&'static Msg> {
    let first = list.first()?.id;
    match list.get(usize::from(id.wrapping_sub(first))) {
        Some(msg) if msg.id == id => Some(msg),
        _ => list.get(list.binary_search_by_key(&id, |msg| msg.id).ok()?),
    }
}
