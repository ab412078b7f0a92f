//! Numbers of network namespaces: `RTM_*NSID`, `NETNSA_*`  (linux/net_namespace.h)

use super::RTGENMSG;
use crate::schema::{Class::*, *};

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(88, "RTM_NEWNSID", New, &BODY),
    msg(89, "RTM_DELNSID", Delete, &BODY),
    msg(90, "RTM_GETNSID", Get, &BODY),
]);

static BODY: Body = body(fixed(&RTGENMSG), nest(&NETNSA));

/// `NETNSA_*`. A number of -1 is `NETNSA_NSID_NOT_ASSIGNED`.
static NETNSA: Set = set(
    "NETNSA",
    &[
        attr(1, "NETNSA_NSID", S32),
        attr(2, "NETNSA_PID", U32),
        attr(3, "NETNSA_FD", U32),
        attr(4, "NETNSA_TARGET_NSID", S32),
        attr(5, "NETNSA_CURRENT_NSID", S32),
    ],
);
