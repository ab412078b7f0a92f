//! Measurements between peers: fine timing (FTM), and its responder  (linux/nl80211.h)

use super::{NL80211_ATTR, rate, wiphy};
use crate::schema::{Case::*, *};

pub(in crate::family::generic) static NL80211_PMSR_ATTR: Set = set(
    "NL80211_PMSR_ATTR",
    &[
        attr(1, "NL80211_PMSR_ATTR_MAX_PEERS", U32),
        attr(2, "NL80211_PMSR_ATTR_REPORT_AP_TSF", FLAG),
        attr(3, "NL80211_PMSR_ATTR_RANDOMIZE_MAC_ADDR", FLAG),
        attr(4, "NL80211_PMSR_ATTR_TYPE_CAPA", nest(&CAPABILITIES)),
        attr(5, "NL80211_PMSR_ATTR_PEERS", Kind::List(&PEERS)),
        attr(6, "NL80211_PMSR_ATTR_MAX_PEER_ISTA_ROLE", U32),
        attr(7, "NL80211_PMSR_ATTR_MAX_PEER_RSTA_ROLE", U32),
    ],
);

pub(in crate::family::generic) static NL80211_PMSR_PEER_ATTR: Set = set(
    "NL80211_PMSR_PEER_ATTR",
    &[
        attr(1, "NL80211_PMSR_PEER_ATTR_ADDR", MAC),
        attr(2, "NL80211_PMSR_PEER_ATTR_CHAN", nest(&NL80211_ATTR)),
        attr(3, "NL80211_PMSR_PEER_ATTR_REQ", nest(&NL80211_PMSR_REQ_ATTR)),
        attr(4, "NL80211_PMSR_PEER_ATTR_RESP", nest(&NL80211_PMSR_RESP_ATTR)),
        attr(5, "NL80211_PMSR_PEER_ATTR_REQ_TYPE", U32.name(&NL80211_PMSR_FTM_REQ_TYPE)),
    ],
);

pub(super) static NL80211_PMSR_FTM_REQ_TYPE: Names =
    names(&[(0, "NL80211_PMSR_FTM_REQ_TYPE_INFRA"), (1, "NL80211_PMSR_FTM_REQ_TYPE_PD")]);

pub(super) static NL80211_PMSR_REQ_ATTR: Set = set(
    "NL80211_PMSR_REQ_ATTR",
    &[
        attr(1, "NL80211_PMSR_REQ_ATTR_DATA", nest(&REQUESTS)),
        attr(2, "NL80211_PMSR_REQ_ATTR_GET_AP_TSF", FLAG),
    ],
);

pub(super) static NL80211_PMSR_RESP_ATTR: Set = set(
    "NL80211_PMSR_RESP_ATTR",
    &[
        attr(1, "NL80211_PMSR_RESP_ATTR_DATA", nest(&RESULTS)),
        attr(2, "NL80211_PMSR_RESP_ATTR_STATUS", U32.name(&NL80211_PMSR_STATUS)),
        attr(3, "NL80211_PMSR_RESP_ATTR_HOST_TIME", U64.unit(Unit::Nanoseconds)),
        attr(4, "NL80211_PMSR_RESP_ATTR_AP_TSF", U64.unit(Unit::Microseconds)),
        attr(5, "NL80211_PMSR_RESP_ATTR_FINAL", FLAG),
        attr(6, "NL80211_PMSR_RESP_ATTR_PAD", PAD),
    ],
);

pub(in crate::family::generic) static NL80211_PMSR_STATUS: Names = names(&[
    (0, "NL80211_PMSR_STATUS_SUCCESS"),
    (1, "NL80211_PMSR_STATUS_REFUSED"),
    (2, "NL80211_PMSR_STATUS_TIMEOUT"),
    (3, "NL80211_PMSR_STATUS_FAILURE"),
]);

