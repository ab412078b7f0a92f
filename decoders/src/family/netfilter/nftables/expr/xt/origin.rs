//! Where a packet comes from and goes to on this machine: sockets, processors, interfaces, routes, tunnels
//! (linux/netfilter/xt_{cgroup,cpu,devgroup,ipvs,osf,owner,physdev,pkttype,policy,realm,rpfilter,socket}.h)

use super::{ADDRESS, ANY, FILL, MATCH_REV, NO_INFO, bridge};
use crate::names::IPPROTO;
use crate::schema::{Case::*, *};

pub(super) const OWNER: Kind = select(MATCH_REV, OWNER_REVISIONS);
const OWNER_REVISIONS: &[(Case, Kind)] = &[(Is(0), RAW), (Otherwise, fixed(&XT_OWNER_MATCH_INFO))];

static XT_OWNER_MATCH_INFO: Struct = layout(
    "xt_owner_match_info",
    20,
    &[
        field("uid_min", U32),
        field("uid_max", U32),
        field("gid_min", U32),
        field("gid_max", U32),
        field("match", U8.flags(&XT_OWNER)),
        field("invert", U8.flags(&XT_OWNER)),
        field("", pad(2)),
    ],
)
.then(FILL);

static XT_OWNER: Names = names(&[
    (0x1, "XT_OWNER_UID"),
    (0x2, "XT_OWNER_GID"),
    (0x4, "XT_OWNER_SOCKET"),
    (0x8, "XT_OWNER_SUPPL_GROUPS"),
]);

/// Revisions 1 to 3 differ in the flags that the kernel accepts.
pub(super) const SOCKET: Kind = select(MATCH_REV, SOCKET_REVISIONS);
const SOCKET_REVISIONS: &[(Case, Kind)] = &[
    (Is(0), NO_INFO),
    (Is(1), fixed(&XT_SOCKET_MTINFO1)),
    (Is(2), fixed(&XT_SOCKET_MTINFO2)),
    (Is(3), fixed(&XT_SOCKET_MTINFO3)),
    (ANY, RAW),
    (Otherwise, select("@len", SOCKET_SIZES)),
];
const SOCKET_SIZES: &[(Case, Kind)] = &[(Is(0), NO_INFO), (Otherwise, fixed(&XT_SOCKET_MTINFO3))];

static XT_SOCKET_MTINFO1: Struct =
    layout("xt_socket_mtinfo1", 1, &[field("flags", U8.flags(&XT_SOCKET))]).then(FILL);
static XT_SOCKET_MTINFO2: Struct =
    layout("xt_socket_mtinfo2", 1, &[field("flags", U8.flags(&XT_SOCKET))]).then(FILL);
static XT_SOCKET_MTINFO3: Struct =
    layout("xt_socket_mtinfo3", 1, &[field("flags", U8.flags(&XT_SOCKET))]).then(FILL);

static XT_SOCKET: Names =
    names(&[(0x1, "XT_SOCKET_TRANSPARENT"), (0x2, "XT_SOCKET_NOWILDCARD"), (0x4, "XT_SOCKET_RESTORESKMARK")]);

pub(super) const CGROUP: Kind = select(MATCH_REV, CGROUP_REVISIONS);
const CGROUP_REVISIONS: &[(Case, Kind)] = &[
    (Is(0), fixed(&XT_CGROUP_INFO_V0)),
    (Is(1), fixed(&XT_CGROUP_INFO_V1)),
    (Is(2), fixed(&XT_CGROUP_INFO_V2)),
    (ANY, RAW),
    (Otherwise, select("@len", CGROUP_SIZES)),
];
const CGROUP_SIZES: &[(Case, Kind)] = &[
    (Is(8), fixed(&XT_CGROUP_INFO_V0)),
    (UpTo(528), fixed(&XT_CGROUP_INFO_V2)),
    (Otherwise, fixed(&XT_CGROUP_INFO_V1)),
];

static XT_CGROUP_INFO_V0: Struct =
    layout("xt_cgroup_info_v0", 8, &[field("id", U32.hex()), field("invert", U32.bool())]);

static XT_CGROUP_INFO_V1: Struct = layout(
    "xt_cgroup_info_v1",
    4112,
    &[
        field("has_path", U8.bool()),
        field("has_classid", U8.bool()),
        field("invert_path", U8.bool()),
        field("invert_classid", U8.bool()),
        field("path", text(4096)),
        field("classid", U32.hex()),
        field("priv", kernel_only(8)),
    ],
);

