//! Limits, counts and times  (linux/netfilter/xt_{hashlimit,IDLETIMER,limit,nfacct,quota,rateest,RATEEST,recent,statistic,time}.h)

use super::{ADDRESS, ANY, FILL, MATCH_REV, TARGET_REV, bridge};
use crate::schema::{Case::*, *};

/// ebtables may send its own struct or that of iptables.
pub(super) const LIMIT: Kind = select("nfgen_family", LIMIT_FAMILIES);
const LIMIT_FAMILIES: &[(Case, Kind)] =
    &[(Is(7), select("@len", LIMIT_SIZES)), (Otherwise, fixed(&XT_RATEINFO))];
const LIMIT_SIZES: &[(Case, Kind)] = &[(Is(40), fixed(&XT_RATEINFO)), (Otherwise, bridge::LIMIT)];

/// `avg` is the time between two packets in units of 100 µs.
static XT_RATEINFO: Struct = layout(
    "xt_rateinfo",
    40,
    &[
        field("avg", U32),
        field("burst", U32.unit(Unit::Packets)),
        field("prev", kernel_only(8)),
        field("credit", kernel_only(4)),
        field("credit_cap", kernel_only(4)),
        field("cost", kernel_only(4)),
        field("", pad(4)),
        field("master", kernel_only(8)),
    ],
);

pub(super) const HASHLIMIT: Kind = select(MATCH_REV, HASHLIMIT_REVISIONS);
const HASHLIMIT_REVISIONS: &[(Case, Kind)] = &[
    (Is(1), fixed(&XT_HASHLIMIT_MTINFO1)),
    (Is(2), fixed(&XT_HASHLIMIT_MTINFO2)),
    (Is(3), fixed(&XT_HASHLIMIT_MTINFO3)),
    (ANY, RAW),
    (Otherwise, select("@len", HASHLIMIT_SIZES)),
];
const HASHLIMIT_SIZES: &[(Case, Kind)] = &[
    (Is(56), fixed(&XT_HASHLIMIT_MTINFO1)),
    (Is(304), fixed(&XT_HASHLIMIT_MTINFO2)),
    (Is(312), fixed(&XT_HASHLIMIT_MTINFO3)),
    (Otherwise, RAW),
];

static XT_HASHLIMIT_MTINFO1: Struct = layout(
    "xt_hashlimit_mtinfo1",
    56,
    &[field("name", text(16)), field("cfg", fixed(&HASHLIMIT_CFG1)), field("hinfo", kernel_only(8))],
);

static XT_HASHLIMIT_MTINFO2: Struct = layout(
    "xt_hashlimit_mtinfo2",
    304,
    &[
        field("name", text(255)),
        field("", pad(1)),
        field("cfg", fixed(&HASHLIMIT_CFG2)),
        field("hinfo", kernel_only(8)),
    ],
);

static XT_HASHLIMIT_MTINFO3: Struct = layout(
    "xt_hashlimit_mtinfo3",
    312,
    &[
        field("name", text(255)),
        field("", pad(1)),
        field("cfg", fixed(&HASHLIMIT_CFG3)),
        field("hinfo", kernel_only(8)),
    ],
);

/// `avg` is the time between two packets in units of 100 µs.
static HASHLIMIT_CFG1: Struct = layout(
    "hashlimit_cfg1",
    32,
    &[
        field("mode", U32.flags(&XT_HASHLIMIT)),
        field("avg", U32),
        field("burst", U32),
        field("size", U32),
        field("max", U32),
        field("gc_interval", U32.unit(Unit::Milliseconds)),
        field("expire", U32.unit(Unit::Milliseconds)),
        field("srcmask", U8.unit(Unit::Bits)),
        field("dstmask", U8.unit(Unit::Bits)),
        field("", pad(2)),
    ],
);

/// `avg` is the time between two packets in microseconds.
static HASHLIMIT_CFG2: Struct = layout(
    "hashlimit_cfg2",
    40,
    &[
        field("avg", U64),
        field("burst", U64),
        field("mode", U32.flags(&XT_HASHLIMIT)),
        field("size", U32),
        field("max", U32),
        field("gc_interval", U32.unit(Unit::Milliseconds)),
        field("expire", U32.unit(Unit::Milliseconds)),
        field("srcmask", U8.unit(Unit::Bits)),
        field("dstmask", U8.unit(Unit::Bits)),
        field("", pad(2)),
    ],
);

/// `avg` is the time between two packets in microseconds. With `XT_HASHLIMIT_RATE_MATCH` the kernel compares the mean of `interval`
/// seconds.
static HASHLIMIT_CFG3: Struct = layout(
    "hashlimit_cfg3",
    48,
    &[
        field("avg", U64),
        field("burst", U64),
        field("mode", U32.flags(&XT_HASHLIMIT)),
        field("size", U32),
        field("max", U32),
        field("gc_interval", U32.unit(Unit::Milliseconds)),
        field("expire", U32.unit(Unit::Milliseconds)),
        field("interval", U32.unit(Unit::Seconds)),
        field("srcmask", U8.unit(Unit::Bits)),
        field("dstmask", U8.unit(Unit::Bits)),
        field("", pad(6)),
    ],
);

