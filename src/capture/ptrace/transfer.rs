//! From a call's arguments and its result to datagrams: which bytes moved, from or to whom, and what was cut.
//!
//! Sent data is read when the call begins: the kernel reads it then too, and a later change by the program cannot
//! matter. Received data is read when the call has ended, as far as the result says that there is some.

#![allow(
    clippy::cast_possible_truncation,
    reason = "lengths of a 64-bit machine; the kernel too takes the low 32 bits of flags and descriptors"
)]

use nix::libc;

use super::load::{Load, Payload};
use super::memory::{self, AddressSpace, LIMIT, MAX_VECTORS, MessageHeader, Place, uint};
use super::syscalls::{Abi, Shape};
use crate::datagram::{Cut, NetlinkAddress};

const AF_NETLINK: u16 = 16;
const SOL_NETLINK: u64 = 270;
const NETLINK_PKTINFO: u64 = 3;
const NETLINK_LISTEN_ALL_NSID: u64 = 8;
/// Length of `struct sockaddr_nl`.
const NAME_LEN: usize = 12;
/// More control messages are not read; 253 descriptors, the kernel's most, take 1 KiB.
const MAX_CONTROL: u64 = 8192;

/// A call: the memory of its thread, its architecture, its arguments.
#[derive(Clone, Debug)]
pub(crate) struct View {
    /// The memory of the thread that makes it.
    pub(crate) space: AddressSpace,
    /// Architecture of the call.
    pub(crate) abi: Abi,
    /// Its arguments.
    pub(crate) args: [u64; 6],
}

/// Room for reading that is used again and again.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    raw: Vec<u8>,
    elements: Vec<u8>,
    places: Vec<Place>,
}

/// The facts that a message header leads to, besides the data.
#[derive(Clone, Copy, Debug, Default)]
struct Around {
    peer: Option<NetlinkAddress>,
    group: Option<u32>,
    nsid: Option<i32>,
}

impl View {
    fn arg(&self, index: usize) -> u64 {
        self.args.get(index).copied().unwrap_or(0)
    }

    /// Returns `MSG_*` given to a call of this shape.
    pub(crate) fn flags(&self, shape: Shape) -> u32 {
        (match shape {
            Shape::Plain | Shape::Vector => 0,
            Shape::Message => self.arg(2),
            Shape::Buffer | Shape::Messages => self.arg(3),
        }) as u32
    }

    /// Reads a `sockaddr_nl`; `None` if it is none.
    pub(crate) fn address(&self, addr: u64, len: u64, scratch: &mut Scratch) -> Option<NetlinkAddress> {
        let readable =
            addr != 0 && len >= NAME_LEN as u64 && self.space.exact(addr, NAME_LEN, &mut scratch.raw);
        if readable { parse_address(&scratch.raw) } else { None }
    }

    /// Reads an int; `None` if it cannot be read.
    pub(crate) fn int(&self, addr: u64, scratch: &mut Scratch) -> Option<i32> {
        let readable = self.space.exact(addr, 4, &mut scratch.raw);
        let value = if readable { uint(&scratch.raw, 0, 4) } else { None };
        value.map(|value| (value as u32).cast_signed())
    }

    /// Reads an array of 32-bit words: the arguments of i386's `socketcall`.
    pub(crate) fn words(&self, addr: u64, count: usize, scratch: &mut Scratch) -> Option<[u64; 6]> {
        let mut words = [0; 6];
        if !self.space.exact(addr, 4 * count, &mut scratch.raw) {
            return None;
        }
        for (i, word) in words.iter_mut().take(count).enumerate() {
            *word = uint(&scratch.raw, 4 * i, 4)?;
        }
        Some(words)
    }

    /// Reads a `struct msghdr`.
    fn header(&self, addr: u64, scratch: &mut Scratch) -> Option<MessageHeader> {
        let readable = self.space.exact(addr, MessageHeader::size(self.abi), &mut scratch.raw);
        if readable { MessageHeader::parse(&scratch.raw, self.abi) } else { None }
    }

