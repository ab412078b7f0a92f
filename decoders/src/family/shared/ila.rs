//! `ila`: identifier-locator addressing, where half an IPv6 address is rewritten  (linux/ila.h)

use crate::schema::*;

pub(crate) static ILA_ATTR: Set = set(
    "ILA_ATTR",
    &[
        attr(1, "ILA_ATTR_LOCATOR", BE64.hex()).key(),
        attr(2, "ILA_ATTR_IDENTIFIER", BE64.hex()),
        attr(3, "ILA_ATTR_LOCATOR_MATCH", BE64.hex()),
        attr(4, "ILA_ATTR_IFINDEX", S32.interface()).key(),
        attr(5, "ILA_ATTR_DIR", U32.flags(&ILA_DIR)),
        attr(6, "ILA_ATTR_PAD", PAD),
        attr(7, "ILA_ATTR_CSUM_MODE", U8.name(&ILA_CSUM)),
        attr(8, "ILA_ATTR_IDENT_TYPE", U8.name(&ILA_ATYPE)),
        attr(9, "ILA_ATTR_HOOK_TYPE", U8.name(&ILA_HOOK)),
    ],
);

static ILA_DIR: Names = names(&[(0x1, "ILA_DIR_IN"), (0x2, "ILA_DIR_OUT")]);

static ILA_CSUM: Names = names(&[
    (0, "ILA_CSUM_ADJUST_TRANSPORT"),
    (1, "ILA_CSUM_NEUTRAL_MAP"),
    (2, "ILA_CSUM_NO_ACTION"),
    (3, "ILA_CSUM_NEUTRAL_MAP_AUTO"),
]);

static ILA_ATYPE: Names = names(&[
    (0, "ILA_ATYPE_IID"),
    (1, "ILA_ATYPE_LUID"),
    (2, "ILA_ATYPE_VIRT_V4"),
    (3, "ILA_ATYPE_VIRT_UNI_V6"),
    (4, "ILA_ATYPE_VIRT_MULTI_V6"),
    (5, "ILA_ATYPE_NONLOCAL_ADDR"),
    (6, "ILA_ATYPE_RSVD_1"),
    (7, "ILA_ATYPE_RSVD_2"),
    (32, "ILA_ATYPE_USE_FORMAT"),
]);

static ILA_HOOK: Names = names(&[(0, "ILA_HOOK_ROUTE_OUTPUT"), (1, "ILA_HOOK_ROUTE_INPUT")]);
