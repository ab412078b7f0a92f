//! Messages about policies: requests and notifications  (linux/xfrm.h)

use super::state::NEW_ADDRESS;
use super::*;

pub(super) static INFO: Body = body(select("@head", POLICY_BY_LENGTH), nest(&XFRMA));
pub(super) static ID: Body = body(Kind::Peek(&OF_ID, &USERPOLICY_ID), nest(&XFRMA));
/// A dump has no head, and the kernel ignores the body.
pub(super) static GET: Body =
    body(select("@dump", &[(Is(1), PAD), (Otherwise, Kind::Peek(&OF_ID, &USERPOLICY_ID))]), nest(&XFRMA));
pub(super) static ACQUIRE: Body = body(Kind::Peek(&OF_ACQUIRE, &USER_ACQUIRE), nest(&XFRMA));
pub(super) static EXPIRE: Body = body(USER_POLEXPIRE, nest(&XFRMA));
pub(super) static REPORT: Body = body(Kind::Peek(&OF_REPORT, &USER_REPORT), nest(&XFRMA));
pub(super) static DEFAULT: Body = body(fixed(&XFRM_USERPOLICY_DEFAULT), PAD);
pub(super) static FLUSH: Body = body(PAD, nest(&XFRMA));

/// A policy in an attribute.
pub(super) const USERPOLICY: Kind = select("@len", POLICY_BY_LENGTH);
static POLICY_BY_LENGTH: &[(Case, Kind)] =
    &[(Is(164), fixed(&COMPAT_USERPOLICY_INFO)), (Otherwise, fixed(&USERPOLICY_INFO))];

/// `struct xfrm_userpolicy_info`: a policy.
static USERPOLICY_INFO: Struct = layout("xfrm_userpolicy_info", 168, POLICY_MEMBERS);
static COMPAT_USERPOLICY_INFO: Struct = layout("compat_xfrm_userpolicy_info", 164, compat(POLICY_MEMBERS));

static POLICY_MEMBERS: &[Field] = &[
    field("sel", fixed(&XFRM_SELECTOR)),
    field("lft", fixed(&XFRM_LIFETIME_CFG)),
    field("curlft", fixed(&XFRM_LIFETIME_CUR)),
    field("priority", U32),
    field("index", U32),
    field("dir", U8.name(&XFRM_POLICY_DIR)),
    field("action", U8.name(&XFRM_POLICY_ACTION)),
    field("flags", U8.flags(&XFRM_POLICY_FLAGS)),
    field("share", U8.name(&XFRM_SHARE)),
    field("", pad(4)),
];

/// `XFRM_POLICY_IN`, …: which way packets go.
static XFRM_POLICY_DIR: Names =
    names(&[(0, "XFRM_POLICY_IN"), (1, "XFRM_POLICY_OUT"), (2, "XFRM_POLICY_FWD")]);

static XFRM_POLICY_ACTION: Names = names(&[(0, "XFRM_POLICY_ALLOW"), (1, "XFRM_POLICY_BLOCK")]);

static XFRM_POLICY_FLAGS: Names =
    names(&[(1, "XFRM_POLICY_LOCALOK"), (2, "XFRM_POLICY_ICMP"), (4, "XFRM_POLICY_CPU_ACQUIRE")]);

/// `struct xfrm_userpolicy_id`
static XFRM_USERPOLICY_ID: Struct = layout(
    "xfrm_userpolicy_id",
    64,
    &[
        field("sel", fixed(&XFRM_SELECTOR)),
        field("index", U32),
        field("dir", U8.name(&XFRM_POLICY_DIR)),
        field("", pad(3)),
    ],
);
static USERPOLICY_ID: Kind = fixed(&XFRM_USERPOLICY_ID);

/// The place of the family in a struct that begins with a selector.
static OF_ID: Struct = layout("xfrm_userpolicy_id", 42, &[field("", pad(40)), FAMILY_OF]);

const FAMILY_OF: Field = field("family", U16.name(&AF));

/// `struct xfrm_user_acquire`: a packet needs an association that is not there.
static XFRM_USER_ACQUIRE: Struct = layout(
    "xfrm_user_acquire",
    280,
    &[
        field("id", fixed(&XFRM_ID)),
        field("saddr", ADDRESS),
        field("sel", fixed(&XFRM_SELECTOR)),
        field("policy", fixed(&USERPOLICY_INFO)),
        field("aalgos", U32.hex()),
        field("ealgos", U32.hex()),
        field("calgos", U32.hex()),
        field("seq", U32),
    ],
);
static COMPAT_USER_ACQUIRE: Struct = layout(
    "compat_xfrm_user_acquire",
    276,
    &[
        field("id", fixed(&XFRM_ID)),
        field("saddr", ADDRESS),
        field("sel", fixed(&XFRM_SELECTOR)),
        field("policy", fixed(&COMPAT_USERPOLICY_INFO)),
        field("aalgos", U32.hex()),
        field("ealgos", U32.hex()),
        field("calgos", U32.hex()),
        field("seq", U32),
    ],
);
static USER_ACQUIRE: Kind =
    select("@head", &[(Is(276), fixed(&COMPAT_USER_ACQUIRE)), (Otherwise, fixed(&XFRM_USER_ACQUIRE))]);

