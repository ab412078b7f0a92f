//! Sets of ipset, by index  (linux/netfilter/xt_set.h, linux/netfilter/ipset/ip_set.h)

use super::{ANY, FILL, MATCH_REV, TARGET_REV};
use crate::family::netfilter::ipset::IPSET_FLAG;
use crate::schema::{Case::*, *};

pub(super) const SET_MATCH: Kind = select(MATCH_REV, SET_MATCH_REVISIONS);
const SET_MATCH_REVISIONS: &[(Case, Kind)] = &[
    (Is(0), fixed(&XT_SET_INFO_MATCH_V0)),
    (OneOf(&[1, 2]), fixed(&XT_SET_INFO_MATCH_V1)),
    (Is(3), fixed(&XT_SET_INFO_MATCH_V3)),
    (Is(4), fixed(&XT_SET_INFO_MATCH_V4)),
    (ANY, RAW),
    (Otherwise, select("@len", SET_MATCH_SIZES)),
];
const SET_MATCH_SIZES: &[(Case, Kind)] = &[
    (Is(8), fixed(&XT_SET_INFO_MATCH_V1)),
    (Is(32), fixed(&XT_SET_INFO_MATCH_V0)),
    (Is(48), fixed(&XT_SET_INFO_MATCH_V4)),
    (Otherwise, RAW),
];

pub(super) const SET_TARGET: Kind = select(TARGET_REV, SET_TARGET_REVISIONS);
const SET_TARGET_REVISIONS: &[(Case, Kind)] = &[
    (Is(0), fixed(&XT_SET_INFO_TARGET_V0)),
    (Is(1), fixed(&XT_SET_INFO_TARGET_V1)),
    (Is(2), fixed(&XT_SET_INFO_TARGET_V2)),
    (Is(3), fixed(&XT_SET_INFO_TARGET_V3)),
    (ANY, RAW),
    (Otherwise, select("@len", SET_TARGET_SIZES)),
];
const SET_TARGET_SIZES: &[(Case, Kind)] = &[
    (Is(8), fixed(&XT_SET_INFO_TARGET_V1)),
    (Is(16), fixed(&XT_SET_INFO_TARGET_V2)),
    (Is(24), fixed(&XT_SET_INFO_TARGET_V3)),
    (Is(64), fixed(&XT_SET_INFO_TARGET_V0)),
    (Otherwise, RAW),
];

static XT_SET_INFO_MATCH_V0: Struct =
    layout("xt_set_info_match_v0", 32, &[field("match_set", fixed(&XT_SET_INFO_V0))]);

static XT_SET_INFO_TARGET_V0: Struct = layout(
    "xt_set_info_target_v0",
    64,
    &[field("add_set", fixed(&XT_SET_INFO_V0)), field("del_set", fixed(&XT_SET_INFO_V0))],
);

/// The kernel writes its own view of the flags over the last of them.
static XT_SET_INFO_V0: Struct = layout(
    "xt_set_info_v0",
    32,
    &[field("index", U16), field("", pad(2)), field("u", Kind::Array(&DIMENSIONS))],
);

static DIMENSIONS: Array = array_of(7, U32.flags(&IPSET_SIDE));

static IPSET_SIDE: Names = names(&[(0x1, "IPSET_SRC"), (0x2, "IPSET_DST"), (0x4, "IPSET_MATCH_INV")]);

static XT_SET_INFO_MATCH_V1: Struct =
    layout("xt_set_info_match_v1", 4, &[field("match_set", fixed(&XT_SET_INFO))]).then(FILL);

static XT_SET_INFO_MATCH_V3: Struct = layout(
    "xt_set_info_match_v3",
    48,
    &[
        field("match_set", fixed(&XT_SET_INFO)),
        field("", pad(4)),
        field("packets", fixed(&IP_SET_COUNTER_MATCH0)),
        field("bytes", fixed(&IP_SET_COUNTER_MATCH0)),
        field("flags", U32.flags(&IPSET_FLAG)),
        field("", pad(4)),
    ],
);

static XT_SET_INFO_MATCH_V4: Struct = layout(
    "xt_set_info_match_v4",
    48,
    &[
        field("match_set", fixed(&XT_SET_INFO)),
        field("", pad(4)),
        field("packets", fixed(&IP_SET_COUNTER_MATCH)),
        field("bytes", fixed(&IP_SET_COUNTER_MATCH)),
        field("flags", U32.flags(&IPSET_FLAG)),
        field("", pad(4)),
    ],
);

static XT_SET_INFO_TARGET_V1: Struct = layout(
    "xt_set_info_target_v1",
    8,
    &[field("add_set", fixed(&XT_SET_INFO)), field("del_set", fixed(&XT_SET_INFO))],
);

static XT_SET_INFO_TARGET_V2: Struct = layout(
    "xt_set_info_target_v2",
    16,
    &[
        field("add_set", fixed(&XT_SET_INFO)),
        field("del_set", fixed(&XT_SET_INFO)),
        field("flags", U32.flags(&IPSET_FLAG)),
        field("timeout", U32.unit(Unit::Seconds)),
    ],
);

static XT_SET_INFO_TARGET_V3: Struct = layout(
    "xt_set_info_target_v3",
    20,
    &[
        field("add_set", fixed(&XT_SET_INFO)),
        field("del_set", fixed(&XT_SET_INFO)),
        field("map_set", fixed(&XT_SET_INFO)),
        field("flags", U32.flags(&IPSET_FLAG)),
        field("timeout", U32.unit(Unit::Seconds)),
    ],
)
.then(FILL);

/// A set of ipset's by its index, and which of a packet's addresses and ports it is asked for.
static XT_SET_INFO: Struct =
    layout("xt_set_info", 4, &[field("index", U16), field("dim", U8), field("flags", U8.flags(&IPSET_KOPT))]);

static IPSET_KOPT: Names = names(&[
    (0x1, "IPSET_INV_MATCH"),
    (0x2, "IPSET_DIM_ONE_SRC"),
    (0x4, "IPSET_DIM_TWO_SRC"),
    (0x8, "IPSET_DIM_THREE_SRC"),
    (0x80, "IPSET_RETURN_NOMATCH"),
]);

static IP_SET_COUNTER_MATCH0: Struct = layout(
    "ip_set_counter_match0",
    16,
    &[field("op", U8.name(&IPSET_COUNTER)), field("", pad(7)), field("value", U64)],
);

static IP_SET_COUNTER_MATCH: Struct = layout(
    "ip_set_counter_match",
    16,
    &[field("value", U64), field("op", U8.name(&IPSET_COUNTER)), field("", pad(7))],
);

static IPSET_COUNTER: Names = names(&[
    (0, "IPSET_COUNTER_NONE"),
    (1, "IPSET_COUNTER_EQ"),
    (2, "IPSET_COUNTER_NE"),
    (3, "IPSET_COUNTER_LT"),
    (4, "IPSET_COUNTER_GT"),
]);
