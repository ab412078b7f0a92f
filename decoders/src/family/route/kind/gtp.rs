//! `gtp`: GPRS tunnels  (linux/if_link.h)

use super::LinkKind;
use crate::schema::*;

pub(super) static KIND: LinkKind = LinkKind::new("gtp", nest(&IFLA_GTP));

static IFLA_GTP: Set = set(
    "IFLA_GTP",
    &[
        attr(1, "IFLA_GTP_FD0", U32),
        attr(2, "IFLA_GTP_FD1", U32),
        attr(3, "IFLA_GTP_PDP_HASHSIZE", U32),
        attr(4, "IFLA_GTP_ROLE", U32.name(&GTP_ROLE)),
        attr(5, "IFLA_GTP_CREATE_SOCKETS", U8.bool()),
        attr(6, "IFLA_GTP_RESTART_COUNT", U8),
        attr(7, "IFLA_GTP_LOCAL", IP4),
        attr(8, "IFLA_GTP_LOCAL6", IP6),
    ],
);

static GTP_ROLE: Names = names(&[(0, "GTP_ROLE_GGSN"), (1, "GTP_ROLE_SGSN")]);
