//! Values read from a packet or known about it: payload, meta, ct, exthdr, fib, inner, osf, rt, socket, tunnel, xfrm

use super::super::super::status::IP_CT_DIR;
use super::{NFTA_EXPR, REGISTER};
use crate::names::IPPROTO;
use crate::schema::{Case::*, *};

/// Bytes of a header: to a register, or from one.
pub(super) static NFTA_PAYLOAD: Set = set(
    "NFTA_PAYLOAD",
    &[
        attr(1, "NFTA_PAYLOAD_DREG", REGISTER),
        attr(2, "NFTA_PAYLOAD_BASE", BE32.name(&NFT_PAYLOAD)),
        attr(3, "NFTA_PAYLOAD_OFFSET", BE32),
        attr(4, "NFTA_PAYLOAD_LEN", BE32.unit(Unit::Bytes)),
        attr(5, "NFTA_PAYLOAD_SREG", REGISTER),
        attr(6, "NFTA_PAYLOAD_CSUM_TYPE", BE32.name(&NFT_PAYLOAD_CSUM)),
        attr(7, "NFTA_PAYLOAD_CSUM_OFFSET", BE32),
        attr(8, "NFTA_PAYLOAD_CSUM_FLAGS", BE32.flags(&NFT_PAYLOAD_L4CSUM)),
    ],
);

/// The header that offsets are counted from.
static NFT_PAYLOAD: Names = names(&[
    (0, "NFT_PAYLOAD_LL_HEADER"),
    (1, "NFT_PAYLOAD_NETWORK_HEADER"),
    (2, "NFT_PAYLOAD_TRANSPORT_HEADER"),
    (3, "NFT_PAYLOAD_INNER_HEADER"),
    (4, "NFT_PAYLOAD_TUN_HEADER"),
]);

static NFT_PAYLOAD_CSUM: Names =
    names(&[(0, "NFT_PAYLOAD_CSUM_NONE"), (1, "NFT_PAYLOAD_CSUM_INET"), (2, "NFT_PAYLOAD_CSUM_SCTP")]);

static NFT_PAYLOAD_L4CSUM: Names = names(&[(0x1, "NFT_PAYLOAD_L4CSUM_PSEUDOHDR")]);

/// The kernel's metadata of a packet: to a register, or from one.
pub(super) static NFTA_META: Set = set(
    "NFTA_META",
    &[
        attr(1, "NFTA_META_DREG", REGISTER),
        attr(2, "NFTA_META_KEY", BE32.name(&NFT_META)),
        attr(3, "NFTA_META_SREG", REGISTER),
    ],
);

static NFT_META: Names = names(&[
    (0, "NFT_META_LEN"),
    (1, "NFT_META_PROTOCOL"),
    (2, "NFT_META_PRIORITY"),
    (3, "NFT_META_MARK"),
    (4, "NFT_META_IIF"),
    (5, "NFT_META_OIF"),
    (6, "NFT_META_IIFNAME"),
    (7, "NFT_META_OIFNAME"),
    (8, "NFT_META_IFTYPE"),
    (9, "NFT_META_OIFTYPE"),
    (10, "NFT_META_SKUID"),
    (11, "NFT_META_SKGID"),
    (12, "NFT_META_NFTRACE"),
    (13, "NFT_META_RTCLASSID"),
    (14, "NFT_META_SECMARK"),
    (15, "NFT_META_NFPROTO"),
    (16, "NFT_META_L4PROTO"),
    (17, "NFT_META_BRI_IIFNAME"),
    (18, "NFT_META_BRI_OIFNAME"),
    (19, "NFT_META_PKTTYPE"),
    (20, "NFT_META_CPU"),
    (21, "NFT_META_IIFGROUP"),
    (22, "NFT_META_OIFGROUP"),
    (23, "NFT_META_CGROUP"),
    (24, "NFT_META_PRANDOM"),
    (25, "NFT_META_SECPATH"),
    (26, "NFT_META_IIFKIND"),
    (27, "NFT_META_OIFKIND"),
    (28, "NFT_META_BRI_IIFPVID"),
    (29, "NFT_META_BRI_IIFVPROTO"),
    (30, "NFT_META_TIME_NS"),
    (31, "NFT_META_TIME_DAY"),
    (32, "NFT_META_TIME_HOUR"),
    (33, "NFT_META_SDIF"),
    (34, "NFT_META_SDIFNAME"),
    (35, "NFT_META_BRI_BROUTE"),
    (37, "NFT_META_BRI_IIFHWADDR"),
]);

