//! `DEVLINK_ATTR_*`: one set for all commands, and again for nearly all that is nested in it.

use super::values::*;
use crate::schema::{Case::*, *};

pub(super) static DEVLINK_ATTR: Set = set(
    "DEVLINK_ATTR",
    &[
        attr(1, "DEVLINK_ATTR_BUS_NAME", TEXT).key().resent(),
        attr(2, "DEVLINK_ATTR_DEV_NAME", TEXT).key().resent(),
        attr(3, "DEVLINK_ATTR_PORT_INDEX", U32).key().resent(),
        attr(4, "DEVLINK_ATTR_PORT_TYPE", U16.name(&DEVLINK_PORT_TYPE)),
        attr(5, "DEVLINK_ATTR_PORT_DESIRED_TYPE", U16.name(&DEVLINK_PORT_TYPE)),
        attr(6, "DEVLINK_ATTR_PORT_NETDEV_IFINDEX", U32.interface()),
        attr(7, "DEVLINK_ATTR_PORT_NETDEV_NAME", TEXT),
        attr(8, "DEVLINK_ATTR_PORT_IBDEV_NAME", TEXT),
        attr(9, "DEVLINK_ATTR_PORT_SPLIT_COUNT", U32),
        attr(10, "DEVLINK_ATTR_PORT_SPLIT_GROUP", U32),
        attr(11, "DEVLINK_ATTR_SB_INDEX", U32).resent(),
        attr(12, "DEVLINK_ATTR_SB_SIZE", U32.unit(Unit::Bytes)),
        attr(13, "DEVLINK_ATTR_SB_INGRESS_POOL_COUNT", U16),
        attr(14, "DEVLINK_ATTR_SB_EGRESS_POOL_COUNT", U16),
        attr(15, "DEVLINK_ATTR_SB_INGRESS_TC_COUNT", U16),
        attr(16, "DEVLINK_ATTR_SB_EGRESS_TC_COUNT", U16),
        attr(17, "DEVLINK_ATTR_SB_POOL_INDEX", U16),
        attr(18, "DEVLINK_ATTR_SB_POOL_TYPE", U8.name(&DEVLINK_SB_POOL_TYPE)),
        attr(19, "DEVLINK_ATTR_SB_POOL_SIZE", U32.unit(Unit::Bytes)),
        attr(20, "DEVLINK_ATTR_SB_POOL_THRESHOLD_TYPE", U8.name(&DEVLINK_SB_THRESHOLD_TYPE)),
        attr(21, "DEVLINK_ATTR_SB_THRESHOLD", U32),
        attr(22, "DEVLINK_ATTR_SB_TC_INDEX", U16),
        attr(23, "DEVLINK_ATTR_SB_OCC_CUR", U32.unit(Unit::Bytes)),
        attr(24, "DEVLINK_ATTR_SB_OCC_MAX", U32.unit(Unit::Bytes)),
        attr(25, "DEVLINK_ATTR_ESWITCH_MODE", U16.name(&DEVLINK_ESWITCH_MODE)),
        attr(26, "DEVLINK_ATTR_ESWITCH_INLINE_MODE", U8.name(&DEVLINK_ESWITCH_INLINE_MODE)),
        attr(27, "DEVLINK_ATTR_DPIPE_TABLES", nest(&DEVLINK_ATTR)),
        attr(28, "DEVLINK_ATTR_DPIPE_TABLE", nest(&DEVLINK_ATTR)).repeats(),
        attr(29, "DEVLINK_ATTR_DPIPE_TABLE_NAME", TEXT),
        attr(30, "DEVLINK_ATTR_DPIPE_TABLE_SIZE", U64),
        attr(31, "DEVLINK_ATTR_DPIPE_TABLE_MATCHES", nest(&DEVLINK_ATTR)),
        attr(32, "DEVLINK_ATTR_DPIPE_TABLE_ACTIONS", nest(&DEVLINK_ATTR)),
        attr(33, "DEVLINK_ATTR_DPIPE_TABLE_COUNTERS_ENABLED", U8.bool()),
        attr(34, "DEVLINK_ATTR_DPIPE_ENTRIES", nest(&DEVLINK_ATTR)),
        attr(35, "DEVLINK_ATTR_DPIPE_ENTRY", nest(&DEVLINK_ATTR)).repeats(),
        attr(36, "DEVLINK_ATTR_DPIPE_ENTRY_INDEX", U64),
        attr(37, "DEVLINK_ATTR_DPIPE_ENTRY_MATCH_VALUES", nest(&DEVLINK_ATTR)),
        attr(38, "DEVLINK_ATTR_DPIPE_ENTRY_ACTION_VALUES", nest(&DEVLINK_ATTR)),
        attr(39, "DEVLINK_ATTR_DPIPE_ENTRY_COUNTER", U64),
        attr(40, "DEVLINK_ATTR_DPIPE_MATCH", nest(&DEVLINK_ATTR)).repeats(),
        attr(41, "DEVLINK_ATTR_DPIPE_MATCH_VALUE", nest(&DEVLINK_ATTR)).repeats(),
        attr(42, "DEVLINK_ATTR_DPIPE_MATCH_TYPE", U32.name(&DEVLINK_DPIPE_MATCH_TYPE)),
        attr(43, "DEVLINK_ATTR_DPIPE_ACTION", nest(&DEVLINK_ATTR)).repeats(),
        attr(44, "DEVLINK_ATTR_DPIPE_ACTION_VALUE", nest(&DEVLINK_ATTR)).repeats(),
        attr(45, "DEVLINK_ATTR_DPIPE_ACTION_TYPE", U32.name(&DEVLINK_DPIPE_ACTION_TYPE)),
        attr(46, "DEVLINK_ATTR_DPIPE_VALUE", OPAQUE),
        attr(47, "DEVLINK_ATTR_DPIPE_VALUE_MASK", OPAQUE),
        attr(48, "DEVLINK_ATTR_DPIPE_VALUE_MAPPING", U32.interface()),
        attr(49, "DEVLINK_ATTR_DPIPE_HEADERS", nest(&DEVLINK_ATTR)),
        attr(50, "DEVLINK_ATTR_DPIPE_HEADER", nest(&DEVLINK_ATTR)).repeats(),
        attr(51, "DEVLINK_ATTR_DPIPE_HEADER_NAME", TEXT),
        attr(52, "DEVLINK_ATTR_DPIPE_HEADER_ID", HEADER_ID),
        attr(53, "DEVLINK_ATTR_DPIPE_HEADER_FIELDS", nest(&DEVLINK_ATTR)),
        attr(54, "DEVLINK_ATTR_DPIPE_HEADER_GLOBAL", U8.bool()),
        attr(55, "DEVLINK_ATTR_DPIPE_HEADER_INDEX", U32),
        attr(56, "DEVLINK_ATTR_DPIPE_FIELD", nest(&DEVLINK_ATTR)).repeats(),
        attr(57, "DEVLINK_ATTR_DPIPE_FIELD_NAME", TEXT),
        attr(58, "DEVLINK_ATTR_DPIPE_FIELD_ID", FIELD_ID),
        attr(59, "DEVLINK_ATTR_DPIPE_FIELD_BITWIDTH", U32.unit(Unit::Bits)),
        attr(60, "DEVLINK_ATTR_DPIPE_FIELD_MAPPING_TYPE", U32.name(&DEVLINK_DPIPE_FIELD_MAPPING_TYPE)),
        attr(61, "DEVLINK_ATTR_PAD", PAD),
        attr(62, "DEVLINK_ATTR_ESWITCH_ENCAP_MODE", U8.name(&DEVLINK_ESWITCH_ENCAP_MODE)),
        attr(63, "DEVLINK_ATTR_RESOURCE_LIST", nest(&DEVLINK_ATTR)),
        attr(64, "DEVLINK_ATTR_RESOURCE", nest(&DEVLINK_ATTR)).repeats(),
        attr(65, "DEVLINK_ATTR_RESOURCE_NAME", TEXT),
        attr(66, "DEVLINK_ATTR_RESOURCE_ID", U64),
        attr(67, "DEVLINK_ATTR_RESOURCE_SIZE", U64),
        attr(68, "DEVLINK_ATTR_RESOURCE_SIZE_NEW", U64),
        attr(69, "DEVLINK_ATTR_RESOURCE_SIZE_VALID", U8.bool()),
        attr(70, "DEVLINK_ATTR_RESOURCE_SIZE_MIN", U64),
        attr(71, "DEVLINK_ATTR_RESOURCE_SIZE_MAX", U64),
        attr(72, "DEVLINK_ATTR_RESOURCE_SIZE_GRAN", U64),
        attr(73, "DEVLINK_ATTR_RESOURCE_UNIT", U8.name(&DEVLINK_RESOURCE_UNIT)),
        attr(74, "DEVLINK_ATTR_RESOURCE_OCC", U64),
        attr(75, "DEVLINK_ATTR_DPIPE_TABLE_RESOURCE_ID", U64),
        attr(76, "DEVLINK_ATTR_DPIPE_TABLE_RESOURCE_UNITS", U64),
        attr(77, "DEVLINK_ATTR_PORT_FLAVOUR", U16.name(&DEVLINK_PORT_FLAVOUR)),
        attr(78, "DEVLINK_ATTR_PORT_NUMBER", U32),
        attr(79, "DEVLINK_ATTR_PORT_SPLIT_SUBPORT_NUMBER", U32),
        attr(80, "DEVLINK_ATTR_PARAM", nest(&DEVLINK_ATTR)),
        attr(81, "DEVLINK_ATTR_PARAM_NAME", TEXT).key().resent(),
        attr(82, "DEVLINK_ATTR_PARAM_GENERIC", FLAG),
        attr(83, "DEVLINK_ATTR_PARAM_TYPE", U8.name(&DEVLINK_VAR_ATTR_TYPE)),
        attr(84, "DEVLINK_ATTR_PARAM_VALUES_LIST", nest(&DEVLINK_ATTR)),
        attr(85, "DEVLINK_ATTR_PARAM_VALUE", nest(&DEVLINK_ATTR)),
        attr(86, "DEVLINK_ATTR_PARAM_VALUE_DATA", PARAM_VALUE),
        attr(87, "DEVLINK_ATTR_PARAM_VALUE_CMODE", U8.name(&DEVLINK_PARAM_CMODE)),
        attr(88, "DEVLINK_ATTR_REGION_NAME", TEXT).key().resent(),
        attr(89, "DEVLINK_ATTR_REGION_SIZE", U64.unit(Unit::Bytes)),
        attr(90, "DEVLINK_ATTR_REGION_SNAPSHOTS", nest(&DEVLINK_ATTR)),
        attr(91, "DEVLINK_ATTR_REGION_SNAPSHOT", nest(&DEVLINK_ATTR)),
        attr(92, "DEVLINK_ATTR_REGION_SNAPSHOT_ID", U32),
        attr(93, "DEVLINK_ATTR_REGION_CHUNKS", nest(&DEVLINK_ATTR)),
        attr(94, "DEVLINK_ATTR_REGION_CHUNK", nest(&DEVLINK_ATTR)).repeats(),
        attr(95, "DEVLINK_ATTR_REGION_CHUNK_DATA", OPAQUE),
        attr(96, "DEVLINK_ATTR_REGION_CHUNK_ADDR", U64.hex()),
        attr(97, "DEVLINK_ATTR_REGION_CHUNK_LEN", U64.unit(Unit::Bytes)),
        attr(98, "DEVLINK_ATTR_INFO_DRIVER_NAME", TEXT),
        attr(99, "DEVLINK_ATTR_INFO_SERIAL_NUMBER", TEXT),
        attr(100, "DEVLINK_ATTR_INFO_VERSION_FIXED", nest(&DEVLINK_ATTR)).repeats(),
        attr(101, "DEVLINK_ATTR_INFO_VERSION_RUNNING", nest(&DEVLINK_ATTR)).repeats(),
        attr(102, "DEVLINK_ATTR_INFO_VERSION_STORED", nest(&DEVLINK_ATTR)).repeats(),
        attr(103, "DEVLINK_ATTR_INFO_VERSION_NAME", TEXT),
        attr(104, "DEVLINK_ATTR_INFO_VERSION_VALUE", TEXT),
        attr(105, "DEVLINK_ATTR_SB_POOL_CELL_SIZE", U32.unit(Unit::Bytes)),
        attr(106, "DEVLINK_ATTR_FMSG", nest(&DEVLINK_ATTR)),
        attr(107, "DEVLINK_ATTR_FMSG_OBJ_NEST_START", FLAG),
        attr(108, "DEVLINK_ATTR_FMSG_PAIR_NEST_START", FLAG),
        attr(109, "DEVLINK_ATTR_FMSG_ARR_NEST_START", FLAG),
        attr(110, "DEVLINK_ATTR_FMSG_NEST_END", FLAG),
        attr(111, "DEVLINK_ATTR_FMSG_OBJ_NAME", TEXT),
        attr(112, "DEVLINK_ATTR_FMSG_OBJ_VALUE_TYPE", U8.name(&DEVLINK_VAR_ATTR_TYPE)),
        attr(113, "DEVLINK_ATTR_FMSG_OBJ_VALUE_DATA", FMSG_VALUE),
        attr(114, "DEVLINK_ATTR_HEALTH_REPORTER", nest(&DEVLINK_ATTR)),
        attr(115, "DEVLINK_ATTR_HEALTH_REPORTER_NAME", TEXT).key().resent(),
        attr(116, "DEVLINK_ATTR_HEALTH_REPORTER_STATE", U8.name(&DEVLINK_HEALTH_REPORTER_STATE)),
        attr(117, "DEVLINK_ATTR_HEALTH_REPORTER_ERR_COUNT", U64),
        attr(118, "DEVLINK_ATTR_HEALTH_REPORTER_RECOVER_COUNT", U64),
        attr(119, "DEVLINK_ATTR_HEALTH_REPORTER_DUMP_TS", U64.unit(Unit::Milliseconds)),
        attr(120, "DEVLINK_ATTR_HEALTH_REPORTER_GRACEFUL_PERIOD", U64.unit(Unit::Milliseconds)),
        attr(121, "DEVLINK_ATTR_HEALTH_REPORTER_AUTO_RECOVER", U8.bool()),
        attr(122, "DEVLINK_ATTR_FLASH_UPDATE_FILE_NAME", TEXT),
        attr(123, "DEVLINK_ATTR_FLASH_UPDATE_COMPONENT", TEXT),
        attr(124, "DEVLINK_ATTR_FLASH_UPDATE_STATUS_MSG", TEXT),
        attr(125, "DEVLINK_ATTR_FLASH_UPDATE_STATUS_DONE", U64),
        attr(126, "DEVLINK_ATTR_FLASH_UPDATE_STATUS_TOTAL", U64),
        attr(127, "DEVLINK_ATTR_PORT_PCI_PF_NUMBER", U16),
        attr(128, "DEVLINK_ATTR_PORT_PCI_VF_NUMBER", U16),
        attr(129, "DEVLINK_ATTR_STATS", nest(&DEVLINK_ATTR_STATS)),
        attr(130, "DEVLINK_ATTR_TRAP_NAME", TEXT).resent(),
        attr(131, "DEVLINK_ATTR_TRAP_ACTION", U8.name(&DEVLINK_TRAP_ACTION)),
        attr(132, "DEVLINK_ATTR_TRAP_TYPE", U8.name(&DEVLINK_TRAP_TYPE)),
        attr(133, "DEVLINK_ATTR_TRAP_GENERIC", FLAG),
        attr(134, "DEVLINK_ATTR_TRAP_METADATA", nest(&DEVLINK_ATTR_TRAP_METADATA_TYPE)),
        attr(135, "DEVLINK_ATTR_TRAP_GROUP_NAME", TEXT).resent(),
        attr(136, "DEVLINK_ATTR_RELOAD_FAILED", U8.bool()),
        attr(137, "DEVLINK_ATTR_HEALTH_REPORTER_DUMP_TS_NS", U64.unit(Unit::Nanoseconds)),
        attr(138, "DEVLINK_ATTR_NETNS_FD", U32),
        attr(139, "DEVLINK_ATTR_NETNS_PID", U32),
        attr(140, "DEVLINK_ATTR_NETNS_ID", S32),
        attr(141, "DEVLINK_ATTR_HEALTH_REPORTER_AUTO_DUMP", U8.bool()),
        attr(142, "DEVLINK_ATTR_TRAP_POLICER_ID", U32).resent(),
        attr(143, "DEVLINK_ATTR_TRAP_POLICER_RATE", U64),
        attr(144, "DEVLINK_ATTR_TRAP_POLICER_BURST", U64.unit(Unit::Packets)),
        attr(145, "DEVLINK_ATTR_PORT_FUNCTION", nest(&DEVLINK_PORT_FUNCTION_ATTR)),
        attr(146, "DEVLINK_ATTR_INFO_BOARD_SERIAL_NUMBER", TEXT),
        attr(147, "DEVLINK_ATTR_PORT_LANES", U32),
        attr(148, "DEVLINK_ATTR_PORT_SPLITTABLE", U8.bool()),
        attr(149, "DEVLINK_ATTR_PORT_EXTERNAL", U8.bool()),
        attr(150, "DEVLINK_ATTR_PORT_CONTROLLER_NUMBER", U32),
        attr(151, "DEVLINK_ATTR_FLASH_UPDATE_STATUS_TIMEOUT", U64.unit(Unit::Seconds)),
        attr(152, "DEVLINK_ATTR_FLASH_UPDATE_OVERWRITE_MASK", fixed(&OVERWRITE)),
        attr(153, "DEVLINK_ATTR_RELOAD_ACTION", U8.name(&DEVLINK_RELOAD_ACTION)),
        attr(154, "DEVLINK_ATTR_RELOAD_ACTIONS_PERFORMED", fixed(&RELOAD_ACTIONS)),
        attr(155, "DEVLINK_ATTR_RELOAD_LIMITS", fixed(&RELOAD_LIMITS)),
        attr(156, "DEVLINK_ATTR_DEV_STATS", nest(&DEVLINK_ATTR)),
        attr(157, "DEVLINK_ATTR_RELOAD_STATS", nest(&DEVLINK_ATTR)),
        attr(158, "DEVLINK_ATTR_RELOAD_STATS_ENTRY", nest(&DEVLINK_ATTR)).repeats(),
        attr(159, "DEVLINK_ATTR_RELOAD_STATS_LIMIT", U8.name(&DEVLINK_RELOAD_LIMIT)),
        attr(160, "DEVLINK_ATTR_RELOAD_STATS_VALUE", U32),
        attr(161, "DEVLINK_ATTR_REMOTE_RELOAD_STATS", nest(&DEVLINK_ATTR)),
        attr(162, "DEVLINK_ATTR_RELOAD_ACTION_INFO", nest(&DEVLINK_ATTR)).repeats(),
        attr(163, "DEVLINK_ATTR_RELOAD_ACTION_STATS", nest(&DEVLINK_ATTR)).repeats(),
        attr(164, "DEVLINK_ATTR_PORT_PCI_SF_NUMBER", U32),
        attr(165, "DEVLINK_ATTR_RATE_TYPE", U16.name(&DEVLINK_RATE_TYPE)),
        attr(166, "DEVLINK_ATTR_RATE_TX_SHARE", U64.unit(Unit::BytesPerSecond)),
        attr(167, "DEVLINK_ATTR_RATE_TX_MAX", U64.unit(Unit::BytesPerSecond)),
        attr(168, "DEVLINK_ATTR_RATE_NODE_NAME", TEXT).resent(),
        attr(169, "DEVLINK_ATTR_RATE_PARENT_NODE_NAME", TEXT),
        attr(170, "DEVLINK_ATTR_REGION_MAX_SNAPSHOTS", U32),
        attr(171, "DEVLINK_ATTR_LINECARD_INDEX", U32),
        attr(172, "DEVLINK_ATTR_LINECARD_STATE", U8.name(&DEVLINK_LINECARD_STATE)),
        attr(173, "DEVLINK_ATTR_LINECARD_TYPE", TEXT),
        attr(174, "DEVLINK_ATTR_LINECARD_SUPPORTED_TYPES", nest(&DEVLINK_ATTR)),
        attr(175, "DEVLINK_ATTR_NESTED_DEVLINK", nest(&DEVLINK_ATTR)),
        attr(176, "DEVLINK_ATTR_SELFTESTS", SELFTESTS),
        attr(177, "DEVLINK_ATTR_RATE_TX_PRIORITY", U32),
        attr(178, "DEVLINK_ATTR_RATE_TX_WEIGHT", U32),
        attr(179, "DEVLINK_ATTR_REGION_DIRECT", FLAG),
        attr(180, "DEVLINK_ATTR_RATE_TC_BWS", nest(&DEVLINK_RATE_TC_ATTR)).repeats(),
        attr(181, "DEVLINK_ATTR_HEALTH_REPORTER_BURST_PERIOD", U64.unit(Unit::Milliseconds)),
        attr(182, "DEVLINK_ATTR_PARAM_VALUE_DEFAULT", PARAM_VALUE),
        attr(183, "DEVLINK_ATTR_PARAM_RESET_DEFAULT", FLAG),
        attr(184, "DEVLINK_ATTR_INDEX", UINT),
        attr(185, "DEVLINK_ATTR_RESOURCE_SCOPE_MASK", U32.flags(&DEVLINK_RESOURCE_SCOPE)),
        attr(186, "DEVLINK_ATTR_PARENT_DEV", nest(&DEVLINK_ATTR)),
    ],
);

