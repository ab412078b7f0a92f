//! `NLBL_UNLBL`: whether packets without a label may pass, and which label they are given
//! (the kernel's own net/netlabel/netlabel_unlabeled.c)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("NLBL_UNLBL", &COMMANDS);

static COMMANDS: Commands = commands(&numbered([
    msg(1, "NLBL_UNLABEL_C_ACCEPT", New, &BODY),
    msg(2, "NLBL_UNLABEL_C_LIST", Get, &BODY),
    msg(3, "NLBL_UNLABEL_C_STATICADD", New, &BODY),
    msg(4, "NLBL_UNLABEL_C_STATICREMOVE", Delete, &BODY),
    msg(5, "NLBL_UNLABEL_C_STATICLIST", Get, &BODY),
    msg(6, "NLBL_UNLABEL_C_STATICADDDEF", New, &BODY),
    msg(7, "NLBL_UNLABEL_C_STATICREMOVEDEF", Delete, &BODY),
    msg(8, "NLBL_UNLABEL_C_STATICLISTDEF", Get, &BODY),
]));

static BODY: Body = headless(nest(&NLBL_UNLABEL_A));

static NLBL_UNLABEL_A: Set = set(
    "NLBL_UNLABEL_A",
    &[
        attr(1, "NLBL_UNLABEL_A_ACPTFLG", U8.bool()),
        attr(2, "NLBL_UNLABEL_A_IPV6ADDR", IP6).limits(&Limits::of_length(16)),
        attr(3, "NLBL_UNLABEL_A_IPV6MASK", IP6).limits(&Limits::of_length(16)),
        attr(4, "NLBL_UNLABEL_A_IPV4ADDR", IP4).limits(&Limits::of_length(4)),
        attr(5, "NLBL_UNLABEL_A_IPV4MASK", IP4).limits(&Limits::of_length(4)),
        attr(6, "NLBL_UNLABEL_A_IFACE", TEXT).limits(&Limits::up_to(15)),
        attr(7, "NLBL_UNLABEL_A_SECCTX", TEXT),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_label_for_an_interface() {
        let label =
            [attribute(6, b"eth0\0"), attribute(4, &[192, 0, 2, 1]), attribute(7, b"system_u:x:y:s0\0")];
        let decoded = decoded(&FAMILY, (3, 5), &[&label.concat()]);
        assert_eq!(values(&decoded, "NLBL_UNLABEL_A_IFACE"), ["eth0"]);
        assert_eq!(values(&decoded, "NLBL_UNLABEL_A_SECCTX"), ["system_u:x:y:s0"]);
    }
}
