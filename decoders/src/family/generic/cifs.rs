//! `cifs`: messages between the SMB client and its witness about servers that move  (linux/cifs/cifs_netlink.h)

use crate::family::shared::sockaddr::SOCKADDR;
use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("cifs", &COMMANDS).module("cifs");

/// The kernel asks a program to watch; the program notifies the kernel.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "CIFS_GENL_CMD_SWN_REGISTER", Other, &BODY),
    msg(2, "CIFS_GENL_CMD_SWN_UNREGISTER", Other, &BODY),
    msg(3, "CIFS_GENL_CMD_SWN_NOTIFY", New, &BODY),
]));

static BODY: Body = headless(nest(&CIFS_GENL_ATTR));

static CIFS_GENL_ATTR: Set = set(
    "CIFS_GENL_ATTR",
    &[
        attr(1, "CIFS_GENL_ATTR_SWN_REGISTRATION_ID", U32),
        attr(2, "CIFS_GENL_ATTR_SWN_NET_NAME", TEXT),
        attr(3, "CIFS_GENL_ATTR_SWN_SHARE_NAME", TEXT),
        attr(4, "CIFS_GENL_ATTR_SWN_IP", SOCKADDR),
        attr(5, "CIFS_GENL_ATTR_SWN_NET_NAME_NOTIFY", FLAG),
        attr(6, "CIFS_GENL_ATTR_SWN_SHARE_NAME_NOTIFY", FLAG),
        attr(7, "CIFS_GENL_ATTR_SWN_IP_NOTIFY", FLAG),
        attr(8, "CIFS_GENL_ATTR_SWN_KRB_AUTH", FLAG),
        attr(9, "CIFS_GENL_ATTR_SWN_USER_NAME", TEXT),
        attr(10, "CIFS_GENL_ATTR_SWN_PASSWORD", TEXT).secret(),
        attr(11, "CIFS_GENL_ATTR_SWN_DOMAIN_NAME", TEXT),
        attr(12, "CIFS_GENL_ATTR_SWN_NOTIFICATION_TYPE", U32.name(&CIFS_SWN_NOTIFICATION)),
        attr(13, "CIFS_GENL_ATTR_SWN_RESOURCE_STATE", U32.name(&CIFS_SWN_RESOURCE_STATE)),
        attr(14, "CIFS_GENL_ATTR_SWN_RESOURCE_NAME", TEXT),
    ],
);

static CIFS_SWN_NOTIFICATION: Names = names(&[
    (1, "CIFS_SWN_NOTIFICATION_RESOURCE_CHANGE"),
    (2, "CIFS_SWN_NOTIFICATION_CLIENT_MOVE"),
    (3, "CIFS_SWN_NOTIFICATION_SHARE_MOVE"),
    (4, "CIFS_SWN_NOTIFICATION_IP_CHANGE"),
]);

static CIFS_SWN_RESOURCE_STATE: Names = names(&[
    (0, "CIFS_SWN_RESOURCE_STATE_UNKNOWN"),
    (1, "CIFS_SWN_RESOURCE_STATE_AVAILABLE"),
    (255, "CIFS_SWN_RESOURCE_STATE_UNAVAILABLE"),
]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_client_must_move() {
        let mut address = vec![2, 0, 0, 0, 192, 0, 2, 7];
        address.resize(128, 0);
        let notice =
            [attribute(1, &[1, 0, 0, 0]), attribute(12, &[2, 0, 0, 0]), attribute(4, &address)].concat();
        let decoded = decoded(&FAMILY, (3, 1), &[&notice]);
        assert_eq!(
            values(&decoded, "CIFS_GENL_ATTR_SWN_NOTIFICATION_TYPE"),
            ["CIFS_SWN_NOTIFICATION_CLIENT_MOVE"]
        );
        assert_eq!(values(&decoded, "sin_addr"), ["192.0.2.7"]);
    }
}
