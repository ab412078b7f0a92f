//! PDUs to and from the target that iscsid handles  (RFC 7143, the kernel's scsi/iscsi_proto.h)
//!
//! SCSI commands and data never pass here. All heads have 48 bytes in network byte order and begin alike.

use crate::schema::{Case::*, *};

pub(super) const PDU: Kind = Kind::Peek(&FIRST_BYTE, &BY_OPCODE);

static FIRST_BYTE: Struct = layout("iscsi_hdr", 1, &[field("opcode", U8)]);

/// The upper bits of the opcode are flags.
static BY_OPCODE: Kind = select(
    "opcode",
    &[
        (OneOf(&[0x00, 0x40]), fixed(&ISCSI_NOPOUT)),
        (OneOf(&[0x03, 0x43]), fixed(&ISCSI_LOGIN_REQ)),
        (OneOf(&[0x04, 0x44]), fixed(&ISCSI_TEXT)),
        (OneOf(&[0x06, 0x46]), fixed(&ISCSI_LOGOUT)),
        (Is(0x20), fixed(&ISCSI_NOPIN)),
        (Is(0x23), fixed(&ISCSI_LOGIN_RSP)),
        (Is(0x24), fixed(&ISCSI_TEXT_RSP)),
        (Is(0x26), fixed(&ISCSI_LOGOUT_RSP)),
        (Is(0x32), fixed(&ISCSI_ASYNC)),
        (Is(0x3f), fixed(&ISCSI_REJECT)),
        (Otherwise, fixed(&ISCSI_HDR)),
    ],
);

const OPCODE: Field = field("", U8.parts(&OPCODE_BITS));
static OPCODE_BITS: [Part; 3] = [
    part("opcode", 6, Show::Name(&ISCSI_OP)),
    part("ISCSI_OP_IMMEDIATE", 1, Show::Bool),
    part("", 1, Show::Dec),
];
const FINAL: Field = field("flags", U8.flags(&ISCSI_FLAG));
const LENGTHS: Field = field("", BE32.parts(&LENGTHS_BITS));
static LENGTHS_BITS: [Part; 2] =
    [part("dlength", 24, Show::Unit(Unit::Bytes)), part("hlength", 8, Show::Dec)];
const ITT: Field = field("itt", BE32.hex());
const TTT: Field = field("ttt", BE32.hex());
const CMDSN: Field = field("cmdsn", BE32);
const STATSN: Field = field("statsn", BE32);
const EXP_CMDSN: Field = field("exp_cmdsn", BE32);
const MAX_CMDSN: Field = field("max_cmdsn", BE32);
const EXP_STATSN: Field = field("exp_statsn", BE32);
const LUN: Field = field("lun", BE64.hex());

/// Keys and values, `HeaderDigest=None`, each with the NUL that ends it.
const KEYS: &[Field] = &[field("keys", strings(&KEY))];
static KEY: Struct = layout("key", 0, &[]).then(&[field("key", TEXT)]);

/// Data of a ping, or in a form of the target's own.
const ANY: &[Field] = &[field("data", OPAQUE)];

/// `struct iscsi_login_req`
static ISCSI_LOGIN_REQ: Struct = layout(
    "iscsi_login_req",
    48,
    &[
        OPCODE,
        STAGES,
        field("max_version", U8),
        field("min_version", U8),
        LENGTHS,
        field("isid", opaque(6)),
        field("tsih", BE16),
        ITT,
        field("cid", BE16),
        field("", pad(2)),
        CMDSN,
        EXP_STATSN,
        field("", pad(16)),
    ],
)
.then(KEYS);

/// `struct iscsi_login_rsp`
static ISCSI_LOGIN_RSP: Struct = layout(
    "iscsi_login_rsp",
    48,
    &[
        OPCODE,
        STAGES,
        field("max_version", U8),
        field("active_version", U8),
        LENGTHS,
        field("isid", opaque(6)),
        field("tsih", BE16),
        ITT,
        field("", pad(4)),
        STATSN,
        EXP_CMDSN,
        MAX_CMDSN,
        field("status_class", U8.name(&ISCSI_STATUS_CLS)),
        field("status_detail", select("status_class", STATUS_DETAIL)),
        field("", pad(10)),
    ],
)
.then(KEYS);

