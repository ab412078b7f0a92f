//! `drbd`: block devices that are kept alike on several machines  (linux/drbd_genl.h, linux/drbd.h)

mod config;
mod status;

use crate::family::shared::sockaddr::SOCKADDR;
use crate::schema::{Case::*, Class::*, *};

pub(super) static FAMILY: Generic = generic("drbd", &COMMANDS).module("drbd").header(&DRBD_GENLMSGHDR);

/// An answer has the number of its request, and a code in the header.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "DRBD_ADM_EVENT", Other, &BODY),
    msg(2, "DRBD_ADM_GET_STATUS", Get, &BODY),
    msg(5, "DRBD_ADM_NEW_MINOR", New, &BODY),
    msg(6, "DRBD_ADM_DEL_MINOR", Delete, &BODY),
    msg(7, "DRBD_ADM_NEW_RESOURCE", New, &BODY),
    msg(8, "DRBD_ADM_DEL_RESOURCE", Delete, &BODY),
    msg(9, "DRBD_ADM_RESOURCE_OPTS", New, &BODY),
    msg(10, "DRBD_ADM_CONNECT", New, &BODY),
    msg(11, "DRBD_ADM_DISCONNECT", Delete, &BODY),
    msg(12, "DRBD_ADM_ATTACH", New, &BODY),
    msg(13, "DRBD_ADM_RESIZE", New, &BODY),
    msg(14, "DRBD_ADM_PRIMARY", New, &BODY),
    msg(15, "DRBD_ADM_SECONDARY", New, &BODY),
    msg(16, "DRBD_ADM_NEW_C_UUID", New, &BODY),
    msg(17, "DRBD_ADM_START_OV", New, &BODY),
    msg(18, "DRBD_ADM_DETACH", Delete, &BODY),
    msg(19, "DRBD_ADM_INVALIDATE", New, &BODY),
    msg(20, "DRBD_ADM_INVAL_PEER", New, &BODY),
    msg(21, "DRBD_ADM_PAUSE_SYNC", New, &BODY),
    msg(22, "DRBD_ADM_RESUME_SYNC", New, &BODY),
    msg(23, "DRBD_ADM_SUSPEND_IO", New, &BODY),
    msg(24, "DRBD_ADM_RESUME_IO", New, &BODY),
    msg(25, "DRBD_ADM_OUTDATE", New, &BODY),
    msg(26, "DRBD_ADM_GET_TIMEOUT_TYPE", Get, &BODY),
    msg(27, "DRBD_ADM_DOWN", Delete, &BODY),
    msg(28, "DRBD_ADM_CHG_DISK_OPTS", New, &BODY),
    msg(29, "DRBD_ADM_CHG_NET_OPTS", New, &BODY),
    msg(30, "DRBD_ADM_GET_RESOURCES", Get, &BODY),
    msg(31, "DRBD_ADM_GET_DEVICES", Get, &BODY),
    msg(32, "DRBD_ADM_GET_CONNECTIONS", Get, &BODY),
    msg(33, "DRBD_ADM_GET_PEER_DEVICES", Get, &BODY),
    msg(34, "DRBD_ADM_RESOURCE_STATE", Other, &BODY),
    msg(35, "DRBD_ADM_DEVICE_STATE", Other, &BODY),
    msg(36, "DRBD_ADM_CONNECTION_STATE", Other, &BODY),
    msg(37, "DRBD_ADM_PEER_DEVICE_STATE", Other, &BODY),
    msg(38, "DRBD_ADM_GET_INITIAL_STATE", Get, &BODY),
    msg(40, "DRBD_ADM_HELPER", Other, &BODY),
    msg(41, "DRBD_ADM_INITIAL_STATE_DONE", Other, &BODY),
]));

/// The device; all ones means none. It is followed by flags in requests, and by a code in answers: `enum drbd_ret_code` from
/// 101 on (101 is success), or the result of a change of state.
static DRBD_GENLMSGHDR: Struct = layout(
    "drbd_genlmsghdr",
    8,
    &[
        field("minor", U32),
        field("ret_code", select("@request", &[(Is(1), U32.flags(&DRBD_GENL_F)), (Otherwise, S32)])),
    ],
);

static DRBD_GENL_F: Names = names(&[(0x1, "DRBD_GENL_F_SET_DEFAULTS")]);

static BODY: Body = headless(nest(&DRBD_NLA));

