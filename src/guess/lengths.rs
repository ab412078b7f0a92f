//! Whether lengths add up, and in which byte order they do.

use nltrace_decoders::wire::{self, Endian, NLMSG_HDRLEN, Piece, messages};

/// The byte order that this machine does not have.
const OTHER: Endian = match Endian::NATIVE {
    Endian::Little => Endian::Big,
    Endian::Big => Endian::Little,
};

/// Returns whether the lengths of messages add up to the number of bytes. Zeros may follow: programs send whole buffers.
pub(crate) fn fits(bytes: &[u8], endian: Endian) -> bool {
    !bytes.is_empty()
        && messages(bytes, endian).enumerate().all(|(at, piece)| match piece {
            Piece::Message { header, start, end, .. } => header.len as usize == end - start,
            Piece::Rest { start, end } => {
                at > 0 && bytes.get(start..end).is_some_and(|rest| rest.iter().all(|byte| *byte == 0))
            }
        })
}

/// Returns whether the lengths add up in either byte order, or the bytes are a datagram that has no lengths.
pub(crate) fn fits_some(bytes: &[u8]) -> bool {
    fits(bytes, Endian::NATIVE) || fits(bytes, OTHER) || is_uevent(bytes)
}

/// Returns whether the lengths add up in the byte order of this machine, which nearly all pastes have.
pub(crate) fn fits_native(bytes: &[u8]) -> bool {
    fits(bytes, Endian::NATIVE) || is_uevent(bytes)
}

/// Returns whether no message in these bytes lacks its end.
pub(crate) fn is_complete(bytes: &[u8]) -> bool {
    let endian = byte_order(bytes);
    bytes.len() >= NLMSG_HDRLEN
        && messages(bytes, endian).all(|piece| match piece {
            Piece::Message { header, start, end, .. } => header.len as usize <= end - start,
            Piece::Rest { start, end } => end - start >= NLMSG_HDRLEN || start == 0,
        })
}

/// Returns the byte order that makes the lengths add up, or else gives the first the likelier length.
pub(crate) fn byte_order(bytes: &[u8]) -> Endian {
    if is_uevent(bytes) {
        return Endian::NATIVE;
    }
    let first = |endian| wire::u32(bytes, endian).map_or(u32::MAX, |(_, len)| len);
    match (fits(bytes, Endian::NATIVE), fits(bytes, OTHER)) {
        (true, _) => Endian::NATIVE,
        (false, true) => OTHER,
        (false, false) if first(OTHER) < first(Endian::NATIVE) && first(OTHER) >= 16 => OTHER,
        (false, false) => Endian::NATIVE,
    }
}

/// Returns whether the bytes are a uevent: `add@/devices/…` and variables, or udev's header.
pub(crate) fn is_uevent(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"libudev\0") {
        return true;
    }
    let Some(at) = bytes.iter().take(16).position(|byte| *byte == b'@') else { return false };
    let (action, rest) = bytes.split_at(at);
    at >= 3 && action.iter().all(u8::is_ascii_lowercase) && rest.starts_with(b"@/")
}
