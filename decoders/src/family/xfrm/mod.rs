//! `NETLINK_XFRM`: IPsec's associations and policies  (linux/xfrm.h)
//!
//! An address takes 16 bytes for every family. The family is in the same struct, after the address or before it, or in the
//! enclosing struct. If it is deeper than the address, as in `struct xfrm_user_acquire`, a body peeks at its place.
//!
//! Structs with 64-bit members are four or eight bytes shorter in 32-bit programs of x86, which align such members to 4. A
//! 64-bit kernel with `CONFIG_XFRM_USER_COMPAT` accepts them and calls them `struct compat_xfrm_*`. A message does not say
//! which layout it has, but its attributes fill it to the end after one of them only.

use crate::names::{AF, IPPROTO};
use crate::schema::{Case::*, Class::*, *};

mod algorithm;
mod attribute;
mod info;
mod policy;
mod state;

use attribute::XFRMA;

/// The protocol.
pub static FAMILY: Family = Family {
    protocol: 6,
    name: "NETLINK_XFRM",
    messages: &[MESSAGES],
    groups: &XFRMNLGRP,
    general: None,
    generic: &[],
    unnamed: &[],
    framing: Framing::Messages,
    exchange: Exchange {
        answers: Answers::NamedGets,
        causes: Causes::OwnType,
        needs: Some(Capability::NetAdmin),
        ..Exchange::PLAIN
    },
};

static MESSAGES: &[Msg] = messages(&[
    msg(16, "XFRM_MSG_NEWSA", New, &state::INFO),
    msg(17, "XFRM_MSG_DELSA", Delete, &state::ID),
    msg(18, "XFRM_MSG_GETSA", Get, &state::GET).answered_by(16),
    msg(19, "XFRM_MSG_NEWPOLICY", New, &policy::INFO),
    msg(20, "XFRM_MSG_DELPOLICY", Delete, &policy::ID),
    msg(21, "XFRM_MSG_GETPOLICY", Get, &policy::GET).answered_by(19),
    msg(22, "XFRM_MSG_ALLOCSPI", Other, &state::SPI).answered_by(16).changing(),
    msg(23, "XFRM_MSG_ACQUIRE", Other, &policy::ACQUIRE),
    msg(24, "XFRM_MSG_EXPIRE", Other, &state::EXPIRE),
    msg(25, "XFRM_MSG_UPDPOLICY", New, &policy::INFO),
    msg(26, "XFRM_MSG_UPDSA", New, &state::INFO),
    msg(27, "XFRM_MSG_POLEXPIRE", Other, &policy::EXPIRE),
    msg(28, "XFRM_MSG_FLUSHSA", Delete, &state::FLUSH),
    msg(29, "XFRM_MSG_FLUSHPOLICY", Delete, &policy::FLUSH),
    msg(30, "XFRM_MSG_NEWAE", New, &state::EVENT),
    msg(31, "XFRM_MSG_GETAE", Get, &state::EVENT).answered_by(30),
    msg(32, "XFRM_MSG_REPORT", Other, &policy::REPORT),
    msg(33, "XFRM_MSG_MIGRATE", Other, &policy::ID).changing(),
    msg(34, "XFRM_MSG_NEWSADINFO", New, &info::SAD),
    msg(35, "XFRM_MSG_GETSADINFO", Get, &info::SAD).answered_by(34),
    msg(36, "XFRM_MSG_NEWSPDINFO", New, &info::SPD),
    msg(37, "XFRM_MSG_GETSPDINFO", Get, &info::SPD).answered_by(36),
    msg(38, "XFRM_MSG_MAPPING", Other, &state::MAPPING),
    msg(39, "XFRM_MSG_SETDEFAULT", New, &policy::DEFAULT),
    msg(40, "XFRM_MSG_GETDEFAULT", Get, &policy::DEFAULT),
    msg(41, "XFRM_MSG_MIGRATE_STATE", Other, &state::MIGRATE).changing(),
]);

/// `xfrm_address_t`. Without a family its type is unknown.
const ADDRESS: Kind = select("family", ADDRESS_BY_FAMILY);

static ADDRESS_BY_FAMILY: &[(Case, Kind)] = &[(Is(2), IP4_OF_16), (Is(10), IP6), (Otherwise, opaque(16))];

/// `struct xfrm_id`: a packet's reference to its association. The family is in the enclosing struct.
static XFRM_ID: Struct = layout(
    "xfrm_id",
    24,
    &[
        field("daddr", ADDRESS).key(),
        field("spi", BE32.hex()).key(),
        field("proto", U8.name(&IPPROTO)).key(),
        field("", pad(3)),
    ],
);

