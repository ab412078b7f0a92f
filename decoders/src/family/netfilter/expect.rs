//! Connections that are expected because of others: `CTA_EXPECT_*`  (linux/netfilter/nfnetlink_conntrack.h)

use super::conntrack::CTA_TUPLE;
use super::status::IP_CT_DIR;
use super::{NFGENMSG, of};
use crate::schema::{Class::*, *};

const fn exp(number: u16) -> u16 {
    of(2, number)
}

pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(exp(0), "IPCTNL_MSG_EXP_NEW", New, &BODY),
    msg(exp(1), "IPCTNL_MSG_EXP_GET", Get, &BODY).answered_by(exp(0)),
    msg(exp(2), "IPCTNL_MSG_EXP_DELETE", Delete, &BODY),
    msg(exp(3), "IPCTNL_MSG_EXP_GET_STATS_CPU", Get, &OF_PROCESSOR),
]);

static BODY: Body = body(fixed(&NFGENMSG), nest(&CTA_EXPECT));
static OF_PROCESSOR: Body = body(fixed(&NFGENMSG), nest(&CTA_STATS_EXP));

pub(super) static CTA_EXPECT: Set = set(
    "CTA_EXPECT",
    &[
        attr(1, "CTA_EXPECT_MASTER", nest(&CTA_TUPLE)),
        attr(2, "CTA_EXPECT_TUPLE", nest(&CTA_TUPLE)),
        attr(3, "CTA_EXPECT_MASK", nest(&CTA_TUPLE)),
        attr(4, "CTA_EXPECT_TIMEOUT", BE32.unit(Unit::Seconds)),
        attr(5, "CTA_EXPECT_ID", BE32).key(),
        attr(6, "CTA_EXPECT_HELP_NAME", TEXT),
        attr(7, "CTA_EXPECT_ZONE", BE16),
        attr(8, "CTA_EXPECT_FLAGS", BE32.flags(&NF_CT_EXPECT)),
        attr(9, "CTA_EXPECT_CLASS", BE32),
        attr(10, "CTA_EXPECT_NAT", nest(&CTA_EXPECT_NAT)),
        attr(11, "CTA_EXPECT_FN", TEXT),
    ],
);

static NF_CT_EXPECT: Names = names(&[
    (0x1, "NF_CT_EXPECT_PERMANENT"),
    (0x2, "NF_CT_EXPECT_INACTIVE"),
    (0x4, "NF_CT_EXPECT_USERSPACE"),
]);

static CTA_EXPECT_NAT: Set = set(
    "CTA_EXPECT_NAT",
    &[
        attr(1, "CTA_EXPECT_NAT_DIR", BE32.name(&IP_CT_DIR)),
        attr(2, "CTA_EXPECT_NAT_TUPLE", nest(&CTA_TUPLE)),
    ],
);

static CTA_STATS_EXP: Set = set(
    "CTA_STATS_EXP",
    &[
        attr(1, "CTA_STATS_EXP_NEW", BE32),
        attr(2, "CTA_STATS_EXP_CREATE", BE32),
        attr(3, "CTA_STATS_EXP_DELETE", BE32),
    ],
);