static XT_HASHLIMIT: Names = names(&[
    (0x1, "XT_HASHLIMIT_HASH_DIP"),
    (0x2, "XT_HASHLIMIT_HASH_DPT"),
    (0x4, "XT_HASHLIMIT_HASH_SIP"),
    (0x8, "XT_HASHLIMIT_HASH_SPT"),
    (0x10, "XT_HASHLIMIT_INVERT"),
    (0x20, "XT_HASHLIMIT_BYTES"),
    (0x40, "XT_HASHLIMIT_RATE_MATCH"),
]);

pub(super) const QUOTA: Kind = fixed(&XT_QUOTA_INFO);

static XT_QUOTA_INFO: Struct = layout(
    "xt_quota_info",
    24,
    &[
        field("flags", U32.flags(&XT_QUOTA)),
        field("pad", pad(4)),
        field("quota", U64.unit(Unit::Bytes)),
        field("master", kernel_only(8)),
    ],
);

static XT_QUOTA: Names = names(&[(0x1, "XT_QUOTA_INVERT")]);

/// Both revisions are alike on 64-bit machines.
pub(super) const NFACCT: Kind = select(MATCH_REV, NFACCT_REVISIONS);
const NFACCT_REVISIONS: &[(Case, Kind)] =
    &[(Is(0), fixed(&XT_NFACCT_MATCH_INFO)), (Otherwise, fixed(&XT_NFACCT_MATCH_INFO_V1))];

static XT_NFACCT_MATCH_INFO: Struct =
    layout("xt_nfacct_match_info", 40, &[field("name", text(32)), field("nfacct", kernel_only(8))]);
static XT_NFACCT_MATCH_INFO_V1: Struct =
    layout("xt_nfacct_match_info_v1", 40, &[field("name", text(32)), field("nfacct", kernel_only(8))]);

pub(super) const RATEEST_MATCH: Kind = fixed(&XT_RATEEST_MATCH_INFO);

static XT_RATEEST_MATCH_INFO: Struct = layout(
    "xt_rateest_match_info",
    72,
    &[
        field("name1", text(16)),
        field("name2", text(16)),
        field("flags", U16.flags(&XT_RATEEST_MATCH_FLAGS)),
        field("mode", U16.name(&XT_RATEEST_MATCH_MODE)),
        field("bps1", U32.unit(Unit::BytesPerSecond)),
        field("pps1", U32),
        field("bps2", U32.unit(Unit::BytesPerSecond)),
        field("pps2", U32),
        field("", pad(4)),
        field("est1", kernel_only(8)),
        field("est2", kernel_only(8)),
    ],
);

static XT_RATEEST_MATCH_FLAGS: Names = names(&[
    (0x1, "XT_RATEEST_MATCH_INVERT"),
    (0x2, "XT_RATEEST_MATCH_ABS"),
    (0x4, "XT_RATEEST_MATCH_REL"),
    (0x8, "XT_RATEEST_MATCH_DELTA"),
    (0x10, "XT_RATEEST_MATCH_BPS"),
    (0x20, "XT_RATEEST_MATCH_PPS"),
]);

static XT_RATEEST_MATCH_MODE: Names = names(&[
    (0, "XT_RATEEST_MATCH_NONE"),
    (1, "XT_RATEEST_MATCH_EQ"),
    (2, "XT_RATEEST_MATCH_LT"),
    (3, "XT_RATEEST_MATCH_GT"),
]);

pub(super) const RATEEST_TARGET: Kind = fixed(&XT_RATEEST_TARGET_INFO);

/// The estimator takes a sample every `2^interval` times 250 ms, with a weight of `2^-ewma_log`.
static XT_RATEEST_TARGET_INFO: Struct = layout(
    "xt_rateest_target_info",
    32,
    &[
        field("name", text(16)),
        field("interval", S8),
        field("ewma_log", U8),
        field("", pad(6)),
        field("est", kernel_only(8)),
    ],
);

pub(super) const RECENT: Kind = select(MATCH_REV, RECENT_REVISIONS);
const RECENT_REVISIONS: &[(Case, Kind)] = &[
    (Is(0), fixed(&XT_RECENT_MTINFO)),
    (Is(1), fixed(&XT_RECENT_MTINFO_V1)),
    (ANY, RAW),
    (Otherwise, select("@len", RECENT_SIZES)),
];
const RECENT_SIZES: &[(Case, Kind)] =
    &[(UpTo(216), fixed(&XT_RECENT_MTINFO)), (Otherwise, fixed(&XT_RECENT_MTINFO_V1))];

