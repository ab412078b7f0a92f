//! Multicast groups of bridges and VXLANs: `RTM_*MDB`, struct br_port_msg, `MDBA_*`, `MDBE_*`  (linux/if_bridge.h)

use super::kind::bridge::MDB_RTR_TYPE;
use super::route::RTPROT;
use crate::names::{AF, ETH_P};
use crate::schema::{Case::*, Class::*, *};

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg_pair(84, "RTM_NEWMDB", New, &SET, &MDB),
    msg_pair(85, "RTM_DELMDB", Delete, &SET, &MDB).is(Traits::BULK),
    // The replies to a dump are of this type too.
    msg_pair(86, "RTM_GETMDB", Get, &GET, &MDB),
]);

static SET: Body = body(fixed(&BR_PORT_MSG), nest(&MDBA_SET_ENTRY));
static GET: Body = body(fixed(&BR_PORT_MSG), nest(&MDBA_GET_ENTRY));
static MDB: Body = body(fixed(&BR_PORT_MSG), nest(&MDBA));

static BR_PORT_MSG: Struct = layout(
    "br_port_msg",
    8,
    &[field("family", U8.name(&AF)), field("", pad(3)), field("ifindex", U32.interface()).key()],
);

static MDBA_SET_ENTRY: Set = set(
    "MDBA",
    &[
        attr(1, "MDBA_SET_ENTRY", fixed(&BR_MDB_ENTRY)).key(),
        attr(2, "MDBA_SET_ENTRY_ATTRS", nest(&MDBE_ATTR)).must_nest(),
    ],
);

static MDBA_GET_ENTRY: Set = set(
    "MDBA",
    &[attr(1, "MDBA_GET_ENTRY", fixed(&BR_MDB_ENTRY)), attr(2, "MDBA_GET_ENTRY_ATTRS", nest(&MDBE_ATTR))],
);

static MDBE_ATTR: Set = set(
    "MDBE_ATTR",
    &[
        attr(1, "MDBE_ATTR_SOURCE", ADDRESS),
        attr(2, "MDBE_ATTR_SRC_LIST", nest(&MDBE_SRC_LIST)),
        attr(3, "MDBE_ATTR_GROUP_MODE", U8.name(&MCAST_MODE)),
        attr(4, "MDBE_ATTR_RTPROT", U8.name(&RTPROT)),
        attr(5, "MDBE_ATTR_DST", ADDRESS),
        attr(6, "MDBE_ATTR_DST_PORT", U16),
        attr(7, "MDBE_ATTR_VNI", U32),
        attr(8, "MDBE_ATTR_IFINDEX", S32.interface()),
        attr(9, "MDBE_ATTR_SRC_VNI", U32),
        attr(10, "MDBE_ATTR_STATE_MASK", U8.flags(&MDB_STATE_BITS)),
    ],
);

static MDBE_SRC_LIST: Set = set("MDBE_SRC_LIST", &[attr(1, "MDBE_SRC_LIST_ENTRY", nest(&MDBE_SRCATTR))]);

static MDBE_SRCATTR: Set = set("MDBE_SRCATTR", &[attr(1, "MDBE_SRCATTR_ADDRESS", ADDRESS)]);

static MDBA: Set =
    set("MDBA", &[attr(1, "MDBA_MDB", nest(&MDBA_MDB)), attr(2, "MDBA_ROUTER", nest(&MDBA_ROUTER))]);

static MDBA_MDB: Set = set("MDBA_MDB", &[attr(1, "MDBA_MDB_ENTRY", nest(&MDBA_MDB_ENTRY)).key()]);

static MDBA_MDB_ENTRY: Set =
    set("MDBA_MDB_ENTRY", &[attr(1, "MDBA_MDB_ENTRY_INFO", fixed(&MDBA_MDB_ENTRY_INFO))]);

static MDBA_MDB_EATTR: Set = set(
    "MDBA_MDB_EATTR",
    &[
        attr(1, "MDBA_MDB_EATTR_TIMER", U32.unit(Unit::ClockTicks)),
        attr(2, "MDBA_MDB_EATTR_SRC_LIST", nest(&MDBA_MDB_SRCLIST)),
        attr(3, "MDBA_MDB_EATTR_GROUP_MODE", U8.name(&MCAST_MODE)),
        attr(4, "MDBA_MDB_EATTR_SOURCE", ADDRESS),
        attr(5, "MDBA_MDB_EATTR_RTPROT", U8.name(&RTPROT)),
        attr(6, "MDBA_MDB_EATTR_DST", ADDRESS),
        attr(7, "MDBA_MDB_EATTR_DST_PORT", U16),
        attr(8, "MDBA_MDB_EATTR_VNI", U32),
        attr(9, "MDBA_MDB_EATTR_IFINDEX", U32.interface()),
        attr(10, "MDBA_MDB_EATTR_SRC_VNI", U32),
    ],
);

static MDBA_MDB_SRCLIST: Set =
    set("MDBA_MDB_SRCLIST", &[attr(1, "MDBA_MDB_SRCLIST_ENTRY", nest(&MDBA_MDB_SRCATTR))]);

static MDBA_MDB_SRCATTR: Set = set(
    "MDBA_MDB_SRCATTR",
    &[
        attr(1, "MDBA_MDB_SRCATTR_ADDRESS", ADDRESS),
        attr(2, "MDBA_MDB_SRCATTR_TIMER", U32.unit(Unit::ClockTicks)),
    ],
);

/// `MDBA_ROUTER_*`: ports that lead to a multicast router.
pub(super) static MDBA_ROUTER: Set =
    set("MDBA_ROUTER", &[attr(1, "MDBA_ROUTER_PORT", fixed(&MDBA_ROUTER_PORT))]);

