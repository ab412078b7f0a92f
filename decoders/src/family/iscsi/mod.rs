//! `NETLINK_ISCSI`: sessions that iscsid requests, and the kernel's events about them  (the kernel's scsi/iscsi_if.h)
//!
//! Every message is a `struct iscsi_uevent` followed by its data. An answer is the request sent back, with `r` filled in. A
//! failed answer has `ISCSI_KEVENT_IF_ERROR` in its `type`, and the request's type in `nlmsg_type` alone. Events and statistics
//! have their type in `type` alone: their `nlmsg_type` is 0. No message has `NLM_F_REQUEST` or a sequence number.

use crate::names::NETLINK_ISCSI;
use crate::schema::{Case::*, Class::*, *};

mod adapter;
mod data;
mod event;
mod names;
mod pdu;
mod stats;

/// The protocol.
pub static FAMILY: Family = Family {
    protocol: NETLINK_ISCSI,
    name: "NETLINK_ISCSI",
    messages: &[MESSAGES],
    groups: &GROUPS,
    general: None,
    generic: &[],
    unnamed: &[],
    framing: Framing::Messages,
    exchange: Exchange {
        answers: Answers::Copied,
        asks: Asks::Port,
        needs: Some(Capability::SysAdmin),
        without_port: WithoutPort::Typed,
        ..Exchange::PLAIN
    },
};

static MESSAGES: &[Msg] = messages(&[
    msg(0, "ISCSI_UEVENT_UNKNOWN", Other, &EVENT),
    msg(11, "ISCSI_UEVENT_CREATE_SESSION", Other, &EVENT).changing(),
    msg(12, "ISCSI_UEVENT_DESTROY_SESSION", Other, &EVENT).changing(),
    msg(13, "ISCSI_UEVENT_CREATE_CONN", Other, &EVENT).changing(),
    msg(14, "ISCSI_UEVENT_DESTROY_CONN", Other, &EVENT).changing(),
    msg(15, "ISCSI_UEVENT_BIND_CONN", Other, &EVENT).changing(),
    msg(16, "ISCSI_UEVENT_SET_PARAM", Other, &EVENT).changing(),
    msg(17, "ISCSI_UEVENT_START_CONN", Other, &EVENT).changing(),
    msg(18, "ISCSI_UEVENT_STOP_CONN", Other, &EVENT).changing(),
    msg(19, "ISCSI_UEVENT_SEND_PDU", Other, &EVENT).changing(),
    msg(20, "ISCSI_UEVENT_GET_STATS", Other, &EVENT),
    msg(21, "ISCSI_UEVENT_GET_PARAM", Other, &EVENT),
    msg(22, "ISCSI_UEVENT_TRANSPORT_EP_CONNECT", Other, &EVENT).changing(),
    msg(23, "ISCSI_UEVENT_TRANSPORT_EP_POLL", Other, &EVENT),
    msg(24, "ISCSI_UEVENT_TRANSPORT_EP_DISCONNECT", Other, &EVENT).changing(),
    msg(25, "ISCSI_UEVENT_TGT_DSCVR", Other, &EVENT).changing(),
    msg(26, "ISCSI_UEVENT_SET_HOST_PARAM", Other, &EVENT).changing(),
    msg(27, "ISCSI_UEVENT_UNBIND_SESSION", Other, &EVENT).changing(),
    msg(28, "ISCSI_UEVENT_CREATE_BOUND_SESSION", Other, &EVENT).changing(),
    msg(29, "ISCSI_UEVENT_TRANSPORT_EP_CONNECT_THROUGH_HOST", Other, &EVENT).changing(),
    msg(30, "ISCSI_UEVENT_PATH_UPDATE", Other, &EVENT).changing(),
    msg(31, "ISCSI_UEVENT_SET_IFACE_PARAMS", Other, &EVENT).changing(),
    msg(32, "ISCSI_UEVENT_PING", Other, &EVENT),
    msg(33, "ISCSI_UEVENT_GET_CHAP", Other, &EVENT),
    msg(34, "ISCSI_UEVENT_DELETE_CHAP", Other, &EVENT).changing(),
    msg(35, "ISCSI_UEVENT_SET_FLASHNODE_PARAMS", Other, &EVENT).changing(),
    msg(36, "ISCSI_UEVENT_NEW_FLASHNODE", Other, &EVENT).changing(),
    msg(37, "ISCSI_UEVENT_DEL_FLASHNODE", Other, &EVENT).changing(),
    msg(38, "ISCSI_UEVENT_LOGIN_FLASHNODE", Other, &EVENT).changing(),
    msg(39, "ISCSI_UEVENT_LOGOUT_FLASHNODE", Other, &EVENT).changing(),
    msg(40, "ISCSI_UEVENT_LOGOUT_FLASHNODE_SID", Other, &EVENT).changing(),
    msg(41, "ISCSI_UEVENT_SET_CHAP", Other, &EVENT).changing(),
    msg(42, "ISCSI_UEVENT_GET_HOST_STATS", Other, &EVENT),
    msg(43, "ISCSI_UEVENT_DESTROY_SESSION_ASYNC", Other, &EVENT).changing(),
]);

/// Of a type that is not known nothing is, so that messages of other protocols do not look like these.
static EVENT: Body = body(Kind::Peek(&TYPE, &BY_TYPE), RAW);

static TYPE: Struct = layout("iscsi_uevent", 4, &[field("type", U32)]);

static BY_TYPE: Kind = select(
    "type",
    &[
        (UpTo(10), PAD),
        (UpTo(43), fixed(&event::ISCSI_UEVENT)),
        (UpTo(100), PAD),
        (UpTo(111), fixed(&event::ISCSI_UEVENT)),
        (Otherwise, PAD),
    ],
);

/// `ISCSI_NL_GRP_*`: multicast groups.
static GROUPS: Names = names(&[(1, "ISCSI_NL_GRP_ISCSID"), (2, "ISCSI_NL_GRP_UIP")]);

#[cfg(test)]
mod tests;
