//! What the tests of these tables share: a message from its bytes to names and values as words.

use super::FAMILY;
use crate::decode::{Context, decode};
use crate::schema::Look;
use crate::tape::{State, Tape};
use crate::value::{Value, flags, read};
use crate::wire::Endian;

/// `NLM_F_REQUEST`.
pub(super) const REQUEST: u16 = 1;

/// An attribute, padded.
pub(super) fn attribute(kind: u16, payload: &[u8]) -> Vec<u8> {
    let len = u16::try_from(payload.len() + 4).unwrap();
    let mut bytes = [len.to_le_bytes(), kind.to_le_bytes()].concat();
    bytes.extend(payload);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

/// The fields behind a message's header, "name=value" each. All must be explained.
pub(super) fn told(kind: u16, nlm_flags: u16, body: &[&[u8]]) -> Vec<String> {
    let body = body.concat();
    let mut bytes = u32::try_from(16 + body.len()).unwrap().to_le_bytes().to_vec();
    bytes.extend([kind.to_le_bytes(), nlm_flags.to_le_bytes()].concat());
    bytes.extend([0; 8]);
    bytes.extend(body);
    let context = Context { family: Some(&FAMILY), endian: Endian::Little, to_kernel: None, request: None };
    let mut tape = Tape::new();
    decode(&bytes, &context, &mut tape);
    let mut all = Vec::new();
    for field in tape.body().iter().filter(|field| !field.name.is_empty()) {
        assert_eq!(field.state, State::Good, "{}", field.name);
        let value = match read(field, &bytes, &tape) {
            Value::Integer(number) => match (number.name(), number.show) {
                (Some(name), _) => name.to_string(),
                (None, crate::schema::Show::Flags(names)) => {
                    flags(names, number.raw).0.collect::<Vec<_>>().join("|")
                }
                _ => number.as_signed().to_string(),
            },
            Value::Text(text, _) => String::from_utf8_lossy(text).into_owned(),
            Value::Bytes(Look::Ip4 | Look::Ip4Of16, bytes) => {
                bytes.iter().take(4).map(u8::to_string).collect::<Vec<_>>().join(".")
            }
            Value::Bytes(_, bytes) => {
                bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":")
            }
            _ => String::new(),
        };
        all.push(format!("{}={value}", field.name));
    }
    all
}

/// Whether all these are told.
#[track_caller]
pub(super) fn assert_told(told: &[String], expected: &[&str]) {
    for one in expected {
        assert!(told.iter().any(|field| field == one), "{one} is not in {told:#?}");
    }
}
