//! Elements about a network, its load, its channels and its neighbours' channels  (IEEE 802.11, 9.4.2)

use super::frame::WLAN_CAPABILITY;
use super::{ELEMENTS, LE24, OUI};
use crate::schema::{Case::*, *};

/// `struct ieee80211_tim_ie`: for which stations the access point holds frames.
pub(super) static TIM: Struct = layout(
    "ieee80211_tim_ie",
    3,
    &[field("dtim_count", U8), field("dtim_period", U8), field("bitmap_ctrl", U8.hex())],
)
.then(&[field("virtual_map", OPAQUE)]);

/// A country, the environment (` `: any, `O`: outdoors, `I`: indoors), and power limits by channel.
pub(super) static COUNTRY: Struct =
    layout("", 3, &[field("country_string", text(3))]).then(&[field("triplets", Kind::Array(&TRIPLETS))]);

static TRIPLETS: Array = array(Kind::Peek(&FIRST_CHANNEL, &BY_FIRST_CHANNEL));

static FIRST_CHANNEL: Struct = layout("", 1, &[field("first_channel", U8)]);

static BY_FIRST_CHANNEL: Kind =
    select("first_channel", &[(UpTo(200), fixed(&TRIPLET)), (Otherwise, fixed(&OPERATING_TRIPLET))]);

/// `struct ieee80211_country_ie_triplet`: channels and a limit.
static TRIPLET: Struct = layout(
    "ieee80211_country_ie_triplet",
    3,
    &[
        field("first_channel", U8),
        field("num_channels", U8),
        field("max_power", S8.unit(Unit::DecibelMilliwatt)),
    ],
);

/// The same struct from 201 on: the operating class that the next channels are of.
static OPERATING_TRIPLET: Struct = layout(
    "ieee80211_country_ie_triplet",
    3,
    &[field("reg_extension_id", U8), field("reg_class", U8), field("coverage_class", U8)],
);

pub(super) static QBSS_LOAD: Struct = layout(
    "ieee80211_bss_load_elem",
    5,
    &[field("sta_count", LE16), field("channel_util", U8.unit(Unit::Of255)), field("avail_adm_capa", LE16)],
);

pub(super) static EXTENDED_BSS_LOAD: Struct = layout(
    "",
    6,
    &[
        field("mu_mimo_sta_count", LE16),
        field("ss_underutilization", U8.unit(Unit::Of255)),
        field("util_sec20", U8.unit(Unit::Of255)),
        field("util_sec40", U8.unit(Unit::Of255)),
        field("util_sec80", U8.unit(Unit::Of255)),
    ],
);

pub(super) static PWR_CAPABILITY: Struct = layout(
    "",
    2,
    &[
        field("min_tx_power", S8.unit(Unit::DecibelMilliwatt)),
        field("max_tx_power", S8.unit(Unit::DecibelMilliwatt)),
    ],
);

pub(super) static TPC_REPORT: Struct = layout(
    "ieee80211_tpc_report_ie",
    2,
    &[field("tx_power", S8.unit(Unit::DecibelMilliwatt)), field("link_margin", S8.unit(Unit::Decibel))],
);

pub(super) static SUPPORTED_CHANNELS: Array = array(fixed(&CHANNEL_RANGE));

/// The first channel of a range, and how many.
pub(crate) static CHANNEL_RANGE: Struct =
    layout("", 2, &[field("first_channel", U8), field("num_channels", U8)]);

pub(super) static CHANNEL_SWITCH: Struct =
    layout("ieee80211_channel_sw_ie", 3, &[field("mode", U8), field("new_ch_num", U8), field("count", U8)]);

pub(super) static EXT_CHANSWITCH_ANN: Struct = layout(
    "ieee80211_ext_chansw_ie",
    4,
    &[field("mode", U8), field("new_operating_class", U8), field("new_ch_num", U8), field("count", U8)],
);

pub(super) static WIDE_BW_CHANNEL_SWITCH: Struct = layout(
    "ieee80211_wide_bw_chansw_ie",
    3,
    &[
        field("new_channel_width", U8.name(&super::ht::VHT_CHANWIDTH)),
        field("new_center_freq_seg0", U8),
        field("new_center_freq_seg1", U8),
    ],
);

/// Elements for the time after a switch of the channel.
pub(super) static CHANNEL_SWITCH_WRAPPER: Kind = ELEMENTS;

pub(super) static QUIET: Struct = layout(
    "",
    6,
    &[
        field("count", U8),
        field("period", U8),
        field("duration", LE16.unit(Unit::TimeUnits)),
        field("offset", LE16.unit(Unit::TimeUnits)),
    ],
);

