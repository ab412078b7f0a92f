//! `l2tp`: tunnels and the sessions in them  (linux/l2tp.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("l2tp", &COMMANDS).module("l2tp_netlink");

static COMMANDS: Commands = commands(&numbered([
    msg(0, "L2TP_CMD_NOOP", Get, &BODY),
    msg(1, "L2TP_CMD_TUNNEL_CREATE", New, &BODY),
    msg(2, "L2TP_CMD_TUNNEL_DELETE", Delete, &BODY),
    msg(3, "L2TP_CMD_TUNNEL_MODIFY", New, &BODY),
    msg(4, "L2TP_CMD_TUNNEL_GET", Get, &BODY),
    msg(5, "L2TP_CMD_SESSION_CREATE", New, &BODY),
    msg(6, "L2TP_CMD_SESSION_DELETE", Delete, &BODY),
    msg(7, "L2TP_CMD_SESSION_MODIFY", New, &BODY),
    msg(8, "L2TP_CMD_SESSION_GET", Get, &BODY),
]));

static BODY: Body = headless(nest(&L2TP_ATTR));

static L2TP_ATTR: Set = set(
    "L2TP_ATTR",
    &[
        attr(1, "L2TP_ATTR_PW_TYPE", U16.name(&L2TP_PWTYPE)),
        attr(2, "L2TP_ATTR_ENCAP_TYPE", U16.name(&L2TP_ENCAPTYPE)),
        attr(3, "L2TP_ATTR_OFFSET", U16.unit(Unit::Bytes)),
        attr(4, "L2TP_ATTR_DATA_SEQ", U8.name(&L2TP_SEQ)),
        attr(5, "L2TP_ATTR_L2SPEC_TYPE", U8.name(&L2TP_L2SPECTYPE)),
        attr(6, "L2TP_ATTR_L2SPEC_LEN", U8.unit(Unit::Bytes)),
        attr(7, "L2TP_ATTR_PROTO_VERSION", U8),
        attr(8, "L2TP_ATTR_IFNAME", TEXT).key(),
        attr(9, "L2TP_ATTR_CONN_ID", U32).key(),
        attr(10, "L2TP_ATTR_PEER_CONN_ID", U32).key(),
        attr(11, "L2TP_ATTR_SESSION_ID", U32).key(),
        attr(12, "L2TP_ATTR_PEER_SESSION_ID", U32),
        attr(13, "L2TP_ATTR_UDP_CSUM", U8.bool()),
        attr(14, "L2TP_ATTR_VLAN_ID", U16),
        attr(15, "L2TP_ATTR_COOKIE", OPAQUE).secret(),
        attr(16, "L2TP_ATTR_PEER_COOKIE", OPAQUE).secret(),
        attr(17, "L2TP_ATTR_DEBUG", U32.flags(&L2TP_MSG)),
        attr(18, "L2TP_ATTR_RECV_SEQ", U8.bool()),
        attr(19, "L2TP_ATTR_SEND_SEQ", U8.bool()),
        attr(20, "L2TP_ATTR_LNS_MODE", U8.bool()),
        attr(21, "L2TP_ATTR_USING_IPSEC", U8.bool()),
        attr(22, "L2TP_ATTR_RECV_TIMEOUT", U64.unit(Unit::Milliseconds)),
        attr(23, "L2TP_ATTR_FD", U32),
        attr(24, "L2TP_ATTR_IP_SADDR", IP4),
        attr(25, "L2TP_ATTR_IP_DADDR", IP4),
        // In the machine's own order.
        attr(26, "L2TP_ATTR_UDP_SPORT", U16),
        attr(27, "L2TP_ATTR_UDP_DPORT", U16),
        attr(28, "L2TP_ATTR_MTU", U16.unit(Unit::Bytes)),
        attr(29, "L2TP_ATTR_MRU", U16.unit(Unit::Bytes)),
        attr(30, "L2TP_ATTR_STATS", nest(&L2TP_ATTR_STATS)),
        attr(31, "L2TP_ATTR_IP6_SADDR", IP6),
        attr(32, "L2TP_ATTR_IP6_DADDR", IP6),
        attr(33, "L2TP_ATTR_UDP_ZERO_CSUM6_TX", FLAG),
        attr(34, "L2TP_ATTR_UDP_ZERO_CSUM6_RX", FLAG),
        attr(35, "L2TP_ATTR_PAD", PAD),
    ],
);

static L2TP_ATTR_STATS: Set = set(
    "L2TP_ATTR_STATS",
    &[
        attr(1, "L2TP_ATTR_TX_PACKETS", U64.unit(Unit::Packets)),
        attr(2, "L2TP_ATTR_TX_BYTES", U64.unit(Unit::Bytes)),
        attr(3, "L2TP_ATTR_TX_ERRORS", U64),
        attr(4, "L2TP_ATTR_RX_PACKETS", U64.unit(Unit::Packets)),
        attr(5, "L2TP_ATTR_RX_BYTES", U64.unit(Unit::Bytes)),
        attr(6, "L2TP_ATTR_RX_SEQ_DISCARDS", U64.unit(Unit::Packets)),
        attr(7, "L2TP_ATTR_RX_OOS_PACKETS", U64.unit(Unit::Packets)),
        attr(8, "L2TP_ATTR_RX_ERRORS", U64),
        attr(9, "L2TP_ATTR_STATS_PAD", PAD),
        attr(10, "L2TP_ATTR_RX_COOKIE_DISCARDS", U64.unit(Unit::Packets)),
        attr(11, "L2TP_ATTR_RX_INVALID", U64.unit(Unit::Packets)),
    ],
);

static L2TP_PWTYPE: Names = names(&[
    (0, "L2TP_PWTYPE_NONE"),
    (4, "L2TP_PWTYPE_ETH_VLAN"),
    (5, "L2TP_PWTYPE_ETH"),
    (7, "L2TP_PWTYPE_PPP"),
    (8, "L2TP_PWTYPE_PPP_AC"),
    (11, "L2TP_PWTYPE_IP"),
]);
static L2TP_ENCAPTYPE: Names = names(&[(0, "L2TP_ENCAPTYPE_UDP"), (1, "L2TP_ENCAPTYPE_IP")]);
static L2TP_SEQ: Names = names(&[(0, "L2TP_SEQ_NONE"), (1, "L2TP_SEQ_IP"), (2, "L2TP_SEQ_ALL")]);
static L2TP_L2SPECTYPE: Names = names(&[(0, "L2TP_L2SPECTYPE_NONE"), (1, "L2TP_L2SPECTYPE_DEFAULT")]);
static L2TP_MSG: Names = names(&[
    (0x1, "L2TP_MSG_DEBUG"),
    (0x2, "L2TP_MSG_CONTROL"),
    (0x4, "L2TP_MSG_SEQ"),
    (0x8, "L2TP_MSG_DATA"),
]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_session() {
        let stats = attribute(30, &attribute(2, &[0xe8, 3, 0, 0, 0, 0, 0, 0]));
        let decoded =
            decoded(&FAMILY, (8, 0), &[&attribute(1, &[5, 0]), &attribute(17, &[6, 0, 0, 0]), &stats]);
        assert_eq!(values(&decoded, "L2TP_ATTR_PW_TYPE"), ["L2TP_PWTYPE_ETH"]);
        assert_eq!(values(&decoded, "L2TP_ATTR_DEBUG"), ["L2TP_MSG_CONTROL|L2TP_MSG_SEQ"]);
        assert_eq!(values(&decoded, "L2TP_ATTR_TX_BYTES"), ["1000"]);
    }
}