/// The current and next stage of a login, and whether it moves on.
const STAGES: Field = field("flags", U8.parts(&STAGES_BITS));
static STAGES_BITS: [Part; 5] = [
    part("next_stage", 2, STAGE),
    part("current_stage", 2, STAGE),
    part("", 2, Show::Dec),
    part("ISCSI_FLAG_LOGIN_CONTINUE", 1, Show::Bool),
    part("ISCSI_FLAG_LOGIN_TRANSIT", 1, Show::Bool),
];
const STAGE: Show = Show::Name(&ISCSI_STAGE);
static ISCSI_STAGE: Names = names(&[
    (0, "ISCSI_SECURITY_NEGOTIATION_STAGE"),
    (1, "ISCSI_OP_PARMS_NEGOTIATION_STAGE"),
    (3, "ISCSI_FULL_FEATURE_PHASE"),
]);

static ISCSI_STATUS_CLS: Names = names(&[
    (0, "ISCSI_STATUS_CLS_SUCCESS"),
    (1, "ISCSI_STATUS_CLS_REDIRECT"),
    (2, "ISCSI_STATUS_CLS_INITIATOR_ERR"),
    (3, "ISCSI_STATUS_CLS_TARGET_ERR"),
]);

static STATUS_DETAIL: &[(Case, Kind)] = &[
    (Is(1), U8.name(&ISCSI_LOGIN_STATUS_TGT_MOVED)),
    (Is(2), U8.name(&ISCSI_LOGIN_STATUS_INITIATOR)),
    (Is(3), U8.name(&ISCSI_LOGIN_STATUS_TARGET)),
    (Otherwise, U8),
];
static ISCSI_LOGIN_STATUS_TGT_MOVED: Names =
    names(&[(1, "ISCSI_LOGIN_STATUS_TGT_MOVED_TEMP"), (2, "ISCSI_LOGIN_STATUS_TGT_MOVED_PERM")]);
static ISCSI_LOGIN_STATUS_INITIATOR: Names = names(&[
    (0, "ISCSI_LOGIN_STATUS_INIT_ERR"),
    (1, "ISCSI_LOGIN_STATUS_AUTH_FAILED"),
    (2, "ISCSI_LOGIN_STATUS_TGT_FORBIDDEN"),
    (3, "ISCSI_LOGIN_STATUS_TGT_NOT_FOUND"),
    (4, "ISCSI_LOGIN_STATUS_TGT_REMOVED"),
    (5, "ISCSI_LOGIN_STATUS_NO_VERSION"),
    (6, "ISCSI_LOGIN_STATUS_ISID_ERROR"),
    (7, "ISCSI_LOGIN_STATUS_MISSING_FIELDS"),
    (8, "ISCSI_LOGIN_STATUS_CONN_ADD_FAILED"),
    (9, "ISCSI_LOGIN_STATUS_NO_SESSION_TYPE"),
    (10, "ISCSI_LOGIN_STATUS_NO_SESSION"),
    (11, "ISCSI_LOGIN_STATUS_INVALID_REQUEST"),
]);
static ISCSI_LOGIN_STATUS_TARGET: Names = names(&[
    (0, "ISCSI_LOGIN_STATUS_TARGET_ERROR"),
    (1, "ISCSI_LOGIN_STATUS_SVC_UNAVAILABLE"),
    (2, "ISCSI_LOGIN_STATUS_NO_RESOURCES"),
]);

/// `struct iscsi_text`
static ISCSI_TEXT: Struct = layout(
    "iscsi_text",
    48,
    &[
        OPCODE,
        FINAL,
        field("", pad(2)),
        LENGTHS,
        field("", pad(8)),
        ITT,
        TTT,
        CMDSN,
        EXP_STATSN,
        field("", pad(16)),
    ],
)
.then(KEYS);

