//! Actions: management frames that ask for or report something, by category  (IEEE 802.11, linux/ieee80211.h)
//!
//! Parts have the names of `struct ieee80211_mgmt`, if it names them. Parts without a row are shown as bytes.

use super::action_code::*;
use super::code::{WLAN_REASON, WLAN_STATUS};
use super::element::ELEMENTS;
use super::frame::WLAN_CAPABILITY;
use super::measurement::SUBELEMENTS;
use super::neighbor::TERMINATION;
use super::{BYTE, BYTES, OPAQUES, TEXTS, WORD, gas, ht, qos, roam, vendor};
use crate::schema::{Case::*, *};

/// The body of an action frame. Vendor actions have the vendor's identifier and no code.
pub(crate) static ACTION: Kind = Kind::Peek(&CATEGORY, &BY_CATEGORY);

static CATEGORY: Struct = layout("", 1, &[field("category", U8.name(&WLAN_CATEGORY))]);

static BY_CATEGORY: Kind =
    select("category", &[(OneOf(&[126, 127]), vendor::ACTION), (Otherwise, fixed(&CODED))]);

static CODED: Struct = layout(
    "",
    2,
    &[field("category", U8.name(&WLAN_CATEGORY)), field("action_code", select("category", CODES))],
)
.grown_from(1)
.then(&[field("variable", select("category", BODIES))]);

pub(super) static WLAN_CATEGORY: Names = names(&[
    (0, "WLAN_CATEGORY_SPECTRUM_MGMT"),
    (1, "WLAN_CATEGORY_QOS"),
    (2, "WLAN_CATEGORY_DLS"),
    (3, "WLAN_CATEGORY_BACK"),
    (4, "WLAN_CATEGORY_PUBLIC"),
    (5, "WLAN_CATEGORY_RADIO_MEASUREMENT"),
    (6, "WLAN_CATEGORY_FAST_BBS_TRANSITION"),
    (7, "WLAN_CATEGORY_HT"),
    (8, "WLAN_CATEGORY_SA_QUERY"),
    (9, "WLAN_CATEGORY_PROTECTED_DUAL_OF_ACTION"),
    (10, "WLAN_CATEGORY_WNM"),
    (11, "WLAN_CATEGORY_WNM_UNPROTECTED"),
    (12, "WLAN_CATEGORY_TDLS"),
    (13, "WLAN_CATEGORY_MESH_ACTION"),
    (14, "WLAN_CATEGORY_MULTIHOP_ACTION"),
    (15, "WLAN_CATEGORY_SELF_PROTECTED"),
    (16, "WLAN_CATEGORY_DMG"),
    (17, "WLAN_CATEGORY_WMM"),
    (18, "WLAN_CATEGORY_FST"),
    (20, "WLAN_CATEGORY_UNPROT_DMG"),
    (21, "WLAN_CATEGORY_VHT"),
    (22, "WLAN_CATEGORY_S1G"),
    (30, "WLAN_CATEGORY_HE"),
    (31, "WLAN_CATEGORY_PROTECTED_HE"),
    (34, "WLAN_CATEGORY_PROTECTED_FTM"),
    (36, "WLAN_CATEGORY_EHT"),
    (37, "WLAN_CATEGORY_PROTECTED_EHT"),
    (126, "WLAN_CATEGORY_VENDOR_SPECIFIC_PROTECTED"),
    (127, "WLAN_CATEGORY_VENDOR_SPECIFIC"),
]);

static CODES: &[(Case, Kind)] = &[
    (Is(0), U8.name(&SPECTRUM_MGMT)),
    (Is(1), U8.name(&QOS)),
    (Is(3), U8.name(&BACK)),
    (OneOf(&[4, 9]), U8.name(&PUBLIC)),
    (Is(5), U8.name(&RADIO_MEASUREMENT)),
    (Is(6), U8.name(&FT)),
    (Is(7), U8.name(&HT)),
    (Is(8), U8.name(&SA_QUERY)),
    (Is(10), U8.name(&WNM)),
    (Is(11), U8.name(&WNM_UNPROTECTED)),
    (Is(12), U8.name(&TDLS)),
    (OneOf(&[13, 14]), U8.name(&MESH_ACTION)),
    (Is(15), U8.name(&SELF_PROTECTED)),
    (Is(17), U8.name(&WMM)),
    (Is(21), U8.name(&VHT)),
    (Is(22), U8.name(&S1G)),
    (Is(37), U8.name(&PROTECTED_EHT)),
    (Otherwise, U8),
];

