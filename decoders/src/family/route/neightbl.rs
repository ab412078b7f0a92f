//! Tables of neighbours and their parameters: `RTM_*NEIGHTBL`, struct ndtmsg, `NDTA_*`, `NDTPA_*`  (linux/neighbour.h)

use crate::names::AF;
use crate::schema::{Class::*, *};

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(64, "RTM_NEWNEIGHTBL", New, &BODY),
    msg(66, "RTM_GETNEIGHTBL", Get, &BODY),
    msg(67, "RTM_SETNEIGHTBL", New, &BODY),
]);

static BODY: Body = body(fixed(&NDTMSG), nest(&NDTA));

static NDTMSG: Struct = layout(
    "ndtmsg",
    4,
    &[field("ndtm_family", U8.name(&AF)), field("ndtm_pad1", pad(1)), field("ndtm_pad2", pad(2))],
);

/// `NDTA_*`.
static NDTA: Set = set(
    "NDTA",
    &[
        attr(1, "NDTA_NAME", TEXT).subject(),
        attr(2, "NDTA_THRESH1", U32),
        attr(3, "NDTA_THRESH2", U32),
        attr(4, "NDTA_THRESH3", U32),
        attr(5, "NDTA_CONFIG", fixed(&NDT_CONFIG)),
        attr(6, "NDTA_PARMS", nest(&NDTPA)),
        attr(7, "NDTA_STATS", fixed(&NDT_STATS)),
        attr(8, "NDTA_GC_INTERVAL", MSECS),
        attr(9, "NDTA_PAD", PAD),
    ],
);

/// `NDTPA_*`: parameters of a table, or of an interface in it.
static NDTPA: Set = set(
    "NDTPA",
    &[
        attr(1, "NDTPA_IFINDEX", U32.interface()),
        attr(2, "NDTPA_REFCNT", U32),
        attr(3, "NDTPA_REACHABLE_TIME", MSECS),
        attr(4, "NDTPA_BASE_REACHABLE_TIME", MSECS),
        attr(5, "NDTPA_RETRANS_TIME", MSECS),
        attr(6, "NDTPA_GC_STALETIME", MSECS),
        attr(7, "NDTPA_DELAY_PROBE_TIME", MSECS),
        attr(8, "NDTPA_QUEUE_LEN", U32.unit(Unit::Packets)),
        attr(9, "NDTPA_APP_PROBES", U32),
        attr(10, "NDTPA_UCAST_PROBES", U32),
        attr(11, "NDTPA_MCAST_PROBES", U32),
        attr(12, "NDTPA_ANYCAST_DELAY", MSECS),
        attr(13, "NDTPA_PROXY_DELAY", MSECS),
        attr(14, "NDTPA_PROXY_QLEN", U32.unit(Unit::Packets)),
        attr(15, "NDTPA_LOCKTIME", MSECS),
        attr(16, "NDTPA_QUEUE_LENBYTES", U32.unit(Unit::Bytes)),
        attr(17, "NDTPA_MCAST_REPROBES", U32),
        attr(18, "NDTPA_PAD", PAD),
        attr(19, "NDTPA_INTERVAL_PROBE_TIME_MS", MSECS).limits(&Limits::from_to(1, 86400000)),
    ],
);

/// Times in these tables are milliseconds, whatever unit the kernel stores.
const MSECS: Kind = U64.unit(Unit::Milliseconds);

static NDT_CONFIG: Struct = layout(
    "ndt_config",
    32,
    &[
        field("ndtc_key_len", U16.unit(Unit::Bytes)),
        field("ndtc_entry_size", U16.unit(Unit::Bytes)),
        field("ndtc_entries", U32),
        field("ndtc_last_flush", U32.unit(Unit::Milliseconds)),
        field("ndtc_last_rand", U32.unit(Unit::Milliseconds)),
        field("ndtc_hash_rnd", U32.hex()),
        field("ndtc_hash_mask", U32.hex()),
        field("ndtc_hash_chain_gc", U32),
        field("ndtc_proxy_qlen", U32.unit(Unit::Packets)),
    ],
);

static NDT_STATS: Struct = layout(
    "ndt_stats",
    88,
    &[
        field("ndts_allocs", U64),
        field("ndts_destroys", U64),
        field("ndts_hash_grows", U64),
        field("ndts_res_failed", U64),
        field("ndts_lookups", U64),
        field("ndts_hits", U64),
        field("ndts_rcv_probes_mcast", U64),
        field("ndts_rcv_probes_ucast", U64),
        field("ndts_periodic_gc_runs", U64),
        field("ndts_forced_gc_runs", U64),
        field("ndts_table_fulls", U64),
    ],
)
// Before `ndts_table_fulls`.
.grown_from(80);
