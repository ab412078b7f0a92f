//! Frames of the air: the head, and what management frames carry  (IEEE 802.11, linux/ieee80211.h)

use super::action::ACTION;
use super::code::{WLAN_REASON, WLAN_STATUS};
use super::element::ELEMENTS;
use super::{hwmp, summary};
use crate::family::shared::packet;
use crate::schema::{Case::*, *};

/// A frame, from its head on. The kernel has already decrypted it.
pub(crate) static FRAME: Kind = Kind::Peek(&FIRST_BYTES, &BY_TYPE);

/// A frame as it is on the air, so that protected ones are encrypted.
pub(crate) static AIR_FRAME: Kind = Kind::Peek(&FIRST_BYTES, &BY_PROTECTION);

static FIRST_BYTES: Struct =
    layout("", 2, &[field("frame_control", U8.name(&FRAME_TYPE)), field("", U8.parts(&FRAME_CONTROL_BITS))]);

static FRAME_CONTROL_BITS: [Part; 4] = [
    part("ds", 2, Show::Dec),
    part("", 4, Show::Hex),
    part("protected", 1, Show::Bool),
    part("", 1, Show::Bool),
];

static BY_TYPE: Kind = select(
    "frame_control",
    &[
        (OneOf(MANAGEMENT), gloss(&MGMT_FRAME, summary::management)),
        (OneOf(DATA), select("ds", DATA_BY_DS)),
        (OneOf(QOS_DATA), select("ds", QOS_DATA_BY_DS)),
        (OneOf(&[0xc4, 0xd4]), fixed(&ACK)),
        (OneOf(&[0xa4, 0xb4, 0xe4, 0xf4]), fixed(&RTS)),
        (Is(0x84), fixed(&BAR)),
        (Is(0x94), fixed(&BA)),
        (Otherwise, fixed(&OTHER)),
    ],
);

static BY_PROTECTION: Kind = select("protected", &[(Is(1), PROTECTED), (Otherwise, FRAME)]);

/// Frames of which the head alone is readable.
static PROTECTED: Kind = select("frame_control", PROTECTED_BY_TYPE);

static PROTECTED_BY_TYPE: &[(Case, Kind)] = &[
    // An authentication frame is marked so while it is not encrypted.
    (Is(0xb0), gloss(&MGMT_FRAME, summary::management)),
    (OneOf(MANAGEMENT), gloss(&PROTECTED_MGMT_FRAME, summary::management)),
    (OneOf(DATA), select("ds", PROTECTED_DATA_BY_DS)),
    (OneOf(QOS_DATA), select("ds", PROTECTED_QOS_DATA_BY_DS)),
    (Otherwise, fixed(&OTHER)),
];

static PROTECTED_DATA_BY_DS: &[(Case, Kind)] = &[
    (Is(3), gloss(&PROTECTED_DATA_4_FRAME, summary::data)),
    (Otherwise, gloss(&PROTECTED_DATA_FRAME, summary::data)),
];

static PROTECTED_QOS_DATA_BY_DS: &[(Case, Kind)] = &[
    (Is(3), gloss(&PROTECTED_QOS_DATA_4_FRAME, summary::data)),
    (Otherwise, gloss(&PROTECTED_QOS_DATA_FRAME, summary::data)),
];

const DATA: &[u64] = &[0x08, 0x18, 0x28, 0x38, 0x48, 0x58, 0x68, 0x78];

const QOS_DATA: &[u64] = &[0x88, 0x98, 0xa8, 0xb8, 0xc8, 0xe8, 0xf8];

static DATA_BY_DS: &[(Case, Kind)] =
    &[(Is(3), gloss(&DATA_4_FRAME, summary::data)), (Otherwise, gloss(&DATA_3_FRAME, summary::data))];

static QOS_DATA_BY_DS: &[(Case, Kind)] =
    &[(Is(3), gloss(&QOS_DATA_4_FRAME, summary::data)), (Otherwise, gloss(&QOS_DATA_3_FRAME, summary::data))];

const HDR_3ADDR: [Field; 7] = [
    field("frame_control", U8.name(&FRAME_TYPE)),
    field("frame_control_flags", U8.flags(&FRAME_CONTROL)),
    field("duration_id", LE16),
    field("addr1", MAC),
    field("addr2", MAC),
    field("addr3", MAC),
    field("seq_ctrl", LE16.parts(&SEQ_CTRL)),
];

