//! How much of its request an error or acknowledgement repeats.

use nltrace_decoders::control::NLM_F_CAPPED;
use nltrace_decoders::decode::NLM_F_ACK_TLVS;
use nltrace_decoders::path::path_at;
use nltrace_decoders::tape::Tape;
use nltrace_decoders::wire::{NLMSG_HDRLEN, message_header};

/// The request that an error repeats, compared with the request that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Echo {
    /// It is repeated whole and unchanged.
    Whole,
    /// Its header is repeated, unchanged, and no more.
    Header,
    /// Its first bytes are repeated, unchanged.
    Cut {
        /// Bytes that are repeated.
        here: usize,
        /// Bytes that were sent.
        sent: usize,
    },
    /// This part, and perhaps more, is not as it was sent.
    Differs(String),
}

impl Echo {
    /// Compares what an error repeats with the request. Returns `None` if it repeats nothing.
    pub(crate) fn of(message: &[u8], tape: &Tape, request: &[u8]) -> Option<Echo> {
        let echo = tape.body().iter().find(|field| field.name == "msg" && field.depth == 0)?;
        let flags = message_header(message, tape.endian).ok()?.1.flags;
        // An echo that was cut has no end of its own.
        let goes_on = flags & (NLM_F_CAPPED | NLM_F_ACK_TLVS) == 0;
        let span = if goes_on { echo.start as usize..message.len() } else { echo.span() };
        let repeated = message.get(span).filter(|bytes| bytes.len() >= NLMSG_HDRLEN)?;
        // Without the padding that separates it from the next message of its datagram.
        let len = message_header(request, tape.endian).ok()?.1.len as usize;
        let request = request.get(..len).unwrap_or(request);
        let padded = request.len().next_multiple_of(4);
        let repeated = if repeated.len() == padded { repeated.get(..request.len())? } else { repeated };
        let difference = repeated.iter().zip(request).position(|(here, sent)| here != sent);
        let difference = difference.or((repeated.len() > request.len()).then_some(request.len()));
        if let Some(at) = difference {
            let at = u32::try_from(at).ok()?.checked_add(echo.start)?;
            let (path, _) = path_at(tape.fields(), at)?;
            return Some(Echo::Differs(path.strip_prefix("msg.").unwrap_or(&path).to_owned()));
        }
        Some(match repeated.len() {
            here if here == request.len() => Echo::Whole,
            NLMSG_HDRLEN => Echo::Header,
            here => Echo::Cut { here, sent: request.len() },
        })
    }

    /// Describes it in words, for a place where the request itself was shown before.
    pub(crate) fn words(&self) -> String {
        match self {
            Echo::Whole => "the request above, unchanged".to_owned(),
            Echo::Header => "the header of the request above, unchanged".to_owned(),
            Echo::Cut { here, sent } => format!("the request above, {here} of its {sent} bytes"),
            Echo::Differs(path) => format!("differs from the request above: {path}"),
        }
    }

    /// Returns whether it holds nothing that the request does not.
    pub(crate) fn is_unchanged(&self) -> bool {
        !matches!(self, Echo::Differs(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nltrace_decoders::decode::{Context, decode};
    use nltrace_decoders::family;
    use nltrace_decoders::wire::Endian;

    /// Returns an `RTM_NEWLINK` with an MTU.
    fn request() -> Vec<u8> {
        let mut bytes = [40u32.to_le_bytes(), [16, 0, 5, 0], [7, 0, 0, 0], [0; 4]].concat();
        bytes.extend([0; 16]);
        bytes.extend([8, 0, 4, 0, 70, 0, 0, 0]);
        bytes
    }

    fn echo(repeated: &[u8], flags: u8) -> Option<Echo> {
        let len = u32::try_from(20 + repeated.len()).unwrap();
        let mut error = [len.to_le_bytes(), [2, 0, 0, flags], [7, 0, 0, 0], [0; 4]].concat();
        error.extend((-22i32).to_le_bytes());
        error.extend(repeated);
        let family = family::by_protocol(0);
        let context =
            Context { family, endian: Endian::Little, to_kernel: Some(false), request: None, ids: None };
        let mut tape = Tape::new();
        decode(&error, &context, &mut tape);
        Echo::of(&error, &tape, &request())
    }

    #[test]
    fn what_is_repeated_is_compared() {
        let request = request();
        assert_eq!(echo(&request, 0), Some(Echo::Whole));
        assert_eq!(echo(&request[..16], 1), Some(Echo::Header), "NLM_F_CAPPED");
        let mut other = request.clone();
        other[36] = 71;
        assert_eq!(echo(&other, 0), Some(Echo::Differs("IFLA_MTU".to_owned())));
        let mut other = request.clone();
        other[20] = 1;
        assert_eq!(echo(&other, 0), Some(Echo::Differs("ifinfomsg.ifi_index".to_owned())));
        assert_eq!(echo(&request[..32], 0), Some(Echo::Cut { here: 32, sent: 40 }));
        assert_eq!(echo(&[], 0), None);
    }
}
