//! `thermal`: zones, what cools them, and what happens to both  (linux/thermal.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("thermal", &COMMANDS).events(&EVENTS);

static COMMANDS: Commands = commands(&numbered([
    msg(1, "THERMAL_GENL_CMD_TZ_GET_ID", Get, &BODY),
    msg(2, "THERMAL_GENL_CMD_TZ_GET_TRIP", Get, &BODY),
    msg(3, "THERMAL_GENL_CMD_TZ_GET_TEMP", Get, &BODY),
    msg(4, "THERMAL_GENL_CMD_TZ_GET_GOV", Get, &BODY),
    msg(5, "THERMAL_GENL_CMD_TZ_GET_MODE", Get, &BODY),
    msg(6, "THERMAL_GENL_CMD_CDEV_GET", Get, &BODY),
    msg(7, "THERMAL_GENL_CMD_THRESHOLD_GET", Get, &BODY),
    msg(8, "THERMAL_GENL_CMD_THRESHOLD_ADD", New, &BODY),
    msg(9, "THERMAL_GENL_CMD_THRESHOLD_DELETE", Delete, &BODY),
    msg(10, "THERMAL_GENL_CMD_THRESHOLD_FLUSH", Delete, &BODY),
]));

/// Temperatures for the group `sampling`, and events for the group `event`; the numbers are also those of commands.
static EVENTS: Commands = commands(&numbered([
    msg(0, "THERMAL_GENL_SAMPLING_TEMP", Other, &BODY),
    msg(1, "THERMAL_GENL_EVENT_TZ_CREATE", Other, &BODY),
    msg(2, "THERMAL_GENL_EVENT_TZ_DELETE", Other, &BODY),
    msg(3, "THERMAL_GENL_EVENT_TZ_DISABLE", Other, &BODY),
    msg(4, "THERMAL_GENL_EVENT_TZ_ENABLE", Other, &BODY),
    msg(5, "THERMAL_GENL_EVENT_TZ_TRIP_UP", Other, &BODY),
    msg(6, "THERMAL_GENL_EVENT_TZ_TRIP_DOWN", Other, &BODY),
    msg(7, "THERMAL_GENL_EVENT_TZ_TRIP_CHANGE", Other, &BODY),
    msg(8, "THERMAL_GENL_EVENT_TZ_TRIP_ADD", Other, &BODY),
    msg(9, "THERMAL_GENL_EVENT_TZ_TRIP_DELETE", Other, &BODY),
    msg(10, "THERMAL_GENL_EVENT_CDEV_ADD", Other, &BODY),
    msg(11, "THERMAL_GENL_EVENT_CDEV_DELETE", Other, &BODY),
    msg(12, "THERMAL_GENL_EVENT_CDEV_STATE_UPDATE", Other, &BODY),
    msg(13, "THERMAL_GENL_EVENT_TZ_GOV_CHANGE", Other, &BODY),
    msg(14, "THERMAL_GENL_EVENT_CPU_CAPABILITY_CHANGE", Other, &BODY),
    msg(15, "THERMAL_GENL_EVENT_THRESHOLD_ADD", Other, &BODY),
    msg(16, "THERMAL_GENL_EVENT_THRESHOLD_DELETE", Other, &BODY),
    msg(17, "THERMAL_GENL_EVENT_THRESHOLD_FLUSH", Other, &BODY),
    msg(18, "THERMAL_GENL_EVENT_THRESHOLD_UP", Other, &BODY),
    msg(19, "THERMAL_GENL_EVENT_THRESHOLD_DOWN", Other, &BODY),
]));

static BODY: Body = headless(nest(&THERMAL_GENL_ATTR));

