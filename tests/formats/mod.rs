//! Formats, held against what they are made of, through the binary.

mod brief;
mod bytes;
mod flat;
mod hex;
mod library;
mod lines;
mod paste;
mod schema;
pub(crate) mod support;
