//! `veth`, `vxcan`: pairs of interfaces, made with a whole link message for the peer  (linux/veth.h, linux/can/vxcan.h)

use super::LinkKind;
use crate::family::route::link::PEER;
use crate::schema::*;

pub(super) static VETH: LinkKind = LinkKind::new("veth", nest(&VETH_INFO));
pub(super) static VXCAN: LinkKind = LinkKind::new("vxcan", nest(&VXCAN_INFO));

static VETH_INFO: Set = set("VETH_INFO", &[attr(1, "VETH_INFO_PEER", fixed(&PEER))]);

static VXCAN_INFO: Set = set("VXCAN_INFO", &[attr(1, "VXCAN_INFO_PEER", fixed(&PEER))]);
