//! `SMBD_GENL`: what the kernel's SMB server asks of its daemon  (the kernel's own fs/smb/server/ksmbd_netlink.h)
//!
//! A command is an attribute of the same number, which is a struct.

use crate::schema::{Case::*, Class::*, *};

pub(super) static FAMILY: Generic = generic("SMBD_GENL", &COMMANDS).module("ksmbd");

/// The kernel asks and the daemon answers, except for starting and shutting down.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "KSMBD_EVENT_HEARTBEAT_REQUEST", Other, &BODY),
    msg(2, "KSMBD_EVENT_STARTING_UP", New, &BODY),
    msg(3, "KSMBD_EVENT_SHUTTING_DOWN", Delete, &BODY),
    msg(4, "KSMBD_EVENT_LOGIN_REQUEST", Other, &BODY),
    msg(5, "KSMBD_EVENT_LOGIN_RESPONSE", New, &BODY),
    msg(6, "KSMBD_EVENT_SHARE_CONFIG_REQUEST", Other, &BODY),
    msg(7, "KSMBD_EVENT_SHARE_CONFIG_RESPONSE", New, &BODY),
    msg(8, "KSMBD_EVENT_TREE_CONNECT_REQUEST", Other, &BODY),
    msg(9, "KSMBD_EVENT_TREE_CONNECT_RESPONSE", New, &BODY),
    msg(10, "KSMBD_EVENT_TREE_DISCONNECT_REQUEST", Other, &BODY),
    msg(11, "KSMBD_EVENT_LOGOUT_REQUEST", Other, &BODY),
    msg(12, "KSMBD_EVENT_RPC_REQUEST", Other, &BODY),
    msg(13, "KSMBD_EVENT_RPC_RESPONSE", New, &BODY),
    msg(14, "KSMBD_EVENT_SPNEGO_AUTHEN_REQUEST", Other, &BODY),
    msg(15, "KSMBD_EVENT_SPNEGO_AUTHEN_RESPONSE", New, &BODY),
    msg(16, "KSMBD_EVENT_LOGIN_REQUEST_EXT", Other, &BODY),
    msg(17, "KSMBD_EVENT_LOGIN_RESPONSE_EXT", New, &BODY),
]));

static BODY: Body = headless(nest(&KSMBD_EVENT));

static KSMBD_EVENT: Set = set(
    "KSMBD_EVENT",
    &[
        attr(1, "KSMBD_EVENT_HEARTBEAT_REQUEST", fixed(&HEARTBEAT)),
        attr(2, "KSMBD_EVENT_STARTING_UP", fixed(&STARTUP)),
        attr(3, "KSMBD_EVENT_SHUTTING_DOWN", fixed(&SHUTDOWN)),
        attr(4, "KSMBD_EVENT_LOGIN_REQUEST", fixed(&LOGIN_REQUEST)),
        attr(5, "KSMBD_EVENT_LOGIN_RESPONSE", fixed(&LOGIN_RESPONSE)),
        attr(6, "KSMBD_EVENT_SHARE_CONFIG_REQUEST", fixed(&SHARE_REQUEST)),
        attr(7, "KSMBD_EVENT_SHARE_CONFIG_RESPONSE", fixed(&SHARE_RESPONSE)),
        attr(8, "KSMBD_EVENT_TREE_CONNECT_REQUEST", fixed(&TREE_REQUEST)),
        attr(9, "KSMBD_EVENT_TREE_CONNECT_RESPONSE", fixed(&TREE_RESPONSE)),
        attr(10, "KSMBD_EVENT_TREE_DISCONNECT_REQUEST", fixed(&TREE_DISCONNECT)),
        attr(11, "KSMBD_EVENT_LOGOUT_REQUEST", fixed(&LOGOUT)),
        attr(12, "KSMBD_EVENT_RPC_REQUEST", fixed(&RPC_REQUEST)),
        attr(13, "KSMBD_EVENT_RPC_RESPONSE", fixed(&RPC_RESPONSE)),
        attr(14, "KSMBD_EVENT_SPNEGO_AUTHEN_REQUEST", fixed(&SPNEGO_REQUEST)),
        attr(15, "KSMBD_EVENT_SPNEGO_AUTHEN_RESPONSE", fixed(&SPNEGO_RESPONSE)),
        attr(16, "KSMBD_EVENT_LOGIN_REQUEST_EXT", fixed(&LOGIN_REQUEST)),
        attr(17, "KSMBD_EVENT_LOGIN_RESPONSE_EXT", fixed(&LOGIN_RESPONSE_EXT)),
    ],
);

