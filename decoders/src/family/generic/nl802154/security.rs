//! Security of frames: keys, devices, and the level that each sort of frame must have

use super::{EXTENDED, NL802154_DEV_ADDR_ATTR, SHORT};
use crate::schema::{Case::*, *};

pub(super) static SECLEVEL: Names = names(&[
    (0, "NL802154_SECLEVEL_NONE"),
    (1, "NL802154_SECLEVEL_MIC32"),
    (2, "NL802154_SECLEVEL_MIC64"),
    (3, "NL802154_SECLEVEL_MIC128"),
    (4, "NL802154_SECLEVEL_ENC"),
    (5, "NL802154_SECLEVEL_ENC_MIC32"),
    (6, "NL802154_SECLEVEL_ENC_MIC64"),
    (7, "NL802154_SECLEVEL_ENC_MIC128"),
]);

/// The same as bits.
static SECLEVELS: Names = names(&[
    (1, "NL802154_SECLEVEL_NONE"),
    (1 << 1, "NL802154_SECLEVEL_MIC32"),
    (1 << 2, "NL802154_SECLEVEL_MIC64"),
    (1 << 3, "NL802154_SECLEVEL_MIC128"),
    (1 << 4, "NL802154_SECLEVEL_ENC"),
    (1 << 5, "NL802154_SECLEVEL_ENC_MIC32"),
    (1 << 6, "NL802154_SECLEVEL_ENC_MIC64"),
    (1 << 7, "NL802154_SECLEVEL_ENC_MIC128"),
]);

pub(super) static NL802154_SECLEVEL_ATTR: Set = set(
    "NL802154_SECLEVEL_ATTR",
    &[
        // The kernel reads one byte and sends four.
        attr(
            1,
            "NL802154_SECLEVEL_ATTR_LEVELS",
            select("@len", &[(Is(1), U8.flags(&SECLEVELS)), (Otherwise, U32.flags(&SECLEVELS))]),
        ),
        attr(2, "NL802154_SECLEVEL_ATTR_FRAME", U32.name(&NL802154_FRAME)),
        attr(3, "NL802154_SECLEVEL_ATTR_CMD_FRAME", U32.name(&NL802154_CMD_FRAME)),
        attr(4, "NL802154_SECLEVEL_ATTR_DEV_OVERRIDE", U8.bool()),
    ],
);

static NL802154_FRAME: Names = names(&[
    (0, "NL802154_FRAME_BEACON"),
    (1, "NL802154_FRAME_DATA"),
    (2, "NL802154_FRAME_ACK"),
    (3, "NL802154_FRAME_CMD"),
]);

/// The same as bits.
static FRAMES: Names = names(&[
    (1, "NL802154_FRAME_BEACON"),
    (1 << 1, "NL802154_FRAME_DATA"),
    (1 << 2, "NL802154_FRAME_ACK"),
    (1 << 3, "NL802154_FRAME_CMD"),
]);

static NL802154_CMD_FRAME: Names = names(&[
    (1, "NL802154_CMD_FRAME_ASSOC_REQUEST"),
    (2, "NL802154_CMD_FRAME_ASSOC_RESPONSE"),
    (3, "NL802154_CMD_FRAME_DISASSOC_NOTIFY"),
    (4, "NL802154_CMD_FRAME_DATA_REQUEST"),
    (5, "NL802154_CMD_FRAME_PAN_ID_CONFLICT_NOTIFY"),
    (6, "NL802154_CMD_FRAME_ORPHAN_NOTIFY"),
    (7, "NL802154_CMD_FRAME_BEACON_REQUEST"),
    (8, "NL802154_CMD_FRAME_COORD_REALIGNMENT"),
    (9, "NL802154_CMD_FRAME_GTS_REQUEST"),
]);