static DRBD_NLA: Set = set(
    "DRBD_NLA",
    &[
        attr(1, "DRBD_NLA_CFG_REPLY", nest(&DRBD_A_DRBD_CFG_REPLY)),
        attr(2, "DRBD_NLA_CFG_CONTEXT", nest(&DRBD_A_DRBD_CFG_CONTEXT)).key(),
        attr(3, "DRBD_NLA_DISK_CONF", nest(&config::DRBD_A_DISK_CONF)),
        attr(4, "DRBD_NLA_RESOURCE_OPTS", nest(&config::DRBD_A_RES_OPTS)),
        attr(5, "DRBD_NLA_NET_CONF", nest(&config::DRBD_A_NET_CONF)),
        attr(6, "DRBD_NLA_SET_ROLE_PARMS", nest(&config::DRBD_A_SET_ROLE_PARMS)),
        attr(7, "DRBD_NLA_RESIZE_PARMS", nest(&config::DRBD_A_RESIZE_PARMS)),
        attr(8, "DRBD_NLA_STATE_INFO", nest(&status::DRBD_A_STATE_INFO)),
        attr(9, "DRBD_NLA_START_OV_PARMS", nest(&config::DRBD_A_START_OV_PARMS)),
        attr(10, "DRBD_NLA_NEW_C_UUID_PARMS", nest(&config::DRBD_A_NEW_C_UUID_PARMS)),
        attr(11, "DRBD_NLA_TIMEOUT_PARMS", nest(&config::DRBD_A_TIMEOUT_PARMS)),
        attr(12, "DRBD_NLA_DISCONNECT_PARMS", nest(&config::DRBD_A_DISCONNECT_PARMS)),
        attr(13, "DRBD_NLA_DETACH_PARMS", nest(&config::DRBD_A_DETACH_PARMS)),
        attr(15, "DRBD_NLA_RESOURCE_INFO", nest(&status::DRBD_A_RESOURCE_INFO)),
        attr(16, "DRBD_NLA_DEVICE_INFO", nest(&status::DRBD_A_DEVICE_INFO)),
        attr(17, "DRBD_NLA_CONNECTION_INFO", nest(&status::DRBD_A_CONNECTION_INFO)),
        attr(18, "DRBD_NLA_PEER_DEVICE_INFO", nest(&status::DRBD_A_PEER_DEVICE_INFO)),
        attr(19, "DRBD_NLA_RESOURCE_STATISTICS", nest(&status::DRBD_A_RESOURCE_STATISTICS)),
        attr(20, "DRBD_NLA_DEVICE_STATISTICS", nest(&status::DRBD_A_DEVICE_STATISTICS)),
        attr(21, "DRBD_NLA_CONNECTION_STATISTICS", nest(&status::DRBD_A_CONNECTION_STATISTICS)),
        attr(22, "DRBD_NLA_PEER_DEVICE_STATISTICS", nest(&status::DRBD_A_PEER_DEVICE_STATISTICS)),
        attr(23, "DRBD_NLA_NOTIFICATION_HEADER", nest(&status::DRBD_A_DRBD_NOTIFICATION_HEADER)),
        attr(24, "DRBD_NLA_HELPER", nest(&status::DRBD_A_DRBD_HELPER_INFO)),
    ],
);

static DRBD_A_DRBD_CFG_REPLY: Set =
    set("DRBD_A_DRBD_CFG_REPLY", &[attr(1, "DRBD_A_DRBD_CFG_REPLY_INFO_TEXT", TEXT)]);

static DRBD_A_DRBD_CFG_CONTEXT: Set = set(
    "DRBD_A_DRBD_CFG_CONTEXT",
    &[
        attr(1, "DRBD_A_DRBD_CFG_CONTEXT_CTX_VOLUME", U32),
        attr(2, "DRBD_A_DRBD_CFG_CONTEXT_CTX_RESOURCE_NAME", TEXT),
        attr(3, "DRBD_A_DRBD_CFG_CONTEXT_CTX_MY_ADDR", SOCKADDR),
        attr(4, "DRBD_A_DRBD_CFG_CONTEXT_CTX_PEER_ADDR", SOCKADDR),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, decoded_unasked, values};

    #[test]
    fn a_connection() {
        let address = |last: u8| [&[2, 0, 0x1e, 0x6c, 192, 0, 2, last][..], &[0; 8]].concat();
        let context = attribute(
            2,
            &[attribute(2, b"r0\0"), attribute(3, &address(1)), attribute(4, &address(2))].concat(),
        );
        let network = attribute(5, &[attribute(6, &[3, 0, 0, 0]), attribute(24, &[1])].concat());
        let decoded = decoded(&FAMILY, (10, 5), &[&[255, 255, 255, 255, 1, 0, 0, 0], &context, &network]);
        assert_eq!(values(&decoded, "ret_code"), ["DRBD_GENL_F_SET_DEFAULTS"]);
        assert_eq!(values(&decoded, "sin_addr"), ["192.0.2.1", "192.0.2.2"]);
        assert_eq!(values(&decoded, "DRBD_A_NET_CONF_WIRE_PROTOCOL"), ["DRBD_PROT_C"]);
    }

    #[test]
    fn states() {
        let header = [0, 0, 0, 0, 101, 0, 0, 0];
        let disk = attribute(16, &attribute(1, &[8, 0, 0, 0]));
        let news =
            decoded_unasked(&FAMILY, 35, &[&header, &disk, &attribute(23, &attribute(1, &[2, 0x80, 0, 0]))]);
        assert_eq!(values(&news, "cmd"), ["DRBD_ADM_DEVICE_STATE"]);
        assert_eq!(values(&news, "ret_code"), ["101"]);
        assert_eq!(values(&news, "DRBD_A_DEVICE_INFO_DEV_DISK_STATE"), ["D_UP_TO_DATE"]);
    }
}
