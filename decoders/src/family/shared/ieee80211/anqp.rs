//! ANQP: information about an access point's networks, place and owner  (IEEE 802.11, 9.4.5, Hotspot 2.0)

use super::neighbor::NEIGHBOR_REPORT;
use super::{OUI, TEXTS};
use crate::schema::{Case::*, *};

/// Elements of the protocol: identifiers and lengths of two bytes.
pub(super) static ELEMENTS: Kind = records_packed(&ELEMENT, "length", 1, 4);

static ELEMENT: Struct =
    layout("anqp_element", 4, &[field("info_id", LE16.name(&ANQP)), field("length", LE16.unit(Unit::Bytes))])
        .then(&[field("data", select("info_id", &DATA))]);

static DATA: [(Case, Kind); 13] = [
    (OneOf(&[256, 257]), Kind::Array(&IDS)),
    (Is(258), fixed(&VENUE_NAME)),
    (Is(260), records_packed(&NETWORK_AUTH, "url_length", 1, 3)),
    (Is(261), records_packed(&OI, "oi_length", 1, 1)),
    (Is(262), U8.parts(&IP_ADDRESS_TYPE)),
    (Is(263), fixed(&NAI_REALMS)),
    (Is(264), fixed(&CELLULAR)),
    (OneOf(&[267, 269]), TEXT),
    (Is(268), records_packed(&DOMAIN, "name_length", 1, 1)),
    (Is(272), fixed(&NEIGHBOR_REPORT)),
    (Is(277), records_packed(&VENUE_URL, "url_length", 1, 1)),
    (Is(56797), Kind::Peek(&VENDOR_HEAD, &VENDORS)),
    (Otherwise, RAW),
];

/// hostapd's names.
static ANQP: Names = names(&[
    (256, "ANQP_QUERY_LIST"),
    (257, "ANQP_CAPABILITY_LIST"),
    (258, "ANQP_VENUE_NAME"),
    (259, "ANQP_EMERGENCY_CALL_NUMBER"),
    (260, "ANQP_NETWORK_AUTH_TYPE"),
    (261, "ANQP_ROAMING_CONSORTIUM"),
    (262, "ANQP_IP_ADDR_TYPE_AVAILABILITY"),
    (263, "ANQP_NAI_REALM"),
    (264, "ANQP_3GPP_CELLULAR_NETWORK"),
    (265, "ANQP_AP_GEOSPATIAL_LOCATION"),
    (266, "ANQP_AP_CIVIC_LOCATION"),
    (267, "ANQP_AP_LOCATION_PUBLIC_URI"),
    (268, "ANQP_DOMAIN_NAME"),
    (269, "ANQP_EMERGENCY_ALERT_URI"),
    (270, "ANQP_TDLS_CAPABILITY"),
    (271, "ANQP_EMERGENCY_NAI"),
    (272, "ANQP_NEIGHBOR_REPORT"),
    (273, "ANQP_QUERY_AP_LIST"),
    (274, "ANQP_AP_LIST_RESPONSE"),
    (275, "ANQP_FILS_REALM_INFO"),
    (276, "ANQP_CAG"),
    (277, "ANQP_VENUE_URL"),
    (278, "ANQP_ADVICE_OF_CHARGE"),
    (279, "ANQP_LOCAL_CONTENT"),
    (280, "ANQP_NETWORK_AUTH_TYPE_TIMESTAMP"),
    (56797, "ANQP_VENDOR_SPECIFIC"),
]);

static IDS: Array = array(LE16.name(&ANQP));

static VENUE_NAME: Struct =
    layout("", 2, &[field("venue_group", U8), field("venue_type", U8)]).then(&[field("names", WORDS)]);

/// Texts, each in a language.
static WORDS: Kind = records_packed(&WORD, "text_length", 1, 1);

static WORD: Struct =
    layout("anqp_name", 4, &[field("text_length", U8.unit(Unit::Bytes)), field("language", text(3))])
        .then(&[field("text", TEXT)]);

/// What else a user must do to get in.
static NETWORK_AUTH: Struct = layout(
    "anqp_auth_type",
    3,
    &[field("indicator", U8.name(&NAI_AUTH)), field("url_length", LE16.unit(Unit::Bytes))],
)
.then(&[field("redirect_url", TEXT)]);

