//! What is known of a traced program's sockets: the options it set, and what it leaves undone.

mod buffers;
mod numbers;

use std::collections::{HashMap, HashSet};

use nix::libc;

use super::lint::Finding;
use super::lint::table::{ANSWER_UNREAD, OVERRUN_IGNORED, RECEIVE_TRUNCATED, SOCKET_BUFFER_SMALL};
use super::part::{Answer, Unanswered};
use crate::datagram::{Caller, Cut, Datagram, Direction, Notice, Outcome, What};
use buffers::Buffers;
pub(super) use numbers::Asked;
use numbers::Numbers;

const SOL_NETLINK: i32 = 270;
const NETLINK_EXT_ACK: i32 = 11;
const NETLINK_GET_STRICT_CHK: i32 = 12;
/// A receive buffer of the socket (`SO_RCVBUF`) up to which a message or two fill it.
const TINY: i32 = 4096;
/// Reads after messages were lost that make it clear that nobody cares.
const READS: u32 = 2;

/// One socket.
#[derive(Default)]
struct Socket {
    /// It was seen from its beginning on: an option that was not seen set is not set.
    is_known: bool,
    extended: bool,
    strict: bool,
    /// The advice was given.
    advised: bool,
    /// Datagrams read since messages were lost, and the receive buffer's size; `None` if none were lost, or it was seen to.
    overrun: Option<(u32, Option<u32>)>,
    /// A dump is not read to its end yet.
    is_dumping: bool,
    buffers: Buffers,
    numbers: Numbers,
    /// Processes and descriptors that were seen to use it.
    users: HashSet<(i32, i32)>,
}

/// The sockets that were seen, by inode.
#[derive(Default)]
pub(crate) struct Sockets {
    sockets: HashMap<u64, Socket>,
}

impl Sockets {
    /// A datagram is sent or received. What is wrong with that goes to `out`.
    pub(crate) fn datagram(&mut self, datagram: &Datagram<'_>, out: &mut Vec<Finding>) {
        let Some(caller) = datagram.caller else { return };
        let Some(socket) = caller.socket else { return };
        let is_peek = datagram.flags & libc::MSG_PEEK as u32 != 0;
        match datagram.direction {
            Direction::Send => {
                let of_process =
                    |socket: &&mut Socket| socket.users.iter().any(|(pid, _)| *pid == caller.pid);
                self.sockets.values_mut().filter(of_process).for_each(|socket| socket.overrun = None);
            }
            Direction::Receive if is_peek => {
                self.sockets.entry(socket.inode).or_default().buffers.peek(datagram.room.unwrap_or(0));
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
                let known = self.sockets.entry(socket.inode).or_default();
                known.numbers.read();
                let room = datagram.room.unwrap_or(u64::MAX);
                out.extend(known.buffers.read(room, known.is_dumping, datagram.cut == Some(Cut::Buffer)));
                if let Some((reads, size)) = &mut known.overrun {
                    *reads += 1;
                    if *reads == READS {
                        let text = size.map_or_else(String::new, |size| {
                            format!("it reads on after ENOBUFS; its receive buffer has {size} bytes")
                        });
                        out.push(Finding::of(&OVERRUN_IGNORED, text));
                    }
                }
            }
            Direction::Unknown => (),
        }
        self.sockets.entry(socket.inode).or_default().users.insert((caller.pid, caller.fd));
    }

    /// A request that must be answered is sent.
    pub(crate) fn asked(&mut self, inode: u64, asked: &Asked) -> Option<Finding> {
        let socket = self.sockets.entry(inode).or_default();
        socket.is_dumping |= asked.is_dump;
        socket.numbers.asked(asked)
    }

    /// A message that was read is an answer.
    pub(crate) fn answered(&mut self, inode: u64, answer: &Answer) {
        if let Some(socket) = self.sockets.get_mut(&inode) {
            socket.is_dumping &= !(answer.is_dump && answer.is_last);
            socket.numbers.answered(answer.serial);
        }
    }

