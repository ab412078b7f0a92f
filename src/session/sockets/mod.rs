//! The sockets of traced programs: the options they set, and answers they left unread.
//!
//! A socket is dropped when its last known descriptor is closed or refers to another socket. If its process ends, a child
//! may still hold the socket, so it is kept for a while. A capture does not record this, so at most the last few thousand
//! sockets are kept.

mod buffers;
mod numbers;

use nix::libc;

use super::lint::Finding;
use super::lint::table::{ANSWER_UNREAD, OVERRUN_IGNORED, RECEIVE_TRUNCATED, SOCKET_BUFFER_SMALL};
use super::role::{Answer, Unanswered};
use crate::datagram::{Caller, Cut, Datagram, Direction, Notice, NoticeKind, Outcome};
use crate::recent::Recent;
use buffers::Buffers;
pub(super) use numbers::NumberedRequest;
use numbers::SequenceNumbers;

/// A receive buffer of the socket (`SO_RCVBUF`) up to which a message or two fill it.
const TINY: i32 = 4096;
/// Reads after messages were lost that make it clear that nobody cares.
const READS: u32 = 2;
/// Sockets that are remembered, and descriptors.
const MOST: usize = 4096;
/// Sockets that are remembered after their last known descriptor was closed or their process ended.
const ORPHANS: usize = 512;
/// Descriptors of one socket that are remembered.
const USERS: usize = 64;

/// The remark about an error without a reason.
const NOT_ASKED: &str = "the program did not ask for extended ACKs: setsockopt(SOL_NETLINK, NETLINK_EXT_ACK); nltrace shows the \
    kernel's reason all the same if it runs as root, or with --extack";
/// The same, where the tracer would have seen the kernel's text.
const NO_TEXT: &str = "the kernel gave no reason in words, and the program did not ask for extended ACKs: \
    setsockopt(SOL_NETLINK, NETLINK_EXT_ACK)";

/// A descriptor: a process and a number.
type Descriptor = (i32, i32);

/// Messages that a socket lost.
struct Overrun {
    /// Datagrams read since.
    reads: u32,
    /// The receive buffer's size, where it is known.
    rcvbuf: Option<u32>,
}

/// One socket.
#[derive(Default)]
struct Socket {
    /// It was seen from its beginning on: an option that was not seen set is not set.
    is_known: bool,
    /// It asked for extended ACKs.
    extended: bool,
    /// It asked for strict checking.
    strict: bool,
    /// The advice was given.
    advised: bool,
    /// `None` if no messages were lost, or it was seen to.
    overrun: Option<Overrun>,
    /// A dump has not been read to its end.
    is_dumping: bool,
    buffers: Buffers,
    numbers: SequenceNumbers,
    /// Descriptors that were observed in use, the last one last.
    users: Vec<Descriptor>,
    /// Inode of its network namespace, 0 if it is not known.
    netns: u64,
}

/// The sockets that were seen, by inode.
pub(crate) struct Sockets {
    sockets: Recent<u64, Socket>,
    /// Sockets without a known descriptor, that may still be in use through another: a duplicate of a descriptor that was closed,
    /// or that of a daemon's child after its parent has ended.
    orphans: Recent<u64, Socket>,
    /// Which socket a descriptor was when it was used last.
    descriptors: Recent<Descriptor, u64>,
    /// The largest number of sockets that lost messages; usually there is none.
    overruns: usize,
    /// Network namespaces whose last socket has gone.
    left_namespaces: Vec<u64>,
    /// The tracer reads the kernel's texts, whether a program asks for them or not.
    reads_texts: bool,
}

impl Default for Sockets {
    fn default() -> Sockets {
        Sockets {
            sockets: Recent::new(MOST),
            orphans: Recent::new(ORPHANS),
            descriptors: Recent::new(MOST),
            overruns: 0,
            left_namespaces: Vec::new(),
            reads_texts: false,
        }
    }
}

impl Sockets {
    /// Notes that a descriptor is this socket.
    fn used(&mut self, caller: &Caller, inode: u64) -> &mut Socket {
        let descriptor = (caller.pid, caller.fd);
        let before = self.descriptors.get(&descriptor).copied();
        if let Some(before) = before.filter(|before| *before != inode) {
            self.leave(before, |user| user == descriptor);
        }
        if before != Some(inode) {
            self.descriptors.insert(descriptor, inode);
        }
        if !self.sockets.contains(&inode)
            && let Some(orphan) = self.orphans.remove(&inode)
        {
            self.overruns += usize::from(orphan.overrun.is_some());
            self.sockets.insert(inode, orphan);
        }
        let socket = self.sockets.put(inode, Socket::default);
        if !socket.users.contains(&descriptor) {
            if socket.users.len() >= USERS {
                socket.users.remove(0);
            }
            socket.users.push(descriptor);
        }
        if caller.netns != 0 {
            socket.netns = caller.netns;
        }
        socket
    }