/// Headers that all devices share have numbers in common; others are numbered by their driver.
const HEADER_ID: Kind = select("DEVLINK_ATTR_DPIPE_HEADER_GLOBAL", BY_HEADER_ID);

const BY_HEADER_ID: &[(Case, Kind)] = &[(Is(1), U32.name(&DEVLINK_DPIPE_HEADER)), (Otherwise, U32)];

const FIELD_ID: Kind = select("DEVLINK_ATTR_DPIPE_HEADER_GLOBAL", BY_FIELD_ID);

const BY_FIELD_ID: &[(Case, Kind)] = &[(Is(1), GLOBAL_FIELD_ID), (Otherwise, U32)];

const GLOBAL_FIELD_ID: Kind = select("DEVLINK_ATTR_DPIPE_HEADER_ID", BY_GLOBAL_FIELD_ID);

const BY_GLOBAL_FIELD_ID: &[(Case, Kind)] = &[
    (Is(0), U32.name(&DEVLINK_DPIPE_FIELD_ETHERNET)),
    (Is(1), U32.name(&DEVLINK_DPIPE_FIELD_IPV4)),
    (Is(2), U32.name(&DEVLINK_DPIPE_FIELD_IPV6)),
    (Otherwise, U32),
];

/// The value of a parameter. A boolean is true if the attribute is present. An array is one attribute per element.
const PARAM_VALUE: Kind = select("DEVLINK_ATTR_PARAM_TYPE", BY_PARAM_VALUE);