pub(super) static NL80211_PMSR_FTM_CAPA_ATTR: Set = set(
    "NL80211_PMSR_FTM_CAPA_ATTR",
    &[
        attr(1, "NL80211_PMSR_FTM_CAPA_ATTR_ASAP", FLAG),
        attr(2, "NL80211_PMSR_FTM_CAPA_ATTR_NON_ASAP", FLAG),
        attr(3, "NL80211_PMSR_FTM_CAPA_ATTR_REQ_LCI", FLAG),
        attr(4, "NL80211_PMSR_FTM_CAPA_ATTR_REQ_CIVICLOC", FLAG),
        attr(5, "NL80211_PMSR_FTM_CAPA_ATTR_PREAMBLES", U32.flags(&PREAMBLE_BITS)),
        attr(6, "NL80211_PMSR_FTM_CAPA_ATTR_BANDWIDTHS", U32.flags(&wiphy::WIDTH_BITS)),
        attr(
            7,
            "NL80211_PMSR_FTM_CAPA_ATTR_MAX_BURSTS_EXPONENT",
            select("@len", &[(Is(1), U8), (Otherwise, U32)]),
        ),
        attr(
            8,
            "NL80211_PMSR_FTM_CAPA_ATTR_MAX_FTMS_PER_BURST",
            select("@len", &[(Is(1), U8), (Otherwise, U32)]),
        ),
        attr(9, "NL80211_PMSR_FTM_CAPA_ATTR_TRIGGER_BASED", FLAG),
        attr(10, "NL80211_PMSR_FTM_CAPA_ATTR_NON_TRIGGER_BASED", FLAG),
        attr(11, "NL80211_PMSR_FTM_CAPA_ATTR_6GHZ_SUPPORT", FLAG),
        attr(12, "NL80211_PMSR_FTM_CAPA_ATTR_MAX_TX_LTF_REP", U32),
        attr(13, "NL80211_PMSR_FTM_CAPA_ATTR_MAX_RX_LTF_REP", U32),
        attr(14, "NL80211_PMSR_FTM_CAPA_ATTR_MAX_TX_STS", U32),
        attr(15, "NL80211_PMSR_FTM_CAPA_ATTR_MAX_RX_STS", U32),
        attr(16, "NL80211_PMSR_FTM_CAPA_ATTR_MAX_TOTAL_LTF_TX", U32),
        attr(17, "NL80211_PMSR_FTM_CAPA_ATTR_MAX_TOTAL_LTF_RX", U32),
        attr(18, "NL80211_PMSR_FTM_CAPA_ATTR_RSTA_SUPPORT", FLAG),
        attr(19, "NL80211_PMSR_FTM_CAPA_ATTR_ISTA_CAPS", nest(&NL80211_PMSR_FTM_CAPA_ATTR)),
        attr(20, "NL80211_PMSR_FTM_CAPA_ATTR_RSTA_CAPS", nest(&NL80211_PMSR_FTM_CAPA_ATTR)),
        attr(21, "NL80211_PMSR_FTM_CAPA_ATTR_SUPPORT_NTB", FLAG),
        attr(22, "NL80211_PMSR_FTM_CAPA_ATTR_SUPPORT_TB", FLAG),
        attr(23, "NL80211_PMSR_FTM_CAPA_ATTR_SUPPORT_EDCA", FLAG),
        attr(24, "NL80211_PMSR_FTM_CAPA_ATTR_TYPE_CAPS", nest(&NL80211_PMSR_FTM_TYPE_CAPA_ATTR)),
        attr(25, "NL80211_PMSR_FTM_CAPA_ATTR_CONCURRENT_ISTA_RSTA_SUPPORT", FLAG),
        attr(26, "NL80211_PMSR_FTM_CAPA_ATTR_MAX_NUM_TX_ANTENNAS", U8),
        attr(27, "NL80211_PMSR_FTM_CAPA_ATTR_MAX_NUM_RX_ANTENNAS", U8),
        attr(28, "NL80211_PMSR_FTM_CAPA_ATTR_MIN_INTERVAL_EDCA", U32),
        attr(29, "NL80211_PMSR_FTM_CAPA_ATTR_MIN_INTERVAL_NTB", U32),
        attr(30, "NL80211_PMSR_FTM_CAPA_ATTR_PD_PREAMBLES", U32.flags(&PREAMBLE_BITS)),
        attr(31, "NL80211_PMSR_FTM_CAPA_ATTR_PD_BANDWIDTHS", U32.flags(&wiphy::WIDTH_BITS)),
    ],
);