/// Which question an answer is to.
const HANDLE: Field = field("handle", U32);
const ACCOUNT: Field = field("account", text(48));
const ROOM: Field = field("", pad(64));

/// The kernel sends a byte more than it fills.
const REST: &[Field] = &[field("", PAD)];

static HEARTBEAT: Struct = layout("ksmbd_heartbeat", 4, &[HANDLE]);

static STARTUP: Struct = layout(
    "ksmbd_startup_request",
    744,
    &[
        field("flags", U32.flags(&KSMBD_GLOBAL_FLAG)),
        field("signing", S32.name(&KSMBD_CONFIG_OPT)),
        field("min_prot", text(16)),
        field("max_prot", text(16)),
        field("netbios_name", text(16)),
        field("work_group", text(64)),
        field("server_string", text(64)),
        field("tcp_port", U16),
        field("ipc_timeout", U16.unit(Unit::Seconds)),
        // In minutes.
        field("deadtime", U32),
        field("file_max", U32),
        field("smb2_max_write", U32.unit(Unit::Bytes)),
        field("smb2_max_read", U32.unit(Unit::Bytes)),
        field("smb2_max_trans", U32.unit(Unit::Bytes)),
        field("share_fake_fscaps", U32.hex()),
        field("sub_auth", Kind::Array(&SUB_AUTH)),
        field("smb2_max_credits", U32),
        field("smbd_max_io_size", U32.unit(Unit::Bytes)),
        field("max_connections", U32),
        field("bind_interfaces_only", U8.bool()),
        field("max_ip_connections", U32),
        field("", pad(499)),
        field("ifc_list_sz", U32.unit(Unit::Bytes)),
    ],
)
.then(&[field("interfaces", sized("ifc_list_sz", &INTERFACES)), field("", PAD)]);

static SUB_AUTH: Array = array_of(3, U32);

static INTERFACES: Kind = strings(&INTERFACE);
static INTERFACE: Struct = layout("", 0, &[]).then(&[field("interface", TEXT)]);

static KSMBD_GLOBAL_FLAG: Names = names(&[
    (0x1, "KSMBD_GLOBAL_FLAG_SMB2_LEASES"),
    (0x2, "KSMBD_GLOBAL_FLAG_SMB2_ENCRYPTION"),
    (0x4, "KSMBD_GLOBAL_FLAG_SMB3_MULTICHANNEL"),
    (0x8, "KSMBD_GLOBAL_FLAG_SMB2_ENCRYPTION_OFF"),
]);

static KSMBD_CONFIG_OPT: Names = names(&[
    (0, "KSMBD_CONFIG_OPT_DISABLED"),
    (1, "KSMBD_CONFIG_OPT_ENABLED"),
    (2, "KSMBD_CONFIG_OPT_AUTO"),
    (3, "KSMBD_CONFIG_OPT_MANDATORY"),
]);

static SHUTDOWN: Struct = layout("ksmbd_shutdown_request", 64, &[ROOM]);

static LOGIN_REQUEST: Struct = layout("ksmbd_login_request", 116, &[HANDLE, ACCOUNT, ROOM]).then(REST);

static LOGIN_RESPONSE: Struct = layout(
    "ksmbd_login_response",
    148,
    &[
        HANDLE,
        field("gid", U32),
        field("uid", U32),
        ACCOUNT,
        field("status", U16.flags(&KSMBD_USER_FLAG)),
        field("hash_sz", U16.unit(Unit::Bytes)),
        field("hash", opaque(18)),
        field("", pad(2)),
        ROOM,
    ],
);

