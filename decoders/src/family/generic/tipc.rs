//! `TIPCv2`: bearers, links, names and neighbours of a TIPC node  (linux/tipc_netlink.h)

use crate::family::shared::{sockaddr::SOCKADDR, tipc::TIPC_NLA_SOCK};
use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("TIPCv2", &COMMANDS).module("tipc");

/// An answer has the number of its request, except for the remote ends of a bearer over UDP.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "TIPC_NL_LEGACY", Get, &BODY),
    msg(2, "TIPC_NL_BEARER_DISABLE", Delete, &BODY),
    msg(3, "TIPC_NL_BEARER_ENABLE", New, &BODY),
    msg_pair(4, "TIPC_NL_BEARER_GET", Get, &BODY, &BEARER_OR_REMOTE),
    msg(5, "TIPC_NL_BEARER_SET", New, &BODY),
    msg(6, "TIPC_NL_SOCK_GET", Get, &BODY),
    msg(7, "TIPC_NL_PUBL_GET", Get, &BODY),
    msg(8, "TIPC_NL_LINK_GET", Get, &BODY),
    msg(9, "TIPC_NL_LINK_SET", New, &BODY),
    msg(10, "TIPC_NL_LINK_RESET_STATS", New, &BODY),
    msg(11, "TIPC_NL_MEDIA_GET", Get, &BODY),
    msg(12, "TIPC_NL_MEDIA_SET", New, &BODY),
    msg(13, "TIPC_NL_NODE_GET", Get, &BODY),
    msg(14, "TIPC_NL_NET_GET", Get, &BODY),
    msg(15, "TIPC_NL_NET_SET", New, &BODY),
    msg(16, "TIPC_NL_NAME_TABLE_GET", Get, &BODY),
    msg(17, "TIPC_NL_MON_SET", New, &BODY),
    msg(18, "TIPC_NL_MON_GET", Get, &BODY),
    msg(19, "TIPC_NL_MON_PEER_GET", Get, &BODY),
    msg(20, "TIPC_NL_PEER_REMOVE", Delete, &BODY),
    msg(21, "TIPC_NL_BEARER_ADD", New, &BODY),
    msg(22, "TIPC_NL_UDP_GET_REMOTEIP", Get, &BODY),
    msg(23, "TIPC_NL_KEY_SET", New, &BODY),
    msg(24, "TIPC_NL_KEY_FLUSH", Delete, &BODY),
    msg(25, "TIPC_NL_ADDR_LEGACY_GET", Get, &BODY),
]));

static BODY: Body = headless(nest(&TIPC_NLA));

static TIPC_NLA: Set = set(
    "TIPC_NLA",
    &[
        attr(1, "TIPC_NLA_BEARER", nest(&TIPC_NLA_BEARER)),
        attr(2, "TIPC_NLA_SOCK", nest(&TIPC_NLA_SOCK)),
        attr(3, "TIPC_NLA_PUBL", nest(&TIPC_NLA_PUBL)),
        attr(4, "TIPC_NLA_LINK", nest(&TIPC_NLA_LINK)),
        attr(5, "TIPC_NLA_MEDIA", nest(&TIPC_NLA_MEDIA)),
        attr(6, "TIPC_NLA_NODE", nest(&TIPC_NLA_NODE)),
        attr(7, "TIPC_NLA_NET", nest(&TIPC_NLA_NET)),
        attr(8, "TIPC_NLA_NAME_TABLE", nest(&TIPC_NLA_NAME_TABLE)),
        attr(9, "TIPC_NLA_MON", nest(&TIPC_NLA_MON)),
        attr(10, "TIPC_NLA_MON_PEER", nest(&TIPC_NLA_MON_PEER)),
    ],
);

/// `TIPC_NL_UDP_GET_REMOTEIP` is answered as a query of bearers, with attributes that belong to a bearer's options in other
/// messages.
static BEARER_OR_REMOTE: Body = headless(nest(&ANSWERS));

static ANSWERS: Set = set(
    "TIPC_NLA",
    &[attr(1, "TIPC_NLA_BEARER", nest(&TIPC_NLA_BEARER)), attr(2, "TIPC_NLA_UDP_REMOTE", SOCKADDR)],
);

