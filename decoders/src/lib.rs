//! Decodes Linux netlink: bytes in, fields with names, places and values out.
//!
//! ```
//! use nltrace_decoders::{Decoder, Endian};
//!
//! // A message from the kernel about the interface `lo`.
//! let bytes = [
//!     &[48, 0, 0, 0, 16, 0, 0, 0, 1, 0, 0, 0, 0x39, 0x30, 0, 0][..], // nlmsghdr: 48 bytes, RTM_NEWLINK
//!     &[0, 0, 4, 3, 1, 0, 0, 0, 0x49, 0, 1, 0, 0, 0, 0, 0],          // ifinfomsg
//!     &[7, 0, 3, 0, b'l', b'o', 0, 0],                               // IFLA_IFNAME
//!     &[8, 0, 4, 0, 0, 0, 1, 0],                                     // IFLA_MTU
//! ]
//! .concat();
//! let message = Decoder::route().endian(Endian::Little).decode(bytes);
//!
//! // Everything in it, as text.
//! let mut lines = Vec::new();
//! for field in message.fields() {
//!     lines.push(format!("{:1$}{2} = {3}", "", field.depth() * 2, field.name(), field.value()));
//! }
//! assert_eq!(lines[2], "  ifi_type = ARPHRD_LOOPBACK");
//! assert_eq!(lines[4], "  ifi_flags = IFF_UP|IFF_LOOPBACK|IFF_RUNNING|IFF_LOWER_UP");
//! assert_eq!(lines[6], "IFLA_IFNAME = \"lo\"");
//!
//! // One field, as a typed value.
//! let mtu = message.get("IFLA_MTU").and_then(|field| field.value().as_u64());
//! assert_eq!(mtu, Some(65536));
//!
//! // The field at an offset, as an error of the kernel gives it (NLMSGERR_ATTR_OFFS).
//! assert_eq!(message.path_at(40).as_deref(), Some("IFLA_MTU"));
//! assert!(message.notes().is_empty());
//! ```
//!
//! Decoding never fails and never panics. Bytes that are short, malformed or unknown become fields with a
//! [`State`](tape::State), and every byte of a message belongs to exactly one leaf. The library does no input or output and has
//! no `unsafe`.
//!
//! The crate needs `alloc` only. Its default feature `std` counts the steps of decoding in debug builds, for tests
//! ([`decode::take_steps`]); without it the crate is `no_std`.
//!
//! # Map
//!
//! | to | use |
//! |---|---|
//! | decode a message or a datagram | [`Decoder`] |
//! | walk through a message, or find a field in it | [`Message`], [`FieldRef`] |
//! | work with a value, or print it | [`Value`] |
//! | find problems of a message | [`Note`], [`NoMessage`], [`tape::State`] |
//! | decode millions of messages without an allocation each | [`Decoder::decode_into`], [`decode::Remembering`], [`MessageRef`] |
//! | colour or cut values | [`words::WordSink`], [`words::WordStyle`] |
//! | describe a family at run time | [`runtime`] |
//! | write JSON | feature `serde`: [`Message`] and [`FieldRef`] implement `Serialize` |
//! | look up kernel names, and what they are for | [`names`], [`family`], [`walk`], [`purpose`] |
//!
//! These types are built from lower parts. [`schema`] is the vocabulary of the tables, and [`family`] describes every
//! protocol with it. [`wire`] finds where messages and attributes begin and end. [`decode`] reads bytes by a schema and fills a
//! [`tape`] of fields. [`value`] reads the value of a field. [`generic`] holds the ids of generic netlink families.
//!
//! The crate's README shows how to add a family, a link kind or a command to the tables.

#![cfg_attr(not(test), no_std)]
#![cfg_attr(doctest, doc = include_str!("../README.md"))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

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
pub mod purpose;
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