static BODIES: &[(Case, Kind)] = &[
    (Is(0), select("action_code", &[(UpTo(3), fixed(&TOKEN)), (Is(4), ELEMENTS), (Otherwise, RAW)])),
    (Is(1), select("action_code", qos::QOS_BODIES)),
    (Is(3), select("action_code", BACK_BODIES)),
    (OneOf(&[4, 9]), select("action_code", PUBLIC_BODIES)),
    (Is(5), select("action_code", RADIO_MEASUREMENT_BODIES)),
    (Is(6), select("action_code", roam::FT_BODIES)),
    (Is(7), select("action_code", HT_BODIES)),
    (Is(8), select("action_code", &[(UpTo(1), fixed(&TRANS_ID)), (Otherwise, RAW)])),
    (Is(10), select("action_code", WNM_BODIES)),
    (Is(12), select("action_code", TDLS_BODIES)),
    (Is(13), select("action_code", &[(OneOf(&[0, 1, 2, 3, 9, 10]), ELEMENTS), (Otherwise, RAW)])),
    (Is(15), select("action_code", PEERING_BODIES)),
    (Is(17), select("action_code", &[(UpTo(2), fixed(&qos::WMM_ACTION)), (Otherwise, RAW)])),
    (Is(21), select("action_code", VHT_BODIES)),
    (Is(22), select("action_code", S1G_BODIES)),
    (Is(37), select("action_code", EHT_BODIES)),
    (Otherwise, RAW),
];

/// A number that the answer repeats, and elements.
static TOKEN: Struct = layout("", 1, &[field("dialog_token", U8)]).then(&[field("variable", ELEMENTS)]);

static TRANS_ID: Struct = layout("", 2, &[field("trans_id", opaque(2))]).then(&[field("variable", ELEMENTS)]);

/// Agreements to acknowledge frames in blocks.
static BACK_BODIES: &[(Case, Kind)] =
    &[(Is(0), fixed(&ADDBA_REQ)), (Is(1), fixed(&ADDBA_RESP)), (Is(2), fixed(&DELBA)), (Otherwise, RAW)];

static ADDBA_REQ: Struct = layout(
    "",
    7,
    &[
        field("dialog_token", U8),
        field("capab", LE16.parts(&ADDBA_PARAM)),
        field("timeout", LE16.unit(Unit::TimeUnits)),
        field("start_seq_num", LE16.parts(&START_SEQ_NUM)),
    ],
)
.then(&[field("variable", ELEMENTS)]);

static ADDBA_RESP: Struct = layout(
    "",
    7,
    &[
        field("dialog_token", U8),
        field("status", LE16.name(&WLAN_STATUS)),
        field("capab", LE16.parts(&ADDBA_PARAM)),
        field("timeout", LE16.unit(Unit::TimeUnits)),
    ],
)
.then(&[field("variable", ELEMENTS)]);

/// `IEEE80211_ADDBA_PARAM_*`
static ADDBA_PARAM: [Part; 4] = [
    part("amsdu", 1, Show::Bool),
    part("immediate", 1, Show::Bool),
    part("tid", 4, Show::Dec),
    part("buf_size", 10, Show::Unit(Unit::Packets)),
];

static START_SEQ_NUM: [Part; 2] = [part("fragment", 4, Show::Dec), part("sequence", 12, Show::Dec)];

static DELBA: Struct = layout(
    "",
    4,
    &[field("params", LE16.parts(&DELBA_PARAM)), field("reason_code", LE16.name(&WLAN_REASON))],
)
.then(&[field("variable", ELEMENTS)]);

/// `IEEE80211_DELBA_PARAM_*`
static DELBA_PARAM: [Part; 3] =
    [part("", 11, Show::Dec), part("initiator", 1, Show::Bool), part("tid", 4, Show::Dec)];

