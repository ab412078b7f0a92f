//! Targets that change addresses  (linux/netfilter/{nf_nat,xt_TPROXY}.h, linux/netfilter_ipv4/ipt_CLUSTERIP.h,
//! linux/netfilter_ipv6/ip6t_NPT.h)

use super::super::act::NF_NAT_RANGE;
use super::{ADDRESS, ANY, FILL, TARGET_REV};
use crate::schema::{Case::*, *};

/// SNAT, DNAT, MASQUERADE, REDIRECT and NETMAP.
pub(super) const NAT: Kind = select(TARGET_REV, NAT_REVISIONS);
const NAT_REVISIONS: &[(Case, Kind)] = &[
    (Is(0), select("nfgen_family", OLD_NAT)),
    (Is(1), fixed(&NF_NAT_RANGE_INFO)),
    (Is(2), fixed(&NF_NAT_RANGE2)),
    (ANY, RAW),
    (Otherwise, select("@len", NAT_SIZES)),
];
const NAT_SIZES: &[(Case, Kind)] = &[
    (Is(24), fixed(&NF_NAT_IPV4_MULTI_RANGE_COMPAT)),
    (Is(40), fixed(&NF_NAT_RANGE_INFO)),
    (Is(48), fixed(&NF_NAT_RANGE2)),
    (Otherwise, RAW),
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

pub(super) const NPT: Kind = fixed(&IP6T_NPT_TGINFO);

static IP6T_NPT_TGINFO: Struct = layout(
    "ip6t_npt_tginfo",
    36,
    &[
        field("src_pfx", ADDRESS),
        field("dst_pfx", ADDRESS),
        field("src_pfx_len", U8.unit(Unit::Bits)),
        field("dst_pfx_len", U8.unit(Unit::Bits)),
        field("adjustment", kernel_only(2)),
    ],
)
.then(FILL);

pub(super) const CLUSTERIP: Kind = fixed(&IPT_CLUSTERIP_TGT_INFO);

/// Until Linux 6.4.
static IPT_CLUSTERIP_TGT_INFO: Struct = layout(
    "ipt_clusterip_tgt_info",
    64,
    &[
        field("flags", U32.flags(&CLUSTERIP_FLAG)),
        field("clustermac", MAC),
        field("num_total_nodes", U16),
        field("num_local_nodes", U16),
        field("local_nodes", Kind::Array(&NODES)),
        field("", pad(2)),
        field("hash_mode", U32.name(&CLUSTERIP_HASHMODE)),
        field("hash_initval", U32.hex()),
        field("config", kernel_only(8)),
    ],
);

static NODES: Array = array_with_room("num_local_nodes", 16, U16);

static CLUSTERIP_FLAG: Names = names(&[(0x1, "CLUSTERIP_FLAG_NEW")]);

static CLUSTERIP_HASHMODE: Names = names(&[
    (0, "CLUSTERIP_HASHMODE_SIP"),
    (1, "CLUSTERIP_HASHMODE_SIP_SPT"),
    (2, "CLUSTERIP_HASHMODE_SIP_SPT_DPT"),
]);

pub(super) const TPROXY: Kind = select(TARGET_REV, TPROXY_REVISIONS);
const TPROXY_REVISIONS: &[(Case, Kind)] = &[
    (Is(0), fixed(&XT_TPROXY_TARGET_INFO)),
    (Is(1), fixed(&XT_TPROXY_TARGET_INFO_V1)),
    (ANY, RAW),
    (Otherwise, select("@len", TPROXY_SIZES)),
];
const TPROXY_SIZES: &[(Case, Kind)] =
    &[(UpTo(16), fixed(&XT_TPROXY_TARGET_INFO)), (Otherwise, fixed(&XT_TPROXY_TARGET_INFO_V1))];

static XT_TPROXY_TARGET_INFO: Struct = layout(
    "xt_tproxy_target_info",
    16,
    &[
        field("mark_mask", U32.hex()),
        field("mark_value", U32.hex()),
        field("laddr", IP4),
        field("lport", BE16),
        field("", pad(2)),
    ],
);

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
