//! `seg6_local`: what is done with a packet at its segment's end  (linux/seg6_local.h)

use super::super::route::RT_TABLE;
use super::seg6::IPV6_SR_HDR;
use crate::schema::*;

pub(super) static SEG6_LOCAL: Set = set(
    "SEG6_LOCAL",
    &[
        attr(1, "SEG6_LOCAL_ACTION", U32.name(&SEG6_LOCAL_ACTION)),
        attr(2, "SEG6_LOCAL_SRH", fixed(&IPV6_SR_HDR)),
        attr(3, "SEG6_LOCAL_TABLE", U32.name(&RT_TABLE)),
        attr(4, "SEG6_LOCAL_NH4", IP4),
        attr(5, "SEG6_LOCAL_NH6", IP6),
        attr(6, "SEG6_LOCAL_IIF", U32.interface()),
        attr(7, "SEG6_LOCAL_OIF", U32.interface()),
        attr(8, "SEG6_LOCAL_BPF", nest(&SEG6_LOCAL_BPF_PROG)),
        attr(9, "SEG6_LOCAL_VRFTABLE", U32.name(&RT_TABLE)),
        attr(10, "SEG6_LOCAL_COUNTERS", nest(&SEG6_LOCAL_CNT)),
        attr(11, "SEG6_LOCAL_FLAVORS", nest(&SEG6_LOCAL_FLV)),
    ],
);

static SEG6_LOCAL_BPF_PROG: Set = set(
    "SEG6_LOCAL_BPF_PROG",
    &[attr(1, "SEG6_LOCAL_BPF_PROG", U32), attr(2, "SEG6_LOCAL_BPF_PROG_NAME", TEXT).nul_terminated()],
);

static SEG6_LOCAL_CNT: Set = set(
    "SEG6_LOCAL_CNT",
    &[
        attr(1, "SEG6_LOCAL_CNT_PAD", PAD),
        attr(2, "SEG6_LOCAL_CNT_PACKETS", U64.unit(Unit::Packets)),
        attr(3, "SEG6_LOCAL_CNT_BYTES", U64.unit(Unit::Bytes)),
        attr(4, "SEG6_LOCAL_CNT_ERRORS", U64.unit(Unit::Packets)),
    ],
);

static SEG6_LOCAL_FLV: Set = set(
    "SEG6_LOCAL_FLV",
    &[
        attr(1, "SEG6_LOCAL_FLV_OPERATION", U32.flags(&SEG6_LOCAL_FLV_OP)),
        attr(2, "SEG6_LOCAL_FLV_LCBLOCK_BITS", U8.unit(Unit::Bits)),
        attr(3, "SEG6_LOCAL_FLV_LCNODE_FN_BITS", U8.unit(Unit::Bits)),
    ],
);

static SEG6_LOCAL_ACTION: Names = names(&[
    (0, "SEG6_LOCAL_ACTION_UNSPEC"),
    (1, "SEG6_LOCAL_ACTION_END"),
    (2, "SEG6_LOCAL_ACTION_END_X"),
    (3, "SEG6_LOCAL_ACTION_END_T"),
    (4, "SEG6_LOCAL_ACTION_END_DX2"),
    (5, "SEG6_LOCAL_ACTION_END_DX6"),
    (6, "SEG6_LOCAL_ACTION_END_DX4"),
    (7, "SEG6_LOCAL_ACTION_END_DT6"),
    (8, "SEG6_LOCAL_ACTION_END_DT4"),
    (9, "SEG6_LOCAL_ACTION_END_B6"),
    (10, "SEG6_LOCAL_ACTION_END_B6_ENCAP"),
    (11, "SEG6_LOCAL_ACTION_END_BM"),
    (12, "SEG6_LOCAL_ACTION_END_S"),
    (13, "SEG6_LOCAL_ACTION_END_AS"),
    (14, "SEG6_LOCAL_ACTION_END_AM"),
    (15, "SEG6_LOCAL_ACTION_END_BPF"),
    (16, "SEG6_LOCAL_ACTION_END_DT46"),
]);

/// Flavors of an action: the bit of each is that of its number.
static SEG6_LOCAL_FLV_OP: Names = names(&[
    (0x2, "SEG6_LOCAL_FLV_OP_PSP"),
    (0x4, "SEG6_LOCAL_FLV_OP_USP"),
    (0x8, "SEG6_LOCAL_FLV_OP_USD"),
    (0x10, "SEG6_LOCAL_FLV_OP_NEXT_CSID"),
]);
