//! Wi-Fi Protected Setup: how a device gets the settings of a network  (Wi-Fi Simple Configuration specification)
//!
//! Attributes have a type and a length of two bytes in network byte order. Elements, messages of EAP and P2P carry them.

use super::{BYTES, MACS, OUI, SECRET};
use crate::schema::{Case::*, *};

pub(super) static ELEMENT: Struct =
    layout("", 4, &[field("oui", OUI), field("oui_type", U8)]).then(&[field("attributes", ATTRIBUTES)]);

/// Attributes that follow each other.
pub(crate) static ATTRIBUTES: Kind = records_packed(&ATTRIBUTE, "length", 1, 4);

static ATTRIBUTE: Struct =
    layout("wps_attribute", 4, &[field("type", BE16.name(&ATTR)), field("length", BE16.unit(Unit::Bytes))])
        .then(&[field("data", select("type", &DATA))]);

static DATA: [(Case, Kind); 27] = [
    // Settings of networks are attributes again.
    (Is(0x100e), ATTRIBUTES),
    // Keys, passwords, and settings that are encrypted with keys that the two parties share.
    (OneOf(&[0x1018, 0x1027, 0x102a, 0x102c, 0x1050, 0x1063]), fixed(&SECRET)),
    (Is(0x1001), BE16),
    (Is(0x1002), BE16.name(&ASSOC)),
    (OneOf(&[0x1003, 0x1004]), BE16.flags(&AUTH)),
    (OneOf(&[0x1008, 0x1052, 0x1053]), BE16.flags(&CONFIG)),
    (Is(0x1009), BE16),
    (OneOf(&[0x100c, 0x100d]), U8.flags(&CONN)),
    (OneOf(&[0x100f, 0x1010]), BE16.flags(&ENCR)),
    (OneOf(&[0x1011, 0x1021, 0x1023, 0x1024, 0x1029, 0x1042, 0x1045, 0x101c, 0x104d]), TEXT),
    (Is(0x1012), BE16.name(&DEV_PW)),
    (OneOf(&[0x101b, 0x102d]), BE32.hex()),
    (Is(0x1020), LLADDR),
    (Is(0x1022), U8.name(&MSG_TYPE)),
    (OneOf(&[0x1026, 0x1028, 0x102f, 0x1030, 0x1031, 0x1035, 0x1038, 0x1046, 0x1064]), U8),
    (Is(0x103a), U8.name(&REQ_TYPE)),
    (Is(0x103b), U8.name(&RESP_TYPE)),
    (Is(0x103c), U8.flags(&RF_BANDS)),
    (OneOf(&[0x1033, 0x1034, 0x1036, 0x1041, 0x1056, 0x1057, 0x1061, 0x1062]), U8.bool()),
    (Is(0x1044), U8.name(&STATE)),
    (Is(0x104a), U8.hex()),
    (OneOf(&[0x104e, 0x1051]), select("@len", &[(Is(8), BE64), (Otherwise, BE32)])),
    (OneOf(&[0x1054, 0x106a]), fixed(&DEV_TYPE)),
    (Is(0x1055), Kind::Array(&DEV_TYPES)),
    (Is(0x1049), Kind::Peek(&EXTENSION_OUI, &EXTENSION)),
    // Numbers used once, their digests, public keys and certificates.
    (
        OneOf(&[
            0x1005, 0x100a, 0x100b, 0x1014, 0x1015, 0x1016, 0x1017, 0x101a, 0x101d, 0x101e, 0x101f, 0x1032,
            0x1037, 0x1039, 0x103d, 0x103e, 0x103f, 0x1040, 0x1047, 0x1048, 0x104b, 0x104c, 0x104f, 0x1058,
            0x1059, 0x1060,
        ]),
        OPAQUE,
    ),
    (Otherwise, RAW),
];

