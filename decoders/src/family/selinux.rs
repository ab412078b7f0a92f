//! `NETLINK_SELINUX`: notifications about SELinux's mode and policy  (linux/selinux_netlink.h)

use crate::schema::{Class::*, *};

/// The protocol.
pub static FAMILY: Family = Family {
    protocol: 7,
    name: "NETLINK_SELINUX",
    messages: &[messages(&[
        msg(16, "SELNL_MSG_SETENFORCE", Other, &SETENFORCE),
        msg(17, "SELNL_MSG_POLICYLOAD", Other, &POLICYLOAD),
    ])],
    groups: &SELNLGRP,
    general: None,
    generic: &[],
    unnamed: &[],
    framing: Framing::Messages,
    exchange: Exchange::PLAIN,
};

static SETENFORCE: Body = body(fixed(&SELNL_MSG_SETENFORCE), PAD);
static POLICYLOAD: Body = body(fixed(&SELNL_MSG_POLICYLOAD), PAD);

/// `struct selnl_msg_setenforce`
static SELNL_MSG_SETENFORCE: Struct = layout("selnl_msg_setenforce", 4, &[field("val", S32)]);

/// `struct selnl_msg_policyload`
static SELNL_MSG_POLICYLOAD: Struct = layout("selnl_msg_policyload", 4, &[field("seqno", U32)]);

static SELNLGRP: Names = names(&[(0, "SELNLGRP_NONE"), (1, "SELNLGRP_AVC")]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::testing::{decoded, values};

    #[test]
    fn both() {
        assert_eq!(values(&decoded(&FAMILY, (16, 0), &[&[1, 0, 0, 0]]), "val"), ["1"]);
        assert_eq!(values(&decoded(&FAMILY, (17, 0), &[&[2, 0, 0, 0]]), "seqno"), ["2"]);
    }
}
