//! P2P: devices that connect without an access point  (Wi-Fi Direct specification)
//!
//! Attributes have a type of one byte and a length of two, little-endian. Elements and action frames carry them.

use super::wps::{CONFIG, DEV_TYPE, DEV_TYPES};
use super::{BYTES, ELEMENTS, MACS, OUI};
use crate::schema::{Case::*, *};

pub(super) static ELEMENT: Struct =
    layout("", 4, &[field("oui", OUI), field("oui_type", U8)]).then(&[field("attributes", ATTRIBUTES)]);

static ATTRIBUTES: Kind = records_packed(&ATTRIBUTE, "length", 1, 3);

static ATTRIBUTE: Struct =
    layout("p2p_attribute", 3, &[field("id", U8.name(&P2P_ATTR)), field("length", LE16.unit(Unit::Bytes))])
        .then(&[field("data", select("id", &DATA))]);

static DATA: [(Case, Kind); 27] = [
    (Is(14), records_packed(&CLIENT, "client_length", 1, 1)),
    (Is(0), U8.name(&P2P_SC)),
    (Is(1), U8),
    (Is(2), fixed(&CAPABILITY)),
    (OneOf(&[3, 7, 9]), LLADDR),
    (Is(4), U8.parts(&GO_INTENT)),
    (Is(5), fixed(&CONFIGURATION_TIMEOUT)),
    (OneOf(&[6, 17]), fixed(&CHANNEL)),
    (Is(8), fixed(&LISTEN_TIMING)),
    (Is(10), U8.hex()),
    (Is(11), fixed(&CHANNEL_LIST)),
    (Is(12), fixed(&NOTICE_OF_ABSENCE)),
    (Is(13), fixed(&DEVICE_INFO)),
    (OneOf(&[15, 28]), fixed(&GROUP_ID)),
    (Is(16), fixed(&INTERFACE)),
    (Is(18), U8.hex()),
    (Is(19), fixed(&OOB_CHANNEL)),
    (Is(21), Kind::Array(&SERVICE_HASHES)),
    (Is(22), TEXT),
    (Is(23), U8.flags(&P2PS_SETUP)),
    (Is(24), fixed(&NUMBER_AND_MAC)),
    (Is(25), records_packed(&SERVICE, "name_length", 1, 7)),
    (Is(26), fixed(&NUMBER_AND_MAC)),
    (Is(27), LE16.hex()),
    (Is(29), U8.hex()),
    (Is(221), fixed(&super::network::VENDOR)),
    (Otherwise, RAW),
];

/// hostapd's names.
static P2P_ATTR: Names = names(&[
    (0, "P2P_ATTR_STATUS"),
    (1, "P2P_ATTR_MINOR_REASON_CODE"),
    (2, "P2P_ATTR_CAPABILITY"),
    (3, "P2P_ATTR_DEVICE_ID"),
    (4, "P2P_ATTR_GROUP_OWNER_INTENT"),
    (5, "P2P_ATTR_CONFIGURATION_TIMEOUT"),
    (6, "P2P_ATTR_LISTEN_CHANNEL"),
    (7, "P2P_ATTR_GROUP_BSSID"),
    (8, "P2P_ATTR_EXT_LISTEN_TIMING"),
    (9, "P2P_ATTR_INTENDED_INTERFACE_ADDR"),
    (10, "P2P_ATTR_MANAGEABILITY"),
    (11, "P2P_ATTR_CHANNEL_LIST"),
    (12, "P2P_ATTR_NOTICE_OF_ABSENCE"),
    (13, "P2P_ATTR_DEVICE_INFO"),
    (14, "P2P_ATTR_GROUP_INFO"),
    (15, "P2P_ATTR_GROUP_ID"),
    (16, "P2P_ATTR_INTERFACE"),
    (17, "P2P_ATTR_OPERATING_CHANNEL"),
    (18, "P2P_ATTR_INVITATION_FLAGS"),
    (19, "P2P_ATTR_OOB_GO_NEG_CHANNEL"),
    (21, "P2P_ATTR_SERVICE_HASH"),
    (22, "P2P_ATTR_SESSION_INFORMATION_DATA"),
    (23, "P2P_ATTR_CONNECTION_CAPABILITY"),
    (24, "P2P_ATTR_ADVERTISEMENT_ID"),
    (25, "P2P_ATTR_ADVERTISED_SERVICE"),
    (26, "P2P_ATTR_SESSION_ID"),
    (27, "P2P_ATTR_FEATURE_CAPABILITY"),
    (28, "P2P_ATTR_PERSISTENT_GROUP"),
    (221, "P2P_ATTR_VENDOR_SPECIFIC"),
]);

