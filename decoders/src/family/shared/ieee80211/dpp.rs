//! DPP: a device gets its access to a network after its public key was scanned  (Wi-Fi Easy Connect specification)

use super::OUI;
use crate::schema::{Case::*, *};

/// A public action. Secrets are encrypted in it.
pub(super) static PUBLIC_ACTION: Struct = layout(
    "",
    6,
    &[
        field("oui", OUI),
        field("oui_type", U8),
        field("crypto_suite", U8),
        field("frame_type", U8.name(&DPP_PA)),
    ],
)
.grown_from(4)
.then(&[field("attributes", records_packed(&ATTRIBUTE, "length", 1, 4))]);

/// hostapd's names.
static DPP_PA: Names = names(&[
    (0, "DPP_PA_AUTHENTICATION_REQ"),
    (1, "DPP_PA_AUTHENTICATION_RESP"),
    (2, "DPP_PA_AUTHENTICATION_CONF"),
    (5, "DPP_PA_PEER_DISCOVERY_REQ"),
    (6, "DPP_PA_PEER_DISCOVERY_RESP"),
    (7, "DPP_PA_PKEX_V1_EXCHANGE_REQ"),
    (8, "DPP_PA_PKEX_EXCHANGE_RESP"),
    (9, "DPP_PA_PKEX_COMMIT_REVEAL_REQ"),
    (10, "DPP_PA_PKEX_COMMIT_REVEAL_RESP"),
    (11, "DPP_PA_CONFIGURATION_RESULT"),
    (12, "DPP_PA_CONNECTION_STATUS_RESULT"),
    (13, "DPP_PA_PRESENCE_ANNOUNCEMENT"),
    (14, "DPP_PA_RECONFIG_ANNOUNCEMENT"),
    (15, "DPP_PA_RECONFIG_AUTH_REQ"),
    (16, "DPP_PA_RECONFIG_AUTH_RESP"),
    (17, "DPP_PA_RECONFIG_AUTH_CONF"),
    (18, "DPP_PA_PKEX_EXCHANGE_REQ"),
]);

static ATTRIBUTE: Struct =
    layout("dpp_attribute", 4, &[field("id", LE16.name(&DPP_ATTR)), field("length", LE16.unit(Unit::Bytes))])
        .then(&[field("data", select("id", &DATA))]);

/// Hashes, nonces, keys and wrapped data are bytes to everybody but the two devices.
static DATA: [(Case, Kind); 4] = [
    (OneOf(&[0x1000, 0x1006, 0x1008, 0x1019]), U8),
    (Is(0x1012), LE16),
    (Is(0x1018), fixed(&CHANNEL)),
    (Otherwise, OPAQUE),
];

static CHANNEL: Struct = layout("", 2, &[field("operating_class", U8), field("channel", U8)]);

static DPP_ATTR: Names = names(&[
    (0x1000, "DPP_ATTR_STATUS"),
    (0x1001, "DPP_ATTR_I_BOOTSTRAP_KEY_HASH"),
    (0x1002, "DPP_ATTR_R_BOOTSTRAP_KEY_HASH"),
    (0x1003, "DPP_ATTR_I_PROTOCOL_KEY"),
    (0x1004, "DPP_ATTR_WRAPPED_DATA"),
    (0x1005, "DPP_ATTR_I_NONCE"),
    (0x1006, "DPP_ATTR_I_CAPABILITIES"),
    (0x1007, "DPP_ATTR_R_NONCE"),
    (0x1008, "DPP_ATTR_R_CAPABILITIES"),
    (0x1009, "DPP_ATTR_R_PROTOCOL_KEY"),
    (0x100a, "DPP_ATTR_I_AUTH_TAG"),
    (0x100b, "DPP_ATTR_R_AUTH_TAG"),
    (0x100c, "DPP_ATTR_CONFIG_OBJ"),
    (0x100d, "DPP_ATTR_CONNECTOR"),
    (0x100e, "DPP_ATTR_CONFIG_ATTR_OBJ"),
    (0x100f, "DPP_ATTR_BOOTSTRAP_KEY"),
    (0x1012, "DPP_ATTR_FINITE_CYCLIC_GROUP"),
    (0x1013, "DPP_ATTR_ENCRYPTED_KEY"),
    (0x1014, "DPP_ATTR_ENROLLEE_NONCE"),
    (0x1015, "DPP_ATTR_CODE_IDENTIFIER"),
    (0x1016, "DPP_ATTR_TRANSACTION_ID"),
    (0x1017, "DPP_ATTR_BOOTSTRAP_INFO"),
    (0x1018, "DPP_ATTR_CHANNEL"),
    (0x1019, "DPP_ATTR_PROTOCOL_VERSION"),
    (0x101a, "DPP_ATTR_ENVELOPED_DATA"),
    (0x101b, "DPP_ATTR_SEND_CONN_STATUS"),
    (0x101c, "DPP_ATTR_CONN_STATUS"),
    (0x101d, "DPP_ATTR_RECONFIG_FLAGS"),
    (0x101e, "DPP_ATTR_C_SIGN_KEY_HASH"),
]);
