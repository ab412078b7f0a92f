//! Counters of nfsd

use super::operation::{NFS_CB_OPNUM4, NFS_OPNUM4, NFSPROC, NFSPROC3, NFSPROC4};
use crate::schema::*;

pub(super) static NFSD_A_SERVER_STATS: Set = set(
    "NFSD_A_SERVER_STATS",
    &[
        attr(1, "NFSD_A_SERVER_STATS_RC_HITS", U64),
        attr(2, "NFSD_A_SERVER_STATS_RC_MISSES", U64),
        attr(3, "NFSD_A_SERVER_STATS_RC_NOCACHE", U64),
        attr(4, "NFSD_A_SERVER_STATS_PAD", PAD),
        attr(5, "NFSD_A_SERVER_STATS_FH_STALE", U64),
        attr(6, "NFSD_A_SERVER_STATS_IO_READ", U64.unit(Unit::Bytes)),
        attr(7, "NFSD_A_SERVER_STATS_IO_WRITE", U64.unit(Unit::Bytes)),
        attr(8, "NFSD_A_SERVER_STATS_NETCNT", U32),
        attr(9, "NFSD_A_SERVER_STATS_NETUDPCNT", U32),
        attr(10, "NFSD_A_SERVER_STATS_NETTCPCNT", U32),
        attr(11, "NFSD_A_SERVER_STATS_NETTCPCONN", U32),
        attr(12, "NFSD_A_SERVER_STATS_RPCCNT", U32),
        attr(13, "NFSD_A_SERVER_STATS_RPCBADFMT", U32),
        attr(14, "NFSD_A_SERVER_STATS_RPCBADAUTH", U32),
        attr(15, "NFSD_A_SERVER_STATS_RPCBADCLNT", U32),
        // One attribute a procedure or operation, of each version by its own numbers.
        attr(16, "NFSD_A_SERVER_STATS_PROC2_OPS", nest(&OF_VERSION_2)).repeats(),
        attr(17, "NFSD_A_SERVER_STATS_PROC3_OPS", nest(&OF_VERSION_3)).repeats(),
        attr(18, "NFSD_A_SERVER_STATS_PROC4_OPS", nest(&OF_VERSION_4)).repeats(),
        attr(19, "NFSD_A_SERVER_STATS_PROC4OPS_OPS", nest(&OF_COMPOUNDS)).repeats(),
        attr(20, "NFSD_A_SERVER_STATS_PROC4CB_OPS", nest(&OF_CALLBACKS)).repeats(),
    ],
);

const fn entry(names: &'static Names) -> [Attr; 3] {
    [
        attr(1, "NFSD_A_SERVER_PROC_ENTRY_OP", U32.name(names)),
        attr(2, "NFSD_A_SERVER_PROC_ENTRY_COUNT", U64),
        attr(3, "NFSD_A_SERVER_PROC_ENTRY_PAD", PAD),
    ]
}

static OF_VERSION_2: Set = set("NFSD_A_SERVER_PROC_ENTRY", const { &entry(&NFSPROC) });
static OF_VERSION_3: Set = set("NFSD_A_SERVER_PROC_ENTRY", const { &entry(&NFSPROC3) });
static OF_VERSION_4: Set = set("NFSD_A_SERVER_PROC_ENTRY", const { &entry(&NFSPROC4) });
static OF_COMPOUNDS: Set = set("NFSD_A_SERVER_PROC_ENTRY", const { &entry(&NFS_OPNUM4) });
static OF_CALLBACKS: Set = set("NFSD_A_SERVER_PROC_ENTRY", const { &entry(&NFS_CB_OPNUM4) });
