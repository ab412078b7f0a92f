//! Guesses the families of generic netlink that were announced before a capture began.

use std::path::Path;

use nltrace_decoders::names::NETLINK_GENERIC;

use super::Capture;
use crate::datagram::Observation;
use crate::guess::families::{FamilyGuess, GuessedFamilies};
use crate::source::Source;

/// Bytes at the beginning of a capture that families are guessed from.
const GUESSED_FROM: usize = 8 << 20;
/// Bytes that each packet counts in addition.
const PACKET: usize = 64;

/// Guesses families from the first packets of a capture. What the capture announces later, or the user states, counts more. A
/// stream can be read only once, so it gets no guess.
pub(crate) fn guess_families(
    path: &Path,
    protocol: Option<u16>,
    is_stated: impl Fn(u16) -> bool,
) -> GuessedFamilies {
    let mut guess = FamilyGuess::new(None);
    let is_file = std::fs::metadata(path).is_ok_and(|about| about.is_file());
    if is_file && let Ok(mut capture) = Capture::open(path, protocol) {
        let mut bytes = 0;
        while bytes < GUESSED_FROM {
            let Ok(Some(observation)) = capture.next() else { break };
            let Observation::Datagram(datagram) = observation else { continue };
            bytes += datagram.bytes.len() + PACKET;
            if datagram.protocol == Some(NETLINK_GENERIC) {
                guess.observe(datagram.bytes, datagram.endian, datagram.direction);
            }
        }
    }
    guess.finish(is_stated)
}
