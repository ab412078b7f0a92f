//! Observations of a source: datagrams, and the calls around them. Capture and the other rooms meet in these types.

use std::sync::Arc;

use nltrace_decoders::control::NLM_F_REQUEST;
use nltrace_decoders::schema::Asks;
use nltrace_decoders::wire::{self, Endian, MessageHeader};

use crate::tables;

/// A moment: time since the epoch, in nanoseconds' resolution.
pub(crate) type Timestamp = std::time::Duration;

/// An `errno`, as the kernel returned it, positive.
pub(crate) type Errno = i32;

/// Which way a datagram went, seen from the traced program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// The program sent it.
    Send,
    /// The program received it.
    Receive,
    /// A capture does not say.
    Unknown,
}

/// The process that made a call, and its socket. Captures do not contain this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    /// Process id (thread group), as seen by nltrace.
    pub(crate) pid: i32,
    /// Thread id.
    pub(crate) tid: i32,
    /// Command name of the thread, as in /proc/PID/comm.
    pub(crate) comm: String,
    /// The system call's name.
    pub(crate) syscall: &'static str,
    /// The file descriptor, -1 where the call has none.
    pub(crate) fd: i32,
    /// The socket of the descriptor, if known.
    pub(crate) socket: Option<SocketInfo>,
    /// Inode of the network namespace the process is in; 0 if unknown.
    pub(crate) netns: u64,
    /// Facts from the kernel's own structs.
    pub(crate) origin: Option<KernelOrigin>,
    /// The name of that namespace: ip(8)'s, or that of a container; `None` if it has none.
    pub(crate) namespace: Option<Arc<str>>,
}

impl Caller {
    /// Returns the caller of a call without a descriptor, and nothing else known of it.
    pub(crate) fn new(pid: i32, tid: i32, comm: String, syscall: &'static str) -> Caller {
        Caller { pid, tid, comm, syscall, fd: -1, socket: None, netns: 0, origin: None, namespace: None }
    }
}

/// The kernel's facts about the thread that made a call, and about its socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KernelOrigin {
    /// The user id of the thread.
    pub(crate) uid: u32,
    /// The id of the thread's cgroup: the inode of its folder.
    pub(crate) cgroup: u64,
    /// The folder of that cgroup, below the root of the hierarchy; `None` if it is gone or not visible.
    pub(crate) cgroup_path: Option<Arc<str>>,
    /// The socket's cookie; 0 as long as nobody has asked for it.
    pub(crate) cookie: u64,
}

/// A netlink socket, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SocketInfo {
    /// Inode number, unique among living sockets.
    pub(crate) inode: u64,
    /// `NETLINK_*`; `None` if unknown.
    pub(crate) protocol: Option<u16>,
    /// Port id it is bound to; `None` until known.
    pub(crate) portid: Option<u32>,
    /// Which way the protocol was found.
    pub(crate) learned: LearnedBy,
}

/// Which way a descriptor's protocol was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LearnedBy {
    /// A NETLINK `sock_diag` query, by inode.
    SockDiag,
    /// The `socket()` call that made it was seen.
    SocketCall,
    /// `pidfd_getfd` and `getsockopt(SO_PROTOCOL)`.
    PidfdGetfd,
    /// The kernel's own structs, read by an eBPF program.
    Kernel,
    /// None of these answered.
    Unknown,
}

/// `struct sockaddr_nl`, as far as it means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NetlinkAddress {
    /// `nl_pid`: port id, 0 for the kernel.
    pub(crate) portid: u32,
    /// `nl_groups`: bit mask of multicast groups 1 to 32.
    pub(crate) groups: u32,
}

impl NetlinkAddress {
    /// Returns the numbers of its groups.
    pub(crate) fn group_numbers(self) -> impl Iterator<Item = u32> {
        (0..u32::BITS).filter(move |bit| self.groups >> bit & 1 == 1).map(|bit| bit + 1)
    }
}

/// How the call that moved a datagram ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It returned this.
    Returned(i64),
    /// It failed with this `errno`.
    Failed(Errno),
    /// It was not seen to end: the thread died in it.
    Unfinished,
    /// There was no call: a capture.
    None,
}