pub(super) static NL80211_PMSR_FTM_TYPE_CAPA_ATTR: Set = set(
    "NL80211_PMSR_FTM_TYPE_CAPA_ATTR",
    &[
        attr(1, "NL80211_PMSR_FTM_TYPE_CAPA_ATTR_INFRA_SUPPORT", FLAG),
        attr(2, "NL80211_PMSR_FTM_TYPE_CAPA_ATTR_PD_SUPPORT", FLAG),
    ],
);

pub(super) static NL80211_PREAMBLE: Names = names(&[
    (0, "NL80211_PREAMBLE_LEGACY"),
    (1, "NL80211_PREAMBLE_HT"),
    (2, "NL80211_PREAMBLE_VHT"),
    (3, "NL80211_PREAMBLE_DMG"),
    (4, "NL80211_PREAMBLE_HE"),
]);

/// The same as bits.
pub(super) static PREAMBLE_BITS: Names = names(&[
    (1, "NL80211_PREAMBLE_LEGACY"),
    (1 << 1, "NL80211_PREAMBLE_HT"),
    (1 << 2, "NL80211_PREAMBLE_VHT"),
    (1 << 3, "NL80211_PREAMBLE_DMG"),
    (1 << 4, "NL80211_PREAMBLE_HE"),
]);

/// The least time between measurements counts 100 µs, the most 10 ms, and the period of bursts 100 ms.
pub(super) static NL80211_PMSR_FTM_REQ_ATTR: Set = set(
    "NL80211_PMSR_FTM_REQ_ATTR",
    &[
        attr(1, "NL80211_PMSR_FTM_REQ_ATTR_ASAP", FLAG),
        attr(2, "NL80211_PMSR_FTM_REQ_ATTR_PREAMBLE", U32.name(&NL80211_PREAMBLE)),
        attr(3, "NL80211_PMSR_FTM_REQ_ATTR_NUM_BURSTS_EXP", U8),
        attr(4, "NL80211_PMSR_FTM_REQ_ATTR_BURST_PERIOD", U16),
        attr(5, "NL80211_PMSR_FTM_REQ_ATTR_BURST_DURATION", U8),
        attr(6, "NL80211_PMSR_FTM_REQ_ATTR_FTMS_PER_BURST", U8),
        attr(7, "NL80211_PMSR_FTM_REQ_ATTR_NUM_FTMR_RETRIES", U8),
        attr(8, "NL80211_PMSR_FTM_REQ_ATTR_REQUEST_LCI", FLAG),
        attr(9, "NL80211_PMSR_FTM_REQ_ATTR_REQUEST_CIVICLOC", FLAG),
        attr(10, "NL80211_PMSR_FTM_REQ_ATTR_TRIGGER_BASED", FLAG),
        attr(11, "NL80211_PMSR_FTM_REQ_ATTR_NON_TRIGGER_BASED", FLAG),
        attr(12, "NL80211_PMSR_FTM_REQ_ATTR_LMR_FEEDBACK", FLAG),
        attr(13, "NL80211_PMSR_FTM_REQ_ATTR_BSS_COLOR", U8),
        attr(14, "NL80211_PMSR_FTM_REQ_ATTR_RSTA", FLAG),
        attr(15, "NL80211_PMSR_FTM_REQ_ATTR_MIN_TIME_BETWEEN_MEASUREMENTS", U32),
        attr(16, "NL80211_PMSR_FTM_REQ_ATTR_MAX_TIME_BETWEEN_MEASUREMENTS", U32),
        attr(17, "NL80211_PMSR_FTM_REQ_ATTR_NOMINAL_TIME", U32.unit(Unit::Milliseconds)),
        attr(
            18,
            "NL80211_PMSR_FTM_REQ_ATTR_AW_DURATION",
            select(
                "@len",
                &[(Is(1), U8.unit(Unit::Milliseconds)), (Otherwise, U32.unit(Unit::Milliseconds))],
            ),
        ),
        attr(19, "NL80211_PMSR_FTM_REQ_ATTR_NUM_MEASUREMENTS", U32),
        attr(20, "NL80211_PMSR_FTM_REQ_ATTR_PAD", PAD),
        attr(21, "NL80211_PMSR_FTM_REQ_ATTR_INGRESS", U64),
        attr(22, "NL80211_PMSR_FTM_REQ_ATTR_EGRESS", U64),
        attr(23, "NL80211_PMSR_FTM_REQ_ATTR_PD_SUPPRESS_RESULTS", FLAG),
    ],
);

