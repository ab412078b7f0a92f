//! Compares two conversations (`--diff`), and prints one conversation without the values that change from run to run
//! (`--normalize`).
//!
//! - `message`: a message without sequence number, port id, padding and order that does not matter;
//! - `recorder`: the format that makes such messages of a conversation, each request with its result;
//! - `align`: which messages of two conversations correspond;
//! - `compare`: the differences between two messages, attribute by attribute;
//! - `difference`: the differences between two conversations; `pair`: those between two messages;
//! - `report`, `json`: both in text and for programs.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

mod align;
mod compare;
mod conversation;
mod difference;
mod json;
mod message;
mod pair;
mod recorder;
mod report;

pub(crate) use conversation::Conversation;
pub(crate) use difference::Outcome;
pub(crate) use message::Fingerprint;
pub(crate) use pair::ComparedMessage;
pub(crate) use recorder::{Breadth, Destination, Recorder};

use crate::render::palette::Palette;

/// How differences are written.
pub(crate) enum Look {
    /// As lines.
    Text(Box<Palette>),
    /// One JSON object for each difference.
    Json,
}

/// Compares two conversations and writes each difference once, with the number of its repetitions. `names` are the names of
/// the conversations; `put` takes finished lines.
pub(crate) fn compare(
    first: &Conversation,
    second: &Conversation,
    names: (&str, &str),
    look: &Look,
    put: &mut dyn FnMut(&[u8]),
) -> Outcome {
    let (found, outcome) = difference::differences(first, second);
    let mut out = Vec::new();
    if let (Look::Text(palette), false) = (look, outcome.is_same()) {
        report::write_names(names, palette, &mut out);
    }
    for (difference, count) in &found {
        match look {
            Look::Text(palette) => report::write_difference(difference, *count, palette, &mut out),
            Look::Json => json::write_difference(difference, *count, &mut out),
        }
        put(&out);
        out.clear();
    }
    match look {
        Look::Text(_) => report::write_outcome(outcome, &mut out),
        Look::Json => json::write_outcome(outcome, names, &mut out),
    }
    put(&out);
    outcome
}
