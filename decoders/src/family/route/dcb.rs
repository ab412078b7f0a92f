//! Data centre bridging: `RTM_*DCB`, struct dcbmsg, `DCB_ATTR_*`  (linux/dcbnl.h)
//!
//! A command sets or gets one thing. Where it set something, the reply's attribute of the same name is one byte that is 0
//! if it did.

use crate::names::{AF, ETH_P};
use crate::schema::{Case::*, Class::*, *};

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(78, "RTM_GETDCB", Get, &BODY).is(Traits::ECHOES),
    msg(79, "RTM_SETDCB", New, &BODY).is(Traits::ECHOES).needs(Capability::NetAdminInitial),
]);

static BODY: Body = body(fixed(&DCBMSG), nest(&DCB_ATTR));

static DCBMSG: Struct = layout(
    "dcbmsg",
    4,
    &[field("dcb_family", U8.name(&AF)), field("cmd", U8.name(&DCB_CMD)), field("dcb_pad", pad(2))],
);

/// `DCB_ATTR_*`.
static DCB_ATTR: Set = set(
    "DCB_ATTR",
    &[
        attr(1, "DCB_ATTR_IFNAME", TEXT).nul_terminated().subject(),
        attr(2, "DCB_ATTR_STATE", U8.bool()),
        attr(3, "DCB_ATTR_PFC_STATE", U8.bool()),
        attr(4, "DCB_ATTR_PFC_CFG", select("@len", &[(Is(1), U8), (Otherwise, nest(&DCB_PFC_UP_ATTR))])),
        attr(5, "DCB_ATTR_NUM_TC", U8),
        attr(6, "DCB_ATTR_PG_CFG", select("@len", &[(Is(1), U8), (Otherwise, nest(&DCB_PG_ATTR))])),
        attr(7, "DCB_ATTR_SET_ALL", U8),
        // Empty in a request; as long as the longest address in a reply.
        attr(8, "DCB_ATTR_PERM_HWADDR", LLADDR),
        attr(9, "DCB_ATTR_CAP", nest(&DCB_CAP_ATTR)),
        attr(10, "DCB_ATTR_NUMTCS", select("@len", &[(Is(1), U8), (Otherwise, nest(&DCB_NUMTCS_ATTR))])),
        attr(11, "DCB_ATTR_BCN", select("@len", &[(Is(1), U8), (Otherwise, nest(&DCB_BCN_ATTR))])),
        attr(12, "DCB_ATTR_APP", select("@len", &[(Is(1), U8), (Otherwise, nest(&DCB_APP_ATTR))])),
        attr(13, "DCB_ATTR_IEEE", select("@len", &[(Is(1), U8), (Otherwise, nest(&DCB_ATTR_IEEE))])),
        attr(
            14,
            "DCB_ATTR_DCBX",
            select(
                "@request",
                &[(Is(1), DCBX), (Otherwise, select("cmd", &[(Is(23), U8), (Otherwise, DCBX)]))],
            ),
        ),
        attr(15, "DCB_ATTR_FEATCFG", select("@len", &[(Is(1), U8), (Otherwise, nest(&DCB_FEATCFG_ATTR))])),
        attr(16, "DCB_ATTR_CEE", nest(&DCB_ATTR_CEE)),
    ],
);

const DCBX: Kind = U8.flags(&DCB_CAP_DCBX);

/// Priority flow control, per priority.
static DCB_PFC_UP_ATTR: Set = set(
    "DCB_PFC_UP_ATTR",
    &[
        attr(1, "DCB_PFC_UP_ATTR_0", U8),
        attr(2, "DCB_PFC_UP_ATTR_1", U8),
        attr(3, "DCB_PFC_UP_ATTR_2", U8),
        attr(4, "DCB_PFC_UP_ATTR_3", U8),
        attr(5, "DCB_PFC_UP_ATTR_4", U8),
        attr(6, "DCB_PFC_UP_ATTR_5", U8),
        attr(7, "DCB_PFC_UP_ATTR_6", U8),
        attr(8, "DCB_PFC_UP_ATTR_7", U8),
        attr(9, "DCB_PFC_UP_ATTR_ALL", FLAG),
    ],
);

