//! Waking a sleeping machine, and coalescing: WoWLAN  (linux/nl80211.h)

use super::{BY_NUMBER, NL80211_ATTR};
use crate::family::shared::ieee80211::FRAME;
use crate::family::shared::packet;
use crate::schema::{Case::*, *};

pub(super) static NL80211_WOWLAN_TRIG: Set = set("NL80211_WOWLAN_TRIG", &TRIGGERS);

/// The triggers that a device supports.
pub(super) static SUPPORTED: Set = set("NL80211_WOWLAN_TRIG", &SUPPORTED_TRIGGERS);

static TRIGGERS: [Attr; 20] = triggers(Kind::List(&PATTERNS), nest(&NL80211_WOWLAN_TCP), nest(&NL80211_ATTR));

static SUPPORTED_TRIGGERS: [Attr; 20] = triggers(fixed(&NL80211_PATTERN_SUPPORT), nest(&SUPPORTED_TCP), U32);

/// Returns the triggers. A device describes three of them in another form than they are set.
const fn triggers(patterns: Kind, tcp: Kind, net_detect: Kind) -> [Attr; 20] {
    [
        attr(1, "NL80211_WOWLAN_TRIG_ANY", FLAG),
        attr(2, "NL80211_WOWLAN_TRIG_DISCONNECT", FLAG),
        attr(3, "NL80211_WOWLAN_TRIG_MAGIC_PKT", FLAG),
        attr(4, "NL80211_WOWLAN_TRIG_PKT_PATTERN", patterns),
        attr(5, "NL80211_WOWLAN_TRIG_GTK_REKEY_SUPPORTED", FLAG),
        attr(6, "NL80211_WOWLAN_TRIG_GTK_REKEY_FAILURE", FLAG),
        attr(7, "NL80211_WOWLAN_TRIG_EAP_IDENT_REQUEST", FLAG),
        attr(8, "NL80211_WOWLAN_TRIG_4WAY_HANDSHAKE", FLAG),
        attr(9, "NL80211_WOWLAN_TRIG_RFKILL_RELEASE", FLAG),
        attr(10, "NL80211_WOWLAN_TRIG_WAKEUP_PKT_80211", FRAME),
        attr(11, "NL80211_WOWLAN_TRIG_WAKEUP_PKT_80211_LEN", U32.unit(Unit::Bytes)),
        attr(12, "NL80211_WOWLAN_TRIG_WAKEUP_PKT_8023", packet::ETHERNET_HERE),
        attr(13, "NL80211_WOWLAN_TRIG_WAKEUP_PKT_8023_LEN", U32.unit(Unit::Bytes)),
        attr(14, "NL80211_WOWLAN_TRIG_TCP_CONNECTION", tcp),
        attr(15, "NL80211_WOWLAN_TRIG_WAKEUP_TCP_MATCH", FLAG),
        attr(16, "NL80211_WOWLAN_TRIG_WAKEUP_TCP_CONNLOST", FLAG),
        attr(17, "NL80211_WOWLAN_TRIG_WAKEUP_TCP_NOMORETOKENS", FLAG),
        attr(18, "NL80211_WOWLAN_TRIG_NET_DETECT", net_detect),
        attr(19, "NL80211_WOWLAN_TRIG_NET_DETECT_RESULTS", Kind::List(&BY_NUMBER)),
        attr(20, "NL80211_WOWLAN_TRIG_UNPROTECTED_DEAUTH_DISASSOC", FLAG),
    ]
}

pub(super) static NL80211_WOWLAN_TCP: Set = set("NL80211_WOWLAN_TCP", &TCP);

/// Limits of what a device can send and wait for.
pub(super) static SUPPORTED_TCP: Set = set("NL80211_WOWLAN_TCP", &TCP_LIMITS);

static TCP: [Attr; 11] =
    tcp(OPAQUE, fixed(&NL80211_WOWLAN_TCP_DATA_SEQ), fixed(&NL80211_WOWLAN_TCP_DATA_TOKEN));

static TCP_LIMITS: [Attr; 11] =
    tcp(U32.unit(Unit::Bytes), FLAG, fixed(&NL80211_WOWLAN_TCP_DATA_TOKEN_FEATURE));