static PUBLIC_BODIES: &[(Case, Kind)] = &[
    (Is(0), ELEMENTS),
    (Is(4), fixed(&EXT_CHANSW)),
    (Is(9), vendor::PUBLIC_ACTION),
    (Is(10), gas::INITIAL_REQ),
    (Is(11), gas::INITIAL_RESP),
    (Is(12), fixed(&TOKEN)),
    (Is(13), gas::COMEBACK_RESP),
    (Is(14), fixed(&TDLS_DISCOVER_RESP)),
    (Is(32), fixed(&FTM_REQUEST)),
    (Is(33), fixed(&FTM)),
    (Is(34), fixed(&FILS_DISCOVERY)),
    (Otherwise, RAW),
];

static EXT_CHANSW: Struct = layout(
    "",
    4,
    &[
        field("mode", U8.bool()),
        field("new_operating_class", U8),
        field("new_ch_num", U8),
        field("count", U8),
    ],
)
.then(&[field("variable", ELEMENTS)]);

/// A request for fine timing measurements. Elements have the parameters.
static FTM_REQUEST: Struct = layout("", 1, &[field("trigger", U8)]).then(&[field("variable", ELEMENTS)]);

/// When the last frame left and when its acknowledgement came, in picoseconds.
static FTM: Struct = layout(
    "",
    18,
    &[
        field("dialog_token", U8),
        field("follow_up", U8),
        field(
            "tod",
            Kind::Int { width: 6, signed: false, order: Order::Little, show: Show::Unit(Unit::Picoseconds) },
        ),
        field(
            "toa",
            Kind::Int { width: 6, signed: false, order: Order::Little, show: Show::Unit(Unit::Picoseconds) },
        ),
        field("tod_error", LE16.hex()),
        field("toa_error", LE16.hex()),
    ],
)
.then(&[field("variable", ELEMENTS)]);

/// A short beacon of an access point in the 6 GHz band. Bits say which parts it has; the name has one byte more than its length says.
static FILS_DISCOVERY: Struct = layout(
    "",
    12,
    &[
        field("control", LE16.parts(&FILS_DISCOVERY_CONTROL)),
        field("timestamp", LE64.unit(Unit::Microseconds)),
        field("beacon_int", LE16.unit(Unit::TimeUnits)),
    ],
)
.then(&[
    field("ssid", up_to("ssid_length", 1, 13, &FILS_SSID)),
    field("length", sized_in_units("has_length", 1, &BYTE)),
    field("capability", sized_in_units("has_capability", 2, &WORD)),
    field("class_and_channel", sized_in_units("has_channel", 2, &BYTE_ARRAY)),
    field("ap_csn", sized_in_units("has_ap_csn", 1, &BYTE)),
    field("access_network_options", sized_in_units("has_ano", 1, &BYTE)),
    field("rsn_info", sized_in_units("has_rsn_info", 5, &OPAQUES)),
    field("center_freq_seg1", sized_in_units("has_seg1", 1, &BYTE)),
    field("mobility_domain", sized_in_units("has_mobility_domain", 3, &OPAQUES)),
    field("variable", ELEMENTS),
]);

static FILS_DISCOVERY_CONTROL: [Part; 11] = [
    part("ssid_length", 5, Show::Dec),
    part("has_capability", 1, Show::Bool),
    part("is_short_ssid", 1, Show::Bool),
    part("has_ap_csn", 1, Show::Bool),
    part("has_ano", 1, Show::Bool),
    part("has_seg1", 1, Show::Bool),
    part("has_channel", 1, Show::Bool),
    part("has_rsn_info", 1, Show::Bool),
    part("has_length", 1, Show::Bool),
    part("has_mobility_domain", 1, Show::Bool),
    part("", 2, Show::Dec),
];

static FILS_SSID: Kind = select("is_short_ssid", &[(Is(0), TEXT), (Otherwise, LE32.hex())]);

static BYTE_ARRAY: Kind = Kind::Array(&BYTES);

static TDLS_DISCOVER_RESP: Struct =
    layout("", 3, &[field("dialog_token", U8), field("capability", LE16.flags(&WLAN_CAPABILITY))])
        .then(&[field("variable", ELEMENTS)]);