/// Priority groups: traffic classes and the bandwidth of each group.
static DCB_PG_ATTR: Set = set(
    "DCB_PG_ATTR",
    &[
        attr(1, "DCB_PG_ATTR_TC_0", nest(&DCB_TC_ATTR)),
        attr(2, "DCB_PG_ATTR_TC_1", nest(&DCB_TC_ATTR)),
        attr(3, "DCB_PG_ATTR_TC_2", nest(&DCB_TC_ATTR)),
        attr(4, "DCB_PG_ATTR_TC_3", nest(&DCB_TC_ATTR)),
        attr(5, "DCB_PG_ATTR_TC_4", nest(&DCB_TC_ATTR)),
        attr(6, "DCB_PG_ATTR_TC_5", nest(&DCB_TC_ATTR)),
        attr(7, "DCB_PG_ATTR_TC_6", nest(&DCB_TC_ATTR)),
        attr(8, "DCB_PG_ATTR_TC_7", nest(&DCB_TC_ATTR)),
        attr(9, "DCB_PG_ATTR_TC_MAX", nest(&DCB_TC_ATTR)),
        attr(10, "DCB_PG_ATTR_TC_ALL", nest(&DCB_TC_ATTR)),
        attr(11, "DCB_PG_ATTR_BW_ID_0", U8.unit(Unit::Percent)),
        attr(12, "DCB_PG_ATTR_BW_ID_1", U8.unit(Unit::Percent)),
        attr(13, "DCB_PG_ATTR_BW_ID_2", U8.unit(Unit::Percent)),
        attr(14, "DCB_PG_ATTR_BW_ID_3", U8.unit(Unit::Percent)),
        attr(15, "DCB_PG_ATTR_BW_ID_4", U8.unit(Unit::Percent)),
        attr(16, "DCB_PG_ATTR_BW_ID_5", U8.unit(Unit::Percent)),
        attr(17, "DCB_PG_ATTR_BW_ID_6", U8.unit(Unit::Percent)),
        attr(18, "DCB_PG_ATTR_BW_ID_7", U8.unit(Unit::Percent)),
        attr(19, "DCB_PG_ATTR_BW_ID_MAX", U8.unit(Unit::Percent)),
        attr(20, "DCB_PG_ATTR_BW_ID_ALL", FLAG),
    ],
);

/// A traffic class.
static DCB_TC_ATTR: Set = set(
    "DCB_TC_ATTR_PARAM",
    &[
        attr(1, "DCB_TC_ATTR_PARAM_PGID", U8),
        attr(2, "DCB_TC_ATTR_PARAM_UP_MAPPING", U8.hex()),
        attr(3, "DCB_TC_ATTR_PARAM_STRICT_PRIO", U8),
        attr(4, "DCB_TC_ATTR_PARAM_BW_PCT", U8.unit(Unit::Percent)),
        attr(5, "DCB_TC_ATTR_PARAM_ALL", FLAG),
    ],
);

/// Abilities of the device. The bits of the two `*_TCS` represent numbers of classes.
static DCB_CAP_ATTR: Set = set(
    "DCB_CAP_ATTR",
    &[
        attr(1, "DCB_CAP_ATTR_ALL", FLAG),
        attr(2, "DCB_CAP_ATTR_PG", U8.bool()),
        attr(3, "DCB_CAP_ATTR_PFC", U8.bool()),
        attr(4, "DCB_CAP_ATTR_UP2TC", U8.bool()),
        attr(5, "DCB_CAP_ATTR_PG_TCS", U8.hex()),
        attr(6, "DCB_CAP_ATTR_PFC_TCS", U8.hex()),
        attr(7, "DCB_CAP_ATTR_GSP", U8.bool()),
        attr(8, "DCB_CAP_ATTR_BCN", U8.bool()),
        attr(9, "DCB_CAP_ATTR_DCBX", DCBX),
    ],
);

