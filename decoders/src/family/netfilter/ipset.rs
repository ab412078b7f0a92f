//! Sets of addresses, networks, ports and interfaces: `IPSET_ATTR_*`  (linux/netfilter/ipset/ip_set.h)
//!
//! The same numbers name other attributes in other commands: properties of a set (`CREATE`), an element (`ADT`: add, delete,
//! test), and around both the command's own. Attributes in network byte order have `NLA_F_NET_BYTEORDER`; the kernel refuses
//! them without it.

use super::{NFGENMSG, of};
use crate::names::{IPPROTO, NFPROTO};
use crate::schema::{Class::*, *};

const fn ipset(number: u16) -> u16 {
    of(6, number)
}

pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(ipset(1), "IPSET_CMD_PROTOCOL", Get, &PROTOCOL),
    msg(ipset(2), "IPSET_CMD_CREATE", New, &OF_SET),
    msg(ipset(3), "IPSET_CMD_DESTROY", Delete, &OF_SET),
    msg(ipset(4), "IPSET_CMD_FLUSH", Delete, &OF_SET),
    msg(ipset(5), "IPSET_CMD_RENAME", New, &OF_TWO_SETS),
    msg(ipset(6), "IPSET_CMD_SWAP", New, &OF_TWO_SETS),
    msg(ipset(7), "IPSET_CMD_LIST", Get, &OF_SET),
    msg(ipset(8), "IPSET_CMD_SAVE", Get, &OF_SET),
    msg(ipset(9), "IPSET_CMD_ADD", New, &OF_ELEMENTS),
    msg(ipset(10), "IPSET_CMD_DEL", Delete, &OF_ELEMENTS),
    msg(ipset(11), "IPSET_CMD_TEST", Other, &OF_ELEMENTS),
    msg(ipset(12), "IPSET_CMD_HEADER", Get, &OF_SET),
    msg(ipset(13), "IPSET_CMD_TYPE", Get, &OF_SET),
    msg(ipset(14), "IPSET_CMD_GET_BYNAME", Get, &OF_SET),
    msg(ipset(15), "IPSET_CMD_GET_BYINDEX", Get, &OF_SET),
]);

static PROTOCOL: Body = body(fixed(&NFGENMSG), nest(&OF_PROTOCOL_ATTR));
static OF_SET: Body = body(fixed(&NFGENMSG), nest(&OF_SET_ATTR));
static OF_TWO_SETS: Body = body(fixed(&NFGENMSG), nest(&OF_TWO_SETS_ATTR));
static OF_ELEMENTS: Body = body(fixed(&NFGENMSG), nest(&OF_ELEMENTS_ATTR));

const VERSION: Attr = attr(1, "IPSET_ATTR_PROTOCOL", U8);
const NAME: Attr = attr(2, "IPSET_ATTR_SETNAME", TEXT).subject();
const ELEMENTS: Attr = attr(8, "IPSET_ATTR_ADT", nest(&LIST));
/// The line of the command in a file. The kernel returns it with an error.
const LINE: Attr = attr(9, "IPSET_ATTR_LINENO", U32);

static OF_PROTOCOL_ATTR: Set = set("IPSET_ATTR", &[VERSION, attr(10, "IPSET_ATTR_PROTOCOL_MIN", U8)]);

static OF_SET_ATTR: Set = set(
    "IPSET_ATTR",
    &[
        VERSION,
        NAME,
        attr(3, "IPSET_ATTR_TYPENAME", TEXT).key(),
        attr(4, "IPSET_ATTR_REVISION", U8),
        attr(5, "IPSET_ATTR_FAMILY", U8.name(&NFPROTO)),
        attr(6, "IPSET_ATTR_FLAGS", BE32.flags(&IPSET_FLAG)),
        attr(7, "IPSET_ATTR_DATA", nest(&CREATE)),
        ELEMENTS,
        LINE,
        attr(10, "IPSET_ATTR_REVISION_MIN", U8),
        attr(11, "IPSET_ATTR_INDEX", BE16),
    ],
);

