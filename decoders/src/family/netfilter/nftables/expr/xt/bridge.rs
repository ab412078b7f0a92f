//! Extensions of ebtables  (linux/netfilter_bridge/ebt_*.h)

use super::origin::PACKET;
use super::{FILL, RANGE_8, RANGE_16};
use crate::names::{ARPHRD, ETH_P, IPPROTO};
use crate::schema::{Case::*, *};

pub(super) const IEEE_802_3: Kind = fixed(&EBT_802_3_INFO);

static EBT_802_3_INFO: Struct = layout(
    "ebt_802_3_info",
    6,
    &[
        field("sap", U8.hex()),
        field("", pad(1)),
        field("type", BE16.name(&ETH_P)),
        field("bitmask", U8.flags(&EBT_802_3)),
        field("invflags", U8.flags(&EBT_802_3)),
    ],
)
.then(FILL);

static EBT_802_3: Names = names(&[(0x1, "EBT_802_3_SAP"), (0x2, "EBT_802_3_TYPE")]);

pub(super) const AMONG: Kind = fixed(&EBT_AMONG_INFO);

/// Offsets of two hash tables after the struct, 0 for none. ebtables-nft writes sets of nf_tables instead, so two tables at
/// once are not decoded.
static EBT_AMONG_INFO: Struct = layout(
    "ebt_among_info",
    12,
    &[
        field("wh_dst_ofs", S32.unit(Unit::Bytes)),
        field("wh_src_ofs", S32.unit(Unit::Bytes)),
        field("bitmask", U32.flags(&EBT_AMONG)),
    ],
)
.then(&[field(
    "wormhash",
    select(
        "wh_dst_ofs",
        &[
            (Is(12), select("wh_src_ofs", &[(Is(0), fixed(&EBT_MAC_WORMHASH)), (Otherwise, RAW)])),
            (Is(0), select("wh_src_ofs", &[(Is(12), fixed(&EBT_MAC_WORMHASH)), (Otherwise, RAW)])),
            (Otherwise, RAW),
        ],
    ),
)]);

static EBT_AMONG: Names = names(&[(0x1, "EBT_AMONG_DST_NEG"), (0x2, "EBT_AMONG_SRC_NEG")]);

static EBT_MAC_WORMHASH: Struct =
    layout("ebt_mac_wormhash", 1032, &[field("table", Kind::Array(&HASH_TABLE)), field("poolsize", S32)])
        .then(&[field("pool", Kind::Array(&POOL)), field("", PAD)]);

/// Where the addresses that end in each byte begin in the pool.
static HASH_TABLE: Array = array_of(257, S32);

static POOL: Array = array_counted("poolsize", 0, fixed(&EBT_MAC_WORMHASH_TUPLE));

/// A hardware address in the last six bytes of `cmp`.
static EBT_MAC_WORMHASH_TUPLE: Struct =
    layout("ebt_mac_wormhash_tuple", 12, &[field("cmp", lladdr(8)), field("ip", IP4)]);

pub(super) const ARP: Kind = fixed(&EBT_ARP_INFO);

static EBT_ARP_INFO: Struct = layout(
    "ebt_arp_info",
    52,
    &[
        field("htype", BE16.name(&ARPHRD)),
        field("ptype", BE16.name(&ETH_P)),
        field("opcode", BE16),
        field("", pad(2)),
        field("saddr", IP4),
        field("smsk", IP4),
        field("daddr", IP4),
        field("dmsk", IP4),
        field("smaddr", MAC),
        field("smmsk", MAC),
        field("dmaddr", MAC),
        field("dmmsk", MAC),
        field("bitmask", U8.flags(&EBT_ARP)),
        field("invflags", U8.flags(&EBT_ARP)),
        field("", pad(2)),
    ],
)
.then(FILL);

