//! Next hops as objects: `RTM_*NEXTHOP`, `RTM_*NEXTHOPBUCKET`, struct nhmsg, `NHA_*`  (linux/nexthop.h)

use super::encap;
use super::route::{RT_SCOPE, RTNH_F, RTPROT};
use crate::names::AF;
use crate::schema::{Case::*, Class::*, *};

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(104, "RTM_NEWNEXTHOP", New, &BODY).strict(),
    msg(105, "RTM_DELNEXTHOP", Delete, &BODY).strict(),
    msg(106, "RTM_GETNEXTHOP", Get, &BODY).strict(),
    msg(116, "RTM_NEWNEXTHOPBUCKET", New, &BODY).strict(),
    msg(117, "RTM_DELNEXTHOPBUCKET", Delete, &BODY).strict(),
    msg(118, "RTM_GETNEXTHOPBUCKET", Get, &BODY).strict(),
]);

static BODY: Body = body(fixed(&NHMSG), nest(&NHA));

static NHMSG: Struct = layout(
    "nhmsg",
    8,
    &[
        field("nh_family", U8.name(&AF)),
        field("nh_scope", U8.name(&RT_SCOPE)),
        field("nh_protocol", U8.name(&RTPROT)),
        field("resvd", pad(1)),
        field("nh_flags", U32.flags(&RTNH_F)),
    ],
);

/// `NHA_*`.
static NHA: Set = set(
    "NHA",
    &[
        attr(1, "NHA_ID", U32).key(),
        attr(2, "NHA_GROUP", Kind::Array(&NHA_GROUP)).key(),
        attr(3, "NHA_GROUP_TYPE", U16.name(&NEXTHOP_GRP_TYPE)),
        attr(4, "NHA_BLACKHOLE", FLAG),
        attr(5, "NHA_OIF", U32.interface()).key(),
        attr(6, "NHA_GATEWAY", select("nh_family", &[(Is(2), IP4), (Is(10), IP6)])).key(),
        attr(7, "NHA_ENCAP_TYPE", U16.name(&encap::LWTUNNEL_ENCAP)),
        attr(8, "NHA_ENCAP", select("NHA_ENCAP_TYPE", encap::ENCAP)),
        attr(9, "NHA_GROUPS", FLAG),
        attr(10, "NHA_MASTER", U32.interface()),
        attr(11, "NHA_FDB", FLAG),
        attr(12, "NHA_RES_GROUP", nest(&NHA_RES_GROUP)),
        attr(13, "NHA_RES_BUCKET", nest(&NHA_RES_BUCKET)),
        attr(14, "NHA_OP_FLAGS", U32.flags(&NHA_OP_FLAG)),
        attr(15, "NHA_GROUP_STATS", nest(&NHA_GROUP_STATS)),
        attr(16, "NHA_HW_STATS_ENABLE", U32.bool()),
        attr(17, "NHA_HW_STATS_USED", U32.bool()),
        attr(18, "NHA_DST_PORT", BE16),
    ],
);

static NHA_RES_GROUP: Set = set(
    "NHA_RES_GROUP",
    &[
        attr(0, "NHA_RES_GROUP_PAD", PAD),
        attr(1, "NHA_RES_GROUP_BUCKETS", U16),
        attr(2, "NHA_RES_GROUP_IDLE_TIMER", U32.unit(Unit::ClockTicks)),
        attr(3, "NHA_RES_GROUP_UNBALANCED_TIMER", U32.unit(Unit::ClockTicks)),
        attr(4, "NHA_RES_GROUP_UNBALANCED_TIME", U64.unit(Unit::ClockTicks)),
    ],
);

static NHA_RES_BUCKET: Set = set(
    "NHA_RES_BUCKET",
    &[
        attr(0, "NHA_RES_BUCKET_PAD", PAD),
        attr(1, "NHA_RES_BUCKET_INDEX", U16),
        attr(2, "NHA_RES_BUCKET_IDLE_TIME", U64.unit(Unit::ClockTicks)),
        attr(3, "NHA_RES_BUCKET_NH_ID", U32),
    ],
);

static NHA_GROUP_STATS: Set =
    set("NHA_GROUP_STATS", &[attr(1, "NHA_GROUP_STATS_ENTRY", nest(&NHA_GROUP_STATS_ENTRY)).repeats()]);

static NHA_GROUP_STATS_ENTRY: Set = set(
    "NHA_GROUP_STATS_ENTRY",
    &[
        attr(1, "NHA_GROUP_STATS_ENTRY_ID", U32),
        attr(2, "NHA_GROUP_STATS_ENTRY_PACKETS", UINT.unit(Unit::Packets)),
        attr(3, "NHA_GROUP_STATS_ENTRY_PACKETS_HW", UINT.unit(Unit::Packets)),
    ],
);

static NHA_GROUP: Array = array(fixed(&NEXTHOP_GRP));

/// A member of a group. Its weight is one more than `weight_high` and `weight` together say.
static NEXTHOP_GRP: Struct = layout(
    "nexthop_grp",
    8,
    &[field("id", U32), field("weight", U8), field("weight_high", U8), field("resvd2", pad(2))],
);

static NEXTHOP_GRP_TYPE: Names = names(&[(0, "NEXTHOP_GRP_TYPE_MPATH"), (1, "NEXTHOP_GRP_TYPE_RES")]);

static NHA_OP_FLAG: Names = names(&[
    (0x1, "NHA_OP_FLAG_DUMP_STATS"),
    (0x2, "NHA_OP_FLAG_DUMP_HW_STATS"),
    (0x8000_0000, "NHA_OP_FLAG_RESP_GRP_RESVD_0"),
]);