static NL80211_PMSR_FTM_RESP_ATTR: Set =
    set("NL80211_PMSR_FTM_RESP_ATTR", const { &results(&rate::NL80211_RATE_INFO) });

/// A byte, or four.
const SECONDS: &[(Case, Kind)] = &[(Is(1), U8.unit(Unit::Seconds)), (Otherwise, U32.unit(Unit::Seconds))];

/// Returns the results. Simulated radios encode rates differently.
pub(in crate::family::generic) const fn results(rate: &'static Set) -> [Attr; 33] {
    [
        attr(1, "NL80211_PMSR_FTM_RESP_ATTR_FAIL_REASON", U32.name(&NL80211_PMSR_FTM_FAILURE)),
        attr(2, "NL80211_PMSR_FTM_RESP_ATTR_BURST_INDEX", U16),
        attr(3, "NL80211_PMSR_FTM_RESP_ATTR_NUM_FTMR_ATTEMPTS", U32),
        attr(4, "NL80211_PMSR_FTM_RESP_ATTR_NUM_FTMR_SUCCESSES", U32),
        attr(5, "NL80211_PMSR_FTM_RESP_ATTR_BUSY_RETRY_TIME", select("@len", SECONDS)),
        attr(6, "NL80211_PMSR_FTM_RESP_ATTR_NUM_BURSTS_EXP", U8),
        attr(7, "NL80211_PMSR_FTM_RESP_ATTR_BURST_DURATION", U8),
        attr(8, "NL80211_PMSR_FTM_RESP_ATTR_FTMS_PER_BURST", U8),
        attr(9, "NL80211_PMSR_FTM_RESP_ATTR_RSSI_AVG", S32.unit(Unit::HalfDecibelMilliwatt)),
        attr(10, "NL80211_PMSR_FTM_RESP_ATTR_RSSI_SPREAD", S32.unit(Unit::HalfDecibelMilliwatt)),
        attr(11, "NL80211_PMSR_FTM_RESP_ATTR_TX_RATE", nest(rate)),
        attr(12, "NL80211_PMSR_FTM_RESP_ATTR_RX_RATE", nest(rate)),
        attr(13, "NL80211_PMSR_FTM_RESP_ATTR_RTT_AVG", S64.unit(Unit::Picoseconds)),
        attr(14, "NL80211_PMSR_FTM_RESP_ATTR_RTT_VARIANCE", U64),
        attr(15, "NL80211_PMSR_FTM_RESP_ATTR_RTT_SPREAD", U64.unit(Unit::Picoseconds)),
        attr(16, "NL80211_PMSR_FTM_RESP_ATTR_DIST_AVG", S64.unit(Unit::Millimetres)),
        attr(17, "NL80211_PMSR_FTM_RESP_ATTR_DIST_VARIANCE", U64),
        attr(18, "NL80211_PMSR_FTM_RESP_ATTR_DIST_SPREAD", U64.unit(Unit::Millimetres)),
        attr(19, "NL80211_PMSR_FTM_RESP_ATTR_LCI", OPAQUE),
        attr(20, "NL80211_PMSR_FTM_RESP_ATTR_CIVICLOC", OPAQUE),
        attr(21, "NL80211_PMSR_FTM_RESP_ATTR_PAD", PAD),
        attr(22, "NL80211_PMSR_FTM_RESP_ATTR_BURST_PERIOD", U16),
        attr(23, "NL80211_PMSR_FTM_RESP_ATTR_TX_LTF_REPETITION_COUNT", U32),
        attr(24, "NL80211_PMSR_FTM_RESP_ATTR_RX_LTF_REPETITION_COUNT", U32),
        attr(25, "NL80211_PMSR_FTM_RESP_ATTR_MAX_TIME_BETWEEN_MEASUREMENTS", U32),
        attr(26, "NL80211_PMSR_FTM_RESP_ATTR_MIN_TIME_BETWEEN_MEASUREMENTS", U32),
        attr(27, "NL80211_PMSR_FTM_RESP_ATTR_NUM_TX_SPATIAL_STREAMS", U8),
        attr(28, "NL80211_PMSR_FTM_RESP_ATTR_NUM_RX_SPATIAL_STREAMS", U8),
        attr(29, "NL80211_PMSR_FTM_RESP_ATTR_NOMINAL_TIME", U32.unit(Unit::Milliseconds)),
        attr(30, "NL80211_PMSR_FTM_RESP_ATTR_AVAILABILITY_WINDOW", U32),
        attr(31, "NL80211_PMSR_FTM_RESP_ATTR_CHANNEL_WIDTH", U32.name(&wiphy::NL80211_CHAN_WIDTH)),
        attr(32, "NL80211_PMSR_FTM_RESP_ATTR_PREAMBLE", U32.name(&NL80211_PREAMBLE)),
        attr(33, "NL80211_PMSR_FTM_RESP_ATTR_IS_DELAYED_LMR", FLAG),
    ]
}

