//! A call as it was made: its arguments, and what they point at. For a line per call, which shows addresses and lengths
//! that messages have no use for; nothing is recorded unless that is asked for.

#![allow(
    clippy::cast_possible_truncation,
    reason = "lengths of a 64-bit machine, which the callers have bounded"
)]

use super::load::Load;
use super::memory::{LIMIT, MAX_VECTORS, MessageHeader, Place, uint, vectors};
use super::proc;
use super::sys::{self, Pid};
use super::syscalls::{Call, Row, Shape};
use super::transfer::View;
use crate::datagram::{Direction, FindDescriptors, Memory, SocketInfo, Timestamp};

/// More of an address, an option's value or control messages is not kept.
const SMALL: u64 = 8192;
/// Length of the longest socket address, `struct sockaddr_storage`.
const ADDRESS: u64 = 128;

/// The parts of a call that are kept for printing it.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// When it began.
    pub(crate) begun: Timestamp,
    /// The socket as known when it began.
    pub(crate) socket: Option<SocketInfo>,
    /// Its arguments.
    pub(crate) args: [u64; 6],
    /// Bytes of a pointer.
    pub(crate) word: usize,
    /// The memory that the arguments pointed at when it began.
    pub(crate) before: Memory,
    /// The memory that they pointed at when it had ended.
    pub(crate) after: Memory,
    /// The descriptors in its messages, with the files they refer to.
    pub(crate) files: Vec<(i32, Vec<u8>)>,
}

impl Record {
    /// Notes that a call begins.
    pub(crate) fn begin(view: &View, row: &Row, socket: Option<SocketInfo>) -> Box<Record> {
        let View { args, abi, .. } = *view;
        let mut record = Record { begun: sys::now(), socket, args, word: abi.word(), ..Record::default() };
        let memory = &mut record.before;
        let [_, second, third, fourth, fifth, sixth] = args;
        match row.call {
            Call::Send(Shape::Buffer | Shape::Plain) => {
                keep(view, second, third.min(LIMIT as u64), memory);
                if row.name == "sendto" {
                    keep(view, fifth, sixth.min(ADDRESS), memory);
                }
            }
            Call::Send(Shape::Vector) => drop(keep_vectors(view, second, third, u64::MAX, memory)),
            Call::Send(Shape::Message) => keep_message(view, second, u64::MAX, memory),
            Call::Send(Shape::Messages) => keep_messages(view, third, false, LIMIT as u64, memory),
            Call::Bind | Call::Connect => keep(view, second, third.min(ADDRESS), memory),
            Call::SetOption => keep(view, fourth, fifth.min(SMALL), memory),
            Call::GetOption => keep(view, fifth, 4, memory),
            Call::SockName => keep(view, third, 4, memory),
            Call::Receive(Shape::Buffer) => keep(view, sixth, 4, memory),
            Call::Receive(Shape::Message) => keep(view, second, MessageHeader::size(abi) as u64, memory),
            Call::Receive(Shape::Messages) => {
                let count = third.min(MAX_VECTORS as u64);
                keep(view, second, count * MessageHeader::element_size(abi) as u64, memory);
            }
            _ => {}
        }
        Box::new(record)
    }

    /// Looks up what the descriptors in its messages are, as long as the thread is stopped: once it goes on they may be
    /// something else.
    pub(crate) fn look_up(&mut self, find: FindDescriptors, tid: Pid, direction: Direction, load: &Load) {
        let Some(protocol) = self.socket.and_then(|socket| socket.protocol) else { return };
        for part in &load.parts {
            let bytes = load.bytes.get(part.start..part.start + part.len).unwrap_or_default();
            for fd in find(protocol, direction, bytes) {
                if self.files.iter().all(|(known, _)| *known != fd)
                    && let Ok(root) = proc::root()
                    && let Ok(file) = std::fs::read_link(format!("{root}/{tid}/fd/{fd}"))
                {
                    self.files.push((fd, file.into_os_string().into_encoded_bytes()));
                }
            }
        }
    }

