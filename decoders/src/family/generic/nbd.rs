//! `nbd`: disks that are served over a network  (linux/nbd-netlink.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("nbd", &COMMANDS).module("nbd");

/// A connection is reported to its requester with the same command.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "NBD_CMD_CONNECT", Get, &BODY).changing(),
    msg(2, "NBD_CMD_DISCONNECT", Delete, &BODY),
    msg(3, "NBD_CMD_RECONFIGURE", New, &BODY),
    msg(4, "NBD_CMD_LINK_DEAD", Other, &BODY),
    msg(5, "NBD_CMD_STATUS", Get, &BODY),
]));

static BODY: Body = headless(nest(&NBD_ATTR));

static NBD_ATTR: Set = set(
    "NBD_ATTR",
    &[
        attr(1, "NBD_ATTR_INDEX", U32).key(),
        attr(2, "NBD_ATTR_SIZE_BYTES", U64.unit(Unit::Bytes)),
        attr(3, "NBD_ATTR_BLOCK_SIZE_BYTES", U64.unit(Unit::Bytes)),
        attr(4, "NBD_ATTR_TIMEOUT", U64.unit(Unit::Seconds)),
        attr(5, "NBD_ATTR_SERVER_FLAGS", U64.flags(&NBD_FLAG)),
        attr(6, "NBD_ATTR_CLIENT_FLAGS", U64.flags(&NBD_CFLAG)),
        attr(7, "NBD_ATTR_SOCKETS", nest(&NBD_SOCK_ITEM)),
        attr(8, "NBD_ATTR_DEAD_CONN_TIMEOUT", U64.unit(Unit::Seconds)),
        attr(9, "NBD_ATTR_DEVICE_LIST", nest(&NBD_DEVICE_ITEM)),
        attr(10, "NBD_ATTR_BACKEND_IDENTIFIER", TEXT).key(),
    ],
);

static NBD_FLAG: Names = names(&[
    (0x1, "NBD_FLAG_HAS_FLAGS"),
    (0x2, "NBD_FLAG_READ_ONLY"),
    (0x4, "NBD_FLAG_SEND_FLUSH"),
    (0x8, "NBD_FLAG_SEND_FUA"),
    (0x10, "NBD_FLAG_ROTATIONAL"),
    (0x20, "NBD_FLAG_SEND_TRIM"),
    (0x40, "NBD_FLAG_SEND_WRITE_ZEROES"),
    (0x100, "NBD_FLAG_CAN_MULTI_CONN"),
]);

static NBD_CFLAG: Names =
    names(&[(0x1, "NBD_CFLAG_DESTROY_ON_DISCONNECT"), (0x2, "NBD_CFLAG_DISCONNECT_ON_CLOSE")]);

static NBD_SOCK_ITEM: Set = set("NBD_SOCK_ITEM", &[attr(1, "NBD_SOCK_ITEM", nest(&NBD_SOCK))]);
static NBD_SOCK: Set = set("NBD_SOCK", &[attr(1, "NBD_SOCK_FD", U32)]);
static NBD_DEVICE_ITEM: Set =
    set("NBD_DEVICE_ITEM", &[attr(1, "NBD_DEVICE_ITEM", nest(&NBD_DEVICE)).repeats()]);

static NBD_DEVICE: Set =
    set("NBD_DEVICE", &[attr(1, "NBD_DEVICE_INDEX", U32), attr(2, "NBD_DEVICE_CONNECTED", U8.bool())]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_disk() {
        let sockets = attribute(7, &attribute(1, &attribute(1, &[5, 0, 0, 0])));
        let flags = attribute(5, &[5, 0, 0, 0, 0, 0, 0, 0]);
        let decoded = decoded(&FAMILY, (1, 5), &[&attribute(1, &[0; 4]), &flags, &sockets]);
        assert_eq!(values(&decoded, "cmd"), ["NBD_CMD_CONNECT"]);
        assert_eq!(values(&decoded, "NBD_ATTR_SERVER_FLAGS"), ["NBD_FLAG_HAS_FLAGS|NBD_FLAG_SEND_FLUSH"]);
        assert_eq!(values(&decoded, "NBD_SOCK_FD"), ["5"]);
    }
}
