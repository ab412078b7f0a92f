//! What iptables' targets do: structs by name and revision  (linux/netfilter/xt_*.h, ipt_*.h)
//!
//! Each is filled up to a multiple of 8 bytes, and what the kernel keeps there for itself means nothing.

use super::act::{NF_LOG, NF_NAT_RANGE};
use super::xt_match::{ADDRESS, XT_SET_INFO};
use crate::schema::{Case::*, *};

pub(super) const BY_NAME: &[(Case, Kind)] = &[
    (Named("CHECKSUM"), fixed(&XT_CHECKSUM_INFO)),
    (Named("CLASSIFY"), fixed(&XT_CLASSIFY_TARGET_INFO)),
    (Named("CONNMARK"), select("NFTA_TARGET_REV", CONNMARK)),
    (Named("CT"), select("NFTA_TARGET_REV", CT)),
    (Named("DNAT"), select("NFTA_TARGET_REV", NAT)),
    (Named("DSCP"), fixed(&XT_DSCP_INFO)),
    (Named("LOG"), fixed(&XT_LOG_INFO)),
    (Named("MARK"), select("NFTA_TARGET_REV", MARK)),
    (Named("MASQUERADE"), select("NFTA_TARGET_REV", NAT)),
    (Named("NFQUEUE"), select("NFTA_TARGET_REV", NFQUEUE)),
    (Named("REDIRECT"), select("NFTA_TARGET_REV", NAT)),
    (Named("REJECT"), select("nfgen_family", REJECT)),
    (Named("SET"), select("NFTA_TARGET_REV", SET)),
    (Named("SNAT"), select("NFTA_TARGET_REV", NAT)),
    (Named("TCPMSS"), fixed(&XT_TCPMSS_INFO)),
    (Named("TPROXY"), select("NFTA_TARGET_REV", TPROXY)),
    (Otherwise, RAW),
];

const FILL: &[Field] = &[field("", PAD)];

static XT_CHECKSUM_INFO: Struct =
    layout("xt_CHECKSUM_info", 1, &[field("operation", U8.flags(&XT_CHECKSUM_OP))]).then(FILL);

static XT_CHECKSUM_OP: Names = names(&[(0x1, "XT_CHECKSUM_OP_FILL")]);

static XT_CLASSIFY_TARGET_INFO: Struct =
    layout("xt_classify_target_info", 4, &[field("priority", U32.handle())]).then(FILL);

const CONNMARK: &[(Case, Kind)] =
    &[(Is(1), fixed(&XT_CONNMARK_TGINFO1)), (Is(2), fixed(&XT_CONNMARK_TGINFO2)), (Otherwise, RAW)];

static XT_CONNMARK_TGINFO1: Struct = layout(
    "xt_connmark_tginfo1",
    16,
    &[
        field("ctmark", U32.hex()),
        field("ctmask", U32.hex()),
        field("nfmask", U32.hex()),
        field("mode", U8.name(&XT_CONNMARK)),
        field("", pad(3)),
    ],
);

static XT_CONNMARK_TGINFO2: Struct = layout(
    "xt_connmark_tginfo2",
    16,
    &[
        field("ctmark", U32.hex()),
        field("ctmask", U32.hex()),
        field("nfmask", U32.hex()),
        field("shift_dir", U8.name(&D_SHIFT)),
        field("shift_bits", U8.unit(Unit::Bits)),
        field("mode", U8.name(&XT_CONNMARK)),
        field("", pad(1)),
    ],
);

static XT_CONNMARK: Names =
    names(&[(0, "XT_CONNMARK_SET"), (1, "XT_CONNMARK_SAVE"), (2, "XT_CONNMARK_RESTORE")]);

static D_SHIFT: Names = names(&[(0, "D_SHIFT_LEFT"), (1, "D_SHIFT_RIGHT")]);

const CT: &[(Case, Kind)] = &[(OneOf(&[1, 2]), fixed(&XT_CT_TARGET_INFO_V1)), (Otherwise, RAW)];

static XT_CT_TARGET_INFO_V1: Struct = layout(
    "xt_ct_target_info_v1",
    72,
    &[
        field("flags", U16.flags(&XT_CT)),
        field("zone", U16),
        field("ct_events", U32.hex()),
        field("exp_events", U32.hex()),
        field("helper", text(16)),
        field("timeout", text(32)),
        field("", pad(12)),
    ],
);

static XT_CT: Names = names(&[
    (0x1, "XT_CT_NOTRACK"),
    (0x2, "XT_CT_NOTRACK_ALIAS"),
    (0x4, "XT_CT_ZONE_DIR_ORIG"),
    (0x8, "XT_CT_ZONE_DIR_REPL"),
    (0x10, "XT_CT_ZONE_MARK"),
]);

static XT_DSCP_INFO: Struct = layout("xt_DSCP_info", 1, &[field("dscp", U8.hex())]).then(FILL);

static XT_LOG_INFO: Struct = layout(
    "xt_log_info",
    32,
    &[field("level", U8), field("logflags", U8.flags(&NF_LOG)), field("prefix", text(30))],
);

const MARK: &[(Case, Kind)] = &[(Is(2), fixed(&XT_MARK_TGINFO2)), (Otherwise, RAW)];

static XT_MARK_TGINFO2: Struct =
    layout("xt_mark_tginfo2", 8, &[field("mark", U32.hex()), field("mask", U32.hex())]);

