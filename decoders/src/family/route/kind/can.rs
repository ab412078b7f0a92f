//! `can`: CAN controllers  (linux/can/netlink.h)

use super::LinkKind;
use crate::schema::*;

pub(super) static KIND: LinkKind =
    LinkKind::new("can", nest(&IFLA_CAN)).with_xstats(fixed(&CAN_DEVICE_STATS));

static IFLA_CAN: Set = set(
    "IFLA_CAN",
    &[
        attr(1, "IFLA_CAN_BITTIMING", fixed(&CAN_BITTIMING)),
        attr(2, "IFLA_CAN_BITTIMING_CONST", fixed(&CAN_BITTIMING_CONST)),
        attr(3, "IFLA_CAN_CLOCK", fixed(&CAN_CLOCK)),
        attr(4, "IFLA_CAN_STATE", U32.name(&CAN_STATE)),
        attr(5, "IFLA_CAN_CTRLMODE", fixed(&CAN_CTRLMODE)),
        attr(6, "IFLA_CAN_RESTART_MS", U32.unit(Unit::Milliseconds)),
        attr(7, "IFLA_CAN_RESTART", U32),
        attr(8, "IFLA_CAN_BERR_COUNTER", fixed(&CAN_BERR_COUNTER)),
        attr(9, "IFLA_CAN_DATA_BITTIMING", fixed(&CAN_BITTIMING)),
        attr(10, "IFLA_CAN_DATA_BITTIMING_CONST", fixed(&CAN_BITTIMING_CONST)),
        attr(11, "IFLA_CAN_TERMINATION", U16),
        attr(12, "IFLA_CAN_TERMINATION_CONST", Kind::Array(&TERMINATIONS)),
        attr(13, "IFLA_CAN_BITRATE_CONST", Kind::Array(&BITRATES)),
        attr(14, "IFLA_CAN_DATA_BITRATE_CONST", Kind::Array(&BITRATES)),
        attr(15, "IFLA_CAN_BITRATE_MAX", U32.unit(Unit::BitsPerSecond)),
        attr(16, "IFLA_CAN_TDC", nest(&IFLA_CAN_TDC)),
        attr(17, "IFLA_CAN_CTRLMODE_EXT", nest(&IFLA_CAN_CTRLMODE)),
        attr(18, "IFLA_CAN_XL_DATA_BITTIMING", fixed(&CAN_BITTIMING)),
        attr(19, "IFLA_CAN_XL_DATA_BITTIMING_CONST", fixed(&CAN_BITTIMING_CONST)),
        attr(20, "IFLA_CAN_XL_DATA_BITRATE_CONST", Kind::Array(&BITRATES)),
        attr(21, "IFLA_CAN_XL_TDC", nest(&IFLA_CAN_TDC)),
        attr(22, "IFLA_CAN_XL_PWM", nest(&IFLA_CAN_PWM)),
    ],
);

/// Resistances in ohms that a controller can switch between the wires.
static TERMINATIONS: Array = array(U16);
static BITRATES: Array = array(U32.unit(Unit::BitsPerSecond));

static IFLA_CAN_TDC: Set = set(
    "IFLA_CAN_TDC",
    &[
        attr(1, "IFLA_CAN_TDC_TDCV_MIN", U32),
        attr(2, "IFLA_CAN_TDC_TDCV_MAX", U32),
        attr(3, "IFLA_CAN_TDC_TDCO_MIN", U32),
        attr(4, "IFLA_CAN_TDC_TDCO_MAX", U32),
        attr(5, "IFLA_CAN_TDC_TDCF_MIN", U32),
        attr(6, "IFLA_CAN_TDC_TDCF_MAX", U32),
        attr(7, "IFLA_CAN_TDC_TDCV", U32),
        attr(8, "IFLA_CAN_TDC_TDCO", U32),
        attr(9, "IFLA_CAN_TDC_TDCF", U32),
    ],
);

static IFLA_CAN_CTRLMODE: Set =
    set("IFLA_CAN_CTRLMODE", &[attr(1, "IFLA_CAN_CTRLMODE_SUPPORTED", U32.flags(&CAN_CTRLMODES))]);

