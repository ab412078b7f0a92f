//! `u32`: words of the packet compared, hash tables of such rules  (linux/pkt_cls.h)

use super::super::action::ACTIONS;
use super::super::action::police::TCA_POLICE;
use super::TCA_CLS_FLAGS;
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("u32"), nest(&TCA_U32));

static TCA_U32: Set = set(
    "TCA_U32",
    &[
        attr(1, "TCA_U32_CLASSID", U32.handle()),
        attr(2, "TCA_U32_HASH", U32.parts(&TC_U32)),
        attr(3, "TCA_U32_LINK", U32.parts(&TC_U32)),
        attr(4, "TCA_U32_DIVISOR", U32),
        attr(5, "TCA_U32_SEL", fixed(&TC_U32_SEL)),
        attr(6, "TCA_U32_POLICE", nest(&TCA_POLICE)),
        attr(7, "TCA_U32_ACT", Kind::List(&ACTIONS)),
        attr(8, "TCA_U32_INDEV", TEXT),
        attr(9, "TCA_U32_PCNT", fixed(&TC_U32_PCNT)),
        attr(10, "TCA_U32_MARK", fixed(&TC_U32_MARK)),
        attr(11, "TCA_U32_FLAGS", U32.flags(&TCA_CLS_FLAGS)),
        attr(12, "TCA_U32_PAD", PAD),
    ],
);

/// A hash table, its bucket, the rule in it: `800:1f:2`.
static TC_U32: [Part; 3] =
    [part("node", 12, Show::Hex), part("hash", 8, Show::Hex), part("htid", 12, Show::Hex)];

static TC_U32_SEL: Struct = layout(
    "tc_u32_sel",
    16,
    &[
        field("flags", U8.flags(&TC_U32_FLAGS)),
        field("offshift", U8),
        field("nkeys", U8),
        field("", pad(1)),
        field("offmask", BE16.hex()),
        field("off", U16),
        field("offoff", S16),
        field("hoff", S16),
        field("hmask", BE32.hex()),
    ],
)
.then(&[field("keys", Kind::Array(&KEYS))]);

static KEYS: Array = array_counted("nkeys", 0, fixed(&TC_U32_KEY));

/// `struct tc_u32_key`: a word of the packet, and its position.
pub(in super::super) static TC_U32_KEY: Struct = layout(
    "tc_u32_key",
    16,
    &[field("mask", BE32.hex()), field("val", BE32.hex()), field("off", S32), field("offmask", S32.hex())],
);

static TC_U32_PCNT: Struct = layout("tc_u32_pcnt", 16, &[field("rcnt", U64), field("rhit", U64)])
    .then(&[field("kcnts", Kind::Array(&KCNTS))]);

static KCNTS: Array = array(U64);

static TC_U32_MARK: Struct =
    layout("tc_u32_mark", 12, &[field("val", U32.hex()), field("mask", U32.hex()), field("success", U32)]);

static TC_U32_FLAGS: Names = names(&[
    (0x1, "TC_U32_TERMINAL"),
    (0x2, "TC_U32_OFFSET"),
    (0x4, "TC_U32_VAROFFSET"),
    (0x8, "TC_U32_EAT"),
]);
