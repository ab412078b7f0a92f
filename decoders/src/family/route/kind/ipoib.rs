//! `ipoib`: IP over InfiniBand  (linux/if_link.h)

use super::LinkKind;
use crate::schema::*;

pub(super) static KIND: LinkKind = LinkKind::new("ipoib", nest(&IFLA_IPOIB));

static IFLA_IPOIB: Set = set(
    "IFLA_IPOIB",
    &[
        attr(1, "IFLA_IPOIB_PKEY", U16.hex()),
        attr(2, "IFLA_IPOIB_MODE", U16.name(&IPOIB_MODE)),
        attr(3, "IFLA_IPOIB_UMCAST", U16.bool()),
    ],
);

static IPOIB_MODE: Names = names(&[(0, "IPOIB_MODE_DATAGRAM"), (1, "IPOIB_MODE_CONNECTED")]);
