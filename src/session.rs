//! What one message knows of another: which request a reply answers, and what interfaces are called.

use std::collections::{HashMap, VecDeque};

use nltrace_decoders::wire::{self, Endian, MessageHeader};

use crate::datagram::{Datagram, Direction, Timestamp};

/// Requests kept for their answers. A dump of any length needs one; a program that never reads its answers, no more.
const REQUESTS: usize = 1024;

const NLM_F_REQUEST: u16 = nltrace_decoders::decode::NLM_F_REQUEST;

const NETLINK_ROUTE: u16 = 0;
const RTM_NEWLINK: u16 = 16;
const IFLA_IFNAME: u16 = 3;
/// Where `ifi_index` is in a message with a `struct ifinfomsg`, and where that ends.
const IFI_INDEX: usize = 20;
const IFINFOMSG_END: usize = 32;

/// A conversation: a socket, or in a capture, which knows none, a protocol; and a sequence number.
type Key = (u64, u32);

/// A request that was sent.
pub(crate) struct Request {
    /// Its bytes, from the header on.
    pub(crate) bytes: Vec<u8>,
    /// When it was sent.
    pub(crate) when: Timestamp,
    /// Answers seen so far.
    pub(crate) answers: u32,
}

/// What is remembered between messages.
#[derive(Default)]
pub(crate) struct Session {
    requests: HashMap<Key, Request>,
    order: VecDeque<Key>,
    interfaces: Interfaces,
}

/// Interface names by network namespace and index.
#[derive(Default)]
pub(crate) struct Interfaces {
    names: HashMap<(u64, u32), String>,
}

impl Interfaces {
    /// The name of an interface in a network namespace (its inode; 0 where there is only one).
    pub(crate) fn name(&self, netns: u64, index: u32) -> Option<&str> {
        self.names.get(&(netns, index)).map(String::as_str)
    }

    /// Takes note of a name; an empty one means that there is none.
    pub(crate) fn learn(&mut self, netns: u64, index: u32, name: &[u8]) {
        let known = self.names.entry((netns, index)).or_default();
        if known.as_bytes() != name {
            *known = String::from_utf8_lossy(name).into_owned();
        }
    }
}

impl Session {
    /// The request that a message answers.
    pub(crate) fn request(
        &mut self,
        datagram: &Datagram<'_>,
        header: &MessageHeader,
    ) -> Option<&mut Request> {
        if header.flags & NLM_F_REQUEST != 0 || datagram.direction == Direction::Send {
            return None;
        }
        // Notifications have no number of their own; in a capture 0 says nothing.
        if header.seq == 0 && header.kind >= 16 && datagram.caller.is_none() {
            return None;
        }
        let portid = datagram.caller.and_then(|caller| caller.socket).and_then(|socket| socket.portid);
        if portid.is_some_and(|portid| portid != header.portid) {
            return None;
        }
        self.requests.get_mut(&key(datagram, header.seq))
    }

    /// Takes note of what a message says that others need.
    pub(crate) fn observe(&mut self, datagram: &Datagram<'_>, header: &MessageHeader, message: &[u8]) {
        if header.flags & NLM_F_REQUEST != 0 && datagram.direction != Direction::Receive {
            let key = key(datagram, header.seq);
            let request = Request { bytes: message.to_vec(), when: datagram.when, answers: 0 };
            if self.requests.insert(key, request).is_none() {
                self.order.push_back(key);
                if self.order.len() > REQUESTS
                    && let Some(oldest) = self.order.pop_front()
                {
                    self.requests.remove(&oldest);
                }
            }
        } else if (header.kind, datagram.protocol) == (RTM_NEWLINK, Some(NETLINK_ROUTE))
            && let Some((index, name)) = interface(message, datagram.endian)
        {
            let netns = datagram.caller.map_or(0, |caller| caller.netns);
            self.interfaces.learn(netns, index, name);
        }
    }

    /// Takes note of a message that is not shown, as showing it would.
    pub(crate) fn skim(&mut self, datagram: &Datagram<'_>, header: &MessageHeader, message: &[u8]) {
        if let Some(request) = self.request(datagram, header) {
            request.answers += 1;
        }
        self.observe(datagram, header, message);
    }

    /// Interface names.
    pub(crate) fn interfaces(&mut self) -> &mut Interfaces {
        &mut self.interfaces
    }
}

/// Index and name of the interface that an `RTM_NEWLINK` tells of, read without decoding it.
fn interface(message: &[u8], endian: Endian) -> Option<(u32, &[u8])> {
    let index = wire::uint(message.get(IFI_INDEX..IFI_INDEX + 4)?, endian)?;
    let mut rest = message.get(IFINFOMSG_END..)?;
    while let Some(attribute) = wire::attribute(rest, endian) {
        let payload = rest.get(wire::NLA_HDRLEN..wire::NLA_HDRLEN + attribute.payload)?;
        if attribute.kind & wire::NLA_TYPE_MASK == IFLA_IFNAME {
            return Some((u32::try_from(index).ok()?, payload.split(|byte| *byte == 0).next()?));
        }
        rest = rest.get(wire::NLA_HDRLEN + attribute.payload + attribute.padding..)?;
    }
    None
}

fn key(datagram: &Datagram<'_>, seq: u32) -> Key {
    match datagram.caller.and_then(|caller| caller.socket) {
        Some(socket) => (socket.inode, seq),
        None => (u64::from(datagram.protocol.unwrap_or(u16::MAX)), seq),
    }
}