static KSMBD_USER_FLAG: Names = names(&[
    (0x1, "KSMBD_USER_FLAG_OK"),
    (0x2, "KSMBD_USER_FLAG_BAD_PASSWORD"),
    (0x4, "KSMBD_USER_FLAG_BAD_UID"),
    (0x8, "KSMBD_USER_FLAG_BAD_USER"),
    (0x10, "KSMBD_USER_FLAG_GUEST_ACCOUNT"),
    (0x20, "KSMBD_USER_FLAG_DELAY_SESSION"),
    (0x40, "KSMBD_USER_FLAG_EXTENSION"),
]);

static LOGIN_RESPONSE_EXT: Struct =
    layout("ksmbd_login_response_ext", 136, &[HANDLE, field("ngroups", S32), field("", pad(128))])
        .then(&[field("groups", Kind::Array(&GROUPS)), field("", PAD)]);

static GROUPS: Array = array_counted("ngroups", 0, U32);

static SHARE_REQUEST: Struct =
    layout("ksmbd_share_config_request", 132, &[HANDLE, field("share_name", text(64)), ROOM]).then(REST);

static SHARE_RESPONSE: Struct = layout(
    "ksmbd_share_config_response",
    536,
    &[
        HANDLE,
        field("flags", U32.flags(&KSMBD_SHARE_FLAG)),
        field("create_mask", U16.hex()),
        field("directory_mask", U16.hex()),
        field("force_create_mode", U16.hex()),
        field("force_directory_mode", U16.hex()),
        field("force_uid", U16),
        field("force_gid", U16),
        field("share_name", text(64)),
        field("", pad(444)),
        field("payload_sz", U32.unit(Unit::Bytes)),
        field("veto_list_sz", U32.unit(Unit::Bytes)),
    ],
)
.then(&[
    field("veto_list", sized("veto_list_sz", &VETOES)),
    field("path", select("veto_list_sz", &[(Is(0), TEXT), (Otherwise, fixed(&BEHIND_VETOES))])),
]);

static VETOES: Kind = strings(&VETO);
static VETO: Struct = layout("", 0, &[]).then(&[field("veto", TEXT)]);

static BEHIND_VETOES: Struct = layout("", 1, &[field("", pad(1))]).then(&[field("path", TEXT)]);

static KSMBD_SHARE_FLAG: Names = names(&[
    (0x1, "KSMBD_SHARE_FLAG_AVAILABLE"),
    (0x2, "KSMBD_SHARE_FLAG_BROWSEABLE"),
    (0x4, "KSMBD_SHARE_FLAG_WRITEABLE"),
    (0x8, "KSMBD_SHARE_FLAG_READONLY"),
    (0x10, "KSMBD_SHARE_FLAG_GUEST_OK"),
    (0x20, "KSMBD_SHARE_FLAG_GUEST_ONLY"),
    (0x40, "KSMBD_SHARE_FLAG_STORE_DOS_ATTRS"),
    (0x80, "KSMBD_SHARE_FLAG_OPLOCKS"),
    (0x100, "KSMBD_SHARE_FLAG_PIPE"),
    (0x200, "KSMBD_SHARE_FLAG_HIDE_DOT_FILES"),
    (0x400, "KSMBD_SHARE_FLAG_INHERIT_OWNER"),
    (0x800, "KSMBD_SHARE_FLAG_STREAMS"),
    (0x1000, "KSMBD_SHARE_FLAG_FOLLOW_SYMLINKS"),
    (0x2000, "KSMBD_SHARE_FLAG_ACL_XATTR"),
    (0x4000, "KSMBD_SHARE_FLAG_UPDATE"),
    (0x8000, "KSMBD_SHARE_FLAG_CROSSMNT"),
    (0x10000, "KSMBD_SHARE_FLAG_CONTINUOUS_AVAILABILITY"),
]);

static TREE_REQUEST: Struct = layout(
    "ksmbd_tree_connect_request",
    264,
    &[
        HANDLE,
        field("account_flags", U16.flags(&KSMBD_USER_FLAG)),
        field("flags", U16.flags(&REQUEST_FLAGS)),
        field("session_id", U64.hex()),
        field("connect_id", U64.hex()),
        ACCOUNT,
        field("share", text(64)),
        field("peer_addr", text(64)),
        ROOM,
    ],
)
.then(REST);

static REQUEST_FLAGS: Names =
    names(&[(0x1, "KSMBD_TREE_CONN_FLAG_REQUEST_IPV6"), (0x2, "KSMBD_TREE_CONN_FLAG_REQUEST_SMB2")]);