const BY_PARAM_VALUE: &[(Case, Kind)] = &[
    (Is(1), PARAM_U8),
    (Is(2), U16),
    (Is(3), U32),
    (Is(4), U64),
    (OneOf(&[5, 10]), TEXT),
    (Is(6), FLAG),
    (Is(11), OPAQUE),
    (Is(129), UINT),
];

const PARAM_U8: Kind = select("DEVLINK_ATTR_PARAM_NAME", BY_PARAM_U8);

const BY_PARAM_U8: &[(Case, Kind)] = &[
    (Named("fw_load_policy"), U8.name(&DEVLINK_PARAM_FW_LOAD_POLICY_VALUE)),
    (Named("reset_dev_on_drv_probe"), U8.name(&DEVLINK_PARAM_RESET_DEV_ON_DRV_PROBE_VALUE)),
    (Otherwise, U8),
];

/// A health reporter's message is a flat list: attributes mark where nests begin and end, and each value follows its type.
const FMSG_VALUE: Kind = select("DEVLINK_ATTR_FMSG_OBJ_VALUE_TYPE", BY_FMSG_VALUE);

const BY_FMSG_VALUE: &[(Case, Kind)] = &[
    (Is(1), U8),
    (Is(2), U16),
    (Is(3), U32),
    (Is(4), U64),
    (OneOf(&[5, 10]), TEXT),
    (Is(6), U8.bool()),
    (Is(11), OPAQUE),
];

