//! Tests of the words for values that the kernel would have accepted.

use super::*;

use crate::tables;

const TYPE: u16 = 1;
const MIN_S: u16 = 2;
const MAX_S: u16 = 3;
const MIN_U: u16 = 4;
const MAX_U: u16 = 5;
const MIN_LENGTH: u16 = 6;
const MAX_LENGTH: u16 = 7;
const BITFIELD32: u16 = 10;
const MASK: u16 = 12;

/// Returns the words for a policy of this type with these attributes: lengths have 4 bytes, values 8.
fn words(of: u32, limits: &[(u16, u64)]) -> String {
    let attribute = |kind: u16, payload: &[u8]| {
        let len = u16::try_from(4 + payload.len()).unwrap();
        [&len.to_ne_bytes()[..], &kind.to_ne_bytes(), payload].concat()
    };
    let mut policy = attribute(TYPE, &of.to_ne_bytes());
    for (kind, value) in limits {
        policy.extend(match *kind {
            MIN_LENGTH | MAX_LENGTH | BITFIELD32 => attribute(*kind, &(*value as u32).to_ne_bytes()),
            _ => attribute(*kind, &value.to_ne_bytes()),
        });
    }
    let request = link((NEWLINK, ACK), (5, 0));
    let body = [&(-34i32).to_ne_bytes()[..], &request, &attribute(4 | 0x8000, &policy)].concat();
    let bytes = message((ERROR, 0x200), (5, 100), &body);
    let context = Context {
        family: tables::by_protocol(0),
        endian: Endian::NATIVE,
        to_kernel: None,
        request: None,
        ids: None,
    };
    let (mut tape, mut scratch) = (Tape::new(), Tape::new());
    decode(&bytes, &context, &mut tape);
    fault(&bytes, &context, &tape, &mut scratch, false, None).unwrap().policy.unwrap()
}

#[test]
fn ranges() {
    assert_eq!(words(3, &[(MIN_U, 0), (MAX_U, 4094)]), "u16, 0..4094");
    assert_eq!(words(3, &[(MIN_U, 0), (MAX_U, 65535)]), "u16", "what the type has anyway");
    assert_eq!(words(4, &[(MIN_U, 1)]), "u32, at least 1");
    assert_eq!(words(5, &[(MAX_U, u64::MAX - 1)]), "u64, at most 18446744073709551614");
    assert_eq!(words(8, &[(MIN_S, -5i64 as u64), (MAX_S, 5)]), "s32, -5..5");
    assert_eq!(words(6, &[(MIN_S, -128i64 as u64), (MAX_S, 127)]), "s8");
    assert_eq!(words(17, &[(MIN_U, 1), (MAX_U, 3)]), "uint, 1..3");
}

#[test]
fn masks() {
    assert_eq!(words(4, &[(MASK, 0x3f)]), "u32, bits of 0x3f");
    assert_eq!(words(15, &[(BITFIELD32, 0x7)]), "bitfield32, bits of 0x7");
}

#[test]
fn lengths() {
    assert_eq!(words(11, &[(MAX_LENGTH, 15)]), "string, at most 15 long");
    assert_eq!(words(12, &[(MAX_LENGTH, 15)]), "string with a NUL at its end, at most 15 long");
    assert_eq!(words(10, &[(MIN_LENGTH, 6), (MAX_LENGTH, 6)]), "bytes, 6 long");
    assert_eq!(words(10, &[(MIN_LENGTH, 4), (MAX_LENGTH, 16)]), "bytes, 4 to 16 long");
    assert_eq!(words(10, &[(MIN_LENGTH, 4)]), "bytes, at least 4 long");
    assert_eq!(words(13, &[]), "nest");
    assert_eq!(words(14, &[]), "array of nests");
    assert_eq!(words(1, &[]), "flag, without a value");
    assert_eq!(words(99, &[]), "type 99");
}
