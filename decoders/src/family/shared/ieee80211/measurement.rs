//! Measurements of the air: requests and reports  (IEEE 802.11, 9.4.2.20 and 9.4.2.21)

use super::ELEMENTS;
use super::neighbor::WIDE_BANDWIDTH;
use super::network::CLASS_AND_CHANNELS;
use crate::schema::{Case::*, *};

/// Kinds of measurements that a station can make, bit by bit.
pub(super) static RRM_ENABLED_CAPABILITIES: Struct = layout(
    "",
    5,
    &[
        field("rrm_cap0", U8.flags(&RRM_CAP0)),
        field("rrm_cap1", U8.flags(&RRM_CAP1)),
        field("rrm_cap2", U8.parts(&RRM_CAP2)),
        field("rrm_cap3", U8.parts(&RRM_CAP3)),
        field("rrm_cap4", U8.flags(&RRM_CAP4)),
    ],
);

static RRM_CAP0: Names = names(&[
    (0x01, "WLAN_RRM_CAPS_LINK_MEASUREMENT"),
    (0x02, "WLAN_RRM_CAPS_NEIGHBOR_REPORT"),
    (0x04, "WLAN_RRM_CAPS_PARALLEL_MEASUREMENTS"),
    (0x08, "WLAN_RRM_CAPS_REPEATED_MEASUREMENTS"),
    (0x10, "WLAN_RRM_CAPS_BEACON_REPORT_PASSIVE"),
    (0x20, "WLAN_RRM_CAPS_BEACON_REPORT_ACTIVE"),
    (0x40, "WLAN_RRM_CAPS_BEACON_REPORT_TABLE"),
    (0x80, "WLAN_RRM_CAPS_BEACON_REPORT_CONDITIONS"),
]);

static RRM_CAP1: Names = names(&[
    (0x01, "WLAN_RRM_CAPS_FRAME_MEASUREMENT"),
    (0x02, "WLAN_RRM_CAPS_CHANNEL_LOAD"),
    (0x04, "WLAN_RRM_CAPS_NOISE_HISTOGRAM"),
    (0x08, "WLAN_RRM_CAPS_STATISTICS"),
    (0x10, "WLAN_RRM_CAPS_LCI_MEASUREMENT"),
    (0x20, "WLAN_RRM_CAPS_LCI_AZIMUTH"),
    (0x40, "WLAN_RRM_CAPS_TRANSMIT_STREAM"),
    (0x80, "WLAN_RRM_CAPS_TRIGGERED_TRANSMIT_STREAM"),
]);

static RRM_CAP2: [Part; 4] = [
    part("ap_channel_report", 1, Show::Bool),
    part("rm_mib", 1, Show::Bool),
    part("operating_channel_max_duration", 3, Show::Dec),
    part("nonoperating_channel_max_duration", 3, Show::Dec),
];

static RRM_CAP3: [Part; 6] = [
    part("pilot", 3, Show::Dec),
    part("pilot_transmission_information", 1, Show::Bool),
    part("neighbor_report_tsf_offset", 1, Show::Bool),
    part("rcpi", 1, Show::Bool),
    part("rsni", 1, Show::Bool),
    part("bss_average_access_delay", 1, Show::Bool),
];

static RRM_CAP4: Names = names(&[
    (0x01, "WLAN_RRM_CAPS_AVAILABLE_ADMISSION_CAPACITY"),
    (0x02, "WLAN_RRM_CAPS_ANTENNA"),
    (0x04, "WLAN_RRM_CAPS_FTM_RANGE_REPORT"),
    (0x08, "WLAN_RRM_CAPS_CIVIC_LOCATION_MEASUREMENT"),
]);

/// `struct ieee80211_msrment_ie`: a request.
pub(super) static MEASURE_REQUEST: Struct = layout(
    "ieee80211_msrment_ie",
    3,
    &[field("token", U8), field("mode", U8.parts(&REQUEST_MODE)), field("type", U8.name(&MEASURE_TYPE))],
)
.then(&[field("request", select("type", &REQUESTS))]);

