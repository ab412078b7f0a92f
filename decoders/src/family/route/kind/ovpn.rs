//! `ovpn`: OpenVPN data channels  (linux/if_link.h)

use super::LinkKind;
use crate::schema::*;

pub(super) static KIND: LinkKind = LinkKind::new("ovpn", nest(&IFLA_OVPN));

static IFLA_OVPN: Set = set("IFLA_OVPN", &[attr(1, "IFLA_OVPN_MODE", U8.name(&OVPN_MODE))]);

static OVPN_MODE: Names = names(&[(0, "OVPN_MODE_P2P"), (1, "OVPN_MODE_MP")]);
