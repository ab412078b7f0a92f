//! Wi-Fi Alliance's elements: hotspots, agile multiband, displays, networks of several access points
//! (Hotspot 2.0, MBO, OWE, Multi-AP, Wi-Fi Display specifications)

use super::{MACS, OUI, TEXTS, WORD};
use crate::schema::{Case::*, *};

/// An element that only has to be there.
pub(super) static BARE: Struct = layout("", 4, &[field("oui", OUI), field("oui_type", U8)]);

/// Hotspot 2.0: the release, and two identifiers if they are there.
pub(super) static HS20_INDICATION: Struct =
    layout("", 5, &[field("oui", OUI), field("oui_type", U8), field("hs_config", U8.parts(&HS_CONFIG))])
        .then(&[
            field("pps_mo_id", sized_in_units("has_pps_mo_id", 2, &WORD)),
            field("domain_id", sized_in_units("has_domain_id", 2, &WORD)),
        ]);

static HS_CONFIG: [Part; 5] = [
    part("dgaf_disabled", 1, Show::Bool),
    part("has_pps_mo_id", 1, Show::Bool),
    part("has_domain_id", 1, Show::Bool),
    part("", 1, Show::Dec),
    part("release", 4, Show::Dec),
];

pub(super) static ROAMING_CONSORTIUM_SELECTION: Struct =
    layout("", 4, &[field("oui", OUI), field("oui_type", U8)]).then(&[field("oi", OPAQUE)]);

/// The open network of a pair: the other one's address and name, and its channel if that is another.
pub(super) static OWE_TRANSITION: Struct = layout(
    "",
    11,
    &[
        field("oui", OUI),
        field("oui_type", U8),
        field("bssid", MAC),
        field("ssid_length", U8.unit(Unit::Bytes)),
    ],
)
.then(&[field("ssid", sized("ssid_length", &TEXTS)), field("channel", fixed(&CLASS_CHANNEL))]);

static CLASS_CHANNEL: Struct = layout("", 2, &[field("operating_class", U8), field("channel", U8)]);

/// Part of a password's fingerprint.
pub(super) static SAE_PK: Struct =
    layout("", 4, &[field("oui", OUI), field("oui_type", U8)]).then(&[field("fingerprint", OPAQUE)]);

/// Which of several security elements a station answers to.
pub(super) static RSN_SELECTION: Struct =
    layout("", 5, &[field("oui", OUI), field("oui_type", U8), field("selection", U8.name(&SELECTION))]);

static SELECTION: Names = names(&[
    (0, "RSN_SELECTION_RSNE"),
    (1, "RSN_SELECTION_RSNE_OVERRIDE"),
    (2, "RSN_SELECTION_RSNE_OVERRIDE_2"),
]);

/// Agile multiband and optimised connectivity share an element.
pub(super) static MBO: Struct = layout("", 4, &[field("oui", OUI), field("oui_type", U8)])
    .then(&[field("attributes", records_packed(&MBO_ATTRIBUTE, "length", 1, 2))]);

static MBO_ATTRIBUTE: Struct =
    layout("mbo_attribute", 2, &[field("id", U8.name(&MBO_ATTR_ID)), field("length", U8.unit(Unit::Bytes))])
        .then(&[field("data", select("id", &MBO_ATTRIBUTES))]);

/// hostapd's names.
static MBO_ATTR_ID: Names = names(&[
    (1, "MBO_ATTR_ID_AP_CAPA_IND"),
    (2, "MBO_ATTR_ID_NON_PREF_CHAN_REPORT"),
    (3, "MBO_ATTR_ID_CELL_DATA_CAPA"),
    (4, "MBO_ATTR_ID_ASSOC_DISALLOW"),
    (5, "MBO_ATTR_ID_CELL_DATA_PREF"),
    (6, "MBO_ATTR_ID_TRANSITION_REASON"),
    (7, "MBO_ATTR_ID_TRANSITION_REJECT_REASON"),
    (8, "MBO_ATTR_ID_ASSOC_RETRY_DELAY"),
    (101, "OCE_ATTR_ID_CAPA_IND"),
    (102, "OCE_ATTR_ID_RSSI_BASED_ASSOC_REJECT"),
    (103, "OCE_ATTR_ID_REDUCED_WAN_METRICS"),
    (104, "OCE_ATTR_ID_RNR_COMPLETENESS"),
    (105, "OCE_ATTR_ID_PROBE_SUPPRESSION_BSSID"),
    (106, "OCE_ATTR_ID_PROBE_SUPPRESSION_SSID"),
]);

