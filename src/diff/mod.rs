//! What differs between two conversations (`--diff`), and one conversation without what differs from run to run
//! (`--normalize`).
//!
//! - `message`: a message without sequence number, port id, padding and order that does not matter;
//! - `recorder`: the format that makes such messages of a conversation, each request with its result;
//! - `align`: which messages of two conversations correspond;
//! - `compare`: what differs between two messages, attribute by attribute;
//! - `report`, `json`: both in text and for programs.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

mod align;
mod compare;
mod conversation;
mod json;
mod message;
mod recorder;
mod report;
#[cfg(test)]
mod tests;

pub(crate) use conversation::Conversation;
pub(crate) use message::Fingerprint;
pub(crate) use recorder::{Recorder, Scope, Target};
pub(crate) use report::{Look, compare};
