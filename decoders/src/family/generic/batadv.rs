//! `batadv`: the routes, neighbours and settings of a B.A.T.M.A.N. mesh  (linux/batman_adv.h, linux/batadv_packet.h)

use crate::schema::{Case::*, Class::*, *};

pub(super) static FAMILY: Generic = generic("batadv", &COMMANDS).module("batman-adv");

/// A request to begin a measurement is answered with its cookie. The result comes later with the same command.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "BATADV_CMD_GET_MESH", Get, &BODY),
    msg(2, "BATADV_CMD_TP_METER", Get, &BODY).changing(),
    msg(3, "BATADV_CMD_TP_METER_CANCEL", Delete, &BODY),
    msg(4, "BATADV_CMD_GET_ROUTING_ALGOS", Get, &BODY),
    msg(5, "BATADV_CMD_GET_HARDIF", Get, &BODY),
    msg(6, "BATADV_CMD_GET_TRANSTABLE_LOCAL", Get, &BODY),
    msg(7, "BATADV_CMD_GET_TRANSTABLE_GLOBAL", Get, &BODY),
    msg(8, "BATADV_CMD_GET_ORIGINATORS", Get, &BODY),
    msg(9, "BATADV_CMD_GET_NEIGHBORS", Get, &BODY),
    msg(10, "BATADV_CMD_GET_GATEWAYS", Get, &BODY),
    msg(11, "BATADV_CMD_GET_BLA_CLAIM", Get, &BODY),
    msg(12, "BATADV_CMD_GET_BLA_BACKBONE", Get, &BODY),
    msg(13, "BATADV_CMD_GET_DAT_CACHE", Get, &BODY),
    msg(14, "BATADV_CMD_GET_MCAST_FLAGS", Get, &BODY),
    msg(15, "BATADV_CMD_SET_MESH", New, &BODY),
    msg(16, "BATADV_CMD_SET_HARDIF", New, &BODY),
    msg(17, "BATADV_CMD_GET_VLAN", Get, &BODY),
    msg(18, "BATADV_CMD_SET_VLAN", New, &BODY),
]));

static BODY: Body = headless(nest(&BATADV_ATTR));

const INTERVAL: Kind = U32.unit(Unit::Milliseconds);
const BANDWIDTH: Kind = U32.unit(Unit::HundredKilobitsPerSecond);