impl Outcome {
    /// Returns the error of a call that failed, unless it is an ordinary event: nothing to read, or a signal.
    pub(crate) fn failure(self) -> Option<Errno> {
        match self {
            // The numbers are the kernel's own, which programs never see: the call begins again.
            Outcome::Failed(nix::libc::EAGAIN | nix::libc::EINTR | 512..=514 | 516) => None,
            Outcome::Failed(errno) => Some(errno),
            _ => None,
        }
    }
}

/// One call on a program's stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    /// The function, if the program's files name it.
    pub(crate) function: Option<Arc<str>>,
    /// Where in the function the call returns to; without a function, where in the file.
    pub(crate) offset: u64,
    /// The file that the code is in; empty if it is in none.
    pub(crate) module: Arc<str>,
}

/// One netlink datagram: one or several messages that were sent or received at once.
#[derive(Clone, Debug)]
pub(crate) struct Datagram<'a> {
    /// The number of its packet in the source, counted from 1; 0 as long as nobody has counted it.
    pub(crate) number: u64,
    /// When the call ended, or when the capture recorded it.
    pub(crate) when: Timestamp,
    /// The process that moved it; `None` for captures.
    pub(crate) caller: Option<&'a Caller>,
    /// Which way.
    pub(crate) direction: Direction,
    /// `NETLINK_*`; `None` if unknown.
    pub(crate) protocol: Option<u16>,
    /// Byte order of its integers.
    pub(crate) endian: Endian,
    /// The bytes that could be read: several iovecs are joined.
    pub(crate) bytes: &'a [u8],
    /// The length it really had: more than `bytes` holds if a capture, a buffer or unreadable memory cut it.
    pub(crate) whole_len: usize,
    /// Why `bytes` is shorter than `whole_len`, if it is.
    pub(crate) cut: Option<Cut>,
    /// For a receive: how many bytes the program had room for.
    pub(crate) room: Option<u64>,
    /// Address of the first byte in the program's memory; 0 for captures.
    pub(crate) base_addr: u64,
    /// How the call ended.
    pub(crate) outcome: Outcome,
    /// The other side: destination of a send, source of a receive.
    pub(crate) peer: Option<NetlinkAddress>,
    /// `MSG_*` flags given to the call.
    pub(crate) flags: u32,
    /// Multicast group a receive's control message names (`NETLINK_PKTINFO`).
    pub(crate) group: Option<u32>,
    /// Network namespace id a receive's control message names (`NETLINK_LISTEN_ALL_NSID`).
    pub(crate) nsid: Option<i32>,
    /// Which code moved it, the innermost call first; empty if that was not asked for.
    pub(crate) stack: &'a [Frame],
}

impl Datagram<'_> {
    /// Returns the multicast group it was sent to. The sender's address names groups up to 32, if the socket did not ask for more.
    pub(crate) fn notified_group(&self) -> Option<u32> {
        let of_peer = self.peer.filter(|_| self.direction == Direction::Receive);
        let of_peer = of_peer.and_then(|peer| peer.group_numbers().next());
        self.group.filter(|group| *group != 0).or(of_peer)
    }

    /// Returns a datagram without any facts: a capture contains only some of them.
    pub(crate) fn of_capture() -> Datagram<'static> {
        Datagram {
            number: 0,
            when: Timestamp::ZERO,
            caller: None,
            direction: Direction::Unknown,
            protocol: None,
            endian: Endian::NATIVE,
            bytes: &[],
            whole_len: 0,
            cut: None,
            room: None,
            base_addr: 0,
            outcome: Outcome::None,
            peer: None,
            flags: 0,
            group: None,
            nsid: None,
            stack: &[],
        }
    }

    /// Returns the socket it went through.
    pub(crate) fn socket(&self) -> Option<SocketInfo> {
        self.caller?.socket
    }

    /// Returns whether it was only looked at (`MSG_PEEK`): it comes again when it is read.
    pub(crate) fn is_peek(&self) -> bool {
        self.direction == Direction::Receive && self.flags & nix::libc::MSG_PEEK as u32 != 0
    }

    /// Returns whether it went to the kernel, as far as that is known or can be inferred.
    pub(crate) fn is_sent(&self) -> bool {
        match self.direction {
            Direction::Unknown => self.inferred_direction() == Direction::Send,
            direction => direction == Direction::Send,
        }
    }

    /// Returns whether its peer is the kernel, or is not known.
    pub(crate) fn is_addressed_to_kernel(&self) -> bool {
        self.peer.is_none_or(|peer| peer.portid == 0 && peer.groups == 0)
    }

    /// Returns the likely direction of a datagram whose direction is unknown: a request goes to the kernel.
    pub(crate) fn inferred_direction(&self) -> Direction {
        match wire::message_header(self.bytes, self.endian) {
            Ok((_, header)) if asks(self.protocol, &header) => Direction::Send,
            Ok(_) => Direction::Receive,
            Err(_) => Direction::Unknown,
        }
    }
}

