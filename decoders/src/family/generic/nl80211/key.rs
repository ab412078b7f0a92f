//! Keys, ciphers and authentication  (linux/nl80211.h, suites by IEEE 802.11)

use super::IFTYPES;
use crate::family::shared::ieee80211::suite::{WLAN_AKM_SUITE, WLAN_CIPHER_SUITE};
use crate::schema::{Case::*, *};

pub(super) static NL80211_KEY: Set = set(
    "NL80211_KEY",
    &[
        attr(1, "NL80211_KEY_DATA", OPAQUE).secret(),
        attr(2, "NL80211_KEY_IDX", U8),
        attr(3, "NL80211_KEY_CIPHER", CIPHER),
        attr(4, "NL80211_KEY_SEQ", OPAQUE),
        attr(5, "NL80211_KEY_DEFAULT", FLAG),
        attr(6, "NL80211_KEY_DEFAULT_MGMT", FLAG),
        attr(7, "NL80211_KEY_TYPE", U32.name(&NL80211_KEYTYPE)),
        attr(8, "NL80211_KEY_DEFAULT_TYPES", nest(&NL80211_KEY_DEFAULT_TYPE)),
        attr(9, "NL80211_KEY_MODE", U8.name(&NL80211_KEY_MODE)),
        attr(10, "NL80211_KEY_DEFAULT_BEACON", FLAG),
        attr(11, "NL80211_KEY_LTF_SEED", OPAQUE).secret(),
    ],
);

pub(super) static NL80211_KEY_DEFAULT_TYPE: Set = set(
    "NL80211_KEY_DEFAULT_TYPE",
    &[attr(1, "NL80211_KEY_DEFAULT_TYPE_UNICAST", FLAG), attr(2, "NL80211_KEY_DEFAULT_TYPE_MULTICAST", FLAG)],
);

pub(super) static NL80211_KEYTYPE: Names =
    names(&[(0, "NL80211_KEYTYPE_GROUP"), (1, "NL80211_KEYTYPE_PAIRWISE"), (2, "NL80211_KEYTYPE_PEERKEY")]);

pub(super) static NL80211_KEY_MODE: Names =
    names(&[(0, "NL80211_KEY_RX_TX"), (1, "NL80211_KEY_NO_TX"), (2, "NL80211_KEY_SET_TX")]);

pub(super) static NL80211_REKEY_DATA: Set = set(
    "NL80211_REKEY_DATA",
    &[
        attr(1, "NL80211_REKEY_DATA_KEK", OPAQUE).secret(),
        attr(2, "NL80211_REKEY_DATA_KCK", OPAQUE).secret(),
        attr(3, "NL80211_REKEY_DATA_REPLAY_CTR", BE64),
        attr(4, "NL80211_REKEY_DATA_AKM", U32.name(&WLAN_AKM_SUITE)),
    ],
);

pub(super) static NL80211_PMKSA_CANDIDATE: Set = set(
    "NL80211_PMKSA_CANDIDATE",
    &[
        attr(1, "NL80211_PMKSA_CANDIDATE_INDEX", U32),
        attr(2, "NL80211_PMKSA_CANDIDATE_BSSID", MAC),
        attr(3, "NL80211_PMKSA_CANDIDATE_PREAUTH", FLAG),
    ],
);

pub(super) static NL80211_IFTYPE_AKM_ATTR: Set = set(
    "NL80211_IFTYPE_AKM_ATTR",
    &[
        attr(1, "NL80211_IFTYPE_AKM_ATTR_IFTYPES", Kind::List(&IFTYPES)),
        attr(2, "NL80211_IFTYPE_AKM_ATTR_SUITES", Kind::Array(&AKMS)),
    ],
);

pub(super) static NL80211_AUTHTYPE: Names = names(&[
    (0, "NL80211_AUTHTYPE_OPEN_SYSTEM"),
    (1, "NL80211_AUTHTYPE_SHARED_KEY"),
    (2, "NL80211_AUTHTYPE_FT"),
    (3, "NL80211_AUTHTYPE_NETWORK_EAP"),
    (4, "NL80211_AUTHTYPE_SAE"),
    (5, "NL80211_AUTHTYPE_FILS_SK"),
    (6, "NL80211_AUTHTYPE_FILS_SK_PFS"),
    (7, "NL80211_AUTHTYPE_FILS_PK"),
    (8, "NL80211_AUTHTYPE_EPPKE"),
    (9, "NL80211_AUTHTYPE_IEEE8021X"),
    (10, "NL80211_AUTHTYPE_AUTOMATIC"),
]);

pub(super) static NL80211_MFP: Names =
    names(&[(0, "NL80211_MFP_NO"), (1, "NL80211_MFP_REQUIRED"), (2, "NL80211_MFP_OPTIONAL")]);

pub(super) static NL80211_WPA_VERSION: Names =
    names(&[(0x1, "NL80211_WPA_VERSION_1"), (0x2, "NL80211_WPA_VERSION_2"), (0x4, "NL80211_WPA_VERSION_3")]);

pub(super) static NL80211_SAE_PWE: Names = names(&[
    (0, "NL80211_SAE_PWE_UNSPECIFIED"),
    (1, "NL80211_SAE_PWE_HUNT_AND_PECK"),
    (2, "NL80211_SAE_PWE_HASH_TO_ELEMENT"),
    (3, "NL80211_SAE_PWE_BOTH"),
]);

pub(super) static NL80211_EXTERNAL_AUTH: Names =
    names(&[(0, "NL80211_EXTERNAL_AUTH_START"), (1, "NL80211_EXTERNAL_AUTH_ABORT")]);

/// A way to encrypt.
pub(super) const CIPHER: Kind = U32.name(&WLAN_CIPHER_SUITE);

/// Ways to encrypt.
pub(in crate::family::generic) static CIPHERS: Array = array(CIPHER);

static AKMS: Array = array(U32.name(&WLAN_AKM_SUITE));

/// Authentication methods. In requests to user space some kernels write SAE in network byte order.
pub(super) const AKM_SUITES: Kind = select("cmd", BY_COMMAND);

const BY_COMMAND: &[(Case, Kind)] =
    &[(Is(127), Kind::Peek(&AKM, &OF_EXTERNAL_AUTH)), (Otherwise, Kind::Array(&AKMS))];

static AKM: Struct = layout("", 4, &[field("akm", U32)]);

static OF_EXTERNAL_AUTH: Kind =
    select("akm", &[(Is(0x08ac_0f00), BE32.name(&WLAN_AKM_SUITE)), (Otherwise, U32.name(&WLAN_AKM_SUITE))]);

/// Keys, in a list whose numbers mean nothing.
pub(super) static KEYS: List = list(nest(&NL80211_KEY));

/// Which ways types of interfaces have.
pub(super) static SUITES_BY_IFTYPE: List = list(nest(&NL80211_IFTYPE_AKM_ATTR));

/// The station's, then the access point's.
pub(super) static NONCES: Array = array_of(2, opaque(16));

/// The methods that a network no longer accepts, bit by bit.
pub(super) static TRANSITION_DISABLE: Struct = layout(
    "",
    4,
    &[
        field("td_bitmap", U8.parts(&TD_BITMAP)),
        field("more1", U8.hex()),
        field("more2", U8.hex()),
        field("more3", U8.hex()),
    ],
)
.grown_from(1);

static TD_BITMAP: [Part; 5] = [
    part("wpa3_personal", 1, Show::Bool),
    part("sae_pk", 1, Show::Bool),
    part("wpa3_enterprise", 1, Show::Bool),
    part("enhanced_open", 1, Show::Bool),
    part("others", 4, Show::Hex),
];