static EBT_ARP: Names = names(&[
    (0x1, "EBT_ARP_OPCODE"),
    (0x2, "EBT_ARP_HTYPE"),
    (0x4, "EBT_ARP_PTYPE"),
    (0x8, "EBT_ARP_SRC_IP"),
    (0x10, "EBT_ARP_DST_IP"),
    (0x20, "EBT_ARP_SRC_MAC"),
    (0x40, "EBT_ARP_DST_MAC"),
    (0x80, "EBT_ARP_GRAT"),
]);

pub(super) const IP: Kind = fixed(&EBT_IP_INFO);

static EBT_IP_INFO: Struct = layout(
    "ebt_ip_info",
    28,
    &[
        field("saddr", IP4),
        field("daddr", IP4),
        field("smsk", IP4),
        field("dmsk", IP4),
        field("tos", U8.hex()),
        field("protocol", U8.name(&IPPROTO)),
        field("bitmask", U8.flags(&EBT_IP)),
        field("invflags", U8.flags(&EBT_IP)),
        field(
            "sport",
            select(
                "protocol",
                &[
                    (Is(1), fixed(&ICMP_TYPE)),
                    (Is(2), fixed(&IGMP_TYPE)),
                    (Otherwise, Kind::Array(&RANGE_16)),
                ],
            ),
        ),
        field(
            "dport",
            select("protocol", &[(Is(1), fixed(&ICMP_CODE)), (Otherwise, Kind::Array(&RANGE_16))]),
        ),
    ],
)
.then(FILL);

static ICMP_TYPE: Struct =
    layout("icmp_type", 4, &[field("icmp_type", Kind::Array(&RANGE_8)), field("", pad(2))]);
static ICMP_CODE: Struct =
    layout("icmp_code", 4, &[field("icmp_code", Kind::Array(&RANGE_8)), field("", pad(2))]);
static IGMP_TYPE: Struct =
    layout("igmp_type", 4, &[field("igmp_type", Kind::Array(&RANGE_8)), field("", pad(2))]);

static EBT_IP: Names = names(&[
    (0x1, "EBT_IP_SOURCE"),
    (0x2, "EBT_IP_DEST"),
    (0x4, "EBT_IP_TOS"),
    (0x8, "EBT_IP_PROTO"),
    (0x10, "EBT_IP_SPORT"),
    (0x20, "EBT_IP_DPORT"),
    (0x40, "EBT_IP_ICMP"),
    (0x80, "EBT_IP_IGMP"),
]);

pub(super) const IP6_MATCH: Kind = fixed(&EBT_IP6_INFO);

static EBT_IP6_INFO: Struct = layout(
    "ebt_ip6_info",
    76,
    &[
        field("saddr", IP6),
        field("daddr", IP6),
        field("smsk", IP6),
        field("dmsk", IP6),
        field("tclass", U8.hex()),
        field("protocol", U8.name(&IPPROTO)),
        field("bitmask", U8.flags(&EBT_IP6)),
        field("invflags", U8.flags(&EBT_IP6)),
        field(
            "sport",
            select("protocol", &[(Is(58), fixed(&ICMPV6_TYPE)), (Otherwise, Kind::Array(&RANGE_16))]),
        ),
        field(
            "dport",
            select("protocol", &[(Is(58), fixed(&ICMPV6_CODE)), (Otherwise, Kind::Array(&RANGE_16))]),
        ),
    ],
)
.then(FILL);

static ICMPV6_TYPE: Struct =
    layout("icmpv6_type", 4, &[field("icmpv6_type", Kind::Array(&RANGE_8)), field("", pad(2))]);
static ICMPV6_CODE: Struct =
    layout("icmpv6_code", 4, &[field("icmpv6_code", Kind::Array(&RANGE_8)), field("", pad(2))]);

static EBT_IP6: Names = names(&[
    (0x1, "EBT_IP6_SOURCE"),
    (0x2, "EBT_IP6_DEST"),
    (0x4, "EBT_IP6_TCLASS"),
    (0x8, "EBT_IP6_PROTO"),
    (0x10, "EBT_IP6_SPORT"),
    (0x20, "EBT_IP6_DPORT"),
    (0x40, "EBT_IP6_ICMP6"),
]);