const HDR_4ADDR: [Field; 8] = with(&HDR_3ADDR, field("addr4", MAC));
const QOS_HDR: [Field; 8] = with(&HDR_3ADDR, QOS_CTRL);
const QOS_HDR_4ADDR: [Field; 9] = with(&HDR_4ADDR, QOS_CTRL);

/// A head with one more member.
const fn with<const N: usize, const M: usize>(head: &[Field; N], last: Field) -> [Field; M] {
    let mut all = [last; M];
    let mut rest: (&[Field], &mut [Field]) = (head, &mut all);
    while let ([from, others @ ..], [to, places @ ..]) = rest {
        *to = *from;
        rest = (others, places);
    }
    all
}

static QOS_CTRL: Field = field("qos_ctrl", LE16.parts(&QOS_CTRL_BITS));

static QOS_CTRL_BITS: [Part; 6] = [
    part("tid", 4, Show::Dec),
    part("eosp", 1, Show::Bool),
    part("ack_policy", 2, Show::Dec),
    part("amsdu", 1, Show::Bool),
    part("mesh_control", 1, Show::Bool),
    part("more", 7, Show::Hex),
];

const NAME_3: &str = "ieee80211_hdr_3addr";
const NAME_4: &str = "ieee80211_hdr";
const NAME_QOS: &str = "ieee80211_qos_hdr";
const NAME_QOS_4: &str = "ieee80211_qos_hdr_4addr";

static DATA_3: Struct = layout(NAME_3, 24, &HDR_3ADDR).then(&[BODY]);
static DATA_4: Struct = layout(NAME_4, 30, &HDR_4ADDR).then(&[BODY]);
static QOS_DATA_3: Struct = layout(NAME_QOS, 26, &QOS_HDR).then(&[QOS_BODY]);
static QOS_DATA_4: Struct = layout(NAME_QOS_4, 32, &QOS_HDR_4ADDR).then(&[QOS_BODY]);

static BODY: Field = field("body", packet::LLC);
static QOS_BODY: Field = field("body", select("amsdu", QOS_BODIES));

/// Several packets in one frame, or one packet. In a mesh, a header precedes it. Stations of an access point use the mesh's bit for
/// another purpose.
static QOS_BODIES: &[(Case, Kind)] = &[
    (Is(1), AMSDU),
    (Otherwise, select("ds", &[(UpTo(1), packet::LLC), (Otherwise, select("mesh_control", MESH_BODIES))])),
];

static MESH_BODIES: &[(Case, Kind)] = &[(Is(1), fixed(&hwmp::MESH_HDR)), (Otherwise, packet::LLC)];

static AMSDU: Kind =
    Kind::Records { of: &AMSDU_SUBFRAME, len: "length", times: 1, more: 14, align: 4, single: 0 };

static AMSDU_SUBFRAME: Struct = layout(
    "amsdu_subframe",
    14,
    &[field("da", MAC), field("sa", MAC), field("length", BE16.unit(Unit::Bytes))],
)
.then(&[field("data", packet::LLC)]);

static PROTECTED_DATA: Struct = layout(NAME_3, 24, &HDR_3ADDR).then(&[ENCRYPTED]);
static PROTECTED_DATA_4: Struct = layout(NAME_4, 30, &HDR_4ADDR).then(&[ENCRYPTED]);
static PROTECTED_QOS_DATA: Struct = layout(NAME_QOS, 26, &QOS_HDR).then(&[ENCRYPTED]);
static PROTECTED_QOS_DATA_4: Struct = layout(NAME_QOS_4, 32, &QOS_HDR_4ADDR).then(&[ENCRYPTED]);
static PROTECTED_MGMT: Struct = layout("ieee80211_mgmt", 24, &MGMT_HDR).then(&[ENCRYPTED]);

