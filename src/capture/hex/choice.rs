//! Chooses among several readings of the same text.

use super::payload;
use crate::guess::Guesser;
use crate::guess::lengths::{Fit, fit};

/// Readings whose bytes are messages.
#[derive(Default)]
pub(super) struct Readings {
    /// Each with how well its lengths add up.
    found: Vec<(Fit, Vec<u8>)>,
}

/// Readings that are compared, at most: bases, widths and byte orders.
const MOST: usize = 24;
/// Points that the byte order of this machine has before the tables are asked: control messages say hardly anything.
const NATIVE_LEAD: i32 = 12;
/// Bytes that are compared.
const COMPARED: usize = 4096;

impl Readings {
    /// Adds one, if its bytes are messages. Returns whether they are.
    pub(super) fn add(&mut self, bytes: Vec<u8>) -> bool {
        let fit = fit(payload(&bytes).1);
        if fit != Fit::Not && self.found.len() < MOST && self.found.iter().all(|(_, known)| *known != bytes) {
            self.found.push((fit, bytes));
        }
        fit != Fit::Not
    }

    /// Returns the reading whose lengths add up best. Of two byte orders in which they add up alike, this machine's, unless the tables
    /// explain the other clearly better.
    pub(super) fn best(mut self) -> Option<Vec<u8>> {
        let highest = self.found.iter().map(|(fit, _)| *fit).max()?;
        let is_exact = |fit: Fit| matches!(fit, Fit::Native | Fit::Other);
        self.found.retain(|(fit, _)| *fit == highest || is_exact(*fit) && is_exact(highest));
        // The first in the byte order of this machine is the likeliest.
        self.found.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
        if self.found.len() > 1 {
            let mut guesser = Guesser::new();
            let mut points = |bytes: &[u8]| {
                let (_, bytes) = payload(bytes);
                guesser.plausibility(bytes.get(..bytes.len().min(COMPARED)).unwrap_or(bytes))
            };
            let lead = |fit: Fit| if fit >= Fit::NativePadded { NATIVE_LEAD } else { 0 };
            let scores: Vec<i32> =
                self.found.iter().map(|(fit, bytes)| points(bytes).saturating_add(lead(*fit))).collect();
            let best = scores.iter().max().copied()?;
            let at = scores.iter().position(|score| *score == best)?;
            return Some(self.found.swap_remove(at).1);
        }
        self.found.pop().map(|(_, bytes)| bytes)
    }
}
