//! The records that the kernel's half puts into the ring: `struct head` of `netlink.bpf.c`, and the bytes after it.

use crate::datagram::NetlinkAddress;

/// The effects of calls, by the numbers of `enum kind`.
pub(super) mod kind {
    /// `socket`.
    pub(crate) const SOCKET: u8 = 1;
    /// `bind`.
    pub(crate) const BIND: u8 = 2;
    /// `connect`.
    pub(crate) const CONNECT: u8 = 3;
    /// `getsockname`.
    pub(crate) const SOCKNAME: u8 = 4;
    /// `setsockopt`.
    pub(crate) const SETOPTION: u8 = 5;
    /// `getsockopt`.
    pub(crate) const GETOPTION: u8 = 6;
    /// `close`.
    pub(crate) const CLOSE: u8 = 7;
    /// `splice`, `sendfile`.
    pub(crate) const SPLICE: u8 = 8;
    /// `io_uring_setup`.
    pub(crate) const RING: u8 = 9;
    /// i386's `socketcall`.
    pub(crate) const SOCKETCALL: u8 = 10;
    /// A bit: it sends.
    pub(crate) const SEND: u8 = 0x20;
    /// A bit: it receives.
    pub(crate) const RECEIVE: u8 = 0x40;
    /// fd, buffer, length.
    pub(crate) const PLAIN: u8 = 1;
    /// fd, iovecs, count.
    pub(crate) const VECTOR: u8 = 2;
    /// fd, buffer, length, flags, address, its length.
    pub(crate) const BUFFER: u8 = 3;
    /// fd, msghdr, flags.
    pub(crate) const MESSAGE: u8 = 4;
    /// fd, mmsghdrs, count, flags.
    pub(crate) const MESSAGES: u8 = 5;
    /// A datagram of netlink's own function: the `MSG_*` that it was given and returned, and the address that could not be read.
    pub(crate) const HANDED: u8 = 6;
    /// The bits of these six.
    pub(crate) const SHAPE: u8 = 7;
    /// A send has begun.
    pub(crate) const BEGUN: u8 = 0x80;
    /// A send has ended without a record.
    pub(crate) const ENDED: u8 = 0x81;
    /// More bytes of the datagram before, from the same lane.
    pub(crate) const MORE: u8 = 0x82;
    /// The kernel's extended-ACK text.
    pub(crate) const EXTACK: u8 = 0x83;
    /// A process has ended.
    pub(crate) const EXITED: u8 = 0x84;
    /// A socket moved data that no hooked call did.
    pub(crate) const UNSEEN: u8 = 0x85;
}

/// A bit of [`Head::flags`]: a 32-bit call of a 64-bit kernel.
pub(super) const COMPAT: u8 = 1;
/// No [`kind::MORE`] follows.
pub(super) const LAST: u8 = 2;
/// The bytes end where the memory could not be read.
pub(super) const HOLE: u8 = 4;

/// Length of `struct head`.
pub(super) const HEAD: usize = 200;
/// Length of a mark: a time, a thread, a port id, a kind.
const MARK: usize = 24;

/// A send that begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// When it began; 0 at its end.
    pub(super) time: u64,
    /// Its thread.
    pub(super) tid: u32,
    /// The socket's port id then.
    pub(super) portid: u32,
    /// [`kind::BEGUN`] or [`kind::ENDED`].
    pub(super) kind: u8,
}

/// `struct head`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) time: u64,
    pub(super) cgroup: u64,
    pub(super) inode: u64,
    pub(super) cookie: u64,
    pub(super) args: [u64; 6],
    pub(super) result: i64,
    pub(super) base: u64,
    pub(super) room: u64,
    pub(super) whole: u64,
    pub(super) dropped: u32,
    pub(super) pid: u32,
    pub(super) tid: u32,
    pub(super) uid: u32,
    pub(super) netns: u32,
    pub(super) portid: u32,
    pub(super) fd: i32,
    /// Which of the programs that may run at the same time, on which processor.
    pub(super) lane: u32,
    pub(super) number: u32,
    pub(super) index: u32,
    pub(super) rcvbuf: u32,
    /// Length of the other side's address among the bytes that follow.
    pub(super) peer: u32,
    /// Length of the iovecs.
    pub(super) vectors: u32,
    /// Length of the control messages.
    pub(super) control: u32,
    /// Length of the `msghdr` or `mmsghdr`.
    pub(super) header: u32,
    /// Length of the data.
    pub(super) data: u32,
    pub(super) protocol: u16,
    pub(super) kind: u8,
    pub(super) flags: u8,
    pub(super) comm: [u8; 16],
    /// The port id when the call began.
    pub(super) before: u32,
}

