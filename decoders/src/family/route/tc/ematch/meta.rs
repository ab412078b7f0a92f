//! `meta`: what the kernel knows of a packet and its socket, compared  (linux/tc_ematch/tc_em_meta.h)

use super::TCF_EM_OPND;
use crate::schema::{Case::*, *};

pub(super) const KIND: Kind = nest(&TCA_EM_META);

static TCA_EM_META: Set = set(
    "TCA_EM_META",
    &[
        attr(1, "TCA_EM_META_HDR", fixed(&TCF_META_HDR)),
        attr(2, "TCA_EM_META_LVALUE", select("TCA_EM_META_HDR", &LVALUE)),
        attr(3, "TCA_EM_META_RVALUE", select("TCA_EM_META_HDR", &RVALUE)),
    ],
);

/// `left.kind` begins with the type, which both sides share.
static LVALUE: [(Case, Kind); 2] = [(UpTo(0xfff), TEXT), (UpTo(0x1fff), UINT.hex())];
static RVALUE: [(Case, Kind); 2] = [(UpTo(0xfff), TEXT), (UpTo(0x1fff), UINT)];

static TCF_META_HDR: Struct =
    layout("tcf_meta_hdr", 8, &[field("left", fixed(&TCF_META_VAL)), field("right", fixed(&TCF_META_VAL))]);

static TCF_META_VAL: Struct = layout(
    "tcf_meta_val",
    4,
    &[field("kind", U16.parts(&META)), field("shift", U8), field("op", U8.name(&TCF_EM_OPND))],
);

static META: [Part; 3] = [
    part("id", 11, Show::Name(&TCF_META_ID)),
    part("", 1, Show::Hex),
    part("type", 4, Show::Name(&TCF_META_TYPE)),
];

static TCF_META_TYPE: Names = names(&[(0, "TCF_META_TYPE_VAR"), (1, "TCF_META_TYPE_INT")]);

static TCF_META_ID: Names = names(&[
    (0, "TCF_META_ID_VALUE"),
    (1, "TCF_META_ID_RANDOM"),
    (2, "TCF_META_ID_LOADAVG_0"),
    (3, "TCF_META_ID_LOADAVG_1"),
    (4, "TCF_META_ID_LOADAVG_2"),
    (5, "TCF_META_ID_DEV"),
    (6, "TCF_META_ID_PRIORITY"),
    (7, "TCF_META_ID_PROTOCOL"),
    (8, "TCF_META_ID_PKTTYPE"),
    (9, "TCF_META_ID_PKTLEN"),
    (10, "TCF_META_ID_DATALEN"),
    (11, "TCF_META_ID_MACLEN"),
    (12, "TCF_META_ID_NFMARK"),
    (13, "TCF_META_ID_TCINDEX"),
    (14, "TCF_META_ID_RTCLASSID"),
    (15, "TCF_META_ID_RTIIF"),
    (16, "TCF_META_ID_SK_FAMILY"),
    (17, "TCF_META_ID_SK_STATE"),
    (18, "TCF_META_ID_SK_REUSE"),
    (19, "TCF_META_ID_SK_BOUND_IF"),
    (20, "TCF_META_ID_SK_REFCNT"),
    (21, "TCF_META_ID_SK_SHUTDOWN"),
    (22, "TCF_META_ID_SK_PROTO"),
    (23, "TCF_META_ID_SK_TYPE"),
    (24, "TCF_META_ID_SK_RCVBUF"),
    (25, "TCF_META_ID_SK_RMEM_ALLOC"),
    (26, "TCF_META_ID_SK_WMEM_ALLOC"),
    (27, "TCF_META_ID_SK_OMEM_ALLOC"),
    (28, "TCF_META_ID_SK_WMEM_QUEUED"),
    (29, "TCF_META_ID_SK_RCV_QLEN"),
    (30, "TCF_META_ID_SK_SND_QLEN"),
    (31, "TCF_META_ID_SK_ERR_QLEN"),
    (32, "TCF_META_ID_SK_FORWARD_ALLOCS"),
    (33, "TCF_META_ID_SK_SNDBUF"),
    (34, "TCF_META_ID_SK_ALLOCS"),
    (35, "__TCF_META_ID_SK_ROUTE_CAPS"),
    (36, "TCF_META_ID_SK_HASH"),
    (37, "TCF_META_ID_SK_LINGERTIME"),
    (38, "TCF_META_ID_SK_ACK_BACKLOG"),
    (39, "TCF_META_ID_SK_MAX_ACK_BACKLOG"),
    (40, "TCF_META_ID_SK_PRIO"),
    (41, "TCF_META_ID_SK_RCVLOWAT"),
    (42, "TCF_META_ID_SK_RCVTIMEO"),
    (43, "TCF_META_ID_SK_SNDTIMEO"),
    (44, "TCF_META_ID_SK_SENDMSG_OFF"),
    (45, "TCF_META_ID_SK_WRITE_PENDING"),
    (46, "TCF_META_ID_VLAN_TAG"),
    (47, "TCF_META_ID_RXHASH"),
]);
