//! Meshes: settings, peers, and the search for paths  (IEEE 802.11, 9.4.2.96 to 9.4.2.116, linux/ieee80211-mesh.h)

use super::code::WLAN_REASON;
use super::{ADDRESS, MACS};
use crate::family::shared::packet;
use crate::schema::{Case::*, *};

/// `struct ieee80211_meshconf_ie`.
pub(super) static MESH_CONFIG: Struct = layout(
    "ieee80211_meshconf_ie",
    7,
    &[
        field("meshconf_psel", U8.name(&PATH_PROTOCOL)),
        field("meshconf_pmetric", U8.name(&PATH_METRIC)),
        field("meshconf_congest", U8),
        field("meshconf_synch", U8.name(&SYNC_METHOD)),
        field("meshconf_auth", U8),
        field("meshconf_form", U8.parts(&MESHCONF_FORM)),
        field("meshconf_cap", U8.flags(&MESHCONF_CAPAB)),
    ],
);

static PATH_PROTOCOL: Names =
    names(&[(1, "IEEE80211_PATH_PROTOCOL_HWMP"), (255, "IEEE80211_PATH_PROTOCOL_VENDOR")]);

static PATH_METRIC: Names =
    names(&[(1, "IEEE80211_PATH_METRIC_AIRTIME"), (255, "IEEE80211_PATH_METRIC_VENDOR")]);

static SYNC_METHOD: Names =
    names(&[(1, "IEEE80211_SYNC_METHOD_NEIGHBOR_OFFSET"), (255, "IEEE80211_SYNC_METHOD_VENDOR")]);

static MESHCONF_FORM: [Part; 3] = [
    part("connected_to_gate", 1, Show::Bool),
    part("peerings", 6, Show::Dec),
    part("connected_to_as", 1, Show::Bool),
];

static MESHCONF_CAPAB: Names = names(&[
    (0x1, "IEEE80211_MESHCONF_CAPAB_ACCEPT_PLINKS"),
    (0x2, "IEEE80211_MESHCONF_CAPAB_MCCA_SUPPORTED"),
    (0x4, "IEEE80211_MESHCONF_CAPAB_MCCA_ENABLED"),
    (0x8, "IEEE80211_MESHCONF_CAPAB_FORWARDING"),
    (0x10, "IEEE80211_MESHCONF_CAPAB_MBCA_ENABLED"),
    (0x20, "IEEE80211_MESHCONF_CAPAB_TBTT_ADJUSTING"),
    (0x40, "IEEE80211_MESHCONF_CAPAB_POWER_SAVE_LEVEL"),
]);

/// Numbers of a link by its two ends. Which of them are there depends on the action, and shows in the length; the identifier of a
/// shared key may follow.
pub(super) static PEER_MGMT: Kind = select("@len", PEER_MGMT_BY_LENGTH);

static PEER_MGMT_BY_LENGTH: &[(Case, Kind)] = &[
    (Is(6), select("action_code", &[(Is(3), fixed(&CLOSE_UNKNOWN)), (Otherwise, fixed(&CONFIRM))])),
    (Is(22), select("action_code", &[(Is(3), fixed(&CLOSE_UNKNOWN)), (Otherwise, fixed(&CONFIRM))])),
    (OneOf(&[8, 24]), fixed(&CLOSE)),
    (Otherwise, fixed(&OPEN)),
];

static OPEN: Struct = layout("", 4, &[field("protocol", LE16), field("llid", LE16)]).then(&[CHOSEN_PMK]);

static CONFIRM: Struct =
    layout("", 6, &[field("protocol", LE16), field("llid", LE16), field("plid", LE16)]).then(&[CHOSEN_PMK]);

static CLOSE_UNKNOWN: Struct =
    layout("", 6, &[field("protocol", LE16), field("llid", LE16), field("reason", LE16.name(&WLAN_REASON))])
        .then(&[CHOSEN_PMK]);

static CLOSE: Struct = layout(
    "",
    8,
    &[
        field("protocol", LE16),
        field("llid", LE16),
        field("plid", LE16),
        field("reason", LE16.name(&WLAN_REASON)),
    ],
)
.then(&[CHOSEN_PMK]);

static CHOSEN_PMK: Field = field("chosen_pmk", opaque(16));

