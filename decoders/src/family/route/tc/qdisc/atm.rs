//! `atm`: a virtual circuit for each class, in kernels before 6.8  (linux/pkt_sched.h of the time, linux/atm.h)

use super::Qdisc;
use crate::schema::*;

pub(super) const ATM: Qdisc = Qdisc { class: nest(&TCA_ATM), ..Qdisc::new("atm", nest(&TCA_ATM)) };

static TCA_ATM: Set = set(
    "TCA_ATM",
    &[
        attr(1, "TCA_ATM_FD", S32),
        attr(2, "TCA_ATM_PTR", OPAQUE),
        attr(3, "TCA_ATM_HDR", OPAQUE),
        attr(4, "TCA_ATM_EXCESS", U32.handle()),
        attr(5, "TCA_ATM_ADDR", fixed(&SOCKADDR_ATMPVC)),
        attr(6, "TCA_ATM_STATE", U32.name(&ATM_VS)),
    ],
);

static SOCKADDR_ATMPVC: Struct = layout(
    "sockaddr_atmpvc",
    12,
    &[
        field("sap_family", U16.name(&crate::names::AF)),
        field("", pad(2)),
        field("itf", S16),
        field("vpi", S16),
        field("vci", S32),
    ],
);

static ATM_VS: Names = names(&[
    (0, "ATM_VS_IDLE"),
    (1, "ATM_VS_CONNECTED"),
    (2, "ATM_VS_CLOSING"),
    (3, "ATM_VS_LISTEN"),
    (4, "ATM_VS_INUSE"),
    (5, "ATM_VS_BOUND"),
]);
