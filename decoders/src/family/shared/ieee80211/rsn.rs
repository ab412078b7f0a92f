//! Security of a network: which ciphers and authentication methods it has  (IEEE 802.11, 9.4.2.23 and 9.4.2.241)

use super::OUI;
use super::eid::WLAN_EID;
use super::element::DATA;
use super::suite::{WLAN_AKM_SUITE, WLAN_CIPHER_SUITE, WPA_AUTH_KEY_MGMT, WPA_CIPHER_SUITE};
use crate::schema::{Case::*, *};

/// The cipher for groups, then lists with their own lengths. Any number of lists may be omitted from the end.
pub(super) static RSN: Struct = layout(
    "",
    8,
    &[
        field("version", LE16),
        field("group_cipher", BE32.name(&WLAN_CIPHER_SUITE)),
        field("pairwise_count", LE16),
    ],
)
.grown_from(2)
.then(&[field("pairwise_ciphers", Kind::Array(&CIPHER_LIST)), field("akm", fixed(&RSN_AKM))]);

static CIPHER_LIST: Array = array_counted("pairwise_count", 0, BE32.name(&WLAN_CIPHER_SUITE));

static RSN_AKM: Struct = layout("", 2, &[field("akm_count", LE16)])
    .then(&[field("akm_suites", Kind::Array(&AKM_LIST)), field("rsn", fixed(&RSN_CAPABILITIES))]);

static AKM_LIST: Array = array_counted("akm_count", 0, BE32.name(&WLAN_AKM_SUITE));

static RSN_CAPABILITIES: Struct =
    layout("", 4, &[field("capabilities", LE16.parts(&RSN_CAPS)), field("pmkid_count", LE16)])
        .grown_from(2)
        .then(&[
            field("pmkids", Kind::Array(&PMKIDS)),
            field("group_mgmt_cipher", BE32.name(&WLAN_CIPHER_SUITE)),
        ]);

static RSN_CAPS: [Part; 12] = [
    part("preauth", 1, Show::Bool),
    part("no_pairwise", 1, Show::Bool),
    part("ptksa_replay_counters", 2, Show::Dec),
    part("gtksa_replay_counters", 2, Show::Dec),
    part("mfp_required", 1, Show::Bool),
    part("mfp_capable", 1, Show::Bool),
    part("joint_multi_band", 1, Show::Bool),
    part("peerkey", 1, Show::Bool),
    part("spp_amsdu", 2, Show::Dec),
    part("pbac", 1, Show::Bool),
    part("ext_key_id", 1, Show::Bool),
    part("ocvc", 2, Show::Dec),
];

static PMKIDS: Array = array_counted("pmkid_count", 0, opaque(16));

/// `WLAN_RSNX_CAPA_*`, and the length of the field in front of them.
pub(super) static RSNX: Struct =
    layout("", 1, &[field("capab", U8.parts(&RSNX_CAPAB))]).then(&[field("more", Kind::Array(&RSNX_MORE))]);

static RSNX_CAPAB: [Part; 5] = [
    part("length", 4, Show::Dec),
    part("WLAN_RSNX_CAPA_PROTECTED_TWT", 1, Show::Bool),
    part("WLAN_RSNX_CAPA_SAE_H2E", 1, Show::Bool),
    part("sae_pk", 1, Show::Bool),
    part("protected_wur", 1, Show::Bool),
];

/// The further bits of the field, byte by byte: secure measurements, beacon protection and others.
static RSNX_MORE: Array = array(U8.hex());

/// The first security element, from before [`RSN`]: the same, with Microsoft's suites.
pub(super) static WPA: Struct = layout(
    "",
    12,
    &[
        field("oui", OUI),
        field("oui_type", U8),
        field("version", LE16),
        field("group_cipher", BE32.name(&WPA_CIPHER_SUITE)),
        field("pairwise_count", LE16),
    ],
)
.grown_from(6)
.then(&[field("pairwise_ciphers", Kind::Array(&WPA_CIPHERS)), field("akm", fixed(&WPA_AKM))]);