    /// Completes the record of a call that has ended; `done` is its result, if it did not fail.
    pub(crate) fn end(&mut self, view: &View, row: &Row, done: Option<u64>) {
        let memory = &mut self.after;
        let [_, second, third, fourth, fifth, sixth] = self.args;
        match (row.call, done) {
            (Call::Receive(Shape::Buffer), Some(got)) => {
                keep(view, second, got.min(third).min(LIMIT as u64), memory);
                keep(view, fifth, ADDRESS, memory);
                keep(view, sixth, 4, memory);
            }
            (Call::Receive(Shape::Plain), Some(got)) => {
                keep(view, second, got.min(third).min(LIMIT as u64), memory);
            }
            (Call::Receive(Shape::Vector), Some(got)) => drop(keep_vectors(view, second, third, got, memory)),
            (Call::Receive(Shape::Message), Some(got)) => keep_message(view, second, got, memory),
            (Call::Receive(Shape::Message), None) => {
                keep(view, second, MessageHeader::size(view.abi) as u64, memory);
            }
            (Call::Receive(Shape::Messages), Some(count)) => {
                keep_messages(view, count, true, u64::MAX, memory)
            }
            // The kernel may have taken more messages than the copy made at the beginning holds.
            (Call::Send(Shape::Messages), Some(count)) if self.before.len() >= LIMIT => {
                keep_messages(view, count, true, u64::MAX, &mut self.before);
            }
            (Call::GetOption, _) => {
                keep(view, fifth, 4, memory);
                let len = memory.get(fifth, 4).and_then(|bytes| uint(bytes, 0, 4)).unwrap_or(0);
                if (1..=SMALL).contains(&len) {
                    keep(view, fourth, len, memory);
                }
            }
            (Call::SockName, _) => {
                keep(view, third, 4, memory);
                keep(view, second, ADDRESS, memory);
            }
            _ => {}
        }
    }
}

/// Keeps the readable part of so many bytes.
fn keep(view: &View, addr: u64, len: u64, memory: &mut Memory) {
    if addr != 0 && len > 0 {
        memory.add(addr, |out| view.space.gather(&[Place { addr, len }], len as usize, out).len);
    }
}

/// Keeps an array of iovecs, and up to `moved` bytes of what they point at; returns how many bytes these named.
fn keep_vectors(view: &View, addr: u64, count: u64, moved: u64, memory: &mut Memory) -> u64 {
    let len = count.min(MAX_VECTORS as u64) * 2 * view.abi.word() as u64;
    keep(view, addr, len, memory);
    let mut places = Vec::new();
    vectors(memory.prefix(addr, len as usize), view.abi, &mut places);
    let most = moved.min(LIMIT as u64);
    let mut rest = most;
    for place in places {
        let len = place.len.min(rest);
        keep(view, place.addr, len, memory);
        rest -= len;
    }
    most - rest
}

/// Keeps a `struct msghdr` and the memory that it points at.
fn keep_message(view: &View, addr: u64, moved: u64, memory: &mut Memory) {
    let size = MessageHeader::size(view.abi);
    keep(view, addr, size as u64, memory);
    if let Some(header) = memory.get(addr, size).and_then(|bytes| MessageHeader::parse(bytes, view.abi)) {
        let _ = keep_parts(view, &header, moved, memory);
    }
}

/// Keeps `count` elements of an array of `struct mmsghdr`, and up to `most` bytes of the messages in them.
fn keep_messages(view: &View, count: u64, moved: bool, most: u64, memory: &mut Memory) {
    let size = MessageHeader::element_size(view.abi) as u64;
    let [_, addr, ..] = view.args;
    let mut rest = most;
    let count = count.min(MAX_VECTORS as u64);
    keep(view, addr, count * size, memory);
    for index in 0..count {
        let element = memory.get(addr.wrapping_add(index * size), size as usize);
        let Some(header) = element.and_then(|bytes| MessageHeader::parse(bytes, view.abi)) else { return };
        let moved = if moved { header.moved.into() } else { u64::MAX };
        rest -= keep_parts(view, &header, moved.min(rest), memory);
        if rest == 0 {
            return;
        }
    }
}

/// Keeps what a header points at, with up to `moved` bytes of its message; returns how many bytes of that there are.
fn keep_parts(view: &View, header: &MessageHeader, moved: u64, memory: &mut Memory) -> u64 {
    keep(view, header.name, u64::from(header.name_len).min(ADDRESS), memory);
    let kept = keep_vectors(view, header.vectors, header.vector_count, moved, memory);
    keep(view, header.control, header.control_len.min(SMALL), memory);
    kept
}
