//! `struct iscsi_uevent`: two unions, one for the request and one for its result  (the kernel's scsi/iscsi_if.h)
//!
//! Each struct here includes the unused rest of its union.

use super::data::DATA;
use super::names::*;
use crate::schema::{Case::*, *};

/// `struct iscsi_uevent`, as 64-bit machines have it.
pub(super) static ISCSI_UEVENT: Struct = layout(
    "iscsi_uevent",
    56,
    &[
        field("type", U32.name(&ISCSI_UEVENT_E)),
        field("iferror", S32.errno()),
        field("transport_handle", U64.hex()),
        field("u", select("@type", U)),
        field("r", select("@port", R)),
    ],
)
.then(&[field("data", DATA)]);

/// The request; an answer contains it too. Three of the requests without a type of their own are answered.
static U: &[(Case, Kind)] = &[
    (Is(0), select("type", U_OF_EVENTS)),
    (Is(11), fixed(&MSG_CREATE_SESSION)),
    (OneOf(&[12, 27, 43]), fixed(&MSG_DESTROY_SESSION)),
    (Is(13), fixed(&MSG_CREATE_CONN)),
    (Is(14), fixed(&MSG_DESTROY_CONN)),
    (Is(15), fixed(&MSG_BIND_CONN)),
    (Is(16), fixed(&MSG_SET_PARAM)),
    (Is(17), fixed(&MSG_START_CONN)),
    (Is(18), fixed(&MSG_STOP_CONN)),
    (Is(19), fixed(&MSG_SEND_PDU)),
    (Is(20), fixed(&MSG_GET_STATS)),
    (Is(22), fixed(&MSG_TRANSPORT_CONNECT)),
    (Is(23), fixed(&MSG_TRANSPORT_POLL)),
    (Is(24), fixed(&MSG_TRANSPORT_DISCONNECT)),
    (Is(25), fixed(&MSG_TGT_DSCVR)),
    (Is(26), fixed(&MSG_SET_HOST_PARAM)),
    (Is(28), fixed(&MSG_CREATE_BOUND_SESSION)),
    (Is(29), fixed(&MSG_TRANSPORT_CONNECT_THROUGH_HOST)),
    (OneOf(&[30, 41]), fixed(&MSG_SET_PATH)),
    (Is(31), fixed(&MSG_SET_IFACE_PARAMS)),
    (Is(32), fixed(&MSG_ISCSI_PING)),
    (Is(33), fixed(&MSG_GET_CHAP)),
    (Is(34), fixed(&MSG_DELETE_CHAP)),
    (Is(35), fixed(&MSG_SET_FLASHNODE_PARAM)),
    (Is(36), fixed(&MSG_NEW_FLASHNODE)),
    (Is(37), fixed(&MSG_DEL_FLASHNODE)),
    (Is(38), fixed(&MSG_LOGIN_FLASHNODE)),
    (Is(39), fixed(&MSG_LOGOUT_FLASHNODE)),
    (Is(40), fixed(&MSG_LOGOUT_FLASHNODE_SID)),
    (Is(42), fixed(&MSG_GET_HOST_STATS)),
    (Otherwise, pad(24)),
];

static U_OF_EVENTS: &[(Case, Kind)] = &[
    (Is(20), fixed(&MSG_GET_STATS)),
    (Is(33), fixed(&MSG_GET_CHAP)),
    (Is(42), fixed(&MSG_GET_HOST_STATS)),
    (Otherwise, pad(24)),
];

/// The result. Only the kernel sets it: its port id is 0, and iscsid's is not.
static R: &[(Case, Kind)] = &[(Is(0), select("type", R_OF_KERNEL)), (Otherwise, pad(16))];
static R_OF_KERNEL: &[(Case, Kind)] = &[
    (OneOf(&[11, 28, 106]), fixed(&MSG_CREATE_SESSION_RET)),
    (Is(13), fixed(&MSG_CREATE_CONN_RET)),
    (OneOf(&[22, 29]), fixed(&MSG_TRANSPORT_CONNECT_RET)),
    (Is(36), fixed(&MSG_NEW_FLASHNODE_RET)),
    (Is(101), fixed(&MSG_RECV_REQ)),
    (Is(102), fixed(&MSG_CONN_ERROR)),
    (Is(104), fixed(&MSG_SESSION_DESTROYED)),
    (Is(105), fixed(&MSG_UNBIND_SESSION)),
    (Is(107), fixed(&MSG_REQ_PATH)),
    (Is(108), fixed(&MSG_NOTIFY_IF_DOWN)),
    (Is(109), fixed(&MSG_CONN_LOGIN)),
    (Is(110), fixed(&MSG_HOST_EVENT)),
    (Is(111), fixed(&MSG_PING_COMP)),
    (OneOf(&[15, 17, 19]), fixed(&RETCODE)),
    (Is(23), fixed(&POLLED)),
    (Otherwise, pad(16)),
];

