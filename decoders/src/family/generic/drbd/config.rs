//! Settings: disks, networks, and what a change may do

use crate::schema::*;

/// Sizes and positions are in sectors of 512 bytes, rates in KiB per second, delays in tenths of a second except those in
/// seconds.
pub(super) static DRBD_A_DISK_CONF: Set = set(
    "DRBD_A_DISK_CONF",
    &[
        attr(1, "DRBD_A_DISK_CONF_BACKING_DEV", TEXT),
        attr(2, "DRBD_A_DISK_CONF_META_DEV", TEXT),
        attr(3, "DRBD_A_DISK_CONF_META_DEV_IDX", U32),
        attr(4, "DRBD_A_DISK_CONF_DISK_SIZE", U64),
        attr(5, "DRBD_A_DISK_CONF_MAX_BIO_BVECS", U32),
        attr(6, "DRBD_A_DISK_CONF_ON_IO_ERROR", U32.name(&EP)),
        attr(7, "DRBD_A_DISK_CONF_FENCING", U32.name(&FP)),
        attr(8, "DRBD_A_DISK_CONF_RESYNC_RATE", U32),
        attr(9, "DRBD_A_DISK_CONF_RESYNC_AFTER", U32),
        attr(10, "DRBD_A_DISK_CONF_AL_EXTENTS", U32),
        attr(11, "DRBD_A_DISK_CONF_C_PLAN_AHEAD", U32),
        attr(12, "DRBD_A_DISK_CONF_C_DELAY_TARGET", U32),
        attr(13, "DRBD_A_DISK_CONF_C_FILL_TARGET", U32),
        attr(14, "DRBD_A_DISK_CONF_C_MAX_RATE", U32),
        attr(15, "DRBD_A_DISK_CONF_C_MIN_RATE", U32),
        attr(16, "DRBD_A_DISK_CONF_DISK_BARRIER", U8.bool()),
        attr(17, "DRBD_A_DISK_CONF_DISK_FLUSHES", U8.bool()),
        attr(18, "DRBD_A_DISK_CONF_DISK_DRAIN", U8.bool()),
        attr(19, "DRBD_A_DISK_CONF_MD_FLUSHES", U8.bool()),
        attr(20, "DRBD_A_DISK_CONF_DISK_TIMEOUT", U32),
        attr(21, "DRBD_A_DISK_CONF_READ_BALANCING", U32.name(&RB)),
        attr(23, "DRBD_A_DISK_CONF_AL_UPDATES", U8.bool()),
        attr(24, "DRBD_A_DISK_CONF_DISCARD_ZEROES_IF_ALIGNED", U8.bool()),
        attr(25, "DRBD_A_DISK_CONF_RS_DISCARD_GRANULARITY", U32.unit(Unit::Bytes)),
        attr(26, "DRBD_A_DISK_CONF_DISABLE_WRITE_SAME", U8.bool()),
    ],
);

pub(super) static DRBD_A_RES_OPTS: Set = set(
    "DRBD_A_RES_OPTS",
    &[attr(1, "DRBD_A_RES_OPTS_CPU_MASK", TEXT), attr(2, "DRBD_A_RES_OPTS_ON_NO_DATA", U32.name(&OND))],
);

pub(super) static DRBD_A_NET_CONF: Set = set(
    "DRBD_A_NET_CONF",
    &[
        attr(1, "DRBD_A_NET_CONF_SHARED_SECRET", TEXT).secret(),
        attr(2, "DRBD_A_NET_CONF_CRAM_HMAC_ALG", TEXT),
        attr(3, "DRBD_A_NET_CONF_INTEGRITY_ALG", TEXT),
        attr(4, "DRBD_A_NET_CONF_VERIFY_ALG", TEXT),
        attr(5, "DRBD_A_NET_CONF_CSUMS_ALG", TEXT),
        attr(6, "DRBD_A_NET_CONF_WIRE_PROTOCOL", U32.name(&DRBD_PROT)),
        attr(7, "DRBD_A_NET_CONF_CONNECT_INT", U32.unit(Unit::Seconds)),
        attr(8, "DRBD_A_NET_CONF_TIMEOUT", U32),
        attr(9, "DRBD_A_NET_CONF_PING_INT", U32.unit(Unit::Seconds)),
        attr(10, "DRBD_A_NET_CONF_PING_TIMEO", U32),
        attr(11, "DRBD_A_NET_CONF_SNDBUF_SIZE", U32.unit(Unit::Bytes)),
        attr(12, "DRBD_A_NET_CONF_RCVBUF_SIZE", U32.unit(Unit::Bytes)),
        attr(13, "DRBD_A_NET_CONF_KO_COUNT", U32),
        attr(14, "DRBD_A_NET_CONF_MAX_BUFFERS", U32),
        attr(15, "DRBD_A_NET_CONF_MAX_EPOCH_SIZE", U32),
        attr(16, "DRBD_A_NET_CONF_UNPLUG_WATERMARK", U32),
        attr(17, "DRBD_A_NET_CONF_AFTER_SB_0P", U32.name(&ASB)),
        attr(18, "DRBD_A_NET_CONF_AFTER_SB_1P", U32.name(&ASB)),
        attr(19, "DRBD_A_NET_CONF_AFTER_SB_2P", U32.name(&ASB)),
        attr(20, "DRBD_A_NET_CONF_RR_CONFLICT", U32.name(&ASB)),
        attr(21, "DRBD_A_NET_CONF_ON_CONGESTION", U32.name(&OC)),
        attr(22, "DRBD_A_NET_CONF_CONG_FILL", U32),
        attr(23, "DRBD_A_NET_CONF_CONG_EXTENTS", U32),
        attr(24, "DRBD_A_NET_CONF_TWO_PRIMARIES", U8.bool()),
        attr(25, "DRBD_A_NET_CONF_DISCARD_MY_DATA", U8.bool()),
        attr(26, "DRBD_A_NET_CONF_TCP_CORK", U8.bool()),
        attr(27, "DRBD_A_NET_CONF_ALWAYS_ASBP", U8.bool()),
        attr(28, "DRBD_A_NET_CONF_TENTATIVE", U8.bool()),
        attr(29, "DRBD_A_NET_CONF_USE_RLE", U8.bool()),
        attr(33, "DRBD_A_NET_CONF_CSUMS_AFTER_CRASH_ONLY", U8.bool()),
        attr(34, "DRBD_A_NET_CONF_SOCK_CHECK_TIMEO", U32),
    ],
);