    /// Reads elements of the `mmsghdr` array into `scratch.elements`; returns how many of the first `count` could be read.
    fn elements(&self, count: u64, scratch: &mut Scratch) -> usize {
        let size = MessageHeader::element_size(self.abi);
        let len = count.min(MAX_VECTORS as u64) as usize * size;
        let place = Place { addr: self.arg(1), len: len as u64 };
        scratch.elements.clear();
        self.space.gather(&[place], len, &mut scratch.elements).len / size
    }

    /// Returns the headers of the array's first `count` elements, as far as they could be read.
    fn headers(&self, count: u64, scratch: &mut Scratch) -> Vec<MessageHeader> {
        let count = self.elements(count, scratch);
        (0..count).map_while(|index| self.element(index, scratch)).collect()
    }

    /// Returns the element's header, once [`elements`](View::elements) has read it.
    fn element(&self, index: usize, scratch: &Scratch) -> Option<MessageHeader> {
        let size = MessageHeader::element_size(self.abi);
        MessageHeader::parse(scratch.elements.get(index * size..(index + 1) * size)?, self.abi)
    }

    /// Puts the buffers that a header names into `scratch.places`, and reads its address and control messages with
    /// them, all in one read.
    fn around(&self, header: &MessageHeader, control: bool, scratch: &mut Scratch) -> Around {
        let vectors = (header.vector_count.min(MAX_VECTORS as u64) as usize) * 2 * self.abi.word();
        let name = if header.name != 0 && header.name_len as usize >= NAME_LEN { NAME_LEN } else { 0 };
        let control = if control && header.control != 0 { header.control_len.min(MAX_CONTROL) } else { 0 };
        let places = [
            Place { addr: header.vectors, len: vectors as u64 },
            Place { addr: header.name, len: name as u64 },
            Place { addr: header.control, len: control },
        ];
        scratch.raw.clear();
        scratch.places.clear();
        self.space.gather(&places, vectors + name + control as usize, &mut scratch.raw);
        let raw = &scratch.raw;
        memory::vectors(raw.get(..vectors).unwrap_or(raw), self.abi, &mut scratch.places);
        let mut around =
            Around { peer: raw.get(vectors..vectors + name).and_then(parse_address), ..Around::default() };
        for (level, kind, data) in controls(raw.get(vectors + name..).unwrap_or_default(), self.abi) {
            match (level, kind) {
                (SOL_NETLINK, NETLINK_PKTINFO) => around.group = uint(data, 0, 4).map(|n| n as u32),
                (SOL_NETLINK, NETLINK_LISTEN_ALL_NSID) => {
                    around.nsid = uint(data, 0, 4).map(|n| (n as u32).cast_signed());
                }
                _ => {}
            }
        }
        around
    }

    /// Puts the buffers of a call without a header into `scratch.places`.
    fn places(&self, shape: Shape, scratch: &mut Scratch) {
        scratch.places.clear();
        match shape {
            Shape::Vector => {
                let len = (self.arg(2).min(MAX_VECTORS as u64) as usize) * 2 * self.abi.word();
                scratch.raw.clear();
                self.space.gather(&[Place { addr: self.arg(1), len: len as u64 }], len, &mut scratch.raw);
                memory::vectors(&scratch.raw, self.abi, &mut scratch.places);
            }
            _ => scratch.places.push(Place { addr: self.arg(1), len: self.arg(2) }),
        }
    }

    /// Reads the data that a call offers to send when it begins.
    pub(crate) fn offered(&self, shape: Shape, scratch: &mut Scratch, load: &mut Load) {
        match shape {
            Shape::Plain | Shape::Vector | Shape::Buffer => {
                let peer = match shape {
                    Shape::Buffer => self.address(self.arg(4), self.arg(5), scratch),
                    _ => None,
                };
                self.places(shape, scratch);
                self.sent(Around { peer, ..Around::default() }, shape, scratch, load);
            }
            Shape::Message => {
                if let Some(header) = self.header(self.arg(1), scratch) {
                    let around = self.around(&header, false, scratch);
                    self.sent(around, shape, scratch, load);
                }
            }
            // The others are read when the kernel has said how many it took.
            Shape::Messages => {
                for header in self.headers(self.arg(2).min(1), scratch) {
                    let around = self.around(&header, false, scratch);
                    self.sent(around, shape, scratch, load);
                }
            }
        }
    }

