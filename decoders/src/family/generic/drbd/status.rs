//! Status: states, counters, and calls of helpers

use crate::schema::*;

pub(super) static DRBD_A_STATE_INFO: Set = set(
    "DRBD_A_STATE_INFO",
    &[
        attr(1, "DRBD_A_STATE_INFO_SIB_REASON", U32.name(&SIB)),
        attr(2, "DRBD_A_STATE_INFO_CURRENT_STATE", STATE),
        attr(3, "DRBD_A_STATE_INFO_CAPACITY", U64),
        attr(4, "DRBD_A_STATE_INFO_ED_UUID", UUID),
        attr(5, "DRBD_A_STATE_INFO_PREV_STATE", STATE),
        attr(6, "DRBD_A_STATE_INFO_NEW_STATE", STATE),
        attr(7, "DRBD_A_STATE_INFO_UUIDS", Kind::Array(&UUIDS)),
        attr(8, "DRBD_A_STATE_INFO_DISK_FLAGS", U32.hex()),
        attr(9, "DRBD_A_STATE_INFO_BITS_TOTAL", U64),
        attr(10, "DRBD_A_STATE_INFO_BITS_OOS", U64),
        attr(11, "DRBD_A_STATE_INFO_BITS_RS_TOTAL", U64),
        attr(12, "DRBD_A_STATE_INFO_BITS_RS_FAILED", U64),
        attr(13, "DRBD_A_STATE_INFO_HELPER", TEXT),
        attr(14, "DRBD_A_STATE_INFO_HELPER_EXIT_CODE", U32),
        attr(15, "DRBD_A_STATE_INFO_SEND_CNT", U64),
        attr(16, "DRBD_A_STATE_INFO_RECV_CNT", U64),
        attr(17, "DRBD_A_STATE_INFO_READ_CNT", U64),
        attr(18, "DRBD_A_STATE_INFO_WRIT_CNT", U64),
        attr(19, "DRBD_A_STATE_INFO_AL_WRIT_CNT", U64),
        attr(20, "DRBD_A_STATE_INFO_BM_WRIT_CNT", U64),
        attr(21, "DRBD_A_STATE_INFO_AP_BIO_CNT", U32),
        attr(22, "DRBD_A_STATE_INFO_AP_PENDING_CNT", U32),
        attr(23, "DRBD_A_STATE_INFO_RS_PENDING_CNT", U32),
    ],
);

pub(super) static DRBD_A_RESOURCE_INFO: Set = set(
    "DRBD_A_RESOURCE_INFO",
    &[
        attr(1, "DRBD_A_RESOURCE_INFO_RES_ROLE", U32.name(&ROLE)),
        attr(2, "DRBD_A_RESOURCE_INFO_RES_SUSP", U8.bool()),
        attr(3, "DRBD_A_RESOURCE_INFO_RES_SUSP_NOD", U8.bool()),
        attr(4, "DRBD_A_RESOURCE_INFO_RES_SUSP_FEN", U8.bool()),
    ],
);

pub(super) static DRBD_A_DEVICE_INFO: Set =
    set("DRBD_A_DEVICE_INFO", &[attr(1, "DRBD_A_DEVICE_INFO_DEV_DISK_STATE", U32.name(&DISK_STATE))]);

pub(super) static DRBD_A_CONNECTION_INFO: Set = set(
    "DRBD_A_CONNECTION_INFO",
    &[
        attr(1, "DRBD_A_CONNECTION_INFO_CONN_CONNECTION_STATE", U32.name(&CONNS)),
        attr(2, "DRBD_A_CONNECTION_INFO_CONN_ROLE", U32.name(&ROLE)),
    ],
);

pub(super) static DRBD_A_PEER_DEVICE_INFO: Set = set(
    "DRBD_A_PEER_DEVICE_INFO",
    &[
        attr(1, "DRBD_A_PEER_DEVICE_INFO_PEER_REPL_STATE", U32.name(&CONNS)),
        attr(2, "DRBD_A_PEER_DEVICE_INFO_PEER_DISK_STATE", U32.name(&DISK_STATE)),
        attr(3, "DRBD_A_PEER_DEVICE_INFO_PEER_RESYNC_SUSP_USER", U32.bool()),
        attr(4, "DRBD_A_PEER_DEVICE_INFO_PEER_RESYNC_SUSP_PEER", U32.bool()),
        attr(5, "DRBD_A_PEER_DEVICE_INFO_PEER_RESYNC_SUSP_DEPENDENCY", U32.bool()),
    ],
);