static MBO_ATTRIBUTES: [(Case, Kind); 10] = [
    (Is(2), select("@len", &NON_PREFERRED)),
    (Is(1), U8.flags(&MBO_AP_CAPA)),
    (OneOf(&[3, 4, 5, 6, 7]), U8),
    (Is(8), LE16.unit(Unit::Seconds)),
    (Is(101), U8.parts(&OCE_CAPA)),
    (Is(102), fixed(&RSSI_REJECT)),
    (Is(103), U8.parts(&WAN_METRICS)),
    (OneOf(&[104, 106]), Kind::Array(&super::network::SHORT_SSIDS)),
    (Is(105), Kind::Array(&MACS)),
    (Otherwise, RAW),
];

static MBO_AP_CAPA: Names = names(&[(0x40, "MBO_AP_CAPA_CELL_AWARE")]);

/// Channels of one class, then what the station thinks of them.
static NON_PREFERRED: [(Case, Kind); 5] = [
    (Is(0), OPAQUE),
    (Is(4), fixed(&NON_PREFERRED_1)),
    (Is(5), fixed(&NON_PREFERRED_2)),
    (Is(6), fixed(&NON_PREFERRED_3)),
    (Otherwise, RAW),
];

static NON_PREFERRED_1: Struct =
    layout("", 4, &[field("operating_class", U8), field("channels", Kind::Array(&ONE)), PREFERENCE, REASON]);
static NON_PREFERRED_2: Struct =
    layout("", 5, &[field("operating_class", U8), field("channels", Kind::Array(&TWO)), PREFERENCE, REASON]);
static NON_PREFERRED_3: Struct = layout(
    "",
    6,
    &[field("operating_class", U8), field("channels", Kind::Array(&THREE)), PREFERENCE, REASON],
);

static ONE: Array = array_of(1, U8);
static TWO: Array = array_of(2, U8);
static THREE: Array = array_of(3, U8);

static PREFERENCE: Field = field("preference", U8);
static REASON: Field = field("reason", U8);

static OCE_CAPA: [Part; 6] = [
    part("release", 3, Show::Dec),
    part("sta_cfon", 1, Show::Bool),
    part("11b_only_ap_present", 1, Show::Bool),
    part("non_oce_hlp", 1, Show::Bool),
    part("non_oce_ap_present", 1, Show::Bool),
    part("", 1, Show::Dec),
];

static RSSI_REJECT: Struct = layout(
    "",
    2,
    &[field("delta_rssi", U8.unit(Unit::Decibel)), field("retry_delay", U8.unit(Unit::Seconds))],
);

static WAN_METRICS: [Part; 2] = [part("downlink", 4, Show::Dec), part("uplink", 4, Show::Dec)];

/// Networks of several access points of one owner.
pub(super) static MULTI_AP: Struct = layout("", 4, &[field("oui", OUI), field("oui_type", U8)])
    .then(&[field("subelements", records_packed(&MULTI_AP_SUBELEMENT, "length", 1, 2))]);

static MULTI_AP_SUBELEMENT: Struct = layout(
    "subelement",
    2,
    &[field("id", U8.name(&MULTI_AP_SUBELEM)), field("length", U8.unit(Unit::Bytes))],
)
.then(&[field("data", select("id", &MULTI_AP_SUBELEMENTS))]);

static MULTI_AP_SUBELEM: Names = names(&[
    (6, "MULTI_AP_SUB_ELEM_TYPE"),
    (7, "MULTI_AP_PROFILE_SUB_ELEM_TYPE"),
    (8, "MULTI_AP_VLAN_SUB_ELEM_TYPE"),
]);