/// Properties of a packet's connection: to a register, or from one.
pub(super) static NFTA_CT: Set = set(
    "NFTA_CT",
    &[
        attr(1, "NFTA_CT_DREG", REGISTER),
        attr(2, "NFTA_CT_KEY", BE32.name(&NFT_CT)),
        attr(3, "NFTA_CT_DIRECTION", U8.name(&IP_CT_DIR)),
        attr(4, "NFTA_CT_SREG", REGISTER),
    ],
);

static NFT_CT: Names = names(&[
    (0, "NFT_CT_STATE"),
    (1, "NFT_CT_DIRECTION"),
    (2, "NFT_CT_STATUS"),
    (3, "NFT_CT_MARK"),
    (4, "NFT_CT_SECMARK"),
    (5, "NFT_CT_EXPIRATION"),
    (6, "NFT_CT_HELPER"),
    (7, "NFT_CT_L3PROTOCOL"),
    (8, "NFT_CT_SRC"),
    (9, "NFT_CT_DST"),
    (10, "NFT_CT_PROTOCOL"),
    (11, "NFT_CT_PROTO_SRC"),
    (12, "NFT_CT_PROTO_DST"),
    (13, "NFT_CT_LABELS"),
    (14, "NFT_CT_PKTS"),
    (15, "NFT_CT_BYTES"),
    (16, "NFT_CT_AVGPKT"),
    (17, "NFT_CT_ZONE"),
    (18, "NFT_CT_EVENTMASK"),
    (19, "NFT_CT_SRC_IP"),
    (20, "NFT_CT_DST_IP"),
    (21, "NFT_CT_SRC_IP6"),
    (22, "NFT_CT_DST_IP6"),
    (23, "NFT_CT_ID"),
]);

/// An extension header, an option or a chunk: to a register, or from one.
pub(super) static NFTA_EXTHDR: Set = set(
    "NFTA_EXTHDR",
    &[
        attr(1, "NFTA_EXTHDR_DREG", REGISTER),
        attr(2, "NFTA_EXTHDR_TYPE", select("NFTA_EXTHDR_OP", TYPE)),
        attr(3, "NFTA_EXTHDR_OFFSET", BE32),
        attr(4, "NFTA_EXTHDR_LEN", BE32.unit(Unit::Bytes)),
        attr(5, "NFTA_EXTHDR_FLAGS", BE32.flags(&NFT_EXTHDR_F)),
        attr(6, "NFTA_EXTHDR_OP", BE32.name(&NFT_EXTHDR_OP)),
        attr(7, "NFTA_EXTHDR_SREG", REGISTER),
    ],
);

/// The number of an option or chunk; by default, of an IPv6 extension header.
const TYPE: &[(Case, Kind)] = &[(OneOf(&[1, 2, 3, 4]), U8), (Otherwise, U8.name(&IPPROTO))];

static NFT_EXTHDR_F: Names = names(&[(0x1, "NFT_EXTHDR_F_PRESENT")]);

static NFT_EXTHDR_OP: Names = names(&[
    (0, "NFT_EXTHDR_OP_IPV6"),
    (1, "NFT_EXTHDR_OP_TCPOPT"),
    (2, "NFT_EXTHDR_OP_IPV4"),
    (3, "NFT_EXTHDR_OP_SCTP"),
    (4, "NFT_EXTHDR_OP_DCCP"),
]);

/// The result of a route lookup for a packet's addresses.
pub(super) static NFTA_FIB: Set = set(
    "NFTA_FIB",
    &[
        attr(1, "NFTA_FIB_DREG", REGISTER),
        attr(2, "NFTA_FIB_RESULT", BE32.name(&NFT_FIB_RESULT)),
        attr(3, "NFTA_FIB_FLAGS", BE32.flags(&NFTA_FIB_F)),
    ],
);

static NFT_FIB_RESULT: Names = names(&[
    (0, "NFT_FIB_RESULT_UNSPEC"),
    (1, "NFT_FIB_RESULT_OIF"),
    (2, "NFT_FIB_RESULT_OIFNAME"),
    (3, "NFT_FIB_RESULT_ADDRTYPE"),
]);

static NFTA_FIB_F: Names = names(&[
    (0x1, "NFTA_FIB_F_SADDR"),
    (0x2, "NFTA_FIB_F_DADDR"),
    (0x4, "NFTA_FIB_F_MARK"),
    (0x8, "NFTA_FIB_F_IIF"),
    (0x10, "NFTA_FIB_F_OIF"),
    (0x20, "NFTA_FIB_F_PRESENT"),
]);