pub(super) static DRBD_A_SET_ROLE_PARMS: Set =
    set("DRBD_A_SET_ROLE_PARMS", &[attr(1, "DRBD_A_SET_ROLE_PARMS_ASSUME_UPTODATE", U8.bool())]);

pub(super) static DRBD_A_RESIZE_PARMS: Set = set(
    "DRBD_A_RESIZE_PARMS",
    &[
        attr(1, "DRBD_A_RESIZE_PARMS_RESIZE_SIZE", U64),
        attr(2, "DRBD_A_RESIZE_PARMS_RESIZE_FORCE", U8.bool()),
        attr(3, "DRBD_A_RESIZE_PARMS_NO_RESYNC", U8.bool()),
        attr(4, "DRBD_A_RESIZE_PARMS_AL_STRIPES", U32),
        attr(5, "DRBD_A_RESIZE_PARMS_AL_STRIPE_SIZE", U32),
    ],
);

pub(super) static DRBD_A_START_OV_PARMS: Set = set(
    "DRBD_A_START_OV_PARMS",
    &[
        attr(1, "DRBD_A_START_OV_PARMS_OV_START_SECTOR", U64),
        attr(2, "DRBD_A_START_OV_PARMS_OV_STOP_SECTOR", U64),
    ],
);

pub(super) static DRBD_A_NEW_C_UUID_PARMS: Set =
    set("DRBD_A_NEW_C_UUID_PARMS", &[attr(1, "DRBD_A_NEW_C_UUID_PARMS_CLEAR_BM", U8.bool())]);

pub(super) static DRBD_A_TIMEOUT_PARMS: Set =
    set("DRBD_A_TIMEOUT_PARMS", &[attr(1, "DRBD_A_TIMEOUT_PARMS_TIMEOUT_TYPE", U32.name(&UT))]);

pub(super) static DRBD_A_DISCONNECT_PARMS: Set =
    set("DRBD_A_DISCONNECT_PARMS", &[attr(1, "DRBD_A_DISCONNECT_PARMS_FORCE_DISCONNECT", U8.bool())]);

pub(super) static DRBD_A_DETACH_PARMS: Set =
    set("DRBD_A_DETACH_PARMS", &[attr(1, "DRBD_A_DETACH_PARMS_FORCE_DETACH", U8.bool())]);
/// On an error of the disk: of linux/drbd.h, as all below.
static EP: Names = names(&[(0, "EP_PASS_ON"), (1, "EP_CALL_HELPER"), (2, "EP_DETACH")]);

static FP: Names = names(&[(0, "FP_DONT_CARE"), (1, "FP_RESOURCE"), (2, "FP_STONITH")]);

static RB: Names = names(&[
    (0, "RB_PREFER_LOCAL"),
    (1, "RB_PREFER_REMOTE"),
    (2, "RB_ROUND_ROBIN"),
    (3, "RB_LEAST_PENDING"),
    (4, "RB_CONGESTED_REMOTE"),
    (5, "RB_32K_STRIPING"),
    (6, "RB_64K_STRIPING"),
    (7, "RB_128K_STRIPING"),
    (8, "RB_256K_STRIPING"),
    (9, "RB_512K_STRIPING"),
    (10, "RB_1M_STRIPING"),
]);

static OND: Names = names(&[(0, "OND_IO_ERROR"), (1, "OND_SUSPEND_IO")]);

static DRBD_PROT: Names = names(&[(1, "DRBD_PROT_A"), (2, "DRBD_PROT_B"), (3, "DRBD_PROT_C")]);

/// After both sides were written to.
static ASB: Names = names(&[
    (0, "ASB_DISCONNECT"),
    (1, "ASB_DISCARD_YOUNGER_PRI"),
    (2, "ASB_DISCARD_OLDER_PRI"),
    (3, "ASB_DISCARD_ZERO_CHG"),
    (4, "ASB_DISCARD_LEAST_CHG"),
    (5, "ASB_DISCARD_LOCAL"),
    (6, "ASB_DISCARD_REMOTE"),
    (7, "ASB_CONSENSUS"),
    (8, "ASB_DISCARD_SECONDARY"),
    (9, "ASB_CALL_HELPER"),
    (10, "ASB_VIOLENTLY"),
]);

static OC: Names = names(&[(0, "OC_BLOCK"), (1, "OC_PULL_AHEAD"), (2, "OC_DISCONNECT")]);

static UT: Names = names(&[(0, "UT_DEFAULT"), (1, "UT_DEGRADED"), (2, "UT_PEER_OUTDATED")]);