static BATADV_ATTR: Set = set(
    "BATADV_ATTR",
    &[
        attr(1, "BATADV_ATTR_VERSION", TEXT),
        attr(2, "BATADV_ATTR_ALGO_NAME", TEXT),
        attr(3, "BATADV_ATTR_MESH_IFINDEX", U32.interface()).key(),
        attr(4, "BATADV_ATTR_MESH_IFNAME", TEXT),
        attr(5, "BATADV_ATTR_MESH_ADDRESS", MAC),
        attr(6, "BATADV_ATTR_HARD_IFINDEX", U32.interface()).key(),
        attr(7, "BATADV_ATTR_HARD_IFNAME", TEXT),
        attr(8, "BATADV_ATTR_HARD_ADDRESS", MAC),
        attr(9, "BATADV_ATTR_ORIG_ADDRESS", MAC),
        attr(10, "BATADV_ATTR_TPMETER_RESULT", U8.name(&BATADV_TP_REASON)),
        attr(11, "BATADV_ATTR_TPMETER_TEST_TIME", INTERVAL),
        attr(12, "BATADV_ATTR_TPMETER_BYTES", U64.unit(Unit::Bytes)),
        attr(13, "BATADV_ATTR_TPMETER_COOKIE", U32.hex()),
        attr(14, "BATADV_ATTR_PAD", PAD),
        attr(15, "BATADV_ATTR_ACTIVE", FLAG),
        attr(16, "BATADV_ATTR_TT_ADDRESS", MAC),
        attr(17, "BATADV_ATTR_TT_TTVN", U8),
        attr(18, "BATADV_ATTR_TT_LAST_TTVN", U8),
        attr(19, "BATADV_ATTR_TT_CRC32", U32.hex()),
        attr(20, "BATADV_ATTR_TT_VID", VID),
        attr(21, "BATADV_ATTR_TT_FLAGS", U32.flags(&BATADV_TT_CLIENT)),
        attr(22, "BATADV_ATTR_FLAG_BEST", FLAG),
        attr(23, "BATADV_ATTR_LAST_SEEN_MSECS", INTERVAL),
        attr(24, "BATADV_ATTR_NEIGH_ADDRESS", MAC),
        attr(25, "BATADV_ATTR_TQ", U8.unit(Unit::Of255)),
        attr(26, "BATADV_ATTR_THROUGHPUT", U32.unit(Unit::KilobitsPerSecond)),
        attr(27, "BATADV_ATTR_BANDWIDTH_UP", BANDWIDTH),
        attr(28, "BATADV_ATTR_BANDWIDTH_DOWN", BANDWIDTH),
        attr(29, "BATADV_ATTR_ROUTER", MAC),
        attr(30, "BATADV_ATTR_BLA_OWN", FLAG),
        attr(31, "BATADV_ATTR_BLA_ADDRESS", MAC),
        attr(32, "BATADV_ATTR_BLA_VID", VID),
        attr(33, "BATADV_ATTR_BLA_BACKBONE", MAC),
        attr(34, "BATADV_ATTR_BLA_CRC", U16.hex()),
        attr(35, "BATADV_ATTR_DAT_CACHE_IP4ADDRESS", IP4),
        attr(36, "BATADV_ATTR_DAT_CACHE_HWADDRESS", MAC),
        attr(37, "BATADV_ATTR_DAT_CACHE_VID", VID),
        attr(38, "BATADV_ATTR_MCAST_FLAGS", U32.flags(&BATADV_MCAST)),
        attr(39, "BATADV_ATTR_MCAST_FLAGS_PRIV", U32.flags(&BATADV_MCAST_FLAGS)),
        // The kernel reads two bytes and sends four.
        attr(40, "BATADV_ATTR_VLANID", select("@len", &[(Is(2), U16), (Otherwise, U32)])),
        attr(41, "BATADV_ATTR_AGGREGATED_OGMS_ENABLED", U8.bool()),
        attr(42, "BATADV_ATTR_AP_ISOLATION_ENABLED", U8.bool()),
        attr(43, "BATADV_ATTR_ISOLATION_MARK", U32.hex()),
        attr(44, "BATADV_ATTR_ISOLATION_MASK", U32.hex()),
        attr(45, "BATADV_ATTR_BONDING_ENABLED", U8.bool()),
        attr(46, "BATADV_ATTR_BRIDGE_LOOP_AVOIDANCE_ENABLED", U8.bool()),
        attr(47, "BATADV_ATTR_DISTRIBUTED_ARP_TABLE_ENABLED", U8.bool()),
        attr(48, "BATADV_ATTR_FRAGMENTATION_ENABLED", U8.bool()),
        attr(49, "BATADV_ATTR_GW_BANDWIDTH_DOWN", BANDWIDTH),
        attr(50, "BATADV_ATTR_GW_BANDWIDTH_UP", BANDWIDTH),
        attr(51, "BATADV_ATTR_GW_MODE", U8.name(&BATADV_GW_MODE)),
        // Of B.A.T.M.A.N. IV a class, of V a throughput in 100 kbit/s.
        attr(52, "BATADV_ATTR_GW_SEL_CLASS", U32),
        attr(53, "BATADV_ATTR_HOP_PENALTY", U8.unit(Unit::Of255)),
        attr(54, "BATADV_ATTR_LOG_LEVEL", U32.flags(&BATADV_DBG)),
        attr(55, "BATADV_ATTR_MULTICAST_FORCEFLOOD_ENABLED", U8.bool()),
        attr(56, "BATADV_ATTR_NETWORK_CODING_ENABLED", U8.bool()),
        attr(57, "BATADV_ATTR_ORIG_INTERVAL", INTERVAL),
        attr(58, "BATADV_ATTR_ELP_INTERVAL", INTERVAL),
        attr(59, "BATADV_ATTR_THROUGHPUT_OVERRIDE", BANDWIDTH),
        attr(60, "BATADV_ATTR_MULTICAST_FANOUT", U32),
    ],
);

/// A VLAN's number, and whether there is a VLAN at all.
const VID: Kind = U16.parts(&[part("vid", 15, Show::Dec), part("has_tag", 1, Show::Bool)]);

