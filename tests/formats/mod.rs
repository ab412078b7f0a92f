//! Compares formats with the messages that they show, through the binary.

mod brief;
mod byte_order;
mod bytes;
mod flat;
mod hex;
mod library;
mod lines;
mod paste;
mod schema;
pub(crate) mod support;