/// hostapd's names.
static ATTR: Names = names(&[
    (0x1001, "ATTR_AP_CHANNEL"),
    (0x1002, "ATTR_ASSOC_STATE"),
    (0x1003, "ATTR_AUTH_TYPE"),
    (0x1004, "ATTR_AUTH_TYPE_FLAGS"),
    (0x1005, "ATTR_AUTHENTICATOR"),
    (0x1008, "ATTR_CONFIG_METHODS"),
    (0x1009, "ATTR_CONFIG_ERROR"),
    (0x100a, "ATTR_CONFIRM_URL4"),
    (0x100b, "ATTR_CONFIRM_URL6"),
    (0x100c, "ATTR_CONN_TYPE"),
    (0x100d, "ATTR_CONN_TYPE_FLAGS"),
    (0x100e, "ATTR_CRED"),
    (0x100f, "ATTR_ENCR_TYPE"),
    (0x1010, "ATTR_ENCR_TYPE_FLAGS"),
    (0x1011, "ATTR_DEV_NAME"),
    (0x1012, "ATTR_DEV_PASSWORD_ID"),
    (0x1014, "ATTR_E_HASH1"),
    (0x1015, "ATTR_E_HASH2"),
    (0x1016, "ATTR_E_SNONCE1"),
    (0x1017, "ATTR_E_SNONCE2"),
    (0x1018, "ATTR_ENCR_SETTINGS"),
    (0x101a, "ATTR_ENROLLEE_NONCE"),
    (0x101b, "ATTR_FEATURE_ID"),
    (0x101c, "ATTR_IDENTITY"),
    (0x101d, "ATTR_IDENTITY_PROOF"),
    (0x101e, "ATTR_KEY_WRAP_AUTH"),
    (0x101f, "ATTR_KEY_ID"),
    (0x1020, "ATTR_MAC_ADDR"),
    (0x1021, "ATTR_MANUFACTURER"),
    (0x1022, "ATTR_MSG_TYPE"),
    (0x1023, "ATTR_MODEL_NAME"),
    (0x1024, "ATTR_MODEL_NUMBER"),
    (0x1026, "ATTR_NETWORK_INDEX"),
    (0x1027, "ATTR_NETWORK_KEY"),
    (0x1028, "ATTR_NETWORK_KEY_INDEX"),
    (0x1029, "ATTR_NEW_DEVICE_NAME"),
    (0x102a, "ATTR_NEW_PASSWORD"),
    (0x102c, "ATTR_OOB_DEVICE_PASSWORD"),
    (0x102d, "ATTR_OS_VERSION"),
    (0x102f, "ATTR_POWER_LEVEL"),
    (0x1030, "ATTR_PSK_CURRENT"),
    (0x1031, "ATTR_PSK_MAX"),
    (0x1032, "ATTR_PUBLIC_KEY"),
    (0x1033, "ATTR_RADIO_ENABLE"),
    (0x1034, "ATTR_REBOOT"),
    (0x1035, "ATTR_REGISTRAR_CURRENT"),
    (0x1036, "ATTR_REGISTRAR_ESTABLISHED"),
    (0x1037, "ATTR_REGISTRAR_LIST"),
    (0x1038, "ATTR_REGISTRAR_MAX"),
    (0x1039, "ATTR_REGISTRAR_NONCE"),
    (0x103a, "ATTR_REQUEST_TYPE"),
    (0x103b, "ATTR_RESPONSE_TYPE"),
    (0x103c, "ATTR_RF_BANDS"),
    (0x103d, "ATTR_R_HASH1"),
    (0x103e, "ATTR_R_HASH2"),
    (0x103f, "ATTR_R_SNONCE1"),
    (0x1040, "ATTR_R_SNONCE2"),
    (0x1041, "ATTR_SELECTED_REGISTRAR"),
    (0x1042, "ATTR_SERIAL_NUMBER"),
    (0x1044, "ATTR_WPS_STATE"),
    (0x1045, "ATTR_SSID"),
    (0x1046, "ATTR_TOT_NETWORKS"),
    (0x1047, "ATTR_UUID_E"),
    (0x1048, "ATTR_UUID_R"),
    (0x1049, "ATTR_VENDOR_EXT"),
    (0x104a, "ATTR_VERSION"),
    (0x104b, "ATTR_X509_CERT_REQ"),
    (0x104c, "ATTR_X509_CERT"),
    (0x104d, "ATTR_EAP_IDENTITY"),
    (0x104e, "ATTR_MSG_COUNTER"),
    (0x104f, "ATTR_PUBKEY_HASH"),
    (0x1050, "ATTR_REKEY_KEY"),
    (0x1051, "ATTR_KEY_LIFETIME"),
    (0x1052, "ATTR_PERMITTED_CFG_METHODS"),
    (0x1053, "ATTR_SELECTED_REGISTRAR_CONFIG_METHODS"),
    (0x1054, "ATTR_PRIMARY_DEV_TYPE"),
    (0x1055, "ATTR_SECONDARY_DEV_TYPE_LIST"),
    (0x1056, "ATTR_PORTABLE_DEV"),
    (0x1057, "ATTR_AP_SETUP_LOCKED"),
    (0x1058, "ATTR_APPLICATION_EXT"),
    (0x1059, "ATTR_EAP_TYPE"),
    (0x1060, "ATTR_IV"),
    (0x1061, "ATTR_KEY_PROVIDED_AUTO"),
    (0x1062, "ATTR_802_1X_ENABLED"),
    (0x1063, "ATTR_APPSESSIONKEY"),
    (0x1064, "ATTR_WEPTRANSMITKEY"),
    (0x106a, "ATTR_REQUESTED_DEV_TYPE"),
]);

