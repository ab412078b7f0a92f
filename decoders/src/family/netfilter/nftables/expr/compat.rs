//! iptables' extensions in a rule: match and target  (linux/netfilter/nf_tables_compat.h)
//!
//! What stands in their `INFO` is a struct of the extension's own, by its name and revision; [`super::xt_match`] and
//! [`super::xt_target`] have those in daily use. Others are not explained.

use super::{xt_match, xt_target};
use crate::schema::*;

pub(super) static NFTA_MATCH: Set = set(
    "NFTA_MATCH",
    &[
        attr(1, "NFTA_MATCH_NAME", TEXT),
        attr(2, "NFTA_MATCH_REV", BE32),
        attr(3, "NFTA_MATCH_INFO", select("NFTA_MATCH_NAME", xt_match::BY_NAME)),
    ],
);

pub(super) static NFTA_TARGET: Set = set(
    "NFTA_TARGET",
    &[
        attr(1, "NFTA_TARGET_NAME", TEXT),
        attr(2, "NFTA_TARGET_REV", BE32),
        attr(3, "NFTA_TARGET_INFO", select("NFTA_TARGET_NAME", xt_target::BY_NAME)),
    ],
);