static XT_RECENT_MTINFO: Struct = layout(
    "xt_recent_mtinfo",
    212,
    &[
        field("seconds", U32.unit(Unit::Seconds)),
        field("hit_count", U32),
        field("check_set", U8.flags(&XT_RECENT)),
        field("invert", U8.bool()),
        field("name", text(200)),
        field("side", U8.name(&XT_RECENT_SIDE)),
        field("", pad(1)),
    ],
)
.then(FILL);

static XT_RECENT_MTINFO_V1: Struct = layout(
    "xt_recent_mtinfo_v1",
    228,
    &[
        field("seconds", U32.unit(Unit::Seconds)),
        field("hit_count", U32),
        field("check_set", U8.flags(&XT_RECENT)),
        field("invert", U8.bool()),
        field("name", text(200)),
        field("side", U8.name(&XT_RECENT_SIDE)),
        field("", pad(1)),
        field("mask", ADDRESS),
    ],
)
.then(FILL);

static XT_RECENT: Names = names(&[
    (0x1, "XT_RECENT_CHECK"),
    (0x2, "XT_RECENT_SET"),
    (0x4, "XT_RECENT_UPDATE"),
    (0x8, "XT_RECENT_REMOVE"),
    (0x10, "XT_RECENT_TTL"),
    (0x20, "XT_RECENT_REAP"),
]);

static XT_RECENT_SIDE: Names = names(&[(0, "XT_RECENT_SOURCE"), (1, "XT_RECENT_DEST")]);

pub(super) const STATISTIC: Kind = fixed(&XT_STATISTIC_INFO);

/// One of so many packets, or each with a probability.
static XT_STATISTIC_INFO: Struct = layout(
    "xt_statistic_info",
    24,
    &[
        field("mode", U16.name(&XT_STATISTIC_MODE)),
        field("flags", U16.flags(&XT_STATISTIC)),
        field("u", select("mode", &[(Is(0), fixed(&RANDOM)), (Otherwise, fixed(&NTH))])),
        field("master", kernel_only(8)),
    ],
);

static XT_STATISTIC: Names = names(&[(0x1, "XT_STATISTIC_INVERT")]);

static XT_STATISTIC_MODE: Names = names(&[(0, "XT_STATISTIC_MODE_RANDOM"), (1, "XT_STATISTIC_MODE_NTH")]);

/// Of 2^31.
static RANDOM: Struct = layout("random", 12, &[field("probability", U32), field("", pad(8))]);

static NTH: Struct = layout("nth", 12, &[field("every", U32), field("packet", U32), field("count", U32)]);

pub(super) const TIME: Kind = fixed(&XT_TIME_INFO);

/// Dates count from 1970, times of day from midnight. Days are bits: 1 is the first of the month, and Monday.
static XT_TIME_INFO: Struct = layout(
    "xt_time_info",
    24,
    &[
        field("date_start", U32.unit(Unit::Seconds)),
        field("date_stop", U32.unit(Unit::Seconds)),
        field("daytime_start", U32.unit(Unit::Seconds)),
        field("daytime_stop", U32.unit(Unit::Seconds)),
        field("monthdays_match", U32.hex()),
        field("weekdays_match", U8.hex()),
        field("flags", U8.flags(&XT_TIME)),
        field("", pad(2)),
    ],
);

static XT_TIME: Names = names(&[(0x1, "XT_TIME_LOCAL_TZ"), (0x2, "XT_TIME_CONTIGUOUS")]);

pub(super) const IDLETIMER: Kind = select(TARGET_REV, IDLETIMER_REVISIONS);
const IDLETIMER_REVISIONS: &[(Case, Kind)] = &[
    (Is(0), fixed(&IDLETIMER_TG_INFO)),
    (Is(1), fixed(&IDLETIMER_TG_INFO_V1)),
    (ANY, RAW),
    (Otherwise, select("@len", IDLETIMER_SIZES)),
];
const IDLETIMER_SIZES: &[(Case, Kind)] =
    &[(UpTo(40), fixed(&IDLETIMER_TG_INFO)), (Otherwise, fixed(&IDLETIMER_TG_INFO_V1))];

static IDLETIMER_TG_INFO: Struct = layout(
    "idletimer_tg_info",
    40,
    &[field("timeout", U32.unit(Unit::Seconds)), field("label", text(28)), field("timer", kernel_only(8))],
);

static IDLETIMER_TG_INFO_V1: Struct = layout(
    "idletimer_tg_info_v1",
    48,
    &[
        field("timeout", U32.unit(Unit::Seconds)),
        field("label", text(28)),
        field("send_nl_msg", U8.bool()),
        field("timer_type", U8.flags(&XT_IDLETIMER)),
        field("", pad(6)),
        field("timer", kernel_only(8)),
    ],
);

static XT_IDLETIMER: Names = names(&[(0x1, "XT_IDLETIMER_ALARM")]);