static RADIO_MEASUREMENT_BODIES: &[(Case, Kind)] = &[
    (Is(0), fixed(&MEASUREMENT_REQ)),
    (Is(2), fixed(&LINK_MEASUREMENT_REQ)),
    (Is(3), fixed(&LINK_MEASUREMENT_REPORT)),
    (OneOf(&[1, 4, 5]), fixed(&TOKEN)),
    (Otherwise, RAW),
];

static MEASUREMENT_REQ: Struct = layout("", 3, &[field("dialog_token", U8), field("repetitions", LE16)])
    .then(&[field("variable", ELEMENTS)]);

static LINK_MEASUREMENT_REQ: Struct = layout(
    "",
    3,
    &[
        field("dialog_token", U8),
        field("tx_power", S8.unit(Unit::DecibelMilliwatt)),
        field("max_tx_power", S8.unit(Unit::DecibelMilliwatt)),
    ],
)
.then(&[field("variable", ELEMENTS)]);

/// An element of two bytes is in the middle: the transmit power, and the margin of the received signal.
static LINK_MEASUREMENT_REPORT: Struct = layout(
    "",
    9,
    &[
        field("dialog_token", U8),
        field("tpc_elem_id", U8),
        field("tpc_elem_length", U8.unit(Unit::Bytes)),
        field("tx_power", S8.unit(Unit::DecibelMilliwatt)),
        field("link_margin", S8.unit(Unit::Decibel)),
        field("rx_antenna_id", U8),
        field("tx_antenna_id", U8),
        field("rcpi", U8),
        field("rsni", U8),
    ],
)
.then(&[field("variable", ELEMENTS)]);

static HT_BODIES: &[(Case, Kind)] = &[(Is(0), fixed(&CHANWIDTH)), (Is(1), fixed(&SMPS)), (Otherwise, RAW)];

static CHANWIDTH: Struct = layout("", 1, &[field("chanwidth", U8.name(&IEEE80211_HT_CHANWIDTH))]);
static IEEE80211_HT_CHANWIDTH: Names =
    names(&[(0, "IEEE80211_HT_CHANWIDTH_20MHZ"), (1, "IEEE80211_HT_CHANWIDTH_ANY")]);

/// Spatial multiplexing in power save: whether, and whether only until a frame comes.
static SMPS: Struct = layout("", 1, &[field("smps_control", U8.parts(&SMPS_CONTROL))]);
static SMPS_CONTROL: [Part; 3] =
    [part("enabled", 1, Show::Bool), part("dynamic", 1, Show::Bool), part("", 6, Show::Dec)];

static WNM_BODIES: &[(Case, Kind)] = &[
    (Is(6), fixed(&BSS_TRANS_MGMT_QUERY)),
    (Is(7), Kind::Peek(&BTM_BITS, &BSS_TRANS_MGMT_REQ)),
    (Is(8), fixed(&BSS_TRANS_MGMT_RESP)),
    (OneOf(&[16, 17]), fixed(&SLEEP_MODE)),
    (OneOf(&[18, 19, 21, 22]), fixed(&TOKEN)),
    (Is(26), fixed(&NOTIFICATION_REQ)),
    (Is(27), fixed(&NOTIFICATION_RESP)),
    (Otherwise, RAW),
];

/// A notification: from a station about an event, or from an access point on behalf of a hotspot's provider.
static NOTIFICATION_REQ: Struct =
    layout("", 2, &[field("dialog_token", U8), field("type", U8)]).then(&[field("variable", ELEMENTS)]);

static NOTIFICATION_RESP: Struct =
    layout("", 2, &[field("dialog_token", U8), field("status", U8)]).then(&[field("variable", SUBELEMENTS)]);

static BSS_TRANS_MGMT_QUERY: Struct = layout("", 2, &[field("dialog_token", U8), field("query_reason", U8)])
    .then(&[field("variable", ELEMENTS)]);

/// A station is asked to leave. The end of the network, and the URL of a page about it, may precede the list of neighbours.
static BSS_TRANS_MGMT_REQ: Kind =
    select("has_url", &[(Is(0), fixed(&BTM_REQ)), (Otherwise, fixed(&BTM_REQ_WITH_URL))]);

static BTM_BITS: Struct = layout("", 2, &[field("", opaque(1)), field("", U8.parts(&BTM_BITS_PARTS))]);

