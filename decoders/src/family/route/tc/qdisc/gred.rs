//! `gred`: up to 16 virtual queues of random early detection  (linux/pkt_sched.h)

use super::{Qdisc, SCELL_TABLE, TC_RED};
use crate::schema::{
    Case::{Otherwise, UpTo},
    *,
};

pub(super) const GRED: Qdisc = Qdisc::new("gred", nest(&TCA_GRED));

/// PARMS and MAX_P are of one virtual queue in a request, and of all in a reply.
static TCA_GRED: Set = set(
    "TCA_GRED",
    &[
        attr(
            1,
            "TCA_GRED_PARMS",
            select("@len", &[(UpTo(52), fixed(&TC_GRED_QOPT)), (Otherwise, Kind::Array(&PARMS))]),
        ),
        attr(2, "TCA_GRED_STAB", Kind::Array(&SCELL_TABLE)),
        attr(3, "TCA_GRED_DPS", fixed(&TC_GRED_SOPT)),
        attr(
            4,
            "TCA_GRED_MAX_P",
            select("@len", &[(UpTo(4), U32.unit(Unit::Of32)), (Otherwise, Kind::Array(&MAX_P))]),
        ),
        attr(5, "TCA_GRED_LIMIT", U32.unit(Unit::Bytes)),
        attr(6, "TCA_GRED_VQ_LIST", nest(&TCA_GRED_VQ_ENTRY)),
    ],
);

static PARMS: Array = array(fixed(&TC_GRED_QOPT));
static MAX_P: Array = array(U32.unit(Unit::Of32));

static TCA_GRED_VQ_ENTRY: Set =
    set("TCA_GRED_VQ_ENTRY", &[attr(1, "TCA_GRED_VQ_ENTRY", nest(&TCA_GRED_VQ)).repeats()]);

static TCA_GRED_VQ: Set = set(
    "TCA_GRED_VQ",
    &[
        attr(1, "TCA_GRED_VQ_PAD", PAD),
        attr(2, "TCA_GRED_VQ_DP", U32),
        attr(3, "TCA_GRED_VQ_STAT_BYTES", U64.unit(Unit::Bytes)),
        attr(4, "TCA_GRED_VQ_STAT_PACKETS", U32),
        attr(5, "TCA_GRED_VQ_STAT_BACKLOG", U32.unit(Unit::Bytes)),
        attr(6, "TCA_GRED_VQ_STAT_PROB_DROP", U32),
        attr(7, "TCA_GRED_VQ_STAT_PROB_MARK", U32),
        attr(8, "TCA_GRED_VQ_STAT_FORCED_DROP", U32),
        attr(9, "TCA_GRED_VQ_STAT_FORCED_MARK", U32),
        attr(10, "TCA_GRED_VQ_STAT_PDROP", U32),
        attr(11, "TCA_GRED_VQ_STAT_OTHER", U32),
        attr(12, "TCA_GRED_VQ_FLAGS", U32.flags(&TC_RED)),
    ],
);

static TC_GRED_QOPT: Struct = layout(
    "tc_gred_qopt",
    52,
    &[
        field("limit", U32.unit(Unit::Bytes)),
        field("qth_min", U32.unit(Unit::Bytes)),
        field("qth_max", U32.unit(Unit::Bytes)),
        field("DP", U32),
        field("backlog", U32.unit(Unit::Bytes)),
        field("qave", U32.unit(Unit::Bytes)),
        field("forced", U32),
        field("early", U32),
        field("other", U32),
        field("pdrop", U32),
        field("Wlog", U8),
        field("Plog", U8),
        field("Scell_log", U8),
        field("prio", U8),
        field("packets", U32),
        field("bytesin", U32.unit(Unit::Bytes)),
    ],
);

static TC_GRED_SOPT: Struct = layout(
    "tc_gred_sopt",
    12,
    &[
        field("DPs", U32),
        field("def_DP", U32),
        field("grio", U8.bool()),
        field("flags", U8.flags(&TC_RED)),
        field("pad1", pad(2)),
    ],
);
