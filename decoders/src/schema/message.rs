//! Message types and protocols: the class and the body of each message.

use std::num::NonZeroU16;

use super::*;

/// What a message type does, and so what the upper bits of `nlmsg_flags` mean.
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
    /// All there are.
    pub const ALL: [Class; 6] =
        [Class::Get, Class::New, Class::Delete, Class::Flush, Class::Ack, Class::Other];

    /// Whether such a message changes something: it makes or removes.
    #[must_use]
    pub const fn changes(self) -> bool {
        matches!(self, Class::New | Class::Delete | Class::Flush)
    }
}

/// What stands behind a message's header.
#[derive(Clone, Copy, Debug)]
pub struct Body {
    /// The fixed head: a struct, or what chooses one.
    pub head: Kind,
    /// What follows at the next multiple of 4: a nest, or what chooses one.
    pub attrs: Kind,
}

/// A message type.
pub struct Msg {
    /// `nlmsg_type`.
    pub id: u16,
    /// The kernel's name.
    pub name: &'static str,
    /// What it does.
    pub class: Class,
    /// What it carries to the kernel.
    pub request: &'static Body,
    /// What it carries from the kernel.
    pub reply: &'static Body,
    /// The type of the messages that answer it, where the protocol has no rule for that.
    pub answer: Option<NonZeroU16>,
    /// Facts that its class does not show.
    pub traits: Traits,
    /// What a process needs before the kernel does as it says, where that is not what the protocol needs in general.
    pub needs: Option<Capability>,
}

impl Msg {
    /// Whether a request of this type changes the state of its receiver.
    #[must_use]
    pub const fn changes(&self) -> bool {
        !self.traits.has(Traits::HARMLESS) && (self.class.changes() || self.traits.has(Traits::CHANGES))
    }

    /// What a request of this type does. `is_dump` says whether its flags ask for all of a kind.
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
    /// Message types, ids ascending; lists one behind the other.
    pub messages: &'static [&'static [Msg]],
    /// Multicast groups, by number.
    pub groups: &'static Names,
    /// The general head that old programs' dump requests have in place of a message's own: known by its size, which
    /// with padding is 4 bytes.
    pub general: Option<&'static Struct>,
    /// Of generic netlink: the families that have tables. Their numbers are message types; see [`crate::generic`].
    pub generic: &'static [&'static Generic],
    /// Types that have no names, and carry what is known all the same.
    pub unnamed: &'static [Range],
    /// How a datagram holds messages.
    pub framing: Framing,
    /// How requests are paired with what follows them.
    pub exchange: Exchange,
}

/// Message types from one number to another.
#[derive(Debug)]
pub struct Range {
    /// The first.
    pub first: u16,
    /// The last.
    pub last: u16,
    /// What they carry, both ways.
    pub body: &'static Body,
}

/// How a protocol's datagrams hold messages.
#[derive(Clone, Copy, Debug)]
pub enum Framing {
    /// One behind the other, each with a header that tells its length.
    Messages,
    /// To the kernel as others; from it each datagram is one message, whatever its header says of its length.
    OnePerDatagram,
    /// Without headers: each datagram is the reply body of this message.
    Bare(&'static Msg),
}

impl Family {
    /// The message type with this number. Those of generic netlink are families: see [`crate::generic::owner`].
    #[must_use]
    pub fn message(&self, id: u16) -> Option<&'static Msg> {
        self.messages.iter().find_map(|list| by_id(list, id))
    }

    /// What a type that has no name carries.
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
