//! `acpi_event`: what a machine's firmware reports: buttons, power, batteries  (drivers/acpi/event.c)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("acpi_event", &COMMANDS);

static COMMANDS: Commands = commands(&numbered([msg(1, "ACPI_GENL_CMD_EVENT", Other, &BODY)]));

static BODY: Body = headless(nest(&ACPI_GENL_ATTR));

static ACPI_GENL_ATTR: Set =
    set("ACPI_GENL_ATTR", &[attr(1, "ACPI_GENL_ATTR_EVENT", fixed(&ACPI_GENL_EVENT))]);

static ACPI_GENL_EVENT: Struct = layout(
    "acpi_genl_event",
    44,
    &[
        field("device_class", text(20)),
        field("bus_id", text(15)),
        field("", pad(1)),
        field("type", U32.hex()),
        field("data", U32.hex()),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded_unasked, values};

    #[test]
    fn a_button() {
        let mut event = [0; 44];
        event[..12].copy_from_slice(b"button/power");
        event[20..24].copy_from_slice(b"PBTN");
        event[36] = 0x80;
        let decoded = decoded_unasked(&FAMILY, 1, &[&attribute(1, &event)]);
        assert_eq!(values(&decoded, "cmd"), ["ACPI_GENL_CMD_EVENT"]);
        assert_eq!(values(&decoded, "device_class"), ["button/power"]);
        assert_eq!(values(&decoded, "bus_id"), ["PBTN"]);
        assert_eq!(values(&decoded, "type"), ["128"]);
    }
}
