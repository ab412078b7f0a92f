//! Counters and limits: counter, quota, limit, connlimit, last; and objref, which refers to such an object

use super::super::object::NFT_OBJECT;
use super::REGISTER;
use crate::schema::{Case::*, *};

pub(in super::super) static NFTA_COUNTER: Set = set(
    "NFTA_COUNTER",
    &[
        attr(1, "NFTA_COUNTER_BYTES", BE64.unit(Unit::Bytes)),
        attr(2, "NFTA_COUNTER_PACKETS", BE64.unit(Unit::Packets)),
        attr(3, "NFTA_COUNTER_PAD", PAD),
    ],
);

pub(in super::super) static NFTA_QUOTA: Set = set(
    "NFTA_QUOTA",
    &[
        attr(1, "NFTA_QUOTA_BYTES", BE64.unit(Unit::Bytes)),
        attr(2, "NFTA_QUOTA_FLAGS", BE32.flags(&NFT_QUOTA_F)),
        attr(3, "NFTA_QUOTA_PAD", PAD),
        attr(4, "NFTA_QUOTA_CONSUMED", BE64.unit(Unit::Bytes)),
    ],
);

static NFT_QUOTA_F: Names = names(&[(0x1, "NFT_QUOTA_F_INV"), (0x2, "NFT_QUOTA_F_DEPLETED")]);

/// So much in so long, and so much more at once.
pub(in super::super) static NFTA_LIMIT: Set = set(
    "NFTA_LIMIT",
    &[
        attr(1, "NFTA_LIMIT_RATE", select("NFTA_LIMIT_TYPE", RATE)),
        attr(2, "NFTA_LIMIT_UNIT", BE64.unit(Unit::Seconds)),
        attr(3, "NFTA_LIMIT_BURST", select("NFTA_LIMIT_TYPE", BURST)),
        attr(4, "NFTA_LIMIT_TYPE", BE32.name(&NFT_LIMIT)),
        attr(5, "NFTA_LIMIT_FLAGS", BE32.flags(&NFT_LIMIT_F)),
        attr(6, "NFTA_LIMIT_PAD", PAD),
    ],
);

const RATE: &[(Case, Kind)] = &[(Is(1), BE64.unit(Unit::Bytes)), (Otherwise, BE64.unit(Unit::Packets))];
const BURST: &[(Case, Kind)] = &[(Is(1), BE32.unit(Unit::Bytes)), (Otherwise, BE32.unit(Unit::Packets))];

static NFT_LIMIT: Names = names(&[(0, "NFT_LIMIT_PKTS"), (1, "NFT_LIMIT_PKT_BYTES")]);

static NFT_LIMIT_F: Names = names(&[(0x1, "NFT_LIMIT_F_INV")]);

/// Connections there may be.
pub(in super::super) static NFTA_CONNLIMIT: Set = set(
    "NFTA_CONNLIMIT",
    &[attr(1, "NFTA_CONNLIMIT_COUNT", BE32), attr(2, "NFTA_CONNLIMIT_FLAGS", BE32.flags(&NFT_CONNLIMIT_F))],
);

static NFT_CONNLIMIT_F: Names = names(&[(0x1, "NFT_CONNLIMIT_F_INV")]);

/// How long ago a packet was here.
pub(super) static NFTA_LAST: Set = set(
    "NFTA_LAST",
    &[
        attr(1, "NFTA_LAST_SET", BE32.bool()),
        attr(2, "NFTA_LAST_MSECS", BE64.unit(Unit::Milliseconds)),
        attr(3, "NFTA_LAST_PAD", PAD),
    ],
);

/// An object by its name, or by what a map has for a register.
pub(super) static NFTA_OBJREF: Set = set(
    "NFTA_OBJREF",
    &[
        attr(1, "NFTA_OBJREF_IMM_TYPE", BE32.name(&NFT_OBJECT)),
        attr(2, "NFTA_OBJREF_IMM_NAME", TEXT),
        attr(3, "NFTA_OBJREF_SET_SREG", REGISTER),
        attr(4, "NFTA_OBJREF_SET_NAME", TEXT),
        attr(5, "NFTA_OBJREF_SET_ID", BE32),
    ],
);