static WPA_CIPHERS: Array = array_counted("pairwise_count", 0, BE32.name(&WPA_CIPHER_SUITE));

static WPA_AKM: Struct = layout("", 2, &[field("akm_count", LE16)])
    .then(&[field("akm_suites", Kind::Array(&WPA_AKMS)), field("capabilities", LE16.hex())]);

static WPA_AKMS: Array = array_counted("akm_count", 0, BE32.name(&WPA_AUTH_KEY_MGMT));

/// The same of a network for signing up (OSEN): without a version.
pub(super) static OSEN: Struct = layout(
    "",
    10,
    &[
        field("oui", OUI),
        field("oui_type", U8),
        field("group_cipher", BE32.name(&WLAN_CIPHER_SUITE)),
        field("pairwise_count", LE16),
    ],
)
.grown_from(4)
.then(&[field("pairwise_ciphers", Kind::Array(&CIPHER_LIST)), field("akm", fixed(&RSN_AKM))]);

/// Another security element inside a vendor's: an offer to stations that know newer methods.
pub(super) static RSN_OVERRIDE: Struct =
    layout("", 4, &[field("oui", OUI), field("oui_type", U8)]).then(&[field("rsn", fixed(&RSN))]);

/// The extension of such an element.
pub(super) static RSNX_OVERRIDE: Struct =
    layout("", 4, &[field("oui", OUI), field("oui_type", U8)]).then(&[field("rsnx", fixed(&RSNX))]);

/// Protects management frames to groups: which key, a packet number, and a check of 8 or 16 bytes.
pub(super) static MMIE: Struct = layout("", 8, &[field("key_id", LE16), field("sequence_number", opaque(6))])
    .then(&[field("mic", OPAQUE)]);

/// Key data of a handshake that is not encrypted: security elements, and others with an identifier of what they hold.
pub(crate) static KEY_DATA: Kind = records_packed(&KDE, "datalen", 1, 2);

static KDE: Struct =
    layout("element", 2, &[field("id", U8.name(&WLAN_EID)), field("datalen", U8.unit(Unit::Bytes))]).then(&[
        field(
            "data",
            select("id", &[(Is(221), Kind::Peek(&KDE_TYPE, &KDES)), (Otherwise, select("id", &DATA))]),
        ),
    ]);

static KDE_TYPE: Struct = layout("", 4, &[field("kde", BE32)]);

static KDES: Kind = select(
    "kde",
    &[
        (
            OneOf(&[0x000f_ac01, 0x000f_ac09, 0x000f_ac0e, 0x000f_ac10, 0x000f_ac11, 0x000f_ac12]),
            fixed(&KDE_KEY),
        ),
        (Is(0x000f_ac03), fixed(&KDE_MAC)),
        (Is(0x000f_ac04), fixed(&PMKID)),
        (Is(0x000f_ac0d), fixed(&KDE_OCI)),
        (Is(0x000f_ac13), fixed(&KDE_LINK)),
        (Otherwise, super::vendor::VENDOR_SPECIFIC),
    ],
);

static KDE_OUI: Field = field("oui", OUI);
static KDE_DATA_TYPE: Field = field("data_type", U8);

static PMKID: Struct = layout("", 20, &[KDE_OUI, KDE_DATA_TYPE, field("pmkid", opaque(16))]);

static KDE_MAC: Struct = layout("", 10, &[KDE_OUI, KDE_DATA_TYPE, field("mac", MAC)]);

static KDE_OCI: Struct =
    layout("", 4, &[KDE_OUI, KDE_DATA_TYPE]).then(&[field("oci", fixed(&super::network::OCI))]);

/// A link of a device with several, and its security elements.
static KDE_LINK: Struct =
    layout("", 11, &[KDE_OUI, KDE_DATA_TYPE, field("link_info", U8.hex()), field("mac", MAC)])
        .then(&[field("variable", super::ELEMENTS)]);

static KDE_KEY: Struct = layout("", 4, &[KDE_OUI, KDE_DATA_TYPE]).then(&[field("key", OPAQUE).secret()]);
