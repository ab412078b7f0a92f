//! The capture that `-w` writes.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::datagram::{Caller, Datagram, Notice, NoticeKind, Outcome, Timestamp};
use crate::exit;
use crate::render::pcapng;
use crate::session::Session;

use super::share::Share;

/// Packets for the capture; nothing without `-w`.
pub(super) struct Recording {
    packets: Option<pcapng::Packets>,
    /// Bytes that were not written yet.
    pub(super) bytes: Vec<u8>,
    /// The current datagram belongs in the capture.
    is_wanted: bool,
    /// A message of the current datagram holds a key or password.
    holds_secret: bool,
}

impl Recording {
    pub(super) fn new(is_on: bool) -> Recording {
        let packets = is_on.then(pcapng::Packets::default);
        Recording { packets, bytes: Vec::new(), is_wanted: false, holds_secret: false }
    }

    /// Begins a datagram.
    pub(super) fn begin(&mut self) {
        (self.is_wanted, self.holds_secret) = (false, false);
    }

    /// Marks the current datagram as one that belongs in the capture.
    pub(super) fn want(&mut self) {
        self.is_wanted = true;
    }

    /// Returns whether the current datagram belongs in the capture.
    pub(super) fn wants(&self) -> bool {
        self.is_wanted
    }

    /// Takes note of whether a message of the current datagram holds a key or password.
    pub(super) fn observe_secret(&mut self, holds_secret: bool) {
        self.holds_secret |= holds_secret;
    }

    /// Writes the current datagram, if it belongs in the capture.
    pub(super) fn datagram(&mut self, datagram: &Datagram<'_>) {
        if let Some(packets) = self.packets.as_mut().filter(|_| self.is_wanted) {
            packets.packet(datagram, &mut self.bytes);
            if self.holds_secret {
                remark_secret();
            }
        }
    }

    /// Writes another datagram.
    pub(super) fn earlier(&mut self, datagram: &Datagram<'_>) {
        if let Some(packets) = &mut self.packets {
            packets.packet(datagram, &mut self.bytes);
        }
    }

    /// Writes a notice.
    pub(super) fn notice(&mut self, notice: &Notice<'_>) {
        if let Some(packets) = &mut self.packets {
            packets.notice(notice, &mut self.bytes);
        }
    }

    /// Takes note of a notice that another pipeline writes.
    pub(super) fn skim(&mut self, notice: &Notice<'_>) {
        if let Some(packets) = &mut self.packets {
            packets.skim(notice);
        }
    }

    /// Writes the names that the session asked the kernel for: the next packets need them.
    pub(super) fn asked(&mut self, session: &mut Session, when: Timestamp, caller: Option<&Caller>) {
        for what in session.asked() {
            self.notice(&Notice { when, caller, what, outcome: Outcome::None, is_alone: true });
        }
    }

    /// Writes the kernel's reason for an error.
    pub(super) fn reason(&mut self, text: &str, datagram: &Datagram<'_>) {
        let what = NoticeKind::ExtendedAck(text.to_owned());
        let (when, caller, outcome) = (datagram.when, datagram.caller, Outcome::Returned(0));
        self.notice(&Notice { when, caller, what, outcome, is_alone: true });
    }

    /// Exchanges the output for the buffer of another share.
    pub(super) fn swap(&mut self, share: &mut Share) {
        if let Some(packets) = &mut self.packets {
            packets.end(&mut self.bytes);
        }
        std::mem::swap(&mut self.bytes, &mut share.captured);
    }
}

/// Warns once that the capture holds keys: it has the bytes of the messages.
fn remark_secret() {
    static SAID: AtomicBool = AtomicBool::new(false);
    if !SAID.swap(true, Ordering::Relaxed) {
        exit::remark("the capture that is written holds keys or passwords in full");
    }
}