    /// A call was made. Returns the inode of a socket whose last descriptor it closed. What is wrong with it goes to `out`.
    pub(crate) fn notice(&mut self, notice: &Notice<'_>, out: &mut Vec<Finding>) -> Option<u64> {
        let Caller { pid, fd, socket: Some(socket), .. } = notice.caller? else { return None };
        let failed = matches!(notice.outcome, Outcome::Failed(_) | Outcome::Unfinished);
        match &notice.what {
            What::Close if !failed => {
                let known = self.sockets.get_mut(&socket.inode)?;
                known.users.remove(&(*pid, *fd));
                return known.users.is_empty().then_some(socket.inode);
            }
            What::Transfer { direction: Direction::Receive, rcvbuf, .. }
                if notice.outcome == Outcome::Failed(libc::ENOBUFS) =>
            {
                self.sockets.entry(socket.inode).or_default().overrun = Some((0, *rcvbuf));
            }
            _ if failed => return None,
            What::Transfer { direction: Direction::Receive, flags, room, .. }
                if flags & libc::MSG_PEEK as u32 != 0 =>
            {
                self.sockets.entry(socket.inode).or_default().buffers.peek(*room);
            }
            What::Socket { .. } => {
                self.sockets.insert(socket.inode, Socket { is_known: true, ..Socket::default() });
            }
            What::SetOption { level: SOL_NETLINK, option, value, .. } => {
                let is_set = value.is_some_and(|value| value != 0);
                let known = self.sockets.entry(socket.inode).or_default();
                match *option {
                    NETLINK_EXT_ACK => known.extended = is_set,
                    NETLINK_GET_STRICT_CHK => known.strict = is_set,
                    _ => (),
                }
            }
            What::SetOption {
                level: libc::SOL_SOCKET,
                option: libc::SO_RCVBUF | libc::SO_RCVBUFFORCE,
                value: Some(value @ ..=TINY),
                ..
            } => out.push(Finding::of(&SOCKET_BUFFER_SMALL, format!("{value} bytes"))),
            _ => (),
        }
        self.sockets.entry(socket.inode).or_default().users.insert((*pid, *fd));
        None
    }

    /// Nobody reads from a socket any more. `left` are the requests without an answer.
    pub(crate) fn left(&mut self, inode: u64, left: &[Unanswered], out: &mut Vec<Finding>) {
        let socket = self.sockets.get_mut(&inode);
        match socket.and_then(|socket| socket.numbers.close(!left.is_empty())) {
            // It says what came of it.
            Some(unchecked) => out.push(unchecked),
            None => unread(left, out),
        }
    }

    /// A socket is no more.
    pub(crate) fn closed(&mut self, inode: u64) {
        self.sockets.remove(&inode);
    }

    /// A process ended: the inodes of sockets that nobody else was seen to use. They are not forgotten: a child of a daemon
    /// that puts itself into the background goes on with what its parent set up.
    pub(crate) fn ended(&mut self, pid: i32) -> Vec<u64> {
        let mut closed = Vec::new();
        for (inode, socket) in &mut self.sockets {
            let before = socket.users.len();
            socket.users.retain(|(user, _)| *user != pid);
            if before > 0 && socket.users.is_empty() {
                socket.users = HashSet::new();
                closed.push(*inode);
            }
        }
        closed.sort_unstable();
        closed
    }

    /// Whether a socket was seen from its beginning on.
    pub(crate) fn is_known(&self, inode: u64) -> bool {
        self.sockets.get(&inode).is_some_and(|socket| socket.is_known)
    }

    /// Whether a socket asked for strict checking; `None` where that is not known.
    pub(crate) fn strict(&self, inode: u64) -> Option<bool> {
        let socket = self.sockets.get(&inode)?;
        if socket.strict { Some(true) } else { socket.is_known.then_some(false) }
    }

    /// Whether its program was not told yet how to learn more.
    pub(crate) fn can_advise(&self, inode: u64) -> bool {
        let socket = self.sockets.get(&inode);
        socket.is_some_and(|socket| socket.is_known && !socket.extended && !socket.advised)
    }

    /// What to tell a program whose request failed without a word of why; once for each socket.
    pub(crate) fn advice(&mut self, inode: u64) -> Option<&'static str> {
        if !self.can_advise(inode) {
            return None;
        }
        self.sockets.get_mut(&inode)?.advised = true;
        Some("the program did not ask for extended ACKs: setsockopt(SOL_NETLINK, NETLINK_EXT_ACK)")
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
