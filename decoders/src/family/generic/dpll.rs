//! `dpll`: clocks that follow others, and the pins they do it by  (linux/dpll.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("dpll", &COMMANDS);

static COMMANDS: Commands = commands(&numbered([
    msg(1, "DPLL_CMD_DEVICE_ID_GET", Get, &DEVICE),
    msg(2, "DPLL_CMD_DEVICE_GET", Get, &DEVICE),
    msg(3, "DPLL_CMD_DEVICE_SET", New, &DEVICE),
    msg(4, "DPLL_CMD_DEVICE_CREATE_NTF", Other, &DEVICE),
    msg(5, "DPLL_CMD_DEVICE_DELETE_NTF", Other, &DEVICE),
    msg(6, "DPLL_CMD_DEVICE_CHANGE_NTF", Other, &DEVICE),
    msg(7, "DPLL_CMD_PIN_ID_GET", Get, &PIN),
    msg(8, "DPLL_CMD_PIN_GET", Get, &PIN),
    msg(9, "DPLL_CMD_PIN_SET", New, &PIN),
    msg(10, "DPLL_CMD_PIN_CREATE_NTF", Other, &PIN),
    msg(11, "DPLL_CMD_PIN_DELETE_NTF", Other, &PIN),
    msg(12, "DPLL_CMD_PIN_CHANGE_NTF", Other, &PIN),
]));

static DEVICE: Body = headless(nest(&DPLL_A));
static PIN: Body = headless(nest(&DPLL_A_PIN));

static DPLL_A: Set = set(
    "DPLL_A",
    &[
        attr(1, "DPLL_A_ID", U32).key(),
        attr(2, "DPLL_A_MODULE_NAME", TEXT).key(),
        attr(3, "DPLL_A_PAD", PAD),
        attr(4, "DPLL_A_CLOCK_ID", U64.hex()),
        attr(5, "DPLL_A_MODE", U32.name(&DPLL_MODE)),
        attr(6, "DPLL_A_MODE_SUPPORTED", U32.name(&DPLL_MODE)).repeats(),
        attr(7, "DPLL_A_LOCK_STATUS", U32.name(&DPLL_LOCK_STATUS)),
        attr(8, "DPLL_A_TEMP", S32.unit(Unit::Millidegrees)),
        attr(9, "DPLL_A_TYPE", U32.name(&DPLL_TYPE)),
        attr(10, "DPLL_A_LOCK_STATUS_ERROR", U32.name(&DPLL_LOCK_STATUS_ERROR)),
        attr(11, "DPLL_A_CLOCK_QUALITY_LEVEL", U32.name(&DPLL_CLOCK_QUALITY_LEVEL)).repeats(),
        attr(12, "DPLL_A_PHASE_OFFSET_MONITOR", U32.name(&DPLL_FEATURE_STATE)),
        attr(13, "DPLL_A_PHASE_OFFSET_AVG_FACTOR", U32),
        attr(14, "DPLL_A_FREQUENCY_MONITOR", U32.name(&DPLL_FEATURE_STATE)),
    ],
);

