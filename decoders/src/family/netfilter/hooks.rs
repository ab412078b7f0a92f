//! Where packets meet netfilter, and what is done with them: hooks, verdicts  (linux/netfilter.h)

use crate::names::NF_INET;
use crate::schema::{Case::*, *};

/// A hook's number: each family has its own, and many share IPv4's.
pub(super) const HOOK: Kind = select("nfgen_family", HOOKS);

const HOOKS: &[(Case, Kind)] = &[
    (Is(3), BE32.name(&NF_ARP)),
    (Is(5), BE32.name(&NF_NETDEV)),
    (Is(7), BE32.name(&NF_BR)),
    (Otherwise, BE32.name(&NF_INET)),
];

/// The same in one byte, as structs have it.
pub(super) const HOOK_IN_BYTE: Kind = select("nfgen_family", BYTES);

const BYTES: &[(Case, Kind)] = &[
    (Is(3), U8.name(&NF_ARP)),
    (Is(5), U8.name(&NF_NETDEV)),
    (Is(7), U8.name(&NF_BR)),
    (Otherwise, U8.name(&NF_INET)),
];

/// `NF_ARP_*`: hooks of ARP  (linux/netfilter_arp.h).
pub(super) static NF_ARP: Names = names(&[(0, "NF_ARP_IN"), (1, "NF_ARP_OUT"), (2, "NF_ARP_FORWARD")]);

/// `NF_NETDEV_*`: hooks of a device.
pub(super) static NF_NETDEV: Names = names(&[(0, "NF_NETDEV_INGRESS"), (1, "NF_NETDEV_EGRESS")]);

/// `NF_BR_*`: hooks of bridges  (linux/netfilter_bridge.h).
pub(super) static NF_BR: Names = names(&[
    (0, "NF_BR_PRE_ROUTING"),
    (1, "NF_BR_LOCAL_IN"),
    (2, "NF_BR_FORWARD"),
    (3, "NF_BR_LOCAL_OUT"),
    (4, "NF_BR_POST_ROUTING"),
    (5, "NF_BR_BROUTING"),
]);

/// Verdicts about a packet: those of the hooks, and negative ones that only chains of nftables have.
pub(super) static VERDICT: Names = names(&[
    (0, "NF_DROP"),
    (1, "NF_ACCEPT"),
    (2, "NF_STOLEN"),
    (3, "NF_QUEUE"),
    (4, "NF_REPEAT"),
    (5, "NF_STOP"),
    ((-5i64).cast_unsigned(), "NFT_RETURN"),
    ((-4i64).cast_unsigned(), "NFT_GOTO"),
    ((-3i64).cast_unsigned(), "NFT_JUMP"),
    ((-2i64).cast_unsigned(), "NFT_BREAK"),
    ((-1i64).cast_unsigned(), "NFT_CONTINUE"),
]);