/// Returns whether a message asks something of its receiver, by the rule of its protocol.
pub(crate) fn asks(protocol: Option<u16>, header: &MessageHeader) -> bool {
    match protocol.and_then(tables::by_protocol).map(|family| family.exchange.asks) {
        Some(Asks::Port) => header.portid != 0,
        Some(Asks::Flag) | None => header.flags & NLM_F_REQUEST != 0,
    }
}

/// Why fewer bytes of a datagram are shown than it had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The program's buffer was too small; the kernel dropped the rest (`MSG_TRUNC`).
    Buffer,
    /// The program's memory could not be read from this point on.
    Memory {
        /// Address of the first byte that could not be read.
        addr: u64,
    },
    /// The capture kept no more of it (snaplen).
    Snaplen,
    /// nltrace keeps no more of one datagram than it must.
    Limit,
}

/// A call, the end of a process, or lost messages: something that takes one line.
#[derive(Clone, Debug)]
pub(crate) struct Notice<'a> {
    /// When it ended.
    pub(crate) when: Timestamp,
    /// The process; `None` if no process caused it.
    pub(crate) caller: Option<&'a Caller>,
    /// The event.
    pub(crate) what: NoticeKind,
    /// Its result. `Returned(0)` if it is not a call.
    pub(crate) outcome: Outcome,
    /// Whether no other thread was traced then.
    pub(crate) is_alone: bool,
}

impl Notice<'_> {
    /// Returns the socket it is about.
    pub(crate) fn socket(&self) -> Option<SocketInfo> {
        self.caller?.socket
    }
}

/// The event of a [`Notice`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoticeKind {
    /// `socket(AF_NETLINK, kind, protocol)`; `kind` with its `SOCK_CLOEXEC` and `SOCK_NONBLOCK` bits.
    Socket {
        /// `SOCK_RAW` or `SOCK_DGRAM`, and bits.
        kind: i32,
        /// `NETLINK_*`.
        protocol: i32,
    },
    /// `bind()` of a netlink socket; `None` if its argument is not a netlink address or cannot be read.
    Bind(Option<NetlinkAddress>),
    /// `connect()` of a netlink socket; `None` as for `bind()`.
    Connect(Option<NetlinkAddress>),
    /// `getsockname()`; `None` if it failed.
    SockName(Option<NetlinkAddress>),
    /// `setsockopt()` at level `SOL_NETLINK` or one of `SOL_SOCKET`'s that matter here.
    SetOption {
        /// `SOL_NETLINK` or `SOL_SOCKET`.
        level: i32,
        /// The option.
        option: i32,
        /// Its value, where it is an `int`.
        value: Option<i32>,
        /// Its length.
        len: u32,
    },
    /// The last descriptor the process had of a netlink socket, or one of several, was closed.
    Close,
    /// A send or receive that moved no message: it failed, or had no buffer to put anything in.
    Transfer {
        /// Which way.
        direction: Direction,
        /// `MSG_*` flags given to the call.
        flags: u32,
        /// Bytes the call offered, or had room for.
        room: u64,
        /// For a receive that reports lost messages (`ENOBUFS`): the socket's receive buffer, `SO_RCVBUF`.
        rcvbuf: Option<u32>,
    },
    /// A process ended with this status.
    Exited(i32),
    /// A process was killed by this signal; true if it left a core.
    Killed(i32, bool),
    /// Something that cannot be observed or shown, in one sentence.
    Blind(String),
    /// The kernel's extended-ACK text, which it sets whether a program asked for it or not. It is about the request that this
    /// thread has just sent or, of a dump, is receiving the answer of.
    ExtendedAck(String),
    /// nltrace has set NETLINK_EXT_ACK on a socket of the program (`--extack`): its answers have more attributes than without.
    ExtendedAckSet,
    /// From here on nltrace reads the kernel's texts: without one, the kernel gave none. Nobody is shown this.
    ExtendedAcksRead,
    /// The listener was too slow for this number of datagrams at this point.
    Lost(u64),
    /// The kernel was asked for an interface's name; an empty name means that there is no such interface. It is not shown. A
    /// capture that is written contains it, because a reader of the capture cannot ask the kernel.
    Interface {
        /// Its index, in the caller's network namespace.
        index: u32,
        /// Its name.
        name: String,
    },
    /// The kernel was asked for a family of generic netlink; nobody is shown this either.
    Family {
        /// The answer of nlctrl: a message.
        message: Vec<u8>,
        /// Byte order of its integers.
        endian: Endian,
    },
}