static XT_CGROUP_INFO_V2: Struct = layout(
    "xt_cgroup_info_v2",
    528,
    &[
        field("has_path", U8.bool()),
        field("has_classid", U8.bool()),
        field("invert_path", U8.bool()),
        field("invert_classid", U8.bool()),
        field("path", select("has_classid", &[(Is(0), text(512)), (Otherwise, fixed(&CLASSID))])),
        field("", pad(4)),
        field("priv", kernel_only(8)),
    ],
);

/// The other member of the union with `path`.
static CLASSID: Struct = layout("classid", 512, &[field("classid", U32.hex()), field("", pad(508))]);

pub(super) const CPU: Kind = fixed(&XT_CPU_INFO);

static XT_CPU_INFO: Struct = layout("xt_cpu_info", 8, &[field("cpu", U32), field("invert", U32.bool())]);

pub(super) const DEVGROUP: Kind = fixed(&XT_DEVGROUP_INFO);

static XT_DEVGROUP_INFO: Struct = layout(
    "xt_devgroup_info",
    20,
    &[
        field("flags", U32.flags(&XT_DEVGROUP)),
        field("src_group", U32),
        field("src_mask", U32.hex()),
        field("dst_group", U32),
        field("dst_mask", U32.hex()),
    ],
)
.then(FILL);

static XT_DEVGROUP: Names = names(&[
    (0x1, "XT_DEVGROUP_MATCH_SRC"),
    (0x2, "XT_DEVGROUP_INVERT_SRC"),
    (0x4, "XT_DEVGROUP_MATCH_DST"),
    (0x8, "XT_DEVGROUP_INVERT_DST"),
]);

pub(super) const PHYSDEV: Kind = fixed(&XT_PHYSDEV_INFO);

static XT_PHYSDEV_INFO: Struct = layout(
    "xt_physdev_info",
    66,
    &[
        field("physindev", text(16)),
        field("in_mask", opaque(16)),
        field("physoutdev", text(16)),
        field("out_mask", opaque(16)),
        field("invert", U8.flags(&XT_PHYSDEV_OP)),
        field("bitmask", U8.flags(&XT_PHYSDEV_OP)),
    ],
)
.then(FILL);

static XT_PHYSDEV_OP: Names = names(&[
    (0x1, "XT_PHYSDEV_OP_IN"),
    (0x2, "XT_PHYSDEV_OP_OUT"),
    (0x4, "XT_PHYSDEV_OP_BRIDGED"),
    (0x8, "XT_PHYSDEV_OP_ISIN"),
    (0x10, "XT_PHYSDEV_OP_ISOUT"),
]);

pub(super) const PKTTYPE: Kind = select("nfgen_family", PKTTYPE_FAMILIES);
const PKTTYPE_FAMILIES: &[(Case, Kind)] = &[(Is(7), bridge::PKTTYPE), (Otherwise, fixed(&XT_PKTTYPE_INFO))];

static XT_PKTTYPE_INFO: Struct =
    layout("xt_pkttype_info", 8, &[field("pkttype", S32.name(&PACKET)), field("invert", S32.bool())]);

/// The addressee of a frame  (linux/if_packet.h).
pub(super) static PACKET: Names = names(&[
    (0, "PACKET_HOST"),
    (1, "PACKET_BROADCAST"),
    (2, "PACKET_MULTICAST"),
    (3, "PACKET_OTHERHOST"),
    (4, "PACKET_OUTGOING"),
    (5, "PACKET_LOOPBACK"),
]);

pub(super) const REALM: Kind = fixed(&XT_REALM_INFO);

static XT_REALM_INFO: Struct = layout(
    "xt_realm_info",
    12,
    &[field("id", U32), field("mask", U32.hex()), field("invert", U8.bool()), field("", pad(3))],
)
.then(FILL);

pub(super) const RPFILTER: Kind = fixed(&XT_RPFILTER_INFO);

static XT_RPFILTER_INFO: Struct =
    layout("xt_rpfilter_info", 1, &[field("flags", U8.flags(&XT_RPFILTER))]).then(FILL);

static XT_RPFILTER: Names = names(&[
    (0x1, "XT_RPFILTER_LOOSE"),
    (0x2, "XT_RPFILTER_VALID_MARK"),
    (0x4, "XT_RPFILTER_ACCEPT_LOCAL"),
    (0x8, "XT_RPFILTER_INVERT"),
]);

pub(super) const OSF: Kind = fixed(&NF_OSF_INFO);