static ASSOC: Names = names(&[
    (0, "WPS_ASSOC_NOT_ASSOC"),
    (1, "WPS_ASSOC_CONN_SUCCESS"),
    (2, "WPS_ASSOC_CFG_FAILURE"),
    (3, "WPS_ASSOC_FAILURE"),
    (4, "WPS_ASSOC_IP_FAILURE"),
]);

static AUTH: Names = names(&[
    (0x01, "WPS_AUTH_OPEN"),
    (0x02, "WPS_AUTH_WPAPSK"),
    (0x04, "WPS_AUTH_SHARED"),
    (0x08, "WPS_AUTH_WPA"),
    (0x10, "WPS_AUTH_WPA2"),
    (0x20, "WPS_AUTH_WPA2PSK"),
]);

static ENCR: Names = names(&[
    (0x01, "WPS_ENCR_NONE"),
    (0x02, "WPS_ENCR_WEP"),
    (0x04, "WPS_ENCR_TKIP"),
    (0x08, "WPS_ENCR_AES"),
]);

/// Ways to prove that the user wants it; `P2P` uses them too.
pub(super) static CONFIG: Names = names(&[
    (0x0001, "WPS_CONFIG_USBA"),
    (0x0002, "WPS_CONFIG_ETHERNET"),
    (0x0004, "WPS_CONFIG_LABEL"),
    (0x0008, "WPS_CONFIG_DISPLAY"),
    (0x0010, "WPS_CONFIG_EXT_NFC_TOKEN"),
    (0x0020, "WPS_CONFIG_INT_NFC_TOKEN"),
    (0x0040, "WPS_CONFIG_NFC_INTERFACE"),
    (0x0080, "WPS_CONFIG_PUSHBUTTON"),
    (0x0100, "WPS_CONFIG_KEYPAD"),
    (0x0280, "WPS_CONFIG_VIRT_PUSHBUTTON"),
    (0x0480, "WPS_CONFIG_PHY_PUSHBUTTON"),
    (0x1000, "WPS_CONFIG_P2PS"),
    (0x2008, "WPS_CONFIG_VIRT_DISPLAY"),
    (0x4008, "WPS_CONFIG_PHY_DISPLAY"),
]);

static CONN: Names = names(&[(0x1, "WPS_CONN_ESS"), (0x2, "WPS_CONN_IBSS")]);

static DEV_PW: Names = names(&[
    (0, "DEV_PW_DEFAULT"),
    (1, "DEV_PW_USER_SPECIFIED"),
    (2, "DEV_PW_MACHINE_SPECIFIED"),
    (3, "DEV_PW_REKEY"),
    (4, "DEV_PW_PUSHBUTTON"),
    (5, "DEV_PW_REGISTRAR_SPECIFIED"),
    (7, "DEV_PW_NFC_CONNECTION_HANDOVER"),
    (8, "DEV_PW_P2PS_DEFAULT"),
]);

static MSG_TYPE: Names = names(&[
    (0x01, "WPS_Beacon"),
    (0x02, "WPS_ProbeRequest"),
    (0x03, "WPS_ProbeResponse"),
    (0x04, "WPS_M1"),
    (0x05, "WPS_M2"),
    (0x06, "WPS_M2D"),
    (0x07, "WPS_M3"),
    (0x08, "WPS_M4"),
    (0x09, "WPS_M5"),
    (0x0a, "WPS_M6"),
    (0x0b, "WPS_M7"),
    (0x0c, "WPS_M8"),
    (0x0d, "WPS_WSC_ACK"),
    (0x0e, "WPS_WSC_NACK"),
    (0x0f, "WPS_WSC_DONE"),
]);