static MGMT_FRAME: Kind = fixed(&MGMT);
static PROTECTED_MGMT_FRAME: Kind = fixed(&PROTECTED_MGMT);
static DATA_3_FRAME: Kind = fixed(&DATA_3);
static DATA_4_FRAME: Kind = fixed(&DATA_4);
static QOS_DATA_3_FRAME: Kind = fixed(&QOS_DATA_3);
static QOS_DATA_4_FRAME: Kind = fixed(&QOS_DATA_4);
static PROTECTED_DATA_FRAME: Kind = fixed(&PROTECTED_DATA);
static PROTECTED_DATA_4_FRAME: Kind = fixed(&PROTECTED_DATA_4);
static PROTECTED_QOS_DATA_FRAME: Kind = fixed(&PROTECTED_QOS_DATA);
static PROTECTED_QOS_DATA_4_FRAME: Kind = fixed(&PROTECTED_QOS_DATA_4);

/// The cipher's packet number, encrypted bytes, and a check.
static ENCRYPTED: Field = field("encrypted", OPAQUE);

static ACK: Struct = layout("", 10, &CONTROL_HDR);
static RTS: Struct = layout("ieee80211_rts", 16, &CONTROL_HDR_2);

const CONTROL_HDR: [Field; 4] = [
    field("frame_control", U8.name(&FRAME_TYPE)),
    field("frame_control_flags", U8.flags(&FRAME_CONTROL)),
    field("duration", LE16),
    field("ra", MAC),
];

const CONTROL_HDR_2: [Field; 5] = with(&CONTROL_HDR, field("ta", MAC));

/// `struct ieee80211_bar`: asks which frames have come.
static BAR: Struct =
    layout("ieee80211_bar", 20, &with::<6, 7>(&BAR_HDR, field("start_seq_num", LE16.parts(&SEQ_CTRL))));

const BAR_HDR: [Field; 6] = with(&CONTROL_HDR_2, field("control", LE16.hex()));

/// The answer: a bit for each frame.
static BA: Struct = layout("", 20, &with::<6, 7>(&BAR_HDR, field("start_seq_num", LE16.parts(&SEQ_CTRL))))
    .then(&[field("bitmap", OPAQUE)]);

const MANAGEMENT: &[u64] =
    &[0x00, 0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x80, 0x90, 0xa0, 0xb0, 0xc0, 0xd0, 0xe0];

/// `struct ieee80211_mgmt`.
static MGMT: Struct =
    layout("ieee80211_mgmt", 24, &MGMT_HDR).then(&[field("u", select("frame_control", BODIES))]);

const MGMT_HDR: [Field; 7] = [
    field("frame_control", U8.name(&FRAME_TYPE)),
    field("frame_control_flags", U8.flags(&FRAME_CONTROL)),
    field("duration", LE16.unit(Unit::Microseconds)),
    field("da", MAC),
    field("sa", MAC),
    field("bssid", MAC),
    field("seq_ctrl", LE16.parts(&SEQ_CTRL)),
];

static BODIES: &[(Case, Kind)] = &[
    (Is(0x00), fixed(&ASSOC_REQ)),
    (OneOf(&[0x10, 0x30]), fixed(&ASSOC_RESP)),
    (Is(0x20), fixed(&REASSOC_REQ)),
    (Is(0x40), ELEMENTS),
    (OneOf(&[0x50, 0x80]), fixed(&BEACON)),
    (OneOf(&[0xa0, 0xc0]), fixed(&DEAUTH)),
    (Is(0xb0), fixed(&AUTH)),
    (OneOf(&[0xd0, 0xe0]), ACTION),
    (Otherwise, RAW),
];

