//! The capture that `-w` writes.

use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::datagram::{Caller, Datagram, Notice, NoticeKind, Outcome, Timestamp};
use crate::event::Event;
use crate::exit;
use crate::render::{pcapng, verdict};
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
    /// Words about the failures that messages of the current datagram report.
    verdicts: Vec<String>,
}

/// Failed requests of one packet whose verdicts a capture holds.
const VERDICTS: usize = 16;

impl Recording {
    pub(super) fn new(is_on: bool) -> Recording {
        let packets = is_on.then(pcapng::Packets::default);
        Recording { packets, bytes: Vec::new(), is_wanted: false, holds_secret: false, verdicts: Vec::new() }
    }

    /// Begins a datagram.
    pub(super) fn begin(&mut self) {
        (self.is_wanted, self.holds_secret) = (false, false);
        self.verdicts.clear();
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

    /// Takes note of the error in a message of the current datagram. Packets have other numbers in a capture that lacks some: then
    /// the request's is left out.
    pub(super) fn failure(&mut self, event: &Event<'_>, is_complete: bool) {
        if self.packets.is_none() || self.verdicts.len() >= VERDICTS {
            return;
        }
        let Some(mut sentence) = verdict::sentence(event) else { return };
        if let Some(answer) = event.answers().filter(|_| is_complete) {
            let _ = write!(sentence, "; the request is packet {}", answer.packet);
        }
        self.verdicts.push(sentence);
    }

    /// Writes the current datagram, if it belongs in the capture.
    pub(super) fn datagram(&mut self, datagram: &Datagram<'_>) {
        if let Some(packets) = self.packets.as_mut().filter(|_| self.is_wanted) {
            packets.packet(datagram, &self.verdicts, &mut self.bytes);
            if self.holds_secret {
                remark_secret();
            }
        }
    }

    /// Writes another datagram.
    pub(super) fn earlier(&mut self, datagram: &Datagram<'_>) {
        if let Some(packets) = &mut self.packets {
            packets.packet(datagram, &[], &mut self.bytes);
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
