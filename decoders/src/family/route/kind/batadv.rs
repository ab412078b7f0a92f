//! `batadv`: B.A.T.M.A.N. meshes  (linux/batman_adv.h)

use super::LinkKind;
use crate::schema::*;

pub(super) static KIND: LinkKind = LinkKind::new("batadv", nest(&IFLA_BATADV));

static IFLA_BATADV: Set = set("IFLA_BATADV", &[attr(1, "IFLA_BATADV_ALGO_NAME", TEXT).nul_terminated()]);
