//! Timeouts of connections, as policies with names: `CTA_TIMEOUT_*`  (linux/netfilter/nfnetlink_cttimeout.h)

use super::{NFGENMSG, of, timeout};
use crate::names::{IPPROTO, NFPROTO};
use crate::schema::{Class::*, *};

pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(of(8, 0), "IPCTNL_MSG_TIMEOUT_NEW", New, &BODY),
    msg(of(8, 1), "IPCTNL_MSG_TIMEOUT_GET", Get, &BODY).answered_by(of(8, 0)),
    msg(of(8, 2), "IPCTNL_MSG_TIMEOUT_DELETE", Delete, &BODY),
    msg(of(8, 3), "IPCTNL_MSG_TIMEOUT_DEFAULT_SET", New, &BODY),
    msg(of(8, 4), "IPCTNL_MSG_TIMEOUT_DEFAULT_GET", Get, &BODY).answered_by(of(8, 3)),
]);

static BODY: Body = body(fixed(&NFGENMSG), nest(&CTA_TIMEOUT));

static CTA_TIMEOUT: Set = set(
    "CTA_TIMEOUT",
    &[
        attr(1, "CTA_TIMEOUT_NAME", TEXT).subject(),
        attr(2, "CTA_TIMEOUT_L3PROTO", BE16.name(&NFPROTO)),
        attr(3, "CTA_TIMEOUT_L4PROTO", U8.name(&IPPROTO)),
        attr(4, "CTA_TIMEOUT_DATA", select("CTA_TIMEOUT_L4PROTO", timeout::BY_PROTOCOL)),
        attr(5, "CTA_TIMEOUT_USE", BE32),
    ],
);
