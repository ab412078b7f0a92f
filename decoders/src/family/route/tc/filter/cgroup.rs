//! `cgroup`: the class that the sender's control group names  (linux/pkt_cls.h)

use super::super::action::ACTIONS;
use super::super::action::police::TCA_POLICE;
use super::super::ematch::TCA_EMATCH_TREE;
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("cgroup"), nest(&TCA_CGROUP));

static TCA_CGROUP: Set = set(
    "TCA_CGROUP",
    &[
        attr(1, "TCA_CGROUP_ACT", Kind::List(&ACTIONS)),
        attr(2, "TCA_CGROUP_POLICE", nest(&TCA_POLICE)),
        attr(3, "TCA_CGROUP_EMATCHES", nest(&TCA_EMATCH_TREE)),
    ],
);