static REQUEST_MODE: [Part; 6] = [
    part("parallel", 1, Show::Bool),
    part("enable", 1, Show::Bool),
    part("request", 1, Show::Bool),
    part("report", 1, Show::Bool),
    part("duration_mandatory", 1, Show::Bool),
    part("", 3, Show::Dec),
];

/// The same as a report.
pub(super) static MEASURE_REPORT: Struct = layout(
    "ieee80211_msrment_ie",
    3,
    &[field("token", U8), field("mode", U8.parts(&REPORT_MODE)), field("type", U8.name(&MEASURE_TYPE))],
)
.then(&[field("report", select("type", &REPORTS))]);

static REPORT_MODE: [Part; 4] = [
    part("late", 1, Show::Bool),
    part("incapable", 1, Show::Bool),
    part("refused", 1, Show::Bool),
    part("", 5, Show::Dec),
];

/// hostapd's names.
static MEASURE_TYPE: Names = names(&[
    (0, "MEASURE_TYPE_BASIC"),
    (1, "MEASURE_TYPE_CCA"),
    (2, "MEASURE_TYPE_RPI_HIST"),
    (3, "MEASURE_TYPE_CHANNEL_LOAD"),
    (4, "MEASURE_TYPE_NOISE_HIST"),
    (5, "MEASURE_TYPE_BEACON"),
    (6, "MEASURE_TYPE_FRAME"),
    (7, "MEASURE_TYPE_STA_STATISTICS"),
    (8, "MEASURE_TYPE_LCI"),
    (9, "MEASURE_TYPE_TRANSMIT_STREAM"),
    (10, "MEASURE_TYPE_MULTICAST_DIAG"),
    (11, "MEASURE_TYPE_LOCATION_CIVIC"),
    (12, "MEASURE_TYPE_LOCATION_ID"),
    (13, "MEASURE_TYPE_DIRECTIONAL_CHAN_QUALITY"),
    (14, "MEASURE_TYPE_DIRECTIONAL_MEASURE"),
    (15, "MEASURE_TYPE_DIRECTIONAL_STATS"),
    (16, "MEASURE_TYPE_FTM_RANGE"),
    (255, "MEASURE_TYPE_MEASURE_PAUSE"),
]);

static REQUESTS: [(Case, Kind); 7] = [
    (UpTo(2), fixed(&BASIC_REQUEST)),
    (OneOf(&[3, 4]), fixed(&LOAD_REQUEST)),
    (Is(5), fixed(&BEACON_REQUEST)),
    (OneOf(&[8, 11, 12]), fixed(&LOCATION_REQUEST)),
    (Is(16), fixed(&RANGE_REQUEST)),
    (Is(255), LE16),
    (Otherwise, RAW),
];

static BASIC_REQUEST: Struct = layout(
    "",
    11,
    &[field("channel", U8), field("start_time", LE64), field("duration", LE16.unit(Unit::TimeUnits))],
);

static LOAD_REQUEST: Struct = layout(
    "",
    6,
    &[
        field("operating_class", U8),
        field("channel", U8),
        field("randomization", LE16.unit(Unit::TimeUnits)),
        field("duration", LE16.unit(Unit::TimeUnits)),
    ],
)
.then(&[field("subelements", SUBELEMENTS)]);

static BEACON_REQUEST: Struct = layout(
    "",
    13,
    &[
        field("operating_class", U8),
        field("channel", U8),
        field("randomization", LE16.unit(Unit::TimeUnits)),
        field("duration", LE16.unit(Unit::TimeUnits)),
        field("beacon_mode", U8.name(&BEACON_REPORT_MODE)),
        field("bssid", MAC),
    ],
)
.then(&[field("subelements", records_packed(&BEACON_REQUEST_SUBELEMENT, "length", 1, 2))]);

static BEACON_REPORT_MODE: Names = names(&[
    (0, "BEACON_REPORT_MODE_PASSIVE"),
    (1, "BEACON_REPORT_MODE_ACTIVE"),
    (2, "BEACON_REPORT_MODE_TABLE"),
]);