pub(super) const LIMIT: Kind = fixed(&EBT_LIMIT_INFO);

/// `avg` is the time between two packets in units of 100 µs.
static EBT_LIMIT_INFO: Struct = layout(
    "ebt_limit_info",
    32,
    &[
        field("avg", U32),
        field("burst", U32.unit(Unit::Packets)),
        field("prev", kernel_only(8)),
        field("credit", kernel_only(4)),
        field("credit_cap", kernel_only(4)),
        field("cost", kernel_only(4)),
        field("", pad(4)),
    ],
);

pub(super) const MARK_MATCH: Kind = fixed(&EBT_MARK_M_INFO);

static EBT_MARK_M_INFO: Struct = layout(
    "ebt_mark_m_info",
    24,
    &[
        field("mark", U64.hex()),
        field("mask", U64.hex()),
        field("invert", U8.bool()),
        field("bitmask", U8.flags(&EBT_MARK)),
        field("", pad(6)),
    ],
);

static EBT_MARK: Names = names(&[(0x1, "EBT_MARK_AND"), (0x2, "EBT_MARK_OR")]);

pub(super) const PKTTYPE: Kind = fixed(&EBT_PKTTYPE_INFO);

static EBT_PKTTYPE_INFO: Struct =
    layout("ebt_pkttype_info", 2, &[field("pkt_type", U8.name(&PACKET)), field("invert", U8.bool())])
        .then(FILL);

pub(super) const STP: Kind = fixed(&EBT_STP_INFO);

static EBT_STP_INFO: Struct = layout(
    "ebt_stp_info",
    72,
    &[
        field("type", U8),
        field("", pad(3)),
        field("config", fixed(&EBT_STP_CONFIG_INFO)),
        field("bitmask", U16.flags(&EBT_STP)),
        field("invflags", U16.flags(&EBT_STP)),
    ],
);

/// Each range has its lower end (`l`) and its upper one (`u`).
static EBT_STP_CONFIG_INFO: Struct = layout(
    "ebt_stp_config_info",
    64,
    &[
        field("flags", U8.hex()),
        field("", pad(1)),
        field("root_priol", U16),
        field("root_priou", U16),
        field("root_addr", MAC),
        field("root_addrmsk", MAC),
        field("", pad(2)),
        field("root_costl", U32),
        field("root_costu", U32),
        field("sender_priol", U16),
        field("sender_priou", U16),
        field("sender_addr", MAC),
        field("sender_addrmsk", MAC),
        field("portl", U16),
        field("portu", U16),
        field("msg_agel", U16),
        field("msg_ageu", U16),
        field("max_agel", U16),
        field("max_ageu", U16),
        field("hello_timel", U16),
        field("hello_timeu", U16),
        field("forward_delayl", U16),
        field("forward_delayu", U16),
    ],
);

static EBT_STP: Names = names(&[
    (0x1, "EBT_STP_TYPE"),
    (0x2, "EBT_STP_FLAGS"),
    (0x4, "EBT_STP_ROOTPRIO"),
    (0x8, "EBT_STP_ROOTADDR"),
    (0x10, "EBT_STP_ROOTCOST"),
    (0x20, "EBT_STP_SENDERPRIO"),
    (0x40, "EBT_STP_SENDERADDR"),
    (0x80, "EBT_STP_PORT"),
    (0x100, "EBT_STP_MSGAGE"),
    (0x200, "EBT_STP_MAXAGE"),
    (0x400, "EBT_STP_HELLOTIME"),
    (0x800, "EBT_STP_FWDD"),
]);

pub(super) const VLAN: Kind = fixed(&EBT_VLAN_INFO);

static EBT_VLAN_INFO: Struct = layout(
    "ebt_vlan_info",
    8,
    &[
        field("id", U16),
        field("prio", U8),
        field("", pad(1)),
        field("encap", BE16.name(&ETH_P)),
        field("bitmask", U8.flags(&EBT_VLAN)),
        field("invflags", U8.flags(&EBT_VLAN)),
    ],
);

