//! `ovs_packet`: packets that Open vSwitch hands to programs, and takes from them  (linux/openvswitch.h)

use super::ovs::OVS_HEADER;
use super::ovs::action::OVS_ACTION_ATTR;
use super::ovs::key::{OVS_KEY_ATTR, OVS_TUNNEL_KEY_ATTR};
use crate::family::shared::packet;
use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic =
    generic("ovs_packet", &COMMANDS).module("openvswitch").header(&OVS_HEADER);

static COMMANDS: Commands = commands(&numbered([
    msg(1, "OVS_PACKET_CMD_MISS", Other, &BODY),
    msg(2, "OVS_PACKET_CMD_ACTION", Other, &BODY),
    msg(3, "OVS_PACKET_CMD_EXECUTE", New, &BODY),
]));

static BODY: Body = headless(nest(&OVS_PACKET_ATTR));

static OVS_PACKET_ATTR: Set = set(
    "OVS_PACKET_ATTR",
    &[
        attr(1, "OVS_PACKET_ATTR_PACKET", packet::ETHERNET),
        attr(2, "OVS_PACKET_ATTR_KEY", nest(&OVS_KEY_ATTR)),
        attr(3, "OVS_PACKET_ATTR_ACTIONS", nest(&OVS_ACTION_ATTR)),
        // As the action that sent it has it.
        attr(4, "OVS_PACKET_ATTR_USERDATA", OPAQUE),
        attr(5, "OVS_PACKET_ATTR_EGRESS_TUN_KEY", nest(&OVS_TUNNEL_KEY_ATTR)),
        attr(8, "OVS_PACKET_ATTR_PROBE", FLAG),
        attr(9, "OVS_PACKET_ATTR_MRU", U16.unit(Unit::Bytes)),
        attr(10, "OVS_PACKET_ATTR_LEN", U32.unit(Unit::Bytes)),
        attr(11, "OVS_PACKET_ATTR_HASH", U64.hex()),
        attr(12, "OVS_PACKET_ATTR_UPCALL_PID", U32),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, decoded_unasked, values};

    #[test]
    fn a_packet_without_a_flow() {
        let tunnel = [attribute(0, &[0, 0, 0, 0, 0, 0, 0, 7]), attribute(2, &[192, 0, 2, 9])].concat();
        let key =
            [attribute(3, &[2, 0, 0, 0]), attribute(16, &tunnel), attribute(22, &[3, 0, 0, 0])].concat();
        let decoded =
            decoded_unasked(&FAMILY, 1, &[&[4, 0, 0, 0], &attribute(1, &[0; 14]), &attribute(2, &key)]);
        assert_eq!(values(&decoded, "cmd"), ["OVS_PACKET_CMD_MISS"]);
        assert_eq!(values(&decoded, "OVS_TUNNEL_KEY_ATTR_ID"), ["7"]);
        assert_eq!(values(&decoded, "OVS_KEY_ATTR_CT_STATE"), ["OVS_CS_F_NEW|OVS_CS_F_ESTABLISHED"]);
    }

    #[test]
    fn a_probe_for_what_only_programs_have() {
        let masked = attribute(30, &[[0x53; 8], [0x7f; 8]].concat());
        let actions = attribute(3, &attribute(11, &masked));
        let decoded = decoded(&FAMILY, (3, 1), &[&[4, 0, 0, 0], &actions]);
        assert_eq!(values(&decoded, "nd_options_type"), ["83", "127"]);
    }
}