/// Its nests are of the same set: ranges of frequencies, the state of a pin at each parent, related pins.
static DPLL_A_PIN: Set = set(
    "DPLL_A_PIN",
    &[
        attr(1, "DPLL_A_PIN_ID", U32).key(),
        attr(2, "DPLL_A_PIN_PARENT_ID", U32),
        attr(3, "DPLL_A_PIN_MODULE_NAME", TEXT),
        attr(4, "DPLL_A_PIN_PAD", PAD),
        attr(5, "DPLL_A_PIN_CLOCK_ID", U64.hex()),
        attr(6, "DPLL_A_PIN_BOARD_LABEL", TEXT),
        attr(7, "DPLL_A_PIN_PANEL_LABEL", TEXT),
        attr(8, "DPLL_A_PIN_PACKAGE_LABEL", TEXT),
        attr(9, "DPLL_A_PIN_TYPE", U32.name(&DPLL_PIN_TYPE)),
        attr(10, "DPLL_A_PIN_DIRECTION", U32.name(&DPLL_PIN_DIRECTION)),
        attr(11, "DPLL_A_PIN_FREQUENCY", U64.unit(Unit::Hertz)),
        attr(12, "DPLL_A_PIN_FREQUENCY_SUPPORTED", nest(&DPLL_A_PIN)).repeats(),
        attr(13, "DPLL_A_PIN_FREQUENCY_MIN", U64.unit(Unit::Hertz)),
        attr(14, "DPLL_A_PIN_FREQUENCY_MAX", U64.unit(Unit::Hertz)),
        attr(15, "DPLL_A_PIN_PRIO", U32),
        attr(16, "DPLL_A_PIN_STATE", U32.name(&DPLL_PIN_STATE)),
        attr(17, "DPLL_A_PIN_CAPABILITIES", U32.flags(&DPLL_PIN_CAPABILITIES)),
        attr(18, "DPLL_A_PIN_PARENT_DEVICE", nest(&DPLL_A_PIN)).repeats(),
        attr(19, "DPLL_A_PIN_PARENT_PIN", nest(&DPLL_A_PIN)).repeats(),
        // Picoseconds.
        attr(20, "DPLL_A_PIN_PHASE_ADJUST_MIN", S32),
        attr(21, "DPLL_A_PIN_PHASE_ADJUST_MAX", S32),
        attr(22, "DPLL_A_PIN_PHASE_ADJUST", S32),
        // Thousandths of them.
        attr(23, "DPLL_A_PIN_PHASE_OFFSET", S64),
        // Parts of a million.
        attr(24, "DPLL_A_PIN_FRACTIONAL_FREQUENCY_OFFSET", SINT),
        attr(25, "DPLL_A_PIN_ESYNC_FREQUENCY", U64.unit(Unit::Hertz)),
        attr(26, "DPLL_A_PIN_ESYNC_FREQUENCY_SUPPORTED", nest(&DPLL_A_PIN)).repeats(),
        attr(27, "DPLL_A_PIN_ESYNC_PULSE", U32.unit(Unit::Percent)),
        attr(28, "DPLL_A_PIN_REFERENCE_SYNC", nest(&DPLL_A_PIN)).repeats(),
        attr(29, "DPLL_A_PIN_PHASE_ADJUST_GRAN", U32),
        // Parts of 10^12.
        attr(30, "DPLL_A_PIN_FRACTIONAL_FREQUENCY_OFFSET_PPT", SINT),
        // Thousandths of a hertz.
        attr(31, "DPLL_A_PIN_MEASURED_FREQUENCY", U64),
        attr(32, "DPLL_A_PIN_OPERSTATE", U32.name(&DPLL_PIN_OPERSTATE)),
    ],
);

static DPLL_MODE: Names = names(&[(1, "DPLL_MODE_MANUAL"), (2, "DPLL_MODE_AUTOMATIC")]);
static DPLL_LOCK_STATUS: Names = names(&[
    (1, "DPLL_LOCK_STATUS_UNLOCKED"),
    (2, "DPLL_LOCK_STATUS_LOCKED"),
    (3, "DPLL_LOCK_STATUS_LOCKED_HO_ACQ"),
    (4, "DPLL_LOCK_STATUS_HOLDOVER"),
]);
static DPLL_LOCK_STATUS_ERROR: Names = names(&[
    (1, "DPLL_LOCK_STATUS_ERROR_NONE"),
    (2, "DPLL_LOCK_STATUS_ERROR_UNDEFINED"),
    (3, "DPLL_LOCK_STATUS_ERROR_MEDIA_DOWN"),
    (4, "DPLL_LOCK_STATUS_ERROR_FRACTIONAL_FREQUENCY_OFFSET_TOO_HIGH"),
]);
static DPLL_CLOCK_QUALITY_LEVEL: Names = names(&[
    (1, "DPLL_CLOCK_QUALITY_LEVEL_ITU_OPT1_PRC"),
    (2, "DPLL_CLOCK_QUALITY_LEVEL_ITU_OPT1_SSU_A"),
    (3, "DPLL_CLOCK_QUALITY_LEVEL_ITU_OPT1_SSU_B"),
    (4, "DPLL_CLOCK_QUALITY_LEVEL_ITU_OPT1_EEC1"),
    (5, "DPLL_CLOCK_QUALITY_LEVEL_ITU_OPT1_PRTC"),
    (6, "DPLL_CLOCK_QUALITY_LEVEL_ITU_OPT1_EPRTC"),
    (7, "DPLL_CLOCK_QUALITY_LEVEL_ITU_OPT1_EEEC"),
    (8, "DPLL_CLOCK_QUALITY_LEVEL_ITU_OPT1_EPRC"),
]);
static DPLL_TYPE: Names = names(&[(1, "DPLL_TYPE_PPS"), (2, "DPLL_TYPE_EEC"), (3, "DPLL_TYPE_GENERIC")]);
static DPLL_FEATURE_STATE: Names =
    names(&[(0, "DPLL_FEATURE_STATE_DISABLE"), (1, "DPLL_FEATURE_STATE_ENABLE")]);
