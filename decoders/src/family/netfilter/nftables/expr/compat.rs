//! iptables' extensions in a rule: match and target  (linux/netfilter/nf_tables_compat.h)
//!
//! What stands in their `INFO` is a struct of the extension's own, by its name and revision: not explained here.

use crate::schema::*;

pub(super) static NFTA_MATCH: Set = set(
    "NFTA_MATCH",
    &[attr(1, "NFTA_MATCH_NAME", TEXT), attr(2, "NFTA_MATCH_REV", BE32), attr(3, "NFTA_MATCH_INFO", RAW)],
);

pub(super) static NFTA_TARGET: Set = set(
    "NFTA_TARGET",
    &[attr(1, "NFTA_TARGET_NAME", TEXT), attr(2, "NFTA_TARGET_REV", BE32), attr(3, "NFTA_TARGET_INFO", RAW)],
);