/// `struct iscsi_text_rsp`
static ISCSI_TEXT_RSP: Struct = layout(
    "iscsi_text_rsp",
    48,
    &[
        OPCODE,
        FINAL,
        field("", pad(2)),
        LENGTHS,
        field("", pad(8)),
        ITT,
        TTT,
        STATSN,
        EXP_CMDSN,
        MAX_CMDSN,
        field("", pad(12)),
    ],
)
.then(KEYS);

/// `struct iscsi_logout`: the reason is in the flags.
static ISCSI_LOGOUT: Struct = layout(
    "iscsi_logout",
    48,
    &[
        OPCODE,
        field(
            "flags",
            U8.parts(&[
                part("reason", 7, Show::Name(&ISCSI_LOGOUT_REASON)),
                part("ISCSI_FLAG_CMD_FINAL", 1, Show::Bool),
            ]),
        ),
        field("", pad(2)),
        LENGTHS,
        field("", pad(8)),
        ITT,
        field("cid", BE16),
        field("", pad(2)),
        CMDSN,
        EXP_STATSN,
        field("", pad(16)),
    ],
)
.then(ANY);

static ISCSI_LOGOUT_REASON: Names = names(&[
    (0, "ISCSI_LOGOUT_REASON_CLOSE_SESSION"),
    (1, "ISCSI_LOGOUT_REASON_CLOSE_CONNECTION"),
    (2, "ISCSI_LOGOUT_REASON_RECOVERY"),
    (3, "ISCSI_LOGOUT_REASON_AEN_REQUEST"),
]);

/// `struct iscsi_logout_rsp`
static ISCSI_LOGOUT_RSP: Struct = layout(
    "iscsi_logout_rsp",
    48,
    &[
        OPCODE,
        FINAL,
        field("response", U8.name(&ISCSI_LOGOUT_RESPONSE)),
        field("", pad(1)),
        LENGTHS,
        field("", pad(8)),
        ITT,
        field("", pad(4)),
        STATSN,
        EXP_CMDSN,
        MAX_CMDSN,
        field("", pad(4)),
        field("t2wait", BE16.unit(Unit::Seconds)),
        field("t2retain", BE16.unit(Unit::Seconds)),
        field("", pad(4)),
    ],
)
.then(ANY);

static ISCSI_LOGOUT_RESPONSE: Names = names(&[
    (0, "ISCSI_LOGOUT_SUCCESS"),
    (1, "ISCSI_LOGOUT_CID_NOT_FOUND"),
    (2, "ISCSI_LOGOUT_RECOVERY_UNSUPPORTED"),
    (3, "ISCSI_LOGOUT_CLEANUP_FAILED"),
]);

/// `struct iscsi_nopout`: a ping, or the answer to one.
static ISCSI_NOPOUT: Struct = layout(
    "iscsi_nopout",
    48,
    &[OPCODE, FINAL, field("", pad(2)), LENGTHS, LUN, ITT, TTT, CMDSN, EXP_STATSN, field("", pad(16))],
)
.then(ANY);

/// `struct iscsi_nopin`
static ISCSI_NOPIN: Struct = layout(
    "iscsi_nopin",
    48,
    &[
        OPCODE,
        FINAL,
        field("", pad(2)),
        LENGTHS,
        LUN,
        ITT,
        TTT,
        STATSN,
        EXP_CMDSN,
        MAX_CMDSN,
        field("", pad(12)),
    ],
)
.then(ANY);

/// `struct iscsi_async`: an event of the target; sense data may follow.
static ISCSI_ASYNC: Struct = layout(
    "iscsi_async",
    48,
    &[
        OPCODE,
        FINAL,
        field("", pad(2)),
        LENGTHS,
        LUN,
        field("", pad(8)),
        STATSN,
        EXP_CMDSN,
        MAX_CMDSN,
        field("async_event", U8.name(&ISCSI_ASYNC_MSG)),
        field("async_vcode", U8.hex()),
        field("param1", BE16),
        field("param2", BE16),
        field("param3", BE16),
        field("", pad(4)),
    ],
)
.then(ANY);

