//! `netkit`: pairs of interfaces with BPF between them  (linux/if_link.h)

use super::LinkKind;
use crate::family::route::link::PEER;
use crate::schema::*;

pub(super) static KIND: LinkKind = LinkKind::new("netkit", nest(&IFLA_NETKIT));

static IFLA_NETKIT: Set = set(
    "IFLA_NETKIT",
    &[
        attr(1, "IFLA_NETKIT_PEER_INFO", fixed(&PEER)),
        attr(2, "IFLA_NETKIT_PRIMARY", U8.bool()),
        attr(3, "IFLA_NETKIT_POLICY", U32.name(&NETKIT_ACTION)),
        attr(4, "IFLA_NETKIT_PEER_POLICY", U32.name(&NETKIT_ACTION)),
        attr(5, "IFLA_NETKIT_MODE", U32.name(&NETKIT_MODE)),
        attr(6, "IFLA_NETKIT_SCRUB", U32.name(&NETKIT_SCRUB)),
        attr(7, "IFLA_NETKIT_PEER_SCRUB", U32.name(&NETKIT_SCRUB)),
        attr(8, "IFLA_NETKIT_HEADROOM", U16.unit(Unit::Bytes)),
        attr(9, "IFLA_NETKIT_TAILROOM", U16.unit(Unit::Bytes)),
        attr(10, "IFLA_NETKIT_PAIRING", U32.name(&NETKIT_DEVICE)),
    ],
);

static NETKIT_ACTION: Names = names(&[(0, "NETKIT_PASS"), (2, "NETKIT_DROP"), (7, "NETKIT_REDIRECT")]);

static NETKIT_MODE: Names = names(&[(0, "NETKIT_L2"), (1, "NETKIT_L3")]);

static NETKIT_SCRUB: Names = names(&[(0, "NETKIT_SCRUB_NONE"), (1, "NETKIT_SCRUB_DEFAULT")]);

static NETKIT_DEVICE: Names = names(&[(0, "NETKIT_DEVICE_PAIR"), (1, "NETKIT_DEVICE_SINGLE")]);
