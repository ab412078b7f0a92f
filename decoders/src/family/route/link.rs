//! Links: `RTM_*LINK`, struct ifinfomsg, `IFLA_*`  (linux/if_link.h)

use super::af_spec::{AF_SPEC, PROTINFO};
use super::vf::{IFLA_PORT, IFLA_VF_INFO, IFLA_VF_PORT};
use super::{kind, wireless};
use crate::names::{AF, ARPHRD, IFF};
use crate::schema::{Case::*, Class::*, *};

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(16, "RTM_NEWLINK", New, &BODY).is(Traits::FAMILY_EXACT),
    msg(17, "RTM_DELLINK", Delete, &BODY),
    msg(18, "RTM_GETLINK", Get, &BODY).is(Traits::SHORT_DUMP),
    msg(19, "RTM_SETLINK", New, &BODY),
]);

/// The message types of alternative names.
pub(super) static PROPERTIES: &[Msg] = messages(&[
    msg(108, "RTM_NEWLINKPROP", New, &BODY),
    msg(109, "RTM_DELLINKPROP", Delete, &BODY),
    msg(110, "RTM_GETLINKPROP", Get, &BODY),
]);

static BODY: Body = body(fixed(&IFINFOMSG), nest(&IFLA));

/// `struct ifinfomsg`.
pub(super) static IFINFOMSG: Struct = layout("ifinfomsg", 16, IFINFOMSG_MEMBERS);

/// A whole link inside another's attributes: the other end of a pair.
pub(super) static PEER: Struct = layout("ifinfomsg", 16, IFINFOMSG_MEMBERS).then(&[field("", nest(&IFLA))]);

const IFINFOMSG_MEMBERS: &[Field] = &[
    field("ifi_family", U8.name(&AF)),
    field("__ifi_pad", pad(1)),
    field("ifi_type", U16.name(&ARPHRD)).strict_zero(),
    field("ifi_index", S32.interface()).subject().strict_zero(),
    field("ifi_flags", U32.flags(&IFF)).strict_zero(),
    field("ifi_change", U32.flags(&IFF)).strict_zero(),
];