/// The same as bits.
static CMD_FRAMES: Names = names(&[
    (1 << 1, "NL802154_CMD_FRAME_ASSOC_REQUEST"),
    (1 << 2, "NL802154_CMD_FRAME_ASSOC_RESPONSE"),
    (1 << 3, "NL802154_CMD_FRAME_DISASSOC_NOTIFY"),
    (1 << 4, "NL802154_CMD_FRAME_DATA_REQUEST"),
    (1 << 5, "NL802154_CMD_FRAME_PAN_ID_CONFLICT_NOTIFY"),
    (1 << 6, "NL802154_CMD_FRAME_ORPHAN_NOTIFY"),
    (1 << 7, "NL802154_CMD_FRAME_BEACON_REQUEST"),
    (1 << 8, "NL802154_CMD_FRAME_COORD_REALIGNMENT"),
    (1 << 9, "NL802154_CMD_FRAME_GTS_REQUEST"),
]);

pub(super) static KEY_ID: Set = set(
    "NL802154_KEY_ID_ATTR",
    &[
        attr(1, "NL802154_KEY_ID_ATTR_MODE", U32.name(&NL802154_KEY_ID_MODE)),
        attr(2, "NL802154_KEY_ID_ATTR_INDEX", U8),
        attr(3, "NL802154_KEY_ID_ATTR_IMPLICIT", nest(&NL802154_DEV_ADDR_ATTR)),
        attr(4, "NL802154_KEY_ID_ATTR_SOURCE_SHORT", LE32.hex()),
        attr(5, "NL802154_KEY_ID_ATTR_SOURCE_EXTENDED", EXTENDED),
        attr(6, "NL802154_KEY_ID_ATTR_PAD", PAD),
    ],
);

static NL802154_KEY_ID_MODE: Names = names(&[
    (0, "NL802154_KEY_ID_MODE_IMPLICIT"),
    (1, "NL802154_KEY_ID_MODE_INDEX"),
    (2, "NL802154_KEY_ID_MODE_INDEX_SHORT"),
    (3, "NL802154_KEY_ID_MODE_INDEX_EXTENDED"),
]);

pub(super) static NL802154_DEV_ATTR: Set = set(
    "NL802154_DEV_ATTR",
    &[
        attr(1, "NL802154_DEV_ATTR_FRAME_COUNTER", U32),
        attr(2, "NL802154_DEV_ATTR_PAN_ID", SHORT),
        attr(3, "NL802154_DEV_ATTR_SHORT_ADDR", SHORT),
        attr(4, "NL802154_DEV_ATTR_EXTENDED_ADDR", EXTENDED),
        attr(5, "NL802154_DEV_ATTR_SECLEVEL_EXEMPT", U8.bool()),
        attr(6, "NL802154_DEV_ATTR_KEY_MODE", U32.name(&NL802154_DEVKEY)),
        attr(7, "NL802154_DEV_ATTR_PAD", PAD),
    ],
);

static NL802154_DEVKEY: Names =
    names(&[(0, "NL802154_DEVKEY_IGNORE"), (1, "NL802154_DEVKEY_RESTRICT"), (2, "NL802154_DEVKEY_RECORD")]);

pub(super) static NL802154_DEVKEY_ATTR: Set = set(
    "NL802154_DEVKEY_ATTR",
    &[
        attr(1, "NL802154_DEVKEY_ATTR_FRAME_COUNTER", U32),
        attr(2, "NL802154_DEVKEY_ATTR_EXTENDED_ADDR", EXTENDED),
        attr(3, "NL802154_DEVKEY_ATTR_ID", nest(&KEY_ID)),
        attr(4, "NL802154_DEVKEY_ATTR_PAD", PAD),
    ],
);

pub(super) static NL802154_KEY_ATTR: Set = set(
    "NL802154_KEY_ATTR",
    &[
        attr(1, "NL802154_KEY_ATTR_ID", nest(&KEY_ID)),
        attr(2, "NL802154_KEY_ATTR_USAGE_FRAMES", U8.flags(&FRAMES)),
        attr(3, "NL802154_KEY_ATTR_USAGE_CMDS", fixed(&USAGE_CMDS)),
        attr(4, "NL802154_KEY_ATTR_BYTES", opaque(16)).secret(),
    ],
);

/// Room for 256 bits; only the last word is used, the others are zeros.
static USAGE_CMDS: Struct =
    layout("", 32, &[field("", pad(28)), field("cmd_frame_ids", U32.flags(&CMD_FRAMES))]);
