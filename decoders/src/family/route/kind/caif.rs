//! `caif`: modem connections, up to Linux 6  (linux/caif/if_caif.h)

use super::LinkKind;
use crate::schema::*;

pub(super) static KIND: LinkKind = LinkKind::new("caif", nest(&IFLA_CAIF));

static IFLA_CAIF: Set = set(
    "IFLA_CAIF",
    &[
        attr(1, "IFLA_CAIF_IPV4_CONNID", U32),
        attr(2, "IFLA_CAIF_IPV6_CONNID", U32),
        attr(3, "IFLA_CAIF_LOOPBACK", U8.bool()),
    ],
);
