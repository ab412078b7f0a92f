//! Traffic streams: what they need, and how their packets are recognised  (IEEE 802.11, 9.4.2.27 to 9.4.2.33)

use super::OUI;
use crate::schema::{Case::*, *};

/// An access point's parameters: how each access category contends.
pub(super) static EDCA_PARAM_SET: Struct =
    layout("", 2, &[field("qos_info", QOS_INFO), field("update_info", U8.hex())])
        .then(&[field("ac", Kind::Array(&WMM_ACS))]);

/// The sender's role decides: a station's delivery and triggers, or an access point's count of changes. Frames show the role.
pub(super) static QOS_INFO: Kind = select("frame_control", QOS_INFO_BY_FRAME);

static QOS_INFO_BY_FRAME: &[(Case, Kind)] = &[
    (OneOf(&[0x00, 0x20]), U8.parts(&QOS_INFO_STA)),
    (OneOf(&[0x10, 0x30, 0x50, 0x80]), U8.parts(&QOS_INFO_AP)),
    (Otherwise, U8.hex()),
];

static QOS_INFO_AP: [Part; 3] =
    [part("parameter_set_count", 4, Show::Dec), part("", 3, Show::Dec), part("uapsd", 1, Show::Bool)];

static QOS_INFO_STA: [Part; 7] = [
    part("uapsd_vo", 1, Show::Bool),
    part("uapsd_vi", 1, Show::Bool),
    part("uapsd_bk", 1, Show::Bool),
    part("uapsd_be", 1, Show::Bool),
    part("", 1, Show::Dec),
    part("max_sp_length", 2, Show::Dec),
    part("more_data_ack", 1, Show::Bool),
];

/// `struct ieee80211_wmm_param_ie`; without parameters, what a station sends.
pub(super) static WMM: Struct = layout(
    "",
    7,
    &[
        field("oui", OUI),
        field("oui_type", U8),
        field("oui_subtype", U8.name(&WMM_OUI_SUBTYPE)),
        field("version", U8),
        field("qos_info", QOS_INFO),
    ],
)
.then(&[field("reserved", pad(1)), field("ac", Kind::Array(&WMM_ACS))]);

/// hostapd's names.
static WMM_OUI_SUBTYPE: Names = names(&[
    (0, "WMM_OUI_SUBTYPE_INFORMATION_ELEMENT"),
    (1, "WMM_OUI_SUBTYPE_PARAMETER_ELEMENT"),
    (2, "WMM_OUI_SUBTYPE_TSPEC_ELEMENT"),
]);

static WMM_ACS: Array = array(fixed(&WMM_AC));

static WMM_AC: Struct = layout(
    "ieee80211_wmm_ac_param",
    4,
    &[field("aci_aifsn", U8.parts(&ACI_AIFSN)), field("cw", U8.parts(&CW)), field("txop_limit", LE16)],
);

/// Of an access category: how long a station waits.
pub(super) static ACI_AIFSN: [Part; 4] = [
    part("aifsn", 4, Show::Dec),
    part("acm", 1, Show::Bool),
    part("aci", 2, Show::Dec),
    part("", 1, Show::Dec),
];

/// Exponents of the contention window.
pub(super) static CW: [Part; 2] = [part("ecw_min", 4, Show::Dec), part("ecw_max", 4, Show::Dec)];

/// A stream by Wi-Fi Alliance's rules.
pub(super) static WMM_TSPEC: Struct = layout(
    "ieee80211_wmm_tspec_ie",
    6,
    &[
        field("oui", OUI),
        field("oui_type", U8),
        field("oui_subtype", U8.name(&WMM_OUI_SUBTYPE)),
        field("version", U8),
    ],
)
.then(&[field("tspec", fixed(&TSPEC))]);

