//! `MAC802154_HWSIM`: simulated radios of IEEE 802.15.4, and which of them hear each other
//! (the kernel's own drivers/net/ieee802154/mac802154_hwsim.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("MAC802154_HWSIM", &COMMANDS).module("mac802154_hwsim");

/// A radio that is made is acknowledged with its number in place of an error.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "MAC802154_HWSIM_CMD_GET_RADIO", Get, &BODY),
    msg(2, "MAC802154_HWSIM_CMD_SET_RADIO", New, &BODY),
    msg(3, "MAC802154_HWSIM_CMD_NEW_RADIO", New, &BODY),
    msg(4, "MAC802154_HWSIM_CMD_DEL_RADIO", Delete, &BODY),
    msg(5, "MAC802154_HWSIM_CMD_GET_EDGE", Get, &BODY),
    msg(6, "MAC802154_HWSIM_CMD_SET_EDGE", New, &BODY),
    msg(7, "MAC802154_HWSIM_CMD_DEL_EDGE", Delete, &BODY),
    msg(8, "MAC802154_HWSIM_CMD_NEW_EDGE", New, &BODY),
]));

static BODY: Body = headless(nest(&MAC802154_HWSIM_ATTR));

static MAC802154_HWSIM_ATTR: Set = set(
    "MAC802154_HWSIM_ATTR",
    &[
        attr(1, "MAC802154_HWSIM_ATTR_RADIO_ID", U32),
        attr(2, "MAC802154_HWSIM_ATTR_RADIO_EDGE", nest(&MAC802154_HWSIM_EDGE_ATTR)),
        attr(3, "MAC802154_HWSIM_ATTR_RADIO_EDGES", nest(&EDGES)),
    ],
);

static EDGES: Set = set(
    "MAC802154_HWSIM_ATTR_RADIO_EDGES",
    &[attr(2, "MAC802154_HWSIM_ATTR_RADIO_EDGE", nest(&MAC802154_HWSIM_EDGE_ATTR))],
);

static MAC802154_HWSIM_EDGE_ATTR: Set = set(
    "MAC802154_HWSIM_EDGE_ATTR",
    &[
        attr(1, "MAC802154_HWSIM_EDGE_ATTR_ENDPOINT_ID", U32),
        attr(2, "MAC802154_HWSIM_EDGE_ATTR_LQI", U8.unit(Unit::Of255)),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn whom_a_radio_hears() {
        let edge = |to: u8| attribute(2, &[attribute(1, &[to, 0, 0, 0]), attribute(2, &[255])].concat());
        let radio = [attribute(1, &[0; 4]), attribute(3, &[edge(1), edge(2)].concat())].concat();
        let decoded = decoded(&FAMILY, (1, 2), &[&radio]);
        assert_eq!(values(&decoded, "MAC802154_HWSIM_EDGE_ATTR_ENDPOINT_ID"), ["1", "2"]);
    }
}
