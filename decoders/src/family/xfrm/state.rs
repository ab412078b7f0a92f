//! Messages about associations: `struct xfrm_usersa_info` and its kin  (linux/xfrm.h)

use super::*;

pub(super) static INFO: Body = body(Kind::Peek(&ASSOCIATION, &USERSA_HEAD), nest(&XFRMA));
pub(super) static ID: Body = body(fixed(&USERSA_ID), nest(&XFRMA));
/// A dump has no head: attributes follow the header at once.
pub(super) static GET: Body =
    body(select("@dump", &[(Is(1), PAD), (Otherwise, fixed(&USERSA_ID))]), nest(&XFRMA));
pub(super) static SPI: Body = body(Kind::Peek(&OF_SPI, &ALLOCATION), nest(&XFRMA));
pub(super) static EXPIRE: Body = body(Kind::Peek(&OF_EXPIRE, &EXPIRATION), nest(&XFRMA));
pub(super) static EVENT: Body = body(Kind::Peek(&OF_EVENT, &AEVENT), nest(&XFRMA));
pub(super) static MAPPING: Body = body(Kind::Peek(&OF_MAPPING, &USER_MAPPING), nest(&XFRMA));
pub(super) static MIGRATE: Body = body(Kind::Peek(&OF_MIGRATE, &USER_MIGRATE_STATE), nest(&XFRMA));
pub(super) static FLUSH: Body = body(fixed(&USERSA_FLUSH), nest(&XFRMA));

/// An association, with its family under another name: the selector in it has one that may be 0.
pub(super) const USERSA: Kind = Kind::Peek(&ASSOCIATION, &BARE_USERSA);
static BARE_USERSA: Kind = select("@len", USERSA_BY_LENGTH);
static USERSA_HEAD: Kind = select("@head", USERSA_BY_LENGTH);
static USERSA_BY_LENGTH: &[(Case, Kind)] =
    &[(Is(220), fixed(&COMPAT_USERSA_INFO)), (Otherwise, fixed(&USERSA_INFO))];

/// Messages that begin with an association.
static ASSOCIATION: Struct =
    layout("association", 214, &[field("", pad(212)), field("association_family", U16.name(&AF))]);

/// `struct xfrm_usersa_info`: an association.
static USERSA_INFO: Struct = layout("xfrm_usersa_info", 224, USERSA_MEMBERS);
static COMPAT_USERSA_INFO: Struct = layout("compat_xfrm_usersa_info", 220, compat(USERSA_MEMBERS));

static USERSA_MEMBERS: &[Field] = &[
    field("sel", fixed(&XFRM_SELECTOR)),
    field("id", fixed(&XFRM_ID)),
    field("saddr", ADDRESS),
    field("lft", fixed(&XFRM_LIFETIME_CFG)),
    field("curlft", fixed(&XFRM_LIFETIME_CUR)),
    field("stats", fixed(&XFRM_STATS)),
    field("seq", U32),
    field("reqid", U32),
    field("family", U16.name(&AF)),
    field("mode", U8.name(&XFRM_MODE)),
    field("replay_window", U8.unit(Unit::Packets)),
    field("flags", U8.flags(&XFRM_STATE)),
    field("", pad(3)),
    field("", pad(4)),
];

/// `struct xfrm_stats`
static XFRM_STATS: Struct = layout(
    "xfrm_stats",
    12,
    &[
        field("replay_window", U32.unit(Unit::Packets)),
        field("replay", U32.unit(Unit::Packets)),
        field("integrity_failed", U32.unit(Unit::Packets)),
    ],
);

/// `XFRM_STATE_*`
static XFRM_STATE: Names = names(&[
    (1, "XFRM_STATE_NOECN"),
    (2, "XFRM_STATE_DECAP_DSCP"),
    (4, "XFRM_STATE_NOPMTUDISC"),
    (8, "XFRM_STATE_WILDRECV"),
    (16, "XFRM_STATE_ICMP"),
    (32, "XFRM_STATE_AF_UNSPEC"),
    (64, "XFRM_STATE_ALIGN4"),
    (128, "XFRM_STATE_ESN"),
]);

/// `struct xfrm_usersa_id`
static USERSA_ID: Struct = layout(
    "xfrm_usersa_id",
    24,
    &[
        field("daddr", ADDRESS).key(),
        field("spi", BE32.hex()).key(),
        field("family", U16.name(&AF)),
        field("proto", U8.name(&IPPROTO)).key(),
        field("", pad(1)),
    ],
);

/// `struct xfrm_userspi_info`: an association that wants a number.
static USERSPI_INFO: Struct = layout(
    "xfrm_userspi_info",
    232,
    &[field("info", fixed(&USERSA_INFO)), field("min", U32.hex()), field("max", U32.hex())],
);
static COMPAT_USERSPI_INFO: Struct = layout(
    "compat_xfrm_userspi_info",
    228,
    &[field("info", fixed(&COMPAT_USERSA_INFO)), field("min", U32.hex()), field("max", U32.hex())],
);
static ALLOCATION: Kind = Kind::Peek(&ASSOCIATION, &USERSPI);
static USERSPI: Kind =
    select("@head", &[(Is(228), fixed(&COMPAT_USERSPI_INFO)), (Otherwise, fixed(&USERSPI_INFO))]);

