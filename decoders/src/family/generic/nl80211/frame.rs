//! Frames of the air: the head, and what management frames carry  (IEEE 802.11, linux/ieee80211.h)

use super::action::ACTION;
use super::code::{WLAN_REASON, WLAN_STATUS};
use super::element::ELEMENTS;
use crate::names::ETH_P;
use crate::schema::{Case::*, *};

/// `NL80211_ATTR_FRAME`: a frame of the air. To and from the control port it is what a local network's frame carries, and
/// when it was sent, that frame with its head.
pub(super) const BY_COMMAND: Kind = select("cmd", COMMANDS);

const COMMANDS: &[(Case, Kind)] = &[(Is(129), fixed(&EAPOL)), (Is(139), fixed(&ETHHDR)), (Otherwise, FRAME)];

/// A frame, from its head on.
pub(in crate::family::generic) const FRAME: Kind = Kind::Peek(&FIRST_BYTE, &BY_TYPE);

static FIRST_BYTE: Struct = layout("", 1, &[field("frame_control", U8.name(&FRAME_TYPE))]);

static BY_TYPE: Kind =
    select("frame_control", &[(OneOf(MANAGEMENT), fixed(&MGMT)), (Otherwise, fixed(&OTHER))]);

const MANAGEMENT: &[u64] =
    &[0x00, 0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x80, 0x90, 0xa0, 0xb0, 0xc0, 0xd0, 0xe0];

/// `struct ieee80211_mgmt`.
static MGMT: Struct = layout(
    "ieee80211_mgmt",
    24,
    &[
        field("frame_control", U8.name(&FRAME_TYPE)),
        field("frame_control_flags", U8.flags(&FRAME_CONTROL)),
        field("duration", LE16.unit(Unit::Microseconds)),
        field("da", MAC),
        field("sa", MAC),
        field("bssid", MAC),
        field("seq_ctrl", LE16.parts(&SEQ_CTRL)),
    ],
)
.then(&[field("u", select("frame_control", BODIES))]);

const BODIES: &[(Case, Kind)] = &[
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
pub(super) static FRAME_TYPE: Names = names(&[
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
static OTHER: Struct = layout(
    "ieee80211_hdr_3addr",
    24,
    &[
        field("frame_control", U8.name(&FRAME_TYPE)),
        field("frame_control_flags", U8.flags(&FRAME_CONTROL)),
        field("duration_id", LE16),
        field("addr1", MAC),
        field("addr2", MAC),
        field("addr3", MAC),
        field("seq_ctrl", LE16.parts(&SEQ_CTRL)),
    ],
)
.grown_from(10)
.then(&[field("body", RAW)]);

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
static AID: [Part; 2] = [part("aid", 14, Show::Dec), part("", 2, Show::Dec)];

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
pub(super) static AUTH_DATA: Struct =
    layout("", 4, &[field("auth_transaction", LE16), field("status_code", LE16.name(&WLAN_STATUS))])
        .then(&[field("variable", select("auth_transaction", SAE))]);

/// Simultaneous authentication of equals: commit, then confirm.
const SAE: &[(Case, Kind)] = &[(Is(1), fixed(&SAE_COMMIT)), (Is(2), fixed(&SAE_CONFIRM)), (Otherwise, RAW)];

/// A group of numbers, and of it a scalar and an element as long as the group's.
static SAE_COMMIT: Struct = layout("", 2, &[field("group", LE16)]).then(&[field("commit", OPAQUE)]);

static SAE_CONFIRM: Struct = layout("", 2, &[field("send_confirm", LE16)]).then(&[field("confirm", OPAQUE)]);

static WLAN_AUTH: Names = names(&[
    (0, "WLAN_AUTH_OPEN"),
    (1, "WLAN_AUTH_SHARED_KEY"),
    (2, "WLAN_AUTH_FT"),
    (3, "WLAN_AUTH_SAE"),
    (4, "WLAN_AUTH_FILS_SK"),
    (5, "WLAN_AUTH_FILS_SK_PFS"),
    (6, "WLAN_AUTH_FILS_PK"),
    (0x80, "WLAN_AUTH_LEAP"),
]);

/// Frames of the control port: IEEE 802.1X.
static EAPOL: Struct = layout(
    "",
    4,
    &[field("version", U8), field("type", U8.name(&EAPOL_TYPE)), field("length", BE16.unit(Unit::Bytes))],
)
.then(&[field(
    "body",
    select("type", &[(Is(0), fixed(&EAP)), (Is(3), fixed(&EAPOL_KEY)), (Otherwise, RAW)]),
)]);

/// The kernel has no names for these: they are what hostapd calls them.
static EAPOL_TYPE: Names = names(&[
    (0, "IEEE802_1X_TYPE_EAP_PACKET"),
    (1, "IEEE802_1X_TYPE_EAPOL_START"),
    (2, "IEEE802_1X_TYPE_EAPOL_LOGOFF"),
    (3, "IEEE802_1X_TYPE_EAPOL_KEY"),
    (4, "IEEE802_1X_TYPE_EAPOL_ENCAPSULATED_ASF_ALERT"),
]);

/// RFC 3748.
static EAP: Struct = layout(
    "",
    4,
    &[field("code", U8.name(&EAP_CODE)), field("identifier", U8), field("length", BE16.unit(Unit::Bytes))],
)
.then(&[field("data", RAW)]);

static EAP_CODE: Names = names(&[
    (1, "EAP_CODE_REQUEST"),
    (2, "EAP_CODE_RESPONSE"),
    (3, "EAP_CODE_SUCCESS"),
    (4, "EAP_CODE_FAILURE"),
]);

/// A message of the handshake. The length of its check depends on the method, which no frame contains.
static EAPOL_KEY: Struct = layout(
    "",
    77,
    &[
        field("descriptor_type", U8),
        field("key_information", BE16.parts(&KEY_INFORMATION)),
        field("key_length", BE16.unit(Unit::Bytes)),
        field("replay_counter", BE64),
        field("nonce", opaque(32)),
        field("iv", opaque(16)),
        field("rsc", LE64),
        field("reserved", pad(8)),
    ],
)
.then(&[field("mic_and_data", RAW)]);

static KEY_INFORMATION: [Part; 11] = [
    part("descriptor_version", 3, Show::Dec),
    part("pairwise", 1, Show::Bool),
    part("", 2, Show::Dec),
    part("install", 1, Show::Bool),
    part("ack", 1, Show::Bool),
    part("mic", 1, Show::Bool),
    part("secure", 1, Show::Bool),
    part("error", 1, Show::Bool),
    part("request", 1, Show::Bool),
    part("encrypted", 1, Show::Bool),
    part("", 3, Show::Dec),
];

/// `struct ethhdr`, and what is in the packet.
pub(super) static ETHHDR: Struct = layout(
    "ethhdr",
    14,
    &[field("h_dest", MAC), field("h_source", MAC), field("h_proto", BE16.name(&ETH_P))],
)
.then(&[field("data", select("h_proto", &[(OneOf(&[0x888e, 0x88c7]), fixed(&EAPOL)), (Otherwise, RAW)]))]);

/// `WLAN_CAPABILITY_*`: of a network or of a joining station.
pub(super) static WLAN_CAPABILITY: Names = names(&[
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

/// How a received frame was handled.
pub(super) static NL80211_RXMGMT_FLAG: Names =
    names(&[(0x1, "NL80211_RXMGMT_FLAG_ANSWERED"), (0x2, "NL80211_RXMGMT_FLAG_EXTERNAL_AUTH")]);
