//! Lints about nftables batches. nftables accepts changes only in a batch within one datagram. The kernel reports violations
//! with EINVAL or not at all: it acknowledges a batch without an end, and reverts it.

use nltrace_decoders::control::NLM_F_REQUEST;
use nltrace_decoders::schema::{Msg, Traits};
use nltrace_decoders::wire::{Piece, messages};

use super::Finding;
use super::table::{BATCH_MISSING, BATCH_UNFINISHED};
use crate::datagram::{Datagram, Direction};
use crate::tables;

/// Looks for what is wrong with the batches of a datagram that goes to the kernel. In a paste a message may be all that somebody
/// copied of its batch.
pub(super) fn datagram(
    datagram: &Datagram<'_>,
    is_pasted: bool,
    outside: &mut impl FnMut(u32),
    out: &mut Vec<Finding>,
) {
    let Some(family) = datagram.protocol.and_then(tables::by_protocol) else { return };
    if datagram.direction == Direction::Receive || datagram.cut.is_some() {
        return;
    }
    let (mut open, mut is_outside) = (false, false);
    for piece in messages(datagram.bytes, datagram.endian) {
        let Piece::Message { header, .. } = piece else { break };
        if header.flags & NLM_F_REQUEST == 0 {
            return;
        }
        let Some(Msg { traits, .. }) = family.message(header.kind) else { continue };
        if traits.has(Traits::BATCH_BEGIN) {
            open = true;
        } else if traits.has(Traits::BATCH_END) {
            open = false;
        } else {
            let is_lone = !open && traits.has(Traits::BATCHED);
            if is_lone {
                outside(header.seq);
            }
            is_outside |= is_lone;
        }
    }
    if is_outside && !is_pasted {
        out.push(Finding::of(&BATCH_MISSING, ""));
    }
    if open {
        out.push(Finding::of(&BATCH_UNFINISHED, ""));
    }
}
