//! Fast transition: how a station moves to another access point of the same network  (IEEE 802.11, 9.4.2.46 to 9.4.2.50 and 13)

use super::ELEMENTS;
use super::code::WLAN_STATUS;
use super::network::OCI;
use crate::schema::{Case::*, *};

pub(super) static MOBILITY_DOMAIN: Struct =
    layout("", 3, &[field("mdid", LE16.hex()), field("ft_capab", U8.parts(&FT_CAPAB))]);

static FT_CAPAB: [Part; 3] =
    [part("over_ds", 1, Show::Bool), part("resource_request", 1, Show::Bool), part("", 6, Show::Dec)];

/// The keys' holders and nonces. The length of the check is in the first bits.
pub(super) static FAST_BSS_TRANSITION: Kind = Kind::Peek(&MIC_CONTROL, &BY_MIC);

static MIC_CONTROL: Struct = layout("", 1, &[field("mic_control", U8.parts(&MIC_CONTROL_BITS))]);

static MIC_CONTROL_BITS: [Part; 3] =
    [part("rsnxe_used", 1, Show::Bool), part("mic_length", 3, Show::Dec), part("", 4, Show::Dec)];

static BY_MIC: Kind = select(
    "mic_length",
    &[(Is(0), fixed(&FTE_16)), (Is(1), fixed(&FTE_24)), (Is(2), fixed(&FTE_32)), (Otherwise, RAW)],
);

static FTE_16: Struct = layout("", 82, &fte(opaque(16))).then(&FTE_TAIL);
static FTE_24: Struct = layout("", 90, &fte(opaque(24))).then(&FTE_TAIL);
static FTE_32: Struct = layout("", 98, &fte(opaque(32))).then(&FTE_TAIL);

const fn fte(mic: Kind) -> [Field; 5] {
    [
        field("mic_control", U8.parts(&MIC_CONTROL_BITS)),
        field("element_count", U8),
        field("mic", mic),
        field("anonce", opaque(32)),
        field("snonce", opaque(32)),
    ]
}

static FTE_TAIL: [Field; 1] = [field("subelements", records_packed(&FTE_SUBELEMENT, "length", 1, 2))];

static FTE_SUBELEMENT: Struct =
    layout("subelement", 2, &[field("id", U8.name(&FTIE_SUBELEM)), field("length", U8.unit(Unit::Bytes))])
        .then(&[field("data", select("id", &FTE_SUBELEMENTS))]);

static FTE_SUBELEMENTS: [(Case, Kind); 7] = [
    (Is(1), LLADDR),
    (Is(2), fixed(&GTK)),
    (Is(3), TEXT),
    (OneOf(&[4, 6]), fixed(&IGTK)),
    (Is(5), fixed(&OCI)),
    (OneOf(&[8, 9, 10]), fixed(&super::SECRET)),
    (Otherwise, RAW),
];

/// hostapd's names.
static FTIE_SUBELEM: Names = names(&[
    (1, "FTIE_SUBELEM_R1KH_ID"),
    (2, "FTIE_SUBELEM_GTK"),
    (3, "FTIE_SUBELEM_R0KH_ID"),
    (4, "FTIE_SUBELEM_IGTK"),
    (5, "FTIE_SUBELEM_OCI"),
    (6, "FTIE_SUBELEM_BIGTK"),
    (8, "FTIE_SUBELEM_MLO_GTK"),
    (9, "FTIE_SUBELEM_MLO_IGTK"),
    (10, "FTIE_SUBELEM_MLO_BIGTK"),
]);

/// A key for groups, encrypted.
static GTK: Struct = layout(
    "",
    11,
    &[field("key_info", LE16.hex()), field("key_length", U8.unit(Unit::Bytes)), field("rsc", LE64)],
)
.then(&[field("wrapped_key", OPAQUE).secret()]);

/// A key for management frames to groups, or for beacons, encrypted.
static IGTK: Struct = layout(
    "",
    9,
    &[field("key_id", LE16), field("ipn", opaque(6)), field("key_length", U8.unit(Unit::Bytes))],
)
.then(&[field("wrapped_key", OPAQUE).secret()]);

/// A request for resources: how many descriptors follow, and the answer.
pub(super) static RIC_DATA: Struct = layout(
    "",
    4,
    &[field("rdie_id", U8), field("descriptor_count", U8), field("status", LE16.name(&WLAN_STATUS))],
);

pub(super) static RIC_DESCRIPTOR: Struct =
    layout("", 1, &[field("resource_type", U8)]).then(&[field("variable", OPAQUE)]);

/// `struct ieee80211_timeout_interval_ie`.
pub(super) static TIMEOUT_INTERVAL: Struct = layout(
    "ieee80211_timeout_interval_ie",
    5,
    &[field("type", U8.name(&WLAN_TIMEOUT)), field("value", LE32)],
);

static WLAN_TIMEOUT: Names = names(&[
    (1, "WLAN_TIMEOUT_REASSOC_DEADLINE"),
    (2, "WLAN_TIMEOUT_KEY_LIFETIME"),
    (3, "WLAN_TIMEOUT_ASSOC_COMEBACK"),
]);

/// Action frames that pass through the current access point.
pub(super) static FT_BODIES: &[(Case, Kind)] =
    &[(OneOf(&[1, 3]), fixed(&FT_REQUEST)), (OneOf(&[2, 4]), fixed(&FT_RESPONSE)), (Otherwise, RAW)];

static FT_REQUEST: Struct = layout("", 12, &[field("sta_addr", MAC), field("target_ap_addr", MAC)])
    .then(&[field("variable", ELEMENTS)]);

static FT_RESPONSE: Struct = layout(
    "",
    14,
    &[field("sta_addr", MAC), field("target_ap_addr", MAC), field("status_code", LE16.name(&WLAN_STATUS))],
)
.then(&[field("variable", ELEMENTS)]);
