//! Targets that answer, queue, copy or mend a packet
//! (linux/netfilter/xt_{CHECKSUM,NFQUEUE,SYNPROXY,TEE}.h, linux/netfilter_ipv4/ipt_REJECT.h, linux/netfilter_ipv6/ip6t_REJECT.h)

use super::super::act::NF_SYNPROXY_OPT;
use super::{ADDRESS, ANY, FILL, TARGET_REV};
use crate::schema::{Case::*, *};

pub(super) const CHECKSUM: Kind = fixed(&XT_CHECKSUM_INFO);

static XT_CHECKSUM_INFO: Struct =
    layout("xt_CHECKSUM_info", 1, &[field("operation", U8.flags(&XT_CHECKSUM_OP))]).then(FILL);

static XT_CHECKSUM_OP: Names = names(&[(0x1, "XT_CHECKSUM_OP_FILL")]);

/// All revisions take as many bytes. Without one the newest is taken, whose members the others have too.
pub(super) const NFQUEUE: Kind = select(TARGET_REV, NFQUEUE_REVISIONS);
const NFQUEUE_REVISIONS: &[(Case, Kind)] = &[
    (Is(0), fixed(&XT_NFQ_INFO)),
    (Is(1), fixed(&XT_NFQ_INFO_V1)),
    (Is(2), fixed(&XT_NFQ_INFO_V2)),
    (Is(3), fixed(&XT_NFQ_INFO_V3)),
    (ANY, RAW),
    (Otherwise, fixed(&XT_NFQ_INFO_V3)),
];

static XT_NFQ_INFO: Struct = layout("xt_NFQ_info", 2, &[field("queuenum", U16)]).then(FILL);

static XT_NFQ_INFO_V1: Struct =
    layout("xt_NFQ_info_v1", 4, &[field("queuenum", U16), field("queues_total", U16)]).then(FILL);

static XT_NFQ_INFO_V2: Struct = layout(
    "xt_NFQ_info_v2",
    6,
    &[field("queuenum", U16), field("queues_total", U16), field("bypass", U16.bool())],
)
.then(FILL);

static XT_NFQ_INFO_V3: Struct = layout(
    "xt_NFQ_info_v3",
    6,
    &[field("queuenum", U16), field("queues_total", U16), field("flags", U16.flags(&NFQ_FLAG))],
)
.then(FILL);

static NFQ_FLAG: Names = names(&[(0x1, "NFQ_FLAG_BYPASS"), (0x2, "NFQ_FLAG_CPU_FANOUT")]);

pub(super) const REJECT: Kind = select("nfgen_family", REJECT_FAMILIES);
const REJECT_FAMILIES: &[(Case, Kind)] =
    &[(Is(10), fixed(&IP6T_REJECT_INFO)), (Otherwise, fixed(&IPT_REJECT_INFO))];

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

pub(super) const SYNPROXY: Kind = fixed(&NF_SYNPROXY_INFO);

static NF_SYNPROXY_INFO: Struct = layout(
    "nf_synproxy_info",
    4,
    &[
        field("options", U8.flags(&NF_SYNPROXY_OPT)),
        field("wscale", U8.unit(Unit::Bits)),
        field("mss", U16.unit(Unit::Bytes)),
    ],
)
.then(FILL);

pub(super) const TEE: Kind = select(TARGET_REV, TEE_REVISIONS);
const TEE_REVISIONS: &[(Case, Kind)] = &[(Is(0), RAW), (Otherwise, fixed(&XT_TEE_TGINFO))];

static XT_TEE_TGINFO: Struct = layout(
    "xt_tee_tginfo",
    40,
    &[field("gw", ADDRESS), field("oif", text(16)), field("priv", kernel_only(8))],
);