static TREE_RESPONSE: Struct = layout(
    "ksmbd_tree_connect_response",
    72,
    &[
        HANDLE,
        field("status", U16.name(&KSMBD_TREE_CONN_STATUS)),
        field("connection_flags", U16.flags(&KSMBD_TREE_CONN_FLAG)),
        ROOM,
    ],
);

static KSMBD_TREE_CONN_STATUS: Names = names(&[
    (0, "KSMBD_TREE_CONN_STATUS_OK"),
    (1, "KSMBD_TREE_CONN_STATUS_NOMEM"),
    (2, "KSMBD_TREE_CONN_STATUS_NO_SHARE"),
    (3, "KSMBD_TREE_CONN_STATUS_NO_USER"),
    (4, "KSMBD_TREE_CONN_STATUS_INVALID_USER"),
    (5, "KSMBD_TREE_CONN_STATUS_HOST_DENIED"),
    (6, "KSMBD_TREE_CONN_STATUS_CONN_EXIST"),
    (7, "KSMBD_TREE_CONN_STATUS_TOO_MANY_CONNS"),
    (8, "KSMBD_TREE_CONN_STATUS_TOO_MANY_SESSIONS"),
    (9, "KSMBD_TREE_CONN_STATUS_ERROR"),
]);

static KSMBD_TREE_CONN_FLAG: Names = names(&[
    (0x1, "KSMBD_TREE_CONN_FLAG_GUEST_ACCOUNT"),
    (0x2, "KSMBD_TREE_CONN_FLAG_READ_ONLY"),
    (0x4, "KSMBD_TREE_CONN_FLAG_WRITABLE"),
    (0x8, "KSMBD_TREE_CONN_FLAG_ADMIN_ACCOUNT"),
    (0x10, "KSMBD_TREE_CONN_FLAG_UPDATE"),
]);

static TREE_DISCONNECT: Struct = layout(
    "ksmbd_tree_disconnect_request",
    80,
    &[field("session_id", U64.hex()), field("connect_id", U64.hex()), ROOM],
)
.then(REST);

static LOGOUT: Struct = layout(
    "ksmbd_logout_request",
    116,
    &[ACCOUNT, field("account_flags", U32.flags(&KSMBD_USER_FLAG)), ROOM],
)
.then(REST);

static RPC_REQUEST: Struct = layout(
    "ksmbd_rpc_command",
    12,
    &[HANDLE, field("flags", U32.flags(&KSMBD_RPC)), field("payload_sz", U32.unit(Unit::Bytes))],
)
.then(RPC_PAYLOAD);

/// The answer has its status where the request has its flags.
static RPC_RESPONSE: Struct = layout(
    "ksmbd_rpc_command",
    12,
    &[HANDLE, field("flags", U32.name(&KSMBD_RPC_STATUS)), field("payload_sz", U32.unit(Unit::Bytes))],
)
.then(RPC_PAYLOAD);

const RPC_PAYLOAD: &[Field] = &[field("payload", sized("payload_sz", &OPAQUE)), field("", PAD)];

/// Those with `RETURN` have several bits; all that return something share one.
static KSMBD_RPC: Names = names(&[
    (0x1, "KSMBD_RPC_METHOD_RETURN"),
    (0x2, "KSMBD_RPC_SRVSVC_METHOD_INVOKE"),
    (0x4, "KSMBD_RPC_WKSSVC_METHOD_INVOKE"),
    (0x9, "KSMBD_RPC_IOCTL_METHOD"),
    (0x10, "KSMBD_RPC_OPEN_METHOD"),
    (0x20, "KSMBD_RPC_WRITE_METHOD"),
    (0x41, "KSMBD_RPC_READ_METHOD"),
    (0x80, "KSMBD_RPC_CLOSE_METHOD"),
    (0x101, "KSMBD_RPC_RAP_METHOD"),
    (0x200, "KSMBD_RPC_RESTRICTED_CONTEXT"),
    (0x400, "KSMBD_RPC_SAMR_METHOD_INVOKE"),
    (0x800, "KSMBD_RPC_LSARPC_METHOD_INVOKE"),
]);

