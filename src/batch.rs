//! A batch of observations of a capture, with their bytes, to be passed from one thread to others.

use std::ops::Range;

use crate::datagram::{Caller, Datagram, Notice, NoticeKind, Observation, Outcome, Timestamp};

/// Datagrams in sequence, with their bytes in one buffer, and the notices between them.
#[derive(Default)]
pub(crate) struct Batch {
    bytes: Vec<u8>,
    callers: Vec<Caller>,
    kept: Vec<BatchEntry>,
}

enum BatchEntry {
    Datagram {
        bytes: Range<usize>,
        caller: Option<usize>,
        /// All but the two.
        rest: Datagram<'static>,
    },
    Notice {
        when: Timestamp,
        caller: Option<usize>,
        what: NoticeKind,
        outcome: Outcome,
        is_alone: bool,
    },
}

impl Batch {
    /// Adds a copy of a datagram.
    pub(crate) fn push(&mut self, datagram: &Datagram<'_>) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(datagram.bytes);
        let caller = self.caller(datagram.caller);
        let rest = Datagram { bytes: &[], caller: None, stack: &[], ..*datagram };
        self.kept.push(BatchEntry::Datagram { bytes: start..self.bytes.len(), caller, rest });
    }

    /// Adds a copy of a notice.
    pub(crate) fn push_notice(&mut self, notice: &Notice<'_>) {
        let Notice { when, caller, what, outcome, is_alone } = notice;
        let (when, outcome, is_alone) = (*when, *outcome, *is_alone);
        let caller = self.caller(*caller);
        self.kept.push(BatchEntry::Notice { when, caller, what: what.clone(), outcome, is_alone });
    }

    fn caller(&mut self, caller: Option<&Caller>) -> Option<usize> {
        let caller = caller?;
        if self.callers.last() != Some(caller) {
            self.callers.push(caller.clone());
        }
        Some(self.callers.len() - 1)
    }

    /// Returns the contents, in order.
    pub(crate) fn seen(&self) -> impl Iterator<Item = Observation<'_>> {
        let of = |caller: &Option<usize>| caller.and_then(|at| self.callers.get(at));
        self.kept.iter().map(move |kept| match kept {
            BatchEntry::Datagram { bytes, caller, rest } => Observation::Datagram(Datagram {
                bytes: &self.bytes[bytes.clone()],
                caller: of(caller),
                ..*rest
            }),
            BatchEntry::Notice { when, caller, what, outcome, is_alone } => {
                let (when, outcome, is_alone) = (*when, *outcome, *is_alone);
                Observation::Notice(Notice {
                    when,
                    caller: of(caller),
                    what: what.clone(),
                    outcome,
                    is_alone,
                })
            }
        })
    }

    /// Returns how much memory it takes, about.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len() + self.kept.len() * size_of::<BatchEntry>()
    }

    /// Returns whether it is empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Forgets the datagrams and keeps their memory.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.callers.clear();
        self.kept.clear();
    }
}