static BATADV_TP_REASON: Names = names(&[
    (3, "BATADV_TP_REASON_COMPLETE"),
    (4, "BATADV_TP_REASON_CANCEL"),
    (128, "BATADV_TP_REASON_DST_UNREACHABLE"),
    (129, "BATADV_TP_REASON_RESEND_LIMIT"),
    (130, "BATADV_TP_REASON_ALREADY_ONGOING"),
    (131, "BATADV_TP_REASON_MEMORY_ERROR"),
    (132, "BATADV_TP_REASON_CANT_SEND"),
    (133, "BATADV_TP_REASON_TOO_MANY"),
]);

static BATADV_TT_CLIENT: Names = names(&[
    (0x1, "BATADV_TT_CLIENT_DEL"),
    (0x2, "BATADV_TT_CLIENT_ROAM"),
    (0x10, "BATADV_TT_CLIENT_WIFI"),
    (0x20, "BATADV_TT_CLIENT_ISOLA"),
    (0x100, "BATADV_TT_CLIENT_NOPURGE"),
    (0x200, "BATADV_TT_CLIENT_NEW"),
    (0x400, "BATADV_TT_CLIENT_PENDING"),
    (0x800, "BATADV_TT_CLIENT_TEMP"),
]);

/// The multicasts that a node wants; also in packets of the mesh.
static BATADV_MCAST: Names = names(&[
    (0x1, "BATADV_MCAST_WANT_ALL_UNSNOOPABLES"),
    (0x2, "BATADV_MCAST_WANT_ALL_IPV4"),
    (0x4, "BATADV_MCAST_WANT_ALL_IPV6"),
    (0x8, "BATADV_MCAST_WANT_NO_RTR4"),
    (0x10, "BATADV_MCAST_WANT_NO_RTR6"),
    (0x20, "BATADV_MCAST_HAVE_MC_PTYPE_CAPA"),
]);

static BATADV_MCAST_FLAGS: Names = names(&[
    (0x1, "BATADV_MCAST_FLAGS_BRIDGED"),
    (0x2, "BATADV_MCAST_FLAGS_QUERIER_IPV4_EXISTS"),
    (0x4, "BATADV_MCAST_FLAGS_QUERIER_IPV6_EXISTS"),
    (0x8, "BATADV_MCAST_FLAGS_QUERIER_IPV4_SHADOWING"),
    (0x10, "BATADV_MCAST_FLAGS_QUERIER_IPV6_SHADOWING"),
]);

static BATADV_GW_MODE: Names =
    names(&[(0, "BATADV_GW_MODE_OFF"), (1, "BATADV_GW_MODE_CLIENT"), (2, "BATADV_GW_MODE_SERVER")]);

/// Of the kernel's own net/batman-adv/log.h.
static BATADV_DBG: Names = names(&[
    (0x1, "BATADV_DBG_BATMAN"),
    (0x2, "BATADV_DBG_ROUTES"),
    (0x4, "BATADV_DBG_TT"),
    (0x8, "BATADV_DBG_BLA"),
    (0x10, "BATADV_DBG_DAT"),
    (0x20, "BATADV_DBG_NC"),
    (0x40, "BATADV_DBG_MCAST"),
    (0x80, "BATADV_DBG_TP_METER"),
]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_client_of_the_mesh() {
        let client =
            [attribute(16, &[2, 0, 0, 0, 0, 9]), attribute(20, &[5, 0x80]), attribute(21, &[0x10, 1, 0, 0])];
        let decoded = decoded(&FAMILY, (6, 2), &[&client.concat()]);
        assert_eq!(values(&decoded, "BATADV_ATTR_TT_ADDRESS"), ["02:00:00:00:00:09"]);
        assert_eq!(
            values(&decoded, "BATADV_ATTR_TT_FLAGS"),
            ["BATADV_TT_CLIENT_WIFI|BATADV_TT_CLIENT_NOPURGE"]
        );
    }

    #[test]
    fn a_vlan_is_told_wider_than_it_is_asked() {
        for (flags, vlan) in [(5, &[7, 0][..]), (2, &[7, 0, 0, 0])] {
            let decoded = decoded(&FAMILY, (18, flags), &[&attribute(40, vlan), &attribute(42, &[1])]);
            assert_eq!(values(&decoded, "BATADV_ATTR_VLANID"), ["7"]);
        }
    }
}