/// Takes integers from the front of bytes.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*first)
    }

    fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_ne_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_ne_bytes)
    }
}

impl Mark {
    /// Reads one; `None` if the bytes are no mark.
    pub(super) fn parse(bytes: &[u8]) -> Option<Mark> {
        if bytes.len() != MARK {
            return None;
        }
        let mut reader = Reader(bytes);
        let (time, tid, portid) = (reader.u64()?, reader.u32()?, reader.u32()?);
        Some(Mark { time, tid, portid, kind: u8::try_from(reader.u64()?).ok()? })
    }
}

impl Head {
    /// Reads the head of a record.
    pub(super) fn parse(bytes: &[u8]) -> Option<Head> {
        let mut reader = Reader(bytes.get(..HEAD)?);
        let r = &mut reader;
        let (time, cgroup, inode, cookie) = (r.u64()?, r.u64()?, r.u64()?, r.u64()?);
        let mut args = [0; 6];
        for arg in &mut args {
            *arg = r.u64()?;
        }
        Some(Head {
            time,
            cgroup,
            inode,
            cookie,
            args,
            result: r.u64()?.cast_signed(),
            base: r.u64()?,
            room: r.u64()?,
            whole: r.u64()?,
            dropped: r.u32()?,
            pid: r.u32()?,
            tid: r.u32()?,
            uid: r.u32()?,
            netns: r.u32()?,
            portid: r.u32()?,
            fd: r.u32()?.cast_signed(),
            lane: r.u32()?,
            number: r.u32()?,
            index: r.u32()?,
            rcvbuf: r.u32()?,
            peer: r.u32()?,
            vectors: r.u32()?,
            control: r.u32()?,
            header: r.u32()?,
            data: r.u32()?,
            protocol: r.take().map(u16::from_ne_bytes)?,
            kind: r.take::<1>()?[0],
            flags: r.take::<1>()?[0],
            comm: r.take()?,
            before: r.u32()?,
        })
    }

    /// Returns the command's name.
    pub(super) fn comm(&self) -> String {
        let len = self.comm.iter().position(|byte| *byte == 0).unwrap_or(self.comm.len());
        String::from_utf8_lossy(self.comm.get(..len).unwrap_or_default()).into_owned()
    }

    /// Returns whether all that follows it is there.
    pub(super) fn is_last(&self) -> bool {
        self.flags & LAST != 0
    }

    /// Returns bytes of a pointer of the program.
    pub(super) fn word(&self) -> usize {
        if self.flags & COMPAT != 0 { 4 } else { 8 }
    }

    /// Returns where the data is in a call's arguments: one of [`kind::PLAIN`] and its like.
    pub(super) fn shape(&self) -> u8 {
        self.kind & kind::SHAPE
    }

    /// Returns whether it sends or receives.
    pub(super) fn is_transfer(&self) -> bool {
        self.kind < kind::BEGUN && self.kind & (kind::SEND | kind::RECEIVE) != 0
    }

    /// Returns one of its arguments.
    pub(super) fn arg(&self, index: usize) -> u64 {
        self.args.get(index).copied().unwrap_or(0)
    }
}

/// The parts of the bytes after the head.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Body<'a> {
    /// The `msghdr` or `mmsghdr`.
    pub(super) header: &'a [u8],
    /// The other side's address.
    pub(super) peer: &'a [u8],
    /// The iovecs.
    pub(super) vectors: &'a [u8],
    /// The control messages.
    pub(super) control: &'a [u8],
    /// The data.
    pub(super) data: &'a [u8],
}

