//! Programs that help connection tracking: `NFCTH_*`  (linux/netfilter/nfnetlink_cthelper.h)

use super::{NFGENMSG, of};
use crate::names::{IPPROTO, NFPROTO};
use crate::schema::{Class::*, *};

pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(of(9, 0), "NFNL_MSG_CTHELPER_NEW", New, &BODY),
    msg(of(9, 1), "NFNL_MSG_CTHELPER_GET", Get, &BODY).answered_by(of(9, 0)),
    msg(of(9, 2), "NFNL_MSG_CTHELPER_DEL", Delete, &BODY),
]);

static BODY: Body = body(fixed(&NFGENMSG), nest(&NFCTH));

static NFCTH: Set = set(
    "NFCTH",
    &[
        attr(1, "NFCTH_NAME", TEXT).subject(),
        attr(2, "NFCTH_TUPLE", nest(&NFCTH_TUPLE)),
        // The queue in which its packets wait.
        attr(3, "NFCTH_QUEUE_NUM", BE32),
        attr(4, "NFCTH_POLICY", nest(&NFCTH_POLICY_SET)),
        attr(5, "NFCTH_PRIV_DATA_LEN", BE32.unit(Unit::Bytes)),
        attr(6, "NFCTH_STATUS", BE32.name(&NFCT_HELPER_STATUS)),
    ],
);

static NFCTH_TUPLE: Set = set(
    "NFCTH_TUPLE",
    &[
        attr(1, "NFCTH_TUPLE_L3PROTONUM", BE16.name(&NFPROTO)),
        attr(2, "NFCTH_TUPLE_L4PROTONUM", U8.name(&IPPROTO)),
    ],
);

/// The connections that it may expect, in up to four classes.
static NFCTH_POLICY_SET: Set = set(
    "NFCTH_POLICY_SET",
    &[
        attr(1, "NFCTH_POLICY_SET_NUM", BE32),
        attr(2, "NFCTH_POLICY_SET1", nest(&NFCTH_POLICY)),
        attr(3, "NFCTH_POLICY_SET2", nest(&NFCTH_POLICY)),
        attr(4, "NFCTH_POLICY_SET3", nest(&NFCTH_POLICY)),
        attr(5, "NFCTH_POLICY_SET4", nest(&NFCTH_POLICY)),
    ],
);

static NFCTH_POLICY: Set = set(
    "NFCTH_POLICY",
    &[
        attr(1, "NFCTH_POLICY_NAME", TEXT),
        attr(2, "NFCTH_POLICY_EXPECT_MAX", BE32),
        attr(3, "NFCTH_POLICY_EXPECT_TIMEOUT", BE32.unit(Unit::Seconds)),
    ],
);

static NFCT_HELPER_STATUS: Names =
    names(&[(0, "NFCT_HELPER_STATUS_DISABLED"), (1, "NFCT_HELPER_STATUS_ENABLED")]);
