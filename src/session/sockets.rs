//! What is known of a traced program's sockets: the options it set, and what it leaves undone.

use std::collections::{HashMap, HashSet};

use nix::libc;

use super::lint::Finding;
use super::lint::table::{ANSWER_UNREAD, OVERRUN_IGNORED, RECEIVE_TRUNCATED};
use super::pairing::Unanswered;
use crate::datagram::{Caller, Cut, Datagram, Direction, Notice, Outcome, What};

const SOL_NETLINK: i32 = 270;
const NETLINK_EXT_ACK: i32 = 11;
const NETLINK_GET_STRICT_CHK: i32 = 12;
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
            Direction::Receive if !is_peek => {
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
                let overrun = self.sockets.get_mut(&socket.inode).map(|socket| &mut socket.overrun);
                if let Some(Some((reads, size))) = overrun {
                    *reads += 1;
                    if *reads == READS {
                        let text = size.map_or_else(String::new, |size| {
                            format!("it reads on after ENOBUFS; its receive buffer has {size} bytes")
                        });
                        out.push(Finding::of(&OVERRUN_IGNORED, text));
                    }
                }
            }
            _ => (),
        }
        self.sockets.entry(socket.inode).or_default().users.insert((caller.pid, caller.fd));
    }

    /// A call was made. Returns the inode of a socket whose last descriptor it closed.
    pub(crate) fn notice(&mut self, notice: &Notice<'_>) -> Option<u64> {
        let Caller { pid, fd, socket: Some(socket), .. } = notice.caller? else { return None };
        let failed = matches!(notice.outcome, Outcome::Failed(_) | Outcome::Unfinished);
        match &notice.what {
            What::Close if !failed => {
                let known = self.sockets.get_mut(&socket.inode)?;
                known.users.remove(&(*pid, *fd));
                if known.users.is_empty() {
                    self.sockets.remove(&socket.inode);
                    return Some(socket.inode);
                }
                return None;
            }
            What::Transfer { direction: Direction::Receive, rcvbuf, .. }
                if notice.outcome == Outcome::Failed(libc::ENOBUFS) =>
            {
                self.sockets.entry(socket.inode).or_default().overrun = Some((0, *rcvbuf));
            }
            _ if failed => return None,
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
            _ => (),
        }
        self.sockets.entry(socket.inode).or_default().users.insert((*pid, *fd));
        None
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
pub(crate) fn unread(requests: &[Unanswered], out: &mut Vec<Finding>) {
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
