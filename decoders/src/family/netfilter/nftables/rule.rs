//! Rules: `NFTA_RULE_*`

use super::{expr, userdata};
use crate::names::{ETH_P, IPPROTO};
use crate::schema::{Case::*, *};

pub(super) static BODY: Body = super::attributes(&NFTA_RULE);

static NFTA_RULE: Set = set(
    "NFTA_RULE",
    &[
        attr(1, "NFTA_RULE_TABLE", TEXT).key(),
        attr(2, "NFTA_RULE_CHAIN", TEXT).key(),
        attr(3, "NFTA_RULE_HANDLE", BE64).key(),
        attr(4, "NFTA_RULE_EXPRESSIONS", nest(&expr::NFTA_LIST)),
        attr(5, "NFTA_RULE_COMPAT", nest(&NFTA_RULE_COMPAT)),
        // The handle of the previous rule; in a request, of the rule to insert before or append after.
        attr(6, "NFTA_RULE_POSITION", BE64),
        attr(7, "NFTA_RULE_USERDATA", userdata::OF_RULE),
        attr(8, "NFTA_RULE_PAD", PAD),
        attr(9, "NFTA_RULE_ID", BE32),
        attr(10, "NFTA_RULE_POSITION_ID", BE32),
        attr(11, "NFTA_RULE_CHAIN_ID", BE32),
    ],
);

/// Facts about a rule that iptables' extensions need.
static NFTA_RULE_COMPAT: Set = set(
    "NFTA_RULE_COMPAT",
    &[
        attr(1, "NFTA_RULE_COMPAT_PROTO", select("nfgen_family", PROTOCOL)),
        attr(2, "NFTA_RULE_COMPAT_FLAGS", BE32.flags(&NFT_RULE_COMPAT_F)),
    ],
);

/// In a bridge, the protocol is an EtherType.
const PROTOCOL: &[(Case, Kind)] = &[(Is(7), BE32.name(&ETH_P)), (Otherwise, BE32.name(&IPPROTO))];

static NFT_RULE_COMPAT_F: Names = names(&[(0x1, "NFT_RULE_COMPAT_F_UNUSED"), (0x2, "NFT_RULE_COMPAT_F_INV")]);
