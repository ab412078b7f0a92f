//! `ipt`: an iptables match; the kernel takes two of them  (linux/tc_ematch/tc_em_ipt.h)

use crate::family::xt::XT_ADDRTYPE_INFO_V1;
use crate::names::{IPPROTO, NF_INET, NFPROTO};
use crate::schema::{Case::*, *};

pub(super) const KIND: Kind = nest(&TCA_EM_IPT);

static TCA_EM_IPT: Set = set(
    "TCA_EM_IPT",
    &[
        attr(1, "TCA_EM_IPT_HOOK", U32.name(&NF_INET)),
        attr(2, "TCA_EM_IPT_MATCH_NAME", TEXT),
        attr(3, "TCA_EM_IPT_MATCH_REVISION", U8),
        attr(4, "TCA_EM_IPT_NFPROTO", U8.name(&NFPROTO)),
        attr(5, "TCA_EM_IPT_MATCH_DATA", select("TCA_EM_IPT_MATCH_NAME", &MATCH_DATA)),
    ],
);

static MATCH_DATA: [(Case, Kind); 2] =
    [(Named("policy"), fixed(&XT_POLICY_INFO)), (Named("addrtype"), fixed(&XT_ADDRTYPE_INFO_V1))];

/// Clients send it padded to a multiple of 8.
static XT_POLICY_INFO: Struct = layout(
    "xt_policy_info",
    308,
    &[field("pol", Kind::Array(&POLICIES)), field("flags", U16.flags(&XT_POLICY_MATCH)), field("len", U16)],
)
.then(&[field("", pad(4))]);

static POLICIES: Array = array_of(4, fixed(&XT_POLICY_ELEM));

static XT_POLICY_ELEM: Struct = layout(
    "xt_policy_elem",
    76,
    &[
        field("saddr", select("TCA_EM_IPT_NFPROTO", ADDRESS)),
        field("smask", select("TCA_EM_IPT_NFPROTO", ADDRESS)),
        field("daddr", select("TCA_EM_IPT_NFPROTO", ADDRESS)),
        field("dmask", select("TCA_EM_IPT_NFPROTO", ADDRESS)),
        field("spi", BE32.hex()),
        field("reqid", U32),
        field("proto", U8.name(&IPPROTO)),
        field("mode", U8.name(&XT_POLICY_MODE)),
        field("match", U8.bit_fields(&XT_POLICY_SPEC)),
        field("invert", U8.bit_fields(&XT_POLICY_SPEC)),
    ],
);

/// `union nf_inet_addr`.
const ADDRESS: &[(Case, Kind)] = &[(Is(2), IP4_OF_16), (Is(10), IP6)];

static XT_POLICY_SPEC: [Part; 7] = [
    part("saddr", 1, Show::Bool),
    part("daddr", 1, Show::Bool),
    part("proto", 1, Show::Bool),
    part("mode", 1, Show::Bool),
    part("spi", 1, Show::Bool),
    part("reqid", 1, Show::Bool),
    part("", 2, Show::Hex),
];

static XT_POLICY_MATCH: Names = names(&[
    (0x1, "XT_POLICY_MATCH_IN"),
    (0x2, "XT_POLICY_MATCH_OUT"),
    (0x4, "XT_POLICY_MATCH_NONE"),
    (0x8, "XT_POLICY_MATCH_STRICT"),
]);

static XT_POLICY_MODE: Names = names(&[(0, "XT_POLICY_MODE_TRANSPORT"), (1, "XT_POLICY_MODE_TUNNEL")]);
