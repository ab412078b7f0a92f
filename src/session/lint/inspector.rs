//! Collects the findings about one datagram, and drops those that are not wanted.

use nltrace_decoders::wire;

use super::message::swapped_len;
use super::table::{MESSAGE_LENGTH, TRAILING_BYTES};
use super::{Finding, Severity, batch};
use crate::datagram::{Datagram, Direction};
use crate::recent::Recent;

/// The findings about a datagram as a whole, and which findings are wanted.
pub(crate) struct Inspector {
    /// All findings are wanted, not only faults and notes.
    wants_all: bool,
    /// The messages were pasted: others may be missing beside them, and their direction is not known.
    is_pasted: bool,
    /// Findings about the datagram. Its first message shows them.
    whole: Vec<Finding>,
    /// Requests outside a batch that need one, by socket and sequence number.
    lone: Recent<(u64, u32), ()>,
}

/// Requests outside a batch that are remembered.
const LONE: usize = 1024;

impl Inspector {
    pub(crate) fn new(wants_all: bool) -> Inspector {
        Inspector { wants_all, is_pasted: false, whole: Vec::new(), lone: Recent::new(LONE) }
    }

    /// Notes that the messages are pasted ones.
    pub(crate) fn of_paste(&mut self) {
        self.is_pasted = true;
    }

    /// Begins a datagram. Returns the list for findings about it.
    pub(crate) fn begin(&mut self) -> &mut Vec<Finding> {
        self.whole.clear();
        &mut self.whole
    }

    /// Checks the batches in a datagram.
    pub(crate) fn datagram(&mut self, datagram: &Datagram<'_>) {
        if datagram.is_addressed_to_kernel() {
            let lone = &mut self.lone;
            let mut outside = |seq| {
                lone.insert((socket(datagram), seq), ());
            };
            batch::datagram(datagram, self.is_pasted, &mut outside, &mut self.whole);
        }
    }

    /// Returns whether a request needed a batch around it and had none. `answer` brought its error.
    pub(crate) fn was_outside_batch(&self, answer: &Datagram<'_>, seq: u32) -> bool {
        self.lone.contains(&(socket(answer), seq))
    }

    /// Takes the findings about the datagram, for its first message.
    pub(crate) fn take(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.whole)
    }

    /// Checks bytes of a datagram that are not a message. Returns the wanted findings.
    pub(crate) fn rest(&mut self, datagram: &Datagram<'_>, bytes: &[u8], is_tail: bool) -> Vec<Finding> {
        let mut findings = self.take();
        let is_sent = datagram.direction == Direction::Send
            || self.is_pasted && datagram.inferred_direction() == Direction::Send;
        if is_sent && datagram.is_addressed_to_kernel() && datagram.cut.is_none() {
            if !is_tail {
                let len = wire::uint(bytes.get(..4).unwrap_or_default(), datagram.endian);
                let swapped = len.and_then(|len| u32::try_from(len).ok());
                let hint = swapped.map_or("", |len| swapped_len(len, bytes.len()));
                let text =
                    if hint.is_empty() { String::new() } else { format!("{}{hint}", MESSAGE_LENGTH.reason) };
                findings.push(Finding::of(&MESSAGE_LENGTH, text));
            } else if bytes.iter().any(|byte| *byte != 0) {
                findings.push(Finding::of(&TRAILING_BYTES, format!("{} bytes", bytes.len())));
            }
        }
        self.retain(&mut findings);
        findings
    }

    /// Drops the findings that are not wanted.
    pub(crate) fn retain(&self, findings: &mut Vec<Finding>) {
        if !self.wants_all {
            findings.retain(|finding| finding.is_noted || finding.lint.severity == Severity::Error);
        }
    }
}

/// Returns the inode of the socket that a datagram passed, 0 if it is not known.
fn socket(datagram: &Datagram<'_>) -> u64 {
    datagram.caller.and_then(|caller| caller.socket).map_or(0, |socket| socket.inode)
}
