//! Messages and attributes as bytes, in little-endian order as captures have them.

/// Returns an attribute, padded to a multiple of 4.
pub(crate) fn attribute(kind: u16, payload: &[u8]) -> Vec<u8> {
    let len = u16::try_from(4 + payload.len()).unwrap();
    let mut bytes = [&len.to_le_bytes()[..], &kind.to_le_bytes(), payload].concat();
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

/// Returns a message.
pub(crate) fn message(kind: u16, flags: u16, seq: u32, portid: u32, body: &[u8]) -> Vec<u8> {
    let len = u32::try_from(16 + body.len()).unwrap();
    let head = [kind.to_le_bytes(), flags.to_le_bytes()].concat();
    [&len.to_le_bytes()[..], &head, &seq.to_le_bytes(), &portid.to_le_bytes(), body].concat()
}
