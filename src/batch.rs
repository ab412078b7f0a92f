//! Datagrams that are kept: a stretch of a capture, to be handed from one thread to others.

use std::ops::Range;

use crate::datagram::{Caller, Datagram};

/// Some datagrams, one behind the other, and their bytes in one piece.
#[derive(Default)]
pub(crate) struct Batch {
    bytes: Vec<u8>,
    callers: Vec<Caller>,
    kept: Vec<Kept>,
}

struct Kept {
    bytes: Range<usize>,
    caller: Option<usize>,
    /// All but the two.
    rest: Datagram<'static>,
}

impl Batch {
    /// Adds a copy of a datagram.
    pub(crate) fn push(&mut self, datagram: &Datagram<'_>) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(datagram.bytes);
        let caller = datagram.caller.map(|caller| {
            if self.callers.last() != Some(caller) {
                self.callers.push(caller.clone());
            }
            self.callers.len() - 1
        });
        let rest = Datagram { bytes: &[], caller: None, ..*datagram };
        self.kept.push(Kept { bytes: start..self.bytes.len(), caller, rest });
    }

    /// The datagrams.
    pub(crate) fn datagrams(&self) -> impl Iterator<Item = Datagram<'_>> {
        self.kept.iter().map(|kept| Datagram {
            bytes: &self.bytes[kept.bytes.clone()],
            caller: kept.caller.and_then(|at| self.callers.get(at)),
            ..kept.rest
        })
    }

    /// How much memory it takes, about.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len() + self.kept.len() * size_of::<Kept>()
    }

    /// Whether there is nothing in it.
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
