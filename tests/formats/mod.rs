//! Formats, held against what they are made of, through the binary.

mod bytes;
mod hex;
mod lines;
mod paste;
mod support;