static EBT_VLAN: Names = names(&[(0x1, "EBT_VLAN_ID"), (0x2, "EBT_VLAN_PRIO"), (0x4, "EBT_VLAN_ENCAP")]);

pub(super) const LOG: Kind = fixed(&EBT_LOG_INFO);

static EBT_LOG_INFO: Struct = layout(
    "ebt_log_info",
    36,
    &[
        field("loglevel", U8),
        field("prefix", text(30)),
        field("", pad(1)),
        field("bitmask", U32.flags(&EBT_LOG)),
    ],
)
.then(FILL);

static EBT_LOG: Names =
    names(&[(0x1, "EBT_LOG_IP"), (0x2, "EBT_LOG_ARP"), (0x4, "EBT_LOG_NFLOG"), (0x8, "EBT_LOG_IP6")]);

pub(super) const NFLOG: Kind = fixed(&EBT_NFLOG_INFO);

static EBT_NFLOG_INFO: Struct = layout(
    "ebt_nflog_info",
    76,
    &[
        field("len", U32.unit(Unit::Bytes)),
        field("group", U16),
        field("threshold", U16.unit(Unit::Packets)),
        field("flags", U16.hex()),
        field("pad", pad(2)),
        field("prefix", text(64)),
    ],
)
.then(FILL);

pub(super) const ARPREPLY: Kind = fixed(&EBT_ARPREPLY_INFO);

static EBT_ARPREPLY_INFO: Struct =
    layout("ebt_arpreply_info", 12, &[field("mac", MAC), field("", pad(2)), field("target", VERDICT)])
        .then(FILL);

pub(super) const NAT: Kind = fixed(&EBT_NAT_INFO);

/// The address in the ARP header changes too where `NAT_ARP_BIT` is not set.
static EBT_NAT_INFO: Struct = layout(
    "ebt_nat_info",
    12,
    &[
        field("mac", MAC),
        field("", pad(2)),
        field(
            "target",
            U32.parts(&[
                part("verdict", 4, Show::Name(&EBT_VERDICT)),
                part("NAT_ARP_BIT", 1, Show::Bool),
                part("rest", 27, Show::Hex),
            ]),
        ),
    ],
)
.then(FILL);

pub(super) const REDIRECT: Kind = fixed(&EBT_REDIRECT_INFO);

static EBT_REDIRECT_INFO: Struct = layout("ebt_redirect_info", 4, &[field("target", VERDICT)]).then(FILL);

pub(super) const MARK_TARGET: Kind = fixed(&EBT_MARK_T_INFO);

static EBT_MARK_T_INFO: Struct = layout(
    "ebt_mark_t_info",
    16,
    &[
        field("mark", U64.hex()),
        field(
            "target",
            U32.parts(&[
                part("verdict", 4, Show::Name(&EBT_VERDICT)),
                part("action", 28, Show::Name(&MARK_VALUE)),
            ]),
        ),
        field("", pad(4)),
    ],
);

/// The verdict about the frame, a negative number.
const VERDICT: Kind = S32.name(&EBT_TARGET);

static EBT_TARGET: Names = names(&[
    ((-4i64).cast_unsigned(), "EBT_RETURN"),
    ((-3i64).cast_unsigned(), "EBT_CONTINUE"),
    ((-2i64).cast_unsigned(), "EBT_DROP"),
    ((-1i64).cast_unsigned(), "EBT_ACCEPT"),
]);

/// The same numbers in four bits.
static EBT_VERDICT: Names =
    names(&[(12, "EBT_RETURN"), (13, "EBT_CONTINUE"), (14, "EBT_DROP"), (15, "EBT_ACCEPT")]);

/// `MARK_*_VALUE` without their lowest four bits.
static MARK_VALUE: Names = names(&[
    (0x0fff_fffc, "MARK_XOR_VALUE"),
    (0x0fff_fffd, "MARK_AND_VALUE"),
    (0x0fff_fffe, "MARK_OR_VALUE"),
    (0x0fff_ffff, "MARK_SET_VALUE"),
]);
