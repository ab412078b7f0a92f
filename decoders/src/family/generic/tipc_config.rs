//! `TIPC`: the first interface to TIPC, which tools used before `TIPCv2`  (linux/tipc_config.h)
//!
//! There is one command. What is asked is a number in the family's header, and records with a type follow, all in network byte order.

use crate::schema::{Case::*, Class::*, *};

pub(super) static FAMILY: Generic = generic("TIPC", &COMMANDS).header(&TIPC_GENLMSGHDR).module("tipc");

static COMMANDS: Commands = commands(&numbered([msg(1, "TIPC_GENL_CMD", Other, &BODY)]));

static BODY: Body = headless(records(&TLV_DESC, "tlv_len"));

/// Everything is in the order of the host, other than in what follows.
static TIPC_GENLMSGHDR: Struct = layout(
    "tipc_genlmsghdr",
    8,
    &[field("dest", U32.parts(&ADDRESS)), field("cmd", U16.name(&TIPC_CMD)), field("reserved", pad(2))],
);

/// `<zone.cluster.node>`.
static ADDRESS: [Part; 3] =
    [part("node", 12, Show::Dec), part("cluster", 12, Show::Dec), part("zone", 8, Show::Dec)];

static TIPC_CMD: Names = names(&[
    (0x0000, "TIPC_CMD_NOOP"),
    (0x0001, "TIPC_CMD_GET_NODES"),
    (0x0002, "TIPC_CMD_GET_MEDIA_NAMES"),
    (0x0003, "TIPC_CMD_GET_BEARER_NAMES"),
    (0x0004, "TIPC_CMD_GET_LINKS"),
    (0x0005, "TIPC_CMD_SHOW_NAME_TABLE"),
    (0x0006, "TIPC_CMD_SHOW_PORTS"),
    (0x000b, "TIPC_CMD_SHOW_LINK_STATS"),
    (0x000f, "TIPC_CMD_SHOW_STATS"),
    (0x4003, "TIPC_CMD_GET_REMOTE_MNG"),
    (0x4004, "TIPC_CMD_GET_MAX_PORTS"),
    (0x4005, "TIPC_CMD_GET_MAX_PUBL"),
    (0x4006, "TIPC_CMD_GET_MAX_SUBSCR"),
    (0x4007, "TIPC_CMD_GET_MAX_ZONES"),
    (0x4008, "TIPC_CMD_GET_MAX_CLUSTERS"),
    (0x4009, "TIPC_CMD_GET_MAX_NODES"),
    (0x400a, "TIPC_CMD_GET_MAX_SLAVES"),
    (0x400b, "TIPC_CMD_GET_NETID"),
    (0x4101, "TIPC_CMD_ENABLE_BEARER"),
    (0x4102, "TIPC_CMD_DISABLE_BEARER"),
    (0x4107, "TIPC_CMD_SET_LINK_TOL"),
    (0x4108, "TIPC_CMD_SET_LINK_PRI"),
    (0x4109, "TIPC_CMD_SET_LINK_WINDOW"),
    (0x410a, "TIPC_CMD_SET_LOG_SIZE"),
    (0x410b, "TIPC_CMD_DUMP_LOG"),
    (0x410c, "TIPC_CMD_RESET_LINK_STATS"),
    (0x8001, "TIPC_CMD_SET_NODE_ADDR"),
    (0x8003, "TIPC_CMD_SET_REMOTE_MNG"),
    (0x8004, "TIPC_CMD_SET_MAX_PORTS"),
    (0x8005, "TIPC_CMD_SET_MAX_PUBL"),
    (0x8006, "TIPC_CMD_SET_MAX_SUBSCR"),
    (0x8007, "TIPC_CMD_SET_MAX_ZONES"),
    (0x8008, "TIPC_CMD_SET_MAX_CLUSTERS"),
    (0x8009, "TIPC_CMD_SET_MAX_NODES"),
    (0x800a, "TIPC_CMD_SET_MAX_SLAVES"),
    (0x800b, "TIPC_CMD_SET_NETID"),
    (0xc001, "TIPC_CMD_NOT_NET_ADMIN"),
]);

static TLV_DESC: Struct = layout(
    "tlv_desc",
    4,
    &[field("tlv_len", BE16.unit(Unit::Bytes)), field("tlv_type", BE16.name(&TIPC_TLV))],
)
.then(&[field("value", select("tlv_type", TLV_VALUES))]);

