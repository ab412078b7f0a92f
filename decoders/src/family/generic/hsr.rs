//! `HSR`: nodes of a redundant ring, and where it is broken  (linux/hsr_netlink.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("HSR", &COMMANDS).module("hsr");

/// A `GET` is answered with `SET`.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "HSR_C_RING_ERROR", Other, &BODY),
    msg(2, "HSR_C_NODE_DOWN", Other, &BODY),
    msg(3, "HSR_C_GET_NODE_STATUS", Get, &BODY),
    msg(4, "HSR_C_SET_NODE_STATUS", Get, &BODY),
    msg(5, "HSR_C_GET_NODE_LIST", Get, &BODY),
    msg(6, "HSR_C_SET_NODE_LIST", Get, &BODY),
]));

static BODY: Body = headless(nest(&HSR_A));

static HSR_A: Set = set(
    "HSR_A",
    &[
        attr(1, "HSR_A_NODE_ADDR", LLADDR).key(),
        attr(2, "HSR_A_IFINDEX", U32.interface()).key(),
        attr(3, "HSR_A_IF1_AGE", U32.unit(Unit::Milliseconds)),
        attr(4, "HSR_A_IF2_AGE", U32.unit(Unit::Milliseconds)),
        attr(5, "HSR_A_NODE_ADDR_B", LLADDR),
        attr(6, "HSR_A_IF1_SEQ", U16),
        attr(7, "HSR_A_IF2_SEQ", U16),
        attr(8, "HSR_A_IF1_IFINDEX", U32.interface()),
        attr(9, "HSR_A_IF2_IFINDEX", U32.interface()),
        attr(10, "HSR_A_ADDR_B_IFINDEX", U32.interface()),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn nodes() {
        let nodes = [attribute(1, &[2, 0, 0, 0, 0, 1]), attribute(1, &[2, 0, 0, 0, 0, 2])].concat();
        let decoded = decoded(&FAMILY, (6, 0), &[&attribute(2, &[5, 0, 0, 0]), &nodes]);
        assert_eq!(values(&decoded, "cmd"), ["HSR_C_SET_NODE_LIST"]);
        assert_eq!(values(&decoded, "HSR_A_NODE_ADDR"), ["02:00:00:00:00:01", "02:00:00:00:00:02"]);
    }
}