static DPLL_PIN_TYPE: Names = names(&[
    (1, "DPLL_PIN_TYPE_MUX"),
    (2, "DPLL_PIN_TYPE_EXT"),
    (3, "DPLL_PIN_TYPE_SYNCE_ETH_PORT"),
    (4, "DPLL_PIN_TYPE_INT_OSCILLATOR"),
    (5, "DPLL_PIN_TYPE_GNSS"),
    (6, "DPLL_PIN_TYPE_INT_NCO"),
]);
static DPLL_PIN_DIRECTION: Names =
    names(&[(1, "DPLL_PIN_DIRECTION_INPUT"), (2, "DPLL_PIN_DIRECTION_OUTPUT")]);
static DPLL_PIN_STATE: Names = names(&[
    (1, "DPLL_PIN_STATE_CONNECTED"),
    (2, "DPLL_PIN_STATE_DISCONNECTED"),
    (3, "DPLL_PIN_STATE_SELECTABLE"),
]);
static DPLL_PIN_CAPABILITIES: Names = names(&[
    (0x1, "DPLL_PIN_CAPABILITIES_DIRECTION_CAN_CHANGE"),
    (0x2, "DPLL_PIN_CAPABILITIES_PRIORITY_CAN_CHANGE"),
    (0x4, "DPLL_PIN_CAPABILITIES_STATE_CAN_CHANGE"),
    (0x8, "DPLL_PIN_CAPABILITIES_STATE_CONNECTED_OVERRIDE"),
]);
static DPLL_PIN_OPERSTATE: Names = names(&[
    (1, "DPLL_PIN_OPERSTATE_ACTIVE"),
    (2, "DPLL_PIN_OPERSTATE_STANDBY"),
    (3, "DPLL_PIN_OPERSTATE_NO_SIGNAL"),
    (4, "DPLL_PIN_OPERSTATE_QUAL_FAILED"),
]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_pin_and_its_parent() {
        let offset = [&[0xff; 7][..], &[0xff]].concat();
        let parent =
            [attribute(2, &[3, 0, 0, 0]), attribute(16, &[1, 0, 0, 0]), attribute(23, &offset)].concat();
        let attributes =
            [attribute(1, &[7, 0, 0, 0]), attribute(17, &[6, 0, 0, 0]), attribute(24, &[254, 255, 255, 255])];
        let decoded = decoded(&FAMILY, (8, 0), &[&attributes.concat(), &attribute(18, &parent)]);
        assert_eq!(values(&decoded, "DPLL_A_PIN_PARENT_ID"), ["3"]);
        assert_eq!(values(&decoded, "DPLL_A_PIN_STATE"), ["DPLL_PIN_STATE_CONNECTED"]);
        assert_eq!(values(&decoded, "DPLL_A_PIN_PHASE_OFFSET"), ["-1"]);
        assert_eq!(values(&decoded, "DPLL_A_PIN_FRACTIONAL_FREQUENCY_OFFSET"), ["-2"]);
        let can = "DPLL_PIN_CAPABILITIES_PRIORITY_CAN_CHANGE|DPLL_PIN_CAPABILITIES_STATE_CAN_CHANGE";
        assert_eq!(values(&decoded, "DPLL_A_PIN_CAPABILITIES"), [can]);
    }
}