/// A stream: sizes in bytes, times in microseconds, rates in bits per second.
pub(super) static TSPEC: Struct = layout(
    "",
    55,
    &[
        field("ts_info", LE16.parts(&TS_INFO)),
        field("ts_info_more", U8.parts(&TS_INFO_MORE)),
        field("nominal_msdu", LE16.parts(&NOMINAL_MSDU)),
        field("max_msdu", LE16.unit(Unit::Bytes)),
        field("min_service_int", LE32.unit(Unit::Microseconds)),
        field("max_service_int", LE32.unit(Unit::Microseconds)),
        field("inactivity_int", LE32.unit(Unit::Microseconds)),
        field("suspension_int", LE32.unit(Unit::Microseconds)),
        field("service_start_time", LE32.unit(Unit::Microseconds)),
        field("min_data_rate", LE32.unit(Unit::BitsPerSecond)),
        field("mean_data_rate", LE32.unit(Unit::BitsPerSecond)),
        field("peak_data_rate", LE32.unit(Unit::BitsPerSecond)),
        field("max_burst_size", LE32.unit(Unit::Bytes)),
        field("delay_bound", LE32.unit(Unit::Microseconds)),
        field("min_phy_rate", LE32.unit(Unit::BitsPerSecond)),
        field("sba", LE16.hex()),
        field("medium_time", LE16),
    ],
);

static TS_INFO: [Part; 8] = [
    part("traffic_type", 1, Show::Dec),
    part("tsid", 4, Show::Dec),
    part("direction", 2, Show::Name(&DIRECTION)),
    part("access_policy", 2, Show::Dec),
    part("aggregation", 1, Show::Bool),
    part("psb", 1, Show::Bool),
    part("user_priority", 3, Show::Dec),
    part("ack_policy", 2, Show::Dec),
];

static TS_INFO_MORE: [Part; 2] = [part("schedule", 1, Show::Bool), part("", 7, Show::Dec)];

static DIRECTION: Names = names(&[
    (0, "WMM_TSPEC_DIRECTION_UPLINK"),
    (1, "WMM_TSPEC_DIRECTION_DOWNLINK"),
    (2, "WMM_TSPEC_DIRECTION_DIRECT"),
    (3, "WMM_TSPEC_DIRECTION_BI_DIRECTIONAL"),
]);

static NOMINAL_MSDU: [Part; 2] = [part("size", 15, Show::Unit(Unit::Bytes)), part("fixed", 1, Show::Bool)];

/// How packets of a stream are recognised: the sort of classifier, which fields it looks at, and their values.
pub(super) static TCLAS: Struct = layout(
    "",
    3,
    &[field("user_priority", U8), field("classifier_type", U8), field("classifier_mask", U8.hex())],
)
.then(&[field("parameters", select("classifier_type", &CLASSIFIERS))]);

static CLASSIFIERS: [(Case, Kind); 4] = [
    (Is(0), fixed(&CLASSIFIER_ETHERNET)),
    (
        OneOf(&[1, 4]),
        select(
            "@len",
            &[(Is(15), fixed(&CLASSIFIER_IP4)), (Is(41), fixed(&CLASSIFIER_IP6)), (Otherwise, RAW)],
        ),
    ),
    (Is(2), LE16.hex()),
    (Otherwise, RAW),
];

static CLASSIFIER_ETHERNET: Struct =
    layout("", 14, &[field("source", MAC), field("destination", MAC), field("type", BE16.hex())]);

static CLASSIFIER_IP4: Struct = layout(
    "",
    15,
    &[
        field("version", U8),
        field("source", IP4),
        field("destination", IP4),
        field("source_port", BE16),
        field("destination_port", BE16),
        field("dscp", U8),
        field("protocol", U8),
    ],
);

static CLASSIFIER_IP6: Struct = layout(
    "",
    41,
    &[
        field("version", U8),
        field("source", IP6),
        field("destination", IP6),
        field("source_port", BE16),
        field("destination_port", BE16),
        field("dscp", U8),
        field("next_header", U8),
        field("flow_label", opaque(2)),
    ],
)
.grown_from(40);

pub(super) static SCHEDULE: Struct = layout(
    "",
    14,
    &[
        field("info", LE16.hex()),
        field("service_start_time", LE32.unit(Unit::Microseconds)),
        field("service_interval", LE32.unit(Unit::Microseconds)),
        field("specification_interval", LE16.unit(Unit::TimeUnits)),
        field("reserved", pad(2)),
    ],
)
.grown_from(12);

/// Priorities by the codes of IP packets: exceptions first, then a range for each of eight priorities.
pub(super) static QOS_MAP: Kind = select("@len", QOS_MAP_BY_LENGTH);