pub(super) static DRBD_A_RESOURCE_STATISTICS: Set = set(
    "DRBD_A_RESOURCE_STATISTICS",
    &[attr(1, "DRBD_A_RESOURCE_STATISTICS_RES_STAT_WRITE_ORDERING", U32.name(&WO))],
);

pub(super) static DRBD_A_DEVICE_STATISTICS: Set = set(
    "DRBD_A_DEVICE_STATISTICS",
    &[
        attr(1, "DRBD_A_DEVICE_STATISTICS_DEV_SIZE", U64),
        attr(2, "DRBD_A_DEVICE_STATISTICS_DEV_READ", U64),
        attr(3, "DRBD_A_DEVICE_STATISTICS_DEV_WRITE", U64),
        attr(4, "DRBD_A_DEVICE_STATISTICS_DEV_AL_WRITES", U64),
        attr(5, "DRBD_A_DEVICE_STATISTICS_DEV_BM_WRITES", U64),
        attr(6, "DRBD_A_DEVICE_STATISTICS_DEV_UPPER_PENDING", U32),
        attr(7, "DRBD_A_DEVICE_STATISTICS_DEV_LOWER_PENDING", U32),
        attr(8, "DRBD_A_DEVICE_STATISTICS_DEV_UPPER_BLOCKED", U8.bool()),
        attr(9, "DRBD_A_DEVICE_STATISTICS_DEV_LOWER_BLOCKED", U8.bool()),
        attr(10, "DRBD_A_DEVICE_STATISTICS_DEV_AL_SUSPENDED", U8.bool()),
        attr(11, "DRBD_A_DEVICE_STATISTICS_DEV_EXPOSED_DATA_UUID", UUID),
        attr(12, "DRBD_A_DEVICE_STATISTICS_DEV_CURRENT_UUID", UUID),
        attr(13, "DRBD_A_DEVICE_STATISTICS_DEV_DISK_FLAGS", U32.hex()),
        attr(14, "DRBD_A_DEVICE_STATISTICS_HISTORY_UUIDS", Kind::Array(&UUIDS)),
    ],
);

pub(super) static DRBD_A_CONNECTION_STATISTICS: Set =
    set("DRBD_A_CONNECTION_STATISTICS", &[attr(1, "DRBD_A_CONNECTION_STATISTICS_CONN_CONGESTED", U8.bool())]);

pub(super) static DRBD_A_PEER_DEVICE_STATISTICS: Set = set(
    "DRBD_A_PEER_DEVICE_STATISTICS",
    &[
        attr(1, "DRBD_A_PEER_DEVICE_STATISTICS_PEER_DEV_RECEIVED", U64),
        attr(2, "DRBD_A_PEER_DEVICE_STATISTICS_PEER_DEV_SENT", U64),
        attr(3, "DRBD_A_PEER_DEVICE_STATISTICS_PEER_DEV_PENDING", U32),
        attr(4, "DRBD_A_PEER_DEVICE_STATISTICS_PEER_DEV_UNACKED", U32),
        attr(5, "DRBD_A_PEER_DEVICE_STATISTICS_PEER_DEV_OUT_OF_SYNC", U64),
        attr(6, "DRBD_A_PEER_DEVICE_STATISTICS_PEER_DEV_RESYNC_FAILED", U64),
        attr(7, "DRBD_A_PEER_DEVICE_STATISTICS_PEER_DEV_BITMAP_UUID", UUID),
        attr(9, "DRBD_A_PEER_DEVICE_STATISTICS_PEER_DEV_FLAGS", U32.hex()),
    ],
);

pub(super) static DRBD_A_DRBD_NOTIFICATION_HEADER: Set = set(
    "DRBD_A_DRBD_NOTIFICATION_HEADER",
    &[attr(1, "DRBD_A_DRBD_NOTIFICATION_HEADER_NH_TYPE", U32.parts(&NH_TYPE))],
);