static ISCSI_ASYNC_MSG: Names = names(&[
    (0, "ISCSI_ASYNC_MSG_SCSI_EVENT"),
    (1, "ISCSI_ASYNC_MSG_REQUEST_LOGOUT"),
    (2, "ISCSI_ASYNC_MSG_DROPPING_CONNECTION"),
    (3, "ISCSI_ASYNC_MSG_DROPPING_ALL_CONNECTIONS"),
    (4, "ISCSI_ASYNC_MSG_PARAM_NEGOTIATION"),
    (255, "ISCSI_ASYNC_MSG_VENDOR_SPECIFIC"),
]);

/// `struct iscsi_reject`: the head of what was refused follows.
static ISCSI_REJECT: Struct = layout(
    "iscsi_reject",
    48,
    &[
        OPCODE,
        FINAL,
        field("reason", U8.name(&ISCSI_REASON)),
        field("", pad(1)),
        LENGTHS,
        field("", pad(8)),
        field("", pad(4)),
        field("", pad(4)),
        STATSN,
        EXP_CMDSN,
        MAX_CMDSN,
        field("datasn", BE32),
        field("", pad(8)),
    ],
)
.then(ANY);

/// `struct iscsi_hdr`: what all have.
static ISCSI_HDR: Struct = layout(
    "iscsi_hdr",
    48,
    &[
        OPCODE,
        FINAL,
        field("", pad(2)),
        LENGTHS,
        LUN,
        ITT,
        TTT,
        STATSN,
        field("exp_statsn", BE32),
        field("max_statsn", BE32),
        field("other", opaque(12)),
    ],
)
.then(ANY);

/// The bits of `flags` that these have; the last is of texts alone.
static ISCSI_FLAG: Names = names(&[(0x40, "ISCSI_FLAG_TEXT_CONTINUE"), (0x80, "ISCSI_FLAG_CMD_FINAL")]);

static ISCSI_OP: Names = names(&[
    (0x00, "ISCSI_OP_NOOP_OUT"),
    (0x01, "ISCSI_OP_SCSI_CMD"),
    (0x02, "ISCSI_OP_SCSI_TMFUNC"),
    (0x03, "ISCSI_OP_LOGIN"),
    (0x04, "ISCSI_OP_TEXT"),
    (0x05, "ISCSI_OP_SCSI_DATA_OUT"),
    (0x06, "ISCSI_OP_LOGOUT"),
    (0x10, "ISCSI_OP_SNACK"),
    (0x1c, "ISCSI_OP_VENDOR1_CMD"),
    (0x1d, "ISCSI_OP_VENDOR2_CMD"),
    (0x1e, "ISCSI_OP_VENDOR3_CMD"),
    (0x1f, "ISCSI_OP_VENDOR4_CMD"),
    (0x20, "ISCSI_OP_NOOP_IN"),
    (0x21, "ISCSI_OP_SCSI_CMD_RSP"),
    (0x22, "ISCSI_OP_SCSI_TMFUNC_RSP"),
    (0x23, "ISCSI_OP_LOGIN_RSP"),
    (0x24, "ISCSI_OP_TEXT_RSP"),
    (0x25, "ISCSI_OP_SCSI_DATA_IN"),
    (0x26, "ISCSI_OP_LOGOUT_RSP"),
    (0x31, "ISCSI_OP_R2T"),
    (0x32, "ISCSI_OP_ASYNC_EVENT"),
    (0x3f, "ISCSI_OP_REJECT"),
]);

static ISCSI_REASON: Names = names(&[
    (1, "ISCSI_REASON_CMD_BEFORE_LOGIN"),
    (2, "ISCSI_REASON_DATA_DIGEST_ERROR"),
    (3, "ISCSI_REASON_DATA_SNACK_REJECT"),
    (4, "ISCSI_REASON_PROTOCOL_ERROR"),
    (5, "ISCSI_REASON_CMD_NOT_SUPPORTED"),
    (6, "ISCSI_REASON_IMM_CMD_REJECT"),
    (7, "ISCSI_REASON_TASK_IN_PROGRESS"),
    (8, "ISCSI_REASON_INVALID_SNACK"),
    (9, "ISCSI_REASON_BOOKMARK_INVALID"),
    (10, "ISCSI_REASON_BOOKMARK_NO_RESOURCES"),
    (11, "ISCSI_REASON_NEGOTIATION_RESET"),
]);
