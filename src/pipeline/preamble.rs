//! The calls that prepare a socket, held back until its first message: eyes are shown them in one line.
//!
//! All that decides what is held is known at both depths, so that pipelines that take turns hold the same.

use crate::datagram::{Caller, Datagram, Notice, NoticeKind, Outcome, Timestamp};
use crate::recent::Recent;

/// Sockets that are remembered to have moved something.
const SOCKETS: usize = 1 << 14;
/// Sockets whose calls are held back at once; and calls of one.
const HELD: usize = 256;
const CALLS: usize = 64;

/// A call that is held back.
pub(super) struct HeldNotice {
    when: Timestamp,
    caller: Caller,
    what: NoticeKind,
    outcome: Outcome,
    is_alone: bool,
}

/// The calls of one socket.
pub(super) struct Preamble {
    inode: u64,
    pid: i32,
    calls: Vec<HeldNotice>,
}

/// The calls that are held back.
pub(super) struct Preambles {
    held: Vec<Preamble>,
    /// Sockets whose calls are no longer held back.
    begun: Recent<u64, ()>,
}

impl Preamble {
    /// Returns the calls, as they were handed on.
    pub(super) fn notices(&self) -> Vec<Notice<'_>> {
        self.calls
            .iter()
            .map(|held| Notice {
                when: held.when,
                caller: Some(&held.caller),
                what: held.what.clone(),
                outcome: held.outcome,
                is_alone: held.is_alone,
            })
            .collect()
    }
}

impl Preambles {
    /// Holds nothing yet.
    pub(super) fn new() -> Preambles {
        Preambles { held: Vec::new(), begun: Recent::new(SOCKETS) }
    }

    /// Returns whether a notice is a call that prepares a socket which has moved nothing.
    pub(super) fn can_hold(&self, notice: &Notice<'_>) -> bool {
        let prepares = match &notice.what {
            NoticeKind::Socket { .. } | NoticeKind::SetOption { .. } => true,
            NoticeKind::Bind(to) | NoticeKind::Connect(to) | NoticeKind::SockName(to) => to.is_some(),
            _ => false,
        };
        let succeeded = matches!(notice.outcome, Outcome::Returned(_));
        let socket = notice.caller.and_then(|caller| caller.socket);
        prepares && succeeded && socket.is_some_and(|socket| !self.begun.contains(&socket.inode))
    }

    /// Holds a call back. Returns a preamble to be shown now, if there is no room for it.
    pub(super) fn hold(&mut self, notice: &Notice<'_>) -> Option<Preamble> {
        let caller = notice.caller?;
        let inode = caller.socket?.inode;
        let at = match self.held.iter().position(|preamble| preamble.inode == inode) {
            Some(at) => at,
            None => {
                self.held.push(Preamble { inode, pid: caller.pid, calls: Vec::new() });
                self.held.len() - 1
            }
        };
        let preamble = self.held.get_mut(at)?;
        preamble.calls.push(HeldNotice {
            when: notice.when,
            caller: caller.clone(),
            what: notice.what.clone(),
            outcome: notice.outcome,
            is_alone: notice.is_alone,
        });
        if preamble.calls.len() >= CALLS {
            self.begun.insert(inode, ());
            return Some(self.held.remove(at));
        }
        (self.held.len() > HELD).then(|| self.held.remove(0))
    }

    /// Notes that a notice is shown and not held. Returns what is to be shown before it: the calls of its socket, or of the process
    /// that ends.
    pub(super) fn before(&mut self, notice: &Notice<'_>) -> Vec<Preamble> {
        let Some(caller) = notice.caller else { return Vec::new() };
        match notice.what {
            NoticeKind::Exited(_) | NoticeKind::Killed(..) => {
                self.held.extract_if(.., |preamble| preamble.pid == caller.pid).collect()
            }
            NoticeKind::Interface { .. } | NoticeKind::Family { .. } => Vec::new(),
            _ => {
                let preamble = caller.socket.and_then(|socket| self.begin(socket.inode));
                if let (NoticeKind::Close, Some(socket)) = (&notice.what, caller.socket) {
                    self.begun.remove(&socket.inode);
                }
                preamble.into_iter().collect()
            }
        }
    }

    /// Notes that a datagram moves. Returns what is to be shown before it.
    pub(super) fn before_datagram(&mut self, datagram: &Datagram<'_>) -> Option<Preamble> {
        self.begin(datagram.caller?.socket?.inode)
    }

    fn begin(&mut self, inode: u64) -> Option<Preamble> {
        self.begun.insert(inode, ());
        let at = self.held.iter().position(|preamble| preamble.inode == inode)?;
        Some(self.held.remove(at))
    }

    /// Returns all that is held.
    pub(super) fn all(&mut self) -> Vec<Preamble> {
        std::mem::take(&mut self.held)
    }
}
