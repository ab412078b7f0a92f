//! `pmcraid`: events of PMC-Sierra's RAID controllers  (drivers/scsi/pmcraid.h)

use crate::schema::{Case::*, Class::*, *};

pub(super) static FAMILY: Generic = generic("pmcraid", &COMMANDS).module("pmcraid");

static COMMANDS: Commands = commands(&numbered([msg(1, "PMCRAID_AEN_CMD_EVENT", Other, &BODY)]));

static BODY: Body = headless(nest(&PMCRAID_AEN_ATTR));

static PMCRAID_AEN_ATTR: Set =
    set("PMCRAID_AEN_ATTR", &[attr(1, "PMCRAID_AEN_ATTR_EVENT", fixed(&PMCRAID_AEN_MSG))]);

/// The state of the adapter, or what its firmware wrote.
static PMCRAID_AEN_MSG: Struct = layout(
    "pmcraid_aen_msg",
    16,
    &[
        field("hostno", U32.parts(&[part("minor", 16, Show::Dec), part("host", 16, Show::Dec)])),
        field("length", U32.unit(Unit::Bytes)),
        field("reserved", pad(8)),
    ],
)
.then(&[field("data", select("length", &[(Is(4), U32.name(&PMC_DEVICE_EVENT)), (Otherwise, OPAQUE)]))]);

static PMC_DEVICE_EVENT: Names = names(&[
    (0x1100_0000, "PMC_DEVICE_EVENT_RESET_START"),
    (0x1100_0001, "PMC_DEVICE_EVENT_RESET_SUCCESS"),
    (0x1100_0002, "PMC_DEVICE_EVENT_RESET_FAILED"),
    (0x1100_0003, "PMC_DEVICE_EVENT_SHUTDOWN_START"),
    (0x1100_0004, "PMC_DEVICE_EVENT_SHUTDOWN_SUCCESS"),
    (0x1100_0005, "PMC_DEVICE_EVENT_SHUTDOWN_FAILED"),
]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded_unasked, values};

    #[test]
    fn a_reset_and_a_message_of_the_firmware() {
        let event = |data: &[u8]| {
            let length = u32::try_from(data.len()).unwrap();
            let head = [0x0002_0001, length, 0, 0].map(u32::to_le_bytes).concat();
            decoded_unasked(&FAMILY, 1, &[&attribute(1, &[&head[..], data].concat())])
        };
        let reset = event(&0x1100_0002u32.to_le_bytes());
        assert_eq!(values(&reset, "cmd"), ["PMCRAID_AEN_CMD_EVENT"]);
        assert_eq!(values(&reset, "data"), ["PMC_DEVICE_EVENT_RESET_FAILED"]);
        assert_eq!(values(&event(&[1, 2, 3, 4, 5, 6, 7, 8]), "length"), ["8"]);
    }
}
