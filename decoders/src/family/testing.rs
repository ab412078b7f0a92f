//! Helpers for the tests of the tables: from a message's bytes to names and values as words.

use core::net::{Ipv4Addr, Ipv6Addr};

use crate::decode::{Context, decode};
use crate::generic::Ids;
use crate::schema::{Family, Look, Show};
use crate::tape::{State, Tape};
use crate::value::{Value, flags, reveal};
use crate::wire::Endian;

/// Returns an attribute, padded.
pub(super) fn attribute(kind: u16, payload: &[u8]) -> Vec<u8> {
    let len = u16::try_from(payload.len() + 4).unwrap();
    let mut bytes = [len.to_le_bytes(), kind.to_le_bytes()].concat();
    bytes.extend(payload);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

/// Returns the fields after a message's header: names, which elements lack, and values. Asserts that all are explained.
pub(super) fn decoded(
    family: &'static Family,
    head: (u16, u16),
    body: &[&[u8]],
) -> Vec<(&'static str, String)> {
    decoded_by(family, None, 0, head, body)
}

/// Returns the same, of generic netlink with what is known of its families.
pub(super) fn decoded_by(
    family: &'static Family,
    ids: Option<&Ids>,
    port: u8,
    (kind, nlm_flags): (u16, u16),
    body: &[&[u8]],
) -> Vec<(&'static str, String)> {
    let body = body.concat();
    let mut bytes = u32::try_from(16 + body.len()).unwrap().to_le_bytes().to_vec();
    bytes.extend([kind.to_le_bytes(), nlm_flags.to_le_bytes()].concat());
    bytes.extend([0, 0, 0, 0, port, 0, 0, 0]);
    bytes.extend(body);
    let context =
        Context { family: Some(family), endian: Endian::Little, to_kernel: None, request: None, ids };
    let mut tape = Tape::new();
    decode(&bytes, &context, &mut tape);
    let mut all = Vec::new();
    for field in tape.body() {
        assert_eq!(field.state, State::Good, "{}", field.name);
        let value = match reveal(field, &bytes, &tape) {
            Value::Integer(number) => match (number.name(), number.show) {
                (Some(name), _) => name.to_string(),
                (None, Show::Flags(names)) => flags(names, number.raw).0.collect::<Vec<_>>().join("|"),
                _ => number.as_signed().to_string(),
            },
            Value::Text(text, _) => String::from_utf8_lossy(text).into_owned(),
            Value::Bytes(Look::Ip4 | Look::Ip4Of16, bytes) => {
                Ipv4Addr::from(*bytes.first_chunk::<4>().unwrap()).to_string()
            }
            Value::Bytes(Look::Ip6, bytes) => Ipv6Addr::from(*bytes.first_chunk::<16>().unwrap()).to_string(),
            Value::Bytes(_, bytes) => {
                bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":")
            }
            _ => String::new(),
        };
        all.push((field.name, value));
    }
    all
}

/// Returns the values that go by a name.
pub(super) fn values<'a>(decoded: &'a [(&'static str, String)], name: &str) -> Vec<&'a str> {
    let of = decoded.iter().filter(|(of, value)| *of == name && !value.is_empty());
    of.map(|(_, value)| value.as_str()).collect()
}
