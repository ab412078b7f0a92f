//! IGMP  (linux/igmp.h)

use super::DATA;
use crate::schema::*;

/// The third version's queries have more members, and its reports a list of groups in place of `group`.
pub(super) static IGMPHDR: Struct = layout(
    "igmphdr",
    8,
    &[field("type", U8.name(&IGMP)), field("code", U8), field("csum", BE16.hex()), field("group", IP4)],
)
.may_be_cut()
.then(&[DATA]);

static IGMP: Names = names(&[
    (0x11, "IGMP_HOST_MEMBERSHIP_QUERY"),
    (0x12, "IGMP_HOST_MEMBERSHIP_REPORT"),
    (0x13, "IGMP_DVMRP"),
    (0x14, "IGMP_PIM"),
    (0x15, "IGMP_TRACE"),
    (0x16, "IGMPV2_HOST_MEMBERSHIP_REPORT"),
    (0x17, "IGMP_HOST_LEAVE_MESSAGE"),
    (0x1e, "IGMP_MTRACE_RESP"),
    (0x1f, "IGMP_MTRACE"),
    (0x22, "IGMPV3_HOST_MEMBERSHIP_REPORT"),
    (0x30, "IGMP_MRDISC_ADV"),
]);