    /// Reads the datagrams of a `sendmmsg` that has sent `sent` of them, but for the first one: as long as the kernel says
    /// each was, so that no more is read than the kernel has read.
    pub(crate) fn sent_too(&self, sent: u64, scratch: &mut Scratch, load: &mut Load) {
        for header in self.headers(sent, scratch).into_iter().skip(1) {
            let around = self.around(&header, false, scratch);
            self.part(header.moved as usize, None, around, Shape::Messages, scratch, load);
        }
    }

    /// Adds the datagram whose bytes are at `scratch.places`.
    fn sent(&self, around: Around, shape: Shape, scratch: &Scratch, load: &mut Load) {
        let room = room(&scratch.places);
        let whole_len = usize::try_from(room).unwrap_or(usize::MAX);
        self.part(whole_len, None, around, shape, scratch, load);
    }

    /// Adds the available part of a datagram of `whole_len` bytes at `scratch.places`.
    fn part(
        &self,
        whole_len: usize,
        cut: Option<Cut>,
        around: Around,
        shape: Shape,
        scratch: &Scratch,
        load: &mut Load,
    ) {
        let room = room(&scratch.places);
        let start = load.bytes.len();
        let want = whole_len.min(usize::try_from(room).unwrap_or(usize::MAX));
        let got = self.space.gather(&scratch.places, want.min(LIMIT), &mut load.bytes);
        let cut = match got.hole {
            Some(addr) => Some(Cut::Memory { addr }),
            None if want > LIMIT => Some(Cut::Limit),
            None => cut,
        };
        let base_addr = scratch.places.iter().find(|place| place.len > 0).map_or(0, |place| place.addr);
        let Around { peer, group, nsid } = around;
        let flags = self.flags(shape);
        load.parts.push(Payload {
            start,
            len: got.len,
            whole_len,
            room,
            cut,
            base_addr,
            peer,
            flags,
            group,
            nsid,
        });
    }

    /// Reads what a call that has returned `returned` received: its length, or how many messages.
    pub(crate) fn received(&self, shape: Shape, returned: u64, scratch: &mut Scratch, load: &mut Load) {
        match shape {
            Shape::Plain | Shape::Vector | Shape::Buffer => {
                let peer = match shape {
                    Shape::Buffer if self.arg(4) != 0 => self.address(self.arg(4), NAME_LEN as u64, scratch),
                    _ => None,
                };
                self.places(shape, scratch);
                let around = Around { peer, ..Around::default() };
                self.got(returned, 0, around, shape, scratch, load);
            }
            Shape::Message => {
                if let Some(header) = self.header(self.arg(1), scratch) {
                    let around = self.around(&header, true, scratch);
                    self.got(returned, header.flags, around, shape, scratch, load);
                }
            }
            Shape::Messages => {
                for header in self.headers(returned, scratch) {
                    let around = self.around(&header, true, scratch);
                    self.got(u64::from(header.moved), header.flags, around, shape, scratch, load);
                }
            }
        }
    }

    /// Adds the datagram of `returned` bytes that was put into `scratch.places`.
    ///
    /// Asked for with `MSG_TRUNC` a call returns the whole length, whatever there was room for. Otherwise the flag
    /// that comes back says that something was lost, but not how much.
    fn got(
        &self,
        returned: u64,
        flags: u32,
        around: Around,
        shape: Shape,
        scratch: &Scratch,
        load: &mut Load,
    ) {
        let lost = returned > room(&scratch.places) || flags & libc::MSG_TRUNC.cast_unsigned() != 0;
        let whole_len = usize::try_from(returned).unwrap_or(usize::MAX);
        self.part(whole_len, lost.then_some(Cut::Buffer), around, shape, scratch, load);
    }

    /// Returns how many bytes a call that moved nothing had offered or had room for.
    pub(crate) fn room(&self, shape: Shape, scratch: &mut Scratch) -> u64 {
        match shape {
            Shape::Plain | Shape::Vector | Shape::Buffer => self.places(shape, scratch),
            Shape::Message => match self.header(self.arg(1), scratch) {
                Some(header) => drop(self.around(&header, false, scratch)),
                None => return 0,
            },
            Shape::Messages => match self.headers(1, scratch).first() {
                Some(header) => drop(self.around(header, false, scratch)),
                None => return 0,
            },
        }
        room(&scratch.places)
    }

