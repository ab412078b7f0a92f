//! `NET_DM`: packets that were dropped, and where  (linux/net_dropmon.h)

use crate::family::shared::packet;
use crate::names::ETH_P;
use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("NET_DM", &COMMANDS).module("drop_monitor");

static COMMANDS: Commands = commands(&numbered([
    msg(1, "NET_DM_CMD_ALERT", Other, &ALERT),
    msg(2, "NET_DM_CMD_CONFIG", New, &BODY),
    msg(3, "NET_DM_CMD_START", New, &BODY),
    msg(4, "NET_DM_CMD_STOP", New, &BODY),
    msg(5, "NET_DM_CMD_PACKET_ALERT", Other, &BODY),
    msg(6, "NET_DM_CMD_CONFIG_GET", Get, &BODY),
    msg(7, "NET_DM_CMD_CONFIG_NEW", Get, &BODY),
    msg(8, "NET_DM_CMD_STATS_GET", Get, &BODY),
    msg(9, "NET_DM_CMD_STATS_NEW", Get, &BODY),
]));

/// A summary of software's drops is one attribute without a number, of hardware's a nest.
static ALERT: Body = headless(nest(&SUMMARY));
static BODY: Body = headless(nest(&NET_DM_ATTR));

static SUMMARY: Set = set(
    "NET_DM_ATTR",
    &[
        attr(0, "NET_DM_ATTR_UNSPEC", fixed(&ALERT_MSG)),
        attr(17, "NET_DM_ATTR_HW_ENTRIES", nest(&NET_DM_ATTR)),
    ],
);

/// Unused room for more places follows.
static ALERT_MSG: Struct = layout("net_dm_alert_msg", 4, &[field("entries", U32)])
    .then(&[field("points", Kind::Array(&POINTS)), field("", PAD)]);

static POINTS: Array = array_counted("entries", 0, fixed(&POINT));

static POINT: Struct = layout("net_dm_drop_point", 12, &[field("pc", U64.hex()), field("count", U32)]);

static NET_DM_ATTR: Set = set(
    "NET_DM_ATTR",
    &[
        attr(1, "NET_DM_ATTR_ALERT_MODE", U8.name(&NET_DM_ALERT_MODE)).key(),
        attr(2, "NET_DM_ATTR_PC", U64.hex()),
        attr(3, "NET_DM_ATTR_SYMBOL", TEXT),
        attr(4, "NET_DM_ATTR_IN_PORT", nest(&NET_DM_ATTR_PORT)),
        attr(5, "NET_DM_ATTR_TIMESTAMP", U64.unit(Unit::Nanoseconds)),
        // In the machine's own order.
        attr(6, "NET_DM_ATTR_PROTO", U16.name(&ETH_P)),
        attr(7, "NET_DM_ATTR_PAYLOAD", select("NET_DM_ATTR_PROTO", &packet::SAMPLED)),
        attr(8, "NET_DM_ATTR_PAD", PAD),
        attr(9, "NET_DM_ATTR_TRUNC_LEN", U32.unit(Unit::Bytes)),
        attr(10, "NET_DM_ATTR_ORIG_LEN", U32.unit(Unit::Bytes)),
        attr(11, "NET_DM_ATTR_QUEUE_LEN", U32.unit(Unit::Packets)),
        attr(12, "NET_DM_ATTR_STATS", nest(&NET_DM_ATTR_STATS)),
        attr(13, "NET_DM_ATTR_HW_STATS", nest(&NET_DM_ATTR_STATS)),
        attr(14, "NET_DM_ATTR_ORIGIN", U16.name(&NET_DM_ORIGIN)),
        attr(15, "NET_DM_ATTR_HW_TRAP_GROUP_NAME", TEXT),
        attr(16, "NET_DM_ATTR_HW_TRAP_NAME", TEXT),
        attr(17, "NET_DM_ATTR_HW_ENTRIES", nest(&NET_DM_ATTR)),
        attr(18, "NET_DM_ATTR_HW_ENTRY", nest(&NET_DM_ATTR)),
        attr(19, "NET_DM_ATTR_HW_TRAP_COUNT", U32.unit(Unit::Packets)),
        attr(20, "NET_DM_ATTR_SW_DROPS", FLAG),
        attr(21, "NET_DM_ATTR_HW_DROPS", FLAG),
        attr(22, "NET_DM_ATTR_FLOW_ACTION_COOKIE", OPAQUE),
        attr(23, "NET_DM_ATTR_REASON", TEXT),
    ],
);

static NET_DM_ATTR_PORT: Set = set(
    "NET_DM_ATTR_PORT",
    &[
        attr(0, "NET_DM_ATTR_PORT_NETDEV_IFINDEX", U32.interface()),
        attr(1, "NET_DM_ATTR_PORT_NETDEV_NAME", TEXT),
    ],
);

static NET_DM_ATTR_STATS: Set =
    set("NET_DM_ATTR_STATS", &[attr(0, "NET_DM_ATTR_STATS_DROPPED", U64.unit(Unit::Packets))]);

static NET_DM_ALERT_MODE: Names = names(&[(0, "NET_DM_ALERT_MODE_SUMMARY"), (1, "NET_DM_ALERT_MODE_PACKET")]);
static NET_DM_ORIGIN: Names = names(&[(0, "NET_DM_ORIGIN_SW"), (1, "NET_DM_ORIGIN_HW")]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, decoded_unasked, values};

    #[test]
    fn a_summary_with_room_for_more() {
        let point = [&[1, 2, 0, 0, 0, 0, 0, 0][..], &[5, 0, 0, 0]].concat();
        let summary = [&[1, 0, 0, 0][..], &point, &[0; 24]].concat();
        let decoded = decoded_unasked(&FAMILY, 1, &[&attribute(0, &summary)]);
        assert_eq!(values(&decoded, "pc"), ["513"]);
        assert_eq!(values(&decoded, "count"), ["5"]);
    }

    #[test]
    fn a_packet() {
        let port = attribute(0, &[2, 0, 0, 0]);
        let attributes = [attribute(4, &port), attribute(6, &[0, 8]), attribute(14, &[1, 0])].concat();
        let decoded = decoded(&FAMILY, (5, 0), &[&attributes]);
        assert_eq!(values(&decoded, "NET_DM_ATTR_PORT_NETDEV_IFINDEX"), ["2"]);
        assert_eq!(values(&decoded, "NET_DM_ATTR_PROTO"), ["ETH_P_IP"]);
        assert_eq!(values(&decoded, "NET_DM_ATTR_ORIGIN"), ["NET_DM_ORIGIN_HW"]);
    }
}
