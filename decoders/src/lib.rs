//! Netlink protocols as data, and the one interpreter that reads them.
//!
//! Bytes go in, fields come out: no input or output, no colour, no allocation per field.

pub mod wire;