const NAT: &[(Case, Kind)] = &[
    (Is(1), fixed(&NF_NAT_RANGE_INFO)),
    (Is(2), fixed(&NF_NAT_RANGE2)),
    (Otherwise, select("nfgen_family", OLD_NAT)),
];
const OLD_NAT: &[(Case, Kind)] =
    &[(Is(10), fixed(&NF_NAT_RANGE_INFO)), (Otherwise, fixed(&NF_NAT_IPV4_MULTI_RANGE_COMPAT))];

static NF_NAT_RANGE_INFO: Struct = layout(
    "nf_nat_range",
    40,
    &[
        field("flags", U32.flags(&NF_NAT_RANGE)),
        field("min_addr", ADDRESS),
        field("max_addr", ADDRESS),
        field("min_proto", BE16),
        field("max_proto", BE16),
    ],
);

static NF_NAT_RANGE2: Struct = layout(
    "nf_nat_range2",
    44,
    &[
        field("flags", U32.flags(&NF_NAT_RANGE)),
        field("min_addr", ADDRESS),
        field("max_addr", ADDRESS),
        field("min_proto", BE16),
        field("max_proto", BE16),
        field("base_proto", BE16),
        field("", pad(2)),
    ],
)
.then(FILL);

static NF_NAT_IPV4_MULTI_RANGE_COMPAT: Struct = layout(
    "nf_nat_ipv4_multi_range_compat",
    20,
    &[field("rangesize", U32), field("range", Kind::Array(&RANGES))],
)
.then(FILL);

static RANGES: Array = array_of(1, fixed(&NF_NAT_IPV4_RANGE));

static NF_NAT_IPV4_RANGE: Struct = layout(
    "nf_nat_ipv4_range",
    16,
    &[
        field("flags", U32.flags(&NF_NAT_RANGE)),
        field("min_ip", IP4),
        field("max_ip", IP4),
        field("min", BE16),
        field("max", BE16),
    ],
);

const NFQUEUE: &[(Case, Kind)] = &[(Is(3), fixed(&XT_NFQ_INFO_V3)), (Otherwise, RAW)];

static XT_NFQ_INFO_V3: Struct = layout(
    "xt_NFQ_info_v3",
    6,
    &[field("queuenum", U16), field("queues_total", U16), field("flags", U16.flags(&NFQ_FLAG))],
)
.then(FILL);

static NFQ_FLAG: Names = names(&[(0x1, "NFQ_FLAG_BYPASS"), (0x2, "NFQ_FLAG_CPU_FANOUT")]);

const REJECT: &[(Case, Kind)] = &[(Is(10), fixed(&IP6T_REJECT_INFO)), (Otherwise, fixed(&IPT_REJECT_INFO))];

static IPT_REJECT_INFO: Struct =
    layout("ipt_reject_info", 4, &[field("with", U32.name(&IPT_REJECT_WITH))]).then(FILL);

static IPT_REJECT_WITH: Names = names(&[
    (0, "IPT_ICMP_NET_UNREACHABLE"),
    (1, "IPT_ICMP_HOST_UNREACHABLE"),
    (2, "IPT_ICMP_PROT_UNREACHABLE"),
    (3, "IPT_ICMP_PORT_UNREACHABLE"),
    (4, "IPT_ICMP_ECHOREPLY"),
    (5, "IPT_ICMP_NET_PROHIBITED"),
    (6, "IPT_ICMP_HOST_PROHIBITED"),
    (7, "IPT_TCP_RESET"),
    (8, "IPT_ICMP_ADMIN_PROHIBITED"),
]);

static IP6T_REJECT_INFO: Struct =
    layout("ip6t_reject_info", 4, &[field("with", U32.name(&IP6T_REJECT_WITH))]).then(FILL);

static IP6T_REJECT_WITH: Names = names(&[
    (0, "IP6T_ICMP6_NO_ROUTE"),
    (1, "IP6T_ICMP6_ADM_PROHIBITED"),
    (2, "IP6T_ICMP6_NOT_NEIGHBOUR"),
    (3, "IP6T_ICMP6_ADDR_UNREACH"),
    (4, "IP6T_ICMP6_PORT_UNREACH"),
    (5, "IP6T_ICMP6_ECHOREPLY"),
    (6, "IP6T_TCP_RESET"),
    (7, "IP6T_ICMP6_POLICY_FAIL"),
    (8, "IP6T_ICMP6_REJECT_ROUTE"),
]);

const SET: &[(Case, Kind)] = &[(Is(3), fixed(&XT_SET_INFO_TARGET_V3)), (Otherwise, RAW)];

static XT_SET_INFO_TARGET_V3: Struct = layout(
    "xt_set_info_target_v3",
    20,
    &[
        field("add_set", fixed(&XT_SET_INFO)),
        field("del_set", fixed(&XT_SET_INFO)),
        field("map_set", fixed(&XT_SET_INFO)),
        field("flags", U32.hex()),
        field("timeout", U32.unit(Unit::Seconds)),
    ],
)
.then(FILL);

/// The largest segment, or one that fits the path.
static XT_TCPMSS_INFO: Struct = layout("xt_tcpmss_info", 2, &[field("mss", U16.name(&XT_TCPMSS))]).then(FILL);

static XT_TCPMSS: Names = names(&[(0xffff, "XT_TCPMSS_CLAMP_PMTU")]);

const TPROXY: &[(Case, Kind)] = &[(Is(1), fixed(&XT_TPROXY_TARGET_INFO_V1)), (Otherwise, RAW)];

static XT_TPROXY_TARGET_INFO_V1: Struct = layout(
    "xt_tproxy_target_info_v1",
    28,
    &[
        field("mark_mask", U32.hex()),
        field("mark_value", U32.hex()),
        field("laddr", ADDRESS),
        field("lport", BE16),
        field("", pad(2)),
    ],
)
.then(FILL);