static DCB_NUMTCS_ATTR: Set = set(
    "DCB_NUMTCS_ATTR",
    &[
        attr(1, "DCB_NUMTCS_ATTR_ALL", FLAG),
        attr(2, "DCB_NUMTCS_ATTR_PG", U8),
        attr(3, "DCB_NUMTCS_ATTR_PFC", U8),
    ],
);

/// Backward congestion notification.
static DCB_BCN_ATTR: Set = set(
    "DCB_BCN_ATTR",
    &[
        attr(1, "DCB_BCN_ATTR_RP_0", U8),
        attr(2, "DCB_BCN_ATTR_RP_1", U8),
        attr(3, "DCB_BCN_ATTR_RP_2", U8),
        attr(4, "DCB_BCN_ATTR_RP_3", U8),
        attr(5, "DCB_BCN_ATTR_RP_4", U8),
        attr(6, "DCB_BCN_ATTR_RP_5", U8),
        attr(7, "DCB_BCN_ATTR_RP_6", U8),
        attr(8, "DCB_BCN_ATTR_RP_7", U8),
        attr(9, "DCB_BCN_ATTR_RP_ALL", FLAG),
        attr(10, "DCB_BCN_ATTR_BCNA_0", U32),
        attr(11, "DCB_BCN_ATTR_BCNA_1", U32),
        attr(12, "DCB_BCN_ATTR_ALPHA", U32),
        attr(13, "DCB_BCN_ATTR_BETA", U32),
        attr(14, "DCB_BCN_ATTR_GD", U32),
        attr(15, "DCB_BCN_ATTR_GI", U32),
        attr(16, "DCB_BCN_ATTR_TMAX", U32),
        attr(17, "DCB_BCN_ATTR_TD", U32),
        attr(18, "DCB_BCN_ATTR_RMIN", U32),
        attr(19, "DCB_BCN_ATTR_W", U32),
        attr(20, "DCB_BCN_ATTR_RD", U32),
        attr(21, "DCB_BCN_ATTR_RU", U32),
        attr(22, "DCB_BCN_ATTR_WRTT", U32),
        attr(23, "DCB_BCN_ATTR_RI", U32),
        attr(24, "DCB_BCN_ATTR_C", U32),
        attr(25, "DCB_BCN_ATTR_ALL", FLAG),
    ],
);

/// An application's priorities.
static DCB_APP_ATTR: Set = set(
    "DCB_APP_ATTR",
    &[
        attr(1, "DCB_APP_ATTR_IDTYPE", U8.name(&DCB_APP_IDTYPE)),
        attr(
            2,
            "DCB_APP_ATTR_ID",
            select("DCB_APP_ATTR_IDTYPE", &[(Is(0), U16.name(&ETH_P)), (Otherwise, U16)]),
        ),
        attr(3, "DCB_APP_ATTR_PRIORITY", U8.hex()),
    ],
);

static DCB_FEATCFG_ATTR: Set = set(
    "DCB_FEATCFG_ATTR",
    &[
        attr(1, "DCB_FEATCFG_ATTR_ALL", FLAG),
        attr(2, "DCB_FEATCFG_ATTR_PG", U8.flags(&DCB_FEATCFG)),
        attr(3, "DCB_FEATCFG_ATTR_PFC", U8.flags(&DCB_FEATCFG)),
        attr(4, "DCB_FEATCFG_ATTR_APP", U8.flags(&DCB_FEATCFG)),
    ],
);