    /// Removes descriptors from a socket. Returns the socket if it has no others; it is then forgotten.
    fn leave(&mut self, inode: u64, is_gone: impl Fn(Descriptor) -> bool) -> Option<Socket> {
        let socket = self.sockets.get_mut(&inode)?;
        socket.users.retain(|user| !is_gone(*user));
        if !socket.users.is_empty() {
            return None;
        }
        let socket = self.sockets.remove(&inode)?;
        if socket.netns != 0 && !self.sockets.values_mut().any(|other| other.netns == socket.netns) {
            self.left_namespaces.push(socket.netns);
        }
        Some(socket)
    }

    /// Returns a network namespace in which no socket is left that is known: it may be gone, and its number another's.
    pub(crate) fn left_namespace(&mut self) -> Option<u64> {
        self.left_namespaces.pop()
    }

    /// Checks a datagram that is sent or received. Findings go to `out`.
    pub(crate) fn datagram(&mut self, datagram: &Datagram<'_>, out: &mut Vec<Finding>) {
        let (Some(caller), Some(socket)) = (datagram.caller, datagram.socket()) else { return };
        match datagram.direction {
            Direction::Send if self.overruns > 0 => {
                let of_process =
                    |socket: &&mut Socket| socket.users.iter().any(|(pid, _)| *pid == caller.pid);
                self.sockets.values_mut().filter(of_process).for_each(|socket| socket.overrun = None);
                self.overruns = self.sockets.values_mut().filter(|socket| socket.overrun.is_some()).count();
            }
            Direction::Receive if datagram.is_peek() => {
                self.used(caller, socket.inode).buffers.peek(datagram.room.unwrap_or(0));
            }
            Direction::Receive => {
                if datagram.cut == Some(Cut::Buffer) {
                    let text = match datagram.whole_len.checked_sub(datagram.bytes.len()) {
                        Some(lost @ 1..) => {
                            format!(
                                "{} bytes of {} were read, {lost} are lost",
                                datagram.bytes.len(),
                                datagram.whole_len
                            )
                        }
                        _ => format!("{} bytes were read, the rest is lost", datagram.bytes.len()),
                    };
                    out.push(Finding::of(&RECEIVE_TRUNCATED, text));
                }
                let known = self.used(caller, socket.inode);
                known.numbers.read();
                let room = datagram.room.unwrap_or(u64::MAX);
                out.extend(known.buffers.read(room, known.is_dumping, datagram.cut == Some(Cut::Buffer)));
                if let Some(Overrun { reads, rcvbuf }) = &mut known.overrun {
                    *reads += 1;
                    if *reads == READS {
                        let text = rcvbuf.map_or_else(String::new, |size| {
                            format!("it reads on after ENOBUFS; its receive buffer has {size} bytes")
                        });
                        out.push(Finding::of(&OVERRUN_IGNORED, text));
                    }
                }
            }
            Direction::Send | Direction::Unknown => (),
        }
        self.used(caller, socket.inode);
    }

    /// Notes that a request that must be answered is sent.
    pub(crate) fn asked(&mut self, inode: u64, asked: &NumberedRequest) -> Option<Finding> {
        let socket = self.sockets.get_mut(&inode)?;
        socket.is_dumping |= asked.is_dump;
        socket.numbers.asked(asked)
    }

    /// Notes that a message that was read is an answer.
    pub(crate) fn answered(&mut self, inode: u64, answer: &Answer) {
        if let Some(socket) = self.sockets.get_mut(&inode) {
            socket.is_dumping &= !(answer.is_dump && answer.is_last);
            socket.numbers.answered(answer.serial);
        }
    }