/// Where stations of an ad hoc network measure, by channel.
pub(super) static IBSS_DFS: Struct = layout("", 7, &[field("owner", MAC), field("recovery_interval", U8)])
    .then(&[field("channels", Kind::Array(&CHANNEL_MAPS))]);

static CHANNEL_MAPS: Array = array(fixed(&CHANNEL_MAP));

static CHANNEL_MAP: Struct = layout("", 2, &[field("channel", U8), field("map", U8.hex())]);

/// An operating class, and channels of it.
pub(super) static CLASS_AND_CHANNELS: Struct =
    layout("", 1, &[field("operating_class", U8)]).then(&[field("channels", Kind::Array(&super::BYTES))]);

/// Classes of channels with single channels.
pub(super) static CHANNEL_USAGE: Struct =
    layout("", 1, &[field("usage_mode", U8)]).then(&[field("channels", Kind::Array(&CLASS_CHANNELS))]);

static CLASS_CHANNELS: Array = array(fixed(&CLASS_CHANNEL));

static CLASS_CHANNEL: Struct = layout("", 2, &[field("operating_class", U8), field("channel", U8)]);

/// Averages of how long each access category waits.
pub(super) static AC_ACCESS_DELAY: Struct = layout(
    "",
    4,
    &[field("delay_be", U8), field("delay_bk", U8), field("delay_vi", U8), field("delay_vo", U8)],
);

/// The capacity that is left, for each bit of a mask.
pub(super) static AVAILABLE_CAPACITY: Struct =
    layout("", 2, &[field("mask", LE16.hex())]).then(&[field("capacities", Kind::Array(&CAPACITIES))]);

static CAPACITIES: Array = array(LE16);

/// The time of day of an access point: its sort, then ten bytes, their possible error, and how often it was set.
pub(super) static TIME_ADVERTISEMENT: Struct =
    layout("", 1, &[field("timing_capabilities", U8)]).then(&[field(
        "time",
        select("timing_capabilities", &[(Is(2), fixed(&UTC)), (Otherwise, fixed(&OFFSET))]),
    )]);

static UTC: Struct = layout(
    "",
    16,
    &[
        field("year", LE16),
        field("month", U8),
        field("day", U8),
        field("hours", U8),
        field("minutes", U8),
        field("seconds", U8),
        field("milliseconds", LE16),
        field("reserved", pad(1)),
        field("time_error", opaque(5)),
        field("update_counter", U8),
    ],
)
.grown_from(15);

static OFFSET: Struct =
    layout("", 15, &[field("time_value", opaque(10)), field("time_error", opaque(5))]).grown_from(10);

pub(super) static NON_TX_BSSID_CAP: Kind = LE16.flags(&WLAN_CAPABILITY);

/// Which of the networks of one access point this is; in beacons also its own period.
pub(super) static MULTI_BSSID_IDX: Struct =
    layout("", 3, &[field("bssid_index", U8), field("dtim_period", U8), field("dtim_count", U8)])
        .grown_from(1);

/// `struct ieee80211_bss_max_idle_period_ie`: in thousands of time units.
pub(super) static BSS_MAX_IDLE_PERIOD: Struct = layout(
    "ieee80211_bss_max_idle_period_ie",
    3,
    &[field("max_idle_period", LE16), field("idle_options", U8.flags(&IDLE_OPTIONS))],
);

static IDLE_OPTIONS: Names = names(&[(0x1, "WLAN_IDLE_OPTIONS_PROTECTED_KEEP_ALIVE")]);

/// The network and the two ends of a direct link.
pub(super) static LINK_ID: Struct = layout(
    "ieee80211_tdls_lnkie",
    18,
    &[field("bssid", MAC), field("init_sta", MAC), field("resp_sta", MAC)],
);

pub(super) static CHAN_SWITCH_TIMING: Struct = layout(
    "ieee80211_ch_switch_timing",
    4,
    &[
        field("switch_time", LE16.unit(Unit::Microseconds)),
        field("switch_timeout", LE16.unit(Unit::Microseconds)),
    ],
);

/// When the ends of a direct link are awake.
pub(super) static WAKEUP_SCHEDULE: Struct = layout(
    "",
    18,
    &[
        field("offset", LE32.unit(Unit::Microseconds)),
        field("interval", LE32.unit(Unit::Microseconds)),
        field("awake_window_slots", LE32),
        field("max_awake_window", LE32),
        field("idle_count", LE16),
    ],
);

pub(super) static PTI_CONTROL: Struct = layout("", 3, &[field("tid", U8), field("sequence_control", LE16)]);

/// The networks that an access point leads to: sort, venue, and a shared identifier. The length shows which are present.
pub(super) static INTERWORKING: Kind = select("@len", INTERWORKING_BY_LENGTH);

static INTERWORKING_BY_LENGTH: &[(Case, Kind)] =
    &[(OneOf(&[3, 9]), fixed(&INTERWORKING_VENUE)), (Otherwise, fixed(&INTERWORKING_BARE))];

