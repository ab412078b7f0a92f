//! Target wake times: when a station sleeps and when it is served  (IEEE 802.11, 9.4.2.199)

use crate::schema::{Case::*, *};

/// An agreement, of one station or broadcast to several.
pub(super) static TWT: Struct = layout("ieee80211_twt_setup", 1, &[field("control", U8.parts(&CONTROL))])
    .then(&[field("params", select("negotiation_type", &BY_TYPE))]);

static CONTROL: [Part; 7] = [
    part("ndp_paging", 1, Show::Bool),
    part("responder_pm", 1, Show::Bool),
    part("negotiation_type", 2, Show::Dec),
    part("info_disabled", 1, Show::Bool),
    part("duration_unit", 1, Show::Dec),
    part("link_id_present", 1, Show::Bool),
    part("aligned", 1, Show::Bool),
];

static BY_TYPE: [(Case, Kind); 2] = [
    (
        UpTo(1),
        select(
            "@len",
            &[(UpTo(2), LE16.parts(&REQUEST_TYPE)), (Is(9), fixed(&NARROW)), (Otherwise, fixed(&INDIVIDUAL))],
        ),
    ),
    (Otherwise, fixed(&BROADCAST)),
];

/// `IEEE80211_TWT_REQTYPE_*`
static REQUEST_TYPE: [Part; 8] = [
    part("request", 1, Show::Bool),
    part("setup_cmd", 3, Show::Name(&TWT_SETUP_CMD)),
    part("trigger", 1, Show::Bool),
    part("implicit", 1, Show::Bool),
    part("flowtype", 1, Show::Dec),
    part("flowid", 3, Show::Dec),
    part("wake_int_exp", 5, Show::Dec),
    part("protection", 1, Show::Bool),
];

static TWT_SETUP_CMD: Names = names(&[
    (0, "TWT_SETUP_CMD_REQUEST"),
    (1, "TWT_SETUP_CMD_SUGGEST"),
    (2, "TWT_SETUP_CMD_DEMAND"),
    (3, "TWT_SETUP_CMD_GROUPING"),
    (4, "TWT_SETUP_CMD_ACCEPT"),
    (5, "TWT_SETUP_CMD_ALTERNATE"),
    (6, "TWT_SETUP_CMD_DICTATE"),
    (7, "TWT_SETUP_CMD_REJECT"),
]);

/// `struct ieee80211_twt_params`.
static INDIVIDUAL: Struct = layout(
    "ieee80211_twt_params",
    14,
    &[
        field("req_type", LE16.parts(&REQUEST_TYPE)),
        field("twt", LE64.unit(Unit::Microseconds)),
        field("min_twt_dur", U8),
        field("mantissa", LE16),
        field("channel", U8.hex()),
    ],
)
.then(&[field("ndp_paging", OPAQUE)]);

/// An answer without a time, as a rejection has.
static NARROW: Struct = layout(
    "",
    9,
    &[
        field("req_type", LE16.parts(&REQUEST_TYPE)),
        field("target_wake_time", opaque(3)),
        field("min_twt_dur", U8),
        field("mantissa", LE16),
        field("channel", U8.hex()),
    ],
);

/// Up to several sets of parameters, each for one schedule.
static BROADCAST: Struct = layout(
    "",
    9,
    &[
        field("req_type", LE16.parts(&BROADCAST_TYPE)),
        field("target_wake_time", LE16),
        field("min_twt_dur", U8),
        field("mantissa", LE16),
        field("broadcast_info", LE16.parts(&BROADCAST_INFO)),
    ],
)
.then(&[field("more", select("@len", &[(UpTo(8), RAW), (Otherwise, fixed(&BROADCAST))]))]);

static BROADCAST_TYPE: [Part; 8] = [
    part("request", 1, Show::Bool),
    part("setup_cmd", 3, Show::Name(&TWT_SETUP_CMD)),
    part("trigger", 1, Show::Bool),
    part("last_set", 1, Show::Bool),
    part("flowtype", 1, Show::Dec),
    part("recommendation", 3, Show::Dec),
    part("wake_int_exp", 5, Show::Dec),
    part("protection", 1, Show::Bool),
];

static BROADCAST_INFO: [Part; 3] =
    [part("info", 3, Show::Hex), part("twt_id", 5, Show::Dec), part("persistence", 8, Show::Dec)];
