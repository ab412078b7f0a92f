//! Replaces keys and passwords in messages by zeros.

use std::borrow::Cow;

use nltrace_decoders::tape::Tape;

/// Returns the bytes of a message as they may be shown: secrets are 0.
pub(crate) fn masked<'a>(message: &'a [u8], tape: &Tape) -> Cow<'a, [u8]> {
    let mut bytes = Cow::Borrowed(message);
    for span in tape.secrets() {
        if let Some(secret) = bytes.to_mut().get_mut(span) {
            secret.fill(0);
        }
    }
    bytes
}

/// Returns whether a message ends inside a secret: bytes after it may be the rest of that.
pub(crate) fn ends_in_secret(tape: &Tape) -> bool {
    tape.fields().last().is_some_and(nltrace_decoders::tape::Field::is_secret)
}

#[cfg(test)]
mod tests {
    use nltrace_decoders::decode::{Context, decode};
    use nltrace_decoders::family;
    use nltrace_decoders::wire::Endian;

    use super::*;

    #[test]
    fn a_key_and_what_may_be_the_rest_of_it() {
        // XFRM_MSG_NEWSA with an XFRMA_ALG_CRYPT: 4 bytes of key and 4 bytes that the length does not count.
        let algorithm = [&b"cbc(aes)"[..], &[0; 56], &32u32.to_ne_bytes(), b"secret", &[7, 7]].concat();
        let attribute = [&76u16.to_ne_bytes()[..], &2u16.to_ne_bytes(), &algorithm, b"tail"].concat();
        let len = 16 + 224 + attribute.len();
        let header = [&(len as u32).to_ne_bytes()[..], &16u16.to_ne_bytes(), &[1, 0], &[0; 8]].concat();
        let message = [&header[..], &[0; 224], &attribute].concat();
        let context = Context {
            family: family::by_protocol(6),
            endian: Endian::NATIVE,
            to_kernel: Some(true),
            request: None,
            ids: None,
        };
        let mut tape = Tape::new();
        decode(&message, &context, &mut tape);
        let shown = masked(&message, &tape);
        assert_eq!(shown.len(), message.len());
        assert!(shown.windows(8).any(|bytes| bytes == b"cbc(aes)"), "the algorithm is no secret");
        for secret in [&b"secr"[..], b"tail"] {
            assert!(message.windows(4).any(|bytes| bytes == secret));
            assert!(!shown.windows(4).any(|bytes| bytes == secret), "{}", String::from_utf8_lossy(secret));
        }
        tape.reveal_secrets();
        assert_eq!(*masked(&message, &tape), message[..]);
    }
}
