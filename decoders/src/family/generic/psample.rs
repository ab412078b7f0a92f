//! `psample`: packets that were sampled, by group  (linux/psample.h)

use super::tunnel::{ERSPAN_OPTS, GENEVE_OPTS};
use crate::family::shared::packet;
use crate::names::ETH_P;
use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("psample", &COMMANDS).module("psample");

static COMMANDS: Commands = commands(&numbered([
    msg(0, "PSAMPLE_CMD_SAMPLE", Other, &BODY),
    msg(1, "PSAMPLE_CMD_GET_GROUP", Get, &BODY),
    msg(2, "PSAMPLE_CMD_NEW_GROUP", Get, &BODY),
    msg(3, "PSAMPLE_CMD_DEL_GROUP", Get, &BODY),
]));

static BODY: Body = headless(nest(&PSAMPLE_ATTR));

static PSAMPLE_ATTR: Set = set(
    "PSAMPLE_ATTR",
    &[
        attr(0, "PSAMPLE_ATTR_IIFINDEX", U16.interface()),
        attr(1, "PSAMPLE_ATTR_OIFINDEX", U16.interface()),
        attr(2, "PSAMPLE_ATTR_ORIGSIZE", U32.unit(Unit::Bytes)),
        attr(3, "PSAMPLE_ATTR_SAMPLE_GROUP", U32).key(),
        attr(4, "PSAMPLE_ATTR_GROUP_SEQ", U32),
        // One packet of so many, or a probability of 2^32.
        attr(5, "PSAMPLE_ATTR_SAMPLE_RATE", U32),
        attr(6, "PSAMPLE_ATTR_DATA", select("PSAMPLE_ATTR_PROTO", &packet::SAMPLED)),
        attr(7, "PSAMPLE_ATTR_GROUP_REFCOUNT", U32),
        attr(8, "PSAMPLE_ATTR_TUNNEL", nest(&PSAMPLE_TUNNEL_KEY_ATTR)),
        attr(9, "PSAMPLE_ATTR_PAD", PAD),
        attr(10, "PSAMPLE_ATTR_OUT_TC", U16),
        attr(11, "PSAMPLE_ATTR_OUT_TC_OCC", U64.unit(Unit::Bytes)),
        attr(12, "PSAMPLE_ATTR_LATENCY", U64.unit(Unit::Nanoseconds)),
        attr(13, "PSAMPLE_ATTR_TIMESTAMP", U64.unit(Unit::Nanoseconds)),
        // In the machine's own order.
        attr(14, "PSAMPLE_ATTR_PROTO", U16.name(&ETH_P)),
        attr(15, "PSAMPLE_ATTR_USER_COOKIE", OPAQUE),
        attr(16, "PSAMPLE_ATTR_SAMPLE_PROBABILITY", FLAG),
    ],
);

static PSAMPLE_TUNNEL_KEY_ATTR: Set = set(
    "PSAMPLE_TUNNEL_KEY_ATTR",
    &[
        attr(0, "PSAMPLE_TUNNEL_KEY_ATTR_ID", BE64),
        attr(1, "PSAMPLE_TUNNEL_KEY_ATTR_IPV4_SRC", IP4),
        attr(2, "PSAMPLE_TUNNEL_KEY_ATTR_IPV4_DST", IP4),
        attr(3, "PSAMPLE_TUNNEL_KEY_ATTR_TOS", U8.hex()),
        attr(4, "PSAMPLE_TUNNEL_KEY_ATTR_TTL", U8),
        attr(5, "PSAMPLE_TUNNEL_KEY_ATTR_DONT_FRAGMENT", FLAG),
        attr(6, "PSAMPLE_TUNNEL_KEY_ATTR_CSUM", FLAG),
        attr(7, "PSAMPLE_TUNNEL_KEY_ATTR_OAM", FLAG),
        attr(8, "PSAMPLE_TUNNEL_KEY_ATTR_GENEVE_OPTS", GENEVE_OPTS),
        attr(9, "PSAMPLE_TUNNEL_KEY_ATTR_TP_SRC", BE16),
        attr(10, "PSAMPLE_TUNNEL_KEY_ATTR_TP_DST", BE16),
        // Nothing writes it.
        attr(11, "PSAMPLE_TUNNEL_KEY_ATTR_VXLAN_OPTS", RAW),
        attr(12, "PSAMPLE_TUNNEL_KEY_ATTR_IPV6_SRC", IP6),
        attr(13, "PSAMPLE_TUNNEL_KEY_ATTR_IPV6_DST", IP6),
        attr(14, "PSAMPLE_TUNNEL_KEY_ATTR_PAD", PAD),
        attr(15, "PSAMPLE_TUNNEL_KEY_ATTR_ERSPAN_OPTS", ERSPAN_OPTS),
        attr(16, "PSAMPLE_TUNNEL_KEY_ATTR_IPV4_INFO_BRIDGE", FLAG),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded_unasked, values};

    #[test]
    fn a_packet() {
        let option = [1, 2, 0x80, 1, 0xde, 0xad, 0xbe, 0xef];
        let tunnel =
            [attribute(0, &[0, 0, 0, 0, 0, 0, 0, 42]), attribute(8, &[option, option].concat())].concat();
        let attributes =
            [attribute(0, &[3, 0]), attribute(14, &[0xdd, 0x86]), attribute(8, &tunnel)].concat();
        let decoded = decoded_unasked(&FAMILY, 0, &[&attributes]);
        assert_eq!(values(&decoded, "PSAMPLE_ATTR_IIFINDEX"), ["3"]);
        assert_eq!(values(&decoded, "PSAMPLE_ATTR_PROTO"), ["ETH_P_IPV6"]);
        assert_eq!(values(&decoded, "PSAMPLE_TUNNEL_KEY_ATTR_ID"), ["42"]);
        assert_eq!(values(&decoded, "opt_data"), ["de:ad:be:ef", "de:ad:be:ef"]);
    }
}
