//! `tun`: interfaces whose other end is a program  (linux/if_link.h, linux/if_tun.h)

use super::LinkKind;
use crate::schema::*;

pub(super) static KIND: LinkKind = LinkKind::new("tun", nest(&IFLA_TUN));

static IFLA_TUN: Set = set(
    "IFLA_TUN",
    &[
        attr(1, "IFLA_TUN_OWNER", U32),
        attr(2, "IFLA_TUN_GROUP", U32),
        attr(3, "IFLA_TUN_TYPE", U8.name(&IFF_TUN_TAP)),
        attr(4, "IFLA_TUN_PI", U8.bool()),
        attr(5, "IFLA_TUN_VNET_HDR", U8.bool()),
        attr(6, "IFLA_TUN_PERSIST", U8.bool()),
        attr(7, "IFLA_TUN_MULTI_QUEUE", U8.bool()),
        attr(8, "IFLA_TUN_NUM_QUEUES", U32),
        attr(9, "IFLA_TUN_NUM_DISABLED_QUEUES", U32),
    ],
);

static IFF_TUN_TAP: Names = names(&[(1, "IFF_TUN"), (2, "IFF_TAP")]);