static P2P_SC: Names = names(&[
    (0, "P2P_SC_SUCCESS"),
    (1, "P2P_SC_FAIL_INFO_CURRENTLY_UNAVAILABLE"),
    (2, "P2P_SC_FAIL_INCOMPATIBLE_PARAMS"),
    (3, "P2P_SC_FAIL_LIMIT_REACHED"),
    (4, "P2P_SC_FAIL_INVALID_PARAMS"),
    (5, "P2P_SC_FAIL_UNABLE_TO_ACCOMMODATE"),
    (6, "P2P_SC_FAIL_PREV_PROTOCOL_ERROR"),
    (7, "P2P_SC_FAIL_NO_COMMON_CHANNELS"),
    (8, "P2P_SC_FAIL_UNKNOWN_GROUP"),
    (9, "P2P_SC_FAIL_BOTH_GO_INTENT_15"),
    (10, "P2P_SC_FAIL_INCOMPATIBLE_PROV_METHOD"),
    (11, "P2P_SC_FAIL_REJECTED_BY_USER"),
    (12, "P2P_SC_SUCCESS_DEFERRED"),
]);

static CAPABILITY: Struct =
    layout("", 2, &[field("device", U8.flags(&P2P_DEV_CAPAB)), field("group", U8.flags(&P2P_GROUP_CAPAB))]);

static P2P_DEV_CAPAB: Names = names(&[
    (0x01, "P2P_DEV_CAPAB_SERVICE_DISCOVERY"),
    (0x02, "P2P_DEV_CAPAB_CLIENT_DISCOVERABILITY"),
    (0x04, "P2P_DEV_CAPAB_CONCURRENT_OPER"),
    (0x08, "P2P_DEV_CAPAB_INFRA_MANAGED"),
    (0x10, "P2P_DEV_CAPAB_DEVICE_LIMIT"),
    (0x20, "P2P_DEV_CAPAB_INVITATION_PROCEDURE"),
    (0x40, "P2P_DEV_CAPAB_6GHZ_BAND_CAPABLE"),
]);

static P2P_GROUP_CAPAB: Names = names(&[
    (0x01, "P2P_GROUP_CAPAB_GROUP_OWNER"),
    (0x02, "P2P_GROUP_CAPAB_PERSISTENT_GROUP"),
    (0x04, "P2P_GROUP_CAPAB_GROUP_LIMIT"),
    (0x08, "P2P_GROUP_CAPAB_INTRA_BSS_DIST"),
    (0x10, "P2P_GROUP_CAPAB_CROSS_CONN"),
    (0x20, "P2P_GROUP_CAPAB_PERSISTENT_RECONN"),
    (0x40, "P2P_GROUP_CAPAB_GROUP_FORMATION"),
    (0x80, "P2P_GROUP_CAPAB_IP_ADDR_ALLOCATION"),
]);

/// How much a device wants to own the group; the first bit decides if both want it as much.
static GO_INTENT: [Part; 3] =
    [part("tie_breaker", 1, Show::Dec), part("intent", 4, Show::Dec), part("", 3, Show::Dec)];

/// In units of 10 ms.
static CONFIGURATION_TIMEOUT: Struct = layout("", 2, &[field("go", U8), field("client", U8)]);

static CHANNEL: Struct =
    layout("", 5, &[field("country", text(3)), field("operating_class", U8), field("channel", U8)]);

static OOB_CHANNEL: Struct = layout(
    "",
    6,
    &[field("country", text(3)), field("operating_class", U8), field("channel", U8), field("role", U8)],
);

static LISTEN_TIMING: Struct = layout(
    "",
    4,
    &[
        field("availability_period", LE16.unit(Unit::Milliseconds)),
        field("availability_interval", LE16.unit(Unit::Milliseconds)),
    ],
);

static CHANNEL_LIST: Struct = layout("", 3, &[field("country", text(3))])
    .then(&[field("classes", records_packed(&CLASS, "channel_count", 1, 2))]);

static CLASS: Struct = layout("p2p_channels", 2, &[field("operating_class", U8), field("channel_count", U8)])
    .then(&[field("channels", Kind::Array(&BYTES))]);

/// When a group's owner is away.
static NOTICE_OF_ABSENCE: Struct =
    layout("", 2, &[field("index", U8), field("oppps_ctwindow", U8.parts(&OPPPS_CTWINDOW))])
        .then(&[field("desc", Kind::Array(&NOA_DESCS))]);