static OF_TWO_SETS_ATTR: Set =
    set("IPSET_ATTR", &[VERSION, NAME, attr(3, "IPSET_ATTR_SETNAME2", TEXT).key(), LINE]);

static OF_ELEMENTS_ATTR: Set = set(
    "IPSET_ATTR",
    &[
        VERSION,
        NAME,
        attr(6, "IPSET_ATTR_FLAGS", BE32.flags(&IPSET_FLAG)),
        attr(7, "IPSET_ATTR_DATA", nest(&ADT)),
        ELEMENTS,
        LINE,
    ],
);

/// Elements one after the other.
static LIST: Set = set("IPSET_ATTR", &[attr(7, "IPSET_ATTR_DATA", nest(&ADT)).repeats()]);

pub(super) static IPSET_FLAG: Names = names(&[
    (0x1, "IPSET_FLAG_EXIST"),
    (0x2, "IPSET_FLAG_LIST_SETNAME"),
    (0x4, "IPSET_FLAG_LIST_HEADER"),
    (0x8, "IPSET_FLAG_SKIP_COUNTER_UPDATE"),
    (0x10, "IPSET_FLAG_SKIP_SUBCOUNTER_UPDATE"),
    (0x20, "IPSET_FLAG_MATCH_COUNTERS"),
    (0x80, "IPSET_FLAG_RETURN_NOMATCH"),
    (0x100, "IPSET_FLAG_MAP_SKBMARK"),
    (0x200, "IPSET_FLAG_MAP_SKBPRIO"),
    (0x400, "IPSET_FLAG_MAP_SKBQUEUE"),
]);

const ADDRESS: Kind = nest(&IPSET_ATTR_IPADDR);

static IPSET_ATTR_IPADDR: Set = set(
    "IPSET_ATTR_IPADDR",
    &[attr(1, "IPSET_ATTR_IPADDR_IPV4", IP4), attr(2, "IPSET_ATTR_IPADDR_IPV6", IP6)],
);

/// Flags of a set, and of its elements.
static CADT_FLAG: Names = names(&[
    (0x1, "IPSET_FLAG_BEFORE"),
    (0x2, "IPSET_FLAG_PHYSDEV"),
    (0x4, "IPSET_FLAG_NOMATCH"),
    (0x8, "IPSET_FLAG_WITH_COUNTERS"),
    (0x10, "IPSET_FLAG_WITH_COMMENT"),
    (0x20, "IPSET_FLAG_WITH_FORCEADD"),
    (0x40, "IPSET_FLAG_WITH_SKBINFO"),
    (0x80, "IPSET_FLAG_IFACE_WILDCARD"),
]);

// Attributes that sets and elements share.
const IP: Attr = attr(1, "IPSET_ATTR_IP", ADDRESS);
const IP_TO: Attr = attr(2, "IPSET_ATTR_IP_TO", ADDRESS);
const CIDR: Attr = attr(3, "IPSET_ATTR_CIDR", U8.unit(Unit::Bits));
const PORT: Attr = attr(4, "IPSET_ATTR_PORT", BE16);
const PORT_TO: Attr = attr(5, "IPSET_ATTR_PORT_TO", BE16);
const TIMEOUT: Attr = attr(6, "IPSET_ATTR_TIMEOUT", BE32.unit(Unit::Seconds));
const PROTO: Attr = attr(7, "IPSET_ATTR_PROTO", U8.name(&IPPROTO));
const FLAGS: Attr = attr(8, "IPSET_ATTR_CADT_FLAGS", BE32.flags(&CADT_FLAG));
const MARK: Attr = attr(10, "IPSET_ATTR_MARK", BE32.hex());

