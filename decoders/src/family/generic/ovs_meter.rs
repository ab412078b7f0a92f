//! `ovs_meter`: rates that a switch of Open vSwitch lets through  (linux/openvswitch.h)

use super::ovs::{OVS_FLOW_STATS, OVS_HEADER};
use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("ovs_meter", &COMMANDS).module("openvswitch").header(&OVS_HEADER);

/// The answer to a change or deletion is the meter as it was before.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "OVS_METER_CMD_FEATURES", Get, &BODY),
    msg(2, "OVS_METER_CMD_SET", Get, &BODY).changing(),
    msg(3, "OVS_METER_CMD_DEL", Get, &BODY).changing(),
    msg(4, "OVS_METER_CMD_GET", Get, &BODY),
]));

static BODY: Body = headless(nest(&OVS_METER_ATTR));

static OVS_METER_ATTR: Set = set(
    "OVS_METER_ATTR",
    &[
        attr(1, "OVS_METER_ATTR_ID", U32).key(),
        attr(2, "OVS_METER_ATTR_KBPS", FLAG),
        attr(3, "OVS_METER_ATTR_STATS", fixed(&OVS_FLOW_STATS)),
        attr(4, "OVS_METER_ATTR_BANDS", Kind::List(&BANDS)),
        attr(5, "OVS_METER_ATTR_USED", U64.unit(Unit::Milliseconds)),
        attr(6, "OVS_METER_ATTR_CLEAR", FLAG),
        attr(7, "OVS_METER_ATTR_MAX_METERS", U32),
        attr(8, "OVS_METER_ATTR_MAX_BANDS", U32),
        attr(9, "OVS_METER_ATTR_PAD", PAD),
    ],
);

static BANDS: List = list(nest(&OVS_BAND_ATTR));

static OVS_BAND_ATTR: Set = set(
    "OVS_BAND_ATTR",
    &[
        attr(1, "OVS_BAND_ATTR_TYPE", U32.name(&OVS_METER_BAND_TYPE)),
        // Packets or kilobits a second, by the meter.
        attr(2, "OVS_BAND_ATTR_RATE", U32),
        attr(3, "OVS_BAND_ATTR_BURST", U32),
        attr(4, "OVS_BAND_ATTR_STATS", fixed(&OVS_FLOW_STATS)),
    ],
);

static OVS_METER_BAND_TYPE: Names =
    names(&[(0, "OVS_METER_BAND_TYPE_UNSPEC"), (1, "OVS_METER_BAND_TYPE_DROP")]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_band() {
        let band = [attribute(1, &[1, 0, 0, 0]), attribute(2, &[0xe8, 3, 0, 0])].concat();
        let bands = attribute(4, &attribute(0, &band));
        let decoded = decoded(&FAMILY, (2, 5), &[&[4, 0, 0, 0], &attribute(1, &[1, 0, 0, 0]), &bands]);
        assert_eq!(values(&decoded, "cmd"), ["OVS_METER_CMD_SET"]);
        assert_eq!(values(&decoded, "OVS_BAND_ATTR_TYPE"), ["OVS_METER_BAND_TYPE_DROP"]);
        assert_eq!(values(&decoded, "OVS_BAND_ATTR_RATE"), ["1000"]);
    }
}
