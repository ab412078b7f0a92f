//! Neighbours, proxies and bridges' forwarding entries: `RTM_*NEIGH`, struct ndmsg, `NDA_*`  (linux/neighbour.h)

use super::RTGENMSG;
use super::link::{IFINFOMSG, IFLA};
use super::route::{RTN, RTPROT};
use crate::names::AF;
use crate::schema::{Case::*, Class::*, *};

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(28, "RTM_NEWNEIGH", New, &BODY),
    msg(29, "RTM_DELNEIGH", Delete, &BODY).is(Traits::BULK),
    msg(30, "RTM_GETNEIGH", Get, &GET)
        .is(Traits::SHORT_DUMP)
        .is(Traits::KERNEL_ASKS)
        .is(Traits::BRIDGE_HEADS),
]);

static BODY: Body = body(fixed(&NDMSG), nest(&NDA));

/// A dump request for bridge entries may have a link's head and attributes, the original form. The kernel distinguishes the two
/// by length: ndmsg is alone or followed by one interface or two (a bridge and its port).
static GET: Body = body(
    Kind::Peek(&RTGENMSG, &GET_HEAD),
    select("ifi_index", &[(UpTo(u64::MAX), nest(&IFLA)), (Otherwise, nest(&NDA))]),
);
static GET_HEAD: Kind = select("rtgen_family", &[(Is(7), DUMP_OF_BRIDGES), (Otherwise, fixed(&NDMSG))]);
const DUMP_OF_BRIDGES: Kind = select("@dump", DUMP);
const DUMP: &[(Case, Kind)] = &[(Is(1), select("@len", FORMS)), (Otherwise, fixed(&NDMSG))];
const FORMS: &[(Case, Kind)] =
    &[(UpTo(4), fixed(&NDMSG)), (OneOf(&[12, 20, 28]), fixed(&NDMSG)), (Otherwise, fixed(&IFINFOMSG))];

static NDMSG: Struct = layout(
    "ndmsg",
    12,
    &[
        field("ndm_family", U8.name(&AF)),
        field("ndm_pad1", pad(1)),
        field("ndm_pad2", pad(2)),
        field("ndm_ifindex", S32.interface()).key().strict_zero(),
        field("ndm_state", U16.flags(&NUD)).key().strict_zero(),
        field("ndm_flags", U8.flags(&NTF)),
        field("ndm_type", U8.name(&RTN)).strict_zero(),
    ],
);

/// `NDA_*`.
static NDA: Set = set(
    "NDA",
    &[
        attr(1, "NDA_DST", select("ndm_family", DST)).subject(),
        attr(2, "NDA_LLADDR", LLADDR).key(),
        attr(3, "NDA_CACHEINFO", fixed(&NDA_CACHEINFO)),
        attr(4, "NDA_PROBES", U32),
        attr(5, "NDA_VLAN", U16).key(),
        attr(6, "NDA_PORT", BE16),
        attr(7, "NDA_VNI", U32).key(),
        // An index here, unless an attribute gives another namespace.
        attr(
            8,
            "NDA_IFINDEX",
            select("NDA_LINK_NETNSID", &[(UpTo(u64::MAX), U32), (Otherwise, U32.interface())]),
        ),
        attr(9, "NDA_MASTER", U32.interface()),
        attr(10, "NDA_LINK_NETNSID", S32),
        attr(11, "NDA_SRC_VNI", U32),
        attr(12, "NDA_PROTOCOL", U8.name(&RTPROT)),
        attr(13, "NDA_NH_ID", U32),
        attr(14, "NDA_FDB_EXT_ATTRS", nest(&NFEA)),
        attr(15, "NDA_FLAGS_EXT", U32.flags(&NTF_EXT)),
        attr(16, "NDA_NDM_STATE_MASK", U16.flags(&NUD)),
        attr(17, "NDA_NDM_FLAGS_MASK", U8.flags(&NTF)),
    ],
);