/// The tests that can be run, or the tests that were run: the answer to one command has the latter.
const SELFTESTS: Kind = select("cmd", BY_SELFTESTS);

const BY_SELFTESTS: &[(Case, Kind)] =
    &[(Is(83), select("@request", RUN)), (Otherwise, nest(&DEVLINK_ATTR_SELFTEST_ID))];

const RUN: &[(Case, Kind)] = &[(Is(1), nest(&DEVLINK_ATTR_SELFTEST_ID)), (Otherwise, nest(&RESULTS))];

static DEVLINK_ATTR_SELFTEST_ID: Set =
    set("DEVLINK_ATTR_SELFTEST_ID", &[attr(1, "DEVLINK_ATTR_SELFTEST_ID_FLASH", FLAG)]);

static RESULTS: Set = set(
    "DEVLINK_ATTR_SELFTEST_RESULT",
    &[attr(1, "DEVLINK_ATTR_SELFTEST_RESULT", nest(&DEVLINK_ATTR_SELFTEST_RESULT))],
);

static DEVLINK_ATTR_SELFTEST_RESULT: Set = set(
    "DEVLINK_ATTR_SELFTEST_RESULT",
    &[
        attr(2, "DEVLINK_ATTR_SELFTEST_RESULT_ID", U32.name(&DEVLINK_ATTR_SELFTEST_IDS)),
        attr(3, "DEVLINK_ATTR_SELFTEST_RESULT_STATUS", U8.name(&DEVLINK_SELFTEST_STATUS)),
    ],
);

