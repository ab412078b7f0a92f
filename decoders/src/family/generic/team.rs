//! `team`: ports of a team device and the options of how they work together  (linux/if_team.h)

use crate::bpf;
use crate::schema::{Case::*, Class::*, *};

pub(super) static FAMILY: Generic = generic("team", &COMMANDS).module("team");

/// Changes are notified with the commands that query the state.
static COMMANDS: Commands = commands(&numbered([
    msg(0, "TEAM_CMD_NOOP", Get, &BODY),
    msg(1, "TEAM_CMD_OPTIONS_SET", New, &BODY),
    msg(2, "TEAM_CMD_OPTIONS_GET", Get, &BODY),
    msg(3, "TEAM_CMD_PORT_LIST_GET", Get, &BODY),
]));

static BODY: Body = headless(nest(&TEAM_ATTR));

static TEAM_ATTR: Set = set(
    "TEAM_ATTR",
    &[
        attr(1, "TEAM_ATTR_TEAM_IFINDEX", U32.interface()).subject(),
        attr(2, "TEAM_ATTR_LIST_OPTION", nest(&TEAM_ATTR_ITEM_OPTION)),
        attr(3, "TEAM_ATTR_LIST_PORT", nest(&TEAM_ATTR_ITEM_PORT)),
    ],
);

static TEAM_ATTR_ITEM_OPTION: Set =
    set("TEAM_ATTR_ITEM_OPTION", &[attr(1, "TEAM_ATTR_ITEM_OPTION", nest(&TEAM_ATTR_OPTION)).repeats()]);

static TEAM_ATTR_OPTION: Set = set(
    "TEAM_ATTR_OPTION",
    &[
        attr(1, "TEAM_ATTR_OPTION_NAME", TEXT).limits(&Limits::up_to(32)).key(),
        attr(2, "TEAM_ATTR_OPTION_CHANGED", FLAG),
        attr(3, "TEAM_ATTR_OPTION_TYPE", U8.name(&NLA)),
        attr(4, "TEAM_ATTR_OPTION_DATA", DATA),
        attr(5, "TEAM_ATTR_OPTION_REMOVED", FLAG),
        attr(6, "TEAM_ATTR_OPTION_PORT_IFINDEX", U32.interface()),
        attr(7, "TEAM_ATTR_OPTION_ARRAY_INDEX", U32),
    ],
);

/// Types of attributes, by the kernel's own include/net/netlink.h.
static NLA: Names =
    names(&[(3, "NLA_U32"), (5, "NLA_STRING"), (6, "NLA_FLAG"), (11, "NLA_BINARY"), (14, "NLA_S32")]);

/// An option that is yes or no is so by being there.
const DATA: Kind = select("TEAM_ATTR_OPTION_TYPE", BY_TYPE);

const BY_TYPE: &[(Case, Kind)] = &[
    (Is(3), U32),
    (Is(5), TEXT),
    (Is(6), FLAG),
    (Is(11), select("TEAM_ATTR_OPTION_NAME", BY_NAME)),
    (Is(14), S32),
];

const BY_NAME: &[(Case, Kind)] = &[
    (Named("bpf_hash_func"), bpf::PROGRAM),
    (Named("lb_hash_stats"), fixed(&LB_STATS)),
    (Named("lb_port_stats"), fixed(&LB_STATS)),
    (Otherwise, OPAQUE),
];

/// Of drivers/net/team/team_mode_loadbalance.c.
static LB_STATS: Struct = layout("lb_stats", 8, &[field("tx_bytes", U64.unit(Unit::Bytes))]);

static TEAM_ATTR_ITEM_PORT: Set =
    set("TEAM_ATTR_ITEM_PORT", &[attr(1, "TEAM_ATTR_ITEM_PORT", nest(&TEAM_ATTR_PORT)).repeats()]);

static TEAM_ATTR_PORT: Set = set(
    "TEAM_ATTR_PORT",
    &[
        attr(1, "TEAM_ATTR_PORT_IFINDEX", U32.interface()),
        attr(2, "TEAM_ATTR_PORT_CHANGED", FLAG),
        attr(3, "TEAM_ATTR_PORT_LINKUP", FLAG),
        attr(4, "TEAM_ATTR_PORT_SPEED", U32.unit(Unit::MegabitsPerSecond)),
        attr(5, "TEAM_ATTR_PORT_DUPLEX", U8.name(&DUPLEX)),
        attr(6, "TEAM_ATTR_PORT_REMOVED", FLAG),
    ],
);

static DUPLEX: Names = names(&[(0, "DUPLEX_HALF"), (1, "DUPLEX_FULL"), (255, "DUPLEX_UNKNOWN")]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn an_option_has_the_type_it_says() {
        let option = |name: &[u8], kind: u8, data: &[u8]| {
            attribute(1, &[attribute(1, name), attribute(3, &[kind]), attribute(4, data)].concat())
        };
        let options = [
            option(b"mode\0", 5, b"loadbalance\0"),
            option(b"priority\0", 14, &[255; 4]),
            option(b"enabled\0", 6, b""),
            option(b"lb_port_stats\0", 11, &[9, 0, 0, 0, 0, 0, 0, 0]),
            option(b"bpf_hash_func\0", 11, &[6, 0, 0, 0, 0xff, 0, 0, 0]),
        ];
        let decoded = decoded(&FAMILY, (2, 0), &[&attribute(2, &options.concat())]);
        assert_eq!(values(&decoded, "TEAM_ATTR_OPTION_DATA"), ["loadbalance", "-1"]);
        assert_eq!(values(&decoded, "tx_bytes"), ["9"]);
        assert_eq!(values(&decoded, "k"), ["255"]);
    }
}