static BTM_BITS_PARTS: [Part; 4] = [
    part("", 3, Show::Hex),
    part("has_termination", 1, Show::Bool),
    part("has_url", 1, Show::Bool),
    part("", 3, Show::Hex),
];

static BTM_REQ: Struct = layout("", 5, &BTM_HEAD).then(&[BTM_TERMINATION, field("variable", ELEMENTS)]);

static BTM_REQ_WITH_URL: Struct =
    layout("", 5, &BTM_HEAD).then(&[BTM_TERMINATION, field("session", fixed(&SESSION))]);

const BTM_HEAD: [Field; 4] = [
    field("dialog_token", U8),
    field("req_mode", U8.flags(&WNM_BSS_TM_REQ)),
    field("disassoc_timer", LE16),
    field("validity_interval", U8),
];

static BTM_TERMINATION: Field =
    field("termination", sized_in_units("has_termination", 12, &BTM_TERMINATION_KIND));

static BTM_TERMINATION_KIND: Kind = fixed(&BTM_TERMINATION_ELEMENT);

static BTM_TERMINATION_ELEMENT: Struct = layout(
    "subelement",
    12,
    &[field("id", U8), field("length", U8.unit(Unit::Bytes)), field("duration", fixed(&TERMINATION))],
);

static SESSION: Struct = layout("", 1, &[field("url_length", U8.unit(Unit::Bytes))])
    .then(&[field("url", sized("url_length", &TEXTS)), field("variable", ELEMENTS)]);

static WNM_BSS_TM_REQ: Names = names(&[
    (0x1, "WNM_BSS_TM_REQ_PREF_CAND_LIST_INCLUDED"),
    (0x2, "WNM_BSS_TM_REQ_ABRIDGED"),
    (0x4, "WNM_BSS_TM_REQ_DISASSOC_IMMINENT"),
    (0x8, "WNM_BSS_TM_REQ_BSS_TERMINATION_INCLUDED"),
    (0x10, "WNM_BSS_TM_REQ_ESS_DISASSOC_IMMINENT"),
]);

/// Whether the station leaves; if so, its target follows.
static BSS_TRANS_MGMT_RESP: Struct =
    layout("", 3, &[field("dialog_token", U8), field("status_code", U8), field("bss_termination_delay", U8)])
        .then(&[field("variable", select("status_code", &[(Is(0), fixed(&TARGET)), (Otherwise, ELEMENTS)]))]);

static TARGET: Struct = layout("", 6, &[field("target_bssid", MAC)]).then(&[field("variable", ELEMENTS)]);

/// In an answer, keys come between the token and the elements; their length is in front of them.
static SLEEP_MODE: Struct = layout("", 1, &[field("dialog_token", U8)]).then(&[field(
    "variable",
    select("action_code", &[(Is(16), ELEMENTS), (Otherwise, fixed(&SLEEP_KEYS))]),
)]);

static SLEEP_KEYS: Struct = layout("", 2, &[field("key_data_length", LE16.unit(Unit::Bytes))])
    .then(&[field("key_data", sized("key_data_length", &KEY_DATA)).secret(), field("elements", ELEMENTS)]);

static KEY_DATA: Kind = OPAQUE;

/// Direct links between stations. These frames travel as data.
static TDLS_BODIES: &[(Case, Kind)] = &[
    (Is(0), fixed(&TDLS_DISCOVER_RESP)),
    (Is(1), fixed(&TDLS_SETUP_RESP)),
    (Is(2), fixed(&TDLS_SETUP_CONFIRM)),
    (Is(3), fixed(&TDLS_TEARDOWN)),
    (OneOf(&[4, 7, 9, 10]), fixed(&TOKEN)),
    (Is(5), fixed(&TDLS_CHANNEL_SWITCH)),
    (OneOf(&[6, 8]), fixed(&TDLS_STATUS)),
    (Otherwise, RAW),
];

static TDLS_SETUP_RESP: Struct = layout(
    "",
    5,
    &[
        field("status_code", LE16.name(&WLAN_STATUS)),
        field("dialog_token", U8),
        field("capability", LE16.flags(&WLAN_CAPABILITY)),
    ],
)
.grown_from(3)
.then(&[field("variable", ELEMENTS)]);