static DEVLINK_ATTR_STATS: Set = set(
    "DEVLINK_ATTR_STATS",
    &[
        attr(0, "DEVLINK_ATTR_STATS_RX_PACKETS", U64.unit(Unit::Packets)),
        attr(1, "DEVLINK_ATTR_STATS_RX_BYTES", U64.unit(Unit::Bytes)),
        attr(2, "DEVLINK_ATTR_STATS_RX_DROPPED", U64.unit(Unit::Packets)),
    ],
);

static DEVLINK_ATTR_TRAP_METADATA_TYPE: Set = set(
    "DEVLINK_ATTR_TRAP_METADATA_TYPE",
    &[
        attr(0, "DEVLINK_ATTR_TRAP_METADATA_TYPE_IN_PORT", FLAG),
        attr(1, "DEVLINK_ATTR_TRAP_METADATA_TYPE_FA_COOKIE", FLAG),
    ],
);

static DEVLINK_PORT_FUNCTION_ATTR: Set = set(
    "DEVLINK_PORT_FUNCTION_ATTR",
    &[
        attr(1, "DEVLINK_PORT_FUNCTION_ATTR_HW_ADDR", LLADDR),
        attr(2, "DEVLINK_PORT_FN_ATTR_STATE", U8.name(&DEVLINK_PORT_FN_STATE)),
        attr(3, "DEVLINK_PORT_FN_ATTR_OPSTATE", U8.name(&DEVLINK_PORT_FN_OPSTATE)),
        attr(4, "DEVLINK_PORT_FN_ATTR_CAPS", fixed(&CAPS)),
        attr(5, "DEVLINK_PORT_FN_ATTR_DEVLINK", nest(&DEVLINK_ATTR)),
        attr(6, "DEVLINK_PORT_FN_ATTR_MAX_IO_EQS", U32),
    ],
);