/// Nonces and keys of an authenticated link. In frames they are encrypted.
pub(super) static AMPE: Struct = layout("", 0, &[]).then(&[field("encrypted", OPAQUE).secret()]);

/// `struct ieee80211_rann_ie`: a root announces itself.
pub(super) static RANN: Struct = layout(
    "ieee80211_rann_ie",
    21,
    &[
        field("rann_flags", U8.flags(&RANN_FLAG)),
        field("rann_hopcount", U8),
        field("rann_ttl", U8),
        field("rann_addr", MAC),
        field("rann_seq", LE32),
        field("rann_interval", LE32.unit(Unit::TimeUnits)),
        field("rann_metric", LE32),
    ],
);

static RANN_FLAG: Names = names(&[(0x1, "RANN_FLAG_IS_GATE")]);

/// A gate to another network announces itself.
pub(super) static GANN: Struct = layout(
    "",
    15,
    &[
        field("gann_flags", U8.hex()),
        field("gann_hopcount", U8),
        field("gann_ttl", U8),
        field("gann_addr", MAC),
        field("gann_seq", LE32),
        field("gann_interval", LE16.unit(Unit::Seconds)),
    ],
);

/// `struct ieee80211_mesh_hwmp_preq_top`: asks for a path. The originator's external address may precede the rest.
pub(super) static PREQ: Struct = layout(
    "ieee80211_mesh_hwmp_preq_top",
    17,
    &[
        field("flags", U8.parts(&PREQ_FLAGS)),
        field("hopcount", U8),
        field("ttl", U8),
        field("preq_id", LE32),
        field("orig_addr", MAC),
        field("orig_sn", LE32),
    ],
)
.then(&[field("orig_ext_addr", sized_in_units("ae", 6, &ADDRESS)), field("bottom", fixed(&PREQ_BOTTOM))]);

static PREQ_FLAGS: [Part; 6] = [
    part("gate", 1, Show::Bool),
    part("individual", 1, Show::Bool),
    part("proactive_prep", 1, Show::Bool),
    part("", 3, Show::Dec),
    part("ae", 1, Show::Bool),
    part("", 1, Show::Dec),
];

static PREQ_BOTTOM: Struct = layout(
    "ieee80211_mesh_hwmp_preq_bottom",
    9,
    &[field("lifetime", LE32.unit(Unit::TimeUnits)), field("metric", LE32), field("target_count", U8)],
)
.then(&[field("targets", Kind::Array(&PREQ_TARGETS))]);

static PREQ_TARGETS: Array = array_counted("target_count", 0, fixed(&PREQ_TARGET));

static PREQ_TARGET: Struct = layout(
    "ieee80211_mesh_hwmp_preq_target",
    11,
    &[field("flags", U8.flags(&PREQ_TARGET_FLAGS)), field("addr", MAC), field("sn", LE32)],
);

static PREQ_TARGET_FLAGS: Names = names(&[(0x1, "IEEE80211_PREQ_TO_FLAG"), (0x4, "IEEE80211_PREQ_USN_FLAG")]);

/// `struct ieee80211_mesh_hwmp_prep_top`: a path is found.
pub(super) static PREP: Struct = layout(
    "ieee80211_mesh_hwmp_prep_top",
    13,
    &[
        field("flags", U8.parts(&AE_FLAGS)),
        field("hopcount", U8),
        field("ttl", U8),
        field("target_addr", MAC),
        field("target_sn", LE32),
    ],
)
.then(&[field("target_ext_addr", sized_in_units("ae", 6, &ADDRESS)), field("bottom", fixed(&PREP_BOTTOM))]);

static AE_FLAGS: [Part; 3] =
    [part("", 6, Show::Dec), part("ae", 1, Show::Bool), part("reserved7", 1, Show::Bool)];

static PREP_BOTTOM: Struct = layout(
    "ieee80211_mesh_hwmp_prep_bottom",
    18,
    &[
        field("lifetime", LE32.unit(Unit::TimeUnits)),
        field("metric", LE32),
        field("orig_addr", MAC),
        field("orig_sn", LE32),
    ],
);

/// `struct ieee80211_mesh_hwmp_perr`: paths are broken.
pub(super) static PERR: Struct =
    layout("ieee80211_mesh_hwmp_perr", 2, &[field("ttl", U8), field("number_of_dst", U8)])
        .then(&[field("dst", Kind::Peek(&FIRST_DST, &BY_AE))]);