static NF_OSF_INFO: Struct = layout(
    "nf_osf_info",
    48,
    &[
        field("genre", text(32)),
        field("len", U32.unit(Unit::Bytes)),
        field("flags", U32.flags(&NF_OSF)),
        field("loglevel", U32.name(&NF_OSF_LOGLEVEL)),
        field("ttl", U32.name(&NF_OSF_TTL)),
    ],
);

static NF_OSF: Names =
    names(&[(0x1, "NF_OSF_GENRE"), (0x2, "NF_OSF_TTL"), (0x4, "NF_OSF_LOG"), (0x8, "NF_OSF_INVERT")]);

static NF_OSF_LOGLEVEL: Names =
    names(&[(0, "NF_OSF_LOGLEVEL_ALL"), (1, "NF_OSF_LOGLEVEL_FIRST"), (2, "NF_OSF_LOGLEVEL_ALL_KNOWN")]);

static NF_OSF_TTL: Names =
    names(&[(0, "NF_OSF_TTL_TRUE"), (1, "NF_OSF_TTL_LESS"), (2, "NF_OSF_TTL_NOCHECK")]);

pub(super) const IPVS: Kind = fixed(&XT_IPVS_MTINFO);

static XT_IPVS_MTINFO: Struct = layout(
    "xt_ipvs_mtinfo",
    40,
    &[
        field("vaddr", ADDRESS),
        field("vmask", ADDRESS),
        field("vport", BE16),
        field("l4proto", U8.name(&IPPROTO)),
        field("fwd_method", U8.name(&IP_VS_CONN_F)),
        field("vportctl", BE16),
        field("invert", U8.flags(&XT_IPVS)),
        field("bitmask", U8.flags(&XT_IPVS)),
    ],
);

/// How IPVS forwards  (linux/ip_vs.h).
static IP_VS_CONN_F: Names = names(&[
    (0, "IP_VS_CONN_F_MASQ"),
    (1, "IP_VS_CONN_F_LOCALNODE"),
    (2, "IP_VS_CONN_F_TUNNEL"),
    (3, "IP_VS_CONN_F_DROUTE"),
    (4, "IP_VS_CONN_F_BYPASS"),
]);

static XT_IPVS: Names = names(&[
    (0x1, "XT_IPVS_IPVS_PROPERTY"),
    (0x2, "XT_IPVS_PROTO"),
    (0x4, "XT_IPVS_VADDR"),
    (0x8, "XT_IPVS_VPORT"),
    (0x10, "XT_IPVS_DIR"),
    (0x20, "XT_IPVS_METHOD"),
    (0x40, "XT_IPVS_VPORTCTL"),
]);

pub(super) const POLICY: Kind = fixed(&XT_POLICY_INFO);

static XT_POLICY_INFO: Struct = layout(
    "xt_policy_info",
    308,
    &[field("pol", Kind::Array(&ELEMENTS)), field("flags", U16.flags(&XT_POLICY)), field("len", U16)],
)
.then(FILL);

static ELEMENTS: Array = array_with_room("len", 4, fixed(&XT_POLICY_ELEM));

static XT_POLICY: Names = names(&[
    (0x1, "XT_POLICY_MATCH_IN"),
    (0x2, "XT_POLICY_MATCH_OUT"),
    (0x4, "XT_POLICY_MATCH_NONE"),
    (0x8, "XT_POLICY_MATCH_STRICT"),
]);

static XT_POLICY_ELEM: Struct = layout(
    "xt_policy_elem",
    76,
    &[
        field("saddr", ADDRESS),
        field("smask", ADDRESS),
        field("daddr", ADDRESS),
        field("dmask", ADDRESS),
        field("spi", BE32.hex()),
        field("reqid", U32),
        field("proto", U8.name(&IPPROTO)),
        field("mode", U8.name(&XT_POLICY_MODE)),
        field("match", fixed(&XT_POLICY_SPEC)),
        field("invert", fixed(&XT_POLICY_SPEC)),
    ],
);

static XT_POLICY_MODE: Names = names(&[(0, "XT_POLICY_MODE_TRANSPORT"), (1, "XT_POLICY_MODE_TUNNEL")]);

static XT_POLICY_SPEC: Struct = layout(
    "xt_policy_spec",
    1,
    &[field(
        "",
        U8.bit_fields(&[
            part("saddr", 1, Show::Bool),
            part("daddr", 1, Show::Bool),
            part("proto", 1, Show::Bool),
            part("mode", 1, Show::Bool),
            part("spi", 1, Show::Bool),
            part("reqid", 1, Show::Bool),
            part("", 2, Show::Dec),
        ]),
    )],
);
