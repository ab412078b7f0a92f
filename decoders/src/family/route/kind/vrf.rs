//! `vrf`: virtual routing and forwarding  (linux/if_link.h)

use super::super::route::RT_TABLE;
use super::LinkKind;
use crate::schema::*;

pub(super) static KIND: LinkKind =
    LinkKind::new("vrf", nest(&IFLA_VRF)).with_slaves("vrf_slave", nest(&IFLA_VRF_PORT));

static IFLA_VRF: Set = set("IFLA_VRF", &[attr(1, "IFLA_VRF_TABLE", U32.name(&RT_TABLE))]);

static IFLA_VRF_PORT: Set = set("IFLA_VRF_PORT", &[attr(1, "IFLA_VRF_PORT_TABLE", U32.name(&RT_TABLE))]);