static TIPC_NLA_BEARER: Set = set(
    "TIPC_NLA_BEARER",
    &[
        attr(1, "TIPC_NLA_BEARER_NAME", TEXT).key(),
        attr(2, "TIPC_NLA_BEARER_PROP", nest(&TIPC_NLA_PROP)),
        attr(3, "TIPC_NLA_BEARER_DOMAIN", U32.hex()),
        attr(4, "TIPC_NLA_BEARER_UDP_OPTS", nest(&TIPC_NLA_UDP)),
    ],
);

static TIPC_NLA_UDP: Set = set(
    "TIPC_NLA_UDP",
    &[
        attr(1, "TIPC_NLA_UDP_LOCAL", SOCKADDR),
        attr(2, "TIPC_NLA_UDP_REMOTE", SOCKADDR),
        attr(3, "TIPC_NLA_UDP_MULTI_REMOTEIP", FLAG),
    ],
);

static TIPC_NLA_PROP: Set = set(
    "TIPC_NLA_PROP",
    &[
        attr(1, "TIPC_NLA_PROP_PRIO", U32),
        attr(2, "TIPC_NLA_PROP_TOL", U32.unit(Unit::Milliseconds)),
        attr(3, "TIPC_NLA_PROP_WIN", U32.unit(Unit::Packets)),
        attr(4, "TIPC_NLA_PROP_MTU", U32.unit(Unit::Bytes)),
        attr(5, "TIPC_NLA_PROP_BROADCAST", U32.flags(&BCLINK_MODE)),
        attr(6, "TIPC_NLA_PROP_BROADCAST_RATIO", U32.unit(Unit::Percent)),
    ],
);

/// Of the kernel's own net/tipc/bcast.h.
static BCLINK_MODE: Names =
    names(&[(0x1, "BCLINK_MODE_BCAST"), (0x2, "BCLINK_MODE_RCAST"), (0x4, "BCLINK_MODE_SEL")]);

static TIPC_NLA_PUBL: Set = set(
    "TIPC_NLA_PUBL",
    &[
        attr(1, "TIPC_NLA_PUBL_TYPE", U32),
        attr(2, "TIPC_NLA_PUBL_LOWER", U32),
        attr(3, "TIPC_NLA_PUBL_UPPER", U32),
        attr(4, "TIPC_NLA_PUBL_SCOPE", U32.name(&SCOPE)),
        attr(5, "TIPC_NLA_PUBL_NODE", U32.hex()),
        attr(6, "TIPC_NLA_PUBL_REF", U32),
        attr(7, "TIPC_NLA_PUBL_KEY", U32),
    ],
);

static SCOPE: Names = names(&[(1, "TIPC_ZONE_SCOPE"), (2, "TIPC_CLUSTER_SCOPE"), (3, "TIPC_NODE_SCOPE")]);

static TIPC_NLA_LINK: Set = set(
    "TIPC_NLA_LINK",
    &[
        attr(1, "TIPC_NLA_LINK_NAME", TEXT).key(),
        attr(2, "TIPC_NLA_LINK_DEST", U32.hex()),
        attr(3, "TIPC_NLA_LINK_MTU", U32.unit(Unit::Bytes)),
        attr(4, "TIPC_NLA_LINK_BROADCAST", FLAG),
        attr(5, "TIPC_NLA_LINK_UP", FLAG),
        attr(6, "TIPC_NLA_LINK_ACTIVE", FLAG),
        attr(7, "TIPC_NLA_LINK_PROP", nest(&TIPC_NLA_PROP)),
        attr(8, "TIPC_NLA_LINK_STATS", nest(&TIPC_NLA_STATS)),
        attr(9, "TIPC_NLA_LINK_RX", U32.unit(Unit::Packets)),
        attr(10, "TIPC_NLA_LINK_TX", U32.unit(Unit::Packets)),
    ],
);

