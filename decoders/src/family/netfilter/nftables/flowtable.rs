//! Flow tables: `NFTA_FLOWTABLE_*`

use super::super::hooks::NF_NETDEV;
use super::chain::NFTA_DEVICE;
use crate::schema::*;

pub(super) static BODY: Body = super::attributes(&NFTA_FLOWTABLE);

static NFTA_FLOWTABLE: Set = set(
    "NFTA_FLOWTABLE",
    &[
        attr(1, "NFTA_FLOWTABLE_TABLE", TEXT).key(),
        attr(2, "NFTA_FLOWTABLE_NAME", TEXT).subject(),
        attr(3, "NFTA_FLOWTABLE_HOOK", nest(&NFTA_FLOWTABLE_HOOK)),
        attr(4, "NFTA_FLOWTABLE_USE", BE32),
        attr(5, "NFTA_FLOWTABLE_HANDLE", BE64),
        attr(6, "NFTA_FLOWTABLE_PAD", PAD),
        attr(7, "NFTA_FLOWTABLE_FLAGS", BE32.flags(&NFT_FLOWTABLE)),
    ],
);

static NFT_FLOWTABLE: Names = names(&[(0x1, "NFT_FLOWTABLE_HW_OFFLOAD"), (0x2, "NFT_FLOWTABLE_COUNTER")]);

static NFTA_FLOWTABLE_HOOK: Set = set(
    "NFTA_FLOWTABLE_HOOK",
    &[
        attr(1, "NFTA_FLOWTABLE_HOOK_NUM", BE32.name(&NF_NETDEV)),
        attr(2, "NFTA_FLOWTABLE_HOOK_PRIORITY", SBE32),
        attr(3, "NFTA_FLOWTABLE_HOOK_DEVS", nest(&NFTA_DEVICE)),
    ],
);