/// Types and subtypes of frames, as in the first byte; for a type to be registered for, the whole number.
pub(crate) static FRAME_TYPE: Names = names(&[
    (0x00, "IEEE80211_STYPE_ASSOC_REQ"),
    (0x08, "IEEE80211_FTYPE_DATA"),
    (0x10, "IEEE80211_STYPE_ASSOC_RESP"),
    (0x20, "IEEE80211_STYPE_REASSOC_REQ"),
    (0x30, "IEEE80211_STYPE_REASSOC_RESP"),
    (0x40, "IEEE80211_STYPE_PROBE_REQ"),
    (0x48, "IEEE80211_FTYPE_DATA|IEEE80211_STYPE_NULLFUNC"),
    (0x50, "IEEE80211_STYPE_PROBE_RESP"),
    (0x80, "IEEE80211_STYPE_BEACON"),
    (0x84, "IEEE80211_FTYPE_CTL|IEEE80211_STYPE_BACK_REQ"),
    (0x88, "IEEE80211_FTYPE_DATA|IEEE80211_STYPE_QOS_DATA"),
    (0x90, "IEEE80211_STYPE_ATIM"),
    (0x94, "IEEE80211_FTYPE_CTL|IEEE80211_STYPE_BACK"),
    (0xa0, "IEEE80211_STYPE_DISASSOC"),
    (0xa4, "IEEE80211_FTYPE_CTL|IEEE80211_STYPE_PSPOLL"),
    (0xb0, "IEEE80211_STYPE_AUTH"),
    (0xb4, "IEEE80211_FTYPE_CTL|IEEE80211_STYPE_RTS"),
    (0xc0, "IEEE80211_STYPE_DEAUTH"),
    (0xc4, "IEEE80211_FTYPE_CTL|IEEE80211_STYPE_CTS"),
    (0xc8, "IEEE80211_FTYPE_DATA|IEEE80211_STYPE_QOS_NULLFUNC"),
    (0xd0, "IEEE80211_STYPE_ACTION"),
    (0xd4, "IEEE80211_FTYPE_CTL|IEEE80211_STYPE_ACK"),
    (0xe4, "IEEE80211_FTYPE_CTL|IEEE80211_STYPE_CFEND"),
]);

/// `IEEE80211_FCTL_*` of the second byte.
static FRAME_CONTROL: Names = names(&[
    (0x01, "IEEE80211_FCTL_TODS"),
    (0x02, "IEEE80211_FCTL_FROMDS"),
    (0x04, "IEEE80211_FCTL_MOREFRAGS"),
    (0x08, "IEEE80211_FCTL_RETRY"),
    (0x10, "IEEE80211_FCTL_PM"),
    (0x20, "IEEE80211_FCTL_MOREDATA"),
    (0x40, "IEEE80211_FCTL_PROTECTED"),
    (0x80, "IEEE80211_FCTL_ORDER"),
]);

static SEQ_CTRL: [Part; 2] = [part("fragment", 4, Show::Dec), part("sequence", 12, Show::Dec)];

/// Any other frame: three addresses, as far as it has them.
static OTHER: Struct = layout(NAME_3, 24, &HDR_3ADDR).grown_from(10).then(&[field("body", RAW)]);

static ASSOC_REQ: Struct =
    layout("", 4, &[field("capab_info", LE16.flags(&WLAN_CAPABILITY)), field("listen_interval", LE16)])
        .then(&[field("variable", ELEMENTS)]);

static REASSOC_REQ: Struct = layout(
    "",
    10,
    &[
        field("capab_info", LE16.flags(&WLAN_CAPABILITY)),
        field("listen_interval", LE16),
        field("current_ap", MAC),
    ],
)
.then(&[field("variable", ELEMENTS)]);

static ASSOC_RESP: Struct = layout(
    "",
    6,
    &[
        field("capab_info", LE16.flags(&WLAN_CAPABILITY)),
        field("status_code", LE16.name(&WLAN_STATUS)),
        field("aid", LE16.parts(&AID)),
    ],
)
.then(&[field("variable", ELEMENTS)]);

/// The upper two bits are always set.
static AID: [Part; 2] = [part("aid", 14, Show::Dec), part("always_set", 2, Show::Hex)];

static BEACON: Struct = layout(
    "",
    12,
    &[
        field("timestamp", LE64.unit(Unit::Microseconds)),
        field("beacon_int", LE16.unit(Unit::TimeUnits)),
        field("capab_info", LE16.flags(&WLAN_CAPABILITY)),
    ],
)
.then(&[field("variable", ELEMENTS)]);

static DEAUTH: Struct =
    layout("", 2, &[field("reason_code", LE16.name(&WLAN_REASON))]).then(&[field("variable", ELEMENTS)]);

static AUTH: Struct = layout(
    "",
    6,
    &[
        field("auth_alg", LE16.name(&WLAN_AUTH)),
        field("auth_transaction", LE16),
        field("status_code", LE16.name(&WLAN_STATUS)),
    ],
)
.then(&[field(
    "variable",
    select("auth_alg", &[(Is(3), select("auth_transaction", SAE)), (Otherwise, ELEMENTS)]),
)]);