static NAI_AUTH: Names = names(&[
    (0, "NETWORK_AUTH_TYPE_TERMS"),
    (1, "NETWORK_AUTH_TYPE_ENROLMENT"),
    (2, "NETWORK_AUTH_TYPE_HTTP_REDIRECT"),
    (3, "NETWORK_AUTH_TYPE_DNS_REDIRECT"),
]);

static OI: Struct =
    layout("anqp_oi", 1, &[field("oi_length", U8.unit(Unit::Bytes))]).then(&[field("oi", OPAQUE)]);

static IP_ADDRESS_TYPE: [Part; 2] = [part("ipv6", 2, Show::Dec), part("ipv4", 6, Show::Dec)];

/// Realms of user names, and the methods by which each can be authenticated.
static NAI_REALMS: Struct = layout("", 2, &[field("realm_count", LE16)])
    .then(&[field("realms", records_packed(&NAI_REALM, "realm_data_length", 1, 2))]);

static NAI_REALM: Struct = layout(
    "anqp_realm",
    4,
    &[
        field("realm_data_length", LE16.unit(Unit::Bytes)),
        field("encoding", U8),
        field("name_length", U8.unit(Unit::Bytes)),
    ],
)
.then(&[field("name", sized("name_length", &TEXTS)), field("methods", fixed(&EAP_METHODS))]);

static EAP_METHODS: Struct = layout("", 1, &[field("eap_count", U8)])
    .then(&[field("eap", records_packed(&EAP_METHOD, "method_length", 1, 1))]);

static EAP_METHOD: Struct = layout(
    "anqp_method",
    3,
    &[field("method_length", U8.unit(Unit::Bytes)), field("eap_method", U8), field("auth_count", U8)],
)
.then(&[field("auth", records_packed(&AUTH_PARAM, "length", 1, 2))]);

static AUTH_PARAM: Struct =
    layout("anqp_param", 2, &[field("id", U8.name(&NAI_REALM_AUTH)), field("length", U8.unit(Unit::Bytes))])
        .then(&[field("value", select("length", &[(Is(1), U8), (Otherwise, OPAQUE)]))]);

static NAI_REALM_AUTH: Names = names(&[
    (2, "NAI_REALM_EAP_AUTH_NON_EAP_INNER_AUTH"),
    (3, "NAI_REALM_EAP_AUTH_INNER_AUTH_EAP_METHOD"),
    (5, "NAI_REALM_EAP_AUTH_CRED_TYPE"),
    (6, "NAI_REALM_EAP_AUTH_TUNNELED_CRED_TYPE"),
    (221, "NAI_REALM_EAP_AUTH_VENDOR_SPECIFIC"),
]);

/// Mobile networks, by country and operator.
static CELLULAR: Struct = layout("", 2, &[field("gud", U8), field("udhl", U8.unit(Unit::Bytes))])
    .then(&[field("elements", records_packed(&CELLULAR_ELEMENT, "length", 1, 2))]);

static CELLULAR_ELEMENT: Struct =
    layout("anqp_3gpp_element", 2, &[field("iei", U8), field("length", U8.unit(Unit::Bytes))])
        .then(&[field("data", select("iei", &[(Is(0), fixed(&PLMNS)), (Otherwise, RAW)]))]);

static PLMNS: Struct =
    layout("", 1, &[field("plmn_count", U8)]).then(&[field("plmns", Kind::Array(&PLMN_LIST))]);

static PLMN_LIST: Array = array(opaque(3));

static DOMAIN: Struct =
    layout("anqp_domain", 1, &[field("name_length", U8.unit(Unit::Bytes))]).then(&[field("name", TEXT)]);

static VENUE_URL: Struct =
    layout("anqp_venue", 2, &[field("url_length", U8.unit(Unit::Bytes)), field("number", U8)])
        .then(&[field("url", TEXT)]);

static VENDOR_HEAD: Struct = layout("", 4, &[field("oui_and_type", BE32)]);

static VENDORS: Kind = select(
    "oui_and_type",
    &[
        (Is(0x506f_9a11), fixed(&HS20)),
        (Is(0x506f_9a12), fixed(&MBO)),
        (Otherwise, fixed(&super::network::VENDOR)),
    ],
);

static HS20: Struct = layout(
    "",
    6,
    &[
        field("oui", OUI),
        field("oui_type", U8),
        field("subtype", U8.name(&HS20_STYPE)),
        field("reserved", pad(1)),
    ],
)
.then(&[field("data", select("subtype", &HS20_DATA))]);