static OPPPS_CTWINDOW: [Part; 2] =
    [part("ctwindow", 7, Show::Unit(Unit::TimeUnits)), part("opportunistic", 1, Show::Bool)];

static NOA_DESCS: Array = array(fixed(&NOA_DESC));

/// `struct ieee80211_p2p_noa_desc`.
static NOA_DESC: Struct = layout(
    "ieee80211_p2p_noa_desc",
    13,
    &[
        field("count", U8),
        field("duration", LE32.unit(Unit::Microseconds)),
        field("interval", LE32.unit(Unit::Microseconds)),
        field("start_time", LE32.unit(Unit::Microseconds)),
    ],
);

static DEVICE_INFO: Struct = layout(
    "",
    17,
    &[
        field("device_address", MAC),
        field("config_methods", BE16.flags(&CONFIG)),
        field("primary_type", fixed(&DEV_TYPE)),
        field("secondary_count", U8),
    ],
)
.then(&DEVICE_TAIL);

static DEVICE_TAIL: [Field; 2] = [
    field("secondary_types", sized_in_units("secondary_count", 8, &SECONDARY_TYPES)),
    field("name", super::wps::ATTRIBUTES),
];

static SECONDARY_TYPES: Kind = Kind::Array(&DEV_TYPES);

/// A member of a group. The length does not count itself.
static CLIENT: Struct = layout(
    "p2p_client",
    25,
    &[
        field("client_length", U8.unit(Unit::Bytes)),
        field("device_address", MAC),
        field("interface_address", MAC),
        field("device", U8.flags(&P2P_DEV_CAPAB)),
        field("config_methods", BE16.flags(&CONFIG)),
        field("primary_type", fixed(&DEV_TYPE)),
        field("secondary_count", U8),
    ],
)
.then(&DEVICE_TAIL);

static GROUP_ID: Struct = layout("", 6, &[field("device_address", MAC)]).then(&[field("ssid", TEXT)]);

static INTERFACE: Struct = layout("", 7, &[field("device_address", MAC), field("count", U8)])
    .then(&[field("addresses", Kind::Array(&MACS))]);

static SERVICE_HASHES: Array = array(opaque(6));

static P2PS_SETUP: Names =
    names(&[(0x1, "P2PS_SETUP_NEW"), (0x2, "P2PS_SETUP_CLIENT"), (0x4, "P2PS_SETUP_GROUP_OWNER")]);

static NUMBER_AND_MAC: Struct = layout("", 10, &[field("number", LE32.hex()), field("mac", MAC)]);

static SERVICE: Struct = layout(
    "p2p_service",
    7,
    &[
        field("advertisement_id", LE32.hex()),
        field("config_methods", BE16.flags(&CONFIG)),
        field("name_length", U8.unit(Unit::Bytes)),
    ],
)
.then(&[field("name", TEXT)]);

/// A public action: what two devices agree on before there is a group.
pub(super) static PUBLIC_ACTION: Struct = layout(
    "",
    6,
    &[
        field("oui", OUI),
        field("oui_type", U8),
        field("oui_subtype", U8.name(&P2P_PUBLIC)),
        field("dialog_token", U8),
    ],
)
.grown_from(4)
.then(&[field("variable", ELEMENTS)]);

static P2P_PUBLIC: Names = names(&[
    (0, "P2P_GO_NEG_REQ"),
    (1, "P2P_GO_NEG_RESP"),
    (2, "P2P_GO_NEG_CONF"),
    (3, "P2P_INVITATION_REQ"),
    (4, "P2P_INVITATION_RESP"),
    (5, "P2P_DEV_DISC_REQ"),
    (6, "P2P_DEV_DISC_RESP"),
    (7, "P2P_PROV_DISC_REQ"),
    (8, "P2P_PROV_DISC_RESP"),
]);

/// An action within a group.
pub(super) static ACTION: Struct = layout(
    "",
    7,
    &[
        field("category", U8.name(&super::action::WLAN_CATEGORY)),
        field("oui", OUI),
        field("oui_type", U8),
        field("oui_subtype", U8.name(&P2P_ACTION)),
        field("dialog_token", U8),
    ],
)
.grown_from(5)
.then(&[field("variable", ELEMENTS)]);

static P2P_ACTION: Names =
    names(&[(0, "P2P_NOA"), (1, "P2P_PRESENCE_REQ"), (2, "P2P_PRESENCE_RESP"), (3, "P2P_GO_DISC_REQ")]);