static KSMBD_RPC_STATUS: Names = names(&[
    (0, "KSMBD_RPC_OK"),
    (0x1, "KSMBD_RPC_EBAD_FUNC"),
    (0x5, "KSMBD_RPC_EACCESS_DENIED"),
    (0x6, "KSMBD_RPC_EBAD_FID"),
    (0x8, "KSMBD_RPC_ENOMEM"),
    (0xd, "KSMBD_RPC_EBAD_DATA"),
    (0x40, "KSMBD_RPC_ENOTIMPLEMENTED"),
    (0x57, "KSMBD_RPC_EINVALID_PARAMETER"),
    (0x7c, "KSMBD_RPC_EINVALID_LEVEL"),
    (0xea, "KSMBD_RPC_EMORE_DATA"),
    (0x107, "KSMBD_RPC_SOME_NOT_MAPPED"),
]);

static SPNEGO_REQUEST: Struct =
    layout("ksmbd_spnego_authen_request", 6, &[HANDLE, field("spnego_blob_len", U16.unit(Unit::Bytes))])
        .then(&[field("spnego_blob", sized("spnego_blob_len", &OPAQUE)), field("", PAD)]);

static SPNEGO_RESPONSE: Struct = layout(
    "ksmbd_spnego_authen_response",
    156,
    &[
        HANDLE,
        field("login_response", fixed(&LOGIN_RESPONSE)),
        field("session_key_len", U16.unit(Unit::Bytes)),
        field("spnego_blob_len", U16.unit(Unit::Bytes)),
    ],
)
.then(&[
    field("session_key", sized("session_key_len", &OPAQUE)).secret(),
    field("spnego_blob", sized("spnego_blob_len", &OPAQUE)),
    field("", PAD),
]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, decoded_unasked, values};

    #[test]
    fn a_login() {
        let mut request = vec![7, 0, 0, 0];
        request.extend(b"alice");
        request.resize(117, 0);
        let asked = decoded_unasked(&FAMILY, 4, &[&attribute(4, &request)]);
        assert_eq!(values(&asked, "cmd"), ["KSMBD_EVENT_LOGIN_REQUEST"]);
        assert_eq!(values(&asked, "account"), ["alice"]);
        let mut response = vec![7, 0, 0, 0, 100, 0, 0, 0, 0xe8, 3, 0, 0];
        response.extend(b"alice");
        response.resize(60, 0);
        response.extend([0x11, 0]);
        response.resize(148, 0);
        let answered = decoded(&FAMILY, (5, 1), &[&attribute(5, &response)]);
        assert_eq!(values(&answered, "uid"), ["1000"]);
        assert_eq!(values(&answered, "status"), ["KSMBD_USER_FLAG_OK|KSMBD_USER_FLAG_GUEST_ACCOUNT"]);
    }

    #[test]
    fn a_share_with_and_without_vetoes() {
        let share = |vetoes: &[u8], rest: &[u8]| {
            let mut share = vec![0; 532];
            share.extend(u32::try_from(vetoes.len()).unwrap().to_le_bytes());
            decoded(&FAMILY, (7, 1), &[&attribute(7, &[&share[..], vetoes, rest].concat())])
        };
        assert_eq!(values(&share(b"", b"/srv\0"), "path"), ["/srv"]);
        let vetoed = share(b"*.exe\0*.tmp", b"\0/srv\0");
        assert_eq!(values(&vetoed, "veto"), ["*.exe", "*.tmp"]);
        assert_eq!(values(&vetoed, "path"), ["/srv"]);
    }

    #[test]
    fn a_call_and_its_result() {
        let call = |kind, flags: u8, cmd| {
            let rpc = [1, 0, 0, 0, flags, 0, 0, 0, 2, 0, 0, 0, 5, 0, 0];
            decoded(&FAMILY, (cmd, 1), &[&attribute(kind, &rpc)])
        };
        assert_eq!(values(&call(12, 0x41, 12), "flags"), ["KSMBD_RPC_READ_METHOD"]);
        assert_eq!(values(&call(13, 5, 13), "flags"), ["KSMBD_RPC_EACCESS_DENIED"]);
        assert_eq!(values(&call(13, 0, 13), "payload"), ["05:00"]);
    }
}
