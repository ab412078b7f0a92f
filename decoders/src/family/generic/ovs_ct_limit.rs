//! `ovs_ct_limit`: how many connections a zone may have  (linux/openvswitch.h)

use super::ovs::OVS_HEADER;
use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic =
    generic("ovs_ct_limit", &COMMANDS).module("openvswitch").header(&OVS_HEADER);

static COMMANDS: Commands = commands(&numbered([
    msg(1, "OVS_CT_LIMIT_CMD_SET", New, &BODY),
    msg(2, "OVS_CT_LIMIT_CMD_DEL", Delete, &BODY),
    msg(3, "OVS_CT_LIMIT_CMD_GET", Get, &BODY),
]));

static BODY: Body = headless(nest(&OVS_CT_LIMIT_ATTR));

static OVS_CT_LIMIT_ATTR: Set =
    set("OVS_CT_LIMIT_ATTR", &[attr(1, "OVS_CT_LIMIT_ATTR_ZONE_LIMIT", Kind::Array(&ZONES)).key()]);

static ZONES: Array = array(fixed(&ZONE));

static ZONE: Struct = layout(
    "ovs_zone_limit",
    12,
    &[field("zone_id", S32.name(&OVS_ZONE_LIMIT)), field("limit", U32), field("count", U32)],
);

static OVS_ZONE_LIMIT: Names = names(&[(u64::MAX, "OVS_ZONE_LIMIT_DEFAULT_ZONE")]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn zones() {
        let default = [255, 255, 255, 255, 100, 0, 0, 0, 0, 0, 0, 0];
        let zone = [7, 0, 0, 0, 5, 0, 0, 0, 2, 0, 0, 0];
        let decoded = decoded(&FAMILY, (3, 0), &[&[4, 0, 0, 0], &attribute(1, &[default, zone].concat())]);
        assert_eq!(values(&decoded, "zone_id"), ["OVS_ZONE_LIMIT_DEFAULT_ZONE", "7"]);
        assert_eq!(values(&decoded, "limit"), ["100", "5"]);
    }
}
