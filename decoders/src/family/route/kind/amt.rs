//! `amt`: automatic multicast tunneling  (linux/amt.h)

use super::LinkKind;
use crate::family::route::link::LINK;
use crate::schema::*;

pub(super) static KIND: LinkKind = LinkKind::new("amt", nest(&IFLA_AMT));

static IFLA_AMT: Set = set(
    "IFLA_AMT",
    &[
        attr(1, "IFLA_AMT_MODE", U32.name(&AMT_MODE)),
        attr(2, "IFLA_AMT_RELAY_PORT", BE16),
        attr(3, "IFLA_AMT_GATEWAY_PORT", BE16),
        attr(4, "IFLA_AMT_LINK", LINK),
        attr(5, "IFLA_AMT_LOCAL_IP", IP4),
        attr(6, "IFLA_AMT_REMOTE_IP", IP4),
        attr(7, "IFLA_AMT_DISCOVERY_IP", IP4),
        attr(8, "IFLA_AMT_MAX_TUNNELS", U32),
    ],
);

static AMT_MODE: Names = names(&[(0, "AMT_MODE_GATEWAY"), (1, "AMT_MODE_RELAY")]);