static QOS_MAP_BY_LENGTH: &[(Case, Kind)] = &[
    (Is(16), fixed(&QOS_MAP_RANGES)),
    (Is(18), fixed(&QOS_MAP_1)),
    (Is(20), fixed(&QOS_MAP_2)),
    (Is(22), fixed(&QOS_MAP_3)),
    (Is(24), fixed(&QOS_MAP_4)),
    (Otherwise, Kind::Array(&QOS_EXCEPTIONS)),
];

static QOS_MAP_RANGES: Struct = layout("", 0, &[]).then(&[field("ranges", Kind::Array(&QOS_RANGES))]);

static QOS_MAP_1: Struct = layout("", 2, &[field("exceptions", Kind::Array(&QOS_EXCEPTIONS_1))])
    .then(&[field("ranges", Kind::Array(&QOS_RANGES))]);

static QOS_MAP_2: Struct = layout("", 4, &[field("exceptions", Kind::Array(&QOS_EXCEPTIONS_2))])
    .then(&[field("ranges", Kind::Array(&QOS_RANGES))]);

static QOS_MAP_3: Struct = layout("", 6, &[field("exceptions", Kind::Array(&QOS_EXCEPTIONS_3))])
    .then(&[field("ranges", Kind::Array(&QOS_RANGES))]);

static QOS_MAP_4: Struct = layout("", 8, &[field("exceptions", Kind::Array(&QOS_EXCEPTIONS_4))])
    .then(&[field("ranges", Kind::Array(&QOS_RANGES))]);

static QOS_EXCEPTIONS_1: Array = array_of(1, fixed(&QOS_EXCEPTION));
static QOS_EXCEPTIONS_2: Array = array_of(2, fixed(&QOS_EXCEPTION));
static QOS_EXCEPTIONS_3: Array = array_of(3, fixed(&QOS_EXCEPTION));
static QOS_EXCEPTIONS_4: Array = array_of(4, fixed(&QOS_EXCEPTION));
static QOS_EXCEPTIONS: Array = array(fixed(&QOS_EXCEPTION));

static QOS_EXCEPTION: Struct = layout("", 2, &[field("dscp", U8), field("user_priority", U8)]);

static QOS_RANGES: Array = array(fixed(&QOS_RANGE));

static QOS_RANGE: Struct = layout("", 2, &[field("dscp_low", U8), field("dscp_high", U8)]);

/// Streams that an access point is asked to classify, in elements of their own.
pub(super) static SCS_DESC: Struct = layout("", 2, &[field("scsid", U8), field("request_type", U8)])
    .then(&[field("variable", super::ELEMENTS)]);

/// The same for streams that are mirrored.
pub(super) static MSCS_DESC: Struct = layout(
    "",
    7,
    &[
        field("request_type", U8),
        field("user_priority_bitmap", U8.hex()),
        field("user_priority_limit", U8),
        field("stream_timeout", LE32.unit(Unit::Microseconds)),
    ],
)
.grown_from(1)
.then(&[field("variable", super::ELEMENTS)]);

/// Actions that add and remove streams.
pub(super) static QOS_BODIES: &[(Case, Kind)] = &[
    (Is(0), fixed(&ADDTS_REQ)),
    (Is(1), fixed(&ADDTS_RESP)),
    (Is(2), fixed(&DELTS)),
    (Is(3), super::ELEMENTS),
    (Is(4), super::ELEMENTS),
    (Otherwise, RAW),
];

static ADDTS_REQ: Struct =
    layout("", 1, &[field("dialog_token", U8)]).then(&[field("variable", super::ELEMENTS)]);

static ADDTS_RESP: Struct =
    layout("", 3, &[field("dialog_token", U8), field("status_code", LE16.name(&super::code::WLAN_STATUS))])
        .then(&[field("variable", super::ELEMENTS)]);

static DELTS: Struct = layout(
    "",
    5,
    &[
        field("ts_info", LE16.parts(&TS_INFO)),
        field("ts_info_more", U8.parts(&TS_INFO_MORE)),
        field("reason_code", LE16.name(&super::code::WLAN_REASON)),
    ],
);

/// The same actions by Wi-Fi Alliance's rules: a status of one byte in each.
pub(super) static WMM_ACTION: Struct = layout("", 2, &[field("dialog_token", U8), field("status_code", U8)])
    .then(&[field("variable", super::ELEMENTS)]);
