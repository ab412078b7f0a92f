//! Classifiers: `TCA_OPTIONS` of `RTM_*TFILTER` by `TCA_KIND`. One file per classifier, one line here
//! (linux/pkt_cls.h)

use crate::schema::*;

mod basic;
mod bpf;
mod cgroup;
mod flow;
mod flower;
mod fw;
mod matchall;
mod route4;
mod rsvp;
mod tcindex;
pub(super) mod u32;

/// `TCA_OPTIONS` by `TCA_KIND`.
pub(super) static OPTIONS: [(Case, Kind); 11] = [
    basic::KIND,
    bpf::KIND,
    cgroup::KIND,
    flow::KIND,
    flower::KIND,
    fw::KIND,
    matchall::KIND,
    route4::KIND,
    rsvp::KIND,
    tcindex::KIND,
    u32::KIND,
];

/// `TCA_CLS_FLAGS_*`: in hardware, in software, in both.
static TCA_CLS_FLAGS: Names = names(&[
    (0x1, "TCA_CLS_FLAGS_SKIP_HW"),
    (0x2, "TCA_CLS_FLAGS_SKIP_SW"),
    (0x4, "TCA_CLS_FLAGS_IN_HW"),
    (0x8, "TCA_CLS_FLAGS_NOT_IN_HW"),
    (0x10, "TCA_CLS_FLAGS_VERBOSE"),
]);
