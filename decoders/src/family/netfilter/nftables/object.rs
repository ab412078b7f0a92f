//! Objects with a state of their own, which rules refer to by name: `NFTA_OBJ_*`, and the data of each type

use super::super::timeout;
use super::{expr, tunnel, userdata};
use crate::names::{IPPROTO, NFPROTO};
use crate::schema::{Case::*, *};

pub(super) static BODY: Body = super::attributes(&NFTA_OBJ);

static NFTA_OBJ: Set = set(
    "NFTA_OBJ",
    &[
        attr(1, "NFTA_OBJ_TABLE", TEXT).key(),
        attr(2, "NFTA_OBJ_NAME", TEXT).subject(),
        attr(3, "NFTA_OBJ_TYPE", BE32.name(&NFT_OBJECT)).key(),
        attr(4, "NFTA_OBJ_DATA", select("NFTA_OBJ_TYPE", DATA)),
        attr(5, "NFTA_OBJ_USE", BE32),
        attr(6, "NFTA_OBJ_HANDLE", BE64),
        attr(7, "NFTA_OBJ_PAD", PAD),
        attr(8, "NFTA_OBJ_USERDATA", userdata::OF_OBJECT),
    ],
);

/// `NFT_OBJECT_*`: types of objects.
pub(super) static NFT_OBJECT: Names = names(&[
    (0, "NFT_OBJECT_UNSPEC"),
    (1, "NFT_OBJECT_COUNTER"),
    (2, "NFT_OBJECT_QUOTA"),
    (3, "NFT_OBJECT_CT_HELPER"),
    (4, "NFT_OBJECT_LIMIT"),
    (5, "NFT_OBJECT_CONNLIMIT"),
    (6, "NFT_OBJECT_TUNNEL"),
    (7, "NFT_OBJECT_CT_TIMEOUT"),
    (8, "NFT_OBJECT_SECMARK"),
    (9, "NFT_OBJECT_CT_EXPECT"),
    (10, "NFT_OBJECT_SYNPROXY"),
]);

const DATA: &[(Case, Kind)] = &[
    (Is(1), nest(&expr::NFTA_COUNTER)),
    (Is(2), nest(&expr::NFTA_QUOTA)),
    (Is(3), nest(&NFTA_CT_HELPER)),
    (Is(4), nest(&expr::NFTA_LIMIT)),
    (Is(5), nest(&expr::NFTA_CONNLIMIT)),
    (Is(6), nest(&tunnel::NFTA_TUNNEL_KEY)),
    (Is(7), nest(&NFTA_CT_TIMEOUT)),
    (Is(8), nest(&NFTA_SECMARK)),
    (Is(9), nest(&NFTA_CT_EXPECT)),
    (Is(10), nest(&expr::NFTA_SYNPROXY)),
];

static NFTA_CT_HELPER: Set = set(
    "NFTA_CT_HELPER",
    &[
        attr(1, "NFTA_CT_HELPER_NAME", TEXT),
        attr(2, "NFTA_CT_HELPER_L3PROTO", BE16.name(&NFPROTO)),
        attr(3, "NFTA_CT_HELPER_L4PROTO", U8.name(&IPPROTO)),
    ],
);

static NFTA_CT_TIMEOUT: Set = set(
    "NFTA_CT_TIMEOUT",
    &[
        attr(1, "NFTA_CT_TIMEOUT_L3PROTO", BE16.name(&NFPROTO)),
        attr(2, "NFTA_CT_TIMEOUT_L4PROTO", U8.name(&IPPROTO)),
        attr(3, "NFTA_CT_TIMEOUT_DATA", select("NFTA_CT_TIMEOUT_L4PROTO", timeout::BY_PROTOCOL)),
    ],
);

static NFTA_CT_EXPECT: Set = set(
    "NFTA_CT_EXPECT",
    &[
        attr(1, "NFTA_CT_EXPECT_L3PROTO", BE16.name(&NFPROTO)),
        attr(2, "NFTA_CT_EXPECT_L4PROTO", U8.name(&IPPROTO)),
        attr(3, "NFTA_CT_EXPECT_DPORT", BE16),
        // The one number here in the machine's own order.
        attr(4, "NFTA_CT_EXPECT_TIMEOUT", U32.unit(Unit::Milliseconds)),
        attr(5, "NFTA_CT_EXPECT_SIZE", U8),
    ],
);

static NFTA_SECMARK: Set = set("NFTA_SECMARK", &[attr(1, "NFTA_SECMARK_CTX", TEXT)]);