/// The place of the family in a struct that begins with an association.
static OF_SPI: Struct = layout("xfrm_userspi_info", 214, &[field("", pad(212)), FAMILY_OF]);
static OF_EXPIRE: Struct = layout("xfrm_user_expire", 214, &[field("", pad(212)), FAMILY_OF]);

const FAMILY_OF: Field = field("family", U16.name(&AF));

/// `struct xfrm_user_expire`
static XFRM_USER_EXPIRE: Struct = layout(
    "xfrm_user_expire",
    232,
    &[field("state", fixed(&USERSA_INFO)), field("hard", U8.bool()), field("", pad(7))],
);
static COMPAT_USER_EXPIRE: Struct = layout(
    "compat_xfrm_user_expire",
    224,
    &[field("state", fixed(&COMPAT_USERSA_INFO)), field("hard", U8.bool()), field("", pad(3))],
);
static EXPIRATION: Kind = Kind::Peek(&ASSOCIATION, &USER_EXPIRE);
static USER_EXPIRE: Kind =
    select("@head", &[(Is(224), fixed(&COMPAT_USER_EXPIRE)), (Otherwise, fixed(&XFRM_USER_EXPIRE))]);

/// `struct xfrm_aevent_id`: an event of an association.
static XFRM_AEVENT_ID: Struct = layout(
    "xfrm_aevent_id",
    48,
    &[
        field("sa_id", fixed(&USERSA_ID)),
        field("saddr", ADDRESS),
        field("flags", U32.flags(&XFRM_AE)),
        field("reqid", U32),
    ],
);
static AEVENT: Kind = fixed(&XFRM_AEVENT_ID);

/// The place of the family in a struct that begins with an association's number.
static OF_EVENT: Struct = layout("xfrm_aevent_id", 22, &[field("", pad(20)), FAMILY_OF]);
static OF_MAPPING: Struct = layout("xfrm_user_mapping", 22, &[field("", pad(20)), FAMILY_OF]);
static OF_MIGRATE: Struct = layout("xfrm_user_migrate_state", 22, &[field("", pad(20)), FAMILY_OF]);

/// `XFRM_AE_*`
static XFRM_AE: Names = names(&[
    (1, "XFRM_AE_RTHR"),
    (2, "XFRM_AE_RVAL"),
    (4, "XFRM_AE_LVAL"),
    (8, "XFRM_AE_ETHR"),
    (16, "XFRM_AE_CR"),
    (32, "XFRM_AE_CE"),
    (64, "XFRM_AE_CU"),
]);

/// `struct xfrm_user_mapping`: the other end sends from elsewhere now.
static XFRM_USER_MAPPING: Struct = layout(
    "xfrm_user_mapping",
    64,
    &[
        field("id", fixed(&USERSA_ID)),
        field("reqid", U32),
        field("old_saddr", ADDRESS),
        field("new_saddr", ADDRESS),
        field("old_sport", BE16),
        field("new_sport", BE16),
    ],
);
static USER_MAPPING: Kind = fixed(&XFRM_USER_MAPPING);

/// `struct xfrm_user_migrate_state`: an association moves to other addresses.
static XFRM_USER_MIGRATE_STATE: Struct = layout(
    "xfrm_user_migrate_state",
    132,
    &[
        field("id", fixed(&USERSA_ID)),
        field("new_daddr", NEW_ADDRESS),
        field("new_saddr", NEW_ADDRESS),
        field("old_mark", fixed(&XFRM_MARK)),
        field("new_sel", fixed(&XFRM_SELECTOR)),
        field("new_reqid", U32),
        field("flags", U32.flags(&XFRM_MIGRATE_STATE)),
        field("new_family", U16.name(&AF)),
        field("reserved", U16),
    ],
);
static USER_MIGRATE_STATE: Kind = fixed(&XFRM_USER_MIGRATE_STATE);

/// `xfrm_address_t` of the family that is new.
pub(super) const NEW_ADDRESS: Kind = select("new_family", ADDRESS_BY_FAMILY);

/// `XFRM_MIGRATE_STATE_*`
static XFRM_MIGRATE_STATE: Names =
    names(&[(1, "XFRM_MIGRATE_STATE_CLEAR_OFFLOAD"), (2, "XFRM_MIGRATE_STATE_UPDATE_H2H_SEL")]);

/// `struct xfrm_usersa_flush`: all associations of a protocol; 0 or 255 for all protocols.
static USERSA_FLUSH: Struct = layout("xfrm_usersa_flush", 1, &[field("proto", U8.name(&IPSEC_PROTO))]);

/// `IPSEC_PROTO_ANY`, and the protocols.
static IPSEC_PROTO: Names = names(&[
    (0, "IPPROTO_IP"),
    (43, "IPPROTO_ROUTING"),
    (50, "IPPROTO_ESP"),
    (51, "IPPROTO_AH"),
    (60, "IPPROTO_DSTOPTS"),
    (108, "IPPROTO_COMP"),
    (255, "IPSEC_PROTO_ANY"),
]);
