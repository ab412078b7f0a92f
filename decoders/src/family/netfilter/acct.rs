//! Counters with names: `NFACCT_*`  (linux/netfilter/nfnetlink_acct.h)

use super::{NFGENMSG, of};
use crate::schema::{Class::*, *};

const fn acct(number: u16) -> u16 {
    of(7, number)
}

pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(acct(0), "NFNL_MSG_ACCT_NEW", New, &BODY),
    msg(acct(1), "NFNL_MSG_ACCT_GET", Get, &BODY).answered_by(acct(0)),
    msg(acct(2), "NFNL_MSG_ACCT_GET_CTRZERO", Get, &BODY).answered_by(acct(0)).changing(),
    msg(acct(3), "NFNL_MSG_ACCT_DEL", Delete, &BODY),
    msg(acct(4), "NFNL_MSG_ACCT_OVERQUOTA", Other, &BODY),
]);

static BODY: Body = body(fixed(&NFGENMSG), nest(&NFACCT));

static NFACCT: Set = set(
    "NFACCT",
    &[
        attr(1, "NFACCT_NAME", TEXT).subject(),
        attr(2, "NFACCT_PKTS", BE64.unit(Unit::Packets)),
        attr(3, "NFACCT_BYTES", BE64.unit(Unit::Bytes)),
        attr(4, "NFACCT_USE", BE32),
        attr(5, "NFACCT_FLAGS", BE32.flags(&NFACCT_F)),
        // Packets or bytes, depending on the flags.
        attr(6, "NFACCT_QUOTA", BE64).key(),
        attr(7, "NFACCT_FILTER", nest(&NFACCT_FILTER)),
        attr(8, "NFACCT_PAD", PAD),
    ],
);

static NFACCT_F: Names =
    names(&[(0x1, "NFACCT_F_QUOTA_PKTS"), (0x2, "NFACCT_F_QUOTA_BYTES"), (0x4, "NFACCT_F_OVERQUOTA")]);

/// Flags that narrow a dump.
static NFACCT_FILTER: Set = set(
    "NFACCT_FILTER",
    &[
        attr(1, "NFACCT_FILTER_MASK", BE32.flags(&NFACCT_F)),
        attr(2, "NFACCT_FILTER_VALUE", BE32.flags(&NFACCT_F)),
    ],
);
