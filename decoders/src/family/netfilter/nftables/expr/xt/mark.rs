//! Marks of packets and connections, and classes of packets
//! (linux/netfilter/xt_{CLASSIFY,connmark,CONNSECMARK,HMARK,mark,SECMARK}.h)

use super::{ADDRESS, FILL, MATCH_REV, TARGET_REV};
use crate::schema::{Case::*, *};

pub(super) const MARK_MATCH: Kind = select(MATCH_REV, MARK_MATCH_REVISIONS);
const MARK_MATCH_REVISIONS: &[(Case, Kind)] = &[(Is(0), RAW), (Otherwise, fixed(&XT_MARK_MTINFO1))];

static XT_MARK_MTINFO1: Struct = layout(
    "xt_mark_mtinfo1",
    12,
    &[field("mark", U32.hex()), field("mask", U32.hex()), field("invert", U8.bool()), field("", pad(3))],
)
.then(FILL);

pub(super) const MARK_TARGET: Kind = select(TARGET_REV, MARK_TARGET_REVISIONS);
const MARK_TARGET_REVISIONS: &[(Case, Kind)] = &[(UpTo(1), RAW), (Otherwise, fixed(&XT_MARK_TGINFO2))];

static XT_MARK_TGINFO2: Struct =
    layout("xt_mark_tginfo2", 8, &[field("mark", U32.hex()), field("mask", U32.hex())]);

pub(super) const CONNMARK_MATCH: Kind = select(MATCH_REV, CONNMARK_MATCH_REVISIONS);
const CONNMARK_MATCH_REVISIONS: &[(Case, Kind)] = &[(Is(0), RAW), (Otherwise, fixed(&XT_CONNMARK_MTINFO1))];

static XT_CONNMARK_MTINFO1: Struct = layout(
    "xt_connmark_mtinfo1",
    12,
    &[field("mark", U32.hex()), field("mask", U32.hex()), field("invert", U8.bool()), field("", pad(3))],
)
.then(FILL);

/// Both revisions have the same size, so the revision must be known.
pub(super) const CONNMARK_TARGET: Kind = select(TARGET_REV, CONNMARK_TARGET_REVISIONS);
const CONNMARK_TARGET_REVISIONS: &[(Case, Kind)] =
    &[(Is(1), fixed(&XT_CONNMARK_TGINFO1)), (Is(2), fixed(&XT_CONNMARK_TGINFO2)), (Otherwise, RAW)];

static XT_CONNMARK_TGINFO1: Struct = layout(
    "xt_connmark_tginfo1",
    16,
    &[
        field("ctmark", U32.hex()),
        field("ctmask", U32.hex()),
        field("nfmask", U32.hex()),
        field("mode", U8.name(&XT_CONNMARK)),
        field("", pad(3)),
    ],
);

static XT_CONNMARK_TGINFO2: Struct = layout(
    "xt_connmark_tginfo2",
    16,
    &[
        field("ctmark", U32.hex()),
        field("ctmask", U32.hex()),
        field("nfmask", U32.hex()),
        field("shift_dir", U8.name(&D_SHIFT)),
        field("shift_bits", U8.unit(Unit::Bits)),
        field("mode", U8.name(&XT_CONNMARK)),
        field("", pad(1)),
    ],
);

static XT_CONNMARK: Names =
    names(&[(0, "XT_CONNMARK_SET"), (1, "XT_CONNMARK_SAVE"), (2, "XT_CONNMARK_RESTORE")]);

static D_SHIFT: Names = names(&[(0, "D_SHIFT_LEFT"), (1, "D_SHIFT_RIGHT")]);

pub(super) const CLASSIFY: Kind = fixed(&XT_CLASSIFY_TARGET_INFO);

static XT_CLASSIFY_TARGET_INFO: Struct =
    layout("xt_classify_target_info", 4, &[field("priority", U32.handle())]).then(FILL);

pub(super) const CONNSECMARK: Kind = fixed(&XT_CONNSECMARK_TARGET_INFO);

static XT_CONNSECMARK_TARGET_INFO: Struct =
    layout("xt_connsecmark_target_info", 1, &[field("mode", U8.name(&CONNSECMARK_MODE))]).then(FILL);

static CONNSECMARK_MODE: Names = names(&[(1, "CONNSECMARK_SAVE"), (2, "CONNSECMARK_RESTORE")]);

/// Both revisions have the same size, so the revision must be known.
pub(super) const SECMARK: Kind = select(TARGET_REV, SECMARK_REVISIONS);
const SECMARK_REVISIONS: &[(Case, Kind)] =
    &[(Is(0), fixed(&XT_SECMARK_TARGET_INFO)), (Is(1), fixed(&XT_SECMARK_TARGET_INFO_V1)), (Otherwise, RAW)];

/// The kernel writes the number of the context over `secid`, and shows it.
static XT_SECMARK_TARGET_INFO: Struct = layout(
    "xt_secmark_target_info",
    264,
    &[
        field("mode", U8.name(&SECMARK_MODE)),
        field("", pad(3)),
        field("secid", U32),
        field("secctx", text(256)),
    ],
);

static XT_SECMARK_TARGET_INFO_V1: Struct = layout(
    "xt_secmark_target_info_v1",
    264,
    &[
        field("mode", U8.name(&SECMARK_MODE)),
        field("secctx", text(256)),
        field("", pad(3)),
        field("secid", kernel_only(4)),
    ],
);

static SECMARK_MODE: Names = names(&[(1, "SECMARK_MODE_SEL")]);

pub(super) const HMARK: Kind = fixed(&XT_HMARK_INFO);

/// A mark computed from addresses and ports: a hash modulo `hmodulus`, and `hoffset` added.
static XT_HMARK_INFO: Struct = layout(
    "xt_hmark_info",
    60,
    &[
        field("src_mask", ADDRESS),
        field("dst_mask", ADDRESS),
        field("port_mask", fixed(&HMARK_PORTS)),
        field("port_set", fixed(&HMARK_PORTS)),
        field("flags", U32.flags(&XT_HMARK)),
        field("proto_mask", U16.hex()),
        field("", pad(2)),
        field("hashrnd", U32.hex()),
        field("hmodulus", U32),
        field("hoffset", U32),
    ],
)
.then(FILL);

/// Two ports, or the SPI in their place.
static HMARK_PORTS: Struct = layout("hmark_ports", 4, &[field("src", BE16.hex()), field("dst", BE16.hex())]);

/// The kernel numbers these bits.
static XT_HMARK: Names = names(&[
    (0x1, "XT_HMARK_SADDR_MASK"),
    (0x2, "XT_HMARK_DADDR_MASK"),
    (0x4, "XT_HMARK_SPI"),
    (0x8, "XT_HMARK_SPI_MASK"),
    (0x10, "XT_HMARK_SPORT"),
    (0x20, "XT_HMARK_DPORT"),
    (0x40, "XT_HMARK_SPORT_MASK"),
    (0x80, "XT_HMARK_DPORT_MASK"),
    (0x100, "XT_HMARK_PROTO_MASK"),
    (0x200, "XT_HMARK_RND"),
    (0x400, "XT_HMARK_MODULUS"),
    (0x800, "XT_HMARK_OFFSET"),
    (0x1000, "XT_HMARK_CT"),
    (0x2000, "XT_HMARK_METHOD_L3"),
    (0x4000, "XT_HMARK_METHOD_L3_4"),
]);