/// Returns a connection that wakes the machine; of payloads, in a device's description, the lengths.
const fn tcp(payload: Kind, seq: Kind, token: Kind) -> [Attr; 11] {
    [
        attr(1, "NL80211_WOWLAN_TCP_SRC_IPV4", IP4),
        attr(2, "NL80211_WOWLAN_TCP_DST_IPV4", IP4),
        attr(3, "NL80211_WOWLAN_TCP_DST_MAC", MAC),
        attr(4, "NL80211_WOWLAN_TCP_SRC_PORT", U16),
        attr(5, "NL80211_WOWLAN_TCP_DST_PORT", U16),
        attr(6, "NL80211_WOWLAN_TCP_DATA_PAYLOAD", payload),
        attr(7, "NL80211_WOWLAN_TCP_DATA_PAYLOAD_SEQ", seq),
        attr(8, "NL80211_WOWLAN_TCP_DATA_PAYLOAD_TOKEN", token),
        attr(9, "NL80211_WOWLAN_TCP_DATA_INTERVAL", U32.unit(Unit::Seconds)),
        attr(10, "NL80211_WOWLAN_TCP_WAKE_PAYLOAD", payload),
        attr(11, "NL80211_WOWLAN_TCP_WAKE_MASK", OPAQUE),
    ]
}

pub(super) static NL80211_PKTPAT: Set = set(
    "NL80211_PKTPAT",
    &[
        attr(1, "NL80211_PKTPAT_MASK", OPAQUE),
        attr(2, "NL80211_PKTPAT_PATTERN", OPAQUE),
        attr(3, "NL80211_PKTPAT_OFFSET", U32.unit(Unit::Bytes)),
    ],
);

pub(super) static NL80211_ATTR_COALESCE_RULE: Set = set(
    "NL80211_ATTR_COALESCE_RULE",
    &[
        attr(1, "NL80211_ATTR_COALESCE_RULE_DELAY", U32.unit(Unit::Milliseconds)),
        attr(2, "NL80211_ATTR_COALESCE_RULE_CONDITION", U32.name(&NL80211_COALESCE_CONDITION)),
        attr(3, "NL80211_ATTR_COALESCE_RULE_PKT_PATTERN", Kind::List(&PATTERNS)),
    ],
);

pub(super) static NL80211_COALESCE_CONDITION: Names =
    names(&[(0, "NL80211_COALESCE_CONDITION_MATCH"), (1, "NL80211_COALESCE_CONDITION_NO_MATCH")]);

/// Patterns of packets.
static PATTERNS: List = list(nest(&NL80211_PKTPAT));

/// Of a device, what rules it can have; else the rules.
pub(super) const COALESCE: Kind = select("cmd", BY_COMMAND);

const BY_COMMAND: &[(Case, Kind)] =
    &[(Is(3), fixed(&NL80211_COALESCE_RULE_SUPPORT)), (Otherwise, Kind::List(&RULES))];

static RULES: List = list(nest(&NL80211_ATTR_COALESCE_RULE));

static NL80211_COALESCE_RULE_SUPPORT: Struct = layout(
    "nl80211_coalesce_rule_support",
    24,
    &[
        field("max_rules", U32),
        field("pat", fixed(&NL80211_PATTERN_SUPPORT)),
        field("max_delay", U32.unit(Unit::Milliseconds)),
    ],
);

static NL80211_PATTERN_SUPPORT: Struct = layout(
    "nl80211_pattern_support",
    16,
    &[
        field("max_patterns", U32),
        field("min_pattern_len", U32.unit(Unit::Bytes)),
        field("max_pattern_len", U32.unit(Unit::Bytes)),
        field("max_pkt_offset", U32.unit(Unit::Bytes)),
    ],
);

static NL80211_WOWLAN_TCP_DATA_SEQ: Struct = layout(
    "nl80211_wowlan_tcp_data_seq",
    12,
    &[field("start", U32), field("offset", U32.unit(Unit::Bytes)), field("len", U32.unit(Unit::Bytes))],
);

static NL80211_WOWLAN_TCP_DATA_TOKEN: Struct = layout(
    "nl80211_wowlan_tcp_data_token",
    8,
    &[field("offset", U32.unit(Unit::Bytes)), field("len", U32.unit(Unit::Bytes))],
)
.then(&[field("token_stream", OPAQUE)]);

static NL80211_WOWLAN_TCP_DATA_TOKEN_FEATURE: Struct = layout(
    "nl80211_wowlan_tcp_data_token_feature",
    12,
    &[
        field("min_len", U32.unit(Unit::Bytes)),
        field("max_len", U32.unit(Unit::Bytes)),
        field("bufsize", U32.unit(Unit::Bytes)),
    ],
);
