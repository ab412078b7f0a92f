//! Neighbour awareness networking: services, clusters, schedules  (linux/nl80211.h)

use super::{ADDRESSES, wiphy};
use crate::family::shared::ieee80211::{ELEMENTS, he, ht};
use crate::schema::*;

pub(super) static NL80211_NAN_FUNC: Set = set(
    "NL80211_NAN_FUNC",
    &[
        attr(1, "NL80211_NAN_FUNC_TYPE", U8.name(&NL80211_NAN_FUNC_TYPE)),
        attr(2, "NL80211_NAN_FUNC_SERVICE_ID", OPAQUE),
        attr(3, "NL80211_NAN_FUNC_PUBLISH_TYPE", U8.flags(&NL80211_NAN_PUBLISH)),
        attr(4, "NL80211_NAN_FUNC_PUBLISH_BCAST", FLAG),
        attr(5, "NL80211_NAN_FUNC_SUBSCRIBE_ACTIVE", FLAG),
        attr(6, "NL80211_NAN_FUNC_FOLLOW_UP_ID", U8),
        attr(7, "NL80211_NAN_FUNC_FOLLOW_UP_REQ_ID", U8),
        attr(8, "NL80211_NAN_FUNC_FOLLOW_UP_DEST", MAC),
        attr(9, "NL80211_NAN_FUNC_CLOSE_RANGE", FLAG),
        attr(10, "NL80211_NAN_FUNC_TTL", U32),
        attr(11, "NL80211_NAN_FUNC_SERVICE_INFO", OPAQUE),
        attr(12, "NL80211_NAN_FUNC_SRF", nest(&NL80211_NAN_SRF)),
        attr(13, "NL80211_NAN_FUNC_RX_MATCH_FILTER", Kind::List(&FILTERS)),
        attr(14, "NL80211_NAN_FUNC_TX_MATCH_FILTER", Kind::List(&FILTERS)),
        attr(15, "NL80211_NAN_FUNC_INSTANCE_ID", U8),
        attr(16, "NL80211_NAN_FUNC_TERM_REASON", U8.name(&NL80211_NAN_FUNC_TERM_REASON)),
    ],
);

pub(super) static NL80211_NAN_FUNC_TYPE: Names = names(&[
    (0, "NL80211_NAN_FUNC_PUBLISH"),
    (1, "NL80211_NAN_FUNC_SUBSCRIBE"),
    (2, "NL80211_NAN_FUNC_FOLLOW_UP"),
]);

pub(super) static NL80211_NAN_PUBLISH: Names =
    names(&[(0x1, "NL80211_NAN_SOLICITED_PUBLISH"), (0x2, "NL80211_NAN_UNSOLICITED_PUBLISH")]);

pub(super) static NL80211_NAN_FUNC_TERM_REASON: Names = names(&[
    (0, "NL80211_NAN_FUNC_TERM_REASON_USER_REQUEST"),
    (1, "NL80211_NAN_FUNC_TERM_REASON_TTL_EXPIRED"),
    (2, "NL80211_NAN_FUNC_TERM_REASON_ERROR"),
]);

pub(super) static NL80211_NAN_SRF: Set = set(
    "NL80211_NAN_SRF",
    &[
        attr(1, "NL80211_NAN_SRF_INCLUDE", FLAG),
        attr(2, "NL80211_NAN_SRF_BF", OPAQUE),
        attr(3, "NL80211_NAN_SRF_BF_IDX", U8),
        attr(4, "NL80211_NAN_SRF_MAC_ADDRS", Kind::List(&ADDRESSES)),
    ],
);

pub(super) static NL80211_NAN_MATCH: Set = set(
    "NL80211_NAN_MATCH",
    &[
        attr(1, "NL80211_NAN_MATCH_FUNC_LOCAL", nest(&NL80211_NAN_FUNC)),
        attr(2, "NL80211_NAN_MATCH_FUNC_PEER", nest(&NL80211_NAN_FUNC)),
    ],
);

pub(super) static NL80211_NAN_CONF: Set = set(
    "NL80211_NAN_CONF",
    &[
        attr(1, "NL80211_NAN_CONF_CLUSTER_ID", MAC),
        attr(2, "NL80211_NAN_CONF_EXTRA_ATTRS", ATTRIBUTES),
        attr(3, "NL80211_NAN_CONF_VENDOR_ELEMS", ELEMENTS),
        attr(4, "NL80211_NAN_CONF_BAND_CONFIGS", Kind::List(&BAND_CONFIGS)),
        attr(5, "NL80211_NAN_CONF_SCAN_PERIOD", U16.unit(Unit::Seconds)),
        attr(6, "NL80211_NAN_CONF_SCAN_DWELL_TIME", U16.unit(Unit::TimeUnits)),
        attr(7, "NL80211_NAN_CONF_DISCOVERY_BEACON_INTERVAL", U8.unit(Unit::TimeUnits)),
        attr(8, "NL80211_NAN_CONF_NOTIFY_DW", FLAG),
    ],
);