static IFLA_CAN_PWM: Set = set(
    "IFLA_CAN_PWM",
    &[
        attr(1, "IFLA_CAN_PWM_PWMS_MIN", U32),
        attr(2, "IFLA_CAN_PWM_PWMS_MAX", U32),
        attr(3, "IFLA_CAN_PWM_PWML_MIN", U32),
        attr(4, "IFLA_CAN_PWM_PWML_MAX", U32),
        attr(5, "IFLA_CAN_PWM_PWMO_MIN", U32),
        attr(6, "IFLA_CAN_PWM_PWMO_MAX", U32),
        attr(7, "IFLA_CAN_PWM_PWMS", U32),
        attr(8, "IFLA_CAN_PWM_PWML", U32),
        attr(9, "IFLA_CAN_PWM_PWMO", U32),
    ],
);

static CAN_BITTIMING: Struct = layout(
    "can_bittiming",
    32,
    &[
        field("bitrate", U32.unit(Unit::BitsPerSecond)),
        field("sample_point", U32),
        field("tq", U32.unit(Unit::Nanoseconds)),
        field("prop_seg", U32),
        field("phase_seg1", U32),
        field("phase_seg2", U32),
        field("sjw", U32),
        field("brp", U32),
    ],
);

static CAN_BITTIMING_CONST: Struct = layout(
    "can_bittiming_const",
    48,
    &[
        field("name", text(16)),
        field("tseg1_min", U32),
        field("tseg1_max", U32),
        field("tseg2_min", U32),
        field("tseg2_max", U32),
        field("sjw_max", U32),
        field("brp_min", U32),
        field("brp_max", U32),
        field("brp_inc", U32),
    ],
);

static CAN_CLOCK: Struct = layout("can_clock", 4, &[field("freq", U32.unit(Unit::Hertz))]);

static CAN_BERR_COUNTER: Struct = layout("can_berr_counter", 4, &[field("txerr", U16), field("rxerr", U16)]);

static CAN_CTRLMODE: Struct = layout(
    "can_ctrlmode",
    8,
    &[field("mask", U32.flags(&CAN_CTRLMODES)), field("flags", U32.flags(&CAN_CTRLMODES))],
);

static CAN_DEVICE_STATS: Struct = layout(
    "can_device_stats",
    24,
    &[
        field("bus_error", U32),
        field("error_warning", U32),
        field("error_passive", U32),
        field("bus_off", U32),
        field("arbitration_lost", U32),
        field("restarts", U32),
    ],
);

static CAN_STATE: Names = names(&[
    (0, "CAN_STATE_ERROR_ACTIVE"),
    (1, "CAN_STATE_ERROR_WARNING"),
    (2, "CAN_STATE_ERROR_PASSIVE"),
    (3, "CAN_STATE_BUS_OFF"),
    (4, "CAN_STATE_STOPPED"),
    (5, "CAN_STATE_SLEEPING"),
]);

static CAN_CTRLMODES: Names = names(&[
    (0x1, "CAN_CTRLMODE_LOOPBACK"),
    (0x2, "CAN_CTRLMODE_LISTENONLY"),
    (0x4, "CAN_CTRLMODE_3_SAMPLES"),
    (0x8, "CAN_CTRLMODE_ONE_SHOT"),
    (0x10, "CAN_CTRLMODE_BERR_REPORTING"),
    (0x20, "CAN_CTRLMODE_FD"),
    (0x40, "CAN_CTRLMODE_PRESUME_ACK"),
    (0x80, "CAN_CTRLMODE_FD_NON_ISO"),
    (0x100, "CAN_CTRLMODE_CC_LEN8_DLC"),
    (0x200, "CAN_CTRLMODE_TDC_AUTO"),
    (0x400, "CAN_CTRLMODE_TDC_MANUAL"),
    (0x800, "CAN_CTRLMODE_RESTRICTED"),
    (0x1000, "CAN_CTRLMODE_XL"),
    (0x2000, "CAN_CTRLMODE_XL_TDC_AUTO"),
    (0x4000, "CAN_CTRLMODE_XL_TDC_MANUAL"),
    (0x8000, "CAN_CTRLMODE_XL_TMS"),
]);