static MSG_CREATE_SESSION: Struct = layout(
    "msg_create_session",
    24,
    &[field("initial_cmdsn", U32), field("cmds_max", U16), field("queue_depth", U16), field("", pad(16))],
);
static MSG_CREATE_BOUND_SESSION: Struct = layout(
    "msg_create_bound_session",
    24,
    &[
        field("ep_handle", U64.hex()),
        field("initial_cmdsn", U32),
        field("cmds_max", U16),
        field("queue_depth", U16),
        field("", pad(8)),
    ],
);
static MSG_DESTROY_SESSION: Struct =
    layout("msg_destroy_session", 24, &[field("sid", U32), field("", pad(20))]);
static MSG_CREATE_CONN: Struct =
    layout("msg_create_conn", 24, &[field("sid", U32), field("cid", U32), field("", pad(16))]);
static MSG_BIND_CONN: Struct = layout(
    "msg_bind_conn",
    24,
    &[
        field("sid", U32),
        field("cid", U32),
        field("transport_eph", U64),
        field("is_leading", U32.bool()),
        field("", pad(4)),
    ],
);
static MSG_DESTROY_CONN: Struct =
    layout("msg_destroy_conn", 24, &[field("sid", U32), field("cid", U32), field("", pad(16))]);
static MSG_SEND_PDU: Struct = layout(
    "msg_send_pdu",
    24,
    &[
        field("sid", U32),
        field("cid", U32),
        field("hdr_size", U32.unit(Unit::Bytes)),
        field("data_size", U32.unit(Unit::Bytes)),
        field("", pad(8)),
    ],
);
static MSG_SET_PARAM: Struct = layout(
    "msg_set_param",
    24,
    &[
        field("sid", U32),
        field("cid", U32),
        field("param", U32.name(&ISCSI_PARAM)),
        field("len", U32.unit(Unit::Bytes)),
        field("", pad(8)),
    ],
);
static MSG_START_CONN: Struct =
    layout("msg_start_conn", 24, &[field("sid", U32), field("cid", U32), field("", pad(16))]);
static MSG_STOP_CONN: Struct = layout(
    "msg_stop_conn",
    24,
    &[
        field("sid", U32),
        field("cid", U32),
        field("conn_handle", U64.hex()),
        field("flag", U32.name(&STOP_CONN)),
        field("", pad(4)),
    ],
);
static MSG_GET_STATS: Struct =
    layout("msg_get_stats", 24, &[field("sid", U32), field("cid", U32), field("", pad(16))]);
static MSG_TRANSPORT_CONNECT: Struct =
    layout("msg_transport_connect", 24, &[field("non_blocking", U32.bool()), field("", pad(20))]);
static MSG_TRANSPORT_CONNECT_THROUGH_HOST: Struct = layout(
    "msg_transport_connect_through_host",
    24,
    &[field("host_no", U32), field("non_blocking", U32.bool()), field("", pad(16))],
);
static MSG_TRANSPORT_POLL: Struct = layout(
    "msg_transport_poll",
    24,
    &[field("ep_handle", U64.hex()), field("timeout_ms", U32.unit(Unit::Milliseconds)), field("", pad(12))],
);
static MSG_TRANSPORT_DISCONNECT: Struct =
    layout("msg_transport_disconnect", 24, &[field("ep_handle", U64.hex()), field("", pad(16))]);
static MSG_TGT_DSCVR: Struct = layout(
    "msg_tgt_dscvr",
    24,
    &[
        field("type", U32.name(&ISCSI_TGT_DSCVR)),
        field("host_no", U32),
        field("enable", U32.bool()),
        field("", pad(12)),
    ],
);
static MSG_SET_HOST_PARAM: Struct = layout(
    "msg_set_host_param",
    24,
    &[
        field("host_no", U32),
        field("param", U32.name(&ISCSI_HOST_PARAM)),
        field("len", U32.unit(Unit::Bytes)),
        field("", pad(12)),
    ],
);
static MSG_SET_PATH: Struct = layout("msg_set_path", 24, &[field("host_no", U32), field("", pad(20))]);
static MSG_SET_IFACE_PARAMS: Struct =
    layout("msg_set_iface_params", 24, &[field("host_no", U32), field("count", U32), field("", pad(16))]);