/// The family is that of the selector after both addresses.
static OF_ACQUIRE: Struct = layout("xfrm_user_acquire", 82, &[field("", pad(80)), FAMILY_OF]);

/// `struct xfrm_user_polexpire`
static XFRM_USER_POLEXPIRE: Struct = layout(
    "xfrm_user_polexpire",
    176,
    &[field("pol", fixed(&USERPOLICY_INFO)), field("hard", U8.bool()), field("", pad(7))],
);
static COMPAT_USER_POLEXPIRE: Struct = layout(
    "compat_xfrm_user_polexpire",
    168,
    &[field("pol", fixed(&COMPAT_USERPOLICY_INFO)), field("hard", U8.bool()), field("", pad(3))],
);
const USER_POLEXPIRE: Kind = select("@head", POLEXPIRE_BY_LENGTH);
static POLEXPIRE_BY_LENGTH: &[(Case, Kind)] =
    &[(Is(168), fixed(&COMPAT_USER_POLEXPIRE)), (Otherwise, fixed(&XFRM_USER_POLEXPIRE))];

/// `struct xfrm_user_report`: a packet that no association took.
static XFRM_USER_REPORT: Struct = layout(
    "xfrm_user_report",
    60,
    &[field("proto", U8.name(&IPPROTO)), field("", pad(3)), field("sel", fixed(&XFRM_SELECTOR))],
);
static USER_REPORT: Kind = fixed(&XFRM_USER_REPORT);

static OF_REPORT: Struct = layout("xfrm_user_report", 46, &[field("", pad(44)), FAMILY_OF]);

/// `struct xfrm_userpolicy_default`: what becomes of packets that no policy is about.
static XFRM_USERPOLICY_DEFAULT: Struct = layout(
    "xfrm_userpolicy_default",
    3,
    &[
        field("in", U8.name(&XFRM_USERPOLICY)),
        field("fwd", U8.name(&XFRM_USERPOLICY)),
        field("out", U8.name(&XFRM_USERPOLICY)),
    ],
);

/// `XFRM_USERPOLICY_*`
static XFRM_USERPOLICY: Names =
    names(&[(0, "XFRM_USERPOLICY_UNSPEC"), (1, "XFRM_USERPOLICY_BLOCK"), (2, "XFRM_USERPOLICY_ACCEPT")]);

/// `struct xfrm_user_tmpl`: what is to be done with a packet.
pub(super) static XFRM_USER_TMPL: Struct = layout(
    "xfrm_user_tmpl",
    64,
    &[
        field("id", fixed(&XFRM_ID)),
        field("family", U16.name(&AF)),
        field("", pad(2)),
        field("saddr", ADDRESS),
        field("reqid", U32),
        field("mode", U8.name(&XFRM_MODE)),
        field("share", U8.name(&XFRM_SHARE)),
        field("optional", U8.bool()),
        field("", pad(1)),
        field("aalgos", U32.hex()),
        field("ealgos", U32.hex()),
        field("calgos", U32.hex()),
    ],
);

/// `struct xfrm_user_migrate`: a template's addresses, and those that take their place.
pub(super) static XFRM_USER_MIGRATE: Struct = layout(
    "xfrm_user_migrate",
    76,
    &[
        field("old_daddr", OLD_ADDRESS),
        field("old_saddr", OLD_ADDRESS),
        field("new_daddr", NEW_ADDRESS),
        field("new_saddr", NEW_ADDRESS),
        field("proto", U8.name(&IPPROTO)),
        field("mode", U8.name(&XFRM_MODE)),
        field("reserved", U16),
        field("reqid", U32),
        field("old_family", U16.name(&AF)),
        field("new_family", U16.name(&AF)),
    ],
);

const OLD_ADDRESS: Kind = select("old_family", ADDRESS_BY_FAMILY);

/// `struct xfrm_user_kmaddress`: the peers of the key manager.
pub(super) static XFRM_USER_KMADDRESS: Struct = layout(
    "xfrm_user_kmaddress",
    40,
    &[
        field("local", ADDRESS),
        field("remote", ADDRESS),
        field("reserved", U32),
        field("family", U16.name(&AF)),
        field("", pad(2)),
    ],
);

/// `struct xfrm_userpolicy_type`
pub(super) static XFRM_USERPOLICY_TYPE: Struct = layout(
    "xfrm_userpolicy_type",
    6,
    &[
        field("type", U8.name(&XFRM_POLICY_TYPE)),
        field("", pad(1)),
        field("reserved1", U16),
        field("reserved2", U8),
        field("", pad(1)),
    ],
);
