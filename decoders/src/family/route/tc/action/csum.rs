//! `csum`: recomputes checksums  (linux/tc_act/tc_csum.h)

use super::{TCF_T, generic};
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("csum"), nest(&TCA_CSUM));

static TCA_CSUM: Set = set(
    "TCA_CSUM",
    &[
        attr(1, "TCA_CSUM_PARMS", fixed(&TC_CSUM)),
        attr(2, "TCA_CSUM_TM", fixed(&TCF_T)),
        attr(3, "TCA_CSUM_PAD", PAD),
    ],
);

static TC_CSUM: Struct =
    layout("tc_csum", 24, &generic::<6>(&[field("update_flags", U32.flags(&TCA_CSUM_UPDATE_FLAG))]));

static TCA_CSUM_UPDATE_FLAG: Names = names(&[
    (0x1, "TCA_CSUM_UPDATE_FLAG_IPV4HDR"),
    (0x2, "TCA_CSUM_UPDATE_FLAG_ICMP"),
    (0x4, "TCA_CSUM_UPDATE_FLAG_IGMP"),
    (0x8, "TCA_CSUM_UPDATE_FLAG_TCP"),
    (0x10, "TCA_CSUM_UPDATE_FLAG_UDP"),
    (0x20, "TCA_CSUM_UPDATE_FLAG_UDPLITE"),
    (0x40, "TCA_CSUM_UPDATE_FLAG_SCTP"),
]);