/// The standard's objects (802.1Qaz), and what has been added to them.
static DCB_ATTR_IEEE: Set = set(
    "DCB_ATTR_IEEE",
    &[
        attr(1, "DCB_ATTR_IEEE_ETS", fixed(&IEEE_ETS)),
        attr(2, "DCB_ATTR_IEEE_PFC", fixed(&IEEE_PFC)),
        attr(3, "DCB_ATTR_IEEE_APP_TABLE", nest(&DCB_ATTR_IEEE_APP)),
        attr(4, "DCB_ATTR_IEEE_PEER_ETS", fixed(&IEEE_ETS)),
        attr(5, "DCB_ATTR_IEEE_PEER_PFC", fixed(&IEEE_PFC)),
        attr(6, "DCB_ATTR_IEEE_PEER_APP", nest(&DCB_ATTR_IEEE_APP)),
        attr(7, "DCB_ATTR_IEEE_MAXRATE", fixed(&IEEE_MAXRATE)),
        attr(8, "DCB_ATTR_IEEE_QCN", fixed(&IEEE_QCN)),
        attr(9, "DCB_ATTR_IEEE_QCN_STATS", fixed(&IEEE_QCN_STATS)),
        attr(10, "DCB_ATTR_DCB_BUFFER", fixed(&DCBNL_BUFFER)),
        attr(11, "DCB_ATTR_DCB_APP_TRUST_TABLE", nest(&TRUST)),
        attr(12, "DCB_ATTR_DCB_REWR_TABLE", nest(&DCB_ATTR_IEEE_APP)),
    ],
);

static DCB_ATTR_IEEE_APP: Set = set(
    "DCB_ATTR_IEEE_APP",
    &[
        attr(1, "DCB_ATTR_IEEE_APP", fixed(&DCB_APP)).repeats(),
        attr(2, "DCB_ATTR_DCB_APP", fixed(&DCB_APP)).repeats(),
    ],
);

/// Selectors that are trusted, the most trusted first.
static TRUST: Set = set(
    "DCB_ATTR_IEEE_APP",
    &[
        attr(1, "DCB_ATTR_IEEE_APP", U8.name(&APP_SEL)).repeats(),
        attr(2, "DCB_ATTR_DCB_APP", U8.name(&APP_SEL)).repeats(),
    ],
);

/// The objects of the converged enhanced Ethernet that came before the standard.
static DCB_ATTR_CEE: Set = set(
    "DCB_ATTR_CEE",
    &[
        attr(1, "DCB_ATTR_CEE_PEER_PG", fixed(&CEE_PG)),
        attr(2, "DCB_ATTR_CEE_PEER_PFC", fixed(&CEE_PFC)),
        attr(3, "DCB_ATTR_CEE_PEER_APP_TABLE", nest(&DCB_ATTR_CEE_PEER_APP)),
        attr(4, "DCB_ATTR_CEE_TX_PG", nest(&DCB_PG_ATTR)),
        attr(5, "DCB_ATTR_CEE_RX_PG", nest(&DCB_PG_ATTR)),
        attr(6, "DCB_ATTR_CEE_PFC", nest(&DCB_PFC_UP_ATTR)),
        attr(7, "DCB_ATTR_CEE_APP_TABLE", nest(&DCB_ATTR_CEE_APP)),
        attr(8, "DCB_ATTR_CEE_FEAT", nest(&DCB_FEATCFG_ATTR)),
    ],
);

static DCB_ATTR_CEE_PEER_APP: Set = set(
    "DCB_ATTR_CEE_PEER_APP",
    &[
        attr(1, "DCB_ATTR_CEE_PEER_APP_INFO", fixed(&DCB_PEER_APP_INFO)),
        attr(2, "DCB_ATTR_CEE_PEER_APP", fixed(&DCB_APP_CEE)),
    ],
);

/// The kernel writes the number of another enumeration than the header has.
static DCB_ATTR_CEE_APP: Set = set(
    "DCB_ATTR_CEE_APP",
    &[attr(1, "DCB_ATTR_CEE_APP", fixed(&DCB_APP_CEE)), attr(12, "DCB_ATTR_APP", nest(&DCB_APP_ATTR))],
);

static IEEE_ETS: Struct = layout(
    "ieee_ets",
    59,
    &[
        field("willing", U8.bool()),
        field("ets_cap", U8),
        field("cbs", U8.bool()),
        field("tc_tx_bw", Kind::Array(&SHARES)),
        field("tc_rx_bw", Kind::Array(&SHARES)),
        field("tc_tsa", Kind::Array(&ALGORITHMS)),
        field("prio_tc", Kind::Array(&CLASSES)),
        field("tc_reco_bw", Kind::Array(&SHARES)),
        field("tc_reco_tsa", Kind::Array(&ALGORITHMS)),
        field("reco_prio_tc", Kind::Array(&CLASSES)),
    ],
);
static SHARES: Array = array_of(8, U8.unit(Unit::Percent));
static ALGORITHMS: Array = array_of(8, U8.name(&IEEE_8021QAZ_TSA));
static CLASSES: Array = array_of(8, U8);

