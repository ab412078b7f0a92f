//! Addresses: `RTM_*ADDR`, `RTM_*MULTICAST`, `RTM_*ANYCAST`, struct ifaddrmsg, `IFA_*`  (linux/if_addr.h)

use super::route::RT_SCOPE;
use crate::family::shared::nd_opt::forever;
use crate::names::AF;
use crate::schema::{Case::*, Class::*, *};

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(20, "RTM_NEWADDR", New, &BODY),
    msg(21, "RTM_DELADDR", Delete, &BODY),
    msg(22, "RTM_GETADDR", Get, &BODY).is(Traits::HEAD_ALONE).is(Traits::SHORT_DUMP),
    msg(56, "RTM_NEWMULTICAST", New, &BODY),
    msg(57, "RTM_DELMULTICAST", Delete, &BODY),
    msg(58, "RTM_GETMULTICAST", Get, &BODY),
    msg(60, "RTM_NEWANYCAST", New, &BODY),
    msg(61, "RTM_DELANYCAST", Delete, &BODY),
    msg(62, "RTM_GETANYCAST", Get, &BODY),
]);

static BODY: Body = body(fixed(&IFADDRMSG), nest(&IFA));

static IFADDRMSG: Struct = layout(
    "ifaddrmsg",
    8,
    &[
        field("ifa_family", U8.name(&AF)),
        field("ifa_prefixlen", U8).key().strict_zero(),
        field(
            "ifa_flags",
            select("ifa_family", &[(Is(10), U8.flags(&IFA_F6)), (Otherwise, U8.flags(&IFA_F))]),
        )
        .strict_zero(),
        field("ifa_scope", U8.name(&RT_SCOPE)).strict_zero(),
        field("ifa_index", U32.interface()).key().strict_filter(),
    ],
);

/// `IFA_*`.
static IFA: Set = set(
    "IFA",
    &[
        attr(1, "IFA_ADDRESS", select("ifa_family", ADDRESS)).subject(),
        attr(2, "IFA_LOCAL", select("ifa_family", ADDRESS)).subject(),
        attr(3, "IFA_LABEL", TEXT).interface_name().key(),
        attr(4, "IFA_BROADCAST", select("ifa_family", ADDRESS)),
        attr(5, "IFA_ANYCAST", select("ifa_family", ADDRESS)),
        attr(6, "IFA_CACHEINFO", fixed(&IFA_CACHEINFO)),
        attr(7, "IFA_MULTICAST", select("ifa_family", ADDRESS)),
        attr(
            8,
            "IFA_FLAGS",
            select("ifa_family", &[(Is(10), U32.flags(&IFA_F6)), (Otherwise, U32.flags(&IFA_F))]),
        ),
        attr(9, "IFA_RT_PRIORITY", U32),
        attr(10, "IFA_TARGET_NETNSID", S32),
        attr(11, "IFA_PROTO", U8.name(&IFAPROT)),
        attr(12, "IFA_MC_USERS", U32),
    ],
);

/// An address, by its family.
pub(super) const ADDRESS: &[(Case, Kind)] = &[
    (Is(2), IP4),
    (Is(10), IP6),
    // DECnet.
    (Is(12), LE16.hex()),
    // Phonet and MCTP: a byte.
    (OneOf(&[35, 45]), U8.hex()),
];

static IFA_CACHEINFO: Struct = layout(
    "ifa_cacheinfo",
    16,
    &[
        field("ifa_prefered", LIFETIME),
        field("ifa_valid", LIFETIME),
        field("cstamp", U32.unit(Unit::ClockTicks)),
        field("tstamp", U32.unit(Unit::ClockTicks)),
    ],
);

/// How long an address or prefix lasts.
pub(super) const LIFETIME: Kind = gloss(&SECONDS, |payload, _, out| forever(payload, out));
static SECONDS: Kind = U32.unit(Unit::Seconds);

static IFA_F: Names = names(&ifa_f("IFA_F_SECONDARY"));
/// The same for IPv6, where the first bit has a name of its own.
static IFA_F6: Names = names(&ifa_f("IFA_F_TEMPORARY"));

const fn ifa_f(first: &'static str) -> [(u64, &'static str); 12] {
    [
        (0x1, first),
        (0x2, "IFA_F_NODAD"),
        (0x4, "IFA_F_OPTIMISTIC"),
        (0x8, "IFA_F_DADFAILED"),
        (0x10, "IFA_F_HOMEADDRESS"),
        (0x20, "IFA_F_DEPRECATED"),
        (0x40, "IFA_F_TENTATIVE"),
        (0x80, "IFA_F_PERMANENT"),
        (0x100, "IFA_F_MANAGETEMPADDR"),
        (0x200, "IFA_F_NOPREFIXROUTE"),
        (0x400, "IFA_F_MCAUTOJOIN"),
        (0x800, "IFA_F_STABLE_PRIVACY"),
    ]
}

static IFAPROT: Names = names(&[
    (0, "IFAPROT_UNSPEC"),
    (1, "IFAPROT_KERNEL_LO"),
    (2, "IFAPROT_KERNEL_RA"),
    (3, "IFAPROT_KERNEL_LL"),
]);