static DEVLINK_RATE_TC_ATTR: Set = set(
    "DEVLINK_RATE_TC_ATTR",
    &[
        attr(1, "DEVLINK_RATE_TC_ATTR_INDEX", U8).limits(&Limits::at_most(7)),
        // A share of the sum of all classes'.
        attr(2, "DEVLINK_RATE_TC_ATTR_BW", U32),
    ],
);

static CAPS: Struct = bits(&[
    field("value", U32.flags(&DEVLINK_PORT_FN_CAP)),
    field("selector", U32.flags(&DEVLINK_PORT_FN_CAP)),
]);
static OVERWRITE: Struct = bits(&[
    field("value", U32.flags(&DEVLINK_FLASH_OVERWRITE)),
    field("selector", U32.flags(&DEVLINK_FLASH_OVERWRITE)),
]);
static RELOAD_ACTIONS: Struct = bits(&[
    field("value", U32.flags(&DEVLINK_RELOAD_ACTIONS)),
    field("selector", U32.flags(&DEVLINK_RELOAD_ACTIONS)),
]);
static RELOAD_LIMITS: Struct = bits(&[
    field("value", U32.flags(&DEVLINK_RELOAD_LIMITS)),
    field("selector", U32.flags(&DEVLINK_RELOAD_LIMITS)),
]);

/// Returns bits, and which of them are meant.
const fn bits(members: &'static [Field]) -> Struct {
    layout("nla_bitfield32", 8, members)
}