impl<'a> Body<'a> {
    /// Divides the bytes after a head.
    pub(super) fn of(head: &Head, bytes: &'a [u8]) -> Body<'a> {
        let mut rest = bytes;
        let mut part = |len: u32| {
            let (part, after) = rest.split_at(rest.len().min(len as usize));
            rest = after;
            part
        };
        let (header, peer) = (part(head.header), part(head.peer));
        let (vectors, control) = (part(head.vectors), part(head.control));
        Body { header, peer, vectors, control, data: rest }
    }
}

/// Returns an unsigned integer of the machine's byte order, of 4 or 8 bytes, somewhere in `bytes`.
pub(super) fn uint(bytes: &[u8], at: usize, len: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(len)?)?;
    match len {
        4 => Some(u64::from(u32::from_ne_bytes(bytes.try_into().ok()?))),
        8 => Some(u64::from_ne_bytes(bytes.try_into().ok()?)),
        _ => None,
    }
}

/// Reads a `sockaddr_nl`; `None` if it is none.
pub(super) fn address(bytes: &[u8]) -> Option<NetlinkAddress> {
    let family = u16::from_ne_bytes(*bytes.first_chunk()?);
    let portid = u32::try_from(uint(bytes, 4, 4)?).ok()?;
    let groups = u32::try_from(uint(bytes, 8, 4)?).ok()?;
    (family == 16).then_some(NetlinkAddress { portid, groups })
}

/// Returns the control messages in a buffer: level, type, data.
pub(super) fn controls(mut bytes: &[u8], word: usize) -> impl Iterator<Item = (u64, u64, &[u8])> {
    std::iter::from_fn(move || {
        let len = usize::try_from(uint(bytes, 0, word)?).ok()?;
        let (level, kind) = (uint(bytes, word, 4)?, uint(bytes, word + 4, 4)?);
        let data = bytes.get(word + 8..len)?;
        bytes = bytes.get(len.checked_next_multiple_of(word)?..).unwrap_or_default();
        Some((level, kind, data))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The C half and this one must agree. The offsets are those that a compiler gives `struct head`.
    #[test]
    fn a_head_is_read_as_the_kernels_half_writes_it() {
        let mut bytes = vec![0u8; HEAD + 5];
        let mut put = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
        put(0, &7u64.to_ne_bytes());
        put(72, &9u64.to_ne_bytes());
        put(80, &(-105i64).to_ne_bytes());
        put(112, &3u32.to_ne_bytes());
        put(136, &(-1i32).to_ne_bytes());
        put(172, &5u32.to_ne_bytes());
        put(176, &16u16.to_ne_bytes());
        put(178, &[kind::RECEIVE | kind::MESSAGE, LAST | COMPAT]);
        put(180, b"ip\0rest");
        let head = Head::parse(&bytes).unwrap();
        assert_eq!((head.time, head.arg(5), head.result, head.dropped), (7, 9, -105, 3));
        assert_eq!((head.fd, head.data, head.protocol), (-1, 5, 16));
        assert_eq!((head.shape(), head.is_transfer(), head.word()), (kind::MESSAGE, true, 4));
        assert_eq!((head.comm().as_str(), head.is_last()), ("ip", true));
        assert_eq!(Head::parse(&bytes[..HEAD - 1]), None);
    }

    #[test]
    fn a_body_shorter_than_it_says_is_no_panic() {
        let head = Head { header: 10, peer: 12, vectors: 5, control: 1, data: 9, ..Head::default() };
        let body = Body::of(&head, &[1; 15]);
        assert_eq!((body.header.len(), body.peer.len(), body.vectors.len(), body.data.len()), (10, 5, 0, 0));
    }

    #[test]
    fn control_messages_of_both_widths() {
        let mut long = 24u64.to_ne_bytes().to_vec();
        long.extend([270u32.to_ne_bytes(), 3u32.to_ne_bytes(), 4u32.to_ne_bytes(), [0; 4]].concat());
        assert_eq!(controls(&long, 8).map(|(l, k, d)| (l, k, d.len())).collect::<Vec<_>>(), [(270, 3, 8)]);
        let mut short = 16u32.to_ne_bytes().to_vec();
        short.extend([270u32.to_ne_bytes(), 8u32.to_ne_bytes(), 4u32.to_ne_bytes()].concat());
        assert_eq!(controls(&short, 4).map(|(l, k, d)| (l, k, d.len())).collect::<Vec<_>>(), [(270, 8, 4)]);
        assert_eq!(controls(&[0; 64], 8).count(), 0, "a length of 0 ends it");
        assert_eq!(controls(&[0xff; 64], 8).count(), 0, "so does one of more than there is");
    }
}