/// `NL80211_ATTR_AUTH_DATA`: an authentication frame's body from the transaction on, of SAE in all that use it.
pub(crate) static AUTH_DATA: Struct =
    layout("", 4, &[field("auth_transaction", LE16), field("status_code", LE16.name(&WLAN_STATUS))])
        .then(&[field("variable", select("auth_transaction", SAE))]);

/// Simultaneous authentication of equals: commit, then confirm.
static SAE: &[(Case, Kind)] = &[(Is(1), fixed(&SAE_COMMIT)), (Is(2), fixed(&SAE_CONFIRM)), (Otherwise, RAW)];

/// A group of numbers, and of it a scalar and an element as long as the group's. A refusal names the group alone, or gives a
/// token, which comes before them in the next commit.
static SAE_COMMIT: Struct = layout("", 2, &[field("group", LE16)]).then(&[field(
    "commit",
    select("status_code", &[(Is(126), SAE_ELEMENTS), (Is(76), OPAQUE), (Otherwise, SAE_WHOLE)]),
)]);

/// The length tells whether there is a token.
static SAE_WHOLE: Kind = select("@len", SAE_BY_LENGTH);

static SAE_BY_LENGTH: &[(Case, Kind)] =
    &[(Is(96), fixed(&SAE_256)), (Is(144), fixed(&SAE_384)), (Is(198), fixed(&SAE_521)), (Otherwise, OPAQUE)];

/// Elements may follow where the password is hashed to an element: of refused groups, or with a token.
static SAE_ELEMENTS: Kind = select("group", SAE_BY_GROUP);

static SAE_BY_GROUP: &[(Case, Kind)] =
    &[(Is(19), fixed(&SAE_256)), (Is(20), fixed(&SAE_384)), (Is(21), fixed(&SAE_521)), (Otherwise, OPAQUE)];

static SAE_256: Struct = layout("", 96, &[field("scalar", opaque(32)), field("ffe", opaque(64))])
    .then(&[field("variable", ELEMENTS)]);
static SAE_384: Struct = layout("", 144, &[field("scalar", opaque(48)), field("ffe", opaque(96))])
    .then(&[field("variable", ELEMENTS)]);
static SAE_521: Struct = layout("", 198, &[field("scalar", opaque(66)), field("ffe", opaque(132))])
    .then(&[field("variable", ELEMENTS)]);

static SAE_CONFIRM: Struct = layout("", 2, &[field("send_confirm", LE16)]).then(&[field("confirm", OPAQUE)]);

pub(super) static WLAN_AUTH: Names = names(&[
    (0, "WLAN_AUTH_OPEN"),
    (1, "WLAN_AUTH_SHARED_KEY"),
    (2, "WLAN_AUTH_FT"),
    (3, "WLAN_AUTH_SAE"),
    (4, "WLAN_AUTH_FILS_SK"),
    (5, "WLAN_AUTH_FILS_SK_PFS"),
    (6, "WLAN_AUTH_FILS_PK"),
    (0x80, "WLAN_AUTH_LEAP"),
]);

/// `WLAN_CAPABILITY_*`: of a network or of a joining station.
pub(crate) static WLAN_CAPABILITY: Names = names(&[
    (0x1, "WLAN_CAPABILITY_ESS"),
    (0x2, "WLAN_CAPABILITY_IBSS"),
    (0x4, "WLAN_CAPABILITY_CF_POLLABLE"),
    (0x8, "WLAN_CAPABILITY_CF_POLL_REQUEST"),
    (0x10, "WLAN_CAPABILITY_PRIVACY"),
    (0x20, "WLAN_CAPABILITY_SHORT_PREAMBLE"),
    (0x40, "WLAN_CAPABILITY_PBCC"),
    (0x80, "WLAN_CAPABILITY_CHANNEL_AGILITY"),
    (0x100, "WLAN_CAPABILITY_SPECTRUM_MGMT"),
    (0x200, "WLAN_CAPABILITY_QOS"),
    (0x400, "WLAN_CAPABILITY_SHORT_SLOT_TIME"),
    (0x800, "WLAN_CAPABILITY_APSD"),
    (0x1000, "WLAN_CAPABILITY_RADIO_MEASURE"),
    (0x2000, "WLAN_CAPABILITY_DSSS_OFDM"),
    (0x4000, "WLAN_CAPABILITY_DEL_BACK"),
    (0x8000, "WLAN_CAPABILITY_IMM_BACK"),
]);
