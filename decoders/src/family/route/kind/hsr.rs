//! `hsr`: redundant rings and parallel networks, HSR and PRP  (linux/if_link.h)

use super::LinkKind;
use crate::schema::*;

pub(super) static KIND: LinkKind = LinkKind::new("hsr", nest(&IFLA_HSR));

static IFLA_HSR: Set = set(
    "IFLA_HSR",
    &[
        attr(1, "IFLA_HSR_SLAVE1", U32.interface()),
        attr(2, "IFLA_HSR_SLAVE2", U32.interface()),
        attr(3, "IFLA_HSR_MULTICAST_SPEC", U8),
        attr(4, "IFLA_HSR_SUPERVISION_ADDR", LLADDR),
        attr(5, "IFLA_HSR_SEQ_NR", U16),
        attr(6, "IFLA_HSR_VERSION", U8),
        attr(7, "IFLA_HSR_PROTOCOL", U8.name(&HSR_PROTOCOL)),
        attr(8, "IFLA_HSR_INTERLINK", U32.interface()),
    ],
);

static HSR_PROTOCOL: Names = names(&[(0, "HSR_PROTOCOL_HSR"), (1, "HSR_PROTOCOL_PRP")]);
