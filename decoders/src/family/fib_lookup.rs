//! `NETLINK_FIB_LOOKUP`: what a lookup in the IPv4 routing tables finds  (struct fib_result_nl, the kernel's net/ip_fib.h)
//!
//! The kernel looks at no type: it fills in the answer and sends the message back with the type it came with, which may be
//! 0 or any that controls other protocols. The types have no names, so all go by the protocol's.

use super::route::{RT_SCOPE, RT_TABLE, RTN};
use crate::schema::{Class::*, *};

/// The protocol.
pub static FAMILY: Family = Family {
    protocol: 10,
    name: "NETLINK_FIB_LOOKUP",
    messages: &[MESSAGES],
    groups: &NO_GROUPS,
    general: None,
    generic: &[],
    unnamed: &[],
    framing: Framing::Messages,
    exchange: Exchange { answers: Answers::Returned, ..Exchange::PLAIN },
};

/// Every type below 16, and the first that netlink leaves to protocols.
static MESSAGES: &[Msg] = messages(&[
    lookup(0),
    lookup(1),
    lookup(2),
    lookup(3),
    lookup(4),
    lookup(5),
    lookup(6),
    lookup(7),
    lookup(8),
    lookup(9),
    lookup(10),
    lookup(11),
    lookup(12),
    lookup(13),
    lookup(14),
    lookup(15),
    lookup(16),
]);

const fn lookup(id: u16) -> Msg {
    msg(id, "FIB_LOOKUP", Other, &BODY)
}

static BODY: Body = body(fixed(&FIB_RESULT_NL), PAD);

/// The question is in the first five members, the answer in the others.
static FIB_RESULT_NL: Struct = layout(
    "fib_result_nl",
    20,
    &[
        field("fl_addr", IP4).key(),
        field("fl_mark", U32.hex()),
        field("fl_tos", U8.hex()),
        field("fl_scope", U8.name(&RT_SCOPE)),
        field("tb_id_in", U8.name(&RT_TABLE)),
        field("tb_id", U8.name(&RT_TABLE)).key(),
        field("prefixlen", U8),
        field("nh_sel", U8),
        field("type", U8.name(&RTN)),
        field("scope", U8.name(&RT_SCOPE)),
        field("err", S32.errno()),
    ],
);

static NO_GROUPS: Names = names(&[]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::testing::{decoded, values};

    #[test]
    fn no_type_controls() {
        let question = [
            [10, 0, 0, 1],         // address
            [5, 0, 0, 0],          // mark
            [0, 0, 0, 254],        // found in the main table
            [24, 0, 1, 0],         // a prefix of 24 bits, unicast
            [0x9b, 255, 255, 255], // ENETUNREACH
        ]
        .concat();
        for kind in [0, 2, 3, 16] {
            let decoded = decoded(&FAMILY, (kind, 1), &[&question]);
            assert_eq!(values(&decoded, "fl_addr"), ["10.0.0.1"]);
            assert_eq!(values(&decoded, "err"), ["ENETUNREACH"]);
        }
    }
}