/// `IFLA_*`.
pub(super) static IFLA: Set = set(
    "IFLA",
    &[
        attr(1, "IFLA_ADDRESS", select("ifi_type", ADDRESS)).key(),
        attr(2, "IFLA_BROADCAST", select("ifi_type", ADDRESS)),
        attr(3, "IFLA_IFNAME", TEXT).interface_name().subject(),
        attr(4, "IFLA_MTU", U32).key(),
        attr(5, "IFLA_LINK", LINK).key(),
        attr(6, "IFLA_QDISC", TEXT),
        attr(7, "IFLA_STATS", fixed(&RTNL_LINK_STATS)),
        // Never used, so of no known type.
        attr(8, "IFLA_COST", RAW),
        attr(9, "IFLA_PRIORITY", RAW),
        attr(10, "IFLA_MASTER", U32.interface()).key(),
        attr(11, "IFLA_WIRELESS", wireless::EVENTS),
        attr(12, "IFLA_PROTINFO", select("ifi_family", &PROTINFO)).distinct(),
        attr(13, "IFLA_TXQLEN", U32),
        attr(14, "IFLA_MAP", fixed(&RTNL_LINK_IFMAP)),
        attr(15, "IFLA_WEIGHT", U32),
        attr(16, "IFLA_OPERSTATE", U8.name(&IF_OPER)).key(),
        attr(17, "IFLA_LINKMODE", U8.name(&IF_LINK_MODE)),
        attr(18, "IFLA_LINKINFO", nest(&IFLA_INFO)).distinct(),
        attr(19, "IFLA_NET_NS_PID", U32).key(),
        attr(20, "IFLA_IFALIAS", TEXT),
        attr(21, "IFLA_NUM_VF", U32),
        attr(22, "IFLA_VFINFO_LIST", nest(&IFLA_VF_INFO)),
        attr(23, "IFLA_STATS64", fixed(&RTNL_LINK_STATS64)),
        attr(24, "IFLA_VF_PORTS", nest(&IFLA_VF_PORT)),
        attr(25, "IFLA_PORT_SELF", nest(&IFLA_PORT)),
        attr(26, "IFLA_AF_SPEC", select("ifi_family", &AF_SPEC)),
        attr(27, "IFLA_GROUP", U32),
        attr(28, "IFLA_NET_NS_FD", U32).key(),
        attr(29, "IFLA_EXT_MASK", U32.flags(&RTEXT_FILTER)),
        attr(30, "IFLA_PROMISCUITY", U32),
        attr(31, "IFLA_NUM_TX_QUEUES", U32),
        attr(32, "IFLA_NUM_RX_QUEUES", U32),
        attr(33, "IFLA_CARRIER", U8.bool()),
        attr(34, "IFLA_PHYS_PORT_ID", OPAQUE),
        attr(35, "IFLA_CARRIER_CHANGES", U32),
        attr(36, "IFLA_PHYS_SWITCH_ID", OPAQUE),
        attr(37, "IFLA_LINK_NETNSID", S32),
        attr(38, "IFLA_PHYS_PORT_NAME", TEXT),
        attr(39, "IFLA_PROTO_DOWN", U8.bool()),
        attr(40, "IFLA_GSO_MAX_SEGS", U32),
        attr(41, "IFLA_GSO_MAX_SIZE", U32),
        attr(42, "IFLA_PAD", PAD),
        attr(43, "IFLA_XDP", nest(&IFLA_XDP)),
        attr(44, "IFLA_EVENT", U32.name(&IFLA_EVENT)),
        attr(45, "IFLA_NEW_NETNSID", S32),
        attr(46, "IFLA_IF_NETNSID", S32),
        attr(47, "IFLA_CARRIER_UP_COUNT", U32),
        attr(48, "IFLA_CARRIER_DOWN_COUNT", U32),
        attr(
            49,
            "IFLA_NEW_IFINDEX",
            select("IFLA_NEW_NETNSID", &[(UpTo(u64::MAX), S32), (Otherwise, S32.interface())]),
        ),
        attr(50, "IFLA_MIN_MTU", U32),
        attr(51, "IFLA_MAX_MTU", U32),
        attr(52, "IFLA_PROP_LIST", nest(&IFLA)),
        attr(53, "IFLA_ALT_IFNAME", TEXT).repeats().key(),
        attr(54, "IFLA_PERM_ADDRESS", select("ifi_type", ADDRESS)),
        attr(55, "IFLA_PROTO_DOWN_REASON", nest(&IFLA_PROTO_DOWN_REASON)),
        attr(56, "IFLA_PARENT_DEV_NAME", TEXT).nul_terminated(),
        attr(57, "IFLA_PARENT_DEV_BUS_NAME", TEXT),
        attr(58, "IFLA_GRO_MAX_SIZE", U32),
        attr(59, "IFLA_TSO_MAX_SIZE", U32),
        attr(60, "IFLA_TSO_MAX_SEGS", U32),
        attr(61, "IFLA_ALLMULTI", U32),
        attr(62, "IFLA_DEVLINK_PORT", nest(&DEVLINK_ATTR)),
        attr(63, "IFLA_GSO_IPV4_MAX_SIZE", U32),
        attr(64, "IFLA_GRO_IPV4_MAX_SIZE", U32),
        attr(65, "IFLA_DPLL_PIN", nest(&DPLL_A)),
        attr(66, "IFLA_MAX_PACING_OFFLOAD_HORIZON", UINT.unit(Unit::Nanoseconds)),
        attr(67, "IFLA_NETNS_IMMUTABLE", U8.bool()),
        attr(68, "IFLA_HEADROOM", U16.unit(Unit::Bytes)),
        attr(69, "IFLA_TAILROOM", U16.unit(Unit::Bytes)),
    ],
);

/// The interface under or beside this one: an index here, unless the link has the attribute of another namespace.
pub(super) const LINK: Kind =
    select("IFLA_LINK_NETNSID", &[(UpTo(u64::MAX), U32), (Otherwise, U32.interface())]);

/// A hardware address, by the link's type: for tunnels an IPv4 or IPv6 address.
const ADDRESS: &[(Case, Kind)] = &[
    (OneOf(&[768, 776, 778]), select("@len", &[(Is(4), IP4), (Otherwise, LLADDR)])),
    (OneOf(&[769, 823]), select("@len", &[(Is(16), IP6), (Otherwise, LLADDR)])),
    (Otherwise, LLADDR),
];

/// `IFLA_INFO_*`: the kind of link, and its driver's data.
static IFLA_INFO: Set = set(
    "IFLA_INFO",
    &[
        attr(1, "IFLA_INFO_KIND", TEXT).key(),
        attr(2, "IFLA_INFO_DATA", select("IFLA_INFO_KIND", &kind::DATA)).distinct(),
        attr(3, "IFLA_INFO_XSTATS", select("IFLA_INFO_KIND", &kind::XSTATS)),
        attr(4, "IFLA_INFO_SLAVE_KIND", TEXT),
        attr(5, "IFLA_INFO_SLAVE_DATA", select("IFLA_INFO_SLAVE_KIND", &kind::SLAVE)).distinct(),
    ],
);