static INTERWORKING_BARE: Struct =
    layout("", 1, &[field("access_network", U8.parts(&ACCESS_NETWORK))]).then(&[field("hessid", MAC)]);

static INTERWORKING_VENUE: Struct = layout(
    "",
    3,
    &[field("access_network", U8.parts(&ACCESS_NETWORK)), field("venue_group", U8), field("venue_type", U8)],
)
.then(&[field("hessid", MAC)]);

static ACCESS_NETWORK: [Part; 5] = [
    part("type", 4, Show::Name(&ACCESS_NETWORK_TYPE)),
    part("internet", 1, Show::Bool),
    part("asra", 1, Show::Bool),
    part("esr", 1, Show::Bool),
    part("uesa", 1, Show::Bool),
];

static ACCESS_NETWORK_TYPE: Names = names(&[
    (0, "INTERWORKING_ANT_PRIVATE"),
    (1, "INTERWORKING_ANT_PRIVATE_WITH_GUEST"),
    (2, "INTERWORKING_ANT_CHARGEABLE_PUBLIC"),
    (3, "INTERWORKING_ANT_FREE_PUBLIC"),
    (4, "INTERWORKING_ANT_PERSONAL_DEVICE"),
    (5, "INTERWORKING_ANT_EMERGENCY_SERVICES_ONLY"),
    (6, "INTERWORKING_TEST"),
    (15, "INTERWORKING_ANT_WILD"),
]);

/// Protocols that answer questions before there is a connection.
pub(super) static ADVERTISEMENT_PROTOCOL: Kind = Kind::Array(&ADVERTISEMENT_PROTOCOLS);

static ADVERTISEMENT_PROTOCOLS: Array = array(fixed(&PROTOCOL_TUPLE));

static PROTOCOL_TUPLE: Struct = layout(
    "",
    2,
    &[field("response_info", U8.parts(&RESPONSE_INFO)), field("protocol_id", U8.name(&ADVERTISEMENT_ID))],
);

static RESPONSE_INFO: [Part; 2] = [part("length_limit", 7, Show::Dec), part("pame_bi", 1, Show::Bool)];

/// hostapd's names, and the standard's.
pub(super) static ADVERTISEMENT_ID: Names = names(&[
    (0, "ACCESS_NETWORK_QUERY_PROTOCOL"),
    (1, "MIH_INFO_SERVICE"),
    (2, "MIH_CMD_AND_EVENT_DISCOVERY"),
    (3, "EMERGENCY_ALERT_SYSTEM"),
    (4, "REGISTERED_LOCATION_QUERY"),
    (221, "ADV_PROTO_VENDOR_SPECIFIC"),
]);

/// Identifiers of up to three organisations that roam here; the first two have their lengths.
pub(super) static ROAMING_CONSORTIUM: Struct =
    layout("", 2, &[field("anqp_count", U8), field("oi_lengths", U8.parts(&OI_LENGTHS))]).then(&[
        field("oi1", sized("oi1_length", &super::OPAQUES)),
        field("oi2", sized("oi2_length", &super::OPAQUES)),
        field("oi3", OPAQUE),
    ]);

static OI_LENGTHS: [Part; 2] = [part("oi1_length", 4, Show::Dec), part("oi2_length", 4, Show::Dec)];

/// Where to ask for more, and how often.
pub(super) static DESTINATION_URI: Struct =
    layout("", 1, &[field("ess_detection_interval", U8)]).then(&[field("uri", TEXT)]);

/// Operating channel information: it proves which channel a station is on.
pub(super) static OCI: Struct =
    layout("", 3, &[field("operating_class", U8), field("primary_channel", U8), field("freq_seg_1", U8)]);

/// Fast initial link setup: how many realms and keys follow.
pub(super) static FILS_INDICATION: Struct = layout("", 2, &[field("info", LE16.parts(&FILS_INFO))]).then(&[
    field("cache_identifier", sized_in_units("has_cache_identifier", 2, &super::OPAQUES)),
    field("hessid", sized_in_units("has_hessid", 6, &super::ADDRESS)),
    field("realm_hashes", sized_in_units("realm_count", 2, &REALMS)),
    field("public_keys", records_packed(&PUBLIC_KEY, "length", 1, 2)),
]);

static FILS_INFO: [Part; 8] = [
    part("public_key_count", 3, Show::Dec),
    part("realm_count", 3, Show::Dec),
    part("ip_configuration", 1, Show::Bool),
    part("has_cache_identifier", 1, Show::Bool),
    part("has_hessid", 1, Show::Bool),
    part("sk_without_pfs", 1, Show::Bool),
    part("sk_with_pfs", 1, Show::Bool),
    part("others", 5, Show::Hex),
];

