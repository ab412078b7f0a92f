//! Whether lengths add up, and in which byte order they do.

use nltrace_decoders::wire::{self, Endian, NLMSG_HDRLEN, Piece, messages};

/// The byte order that this machine does not have.
const OTHER: Endian = match Endian::NATIVE {
    Endian::Little => Endian::Big,
    Endian::Big => Endian::Little,
};

/// How messages of udev begin.
const UDEV: &[u8] = b"libudev\0";

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

/// Returns whether bytes begin with a whole message, in either byte order, and something that is none follows.
pub(crate) fn begin_with_message(bytes: &[u8]) -> bool {
    [Endian::NATIVE, OTHER].into_iter().any(|endian| {
        matches!(
            messages(bytes, endian).next(),
            Some(Piece::Message { header, start, end, .. }) if header.len as usize == end - start
        )
    })
}

/// How well the lengths of messages add up: more is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// They do not.
    Not,
    /// In the other byte order, and zeros follow.
    OtherPadded,
    /// In the other byte order.
    Other,
    /// In the byte order of this machine, and zeros follow.
    NativePadded,
    /// In the byte order of this machine, to the last byte.
    Native,
}

/// Returns how well the lengths in these bytes add up.
pub(crate) fn fit(bytes: &[u8]) -> Fit {
    let is_padded = |endian| messages(bytes, endian).any(|piece| matches!(piece, Piece::Rest { .. }));
    match () {
        () if is_uevent(bytes) => Fit::Native,
        () if fits(bytes, Endian::NATIVE) && is_padded(Endian::NATIVE) => Fit::NativePadded,
        () if fits(bytes, Endian::NATIVE) => Fit::Native,
        () if fits(bytes, OTHER) && is_padded(OTHER) => Fit::OtherPadded,
        () if fits(bytes, OTHER) => Fit::Other,
        () => Fit::Not,
    }
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
        return udev_order(bytes).unwrap_or(Endian::NATIVE);
    }
    let first = |endian| wire::u32(bytes, endian).map_or(u32::MAX, |(_, len)| len);
    match (fits(bytes, Endian::NATIVE), fits(bytes, OTHER)) {
        (true, _) => Endian::NATIVE,
        (false, true) => OTHER,
        (false, false) if first(OTHER) < first(Endian::NATIVE) && first(OTHER) >= 16 => OTHER,
        (false, false) => Endian::NATIVE,
    }
}

/// Returns the byte order in which the header of a message of udev's has a length that is there.
fn udev_order(bytes: &[u8]) -> Option<Endian> {
    let size = bytes.strip_prefix(UDEV).and_then(|rest| rest.get(4..))?;
    [Endian::NATIVE, OTHER].into_iter().find(|endian| {
        wire::u32(size, *endian).is_ok_and(|(_, size)| {
            usize::try_from(size).is_ok_and(|size| (UDEV.len()..=bytes.len()).contains(&size))
        })
    })
}

/// Returns whether the bytes are a uevent: `add@/devices/…` and variables, or udev's header.
pub(crate) fn is_uevent(bytes: &[u8]) -> bool {
    if bytes.starts_with(UDEV) {
        return true;
    }
    let Some(at) = bytes.iter().take(16).position(|byte| *byte == b'@') else { return false };
    let (action, rest) = bytes.split_at(at);
    at >= 3 && action.iter().all(u8::is_ascii_lowercase) && rest.starts_with(b"@/")
}
