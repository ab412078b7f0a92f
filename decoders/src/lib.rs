//! Netlink protocols as data, and the one interpreter that reads them.
//!
//! Bytes go in, fields come out: no input or output, no colour, no allocation per field.
//!
//! - [`schema`] is the vocabulary, and [`family`] says in it what every protocol looks like;
//! - [`generic`] knows which families of generic netlink have which numbers;
//! - [`wire`] knows where messages and attributes begin and end;
//! - [`decode`] reads bytes by a schema and leaves a [`tape`] of fields;
//! - [`value`] says what a field's bytes mean;
//! - [`walk`] goes through the tables themselves.

#![cfg_attr(doctest, doc = include_str!("../README.md"))]

pub mod bpf;
pub mod control;
pub mod decode;
mod decoder;
pub mod escape;
pub mod family;
pub mod generic;
#[cfg(feature = "serde")]
mod json;
pub mod message;
pub mod names;
pub mod path;
pub mod runtime;
pub mod schema;
pub mod tape;
pub mod value;
pub mod walk;
pub mod wire;
pub mod words;

pub use decoder::{Datagram, Decoder, NoMessage};
pub use message::{FieldRef, Message, MessageRef, Note};
pub use value::Value;
pub use wire::Endian;