static BEACON_REQUEST_SUBELEMENT: Struct = layout(
    "subelement",
    2,
    &[field("id", U8.name(&BEACON_REQUEST_SUBELEM)), field("length", U8.unit(Unit::Bytes))],
)
.then(&[field("data", select("id", &BEACON_REQUEST_SUBELEMENTS))]);

static BEACON_REQUEST_SUBELEM: Names = names(&[
    (0, "WLAN_BEACON_REQUEST_SUBELEM_SSID"),
    (1, "WLAN_BEACON_REQUEST_SUBELEM_INFO"),
    (2, "WLAN_BEACON_REQUEST_SUBELEM_DETAIL"),
    (10, "WLAN_BEACON_REQUEST_SUBELEM_REQUEST"),
    (11, "WLAN_BEACON_REQUEST_SUBELEM_EXT_REQUEST"),
    (51, "WLAN_BEACON_REQUEST_SUBELEM_AP_CHANNEL"),
    (163, "WLAN_BEACON_REQUEST_SUBELEM_WIDE_BW_CS"),
    (164, "WLAN_BEACON_REQUEST_SUBELEM_LAST_INDICATION"),
    (221, "WLAN_BEACON_REQUEST_SUBELEM_VENDOR"),
]);

static BEACON_REQUEST_SUBELEMENTS: [(Case, Kind); 9] = [
    (Is(0), TEXT),
    (Is(1), fixed(&REPORTING_INFO)),
    (Is(2), U8),
    (Is(10), Kind::Array(&IDS)),
    (Is(11), fixed(&EXTENDED_REQUEST)),
    (Is(51), fixed(&CLASS_AND_CHANNELS)),
    (Is(163), fixed(&WIDE_BANDWIDTH)),
    (Is(164), U8.bool()),
    (Otherwise, RAW),
];

static REPORTING_INFO: Struct = layout("", 2, &[field("condition", U8), field("threshold", U8)]);

static IDS: Array = array(U8.name(&super::eid::WLAN_EID));

/// Elements with extended identifiers that are asked for.
pub(super) static EXTENDED_REQUEST: Struct = layout("", 1, &[field("id", U8.name(&super::eid::WLAN_EID))])
    .then(&[field("ext_ids", Kind::Array(&EXT_IDS))]);

static EXT_IDS: Array = array(U8.name(&super::eid::WLAN_EID_EXT));

static LOCATION_REQUEST: Struct =
    layout("", 1, &[field("location_subject", U8)]).then(&[field("subelements", SUBELEMENTS)]);

static RANGE_REQUEST: Struct =
    layout("", 3, &[field("randomization", LE16.unit(Unit::TimeUnits)), field("min_ap_count", U8)])
        .then(&[field("subelements", super::neighbor::NEIGHBOR_LIST)]);

/// Parts with an identifier and a length whose meaning depends on the measurement.
pub(super) static SUBELEMENTS: Kind = records_packed(&SUBELEMENT, "length", 1, 2);

static SUBELEMENT: Struct =
    layout("subelement", 2, &[field("id", U8), field("length", U8.unit(Unit::Bytes))])
        .then(&[field("data", RAW)]);

static REPORTS: [(Case, Kind); 7] = [
    (UpTo(1), fixed(&BASIC_REPORT)),
    (Is(3), fixed(&LOAD_REPORT)),
    (Is(4), fixed(&NOISE_REPORT)),
    (Is(5), fixed(&BEACON_REPORT)),
    (Is(8), SUBELEMENTS),
    (Is(11), fixed(&CIVIC_REPORT)),
    (Otherwise, RAW),
];

static BASIC_REPORT: Struct = layout(
    "",
    12,
    &[
        field("channel", U8),
        field("start_time", LE64),
        field("duration", LE16.unit(Unit::TimeUnits)),
        field("map", U8.parts(&BASIC_MAP)),
    ],
);

