//! Two messages beside each other, for whoever shows messages one at a time.

use super::compare::changes;
use super::message::{Fingerprint, NormalMessage, NormalRole, Normalizer};
use super::report;
use crate::event::{Event, Rest};
use crate::render::palette::Palette;

/// A message to be compared with another one.
pub(crate) struct ComparedMessage(NormalMessage);

impl ComparedMessage {
    /// Returns a message without the values that change from run to run. Both messages need the same fingerprint.
    pub(crate) fn of(event: &Event<'_>, fingerprint: &Fingerprint) -> ComparedMessage {
        // A message is compared whatever its role is.
        ComparedMessage(Normalizer::new(fingerprint.clone(), false).message(event, NormalRole::Request))
    }

    /// Returns bytes that are no message.
    pub(crate) fn of_bytes(rest: &Rest<'_>, fingerprint: &Fingerprint) -> ComparedMessage {
        ComparedMessage(Normalizer::new(fingerprint.clone(), false).bytes(rest.datagram.protocol, rest.bytes))
    }

    /// Writes the types of two messages, and the fields that differ, in lines. The kernel sees no other differences.
    pub(crate) fn write_differences(&self, other: &ComparedMessage, palette: &Palette, out: &mut Vec<u8>) {
        let changes = changes(&self.0.nodes, &other.0.nodes);
        report::write_pair(&self.0, &other.0, &changes, palette, out);
    }
}