    /// Returns true if a call that begins to receive has room for control messages.
    pub(crate) fn takes_control(&self, shape: Shape, scratch: &mut Scratch) -> bool {
        match shape {
            Shape::Message => self.header(self.arg(1), scratch).is_some_and(|header| header.control_len > 0),
            Shape::Messages => self.headers(self.arg(2), scratch).iter().any(|header| header.control_len > 0),
            _ => false,
        }
    }

    /// Returns the descriptors that a receive from a unix socket brought (`SCM_RIGHTS`).
    pub(crate) fn rights(&self, shape: Shape, returned: u64, scratch: &mut Scratch) -> Vec<i32> {
        let mut fds = Vec::new();
        let headers: Vec<MessageHeader> = match shape {
            Shape::Message => self.header(self.arg(1), scratch).into_iter().collect(),
            Shape::Messages => self.headers(returned, scratch),
            _ => Vec::new(),
        };
        for header in headers.iter().filter(|header| header.control != 0 && header.control_len > 0) {
            let len = header.control_len.min(MAX_CONTROL) as usize;
            scratch.raw.clear();
            self.space.gather(&[Place { addr: header.control, len: len as u64 }], len, &mut scratch.raw);
            for (level, kind, data) in controls(&scratch.raw, self.abi) {
                if (level, kind) == (libc::SOL_SOCKET as u64, libc::SCM_RIGHTS as u64) {
                    let ints = data.chunks_exact(4).filter_map(|int| uint(int, 0, 4));
                    fds.extend(ints.map(|fd| (fd as u32).cast_signed()));
                }
            }
        }
        fds
    }
}

/// Returns room in all these buffers together.
fn room(places: &[Place]) -> u64 {
    places.iter().fold(0, |sum, place| sum.saturating_add(place.len))
}

fn parse_address(bytes: &[u8]) -> Option<NetlinkAddress> {
    let family = u16::from_ne_bytes(bytes.get(..2)?.try_into().ok()?);
    let portid = uint(bytes, 4, 4)? as u32;
    let groups = uint(bytes, 8, 4)? as u32;
    (family == AF_NETLINK).then_some(NetlinkAddress { portid, groups })
}

/// Returns the control messages in a buffer: level, type, data.
fn controls(mut bytes: &[u8], abi: Abi) -> impl Iterator<Item = (u64, u64, &[u8])> {
    std::iter::from_fn(move || {
        let word = abi.word();
        let len = usize::try_from(uint(bytes, 0, word)?).ok()?;
        let data = bytes.get(word + 8..len)?;
        let found = (uint(bytes, word, 4)?, uint(bytes, word + 4, 4)?, data);
        bytes = bytes.get(len.checked_next_multiple_of(word)?..).unwrap_or_default();
        Some(found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_messages_of_both_widths() {
        let mut wide = Vec::new();
        wide.extend(20u64.to_ne_bytes());
        wide.extend(270u32.to_ne_bytes());
        wide.extend(3u32.to_ne_bytes());
        wide.extend(5u32.to_ne_bytes());
        wide.extend([0; 4]);
        let first = wide.clone();
        wide.extend(first);
        let found: Vec<_> = controls(&wide, Abi::X86_64).collect();
        assert_eq!(found, [(270, 3, &5u32.to_ne_bytes()[..]); 2]);
        let mut narrow = Vec::new();
        narrow.extend(16u32.to_ne_bytes());
        narrow.extend(270u32.to_ne_bytes());
        narrow.extend(8u32.to_ne_bytes());
        narrow.extend(7u32.to_ne_bytes());
        let found: Vec<_> = controls(&narrow, Abi::I386).collect();
        assert_eq!(found, [(270, 8, &7u32.to_ne_bytes()[..])]);
    }

    #[test]
    fn control_messages_that_lie_end_the_list() {
        for len in [0u64, 15, 17, 1 << 63, u64::MAX] {
            let mut bytes = Vec::from(len.to_ne_bytes());
            bytes.extend([0; 8]);
            assert_eq!(controls(&bytes, Abi::X86_64).count(), 0, "{len}");
        }
    }
}
