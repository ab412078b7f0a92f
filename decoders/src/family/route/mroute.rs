//! Multicast routing's reports and tables: `RTM_*CACHEREPORT`, `IPMRA_*`, `IP6MRA_*`  (linux/mroute.h, linux/mroute6.h)
//!
//! Multicast routes themselves are routes: see `route.rs`.

use super::RTGENMSG;
use super::route::RT_TABLE;
use crate::schema::{Case::*, Class::*, *};

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[msg(96, "RTM_NEWCACHEREPORT", New, &BODY)]);

static BODY: Body = body(
    fixed(&RTGENMSG),
    select("rtgen_family", &[(Is(128), nest(&IPMRA_CREPORT)), (Is(129), nest(&IP6MRA_CREPORT))]),
);

static IPMRA_CREPORT: Set = set(
    "IPMRA_CREPORT",
    &[
        attr(1, "IPMRA_CREPORT_MSGTYPE", U8.name(&IGMPMSG)),
        attr(2, "IPMRA_CREPORT_VIF_ID", U32),
        attr(3, "IPMRA_CREPORT_SRC_ADDR", IP4),
        attr(4, "IPMRA_CREPORT_DST_ADDR", IP4),
        // The packet, or its beginning.
        attr(5, "IPMRA_CREPORT_PKT", OPAQUE),
        attr(6, "IPMRA_CREPORT_TABLE", U32.name(&RT_TABLE)),
    ],
);

static IP6MRA_CREPORT: Set = set(
    "IP6MRA_CREPORT",
    &[
        attr(1, "IP6MRA_CREPORT_MSGTYPE", U8.name(&MRT6MSG)),
        attr(2, "IP6MRA_CREPORT_MIF_ID", U32),
        attr(3, "IP6MRA_CREPORT_SRC_ADDR", IP6),
        attr(4, "IP6MRA_CREPORT_DST_ADDR", IP6),
        attr(5, "IP6MRA_CREPORT_PKT", OPAQUE),
    ],
);

/// `IPMRA_TABLE_*`: what `IFLA_AF_SPEC` holds in links of the family `RTNL_FAMILY_IPMR`.
pub(super) static IPMRA_TABLE: Set = set(
    "IPMRA_TABLE",
    &[
        attr(1, "IPMRA_TABLE_ID", U32.name(&RT_TABLE)),
        attr(2, "IPMRA_TABLE_CACHE_RES_QUEUE_LEN", U32.unit(Unit::Packets)),
        attr(3, "IPMRA_TABLE_MROUTE_REG_VIF_NUM", S32),
        attr(4, "IPMRA_TABLE_MROUTE_DO_ASSERT", U8.bool()),
        attr(5, "IPMRA_TABLE_MROUTE_DO_PIM", U8.bool()),
        attr(6, "IPMRA_TABLE_VIFS", nest(&IPMRA_VIF)),
        attr(7, "IPMRA_TABLE_MROUTE_DO_WRVIFWHOLE", U8.bool()),
    ],
);

static IPMRA_VIF: Set = set("IPMRA_VIF", &[attr(1, "IPMRA_VIF", nest(&IPMRA_VIFA))]);

static IPMRA_VIFA: Set = set(
    "IPMRA_VIFA",
    &[
        attr(1, "IPMRA_VIFA_IFINDEX", U32.interface()),
        attr(2, "IPMRA_VIFA_VIF_ID", U32),
        attr(3, "IPMRA_VIFA_FLAGS", U16.flags(&VIFF)),
        attr(4, "IPMRA_VIFA_BYTES_IN", U64.unit(Unit::Bytes)),
        attr(5, "IPMRA_VIFA_BYTES_OUT", U64.unit(Unit::Bytes)),
        attr(6, "IPMRA_VIFA_PACKETS_IN", U64.unit(Unit::Packets)),
        attr(7, "IPMRA_VIFA_PACKETS_OUT", U64.unit(Unit::Packets)),
        // An interface given by its index has that here.
        attr(
            8,
            "IPMRA_VIFA_LOCAL_ADDR",
            select("IPMRA_VIFA_FLAGS", &[(Is(0x8), U32.interface()), (Otherwise, IP4)]),
        ),
        attr(9, "IPMRA_VIFA_REMOTE_ADDR", IP4),
        attr(10, "IPMRA_VIFA_PAD", PAD),
    ],
);

static IGMPMSG: Names = names(&[
    (1, "IGMPMSG_NOCACHE"),
    (2, "IGMPMSG_WRONGVIF"),
    (3, "IGMPMSG_WHOLEPKT"),
    (4, "IGMPMSG_WRVIFWHOLE"),
]);

static MRT6MSG: Names = names(&[
    (1, "MRT6MSG_NOCACHE"),
    (2, "MRT6MSG_WRONGMIF"),
    (3, "MRT6MSG_WHOLEPKT"),
    (4, "MRT6MSG_WRMIFWHOLE"),
]);

static VIFF: Names =
    names(&[(0x1, "VIFF_TUNNEL"), (0x2, "VIFF_SRCRT"), (0x4, "VIFF_REGISTER"), (0x8, "VIFF_USE_IFINDEX")]);