/// The properties of a set.
static CREATE: Set = set(
    "IPSET_ATTR",
    &[
        IP,
        IP_TO,
        CIDR,
        PORT,
        PORT_TO,
        TIMEOUT,
        PROTO,
        FLAGS,
        attr(9, "IPSET_ATTR_CADT_LINENO", U32),
        MARK,
        // The kernel expects it big-endian with the flag that says so, and sends it in its own order.
        attr(11, "IPSET_ATTR_MARKMASK", U32.hex()),
        attr(12, "IPSET_ATTR_BITMASK", ADDRESS),
        attr(17, "IPSET_ATTR_INITVAL", BE32.hex()),
        attr(18, "IPSET_ATTR_HASHSIZE", BE32),
        attr(19, "IPSET_ATTR_MAXELEM", BE32),
        attr(20, "IPSET_ATTR_NETMASK", U8.unit(Unit::Bits)),
        attr(21, "IPSET_ATTR_BUCKETSIZE", U8),
        attr(22, "IPSET_ATTR_RESIZE", U8),
        attr(23, "IPSET_ATTR_SIZE", BE32),
        attr(24, "IPSET_ATTR_ELEMENTS", BE32),
        attr(25, "IPSET_ATTR_REFERENCES", BE32),
        attr(26, "IPSET_ATTR_MEMSIZE", BE32.unit(Unit::Bytes)),
    ],
);

/// An element.
static ADT: Set = set(
    "IPSET_ATTR",
    &[
        IP,
        IP_TO,
        CIDR,
        PORT,
        PORT_TO,
        TIMEOUT,
        PROTO,
        FLAGS,
        LINE,
        MARK,
        attr(17, "IPSET_ATTR_ETHER", MAC),
        attr(18, "IPSET_ATTR_NAME", TEXT),
        attr(19, "IPSET_ATTR_NAMEREF", TEXT),
        attr(20, "IPSET_ATTR_IP2", ADDRESS),
        attr(21, "IPSET_ATTR_CIDR2", U8.unit(Unit::Bits)),
        attr(22, "IPSET_ATTR_IP2_TO", ADDRESS),
        attr(23, "IPSET_ATTR_IFACE", TEXT),
        attr(24, "IPSET_ATTR_BYTES", BE64.unit(Unit::Bytes)),
        attr(25, "IPSET_ATTR_PACKETS", BE64.unit(Unit::Packets)),
        attr(26, "IPSET_ATTR_COMMENT", TEXT),
        attr(27, "IPSET_ATTR_SKBMARK", BE64.parts(&SKBMARK)),
        attr(28, "IPSET_ATTR_SKBPRIO", BE32.handle()),
        attr(29, "IPSET_ATTR_SKBQUEUE", BE16),
        attr(30, "IPSET_ATTR_PAD", PAD),
    ],
);

/// A mark, and the bits of a packet's that it sets.
static SKBMARK: [Part; 2] = [part("mask", 32, Show::Hex), part("mark", 32, Show::Hex)];

#[cfg(test)]
mod tests {
    use super::super::FAMILY;
    use crate::family::testing::{attribute, decoded, values};

    /// `NLA_F_NET_BYTEORDER`.
    const BIG: u16 = 0x4000;

    #[test]
    fn a_number_is_another_attribute_in_another_command() {
        let number = attribute(17 | BIG, &[0, 0, 0, 1]);
        let ether = attribute(17, &[2, 0, 0, 0, 0, 1]);
        let decoded = |kind, data: &[u8]| decoded(&FAMILY, (kind, 1), &[&[2, 0, 0, 0], &attribute(7, data)]);
        assert_eq!(values(&decoded(0x602, &number), "IPSET_ATTR_INITVAL"), ["1"]);
        assert_eq!(values(&decoded(0x609, &ether), "IPSET_ATTR_ETHER"), ["02:00:00:00:00:01"]);
        let second = attribute(3, b"b\0");
        let swap = crate::family::testing::decoded(&FAMILY, (0x606, 1), &[&[2, 0, 0, 0], &second]);
        assert_eq!(values(&swap, "IPSET_ATTR_SETNAME2"), ["b"]);
    }

    #[test]
    fn a_mask_of_marks_has_both_orders() {
        for mask in [attribute(11 | BIG, &[0, 0, 0, 0xff]), attribute(11, &[0xff, 0, 0, 0])] {
            let decoded = decoded(&FAMILY, (0x607, 2), &[&[2, 0, 0, 0], &attribute(7, &mask)]);
            assert_eq!(values(&decoded, "IPSET_ATTR_MARKMASK"), ["255"]);
        }
    }
}
