//! Computations and comparisons of registers: immediate, bitwise, byteorder, cmp, range, lookup, dynset, hash, numgen

use super::{DATA, NFTA_EXPR, NFTA_LIST, REGISTER};
use crate::schema::*;

/// Sets a register; the verdict register decides about the packet.
pub(super) static NFTA_IMMEDIATE: Set =
    set("NFTA_IMMEDIATE", &[attr(1, "NFTA_IMMEDIATE_DREG", REGISTER), attr(2, "NFTA_IMMEDIATE_DATA", DATA)]);

pub(super) static NFTA_BITWISE: Set = set(
    "NFTA_BITWISE",
    &[
        attr(1, "NFTA_BITWISE_SREG", REGISTER),
        attr(2, "NFTA_BITWISE_DREG", REGISTER),
        attr(3, "NFTA_BITWISE_LEN", BE32.unit(Unit::Bytes)),
        attr(4, "NFTA_BITWISE_MASK", DATA),
        attr(5, "NFTA_BITWISE_XOR", DATA),
        attr(6, "NFTA_BITWISE_OP", BE32.name(&NFT_BITWISE)),
        attr(7, "NFTA_BITWISE_DATA", DATA),
        attr(8, "NFTA_BITWISE_SREG2", REGISTER),
    ],
);

static NFT_BITWISE: Names = names(&[
    (0, "NFT_BITWISE_MASK_XOR"),
    (1, "NFT_BITWISE_LSHIFT"),
    (2, "NFT_BITWISE_RSHIFT"),
    (3, "NFT_BITWISE_AND"),
    (4, "NFT_BITWISE_OR"),
    (5, "NFT_BITWISE_XOR"),
]);

pub(super) static NFTA_BYTEORDER: Set = set(
    "NFTA_BYTEORDER",
    &[
        attr(1, "NFTA_BYTEORDER_SREG", REGISTER),
        attr(2, "NFTA_BYTEORDER_DREG", REGISTER),
        attr(3, "NFTA_BYTEORDER_OP", BE32.name(&NFT_BYTEORDER)),
        attr(4, "NFTA_BYTEORDER_LEN", BE32.unit(Unit::Bytes)),
        attr(5, "NFTA_BYTEORDER_SIZE", BE32.unit(Unit::Bytes)),
    ],
);

static NFT_BYTEORDER: Names = names(&[(0, "NFT_BYTEORDER_NTOH"), (1, "NFT_BYTEORDER_HTON")]);

pub(super) static NFTA_CMP: Set = set(
    "NFTA_CMP",
    &[
        attr(1, "NFTA_CMP_SREG", REGISTER),
        attr(2, "NFTA_CMP_OP", BE32.name(&NFT_CMP)),
        attr(3, "NFTA_CMP_DATA", DATA),
    ],
);

static NFT_CMP: Names = names(&[
    (0, "NFT_CMP_EQ"),
    (1, "NFT_CMP_NEQ"),
    (2, "NFT_CMP_LT"),
    (3, "NFT_CMP_LTE"),
    (4, "NFT_CMP_GT"),
    (5, "NFT_CMP_GTE"),
]);

pub(super) static NFTA_RANGE: Set = set(
    "NFTA_RANGE",
    &[
        attr(1, "NFTA_RANGE_SREG", REGISTER),
        attr(2, "NFTA_RANGE_OP", BE32.name(&NFT_RANGE)),
        attr(3, "NFTA_RANGE_FROM_DATA", DATA),
        attr(4, "NFTA_RANGE_TO_DATA", DATA),
    ],
);

static NFT_RANGE: Names = names(&[(0, "NFT_RANGE_EQ"), (1, "NFT_RANGE_NEQ")]);

/// Whether a set has what is in a register, and what a map has for it.
pub(super) static NFTA_LOOKUP: Set = set(
    "NFTA_LOOKUP",
    &[
        attr(1, "NFTA_LOOKUP_SET", TEXT),
        attr(2, "NFTA_LOOKUP_SREG", REGISTER),
        attr(3, "NFTA_LOOKUP_DREG", REGISTER),
        attr(4, "NFTA_LOOKUP_SET_ID", BE32),
        attr(5, "NFTA_LOOKUP_FLAGS", BE32.flags(&NFT_LOOKUP_F)),
    ],
);

static NFT_LOOKUP_F: Names = names(&[(0x1, "NFT_LOOKUP_F_INV")]);

/// Puts what is in registers into a set.
pub(super) static NFTA_DYNSET: Set = set(
    "NFTA_DYNSET",
    &[
        attr(1, "NFTA_DYNSET_SET_NAME", TEXT),
        attr(2, "NFTA_DYNSET_SET_ID", BE32),
        attr(3, "NFTA_DYNSET_OP", BE32.name(&NFT_DYNSET_OP)),
        attr(4, "NFTA_DYNSET_SREG_KEY", REGISTER),
        attr(5, "NFTA_DYNSET_SREG_DATA", REGISTER),
        attr(6, "NFTA_DYNSET_TIMEOUT", BE64.unit(Unit::Milliseconds)),
        attr(7, "NFTA_DYNSET_EXPR", nest(&NFTA_EXPR)),
        attr(8, "NFTA_DYNSET_PAD", PAD),
        attr(9, "NFTA_DYNSET_FLAGS", BE32.flags(&NFT_DYNSET_F)),
        attr(10, "NFTA_DYNSET_EXPRESSIONS", nest(&NFTA_LIST)),
    ],
);

static NFT_DYNSET_OP: Names =
    names(&[(0, "NFT_DYNSET_OP_ADD"), (1, "NFT_DYNSET_OP_UPDATE"), (2, "NFT_DYNSET_OP_DELETE")]);

static NFT_DYNSET_F: Names = names(&[(0x1, "NFT_DYNSET_F_INV"), (0x2, "NFT_DYNSET_F_EXPR")]);

pub(super) static NFTA_HASH: Set = set(
    "NFTA_HASH",
    &[
        attr(1, "NFTA_HASH_SREG", REGISTER),
        attr(2, "NFTA_HASH_DREG", REGISTER),
        attr(3, "NFTA_HASH_LEN", BE32.unit(Unit::Bytes)),
        attr(4, "NFTA_HASH_MODULUS", BE32),
        attr(5, "NFTA_HASH_SEED", BE32.hex()),
        attr(6, "NFTA_HASH_OFFSET", BE32),
        attr(7, "NFTA_HASH_TYPE", BE32.name(&NFT_HASH)),
        attr(8, "NFTA_HASH_SET_NAME", TEXT),
        attr(9, "NFTA_HASH_SET_ID", BE32),
    ],
);

static NFT_HASH: Names = names(&[(0, "NFT_HASH_JENKINS"), (1, "NFT_HASH_SYM")]);

/// Numbers one after the other, or at random.
pub(super) static NFTA_NG: Set = set(
    "NFTA_NG",
    &[
        attr(1, "NFTA_NG_DREG", REGISTER),
        attr(2, "NFTA_NG_MODULUS", BE32),
        attr(3, "NFTA_NG_TYPE", BE32.name(&NFT_NG)),
        attr(4, "NFTA_NG_OFFSET", BE32),
        attr(5, "NFTA_NG_SET_NAME", TEXT),
        attr(6, "NFTA_NG_SET_ID", BE32),
    ],
);

static NFT_NG: Names = names(&[(0, "NFT_NG_INCREMENTAL"), (1, "NFT_NG_RANDOM")]);
