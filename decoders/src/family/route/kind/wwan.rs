//! `wwan`: data channels of a modem  (linux/wwan.h)

use super::LinkKind;
use crate::schema::*;

pub(super) static KIND: LinkKind = LinkKind::new("wwan", nest(&IFLA_WWAN));

static IFLA_WWAN: Set = set("IFLA_WWAN", &[attr(1, "IFLA_WWAN_LINK_ID", U32)]);
