//! `binder`: transactions of Android's that failed  (linux/android/binder_netlink.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("binder", &COMMANDS);

static COMMANDS: Commands = commands(&numbered([msg(1, "BINDER_CMD_REPORT", Other, &BODY)]));

static BODY: Body = headless(nest(&BINDER_A_REPORT));

static BINDER_A_REPORT: Set = set(
    "BINDER_A_REPORT",
    &[
        attr(1, "BINDER_A_REPORT_ERROR", U32.name(&BR)),
        attr(2, "BINDER_A_REPORT_CONTEXT", TEXT),
        attr(3, "BINDER_A_REPORT_FROM_PID", U32),
        attr(4, "BINDER_A_REPORT_FROM_TID", U32),
        attr(5, "BINDER_A_REPORT_TO_PID", U32),
        attr(6, "BINDER_A_REPORT_TO_TID", U32),
        attr(7, "BINDER_A_REPORT_IS_REPLY", FLAG),
        attr(8, "BINDER_A_REPORT_FLAGS", U32.flags(&TF)),
        attr(9, "BINDER_A_REPORT_CODE", U32),
        attr(10, "BINDER_A_REPORT_DATA_SIZE", U32.unit(Unit::Bytes)),
    ],
);

/// Errors that a sender gets: of linux/android/binder.h, as the next list.
static BR: Names =
    names(&[(0x7205, "BR_DEAD_REPLY"), (0x7211, "BR_FAILED_REPLY"), (0x7212, "BR_FROZEN_REPLY")]);
static TF: Names = names(&[
    (0x1, "TF_ONE_WAY"),
    (0x4, "TF_ROOT_OBJECT"),
    (0x8, "TF_STATUS_CODE"),
    (0x10, "TF_ACCEPT_FDS"),
    (0x20, "TF_CLEAR_BUF"),
    (0x40, "TF_UPDATE_TXN"),
]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded_unasked, values};

    #[test]
    fn a_transaction_that_failed() {
        let decoded =
            decoded_unasked(&FAMILY, 1, &[&attribute(2, b"binder\0"), &attribute(8, &[0x11, 0, 0, 0])]);
        assert_eq!(values(&decoded, "BINDER_A_REPORT_CONTEXT"), ["binder"]);
        assert_eq!(values(&decoded, "BINDER_A_REPORT_FLAGS"), ["TF_ONE_WAY|TF_ACCEPT_FDS"]);
    }
}