static IEEE_PFC: Struct = layout(
    "ieee_pfc",
    136,
    &[
        field("pfc_cap", U8),
        field("pfc_en", U8.hex()),
        field("mbc", U8.bool()),
        field("", pad(1)),
        field("delay", U16),
        field("", pad(2)),
        field("requests", Kind::Array(&FRAMES)),
        field("indications", Kind::Array(&FRAMES)),
    ],
);
static FRAMES: Array = array_of(8, U64.unit(Unit::Packets));

static IEEE_MAXRATE: Struct = layout("ieee_maxrate", 64, &[field("tc_maxrate", Kind::Array(&RATES))]);
static RATES: Array = array_of(8, U64.unit(Unit::KilobitsPerSecond));

static IEEE_QCN: Struct = layout(
    "ieee_qcn",
    360,
    &[
        field("rpg_enable", Kind::Array(&SWITCHES)),
        field("rppp_max_rps", Kind::Array(&NUMBERS)),
        field("rpg_time_reset", Kind::Array(&NUMBERS)),
        field("rpg_byte_reset", Kind::Array(&NUMBERS)),
        field("rpg_threshold", Kind::Array(&NUMBERS)),
        field("rpg_max_rate", Kind::Array(&NUMBERS)),
        field("rpg_ai_rate", Kind::Array(&NUMBERS)),
        field("rpg_hai_rate", Kind::Array(&NUMBERS)),
        field("rpg_gd", Kind::Array(&NUMBERS)),
        field("rpg_min_dec_fac", Kind::Array(&NUMBERS)),
        field("rpg_min_rate", Kind::Array(&NUMBERS)),
        field("cndd_state_machine", Kind::Array(&STATES)),
    ],
);
static SWITCHES: Array = array_of(8, U8.bool());
static NUMBERS: Array = array_of(8, U32);
static STATES: Array = array_of(8, U32.name(&DCB_CNDD));

static IEEE_QCN_STATS: Struct = layout(
    "ieee_qcn_stats",
    96,
    &[
        field("rppp_rp_centiseconds", Kind::Array(&CENTISECONDS)),
        field("rppp_created_rps", Kind::Array(&NUMBERS)),
    ],
);
static CENTISECONDS: Array = array_of(8, U64.unit(Unit::ClockTicks));

static DCBNL_BUFFER: Struct = layout(
    "dcbnl_buffer",
    44,
    &[
        field("prio2buffer", Kind::Array(&CLASSES)),
        field("buffer_size", Kind::Array(&SIZES)),
        field("total_size", U32.unit(Unit::Bytes)),
    ],
);
static SIZES: Array = array_of(8, U32.unit(Unit::Bytes));

static DCB_APP: Struct = layout(
    "dcb_app",
    4,
    &[
        field("selector", U8.name(&APP_SEL)),
        field("priority", U8),
        field("protocol", select("selector", &[(Is(1), U16.name(&ETH_P)), (Otherwise, U16)])),
    ],
);

/// The same in its older use: another selector, and a bit for each priority.
static DCB_APP_CEE: Struct = layout(
    "dcb_app",
    4,
    &[
        field("selector", U8.name(&DCB_APP_IDTYPE)),
        field("priority", U8.hex()),
        field("protocol", select("selector", &[(Is(0), U16.name(&ETH_P)), (Otherwise, U16)])),
    ],
);

static CEE_PG: Struct = layout(
    "cee_pg",
    20,
    &[
        field("willing", U8.bool()),
        field("error", U8.bool()),
        field("pg_en", U8.bool()),
        field("tcs_supported", U8),
        field("pg_bw", Kind::Array(&SHARES)),
        field("prio_pg", Kind::Array(&CLASSES)),
    ],
);