static TDLS_SETUP_CONFIRM: Struct =
    layout("", 3, &[field("status_code", LE16.name(&WLAN_STATUS)), field("dialog_token", U8)])
        .then(&[field("variable", ELEMENTS)]);

static TDLS_TEARDOWN: Struct =
    layout("", 2, &[field("reason_code", LE16.name(&WLAN_REASON))]).then(&[field("variable", ELEMENTS)]);

static TDLS_CHANNEL_SWITCH: Struct =
    layout("", 2, &[field("target_channel", U8), field("operating_class", U8)])
        .then(&[field("variable", ELEMENTS)]);

static TDLS_STATUS: Struct =
    layout("", 2, &[field("status_code", LE16.name(&WLAN_STATUS))]).then(&[field("variable", ELEMENTS)]);

static VHT_BODIES: &[(Case, Kind)] =
    &[(Is(1), fixed(&ht::MU_MIMO_GROUP_DATA)), (Is(2), U8.parts(&ht::OPMODE_NOTIF)), (Otherwise, RAW)];

static S1G_BODIES: &[(Case, Kind)] = &[(Is(6), fixed(&TOKEN)), (Is(7), U8.hex()), (Otherwise, RAW)];

/// What devices with several links negotiate.
static EHT_BODIES: &[(Case, Kind)] = &[
    (OneOf(&[0, 3, 8, 11]), fixed(&TOKEN)),
    (OneOf(&[1, 4, 9]), fixed(&TOKEN_AND_STATUS)),
    (OneOf(&[7, 10]), ELEMENTS),
    (Is(6), fixed(&EML_NOTIFICATION)),
    (Is(12), fixed(&RECONFIGURATION_RESPONSE)),
    (Otherwise, RAW),
];

static TOKEN_AND_STATUS: Struct =
    layout("", 3, &[field("dialog_token", U8), field("status_code", LE16.name(&WLAN_STATUS))])
        .then(&[field("variable", ELEMENTS)]);

/// Whether one radio serves several links, and which.
static EML_NOTIFICATION: Struct =
    layout("", 2, &[field("dialog_token", U8), field("control", U8.parts(&EML_CONTROL))])
        .then(&[field("link_bitmap", sized_in_units("emlsr", 2, &LINK_BITMAP)), field("optional", OPAQUE)]);

static EML_CONTROL: [Part; 5] = [
    part("emlsr", 1, Show::Bool),
    part("emlmr", 1, Show::Bool),
    part("parameter_update", 1, Show::Bool),
    part("coexistence", 2, Show::Dec),
    part("", 3, Show::Dec),
];

static LINK_BITMAP: Kind = LE16.hex();

static RECONFIGURATION_RESPONSE: Struct = layout("", 2, &[field("dialog_token", U8), field("count", U8)])
    .then(&[
        field("statuses", sized_in_units("count", 3, &LINK_STATUSES)),
        field("groups", fixed(&GROUP_KEYS)),
    ]);

static LINK_STATUSES: Kind = Kind::Array(&LINK_STATUS_ARRAY);

static LINK_STATUS_ARRAY: Array = array(fixed(&LINK_STATUS));

static LINK_STATUS: Struct =
    layout("", 3, &[field("link_id", U8), field("status_code", LE16.name(&WLAN_STATUS))]);

/// Keys for groups on new links, with their length in front, then elements.
static GROUP_KEYS: Struct = layout("", 1, &[field("key_data_length", U8.unit(Unit::Bytes))])
    .then(&[field("key_data", sized("key_data_length", &KEY_DATA)).secret(), field("elements", ELEMENTS)]);

/// Neighbours in a mesh.
static PEERING_BODIES: &[(Case, Kind)] =
    &[(Is(1), fixed(&PEERING_OPEN)), (Is(2), fixed(&PEERING_CONFIRM)), (Is(3), ELEMENTS), (Otherwise, RAW)];

static PEERING_OPEN: Struct =
    layout("", 2, &[field("capab_info", LE16.flags(&WLAN_CAPABILITY))]).then(&[field("variable", ELEMENTS)]);

static PEERING_CONFIRM: Struct =
    layout("", 4, &[field("capab_info", LE16.flags(&WLAN_CAPABILITY)), field("aid", LE16)])
        .then(&[field("variable", ELEMENTS)]);
