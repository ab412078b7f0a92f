//! `bpf`: a program that classifies, classic or extended  (linux/pkt_cls.h)

use super::super::action::ACTIONS;
use super::super::action::police::TCA_POLICE;
use super::TCA_CLS_FLAGS;
use crate::bpf::PROGRAM;
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("bpf"), nest(&TCA_BPF));

static TCA_BPF: Set = set(
    "TCA_BPF",
    &[
        attr(1, "TCA_BPF_ACT", Kind::List(&ACTIONS)),
        attr(2, "TCA_BPF_POLICE", nest(&TCA_POLICE)),
        attr(3, "TCA_BPF_CLASSID", U32.handle()),
        attr(4, "TCA_BPF_OPS_LEN", U16),
        attr(5, "TCA_BPF_OPS", PROGRAM),
        attr(6, "TCA_BPF_FD", U32),
        attr(7, "TCA_BPF_NAME", TEXT).nul_terminated(),
        attr(8, "TCA_BPF_FLAGS", U32.flags(&TCA_BPF_FLAG)),
        attr(9, "TCA_BPF_FLAGS_GEN", U32.flags(&TCA_CLS_FLAGS)),
        attr(10, "TCA_BPF_TAG", OPAQUE),
        attr(11, "TCA_BPF_ID", U32),
    ],
);

static TCA_BPF_FLAG: Names = names(&[(0x1, "TCA_BPF_FLAG_ACT_DIRECT")]);