static TIPC_NLA_STATS: Set = set(
    "TIPC_NLA_STATS",
    &[
        attr(1, "TIPC_NLA_STATS_RX_INFO", U32),
        attr(2, "TIPC_NLA_STATS_RX_FRAGMENTS", U32),
        attr(3, "TIPC_NLA_STATS_RX_FRAGMENTED", U32),
        attr(4, "TIPC_NLA_STATS_RX_BUNDLES", U32),
        attr(5, "TIPC_NLA_STATS_RX_BUNDLED", U32),
        attr(6, "TIPC_NLA_STATS_TX_INFO", U32),
        attr(7, "TIPC_NLA_STATS_TX_FRAGMENTS", U32),
        attr(8, "TIPC_NLA_STATS_TX_FRAGMENTED", U32),
        attr(9, "TIPC_NLA_STATS_TX_BUNDLES", U32),
        attr(10, "TIPC_NLA_STATS_TX_BUNDLED", U32),
        attr(11, "TIPC_NLA_STATS_MSG_PROF_TOT", U32),
        attr(12, "TIPC_NLA_STATS_MSG_LEN_CNT", U32),
        attr(13, "TIPC_NLA_STATS_MSG_LEN_TOT", U32.unit(Unit::Bytes)),
        attr(14, "TIPC_NLA_STATS_MSG_LEN_P0", U32),
        attr(15, "TIPC_NLA_STATS_MSG_LEN_P1", U32),
        attr(16, "TIPC_NLA_STATS_MSG_LEN_P2", U32),
        attr(17, "TIPC_NLA_STATS_MSG_LEN_P3", U32),
        attr(18, "TIPC_NLA_STATS_MSG_LEN_P4", U32),
        attr(19, "TIPC_NLA_STATS_MSG_LEN_P5", U32),
        attr(20, "TIPC_NLA_STATS_MSG_LEN_P6", U32),
        attr(21, "TIPC_NLA_STATS_RX_STATES", U32),
        attr(22, "TIPC_NLA_STATS_RX_PROBES", U32),
        attr(23, "TIPC_NLA_STATS_RX_NACKS", U32),
        attr(24, "TIPC_NLA_STATS_RX_DEFERRED", U32),
        attr(25, "TIPC_NLA_STATS_TX_STATES", U32),
        attr(26, "TIPC_NLA_STATS_TX_PROBES", U32),
        attr(27, "TIPC_NLA_STATS_TX_NACKS", U32),
        attr(28, "TIPC_NLA_STATS_TX_ACKS", U32),
        attr(29, "TIPC_NLA_STATS_RETRANSMITTED", U32),
        attr(30, "TIPC_NLA_STATS_DUPLICATES", U32),
        attr(31, "TIPC_NLA_STATS_LINK_CONGS", U32),
        attr(32, "TIPC_NLA_STATS_MAX_QUEUE", U32),
        attr(33, "TIPC_NLA_STATS_AVG_QUEUE", U32),
    ],
);

static TIPC_NLA_MEDIA: Set = set(
    "TIPC_NLA_MEDIA",
    &[attr(1, "TIPC_NLA_MEDIA_NAME", TEXT).key(), attr(2, "TIPC_NLA_MEDIA_PROP", nest(&TIPC_NLA_PROP))],
);

static TIPC_NLA_NODE: Set = set(
    "TIPC_NLA_NODE",
    &[
        attr(1, "TIPC_NLA_NODE_ADDR", U32.hex()).key(),
        attr(2, "TIPC_NLA_NODE_UP", FLAG),
        attr(3, "TIPC_NLA_NODE_ID", OPAQUE),
        attr(4, "TIPC_NLA_NODE_KEY", fixed(&TIPC_AEAD_KEY)),
        attr(5, "TIPC_NLA_NODE_KEY_MASTER", FLAG),
        // In minutes; 0 stops it, the largest number does it now.
        attr(6, "TIPC_NLA_NODE_REKEYING", U32),
    ],
);

static TIPC_AEAD_KEY: Struct =
    layout("tipc_aead_key", 36, &[field("alg_name", text(32)), field("keylen", U32.unit(Unit::Bytes))])
        .then(&[field("key", OPAQUE).secret()]);

static TIPC_NLA_NET: Set = set(
    "TIPC_NLA_NET",
    &[
        attr(1, "TIPC_NLA_NET_ID", U32).key(),
        attr(2, "TIPC_NLA_NET_ADDR", U32.hex()),
        attr(3, "TIPC_NLA_NET_NODEID", U64.hex()),
        attr(4, "TIPC_NLA_NET_NODEID_W1", U64.hex()),
        attr(5, "TIPC_NLA_NET_ADDR_LEGACY", FLAG),
    ],
);

