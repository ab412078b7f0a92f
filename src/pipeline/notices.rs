//! Which calls are shown that move no message, and which ends of processes.

use crate::datagram::{Datagram, Notice, NoticeKind};
use crate::recent::Recent;

use super::preamble::{Preamble, Preambles};

/// The number of processes that are remembered to have used netlink.
const USERS: usize = 1 << 14;

/// Which observations are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    /// Messages.
    Messages,
    /// Messages and the calls around them.
    Calls,
    /// Also what a person rarely wants: messages that were only peeked at, which come again when they are read, and the ends
    /// of processes that never used netlink.
    Everything,
}

/// The choice among notices, and what it depends on.
pub(super) struct NoticeRules {
    show: Show,
    /// Exits, and remarks about what cannot be observed, are not shown.
    is_quiet: bool,
    /// Processes that used netlink.
    users: Recent<i32, ()>,
    /// Calls that prepare a socket, which are shown in one line; `None` if each is shown at once.
    preambles: Option<Preambles>,
}

impl NoticeRules {
    pub(super) fn new(show: Show) -> NoticeRules {
        NoticeRules { show, is_quiet: false, users: Recent::new(USERS), preambles: None }
    }

    /// Shows the calls that prepare a socket in one line.
    pub(super) fn fold(&mut self, folds: bool) {
        self.preambles = folds.then(Preambles::new);
    }

    pub(super) fn be_quiet(&mut self, is_quiet: bool) {
        self.is_quiet = is_quiet;
    }

    /// Returns whether a datagram is not shown, because it was only peeked at.
    pub(super) fn hide(&self, datagram: &Datagram<'_>) -> bool {
        datagram.is_peek() && self.show != Show::Everything
    }

    /// Takes note that the caller of a datagram uses netlink.
    pub(super) fn datagram(&mut self, datagram: &Datagram<'_>) {
        if let Some(caller) = datagram.caller {
            self.users.put(caller.pid, || ());
        }
    }

    /// Takes note of a notice. Returns whether its process is of interest: one that ends must have used netlink, unless it was
    /// killed.
    pub(super) fn observe(&mut self, notice: &Notice<'_>) -> bool {
        let Some(caller) = notice.caller else { return true };
        match notice.what {
            NoticeKind::Exited(_) => self.users.remove(&caller.pid).is_some(),
            NoticeKind::Killed(..) => {
                self.users.remove(&caller.pid);
                true
            }
            _ => {
                self.users.insert(caller.pid, ());
                true
            }
        }
    }

    /// Returns whether a notice is shown; `is_user` is what [`observe`](NoticeRules::observe) returned.
    pub(super) fn shows(&self, notice: &Notice<'_>, is_user: bool) -> bool {
        if notice.what.is_hidden() {
            return false;
        }
        match self.show {
            Show::Everything => true,
            // The reason for an error is shown with the error.
            Show::Calls => is_user && !matches!(notice.what, NoticeKind::ExtendedAck(_)),
            Show::Messages => false,
        }
    }

    /// Returns whether a notice is left out by `-q`.
    pub(super) fn silences(&self, notice: &Notice<'_>) -> bool {
        self.is_quiet
            && matches!(notice.what, NoticeKind::Exited(_) | NoticeKind::Killed(..) | NoticeKind::Blind(_))
    }

    /// Returns whether calls are shown, if they are not folded.
    pub(super) fn shows_calls(&self) -> bool {
        self.show == Show::Calls
    }

    /// Holds back a call that prepares a socket. Returns whether it did, and the preambles to be shown now.
    pub(super) fn hold(&mut self, notice: &Notice<'_>, has_findings: bool) -> (bool, Vec<Preamble>) {
        let Some(preambles) = &mut self.preambles else { return (false, Vec::new()) };
        if !has_findings && preambles.can_hold(notice) {
            (true, preambles.hold(notice).into_iter().collect())
        } else {
            (false, preambles.before(notice))
        }
    }

    /// Returns the preamble to be shown before a datagram.
    pub(super) fn before_datagram(&mut self, datagram: &Datagram<'_>) -> Option<Preamble> {
        self.preambles.as_mut()?.before_datagram(datagram)
    }

    /// Returns all calls that are held back.
    pub(super) fn held(&mut self) -> Vec<Preamble> {
        self.preambles.as_mut().map(Preambles::all).unwrap_or_default()
    }

    /// Returns how many processes are remembered.
    #[cfg(test)]
    pub(super) fn users(&self) -> usize {
        self.users.len()
    }
}