static TIPC_TLV: Names = names(&[
    (0, "TIPC_TLV_NONE"),
    (1, "TIPC_TLV_VOID"),
    (2, "TIPC_TLV_UNSIGNED"),
    (3, "TIPC_TLV_STRING"),
    (4, "TIPC_TLV_LARGE_STRING"),
    (5, "TIPC_TLV_ULTRA_STRING"),
    (16, "TIPC_TLV_ERROR_STRING"),
    (17, "TIPC_TLV_NET_ADDR"),
    (18, "TIPC_TLV_MEDIA_NAME"),
    (19, "TIPC_TLV_BEARER_NAME"),
    (20, "TIPC_TLV_LINK_NAME"),
    (21, "TIPC_TLV_NODE_INFO"),
    (22, "TIPC_TLV_LINK_INFO"),
    (23, "TIPC_TLV_BEARER_CONFIG"),
    (24, "TIPC_TLV_LINK_CONFIG"),
    (25, "TIPC_TLV_NAME_TBL_QUERY"),
    (26, "TIPC_TLV_PORT_REF"),
]);

static TLV_VALUES: &[(Case, Kind)] = &[
    (OneOf(&[2, 26]), BE32),
    (OneOf(&[3, 4, 5, 18, 19, 20]), TEXT),
    (Is(16), Kind::Peek(&FIRST_BYTE, &ERROR_STRING)),
    (Is(17), BE32.parts(&ADDRESS)),
    (Is(21), fixed(&TIPC_NODE_INFO)),
    (Is(22), fixed(&TIPC_LINK_INFO)),
    (Is(23), fixed(&TIPC_BEARER_CONFIG)),
    (Is(24), fixed(&TIPC_LINK_CONFIG)),
    (Is(25), fixed(&TIPC_NAME_TABLE_QUERY)),
    (Otherwise, OPAQUE),
];

static FIRST_BYTE: Struct = layout("", 1, &[field("error_code", U8)]);

/// A text, or a byte that stands for one.
static ERROR_STRING: Kind = select("error_code", &[(UpTo(0x7f), TEXT), (Otherwise, fixed(&CODED_ERROR))]);

static CODED_ERROR: Struct =
    layout("", 1, &[field("error_code", U8.name(&TIPC_CFG))]).then(&[field("text", TEXT)]);

static TIPC_CFG: Names = names(&[
    (0x80, "TIPC_CFG_TLV_ERROR"),
    (0x81, "TIPC_CFG_NOT_NET_ADMIN"),
    (0x82, "TIPC_CFG_NOT_ZONE_MSTR"),
    (0x83, "TIPC_CFG_NO_REMOTE"),
    (0x84, "TIPC_CFG_NOT_SUPPORTED"),
    (0x85, "TIPC_CFG_INVALID_VALUE"),
]);

static TIPC_NODE_INFO: Struct =
    layout("tipc_node_info", 8, &[field("addr", BE32.parts(&ADDRESS)), field("up", BE32.bool())]);

static TIPC_LINK_INFO: Struct = layout(
    "tipc_link_info",
    68,
    &[field("dest", BE32.parts(&ADDRESS)), field("up", BE32.bool()), field("str", text(60))],
);

static TIPC_BEARER_CONFIG: Struct = layout(
    "tipc_bearer_config",
    40,
    &[field("priority", BE32), field("disc_domain", BE32.parts(&ADDRESS)), field("name", text(32))],
);

static TIPC_LINK_CONFIG: Struct =
    layout("tipc_link_config", 64, &[field("value", BE32), field("name", text(60))]);

static TIPC_NAME_TABLE_QUERY: Struct = layout(
    "tipc_name_table_query",
    16,
    &[
        field("depth", BE32.parts(&[part("level", 31, Show::Dec), part("all_types", 1, Show::Bool)])),
        field("type", BE32),
        field("lowbound", BE32),
        field("upbound", BE32),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{decoded, values};

    fn tlv(kind: u8, value: &[u8]) -> Vec<u8> {
        let len = u8::try_from(value.len() + 4).unwrap();
        let mut bytes = [&[0, len, 0, kind][..], value].concat();
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }

    #[test]
    fn a_bearer_and_an_error() {
        // 1.1.10, TIPC_CMD_ENABLE_BEARER.
        let header = [0x0a, 0x10, 0x00, 0x01, 0x01, 0x41, 0, 0];
        let mut config = [0, 0, 0, 10, 1, 0, 0x10, 0].to_vec();
        config.extend(b"eth:eth0");
        config.resize(40, 0);
        let asked = decoded(&FAMILY, (1, 1), &[&header, &tlv(23, &config)]);
        assert_eq!(values(&asked, "cmd"), ["TIPC_GENL_CMD", "TIPC_CMD_ENABLE_BEARER"]);
        assert_eq!(values(&asked, "name"), ["eth:eth0"]);
        assert_eq!(values(&asked, "priority"), ["10"]);
        let refused = decoded(&FAMILY, (1, 0), &[&header, &tlv(16, &[0x81, 0])]);
        assert_eq!(values(&refused, "error_code"), ["TIPC_CFG_NOT_NET_ADMIN"]);
        let words =
            decoded(&FAMILY, (1, 0), &[&header, &tlv(16, b"no such bearer\0"), &tlv(2, &[0, 0, 1, 0])]);
        assert_eq!(values(&words, "value"), ["no such bearer", "256"]);
    }
}
