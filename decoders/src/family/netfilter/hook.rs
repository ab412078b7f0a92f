//! Functions that are attached to the hooks, in order: `NFNLA_HOOK_*`  (linux/netfilter/nfnetlink_hook.h)

use super::hooks::HOOK;
use super::{NFGENMSG, of};
use crate::names::NFPROTO;
use crate::schema::{Case::*, Class::*, *};

pub(super) static MESSAGES: &[Msg] = messages(&[msg(of(12, 0), "NFNL_MSG_HOOK_GET", Get, &BODY)]);

static BODY: Body = body(fixed(&NFGENMSG), nest(&NFNLA_HOOK));

static NFNLA_HOOK: Set = set(
    "NFNLA_HOOK",
    &[
        attr(1, "NFNLA_HOOK_HOOKNUM", HOOK),
        attr(2, "NFNLA_HOOK_PRIORITY", SBE32),
        attr(3, "NFNLA_HOOK_DEV", TEXT),
        attr(4, "NFNLA_HOOK_FUNCTION_NAME", TEXT),
        attr(5, "NFNLA_HOOK_MODULE_NAME", TEXT),
        attr(6, "NFNLA_HOOK_CHAIN_INFO", nest(&NFNLA_HOOK_INFO)),
    ],
);

static NFNLA_HOOK_INFO: Set = set(
    "NFNLA_HOOK_INFO",
    &[
        attr(1, "NFNLA_HOOK_INFO_DESC", select("NFNLA_HOOK_INFO_TYPE", DESCRIPTIONS)),
        attr(2, "NFNLA_HOOK_INFO_TYPE", BE32.name(&NFNL_HOOK_TYPE)),
    ],
);

/// A flow table has a table, a family and a name, too.
const DESCRIPTIONS: &[(Case, Kind)] = &[(OneOf(&[1, 3]), nest(&NFNLA_CHAIN)), (Is(2), nest(&NFNLA_HOOK_BPF))];

static NFNL_HOOK_TYPE: Names =
    names(&[(1, "NFNL_HOOK_TYPE_NFTABLES"), (2, "NFNL_HOOK_TYPE_BPF"), (3, "NFNL_HOOK_TYPE_NFT_FLOWTABLE")]);

static NFNLA_CHAIN: Set = set(
    "NFNLA_CHAIN",
    &[
        attr(1, "NFNLA_CHAIN_TABLE", TEXT),
        attr(2, "NFNLA_CHAIN_FAMILY", U8.name(&NFPROTO)),
        attr(3, "NFNLA_CHAIN_NAME", TEXT),
    ],
);

static NFNLA_HOOK_BPF: Set = set("NFNLA_HOOK_BPF", &[attr(1, "NFNLA_HOOK_BPF_ID", BE32)]);

#[cfg(test)]
mod tests {
    use super::super::FAMILY;
    use crate::family::testing::{attribute, decoded, values};

    #[test]
    fn a_hook_says_what_hangs_on_it() {
        let chain = [attribute(1, b"t\0"), attribute(2, &[1]), attribute(3, b"in\0")].concat();
        for (kind, name) in [(1, "NFNL_HOOK_TYPE_NFTABLES"), (3, "NFNL_HOOK_TYPE_NFT_FLOWTABLE")] {
            let info = [attribute(1, &chain), attribute(2, &[0, 0, 0, kind])].concat();
            let decoded = decoded(&FAMILY, (0xc00, 2), &[&[2, 0, 0, 0], &attribute(6, &info)]);
            assert_eq!(values(&decoded, "NFNLA_HOOK_INFO_TYPE"), [name]);
            assert_eq!(values(&decoded, "NFNLA_CHAIN_NAME"), ["in"]);
        }
        let info = [attribute(1, &attribute(1, &[0, 0, 0, 9])), attribute(2, &[0, 0, 0, 2])].concat();
        let decoded = decoded(&FAMILY, (0xc00, 2), &[&[2, 0, 0, 0], &attribute(6, &info)]);
        assert_eq!(values(&decoded, "NFNLA_HOOK_BPF_ID"), ["9"]);
    }
}
