//! `dsa`: switch ports that a conduit interface serves  (linux/if_link.h)

use super::LinkKind;
use crate::schema::*;

pub(super) static KIND: LinkKind = LinkKind::new("dsa", nest(&IFLA_DSA));

static IFLA_DSA: Set = set("IFLA_DSA", &[attr(1, "IFLA_DSA_CONDUIT", U32.interface())]);
