//! `nfsd`: the kernel's NFS server, its state, and what it asks of mountd  (linux/nfsd_netlink.h)

mod export;
mod operation;
mod stats;
#[cfg(test)]
mod tests;

use crate::family::shared::sockaddr::SOCKADDR;
use crate::schema::{Class::*, *};

use self::export::{NFSD_A_EXPKEY_REQS, NFSD_A_SVC_EXPORT_REQS};
use self::operation::NFS_OPNUM4;
use self::stats::NFSD_A_SERVER_STATS;

pub(super) static FAMILY: Generic = generic("nfsd", &COMMANDS).module("nfsd");

static COMMANDS: Commands = commands(&numbered([
    msg(1, "NFSD_CMD_RPC_STATUS_GET", Get, &RPC_STATUS),
    msg(2, "NFSD_CMD_THREADS_SET", New, &SERVER),
    msg(3, "NFSD_CMD_THREADS_GET", Get, &SERVER),
    msg(4, "NFSD_CMD_VERSION_SET", New, &SERVER_PROTO),
    msg(5, "NFSD_CMD_VERSION_GET", Get, &SERVER_PROTO),
    msg(6, "NFSD_CMD_LISTENER_SET", New, &SERVER_SOCK),
    msg(7, "NFSD_CMD_LISTENER_GET", Get, &SERVER_SOCK),
    msg(8, "NFSD_CMD_POOL_MODE_SET", New, &POOL_MODE),
    msg(9, "NFSD_CMD_POOL_MODE_GET", Get, &POOL_MODE),
    msg(10, "NFSD_CMD_CACHE_NOTIFY", Other, &CACHE_NOTIFY),
    msg(11, "NFSD_CMD_SVC_EXPORT_GET_REQS", Get, &SVC_EXPORT),
    msg(12, "NFSD_CMD_SVC_EXPORT_SET_REQS", New, &SVC_EXPORT),
    msg(13, "NFSD_CMD_EXPKEY_GET_REQS", Get, &EXPKEY),
    msg(14, "NFSD_CMD_EXPKEY_SET_REQS", New, &EXPKEY),
    msg(15, "NFSD_CMD_CACHE_FLUSH", Delete, &CACHE_FLUSH),
    msg(16, "NFSD_CMD_UNLOCK_IP", Delete, &UNLOCK_IP),
    msg(17, "NFSD_CMD_UNLOCK_FILESYSTEM", Delete, &UNLOCK_FILESYSTEM),
    msg(18, "NFSD_CMD_UNLOCK_EXPORT", Delete, &UNLOCK_EXPORT),
    msg(19, "NFSD_CMD_SERVER_STATS_GET", Get, &SERVER_STATS),
]));

static RPC_STATUS: Body = headless(nest(&NFSD_A_RPC_STATUS));
static SERVER: Body = headless(nest(&NFSD_A_SERVER));
static SERVER_PROTO: Body = headless(nest(&NFSD_A_SERVER_PROTO));
static SERVER_SOCK: Body = headless(nest(&NFSD_A_SERVER_SOCK));
static POOL_MODE: Body = headless(nest(&NFSD_A_POOL_MODE));
static CACHE_NOTIFY: Body = headless(nest(&NFSD_A_CACHE_NOTIFY));
static SVC_EXPORT: Body = headless(nest(&NFSD_A_SVC_EXPORT_REQS));
static EXPKEY: Body = headless(nest(&NFSD_A_EXPKEY_REQS));
static CACHE_FLUSH: Body = headless(nest(&NFSD_A_CACHE_FLUSH));
static UNLOCK_IP: Body = headless(nest(&NFSD_A_UNLOCK_IP));
static UNLOCK_FILESYSTEM: Body = headless(nest(&NFSD_A_UNLOCK_FILESYSTEM));
static UNLOCK_EXPORT: Body = headless(nest(&NFSD_A_UNLOCK_EXPORT));
static SERVER_STATS: Body = headless(nest(&NFSD_A_SERVER_STATS));

