//! Descriptors inside messages. `-y` shows their files, which the tracer must look up before the program resumes.

use nltrace_decoders::decode::{Context, decode};
use nltrace_decoders::tape::Tape;
use nltrace_decoders::value::{Value, read};
use nltrace_decoders::wire::{Endian, Piece, messages};

use super::over::{self, How};
use crate::datagram::Direction;
use crate::tables;

/// Returns the descriptors that messages of a protocol hold, which go this way.
pub(crate) fn find(protocol: u16, direction: Direction, bytes: &[u8]) -> Vec<i32> {
    let family = tables::by_protocol(protocol);
    let to_kernel = (direction == Direction::Send).then_some(true);
    let context = Context { family, endian: Endian::NATIVE, to_kernel, request: None, ids: None };
    let (mut tape, mut found) = (Tape::new(), Vec::new());
    for piece in messages(bytes, Endian::NATIVE) {
        let Piece::Message { start, next, .. } = piece else { break };
        let message = bytes.get(start..next).unwrap_or_default();
        decode(message, &context, &mut tape);
        let fields = tape
            .leaves()
            .filter(|field| over::of(field.name).iter().any(|how| matches!(how, How::Descriptor)));
        found.extend(fields.filter_map(|field| match read(field, message, &tape) {
            Value::Integer(integer) => i32::try_from(integer.raw.cast_signed()).ok().filter(|fd| *fd >= 0),
            _ => None,
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `RTM_SETLINK` of interface 1 with `IFLA_XDP`, in it `IFLA_XDP_FD`.
    fn attaches(fd: i32) -> Vec<u8> {
        let mut message = vec![0; 16];
        message.extend([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        message.extend([12, 0, 43, 0x80, 8, 0, 1, 0]);
        message.extend(fd.to_ne_bytes());
        message[0] = 44;
        message[4..8].copy_from_slice(&[19, 0, 5, 0]);
        message
    }

    #[test]
    fn wherever_they_are() {
        let (one, other) = (attaches(7), attaches(8));
        assert_eq!(find(0, Direction::Send, &[&one[..], &other].concat()), [7, 8]);
        assert_eq!(find(0, Direction::Send, &attaches(-1)), [0; 0]);
        assert_eq!(find(0, Direction::Send, &one[..40]), [0; 0]);
        let mut error = vec![0; 20];
        error.extend(&one);
        error[..8].copy_from_slice(&[64, 0, 0, 0, 2, 0, 0, 0]);
        assert_eq!(find(0, Direction::Receive, &error), [7], "in the request that an error repeats");
        assert_eq!(find(16, Direction::Send, &one), [0; 0]);
    }
}
