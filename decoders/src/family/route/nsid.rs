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

/// `NETNSA_*`.
static NETNSA: Set = set(
    "NETNSA",
    &[
        attr(1, "NETNSA_NSID", NSID).key(),
        attr(2, "NETNSA_PID", U32).key(),
        attr(3, "NETNSA_FD", U32).key(),
        attr(4, "NETNSA_TARGET_NSID", NSID),
        attr(5, "NETNSA_CURRENT_NSID", NSID),
    ],
);

const NSID: Kind =
    gloss(
        &S32,
        |payload, _, out| {
            if payload == [0xff; 4] { out.write_str("NETNSA_NSID_NOT_ASSIGNED") } else { Ok(()) }
        },
    );