static MULTI_AP_SUBELEMENTS: [(Case, Kind); 4] =
    [(Is(6), U8.flags(&MULTI_AP_FLAGS)), (Is(7), U8), (Is(8), LE16), (Otherwise, RAW)];

/// `MULTI_AP_*`, as hostapd has them; `WPS` attributes use them too.
pub(super) static MULTI_AP_FLAGS: Names = names(&[
    (0x04, "MULTI_AP_PROFILE2_BACKHAUL_STA_DISALLOWED"),
    (0x08, "MULTI_AP_PROFILE1_BACKHAUL_STA_DISALLOWED"),
    (0x10, "MULTI_AP_TEAR_DOWN"),
    (0x20, "MULTI_AP_FRONTHAUL_BSS"),
    (0x40, "MULTI_AP_BACKHAUL_BSS"),
    (0x80, "MULTI_AP_BACKHAUL_STA"),
]);

/// Displays. The lengths are in network byte order.
pub(super) static WFD: Struct = layout("", 4, &[field("oui", OUI), field("oui_type", U8)])
    .then(&[field("subelements", records_packed(&WFD_SUBELEMENT, "length", 1, 3))]);

static WFD_SUBELEMENT: Struct =
    layout("subelement", 3, &[field("id", U8.name(&WFD_SUBELEM)), field("length", BE16.unit(Unit::Bytes))])
        .then(&[field("data", select("id", &WFD_SUBELEMENTS))]);

/// hostapd's names.
static WFD_SUBELEM: Names = names(&[
    (0, "WFD_SUBELEM_DEVICE_INFO"),
    (1, "WFD_SUBELEM_ASSOCIATED_BSSID"),
    (6, "WFD_SUBELEM_COUPLED_SINK"),
    (7, "WFD_SUBELEM_EXT_CAPAB"),
    (9, "WFD_SUBELEM_SESSION_INFO"),
    (10, "WFD_SUBELEM_MAC_INFO"),
    (11, "WFD_SUBELEM_R2_DEVICE_INFO"),
]);

static WFD_SUBELEMENTS: [(Case, Kind); 7] = [
    (Is(0), fixed(&WFD_DEVICE_INFO)),
    (OneOf(&[1, 10]), LLADDR),
    (Is(6), fixed(&COUPLED_SINK)),
    (Is(7), BE16.hex()),
    (Is(9), Kind::Array(&WFD_SESSIONS)),
    (Is(11), BE16.hex()),
    (Otherwise, RAW),
];

static WFD_DEVICE_INFO: Struct = layout(
    "",
    6,
    &[
        field("device_info", BE16.parts(&WFD_DEVICE)),
        field("control_port", BE16),
        field("max_throughput", BE16.unit(Unit::MegabitsPerSecond)),
    ],
);

static WFD_DEVICE: [Part; 5] = [
    part("type", 2, Show::Name(&WFD_DEVICE_TYPE)),
    part("coupled_sink_support", 2, Show::Hex),
    part("session_available", 2, Show::Dec),
    part("service_discovery", 1, Show::Bool),
    part("others", 9, Show::Hex),
];

static WFD_DEVICE_TYPE: Names = names(&[
    (0, "WFD_DEV_TYPE_SOURCE"),
    (1, "WFD_DEV_TYPE_PRIMARY_SINK"),
    (2, "WFD_DEV_TYPE_SECONDARY_SINK"),
    (3, "WFD_DEV_TYPE_SOURCE_PRIMARY_SINK"),
]);

static COUPLED_SINK: Struct = layout("", 7, &[field("status", U8), field("mac", MAC)]);

static WFD_SESSIONS: Array = array(fixed(&WFD_SESSION));

static WFD_SESSION: Struct = layout(
    "",
    24,
    &[
        field("descriptor_length", U8.unit(Unit::Bytes)),
        field("device_address", MAC),
        field("bssid", MAC),
        field("device_info", BE16.parts(&WFD_DEVICE)),
        field("max_throughput", BE16.unit(Unit::MegabitsPerSecond)),
        field("coupled_sink", fixed(&COUPLED_SINK)),
    ],
);
