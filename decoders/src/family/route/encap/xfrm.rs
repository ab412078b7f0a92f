//! `xfrm`: which IPsec interface id a route's packets get  (linux/lwtunnel.h)

use crate::schema::*;

pub(super) static LWT_XFRM: Set =
    set("LWT_XFRM", &[attr(1, "LWT_XFRM_IF_ID", U32.hex()), attr(2, "LWT_XFRM_LINK", U32.interface())]);