    /// Records a call. Returns the inode of a socket whose last descriptor it closed. Findings go to `out`.
    pub(crate) fn notice(&mut self, notice: &Notice<'_>, out: &mut Vec<Finding>) -> Option<u64> {
        let caller = notice.caller?;
        let Caller { pid, fd, socket: Some(socket), .. } = caller else { return None };
        let inode = socket.inode;
        let failed = matches!(notice.outcome, Outcome::Failed(_) | Outcome::Unfinished);
        match &notice.what {
            NoticeKind::Close if !failed => {
                let descriptor = (*pid, *fd);
                // It may have been another socket when it was used last.
                if let Some(before) = self.descriptors.remove(&descriptor).filter(|before| *before != inode) {
                    self.leave(before, |user| user == descriptor);
                }
                let gone = self.leave(inode, |user| user == descriptor);
                return gone.map(|socket| {
                    self.orphans.insert(inode, socket);
                    inode
                });
            }
            NoticeKind::Transfer { direction: Direction::Receive, rcvbuf, .. }
                if notice.outcome == Outcome::Failed(libc::ENOBUFS) =>
            {
                self.used(caller, inode).overrun = Some(Overrun { reads: 0, rcvbuf: *rcvbuf });
                self.overruns += 1;
            }
            _ if failed => return None,
            NoticeKind::Transfer { direction: Direction::Receive, flags, room, .. }
                if flags & libc::MSG_PEEK as u32 != 0 =>
            {
                self.used(caller, inode).buffers.peek(*room);
            }
            NoticeKind::Socket { .. } => {
                // The entry with this inode belongs to an older socket.
                self.sockets.remove(&inode);
                self.orphans.remove(&inode);
                self.used(caller, inode).is_known = true;
            }
            NoticeKind::SetOption { level: libc::SOL_NETLINK, option, value, .. } => {
                let is_set = value.is_some_and(|value| value != 0);
                let known = self.used(caller, inode);
                match *option {
                    libc::NETLINK_EXT_ACK => known.extended = is_set,
                    libc::NETLINK_GET_STRICT_CHK => known.strict = is_set,
                    _ => (),
                }
            }
            NoticeKind::ExtendedAckSet => self.used(caller, inode).extended = true,
            NoticeKind::ExtendedAcksRead => self.reads_texts = true,
            NoticeKind::SetOption {
                level: libc::SOL_SOCKET,
                option: libc::SO_RCVBUF | libc::SO_RCVBUFFORCE,
                value: Some(value @ ..=TINY),
                ..
            } => out.push(Finding::of(&SOCKET_BUFFER_SMALL, format!("{value} bytes"))),
            _ => (),
        }
        self.used(caller, inode);
        None
    }

    /// Checks the unanswered requests of a socket that is no longer read.
    pub(crate) fn abandoned(&mut self, inode: u64, requests: &[Unanswered], out: &mut Vec<Finding>) {
        let socket = self.orphans.get_mut(&inode);
        match socket.and_then(|socket| socket.numbers.close(!requests.is_empty())) {
            // This finding includes the consequence.
            Some(unchecked) => out.push(unchecked),
            None => unread(requests, out),
        }
    }

    /// Notes that a process ended. Returns the inodes of sockets that no other process was seen to use.
    pub(crate) fn ended(&mut self, pid: i32) -> Vec<u64> {
        let mut used = Vec::new();
        self.descriptors.retain(|(of, _), inode| {
            if *of == pid {
                used.push(*inode);
            }
            *of != pid
        });
        let mut closed = Vec::new();
        for inode in used {
            if let Some(socket) = self.leave(inode, |(of, _)| of == pid) {
                self.orphans.insert(inode, socket);
                closed.push(inode);
            }
        }
        closed.sort_unstable();
        closed
    }

    /// Returns whether a socket was seen from its beginning on.
    pub(crate) fn is_known(&self, inode: u64) -> bool {
        self.sockets.get(&inode).is_some_and(|socket| socket.is_known)
    }

    /// Returns whether a socket asked for strict checking; `None` if unknown.
    pub(crate) fn strict(&self, inode: u64) -> Option<bool> {
        let socket = self.sockets.get(&inode)?;
        if socket.strict { Some(true) } else { socket.is_known.then_some(false) }
    }

    /// Returns whether advice for this socket was not given before.
    pub(crate) fn can_advise(&self, inode: u64) -> bool {
        let socket = self.sockets.get(&inode);
        socket.is_some_and(|socket| socket.is_known && !socket.extended && !socket.advised)
    }

    /// Returns advice for a request that failed without a reason, once for each socket.
    pub(crate) fn advice(&mut self, inode: u64) -> Option<&'static str> {
        if !self.can_advise(inode) {
            return None;
        }
        self.sockets.get_mut(&inode)?.advised = true;
        Some(if self.reads_texts { NO_TEXT } else { NOT_ASKED })
    }

    /// Returns how many sockets and descriptors are remembered.
    #[cfg(test)]
    pub(crate) fn len(&self) -> (usize, usize) {
        assert!(self.orphans.len() <= 2 * ORPHANS);
        (self.sockets.len(), self.descriptors.len())
    }
}

/// Requests whose answers nobody will read.
pub(super) fn unread(requests: &[Unanswered], out: &mut Vec<Finding>) {
    for request in requests {
        let what = match (request.request, &request.owner) {
            (Some(name), _) => name.to_owned(),
            (None, Some(owner)) => owner.to_string(),
            (None, None) => format!("type {}", request.request_id),
        };
        let seq = request.seq;
        let text = match request.answers {
            0 => format!("{what} seq={seq} has no answer"),
            1 => format!("{what} seq={seq} is not read to its end: 1 answer"),
            n => format!("{what} seq={seq} is not read to its end: {n} answers"),
        };
        out.push(Finding::of(&ANSWER_UNREAD, text).noted());
    }
}