static REQ_TYPE: Names = names(&[
    (0, "WPS_REQ_ENROLLEE_INFO"),
    (1, "WPS_REQ_ENROLLEE"),
    (2, "WPS_REQ_REGISTRAR"),
    (3, "WPS_REQ_WLAN_MANAGER_REGISTRAR"),
]);

static RESP_TYPE: Names = names(&[
    (0, "WPS_RESP_ENROLLEE_INFO"),
    (1, "WPS_RESP_ENROLLEE"),
    (2, "WPS_RESP_REGISTRAR"),
    (3, "WPS_RESP_AP"),
]);

static RF_BANDS: Names = names(&[(0x1, "WPS_RF_24GHZ"), (0x2, "WPS_RF_50GHZ"), (0x4, "WPS_RF_60GHZ")]);

static STATE: Names = names(&[(1, "WPS_STATE_NOT_CONFIGURED"), (2, "WPS_STATE_CONFIGURED")]);

/// The sort of a device: a category, whose numbers, and a number in it.
pub(super) static DEV_TYPE: Struct =
    layout("", 8, &[field("category", BE16.name(&DEV)), field("oui", opaque(4)), field("subcategory", BE16)]);

pub(super) static DEV_TYPES: Array = array(fixed(&DEV_TYPE));

static DEV: Names = names(&[
    (1, "WPS_DEV_COMPUTER"),
    (2, "WPS_DEV_INPUT"),
    (3, "WPS_DEV_PRINTER"),
    (4, "WPS_DEV_CAMERA"),
    (5, "WPS_DEV_STORAGE"),
    (6, "WPS_DEV_NETWORK_INFRA"),
    (7, "WPS_DEV_DISPLAY"),
    (8, "WPS_DEV_MULTIMEDIA"),
    (9, "WPS_DEV_GAMING"),
    (10, "WPS_DEV_PHONE"),
    (11, "WPS_DEV_AUDIO"),
]);

static EXTENSION_OUI: Struct = layout("", 3, &[field("extension_oui", OUI_NUMBER)]);

static OUI_NUMBER: Kind = Kind::Int { width: 3, signed: false, order: Order::Big, show: Show::Hex };

static EXTENSION: Kind =
    select("extension_oui", &[(Is(0x00_372a), fixed(&WFA_EXTENSION)), (Otherwise, fixed(&OTHER_EXTENSION))]);

static OTHER_EXTENSION: Struct = layout("", 3, &[field("oui", OUI)]).then(&[field("data", RAW)]);

/// Wi-Fi Alliance's extensions: a length of one byte.
static WFA_EXTENSION: Struct = layout("", 3, &[field("oui", OUI)])
    .then(&[field("subelements", records_packed(&WFA_SUBELEMENT, "length", 1, 2))]);

static WFA_SUBELEMENT: Struct =
    layout("subelement", 2, &[field("id", U8.name(&WFA_ELEM)), field("length", U8.unit(Unit::Bytes))])
        .then(&[field("data", select("id", &WFA_SUBELEMENTS))]);

static WFA_ELEM: Names = names(&[
    (0, "WFA_ELEM_VERSION2"),
    (1, "WFA_ELEM_AUTHORIZEDMACS"),
    (2, "WFA_ELEM_NETWORK_KEY_SHAREABLE"),
    (3, "WFA_ELEM_REQUEST_TO_ENROLL"),
    (4, "WFA_ELEM_SETTINGS_DELAY_TIME"),
    (5, "WFA_ELEM_REGISTRAR_CONFIGURATION_METHODS"),
    (6, "WFA_ELEM_MULTI_AP"),
    (7, "WFA_ELEM_MULTI_AP_PROFILE"),
    (8, "WFA_ELEM_MULTI_AP_8021Q"),
]);

static WFA_SUBELEMENTS: [(Case, Kind); 8] = [
    (Is(0), U8.hex()),
    (Is(1), Kind::Array(&MACS)),
    (OneOf(&[2, 3]), U8.bool()),
    (Is(4), U8.unit(Unit::Seconds)),
    (Is(5), BE16.flags(&CONFIG)),
    (Is(6), U8.flags(&super::wfa::MULTI_AP_FLAGS)),
    (OneOf(&[7, 8]), Kind::Array(&BYTES)),
    (Otherwise, RAW),
];
