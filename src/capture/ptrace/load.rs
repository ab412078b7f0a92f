//! The datagrams of one call: a buffer for their bytes, and one entry for each.

use nltrace_decoders::control::NLMSG_ERROR;
use nltrace_decoders::wire::{self, Endian};

use crate::datagram::{Cut, NetlinkAddress};

/// One datagram of a call: the place of its bytes, and the call's report about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Payload {
    /// Where its bytes begin in the [`Load`].
    pub(crate) start: usize,
    /// How many there are.
    pub(crate) len: usize,
    /// Its length before it was cut.
    pub(crate) whole_len: usize,
    /// Bytes the call offered, or had room for.
    pub(crate) room: u64,
    /// Why there are fewer bytes than it was long.
    pub(crate) cut: Option<Cut>,
    /// Address of the first byte.
    pub(crate) base_addr: u64,
    /// The other side.
    pub(crate) peer: Option<NetlinkAddress>,
    /// `MSG_*` given to the call.
    pub(crate) flags: u32,
    /// Multicast group, from a control message.
    pub(crate) group: Option<u32>,
    /// Network namespace id, from a control message.
    pub(crate) nsid: Option<i32>,
}

/// The datagrams of one call.
#[derive(Debug, Default)]
pub(crate) struct Load {
    /// Their bytes, one after the other.
    pub(crate) bytes: Vec<u8>,
    /// One entry per datagram.
    pub(crate) parts: Vec<Payload>,
}

impl Load {
    /// Returns whether one of its datagrams begins with an error that is not an acknowledgement.
    pub(crate) fn has_error(&self) -> bool {
        self.parts.iter().any(|part| {
            let bytes = self.bytes.get(part.start..part.start + part.len).unwrap_or_default();
            let is_error = wire::message_header(bytes, Endian::NATIVE)
                .is_ok_and(|(_, header)| header.kind == NLMSG_ERROR);
            is_error && bytes.get(16..20).is_some_and(|error| error != [0; 4])
        })
    }

    /// Empties it, and keeps the allocated memory.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.parts.clear();
    }
}

/// The number of loads that are kept for further calls: mostly, fewer threads send at once.
const SPARES: usize = 16;
/// The capacity of the longest of them.
const SPARE_ROOM: usize = 128 << 10;

/// Empty loads for further calls.
#[derive(Debug, Default)]
pub(super) struct Spares(Vec<Load>);

impl Spares {
    /// Returns an empty load.
    pub(super) fn take(&mut self) -> Load {
        self.0.pop().unwrap_or_default()
    }

    /// Keeps the memory of a load for another call.
    pub(super) fn keep(&mut self, mut load: Load) {
        if (1..=SPARE_ROOM).contains(&load.bytes.capacity()) && self.0.len() < SPARES {
            load.clear();
            self.0.push(load);
        }
    }
}