/// A call that is being served. The flags are the kernel's own, of each version.
static NFSD_A_RPC_STATUS: Set = set(
    "NFSD_A_RPC_STATUS",
    &[
        attr(1, "NFSD_A_RPC_STATUS_XID", BE32.hex()),
        attr(2, "NFSD_A_RPC_STATUS_FLAGS", U32.hex()),
        attr(3, "NFSD_A_RPC_STATUS_PROG", U32),
        attr(4, "NFSD_A_RPC_STATUS_VERSION", U8),
        attr(5, "NFSD_A_RPC_STATUS_PROC", U32),
        // When it came, by the clock since the machine was booted.
        attr(6, "NFSD_A_RPC_STATUS_SERVICE_TIME", S64.unit(Unit::Microseconds)),
        attr(7, "NFSD_A_RPC_STATUS_PAD", PAD),
        attr(8, "NFSD_A_RPC_STATUS_SADDR4", IP4),
        attr(9, "NFSD_A_RPC_STATUS_DADDR4", IP4),
        attr(10, "NFSD_A_RPC_STATUS_SADDR6", IP6),
        attr(11, "NFSD_A_RPC_STATUS_DADDR6", IP6),
        attr(12, "NFSD_A_RPC_STATUS_SPORT", BE16),
        attr(13, "NFSD_A_RPC_STATUS_DPORT", BE16),
        // One attribute an operation.
        attr(14, "NFSD_A_RPC_STATUS_COMPOUND_OPS", U32.name(&NFS_OPNUM4)).repeats(),
    ],
);

static NFSD_A_SERVER: Set = set(
    "NFSD_A_SERVER",
    &[
        // One attribute a pool.
        attr(1, "NFSD_A_SERVER_THREADS", U32).repeats().key(),
        attr(2, "NFSD_A_SERVER_GRACETIME", U32.unit(Unit::Seconds)),
        attr(3, "NFSD_A_SERVER_LEASETIME", U32.unit(Unit::Seconds)),
        attr(4, "NFSD_A_SERVER_SCOPE", TEXT),
        attr(5, "NFSD_A_SERVER_MIN_THREADS", U32),
        attr(6, "NFSD_A_SERVER_FH_KEY", opaque(16)).secret(),
    ],
);

static NFSD_A_SERVER_PROTO: Set =
    set("NFSD_A_SERVER_PROTO", &[attr(1, "NFSD_A_SERVER_PROTO_VERSION", nest(&NFSD_A_VERSION)).repeats()]);

static NFSD_A_VERSION: Set = set(
    "NFSD_A_VERSION",
    &[
        attr(1, "NFSD_A_VERSION_MAJOR", U32).key(),
        attr(2, "NFSD_A_VERSION_MINOR", U32).key(),
        attr(3, "NFSD_A_VERSION_ENABLED", FLAG),
    ],
);

static NFSD_A_SERVER_SOCK: Set =
    set("NFSD_A_SERVER_SOCK", &[attr(1, "NFSD_A_SERVER_SOCK_ADDR", nest(&NFSD_A_SOCK)).repeats()]);

static NFSD_A_SOCK: Set = set(
    "NFSD_A_SOCK",
    &[attr(1, "NFSD_A_SOCK_ADDR", SOCKADDR).key(), attr(2, "NFSD_A_SOCK_TRANSPORT_NAME", TEXT)],
);

static NFSD_A_POOL_MODE: Set = set(
    "NFSD_A_POOL_MODE",
    &[attr(1, "NFSD_A_POOL_MODE_MODE", TEXT), attr(2, "NFSD_A_POOL_MODE_NPOOLS", U32)],
);

static NFSD_A_CACHE_NOTIFY: Set =
    set("NFSD_A_CACHE_NOTIFY", &[attr(1, "NFSD_A_CACHE_NOTIFY_CACHE_TYPE", U32.flags(&NFSD_CACHE_TYPE))]);

static NFSD_A_CACHE_FLUSH: Set =
    set("NFSD_A_CACHE_FLUSH", &[attr(1, "NFSD_A_CACHE_FLUSH_MASK", U32.flags(&NFSD_CACHE_TYPE))]);

static NFSD_CACHE_TYPE: Names =
    names(&[(0x1, "NFSD_CACHE_TYPE_SVC_EXPORT"), (0x2, "NFSD_CACHE_TYPE_EXPKEY")]);

static NFSD_A_UNLOCK_IP: Set = set("NFSD_A_UNLOCK_IP", &[attr(1, "NFSD_A_UNLOCK_IP_ADDRESS", SOCKADDR)]);

static NFSD_A_UNLOCK_FILESYSTEM: Set =
    set("NFSD_A_UNLOCK_FILESYSTEM", &[attr(1, "NFSD_A_UNLOCK_FILESYSTEM_PATH", TEXT)]);

static NFSD_A_UNLOCK_EXPORT: Set = set("NFSD_A_UNLOCK_EXPORT", &[attr(1, "NFSD_A_UNLOCK_EXPORT_PATH", TEXT)]);