static TIPC_NLA_NAME_TABLE: Set =
    set("TIPC_NLA_NAME_TABLE", &[attr(1, "TIPC_NLA_NAME_TABLE_PUBL", nest(&TIPC_NLA_PUBL))]);

static TIPC_NLA_MON: Set = set(
    "TIPC_NLA_MON",
    &[
        attr(1, "TIPC_NLA_MON_ACTIVATION_THRESHOLD", U32),
        attr(2, "TIPC_NLA_MON_REF", U32),
        attr(3, "TIPC_NLA_MON_ACTIVE", FLAG),
        attr(4, "TIPC_NLA_MON_BEARER_NAME", TEXT),
        attr(5, "TIPC_NLA_MON_PEERCNT", U32),
        attr(6, "TIPC_NLA_MON_LISTGEN", U32),
    ],
);

static TIPC_NLA_MON_PEER: Set = set(
    "TIPC_NLA_MON_PEER",
    &[
        attr(1, "TIPC_NLA_MON_PEER_ADDR", U32.hex()),
        attr(2, "TIPC_NLA_MON_PEER_DOMGEN", U32),
        attr(3, "TIPC_NLA_MON_PEER_APPLIED", U32),
        attr(4, "TIPC_NLA_MON_PEER_UPMAP", U64.hex()),
        attr(5, "TIPC_NLA_MON_PEER_MEMBERS", Kind::Array(&MEMBERS)),
        attr(6, "TIPC_NLA_MON_PEER_UP", FLAG),
        attr(7, "TIPC_NLA_MON_PEER_HEAD", FLAG),
        attr(8, "TIPC_NLA_MON_PEER_LOCAL", FLAG),
        attr(9, "TIPC_NLA_MON_PEER_PAD", PAD),
    ],
);

/// Addresses of nodes.
static MEMBERS: Array = array(U32.hex());

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_bearer_is_enabled() {
        let mut local = vec![2, 0, 0x17, 0xe6, 192, 0, 2, 1];
        local.resize(128, 0);
        let options = attribute(4, &attribute(1, &local));
        let property = attribute(2, &attribute(1, &[10, 0, 0, 0]));
        let bearer = [attribute(1, b"udp:u1\0"), property, options].concat();
        let decoded = decoded(&FAMILY, (3, 5), &[&attribute(1, &bearer)]);
        assert_eq!(values(&decoded, "TIPC_NLA_BEARER_NAME"), ["udp:u1"]);
        assert_eq!(values(&decoded, "TIPC_NLA_PROP_PRIO"), ["10"]);
        assert_eq!(values(&decoded, "sin_port"), ["6118"]);
    }

    #[test]
    fn remote_ends_come_as_bearers() {
        let remote = [&[2, 0, 0x17, 0xe6, 192, 0, 2, 2][..], &[0; 8]].concat();
        let answer = decoded(&FAMILY, (4, 2), &[&attribute(2, &remote)]);
        assert_eq!(values(&answer, "sin_addr"), ["192.0.2.2"]);
        let sockets = decoded(&FAMILY, (6, 2), &[&attribute(2, &attribute(2, &[7, 0, 0, 0]))]);
        assert_eq!(values(&sockets, "TIPC_NLA_SOCK_REF"), ["7"]);
    }

    #[test]
    fn a_key_and_members() {
        let mut key = b"gcm(aes)".to_vec();
        key.resize(32, 0);
        key.extend([4, 0, 0, 0, 1, 2, 3, 4]);
        let set = decoded(&FAMILY, (23, 5), &[&attribute(6, &attribute(4, &key))]);
        assert_eq!(values(&set, "alg_name"), ["gcm(aes)"]);
        assert_eq!(values(&set, "key"), ["01:02:03:04"]);
        let members = attribute(5, &[1, 16, 0, 1, 2, 16, 0, 1]);
        let peer = decoded(&FAMILY, (19, 2), &[&attribute(10, &members)]);
        assert_eq!(peer.iter().filter(|(_, value)| value.starts_with("167813")).count(), 2);
    }
}
