//! `ct`: connection tracking: lookup, commit, address translation  (linux/tc_act/tc_ct.h)

use super::{TCF_T, generic};
use crate::names::{AF, IPPROTO};
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("ct"), nest(&TCA_CT));

static TCA_CT: Set = set(
    "TCA_CT",
    &[
        attr(1, "TCA_CT_PARMS", fixed(&TC_CT)),
        attr(2, "TCA_CT_TM", fixed(&TCF_T)),
        attr(3, "TCA_CT_ACTION", U16.flags(&TCA_CT_ACT)),
        attr(4, "TCA_CT_ZONE", U16),
        attr(5, "TCA_CT_MARK", U32.hex()),
        attr(6, "TCA_CT_MARK_MASK", U32.hex()),
        attr(7, "TCA_CT_LABELS", OPAQUE),
        attr(8, "TCA_CT_LABELS_MASK", OPAQUE),
        attr(9, "TCA_CT_NAT_IPV4_MIN", IP4),
        attr(10, "TCA_CT_NAT_IPV4_MAX", IP4),
        attr(11, "TCA_CT_NAT_IPV6_MIN", IP6),
        attr(12, "TCA_CT_NAT_IPV6_MAX", IP6),
        attr(13, "TCA_CT_NAT_PORT_MIN", BE16),
        attr(14, "TCA_CT_NAT_PORT_MAX", BE16),
        attr(15, "TCA_CT_PAD", PAD),
        attr(16, "TCA_CT_HELPER_NAME", TEXT),
        attr(17, "TCA_CT_HELPER_FAMILY", U8.name(&AF)),
        attr(18, "TCA_CT_HELPER_PROTO", U8.name(&IPPROTO)),
    ],
);

static TC_CT: Struct = layout("tc_ct", 20, &generic::<5>(&[]));

static TCA_CT_ACT: Names = names(&[
    (0x1, "TCA_CT_ACT_COMMIT"),
    (0x2, "TCA_CT_ACT_FORCE"),
    (0x4, "TCA_CT_ACT_CLEAR"),
    (0x8, "TCA_CT_ACT_NAT"),
    (0x10, "TCA_CT_ACT_NAT_SRC"),
    (0x20, "TCA_CT_ACT_NAT_DST"),
]);