pub(super) static DRBD_A_DRBD_HELPER_INFO: Set = set(
    "DRBD_A_DRBD_HELPER_INFO",
    &[
        attr(1, "DRBD_A_DRBD_HELPER_INFO_HELPER_NAME", TEXT),
        attr(2, "DRBD_A_DRBD_HELPER_INFO_HELPER_STATUS", U32),
    ],
);

/// A generation of the data.
const UUID: Kind = U64.hex();

static UUIDS: Array = array(UUID);

/// `union drbd_state`.
const STATE: Kind = U32.bit_fields(&DRBD_STATE);

static DRBD_STATE: [Part; 12] = [
    part("role", 2, Show::Name(&ROLE)),
    part("peer", 2, Show::Name(&ROLE)),
    part("conn", 5, Show::Name(&CONNS)),
    part("disk", 4, Show::Name(&DISK_STATE)),
    part("pdsk", 4, Show::Name(&DISK_STATE)),
    part("susp", 1, Show::Bool),
    part("aftr_isp", 1, Show::Bool),
    part("peer_isp", 1, Show::Bool),
    part("user_isp", 1, Show::Bool),
    part("susp_nod", 1, Show::Bool),
    part("susp_fen", 1, Show::Bool),
    part("", 9, Show::Dec),
];

/// Of linux/drbd.h, as all below.
static ROLE: Names = names(&[(0, "R_UNKNOWN"), (1, "R_PRIMARY"), (2, "R_SECONDARY"), (3, "R_MASK")]);

static CONNS: Names = names(&[
    (0, "C_STANDALONE"),
    (1, "C_DISCONNECTING"),
    (2, "C_UNCONNECTED"),
    (3, "C_TIMEOUT"),
    (4, "C_BROKEN_PIPE"),
    (5, "C_NETWORK_FAILURE"),
    (6, "C_PROTOCOL_ERROR"),
    (7, "C_TEAR_DOWN"),
    (8, "C_WF_CONNECTION"),
    (9, "C_WF_REPORT_PARAMS"),
    (10, "C_CONNECTED"),
    (11, "C_STARTING_SYNC_S"),
    (12, "C_STARTING_SYNC_T"),
    (13, "C_WF_BITMAP_S"),
    (14, "C_WF_BITMAP_T"),
    (15, "C_WF_SYNC_UUID"),
    (16, "C_SYNC_SOURCE"),
    (17, "C_SYNC_TARGET"),
    (18, "C_VERIFY_S"),
    (19, "C_VERIFY_T"),
    (20, "C_PAUSED_SYNC_S"),
    (21, "C_PAUSED_SYNC_T"),
    (22, "C_AHEAD"),
    (23, "C_BEHIND"),
]);

static DISK_STATE: Names = names(&[
    (0, "D_DISKLESS"),
    (1, "D_ATTACHING"),
    (2, "D_FAILED"),
    (3, "D_NEGOTIATING"),
    (4, "D_INCONSISTENT"),
    (5, "D_OUTDATED"),
    (6, "D_UNKNOWN"),
    (7, "D_CONSISTENT"),
    (8, "D_UP_TO_DATE"),
]);

/// The reason for a status message.
static SIB: Names = names(&[
    (1, "SIB_GET_STATUS_REPLY"),
    (2, "SIB_STATE_CHANGE"),
    (3, "SIB_HELPER_PRE"),
    (4, "SIB_HELPER_POST"),
    (5, "SIB_SYNC_PROGRESS"),
]);

/// How writes are kept in order.
static WO: Names = names(&[(0, "WO_NONE"), (1, "WO_DRAIN_IO"), (2, "WO_BDEV_FLUSH"), (3, "WO_BIO_BARRIER")]);

/// The event, and whether more messages belong to it.
static NH_TYPE: [Part; 3] =
    [part("type", 15, Show::Name(&NOTIFY)), part("continues", 1, Show::Bool), part("", 16, Show::Dec)];

static NOTIFY: Names = names(&[
    (0, "NOTIFY_EXISTS"),
    (1, "NOTIFY_CREATE"),
    (2, "NOTIFY_CHANGE"),
    (3, "NOTIFY_DESTROY"),
    (4, "NOTIFY_CALL"),
    (5, "NOTIFY_RESPONSE"),
]);