static MSG_ISCSI_PING: Struct = layout(
    "msg_iscsi_ping",
    24,
    &[
        field("host_no", U32),
        field("iface_num", U32),
        field("iface_type", U32.name(&ISCSI_IFACE_TYPE)),
        field("payload_size", U32.unit(Unit::Bytes)),
        field("pid", U32),
        field("", pad(4)),
    ],
);
static MSG_GET_CHAP: Struct = layout(
    "msg_get_chap",
    24,
    &[field("host_no", U32), field("num_entries", U32), field("chap_tbl_idx", U16), field("", pad(14))],
);
static MSG_DELETE_CHAP: Struct =
    layout("msg_delete_chap", 24, &[field("host_no", U32), field("chap_tbl_idx", U16), field("", pad(18))]);
static MSG_SET_FLASHNODE_PARAM: Struct = layout(
    "msg_set_flashnode_param",
    24,
    &[field("host_no", U32), field("flashnode_idx", U32), field("count", U32), field("", pad(12))],
);
static MSG_NEW_FLASHNODE: Struct = layout(
    "msg_new_flashnode",
    24,
    &[field("host_no", U32), field("len", U32.unit(Unit::Bytes)), field("", pad(16))],
);
static MSG_DEL_FLASHNODE: Struct = layout(
    "msg_del_flashnode",
    24,
    &[field("host_no", U32), field("flashnode_idx", U32), field("", pad(16))],
);
static MSG_LOGIN_FLASHNODE: Struct = layout(
    "msg_login_flashnode",
    24,
    &[field("host_no", U32), field("flashnode_idx", U32), field("", pad(16))],
);
static MSG_LOGOUT_FLASHNODE: Struct = layout(
    "msg_logout_flashnode",
    24,
    &[field("host_no", U32), field("flashnode_idx", U32), field("", pad(16))],
);
static MSG_LOGOUT_FLASHNODE_SID: Struct =
    layout("msg_logout_flashnode_sid", 24, &[field("host_no", U32), field("sid", U32), field("", pad(16))]);
static MSG_GET_HOST_STATS: Struct =
    layout("msg_get_host_stats", 24, &[field("host_no", U32), field("", pad(20))]);

static MSG_CREATE_SESSION_RET: Struct =
    layout("msg_create_session_ret", 16, &[field("sid", U32), field("host_no", U32), field("", pad(8))]);
static MSG_CREATE_CONN_RET: Struct =
    layout("msg_create_conn_ret", 16, &[field("sid", U32), field("cid", U32), field("", pad(8))]);
static MSG_UNBIND_SESSION: Struct =
    layout("msg_unbind_session", 16, &[field("sid", U32), field("host_no", U32), field("", pad(8))]);
static MSG_RECV_REQ: Struct =
    layout("msg_recv_req", 16, &[field("sid", U32), field("cid", U32), field("recv_handle", U64.hex())]);
static MSG_CONN_LOGIN: Struct = layout(
    "msg_conn_login",
    16,
    &[field("sid", U32), field("cid", U32), field("state", U32.name(&ISCSI_CONN_STATE)), field("", pad(4))],
);
static MSG_CONN_ERROR: Struct = layout(
    "msg_conn_error",
    16,
    &[field("sid", U32), field("cid", U32), field("error", U32.name(&ISCSI_ERR)), field("", pad(4))],
);
static MSG_SESSION_DESTROYED: Struct =
    layout("msg_session_destroyed", 16, &[field("host_no", U32), field("sid", U32), field("", pad(8))]);
static MSG_TRANSPORT_CONNECT_RET: Struct =
    layout("msg_transport_connect_ret", 16, &[field("handle", U64.hex()), field("", pad(8))]);
static MSG_REQ_PATH: Struct = layout("msg_req_path", 16, &[field("host_no", U32), field("", pad(12))]);
static MSG_NOTIFY_IF_DOWN: Struct =
    layout("msg_notify_if_down", 16, &[field("host_no", U32), field("", pad(12))]);
static MSG_HOST_EVENT: Struct = layout(
    "msg_host_event",
    16,
    &[
        field("host_no", U32),
        field("data_size", U32.unit(Unit::Bytes)),
        field("code", U32.name(&ISCSI_EVENT)),
        field("", pad(4)),
    ],
);
static MSG_PING_COMP: Struct = layout(
    "msg_ping_comp",
    16,
    &[
        field("host_no", U32),
        field("status", U32.name(&ISCSI_PING)),
        field("pid", U32),
        field("data_size", U32.unit(Unit::Bytes)),
    ],
);
static MSG_NEW_FLASHNODE_RET: Struct =
    layout("msg_new_flashnode_ret", 16, &[field("flashnode_idx", U32), field("", pad(12))]);

/// `retcode`, which has no struct.
static RETCODE: Struct = layout("", 16, &[field("retcode", S32.errno()), field("", pad(12))]);
/// The same of a poll: 1 if the connection is established, 0 if not.
static POLLED: Struct = layout("", 16, &[field("retcode", S32), field("", pad(12))]);