/// Finds the descriptors that messages of a protocol hold, which go this way.
pub(crate) type FindDescriptors = fn(u16, Direction, &[u8]) -> Vec<i32>;

/// A call as it was made, for formats that show calls. It comes after the datagrams that it moved, and only on request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call<'a> {
    /// When it began.
    pub(crate) begun: Timestamp,
    /// When it had ended.
    pub(crate) ended: Timestamp,
    /// The process that made it, and the socket after the call.
    pub(crate) caller: &'a Caller,
    /// The socket before the call.
    pub(crate) socket: Option<SocketInfo>,
    /// Its arguments.
    pub(crate) args: [u64; 6],
    /// Bytes of a pointer.
    pub(crate) word: usize,
    /// How it ended.
    pub(crate) outcome: Outcome,
    /// The memory that its arguments pointed at before the call.
    pub(crate) before: &'a Memory,
    /// The memory that they pointed at after the call, as far as the call writes there.
    pub(crate) after: &'a Memory,
    /// The descriptors in its messages, as in /proc/PID/fd, if requested.
    pub(crate) files: &'a [(i32, Vec<u8>)],
    /// Which code made it, if that was asked for.
    pub(crate) stack: &'a [Frame],
    /// Whether no other thread was traced then.
    pub(crate) is_alone: bool,
}

/// Parts of a program's memory, as far as they could be read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    bytes: Vec<u8>,
    /// Address, offset in `bytes`, length.
    pieces: Vec<(u64, usize, usize)>,
}

impl NoticeKind {
    /// Returns whether it is only for readers of a capture, and is not shown.
    pub(crate) fn is_hidden(&self) -> bool {
        matches!(
            self,
            NoticeKind::Interface { .. } | NoticeKind::Family { .. } | NoticeKind::ExtendedAcksRead
        )
    }
}

impl Memory {
    /// Adds the memory at an address, as far as it could be read. `read` appends the bytes and returns their number.
    pub(crate) fn add(&mut self, addr: u64, read: impl FnOnce(&mut Vec<u8>) -> usize) {
        let start = self.bytes.len();
        let len = read(&mut self.bytes);
        self.pieces.push((addr, start, len));
    }

    /// Returns the number of bytes.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Returns the bytes at an address; `None` if they are incomplete.
    pub(crate) fn get(&self, addr: u64, len: usize) -> Option<&[u8]> {
        Some(self.prefix(addr, len)).filter(|bytes| bytes.len() == len && (addr != 0 || len == 0))
    }

    /// Returns the bytes at an address, up to where they could be read.
    pub(crate) fn prefix(&self, addr: u64, len: usize) -> &[u8] {
        let within = |(base, start, held): &(u64, usize, usize)| {
            let at = usize::try_from(addr.checked_sub(*base)?).ok().filter(|at| at <= held)?;
            self.bytes.get(start + at..start + (*held).min(at.saturating_add(len)))
        };
        self.pieces.iter().filter_map(within).max_by_key(|bytes| bytes.len()).unwrap_or_default()
    }
}

/// An observation of a source. Observations come in the order in which they happened.
#[derive(Clone, Debug)]
pub(crate) enum Observation<'a> {
    /// Messages.
    Datagram(Datagram<'a>),
    /// An event that takes one line.
    Notice(Notice<'a>),
    /// A call as it was made.
    Call(Call<'a>),
}