static FIRST_DST: Struct = layout("", 1, &[field("flags", U8.parts(&AE_FLAGS))]);

/// Destinations have no length field. After one with an external address, the flags of the next decide again.
static BY_AE: Kind =
    select("ae", &[(Is(0), Kind::Array(&PERR_DSTS)), (Otherwise, fixed(&PERR_DST_EXTENDED))]);

static PERR_DSTS: Array = array_counted("number_of_dst", 0, fixed(&PERR_DST));

static PERR_DST: Struct = layout(
    "ieee80211_mesh_hwmp_perr_dst",
    13,
    &[
        field("flags", U8.parts(&AE_FLAGS)),
        field("addr", MAC),
        field("sn", LE32),
        field("rcode", LE16.name(&WLAN_REASON)),
    ],
);

static PERR_DST_EXTENDED: Struct = layout(
    "ieee80211_mesh_hwmp_perr_dst",
    19,
    &[
        field("flags", U8.parts(&AE_FLAGS)),
        field("addr", MAC),
        field("sn", LE32),
        field("ext_addr", MAC),
        field("rcode", LE16.name(&WLAN_REASON)),
    ],
)
.then(&[field("more", Kind::Peek(&FIRST_DST, &BY_AE))]);

/// `struct ieee80211_mesh_chansw_params_ie`.
pub(super) static CHAN_SWITCH_PARAM: Struct = layout(
    "ieee80211_mesh_chansw_params_ie",
    6,
    &[
        field("mesh_ttl", U8),
        field("mesh_flags", U8.flags(&CHAN_SWITCH_FLAGS)),
        field("mesh_reason", LE16.name(&WLAN_REASON)),
        field("mesh_pre_value", LE16),
    ],
);

static CHAN_SWITCH_FLAGS: Names = names(&[
    (0x1, "WLAN_EID_CHAN_SWITCH_PARAM_TX_RESTRICT"),
    (0x2, "WLAN_EID_CHAN_SWITCH_PARAM_INITIATOR"),
    (0x4, "WLAN_EID_CHAN_SWITCH_PARAM_REASON"),
]);

pub(super) static LINK_METRIC_REPORT: Struct =
    layout("", 1, &[field("flags", U8.parts(&LINK_METRIC_FLAGS))]).then(&[field("metric", LE32)]);

static LINK_METRIC_FLAGS: [Part; 2] = [part("request", 1, Show::Bool), part("", 7, Show::Dec)];

pub(super) static CONGESTION_NOTIFICATION: Struct = layout(
    "",
    14,
    &[
        field("dest", MAC),
        field("expires_bk", LE16),
        field("expires_be", LE16),
        field("expires_vi", LE16),
        field("expires_vo", LE16),
    ],
);

/// When neighbours send their beacons.
pub(super) static BEACON_TIMING: Struct =
    layout("", 1, &[field("report_control", U8.hex())]).then(&[field("neighbours", Kind::Array(&TIMINGS))]);

static TIMINGS: Array = array(fixed(&TIMING));

static TIMING: Struct = layout(
    "",
    6,
    &[field("sta_id", U8), field("tbtt", super::LE24), field("beacon_int", LE16.unit(Unit::TimeUnits))],
);

/// Confirms a gate's list of stations.
pub(super) static PXUC: Struct = layout("", 7, &[field("pxu_id", U8), field("dest", MAC)]);

/// A gate's list of the stations that it forwards for. Its entries are shown as bytes.
pub(super) static PXU: Struct =
    layout("", 8, &[field("pxu_id", U8), field("orig_addr", MAC), field("proxy_count", U8)])
        .then(&[field("proxies", RAW)]);

/// `struct ieee80211s_hdr`: precedes the payload of a data frame. The flags count its addresses.
pub(super) static MESH_HDR: Struct = layout(
    "ieee80211s_hdr",
    6,
    &[field("flags", U8.parts(&MESH_FLAGS)), field("ttl", U8), field("seqnum", LE32)],
)
.then(&[field("eaddr", sized_in_units("address_extension", 6, &ADDRESSES)), field("data", packet::LLC)]);

static ADDRESSES: Kind = Kind::Array(&MACS);

static MESH_FLAGS: [Part; 3] =
    [part("address_extension", 2, Show::Dec), part("ps_deep", 1, Show::Bool), part("", 5, Show::Dec)];