static HS20_DATA: [(Case, Kind); 9] = [
    (OneOf(&[1, 2]), Kind::Array(&HS20_IDS)),
    (Is(3), WORDS),
    (Is(4), fixed(&WAN_METRICS)),
    (Is(5), Kind::Array(&CONNECTIONS)),
    (Is(7), Kind::Array(&super::BYTES)),
    (Is(10), TEXT),
    (Is(11), fixed(&ICON)),
    (Is(6), fixed(&HOME_REALMS)),
    (Otherwise, RAW),
];

/// hostapd's names.
static HS20_STYPE: Names = names(&[
    (1, "HS20_STYPE_QUERY_LIST"),
    (2, "HS20_STYPE_CAPABILITY_LIST"),
    (3, "HS20_STYPE_OPERATOR_FRIENDLY_NAME"),
    (4, "HS20_STYPE_WAN_METRICS"),
    (5, "HS20_STYPE_CONNECTION_CAPABILITY"),
    (6, "HS20_STYPE_NAI_HOME_REALM_QUERY"),
    (7, "HS20_STYPE_OPERATING_CLASS"),
    (8, "HS20_STYPE_OSU_PROVIDERS_LIST"),
    (10, "HS20_STYPE_ICON_REQUEST"),
    (11, "HS20_STYPE_ICON_BINARY_FILE"),
    (12, "HS20_STYPE_OPERATOR_ICON_METADATA"),
    (13, "HS20_STYPE_OSU_PROVIDERS_NAI_LIST"),
]);

static HS20_IDS: Array = array(U8.name(&HS20_STYPE));

static WAN_METRICS: Struct = layout(
    "",
    13,
    &[
        field("wan_info", U8.parts(&WAN_INFO)),
        field("dl_speed", LE32.unit(Unit::KilobitsPerSecond)),
        field("ul_speed", LE32.unit(Unit::KilobitsPerSecond)),
        field("dl_load", U8.unit(Unit::Of255)),
        field("ul_load", U8.unit(Unit::Of255)),
        field("lmd", LE16),
    ],
);

static WAN_INFO: [Part; 4] = [
    part("link_status", 2, Show::Name(&LINK_STATUS)),
    part("symmetric", 1, Show::Bool),
    part("at_capacity", 1, Show::Bool),
    part("", 4, Show::Dec),
];

static LINK_STATUS: Names =
    names(&[(1, "HS20_WAN_LINK_UP"), (2, "HS20_WAN_LINK_DOWN"), (3, "HS20_WAN_LINK_TEST")]);

static CONNECTIONS: Array = array(fixed(&CONNECTION));

static CONNECTION: Struct = layout(
    "",
    4,
    &[
        field("ip_protocol", U8.name(&crate::names::IPPROTO)),
        field("port", LE16),
        field("status", U8.name(&PORT_STATUS)),
    ],
);

static PORT_STATUS: Names =
    names(&[(0, "HS20_PORT_CLOSED"), (1, "HS20_PORT_OPEN"), (2, "HS20_PORT_UNKNOWN")]);

static ICON: Struct =
    layout("", 2, &[field("download_status", U8), field("type_length", U8.unit(Unit::Bytes))])
        .then(&[field("type", sized("type_length", &TEXTS)), field("icon", fixed(&ICON_DATA))]);

static ICON_DATA: Struct =
    layout("", 2, &[field("data_length", LE16.unit(Unit::Bytes))]).then(&[field("data", OPAQUE)]);

static HOME_REALMS: Struct = layout("", 1, &[field("realm_count", U8)])
    .then(&[field("realms", records_packed(&HOME_REALM, "name_length", 1, 2))]);

static HOME_REALM: Struct =
    layout("anqp_realm", 2, &[field("encoding", U8), field("name_length", U8.unit(Unit::Bytes))])
        .then(&[field("name", TEXT)]);

static MBO: Struct =
    layout("", 5, &[field("oui", OUI), field("oui_type", U8), field("subtype", U8.name(&MBO_ANQP_SUBTYPE))])
        .then(&[field(
            "data",
            select("subtype", &[(Is(1), Kind::Array(&MBO_IDS)), (Is(2), U8), (Otherwise, RAW)]),
        )]);

static MBO_IDS: Array = array(U8.name(&MBO_ANQP_SUBTYPE));

static MBO_ANQP_SUBTYPE: Names =
    names(&[(1, "MBO_ANQP_SUBTYPE_QUERY_LIST"), (2, "MBO_ANQP_SUBTYPE_CELL_CONN_PREF")]);