/// A neighbour's address, by its family; the far end of a tunnel, by its length.
const DST: &[(Case, Kind)] = &[
    (Is(2), IP4),
    (Is(10), IP6),
    (Is(7), select("@len", &[(Is(4), IP4), (Is(16), IP6)])),
    (Is(12), LE16.hex()),
    // MCTP: a byte.
    (Is(45), U8.hex()),
];

/// `NFEA_*`: more about a bridge's entry.
static NFEA: Set = set(
    "NFEA",
    &[attr(1, "NFEA_ACTIVITY_NOTIFY", U8.flags(&FDB_NOTIFY)), attr(2, "NFEA_DONT_REFRESH", FLAG)],
);

static NDA_CACHEINFO: Struct = layout(
    "nda_cacheinfo",
    16,
    &[
        field("ndm_confirmed", U32.unit(Unit::ClockTicks)),
        field("ndm_used", U32.unit(Unit::ClockTicks)),
        field("ndm_updated", U32.unit(Unit::ClockTicks)),
        field("ndm_refcnt", U32),
    ],
);

static NUD: Names = names(&[
    (0x1, "NUD_INCOMPLETE"),
    (0x2, "NUD_REACHABLE"),
    (0x4, "NUD_STALE"),
    (0x8, "NUD_DELAY"),
    (0x10, "NUD_PROBE"),
    (0x20, "NUD_FAILED"),
    (0x40, "NUD_NOARP"),
    (0x80, "NUD_PERMANENT"),
]);

static NTF: Names = names(&[
    (0x1, "NTF_USE"),
    (0x2, "NTF_SELF"),
    (0x4, "NTF_MASTER"),
    (0x8, "NTF_PROXY"),
    (0x10, "NTF_EXT_LEARNED"),
    (0x20, "NTF_OFFLOADED"),
    (0x40, "NTF_STICKY"),
    (0x80, "NTF_ROUTER"),
]);

static NTF_EXT: Names =
    names(&[(0x1, "NTF_EXT_MANAGED"), (0x2, "NTF_EXT_LOCKED"), (0x4, "NTF_EXT_EXT_VALIDATED")]);

static FDB_NOTIFY: Names = names(&[(0x1, "FDB_NOTIFY_BIT"), (0x2, "FDB_NOTIFY_INACTIVE_BIT")]);

#[cfg(test)]
mod tests {
    use crate::family::route::FAMILY;
    use crate::family::testing::{attribute, decoded, values};

    const DUMP: u16 = 0x301;

    #[test]
    fn two_ways_to_ask_for_bridges_entries() {
        let ndmsg = [7, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0];
        let ifinfomsg = [7, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let (nda_master, ifla_master) = (attribute(9, &[4, 0, 0, 0]), attribute(10, &[4, 0, 0, 0]));
        assert_eq!(values(&decoded(&FAMILY, (30, DUMP), &[&ndmsg, &nda_master]), "NDA_MASTER"), ["4"]);
        assert_eq!(values(&decoded(&FAMILY, (30, DUMP), &[&ifinfomsg, &ifla_master]), "IFLA_MASTER"), ["4"]);
        // Of the same length as the form with ifinfomsg, but no dump: one entry is asked for.
        let lladdr = attribute(2, &[2, 0, 0, 0, 0, 9]);
        assert_eq!(values(&decoded(&FAMILY, (30, 1), &[&ndmsg, &lladdr]), "NDA_LLADDR").len(), 1);
        assert_eq!(values(&decoded(&FAMILY, (30, DUMP), &[&[7, 0, 0, 0]]), "rtgen_family"), ["AF_BRIDGE"]);
    }

    #[test]
    fn where_a_tunnel_ends() {
        let ndmsg = [7, 0, 0, 0, 2, 0, 0, 0, 0x80, 0, 2, 0];
        let ends =
            [attribute(1, &[10, 0, 0, 1]), attribute(1, &[0; 16]), attribute(6, &[0x12, 0xb5])].concat();
        let decoded = decoded(&FAMILY, (28, 0), &[&ndmsg, &ends]);
        assert_eq!(values(&decoded, "NDA_DST"), ["10.0.0.1", "::"]);
        assert_eq!(values(&decoded, "NDA_PORT"), ["4789"]);
    }
}
