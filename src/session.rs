//! What one message knows of another: which request a reply answers, and what interfaces are called.

use std::collections::{HashMap, VecDeque};

use nltrace_decoders::schema::Show;
use nltrace_decoders::tape::Tape;
use nltrace_decoders::value::{Value, read};
use nltrace_decoders::wire::MessageHeader;

use crate::datagram::{Datagram, Direction, Timestamp};

/// Requests kept for their answers. A dump of any length needs one; a program that never reads its answers, no more.
const REQUESTS: usize = 1024;

const NLM_F_REQUEST: u16 = nltrace_decoders::decode::NLM_F_REQUEST;

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
    pub(crate) fn learn(&mut self, netns: u64, index: u32, name: &str) {
        self.names.insert((netns, index), name.to_owned());
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
    pub(crate) fn observe(&mut self, datagram: &Datagram<'_>, netns: u64, message: &[u8], tape: &Tape) {
        let Ok((_, header)) = nltrace_decoders::wire::message_header(message, datagram.endian) else {
            return;
        };
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
        } else if tape.message.is_some_and(|message| message.name == "RTM_NEWLINK") {
            self.learn_interface(netns, message, tape);
        }
    }

    fn learn_interface(&mut self, netns: u64, message: &[u8], tape: &Tape) {
        let mut index = None;
        for field in tape.body() {
            match (field.name, field.depth) {
                ("ifi_index", 1) => {
                    if let Value::Integer(value) = read(field, message, tape)
                        && matches!(value.show, Show::Interface)
                    {
                        index = u32::try_from(value.raw).ok();
                    }
                }
                ("IFLA_IFNAME", 0) => {
                    if let (Value::Text(name, _), Some(index)) = (read(field, message, tape), index) {
                        self.interfaces.learn(netns, index, &String::from_utf8_lossy(name));
                    }
                    return;
                }
                _ => (),
            }
        }
    }

    /// Interface names.
    pub(crate) fn interfaces(&mut self) -> &mut Interfaces {
        &mut self.interfaces
    }
}

fn key(datagram: &Datagram<'_>, seq: u32) -> Key {
    match datagram.caller.and_then(|caller| caller.socket) {
        Some(socket) => (socket.inode, seq),
        None => (u64::from(datagram.protocol.unwrap_or(u16::MAX)), seq),
    }
}
