//! `bpf`: a program that decides, classic or extended  (linux/tc_act/tc_bpf.h)

use super::{TCF_T, generic};
use crate::bpf::PROGRAM;
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("bpf"), nest(&TCA_ACT_BPF));

static TCA_ACT_BPF: Set = set(
    "TCA_ACT_BPF",
    &[
        attr(1, "TCA_ACT_BPF_TM", fixed(&TCF_T)),
        attr(2, "TCA_ACT_BPF_PARMS", fixed(&TC_ACT_BPF)),
        attr(3, "TCA_ACT_BPF_OPS_LEN", U16),
        attr(4, "TCA_ACT_BPF_OPS", PROGRAM),
        attr(5, "TCA_ACT_BPF_FD", U32),
        attr(6, "TCA_ACT_BPF_NAME", TEXT).nul_terminated(),
        attr(7, "TCA_ACT_BPF_PAD", PAD),
        attr(8, "TCA_ACT_BPF_TAG", OPAQUE),
        attr(9, "TCA_ACT_BPF_ID", U32),
    ],
);

static TC_ACT_BPF: Struct = layout("tc_act_bpf", 20, &generic::<5>(&[]));