/// An expression about the packet inside a tunnel.
pub(super) static NFTA_INNER: Set = set(
    "NFTA_INNER",
    &[
        attr(1, "NFTA_INNER_NUM", BE32),
        attr(2, "NFTA_INNER_TYPE", BE32.name(&NFT_INNER_TYPE)),
        attr(3, "NFTA_INNER_FLAGS", BE32.flags(&NFT_INNER)),
        attr(4, "NFTA_INNER_HDRSIZE", BE32.unit(Unit::Bytes)),
        attr(5, "NFTA_INNER_EXPR", nest(&NFTA_EXPR)),
    ],
);

static NFT_INNER_TYPE: Names =
    names(&[(0, "NFT_INNER_UNSPEC"), (1, "NFT_INNER_VXLAN"), (2, "NFT_INNER_GENEVE")]);

/// The headers around the inner packet and in it.
static NFT_INNER: Names =
    names(&[(0x1, "NFT_INNER_HDRSIZE"), (0x2, "NFT_INNER_LL"), (0x4, "NFT_INNER_NH"), (0x8, "NFT_INNER_TH")]);

/// The operating system that a connection's first packet looks like.
pub(super) static NFTA_OSF: Set = set(
    "NFTA_OSF",
    &[
        attr(1, "NFTA_OSF_DREG", REGISTER),
        attr(2, "NFTA_OSF_TTL", U8),
        attr(3, "NFTA_OSF_FLAGS", BE32.flags(&NFT_OSF_F)),
    ],
);

static NFT_OSF_F: Names = names(&[(0x1, "NFT_OSF_F_VERSION")]);

/// Properties of a packet's route.
pub(super) static NFTA_RT: Set =
    set("NFTA_RT", &[attr(1, "NFTA_RT_DREG", REGISTER), attr(2, "NFTA_RT_KEY", BE32.name(&NFT_RT))]);

static NFT_RT: Names = names(&[
    (0, "NFT_RT_CLASSID"),
    (1, "NFT_RT_NEXTHOP4"),
    (2, "NFT_RT_NEXTHOP6"),
    (3, "NFT_RT_TCPMSS"),
    (4, "NFT_RT_XFRM"),
]);

/// Properties of the socket that receives a packet.
pub(super) static NFTA_SOCKET: Set = set(
    "NFTA_SOCKET",
    &[
        attr(1, "NFTA_SOCKET_KEY", BE32.name(&NFT_SOCKET)),
        attr(2, "NFTA_SOCKET_DREG", REGISTER),
        attr(3, "NFTA_SOCKET_LEVEL", BE32),
    ],
);

static NFT_SOCKET: Names = names(&[
    (0, "NFT_SOCKET_TRANSPARENT"),
    (1, "NFT_SOCKET_MARK"),
    (2, "NFT_SOCKET_WILDCARD"),
    (3, "NFT_SOCKET_CGROUPV2"),
]);

/// Properties of a packet's tunnel.
pub(super) static NFTA_TUNNEL: Set = set(
    "NFTA_TUNNEL",
    &[
        attr(1, "NFTA_TUNNEL_KEY", BE32.name(&NFT_TUNNEL)),
        attr(2, "NFTA_TUNNEL_DREG", REGISTER),
        attr(3, "NFTA_TUNNEL_MODE", BE32.name(&NFT_TUNNEL_MODE)),
    ],
);

static NFT_TUNNEL: Names = names(&[(0, "NFT_TUNNEL_PATH"), (1, "NFT_TUNNEL_ID")]);

static NFT_TUNNEL_MODE: Names =
    names(&[(0, "NFT_TUNNEL_MODE_NONE"), (1, "NFT_TUNNEL_MODE_RX"), (2, "NFT_TUNNEL_MODE_TX")]);

/// Properties of a packet's IPsec associations.
pub(super) static NFTA_XFRM: Set = set(
    "NFTA_XFRM",
    &[
        attr(1, "NFTA_XFRM_DREG", REGISTER),
        attr(2, "NFTA_XFRM_KEY", BE32.name(&NFT_XFRM_KEY)),
        attr(3, "NFTA_XFRM_DIR", U8.name(&XFRM_POLICY)),
        attr(4, "NFTA_XFRM_SPNUM", BE32),
    ],
);

static NFT_XFRM_KEY: Names = names(&[
    (0, "NFT_XFRM_KEY_UNSPEC"),
    (1, "NFT_XFRM_KEY_DADDR_IP4"),
    (2, "NFT_XFRM_KEY_DADDR_IP6"),
    (3, "NFT_XFRM_KEY_SADDR_IP4"),
    (4, "NFT_XFRM_KEY_SADDR_IP6"),
    (5, "NFT_XFRM_KEY_REQID"),
    (6, "NFT_XFRM_KEY_SPI"),
]);

static XFRM_POLICY: Names = names(&[(0, "XFRM_POLICY_IN"), (1, "XFRM_POLICY_OUT"), (2, "XFRM_POLICY_FWD")]);