static CEE_PFC: Struct = layout(
    "cee_pfc",
    4,
    &[
        field("willing", U8.bool()),
        field("error", U8.bool()),
        field("pfc_en", U8.hex()),
        field("tcs_supported", U8),
    ],
);

static DCB_PEER_APP_INFO: Struct =
    layout("dcb_peer_app_info", 2, &[field("willing", U8.bool()), field("error", U8.bool())]);

static DCB_CMD: Names = names(&[
    (0, "DCB_CMD_UNDEFINED"),
    (1, "DCB_CMD_GSTATE"),
    (2, "DCB_CMD_SSTATE"),
    (3, "DCB_CMD_PGTX_GCFG"),
    (4, "DCB_CMD_PGTX_SCFG"),
    (5, "DCB_CMD_PGRX_GCFG"),
    (6, "DCB_CMD_PGRX_SCFG"),
    (7, "DCB_CMD_PFC_GCFG"),
    (8, "DCB_CMD_PFC_SCFG"),
    (9, "DCB_CMD_SET_ALL"),
    (10, "DCB_CMD_GPERM_HWADDR"),
    (11, "DCB_CMD_GCAP"),
    (12, "DCB_CMD_GNUMTCS"),
    (13, "DCB_CMD_SNUMTCS"),
    (14, "DCB_CMD_PFC_GSTATE"),
    (15, "DCB_CMD_PFC_SSTATE"),
    (16, "DCB_CMD_BCN_GCFG"),
    (17, "DCB_CMD_BCN_SCFG"),
    (18, "DCB_CMD_GAPP"),
    (19, "DCB_CMD_SAPP"),
    (20, "DCB_CMD_IEEE_SET"),
    (21, "DCB_CMD_IEEE_GET"),
    (22, "DCB_CMD_GDCBX"),
    (23, "DCB_CMD_SDCBX"),
    (24, "DCB_CMD_GFEATCFG"),
    (25, "DCB_CMD_SFEATCFG"),
    (26, "DCB_CMD_CEE_GET"),
    (27, "DCB_CMD_IEEE_DEL"),
]);

static DCB_CAP_DCBX: Names = names(&[
    (0x1, "DCB_CAP_DCBX_HOST"),
    (0x2, "DCB_CAP_DCBX_LLD_MANAGED"),
    (0x4, "DCB_CAP_DCBX_VER_CEE"),
    (0x8, "DCB_CAP_DCBX_VER_IEEE"),
    (0x10, "DCB_CAP_DCBX_STATIC"),
]);

static DCB_FEATCFG: Names = names(&[
    (0x1, "DCB_FEATCFG_ERROR"),
    (0x2, "DCB_FEATCFG_ENABLE"),
    (0x4, "DCB_FEATCFG_WILLING"),
    (0x8, "DCB_FEATCFG_ADVERTISE"),
]);

static DCB_APP_IDTYPE: Names = names(&[(0, "DCB_APP_IDTYPE_ETHTYPE"), (1, "DCB_APP_IDTYPE_PORTNUM")]);

static APP_SEL: Names = names(&[
    (1, "IEEE_8021QAZ_APP_SEL_ETHERTYPE"),
    (2, "IEEE_8021QAZ_APP_SEL_STREAM"),
    (3, "IEEE_8021QAZ_APP_SEL_DGRAM"),
    (4, "IEEE_8021QAZ_APP_SEL_ANY"),
    (5, "IEEE_8021QAZ_APP_SEL_DSCP"),
    (255, "DCB_APP_SEL_PCP"),
]);

static IEEE_8021QAZ_TSA: Names = names(&[
    (0, "IEEE_8021QAZ_TSA_STRICT"),
    (1, "IEEE_8021QAZ_TSA_CB_SHAPER"),
    (2, "IEEE_8021QAZ_TSA_ETS"),
    (255, "IEEE_8021QAZ_TSA_VENDOR"),
]);

static DCB_CNDD: Names = names(&[
    (0, "DCB_CNDD_RESET"),
    (1, "DCB_CNDD_EDGE"),
    (2, "DCB_CNDD_INTERIOR"),
    (3, "DCB_CNDD_INTERIOR_READY"),
]);
