//! Which of iptables' extensions the kernel has  (linux/netfilter/nf_tables_compat.h)

use super::{NFGENMSG, of};
use crate::schema::{Class::*, *};

pub(super) static MESSAGES: &[Msg] = messages(&[msg(of(11, 0), "NFNL_MSG_COMPAT_GET", Get, &BODY)]);

static BODY: Body = body(fixed(&NFGENMSG), nest(&NFTA_COMPAT));

static NFTA_COMPAT: Set = set(
    "NFTA_COMPAT",
    &[
        attr(1, "NFTA_COMPAT_NAME", TEXT).limits(&Limits::up_to(32)).key(),
        attr(2, "NFTA_COMPAT_REV", BE32).limits(&Limits::at_most(255)),
        // 0 for a match, 1 for a target.
        attr(3, "NFTA_COMPAT_TYPE", BE32),
    ],
);
