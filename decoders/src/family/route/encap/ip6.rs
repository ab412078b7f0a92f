//! `ip6`: metadata for a tunnel over IPv6  (linux/lwtunnel.h)

use super::ip::{LWTUNNEL_IP_OPTS, TUNNEL};
use crate::schema::*;

pub(super) static LWTUNNEL_IP6: Set = set(
    "LWTUNNEL_IP6",
    &[
        attr(1, "LWTUNNEL_IP6_ID", BE64),
        attr(2, "LWTUNNEL_IP6_DST", IP6),
        attr(3, "LWTUNNEL_IP6_SRC", IP6),
        attr(4, "LWTUNNEL_IP6_HOPLIMIT", U8),
        attr(5, "LWTUNNEL_IP6_TC", U8.hex()),
        attr(6, "LWTUNNEL_IP6_FLAGS", BE16.flags(&TUNNEL)),
        attr(7, "LWTUNNEL_IP6_PAD", PAD),
        attr(8, "LWTUNNEL_IP6_OPTS", nest(&LWTUNNEL_IP_OPTS)),
    ],
);
