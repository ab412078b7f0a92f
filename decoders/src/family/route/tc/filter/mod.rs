//! Classifiers: `TCA_OPTIONS` of `RTM_*TFILTER` by `TCA_KIND`. One file per classifier, one line here
//! (linux/pkt_cls.h)

use crate::schema::*;

files! {
    /// `TCA_OPTIONS` by `TCA_KIND`.
    pub(super) const OPTIONS: [(Case, Kind)];

    mod basic: KIND;
    mod bpf: KIND;
    mod cgroup: KIND;
    mod flow: KIND;
    mod flower: KIND;
    mod fw: KIND;
    mod matchall: KIND;
    mod route4: KIND;
    mod rsvp: KIND;
    mod tcindex: KIND;
    pub(super) mod u32: KIND;
}

/// `TCA_CLS_FLAGS_*`: in hardware, in software, in both.
static TCA_CLS_FLAGS: Names = names(&[
    (0x1, "TCA_CLS_FLAGS_SKIP_HW"),
    (0x2, "TCA_CLS_FLAGS_SKIP_SW"),
    (0x4, "TCA_CLS_FLAGS_IN_HW"),
    (0x8, "TCA_CLS_FLAGS_NOT_IN_HW"),
    (0x10, "TCA_CLS_FLAGS_VERBOSE"),
]);
