//! Chains and their hooks: `NFTA_CHAIN_*`, `NFTA_HOOK_*`

use super::super::hooks::{HOOK, VERDICT};
use super::{expr, userdata};
use crate::schema::*;

pub(super) static BODY: Body = super::attributes(&NFTA_CHAIN);

static NFTA_CHAIN: Set = set(
    "NFTA_CHAIN",
    &[
        attr(1, "NFTA_CHAIN_TABLE", TEXT).key(),
        attr(2, "NFTA_CHAIN_HANDLE", BE64),
        attr(3, "NFTA_CHAIN_NAME", TEXT).subject(),
        attr(4, "NFTA_CHAIN_HOOK", nest(&NFTA_HOOK)),
        attr(5, "NFTA_CHAIN_POLICY", BE32.name(&VERDICT)),
        attr(6, "NFTA_CHAIN_USE", BE32),
        // filter, route, nat
        attr(7, "NFTA_CHAIN_TYPE", TEXT),
        attr(8, "NFTA_CHAIN_COUNTERS", nest(&expr::NFTA_COUNTER)),
        attr(9, "NFTA_CHAIN_PAD", PAD),
        attr(10, "NFTA_CHAIN_FLAGS", BE32.flags(&NFT_CHAIN)),
        attr(11, "NFTA_CHAIN_ID", BE32),
        attr(12, "NFTA_CHAIN_USERDATA", userdata::OF_CHAIN),
    ],
);

static NFT_CHAIN: Names =
    names(&[(0x1, "NFT_CHAIN_BASE"), (0x2, "NFT_CHAIN_HW_OFFLOAD"), (0x4, "NFT_CHAIN_BINDING")]);

static NFTA_HOOK: Set = set(
    "NFTA_HOOK",
    &[
        attr(1, "NFTA_HOOK_HOOKNUM", HOOK).key(),
        // The lowest comes first.
        attr(2, "NFTA_HOOK_PRIORITY", SBE32),
        attr(3, "NFTA_HOOK_DEV", TEXT),
        attr(4, "NFTA_HOOK_DEVS", nest(&NFTA_DEVICE)),
    ],
);

/// Devices, one or more.
pub(super) static NFTA_DEVICE: Set =
    set("NFTA_DEVICE", &[attr(1, "NFTA_DEVICE_NAME", TEXT), attr(2, "NFTA_DEVICE_PREFIX", TEXT)]);
