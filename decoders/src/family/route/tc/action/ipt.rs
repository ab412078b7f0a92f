//! `ipt`, `xt`: an iptables target; kernels up to 6.7  (linux/tc_act/tc_ipt.h)

use super::TCF_T;
use crate::names::NF_INET;
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("ipt"), nest(&TCA_IPT));

/// The same under its later name.
pub(super) const XT: (Case, Kind) = (Named("xt"), nest(&TCA_IPT));

static TCA_IPT: Set = set(
    "TCA_IPT",
    &[
        attr(1, "TCA_IPT_TABLE", TEXT),
        attr(2, "TCA_IPT_HOOK", U32.name(&NF_INET)),
        attr(3, "TCA_IPT_INDEX", U32),
        attr(4, "TCA_IPT_CNT", fixed(&TC_CNT)),
        attr(5, "TCA_IPT_TM", fixed(&TCF_T)),
        attr(6, "TCA_IPT_TARG", fixed(&XT_ENTRY_TARGET)),
        attr(7, "TCA_IPT_PAD", PAD),
    ],
);

static TC_CNT: Struct = layout("tc_cnt", 8, &[field("refcnt", S32), field("bindcnt", S32)]);

static XT_ENTRY_TARGET: Struct = layout(
    "xt_entry_target",
    32,
    &[field("target_size", U16.unit(Unit::Bytes)), field("name", text(29)), field("revision", U8)],
)
.then(&[field("data", RAW)]);
