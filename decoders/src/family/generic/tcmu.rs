//! `TCM-USER`: storage that a program implements, and notifications about its devices  (linux/target_core_user.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("TCM-USER", &COMMANDS).module("target_core_user");

/// The program acknowledges the kernel's commands with `DONE`.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "TCMU_CMD_ADDED_DEVICE", Other, &BODY),
    msg(2, "TCMU_CMD_REMOVED_DEVICE", Other, &BODY),
    msg(3, "TCMU_CMD_RECONFIG_DEVICE", Other, &BODY),
    msg(4, "TCMU_CMD_ADDED_DEVICE_DONE", New, &BODY),
    msg(5, "TCMU_CMD_REMOVED_DEVICE_DONE", New, &BODY),
    msg(6, "TCMU_CMD_RECONFIG_DEVICE_DONE", New, &BODY),
    msg(7, "TCMU_CMD_SET_FEATURES", New, &BODY),
]));

static BODY: Body = headless(nest(&TCMU_ATTR));

static TCMU_ATTR: Set = set(
    "TCMU_ATTR",
    &[
        attr(1, "TCMU_ATTR_DEVICE", TEXT).key(),
        attr(2, "TCMU_ATTR_MINOR", U32),
        attr(3, "TCMU_ATTR_PAD", PAD),
        attr(4, "TCMU_ATTR_DEV_CFG", TEXT),
        attr(5, "TCMU_ATTR_DEV_SIZE", U64.unit(Unit::Bytes)),
        attr(6, "TCMU_ATTR_WRITECACHE", U8.bool()),
        attr(7, "TCMU_ATTR_CMD_STATUS", S32.errno()),
        attr(8, "TCMU_ATTR_DEVICE_ID", U32).key(),
        attr(9, "TCMU_ATTR_SUPP_KERN_CMD_REPLY", U8.bool()),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, decoded_unasked, values};

    #[test]
    fn a_device_comes_and_is_refused() {
        let device = [attribute(1, b"tcm-user/1/disk/qcow/x\0"), attribute(8, &[3, 0, 0, 0])].concat();
        let news = decoded_unasked(&FAMILY, 1, &[&device]);
        assert_eq!(values(&news, "cmd"), ["TCMU_CMD_ADDED_DEVICE"]);
        assert_eq!(values(&news, "TCMU_ATTR_DEVICE"), ["tcm-user/1/disk/qcow/x"]);
        let done = decoded(&FAMILY, (4, 1), &[&attribute(7, &(-2i32).to_le_bytes())]);
        assert_eq!(values(&done, "TCMU_ATTR_CMD_STATUS"), ["ENOENT"]);
    }
}