pub(super) static NL80211_NAN_BAND_CONF: Set = set(
    "NL80211_NAN_BAND_CONF",
    &[
        attr(1, "NL80211_NAN_BAND_CONF_BAND", U8.name(&wiphy::NL80211_BAND)),
        attr(2, "NL80211_NAN_BAND_CONF_FREQ", U16.unit(Unit::Megahertz)),
        attr(3, "NL80211_NAN_BAND_CONF_RSSI_CLOSE", S8.unit(Unit::DecibelMilliwatt)),
        attr(4, "NL80211_NAN_BAND_CONF_RSSI_MIDDLE", S8.unit(Unit::DecibelMilliwatt)),
        attr(5, "NL80211_NAN_BAND_CONF_WAKE_DW", U8),
        attr(6, "NL80211_NAN_BAND_CONF_DISABLE_SCAN", FLAG),
    ],
);

pub(super) static NL80211_NAN_CAPA: Set = set(
    "NL80211_NAN_CAPA",
    &[
        attr(1, "NL80211_NAN_CAPA_CONFIGURABLE_SYNC", FLAG),
        attr(2, "NL80211_NAN_CAPA_USERSPACE_DE", FLAG),
        attr(3, "NL80211_NAN_CAPA_OP_MODE", U8.hex()),
        attr(4, "NL80211_NAN_CAPA_NUM_ANTENNAS", U8.hex()),
        attr(5, "NL80211_NAN_CAPA_MAX_CHANNEL_SWITCH_TIME", U16.unit(Unit::Microseconds)),
        attr(6, "NL80211_NAN_CAPA_CAPABILITIES", U8.hex()),
        attr(7, "NL80211_NAN_CAPA_PHY", Kind::List(&PHY_BY_BAND)),
    ],
);

pub(super) static NL80211_NAN_PHY_CAP_ATTR: Set = set(
    "NL80211_NAN_PHY_CAP_ATTR",
    &[
        attr(1, "NL80211_NAN_PHY_CAP_ATTR_HT_MCS_SET", fixed(&ht::MCS_INFO)),
        attr(2, "NL80211_NAN_PHY_CAP_ATTR_HT_CAPA", U16.parts(&ht::HT_CAP_INFO)),
        attr(3, "NL80211_NAN_PHY_CAP_ATTR_HT_AMPDU_FACTOR", U8),
        attr(4, "NL80211_NAN_PHY_CAP_ATTR_HT_AMPDU_DENSITY", U8),
        attr(5, "NL80211_NAN_PHY_CAP_ATTR_VHT_MCS_SET", fixed(&ht::VHT_MCS_INFO)),
        attr(6, "NL80211_NAN_PHY_CAP_ATTR_VHT_CAPA", U32.parts(&ht::VHT_CAP_INFO)),
        attr(7, "NL80211_NAN_PHY_CAP_ATTR_HE_MAC", fixed(&he::MAC_CAP_INFO)),
        attr(8, "NL80211_NAN_PHY_CAP_ATTR_HE_PHY", fixed(&he::PHY_CAP_INFO)),
        attr(9, "NL80211_NAN_PHY_CAP_ATTR_HE_MCS_SET", fixed(&he::MCS_NSS_SUPP)),
        attr(10, "NL80211_NAN_PHY_CAP_ATTR_HE_PPE", fixed(&he::PPE_THRES)),
    ],
);

pub(super) static NL80211_NAN_PEER_MAP_ATTR: Set = set(
    "NL80211_NAN_PEER_MAP_ATTR",
    &[
        attr(1, "NL80211_NAN_PEER_MAP_ATTR_MAP_ID", U8),
        attr(2, "NL80211_NAN_PEER_MAP_ATTR_TIME_SLOTS", Kind::Array(&TIME_SLOTS)),
    ],
);

/// Filters of services.
static FILTERS: List = list(OPAQUE);

/// Settings by band.
static BAND_CONFIGS: List = list(nest(&NL80211_NAN_BAND_CONF));

/// The reception abilities, by band.
static PHY_BY_BAND: List = list_by(&wiphy::NL80211_BAND, nest(&NL80211_NAN_PHY_CAP_ATTR));

/// When a peer is where.
pub(super) static PEER_MAPS: List = list(nest(&NL80211_NAN_PEER_MAP_ATTR));

/// For each slot of time the number of a channel; 255 for none.
pub(super) static TIME_SLOTS: Array = array(U8);

/// Attributes of the awareness protocol, as they go over the air.
pub(super) const ATTRIBUTES: Kind = records_packed(&NAN_ATTRIBUTE, "length", 1, 3);

static NAN_ATTRIBUTE: Struct =
    layout("", 3, &[field("id", U8.hex()), field("length", LE16.unit(Unit::Bytes))])
        .then(&[field("body", RAW)]);

/// A channel as the awareness protocol has it.
pub(super) static CHANNEL_ENTRY: Struct = layout(
    "",
    6,
    &[
        field("operating_class", U8),
        field("channel_bitmap", LE16.hex()),
        field("primary_channel_bitmap", U8.hex()),
        field("auxiliary_channel_bitmap", LE16.hex()),
    ],
);