static IFLA_XDP: Set = set(
    "IFLA_XDP",
    &[
        attr(1, "IFLA_XDP_FD", S32),
        attr(2, "IFLA_XDP_ATTACHED", U8.name(&XDP_ATTACHED)),
        attr(3, "IFLA_XDP_FLAGS", U32.flags(&XDP_FLAGS)),
        attr(4, "IFLA_XDP_PROG_ID", U32),
        attr(5, "IFLA_XDP_DRV_PROG_ID", U32),
        attr(6, "IFLA_XDP_SKB_PROG_ID", U32),
        attr(7, "IFLA_XDP_HW_PROG_ID", U32),
        attr(8, "IFLA_XDP_EXPECTED_FD", S32),
    ],
);

static IFLA_PROTO_DOWN_REASON: Set = set(
    "IFLA_PROTO_DOWN_REASON",
    &[attr(1, "IFLA_PROTO_DOWN_REASON_MASK", U32.hex()), attr(2, "IFLA_PROTO_DOWN_REASON_VALUE", U32.hex())],
);

/// The link's port of a devlink instance  (linux/devlink.h)
static DEVLINK_ATTR: Set = set(
    "DEVLINK_ATTR",
    &[
        attr(1, "DEVLINK_ATTR_BUS_NAME", TEXT).key().resent(),
        attr(2, "DEVLINK_ATTR_DEV_NAME", TEXT).key().resent(),
        attr(3, "DEVLINK_ATTR_PORT_INDEX", U32).key().resent(),
        attr(184, "DEVLINK_ATTR_INDEX", UINT),
    ],
);

/// The pin that the link's clock comes from; empty if it has none  (linux/dpll.h)
static DPLL_A: Set = set("DPLL_A", &[attr(1, "DPLL_A_PIN_ID", U32).key()]);

static RTNL_LINK_STATS: Struct = layout(
    "rtnl_link_stats",
    96,
    &[
        field("rx_packets", U32),
        field("tx_packets", U32),
        field("rx_bytes", U32),
        field("tx_bytes", U32),
        field("rx_errors", U32),
        field("tx_errors", U32),
        field("rx_dropped", U32),
        field("tx_dropped", U32),
        field("multicast", U32),
        field("collisions", U32),
        field("rx_length_errors", U32),
        field("rx_over_errors", U32),
        field("rx_crc_errors", U32),
        field("rx_frame_errors", U32),
        field("rx_fifo_errors", U32),
        field("rx_missed_errors", U32),
        field("tx_aborted_errors", U32),
        field("tx_carrier_errors", U32),
        field("tx_fifo_errors", U32),
        field("tx_heartbeat_errors", U32),
        field("tx_window_errors", U32),
        field("rx_compressed", U32),
        field("tx_compressed", U32),
        field("rx_nohandler", U32),
    ],
)
.grown_from(92);

/// `struct rtnl_link_stats64`.
pub(super) static RTNL_LINK_STATS64: Struct = layout(
    "rtnl_link_stats64",
    200,
    &[
        field("rx_packets", U64),
        field("tx_packets", U64),
        field("rx_bytes", U64),
        field("tx_bytes", U64),
        field("rx_errors", U64),
        field("tx_errors", U64),
        field("rx_dropped", U64),
        field("tx_dropped", U64),
        field("multicast", U64),
        field("collisions", U64),
        field("rx_length_errors", U64),
        field("rx_over_errors", U64),
        field("rx_crc_errors", U64),
        field("rx_frame_errors", U64),
        field("rx_fifo_errors", U64),
        field("rx_missed_errors", U64),
        field("tx_aborted_errors", U64),
        field("tx_carrier_errors", U64),
        field("tx_fifo_errors", U64),
        field("tx_heartbeat_errors", U64),
        field("tx_window_errors", U64),
        field("rx_compressed", U64),
        field("tx_compressed", U64),
        field("rx_nohandler", U64),
        field("rx_otherhost_dropped", U64),
    ],
)
.grown_from(184);

static RTNL_LINK_IFMAP: Struct = layout(
    "rtnl_link_ifmap",
    32,
    &[
        field("mem_start", U64),
        field("mem_end", U64),
        field("base_addr", U64),
        field("irq", U16),
        field("dma", U8),
        field("port", U8),
        field("", pad(4)),
    ],
);

