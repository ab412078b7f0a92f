//! `ipset`: whether a set has the packet's addresses  (linux/netfilter/xt_set.h)

use crate::schema::*;

pub(super) const KIND: Kind = fixed(&XT_SET_INFO);

static XT_SET_INFO: Struct =
    layout("xt_set_info", 4, &[field("index", U16), field("dim", U8), field("flags", U8.flags(&IPSET))]);

/// `IPSET_*`: which dimensions are the source's, and what else is wanted.
static IPSET: Names = names(&[
    (0x1, "IPSET_INV_MATCH"),
    (0x2, "IPSET_DIM_ONE_SRC"),
    (0x4, "IPSET_DIM_TWO_SRC"),
    (0x8, "IPSET_DIM_THREE_SRC"),
    (0x80, "IPSET_RETURN_NOMATCH"),
]);
