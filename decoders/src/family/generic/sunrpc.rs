//! `sunrpc`: what the kernel's RPC servers ask of programs: whose an address is, which groups a user has
//! (linux/sunrpc_netlink.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("sunrpc", &COMMANDS).module("sunrpc");

static COMMANDS: Commands = commands(&numbered([
    msg(1, "SUNRPC_CMD_CACHE_NOTIFY", Other, &NOTIFY),
    msg(2, "SUNRPC_CMD_IP_MAP_GET_REQS", Get, &ADDRESSES),
    msg(3, "SUNRPC_CMD_IP_MAP_SET_REQS", New, &ADDRESSES),
    msg(4, "SUNRPC_CMD_UNIX_GID_GET_REQS", Get, &GROUPS),
    msg(5, "SUNRPC_CMD_UNIX_GID_SET_REQS", New, &GROUPS),
    msg(6, "SUNRPC_CMD_CACHE_FLUSH", Delete, &FLUSH),
]));

static NOTIFY: Body = headless(nest(&SUNRPC_A_CACHE_NOTIFY));
static ADDRESSES: Body = headless(nest(&SUNRPC_A_IP_MAP_REQS));
static GROUPS: Body = headless(nest(&SUNRPC_A_UNIX_GID_REQS));
static FLUSH: Body = headless(nest(&SUNRPC_A_CACHE_FLUSH));

static SUNRPC_A_CACHE_NOTIFY: Set = set(
    "SUNRPC_A_CACHE_NOTIFY",
    &[attr(1, "SUNRPC_A_CACHE_NOTIFY_CACHE_TYPE", U32.flags(&SUNRPC_CACHE_TYPE))],
);

static SUNRPC_A_CACHE_FLUSH: Set =
    set("SUNRPC_A_CACHE_FLUSH", &[attr(1, "SUNRPC_A_CACHE_FLUSH_MASK", U32.flags(&SUNRPC_CACHE_TYPE))]);

static SUNRPC_CACHE_TYPE: Names =
    names(&[(0x1, "SUNRPC_CACHE_TYPE_IP_MAP"), (0x2, "SUNRPC_CACHE_TYPE_UNIX_GID")]);

static SUNRPC_A_IP_MAP_REQS: Set = set(
    "SUNRPC_A_IP_MAP_REQS",
    &[attr(1, "SUNRPC_A_IP_MAP_REQS_REQUESTS", nest(&SUNRPC_A_IP_MAP)).repeats()],
);

static SUNRPC_A_IP_MAP: Set = set(
    "SUNRPC_A_IP_MAP",
    &[
        attr(1, "SUNRPC_A_IP_MAP_SEQNO", U64),
        attr(2, "SUNRPC_A_IP_MAP_CLASS", TEXT),
        attr(3, "SUNRPC_A_IP_MAP_ADDR", TEXT),
        attr(4, "SUNRPC_A_IP_MAP_DOMAIN", TEXT),
        attr(5, "SUNRPC_A_IP_MAP_NEGATIVE", FLAG),
        attr(6, "SUNRPC_A_IP_MAP_EXPIRY", U64.unit(Unit::Seconds)),
    ],
);

static SUNRPC_A_UNIX_GID_REQS: Set = set(
    "SUNRPC_A_UNIX_GID_REQS",
    &[attr(1, "SUNRPC_A_UNIX_GID_REQS_REQUESTS", nest(&SUNRPC_A_UNIX_GID)).repeats()],
);

static SUNRPC_A_UNIX_GID: Set = set(
    "SUNRPC_A_UNIX_GID",
    &[
        attr(1, "SUNRPC_A_UNIX_GID_SEQNO", U64),
        attr(2, "SUNRPC_A_UNIX_GID_UID", U32),
        // One attribute a group.
        attr(3, "SUNRPC_A_UNIX_GID_GIDS", U32).repeats(),
        attr(4, "SUNRPC_A_UNIX_GID_NEGATIVE", FLAG),
        attr(5, "SUNRPC_A_UNIX_GID_EXPIRY", U64.unit(Unit::Seconds)),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, decoded_unasked, values};

    #[test]
    fn groups_of_a_user() {
        let user =
            [attribute(2, &[0xe8, 3, 0, 0]), attribute(3, &[4, 0, 0, 0]), attribute(3, &[27, 0, 0, 0])]
                .concat();
        let decoded = decoded(&FAMILY, (5, 5), &[&attribute(1, &user)]);
        assert_eq!(values(&decoded, "SUNRPC_A_UNIX_GID_UID"), ["1000"]);
        assert_eq!(values(&decoded, "SUNRPC_A_UNIX_GID_GIDS"), ["4", "27"]);
        let news = decoded_unasked(&FAMILY, 1, &[&attribute(1, &[2, 0, 0, 0])]);
        assert_eq!(values(&news, "SUNRPC_A_CACHE_NOTIFY_CACHE_TYPE"), ["SUNRPC_CACHE_TYPE_UNIX_GID"]);
    }
}