static REALMS: Kind = Kind::Array(&REALM_HASHES);
static REALM_HASHES: Array = array(LE16.hex());

static PUBLIC_KEY: Struct =
    layout("fils_public_key", 2, &[field("type", U8), field("length", U8.unit(Unit::Bytes))])
        .then(&[field("indicator", OPAQUE)]);

/// Elements that a network of several does not inherit from the one that sends the beacon, by identifier.
pub(super) static NON_INHERITANCE: Struct = layout("", 1, &[field("count", U8)])
    .then(&[field("ids", sized("count", &IDS)), field("extended", fixed(&NON_INHERITED_EXTENDED))]);

static NON_INHERITED_EXTENDED: Struct =
    layout("", 1, &[field("ext_count", U8)]).then(&[field("ext_ids", sized("ext_count", &EXT_IDS))]);

static IDS: Kind = Kind::Array(&IDS_ARRAY);
static IDS_ARRAY: Array = array(U8.name(&super::eid::WLAN_EID));
static EXT_IDS: Kind = Kind::Array(&EXT_IDS_ARRAY);
static EXT_IDS_ARRAY: Array = array(U8.name(&super::eid::WLAN_EID_EXT));

/// The number of networks, and in how many beacons all have been announced.
pub(super) static MULTIPLE_BSSID_CONFIGURATION: Struct =
    layout("", 2, &[field("bssid_count", U8), field("profile_periodicity", U8)]);

pub(super) static MAX_CHANNEL_SWITCH_TIME: Kind = LE24;

/// What the standard's estimated throughput is computed from, by access category.
pub(super) static ESTIMATED_SERVICE: Array = array(fixed(&ESTIMATED_SERVICE_AC));

static ESTIMATED_SERVICE_AC: Struct = layout(
    "",
    3,
    &[
        field("info", U8.parts(&ESTIMATED_SERVICE_INFO)),
        field("air_time_fraction", U8.unit(Unit::Of255)),
        field("ppdu_duration", U8),
    ],
);

static ESTIMATED_SERVICE_INFO: [Part; 4] = [
    part("access_category", 2, Show::Dec),
    part("", 1, Show::Dec),
    part("data_format", 2, Show::Dec),
    part("ba_window_size", 3, Show::Dec),
];

/// A cyclic group, and a public key of it: opportunistic encryption.
pub(super) static OWE_DH_PARAM: Struct =
    layout("", 2, &[field("group", LE16)]).then(&[field("public_key", OPAQUE)]);

pub(super) static GROUPS: Array = array(LE16);

/// The size of the bitmaps, then for each station the links with waiting frames.
pub(super) static LINK_BITMAPS: Array = array(LE16.hex());

/// Short names of networks: checksums.
pub(super) static SHORT_SSIDS: Array = array(LE32.hex());

/// `struct ieee80211_s1g_bcn_compat_ie`.
pub(super) static S1G_BCN_COMPAT: Struct = layout(
    "ieee80211_s1g_bcn_compat_ie",
    8,
    &[
        field("compat_info", LE16.hex()),
        field("beacon_int", LE16.unit(Unit::TimeUnits)),
        field("tsf_completion", LE32),
    ],
);

/// `struct ieee80211_s1g_oper_ie`.
pub(super) static S1G_OPERATION: Struct = layout(
    "ieee80211_s1g_oper_ie",
    6,
    &[
        field("ch_width", U8.hex()),
        field("oper_class", U8),
        field("primary_ch", U8),
        field("oper_ch", U8),
        field("basic_mcs_nss", LE16.hex()),
    ],
);

/// The answer to a request for an identifier within the network.
pub(super) static AID_RESPONSE: Struct = layout(
    "ieee80211_aid_response_ie",
    5,
    &[field("aid", LE16), field("switch_count", U8), field("response_int", LE16)],
);

/// Power saving for months: the action, its status, and how long.
pub(super) static WNM_SLEEP_MODE: Struct =
    layout("", 4, &[field("action", U8), field("status", U8), field("intval", LE16)]);

/// When an access point sends its list of waiting frames between beacons; refused, only the status.
pub(super) static TIM_BCAST_RESP: Struct = layout(
    "",
    10,
    &[
        field("status", U8),
        field("interval", U8),
        field("offset", S32_LE),
        field("high_rate", LE16),
        field("low_rate", LE16),
    ],
)
.grown_from(1);

static S32_LE: Kind = Kind::Int { width: 4, signed: true, order: Order::Little, show: Show::Dec };

/// An organisation's identifier, a number of its, and bytes that only it can read.
pub(super) static VENDOR: Struct =
    layout("", 4, &[field("oui", OUI), field("oui_type", U8)]).grown_from(3).then(&[field("data", RAW)]);
