//! Rules that choose a routing table: `RTM_*RULE`, struct fib_rule_hdr, `FRA_*`  (linux/fib_rules.h)

use super::route::{REALMS, RT_TABLE, RTPROT};
use crate::names::{AF, IPPROTO};
use crate::schema::{Case::*, Class::*, *};

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(32, "RTM_NEWRULE", New, &BODY),
    msg(33, "RTM_DELRULE", Delete, &BODY),
    msg(34, "RTM_GETRULE", Get, &BODY).is(Traits::HEAD_ALONE).is(Traits::SHORT_DUMP),
]);

static BODY: Body = body(fixed(&FIB_RULE_HDR), nest(&FRA));

static FIB_RULE_HDR: Struct = layout(
    "fib_rule_hdr",
    12,
    &[
        field("family", U8.name(&AF)),
        field("dst_len", U8).key().strict_zero(),
        field("src_len", U8).key().strict_zero(),
        field("tos", U8.hex()).strict_zero(),
        field("table", U8.name(&RT_TABLE)).key().strict_zero(),
        field("res1", pad(1)),
        field("res2", pad(1)),
        field("action", U8.name(&FR_ACT)).key().strict_zero(),
        field("flags", U32.flags(&FIB_RULE)).strict_zero(),
    ],
);

/// `FRA_*`. Ports and their masks are in the machine's byte order; a suppressor of -1 suppresses nothing.
static FRA: Set = set(
    "FRA",
    &[
        attr(1, "FRA_DST", select("@len", ADDRESS)).key(),
        attr(2, "FRA_SRC", select("@len", ADDRESS)).key(),
        attr(3, "FRA_IIFNAME", TEXT).interface_name().key(),
        attr(4, "FRA_GOTO", U32),
        attr(5, "FRA_UNUSED2", PAD),
        attr(6, "FRA_PRIORITY", U32).key(),
        attr(7, "FRA_UNUSED3", PAD),
        attr(8, "FRA_UNUSED4", PAD),
        attr(9, "FRA_UNUSED5", PAD),
        attr(10, "FRA_FWMARK", U32.hex()).key(),
        attr(11, "FRA_FLOW", REALMS),
        attr(12, "FRA_TUN_ID", BE64),
        attr(13, "FRA_SUPPRESS_IFGROUP", S32),
        attr(14, "FRA_SUPPRESS_PREFIXLEN", S32),
        attr(15, "FRA_TABLE", U32.name(&RT_TABLE)).key(),
        attr(16, "FRA_FWMASK", U32.hex()),
        attr(17, "FRA_OIFNAME", TEXT).interface_name().key(),
        attr(18, "FRA_PAD", PAD),
        attr(19, "FRA_L3MDEV", U8.bool()),
        attr(20, "FRA_UID_RANGE", fixed(&FIB_RULE_UID_RANGE)),
        attr(21, "FRA_PROTOCOL", U8.name(&RTPROT)),
        attr(22, "FRA_IP_PROTO", U8.name(&IPPROTO)),
        attr(23, "FRA_SPORT_RANGE", fixed(&FIB_RULE_PORT_RANGE)),
        attr(24, "FRA_DPORT_RANGE", fixed(&FIB_RULE_PORT_RANGE)),
        attr(25, "FRA_DSCP", U8),
        attr(26, "FRA_FLOWLABEL", BE32.hex()),
        attr(27, "FRA_FLOWLABEL_MASK", BE32.hex()),
        attr(28, "FRA_SPORT_MASK", U16.hex()),
        attr(29, "FRA_DPORT_MASK", U16.hex()),
        attr(30, "FRA_DSCP_MASK", U8.hex()),
    ],
);

/// "From all" may be an empty address.
const ADDRESS: &[(Case, Kind)] = &[(Is(0), FLAG), (Otherwise, select("family", BY_FAMILY))];
const BY_FAMILY: &[(Case, Kind)] = &[(OneOf(&[2, 128]), IP4), (OneOf(&[10, 129]), IP6), (Is(12), LE16.hex())];

static FIB_RULE_UID_RANGE: Struct =
    layout("fib_rule_uid_range", 8, &[field("start", U32), field("end", U32)]);

static FIB_RULE_PORT_RANGE: Struct =
    layout("fib_rule_port_range", 4, &[field("start", U16), field("end", U16)]);

static FR_ACT: Names = names(&[
    (0, "FR_ACT_UNSPEC"),
    (1, "FR_ACT_TO_TBL"),
    (2, "FR_ACT_GOTO"),
    (3, "FR_ACT_NOP"),
    (4, "FR_ACT_RES3"),
    (5, "FR_ACT_RES4"),
    (6, "FR_ACT_BLACKHOLE"),
    (7, "FR_ACT_UNREACHABLE"),
    (8, "FR_ACT_PROHIBIT"),
]);

static FIB_RULE: Names = names(&[
    (0x1, "FIB_RULE_PERMANENT"),
    (0x2, "FIB_RULE_INVERT"),
    (0x4, "FIB_RULE_UNRESOLVED"),
    (0x8, "FIB_RULE_IIF_DETACHED"),
    (0x10, "FIB_RULE_OIF_DETACHED"),
    (0x10000, "FIB_RULE_FIND_SADDR"),
]);