pub(super) static NL80211_PMSR_FTM_FAILURE: Names = names(&[
    (0, "NL80211_PMSR_FTM_FAILURE_UNSPECIFIED"),
    (1, "NL80211_PMSR_FTM_FAILURE_NO_RESPONSE"),
    (2, "NL80211_PMSR_FTM_FAILURE_REJECTED"),
    (3, "NL80211_PMSR_FTM_FAILURE_WRONG_CHANNEL"),
    (4, "NL80211_PMSR_FTM_FAILURE_PEER_NOT_CAPABLE"),
    (5, "NL80211_PMSR_FTM_FAILURE_INVALID_TIMESTAMP"),
    (6, "NL80211_PMSR_FTM_FAILURE_PEER_BUSY"),
    (7, "NL80211_PMSR_FTM_FAILURE_BAD_CHANGED_PARAMS"),
]);

pub(super) static NL80211_FTM_RESP_ATTR: Set = set(
    "NL80211_FTM_RESP_ATTR",
    &[
        attr(1, "NL80211_FTM_RESP_ATTR_ENABLED", FLAG),
        attr(2, "NL80211_FTM_RESP_ATTR_LCI", OPAQUE),
        attr(3, "NL80211_FTM_RESP_ATTR_CIVICLOC", OPAQUE),
    ],
);

pub(super) static NL80211_FTM_STATS: Set = set(
    "NL80211_FTM_STATS",
    &[
        attr(1, "NL80211_FTM_STATS_SUCCESS_NUM", U32),
        attr(2, "NL80211_FTM_STATS_PARTIAL_NUM", U32),
        attr(3, "NL80211_FTM_STATS_FAILED_NUM", U32),
        attr(4, "NL80211_FTM_STATS_ASAP_NUM", U32),
        attr(5, "NL80211_FTM_STATS_NON_ASAP_NUM", U32),
        attr(6, "NL80211_FTM_STATS_TOTAL_DURATION_MSEC", U64.unit(Unit::Milliseconds)),
        attr(7, "NL80211_FTM_STATS_UNKNOWN_TRIGGERS_NUM", U32),
        attr(8, "NL80211_FTM_STATS_RESCHEDULE_REQUESTS_NUM", U32),
        attr(9, "NL80211_FTM_STATS_OUT_OF_WINDOW_TRIGGERS_NUM", U32),
        attr(10, "NL80211_FTM_STATS_PAD", PAD),
    ],
);

/// The peers of a measurement, in a list whose numbers have no meaning.
static PEERS: List = list(nest(&NL80211_PMSR_PEER_ATTR));

/// By type of measurement, what a device can do.
static CAPABILITIES: Set =
    set("NL80211_PMSR_TYPE", &[attr(1, "NL80211_PMSR_TYPE_FTM", nest(&NL80211_PMSR_FTM_CAPA_ATTR))]);

/// The same, what is asked.
static REQUESTS: Set =
    set("NL80211_PMSR_TYPE", &[attr(1, "NL80211_PMSR_TYPE_FTM", nest(&NL80211_PMSR_FTM_REQ_ATTR))]);

/// The same, what was found.
static RESULTS: Set =
    set("NL80211_PMSR_TYPE", &[attr(1, "NL80211_PMSR_TYPE_FTM", nest(&NL80211_PMSR_FTM_RESP_ATTR))]);
