//! `fou`: UDP ports that take packets of other protocols  (linux/fou.h)

use crate::names::{AF, IPPROTO};
use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("fou", &COMMANDS).module("fou");

static COMMANDS: Commands = commands(&numbered([
    msg(1, "FOU_CMD_ADD", New, &BODY),
    msg(2, "FOU_CMD_DEL", Delete, &BODY),
    msg(3, "FOU_CMD_GET", Get, &BODY),
]));

static BODY: Body = headless(nest(&FOU_ATTR));

static FOU_ATTR: Set = set(
    "FOU_ATTR",
    &[
        attr(1, "FOU_ATTR_PORT", BE16).key(),
        attr(2, "FOU_ATTR_AF", U8.name(&AF)),
        attr(3, "FOU_ATTR_IPPROTO", U8.name(&IPPROTO)).key(),
        attr(4, "FOU_ATTR_TYPE", U8.name(&FOU_ENCAP)),
        attr(5, "FOU_ATTR_REMCSUM_NOPARTIAL", FLAG),
        attr(6, "FOU_ATTR_LOCAL_V4", IP4),
        attr(7, "FOU_ATTR_LOCAL_V6", IP6),
        attr(8, "FOU_ATTR_PEER_V4", IP4),
        attr(9, "FOU_ATTR_PEER_V6", IP6),
        attr(10, "FOU_ATTR_PEER_PORT", BE16),
        attr(11, "FOU_ATTR_IFINDEX", S32.interface()),
    ],
);

static FOU_ENCAP: Names = names(&[(0, "FOU_ENCAP_UNSPEC"), (1, "FOU_ENCAP_DIRECT"), (2, "FOU_ENCAP_GUE")]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_port() {
        let attributes =
            [attribute(1, &[0x15, 0xb3]), attribute(2, &[2]), attribute(3, &[47]), attribute(4, &[2])];
        let decoded = decoded(&FAMILY, (1, 5), &[&attributes.concat()]);
        assert_eq!(values(&decoded, "FOU_ATTR_PORT"), ["5555"]);
        assert_eq!(values(&decoded, "FOU_ATTR_AF"), ["AF_INET"]);
        assert_eq!(values(&decoded, "FOU_ATTR_IPPROTO"), ["IPPROTO_GRE"]);
        assert_eq!(values(&decoded, "FOU_ATTR_TYPE"), ["FOU_ENCAP_GUE"]);
    }
}
