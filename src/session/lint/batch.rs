//! nftables takes changes only in a batch, all of it in one datagram. What is wrong with that no single message shows, and
//! the kernel says little (EINVAL) or nothing: a batch without an end is acknowledged, and undone.

use nltrace_decoders::control::NLM_F_REQUEST;
use nltrace_decoders::family;
use nltrace_decoders::names::NETLINK_NETFILTER;
use nltrace_decoders::schema::{Class, Msg};
use nltrace_decoders::wire::{MessageHeader, Piece, messages};

use super::Finding;
use super::table::{BATCH_MISSING, BATCH_UNFINISHED};
use crate::datagram::{Datagram, Direction};

const NFNL_MSG_BATCH_BEGIN: u16 = 16;
const NFNL_MSG_BATCH_END: u16 = 17;
/// nftables' subsystem: the upper half of its message types.
const NFTABLES: u16 = 10;

/// Looks for what is wrong with the batches of a datagram that goes to the kernel. In a paste a message may be all that somebody
/// copied of its batch.
pub(crate) fn datagram(datagram: &Datagram<'_>, is_pasted: bool, out: &mut Vec<Finding>) {
    if datagram.protocol != Some(NETLINK_NETFILTER)
        || datagram.direction == Direction::Receive
        || datagram.cut.is_some()
    {
        return;
    }
    let (mut open, mut is_outside) = (false, false);
    for piece in messages(datagram.bytes, datagram.endian) {
        let Piece::Message { header, .. } = piece else { break };
        if header.flags & NLM_F_REQUEST == 0 {
            return;
        }
        match header.kind {
            NFNL_MSG_BATCH_BEGIN => open = true,
            NFNL_MSG_BATCH_END => open = false,
            _ if open => (),
            _ => is_outside |= is_change(&header),
        }
    }
    if is_outside && !is_pasted {
        out.push(Finding::of(&BATCH_MISSING, ""));
    }
    if open {
        out.push(Finding::of(&BATCH_UNFINISHED, ""));
    }
}

/// Whether it is a message of nftables that makes or deletes.
fn is_change(header: &MessageHeader) -> bool {
    let message = family::by_protocol(NETLINK_NETFILTER).and_then(|family| family.message(header.kind));
    message.is_some_and(|message| goes_in_batch(NETLINK_NETFILTER, message))
}

/// Whether the kernel takes such messages of a protocol only in a batch: those of nftables that make or delete.
pub(crate) fn goes_in_batch(protocol: u16, message: &Msg) -> bool {
    let changes = matches!(message.class, Class::New | Class::Delete);
    protocol == NETLINK_NETFILTER && message.id >> 8 == NFTABLES && changes
}