static MDBA_ROUTER_PATTR: Set = set(
    "MDBA_ROUTER_PATTR",
    &[
        attr(1, "MDBA_ROUTER_PATTR_TIMER", U32.unit(Unit::ClockTicks)),
        attr(2, "MDBA_ROUTER_PATTR_TYPE", U8.name(&MDB_RTR_TYPE)),
        attr(3, "MDBA_ROUTER_PATTR_INET_TIMER", U32.unit(Unit::ClockTicks)),
        attr(4, "MDBA_ROUTER_PATTR_INET6_TIMER", U32.unit(Unit::ClockTicks)),
        attr(5, "MDBA_ROUTER_PATTR_VID", U16),
    ],
);

/// An index without a header of its own, then attributes.
static MDBA_ROUTER_PORT: Struct = layout("MDBA_ROUTER_PORT", 4, &[field("ifindex", U32.interface()).key()])
    .then(&[field("", nest(&MDBA_ROUTER_PATTR))]);

/// An entry, then attributes.
static MDBA_MDB_ENTRY_INFO: Struct =
    layout("br_mdb_entry", 28, ENTRY).then(&[field("", nest(&MDBA_MDB_EATTR))]);

static BR_MDB_ENTRY: Struct = layout("br_mdb_entry", 28, ENTRY);

const ENTRY: &[Field] = &[
    field("ifindex", U32.interface()).key(),
    field("state", U8.name(&MDB_STATE)),
    field("flags", U8.flags(&MDB_FLAGS)),
    field("vid", U16),
    field("addr", fixed(&ADDR)),
];

static ADDR: Struct = layout(
    "addr",
    20,
    &[
        field(
            "u",
            select("proto", &[(Is(0x800), IP4_OF_16), (Is(0x86dd), IP6), (Otherwise, fixed(&MAC_ADDR))]),
        ),
        field("proto", BE16.name(&ETH_P)),
        field("", pad(2)),
    ],
);

/// A group that is a hardware address: `proto` is 0.
static MAC_ADDR: Struct = layout("u", 16, &[field("mac_addr", MAC), field("", pad(10))]);

const ADDRESS: Kind = select("@len", &[(Is(4), IP4), (Otherwise, IP6)]);

static MDB_STATE: Names = names(&[(0, "MDB_TEMPORARY"), (1, "MDB_PERMANENT")]);

static MDB_STATE_BITS: Names = names(&[(0x1, "MDB_PERMANENT")]);

static MDB_FLAGS: Names = names(&[
    (0x1, "MDB_FLAGS_OFFLOAD"),
    (0x2, "MDB_FLAGS_FAST_LEAVE"),
    (0x4, "MDB_FLAGS_STAR_EXCL"),
    (0x8, "MDB_FLAGS_BLOCKED"),
    (0x10, "MDB_FLAGS_OFFLOAD_FAILED"),
]);

static MCAST_MODE: Names = names(&[(0, "MCAST_EXCLUDE"), (1, "MCAST_INCLUDE")]);

#[cfg(test)]
mod tests {
    use crate::family::route::testing::{REQUEST, assert_decoded, attribute, decoded};

    const HEAD: [u8; 8] = [
        7, 0, 0, 0, // AF_BRIDGE, padding
        2, 0, 0, 0, // bridge
    ];

    /// `struct br_mdb_entry`.
    fn entry(address: &[u8], proto: [u8; 2]) -> Vec<u8> {
        let mut bytes = vec![
            4, 0, 0, 0, // port
            1, 1, // MDB_PERMANENT, MDB_FLAGS_OFFLOAD
            10, 0, // VLAN
        ];
        bytes.extend(address);
        bytes.resize(24, 0);
        bytes.extend(proto); // network order
        bytes.extend([0, 0]);
        bytes
    }

    #[test]
    fn a_group_is_what_its_protocol_says() {
        let of =
            |address: &[u8], proto| decoded(84, REQUEST, &[&HEAD, &attribute(1, &entry(address, proto))]);
        let group = of(&[239, 1, 1, 1], [0x08, 0x00]);
        assert_decoded(
            &group,
            &["state=MDB_PERMANENT", "flags=MDB_FLAGS_OFFLOAD", "u=239.1.1.1", "proto=ETH_P_IP"],
        );
        let group = of(&[0xff, 0x0e, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], [0x86, 0xdd]);
        assert_decoded(&group, &["u=ff0e::1"]);
        let group = of(&[1, 2, 3, 4, 5, 6], [0, 0]);
        assert_decoded(&group, &["mac_addr=01:02:03:04:05:06"]);
    }

    #[test]
    fn attributes_follow_an_entry_and_a_port() {
        let info =
            [entry(&[239, 1, 1, 1], [0x08, 0x00]), attribute(1, &[0x90, 0x65, 0, 0]), attribute(5, &[4])];
        let entries = attribute(1, &attribute(1, &attribute(1, &info.concat())));
        let port = [vec![4, 0, 0, 0], attribute(2, &[2]), attribute(5, &[10, 0])];
        let routers = attribute(2, &attribute(1, &port.concat()));
        let fields = decoded(86, 2, &[&HEAD, &entries, &routers]);
        assert_decoded(&fields, &["MDBA_MDB_EATTR_TIMER=26000", "MDBA_MDB_EATTR_RTPROT=RTPROT_STATIC"]);
        assert_decoded(&fields, &["MDBA_ROUTER_PATTR_TYPE=MDB_RTR_TYPE_PERM", "MDBA_ROUTER_PATTR_VID=10"]);
    }
}