static BASIC_MAP: [Part; 6] = [
    part("bss", 1, Show::Bool),
    part("ofdm_preamble", 1, Show::Bool),
    part("unidentified_signal", 1, Show::Bool),
    part("radar", 1, Show::Bool),
    part("unmeasured", 1, Show::Bool),
    part("", 3, Show::Dec),
];

static LOAD_REPORT: Struct = layout(
    "",
    13,
    &[
        field("operating_class", U8),
        field("channel", U8),
        field("start_time", LE64),
        field("duration", LE16.unit(Unit::TimeUnits)),
        field("channel_load", U8.unit(Unit::Of255)),
    ],
)
.then(&[field("subelements", SUBELEMENTS)]);

static NOISE_REPORT: Struct = layout(
    "",
    25,
    &[
        field("operating_class", U8),
        field("channel", U8),
        field("start_time", LE64),
        field("duration", LE16.unit(Unit::TimeUnits)),
        field("antenna_id", U8),
        field("anpi", U8),
        field("ipi_density", Kind::Array(&IPI)),
    ],
)
.then(&[field("subelements", SUBELEMENTS)]);

static IPI: Array = array_of(11, U8.unit(Unit::Of255));

static BEACON_REPORT: Struct = layout(
    "",
    26,
    &[
        field("operating_class", U8),
        field("channel", U8),
        field("start_time", LE64),
        field("duration", LE16.unit(Unit::TimeUnits)),
        field("report_info", U8.parts(&REPORT_INFO)),
        field("rcpi", U8),
        field("rsni", U8),
        field("bssid", MAC),
        field("antenna_id", U8),
        field("parent_tsf", LE32),
    ],
)
.then(&[field("subelements", records_packed(&BEACON_REPORT_SUBELEMENT, "length", 1, 2))]);

static REPORT_INFO: [Part; 2] = [part("phy_type", 7, Show::Dec), part("probe_response", 1, Show::Bool)];

static BEACON_REPORT_SUBELEMENT: Struct = layout(
    "subelement",
    2,
    &[field("id", U8.name(&BEACON_REPORT_SUBELEM)), field("length", U8.unit(Unit::Bytes))],
)
.then(&[field("data", select("id", &BEACON_REPORT_SUBELEMENTS))]);

static BEACON_REPORT_SUBELEM: Names = names(&[
    (1, "WLAN_BEACON_REPORT_SUBELEM_FRAME_BODY"),
    (2, "WLAN_BEACON_REPORT_SUBELEM_FRAME_BODY_FRAGMENT_ID"),
    (163, "WLAN_BEACON_REPORT_SUBELEM_WIDE_BW_CHANNEL_SWITCH"),
    (164, "WLAN_BEACON_REPORT_SUBELEM_LAST_INDICATION"),
    (221, "WLAN_BEACON_REPORT_SUBELEM_VENDOR_SPECIFIC"),
]);

static BEACON_REPORT_SUBELEMENTS: [(Case, Kind); 5] = [
    (Is(1), fixed(&FRAME_BODY)),
    (Is(2), LE16.parts(&FRAGMENT_ID)),
    (Is(163), fixed(&WIDE_BANDWIDTH)),
    (Is(164), U8.bool()),
    (Otherwise, RAW),
];

/// The beginning of a beacon: its fixed part and as many elements as fit.
static FRAME_BODY: Struct = layout(
    "",
    12,
    &[
        field("timestamp", LE64.unit(Unit::Microseconds)),
        field("beacon_int", LE16.unit(Unit::TimeUnits)),
        field("capab_info", LE16.flags(&super::frame::WLAN_CAPABILITY)),
    ],
)
.then(&[field("variable", ELEMENTS)]);

static FRAGMENT_ID: [Part; 3] =
    [part("report_id", 8, Show::Dec), part("fragment", 7, Show::Dec), part("more_fragments", 1, Show::Bool)];

static CIVIC_REPORT: Struct =
    layout("", 1, &[field("civic_location_type", U8)]).then(&[field("subelements", SUBELEMENTS)]);