static IF_OPER: Names = names(&[
    (0, "IF_OPER_UNKNOWN"),
    (1, "IF_OPER_NOTPRESENT"),
    (2, "IF_OPER_DOWN"),
    (3, "IF_OPER_LOWERLAYERDOWN"),
    (4, "IF_OPER_TESTING"),
    (5, "IF_OPER_DORMANT"),
    (6, "IF_OPER_UP"),
]);

static IF_LINK_MODE: Names =
    names(&[(0, "IF_LINK_MODE_DEFAULT"), (1, "IF_LINK_MODE_DORMANT"), (2, "IF_LINK_MODE_TESTING")]);

static RTEXT_FILTER: Names = names(&[
    (0x1, "RTEXT_FILTER_VF"),
    (0x2, "RTEXT_FILTER_BRVLAN"),
    (0x4, "RTEXT_FILTER_BRVLAN_COMPRESSED"),
    (0x8, "RTEXT_FILTER_SKIP_STATS"),
    (0x10, "RTEXT_FILTER_MRP"),
    (0x20, "RTEXT_FILTER_CFM_CONFIG"),
    (0x40, "RTEXT_FILTER_CFM_STATUS"),
    (0x80, "RTEXT_FILTER_MST"),
    (0x100, "RTEXT_FILTER_NAME_ONLY"),
]);

static IFLA_EVENT: Names = names(&[
    (0, "IFLA_EVENT_NONE"),
    (1, "IFLA_EVENT_REBOOT"),
    (2, "IFLA_EVENT_FEATURES"),
    (3, "IFLA_EVENT_BONDING_FAILOVER"),
    (4, "IFLA_EVENT_NOTIFY_PEERS"),
    (5, "IFLA_EVENT_IGMP_RESEND"),
    (6, "IFLA_EVENT_BONDING_OPTIONS"),
]);

static XDP_ATTACHED: Names = names(&[
    (0, "XDP_ATTACHED_NONE"),
    (1, "XDP_ATTACHED_DRV"),
    (2, "XDP_ATTACHED_SKB"),
    (3, "XDP_ATTACHED_HW"),
    (4, "XDP_ATTACHED_MULTI"),
]);

static XDP_FLAGS: Names = names(&[
    (0x1, "XDP_FLAGS_UPDATE_IF_NOEXIST"),
    (0x2, "XDP_FLAGS_SKB_MODE"),
    (0x4, "XDP_FLAGS_DRV_MODE"),
    (0x8, "XDP_FLAGS_HW_MODE"),
    (0x10, "XDP_FLAGS_REPLACE"),
]);

#[cfg(test)]
mod tests {
    use crate::family::route::testing::{REQUEST, assert_decoded, attribute, decoded};

    const HEAD: [u8; 16] = [0; 16];

    #[test]
    fn a_peer_is_a_link_inside_a_link() {
        let inner = [&HEAD[..], &attribute(18, &attribute(1, b"veth"))].concat();
        let info = [attribute(1, b"veth"), attribute(2, &attribute(1, &inner))].concat();
        let fields = decoded(16, REQUEST, &[&HEAD, &attribute(18, &info)]);
        assert_eq!(fields.iter().filter(|field| *field == "IFLA_INFO_KIND=veth").count(), 2);
    }

    #[test]
    fn requests_name_a_slave_as_if_it_were_a_kind() {
        let state = attribute(1, &[2]);
        let request = [attribute(1, b"bridge_slave"), attribute(5, &state)].concat();
        let reply = [attribute(4, b"bridge\0"), attribute(5, &state)].concat();
        for info in [request, reply] {
            let fields = decoded(16, 0, &[&HEAD, &attribute(18, &info)]);
            assert_decoded(&fields, &["IFLA_BRPORT_STATE=BR_STATE_LEARNING"]);
        }
    }

    #[test]
    fn a_kind_without_data_has_an_empty_nest_of_them() {
        // `ip link add type dummy`: data of any kind.
        let info = [attribute(1, b"dummy"), attribute(2, &[])].concat();
        decoded(16, REQUEST, &[&HEAD, &attribute(18, &info)]);
    }

    #[test]
    fn open_vswitch_asks_for_its_own_kind() {
        let data = attribute(2, &attribute(5, &[0x17, 0xc1]));
        let info = [attribute(1, b"ovs_geneve"), data].concat();
        assert_decoded(&decoded(16, REQUEST, &[&HEAD, &attribute(18, &info)]), &["IFLA_GENEVE_PORT=6081"]);
    }

    #[test]
    fn statistics_of_older_kernels_are_shorter() {
        for len in [184, 192, 200] {
            decoded(16, 0, &[&HEAD, &attribute(23, &vec![0; len])]);
        }
        decoded(16, 0, &[&HEAD, &attribute(7, &[0; 92])]);
    }
}