/// Nests are of the same set: lists in which several attributes make an entry.
static THERMAL_GENL_ATTR: Set = set(
    "THERMAL_GENL_ATTR",
    &[
        attr(1, "THERMAL_GENL_ATTR_TZ", nest(&THERMAL_GENL_ATTR)),
        attr(2, "THERMAL_GENL_ATTR_TZ_ID", U32).key(),
        attr(3, "THERMAL_GENL_ATTR_TZ_TEMP", DEGREES),
        attr(4, "THERMAL_GENL_ATTR_TZ_TRIP", nest(&THERMAL_GENL_ATTR)),
        attr(5, "THERMAL_GENL_ATTR_TZ_TRIP_ID", U32),
        attr(6, "THERMAL_GENL_ATTR_TZ_TRIP_TYPE", U32.name(&THERMAL_TRIP)),
        attr(7, "THERMAL_GENL_ATTR_TZ_TRIP_TEMP", DEGREES),
        attr(8, "THERMAL_GENL_ATTR_TZ_TRIP_HYST", DEGREES),
        attr(9, "THERMAL_GENL_ATTR_TZ_MODE", U32.name(&THERMAL_DEVICE)),
        attr(10, "THERMAL_GENL_ATTR_TZ_NAME", TEXT).limits(&Limits::up_to(20)).key(),
        attr(11, "THERMAL_GENL_ATTR_TZ_CDEV_WEIGHT", U32),
        attr(12, "THERMAL_GENL_ATTR_TZ_GOV", nest(&THERMAL_GENL_ATTR)),
        attr(13, "THERMAL_GENL_ATTR_TZ_GOV_NAME", TEXT).limits(&Limits::up_to(20)),
        attr(14, "THERMAL_GENL_ATTR_CDEV", nest(&THERMAL_GENL_ATTR)),
        attr(15, "THERMAL_GENL_ATTR_CDEV_ID", U32).key(),
        attr(16, "THERMAL_GENL_ATTR_CDEV_CUR_STATE", U32),
        attr(17, "THERMAL_GENL_ATTR_CDEV_MAX_STATE", U32),
        attr(18, "THERMAL_GENL_ATTR_CDEV_NAME", TEXT).limits(&Limits::up_to(20)),
        attr(19, "THERMAL_GENL_ATTR_GOV_NAME", TEXT),
        attr(20, "THERMAL_GENL_ATTR_CPU_CAPABILITY", nest(&THERMAL_GENL_ATTR)),
        attr(21, "THERMAL_GENL_ATTR_CPU_CAPABILITY_ID", U32),
        // Of 1023.
        attr(22, "THERMAL_GENL_ATTR_CPU_CAPABILITY_PERFORMANCE", U32),
        attr(23, "THERMAL_GENL_ATTR_CPU_CAPABILITY_EFFICIENCY", U32),
        attr(24, "THERMAL_GENL_ATTR_THRESHOLD", nest(&THERMAL_GENL_ATTR)),
        attr(25, "THERMAL_GENL_ATTR_THRESHOLD_TEMP", DEGREES),
        attr(26, "THERMAL_GENL_ATTR_THRESHOLD_DIRECTION", U32.flags(&THERMAL_THRESHOLD)),
        attr(27, "THERMAL_GENL_ATTR_TZ_PREV_TEMP", DEGREES),
    ],
);

const DEGREES: Kind = S32.unit(Unit::Millidegrees);

static THERMAL_TRIP: Names = names(&[
    (0, "THERMAL_TRIP_ACTIVE"),
    (1, "THERMAL_TRIP_PASSIVE"),
    (2, "THERMAL_TRIP_HOT"),
    (3, "THERMAL_TRIP_CRITICAL"),
]);
static THERMAL_DEVICE: Names = names(&[(0, "THERMAL_DEVICE_DISABLED"), (1, "THERMAL_DEVICE_ENABLED")]);
static THERMAL_THRESHOLD: Names =
    names(&[(0x1, "THERMAL_THRESHOLD_WAY_UP"), (0x2, "THERMAL_THRESHOLD_WAY_DOWN")]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, decoded_unasked, values};

    #[test]
    fn an_answer_and_an_event_of_the_same_number() {
        let temperature = [attribute(2, &[0, 0, 0, 0]), attribute(3, &[0x50, 0xc3, 0, 0])].concat();
        let answer = decoded(&FAMILY, (3, 0), &[&temperature]);
        assert_eq!(values(&answer, "cmd"), ["THERMAL_GENL_CMD_TZ_GET_TEMP"]);
        assert_eq!(values(&answer, "THERMAL_GENL_ATTR_TZ_TEMP"), ["50000"]);
        let event = decoded_unasked(&FAMILY, 3, &[&attribute(2, &[0, 0, 0, 0])]);
        assert_eq!(values(&event, "cmd"), ["THERMAL_GENL_EVENT_TZ_DISABLE"]);
        let sample = decoded_unasked(&FAMILY, 0, &[&temperature]);
        assert_eq!(values(&sample, "cmd"), ["THERMAL_GENL_SAMPLING_TEMP"]);
    }
}