/// `xfrm_address_t` of packets. Where their family is 0 it is the association's.
const OF_PACKETS: Kind = select("family", &[(Is(2), IP4_OF_16), (Is(10), IP6), (Otherwise, OF_ASSOCIATION)]);

const OF_ASSOCIATION: Kind = select("association_family", ADDRESS_BY_FAMILY);

/// `struct xfrm_selector`: packets that are meant.
static XFRM_SELECTOR: Struct = layout(
    "xfrm_selector",
    56,
    &[
        field("daddr", OF_PACKETS).key(),
        field("saddr", OF_PACKETS),
        field("dport", BE16),
        field("dport_mask", BE16.hex()),
        field("sport", BE16),
        field("sport_mask", BE16.hex()),
        field("family", U16.name(&AF)),
        field("prefixlen_d", U8),
        field("prefixlen_s", U8),
        field("proto", U8.name(&IPPROTO)).key(),
        field("", pad(3)),
        field("ifindex", S32.interface()),
        field("user", U32),
    ],
);

/// `struct xfrm_lifetime_cfg`: when to warn, and when to end.
static XFRM_LIFETIME_CFG: Struct = layout(
    "xfrm_lifetime_cfg",
    64,
    &[
        field("soft_byte_limit", gloss(&BYTES, unlimited)),
        field("hard_byte_limit", gloss(&BYTES, unlimited)),
        field("soft_packet_limit", gloss(&PACKETS, unlimited)),
        field("hard_packet_limit", gloss(&PACKETS, unlimited)),
        field("soft_add_expires_seconds", SECONDS),
        field("hard_add_expires_seconds", SECONDS),
        field("soft_use_expires_seconds", SECONDS),
        field("hard_use_expires_seconds", SECONDS),
    ],
);

static BYTES: Kind = U64.unit(Unit::Bytes);
static PACKETS: Kind = U64.unit(Unit::Packets);
const SECONDS: Kind = U64.unit(Unit::Seconds);

/// Writes a limit; `XFRM_INF`, all bits, is none.
fn unlimited(payload: &[u8], _: crate::wire::Endian, out: &mut dyn core::fmt::Write) -> core::fmt::Result {
    if payload == [0xff; 8] { out.write_str("XFRM_INF") } else { Ok(()) }
}

/// `struct xfrm_lifetime_cur`: what was used. Times are counted from 1970, 0 for never.
static XFRM_LIFETIME_CUR: Struct = layout(
    "xfrm_lifetime_cur",
    32,
    &[
        field("bytes", BYTES),
        field("packets", PACKETS),
        field("add_time", SECONDS),
        field("use_time", SECONDS),
    ],
);

/// `struct xfrm_mark`: packets whose mark under the mask is the value.
static XFRM_MARK: Struct = layout("xfrm_mark", 8, &[field("v", U32.hex()), field("m", U32.hex())]);

/// Returns the members that a struct of a 32-bit program has: all but the last, which is padding.
const fn compat(members: &'static [Field]) -> &'static [Field] {
    match members {
        [all @ .., _] => all,
        [] => &[],
    }
}

/// `XFRM_MODE_*`
static XFRM_MODE: Names = names(&[
    (0, "XFRM_MODE_TRANSPORT"),
    (1, "XFRM_MODE_TUNNEL"),
    (2, "XFRM_MODE_ROUTEOPTIMIZATION"),
    (3, "XFRM_MODE_IN_TRIGGER"),
    (4, "XFRM_MODE_BEET"),
    (5, "XFRM_MODE_IPTFS"),
]);

/// `XFRM_SHARE_*`
static XFRM_SHARE: Names = names(&[
    (0, "XFRM_SHARE_ANY"),
    (1, "XFRM_SHARE_SESSION"),
    (2, "XFRM_SHARE_USER"),
    (3, "XFRM_SHARE_UNIQUE"),
]);

/// `XFRM_POLICY_TYPE_*`
static XFRM_POLICY_TYPE: Names =
    names(&[(0, "XFRM_POLICY_TYPE_MAIN"), (1, "XFRM_POLICY_TYPE_SUB"), (255, "XFRM_POLICY_TYPE_ANY")]);

/// `XFRMNLGRP_*`: multicast groups.
static XFRMNLGRP: Names = names(&[
    (0, "XFRMNLGRP_NONE"),
    (1, "XFRMNLGRP_ACQUIRE"),
    (2, "XFRMNLGRP_EXPIRE"),
    (3, "XFRMNLGRP_SA"),
    (4, "XFRMNLGRP_POLICY"),
    (5, "XFRMNLGRP_AEVENTS"),
    (6, "XFRMNLGRP_REPORT"),
    (7, "XFRMNLGRP_MIGRATE"),
    (8, "XFRMNLGRP_MAPPING"),
]);

#[cfg(test)]
mod tests;
