//! `ppp`: point-to-point protocol units  (linux/if_link.h)

use super::LinkKind;
use crate::schema::*;

pub(super) static KIND: LinkKind = LinkKind::new("ppp", nest(&IFLA_PPP));

static IFLA_PPP: Set = set("IFLA_PPP", &[attr(1, "IFLA_PPP_DEV_FD", S32)]);
